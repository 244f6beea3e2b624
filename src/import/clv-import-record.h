/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-dictionary.h"
#include "clv-import-field.h"

G_BEGIN_DECLS

/* How a cell of a record is kept. */
typedef enum
{
  CLV_RECORD_TEXT,   /* a code of the column's dictionary; CLV_DICTIONARY_NONE where empty */
  CLV_RECORD_TIME,   /* seconds since 1970-01-01: UTC where the column has a clock, else midnight
                      * of the day as written */
  CLV_RECORD_MONEY,  /* minor units of the run's currency */
  CLV_RECORD_COUNT,  /* a whole number, 0 or more */
  CLV_RECORD_NUMBER, /* a double, by its bits: clv_record_to_number() */
  CLV_RECORD_SHARE   /* the same, written as 0.4 or 40% */
} ClvRecordType;

/* In place of a value where the cell is empty. */
#define CLV_RECORD_NONE G_MININT64

typedef struct
{
  ClvField field;
  ClvRecordType type;
  ClvDictionary *texts;  /* (nullable): of CLV_RECORD_TEXT */
} ClvRecordColumn;

/**
 * ClvRecordLayout:
 *
 * The columns of records of one kind that a file has, in the order of #ClvField.
 * Records are the rows of any kind but orders and customers.
 */
typedef struct
{
  ClvImportKind kind;
  guint n_columns;
  ClvRecordColumn columns[CLV_N_FIELDS];
} ClvRecordLayout;

/**
 * ClvRecordBlock:
 *
 * Up to CLV_BLOCK_ROWS records, in file order. Of each column of the layout one of
 * @codes and @values is filled, by its type. Lent for the call.
 */
typedef struct
{
  guint32 n_rows;
  const guint32 *codes[CLV_N_FIELDS];    /* by column, as the others */
  const gint64  *values[CLV_N_FIELDS];
  gboolean has_clock[CLV_N_FIELDS];
} ClvRecordBlock;

gboolean      clv_import_kind_is_record (ClvImportKind kind);
ClvRecordType clv_record_get_type (ClvImportKind kind,
                                   ClvField      field);
void          clv_record_layout_init (ClvRecordLayout *self,
                                      ClvImportKind    kind,
                                      const int       *columns);
void          clv_record_layout_clear (ClvRecordLayout *self);
int           clv_record_layout_find (const ClvRecordLayout *self,
                                      ClvField               field);
gint64        clv_record_from_number (double number);
double        clv_record_to_number (gint64 value);

G_END_DECLS
