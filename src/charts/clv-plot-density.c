/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-plot-parts.h"

#define MAX_MARKS 8
#define N_ROWS 4
#define LINE 15.0

typedef struct
{
  ClvPlotCanvas       *canvas;
  const ClvPlotSpec   *spec;
  const ClvPlotSeries *curve;
  const ClvPlotSeries *marks;   /* (nullable) */
  ClvPlotBox box;
  ClvPlotScale x;
  ClvPlotScale y;
} Density;

static gboolean
is_point (const ClvPlotSeries *series,
          guint                i)
{
  return series->x != NULL && isfinite (series->x[i]) && isfinite (series->y[i]);
}

static int
compare_heights (gconstpointer a,
                 gconstpointer b)
{
  const double first = *(const double *) a;
  const double second = *(const double *) b;

  return (first > second) - (first < second);
}

/* A curve that runs away at one end leaves the picture, as in a textbook, or all
 * the rest would lie on the axis. */
static double
find_top (Density *self,
          guint    n)
{
  g_autofree double *heights = g_new (double, n);
  guint k = 0;

  for (guint i = 0; i < self->curve->n; i++)
    if (is_point (self->curve, i))
      heights[k++] = self->curve->y[i];
  qsort (heights, k, sizeof *heights, compare_heights);

  return heights[k * 9 / 10] > 0.0 ? MIN (heights[k - 1], 5.0 * heights[k * 9 / 10])
                                   : heights[k - 1];
}

static gboolean
find_range (Density *self,
            double  *lo,
            double  *hi,
            double  *top)
{
  guint n = 0;

  *lo = INFINITY;
  *hi = -INFINITY;
  *top = 0.0;
  for (guint i = 0; i < self->curve->n; i++)
    {
      if (!is_point (self->curve, i))
        continue;
      *lo = MIN (*lo, self->curve->x[i]);
      *hi = MAX (*hi, self->curve->x[i]);
      n++;
    }
  if (n >= 2)
    *top = find_top (self, n);

  return n >= 2 && *hi > *lo && *top > 0.0;
}

/* The curve's height at @x, between its points. */
static double
height_at (const Density *self,
           double         x)
{
  const ClvPlotSeries *curve = self->curve;
  guint before = G_MAXUINT;

  for (guint i = 0; i < curve->n; i++)
    {
      if (!is_point (curve, i))
        continue;
      if (curve->x[i] >= x && before != G_MAXUINT && curve->x[i] > curve->x[before])
        return curve->y[before] + (curve->y[i] - curve->y[before]) * (x - curve->x[before])
               / (curve->x[i] - curve->x[before]);
      before = i;
    }

  return 0.0;
}

static void
push (const Density *self,
      GArray        *xs,
      GArray        *ys,
      double         x,
      double         y)
{
  double pixel_x = clv_plot_scale_position (&self->x, x);
  double pixel_y = clv_plot_scale_position (&self->y, y);

  g_array_append_val (xs, pixel_x);
  g_array_append_val (ys, pixel_y);
}

/* The area under the curve between two positions within it. */
static void
fill_between (Density     *self,
              double       from,
              double       to,
              ClvPlotColor color)
{
  g_autoptr(GArray) xs = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) ys = g_array_new (FALSE, FALSE, sizeof (double));

  if (!(to > from))
    return;
  push (self, xs, ys, from, 0.0);
  push (self, xs, ys, from, height_at (self, from));
  for (guint i = 0; i < self->curve->n; i++)
    if (is_point (self->curve, i) && self->curve->x[i] > from && self->curve->x[i] < to)
      push (self, xs, ys, self->curve->x[i], self->curve->y[i]);
  push (self, xs, ys, to, height_at (self, to));
  push (self, xs, ys, to, 0.0);
  clv_plot_canvas_fill (self->canvas, xs->len, (const double *) xs->data,
                        (const double *) ys->data, color);
}

static void
draw_curve (Density *self)
{
  const ClvPlotPalette *palette = self->canvas->palette;
  ClvPlotColor color = clv_plot_palette_role (palette, self->curve->role, self->curve->index);
  g_autofree double *xs = g_new (double, self->curve->n);
  g_autofree double *ys = g_new (double, self->curve->n);
  guint n = 0;

  fill_between (self, self->x.lo, self->x.hi,
                clv_plot_color_fade (color, 0.6 * palette->band_alpha));
  if (self->spec->has_band)
    fill_between (self, MAX (self->spec->band_lo, self->x.lo),
                  MIN (self->spec->band_hi, self->x.hi),
                  clv_plot_color_fade (color, 1.2 * palette->band_alpha));
  for (guint i = 0; i < self->curve->n; i++)
    if (is_point (self->curve, i))
      {
        xs[n] = clv_plot_scale_position (&self->x, self->curve->x[i]);
        ys[n++] = clv_plot_scale_position (&self->y, self->curve->y[i]);
      }
  clv_plot_canvas_polyline (self->canvas, n, xs, ys, palette->line_width, color);
}

static char *
say_mark (const Density *self,
          guint          i)
{
  g_autofree char *value = clv_plot_unit_format (self->spec->x_unit, self->marks->x[i],
                                                 self->spec->currency, FALSE);

  return g_strdup_printf ("%s %s", self->marks->labels[i], value);
}

/* Dashed, with its words above the curve; below all words to its left that reach
 * beyond it, so that it crosses none. */
static void
draw_marks (Density *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  const ClvPlotPalette *palette = canvas->palette;
  const double line = LINE * canvas->scale;
  double ends[N_ROWS] = { 0.0 };

  for (guint i = 0; self->marks != NULL && i < MIN (self->marks->n, MAX_MARKS); i++)
    {
      g_autofree char *text = NULL;
      double width = 0.0;
      double x = 0.0;
      double start = 0.0;
      double ys[2];
      double xs[2];
      guint row = 0;

      if (!isfinite (self->marks->x[i]) || self->marks->labels == NULL)
        continue;
      x = clv_plot_snap (clv_plot_scale_position (&self->x, self->marks->x[i]));
      if (x < self->box.left - 1.0 || x > self->box.right + 1.0)
        continue;
      text = say_mark (self, i);
      width = clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_NORMAL, text);
      start = CLAMP (x + 5.0, 2.0, MAX (2.0, canvas->width - width - 4.0));
      for (guint k = 0; k < N_ROWS; k++)
        if (ends[k] > MIN (start, x))
          row = MIN (k + 1, N_ROWS - 1);
      ends[row] = start + width + 8.0;
      xs[0] = xs[1] = x;
      ys[0] = self->box.top - (line * N_ROWS - 2.0) + line * row;
      ys[1] = self->box.bottom;
      clv_plot_canvas_dashes (canvas, 2, xs, ys, 4.0, 3.0, 1.0,
                              clv_plot_color_fade (palette->ink, 0.65));
      clv_plot_canvas_text (canvas, start, ys[0] + 6.0 * canvas->scale, 0.0,
                            CLV_PLOT_TEXT_NORMAL, palette->text, text);
    }
}

static void
add_items (Density *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  const double height = self->box.bottom - self->box.top;
  guint stride = self->curve->n / 48 + 1;

  for (guint i = 0; i < self->curve->n; i += stride)
    {
      double x = clv_plot_scale_position (&self->x, self->curve->x[i]);
      double next = i + stride < self->curve->n
                    ? clv_plot_scale_position (&self->x, self->curve->x[i + stride])
                    : self->box.right;

      if (!is_point (self->curve, i) || !(next > x) || x < self->box.left - 1.0)
        continue;
      next = MIN (next, self->box.right);
      if (self->curve->notes != NULL && *self->curve->notes[i] != '\0')
        clv_plot_canvas_add_item (canvas, x, self->box.top, next - x, height, 0, i,
                                  g_strdup (self->curve->notes[i]));
      else
        clv_plot_canvas_add_item (canvas, x, self->box.top, next - x, height, 0, i,
                                  clv_plot_say_x (self->spec, self->curve->x[i]));
    }
}

static void
draw_highlight (Density *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  const ClvPlotItem *item = NULL;
  double x = 0.0;

  if (canvas->highlight < 0 || (guint) canvas->highlight >= canvas->items->len)
    return;
  item = g_ptr_array_index (canvas->items, canvas->highlight);
  x = clv_plot_scale_position (&self->x, self->curve->x[item->point]);
  clv_plot_canvas_line (canvas, clv_plot_snap (x), self->box.top, clv_plot_snap (x),
                        self->box.bottom, 1.0, clv_plot_color_fade (canvas->palette->secondary,
                                                                    .7));
  clv_plot_canvas_ringed_dot (canvas, x,
                              clv_plot_scale_position (&self->y, MIN (self->curve->y[item->point],
                                                                      self->y.hi)),
                              4.4, clv_plot_palette_role (canvas->palette, self->curve->role,
                                                          self->curve->index));
}

/**
 * clv_plot_draw_density:
 *
 * How a quantity is spread, as a filled curve whose height has no numbers, since a
 * density means nothing to most readers; marks and what is said at each point do.
 */
void
clv_plot_draw_density (ClvPlotCanvas     *canvas,
                       const ClvPlotSpec *spec)
{
  Density self = { canvas, spec };
  ClvPlotBox clip;
  double lo = 0.0;
  double hi = 0.0;
  double top = 0.0;

  self.curve = spec->series->len > 0 ? g_ptr_array_index (spec->series, 0) : NULL;
  self.marks = spec->series->len > 1 ? g_ptr_array_index (spec->series, 1) : NULL;
  if (self.marks != NULL && (self.marks->x == NULL || self.marks->labels == NULL))
    self.marks = NULL;
  if (self.curve == NULL || self.curve->x == NULL || !find_range (&self, &lo, &hi, &top))
    {
      clv_plot_draw_message (canvas, NULL, _("There are no values to draw."));
      return;
    }

  self.box.left = 12.0;
  self.box.right = canvas->width - 16.0;
  self.box.top = (LINE * N_ROWS + 8.0) * canvas->scale;
  self.box.bottom = canvas->height - (spec->x_title != NULL && *spec->x_title != '\0' ? 44.0 : 26.0)
                    * canvas->scale;
  clv_plot_scale_init (&self.y, CLV_PLOT_SCALE_LINEAR, 0.0, top);
  self.y.from = self.box.bottom;
  self.y.to = self.box.top;
  clv_plot_scale_init (&self.x, CLV_PLOT_SCALE_LINEAR, lo, hi);
  self.x.from = self.box.left;
  self.x.to = self.box.right;
  clv_plot_scale_set_ticks (&self.x, (guint) CLAMP ((self.box.right - self.box.left)
                                                    / (60.0 * canvas->scale), 3, 12), FALSE);

  clip = self.box;
  clip.top -= 2.0;
  clip.bottom += 2.0;
  clv_plot_canvas_clip (canvas, &clip);
  draw_curve (&self);
  clv_plot_canvas_clip (canvas, NULL);
  clv_plot_axis_draw_x (canvas, spec, &self.x, &self.box);
  draw_marks (&self);
  add_items (&self);
  draw_highlight (&self);
}
