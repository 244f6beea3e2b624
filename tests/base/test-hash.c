/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>
#include <glib/gstdio.h>

#include "clv-hash.h"

/* FIPS 180-2, appendix B.1: SHA-256 of "abc". */
static void
test_known_digest (void)
{
  g_autofree char *abc = clv_sha256 ("abc", 3);
  g_autofree char *nothing = clv_sha256 (NULL, 0);

  g_assert_cmpstr (abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (nothing, ==,
                   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static char *
hash_two (const char *first,
          const char *second)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("test-v1");

  clv_hash_add_text (hash, first);
  clv_hash_add_text (hash, second);

  return clv_hash_finish (hash);
}

static void
test_fields_do_not_run_together (void)
{
  static const char * const pairs[][2] = {
    { "ab", "c" }, { "a", "bc" }, { "abc", "" }, { "", "abc" }, { "abc", NULL }, { NULL, "abc" },
  };
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_assert_true (g_hash_table_add (seen, hash_two (pairs[i][0], pairs[i][1])));
}

static void
test_bulk_ignores_boundaries (void)
{
  g_autoptr(ClvBulkHash) one = clv_bulk_hash_new ();
  g_autoptr(ClvBulkHash) two = clv_bulk_hash_new ();
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  clv_bulk_hash_add (one, "abc", 3);
  clv_bulk_hash_add (two, "a", 1);
  clv_bulk_hash_add (two, NULL, 0);
  clv_bulk_hash_add (two, "bc", 2);
  a = clv_bulk_hash_finish (one);
  b = clv_bulk_hash_finish (two);

  g_assert_cmpstr (a, ==, b);
  /* RFC 7693 gives BLAKE2b-512 only; this BLAKE2b-256 of "abc" is b2sum -l 256's. */
  g_assert_cmpstr (a, ==, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void
test_hashes_a_file (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("clv-hash-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "abc", NULL);
  g_autofree char *digest = NULL;

  g_assert_true (g_file_set_contents (path, "abc", 3, NULL));
  digest = clv_sha256_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (digest, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_unlink (path);
  g_assert_null (clv_sha256_file (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_rmdir (folder);
}

static void
test_bulk_at_once (void)
{
  g_autoptr(ClvBulkHash) bulk = clv_bulk_hash_new ();
  guint8 digest[CLV_DIGEST_BYTES];
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;

  clv_bulk_hash_add (bulk, "abc", 3);
  expected = clv_bulk_hash_finish (bulk);
  clv_bulk_digest ("abc", 3, digest);
  found = clv_hex (digest, sizeof digest);
  g_assert_cmpstr (found, ==, expected);
  /* RFC 7693 has no BLAKE2b-256 of nothing; this is what other programs give. */
  clv_bulk_digest (NULL, 0, digest);
  g_free (found);
  found = clv_hex (digest, sizeof digest);
  g_assert_cmpstr (found, ==,
                   "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/hash/known-digest", test_known_digest);
  g_test_add_func ("/base/hash/fields", test_fields_do_not_run_together);
  g_test_add_func ("/base/hash/bulk", test_bulk_ignores_boundaries);
  g_test_add_func ("/base/hash/bulk-at-once", test_bulk_at_once);
  g_test_add_func ("/base/hash/file", test_hashes_a_file);

  return g_test_run ();
}
