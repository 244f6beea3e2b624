/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-work.h"
#include "data-fixture.h"

/* What becomes of the import when the person stops, turns back or closes. */

#define SHOP "customer,date,amount,order,status\n" \
             "ann,2025-01-03,10.00,o1,paid\n"      \
             "bob,2025-01-04,20.50,o2,paid\n"      \
             "ann,2025-03-01,-5.25,o4,paid\n"      \
             "dee,2025-03-09,7.00,o6,cancelled\n"

static void
press (ClvWizard  *wizard,
       const char *name)
{
  GtkWidget *button = data_find (GTK_WIDGET (wizard), GTK_TYPE_BUTTON, name);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
close_wizard (ClvWizard *wizard)
{
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

static gboolean
is_stopped (gpointer wizard)
{
  return data_step_says (wizard, "Nothing was changed");
}

static void
added_cb (GListModel *jobs,
          guint       position,
          guint       n_removed,
          guint       n_added)
{
  if (n_added == 0)
    return;

  g_signal_handlers_disconnect_by_func (jobs, added_cb, NULL);
  clv_job_list_cancel_all (CLV_JOB_LIST (jobs));
}

/* The next job is cancelled before it begins. */
static void
cancel_next (DataFixture *fixture)
{
  g_signal_connect (clv_session_get_jobs (fixture->session), "items-changed",
                    G_CALLBACK (added_cb), NULL);
}

static gpointer
wait_in_thread (ClvWorkspace       *workspace,
                gpointer            input,
                const ClvProgress  *progress,
                GError            **error)
{
  while (clv_progress_step (progress, 0.5, NULL, error) && g_atomic_int_get ((int *) input) == 0)
    g_usleep (5000);

  return NULL;
}

static void
waited_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
test_reading (DataFixture   *fixture,
              gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = NULL;

  cancel_next (fixture);
  wizard = data_import (fixture, path);
  clv_ui_test_wait (is_stopped, wizard);
  g_assert_false (data_can_continue (wizard));
  press (wizard, "Try Again");
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_false (is_stopped (wizard));
  close_wizard (wizard);
}

static void
test_trying_out (DataFixture   *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = data_import (fixture, path);

  for (guint i = 0; i < 2; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  cancel_next (fixture);
  data_next (wizard);
  clv_ui_test_wait (is_stopped, wizard);
  g_assert_false (data_can_continue (wizard));
  press (wizard, "Try Again");
  clv_ui_test_wait (data_can_continue, wizard);
  close_wizard (wizard);
  g_assert_null (data_dup_newest (fixture));
}

static gboolean
window_says_stopped (gpointer data)
{
  DataFixture *fixture = data;

  return data_says (GTK_WIDGET (fixture->window), "nothing was changed");
}

static void
test_importing (DataFixture   *fixture,
                gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = data_import (fixture, path);
  int may_end = 0;
  gboolean is_done = FALSE;

  for (guint i = 0; i < 4; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  /* The workspace's worker is busy, so that the import still waits when the wizard is closed. */
  clv_session_run_job (fixture->session, NULL, wait_in_thread, &may_end, NULL, NULL, waited_cb,
                       &is_done);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.next", NULL));
  close_wizard (wizard);
  g_atomic_int_set (&may_end, 1);
  clv_ui_test_wait (window_says_stopped, fixture);
  g_assert_null (data_dup_newest (fixture));
}

/* Somebody else's work goes on when the wizard is closed. */
static void
test_others (DataFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  int may_end = 0;
  gboolean is_done = FALSE;

  clv_session_run_job_without_workspace (fixture->session, "Fitting", wait_in_thread, &may_end,
                                         NULL, NULL, waited_cb, &is_done);
  close_wizard (data_import (fixture, path));
  clv_ui_test_run (50);
  g_assert_false (is_done);
  g_atomic_int_set (&may_end, 1);
  clv_ui_test_wait (is_true, &is_done);
}

static gboolean
is_checked (ClvWizard  *wizard,
            const char *name)
{
  GtkWidget *button = data_find (GTK_WIDGET (clv_wizard_get_page (wizard)),
                                 GTK_TYPE_CHECK_BUTTON, name);

  g_assert_nonnull (button);

  return gtk_check_button_get_active (GTK_CHECK_BUTTON (button));
}

static void
go_back (ClvWizard *wizard,
         guint      n)
{
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.back", NULL));
      clv_ui_test_run (20);
    }
}

static void
test_rules_stay (DataFixture   *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = data_import (fixture, path);

  for (guint i = 0; i < 3; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  data_check (wizard, "Leave refund rows out");
  data_check (wizard, "cancelled");
  clv_ui_test_wait (data_can_continue, wizard);
  go_back (wizard, 3);
  g_assert_true (is_checked (wizard, "Orders"));
  for (guint i = 0; i < 3; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_true (is_checked (wizard, "Leave refund rows out"));
  g_assert_true (is_checked (wizard, "cancelled"));
  close_wizard (wizard);
}

static void
test_columns_stay (DataFixture   *fixture,
                   gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = data_import (fixture, path);
  GtkWidget *choice = NULL;

  for (guint i = 0; i < 2; i++)
    data_next (wizard);
  choice = data_find (GTK_WIDGET (clv_wizard_get_page (wizard)), GTK_TYPE_DROP_DOWN, "Status");
  g_assert_nonnull (choice);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (choice)), ==, 5);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 0);
  clv_ui_test_run (50);
  go_back (wizard, 2);
  for (guint i = 0; i < 2; i++)
    data_next (wizard);
  choice = data_find (GTK_WIDGET (clv_wizard_get_page (wizard)), GTK_TYPE_DROP_DOWN, "Status");
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (choice)), ==, 0);
  close_wizard (wizard);
}

/* Another kind of rows has columns of other meaning: they are found anew. */
static void
test_kind (DataFixture   *fixture,
           gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  g_autoptr(ClvBatch) batch = NULL;
  ClvWizard *wizard = data_import (fixture, path);

  clv_ui_test_wait (data_can_continue, wizard);
  data_check (wizard, "Customers");
  for (guint i = 0; i < 2; i++)
    data_next (wizard);
  g_assert_true (is_checked (wizard, "status"));
  for (guint i = 0; i < 3; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  batch = data_dup_newest (fixture);
  g_assert_cmpstr (batch->kind, ==, "customers");
  g_assert_nonnull (strstr (batch->plan, "status"));
}

static void
test_folder (DataFixture   *fixture,
             gconstpointer  data)
{
  ClvWizard *wizard = data_import (fixture, fixture->folder);

  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (50);
  g_assert_false (data_can_continue (wizard));
  g_assert_true (data_step_says (wizard, "Nothing was imported"));
  close_wizard (wizard);
}

/* A column of dates without one date: every row is left out, and nothing imported. */
static void
test_no_dates (DataFixture   *fixture,
               gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv",
                                      "customer,date,amount\nann,soon,10.00\nbob,later,2.50\n",
                                      -1);
  ClvWizard *wizard = data_import (fixture, path);

  for (guint i = 0; i < 4; i++)
    {
      clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
      clv_ui_test_run (50);
      if (!data_can_continue (wizard))
        break;
      data_next (wizard);
    }
  g_assert_false (data_can_continue (wizard));
  g_assert_true (data_step_says (wizard, "Still missing") || data_step_says (wizard, "othing"));
  close_wizard (wizard);
  g_assert_null (data_dup_newest (fixture));
}

static gboolean
window_says_imported (gpointer data)
{
  DataFixture *fixture = data;

  return data_says (GTK_WIDGET (fixture->window), "Imported 3 orders");
}

static void
test_toast (DataFixture   *fixture,
            gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = data_import (fixture, path);

  for (guint i = 0; i < 5; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  clv_ui_test_wait (window_says_imported, fixture);
}

static gboolean
window_offers (gpointer data)
{
  DataFixture *fixture = data;

  return data_find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, "Import Again") != NULL
         && data_find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON,
                       "Import shop.csv again") != NULL;
}

static gboolean
window_says_again (gpointer data)
{
  DataFixture *fixture = data;

  return data_says (GTK_WIDGET (fixture->window), "Imported again: ");
}

/* Undone by mistake: one press brings the import back as it was. */
static void
test_again (DataFixture   *fixture,
            gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  g_autoptr(ClvBatch) first = NULL;
  g_autoptr(ClvBatch) second = NULL;
  ClvWizard *wizard = data_import (fixture, path);

  for (guint i = 0; i < 3; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  data_check (wizard, "Leave refund rows out");
  for (guint i = 0; i < 2; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  first = data_dup_newest (fixture);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo-import", "x", first->id);
  clv_ui_test_wait (window_offers, fixture);
  g_signal_emit_by_name (data_find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON,
                                    "Import Again"), "clicked");
  clv_ui_test_wait (window_says_again, fixture);
  second = data_dup_newest (fixture);
  g_assert_cmpint (second->id, >, first->id);
  g_assert_false (second->undone);
  g_assert_cmpint (second->net_amount, ==, first->net_amount);
  g_assert_cmpstr (second->content_hash, ==, first->content_hash);
}

static gboolean
step_says_shop (gpointer wizard)
{
  return data_can_continue (wizard) && data_step_says (wizard, "5 lines");
}

/* A file of late is one press away; so is another one than the one that was opened. */
static void
test_recent (DataFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  g_autofree char *other = data_write (fixture, "people.csv", "customer,region\nann,North\n", -1);
  ClvWizard *wizard = data_import (fixture, path);
  GtkWidget *button = NULL;

  g_assert_null (data_find (GTK_WIDGET (wizard), GTK_TYPE_BUTTON, "Use shop.csv instead"));
  for (guint i = 0; i < 5; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);

  wizard = data_import (fixture, other);
  clv_ui_test_wait (data_can_continue, wizard);
  button = data_find (GTK_WIDGET (wizard), GTK_TYPE_BUTTON, "Use shop.csv instead");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  clv_ui_test_wait (step_says_shop, wizard);
  g_assert_null (data_find (GTK_WIDGET (wizard), GTK_TYPE_BUTTON, "Use shop.csv instead"));
  close_wizard (wizard);
}

static void
test_progress (void)
{
  static const struct
  {
    double fraction;
    guint64 n_rows;
    const char *text;
  } rows[] = {
    { 0.3, 1040000, "312,000 of 1,040,000 rows" },
    { 0.30096, 1040000, "312,000 of 1,040,000 rows" },
    { 0.5, 1821, "910 of 1,821 rows" },
    { 0.5, 9, "4 of 9 rows" },
    { 1.0, 1821, "1,821 of 1,821 rows" },
    { 0.0, 1, "0 of 1 row" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = clv_import_work_describe_rows (rows[i].fraction, rows[i].n_rows);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
message_cb (double      fraction,
            const char *message,
            gpointer    user_data)
{
  if (message != NULL)
    g_ptr_array_add (user_data, g_strdup (message));
}

/* What a long import tells names its rows, not only a share. */
static void
test_progress_told (DataFixture   *fixture,
                    gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(ClvImportResult) result = NULL;
  ClvImportOrder *order = clv_import_order_new (path, detection->plan, NULL);
  ClvProgress progress = { message_cb, told, cancellable };

  order->is_dry = TRUE;
  order->n_rows = 4;
  result = clv_import_work_run (fixture->workspace, order, &progress, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);
  g_assert_cmpuint (told->len, >, 0);
  g_assert_cmpstr (g_ptr_array_index (told, told->len - 1), ==, "4 of 4 rows");
  clv_import_order_free (order);
}

static void
add (const char     *path,
     void (*func)(DataFixture *, gconstpointer))
{
  g_test_add (path, DataFixture, NULL, data_open, func, data_close);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  add ("/ui/data/stop/reading", test_reading);
  add ("/ui/data/stop/trying-out", test_trying_out);
  add ("/ui/data/stop/importing", test_importing);
  add ("/ui/data/stop/others", test_others);
  add ("/ui/data/back/rules", test_rules_stay);
  add ("/ui/data/back/columns", test_columns_stay);
  add ("/ui/data/back/kind", test_kind);
  add ("/ui/data/bad/folder", test_folder);
  add ("/ui/data/bad/no-dates", test_no_dates);
  add ("/ui/data/toast", test_toast);
  add ("/ui/data/undo/again", test_again);
  add ("/ui/data/recent", test_recent);
  g_test_add_func ("/ui/data/progress/rows", test_progress);
  add ("/ui/data/progress/told", test_progress_told);

  return g_test_run ();
}
