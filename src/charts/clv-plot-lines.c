/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-plot-parts.h"

#define MAX_ITEMS 240
#define MAX_LABELS 12

typedef struct
{
  const ClvPlotSeries *series;
  guint last;      /* index of the last point with a value */
  double wanted;   /* pixel of the line's end */
  double y;        /* pixel of the label */
  char                *second;
} EndLabel;

typedef struct
{
  ClvPlotCanvas     *canvas;
  const ClvPlotSpec *spec;
  ClvPlotBox box;
  ClvPlotScale x;
  ClvPlotScale y;
  EndLabel labels[MAX_LABELS];
  guint n_labels;
  double label_width;
  double block;    /* height of one label */
} Lines;

static double
point_x (const ClvPlotSeries *series,
         guint                i)
{
  return series->x != NULL ? series->x[i] : i + 1.0;
}

static gboolean
has_point (const ClvPlotSeries *series,
           guint                i)
{
  return i < series->n && isfinite (series->y[i]) && isfinite (point_x (series, i));
}

static gboolean
has_interval (const ClvPlotSeries *series,
              guint                i)
{
  return series->lo != NULL && series->hi != NULL && has_point (series, i) &&
         isfinite (series->lo[i]) && isfinite (series->hi[i]);
}

/* Appends a point; of many in one pixel column only the highest, the lowest
 * and the last are kept, which draws the same line at a fiftieth of the cost. */
static void
push_point (GArray  *xs,
            GArray  *ys,
            double   x,
            double   y,
            gboolean is_dense)
{
  guint n = xs->len;

  if (is_dense && n >= 3 && floor (g_array_index (xs, double, n - 3)) >= floor (x) &&
      floor (g_array_index (xs, double, n - 3)) <= floor (x))
    {
      double *last = &g_array_index (ys, double, n - 3);
      double low = MIN (MIN (last[0], last[1]), last[2]);
      double high = MAX (MAX (last[0], last[1]), last[2]);

      last[0] = MIN (low, y);
      last[1] = MAX (high, y);
      last[2] = y;
      return;
    }
  g_array_append_val (xs, x);
  g_array_append_val (ys, y);
}

static void
draw_run (Lines               *self,
          const ClvPlotSeries *series,
          GArray              *xs,
          GArray              *ys,
          ClvPlotColor         color)
{
  const double *x = (const double *) xs->data;
  const double *y = (const double *) ys->data;
  double width = self->canvas->palette->line_width;

  if (xs->len == 1)
    clv_plot_canvas_dot (self->canvas, x[0], y[0], width * 1.2, color);
  else if (series->is_dashed)
    clv_plot_canvas_dashes (self->canvas, xs->len, x, y, 6.0, 4.0, width, color);
  else
    clv_plot_canvas_polyline (self->canvas, xs->len, x, y, width, color);
  g_array_set_size (xs, 0);
  g_array_set_size (ys, 0);
}

static void
draw_series (Lines               *self,
             const ClvPlotSeries *series)
{
  g_autoptr(GArray) xs = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) ys = g_array_new (FALSE, FALSE, sizeof (double));
  ClvPlotColor color = clv_plot_palette_role (self->canvas->palette, series->role, series->index);
  gboolean is_dense = series->n > 3.0 * (self->box.right - self->box.left);
  guint i;

  for (i = 0; i < series->n; i++)
    if (has_point (series, i))
      push_point (xs, ys, clv_plot_scale_position (&self->x, point_x (series, i)),
                  clv_plot_scale_position (&self->y, series->y[i]), is_dense);
    else if (xs->len > 0)
      draw_run (self, series, xs, ys, color);
  if (xs->len > 0)
    draw_run (self, series, xs, ys, color);
}

static void
fill_band (Lines       *self,
           GArray      *xs,
           GArray      *tops,
           GArray      *bottoms,
           ClvPlotColor color)
{
  guint n = xs->len;
  g_autofree double *x = g_new (double, 2 * (gsize) n + 2);
  g_autofree double *y = g_new (double, 2 * (gsize) n + 2);
  guint i;

  for (i = 0; i < n; i++)
    {
      x[i] = x[2 * n - 1 - i] = g_array_index (xs, double, i);
      y[i] = g_array_index (tops, double, i);
      y[2 * n - 1 - i] = g_array_index (bottoms, double, i);
    }
  clv_plot_canvas_fill (self->canvas, 2 * n, x, y, color);
  g_array_set_size (xs, 0);
  g_array_set_size (tops, 0);
  g_array_set_size (bottoms, 0);
}

static void
draw_band (Lines               *self,
           const ClvPlotSeries *series)
{
  g_autoptr(GArray) xs = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) tops = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) bottoms = g_array_new (FALSE, FALSE, sizeof (double));
  ClvPlotColor color = clv_plot_palette_role (self->canvas->palette, series->role, series->index);
  gboolean is_dense = series->n > 3.0 * (self->box.right - self->box.left);
  guint i;

  color = clv_plot_color_fade (color, self->canvas->palette->band_alpha);
  for (i = 0; i < series->n; i++)
    {
      double x;
      double top;
      double bottom;
      guint n = xs->len;

      if (!has_interval (series, i))
        {
          fill_band (self, xs, tops, bottoms, color);
          continue;
        }
      x = clv_plot_scale_position (&self->x, point_x (series, i));
      top = clv_plot_scale_position (&self->y, series->hi[i]);
      bottom = clv_plot_scale_position (&self->y, series->lo[i]);
      if (is_dense && n > 0 && x - g_array_index (xs, double, n - 1) < 1.0)
        {
          g_array_index (tops, double, n - 1) = MIN (top, g_array_index (tops, double, n - 1));
          g_array_index (bottoms, double, n - 1) =
            MAX (bottom, g_array_index (bottoms, double, n - 1));
          continue;
        }
      g_array_append_val (xs, x);
      g_array_append_val (tops, top);
      g_array_append_val (bottoms, bottom);
    }
  fill_band (self, xs, tops, bottoms, color);
}

static void
collect_labels (Lines *self)
{
  guint k;

  self->n_labels = 0;
  self->label_width = 0.0;
  for (k = 0; k < self->spec->series->len && self->n_labels < MAX_LABELS; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (self->spec->series, k);
      EndLabel *label = &self->labels[self->n_labels];
      guint last = series->n;

      while (last > 0 && !has_point (series, last - 1))
        last--;
      if (last == 0 || series->name == NULL)
        continue;
      label->series = series;
      label->last = last - 1;
      label->second = series->note != NULL
                        ? g_strdup (series->note)
                        : clv_plot_unit_format (self->spec->y_unit, series->y[last - 1],
                                                self->spec->currency,
                                                fabs (series->y[last - 1]) >= 1e5);
      self->label_width = MAX (self->label_width,
                               clv_plot_canvas_measure (self->canvas, CLV_PLOT_TEXT_BOLD,
                                                        series->name));
      self->label_width = MAX (self->label_width,
                               clv_plot_canvas_measure (self->canvas, CLV_PLOT_TEXT_NORMAL,
                                                        label->second));
      self->n_labels++;
    }
}

static int
compare_labels (gconstpointer a,
                gconstpointer b)
{
  double first = ((const EndLabel *) a)->wanted;
  double second = ((const EndLabel *) b)->wanted;

  return (first > second) - (first < second);
}

/* Pushes labels apart until none covers another, from both ends in turn. */
static void
place_labels (Lines *self)
{
  double top = self->box.top - 6.0;
  double bottom = self->box.bottom + 8.0 - self->block;
  guint i;

  self->block = 31.0 * self->canvas->scale;
  if (self->block * self->n_labels > self->box.bottom - self->box.top + 14.0)
    self->block = 15.0 * self->canvas->scale;
  bottom = self->box.bottom + 8.0 - self->block;

  for (i = 0; i < self->n_labels; i++)
    self->labels[i].wanted = clv_plot_scale_position (&self->y, self->labels[i].series->y
                                                      [self->labels[i].last]);
  qsort (self->labels, self->n_labels, sizeof *self->labels, compare_labels);
  for (i = 0; i < self->n_labels; i++)
    {
      self->labels[i].y = MAX (self->labels[i].wanted - self->block / 2.0, top);
      top = self->labels[i].y + self->block;
    }
  for (i = self->n_labels; i-- > 0;)
    {
      self->labels[i].y = MIN (self->labels[i].y, bottom);
      bottom = self->labels[i].y - self->block;
    }
}

static void
draw_labels (Lines *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  double x = self->box.right + 12.0;
  guint i;

  for (i = self->n_labels; i-- > 0;)
    {
      EndLabel *label = &self->labels[i];
      ClvPlotColor color = clv_plot_palette_role (canvas->palette, label->series->role,
                                                  label->series->index);
      double end = clv_plot_scale_position (&self->x, point_x (label->series, label->last));
      g_autofree char *name = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_BOLD,
                                                   label->series->name, self->label_width);
      double y = label->y + 8.0 * canvas->scale;

      clv_plot_canvas_ringed_dot (canvas, end, label->wanted, 3.6, color);
      clv_plot_canvas_text (canvas, x, y, 0.0, CLV_PLOT_TEXT_BOLD,
                            clv_plot_palette_readable (canvas->palette, color), name);
      if (self->block > 20.0 * canvas->scale)
        {
          g_autofree char *second = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_NORMAL,
                                                         label->second, self->label_width);

          clv_plot_canvas_text (canvas, x, y + 14.0 * canvas->scale, 0.0, CLV_PLOT_TEXT_NORMAL,
                                canvas->palette->secondary, second);
        }
      g_clear_pointer (&label->second, g_free);
    }
}

static void
draw_split (Lines *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  const ClvPlotSpec *spec = self->spec;
  ClvPlotColor color = clv_plot_color_fade (canvas->palette->secondary, .6);
  double x = clv_plot_snap (clv_plot_scale_position (&self->x, spec->split));
  double xs[2] = { x, x };
  double ys[2] = { self->box.top, self->box.bottom };
  double y = self->box.top + 9.0 * canvas->scale;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!spec->has_split || x < self->box.left || x > self->box.right)
    return;

  clv_plot_canvas_dashes (canvas, 2, xs, ys, 5.0, 4.0, 1.0, color);
  before = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_NORMAL, spec->split_before,
                                x - self->box.left - 8.0);
  after = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_NORMAL, spec->split_after,
                               self->box.right - x - 8.0);
  clv_plot_canvas_text (canvas, x - 8.0, y, 1.0, CLV_PLOT_TEXT_NORMAL, canvas->palette->secondary,
                        before);
  clv_plot_canvas_text (canvas, x + 8.0, y, 0.0, CLV_PLOT_TEXT_NORMAL, canvas->palette->secondary,
                        after);
}

static guint
find_point (const ClvPlotSeries *series,
            double               x,
            guint                hint)
{
  guint i;

  if (has_point (series, hint) && fabs (point_x (series, hint) - x) < 1e-9)
    return hint;
  for (i = 0; i < series->n; i++)
    if (has_point (series, i) && fabs (point_x (series, i) - x) < 1e-9)
      return i;

  return G_MAXUINT;
}

static char *
say_position (Lines *self,
              double x,
              guint  hint)
{
  const ClvPlotSpec *spec = self->spec;
  g_autofree char *where = clv_plot_say_x (spec, x);
  GString *text = g_string_new (where);
  const char *glue = ": ";
  guint k;

  for (k = 0; k < spec->series->len; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (spec->series, k);
      guint i = find_point (series, x, hint);
      g_autofree char *value = NULL;

      if (i == G_MAXUINT)
        continue;
      value = clv_plot_unit_format (spec->y_unit, series->y[i], spec->currency, FALSE);
      g_string_append_printf (text, "%s%s%s%s", glue, series->name != NULL ? series->name : "",
                              series->name != NULL ? " " : "", value);
      if (has_interval (series, i))
        {
          g_autofree char *low = clv_plot_unit_format (spec->y_unit, series->lo[i],
                                                       spec->currency, FALSE);
          g_autofree char *high = clv_plot_unit_format (spec->y_unit, series->hi[i],
                                                        spec->currency, FALSE);

          g_string_append (text, " (");
          g_string_append_printf (text, _("%s to %s"), low, high);
          g_string_append_c (text, ')');
        }
      glue = ", ";
    }

  return g_string_free (text, FALSE);
}

static void
add_items (Lines *self)
{
  const ClvPlotSeries *longest = g_ptr_array_index (self->spec->series, 0);
  guint stride;
  guint which = 0;
  guint i;
  guint k;

  for (k = 1; k < self->spec->series->len; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (self->spec->series, k);

      if (series->n > longest->n)
        {
          longest = series;
          which = k;
        }
    }
  stride = longest->n / MAX_ITEMS + 1;
  for (i = 0; i < longest->n; i += stride)
    {
      double x = clv_plot_scale_position (&self->x, point_x (longest, i));
      double before = self->box.left;
      double after = self->box.right;

      if (!isfinite (point_x (longest, i)) || x < self->box.left - 1.0 || x > self->box.right + 1.0)
        continue;
      if (i >= stride)
        before = (x + clv_plot_scale_position (&self->x, point_x (longest, i - stride))) / 2.0;
      if (i + stride < longest->n)
        after = (x + clv_plot_scale_position (&self->x, point_x (longest, i + stride))) / 2.0;
      clv_plot_canvas_add_item (self->canvas, before, self->box.top, after - before,
                                self->box.bottom - self->box.top, which, i,
                                say_position (self, point_x (longest, i), i));
    }
}

static void
draw_highlight (Lines *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  const ClvPlotItem *item = NULL;
  double x;
  double value;
  guint k;

  if (canvas->highlight < 0 || (guint) canvas->highlight >= canvas->items->len)
    return;

  item = g_ptr_array_index (canvas->items, canvas->highlight);
  value = point_x (g_ptr_array_index (self->spec->series, item->series), item->point);
  x = clv_plot_snap (clv_plot_scale_position (&self->x, value));
  clv_plot_canvas_line (canvas, x, self->box.top, x, self->box.bottom, 1.0,
                        clv_plot_color_fade (canvas->palette->secondary, .7));
  for (k = 0; k < self->spec->series->len; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (self->spec->series, k);
      guint i = find_point (series, value, item->point);

      if (i != G_MAXUINT)
        clv_plot_canvas_ringed_dot (canvas, x, clv_plot_scale_position (&self->y, series->y[i]),
                                    4.4, clv_plot_palette_role (canvas->palette, series->role,
                                                                series->index));
    }
}

/* Charts of amounts begin at zero unless everything happens far above it. */
static double
from_zero (double lo,
           double hi)
{
  return lo > 0.0 && lo < 0.6 * hi ? 0.0 : lo;
}

static void
set_scales (Lines *self,
            double x_lo,
            double x_hi,
            double y_lo,
            double y_hi)
{
  ClvPlotCanvas *canvas = self->canvas;
  double limit = canvas->width * (canvas->width < 480 ? 0.30 : 0.34);
  double height;
  guint n_wide;

  self->box.top = clv_plot_axis_title (canvas, self->spec->y_title);
  self->box.bottom = canvas->height - 26.0 * canvas->scale;
  if (self->spec->x_title != NULL && *self->spec->x_title != '\0')
    self->box.bottom -= 18.0 * canvas->scale;
  height = self->box.bottom - self->box.top;

  clv_plot_scale_init (&self->y, CLV_PLOT_SCALE_LINEAR, from_zero (y_lo, y_hi), y_hi);
  clv_plot_scale_set_ticks (&self->y, (guint) CLAMP (height / (52.0 * canvas->scale), 2, 8), TRUE);
  self->y.from = self->box.bottom;
  self->y.to = self->box.top;

  self->label_width = MIN (self->label_width, limit);
  self->box.left = clv_plot_axis_width (canvas, &self->y, self->spec->y_unit,
                                        self->spec->currency) + 6.0;
  self->box.right = canvas->width - (self->n_labels > 0 ? self->label_width + 20.0 : 16.0);
  if (self->spec->x_is_weeks)
    x_lo = MIN (x_lo, MAX (0.0, x_lo - 1.0));
  clv_plot_scale_init (&self->x, CLV_PLOT_SCALE_LINEAR, x_lo, x_hi);
  self->x.from = self->box.left;
  self->x.to = self->box.right;
  n_wide = (guint) CLAMP ((self->box.right - self->box.left) / (76.0 * canvas->scale), 2, 12);
  if (self->spec->x_is_weeks)
    clv_plot_scale_set_week_ticks (&self->x, n_wide);
  else if (self->spec->x_unit == CLV_PLOT_UNIT_DATE)
    clv_plot_scale_set_date_ticks (&self->x, n_wide);
  else
    clv_plot_scale_set_ticks (&self->x, n_wide, FALSE);
}

/**
 * clv_plot_draw_lines:
 *
 * Lines over time with interval bands, a split between calibration and
 * hold-out, and their names at their ends.
 */
void
clv_plot_draw_lines (ClvPlotCanvas     *canvas,
                     const ClvPlotSpec *spec)
{
  Lines self = { canvas, spec };
  ClvPlotBox clip;
  double x_lo;
  double x_hi;
  double y_lo;
  double y_hi;
  double split;
  guint k;

  if (!clv_plot_range (spec, &x_lo, &x_hi, &y_lo, &y_hi))
    {
      clv_plot_draw_message (canvas, NULL, _("There are no values to draw."));
      return;
    }

  collect_labels (&self);
  set_scales (&self, x_lo, x_hi, y_lo, y_hi);
  split = clv_plot_scale_position (&self.x, spec->split);
  if (spec->has_split && split > self.box.left && split < self.box.right)
    clv_plot_canvas_rect (canvas, split, self.box.top, self.box.right - split,
                          self.box.bottom - self.box.top, 0.0, 0.0, canvas->palette->shade);
  clv_plot_axis_draw_y (canvas, spec, &self.y, &self.box);
  clv_plot_axis_draw_x (canvas, spec, &self.x, &self.box);

  clip = self.box;
  clip.top -= 3.0;
  clip.bottom += 2.0;
  clip.right += 3.0;
  clv_plot_canvas_clip (canvas, &clip);
  for (k = 0; k < spec->series->len; k++)
    draw_band (&self, g_ptr_array_index (spec->series, k));
  draw_split (&self);
  /* Later series lie below earlier ones: "actual" comes first. */
  for (k = spec->series->len; k-- > 0;)
    draw_series (&self, g_ptr_array_index (spec->series, k));
  clv_plot_canvas_clip (canvas, NULL);

  place_labels (&self);
  draw_labels (&self);
  add_items (&self);
  draw_highlight (&self);
}
