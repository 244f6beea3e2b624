/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-batch-reader.h"
#include "clv-memory.h"
#include "clv-parallel.h"

/* The strings of a batch, decoded on several threads: each segment says how many bytes
 * its strings need, then each writes them to their place. */

typedef struct
{
  GByteArray *bytes;
  ClvSegmentView view;
  gsize size;           /* of the strings, and where they begin */
  gsize start;
  guint32 first;        /* code of the first */
  gboolean is_sound;
} Part;

typedef struct
{
  Part *parts;
  char *heap;
  guint32 *offsets;     /* of each string, and one for the end */
} Decoding;

static void
clear_part (gpointer data)
{
  g_byte_array_unref (((Part *) data)->bytes);
}

static gboolean
read_parts (ClvWorkspace  *workspace,
            gint64         batch,
            guint          field,
            GArray        *parts,
            GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  statement = clv_statement_new (workspace, "SELECT bytes FROM dictionary_segment "
                                            "WHERE batch = ?1 AND field = ?2 ORDER BY seq", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  clv_statement_bind_int (statement, 2, field);
  while (has_row)
    {
      Part part = { NULL, };
      gconstpointer bytes = NULL;
      gsize size = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      bytes = clv_statement_get_blob (statement, 0, &size);
      part.bytes = g_byte_array_sized_new ((guint) size);
      g_byte_array_append (part.bytes, bytes, (guint) size);
      part.is_sound = clv_segment_view (&part.view, part.bytes->data, size, field);
      g_array_append_val (parts, part);
    }
  return TRUE;
}

static void
measure_part (guint    chunk,
              gpointer user_data)
{
  const Decoding *decoding = user_data;
  Part *part = &decoding->parts[chunk];

  part->is_sound = part->is_sound && clv_segment_measure_texts (&part->view, &part->size);
}

/* A string with a NUL in it would be two. */
static void
write_part (guint    chunk,
            gpointer user_data)
{
  const Decoding *decoding = user_data;
  Part *part = &decoding->parts[chunk];

  part->is_sound = memchr (part->view.prefix, '\0', part->view.prefix_length) == NULL
                   && memchr (part->view.text, '\0', part->view.text_size) == NULL;
  clv_segment_write_texts (&part->view, decoding->heap + part->start, (guint32) part->start,
                           decoding->offsets + part->first + 1);
}

static gboolean
are_sound (const GArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    if (!g_array_index (parts, Part, i).is_sound)
      return FALSE;
  return TRUE;
}

static ClvDictionary *
decode (GArray *parts)
{
  Decoding decoding = { (Part *) (gpointer) parts->data, NULL, NULL };
  g_autoptr(ClvDictionary) dictionary = NULL;
  gsize size = 0;
  guint32 n = 0;

  clv_parallel_run (parts->len, measure_part, &decoding);
  if (!are_sound (parts))
    return NULL;
  for (guint i = 0; i < parts->len; i++)
    {
      Part *part = &decoding.parts[i];

      part->start = size;
      part->first = n;
      size += part->size;
      n += part->view.n;
    }
  if (size >= G_MAXUINT32 || n >= CLV_DICTIONARY_FULL)
    return NULL;

  decoding.heap = clv_new_large (char, size);
  decoding.offsets = clv_new_large (guint32, (gsize) n + 1);
  decoding.offsets[0] = 0;
  clv_parallel_run (parts->len, write_part, &decoding);
  dictionary = clv_dictionary_new_take (decoding.heap, decoding.offsets, n);
  return are_sound (parts) ? g_steal_pointer (&dictionary) : NULL;
}

/* (transfer full): the strings behind the codes of @field. */
ClvDictionary *
clv_batch_load_dictionary (ClvWorkspace  *workspace,
                           gint64         batch,
                           guint          field,
                           GError       **error)
{
  g_autoptr(GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part));
  ClvDictionary *dictionary = NULL;

  g_array_set_clear_func (parts, clear_part);
  if (!read_parts (workspace, batch, field, parts, error))
    return NULL;
  dictionary = decode (parts);
  if (dictionary == NULL)
    clv_batch_set_damaged (workspace, batch, error);
  return dictionary;
}
