/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "import-fixture.h"

/* Files of several windows and blocks with one thread and with two. */

#define N_ROWS 150000

/* Keeps a digest of what came, and who called. */
typedef struct
{
  ClvImportSink parent;
  GChecksum *checksum;
  GThread *caller;
  guint n_blocks;
  guint n_finished;
  guint n_aborted;
  guint fails_at;             /* the block it refuses, counted from 1 */
  GCancellable *cancellable;  /* (nullable): cancelled when that block comes, instead */
} DigestSink;

static void
note_caller (DigestSink *self)
{
  if (self->caller == NULL)
    self->caller = g_thread_self ();
  g_assert_true (self->caller == g_thread_self ());
}

static gboolean
digest_begin (ClvImportSink        *sink,
              const ClvImportHead  *head,
              GError              **error)
{
  note_caller ((DigestSink *) sink);

  return TRUE;
}

static void
digest_column (DigestSink    *self,
               gconstpointer  values,
               gsize          size)
{
  if (values != NULL)
    g_checksum_update (self->checksum, values, (gssize) size);
}

static gboolean
digest_add_block (ClvImportSink      *sink,
                  const ClvRowBlock  *block,
                  GError            **error)
{
  DigestSink *self = (DigestSink *) sink;
  g_autoptr(GString) text = g_string_new (NULL);

  note_caller (self);
  if (++self->n_blocks == self->fails_at)
    {
      if (self->cancellable != NULL)
        {
          g_cancellable_cancel (self->cancellable);
          return TRUE;
        }
      g_set_error_literal (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN, "the sink refuses");
      return FALSE;
    }

  digest_column (self, block->customer, block->n_rows * sizeof *block->customer);
  digest_column (self, block->time, block->n_rows * sizeof *block->time);
  digest_column (self, block->amount, block->n_rows * sizeof *block->amount);
  digest_column (self, block->product, block->n_rows * sizeof *block->product);
  for (guint32 i = 0; clv_row_block_has_orders (block) && i < block->n_rows; i++)
    {
      clv_row_block_append_order (block, i, text);
      g_string_append_c (text, '\n');
    }
  digest_column (self, text->str, text->len);

  return TRUE;
}

static gboolean
digest_finish (ClvImportSink    *sink,
               ClvImportResult  *result,
               GError          **error)
{
  note_caller ((DigestSink *) sink);
  ((DigestSink *) sink)->n_finished++;

  return TRUE;
}

static void
digest_abort (ClvImportSink *sink)
{
  note_caller ((DigestSink *) sink);
  ((DigestSink *) sink)->n_aborted++;
}

static void
digest_sink_init (DigestSink *self,
                  gboolean    any_thread)
{
  memset (self, 0, sizeof *self);
  self->parent = (ClvImportSink) { digest_begin, digest_add_block, digest_finish, digest_abort,
                                   any_thread };
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
}

/* Rows of all ways: common ones, quoted ones, some over several lines, some that are
 * rejected, order ids that are numbers for a while. */
static char *
write_file (const char *name,
            guint       n_rows,
            const char *tail)
{
  g_autoptr(GString) text = g_string_new ("order,customer,date,amount,product\n");

  for (guint i = 0; i < n_rows; i++)
    {
      if (i % 40000 == 777)
        g_string_append_printf (text, "\"A%07u\n\",C%u,2024-03-05,1.50,\"a \"\"b\"\"\"\r\n", i, i);
      else if (i % 30000 == 999)
        g_string_append_printf (text, "A%07u,C%u,2024-13-05,1.50,x\n", i, i);
      else if (i % 7 == 0)
        g_string_append_printf (text, "A%07u,\"C\xc3\xbc%u\",2024-02-%02u,\"%u.%02u\",p%u\n", i,
                                i % 5000, 1 + i % 28, i % 90, i % 100, i % 11);
      else
        g_string_append_printf (text, "%s%07u,C%u,2024-01-%02u,%u.%02u,p%u\n",
                                i > 100000 ? "R" : "A", i, i % 9000, 1 + i % 28, i % 90, i % 100,
                                i % 13);
    }
  if (tail != NULL)
    g_string_append (text, tail);

  return fixture_write (name, text->str, (gssize) text->len);
}

static ClvImportPlan *
make_plan (void)
{
  ClvImportPlan *plan = fixture_plan ("customer", "date", "amount");

  clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "order");
  clv_import_plan_set_column (plan, CLV_FIELD_PRODUCT, "product");

  return plan;
}

static char *
dup_result (const ClvImportResult *result)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%u rows, %u kept, %u rejected, %u orders, %u customers, net %d\n",
                          (guint) result->rows_read, (guint) result->rows_kept,
                          (guint) result->rows_rejected, (guint) result->orders,
                          (guint) result->customers, (int) result->net_amount);
  for (guint i = 0; i < result->rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (result->rejects, i);

      g_string_append_printf (text, "%s: %u, lines %u %u %u, %s\n", reject->reason,
                              (guint) reject->n_rows, (guint) reject->lines[0],
                              (guint) reject->lines[1], (guint) reject->lines[2],
                              reject->examples[0]);
    }

  return g_string_free (text, FALSE);
}

/* What one run gives in words, all of it. */
static char *
run_to_text (const char        *path,
             const char        *rejects,
             guint              n_threads,
             DigestSink        *sink,
             const ClvProgress *progress)
{
  g_autoptr(ClvImportPlan) plan = make_plan ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *numbers = NULL;
  g_autofree char *left_out = NULL;

  clv_import_set_threads (n_threads);
  result = clv_import_run (path, plan, NULL, "EUR", rejects, &sink->parent, progress, &error);
  clv_import_set_threads (0);
  g_assert_true ((result == NULL) == (error != NULL));
  g_assert_cmpuint (sink->n_finished + sink->n_aborted, ==, 1);
  g_assert_cmpuint (sink->n_finished, ==, result != NULL ? 1 : 0);
  if (result == NULL)
    return g_strdup_printf ("%s %d %s", g_quark_to_string (error->domain), error->code,
                            error->message);

  numbers = dup_result (result);
  if (rejects != NULL)
    g_assert_true (g_file_get_contents (rejects, &left_out, NULL, NULL));

  return g_strdup_printf ("%s%s%s", numbers, g_checksum_get_string (sink->checksum), left_out);
}

static void
test_same (void)
{
  g_autofree char *path = write_file ("same.csv", N_ROWS, NULL);
  g_autofree char *rejects = g_strconcat (path, ".rejects", NULL);
  g_autofree char *expected = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *found = NULL;
      DigestSink sink;

      digest_sink_init (&sink, i > 1);
      found = run_to_text (path, rejects, i == 0 ? 1 : 2, &sink, NULL);
      g_assert_cmpuint (sink.n_blocks, ==, 3);
      g_assert_true ((sink.caller == g_thread_self ()) == (i < 2));
      if (i == 0)
        expected = g_steal_pointer (&found);
      else
        g_assert_cmpstr (found, ==, expected);
      g_checksum_free (sink.checksum);
    }
  g_assert_nonnull (strstr (expected, "150000 rows"));
  g_assert_nonnull (strstr (expected, "lines 1002 31002 61003,"));
}

/* The sink refuses a block, the file ends in a row that is none, or both: the first
 * of them in the order of the file is told. */
static void
test_errors (void)
{
  static const struct
  {
    guint fails_at;
    gboolean has_tail;
    const char *says;
  } rows[] = {
    { 1, FALSE, "the sink refuses" },
    { 2, FALSE, "the sink refuses" },
    { 3, FALSE, "the sink refuses" },
    { 0, TRUE, "longer than 16 MiB" },
    { 2, TRUE, "the sink refuses" },
  };
  g_autofree char *tail = g_strnfill (17 * 1024 * 1024, 'x');
  g_autofree char *plain = write_file ("errors.csv", N_ROWS, NULL);
  g_autofree char *cut = write_file ("long.csv", N_ROWS, tail);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *path = rows[i].has_tail ? cut : plain;
      g_autofree char *expected = NULL;

      for (guint n_threads = 1; n_threads <= 2; n_threads++)
        {
          g_autofree char *found = NULL;
          DigestSink sink;

          digest_sink_init (&sink, TRUE);
          sink.fails_at = rows[i].fails_at;
          found = run_to_text (path, NULL, n_threads, &sink, NULL);
          g_assert_cmpuint (sink.n_aborted, ==, 1);
          g_assert_nonnull (strstr (found, rows[i].says));
          if (rows[i].fails_at > 0)
            g_assert_cmpuint (sink.n_blocks, ==, rows[i].fails_at);
          if (n_threads == 1)
            expected = g_steal_pointer (&found);
          else
            g_assert_cmpstr (found, ==, expected);
          g_checksum_free (sink.checksum);
        }
    }
}

static void
cancel_cb (double      fraction,
           const char *message,
           gpointer    user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancel (void)
{
  g_autofree char *path = write_file ("cancel.csv", N_ROWS, NULL);

  for (guint n_threads = 1; n_threads <= 2; n_threads++)
    for (guint fails_at = 0; fails_at < 3; fails_at++)
      {
        g_autoptr(GCancellable) cancellable = g_cancellable_new ();
        ClvProgress progress = { fails_at == 0 ? cancel_cb : NULL, cancellable, cancellable };
        g_autofree char *found = NULL;
        DigestSink sink;

        digest_sink_init (&sink, TRUE);
        sink.fails_at = fails_at;
        sink.cancellable = cancellable;
        found = run_to_text (path, NULL, n_threads, &sink, &progress);
        g_assert_true (g_str_has_prefix (found, "g-io-error-quark 19 "));
        g_assert_cmpuint (sink.n_aborted, ==, 1);
        g_checksum_free (sink.checksum);
      }
}

typedef struct
{
  double fraction;
  guint n;
  GThread *caller;
} Reports;

static void
report_cb (double      fraction,
           const char *message,
           gpointer    user_data)
{
  Reports *reports = user_data;

  g_assert_true (reports->caller == g_thread_self ());
  g_assert_cmpfloat (fraction, >=, reports->fraction);
  g_assert_cmpfloat (fraction, <=, 1.0);
  reports->fraction = fraction;
  reports->n++;
}

/* Progress never goes back and comes from the thread that asked for the import. */
static void
test_progress (void)
{
  g_autofree char *path = write_file ("progress.csv", N_ROWS, NULL);

  for (guint n_threads = 1; n_threads <= 2; n_threads++)
    {
      Reports reports = { 0.0, 0, g_thread_self () };
      ClvProgress progress = { report_cb, &reports, NULL };
      g_autofree char *found = NULL;
      DigestSink sink;

      digest_sink_init (&sink, TRUE);
      found = run_to_text (path, NULL, n_threads, &sink, &progress);
      g_assert_cmpuint (reports.n, >, 0);
      g_checksum_free (sink.checksum);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/pump/gives-the-same", test_same);
  g_test_add_func ("/import/pump/tells-the-first-error", test_errors);
  g_test_add_func ("/import/pump/can-be-cancelled", test_cancel);
  g_test_add_func ("/import/pump/reports-in-order", test_progress);

  return g_test_run ();
}
