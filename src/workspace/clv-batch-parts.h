/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-dictionary.h"
#include "clv-hash.h"
#include "clv-statement.h"
#include "clv-zone.h"

G_BEGIN_DECLS

/* What every batch is written of, whatever its rows are. Private to this room. */

/**
 * ClvBatchLine:
 *
 * The line of a new batch. Texts are lent.
 */
typedef struct
{
  gint64 id;
  const char *kind;
  const char *file_name;
  const char *plan;
  const char *content_hash;
  guint64 rows;
  guint64 orders;
  guint64 customers;
  guint64 rejected;
  guint64 changed;
  gint64 net_amount;
  ClvDate first;             /* CLV_DATE_INVALID where there are no days */
  ClvDate last;
  gboolean has_orders;       /* order ids */
} ClvBatchLine;

/* The id that the next batch gets. */
gboolean clv_batch_next_id (ClvWorkspace  *workspace,
                            gint64        *id,
                            GError       **error);
/* Imported now. */
gboolean clv_batch_insert_line (ClvWorkspace        *workspace,
                                const ClvBatchLine  *line,
                                GError             **error);
gboolean clv_batch_insert_segment (ClvWorkspace   *workspace,
                                   gint64          batch,
                                   guint           seq,
                                   guint           field,
                                   guint32         n_rows,
                                   gconstpointer   bytes,
                                   gsize           size,
                                   GError        **error);
/* Codes a dictionary part by part in @scratch; what @hash and @workspace are given for,
 * it goes into. */
gboolean clv_batch_put_dictionary (ClvWorkspace         *workspace,
                                   gint64                batch,
                                   guint                 field,
                                   const ClvDictionary  *dictionary,
                                   GByteArray           *scratch,
                                   ClvBulkHash          *hash,
                                   GError              **error);
/* Rows of an earlier batch's segment that a new one replaces, 16 bits each. */
void     clv_batch_list_row (GByteArray *rows,
                             guint32     row);
gboolean clv_batch_insert_superseded (ClvWorkspace      *workspace,
                                      gint64             batch,
                                      gint64             old_batch,
                                      gint64             old_segment,
                                      const GByteArray  *rows,
                                      GError           **error);
/* Widens the span of days by that of some times: moments where @has_clock, else
 * midnights as written. */
void     clv_batch_widen_span (ClvZone       *zone,
                               gint64         least,
                               gint64         most,
                               gboolean       has_clock,
                               ClvDate       *first,
                               ClvDate       *last);
/* [number of texts]: what rows are compared by; free with g_free(). */
guint64 *clv_batch_hash_texts (const ClvDictionary *dictionary);

G_END_DECLS
