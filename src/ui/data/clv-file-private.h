/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-steps.h"

G_BEGIN_DECLS

/* What the parts of the file step share; nobody else includes it. */

struct _ClvFileStep
{
  ClvWizardPage parent_instance;

  ClvImportDraft *draft;
  GtkBox *box;
  gboolean is_filling;
  gboolean shows_all;      /* kinds of data that are rarely imported, too */
};

/* clv-file-preset.c */
void       clv_file_add_preset (ClvFileStep *self);
void       clv_file_add_kinds (ClvFileStep *self);

/* clv-file-step.c */
void       clv_file_step_refill (ClvFileStep *self);

G_END_DECLS
