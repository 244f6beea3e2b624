/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "clv-empty-state.h"
#include "clv-figure.h"
#include "clv-new-workspace.h"
#include "clv-palette.h"
#include "clv-preferences-page.h"
#include "clv-recent.h"
#include "clv-ui-test.h"
#include "clv-why-window.h"

/* Saves every page, dialog and wizard step as pictures for people to look at:
 * light and dark, wide and narrow. One row a page, one function a dialog. */

static const char * const place_ids[] = {
  "data", "customers", "value", "act", "govern", "reports",
};

static ClvWindow *
make_window (void)
{
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();

  return clv_window_new (NULL, settings);
}

static void
destroy (gpointer window)
{
  gtk_window_destroy (window);
  clv_ui_test_run (100);
}

static void
test_start (void)
{
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  g_autofree char *folder = g_dir_make_tmp ("clv-ui-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "Garden shop.perennial", NULL);
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  ClvWindow *window = make_window ();

  clv_ui_test_save_all (GTK_WINDOW (window), "start-empty");
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  clv_recent_add (settings, path, now - 3 * 86400);
  clv_recent_set_pinned (settings, path, TRUE);
  clv_recent_add (settings, "/home/ann/Documents/Old shop.perennial", now - 40 * 86400);
  clv_ui_test_save_all (GTK_WINDOW (window), "start-recent");
  g_settings_reset (settings, "recent-workspaces");
  destroy (window);
  clv_ui_test_remove (folder);
}

static void
test_places (gconstpointer data)
{
  const char *place = data;
  g_autofree char *folder = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_ui_test_new_workspace (&folder);
  g_autofree char *name = g_strconcat (place, "-empty", NULL);
  ClvWindow *window = make_window ();

  clv_session_set_workspace (clv_window_get_session (window), workspace);
  clv_window_show_place (window, place);
  clv_ui_test_save_all (GTK_WINDOW (window), name);
  destroy (window);
  g_clear_object (&workspace);
  clv_ui_test_remove (folder);
}

static gpointer
sleep_in_thread (ClvWorkspace       *workspace,
                 gpointer            input,
                 const ClvProgress  *progress,
                 GError            **error)
{
  double fraction = 0.3;

  while (clv_progress_step (progress, fraction, "312,000 of 1,040,000 rows", error))
    {
      fraction = MIN (fraction + 0.0001, 0.9);
      g_usleep (10000);
    }

  return NULL;
}

static void
ignore_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  clv_session_run_job_finish (CLV_SESSION (object), result, &error);
}

static void
test_job_bar (void)
{
  g_autofree char *folder = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_ui_test_new_workspace (&folder);
  ClvWindow *window = make_window ();
  ClvSession *session = clv_window_get_session (window);

  clv_session_set_workspace (session, workspace);
  gtk_window_present (GTK_WINDOW (window));
  clv_session_run_job_without_workspace (session, "Importing orders.csv", sleep_in_thread, NULL,
                                         NULL, NULL, ignore_cb, NULL);
  clv_ui_test_run (1300);
  clv_ui_test_save_all (GTK_WINDOW (window), "job-bar");
  clv_job_list_cancel_all (clv_session_get_jobs (session));
  clv_ui_test_wait (clv_ui_test_jobs_done, session);
  destroy (window);
  g_clear_object (&workspace);
  clv_ui_test_remove (folder);
}

static ClvWhy *
make_why (void)
{
  ClvWhy *why = clv_why_new ("Portfolio value, next 12 months", "€18.4M",
                             "What all customers together are expected to bring in the twelve "
                             "months ahead, after costs, in today’s money.");

  clv_why_set_formula (why, "0.32 × Σ expected spend ÷ 1.08^(t ÷ 365)");
  clv_why_add_input (why, "Margin", "32 %", "Value definition 3, set by ann on 12 May 2026");
  clv_why_add_input (why, "Discount rate", "8 % a year", "Value definition 3");
  clv_why_add_input (why, "Expected spend", "€61.2M", "BG/NBD and gamma–gamma, fit 7");
  clv_why_set_convention (why, "Future value only; 12 months from 30 June 2026; discounted daily; "
                               "euros.");
  clv_why_add_change (why, "One point of margin moves it by €0.6M.");
  clv_why_add_change (why, "A horizon of 24 months instead of 12 would give €29.8M.");

  return why;
}

static void
test_why (void)
{
  g_autoptr(ClvWhy) why = make_why ();
  GtkWidget *window = clv_why_window_new (why);

  gtk_window_present (GTK_WINDOW (window));
  clv_ui_test_run (200);
  clv_ui_test_save (window, "why-light");
  destroy (window);
}

static void
test_figures (void)
{
  static const struct { const char *caption; const char *value; const char *detail;
                        ClvFigureTone tone; } rows[] = {
    { "Portfolio value, 12 months", "€18.4M", "4.2 % more than last quarter", CLV_FIGURE_GOOD },
    { "Active customers", "17,206", "1.1 % fewer than last quarter", CLV_FIGURE_NEUTRAL },
    { "Holdout error (MAPE)", "3.8 %", "Within the limit of 5 %", CLV_FIGURE_GOOD },
    { "Open audit findings", "2", "Age, region", CLV_FIGURE_BAD },
  };
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *state = clv_empty_state_new ("clv-value-symbolic", "Not enough repeat customers",
                                          "A model needs to see people come back.");

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GtkWidget *figure = clv_figure_new (rows[i].caption);

      clv_figure_set_value (CLV_FIGURE (figure), rows[i].value);
      clv_figure_set_detail (CLV_FIGURE (figure), rows[i].detail, rows[i].tone);
      clv_figure_take_why (CLV_FIGURE (figure), make_why ());
      gtk_box_append (GTK_BOX (row), figure);
    }
  clv_empty_state_add_gate (CLV_EMPTY_STATE (state), "Repeat customers", "214 of 500", FALSE);
  clv_empty_state_add_gate (CLV_EMPTY_STATE (state), "Weeks observed", "60 of 26", TRUE);
  clv_empty_state_set_possible (CLV_EMPTY_STATE (state),
                                "Tiers by past spend are possible meanwhile.");
  clv_empty_state_set_button (CLV_EMPTY_STATE (state), "_Import More…", "win.import");
  gtk_widget_set_margin_top (row, 18);
  gtk_widget_set_margin_start (row, 18);
  gtk_widget_set_margin_end (row, 18);
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), state);
  adw_window_set_content (ADW_WINDOW (window), box);
  clv_ui_test_save_all (GTK_WINDOW (window), "figures");
  destroy (window);
}

static void
test_new_workspace (void)
{
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  g_autoptr(ClvSession) session = clv_session_new (settings);
  ClvNewWorkspace *dialog = clv_new_workspace_new (NULL, session, "/tmp/orders.csv");

  gtk_window_present (GTK_WINDOW (dialog));
  clv_ui_test_run (200);
  clv_ui_test_save (GTK_WIDGET (dialog), "new-workspace-light");
  destroy (dialog);
}

static void
test_palette (void)
{
  ClvPalette *palette = clv_palette_new (NULL, TRUE);

  gtk_window_present (GTK_WINDOW (palette));
  clv_ui_test_run (200);
  clv_ui_test_save (GTK_WIDGET (palette), "palette-light");
  clv_palette_search (palette, "10432");
  clv_ui_test_run (100);
  clv_ui_test_save (GTK_WIDGET (palette), "palette-customer-light");
  destroy (palette);
}

static void
test_preferences (void)
{
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  GtkWidget *window = adw_window_new ();

  adw_window_set_content (ADW_WINDOW (window), clv_preferences_page_new (settings));
  gtk_window_set_default_size (GTK_WINDOW (window), 620, 520);
  gtk_window_present (GTK_WINDOW (window));
  clv_ui_test_run (200);
  clv_ui_test_save (window, "preferences-light");
  destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/screens/start", test_start);
  for (guint i = 0; i < G_N_ELEMENTS (place_ids); i++)
    {
      g_autofree char *path = g_strconcat ("/screens/empty/", place_ids[i], NULL);

      g_test_add_data_func (path, place_ids[i], test_places);
    }
  g_test_add_func ("/screens/job-bar", test_job_bar);
  g_test_add_func ("/screens/why", test_why);
  g_test_add_func ("/screens/figures", test_figures);
  g_test_add_func ("/screens/new-workspace", test_new_workspace);
  g_test_add_func ("/screens/palette", test_palette);
  g_test_add_func ("/screens/preferences", test_preferences);

  return g_test_run ();
}
