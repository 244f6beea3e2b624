/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "clv-customers-page.h"
#include "clv-sample-shop.h"
#include "clv-ui-test.h"

/* A window at the Customers place, with the sample shop or without, and values
 * made up for lists that are too long to be fitted in a test. */

typedef struct
{
  char *folder;
  GSettings *settings;
  ClvWorkspace *workspace;
  ClvWindow *window;
  ClvSession *session;
  ClvCustomersPage *page;
} CustomersFixture;

static inline void
customers_score (ClvWorkspace *workspace)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvFit) fit = clv_fit_run (workspace, spec, "ann", NULL, &error);
  g_autoptr(ClvScoreSet) scores = NULL;

  g_assert_no_error (error);
  scores = clv_score_set_run (workspace, 0, NULL, "ann", NULL, &error);
  g_assert_no_error (error);
}

static inline gboolean
customers_is_settled (gpointer data)
{
  CustomersFixture *fixture = data;

  return g_strcmp0 (clv_customers_page_get_state (fixture->page), "loading") != 0;
}

/* @n_customers 0 = an empty workspace */
static inline void
customers_open (CustomersFixture *fixture,
                guint             n_customers,
                gboolean          is_scored)
{
  g_autoptr(GError) error = NULL;

  if (n_customers == 0)
    {
      fixture->workspace = clv_ui_test_new_workspace (&fixture->folder);
    }
  else
    {
      g_autofree char *path = NULL;

      fixture->folder = g_dir_make_tmp ("clv-ui-XXXXXX", &error);
      g_assert_no_error (error);
      path = g_build_filename (fixture->folder, "Garden shop.perennial", NULL);
      clv_sample_shop_create_workspace (path, n_customers, CLV_SAMPLE_SHOP_SEED, NULL, &error);
      g_assert_no_error (error);
      fixture->workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
      g_assert_no_error (error);
    }
  if (is_scored)
    customers_score (fixture->workspace);

  fixture->settings = clv_ui_test_new_settings ();
  fixture->window = clv_window_new (NULL, fixture->settings);
  fixture->session = clv_window_get_session (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  clv_session_set_workspace (fixture->session, fixture->workspace);
  clv_window_show_place (fixture->window, "customers");
  fixture->page = CLV_CUSTOMERS_PAGE (clv_window_get_page (fixture->window, "customers"));
  clv_ui_test_wait (customers_is_settled, fixture);
  clv_ui_test_run (100);
}

static inline void
customers_close (CustomersFixture *fixture)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  clv_ui_test_run (50);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  g_settings_reset (fixture->settings, "hide-personal-data");
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  clv_ui_test_run (100);
  g_assert_null (window);
  g_clear_object (&fixture->settings);
  g_clear_object (&fixture->workspace);
  clv_ui_test_remove (fixture->folder);
  g_free (fixture->folder);
}

/* The customer in a row of the list. */
static inline char *
customers_dup_id (CustomersFixture *fixture,
                  guint             position)
{
  ClvCustomerListView *view = clv_customers_page_get_list_view (fixture->page);
  ClvCustomerList *list = clv_customer_list_view_get_list (view);
  ClvCustomerData *data = clv_customer_list_get_data (list);

  for (guint32 row = 0; row < data->scores->n; row++)
    if (clv_customer_list_find (list, row) == position)
      return g_strdup (clv_customer_data_get_id (data, row));

  g_assert_not_reached ();
}

static inline GtkWidget *
customers_find_type (GtkWidget *widget,
                     GType      type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (; found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = customers_find_type (child, type);

  return found;
}

/* Whether @text is in a label that can be seen below @widget. */
static inline gboolean
customers_says (GtkWidget  *widget,
                const char *text)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  if (GTK_IS_INSCRIPTION (widget) && gtk_widget_get_mapped (widget) &&
      gtk_inscription_get_text (GTK_INSCRIPTION (widget)) != NULL &&
      strstr (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), text) != NULL)
    return TRUE;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (customers_says (child, text))
      return TRUE;

  return FALSE;
}
