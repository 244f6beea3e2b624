/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-import-record.h"

static const ClvRecordType types[CLV_N_FIELDS] = {
  [CLV_FIELD_DATE] = CLV_RECORD_TIME,
  [CLV_FIELD_ENDED] = CLV_RECORD_TIME,
  [CLV_FIELD_AMOUNT] = CLV_RECORD_MONEY,
  [CLV_FIELD_PRICE] = CLV_RECORD_MONEY,
  [CLV_FIELD_COST] = CLV_RECORD_MONEY,
  [CLV_FIELD_IMPRESSIONS] = CLV_RECORD_COUNT,
  [CLV_FIELD_CLICKS] = CLV_RECORD_COUNT,
  [CLV_FIELD_FREQUENCY] = CLV_RECORD_COUNT,
  [CLV_FIELD_RECENCY] = CLV_RECORD_NUMBER,
  [CLV_FIELD_AGE] = CLV_RECORD_NUMBER,
  [CLV_FIELD_MARGIN] = CLV_RECORD_SHARE,
};

/**
 * clv_import_kind_is_record:
 * @kind: what the rows are
 *
 * Returns: whether rows of @kind are records, which have columns of their own
 */
gboolean
clv_import_kind_is_record (ClvImportKind kind)
{
  return kind > CLV_IMPORT_KIND_CUSTOMERS && kind < CLV_N_IMPORT_KINDS;
}

/**
 * clv_record_get_type:
 * @kind: what the rows are
 * @field: a field that they can have
 *
 * Returns: how @field is kept. The mean value of who was counted already is a number,
 *   since means are not whole cents
 */
ClvRecordType
clv_record_get_type (ClvImportKind kind,
                     ClvField      field)
{
  g_return_val_if_fail (field < CLV_N_FIELDS, CLV_RECORD_TEXT);

  if (kind == CLV_IMPORT_KIND_SUMMARY && field == CLV_FIELD_AMOUNT)
    return CLV_RECORD_NUMBER;

  return types[field];
}

/* What helps to read the others and is not kept itself. */
static gboolean
is_kept (ClvField field)
{
  return field != CLV_FIELD_TIME && field != CLV_FIELD_ZONE && field != CLV_FIELD_CURRENCY;
}

/**
 * clv_record_layout_init:
 * @self: (out caller-allocates): a layout
 * @kind: what the rows are
 * @columns: [CLV_N_FIELDS]: the column of the file that holds a field, or -1
 *
 * Lists what of the mapped columns is kept, with an empty dictionary for each text.
 */
void
clv_record_layout_init (ClvRecordLayout *self,
                        ClvImportKind    kind,
                        const int       *columns)
{
  g_return_if_fail (self != NULL && columns != NULL);

  memset (self, 0, sizeof *self);
  self->kind = kind;
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      ClvRecordColumn *column = &self->columns[self->n_columns];

      if (columns[i] < 0 || !is_kept ((ClvField) i)
          || clv_import_field_get_use ((ClvField) i, kind) == CLV_FIELD_UNUSED)
        continue;

      column->field = (ClvField) i;
      column->type = clv_record_get_type (kind, (ClvField) i);
      if (column->type == CLV_RECORD_TEXT)
        column->texts = clv_dictionary_new ();
      self->n_columns++;
    }
}

/**
 * clv_record_layout_clear:
 * @self: a layout
 *
 * Frees what it holds.
 */
void
clv_record_layout_clear (ClvRecordLayout *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_clear_pointer (&self->columns[i].texts, clv_dictionary_unref);
  self->n_columns = 0;
}

/**
 * clv_record_layout_find:
 * @self: a layout
 * @field: a field
 *
 * Returns: the index of its column, or -1
 */
int
clv_record_layout_find (const ClvRecordLayout *self,
                        ClvField               field)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (self->columns[i].field == field)
        return (int) i;
    }

  return -1;
}

/**
 * clv_record_from_number:
 * @number: a number
 *
 * Returns: its bits, as a record keeps them; both zeros are the same
 */
gint64
clv_record_from_number (double number)
{
  gint64 value = 0;

  number = number == 0.0 ? 0.0 : number;
  memcpy (&value, &number, sizeof value);

  return value;
}

/**
 * clv_record_to_number:
 * @value: what clv_record_from_number() gave
 *
 * Returns: the number
 */
double
clv_record_to_number (gint64 value)
{
  double number = 0.0;

  memcpy (&number, &value, sizeof number);

  return number;
}
