/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-contract.h"
#include "clv-trust-region.h"
#include "kinds/clv-kinds.h"

/* sBG and BdW, which differ by the number of their parameters. Times are periods of the
 * contract; x renewals so far, the last one at the recency. What the age has beyond whole
 * periods says how far the running one is: a horizon has as many chances to renew as
 * ends of periods lie in it. Who has missed one has left. */

#define FEW 10000.0           /* renewals, for counts of one customer */
#define NOBODY 1e-300
#define NEARLY 1e-9           /* that whole periods are missed by in computing */

static gboolean
is_gone (double recency,
         double age)
{
  return age - recency >= 1.0 - NEARLY;
}

/* Of a customer who is there: ends of periods in the @horizon after @age. */
static double
count_chances (double age,
               double horizon)
{
  return floor (age - floor (age + NEARLY) + MAX (horizon, 0.0) + NEARLY);
}

static void
count_one (ClvContractCounts *counts,
           guint32            x,
           gboolean           has_left,
           double             weight)
{
  if (has_left)
    counts->left[x] += weight;
  else if (x > 0)
    counts->stayed[x - 1] += weight;
}

static ClvContractCounts *
counts_new (guint32 most)
{
  ClvContractCounts *counts = g_new0 (ClvContractCounts, 1);

  counts->n = most + 1;
  counts->left = g_new0 (double, (gsize) most + 1);
  counts->stayed = g_new0 (double, (gsize) most + 1);
  return counts;
}

static void
counts_free (ClvContractCounts *counts)
{
  g_free (counts->left);
  g_free (counts->stayed);
  g_free (counts);
}

static ClvContractCounts *
count (const ClvCells *cells,
       int             unit_days)
{
  ClvContractCounts *counts = NULL;
  guint32 most = 0;

  for (guint32 i = 0; i < cells->n; i++)
    most = MAX (most, cells->x[i]);
  counts = counts_new (most);
  for (guint32 i = 0; i < cells->n; i++)
    count_one (counts, cells->x[i], cells->age_days[i] - cells->recency_days[i] >= unit_days,
               cells->weight[i]);
  return counts;
}

typedef struct
{
  const ClvModelKind *kind;
  ClvContractCounts *counts;
} Prepared;

static gpointer
prepare (const ClvModelKind *kind,
         const ClvCells     *cells,
         int                 unit_days)
{
  Prepared *self = g_new (Prepared, 1);

  self->kind = kind;
  self->counts = count (cells, unit_days);
  return self;
}

static void
release (gpointer prepared)
{
  Prepared *self = prepared;

  counts_free (self->counts);
  g_free (self);
}

static double
evaluate (gconstpointer prepared,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  const Prepared *self = prepared;

  return clv_contract_log_likelihood (self->counts, self->kind->n_parameters, parameters, gradient,
                                      hessian);
}

/* Who leaves tells. */
static double
p_active (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age)
{
  return is_gone (recency, age) ? 0.0 : 1.0;
}

static double
log_likelihood_one (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age)
{
  const guint n = kind->n_parameters;
  ClvContractCounts *counts = NULL;
  double value = 0.0;

  if (x > FEW)
    {
      value = log (clv_contract_survival (n, parameters, 0.0, x));
      return is_gone (recency, age)
             ? value + log1p (-clv_contract_survival (n, parameters, x, 1.0)) : value;
    }
  counts = counts_new ((guint32) x);
  count_one (counts, (guint32) x, is_gone (recency, age), 1.0);
  value = clv_contract_log_likelihood (counts, n, parameters, NULL, NULL);
  counts_free (counts);
  return value;
}

/* Survival of the next renewals, one after the other. */
typedef struct
{
  double renewals;      /* gone through */
  double survival;      /* of the last of them */
  double mean;
  double square;
} Walk;

static void
walk_on (Walk               *walk,
         const ClvModelKind *kind,
         const double       *parameters,
         double              tenure)
{
  walk->survival *= walk->survival > NOBODY
                    ? clv_contract_survival (kind->n_parameters, parameters,
                                             tenure + walk->renewals, 1.0) : 0.0;
  walk->renewals += 1.0;
  walk->mean += walk->survival;
  walk->square += (2.0 * walk->renewals - 1.0) * walk->survival;
}

/* Σ S_i and Σ (2i−1) S_i are the mean and the mean square of the number of renewals. */
static void
forecast (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age,
          const double       *horizons,
          guint               n,
          double             *purchases,
          double             *still_active,
          double             *second_moment)
{
  Walk walk = { 0.0, 1.0, 0.0, 0.0 };

  for (guint i = 0; i < n; i++)
    {
      const double chances = count_chances (age, horizons[i]);

      if (chances < walk.renewals)
        walk = (Walk) { 0.0, 1.0, 0.0, 0.0 }
      ;
      while (walk.renewals < chances)
        walk_on (&walk, kind, parameters, x);
      purchases[i] = walk.mean;
      still_active[i] = walk.survival;
      second_moment[i] = walk.square;
    }
}

static double
expected_purchases (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age,
                    double              horizon)
{
  const double chances = count_chances (age, horizon);

  if (is_gone (recency, age) || chances < 1.0)
    return 0.0;
  return clv_contract_expected (kind->n_parameters, parameters, x, chances);
}

static void
pmf (const ClvModelKind *kind,
     const double       *parameters,
     double              x,
     double              recency,
     double              age,
     double              horizon,
     guint               n,
     double             *chances)
{
  const guint most = (guint) MIN (count_chances (age, horizon), 1e9);
  Walk walk = { 0.0, 1.0, 0.0, 0.0 };

  memset (chances, 0, n * sizeof (double));
  for (guint i = 0; i < n && i <= most; i++)
    {
      chances[i] = walk.survival;
      if (i == most)
        break;
      walk_on (&walk, kind, parameters, x);
      chances[i] -= walk.survival;
    }
}

static guint
simulate (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age,
          double              horizon,
          gpointer            rng)
{
  const guint chances = (guint) MIN (count_chances (age, horizon), 1e9);

  if (is_gone (recency, age))
    return 0;
  return clv_contract_simulate (kind->n_parameters, parameters, x, chances, rng);
}

static double
fit_constant (const ClvModelKind *kind,
              const ClvCells     *cells,
              int                 unit_days)
{
  double left = 0.0;
  double renewed = 0.0;

  for (guint32 i = 0; i < cells->n; i++)
    {
      renewed += cells->weight[i] * cells->x[i];
      left += cells->recency_days[i] < cells->age_days[i] ? cells->weight[i] : 0.0;
    }
  return (left > 0.0 ? left * log (left / (left + renewed)) : 0.0)
         + (renewed > 0.0 ? renewed * log (renewed / (left + renewed)) : 0.0);
}

static double
evaluate_sbg (const double *point,
              double       *gradient,
              double       *hessian,
              gpointer      user_data)
{
  const double parameters[] = { exp (point[0]), exp (point[1]) };
  double value = clv_contract_log_likelihood (user_data, CLV_CONTRACT_SBG, parameters, gradient,
                                              hessian);

  for (guint i = 0; i < 2; i++)
    gradient[i] = -gradient[i];
  for (guint i = 0; i < 4; i++)
    hessian[i] = -hessian[i];
  return -value;
}

static double
fit_sbg (const ClvModelKind *kind,
         const ClvCells     *cells,
         int                 unit_days)
{
  const double at[] = { 0.0, log (2.0) };
  ClvContractCounts *counts = count (cells, unit_days);
  double value = NAN;
  ClvTrustRegion search;

  if (clv_trust_region_init (&search, 2, at, log (1e-5), log (1e6), evaluate_sbg, counts))
    {
      for (guint i = 0; i < 100 && !clv_trust_region_test (&search, 1e-8); i++)
        {
          if (!clv_trust_region_iterate (&search))
            break;
        }
      value = -search.value;
    }
  counts_free (counts);
  return value;
}

static double
log_likelihood (const ClvModelKind *kind,
                const ClvCells     *cells,
                int                 unit_days,
                const double       *parameters,
                double             *gradient,
                double             *hessian)
{
  ClvContractCounts *counts = count (cells, unit_days);
  double value = clv_contract_log_likelihood (counts, kind->n_parameters, parameters, gradient,
                                              hessian);

  counts_free (counts);
  return value;
}

/* The third is where sBG is BdW. */
static void
start (const ClvModelKind *kind,
       double              mean_age,
       double             *parameters)
{
  const double at[] = { 1.0, 2.0, 1.0 };

  memcpy (parameters, at, kind->n_parameters * sizeof (double));
}

const ClvModelKind clv_kind_sbg = {
  .id = "sbg",
  .name = "sBG",
  .summary = N_("Subscribers renew or leave at the end of each period, with a chance of "
                "their own that does not change (Fader and Hardie 2007)."),
  .n_parameters = CLV_CONTRACT_SBG,
  .parameter_names = { "a", "b" },
  .log_likelihood = log_likelihood,
  .p_active = p_active,
  .expected_purchases = expected_purchases,
  .expected_new = clv_kind_expect_new,
  .simulate = simulate,
  .prepare = prepare,
  .evaluate = evaluate,
  .release = release,
  .start = start,
  .log_likelihood_one = log_likelihood_one,
  .forecast = forecast,
  .pmf = pmf,
  .nested_log_likelihood = fit_constant,
  .nested_name = "geometric",
  .nested_better = N_("One chance to leave, the same for everybody, explains these customers as "
                      "well. Nothing says yet that they differ in it."),
  .history = CLV_HISTORY_CONTRACT,
  .is_stepped = TRUE,
};

const ClvModelKind clv_kind_bdw = {
  .id = "bdw",
  .name = "BdW",
  .summary = N_("Subscribers renew or leave at the end of each period, with a chance of "
                "their own that grows or falls with time (Fader, Hardie, Liu, Davin and "
                "Steenburgh 2018)."),
  .n_parameters = CLV_CONTRACT_BDW,
  .parameter_names = { "a", "b", "c" },
  .log_likelihood = log_likelihood,
  .p_active = p_active,
  .expected_purchases = expected_purchases,
  .expected_new = clv_kind_expect_new,
  .simulate = simulate,
  .prepare = prepare,
  .evaluate = evaluate,
  .release = release,
  .start = start,
  .log_likelihood_one = log_likelihood_one,
  .forecast = forecast,
  .pmf = pmf,
  .nested_log_likelihood = fit_sbg,
  .nested_name = "sBG",
  .nested_better = N_("sBG explains these customers as well. Nothing says that they grow more or "
                      "less likely to leave with time."),
  .history = CLV_HISTORY_CONTRACT,
  .is_stepped = TRUE,
};
