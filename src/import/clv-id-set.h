/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-id-form.h"

G_BEGIN_DECLS

/**
 * ClvIdSet:
 *
 * Counts different strings: running numbers behind one prefix by a bitmap, others
 * by 64-bit fingerprints, eight bytes a string. Two of ten million strings share a
 * fingerprint with a chance of about 1 to 400,000; a count is then one too low. It
 * cannot give the strings back.
 */
typedef struct _ClvIdSet ClvIdSet;

ClvIdSet *clv_id_set_new (void);
void      clv_id_set_free (ClvIdSet    *self);
void      clv_id_set_add_many (ClvIdSet           *self,
                               guint32             n,
                               const char * const *texts,
                               const guint32      *lengths);
void      clv_id_set_add_numbers (ClvIdSet        *self,
                                  const ClvIdForm *form,
                                  guint32          n,
                                  const guint64   *numbers);
guint64   clv_id_set_get_n (const ClvIdSet *self);
gboolean  clv_id_set_has (const ClvIdSet *self,
                          const char     *text,
                          guint32         length);
guint64   clv_id_fingerprint (const char *text,
                              gsize       length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvIdSet, clv_id_set_free)

G_END_DECLS
