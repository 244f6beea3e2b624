/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-ledger.h"
#include "clv-quality-limits-window.h"
#include "clv-quality-row.h"
#include "clv-quality-view.h"
#include "clv-sample-shop.h"
#include "data-fixture.h"

/* Data → Quality: what it says of an empty workspace, a small one and the sample
* shop; limits that are edited; a fit that is refused until somebody says why. */

static GtkWidget *
find_type (GtkWidget *widget,
           GType      type)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static ClvQualityView *
get_view (DataFixture *fixture)
{
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "data"));

  return CLV_QUALITY_VIEW (find_type (page, CLV_TYPE_QUALITY_VIEW));
}

/* The newest window but the main one, by its title; NULL where there is none. */
static GtkWidget *
find_window (const char *title)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (g_strcmp0 (gtk_window_get_title (window), title) == 0
          && gtk_widget_get_visible (GTK_WIDGET (window)))
        return GTK_WIDGET (window);
    }

  return NULL;
}

static gboolean
has_window (gpointer title)
{
  return find_window (title) != NULL;
}

static gboolean
has_no_window (gpointer title)
{
  return find_window (title) == NULL;
}

static gboolean
is_green (gpointer view)
{
  return g_str_equal (clv_quality_view_get_state (view), "green");
}

static gboolean
is_amber (gpointer view)
{
  return g_str_equal (clv_quality_view_get_state (view), "amber");
}

static gboolean
is_red (gpointer view)
{
  return g_str_equal (clv_quality_view_get_state (view), "red");
}

/* Some customers with three orders each within a year. */
static void
import_some (DataFixture *fixture,
             guint        n)
{
  g_autoptr(GString) text = g_string_new ("customer,date,amount\n");
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < 3 * n; i++)
    g_string_append_printf (text, "C%04u,2025-%02u-%02u,%u.50\n", i % n, 1 + (i / n) * 4 + i % 4,
                            1 + i % 28, 10 + i % 40);
  path = data_write (fixture, "some.csv", text->str, -1);
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  result = clv_workspace_import (fixture->workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
}

static void
test_empty (DataFixture   *fixture,
            gconstpointer  data)
{
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (50);
  g_assert_cmpstr (clv_quality_view_get_state (get_view (fixture)), ==, "empty");
}

/* The worst stand first, each with icon, words and the way to its numbers. */
static void
test_checks (DataFixture   *fixture,
             gconstpointer  data)
{
  ClvQualityView *view = get_view (fixture);
  GtkWidget *row = NULL;
  GtkWidget *why = NULL;

  import_some (fixture, 20);
  clv_quality_view_set_today (view, clv_date_parse ("2025-12-31"));
  clv_ui_test_wait (is_red, view);
  clv_window_show_place (fixture->window, "data");
  clv_page_show_item (clv_window_get_page (fixture->window, "data"), "quality");
  clv_ui_test_run (100);

  g_assert_true (data_says (GTK_WIDGET (view), "These data are not fit for a model: Customers, "
                                               "Repeat customers."));
  row = find_type (GTK_WIDGET (view), CLV_TYPE_QUALITY_ROW);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Customers: Stops a fit. 20, at least 500 wanted, 50 "
                                       "needed");
  why = data_find (GTK_WIDGET (view), GTK_TYPE_BUTTON, "Why this number? Repeat customers");
  g_assert_nonnull (why);
  g_signal_emit_by_name (why, "clicked");
  clv_ui_test_run (50);
  clv_ui_test_assert_named (find_window ("Why this number?"));
  clv_ui_test_assert_named (GTK_WIDGET (fixture->window));
}

/* What is imported meanwhile is judged at once. */
static void
test_live (DataFixture   *fixture,
           gconstpointer  data)
{
  ClvQualityView *view = get_view (fixture);

  clv_quality_view_set_today (view, clv_date_parse ("2025-12-31"));
  import_some (fixture, 20);
  clv_ui_test_wait (is_red, view);
  import_some (fixture, 600);
  clv_ui_test_wait (is_amber, view);
}

static void
set_spin (GtkWidget  *window,
          const char *name,
          double      value)
{
  GtkWidget *spin = data_find (window, GTK_TYPE_SPIN_BUTTON, name);

  g_assert_nonnull (spin);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  clv_ui_test_run (20);
}

static gboolean
can_save (GtkWidget *window)
{
  return gtk_widget_get_sensitive (data_find (window, GTK_TYPE_BUTTON, "Save"));
}

static void
test_limits (DataFixture   *fixture,
             gconstpointer  data)
{
  const char *title = "Limits of the Quality Gate";
  ClvQualityView *view = get_view (fixture);
  g_autoptr(GPtrArray) events = NULL;
  const ClvEvent *last = NULL;
  GtkWidget *window = NULL;
  GtkWidget *check = NULL;

  import_some (fixture, 600);
  clv_session_set_acting (fixture->session, "anna");
  clv_quality_view_set_today (view, clv_date_parse ("2025-12-31"));
  clv_ui_test_wait (is_amber, view);
  gtk_widget_activate_action (GTK_WIDGET (view), "quality.edit-limits", NULL);
  clv_ui_test_wait (has_window, (gpointer) title);
  window = find_window (title);
  clv_ui_test_run (50);
  clv_ui_test_assert_named (window);
  g_assert_false (can_save (window));

  set_spin (window, "Customers: At least wanted, Customers", 40);
  g_assert_false (can_save (window));
  g_assert_true (data_says (window, "more is needed than is wanted"));
  set_spin (window, "Customers: At least wanted, Customers", 900);
  set_spin (window, "Customers: At least needed for a fit, Customers", 800);
  check = data_find (window, GTK_TYPE_CHECK_BUTTON, "Completeness can stop a fit");
  g_assert_nonnull (check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);
  g_assert_true (can_save (window));
  g_assert_true (gtk_widget_activate_action (window, "limits.save", NULL));
  clv_ui_test_wait (has_no_window, (gpointer) title);
  clv_ui_test_wait (is_red, view);

  events = clv_ledger_list (fixture->workspace, 0, NULL);
  last = g_ptr_array_index (events, events->len - 1);
  g_assert_cmpstr (last->act, ==, "quality_limits");
  g_assert_cmpstr (last->actor, ==, "anna");
  g_assert_nonnull (strstr (last->payload, "changed.limit.customers=50 to 800\n"));
  g_assert_nonnull (strstr (last->payload, "changed.limit.completeness=0.8 to none\n"));
  g_assert_null (strstr (last->payload, "changed.target.validity"));
}

static void
press_fit (DataFixture *fixture)
{
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));
  GtkWidget *fit = data_find (page, GTK_TYPE_BUTTON, "Fit model");

  g_assert_nonnull (fit);
  g_signal_emit_by_name (fit, "clicked");
}

static gboolean
can_fit (gpointer data)
{
  DataFixture *fixture = data;
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));
  GtkWidget *fit = page != NULL ? data_find (page, GTK_TYPE_BUTTON, "Fit model") : NULL;

  return fit != NULL && gtk_widget_get_sensitive (fit);
}

/* Without a reason nothing is fitted; with one it is, and the ledger has it. */
static void
test_override (DataFixture   *fixture,
               gconstpointer  data)
{
  const char *title = "Data Not Fit for a Model";
  const char *reason = "A first look with our best known buyers.";
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(GPtrArray) events = NULL;
  gboolean is_found = FALSE;
  GtkWidget *window = NULL;
  GtkWidget *entry = NULL;
  GtkWidget *accept = NULL;

  import_some (fixture, 40);
  clv_session_set_acting (fixture->session, "anna");
  clv_window_show_place (fixture->window, "value");
  clv_page_show_item (clv_window_get_page (fixture->window, "value"), "model");
  clv_ui_test_wait (can_fit, fixture);
  press_fit (fixture);
  clv_ui_test_wait (has_window, (gpointer) title);
  window = find_window (title);
  clv_ui_test_run (50);
  clv_ui_test_assert_named (window);
  g_assert_true (data_says (window, "Customers"));
  fit = clv_fit_load (fixture->workspace, 0, NULL);
  g_assert_null (fit);

  accept = data_find (window, GTK_TYPE_BUTTON, "Fit Anyway");
  g_assert_false (gtk_widget_get_sensitive (accept));
  entry = data_find (window, GTK_TYPE_TEXT, "Reason");
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "too short");
  g_assert_false (gtk_widget_get_sensitive (accept));
  gtk_editable_set_text (GTK_EDITABLE (entry), reason);
  g_assert_true (gtk_widget_get_sensitive (accept));
  g_signal_emit_by_name (accept, "clicked");
  clv_ui_test_wait (has_no_window, (gpointer) title);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (100);

  fit = clv_fit_load (fixture->workspace, 0, NULL);
  g_assert_nonnull (fit);
  events = clv_ledger_list (fixture->workspace, 0, NULL);
  for (guint i = 0; i < events->len; i++)
    {
      const ClvEvent *event = g_ptr_array_index (events, i);

      is_found |= g_str_equal (event->act, "override_quality")
                  && g_str_equal (event->reason, reason) && g_str_equal (event->actor, "anna");
    }
  g_assert_true (is_found);
}

/* The view on its own: notified once a change, gone without a trace. */
static void
test_finalize (void)
{
  GtkWidget *view = g_object_ref_sink (clv_quality_view_new ());

  g_assert_cmpstr (clv_quality_view_get_state (CLV_QUALITY_VIEW (view)), ==, "loading");
  g_assert_finalize_object (view);
}

static void
test_sample (DataFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "shop.perennial", NULL);
  ClvQualityView *view = NULL;

  clv_sample_shop_create_workspace (path, 1500, CLV_SAMPLE_SHOP_SEED, NULL, &error);
  g_assert_no_error (error);
  g_set_object (&fixture->workspace, NULL);
  fixture->workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
  clv_session_set_workspace (fixture->session, fixture->workspace);
  clv_window_show_place (fixture->window, "data");
  view = get_view (fixture);
  clv_quality_view_set_today (view, clv_date_parse ("2026-01-05"));
  clv_ui_test_wait (is_green, view);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

#define ADD(name, function) \
  g_test_add (name, DataFixture, NULL, data_open, function, data_close)
  ADD ("/ui/data/quality/empty", test_empty);
  ADD ("/ui/data/quality/checks", test_checks);
  ADD ("/ui/data/quality/live", test_live);
  ADD ("/ui/data/quality/sample", test_sample);
  ADD ("/ui/data/quality/limits", test_limits);
  ADD ("/ui/data/quality/override", test_override);
  g_test_add_func ("/ui/data/quality/finalize", test_finalize);

  return g_test_run ();
}
