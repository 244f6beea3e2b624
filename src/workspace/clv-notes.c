/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-notes.h"

#include <glib/gi18n-lib.h>

#include "clv-ledger.h"
#include "clv-statement.h"

void
clv_note_free (ClvNote *self)
{
  g_free (self->text);
  g_free (self->author);
  g_free (self->at);
  g_free (self);
}

static char *
dup_now (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

/* The text stripped, or an error where there is none or too much of it. */
static char *
dup_checked (const char  *text,
             GError     **error)
{
  g_autofree char *stripped = g_strstrip (g_utf8_make_valid (text, -1));

  if (*stripped == '\0')
    {
      g_set_error_literal (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                           _("The note is empty and was not kept. Write something first."));
      return NULL;
    }
  if (g_utf8_strlen (stripped, -1) > CLV_NOTE_MAX_LENGTH)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                   _("The note is longer than %d characters and was not kept. Write it shorter or "
                     "in two notes."), CLV_NOTE_MAX_LENGTH);
      return NULL;
    }

  return g_steal_pointer (&stripped);
}

/* The ledger's line, with the seal of the note as it is stored now. */
static gboolean
append_event (ClvWorkspace  *workspace,
              const char    *act,
              const char    *actor,
              gint64         id,
              GError       **error)
{
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);

  event->actor = g_strdup (actor != NULL ? actor : "");
  event->act = g_strdup (act);
  event->payload = g_strdup_printf ("note=%" G_GINT64_FORMAT "\n", id);

  return clv_ledger_seal_row (workspace, event, "note", id, error)
         && clv_ledger_append (workspace, event, error);
}

/**
 * clv_notes_list:
 * @workspace: where to look
 * @customer: whose notes
 * @error: return location
 *
 * Notes that were taken back are not among them.
 *
 * Returns: (transfer full) (element-type ClvNote): the notes, newest first
 */
GPtrArray *
clv_notes_list (ClvWorkspace  *workspace,
                const char    *customer,
                GError       **error)
{
  g_autoptr(GPtrArray) notes = NULL;
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace) && customer != NULL, NULL);

  notes = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_note_free);
  statement = clv_statement_new (workspace,
                                 "SELECT id, text, author, at FROM note "
                                 "WHERE customer = ?1 AND removed_at IS NULL ORDER BY id DESC",
                                 error);
  if (statement == NULL)
    return NULL;
  clv_statement_bind_text (statement, 1, customer);
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return NULL;
      if (has_row)
        {
          ClvNote *note = g_new0 (ClvNote, 1);

          note->id = clv_statement_get_int (statement, 0);
          note->text = g_strdup (clv_statement_get_text (statement, 1));
          note->author = g_strdup (clv_statement_get_text (statement, 2));
          note->at = g_strdup (clv_statement_get_text (statement, 3));
          g_ptr_array_add (notes, note);
        }
    }

  return g_steal_pointer (&notes);
}

static gboolean
insert_note (ClvWorkspace  *workspace,
             const char    *customer,
             const char    *text,
             const char    *author,
             gint64        *id,
             GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autofree char *now = dup_now ();

  statement = clv_statement_new (workspace,
                                 "INSERT INTO note (customer, text, author, at) "
                                 "VALUES (?1, ?2, ?3, ?4)", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_text (statement, 1, customer);
  clv_statement_bind_text (statement, 2, text);
  clv_statement_bind_text (statement, 3, author != NULL ? author : "");
  clv_statement_bind_text (statement, 4, now);
  if (!clv_statement_execute (statement, error))
    return FALSE;
  *id = clv_workspace_get_last_rowid (workspace);

  return TRUE;
}

/**
 * clv_notes_add:
 * @workspace: where to keep it
 * @customer: whom it is about
 * @text: what it says; blanks around it are taken off
 * @author: (nullable): who says so
 * @error: return location
 *
 * Keeps a note and its event in one transaction.
 *
 * Returns: the note's id, 0 where nothing was kept
 */
gint64
clv_notes_add (ClvWorkspace  *workspace,
               const char    *customer,
               const char    *text,
               const char    *author,
               GError       **error)
{
  g_autofree char *checked = NULL;
  gint64 id = 0;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), 0);
  g_return_val_if_fail (customer != NULL && *customer != '\0' && text != NULL, 0);

  checked = dup_checked (text, error);
  if (checked == NULL || !clv_workspace_begin (workspace, error))
    return 0;
  if (!insert_note (workspace, customer, checked, author, &id, error)
      || !append_event (workspace, "note", author, id, error)
      || !clv_workspace_commit (workspace, error))
    {
      clv_workspace_rollback (workspace);
      return 0;
    }
  clv_workspace_emit_changed (workspace, "ledger");

  return id;
}

/* Whether there was a note to empty. */
static gboolean
empty_note (ClvWorkspace  *workspace,
            gint64         id,
            gboolean      *is_found,
            GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autofree char *now = dup_now ();

  statement = clv_statement_new (workspace,
                                 "UPDATE note SET customer = '', text = '', removed_at = ?2 "
                                 "WHERE id = ?1 AND removed_at IS NULL RETURNING id", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, id);
  clv_statement_bind_text (statement, 2, now);

  return clv_statement_step (statement, is_found, error);
}

/**
 * clv_notes_remove:
 * @workspace: where it is
 * @id: which note
 * @actor: (nullable): who takes it back
 * @error: return location
 *
 * Empties a note and forgets whom it was about. That there was one, by whom and
 * when, stays.
 *
 * Returns: %FALSE where nothing was changed
 */
gboolean
clv_notes_remove (ClvWorkspace  *workspace,
                  gint64         id,
                  const char    *actor,
                  GError       **error)
{
  gboolean is_found = FALSE;
  gboolean is_done = FALSE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), FALSE);

  if (!clv_workspace_begin (workspace, error))
    return FALSE;
  is_done = empty_note (workspace, id, &is_found, error);
  if (is_done && !is_found)
    {
      g_set_error_literal (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                           _("This note was taken back already. Nothing was changed."));
      is_done = FALSE;
    }
  is_done = is_done && append_event (workspace, "remove_note", actor, id, error)
            && clv_workspace_commit (workspace, error);
  if (!is_done)
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }
  clv_workspace_emit_changed (workspace, "ledger");

  return TRUE;
}
