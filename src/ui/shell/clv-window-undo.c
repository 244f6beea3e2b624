/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-window-private.h"

#include <glib/gi18n-lib.h>

#include "clv-compat.h"
#include "clv-recent-files.h"

/* Undoing an import. The batch goes at once from a toast's button, whose text
 * said which; Ctrl+Z asks first. What stands for a redo is to import the file
 * again as it was. Chain: undo → (worker) find_in_thread → found_cb → (question) →
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

/* What the worker says of an undone batch. */
typedef struct
{
  gint64 batch;
  guint64 removed;
  char *file_name;
} Undone;

static void
undone_free (gpointer data)
{
  Undone *undone = data;

  g_free (undone->file_name);
  g_free (undone);
}

static ClvBatch *
find_batch (ClvWorkspace  *workspace,
            gint64         id,
            GError       **error)
{
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (workspace, error);
  ClvBatch *found = NULL;

  for (guint i = 0; batches != NULL && i < batches->len && found == NULL; i++)
    {
      if (((ClvBatch *) g_ptr_array_index (batches, i))->id == id)
        found = g_ptr_array_steal_index_fast (batches, i);
    }

  return found;
}

static gpointer
undo_in_thread (ClvWorkspace       *workspace,
                gpointer            input,
                const ClvProgress  *progress,
                GError            **error)
{
  const gint64 id = *(const gint64 *) input;
  g_autoptr(ClvBatch) batch = find_batch (workspace, id, error);
  guint64 removed = 0;
  Undone *undone = NULL;

  if ((batch == NULL && *error != NULL)
      || !clv_workspace_undo_batch (workspace, id, &removed, error))
    return NULL;

  undone = g_new0 (Undone, 1);
  undone->batch = id;
  undone->removed = removed;
  undone->file_name = batch != NULL ? g_strdup (batch->file_name) : NULL;

  return undone;
}

/* Where the file still lies where it was imported from, it can come back. */
static void
say_undone (ClvSession   *session,
            const Undone *undone)
{
  g_autofree char *path = clv_recent_files_find (clv_session_get_settings (session),
                                                 undone->file_name);
  g_autofree char *text = NULL;
  g_autofree char *action = NULL;

  if (undone->removed == 0)
    text = g_strdup (_("Import undone"));
  else
    text = g_strdup_printf (ngettext ("Import undone: %'d order removed",
                                      "Import undone: %'d orders removed",
                                      (gulong) undone->removed), (int) undone->removed);
  if (path == NULL)
    {
      clv_session_toast (session, text);
      return;
    }

  action = g_action_print_detailed_name ("win.import-again",
                                         g_variant_new ("(xs)", undone->batch, path));
  clv_session_toast_with_action (session, text, _("_Import Again"), action);
}

static void
undone_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  ClvSession *session = CLV_SESSION (object);
  g_autoptr(ClvWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  Undone *undone = clv_session_run_job_finish (session, result, &error);

  if (undone == NULL)
    {
      clv_session_show_error (session, _("The import was not undone"), error);
      return;
    }

  say_undone (session, undone);
  undone_free (undone);
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
                       g_steal_pointer (&input), g_free, undone_free, undone_cb,
                       g_object_ref (self));
}

/* An undone import on its way back. */
typedef struct
{
  gint64 batch;
  char *path;
} Again;

static void
again_free (gpointer data)
{
  Again *again = data;

  g_free (again->path);
  g_free (again);
}

static gpointer
import_again_in_thread (ClvWorkspace       *workspace,
                        gpointer            input,
                        const ClvProgress  *progress,
                        GError            **error)
{
  const Again *again = input;
  g_autoptr(ClvBatch) batch = find_batch (workspace, again->batch, error);
  g_autoptr(ClvImportPlan) plan = batch != NULL ? clv_import_plan_from_text (batch->plan, error)
                                                : NULL;

  return plan != NULL ? clv_workspace_import (workspace, again->path, plan, NULL, FALSE, progress,
                                              error) : NULL;
}

static void
imported_again_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  ClvSession *session = CLV_SESSION (object);
  g_autoptr(ClvWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportResult) answer = clv_session_run_job_finish (session, result, &error);
  g_autofree char *text = NULL;
  g_autofree char *action = NULL;

  if (answer == NULL)
    {
      clv_session_show_error (session, _("The file was not imported again"), error);
      return;
    }

  text = g_strdup_printf (ngettext ("Imported again: %'d order", "Imported again: %'d orders",
                                    (gulong) answer->orders), (int) answer->orders);
  if (answer->orders == 0)
    {
      g_free (text);
      text = g_strdup (_("Imported again"));
    }
  action = g_strdup_printf ("win.undo-import(int64 %" G_GINT64_FORMAT ")", answer->batch);
  if (answer->batch != 0)
    clv_session_toast_with_action (session, text, _("_Undo"), action);
  else
    clv_session_toast (session, text);
}

/* Imports @path once more, as @batch was imported before it was undone. */
void
clv_window_import_again (ClvWindow  *self,
                         gint64      batch,
                         const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *title = g_strdup_printf (_("Importing %s"), name);
  Again *again = NULL;

  if (clv_session_get_workspace (self->session) == NULL)
    return;

  again = g_new0 (Again, 1);
  again->batch = batch;
  again->path = g_strdup (path);
  clv_session_run_job (self->session, title, import_again_in_thread, again, again_free,
                       (GDestroyNotify) clv_import_result_free, imported_again_cb,
                       g_object_ref (self));
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
  if (batch->orders == 0 && g_strcmp0 (batch->kind, "customers") != 0)
    return g_strdup (_("What the file brought leaves the workspace, and what was computed from it "
                       "becomes out of date. The file itself stays where it is."));
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
