/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-chart-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _ClvChartView
{
  GtkWidget parent_instance;

  ClvPlotSpec *spec;
  GskRenderNode *node;  /* the drawing, until something changes */
  GPtrArray *items;     /* (element-type ClvPlotItem) */
  int node_width;
  int node_height;
  int highlight;
};

enum
{
  ITEM_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ClvChartView, clv_chart_view, GTK_TYPE_WIDGET)

static void
invalidate (ClvChartView *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static const ClvPlotItem *
current_item (ClvChartView *self)
{
  if (self->items == NULL || self->highlight < 0 || (guint) self->highlight >= self->items->len)
    return NULL;

  return g_ptr_array_index (self->items, self->highlight);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static void
update_accessible (ClvChartView *self)
{
  const ClvPlotItem *item = current_item (self);
  const char *title = self->spec != NULL ? or_empty (self->spec->title) : "";
  const char *description = "";

  if (item != NULL)
    description = item->text;
  else if (self->spec != NULL)
    description = or_empty (self->spec->empty != NULL ? self->spec->empty
                                                      : self->spec->description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
set_highlight (ClvChartView *self,
               int           highlight)
{
  if (self->highlight == highlight)
    return;

  self->highlight = highlight;
  update_accessible (self);
  gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
  invalidate (self);
}

/* Before the first frame the items are not known yet: draw for nobody. */
static void
ensure_items (ClvChartView *self)
{
  ClvPlotStyle style;
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;

  if (self->items != NULL || self->spec == NULL)
    return;

  clv_chart_view_get_style (self, &style);
  surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cr = cairo_create (surface);
  clv_plot_render (self->spec, &style, cr, MAX (gtk_widget_get_width (GTK_WIDGET (self)), 320),
                   MAX (gtk_widget_get_height (GTK_WIDGET (self)), 200), -1, &self->items, NULL);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
step (ClvChartView *self,
      int           by)
{
  int n;

  ensure_items (self);
  n = self->items != NULL ? (int) self->items->len : 0;
  if (n == 0)
    return;
  if (self->highlight < 0)
    set_highlight (self, by > 0 ? 0 : n - 1);
  else
    set_highlight (self, CLAMP (self->highlight + by, 0, n - 1));
}

static void
next_action_cb (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  step (CLV_CHART_VIEW (widget), 1);
}

static void
previous_action_cb (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  step (CLV_CHART_VIEW (widget), -1);
}

static void
activate_action_cb (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  ClvChartView *self = CLV_CHART_VIEW (widget);
  const ClvPlotItem *item = current_item (self);

  if (item != NULL)
    g_signal_emit (self, signals[ITEM_ACTIVATED], 0, item->series, item->point);
}

static void
clear_action_cb (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  set_highlight (CLV_CHART_VIEW (widget), -1);
}

static void
motion_cb (ClvChartView *self,
           double        x,
           double        y)
{
  if (self->items != NULL)
    set_highlight (self, clv_plot_items_find (self->items, x, y));
}

static void
leave_cb (ClvChartView *self)
{
  set_highlight (self, -1);
}

static void
released_cb (ClvChartView *self,
             int           n_press,
             double        x,
             double        y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  motion_cb (self, x, y);
  activate_action_cb (GTK_WIDGET (self), NULL, NULL);
}

static gboolean
clv_chart_view_query_tooltip (GtkWidget  *widget,
                              int         x,
                              int         y,
                              gboolean    keyboard_tooltip,
                              GtkTooltip *tooltip)
{
  const ClvPlotItem *item = current_item (CLV_CHART_VIEW (widget));
  GdkRectangle area;

  if (item == NULL)
    return FALSE;

  area.x = (int) item->x;
  area.y = (int) item->y;
  area.width = MAX ((int) item->width, 1);
  area.height = MAX ((int) item->height, 1);
  gtk_tooltip_set_text (tooltip, item->text);
  gtk_tooltip_set_tip_area (tooltip, &area);

  return TRUE;
}

static void
draw_node (ClvChartView *self,
           int           width,
           int           height)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = NULL;
  ClvPlotStyle style;
  cairo_t *cr = NULL;

  clv_chart_view_get_style (self, &style);
  style.has_background = FALSE;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (clv_plot_render (self->spec, &style, cr, width, height, self->highlight, &items, &error))
    {
      g_clear_pointer (&self->items, g_ptr_array_unref);
      self->items = g_steal_pointer (&items);
    }
  else
    {
      /* The sentence is heard and read in place of the picture. */
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      error->message, -1);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self), error->message);
    }
  cairo_destroy (cr);
  self->node = gtk_snapshot_free_to_node (snapshot);
  self->node_width = width;
  self->node_height = height;
}

static void
clv_chart_view_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  ClvChartView *self = CLV_CHART_VIEW (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);

  if (self->spec == NULL || width < 16 || height < 16)
    return;

  if (self->node_width != width || self->node_height != height)
    g_clear_pointer (&self->node, gsk_render_node_unref);
  if (self->node == NULL)
    draw_node (self, width, height);
  if (self->node != NULL)
    gtk_snapshot_append_node (snapshot, self->node);
}

static void
clv_chart_view_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 280 : 180;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 300;
}

static void
clv_chart_view_dispose (GObject *object)
{
  ClvChartView *self = CLV_CHART_VIEW (object);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (clv_chart_view_parent_class)->dispose (object);
}

static void
clv_chart_view_finalize (GObject *object)
{
  g_clear_pointer (&CLV_CHART_VIEW (object)->spec, clv_plot_spec_free);

  G_OBJECT_CLASS (clv_chart_view_parent_class)->finalize (object);
}

static void
clv_chart_view_class_init (ClvChartViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_chart_view_dispose;
  object_class->finalize = clv_chart_view_finalize;
  widget_class->snapshot = clv_chart_view_snapshot;
  widget_class->measure = clv_chart_view_measure;
  widget_class->query_tooltip = clv_chart_view_query_tooltip;

  /**
   * ClvChartView::item-activated:
   * @series: index of the series or flow
   * @point: index of the point
   *
   * A part of the chart was clicked, or Enter was pressed on it.
   */
  signals[ITEM_ACTIVATED] = g_signal_new ("item-activated", CLV_TYPE_CHART_VIEW,
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                          G_TYPE_UINT, G_TYPE_UINT);

  gtk_widget_class_install_action (widget_class, "chart.next", NULL, next_action_cb);
  gtk_widget_class_install_action (widget_class, "chart.previous", NULL, previous_action_cb);
  gtk_widget_class_install_action (widget_class, "chart.activate", NULL, activate_action_cb);
  gtk_widget_class_install_action (widget_class, "chart.clear", NULL, clear_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, 0, "chart.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, 0, "chart.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, 0, "chart.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, 0, "chart.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "chart.activate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "chart.activate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "chart.clear", NULL);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
clv_chart_view_init (ClvChartView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->highlight = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);

  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (invalidate), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (invalidate), self,
                           G_CONNECT_SWAPPED);
}

/**
 * clv_chart_view_new:
 *
 * Returns: (transfer floating): a chart without data
 */
GtkWidget *
clv_chart_view_new (void)
{
  return g_object_new (CLV_TYPE_CHART_VIEW, NULL);
}

/**
 * clv_chart_view_set_spec:
 * @spec: (nullable): what to draw; it is copied
 */
void
clv_chart_view_set_spec (ClvChartView      *self,
                         const ClvPlotSpec *spec)
{
  g_return_if_fail (CLV_IS_CHART_VIEW (self));

  g_clear_pointer (&self->spec, clv_plot_spec_free);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  self->spec = spec != NULL ? clv_plot_spec_copy (spec) : NULL;
  self->highlight = -1;
  update_accessible (self);
  invalidate (self);
}

/**
 * clv_chart_view_get_spec:
 *
 * Returns: (transfer none) (nullable): what is drawn
 */
const ClvPlotSpec *
clv_chart_view_get_spec (ClvChartView *self)
{
  g_return_val_if_fail (CLV_IS_CHART_VIEW (self), NULL);

  return self->spec;
}

/**
 * clv_chart_view_get_item:
 *
 * Returns: the index of the raised item, -1 for none
 */
int
clv_chart_view_get_item (ClvChartView *self)
{
  g_return_val_if_fail (CLV_IS_CHART_VIEW (self), -1);

  return self->highlight;
}

/**
 * clv_chart_view_get_item_text:
 *
 * Returns: (transfer none) (nullable): what the raised item says
 */
const char *
clv_chart_view_get_item_text (ClvChartView *self)
{
  const ClvPlotItem *item = NULL;

  g_return_val_if_fail (CLV_IS_CHART_VIEW (self), NULL);

  item = current_item (self);

  return item != NULL ? item->text : NULL;
}

/**
 * clv_chart_view_get_style:
 * @style: (out): the appearance of the desktop now
 */
void
clv_chart_view_get_style (ClvChartView *self,
                          ClvPlotStyle *style)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  int dpi = 0;

  g_return_if_fail (CLV_IS_CHART_VIEW (self));

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  style->is_dark = adw_style_manager_get_dark (manager);
  style->is_high_contrast = adw_style_manager_get_high_contrast (manager);
  style->has_background = TRUE;
  style->text_scale = dpi > 0 ? CLAMP (dpi / 1024.0 / 96.0, 0.75, 3.0) : 1.0;
}
