/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-segments-view.h"
#include "clv-segments-words.h"
#include "value-fixture.h"

/* Segments drawn toward the whole. */

static gboolean
shows_views (gpointer data)
{
  return g_strcmp0 (get_shown (data), "views") == 0;
}

static void
show (Fixture *fixture)
{
  clv_page_show_item (clv_window_get_page (fixture->window, "value"), "segments");
}

static GtkWidget *
find_choice (GtkWidget  *view,
             const char *label)
{
  GtkWidget *found = find_text (view, label);

  g_assert_nonnull (found);
  return gtk_widget_get_ancestor (found, GTK_TYPE_TOGGLE_BUTTON);
}

/* Quarters are drawn at first sight, a column when it is chosen. */
static void
test_shop (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *view = NULL;
  Sight sight = { NULL, "Segments drawn together" };

  clv_ui_test_wait (is_loaded, fixture);
  view = get_widget (fixture, CLV_TYPE_SEGMENTS_VIEW);
  g_assert_null (find_text (view, "First purchase"));
  show (fixture);
  sight.view = view;
  sight.text = "2024-Q1";
  clv_ui_test_wait (sees, &sight);
  g_assert_nonnull (find_text (view, "fitted alone with BG/NBD"));
  g_assert_nonnull (find_text (view, "Its own part"));
  g_assert_nonnull (find_text (view, "of 52 weeks: what it lacks is filled in by the others"));
  g_assert_nonnull (find_text (view, "seen for less than a year"));
  g_assert_nonnull (find_text (view, "(empirical Bayes)"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_choice (view, "region")), TRUE);
  sight.text = "North";
  clv_ui_test_wait (sees, &sight);
  g_assert_null (find_text (view, "2024-Q1"));
  g_assert_nonnull (find_text (view, "Plan with the values drawn together"));
  g_assert_null (find_text (view, "nan"));
  g_assert_null (fixture->error);
  clv_ui_test_assert_named (view);
}

/* A rule has no errors of its own: another kind is split, and it is said. */
static void
test_rule (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvFit) rule = NULL;
  g_autoptr(GError) error = NULL;
  Sight sight = { NULL, "since As before cannot be split" };

  clv_ui_test_wait (is_loaded, fixture);
  g_free (spec->kind);
  spec->kind = g_strdup ("historic");
  rule = clv_fit_run (fixture->workspace, spec, "", NULL, &error);
  g_assert_no_error (error);
  sight.view = get_widget (fixture, CLV_TYPE_SEGMENTS_VIEW);
  clv_ui_test_wait (sees, &sight);
  show (fixture);
  sight.text = "2024-Q1";
  clv_ui_test_wait (sees, &sight);
}

/* Who was counted before came at a day that is known. */
static void
test_counted (Fixture       *fixture,
              gconstpointer  data)
{
  Sight sight = { NULL, "Its own part" };

  clv_ui_test_wait (is_loaded, fixture);
  value_import_counted (fixture->workspace, fixture->folder, 300);
  clv_ui_test_wait (shows_views, fixture);
  show (fixture);
  sight.view = get_widget (fixture, CLV_TYPE_SEGMENTS_VIEW);
  clv_ui_test_wait (sees, &sight);
  g_assert_nonnull (find_text (sight.view, "First purchase"));
  g_assert_null (fixture->error);
}

static void
test_subscriptions (Fixture       *fixture,
                    gconstpointer  data)
{
  Sight sight = { NULL, "No segments here" };

  clv_ui_test_wait (is_loaded, fixture);
  value_import_subscriptions (fixture->workspace, fixture->folder, 60, TRUE);
  show (fixture);
  sight.view = get_widget (fixture, CLV_TYPE_SEGMENTS_VIEW);
  clv_ui_test_wait (sees, &sight);
  g_assert_null (fixture->error);
}

/* No segment has much of its own: the answer is to treat all alike. */
static void
test_words (void)
{
  g_autofree char *use = NULL;
  g_autofree char *other = NULL;
  ClvShrunkSegment segments[2] = {
    { .name = "A", .customers = 10, .weight = 0.1, .shrunk_purchases = 2.0 },
    { .name = "", .customers = 12, .weight = 0.2, .shrunk_purchases = 3.0 },
  };
  ClvShrinkage shrinkage = { .n = 2, .segments = segments, .whole_purchases = 2.5 };

  use = clv_segments_words_tell_use (&shrinkage);
  g_assert_nonnull (strstr (use, "Treat all segments alike"));
  segments[1].weight = 0.9;
  other = clv_segments_words_tell_use (&shrinkage);
  g_assert_nonnull (strstr (other, "customers of Unknown come back most (3.00 times, all together "
                                   "2.50). 1 of 2 segments"));
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/segments-words/use", test_words);
  value_add ("/ui/value-segments/shop", FALSE, test_shop);
  value_add ("/ui/value-segments/rule", FALSE, test_rule);
  value_add ("/ui/value-segments/counted", TRUE, test_counted);
  value_add ("/ui/value-segments/subscriptions", TRUE, test_subscriptions);

  return g_test_run ();
}
