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

/* Stored are the parts that the columns follow from, see the private header, and
 * the customers' ids as their strings, each ended by a NUL; all in blobs of at
 * most 65,536 values. */

#define SEGMENT_ROWS CLV_SCORE_BLOB_VALUES
#define NAMES CLV_SCORE_NAMES
#define FORM_BLOBS "blobs"      /* else, as before there were several, in one piece */

static gboolean
insert_segment (ClvStatement *statement,
                gint64        id,
                guint32       seq,
                const char   *column,
                gconstpointer bytes,
                gsize         size,
                GError      **error)
{
  clv_statement_bind_int (statement, 1, id);
  clv_statement_bind_int (statement, 2, seq);
  clv_statement_bind_text (statement, 3, column);
  clv_statement_bind_blob (statement, 4, bytes, size);
  return clv_statement_execute (statement, error);
}

static gboolean
insert_names (ClvScoreSet  *self,
              ClvStatement *statement,
              GError      **error)
{
  gsize heap_size = 0;
  const char *heap = clv_dictionary_get_heap (self->customers, &heap_size);

  for (guint32 start = 0, seq = 0; start < self->n; start += MIN (SEGMENT_ROWS, self->n - start),
       seq++)
    {
      guint32 rows = MIN (SEGMENT_ROWS, self->n - start);
      const char *first = clv_dictionary_get (self->customers, start, NULL);
      const char *end = start + rows < self->n
                        ? clv_dictionary_get (self->customers, start + rows, NULL)
                        : heap + heap_size;

      if (!insert_segment (statement, self->id, seq, NAMES, first, (gsize) (end - first), error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  ClvStatement *statement;
  gint64 id;
  GError **error;
} Insertion;

static gboolean
insert_blob (const char   *name,
             guint32       seq,
             gconstpointer bytes,
             gsize         size,
             gpointer      user_data)
{
  const Insertion *insertion = user_data;

  return insert_segment (insertion->statement, insertion->id, seq, name, bytes, size,
                         insertion->error);
}

static gboolean
insert_segments (ClvScoreSet  *self,
                 ClvWorkspace *workspace,
                 GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  const ClvScoreParts *parts = self->parts;

  statement = clv_statement_new (workspace,
                                 "INSERT INTO score_segment (score_set, seq, column, bytes) "
                                 "VALUES (?, ?, ?, ?)", error);
  if (statement == NULL)
    return FALSE;
  if (self->hybrid != NULL)
    {
      Insertion insertion = { statement, self->id, error };

      return insert_names (self, statement, error)
             && clv_hybrid_scores_visit (self, insert_blob, &insertion);
    }
  for (guint i = 0; i < parts->blobs->len; i++)
    {
      const ClvScoreBlob *blob = &g_array_index (parts->blobs, ClvScoreBlob, i);

      if (!insert_segment (statement, self->id, blob->seq, blob->column, blob->bytes, blob->size,
                           error))
        return FALSE;
    }
  return TRUE;
}

static char *
summary_to_text (const ClvScoreSet *self)
{
  const ClvScoreParts *parts = self->parts;
  GString *text = g_string_new (NULL);
  g_autofree char *as_of = clv_date_to_iso (self->as_of);
  g_autofree char *end = NULL;

  if (self->horizon_end == CLV_DATE_INVALID)
    end = g_strdup ("");
  else
    end = clv_date_to_iso (self->horizon_end);

  clv_fields_add (text, "as-of", as_of);
  clv_fields_add (text, "horizon-end", end);
  clv_fields_add (text, "currency", self->currency);
  if (self->hybrid != NULL)
    {
      clv_hybrid_scores_add_sizes (self, text);
    }
  else
    {
      clv_fields_add_int (text, "cells", parts->n[CLV_SCORE_OF_CELL]);
      clv_fields_add_int (text, "pairs", parts->n[CLV_SCORE_OF_PAIR]);
      clv_fields_add (text, "digest", FORM_BLOBS);
    }
  if (parts != NULL && parts->n[CLV_SCORE_OF_GROUP] > 0)
    {
      clv_fields_add_int (text, "group-parameters", parts->n[CLV_SCORE_OF_GROUP]);
      clv_fields_add_int (text, "unknown-levels", self->n_unknown_levels);
    }
  if (self->n_left_out > 0)
    {
      clv_fields_add_int (text, "left-out", (gint64) self->n_left_out);
      clv_fields_add (text, "left-out-period", clv_opportunity_get_id (self->left_out));
    }
  clv_fields_add_double (text, "margin", self->margin);
  clv_fields_add_double (text, "rate", self->rate);
  clv_fields_add_double (text, "total-clv", self->total_clv);
  clv_fields_add_double (text, "total-expected-purchases", self->total_expected_purchases);
  clv_fields_add_double (text, "mean-p-active", self->mean_p_active);
  clv_fields_add_double (text, "cpu-seconds", self->cpu_seconds);
  return g_string_free (text, FALSE);
}

static gboolean
insert (ClvScoreSet  *self,
        ClvWorkspace *workspace,
        const char   *actor,
        GError      **error)
{
  g_autofree char *summary = summary_to_text (self);
  g_autofree char *now = clv_now_utc ();
  g_autofree char *payload = NULL;
  g_autoptr(ClvStatement) statement = NULL;

  statement = clv_statement_new (workspace,
                                 "INSERT INTO score_set (fit, definition, n, content_hash, "
                                 "valid_until, summary, created_at, actor) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, self->fit_id);
  clv_statement_bind_int (statement, 2, self->definition_id);
  clv_statement_bind_int (statement, 3, self->n);
  clv_statement_bind_text (statement, 4, self->content_hash);
  clv_statement_bind_text (statement, 5, self->valid_until);
  clv_statement_bind_text (statement, 6, summary);
  clv_statement_bind_text (statement, 7, now);
  clv_statement_bind_text (statement, 8, actor != NULL ? actor : "");
  if (!clv_statement_execute (statement, error))
    return FALSE;
  self->id = clv_workspace_get_last_rowid (workspace);
  if (!insert_segments (self, workspace, error))
    return FALSE;
  payload = g_strdup_printf ("score_set=%lld\nfit=%lld\ndefinition=%lld\ncustomers=%u\n",
                             (long long) self->id, (long long) self->fit_id,
                             (long long) self->definition_id, self->n);
  return clv_record_event (workspace, actor, "score", self->content_hash, payload,
                           "score_set", self->id, error);
}

/**
 * clv_score_set_save:
 * @self: a set that is not stored, of a stored fit and definition
 * @workspace: where
 * @actor: (nullable): who
 * @error: return location
 *
 * Returns: whether row, segments and ledger event are stored, all in one
 *   transaction
 */
gboolean
clv_score_set_save (ClvScoreSet  *self,
                    ClvWorkspace *workspace,
                    const char   *actor,
                    GError      **error)
{
  g_return_val_if_fail (self != NULL && self->id == 0, FALSE);
  g_return_val_if_fail (self->parts != NULL || self->hybrid != NULL, FALSE);

  if (!clv_workspace_begin (workspace, error))
    return FALSE;
  if (!insert (self, workspace, actor, error))
    {
      self->id = 0;
      clv_workspace_rollback (workspace);
      return FALSE;
    }
  if (!clv_workspace_commit (workspace, error))
    {
      self->id = 0;
      return FALSE;
    }
  /* It is in the file; the columns are all that is asked for from now on. */
  g_clear_pointer (&self->parts, clv_score_parts_free);
  if (self->hybrid != NULL)
    {
      g_clear_pointer (&self->hybrid->contract->parts, clv_score_parts_free);
      g_clear_pointer (&self->hybrid->orders->parts, clv_score_parts_free);
    }
  clv_workspace_emit_changed (workspace, "score");
  return TRUE;
}

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
      (*parts)->form = g_str_equal (clv_fields_get (fields, "digest", ""), FORM_BLOBS)
                       ? CLV_SCORE_FORM_BLOBS : CLV_SCORE_FORM_ROWS;
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

/* Stores a definition that the workspace does not have under its id. */
static gboolean
ensure_stored (ClvValueDefinition *self,
               ClvWorkspace       *workspace,
               const char         *actor,
               GError            **error)
{
  g_autoptr(ClvValueDefinition) stored = NULL;
  g_autofree char *ours = clv_value_definition_get_hash (self);
  g_autofree char *theirs = NULL;

  if (self->id != 0)
    {
      stored = clv_value_definition_load (workspace, self->id, error);
      if (stored == NULL)
        return FALSE;
      theirs = clv_value_definition_get_hash (stored);
    }
  return g_strcmp0 (ours, theirs) == 0
         || clv_value_definition_save (self, workspace, actor, error);
}

/* A customer without a value is one of the usual ones; if nobody has one any more, all
 * would be, and nobody would notice. */
static gboolean
check_columns (const ClvFit       *fit,
               const ClvCustomers *customers,
               GError            **error)
{
  for (guint i = 0; fit->spec->covariates != NULL && fit->spec->covariates[i] != NULL; i++)
    {
      const char *name = fit->spec->covariates[i];

      if (clv_transactions_get_attribute (customers->transactions, name) != NULL)
        continue;
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                   _("The column “%s”, by which fit %lld explains customers, is no longer in the "
                     "workspace. Nobody was scored. Import it again, or fit without it."),
                   name, (long long) fit->id);
      return FALSE;
    }
  return TRUE;
}

static ClvScoreSet *
run (ClvWorkspace             *workspace,
     gint64                    fit_id,
     const ClvValueDefinition *definition,
     const char               *actor,
     gboolean                  with_columns,
     const ClvProgress        *progress,
     GError                  **error)
{
  g_autoptr(ClvFit) fit = clv_fit_load (workspace, fit_id, error);
  g_autoptr(ClvValueDefinition) meaning = NULL;
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvScoreSet) self = NULL;

  if (fit == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                             _("There is no fit in this workspace yet. Nothing was scored. "
                               "Fit a model first."));
      return NULL;
    }
  meaning = definition != NULL ? clv_value_definition_copy (definition)
                               : clv_value_definition_load (workspace, 0, error);
  if (meaning == NULL || !ensure_stored (meaning, workspace, actor, error))
    return NULL;

  customers = clv_customers_load_for_spec (workspace, fit->spec, FALSE, progress, error);
  if (customers == NULL || !check_columns (fit, customers, error))
    return NULL;
  self = clv_score_set_compute (fit, meaning, customers, with_columns, progress, error);
  if (self == NULL || !clv_score_set_save (self, workspace, actor, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * clv_score_set_run:
 * @workspace: where
 * @fit_id: which fit, 0 for the newest
 * @definition: (nullable): what a value means, %NULL for the current one
 * @actor: (nullable): who
 * @progress: (nullable): how far
 * @error: return location
 *
 * A definition that is not stored yet is stored and becomes the current one.
 *
 * Returns: (transfer full): the stored scores
 */
ClvScoreSet *
clv_score_set_run (ClvWorkspace             *workspace,
                   gint64                    fit_id,
                   const ClvValueDefinition *definition,
                   const char               *actor,
                   const ClvProgress        *progress,
                   GError                  **error)
{
  return run (workspace, fit_id, definition, actor, TRUE, progress, error);
}

/**
 * clv_score_set_run_totals:
 * @workspace: where
 * @fit_id: which fit, 0 for the newest
 * @definition: (nullable): what a value means, %NULL for the current one
 * @actor: (nullable): who
 * @progress: (nullable): how far
 * @error: return location
 *
 * Stores what clv_score_set_run() stores, for a caller who wants to tell the
 * totals and nothing of single customers: a hundred megabytes less a million.
 *
 * Returns: (transfer full): the stored scores with totals and ids; the columns
 *   are %NULL, clv_score_set_load() has them
 */
ClvScoreSet *
clv_score_set_run_totals (ClvWorkspace             *workspace,
                          gint64                    fit_id,
                          const ClvValueDefinition *definition,
                          const char               *actor,
                          const ClvProgress        *progress,
                          GError                  **error)
{
  return run (workspace, fit_id, definition, actor, FALSE, progress, error);
}
