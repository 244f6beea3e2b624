/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-memory.h"
#include "clv-mix.h"
#include "clv-quality-twins.h"

#define DAY_SECONDS 86400
#define LOOKED_AT (1u << 19)   /* rows, from which on a part is looked at */
#define BATCH 256

/* Room for twice the rows that are to be looked at. */
gboolean
clv_quality_twins_init (ClvQualityTwins *self,
                        guint64          n_rows)
{
  guint32 size = 1024;

  memset (self, 0, sizeof *self);
  while (n_rows / (self->sample_mask + 1) > LOOKED_AT)
    self->sample_mask = 2 * self->sample_mask + 1;
  while (size < 2 * (n_rows / (self->sample_mask + 1)))
    size *= 2;
  /* Customers differ in size, and so do samples of them. */
  if (self->sample_mask != 0)
    size = 2 * LOOKED_AT;
  self->slots = clv_try_alloc_large (size, sizeof *self->slots);
  if (self->slots == NULL)
    return FALSE;
  memset (self->slots, 0, size * sizeof *self->slots);
  self->mask = size - 1;
  return TRUE;
}

void
clv_quality_twins_clear (ClvQualityTwins *self)
{
  g_clear_pointer (&self->slots, g_free);
}

/* Counts a row with @key, or keeps it as the first of its kind. */
static void
look_up (ClvQualityTwins *self,
         guint64          key,
         guint32          order)
{
  guint32 tag = (guint32) (key >> 32) | 1;
  guint32 at = (guint32) key & self->mask;

  for (; self->slots[at] != 0; at = (at + 1) & self->mask)
    {
      if ((guint32) (self->slots[at] >> 32) != tag)
        continue;
      self->n_seen++;
      self->n_twins += order == 0 || (guint32) self->slots[at] != order;
      return;
    }
  if (self->n_used > self->mask / 8 * 7)
    return;
  self->slots[at] = (guint64) tag << 32 | order;
  self->n_used++;
  self->n_seen++;
}

/**
 * clv_quality_twins_add:
 * @self: a count
 * @n: rows
 * @customer: their customers
 * @day: their days
 * @amount: minor units; zero and refunds are not looked at
 * @time: seconds
 * @order: marks of their orders, 0 where there is none
 * @until: later rows are not looked at
 */
void
clv_quality_twins_add (ClvQualityTwins *self,
                       guint32          n,
                       const guint32   *customer,
                       const ClvDate   *day,
                       const gint64    *amount,
                       const gint64    *time,
                       const guint64   *order,
                       ClvDate          until)
{
  guint64 keys[BATCH];
  guint32 orders[BATCH];
  guint32 n_keys = 0;

  for (guint32 i = 0; i < n; i++)
    {
      guint64 who = clv_mix (customer[i] + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

      if (((who >> 32) & self->sample_mask) == 0 && amount[i] > 0 && day[i] <= until)
        {
          keys[n_keys] = clv_mix (clv_mix (who + (guint64) time[i]) + (guint64) amount[i]);
          orders[n_keys] = order[i] == 0 ? 0 : (guint32) (clv_mix (order[i]) >> 32) | 1;
          self->has_clock |= time[i] % DAY_SECONDS != 0;
          self->has_orders |= order[i] != 0;
          __builtin_prefetch (&self->slots[(guint32) keys[n_keys] & self->mask], 1);
          n_keys++;
        }
      if (n_keys == BATCH || (i + 1 == n && n_keys > 0))
        {
          for (guint32 j = 0; j < n_keys; j++)
            look_up (self, keys[j], orders[j]);
          n_keys = 0;
        }
    }
}
