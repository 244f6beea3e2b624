/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_QUALITY_COMPLETENESS,   /* share of the rows read that could be used */
  CLV_QUALITY_IDENTITY,       /* share of the rows that belong to a real customer */
  CLV_QUALITY_UNIQUENESS,     /* share of the rows that look like no other */
  CLV_QUALITY_VALIDITY,       /* share of the rows with a possible day and amount */
  CLV_QUALITY_OUTLIERS,       /* share of the rows far above the usual amount */
  CLV_QUALITY_FRESHNESS,      /* days since the last order */
  CLV_QUALITY_HISTORY,        /* weeks from the first order to the last */
  CLV_QUALITY_CUSTOMERS,      /* customers with a purchase */
  CLV_QUALITY_REPEATS,        /* customers with two purchases or more */
  CLV_N_QUALITY_GATES
} ClvQualityGateId;

typedef enum
{
  CLV_QUALITY_UNIT_SHARE,     /* 0 … 1 */
  CLV_QUALITY_UNIT_DAYS,
  CLV_QUALITY_UNIT_WEEKS,
  CLV_QUALITY_UNIT_CUSTOMERS
} ClvQualityUnit;

/**
 * ClvQualityLimit:
 * @target: short of it a gate wants a look
 * @limit: short of it a model is not fitted; NAN where the gate never refuses
 */
typedef struct
{
  double target;
  double limit;
} ClvQualityLimit;

/**
 * ClvQualityLimits:
 *
 * What a workspace asks of its data before a model is fitted. The ledger keeps
 * them: who set which, from what, to what. The newest event counts.
 */
typedef struct
{
  ClvQualityLimit of[CLV_N_QUALITY_GATES];
} ClvQualityLimits;

const char    *clv_quality_gate_get_name (ClvQualityGateId gate);    /* "repeat-customers" */
const char    *clv_quality_gate_get_title (ClvQualityGateId gate);   /* translated */
ClvQualityUnit clv_quality_gate_get_unit (ClvQualityGateId gate);
const char    *clv_quality_unit_get_name (ClvQualityUnit unit);      /* "share" … */
/* Whether more is better. */
gboolean       clv_quality_gate_is_at_least (ClvQualityGateId gate);
/* "98 %", "52 weeks"; "–" for none. */
char          *clv_quality_format (ClvQualityUnit unit,
                                   double         value);

void           clv_quality_limits_init (ClvQualityLimits *self);
gboolean       clv_quality_limits_equal (const ClvQualityLimits *self,
                                         const ClvQualityLimits *other);
gboolean       clv_quality_limits_set (ClvQualityLimits  *self,
                                       ClvQualityGateId   gate,
                                       gboolean           is_target,
                                       double             value,
                                       GError           **error);
gboolean       clv_quality_limits_parse (ClvQualityLimits  *self,
                                         const char        *setting,
                                         GError           **error);
/* (nullable): what an event about limits changed, translated. */
char          *clv_quality_limits_describe_changes (const char *payload);
char          *clv_quality_limits_to_text (const ClvQualityLimits *self);
gboolean       clv_quality_limits_load (ClvQualityLimits  *self,
                                        ClvWorkspace      *workspace,
                                        GError           **error);
gboolean       clv_quality_limits_save (const ClvQualityLimits  *self,
                                        ClvWorkspace            *workspace,
                                        const char              *actor,
                                        GError                 **error);

G_END_DECLS
