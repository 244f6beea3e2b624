/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

#include "clv-race.h"

G_BEGIN_DECLS

/* One customer's log-likelihood under Pareto/NBD with its derivatives, for mixtures
 * of several of them. Notation of clv-pareto-nbd.c; derivatives are with respect to
 * r, α, s, β, the second ones in the order 00 01 02 03 11 12 13 22 23 33. What all
 * parts of a mixture have in common, ln Γ(r+x)/Γ(r), is left out. */

typedef struct
{
  double value;
  double first[4];
  double second[10];
} ClvParetoTerm;

/* ln (α + day) and so on of one day. */
typedef struct
{
  double log_alpha;
  double log_beta;
  double inverse_alpha;
  double inverse_beta;
} ClvParetoDay;

static inline void
clv_pareto_day_fill (ClvParetoDay *self,
                     double        alpha,
                     double        beta,
                     double        day)
{
  self->log_alpha = log (alpha + day);
  self->log_beta = log (beta + day);
  self->inverse_alpha = 1.0 / (alpha + day);
  self->inverse_beta = 1.0 / (beta + day);
}

/* ln q of a recency: drop-out wins the race. */
static inline void
clv_pareto_term_fill_drop (ClvParetoTerm *self,
                           double         R,
                           double         alpha_t,
                           double         s,
                           double         beta_t)
{
  /* From the order s, β, r, α to r, α, s, β. */
  static const guint swapped[10] = { 7, 8, 2, 5, 9, 3, 6, 0, 1, 4 };
  double first[4];
  double second[10];
  ClvRace race;

  clv_race_first (s, beta_t, R, alpha_t, &race);
  clv_race_differentiate (&race, s, beta_t, R, alpha_t, first, second);
  self->value = race.log_p;
  for (guint k = 0; k < 4; k++)
    self->first[k] = first[k ^ 2u];
  for (guint k = 0; k < 10; k++)
    self->second[k] = second[swapped[k]];
}

/* ln p of an age: a purchase wins it. */
static inline void
clv_pareto_term_fill_purchase (ClvParetoTerm *self,
                               double         R,
                               double         alpha_T,
                               double         s,
                               double         beta_T)
{
  ClvRace race;

  clv_race_first (R, alpha_T, s, beta_T, &race);
  clv_race_differentiate (&race, R, alpha_T, s, beta_T, self->first, self->second);
  self->value = race.log_p;
}

/* r ln α + s ln β − R ln (α+t) − s ln (β+t) + ln J with @zero of day 0. */
static inline void
clv_pareto_term_fill (ClvParetoTerm       *self,
                      double               r,
                      double               s,
                      double               x,
                      const ClvParetoDay  *zero,
                      const ClvParetoDay  *t,
                      const ClvParetoDay  *T,
                      const ClvParetoTerm *drop,
                      const ClvParetoTerm *purchase)
{
  double R = r + x;
  double D = T->log_alpha - t->log_alpha;
  double C = T->log_beta - t->log_beta;
  double e = t->inverse_alpha - T->inverse_alpha;
  double h = t->inverse_beta - T->inverse_beta;
  double z = purchase->value - (R * D + s * C) - drop->value;
  double small = exp (-fabs (z));
  double sigma = (z > 0.0 ? 1.0 : small) / (1.0 + small);
  double rest = (z > 0.0 ? small : 1.0) / (1.0 + small);
  const double alive[4] = { -D, R * e, -C, s * h };   /* slopes of −A */
  guint k = 0;

  self->value = r * (zero->log_alpha - t->log_alpha) - x * t->log_alpha
                + s * (zero->log_beta - t->log_beta) + drop->value + MAX (z, 0.0) + log1p (small);
  for (guint i = 0; i < 4; i++)
    {
      double slope = purchase->first[i] + alive[i] - drop->first[i];

      self->first[i] = rest * drop->first[i] + sigma * (purchase->first[i] + alive[i]);
      for (guint j = i; j < 4; j++, k++)
        self->second[k] = rest * drop->second[k] + sigma * purchase->second[k]
                          + sigma * rest * slope
                          * (purchase->first[j] + alive[j] - drop->first[j]);
    }
  self->second[1] += sigma * e;
  self->second[4] -= sigma * R * e * (t->inverse_alpha + T->inverse_alpha);
  self->second[8] += sigma * h;
  self->second[9] -= sigma * s * h * (t->inverse_beta + T->inverse_beta);

  self->first[0] += zero->log_alpha - t->log_alpha;
  self->first[1] += r * zero->inverse_alpha - R * t->inverse_alpha;
  self->first[2] += zero->log_beta - t->log_beta;
  self->first[3] += s * (zero->inverse_beta - t->inverse_beta);
  self->second[1] += zero->inverse_alpha - t->inverse_alpha;
  self->second[4] += R * t->inverse_alpha * t->inverse_alpha
                     - r * zero->inverse_alpha * zero->inverse_alpha;
  self->second[8] += zero->inverse_beta - t->inverse_beta;
  self->second[9] += s * (t->inverse_beta * t->inverse_beta
                          - zero->inverse_beta * zero->inverse_beta);
}

G_END_DECLS
