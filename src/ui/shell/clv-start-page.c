/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-start-page.h"

#include <glib/gi18n-lib.h>

#include "clv-recent.h"
#include "clv-ui.h"

struct _ClvStartPage
{
  AdwBin parent_instance;

  GtkListBox *recent_list;
  GtkWidget *import_button;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (ClvStartPage, clv_start_page, ADW_TYPE_BIN)

static char *
describe_age (gint64 opened,
              gint64 now)
{
  const gint64 days = (now - opened) / (24 * 60 * 60);

  if (days < 1)
    return g_strdup (_("Opened today"));

  return g_strdup_printf (ngettext ("Opened %d day ago", "Opened %d days ago", (gulong) days),
                          (int) days);
}

static void
pin_toggled_cb (GtkToggleButton *button,
                ClvStartPage    *self)
{
  const char *path = g_object_get_data (G_OBJECT (button), "path");

  clv_recent_set_pinned (self->settings, path, gtk_toggle_button_get_active (button));
}

static void
remove_clicked_cb (GtkButton    *button,
                   ClvStartPage *self)
{
  clv_recent_remove (self->settings, g_object_get_data (G_OBJECT (button), "path"));
}

static GtkWidget *
make_pin (ClvStartPage    *self,
          const ClvRecent *recent)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (button), "clv-pin-symbolic");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), recent->is_pinned);
  gtk_widget_set_tooltip_text (button, recent->is_pinned ? _("Unpin") : _("Pin to the top"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (recent->path), g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (pin_toggled_cb), self, 0);

  return button;
}

static GtkWidget *
make_remove (ClvStartPage    *self,
             const ClvRecent *recent)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("clv-close-symbolic");

  gtk_widget_set_tooltip_text (button, _("Remove from this list"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (recent->path), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self, 0);

  return button;
}

static GtkWidget *
make_recent_row (ClvStartPage    *self,
                 const ClvRecent *recent)
{
  g_autofree char *name = g_filename_display_basename (recent->path);
  g_autofree char *folder = g_path_get_dirname (recent->path);
  g_autofree char *age = describe_age (recent->opened, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *subtitle = NULL;
  const gboolean exists = g_file_test (recent->path, G_FILE_TEST_EXISTS);
  GtkWidget *row = adw_action_row_new ();

  if (g_str_has_suffix (name, ".perennial"))
    name[strlen (name) - strlen (".perennial")] = '\0';
  subtitle = exists ? g_strdup_printf ("%s · %s", age, folder)
                    : g_strdup_printf (_("File not found in %s"), folder);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_widget_set_tooltip_text (row, recent->path);
  if (exists)
    {
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_pin (self, recent));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-path");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", recent->path);
    }
  else
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("clv-failed-symbolic");

      gtk_widget_add_css_class (icon, "warning");
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_remove (self, recent));
    }

  return row;
}

static GtkWidget *
make_no_recent_row (void)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("None yet"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _("A workspace is one file that keeps your sales, models and "
                                 "decisions."));
  gtk_widget_add_css_class (row, "dim-label");

  return row;
}

static void
fill_recent (ClvStartPage *self)
{
  g_autoptr(GPtrArray) list = clv_recent_list (self->settings);
  GtkListBoxRow *row = NULL;

  while ((row = gtk_list_box_get_row_at_index (self->recent_list, 0)) != NULL)
    gtk_list_box_remove (self->recent_list, GTK_WIDGET (row));

  for (guint i = 0; i < list->len; i++)
    gtk_list_box_append (self->recent_list, make_recent_row (self, g_ptr_array_index (list, i)));
  if (list->len == 0)
    gtk_list_box_append (self->recent_list, make_no_recent_row ());
}

/* Files come and go while the page is out of sight. */
static void
clv_start_page_map (GtkWidget *widget)
{
  ClvStartPage *self = CLV_START_PAGE (widget);

  if (self->settings != NULL)
    fill_recent (self);

  GTK_WIDGET_CLASS (clv_start_page_parent_class)->map (widget);
  gtk_widget_grab_focus (self->import_button);
}

static void
clv_start_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_START_PAGE);
  g_clear_object (&CLV_START_PAGE (object)->settings);

  G_OBJECT_CLASS (clv_start_page_parent_class)->dispose (object);
}

static void
clv_start_page_class_init (ClvStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_start_page_dispose;
  widget_class->map = clv_start_page_map;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("shell/clv-start-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvStartPage, recent_list);
  gtk_widget_class_bind_template_child (widget_class, ClvStartPage, import_button);
}

static void
clv_start_page_init (ClvStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_start_page_set_settings:
 * @settings: where the list of late is kept
 */
void
clv_start_page_set_settings (ClvStartPage *self,
                             GSettings    *settings)
{
  g_return_if_fail (CLV_IS_START_PAGE (self));
  g_return_if_fail (G_IS_SETTINGS (settings));

  if (!g_set_object (&self->settings, settings))
    return;

  g_signal_connect_object (settings, "changed::recent-workspaces", G_CALLBACK (fill_recent), self,
                           G_CONNECT_SWAPPED);
  fill_recent (self);
}
