/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The only place that asks which GTK or libadwaita this is. Everything here has
 * one form on the floor (GTK 4.8, libadwaita 1.2) and another on newer releases,
 * where the old one is deprecated. */

typedef enum
{
  CLV_COMPAT_PLAIN,
  CLV_COMPAT_SUGGESTED,
  CLV_COMPAT_DESTRUCTIVE
} ClvCompatAppearance;

/* File dialogs. A dismissed one fails with %G_IO_ERROR_CANCELLED. @filter_name
 * and @patterns ("*.csv", NULL-terminated) may be NULL for all files. */
void   clv_compat_open_file_async (GtkWindow           *parent,
                                   const char          *title,
                                   const char          *filter_name,
                                   const char * const  *patterns,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
GFile *clv_compat_open_file_finish (GtkWindow     *parent,
                                    GAsyncResult  *result,
                                    GError       **error);
void   clv_compat_save_file_async (GtkWindow           *parent,
                                   const char          *title,
                                   const char          *name,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
GFile *clv_compat_save_file_finish (GtkWindow     *parent,
                                    GAsyncResult  *result,
                                    GError       **error);
void   clv_compat_select_folder_async (GtkWindow           *parent,
                                       const char          *title,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
GFile *clv_compat_select_folder_finish (GtkWindow     *parent,
                                        GAsyncResult  *result,
                                        GError       **error);

/* A question with Cancel and one verb, or with @verb NULL a message with Close.
 * Gives "verb" or "cancel"; @extra is a further button's label and gives "extra". */
void   clv_compat_confirm_async (GtkWindow           *parent,
                                 const char          *heading,
                                 const char          *body,
                                 const char          *verb,
                                 const char          *extra,
                                 ClvCompatAppearance  appearance,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
char  *clv_compat_confirm_finish (GtkWindow     *parent,
                                  GAsyncResult  *result,
                                  GError       **error);

void   clv_compat_present_about (GtkWindow  *parent,
                                 const char *debug_info);

/* @pages: (element-type GtkWidget): AdwPreferencesPage objects */
void   clv_compat_present_preferences (GtkWindow *parent,
                                       GPtrArray *pages);

/* Puts @widget at the end of an AdwExpanderRow, before its arrow. */
void   clv_compat_expander_row_add_suffix (GtkWidget *row,
                                           GtkWidget *widget);

/* Says @text through a screen reader where the toolkit can. */
void   clv_compat_announce (GtkWidget  *widget,
                            const char *text);
void   clv_compat_widget_get_color (GtkWidget *widget,
                                    GdkRGBA   *color);

/* "GTK 4.8.3 (built with 4.8.3)" and so on, one line a library. */
char  *clv_compat_dup_versions (void);

G_END_DECLS
