/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-interval-cells.h"
#include "clv-interval.h"
#include "simulated.h"

static ClvIntervals *
compute (const Fixture *self,
         double         level)
{
  ClvIntervals *intervals = clv_intervals_new (self->fit, self->definition, self->scores, NULL, 0,
                                               level, NULL, NULL);

  g_assert_nonnull (intervals);
  return intervals;
}

/* Total value and purchases of the scores under shifted logarithms of parameters. */
static void
score_shifted (const Fixture *self,
               guint          index,
               double         shift,
               double        *totals)
{
  ClvFit fit = *self->fit;
  ClvScoreSet *scores = NULL;

  if (index < 4)
    fit.parameters[index] *= exp (shift);
  else
    fit.spend_parameters[index - 4] *= exp (shift);
  scores = clv_score_set_new (&fit, self->definition, self->customers, NULL, NULL);
  totals[0] = scores->total_expected_purchases;
  totals[1] = scores->total_clv;
  clv_score_set_unref (scores);
}

/* The delta method once more, parameter by parameter over the scores themselves. */
static void
test_delta (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (1);
  g_autoptr(ClvIntervals) intervals = NULL;
  double gradient[2][7];
  double variance[2] = { 0.0, 0.0 };
  Fixture fixture;

  fixture_init (&fixture, "bg-nbd", 1500, rng);
  g_assert_cmpint (fixture.fit->state, ==, CLV_FIT_CONVERGED);
  intervals = compute (&fixture, 0.8);
  for (guint i = 0; i < 7; i++)
    {
      double above[2];
      double below[2];

      score_shifted (&fixture, i, 1e-4, above);
      score_shifted (&fixture, i, -1e-4, below);
      for (guint m = 0; m < 2; m++)
        gradient[m][i] = (above[m] - below[m]) / 2e-4;
    }
  for (guint m = 0; m < 2; m++)
    {
      for (guint i = 0; i < 4; i++)
        {
          for (guint j = 0; j < 4; j++)
            variance[m] += gradient[m][i] * gradient[m][j] * fixture.fit->covariance[i * 4 + j];
        }
      for (guint i = 0; i < 3; i++)
        {
          for (guint j = 0; j < 3; j++)
            variance[m] += gradient[m][4 + i] * gradient[m][4 + j]
                           * fixture.fit->spend_covariance[i * 3 + j];
        }
    }
  g_assert_cmpint (intervals->grain_days, ==, 1);
  g_assert_true (intervals->has_parameters && intervals->has_spend_parameters);
  assert_near (intervals->total.purchases.parameter_error, sqrt (variance[0]), 1e-3);
  assert_near (intervals->total.value.parameter_error, sqrt (variance[1]), 1e-3);
  assert_near (intervals->total.purchases.expected, fixture.scores->total_expected_purchases,
               1e-12);
  assert_near (intervals->total.value.expected, fixture.scores->total_clv, 1e-12);
  g_test_message ("purchases %.2f, chance %.2f, parameters %.2f; value %.2f, %.2f, %.2f; "
                  "nonlinearity %.3f",
                  intervals->total.purchases.expected, intervals->total.purchases.process_error,
                  intervals->total.purchases.parameter_error, intervals->total.value.expected,
                  intervals->total.value.process_error, intervals->total.value.parameter_error,
                  intervals->nonlinearity);
  fixture_clear (&fixture);
}

/* One future of an active customer: the number of purchases, and what they come to
 * discounted. */
static void
simulate_future (const Fixture    *self,
                 const ClvPeriods *periods,
                 guint32           row,
                 ClvRandom        *rng,
                 double           *purchases,
                 double           *value)
{
  const double *b = self->fit->parameters;
  const double *s = self->fit->spend_parameters;
  const ClvScoreSet *scores = self->scores;
  double x = scores->x[row];
  double rate = clv_random_gamma (rng, b[0] + x, b[1] + scores->age_days[row]);
  double drop = clv_random_beta (rng, b[2], b[3] + x);
  double level = clv_random_gamma (rng, s[1] + s[0] * x, s[2] + x * scores->mean_spend[row]);
  double time = 0.0;
  guint month = 0;

  *purchases = 0.0;
  *value = 0.0;
  if (clv_random_uniform (rng) > scores->p_active[row])
    return;
  do
    {
      time += clv_random_exponential (rng, MAX (rate, 1e-12));
      while (month < periods->n && time > periods->end[month])
        month++;
      if (month == periods->n)
        return;
      *purchases += 1.0;
      *value += 0.4 * periods->discount[month] * clv_random_gamma (rng, s[0], level);
    }
  while (clv_random_uniform (rng) > drop);
}

static void
test_process (void)
{
  const guint n_futures = g_test_slow () ? 20000 : 1500;
  g_autoptr(ClvRandom) rng = clv_random_new (2);
  g_autoptr(ClvIntervals) intervals = NULL;
  g_autoptr(ClvPeriods) periods = NULL;
  double sum[2] = { 0.0, 0.0 };
  double square[2] = { 0.0, 0.0 };
  guint inside[2] = { 0, 0 };
  Fixture fixture;

  fixture_init (&fixture, "bg-nbd", 400, rng);
  /* A rate high enough to see what the discount does to the variance. */
  fixture.definition->rate = 0.6;
  clv_score_set_unref (fixture.scores);
  fixture.scores = clv_score_set_new (fixture.fit, fixture.definition, fixture.customers, NULL,
                                      NULL);
  periods = clv_periods_new (fixture.definition, SIMULATED_UNTIL, 1);
  intervals = compute (&fixture, 0.8);
  for (guint k = 0; k < n_futures; k++)
    {
      double total[2] = { 0.0, 0.0 };

      for (guint32 i = 0; i < fixture.scores->n; i++)
        {
          double one[2];

          simulate_future (&fixture, periods, i, rng, &one[0], &one[1]);
          total[0] += one[0];
          total[1] += one[1];
        }
      for (guint m = 0; m < 2; m++)
        {
          const ClvInterval *interval = m == 0 ? &intervals->total.purchases
                                               : &intervals->total.value;

          sum[m] += total[m];
          square[m] += total[m] * total[m];
          inside[m] += total[m] >= interval->process_lo && total[m] <= interval->process_hi;
        }
    }
  for (guint m = 0; m < 2; m++)
    {
      const ClvInterval *interval = m == 0 ? &intervals->total.purchases : &intervals->total.value;
      double mean = sum[m] / n_futures;
      double error = sqrt (square[m] / n_futures - mean * mean);

      g_test_message ("mean %.3f against %.3f, standard deviation %.4f against %.4f, "
                      "inside %.1f %%",
                      interval->expected, mean, interval->process_error, error,
                      100.0 * inside[m] / n_futures);
      g_assert_cmpfloat (fabs (mean - interval->expected), <, 4.5 * error / sqrt (n_futures));
      g_assert_cmpfloat (fabs (error / interval->process_error - 1.0), <, 4.0 / sqrt (n_futures));
      g_assert_cmpfloat (fabs (inside[m] / (double) n_futures - 0.8), <, 2.0 / sqrt (n_futures));
    }
  fixture_clear (&fixture);
}

/* Variances of chance add up over segments, expectations as well; a segment of one
 * customer is that customer. */
static void
test_segments (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (3);
  g_autoptr(ClvIntervals) intervals = NULL;
  g_autofree guint32 *segment_of = NULL;
  double variance = 0.0;
  double expected = 0.0;
  double errors = 0.0;
  const ClvInterval *one = NULL;
  Fixture fixture;

  fixture_init (&fixture, "bg-nbd", 600, rng);
  segment_of = g_new (guint32, fixture.scores->n);
  for (guint32 i = 0; i < fixture.scores->n; i++)
    segment_of[i] = i == 7 ? 3 : i % 3;
  segment_of[8] = CLV_INTERVAL_NO_SEGMENT;
  intervals = clv_intervals_new (fixture.fit, fixture.definition, fixture.scores, segment_of, 4,
                                 0.8, NULL, NULL);
  g_assert_cmpuint (intervals->n_segments, ==, 4);
  for (guint s = 0; s < 4; s++)
    {
      const ClvInterval *value = &intervals->segments[s].value;

      variance += value->process_error * value->process_error;
      errors += value->parameter_error;
      expected += value->expected;
      g_assert_cmpfloat (value->lo, <, value->hi);
      g_assert_cmpfloat (value->lo, <=, value->process_lo);
      g_assert_cmpfloat (value->hi, >=, value->process_hi);
    }
  one = &intervals->segments[3].value;
  g_assert_cmpuint (intervals->segments[3].customers, ==, 1);
  assert_near (one->expected, fixture.scores->clv[7], 1e-12);
  g_assert_cmpfloat (one->lo, >=, 0.0);
  assert_near (expected + fixture.scores->clv[8], intervals->total.value.expected, 1e-10);
  g_assert_cmpfloat (variance, <, pow (intervals->total.value.process_error, 2));
  assert_near (variance, pow (intervals->total.value.process_error, 2), 0.05);
  /* Parameters err in the same direction for all. */
  g_assert_cmpfloat (errors, >=, 0.999 * (intervals->total.value.parameter_error
                                          - fixture.scores->clv[8]));
  g_assert_cmpfloat (one->process_error / one->expected, >,
                     10.0 * intervals->total.value.process_error / intervals->total.value.expected);
  fixture_clear (&fixture);
}

/* Without known parameters the interval is that of chance, and says so. */
static void
test_unknown (void)
{
  const ClvFitState states[] = { CLV_FIT_RIDGE, CLV_FIT_BOUNDARY, CLV_FIT_NESTED_BETTER };
  g_autoptr(ClvRandom) rng = clv_random_new (4);
  Fixture fixture;
  double q = 0.0;

  fixture_init (&fixture, "bg-nbd", 500, rng);
  q = fixture.fit->spend_parameters[1];
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr(ClvIntervals) intervals = NULL;
      g_autofree char *text = NULL;
      const ClvInterval *value = NULL;

      fixture.fit->state = states[i];
      intervals = compute (&fixture, 0.8);
      value = &intervals->total.value;
      g_assert_false (intervals->has_parameters);
      g_assert_true (isnan (value->parameter_error) && isnan (value->parameter_lo));
      assert_near (value->lo, value->process_lo, 0.0);
      assert_near (value->hi, value->process_hi, 0.0);
      g_assert_cmpfloat (value->lo, >, 0.0);
      g_assert_cmpfloat (value->lo, <, value->expected);
      g_assert_cmpfloat (value->hi, >, value->expected);
      text = clv_intervals_describe (intervals);
      g_assert_nonnull (strstr (text, "real uncertainty is larger"));
    }
  fixture.fit->state = CLV_FIT_CONVERGED;
  /* A spend model without a variance; one whose parameters are not known. */
  fixture.fit->spend_parameters[1] = 1.8;
  {
    g_autoptr(ClvIntervals) intervals = compute (&fixture, 0.8);
    g_autofree char *text = clv_intervals_describe (intervals);

    g_assert_false (intervals->has_spend_variance);
    g_assert_true (isfinite (intervals->total.value.hi));
    g_assert_nonnull (strstr (text, "no finite variance"));
  }
  fixture.fit->spend_parameters[1] = q;
  fixture.fit->spend_covariance[0] = NAN;
  {
    g_autoptr(ClvIntervals) intervals = compute (&fixture, 0.8);

    /* Found again from the customers. */
    g_assert_true (intervals->has_spend_parameters);
  }
  fixture.fit->spend_standard_errors[0] = NAN;
  {
    g_autoptr(ClvIntervals) intervals = compute (&fixture, 0.8);

    g_assert_false (intervals->has_spend_parameters);
    g_assert_true (isnan (intervals->total.value.parameter_error));
    g_assert_true (isfinite (intervals->total.purchases.parameter_error));
  }
  fixture_clear (&fixture);
}

/* Rounded times keep everybody and change the spread by little. */
static void
test_grain (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (5);
  g_autoptr(ClvPeriods) periods = NULL;
  double squares[2] = { 0.0, 0.0 };
  Fixture fixture;

  fixture_init (&fixture, "bg-nbd", 2000, rng);
  periods = clv_periods_new (fixture.definition, SIMULATED_UNTIL, 1);
  for (guint k = 0; k < 2; k++)
    {
      const ClvScoreSet *scores = fixture.scores;
      ClvIntervalRows rows = { scores->n, NULL, scores->x, scores->recency_days, scores->age_days,
                               scores->mean_spend, TRUE, NULL, NULL };
      g_autoptr(ClvIntervalCells) cells = clv_interval_cells_new (&rows, FALSE,
                                                                  k == 0 ? 100000 : 700);
      g_autofree double *p = g_new (double, cells->cells->n);
      const ClvFit *fit = fixture.fit;
      g_autofree ClvIntervalMean *means = NULL;
      g_autofree ClvIntervalSpread *spreads = NULL;
      double n = 0.0;

      means = clv_interval_cells_dup_means (cells, fit, fit->parameters, periods, p);
      spreads = clv_interval_cells_dup_spreads (cells, fit, fit->parameters, periods);
      for (guint32 i = 0; i < cells->n_entries; i++)
        {
          guint32 cell = cells->entries[i].cell;

          n += cells->entries[i].count;
          squares[k] += cells->entries[i].count * p[cell]
                        * spreads[cells->pair_of[cell]].discounted_square;
          g_assert_cmpfloat (means[cell].discounted, <, means[cell].purchases);
        }
      assert_near (n, scores->n, 0.0);
      g_assert_cmpint (cells->grain_days, >=, k == 0 ? 1 : 7);
      g_assert_cmpuint (cells->cells->n, <=, k == 0 ? scores->n : 700);
    }
  assert_near (squares[1], squares[0], 0.02);
  fixture_clear (&fixture);
}

/* Beyond ten years the months are summed up by rules. */
static void
test_rules (void)
{
  const char *kinds[] = { "bg-nbd", "pareto-nbd" };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      const guint32 x[] = { 0, 3, 40 };
      const gint32 recency[] = { 0, 200, 350 };
      const gint32 age[] = { 300, 300, 360 };
      ClvIntervalRows rows = { 3, NULL, x, recency, age, NULL, FALSE, NULL, NULL };
      g_autoptr(ClvIntervalCells) cells = clv_interval_cells_new (&rows, FALSE, 100);
      g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
      g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
      g_autoptr(ClvPeriods) periods = NULL;
      g_autofree ClvIntervalSpread *by_rules = NULL;
      g_autofree ClvIntervalSpread *by_months = NULL;
      ClvHorizonRule *rule = NULL;
      ClvFit fit = { 0, };

      definition->rate = 0.1;
      definition->horizon_date = SIMULATED_UNTIL + 40 * 365;
      periods = clv_periods_new (definition, SIMULATED_UNTIL, 1);
      g_assert_nonnull (periods->discounted);
      spec->unit_days = 1;
      fit.spec = spec;
      fit.kind = clv_model_kind_find (kinds[k]);
      fit.parameters[0] = 0.7;
      fit.parameters[1] = 40.0;
      fit.parameters[2] = 0.9;
      fit.parameters[3] = k == 0 ? 2.8 : 90.0;
      by_rules = clv_interval_cells_dup_spreads (cells, &fit, fit.parameters, periods);
      rule = g_steal_pointer (&periods->discounted);
      by_months = clv_interval_cells_dup_spreads (cells, &fit, fit.parameters, periods);
      periods->discounted = rule;
      for (guint i = 0; i < 3; i++)
        {
          assert_near (by_rules[i].square, by_months[i].square, 1e-9);
          assert_near (by_rules[i].discounted_square, by_months[i].discounted_square, 1e-8);
          assert_near (by_rules[i].squared_discounts, by_months[i].squared_discounts, 1e-8);
        }
    }
}

/* Do intervals of a total hold what then really comes in the share of cases that
 * they promise? Each round has its own shop, fit and future. */
static void
test_coverage (void)
{
  const double levels[] = { 0.8, 0.95 };
  const guint rounds = g_test_slow () ? 1000 : 120;
  const guint n = g_test_slow () ? 2000 : 600;
  g_autoptr(ClvRandom) rng = clv_random_new (6);
  guint inside[2][2] = { { 0, 0 }, { 0, 0 } };
  guint by_chance[2] = { 0, 0 };
  guint used = 0;

  for (guint round = 0; round < rounds; round++)
    {
      Fixture fixture;

      fixture_init (&fixture, "bg-nbd", n, rng);
      for (guint k = 0; k < 2; k++)
        {
          g_autoptr(ClvIntervals) intervals = compute (&fixture, levels[k]);
          const ClvInterval *purchases = &intervals->total.purchases;
          const ClvInterval *value = &intervals->total.value;
          const Simulated *truth = &fixture.simulated;

          used += k == 0;
          inside[k][0] += truth->purchases >= purchases->lo && truth->purchases <= purchases->hi;
          inside[k][1] += truth->value >= value->lo && truth->value <= value->hi;
          by_chance[k] += truth->value >= value->process_lo && truth->value <= value->process_hi;
        }
      fixture_clear (&fixture);
    }
  for (guint k = 0; k < 2; k++)
    {
      double slack = 3.0 * sqrt (levels[k] * (1.0 - levels[k]) / used);

      g_test_message ("%.0f %%: purchases %.1f %%, value %.1f %%; by chance alone %.1f %% of %u",
                      100.0 * levels[k], 100.0 * inside[k][0] / used, 100.0 * inside[k][1] / used,
                      100.0 * by_chance[k] / used, used);
      for (guint m = 0; m < 2; m++)
        g_assert_cmpfloat (fabs (inside[k][m] / (double) used - levels[k]), <, slack);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/interval/delta", test_delta);
  g_test_add_func ("/valuation/interval/process", test_process);
  g_test_add_func ("/valuation/interval/segments", test_segments);
  g_test_add_func ("/valuation/interval/unknown", test_unknown);
  g_test_add_func ("/valuation/interval/grain", test_grain);
  g_test_add_func ("/valuation/interval/rules", test_rules);
  g_test_add_func ("/valuation/interval/coverage", test_coverage);
  return g_test_run ();
}
