/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "clv-pair-index.h"

#define SHORT_RANGE 4000000
#define SPARSE 64         /* days of the range for one that is there */

static int
compare_days (gconstpointer a,
              gconstpointer b)
{
  gint32 x = *(const gint32 *) a;
  gint32 y = *(const gint32 *) b;

  return x < y ? -1 : x > y;
}

/* Of any days. */
static void
sort_days (ClvDayIndex    *self,
           const ClvCells *cells)
{
  gsize total = 2 * (gsize) cells->n;
  gsize n = 0;

  self->day = g_new (gint32, total);
  memcpy (self->day, cells->age_days, cells->n * sizeof (gint32));
  memcpy (self->day + cells->n, cells->recency_days, cells->n * sizeof (gint32));
  qsort (self->day, total, sizeof (gint32), compare_days);
  for (gsize i = 0; i < total; i++)
    {
      if (n == 0 || self->day[n - 1] != self->day[i])
        self->day[n++] = self->day[i];
    }
  self->n = (guint32) n;
}

/* Of days from 0 to @last, which is not far for any history of people: by marks. */
static void
mark_days (ClvDayIndex    *self,
           const ClvCells *cells,
           gint32          last)
{
  self->position = g_new0 (guint32, (gsize) last + 1);
  for (guint32 i = 0; i < cells->n; i++)
    {
      self->position[cells->age_days[i]] = 1;
      self->position[cells->recency_days[i]] = 1;
    }
  for (gint32 day = 0; day <= last; day++)
    self->n += self->position[day];
  self->day = g_new (gint32, MAX (self->n, 1));
  self->n = 0;
  for (gint32 day = 0; day <= last; day++)
    {
      if (self->position[day] == 0)
        continue;
      self->day[self->n] = day;
      self->position[day] = self->n++;
    }
}

/**
 * clv_day_index_new:
 * @cells: distinct customers
 *
 * Returns: (transfer full): their days
 */
ClvDayIndex *
clv_day_index_new (const ClvCells *cells)
{
  ClvDayIndex *self = g_new0 (ClvDayIndex, 1);
  gint32 first = 0;
  gint32 last = 0;

  for (guint32 i = 0; i < cells->n; i++)
    {
      first = MIN (first, MIN (cells->age_days[i], cells->recency_days[i]));
      last = MAX (last, MAX (cells->age_days[i], cells->recency_days[i]));
    }
  if (cells->n == 0)
    self->day = g_new (gint32, 1);
  else if (first >= 0 && last < SHORT_RANGE)
    mark_days (self, cells, last);
  else
    sort_days (self, cells);
  return self;
}

void
clv_day_index_free (ClvDayIndex *self)
{
  if (self == NULL)
    return;
  g_free (self->day);
  g_free (self->position);
  g_free (self);
}

/* Index of a @day that is there. */
guint32
clv_day_index_find (const ClvDayIndex *self,
                    gint32             day)
{
  guint32 lo = 0;
  guint32 hi = self->n;

  if (self->position != NULL)
    return self->position[day];
  while (hi - lo > 1)
    {
      guint32 middle = lo + (hi - lo) / 2;

      if (self->day[middle] <= day)
        lo = middle;
      else
        hi = middle;
    }
  return lo;
}

/**
 * clv_pair_index_new:
 * @max_x: the largest count
 * @n_days: how many days there are
 * @most: how many pairs there may be
 *
 * Returns: (transfer full): an empty index
 */
ClvPairIndex *
clv_pair_index_new (guint32 max_x,
                    guint32 n_days,
                    guint32 most)
{
  ClvPairIndex *self = g_new0 (ClvPairIndex, 1);
  guint64 range = ((guint64) max_x + 1) * n_days;

  self->n_days = n_days;
  self->x = g_new (guint32, (gsize) most + 1);
  self->day = g_new (guint32, (gsize) most + 1);
  if (range < SHORT_RANGE)
    self->position = g_new0 (guint32, (gsize) range + 1);
  else
    self->table = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
clv_pair_index_free (ClvPairIndex *self)
{
  if (self == NULL)
    return;
  g_free (self->x);
  g_free (self->day);
  g_free (self->position);
  g_clear_pointer (&self->table, g_hash_table_unref);
  g_free (self);
}

/* Index of a pair, which is added where it is new. */
guint32
clv_pair_index_add (ClvPairIndex *self,
                    guint32       x,
                    guint32       day)
{
  gint64 key = (gint64) x * self->n_days + day;
  guint32 found = 0;

  found = self->position != NULL ? self->position[key]
                                 : GPOINTER_TO_UINT (g_hash_table_lookup (self->table, &key));
  if (found > 0)
    return found - 1;

  self->x[self->n] = x;
  self->day[self->n] = day;
  found = ++self->n;
  if (self->position != NULL)
    self->position[key] = found;
  else
    g_hash_table_insert (self->table, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (found));
  return found - 1;
}
