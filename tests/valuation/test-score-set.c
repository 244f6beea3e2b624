/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-bg-nbd.h"
#include "clv-score-set-private.h"
#include "shop.h"

static const double truth[] = { 0.8, 30.0, 0.9, 3.0 };      /* a day */
static const double spend_truth[] = { 5.0, 4.0, 60.0 };

/* One simulated future of one customer by the model's own parameters. */
static double
simulate_value (const ClvFit *fit,
                guint32       x,
                double        recency,
                double        age,
                double        horizon,
                double        total_spend,
                ClvRandom    *rng)
{
  guint n = fit->kind->simulate (fit->parameters, x, recency, age, horizon, rng);
  double level = clv_random_gamma (rng, fit->spend_parameters[1] + fit->spend_parameters[0] * x,
                                   fit->spend_parameters[2] + total_spend);

  return n > 0 ? clv_random_gamma (rng, fit->spend_parameters[0] * n, level) : 0.0;
}

static void
test_coverage (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (3000, 200, 500, truth, spend_truth,
                                                                9);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvRandom) rng = clv_random_new (77);
  double inside[4] = { 0.0 };
  double above[4] = { 0.0 };
  double runs[4] = { 0.0 };

  spec->unit_days = 1;
  definition->margin = 1.0;
  definition->rate = 0.0;
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 1, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, NULL);
  set = clv_score_set_new (fit, definition, customers, NULL, NULL);
  for (guint32 i = 0; i < set->n; i++)
    {
      guint group = set->x[i] == 0 ? 0 : set->x[i] < 3 ? 1 : set->x[i] < 10 ? 2 : 3;
      double horizon = set->horizon_end - set->as_of;

      for (guint k = 0; k < 10; k++)
        {
          double value = simulate_value (fit, set->x[i], set->recency_days[i], set->age_days[i],
                                         horizon, set->x[i] * set->mean_spend[i], rng);

          inside[group] += value >= set->clv_lo[i] && value <= set->clv_hi[i];
          above[group] += value > set->clv_hi[i];
          runs[group] += 1.0;
        }
    }
  for (guint g = 0; g < 4; g++)
    {
      g_test_message ("group %u: %.0f runs, inside %.4f, above %.4f", g, runs[g],
                      inside[g] / runs[g], above[g] / runs[g]);
      /* Above must be a tenth. Below too, unless no purchase at all is likely. */
      g_assert_cmpfloat (above[g] / runs[g], >, 0.07);
      g_assert_cmpfloat (above[g] / runs[g], <, 0.13);
      g_assert_cmpfloat (inside[g] / runs[g], >, 0.77);
    }
}

/* Discounted purchases by simulation of the months. */
static void
test_discount (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (500, 100, 300, truth, spend_truth,
                                                                3);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvFit) fit = NULL;
  static const ClvTiming timings[] = { CLV_TIMING_START, CLV_TIMING_MIDDLE, CLV_TIMING_END };
  double totals[3] = { 0.0 };
  const double rate = 0.2;

  spec->unit_days = 1;
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 1, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, NULL);
  for (guint t = 0; t < 3; t++)
    {
      g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
      g_autoptr(ClvScoreSet) set = NULL;
      double direct = 0.0;

      definition->rate = rate;
      definition->timing = timings[t];
      set = clv_score_set_new (fit, definition, customers, NULL, NULL);
      for (guint32 i = 0; i < set->n; i++)
        totals[t] += set->discounted_purchases[i];
      for (int month = 1; month <= 12; month++)
        {
          double days = clv_date_add_months (set->as_of, month) - set->as_of;
          double before = clv_date_add_months (set->as_of, month - 1) - set->as_of;
          double at = month - 1 + 0.5 * t;
          double gain = 0.0;

          gain = fit->kind->expected_purchases (fit->parameters, set->x[7], set->recency_days[7],
                                                set->age_days[7], days);
          if (month > 1)
            gain -= fit->kind->expected_purchases (fit->parameters, set->x[7], set->recency_days[7],
                                                   set->age_days[7], before);
          direct += gain * pow (1.0 + rate, -at / 12.0);
        }
      assert_near (set->discounted_purchases[7], direct, 1e-11);
    }
  assert_near (totals[0] / totals[2], pow (1.0 + rate, 1.0 / 12.0), 1e-12);
  assert_near (totals[0] / totals[1], pow (1.0 + rate, 0.5 / 12.0), 1e-12);
}

static void
test_no_spend_model (void)
{
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvScoreSet) set = NULL;

  transactions = shop_new_simulated (500, 100, 300, truth, spend_truth, 3);
  spec->unit_days = 1;
  g_free (spec->spend);
  spec->spend = g_strdup ("none");
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 1, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, NULL);
  set = clv_score_set_new (fit, definition, customers, NULL, NULL);
  for (guint32 i = 0; i < set->n; i++)
    assert_near (set->expected_spend[i], set->past_value[i] / 100.0 / (set->x[i] + 1), 1e-14);
}

/* What CDNOW is worth without end, within the time a person waits. */
static void
test_endless (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (300, 30, 300, truth, spend_truth,
                                                                3);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvFit) fit = NULL;
  double last = 0.0;
  double last_hi = 0.0;
  static const char * const horizons[] = { "1y", "10y", "50y", "infinite" };

  spec->unit_days = 7;
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (horizons); i++)
    {
      g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
      g_autoptr(ClvScoreSet) set = NULL;

      g_assert_true (clv_duration_parse (horizons[i], &definition->horizon, NULL));
      set = clv_score_set_new (fit, definition, customers, NULL, NULL);
      g_test_message ("%s: %.3f in %.3f s", horizons[i], set->total_clv, set->cpu_seconds);
      g_assert_cmpfloat (set->total_clv, >, last);
      /* More time never makes the interval end lower. */
      g_assert_cmpfloat (set->clv_hi[0], >=, last_hi * 0.999);
      last = set->total_clv;
      last_hi = set->clv_hi[0];
    }
}

static void
test_stored (void)
{
  g_autofree char *folder = g_dir_make_tmp ("clv-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.perennial", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_workspace_create (path, "EUR", "UTC", &error);
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (500, 100, 300, truth, spend_truth,
                                                                3);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvFit) stored = NULL;
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvScoreSet) read = NULL;

  g_assert_no_error (error);
  g_assert_null (clv_fit_load (workspace, 0, &error));
  g_assert_no_error (error);
  g_assert_null (clv_score_set_load (workspace, 0, &error));
  g_assert_no_error (error);
  g_assert_null (clv_score_set_run (workspace, 0, NULL, "anna", NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA);
  g_clear_error (&error);
  g_assert_null (clv_fit_run (workspace, spec, "anna", NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_clear_error (&error);

  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, NULL);
  g_assert_true (clv_fit_save (fit, workspace, "anna", &error));
  g_assert_no_error (error);
  stored = clv_fit_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stored->id, ==, fit->id);
  g_assert_cmpmem (stored->parameters, sizeof fit->parameters, fit->parameters,
                   sizeof fit->parameters);
  g_assert_cmpuint (stored->diagnostics->len, ==, fit->diagnostics->len);

  definition = clv_value_definition_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (definition->id, ==, 0);
  g_assert_true (clv_value_definition_save (definition, workspace, "anna", &error));
  g_assert_cmpint (definition->id, ==, 1);
  definition->rate = 0.05;
  g_assert_true (clv_value_definition_save (definition, workspace, "anna", &error));
  g_assert_cmpint (definition->id, ==, 2);
  definition->rate = 0.1;
  g_assert_true (clv_value_definition_save (definition, workspace, "anna", &error));
  g_assert_cmpint (definition->id, ==, 1);

  set = clv_score_set_new (stored, definition, customers, NULL, &error);
  g_assert_true (clv_score_set_save (set, workspace, "anna", &error));
  g_assert_no_error (error);
  read = clv_score_set_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->n, ==, set->n);
  g_assert_cmpstr (read->content_hash, ==, set->content_hash);
  g_assert_cmpmem (read->clv_hi, read->n * 8, set->clv_hi, set->n * 8);
  g_assert_cmpmem (read->age_days, read->n * 4, set->age_days, set->n * 4);
  for (guint32 i = 0; i < set->n; i++)
    g_assert_cmpstr (clv_dictionary_get (read->customers, i, NULL), ==,
                     clv_dictionary_get (set->customers, i, NULL));
  g_assert_cmpint (read->horizon_end, ==, set->horizon_end);
  g_assert_null (clv_score_set_load (workspace, 99, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND);
  clv_workspace_close (workspace);
}

/* Whose a value is belongs to the content as much as the value. */
static void
test_content (void)
{
  g_autoptr(ClvScoreSet) set = clv_score_set_alloc (2);
  g_autoptr(GHashTable) hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  set->customers = clv_dictionary_new ();
  clv_dictionary_add (set->customers, "anna", 4);
  clv_dictionary_add (set->customers, "ben", 3);
  for (guint i = 0; i < CLV_SCORE_COLUMNS; i++)
    memset (*clv_score_set_get_column (set, i), 0, 2 * clv_score_columns[i].size);
  g_hash_table_add (hashes, clv_score_set_compute_hash (set, "fit", "definition"));

  for (guint i = 0; i < CLV_SCORE_COLUMNS; i++)
    {
      char *column = *clv_score_set_get_column (set, i);

      column[0] ^= 1;
      g_assert_true (g_hash_table_add (hashes, clv_score_set_compute_hash (set, "fit",
                                                                           "definition")));
      column[0] ^= 1;
    }

  clv_dictionary_unref (set->customers);
  set->customers = clv_dictionary_new ();
  clv_dictionary_add (set->customers, "ben", 3);
  clv_dictionary_add (set->customers, "anna", 4);
  g_assert_true (g_hash_table_add (hashes, clv_score_set_compute_hash (set, "fit", "definition")));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/score-set/coverage", test_coverage);
  g_test_add_func ("/valuation/score-set/discount", test_discount);
  g_test_add_func ("/valuation/score-set/no-spend-model", test_no_spend_model);
  g_test_add_func ("/valuation/score-set/endless", test_endless);
  g_test_add_func ("/valuation/score-set/stored", test_stored);
  g_test_add_func ("/valuation/score-set/content", test_content);
  return g_test_run ();
}
