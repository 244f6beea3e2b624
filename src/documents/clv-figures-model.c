/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-figures-private.h"
#include "clv-money.h"

#define DAYS_A_YEAR 365
#define N_AGES 4

static char *
name_row (const ClvHeatMap *map,
          guint             row)
{
  if (map->x_to[row] == G_MAXUINT32)
    return g_strdup_printf (_("%u or more"), map->x_from[row]);
  if (map->x_to[row] > map->x_from[row])
    return g_strdup_printf ("%u–%u", map->x_from[row], map->x_to[row]);

  return g_strdup_printf ("%u", map->x_from[row]);
}

static char *
format_time (double time)
{
  return clv_number_format (time, fabs (time - rint (time)) < 1e-9 ? 0 : 1);
}

static char *
name_column (const ClvHeatMap *map,
             guint             column)
{
  g_autofree char *from = format_time (map->since_from[column]);
  g_autofree char *to = format_time (ceil (map->since_to[column] - 1e-9));

  if (map->is_whole && map->since_to[column] - map->since_from[column] < 0.5)
    return g_steal_pointer (&from);

  return g_strdup_printf ("%s–%s", from, to);
}

/* "21 to 39 weeks" */
static char *
describe_ages (const ClvHeatMap *map)
{
  g_autofree char *from = format_time (floor ((double) map->group.from_days / map->unit_days));
  g_autofree char *to = format_time (ceil ((double) map->group.to_days / map->unit_days));

  if (map->is_whole)
    return g_strdup_printf (_("%s to %s occasions"), from, to);

  return g_strdup_printf (map->unit_days == 7 ? _("%s to %s weeks") : _("%s to %s days"), from,
                          to);
}

static char *
describe_chance (const ClvHeatMap *map,
                 const char       *ages)
{
  g_autofree char *all = clv_number_format (map->group.n, 0);
  g_autofree char *low = NULL;
  g_autofree char *share = NULL;
  guint32 n_low = 0;

  for (guint i = 0; i < map->n_rows * map->n_columns; i++)
    if (map->p_active[i] < 0.5)
      n_low += map->customers[i];
  low = clv_number_format (n_low, 0);
  share = clv_percent_format ((double) n_low / MAX (map->group.n, 1), 0);

  /* Translators: customers, "21 to 39 weeks", customers, their share */
  return g_strdup_printf (_("Of your %s customers who first bought %s ago, %s (%s) are more likely "
                            "gone than active."), all, ages, low, share);
}

static char *
describe_expected (const ClvHeatMap *map,
                   const char       *ages)
{
  g_autofree char *all = clv_number_format (map->group.n, 0);
  g_autofree char *total = NULL;
  g_autofree char *recent = NULL;
  g_autofree char *share = NULL;
  g_autofree char *since = format_time (map->since_to[0]);
  double sum = 0.0;
  double first = 0.0;
  guint32 n = 0;

  for (guint i = 0; i < map->n_rows * map->n_columns; i++)
    {
      if (!isfinite (map->expected[i]))
        continue;
      sum += map->customers[i] * map->expected[i];
      if (i % map->n_columns != 0)
        continue;
      first += map->customers[i] * map->expected[i];
      n += map->customers[i];
    }
  total = clv_number_format (sum, 0);
  recent = clv_number_format (n, 0);
  share = clv_percent_format (sum > 0.0 ? first / sum : 0.0, 0);

  if (map->is_whole)
    return g_strdup_printf (_("Your %s customers who first bought %s ago are expected to buy at "
                              "about %s occasions within a year."), all, ages, total);

  /* Translators: customers, "21 to 39 weeks", purchases, a share, customers, a number */
  return g_strdup_printf (map->unit_days == 7
                          ? _("Your %s customers who first bought %s ago are expected to buy about "
                              "%s times within a year; %s of that comes from the %s who bought "
                              "within the last %s weeks.")
                          : _("Your %s customers who first bought %s ago are expected to buy about "
                              "%s times within a year; %s of that comes from the %s who bought "
                              "within the last %s days."),
                          all, ages, total, share, recent, since);
}

static void
add_rows (ClvPlotSpec      *spec,
          const ClvHeatMap *map,
          const double     *values)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  g_autofree double *counts = g_new (double, map->n_columns);

  for (guint k = 0; k < map->n_columns; k++)
    g_ptr_array_add (columns, name_column (map, k));
  g_ptr_array_add (columns, NULL);
  for (guint i = 0; i < map->n_rows; i++)
    {
      g_autofree char *name = name_row (map, i);
      ClvPlotSeries *series = NULL;

      for (guint k = 0; k < map->n_columns; k++)
        counts[k] = map->customers[i * map->n_columns + k];
      series = clv_plot_spec_add_series (spec, name, CLV_PLOT_ROLE_ACCENT, map->n_columns, NULL,
                                         values + (gsize) i * map->n_columns, NULL, NULL);
      clv_plot_series_set_texts (series, (const char * const *) columns->pdata, NULL, NULL);
      clv_plot_series_set_counts (series, counts);
    }
}

/* (transfer full): takes @text. */
static char *
add_baseline (char         *text,
              const ClvFit *fit)
{
  g_autofree char *own = text;

  if (fit->covariates == NULL)
    return g_steal_pointer (&own);

  return g_strdup_printf (_("%s This is of customers at the baseline of the columns that explain: "
                            "of those with means and most frequent values."), own);
}

/**
 * clv_figure_heat_map:
 * @fit: the fit
 * @map: (nullable): its map; %NULL where there is none
 * @is_expected: expected purchases instead of the probability of being active
 *
 * Every history of one age in one picture, with how many customers have it.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_heat_map (const ClvFit     *fit,
                     const ClvHeatMap *map,
                     gboolean          is_expected)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autofree char *ages = NULL;
  g_autofree char *age = NULL;

  g_return_val_if_fail (fit != NULL, NULL);

  spec = clv_plot_spec_new (CLV_PLOT_MATRIX, is_expected ? _("Expected purchases within a year")
                                                         : _("Probability of being active"));
  if (map == NULL)
    {
      g_autofree char *why =
        g_strdup_printf (clv_heat_map_is_possible (fit)
                         ? _("No customer has a past of at least a day, so there is nothing that "
                             "%s could tell them apart by.")
                         : _("%s does not tell customers apart by when they bought last: there is "
                             "no map to draw. The values of each customer stand under "
                             "Customers."), fit->kind->name);

      set_empty (spec, why);
      return g_steal_pointer (&spec);
    }

  set_axes (spec,
            map->is_whole ? _("Occasions since the last purchase")
                          : map->unit_days == 7 ? _("Weeks since the last purchase")
                                                : _("Days since the last purchase"),
            CLV_PLOT_UNIT_NUMBER,
            _("Repeat purchases"), is_expected ? CLV_PLOT_UNIT_RATIO : CLV_PLOT_UNIT_PERCENT);
  spec->count_title = g_strdup (_("customers"));
  add_rows (spec, map, is_expected ? map->expected : map->p_active);
  ages = describe_ages (map);
  age = format_time (map->age);
  take_texts (spec,
              g_strdup_printf (map->is_whole
                               ? _("%s, of a customer who first bought %s occasions ago; below it "
                                   "how many of your customers are there")
                               : map->unit_days == 7
                               ? _("%s, of a customer who first bought %s weeks ago; below it how "
                                   "many of your customers are there")
                               : _("%s, of a customer who first bought %s days ago; below it how "
                                   "many of your customers are there"), fit->kind->name, age),
              add_baseline (is_expected ? describe_expected (map, ages)
                                        : describe_chance (map, ages), fit));

  return g_steal_pointer (&spec);
}

/**
 * clv_figure_heat_map_of_age:
 * @fit: the fit
 * @customers: as of its last day
 * @age_days: (nullable): a number of days; the group of customers about as old is
 *   drawn, the one with the oldest customers where it is 0
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_heat_map_of_age (const ClvFit       *fit,
                            const ClvCustomers *customers,
                            gint32              age_days,
                            gboolean            is_expected)
{
  g_autoptr(GArray) ages = NULL;
  g_autoptr(ClvHeatMap) map = NULL;
  guint which = 0;

  g_return_val_if_fail (fit != NULL && customers != NULL, NULL);

  ages = clv_heat_map_list_ages (customers, N_AGES);
  if (ages->len > 0 && clv_heat_map_is_possible (fit))
    {
      while (which + 1 < ages->len
             && (age_days == 0 || g_array_index (ages, ClvAgeGroup, which).to_days < age_days))
        which++;
      map = clv_heat_map_new (fit, customers, &g_array_index (ages, ClvAgeGroup, which),
                              DAYS_A_YEAR);
    }

  return clv_figure_heat_map (fit, map, is_expected);
}

static const struct
{
  ClvMixingQuantity quantity;
  ClvPlotUnit unit;
  const char *title;
  const char *x_title;
} words[] = {
  { CLV_MIXING_RATE, CLV_PLOT_UNIT_NUMBER, N_("How often customers buy"),
    N_("Purchases a year, while active") },
  { CLV_MIXING_CHANCE, CLV_PLOT_UNIT_PERCENT, N_("How often customers take an occasion"),
    N_("Chance to buy at an occasion, while active") },
  { CLV_MIXING_LEAVE_YEAR, CLV_PLOT_UNIT_PERCENT, N_("How soon customers leave"),
    N_("Chance to leave within a year") },
  { CLV_MIXING_LEAVE_BUY, CLV_PLOT_UNIT_PERCENT, N_("How soon customers leave"),
    N_("Chance to leave after a purchase") },
  { CLV_MIXING_LEAVE_TURN, CLV_PLOT_UNIT_PERCENT, N_("How soon customers leave"),
    N_("Chance to leave before an occasion") },
  { CLV_MIXING_CHURN, CLV_PLOT_UNIT_PERCENT, N_("How many do not renew"),
    N_("Chance not to renew the first time") },
  { CLV_MIXING_SPEND, CLV_PLOT_UNIT_MONEY, N_("What customers spend"),
    N_("A customer’s mean purchase") },
};

static char *
say_spread (ClvMixingQuantity quantity,
            const char       *median,
            const char       *upper)
{
  switch (quantity)
    {
    case CLV_MIXING_CHANCE:
      return g_strdup_printf (_("While they are active, half of your customers buy at an occasion "
                                "with a chance below %s; one in ten with a chance above %s."),
                              median, upper);

    case CLV_MIXING_LEAVE_YEAR:
      return g_strdup_printf (_("Half of your customers have a chance below %s to leave within a "
                                "year; one in ten a chance above %s."), median, upper);

    case CLV_MIXING_LEAVE_BUY:
      return g_strdup_printf (_("Half of your customers have a chance below %s to leave after a "
                                "purchase; one in ten a chance above %s."), median, upper);

    case CLV_MIXING_LEAVE_TURN:
      return g_strdup_printf (_("Half of your customers have a chance below %s to leave before an "
                                "occasion; one in ten a chance above %s."), median, upper);

    case CLV_MIXING_CHURN:
      return g_strdup_printf (_("Half of your customers have a chance below %s not to renew the "
                                "first time; one in ten a chance above %s."), median, upper);

    case CLV_MIXING_SPEND:
      return g_strdup_printf (_("Half of your customers spend less than %s a purchase on average; "
                                "one in ten more than %s."), median, upper);

    case CLV_MIXING_RATE:
    default:
      return g_strdup_printf (_("While they are active, half of your customers buy less than %s "
                                "times a year; one in ten buys more than %s times."), median,
                              upper);
    }
}

static char *
say_below (ClvMixingQuantity quantity,
           const char       *share,
           const char       *value)
{
  switch (quantity)
    {
    case CLV_MIXING_RATE:
      return g_strdup_printf (_("%s of the customers buy less than %s times a year"), share,
                              value);

    case CLV_MIXING_SPEND:
      return g_strdup_printf (_("%s of the customers spend less than %s a purchase on average"),
                              share, value);

    case CLV_MIXING_CHANCE:
    case CLV_MIXING_LEAVE_YEAR:
    case CLV_MIXING_LEAVE_BUY:
    case CLV_MIXING_LEAVE_TURN:
    case CLV_MIXING_CHURN:
    default:
      return g_strdup_printf (_("%s of the customers have a chance below %s"), share, value);
    }
}

static void
add_curve (ClvPlotSpec     *spec,
           const ClvMixing *mixing)
{
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  ClvPlotSeries *series = NULL;

  for (guint i = 0; i < CLV_MIXING_POINTS; i++)
    {
      g_autofree char *share = clv_percent_format (mixing->below[i], 0);
      g_autofree char *value = clv_plot_unit_format (spec->x_unit, mixing->x[i], spec->currency,
                                                     FALSE);

      g_ptr_array_add (notes, say_below (mixing->quantity, share, value));
    }
  series = clv_plot_spec_add_series (spec, _("Customers"), CLV_PLOT_ROLE_ACCENT,
                                     CLV_MIXING_POINTS, mixing->x, mixing->density, NULL, NULL);
  clv_plot_series_set_texts (series, NULL, (const char * const *) notes->pdata, NULL);
}

static void
add_marks (ClvPlotSpec     *spec,
           const ClvMixing *mixing)
{
  const char *names[] = { _("One in ten below"), _("Half below"), _("Mean"),
                          _("One in ten above") };
  double at[] = { mixing->lower, mixing->median, mixing->mean, mixing->upper };
  const double height[] = { NAN, NAN, NAN, NAN };

  /* In order, so that their words do not cross. */
  for (guint i = 1; i < G_N_ELEMENTS (at); i++)
    for (guint k = i; k > 0 && at[k] < at[k - 1]; k--)
      {
        const double value = at[k];
        const char *name = names[k];

        at[k] = at[k - 1];
        at[k - 1] = value;
        names[k] = names[k - 1];
        names[k - 1] = name;
      }
  clv_plot_series_set_texts (clv_plot_spec_add_series (spec, _("Marks"), CLV_PLOT_ROLE_ACTUAL,
                                                       G_N_ELEMENTS (at), at, height, NULL, NULL),
                             names, NULL, NULL);
  clv_plot_spec_set_band (spec, mixing->lower, mixing->upper, NULL);
}

/**
 * clv_figure_mixing:
 * @fit: the fit
 * @mixing: of clv_mixing_list()
 * @currency: of the amounts
 *
 * How a quantity is spread over customers by the model.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_mixing (const ClvFit    *fit,
                   const ClvMixing *mixing,
                   const char      *currency)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autofree char *median = NULL;
  g_autofree char *upper = NULL;
  guint i = 0;

  g_return_val_if_fail (fit != NULL && mixing != NULL, NULL);

  while (i + 1 < G_N_ELEMENTS (words) && words[i].quantity != mixing->quantity)
    i++;
  spec = clv_plot_spec_new (CLV_PLOT_DENSITY, _(words[i].title));
  set_axes (spec, _(words[i].x_title), words[i].unit, _("Share"), CLV_PLOT_UNIT_NUMBER);
  spec->currency = g_strdup (currency);
  add_curve (spec, mixing);
  add_marks (spec, mixing);
  median = clv_plot_unit_format (spec->x_unit, mixing->median, currency, FALSE);
  upper = clv_plot_unit_format (spec->x_unit, mixing->upper, currency, FALSE);
  take_texts (spec,
              g_strdup_printf (_("By %s; where the curve is high there are many customers"),
                               mixing->quantity == CLV_MIXING_SPEND ? "Gamma–Gamma"
                                                                    : fit->kind->name),
              mixing->quantity == CLV_MIXING_SPEND
              ? say_spread (mixing->quantity, median, upper)
              : add_baseline (say_spread (mixing->quantity, median, upper), fit));

  return g_steal_pointer (&spec);
}
