/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-wrap-layout.h"

struct _ClvWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (ClvWrapLayout, clv_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
clv_wrap_layout_get_request_mode (GtkLayoutManager *manager,
                                  GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (ClvWrapLayout *self,
               GtkWidget     *widget,
               int           *minimum,
               int           *natural)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum = 0;
      int child_natural = 0;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural > 0 ? self->spacing : 0);
    }
}

/* Goes through the lines for @width, and gives the children their places where
 * @is_placed. Returns the height of all. */
static int
go_through (ClvWrapLayout *self,
            GtkWidget     *widget,
            int            width,
            gboolean       is_placed)
{
  const gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0;
  int y = 0;
  int line = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation place = { 0 };

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &place.width, NULL, NULL);
      place.width = MIN (place.width, width);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, place.width, NULL, &place.height, NULL,
                          NULL);
      if (x > 0 && x + place.width > width)
        {
          y += line + self->spacing;
          x = 0;
          line = 0;
        }
      place.x = is_rtl ? width - x - place.width : x;
      place.y = y;
      if (is_placed)
        gtk_widget_size_allocate (child, &place, -1);
      x += place.width + self->spacing;
      line = MAX (line, place.height);
    }

  return y + line;
}

static void
clv_wrap_layout_measure (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         GtkOrientation    orientation,
                         int               for_size,
                         int              *minimum,
                         int              *natural,
                         int              *minimum_baseline,
                         int              *natural_baseline)
{
  ClvWrapLayout *self = CLV_WRAP_LAYOUT (manager);
  int least = 0;
  int best = 0;

  measure_width (self, widget, &least, &best);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      best = go_through (self, widget, for_size >= 0 ? MAX (for_size, least) : best, FALSE);
      least = best;
    }
  *minimum = least;
  *natural = MAX (least, best);
}

static void
clv_wrap_layout_allocate (GtkLayoutManager *manager,
                          GtkWidget        *widget,
                          int               width,
                          int               height,
                          int               baseline)
{
  go_through (CLV_WRAP_LAYOUT (manager), widget, width, TRUE);
}

static void
clv_wrap_layout_class_init (ClvWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = clv_wrap_layout_get_request_mode;
  layout_class->measure = clv_wrap_layout_measure;
  layout_class->allocate = clv_wrap_layout_allocate;
}

static void
clv_wrap_layout_init (ClvWrapLayout *self)
{
}

/**
 * clv_wrap_layout_new:
 * @spacing: between children and between lines, in pixels
 *
 * Returns: (transfer full): a layout for gtk_widget_set_layout_manager()
 */
GtkLayoutManager *
clv_wrap_layout_new (int spacing)
{
  ClvWrapLayout *self = g_object_new (CLV_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;

  return GTK_LAYOUT_MANAGER (self);
}
