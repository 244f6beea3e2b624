/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-backtest.h"
#include "clv-calendar-fit.h"
#include "clv-covariate-private.h"
#include "clv-gamma-ratio.h"
#include "clv-interval.h"
#include "clv-parallel.h"
#include "clv-score-set.h"
#include "clv-tests.h"
#include "explained.h"

/* Columns of the customers and the seasons of a calendar in one model. */

#define SALE "sale=2023-06-01..2023-06-30+2024-03-10..2024-04-05"
/* The Christmas of both years where all takes ten times as long. */
#define SLOW_SALE "sale=2031-11-05..2032-12-18+2041-11-02..2042-09-08"
#define COLUMNS "region,age"
#define DAYS 720
#define N 12                /* r, α, s, β, two factors on buying, two on leaving, γ, δ */

/* The likelihood of a small shop, without a search. */
typedef struct
{
  ClvTransactions *shop;
  ClvModelSpec *spec;
  ClvCustomers *customers;
  ClvFit *fit;                /* that of the whole, for its kind and its design */
  ClvCalendarPast *past;
  ClvCovariateGroups *groups;
  ClvGroupCells *cells;
  ClvCovariateLikelihood likelihood;
} Setup;

static void
setup_init (Setup *self,
            guint  n)
{
  g_autoptr(GError) error = NULL;

  self->shop = explained_new_shop (n, DAYS, 21);
  self->spec = explained_new_spec ("pareto-nbd", COLUMNS, SALE, TRUE);
  self->customers = clv_customers_new (self->shop, CLV_DATE_INVALID, 7, NULL, &error);
  self->fit = clv_fit_new (self->spec, self->customers, NULL, &error);
  g_assert_no_error (error);
  self->past = clv_calendar_past_new (self->spec->calendar, self->customers, NULL, &error);
  g_assert_no_error (error);
  self->groups = clv_covariate_groups_new (self->fit->covariates, self->fit->kind, NULL,
                                           self->customers);
  self->cells = clv_group_cells_new (self->customers, self->groups, NULL);
  clv_covariate_likelihood_init (&self->likelihood, self->fit->kind, 7, self->fit->covariates,
                                 self->groups, self->cells);
  clv_covariate_likelihood_set_past (&self->likelihood, self->past);
  g_assert_cmpuint (self->likelihood.n, ==, N);
}

static void
setup_clear (Setup *self)
{
  clv_covariate_likelihood_clear (&self->likelihood);
  clv_group_cells_free (self->cells);
  clv_covariate_groups_free (self->groups);
  clv_calendar_past_free (self->past);
  clv_fit_unref (self->fit);
  clv_customers_unref (self->customers);
  clv_model_spec_free (self->spec);
  clv_transactions_unref (self->shop);
}

static const double points[][N] = {
  { -0.3, 1.7, 0.2, 3.6, 0.9, 0.2, -0.4, 0.3, 0.7, 0.25, -0.5, 0.1 },
  { 0.4, 2.9, -0.6, 1.9, -0.3, 1.1, 0.8, -0.2, -0.4, 0.6, 0.9, -0.3 },
};

/* Either alone is what is left where the effects of the other are nought. */
static void
test_nested (void)
{
  Setup setup;

  setup_init (&setup, 300);
  for (guint k = 0; k < G_N_ELEMENTS (points); k++)
    {
      const ClvModelKind *plain = clv_model_kind_find ("pareto-nbd");
      g_auto(ClvCovariateLikelihood) columns = { 0, };
      g_autoptr(ClvVaryingPlan) seasons = clv_calendar_past_new_plan (setup.past,
                                                                      setup.cells->cells);
      double point[N];
      double alone[8];
      double gradient[N];
      double of_columns[8];
      double hessian[N * N];
      double of_seasons[N];
      double second[N * N];

      memcpy (point, points[k], sizeof point);
      memset (point + 4, 0, 4 * sizeof (double));
      memcpy (alone, point, 4 * sizeof (double));
      memcpy (alone + 4, point + 8, 4 * sizeof (double));
      clv_covariate_likelihood_init (&columns, plain, 7, setup.fit->covariates, setup.groups,
                                     setup.cells);
      assert_near (clv_covariate_likelihood_evaluate (&setup.likelihood, point, gradient, hessian),
                   clv_covariate_likelihood_evaluate (&columns, alone, of_columns, second), 1e-11);
      for (guint i = 0; i < 8; i++)
        g_assert_cmpfloat_with_epsilon (gradient[i < 4 ? i : i + 4], of_columns[i],
                                        1e-9 * (1.0 + fabs (of_columns[i])));

      memcpy (point, points[k], sizeof point);
      memset (point + 8, 0, 4 * sizeof (double));
      memcpy (alone, point, 8 * sizeof (double));
      for (guint i = 0; i < 4; i++)
        alone[i] = exp (alone[i]);
      assert_near (clv_covariate_likelihood_evaluate (&setup.likelihood, point, gradient, hessian),
                   clv_varying_plan_evaluate (seasons, alone, of_seasons, second), 1e-12);
      for (guint i = 0; i < 8; i++)
        {
          g_assert_cmpfloat_with_epsilon (gradient[i], of_seasons[i],
                                          1e-10 * (1.0 + fabs (of_seasons[i])));
          for (guint j = 0; j < 8; j++)
            g_assert_cmpfloat_with_epsilon (hessian[i * N + j], second[i * 8 + j],
                                            1e-9 * (1.0 + fabs (second[i * 8 + j])));
        }
    }
  setup_clear (&setup);
}

/* Which events hold on a day, from their definition. */
static guint
find_events (ClvDate date)
{
  gboolean is_sale = (date >= clv_date_from_ymd (2023, 6, 1)
                      && date <= clv_date_from_ymd (2023, 6, 30))
                     || (date >= clv_date_from_ymd (2024, 3, 10)
                         && date <= clv_date_from_ymd (2024, 4, 5));

  return (explained_is_season (date) ? 1u : 0u) | (is_sale ? 2u : 0u);
}

/* One customer's log-likelihood by Simpson's rule day by day, without the purchases'
 * own factors: straight from (α+A)^−R (β+D)^−s + ∫ s d (α+A)^−R (β+D)^−s−1. */
static double
integrate_customer (const double *p,
                    const double *buy,
                    const double *drop,
                    double        x,
                    int           recency,
                    int           age,
                    ClvDate       first)
{
  enum { STEPS = 8 };
  double R = p[0] + x;
  double run[2] = { 0.0, 0.0 };
  double sum = 0.0;

  for (int day = 0; day < age; day++)
    {
      guint events = find_events (first + day + 1);
      double a = (events & 1 ? buy[0] : 1.0) * (events & 2 ? buy[1] : 1.0) / 7.0;
      double d = (events & 1 ? drop[0] : 1.0) * (events & 2 ? drop[1] : 1.0) / 7.0;

      for (guint k = 0; k <= STEPS && day >= recency; k++)
        {
          double v = (double) k / STEPS;
          double weight = (k == 0 || k == STEPS ? 1.0 : k % 2 == 1 ? 4.0 : 2.0) / (3.0 * STEPS);

          sum += weight * p[2] * d * exp (-R * log (p[1] + run[0] + a * v)
                                          - (p[2] + 1.0) * log (p[3] + run[1] + d * v));
        }
      run[0] += a;
      run[1] += d;
    }
  sum += exp (-R * log (p[1] + run[0]) - p[2] * log (p[3] + run[1]));
  return clv_log_gamma_ratio (p[0], x) + p[0] * log (p[1]) + p[2] * log (p[3]) + log (sum);
}

/* The purchases in each event, counted by their days. */
static void
count_purchases (const ClvTransactions *shop,
                 double                *counts)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_autofree ClvDate *first = g_new (ClvDate, shop->n_customers);

  for (guint32 k = 0; k < shop->n_customers; k++)
    first[k] = G_MAXINT32;
  for (guint64 i = 0; i < shop->n_rows; i++)
    first[shop->customer[i]] = MIN (first[shop->customer[i]], shop->day[i]);
  for (guint64 i = 0; i < shop->n_rows; i++)
    {
      guint events = find_events (shop->day[i]);
      gsize key = (gsize) shop->customer[i] * 65536 + (gsize) shop->day[i];

      if (shop->day[i] == first[shop->customer[i]]
          || !g_hash_table_add (seen, GSIZE_TO_POINTER (key)))
        continue;
      counts[0] += events & 1;
      counts[1] += events >> 1 & 1;
    }
}

static void
test_oracle (void)
{
  Setup setup;
  double counts[2] = { 0.0, 0.0 };

  setup_init (&setup, 250);
  count_purchases (setup.shop, counts);
  for (guint k = 0; k < G_N_ELEMENTS (points); k++)
    {
      const double *point = points[k];
      double buy[2] = { exp (point[4]), exp (point[5]) };
      double drop[2] = { exp (point[6]), exp (point[7]) };
      double sum = point[4] * counts[0] + point[5] * counts[1];

      for (guint32 i = 0; i < setup.customers->n; i++)
        {
          const double *z = setup.groups->z + 2 * (gsize) setup.groups->group_of[i];
          double p[4] = {
            exp (point[0]), exp (point[1] - point[8] * z[0] - point[9] * z[1]), exp (point[2]),
            exp (point[3] - point[10] * z[0] - point[11] * z[1]),
          };

          sum += integrate_customer (p, buy, drop, setup.customers->x[i],
                                     setup.customers->recency_days[i],
                                     setup.customers->age_days[i],
                                     setup.customers->until - setup.customers->age_days[i]);
        }
      assert_near (clv_covariate_likelihood_evaluate (&setup.likelihood, point, NULL, NULL), sum,
                   1e-11);
    }
  setup_clear (&setup);
}

static void
test_derivatives (void)
{
  Setup setup;

  setup_init (&setup, 200);
  for (guint k = 0; k < G_N_ELEMENTS (points); k++)
    {
      const double h = 1e-5;
      double gradient[N];
      double hessian[N * N];

      clv_covariate_likelihood_evaluate (&setup.likelihood, points[k], gradient, hessian);
      for (guint i = 0; i < N; i++)
        {
          double at[N];
          double above[N];
          double below[N];
          double unused[N * N];
          double value[2];

          memcpy (at, points[k], sizeof at);
          at[i] += h;
          value[0] = clv_covariate_likelihood_evaluate (&setup.likelihood, at, above, unused);
          at[i] -= 2.0 * h;
          value[1] = clv_covariate_likelihood_evaluate (&setup.likelihood, at, below, unused);
          g_assert_cmpfloat_with_epsilon (gradient[i], (value[0] - value[1]) / (2.0 * h),
                                          1e-5 * (1.0 + fabs (gradient[i])));
          for (guint j = 0; j < N; j++)
            g_assert_cmpfloat_with_epsilon (hessian[i * N + j], (above[j] - below[j]) / (2.0 * h),
                                            1e-5 * (1.0 + fabs (hessian[i * N + j])));
        }
    }
  setup_clear (&setup);
}

static ClvFit *
fit_spec (ClvTransactions *shop,
          ClvModelSpec    *spec)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvCustomers) customers = NULL;
  ClvFit *fit = NULL;

  spec->unit_days = 1;
  customers = clv_customers_new (shop, CLV_DATE_INVALID, 1, NULL, &error);
  fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  return fit;
}

static ClvFit *
new_fit (ClvTransactions *shop,
         const char      *columns,
         gboolean         with_season)
{
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", columns, NULL, with_season);

  return fit_spec (shop, spec);
}

static gboolean
has_diagnostic (const ClvFit *fit,
                const char   *code)
{
  for (guint i = 0; i < fit->diagnostics->len; i++)
    {
      if (g_str_equal (((ClvFitDiagnostic *) g_ptr_array_index (fit->diagnostics, i))->code, code))
        return TRUE;
    }
  return FALSE;
}

/* r, α, s, β in days where all is not slower, how much faster customers buy and leave in
 * the season, and what the region and ten years of age do to buying and to leaving. */
static const double truth[] = { 0.9, 150.0, 1.2, 400.0, 2.2, 1.7, 0.6, 0.2, -0.5, 0.15 };

static ClvTransactions *
new_true_shop (guint              n,
               const ClvCalendar *calendar,
               int                slowness,
               guint64            seed)
{
  g_autoptr(ClvRandom) rng = clv_random_new (seed);
  g_autoptr(GArray) stretches = NULL;
  g_autofree double *times = g_new (double, 5000);
  ClvDate first = clv_date_from_ymd (2023, 1, 1);
  ClvTransactions *shop = NULL;
  ClvAttribute *region = NULL;
  ClvAttribute *age = NULL;
  Shop rows;
  int days = slowness * DAYS;
  double end[16];
  double value[16];

  stretches = clv_calendar_cut (calendar->n_windows, calendar->window,
                                clv_calendar_get_seasons (calendar), first, first + days);
  for (guint i = 0; i < stretches->len; i++)
    {
      end[i] = g_array_index (stretches, ClvCalendarStretch, i).last - first;
      value[i] = g_array_index (stretches, ClvCalendarStretch, i).events & 1;
    }
  shop_init (&rows);
  for (guint i = 0; i < n; i++)
    {
      const ClvVaryingPath path = { 1, stretches->len, end, value };
      double z[2] = { i % 5 < 2, i % 6 - 2.5 };
      double p[6] = {
        truth[0], slowness * truth[1] * exp (-truth[6] * z[0] - truth[7] * z[1]), truth[2],
        slowness * truth[3] * exp (-truth[8] * z[0] - truth[9] * z[1]), log (truth[4]),
        log (truth[5]),
      };
      g_autoptr(ClvVaryingClock) clock = clv_varying_clock_new (&path, p);
      g_autofree char *name = g_strdup_printf ("c%06u", i);
      double start = slowness * (int) (i % 250);
      guint x = clv_varying_simulate (clock, start, 0.0, 0.0, 0.0, days - start, rng, 5000, times);

      shop_add (&rows, name, first + (ClvDate) start, 1000);
      for (guint k = 0; k < x; k++)
        shop_add (&rows, name, first + (ClvDate) ceil (start + times[k]), 1000);
    }
  shop = shop_finish (&rows, "EUR");
  region = explained_add_column (shop, "region");
  age = explained_add_column (shop, "age");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *years = g_strdup_printf ("%u", 25 + 10 * (i % 6));

      explained_set (region, i, i % 5 < 2 ? "south" : "north");
      explained_set (age, i, years);
    }
  return shop;
}

static void
check_one (const char *what,
           double      found,
           double      standard_error,
           double      expected)
{
  g_test_message ("%s: %.3f ± %.3f for %.3f", what, found, standard_error, expected);
  g_assert_cmpfloat (fabs (found - expected), <, 4.0 * standard_error);
  g_assert_cmpfloat (standard_error, <, 0.3);
}

/* Within four standard errors; ages are standardised by the fit. */
static void
check_effects (const ClvFit *fit)
{
  const ClvCovariates *covariates = fit->covariates;
  double ten_years = covariates->columns[1].sd / 10.0;

  g_assert_cmpstr (covariates->terms[0].level, ==, "south");
  for (guint i = 0; i < 4; i++)
    check_one ("column", covariates->coefficients[i], covariates->standard_errors[i],
               truth[6 + i] * (i % 2 == 1 ? ten_years : 1.0));
  for (guint i = 4; i < 6; i++)
    check_one ("season", log (fit->parameters[i]), fit->standard_errors[i] / fit->parameters[i],
               log (truth[i]));
  check_one ("r", log (fit->parameters[0]), fit->standard_errors[0] / fit->parameters[0],
             log (truth[0]));
}

/* Do the 95 % intervals cover what made the data in 93 to 97 % of 500 data sets (the slow
 * suite)? In the order of @truth, the logarithms of those that are rates or factors. All
 * takes ten times as long, so that hardly two purchases are on one day. */
static void
test_recovery (void)
{
  const guint runs = g_test_slow () ? 500 : 2;
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", COLUMNS, SLOW_SALE, FALSE);
  guint inside[10] = { 0 };

  for (guint run = 0; run < runs; run++)
    {
      g_autoptr(ClvTransactions) shop = new_true_shop (8000, spec->calendar, 10, 1000 + run);
      g_autoptr(ClvFit) fit = fit_spec (shop, spec);
      const ClvCovariates *covariates = fit->covariates;

      g_assert_true (clv_fit_is_usable (fit));
      for (guint i = 0; i < 10; i++)
        {
          double error = sqrt (covariates->covariance[i * 10 + i]);
          double slowness = i == 1 || i == 3 ? 10.0 : 1.0;
          double age = i % 2 == 1 ? covariates->columns[1].sd / 10.0 : 1.0;
          double off = i < 6 ? log (fit->parameters[i] / (slowness * truth[i]))
                             : covariates->coefficients[i - 6] - truth[i] * age;

          g_assert_cmpfloat (fabs (off), <, 5.0 * error);
          inside[i] += fabs (off) < 1.959963984540054 * error;
        }
    }
  for (guint i = 0; i < 10; i++)
    g_test_message ("figure %u: %.1f %%", i, 100.0 * inside[i] / runs);
  for (guint i = 0; i < 10 && g_test_slow (); i++)
    {
      g_assert_cmpuint (inside[i], >=, (guint) (0.93 * runs));
      g_assert_cmpuint (inside[i], <=, (guint) (0.97 * runs));
    }
}

/* What it finds, and what it is worth beside each of the simpler models. */
static void
test_fit (void)
{
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", NULL, NULL, TRUE);
  g_autoptr(ClvTransactions) shop = new_true_shop (6000, spec->calendar, 1, 8);
  g_autoptr(ClvFit) both = new_fit (shop, COLUMNS, TRUE);
  g_autoptr(ClvFit) columns = new_fit (shop, COLUMNS, FALSE);
  g_autoptr(ClvFit) seasons = new_fit (shop, NULL, TRUE);
  g_autoptr(ClvFit) plain = new_fit (shop, NULL, FALSE);
  double statistic = 0.0;
  guint df = 0;

  g_assert_cmpint (both->state, ==, CLV_FIT_CONVERGED);
  g_assert_cmpuint (both->kind->n_parameters, ==, 6);
  g_assert_true (both->kind->is_dated);
  check_effects (both);
  assert_near (both->in_sample_expected, both->in_sample_actual, 0.02);

  g_assert_cmpfloat (both->plain_log_likelihood, ==, plain->log_likelihood);
  assert_near (both->calendar_null_log_likelihood, columns->log_likelihood, 1e-12);
  assert_near (both->covariates->null_log_likelihood, seasons->log_likelihood, 1e-12);
  g_assert_cmpfloat (both->log_likelihood, >, columns->log_likelihood + 10.0);
  g_assert_cmpfloat (both->log_likelihood, >, seasons->log_likelihood + 10.0);
  assert_near (both->covariates->statistic,
               2.0 * (both->log_likelihood - seasons->log_likelihood), 1e-9);
  g_assert_cmpuint (both->covariates->df, ==, 4);
  for (guint q = 0; q < 2; q++)
    g_assert_cmpstr (clv_covariates_get_process_name (both->covariates, both->kind, q), ==,
                     clv_covariates_get_process_name (columns->covariates, columns->kind, q));
  g_assert_cmpfloat (clv_calendar_test_effects (both, &statistic, &df), <, 1e-10);
  assert_near (statistic, 2.0 * (both->log_likelihood - columns->log_likelihood), 1e-9);
  g_assert_cmpuint (df, ==, 2);
  g_assert_cmpfloat (clv_explained_test_effects (both, &statistic, &df), <, 1e-10);
  assert_near (statistic, 2.0 * (both->log_likelihood - plain->log_likelihood), 1e-9);
  g_assert_cmpuint (df, ==, 6);
  g_assert_true (isnan (clv_explained_test_effects (columns, &statistic, &df)));
  g_assert_true (isnan (clv_explained_test_effects (seasons, &statistic, &df)));
  g_assert_true (has_diagnostic (both, "calendar-effect"));
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat (both->standard_errors[i], >, 0.0);
}

/* A column without an effect and a season without one are told apart. */
static void
test_no_effect (void)
{
  g_autoptr(ClvTransactions) shop = explained_new_shop (1500, DAYS, 9);
  ClvAttribute *lot = explained_add_column (shop, "lot");
  g_autoptr(ClvFit) fit = NULL;

  for (guint32 i = 0; i < shop->n_customers; i++)
    explained_set (lot, i, (i * 7919u) % 97u < 40 ? "a" : "b");
  fit = new_fit (shop, "lot", TRUE);
  g_assert_cmpfloat (fit->covariates->p, >, 0.01);
  g_assert_true (has_diagnostic (fit, "covariates-no-effect") == (fit->covariates->p >= 0.05));
  g_assert_false (has_diagnostic (fit, "calendar-no-gain"));
}

/* With a penalty there is no test, of neither. */
static void
test_penalty (void)
{
  g_autoptr(ClvTransactions) shop = explained_new_shop (600, DAYS, 10);
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", COLUMNS, NULL, TRUE);
  g_autoptr(ClvCustomers) customers = clv_customers_new (shop, CLV_DATE_INVALID, 7, NULL, NULL);
  g_autoptr(ClvFit) free_fit = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(GError) error = NULL;
  double statistic = 0.0;
  guint df = 0;

  free_fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  spec->penalty = 0.05;
  spec->has_same_effect = TRUE;
  fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (clv_fit_is_usable (fit));
  g_assert_cmpuint (fit->covariates->n_processes, ==, 1);
  g_assert_true (isnan (fit->covariates->p));
  g_assert_true (isnan (clv_calendar_test_effects (fit, &statistic, &df)));
  g_assert_true (isnan (clv_explained_test_effects (fit, &statistic, &df)));
  g_assert_cmpfloat (fabs (fit->covariates->coefficients[0]), <,
                     fabs (free_fit->covariates->coefficients[0]));
}

/* Stored, read, scored as of a later day: each customer by their own parameters and by
 * the calendar of that day. */
static void
test_scores (void)
{
  g_autofree char *folder = g_dir_make_tmp ("clv-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.perennial", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_workspace_create (path, "EUR", "UTC", &error);
  g_autoptr(ClvTransactions) shop = explained_new_shop (900, DAYS, 11);
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", COLUMNS, NULL, TRUE);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvCustomers) later = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvFit) stored = NULL;
  g_autoptr(ClvFit) dated = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvScoreSet) read = NULL;
  g_autoptr(ClvCovariateGroups) groups = NULL;
  gint64 id = 0;

  spec->until = clv_date_from_ymd (2024, 9, 30);
  customers = clv_customers_new (shop, spec->until, 7, NULL, &error);
  fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (clv_fit_save (fit, workspace, "anna", &error));
  g_assert_true (clv_value_definition_save (definition, workspace, "anna", &error));
  stored = clv_fit_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (stored->parameters, sizeof fit->parameters, fit->parameters,
                   sizeof fit->parameters);
  g_assert_cmpfloat (stored->plain_log_likelihood, ==, fit->plain_log_likelihood);
  g_assert_cmpmem (stored->covariates->coefficients, 4 * sizeof (double),
                   fit->covariates->coefficients, 4 * sizeof (double));

  later = clv_customers_new (shop, clv_date_from_ymd (2024, 11, 25), 7, NULL, &error);
  set = clv_score_set_new (stored, definition, later, NULL, &error);
  g_assert_no_error (error);
  dated = clv_fit_ref_at (stored, later->until);
  g_assert_true (dated->covariates == stored->covariates);
  groups = clv_covariate_groups_new (dated->covariates, dated->kind, dated->parameters, later);
  g_assert_true (clv_score_set_save (set, workspace, "anna", &error));
  g_assert_no_error (error);
  id = set->id;
  read = clv_score_set_load (workspace, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->content_hash, ==, set->content_hash);
  for (guint32 i = 0; i < set->n; i += 29)
    {
      const double *p = clv_covariate_groups_get_parameters (groups, i);
      double scratch[CLV_MAX_PARAMETERS];
      double recency = set->recency_days[i] / 7.0;
      double age = set->age_days[i] / 7.0;
      double horizon = (set->horizon_end - set->as_of) / 7.0;
      double chance = dated->kind->p_active (dated->kind, p, set->x[i], recency, age);
      const double *own = clv_score_set_get_parameters_at (read, stored, i, set->as_of, scratch);

      g_assert_cmpfloat (fabs (log (p[1] / dated->parameters[1])), >, 1e-3);
      assert_near (set->p_active[i], chance, 1e-12);
      assert_near (read->p_active[i], chance, 1e-12);
      assert_near (dated->kind->p_active (dated->kind, own, set->x[i], recency, age), chance,
                   1e-12);
      assert_near (set->expected_purchases[i],
                   dated->kind->expected_purchases (dated->kind, p, set->x[i], recency, age,
                                                    horizon), 1e-9);
      assert_near (clv_score_set_p_active_at (read, stored, i, 0), chance, 1e-12);
      g_assert_cmpfloat (clv_score_set_p_active_at (read, stored, i, 30), <, chance);
    }
  clv_workspace_close (workspace);
}

/* At the split the course is at what the fit gives the past, and the weeks of the season
 * after it are foreseen. */
static void
test_backtest (void)
{
  g_autoptr(ClvTransactions) shop = explained_new_shop (1500, DAYS, 13);
  ClvDate split = clv_date_from_ymd (2024, 9, 30);
  double off[2] = { 0.0, 0.0 };
  double rmse[2] = { 0.0, 0.0 };

  for (guint k = 0; k < 2; k++)
    {
      g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", COLUMNS, NULL, k == 0);
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvBacktest) test = clv_backtest_new (shop, spec, split, CLV_DATE_INVALID, NULL,
                                                      &error);
      double at_split = 0.0;

      g_assert_no_error (error);
      rmse[k] = test->accuracy.rmse;
      for (guint i = 0; i < test->weekly->len; i++)
        {
          const ClvBacktestPeriod *week = &g_array_index (test->weekly, ClvBacktestPeriod, i);

          if (week->end == split)
            at_split = week->cumulative_expected;
          if (week->is_holdout)
            off[k] += fabs (week->expected - week->actual);
          g_assert_true (week->lo <= week->cumulative_expected
                         && week->cumulative_expected <= week->hi);
        }
      assert_near (at_split, test->fit->in_sample_expected, 1e-9);
    }
  g_test_message ("off by %.1f, %.1f without the season; RMSE %.4f, %.4f", off[0], off[1], rmse[0],
                  rmse[1]);
  g_assert_cmpfloat (off[0], <, 0.6 * off[1]);
  g_assert_cmpfloat (rmse[0], <, rmse[1]);
}

/* Everybody's expected purchases, customer by customer. */
static double
sum_expected (const ClvFit       *fit,
              const ClvScoreSet  *scores,
              ClvCovariateGroups *groups)
{
  double horizon = (scores->horizon_end - scores->as_of) / 7.0;
  double sum = 0.0;

  clv_covariates_fill_parameters (fit->covariates, fit->kind, fit->parameters, groups);
  for (guint32 i = 0; i < scores->n; i++)
    {
      const double *own = clv_covariate_groups_get_parameters (groups, i);

      sum += fit->kind->expected_purchases (fit->kind, own, scores->x[i],
                                            scores->recency_days[i] / 7.0,
                                            scores->age_days[i] / 7.0, horizon);
    }
  return sum;
}

/* The error of the total by the delta method, from differences in every parameter and
 * every effect. */
static void
test_interval (void)
{
  const double h = 1e-4;
  g_autoptr(ClvTransactions) shop = explained_new_shop (500, DAYS, 14);
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", "region", NULL, TRUE);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvCustomers) customers = clv_customers_new (shop, CLV_DATE_INVALID, 7, NULL, NULL);
  g_autoptr(ClvFit) fit = clv_fit_new (spec, customers, NULL, &error);
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(ClvIntervals) intervals = NULL;
  g_autoptr(ClvCovariateGroups) groups = NULL;
  double gradient[8];
  double variance = 0.0;

  g_assert_no_error (error);
  g_assert_cmpint (fit->state, ==, CLV_FIT_CONVERGED);
  scores = clv_score_set_new (fit, definition, customers, NULL, &error);
  g_assert_no_error (error);
  intervals = clv_intervals_new_for_columns (fit, definition, scores, shop, NULL, 0, 0.8, NULL,
                                             &error);
  g_assert_no_error (error);
  g_assert_true (intervals->has_parameters);
  groups = clv_covariate_groups_new (fit->covariates, fit->kind, fit->parameters, customers);
  for (guint i = 0; i < 8; i++)
    {
      double *at = i < 6 ? &fit->parameters[i] : &fit->covariates->coefficients[i - 6];
      double kept = *at;

      *at = i < 6 ? kept * exp (h) : kept + h;
      gradient[i] = sum_expected (fit, scores, groups);
      *at = i < 6 ? kept * exp (-h) : kept - h;
      gradient[i] = (gradient[i] - sum_expected (fit, scores, groups)) / (2.0 * h);
      *at = kept;
    }
  for (guint i = 0; i < 64; i++)
    variance += gradient[i / 8] * fit->covariates->covariance[i] * gradient[i % 8];
  assert_near (intervals->total.purchases.expected, sum_expected (fit, scores, groups), 1e-3);
  assert_near (intervals->total.purchases.parameter_error, sqrt (variance), 0.02);
}

/* The same bytes from one thread and from several, of many groups. */
static void
test_same_bytes (void)
{
  static const guint threads[] = { 1, 3 };
  g_autoptr(ClvTransactions) shop = explained_new_shop (900, DAYS, 15);
  ClvAttribute *distance = explained_add_column (shop, "distance");
  g_autofree char *fit_hash = NULL;
  g_autofree char *score_hash = NULL;

  for (guint32 i = 0; i < shop->n_customers; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u.%u", (i * 7919u) % 997u, i % 10);

      explained_set (distance, i, text);
    }
  for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
    {
      g_autoptr(ClvFit) fit = NULL;
      g_autoptr(ClvCustomers) customers = NULL;
      g_autoptr(ClvScoreSet) scores = NULL;
      g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
      g_autoptr(GError) error = NULL;

      clv_parallel_set_threads (threads[k]);
      fit = new_fit (shop, "distance", TRUE);
      g_assert_cmpuint (fit->n_cells, >, 800);
      customers = clv_customers_new (shop, CLV_DATE_INVALID, 1, NULL, NULL);
      scores = clv_score_set_new (fit, definition, customers, NULL, &error);
      g_assert_no_error (error);
      if (k == 0)
        {
          fit_hash = g_strdup (fit->content_hash);
          score_hash = g_strdup (scores->content_hash);
          continue;
        }
      g_assert_cmpstr (fit->content_hash, ==, fit_hash);
      g_assert_cmpstr (scores->content_hash, ==, score_hash);
    }
  clv_parallel_set_threads (0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/columns-seasons/nested", test_nested);
  g_test_add_func ("/valuation/columns-seasons/oracle", test_oracle);
  g_test_add_func ("/valuation/columns-seasons/derivatives", test_derivatives);
  g_test_add_func ("/valuation/columns-seasons/fit", test_fit);
  g_test_add_func ("/valuation/columns-seasons/recovery", test_recovery);
  g_test_add_func ("/valuation/columns-seasons/no-effect", test_no_effect);
  g_test_add_func ("/valuation/columns-seasons/penalty", test_penalty);
  g_test_add_func ("/valuation/columns-seasons/scores", test_scores);
  g_test_add_func ("/valuation/columns-seasons/backtest", test_backtest);
  g_test_add_func ("/valuation/columns-seasons/interval", test_interval);
  g_test_add_func ("/valuation/columns-seasons/same-bytes", test_same_bytes);
  return g_test_run ();
}
