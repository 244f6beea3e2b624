/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ClvColumns:
 *
 * Lays its children out in rows of equal columns: as many columns as its width
 * has room for, up to `max-columns`. The children of a row are equally high. So
 * a page is one column in a narrow window and several in a wide one.
 */
#define CLV_TYPE_COLUMNS (clv_columns_get_type ())
G_DECLARE_FINAL_TYPE (ClvColumns, clv_columns, CLV, COLUMNS, GtkWidget)

GtkWidget *clv_columns_new (int column_width,
                            guint max_columns);
void       clv_columns_append (ClvColumns *self,
                               GtkWidget  *child);
void       clv_columns_clear (ClvColumns *self);
int        clv_columns_get_column_width (ClvColumns *self);
void       clv_columns_set_column_width (ClvColumns *self,
                                         int         column_width);
guint      clv_columns_get_max_columns (ClvColumns *self);
void       clv_columns_set_max_columns (ClvColumns *self,
                                        guint       max_columns);

G_END_DECLS
