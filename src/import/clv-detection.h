/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-plan.h"
#include "clv-part.h"
#include "clv-progress.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_COLUMN_TEXT,
  CLV_COLUMN_NUMBER,
  CLV_COLUMN_DATE,
  CLV_COLUMN_EMPTY
} ClvColumnType;

typedef enum
{
  CLV_CONFIDENCE_NONE,
  CLV_CONFIDENCE_LOW,    /* the values fit */
  CLV_CONFIDENCE_MEDIUM, /* the header resembles */
  CLV_CONFIDENCE_HIGH    /* header and values fit */
} ClvConfidence;

/**
 * ClvDetectedColumn:
 *
 * One column of the file as the detector saw it over the *whole* column.
 */
typedef struct
{
  char         *name;         /* header text, or "#3" */
  ClvColumnType type;
  char         *samples[3];   /* (nullable): first distinct non-empty cells, UTF-8 */
  guint64 n_filled;
  guint64 n_distinct;         /* exact to 10,000, then 10,001 = "more" */
  gboolean field_is_candidate[CLV_N_FIELDS];
} ClvDetectedColumn;

/* Which of the settings a reason or question is about. */
typedef enum
{
  CLV_TOPIC_ENCODING,
  CLV_TOPIC_DELIMITER,
  CLV_TOPIC_QUOTE,
  CLV_TOPIC_HEADER,
  CLV_TOPIC_DECIMAL,
  CLV_TOPIC_DATE_ORDER,
  CLV_TOPIC_KIND,
  CLV_TOPIC_MAPPING,
  CLV_TOPIC_PART,    /* which sheet of a workbook, which file of an archive */
  CLV_TOPIC_CURRENCY, /* several currencies: rates, or the others left out */
  CLV_TOPIC_LINES,   /* whether amounts of one order add up or repeat its total */
  CLV_TOPIC_ZONE,    /* of times without one */
  CLV_TOPIC_PRESET,  /* which preset, or none */
  CLV_TOPIC_RULES,   /* refunds, statuses, filters, guests: what else a preset decides */
  CLV_TOPIC_STATUSES /* which of them are left out; a part of the rules */
} ClvTopic;

/**
 * ClvReason:
 *
 * "Detected: day first, because line 214 has 23/04/2025".
 */
typedef struct
{
  ClvTopic topic;
  char    *value;   /* what was decided, translated: "Semicolon" */
  char    *because; /* translated clause */
} ClvReason;

/**
 * ClvQuestion:
 *
 * What the whole file could not decide; the importer asks and never guesses.
 */
typedef struct
{
  ClvTopic topic;
  ClvField field;       /* for CLV_TOPIC_MAPPING */
  char      *text;      /* translated question */
  GPtrArray *answers;   /* (element-type utf8): ids: "dmy", "mdy", or column names */
  GPtrArray *examples;  /* (element-type utf8): one line a choice, in the same order */
} ClvQuestion;

/**
 * ClvDetection:
 *
 * What the importer would assume of a file, with the reasons. Reference
 * counted, immutable.
 */
typedef struct
{
  ClvImportPlan *plan;
  GPtrArray     *columns;    /* (element-type ClvDetectedColumn) */
  GPtrArray     *reasons;    /* (element-type ClvReason) */
  GPtrArray     *questions;  /* (element-type ClvQuestion) */
  ClvConfidence confidence[CLV_N_FIELDS];
  GPtrArray     *preview;    /* (element-type GStrv): first 100 data rows, UTF-8 */
  guint64 n_lines;
  ClvContainer container;    /* what the file is; a workbook has no encoding, delimiter, quotes */
  GPtrArray     *parts;      /* (element-type ClvPart): the sheets of a workbook, the tables of an
                              * archive; empty for text and gzip */
  char          *part;       /* (nullable): name of the part that was read, also where the plan
                              * leaves it open because it is the only one */
  GPtrArray     *warnings;   /* (element-type utf8): translated sentences to be read */
  gboolean has_mojibake;     /* text was decoded wrongly before; the plan can repair it */
  char          *preset;     /* (nullable): translated name of the preset that fits; the plan has
                              * its id */
  GPtrArray     *preset_notes; /* (element-type utf8): what such a file cannot tell, translated */
  GPtrArray     *preset_diff; /* (element-type utf8): columns that such a file has otherwise */
  char          *path;
  gint ref_count;
} ClvDetection;

/* Detects everything; where @fixed is given, the topics in @fixed_topics
 * (a bit set of 1 << ClvTopic) keep the user's choice and the rest is detected
 * anew under it. Reads the whole file once. */
ClvDetection  *clv_detection_new (const char           *path,
                                  const ClvImportPlan  *fixed,
                                  guint                 fixed_topics,
                                  const ClvProgress    *progress,
                                  GError              **error);
/* The names of the columns of a file that is read as @plan says. */
GPtrArray     *clv_detection_read_header (const char           *path,
                                          const ClvImportPlan  *plan,
                                          GError              **error);
ClvDetection  *clv_detection_ref (ClvDetection         *self);
void           clv_detection_unref (ClvDetection         *self);
const ClvReason   *clv_detection_get_reason (const ClvDetection *self,
                                             ClvTopic            topic);
const ClvQuestion *clv_detection_get_question (const ClvDetection *self,
                                               ClvTopic            topic);
const ClvDetectedColumn *clv_detection_find_column (const ClvDetection *self,
                                                    const char         *name,
                                                    guint              *position);
GPtrArray     *clv_detection_list_names (const ClvDetection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvDetection, clv_detection_unref)

G_END_DECLS
