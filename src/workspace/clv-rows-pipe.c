/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-parallel.h"
#include "clv-rows-pipe.h"
#include "clv-segment.h"

/* The caller's thread reads segments, because it alone may; every thread, it too, takes
 * what was read, decodes it and shows it to each function of the visitor. Each function
 * sees one segment after the other, in the order in which they were read: so nothing
 * that it makes of the rows depends on the number of threads. Decoded rows stay with
 * their thread, because to move them to another core costs more than to decode them. */

#define SPARE_BLOCKS 2

enum
{
  IS_FREE,
  IS_FULL,
  IS_IN_WORK
};

typedef enum
{
  LANE_ROWS,
  LANE_BESIDE,
  LANE_MARKED,
  N_LANES
} Lane;

typedef struct
{
  const ClvRowsVisitor *visitor;
  gpointer user_data;
  const ClvRowsSupply *supply;
  gboolean is_open[N_LANES];
  GThread *caller;

  GMutex lock;          /* for what follows */
  GCond moved;
  ClvRowsBlock blocks[CLV_MOST_THREADS + SPARE_BLOCKS];
  guint n_blocks;
  guint n_fetched;
  guint n_shown[N_LANES];
  gboolean is_over;
  const ClvRowSource *damaged;
} Pipe;

/**
 * clv_rows_columns_init:
 * @self: (out): room for a segment
 * @time_zone: of the days
 * @with_marks: whether there is room for times and orders as well
 */
void
clv_rows_columns_init (ClvRowsColumns *self,
                       const char     *time_zone,
                       gboolean        with_marks)
{
  self->customer = g_new (guint32, CLV_SEGMENT_ROWS);
  self->day = g_new (ClvDate, CLV_SEGMENT_ROWS);
  self->amount = g_new (gint64, CLV_SEGMENT_ROWS);
  self->time = with_marks ? g_new (gint64, CLV_SEGMENT_ROWS) : NULL;
  self->order = with_marks ? g_new (guint64, CLV_SEGMENT_ROWS) : NULL;
  self->zone = clv_zone_new (time_zone);
}

void
clv_rows_columns_clear (ClvRowsColumns *self)
{
  g_clear_pointer (&self->customer, g_free);
  g_clear_pointer (&self->day, g_free);
  g_clear_pointer (&self->amount, g_free);
  g_clear_pointer (&self->time, g_free);
  g_clear_pointer (&self->order, g_free);
  g_clear_pointer (&self->zone, clv_zone_free);
}

static void
show (const Pipe           *self,
      Lane                  lane,
      const ClvRowsBlock   *block,
      const ClvRowsColumns *columns)
{
  const ClvRowsVisitor *visitor = self->visitor;

  switch (lane)
    {
    case LANE_BESIDE:
      visitor->beside (block->n, columns->customer, columns->day, columns->amount,
                       self->user_data);
      break;
    case LANE_MARKED:
      visitor->marked (block->n, columns->customer, columns->day, columns->amount, columns->time,
                       columns->order, self->user_data);
      break;
    case LANE_ROWS:
    case N_LANES:
    default:
      visitor->rows (block->n_customers, block->n, columns->customer, columns->day,
                     columns->amount, self->user_data);
      break;
    }
}

/* A segment goes down every lane, each when it is its turn there. Called with the lock,
 * which it gives up meanwhile, as the next ones do. */
static void
show_in_turn (Pipe                 *self,
              const ClvRowsBlock   *block,
              const ClvRowsColumns *columns)
{
  gboolean is_left[N_LANES];
  guint n_left = 0;

  for (guint i = 0; i < N_LANES; i++)
    {
      is_left[i] = self->is_open[i];
      n_left += is_left[i] ? 1 : 0;
    }
  while (n_left > 0 && self->damaged == NULL)
    {
      guint lane = 0;

      while (lane < N_LANES && !(is_left[lane] && self->n_shown[lane] == block->number))
        lane++;
      if (lane == N_LANES)
        {
          g_cond_wait (&self->moved, &self->lock);
          continue;
        }
      g_mutex_unlock (&self->lock);
      show (self, (Lane) lane, block, columns);
      g_mutex_lock (&self->lock);
      is_left[lane] = FALSE;
      n_left--;
      self->n_shown[lane]++;
      g_cond_broadcast (&self->moved);
    }
}

static void
work_on (Pipe           *self,
         ClvRowsBlock   *block,
         ClvRowsColumns *columns)
{
  gboolean is_sound = FALSE;

  block->state = IS_IN_WORK;
  g_mutex_unlock (&self->lock);
  is_sound = block->is_decoded || self->supply->decode (block, columns);
  g_mutex_lock (&self->lock);
  if (is_sound)
    show_in_turn (self, block, block->is_decoded ? &block->own : columns);
  else
    self->damaged = block->source;
  block->state = IS_FREE;
  self->is_over = self->is_over || !is_sound;
  g_cond_broadcast (&self->moved);
}

static void
fill (Pipe         *self,
      ClvRowsBlock *block)
{
  gboolean is_there = FALSE;

  block->state = IS_IN_WORK;
  g_mutex_unlock (&self->lock);
  is_there = self->supply->fetch (block, self->supply->user_data);
  g_mutex_lock (&self->lock);
  block->number = self->n_fetched;
  self->n_fetched += is_there ? 1 : 0;
  block->state = is_there ? IS_FULL : IS_FREE;
  self->is_over = self->is_over || !is_there;
  g_cond_broadcast (&self->moved);
}

/* (nullable): of all blocks in @state the one that was read first. */
static ClvRowsBlock *
find_block (Pipe *self,
            int   state)
{
  ClvRowsBlock *found = NULL;

  for (guint i = 0; i < self->n_blocks; i++)
    {
      ClvRowsBlock *block = &self->blocks[i];

      if (block->state == state && (found == NULL || block->number < found->number))
        found = block;
    }
  return found;
}

static void
work (guint    chunk,
      gpointer user_data)
{
  Pipe *self = user_data;
  gboolean may_read = g_thread_self () == self->caller;
  g_auto(ClvRowsColumns) columns = { NULL, };

  clv_rows_columns_init (&columns, self->supply->time_zone, self->is_open[LANE_MARKED]);
  g_mutex_lock (&self->lock);
  while (self->damaged == NULL)
    {
      ClvRowsBlock *full = find_block (self, IS_FULL);
      ClvRowsBlock *empty = may_read && !self->is_over ? find_block (self, IS_FREE) : NULL;

      if (empty != NULL)
        fill (self, empty);
      else if (full != NULL)
        work_on (self, full, &columns);
      else if (self->is_over)
        break;
      else
        g_cond_wait (&self->moved, &self->lock);
    }
  g_mutex_unlock (&self->lock);
}

/**
 * clv_rows_pipe_run:
 * @visitor: what looks at the rows
 * @user_data: its data
 * @is_again: whether only its @rows is shown them
 * @n_threads: how many work at it
 * @supply: where the rows come from
 *
 * Returns when everything that was fetched was shown.
 *
 * Returns: (nullable): what is damaged; then not everything was shown
 */
const ClvRowSource *
clv_rows_pipe_run (const ClvRowsVisitor *visitor,
                   gpointer              user_data,
                   gboolean              is_again,
                   guint                 n_threads,
                   const ClvRowsSupply  *supply)
{
  Pipe self = { visitor, user_data, supply, { TRUE, }, g_thread_self (), };

  self.is_open[LANE_BESIDE] = !is_again && visitor->beside != NULL;
  self.is_open[LANE_MARKED] = !is_again && visitor->marked != NULL;
  self.n_blocks = n_threads > 1 ? MIN (n_threads, CLV_MOST_THREADS) + SPARE_BLOCKS : 1;
  for (guint i = 0; i < self.n_blocks; i++)
    {
      for (guint field = 0; field < CLV_ROWS_FIELDS; field++)
        self.blocks[i].raw[field] = g_byte_array_new ();
    }
  g_mutex_init (&self.lock);
  g_cond_init (&self.moved);
  clv_parallel_run (n_threads, work, &self);
  g_mutex_clear (&self.lock);
  g_cond_clear (&self.moved);
  for (guint i = 0; i < self.n_blocks; i++)
    {
      clv_rows_columns_clear (&self.blocks[i].own);
      for (guint field = 0; field < CLV_ROWS_FIELDS; field++)
        g_byte_array_unref (self.blocks[i].raw[field]);
    }
  return self.damaged;
}
