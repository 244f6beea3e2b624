/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-detection.h"
#include "clv-file-counter.h"
#include "clv-import-sink.h"
#include "clv-saved-plans.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvImportDraft:
 *
 * What the steps of the import wizard share: the file, what was detected in it, the
 * plan as it stands and the answer of the last dry run. The plan is the same
 * #ClvImportPlan that the command line runs.
 *
 * Signals: `changed` whenever any of it is new; `imported` with the batch's result
 * once the rows are in the workspace, `stopped` where an import was cancelled, `saved`
 * with the path of the rows left out. It opens no dialogs.
 */
#define CLV_TYPE_IMPORT_DRAFT (clv_import_draft_get_type ())
G_DECLARE_FINAL_TYPE (ClvImportDraft, clv_import_draft, CLV, IMPORT_DRAFT, GObject)

ClvImportDraft        *clv_import_draft_new (ClvSession *session,
                                             const char *path);
ClvSession            *clv_import_draft_get_session (ClvImportDraft *self);
const char            *clv_import_draft_get_path (ClvImportDraft *self);
void                   clv_import_draft_set_path (ClvImportDraft *self,
                                                  const char     *path);
const ClvDetection    *clv_import_draft_get_detection (ClvImportDraft *self);
ClvImportPlan         *clv_import_draft_get_plan (ClvImportDraft *self);
const ClvImportResult *clv_import_draft_get_result (ClvImportDraft *self);
const ClvImportResult *clv_import_draft_get_previous (ClvImportDraft *self);
const GError          *clv_import_draft_get_error (ClvImportDraft *self);
gboolean               clv_import_draft_is_busy (ClvImportDraft *self);
gboolean               clv_import_draft_is_read (ClvImportDraft *self);

/* The person decided @topic in the plan: it stays, the rest is detected anew. */
void                   clv_import_draft_decide (ClvImportDraft *self,
                                                ClvTopic        topic);
/* The person changed a rule or a mapping: nothing to detect, the dry run is old. */
void                   clv_import_draft_touch (ClvImportDraft *self,
                                               ClvTopic        topic);
/* (transfer full): another plan, whose @topic the person decided: as touch(). */
void                   clv_import_draft_take_plan (ClvImportDraft *self,
                                                   ClvImportPlan  *plan,
                                                   ClvTopic        topic);
/* What is counted over the file for its own sake; stopped with the draft. */
ClvFileCounter        *clv_import_draft_get_counter (ClvImportDraft *self);
/* What the file could not decide about @topic, answered or not:
 * (element-type ClvQuestion) (transfer container) */
GPtrArray             *clv_import_draft_list_questions (ClvImportDraft *self,
                                                        ClvTopic        topic);
/* Whether the question is still open under the plan as it stands. */
gboolean               clv_import_draft_is_open (ClvImportDraft    *self,
                                                 const ClvQuestion *question);

/* Settings of an earlier import that fit this file and say something else:
 * (transfer none) (nullable). */
const ClvSavedPlan    *clv_import_draft_get_earlier (ClvImportDraft *self);
/* (nullable): whose settings were taken over. */
const char            *clv_import_draft_get_used (ClvImportDraft *self);
void                   clv_import_draft_use_plan (ClvImportDraft      *self,
                                                  const ClvImportPlan *plan,
                                                  const char          *name);
/* The same as soon as the file is read. */
void                   clv_import_draft_want_plan (ClvImportDraft      *self,
                                                   const ClvImportPlan *plan,
                                                   const char          *name);
void                   clv_import_draft_use_plan_file (ClvImportDraft *self,
                                                       const char     *path);

/* The file is read as this preset says; NULL for none. */
void                   clv_import_draft_use_preset (ClvImportDraft *self,
                                                    const char     *id);

gboolean               clv_import_draft_is_stopped (ClvImportDraft *self);
/* (nullable) (element-type utf8): tables of the file that the last import wrote. */
GPtrArray             *clv_import_draft_get_done (ClvImportDraft *self);
gboolean               clv_import_draft_is_all (ClvImportDraft *self);
void                   clv_import_draft_try_again (ClvImportDraft *self);
void                   clv_import_draft_close (ClvImportDraft *self);
void                   clv_import_draft_dry_run (ClvImportDraft *self);
void                   clv_import_draft_import (ClvImportDraft *self);
/* Writes the rows that the plan leaves out, with line and reason. */
void                   clv_import_draft_save_rejects (ClvImportDraft *self,
                                                      const char     *path);

G_END_DECLS
