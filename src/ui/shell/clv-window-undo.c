/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-window-private.h"

#include <glib/gi18n-lib.h>

#include "clv-compat.h"

/* Undoing an import. The batch goes at once from a toast's button, whose text
 * said which; Ctrl+Z asks first. There is no redo: the file can be imported
 * again. Chain: undo → (worker) find_in_thread → found_cb → (question) →
 * asked_cb → undo_import → (worker) undo_in_thread → undone_cb. */

typedef struct
{
  ClvWindow *window;
  gint64 batch;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->window);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static gpointer
undo_in_thread (ClvWorkspace       *workspace,
                gpointer            input,
                const ClvProgress  *progress,
                GError            **error)
{
  g_autofree guint64 *removed = g_new0 (guint64, 1);

  if (!clv_workspace_undo_batch (workspace, *(const gint64 *) input, removed, error))
    return NULL;

  return g_steal_pointer (&removed);
}

static void
undone_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  ClvSession *session = CLV_SESSION (object);
  g_autoptr(ClvWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree guint64 *removed = clv_session_run_job_finish (session, result, &error);
  g_autofree char *text = NULL;

  if (removed == NULL)
    {
      clv_session_show_error (session, _("The import was not undone"), error);
      return;
    }

  if (*removed == 0)
    {
      clv_session_toast (session, _("Import undone. The file can be imported again."));
      return;
    }

  text = g_strdup_printf (ngettext ("Import undone: %'d order removed. The file can be imported "
                                    "again.",
                                    "Import undone: %'d orders removed. The file can be imported "
                                    "again.", (gulong) *removed), (int) *removed);
  clv_session_toast (session, text);
}

/* Takes one batch out of the open workspace. */
void
clv_window_undo_import (ClvWindow *self,
                        gint64     batch)
{
  g_autofree gint64 *input = g_memdup2 (&batch, sizeof batch);

  if (clv_session_get_workspace (self->session) == NULL)
    return;

  clv_session_run_job (self->session, _("Undoing the import"), undo_in_thread,
                       g_steal_pointer (&input), g_free, g_free, undone_cb, g_object_ref (self));
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  g_autofree char *answer = clv_compat_confirm_finish (GTK_WINDOW (object), result, NULL);

  if (g_strcmp0 (answer, "verb") == 0 && question->window->session != NULL)
    clv_window_undo_import (question->window, question->batch);
}

static gpointer
find_in_thread (ClvWorkspace       *workspace,
                gpointer            input,
                const ClvProgress  *progress,
                GError            **error)
{
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (workspace, error);
  ClvBatch *newest = NULL;

  for (guint i = 0; batches != NULL && i < batches->len; i++)
    {
      ClvBatch *batch = g_ptr_array_index (batches, i);

      if (!batch->undone && (newest == NULL || batch->id > newest->id))
        newest = batch;
    }
  if (newest == NULL)
    return NULL;

  g_ptr_array_set_free_func (batches, NULL);
  for (guint i = 0; i < batches->len; i++)
    if (g_ptr_array_index (batches, i) != newest)
      clv_batch_free (g_ptr_array_index (batches, i));

  return newest;
}

static char *
dup_body (const ClvBatch *batch)
{
  if (batch->orders == 0)
    return g_strdup (_("What the file said about customers leaves the workspace. No order does, "
                       "and the file itself stays where it is."));

  return g_strdup_printf (ngettext ("%'d order leaves the workspace, and what was computed from it "
                                    "becomes out of date. The file itself stays where it is.",
                                    "%'d orders leave the workspace, and what was computed from "
                                    "them becomes out of date. The file itself stays where it is.",
                                    (gulong) batch->orders), (int) batch->orders);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  ClvSession *session = CLV_SESSION (object);
  g_autoptr(ClvWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvBatch) batch = clv_session_run_job_finish (session, result, &error);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  Question *question = NULL;

  if (self->session == NULL)
    return;

  if (error != NULL)
    {
      clv_session_show_error (session, _("The imports could not be read"), error);
      return;
    }
  if (batch == NULL)
    {
      clv_session_toast (session, _("There is no import to undo."));
      return;
    }

  heading = g_strdup_printf (_("Undo the Import of %s?"), batch->file_name);
  body = dup_body (batch);
  question = g_new0 (Question, 1);
  question->window = g_object_ref (self);
  question->batch = batch->id;
  clv_compat_confirm_async (GTK_WINDOW (self), heading, body, _("_Undo Import"), NULL,
                            CLV_COMPAT_DESTRUCTIVE, self->cancellable, asked_cb, question);
}

/* Asks whether to undo the newest import. */
void
clv_window_ask_undo (ClvWindow *self)
{
  if (clv_session_get_workspace (self->session) == NULL)
    return;

  clv_session_run_job (self->session, NULL, find_in_thread, NULL, NULL,
                       (GDestroyNotify) clv_batch_free, found_cb, g_object_ref (self));
}
