/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-override-window.h"
#include "clv-quality-limits-window.h"
#include "clv-quality-view.h"
#include "clv-sample-shop.h"
#include "data-fixture.h"

/* Pictures of Data → Quality, of its limits, and of the window that asks for a
 * reason. */

static ClvQualityView *
find_view (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  ClvQualityView *found = CLV_IS_QUALITY_VIEW (widget) ? CLV_QUALITY_VIEW (widget) : NULL;

  for (; found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find_view (child);

  return found;
}

static void
show_quality (DataFixture *fixture,
              const char  *today)
{
  ClvPage *page = NULL;

  clv_window_show_place (fixture->window, "data");
  page = clv_window_get_page (fixture->window, "data");
  clv_page_show_item (page, "quality");
  clv_quality_view_set_today (find_view (GTK_WIDGET (page)), clv_date_parse (today));
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (300);
  clv_ui_test_assert_named (GTK_WIDGET (fixture->window));
}

static void
open_shop (DataFixture *fixture,
           guint        n_customers)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "Garden shop.perennial", NULL);

  clv_sample_shop_create_workspace (path, n_customers, CLV_SAMPLE_SHOP_SEED, NULL, &error);
  g_assert_no_error (error);
  g_set_object (&fixture->workspace, NULL);
  fixture->workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
  clv_session_set_workspace (fixture->session, fixture->workspace);
}

/* What a first export of a small shop may look like. */
static void
import_poor (DataFixture *fixture)
{
  g_autoptr(GString) text = g_string_new ("customer,date,amount\n");
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < 90; i++)
    g_string_append_printf (text, "C%03u,2025-%02u-%02u,%u.50\n", i % 62, 1 + i % 9, 1 + i % 28,
                            15 + i % 40);
  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text, "guest,2025-%02u-%02u,%u.25\n", 1 + i % 9, 1 + i % 28, 9 + i);
  g_string_append (text, "C007,2025-03-03,48500.00\nC011,2015-03-03,12.00\nC012,soon,12.00\n");
  path = data_write (fixture, "till.csv", text->str, -1);
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  result = clv_workspace_import (fixture->workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
}

static void
scroll_to_end (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_SCROLLED_WINDOW (widget) && gtk_widget_get_mapped (widget))
    {
      GtkAdjustment *vertical = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));

      gtk_adjustment_set_value (vertical, gtk_adjustment_get_upper (vertical));
    }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    scroll_to_end (child);
}

static void
test_sample (DataFixture   *fixture,
             gconstpointer  data)
{
  open_shop (fixture, 1500);
  show_quality (fixture, "2026-04-20");
  clv_ui_test_save_all (GTK_WINDOW (fixture->window), "quality-sample");
  scroll_to_end (GTK_WIDGET (find_view (GTK_WIDGET (fixture->window))));
  clv_ui_test_run (50);
  clv_ui_test_save (GTK_WIDGET (fixture->window), "quality-sample-end");
}

static void
test_poor (DataFixture   *fixture,
           gconstpointer  data)
{
  import_poor (fixture);
  show_quality (fixture, "2025-10-02");
  clv_ui_test_save_all (GTK_WINDOW (fixture->window), "quality-red");
  clv_page_show_item (clv_window_get_page (fixture->window, "data"), "imports");
  clv_ui_test_run (300);
  clv_ui_test_save (GTK_WIDGET (fixture->window), "quality-red-imports");
}

static void
test_limits (DataFixture   *fixture,
             gconstpointer  data)
{
  ClvQualityLimits limits;
  GtkWindow *window = NULL;

  clv_quality_limits_init (&limits);
  window = clv_quality_limits_window_new (GTK_WINDOW (fixture->window), fixture->session,
                                          &limits);
  gtk_window_present (window);
  clv_ui_test_run (200);
  clv_ui_test_assert_named (GTK_WIDGET (window));
  clv_ui_test_save_all (window, "quality-limits");
  scroll_to_end (GTK_WIDGET (window));
  clv_ui_test_run (50);
  clv_ui_test_save (GTK_WIDGET (window), "quality-limits-end");
  gtk_window_destroy (window);
}

static void
test_override (DataFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr(ClvQuality) quality = NULL;
  g_autoptr(GError) error = NULL;
  ClvOverrideWindow *window = NULL;

  import_poor (fixture);
  quality = clv_quality_load (fixture->workspace, CLV_DATE_INVALID, clv_date_parse ("2025-10-02"),
                              NULL, &error);
  g_assert_no_error (error);
  window = clv_override_window_new (GTK_WINDOW (fixture->window), quality, "anna");
  gtk_window_present (GTK_WINDOW (window));
  clv_ui_test_run (200);
  clv_ui_test_assert_named (GTK_WIDGET (window));
  clv_ui_test_save_all (GTK_WINDOW (window), "quality-override");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

#define ADD(name, function) \
  g_test_add (name, DataFixture, NULL, data_open, function, data_close)
  ADD ("/screens/quality/sample", test_sample);
  ADD ("/screens/quality/red", test_poor);
  ADD ("/screens/quality/limits", test_limits);
  ADD ("/screens/quality/override", test_override);

  return g_test_run ();
}
