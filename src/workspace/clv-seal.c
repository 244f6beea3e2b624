/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-hash.h"
#include "clv-ledger.h"
#include "clv-statement.h"
#include "clv-workspace-private.h"

/* Seals bind the ordinary tables to the ledger. The event that tells of a row
 * carries a line "row TABLE ID SHA256" in its payload, over every column as it
 * was stored. A row that was edited, added or taken away by another program then
 * no longer fits the chain, triggers or not. */

typedef struct
{
  const char *table;
  const char *row;      /* all that belongs to ?1 */
  const char *ids;      /* every id that must have a seal */
} Seal;

/* What undoing an import changes is left out. */
#define BATCH "id, kind, file_name, imported_at, rows, orders, customers, rejected, "     \
              "changed_orders, net_amount, currency, first_date, last_date, has_orders, " \
              "content_hash, plan"

static const Seal seals[] = {
  { "meta", "SELECT name, value FROM meta WHERE ?1 = 0 ORDER BY name", "SELECT 0" },
  { "quorum", "SELECT * FROM quorum WHERE ?1 = 0 ORDER BY risk", "SELECT 0" },
  { "allowed", "SELECT * FROM allowed WHERE ?1 = 0 ORDER BY from_state, act, to_state, role",
    "SELECT 0" },
  { "batch", "SELECT " BATCH " FROM batch WHERE id = ?1", "SELECT id FROM batch" },
  { "superseded",
    "SELECT old_batch, old_segment, rows FROM superseded WHERE batch = ?1"
    " ORDER BY old_batch, old_segment",
    "SELECT id FROM batch WHERE undone_at IS NULL UNION SELECT batch FROM superseded" },
  { "value_definition", "SELECT * FROM value_definition WHERE id = ?1",
    "SELECT id FROM value_definition" },
  { "fit", "SELECT * FROM fit WHERE id = ?1", "SELECT id FROM fit" },
  { "score_set", "SELECT * FROM score_set WHERE id = ?1", "SELECT id FROM score_set" },
  { "audit_run", "SELECT * FROM audit_run WHERE id = ?1", "SELECT id FROM audit_run" },
  { "package", "SELECT * FROM package WHERE id = ?1", "SELECT id FROM package" },
  { "person_passphrase", "SELECT * FROM person_passphrase WHERE id = ?1",
    "SELECT id FROM person_passphrase" },
  { "note", "SELECT * FROM note WHERE id = ?1", "SELECT id FROM note" },
};

static const Seal *
find_seal (const char *table)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (seals); i++)
    {
      if (g_str_equal (seals[i].table, table))
        return &seals[i];
    }
  return NULL;
}

/* "row TABLE ID SHA256" of what is stored now. */
static char *
describe_row (ClvWorkspace  *workspace,
              const Seal    *seal,
              gint64         id,
              GError       **error)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("clv-row-v1");
  g_autoptr(ClvStatement) statement = clv_statement_new (workspace, seal->row, error);
  g_autofree char *digest = NULL;
  gboolean has_row = TRUE;

  if (statement == NULL)
    return NULL;
  clv_statement_bind_int (statement, 1, id);
  while (has_row)
    {
      int i;

      if (!clv_statement_step (statement, &has_row, error))
        return NULL;
      for (i = 0; has_row && i < clv_statement_get_n_columns (statement); i++)
        {
          gboolean is_null = clv_statement_is_null (statement, i);
          gconstpointer bytes = NULL;
          gsize size = 0;

          bytes = clv_statement_get_blob (statement, i, &size);
          clv_hash_add_int64 (hash, is_null);
          clv_hash_add_bytes (hash, bytes != NULL ? bytes : "", size);
        }
    }
  digest = clv_hash_finish (hash);
  return g_strdup_printf ("row %s %" G_GINT64_FORMAT " %s", seal->table, id, digest);
}

/* Adds the seal of row @id of @table, as it is stored now, to the payload of
 * @event, which is then to be appended. */
gboolean
clv_ledger_seal_row (ClvWorkspace  *workspace,
                     ClvEvent      *event,
                     const char    *table,
                     gint64         id,
                     GError       **error)
{
  g_autofree char *line = NULL;
  g_autofree char *before = NULL;
  const Seal *seal = find_seal (table);

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace) && event != NULL, FALSE);
  g_return_val_if_fail (seal != NULL, FALSE);

  line = describe_row (workspace, seal, id, error);
  if (line == NULL)
    return FALSE;
  before = g_steal_pointer (&event->payload);
  event->payload = g_strdup_printf ("%s%s%s\n", before != NULL ? before : "",
                                    before == NULL || *before == '\0'
                                    || g_str_has_suffix (before, "\n") ? "" : "\n", line);
  return TRUE;
}

/* The seals of all events: "row TABLE ID" to the whole line; the newest counts. */
static GHashTable *
collect_seals (GPtrArray *events)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guint i;

  for (i = 0; i < events->len; i++)
    {
      const ClvEvent *event = g_ptr_array_index (events, i);
      g_auto(GStrv) lines = g_strsplit (event->payload, "\n", -1);
      guint k;

      for (k = 0; lines[k] != NULL; k++)
        {
          const char *end = strrchr (lines[k], ' ');

          if (g_str_has_prefix (lines[k], "row ") && end != NULL)
            g_hash_table_replace (found, g_strndup (lines[k], (gsize) (end - lines[k])),
                                  g_strdup (lines[k]));
        }
    }
  return found;
}

static GArray *
list_ids (ClvWorkspace  *workspace,
          const Seal    *seal,
          GError       **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(ClvStatement) statement = clv_statement_new (workspace, seal->ids, error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return NULL;
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return NULL;
      if (has_row)
        {
          gint64 id = clv_statement_get_int (statement, 0);

          g_array_append_val (ids, id);
        }
    }
  return g_steal_pointer (&ids);
}

/* A file of an earlier format lacks tables that came later. That none was taken away is
 * checked with the schema. */
static gboolean
has_table (ClvWorkspace  *workspace,
           const Seal    *seal,
           gboolean      *has,
           GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;

  statement = clv_statement_new (workspace, "SELECT 1 FROM sqlite_schema "
                                            "WHERE type = 'table' AND name = ?1", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_text (statement, 1, seal->table);
  return clv_statement_step (statement, has, error);
}

/* Every row of the table has its seal, and takes it off the list. */
static gboolean
check_table (ClvWorkspace  *workspace,
             const Seal    *seal,
             GHashTable    *found,
             GPtrArray     *findings,
             GError       **error)
{
  g_autoptr(GArray) ids = list_ids (workspace, seal, error);
  guint i;

  if (ids == NULL)
    return FALSE;
  for (i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      g_autofree char *key = g_strdup_printf ("row %s %" G_GINT64_FORMAT, seal->table, id);
      g_autofree char *line = describe_row (workspace, seal, id, error);

      if (line == NULL)
        return FALSE;
      if (g_strcmp0 (line, g_hash_table_lookup (found, key)) != 0)
        g_ptr_array_add (findings,
                         g_strdup_printf (_("Row %d of the table “%s” is not what the ledger says: "
                                            "it was changed or added by another program."),
                                          (int) id, seal->table));
      g_hash_table_remove (found, key);
    }
  return TRUE;
}

/* What is left over in @found has no row; undone imports replace nothing. */
static void
report_missing (GHashTable *found,
                GPtrArray  *findings)
{
  g_autoptr(GList) keys = g_list_sort (g_hash_table_get_keys (found), (GCompareFunc) strcmp);
  GList *link = NULL;

  for (link = keys; link != NULL; link = link->next)
    {
      const char *key = link->data;

      if (!g_str_has_prefix (key, "row superseded "))
        g_ptr_array_add (findings,
                         g_strdup_printf (_("“%s” is in the ledger, but gone from the file."),
                                          key + strlen ("row ")));
    }
}

/* An import is undone where, and only where, an event says so. */
static gboolean
check_undone (ClvWorkspace  *workspace,
              GPtrArray     *findings,
              GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  statement = clv_statement_new (workspace,
                                 "SELECT b.id FROM batch b WHERE (b.undone_at IS NOT NULL) <> "
                                 "EXISTS (SELECT 1 FROM event e WHERE e.act = 'undo' AND "
                                 "e.payload LIKE 'batch=' || b.id || char (10) || '%') ORDER BY 1",
                                 error);
  if (statement == NULL)
    return FALSE;
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (has_row)
        g_ptr_array_add (findings,
                         g_strdup_printf (_("The ledger and the list of imports do not agree "
                                            "whether import %d was undone."),
                                          (int) clv_statement_get_int (statement, 0)));
    }
  return TRUE;
}

/* Holds every sealed table against the ledger, whose chain is not checked here.
 * @findings: (element-type utf8): one translated sentence each. Returns %FALSE
 * where the file cannot be read. */
gboolean
clv_ledger_verify_rows (ClvWorkspace  *workspace,
                        GPtrArray     *findings,
                        GError       **error)
{
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(GHashTable) found = NULL;
  guint i;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace) && findings != NULL, FALSE);

  events = clv_ledger_list (workspace, 0, error);
  if (events == NULL)
    return FALSE;
  found = collect_seals (events);
  for (i = 0; i < G_N_ELEMENTS (seals); i++)
    {
      gboolean has = FALSE;

      if (!has_table (workspace, &seals[i], &has, error)
          || (has && !check_table (workspace, &seals[i], found, findings, error)))
        return FALSE;
    }
  report_missing (found, findings);
  return check_undone (workspace, findings, error);
}
