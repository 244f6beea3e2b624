/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "clv-import.h"
#include "clv-record-cell.h"

/* Records: how their cells are read, and which rows are left out. */

typedef struct
{
  ClvImportSink parent;
  const ClvImportHead *head;
  GString *text;             /* a line a record, its columns with commas between */
  guint n_aborted;
} Sink;

static gboolean
begin_cb (ClvImportSink        *sink,
          const ClvImportHead  *head,
          GError              **error)
{
  ((Sink *) sink)->head = head;

  return TRUE;
}

static gboolean
add_records_cb (ClvImportSink         *sink,
                const ClvRecordBlock  *block,
                GError               **error)
{
  Sink *self = (Sink *) sink;
  const ClvRecordLayout *layout = self->head->records;

  for (guint32 row = 0; row < block->n_rows; row++)
    {
      for (guint i = 0; i < layout->n_columns; i++)
        {
          const ClvRecordColumn *column = &layout->columns[i];

          if (i > 0)
            g_string_append_c (self->text, ',');
          if (column->texts != NULL && block->codes[i][row] != CLV_DICTIONARY_NONE)
            g_string_append (self->text, clv_dictionary_get (column->texts, block->codes[i][row],
                                                             NULL));
          else if (column->texts == NULL && block->values[i][row] != CLV_RECORD_NONE)
            {
              if (column->type == CLV_RECORD_NUMBER || column->type == CLV_RECORD_SHARE)
                g_string_append_printf (self->text, "%g",
                                        clv_record_to_number (block->values[i][row]));
              else
                g_string_append_printf (self->text, "%" G_GINT64_FORMAT, block->values[i][row]);
            }
        }
      g_string_append_c (self->text, '\n');
    }

  return TRUE;
}

static gboolean
finish_cb (ClvImportSink    *sink,
           ClvImportResult  *result,
           GError          **error)
{
  return TRUE;
}

static void
abort_cb (ClvImportSink *sink)
{
  ((Sink *) sink)->n_aborted++;
}

static gboolean
has_order_cb (ClvImportSink *sink,
              const char    *order,
              gsize          length)
{
  return length == 4 && memcmp (order, "1001", 4) == 0;
}

typedef struct
{
  const char *name;
  ClvImportKind kind;
  const char *map;       /* field=column field=column … */
  const char *rule;      /* (nullable) key=value */
  const char *file;
  const char *records;   /* columns in the order of fields */
  const char *rejects;   /* id:line of the first … */
} Case;

static const Case cases[] = {
  { "spend", CLV_IMPORT_KIND_SPEND, "date=d amount=a channel=c impressions=i", NULL,
    "d,a,c,i\n2026-01-01,1.50,Search,10\n2026-01-01,-2,Search,\n,3,Search,1\n2026-01-02,4,,1\n"
    "2026-01-02,x,TV,1\n2026-01-02,4,TV,-1\n2026-01-02,4,TV,1.5\n2026-01-03,5,TV,2.0\n"
    "2026-01-03,5,TV,3\n2026-01-03,5,TV,4\n2026-01-03,5,TV,5\n",
    "1767225600,150,Search,10\n1767225600,-200,Search,\n1767398400,500,TV,2\n"
    "1767398400,500,TV,3\n1767398400,500,TV,4\n1767398400,500,TV,5\n",
    "not-whole:7 empty:5 empty:4 not-a-number:6" },
  { "clock-and-zone", CLV_IMPORT_KIND_EVENTS, "customer=u date=d time=t zone=z event=e", NULL,
    "u,d,t,z,e\nA,2026-01-01,10:00,Europe/Berlin,x\nA,2026-01-01,10:00,,x\n"
    "A,2026-01-01,,UTC,x\n",
    "A,1767258000,x\nA,1767258000,x\nA,1767222000,x\n", "" },
  { "summary", CLV_IMPORT_KIND_SUMMARY, "customer=c frequency=f recency=r T=t amount=m", NULL,
    "c,f,r,t,m\n1,2,3.5,9,10.25\n2,0,0,9,\n3,0,1,9,\n4,2,0,9,1\n5,2,10,9,1\n1,2,3,9,1\n"
    "6,3,1,9,1\n7,3,1,9,1\n8,3,1,9,1\n",
    "1,10.25,2,3.5,9\n2,,0,0,9\n6,1,3,1,9\n7,1,3,1,9\n8,1,3,1,9\n", "summary:4 twice:7" },
  { "products", CLV_IMPORT_KIND_PRODUCTS, "product=p price=r margin=m", NULL,
    "p,r,m\n17.0,\"1,299.00\",40%\nb,,0.4\nc,1,30\nb,2,0\nTotal,,\n",
    "17,129900,0.4\nb,,0.4\nc,100,0.3\n", "note:6 twice:5" },
  { "refunds", CLV_IMPORT_KIND_REFUNDS, "reference=o date=d amount=a", NULL,
    "o,d,a\n1001,2026-01-01,5\n1001,2026-01-01,-5\n1002,2026-01-01,5\n",
    "1767225600,-500,1001\n1767225600,-500,1001\n", "unknown-order:4" },
  { "subscriptions", CLV_IMPORT_KIND_SUBSCRIPTIONS, "customer=c date=b ended=e status=s",
    "excluded-statuses=trial",
    "c,b,e,s\nA@x,2026-01-02,2026-01-01,on\nB,2026-01-02,2026-01-02,on\nC,2099-01-01,,on\n"
    "D,2026-01-01,,Trial\n",
    "B,1767312000,on,1767312000\nC,4070908800,on,\n", "status:5 ends-first:2" },
  { "future", CLV_IMPORT_KIND_TICKETS, "customer=c date=d", "guests=nobody",
    "c,d\nA,2099-01-01\nB,2026-01-01\nNobody,2026-01-01\n", "B,1767225600\n",
    "future:2 guest:4" },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "perennial-record-XXXXXX", NULL);
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GString) rejects = g_string_new (NULL);
  g_auto(GStrv) map = g_strsplit (test->map, " ", -1);
  Sink sink = { { begin_cb, NULL, finish_cb, abort_cb, .add_records = add_records_cb,
                  .has_order = has_order_cb }, NULL, g_string_new (NULL), 0 };
  int fd = g_mkstemp (path);

  g_assert_true (g_close (fd, NULL) && g_file_set_contents (path, test->file, -1, NULL));
  plan->kind = test->kind;
  if (test->rule != NULL)
    {
      g_auto(GStrv) rule = g_strsplit (test->rule, "=", 2);

      g_assert_true (clv_import_plan_set_rule (&plan, rule[0], rule[1], &error));
    }
  for (guint i = 0; map[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (map[i], "=", 2);
      ClvField field = CLV_FIELD_CUSTOMER;

      g_assert_true (clv_import_field_from_id (pair[0], &field));
      clv_import_plan_set_column (plan, field, pair[1]);
    }
  result = clv_import_run (path, plan, "Europe/Berlin", "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sink.text->str, ==, test->records);
  g_assert_cmpuint (result->rows_read, ==, result->records + result->rows_rejected);
  for (guint i = 0; i < result->rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (result->rejects, i);

      g_string_append_printf (rejects, "%s%s:%d", i > 0 ? " " : "", reject->id,
                              (int) reject->lines[0]);
    }
  g_assert_cmpstr (rejects->str, ==, test->rejects);
  g_string_free (sink.text, TRUE);
  g_unlink (path);
}

/* Most rows do not hold what was chosen: the file is refused and nothing kept. */
static void
test_wrong_column (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "perennial-record-XXXXXX", NULL);
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  Sink sink = { { begin_cb, NULL, finish_cb, abort_cb, .add_records = add_records_cb }, NULL,
                g_string_new (NULL), 0 };

  g_assert_true (g_close (g_mkstemp (path), NULL));
  g_assert_true (g_file_set_contents (path, "c,d\nA,x\nB,y\nC,2026-01-01\n", -1, NULL));
  plan->kind = CLV_IMPORT_KIND_TICKETS;
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "c");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "d");
  g_assert_null (clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error));
  g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_MAPPING);
  g_assert_cmpuint (sink.n_aborted, ==, 1);
  g_string_free (sink.text, TRUE);
  g_unlink (path);
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    char decimal;
    gboolean is_share;
    ClvCellState state;
    double number;
  } numbers[] = {
    { "30.428571428571427", '.', FALSE, CLV_CELL_OK, 30.428571428571427 },
    { " 30,5 ", ',', FALSE, CLV_CELL_OK, 30.5 }, { "1e-05", '.', FALSE, CLV_CELL_OK, 1e-5 },
    { "30,5", '.', FALSE, CLV_CELL_OTHER_MARK, 0 }, { "", '.', FALSE, CLV_CELL_EMPTY, 0 },
    { "nan", '.', FALSE, CLV_CELL_EMPTY, 0 }, { "inf", '.', FALSE, CLV_CELL_INVALID, 0 },
    { "0x10", '.', FALSE, CLV_CELL_INVALID, 0 }, { "1e999", '.', FALSE, CLV_CELL_RANGE, 0 },
    { "5 %", '.', TRUE, CLV_CELL_OK, 0.05 }, { "5%", '.', FALSE, CLV_CELL_INVALID, 0 },
    { "40", '.', TRUE, CLV_CELL_OK, 0.4 }, { "1", '.', TRUE, CLV_CELL_OK, 1.0 },
    { "%", '.', TRUE, CLV_CELL_INVALID, 0 }, { "1.2.3", '.', FALSE, CLV_CELL_INVALID, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      ClvCell cell = { numbers[i].text, (guint32) strlen (numbers[i].text) };
      double number = 0.0;

      g_test_message ("“%s”", numbers[i].text);
      g_assert_cmpint (clv_record_parse_number (cell, numbers[i].decimal, numbers[i].is_share,
                                                &number), ==, numbers[i].state);
      if (numbers[i].state == CLV_CELL_OK)
        g_assert_cmpfloat (number, ==, numbers[i].number);
    }
}

/* What the fast way reads, the exact one reads just so. */
static void
test_times (void)
{
  static const char * const times[] = {
    "2026-01-05", "2026-01-05T10:11:12", "2026-01-05 10:11:12", "2026-01-05T10:11:12Z",
    "2026-01-05 23:59:59", "2026-01-05T24:00:00", "2026-01-05T10:60:00", "2026-02-30T10:00:00",
    "2026-01-05T10:11:1x", "2026-01-05T10:11:12+", "2026-01-05x10:11:12",
  };

  clv_cell_date_init ();
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      /* The words that are loaded end with the cell. */
      g_autofree char *padded = g_strconcat ("        ", times[i], "        ", NULL);
      ClvCell cell = { padded + 8, (guint32) strlen (times[i]) };
      ClvCellTime fast = { 0 };
      ClvCellTime exact = { 0 };

      g_test_message ("%s", times[i]);
      if (!clv_record_fast_time (cell, &fast))
        continue;
      g_assert_cmpint (clv_cell_date_parse (cell, CLV_DATE_ORDER_YMD, &exact), ==, CLV_CELL_OK);
      g_assert_cmpint (fast.days, ==, exact.days);
      g_assert_cmpint (fast.seconds, ==, exact.seconds);
      g_assert_cmpint (fast.has_clock, ==, exact.has_clock);
      g_assert_cmpint (fast.has_offset, ==, exact.has_offset);
      g_assert_cmpint (fast.offset, ==, exact.offset);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/import/record/%s", cases[i].name);

      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/import/record/wrong-column", test_wrong_column);
  g_test_add_func ("/import/record/numbers", test_numbers);
  g_test_add_func ("/import/record/times", test_times);

  return g_test_run ();
}
