/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clv-ledger.h"
#include "clv-workspace.h"
#include "fuzz.h"

/* A workspace with some of its bytes wrong: an error, or a workspace whose
 * content is read within its bounds; what cannot be opened is not written to.
 *
 * An input is a list of changes, six bytes each: where, what kind, which byte. */

#define CHANGE_SIZE 6

static char *folder;
static char *path;
static char *whole;
static gsize whole_size;

static void
remove_folder_cb (void)
{
  static const char * const endings[] = { "", "-journal", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat (path, endings[i], NULL);

      g_unlink (name);
    }
  g_rmdir (folder);
}

static void
import_orders (ClvWorkspace *workspace)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GString) text = g_string_new ("id,date,amount,order\n");
  g_autofree char *table = g_build_filename (folder, "orders.csv", NULL);

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (text, "C%u,2024-%02u-%02u,%u.50,A-%u\n", i % 90, i % 12 + 1, i % 28 + 1,
                            i, i);
  g_assert_true (g_file_set_contents (table, text->str, (gssize) text->len, NULL));
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "id");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "order");
  result = clv_workspace_import (workspace, table, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->rows_kept, ==, 400);
  g_unlink (table);
}

static void
make_whole (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = NULL;

  folder = g_dir_make_tmp ("perennial-fuzz-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (folder, "shop.perennial", NULL);
  atexit (remove_folder_cb);
  workspace = clv_workspace_create (path, "EUR", "Europe/Berlin", &error);
  g_assert_no_error (error);
  import_orders (workspace);
  clv_workspace_close (workspace);
  g_assert_true (g_file_get_contents (path, &whole, &whole_size, NULL));
}

static gsize
damage (guint8       *bytes,
        const guint8 *data,
        gsize         size)
{
  gsize length = whole_size;

  for (gsize i = 0; i + CHANGE_SIZE <= size; i += CHANGE_SIZE)
    {
      guint32 where;
      gsize at;

      memcpy (&where, data + i, sizeof where);
      at = GUINT32_FROM_LE (where) % whole_size;
      switch (data[i + 4] % 8)
        {
        case 0:
          length = MIN (length, at);
          break;
        case 1:
        case 2:
          bytes[at % 4096] = data[i + 5];
          break;
        case 3:
          memset (bytes + at, data[i + 5], MIN (64, whole_size - at));
          break;
        default:
          bytes[at] ^= data[i + 5];
          break;
        }
    }

  return length;
}

static void
write_file (const guint8 *bytes,
            gsize         length)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (write (fd, bytes, length) == (gssize) length);
  g_close (fd, NULL);
}

static void
read_everything (ClvWorkspace *workspace)
{
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(GPtrArray) batches = NULL;
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *hash = NULL;
  gboolean holds = FALSE;

  batches = clv_workspace_list_batches (workspace, NULL);
  transactions = clv_workspace_load_transactions (workspace, NULL, NULL);
  hash = clv_workspace_dup_data_hash (workspace, NULL);
  clv_workspace_verify_data (workspace, NULL, NULL);
  clv_workspace_verify_file (workspace, NULL);
  events = clv_ledger_list (workspace, 0, NULL);
  clv_ledger_verify (workspace, NULL, findings, &holds, NULL);
}

const char * const fuzz_seeds[] = {
  "Where1", "\x12\x01q\x08\x05\x80\x33\x07z\x11\x06\x40\x01qR\x10\x07\x22",
  "\x65\x31\x02\x09\x01\xff\x68\x22\x11\x13\x09\x7f\x41\x42\x43\x44\x45\x46\x51\x52\x53\x54",
  "\x7a\x21\x05\x06\x08\x01", "\x21\x33\x09\x04\x0b\x55\x05\x61\x02\x01\x0c\x04", NULL,
};

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree guint8 *bytes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = NULL;
  gsize length;

  if (whole == NULL)
    make_whole ();
  bytes = g_memdup2 (whole, whole_size);
  length = damage (bytes, data, size);
  write_file (bytes, length);
  workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_true ((workspace == NULL) == (error != NULL));
  if (workspace == NULL)
    {
      g_autofree char *after = NULL;
      gsize n_after = 0;

      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_true (g_file_get_contents (path, &after, &n_after, NULL));
      g_assert_cmpmem (after, n_after, bytes, length);
    }
  else
    {
      read_everything (workspace);
    }

  return 0;
}
