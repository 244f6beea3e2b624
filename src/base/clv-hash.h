/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvHash:
 *
 * SHA-256 over a sequence of fields. Each field goes in with a tag and its
 * length in front, so that no two different sequences give the same bytes;
 * integers are big-endian, doubles their IEEE-754 bits. Used for every content
 * hash that a person or the ledger relies on.
 *
 * Bulk data (segments) is digested with clv_bulk_hash(), BLAKE2b-256, which is
 * several times faster; its digest then is a field of a ClvHash.
 */
typedef struct _ClvHash ClvHash;

#define CLV_DIGEST_BYTES 32

ClvHash *clv_hash_new (const char   *domain);
void     clv_hash_free (ClvHash      *self);
void     clv_hash_add_text (ClvHash      *self,
                            const char   *text);
void     clv_hash_add_bytes (ClvHash      *self,
                             gconstpointer bytes,
                             gsize         size);
void     clv_hash_add_int64 (ClvHash      *self,
                             gint64        value);
void     clv_hash_add_double (ClvHash      *self,
                              double        value);
void     clv_hash_finish_raw (ClvHash      *self,
                              guint8        digest[CLV_DIGEST_BYTES]);
char    *clv_hash_finish (ClvHash      *self);

/* Raw SHA-256 of one run of bytes, lower-case hex. */
char    *clv_sha256 (gconstpointer bytes,
                     gsize         size);
char    *clv_sha256_file (const char   *path,
                          GError      **error);

typedef struct _ClvBulkHash ClvBulkHash;

ClvBulkHash *clv_bulk_hash_new (void);
void         clv_bulk_hash_free (ClvBulkHash  *self);
void         clv_bulk_hash_add (ClvBulkHash  *self,
                                gconstpointer bytes,
                                gsize         size);
char        *clv_bulk_hash_finish (ClvBulkHash  *self);
void         clv_bulk_digest (gconstpointer bytes,
                              gsize         size,
                              guint8        digest[CLV_DIGEST_BYTES]);
char        *clv_hex (const guint8 *bytes,
                      gsize         size);

/* What stands for a text where the text itself shall not be kept. */
#define CLV_SECRET_BYTES 32
#define CLV_PSEUDONYM_LENGTH 32

void         clv_secret_make (guint8 secret[CLV_SECRET_BYTES]);
gboolean     clv_secret_from_hex (const char *text,
                                  guint8      secret[CLV_SECRET_BYTES]);
void         clv_pseudonym_write (const guint8  secret[CLV_SECRET_BYTES],
                                  gconstpointer bytes,
                                  gsize         size,
                                  char          pseudonym[CLV_PSEUDONYM_LENGTH + 1]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvHash, clv_hash_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvBulkHash, clv_bulk_hash_free)

G_END_DECLS
