/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-fields.h"
#include "clv-hybrid-private.h"
#include "clv-parallel.h"
#include "clv-record.h"
#include "clv-score-set-private.h"
#include "clv-statement.h"

/* Stored are the parts that the columns follow from, see the private header, and
 * the customers' ids as their strings, each ended by a NUL; all in blobs of at
 * most 65,536 values. */

#define SEGMENT_ROWS CLV_SCORE_BLOB_VALUES
#define NAMES CLV_SCORE_NAMES

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
              gint64        id,
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

      if (!insert_segment (statement, id, seq, NAMES, first, (gsize) (end - first), error))
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

/* @parts: (nullable): whose blobs are there; else @outlet: (nullable): who makes them
 * meanwhile. FALSE without @error where no more of them will be made. */
static gboolean
insert_blobs (ClvStatement        *statement,
              gint64               id,
              const ClvScoreParts *parts,
              ClvScoreOutlet      *outlet,
              GError             **error)
{
  for (guint stage = 0; stage < CLV_SCORE_STAGES; stage++)
    {
      const GArray *blobs = parts != NULL ? parts->blobs[stage]
                                          : clv_score_outlet_get_stage (outlet, stage);

      for (guint i = 0; blobs != NULL && i < blobs->len; i++)
        {
          const ClvScoreBlob *blob = &g_array_index (blobs, ClvScoreBlob, i);

          if ((parts == NULL && !clv_score_outlet_wait (outlet, blob))
              || !insert_segment (statement, id, blob->seq, blob->column, blob->bytes, blob->size,
                                  error))
            return FALSE;
        }
      if (blobs == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
insert_segments (ClvScoreSet    *self,
                 gint64          id,
                 ClvWorkspace   *workspace,
                 ClvScoreOutlet *outlet,
                 GError        **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  const ClvScoreParts *parts = self != NULL ? self->parts : NULL;

  statement = clv_statement_new (workspace,
                                 "INSERT INTO score_segment (score_set, seq, column, bytes) "
                                 "VALUES (?, ?, ?, ?)", error);
  if (statement == NULL)
    return FALSE;
  if (self != NULL && self->hybrid != NULL)
    {
      Insertion insertion = { statement, id, error };

      return insert_names (self, id, statement, error)
             && clv_hybrid_scores_visit (self, insert_blob, &insertion);
    }
  return insert_blobs (statement, id, parts, outlet, error);
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
      clv_fields_add (text, "digest", CLV_SCORE_DIGEST_BLOBS);
    }
  if (parts != NULL && parts->n[CLV_SCORE_OF_GROUP] > 0)
    {
      clv_fields_add_int (text, "group-parameters", parts->n[CLV_SCORE_OF_GROUP]);
      clv_fields_add_int (text, "unknown-levels", self->n_unknown_levels);
    }
  if (parts != NULL && parts->n[CLV_SCORE_OF_TERMS] > 0)
    clv_fields_add_int (text, "terms", 1);
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

/* The set itself, of which the segments are there already. */
static gboolean
insert_set (ClvScoreSet  *self,
            gint64        id,
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
                                 "valid_until, summary, created_at, actor, id) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
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
  clv_statement_bind_int (statement, 9, id);
  if (!clv_statement_execute (statement, error))
    return FALSE;
  payload = g_strdup_printf ("score_set=%lld\nfit=%lld\ndefinition=%lld\ncustomers=%u\n",
                             (long long) id, (long long) self->fit_id,
                             (long long) self->definition_id, self->n);
  return clv_record_event (workspace, actor, "score", self->content_hash, payload,
                           "score_set", id, error);
}

/* Begins the transaction of a set, whose segments come before it because its hash is
 * known last. */
static gboolean
begin_set (ClvWorkspace *workspace,
           gint64       *id,
           GError      **error)
{
  g_autoptr(ClvStatement) defer = NULL;

  if (!clv_workspace_begin (workspace, error))
    return FALSE;
  defer = clv_statement_new (workspace, "PRAGMA defer_foreign_keys = ON", error);
  if (defer != NULL && clv_statement_execute (defer, error)
      && clv_statement_read_int (workspace, "SELECT COALESCE (max (id), 0) + 1 FROM score_set",
                                 NULL, id, error))
    return TRUE;
  g_clear_pointer (&defer, clv_statement_free);
  clv_workspace_rollback (workspace);
  return FALSE;
}

static gboolean
end_set (ClvScoreSet  *self,
         gint64        id,
         ClvWorkspace *workspace,
         const char   *actor,
         GError      **error)
{
  if (!insert_set (self, id, workspace, actor, error))
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }
  if (!clv_workspace_commit (workspace, error))
    return FALSE;
  self->id = id;
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
  gint64 id = 0;

  g_return_val_if_fail (self != NULL && self->id == 0, FALSE);
  g_return_val_if_fail (self->parts != NULL || self->hybrid != NULL, FALSE);

  if (!begin_set (workspace, &id, error))
    return FALSE;
  if (!insert_segments (self, id, workspace, NULL, error))
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }
  return end_set (self, id, workspace, actor, error);
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

typedef struct
{
  const ClvFit *fit;
  const ClvValueDefinition *definition;
  ClvCustomers *customers;
  gboolean with_columns;
  const ClvProgress *progress;
  ClvScoreOutlet outlet;
  ClvScoreSet *scores;
  GError *error;
} Computation;

static void
compute (gpointer user_data)
{
  Computation *self = user_data;

  self->scores = clv_score_set_compute (self->fit, self->definition, self->customers,
                                        self->with_columns, &self->outlet, self->progress,
                                        &self->error);
  clv_score_outlet_end (&self->outlet);
}

/* Stores what is there while the rest is computed. The file is this thread's. */
static ClvScoreSet *
compute_and_save (const ClvFit             *fit,
                  const ClvValueDefinition *definition,
                  ClvCustomers             *customers,
                  ClvWorkspace             *workspace,
                  const char               *actor,
                  gboolean                  with_columns,
                  const ClvProgress        *progress,
                  GError                  **error)
{
  Computation computation = { fit, definition, customers, with_columns, progress, };
  g_autoptr(ClvScoreSet) self = NULL;
  g_autoptr(GError) problem = NULL;
  ClvAside *aside = NULL;
  gboolean is_stored = FALSE;
  gint64 id = 0;

  if (!begin_set (workspace, &id, error))
    return NULL;
  clv_score_outlet_init (&computation.outlet);
  aside = clv_parallel_begin (compute, &computation);
  is_stored = insert_segments (NULL, id, workspace, &computation.outlet, &problem);
  clv_parallel_end (aside);
  clv_score_outlet_clear (&computation.outlet);
  self = computation.scores;
  if (self == NULL || !is_stored)
    {
      clv_workspace_rollback (workspace);
      g_propagate_error (error, self == NULL ? computation.error : g_steal_pointer (&problem));
      return NULL;
    }
  return end_set (self, id, workspace, actor, error) ? g_steal_pointer (&self) : NULL;
}

static ClvScoreSet *
compute_and_store (const ClvFit             *fit,
                   const ClvValueDefinition *definition,
                   ClvCustomers             *customers,
                   ClvWorkspace             *workspace,
                   const char               *actor,
                   gboolean                  with_columns,
                   const ClvProgress        *progress,
                   GError                  **error)
{
  g_autoptr(ClvScoreSet) self = NULL;

  if (fit->hybrid == NULL && clv_parallel_get_threads () > 1)
    return compute_and_save (fit, definition, customers, workspace, actor, with_columns, progress,
                             error);
  self = clv_score_set_compute (fit, definition, customers, with_columns, NULL, progress, error);
  if (self == NULL || !clv_score_set_save (self, workspace, actor, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* A definition comes to the file with the scores by it, or not at all. */
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
  if (meaning == NULL)
    return NULL;
  customers = clv_customers_load_for_spec (workspace, fit->spec, FALSE, progress, error);
  if (customers == NULL || !check_columns (fit, customers, error))
    return NULL;

  if (!clv_workspace_begin (workspace, error))
    return NULL;
  if (ensure_stored (meaning, workspace, actor, error))
    self = compute_and_store (fit, meaning, customers, workspace, actor, with_columns, progress,
                              error);
  if (self == NULL)
    {
      clv_workspace_rollback (workspace);
      return NULL;
    }
  return clv_workspace_commit (workspace, error) ? g_steal_pointer (&self) : NULL;
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
