/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "kinds/clv-kinds.h"

static const ClvModelKind *kinds[] = {
  &clv_kind_bg_nbd,
  &clv_kind_mbg_nbd,
  &clv_kind_bg_cnbd,
  &clv_kind_mbg_cnbd,
  &clv_kind_pareto_nbd,
  &clv_kind_pareto_nbd_correlated,
  &clv_kind_nbd,
  &clv_kind_bg_bb,
  &clv_kind_sbg,
  &clv_kind_bdw,
  &clv_kind_hybrid,
  &clv_kind_historic,
  &clv_kind_formula,
};

/**
 * clv_model_kind_find:
 * @id: such as "bg-nbd"
 *
 * Returns: (nullable) (transfer none): the kind
 */
const ClvModelKind *
clv_model_kind_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_strcmp0 (kinds[i]->id, id) == 0)
        return kinds[i];
    }
  return NULL;
}

/**
 * clv_model_kinds_list:
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): all kinds, the usual one first
 */
const ClvModelKind **
clv_model_kinds_list (guint *n)
{
  *n = G_N_ELEMENTS (kinds);
  return kinds;
}

/**
 * clv_model_kinds_dup_ids:
 *
 * Returns: (transfer full): "bg-nbd, mbg-nbd …", for a sentence
 */
char *
clv_model_kinds_dup_ids (void)
{
  const char *ids[G_N_ELEMENTS (kinds) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    ids[i] = kinds[i]->id;
  return g_strjoinv (", ", (char **) ids);
}

/**
 * clv_model_kind_move:
 * @self: a kind
 * @parameters: its parameters, one of which moves
 * @parameter: which
 * @step: by how much of what its covariance is of: its logarithm, or itself where it
 *   may be negative
 */
void
clv_model_kind_move (const ClvModelKind *self,
                     double             *parameters,
                     guint               parameter,
                     double              step)
{
  if (self->is_plain[parameter])
    parameters[parameter] += step;
  else
    parameters[parameter] *= exp (step);
}

/**
 * clv_model_kind_predict:
 * @self: a kind
 * @parameters: its parameters
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @mean: (out): expected purchases in the horizon, given the history
 * @variance: (out): their variance
 *
 * The moments of a customer who is active with P(active) and buys nothing otherwise.
 */
void
clv_model_kind_predict (const ClvModelKind *self,
                        const double       *parameters,
                        double              x,
                        double              recency,
                        double              age,
                        double              horizon,
                        double             *mean,
                        double             *variance)
{
  double p_active = self->p_active (self, parameters, x, recency, age);
  double active = 0.0;
  double square = 0.0;

  self->forecast (self, parameters, x, recency, age, &horizon, 1, mean, &active, &square);
  *mean *= p_active;
  *variance = MAX (p_active * square - *mean * *mean, 0.0);
}

/**
 * clv_model_kind_expected_discounted:
 * @self: a kind
 * @parameters: its parameters
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now, at most a thousand years
 * @unit_days: days in the unit of these times
 * @rate: annual effective, 0.10 = 10 % a year
 *
 * For the auditor's calculator, which knows no calendar: months are a twelfth of
 * 365.2425 days and purchases fall mid-month. Values of customers come from
 * clv_score_set_new(), which counts calendar months.
 *
 * Returns: the expected purchases in the horizon, each at its present value
 */
double
clv_model_kind_expected_discounted (const ClvModelKind *self,
                                    const double       *parameters,
                                    double              x,
                                    double              recency,
                                    double              age,
                                    double              horizon,
                                    int                 unit_days,
                                    double              rate)
{
  double month = 365.2425 / 12.0 / unit_days;
  guint n = (guint) CLAMP (ceil (horizon / month - 1e-9), 1.0, 12000.0);
  g_autofree double *scratch = g_new (double, 4 * (gsize) n);
  double *ends = scratch;
  double *purchases = scratch + n;
  double before = 0.0;
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    ends[i] = MIN ((i + 1) * month, horizon);
  self->forecast (self, parameters, x, recency, age, ends, n, purchases, scratch + 2 * (gsize) n,
                  scratch + 3 * (gsize) n);
  for (guint i = 0; i < n; i++)
    {
      double middle = 0.5 * (ends[i] + (i > 0 ? ends[i - 1] : 0.0)) / month / 12.0;

      sum += (purchases[i] - before) * exp (-log1p (rate) * middle);
      before = purchases[i];
    }
  return self->p_active (self, parameters, x, recency, age) * sum;
}
