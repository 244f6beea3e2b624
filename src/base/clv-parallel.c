/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <time.h>

#include "clv-parallel.h"

#define CACHE_LINE 64

static int n_threads_wanted;

/* What others computed for this thread. */
static _Thread_local double lent_seconds;

typedef struct
{
  ClvChunkFunc func;
  gpointer user_data;
  int n_chunks;
  int next;
} Work;

/**
 * clv_parallel_set_threads:
 * @n_threads: at most so many for one piece of work; 0 for as many as the machine has
 *
 * For all of the program. Results do not depend on it.
 */
void
clv_parallel_set_threads (guint n_threads)
{
  g_atomic_int_set (&n_threads_wanted, (int) MIN (n_threads, CLV_MOST_THREADS));
}

/**
 * clv_parallel_get_threads:
 *
 * Returns: how many threads one piece of work may have, 1 to 8
 */
guint
clv_parallel_get_threads (void)
{
  static gsize n_processors = 0;
  guint wanted = (guint) g_atomic_int_get (&n_threads_wanted);

  /* The system reads a file to tell. */
  if (g_once_init_enter (&n_processors))
    g_once_init_leave (&n_processors, CLAMP (g_get_num_processors (), 1, CLV_MOST_THREADS));
  return wanted > 0 ? wanted : (guint) n_processors;
}

static void
take_chunks (Work *work)
{
  while (TRUE)
    {
      int chunk = g_atomic_int_add (&work->next, 1);

      if (chunk >= work->n_chunks)
        return;
      work->func ((guint) chunk, work->user_data);
    }
}

/* Returns what it cost; the thread ends with it. */
static gpointer
help (gpointer user_data)
{
  double *seconds = g_new (double, 1);

  take_chunks (user_data);
  *seconds = clv_cpu_seconds ();
  return seconds;
}

/**
 * clv_parallel_run:
 * @n_chunks: how many pieces the work was cut into
 * @func: does one of them
 * @user_data: its data
 *
 * Does all chunks, on several threads where there are several chunks. They come in no
 * order, so that @func writes what belongs to its chunk alone. Who cuts the work by its
 * size and not by the number of threads, and adds up in the order of the chunks, gets
 * the same bits from any number of threads.
 *
 * Returns when all chunks are done. The threads' CPU time is added to the caller's,
 * see clv_cpu_seconds().
 */
void
clv_parallel_run (guint        n_chunks,
                  ClvChunkFunc func,
                  gpointer     user_data)
{
  guint n_helpers = n_chunks > 1 ? MIN (clv_parallel_get_threads (), n_chunks) - 1 : 0;
  GThread *helpers[CLV_MOST_THREADS] = { NULL };
  Work work = { func, user_data, (int) n_chunks, 0 };

  g_return_if_fail (func != NULL && n_chunks < G_MAXINT / 2);

  for (guint i = 0; i < n_helpers; i++)
    helpers[i] = g_thread_try_new ("chunks", help, &work, NULL);
  take_chunks (&work);
  for (guint i = 0; i < n_helpers; i++)
    {
      g_autofree double *seconds = NULL;

      /* Without a thread more there is the caller's own. */
      if (helpers[i] == NULL)
        continue;
      seconds = g_thread_join (helpers[i]);
      clv_cpu_add (*seconds);
    }
}

typedef struct
{
  gsize stride;
  ClvChunkSum func;
  gpointer user_data;
  double *parts;        /* [chunks × stride] */
} Summing;

static void
sum_chunk (guint    chunk,
           gpointer user_data)
{
  const Summing *summing = user_data;

  summing->func (chunk, summing->parts + chunk * summing->stride, summing->user_data);
}

/**
 * clv_parallel_sum:
 * @n_chunks: how many pieces the work was cut into
 * @n_sums: how many numbers each gives
 * @func: gives them
 * @user_data: its data
 * @sums: (out) (array length=n_sums): their sums
 *
 * Adds up in the order of the chunks, so that the bits do not depend on the threads.
 */
void
clv_parallel_sum (guint       n_chunks,
                  guint       n_sums,
                  ClvChunkSum func,
                  gpointer    user_data,
                  double     *sums)
{
  /* Two chunks that wrote to one cache line would wait for each other at every number. */
  gsize stride = n_sums + CACHE_LINE / sizeof (double);
  g_autofree double *parts = g_new0 (double, n_chunks * stride + 1);
  Summing summing = { stride, func, user_data, parts };

  clv_parallel_run (n_chunks, sum_chunk, &summing);
  for (guint k = 0; k < n_sums; k++)
    sums[k] = 0.0;
  for (guint chunk = 0; chunk < n_chunks; chunk++)
    {
      for (guint k = 0; k < n_sums; k++)
        sums[k] += parts[chunk * stride + k];
    }
}

struct _ClvAside
{
  void (*func) (gpointer user_data);
  gpointer user_data;
  GThread *thread;
  double seconds;
};

static gpointer
work_aside (gpointer user_data)
{
  ClvAside *self = user_data;

  self->func (self->user_data);
  self->seconds = clv_cpu_seconds ();
  return NULL;
}

/**
 * clv_parallel_begin:
 * @func: does the work
 * @user_data: its data, which lives until clv_parallel_end()
 *
 * Begins work on a thread of its own; without more threads than one it is done at once.
 *
 * Returns: (transfer full): to be handed to clv_parallel_end()
 */
ClvAside *
clv_parallel_begin (void (  *func ) (gpointer user_data),
                    gpointer user_data)
{
  ClvAside *self = g_new0 (ClvAside, 1);

  self->func = func;
  self->user_data = user_data;
  if (clv_parallel_get_threads () > 1)
    self->thread = g_thread_try_new ("aside", work_aside, self, NULL);
  if (self->thread == NULL)
    func (user_data);
  return self;
}

/**
 * clv_parallel_end:
 * @self: (transfer full): from clv_parallel_begin()
 *
 * Returns when the work is done. Its CPU time is added to the caller's.
 */
void
clv_parallel_end (ClvAside *self)
{
  if (self->thread != NULL)
    {
      g_thread_join (self->thread);
      clv_cpu_add (self->seconds);
    }
  g_free (self);
}

/**
 * clv_cpu_seconds:
 *
 * Returns: the CPU time of this thread so far and of those that worked for it
 */
double
clv_cpu_seconds (void)
{
  struct timespec now = { 0, 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec + lent_seconds;
}

/**
 * clv_cpu_add:
 * @seconds: CPU time of another thread that worked for this one
 */
void
clv_cpu_add (double seconds)
{
  lent_seconds += seconds;
}
