/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "clv-error.h"
#include "clv-hash.h"

G_STATIC_ASSERT (CLV_DIGEST_BYTES == crypto_hash_sha256_BYTES);

struct _ClvHash
{
  crypto_hash_sha256_state state;
};

struct _ClvBulkHash
{
  crypto_generichash_state *state;
};

/* sodium_init() picks the fastest code for this processor; it is thread-safe and
 * cheap to call again. */
static void
ensure_sodium (void)
{
  if (sodium_init () < 0)
    g_error ("libsodium cannot be initialised");
}

static void
add_header (ClvHash *self,
            char     tag,
            guint64  size)
{
  guint64 big_endian = GUINT64_TO_BE (size);

  crypto_hash_sha256_update (&self->state, (const guint8 *) &tag, 1);
  crypto_hash_sha256_update (&self->state, (const guint8 *) &big_endian, sizeof big_endian);
}

/**
 * clv_hash_new:
 * @domain: what is being hashed and in which version of its layout, so that
 *   hashes of different things never meet: "clv-fit-v1"
 *
 * Returns: (transfer full): a hash that waits for fields
 */
ClvHash *
clv_hash_new (const char *domain)
{
  ClvHash *self = NULL;

  g_return_val_if_fail (domain != NULL, NULL);

  ensure_sodium ();
  self = g_new0 (ClvHash, 1);
  crypto_hash_sha256_init (&self->state);
  clv_hash_add_text (self, domain);

  return self;
}

/**
 * clv_hash_free:
 * @self: (nullable): a hash
 */
void
clv_hash_free (ClvHash *self)
{
  g_free (self);
}

/**
 * clv_hash_add_text:
 * @self: a hash
 * @text: (nullable): a text field; %NULL differs from the empty text
 */
void
clv_hash_add_text (ClvHash    *self,
                   const char *text)
{
  g_return_if_fail (self != NULL);

  if (text == NULL)
    {
      add_header (self, 'n', 0);
      return;
    }

  add_header (self, 't', strlen (text));
  crypto_hash_sha256_update (&self->state, (const guint8 *) text, strlen (text));
}

/**
 * clv_hash_add_bytes:
 * @self: a hash
 * @bytes: (nullable): the bytes, %NULL only with a @size of 0
 * @size: how many
 */
void
clv_hash_add_bytes (ClvHash      *self,
                    gconstpointer bytes,
                    gsize         size)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (bytes != NULL || size == 0);

  add_header (self, 'b', size);
  if (size > 0)
    crypto_hash_sha256_update (&self->state, bytes, size);
}

/**
 * clv_hash_add_int64:
 * @self: a hash
 * @value: a number field
 */
void
clv_hash_add_int64 (ClvHash *self,
                    gint64   value)
{
  guint64 big_endian = GUINT64_TO_BE ((guint64) value);

  g_return_if_fail (self != NULL);

  add_header (self, 'i', sizeof big_endian);
  crypto_hash_sha256_update (&self->state, (const guint8 *) &big_endian, sizeof big_endian);
}

/**
 * clv_hash_add_double:
 * @self: a hash
 * @value: a number field, hashed as its IEEE-754 bits
 */
void
clv_hash_add_double (ClvHash *self,
                     double   value)
{
  guint64 bits = 0;

  g_return_if_fail (self != NULL);

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_BE (bits);
  add_header (self, 'd', sizeof bits);
  crypto_hash_sha256_update (&self->state, (const guint8 *) &bits, sizeof bits);
}

/**
 * clv_hash_finish_raw:
 * @self: a hash; afterwards it can only be freed
 * @digest: (out caller-allocates): the 32 bytes
 */
void
clv_hash_finish_raw (ClvHash *self,
                     guint8   digest[CLV_DIGEST_BYTES])
{
  g_return_if_fail (self != NULL);

  crypto_hash_sha256_final (&self->state, digest);
}

/**
 * clv_hash_finish:
 * @self: a hash; afterwards it can only be freed
 *
 * Returns: (transfer full): 64 lower-case hex digits
 */
char *
clv_hash_finish (ClvHash *self)
{
  guint8 digest[CLV_DIGEST_BYTES];

  g_return_val_if_fail (self != NULL, NULL);

  clv_hash_finish_raw (self, digest);

  return clv_hex (digest, sizeof digest);
}

/**
 * clv_sha256:
 * @bytes: (nullable): the bytes
 * @size: how many
 *
 * Returns: (transfer full): the plain SHA-256 as sha256sum prints it
 */
char *
clv_sha256 (gconstpointer bytes,
            gsize         size)
{
  guint8 digest[crypto_hash_sha256_BYTES];
  static const guint8 nothing[1] = { 0 };

  ensure_sodium ();
  crypto_hash_sha256 (digest, size > 0 ? bytes : nothing, size);

  return clv_hex (digest, sizeof digest);
}

/**
 * clv_sha256_file:
 * @path: a file
 * @error: return location, %G_FILE_ERROR
 *
 * Returns: (transfer full) (nullable): the plain SHA-256 of the file's bytes
 */
char *
clv_sha256_file (const char *path,
                 GError    **error)
{
  g_autofree guint8 *buffer = NULL;
  crypto_hash_sha256_state state;
  guint8 digest[crypto_hash_sha256_BYTES];
  FILE *file = NULL;
  gsize n = 0;
  int failure = 0;

  g_return_val_if_fail (path != NULL, NULL);

  ensure_sodium ();
  file = g_fopen (path, "rbe");
  if (file == NULL)
    failure = errno;
  else
    {
      buffer = g_malloc (65536);
      crypto_hash_sha256_init (&state);
      while ((n = fread (buffer, 1, 65536, file)) > 0)
        crypto_hash_sha256_update (&state, buffer, n);
      failure = ferror (file) ? errno : 0;
      fclose (file);
    }

  if (failure != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (failure),
                   _("“%s” cannot be read: %s."), path, g_strerror (failure));
      return NULL;
    }

  crypto_hash_sha256_final (&state, digest);

  return clv_hex (digest, sizeof digest);
}

/**
 * clv_bulk_hash_new:
 *
 * Returns: (transfer full): a BLAKE2b-256 that waits for bytes
 */
ClvBulkHash *
clv_bulk_hash_new (void)
{
  ClvBulkHash *self = NULL;

  ensure_sodium ();
  self = g_new0 (ClvBulkHash, 1);
  /* The state wants 64-byte alignment, which g_new() does not promise. */
  self->state = g_aligned_alloc (1, crypto_generichash_statebytes (), 64);
  crypto_generichash_init (self->state, NULL, 0, CLV_DIGEST_BYTES);

  return self;
}

/**
 * clv_bulk_hash_free:
 * @self: (nullable): a hash
 */
void
clv_bulk_hash_free (ClvBulkHash *self)
{
  if (self == NULL)
    return;

  g_aligned_free (self->state);
  g_free (self);
}

/**
 * clv_bulk_hash_add:
 * @self: a hash
 * @bytes: (nullable): the bytes; their boundaries do not matter, so put lengths
 *   in where they should
 * @size: how many
 */
void
clv_bulk_hash_add (ClvBulkHash  *self,
                   gconstpointer bytes,
                   gsize         size)
{
  g_return_if_fail (self != NULL);

  if (size > 0)
    crypto_generichash_update (self->state, bytes, size);
}

/**
 * clv_bulk_hash_finish:
 * @self: a hash; afterwards it can only be freed
 *
 * Returns: (transfer full): 64 lower-case hex digits
 */
char *
clv_bulk_hash_finish (ClvBulkHash *self)
{
  guint8 digest[CLV_DIGEST_BYTES];

  g_return_val_if_fail (self != NULL, NULL);

  crypto_generichash_final (self->state, digest, sizeof digest);

  return clv_hex (digest, sizeof digest);
}

/**
 * clv_bulk_digest:
 * @bytes: (nullable): the bytes, %NULL only with a @size of 0
 * @size: how many
 * @digest: (out caller-allocates): their BLAKE2b-256
 */
void
clv_bulk_digest (gconstpointer bytes,
                 gsize         size,
                 guint8        digest[CLV_DIGEST_BYTES])
{
  ensure_sodium ();
  crypto_generichash (digest, CLV_DIGEST_BYTES, bytes, size, NULL, 0);
}

/**
 * clv_hex:
 * @bytes: the bytes
 * @size: how many
 *
 * Returns: (transfer full): two lower-case hex digits a byte
 */
char *
clv_hex (const guint8 *bytes,
         gsize         size)
{
  char *text = g_malloc (2 * size + 1);

  return sodium_bin2hex (text, 2 * size + 1, bytes, size);
}

/**
 * clv_secret_make:
 * @secret: (out): random bytes, good for a key
 */
void
clv_secret_make (guint8 secret[CLV_SECRET_BYTES])
{
  ensure_sodium ();
  randombytes_buf (secret, CLV_SECRET_BYTES);
}

/**
 * clv_secret_from_hex:
 * @text: what clv_hex() wrote
 * @secret: (out): the bytes
 *
 * Returns: whether @text is a secret
 */
gboolean
clv_secret_from_hex (const char *text,
                     guint8      secret[CLV_SECRET_BYTES])
{
  size_t n = 0;

  return sodium_hex2bin (secret, CLV_SECRET_BYTES, text, strlen (text), NULL, &n, NULL) == 0
         && n == CLV_SECRET_BYTES;
}

/**
 * clv_pseudonym_write:
 * @secret: the key
 * @bytes: a text
 * @size: its length
 * @pseudonym: (out): 32 hexadecimal digits and a NUL
 *
 * BLAKE2b-128 of @bytes under the key @secret (RFC 7693, section 2.9): the same for
 * the same text, and without the key nobody can tell which text it is, or try all
 * that it could be.
 */
void
clv_pseudonym_write (const guint8  secret[CLV_SECRET_BYTES],
                     gconstpointer bytes,
                     gsize         size,
                     char          pseudonym[CLV_PSEUDONYM_LENGTH + 1])
{
  guint8 digest[CLV_PSEUDONYM_LENGTH / 2];

  ensure_sodium ();
  crypto_generichash (digest, sizeof digest, bytes, size, secret, CLV_SECRET_BYTES);
  sodium_bin2hex (pseudonym, CLV_PSEUDONYM_LENGTH + 1, digest, sizeof digest);
}
