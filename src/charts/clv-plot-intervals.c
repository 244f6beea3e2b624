/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-plot-parts.h"

typedef struct
{
  ClvPlotCanvas       *canvas;
  const ClvPlotSpec   *spec;
  const ClvPlotSeries *series;
  ClvPlotBox box;
  ClvPlotScale y;
  ClvPlotCategories categories;
  double slot;
} Intervals;

static gboolean
has_interval (const ClvPlotSeries *series,
              guint                i)
{
  return series->lo != NULL && series->hi != NULL && isfinite (series->lo[i]) &&
         isfinite (series->hi[i]);
}

static gboolean
may_be_log (const Intervals *self,
            double           lo)
{
  return self->spec->is_log && lo > 0.0 && self->spec->reference > 0.0 &&
         (!self->spec->has_band || self->spec->band_lo > 0.0);
}

static void
set_scale (Intervals *self,
           double     lo,
           double     hi)
{
  const ClvPlotSpec *spec = self->spec;
  double height = self->box.bottom - self->box.top;

  lo = MIN (lo, spec->reference);
  hi = MAX (hi, spec->reference);
  if (spec->has_band && isfinite (spec->band_lo) && isfinite (spec->band_hi))
    {
      lo = MIN (lo, spec->band_lo);
      hi = MAX (hi, spec->band_hi);
    }
  if (may_be_log (self, lo))
    {
      clv_plot_scale_init (&self->y, CLV_PLOT_SCALE_LOG, lo, hi);
      if (spec->y_unit == CLV_PLOT_UNIT_RATIO || spec->y_unit == CLV_PLOT_UNIT_NUMBER)
        clv_plot_scale_set_ratio_ticks (&self->y, spec->reference);
      else
        clv_plot_scale_set_ticks (&self->y, (guint) CLAMP (height / 50.0, 2, 8), TRUE);
    }
  else
    {
      clv_plot_scale_init (&self->y, CLV_PLOT_SCALE_LINEAR, lo, hi);
      clv_plot_scale_set_ticks (&self->y, (guint) CLAMP (height / (46.0 * self->canvas->scale),
                                                         2, 8), TRUE);
    }
  /* Room for the numbers above and below the whiskers. */
  self->y.from = self->box.bottom - 20.0 * self->canvas->scale;
  self->y.to = self->box.top + 20.0 * self->canvas->scale;
}

static double
band_room (Intervals *self,
           char     **numbers)
{
  ClvPlotCanvas *canvas = self->canvas;
  const ClvPlotSpec *spec = self->spec;
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;
  double room;

  if (!spec->has_band)
    return 16.0;

  low = clv_plot_unit_format (spec->y_unit, spec->band_lo, spec->currency, TRUE);
  high = clv_plot_unit_format (spec->y_unit, spec->band_hi, spec->currency, TRUE);
  /* Translators: a range of numbers, 0.80 – 1.25 */
  *numbers = g_strdup_printf (_("%s – %s"), low, high);
  room = MAX (clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_BOLD, spec->band_name),
              clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_NORMAL, *numbers));

  return MIN (room, canvas->width * 0.24) + 22.0;
}

static void
draw_band (Intervals  *self,
           const char *numbers)
{
  ClvPlotCanvas *canvas = self->canvas;
  const ClvPlotSpec *spec = self->spec;
  const ClvPlotPalette *palette = canvas->palette;
  double top = clv_plot_snap (clv_plot_scale_position (&self->y, spec->band_hi));
  double bottom = clv_plot_snap (clv_plot_scale_position (&self->y, spec->band_lo));
  double x = self->box.right + 10.0;
  double y = (top + bottom) / 2.0;
  double room = canvas->width - x - 6.0;
  ClvPlotColor edge = clv_plot_color_fade (palette->good, .55);
  g_autofree char *name = NULL;
  g_autofree char *range = NULL;

  if (!spec->has_band)
    return;

  clv_plot_canvas_rect (canvas, self->box.left, top, self->box.right - self->box.left,
                        bottom - top, 0.0, 0.0, clv_plot_color_fade (palette->good, .10));
  clv_plot_canvas_line (canvas, self->box.left, top, self->box.right, top, 1.0, edge);
  clv_plot_canvas_line (canvas, self->box.left, bottom, self->box.right, bottom, 1.0, edge);
  name = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_BOLD, spec->band_name, room);
  range = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_NORMAL, numbers, room);
  clv_plot_canvas_text (canvas, x, y - 7.5 * canvas->scale, 0.0, CLV_PLOT_TEXT_BOLD,
                        clv_plot_palette_readable (palette, palette->good), name);
  clv_plot_canvas_text (canvas, x, y + 7.5 * canvas->scale, 0.0, CLV_PLOT_TEXT_NORMAL,
                        palette->secondary, range);
}

static void
draw_whisker (Intervals *self,
              double     x,
              double     top,
              double     bottom,
              double     alpha)
{
  ClvPlotColor ink = clv_plot_color_fade (self->canvas->palette->ink, alpha);
  double half = CLAMP (self->slot * 0.10, 2.5, 5.0);

  x = rint (x);
  clv_plot_canvas_line (self->canvas, x, top, x, bottom, 1.5, ink);
  clv_plot_canvas_line (self->canvas, x - half, top, x + half, top, 1.5, ink);
  clv_plot_canvas_line (self->canvas, x - half, bottom, x + half, bottom, 1.5, ink);
}

/* A pill of the card's colour keeps grid lines out of the digits. */
static void
draw_value (Intervals   *self,
            guint        i,
            double       x,
            double       y,
            ClvPlotColor color)
{
  ClvPlotCanvas *canvas = self->canvas;
  const ClvPlotSeries *series = self->series;
  g_autofree char *value = clv_plot_unit_format (self->spec->y_unit, series->y[i],
                                                 self->spec->currency, TRUE);
  double width = clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_BOLD, value);
  /* An arrow says where a value came from; its word stands in the table. */
  gboolean has_word = series->from == NULL && series->verdicts != NULL
                      && *series->verdicts[i] != '\0';
  gboolean is_below = series->y[i] < self->spec->reference;
  double line = 13.5 * canvas->scale;
  g_autofree char *word = NULL;

  if (width > self->slot * self->categories.stride - 2.0)
    return;
  word = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_SMALL, has_word ? series->verdicts[i] : "",
                              self->slot * 1.6 - 4.0);
  if (has_word && !is_below)
    y -= line;
  clv_plot_canvas_rect (canvas, x - width / 2.0 - 4.0, y - 7.0 * canvas->scale, width + 8.0,
                        14.0 * canvas->scale, 4.0, 4.0,
                        clv_plot_color_fade (canvas->palette->card, .8));
  clv_plot_canvas_text (canvas, x, y, 0.5, CLV_PLOT_TEXT_BOLD, color, value);
  clv_plot_canvas_text (canvas, x, y + line, 0.5, CLV_PLOT_TEXT_SMALL, color, word);
}

static ClvPlotColor
over_band (Intervals   *self,
           ClvPlotColor color)
{
  return clv_plot_color_mix (self->canvas->palette->card, color, self->canvas->palette->bar_mix);
}

static void
draw_bar (Intervals *self,
          guint      i)
{
  ClvPlotCanvas *canvas = self->canvas;
  const ClvPlotPalette *palette = canvas->palette;
  const ClvPlotSeries *series = self->series;
  ClvPlotRole role = series->roles != NULL ? series->roles[i] : series->role;
  ClvPlotColor color = clv_plot_palette_role (palette, role, series->index);
  gboolean is_verdict = role == CLV_PLOT_ROLE_BAD || role == CLV_PLOT_ROLE_WARNING;
  double x = self->box.left + self->slot * (i + 0.5);
  double width = MIN (self->slot * 0.5, 56.0 * canvas->scale);
  double base = clv_plot_scale_position (&self->y, self->spec->reference);
  double end = clv_plot_scale_position (&self->y, series->y[i]);
  double top = MIN (base, end);
  double bottom = MAX (base, end);
  gboolean is_up = end <= base;
  double fade = clv_plot_canvas_is_faded (canvas, canvas->items->len) ? .4 : 1.0;
  ClvPlotColor label = is_verdict ? clv_plot_palette_readable (palette, color) : palette->text;

  if (!isfinite (series->y[i]))
    return;

  clv_plot_canvas_rect (canvas, x - width / 2.0, top, width, MAX (bottom - top, 1.0),
                        is_up ? 4.0 : 0.0, is_up ? 0.0 : 4.0,
                        clv_plot_color_mix (palette->card, over_band (self, color), fade));
  if (has_interval (series, i))
    {
      double high = clv_plot_scale_position (&self->y, series->hi[i]);
      double low = clv_plot_scale_position (&self->y, series->lo[i]);

      draw_whisker (self, x, high, low, fade);
      top = MIN (top, high);
      bottom = MAX (bottom, low);
    }
  draw_value (self, i, x, is_up ? top - 10.0 * canvas->scale : bottom + 11.0 * canvas->scale,
              clv_plot_color_fade (label, MAX (fade, .6)));
  clv_plot_canvas_add_item (canvas, x - self->slot / 2.0, self->box.top, self->slot,
                            canvas->height - self->box.top, 0, i,
                            clv_plot_say_bar (self->spec, series, i));
}

/* From a pale dot, where the value was, to the head of an arrow, where it is. A value
 * from nowhere, or from next to it, is a dot. */
static void
draw_arrow (Intervals *self,
            guint      i)
{
  ClvPlotCanvas *canvas = self->canvas;
  const ClvPlotPalette *palette = canvas->palette;
  const ClvPlotSeries *series = self->series;
  ClvPlotRole role = series->roles != NULL ? series->roles[i] : series->role;
  double fade = clv_plot_canvas_is_faded (canvas, canvas->items->len) ? .4 : 1.0;
  ClvPlotColor color = clv_plot_color_fade (clv_plot_palette_role (palette, role, series->index),
                                            fade);
  double x = rint (self->box.left + self->slot * (i + 0.5));
  double end = clv_plot_scale_position (&self->y, series->y[i]);
  double start = isfinite (series->from[i]) ? clv_plot_scale_position (&self->y, series->from[i])
                                            : end;
  double sign = end > start ? 1.0 : -1.0;
  double length = MIN (fabs (end - start), 9.0 * canvas->scale);
  const double head_x[3] = { x, x - 0.55 * length, x + 0.55 * length };
  const double head_y[3] = { end, end - sign * length, end - sign * length };

  if (!isfinite (series->y[i]))
    return;
  if (fabs (end - start) < 12.0 * canvas->scale)
    clv_plot_canvas_dot (canvas, x, end, 4.0 * canvas->scale, color);
  else
    {
      clv_plot_canvas_line (canvas, x, start, x, end - sign * length, 2.0, color);
      clv_plot_canvas_fill (canvas, 3, head_x, head_y, color);
      clv_plot_canvas_ringed_dot (canvas, x, start, 4.0 * canvas->scale,
                                  clv_plot_color_fade (palette->context, fade));
    }
  draw_value (self, i, x, sign > 0.0 ? MAX (start, end) + 13.0 * canvas->scale
                                     : MIN (start, end) - 12.0 * canvas->scale,
              clv_plot_color_fade (palette->text, MAX (fade, .6)));
  clv_plot_canvas_add_item (canvas, x - self->slot / 2.0, self->box.top, self->slot,
                            canvas->height - self->box.top, 0, i,
                            clv_plot_say_bar (self->spec, series, i));
}

static void
draw_reference (Intervals *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  double y = clv_plot_snap (clv_plot_scale_position (&self->y, self->spec->reference));
  g_autofree char *label = clv_plot_scale_format (&self->y, self->spec->y_unit,
                                                  self->spec->currency, self->spec->reference);

  clv_plot_canvas_line (canvas, self->box.left, y, self->box.right, y, 1.0,
                        clv_plot_color_fade (canvas->palette->secondary, .75));
  clv_plot_canvas_text (canvas, self->box.left - 8.0, y, 1.0, CLV_PLOT_TEXT_BOLD,
                        canvas->palette->text, label);
}

/* The reference is written bold by itself: its tick must not lie below it. */
static void
remove_reference_tick (Intervals *self)
{
  guint kept = 0;
  guint i;
  double base = clv_plot_scale_position (&self->y, self->spec->reference);

  for (i = 0; i < self->y.n_ticks; i++)
    if (fabs (clv_plot_scale_position (&self->y, self->y.ticks[i]) - base) >=
        13.0 * self->canvas->scale)
      self->y.ticks[kept++] = self->y.ticks[i];
  self->y.n_ticks = kept;
}

/**
 * clv_plot_draw_intervals:
 *
 * Bars that grow from a reference, with their uncertainty as whiskers, the
 * tolerance as a pale band and the verdict as a word; or arrows from where the values
 * were before.
 */
void
clv_plot_draw_intervals (ClvPlotCanvas     *canvas,
                         const ClvPlotSpec *spec)
{
  Intervals self = { canvas, spec };
  g_autofree char *numbers = NULL;
  double unused;
  double lo;
  double hi;
  guint i;

  if (!clv_plot_range (spec, &unused, &unused, &lo, &hi))
    {
      clv_plot_draw_message (canvas, NULL, _("There are no values to draw."));
      return;
    }

  self.series = g_ptr_array_index (spec->series, 0);
  self.box.top = clv_plot_axis_title (canvas, spec->y_title);
  self.box.bottom = canvas->height - 60.0;
  set_scale (&self, lo, hi);
  self.box.left = clv_plot_axis_width (canvas, &self.y, spec->y_unit, spec->currency) + 4.0;
  self.box.right = canvas->width - band_room (&self, &numbers);
  self.slot = (self.box.right - self.box.left) / MAX (self.series->n, 1);
  clv_plot_categories_init (&self.categories, canvas, self.series, self.series->n, self.slot);
  self.box.bottom = canvas->height - self.categories.height - 4.0;
  set_scale (&self, lo, hi);
  remove_reference_tick (&self);

  draw_band (&self, numbers);
  clv_plot_axis_draw_y (canvas, spec, &self.y, &self.box);
  for (i = 0; i < self.series->n; i++)
    {
      if (self.series->from != NULL)
        draw_arrow (&self, i);
      else
        draw_bar (&self, i);
    }
  draw_reference (&self);
  clv_plot_categories_draw (&self.categories, canvas, self.series, &self.box, self.series->n);
}
