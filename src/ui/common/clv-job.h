/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CLV_JOB_RUNNING,
  CLV_JOB_DONE,
  CLV_JOB_FAILED,
  CLV_JOB_CANCELLED
} ClvJobState;

/**
 * ClvJob:
 *
 * One long piece of work as a person sees it: what it does, how far it is, how
 * long it still takes, and a way to stop it. Lives on the main thread; the
 * worker talks to it through a #ClvProgress (see clv_session_run_job()).
 *
 * It does not run anything itself.
 */
#define CLV_TYPE_JOB (clv_job_get_type ())
G_DECLARE_FINAL_TYPE (ClvJob, clv_job, CLV, JOB, GObject)

ClvJob       *clv_job_new (const char *title);
const char   *clv_job_get_title (ClvJob *self);
double        clv_job_get_fraction (ClvJob *self);
const char   *clv_job_get_message (ClvJob *self);
ClvJobState   clv_job_get_state (ClvJob *self);
GCancellable *clv_job_get_cancellable (ClvJob *self);
char         *clv_job_dup_status (ClvJob *self);
void          clv_job_update (ClvJob     *self,
                              double      fraction,
                              const char *message);
void          clv_job_finish (ClvJob       *self,
                              const GError *error);
void          clv_job_cancel (ClvJob *self);

/* "about 2 minutes left", or NULL while nothing can be said. Microseconds in. */
char         *clv_job_describe_time_left (gint64 elapsed,
                                          double fraction);

G_END_DECLS
