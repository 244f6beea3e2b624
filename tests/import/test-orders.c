/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "import-fixture.h"

/* Order ids on their way to the sink: as numbers while they look alike, else as
 * texts, and always the ones that the file has. */

#define N_ROWS 150000

static char *
make_order (guint form,
            guint row)
{
  switch (form)
    {
    case 0:
      return g_strdup_printf ("A%09u", row);
    case 1:
      return g_strdup_printf ("%u", row + 95000);
    case 2:
      return g_strdup_printf (row == 70000 ? "X%u" : "%07u", row);
    case 3:
      return g_strdup_printf (row % 1000 == 999 ? "" : "#%u", 100000 + row / 2);
    case 4:
      return g_strdup_printf (row < 100000 ? "B%05u" : "C%05u", row % 100000);
    case 5:
      return g_strdup_printf ("%016" G_GUINT64_FORMAT,
                              G_GUINT64_CONSTANT (9999999999) * (row % 99999));
    case 6:
      return g_strdup_printf (row == 65536 ? "0%u" : "%u", 200000 + row);
    default:
      return g_strdup_printf ("%u-%u", row / 3, row % 7);
    }
}

static void
check_form (gconstpointer data)
{
  guint form = GPOINTER_TO_UINT (data);
  g_autoptr(GString) text = g_string_new ("order,customer,date,amount\n");
  g_autoptr(GHashTable) distinct = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("customer", "date", "amount");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  guint n_without = 0;
  FixtureSink sink;

  for (guint i = 0; i < N_ROWS; i++)
    {
      char *order = make_order (form, i);

      /* Each now and then not of the common shape. */
      g_string_append_printf (text, i % 977 == 5 ? "%s,c,2024-01-01,1.5 €\n"
                              : "%s,c,2024-01-01,1.50\n", order);
      n_without += *order == '\0';
      if (*order != '\0')
        g_hash_table_add (distinct, order);
      else
        g_free (order);
    }
  path = fixture_write ("orders.csv", text->str, (gssize) text->len);
  clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "order");
  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->rows_kept, ==, N_ROWS);
  g_assert_cmpuint (result->orders, ==, g_hash_table_size (distinct) + n_without);
  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autofree char *order = make_order (form, i);
      g_autofree char *expected = g_strconcat ("c 1704067200 150 ", order, NULL);

      g_assert_cmpstr (g_ptr_array_index (sink.rows, i), ==, expected);
    }
  fixture_sink_clear (&sink);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint form = 0; form < 8; form++)
    {
      g_autofree char *name = g_strdup_printf ("/import/orders/come-as-they-are/%u", form);

      g_test_add_data_func (name, GUINT_TO_POINTER (form), check_form);
    }

  return g_test_run ();
}
