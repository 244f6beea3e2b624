/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-key-report.h"
#include "clv-rule-effects.h"
#include "clv-session.h"
#include "clv-value-count.h"

G_BEGIN_DECLS

/**
 * ClvFileCounter:
 *
 * What is counted over a whole file beside the wizard's own work: what it comes to under
 * other rules, the values of a column, columns as keys of customers. One thing at a time
 * on a thread of its own; each answer is kept, so that asking again costs nothing.
 *
 * A question gives %NULL until its answer is there; then `counted` is emitted.
 */
#define CLV_TYPE_FILE_COUNTER (clv_file_counter_get_type ())
G_DECLARE_FINAL_TYPE (ClvFileCounter, clv_file_counter, CLV, FILE_COUNTER, GObject)

ClvFileCounter      *clv_file_counter_new (ClvSession *session);
const ClvRuleEffect *clv_file_counter_get_effect (ClvFileCounter      *self,
                                                  const char          *path,
                                                  const ClvImportPlan *plan);
GPtrArray           *clv_file_counter_get_values (ClvFileCounter      *self,
                                                  const char          *path,
                                                  const ClvImportPlan *plan,
                                                  const char          *column);
const ClvKeyReport  *clv_file_counter_get_keys (ClvFileCounter      *self,
                                                const char          *path,
                                                const ClvImportPlan *plan,
                                                const char * const  *columns);
void                 clv_file_counter_forget_waiting (ClvFileCounter *self);
void                 clv_file_counter_stop (ClvFileCounter *self);

G_END_DECLS
