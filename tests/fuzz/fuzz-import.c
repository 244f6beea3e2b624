/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clv-detection.h"
#include "clv-import.h"
#include "fuzz.h"

/* Any bytes as a table: detection ends, the import that it proposes ends, and
 * every row is kept or rejected with its line and a reason. */

typedef struct
{
  ClvImportSink parent;
  const ClvImportHead *head;
  guint64 n_rows;
} CheckSink;

static gboolean
check_begin (ClvImportSink       *sink,
             const ClvImportHead *head,
             GError             **error)
{
  ((CheckSink *) sink)->head = head;

  return TRUE;
}

static gboolean
check_add_block (ClvImportSink     *sink,
                 const ClvRowBlock *block,
                 GError           **error)
{
  CheckSink *self = (CheckSink *) sink;
  guint32 n_customers = clv_dictionary_get_n (self->head->customers);

  g_assert_true (block->n_rows > 0 && block->n_rows <= CLV_BLOCK_ROWS);
  for (guint32 i = 0; i < block->n_rows; i++)
    {
      g_assert_cmpuint (block->customer[i], <, n_customers);
      if (clv_row_block_has_orders (block))
        {
          g_autoptr(GString) order = g_string_new (NULL);

          clv_row_block_append_order (block, i, order);
          g_assert_true (g_utf8_validate_len (order->str, order->len, NULL));
        }
    }
  self->n_rows += block->n_rows;

  return TRUE;
}

static gboolean
check_add_records (ClvImportSink        *sink,
                   const ClvRecordBlock *block,
                   GError              **error)
{
  CheckSink *self = (CheckSink *) sink;
  const ClvRecordLayout *layout = self->head->records;

  g_assert_true (block->n_rows > 0 && block->n_rows <= CLV_BLOCK_ROWS);
  for (guint i = 0; i < layout->n_columns; i++)
    {
      guint32 n_texts = 0;

      if (layout->columns[i].texts == NULL)
        continue;
      n_texts = clv_dictionary_get_n (layout->columns[i].texts);
      for (guint32 row = 0; row < block->n_rows; row++)
        g_assert_true (block->codes[i][row] < n_texts
                       || block->codes[i][row] == CLV_DICTIONARY_NONE);
    }
  self->n_rows += block->n_rows;

  return TRUE;
}

static gboolean
check_finish (ClvImportSink   *sink,
              ClvImportResult *result,
              GError         **error)
{
  return TRUE;
}

static void
check_abort (ClvImportSink *sink)
{
}

static void
check_result (const ClvImportResult *result,
              const CheckSink       *sink,
              guint64                n_lines_max)
{
  guint64 n_rejected = 0;

  g_assert_cmpuint (result->rows_kept, ==, sink->n_rows);
  g_assert_cmpuint (result->rows_read, ==, result->rows_kept + result->rows_rejected);
  for (guint i = 0; i < result->rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (result->rejects, i);

      g_assert_true (reject->reason != NULL && reject->repair != NULL);
      for (guint k = 0; k < MIN (reject->n_rows, 3); k++)
        {
          g_assert_cmpuint (reject->lines[k], >, 0);
          g_assert_cmpuint (reject->lines[k], <=, n_lines_max);
          g_assert_true (g_utf8_validate (reject->examples[k], -1, NULL));
        }
      n_rejected += reject->n_rows;
    }
  g_assert_cmpuint (n_rejected, ==, result->rows_rejected);
}

static void
fill_questions (ClvDetection *detection)
{
  for (guint i = 0; i < detection->questions->len; i++)
    {
      const ClvQuestion *question = g_ptr_array_index (detection->questions, i);

      g_assert_cmpuint (question->answers->len, >, 0);
      if (question->topic == CLV_TOPIC_MAPPING)
        clv_import_plan_set_column (detection->plan, question->field,
                                    g_ptr_array_index (question->answers, 0));
    }
}

static void
try_file (const char *path,
          gsize       size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_autoptr(ClvImportResult) result = NULL;
  g_autofree char *text = NULL;
  g_autoptr(ClvImportPlan) plan = NULL;
  CheckSink sink = { { check_begin, check_add_block, check_finish, check_abort,
                       .add_records = check_add_records }, NULL, 0 };

  g_assert_true ((detection == NULL) == (error != NULL));
  if (detection == NULL)
    return;

  fill_questions (detection);
  text = clv_import_plan_to_text (detection->plan);
  plan = clv_import_plan_from_text (text, &error);
  g_assert_no_error (error);
  result = clv_import_run (path, plan, "Europe/Berlin", "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_true ((result == NULL) == (error != NULL));
  if (result != NULL)
    check_result (result, &sink, size + 1);
}

const char * const fuzz_seeds[] = {
  "customer_id,date,amount\nC1,2024-03-05,123.45\nC2,2024-03-06,1.00\n",
  "Kunde;Datum;Betrag;Bestellnummer;Status\r\nM\xc3\xbcller;05.03.2024 10:15;1.234,56;1;"
  "bezahlt\r\n",
  "\"id\",\"date\",\"total\",\"sku\"\n\"a \"\"b\"\"\",\"03/04/2025\",\"$1,000.00\",\"x\ny\"\n",
  "\xef\xbb\xbf" "email\tcustomer_email\tdate\tamount\na@x\tb@x\t2017-06-17T08:04:21+00:00\t(45."
                 "00)\n",
  "sep=|\nTitle\n\nuser|created at|value|currency\nq|Mon, 23 Sep 2024 14:21:24 +0000|12-|eur\n",
  "customer_id,city,segment\n1,K\xf6ln,A\n2,Ulm,B\n",
  "id,frequency,recency,T,monetary_value\n1,2,30.43,38.86,22.35\n2,0,0,38.86,0\n",
  "Event,Time,Distinct ID\nview,1767605400,u1\nbuy,1767609000,u2\n",
  "C1,2024-01-01,1.50\rC2,2024-01-02,2.50\r",
  NULL,
};

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static int fd = -1;
  static char *path;

  if (fd < 0)
    {
      fd = memfd_create ("fuzz-import", 0);
      g_assert_cmpint (fd, >=, 0);
      path = g_strdup_printf ("/proc/self/fd/%d", fd);
    }
  g_assert_cmpint (ftruncate (fd, 0), ==, 0);
  g_assert_true (pwrite (fd, data, size, 0) == (gssize) size);
  try_file (path, size);

  return 0;
}
