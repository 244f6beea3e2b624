/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-id-set.h"

#define N_IDS 60000

/* Ids as shops write them: prefix, number of at least so many digits, suffix. */
static const struct
{
  const char *name;
  const char *prefix;
  int width;
  const char *suffix;
  guint64 first;
  guint64 step;
  guint64 modulus;   /* so that ids come again */
} forms[] = {
  { "running", "A", 9, "", 1, 1, 50000 },
  { "growing-width", "#", 1, "", 1, 1, 50000 },
  { "no-prefix", "", 1, "", 999, 7, 250000 },
  { "scattered", "X-", 12, "", 17, 48271012345, 999999999989 },
  { "eighteen-digits", "", 18, "", 1, 999999937, 30000 },
  { "nineteen-digits", "", 19, "", 1, 999999937, 30000 },
  { "suffix", "", 6, "-B", 1, 3, 40000 },
};

static void
check_against_table (GPtrArray *ids)
{
  g_autoptr(ClvIdSet) set = clv_id_set_new ();
  g_autoptr(GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint32 *lengths = g_new (guint32, ids->len);

  for (guint i = 0; i < ids->len; i++)
    {
      lengths[i] = (guint32) strlen (ids->pdata[i]);
      g_hash_table_add (table, ids->pdata[i]);
    }
  for (guint at = 0; at < ids->len; at += 1000)
    clv_id_set_add_many (set, MIN (1000, ids->len - at),
                         (const char * const *) ids->pdata + at, lengths + at);
  g_assert_cmpuint (clv_id_set_get_n (set), ==, g_hash_table_size (table));
}

/* Half of the ids as texts, the rest as numbers where they are of one length. */
static void
check_numbers_against_table (GPtrArray *ids)
{
  g_autoptr(ClvIdSet) set = clv_id_set_new ();
  g_autoptr(GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ids->len; i++)
    {
      const char *text = ids->pdata[i];
      guint32 length = (guint32) strlen (text);
      guint64 number = 0;
      ClvIdForm form;

      g_hash_table_add (table, ids->pdata[i]);
      clv_id_form_learn (&form, text, length);
      if (i % 2 == 0 && clv_id_form_number (&form, text, length, &number))
        clv_id_set_add_numbers (set, &form, 1, &number);
      else
        clv_id_set_add_many (set, 1, &text, &length);
    }
  g_assert_cmpuint (clv_id_set_get_n (set), ==, g_hash_table_size (table));
}

static void
test_form (gconstpointer data)
{
  gsize form = GPOINTER_TO_SIZE (data);
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  guint64 number = forms[form].first;

  for (guint i = 0; i < N_IDS; i++)
    {
      g_ptr_array_add (ids, g_strdup_printf ("%s%0*" G_GUINT64_FORMAT "%s", forms[form].prefix,
                                             forms[form].width, number, forms[form].suffix));
      number = (number + forms[form].step) % forms[form].modulus;
    }
  check_against_table (ids);
  check_numbers_against_table (ids);
}

static void
test_look_alikes (void)
{
  static const char * const texts[] = {
    "A007", "A7", "A07", "A0007", "A1007", "007", "B007", "A007 ", "A00x", "A", "A12345678",
    "A01234567", "A012345678", "A12345678x", "A1234567890123456789", "A007",
  };
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (ids, (gpointer) texts[i]);
  check_against_table (ids);
  check_numbers_against_table (ids);
}

static void
test_empty_ids_do_not_count (void)
{
  static const char * const texts[] = { "", "A1", "" };
  static const guint32 lengths[] = { 0, 2, 0 };
  g_autoptr(ClvIdSet) set = clv_id_set_new ();

  clv_id_set_add_many (set, 3, texts, lengths);
  g_assert_cmpuint (clv_id_set_get_n (set), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *name = g_strconcat ("/import/id-set/counts/", forms[i].name, NULL);

      g_test_add_data_func (name, GSIZE_TO_POINTER (i), test_form);
    }
  g_test_add_func ("/import/id-set/look-alikes", test_look_alikes);
  g_test_add_func ("/import/id-set/empty", test_empty_ids_do_not_count);

  return g_test_run ();
}
