/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-audit.h"

G_BEGIN_DECLS

/**
 * ClvAuditColumn:
 *
 * An attribute of the customers by which they could be grouped.
 */
typedef struct
{
  char *name;
  guint n_groups;
  double unknown_share;
} ClvAuditColumn;

/**
 * ClvAuditInfo:
 *
 * What an audit would stand on, and the newest one.
 */
typedef struct
{
  GPtrArray *columns;   /* (element-type ClvAuditColumn): those with 2 … 50 groups */
  guint n_unfit;        /* further attributes: too many values, or only one */
  guint32 n_customers;
  gboolean has_fit;
  ClvAudit *audit;      /* (nullable) */
} ClvAuditInfo;

void     clv_audit_info_free (ClvAuditInfo *self);
/* Both are a ClvJobFunc; the first gives a ClvAuditInfo, the second a ClvAudit
 * that it has stored. @input of the second is a ClvAuditRequest. */
gpointer clv_audit_info_load (ClvWorkspace       *workspace,
                              gpointer            input,
                              const ClvProgress  *progress,
                              GError            **error);

typedef struct
{
  char *column;
  char *acting;
  guint64 seed;
} ClvAuditRequest;

void     clv_audit_request_free (ClvAuditRequest *self);
gpointer clv_audit_request_run (ClvWorkspace       *workspace,
                                gpointer            input,
                                const ClvProgress  *progress,
                                GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvAuditInfo, clv_audit_info_free)

G_END_DECLS
