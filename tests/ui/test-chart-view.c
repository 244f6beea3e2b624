/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-chart-card.h"
#include "clv-ui.h"

static ClvPlotSpec *
create_spec (void)
{
  static const char * const labels[] = { "Search", "E-mail", "Shop" };
  static const double y[] = { 12000, 7500, 300 };
  ClvPlotSpec *spec = clv_plot_spec_new (CLV_PLOT_BARS, "Value by channel");

  spec->subtitle = g_strdup ("Expected spend, 12 months");
  spec->description = g_strdup ("Search brings most of the value.");
  spec->y_unit = CLV_PLOT_UNIT_MONEY;
  spec->currency = g_strdup ("EUR");
  clv_plot_series_set_texts (clv_plot_spec_add_series (spec, "Value", CLV_PLOT_ROLE_ACCENT, 3,
                                                       NULL, y, NULL, NULL), labels, NULL, NULL);

  return spec;
}

static void
note_item_cb (ClvChartView *view,
              guint         series,
              guint         point,
              guint        *noted)
{
  *noted = point;
}

static void
test_says_what_it_shows (void)
{
  g_autoptr(ClvPlotSpec) spec = create_spec ();
  GtkWidget *view = g_object_ref_sink (clv_chart_view_new ());

  clv_chart_view_set_spec (CLV_CHART_VIEW (view), spec);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Value by channel");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Search brings most of the value.");
  g_assert_finalize_object (view);
}

static void
test_walks_the_items (void)
{
  g_autoptr(ClvPlotSpec) spec = create_spec ();
  GtkWidget *view = g_object_ref_sink (clv_chart_view_new ());
  guint noted = G_MAXUINT;
  guint i;

  clv_chart_view_set_spec (CLV_CHART_VIEW (view), spec);
  g_signal_connect (view, "item-activated", G_CALLBACK (note_item_cb), &noted);
  g_assert_cmpint (clv_chart_view_get_item (CLV_CHART_VIEW (view)), ==, -1);
  gtk_widget_activate_action (view, "chart.activate", NULL);
  g_assert_cmpuint (noted, ==, G_MAXUINT);

  gtk_widget_activate_action (view, "chart.next", NULL);
  gtk_widget_activate_action (view, "chart.next", NULL);
  g_assert_nonnull (strstr (clv_chart_view_get_item_text (CLV_CHART_VIEW (view)), "E-mail: "));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       clv_chart_view_get_item_text (CLV_CHART_VIEW (view)));
  gtk_widget_activate_action (view, "chart.activate", NULL);
  g_assert_cmpuint (noted, ==, 1);

  for (i = 0; i < 5; i++)
    gtk_widget_activate_action (view, "chart.next", NULL);
  g_assert_cmpint (clv_chart_view_get_item (CLV_CHART_VIEW (view)), ==, 2);
  gtk_widget_activate_action (view, "chart.clear", NULL);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Search brings most of the value.");
  g_assert_finalize_object (view);
}

static GtkWidget *
find_type (GtkWidget *widget,
           GType      type)
{
  GtkWidget *child = NULL;

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
save_picture (GtkWidget  *window,
              const char *name)
{
  const char *folder = g_getenv ("PERENNIAL_SCREENS");
  GdkPaintable *paintable = NULL;
  GtkSnapshot *snapshot = NULL;
  GskRenderNode *node = NULL;
  GdkTexture *texture = NULL;
  g_autofree char *path = NULL;

  if (folder == NULL)
    return;
  paintable = gtk_widget_paintable_new (window);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, 760, 480);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    {
      texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                             NULL);
      path = g_build_filename (folder, name, NULL);
      gdk_texture_save_to_png (texture, path);
      g_object_unref (texture);
      gsk_render_node_unref (node);
    }
  g_object_unref (paintable);
}

static void
wait_a_moment (void)
{
  gint64 end = g_get_monotonic_time () + 400 * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (5000);
}

static void
test_card_has_a_table_twin (void)
{
  g_autoptr(ClvPlotSpec) spec = create_spec ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *card = clv_chart_card_new ();
  GtkWidget *button = NULL;
  GtkWidget *table = NULL;
  GListModel *columns = NULL;

  gtk_widget_set_margin_top (card, 12);
  gtk_widget_set_margin_bottom (card, 12);
  gtk_widget_set_margin_start (card, 12);
  gtk_widget_set_margin_end (card, 12);
  clv_chart_card_set_spec (CLV_CHART_CARD (card), spec);
  gtk_window_set_default_size (GTK_WINDOW (window), 760, 480);
  gtk_window_set_child (GTK_WINDOW (window), card);
  gtk_window_present (GTK_WINDOW (window));
  wait_a_moment ();
  gtk_widget_activate_action (GTK_WIDGET (clv_chart_card_get_view (CLV_CHART_CARD (card))),
                              "chart.next", NULL);
  wait_a_moment ();
  save_picture (window, "card-chart.png");

  button = find_type (card, GTK_TYPE_TOGGLE_BUTTON);
  table = find_type (card, GTK_TYPE_COLUMN_VIEW);
  g_assert_nonnull (table);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (table));
  g_assert_cmpuint (g_list_model_get_n_items (columns), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL
                                                (gtk_column_view_get_model
                                                  (GTK_COLUMN_VIEW (table)))), ==, 3);
  wait_a_moment ();
  save_picture (window, "card-table.png");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_empty_card_has_nothing_to_save (void)
{
  g_autoptr(ClvPlotSpec) spec = clv_plot_spec_new (CLV_PLOT_LINES, "Tracking");
  GtkWidget *card = g_object_ref_sink (clv_chart_card_new ());

  spec->empty = g_strdup ("Import orders first.");
  clv_chart_card_set_spec (CLV_CHART_CARD (card), spec);
  g_assert_false (gtk_widget_get_sensitive (find_type (card, GTK_TYPE_TOGGLE_BUTTON)));
  g_assert_false (gtk_widget_get_sensitive (find_type (card, GTK_TYPE_MENU_BUTTON)));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (clv_chart_card_get_view
                                                         (CLV_CHART_CARD (card))),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Import orders first.");
  g_assert_finalize_object (card);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  clv_ui_init ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    CLV_UI_RESOURCE ("icons"));
  g_test_add_func ("/ui/chart-view/says-what-it-shows", test_says_what_it_shows);
  g_test_add_func ("/ui/chart-view/walks-the-items", test_walks_the_items);
  g_test_add_func ("/ui/chart-card/table-twin", test_card_has_a_table_twin);
  g_test_add_func ("/ui/chart-card/empty", test_empty_card_has_nothing_to_save);

  return g_test_run ();
}
