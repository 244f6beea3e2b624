/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-wizard.h"
#include "clv-reconcile-window.h"
#include "data-fixture.h"

/* An import held against the shop's own report, in the check step and in its window. */

#define SHOP "customer,date,amount,order,status\n" \
             "ann,2025-01-03,10.00,o1,paid\n"      \
             "bob,2025-01-04,20.50,o2,paid\n"      \
             "ann,2025-03-01,-5.25,o4,paid\n"      \
             "dee,2025-03-09,7.00,o6,cancelled\n"  \
             "eva,someday,3.00,o7,paid\n"

static ClvAccount *
make_account (void)
{
  g_autoptr(ClvImportResult) result = clv_import_result_new ();
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  ClvAccount *account = NULL;
  ClvCause *cause = NULL;

  result->orders = 1000;
  result->customers = 400;
  result->net_amount = 1234550;
  result->already_present = 1204;
  result->currency = g_strdup ("EUR");
  result->first_date = clv_date_from_ymd (2025, 1, 1);
  result->last_date = clv_date_from_ymd (2025, 12, 31);
  account = clv_account_new (result, plan);
  clv_account_add (account, "refunds", "Refunds taken off", 20000);
  cause = clv_account_add (account, "status", "Cancelled orders", 3400);
  cause->orders = 12;
  cause->has_orders = TRUE;

  return account;
}

static GtkWidget *
open_window (DataFixture *fixture)
{
  g_autoptr(ClvAccount) account = make_account ();
  GtkWindow *window = clv_reconcile_window_new (GTK_WINDOW (fixture->window), account,
                                                "shop.csv");

  gtk_window_present (window);
  clv_ui_test_run (50);

  return GTK_WIDGET (window);
}

static void
type (GtkWidget  *window,
      const char *name,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (data_find_named (window, name)), text);
}

static void
compare (GtkWidget *window)
{
  g_signal_emit_by_name (data_find (window, GTK_TYPE_BUTTON, "Compare"), "clicked");
  clv_ui_test_run (50);
}

static gboolean
has_rest (gpointer window)
{
  return data_says (window, "What is left is not explained");
}

static void
test_explains (DataFixture   *fixture,
               gconstpointer  data)
{
  const char *amount = data;
  GtkWidget *window = open_window (fixture);
  GtkWidget *copy = data_find (window, GTK_TYPE_BUTTON, "Copy");
  GtkWidget *button = NULL;

  g_assert_false (gtk_widget_get_sensitive (copy));
  type (window, "orders", "1,012");
  type (window, "amount", amount);
  compare (window);
  g_assert_true (data_says (window, "explain the whole difference"));
  g_assert_true (data_says (window, "+12 orders · +€34.00"));
  g_assert_true (data_says (window, "1,204 orders of them were in the workspace before"));
  g_assert_true (gtk_widget_get_sensitive (copy));
  g_signal_emit_by_name (copy, "clicked");

  /* A cause taken out stays as not explained. */
  button = data_find (window, GTK_TYPE_CHECK_BUTTON, "Cancelled orders");
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (button)));
  g_assert_false (gtk_check_button_get_active
                    (GTK_CHECK_BUTTON (data_find (window, GTK_TYPE_CHECK_BUTTON,
                                                  "Refunds taken off"))));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), FALSE);
  clv_ui_test_wait (has_rest, window);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_refuses (DataFixture   *fixture,
              gconstpointer  data)
{
  GtkWidget *window = open_window (fixture);

  compare (window);
  g_assert_true (data_says (window, "Type at least one total"));
  type (window, "customers", "many");
  compare (window);
  g_assert_true (gtk_widget_has_css_class (data_find_named (window, "customers"), "error"));
  type (window, "customers", "400");
  compare (window);
  g_assert_false (gtk_widget_has_css_class (data_find_named (window, "customers"), "error"));
  g_assert_true (data_says (window, "agree"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
find_reconcile (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (CLV_IS_RECONCILE_WINDOW (window))
        return window;
    }

  return NULL;
}

/* The story: the shop counts the cancelled order and the one without a day. */
static void
test_step (DataFixture   *fixture,
           gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = data_import (fixture, path);
  GtkWidget *window = NULL;

  for (guint i = 0; i < 4; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_true (data_step_says (wizard, "Mend the Dates"));
  g_assert_true (data_step_says (wizard, "Left Out by Your Rules"));
  g_assert_true (data_step_says (wizard, "1 row · €7.00"));
  g_signal_emit_by_name (data_find (GTK_WIDGET (wizard), GTK_TYPE_BUTTON,
                                    "Compare with Your Report"), "clicked");
  window = find_reconcile ();
  g_assert_nonnull (window);
  clv_ui_test_run (50);
  type (window, "orders", "5");
  type (window, "amount", "35.25");
  compare (window);
  g_assert_true (data_says (window, "explain the whole difference"));
  gtk_window_destroy (GTK_WINDOW (window));
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

static gboolean
reconcile_is_there (gpointer unused)
{
  return find_reconcile () != NULL;
}

static gboolean
page_shows_batch (gpointer data)
{
  DataFixture *fixture = data;

  return data_says (GTK_WIDGET (clv_window_get_page (fixture->window, "data")), "shop.csv");
}

/* Later, from the import's row: the account that was kept explains the same. */
static void
test_later (DataFixture   *fixture,
            gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = data_import (fixture, path);
  GtkWidget *window = NULL;

  for (guint i = 0; i < 5; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  clv_ui_test_wait (page_shows_batch, fixture);
  gtk_widget_activate_action (GTK_WIDGET (clv_window_get_page (fixture->window, "data")),
                              "data.compare", "x", (gint64) 1);
  clv_ui_test_wait (reconcile_is_there, NULL);
  window = find_reconcile ();
  clv_ui_test_run (50);
  type (window, "amount", "32.25");
  compare (window);
  g_assert_true (data_says (window, "explain the whole difference"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The next month's file with the settings of an earlier one, or why not. */
static gboolean
says_used (gpointer wizard)
{
  return data_step_says (wizard, "Those of “shop.csv” are used");
}

static gboolean
says_absent (gpointer wizard)
{
  return data_step_says (wizard, "“february.csv” lacks columns that the settings of “shop.csv” "
                                 "need: “amount”, “status”. Columns that they do not use: "
                                 "“total”, “order”.");
}

static void
test_next (DataFixture   *fixture,
           gconstpointer  data)
{
  const gboolean fits = GPOINTER_TO_INT (data);
  g_autofree char *path = data_write (fixture, "february.csv",
                                      fits ? "amount,customer,date,order,status\n"
                                             "1.00,ann,2025-02-03,p1,cancelled\n"
                                             "2.00,bob,2025-02-04,p2,paid\n"
                                      : "total,customer,date,order\n1.00,ann,2025-02-03,p1\n", -1);
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  ClvWizard *wizard = NULL;

  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  clv_import_plan_set_column (plan, CLV_FIELD_STATUS, "status");
  g_ptr_array_add (plan->excluded_statuses, g_strdup ("paid"));
  gtk_window_present (clv_import_wizard_new_like (GTK_WINDOW (fixture->window), fixture->session,
                                                  path, plan, "shop.csv"));
  wizard = data_get_wizard ();
  clv_ui_test_wait (fits ? says_used : says_absent, wizard);
  if (fits)
    {
      g_autoptr(ClvBatch) batch = NULL;

      for (guint i = 0; i < 5; i++)
        data_next (wizard);
      clv_ui_test_wait (data_wizard_is_gone, NULL);
      batch = data_dup_newest (fixture);
      g_assert_cmpint (batch->net_amount, ==, 100);
      return;
    }
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

/* What was decided is there for the next file of that header, by name. */
static gboolean
says_preset (gpointer wizard)
{
  return data_step_says (wizard, "My till") && data_step_says (wizard, "Saved by you");
}

static void
test_preset (DataFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "till.csv",
                                      "customer;when;how much;till\nann;2025-01-03;10.00;1\n"
                                      "bob;2025-01-04;11.00;2\n", -1);
  ClvWizard *wizard = data_import (fixture, path);
  GtkWidget *row = NULL;

  for (guint i = 0; i < 4; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  row = data_find_named (GTK_WIDGET (clv_wizard_get_page (wizard)), "preset");
  gtk_editable_set_text (GTK_EDITABLE (row), "My till");
  g_signal_emit_by_name (row, "apply");
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);

  wizard = data_import (fixture, path);
  clv_ui_test_wait (data_can_continue, wizard);
  clv_ui_test_run (50);
  g_assert_true (data_step_says (wizard, "My till") || says_preset (wizard));
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

static void
add (const char     *path,
     gconstpointer data,
     void (*func)(DataFixture *, gconstpointer))
{
  g_test_add (path, DataFixture, data, data_open, func, data_close);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  add ("/ui/data/reconcile/explains/point", "12,379.50", test_explains);
  add ("/ui/data/reconcile/explains/comma", "12.379,50", test_explains);
  add ("/ui/data/reconcile/explains/plain", "12379.5", test_explains);
  add ("/ui/data/reconcile/refuses", NULL, test_refuses);
  add ("/ui/data/reconcile/step", NULL, test_step);
  add ("/ui/data/reconcile/later", NULL, test_later);
  add ("/ui/data/reconcile/next", GINT_TO_POINTER (TRUE), test_next);
  add ("/ui/data/reconcile/next-other-header", GINT_TO_POINTER (FALSE), test_next);
  add ("/ui/data/reconcile/preset", NULL, test_preset);

  return g_test_run ();
}
