/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-fields.h"
#include "clv-hybrid-private.h"
#include "clv-record.h"
#include "clv-score-set-private.h"
#include "clv-statement.h"

/* What clv-score-set-save.c stored is read back and held against its hash. */

#define SEGMENT_ROWS CLV_SCORE_BLOB_VALUES
#define NAMES CLV_SCORE_NAMES

static gboolean
set_damaged (gint64   id,
             GError **error)
{
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
               _("Score set %lld does not match its content hash: it was altered outside the "
                 "program or is damaged. Score again or restore a backup."), (long long) id);
  return FALSE;
}

static gboolean
set_older (gint64   id,
           GError **error)
{
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_OLDER,
               _("Score set %lld was stored by an older version of the program, in a form that "
                 "this one does not read. It was not changed. Score again to have the values "
                 "back."), (long long) id);
  return FALSE;
}

/* The blobs of one column in order; each is handed to @take. */
typedef gboolean (*TakeFunc) (guint32       seq,
                              gconstpointer bytes,
                              gsize         size,
                              gpointer      user_data);

static gboolean
read_column (ClvScoreSet  *self,
             ClvWorkspace *workspace,
             const char   *name,
             TakeFunc      take,
             gpointer      user_data,
             GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  statement = clv_statement_new (workspace,
                                 "SELECT bytes, seq FROM score_segment WHERE score_set = ? "
                                 "AND column = ? ORDER BY seq", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, self->id);
  clv_statement_bind_text (statement, 2, name);
  for (guint32 seq = 0;; seq++)
    {
      gconstpointer bytes = NULL;
      gsize size = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      bytes = clv_statement_get_blob (statement, 0, &size);
      if (clv_statement_get_int (statement, 1) != seq || !take (seq, bytes, size, user_data))
        return set_damaged (self->id, error);
    }
}

static gboolean
take_names (guint32       seq,
            gconstpointer bytes,
            gsize         size,
            gpointer      user_data)
{
  GByteArray *heap = user_data;

  if (size >= G_MAXUINT - heap->len)
    return FALSE;
  g_byte_array_append (heap, bytes, (guint) size);
  return TRUE;
}

typedef struct
{
  ClvScoreParts *parts;
  ClvScorePart part;
  guint32 n_blobs;
  ClvScoreDigest *digest;
} Reading;

static gboolean
take_part (guint32       seq,
           gconstpointer bytes,
           gsize         size,
           gpointer      user_data)
{
  Reading *reading = user_data;

  reading->n_blobs++;
  clv_score_digest_add (reading->digest, bytes, size);
  return clv_score_parts_decode (reading->parts, reading->part, seq, bytes, size);
}

/* Reads and digests names and parts. */
static gboolean
read_segments (ClvScoreSet   *self,
               ClvWorkspace  *workspace,
               ClvScoreParts *parts,
               char         **digest,
               GError       **error)
{
  g_autoptr(GByteArray) heap = g_byte_array_new ();
  g_auto(ClvScoreDigest) hashed = { CLV_SCORE_FORM_BLOBS, NULL };
  Reading reading = { parts, CLV_SCORE_PART_X, 0, &hashed };

  if (!read_column (self, workspace, NAMES, take_names, heap, error))
    return FALSE;
  self->customers = clv_dictionary_new_for_heap ((const char *) heap->data, heap->len, NULL);
  if (self->customers == NULL
      || clv_dictionary_get_n (self->customers) != parts->n[CLV_SCORE_OF_ROW])
    return set_damaged (self->id, error);
  clv_score_digest_init (&hashed, parts, self->customers);

  for (guint part = 0; part < CLV_SCORE_PARTS; part++)
    {
      reading.part = part;
      reading.n_blobs = 0;
      if (!read_column (self, workspace, clv_score_part_infos[part].name, take_part, &reading,
                        error))
        return FALSE;
      if (reading.n_blobs != clv_score_parts_get_n_blobs (parts, part))
        return set_damaged (self->id, error);
    }
  *digest = clv_score_digest_finish (&hashed);
  return clv_score_parts_are_sound (parts) || set_damaged (self->id, error);
}

static gboolean
read_row (ClvStatement   *statement,
          ClvScoreSet   **set,
          ClvScoreParts **parts,
          GError        **error)
{
  g_autoptr(GHashTable) fields = clv_fields_parse (clv_statement_get_text (statement, 6), error);
  ClvScoreSet *self = NULL;
  const char *end = NULL;
  gint64 n = clv_statement_get_int (statement, 3);
  gint64 n_cells = 0;
  gint64 n_pairs = 0;
  gint64 n_group_parameters = 0;
  gboolean is_hybrid = FALSE;

  if (fields == NULL)
    return FALSE;
  is_hybrid = clv_fields_get (fields, "contract.rows", NULL) != NULL;
  /* Before there were parts, the columns themselves were stored. */
  if (!is_hybrid && clv_fields_get (fields, "cells", NULL) == NULL)
    return set_older (clv_statement_get_int (statement, 0), error);
  n_cells = clv_fields_get_int (fields, "cells", is_hybrid ? 0 : -1);
  n_pairs = clv_fields_get_int (fields, "pairs", is_hybrid ? 0 : -1);
  n_group_parameters = clv_fields_get_int (fields, "group-parameters", 0);
  /* The numbers are believed only as far as there are blobs for them. */
  if (n < 0 || n > G_MAXUINT32 || n > clv_statement_get_int (statement, 7) * SEGMENT_ROWS
      || n_cells < 0 || n_cells > n || n_pairs < 0 || n_pairs > n_cells
      || n_group_parameters < 0 || n_group_parameters > n_pairs * CLV_MAX_PARAMETERS)
    return set_damaged (clv_statement_get_int (statement, 0), error);
  if (!is_hybrid)
    {
      *parts = clv_score_parts_new ((guint32) n_pairs, (guint32) n_cells, (guint32) n,
                                    (guint32) n_group_parameters);
      (*parts)->form = g_str_equal (clv_fields_get (fields, "digest", ""), CLV_SCORE_DIGEST_BLOBS)
                       ? CLV_SCORE_FORM_BLOBS : CLV_SCORE_FORM_ROWS;
      if (clv_fields_get (fields, "terms", NULL) != NULL)
        clv_score_parts_add_terms (*parts);
    }
  self = g_new0 (ClvScoreSet, 1);
  self->ref_count = 1;
  self->id = clv_statement_get_int (statement, 0);
  self->fit_id = clv_statement_get_int (statement, 1);
  self->definition_id = clv_statement_get_int (statement, 2);
  self->content_hash = g_strdup (clv_statement_get_text (statement, 4));
  self->valid_until = g_strdup (clv_statement_get_text (statement, 5));
  self->as_of = clv_date_parse (clv_fields_get (fields, "as-of", ""));
  end = clv_fields_get (fields, "horizon-end", "");
  self->horizon_end = *end != '\0' ? clv_date_parse (end) : CLV_DATE_INVALID;
  self->currency = g_strdup (clv_fields_get (fields, "currency", ""));
  self->cpu_seconds = clv_fields_get_double (fields, "cpu-seconds", 0.0);
  self->n_unknown_levels = (guint32) clv_fields_get_int (fields, "unknown-levels", 0);
  self->n_left_out = (guint64) MAX (clv_fields_get_int (fields, "left-out", 0), 0);
  self->left_out = clv_opportunity_find (clv_fields_get (fields, "left-out-period", ""));
  *set = self;
  return !is_hybrid || clv_hybrid_scores_read_sizes (self, fields, n)
         || set_damaged (self->id, error);
}

static gboolean
read_blobs (ClvScoreSet  *self,
            ClvWorkspace *workspace,
            GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  statement = clv_statement_new (workspace,
                                 "SELECT bytes, seq, column FROM score_segment "
                                 "WHERE score_set = ? AND column <> 'customer' "
                                 "ORDER BY column LIKE 'shared.%', column, seq", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, self->id);
  for (;;)
    {
      gconstpointer bytes = NULL;
      gsize size = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      bytes = clv_statement_get_blob (statement, 0, &size);
      if (!clv_hybrid_scores_read_blob (self, clv_statement_get_text (statement, 2),
                                        (guint32) clv_statement_get_int (statement, 1), bytes,
                                        size))
        return set_damaged (self->id, error);
    }
}

/* Reads all of a hybrid, makes its columns and holds them against the hash. */
static gboolean
read_hybrid (ClvScoreSet  *self,
             ClvWorkspace *workspace,
             GError      **error)
{
  g_autoptr(GByteArray) heap = g_byte_array_new ();
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autofree char *definition_hash = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *hash = NULL;
  ClvScoreTotals totals;

  if (!read_column (self, workspace, NAMES, take_names, heap, error))
    return FALSE;
  self->customers = clv_dictionary_new_for_heap ((const char *) heap->data, heap->len, NULL);
  if (self->customers == NULL || clv_dictionary_get_n (self->customers) != self->n)
    return set_damaged (self->id, error);
  fit = clv_fit_load (workspace, self->fit_id, error);
  if (fit == NULL || !read_blobs (self, workspace, error))
    return FALSE;
  definition = clv_value_definition_load (workspace, self->definition_id, error);
  if (definition == NULL)
    return FALSE;
  if (!clv_hybrid_scores_finish (self, fit, definition, &totals))
    return set_damaged (self->id, error);
  definition_hash = clv_value_definition_get_hash (definition);
  digest = clv_hybrid_scores_digest (self);
  hash = clv_score_set_compute_hash (self, CLV_SCORE_FORM_ROWS, fit->content_hash, definition_hash,
                                     digest, &totals);
  g_clear_pointer (&self->hybrid->contract->parts, clv_score_parts_free);
  g_clear_pointer (&self->hybrid->orders->parts, clv_score_parts_free);
  return g_strcmp0 (hash, self->content_hash) == 0 || set_damaged (self->id, error);
}

/* Makes the columns of the parts and holds them against the hash. */
static gboolean
fill_and_verify (ClvScoreSet         *self,
                 ClvWorkspace        *workspace,
                 const ClvScoreParts *parts,
                 const char          *digest,
                 GError             **error)
{
  g_autoptr(ClvFit) fit = clv_fit_load (workspace, self->fit_id, error);
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autofree char *definition_hash = NULL;
  g_autofree char *hash = NULL;
  ClvScoreTotals totals;

  if (fit == NULL)
    return FALSE;
  definition = clv_value_definition_load (workspace, self->definition_id, error);
  if (definition == NULL)
    return FALSE;
  if (parts->n[CLV_SCORE_OF_GROUP] % fit->kind->n_parameters != 0)
    return set_damaged (self->id, error);
  clv_score_set_fill (self, parts, fit, definition, TRUE, &totals);
  definition_hash = clv_value_definition_get_hash (definition);
  hash = clv_score_set_compute_hash (self, parts->form, fit->content_hash, definition_hash, digest,
                                     &totals);
  return g_strcmp0 (hash, self->content_hash) == 0 || set_damaged (self->id, error);
}

/**
 * clv_score_set_load:
 * @workspace: where
 * @id: which, 0 for the newest
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the scores, checked against their content
 *   hash; %NULL without @error where @id is 0 and there are none
 */
ClvScoreSet *
clv_score_set_load (ClvWorkspace *workspace,
                    gint64        id,
                    GError      **error)
{
  g_autoptr(ClvScoreSet) self = NULL;
  g_autoptr(ClvScoreParts) parts = NULL;
  g_autoptr(ClvStatement) statement = NULL;
  g_autofree char *digest = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (workspace,
                                 "SELECT id, fit, definition, n, content_hash, valid_until, "
                                 "summary, (SELECT count (*) FROM score_segment "
                                 "WHERE score_set = score_set.id AND column = 'customer') "
                                 "FROM score_set WHERE id = CASE ?1 WHEN 0 THEN "
                                 "(SELECT max (id) FROM score_set) ELSE ?1 END", error);
  if (statement == NULL)
    return NULL;
  clv_statement_bind_int (statement, 1, id);
  if (!clv_statement_step (statement, &has_row, error))
    return NULL;
  if (!has_row)
    {
      if (id != 0)
        g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                     _("There is no score set %lld in this workspace."), (long long) id);
      return NULL;
    }
  if (!read_row (statement, &self, &parts, error))
    return NULL;
  g_clear_pointer (&statement, clv_statement_free);
  if (self->hybrid != NULL)
    return read_hybrid (self, workspace, error) ? g_steal_pointer (&self) : NULL;
  if (!read_segments (self, workspace, parts, &digest, error)
      || !fill_and_verify (self, workspace, parts, digest, error))
    return NULL;
  return g_steal_pointer (&self);
}
