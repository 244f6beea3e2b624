/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-job-bar.h"
#include "clv-start-page.h"
#include "clv-window.h"

G_BEGIN_DECLS

/* Shared by the window's own files: -actions.c (verbs), -files.c (opening and
 * dropping), -pages.c (the six places). */

#define CLV_N_PLACES 6

struct _ClvWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwToast *toast;               /* (nullable) (weak): the last one */
  GtkStack *root_stack;
  ClvStartPage *start_page;
  GtkWidget *sidebar;
  AdwWindowTitle *workspace_title;
  GtkListBox *place_list;
  AdwHeaderBar *header;
  AdwWindowTitle *title;
  GtkWidget *import_button;
  AdwBin *end_bin;
  GtkToggleButton *sidebar_button;
  GtkStack *place_stack;
  ClvJobBar *job_bar;

  ClvSession *session;
  GCancellable *cancellable;   /* cancelled when the window goes */
  ClvPage *pages[CLV_N_PLACES];  /* (unowned) (nullable): made when first visited */
  guint place;
  gboolean is_narrow;
  gboolean is_sidebar_small;
  guint resize_source;
  const char *place_after_open;  /* (nullable): where to go once a workspace is open */
  char *pending_import;        /* (nullable): a file to import once a workspace is open */
};

/* -pages.c */
void        clv_window_pages_class_init (GtkWidgetClass *widget_class);
void        clv_window_pages_init (ClvWindow *self);
void        clv_window_show_place_number (ClvWindow *self,
                                          guint      place);
void        clv_window_set_sidebar_small (ClvWindow *self,
                                          gboolean   small);

/* -actions.c */
void        clv_window_actions_class_init (GtkWidgetClass *widget_class);
void        clv_window_actions_update (ClvWindow *self);

/* -undo.c */
void        clv_window_ask_undo (ClvWindow *self);
void        clv_window_undo_import (ClvWindow *self,
                                    gint64     batch);
void        clv_window_import_again (ClvWindow  *self,
                                     gint64      batch,
                                     const char *path);

/* -files.c */
void        clv_window_files_init (ClvWindow *self);
void        clv_window_open_workspace (ClvWindow  *self,
                                       const char *path);
void        clv_window_import (ClvWindow  *self,
                               const char *path);
void        clv_window_ask_open (ClvWindow *self);
void        clv_window_ask_import (ClvWindow *self);
void        clv_window_new_workspace (ClvWindow *self);
void        clv_window_try_sample (ClvWindow *self);
void        clv_window_close_workspace (ClvWindow *self);

G_END_DECLS
