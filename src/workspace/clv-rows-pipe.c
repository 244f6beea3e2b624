/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-parallel.h"
#include "clv-rows-pipe.h"
#include "clv-segment.h"

/* One is being shown while the next is filled; a third evens them out. */
#define N_BLOCKS 3

typedef struct
{
  guint32 n_customers;
  guint32 n;
  guint32 *customer;
  ClvDate *day;
  gint64 *amount;
  gint64 *time;         /* NULL, like @order, where nobody asks for marks */
  guint64 *order;
  gboolean has_marks;
} Block;

struct _ClvRowsPipe
{
  const ClvRowsVisitor *visitor;
  gpointer user_data;
  GThread *thread;

  Block blocks[N_BLOCKS];
  guint filling;        /* the reader's, outside the lock */

  GMutex lock;          /* for what follows */
  GCond moved;
  guint first;          /* the next to be shown */
  guint n_full;         /* the one that is being shown, too */
  gboolean is_ending;
};

static void
show (ClvRowsPipe *self,
      const Block *block)
{
  if (block->has_marks)
    self->visitor->marks (block->n, block->time, block->order, self->user_data);
  self->visitor->rows (block->n_customers, block->n, block->customer, block->day, block->amount,
                       self->user_data);
}

static gpointer
show_blocks (gpointer user_data)
{
  ClvRowsPipe *self = user_data;
  double *seconds = g_new (double, 1);

  g_mutex_lock (&self->lock);
  while (TRUE)
    {
      while (self->n_full == 0 && !self->is_ending)
        g_cond_wait (&self->moved, &self->lock);
      if (self->n_full == 0)
        break;
      g_mutex_unlock (&self->lock);
      show (self, &self->blocks[self->first]);
      g_mutex_lock (&self->lock);
      self->first = (self->first + 1) % N_BLOCKS;
      self->n_full--;
      g_cond_broadcast (&self->moved);
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
  while (self->n_full > n)
    g_cond_wait (&self->moved, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
take_marks (guint32        n,
            const gint64  *time,
            const guint64 *order,
            gpointer       user_data)
{
  ClvRowsPipe *self = user_data;
  Block *block = &self->blocks[self->filling];

  wait_for (self, N_BLOCKS - 1);
  if (block->time == NULL)
    {
      block->time = g_new (gint64, CLV_SEGMENT_ROWS);
      block->order = g_new (guint64, CLV_SEGMENT_ROWS);
    }
  memcpy (block->time, time, n * sizeof *time);
  memcpy (block->order, order, n * sizeof *order);
  block->has_marks = TRUE;
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
  Block *block = &self->blocks[self->filling];

  wait_for (self, N_BLOCKS - 1);
  block->n_customers = n_customers;
  block->n = n;
  memcpy (block->customer, customer, n * sizeof *customer);
  memcpy (block->day, day, n * sizeof *day);
  memcpy (block->amount, amount, n * sizeof *amount);

  self->filling = (self->filling + 1) % N_BLOCKS;
  g_mutex_lock (&self->lock);
  self->n_full++;
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
}

/* Marks come the first time round only. */
static gboolean
ask_again (gpointer user_data)
{
  ClvRowsPipe *self = user_data;

  wait_for (self, 0);
  for (guint i = 0; i < N_BLOCKS; i++)
    self->blocks[i].has_marks = FALSE;
  return self->visitor->again != NULL && self->visitor->again (self->user_data);
}

/**
 * clv_rows_pipe_get_visitor:
 * @self: a pipe
 *
 * Returns: what is to be handed, with the pipe as its data, to whoever reads the rows
 */
ClvRowsVisitor
clv_rows_pipe_get_visitor (const ClvRowsPipe *self)
{
  const ClvRowsVisitor visitor = { take_rows, ask_again, self->visitor->is_nameless,
                                   self->visitor->marks != NULL ? take_marks : NULL };

  return visitor;
}

/**
 * clv_rows_pipe_new:
 * @visitor: what looks at the rows; it is asked for a second round on the reader's thread,
 *   when it has seen all of the first
 * @user_data: its data
 *
 * Returns: (transfer full) (nullable): a pipe, %NULL where there is no thread to be had
 */
ClvRowsPipe *
clv_rows_pipe_new (const ClvRowsVisitor *visitor,
                   gpointer              user_data)
{
  ClvRowsPipe *self = g_new0 (ClvRowsPipe, 1);

  self->visitor = visitor;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->moved);
  for (guint i = 0; i < N_BLOCKS; i++)
    {
      self->blocks[i].customer = g_new (guint32, CLV_SEGMENT_ROWS);
      self->blocks[i].day = g_new (ClvDate, CLV_SEGMENT_ROWS);
      self->blocks[i].amount = g_new (gint64, CLV_SEGMENT_ROWS);
    }
  self->thread = g_thread_try_new ("rows", show_blocks, self, NULL);
  if (self->thread == NULL)
    g_clear_pointer (&self, clv_rows_pipe_free);
  return self;
}

/**
 * clv_rows_pipe_free:
 * @self: (nullable): a pipe
 *
 * Waits until the visitor has seen everything. Its CPU time is added to the caller's.
 */
void
clv_rows_pipe_free (ClvRowsPipe *self)
{
  if (self == NULL)
    return;
  if (self->thread != NULL)
    {
      g_autofree double *seconds = NULL;

      g_mutex_lock (&self->lock);
      self->is_ending = TRUE;
      g_cond_broadcast (&self->moved);
      g_mutex_unlock (&self->lock);
      seconds = g_thread_join (self->thread);
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
