/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Small parts of lists that are built from data. All texts are plain, not markup,
 * and may wrap. */

GtkWidget *clv_row_new (const char *title,
                        const char *subtitle);
GtkLabel  *clv_row_add_number (AdwActionRow *row,
                               const char   *text);
GtkWidget *clv_label_new (const char *text,
                          const char *css_class);
GtkWidget *clv_label_new_with_icon (const char *icon_name,
                                    const char *text,
                                    const char *css_class);
void       clv_widget_name (GtkWidget  *widget,
                            const char *name);
void       clv_box_clear (GtkBox *box);
void       clv_list_clear (GtkListBox *list);

G_END_DECLS
