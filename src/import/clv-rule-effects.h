/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-sink.h"
#include "clv-progress.h"

G_BEGIN_DECLS

/**
 * ClvRuleEffect:
 *
 * What a file comes to under one set of rules. Two of them tell what a rule moves.
 */
typedef struct
{
  guint64 rows_kept;
  guint64 orders;
  guint64 customers;
  gint64 net_amount;      /* minor units */
  gint64 refund_amount;   /* minor units, ≤ 0 */
  char    *currency;
  char    *failure;       /* (nullable): why the file gives nothing under these rules; then all
                           * counts are 0 */
} ClvRuleEffect;

/**
 * ClvRuleEffects:
 *
 * What is known already: effects by file and plan. Belongs to one thread.
 */
typedef struct _ClvRuleEffects ClvRuleEffects;

ClvRuleEffect       *clv_rule_effect_count (const char           *path,
                                            const ClvImportPlan  *plan,
                                            const char           *time_zone,
                                            const char           *currency,
                                            const ClvProgress    *progress,
                                            GError              **error);
ClvRuleEffect       *clv_rule_effect_new_for_result (const ClvImportResult *result);
ClvRuleEffect       *clv_rule_effect_copy (const ClvRuleEffect *self);
void                 clv_rule_effect_free (ClvRuleEffect *self);

ClvRuleEffects      *clv_rule_effects_new (void);
void                 clv_rule_effects_free (ClvRuleEffects *self);
char                *clv_rule_effects_make_key (const char          *path,
                                                const ClvImportPlan *plan);
const ClvRuleEffect *clv_rule_effects_find (const ClvRuleEffects *self,
                                            const char           *key);
void                 clv_rule_effects_take (ClvRuleEffects *self,
                                            const char     *key,
                                            ClvRuleEffect  *effect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRuleEffect, clv_rule_effect_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRuleEffects, clv_rule_effects_free)

G_END_DECLS
