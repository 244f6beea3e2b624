/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-rows-pipe.h"
#include "clv-segment.h"

#define N_BLOCKS 20

/* What the visitor saw. */
typedef struct
{
  GThread *reader;
  GArray *customers;
  GArray *times;
  guint n_rounds;
  guint n_marks_pending;
  guint32 n_customers;
} Seen;

static void
see_marks (guint32        n,
           const gint64  *time,
           const guint64 *order,
           gpointer       user_data)
{
  Seen *seen = user_data;

  g_assert_true (g_thread_self () != seen->reader);
  for (guint32 i = 0; i < n; i++)
    g_assert_cmpuint (order[i], ==, (guint64) time[i] + 1);
  g_array_append_vals (seen->times, time, n);
  seen->n_marks_pending = n;
}

static void
see_rows (guint32        n_customers,
          guint32        n,
          const guint32 *customer,
          const ClvDate *day,
          const gint64  *amount,
          gpointer       user_data)
{
  Seen *seen = user_data;

  g_assert_true (g_thread_self () != seen->reader);
  if (seen->n_rounds == 0)
    g_assert_cmpuint (seen->n_marks_pending, ==, n);
  for (guint32 i = 0; i < n; i++)
    {
      g_assert_cmpint (day[i], ==, (int) customer[i] * 2);
      g_assert_cmpint (amount[i], ==, (gint64) customer[i] * 3);
    }
  g_array_append_vals (seen->customers, customer, n);
  seen->n_customers = n_customers;
  seen->n_marks_pending = 0;
}

static gboolean
see_again (gpointer user_data)
{
  Seen *seen = user_data;

  /* Everything of the first round was shown before. */
  g_assert_true (g_thread_self () == seen->reader);
  g_assert_cmpuint (seen->customers->len, >, 0);
  return seen->n_rounds++ == 0;
}

static guint
hand_over (const ClvRowsVisitor *visitor,
           gpointer              pipe,
           gboolean              with_marks)
{
  g_autofree guint32 *customer = g_new (guint32, CLV_SEGMENT_ROWS);
  g_autofree ClvDate *day = g_new (ClvDate, CLV_SEGMENT_ROWS);
  g_autofree gint64 *amount = g_new (gint64, CLV_SEGMENT_ROWS);
  g_autofree gint64 *time = g_new (gint64, CLV_SEGMENT_ROWS);
  g_autofree guint64 *order = g_new (guint64, CLV_SEGMENT_ROWS);
  guint32 next = 0;

  for (guint block = 0; block < N_BLOCKS; block++)
    {
      guint32 n = block == 3 ? CLV_SEGMENT_ROWS : block * 7;

      for (guint32 i = 0; i < n; i++, next++)
        {
          customer[i] = next;
          day[i] = (ClvDate) next * 2;
          amount[i] = (gint64) next * 3;
          time[i] = next;
          order[i] = next + 1;
        }
      if (with_marks)
        visitor->marks (n, time, order, pipe);
      visitor->rows (next + 1, n, customer, day, amount, pipe);
    }
  return next;
}

static void
test_order (void)
{
  Seen seen = { g_thread_self (), g_array_new (FALSE, FALSE, sizeof (guint32)),
                g_array_new (FALSE, FALSE, sizeof (gint64)), 0, 0, 0 };
  const ClvRowsVisitor visitor = { see_rows, see_again, TRUE, see_marks };
  ClvRowsPipe *pipe = clv_rows_pipe_new (&visitor, &seen);
  ClvRowsVisitor reader;
  guint n;

  g_assert_nonnull (pipe);
  reader = clv_rows_pipe_get_visitor (pipe);
  g_assert_true (reader.is_nameless);
  n = hand_over (&reader, pipe, TRUE);
  g_assert_true (reader.again (pipe));
  g_assert_cmpuint (seen.customers->len, ==, n);
  hand_over (&reader, pipe, FALSE);
  clv_rows_pipe_free (pipe);

  g_assert_cmpuint (seen.customers->len, ==, 2 * n);
  g_assert_cmpuint (seen.times->len, ==, n);
  g_assert_cmpuint (seen.n_customers, ==, n + 1);
  for (guint i = 0; i < 2 * n; i++)
    g_assert_cmpuint (g_array_index (seen.customers, guint32, i), ==, i % n);
  g_array_unref (seen.customers);
  g_array_unref (seen.times);
}

static void
test_nothing (void)
{
  Seen seen = { g_thread_self (), NULL, NULL, 0, 0, 0 };
  const ClvRowsVisitor visitor = { see_rows, NULL, FALSE, NULL };
  g_autoptr(ClvRowsPipe) pipe = clv_rows_pipe_new (&visitor, &seen);
  ClvRowsVisitor reader = clv_rows_pipe_get_visitor (pipe);

  g_assert_null (reader.marks);
  g_assert_false (reader.again (pipe));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace/rows-pipe/order", test_order);
  g_test_add_func ("/workspace/rows-pipe/nothing", test_nothing);

  return g_test_run ();
}
