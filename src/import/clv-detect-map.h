/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-detect.h"
#include "clv-preset.h"

G_BEGIN_DECLS

/* What is known when the columns get their meaning. Private to this room. */
typedef struct
{
  ClvDetection *detection;     /* its plan is filled in */
  GPtrArray *names;            /* (element-type utf8) */
  const ClvColumnFacts *columns;
  GPtrArray *sample;           /* (element-type GStrv): rows of the begin */
  const ClvPreset *preset;     /* (nullable): that fits and is wanted */
  guint fixed_topics;
} ClvDetectContext;

gboolean clv_detect_is_fixed (const ClvDetectContext *self,
                              ClvTopic                topic);

/* clv-detect-mapping.c */
void     clv_detect_map (const ClvDetectContext *self);

/* clv-detect-preset.c */
gboolean clv_detect_choose_preset (ClvDetectContext     *self,
                                   const char           *file_name,
                                   const ClvImportPlan  *fixed,
                                   GError              **error);
void     clv_detect_map_preset (const ClvDetectContext *self);
void     clv_detect_answer_by_preset (const ClvDetectContext *self);

/* clv-detect-kind.c */
gboolean clv_detect_guess_kind (const ClvDetectContext *self,
                                ClvImportKind          *kind);
void     clv_detect_map_kind (const ClvDetectContext *self);
void     clv_detect_tell_kind (const ClvDetectContext *self,
                               const char             *because);

/* clv-detect-rules.c */
void     clv_detect_choose_statuses (const ClvDetectContext *self);
void     clv_detect_choose_won (const ClvDetectContext *self);
void     clv_detect_choose_events (const ClvDetectContext *self);
void     clv_detect_choose_attributes (const ClvDetectContext *self);
void     clv_detect_warn_of_customers (const ClvDetectContext *self);
char    *clv_detect_no_customers (void);

/* clv-detect-currency.c */
void     clv_detect_ask_currency (const ClvDetectContext *self);

/* clv-detect-lines.c */
void     clv_detect_choose_lines (const ClvDetectContext *self);

G_END_DECLS
