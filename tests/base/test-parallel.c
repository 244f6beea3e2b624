/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-parallel.h"

#define N_CHUNKS 1000

typedef struct
{
  int done[N_CHUNKS];
  GThread *thread[N_CHUNKS];
  int n_waiting;
} Board;

static void
mark (guint    chunk,
      gpointer user_data)
{
  Board *board = user_data;

  g_atomic_int_inc (&board->done[chunk]);
  board->thread[chunk] = g_thread_self ();
}

static void
test_each_once (void)
{
  static const guint threads[] = { 0, 1, 2, 3, 8, 99 };

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      Board board = { { 0 }, { NULL }, 0 };

      clv_parallel_set_threads (threads[i]);
      g_assert_cmpuint (clv_parallel_get_threads (), >=, 1);
      g_assert_cmpuint (clv_parallel_get_threads (), <=, CLV_MOST_THREADS);
      clv_parallel_run (N_CHUNKS, mark, &board);
      for (guint k = 0; k < N_CHUNKS; k++)
        g_assert_cmpint (board.done[k], ==, 1);
    }
  clv_parallel_run (0, mark, NULL);
  clv_parallel_set_threads (0);
}

/* Two chunks that wait for each other: only two threads get past it. */
static void
meet (guint    chunk,
      gpointer user_data)
{
  Board *board = user_data;

  g_atomic_int_inc (&board->n_waiting);
  while (g_atomic_int_get (&board->n_waiting) < 2)
    g_thread_yield ();
  mark (chunk, user_data);
}

static void
test_at_once (void)
{
  Board board = { { 0 }, { NULL }, 0 };

  clv_parallel_set_threads (2);
  clv_parallel_run (2, meet, &board);
  g_assert_true (board.thread[0] != board.thread[1]);

  clv_parallel_set_threads (1);
  clv_parallel_run (N_CHUNKS, mark, &board);
  for (guint k = 0; k < N_CHUNKS; k++)
    g_assert_true (board.thread[k] == g_thread_self ());
  clv_parallel_set_threads (0);
}

static void
work (guint    chunk,
      gpointer user_data)
{
  const double *until = user_data;
  double start = clv_cpu_seconds ();

  while (clv_cpu_seconds () - start < *until)
    continue;
}

/* What helpers compute counts as the caller's. */
static void
test_cpu (void)
{
  double each = 0.01;
  double start = clv_cpu_seconds ();

  clv_parallel_set_threads (4);
  clv_parallel_run (4, work, &each);
  g_assert_cmpfloat (clv_cpu_seconds () - start, >=, 4 * each);
  clv_parallel_set_threads (0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/parallel/each-once", test_each_once);
  g_test_add_func ("/base/parallel/at-once", test_at_once);
  g_test_add_func ("/base/parallel/cpu", test_cpu);

  return g_test_run ();
}
