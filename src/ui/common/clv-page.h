/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvPage:
 *
 * One of the six places. A place derives from it, fills `child` in its template
 * and overrides what it needs. The base watches the session: refresh() is called
 * when the workspace changed and the page can be seen; a page out of sight is
 * refreshed once, when it is shown again. A page is made when its place is first
 * visited.
 */
#define CLV_TYPE_PAGE (clv_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClvPage, clv_page, CLV, PAGE, AdwBin)

/**
 * ClvPageClass:
 * @refresh: reads the workspace again. @what as in #ClvSession::workspace-changed,
 *   %NULL when the page is shown for the first time or missed several changes.
 *   Must not block: queries over 10 ms go through clv_session_run_job().
 * @focus_default: puts the keyboard where work begins; the first focusable
 *   widget where not overridden.
 * @import_path: (Data only) begins to import a sales file; @path is %NULL where
 *   the page should ask for one. Returns whether the page does so.
 * @show_item: shows one thing in the page's own words, e.g. a customer's id.
 */
struct _ClvPageClass
{
  AdwBinClass parent_class;

  void (*refresh) (ClvPage    *self,
                   const char *what);
  void (*focus_default) (ClvPage *self);
  gboolean (*import_path) (ClvPage    *self,
                           const char *path);
  void (*show_item) (ClvPage    *self,
                     const char *item);

  gpointer padding[4];
};

ClvSession   *clv_page_get_session (ClvPage *self);
ClvWorkspace *clv_page_get_workspace (ClvPage *self);
const char   *clv_page_get_title (ClvPage *self);
void          clv_page_set_title (ClvPage    *self,
                                  const char *title);
GtkWidget    *clv_page_get_title_widget (ClvPage *self);
void          clv_page_set_title_widget (ClvPage   *self,
                                         GtkWidget *widget);
GtkWidget    *clv_page_get_end_widget (ClvPage *self);
void          clv_page_set_end_widget (ClvPage   *self,
                                       GtkWidget *widget);
const char   *clv_page_get_help (ClvPage *self);
void          clv_page_set_help (ClvPage    *self,
                                 const char *help);
void          clv_page_refresh (ClvPage    *self,
                                const char *what);
void          clv_page_focus_default (ClvPage *self);
gboolean      clv_page_import_path (ClvPage    *self,
                                    const char *path);
void          clv_page_show_item (ClvPage    *self,
                                  const char *item);

G_END_DECLS
