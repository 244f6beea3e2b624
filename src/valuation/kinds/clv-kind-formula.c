/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "kinds/clv-kind-rule.h"

/* The formula of many text books: order value × frequency × lifespan × margin, the same
 * frequency and the same lifespan for everybody, from today on. What an order is worth
 * and the margin are not of this table; spend model and value definition bring them.
 *
 * Lifespan: a customer is taken as still buying who bought within three mean times
 * between purchases (of those who bought again), W. Of those who have been seen for
 * longer than W, as many are still buying as there would be if everybody left at one
 * rate μ after the first purchase, Σ e^−μ(T−W); the lifespan is 1/μ. One who pauses for
 * longer counts as gone, one who has just gone as there, and those who left at once
 * shorten the lifespan of all. Frequency: all repeat purchases over all of the time
 * within the lifespan. */

#define FREQUENCY 0
#define LIFESPAN 1
#define PAUSE 3.0
#define LONGEST 1e6
#define SHORTEST 1e-3

static double
count_expected (const ClvCells *cells,
                int             unit_days,
                double          window,
                double          leaving)
{
  double sum = 0.0;

  for (guint32 i = 0; i < cells->n; i++)
    {
      double after = (double) cells->age_days[i] / unit_days - window;

      if (after > 0.0)
        sum += cells->weight[i] * exp (-leaving * after);
    }
  return sum;
}

static double
find_lifespan (const ClvCells *cells,
               int             unit_days,
               double          window)
{
  double still = 0.0;
  double low = log (1.0 / LONGEST);
  double high = log (1.0 / SHORTEST);

  for (guint32 i = 0; i < cells->n; i++)
    {
      double age = (double) cells->age_days[i] / unit_days;

      if (age > window && (double) cells->recency_days[i] / unit_days >= age - window)
        still += cells->weight[i];
    }
  /* The sum falls with the rate of leaving. */
  for (guint i = 0; i < 60; i++)
    {
      double middle = 0.5 * (low + high);

      if (count_expected (cells, unit_days, window, exp (middle)) > still)
        low = middle;
      else
        high = middle;
    }
  return count_expected (cells, unit_days, window, 1.0 / LONGEST) > still ? exp (-low) : LONGEST;
}

static void
estimate (const ClvModelKind *kind,
          const ClvCells     *cells,
          int                 unit_days,
          double             *parameters)
{
  double purchases = 0.0;
  double between = 0.0;
  double time = 0.0;

  for (guint32 i = 0; i < cells->n; i++)
    {
      purchases += cells->weight[i] * cells->x[i];
      between += cells->weight[i] * cells->recency_days[i] / unit_days;
    }
  parameters[LIFESPAN] = purchases > 0.0
                         ? find_lifespan (cells, unit_days, PAUSE * between / purchases) : LONGEST;
  for (guint32 i = 0; i < cells->n; i++)
    time += cells->weight[i] * MIN ((double) cells->age_days[i] / unit_days, parameters[LIFESPAN]);
  parameters[FREQUENCY] = time > 0.0 ? purchases / time : 0.0;
}

static double
expected_new (const ClvModelKind *kind,
              const double       *parameters,
              double              horizon)
{
  return parameters[FREQUENCY] * MIN (horizon, parameters[LIFESPAN]);
}

static double
expected (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age,
          double              horizon)
{
  return expected_new (kind, parameters, horizon);
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
      purchases[i] = expected_new (kind, parameters, horizons[i]);
      still_active[i] = horizons[i] < parameters[LIFESPAN] ? 1.0 : 0.0;
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
  clv_kind_rule_pmf (expected_new (kind, parameters, horizon), n, chances);
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
  return clv_kind_rule_simulate (rng, expected_new (kind, parameters, horizon));
}

const ClvModelKind clv_kind_formula = {
  .id = "formula",
  .name = N_("Formula"),
  .summary = N_("A rule, no model: order value times frequency times lifespan times margin, with "
                "one frequency and one lifespan for everybody."),
  .n_parameters = 2,
  .parameter_names = { "frequency", "lifespan" },
  .estimate = estimate,
  .p_active = clv_kind_rule_p_active,
  .expected_purchases = expected,
  .expected_new = expected_new,
  .simulate = simulate,
  .forecast = forecast,
  .pmf = pmf,
  .is_stepped = TRUE,
};
