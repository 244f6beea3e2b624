/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-detection.h"

G_BEGIN_DECLS

/**
 * ClvPartChoice:
 *
 * Which part of a file a detection reads, and how far that was a choice. Private
 * to this room.
 */
typedef struct
{
  ClvPartList *list;
  const ClvPart *part;    /* (nullable): of @list */
  gboolean is_named;      /* the user said which */
  gboolean is_open;       /* others would do as well */
  gboolean is_all;        /* each is to be read in turn; this one stands for them */
} ClvPartChoice;

gboolean       clv_part_choice_make (ClvPartChoice        *self,
                                     const char           *path,
                                     const ClvImportPlan  *fixed,
                                     guint                 fixed_topics,
                                     GError              **error);
void           clv_part_choice_clear (ClvPartChoice *self);
ClvImportPlan *clv_part_choice_adapt (const ClvPartChoice *self,
                                      const ClvImportPlan *fixed,
                                      guint               *fixed_topics);
void           clv_part_choice_tell (const ClvPartChoice *self,
                                     ClvDetection        *detection);
void           clv_detect_warn_cut (GPtrArray  *warnings,
                                    const char *name,
                                    guint64     n_rows);

G_END_DECLS
