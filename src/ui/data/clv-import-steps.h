/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-draft.h"
#include "clv-wizard-page.h"

G_BEGIN_DECLS

/* The five steps of the import wizard. Each shows and edits its part of a
 * ClvImportDraft and rebuilds itself when the draft changes. */

#define CLV_TYPE_FILE_STEP (clv_file_step_get_type ())
G_DECLARE_FINAL_TYPE (ClvFileStep, clv_file_step, CLV, FILE_STEP, ClvWizardPage)

#define CLV_TYPE_READ_STEP (clv_read_step_get_type ())
G_DECLARE_FINAL_TYPE (ClvReadStep, clv_read_step, CLV, READ_STEP, ClvWizardPage)

#define CLV_TYPE_COLUMNS_STEP (clv_columns_step_get_type ())
G_DECLARE_FINAL_TYPE (ClvColumnsStep, clv_columns_step, CLV, COLUMNS_STEP, ClvWizardPage)

#define CLV_TYPE_RULES_STEP (clv_rules_step_get_type ())
G_DECLARE_FINAL_TYPE (ClvRulesStep, clv_rules_step, CLV, RULES_STEP, ClvWizardPage)

#define CLV_TYPE_CHECK_STEP (clv_check_step_get_type ())
G_DECLARE_FINAL_TYPE (ClvCheckStep, clv_check_step, CLV, CHECK_STEP, ClvWizardPage)

ClvWizardPage *clv_file_step_new (ClvImportDraft *draft);
ClvWizardPage *clv_read_step_new (ClvImportDraft *draft);
ClvWizardPage *clv_columns_step_new (ClvImportDraft *draft);
ClvWizardPage *clv_rules_step_new (ClvImportDraft *draft);
ClvWizardPage *clv_check_step_new (ClvImportDraft *draft);

G_END_DECLS
