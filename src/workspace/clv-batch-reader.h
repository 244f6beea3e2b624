/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-dictionary.h"
#include "clv-segment.h"
#include "clv-statement.h"

G_BEGIN_DECLS

/* Reading batches back. Private to this room. */

/**
 * ClvRows:
 *
 * The rows of one segment, decoded. Arrays are reused from one segment to the
 * next; what the segment has no column for is marked absent.
 */
typedef struct
{
  guint32 n;
  gboolean has_clock;
  gboolean has_order;
  gboolean has_product;
  guint32    *customer;      /* codes of the batch's own dictionary */
  gint64     *time;
  gint64     *amount;
  guint32    *product;
  GByteArray *order_heap;    /* texts ended by NUL */
  guint32    *order_offset;
} ClvRows;

ClvRows       *clv_rows_new (void);
void           clv_rows_free (ClvRows *self);
void           clv_rows_clear (ClvRows *self);
/* Adds one coded column; FALSE where it is damaged. */
gboolean       clv_rows_take_column (ClvRows       *self,
                                     guint          field,
                                     gconstpointer  bytes,
                                     gsize          size);
gboolean       clv_rows_load (ClvRows       *self,
                              ClvWorkspace  *workspace,
                              gint64         batch,
                              gint64         seq,
                              GError       **error);
const char    *clv_rows_get_order (const ClvRows *self,
                                   guint32        row);

void           clv_batch_set_damaged (ClvWorkspace  *workspace,
                                      gint64         batch,
                                      GError       **error);
gint64         clv_batch_get_n_segments (ClvWorkspace  *workspace,
                                         gint64         batch,
                                         GError       **error);
ClvDictionary *clv_batch_load_dictionary (ClvWorkspace  *workspace,
                                          gint64         batch,
                                          guint          field,
                                          GError       **error);
/* (nullable) (element-type gint64 guint8*): segment → bit set of replaced rows;
 * NULL without error where nothing was replaced. */
gboolean       clv_batch_load_superseded (ClvWorkspace  *workspace,
                                          gint64         batch,
                                          GHashTable   **superseded,
                                          GError       **error);

#define CLV_ROW_BIT(bits, row) ((bits) != NULL && ((bits)[(row) >> 3] >> ((row) & 7)) & 1)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRows, clv_rows_free)

G_END_DECLS
