/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-error.h"
#include "clv-transactions-visit.h"
#include "workspace-fixture.h"

/* What a visitor sees is what the table holds. */

static const Row january[] = {
  { "C7", "A-1", "2024-01-05", 1000 },
  { "C2", "A-2", "2024-01-06", 500 },
  { "C9", "A-3", "2024-01-20", 250 },
  { "C2", "A-4", "2024-01-02", -100 },
};
static const Row corrected[] = {
  { "C5", "A-2", "2024-01-07", 700 },
  { "C8", "A-9", "2024-02-01", 60 },
};

typedef struct
{
  GArray *customer;
  GArray *day;
  GArray *amount;
  guint n_passes;
  guint n_wanted;
  guint32 n_customers;
} Seen;

static void
see_rows (guint32        n_customers,
          guint32        n,
          const guint32 *customer,
          const ClvDate *day,
          const gint64  *amount,
          gpointer       user_data)
{
  Seen *seen = user_data;
  guint32 i;

  for (i = 0; i < n; i++)
    g_assert_cmpuint (customer[i], <, n_customers);
  g_assert_cmpuint (n_customers, >=, seen->n_customers);
  seen->n_customers = n_customers;
  g_array_append_vals (seen->customer, customer, n);
  g_array_append_vals (seen->day, day, n);
  g_array_append_vals (seen->amount, amount, n);
}

static gboolean
see_again (gpointer user_data)
{
  Seen *seen = user_data;

  seen->n_passes++;
  if (seen->n_passes >= seen->n_wanted)
    return FALSE;
  g_array_set_size (seen->customer, 0);
  g_array_set_size (seen->day, 0);
  g_array_set_size (seen->amount, 0);
  return TRUE;
}

static const ClvRowsVisitor visitor = { see_rows, see_again, FALSE };
static const ClvRowsVisitor nameless = { see_rows, see_again, TRUE };

static void
assert_seen (Fixture *fixture,
             guint    n_passes)
{
  g_autoptr(GArray) customer = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GArray) day = g_array_new (FALSE, FALSE, sizeof (ClvDate));
  g_autoptr(GArray) amount = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(ClvTransactions) visited = NULL;
  g_autoptr(ClvTransactions) table = NULL;
  g_autoptr(GError) error = NULL;
  Seen seen = { customer, day, amount, 0, n_passes, 0 };
  gsize n = 0;

  visited = clv_workspace_visit_rows (fixture->workspace, &visitor, &seen, NULL, &error);
  g_assert_no_error (error);
  table = clv_workspace_load_transactions (fixture->workspace, NULL, &error);
  g_assert_no_error (error);
  n = table->n_rows;
  g_assert_cmpuint (visited->n_rows, ==, n);
  g_assert_cmpstr (visited->content_hash, ==, table->content_hash);
  g_assert_cmpint (visited->first_day, ==, table->first_day);
  g_assert_cmpint (visited->last_day, ==, table->last_day);
  g_assert_cmpuint (visited->n_customers, ==, table->n_customers);
  g_assert_cmpstr (clv_dictionary_get (visited->customers, table->n_customers - 1, NULL), ==,
                   clv_dictionary_get (table->customers, table->n_customers - 1, NULL));
  g_assert_cmpmem (customer->data, customer->len * 4, table->customer, n * 4);
  g_assert_cmpmem (day->data, day->len * 4, table->day, n * 4);
  g_assert_cmpmem (amount->data, amount->len * 8, table->amount, n * 8);
}

/* Who asks for no names gets the same codes, however many imports there are. */
static void
test_nameless (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  guint i;

  fixture_import (fixture, january, 4);
  for (i = 0; i < 2; i++)
    {
      g_autoptr(GArray) customer = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_autoptr(GArray) day = g_array_new (FALSE, FALSE, sizeof (ClvDate));
      g_autoptr(GArray) amount = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr(ClvTransactions) visited = NULL;
      g_autoptr(ClvTransactions) table = NULL;
      Seen seen = { customer, day, amount, 0, 2, 0 };

      fixture_reopen (fixture);
      visited = clv_workspace_visit_rows (fixture->workspace, &nameless, &seen, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (i == 1 || visited->customers == NULL);
      table = clv_workspace_load_transactions (fixture->workspace, NULL, &error);
      g_assert_cmpuint (visited->n_rows, ==, table->n_rows);
      g_assert_cmpuint (visited->n_customers, ==, table->n_customers);
      g_assert_cmpmem (customer->data, customer->len * 4, table->customer, table->n_rows * 4);
      g_assert_cmpmem (amount->data, amount->len * 8, table->amount, table->n_rows * 8);
      g_clear_pointer (&table, clv_transactions_unref);
      if (i == 0)
        fixture_import (fixture, corrected, 2);
    }
}

static void
test_same_rows (Fixture       *fixture,
                gconstpointer  data)
{
  g_assert_cmpint (fixture_import (fixture, january, 4), ==, 1);
  assert_seen (fixture, 1);
  /* Rows that a later import replaced are not seen, and the codes follow. */
  fixture_import (fixture, corrected, 2);
  fixture_reopen (fixture);
  assert_seen (fixture, 2);
  /* From the table in memory it is the same. */
  assert_seen (fixture, 2);
  /* Undoing brings the old rows back. */
  g_assert_true (clv_workspace_undo_batch (fixture->workspace, 2, NULL, NULL));
  assert_seen (fixture, 2);
}

static void
test_more_than_a_segment (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree Row *rows = g_new0 (Row, 70000);
  guint i;

  for (i = 0; i < 70000; i++)
    {
      rows[i].customer = i % 3 == 0 ? "C1" : i % 3 == 1 ? "C2" : "C3";
      rows[i].date = i % 2 == 0 ? "2024-01-31" : "2023-05-01";
      rows[i].amount = i % 251;
    }
  fixture_import (fixture, rows, 70000);
  fixture_reopen (fixture);
  assert_seen (fixture, 2);
  assert_seen (fixture, 1);
}

static void
test_damaged (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, 8);
  g_autoptr(GError) error = NULL;
  Seen seen = { none, none, none, 0, 1, 0 };

  fixture_import (fixture, january, 4);
  g_clear_object (&fixture->workspace);
  g_assert_cmpint (fixture_run_raw (fixture, "DROP TRIGGER segment_no_update;"
                                             "UPDATE segment SET bytes = substr (bytes, 1, 35) "
                                             "WHERE field = 3", NULL), ==, SQLITE_OK);
  fixture->workspace = clv_workspace_open (fixture->path, CLV_OPEN_READ_ONLY, NULL);
  if (fixture->workspace == NULL)
    return;     /* refused already */
  g_assert_null (clv_workspace_visit_rows (fixture->workspace, &visitor, &seen, NULL, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, 8);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  ClvProgress progress = { NULL, NULL, cancellable };
  Seen seen = { none, none, none, 0, 1, 0 };

  fixture_import (fixture, january, 4);
  g_cancellable_cancel (cancellable);
  g_assert_null (clv_workspace_visit_rows (fixture->workspace, &visitor, &seen, &progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

typedef struct
{
  GArray *times;
  GArray *orders;
  guint n_rows;
} Marks;

static void
count_rows (guint32        n_customers,
            guint32        n,
            const guint32 *customer,
            const ClvDate *day,
            const gint64  *amount,
            gpointer       user_data)
{
  Marks *marks = user_data;

  marks->n_rows += n;
}

static void
see_marked (guint32        n,
            const guint32 *customer,
            const ClvDate *day,
            const gint64  *amount,
            const gint64  *time,
            const guint64 *order,
            gpointer       user_data)
{
  Marks *marks = user_data;

  g_array_append_vals (marks->times, time, n);
  g_array_append_vals (marks->orders, order, n);
}

/* Marks are those of the rows that are left, and differ where the orders do. */
static void
test_marks (Fixture       *fixture,
            gconstpointer  data)
{
  static const ClvRowsVisitor with_marks = { count_rows, NULL, TRUE, NULL, see_marked };
  static const Row rows[] = {
    { "C1", "A-1", "2024-01-05", 10 }, { "C1", "A-1", "2024-01-05", 10 },
    { "C1", "B", "2024-01-06", 10 }, { "C2", "A-2", "2024-01-06", 10 },
  };
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GArray) orders = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr(ClvTransactions) table = NULL;
  g_autoptr(ClvTransactions) visited = NULL;
  g_autoptr(GError) error = NULL;
  Marks marks = { times, orders, 0 };

  fixture_import (fixture, rows, 4);
  fixture_import (fixture, corrected, 2);
  table = clv_workspace_load_transactions (fixture->workspace, NULL, &error);
  g_assert_no_error (error);
  visited = clv_workspace_visit_rows (fixture->workspace, &with_marks, &marks, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (marks.n_rows, ==, table->n_rows);
  g_assert_cmpuint (orders->len, ==, table->n_rows);
  for (guint i = 0; i < orders->len; i++)
    {
      guint64 mark = g_array_index (orders, guint64, i);

      g_assert_cmpint (g_array_index (times, gint64, i), ==, table->day[i] * (gint64) 86400);
      g_assert_cmpuint (mark, !=, 0);
      for (guint j = 0; j < i; j++)
        g_assert_true ((mark == g_array_index (orders, guint64, j))
                       == (table->day[i] == table->day[j] && table->amount[i] == table->amount[j]
                           && table->customer[i] == table->customer[j]));
    }
}

#define ADD(name, data, function) \
  g_test_add (name, Fixture, data, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/workspace/visit/same-rows", NULL, test_same_rows);
  ADD ("/workspace/visit/nameless", NULL, test_nameless);
  ADD ("/workspace/visit/more-than-a-segment", NULL, test_more_than_a_segment);
  ADD ("/workspace/visit/marks", NULL, test_marks);
  ADD ("/workspace/visit/damaged", NULL, test_damaged);
  ADD ("/workspace/visit/cancel", NULL, test_cancel);

  return g_test_run ();
}
