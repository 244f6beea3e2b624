/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-job.h"

G_BEGIN_DECLS

/**
 * ClvJobList:
 *
 * The jobs that run now, oldest first, as a #GListModel of #ClvJob. A job that
 * ends leaves the list by itself.
 */
#define CLV_TYPE_JOB_LIST (clv_job_list_get_type ())
G_DECLARE_FINAL_TYPE (ClvJobList, clv_job_list, CLV, JOB_LIST, GObject)

ClvJobList *clv_job_list_new (void);
void        clv_job_list_add (ClvJobList *self,
                              ClvJob     *job);
void        clv_job_list_cancel_all (ClvJobList *self);

G_END_DECLS
