/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-audit-private.h"
#include "clv-ledger.h"
#include "clv-statement.h"

#define OPTIONS "options"
#define RESULT "audit"

/* Whatever a damaged file says. */
#define MAX_CELLS 10000

/* Kept as key files: readable with any SQL tool, and doubles come back bit for
 * bit. A figure that is not a number is left out. */

static void
set_figure (GKeyFile   *file,
            const char *section,
            const char *name,
            double      value)
{
  if (!isnan (value))
    g_key_file_set_double (file, section, name, value);
}

static void
set_text (GKeyFile   *file,
          const char *section,
          const char *name,
          const char *value)
{
  g_key_file_set_string (file, section, name, value != NULL ? value : "");
}

static char *
options_to_text (const ClvAuditOptions *options)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  guint m;

  set_text (file, OPTIONS, "group-column", options->group_column);
  g_key_file_set_uint64 (file, OPTIONS, "seed", options->seed);
  g_key_file_set_uint64 (file, OPTIONS, "replicates", options->replicates);
  g_key_file_set_uint64 (file, OPTIONS, "k-hidden", options->k_hidden);
  g_key_file_set_double (file, OPTIONS, "q-limit", options->q_limit);
  g_key_file_set_int64 (file, OPTIONS, "split", options->split);
  for (m = 0; m < CLV_N_METRICS; m++)
    {
      double range[] = { options->lo[m], options->hi[m] };

      g_key_file_set_double_list (file, OPTIONS, clv_metric_get_id (m), range, 2);
    }

  return g_key_file_to_data (file, NULL, NULL);
}

static void
write_cell (GKeyFile           *file,
            guint               number,
            const ClvAuditCell *cell)
{
  g_autofree char *section = g_strdup_printf ("cell %u", number);

  set_text (file, section, "metric", clv_metric_get_id (cell->metric));
  set_text (file, section, "group", cell->group);
  g_key_file_set_boolean (file, section, "unknown", cell->is_unknown);
  g_key_file_set_uint64 (file, section, "n", cell->n);
  g_key_file_set_uint64 (file, section, "events", cell->events);
  set_figure (file, section, "estimate", cell->estimate);
  set_figure (file, section, "lo", cell->lo);
  set_figure (file, section, "hi", cell->hi);
  set_figure (file, section, "p", cell->p);
  set_figure (file, section, "q", cell->q);
  set_figure (file, section, "group-value", cell->group_value);
  set_figure (file, section, "other-value", cell->other_value);
  set_text (file, section, "verdict", clv_verdict_get_id (cell->verdict));
}

static char *
result_to_text (const ClvAudit *self)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  guint i;

  g_key_file_set_uint64 (file, RESULT, "cells", self->cells->len);
  g_key_file_set_uint64 (file, RESULT, "family", self->family);
  g_key_file_set_uint64 (file, RESULT, "hidden-groups", self->hidden_groups);
  g_key_file_set_uint64 (file, RESULT, "hidden-customers", self->hidden_customers);
  g_key_file_set_double (file, RESULT, "unknown-share", self->unknown_share);
  g_key_file_set_uint64 (file, RESULT, "customers", self->n_customers);
  set_text (file, RESULT, "scheme", self->scheme);
  set_text (file, RESULT, "currency", self->currency);
  set_text (file, RESULT, "data-hash", self->data_hash);
  set_text (file, RESULT, "fit-hash", self->fit_hash);
  set_text (file, RESULT, "split-fit-hash", self->split_fit_hash);
  g_key_file_set_int64 (file, RESULT, "as-of", self->as_of);
  g_key_file_set_int64 (file, RESULT, "split", self->split);
  for (i = 0; i < self->cells->len; i++)
    write_cell (file, i, g_ptr_array_index (self->cells, i));

  return g_key_file_to_data (file, NULL, NULL);
}

static gboolean
insert_run (ClvAudit     *self,
            ClvWorkspace *workspace,
            const char   *actor,
            GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autofree char *options = options_to_text (&self->options);
  g_autofree char *result = result_to_text (self);
  g_autofree char *now = NULL;
  g_autoptr(GDateTime) clock = g_date_time_new_now_utc ();

  now = g_date_time_format (clock, "%Y-%m-%dT%H:%M:%SZ");
  statement = clv_statement_new (workspace,
                                 "INSERT INTO audit_run (options, content_hash, result, created_at,"
                                 " actor) VALUES (?1, ?2, ?3, ?4, ?5)", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_text (statement, 1, options);
  clv_statement_bind_text (statement, 2, self->content_hash);
  clv_statement_bind_text (statement, 3, result);
  clv_statement_bind_text (statement, 4, now);
  clv_statement_bind_text (statement, 5, actor != NULL ? actor : "");
  if (!clv_statement_execute (statement, error))
    return FALSE;

  self->id = clv_workspace_get_last_rowid (workspace);
  g_free (self->created_at);
  self->created_at = g_steal_pointer (&now);
  g_free (self->actor);
  self->actor = g_strdup (actor);

  return TRUE;
}

static gboolean
append_event (const ClvAudit *self,
              ClvWorkspace   *workspace,
              const char     *actor,
              GError        **error)
{
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);

  event->actor = g_strdup (actor != NULL ? actor : "");
  event->act = g_strdup ("audit");
  event->content_hash = g_strdup (self->content_hash);
  event->payload = g_strdup_printf ("audit=%d\ncomparisons=%u\nalerts=%u\n", (int) self->id,
                                    self->family, clv_audit_count (self, CLV_VERDICT_ALERT));

  return clv_ledger_seal_row (workspace, event, "audit_run", self->id, error)
         && clv_ledger_append (workspace, event, error);
}

/**
 * clv_audit_save:
 * @self: an audit
 * @workspace: where to keep it
 * @actor: (nullable): who had it computed
 * @error: return location
 *
 * Stores the audit and its event in one transaction; sets its id.
 *
 * Returns: %FALSE when nothing was stored
 */
gboolean
clv_audit_save (ClvAudit     *self,
                ClvWorkspace *workspace,
                const char   *actor,
                GError      **error)
{
  g_return_val_if_fail (self != NULL && self->content_hash != NULL, FALSE);
  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), FALSE);

  if (!clv_workspace_begin (workspace, error))
    return FALSE;

  if (!insert_run (self, workspace, actor, error)
      || !append_event (self, workspace, actor, error)
      || !clv_workspace_commit (workspace, error))
    {
      clv_workspace_rollback (workspace);
      self->id = 0;
      return FALSE;
    }

  clv_workspace_emit_changed (workspace, "ledger");

  return TRUE;
}

static double
get_figure (GKeyFile   *file,
            const char *section,
            const char *name)
{
  g_autoptr(GError) error = NULL;
  double value = g_key_file_get_double (file, section, name, &error);

  return error == NULL ? value : NAN;
}

static guint32
get_count (GKeyFile   *file,
           const char *section,
           const char *name)
{
  return (guint32) g_key_file_get_uint64 (file, section, name, NULL);
}

static char *
get_text (GKeyFile   *file,
          const char *section,
          const char *name)
{
  char *text = g_key_file_get_string (file, section, name, NULL);

  return text != NULL ? text : g_strdup ("");
}

static gboolean
parse (GKeyFile   *file,
       const char *text,
       const char *section)
{
  return text != NULL
         && g_key_file_load_from_data (file, text, (gsize) -1, G_KEY_FILE_NONE, NULL)
         && g_key_file_has_group (file, section);
}

static ClvAudit *
options_from_text (const char *text)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *column = NULL;
  ClvAuditOptions options;
  guint m;

  if (!parse (file, text, OPTIONS))
    return NULL;

  clv_audit_options_init (&options);
  column = get_text (file, OPTIONS, "group-column");
  options.group_column = column;
  options.seed = g_key_file_get_uint64 (file, OPTIONS, "seed", NULL);
  options.replicates = get_count (file, OPTIONS, "replicates");
  options.k_hidden = get_count (file, OPTIONS, "k-hidden");
  options.q_limit = get_figure (file, OPTIONS, "q-limit");
  options.split = (ClvDate) g_key_file_get_int64 (file, OPTIONS, "split", NULL);
  for (m = 0; m < CLV_N_METRICS; m++)
    {
      gsize n = 0;
      g_autofree double *range =
        g_key_file_get_double_list (file, OPTIONS, clv_metric_get_id (m), &n, NULL);

      if (range != NULL && n == 2)
        {
          options.lo[m] = range[0];
          options.hi[m] = range[1];
        }
    }

  return clv_audit_alloc (&options);
}

static void
read_cell (ClvAudit *self,
           GKeyFile *file,
           guint     number)
{
  g_autofree char *section = g_strdup_printf ("cell %u", number);
  g_autofree char *metric = get_text (file, section, "metric");
  g_autofree char *verdict = get_text (file, section, "verdict");
  g_autoptr(ClvAuditCell) cell = g_new0 (ClvAuditCell, 1);

  cell->metric = clv_metric_parse (metric);
  cell->group = get_text (file, section, "group");
  cell->is_unknown = g_key_file_get_boolean (file, section, "unknown", NULL);
  cell->n = get_count (file, section, "n");
  cell->events = get_count (file, section, "events");
  cell->estimate = get_figure (file, section, "estimate");
  cell->lo = get_figure (file, section, "lo");
  cell->hi = get_figure (file, section, "hi");
  cell->p = get_figure (file, section, "p");
  cell->q = get_figure (file, section, "q");
  cell->group_value = get_figure (file, section, "group-value");
  cell->other_value = get_figure (file, section, "other-value");
  cell->verdict = clv_verdict_parse (verdict);

  if (cell->metric < CLV_N_METRICS)
    g_ptr_array_add (self->cells, g_steal_pointer (&cell));
}

static gboolean
read_result (ClvAudit   *self,
             const char *text)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  guint32 n = 0;
  guint i;

  if (!parse (file, text, RESULT))
    return FALSE;

  n = get_count (file, RESULT, "cells");
  self->family = get_count (file, RESULT, "family");
  self->hidden_groups = get_count (file, RESULT, "hidden-groups");
  self->hidden_customers = get_count (file, RESULT, "hidden-customers");
  self->unknown_share = get_figure (file, RESULT, "unknown-share");
  self->n_customers = get_count (file, RESULT, "customers");
  self->scheme = get_text (file, RESULT, "scheme");
  self->currency = get_text (file, RESULT, "currency");
  self->data_hash = get_text (file, RESULT, "data-hash");
  self->fit_hash = get_text (file, RESULT, "fit-hash");
  self->split_fit_hash = get_text (file, RESULT, "split-fit-hash");
  self->as_of = (ClvDate) g_key_file_get_int64 (file, RESULT, "as-of", NULL);
  self->split = (ClvDate) g_key_file_get_int64 (file, RESULT, "split", NULL);
  for (i = 0; i < MIN (n, MAX_CELLS); i++)
    read_cell (self, file, i);

  return TRUE;
}

static ClvAudit *
read_run (ClvStatement *statement,
          GError      **error)
{
  g_autoptr(ClvAudit) self = options_from_text (clv_statement_get_text (statement, 1));
  g_autofree char *hash = NULL;

  if (self == NULL || !read_result (self, clv_statement_get_text (statement, 3)))
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
                   _("Audit %d in this workspace cannot be read."),
                   (int) clv_statement_get_int (statement, 0));
      return NULL;
    }

  self->id = clv_statement_get_int (statement, 0);
  self->content_hash = g_strdup (clv_statement_get_text (statement, 2));
  self->created_at = g_strdup (clv_statement_get_text (statement, 4));
  self->actor = g_strdup (clv_statement_get_text (statement, 5));

  hash = clv_audit_compute_hash (self);
  if (g_strcmp0 (hash, self->content_hash) != 0)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
                   _("Audit %d is not what was stored: its figures do not give its hash. Compute "
                     "the audit again."), (int) self->id);
      return NULL;
    }

  clv_audit_describe (self);

  return g_steal_pointer (&self);
}

/**
 * clv_audit_load:
 * @workspace: where it is kept
 * @id: which, or 0 for the newest
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the audit; %NULL without @error where
 *   @id is 0 and there is none
 */
ClvAudit *
clv_audit_load (ClvWorkspace *workspace,
                gint64        id,
                GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), NULL);

  statement = clv_statement_new (workspace,
                                 "SELECT id, options, content_hash, result, created_at, actor"
                                 " FROM audit_run WHERE ?1 = 0 OR id = ?1"
                                 " ORDER BY id DESC LIMIT 1", error);
  if (statement == NULL)
    return NULL;

  clv_statement_bind_int (statement, 1, id);
  if (!clv_statement_step (statement, &has_row, error))
    return NULL;

  if (!has_row)
    {
      if (id != 0)
        g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                     _("There is no audit %d in this workspace."), (int) id);
      return NULL;
    }

  return read_run (statement, error);
}
