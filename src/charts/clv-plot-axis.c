/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-plot-parts.h"

#define MAX_TURNED 92.0
#define MAX_VALUE 1e150

/**
 * clv_plot_axis_width:
 *
 * Returns: the pixels the tick labels of a vertical axis take, with their margins
 */
double
clv_plot_axis_width (ClvPlotCanvas      *canvas,
                     const ClvPlotScale *scale,
                     ClvPlotUnit         unit,
                     const char         *currency)
{
  double widest = 0.0;
  guint i;

  for (i = 0; i < scale->n_ticks; i++)
    {
      g_autofree char *label = clv_plot_scale_format (scale, unit, currency, scale->ticks[i]);

      widest = MAX (widest, clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_BOLD, label));
    }

  return CLAMP (widest + 16.0, 40.0, canvas->width * 0.4);
}

/**
 * clv_plot_axis_title:
 * @title: (nullable): what the vertical axis measures
 *
 * Writes @title above the axis, where it can be read without turning the head.
 *
 * Returns: the pixels it takes at the top
 */
double
clv_plot_axis_title (ClvPlotCanvas *canvas,
                     const char    *title)
{
  g_autofree char *fitted = NULL;

  if (title == NULL || *title == '\0')
    return 12.0 * canvas->scale;

  fitted = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_NORMAL, title, canvas->width - 16.0);
  clv_plot_canvas_text (canvas, 8.0, 10.0 * canvas->scale, 0.0, CLV_PLOT_TEXT_NORMAL,
                        canvas->palette->secondary, fitted);

  return 28.0 * canvas->scale;
}

/**
 * clv_plot_axis_draw_y:
 *
 * Horizontal grid lines with their numbers left of @box.
 */
void
clv_plot_axis_draw_y (ClvPlotCanvas      *canvas,
                      const ClvPlotSpec  *spec,
                      const ClvPlotScale *scale,
                      const ClvPlotBox   *box)
{
  double last = G_MAXDOUBLE;
  guint i;

  for (i = 0; i < scale->n_ticks; i++)
    {
      double y = clv_plot_snap (clv_plot_scale_position (scale, scale->ticks[i]));
      g_autofree char *label = NULL;

      if (y < box->top - 1.0 || y > box->bottom + 1.0)
        continue;
      clv_plot_canvas_line (canvas, box->left, y, box->right, y, 1.0, canvas->palette->grid);
      if (fabs (last - y) < 13.0 * canvas->scale)
        continue;
      last = y;
      label = clv_plot_scale_format (scale, spec->y_unit, spec->currency, scale->ticks[i]);
      clv_plot_canvas_text (canvas, box->left - 8.0, y, 1.0, CLV_PLOT_TEXT_NORMAL,
                            canvas->palette->secondary, label);
    }
}

/**
 * clv_plot_axis_draw_x:
 *
 * The base line, the numbers below it and the axis title. Numbers that would
 * run into each other are left out.
 */
void
clv_plot_axis_draw_x (ClvPlotCanvas      *canvas,
                      const ClvPlotSpec  *spec,
                      const ClvPlotScale *scale,
                      const ClvPlotBox   *box)
{
  double y = box->bottom + 14.0 * canvas->scale;
  double base = clv_plot_snap (box->bottom);
  double free_from = -G_MAXDOUBLE;
  guint i;

  clv_plot_canvas_line (canvas, box->left, base, box->right, base, 1.0, canvas->palette->base);
  for (i = 0; i < scale->n_ticks; i++)
    {
      double x = clv_plot_scale_position (scale, scale->ticks[i]);
      g_autofree char *number = NULL;
      g_autofree char *label = NULL;
      double half;

      if (x < box->left - 1.0 || x > box->right + 1.0)
        continue;
      number = clv_plot_scale_format (scale, spec->x_unit, spec->currency, scale->ticks[i]);
      /* Translators: a week on a time axis, as short as can be */
      label = spec->x_is_weeks && scale->ticks[i] > 0.0 ? g_strdup_printf (_("W%s"), number)
                                                         : g_steal_pointer (&number);
      half = clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_NORMAL, label) / 2.0;
      x = CLAMP (x, half + 2.0, canvas->width - half - 2.0);
      if (x - half < free_from)
        continue;
      free_from = x + half + 10.0;
      clv_plot_canvas_text (canvas, x, y, 0.5, CLV_PLOT_TEXT_NORMAL, canvas->palette->secondary,
                            label);
    }
  clv_plot_axis_draw_x_title (canvas, box, spec->x_title, y + 18.0 * canvas->scale);
}

void
clv_plot_axis_draw_x_title (ClvPlotCanvas    *canvas,
                            const ClvPlotBox *box,
                            const char       *title,
                            double            y)
{
  g_autofree char *fitted = NULL;
  double half;
  double x = (box->left + box->right) / 2.0;

  if (title == NULL || *title == '\0')
    return;

  fitted = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_NORMAL, title, canvas->width - 16.0);
  half = clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_NORMAL, fitted) / 2.0;
  clv_plot_canvas_text (canvas, CLAMP (x, half + 4.0, MAX (half + 4.0, canvas->width - half - 4.0)),
                        y, 0.5, CLV_PLOT_TEXT_NORMAL, canvas->palette->secondary, fitted);
}

static gboolean
lines_fit (ClvPlotCanvas       *canvas,
           const ClvPlotSeries *series,
           guint                n,
           double               width,
           guint                n_lines)
{
  guint i;

  for (i = 0; i < n; i++)
    {
      g_auto(GStrv) lines = clv_plot_canvas_wrap (canvas, CLV_PLOT_TEXT_NORMAL, series->labels[i],
                                                  width, n_lines);
      guint last = g_strv_length (lines) - 1;

      if (g_str_has_suffix (lines[last], "…") || *lines[last] == '\0')
        return FALSE;
    }

  return TRUE;
}

/**
 * clv_plot_categories_init:
 * @slot: pixels from one category to the next
 *
 * Decides how the names below bars are written: on one line, on two, or turned
 * when the bars stand close; of very many only some are named.
 */
void
clv_plot_categories_init (ClvPlotCategories   *self,
                          ClvPlotCanvas       *canvas,
                          const ClvPlotSeries *series,
                          guint                n,
                          double               slot)
{
  double room = slot - 6.0;
  double line = 16.0 * canvas->scale;
  double widest = 0.0;
  guint i;

  self->stride = MAX (1, (guint) ceil (15.0 * canvas->scale / slot));
  self->n_lines = 1;
  self->is_turned = FALSE;
  self->height = 8.0 * canvas->scale;
  if (series->labels == NULL)
    {
      self->stride = MAX (1, (guint) ceil (30.0 * canvas->scale / slot));
      self->height += line;
      return;
    }

  for (i = 0; i < n; i++)
    widest = MAX (widest, clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_NORMAL,
                                                   series->labels[i]));
  if (widest > room)
    {
      if (lines_fit (canvas, series, n, room, 2))
        self->n_lines = 2;
      else if (room > 62.0 * canvas->scale)
        self->n_lines = 3;
      else
        self->is_turned = TRUE;
    }
  if (self->is_turned)
    self->height += MIN (widest, MAX_TURNED * canvas->scale) * 0.75 + 6.0;
  else
    self->height += line * self->n_lines;
  if (series->notes != NULL && !self->is_turned)
    self->height += line;
}

static void
draw_category (const ClvPlotCategories *self,
               ClvPlotCanvas           *canvas,
               const ClvPlotSeries     *series,
               guint                    i,
               double                   x,
               double                   top,
               double                   room)
{
  const ClvPlotPalette *palette = canvas->palette;
  double line = 16.0 * canvas->scale;
  g_autofree char *number = g_strdup_printf ("%u", i + 1);
  const char *label = series->labels != NULL ? series->labels[i] : number;
  double y = top + 14.0 * canvas->scale;
  guint k;

  if (self->is_turned)
    {
      g_autofree char *fitted = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_NORMAL, label,
                                                     MAX_TURNED * canvas->scale);

      clv_plot_canvas_text_rotated (canvas, x + 3.0, top + 10.0 * canvas->scale, 1.0, -1.0, 1.0,
                                    CLV_PLOT_TEXT_NORMAL, palette->text, fitted);
      return;
    }

  {
    g_auto(GStrv) lines = clv_plot_canvas_wrap (canvas, CLV_PLOT_TEXT_NORMAL, label, room,
                                                self->n_lines);

    for (k = 0; lines[k] != NULL; k++, y += line)
      clv_plot_canvas_text (canvas, x, y, 0.5, CLV_PLOT_TEXT_NORMAL, palette->text, lines[k]);
  }
  if (series->notes != NULL)
    {
      g_autofree char *note = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_SMALL, series->notes[i],
                                                   room);

      clv_plot_canvas_text (canvas, x, y, 0.5, CLV_PLOT_TEXT_SMALL, palette->secondary, note);
    }
}

void
clv_plot_categories_draw (const ClvPlotCategories *self,
                          ClvPlotCanvas           *canvas,
                          const ClvPlotSeries     *series,
                          const ClvPlotBox        *box,
                          guint                    n)
{
  double slot = (box->right - box->left) / MAX (n, 1);
  guint i;

  for (i = 0; i < n; i += self->stride)
    draw_category (self, canvas, series, i, box->left + slot * (i + 0.5), box->bottom,
                   MAX (slot * self->stride - 6.0, 20.0));
}

/**
 * clv_plot_say_x:
 *
 * Returns: (transfer full): the position as a reader says it: "Week 39", "3 May 2026"
 */
char *
clv_plot_say_x (const ClvPlotSpec *spec,
                double             x)
{
  g_autofree char *value = clv_plot_unit_format (spec->x_unit, x, spec->currency, FALSE);

  if (spec->x_is_weeks)
    return g_strdup_printf (_("Week %s"), value);
  if (spec->x_unit == CLV_PLOT_UNIT_DATE || spec->x_title == NULL)
    return g_steal_pointer (&value);

  return g_strdup_printf ("%s %s", spec->x_title, value);
}

/**
 * clv_plot_say_bar:
 *
 * Returns: (transfer full): "18–24: 0.71 (0.61 to 0.78), n = 1,204, Alert"
 */
char *
clv_plot_say_bar (const ClvPlotSpec   *spec,
                  const ClvPlotSeries *series,
                  guint                point)
{
  GString *text = g_string_new (NULL);
  g_autofree char *value = clv_plot_unit_format (spec->y_unit, series->y[point], spec->currency,
                                                 FALSE);

  if (series->labels != NULL)
    g_string_append (text, series->labels[point]);
  else
    g_string_append_printf (text, "%u", point + 1);
  if (spec->series->len > 1 && series->name != NULL)
    g_string_append_printf (text, ", %s", series->name);
  g_string_append_printf (text, ": %s", value);
  if (series->from != NULL && isfinite (series->from[point]))
    {
      g_autofree char *from = clv_plot_unit_format (spec->y_unit, series->from[point],
                                                    spec->currency, FALSE);

      /* Translators: a number that was moved from another one: 1.31 (from 1.27) */
      g_string_append_printf (text, _(" (from %s)"), from);
    }
  if (series->lo != NULL && series->hi != NULL &&
      isfinite (series->lo[point]) && isfinite (series->hi[point]))
    {
      g_autofree char *low = clv_plot_unit_format (spec->y_unit, series->lo[point],
                                                   spec->currency, FALSE);
      g_autofree char *high = clv_plot_unit_format (spec->y_unit, series->hi[point],
                                                    spec->currency, FALSE);

      g_string_append (text, " (");
      /* Translators: an interval: 0.61 to 0.78 */
      g_string_append_printf (text, _("%s to %s"), low, high);
      g_string_append_c (text, ')');
    }
  if (series->notes != NULL && *series->notes[point] != '\0')
    g_string_append_printf (text, ", %s", series->notes[point]);
  if (series->verdicts != NULL && *series->verdicts[point] != '\0')
    g_string_append_printf (text, ", %s", series->verdicts[point]);

  return g_string_free (text, FALSE);
}

static void
widen (double  value,
       double *lo,
       double *hi)
{
  if (!isfinite (value))
    return;

  /* The difference of two values must be a number as well. */
  value = CLAMP (value, -MAX_VALUE, MAX_VALUE);
  *lo = MIN (*lo, value);
  *hi = MAX (*hi, value);
}

/**
 * clv_plot_range:
 * @x_lo: (out): smallest finite x of all series, and so on
 *
 * Returns: whether there is a single finite value
 */
gboolean
clv_plot_range (const ClvPlotSpec *spec,
                double            *x_lo,
                double            *x_hi,
                double            *y_lo,
                double            *y_hi)
{
  guint i;
  guint k;

  *x_lo = *y_lo = G_MAXDOUBLE;
  *x_hi = *y_hi = -G_MAXDOUBLE;
  for (k = 0; k < spec->series->len; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (spec->series, k);

      for (i = 0; i < series->n; i++)
        {
          double x = series->x != NULL ? series->x[i] : i + 1.0;

          if (!isfinite (series->y[i]) || !isfinite (x))
            continue;
          widen (x, x_lo, x_hi);
          widen (series->y[i], y_lo, y_hi);
          if (series->from != NULL && isfinite (series->from[i]))
            widen (series->from[i], y_lo, y_hi);
          if (series->lo != NULL && series->hi != NULL)
            {
              widen (series->lo[i], y_lo, y_hi);
              widen (series->hi[i], y_lo, y_hi);
            }
        }
    }

  return *x_hi >= *x_lo && *y_hi >= *y_lo;
}

/**
 * clv_plot_draw_message:
 * @title: (nullable): a few words
 * @text: why there is nothing to see
 *
 * The empty state, in the middle of the chart.
 */
void
clv_plot_draw_message (ClvPlotCanvas *canvas,
                       const char    *title,
                       const char    *text)
{
  double line = 19.0 * canvas->scale;
  double width = MIN (canvas->width - 32.0, 440.0 * canvas->scale);
  g_auto(GStrv) lines = clv_plot_canvas_wrap (canvas, CLV_PLOT_TEXT_NORMAL, text, width, 5);
  guint n = g_strv_length (lines);
  double y = (canvas->height - line * n) / 2.0;
  guint i;

  if (title != NULL && *title != '\0')
    {
      g_autofree char *fitted = clv_plot_canvas_fit (canvas,
                                                     CLV_PLOT_TEXT_BOLD | CLV_PLOT_TEXT_LARGE,
                                                     title, width);

      clv_plot_canvas_text (canvas, canvas->width / 2.0, y, 0.5,
                            CLV_PLOT_TEXT_BOLD | CLV_PLOT_TEXT_LARGE, canvas->palette->text,
                            fitted);
      y += line * 1.3;
    }
  for (i = 0; i < n; i++)
    clv_plot_canvas_text (canvas, canvas->width / 2.0, y + line * i, 0.5, CLV_PLOT_TEXT_NORMAL,
                          canvas->palette->secondary, lines[i]);
}
