/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-job-list.h"

G_BEGIN_DECLS

/**
 * ClvJobBar:
 *
 * What runs now, one line a job, at the foot of the window: title, bar, message,
 * time left, Cancel. Comes into sight only when a job takes longer than a blink.
 */
#define CLV_TYPE_JOB_BAR (clv_job_bar_get_type ())
G_DECLARE_FINAL_TYPE (ClvJobBar, clv_job_bar, CLV, JOB_BAR, AdwBin)

ClvJobList *clv_job_bar_get_jobs (ClvJobBar *self);
void        clv_job_bar_set_jobs (ClvJobBar  *self,
                                  ClvJobList *jobs);

G_END_DECLS
