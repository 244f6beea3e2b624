/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-order-map.h"

typedef struct
{
  guint64 fingerprint;   /* 0 is free */
  gint64 value;
} Slot;

struct _ClvOrderMap
{
  Slot *slots;
  guint64 mask;
  guint64 n;
};

/*
 * clv_order_map_new:
 *
 * An empty map.
 */
ClvOrderMap *
clv_order_map_new (void)
{
  ClvOrderMap *self = g_new0 (ClvOrderMap, 1);

  self->mask = 1023;
  self->slots = g_new0 (Slot, self->mask + 1);

  return self;
}

/*
 * clv_order_map_free:
 */
void
clv_order_map_free (ClvOrderMap *self)
{
  if (self == NULL)
    return;

  g_free (self->slots);
  g_free (self);
}

static Slot *
find_slot (const ClvOrderMap *self,
           guint64            fingerprint)
{
  guint64 at = fingerprint & self->mask;

  while (self->slots[at].fingerprint != 0 && self->slots[at].fingerprint != fingerprint)
    at = (at + 1) & self->mask;

  return &self->slots[at];
}

/*
 * clv_order_map_find:
 * @fingerprint: of an order id, not 0
 *
 * Returns: (nullable): the number, lent until the next one is added
 */
gint64 *
clv_order_map_find (ClvOrderMap *self,
                    guint64      fingerprint)
{
  Slot *slot = find_slot (self, fingerprint);

  return slot->fingerprint != 0 ? &slot->value : NULL;
}

/*
 * clv_order_map_add:
 * @fingerprint: of an order id, not 0
 * @value: the number, instead of one that may be there
 */
void
clv_order_map_add (ClvOrderMap *self,
                   guint64      fingerprint,
                   gint64       value)
{
  Slot *slot = find_slot (self, fingerprint);

  self->n += slot->fingerprint == 0;
  *slot = (Slot) { fingerprint, value };
  if (self->n * 4 > self->mask * 3)
    {
      g_autofree Slot *old = self->slots;
      guint64 n_old = self->mask + 1;

      self->mask = n_old * 2 - 1;
      self->slots = g_new0 (Slot, n_old * 2);
      for (guint64 i = 0; i < n_old; i++)
        {
          if (old[i].fingerprint != 0)
            *find_slot (self, old[i].fingerprint) = old[i];
        }
    }
}
