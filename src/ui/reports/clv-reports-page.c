/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-reports-page.h"

#include <glib/gi18n-lib.h>

#include "clv-chart-card.h"
#include "clv-columns.h"
#include "clv-compat.h"
#include "clv-empty-state.h"
#include "clv-gallery.h"
#include "clv-ui.h"
#include "clv-value-gates.h"

#define SETTLE_MS 60
#define CARD_HEIGHT 400

struct _ClvReportsPage
{
  ClvPage parent_instance;

  GtkStack *root_stack;
  GtkSpinner *spinner;
  ClvEmptyState *empty;
  GtkLabel *summary;
  ClvColumns *cards;
  AdwPreferencesGroup *missing_group;

  GPtrArray *missing_rows;  /* (element-type GtkWidget) (unowned) */
  GCancellable *cancellable;     /* of the dialog */
  ClvGallery *gallery;      /* (nullable) */
  ClvWorkspace *shown;      /* (unowned) (nullable): only compared */
  guint load_source;
  guint generation;         /* of the load that counts */
};

G_DEFINE_FINAL_TYPE (ClvReportsPage, clv_reports_page, CLV_TYPE_PAGE)

static GtkWindow *
get_window (ClvReportsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
add_missing (ClvReportsPage        *self,
             const ClvGalleryChart *chart)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (g_strcmp0 (chart->place, "govern") == 0
                                                 ? _("Go to Govern")
                                                 : g_strcmp0 (chart->place, "value") == 0
                                                 ? _("Go to Value") : _("Go to Data"));
  g_autofree char *name = NULL;

  /* TRANSLATORS: a button's name for a screen reader: "Go to Govern: High-tier rate" */
  name = g_strdup_printf (_("%s: %s"), gtk_button_get_label (GTK_BUTTON (button)), chart->title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), chart->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), chart->why_not);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", chart->place);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-place");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->missing_group, row);
  g_ptr_array_add (self->missing_rows, row);
}

static void
clear (ClvReportsPage *self)
{
  clv_columns_clear (self->cards);
  for (guint i = 0; i < self->missing_rows->len; i++)
    adw_preferences_group_remove (self->missing_group,
                                  g_ptr_array_index (self->missing_rows, i));
  g_ptr_array_set_size (self->missing_rows, 0);
}

static void
show_summary (ClvReportsPage *self)
{
  const guint n = clv_gallery_count_drawn (self->gallery);
  g_autofree char *last = clv_date_to_display (self->gallery->state->last_day);
  g_autofree char *text = NULL;

  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u chart, of data up to %s. Each says its own day, horizon "
                                       "and convention.",
                                       "%u charts, of data up to %s. Each says its own day, "
                                       "horizon and convention.", n), n, last);
  gtk_label_set_text (self->summary, text);
}

static void
show_gallery (ClvReportsPage *self)
{
  const GPtrArray *charts = self->gallery->charts;

  clear (self);
  if (charts->len == 0)
    {
      clv_value_gates_fill (self->empty, self->gallery->state);
      gtk_stack_set_visible_child_name (self->root_stack, "empty");
      return;
    }

  for (guint i = 0; i < charts->len; i++)
    {
      const ClvGalleryChart *chart = g_ptr_array_index (charts, i);
      GtkWidget *card = NULL;

      if (chart->spec == NULL)
        {
          add_missing (self, chart);
          continue;
        }
      card = clv_chart_card_new ();
      gtk_widget_set_size_request (card, -1, CARD_HEIGHT);
      clv_chart_card_set_spec (CLV_CHART_CARD (card), chart->spec);
      clv_columns_append (self->cards, card);
    }
  show_summary (self);
  gtk_widget_set_visible (GTK_WIDGET (self->missing_group), self->missing_rows->len > 0);
  gtk_stack_set_visible_child_name (self->root_stack, "charts");
}

static void
show_failure (ClvReportsPage *self,
              const GError   *error)
{
  const gboolean was_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  clv_empty_state_clear_gates (self->empty);
  clv_empty_state_set_texts (self->empty, "clv-reports-symbolic",
                             was_cancelled ? _("The charts were not drawn")
                                           : _("The charts cannot be drawn"),
                             was_cancelled ? _("You cancelled it.") : error->message);
  clv_empty_state_set_possible (self->empty, NULL);
  clv_empty_state_set_button (self->empty, _("_Try Again"), "reports.redraw");
  gtk_stack_set_visible_child_name (self->root_stack, "empty");
}

typedef struct
{
  ClvReportsPage *page;
  guint generation;
} Load;

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree Load *load = user_data;
  g_autoptr(ClvReportsPage) self = load->page;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvGallery) gallery = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                              &error);

  if (load->generation != self->generation
      || clv_page_get_workspace (CLV_PAGE (self)) == NULL)
    return;

  gtk_spinner_stop (self->spinner);
  if (gallery != NULL)
    {
      clv_gallery_free (self->gallery);
      self->gallery = g_steal_pointer (&gallery);
      show_gallery (self);
    }
  else if (error != NULL)
    {
      g_clear_pointer (&self->gallery, clv_gallery_free);
      show_failure (self, error);
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reports.save-all",
                                 self->gallery != NULL
                                 && clv_gallery_count_drawn (self->gallery) > 0);
}

static void
load_cb (gpointer data)
{
  ClvReportsPage *self = data;
  Load *load = NULL;

  self->load_source = 0;
  if (clv_page_get_workspace (CLV_PAGE (self)) == NULL)
    return;

  load = g_new0 (Load, 1);
  load->page = g_object_ref (self);
  load->generation = ++self->generation;
  clv_session_run_job (clv_page_get_session (CLV_PAGE (self)), _("Drawing the charts"),
                       clv_gallery_make_in_thread,
                       g_strdup (self->gallery != NULL ? self->gallery->key : NULL), g_free,
                       (GDestroyNotify) clv_gallery_free, made_cb, load);
}

static void
clv_reports_page_refresh (ClvPage    *page,
                          const char *what)
{
  ClvReportsPage *self = CLV_REPORTS_PAGE (page);
  ClvWorkspace *workspace = clv_page_get_workspace (page);

  if (g_strcmp0 (what, "setting") == 0)
    return;

  if (workspace != self->shown)
    {
      self->shown = workspace;
      self->generation++;
      g_clear_pointer (&self->gallery, clv_gallery_free);
      clear (self);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "reports.save-all", FALSE);
      gtk_spinner_start (self->spinner);
      gtk_stack_set_visible_child_name (self->root_stack, "loading");
    }
  if (self->load_source == 0 && workspace != NULL)
    self->load_source = g_timeout_add_once (SETTLE_MS, load_cb, self);
}

static void
redraw_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  ClvReportsPage *self = CLV_REPORTS_PAGE (widget);

  self->shown = NULL;
  clv_page_refresh (CLV_PAGE (self), NULL);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ClvReportsPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (folder == NULL)
    {
      clv_session_show_error (CLV_SESSION (object), _("The charts were not saved"), error);
      return;
    }

  name = g_filename_display_basename (folder);
  text = g_strdup_printf (_("Saved all charts in the new folder “%s”"), name);
  clv_session_toast (CLV_SESSION (object), text);
}

static void
folder_chosen_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(ClvReportsPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) folder = clv_compat_select_folder_finish (get_window (self), result, &error);
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  if (clv_page_get_session (CLV_PAGE (self)) == NULL)
    return;

  if (path != NULL)
    clv_reports_page_save_all (self, path);
  else if (error != NULL)
    clv_session_show_error (clv_page_get_session (CLV_PAGE (self)),
                            _("The charts were not saved"), error);
}

static void
save_all_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  ClvReportsPage *self = CLV_REPORTS_PAGE (widget);

  clv_compat_select_folder_async (get_window (self), _("Save All Charts"), self->cancellable,
                                  folder_chosen_cb, g_object_ref (self));
}

static void
clv_reports_page_dispose (GObject *object)
{
  ClvReportsPage *self = CLV_REPORTS_PAGE (object);

  g_clear_handle_id (&self->load_source, g_source_remove);
  self->generation++;
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->gallery, clv_gallery_free);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_REPORTS_PAGE);

  G_OBJECT_CLASS (clv_reports_page_parent_class)->dispose (object);
}

static void
clv_reports_page_finalize (GObject *object)
{
  ClvReportsPage *self = CLV_REPORTS_PAGE (object);

  g_clear_pointer (&self->missing_rows, g_ptr_array_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (clv_reports_page_parent_class)->finalize (object);
}

static void
clv_reports_page_class_init (ClvReportsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_reports_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = clv_reports_page_finalize;
  CLV_PAGE_CLASS (klass)->refresh = clv_reports_page_refresh;

  g_type_ensure (CLV_TYPE_COLUMNS);
  g_type_ensure (CLV_TYPE_EMPTY_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("reports/clv-reports-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvReportsPage, root_stack);
  gtk_widget_class_bind_template_child (widget_class, ClvReportsPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ClvReportsPage, empty);
  gtk_widget_class_bind_template_child (widget_class, ClvReportsPage, summary);
  gtk_widget_class_bind_template_child (widget_class, ClvReportsPage, cards);
  gtk_widget_class_bind_template_child (widget_class, ClvReportsPage, missing_group);
  gtk_widget_class_install_action (widget_class, "reports.save-all", NULL, save_all_action);
  gtk_widget_class_install_action (widget_class, "reports.redraw", NULL, redraw_action);
}

static void
clv_reports_page_init (ClvReportsPage *self)
{
  self->missing_rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reports.save-all", FALSE);
}

/**
 * clv_reports_page_save_all:
 * @folder: where the new folder with the charts goes
 */
void
clv_reports_page_save_all (ClvReportsPage *self,
                           const char     *folder)
{
  g_return_if_fail (CLV_IS_REPORTS_PAGE (self));
  g_return_if_fail (folder != NULL);

  if (self->gallery == NULL)
    return;

  clv_session_run_job_without_workspace (clv_page_get_session (CLV_PAGE (self)),
                                         _("Saving the charts"), clv_gallery_save_in_thread,
                                         clv_gallery_save_input_new (self->gallery, folder),
                                         clv_gallery_save_input_free, g_free, saved_cb,
                                         g_object_ref (self));
}
