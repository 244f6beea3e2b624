/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-governance.h"

G_BEGIN_DECLS

/**
 * ClvGovernState:
 *
 * All that the Govern place shows of a workspace, read in one go on its worker:
 * immutable, reference counted.
 */
typedef struct
{
  ClvGate *gate;
  GPtrArray *packages;  /* (element-type ClvPackage), newest first */
  GPtrArray *persons;   /* (element-type ClvPerson), by name */
  GPtrArray *events;    /* (element-type ClvEvent), oldest first */
  char *anchor;         /* "SEQ:HASH" of the newest event */
  gboolean is_solo;
  gatomicrefcount ref_count;
} ClvGovernState;

/* A ClvJobFunc. */
gpointer         clv_govern_state_load (ClvWorkspace       *workspace,
                                        gpointer            input,
                                        const ClvProgress  *progress,
                                        GError            **error);
ClvGovernState  *clv_govern_state_ref (ClvGovernState *self);
void             clv_govern_state_unref (ClvGovernState *self);
const ClvPerson *clv_govern_state_find_person (const ClvGovernState *self,
                                               const char           *login);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvGovernState, clv_govern_state_unref)

/**
 * ClvGovernAct:
 *
 * One act of one person, to be done on the workspace's worker.
 */
typedef struct
{
  const char *id;       /* "propose", "submit", "approve", "reject", "suspend" … */
  gint64 package;
  ClvRisk risk;         /* of a proposal */
  const ClvTierScheme *scheme;
  char *acting;
  char *reason;
  char *passphrase;     /* (nullable) */
} ClvGovernAct;

ClvGovernAct    *clv_govern_act_new (const char *id,
                                     gint64      package,
                                     const char *acting);
void             clv_govern_act_free (ClvGovernAct *self);
/* A ClvJobFunc. */
gpointer         clv_govern_act_run (ClvWorkspace       *workspace,
                                     gpointer            input,
                                     const ClvProgress  *progress,
                                     GError            **error);

G_END_DECLS
