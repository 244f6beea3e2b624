/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-session.h"

#include <glib/gi18n-lib.h>

#include "clv-hash.h"

struct _ClvSession
{
  GObject parent_instance;

  GSettings *settings;
  ClvWorkspace *workspace;
  GSignalGroup *workspace_signals;
  ClvJobList *jobs;
  char *acting;
  gboolean hide_personal;
};

enum
{
  PROP_0,
  PROP_WORKSPACE,
  PROP_JOBS,
  PROP_ACTING,
  PROP_HIDE_PERSONAL,
  N_PROPS
};

enum
{
  SIGNAL_WORKSPACE_CHANGED,
  SIGNAL_TOAST,
  SIGNAL_ERROR,
  SIGNAL_OPEN_PATH,
  SIGNAL_SHOW_PLACE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ClvSession, clv_session, G_TYPE_OBJECT)

static void
workspace_changed_cb (ClvSession *self,
                      const char *what)
{
  g_signal_emit (self, signals[SIGNAL_WORKSPACE_CHANGED], 0, what);
}

static void
set_hide_personal (ClvSession *self,
                   gboolean    hide_personal)
{
  if (self->hide_personal == hide_personal)
    return;

  self->hide_personal = hide_personal;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HIDE_PERSONAL]);
  g_signal_emit (self, signals[SIGNAL_WORKSPACE_CHANGED], 0, "setting");
}

/* Imports and undos write the acting person's login into the ledger. */
static void
tell_actor (ClvSession *self)
{
  if (self->workspace != NULL)
    clv_workspace_set_actor (self->workspace, clv_session_get_acting (self));
}

static void
clv_session_dispose (GObject *object)
{
  ClvSession *self = CLV_SESSION (object);

  g_clear_object (&self->workspace_signals);
  g_clear_object (&self->workspace);
  g_clear_object (&self->jobs);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (clv_session_parent_class)->dispose (object);
}

static void
clv_session_finalize (GObject *object)
{
  ClvSession *self = CLV_SESSION (object);

  g_clear_pointer (&self->acting, g_free);

  G_OBJECT_CLASS (clv_session_parent_class)->finalize (object);
}

static void
clv_session_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ClvSession *self = CLV_SESSION (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      g_value_set_object (value, self->workspace);
      break;

    case PROP_JOBS:
      g_value_set_object (value, self->jobs);
      break;

    case PROP_ACTING:
      g_value_set_string (value, clv_session_get_acting (self));
      break;

    case PROP_HIDE_PERSONAL:
      g_value_set_boolean (value, self->hide_personal);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_session_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  ClvSession *self = CLV_SESSION (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      clv_session_set_workspace (self, g_value_get_object (value));
      break;

    case PROP_ACTING:
      clv_session_set_acting (self, g_value_get_string (value));
      break;

    case PROP_HIDE_PERSONAL:
      set_hide_personal (self, g_value_get_boolean (value));
      break;

    case PROP_JOBS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_signals (ClvSessionClass *klass)
{
  const GType type = G_TYPE_FROM_CLASS (klass);

  /**
   * ClvSession::workspace-changed:
   * @what: "data", "fit", "definition", "score", "ledger", "setting", or "workspace"
   *   where another workspace was opened or closed
   */
  signals[SIGNAL_WORKSPACE_CHANGED] =
    g_signal_new ("workspace-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * ClvSession::toast:
   * @toast: an #AdwToast to show
   */
  signals[SIGNAL_TOAST] =
    g_signal_new ("toast", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, ADW_TYPE_TOAST);

  /**
   * ClvSession::error:
   * @heading: what was being done: "The file was not imported"
   * @error: why
   */
  signals[SIGNAL_ERROR] =
    g_signal_new ("error", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * ClvSession::open-path:
   * @path: a workspace to open or a sales file to import
   */
  signals[SIGNAL_OPEN_PATH] =
    g_signal_new ("open-path", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * ClvSession::show-place:
   * @place: "data", "customers", "value", "act", "govern" or "reports"
   * @item: (nullable): what to show there, in that page's own words
   */
  signals[SIGNAL_SHOW_PLACE] =
    g_signal_new ("show-place", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
clv_session_class_init (ClvSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = clv_session_dispose;
  object_class->finalize = clv_session_finalize;
  object_class->get_property = clv_session_get_property;
  object_class->set_property = clv_session_set_property;

  /**
   * ClvSession:workspace: (nullable)
   *
   * The open workspace.
   */
  properties[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, CLV_TYPE_WORKSPACE, flags);

  /**
   * ClvSession:jobs:
   *
   * What runs now.
   */
  properties[PROP_JOBS] =
    g_param_spec_object ("jobs", NULL, NULL, CLV_TYPE_JOB_LIST,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * ClvSession:acting:
   *
   * The login of the person whose name goes under what is done from now on.
   */
  properties[PROP_ACTING] = g_param_spec_string ("acting", NULL, NULL, NULL, flags);

  /**
   * ClvSession:hide-personal:
   *
   * Whether customers' ids and attributes that tell who they are stay hidden.
   */
  properties[PROP_HIDE_PERSONAL] =
    g_param_spec_boolean ("hide-personal", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_signals (klass);
}

static void
clv_session_init (ClvSession *self)
{
  self->jobs = clv_job_list_new ();
  self->workspace_signals = g_signal_group_new (CLV_TYPE_WORKSPACE);
  g_signal_group_connect_swapped (self->workspace_signals, "changed",
                                  G_CALLBACK (workspace_changed_cb), self);
}

/**
 * clv_session_new:
 * @settings: the program's settings
 *
 * Returns: (transfer full): a session without a workspace
 */
ClvSession *
clv_session_new (GSettings *settings)
{
  ClvSession *self = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (CLV_TYPE_SESSION, NULL);
  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "acting-person", self, "acting", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "hide-personal-data", self, "hide-personal", G_SETTINGS_BIND_DEFAULT);

  return self;
}

/**
 * clv_session_get_settings:
 *
 * Returns: (transfer none): the program's settings
 */
GSettings *
clv_session_get_settings (ClvSession *self)
{
  g_return_val_if_fail (CLV_IS_SESSION (self), NULL);

  return self->settings;
}

/**
 * clv_session_get_workspace:
 *
 * Returns: (transfer none) (nullable): the open workspace
 */
ClvWorkspace *
clv_session_get_workspace (ClvSession *self)
{
  g_return_val_if_fail (CLV_IS_SESSION (self), NULL);

  return self->workspace;
}

/**
 * clv_session_set_workspace:
 * @workspace: (nullable): what to work on from now on
 */
void
clv_session_set_workspace (ClvSession   *self,
                           ClvWorkspace *workspace)
{
  g_return_if_fail (CLV_IS_SESSION (self));

  if (!g_set_object (&self->workspace, workspace))
    return;

  g_signal_group_set_target (self->workspace_signals, workspace);
  tell_actor (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORKSPACE]);
  g_signal_emit (self, signals[SIGNAL_WORKSPACE_CHANGED], 0, "workspace");
}

/**
 * clv_session_get_jobs:
 *
 * Returns: (transfer none): what runs now
 */
ClvJobList *
clv_session_get_jobs (ClvSession *self)
{
  g_return_val_if_fail (CLV_IS_SESSION (self), NULL);

  return self->jobs;
}

/**
 * clv_session_get_acting:
 *
 * Returns: (transfer none): the acting person's login; the system's where none was set
 */
const char *
clv_session_get_acting (ClvSession *self)
{
  g_return_val_if_fail (CLV_IS_SESSION (self), NULL);

  if (self->acting == NULL || *self->acting == '\0')
    return g_get_user_name ();

  return self->acting;
}

/**
 * clv_session_set_acting:
 * @acting: (nullable): a login; %NULL or "" for the system's
 */
void
clv_session_set_acting (ClvSession *self,
                        const char *acting)
{
  g_return_if_fail (CLV_IS_SESSION (self));

  if (g_strcmp0 (self->acting, acting) == 0)
    return;

  g_free (self->acting);
  self->acting = g_strdup (acting);
  tell_actor (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTING]);
}

/**
 * clv_session_get_hide_personal:
 *
 * Returns: whether personal data stays hidden on screen
 */
gboolean
clv_session_get_hide_personal (ClvSession *self)
{
  g_return_val_if_fail (CLV_IS_SESSION (self), FALSE);

  return self->hide_personal;
}

/**
 * clv_session_dup_customer_label:
 * @customer_id: the customer's id as imported
 *
 * What to write on screen for a customer: the id, or, where personal data is
 * hidden, a short mark that stays the same for the same customer, so that rows
 * can still be told apart. The mark is for looking at, not for linking: two
 * customers may share one.
 *
 * Returns: (transfer full): a label
 */
char *
clv_session_dup_customer_label (ClvSession *self,
                                const char *customer_id)
{
  g_autofree char *digest = NULL;
  g_autofree char *mark = NULL;

  g_return_val_if_fail (CLV_IS_SESSION (self), NULL);

  if (!self->hide_personal || customer_id == NULL)
    return g_strdup (customer_id);

  digest = clv_sha256 (customer_id, strlen (customer_id));
  mark = g_ascii_strup (digest, 5);

  /* TRANSLATORS: a customer whose id is hidden, told by a short mark: "Customer ·3FA20" */
  return g_strdup_printf (_("Customer ·%s"), mark);
}

/* A page's job hides behind a task of the session, so that the page need not
 * know the ClvJob. Chain: run_job → (worker) → job_run_cb → caller's callback. */
static void
job_run_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GDestroyNotify result_free = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer value = clv_job_run_finish (CLV_JOB (object), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, result_free);
}

static void
run_job (ClvSession          *self,
         ClvWorkspace        *workspace,
         const char          *title,
         ClvJobFunc           func,
         gpointer             input,
         GDestroyNotify       input_free,
         GDestroyNotify       result_free,
         GAsyncReadyCallback  callback,
         gpointer             user_data)
{
  g_autoptr(ClvJob) job = clv_job_new (title);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, clv_session_run_job);
  g_task_set_task_data (task, result_free, NULL);
  if (title != NULL)
    clv_job_list_add (self->jobs, job);

  clv_job_run_async (job, workspace, func, input, input_free, result_free, job_run_cb, task);
}

/**
 * clv_session_run_job:
 * @title: (nullable): shown while it runs; %NULL for a short query nobody needs to see
 * @func: the work, off the main thread, on the workspace's worker
 * @input: (transfer full) (nullable): handed to @func
 * @input_free: (nullable): frees @input
 * @result_free: (nullable): frees the result where nobody fetches it
 * @callback: called on the main thread; its source object is the session
 * @user_data: for @callback; pass a strong reference of the page and drop it there
 *
 * Runs long work with a bar and a Cancel button, and needs an open workspace.
 */
void
clv_session_run_job (ClvSession          *self,
                     const char          *title,
                     ClvJobFunc           func,
                     gpointer             input,
                     GDestroyNotify       input_free,
                     GDestroyNotify       result_free,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_return_if_fail (CLV_IS_SESSION (self));
  g_return_if_fail (self->workspace != NULL);

  run_job (self, self->workspace, title, func, input, input_free, result_free, callback,
           user_data);
}

/**
 * clv_session_run_job_without_workspace:
 *
 * As clv_session_run_job(), on a thread of its own; @func gets no workspace.
 */
void
clv_session_run_job_without_workspace (ClvSession          *self,
                                       const char          *title,
                                       ClvJobFunc           func,
                                       gpointer             input,
                                       GDestroyNotify       input_free,
                                       GDestroyNotify       result_free,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_return_if_fail (CLV_IS_SESSION (self));

  run_job (self, NULL, title, func, input, input_free, result_free, callback, user_data);
}

/**
 * clv_session_run_job_finish:
 *
 * Returns: (transfer full) (nullable): what the work returned; a cancelled job
 *   gives %G_IO_ERROR_CANCELLED, which clv_session_show_error() passes over
 */
gpointer
clv_session_run_job_finish (ClvSession    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (CLV_IS_SESSION (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * clv_session_toast:
 * @text: a translated sentence about what has happened
 */
void
clv_session_toast (ClvSession *self,
                   const char *text)
{
  clv_session_toast_with_action (self, text, NULL, NULL);
}

/**
 * clv_session_toast_with_action:
 * @text: "Imported 48,211 orders"
 * @button_label: (nullable): a verb: "Undo"
 * @detailed_action: (nullable): an action of the window or application: "win.undo-batch(4)"
 */
void
clv_session_toast_with_action (ClvSession *self,
                               const char *text,
                               const char *button_label,
                               const char *detailed_action)
{
  g_autoptr(AdwToast) toast = NULL;
  g_autofree char *markup = NULL;

  g_return_if_fail (CLV_IS_SESSION (self));
  g_return_if_fail (text != NULL);

  /* A toast's title is markup; ours is text that may hold a file name. */
  markup = g_markup_escape_text (text, -1);
  toast = adw_toast_new (markup);
  if (button_label != NULL && detailed_action != NULL)
    {
      adw_toast_set_button_label (toast, button_label);
      adw_toast_set_detailed_action_name (toast, detailed_action);
      adw_toast_set_timeout (toast, 10);
    }
  g_signal_emit (self, signals[SIGNAL_TOAST], 0, toast);
}

/**
 * clv_session_show_error:
 * @heading: what did not happen: "The file was not imported"
 * @error: why; a cancelled operation is not shown, its user knows
 *
 * Shows a dialog that says why and lets the details be copied.
 */
void
clv_session_show_error (ClvSession   *self,
                        const char   *heading,
                        const GError *error)
{
  g_return_if_fail (CLV_IS_SESSION (self));
  g_return_if_fail (error != NULL);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_signal_emit (self, signals[SIGNAL_ERROR], 0, heading, error);
}

/**
 * clv_session_open_path:
 * @path: a workspace or a sales file
 *
 * Opens the workspace, or begins to import the file.
 */
void
clv_session_open_path (ClvSession *self,
                       const char *path)
{
  g_return_if_fail (CLV_IS_SESSION (self));
  g_return_if_fail (path != NULL);

  g_signal_emit (self, signals[SIGNAL_OPEN_PATH], 0, path);
}

/**
 * clv_session_show_place:
 * @place: "data", "customers", "value", "act", "govern" or "reports"
 * @item: (nullable): what to show there, handed to that page's show_item()
 */
void
clv_session_show_place (ClvSession *self,
                        const char *place,
                        const char *item)
{
  g_return_if_fail (CLV_IS_SESSION (self));
  g_return_if_fail (place != NULL);

  g_signal_emit (self, signals[SIGNAL_SHOW_PLACE], 0, place, item);
}
