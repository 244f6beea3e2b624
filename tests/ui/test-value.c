/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "clv-as-r-window.h"
#include "clv-fit-words.h"
#include "clv-model-pictures.h"
#include "clv-money.h"
#include "value-fixture.h"

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
  g_assert_nonnull (find_text (page, "Future, 12 months, not discounted"));
  g_assert_nonnull (find_text (page, " 2025; counts all one-time buyers as active"));
  g_assert_nonnull (find_text (page, "Fits the model and then scores"));
  /* Other settings do not stand above a result as though it were theirs. */
  clv_model_view_choose_kind (CLV_MODEL_VIEW (get_widget (fixture, CLV_TYPE_MODEL_VIEW)),
                              "mbg-nbd");
  g_assert_nonnull (find_text (page, "Not fitted yet: what stands below is of fit 1, BG/NBD."));
  g_assert_null (find_text (page, "Fits the model and then scores"));
  clv_model_view_choose_kind (CLV_MODEL_VIEW (get_widget (fixture, CLV_TYPE_MODEL_VIEW)),
                              "bg-nbd");
  g_assert_null (find_text (page, "Not fitted yet"));
  /* How sure the totals are comes after them. */
  clv_ui_test_wait (has_interval, page);
  g_assert_nonnull (find_text (page, " interval: €"));
  g_assert_null (find_text (page, "nan"));
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

/* Where nobody leaves, a horizon without an end is made by the discount rate: it is said
 * below the values. */
static void
test_endless (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  Sight sight = { GTK_WIDGET (clv_window_get_page (fixture->window, "value")), "nobody leaves" };

  clv_ui_test_wait (is_loaded, fixture);
  g_free (spec->kind);
  spec->kind = g_strdup ("nbd");
  definition = clv_value_definition_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  definition->horizon.unit = CLV_DURATION_INFINITE;
  clv_value_definition_save (definition, fixture->workspace, NULL, &error);
  g_assert_no_error (error);
  fit = clv_fit_run (fixture->workspace, spec, NULL, NULL, &error);
  g_assert_no_error (error);
  scores = clv_score_set_run (fixture->workspace, fit->id, definition, NULL, NULL, &error);
  g_assert_no_error (error);
  clv_ui_test_wait (sees, &sight);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  value_add ("/ui/value/empty", TRUE, test_empty);
  value_add ("/ui/value/fit", FALSE, test_fit);
  value_add ("/ui/value/spec", FALSE, test_spec);
  value_add ("/ui/value/pictures", FALSE, test_pictures);
  value_add ("/ui/value/definition-fields", FALSE, test_definition_fields);
  value_add ("/ui/value/monthly-rate", FALSE, test_monthly_rate);
  value_add ("/ui/value/apply", FALSE, test_apply);
  value_add ("/ui/value/stale", FALSE, test_stale);
  value_add ("/ui/value/endless", FALSE, test_endless);

  return g_test_run ();
}
