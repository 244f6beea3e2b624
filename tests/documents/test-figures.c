/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "documents-fixture.h"

static void
check_numbers (const double *values,
               guint         n)
{
  for (guint i = 0; values != NULL && i < n; i++)
    g_assert_true (isfinite (values[i]));
}

static gboolean
has_digit (const char *text)
{
  return strpbrk (text, "0123456789") != NULL;
}

/* What every figure owes its reader. @convention: a part of the subtitle. */
static GPtrArray *
check_figure (ClvPlotSpec *spec,
              const char  *convention)
{
  GPtrArray *table = clv_plot_spec_dup_table (spec);
  g_autofree char *csv = clv_plot_spec_to_csv (spec);
  guint width;

  g_test_message ("%s | %s | %s", spec->title, spec->subtitle, spec->description);
  g_assert_null (spec->empty);
  g_assert_nonnull (strstr (spec->subtitle, convention));
  g_assert_true (has_digit (spec->description));
  g_assert_true (g_str_has_suffix (spec->description, "."));
  g_assert_null (strstr (spec->description, "nan"));
  g_assert_null (strstr (spec->description, "inf"));
  g_assert_null (strstr (csv, "nan"));
  g_assert_null (strstr (csv, "inf"));
  for (guint i = 0; i < spec->series->len; i++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (spec->series, i);

      check_numbers (series->x, series->n);
      check_numbers (series->y, series->n);
      check_numbers (series->lo, series->n);
      check_numbers (series->hi, series->n);
    }

  g_assert_cmpuint (table->len, >, 1);
  width = g_strv_length (g_ptr_array_index (table, 0));
  for (guint i = 1; i < table->len; i++)
    {
      char **row = g_ptr_array_index (table, i);

      g_assert_cmpuint (g_strv_length (row), ==, width);
      for (guint k = 0; k < width; k++)
        {
          g_assert_cmpstr (row[k], !=, "nan");
          g_assert_cmpstr (row[k], !=, "inf");
        }
    }
  clv_plot_spec_free (spec);

  return table;
}

static ClvTransactions *
load (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  ClvTransactions *rows = clv_workspace_load_transactions (fixture->workspace, NULL, &error);

  g_assert_no_error (error);

  return rows;
}

static void
test_backtest (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(ClvTransactions) rows = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvBacktest) backtest = NULL;
  g_autoptr(GPtrArray) tracking = NULL;
  g_autoptr(GPtrArray) deciles = NULL;
  g_autoptr(GPtrArray) weekly = NULL;
  g_autoptr(GPtrArray) frequency = NULL;
  g_autoptr(GPtrArray) recency = NULL;
  g_autoptr(GPtrArray) errors = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *split = NULL;

  fixture_init (&fixture);
  rows = load (&fixture);
  backtest = clv_backtest_new (rows, spec, clv_backtest_suggest_split (rows), CLV_DATE_INVALID,
                               NULL, &error);
  g_assert_no_error (error);
  split = clv_date_to_display (backtest->split);
  tracking = check_figure (clv_figure_tracking (backtest), split);
  g_assert_cmpuint (tracking->len, ==, backtest->weekly->len + 1);
  deciles = check_figure (clv_figure_deciles (backtest), split);
  g_assert_cmpuint (deciles->len, ==, 11);
  weekly = check_figure (clv_figure_tracking_weekly (backtest), split);
  g_assert_cmpuint (weekly->len, ==, backtest->weekly->len + 1);
  frequency = check_figure (clv_figure_conditional (backtest, FALSE), split);
  g_assert_cmpuint (frequency->len, ==, backtest->by_frequency->len + 1);
  recency = check_figure (clv_figure_conditional (backtest, TRUE), split);
  g_assert_cmpuint (recency->len, ==, backtest->by_recency->len + 1);
  errors = check_figure (clv_figure_errors (backtest), split);
  g_assert_cmpuint (errors->len, ==, 8);
}

/* A rule has a course and no interval. */
static void
test_rule (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(ClvTransactions) rows = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvBacktest) backtest = NULL;
  g_autoptr(ClvPlotSpec) tracking = NULL;
  g_autofree char *csv = NULL;
  g_autoptr(GError) error = NULL;

  fixture_init (&fixture);
  rows = load (&fixture);
  g_free (spec->kind);
  spec->kind = g_strdup ("historic");
  backtest = clv_backtest_new (rows, spec, clv_backtest_suggest_split (rows), CLV_DATE_INVALID,
                               NULL, &error);
  g_assert_no_error (error);
  tracking = clv_figure_tracking (backtest);
  g_assert_null (tracking->empty);
  csv = clv_plot_spec_to_csv (tracking);
  g_assert_null (strstr (csv, "nan"));
  g_assert_null (strstr (csv, "95 %"));
}

/* A rule that is no model has tenths and groups; of its course it says why there is none. */
static void
test_baseline (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(ClvTransactions) rows = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvBacktest) backtest = NULL;
  g_autoptr(ClvPlotSpec) tracking = NULL;
  g_autoptr(GPtrArray) deciles = NULL;
  g_autoptr(GError) error = NULL;

  fixture_init (&fixture);
  rows = load (&fixture);
  g_free (spec->kind);
  spec->kind = g_strdup ("cohort");
  backtest = clv_backtest_new (rows, spec, clv_backtest_suggest_split (rows), CLV_DATE_INVALID,
                               NULL, &error);
  g_assert_no_error (error);
  tracking = clv_figure_tracking (backtest);
  g_assert_nonnull (tracking->empty);
  deciles = check_figure (clv_figure_deciles (backtest), "Purchases a customer");
  g_assert_cmpuint (deciles->len, ==, 11);
}

static void
test_scores (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(GPtrArray) lorenz = NULL;
  g_autoptr(GPtrArray) points = NULL;
  g_autoptr(GPtrArray) curve = NULL;
  g_autofree char *convention = NULL;

  fixture_init (&fixture);
  convention = clv_figure_describe_scores (fixture.scores);
  g_assert_nonnull (strstr (convention, "EUR, future value after "));
  g_assert_nonnull (strstr (convention, "margin, discounted at 10"));
  lorenz = check_figure (clv_figure_concentration (fixture.scores), convention);
  g_assert_cmpuint (lorenz->len, >, 10);
  points = check_figure (clv_figure_p_active_value (fixture.scores), convention);
  g_assert_cmpuint (points->len, ==, fixture.scores->n + 1);
  curve = check_figure (clv_figure_p_active_curve (fixture.scores, fixture.fit, 0),
                        "If no purchase follows after");
  g_assert_cmpuint (curve->len, ==, 54);
}

/* Of a contract the curve is a stair on the days of renewal, and says so; rules let nobody
 * leave. */
static void
test_stairs (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(ClvPlotSpec) stairs = NULL;
  g_autoptr(ClvPlotSpec) flat = NULL;
  const ClvPlotSeries *series = NULL;
  const ClvModelKind *kind = NULL;

  fixture_init (&fixture);
  kind = fixture.fit->kind;
  fixture.fit->kind = clv_model_kind_find ("historic");
  flat = clv_figure_p_active_curve (fixture.scores, fixture.fit, 0);
  g_assert_nonnull (strstr (flat->description, "nobody leave"));
  fixture.fit->kind = clv_model_kind_find ("sbg");
  fixture.fit->spec->opportunity = CLV_OPPORTUNITY_QUARTER;
  fixture.fit->spec->unit_days = clv_opportunity_get_places (CLV_OPPORTUNITY_QUARTER);
  fixture.fit->parameters[0] = 1.0;
  fixture.fit->parameters[1] = 3.0;
  ((guint32 *) fixture.scores->x)[0] = 2;
  ((gint32 *) fixture.scores->recency_days)[0] = 2 * 93;
  ((gint32 *) fixture.scores->age_days)[0] = 2 * 93 + 31;
  ((double *) fixture.scores->p_active)[0] = 1.0;
  stairs = clv_figure_p_active_curve (fixture.scores, fixture.fit, 0);
  series = g_ptr_array_index (stairs->series, 0);
  /* Four renewals within the year, two points each, and both ends. */
  g_assert_cmpuint (series->n, ==, 11);
  for (guint i = 1; i < series->n; i++)
    g_assert_true (series->x[i] == series->x[i - 1] || series->y[i] == series->y[i - 1]);
  g_assert_cmpfloat (series->y[1], ==, 1.0);
  g_assert_cmpfloat_with_epsilon (series->y[2], 5.0 / 6.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (series->y[10], 5.0 / 9.0, 1e-12);
  g_assert_nonnull (strstr (stairs->description, "for certain until the next renewal"));
  fixture.fit->kind = kind;
}

static void
test_endless (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(GPtrArray) lorenz = NULL;
  g_autoptr(GError) error = NULL;

  fixture_init (&fixture);
  definition->margin = 0.4;
  definition->rate = 0.1;
  g_assert_true (clv_duration_parse ("infinite", &definition->horizon, NULL));
  scores = clv_score_set_run (fixture.workspace, 0, definition, "", NULL, &error);
  g_assert_no_error (error);
  lorenz = check_figure (clv_figure_concentration (scores), "without an end");
}

/* Ribbons and matrix say different things under different titles, and nobody can
 * become new. */
static void
check_migration_texts (const ClvMigration *migration)
{
  g_autoptr(ClvPlotSpec) ribbons = clv_figure_migration (migration, FALSE);
  g_autoptr(ClvPlotSpec) matrix = clv_figure_migration (migration, TRUE);

  g_assert_cmpstr (ribbons->title, !=, matrix->title);
  g_assert_cmpstr (ribbons->description, !=, matrix->description);
  g_assert_true (g_str_has_prefix (matrix->description, "Still in the same tier: High "));
  g_assert_cmpuint (matrix->n_entry_nodes, ==, 1);
}

static void
test_migration (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(ClvTransactions) rows = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(GArray) dates = NULL;
  g_autoptr(GError) error = NULL;

  fixture_init (&fixture);
  rows = load (&fixture);
  dates = clv_migration_suggest_dates (rows);
  g_assert_cmpuint (dates->len, >=, 2);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(ClvMigration) migration = NULL;
      g_autoptr(GPtrArray) table = NULL;

      migration = clv_migration_new (rows, spec, definition, clv_tier_scheme_find ("20-60-20"),
                                     (const ClvDate *) (gconstpointer) dates->data, dates->len,
                                     i >= 2, NULL, &error);
      g_assert_no_error (error);
      check_migration_texts (migration);
      table = check_figure (clv_figure_migration (migration, i % 2 == 1),
                            i >= 2 ? "model and cut-offs of the first date kept"
                                   : "each date as it would have been said then");
      g_assert_cmpuint (table->len, >, 3);
    }
}

static void
test_audit (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(ClvTransactions) rows = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvAudit) audit = NULL;
  g_autoptr(GError) error = NULL;
  ClvAuditOptions options;

  fixture_init (&fixture);
  rows = load (&fixture);
  clv_audit_options_init (&options);
  options.group_column = (char *) "region";
  options.replicates = 200;
  audit = clv_audit_new (rows, spec, definition, clv_tier_scheme_find ("20-60-20"), &options, NULL,
                         &error);
  g_assert_no_error (error);
  for (guint i = 0; i < CLV_N_METRICS; i++)
    {
      g_autoptr(GPtrArray) table = check_figure (clv_figure_audit (audit, (ClvMetric) i),
                                                 "95 % interval");

      g_autoptr(ClvPlotSpec) figure = clv_figure_audit (audit, (ClvMetric) i);

      /* The headline is the whole audit's and stands above. */
      g_assert_cmpstr (figure->description, !=, audit->headline);
      g_assert_true (g_str_has_prefix (figure->description, "Outside the agreed range: "));
      /* Four regions and the customers without one. */
      g_assert_cmpuint (table->len, ==, 6);
    }
}

static void
test_timeline (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(ClvTransactions) rows = NULL;
  g_autoptr(GArray) purchases = NULL;
  g_autoptr(GArray) nothing = g_array_new (FALSE, FALSE, sizeof (ClvPurchase));
  g_autoptr(GPtrArray) table = NULL;
  g_autoptr(ClvPlotSpec) empty = NULL;

  fixture_init (&fixture);
  rows = load (&fixture);
  purchases = clv_customers_dup_purchases (rows, 0, fixture.scores->as_of);
  g_assert_cmpuint (purchases->len, >, 0);
  table = check_figure (clv_figure_timeline (purchases, "EUR"), "EUR a day, past, before margin");
  g_assert_cmpuint (table->len, ==, MIN (purchases->len, 40) + 1);

  empty = clv_figure_timeline (nothing, "EUR");
  g_assert_cmpstr (empty->empty, ==, "This customer has no purchase in the data.");
}

/* The line ends where the value's own expectation is. */
static void
test_course (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(ClvTransactions) rows = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(GError) error = NULL;

  fixture_init (&fixture);
  rows = load (&fixture);
  fit = clv_fit_load (fixture.workspace, fixture.scores->fit_id, &error);
  g_assert_no_error (error);
  for (guint32 row = 0; row < MIN (fixture.scores->n, 20); row++)
    {
      gsize length = 0;
      const char *id = clv_dictionary_get (fixture.scores->customers, row, &length);
      const guint32 code = clv_dictionary_lookup (rows->customers, id, length);
      g_autoptr(GArray) purchases = NULL;
      g_autoptr(GPtrArray) table = NULL;
      g_autoptr(ClvPlotSpec) spec = NULL;
      const ClvPlotSeries *past = NULL;
      const ClvPlotSeries *future = NULL;

      purchases = clv_customers_dup_purchases (rows, code, fixture.scores->as_of);
      table = check_figure (clv_figure_course (fixture.scores, fit, row, purchases),
                            "not discounted");
      g_assert_cmpuint (table->len, >, 10);
      spec = clv_figure_course (fixture.scores, fit, row, purchases);
      past = g_ptr_array_index (spec->series, 0);
      future = g_ptr_array_index (spec->series, 1);
      g_assert_cmpfloat (past->y[past->n - 1], ==, fixture.scores->x[row] + 1.0);
      g_assert_cmpfloat (future->y[0], ==, past->y[past->n - 1]);
      g_assert_cmpfloat_with_epsilon (future->y[future->n - 1] - future->y[0],
                                      fixture.scores->expected_purchases[row], 1e-9);
    }
}

/* The map says how many stand where; the curves in the user's units and words. */
static void
test_model (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(ClvTransactions) rows = NULL;
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(GPtrArray) mixings = NULL;
  ClvCovariates covariates = { 0 };

  fixture_init (&fixture);
  rows = load (&fixture);
  customers = clv_customers_new (rows, CLV_DATE_INVALID, 7, NULL, NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(ClvPlotSpec) spec = clv_figure_heat_map_of_age (fixture.fit, customers, 0, i == 1);
      g_autoptr(GPtrArray) table = clv_plot_spec_dup_table (spec);
      const ClvPlotSeries *once = g_ptr_array_index (spec->series, 0);

      g_test_message ("%s | %s | %s", spec->title, spec->subtitle, spec->description);
      g_assert_null (spec->empty);
      g_assert_nonnull (strstr (spec->subtitle, "BG/NBD, of a customer who first bought"));
      g_assert_true (has_digit (spec->description));
      g_assert_null (strstr (spec->description, "nan"));
      g_assert_cmpstr (once->name, ==, "0");
      g_assert_true (isfinite (once->y[once->n - 1]));
      g_assert_cmpuint (table->len, ==, 2 + (spec->series->len - 1) * once->n);
      g_assert_cmpstr (((char **) g_ptr_array_index (table, 0))[3], ==, "customers");
    }

  mixings = clv_mixing_list (fixture.fit);
  g_assert_cmpuint (mixings->len, ==, 3);
  for (guint i = 0; i < mixings->len; i++)
    {
      g_autoptr(ClvPlotSpec) spec = clv_figure_mixing (fixture.fit,
                                                       g_ptr_array_index (mixings, i), "EUR");
      const ClvPlotSeries *curve = g_ptr_array_index (spec->series, 0);

      g_test_message ("%s | %s | %s | %s", spec->title, spec->subtitle, spec->description,
                      curve->notes[40]);
      g_assert_null (spec->empty);
      g_assert_true (has_digit (spec->description));
      g_assert_nonnull (strstr (spec->description, "alf of your customers"));
      g_assert_nonnull (strstr (curve->notes[40], "of the customers"));
      g_assert_null (strstr (spec->description, "baseline"));
    }
  /* With columns that explain, the parameters are those of the baseline. */
  fixture.fit->covariates = &covariates;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(ClvPlotSpec) map = clv_figure_heat_map_of_age (fixture.fit, customers, 0, i == 1);
      g_autoptr(ClvPlotSpec) curve = clv_figure_mixing (fixture.fit,
                                                        g_ptr_array_index (mixings, i), "EUR");

      g_assert_nonnull (strstr (map->description, "at the baseline"));
      g_assert_nonnull (strstr (curve->description, "at the baseline"));
    }
  fixture.fit->covariates = NULL;
}

/* Segments: an arrow's start is the segment's own fit, its end what that is drawn to. */
static void
test_segments (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(ClvTransactions) rows = NULL;
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvShrinkage) shrinkage = NULL;
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autoptr(GPtrArray) table = NULL;
  g_autoptr(GError) error = NULL;
  const ClvPlotSeries *series = NULL;

  fixture_init (&fixture);
  rows = load (&fixture);
  customers = clv_customers_new (rows, rows->last_day, 7, NULL, NULL);
  shrinkage = clv_shrinkage_new (fixture.fit->spec, customers,
                                 clv_grouping_new_for_cohorts (customers), 365, NULL, &error);
  g_assert_no_error (error);
  spec = clv_figure_shrinkage (shrinkage);
  series = g_ptr_array_index (spec->series, 0);
  g_test_message ("%s | %s | %s", spec->title, spec->subtitle, spec->description);
  g_assert_null (spec->empty);
  g_assert_true (has_digit (spec->description));
  g_assert_cmpfloat (spec->reference, ==, shrinkage->whole_purchases);
  g_assert_cmpuint (series->n, ==, shrinkage->n);
  for (guint i = 0; i < series->n; i++)
    {
      const ClvShrunkSegment *segment = &shrinkage->segments[i];

      g_assert_cmpstr (series->labels[i], ==, segment->name);
      g_assert_cmpfloat (series->y[i], ==, segment->shrunk_purchases);
      g_assert_true (segment->has_own ? series->from[i] <= segment->raw_purchases
                     && series->from[i] >= segment->raw_purchases
                                      : isnan (series->from[i]));
    }
  table = clv_plot_spec_dup_table (spec);
  g_assert_cmpuint (table->len, ==, series->n + 1);
  g_assert_cmpstr (((char **) g_ptr_array_index (table, 0))[1], ==, "Drawn together, moved from");
  g_assert_cmpstr (((char **) g_ptr_array_index (table, 0))[4], ==, "Its own part");
  for (guint i = 0; i < series->n; i++)
    {
      const ClvShrunkSegment *segment = &shrinkage->segments[i];
      g_autofree char *weight = clv_percent_format (segment->weight, 0);

      g_assert_cmpstr (((char **) g_ptr_array_index (table, i + 1))[4], ==, weight);
      g_assert_cmpint (series->roles[i] == CLV_PLOT_ROLE_CONTEXT, ==, segment->is_recent);
      g_assert_cmpint (strstr (series->notes[i], "recent") != NULL, ==, segment->is_recent);
    }
}

/* Of forty subscribers half renew once and a quarter twice; sBG with a = 1 and b = 2 says two
 * thirds and a half. Whoever was not seen long enough is not counted. */
static void
test_stay (void)
{
  guint32 x[45] = { 0 };
  gint32 recency[45] = { 0 };
  gint32 age[45] = { 0 };
  g_autoptr(ClvModelSpec) model = clv_model_spec_new ();
  const int days = clv_opportunity_get_days (CLV_OPPORTUNITY_WEEK);
  ClvCustomers customers = { .n = 45, .x = x, .recency_days = recency, .age_days = age,
                             .until = 20000, .unit_days = days,
                             .opportunity = CLV_OPPORTUNITY_WEEK };
  ClvFit fit = { .kind = clv_model_kind_find ("sbg"), .spec = model, .parameters = { 1.0, 2.0 } };
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autoptr(GPtrArray) table = NULL;
  const ClvPlotSeries *actual = NULL;
  const ClvPlotSeries *expected = NULL;

  model->opportunity = CLV_OPPORTUNITY_WEEK;
  model->unit_days = days;
  for (guint i = 0; i < 40; i++)
    {
      x[i] = i < 20 ? 0 : i < 30 ? 1 : 2;
      recency[i] = days * (gint32) x[i];
      age[i] = 2 * days;
    }
  spec = clv_figure_stay (&fit, &customers);
  table = check_figure (clv_figure_stay (&fit, &customers), "45 subscribers");
  g_assert_cmpuint (table->len, ==, 9);
  actual = g_ptr_array_index (spec->series, 0);
  expected = g_ptr_array_index (spec->series, 1);
  g_assert_cmpuint (actual->n, ==, 3);
  g_assert_cmpfloat_with_epsilon (actual->y[1], 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (actual->y[2], 0.25, 1e-12);
  g_assert_cmpfloat_with_epsilon (expected->y[1], 2.0 / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (expected->y[2], 0.5, 1e-12);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/documents/figures/backtest", test_backtest);
  g_test_add_func ("/documents/figures/rule", test_rule);
  g_test_add_func ("/documents/figures/baseline", test_baseline);
  g_test_add_func ("/documents/figures/stay", test_stay);
  g_test_add_func ("/documents/figures/scores", test_scores);
  g_test_add_func ("/documents/figures/stairs", test_stairs);
  g_test_add_func ("/documents/figures/endless", test_endless);
  g_test_add_func ("/documents/figures/migration", test_migration);
  g_test_add_func ("/documents/figures/audit", test_audit);
  g_test_add_func ("/documents/figures/timeline", test_timeline);
  g_test_add_func ("/documents/figures/course", test_course);
  g_test_add_func ("/documents/figures/model", test_model);
  g_test_add_func ("/documents/figures/segments", test_segments);

  return g_test_run ();
}
