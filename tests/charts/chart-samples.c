/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "chart-samples.h"

#include <math.h>

#include "clv-date.h"

static ClvPlotSpec *
create_tracking (void)
{
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_LINES, "Model tracking");
  ClvPlotSeries *series = NULL;
  double x[78];
  double actual[78];
  double model[78];
  double lo[78];
  double hi[78];
  guint i;

  for (i = 0; i < 78; i++)
    {
      x[i] = i + 1.0;
      model[i] = 655.0 * pow (x[i], 0.82) + 3.0 * sin (x[i]);
      actual[i] = model[i] * (1.0 + 0.05 * sin (x[i] / 8.0) * exp (-x[i] / 60.0)) +
                  (x[i] > 52.0 ? (x[i] - 52.0) * 14.0 : 0.0);
      lo[i] = model[i] * (1.0 - 0.03 - (x[i] > 52.0 ? (x[i] - 52.0) * 0.0018 : 0.0));
      hi[i] = model[i] * (1.0 + 0.03 + (x[i] > 52.0 ? (x[i] - 52.0) * 0.0018 : 0.0));
    }
  spec->description = g_strdup ("Actual purchases stay inside the 95 % interval of the model.");
  spec->x_is_weeks = TRUE;
  spec->y_title = g_strdup ("Cumulative transactions");
  spec->y_unit = CLV_PLOT_UNIT_COUNT;
  clv_plot_spec_add_series (spec, "Actual", CLV_PLOT_ROLE_ACTUAL, 78, x, actual, NULL, NULL);
  series = clv_plot_spec_add_series (spec, "BG/NBD", CLV_PLOT_ROLE_ACCENT, 78, x, model, lo, hi);
  series->note = g_strdup ("95 % interval");
  clv_plot_spec_set_split (spec, 52.0, "Calibration", "Hold-out");

  return spec;
}

static ClvPlotSpec *
create_dates (void)
{
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_LINES, "Value by tier");
  static const char * const names[] = { "Platinum", "Gold", "Silver", "Bronze", "Lapsed" };
  double x[36];
  double y[36];
  guint i;
  guint k;

  spec->x_unit = CLV_PLOT_UNIT_DATE;
  spec->x_title = g_strdup ("Month");
  spec->y_title = g_strdup ("Expected spend, next 12 months");
  spec->y_unit = CLV_PLOT_UNIT_MONEY;
  spec->currency = g_strdup ("EUR");
  for (k = 0; k < 5; k++)
    {
      ClvPlotSeries *series = NULL;

      for (i = 0; i < 36; i++)
        {
          x[i] = clv_date_add_months (clv_date_from_ymd (2023, 1, 1), (int) i);
          y[i] = 1.1e6 * (5 - k) * (k > 2 ? 0.4 : 0.9) + 4e4 * i * (k < 2) +
                 9e4 * sin (i / 3.0 + k);
        }
      if (k == 1)
        y[12] = y[13] = NAN;
      series = clv_plot_spec_add_series (spec, names[k], k == 4 ? CLV_PLOT_ROLE_CONTEXT
                                                                : CLV_PLOT_ROLE_TIER, 36, x, y,
                                         NULL, NULL);
      series->index = k;
      series->is_dashed = k == 4;
    }

  return spec;
}

static ClvPlotSpec *
create_concentration (void)
{
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_LORENZ, "Concentration");
  double x[101];
  double y[101];
  guint i;

  for (i = 0; i <= 100; i++)
    {
      x[i] = i / 100.0;
      y[i] = 0.62 * pow (x[i], 1.7) + 0.38 * pow (x[i], 12.0);
    }
  spec->y_title = g_strdup ("Cumulative share of CLV");
  spec->x_title = g_strdup ("Customers, lowest value first");
  clv_plot_spec_add_series (spec, "CLV", CLV_PLOT_ROLE_ACCENT, 101, x, y, NULL, NULL);

  return spec;
}

static ClvPlotSpec *
create_points (guint n)
{
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_SCATTER, "Activity and value");
  g_autoptr(GRand) random = g_rand_new_with_seed (7);
  g_autofree double *x = g_new (double, n);
  g_autofree double *y = g_new (double, n);
  guint i;

  for (i = 0; i < n; i++)
    {
      double u = g_rand_double (random) + g_rand_double (random) * 0.4;
      double z = (g_rand_double (random) + g_rand_double (random) + g_rand_double (random) +
                  g_rand_double (random) - 2.0) * 1.7;

      x[i] = MIN (1.0, pow (u / 1.4, 0.6));
      y[i] = exp (3.2 + 2.2 * x[i] + 1.1 * z);
    }
  spec->x_unit = CLV_PLOT_UNIT_PERCENT;
  spec->x_title = g_strdup ("Probability of being active");
  spec->y_unit = CLV_PLOT_UNIT_MONEY;
  spec->y_title = g_strdup ("Expected spend, 12 months");
  spec->currency = g_strdup ("EUR");
  clv_plot_spec_add_series (spec, "Customers", CLV_PLOT_ROLE_ACCENT, n, x, y, NULL, NULL);

  return spec;
}

static ClvPlotSpec *
create_density (void)
{
  return create_points (60000);
}

static ClvPlotSpec *
create_dots (void)
{
  return create_points (220);
}

static void
add_tiers (ClvPlotSpec *spec,
           guint        n_steps)
{
  static const char * const tiers[] = { "Platinum", "Gold", "Silver", "Bronze", "Lapsed" };
  static const char * const stages[] = { "Q1 2026", "Q2 2026", "Q3 2026" };
  static const double moves[5][5] = {
    { 850, 110, 30, 8, 9 }, { 200, 2200, 350, 40, 90 }, { 40, 420, 4200, 560, 280 },
    { 9, 60, 600, 5200, 850 }, { 0, 4, 40, 230, 1330 }
  };
  guint stage;
  guint i;
  guint k;

  for (i = 0; i < 5; i++)
    g_ptr_array_add (spec->node_names, g_strdup (tiers[i]));
  for (i = 0; i <= n_steps; i++)
    g_ptr_array_add (spec->stage_names, g_strdup (stages[3 - n_steps - 1 + i]));
  for (stage = 0; stage < n_steps; stage++)
    for (i = 0; i < 5; i++)
      for (k = 0; k < 5; k++)
        clv_plot_spec_add_flow (spec, stage, i, k,
                                moves[i][k] * (stage == 1 ? 1.0 - 0.04 * i + 0.02 * k : 1.0),
                                moves[i][k] * 31.0 * (5 - k));
  spec->y_title = g_strdup ("customers");
  spec->x_unit = CLV_PLOT_UNIT_MONEY;
  spec->currency = g_strdup ("EUR");
}

static ClvPlotSpec *
create_migration (void)
{
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_FLOWS, "CLV migration");

  add_tiers (spec, 2);

  return spec;
}

static ClvPlotSpec *
create_heat (void)
{
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_MATRIX, "CLV migration");

  add_tiers (spec, 1);

  return spec;
}

static ClvPlotSpec *
create_cohorts (void)
{
  static const char * const months[] = {
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"
  };
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_MATRIX, "Cohort retention");
  double y[12];
  guint i;
  guint k;

  spec->y_unit = CLV_PLOT_UNIT_PERCENT;
  spec->y_title = g_strdup ("First order");
  spec->x_title = g_strdup ("Months since the first order");
  for (k = 0; k < 12; k++)
    {
      g_autofree char *name = g_strdup_printf ("2025-%02u", k + 1);
      ClvPlotSeries *series = NULL;

      for (i = 0; i < 12; i++)
        y[i] = i + k > 11 ? NAN : i == 0 ? 1.0 : 0.42 / pow (i, 0.45) + 0.01 * k;
      series = clv_plot_spec_add_series (spec, name, CLV_PLOT_ROLE_ACCENT, 12, NULL, y, NULL, NULL);
      clv_plot_series_set_texts (series, months, NULL, NULL);
    }

  return spec;
}

static ClvPlotSpec *
create_heat_map (void)
{
  static const char * const weeks[] = {
    "0–2", "3–5", "6–8", "9–11", "12–14", "15–17", "18–20", "21–23", "24–26"
  };
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_MATRIX, "Expected purchases");
  double y[9];
  double counts[9];

  spec->y_unit = CLV_PLOT_UNIT_NUMBER;
  spec->y_title = g_strdup ("Repeat purchases");
  spec->x_title = g_strdup ("Weeks since the last purchase");
  spec->count_title = g_strdup ("customers");
  for (guint k = 0; k < 8; k++)
    {
      g_autofree char *name = g_strdup_printf ("%u", k);
      ClvPlotSeries *series = NULL;

      for (guint i = 0; i < 9; i++)
        {
          y[i] = k == 0 && i < 8 ? NAN : (0.4 + k) * exp (-0.02 * k * i * i);
          counts[i] = i > 5 && k > 4 ? 0 : floor (1400.0 * exp (-0.6 * k - 0.1 * i));
        }
      series = clv_plot_spec_add_series (spec, name, CLV_PLOT_ROLE_ACCENT, 9, NULL, y, NULL, NULL);
      clv_plot_series_set_texts (series, weeks, NULL, NULL);
      clv_plot_series_set_counts (series, counts);
    }

  return spec;
}

static ClvPlotSpec *
create_spread (void)
{
  static const double marks[] = { 0.3, 1.9, 2.6, 5.8 };
  static const double heights[] = { 0.0, 0.0, 0.0, 0.0 };
  static const char * const words[] = {
    "One in ten below", "Half below", "Mean", "One in ten above"
  };
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_DENSITY, "Purchases a year");
  double x[120];
  double y[120];

  spec->x_title = g_strdup ("Purchases a year");
  for (guint i = 0; i < 120; i++)
    {
      x[i] = 0.08 * (i + 0.5);
      y[i] = pow (x[i], 0.4) * exp (-x[i] / 1.9);
    }
  clv_plot_spec_add_series (spec, "Customers", CLV_PLOT_ROLE_ACCENT, 120, x, y, NULL, NULL);
  clv_plot_series_set_texts (clv_plot_spec_add_series (spec, "Marks", CLV_PLOT_ROLE_ACTUAL, 4,
                                                       marks, heights, NULL, NULL),
                             words, NULL, NULL);
  clv_plot_spec_set_band (spec, 0.3, 5.8, NULL);

  return spec;
}

static ClvPlotSpec *
create_bias (void)
{
  static const char * const groups[] = {
    "18–24", "25–34", "35–44", "45–54", "55–64", "65+", "Undisclosed"
  };
  static const char * const sizes[] = {
    "n = 1,204", "n = 5,310", "n = 7,811", "n = 6,120", "n = 3,944", "n = 1,502", "n = 311"
  };
  static const char * const verdicts[] = { "Alert", "", "", "", "", "", "Alert" };
  static const ClvPlotRole roles[] = {
    CLV_PLOT_ROLE_BAD, CLV_PLOT_ROLE_ACCENT, CLV_PLOT_ROLE_ACCENT, CLV_PLOT_ROLE_ACCENT,
    CLV_PLOT_ROLE_ACCENT, CLV_PLOT_ROLE_ACCENT, CLV_PLOT_ROLE_BAD
  };
  static const double y[] = { .71, .94, 1.04, 1.12, 1.06, .88, 1.31 };
  static const double lo[] = { .64, .89, 1.0, 1.07, 1.0, .79, 1.15 };
  static const double hi[] = { .78, .99, 1.08, 1.17, 1.12, .97, 1.47 };
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_INTERVALS, "Bias audit: age");
  ClvPlotSeries *series = NULL;

  spec->y_title = g_strdup ("Disparity ratio (group mean CLV / reference mean)");
  spec->is_log = TRUE;
  series = clv_plot_spec_add_series (spec, "Age", CLV_PLOT_ROLE_ACCENT, 7, NULL, y, lo, hi);
  clv_plot_series_set_texts (series, groups, sizes, verdicts);
  clv_plot_series_set_roles (series, roles);
  clv_plot_spec_set_band (spec, .8, 1.25, "Tolerance");

  return spec;
}

static ClvPlotSpec *
create_deciles (void)
{
  static const char * const labels[] = {
    "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10"
  };
  static const double y[] = { .37, .136, .098, .08, .068, .06, .054, .05, .046, .043 };
  ClvPlotRole roles[10];
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_BARS, "CLV share by decile");
  ClvPlotSeries *series = NULL;
  guint i;

  spec->y_unit = CLV_PLOT_UNIT_PERCENT;
  spec->y_title = g_strdup ("Share of CLV");
  spec->x_title = g_strdup ("Highest to lowest value");
  series = clv_plot_spec_add_series (spec, "Share", CLV_PLOT_ROLE_ACCENT, 10, NULL, y, NULL, NULL);
  clv_plot_series_set_texts (series, labels, NULL, NULL);
  for (i = 0; i < 10; i++)
    roles[i] = i == 0 ? CLV_PLOT_ROLE_ACCENT : CLV_PLOT_ROLE_CONTEXT;
  clv_plot_series_set_roles (series, roles);

  return spec;
}

static ClvPlotSpec *
create_german (void)
{
  static const char * const labels[] = {
    "Suchmaschinenwerbung", "Empfehlungsprogramm für Bestandskunden", "E-Mail-Newsletter",
    "Direktansprache #1", "Partner-Netzwerke und Affiliate-Programme", "Ladengeschäft"
  };
  static const double now[] = { 182000, 96500, 41200, 22800, 14900, -8100 };
  static const double next[] = { 161000, 118000, 52300, 24100, 11800, -2100 };
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_BARS, "Budgetverteilung nach Kanälen");

  spec->y_unit = CLV_PLOT_UNIT_MONEY;
  spec->currency = g_strdup ("EUR");
  spec->y_title = g_strdup ("Erwarteter Deckungsbeitrag der nächsten zwölf Monate nach Abzug der "
                            "Akquisitionskosten je Marketingkanal");
  clv_plot_series_set_texts (clv_plot_spec_add_series (spec, "Heutige Verteilung",
                                                       CLV_PLOT_ROLE_CONTEXT, 6, NULL, now, NULL,
                                                       NULL), labels, NULL, NULL);
  clv_plot_series_set_texts (clv_plot_spec_add_series (spec, "Vorgeschlagene Verteilung",
                                                       CLV_PLOT_ROLE_ACCENT, 6, NULL, next, NULL,
                                                       NULL), labels, NULL, NULL);

  return spec;
}

static ClvPlotSpec *
create_empty (void)
{
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_LINES, "Model tracking");

  spec->empty = g_strdup ("The hold-out period has no orders yet. Choose a shorter calibration "
                          "period, or import newer orders.");

  return spec;
}

static const ChartSample samples[] = {
  { "tracking", create_tracking }, { "dates", create_dates },
  { "concentration", create_concentration }, { "density", create_density },
  { "dots", create_dots }, { "migration", create_migration }, { "heat", create_heat },
  { "cohorts", create_cohorts }, { "heat-map", create_heat_map }, { "spread", create_spread },
  { "bias", create_bias }, { "deciles", create_deciles },
  { "german", create_german }, { "empty", create_empty }
};

const ChartSample *
chart_samples_get (guint *n)
{
  *n = G_N_ELEMENTS (samples);

  return samples;
}
