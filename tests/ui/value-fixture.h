/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

#include "clv-columns.h"
#include "clv-comparison-view.h"
#include "clv-definition-view.h"
#include "clv-field-row.h"
#include "clv-holdout-view.h"
#include "clv-import-plan.h"
#include "clv-model-view.h"
#include "clv-overview-view.h"
#include "clv-sample-shop.h"
#include "clv-score-set.h"
#include "clv-ui-test.h"
#include "clv-value-page.h"

/* A window at the Value place with the sample shop or with an empty workspace, and
 * what can be imported into that. */

#define N_CUSTOMERS 400

typedef struct
{
  char *folder;
  ClvWorkspace *workspace;
  ClvWindow *window;
  ClvSession *session;
  char *toast;
  char *error;
} Fixture;

static inline void
note_toast_cb (ClvSession *session,
               AdwToast   *toast,
               Fixture    *fixture)
{
  g_free (fixture->toast);
  fixture->toast = g_strdup (adw_toast_get_title (toast));
}

static inline void
note_error_cb (ClvSession *session,
               const char *heading,
               GError     *error,
               Fixture    *fixture)
{
  g_free (fixture->error);
  fixture->error = g_strdup_printf ("%s: %s", heading, error->message);
}

/* Opens the place with the sample shop, or with an empty workspace. */
static inline void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const gboolean is_empty = GPOINTER_TO_INT (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  g_autofree char *path = NULL;

  if (is_empty)
    {
      fixture->workspace = clv_ui_test_new_workspace (&fixture->folder);
    }
  else
    {
      fixture->folder = g_dir_make_tmp ("clv-ui-XXXXXX", &error);
      g_assert_no_error (error);
      path = g_build_filename (fixture->folder, "shop.perennial", NULL);
      clv_sample_shop_create_workspace (path, N_CUSTOMERS, CLV_SAMPLE_SHOP_SEED, NULL, &error);
      g_assert_no_error (error);
      fixture->workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
      g_assert_no_error (error);
    }
  fixture->window = clv_window_new (NULL, settings);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  fixture->session = clv_window_get_session (fixture->window);
  g_signal_connect (fixture->session, "toast", G_CALLBACK (note_toast_cb), fixture);
  g_signal_connect (fixture->session, "error", G_CALLBACK (note_error_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  clv_session_set_workspace (fixture->session, fixture->workspace);
  clv_window_show_place (fixture->window, "value");
}

static inline void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  clv_ui_test_run (200);
  g_assert_null (fixture->window);
  g_clear_object (&fixture->workspace);
  clv_ui_test_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->toast);
  g_free (fixture->error);
}

static inline GtkWidget *
find_type (GtkWidget *widget,
           GType      type)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The stack that says what the page shows. */
static inline const char *
get_shown (Fixture *fixture)
{
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));
  GtkWidget *stack = find_type (page, GTK_TYPE_STACK);

  return gtk_stack_get_visible_child_name (GTK_STACK (stack));
}

static inline const char *
get_view (Fixture *fixture)
{
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));

  return adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (find_type (page,
                                                                           ADW_TYPE_VIEW_STACK)));
}

static inline gboolean
is_loaded (gpointer data)
{
  return g_strcmp0 (get_shown (data), "loading") != 0;
}

static inline gboolean
has_toast (gpointer data)
{
  Fixture *fixture = data;

  return fixture->toast != NULL;
}

static inline GtkWidget *
get_widget (Fixture *fixture,
            GType    type)
{
  return find_type (GTK_WIDGET (clv_window_get_page (fixture->window, "value")), type);
}

/* The first label below whose text contains @text, seen or not. */
static inline GtkWidget *
find_text (GtkWidget  *widget,
           const char *text)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_text (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static inline ClvFieldRow *
find_field (GtkWidget  *widget,
            const char *title)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (CLV_IS_FIELD_ROW (widget)
      && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return CLV_FIELD_ROW (widget);
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      ClvFieldRow *found = find_field (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Writes @text and imports it by @plan. */
static inline void
value_import (ClvWorkspace        *workspace,
              const char          *folder,
              const GString       *text,
              const ClvImportPlan *plan)
{
  g_autofree char *path = g_build_filename (folder, "import.csv", NULL);
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, &error));
  result = clv_workspace_import (workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->rows_rejected, ==, 0);
}

/* Monthly subscriptions of people who are more or less likely to leave; without
 * @can_leave every one still runs. */
static inline void
value_import_subscriptions (ClvWorkspace *workspace,
                            const char   *folder,
                            guint         n,
                            gboolean      can_leave)
{
  static const double leaving[] = { 0.02, 0.05, 0.12, 0.3 };
  static const char * const prices[] = { "19.00", "29.00", "49.00" };
  g_autoptr(GString) text = g_string_new ("customer,start,end,amount,interval\n");
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < n; i++)
    {
      const int begin = g_rand_int_range (rand, 0, 30);
      const double chance = leaving[i % G_N_ELEMENTS (leaving)];
      int end = begin + 1;

      while (end < 36 && g_rand_double (rand) >= chance)
        end++;
      g_string_append_printf (text, "K%04u,%d-%02d-05,", i, 2023 + begin / 12, begin % 12 + 1);
      if (can_leave && end < 36)
        g_string_append_printf (text, "%d-%02d-05", 2023 + end / 12, end % 12 + 1);
      g_string_append_printf (text, ",%s,month\n", prices[i % G_N_ELEMENTS (prices)]);
    }
  plan->kind = CLV_IMPORT_KIND_SUBSCRIPTIONS;
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "start");
  clv_import_plan_set_column (plan, CLV_FIELD_ENDED, "end");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  clv_import_plan_set_column (plan, CLV_FIELD_INTERVAL, "interval");
  value_import (workspace, folder, text, plan);
}

/* Customers with their frequency, recency and T in weeks instead of orders. */
static inline void
value_import_counted (ClvWorkspace *workspace,
                      const char   *folder,
                      guint         n)
{
  g_autoptr(GString) text = g_string_new ("customer_id,frequency,recency,T,monetary_value\n");
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < n; i++)
    {
      const int age = g_rand_int_range (rand, 40, 90);
      const double pace = 4.0 + 40.0 * g_rand_double (rand);
      const double leaving = 0.6 * g_rand_double (rand);
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      double recency = 0.0;
      guint x = 0;

      while (TRUE)
        {
          const double gap = -pace * log (1.0 - g_rand_double (rand));

          if (recency + gap >= age || (x > 0 && g_rand_double (rand) < leaving))
            break;
          recency += gap;
          x++;
        }
      g_string_append_printf (text, "K%04u,%u,%s,%d,%u.50\n", i, x,
                              g_ascii_formatd (number, sizeof number, "%.2f", recency), age,
                              x == 0 ? 0 : (guint) g_rand_int_range (rand, 10, 70));
    }
  plan->kind = CLV_IMPORT_KIND_SUMMARY;
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer_id");
  clv_import_plan_set_column (plan, CLV_FIELD_FREQUENCY, "frequency");
  clv_import_plan_set_column (plan, CLV_FIELD_RECENCY, "recency");
  clv_import_plan_set_column (plan, CLV_FIELD_AGE, "T");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "monetary_value");
  value_import (workspace, folder, text, plan);
}

static inline gboolean
has_values (gpointer data)
{
  return find_text (get_widget (data, CLV_TYPE_OVERVIEW_VIEW), "Future, 12 months, discounted")
         != NULL;
}

static inline gboolean
has_interval (gpointer page)
{
  return find_text (page, " interval: €") != NULL;
}

/* Fits by the button and waits until its values are shown. */
static inline void
fit (Fixture *fixture)
{
  gtk_widget_activate_action (get_widget (fixture, CLV_TYPE_MODEL_VIEW), "model.fit", NULL);
  clv_ui_test_wait (has_toast, fixture);
  clv_ui_test_wait (has_values, fixture);
}

typedef struct
{
  GtkWidget *view;
  const char *text;
} Sight;

static inline gboolean
sees (gpointer data)
{
  const Sight *sight = data;

  return find_text (sight->view, sight->text) != NULL;
}

static inline void
value_add (const char *path,
           gboolean is_empty,
           void (*test)(Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, GINT_TO_POINTER (is_empty), set_up, test, tear_down);
}
