/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-job-runner.h"

G_BEGIN_DECLS

/**
 * ClvDataState:
 *
 * What the Data page shows, read in one go on the worker thread: the batches and
 * what they come to together.
 */
typedef struct
{
  GPtrArray *batches;      /* (element-type ClvBatch), newest first */
  guint64 rows;            /* in force now */
  guint32 customers;       /* with orders */
  guint32 repeaters;       /* customers with orders on more than one day */
  gint64 net_amount;       /* minor units */
  ClvDate first_day;       /* CLV_DATE_INVALID without orders */
  ClvDate last_day;
  guint64 rejected;        /* rows left out by the batches in force */
  char      *currency;
} ClvDataState;

gpointer clv_data_state_load_in_thread (ClvWorkspace       *workspace,
                                        gpointer            unused,
                                        const ClvProgress  *progress,
                                        GError            **error);
void     clv_data_state_free (ClvDataState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvDataState, clv_data_state_free)

G_END_DECLS
