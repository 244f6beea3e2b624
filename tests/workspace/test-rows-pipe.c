/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-parallel.h"
#include "clv-rows-pipe.h"
#include "clv-segment.h"

#define N_BLOCKS 20

/* What the functions of the visitor saw, each on its own. */
typedef struct
{
  GThread *reader;
  GArray *customers;
  GArray *beside;
  GArray *times;
  guint n_rounds;
  guint32 n_customers;
} Seen;

static void
see_marked (guint32        n,
            const guint32 *customer,
            const ClvDate *day,
            const gint64  *amount,
            const gint64  *time,
            const guint64 *order,
            gpointer       user_data)
{
  Seen *seen = user_data;

  for (guint32 i = 0; i < n; i++)
    {
      g_assert_cmpint (time[i], ==, customer[i]);
      g_assert_cmpuint (order[i], ==, (guint64) time[i] + 1);
    }
  g_array_append_vals (seen->times, time, n);
}

static void
see_beside (guint32        n,
            const guint32 *customer,
            const ClvDate *day,
            const gint64  *amount,
            gpointer       user_data)
{
  Seen *seen = user_data;

  g_array_append_vals (seen->beside, customer, n);
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

  for (guint32 i = 0; i < n; i++)
    {
      g_assert_cmpint (day[i], ==, (int) customer[i] * 2);
      g_assert_cmpint (amount[i], ==, (gint64) customer[i] * 3);
    }
  g_array_append_vals (seen->customers, customer, n);
  seen->n_customers = n_customers;
}

static gboolean
see_again (gpointer user_data)
{
  Seen *seen = user_data;

  /* Everything of the first round was shown before. */
  g_assert_true (g_thread_self () == seen->reader);
  g_assert_cmpuint (seen->customers->len, >, 0);
  g_assert_cmpuint (seen->beside->len, ==, seen->customers->len);
  g_assert_cmpuint (seen->times->len, ==, seen->customers->len);
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
        visitor->marked (n, customer, day, amount, time, order, pipe);
      visitor->rows (next + 1, n, customer, day, amount, pipe);
    }
  return next;
}

/* Each function sees all rows in their order, whatever the number of threads. */
static void
test_order (void)
{
  static const guint threads[] = { 1, 2, 3, 8 };

  for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
    {
      g_autoptr(GArray) customers = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_autoptr(GArray) beside = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
      Seen seen = { g_thread_self (), customers, beside, times, 0, 0 };
      const ClvRowsVisitor visitor = { see_rows, see_again, TRUE, see_beside, see_marked };
      ClvRowsPipe *pipe = NULL;
      ClvRowsVisitor reader;
      guint n;

      clv_parallel_set_threads (threads[k]);
      pipe = clv_rows_pipe_new (&visitor, &seen);
      reader = clv_rows_pipe_get_visitor (pipe);
      g_assert_true (reader.is_nameless);
      n = hand_over (&reader, pipe, TRUE);
      g_assert_true (reader.again (pipe));
      g_assert_cmpuint (customers->len, ==, n);
      hand_over (&reader, pipe, FALSE);
      clv_rows_pipe_free (pipe);

      g_assert_cmpuint (customers->len, ==, 2 * n);
      g_assert_cmpuint (beside->len, ==, n);
      g_assert_cmpuint (times->len, ==, n);
      g_assert_cmpuint (seen.n_customers, ==, n + 1);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (g_array_index (customers, guint32, i), ==, i);
          g_assert_cmpuint (g_array_index (customers, guint32, n + i), ==, i);
          g_assert_cmpuint (g_array_index (beside, guint32, i), ==, i);
          g_assert_cmpint (g_array_index (times, gint64, i), ==, i);
        }
    }
  clv_parallel_set_threads (0);
}

static void
test_nothing (void)
{
  Seen seen = { g_thread_self (), NULL, NULL, NULL, 0, 0 };
  const ClvRowsVisitor visitor = { see_rows, NULL, FALSE };
  g_autoptr(ClvRowsPipe) pipe = clv_rows_pipe_new (&visitor, &seen);
  ClvRowsVisitor reader = clv_rows_pipe_get_visitor (pipe);

  g_assert_null (reader.marked);
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
