/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-export.h"
#include "clv-score-set.h"

G_BEGIN_DECLS

#define CLV_ACT_N_SCHEMES 2

/**
 * ClvActData:
 *
 * What can be acted on: the scores that an export would take, cut into tiers by
 * each scheme, the gate, and the register of exports. Read in one go on the
 * workspace's worker.
 */
typedef struct
{
  ClvGate *gate;
  gboolean has_data;         /* any imported row */
  gint64 score_set_id;       /* 0 where there are no scores */
  guint32 n_customers;
  char *currency;
  char *convention;          /* (nullable): "€, future value to …" */
  char *as_of;               /* (nullable): day, as people read it */
  guint n_schemes;
  const ClvTierScheme *schemes[CLV_ACT_N_SCHEMES];
  guint32 count[CLV_ACT_N_SCHEMES][CLV_MAX_TIERS];
  double value[CLV_ACT_N_SCHEMES][CLV_MAX_TIERS];
  GPtrArray *exports;        /* (element-type ClvEvent), newest first */
} ClvActData;

void     clv_act_data_free (ClvActData *self);
/* A ClvJobFunc that gives a ClvActData. */
gpointer clv_act_data_load (ClvWorkspace       *workspace,
                            gpointer            input,
                            const ClvProgress  *progress,
                            GError            **error);

/**
 * ClvActRequest:
 *
 * One export, to be run on the workspace's worker.
 */
typedef struct
{
  ClvExportKind kind;
  ClvExportFormat format;
  const ClvTierScheme *scheme;
  guint tiers;               /* bit set */
  char *path;
  char *acting;              /* (nullable) */
} ClvActRequest;

void     clv_act_request_free (ClvActRequest *self);
/* Both are a ClvJobFunc: the first gives a ClvGate, the second a ClvExportResult. */
gpointer clv_act_check_gate (ClvWorkspace       *workspace,
                             gpointer            input,
                             const ClvProgress  *progress,
                             GError            **error);
gpointer clv_act_request_run (ClvWorkspace       *workspace,
                              gpointer            input,
                              const ClvProgress  *progress,
                              GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvActData, clv_act_data_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvActRequest, clv_act_request_free)

G_END_DECLS
