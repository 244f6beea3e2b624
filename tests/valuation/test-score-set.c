/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-bg-nbd.h"
#include "clv-error.h"
#include "clv-score-set-private.h"
#include "clv-statement.h"
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
  guint n = fit->kind->simulate (fit->kind, fit->parameters, x, recency, age, horizon, rng);
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

          gain = fit->kind->expected_purchases (fit->kind, fit->parameters, set->x[7],
                                                set->recency_days[7], set->age_days[7], days);
          if (month > 1)
            gain -= fit->kind->expected_purchases (fit->kind, fit->parameters, set->x[7],
                                                   set->recency_days[7], set->age_days[7], before);
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

/* A long horizon is the sum of its calendar months, each forecast by itself. */
static void
test_long (gconstpointer data)
{
  const char *horizon = data;
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (300, 30, 300, truth, spend_truth,
                                                                3);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvScoreSet) set = NULL;
  g_autofree double *ends = NULL;
  g_autofree double *out = NULL;
  const double rate = 0.08;
  guint n = 0;

  spec->unit_days = 7;
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, NULL);
  definition->rate = rate;
  definition->timing = CLV_TIMING_START;
  definition->cost_to_serve = 100;
  g_assert_true (clv_duration_parse (horizon, &definition->horizon, NULL));
  set = clv_score_set_new (fit, definition, customers, NULL, NULL);

  n = strcmp (horizon, "50y") == 0 ? 600 : 3700;
  ends = g_new (double, n);
  out = g_new (double, 3 * n);
  for (guint m = 0; m < n; m++)
    ends[m] = (clv_date_add_months (set->as_of, (int) m + 1) - set->as_of) / 7.0;
  for (guint32 i = 0; i < set->n; i += 60)
    {
      double sum = 0.0;
      double years = 0.0;
      double before = 0.0;
      double active = 1.0;

      fit->kind->forecast (fit->kind, fit->parameters, set->x[i], set->recency_days[i] / 7.0,
                           set->age_days[i] / 7.0, ends, n, out,
                           out + n, out + 2 * n);
      for (guint m = 0; m < n; m++)
        {
          double discount = pow (1.0 + rate, -(double) m / 12.0);
          double length = (ends[m] - (m > 0 ? ends[m - 1] : 0.0)) * 7.0 / 365.2425;

          sum += discount * (out[m] - before);
          years += discount * length * 0.5 * (out[n + m] + active);
          before = out[m];
          active = out[n + m];
        }
      assert_near (set->discounted_purchases[i], set->p_active[i] * sum, 1e-9);
      assert_near (set->service_cost[i], set->p_active[i] * years, 1e-9);
      g_assert_cmpfloat (set->clv_hi[i], >=, set->clv_lo[i]);
      if (strcmp (horizon, "50y") == 0)
        assert_near (set->expected_purchases[i], set->p_active[i] * before, 1e-9);
    }
}

/* Just beyond ten years another way is taken; the interval must not jump. */
static void
test_seam (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (300, 30, 300, truth, spend_truth,
                                                                3);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvFit) fit = NULL;
  ClvScoreSet *sets[2] = { NULL, NULL };
  static const char * const horizons[] = { "120m", "121m" };

  spec->unit_days = 7;
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, NULL);
  for (guint k = 0; k < 2; k++)
    {
      g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");

      g_assert_true (clv_duration_parse (horizons[k], &definition->horizon, NULL));
      sets[k] = clv_score_set_new (fit, definition, customers, NULL, NULL);
    }
  for (guint32 i = 0; i < sets[0]->n; i++)
    {
      assert_near (sets[1]->clv[i], sets[0]->clv[i], 0.01);
      g_assert_cmpfloat (sets[1]->clv[i], >, sets[0]->clv[i]);
      assert_near (sets[1]->clv_hi[i], sets[0]->clv_hi[i], 0.01);
    }
  clv_score_set_unref (sets[0]);
  clv_score_set_unref (sets[1]);
}

/* A workspace with a stored fit and a stored set of its scores. */
static ClvWorkspace *
new_scored (ClvScoreSet **set)
{
  g_autofree char *folder = g_dir_make_tmp ("clv-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.perennial", NULL);
  g_autoptr(GError) error = NULL;
  ClvWorkspace *workspace = clv_workspace_create (path, "EUR", "UTC", &error);
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (700, 100, 300, truth, spend_truth,
                                                                3);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_load (workspace, 0, &error);
  g_autoptr(ClvFit) fit = NULL;

  definition->cost_to_serve = 250;
  g_assert_true (clv_value_definition_save (definition, workspace, "anna", &error));
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, NULL);
  g_assert_true (clv_fit_save (fit, workspace, "anna", &error));
  *set = clv_score_set_new (fit, definition, customers, NULL, &error);
  g_assert_true (clv_score_set_save (*set, workspace, "anna", &error));
  g_assert_no_error (error);
  return workspace;
}

/* Every column comes back as it was, though few of them are stored. */
static void
test_columns (void)
{
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvScoreSet) read = NULL;
  g_autoptr(ClvWorkspace) workspace = new_scored (&set);
  g_autoptr(GError) error = NULL;

  read = clv_score_set_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->n, ==, set->n);
  for (guint i = 0; i < CLV_SCORE_COLUMNS; i++)
    {
      gsize size = (gsize) set->n * clv_score_columns[i].size;

      g_assert_cmpmem (*clv_score_set_get_column (read, i), size,
                       *clv_score_set_get_column (set, i), size);
    }
  g_assert_true (memcmp (&read->total_clv, &set->total_clv, 8) == 0);
  g_assert_true (memcmp (&read->mean_p_active, &set->mean_p_active, 8) == 0);
  g_assert_cmpfloat (read->service_cost[0], >, 0.0);
  clv_workspace_close (workspace);
}

static void
run_sql (ClvWorkspace *workspace,
         const char   *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvStatement) statement = clv_statement_new (workspace, sql, &error);

  g_assert_no_error (error);
  g_assert_true (clv_statement_execute (statement, &error));
}

static GBytes *
read_blob (ClvWorkspace *workspace,
           const char   *column)
{
  g_autoptr(ClvStatement) statement = NULL;
  gconstpointer bytes = NULL;
  gboolean has_row = FALSE;
  gsize size = 0;

  statement = clv_statement_new (workspace, "SELECT bytes FROM score_segment WHERE column = ? "
                                            "AND seq = 0", NULL);
  clv_statement_bind_text (statement, 1, column);
  g_assert_true (clv_statement_step (statement, &has_row, NULL) && has_row);
  bytes = clv_statement_get_blob (statement, 0, &size);
  return g_bytes_new (bytes, size);
}

static void
write_blob (ClvWorkspace *workspace,
            const char   *column,
            gconstpointer bytes,
            gsize         size)
{
  g_autoptr(ClvStatement) statement = NULL;

  statement = clv_statement_new (workspace, "UPDATE score_segment SET bytes = ?1 "
                                            "WHERE column = ?2 AND seq = 0", NULL);
  clv_statement_bind_blob (statement, 1, bytes, size);
  clv_statement_bind_text (statement, 2, column);
  g_assert_true (clv_statement_execute (statement, NULL));
}

static void
assert_refused (ClvWorkspace *workspace)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (clv_score_set_load (workspace, 0, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED);
}

static void
assert_edits_refused (ClvWorkspace *workspace,
                      const char   *name)
{
  g_autoptr(GBytes) good = read_blob (workspace, name);
  gsize size = g_bytes_get_size (good);
  g_autofree guint8 *bad = g_memdup2 (g_bytes_get_data (good, NULL), size);
  gsize places[] = { 0, 12, size / 2, size - 2 };

  g_test_message ("%s", name);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      bad[places[i]] ^= 1;
      write_blob (workspace, name, bad, size);
      assert_refused (workspace);
      bad[places[i]] ^= 1;
    }
  write_blob (workspace, name, bad, size - 1);
  assert_refused (workspace);
  write_blob (workspace, name, bad, size);
}

/* Whatever byte of whatever column another program changes is noticed, and whose
 * a value is belongs to the content as much as the value. */
static void
test_edited (void)
{
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvScoreSet) read = NULL;
  g_autoptr(ClvWorkspace) workspace = new_scored (&set);
  g_autoptr(GError) error = NULL;

  run_sql (workspace, "DROP TRIGGER score_segment_no_update");
  run_sql (workspace, "DROP TRIGGER score_segment_no_delete");
  run_sql (workspace, "DROP TRIGGER score_set_no_update");
  for (guint part = 0; part <= CLV_SCORE_PARTS; part++)
    {
      const char *name = part < CLV_SCORE_PARTS ? clv_score_part_infos[part].name : "customer";

      /* Stored where there are covariates, or contracts of several periods, alone. */
      if (part < CLV_SCORE_PART_GROUP || part == CLV_SCORE_PARTS)
        assert_edits_refused (workspace, name);
    }
  read = clv_score_set_load (workspace, 0, &error);
  g_assert_no_error (error);

  /* Counts that there are no bytes for are not believed. */
  run_sql (workspace, "UPDATE score_set SET n = 4000000000");
  assert_refused (workspace);
  run_sql (workspace, "UPDATE score_set SET n = 700, "
                      "summary = replace (summary, 'pairs=', 'pairs=9')");
  assert_refused (workspace);
  run_sql (workspace, "UPDATE score_set SET summary = replace (summary, 'pairs=9', 'pairs=')");
  g_clear_pointer (&read, clv_score_set_unref);
  read = clv_score_set_load (workspace, 0, &error);
  g_assert_no_error (error);
  run_sql (workspace, "DELETE FROM score_segment WHERE column = 'hi'");
  assert_refused (workspace);

  /* An older version told of no cells: that is no damage, but to be made again. */
  run_sql (workspace, "UPDATE score_set SET summary = replace (summary, 'cells=', 'x-cells=')");
  g_assert_null (clv_score_set_load (workspace, 0, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_OLDER);
  g_assert_nonnull (strstr (error->message, "Score again"));
  clv_workspace_close (workspace);
}

/* The digests of both forms, as another program makes them of the same bytes. */
static void
test_digests (void)
{
  static const char * const expected[] = {
    "d148cfdbb445c3752a605951b49f849b1a13e21f27273384e91324c59c025645",
    "6abe532d4657e8a16e875fedde51f172c7ac9e0b9513f6384d4668b244b78c9b",
  };
  g_autoptr(ClvScoreParts) parts = clv_score_parts_new (1, 2, 2, 0);
  g_autoptr(ClvDictionary) names = clv_dictionary_new ();
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree char *made = NULL;

  clv_dictionary_add (names, "a", 1);
  clv_dictionary_add (names, "bc", 2);
  for (guint part = 0; part < CLV_SCORE_PART_GROUP; part++)
    {
      for (guint i = 0; i < parts->n[clv_score_part_infos[part].level]; i++)
        {
          if (clv_score_part_infos[part].type == CLV_SCORE_COUNT)
            ((guint32 *) parts->values[part])[i] = 10 * part + i;
          else if (clv_score_part_infos[part].type == CLV_SCORE_MONEY)
            ((gint64 *) parts->values[part])[i] = 10 * part + i;
          else
            ((double *) parts->values[part])[i] = 10 * part + i;
        }
    }
  for (guint stage = 0; stage < CLV_SCORE_STAGES; stage++)
    clv_score_parts_make_blobs (parts, names, stage, NULL);
  made = clv_score_parts_digest_blobs (parts, names);
  g_assert_cmpstr (made, ==, expected[CLV_SCORE_FORM_BLOBS]);
  for (parts->form = CLV_SCORE_FORM_BLOBS; parts->form <= CLV_SCORE_FORM_ROWS; parts->form++)
    {
      g_auto(ClvScoreDigest) digest = { CLV_SCORE_FORM_BLOBS, NULL };
      g_autofree char *found = NULL;

      clv_score_digest_init (&digest, parts, names);
      for (guint part = 0; part < CLV_SCORE_PART_GROUP; part++)
        {
          clv_score_parts_encode (parts, part, 0, bytes);
          clv_score_digest_add (&digest, bytes->data, bytes->len);
        }
      found = clv_score_digest_finish (&digest);
      g_assert_cmpstr (found, ==, expected[parts->form]);
    }
}

/* Writes over the stored set what it was in the older form. */
static void
store_older (ClvWorkspace *workspace,
             ClvScoreSet  *set)
{
  g_autoptr(ClvFit) fit = clv_fit_load (workspace, 0, NULL);
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_load (workspace, 0, NULL);
  g_autofree char *definition_hash = clv_value_definition_get_hash (definition);
  g_autoptr(ClvScoreParts) parts = clv_score_parts_new (0, 0, 0, 0);
  g_auto(ClvScoreDigest) digest = { CLV_SCORE_FORM_BLOBS, NULL };
  g_autofree char *found = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *sql = NULL;
  ClvScoreTotals totals = { 0, };
  static const struct { guint level; const char *column; } levels[] = {
    { CLV_SCORE_OF_PAIR, "x" }, { CLV_SCORE_OF_CELL, "pair" }, { CLV_SCORE_OF_ROW, "cell" },
  };

  parts->form = CLV_SCORE_FORM_ROWS;
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autoptr(GBytes) blob = read_blob (workspace, levels[i].column);

      /* Behind the base. */
      memcpy (&parts->n[levels[i].level],
              (const guint8 *) g_bytes_get_data (blob, NULL) + 8, 4);
    }
  clv_score_digest_init (&digest, parts, set->customers);
  for (guint part = 0; part < CLV_SCORE_PART_GROUP; part++)
    {
      g_autoptr(GBytes) blob = read_blob (workspace, clv_score_part_infos[part].name);

      clv_score_digest_add (&digest, g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
    }
  found = clv_score_digest_finish (&digest);
  for (guint32 i = 0; i < set->n; i++)
    {
      totals.expected_purchases += set->expected_purchases[i];
      totals.p_active += set->p_active[i];
      totals.spend += set->expected_spend[i];
      totals.clv += set->clv[i];
      totals.lo += set->clv_lo[i];
      totals.hi += set->clv_hi[i];
    }
  hash = clv_score_set_compute_hash (set, CLV_SCORE_FORM_ROWS, fit->content_hash, definition_hash,
                                     found, &totals);
  sql = g_strdup_printf ("UPDATE score_set SET content_hash = '%s', "
                         "summary = replace (summary, 'digest=blobs', '')", hash);
  run_sql (workspace, "DROP TRIGGER score_set_no_update");
  run_sql (workspace, sql);
}

/* A set of an older version is still read, and an edit of it still noticed. */
static void
test_older (void)
{
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvScoreSet) read = NULL;
  g_autoptr(ClvWorkspace) workspace = new_scored (&set);
  g_autoptr(GError) error = NULL;

  store_older (workspace, set);
  run_sql (workspace, "DROP TRIGGER score_segment_no_update");
  read = clv_score_set_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->content_hash, !=, set->content_hash);
  g_assert_cmpmem (read->clv, read->n * sizeof (double), set->clv, set->n * sizeof (double));
  assert_edits_refused (workspace, "cell");
  assert_edits_refused (workspace, "customer");
  assert_edits_refused (workspace, "hi");
  /* The form is part of the hash. */
  run_sql (workspace, "UPDATE score_set SET summary = summary || 'digest=blobs' || char (10)");
  assert_refused (workspace);
  clv_workspace_close (workspace);
}

/* Values of all sizes and signs through the packing. */
static void
test_packing (void)
{
  static const gint64 bases[] = { 0, -5, 1234567, G_MININT64, G_MAXINT64 - 3 };
  static const guint64 ranges[] = { 0, 2, 255, 256, 70000, 16777215, 16777216, 1ull << 40 };
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  const guint32 n = 70001;

  for (guint b = 0; b < G_N_ELEMENTS (bases); b++)
    {
      for (guint r = 0; r < G_N_ELEMENTS (ranges); r++)
        {
          g_autoptr(ClvScoreParts) parts = clv_score_parts_new (1, 1, n, 0);
          g_autoptr(ClvScoreParts) read = clv_score_parts_new (1, 1, n, 0);
          gint64 *values = parts->values[CLV_SCORE_PART_PAST_VALUE];

          for (guint32 i = 0; i < n; i++)
            values[i] = (gint64) ((guint64) bases[b]
                                  + (guint64) i * 2654435761u % (MIN (ranges[r], 1ull << 50) + 1));
          g_assert_cmpuint (clv_score_parts_get_n_blobs (parts, CLV_SCORE_PART_PAST_VALUE), ==, 2);
          for (guint32 blob = 0; blob < 2; blob++)
            {
              clv_score_parts_encode (parts, CLV_SCORE_PART_PAST_VALUE, blob, bytes);
              g_assert_true (clv_score_parts_decode (read, CLV_SCORE_PART_PAST_VALUE, blob,
                                                     bytes->data, bytes->len));
              g_assert_false (clv_score_parts_decode (read, CLV_SCORE_PART_PAST_VALUE, blob + 1,
                                                      bytes->data, bytes->len));
              g_assert_false (clv_score_parts_decode (read, CLV_SCORE_PART_PAST_VALUE, blob,
                                                      bytes->data, bytes->len - 1));
            }
          clv_score_parts_encode (parts, CLV_SCORE_PART_PAST_VALUE, 0, bytes);
          clv_score_parts_decode (read, CLV_SCORE_PART_PAST_VALUE, 0, bytes->data, bytes->len);
          g_assert_cmpmem (values, n * 8, read->values[CLV_SCORE_PART_PAST_VALUE], n * 8);
        }
    }
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
  g_test_add_data_func ("/valuation/score-set/long/finite", "50y", test_long);
  g_test_add_data_func ("/valuation/score-set/long/infinite", "infinite", test_long);
  g_test_add_func ("/valuation/score-set/seam", test_seam);
  g_test_add_func ("/valuation/score-set/stored", test_stored);
  g_test_add_func ("/valuation/score-set/columns", test_columns);
  g_test_add_func ("/valuation/score-set/edited", test_edited);
  g_test_add_func ("/valuation/score-set/digests", test_digests);
  g_test_add_func ("/valuation/score-set/older", test_older);
  g_test_add_func ("/valuation/score-set/packing", test_packing);
  return g_test_run ();
}
