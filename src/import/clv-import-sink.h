/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-dictionary.h"
#include "clv-hash.h"
#include "clv-import-plan.h"
#include "clv-import-record.h"

G_BEGIN_DECLS

#define CLV_BLOCK_ROWS 65536

/**
 * ClvRowBlock:
 *
 * Up to 65,536 typed rows on their way from the reader to a sink, in file
 * order. All pointers are lent for the duration of the call.
 *
 * Customers and products are codes of the run's dictionaries, numbered by first
 * appearance in this file. Times are seconds since 1970-01-01: UTC where
 * @has_clock, else midnight of the calendar day as written. Amounts are minor
 * units of the run's currency.
 *
 * Kind "orders" fills customer, time, amount and, where mapped, order and
 * product. Kind "customers" fills customer and attributes only.
 *
 * Order ids come either as texts or, where all of the block are one prefix and a
 * number of the same digits, as @order_number behind @order_prefix;
 * clv_row_block_append_order() spells either.
 */
typedef struct
{
  guint32 n_rows;
  const guint32       *customer;
  const gint64        *time;
  const gint64        *amount;
  gboolean has_clock;
  const char * const  *order;         /* (nullable): order ids, not NUL-terminated */
  const guint32       *order_length;
  const guint64       *order_number;  /* (nullable): instead of @order */
  const char          *order_prefix;
  guint32 order_prefix_length;
  guint32 order_digits;
  const guint32       *product;       /* (nullable): CLV_DICTIONARY_NONE where empty */
  const guint32      **attributes;    /* (nullable): [n_attributes][n_rows] codes */
} ClvRowBlock;

/**
 * ClvImportHead:
 *
 * What is the same for the whole run; handed to ClvImportSink.begin. The
 * dictionaries grow while blocks come.
 */
typedef struct
{
  const ClvImportPlan *plan;
  const char          *path;
  const char          *currency;             /* ISO code of every amount of the run */
  ClvDictionary       *customers;
  ClvDictionary       *products;             /* (nullable) */
  guint n_attributes;
  const char * const  *attribute_names;      /* (nullable) */
  ClvDictionary      **attribute_values;     /* (nullable): one a column */
  const ClvRecordLayout *records;            /* (nullable): what add_records is given */
} ClvImportHead;

/**
 * ClvReject:
 *
 * Rows left out for one reason.
 */
typedef struct
{
  const char *id;         /* a word that stays the same: "status", "not-a-date" … */
  const char *group;      /* a word for what repairs it: "date", "number", "rule" … */
  char    *reason;        /* translated sentence, the key of the group */
  char    *repair;        /* translated: what to do */
  char    *column;        /* (nullable): the column it is about */
  char    *value;         /* (nullable): what stands there, or the currency */
  guint64 n_rows;
  guint64 n_with_amount;  /* of them, rows whose amount could be read and is counted here */
  gint64 amount;          /* their sum in minor units of @currency, as written */
  char currency[4];       /* the run's, but for rows left out for their currency */
  guint64 lines[3];       /* one-based line numbers of the first three */
  char    *examples[3];   /* (nullable): those lines as read, UTF-8 made valid */
  gboolean is_rule;       /* left out by a rule that the user can see and change */
} ClvReject;

/**
 * ClvAdjustment:
 *
 * By how much the rules changed the amounts of the rows that were kept.
 */
typedef struct
{
  const char *id;         /* "tax", "shipping", "refunded", "refund-sign", "converted" */
  char    *label;         /* translated sentence */
  guint64 n_rows;
  gint64 amount;          /* minor units taken off; negative where they were added */
} ClvAdjustment;

/**
 * ClvCurrencyTotal:
 *
 * The amounts of one currency in the file, whatever became of their rows.
 */
typedef struct
{
  char currency[4];
  guint64 n_rows;
  gint64 amount;          /* minor units of @currency, as written */
  guint64 n_converted;    /* rows kept by an exchange rate */
  gint64 converted;       /* what they count, in the run's currency */
} ClvCurrencyTotal;

/**
 * ClvImportResult:
 *
 * What one run read, kept and left out. Also the answer to a dry run.
 *
 * The amounts of the file are accounted for: plain_amount is net_amount, and what
 * is left out in the run's currency, and the adjustments.
 */
typedef struct
{
  gint64 batch;                 /* 0 for a dry run, or where nothing was new */
  guint64 rows_read;
  guint64 rows_kept;
  guint64 rows_rejected;
  guint64 orders;               /* distinct order ids, or rows where there are none */
  guint64 customers;            /* distinct, in this file */
  guint64 new_orders;
  guint64 already_present;      /* orders, or records, that were there, identical */
  guint64 changed_orders;       /* orders that were there with other content and are replaced */
  guint64 refund_rows;
  gint64 net_amount;            /* minor units, of the rows kept */
  gint64 refund_amount;         /* minor units, ≤ 0 */
  gint64 plain_amount;          /* minor units: what the file's own column adds up to, of all rows
                                 * in the run's currency whose amount can be read */
  char      *currency;
  ClvDate first_date;
  ClvDate last_date;
  GPtrArray *rejects;           /* (element-type ClvReject), largest first */
  GPtrArray *adjustments;       /* (element-type ClvAdjustment) */
  GPtrArray *currencies;        /* (element-type ClvCurrencyTotal): where there is a column of them;
                                 * the run's first */
  GPtrArray *warnings;          /* (element-type utf8): translated sentences */
  guint n_attributes;
  guint64 records;              /* rows kept of a kind other than orders and customers */
  guint64 new_records;
  guint64 changed_records;      /* that were there with other content and are replaced */
} ClvImportResult;

gboolean         clv_row_block_has_orders (const ClvRowBlock *self);
void             clv_row_block_append_order (const ClvRowBlock *self,
                                             guint32            row,
                                             GString           *text);
ClvImportResult *clv_import_result_new (void);
void             clv_import_result_free (ClvImportResult *self);
void             clv_import_result_add_adjustment (ClvImportResult *self,
                                                   const char      *id,
                                                   const char      *label,
                                                   guint64          n_rows,
                                                   gint64           amount);

typedef struct _ClvImportSink ClvImportSink;

/**
 * ClvImportSink:
 *
 * Where an import's rows go. After a successful @begin exactly one of @finish
 * and @abort is called. @finish may still fail; then nothing is kept.
 *
 * With @any_thread all four may be called from a thread that the run makes, all
 * of a run from the same. While @add_block is at work the dictionaries of the
 * head may grow, so it leaves them alone; for the others nothing else moves.
 *
 * Where the plan hashes customers, @begin sets @secret and @has_secret: the key of
 * the place that the rows go to, always the same there and nowhere else.
 */
struct _ClvImportSink
{
  gboolean (*begin)     (ClvImportSink        *self,
                         const ClvImportHead  *head,
                         GError              **error);
  gboolean (*add_block) (ClvImportSink        *self,
                         const ClvRowBlock    *block,
                         GError              **error);
  /* Fills batch, new_orders, already_present and changed_orders of @result. */
  gboolean (*finish)    (ClvImportSink        *self,
                         ClvImportResult      *result,
                         GError              **error);
  void (*abort)     (ClvImportSink        *self);
  gboolean any_thread;
  gboolean has_secret;
  guint8 secret[CLV_SECRET_BYTES];
  /* (nullable): instead of add_block where the head has records, which are only counted
   * where it is NULL; always called from the thread of the run. */
  gboolean (*add_records) (ClvImportSink        *self,
                           const ClvRecordBlock *block,
                           GError              **error);
  /* (nullable): whether the workspace has an order that a refund names. */
  gboolean (*has_order)   (ClvImportSink        *self,
                           const char           *order,
                           gsize                 length);
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvImportResult, clv_import_result_free)

G_END_DECLS
