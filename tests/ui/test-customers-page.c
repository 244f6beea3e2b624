/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "customers-fixture.h"

#include "clv-customer-columns.h"
#include "clv-customer-inspector.h"
#include "clv-customer-parts.h"
#include "clv-migration-view.h"

static void
test_empty (void)
{
  CustomersFixture fixture = { 0 };

  customers_open (&fixture, 0, FALSE);
  g_assert_cmpstr (clv_customers_page_get_state (fixture.page), ==, "empty");
  g_assert_true (customers_says (GTK_WIDGET (fixture.page), "No Customers Yet"));
  clv_ui_test_assert_named (GTK_WIDGET (fixture.page));
  customers_close (&fixture);
}

static gboolean
is_ready (gpointer data)
{
  CustomersFixture *fixture = data;

  return g_strcmp0 (clv_customers_page_get_state (fixture->page), "ready") == 0;
}

/* The sample shop has fewer customers than were asked for: not all come. */
static guint
count_customers (CustomersFixture *fixture)
{
  ClvCustomerListView *view = clv_customers_page_get_list_view (fixture->page);
  ClvCustomerList *list = clv_customer_list_view_get_list (view);

  return clv_customer_list_get_data (list)->scores->n;
}

/* From "no values" to the list by the one button of the empty state. */
static void
test_fit_and_score (void)
{
  CustomersFixture fixture = { 0 };
  g_autofree char *all = NULL;

  customers_open (&fixture, 800, FALSE);
  g_assert_cmpstr (clv_customers_page_get_state (fixture.page), ==, "empty");
  g_assert_true (customers_says (GTK_WIDGET (fixture.page), "No Values Yet"));
  g_assert_true (customers_says (GTK_WIDGET (fixture.page), "not fitted yet"));
  clv_ui_test_assert_named (GTK_WIDGET (fixture.page));
  gtk_widget_activate_action (GTK_WIDGET (fixture.page), "customers.fit-and-score", NULL);
  clv_ui_test_wait (is_ready, &fixture);
  clv_ui_test_run (100);
  all = g_strdup_printf ("%u customers", count_customers (&fixture));
  g_assert_true (customers_says (GTK_WIDGET (fixture.page), all));
  g_assert_true (customers_says (GTK_WIDGET (fixture.page), "a year effective"));
  customers_close (&fixture);
}

static GtkWidget *
get_list_view (CustomersFixture *fixture)
{
  return GTK_WIDGET (clv_customers_page_get_list_view (fixture->page));
}

static void
test_sort_and_search (void)
{
  CustomersFixture fixture = { 0 };
  ClvCustomerList *list = NULL;
  GtkWidget *view = NULL;
  GtkColumnView *table = NULL;
  g_autoptr(GtkColumnViewColumn) column = NULL;
  g_autofree char *some = NULL;
  guint shown = 0;

  customers_open (&fixture, 800, TRUE);
  view = get_list_view (&fixture);
  list = clv_customer_list_view_get_list (CLV_CUSTOMER_LIST_VIEW (view));
  g_assert_cmpint (clv_customer_list_get_key (list), ==, CLV_CUSTOMER_KEY_VALUE);
  g_assert_true (clv_customer_list_get_descending (list));
  clv_ui_test_assert_named (GTK_WIDGET (fixture.page));

  /* As the menu does, and as a click on a header does. */
  g_assert_true (gtk_widget_activate_action (view, "list.sort", "s", "p-active"));
  g_assert_cmpint (clv_customer_list_get_key (list), ==, CLV_CUSTOMER_KEY_P_ACTIVE);
  gtk_widget_activate_action (view, "list.descending", NULL);
  g_assert_false (clv_customer_list_get_descending (list));
  table = GTK_COLUMN_VIEW (customers_find_type (view, GTK_TYPE_COLUMN_VIEW));
  column = g_list_model_get_item (gtk_column_view_get_columns (table), 7);
  gtk_column_view_sort_by_column (table, column, GTK_SORT_DESCENDING);
  g_assert_cmpint (clv_customer_list_get_key (list), ==, CLV_CUSTOMER_KEY_PAST);
  g_assert_true (clv_customer_list_get_descending (list));

  gtk_widget_activate_action (view, "list.tier", "s", "0");
  clv_ui_test_run (50);
  shown = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_assert_cmpuint (shown, ==, (count_customers (&fixture) * 2 + 5) / 10);
  some = g_strdup_printf ("%u of %u customers", shown, count_customers (&fixture));
  g_assert_true (customers_says (view, some));
  clv_customer_list_set_search (list, "no such id");
  clv_ui_test_run (50);
  g_assert_true (customers_says (view, "Nobody Found"));
  gtk_widget_activate_action (view, "list.show-all", NULL);
  clv_ui_test_run (50);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==,
                    count_customers (&fixture));
  customers_close (&fixture);
}

static void
test_headers_stand_over_numbers (void)
{
  CustomersFixture fixture = { 0 };
  GtkWidget *table = NULL;
  GtkWidget *title = NULL;
  const char *interval = NULL;
  guint n_right = 0;

  customers_open (&fixture, 800, TRUE);
  table = customers_find_type (get_list_view (&fixture), GTK_TYPE_COLUMN_VIEW);
  title = gtk_widget_get_first_child (gtk_widget_get_first_child (table));
  for (; title != NULL; title = gtk_widget_get_next_sibling (title))
    {
      GtkWidget *label = customers_find_type (title, GTK_TYPE_LABEL);

      n_right += gtk_label_get_xalign (GTK_LABEL (label)) > 0.9;
      if (g_str_has_prefix (gtk_label_get_label (GTK_LABEL (label)), "80 %"))
        interval = gtk_widget_get_tooltip_text (title);
    }
  g_assert_cmpuint (n_right, ==, clv_customer_columns_get_n () - 2);
  g_assert_cmpstr (interval, ==, clv_figure_describe_interval ());
  customers_close (&fixture);
}

static void
test_inspector (void)
{
  CustomersFixture fixture = { 0 };
  ClvCustomerList *list = NULL;
  GtkWidget *view = NULL;
  GtkWidget *inspector = NULL;
  g_autofree char *id = NULL;
  g_autofree char *last = NULL;
  g_autofree char *place = NULL;
  guint n = 0;

  customers_open (&fixture, 800, TRUE);
  view = get_list_view (&fixture);
  list = clv_customer_list_view_get_list (CLV_CUSTOMER_LIST_VIEW (view));
  inspector = customers_find_type (view, CLV_TYPE_CUSTOMER_INSPECTOR);
  g_assert_false (gtk_widget_get_mapped (inspector));

  id = customers_dup_id (&fixture, 0);
  clv_page_show_item (CLV_PAGE (fixture.page), id);
  clv_ui_test_run (300);
  g_assert_true (gtk_widget_get_mapped (inspector));
  g_assert_true (customers_says (inspector, id));
  g_assert_true (customers_says (inspector, "place 1 of "));
  g_assert_true (customers_says (inspector, "= future value"));
  g_assert_true (customers_says (inspector, "Purchases so far"));
  clv_ui_test_assert_named (inspector);

  /* Whoever is open stays open when the list is sorted another way. */
  clv_customer_list_set_order (list, CLV_CUSTOMER_KEY_ID, FALSE);
  clv_ui_test_run (50);
  g_assert_true (customers_says (inspector, id));
  gtk_widget_activate_action (inspector, "inspector.close", NULL);
  clv_ui_test_run (50);
  g_assert_false (gtk_widget_get_mapped (inspector));

  clv_customer_list_set_order (list, CLV_CUSTOMER_KEY_VALUE, TRUE);
  n = count_customers (&fixture);
  last = customers_dup_id (&fixture, n - 1);
  place = g_strdup_printf ("place %u of %u", n, n);
  clv_page_show_item (CLV_PAGE (fixture.page), last);
  clv_ui_test_run (100);
  g_assert_true (customers_says (inspector, place));
  gtk_widget_activate_action (view, "list.close-customer", NULL);
  g_assert_false (gtk_widget_get_mapped (inspector));
  customers_close (&fixture);
}

static void
test_hides_personal_data (void)
{
  CustomersFixture fixture = { 0 };
  GtkWidget *view = NULL;
  g_autofree char *id = NULL;

  customers_open (&fixture, 800, TRUE);
  view = get_list_view (&fixture);
  id = customers_dup_id (&fixture, 0);
  clv_page_show_item (CLV_PAGE (fixture.page), id);
  clv_ui_test_run (200);
  g_assert_true (customers_says (view, id));
  g_settings_set_boolean (fixture.settings, "hide-personal-data", TRUE);
  clv_ui_test_run (200);
  g_assert_false (customers_says (view, id));
  g_assert_true (customers_says (view, "Customer ·"));
  customers_close (&fixture);
}

static void
test_tiers (void)
{
  CustomersFixture fixture = { 0 };
  ClvCustomerData *data = NULL;

  customers_open (&fixture, 800, TRUE);
  clv_page_show_item (CLV_PAGE (fixture.page), "tiers");
  clv_ui_test_run (200);
  g_assert_true (customers_says (GTK_WIDGET (fixture.page), "of the future value"));
  data = clv_customer_list_get_data (clv_customer_list_view_get_list
                                       (clv_customers_page_get_list_view (fixture.page)));
  for (guint tier = 0; tier < data->tiers->scheme->n; tier++)
    {
      g_autoptr(ClvWhy) why = clv_customer_why_tier (data, tier);

      g_assert_nonnull (why->formula);
      g_assert_nonnull (strstr (why->convention, "future value in EUR"));
      g_assert_true (customers_says (GTK_WIDGET (fixture.page), why->value));
    }
  clv_ui_test_assert_named (GTK_WIDGET (fixture.page));
  customers_close (&fixture);
}

static gboolean
has_migration (gpointer data)
{
  return clv_migration_view_has_result (data);
}

static void
test_migration (void)
{
  CustomersFixture fixture = { 0 };
  GtkWidget *view = NULL;
  GtkWidget *entry = NULL;
  g_autofree char *first = NULL;

  customers_open (&fixture, 800, TRUE);
  clv_page_show_item (CLV_PAGE (fixture.page), "migration");
  clv_ui_test_run (300);
  view = customers_find_type (GTK_WIDGET (fixture.page), CLV_TYPE_MIGRATION_VIEW);
  entry = customers_find_type (view, GTK_TYPE_ENTRY);
  first = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
  g_assert_cmpint (clv_date_parse (first), !=, CLV_DATE_INVALID);
  clv_ui_test_assert_named (view);

  gtk_editable_set_text (GTK_EDITABLE (entry), "31 of never");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  clv_ui_test_run (50);
  g_assert_true (customers_says (view, "is not a date"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "2099-01-01");
  g_assert_true (customers_says (view, "does not come after"));
  gtk_editable_set_text (GTK_EDITABLE (entry), first);
  g_assert_false (gtk_widget_has_css_class (entry, "error"));

  gtk_widget_activate_action (view, "migration.compute", NULL);
  clv_ui_test_wait (has_migration, view);
  clv_ui_test_run (200);
  g_assert_true (customers_says (view, "in the same tier"));
  customers_close (&fixture);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_view_notify (void)
{
  GtkWidget *view = g_object_ref_sink (g_object_new (CLV_TYPE_CUSTOMER_LIST_VIEW, NULL));
  guint n = 0;

  g_signal_connect_swapped (view, "notify::tier", G_CALLBACK (count_cb), &n);
  g_object_set (view, "tier", "1", NULL);
  g_assert_cmpuint (n, ==, 1);
  g_assert_finalize_object (view);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/customers/empty", test_empty);
  g_test_add_func ("/ui/customers/fit-and-score", test_fit_and_score);
  g_test_add_func ("/ui/customers/sort-and-search", test_sort_and_search);
  g_test_add_func ("/ui/customers/headers", test_headers_stand_over_numbers);
  g_test_add_func ("/ui/customers/inspector", test_inspector);
  g_test_add_func ("/ui/customers/hides-personal-data", test_hides_personal_data);
  g_test_add_func ("/ui/customers/tiers", test_tiers);
  g_test_add_func ("/ui/customers/migration", test_migration);
  g_test_add_func ("/ui/customers/notify", test_view_notify);

  return g_test_run ();
}
