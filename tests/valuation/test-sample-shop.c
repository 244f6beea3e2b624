/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "clv-detection.h"
#include "clv-sample-shop.h"

typedef struct
{
  char *folder;
  GPtrArray *files;
} Shop;

static void
shop_init (Shop *self)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("test-sample-XXXXXX", &error);
  g_assert_true (clv_sample_shop_write_csv (self->folder, 900, 1, &self->files, NULL, &error));
  g_assert_no_error (error);
}

static void
shop_clear (Shop *self)
{
  for (guint i = 0; i < self->files->len; i++)
    g_unlink (g_ptr_array_index (self->files, i));
  g_ptr_array_unref (self->files);
  g_rmdir (self->folder);
  g_free (self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_clear)

/* A refund carries the number of an earlier order of the same customer and
 * takes no more back than it brought. */
static void
test_refunds (void)
{
  g_auto(Shop) shop = { 0 };
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GHashTable) orders = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                        (GDestroyNotify) g_strfreev);
  guint n_refunds = 0;

  shop_init (&shop);
  g_assert_true (g_file_get_contents (g_ptr_array_index (shop.files, 0), &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      char **cells = g_strsplit (lines[i], ",", -1);
      char **order = g_hash_table_lookup (orders, cells[0]);

      if (!g_str_equal (cells[5], "refunded"))
        {
          g_assert_null (order);
          g_hash_table_insert (orders, cells[0], cells);
          continue;
        }
      n_refunds++;
      g_assert_nonnull (order);
      g_assert_cmpstr (cells[2], ==, order[2]);
      g_assert_cmpstr (cells[1], >=, order[1]);
      g_assert_cmpfloat (g_ascii_strtod (cells[4], NULL), <, 0);
      g_assert_cmpfloat (-g_ascii_strtod (cells[4], NULL), <=, g_ascii_strtod (order[4], NULL));
      g_strfreev (cells);
    }
  g_assert_cmpuint (n_refunds, >, 20);
}

/* The sample is imported as a person's own file would be, without a question,
 * and every line but the four faulty ones counts. */
static void
test_plans (void)
{
  g_auto(Shop) shop = { 0 };
  g_autofree char *path = NULL;
  g_autoptr(ClvWorkspace) workspace = NULL;
  g_autoptr(GPtrArray) batches = NULL;
  g_autoptr(GError) error = NULL;

  shop_init (&shop);
  path = g_build_filename (shop.folder, "shop.perennial", NULL);
  g_assert_true (clv_sample_shop_create_workspace (path, 900, 1, NULL, &error));
  workspace = clv_workspace_open (path, CLV_OPEN_READ_ONLY, &error);
  g_assert_no_error (error);
  batches = clv_workspace_list_batches (workspace, &error);
  g_assert_cmpuint (batches->len, ==, 2);
  for (guint i = 0; i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);
      gboolean is_orders = g_str_equal (batch->kind, "orders");
      const char *file = g_ptr_array_index (shop.files, is_orders ? 0 : 1);
      g_autoptr(ClvDetection) detection = clv_detection_new (file, NULL, 0, NULL, &error);
      g_autofree char *plan = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (detection->questions->len, ==, 0);
      plan = clv_import_plan_to_text (detection->plan);
      g_assert_cmpstr (batch->plan, ==, plan);
      g_assert_cmpuint (batch->rejected, ==, is_orders ? 4 : 0);
    }
  clv_workspace_close (workspace);
  g_unlink (path);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/sample-shop/refunds", test_refunds);
  g_test_add_func ("/valuation/sample-shop/plans", test_plans);

  return g_test_run ();
}
