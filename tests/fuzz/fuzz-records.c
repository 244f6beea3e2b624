/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clv-records.h"
#include "clv-workspace.h"
#include "fuzz.h"

/* Any bytes as records of some kind, held against those that a workspace has: every
 * row is kept or rejected, and every one kept is new, there already or changed. Now and
 * then they are imported, read back and taken away again. The first byte chooses the
 * kind, the columns are its fields in turn. */

#define IMPORT_EVERY 64

static ClvWorkspace *workspace;
static char *folder;

static const ClvImportKind kinds[] = {
  CLV_IMPORT_KIND_SPEND, CLV_IMPORT_KIND_TICKETS, CLV_IMPORT_KIND_EVENTS, CLV_IMPORT_KIND_PRODUCTS,
  CLV_IMPORT_KIND_SUBSCRIPTIONS, CLV_IMPORT_KIND_SUMMARY,
};

static ClvImportPlan *
new_plan (ClvImportKind kind)
{
  ClvImportPlan *plan = clv_import_plan_new ();
  guint n = 0;

  plan->kind = kind;
  plan->header_row = 0;
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      g_autofree char *column = NULL;

      if (clv_import_field_get_use ((ClvField) i, kind) == CLV_FIELD_UNUSED
          || i == CLV_FIELD_TIME || i == CLV_FIELD_ZONE || i == CLV_FIELD_CURRENCY)
        continue;
      column = g_strdup_printf ("#%u", ++n);
      clv_import_plan_set_column (plan, (ClvField) i, column);
    }

  return plan;
}

static void
close_workspace (void)
{
  g_autofree char *path = g_build_filename (folder, "fuzz.perennial", NULL);

  g_clear_object (&workspace);
  g_unlink (path);
  g_rmdir (folder);
  g_free (folder);
}

static void
open_workspace (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  folder = g_dir_make_tmp ("perennial-fuzz-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (folder, "fuzz.perennial", NULL);
  workspace = clv_workspace_create (path, "EUR", "Europe/Berlin", &error);
  g_assert_no_error (error);
  for (guint i = 0; fuzz_seeds[i] != NULL; i++)
    {
      g_autoptr(ClvImportPlan) plan = new_plan (kinds[i]);
      g_autoptr(ClvImportResult) result = NULL;
      g_autofree char *seed = g_build_filename (folder, "seed.csv", NULL);

      g_assert_true (g_file_set_contents (seed, fuzz_seeds[i] + 1, -1, &error));
      result = clv_workspace_import (workspace, seed, plan, NULL, FALSE, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->batch, !=, 0);
      g_unlink (seed);
    }
  atexit (close_workspace);
}

static void
check_result (const ClvImportResult *result)
{
  guint64 n_rejected = 0;

  g_assert_cmpuint (result->rows_kept, ==, result->records);
  g_assert_cmpuint (result->rows_read, ==, result->rows_kept + result->rows_rejected);
  g_assert_cmpuint (result->records, ==, result->new_records + result->already_present
                    + result->changed_records);
  for (guint i = 0; i < result->rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (result->rejects, i);

      g_assert_true (reject->reason != NULL && reject->repair != NULL);
      g_assert_cmpuint (reject->lines[0], >, 0);
      n_rejected += reject->n_rows;
    }
  g_assert_cmpuint (n_rejected, ==, result->rows_rejected);
}

/* What was imported can be read, verified and undone. */
static void
import_and_undo (const char    *path,
                 ClvImportPlan *plan)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvRecords) before = clv_records_load (workspace, plan->kind, NULL, &error);
  g_autoptr(ClvRecords) after = NULL;
  g_autoptr(ClvImportResult) result = NULL;
  guint64 n = 0;

  g_assert_no_error (error);
  result = clv_workspace_import (workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  if (result->batch == 0)
    return;

  after = clv_records_load (workspace, plan->kind, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (clv_records_count (workspace, plan->kind, &n, NULL));
  g_assert_cmpuint (clv_records_get_n (after), ==, n);
  g_assert_cmpuint (n, >=, result->new_records + result->changed_records);
  g_assert_true (clv_workspace_verify_data (workspace, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (clv_workspace_undo_batch (workspace, result->batch, NULL, &error));
  g_assert_true (clv_records_count (workspace, plan->kind, &n, NULL));
  g_assert_cmpuint (clv_records_get_n (before), ==, n);
}

const char * const fuzz_seeds[] = {
  /* date, amount, channel, campaign, impressions, clicks */
  "0d,a,c,k,i,l\n2026-01-01,100.00,Search,Brand,1000,50\n2026-01-02,-3.50,Social,,,7\n",
  /* customer, date, order, status, channel, ended, category, rating */
  "1u,d,o,s,c,e,k,r\na@x.org,2026-01-05 10:00:00,T1,open,email,2026-01-06 09:00,bug,\"go\"\"od\"\n"
  "b,2026-01-05T23:30:00Z,,new,,,,\n",
  /* customer, date, amount, product, event, channel */
  "2u,d,a,p,e,c\nu1,2026-01-05T10:00:00Z,,p1,view,app\nu1,2026-01-05T10:00:00Z,,p1,view,app\n"
  "u2,2026-01-05,9.99,p2,buy,web\n",
  /* product, price, name, category, cost, margin */
  "3p,r,n,k,c,m\np1,2.00,Pen,Office,0.50,75%\np2,9.99,Mug,,,0.4\n",
  /* customer, date, amount, order, product, status, ended, interval */
  "4u,d,a,o,p,s,e,i\nu1,2026-01-01,10.00,s1,basic,active,2026-02-01,month\n"
  "u2,2026-01-01,,,team,,,\n",
  /* customer, amount, frequency, recency, T */
  "5u,a,f,r,t\n1,22.35,2,30.428571428571427,38.857142857142854\n2,0,0,0,38.86\n",
  NULL,
};

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static int fd = -1;
  static char *path;
  static guint n_runs;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportPlan) plan = NULL;
  g_autoptr(ClvImportResult) result = NULL;

  if (fd < 0)
    {
      open_workspace ();
      fd = memfd_create ("fuzz-records", 0);
      g_assert_cmpint (fd, >=, 0);
      path = g_strdup_printf ("/proc/self/fd/%d", fd);
    }
  if (size == 0)
    return 0;

  g_assert_cmpint (ftruncate (fd, 0), ==, 0);
  g_assert_true (pwrite (fd, data + 1, size - 1, 0) == (gssize) size - 1);
  plan = new_plan (kinds[data[0] % G_N_ELEMENTS (kinds)]);
  result = clv_workspace_import (workspace, path, plan, NULL, TRUE, NULL, &error);
  g_assert_true ((result == NULL) == (error != NULL));
  if (result == NULL)
    return 0;

  check_result (result);
  if (n_runs++ % IMPORT_EVERY == 0)
    import_and_undo (path, plan);

  return 0;
}
