/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* This file alone may use what is newer than the floor, each time behind a check. */
#undef GDK_VERSION_MAX_ALLOWED
#undef ADW_VERSION_MAX_ALLOWED

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "clv-compat.h"

#include "clv-numerics.h"
#include "clv-plot-renderer.h"
#include "clv-workspace.h"

static gpointer
finish_pointer (gpointer       source,
                GAsyncResult  *result,
                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static GtkFileFilter *
make_filter (const char         *name,
             const char * const *patterns)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);

  return filter;
}

static GtkFileFilter *
make_filter_all (void)
{
  static const char * const everything[] = { "*", NULL };

  return make_filter (_("All files"), everything);
}

#if GTK_CHECK_VERSION (4, 10, 0)

typedef GFile *(*DialogFinish) (GtkFileDialog  *dialog,
                                GAsyncResult   *result,
                                GError        **error);

static void
file_dialog_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  DialogFinish finish = (DialogFinish) g_task_get_task_data (task);
  GError *error = NULL;
  GFile *file = finish (GTK_FILE_DIALOG (object), result, &error);

  if (file != NULL)
    {
      g_task_return_pointer (task, file, g_object_unref);
    }
  else if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    {
      g_clear_error (&error);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "dismissed");
    }
  else
    {
      g_task_return_error (task, error);
    }
}

static void
run_file_dialog (GTask                *task,
                 GtkFileChooserAction  action,
                 const char           *title,
                 const char           *name,
                 const char           *filter_name,
                 const char * const   *patterns)
{
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkWindow *parent = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  gtk_file_dialog_set_title (dialog, title);
  if (name != NULL)
    gtk_file_dialog_set_initial_name (dialog, name);
  if (patterns != NULL)
    {
      g_autoptr(GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
      g_autoptr(GtkFileFilter) filter = make_filter (filter_name, patterns);
      g_autoptr(GtkFileFilter) all = make_filter_all ();

      g_list_store_append (filters, filter);
      g_list_store_append (filters, all);
      gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
    }

  if (action == GTK_FILE_CHOOSER_ACTION_OPEN)
    {
      g_task_set_task_data (task, (gpointer) gtk_file_dialog_open_finish, NULL);
      gtk_file_dialog_open (dialog, parent, cancellable, file_dialog_cb, task);
    }
  else if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    {
      g_task_set_task_data (task, (gpointer) gtk_file_dialog_save_finish, NULL);
      gtk_file_dialog_save (dialog, parent, cancellable, file_dialog_cb, task);
    }
  else
    {
      g_task_set_task_data (task, (gpointer) gtk_file_dialog_select_folder_finish, NULL);
      gtk_file_dialog_select_folder (dialog, parent, cancellable, file_dialog_cb, task);
    }
}

#else

static void
chooser_response_cb (GtkNativeDialog *dialog,
                     int              response,
                     gpointer         user_data)
{
  g_autoptr(GTask) task = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    g_task_return_pointer (task, gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)),
                           g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "dismissed");

  g_object_unref (dialog);
}

static void
run_file_dialog (GTask                *task,
                 GtkFileChooserAction  action,
                 const char           *title,
                 const char           *name,
                 const char           *filter_name,
                 const char * const   *patterns)
{
  GtkWindow *parent = g_task_get_source_object (task);
  GtkFileChooserNative *native = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (native), name);
  if (patterns != NULL)
    {
      g_autoptr(GtkFileFilter) filter = make_filter (filter_name, patterns);
      g_autoptr(GtkFileFilter) all = make_filter_all ();

      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (native), filter);
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (native), all);
    }

  /* The response handler drops both references: the dialog's own and the task's. */
  g_signal_connect (native, "response", G_CALLBACK (chooser_response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
}

#endif

/**
 * clv_compat_open_file_async:
 *
 * Asks for a file to read.
 */
void
clv_compat_open_file_async (GtkWindow           *parent,
                            const char          *title,
                            const char          *filter_name,
                            const char * const  *patterns,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  run_file_dialog (g_task_new (parent, cancellable, callback, user_data),
                   GTK_FILE_CHOOSER_ACTION_OPEN, title, NULL, filter_name, patterns);
}

/**
 * clv_compat_open_file_finish:
 *
 * Returns: (transfer full): the file
 */
GFile *
clv_compat_open_file_finish (GtkWindow     *parent,
                             GAsyncResult  *result,
                             GError       **error)
{
  return finish_pointer (parent, result, error);
}

/**
 * clv_compat_save_file_async:
 * @name: (nullable): the proposed name
 *
 * Asks for a file to write; asks before one is overwritten.
 */
void
clv_compat_save_file_async (GtkWindow           *parent,
                            const char          *title,
                            const char          *name,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  run_file_dialog (g_task_new (parent, cancellable, callback, user_data),
                   GTK_FILE_CHOOSER_ACTION_SAVE, title, name, NULL, NULL);
}

/**
 * clv_compat_save_file_finish:
 *
 * Returns: (transfer full): the file
 */
GFile *
clv_compat_save_file_finish (GtkWindow     *parent,
                             GAsyncResult  *result,
                             GError       **error)
{
  return finish_pointer (parent, result, error);
}

/**
 * clv_compat_select_folder_async:
 *
 * Asks for a folder.
 */
void
clv_compat_select_folder_async (GtkWindow           *parent,
                                const char          *title,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  run_file_dialog (g_task_new (parent, cancellable, callback, user_data),
                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, title, NULL, NULL, NULL);
}

/**
 * clv_compat_select_folder_finish:
 *
 * Returns: (transfer full): the folder
 */
GFile *
clv_compat_select_folder_finish (GtkWindow     *parent,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return finish_pointer (parent, result, error);
}

#if ADW_CHECK_VERSION (1, 5, 0)
typedef AdwAlertDialog Alert;
#define ALERT_(name) adw_alert_dialog_ ## name
#define ALERT(widget) ADW_ALERT_DIALOG (widget)
#define ALERT_NEW(parent, heading, body) ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body))
#else
typedef AdwMessageDialog Alert;
#define ALERT_(name) adw_message_dialog_ ## name
#define ALERT(widget) ADW_MESSAGE_DIALOG (widget)
#define ALERT_NEW(parent, heading, body) \
  ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body))
#endif

static void
alert_response_cb (Alert      *alert,
                   const char *response,
                   gpointer    user_data)
{
  GTask *task = user_data;

  g_object_set_data (G_OBJECT (task), "answered", task);
  g_task_return_pointer (task, g_strdup (response), g_free);
}

/* A question that goes with its window counts as cancelled. */
static void
alert_gone_cb (gpointer  data,
               GClosure *closure)
{
  g_autoptr(GTask) task = data;

  if (g_object_get_data (G_OBJECT (task), "answered") == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "dismissed");
}

static void
present_alert (Alert     *alert,
               GtkWindow *parent)
{
#if ADW_CHECK_VERSION (1, 5, 0)
  adw_dialog_present (ADW_DIALOG (alert), GTK_WIDGET (parent));
#else
  gtk_window_present (GTK_WINDOW (alert));
#endif
}

/**
 * clv_compat_confirm_async:
 * @body: plain text; may be long
 * @verb: (nullable): the button that does it; %NULL for a message with Close alone
 * @extra: (nullable): a further button: "Copy Details"
 * @appearance: of @verb
 *
 * Asks, or tells. Escape is Cancel.
 */
void
clv_compat_confirm_async (GtkWindow           *parent,
                          const char          *heading,
                          const char          *body,
                          const char          *verb,
                          const char          *extra,
                          ClvCompatAppearance  appearance,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  Alert *alert = ALERT_NEW (parent, heading, body);
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  ALERT_ (add_response) (alert, "cancel", verb != NULL ? _("_Cancel") : _("_Close"));
  if (extra != NULL)
    ALERT_ (add_response) (alert, "extra", extra);
  if (verb != NULL)
    {
      ALERT_ (add_response) (alert, "verb", verb);
      if (appearance == CLV_COMPAT_DESTRUCTIVE)
        ALERT_ (set_response_appearance) (alert, "verb", ADW_RESPONSE_DESTRUCTIVE);
      else if (appearance == CLV_COMPAT_SUGGESTED)
        ALERT_ (set_response_appearance) (alert, "verb", ADW_RESPONSE_SUGGESTED);
    }
  ALERT_ (set_default_response) (alert, verb != NULL && appearance != CLV_COMPAT_DESTRUCTIVE
                                        ? "verb" : "cancel");
  ALERT_ (set_close_response) (alert, "cancel");
  g_signal_connect_data (alert, "response", G_CALLBACK (alert_response_cb), task, alert_gone_cb, 0);
  present_alert (alert, parent);
}

/**
 * clv_compat_confirm_finish:
 *
 * Returns: (transfer full): "verb", "extra" or "cancel"
 */
char *
clv_compat_confirm_finish (GtkWindow     *parent,
                           GAsyncResult  *result,
                           GError       **error)
{
  return finish_pointer (parent, result, error);
}

#if ADW_CHECK_VERSION (1, 5, 0)
#define ABOUT_(name) adw_about_dialog_ ## name
#define ABOUT_NEW() ADW_ABOUT_DIALOG (adw_about_dialog_new ())
typedef AdwAboutDialog About;
#else
#define ABOUT_(name) adw_about_window_ ## name
#define ABOUT_NEW() ADW_ABOUT_WINDOW (adw_about_window_new ())
typedef AdwAboutWindow About;
#endif

/**
 * clv_compat_present_about:
 * @debug_info: (nullable): versions, for a report of a fault
 *
 * Shows name, version and licence.
 */
void
clv_compat_present_about (GtkWindow  *parent,
                          const char *debug_info)
{
  About *about = ABOUT_NEW ();

  ABOUT_ (set_application_name) (about, _("Perennial"));
  ABOUT_ (set_application_icon) (about, APPLICATION_ID);
  ABOUT_ (set_version) (about, PACKAGE_VERSION);
  ABOUT_ (set_comments) (about, _("Turns sales files into one trustworthy value per customer: "
                                  "explained, audited and signed off. Your customers’ data "
                                  "never leave this computer."));
  ABOUT_ (set_license_type) (about, GTK_LICENSE_GPL_3_0);
  ABOUT_ (set_developer_name) (about, _("The Perennial contributors"));
  /* TRANSLATORS: replace with your names, one a line */
  ABOUT_ (set_translator_credits) (about, _("translator-credits"));
  if (debug_info != NULL)
    ABOUT_ (set_debug_info) (about, debug_info);

#if ADW_CHECK_VERSION (1, 5, 0)
  adw_dialog_present (ADW_DIALOG (about), GTK_WIDGET (parent));
#else
  gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_set_modal (GTK_WINDOW (about), TRUE);
  gtk_window_present (GTK_WINDOW (about));
#endif
}

/**
 * clv_compat_present_preferences:
 * @pages: (element-type GtkWidget): AdwPreferencesPage objects without a parent
 *
 * Shows the preferences.
 */
void
clv_compat_present_preferences (GtkWindow *parent,
                                GPtrArray *pages)
{
#if ADW_CHECK_VERSION (1, 5, 0)
  AdwPreferencesDialog *dialog = ADW_PREFERENCES_DIALOG (adw_preferences_dialog_new ());

  for (guint i = 0; i < pages->len; i++)
    adw_preferences_dialog_add (dialog, g_ptr_array_index (pages, i));
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (parent));
#else
  AdwPreferencesWindow *window = ADW_PREFERENCES_WINDOW (adw_preferences_window_new ());

  for (guint i = 0; i < pages->len; i++)
    adw_preferences_window_add (window, g_ptr_array_index (pages, i));
  adw_preferences_window_set_search_enabled (window, FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 620, 520);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
#endif
}

/**
 * clv_compat_expander_row_add_suffix:
 * @row: an #AdwExpanderRow
 * @widget: (transfer floating): what stands before its arrow
 */
void
clv_compat_expander_row_add_suffix (GtkWidget *row,
                                    GtkWidget *widget)
{
#if ADW_CHECK_VERSION (1, 4, 0)
  adw_expander_row_add_suffix (ADW_EXPANDER_ROW (row), widget);
#else
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), widget);
#endif
}

/**
 * clv_compat_announce:
 * @text: a translated sentence
 *
 * Says @text through a screen reader; silent before GTK 4.14.
 */
void
clv_compat_announce (GtkWidget  *widget,
                     const char *text)
{
#if GTK_CHECK_VERSION (4, 14, 0)
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), text,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
#endif
}

/**
 * clv_compat_widget_get_color:
 * @color: (out): the colour of text in @widget
 */
void
clv_compat_widget_get_color (GtkWidget *widget,
                             GdkRGBA   *color)
{
#if GTK_CHECK_VERSION (4, 10, 0)
  gtk_widget_get_color (widget, color);
#else
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
#endif
}

/**
 * clv_compat_dup_versions:
 *
 * Returns: (transfer full): one line a library: its version at run time and at
 *   build time
 */
char *
clv_compat_dup_versions (void)
{
  g_autofree char *gsl = clv_numerics_dup_version ();
  g_autofree char *sqlite = clv_workspace_dup_sqlite_version ();
  g_autofree char *plplot = clv_plot_dup_version ();

  return g_strdup_printf ("GLib %u.%u.%u (built with %d.%d.%d)\n"
                          "GTK %u.%u.%u (built with %d.%d.%d)\n"
                          "libadwaita %u.%u.%u (built with %d.%d.%d)\n"
                          "%s\n%s\n%s\n",
                          glib_major_version, glib_minor_version, glib_micro_version,
                          GLIB_MAJOR_VERSION, GLIB_MINOR_VERSION, GLIB_MICRO_VERSION,
                          gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (),
                          GTK_MAJOR_VERSION, GTK_MINOR_VERSION, GTK_MICRO_VERSION,
                          adw_get_major_version (), adw_get_minor_version (),
                          adw_get_micro_version (),
                          ADW_MAJOR_VERSION, ADW_MINOR_VERSION, ADW_MICRO_VERSION, gsl, sqlite,
                          plplot);
}
