/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-kind-rows.h"
#include "clv-model-dialog.h"
#include "clv-money.h"
#include "value-fixture.h"

/* What is no orders: subscriptions, and customers who were counted before the import. */

static gboolean
shows_views (gpointer data)
{
  return g_strcmp0 (get_shown (data), "views") == 0;
}

static gboolean
tells_nobody_left (gpointer page)
{
  return find_text (page, "Nobody has left yet") != NULL;
}

/* Where nobody left there is nothing to learn from, and the page says so. */
static void
test_nobody_left (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));

  clv_ui_test_wait (is_loaded, fixture);
  value_import_subscriptions (fixture->workspace, fixture->folder, 20, FALSE);
  clv_ui_test_wait (tells_nobody_left, page);
  g_assert_cmpstr (get_shown (fixture), ==, "gates");
  g_assert_nonnull (find_text (page, "0 of at least 1"));
  g_assert_null (fixture->error);
}

/* What the other places say of the same customers. */
static void
assert_places (Fixture *fixture)
{
  static const char * const places[] = { "customers", "reports" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, places[i]));

      clv_window_show_place (fixture->window, places[i]);
      clv_ui_test_run (300);
      clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
      clv_ui_test_run (100);
      g_assert_null (find_text (page, "nan"));
      g_assert_null (fixture->error);
    }
  clv_window_show_place (fixture->window, "value");
}

/* The row of a kind in the dialog that is open. */
static GtkWidget *
find_kind (GtkWidget  *widget,
           const char *title)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (ADW_IS_ACTION_ROW (widget)
      && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_kind (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
assert_kind (ClvModelDialog *dialog,
             const char     *title,
             const char     *lack)
{
  GtkWidget *row = find_kind (GTK_WIDGET (dialog), title);

  g_assert_nonnull (row);
  g_assert_cmpint (gtk_widget_get_sensitive (row), ==, lack == NULL);
  if (lack != NULL)
    g_assert_nonnull (find_text (gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP), lack));
}

static ClvModelDialog *
open_dialog (Fixture *fixture)
{
  GListModel *windows = gtk_window_get_toplevels ();
  ClvModelDialog *dialog = NULL;

  gtk_widget_activate_action (get_widget (fixture, CLV_TYPE_MODEL_VIEW), "model.configure", NULL);
  clv_ui_test_run (100);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (CLV_IS_MODEL_DIALOG (window))
        dialog = CLV_MODEL_DIALOG (window);
    }
  g_assert_nonnull (dialog);
  clv_ui_test_assert_named (GTK_WIDGET (dialog));

  return dialog;
}

/* The same digits as those of a fit without a window. */
static void
assert_total (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvScoreSet) scores = clv_score_set_load (fixture->workspace, 0, &error);
  g_autoptr(ClvScoreSet) again = NULL;
  g_autoptr(ClvFit) shown = NULL;
  g_autoptr(ClvFit) fresh = NULL;
  g_autoptr(ClvModelSpec) spec = NULL;
  g_autofree char *total = NULL;

  g_assert_no_error (error);
  shown = clv_fit_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  total = clv_money_format_short (scores->total_clv, scores->currency);
  g_assert_nonnull (find_text (get_widget (fixture, CLV_TYPE_OVERVIEW_VIEW), total));
  spec = clv_model_spec_new ();
  g_free (spec->kind);
  spec->kind = g_strdup (shown->spec->kind);
  fresh = clv_fit_run (fixture->workspace, spec, "", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fresh->content_hash, ==, shown->content_hash);
  again = clv_score_set_run (fixture->workspace, 0, NULL, "", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->content_hash, ==, scores->content_hash);
}

static gboolean
has_tested (gpointer view)
{
  return find_text (view, "Renewals a subscriber, up or down") != NULL;
}

static gboolean
has_compared (gpointer view)
{
  return find_text (view, "Recommended") != NULL;
}

static gboolean
has_curves (gpointer view)
{
  return find_text (view, "How your subscribers differ") != NULL;
}

/* Subscriptions alone are fitted, scored, tested and compared as contracts. */
static void
test_subscriptions (Fixture       *fixture,
                    gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));
  ClvModelDialog *dialog = NULL;
  GtkWidget *overview = NULL;
  GtkWidget *view = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  value_import_subscriptions (fixture->workspace, fixture->folder, 200, TRUE);
  clv_ui_test_wait (shows_views, fixture);
  overview = get_widget (fixture, CLV_TYPE_OVERVIEW_VIEW);
  g_assert_nonnull (find_text (overview, "subscribers left, from whom leaving is learned"));
  dialog = open_dialog (fixture);
  assert_kind (dialog, "BG/NBD", "asks for orders");
  assert_kind (dialog, "sBG", NULL);
  assert_kind (dialog, "BdW", NULL);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "spec.reset", NULL);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "spec.apply", NULL);
  fit (fixture);
  g_assert_nonnull (strstr (fixture->toast, "Fitted sBG and scored 200"));
  g_assert_nonnull (find_text (overview, "Expected renewals"));
  g_assert_nonnull (find_text (overview, "Active subscribers"));
  g_assert_nonnull (find_text (page, "Renewals the model gives the past"));
  g_assert_nonnull (find_text (page, "what a renewal comes to is each subscriber"));

  view = get_widget (fixture, CLV_TYPE_HOLDOUT_VIEW);
  gtk_widget_activate_action (view, "holdout.test", NULL);
  clv_ui_test_wait (has_tested, view);
  g_assert_nonnull (find_text (view, "Renewals over time"));
  g_assert_nonnull (find_text (view, "Expected and actual by last renewal"));
  g_assert_nonnull (find_text (view, "Expected renewals"));
  g_assert_null (find_text (view, "urchase"));
  gtk_widget_activate_action (view, "holdout.compare", NULL);
  clv_ui_test_wait (has_compared, view);
  g_assert_nonnull (find_text (get_widget (fixture, CLV_TYPE_COMPARISON_VIEW), "BdW"));
  g_assert_null (find_text (get_widget (fixture, CLV_TYPE_COMPARISON_VIEW), "Pareto"));
  g_assert_null (fixture->error);
  g_assert_null (find_text (page, "nan"));
  g_assert_nonnull (find_text (get_widget (fixture, CLV_TYPE_MODEL_VIEW),
                               "How long your subscribers stay"));
  /* What the pictures say is said of subscribers. */
  view = get_widget (fixture, CLV_TYPE_MODEL_VIEW);
  clv_ui_test_wait (has_curves, view);
  g_assert_nonnull (find_text (view, "still there after so many renewals"));
  g_assert_nonnull (find_text (view, "Your 200 subscribers are not alike"));
  g_assert_nonnull (find_text (view, "the more alike the subscribers"));
  g_assert_null (find_text (view, "rates turned into a year"));
  assert_places (fixture);
  g_assert_nonnull (find_text (GTK_WIDGET (clv_window_get_page (fixture->window, "reports")),
                               "Renewals over time"));
  assert_total (fixture);
}

/* Customers who were counted before are fitted and scored; that they cannot be tested
 * is said with the reason. */
static void
test_counted (Fixture       *fixture,
              gconstpointer  data)
{
  static const char * const views[] = { "overview", "definition", "model", "holdout" };
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));
  ClvModelDialog *dialog = NULL;
  GtkWidget *holdout = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  value_import_counted (fixture->workspace, fixture->folder, 300);
  clv_ui_test_wait (shows_views, fixture);
  assert_places (fixture);
  g_assert_nonnull (find_text (GTK_WIDGET (clv_window_get_page (fixture->window, "customers")),
                               "Counted before the import"));
  dialog = open_dialog (fixture);
  assert_kind (dialog, "BG/NBD", NULL);
  assert_kind (dialog, "sBG", "asks for renewals");
  assert_kind (dialog, "BG/CNBD-k", "not known of customers who were counted");
  gtk_window_destroy (GTK_WINDOW (dialog));
  fit (fixture);
  g_assert_nonnull (strstr (fixture->toast, "scored 300"));
  holdout = get_widget (fixture, CLV_TYPE_HOLDOUT_VIEW);
  g_assert_nonnull (find_text (holdout, "No test against the past"));
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      clv_page_show_item (CLV_PAGE (page), views[i]);
      clv_ui_test_run (50);
    }
  assert_places (fixture);
  g_assert_nonnull (find_text (GTK_WIDGET (clv_window_get_page (fixture->window, "reports")),
                               "Single purchases are not known"));
  g_assert_null (fixture->error);
  g_assert_null (find_text (page, "nan"));
  assert_total (fixture);
}

/* A shop without subscriptions says that contracts ask for them. */
static void
test_orders (Fixture       *fixture,
             gconstpointer  data)
{
  ClvModelDialog *dialog = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  dialog = open_dialog (fixture);
  assert_kind (dialog, "BG/NBD", NULL);
  assert_kind (dialog, "BG/BB", NULL);
  assert_kind (dialog, "sBG", "asks for subscriptions");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Orders of most subscribers, and of some who are none. */
static void
import_orders (Fixture *fixture)
{
  g_autoptr(GString) text = g_string_new ("customer,date,amount\n");
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 40; i < 260; i++)
    {
      const double mean = g_rand_double_range (rand, 20.0, 200.0);
      double day = g_rand_int_range (rand, 0, 700);

      while (day < 1090.0)
        {
          g_autofree char *iso = clv_date_to_iso (clv_date_from_ymd (2023, 1, 5) + (ClvDate) day);

          g_string_append_printf (text, "K%04u,%s,%d.00\n", i, iso,
                                  g_rand_int_range (rand, 80, 220));
          if (g_rand_double (rand) < 0.2)
            break;
          day += 1.0 - mean * log (1.0 - g_rand_double (rand));
        }
    }
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  value_import (fixture->workspace, fixture->folder, text, plan);
}

/* What the page shows after a fit may still be loading: until then the test is of the
 * data before, so that it is asked for again. Nothing happens while one runs. */
static gboolean
has_tested_both (gpointer view)
{
  if (find_text (view, "Payments and orders over time") != NULL)
    return TRUE;
  gtk_widget_activate_action (view, "holdout.test", NULL);
  return FALSE;
}

/* Subscriptions with orders beside them are fitted as chosen, tested and compared together. */
static void
test_hybrid (Fixture       *fixture,
             gconstpointer  data)
{
  ClvModelDialog *dialog = NULL;
  GtkWidget *row = NULL;
  GtkWidget *check = NULL;
  GtkWidget *view = NULL;
  GtkWidget *comparison = NULL;
  g_autoptr(ClvFit) stored = NULL;
  g_autoptr(GError) error = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  value_import_subscriptions (fixture->workspace, fixture->folder, 200, TRUE);
  import_orders (fixture);
  clv_ui_test_wait (shows_views, fixture);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  dialog = open_dialog (fixture);
  assert_kind (dialog, "Subscription plus orders", NULL);
  row = find_kind (GTK_WIDGET (dialog), "Subscription plus orders");
  check = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  row = find_kind (GTK_WIDGET (dialog), "Model of the orders");
  g_assert_true (gtk_widget_get_mapped (row));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "spec.apply", NULL);
  fit (fixture);
  g_assert_null (fixture->error);
  stored = clv_fit_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stored->spec->kind, ==, "hybrid");
  g_assert_cmpstr (stored->spec->orders, ==, "mbg-nbd");

  view = get_widget (fixture, CLV_TYPE_HOLDOUT_VIEW);
  clv_ui_test_wait (has_tested_both, view);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (100);
  gtk_widget_activate_action (view, "holdout.compare", NULL);
  clv_ui_test_wait (has_compared, view);
  comparison = get_widget (fixture, CLV_TYPE_COMPARISON_VIEW);
  g_assert_nonnull (find_text (comparison, "Subscription plus orders"));
  g_assert_nonnull (find_text (comparison, "Pareto/NBD"));
  g_assert_nonnull (find_text (comparison, "compared together"));
  g_assert_null (fixture->error);
  g_assert_null (find_text (GTK_WIDGET (clv_window_get_page (fixture->window, "value")), "nan"));
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  value_add ("/ui/value-kinds/nobody-left", TRUE, test_nobody_left);
  value_add ("/ui/value-kinds/subscriptions", TRUE, test_subscriptions);
  value_add ("/ui/value-kinds/hybrid", TRUE, test_hybrid);
  value_add ("/ui/value-kinds/counted", TRUE, test_counted);
  value_add ("/ui/value-kinds/orders", FALSE, test_orders);

  return g_test_run ();
}
