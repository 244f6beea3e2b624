/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "clv-hash.h"
#include "clv-ledger.h"
#include "clv-workspace-private.h"

/* The chained ledger. The hash of an event is SHA-256 over the domain
 * "clv-audit-v1" and its fields, each with tag and length in front (ClvHash), in
 * the order of ClvEvent, the hash of the event before it last. */

#define COLUMNS "seq, at, actor, os_identity, package, act, from_state, to_state, " \
                "content_hash, meaning, reason, payload, prev, h"

#define VALUES "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14"
#define INSERT_EVENT "INSERT INTO event (" COLUMNS ") VALUES (" VALUES ")"
#define LIST_EVENTS \
  "SELECT " COLUMNS " FROM event WHERE ?1 = 0 OR package = ?1 ORDER BY seq"

void
clv_event_free (ClvEvent *self)
{
  if (self == NULL)
    return;

  g_free (self->at);
  g_free (self->actor);
  g_free (self->os_identity);
  g_free (self->act);
  g_free (self->from_state);
  g_free (self->to_state);
  g_free (self->content_hash);
  g_free (self->meaning);
  g_free (self->reason);
  g_free (self->payload);
  g_free (self->prev);
  g_free (self->hash);
  g_free (self);
}

static char *
compute_hash (const ClvEvent *event)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("clv-audit-v1");

  clv_hash_add_int64 (hash, event->seq);
  clv_hash_add_text (hash, event->at);
  clv_hash_add_text (hash, event->actor);
  clv_hash_add_text (hash, event->os_identity);
  clv_hash_add_int64 (hash, event->package);
  clv_hash_add_text (hash, event->act);
  clv_hash_add_text (hash, event->from_state);
  clv_hash_add_text (hash, event->to_state);
  clv_hash_add_text (hash, event->content_hash);
  clv_hash_add_text (hash, event->meaning);
  clv_hash_add_text (hash, event->reason);
  clv_hash_add_text (hash, event->payload);
  clv_hash_add_text (hash, event->prev);
  return clv_hash_finish (hash);
}

static void
set_default (char       **text,
             const char  *value)
{
  if (*text == NULL)
    *text = g_strdup (value);
}

static void
fill_defaults (ClvEvent *event)
{
  set_default (&event->actor, "");
  set_default (&event->act, "");
  set_default (&event->from_state, "");
  set_default (&event->to_state, "");
  set_default (&event->content_hash, "");
  set_default (&event->meaning, "");
  set_default (&event->reason, "");
  set_default (&event->payload, "");
  if (event->os_identity == NULL)
    event->os_identity = g_strdup_printf ("%s@%s", g_get_user_name (), g_get_host_name ());
  if (event->at == NULL)
    {
      g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

      event->at = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
    }
}

static gboolean
read_tip (ClvWorkspace  *workspace,
          gint64        *seq,
          char         **hash,
          GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (workspace,
                                 "SELECT seq, h FROM event ORDER BY seq DESC LIMIT 1", error);
  if (statement == NULL || !clv_statement_step (statement, &has_row, error))
    return FALSE;
  *seq = has_row ? clv_statement_get_int (statement, 0) : 0;
  *hash = g_strdup (has_row ? clv_statement_get_text (statement, 1) : CLV_LEDGER_GENESIS);
  return TRUE;
}

static gboolean
insert_event (ClvWorkspace    *workspace,
              const ClvEvent  *event,
              GError         **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  const char *texts[] = {
    event->act, event->from_state, event->to_state, event->content_hash, event->meaning,
    event->reason, event->payload, event->prev, event->hash
  };
  guint i;

  statement = clv_statement_new (workspace,
                                 INSERT_EVENT, error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, event->seq);
  clv_statement_bind_text (statement, 2, event->at);
  clv_statement_bind_text (statement, 3, event->actor);
  clv_statement_bind_text (statement, 4, event->os_identity);
  clv_statement_bind_int (statement, 5, event->package);
  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    clv_statement_bind_text (statement, 6 + (int) i, texts[i]);
  return clv_statement_execute (statement, error);
}

gboolean
clv_ledger_append (ClvWorkspace  *workspace,
                   ClvEvent      *event,
                   GError       **error)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  if (!clv_workspace_begin (workspace, error))
    return FALSE;

  fill_defaults (event);
  g_clear_pointer (&event->prev, g_free);
  g_clear_pointer (&event->hash, g_free);
  if (!read_tip (workspace, &event->seq, &event->prev, error))
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }
  event->seq++;
  event->hash = compute_hash (event);
  if (!insert_event (workspace, event, error))
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }
  workspace->anchor_is_stale = TRUE;
  if (!clv_workspace_commit (workspace, error))
    return FALSE;
  clv_workspace_emit_changed (workspace, "ledger");
  return TRUE;
}

static char *
dup_column (ClvStatement *statement,
            int           column)
{
  const char *text = clv_statement_get_text (statement, column);

  return g_strdup (text != NULL ? text : "");
}

static ClvEvent *
read_event (ClvStatement *statement)
{
  ClvEvent *event = g_new0 (ClvEvent, 1);

  event->seq = clv_statement_get_int (statement, 0);
  event->at = dup_column (statement, 1);
  event->actor = dup_column (statement, 2);
  event->os_identity = dup_column (statement, 3);
  event->package = clv_statement_get_int (statement, 4);
  event->act = dup_column (statement, 5);
  event->from_state = dup_column (statement, 6);
  event->to_state = dup_column (statement, 7);
  event->content_hash = dup_column (statement, 8);
  event->meaning = dup_column (statement, 9);
  event->reason = dup_column (statement, 10);
  event->payload = dup_column (statement, 11);
  event->prev = dup_column (statement, 12);
  event->hash = dup_column (statement, 13);
  return event;
}

/* (transfer full) (element-type ClvEvent): in order of seq. */
GPtrArray *
clv_ledger_list (ClvWorkspace  *workspace,
                 gint64         package,
                 GError       **error)
{
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_event_free);
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), NULL);

  statement = clv_statement_new (workspace,
                                 LIST_EVENTS, error);
  if (statement == NULL)
    return NULL;
  clv_statement_bind_int (statement, 1, package);
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return NULL;
      if (has_row)
        g_ptr_array_add (events, read_event (statement));
    }
  return g_steal_pointer (&events);
}

gint64
clv_ledger_get_n (ClvWorkspace *workspace)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), 0);

  statement = clv_statement_new (workspace, "SELECT COUNT (*) FROM event", NULL);
  if (statement == NULL || !clv_statement_step (statement, &has_row, NULL) || !has_row)
    return 0;
  return clv_statement_get_int (statement, 0);
}

char *
clv_ledger_dup_anchor (ClvWorkspace *workspace)
{
  g_autofree char *hash = NULL;
  gint64 seq = 0;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), NULL);

  if (!read_tip (workspace, &seq, &hash, NULL))
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT ":%s", seq, hash);
}

static char *
dup_anchor_path (ClvWorkspace *workspace)
{
  /* The id comes from the file, so it must not lead elsewhere. */
  if (workspace->uuid == NULL || !g_uuid_string_is_valid (workspace->uuid))
    return NULL;
  return g_build_filename (g_get_user_data_dir (), "perennial", "anchors", workspace->uuid, NULL);
}

static gboolean
parse_anchor (const char  *anchor,
              gint64      *seq,
              char       **hash)
{
  g_auto(GStrv) parts = g_strsplit (anchor, ":", 2);

  if (g_strv_length (parts) != 2
      || !g_ascii_string_to_signed (g_strstrip (parts[0]), 10, 0, G_MAXINT64, seq, NULL))
    return FALSE;
  *hash = g_ascii_strdown (g_strstrip (parts[1]), -1);
  return strlen (*hash) == 2 * CLV_DIGEST_BYTES;
}

/* Whether event @seq of the file has the hash @hash; 0 stands for the empty
 * ledger before the first. */
static gboolean
has_event (ClvWorkspace *workspace,
           gint64        seq,
           const char   *hash)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  if (seq == 0)
    return g_str_equal (hash, CLV_LEDGER_GENESIS);
  statement = clv_statement_new (workspace, "SELECT 1 FROM event WHERE seq = ?1 AND h = ?2", NULL);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, seq);
  clv_statement_bind_text (statement, 2, hash);
  return clv_statement_step (statement, &has_row, NULL) && has_row;
}

/* Keeps the newest event's number and hash in the user's own folder, where a
 * cut or rewritten file cannot reach. An anchor that this file does not contain
 * is evidence and stays. Failing to write it is not an error: the file may be
 * opened where there is no home. */
void
clv_ledger_keep_anchor (ClvWorkspace *workspace)
{
  g_autofree char *path = dup_anchor_path (workspace);
  g_autofree char *anchor = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *hash = NULL;
  gint64 seq = 0;

  if (path == NULL)
    return;
  anchor = clv_ledger_dup_anchor (workspace);
  if (anchor == NULL)
    return;
  if (g_file_get_contents (path, &kept, NULL, NULL)
      && (g_str_equal (kept, anchor)
          || !parse_anchor (kept, &seq, &hash) || !has_event (workspace, seq, hash)))
    return;
  folder = g_path_get_dirname (path);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_file_set_contents_full (path, anchor, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

static void
add_finding (GPtrArray *findings,
             char      *finding)
{
  if (findings != NULL)
    g_ptr_array_add (findings, finding);
  else
    g_free (finding);
}

static gboolean
check_link (const ClvEvent *event,
            gint64          expected_seq,
            const char     *prev,
            GPtrArray      *findings)
{
  g_autofree char *hash = compute_hash (event);
  int seq = (int) event->seq;
  gboolean holds = TRUE;

  if (event->seq != expected_seq)
    {
      add_finding (findings,
                   g_strdup_printf (_("Event %d is missing: the ledger goes on with event %d."),
                                    (int) expected_seq, seq));
      holds = FALSE;
    }
  if (!g_str_equal (hash, event->hash))
    {
      add_finding (findings,
                   g_strdup_printf (_("Event %d was changed after it was written."), seq));
      holds = FALSE;
    }
  if (!g_str_equal (event->prev, prev))
    {
      add_finding (findings,
                   g_strdup_printf (_("Event %d does not follow the event before it."), seq));
      holds = FALSE;
    }
  return holds;
}

static gboolean
check_chain (ClvWorkspace  *workspace,
             GPtrArray     *findings,
             gboolean      *holds,
             GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autofree char *prev = g_strdup (CLV_LEDGER_GENESIS);
  gint64 seq = 0;
  gboolean has_row = TRUE;

  statement = clv_statement_new (workspace, "SELECT " COLUMNS " FROM event ORDER BY seq", error);
  if (statement == NULL)
    return FALSE;
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (has_row)
        {
          g_autoptr(ClvEvent) event = read_event (statement);

          if (!check_link (event, seq + 1, prev, findings))
            *holds = FALSE;
          seq = event->seq;
          g_free (prev);
          prev = g_steal_pointer (&event->hash);
        }
    }
  if (seq == 0)
    {
      add_finding (findings, g_strdup (_("The ledger is empty: even its first event is gone.")));
      *holds = FALSE;
    }
  return TRUE;
}

static void
check_given_anchor (ClvWorkspace *workspace,
                    const char   *anchor,
                    GPtrArray    *findings,
                    gboolean     *holds)
{
  g_autofree char *hash = NULL;
  gint64 seq = 0;

  if (!parse_anchor (anchor, &seq, &hash))
    add_finding (findings,
                 g_strdup_printf (_("“%s” is not an anchor. One looks like 12:3f9c… with 64 "
                                    "digits."), anchor));
  else if (!has_event (workspace, seq, hash))
    add_finding (findings,
                 g_strdup_printf (_("The ledger does not contain the anchor: event %d is another "
                                    "one or is gone."), (int) seq));
  else
    return;
  *holds = FALSE;
}

static void
check_kept_anchor (ClvWorkspace *workspace,
                   GPtrArray    *findings,
                   gboolean     *holds)
{
  g_autofree char *path = dup_anchor_path (workspace);
  g_autofree char *kept = NULL;
  g_autofree char *hash = NULL;
  gint64 seq = 0;
  gint64 n = clv_ledger_get_n (workspace);

  if (path == NULL || !g_file_get_contents (path, &kept, NULL, NULL)
      || !parse_anchor (kept, &seq, &hash) || has_event (workspace, seq, hash))
    return;
  if (n < seq)
    add_finding (findings,
                 g_strdup_printf (_("The file is older than last seen on this computer: event %d "
                                    "instead of %d."), (int) n, (int) seq));
  else
    add_finding (findings,
                 g_strdup_printf (_("Event %d is not the one last seen on this computer: the "
                                    "ledger was written anew."), (int) seq));
  *holds = FALSE;
}

gboolean
clv_ledger_verify (ClvWorkspace  *workspace,
                   const char    *anchor,
                   GPtrArray     *findings,
                   gboolean      *holds,
                   GError       **error)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), FALSE);
  g_return_val_if_fail (holds != NULL, FALSE);

  *holds = TRUE;
  if (!check_chain (workspace, findings, holds, error))
    {
      *holds = FALSE;
      return FALSE;
    }
  if (anchor != NULL)
    check_given_anchor (workspace, anchor, findings, holds);
  check_kept_anchor (workspace, findings, holds);
  return TRUE;
}
