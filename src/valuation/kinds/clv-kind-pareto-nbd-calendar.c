/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-calendar-private.h"
#include "clv-pareto-nbd-varying.h"
#include "kinds/clv-kinds.h"

/* Pareto/NBD in a calendar of seasons and promotions. Time 0 is the day as of which
 * predictions are made: a customer of age T bought first at −T, a horizon h ends at h. */

#define FARTHEST 60          /* years from which on a year is like the mean of four */
#define MEAN_DAYS 1461

/* The calendar behind @p, cut from @from to @to with the speeds of each stretch. */
typedef struct
{
  GArray *end;               /* time */
  GArray *buy;
  GArray *drop;
} Speeds;

static void
speeds_clear (Speeds *self)
{
  g_clear_pointer (&self->end, g_array_unref);
  g_clear_pointer (&self->buy, g_array_unref);
  g_clear_pointer (&self->drop, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Speeds, speeds_clear)

static void
speeds_add (Speeds *self,
            double  end,
            double  buy,
            double  drop)
{
  g_array_append_val (self->end, end);
  g_array_append_val (self->buy, buy);
  g_array_append_val (self->drop, drop);
}

/* The distant future goes on at the mean speed of the last four years. */
static void
speeds_add_mean (Speeds       *self,
                 const GArray *stretches,
                 ClvDate       last)
{
  ClvDate from = last - MEAN_DAYS;
  double buy = 0.0;
  double drop = 0.0;

  for (guint i = 0; i < stretches->len; i++)
    {
      const ClvCalendarStretch *stretch = &g_array_index (stretches, ClvCalendarStretch, i);
      double days = (double) stretch->last - MAX (stretch->before, from);

      if (days <= 0.0)
        continue;
      buy += days * g_array_index (self->buy, double, i);
      drop += days * g_array_index (self->drop, double, i);
    }
  speeds_add (self, INFINITY, buy / MEAN_DAYS, drop / MEAN_DAYS);
}

static ClvVaryingClock *
clock_new (const double *p,
           double        from,
           double        to)
{
  ClvDate as_of = (ClvDate) p[CLV_CALENDAR_AS_OF];
  double unit_days = p[CLV_CALENDAR_UNIT_DAYS];
  double farthest = FARTHEST * 365.25;
  ClvDate first = as_of - (ClvDate) ceil (MIN (from * unit_days, farthest));
  ClvDate last = as_of + 1 + (ClvDate) ceil (MIN (to * unit_days, farthest));
  guint n = (guint) p[CLV_CALENDAR_N_EVENTS];
  guint n_windows = (guint) p[CLV_CALENDAR_N_WINDOWS];
  ClvCalendarWindow windows[CLV_CALENDAR_MAX_WINDOWS];
  g_autoptr(GArray) stretches = NULL;
  g_auto(Speeds) speeds = {
    g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)),
    g_array_new (FALSE, FALSE, sizeof (double)),
  };

  for (guint i = 0; i < n_windows; i++)
    {
      const double *place = p + CLV_CALENDAR_WINDOWS + 3 * i;

      windows[i] = (ClvCalendarWindow) { (guint) place[0], (gint32) place[1], (gint32) place[2] };
    }
  stretches = clv_calendar_cut (n_windows, windows, (guint) p[CLV_CALENDAR_SEASONS], first, last);
  for (guint i = 0; i < stretches->len; i++)
    {
      const ClvCalendarStretch *stretch = &g_array_index (stretches, ClvCalendarStretch, i);
      double buy = 1.0;
      double drop = 1.0;

      for (guint k = 0; k < n; k++)
        {
          if ((stretch->events >> k & 1) == 0)
            continue;
          buy *= p[4 + k];
          drop *= p[4 + n + k];
        }
      speeds_add (&speeds, (stretch->last - as_of) / unit_days, buy, drop);
    }
  if (to * unit_days > farthest)
    speeds_add_mean (&speeds, stretches, last);
  return clv_varying_clock_new_for_speeds (p, speeds.end->len,
                                           (const double *) (gpointer) speeds.end->data,
                                           (const double *) (gpointer) speeds.buy->data,
                                           (const double *) (gpointer) speeds.drop->data);
}

static double
p_active (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age)
{
  g_autoptr(ClvVaryingClock) clock = clock_new (parameters, age, 0.0);

  return clv_varying_p_active (clock, -age, x, recency, age);
}

static void
p_active_many (const ClvModelKind *kind,
               const double       *parameters,
               guint32             n,
               const guint32      *x,
               const gint32       *recency_days,
               const gint32       *age_days,
               int                 unit_days,
               double             *chances)
{
  double unit = 1.0 / unit_days;
  gint32 oldest = 0;
  g_autoptr(ClvVaryingClock) clock = NULL;

  for (guint32 i = 0; i < n; i++)
    oldest = MAX (oldest, age_days[i]);
  clock = clock_new (parameters, oldest * unit, 0.0);
  for (guint32 i = 0; i < n; i++)
    chances[i] = clv_varying_p_active (clock, -age_days[i] * unit, x[i], recency_days[i] * unit,
                                       age_days[i] * unit);
}

static double
expected_purchases (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age,
                    double              horizon)
{
  g_autoptr(ClvVaryingClock) clock = clock_new (parameters, age, horizon);

  return clv_varying_expected (clock, -age, x, recency, age, horizon);
}

static double
expected_new (const ClvModelKind *kind,
              const double       *parameters,
              double              horizon)
{
  g_autoptr(ClvVaryingClock) clock = clock_new (parameters, 0.0, horizon);

  return clv_varying_expected_new (clock, 0.0, horizon);
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
  g_autoptr(ClvVaryingClock) clock = clock_new (parameters, age, horizon);

  return clv_varying_simulate (clock, -age, x, recency, age, horizon, rng, 0, NULL);
}

static double
find_last (const double *horizons,
           guint         n)
{
  double last = 0.0;

  for (guint i = 0; i < n; i++)
    last = MAX (last, horizons[i]);
  return last;
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
  g_autoptr(ClvVaryingClock) clock = clock_new (parameters, age, find_last (horizons, n));

  clv_varying_forecast (clock, -age, x, age, horizons, n, purchases, still_active, second_moment);
}

/* All of one age have the same life ahead and differ in the rate (r + x)/(α + A). */
static void
sum_horizons (const ClvModelKind   *kind,
              const double         *parameters,
              double                age,
              guint                 n,
              const guint32        *x,
              const ClvHorizonRule *discounted,
              const ClvHorizonRule *active,
              double                last,
              double               *purchases,
              double               *discounted_sum,
              double               *active_sum)
{
  guint most = MAX (discounted->n, active->n) + 1;
  g_autofree double *mean = g_new (double, most);
  g_autofree double *chance = g_new (double, most);
  double to = MAX (MAX (find_last (discounted->horizon, discounted->n),
                        find_last (active->horizon, active->n)), last);
  double sums[3] = { 0.0 };
  g_autoptr(ClvVaryingClock) clock = clock_new (parameters, age, to);

  clv_varying_forecast (clock, -age, 0.0, age, discounted->horizon, discounted->n, mean, chance,
                        NULL);
  for (guint i = 0; i < discounted->n; i++)
    sums[0] += discounted->weight[i] * mean[i];
  clv_varying_forecast (clock, -age, 0.0, age, active->horizon, active->n, mean, chance, NULL);
  for (guint i = 0; i < active->n; i++)
    sums[1] += active->weight[i] * chance[i];
  clv_varying_forecast (clock, -age, 0.0, age, &last, 1, &sums[2], chance, NULL);
  for (guint i = 0; i < n; i++)
    {
      double rate = (parameters[0] + x[i]) / parameters[0];

      purchases[i] = rate * sums[2];
      discounted_sum[i] = rate * sums[0];
      active_sum[i] = sums[1];
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
  g_autoptr(ClvVaryingClock) clock = clock_new (parameters, age, horizon);

  clv_varying_pmf (clock, -age, x, age, horizon, n, chances);
}

#define NAMES_1 "r", "alpha", "s", "beta", "buy_1", "drop_1"
#define NAMES_2 "r", "alpha", "s", "beta", "buy_1", "buy_2", "drop_1", "drop_2"
#define NAMES_3 "r", "alpha", "s", "beta", "buy_1", "buy_2", "buy_3", "drop_1", "drop_2", "drop_3"
#define NAMES_4 "r", "alpha", "s", "beta", "buy_1", "buy_2", "buy_3", "buy_4", "drop_1", \
  "drop_2", "drop_3", "drop_4"
#define NAMES_5 "r", "alpha", "s", "beta", "buy_1", "buy_2", "buy_3", "buy_4", "buy_5", \
  "drop_1", "drop_2", "drop_3", "drop_4", "drop_5"
#define NAMES_6 "r", "alpha", "s", "beta", "buy_1", "buy_2", "buy_3", "buy_4", "buy_5", \
  "buy_6", "drop_1", "drop_2", "drop_3", "drop_4", "drop_5", "drop_6"

#define KIND(n_events, ...)                                                           \
  {                                                                                   \
    .id = "pareto-nbd",                                                               \
    .name = "Pareto/NBD",                                                             \
    .summary = N_("Customers buy at their own pace and may drop out for good at any " \
                  "time, both faster or slower in seasons and promotions "            \
                  "(Bachmann, Meierer and Näf 2021)."),                               \
    .n_parameters = 4 + 2 * (n_events),                                               \
    .parameter_names = { __VA_ARGS__ },                                               \
    .p_active = p_active,                                                             \
    .p_active_many = p_active_many,                                                   \
    .expected_purchases = expected_purchases,                                         \
    .expected_new = expected_new,                                                     \
    .simulate = simulate,                                                             \
    .forecast = forecast,                                                             \
    .sum_horizons = sum_horizons,                                                     \
    .pmf = pmf,                                                                       \
    .nested_log_likelihood = clv_kind_nbd_fit_nested,                                 \
    .nested_name = "NBD",                                                             \
    .is_dated = TRUE,                                                                 \
    .n_processes = 2,                                                                 \
    .process_names = { "purchase", "dropout" },                                       \
    .process_of = { 0, 1, 0, 2 },                                                     \
    .effect_sign = { 0, -1, 0, -1 },                                                  \
  }

/* By the number of seasons and promotions. What they are is behind the parameters. */
const ClvModelKind clv_kinds_pareto_nbd_calendar[CLV_CALENDAR_MAX_EVENTS] = {
  KIND (1, NAMES_1), KIND (2, NAMES_2), KIND (3, NAMES_3), KIND (4, NAMES_4), KIND (5, NAMES_5),
  KIND (6, NAMES_6),
};
