/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cancel-scope.h"
#include "clv-import-pump.h"
#include "clv-import.h"

/* One is in use by the run, the others wait for it: while the helper writes a
 * block, about as many are taken. */
#define N_WINDOWS 5

/* Below that a thread is not worth its beginning. */
#define TWO_THREADS_SIZE (4 * 1024 * 1024)

typedef struct
{
  ClvCsvWindow *window;
  ClvCsvSlice slice;
  GError *error;         /* (nullable): instead of a slice */
  double fraction;       /* of the file, when it was read */
} Ahead;

typedef enum
{
  CALL_NONE,
  CALL_BEGIN,
  CALL_FINISH,
  CALL_ABORT
} SinkCall;

struct _ClvImportPump
{
  ClvCsvReader *reader;          /* (unowned), as the next two */
  ClvImportSink *sink;
  const ClvProgress *progress;
  double fraction;               /* of the slice in use */

  GThread *thread;               /* (nullable): the helper; all below is its and the run's */
  GMutex lock;
  GCond for_helper;
  GCond for_run;
  gboolean is_ending;

  Ahead ahead[N_WINDOWS];
  guint first;                   /* the slice that is next */
  guint n_ahead;
  gboolean is_reading;           /* one of the two is at the reader */
  gboolean is_through;           /* the last slice or an error was read */

  ClvRowBlock blocks[CLV_PUMP_BLOCKS];
  guint first_block;
  guint n_blocks;                /* the one that the sink has, too */
  gboolean is_dropping;          /* nobody wants the blocks any more */
  gboolean has_failed;
  GError *failure;               /* (nullable): the sink's, not yet told */

  SinkCall call;
  const ClvImportHead *head;
  ClvImportResult *result;
  gboolean call_ok;
  GError *call_error;
};

static guint n_threads_wanted;

/**
 * clv_import_set_threads:
 * @n_threads: 1, 2, or 0 for what the machine and the file make sensible
 *
 * With how many threads files are imported from now on. What is imported does
 * not depend on it.
 */
void
clv_import_set_threads (guint n_threads)
{
  g_atomic_int_set (&n_threads_wanted, MIN (n_threads, 2));
}

/*
 * clv_import_threads_choose:
 * @size: bytes of text
 *
 * With how many threads to import so much.
 */
guint
clv_import_threads_choose (guint64 size)
{
  guint wanted = (guint) g_atomic_int_get (&n_threads_wanted);

  if (wanted > 0)
    return wanted;

  return size > TWO_THREADS_SIZE && g_get_num_processors () > 1 ? 2 : 1;
}

static gboolean
pump_can_read (const ClvImportPump *self)
{
  return !self->is_reading && !self->is_through && self->n_ahead + 1 < N_WINDOWS;
}

/* Called with the lock, which it gives back meanwhile. */
static void
pump_read (ClvImportPump *self)
{
  Ahead *ahead = &self->ahead[(self->first + self->n_ahead) % N_WINDOWS];
  gboolean ok;

  self->is_reading = TRUE;
  g_mutex_unlock (&self->lock);
  ok = clv_csv_reader_next_in (self->reader, ahead->window, &ahead->slice, &ahead->error);
  ahead->fraction = clv_csv_reader_get_fraction (self->reader);
  g_mutex_lock (&self->lock);

  self->is_reading = FALSE;
  self->is_through = !ok || ahead->slice.marks.n_rows == 0;
  self->n_ahead++;
  g_cond_signal (&self->for_run);
  g_cond_signal (&self->for_helper);
}

static void
helper_add_block (ClvImportPump *self)
{
  ClvRowBlock block = self->blocks[self->first_block];
  gboolean is_wanted = !self->is_dropping && !self->has_failed;
  GError *error = NULL;

  if (is_wanted)
    {
      g_mutex_unlock (&self->lock);
      is_wanted = self->sink->add_block (self->sink, &block, &error);
      g_mutex_lock (&self->lock);
      self->has_failed = !is_wanted;
      self->failure = error;
    }
  self->first_block = (self->first_block + 1) % CLV_PUMP_BLOCKS;
  self->n_blocks--;
  g_cond_signal (&self->for_run);
}

/* FALSE where the sink has failed. */
static gboolean
pump_call_sink (ClvImportPump  *self,
                SinkCall        call,
                GError        **error)
{
  if (call == CALL_BEGIN)
    return self->sink->begin (self->sink, self->head, error);
  if (call == CALL_FINISH)
    return self->sink->finish (self->sink, self->result, error);

  self->sink->abort (self->sink);

  return TRUE;
}

static void
helper_call_sink (ClvImportPump *self)
{
  SinkCall call = self->call;
  GError *error = NULL;
  gboolean ok;

  g_mutex_unlock (&self->lock);
  ok = pump_call_sink (self, call, &error);
  g_mutex_lock (&self->lock);
  self->call_ok = ok;
  self->call_error = error;
  self->call = CALL_NONE;
  g_cond_signal (&self->for_run);
}

static gpointer
helper_run (gpointer data)
{
  ClvImportPump *self = data;
  G_GNUC_UNUSED g_auto(ClvCancelScope) scope = clv_cancel_scope_begin (self->progress);

  g_mutex_lock (&self->lock);
  while (!self->is_ending)
    {
      if (self->n_blocks > 0)
        helper_add_block (self);
      else if (self->call != CALL_NONE)
        helper_call_sink (self);
      else if (pump_can_read (self))
        pump_read (self);
      else
        g_cond_wait (&self->for_helper, &self->lock);
    }
  g_mutex_unlock (&self->lock);

  return NULL;
}

/*
 * clv_import_pump_new:
 * @reader: at the begin of its file; outlives @self, as do @sink and @progress
 * @sink: is called from the helper only where it allows that
 * @n_threads: 1 or 2
 * @progress: (nullable): whose cancellable the helper heeds
 *
 * With two threads the helper begins to read at once.
 */
ClvImportPump *
clv_import_pump_new (ClvCsvReader       *reader,
                     ClvImportSink      *sink,
                     guint               n_threads,
                     const ClvProgress  *progress)
{
  ClvImportPump *self = g_new0 (ClvImportPump, 1);

  self->reader = reader;
  self->sink = sink;
  self->progress = progress;
  g_mutex_init (&self->lock);
  g_cond_init (&self->for_helper);
  g_cond_init (&self->for_run);
  if (n_threads < 2)
    return self;

  for (guint i = 0; i < N_WINDOWS; i++)
    self->ahead[i].window = clv_csv_window_new ();
  /* Where no thread is to be had, one does it. */
  self->thread = g_thread_try_new ("import", helper_run, self, NULL);

  return self;
}

/*
 * clv_import_pump_free:
 *
 * Ends the helper.
 */
void
clv_import_pump_free (ClvImportPump *self)
{
  if (self == NULL)
    return;

  if (self->thread != NULL)
    {
      g_mutex_lock (&self->lock);
      self->is_ending = TRUE;
      g_cond_signal (&self->for_helper);
      g_mutex_unlock (&self->lock);
      g_thread_join (self->thread);
    }
  for (guint i = 0; i < N_WINDOWS; i++)
    {
      g_clear_error (&self->ahead[i].error);
      clv_csv_window_free (self->ahead[i].window);
    }
  g_clear_error (&self->failure);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->for_helper);
  g_cond_clear (&self->for_run);
  g_free (self);
}

/*
 * clv_import_pump_has_helper:
 *
 * Whether blocks are added while the next is being filled.
 */
gboolean
clv_import_pump_has_helper (const ClvImportPump *self)
{
  return self->thread != NULL && self->sink->any_thread;
}

/*
 * clv_import_pump_next:
 * @slice: (out): the next rows; none at the end of the file
 * @error: return location, of the reader
 *
 * As clv_csv_reader_next().
 */
gboolean
clv_import_pump_next (ClvImportPump  *self,
                      ClvCsvSlice    *slice,
                      GError        **error)
{
  GError *failure = NULL;

  if (self->thread == NULL)
    return clv_csv_reader_next (self->reader, slice, error);

  memset (slice, 0, sizeof *slice);
  g_mutex_lock (&self->lock);
  while (self->n_ahead == 0 && (self->is_reading || !self->is_through))
    {
      if (pump_can_read (self))
        pump_read (self);
      else
        g_cond_wait (&self->for_run, &self->lock);
    }
  if (self->n_ahead > 0)
    {
      Ahead *ahead = &self->ahead[self->first];

      *slice = ahead->slice;
      failure = g_steal_pointer (&ahead->error);
      self->fraction = ahead->fraction;
      self->first = (self->first + 1) % N_WINDOWS;
      self->n_ahead--;
      g_cond_signal (&self->for_helper);
    }
  g_mutex_unlock (&self->lock);

  if (failure != NULL)
    g_propagate_error (error, failure);

  return failure == NULL;
}

/*
 * clv_import_pump_get_fraction:
 *
 * How far the file has been read, 0 … 1.
 */
double
clv_import_pump_get_fraction (const ClvImportPump *self)
{
  return self->thread == NULL ? clv_csv_reader_get_fraction (self->reader) : self->fraction;
}

/* Where the sink allows it, all its calls come from the helper: what it locks or
 * keeps for a thread is then one thread's. */
static gboolean
pump_call (ClvImportPump  *self,
           SinkCall        call,
           GError        **error)
{
  gboolean ok;

  if (!clv_import_pump_has_helper (self))
    return pump_call_sink (self, call, error);

  g_mutex_lock (&self->lock);
  self->call = call;
  g_cond_signal (&self->for_helper);
  while (self->call != CALL_NONE)
    g_cond_wait (&self->for_run, &self->lock);
  ok = self->call_ok;
  if (self->call_error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->call_error));
  g_mutex_unlock (&self->lock);

  return ok;
}

/*
 * clv_import_pump_begin:
 * @head: outlives @self
 */
gboolean
clv_import_pump_begin (ClvImportPump        *self,
                       const ClvImportHead  *head,
                       GError              **error)
{
  self->head = head;

  return pump_call (self, CALL_BEGIN, error);
}

/* Called with the lock. */
static gboolean
pump_tell_failure (ClvImportPump  *self,
                   GError        **error)
{
  if (self->failure != NULL)
    g_propagate_error (error, g_steal_pointer (&self->failure));

  return !self->has_failed;
}

/*
 * clv_import_pump_add_block:
 * @block: lends for as long as CLV_PUMP_BLOCKS says
 * @error: return location, of this block or an earlier one
 *
 * Hands a block to the sink.
 */
gboolean
clv_import_pump_add_block (ClvImportPump      *self,
                           const ClvRowBlock  *block,
                           GError            **error)
{
  gboolean ok;

  if (!clv_import_pump_has_helper (self))
    return self->sink->add_block (self->sink, block, error);

  g_mutex_lock (&self->lock);
  while (self->n_blocks == CLV_PUMP_BLOCKS)
    {
      if (pump_can_read (self))
        pump_read (self);
      else
        g_cond_wait (&self->for_run, &self->lock);
    }
  ok = pump_tell_failure (self, error);
  if (ok)
    {
      self->blocks[(self->first_block + self->n_blocks) % CLV_PUMP_BLOCKS] = *block;
      self->n_blocks++;
      g_cond_signal (&self->for_helper);
    }
  g_mutex_unlock (&self->lock);

  return ok;
}

/*
 * clv_import_pump_drain:
 * @error: return location, of any block; what it holds already came later and
 *   gives way
 *
 * Waits until the sink has all blocks, or, where the run was cancelled, is done
 * with the one it has.
 */
gboolean
clv_import_pump_drain (ClvImportPump  *self,
                       GError        **error)
{
  gboolean ok;

  if (!clv_import_pump_has_helper (self))
    return TRUE;

  g_mutex_lock (&self->lock);
  self->is_dropping = error != NULL && g_error_matches (*error, G_IO_ERROR,
                                                        G_IO_ERROR_CANCELLED);
  while (self->n_blocks > 0)
    g_cond_wait (&self->for_run, &self->lock);
  if (error != NULL && self->failure != NULL)
    g_clear_error (error);
  ok = pump_tell_failure (self, error);
  g_mutex_unlock (&self->lock);

  return ok;
}

/*
 * clv_import_pump_finish:
 * @result: for the sink to complete
 *
 * After clv_import_pump_drain().
 */
gboolean
clv_import_pump_finish (ClvImportPump    *self,
                        ClvImportResult  *result,
                        GError          **error)
{
  self->result = result;

  return pump_call (self, CALL_FINISH, error);
}

/*
 * clv_import_pump_abort:
 *
 * Instead of clv_import_pump_finish(), after clv_import_pump_drain().
 */
void
clv_import_pump_abort (ClvImportPump *self)
{
  pump_call (self, CALL_ABORT, NULL);
}
