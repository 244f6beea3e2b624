/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-steps.h"

G_BEGIN_DECLS

/* What the parts of the columns step share; nobody else includes it. */

struct _ClvColumnsStep
{
  ClvWizardPage parent_instance;

  ClvImportDraft *draft;
  GtkBox *box;
  GtkSizeGroup *choices;
  GtkStringList *names;      /* (nullable): what each field can choose from */
  gboolean is_filling;
  gboolean awaits_keys;      /* who is one customer is being counted */
  gboolean shows_all;        /* the fields that are rarely needed, too */
};

/* clv-columns-fields.c */
void       clv_columns_add_fields (ClvColumnsStep *self);
void       clv_columns_touch (ClvColumnsStep *self);
gboolean   clv_columns_is_mapped (const ClvImportPlan *plan,
                                  const char          *name);
char      *clv_columns_describe (const ClvDetectedColumn *column);

/* clv-columns-key.c */
void       clv_columns_add_keys (ClvColumnsStep *self);

/* clv-columns-step.c */
void       clv_columns_step_refill (ClvColumnsStep *self);

G_END_DECLS
