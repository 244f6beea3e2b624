/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-rows.h"

G_BEGIN_DECLS

/* What the files that take rows share; no one else. */

#define SECONDS_PER_DAY 86400

/* Bytes kept free before decoded text, so that a word that ends with a cell may
 * be loaded from there as well. */
#define SCRATCH_FRONT 8

/* What is kept of a row. */
typedef struct
{
  ClvCell customer;      /* the key, or nothing where a code says it */
  ClvCell order;
  guint32 product;
  gint64 time;
  gboolean has_clock;
  gint64 amount;         /* of the run's currency */
  gint64 refunded;       /* > 0: of it, paid back */
} ClvKeptRow;

/* clv-row-cells.c */
ClvCell  clv_row_cell (ClvRowTaker *self,
                       guint32      row,
                       int          column);
ClvCell  clv_row_field (ClvRowTaker *self,
                        guint32      row,
                        ClvField     field);
void     clv_row_reject (ClvRowTaker   *self,
                         guint32        row,
                         ClvRejectKind  kind,
                         const char    *column,
                         const char    *value);
void     clv_row_reject_cell (ClvRowTaker  *self,
                              guint32       row,
                              ClvField      field,
                              ClvCellState  state);
gboolean clv_row_check_shape (ClvRowTaker *self,
                              guint32      row);
gboolean clv_row_check_rules (ClvRowTaker *self,
                              guint32      row);
void     clv_row_note (ClvRowTaker *self,
                       guint32      row,
                       ClvRowNote  *note,
                       ClvField     field);

/* clv-row-time.c */
void     clv_row_time_init (ClvRowTaker *self);
gboolean clv_row_read_time (ClvRowTaker *self,
                            guint32      row,
                            gint32      *day,
                            gint64      *time,
                            gboolean    *has_clock);

/* clv-row-money.c */
void     clv_row_read_amount (ClvRowTaker *self,
                              guint32      row);
gboolean clv_row_settle_amount (ClvRowTaker *self,
                                guint32      row,
                                gint32       day,
                                ClvKeptRow  *kept);
void     clv_row_count_changes (ClvRowTaker *self);
void     clv_row_end_order (ClvRowTaker *self);
void     clv_row_add_saturated (gint64 *sum,
                                gint64  value);

/* clv-row-late.c */
void     clv_row_hold_line (ClvRowTaker *self,
                            guint32      row,
                            ClvCell      order);
void     clv_row_hold_refund (ClvRowTaker      *self,
                              guint32           row,
                              const ClvKeptRow *kept,
                              ClvCell           reference);
gboolean clv_row_settle_late (ClvRowTaker  *self,
                              GError      **error);

/* clv-row-exact.c */
gboolean clv_row_keep (ClvRowTaker       *self,
                       const ClvKeptRow  *kept,
                       GError           **error);
gboolean clv_row_take_exact (ClvRowTaker  *self,
                             guint32       row,
                             GError      **error);

/* clv-row-fast.c */
guint32  clv_row_take_fast (ClvRowTaker *self,
                            guint32      row);

static inline guint32
clv_row_code_text (ClvDictionary *dictionary,
                   ClvCell        cell)
{
  cell = clv_customer_key_clean (cell);

  return cell.length == 0 ? CLV_DICTIONARY_NONE
         : clv_dictionary_add (dictionary, cell.text, cell.length);
}

G_END_DECLS
