/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-new-workspace.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <locale.h>

#include "clv-compat.h"
#include "clv-money.h"
#include "clv-ui.h"

struct _ClvNewWorkspace
{
  AdwWindow parent_instance;

  AdwPreferencesGroup *group;
  AdwEntryRow *name_row;
  AdwActionRow *folder_row;
  AdwEntryRow *currency_row;
  AdwEntryRow *zone_row;
  GtkLabel *problem;

  ClvSession *session;
  GCancellable *cancellable;
  char *folder;
};

typedef struct
{
  char *path;
  char *currency;
  char *time_zone;
} Wish;

static guint created_signal;

G_DEFINE_FINAL_TYPE (ClvNewWorkspace, clv_new_workspace, ADW_TYPE_WINDOW)

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->path);
  g_free (wish->currency);
  g_free (wish->time_zone);
  g_free (wish);
}

static const char *
row_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* The currency of the user's locale, EUR where it has none. */
static char *
guess_currency (void)
{
  const struct lconv *convention = localeconv ();
  g_autofree char *code = g_strndup (convention->int_curr_symbol, 3);

  return g_strdup (clv_currency_is_valid (code) ? code : "EUR");
}

static gboolean
zone_is_known (const char *name)
{
  g_autoptr(GTimeZone) zone = *name != '\0' ? g_time_zone_new_identifier (name) : NULL;

  return zone != NULL;
}

/* "Europe/Berlin", "Japan", "GB-Eire"; not the rule "CET-1CEST", which GLib takes as well. */
static gboolean
is_zone_name (const char *name)
{
  gboolean has_slash = strchr (name, '/') != NULL;

  if (*name == '/' || strpbrk (name, ",<:") != NULL || !zone_is_known (name))
    return FALSE;
  for (const char *at = name; !has_slash && *at != '\0'; at++)
    {
      if (!g_ascii_isalpha (*at) && *at != '-')
        return FALSE;
    }

  return TRUE;
}

/* (nullable): @name as the settings of a workspace want it. */
static char *
tidy_zone (const char *name)
{
  static const char * const universal[] = {
    "UTC", "UCT", "GMT", "Universal", "Zulu", "Etc/UTC", "Etc/UCT", "Etc/GMT", "Etc/Universal",
    "Etc/Zulu", NULL
  };

  if (name == NULL)
    return NULL;
  /* TZ may say ":Europe/Berlin". */
  name += *name == ':' ? 1 : 0;
  if (g_strv_contains (universal, name))
    return g_strdup ("UTC");

  return is_zone_name (name) ? g_strdup (name) : NULL;
}

/**
 * clv_new_workspace_dup_local_zone:
 *
 * The zone of this machine: what TZ says, else where /etc/localtime leads, else what
 * /etc/timezone names.
 *
 * Returns: (transfer full): the name of a zone, "UTC" where none of them has one
 */
char *
clv_new_workspace_dup_local_zone (void)
{
  g_autoptr(GTimeZone) local = g_time_zone_new_local ();
  g_autofree char *text = NULL;
  char *name = tidy_zone (g_time_zone_get_identifier (local));

  /* Debian keeps the name here even where /etc/localtime is a copy and no link. */
  if (name == NULL && g_getenv ("TZ") == NULL
      && g_file_get_contents ("/etc/timezone", &text, NULL, NULL))
    name = tidy_zone (g_strstrip (text));

  return name != NULL ? name : g_strdup ("UTC");
}

static char *
dup_path (ClvNewWorkspace *self)
{
  g_autofree char *file_name = g_strconcat (row_text (self->name_row), ".perennial", NULL);

  return g_build_filename (self->folder, file_name, NULL);
}

static void
mark (AdwEntryRow *row,
      gboolean     is_wrong)
{
  if (is_wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               is_wrong ? GTK_ACCESSIBLE_INVALID_TRUE
                                        : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
validate_cb (ClvNewWorkspace *self)
{
  g_autofree char *path = dup_path (self);
  const char *name = row_text (self->name_row);
  const gboolean no_name = *name == '\0' || strchr (name, '/') != NULL;
  const gboolean exists = !no_name && g_file_test (path, G_FILE_TEST_EXISTS);
  const gboolean no_currency = !clv_currency_is_valid (row_text (self->currency_row));
  const gboolean no_zone = !zone_is_known (row_text (self->zone_row));
  const char *problem = NULL;

  if (no_name)
    problem = _("Give the workspace a name without a slash.");
  else if (exists)
    problem = _("There already is a file of this name in the folder. Choose another name.");
  else if (no_currency)
    problem = _("The currency is three capital letters, as EUR or USD.");
  else if (no_zone)
    problem = _("This time zone is not known here. Write it as Europe/Berlin, or UTC.");

  mark (self->name_row, no_name || exists);
  mark (self->currency_row, no_currency);
  mark (self->zone_row, no_zone);
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "workspace.create", problem == NULL);
}

/**
 * clv_new_workspace_set_folder:
 * @folder: where the file will be
 */
void
clv_new_workspace_set_folder (ClvNewWorkspace *self,
                              const char      *folder)
{
  g_autofree char *copy = g_strdup (folder);

  g_return_if_fail (CLV_IS_NEW_WORKSPACE (self));

  g_free (self->folder);
  self->folder = g_steal_pointer (&copy);
  adw_action_row_set_subtitle (self->folder_row, folder);
  validate_cb (self);
}

static void
folder_chosen_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  ClvNewWorkspace *self = CLV_NEW_WORKSPACE (object);
  g_autoptr(GFile) folder = clv_compat_select_folder_finish (GTK_WINDOW (object), result, NULL);

  if (folder != NULL && g_file_peek_path (folder) != NULL && self->session != NULL)
    clv_new_workspace_set_folder (self, g_file_peek_path (folder));
}

static void
choose_folder_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  clv_compat_select_folder_async (GTK_WINDOW (widget), _("Choose a Folder"),
                                  CLV_NEW_WORKSPACE (widget)->cancellable, folder_chosen_cb, NULL);
}

static gpointer
create_in_thread (ClvWorkspace       *unused,
                  gpointer            input,
                  const ClvProgress  *progress,
                  GError            **error)
{
  const Wish *wish = input;

  return clv_workspace_create (wish->path, wish->currency, wish->time_zone, error);
}

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ClvNewWorkspace) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = NULL;

  workspace = clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  if (self->session == NULL)
    return;

  if (workspace == NULL)
    {
      gtk_label_set_text (self->problem, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "workspace.create", TRUE);
      return;
    }

  gtk_window_close (GTK_WINDOW (self));
  g_signal_emit (self, created_signal, 0, workspace);
}

static void
create_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  ClvNewWorkspace *self = CLV_NEW_WORKSPACE (widget);
  Wish *wish = g_new0 (Wish, 1);

  wish->path = dup_path (self);
  wish->currency = g_strdup (row_text (self->currency_row));
  wish->time_zone = g_strdup (row_text (self->zone_row));
  gtk_widget_action_set_enabled (widget, "workspace.create", FALSE);
  clv_session_run_job_without_workspace (self->session, NULL, create_in_thread, wish, wish_free,
                                         g_object_unref, created_cb, g_object_ref (self));
}

static void
clv_new_workspace_dispose (GObject *object)
{
  ClvNewWorkspace *self = CLV_NEW_WORKSPACE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_NEW_WORKSPACE);

  G_OBJECT_CLASS (clv_new_workspace_parent_class)->dispose (object);
}

static void
clv_new_workspace_finalize (GObject *object)
{
  g_clear_pointer (&CLV_NEW_WORKSPACE (object)->folder, g_free);

  G_OBJECT_CLASS (clv_new_workspace_parent_class)->finalize (object);
}

static void
clv_new_workspace_class_init (ClvNewWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_new_workspace_dispose;
  object_class->finalize = clv_new_workspace_finalize;

  /**
   * ClvNewWorkspace::created:
   * @workspace: the new, open workspace
   */
  created_signal = g_signal_new ("created", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, CLV_TYPE_WORKSPACE);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("shell/clv-new-workspace.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvNewWorkspace, group);
  gtk_widget_class_bind_template_child (widget_class, ClvNewWorkspace, name_row);
  gtk_widget_class_bind_template_child (widget_class, ClvNewWorkspace, folder_row);
  gtk_widget_class_bind_template_child (widget_class, ClvNewWorkspace, currency_row);
  gtk_widget_class_bind_template_child (widget_class, ClvNewWorkspace, zone_row);
  gtk_widget_class_bind_template_child (widget_class, ClvNewWorkspace, problem);
  gtk_widget_class_bind_template_callback (widget_class, validate_cb);
  gtk_widget_class_install_action (widget_class, "workspace.create", NULL, create_action);
  gtk_widget_class_install_action (widget_class, "workspace.choose-folder", NULL,
                                   choose_folder_action);
}

static void
clv_new_workspace_init (ClvNewWorkspace *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_new_workspace_dup_free_path:
 * @folder: where
 * @name: proposed, without ".perennial"
 *
 * Returns: (transfer full): @name, or "@name 2" and so on where a workspace of
 *   that name is there already
 */
char *
clv_new_workspace_dup_free_path (const char *folder,
                                 const char *name)
{
  char *path = g_strdup_printf ("%s%c%s.perennial", folder, G_DIR_SEPARATOR, name);

  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS) && i < 1000; i++)
    {
      g_free (path);
      path = g_strdup_printf ("%s%c%s %u.perennial", folder, G_DIR_SEPARATOR, name, i);
    }

  return path;
}

static char *
guess_name (const char *folder,
            const char *import_path)
{
  g_autofree char *base = import_path != NULL ? g_path_get_basename (import_path)
                                              : g_strdup (_("My shop"));
  g_autofree char *path = NULL;
  char *dot = strchr (base, '.');
  char *name = NULL;

  if (dot != NULL && dot != base)
    *dot = '\0';
  path = clv_new_workspace_dup_free_path (folder, base);
  name = g_path_get_basename (path);
  name[strlen (name) - strlen (".perennial")] = '\0';

  return name;
}

/**
 * clv_new_workspace_new:
 * @import_path: (nullable): a sales file that will be imported into it; gives the name
 *
 * Returns: (transfer none): a window, not yet presented
 */
ClvNewWorkspace *
clv_new_workspace_new (GtkWindow  *parent,
                       ClvSession *session,
                       const char *import_path)
{
  g_autofree char *currency = guess_currency ();
  g_autofree char *zone = clv_new_workspace_dup_local_zone ();
  g_autofree char *name = NULL;
  const char *folder = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  ClvNewWorkspace *self = NULL;

  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    folder = g_get_home_dir ();

  self = g_object_new (CLV_TYPE_NEW_WORKSPACE, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->folder = g_strdup (folder);
  name = guess_name (folder, import_path);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  gtk_editable_set_text (GTK_EDITABLE (self->currency_row), currency);
  gtk_editable_set_text (GTK_EDITABLE (self->zone_row), zone);
  clv_new_workspace_set_folder (self, folder);
  /* Else Return would fall on Cancel, the first button in the window. */
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));

  return self;
}
