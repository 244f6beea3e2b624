/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-number.h"
#include "clv-cell-serial.h"
#include "clv-detection.h"
#include "clv-dictionary.h"
#include "clv-header.h"

G_BEGIN_DECLS

/* Cells of so many rows decide what type a column has. */
#define CLV_DETECT_SAMPLE_ROWS 2000
#define CLV_DETECT_DISTINCT_MAX 10000

/* Evidence for one way of reading: how many cells, and the first. */
typedef struct
{
  guint64 n;
  guint64 line;
  char *example;
} ClvEvidence;

#define CLV_DETECT_COUNTS (CLV_DATE_ORDER_UNIX_MS - CLV_DATE_ORDER_EXCEL + 1)
#define CLV_DETECT_SIGNS_MAX 8

/* A sign or code of money in the cells of a column. */
typedef struct
{
  ClvMoneySign sign;
  guint64 n;
  guint64 line;              /* of the first */
} ClvMoneySeen;

/* What is gathered over one column. */
typedef struct
{
  guint64 n_filled;
  guint64 n_sample;          /* filled cells of the sample */
  guint64 n_dates;           /* of the sample, by any order */
  guint64 n_numbers;         /* of the sample, by any decimal mark */
  guint64 n_fractions;       /* of the sample, numbers with a decimal mark */
  guint64 n_clocks;          /* of the sample, times of day and nothing else */
  guint64 n_dotted;          /* ambiguous dates with dots */
  guint64 n_same;            /* dates whose day and month are the same number */
  ClvColumnType type;
  ClvEvidence orders[3];     /* by ClvDateOrder: cells that only this order can read */
  ClvEvidence either;        /* first or second number can be the day */
  ClvEvidence settled;       /* year first, or the month is a word */
  ClvEvidence counted[CLV_DETECT_COUNTS]; /* by ClvDateOrder from EXCEL on: numbers that are
                                           * likely days so */
  gint32 last_counted;       /* the latest of them, in spreadsheets that count from 1900 */
  gboolean is_counted;       /* the type is date because such numbers are */
  ClvEvidence points;        /* only with a decimal point */
  ClvEvidence commas;
  ClvEvidence either_mark;   /* "1.234": both, with different values */
  gboolean is_weighed;       /* every cell is looked at, not only the sample's */
  ClvDictionary *distinct;   /* (nullable): until there are too many */
  GPtrArray *samples;        /* first distinct cells */
  guint64 n_distinct;
  ClvMoneySeen money[CLV_DETECT_SIGNS_MAX];
  guint n_money;
  char *ambiguous[2];        /* (nullable): further ambiguous dates, for the question */
  char *not_date;            /* (nullable): first cell of the sample that is none */
  char *not_number;          /* (nullable) */
} ClvColumnFacts;

/* The text at the begin of the file, and what was seen there. */
typedef struct
{
  char *encoding;
  char *encoding_because;
  char delimiter;
  char *delimiter_because;
  guint64 n_quoted;
  int header_row;
  char *header_because;
} ClvFormatFacts;

void        clv_evidence_add (ClvEvidence *self,
                              guint64      line,
                              ClvCell      cell);
char       *clv_detect_encoding (GBytes        *head,
                                 gboolean       is_whole,
                                 char         **because);
gboolean    clv_detect_format (const char          *path,
                               const ClvImportPlan *fixed,
                               guint                fixed_topics,
                               const char          *encoding,
                               ClvFormatFacts      *facts,
                               GError             **error);
void        clv_detect_weigh_cell (ClvColumnFacts *facts,
                                   ClvCell         cell,
                                   guint64         line,
                                   gboolean        is_sample);
gboolean    clv_detect_weigh_numbers (ClvColumnFacts *facts,
                                      ClvCell         cell,
                                      guint64         line);
void        clv_detect_settle_type (ClvColumnFacts *facts,
                                    gboolean        means_date);
void        clv_column_facts_clear (ClvColumnFacts *facts);
const ClvMoneySeen *clv_column_facts_find_other (const ClvColumnFacts *facts,
                                                 const char           *currency);
char       *clv_column_facts_dup_currencies (const ClvColumnFacts *facts);
char       *clv_column_facts_dup_currency (const ClvColumnFacts *facts);
gboolean    clv_detect_is_status (const char *name);
gboolean    clv_detect_is_date (const char *name);
gboolean    clv_detect_can_hold (ClvField    field,
                                 const char *name);
void        clv_detect_decide_decimal (ClvDetection         *detection,
                                       GPtrArray            *names,
                                       const ClvColumnFacts *columns);
void        clv_detect_decide_date_order (ClvDetection         *detection,
                                          GPtrArray            *names,
                                          const ClvColumnFacts *columns);
void        clv_detect_decide_zone (ClvDetection *detection);
ClvDetection *clv_detection_alloc (const char          *path,
                                   const ClvImportPlan *fixed);
void        clv_detection_add_reason (ClvDetection *self,
                                      ClvTopic      topic,
                                      const char   *value,
                                      char         *because);
ClvQuestion *clv_detection_add_question (ClvDetection *self,
                                         ClvTopic      topic,
                                         ClvField      field,
                                         char         *text);
void        clv_question_add_answer (ClvQuestion *self,
                                     const char  *id,
                                     char        *example);

G_END_DECLS
