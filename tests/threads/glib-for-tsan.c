/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tells ThreadSanitizer what GLib does on futexes and atomics of its own, which it cannot
 * see because GLib is not built with it: that who locks, is woken, runs a pool's work or
 * drops the last reference comes after who let go. Preloaded by tests/run --threads. */

#include <dlfcn.h>
#include <glib-object.h>

void __tsan_acquire (void *address) __attribute__ ((weak));
void __tsan_release (void *address) __attribute__ ((weak));

#define REAL(name)                                       \
  static typeof (&name) real;                            \
                                                         \
  if (__atomic_load_n (&real, __ATOMIC_RELAXED) == NULL) \
  __atomic_store_n (&real, (typeof (&name))dlsym (RTLD_NEXT, #name), __ATOMIC_RELAXED)

static void
after (gconstpointer address)
{
  if (__tsan_acquire != NULL)
    __tsan_acquire ((void *) address);
}

static void
before (gconstpointer address)
{
  if (__tsan_release != NULL)
    __tsan_release ((void *) address);
}

void
g_mutex_lock (GMutex *mutex)
{
  REAL (g_mutex_lock);
  real (mutex);
  after (mutex);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  gboolean is_locked = FALSE;

  REAL (g_mutex_trylock);
  is_locked = real (mutex);
  if (is_locked)
    after (mutex);
  return is_locked;
}

void
g_mutex_unlock (GMutex *mutex)
{
  REAL (g_mutex_unlock);
  before (mutex);
  real (mutex);
}

void
g_cond_wait (GCond  *cond,
             GMutex *mutex)
{
  REAL (g_cond_wait);
  before (mutex);
  real (cond, mutex);
  after (mutex);
}

gboolean
g_cond_wait_until (GCond  *cond,
                   GMutex *mutex,
                   gint64  end_time)
{
  gboolean is_woken = FALSE;

  REAL (g_cond_wait_until);
  before (mutex);
  is_woken = real (cond, mutex, end_time);
  after (mutex);
  return is_woken;
}

void
  (g_once_init_leave) (volatile void *location,
                       gsize result)
{
  REAL (g_once_init_leave);
  before ((gconstpointer) location);
  real (location, result);
}

/* What a pool runs comes after it was pushed. */
typedef struct
{
  GFunc func;
  gpointer user_data;
} Work;

static void
run (gpointer data,
     gpointer user_data)
{
  const Work *work = user_data;

  after (data);
  work->func (data, work->user_data);
}

GThreadPool *
g_thread_pool_new (GFunc     func,
                   gpointer  user_data,
                   gint      max_threads,
                   gboolean  exclusive,
                   GError  **error)
{
  Work *work = g_new (Work, 1);         /* for good, as pools are */

  REAL (g_thread_pool_new);
  work->func = func;
  work->user_data = user_data;
  return real (run, work, max_threads, exclusive, error);
}

gboolean
g_thread_pool_push (GThreadPool  *pool,
                    gpointer      data,
                    GError      **error)
{
  REAL (g_thread_pool_push);
  before (data);
  return real (pool, data, error);
}

/* Who drops the last reference comes after all who dropped one. */
#define DEFINE_UNREF(name, type) \
  void                           \
  name (type object)             \
  {                              \
    REAL (name);                 \
    before (object);             \
    after (object);              \
    real (object);               \
  }

DEFINE_UNREF (g_array_unref, GArray *)
DEFINE_UNREF (g_bytes_unref, GBytes *)
DEFINE_UNREF (g_date_time_unref, GDateTime *)
DEFINE_UNREF (g_hash_table_unref, GHashTable *)
DEFINE_UNREF (g_object_unref, gpointer)
DEFINE_UNREF (g_ptr_array_unref, GPtrArray *)
DEFINE_UNREF (g_time_zone_unref, GTimeZone *)
