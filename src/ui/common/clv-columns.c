/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-columns.h"

#define SPACING 12

struct _ClvColumns
{
  GtkWidget parent_instance;

  int column_width;
  guint max_columns;
};

enum
{
  PROP_0,
  PROP_COLUMN_WIDTH,
  PROP_MAX_COLUMNS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClvColumns, clv_columns, GTK_TYPE_WIDGET)

/* The next child that takes room, from @child on. */
static GtkWidget *
skip_hidden (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

static guint
count_children (ClvColumns *self)
{
  GtkWidget *child = skip_hidden (gtk_widget_get_first_child (GTK_WIDGET (self)));
  guint n = 0;

  for (; child != NULL; child = skip_hidden (gtk_widget_get_next_sibling (child)))
    n++;

  return n;
}

static int
get_widest_minimum (ClvColumns *self)
{
  GtkWidget *child = skip_hidden (gtk_widget_get_first_child (GTK_WIDGET (self)));
  int widest = 0;

  for (; child != NULL; child = skip_hidden (gtk_widget_get_next_sibling (child)))
    {
      int minimum = 0;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      widest = MAX (widest, minimum);
    }

  return widest;
}

/* Of four cards three would leave one alone in its row: two and two is better. */
static guint
find_n_columns (ClvColumns *self,
                int         width)
{
  const int wanted = MAX (self->column_width, get_widest_minimum (self));
  const guint n_children = MAX (count_children (self), 1);
  const guint most = MIN (self->max_columns, n_children);
  guint n = (guint) CLAMP ((width + SPACING) / (wanted + SPACING), 1, (int) most);
  const guint n_rows = (n_children + n - 1) / n;

  return (n_children + n_rows - 1) / n_rows;
}

static int
get_width_of_column (int   width,
                     guint n)
{
  return (width - SPACING * ((int) n - 1)) / (int) n;
}

/* The row's height in columns of @width; @next becomes the first child of the row after it. */
static void
measure_row (GtkWidget  *first,
             guint       n,
             int         width,
             int        *minimum,
             int        *natural,
             GtkWidget **next)
{
  GtkWidget *child = first;

  *minimum = 0;
  *natural = 0;
  for (guint i = 0; i < n && child != NULL; i++)
    {
      int child_minimum = 0;
      int child_natural = 0;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
      child = skip_hidden (gtk_widget_get_next_sibling (child));
    }
  *next = child;
}

static void
measure_width (ClvColumns *self,
               int        *minimum,
               int        *natural)
{
  const guint n = MAX (MIN (count_children (self), self->max_columns), 1);

  *minimum = get_widest_minimum (self);
  *natural = MAX (self->column_width, *minimum) * (int) n + SPACING * ((int) n - 1);
}

static void
measure_height (ClvColumns *self,
                int         width,
                int        *minimum,
                int        *natural)
{
  GtkWidget *child = skip_hidden (gtk_widget_get_first_child (GTK_WIDGET (self)));
  guint n = 0;
  gboolean is_first = TRUE;

  if (width < 0)
    measure_width (self, minimum, &width);
  n = find_n_columns (self, width);
  *minimum = 0;
  *natural = 0;
  while (child != NULL)
    {
      int row_minimum = 0;
      int row_natural = 0;

      measure_row (child, n, get_width_of_column (width, n), &row_minimum, &row_natural, &child);
      *natural += row_natural + (is_first ? 0 : SPACING);
      is_first = FALSE;
    }
  /* Rows are as high as they like to be: with less they would lie over what follows. */
  *minimum = *natural;
}

static void
clv_columns_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  ClvColumns *self = CLV_COLUMNS (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, minimum, natural);
  else
    measure_height (self, for_size, minimum, natural);
}

/* Places one row at @y; gives its height. */
static int
allocate_row (ClvColumns *self,
              GtkWidget  *first,
              guint       n,
              int         column,
              int         y,
              GtkWidget **next)
{
  const gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = first;
  int minimum = 0;
  int height = 0;

  measure_row (first, n, column, &minimum, &height, next);
  for (guint i = 0; i < n && child != NULL; i++)
    {
      const int place = is_rtl ? (int) (n - 1 - i) : (int) i;

      gtk_widget_size_allocate (child,
                                &(GtkAllocation) { place * (column + SPACING), y, column, height },
                                -1);
      child = skip_hidden (gtk_widget_get_next_sibling (child));
    }

  return height;
}

static void
clv_columns_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  ClvColumns *self = CLV_COLUMNS (widget);
  GtkWidget *child = skip_hidden (gtk_widget_get_first_child (widget));
  const guint n = find_n_columns (self, width);
  int y = 0;

  while (child != NULL)
    y += allocate_row (self, child, n, get_width_of_column (width, n), y, &child) + SPACING;
}

static GtkSizeRequestMode
clv_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
clv_columns_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ClvColumns *self = CLV_COLUMNS (object);

  switch (prop_id)
    {
    case PROP_COLUMN_WIDTH:
      g_value_set_int (value, clv_columns_get_column_width (self));
      break;

    case PROP_MAX_COLUMNS:
      g_value_set_uint (value, clv_columns_get_max_columns (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_columns_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  ClvColumns *self = CLV_COLUMNS (object);

  switch (prop_id)
    {
    case PROP_COLUMN_WIDTH:
      clv_columns_set_column_width (self, g_value_get_int (value));
      break;

    case PROP_MAX_COLUMNS:
      clv_columns_set_max_columns (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_columns_dispose (GObject *object)
{
  clv_columns_clear (CLV_COLUMNS (object));

  G_OBJECT_CLASS (clv_columns_parent_class)->dispose (object);
}

static void
clv_columns_class_init (ClvColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = clv_columns_dispose;
  object_class->get_property = clv_columns_get_property;
  object_class->set_property = clv_columns_set_property;
  widget_class->measure = clv_columns_measure;
  widget_class->size_allocate = clv_columns_size_allocate;
  widget_class->get_request_mode = clv_columns_get_request_mode;

  /**
   * ClvColumns:column-width:
   *
   * The width from which there is room for one more column.
   */
  properties[PROP_COLUMN_WIDTH] =
    g_param_spec_int ("column-width", NULL, NULL, 1, G_MAXINT16, 200, flags);

  /**
   * ClvColumns:max-columns:
   *
   * More columns than this are never made.
   */
  properties[PROP_MAX_COLUMNS] =
    g_param_spec_uint ("max-columns", NULL, NULL, 1, G_MAXINT16, 4, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clv_columns_init (ClvColumns *self)
{
  self->column_width = 200;
  self->max_columns = 4;
}

/**
 * clv_columns_new:
 * @column_width: the width from which there is room for one more column
 * @max_columns: the most columns
 *
 * Returns: (transfer floating): the widget, without children
 */
GtkWidget *
clv_columns_new (int   column_width,
                 guint max_columns)
{
  return g_object_new (CLV_TYPE_COLUMNS,
                       "column-width", column_width,
                       "max-columns", max_columns,
                       NULL);
}

/**
 * clv_columns_append:
 * @child: (transfer floating): goes behind all others
 */
void
clv_columns_append (ClvColumns *self,
                    GtkWidget  *child)
{
  g_return_if_fail (CLV_IS_COLUMNS (self));
  g_return_if_fail (GTK_IS_WIDGET (child));

  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

/**
 * clv_columns_clear:
 *
 * Takes all children away.
 */
void
clv_columns_clear (ClvColumns *self)
{
  GtkWidget *child = NULL;

  g_return_if_fail (CLV_IS_COLUMNS (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

/**
 * clv_columns_get_column_width:
 *
 * Returns: the width from which there is room for one more column
 */
int
clv_columns_get_column_width (ClvColumns *self)
{
  g_return_val_if_fail (CLV_IS_COLUMNS (self), 0);

  return self->column_width;
}

/**
 * clv_columns_set_column_width:
 * @column_width: the width from which there is room for one more column
 */
void
clv_columns_set_column_width (ClvColumns *self,
                              int         column_width)
{
  g_return_if_fail (CLV_IS_COLUMNS (self));
  g_return_if_fail (column_width > 0);

  if (self->column_width == column_width)
    return;

  self->column_width = column_width;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLUMN_WIDTH]);
}

/**
 * clv_columns_get_max_columns:
 *
 * Returns: the most columns
 */
guint
clv_columns_get_max_columns (ClvColumns *self)
{
  g_return_val_if_fail (CLV_IS_COLUMNS (self), 0);

  return self->max_columns;
}

/**
 * clv_columns_set_max_columns:
 * @max_columns: the most columns
 */
void
clv_columns_set_max_columns (ClvColumns *self,
                             guint       max_columns)
{
  g_return_if_fail (CLV_IS_COLUMNS (self));
  g_return_if_fail (max_columns > 0);

  if (self->max_columns == max_columns)
    return;

  self->max_columns = max_columns;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAX_COLUMNS]);
}
