/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvDictionary:
 *
 * Strings numbered 0, 1, 2 … in the order of their first appearance. An
 * open-addressing table with a string heap behind it: at ten million look-ups
 * it is several times cheaper than a #GHashTable of allocated strings.
 *
 * Reference counted. Grows from one thread only; once nobody adds any more it
 * may be read from any thread. At most 2^32 − 2 strings and 2^32 − 1 heap
 * bytes; beyond that clv_dictionary_add() returns %CLV_DICTIONARY_FULL.
 */
typedef struct _ClvDictionary ClvDictionary;

#define CLV_DICTIONARY_NONE G_MAXUINT32
#define CLV_DICTIONARY_FULL (G_MAXUINT32 - 1)

ClvDictionary *clv_dictionary_new (void);
ClvDictionary *clv_dictionary_new_for_heap (const char         *heap,
                                            gsize               size,
                                            GError            **error);
ClvDictionary *clv_dictionary_new_take (char    *heap,
                                        guint32 *offsets,
                                        guint32  n);
ClvDictionary *clv_dictionary_ref (ClvDictionary       *self);
void           clv_dictionary_unref (ClvDictionary       *self);
guint32        clv_dictionary_get_n (const ClvDictionary *self);
guint32        clv_dictionary_add (ClvDictionary       *self,
                                   const char          *text,
                                   gsize                length);
void           clv_dictionary_add_many (ClvDictionary       *self,
                                        guint32              n,
                                        const char * const  *texts,
                                        const guint32       *lengths,
                                        guint32             *codes);
guint32        clv_dictionary_lookup (const ClvDictionary *self,
                                      const char          *text,
                                      gsize                length);
const char    *clv_dictionary_get (const ClvDictionary *self,
                                   guint32              code,
                                   gsize               *length);

/* The strings one after the other, each ended by a NUL; lent. Any run of codes
 * is a run of bytes: from clv_dictionary_get (first) on. */
const char    *clv_dictionary_get_heap (const ClvDictionary *self,
                                        gsize               *size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvDictionary, clv_dictionary_unref)

G_END_DECLS
