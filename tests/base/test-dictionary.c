/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "clv-dictionary.h"

static void
test_numbers_by_first_appearance (void)
{
  static const struct
  {
    const char *text;
    guint32 code;
  } rows[] = {
    { "b", 0 }, { "a", 1 }, { "b", 0 }, { "", 2 }, { "ab", 3 }, { "ba", 4 }, { "a", 1 },
    { "C0000001", 5 }, { "C00000011", 6 }, { "C0000001", 5 }, { "", 2 },
    { "anna.beispiel@example.org", 7 }, { "anna.beispiel@example.com", 8 },
    { "anna.beispiel@example.org", 7 },
  };
  g_autoptr(ClvDictionary) dictionary = clv_dictionary_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (clv_dictionary_add (dictionary, rows[i].text, strlen (rows[i].text)), ==,
                      rows[i].code);

  g_assert_cmpuint (clv_dictionary_get_n (dictionary), ==, 9);
  g_assert_cmpstr (clv_dictionary_get (dictionary, 6, NULL), ==, "C00000011");
  g_assert_cmpuint (clv_dictionary_lookup (dictionary, "c", 1), ==, CLV_DICTIONARY_NONE);
  g_assert_cmpuint (clv_dictionary_lookup (dictionary, "ba", 2), ==, 4);
}

/* Strings of every length to 40, with a NUL among the bytes, against a GHashTable. */
static void
test_agrees_with_hash_table (void)
{
  g_autoptr(ClvDictionary) dictionary = clv_dictionary_new ();
  g_autoptr(GHashTable) table = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                                       (GDestroyNotify) g_bytes_unref, NULL);
  g_autoptr(GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 60000; i++)
    {
      char text[40];
      gsize length = (gsize) g_rand_int_range (random, 0, 41);
      GBytes *bytes = NULL;
      gpointer known = NULL;
      guint32 code = 0;

      for (gsize j = 0; j < length; j++)
        text[j] = (char) (j < 3 ? g_rand_int_range (random, 0, 6) : 'x');
      bytes = g_bytes_new (text, length);
      code = clv_dictionary_add (dictionary, text, length);
      if (g_hash_table_lookup_extended (table, bytes, NULL, &known))
        {
          g_assert_cmpuint (code, ==, GPOINTER_TO_UINT (known));
          g_bytes_unref (bytes);
        }
      else
        {
          gsize stored = 0;
          const char *back = clv_dictionary_get (dictionary, code, &stored);

          g_assert_cmpuint (code, ==, g_hash_table_size (table));
          g_assert_cmpmem (back, stored, text, length);
          g_hash_table_insert (table, bytes, GUINT_TO_POINTER (code));
        }
    }
  g_assert_cmpuint (clv_dictionary_get_n (dictionary), ==, g_hash_table_size (table));
}

static void
test_many_equals_one_by_one (void)
{
  g_autoptr(ClvDictionary) one = clv_dictionary_new ();
  g_autoptr(ClvDictionary) many = clv_dictionary_new ();
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint32 *lengths = g_new (guint32, 5000);
  g_autofree guint32 *codes = g_new (guint32, 5000);

  for (guint i = 0; i < 5000; i++)
    {
      g_ptr_array_add (texts, g_strdup_printf ("customer-%u", (i * 7919u) % 2003u));
      lengths[i] = (guint32) strlen (texts->pdata[i]);
    }
  clv_dictionary_add_many (many, 5000, (const char * const *) texts->pdata, lengths, codes);
  for (guint i = 0; i < 5000; i++)
    g_assert_cmpuint (clv_dictionary_add (one, texts->pdata[i], lengths[i]), ==, codes[i]);
}

static void
test_comes_back_from_its_heap (void)
{
  g_autoptr(ClvDictionary) dictionary = clv_dictionary_new ();
  g_autoptr(ClvDictionary) copy = NULL;
  g_autoptr(GError) error = NULL;
  const char *heap = NULL;
  gsize size = 0;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i * i);

      clv_dictionary_add (dictionary, text, strlen (text));
    }
  heap = clv_dictionary_get_heap (dictionary, &size);
  copy = clv_dictionary_new_for_heap (heap, size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (clv_dictionary_get_n (copy), ==, 3000);
  for (guint i = 0; i < 3000; i++)
    {
      const char *text = clv_dictionary_get (dictionary, i, NULL);

      g_assert_cmpstr (clv_dictionary_get (copy, i, NULL), ==, text);
      g_assert_cmpuint (clv_dictionary_lookup (copy, text, strlen (text)), ==, i);
    }
  g_assert_cmpuint (clv_dictionary_add (copy, "new", 3), ==, 3000);
  g_assert_null (clv_dictionary_new_for_heap ("ab\0c", 4, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/dictionary/numbers", test_numbers_by_first_appearance);
  g_test_add_func ("/base/dictionary/agrees-with-hash-table", test_agrees_with_hash_table);
  g_test_add_func ("/base/dictionary/many", test_many_equals_one_by_one);
  g_test_add_func ("/base/dictionary/heap", test_comes_back_from_its_heap);

  return g_test_run ();
}
