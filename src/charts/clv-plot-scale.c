/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "clv-date.h"
#include "clv-money.h"
#include "clv-plot-parts.h"

/* PLplot loses coordinates far outside its window. */
#define PIXEL_LIMIT 20000.0
/* 0001-01-01 and 9999-12-31: what has a name on a calendar. */
#define FIRST_DAY -719162.0
#define LAST_DAY 2932896.0

static double
forward (const ClvPlotScale *self,
         double              value)
{
  switch (self->kind)
    {
    case CLV_PLOT_SCALE_SQRT:
      return value < 0.0 ? -sqrt (-value) : sqrt (value);
    case CLV_PLOT_SCALE_LOG:
      return log (MAX (value, 1e-300));
    case CLV_PLOT_SCALE_LINEAR:
    default:
      return value;
    }
}

/**
 * clv_plot_scale_init:
 *
 * A scale over @lo … @hi; where both are equal it opens a little around them.
 */
void
clv_plot_scale_init (ClvPlotScale     *self,
                     ClvPlotScaleKind  kind,
                     double            lo,
                     double            hi)
{
  self->kind = kind;
  self->n_ticks = 0;
  self->step = 1.0;
  self->from = 0.0;
  self->to = 1.0;
  if (!(hi > lo))
    {
      double room = fabs (lo) > 0.0 ? fabs (lo) * 0.5 : 1.0;

      if (kind == CLV_PLOT_SCALE_LOG)
        {
          hi = lo * 2.0;
          lo = lo / 2.0;
        }
      else
        {
          hi = lo + room;
          lo = lo - room;
        }
    }
  self->lo = lo;
  self->hi = hi;
}

/**
 * clv_plot_scale_position:
 *
 * Returns: the pixel of @value, never far outside the page
 */
double
clv_plot_scale_position (const ClvPlotScale *self,
                         double              value)
{
  double lo = forward (self, self->lo);
  double share = (forward (self, value) - lo) / (forward (self, self->hi) - lo);

  if (!isfinite (share))
    return value > self->lo ? self->to : self->from;

  return CLAMP (self->from + (self->to - self->from) * share, -PIXEL_LIMIT, PIXEL_LIMIT);
}

/* The nearest number of the form 1, 2, 2.5 or 5 times a power of ten. */
static double
nice_step (double raw)
{
  double power = pow (10.0, floor (log10 (raw)));
  double share = raw / power;

  if (share <= 1.15)
    return power;
  if (share <= 2.2)
    return 2.0 * power;
  if (share <= 2.8)
    return 2.5 * power;
  if (share <= 5.6)
    return 5.0 * power;

  return 10.0 * power;
}

static void
add_tick (ClvPlotScale *self,
          double        value)
{
  if (self->n_ticks < CLV_PLOT_MAX_TICKS)
    self->ticks[self->n_ticks++] = value;
}

static void
set_linear_ticks (ClvPlotScale *self,
                  guint         n_wanted,
                  gboolean      is_nice)
{
  double step = nice_step ((self->hi - self->lo) / MAX (n_wanted, 1));
  double first;
  double last;
  guint i;

  if (is_nice)
    {
      self->lo = floor (self->lo / step + 1e-9) * step;
      /* What overshoots a tick by a hair does not get another one. */
      self->hi = MAX (self->hi, ceil (self->hi / step - 0.12) * step);
    }
  first = ceil (self->lo / step - 1e-9);
  last = floor (self->hi / step + 1e-9);
  self->step = step;
  for (i = 0; i <= last - first && i < CLV_PLOT_MAX_TICKS; i++)
    add_tick (self, (first + i) * step);
}

/* From the top down in steps of 1, 2, 5, as long as there is room. */
static void
set_curved_ticks (ClvPlotScale *self,
                  guint         n_wanted)
{
  static const double shares[] = { 5.0, 2.0, 1.0 };
  double top = forward (self, self->hi);
  double bottom = forward (self, MAX (self->lo, self->kind == CLV_PLOT_SCALE_LOG ? 1e-12 : 0.0));
  double room = (top - bottom) / MAX (n_wanted, 1);
  double last = top + room;
  int power = (int) floor (log10 (MAX (self->hi, 1e-12)));
  int lowest = power - 12;
  guint k;

  for (; power >= lowest && self->n_ticks < CLV_PLOT_MAX_TICKS - 1; power--)
    for (k = 0; k < G_N_ELEMENTS (shares); k++)
      {
        double value = shares[k] * pow (10.0, power);
        double at = forward (self, value);

        if (value > self->hi * (1.0 + 1e-9) || value < self->lo || last - at < room ||
            (self->kind == CLV_PLOT_SCALE_SQRT && at - bottom < room * 0.8))
          continue;
        add_tick (self, value);
        last = at;
      }
  if (self->kind == CLV_PLOT_SCALE_SQRT && self->lo <= 0.0)
    add_tick (self, 0.0);
}

/**
 * clv_plot_scale_set_ticks:
 * @n_wanted: about how many ticks there is room for
 * @is_nice: whether the ends move out to the next tick
 */
void
clv_plot_scale_set_ticks (ClvPlotScale *self,
                          guint         n_wanted,
                          gboolean      is_nice)
{
  self->n_ticks = 0;
  if (self->kind == CLV_PLOT_SCALE_LINEAR)
    set_linear_ticks (self, n_wanted, is_nice);
  else
    set_curved_ticks (self, n_wanted);
}

/* Quarters of a year: 13, 26, 52 weeks. */
void
clv_plot_scale_set_week_ticks (ClvPlotScale *self,
                               guint         n_wanted)
{
  static const double steps[] = { 1, 2, 4, 13, 26, 52, 104, 260, 520 };
  double span = self->hi - self->lo;
  double value;
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (steps) && span / steps[i] > MAX (n_wanted, 1))
    i++;
  self->n_ticks = 0;
  self->step = steps[i];
  for (value = ceil (self->lo / steps[i] - 1e-9) * steps[i];
       value <= self->hi + 1e-9 && self->n_ticks < CLV_PLOT_MAX_TICKS;
       value += steps[i])
    add_tick (self, value);
}

/**
 * clv_plot_scale_set_date_ticks:
 *
 * The first days of months or years; days where the whole axis is short.
 */
void
clv_plot_scale_set_date_ticks (ClvPlotScale *self,
                               guint         n_wanted)
{
  static const int steps[] = { 1, 2, 3, 6, 12, 24, 60, 120 };
  double months = (self->hi - self->lo) / 30.44;
  double last = MIN (self->hi, LAST_DAY);
  ClvDate first = (ClvDate) lrint (CLAMP (self->lo, FIRST_DAY, LAST_DAY));
  int year = 0;
  int month = 0;
  int day = 0;
  guint i = 0;

  if (months < 2.0)
    {
      clv_plot_scale_set_week_ticks (self, n_wanted);
      return;
    }
  while (i + 1 < G_N_ELEMENTS (steps) && months / steps[i] > MAX (n_wanted, 1))
    i++;
  self->n_ticks = 0;
  self->step = steps[i] * 30.44;
  clv_date_to_ymd (first, &year, &month, &day);
  first = clv_date_from_ymd (year, steps[i] >= 12 ? 1 : (month - 1) / steps[i] * steps[i] + 1, 1);
  for (; first != CLV_DATE_INVALID && first <= last && self->n_ticks < CLV_PLOT_MAX_TICKS;
       first = clv_date_add_months (first, steps[i]))
    if (first >= self->lo)
      add_tick (self, first);
}

/**
 * clv_plot_scale_set_ratio_ticks:
 *
 * Ticks people think in for ratios: as far below one as above it, 0.80 and 1.25.
 */
void
clv_plot_scale_set_ratio_ticks (ClvPlotScale *self,
                                double        reference)
{
  static const double ratios[] = {
    0.01, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50,
    100
  };
  int low = 0;
  int high = G_N_ELEMENTS (ratios) - 1;
  int i;

  while (low + 1 < (int) G_N_ELEMENTS (ratios) && ratios[low + 1] * reference <= self->lo)
    low++;
  while (high > 0 && ratios[high - 1] * reference >= self->hi)
    high--;
  self->lo = MIN (self->lo, ratios[low] * reference);
  self->hi = MAX (self->hi, ratios[high] * reference);
  self->n_ticks = 0;
  self->step = 0.01;
  for (i = low; i <= high; i++)
    add_tick (self, ratios[i] * reference);
}

/* 25k instead of 25.0k: an axis needs no figure that says nothing. */
static char *
strip_zero (char *label)
{
  const char *point = localeconv ()->decimal_point;
  char *found = strstr (label, point);
  gsize n = strlen (point);

  if (n > 0 && found != NULL && found[n] == '0' && !g_ascii_isdigit (found[n + 1]))
    memmove (found, found + n + 1, strlen (found + n + 1) + 1);

  return label;
}

static int
step_decimals (double step)
{
  int decimals = 0;

  while (decimals < 6 && fabs (step - rint (step)) > 1e-6 * MAX (step, 1e-3))
    {
      step *= 10.0;
      decimals++;
    }

  return decimals;
}

static char *
format_date_tick (const ClvPlotScale *self,
                  double              value)
{
  g_autoptr(GDateTime) time = NULL;
  int year = 0;
  int month = 0;
  int day = 0;

  clv_date_to_ymd ((ClvDate) lrint (CLAMP (value, FIRST_DAY, LAST_DAY)), &year, &month, &day);
  time = g_date_time_new_utc (CLAMP (year, 1, 9999), month, day, 0, 0, 0.0);
  if (time == NULL)
    return g_strdup ("");
  if (self->step > 365.0)
    return g_date_time_format (time, "%Y");
  /* Translators: a day on a time axis, see g_date_time_format(): "7 Mar" */
  if (self->step < 20.0)
    return g_date_time_format (time, _("%-e %b"));

  /* Translators: a month on a time axis, see g_date_time_format(): "Mar 2026" */
  return g_date_time_format (time, _("%b %Y"));
}

/**
 * clv_plot_scale_format:
 *
 * Returns: (transfer full): @value as it stands on the axis, all ticks with as many decimals
 */
char *
clv_plot_scale_format (const ClvPlotScale *self,
                       ClvPlotUnit         unit,
                       const char         *currency,
                       double              value)
{
  double largest = MAX (fabs (self->lo), fabs (self->hi));
  gboolean is_linear = self->kind == CLV_PLOT_SCALE_LINEAR;
  int decimals = is_linear ? step_decimals (self->step) : 0;

  switch (unit)
    {
    case CLV_PLOT_UNIT_PERCENT:
      return clv_percent_format (value, is_linear ? step_decimals (self->step * 100.0) : 0);
    case CLV_PLOT_UNIT_MONEY:
      if (currency == NULL)
        return clv_plot_unit_format (CLV_PLOT_UNIT_NUMBER, value, NULL, TRUE);
      if (decimals > 0 && largest < 1000.0)
        return clv_money_format_major (value, currency);
      return strip_zero (clv_money_format_short (value, currency));
    case CLV_PLOT_UNIT_DATE:
      return format_date_tick (self, value);
    case CLV_PLOT_UNIT_RATIO:
      return clv_number_format (value, is_linear ? MAX (decimals, 2) : 2);
    case CLV_PLOT_UNIT_NUMBER:
    case CLV_PLOT_UNIT_COUNT:
    default:
      if (largest >= 10000.0 && fabs (value) >= 1000.0)
        return strip_zero (clv_number_format_short (value));
      if (!is_linear && fabs (value - rint (value)) > 1e-9)
        return clv_number_format (value, 2);
      return clv_number_format (value, decimals);
    }
}
