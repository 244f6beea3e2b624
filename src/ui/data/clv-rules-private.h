/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-file-counter.h"
#include "clv-import-steps.h"

G_BEGIN_DECLS

/* What the parts of the rules step share; nobody else includes it. Each part adds its
 * groups where the file has something to decide. */

struct _ClvRulesStep
{
  ClvWizardPage parent_instance;

  ClvImportDraft *draft;
  GtkBox *box;
  GPtrArray *options;     /* (element-type ClvRulesOption): whose effects are in sight */
  GHashTable *awaited;    /* (element-type utf8): columns whose values are being counted */
  char *filter_column;    /* (nullable): the column that a new filter would be about */
  gboolean is_filling;
};

/**
 * ClvRulesOption:
 *
 * One choice of a rule: the plan that it would make, and the labels that say what the
 * file comes to under it.
 */
typedef struct
{
  ClvImportPlan *plan;
  ClvTopic topic;
  gboolean is_on;         /* it is how the plan stands */
  gboolean is_flip;       /* a check button: what turning it would move */
  GtkLabel *total;
  GtkLabel *move;
} ClvRulesOption;

/* clv-rules-option.c */
GtkWidget *clv_rules_add_choice (ClvRulesStep   *self,
                                 GtkWidget      *group,
                                 GtkCheckButton *first,
                                 const char     *title,
                                 const char     *subtitle,
                                 ClvImportPlan  *plan,
                                 ClvTopic        topic);
GtkWidget *clv_rules_add_mark (ClvRulesStep  *self,
                               GtkWidget     *group,
                               const char    *title,
                               const char    *subtitle,
                               gboolean       is_marked,
                               ClvImportPlan *flipped,
                               ClvTopic       topic);
ClvRulesOption *clv_rules_add_effect (ClvRulesStep  *self,
                                      AdwActionRow  *row,
                                      ClvImportPlan *plan,
                                      ClvTopic       topic);
void       clv_rules_show_effects (ClvRulesStep *self);
void       clv_rules_option_free (gpointer data);
void       clv_rules_use (ClvRulesStep  *self,
                          ClvImportPlan *plan,
                          ClvTopic       topic);
const char *clv_rules_get_currency (ClvRulesStep *self);
GPtrArray *clv_rules_get_values (ClvRulesStep *self,
                                 const char   *column);

gboolean   clv_rules_has_new_values (ClvRulesStep *self);

/* clv-rules-step.c */
void       clv_rules_step_refill (ClvRulesStep *self);

/* clv-rules-money.c */
void       clv_rules_add_amounts (ClvRulesStep *self);
void       clv_rules_add_lines (ClvRulesStep *self);
void       clv_rules_add_refunds (ClvRulesStep *self);
void       clv_rules_add_zeros (ClvRulesStep *self);

/* clv-rules-values.c */
void       clv_rules_add_statuses (ClvRulesStep *self);
void       clv_rules_add_events (ClvRulesStep *self);
void       clv_rules_add_filters (ClvRulesStep *self);
void       clv_rules_add_guests (ClvRulesStep *self);

/* clv-rules-place.c */
void       clv_rules_add_days (ClvRulesStep *self);
void       clv_rules_add_currencies (ClvRulesStep *self);
void       clv_rules_add_zone (ClvRulesStep *self);

G_END_DECLS
