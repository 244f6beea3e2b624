/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-heat-map.h"

#define MAX_COLUMNS 12

/* Where rows begin: each number by itself while there are many of it. */
static const guint32 row_starts[] = { 0, 1, 2, 3, 4, 5, 6, 8, 11, 16, 26, 51, 101, 251, 1001 };

/* Widths of a column that people count in, in days and in weeks. */
static const int day_widths[] = { 1, 2, 3, 5, 7, 14, 30, 60, 90, 180, 365, 730 };
static const int week_widths[] = { 1, 2, 3, 4, 6, 8, 13, 26, 52, 104 };

static gint32
find_oldest (const ClvCustomers *customers)
{
  gint32 oldest = 0;

  for (guint32 i = 0; i < customers->n; i++)
    oldest = MAX (oldest, customers->age_days[i]);

  return oldest;
}

static void
add_group (GArray        *groups,
           const guint32 *count,
           gint32         from,
           gint32         to,
           guint32        n)
{
  ClvAgeGroup group = { from, to, to, n };
  guint32 below = 0;

  for (gint32 age = from; age <= to; age++)
    {
      below += count[age];
      if (2 * (guint64) below >= n)
        {
          group.middle_days = age;
          break;
        }
    }
  while (group.from_days < to && count[group.from_days] == 0)
    group.from_days++;
  g_array_append_val (groups, group);
}

/**
 * clv_heat_map_list_ages:
 * @customers: the summary
 * @n: at most so many groups
 *
 * Groups of about equally many customers by age. Those who bought on the last day for
 * the first time have no past yet and are in none.
 *
 * Returns: (transfer full) (element-type ClvAgeGroup): youngest first
 */
GArray *
clv_heat_map_list_ages (const ClvCustomers *customers,
                        guint               n)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (ClvAgeGroup));
  g_autofree guint32 *count = NULL;
  gint32 oldest = 0;
  gint32 from = 1;
  guint32 total = 0;
  guint64 seen = 0;
  guint32 in_group = 0;

  g_return_val_if_fail (customers != NULL && n > 0, groups);

  oldest = find_oldest (customers);
  count = g_new0 (guint32, (gsize) oldest + 1);
  for (guint32 i = 0; i < customers->n; i++)
    if (customers->age_days[i] > 0)
      {
        count[customers->age_days[i]]++;
        total++;
      }
  for (gint32 age = 1; age <= oldest; age++)
    {
      in_group += count[age];
      seen += count[age];
      if (in_group > 0 && (age == oldest || seen * n >= (guint64) total * (groups->len + 1)))
        {
          add_group (groups, count, from, age, in_group);
          from = age + 1;
          in_group = 0;
        }
    }

  return groups;
}

gboolean
clv_heat_map_is_possible (const ClvFit *fit)
{
  static const char * const without[] = { "sbg", "bdw", "hybrid", "historic", "formula" };

  g_return_val_if_fail (fit != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (without); i++)
    if (g_str_equal (fit->kind->id, without[i]))
      return FALSE;

  return fit->kind->p_active != NULL && fit->kind->expected_purchases != NULL;
}

static gboolean
is_in_group (const ClvHeatMap   *self,
             const ClvCustomers *customers,
             guint32             i)
{
  return customers->age_days[i] >= self->group.from_days
         && customers->age_days[i] <= self->group.to_days;
}

/* As many rows as hold 99 of 100 customers; the last is open. */
static void
set_rows (ClvHeatMap         *self,
          const ClvCustomers *customers)
{
  guint32 count[G_N_ELEMENTS (row_starts)] = { 0 };
  guint32 below = 0;
  guint n = 0;

  for (guint32 i = 0; i < customers->n; i++)
    {
      guint row = G_N_ELEMENTS (row_starts) - 1;

      if (!is_in_group (self, customers, i))
        continue;
      while (row_starts[row] > customers->x[i])
        row--;
      count[row]++;
    }
  while (n < G_N_ELEMENTS (row_starts)
         && (n < 5 || below < 0.99 * self->group.n))
    below += count[n++];

  self->n_rows = n;
  self->x_from = g_new (guint32, n);
  self->x_to = g_new (guint32, n);
  for (guint i = 0; i < n; i++)
    {
      self->x_from[i] = row_starts[i];
      self->x_to[i] = i + 1 < n ? row_starts[i + 1] - 1 : G_MAXUINT32;
    }
}

static void
set_columns (ClvHeatMap *self)
{
  const int *widths = self->unit_days == 7 ? week_widths : day_widths;
  const guint n_widths = self->unit_days == 7 ? G_N_ELEMENTS (week_widths)
                                              : G_N_ELEMENTS (day_widths);
  guint i = 0;
  double width = 0.0;

  while (i + 1 < n_widths && self->age > MAX_COLUMNS * widths[i])
    i++;
  width = MAX (widths[i], ceil (self->age / MAX_COLUMNS));
  self->n_columns = (guint) MAX (ceil (self->age / width - 1e-9), 1.0);
  self->since_from = g_new (double, self->n_columns);
  self->since_to = g_new (double, self->n_columns);
  self->since = g_new (double, self->n_columns);
  for (guint k = 0; k < self->n_columns; k++)
    {
      self->since_from[k] = k * width;
      self->since_to[k] = MIN ((k + 1) * width, self->age);
      self->since[k] = 0.5 * (self->since_from[k] + self->since_to[k]);
    }
}

/* Occasions are counted: 0 is that the last one was taken. */
static void
set_whole_columns (ClvHeatMap *self)
{
  const guint last = (guint) lrint (self->age);
  const guint width = last / MAX_COLUMNS + 1;

  self->n_columns = last / width + 1;
  self->since_from = g_new (double, self->n_columns);
  self->since_to = g_new (double, self->n_columns);
  self->since = g_new (double, self->n_columns);
  for (guint k = 0; k < self->n_columns; k++)
    {
      self->since_from[k] = k * width;
      self->since_to[k] = MIN ((k + 1) * width - 1, last);
      self->since[k] = self->since_from[k];
    }
}

static void
compute_cells (ClvHeatMap   *self,
               const ClvFit *fit)
{
  for (guint i = 0; i < self->n_rows; i++)
    for (guint k = 0; k < self->n_columns; k++)
      {
        const guint cell = i * self->n_columns + k;
        const double x = self->x_from[i];
        const gboolean is_once = self->x_from[i] == 0;
        const double recency = is_once ? 0.0 : self->age - self->since[k];

        self->p_active[cell] = NAN;
        self->expected[cell] = NAN;
        if ((is_once && k + 1 < self->n_columns) || (self->is_whole && x > recency))
          continue;
        self->p_active[cell] = fit->kind->p_active (fit->kind, fit->parameters, x, recency,
                                                    self->age);
        self->expected[cell] = fit->kind->expected_purchases (fit->kind, fit->parameters, x,
                                                              recency, self->age, self->horizon);
      }
}

/* Who is older than the middle may have bought last before the map's first day: he is in
 * its last column. */
static void
count_customers (ClvHeatMap         *self,
                 const ClvCustomers *customers)
{
  const double width = self->n_columns > 1 ? self->since_from[1] : self->age + 1.0;

  for (guint32 i = 0; i < customers->n; i++)
    {
      double since = (double) (customers->age_days[i] - customers->recency_days[i])
                     / self->unit_days;
      guint column = self->n_columns - 1;
      guint row = self->n_rows - 1;

      if (!is_in_group (self, customers, i))
        continue;
      while (self->x_from[row] > customers->x[i])
        row--;
      if (customers->x[i] > 0)
        column = MIN ((guint) (since / width), column);
      self->customers[row * self->n_columns + column]++;
    }
}

/**
 * clv_heat_map_new:
 * @fit: for which clv_heat_map_is_possible()
 * @customers: as of the fit's last day
 * @group: of clv_heat_map_list_ages()
 * @horizon_days: how far ahead purchases are counted
 *
 * Returns: (transfer full): the map
 */
ClvHeatMap *
clv_heat_map_new (const ClvFit       *fit,
                  const ClvCustomers *customers,
                  const ClvAgeGroup  *group,
                  int                 horizon_days)
{
  ClvHeatMap *self = NULL;
  guint n = 0;

  g_return_val_if_fail (fit != NULL && customers != NULL && group != NULL, NULL);

  self = g_new0 (ClvHeatMap, 1);
  self->group = *group;
  self->unit_days = fit->spec->unit_days;
  self->age = (double) group->middle_days / self->unit_days;
  self->horizon = (double) horizon_days / self->unit_days;
  self->is_whole = customers->opportunity != CLV_OPPORTUNITY_NONE;
  set_rows (self, customers);
  if (self->is_whole)
    {
      self->age = rint (self->age);
      self->horizon = rint (self->horizon);
      set_whole_columns (self);
    }
  else
    {
      set_columns (self);
    }
  n = self->n_rows * self->n_columns;
  self->p_active = g_new (double, n);
  self->expected = g_new (double, n);
  self->customers = g_new0 (guint32, n);
  compute_cells (self, fit);
  count_customers (self, customers);

  return self;
}

void
clv_heat_map_free (ClvHeatMap *self)
{
  if (self == NULL)
    return;

  g_free (self->x_from);
  g_free (self->x_to);
  g_free (self->since_from);
  g_free (self->since_to);
  g_free (self->since);
  g_free (self->p_active);
  g_free (self->expected);
  g_free (self->customers);
  g_free (self);
}
