/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-backtest.h"
#include "clv-calendar-fit.h"
#include "clv-error.h"
#include "clv-interval.h"
#include "clv-pareto-nbd-varying.h"
#include "clv-pareto-nbd.h"
#include "clv-score-set.h"
#include "shop.h"

/* Seasons and promotions: their days, the fit of their effects, and what is told of a
 * future in which they come again. */

#define SEASON "christmas=11-20..01-05"
#define SALE "sale=2023-03-01..2023-03-31+2023-09-10..2023-10-05+2024-09-01..2024-09-30"

/* A day: r, α, s, β, then how much faster customers buy and leave. */
static const double truth[] = { 0.9, 40.0, 1.2, 300.0, 2.2, 1.6, 0.5, 1.8 };

static ClvCalendar *
new_calendar (void)
{
  ClvCalendar *calendar = clv_calendar_new ();

  g_assert_true (clv_calendar_add (calendar, CLV_CALENDAR_SEASON, SEASON, NULL));
  g_assert_true (clv_calendar_add (calendar, CLV_CALENDAR_PROMOTION, SALE, NULL));
  return calendar;
}

static ClvModelSpec *
new_spec (gboolean with_calendar)
{
  ClvModelSpec *spec = clv_model_spec_new ();

  g_free (spec->kind);
  spec->kind = g_strdup ("pareto-nbd");
  if (with_calendar)
    spec->calendar = new_calendar ();
  return spec;
}

static void
test_text (void)
{
  static const struct
  {
    ClvCalendarType type;
    const char *text;
    gboolean is_good;
  } rows[] = {
    { CLV_CALENDAR_SEASON, "summer=06-01..08-31", TRUE },
    { CLV_CALENDAR_SEASON, " Silvester = 12-27..01-02", TRUE },
    { CLV_CALENDAR_SEASON, "leap=02-29..02-29", TRUE },
    { CLV_CALENDAR_SEASON, "summer=06-01", FALSE },
    { CLV_CALENDAR_SEASON, "summer=6-1..8-31", FALSE },
    { CLV_CALENDAR_SEASON, "summer=06-31..08-31", FALSE },
    { CLV_CALENDAR_SEASON, "summer=13-01..13-02", FALSE },
    { CLV_CALENDAR_SEASON, "two=06-01..06-02+07-01..07-02", FALSE },
    { CLV_CALENDAR_SEASON, "=06-01..08-31", FALSE },
    { CLV_CALENDAR_SEASON, "06-01..08-31", FALSE },
    { CLV_CALENDAR_SEASON, "a;b=06-01..08-31", FALSE },
    { CLV_CALENDAR_PROMOTION, "sale=2024-03-01..2024-03-07", TRUE },
    { CLV_CALENDAR_PROMOTION, "sale=2024-03-01..2024-03-01+2025-01-01..2025-01-03", TRUE },
    { CLV_CALENDAR_PROMOTION, "sale=2024-03-07..2024-03-01", FALSE },
    { CLV_CALENDAR_PROMOTION, "sale=2024-02-30..2024-03-01", FALSE },
    { CLV_CALENDAR_PROMOTION, "sale=03-01..03-07", FALSE },
    { CLV_CALENDAR_PROMOTION, "sale=", FALSE },
  };
  g_autoptr(ClvCalendar) calendar = new_calendar ();
  g_autoptr(ClvCalendar) again = NULL;
  g_autoptr(ClvCalendar) copy = clv_calendar_copy (calendar);
  g_autofree char *text = clv_calendar_to_text (calendar);
  g_autofree char *second = NULL;
  g_autofree char *third = clv_calendar_to_text (copy);
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (text, ==, "season " SEASON ";promotion " SALE);
  g_assert_cmpstr (third, ==, text);
  again = clv_calendar_from_text (text, &error);
  g_assert_no_error (error);
  second = clv_calendar_to_text (again);
  g_assert_cmpstr (second, ==, text);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvCalendar) one = clv_calendar_new ();
      g_autoptr(GError) refusal = NULL;

      g_assert_cmpint (clv_calendar_add (one, rows[i].type, rows[i].text, &refusal), ==,
                       rows[i].is_good);
      g_assert_cmpint (refusal == NULL, ==, rows[i].is_good);
      g_assert_cmpuint (one->n_events, ==, rows[i].is_good ? 1 : 0);
    }
  g_assert_false (clv_calendar_add (again, CLV_CALENDAR_SEASON, SEASON, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
  for (guint i = 2; i < CLV_CALENDAR_MAX_EVENTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%u=01-01..01-02", i);

      g_assert_true (clv_calendar_add (again, CLV_CALENDAR_SEASON, name, NULL));
    }
  g_assert_false (clv_calendar_add (again, CLV_CALENDAR_SEASON, "more=02-01..02-02", NULL));
}

/* What a spec without a calendar is written as must not change, and one with it comes
 * back. */
static void
test_spec (void)
{
  g_autoptr(ClvModelSpec) plain = new_spec (FALSE);
  g_autoptr(ClvModelSpec) spec = new_spec (TRUE);
  g_autoptr(ClvModelSpec) copy = clv_model_spec_copy (spec);
  g_autofree char *plain_text = clv_model_spec_to_text (plain);
  g_autofree char *text = clv_model_spec_to_text (copy);
  g_autofree char *second = NULL;
  g_autoptr(ClvModelSpec) again = clv_model_spec_from_text (text, NULL);

  g_assert_null (strstr (plain_text, "calendar"));
  g_assert_nonnull (again);
  g_assert_cmpuint (again->calendar->n_windows, ==, 4);
  second = clv_model_spec_to_text (again);
  g_assert_cmpstr (second, ==, text);
}

/* Day by day against the definition. */
static void
test_cut (void)
{
  g_autoptr(ClvCalendar) calendar = new_calendar ();
  ClvDate first = clv_date_from_ymd (2022, 12, 25);
  ClvDate last = clv_date_from_ymd (2025, 1, 2);
  g_autoptr(GArray) stretches = NULL;
  guint at = 0;

  /* Overlaps itself and the season. */
  g_assert_true (clv_calendar_add (calendar, CLV_CALENDAR_PROMOTION,
                                   "twice=2023-12-01..2023-12-20+2023-12-10..2024-01-10", NULL));
  g_assert_true (clv_calendar_add (calendar, CLV_CALENDAR_SEASON, "leap=02-29..03-01", NULL));
  stretches = clv_calendar_cut (calendar->n_windows, calendar->window, 9, first, last);
  g_assert_cmpint (g_array_index (stretches, ClvCalendarStretch, 0).before, ==, first - 1);
  g_assert_cmpint (g_array_index (stretches, ClvCalendarStretch, stretches->len - 1).last, ==,
                   last);
  for (ClvDate date = first; date <= last; date++)
    {
      int year = 0;
      int month = 0;
      int day = 0;
      guint expected = 0;

      clv_date_to_ymd (date, &year, &month, &day);
      if (month * 100 + day >= 1120 || month * 100 + day <= 105)
        expected |= 1;
      if ((date >= clv_date_from_ymd (2023, 3, 1) && date <= clv_date_from_ymd (2023, 3, 31))
          || (date >= clv_date_from_ymd (2023, 9, 10) && date <= clv_date_from_ymd (2023, 10, 5))
          || (date >= clv_date_from_ymd (2024, 9, 1) && date <= clv_date_from_ymd (2024, 9, 30)))
        expected |= 2;
      if (date >= clv_date_from_ymd (2023, 12, 1) && date <= clv_date_from_ymd (2024, 1, 10))
        expected |= 4;
      if (month * 100 + day == 301 || (month == 2 && day == (year == 2024 ? 29 : 28)))
        expected |= 8;
      while (date > g_array_index (stretches, ClvCalendarStretch, at).last)
        {
          at++;
          g_assert_cmpint (g_array_index (stretches, ClvCalendarStretch, at).before, ==,
                           g_array_index (stretches, ClvCalendarStretch, at - 1).last);
        }
      if (month == 2 && day == 29)
        g_assert_cmpint (year, ==, 2024);
      g_assert_cmpuint (g_array_index (stretches, ClvCalendarStretch, at).events | 8, ==,
                        expected | 8);
      if (month != 2)
        g_assert_cmpuint (g_array_index (stretches, ClvCalendarStretch, at).events, ==, expected);
    }
}

/* @n customers who live by the model, from 2023 on for @days days. */
static ClvTransactions *
shop_new_dated (guint         n,
                int           days,
                const double *parameters,
                guint64       seed)
{
  g_autoptr(ClvRandom) rng = clv_random_new (seed);
  g_autoptr(ClvCalendar) calendar = new_calendar ();
  ClvDate first = clv_date_from_ymd (2023, 1, 1);
  g_autoptr(GArray) stretches = clv_calendar_cut (calendar->n_windows, calendar->window, 1,
                                                  first, first + days);
  double end[64];
  double value[128];
  double natural[8];
  const ClvVaryingPath path = { 2, stretches->len, end, value };
  g_autoptr(ClvVaryingClock) clock = NULL;
  g_autofree double *times = g_new (double, 20000);
  Shop shop;

  for (guint i = 0; i < 8; i++)
    natural[i] = i < 4 ? parameters[i] : log (parameters[i]);
  for (guint i = 0; i < stretches->len; i++)
    {
      const ClvCalendarStretch *stretch = &g_array_index (stretches, ClvCalendarStretch, i);

      end[i] = stretch->last - first;
      value[2 * i] = stretch->events & 1;
      value[2 * i + 1] = stretch->events >> 1 & 1;
    }
  clock = clv_varying_clock_new (&path, natural);
  shop_init (&shop);
  for (guint i = 0; i < n; i++)
    {
      char name[16];
      double start = i % 200;
      guint x = clv_varying_simulate (clock, start, 0.0, 0.0, 0.0, days - start, rng, 20000,
                                      times);

      g_snprintf (name, sizeof name, "c%06u", i);
      shop_add (&shop, name, first + (ClvDate) start, 1000);
      for (guint k = 0; k < MIN (x, 20000); k++)
        shop_add (&shop, name, first + (ClvDate) ceil (start + times[k]), 1000);
    }
  return shop_finish (&shop, "EUR");
}

/* Effects are found, and they are worth their parameters. */
static void
test_fit (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_dated (6000, 700, truth, 12);
  g_autoptr(ClvModelSpec) spec = new_spec (TRUE);
  g_autoptr(ClvModelSpec) plain_spec = new_spec (FALSE);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvFit) plain = NULL;
  g_autoptr(GArray) effects = NULL;
  g_autoptr(GError) error = NULL;
  double statistic = 0.0;
  guint df = 0;
  gboolean is_told = FALSE;

  spec->unit_days = 1;
  plain_spec->unit_days = 1;
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 1, NULL, &error);
  fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  plain = clv_fit_new (plain_spec, customers, NULL, &error);
  g_assert_cmpint (fit->state, ==, CLV_FIT_CONVERGED);
  g_assert_cmpuint (fit->kind->n_parameters, ==, 8);
  assert_near (fit->calendar_null_log_likelihood, plain->log_likelihood, 1e-14);
  g_assert_cmpfloat (clv_calendar_test_effects (fit, &statistic, &df), <, 1e-10);
  assert_near (statistic, 2.0 * (fit->log_likelihood - plain->log_likelihood), 1e-9);
  g_assert_cmpuint (df, ==, 4);
  assert_near (fit->in_sample_expected, fit->in_sample_actual, 0.02);

  effects = clv_calendar_list_effects (fit);
  g_assert_cmpuint (effects->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      const ClvCalendarEffect *effect = &g_array_index (effects, ClvCalendarEffect, i);
      double expected = truth[4 + i / 2 + (i % 2) * 2];

      g_test_message ("event %u, drop-out %d: %.3f (%.3f to %.3f) for %.3f", effect->event,
                      effect->is_drop_out, effect->factor, effect->lo, effect->hi, expected);
      g_assert_cmpuint (effect->event, ==, i / 2);
      g_assert_cmpint (effect->is_drop_out, ==, i % 2);
      g_assert_true (effect->lo < effect->factor && effect->factor < effect->hi);
      g_assert_cmpfloat (fabs (log (effect->factor / expected)), <,
                         4.0 * effect->standard_error / effect->factor);
    }
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat (fabs (log (fit->parameters[i] / truth[i])), <,
                       4.0 * fit->standard_errors[i] / fit->parameters[i] + 0.03);
  for (guint i = 0; i < fit->diagnostics->len; i++)
    is_told |= g_str_equal (((ClvFitDiagnostic *) g_ptr_array_index (fit->diagnostics, i))->code,
                            "calendar-effect");
  g_assert_true (is_told);
}

/* Where there is no effect the test says so. */
static void
test_no_effect (void)
{
  static const double none[] = { 0.9, 40.0, 1.2, 300.0, 1.0, 1.0, 1.0, 1.0 };
  g_autoptr(ClvTransactions) transactions = shop_new_dated (2000, 700, none, 31);
  g_autoptr(ClvModelSpec) spec = new_spec (TRUE);
  g_autoptr(ClvCustomers) customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL,
                                                         NULL);
  g_autoptr(ClvFit) fit = clv_fit_new (spec, customers, NULL, NULL);
  gboolean is_told = FALSE;
  double statistic = 0.0;
  guint df = 0;

  g_assert_nonnull (fit);
  g_assert_cmpfloat (clv_calendar_test_effects (fit, &statistic, &df), >, 0.05);
  for (guint i = 0; i < fit->diagnostics->len; i++)
    is_told |= g_str_equal (((ClvFitDiagnostic *) g_ptr_array_index (fit->diagnostics, i))->code,
                            "calendar-no-gain");
  g_assert_true (is_told);
}

static void
test_refused (void)
{
  static const struct
  {
    ClvCalendarType type;
    const char *text;
  } rows[] = {
    { CLV_CALENDAR_PROMOTION, "later=2030-01-01..2030-01-31" },
    { CLV_CALENDAR_PROMOTION, "always=2020-01-01..2030-01-31" },
    { CLV_CALENDAR_SEASON, "year=01-01..12-31" },
  };
  g_autoptr(ClvTransactions) transactions = shop_new_dated (300, 500, truth, 2);
  g_autoptr(ClvCustomers) customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL,
                                                         NULL);
  g_autoptr(ClvModelSpec) other = new_spec (TRUE);
  g_autoptr(ClvFit) fit = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvModelSpec) spec = new_spec (FALSE);
      g_autoptr(GError) error = NULL;

      spec->calendar = clv_calendar_new ();
      g_assert_true (clv_calendar_add (spec->calendar, rows[i].type, rows[i].text, NULL));
      g_assert_null (clv_fit_new (spec, customers, NULL, &error));
      g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
    }
  /* Other kinds know no calendar, and their fit does not claim one. */
  g_free (other->kind);
  other->kind = g_strdup ("bg-nbd");
  fit = clv_fit_new (other, customers, NULL, NULL);
  g_assert_null (fit->spec->calendar);
}

/* Without an effect the kind says what Pareto/NBD says; ages and horizons count from
 * the day that is asked for. */
static void
test_kind (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_dated (1500, 700, truth, 5);
  g_autoptr(ClvModelSpec) spec = new_spec (TRUE);
  g_autoptr(ClvCustomers) customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL,
                                                         NULL);
  g_autoptr(ClvFit) fit = clv_fit_new (spec, customers, NULL, NULL);
  const double horizons[] = { 4.0, 39.0, 400.0, 6000.0 };
  double p[CLV_MAX_PARAMETERS];
  double later[CLV_MAX_PARAMETERS];
  double found[3][4];
  double expected[3][4];
  double flat[4];
  guint32 x[] = { 0, 4, 4 };
  gint32 recency[] = { 0, 70, 63 };
  gint32 age[] = { 280, 98, 343 };
  double many[3];
  const ClvModelKind *kind = fit->kind;

  memcpy (p, fit->parameters, sizeof p);
  kind->p_active_many (kind, p, 3, x, recency, age, 7, many);
  for (guint i = 0; i < 3; i++)
    assert_near (many[i], kind->p_active (kind, p, x[i], recency[i] / 7.0, age[i] / 7.0), 1e-12);
  kind->forecast (kind, p, 4, 10, 14, horizons, 2, found[0], found[1], found[2]);
  assert_near (kind->expected_purchases (kind, p, 4, 10, 14, 39.0),
               kind->p_active (kind, p, 4, 10, 14) * found[0][1], 1e-12);
  kind->pmf (kind, p, 4, 10, 14, 39.0, 1, flat);
  kind->pmf (kind, p, 4, 10, 14, 39.0, 2, flat + 1);
  assert_near (flat[0], flat[1], 1e-12);
  {
    const ClvHorizonRule rule = { 2, (double *) horizons, (double[]) { 0.5, 2.0 } };
    double sums[3];
    guint32 four = 4;

    kind->sum_horizons (kind, p, 14, 1, &four, &rule, &rule, 4.0, &sums[0], &sums[1], &sums[2]);
    assert_near (sums[0], found[0][0], 1e-12);
    assert_near (sums[1], 0.5 * found[0][0] + 2.0 * found[0][1], 1e-12);
    assert_near (sums[2], 0.5 * found[1][0] + 2.0 * found[1][1], 1e-12);
  }

  /* 700 days after 1 January 2023 is 1 December 2024: a horizon of three weeks lies in
   * the season; seen from ten weeks later it does not. */
  clv_fit_get_parameters_at (fit, fit->spec->until + 70, later);
  g_assert_cmpfloat (kind->expected_new (kind, p, 3.0), >,
                     1.5 * kind->expected_new (kind, later, 3.0));
  g_assert_true (clv_fit_get_parameters_at (fit, fit->spec->until, later) == later);

  for (guint i = 4; i < 8; i++)
    p[i] = 1.0;
  kind->forecast (kind, p, 4, 10, 14, horizons, 4, found[0], found[1], found[2]);
  clv_pareto_nbd_forecast (p, 4, 14, horizons, 4, expected[0], expected[1], expected[2]);
  for (guint i = 0; i < 12; i++)
    assert_near (found[i / 4][i % 4], expected[i / 4][i % 4], 1e-11);
  assert_near (kind->p_active (kind, p, 4, 10, 14), clv_pareto_nbd_p_active (p, 4, 10, 14), 1e-12);
  assert_near (kind->expected_new (kind, p, 52.0), clv_pareto_nbd_expected_new (p, 52.0), 1e-12);
}

/* Beyond sixty years a year is the mean of four: the two views agree where they meet. */
static void
test_distant (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_dated (1500, 700, truth, 5);
  g_autoptr(ClvModelSpec) spec = new_spec (TRUE);
  g_autoptr(ClvCustomers) customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL,
                                                         NULL);
  g_autoptr(ClvFit) fit = clv_fit_new (spec, customers, NULL, NULL);
  double year = 365.25 / 7.0;
  double horizons[] = { 55.0 * year, 59.0 * year, 63.0 * year, 100.0 * year };
  double mean[4];
  double active[4];
  double square[4];
  double one = 0.0;

  fit->kind->forecast (fit->kind, fit->parameters, 4, 10, 14, horizons, 4, mean, active, square);
  fit->kind->forecast (fit->kind, fit->parameters, 4, 10, 14, horizons, 1, &one, active, square);
  assert_near (mean[0], one, 1e-12);
  g_assert_cmpfloat (mean[2] - mean[1], <, mean[1] - mean[0]);
  g_assert_cmpfloat (mean[2] - mean[1], >, 0.8 * (mean[1] - mean[0]));
  g_assert_cmpfloat (mean[3], >, mean[2]);
}

/* Stored, read and scored; a score of a later day knows that day's season. */
static void
test_stored (void)
{
  g_autofree char *folder = g_dir_make_tmp ("clv-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.perennial", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_workspace_create (path, "EUR", "UTC", &error);
  g_autoptr(ClvTransactions) transactions = shop_new_dated (1500, 700, truth, 5);
  g_autoptr(ClvModelSpec) spec = new_spec (TRUE);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvCustomers) later = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvFit) stored = NULL;
  g_autoptr(ClvFit) dated = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvIntervals) intervals = NULL;
  g_autoptr(ClvIntervals) early = NULL;
  double unit = 1.0 / 7.0;

  spec->until = clv_date_from_ymd (2024, 9, 30);
  customers = clv_customers_new (transactions, spec->until, 7, NULL, &error);
  fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (clv_fit_save (fit, workspace, "anna", &error));
  stored = clv_fit_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_true (stored->kind == fit->kind);
  g_assert_cmpmem (stored->parameters, sizeof fit->parameters, fit->parameters,
                   sizeof fit->parameters);
  g_assert_cmpfloat (stored->calendar_null_log_likelihood, ==, fit->calendar_null_log_likelihood);

  later = clv_customers_new (transactions, clv_date_from_ymd (2024, 11, 25), 7, NULL, &error);
  set = clv_score_set_new (stored, definition, later, NULL, &error);
  g_assert_no_error (error);
  dated = clv_fit_ref_at (stored, later->until);
  g_assert_true (dated != stored);
  for (guint32 i = 0; i < set->n; i += 37)
    {
      double chance = dated->kind->p_active (dated->kind, dated->parameters, set->x[i],
                                             set->recency_days[i] * unit,
                                             set->age_days[i] * unit);
      double horizon = (set->horizon_end - set->as_of) * unit;

      assert_near (set->p_active[i], chance, 1e-12);
      assert_near (set->expected_purchases[i],
                   dated->kind->expected_purchases (dated->kind, dated->parameters, set->x[i],
                                                    set->recency_days[i] * unit,
                                                    set->age_days[i] * unit, horizon), 1e-9);
      assert_near (clv_score_set_p_active_at (set, stored, i, 0), chance, 1e-12);
      g_assert_cmpfloat (clv_score_set_p_active_at (set, stored, i, 30), <, chance);
    }
  /* The uncertainty of the effects is part of that of the total, and it is that of the
   * day of the scores. */
  intervals = clv_intervals_new (stored, definition, set, NULL, 0, 0.8, NULL, &error);
  early = clv_intervals_new (dated, definition, set, NULL, 0, 0.8, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (intervals->has_parameters);
  g_assert_cmpfloat (intervals->total.purchases.parameter_error, >, 0.0);
  g_assert_true (intervals->total.purchases.lo < intervals->total.purchases.expected
                 && intervals->total.purchases.expected < intervals->total.purchases.hi);
  assert_near (intervals->total.purchases.parameter_error,
               early->total.purchases.parameter_error, 1e-12);
  clv_workspace_close (workspace);
}

/* The season of the hold-out is foreseen, week by week. */
static void
test_backtest (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_dated (4000, 700, truth, 8);
  g_autoptr(ClvModelSpec) spec = new_spec (TRUE);
  g_autoptr(ClvModelSpec) plain = new_spec (FALSE);
  ClvDate split = clv_date_from_ymd (2024, 8, 31);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvBacktest) test = clv_backtest_new (transactions, spec, split, CLV_DATE_INVALID,
                                                  NULL, &error);
  g_autoptr(ClvBacktest) blind = clv_backtest_new (transactions, plain, split, CLV_DATE_INVALID,
                                                   NULL, &error);
  double off[2] = { 0.0 };
  double last = 0.0;

  g_assert_no_error (error);
  g_assert_cmpuint (test->weekly->len, ==, blind->weekly->len);
  for (guint i = 0; i < test->weekly->len; i++)
    {
      const ClvBacktestPeriod *week = &g_array_index (test->weekly, ClvBacktestPeriod, i);
      const ClvBacktestPeriod *other = &g_array_index (blind->weekly, ClvBacktestPeriod, i);

      assert_near (week->cumulative_expected, last + week->expected, 1e-9);
      g_assert_true (week->lo <= week->cumulative_expected
                     && week->cumulative_expected <= week->hi);
      last = week->cumulative_expected;
      if (!week->is_holdout)
        continue;
      off[0] += fabs (week->expected - week->actual);
      off[1] += fabs (other->expected - other->actual);
    }
  g_test_message ("off by %.1f purchases a week, %.1f without the calendar",
                  off[0] / test->weekly->len, off[1] / test->weekly->len);
  g_assert_cmpfloat (off[0], <, 0.5 * off[1]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/calendar/text", test_text);
  g_test_add_func ("/valuation/calendar/spec", test_spec);
  g_test_add_func ("/valuation/calendar/cut", test_cut);
  g_test_add_func ("/valuation/calendar/fit", test_fit);
  g_test_add_func ("/valuation/calendar/no-effect", test_no_effect);
  g_test_add_func ("/valuation/calendar/refused", test_refused);
  g_test_add_func ("/valuation/calendar/kind", test_kind);
  g_test_add_func ("/valuation/calendar/distant", test_distant);
  g_test_add_func ("/valuation/calendar/stored", test_stored);
  g_test_add_func ("/valuation/calendar/backtest", test_backtest);
  return g_test_run ();
}
