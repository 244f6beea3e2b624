/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-progress.h"

static void
note_cb (double      fraction,
         const char *message,
         gpointer    user_data)
{
  *(double *) user_data = fraction;
}

static void
test_reports_until_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  double seen = -1;
  ClvProgress progress = { note_cb, &seen, cancellable };

  g_assert_true (clv_progress_step (NULL, 0.5, NULL, &error));
  g_assert_true (clv_progress_step (&progress, 0.25, "Reading", &error));
  g_assert_cmpfloat (seen, ==, 0.25);
  g_cancellable_cancel (cancellable);
  g_assert_true (clv_progress_is_cancelled (&progress));
  g_assert_false (clv_progress_step (&progress, 0.75, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpfloat (seen, ==, 0.25);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/progress/reports-until-cancelled", test_reports_until_cancelled);

  return g_test_run ();
}
