/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "chart-samples.h"
#include "clv-date.h"

static void
test_unit_format (void)
{
  static const struct
  {
    ClvPlotUnit unit;
    double value;
    const char *currency;
    gboolean is_short;
    const char *expected;
  } rows[] = {
    { CLV_PLOT_UNIT_COUNT, 4120, NULL, FALSE, "4120" },
    { CLV_PLOT_UNIT_COUNT, 2700, NULL, TRUE, "2.7k" },
    { CLV_PLOT_UNIT_PERCENT, 0.038, NULL, TRUE, "3.8" },
    { CLV_PLOT_UNIT_PERCENT, 0.76, NULL, TRUE, "76" },
    { CLV_PLOT_UNIT_MONEY, 18.4e6, "EUR", TRUE, "18.4M" },
    { CLV_PLOT_UNIT_RATIO, 0.8, NULL, TRUE, "0.80" },
    { CLV_PLOT_UNIT_NUMBER, NAN, NULL, TRUE, "–" },
    { CLV_PLOT_UNIT_MONEY, INFINITY, "EUR", FALSE, "–" },
    { CLV_PLOT_UNIT_DATE, 1e300, NULL, FALSE, "–" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = clv_plot_unit_format (rows[i].unit, rows[i].value, rows[i].currency,
                                                    rows[i].is_short);
      g_auto(GStrv) parts = g_strsplit (text, ",", -1);
      g_autofree char *ungrouped = g_strjoinv ("", parts);

      g_test_message ("row %u: %s", i, text);
      g_assert_nonnull (strstr (ungrouped, rows[i].expected));
    }
}

static void
test_copy_is_deep (void)
{
  guint n = 0;
  const ChartSample *samples = chart_samples_get (&n);
  guint i;

  for (i = 0; i < n; i++)
    {
      ClvPlotSpec *spec = samples[i].create ();
      ClvPlotSpec *copy = clv_plot_spec_copy (spec);
      g_autofree char *before = clv_plot_spec_to_csv (spec);
      g_autofree char *after = NULL;

      clv_plot_spec_free (spec);
      after = clv_plot_spec_to_csv (copy);
      g_assert_cmpstr (before, ==, after);
      clv_plot_spec_free (copy);
    }
}

static void
test_table_twin (void)
{
  guint n = 0;
  const ChartSample *samples = chart_samples_get (&n);
  guint i;
  guint row;

  for (i = 0; i < n; i++)
    {
      g_autoptr(ClvPlotSpec) spec = samples[i].create ();
      g_autoptr(GPtrArray) table = clv_plot_spec_dup_table (spec);
      guint n_columns = g_strv_length (g_ptr_array_index (table, 0));

      g_test_message ("%s: %u rows", samples[i].name, table->len);
      g_assert_cmpuint (n_columns, >=, 1);
      g_assert_cmpuint (table->len, >, spec->empty != NULL ? 0 : 1);
      for (row = 0; row < table->len; row++)
        {
          g_autofree char *joined = g_strjoinv ("|", g_ptr_array_index (table, row));

          g_assert_cmpuint (g_strv_length (g_ptr_array_index (table, row)), ==, n_columns);
          g_assert_null (strstr (joined, "nan"));
          g_assert_null (strstr (joined, "inf"));
        }
    }
}

/* Arrows: where a value was moved from stands before it, and a copy has it, too. */
static void
test_moved_values (void)
{
  const double from[2] = { 1.0, NAN };
  const double y[2] = { 1.5, 2.0 };
  const char * const labels[] = { "North", "South", NULL };
  g_autoptr(ClvPlotSpec) spec = clv_plot_spec_new (CLV_PLOT_INTERVALS, "Segments");
  g_autoptr(ClvPlotSpec) copy = NULL;
  g_autofree char *csv = NULL;
  ClvPlotSeries *series = clv_plot_spec_add_series (spec, "Now", CLV_PLOT_ROLE_ACCENT, 2, NULL, y,
                                                    NULL, NULL);

  clv_plot_series_set_texts (series, labels, NULL, NULL);
  clv_plot_series_set_from (series, from);
  copy = clv_plot_spec_copy (spec);
  csv = clv_plot_spec_to_csv (copy);
  g_assert_nonnull (strstr (csv, "\"Now, moved from\",Now"));
  g_assert_nonnull (strstr (csv, "North,1,1.5"));
  g_assert_nonnull (strstr (csv, "South,,2"));
}

static void
test_csv_is_for_machines (void)
{
  g_autoptr(ClvPlotSpec) spec = clv_plot_spec_new (CLV_PLOT_BARS, "Channels");
  static const char * const labels[] = { "Search, \"paid\"", "=SUM(A1)", "-5" };
  static const double y[] = { 1234.5, NAN, -0.25 };
  g_autofree char *csv = NULL;

  spec->x_title = g_strdup ("Channel");
  spec->y_unit = CLV_PLOT_UNIT_MONEY;
  spec->currency = g_strdup ("EUR");
  clv_plot_series_set_texts (clv_plot_spec_add_series (spec, "Value", CLV_PLOT_ROLE_ACCENT, 3,
                                                       NULL, y, NULL, NULL), labels, NULL, NULL);
  csv = clv_plot_spec_to_csv (spec);
  g_assert_cmpstr (csv, ==, "Channel,Value\n\"Search, \"\"paid\"\"\",1234.5\n"
                            "\"'=SUM(A1)\",\n-5,-0.25\n");
}

static void
test_rows_are_the_union_of_positions (void)
{
  g_autoptr(ClvPlotSpec) spec = clv_plot_spec_new (CLV_PLOT_LINES, "Two lines");
  static const double x1[] = { 1, 2, 4 };
  static const double y1[] = { 10, 20, 40 };
  static const double x2[] = { 3, 2 };
  static const double y2[] = { 33, 22 };
  g_autofree char *csv = NULL;

  clv_plot_spec_add_series (spec, "a", CLV_PLOT_ROLE_ACTUAL, 3, x1, y1, NULL, NULL);
  clv_plot_spec_add_series (spec, "b", CLV_PLOT_ROLE_ACCENT, 2, x2, y2, NULL, NULL);
  csv = clv_plot_spec_to_csv (spec);
  g_assert_cmpstr (csv, ==, "Position,a,b\n1,10,\n2,20,22\n3,,33\n4,40,\n");
}

static void
test_dates_are_iso (void)
{
  g_autoptr(ClvPlotSpec) spec = clv_plot_spec_new (CLV_PLOT_LINES, "Days");
  double x[1] = { clv_date_from_ymd (2026, 3, 7) };
  double y[1] = { 1.5 };
  g_autofree char *csv = NULL;

  spec->x_unit = CLV_PLOT_UNIT_DATE;
  spec->x_title = g_strdup ("Day");
  clv_plot_spec_add_series (spec, "a", CLV_PLOT_ROLE_ACTUAL, 1, x, y, NULL, NULL);
  csv = clv_plot_spec_to_csv (spec);
  g_assert_cmpstr (csv, ==, "Day,a\n2026-03-07,1.5\n");
}

static void
test_flow_shares (void)
{
  g_autoptr(ClvPlotSpec) spec = clv_plot_spec_new (CLV_PLOT_FLOWS, "Moves");
  g_autofree char *csv = NULL;

  g_ptr_array_add (spec->stage_names, g_strdup ("Q1"));
  g_ptr_array_add (spec->stage_names, g_strdup ("Q2"));
  g_ptr_array_add (spec->node_names, g_strdup ("Gold"));
  g_ptr_array_add (spec->node_names, g_strdup ("Silver"));
  clv_plot_spec_add_flow (spec, 0, 0, 0, 30, 0);
  clv_plot_spec_add_flow (spec, 0, 0, 1, 10, 0);
  csv = clv_plot_spec_to_csv (spec);
  g_assert_nonnull (strstr (csv, "Q1,Q2,Gold,Gold,30,0.75\n"));
  g_assert_nonnull (strstr (csv, "Q1,Q2,Gold,Silver,10,0.25\n"));
}

/* A heat map with counts is read as a row a cell. */
static void
test_heat_table (void)
{
  guint n = 0;
  const ChartSample *samples = chart_samples_get (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ClvPlotSpec) spec = NULL;
      g_autoptr(GPtrArray) table = NULL;
      char **row = NULL;

      if (!g_str_equal (samples[i].name, "heat-map"))
        continue;
      spec = samples[i].create ();
      table = clv_plot_spec_dup_table (spec);
      g_assert_cmpuint (table->len, ==, 1 + 1 + 7 * 9);
      row = g_ptr_array_index (table, 0);
      g_assert_cmpstr (row[2], ==, "Expected purchases");
      g_assert_cmpstr (row[3], ==, "customers");
      row = g_ptr_array_index (table, 3);
      g_assert_cmpstr (row[0], ==, "1");
      g_assert_cmpstr (row[1], ==, "3–5");
      g_assert_cmpstr (row[2], ==, "1.37");
      g_assert_cmpstr (row[3], ==, "695");
      return;
    }
  g_assert_not_reached ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/plot-spec/unit-format", test_unit_format);
  g_test_add_func ("/charts/plot-spec/copy-is-deep", test_copy_is_deep);
  g_test_add_func ("/charts/plot-spec/table-twin", test_table_twin);
  g_test_add_func ("/charts/plot-spec/moved-values", test_moved_values);
  g_test_add_func ("/charts/plot-spec/csv-is-for-machines", test_csv_is_for_machines);
  g_test_add_func ("/charts/plot-spec/union-of-positions", test_rows_are_the_union_of_positions);
  g_test_add_func ("/charts/plot-spec/dates-are-iso", test_dates_are_iso);
  g_test_add_func ("/charts/plot-spec/flow-shares", test_flow_shares);
  g_test_add_func ("/charts/plot-spec/heat-table", test_heat_table);

  return g_test_run ();
}
