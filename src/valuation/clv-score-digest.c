/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-parallel.h"
#include "clv-score-set-private.h"

/* What is stored of a score set as blobs, and what its hash covers. Each blob has a
 * digest of its own, so that many threads make and digest them. */

void
clv_score_set_begin_digest (ClvBulkHash         *bulk,
                            const ClvScoreParts *parts,
                            gsize                names_size)
{
  guint64 sizes[CLV_SCORE_LEVELS + 1] = { GUINT64_TO_LE (names_size) };
  /* Without covariates as it was before there were any. */
  guint n = parts->n[CLV_SCORE_OF_TERMS] > 0 ? CLV_SCORE_LEVELS
            : parts->n[CLV_SCORE_OF_GROUP] > 0 ? CLV_SCORE_OF_GROUP + 1 : CLV_SCORE_OF_ROW + 1;

  for (guint i = 0; i < n; i++)
    sizes[i + 1] = GUINT64_TO_LE (parts->n[i]);
  clv_bulk_hash_add (bulk, sizes, (n + 1) * sizeof *sizes);
}

static void
add_digest (ClvBulkHash  *bulk,
            gsize         size,
            const guint8 *digest)
{
  guint64 bytes = GUINT64_TO_LE (size);

  clv_bulk_hash_add (bulk, &bytes, sizeof bytes);
  clv_bulk_hash_add (bulk, digest, CLV_DIGEST_BYTES);
}

static guint32
count_name_blobs (ClvDictionary *names)
{
  guint32 n = clv_dictionary_get_n (names);

  return n / CLV_SCORE_BLOB_VALUES + (n % CLV_SCORE_BLOB_VALUES > 0);
}

/* Names, each ended by a NUL. */
static gconstpointer
get_names (ClvDictionary *names,
           guint32        blob,
           gsize         *size)
{
  gsize heap_size = 0;
  const char *end = clv_dictionary_get_heap (names, &heap_size) + heap_size;
  const char *start = clv_dictionary_get (names, blob * CLV_SCORE_BLOB_VALUES, NULL);

  if (blob + 1 < count_name_blobs (names))
    end = clv_dictionary_get (names, (blob + 1) * CLV_SCORE_BLOB_VALUES, NULL);
  *size = (gsize) (end - start);
  return start;
}

void
clv_score_digest_init (ClvScoreDigest      *self,
                       const ClvScoreParts *parts,
                       ClvDictionary       *names)
{
  gsize size = 0;

  clv_dictionary_get_heap (names, &size);
  self->form = parts->form;
  self->bulk = clv_bulk_hash_new ();
  clv_score_set_begin_digest (self->bulk, parts, size);
  for (guint32 i = 0; i < count_name_blobs (names); i++)
    {
      gconstpointer bytes = get_names (names, i, &size);

      clv_score_digest_add (self, bytes, size);
    }
}

void
clv_score_digest_clear (ClvScoreDigest *self)
{
  g_clear_pointer (&self->bulk, clv_bulk_hash_free);
}

void
clv_score_digest_add (ClvScoreDigest *self,
                      gconstpointer   bytes,
                      gsize           size)
{
  guint8 digest[CLV_DIGEST_BYTES];

  if (self->form == CLV_SCORE_FORM_ROWS)
    {
      clv_bulk_hash_add (self->bulk, bytes, size);
      return;
    }
  clv_bulk_digest (bytes, size, digest);
  add_digest (self->bulk, size, digest);
}

char *
clv_score_digest_finish (ClvScoreDigest *self)
{
  return clv_bulk_hash_finish (self->bulk);
}

/* Covers whose the values are, what they follow from, and their totals: a program
 * that would make other values of the same parts finds another hash.
 * @parts_digest: of the names and of every blob. */
char *
clv_score_set_compute_hash (const ClvScoreSet    *self,
                            ClvScoreForm          form,
                            const char           *fit_hash,
                            const char           *definition_hash,
                            const char           *parts_digest,
                            const ClvScoreTotals *totals)
{
  g_autoptr(ClvHash) hash = clv_hash_new (form == CLV_SCORE_FORM_ROWS ? "score-set-v2"
                                                                      : "score-set-v3");

  clv_hash_add_text (hash, fit_hash);
  clv_hash_add_text (hash, definition_hash);
  clv_hash_add_text (hash, self->currency);
  clv_hash_add_int64 (hash, self->n);
  clv_hash_add_int64 (hash, self->as_of);
  clv_hash_add_int64 (hash, self->horizon_end);
  clv_hash_add_text (hash, parts_digest);
  clv_hash_add_double (hash, totals->expected_purchases);
  clv_hash_add_double (hash, totals->p_active);
  clv_hash_add_double (hash, totals->spend);
  clv_hash_add_double (hash, totals->clv);
  clv_hash_add_double (hash, totals->lo);
  clv_hash_add_double (hash, totals->hi);
  return clv_hash_finish (hash);
}

static void
blob_clear (gpointer data)
{
  ClvScoreBlob *blob = data;

  g_clear_pointer (&blob->packed, g_byte_array_unref);
}

static void
list_part (GArray     *blobs,
           guint       part,
           const char *column,
           guint32     n)
{
  for (guint32 i = 0; i < n; i++)
    {
      ClvScoreBlob blob = { column, i, part, };

      g_array_append_val (blobs, blob);
    }
}

/* Names come first. */
static GArray *
list_stage (const ClvScoreParts *self,
            ClvDictionary       *names,
            ClvScoreStage        stage)
{
  GArray *blobs = g_array_new (FALSE, FALSE, sizeof (ClvScoreBlob));

  g_array_set_clear_func (blobs, blob_clear);
  if (stage == CLV_SCORE_STAGE_ROWS)
    list_part (blobs, CLV_SCORE_PARTS, CLV_SCORE_NAMES, count_name_blobs (names));
  for (guint part = 0; part < CLV_SCORE_PARTS; part++)
    {
      if (clv_score_part_infos[part].stage == stage)
        list_part (blobs, part, clv_score_part_infos[part].name,
                   clv_score_parts_get_n_blobs (self, part));
    }
  return blobs;
}

typedef struct
{
  const ClvScoreParts *parts;
  ClvDictionary *names;
  ClvScoreOutlet *outlet;       /* (nullable) */
  GArray *blobs;
} Making;

static void
make_blob (guint    chunk,
           gpointer user_data)
{
  const Making *making = user_data;
  ClvScoreBlob *blob = &g_array_index (making->blobs, ClvScoreBlob, chunk);

  if (blob->part == CLV_SCORE_PARTS)
    blob->bytes = get_names (making->names, blob->seq, &blob->size);
  else if (!clv_score_parts_lend (making->parts, blob->part, blob->seq, &blob->bytes,
                                  &blob->size))
    {
      blob->packed = g_byte_array_new ();
      clv_score_parts_encode (making->parts, blob->part, blob->seq, blob->packed);
      blob->bytes = blob->packed->data;
      blob->size = blob->packed->len;
    }
  clv_bulk_digest (blob->bytes, blob->size, blob->digest);

  if (making->outlet != NULL)
    g_mutex_lock (&making->outlet->lock);
  blob->is_made = TRUE;
  if (making->outlet != NULL)
    {
      g_cond_broadcast (&making->outlet->moved);
      g_mutex_unlock (&making->outlet->lock);
    }
}

void
clv_score_parts_make_blobs (ClvScoreParts  *self,
                            ClvDictionary  *names,
                            ClvScoreStage   stage,
                            ClvScoreOutlet *outlet)
{
  GArray *blobs = list_stage (self, names, stage);
  Making making = { self, names, outlet, blobs };

  if (outlet != NULL)
    g_mutex_lock (&outlet->lock);
  self->blobs[stage] = blobs;
  if (outlet != NULL)
    {
      outlet->parts = self;
      outlet->n_listed = stage + 1;
      g_cond_broadcast (&outlet->moved);
      g_mutex_unlock (&outlet->lock);
    }
  clv_parallel_run (blobs->len, make_blob, &making);
}

static void
add_part (ClvBulkHash         *bulk,
          const ClvScoreParts *parts,
          guint                part,
          ClvScoreStage        stage)
{
  for (guint i = 0; i < parts->blobs[stage]->len; i++)
    {
      const ClvScoreBlob *blob = &g_array_index (parts->blobs[stage], ClvScoreBlob, i);

      if (blob->part == part)
        add_digest (bulk, blob->size, blob->digest);
    }
}

/* Names, then part after part, whenever they were made. */
char *
clv_score_parts_digest_blobs (const ClvScoreParts *self,
                              ClvDictionary       *names)
{
  g_autoptr(ClvBulkHash) bulk = clv_bulk_hash_new ();
  gsize size = 0;

  clv_dictionary_get_heap (names, &size);
  clv_score_set_begin_digest (bulk, self, size);
  add_part (bulk, self, CLV_SCORE_PARTS, CLV_SCORE_STAGE_ROWS);
  for (guint part = 0; part < CLV_SCORE_PARTS; part++)
    add_part (bulk, self, part, clv_score_part_infos[part].stage);
  return clv_bulk_hash_finish (bulk);
}

void
clv_score_outlet_init (ClvScoreOutlet *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->moved);
  self->parts = NULL;
  self->n_listed = 0;
  self->is_over = FALSE;
  self->abandoned = NULL;
}

void
clv_score_outlet_clear (ClvScoreOutlet *self)
{
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->moved);
  g_clear_pointer (&self->abandoned, clv_score_set_unref);
}

void
clv_score_outlet_end (ClvScoreOutlet *self)
{
  g_mutex_lock (&self->lock);
  self->is_over = TRUE;
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
}

const GArray *
clv_score_outlet_get_stage (ClvScoreOutlet *self,
                            ClvScoreStage   stage)
{
  const GArray *blobs = NULL;

  g_mutex_lock (&self->lock);
  while (self->n_listed <= stage && !self->is_over)
    g_cond_wait (&self->moved, &self->lock);
  blobs = self->n_listed > stage ? self->parts->blobs[stage] : NULL;
  g_mutex_unlock (&self->lock);
  return blobs;
}

gboolean
clv_score_outlet_wait (ClvScoreOutlet     *self,
                       const ClvScoreBlob *blob)
{
  gboolean is_made = FALSE;

  g_mutex_lock (&self->lock);
  while (!blob->is_made && !self->is_over)
    g_cond_wait (&self->moved, &self->lock);
  is_made = blob->is_made;
  g_mutex_unlock (&self->lock);
  return is_made;
}
