/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-window.h"

G_BEGIN_DECLS

/* What the tests of the interface share: settings in memory, a workspace in a
 * temporary folder, the main loop run until something holds, and pictures. */

typedef gboolean (*ClvUiTestCheck) (gpointer data);

/* Call in main() instead of g_test_init(). */
void          clv_ui_test_init (int    *argc,
                                char ***argv);
GSettings    *clv_ui_test_new_settings (void);
/* An empty workspace (EUR, UTC) in a folder that clv_ui_test_remove() takes away. */
ClvWorkspace *clv_ui_test_new_workspace (char **folder);
void          clv_ui_test_remove (const char *folder);
/* Runs the main loop until @check holds; fails after ten seconds. */
void          clv_ui_test_wait (ClvUiTestCheck check,
                                gpointer       data);
/* Runs the main loop for some time, so that frames are drawn. */
void          clv_ui_test_run (guint milliseconds);
gboolean      clv_ui_test_jobs_done (gpointer session);
/* Fails where a control in sight below @widget has no name for a screen reader. */
void          clv_ui_test_assert_named (GtkWidget *widget);
/* Draws a mapped widget or window into DIR/NAME.png, where DIR is CLV_SCREENS or
 * a folder of the build; fails where every pixel is the same. With LANGUAGE and
 * CLV_LOCALE_DIR, the folder po of a build, the texts are in that language; with
 * CLV_TEXT_SCALE=2 they are twice as large. */
void          clv_ui_test_save (GtkWidget  *widget,
                                const char *name);
/* The window in light and dark, at 1180×780 and 900×600: four pictures. */
void          clv_ui_test_save_all (GtkWindow  *window,
                                    const char *name);

G_END_DECLS
