/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clv-detection.h"
#include "clv-import.h"
#include "clv-key-report.h"
#include "clv-rates-file.h"
#include "fuzz.h"

/* Any bytes as a table of any kind, in any encoding, by any rules and with one thread
 * or two: detection ends, the import that it proposes ends, and every row is kept or
 * rejected with its line, a reason and the column that it is about. */

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

/* What was paid back of an order, by its own column, is a row of its own. */
static void
check_n_rows (const ClvImportResult *result,
              const ClvImportPlan   *plan,
              const CheckSink       *sink)
{
  g_assert_cmpuint (result->rows_kept, <=, sink->n_rows);
  if (clv_import_plan_lacks (plan, CLV_FIELD_REFUNDED))
    g_assert_cmpuint (result->rows_kept, ==, sink->n_rows);
  else
    g_assert_cmpuint (sink->n_rows - result->rows_kept, <=, result->rows_kept);
}

static void
check_result (const ClvImportResult *result,
              const ClvImportPlan   *plan,
              const CheckSink       *sink,
              guint64                n_lines_max)
{
  guint64 n_rejected = 0;

  check_n_rows (result, plan, sink);
  g_assert_cmpuint (result->rows_read, ==, result->rows_kept + result->rows_rejected);
  for (guint i = 0; i < result->rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (result->rejects, i);

      g_assert_true (reject->reason != NULL && reject->repair != NULL);
      g_assert_true (g_utf8_validate (reject->reason, -1, NULL));
      /* What is wrong with a cell is wrong with one of a column. */
      if (g_str_equal (reject->group, "date") || g_str_equal (reject->group, "number"))
        g_assert_nonnull (reject->column);
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

static guint32
hash_bytes (const guint8 *data,
            gsize         size)
{
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < size; i++)
    hash = (hash ^ data[i]) * 16777619u;

  return hash ^ hash >> 15;
}

/* Takes the lowest bits of @bits: whether something with odds of 1 in 2^@n is so. */
static gboolean
take_chance (guint32 *bits,
             guint    n)
{
  gboolean is_so = (*bits & ((1u << n) - 1)) == 0;

  *bits >>= n;

  return is_so;
}

/* What somebody may have fixed before the file was looked at. */
static ClvImportPlan *
choose_fixed (guint32 *bits,
              guint   *topics)
{
  static const char * const encodings[] = {
    "windows-1252", "ISO-8859-15", "Shift_JIS", "UTF-16LE", "UTF-16BE", "UTF-8", "EUC-KR",
  };
  ClvImportPlan *plan = clv_import_plan_new ();

  *topics = 0;
  if (take_chance (bits, 2))
    {
      g_free (plan->encoding);
      plan->encoding = g_strdup (encodings[*bits % G_N_ELEMENTS (encodings)]);
      *topics |= 1u << CLV_TOPIC_ENCODING;
    }
  if (take_chance (bits, 1))
    {
      plan->kind = (ClvImportKind) (*bits % CLV_N_IMPORT_KINDS);
      *topics |= 1u << CLV_TOPIC_KIND;
    }

  return plan;
}

static void
choose_rules (ClvImportPlan *plan,
              guint32       *bits)
{
  if (take_chance (bits, 2))
    plan->repair_mojibake = TRUE;
  if (take_chance (bits, 1))
    plan->refunds = CLV_REFUNDS_IGNORE;
  if (take_chance (bits, 1))
    plan->zeros = CLV_ZERO_KEEP;
  if (take_chance (bits, 2))
    plan->lines = CLV_LINES_ONCE;
  if (take_chance (bits, 2))
    plan->key = CLV_KEY_PLAIN_EMAIL;
  if (take_chance (bits, 3))
    plan->date_order = (ClvDateOrder) (*bits % CLV_N_DATE_ORDERS);
  if (take_chance (bits, 3))
    plan->decimal = plan->decimal == ',' ? '.' : ',';
}

/* Further readers of the same bytes. */
static void
read_otherwise (const char          *path,
                const ClvImportPlan *plan)
{
  const char *columns[] = { plan->columns[CLV_FIELD_CUSTOMER], NULL };
  g_autoptr(GPtrArray) rates = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) rates_error = NULL;
  g_autoptr(GError) error = NULL;
  gboolean is_read = clv_rates_file_read (path, rates, &rates_error);

  g_assert_true (is_read == (rates_error == NULL));
  if (columns[0] != NULL)
    {
      ClvKeyReport *report = clv_key_report_new (path, plan, columns, NULL, &error);

      g_assert_true ((report == NULL) == (error != NULL));
      clv_key_report_free (report);
    }
}

static void
try_file (const char *path,
          guint32     bits,
          gsize       size)
{
  guint topics = 0;
  g_autoptr(ClvImportPlan) fixed = choose_fixed (&bits, &topics);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = clv_detection_new (path, fixed, topics, NULL, &error);
  g_autoptr(ClvImportResult) result = NULL;
  g_autofree char *text = NULL;
  g_autoptr(ClvImportPlan) plan = NULL;
  CheckSink sink = { { check_begin, check_add_block, check_finish, check_abort, TRUE,
                       .add_records = check_add_records }, NULL, 0 };

  g_assert_true ((detection == NULL) == (error != NULL));
  if (detection == NULL)
    return;

  fill_questions (detection);
  choose_rules (detection->plan, &bits);
  text = clv_import_plan_to_text (detection->plan);
  plan = clv_import_plan_from_text (text, &error);
  g_assert_no_error (error);
  clv_import_set_threads (take_chance (&bits, 3) ? 2 : 1);
  result = clv_import_run (path, plan, "Europe/Berlin", "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_true ((result == NULL) == (error != NULL));
  if (result != NULL)
    check_result (result, plan, &sink, size + 1);
  if (take_chance (&bits, 2))
    read_otherwise (path, plan);
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
  "Name,Email,Financial Status,Subtotal,Shipping,Taxes,Total,Refunded Amount,Created at,Lineitem "
  "quantity,Lineitem name,Lineitem price\n#1,a@x.org,paid,10.00,4.00,2.66,14.00,0.00,2024-05-01 "
  "10:00:00 +0200,1,Tea,5.00\n#1,,,,,,,,,1,Cup,5.00\n",
  "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n536365,"
  "85123A,T,6,12/1/2010 8:26,2.55,17850,UK\nC536379,D,Discount,-1,12/1/2010 9:41,27.50,14527,UK\n",
  "date,channel,spend,clicks\n2024-01-01,search,100.50,7\n2024-01-02,mail,1.00,0\n",
  "Kunde;Datum;Betrag\n\"M\xc3\x83\xc2\xbcller\";\"23.01.2024\";\"\xe2\x82\xac 5,00\"\n"
  "\"B\";\"01.02.2024\";\"1.234,56\"\n",
  "currency,from,rate\nUSD,2024-01-01,0.92\nGBP,,1.17\n",
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
  try_file (path, hash_bytes (data, size), size);

  return 0;
}
