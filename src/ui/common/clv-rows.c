/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-rows.h"

/**
 * clv_row_new:
 * @title: plain text
 * @subtitle: (nullable): plain text
 *
 * Returns: (transfer floating): a row that is read, not pressed
 */
GtkWidget *
clv_row_new (const char *title,
             const char *subtitle)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "activatable", FALSE,
                                 "selectable", FALSE, NULL);

  /* Together with the others the title would reach the label before the markup is off. */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);

  return row;
}

/**
 * clv_row_add_number:
 * @row: a row
 * @text: a number, with its unit
 *
 * Returns: (transfer none): its label, at the end of the row
 */
GtkLabel *
clv_row_add_number (AdwActionRow *row,
                    const char   *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (row, label);

  return GTK_LABEL (label);
}

/**
 * clv_label_new:
 * @text: plain text
 * @css_class: (nullable): how it looks
 *
 * Returns: (transfer floating): a label that wraps and starts at the edge
 */
GtkWidget *
clv_label_new (const char *text,
               const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

/**
 * clv_label_new_with_icon:
 *
 * Returns: (transfer floating): a line of text behind an icon that says the same
 */
GtkWidget *
clv_label_new_with_icon (const char *icon_name,
                         const char *text,
                         const char *css_class)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  GtkWidget *label = clv_label_new (text, css_class);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 1);
  if (css_class != NULL)
    gtk_widget_add_css_class (icon, css_class);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);

  return box;
}

/**
 * clv_widget_name:
 * @name: what a screen reader says
 */
void
clv_widget_name (GtkWidget  *widget,
                 const char *name)
{
  g_return_if_fail (GTK_IS_ACCESSIBLE (widget));

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

/**
 * clv_box_clear:
 *
 * Removes every child.
 */
void
clv_box_clear (GtkBox *box)
{
  GtkWidget *child = NULL;

  g_return_if_fail (GTK_IS_BOX (box));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

/**
 * clv_list_clear:
 *
 * Removes every row.
 */
void
clv_list_clear (GtkListBox *list)
{
  GtkListBoxRow *row = NULL;

  g_return_if_fail (GTK_IS_LIST_BOX (list));

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}
