/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-file-private.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>

#include "clv-compat.h"
#include "clv-recent-files.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

#define FILE_TOPICS (1u << CLV_TOPIC_PART | 1u << CLV_TOPIC_KIND)

/* Of what another plan says otherwise so much is listed. */
#define DIFFERENCES_MAX 8

/* The first step: which file, and what is in it. */
G_DEFINE_FINAL_TYPE (ClvFileStep, clv_file_step, CLV_TYPE_WIZARD_PAGE)

static void
chosen_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ClvFileStep) self = user_data;
  g_autoptr(GFile) file = clv_compat_open_file_finish (GTK_WINDOW (object), result, NULL);

  if (file != NULL && g_file_peek_path (file) != NULL && self->draft != NULL)
    clv_import_draft_set_path (self->draft, g_file_peek_path (file));
}

static void
choose_cb (ClvFileStep *self)
{
  static const char * const patterns[] = {
    "*.csv", "*.tsv", "*.txt", "*.xlsx", "*.ods", "*.gz", "*.zip", NULL
  };
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  clv_compat_open_file_async (GTK_WINDOW (root), _("Open a Sales File"), _("Sales files"),
                              patterns, NULL, chosen_cb, g_object_ref (self));
}

static gboolean
drop_cb (ClvFileStep  *self,
         const GValue *value)
{
  GdkFileList *list = g_value_get_boxed (value);
  g_autoptr(GSList) files = list != NULL ? gdk_file_list_get_files (list) : NULL;
  const char *path = files != NULL ? g_file_peek_path (files->data) : NULL;

  if (path == NULL)
    return FALSE;

  clv_import_draft_set_path (self->draft, path);

  return TRUE;
}

static char *
describe_size (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL,
                                                 NULL);
  g_autofree char *size = info != NULL
                          ? g_format_size ((guint64) g_file_info_get_size (info)) : NULL;

  return size != NULL ? g_strdup_printf ("%s · %s", size, path) : g_strdup (path);
}

static void
add_file (ClvFileStep *self)
{
  const char *path = clv_import_draft_get_path (self->draft);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *detail = describe_size (path);
  GtkWidget *group = clv_step_group_new (_("File"),
                                         _("It is read, never changed. Nothing leaves this "
                                           "computer."));
  GtkWidget *row = clv_row_new (name, detail);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("Choose _Another…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (choose_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  gtk_box_append (self->box, group);
}

static gboolean
set_path_cb (gpointer data)
{
  GObject *button = data;
  ClvImportDraft *draft = g_object_get_data (button, "draft");

  clv_import_draft_set_path (draft, g_object_get_data (button, "path"));

  return G_SOURCE_REMOVE;
}

/* An idle: another file rebuilds the step, and with it the button that is pressed. */
static void
recent_cb (GtkButton *button)
{
  clv_step_hold (GTK_WIDGET (button));
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, set_path_cb, g_object_ref (button), g_object_unref);
}

static void
add_recent (ClvFileStep *self,
            GtkWidget   *group,
            const char  *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *detail = describe_size (path);
  g_autofree char *button_name = g_strdup_printf (_("Use %s instead"), name);
  GtkWidget *row = clv_row_new (name, detail);
  GtkWidget *button = gtk_button_new_with_label (_("Use"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, button_name);
  clv_widget_name (button, button_name);
  g_object_set_data_full (G_OBJECT (button), "draft", g_object_ref (self->draft), g_object_unref);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (path), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (recent_cb), NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_recents (ClvFileStep *self)
{
  ClvSession *session = clv_import_draft_get_session (self->draft);
  g_auto(GStrv) paths = clv_recent_files_list (clv_session_get_settings (session));
  GtkWidget *group = NULL;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      if (g_str_equal (paths[i], clv_import_draft_get_path (self->draft)))
        continue;

      if (group == NULL)
        {
          group = clv_step_group_new (_("Imported of Late"), NULL);
          gtk_box_append (self->box, group);
        }
      add_recent (self, group, paths[i]);
    }
}

static void
add_size (ClvFileStep        *self,
          const ClvDetection *detection)
{
  g_autofree char *lines = clv_step_count (detection->n_lines);
  g_autofree char *columns = clv_step_count (detection->columns->len);
  g_autofree char *text = NULL;

  /* Translators: %s are numbers. */
  text = g_strdup_printf (_("%s lines, %s columns, read to the end."), lines, columns);
  gtk_box_append (self->box, clv_label_new (text, "dim-label"));
}

/* Which table of the file is read, where that was no question. */
static void
add_part (ClvFileStep        *self,
          const ClvDetection *detection)
{
  const ClvReason *reason = clv_detection_get_reason (detection, CLV_TOPIC_PART);
  g_autofree char *because = NULL;
  GtkWidget *group = NULL;

  if (reason == NULL || clv_detection_get_question (detection, CLV_TOPIC_PART) != NULL
      || detection->parts->len < 2)
    return;

  because = g_strdup_printf (_("Detected: %s, because %s."), reason->value, reason->because);
  group = clv_step_group_new (clv_container_is_workbook (detection->container)
                              ? _("Sheet") : _("File in the Archive"), because);
  gtk_box_append (self->box, group);
}

static gboolean
use_earlier_cb (gpointer data)
{
  ClvImportDraft *draft = data;
  const ClvSavedPlan *earlier = clv_import_draft_get_earlier (draft);

  if (earlier != NULL)
    clv_import_draft_use_plan (draft, earlier->plan, earlier->name);

  return G_SOURCE_REMOVE;
}

static void
earlier_cb (ClvFileStep *self)
{
  clv_step_hold (GTK_WIDGET (self->box));
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, use_earlier_cb, g_object_ref (self->draft),
                   g_object_unref);
}

static gboolean
detect_anew_cb (gpointer data)
{
  ClvImportDraft *draft = data;
  g_autofree char *path = g_strdup (clv_import_draft_get_path (draft));

  clv_import_draft_set_path (draft, path);

  return G_SOURCE_REMOVE;
}

static void
anew_cb (ClvFileStep *self)
{
  clv_step_hold (GTK_WIDGET (self->box));
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, detect_anew_cb, g_object_ref (self->draft),
                   g_object_unref);
}

static void
plan_chosen_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(ClvFileStep) self = user_data;
  g_autoptr(GFile) file = clv_compat_open_file_finish (GTK_WINDOW (object), result, NULL);

  if (file != NULL && g_file_peek_path (file) != NULL && self->draft != NULL
      && clv_import_draft_get_detection (self->draft) != NULL)
    clv_import_draft_use_plan_file (self->draft, g_file_peek_path (file));
}

static void
open_plan_cb (ClvFileStep *self)
{
  static const char * const patterns[] = { "*.plan", NULL };
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  clv_compat_open_file_async (GTK_WINDOW (root), _("Open a Plan"), _("Plans of imports"),
                              patterns, NULL, plan_chosen_cb, g_object_ref (self));
}

static void
add_button (ClvFileStep *self,
            GtkWidget   *box,
            const char  *label,
            GCallback    callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
}

/* What was decided for an earlier file with these columns, or saved as a plan. */
static void
add_earlier (ClvFileStep *self)
{
  const ClvSavedPlan *earlier = clv_import_draft_get_earlier (self->draft);
  const char *used = clv_import_draft_get_used (self->draft);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autoptr(GPtrArray) differences = NULL;
  g_autofree char *text = NULL;
  GtkWidget *group = NULL;

  if (used != NULL)
    text = g_strdup_printf (_("Those of “%s” are used."), used);
  else if (earlier != NULL)
    text = g_strdup_printf (_("“%s” has the same columns and was imported otherwise."),
                            earlier->name);
  else
    text = g_strdup (_("What was saved as a plan can be used again."));
  group = clv_step_group_new (_("Settings"), text);
  if (used != NULL)
    add_button (self, buttons, _("Detect A_new"), G_CALLBACK (anew_cb));
  else if (earlier != NULL)
    add_button (self, buttons, _("_Use Its Settings"), G_CALLBACK (earlier_cb));
  add_button (self, buttons, _("_Open a Plan…"), G_CALLBACK (open_plan_cb));
  gtk_widget_set_margin_start (buttons, 12);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), buttons);

  if (earlier != NULL)
    differences = clv_saved_plans_compare (earlier->plan, clv_import_draft_get_plan (self->draft));
  for (guint i = 0; differences != NULL && i < MIN (differences->len, DIFFERENCES_MAX); i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               clv_row_new (g_ptr_array_index (differences, i), NULL));
  gtk_box_append (self->box, group);
}

/* A file of another kind: what it is and where the right one is to be had. */
static void
add_refusal (ClvFileStep  *self,
             const GError *error)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_("Choose Another _File…"));
  g_autofree char *text = g_markup_escape_text (error->message, -1);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "clv-data-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("This Is Not the Right File"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), text);
  gtk_widget_add_css_class (page, "compact");
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (choose_cb), self, G_CONNECT_SWAPPED);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  gtk_box_append (self->box, page);
}

static void
fill (ClvFileStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  const GError *error = clv_import_draft_get_error (self->draft);
  char *focus = NULL;

  if (!clv_step_is_current (CLV_WIZARD_PAGE (self)))
    return;

  self->is_filling = TRUE;
  focus = clv_step_begin_fill (self->box);
  add_file (self);
  if (detection == NULL && g_error_matches (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_WRONG_KIND))
    add_refusal (self, error);
  else
    clv_step_add_status (self->box, self->draft,
                         detection == NULL ? _("The file is being read…") : NULL);
  if (detection != NULL)
    {
      clv_step_add_warnings (self->box, detection->warnings);
      clv_step_add_questions (self->box, self->draft, CLV_TOPIC_PART);
      add_part (self, detection);
      clv_file_add_preset (self);
      clv_file_add_kinds (self);
      clv_step_add_questions (self->box, self->draft, CLV_TOPIC_KIND);
      add_size (self, detection);
      add_earlier (self);
    }
  add_recents (self);
  clv_step_end_fill (self->box, focus);
  self->is_filling = FALSE;
  clv_wizard_page_set_can_continue (CLV_WIZARD_PAGE (self),
                                    clv_import_draft_is_read (self->draft)
                                    && !clv_step_has_open_question (self->draft, FILE_TOPICS));
}

static gboolean
refill_cb (gpointer data)
{
  ClvFileStep *self = data;

  if (self->draft != NULL)
    fill (self);

  return G_SOURCE_REMOVE;
}

/**
 * clv_file_step_refill:
 * @self: the step
 *
 * Fills it again when nothing is pressed any more.
 */
void
clv_file_step_refill (ClvFileStep *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, refill_cb, g_object_ref (self), g_object_unref);
}

static void
clv_file_step_prepare (ClvWizardPage *page)
{
  fill (CLV_FILE_STEP (page));
}

static void
clv_file_step_dispose (GObject *object)
{
  ClvFileStep *self = CLV_FILE_STEP (object);

  g_clear_object (&self->draft);

  G_OBJECT_CLASS (clv_file_step_parent_class)->dispose (object);
}

static void
clv_file_step_class_init (ClvFileStepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clv_file_step_dispose;
  CLV_WIZARD_PAGE_CLASS (klass)->prepare = clv_file_step_prepare;
}

static void
clv_file_step_init (ClvFileStep *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  clv_wizard_page_set_title (CLV_WIZARD_PAGE (self), _("File"));
  adw_bin_set_child (ADW_BIN (self), clv_step_column_new (&self->box));
}

/**
 * clv_file_step_new:
 * @draft: what the steps share
 *
 * Returns: (transfer floating): the step
 */
ClvWizardPage *
clv_file_step_new (ClvImportDraft *draft)
{
  ClvFileStep *self = g_object_new (CLV_TYPE_FILE_STEP, NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);

  return CLV_WIZARD_PAGE (self);
}
