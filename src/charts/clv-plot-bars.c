/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-plot-parts.h"

typedef struct
{
  ClvPlotCanvas     *canvas;
  const ClvPlotSpec *spec;
  ClvPlotBox box;
  ClvPlotScale y;
  ClvPlotCategories categories;
  guint n;
  double slot;
  double pitch;          /* from the middle of a bar to that of its neighbour */
  gboolean shows_values; /* where each has room beside its neighbour, or none is written */
} Bars;

static const ClvPlotSeries *
get_series (const Bars *self,
            guint       k)
{
  return g_ptr_array_index (self->spec->series, k);
}

static void
set_scale (Bars  *self,
           double lo,
           double hi)
{
  double height = self->box.bottom - self->box.top;

  clv_plot_scale_init (&self->y, CLV_PLOT_SCALE_LINEAR, MIN (lo, 0.0), MAX (hi, 0.0));
  clv_plot_scale_set_ticks (&self->y, (guint) CLAMP (height / (54.0 * self->canvas->scale), 2, 7),
                            TRUE);
  self->y.from = self->box.bottom;
  /* Room for the number on the highest bar. */
  self->y.to = self->box.top + 14.0 * self->canvas->scale;
}

/* One series names its colours by the bars; several are told apart by words in
 * their colours above the plot. */
static void
draw_names (Bars *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  double x = self->box.left;
  double y = self->box.top - 8.0 * canvas->scale;
  guint k;

  if (self->spec->series->len < 2)
    return;
  for (k = 0; k < self->spec->series->len; k++)
    {
      const ClvPlotSeries *series = get_series (self, k);
      ClvPlotColor color = clv_plot_palette_role (canvas->palette, series->role, series->index);
      g_autofree char *name = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_BOLD, series->name,
                                                   MAX (canvas->width - x - 18.0, 0.0));

      if (*name == '\0')
        break;
      clv_plot_canvas_rect (canvas, x, y - 4.0, 8.0, 8.0, 2.0, 2.0, color);
      clv_plot_canvas_text (canvas, x + 13.0, y, 0.0, CLV_PLOT_TEXT_BOLD,
                            clv_plot_palette_readable (canvas->palette, color), name);
      x += 29.0 + clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_BOLD, name);
    }
}

static double
get_width (const Bars *self)
{
  return MIN (self->slot * 0.7 / self->spec->series->len, 64.0 * self->canvas->scale);
}

static gboolean
values_fit (Bars *self)
{
  double widest = 0.0;
  guint k;
  guint i;

  for (k = 0; k < self->spec->series->len; k++)
    for (i = 0; i < get_series (self, k)->n; i++)
      if (isfinite (get_series (self, k)->y[i]))
        {
          g_autofree char *value = clv_plot_unit_format (self->spec->y_unit,
                                                         get_series (self, k)->y[i],
                                                         self->spec->currency, TRUE);

          widest = MAX (widest, clv_plot_canvas_measure (self->canvas, CLV_PLOT_TEXT_BOLD, value));
        }

  return widest <= self->pitch - 2.0;
}

static void
draw_bar (Bars  *self,
          guint  k,
          guint  i,
          double x,
          double width)
{
  ClvPlotCanvas *canvas = self->canvas;
  const ClvPlotPalette *palette = canvas->palette;
  const ClvPlotSeries *series = get_series (self, k);
  ClvPlotRole role = series->roles != NULL ? series->roles[i] : series->role;
  guint tier = series->roles != NULL && role == CLV_PLOT_ROLE_TIER ? i : series->index;
  ClvPlotColor color = clv_plot_palette_role (palette, role, tier);
  double base = clv_plot_scale_position (&self->y, 0.0);
  double end = clv_plot_scale_position (&self->y, series->y[i]);
  gboolean is_up = series->y[i] >= 0.0;
  gboolean is_faded = clv_plot_canvas_is_faded (canvas, canvas->items->len);
  double mark = end;
  g_autofree char *value = clv_plot_unit_format (self->spec->y_unit, series->y[i],
                                                 self->spec->currency, TRUE);

  /* Context beside the accent is a pale accent: one hue, one thing said. */
  if (series->roles != NULL && role == CLV_PLOT_ROLE_CONTEXT &&
      series->role == CLV_PLOT_ROLE_ACCENT)
    color = clv_plot_color_fade (palette->accent, .42);
  color = clv_plot_color_mix (palette->card, color, color.a);
  color.a = 1.0;
  clv_plot_canvas_rect (canvas, x, MIN (base, end), width, MAX (fabs (end - base), 1.0),
                        is_up ? 4.0 : 0.0, is_up ? 0.0 : 4.0,
                        clv_plot_color_mix (palette->card, color, is_faded ? .4 : 1.0));
  if (series->lo != NULL && series->hi != NULL && isfinite (series->lo[i]) &&
      isfinite (series->hi[i]))
    {
      double high = clv_plot_scale_position (&self->y, series->hi[i]);
      double low = clv_plot_scale_position (&self->y, series->lo[i]);
      double middle = rint (x + width / 2.0);

      clv_plot_canvas_line (canvas, middle, high, middle, low, 1.5, palette->ink);
      clv_plot_canvas_line (canvas, middle - 4.0, high, middle + 4.0, high, 1.5, palette->ink);
      clv_plot_canvas_line (canvas, middle - 4.0, low, middle + 4.0, low, 1.5, palette->ink);
      mark = is_up ? MIN (end, high) : MAX (end, low);
    }
  if (self->shows_values)
    clv_plot_canvas_text (canvas, x + width / 2.0,
                          mark + (is_up ? -9.0 : 10.0) * canvas->scale, 0.5,
                          i == 0 && self->spec->series->len == 1 ? CLV_PLOT_TEXT_BOLD
                                                                 : CLV_PLOT_TEXT_NORMAL,
                          i == 0 ? palette->text : palette->secondary, value);
}

static void
draw_slot (Bars *self,
           guint i)
{
  guint n_series = self->spec->series->len;
  double width = get_width (self);
  double left = self->box.left + self->slot * (i + 0.5) - width * n_series / 2.0;
  guint k;

  for (k = 0; k < n_series; k++)
    {
      const ClvPlotSeries *series = get_series (self, k);

      if (i >= series->n || !isfinite (series->y[i]))
        continue;
      draw_bar (self, k, i, left + width * k + (n_series > 1 ? 1.0 : 0.0),
                width - (n_series > 1 ? 2.0 : 0.0));
      clv_plot_canvas_add_item (self->canvas, n_series > 1 ? left + width * k
                                                           : self->box.left + self->slot * i,
                                self->box.top, n_series > 1 ? width : self->slot,
                                self->canvas->height - self->box.top, k, i,
                                clv_plot_say_bar (self->spec, series, i));
    }
}

/**
 * clv_plot_draw_bars:
 *
 * Bars by category from zero, several series side by side.
 */
void
clv_plot_draw_bars (ClvPlotCanvas     *canvas,
                    const ClvPlotSpec *spec)
{
  Bars self = { canvas, spec };
  const ClvPlotSeries *longest = NULL;
  double unused;
  double base;
  double lo;
  double hi;
  guint i;

  if (!clv_plot_range (spec, &unused, &unused, &lo, &hi))
    {
      clv_plot_draw_message (canvas, NULL, _("There are no values to draw."));
      return;
    }

  longest = get_series (&self, 0);
  for (i = 1; i < spec->series->len; i++)
    if (get_series (&self, i)->n > longest->n)
      longest = get_series (&self, i);
  self.n = longest->n;
  self.box.top = clv_plot_axis_title (canvas, spec->y_title);
  if (spec->series->len > 1)
    self.box.top += 20.0 * canvas->scale;
  self.box.bottom = canvas->height - 60.0;
  set_scale (&self, lo, hi);
  self.box.left = clv_plot_axis_width (canvas, &self.y, spec->y_unit, spec->currency) + 4.0;
  self.box.right = canvas->width - 14.0;
  self.slot = (self.box.right - self.box.left) / self.n;
  self.pitch = spec->series->len > 1 ? get_width (&self) : self.slot;
  self.shows_values = values_fit (&self);
  clv_plot_categories_init (&self.categories, canvas, longest, self.n, self.slot);
  self.box.bottom = canvas->height - self.categories.height - 4.0;
  if (spec->x_title != NULL && *spec->x_title != '\0')
    self.box.bottom -= 18.0 * canvas->scale;
  set_scale (&self, lo, hi);

  clv_plot_axis_draw_y (canvas, spec, &self.y, &self.box);
  draw_names (&self);
  for (i = 0; i < self.n; i++)
    draw_slot (&self, i);
  base = clv_plot_snap (clv_plot_scale_position (&self.y, 0.0));
  clv_plot_canvas_line (canvas, self.box.left, base, self.box.right, base, 1.0,
                        canvas->palette->base);
  clv_plot_categories_draw (&self.categories, canvas, longest, &self.box, self.n);
  clv_plot_axis_draw_x_title (canvas, &self.box, spec->x_title,
                              canvas->height - 10.0 * canvas->scale);
}
