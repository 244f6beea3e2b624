/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvOrderMap:
 *
 * A number for each order id, by the 64-bit fingerprints of clv_id_fingerprint():
 * about 24 bytes an order. See #ClvIdSet for how seldom two share one.
 */
typedef struct _ClvOrderMap ClvOrderMap;

ClvOrderMap *clv_order_map_new (void);
void         clv_order_map_free (ClvOrderMap *self);
gint64      *clv_order_map_find (ClvOrderMap *self,
                                 guint64      fingerprint);
void         clv_order_map_add (ClvOrderMap *self,
                                guint64      fingerprint,
                                gint64       value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvOrderMap, clv_order_map_free)

G_END_DECLS
