/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "kinds/clv-kind-rule.h"

/* Everybody goes on as before: x purchases in an age of T make x / T a unit of time.
 * Of a customer not yet seen all purchases of all over all of their time, which is the
 * one parameter. Purchases within a horizon are as if they came at random. */

#define RATE 0

static void
estimate (const ClvModelKind *kind,
          const ClvCells     *cells,
          int                 unit_days,
          double             *parameters)
{
  double purchases = 0.0;
  double time = 0.0;

  for (guint32 i = 0; i < cells->n; i++)
    {
      purchases += cells->weight[i] * cells->x[i];
      time += cells->weight[i] * cells->age_days[i] / unit_days;
    }
  parameters[RATE] = time > 0.0 ? purchases / time : 0.0;
}

static double
expected (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age,
          double              horizon)
{
  return age > 0.0 ? x / age * horizon : 0.0;
}

static double
expected_new (const ClvModelKind *kind,
              const double       *parameters,
              double              horizon)
{
  return parameters[RATE] * horizon;
}

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
  for (guint i = 0; i < n; i++)
    {
      purchases[i] = expected (kind, parameters, x, recency, age, horizons[i]);
      still_active[i] = 1.0;
      second_moment[i] = purchases[i] * (1.0 + purchases[i]);
    }
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
  clv_kind_rule_pmf (expected (kind, parameters, x, recency, age, horizon), n, chances);
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
  return clv_kind_rule_simulate (rng, expected (kind, parameters, x, recency, age, horizon));
}

const ClvModelKind clv_kind_historic = {
  .id = "historic",
  .name = N_("As before"),
  .summary = N_("A rule, no model: everybody goes on buying as often as before and nobody leaves. "
                "The baseline that a model must beat."),
  .n_parameters = 1,
  .parameter_names = { "rate" },
  .estimate = estimate,
  .p_active = clv_kind_rule_p_active,
  .expected_purchases = expected,
  .expected_new = expected_new,
  .simulate = simulate,
  .forecast = forecast,
  .pmf = pmf,
};
