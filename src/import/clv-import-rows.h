/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-number.h"
#include "clv-detector.h"
#include "clv-header.h"
#include "clv-import-block.h"
#include "clv-import-rejects.h"

G_BEGIN_DECLS

/**
 * ClvRowTaker:
 *
 * Turns the rows of slices into typed rows of a block, or into rejects.
 */
typedef struct
{
  const ClvImportPlan *plan;
  ClvImportBlock *block;
  ClvImportResult *result;
  ClvRejects *rejects;
  ClvDetector *watcher;            /* (nullable): is told what the rows say of the plan */
  const ClvImportHead *head;
  ClvNumberRules rules;
  guint n_columns;
  int columns[CLV_N_FIELDS];       /* -1 where not mapped */
  int *attributes;
  const char *header;              /* (nullable): the header as read, for repeats */
  const char *names[CLV_N_FIELDS]; /* column names for messages */
  const char *last_name;
  gboolean has_email;              /* customers are e-mail addresses */
  gboolean is_plain;               /* a kind and currency that the fast way knows */
  gboolean has_checks;             /* it has to look at more than the usual columns */
  gboolean has_status;             /* status is one that is not left out */
  GString *status;
  GString *lowered;                /* e-mail addresses of the slice */
  gsize lowered_room;
  int last_needed;                 /* a row must have this column */
  const char *last_needed_name;

  guint64 n_failed[CLV_N_FIELDS];
  guint64 failed_lines[CLV_N_FIELDS];
  char *failed_examples[CLV_N_FIELDS];
  guint64 n_rounded;               /* amounts with more decimals than the currency has */
  guint64 rounded_line;
  char *rounded_example;
  gboolean is_rounded;             /* the amount of the present row */
  GString *scratch;
  GString *last_order;             /* of the last row kept */
  ClvCsvSlice *slice;
  gboolean is_valid;               /* the slice is valid UTF-8 */
  guint64 day_word;                /* the date last read by the fast way, and its day */
  guint16 day_tail;
  gint32 day;
  gboolean is_watched;             /* its rows are news to the watcher */
  gboolean is_refuted;             /* the watcher has seen what the plan cannot be right with */
} ClvRowTaker;

void     clv_row_taker_init (ClvRowTaker          *self,
                             const ClvImportHead  *head,
                             GPtrArray            *names,
                             const int            *columns);
void     clv_row_taker_clear (ClvRowTaker  *self);
gboolean clv_row_taker_take (ClvRowTaker  *self,
                             ClvCsvSlice  *slice,
                             guint32       from,
                             GError      **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvRowTaker, clv_row_taker_clear)

G_END_DECLS
