/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-parallel.h"
#include "clv-rows-pipe.h"
#include "clv-segment.h"

#define N_BLOCKS 20

/* What the functions of the visitor saw, each on its own. */
typedef struct
{
  GArray *customers;
  GArray *beside;
  GArray *times;
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

/* Rows that are numbered through. */
typedef struct
{
  guint n_blocks;
  guint32 n;
} Source;

static ClvRowSource damaged_source;

static guint32
get_size (guint number)
{
  return number == 3 ? CLV_SEGMENT_ROWS : number * 7;
}

static gboolean
fetch (ClvRowsBlock *block,
       gpointer      user_data)
{
  Source *source = user_data;

  if (source->n_blocks == N_BLOCKS)
    return FALSE;
  block->n = get_size (source->n_blocks++);
  block->n_stored = source->n;
  source->n += block->n;
  block->n_customers = source->n + 1;
  block->source = &damaged_source;
  return TRUE;
}

static gboolean
decode (const ClvRowsBlock *block,
        ClvRowsColumns     *columns)
{
  for (guint32 i = 0; i < block->n; i++)
    {
      guint32 next = block->n_stored + i;

      columns->customer[i] = next;
      columns->day[i] = (ClvDate) next * 2;
      columns->amount[i] = (gint64) next * 3;
      if (columns->time == NULL)
        continue;
      columns->time[i] = next;
      columns->order[i] = next + 1;
    }
  return TRUE;
}

/* The seventh cannot be decoded. */
static gboolean
decode_some (const ClvRowsBlock *block,
             ClvRowsColumns     *columns)
{
  return block->number != 7 && decode (block, columns);
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
      Seen seen = { customers, beside, times, 0 };
      const ClvRowsVisitor visitor = { see_rows, NULL, TRUE, see_beside, see_marked };
      guint32 n = 0;

      clv_parallel_set_threads (threads[k]);
      for (guint round = 0; round < 2; round++)
        {
          Source source = { 0, 0 };
          const ClvRowsSupply supply = { "UTC", fetch, decode, &source };

          g_assert_null (clv_rows_pipe_run (&visitor, &seen, round == 1, threads[k], &supply));
          n = source.n;
        }
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

/* What is damaged ends it, whoever waits. */
static void
test_damaged (void)
{
  static const guint threads[] = { 1, 2, 8 };

  for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
    {
      g_autoptr(GArray) customers = g_array_new (FALSE, FALSE, sizeof (guint32));
      Source source = { 0, 0 };
      Seen seen = { customers, NULL, NULL, 0 };
      const ClvRowsVisitor visitor = { see_rows, NULL, FALSE };
      const ClvRowsSupply supply = { "UTC", fetch, decode_some, &source };

      clv_parallel_set_threads (threads[k]);
      g_assert_true (clv_rows_pipe_run (&visitor, &seen, FALSE, threads[k], &supply)
                     == &damaged_source);
      g_assert_cmpuint (customers->len, <, source.n);
    }
  clv_parallel_set_threads (0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace/rows-pipe/order", test_order);
  g_test_add_func ("/workspace/rows-pipe/damaged", test_damaged);

  return g_test_run ();
}
