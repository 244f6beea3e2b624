/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-number.h"
#include "clv-customer-key.h"
#include "clv-header.h"
#include "clv-import-rates.h"
#include "clv-import-rejects.h"
#include "clv-record-cell.h"
#include "clv-zone-table.h"

G_BEGIN_DECLS

/**
 * ClvRecordTaker:
 *
 * Turns the rows of slices into records, column by column as the layout says, or
 * into rejects. Private to this room.
 */
typedef struct
{
  const ClvImportHead *head;
  const ClvRecordLayout *layout;
  ClvImportSink *sink;
  ClvImportResult *result;
  ClvRejects *rejects;
  const char *header;              /* (nullable): the header as read, for repeats */
  const char *names[CLV_N_FIELDS]; /* column names for messages */
  const char *last_name;
  int columns[CLV_N_FIELDS];       /* of the file, -1 where not mapped */
  GArray *checks;                  /* of ClvRowCheck: status, filters */
  guint n_columns;
  int last_needed;                 /* a row must have this column */
  const char *last_needed_name;
  ClvCustomerKey customer_key;
  ClvNumberRules money;            /* of the run's currency */
  ClvNumberRules whole;
  ClvImportRates rates;
  GTimeZone *time_zone;            /* (nullable): of the workspace; UTC where NULL */
  ClvZoneCache *zone;              /* (nullable): of times without one */
  ClvZoneTable *zones;             /* (nullable): that the rows name themselves */
  ClvDate first_day;               /* that the rules take */
  ClvDate last_day;

  int key;                         /* column of the layout that holds each text once, or -1 */

  guint32 *codes[CLV_N_FIELDS];    /* [CLV_BLOCK_ROWS], by column of the layout */
  gint64 *values[CLV_N_FIELDS];
  guint8 *clocks[CLV_N_FIELDS];    /* a row of a column of times: else a midnight as written */
  gboolean any_clock[CLV_N_FIELDS];
  guint32 n;
  gint64 first_time;
  gint64 last_time;

  guint64 n_failed[CLV_N_FIELDS];
  guint64 failed_lines[CLV_N_FIELDS];
  char *failed_examples[CLV_N_FIELDS];
  GString *scratch;
  char currency[4];                /* of the present row */
  gboolean is_home;                /* it is the run's */
  ClvDate day;                     /* as written */
  ClvCell texts[CLV_N_FIELDS];     /* of the present row, by column of the layout */
  ClvCsvSlice *slice;
  gboolean is_valid;               /* the slice is valid UTF-8 */
} ClvRecordTaker;

void     clv_record_taker_init (ClvRecordTaker      *self,
                                const ClvImportHead *head,
                                GTimeZone           *zone,
                                GPtrArray           *names,
                                const int           *columns);
void     clv_record_taker_clear (ClvRecordTaker *self);
gboolean clv_record_taker_take (ClvRecordTaker  *self,
                                ClvCsvSlice     *slice,
                                guint32          from,
                                GError         **error);
gboolean clv_record_taker_flush (ClvRecordTaker  *self,
                                 GError         **error);
gboolean clv_record_taker_check (ClvRecordTaker  *self,
                                 const char      *file,
                                 GError         **error);
void     clv_record_taker_finish (ClvRecordTaker *self);

/* Of the present row, for clv-record-value.c and back. */
ClvCell      clv_record_taker_cell (ClvRecordTaker *self,
                                    guint32         row,
                                    int             column);
ClvCellState clv_record_take_value (ClvRecordTaker *self,
                                    guint32         row,
                                    guint           at,
                                    ClvCell         cell,
                                    gint64         *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvRecordTaker, clv_record_taker_clear)

G_END_DECLS
