/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-batch-reader.h"
#include "clv-hash.h"
#include "clv-segment.h"
#include "clv-transactions.h"
#include "clv-transactions-visit.h"

G_BEGIN_DECLS

/* How the customer codes of one batch become those of the whole. */
typedef struct
{
  gint64 batch;
  ClvDictionary *dictionary;
  guint32 n_customers;
  guint32       *codes;       /* batch code → code; NULL where they are the same */
  gboolean is_lazy;           /* codes are given when a row needs them */
  GHashTable    *superseded;
} ClvRowSource;

/* All active rows, read a segment at a time. */
typedef struct
{
  ClvWorkspace *workspace;
  ClvDictionary *customers;   /* NULL until there is a batch */
  GPtrArray *sources;         /* (element-type ClvRowSource), of orders */
  guint64 n_rows;             /* that are stored; replaced ones count */
} ClvRowReader;

/* clv-transactions-marks.c: what tells rows of one customer, day and amount apart; for
 * the rows of one segment, @order 0 where there is none */
gboolean clv_row_marks_take_orders (guint64              *order,
                                    const ClvSegmentView *view);
void     clv_row_marks_drop (gint64       *time,
                             guint64      *order,
                             const guint8 *bits,
                             guint32       n);

/* clv-transactions-rows.c */
ClvRowSource *clv_row_source_new (ClvWorkspace   *workspace,
                                  gint64          batch,
                                  ClvDictionary **customers,
                                  GError        **error);
void     clv_row_source_free (ClvRowSource *self);
gboolean clv_row_reader_init (ClvRowReader  *self,
                              ClvWorkspace  *workspace,
                              GError       **error);
void     clv_row_reader_clear (ClvRowReader *self);
gboolean clv_row_reader_run (ClvRowReader         *self,
                             const ClvRowsVisitor *visitor,
                             gpointer              user_data,
                             const ClvProgress    *progress,
                             GError              **error);
GArray  *clv_workspace_list_ids (ClvWorkspace  *workspace,
                                 const char    *sql,
                                 GError       **error);

ClvTransactions *clv_transactions_new_take (guint64        n_rows,
                                            guint32       *customer,
                                            ClvDate       *day,
                                            gint64        *amount,
                                            ClvDictionary *customers,
                                            const char    *currency);
ClvTransactions *clv_transactions_new_without_rows (const char *currency);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRowSource, clv_row_source_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvRowReader, clv_row_reader_clear)

G_END_DECLS
