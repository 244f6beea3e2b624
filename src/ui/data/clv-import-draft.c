/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-draft-private.h"

#include <glib/gi18n-lib.h>

#include "clv-import-parts.h"
#include "clv-import-work.h"

G_DEFINE_FINAL_TYPE (ClvImportDraft, clv_import_draft, G_TYPE_OBJECT)

enum
{
  CHANGED,
  IMPORTED,
  STOPPED,
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Who waits for it. */
typedef struct
{
  ClvImportDraft *draft;
  guint generation;
  gboolean is_dry;
  gboolean is_detection;
  char *rejects_path;        /* (nullable) */
  GPtrArray *done;           /* (nullable) (element-type utf8): as of the order */
} Wait;

static ClvImportOrder *
make_order (ClvImportDraft *self)
{
  ClvImportOrder *order = NULL;

  /* What was asked before counts no more. */
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (clv_import_draft_is_stopped (self))
    g_clear_error (&self->error);
  order = clv_import_order_new (self->path, self->plan, self->cancellable);
  order->topics = self->topics;
  if (self->detection != NULL)
    order->n_rows = self->detection->n_lines - MIN (self->detection->n_lines,
                                                    (guint64) (self->plan->header_row + 1));

  return order;
}

static Wait *
wait_new (ClvImportDraft *self,
          gboolean        is_dry,
          gboolean        is_detection)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->draft = g_object_ref (self);
  wait->generation = ++self->generation;
  wait->is_dry = is_dry;
  wait->is_detection = is_detection;
  self->n_detecting += is_detection ? 1 : 0;
  self->n_running++;

  return wait;
}

static void
wait_free (Wait *wait)
{
  g_object_unref (wait->draft);
  g_free (wait->rejects_path);
  g_clear_pointer (&wait->done, g_ptr_array_unref);
  g_free (wait);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wait, wait_free)

static void
clv_import_draft_dispose (GObject *object)
{
  ClvImportDraft *self = CLV_IMPORT_DRAFT (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->counter);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (clv_import_draft_parent_class)->dispose (object);
}

static void
clv_import_draft_finalize (GObject *object)
{
  ClvImportDraft *self = CLV_IMPORT_DRAFT (object);

  g_free (self->path);
  g_clear_pointer (&self->asked, g_ptr_array_unref);
  g_clear_pointer (&self->done, g_ptr_array_unref);
  g_clear_pointer (&self->detection, clv_detection_unref);
  g_clear_pointer (&self->plan, clv_import_plan_free);
  g_clear_pointer (&self->saved, g_ptr_array_unref);
  g_free (self->used);
  g_clear_pointer (&self->wanted, clv_import_plan_free);
  g_free (self->wanted_name);
  g_clear_pointer (&self->result, clv_import_result_free);
  g_clear_pointer (&self->previous, clv_import_result_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (clv_import_draft_parent_class)->finalize (object);
}

static void
clv_import_draft_class_init (ClvImportDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = clv_import_draft_dispose;
  object_class->finalize = clv_import_draft_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[IMPORTED] = g_signal_new ("imported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[STOPPED] = g_signal_new ("stopped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
clv_import_draft_init (ClvImportDraft *self)
{
  self->asked = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_detection_unref);
}

static void
forget_result (ClvImportDraft *self)
{
  g_clear_pointer (&self->result, clv_import_result_free);
  g_clear_error (&self->error);
}

/* Returns: whether this answer is the one that was asked for last */
static gboolean
end_wait (Wait   *wait,
          GError *error)
{
  ClvImportDraft *self = wait->draft;

  self->n_running--;
  self->n_detecting -= wait->is_detection ? 1 : 0;
  if (wait->generation != self->generation)
    return FALSE;

  g_clear_error (&self->error);
  if (error != NULL)
    self->error = g_error_copy (error);

  return TRUE;
}

static void
take_detection (ClvImportDraft *self,
                ClvDetection   *detection)
{
  if (self->plan != NULL && clv_import_work_find_absent (self->plan, detection) != NULL)
    self->topics &= ~(1u << CLV_TOPIC_MAPPING);
  g_clear_pointer (&self->plan, clv_import_plan_free);
  self->plan = clv_import_plan_copy (detection->plan);
  if (self->detection != NULL)
    g_ptr_array_add (self->asked, g_steal_pointer (&self->detection));
  self->detection = clv_detection_ref (detection);
}

static void
detected_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Wait) wait = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  ClvImportDraft *self = wait->draft;

  detection = clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  if (end_wait (wait, error))
    {
      self->is_unread = detection == NULL;
      if (detection != NULL)
        take_detection (self, detection);
    }
  g_signal_emit (self, signals[CHANGED], 0);
  clv_import_draft_use_wanted (self);
}

/**
 * clv_import_draft_detect:
 * @self: a draft
 *
 * Reads how the file is to be read anew, as far as the person did not decide it; `changed`
 * follows.
 */
void
clv_import_draft_detect (ClvImportDraft *self)
{
  g_autofree char *name = g_filename_display_basename (self->path);
  g_autofree char *title = g_strdup_printf (_("Reading %s"), name);

  if (self->is_closed)
    return;

  forget_result (self);
  g_clear_pointer (&self->previous, clv_import_result_free);
  clv_session_run_job_without_workspace (self->session, title, clv_import_work_detect,
                                         make_order (self), clv_import_order_free,
                                         (GDestroyNotify) clv_detection_unref, detected_cb,
                                         wait_new (self, TRUE, TRUE));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
imported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Wait) wait = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportResult) answer = NULL;
  ClvImportDraft *self = wait->draft;
  gboolean is_current = FALSE;

  answer = clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  is_current = end_wait (wait, error);
  g_clear_pointer (&self->done, g_ptr_array_unref);
  self->done = g_steal_pointer (&wait->done);
  /* Some of it is there now. */
  if (answer == NULL && !wait->is_dry && self->done->len > 0)
    g_clear_pointer (&self->result, clv_import_result_free);
  /* What was written is told, whatever was asked for since. */
  if (answer != NULL && !wait->is_dry)
    g_signal_emit (self, signals[IMPORTED], 0, answer);
  else if (answer != NULL && wait->rejects_path != NULL)
    g_signal_emit (self, signals[SAVED], 0, wait->rejects_path);
  else if (!wait->is_dry && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[STOPPED], 0);
  if (is_current && answer != NULL)
    {
      g_clear_pointer (&self->result, clv_import_result_free);
      self->result = g_steal_pointer (&answer);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
run_import (ClvImportDraft *self,
            const char     *rejects_path,
            gboolean        is_dry)
{
  g_autofree char *name = g_filename_display_basename (self->path);
  g_autofree char *title = NULL;
  ClvImportOrder *order = NULL;
  Wait *wait = NULL;

  if (self->is_closed || self->plan == NULL)
    return;

  order = make_order (self);
  wait = wait_new (self, is_dry, FALSE);
  wait->rejects_path = g_strdup (rejects_path);
  wait->done = g_ptr_array_ref (order->done);
  title = g_strdup_printf (is_dry ? _("Trying out the import of %s") : _("Importing %s"), name);
  order->rejects_path = g_strdup (rejects_path);
  order->is_dry = is_dry;
  clv_session_run_job (self->session, title, clv_import_work_run, order, clv_import_order_free,
                       (GDestroyNotify) clv_import_result_free, imported_cb, wait);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * clv_import_draft_new:
 * @session: the window's session, with an open workspace
 * @path: a sales file; its detection begins at once
 *
 * Returns: (transfer full): a draft
 */
ClvImportDraft *
clv_import_draft_new (ClvSession *session,
                      const char *path)
{
  ClvImportDraft *self = g_object_new (CLV_TYPE_IMPORT_DRAFT, NULL);

  self->session = g_object_ref (session);
  self->counter = clv_file_counter_new (session);
  clv_import_draft_set_path (self, path);
  clv_import_draft_load_saved (self);

  return self;
}

/**
 * clv_import_draft_get_session:
 *
 * Returns: (transfer none): the session
 */
ClvSession *
clv_import_draft_get_session (ClvImportDraft *self)
{
  return self->session;
}

/**
 * clv_import_draft_get_path:
 *
 * Returns: (transfer none): the file
 */
const char *
clv_import_draft_get_path (ClvImportDraft *self)
{
  return self->path;
}

/**
 * clv_import_draft_set_path:
 * @self: a draft
 * @path: another file: everything decided about the last one is forgotten
 */
void
clv_import_draft_set_path (ClvImportDraft *self,
                           const char     *path)
{
  g_return_if_fail (CLV_IS_IMPORT_DRAFT (self));
  g_return_if_fail (path != NULL);

  g_free (self->path);
  self->path = g_strdup (path);
  self->topics = 0;
  clv_file_counter_forget_waiting (self->counter);
  g_clear_pointer (&self->used, g_free);
  g_ptr_array_set_size (self->asked, 0);
  g_clear_pointer (&self->plan, clv_import_plan_free);
  g_clear_pointer (&self->detection, clv_detection_unref);
  clv_import_draft_detect (self);
}

/**
 * clv_import_draft_get_detection:
 *
 * Returns: (transfer none) (nullable): what was found in the file
 */
const ClvDetection *
clv_import_draft_get_detection (ClvImportDraft *self)
{
  return self->detection;
}

/**
 * clv_import_draft_get_plan:
 *
 * The plan may be edited; say so with clv_import_draft_decide() or _touch().
 *
 * Returns: (transfer none) (nullable): the plan as it stands
 */
ClvImportPlan *
clv_import_draft_get_plan (ClvImportDraft *self)
{
  return self->plan;
}

/**
 * clv_import_draft_get_result:
 *
 * Returns: (transfer none) (nullable): what a dry run under the plan gave
 */
const ClvImportResult *
clv_import_draft_get_result (ClvImportDraft *self)
{
  return self->result;
}

/**
 * clv_import_draft_get_previous:
 *
 * Returns: (transfer none) (nullable): what the dry run before the last change gave
 */
const ClvImportResult *
clv_import_draft_get_previous (ClvImportDraft *self)
{
  return self->previous;
}

/**
 * clv_import_draft_get_error:
 *
 * Returns: (transfer none) (nullable): why the last piece of work failed
 */
const GError *
clv_import_draft_get_error (ClvImportDraft *self)
{
  return clv_import_draft_is_stopped (self) ? NULL : self->error;
}

/**
 * clv_import_draft_is_busy:
 *
 * Returns: whether something is being read
 */
gboolean
clv_import_draft_is_busy (ClvImportDraft *self)
{
  return self->n_running > 0;
}

/**
 * clv_import_draft_is_read:
 *
 * Returns: whether the file was read under the plan's settings; where it was not, the
 *   detection is that of earlier settings
 */
gboolean
clv_import_draft_is_read (ClvImportDraft *self)
{
  return self->detection != NULL && !self->is_unread && self->n_running == 0;
}

/**
 * clv_import_draft_decide:
 * @self: a draft
 * @topic: what the person decided in the plan
 *
 * Keeps it and detects the rest anew under it.
 */
void
clv_import_draft_decide (ClvImportDraft *self,
                         ClvTopic        topic)
{
  self->topics |= 1u << topic;
  /* Rows of another kind have their columns mapped anew. */
  if (topic == CLV_TOPIC_KIND)
    self->topics &= ~(1u << CLV_TOPIC_MAPPING);
  clv_import_draft_detect (self);
}

/**
 * clv_import_draft_touch:
 * @self: a draft
 * @topic: what the person decided in the plan
 *
 * Keeps it; only the dry run has to be made again.
 */
void
clv_import_draft_touch (ClvImportDraft *self,
                        ClvTopic        topic)
{
  self->topics |= 1u << topic;
  /* A detection on its way does not know of it yet. */
  if (self->n_detecting > 0)
    {
      clv_import_draft_detect (self);
      return;
    }

  /* A dry run on its way is of the plan as it was. */
  self->generation++;
  if (self->result != NULL)
    {
      g_clear_pointer (&self->previous, clv_import_result_free);
      self->previous = g_steal_pointer (&self->result);
    }
  forget_result (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * clv_import_draft_take_plan:
 * @self: a draft
 * @plan: (transfer full): how the plan shall be
 * @topic: what the person decided in it
 *
 * As clv_import_draft_touch().
 */
void
clv_import_draft_take_plan (ClvImportDraft *self,
                            ClvImportPlan  *plan,
                            ClvTopic        topic)
{
  clv_import_plan_free (self->plan);
  self->plan = plan;
  clv_import_draft_touch (self, topic);
}

/**
 * clv_import_draft_get_counter:
 *
 * Returns: (transfer none): what counts over the file beside the wizard's own work
 */
ClvFileCounter *
clv_import_draft_get_counter (ClvImportDraft *self)
{
  return self->counter;
}

/**
 * clv_import_draft_is_stopped:
 *
 * Returns: whether the person cancelled the last piece of work
 */
gboolean
clv_import_draft_is_stopped (ClvImportDraft *self)
{
  return g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/**
 * clv_import_draft_get_done:
 *
 * Returns: (transfer none) (nullable) (element-type utf8): the tables of the file that the
 *   last import wrote, also where it failed or was stopped after them
 */
GPtrArray *
clv_import_draft_get_done (ClvImportDraft *self)
{
  return self->done;
}

/**
 * clv_import_draft_is_all:
 *
 * Returns: whether each table of the file is to be imported
 */
gboolean
clv_import_draft_is_all (ClvImportDraft *self)
{
  return clv_import_parts_is_all (self->detection, self->plan);
}

/**
 * clv_import_draft_close:
 * @self: a draft
 *
 * Nobody looks at it any more: what runs is cancelled, and nothing begins.
 */
void
clv_import_draft_close (ClvImportDraft *self)
{
  self->is_closed = TRUE;
  clv_file_counter_stop (self->counter);
  g_cancellable_cancel (self->cancellable);
}

/**
 * clv_import_draft_dry_run:
 * @self: a draft with a plan
 *
 * Reads the whole file as the plan says and writes nothing; `changed` follows.
 */
void
clv_import_draft_dry_run (ClvImportDraft *self)
{
  g_return_if_fail (self->plan != NULL);

  forget_result (self);
  run_import (self, NULL, TRUE);
}

/**
 * clv_import_draft_try_again:
 * @self: a draft
 *
 * Reads what is still to be read after a stop: the file's form, else its rows.
 */
void
clv_import_draft_try_again (ClvImportDraft *self)
{
  if (self->detection == NULL || self->is_unread)
    clv_import_draft_detect (self);
  else
    clv_import_draft_dry_run (self);
}

/**
 * clv_import_draft_import:
 * @self: a draft with a plan
 *
 * Imports; `imported` or, with an error, `changed` follows.
 */
void
clv_import_draft_import (ClvImportDraft *self)
{
  g_return_if_fail (self->plan != NULL);

  run_import (self, NULL, FALSE);
}

/**
 * clv_import_draft_save_rejects:
 * @self: a draft with a plan
 * @path: where to write them
 */
void
clv_import_draft_save_rejects (ClvImportDraft *self,
                               const char     *path)
{
  g_return_if_fail (self->plan != NULL);

  run_import (self, path, TRUE);
}
