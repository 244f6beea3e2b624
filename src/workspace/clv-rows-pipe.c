/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-parallel.h"
#include "clv-rows-pipe.h"
#include "clv-segment.h"

/* A block goes down several lanes, one for each function of the visitor. A lane shows
 * one block after the other, on whichever thread is free; so each function sees the
 * rows in the order in which they were read, and nothing it makes of them depends on
 * the number of threads. Who reads helps when there is no room for another block. */

#define N_BLOCKS 4

typedef enum
{
  LANE_ROWS,
  LANE_BESIDE,
  LANE_MARKED,
  N_LANES
} LaneId;

typedef struct
{
  guint32 n_customers;
  guint32 n;
  guint32 *customer;
  ClvDate *day;
  gint64 *amount;
  gint64 *time;         /* NULL, like @order, where nobody asks for marks */
  guint64 *order;
} Block;

typedef struct
{
  gboolean is_open;
  gboolean is_busy;
  guint n_shown;
} Lane;

struct _ClvRowsPipe
{
  const ClvRowsVisitor *visitor;
  gpointer user_data;
  GThread *threads[N_LANES];

  Block blocks[N_BLOCKS];

  GMutex lock;          /* for what follows */
  GCond moved;
  guint n_put;          /* blocks so far */
  Lane lanes[N_LANES];
  gboolean is_ending;
};

static void
show (ClvRowsPipe *self,
      LaneId       lane,
      const Block *block)
{
  const ClvRowsVisitor *visitor = self->visitor;

  switch (lane)
    {
    case LANE_BESIDE:
      visitor->beside (block->n, block->customer, block->day, block->amount, self->user_data);
      break;
    case LANE_MARKED:
      visitor->marked (block->n, block->customer, block->day, block->amount, block->time,
                       block->order, self->user_data);
      break;
    case LANE_ROWS:
    case N_LANES:
    default:
      visitor->rows (block->n_customers, block->n, block->customer, block->day, block->amount,
                     self->user_data);
      break;
    }
}

/* How many blocks are under way. */
static guint
count_waiting (const ClvRowsPipe *self)
{
  guint n = 0;

  for (guint i = 0; i < N_LANES; i++)
    {
      if (self->lanes[i].is_open)
        n = MAX (n, self->n_put - self->lanes[i].n_shown);
    }
  return n;
}

/* Shows one block in the lane that is behind the most; FALSE where there is nothing
 * to do. Called with the lock, which it gives up meanwhile. */
static gboolean
show_one (ClvRowsPipe *self)
{
  Lane *lane = NULL;
  const Block *block = NULL;

  for (guint i = 0; i < N_LANES; i++)
    {
      Lane *other = &self->lanes[i];

      if (other->is_open && !other->is_busy && other->n_shown < self->n_put
          && (lane == NULL || other->n_shown < lane->n_shown))
        lane = other;
    }
  if (lane == NULL)
    return FALSE;

  block = &self->blocks[lane->n_shown % N_BLOCKS];
  lane->is_busy = TRUE;
  g_mutex_unlock (&self->lock);
  show (self, (LaneId) (lane - self->lanes), block);
  g_mutex_lock (&self->lock);
  lane->is_busy = FALSE;
  lane->n_shown++;
  g_cond_broadcast (&self->moved);
  return TRUE;
}

static gpointer
help (gpointer user_data)
{
  ClvRowsPipe *self = user_data;
  double *seconds = g_new (double, 1);

  g_mutex_lock (&self->lock);
  while (!self->is_ending || count_waiting (self) > 0)
    {
      if (!show_one (self))
        g_cond_wait (&self->moved, &self->lock);
    }
  g_mutex_unlock (&self->lock);
  *seconds = clv_cpu_seconds ();
  return seconds;
}

/* Until at most @n blocks are under way. */
static void
wait_for (ClvRowsPipe *self,
          guint        n)
{
  g_mutex_lock (&self->lock);
  while (count_waiting (self) > n)
    {
      if (!show_one (self))
        g_cond_wait (&self->moved, &self->lock);
    }
  g_mutex_unlock (&self->lock);
}

static void
take_marked (guint32        n,
             const guint32 *customer,
             const ClvDate *day,
             const gint64  *amount,
             const gint64  *time,
             const guint64 *order,
             gpointer       user_data)
{
  ClvRowsPipe *self = user_data;
  Block *block = &self->blocks[self->n_put % N_BLOCKS];

  wait_for (self, N_BLOCKS - 1);
  memcpy (block->time, time, n * sizeof *time);
  memcpy (block->order, order, n * sizeof *order);
}

static void
take_rows (guint32        n_customers,
           guint32        n,
           const guint32 *customer,
           const ClvDate *day,
           const gint64  *amount,
           gpointer       user_data)
{
  ClvRowsPipe *self = user_data;
  Block *block = &self->blocks[self->n_put % N_BLOCKS];

  wait_for (self, N_BLOCKS - 1);
  block->n_customers = n_customers;
  block->n = n;
  memcpy (block->customer, customer, n * sizeof *customer);
  memcpy (block->day, day, n * sizeof *day);
  memcpy (block->amount, amount, n * sizeof *amount);

  g_mutex_lock (&self->lock);
  self->n_put++;
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
}

/* The second time round @rows is alone. */
static gboolean
ask_again (gpointer user_data)
{
  ClvRowsPipe *self = user_data;

  wait_for (self, 0);
  g_mutex_lock (&self->lock);
  self->lanes[LANE_BESIDE].is_open = FALSE;
  self->lanes[LANE_MARKED].is_open = FALSE;
  g_mutex_unlock (&self->lock);
  return self->visitor->again != NULL && self->visitor->again (self->user_data);
}

/**
 * clv_rows_pipe_get_visitor:
 * @self: a pipe
 *
 * Returns: what is to be handed, with the pipe as its data, to whoever reads the rows;
 *   it is to be shown marks before the rows that they are of
 */
ClvRowsVisitor
clv_rows_pipe_get_visitor (const ClvRowsPipe *self)
{
  const ClvRowsVisitor visitor = { take_rows, ask_again, self->visitor->is_nameless, NULL,
                                   self->visitor->marked != NULL ? take_marked : NULL };

  return visitor;
}

static void
allocate (ClvRowsPipe *self)
{
  for (guint i = 0; i < N_BLOCKS; i++)
    {
      Block *block = &self->blocks[i];

      block->customer = g_new (guint32, CLV_SEGMENT_ROWS);
      block->day = g_new (ClvDate, CLV_SEGMENT_ROWS);
      block->amount = g_new (gint64, CLV_SEGMENT_ROWS);
      if (self->visitor->marked == NULL)
        continue;
      block->time = g_new (gint64, CLV_SEGMENT_ROWS);
      block->order = g_new (guint64, CLV_SEGMENT_ROWS);
    }
}

/**
 * clv_rows_pipe_new:
 * @visitor: what looks at the rows; it is asked for a second round on the reader's thread,
 *   when it has seen all of the first
 * @user_data: its data
 *
 * Returns: (transfer full): a pipe with a thread for each function of @visitor, as far as
 *   there may be that many besides the reader's
 */
ClvRowsPipe *
clv_rows_pipe_new (const ClvRowsVisitor *visitor,
                   gpointer              user_data)
{
  ClvRowsPipe *self = g_new0 (ClvRowsPipe, 1);
  guint n_lanes = 0;

  self->visitor = visitor;
  self->user_data = user_data;
  self->lanes[LANE_ROWS].is_open = TRUE;
  self->lanes[LANE_BESIDE].is_open = visitor->beside != NULL;
  self->lanes[LANE_MARKED].is_open = visitor->marked != NULL;
  g_mutex_init (&self->lock);
  g_cond_init (&self->moved);
  allocate (self);
  for (guint i = 0; i < N_LANES; i++)
    n_lanes += self->lanes[i].is_open ? 1 : 0;
  /* Without a thread more the reader shows everything. */
  for (guint i = 0; i < MIN (n_lanes, clv_parallel_get_threads () - 1); i++)
    self->threads[i] = g_thread_try_new ("rows", help, self, NULL);
  return self;
}

/**
 * clv_rows_pipe_free:
 * @self: (nullable): a pipe
 *
 * Waits until the visitor has seen everything. The threads' CPU time is added to the
 * caller's.
 */
void
clv_rows_pipe_free (ClvRowsPipe *self)
{
  if (self == NULL)
    return;
  wait_for (self, 0);
  g_mutex_lock (&self->lock);
  self->is_ending = TRUE;
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < N_LANES; i++)
    {
      g_autofree double *seconds = NULL;

      if (self->threads[i] == NULL)
        continue;
      seconds = g_thread_join (self->threads[i]);
      clv_cpu_add (*seconds);
    }
  for (guint i = 0; i < N_BLOCKS; i++)
    {
      g_free (self->blocks[i].customer);
      g_free (self->blocks[i].day);
      g_free (self->blocks[i].amount);
      g_free (self->blocks[i].time);
      g_free (self->blocks[i].order);
    }
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->moved);
  g_free (self);
}
