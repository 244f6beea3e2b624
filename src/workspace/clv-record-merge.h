/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-record-store.h"

G_BEGIN_DECLS

/**
 * ClvRecordMerge:
 *
 * What an import of records brings compared with those of earlier batches of its kind:
 * new ones, ones that are there already, ones that replace others. Records with the
 * same key belong together: the day, channel and campaign of spend; the number of a
 * ticket or a product; number or customer, product and begin of a subscription; the
 * customer who was counted already. Events, and tickets without a number, are their
 * own key: there are new ones only where the file has more of them than the workspace.
 * Private to this room.
 */
typedef struct _ClvRecordMerge ClvRecordMerge;

ClvRecordMerge *clv_record_merge_new (ClvWorkspace           *workspace,
                                      const ClvRecordStore   *store,
                                      const ClvRecordLayout  *layout,
                                      ClvDate                 first,
                                      ClvDate                 last,
                                      GError                **error);
void            clv_record_merge_free (ClvRecordMerge *self);
/* In records of the import. */
void            clv_record_merge_get_counts (const ClvRecordMerge *self,
                                             guint64              *n_new,
                                             guint64              *n_present,
                                             guint64              *n_changed);
/* The records that are to be stored go to @target, whose layout is @layout. */
gboolean        clv_record_merge_feed (ClvRecordMerge   *self,
                                       ClvRecordStore   *target,
                                       ClvRecordLayout  *layout,
                                       GError          **error);
gboolean        clv_record_merge_supersede (ClvRecordMerge  *self,
                                            gint64           batch,
                                            GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRecordMerge, clv_record_merge_free)

G_END_DECLS
