/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "clv-detection.h"
#include "clv-import.h"

/* A sink that keeps every row as "customer time amount [order] [product]", for
 * kind customers "customer value …". */
typedef struct
{
  ClvImportSink parent;
  const ClvImportHead *head;
  GPtrArray *rows;
  guint n_blocks;
  guint n_finished;
  guint n_aborted;
  gboolean has_clock;
} FixtureSink;

static inline gboolean
fixture_begin (ClvImportSink       *sink,
               const ClvImportHead *head,
               GError             **error)
{
  ((FixtureSink *) sink)->head = head;

  return TRUE;
}

static inline void
fixture_append_code (GString       *text,
                     ClvDictionary *dictionary,
                     guint32        code)
{
  gsize length = 0;
  const char *value = code == CLV_DICTIONARY_NONE ? "-"
                      : clv_dictionary_get (dictionary, code, &length);

  g_string_append_c (text, ' ');
  g_string_append_len (text, value, code == CLV_DICTIONARY_NONE ? 1 : (gssize) length);
}

static inline gboolean
fixture_add_block (ClvImportSink     *sink,
                   const ClvRowBlock *block,
                   GError           **error)
{
  FixtureSink *self = (FixtureSink *) sink;

  g_assert_cmpuint (block->n_rows, >, 0);
  g_assert_cmpuint (block->n_rows, <=, CLV_BLOCK_ROWS);
  self->n_blocks++;
  self->has_clock = block->has_clock;
  for (guint32 i = 0; i < block->n_rows; i++)
    {
      gsize length = 0;
      const char *customer = clv_dictionary_get (self->head->customers, block->customer[i],
                                                 &length);
      GString *text = g_string_new_len (customer, (gssize) length);

      if (block->time != NULL)
        g_string_append_printf (text, " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, block->time[i],
                                block->amount[i]);
      if (clv_row_block_has_orders (block))
        {
          g_string_append_c (text, ' ');
          clv_row_block_append_order (block, i, text);
        }
      if (block->product != NULL)
        fixture_append_code (text, self->head->products, block->product[i]);
      for (guint k = 0; k < self->head->n_attributes; k++)
        fixture_append_code (text, self->head->attribute_values[k], block->attributes[k][i]);
      g_ptr_array_add (self->rows, g_string_free (text, FALSE));
    }

  return TRUE;
}

static inline gboolean
fixture_finish (ClvImportSink   *sink,
                ClvImportResult *result,
                GError         **error)
{
  ((FixtureSink *) sink)->n_finished++;

  return TRUE;
}

static inline void
fixture_abort (ClvImportSink *sink)
{
  ((FixtureSink *) sink)->n_aborted++;
}

static inline void
fixture_sink_init (FixtureSink *self)
{
  memset (self, 0, sizeof *self);
  self->parent.begin = fixture_begin;
  self->parent.add_block = fixture_add_block;
  self->parent.finish = fixture_finish;
  self->parent.abort = fixture_abort;
  self->rows = g_ptr_array_new_with_free_func (g_free);
}

static inline void
fixture_sink_clear (FixtureSink *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
}

static inline char *
fixture_join (FixtureSink *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->rows->len; i++)
    g_string_append_printf (text, i > 0 ? "|%s" : "%s",
                            (const char *) g_ptr_array_index (self->rows, i));

  return g_string_free (text, FALSE);
}

/* A file in a folder of this run. */
static inline char *
fixture_write (const char *name,
               const void *bytes,
               gssize      size)
{
  static char *folder;
  char *path;

  if (folder == NULL)
    folder = g_dir_make_tmp ("test-import-XXXXXX", NULL);
  path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, bytes, size, NULL));

  return path;
}

static inline ClvImportPlan *
fixture_plan (const char *customer,
              const char *date,
              const char *amount)
{
  ClvImportPlan *plan = clv_import_plan_new ();

  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, customer);
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, date);
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, amount);

  return plan;
}
