/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clv-detection.h"
#include "clv-import.h"

/* How much processor time reading a file into blocks costs, without a workspace.
 *
 *   bench-import [ROWS [CUSTOMERS [FILE]]]
 *
 * Without FILE a table of ROWS rows is written to a temporary file first. */

typedef struct
{
  ClvImportSink parent;
  guint64 n_rows;
  gint64 sum;
} NullSink;

static gboolean
null_begin (ClvImportSink       *sink,
            const ClvImportHead *head,
            GError             **error)
{
  return TRUE;
}

static gboolean
null_add_block (ClvImportSink     *sink,
                const ClvRowBlock *block,
                GError           **error)
{
  NullSink *self = (NullSink *) sink;

  self->n_rows += block->n_rows;
  self->sum += block->amount[0] + block->customer[block->n_rows - 1];

  return TRUE;
}

static gboolean
null_finish (ClvImportSink   *sink,
             ClvImportResult *result,
             GError         **error)
{
  return TRUE;
}

static void
null_abort (ClvImportSink *sink)
{
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

static char *
write_table (guint64 n_rows,
             guint64 n_customers)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("bench-import-XXXXXX.csv", &path, NULL);
  FILE *stream = fdopen (fd, "w");
  guint64 state = 42;

  fputs ("customer_id,date,amount\n", stream);
  for (guint64 i = 0; i < n_rows; i++)
    {
      guint64 random;

      state = state * G_GUINT64_CONSTANT (6364136223846793005)
              + G_GUINT64_CONSTANT (1442695040888963407);
      random = state >> 33;
      fprintf (stream, "C%07" G_GUINT64_FORMAT ",20%02d-%02d-%02d,%d.%02d\n",
               random % n_customers, (int) (20 + random % 5), (int) (1 + random / 7 % 12),
               (int) (1 + random / 91 % 28), (int) (random / 3 % 900), (int) (random / 11 % 100));
    }
  fclose (stream);

  return path;
}

int
main (int    argc,
      char **argv)
{
  guint64 n_rows = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 10000000;
  guint64 n_customers = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 1000000;
  g_autofree char *path = argc > 3 ? g_strdup (argv[3]) : write_table (n_rows, n_customers);
  g_autoptr(GError) error = NULL;
  double start = cpu_seconds ();
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);
  double detected = cpu_seconds ();
  NullSink sink = { { null_begin, null_add_block, null_finish, null_abort }, 0, 0 };
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(ClvImportResult) joined = NULL;
  g_autoptr(ClvImportPlan) plan = NULL;
  double done;
  double joined_done;
  struct rusage usage;

  if (detection != NULL)
    result = clv_import_run (path, detection->plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  done = cpu_seconds ();
  if (result != NULL)
    clv_import_try (path, NULL, 0, NULL, "EUR", NULL, &sink.parent, NULL, &plan, &joined, &error);
  joined_done = cpu_seconds ();
  if (argc <= 3)
    unlink (path);
  if (result == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  getrusage (RUSAGE_SELF, &usage);
  g_print ("rows %" G_GUINT64_FORMAT ", customers %" G_GUINT64_FORMAT ", rejected %"
           G_GUINT64_FORMAT "\n", result->rows_read, result->customers, result->rows_rejected);
  g_print ("detection %.3f s CPU, import into blocks %.3f s, both in one pass %.3f s%s, "
           "peak %ld KiB\n", detected - start, done - detected, joined_done - done,
           joined != NULL ? "" : " (undecided)", usage.ru_maxrss);

  return 0;
}
