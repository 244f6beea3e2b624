/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_TIMING_START, /* a purchase counts at the start of its period */
  CLV_TIMING_MIDDLE,
  CLV_TIMING_END
} ClvTiming;

/**
 * ClvValueDefinition:
 *
 * What one customer's value means: which share of the spend is kept (margin),
 * over which horizon, discounted at which *annual effective* rate, and where in
 * each month the money falls. Versioned; a stored version never changes.
 */
typedef struct
{
  gint64 id;                  /* 0 while not stored */
  double margin;              /* share of the expected spend, 0 < margin ≤ 1 */
  ClvDuration horizon;        /* used unless horizon_date is set */
  ClvDate horizon_date;       /* inclusive last day, or CLV_DATE_INVALID */
  double rate;                /* annual effective, 0 ≤ rate < 10: 0.10 = 10 % a year */
  ClvTiming timing;
  gint64 cost_to_serve;       /* minor units a year while active */
  char       *currency;
  char       *created_at;     /* (nullable) */
} ClvValueDefinition;

ClvValueDefinition *clv_value_definition_new (const char  *currency);
ClvValueDefinition *clv_value_definition_copy (const ClvValueDefinition *self);
void                clv_value_definition_free (ClvValueDefinition       *self);
char               *clv_value_definition_to_text (const ClvValueDefinition *self);
ClvValueDefinition *clv_value_definition_from_text (const char  *text,
                                                    GError     **error);
char               *clv_value_definition_get_hash (const ClvValueDefinition *self);
gboolean            clv_value_definition_validate (const ClvValueDefinition *self,
                                                   GError                  **error);
/* "40 % margin, 12 months, 10 % a year effective, mid-month": the convention to
 * print beside every value, translated. */
char               *clv_value_definition_describe (const ClvValueDefinition *self);
/* (1 + rate)^(1/12) − 1 */
double              clv_value_definition_get_monthly_rate (const ClvValueDefinition *self);
/* Last day inclusive of the horizon that starts the day after @as_of;
 * CLV_DATE_INVALID for an infinite horizon. */
ClvDate             clv_value_definition_get_end (const ClvValueDefinition *self,
                                                  ClvDate                   as_of);
gboolean            clv_rate_parse (const char  *text,                  /* "10%", "0.1" */
                                    double      *rate,
                                    GError     **error);

/* Stores a new version unless it equals the current one; sets id. */
gboolean            clv_value_definition_save (ClvValueDefinition *self,
                                               ClvWorkspace       *workspace,
                                               const char         *actor,
                                               GError            **error);
/* id 0 = the current one; where nobody defined any the default, whose id is 0
 * until the first score set stores it. */
ClvValueDefinition *clv_value_definition_load (ClvWorkspace       *workspace,
                                               gint64              id,
                                               GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvValueDefinition, clv_value_definition_free)

G_END_DECLS
