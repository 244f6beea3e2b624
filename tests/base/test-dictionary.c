/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "clv-dictionary.h"
#include "clv-id-form.h"

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

/* Who knows the places of strings gets the same, and it grows. */
static void
test_take (void)
{
  ClvDictionary *empty = NULL;
  ClvDictionary *dictionary = NULL;
  guint32 *offsets = g_new0 (guint32, 4);

  offsets[1] = 2;
  offsets[2] = 3;
  offsets[3] = 7;
  dictionary = clv_dictionary_new_take (g_memdup2 ("a\0\0bcd", 7), offsets, 3);
  g_assert_cmpuint (clv_dictionary_get_n (dictionary), ==, 3);
  g_assert_cmpuint (clv_dictionary_lookup (dictionary, "bcd", 3), ==, 2);
  g_assert_cmpuint (clv_dictionary_lookup (dictionary, "", 0), ==, 1);
  for (guint i = 3; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("n%u", i);

      g_assert_cmpuint (clv_dictionary_add (dictionary, text, strlen (text)), ==, i);
    }
  g_assert_cmpstr (clv_dictionary_get (dictionary, 0, NULL), ==, "a");
  g_assert_cmpstr (clv_dictionary_get (dictionary, 99, NULL), ==, "n99");
  clv_dictionary_unref (dictionary);

  empty = clv_dictionary_new_take (g_malloc (1), g_new0 (guint32, 1), 0);
  g_assert_cmpuint (clv_dictionary_add (empty, "x", 1), ==, 0);
  g_assert_cmpuint (clv_dictionary_add (empty, "y", 1), ==, 1);
  clv_dictionary_unref (empty);
}

/* Ids that look alike: the same number with other zeros in front, other prefixes,
 * numbers that the table reaches late or never. */
static char *
make_id (GRand       *random,
         const char  *prefix,
         int          width,
         guint32      range)
{
  guint32 number = (guint32) (g_rand_double (random) * range);

  switch (g_rand_int_range (random, 0, 40))
    {
    case 0:
      return g_strdup_printf ("%s%u", prefix, number);
    case 1:
      return g_strdup_printf ("%s0%0*u", prefix, width, number);
    case 2:
      return g_strdup_printf ("%s%0*u", prefix, width + 2, number);
    case 3:
      return g_strdup_printf ("x%s%0*u", prefix, width, number);
    case 4:
      return g_strdup_printf ("%s%0*ux", prefix, width, number);
    case 5:
      return g_strdup_printf ("%s%u%012u", prefix, number + 1, number);
    case 6:
      return g_strdup (prefix);
    default:
      return g_strdup_printf ("%s%0*u", prefix, width, number);
    }
}

static void
check_numbered (const char *prefix,
                int         width,
                guint32     range)
{
  enum { N = 30000 };
  g_autoptr(ClvDictionary) one = clv_dictionary_new ();
  g_autoptr(ClvDictionary) many = clv_dictionary_new ();
  g_autoptr(ClvDictionary) copy = NULL;
  g_autoptr(GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint32 *lengths = g_new (guint32, N);
  g_autofree guint32 *codes = g_new (guint32, N);
  g_autoptr(GRand) random = g_rand_new_with_seed (range + (guint32) width);
  const char *heap = NULL;
  gsize size = 0;

  for (guint i = 0; i < N; i++)
    {
      char *text = i == 0 ? g_strdup_printf ("%s%0*u", prefix, width, 7u)
                   : make_id (random, prefix, width, MIN (range, 10 + i * (range / N + 1)));

      g_ptr_array_add (texts, text);
      lengths[i] = (guint32) strlen (text);
    }
  for (guint i = 0; i < N; i += 1000)
    clv_dictionary_add_many (many, 1000, (const char * const *) texts->pdata + i, lengths + i,
                             codes + i);
  for (guint i = 0; i < N; i++)
    {
      gpointer known = NULL;

      if (!g_hash_table_lookup_extended (table, texts->pdata[i], NULL, &known))
        {
          known = GUINT_TO_POINTER (g_hash_table_size (table));
          g_hash_table_insert (table, texts->pdata[i], known);
        }
      g_assert_cmpuint (codes[i], ==, GPOINTER_TO_UINT (known));
      g_assert_cmpuint (clv_dictionary_add (one, texts->pdata[i], lengths[i]), ==, codes[i]);
      g_assert_cmpstr (clv_dictionary_get (many, codes[i], NULL), ==, texts->pdata[i]);
    }

  heap = clv_dictionary_get_heap (many, &size);
  copy = clv_dictionary_new_for_heap (heap, size, NULL);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (clv_dictionary_lookup (copy, texts->pdata[i], lengths[i]), ==, codes[i]);
  for (guint i = 0; i < N; i++)
    {
      g_autofree char *text = make_id (random, prefix, width, range);
      gpointer known = NULL;

      if (!g_hash_table_lookup_extended (table, text, NULL, &known))
        known = GUINT_TO_POINTER (CLV_DICTIONARY_NONE);
      g_assert_cmpuint (clv_dictionary_lookup (copy, text, strlen (text)), ==,
                        GPOINTER_TO_UINT (known));
      g_assert_cmpuint (clv_dictionary_lookup (many, text, strlen (text)), ==,
                        GPOINTER_TO_UINT (known));
    }
}

static void
test_numbered_ids (void)
{
  check_numbered ("C", 7, 20000);
  check_numbered ("", 1, 40000);
  check_numbered ("", 5, 90000);
  check_numbered ("K-", 3, 4000000);
  check_numbered ("customer-", 6, 1000000);
  check_numbered ("a prefix that is longer than it may", 6, 1000);
  check_numbered ("2024", 9, 2000000000);
  check_numbered ("X", 16, 50000);
}

/* What a form says of a text's number. */
static void
test_id_form (void)
{
  static const struct
  {
    const char *first;
    const char *text;
    gint64 number;    /* -1: of no form */
  } rows[] = {
    { "C0000187", "C0000187", 187 }, { "C0000187", "C9999999", 9999999 },
    { "C0000187", "C10000000", 10000000 }, { "C0000187", "C00000001", -1 },
    { "C0000187", "C000187", -1 }, { "C0000187", "D0000187", -1 }, { "C0000187", "C000018x", -1 },
    { "C0000187", "C00001:7", -1 }, { "C0000187", "C/000187", -1 },
    { "C0000187", "C1234567890123456", G_GINT64_CONSTANT (1234567890123456) },
    { "C0000187", "C12345678901234567", -1 }, { "7", "12", 12 }, { "7", "0", 0 }, { "7", "01", -1 },
    { "7", "1234567", 1234567 }, { "7", "12345678", 12345678 }, { "7", "123456789", 123456789 },
    { "7", "", -1 }, { "7", "x", -1 }, { "0042", "0042", 42 }, { "0042", "42", -1 },
    { "A1", "A9", 9 }, { "A1", "B9", -1 }, { "A1", "A12", 12 }, { "Kunde", "Kunde", -1 },
    { "Kunde", "Kunde1", -1 }, { "order-no-17", "order-no-18", 18 },
    { "order-no-17", "order-nx-18", -1 }, { "order-no-17", "order-no-123456789", 123456789 },
    { "12345678901234567", "12345678901234567", -1 }, { "", "1", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ClvIdForm form;
      guint64 number = 0;
      g_autofree char *text = g_strdup (rows[i].text);

      clv_id_form_learn (&form, rows[i].first, (guint32) strlen (rows[i].first));
      g_assert_cmpint (clv_id_form_number (&form, text, (guint32) strlen (text), &number), ==,
                       rows[i].number >= 0);
      if (rows[i].number >= 0)
        g_assert_cmpuint (number, ==, (guint64) rows[i].number);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/dictionary/numbers", test_numbers_by_first_appearance);
  g_test_add_func ("/base/dictionary/take", test_take);
  g_test_add_func ("/base/dictionary/agrees-with-hash-table", test_agrees_with_hash_table);
  g_test_add_func ("/base/dictionary/many", test_many_equals_one_by_one);
  g_test_add_func ("/base/dictionary/numbered-ids", test_numbered_ids);
  g_test_add_func ("/base/id-form/number", test_id_form);
  g_test_add_func ("/base/dictionary/heap", test_comes_back_from_its_heap);

  return g_test_run ();
}
