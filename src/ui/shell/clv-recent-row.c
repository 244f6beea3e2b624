/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-recent-row.h"

#include <glib/gi18n-lib.h>

struct _ClvRecentRow
{
  AdwActionRow parent_instance;

  GSettings *settings;
  char *path;
};

G_DEFINE_FINAL_TYPE (ClvRecentRow, clv_recent_row, ADW_TYPE_ACTION_ROW)

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
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.open-path", "s", CLV_RECENT_ROW (widget)->path);
}

static void
pin_toggled_cb (ClvRecentRow    *self,
                GtkToggleButton *button)
{
  clv_recent_set_pinned (self->settings, self->path, gtk_toggle_button_get_active (button));
}

static void
remove_clicked_cb (ClvRecentRow *self)
{
  clv_recent_remove (self->settings, self->path);
}

static GtkWidget *
make_pin (ClvRecentRow *self,
          gboolean      is_pinned)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (button), "clv-pin-symbolic");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), is_pinned);
  gtk_widget_set_tooltip_text (button, is_pinned ? _("Unpin") : _("Pin to the top"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "toggled", G_CALLBACK (pin_toggled_cb), self,
                           G_CONNECT_SWAPPED);

  return button;
}

static GtkWidget *
make_remove (ClvRecentRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("clv-close-symbolic");

  gtk_widget_set_tooltip_text (button, _("Remove from this list"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self,
                           G_CONNECT_SWAPPED);

  return button;
}

static void
add_buttons (ClvRecentRow *self,
             gboolean      exists,
             gboolean      is_pinned)
{
  AdwActionRow *row = ADW_ACTION_ROW (self);

  if (exists)
    {
      adw_action_row_add_suffix (row, make_pin (self, is_pinned));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "recent.open");
    }
  else
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("clv-failed-symbolic");

      gtk_widget_add_css_class (icon, "warning");
      adw_action_row_add_prefix (row, icon);
      adw_action_row_add_suffix (row, make_remove (self));
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recent.open", exists);
}

static void
clv_recent_row_dispose (GObject *object)
{
  g_clear_object (&CLV_RECENT_ROW (object)->settings);

  G_OBJECT_CLASS (clv_recent_row_parent_class)->dispose (object);
}

static void
clv_recent_row_finalize (GObject *object)
{
  g_clear_pointer (&CLV_RECENT_ROW (object)->path, g_free);

  G_OBJECT_CLASS (clv_recent_row_parent_class)->finalize (object);
}

static void
clv_recent_row_class_init (ClvRecentRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = clv_recent_row_dispose;
  object_class->finalize = clv_recent_row_finalize;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "recent.open", NULL, open_action);
}

static void
clv_recent_row_init (ClvRecentRow *self)
{
}

/**
 * clv_recent_row_new:
 * @settings: where the list of late is kept
 * @recent: one of the list; copied
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
clv_recent_row_new (GSettings       *settings,
                    const ClvRecent *recent)
{
  ClvRecentRow *self = g_object_new (CLV_TYPE_RECENT_ROW, NULL);
  AdwActionRow *row = ADW_ACTION_ROW (self);
  g_autofree char *name = g_filename_display_basename (recent->path);
  g_autofree char *folder = g_path_get_dirname (recent->path);
  g_autofree char *age = describe_age (recent->opened, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *subtitle = NULL;
  const gboolean exists = g_file_test (recent->path, G_FILE_TEST_EXISTS);

  self->settings = g_object_ref (settings);
  self->path = g_strdup (recent->path);
  if (g_str_has_suffix (name, ".perennial"))
    name[strlen (name) - strlen (".perennial")] = '\0';
  subtitle = exists ? g_strdup_printf ("%s · %s", age, folder)
                    : g_strdup_printf (_("File not found in %s"), folder);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_title_lines (row, 1);
  adw_action_row_set_subtitle (row, subtitle);
  adw_action_row_set_subtitle_lines (row, 1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), recent->path);
  add_buttons (self, exists, recent->is_pinned);

  return GTK_WIDGET (self);
}
