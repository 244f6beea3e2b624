/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clv-import.h"
#include "workspace-fixture.h"

/* A child that imports is killed at random moments, every second one while two
 * threads read a file and write. What is then in the workspace is all of the import
 * or none of it. */

#define N_KILLS 20
#define N_KILLS_SLOW 1000
#define N_ROWS 1500000
#define N_FILE_ROWS 1000000

static int
import_many (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_autoptr(ClvBatchWriter) writer = NULL;
  g_autoptr(ClvDictionary) customers = clv_dictionary_new ();
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = clv_import_result_new ();
  g_autofree guint32 *customer = g_new0 (guint32, CLV_BLOCK_ROWS);
  g_autofree gint64 *number = g_new0 (gint64, CLV_BLOCK_ROWS);
  ClvImportHead head = { .plan = plan, .path = "many.csv", .currency = "EUR" };
  ClvRowBlock block = { CLV_BLOCK_ROWS, customer, number, number, TRUE };
  ClvImportSink *sink = NULL;
  guint64 done;
  guint32 i;

  g_assert_no_error (error);
  clv_dictionary_add (customers, "C1", 2);
  head.customers = customers;
  writer = clv_batch_writer_new (workspace, FALSE);
  sink = clv_batch_writer_get_sink (writer);
  g_assert_true (sink->begin (sink, &head, &error));
  for (done = 0; done < N_ROWS; done += CLV_BLOCK_ROWS)
    {
      for (i = 0; i < CLV_BLOCK_ROWS; i++)
        number[i] = (gint64) (((done + i) * G_GUINT64_CONSTANT (2654435761)) & 0x7fffffffff);
      g_assert_true (sink->add_block (sink, &block, &error));
    }
  g_assert_true (sink->finish (sink, result, &error));
  return 0;
}

static char *
write_file (Fixture *fixture)
{
  g_autoptr(GString) text = g_string_new ("customer,date,amount\n");
  char *path = g_build_filename (fixture->folder, "many.csv", NULL);
  guint i;

  for (i = 0; i < N_FILE_ROWS; i++)
    g_string_append_printf (text, "C%u,2024-01-%02u,%u.%02u\n", i * 31 % 100003, 1 + i % 28,
                            i * 17 % 991, i % 100);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  return path;
}

static int
import_file (const char *path,
             const char *file)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;

  g_assert_no_error (error);
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  clv_import_set_threads (2);
  result = clv_workspace_import (workspace, file, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  return 0;
}

static void
check_file (Fixture  *fixture,
            gboolean  was_acknowledged,
            guint    *n_kept)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) batches = NULL;
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  gboolean holds = FALSE;
  guint n = 0;
  guint i;

  fixture_reopen (fixture);
  g_assert_true (clv_workspace_verify_file (fixture->workspace, &error));
  g_assert_true (clv_workspace_verify_data (fixture->workspace, NULL, &error));
  g_assert_true (clv_ledger_verify (fixture->workspace, NULL, findings, &holds, &error));
  g_assert_no_error (error);
  g_assert_true (holds);
  batches = clv_workspace_list_batches (fixture->workspace, &error);
  events = clv_ledger_list (fixture->workspace, 0, &error);
  for (i = 0; i < events->len; i++)
    n += g_str_equal (((ClvEvent *) g_ptr_array_index (events, i))->act, "import");
  g_assert_cmpuint (n, ==, batches->len);
  if (was_acknowledged)
    g_assert_cmpuint (n, ==, *n_kept + 1);
  if (n > *n_kept)
    {
      ClvBatch *batch = g_ptr_array_index (batches, batches->len - 1);

      g_assert_true (clv_workspace_undo_batch (fixture->workspace, batch->id, NULL, &error));
    }
  *n_kept = n;
  g_clear_object (&fixture->workspace);
}

static void
test_kill (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (11);
  g_autofree char *file = write_file (fixture);
  guint n_kills = g_test_slow () ? N_KILLS_SLOW : N_KILLS;
  guint n_kept = 0;
  guint round;

  g_clear_object (&fixture->workspace);
  for (round = 0; round < n_kills; round++)
    {
      char *arguments[] = { (char *) data, (char *) "--import", fixture->path,
                            round % 2 == 1 ? file : NULL, NULL };
      GPid pid = 0;
      int status = 0;

      g_assert_true (g_spawn_async (NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                    &pid, NULL));
      g_usleep ((gulong) g_rand_int_range (rand, 1000, 15000 * (gint32) (round % N_KILLS + 1)));
      kill (pid, SIGKILL);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      check_file (fixture, WIFEXITED (status) && WEXITSTATUS (status) == 0, &n_kept);
    }
  g_test_message ("%u of %u imports were through before the kill", n_kept, n_kills);
}

int
main (int   argc,
      char *argv[])
{
  if (argc >= 3 && g_str_equal (argv[1], "--import"))
    return argc == 4 ? import_file (argv[2], argv[3]) : import_many (argv[2]);

  g_test_init (&argc, &argv, NULL);

  g_test_add ("/workspace/kill/import", Fixture, argv[0], fixture_set_up, test_kill,
              fixture_tear_down);

  return g_test_run ();
}
