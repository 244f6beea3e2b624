/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-place-row.h"

#include <glib/gi18n-lib.h>

struct _ClvPlaceRow
{
  GtkListBoxRow parent_instance;

  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (ClvPlaceRow, clv_place_row, GTK_TYPE_LIST_BOX_ROW)

static void
show_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  GtkWidget *list = gtk_widget_get_parent (widget);

  if (GTK_IS_LIST_BOX (list))
    gtk_list_box_select_row (GTK_LIST_BOX (list), GTK_LIST_BOX_ROW (widget));
}

static void
clv_place_row_class_init (ClvPlaceRowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "place.show", NULL, show_action);
}

static void
clv_place_row_init (ClvPlaceRow *self)
{
}

/**
 * clv_place_row_new:
 * @icon_name: the place's picture
 * @title: its translated name
 * @key: 1 for Alt+1
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
clv_place_row_new (const char *icon_name,
                   const char *title,
                   guint       key)
{
  ClvPlaceRow *self = g_object_new (CLV_TYPE_PLACE_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *tooltip = NULL;

  self->label = gtk_label_new (title);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon_name));
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);

  /* TRANSLATORS: a place and its key, e.g. "Data (Alt+1)" */
  tooltip = g_strdup_printf (_("%s (Alt+%u)"), title, key);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);

  return GTK_WIDGET (self);
}

/**
 * clv_place_row_set_small:
 * @small: whether to show the icon alone
 */
void
clv_place_row_set_small (ClvPlaceRow *self,
                         gboolean     small)
{
  g_return_if_fail (CLV_IS_PLACE_ROW (self));

  gtk_widget_set_visible (self->label, !small);
}
