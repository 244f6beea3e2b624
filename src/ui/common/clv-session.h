/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-job-list.h"
#include "clv-job-runner.h"

G_BEGIN_DECLS

/**
 * ClvSession:
 *
 * What a window works on: the open workspace, the person who acts, the jobs that
 * run; and the ways in which a page speaks to its window (toast, error, "go to
 * that place") without knowing it. Owned by the window, handed to every page.
 *
 * Signals: `workspace-changed (what)` whenever the open workspace says "changed"
 * (see #ClvWorkspace::changed) and, with "workspace", when another one is opened
 * or the last one closed.
 *
 * It opens no dialogs and knows no pages.
 */
#define CLV_TYPE_SESSION (clv_session_get_type ())
G_DECLARE_FINAL_TYPE (ClvSession, clv_session, CLV, SESSION, GObject)

ClvSession   *clv_session_new (GSettings *settings);
GSettings    *clv_session_get_settings (ClvSession *self);
ClvWorkspace *clv_session_get_workspace (ClvSession *self);
void          clv_session_set_workspace (ClvSession   *self,
                                         ClvWorkspace *workspace);
ClvJobList   *clv_session_get_jobs (ClvSession *self);
const char   *clv_session_get_acting (ClvSession *self);
void          clv_session_set_acting (ClvSession *self,
                                      const char *acting);
gboolean      clv_session_get_hide_personal (ClvSession *self);
char         *clv_session_dup_customer_label (ClvSession *self,
                                              const char *customer_id);

void          clv_session_run_job (ClvSession          *self,
                                   const char          *title,
                                   ClvJobFunc           func,
                                   gpointer             input,
                                   GDestroyNotify       input_free,
                                   GDestroyNotify       result_free,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
void          clv_session_run_job_without_workspace (ClvSession          *self,
                                                     const char          *title,
                                                     ClvJobFunc           func,
                                                     gpointer             input,
                                                     GDestroyNotify       input_free,
                                                     GDestroyNotify       result_free,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
gpointer      clv_session_run_job_finish (ClvSession    *self,
                                          GAsyncResult  *result,
                                          GError       **error);

void          clv_session_toast (ClvSession *self,
                                 const char *text);
void          clv_session_toast_with_action (ClvSession *self,
                                             const char *text,
                                             const char *button_label,
                                             const char *detailed_action);
void          clv_session_show_error (ClvSession   *self,
                                      const char   *heading,
                                      const GError *error);
void          clv_session_open_path (ClvSession *self,
                                     const char *path);
void          clv_session_show_place (ClvSession *self,
                                      const char *place,
                                      const char *item);

G_END_DECLS
