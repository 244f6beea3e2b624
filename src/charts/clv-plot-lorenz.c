/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-money.h"
#include "clv-plot-parts.h"

typedef struct
{
  ClvPlotCanvas *canvas;
  ClvPlotBox box;
  ClvPlotScale x;
  ClvPlotScale y;
} Lorenz;

/* Both axes are shares; a stray value is not drawn. Negative value, a loss, is. */
static gboolean
is_share (const ClvPlotSeries *series,
          guint                i)
{
  return isfinite (series->x[i]) && isfinite (series->y[i]) && series->x[i] >= -1e-9 &&
         series->x[i] <= 1.0 + 1e-9 && fabs (series->y[i]) <= 10.0;
}

/* Twice the area between the diagonal and the curve, by trapezoids. */
static double
gini_of (const ClvPlotSeries *series)
{
  double area = 0.0;
  double last_x = 0.0;
  double last_y = 0.0;
  guint i;

  for (i = 0; i < series->n; i++)
    {
      if (!is_share (series, i))
        continue;
      area += (series->x[i] - last_x) * (series->y[i] + last_y) / 2.0;
      last_x = series->x[i];
      last_y = series->y[i];
    }
  area += (1.0 - last_x) * (1.0 + last_y) / 2.0;

  return 1.0 - 2.0 * area;
}

static double
share_at (const ClvPlotSeries *series,
          double               x)
{
  double last_x = 0.0;
  double last_y = 0.0;
  guint i;

  for (i = 0; i < series->n; i++)
    {
      if (!is_share (series, i))
        continue;
      if (series->x[i] >= x && series->x[i] > last_x)
        return last_y + (series->y[i] - last_y) * (x - last_x) / (series->x[i] - last_x);
      last_x = series->x[i];
      last_y = series->y[i];
    }

  return last_x < 1.0 ? last_y + (1.0 - last_y) * (x - last_x) / (1.0 - last_x) : 1.0;
}

static void
set_box (Lorenz            *self,
         const ClvPlotSpec *spec)
{
  ClvPlotCanvas *canvas = self->canvas;
  double width;

  self->box.top = clv_plot_axis_title (canvas, spec->y_title);
  self->box.bottom = canvas->height - 26.0 * canvas->scale;
  if (spec->x_title != NULL && *spec->x_title != '\0')
    self->box.bottom -= 18.0 * canvas->scale;
  clv_plot_scale_init (&self->y, CLV_PLOT_SCALE_LINEAR, 0.0, 1.0);
  clv_plot_scale_set_ticks (&self->y, 4, TRUE);
  self->y.from = self->box.bottom;
  self->y.to = self->box.top;
  self->box.left = clv_plot_axis_width (canvas, &self->y, CLV_PLOT_UNIT_PERCENT, NULL) + 4.0;
  width = canvas->width - self->box.left - 24.0 * canvas->scale;
  self->box.right = self->box.left + width;
  clv_plot_scale_init (&self->x, CLV_PLOT_SCALE_LINEAR, 0.0, 1.0);
  clv_plot_scale_set_ticks (&self->x, 4, TRUE);
  self->x.from = self->box.left;
  self->x.to = self->box.right;
}

static void
draw_curve (Lorenz              *self,
            const ClvPlotSeries *series,
            gboolean             is_main)
{
  ClvPlotColor color = clv_plot_palette_role (self->canvas->palette, series->role, series->index);
  guint stride = series->n / 2000 + 1;
  g_autofree double *x = g_new (double, (gsize) series->n / stride + 4);
  g_autofree double *y = g_new (double, (gsize) series->n / stride + 4);
  double width = self->canvas->palette->line_width * 1.3;
  guint n = 0;
  guint i;

  x[n] = self->x.from;
  y[n++] = self->y.from;
  for (i = 0; i < series->n; i += stride)
    if (is_share (series, i))
      {
        x[n] = clv_plot_scale_position (&self->x, series->x[i]);
        y[n++] = clv_plot_scale_position (&self->y, series->y[i]);
      }
  x[n] = self->x.to;
  y[n++] = self->y.to;

  if (is_main)
    clv_plot_canvas_fill (self->canvas, n, x, y,
                          clv_plot_color_fade (color, self->canvas->palette->band_alpha * .85));
  if (series->is_dashed)
    clv_plot_canvas_dashes (self->canvas, n, x, y, 6.0, 4.0, width * .8, color);
  else
    clv_plot_canvas_polyline (self->canvas, n, x, y, is_main ? width : width * .8, color);
}

static void
draw_diagonal (Lorenz *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  double xs[2] = { self->x.from, self->x.to };
  double ys[2] = { self->y.from, self->y.to };
  double at = 0.24;
  const char *label = _("Equal shares");
  double width = clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_NORMAL, label);
  double x = self->x.from + at * (self->x.to - self->x.from);
  double y = self->y.from + at * (self->y.to - self->y.from);
  double slope = (self->y.from - self->y.to) / (self->x.to - self->x.from);

  clv_plot_canvas_dashes (canvas, 2, xs, ys, 5.0, 4.0, 1.2,
                          clv_plot_color_fade (canvas->palette->secondary, .8));
  /* Left of the diagonal, and low enough that its end does not touch it. */
  y = self->y.from - (x - self->x.from) * slope - 14.0 * canvas->scale - slope * width * .45;
  if (y > self->box.top + 16.0)
    clv_plot_canvas_text (canvas, MAX (x - width * .75, self->box.left + 6.0), y, 0.0,
                          CLV_PLOT_TEXT_NORMAL, canvas->palette->secondary, label);
}

static void
draw_callouts (Lorenz              *self,
               const ClvPlotSeries *series)
{
  ClvPlotCanvas *canvas = self->canvas;
  ClvPlotColor color = clv_plot_palette_role (canvas->palette, series->role, series->index);
  double below = share_at (series, 0.9);
  double x = clv_plot_scale_position (&self->x, 0.9);
  double y = clv_plot_scale_position (&self->y, below);
  double foot = self->y.from - (self->y.from - self->y.to) * 0.14;
  g_autofree char *gini = clv_number_format (gini_of (series), 2);
  g_autofree char *top = clv_percent_format (0.1, 0);
  g_autofree char *held = clv_percent_format (1.0 - below, 0);
  g_autofree char *gini_text = g_strdup_printf (_("Gini %s"), gini);
  g_autofree char *top_text = g_strdup_printf (_("Top %s hold %s"), top, held);
  double half = clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_BOLD | CLV_PLOT_TEXT_LARGE,
                                         gini_text) / 2.0;
  double middle = (share_at (series, 0.58) + 0.58) / 2.0;

  if (y < foot - 24.0)
    {
      double mark = clv_plot_snap (x);

      clv_plot_canvas_line (canvas, mark, y + 6.0, mark, foot - 12.0 * canvas->scale, 1.0,
                            clv_plot_color_fade (canvas->palette->secondary, .6));
      clv_plot_canvas_text (canvas, self->x.to - 2.0, foot, 1.0, CLV_PLOT_TEXT_BOLD,
                            canvas->palette->text, top_text);
    }
  clv_plot_canvas_ringed_dot (canvas, x, y, 4.0, color);
  clv_plot_canvas_text (canvas,
                        clv_plot_scale_position (&self->x, 0.58) - MIN (half * .2, 10.0),
                        clv_plot_scale_position (&self->y, middle), 0.5,
                        CLV_PLOT_TEXT_BOLD | CLV_PLOT_TEXT_LARGE,
                        clv_plot_palette_readable (canvas->palette, color), gini_text);
}

static void
add_items (Lorenz              *self,
           const ClvPlotSeries *series)
{
  double step = (self->x.to - self->x.from) / 20.0;
  guint i;

  for (i = 1; i < 20; i++)
    {
      double x = i / 20.0;
      double held = share_at (series, x);
      g_autofree char *rest = clv_percent_format (1.0 - x, 0);
      g_autofree char *rest_held = clv_percent_format (1.0 - held, 1);
      g_autofree char *low = clv_percent_format (x, 0);
      g_autofree char *low_held = clv_percent_format (held, 1);

      clv_plot_canvas_add_item (self->canvas, self->x.from + step * (i - 0.5), self->box.top, step,
                                self->box.bottom - self->box.top, 0, i,
                                g_strdup_printf (_("The top %s hold %s, the lower %s hold %s"),
                                                 rest, rest_held, low, low_held));
    }
}

static void
draw_highlight (Lorenz              *self,
                const ClvPlotSeries *series)
{
  ClvPlotCanvas *canvas = self->canvas;
  double share = (canvas->highlight + 1) / 20.0;
  double x = clv_plot_scale_position (&self->x, share);
  double y = clv_plot_scale_position (&self->y, share_at (series, share));

  if (canvas->highlight < 0 || canvas->highlight >= 19)
    return;

  clv_plot_canvas_line (canvas, clv_plot_snap (x), self->box.top, clv_plot_snap (x),
                        self->box.bottom, 1.0,
                        clv_plot_color_fade (canvas->palette->secondary, .7));
  clv_plot_canvas_ringed_dot (canvas, x, y, 4.4,
                              clv_plot_palette_role (canvas->palette, series->role,
                                                     series->index));
}

/**
 * clv_plot_draw_lorenz:
 *
 * Cumulative shares against the diagonal, with the Gini coefficient and what
 * the top tenth holds, both computed from the drawn points.
 */
void
clv_plot_draw_lorenz (ClvPlotCanvas     *canvas,
                      const ClvPlotSpec *spec)
{
  Lorenz self = { canvas };
  const ClvPlotSeries *main_series = NULL;
  double unused[4];
  guint k;

  if (!clv_plot_range (spec, &unused[0], &unused[1], &unused[2], &unused[3]) ||
      ((const ClvPlotSeries *) g_ptr_array_index (spec->series, 0))->x == NULL)
    {
      clv_plot_draw_message (canvas, NULL, _("There are no values to draw."));
      return;
    }

  main_series = g_ptr_array_index (spec->series, 0);
  set_box (&self, spec);
  clv_plot_axis_draw_y (canvas, spec, &self.y, &self.box);
  clv_plot_axis_draw_x (canvas, spec, &self.x, &self.box);
  draw_diagonal (&self);
  for (k = spec->series->len; k-- > 0;)
    {
      const ClvPlotSeries *series = g_ptr_array_index (spec->series, k);

      if (series->x != NULL)
        draw_curve (&self, series, k == 0);
    }
  draw_callouts (&self, main_series);
  add_items (&self, main_series);
  draw_highlight (&self, main_series);
}
