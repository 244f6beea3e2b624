/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-plot-parts.h"

/* More points than this are counted into hexagons. */
#define MAX_DOTS 1500
/* More than this many points are not all counted: every k-th stands for k. */
#define MAX_COUNTED 200000
#define N_BANDS 10
#define HEX_WIDTH 9.0

typedef struct
{
  ClvPlotCanvas     *canvas;
  const ClvPlotSpec *spec;
  ClvPlotBox box;
  ClvPlotScale x;
  ClvPlotScale y;
  guint n_points;
  guint stride;
  double counts[N_BANDS];
  double sums[N_BANDS];
} Scatter;

static const ClvPlotSeries *
get_series (const ClvPlotSpec *spec,
            guint              k)
{
  return g_ptr_array_index (spec->series, k);
}

static gboolean
get_point (const ClvPlotSeries *series,
           guint                i,
           double              *x,
           double              *y)
{
  *x = series->x != NULL ? series->x[i] : i + 1.0;
  *y = series->y[i];

  return isfinite (*x) && isfinite (*y);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

/* Median of about five hundred of the values: enough to see skewness. */
static double
rough_median (const ClvPlotSpec *spec,
              guint              n_points)
{
  g_autoptr(GArray) sample = g_array_new (FALSE, FALSE, sizeof (double));
  guint stride = n_points / 500 + 1;
  guint i;
  guint k;

  for (k = 0; k < spec->series->len; k++)
    for (i = 0; i < get_series (spec, k)->n; i += stride)
      if (isfinite (get_series (spec, k)->y[i]))
        g_array_append_val (sample, get_series (spec, k)->y[i]);
  g_array_sort (sample, compare_doubles);

  return sample->len > 0 ? g_array_index (sample, double, sample->len / 2) : 0.0;
}

static ClvPlotScaleKind
choose_kind (Scatter *self,
             double   lo,
             double   hi)
{
  double median = rough_median (self->spec, self->n_points);

  if (self->spec->is_log && lo > 0.0)
    return CLV_PLOT_SCALE_LOG;
  if (lo >= 0.0 && hi > 8.0 * MAX (median, hi * 1e-6) &&
      self->spec->y_unit != CLV_PLOT_UNIT_PERCENT && self->spec->y_unit != CLV_PLOT_UNIT_DATE)
    return CLV_PLOT_SCALE_SQRT;

  return CLV_PLOT_SCALE_LINEAR;
}

static void
set_scales (Scatter *self,
            double   x_lo,
            double   x_hi,
            double   y_lo,
            double   y_hi)
{
  ClvPlotCanvas *canvas = self->canvas;
  const ClvPlotSpec *spec = self->spec;
  ClvPlotScaleKind kind = choose_kind (self, y_lo, y_hi);
  g_autofree char *title = NULL;

  /* A bent axis says so. */
  if (kind == CLV_PLOT_SCALE_SQRT)
    title = g_strdup_printf (_("%s (square-root scale)"), spec->y_title != NULL ? spec->y_title
                                                                                  : _("Value"));
  else if (kind == CLV_PLOT_SCALE_LOG)
    title = g_strdup_printf (_("%s (logarithmic scale)"), spec->y_title != NULL ? spec->y_title
                                                                                  : _("Value"));
  self->box.top = clv_plot_axis_title (canvas, title != NULL ? title : spec->y_title);
  self->box.bottom = canvas->height - 26.0 * canvas->scale;
  if (spec->x_title != NULL && *spec->x_title != '\0')
    self->box.bottom -= 18.0 * canvas->scale;

  if (kind != CLV_PLOT_SCALE_LOG && y_lo > 0.0 && y_lo < 0.6 * y_hi)
    y_lo = 0.0;
  clv_plot_scale_init (&self->y, kind, y_lo, y_hi);
  clv_plot_scale_set_ticks (&self->y, (guint) CLAMP ((self->box.bottom - self->box.top) /
                                                     (46.0 * canvas->scale), 2, 8), TRUE);
  self->y.from = self->box.bottom;
  self->y.to = self->box.top + 4.0;
  self->box.left = clv_plot_axis_width (canvas, &self->y, spec->y_unit, spec->currency) + 6.0;
  self->box.right = canvas->width - 22.0 * canvas->scale;

  if (spec->x_unit == CLV_PLOT_UNIT_PERCENT && x_lo >= 0.0 && x_hi <= 1.0)
    {
      x_lo = 0.0;
      x_hi = 1.0;
    }
  clv_plot_scale_init (&self->x, CLV_PLOT_SCALE_LINEAR, x_lo, x_hi);
  clv_plot_scale_set_ticks (&self->x, (guint) CLAMP ((self->box.right - self->box.left) /
                                                     (84.0 * canvas->scale), 2, 10), FALSE);
  self->x.from = self->box.left;
  self->x.to = self->box.right;
}

static void
count_band (Scatter *self,
            double   x,
            double   y)
{
  double share = (x - self->x.lo) / (self->x.hi - self->x.lo);
  guint band = (guint) CLAMP (share * N_BANDS, 0.0, N_BANDS - 1.0);

  self->counts[band] += self->stride;
  self->sums[band] += y * self->stride;
}

static void
draw_dots (Scatter *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  guint index = 0;
  guint i;
  guint k;

  for (k = 0; k < self->spec->series->len; k++)
    {
      const ClvPlotSeries *series = get_series (self->spec, k);
      ClvPlotColor color = clv_plot_palette_role (canvas->palette, series->role, series->index);
      gboolean is_named = series->labels != NULL && self->n_points <= 300;

      for (i = 0; i < series->n; i++)
        {
          double x;
          double y;
          gboolean is_raised;

          if (!get_point (series, i, &x, &y))
            continue;
          count_band (self, x, y);
          x = clv_plot_scale_position (&self->x, x);
          y = clv_plot_scale_position (&self->y, y);
          is_raised = is_named && canvas->highlight == (int) index;
          if (is_raised)
            clv_plot_canvas_ringed_dot (canvas, x, y, 6.0, color);
          else
            clv_plot_canvas_dot (canvas, x, y, self->n_points > 400 ? 2.2 : 3.2,
                                 clv_plot_color_fade (color, self->n_points > 400 ? .38 : .62));
          index++;
        }
    }
}

/* Counts points into a brick pattern of hexagons: each point goes to the nearer
 * centre of the two lattices it lies between (D. B. Carr et al., 1987,
 * Scatterplot matrix techniques for large N). */
static void
count_hexagons (Scatter *self,
                guint   *cells,
                guint    n_columns,
                guint    n_rows,
                double   dx,
                double   dy)
{
  guint i;
  guint k;

  for (k = 0; k < self->spec->series->len; k++)
    {
      const ClvPlotSeries *series = get_series (self->spec, k);

      for (i = 0; i < series->n; i += self->stride)
        {
          double x;
          double y;
          double u;
          double v;
          int row;
          int column;
          double off;

          if (!get_point (series, i, &x, &y))
            continue;
          count_band (self, x, y);
          u = (clv_plot_scale_position (&self->x, x) - self->box.left) / dx;
          v = (self->box.bottom - clv_plot_scale_position (&self->y, y)) / dy;
          row = (int) (v + 0.5);
          off = row % 2 != 0 ? 0.5 : 0.0;
          column = (int) (u - off + 0.5);
          if (fabs (v - row) > 1.0 / 3.0)
            {
              int other = v > row ? row + 1 : row - 1;
              double other_off = other % 2 != 0 ? 0.5 : 0.0;
              int other_column = (int) floor (u - other_off + 0.5);
              double here = (u - off - column) * (u - off - column) +
                            0.75 * (v - row) * (v - row);
              double there = (u - other_off - other_column) * (u - other_off - other_column) +
                             0.75 * (v - other) * (v - other);

              if (there < here)
                {
                  row = other;
                  column = other_column;
                }
            }
          if (row >= 0 && column >= 0 && (guint) row < n_rows && (guint) column < n_columns)
            cells[(guint) row * n_columns + (guint) column]++;
        }
    }
}

static void
draw_hexagons (Scatter *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  double dx = HEX_WIDTH * canvas->scale;
  double dy = dx * sqrt (3.0) / 2.0;
  guint n_columns = (guint) ((self->box.right - self->box.left) / dx) + 2;
  guint n_rows = (guint) ((self->box.bottom - self->box.top) / dy) + 2;
  g_autofree guint *cells = g_new0 (guint, (gsize) n_columns * n_rows);
  ClvPlotColor accent = canvas->palette->accent;
  guint most = 1;
  guint i;

  count_hexagons (self, cells, n_columns, n_rows, dx, dy);
  for (i = 0; i < n_columns * n_rows; i++)
    most = MAX (most, cells[i]);

  for (i = 0; i < n_columns * n_rows; i++)
    {
      guint row = i / n_columns;
      double x = self->box.left + (i % n_columns + (row % 2 != 0 ? 0.5 : 0.0)) * dx;
      double y = self->box.bottom - row * dy;
      double share = most > 1 ? log (cells[i]) / log (most) : 1.0;
      double radius = dx / sqrt (3.0) * 0.94;
      double px[6];
      double py[6];
      guint k;

      if (cells[i] == 0)
        continue;
      for (k = 0; k < 6; k++)
        {
          px[k] = x + radius * cos (G_PI / 6.0 + k * G_PI / 3.0);
          py[k] = MIN (y + radius * sin (G_PI / 6.0 + k * G_PI / 3.0), self->box.bottom);
        }
      clv_plot_canvas_fill (canvas, 6, px, py,
                            clv_plot_color_mix (canvas->palette->card, accent,
                                                0.10 + 0.90 * share));
    }
}

static char *
say_point (const ClvPlotSpec   *spec,
           const ClvPlotSeries *series,
           guint                i)
{
  double x;
  double y;
  g_autofree char *where = NULL;
  g_autofree char *value = NULL;

  get_point (series, i, &x, &y);
  where = clv_plot_say_x (spec, x);
  value = clv_plot_unit_format (spec->y_unit, y, spec->currency, FALSE);

  return g_strdup_printf (C_("name of a point, position and value", "%s: %s, %s"),
                          series->labels[i], where, value);
}

static void
add_point_items (Scatter *self)
{
  guint i;
  guint k;

  for (k = 0; k < self->spec->series->len; k++)
    {
      const ClvPlotSeries *series = get_series (self->spec, k);

      for (i = 0; i < series->n; i++)
        {
          double x;
          double y;

          if (!get_point (series, i, &x, &y))
            continue;
          clv_plot_canvas_add_item (self->canvas, clv_plot_scale_position (&self->x, x) - 7.0,
                                    clv_plot_scale_position (&self->y, y) - 7.0, 14.0, 14.0, k, i,
                                    say_point (self->spec, series, i));
        }
    }
}

static void
add_band_items (Scatter *self)
{
  const ClvPlotSpec *spec = self->spec;
  double width = (self->box.right - self->box.left) / N_BANDS;
  guint band;

  for (band = 0; band < N_BANDS; band++)
    {
      double span = self->x.hi - self->x.lo;
      g_autofree char *from = clv_plot_unit_format (spec->x_unit,
                                                    self->x.lo + span * band / N_BANDS,
                                                    spec->currency, TRUE);
      g_autofree char *to = clv_plot_unit_format (spec->x_unit,
                                                  self->x.lo + span * (band + 1) / N_BANDS,
                                                  spec->currency, TRUE);
      g_autofree char *count = clv_plot_unit_format (CLV_PLOT_UNIT_COUNT,
                                                     rint (self->counts[band]), NULL,
                                                     self->stride > 1);
      double mean = self->sums[band] / MAX (self->counts[band], 1.0);
      g_autofree char *value = clv_plot_unit_format (spec->y_unit, mean, spec->currency, FALSE);
      char *text = NULL;

      if (self->counts[band] < 1.0)
        text = g_strdup_printf (_("%s %s to %s: no points"),
                                spec->x_title != NULL ? spec->x_title : "", from, to);
      else
        text = g_strdup_printf (_("%s %s to %s: %s points, mean %s"),
                                spec->x_title != NULL ? spec->x_title : "", from, to, count,
                                value);
      clv_plot_canvas_add_item (self->canvas, self->box.left + width * band, self->box.top, width,
                                self->box.bottom - self->box.top, 0, band, g_strchug (text));
    }
}

/**
 * clv_plot_draw_scatter:
 *
 * Points, or, where there are many, the density of points in hexagons whose
 * colour grows with the logarithm of their number.
 */
void
clv_plot_draw_scatter (ClvPlotCanvas     *canvas,
                       const ClvPlotSpec *spec)
{
  Scatter self = { canvas, spec };
  gboolean is_named = TRUE;
  double x_lo;
  double x_hi;
  double y_lo;
  double y_hi;
  guint k;

  if (!clv_plot_range (spec, &x_lo, &x_hi, &y_lo, &y_hi))
    {
      clv_plot_draw_message (canvas, NULL, _("There are no values to draw."));
      return;
    }

  for (k = 0; k < spec->series->len; k++)
    {
      self.n_points += get_series (spec, k)->n;
      is_named = is_named && get_series (spec, k)->labels != NULL;
    }
  is_named = is_named && self.n_points <= 300;
  self.stride = self.n_points / MAX_COUNTED + 1;
  set_scales (&self, x_lo, x_hi, y_lo, y_hi);
  clv_plot_axis_draw_y (canvas, spec, &self.y, &self.box);

  if (!is_named && canvas->highlight >= 0 && canvas->highlight < N_BANDS)
    {
      double width = (self.box.right - self.box.left) / N_BANDS;

      clv_plot_canvas_rect (canvas, self.box.left + width * canvas->highlight, self.box.top, width,
                            self.box.bottom - self.box.top, 0.0, 0.0,
                            clv_plot_color_fade (canvas->palette->accent, .10));
    }
  if (self.n_points > MAX_DOTS)
    {
      draw_hexagons (&self);
    }
  else
    {
      self.stride = 1;
      draw_dots (&self);
    }
  clv_plot_axis_draw_x (canvas, spec, &self.x, &self.box);
  if (is_named)
    add_point_items (&self);
  else
    add_band_items (&self);
}
