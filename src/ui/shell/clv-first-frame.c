/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-first-frame.h"

#include <time.h>
#include <unistd.h>

/* The field of /proc/self/stat, counted from the one after the program's name,
 * that holds the start in clock ticks since boot: proc(5). */
#define START_FIELD 19

/* Milliseconds since the kernel started this process, loading of the libraries
 * included; −1 where it does not say. Good to a hundredth of a second. */
static double
get_age (void)
{
  g_autofree char *stat = NULL;
  g_auto(GStrv) fields = NULL;
  const char *rest = NULL;
  struct timespec now;
  double started;

  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL) ||
      clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return -1.0;

  rest = strrchr (stat, ')');
  if (rest == NULL)
    return -1.0;

  fields = g_strsplit (rest + 2, " ", -1);
  if (g_strv_length (fields) <= START_FIELD)
    return -1.0;

  started = g_ascii_strtod (fields[START_FIELD], NULL) / (double) sysconf (_SC_CLK_TCK);

  return 1000.0 * ((double) now.tv_sec + (double) now.tv_nsec / 1e9 - started);
}

static void
painted_cb (GdkFrameClock *clock,
            GtkWindow     *window)
{
  g_printerr ("first frame after %.0f ms\n", get_age ());
  g_signal_handlers_disconnect_by_func (clock, painted_cb, window);
  g_application_quit (g_application_get_default ());
}

static void
mapped_cb (GtkWindow *window)
{
  g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                           G_CALLBACK (painted_cb), window, 0);
}

/**
 * clv_first_frame_watch:
 * @window: a window that is not shown yet
 *
 * For measurements: where PERENNIAL_QUIT_AFTER_FIRST_FRAME is set, says how long
 * the first frame took and ends the program.
 */
void
clv_first_frame_watch (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window));

  if (g_getenv ("PERENNIAL_QUIT_AFTER_FIRST_FRAME") != NULL)
    g_signal_connect (window, "map", G_CALLBACK (mapped_cb), NULL);
}
