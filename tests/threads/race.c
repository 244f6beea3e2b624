/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

/* Two threads count, with a lock or (without --locked) with a race that must be seen. */

static GMutex mutex;
static int count;
static gboolean is_locked;

static gpointer
count_on (gpointer data)
{
  for (guint i = 0; i < 1000; i++)
    {
      if (is_locked)
        g_mutex_lock (&mutex);
      count++;
      if (is_locked)
        g_mutex_unlock (&mutex);
    }
  return NULL;
}

int
main (int    argc,
      char **argv)
{
  GThread *thread = NULL;

  is_locked = argc > 1 && g_str_equal (argv[1], "--locked");
  thread = g_thread_new ("count", count_on, NULL);
  count_on (NULL);
  g_thread_join (thread);
  g_print ("%d\n", count);
  return 0;
}
