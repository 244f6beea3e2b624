/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-backtest.h"
#include "clv-score-set.h"
#include "shop.h"

/* What every table of a kind of model must keep, and the published numbers of the
 * CDNOW sample through the whole room. */

/* Parameters that any kind may have: all about 1. */
static void
fill_parameters (const ClvModelKind *kind,
                 double             *parameters)
{
  if (kind->start == NULL)
    {
      for (guint i = 0; i < kind->n_parameters; i++)
        parameters[i] = i == 0 ? 0.1 : 60.0;
      return;
    }
  kind->start (kind, 40.0, parameters);
  for (guint i = 0; i < kind->n_parameters - kind->n_fixed; i++)
    parameters[i] *= 1.0 + 0.1 * i;
  for (guint i = kind->n_parameters - kind->n_fixed; i < kind->n_parameters; i++)
    parameters[i] = 3.0;
  if (kind->find_impossible != NULL)
    parameters[kind->n_parameters - 1] = 0.01;
}

static void
test_find (void)
{
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  g_assert_cmpuint (n, >=, 12);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (clv_model_kind_find (kinds[i]->id) == kinds[i]);
      g_assert_cmpuint (kinds[i]->n_parameters, <=, CLV_MAX_PARAMETERS);
      for (guint k = 0; k < kinds[i]->n_parameters; k++)
        g_assert_nonnull (kinds[i]->parameter_names[k]);
      g_assert_cmpuint (strlen (kinds[i]->summary), >, 20);
    }
}

/* One customer's likelihood is that of a cell, and its slope the difference. */
static void
test_likelihood (void)
{
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);
  guint32 x[] = { 0, 1, 4, 26 };
  gint32 recency[] = { 0, 100, 30, 216 };
  gint32 age[] = { 200, 272, 270, 217 };
  double weight[] = { 5.0, 2.0, 1.0, 1.0 };
  const ClvCells cells = { 4, x, recency, age, weight };

  for (guint i = 0; i < n; i++)
    {
      double parameters[CLV_MAX_PARAMETERS];
      double gradient[CLV_MAX_PARAMETERS];
      double hessian[CLV_MAX_PARAMETERS * CLV_MAX_PARAMETERS];
      double sum = 0.0;
      double value = 0.0;

      /* Rules have none; whole opportunities have cells of their own. */
      if (kinds[i]->evaluate == NULL || kinds[i]->history >= CLV_HISTORY_OPPORTUNITIES)
        continue;
      fill_parameters (kinds[i], parameters);
      value = kinds[i]->log_likelihood (kinds[i], &cells, 7, parameters, gradient, hessian);
      for (guint k = 0; k < cells.n; k++)
        sum += weight[k] * kinds[i]->log_likelihood_one (kinds[i], parameters, x[k],
                                                         recency[k] / 7.0, age[k] / 7.0);
      assert_near (value, sum, 1e-12);
      if (kinds[i]->p_active_many != NULL)
        {
          double found[4];

          kinds[i]->p_active_many (kinds[i], parameters, 4, x, recency, age, 7, found);
          for (guint k = 0; k < 4; k++)
            g_assert_cmpfloat (found[k], ==,
                               kinds[i]->p_active (kinds[i], parameters, x[k],
                                                   recency[k] * (1.0 / 7.0), age[k] * (1.0 / 7.0)));
        }
      for (guint k = 0; k < kinds[i]->n_parameters - kinds[i]->n_fixed; k++)
        {
          double values[2];

          for (guint side = 0; side < 2; side++)
            {
              double moved[CLV_MAX_PARAMETERS];

              memcpy (moved, parameters, sizeof moved);
              clv_model_kind_move (kinds[i], moved, k, side == 0 ? 1e-5 : -1e-5);
              values[side] = kinds[i]->log_likelihood (kinds[i], &cells, 7, moved, NULL, NULL);
            }
          g_assert_cmpfloat (fabs ((values[0] - values[1]) / 2e-5 - gradient[k]), <, 1e-5);
        }
    }
}

/* All that a kind says of a customer says the same. */
static void
test_forecasts (void)
{
  static const double rows[][3] = { { 0, 0, 30 }, { 3, 10, 30 }, { 8, 29, 30 } };
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  for (guint i = 0; i < n; i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
        {
          const ClvModelKind *kind = kinds[i];
          const double *row = rows[k];
          const double horizons[2] = { 10.0, 39.0 };
          double parameters[CLV_MAX_PARAMETERS];
          double mean[2];
          double active[2];
          double square[2];
          double pmf[300];
          double sums[2] = { 0.0, 0.0 };
          double chance = 0.0;
          double found[2];
          double simulated = 0.0;
          g_autoptr(ClvRandom) rng = clv_random_new (3);

          /* What joins two kinds has theirs. */
          if (kind->joins_contract)
            continue;
          fill_parameters (kind, parameters);
          chance = kind->p_active (kind, parameters, row[0], row[1], row[2]);
          g_assert_true (chance >= 0.0 && chance <= 1.0);
          kind->forecast (kind, parameters, row[0], row[1], row[2], horizons, 2, mean, active,
                          square);
          g_assert_true (mean[0] <= mean[1] && active[0] >= active[1] && active[0] <= 1.0);
          assert_near (kind->expected_purchases (kind, parameters, row[0], row[1], row[2], 39.0),
                       chance * mean[1], 1e-12);
          clv_model_kind_predict (kind, parameters, row[0], row[1], row[2], 39.0, &found[0],
                                  &found[1]);
          assert_near (found[0], chance * mean[1], 1e-12);
          assert_near (found[1], chance * square[1] - found[0] * found[0], 1e-9);
          kind->pmf (kind, parameters, row[0], row[1], row[2], 39.0, 300, pmf);
          for (guint y = 0; y < 300; y++)
            {
              sums[0] += pmf[y];
              sums[1] += y * pmf[y];
            }
          assert_near (sums[0], 1.0, 1e-9);
          assert_near (sums[1], mean[1], 1e-8);
          for (guint run = 0; run < 4000; run++)
            simulated += kind->simulate (kind, parameters, row[0], row[1], row[2], 39.0, rng);
          g_assert_cmpfloat (fabs (simulated / 4000 - found[0]), <=, 4.0 * sqrt (found[1] / 4000));
        }
    }
}

static void
test_sums (void)
{
  double ends[600];
  double weights[600];
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);
  const guint32 x[] = { 0, 3, 40 };
  g_autoptr(ClvHorizonRule) rule = NULL;
  g_autofree double *scratch = g_new (double, 3 * 600);

  for (guint i = 0; i < 600; i++)
    {
      ends[i] = 4.3 * (i + 1);
      weights[i] = exp (-0.01 * i);
    }
  rule = clv_horizon_rule_new (600, ends, weights);
  for (guint i = 0; i < n; i++)
    {
      double parameters[CLV_MAX_PARAMETERS];
      double found[3][3];

      if (kinds[i]->sum_horizons == NULL)
        continue;
      fill_parameters (kinds[i], parameters);
      kinds[i]->sum_horizons (kinds[i], parameters, 30.0, 3, x, rule, rule, ends[599], found[0],
                              found[1], found[2]);
      for (guint k = 0; k < 3; k++)
        {
          double sums[2] = { 0.0, 0.0 };

          kinds[i]->forecast (kinds[i], parameters, x[k], 20.0, 30.0, ends, 600, scratch,
                              scratch + 600, scratch + 1200);
          for (guint m = 0; m < 600; m++)
            {
              sums[0] += weights[m] * scratch[m];
              sums[1] += weights[m] * scratch[600 + m];
            }
          assert_near (found[0][k], scratch[599], 1e-9);
          assert_near (found[1][k], sums[0], 1e-9);
          assert_near (found[2][k], sums[1], 1e-9);
        }
    }
}

/* What is expected of somebody new grows as the back-test draws it. */
static void
test_tracking (void)
{
  g_autoptr(ClvTransactions) cdnow = shop_new_cdnow ();
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvBacktest) test = NULL;

  if (cdnow == NULL)
    return;
  g_free (spec->kind);
  spec->kind = g_strdup ("mbg-nbd");
  test = clv_backtest_new (cdnow, spec, clv_date_from_ymd (1997, 9, 30), CLV_DATE_INVALID, NULL,
                           NULL);
  for (guint i = 0; i < test->weekly->len; i++)
    {
      const ClvBacktestPeriod *period = &g_array_index (test->weekly, ClvBacktestPeriod, i);

      if (period->end == clv_date_from_ymd (1997, 9, 30))
        assert_near (period->cumulative_expected, test->fit->in_sample_expected, 1e-9);
    }
}

static const struct
{
  const char *kind;
  double parameters[4];
  double log_likelihood;
  double aggregate_error;     /* of the hold-out; NAN = not published */
  double mae;
  double rmse;
} published[] = {
  { "mbg-nbd", { 0.5248436, 6.1830928, 0.8913878, 1.6140483 }, -9582.135716, NAN, NAN, NAN },
  { "pareto-nbd", { 0.5532770, 10.5776835, 0.6062400, 11.6687356 }, -9594.976179, -0.11494,
    0.754547, 1.602849 },
  { "nbd", { 0.3847659, 12.0720137 }, -9763.657615, 0.5568, NAN, NAN },
};

static void
test_cdnow (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();

  if (transactions == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (published); i++)
    {
      g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
      g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("USD");
      g_autoptr(ClvCustomers) customers = NULL;
      g_autoptr(ClvBacktest) test = NULL;
      g_autoptr(ClvScoreSet) set = NULL;
      g_autoptr(GError) error = NULL;
      const ClvFit *fit = NULL;

      g_free (spec->kind);
      spec->kind = g_strdup (published[i].kind);
      test = clv_backtest_new (transactions, spec, clv_date_from_ymd (1997, 9, 30),
                               CLV_DATE_INVALID, NULL, &error);
      g_assert_no_error (error);
      fit = test->fit;
      g_assert_cmpint (fit->state, ==, CLV_FIT_CONVERGED);
      g_assert_cmpfloat (fabs (fit->log_likelihood - published[i].log_likelihood), <, 2e-6);
      for (guint k = 0; k < fit->kind->n_parameters; k++)
        {
          assert_near (fit->parameters[k], published[i].parameters[k], 1e-4);
          g_assert_true (fit->standard_errors[k] > 0.0);
        }
      g_test_message ("%s: hold-out %+.3f %%, MAE %.6f, RMSE %.6f", published[i].kind,
                      100.0 * test->accuracy.bias, test->accuracy.mae, test->accuracy.rmse);
      if (isfinite (published[i].aggregate_error))
        assert_near (test->accuracy.bias, published[i].aggregate_error, 1e-3);
      if (isfinite (published[i].mae))
        {
          assert_near (test->accuracy.mae, published[i].mae, 1e-4);
          assert_near (test->accuracy.rmse, published[i].rmse, 1e-4);
        }

      customers = clv_customers_new (transactions, clv_date_from_ymd (1997, 9, 30), 7, NULL, NULL);
      definition->horizon.amount = 39;
      definition->horizon.unit = CLV_DURATION_WEEKS;
      set = clv_score_set_new (fit, definition, customers, NULL, &error);
      g_assert_no_error (error);
      assert_near (set->total_expected_purchases, test->accuracy.predicted, 1e-9);
      for (guint32 k = 0; k < set->n; k++)
        g_assert_true (isfinite (set->clv[k]) && set->clv_lo[k] <= set->clv_hi[k]);
    }
}

/* The published maximum with a correlation lies on its bound: said in words, with errors,
 * and never below the simpler model. */
static void
test_correlated (void)
{
  static const double published_cor[] = { 0.528786, 9.84724, 0.494236, 9.17227, 0.0882924 };
  static const double beyond[] = { 0.528786, 9.84724, 0.494236, 9.17227, 0.09 };
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvFit) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *why = NULL;
  const ClvFitDiagnostic *first = NULL;

  if (transactions == NULL)
    return;
  g_free (spec->kind);
  spec->kind = g_strdup ("pareto-nbd-cor");
  customers = clv_customers_new (transactions, clv_date_from_ymd (1997, 9, 30), 7, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fit->state, ==, CLV_FIT_BOUNDARY);
  g_assert_true (clv_fit_is_usable (fit));
  g_assert_cmpfloat (fit->log_likelihood, >=, -9591.665760);
  g_assert_cmpfloat (fabs (fit->nested_log_likelihood - -9594.976179), <, 2e-6);
  for (guint k = 0; k < 5; k++)
    {
      assert_near (fit->parameters[k], published_cor[k], 1e-5);
      g_assert_true (fit->standard_errors[k] > 0.0 && fit->standard_errors[k] < 5.0);
    }
  first = g_ptr_array_index (fit->diagnostics, 0);
  g_assert_cmpstr (first->code, ==, "boundary");
  g_assert_nonnull (strstr (first->message, "0.0883"));
  g_assert_nonnull (strstr (first->message, "at least"));
  again = clv_fit_new (spec, customers, NULL, &error);
  g_assert_cmpstr (again->content_hash, ==, fit->content_hash);

  g_assert_null (fit->kind->find_impossible (fit->kind, published_cor));
  why = fit->kind->find_impossible (fit->kind, beyond);
  g_assert_nonnull (why);
}

/* Independent rates: the simpler model does as well, and which one that is is said. */
static void
test_correlated_nested (void)
{
  const ClvDate first_day = clv_date_from_ymd (2023, 1, 1);
  g_autoptr(ClvRandom) rng = clv_random_new (44);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(GError) error = NULL;
  const ClvFitDiagnostic *first = NULL;
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < 1500; i++)
    {
      double rate = clv_random_gamma (rng, 0.8, 60.0);
      double time = i % 90;
      double end = time + clv_random_exponential (rng, clv_random_gamma (rng, 0.7, 90.0) + 1e-12);
      g_autofree char *name = g_strdup_printf ("c%04u", i);

      shop_add (&shop, name, first_day + (ClvDate) time, 1000);
      for (time += clv_random_exponential (rng, rate + 1e-12); time < MIN (end, 500.0);
           time += clv_random_exponential (rng, rate))
        shop_add (&shop, name, first_day + (ClvDate) time, 1000);
    }
  transactions = shop_finish (&shop, "EUR");
  g_free (spec->kind);
  spec->kind = g_strdup ("pareto-nbd-cor");
  customers = clv_customers_new (transactions, first_day + 499, 7, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (fit->log_likelihood, >=, fit->nested_log_likelihood - 1e-6);
  g_assert_cmpint (fit->state, ==, CLV_FIT_NESTED_BETTER);
  first = g_ptr_array_index (fit->diagnostics, 0);
  g_assert_nonnull (strstr (first->message, "Pareto/NBD explains the data as well"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/kinds/find", test_find);
  g_test_add_func ("/valuation/kinds/likelihood", test_likelihood);
  g_test_add_func ("/valuation/kinds/forecasts", test_forecasts);
  g_test_add_func ("/valuation/kinds/sums", test_sums);
  g_test_add_func ("/valuation/kinds/tracking", test_tracking);
  g_test_add_func ("/valuation/kinds/cdnow", test_cdnow);
  g_test_add_func ("/valuation/kinds/correlated", test_correlated);
  g_test_add_func ("/valuation/kinds/correlated/nested", test_correlated_nested);
  return g_test_run ();
}
