/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-number.h"
#include "clv-customer-key.h"
#include "clv-detector.h"
#include "clv-header.h"
#include "clv-import-block.h"
#include "clv-import-rates.h"
#include "clv-import-rejects.h"
#include "clv-order-map.h"
#include "clv-outliers.h"
#include "clv-row-check.h"
#include "clv-zone-table.h"

G_BEGIN_DECLS

/* Something about some rows that changes nothing, and is said. */
typedef struct
{
  guint64 n;
  guint64 line;       /* of the first */
  char *example;      /* (nullable): what stands there */
} ClvRowNote;

/* What of the amounts of the rows that are kept a rule took off. */
typedef struct
{
  guint64 n;
  gint64 amount;
} ClvRowSum;

typedef enum
{
  CLV_CHANGE_SIGN,       /* refunds that are written without a minus sign */
  CLV_CHANGE_TAX,
  CLV_CHANGE_SHIPPING,
  CLV_CHANGE_REFUNDED,
  CLV_CHANGE_CONVERTED,
  CLV_N_CHANGES
} ClvRowChange;

/* What the row says about its amount, before any rule. */
typedef struct
{
  char currency[4];       /* "" where it is not known */
  gboolean is_home;       /* it is the run's */
  ClvCellState state;
  ClvField field;         /* whose cell the state is about */
  gint64 plain;           /* minor units of @currency */
  gboolean is_rounded;
} ClvRowAmount;

/**
 * ClvRowTaker:
 *
 * Turns the rows of slices into typed rows of a block, or into rejects. Rows of the
 * common shape go a fast way, all others the exact one; rows that are only
 * understood when all have been seen wait for clv_row_taker_finish().
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
  gsize header_length;
  const char *names[CLV_N_FIELDS]; /* column names for messages */
  const char *last_name;
  gboolean has_money;              /* kind "orders" */
  gboolean is_plain;               /* a kind, a currency and rules that the fast way knows */
  int last_needed;                 /* a row must have this column */
  const char *last_needed_name;
  ClvField amount_field;           /* the amount, or the price where it is computed */

  ClvCustomerKey key;
  gboolean any_mail;               /* addresses are in the slice, and may be of customers */
  GString *lowered;                /* e-mail addresses of the slice */
  gsize lowered_room;
  GArray *checks;                  /* of ClvRowCheck: status, cancelled, filters */
  ClvRowCheck event;               /* lets through what is no refund */
  gboolean has_event;
  gint32 first_day;                /* that the rules take */
  gint32 last_day;
  ClvImportRates rates;
  ClvZoneCache *zone;              /* (nullable): of times without one, as the plan says */
  ClvZoneTable *zones;             /* (nullable): that the rows name themselves */

  guint64 n_failed[CLV_N_FIELDS];
  guint64 failed_lines[CLV_N_FIELDS];
  char *failed_examples[CLV_N_FIELDS];
  ClvRowNote rounded;              /* amounts with more decimals than the currency has */
  ClvRowNote over_refunded;        /* orders of which more was paid back than paid */
  ClvRowNote other_totals;         /* rows that contradict the first of their order */
  ClvRowSum changes[CLV_N_CHANGES];
  ClvOutliers amounts;
  ClvOutliers quantities;
  ClvCurrencyTotal home;           /* rows in the run's currency */

  GString *scratch;
  GString *last_order;             /* of the last row with an amount */
  gint64 refund_left;              /* of that order, more than its rows so far */
  guint64 refund_line;
  ClvOrderMap *totals;             /* (nullable): orders whose total was seen */
  ClvOrderMap *buyers;             /* (nullable): order → customer, for refunds */
  ClvIdSet *left_orders;           /* (nullable): of rows left out that had an amount */
  GArray *lines;                   /* of further lines whose order did not come yet */
  GArray *refunds;                 /* that name an order */
  GString *held_text;              /* of both */
  guint64 n_extra;                 /* rows made beside those of the file */
  guint64 n_extra_orders;          /* of them, counted as orders because they have no id */

  ClvCsvSlice *slice;
  ClvRowAmount amount;             /* of the present row */
  gint64 row_changes[CLV_N_CHANGES];
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
gboolean clv_row_taker_finish (ClvRowTaker  *self,
                               GError      **error);
void     clv_row_taker_tell (ClvRowTaker *self,
                             const char  *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvRowTaker, clv_row_taker_clear)

G_END_DECLS
