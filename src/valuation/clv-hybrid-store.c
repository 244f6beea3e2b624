/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-fields.h"
#include "clv-hybrid-private.h"

/* What is stored of a hybrid's scores: the parts of both sets, each with its name before
 * that of a part; which rows of theirs a customer's are; and what they share. */

#define BLOB_VALUES 65536

static const char * const prefixes[] = { "contract.", "orders." };
static const char * const row_names[] = { "contract.row", "orders.row" };
static const char * const shared_names[] = {
  "shared.years", "shared.orders", "shared.discounted", "shared.lo", "shared.hi",
};

static ClvScoreSet *
get_set (const ClvScoreSet *self,
         guint              which)
{
  return which == 0 ? self->hybrid->contract : self->hybrid->orders;
}

static guint32 *
get_rows (const ClvScoreSet *self,
          guint              which)
{
  return which == 0 ? self->hybrid->contract_row : self->hybrid->orders_row;
}

static gboolean
visit_values (const char       *name,
              gconstpointer     values,
              guint32           n,
              guint             size,
              ClvHybridBlobFunc visit,
              gpointer          user_data)
{
  guint32 seq = 0;

  for (guint32 start = 0; start < n; start += MIN (BLOB_VALUES, n - start))
    {
      if (!visit (name, seq++, (const guint8 *) values + (gsize) start * size,
                  (gsize) MIN (BLOB_VALUES, n - start) * size, user_data))
        return FALSE;
    }
  return TRUE;
}

static gboolean
visit_parts (const char          *prefix,
             const ClvScoreParts *parts,
             ClvHybridBlobFunc    visit,
             gpointer             user_data)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  for (guint part = 0; part < CLV_SCORE_PARTS; part++)
    {
      g_autofree char *name = g_strconcat (prefix, clv_score_part_infos[part].name, NULL);

      for (guint32 seq = 0; seq < clv_score_parts_get_n_blobs (parts, part); seq++)
        {
          clv_score_parts_encode (parts, part, seq, bytes);
          if (!visit (name, seq, bytes->data, bytes->len, user_data))
            return FALSE;
        }
    }
  return TRUE;
}

/* Always in the same order. */
gboolean
clv_hybrid_scores_visit (const ClvScoreSet *self,
                         ClvHybridBlobFunc  visit,
                         gpointer           user_data)
{
  const ClvHybridScores *hybrid = self->hybrid;

  for (guint k = 0; k < G_N_ELEMENTS (prefixes); k++)
    {
      if (!visit_values (row_names[k], get_rows (self, k), self->n, sizeof (guint32), visit,
                         user_data)
          || !visit_parts (prefixes[k], get_set (self, k)->parts, visit, user_data))
        return FALSE;
    }
  for (guint k = 0; k < CLV_HYBRID_SHARED; k++)
    {
      if (!visit_values (shared_names[k], hybrid->shared + (gsize) k * hybrid->n_shared,
                         hybrid->n_shared, sizeof (double), visit, user_data))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_blob (const char   *name,
          guint32       seq,
          gconstpointer bytes,
          gsize         size,
          gpointer      user_data)
{
  clv_bulk_hash_add (user_data, bytes, size);
  return TRUE;
}

/* Of the sizes, the names and everything else that is stored. */
char *
clv_hybrid_scores_digest (const ClvScoreSet *self)
{
  g_autoptr(ClvBulkHash) bulk = clv_bulk_hash_new ();
  guint64 sizes[] = { self->n, self->hybrid->n_shared };
  gsize size = 0;
  const char *names = clv_dictionary_get_heap (self->customers, &size);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    sizes[i] = GUINT64_TO_LE (sizes[i]);
  clv_bulk_hash_add (bulk, sizes, sizeof sizes);
  for (guint k = 0; k < G_N_ELEMENTS (prefixes); k++)
    clv_score_set_begin_digest (bulk, get_set (self, k)->parts, size);
  clv_bulk_hash_add (bulk, names, size);
  clv_hybrid_scores_visit (self, add_blob, bulk);
  return clv_bulk_hash_finish (bulk);
}

static const char * const size_names[] = { "rows", "cells", "pairs" };
static const ClvScoreLevel levels[] = {
  CLV_SCORE_OF_ROW, CLV_SCORE_OF_CELL, CLV_SCORE_OF_PAIR,
};

void
clv_hybrid_scores_add_sizes (const ClvScoreSet *self,
                             GString           *text)
{
  for (guint k = 0; k < G_N_ELEMENTS (prefixes); k++)
    {
      const ClvScoreParts *parts = get_set (self, k)->parts;

      for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
        {
          g_autofree char *key = g_strconcat (prefixes[k], size_names[i], NULL);

          clv_fields_add_int (text, key, parts->n[levels[i]]);
        }
    }
}

/* Makes room for what will be read; FALSE where the sizes cannot be. */
gboolean
clv_hybrid_scores_read_sizes (ClvScoreSet *self,
                              GHashTable  *fields,
                              gint64       n)
{
  self->n = (guint32) n;
  self->hybrid = g_new0 (ClvHybridScores, 1);
  for (guint k = 0; k < G_N_ELEMENTS (prefixes); k++)
    {
      gint64 sizes[G_N_ELEMENTS (levels)] = { 0 };
      gint64 most = n;
      ClvScoreSet *set = g_new0 (ClvScoreSet, 1);

      set->ref_count = 1;
      set->currency = g_strdup (self->currency);
      set->as_of = self->as_of;
      set->horizon_end = self->horizon_end;
      *(k == 0 ? &self->hybrid->contract : &self->hybrid->orders) = set;
      for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
        {
          g_autofree char *key = g_strconcat (prefixes[k], size_names[i], NULL);

          sizes[i] = clv_fields_get_int (fields, key, -1);
          if (sizes[i] < 0 || sizes[i] > most)
            return FALSE;
          most = sizes[i];
        }
      set->parts = clv_score_parts_new ((guint32) sizes[2], (guint32) sizes[1],
                                        (guint32) sizes[0], 0);
    }
  self->hybrid->contract_row = g_new0 (guint32, MAX (n, 1));
  self->hybrid->orders_row = g_new0 (guint32, MAX (n, 1));
  return TRUE;
}

/* FALSE where it is not the next blob of @n values. */
static gboolean
read_values (gpointer      values,
             guint32       n,
             guint         each,
             guint32       seq,
             gconstpointer bytes,
             gsize         size)
{
  const guint64 start = (guint64) seq * BLOB_VALUES;

  if (start >= n || size != (gsize) MIN (BLOB_VALUES, n - start) * each)
    return FALSE;
  memcpy ((guint8 *) values + start * each, bytes, size);
  return TRUE;
}

/* In the order of clv_hybrid_scores_visit(): rows before what is shared. */
gboolean
clv_hybrid_scores_read_blob (ClvScoreSet  *self,
                             const char   *name,
                             guint32       seq,
                             gconstpointer bytes,
                             gsize         size)
{
  ClvHybridScores *hybrid = self->hybrid;

  for (guint k = 0; k < G_N_ELEMENTS (prefixes); k++)
    {
      if (g_str_equal (name, row_names[k]))
        return read_values (get_rows (self, k), self->n, sizeof (guint32), seq, bytes, size);
      for (guint part = 0; part < CLV_SCORE_PARTS; part++)
        {
          if (g_str_has_prefix (name, prefixes[k])
              && g_str_equal (name + strlen (prefixes[k]), clv_score_part_infos[part].name))
            return clv_score_parts_decode (get_set (self, k)->parts, part, seq, bytes, size);
        }
    }
  for (guint k = 0; k < CLV_HYBRID_SHARED; k++)
    {
      if (g_str_equal (name, shared_names[k]))
        return (hybrid->shared_row != NULL || clv_hybrid_map_rows (hybrid, self->n))
               && read_values (hybrid->shared + (gsize) k * hybrid->n_shared, hybrid->n_shared,
                               sizeof (double), seq, bytes, size);
    }
  return FALSE;
}

static gboolean
rows_are_sound (const ClvScoreSet *self,
                guint              which)
{
  const guint32 *rows = get_rows (self, which);
  guint32 next = 0;

  for (guint32 i = 0; i < self->n; i++)
    {
      if (rows[i] != G_MAXUINT32 && rows[i] != next++)
        return FALSE;
    }
  return next == ((const ClvScoreParts *) get_set (self, which)->parts)->n[CLV_SCORE_OF_ROW];
}

/* Makes the columns of what was read; FALSE where it does not fit together. */
gboolean
clv_hybrid_scores_finish (ClvScoreSet              *self,
                          const ClvFit             *fit,
                          const ClvValueDefinition *definition,
                          ClvScoreTotals           *totals)
{
  ClvHybridScores *hybrid = self->hybrid;

  if (fit->hybrid == NULL
      || (hybrid->shared_row == NULL && !clv_hybrid_map_rows (hybrid, self->n)))
    return FALSE;
  for (guint k = 0; k < G_N_ELEMENTS (prefixes); k++)
    {
      ClvScoreSet *set = get_set (self, k);
      ClvScoreTotals own;

      if (!rows_are_sound (self, k) || !clv_score_parts_are_sound (set->parts))
        return FALSE;
      clv_score_set_fill (set, set->parts, k == 0 ? fit->hybrid->contract : fit->hybrid->orders,
                          definition, TRUE, &own);
    }
  clv_hybrid_fill (self, fit, definition, totals);
  return TRUE;
}
