/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "clv-as-r-window.h"
#include "clv-columns.h"
#include "clv-comparison-view.h"
#include "clv-definition-view.h"
#include "clv-field-row.h"
#include "clv-fit-words.h"
#include "clv-holdout-view.h"
#include "clv-holdout-words.h"
#include "clv-model-pictures.h"
#include "clv-model-view.h"
#include "clv-money.h"
#include "clv-overview-view.h"
#include "clv-rolling-view.h"
#include "clv-sample-shop.h"
#include "clv-score-set.h"
#include "clv-ui-test.h"
#include "clv-value-jobs.h"
#include "clv-value-page.h"

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

static void
note_toast_cb (ClvSession *session,
               AdwToast   *toast,
               Fixture    *fixture)
{
  g_free (fixture->toast);
  fixture->toast = g_strdup (adw_toast_get_title (toast));
}

static void
note_error_cb (ClvSession *session,
               const char *heading,
               GError     *error,
               Fixture    *fixture)
{
  g_free (fixture->error);
  fixture->error = g_strdup_printf ("%s: %s", heading, error->message);
}

/* Opens the place with the sample shop, or with an empty workspace. */
static void
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

static void
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

static GtkWidget *
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
static const char *
get_shown (Fixture *fixture)
{
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));
  GtkWidget *stack = find_type (page, GTK_TYPE_STACK);

  return gtk_stack_get_visible_child_name (GTK_STACK (stack));
}

static const char *
get_view (Fixture *fixture)
{
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));

  return adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (find_type (page,
                                                                           ADW_TYPE_VIEW_STACK)));
}

static gboolean
is_loaded (gpointer data)
{
  return g_strcmp0 (get_shown (data), "loading") != 0;
}

static gboolean
has_toast (gpointer data)
{
  Fixture *fixture = data;

  return fixture->toast != NULL;
}

static GtkWidget *
get_widget (Fixture *fixture,
            GType    type)
{
  return find_type (GTK_WIDGET (clv_window_get_page (fixture->window, "value")), type);
}

/* The first label below whose text contains @text, seen or not. */
static GtkWidget *
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

static ClvFieldRow *
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

static gboolean
has_values (gpointer data)
{
  return find_text (get_widget (data, CLV_TYPE_OVERVIEW_VIEW), "Future, 12 months, discounted")
         != NULL;
}

static gboolean
has_interval (gpointer page)
{
  return find_text (page, " interval: €") != NULL;
}

/* Fits by the button and waits until its values are shown. */
static void
fit (Fixture *fixture)
{
  gtk_widget_activate_action (get_widget (fixture, CLV_TYPE_MODEL_VIEW), "model.fit", NULL);
  clv_ui_test_wait (has_toast, fixture);
  clv_ui_test_wait (has_values, fixture);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));

  clv_ui_test_wait (is_loaded, fixture);
  g_assert_cmpstr (get_shown (fixture), ==, "gates");
  g_assert_nonnull (find_text (page, "0 of at least 2"));
  g_assert_nonnull (find_text (page, "Customers who bought again"));
  g_assert_false (gtk_widget_get_visible (clv_page_get_title_widget (CLV_PAGE (page))));
}

/* Without a fit the model is shown first, and one button fits and scores. */
static void
test_fit (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvFit) stored = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));

  clv_ui_test_wait (is_loaded, fixture);
  g_assert_cmpstr (get_shown (fixture), ==, "views");
  g_assert_cmpstr (get_view (fixture), ==, "model");
  g_assert_nonnull (find_text (get_widget (fixture, CLV_TYPE_OVERVIEW_VIEW), "No values yet"));

  fit (fixture);
  g_assert_nonnull (strstr (fixture->toast, "Fitted BG/NBD and scored"));

  stored = clv_fit_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (stored);
  scores = clv_score_set_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (scores->fit_id, ==, stored->id);
  g_assert_nonnull (find_text (page, clv_fit_words_get_state (stored->state)));
  g_assert_nonnull (find_text (page, "Log-likelihood"));
  g_assert_nonnull (find_text (page, "Future, 12 months, discounted"));
  g_assert_nonnull (find_text (page, "counts all one-time buyers as active"));
  /* How sure the totals are comes after them. */
  clv_ui_test_wait (has_interval, page);
  g_assert_nonnull (find_text (page, " interval: €"));
  g_assert_null (find_text (page, "nan"));
}

typedef struct
{
  GtkWidget *view;
  const char *text;
} Sight;

static gboolean
sees (gpointer data)
{
  const Sight *sight = data;

  return find_text (sight->view, sight->text) != NULL;
}

/* A fit is shown in pictures with the customers who are where, and as an R script. */
static void
test_pictures (Fixture       *fixture,
               gconstpointer  data)
{
  GtkWidget *view = NULL;
  GtkWidget *buttons = NULL;
  GListModel *windows = NULL;
  gboolean has_script = FALSE;
  Sight sight = { NULL, "How often customers buy" };

  clv_ui_test_wait (is_loaded, fixture);
  view = get_widget (fixture, CLV_TYPE_MODEL_VIEW);
  fit (fixture);
  sight.view = view;
  clv_ui_test_wait (sees, &sight);
  g_assert_nonnull (find_text (view, "Probability of being active"));
  g_assert_nonnull (find_text (view, "are more likely gone than active"));
  g_assert_nonnull (find_text (view, "How soon customers leave"));
  g_assert_nonnull (find_text (view, "What customers spend"));
  g_assert_nonnull (find_text (view, "half of your customers buy less than"));
  g_assert_null (find_text (view, "nan"));
  buttons = gtk_widget_get_ancestor (find_text (get_widget (fixture, CLV_TYPE_MODEL_PICTURES),
                                                "Purchases"), GTK_TYPE_TOGGLE_BUTTON);
  g_assert_nonnull (buttons);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (buttons), TRUE);
  g_assert_nonnull (find_text (view, "are expected to buy about"));
  clv_ui_test_assert_named (view);

  gtk_widget_activate_action (view, "model.show-r", NULL);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (200);
  windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (CLV_IS_AS_R_WINDOW (window))
        {
          has_script = TRUE;
          g_assert_nonnull (find_text (GTK_WIDGET (window), "the R package BTYD"));
          clv_ui_test_assert_named (GTK_WIDGET (window));
          gtk_widget_activate_action (GTK_WIDGET (window), "r.copy", NULL);
          g_assert_cmpstr (fixture->toast, ==, "Script copied");
          gtk_window_destroy (window);
          break;
        }
    }
  g_assert_true (has_script);
}

/* Before anything is set the next fit is of the default spec. */
static void
test_spec (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(ClvModelSpec) spec = NULL;
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;
  g_autoptr(ClvModelSpec) fresh = clv_model_spec_new ();

  clv_ui_test_wait (is_loaded, fixture);
  spec = clv_model_view_dup_spec (CLV_MODEL_VIEW (get_widget (fixture, CLV_TYPE_MODEL_VIEW)));
  ours = clv_model_spec_to_text (spec);
  theirs = clv_model_spec_to_text (fresh);
  g_assert_cmpstr (ours, ==, theirs);
}

static const struct
{
  const char *title;
  const char *text;
  gboolean is_valid;
} field_rows[] = {
  { "_Margin", "0", FALSE }, { "_Margin", "101", FALSE }, { "_Margin", "", FALSE },
  { "_Margin", "35%", FALSE }, { "_Margin", "100", TRUE }, { "_Margin", "32,5", TRUE },
  { "_Cost to serve a year", "-1", FALSE }, { "_Cost to serve a year", "12.50", TRUE },
  { "Discount _rate a year", "-1", FALSE }, { "Discount _rate a year", "1e3", FALSE },
  { "Discount _rate a year", "12", TRUE }, { "_Length", "0", FALSE }, { "_Length", "1.5", FALSE },
  { "_Length", "9999999999", FALSE }, { "_Length", "24", TRUE },
};

static void
test_definition_fields (Fixture       *fixture,
                        gconstpointer  data)
{
  ClvDefinitionView *view = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  view = CLV_DEFINITION_VIEW (get_widget (fixture, CLV_TYPE_DEFINITION_VIEW));
  for (guint i = 0; i < G_N_ELEMENTS (field_rows); i++)
    {
      ClvFieldRow *row = find_field (GTK_WIDGET (view), field_rows[i].title);
      g_autofree char *before = g_strdup (clv_field_row_get_text (row));
      g_autoptr(ClvValueDefinition) definition = NULL;

      clv_field_row_set_text (row, field_rows[i].text);
      definition = clv_definition_view_dup_definition (view);
      g_assert_cmpint (clv_field_row_is_valid (row), ==, field_rows[i].is_valid);
      g_assert_cmpint (definition != NULL, ==, field_rows[i].is_valid);
      clv_field_row_set_text (row, before);
    }
}

/* 12 % a year effective is 0.949 % a month, and it is said beside the field. */
static void
test_monthly_rate (Fixture       *fixture,
                   gconstpointer  data)
{
  ClvFieldRow *row = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  row = find_field (get_widget (fixture, CLV_TYPE_DEFINITION_VIEW), "Discount _rate a year");
  clv_field_row_set_text (row, "12");
  g_assert_nonnull (strstr (clv_field_row_get_help (row), "0.949"));
}

typedef struct
{
  GtkWidget *view;
  char *text;
} Effect;

/* On a busy machine the view stops computing by itself and has a button for it. */
static gboolean
has_effect (gpointer data)
{
  Effect *effect = data;

  if (find_text (effect->view, effect->text) != NULL)
    return TRUE;
  if (find_text (effect->view, "Out of date") != NULL)
    gtk_widget_activate_action (effect->view, "definition.recompute", NULL);

  return FALSE;
}

/* The effect is shown before Apply; Apply makes a version and scores by it. */
static void
test_apply (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvScoreSet) before = NULL;
  g_autoptr(ClvScoreSet) after = NULL;
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autofree char *expected = NULL;
  GtkWidget *view = NULL;
  Effect effect;

  clv_ui_test_wait (is_loaded, fixture);
  fit (fixture);
  before = clv_score_set_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  view = get_widget (fixture, CLV_TYPE_DEFINITION_VIEW);
  clv_field_row_set_text (find_field (view, "_Margin"), "80");
  expected = clv_money_format_major (2.0 * before->total_clv, "EUR");
  effect.view = view;
  effect.text = expected;
  clv_ui_test_wait (has_effect, &effect);

  g_clear_pointer (&fixture->toast, g_free);
  gtk_widget_activate_action (view, "definition.apply", NULL);
  clv_ui_test_wait (has_toast, fixture);
  definition = clv_value_definition_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (definition->margin, 0.8, 1e-12);
  after = clv_score_set_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (after->definition_id, ==, definition->id);
  g_assert_cmpfloat_with_epsilon (after->total_clv, 2.0 * before->total_clv,
                                  1e-6 * before->total_clv);
  g_assert_null (fixture->error);
}

static gboolean
is_tested (gpointer view)
{
  return find_text (view, "Mean error (MAE)") != NULL;
}

static void
test_holdout (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *view = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  view = get_widget (fixture, CLV_TYPE_HOLDOUT_VIEW);
  gtk_widget_activate_action (view, "holdout.test", NULL);
  clv_ui_test_wait (is_tested, view);
  g_assert_null (fixture->error);
  g_assert_nonnull (find_text (view, "single customers are wrong"));
  g_assert_nonnull (find_text (view, "Repeat purchases over time"));
  g_assert_nonnull (find_text (view, "In plain words"));
  g_assert_nonnull (find_text (view, "is missed by"));
  g_assert_nonnull (find_text (view, "Expected and actual by purchases before"));
  g_assert_nonnull (find_text (view, "Expected and actual by last purchase"));
  g_assert_nonnull (find_text (view, "How far off for single customers"));
  g_assert_nonnull (find_text (view, "Promise nothing about one customer"));
  g_assert_null (find_text (view, "nan"));
}

static gboolean
is_rolled (gpointer view)
{
  return find_text (view, "at worst. On single customers") != NULL;
}

/* Several splits, with the months that were asked for. */
static void
test_rolling (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *view = NULL;
  GtkWidget *rolling = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  view = get_widget (fixture, CLV_TYPE_HOLDOUT_VIEW);
  rolling = get_widget (fixture, CLV_TYPE_ROLLING_VIEW);
  g_assert_false (gtk_widget_get_visible (rolling));
  gtk_widget_activate_action (view, "holdout.roll", NULL);
  clv_ui_test_wait (is_rolled, view);
  g_assert_null (fixture->error);
  g_assert_true (gtk_widget_get_visible (rolling));
  g_assert_nonnull (find_text (rolling, "Total off by"));
  g_assert_nonnull (find_text (rolling, "Expected and actual from each split"));
  g_assert_null (find_text (rolling, "nan"));
}

static ClvBacktest *
make_backtest (double predicted,
               double mae,
               double lift)
{
  ClvBacktest *backtest = g_new0 (ClvBacktest, 1);

  backtest->n = 100;
  backtest->accuracy = (ClvAccuracy) {
    .predicted = predicted, .actual = 100.0, .bias = predicted / 100.0 - 1.0, .mae = mae,
    .rmse = 1.5, .gini = 0.66, .lift = lift
  };
  backtest->naive_accuracy = backtest->accuracy;
  backtest->naive_accuracy.rmse = 3.0;
  backtest->deciles = g_array_new (FALSE, FALSE, sizeof (ClvBacktestDecile));

  return backtest;
}

/* A total that is right with customers that are not, and the other way round. */
static void
test_words (void)
{
  g_autoptr(ClvBacktest) right = make_backtest (100.5, 0.86, 4.0);
  g_autoptr(ClvBacktest) off = make_backtest (80.0, 0.5, 4.0);
  g_autoptr(ClvBacktest) nothing = make_backtest (80.0, 0.5, 4.0);
  g_autoptr(GPtrArray) words = clv_holdout_words_list (right);
  g_autoptr(GPtrArray) others = clv_holdout_words_list (off);
  g_autoptr(GPtrArray) none = NULL;
  const char *text = g_ptr_array_index (words, 0);

  g_assert_cmpuint (words->len, ==, 4);
  g_assert_nonnull (strstr (text, "single customers are not: it is off by +0.5"));
  g_assert_nonnull (strstr (text, "missed by 0.86 purchases"));
  g_assert_nonnull (strstr (text, "(86"));
  text = g_ptr_array_index (others, 1);
  g_assert_nonnull (strstr (text, "right while the total is wrong"));
  g_assert_nonnull (strstr (text, "Multiplying every expectation by 1.25"));
  g_assert_nonnull (strstr (g_ptr_array_index (others, 3), "errs 50"));
  nothing->accuracy.actual = 0.0;
  none = clv_holdout_words_list (nothing);
  g_assert_cmpuint (none->len, ==, 1);
}

static gboolean
is_compared (gpointer view)
{
  return find_text (view, "Recommended") != NULL;
}

/* The first button below that is labelled so for those who do not see it in its row. */
static GtkWidget *
find_use_button (GtkWidget *widget)
{
  GtkWidget *label = find_text (widget, "Use");

  return label != NULL ? gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON) : NULL;
}

/* All kinds beside each other; what is chosen there is marked for the next fit. */
static void
test_comparison (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *view = NULL;
  GtkWidget *comparison = NULL;
  g_autoptr(ClvModelSpec) before = NULL;
  g_autoptr(ClvModelSpec) after = NULL;
  ClvModelView *model = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  view = get_widget (fixture, CLV_TYPE_HOLDOUT_VIEW);
  model = CLV_MODEL_VIEW (get_widget (fixture, CLV_TYPE_MODEL_VIEW));
  comparison = get_widget (fixture, CLV_TYPE_COMPARISON_VIEW);
  g_assert_false (gtk_widget_get_visible (comparison));
  gtk_widget_activate_action (view, "holdout.compare", NULL);
  clv_ui_test_wait (is_compared, view);
  g_assert_null (fixture->error);
  g_assert_true (gtk_widget_get_visible (comparison));
  g_assert_nonnull (find_text (comparison, "As often as before"));
  g_assert_nonnull (find_text (comparison, "single customers"));
  g_assert_null (find_text (comparison, "nan"));

  before = clv_model_view_dup_spec (model);
  clv_model_view_choose_kind (model, "nbd");
  after = clv_model_view_dup_spec (model);
  g_assert_cmpstr (before->kind, !=, after->kind);
  g_assert_cmpstr (after->kind, ==, "nbd");
  g_signal_emit_by_name (find_use_button (comparison), "clicked");
  clv_model_spec_free (g_steal_pointer (&after));
  after = clv_model_view_dup_spec (model);
  g_assert_cmpstr (after->kind, !=, "nbd");
}

static gboolean
tells_subscriptions (gpointer page)
{
  return find_text (page, "Subscriptions without orders") != NULL;
}

/* Subscriptions alone are no orders: the place says where they are valued. */
static void
test_subscriptions (Fixture       *fixture,
                    gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));
  g_autofree char *path = g_build_filename (fixture->folder, "plans.csv", NULL);
  g_autoptr(GString) text = g_string_new ("customer,start,end,amount,interval\n");
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (text, "K%u,2023-01-05,%s,10.00,month\n", i,
                            i % 3 == 0 ? "2023-06-05" : "");
  g_assert_true (g_file_set_contents (path, text->str, -1, &error));
  plan->kind = CLV_IMPORT_KIND_SUBSCRIPTIONS;
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "start");
  clv_import_plan_set_column (plan, CLV_FIELD_ENDED, "end");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  clv_import_plan_set_column (plan, CLV_FIELD_INTERVAL, "interval");
  clv_ui_test_wait (is_loaded, fixture);
  result = clv_workspace_import (fixture->workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  clv_ui_test_wait (tells_subscriptions, page);
  g_assert_cmpstr (get_shown (fixture), ==, "gates");
  g_assert_null (fixture->error);
}

static gboolean
tells_counted (gpointer page)
{
  return find_text (page, "Customers counted already") != NULL;
}

/* Customers who were counted before are no orders: the place says what is possible with
 * them, and shows what the command line made of them. */
static void
test_counted (Fixture       *fixture,
              gconstpointer  data)
{
  static const char * const views[] = { "overview", "definition", "model", "holdout" };
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));
  g_autofree char *path = g_build_filename (fixture->folder, "counted.csv", NULL);
  g_autoptr(GString) text = g_string_new ("customer_id,frequency,recency,T,monetary_value\n");
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvFit) counted = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 300; i++)
    {
      guint x = i % 3 == 0 ? 0 : i % 7;

      g_string_append_printf (text, "K%u,%u,%u,%u,%u.50\n", i, x, x == 0 ? 0 : 10 + i % 50,
                              70 + i % 9, 10 + i % 13);
    }
  g_assert_true (g_file_set_contents (path, text->str, -1, &error));
  plan->kind = CLV_IMPORT_KIND_SUMMARY;
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer_id");
  clv_import_plan_set_column (plan, CLV_FIELD_FREQUENCY, "frequency");
  clv_import_plan_set_column (plan, CLV_FIELD_RECENCY, "recency");
  clv_import_plan_set_column (plan, CLV_FIELD_AGE, "T");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "monetary_value");
  clv_ui_test_wait (is_loaded, fixture);
  result = clv_workspace_import (fixture->workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  clv_ui_test_wait (tells_counted, page);
  g_assert_cmpstr (get_shown (fixture), ==, "gates");

  counted = clv_fit_run (fixture->workspace, spec, "", NULL, &error);
  g_assert_no_error (error);
  scores = clv_score_set_run (fixture->workspace, 0, NULL, "", NULL, &error);
  g_assert_no_error (error);
  clv_ui_test_run (1500);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      clv_page_show_item (CLV_PAGE (page), views[i]);
      clv_ui_test_run (100);
    }
  g_assert_null (fixture->error);
  g_assert_null (find_text (page, "nan"));
}

static gboolean
is_marked (gpointer page)
{
  return find_text (page, "The data changed since") != NULL;
}

/* Values of data that are no longer there stay, and are marked. */
static void
test_stale (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) batches = NULL;
  guint64 removed = 0;
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "value"));

  clv_ui_test_wait (is_loaded, fixture);
  fit (fixture);
  g_assert_null (find_text (page, "The data changed since"));
  batches = clv_workspace_list_batches (fixture->workspace, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);

      if (g_strcmp0 (batch->kind, "orders") == 0)
        clv_workspace_undo_batch (fixture->workspace, batch->id, &removed, &error);
      g_assert_no_error (error);
    }
  clv_ui_test_wait (is_marked, page);
}

static void
test_columns (void)
{
  static const struct { int width; guint n; int columns; } rows[] = {
    { 800, 4, 4 }, { 799, 4, 2 }, { 300, 4, 1 }, { 2000, 4, 4 }, { 700, 3, 3 }, { 500, 3, 2 },
    { 900, 1, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GtkWidget *columns = g_object_ref_sink (clv_columns_new (191, 4));
      GtkWidget *first = NULL;
      int height = 0;
      const int expected = (rows[i].width - 12 * (rows[i].columns - 1)) / rows[i].columns;

      for (guint j = 0; j < rows[i].n; j++)
        {
          GtkWidget *child = gtk_label_new ("x");

          clv_columns_append (CLV_COLUMNS (columns), child);
          first = first != NULL ? first : child;
        }
      gtk_widget_measure (columns, GTK_ORIENTATION_HORIZONTAL, -1, &height, NULL, NULL, NULL);
      gtk_widget_measure (columns, GTK_ORIENTATION_VERTICAL, rows[i].width, &height, NULL, NULL,
                          NULL);
      gtk_widget_size_allocate (columns, &(GtkAllocation) { 0, 0, rows[i].width, height }, -1);
      g_assert_cmpint (gtk_widget_get_width (first), ==, expected);
      g_assert_finalize_object (columns);
    }
}

static void
count_notify_cb (GObject    *object,
                 GParamSpec *pspec,
                 guint      *count)
{
  (*count)++;
}

static void
test_field_row (void)
{
  static const struct { const char *text; gboolean is_number; double number; } rows[] = {
    { "7.5", TRUE, 7.5 }, { " 7,5 ", TRUE, 7.5 }, { "-2", TRUE, -2.0 }, { "", FALSE, 0.0 },
    { "1.2.3", FALSE, 0.0 }, { "ten", FALSE, 0.0 }, { "inf", FALSE, 0.0 }, { "0x10", FALSE, 0.0 },
  };
  ClvFieldRow *row = CLV_FIELD_ROW (g_object_ref_sink (clv_field_row_new ("_Margin")));
  guint count = 0;
  double number = 0.0;

  gtk_test_accessible_assert_property (clv_field_row_get_entry (row),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Margin");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      clv_field_row_set_text (row, rows[i].text);
      g_assert_cmpint (clv_field_row_get_number (row, &number), ==, rows[i].is_number);
      if (rows[i].is_number)
        g_assert_cmpfloat_with_epsilon (number, rows[i].number, 1e-12);
    }

  g_signal_connect (row, "notify::help", G_CALLBACK (count_notify_cb), &count);
  clv_field_row_set_help (row, "The share that is kept.");
  clv_field_row_set_help (row, "The share that is kept.");
  g_assert_cmpuint (count, ==, 1);
  clv_field_row_set_error (row, "Enter a number.");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "Enter a number.");
  clv_field_row_set_error (row, NULL);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "The share that is kept.");
  g_assert_finalize_object (row);
}

static void
add (const char *path,
     gboolean is_empty,
     void (*test)(Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, GINT_TO_POINTER (is_empty), set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/columns/layout", test_columns);
  g_test_add_func ("/ui/field-row/text", test_field_row);
  g_test_add_func ("/ui/holdout-words/sentences", test_words);
  add ("/ui/value/empty", TRUE, test_empty);
  add ("/ui/value/counted", TRUE, test_counted);
  add ("/ui/value/subscriptions", TRUE, test_subscriptions);
  add ("/ui/value/fit", FALSE, test_fit);
  add ("/ui/value/spec", FALSE, test_spec);
  add ("/ui/value/pictures", FALSE, test_pictures);
  add ("/ui/value/definition-fields", FALSE, test_definition_fields);
  add ("/ui/value/monthly-rate", FALSE, test_monthly_rate);
  add ("/ui/value/apply", FALSE, test_apply);
  add ("/ui/value/holdout", FALSE, test_holdout);
  add ("/ui/value/rolling", FALSE, test_rolling);
  add ("/ui/value/comparison", FALSE, test_comparison);
  add ("/ui/value/stale", FALSE, test_stale);

  return g_test_run ();
}
