/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-draft.h"

G_BEGIN_DECLS

/* The draft, shared by the files that work on it: clv-import-draft.c has it read and written,
 * -plans.c takes settings over, -questions.c lists what is open. */
struct _ClvImportDraft
{
  GObject parent_instance;

  ClvSession *session;
  char *path;
  ClvDetection *detection;   /* (nullable): the last one that succeeded */
  GPtrArray *asked;          /* (element-type ClvDetection): whose questions were answered */
  ClvImportPlan *plan;       /* (nullable): none before the first detection */
  guint topics;              /* bit set of ClvTopic: what the person decided */
  ClvImportResult *result;   /* (nullable): of a dry run under the plan */
  ClvImportResult *previous; /* (nullable): of the one before, where only rules changed since */
  ClvFileCounter *counter;
  GPtrArray *saved;          /* (nullable) (element-type ClvSavedPlan): of earlier imports */
  ClvImportPlan *wanted;     /* (nullable): to be used once the file is read */
  char *wanted_name;         /* (nullable) */
  char *used;                /* (nullable): name of what the plan was taken from */
  GError *error;             /* (nullable): why the last piece of work failed or stopped */
  gboolean is_unread;        /* the plan's settings could not read the file */
  GCancellable *cancellable; /* of the work whose result counts */
  GPtrArray *done;           /* (nullable) (element-type utf8): tables that the last import wrote */
  gboolean is_closed;        /* nobody looks any more */
  guint n_detecting;
  guint n_running;
  guint generation;          /* of the work whose result counts */
};

void clv_import_draft_detect (ClvImportDraft *self);
void clv_import_draft_load_saved (ClvImportDraft *self);
void clv_import_draft_use_wanted (ClvImportDraft *self);

G_END_DECLS
