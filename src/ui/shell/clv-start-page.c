/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-start-page.h"

#include <glib/gi18n-lib.h>

#include "clv-recent-row.h"
#include "clv-ui.h"

struct _ClvStartPage
{
  AdwBin parent_instance;

  GtkListBox *recent_list;
  GtkWidget *import_button;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (ClvStartPage, clv_start_page, ADW_TYPE_BIN)

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
    gtk_list_box_append (self->recent_list, clv_recent_row_new (self->settings,
                                                                g_ptr_array_index (list, i)));
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
