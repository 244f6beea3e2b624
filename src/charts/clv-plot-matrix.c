/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-money.h"
#include "clv-plot-parts.h"

#define GAP 3.0

typedef struct
{
  ClvPlotCanvas     *canvas;
  const ClvPlotSpec *spec;
  guint n_rows;
  guint n_columns;
  double            *shares;  /* [n_rows × n_columns] 0 … 1, NaN for none */
  double            *amounts; /* (nullable) the same, counts */
  gboolean has_shares;        /* shares are of their row's amounts; else amounts stand beside */
  double top_share;           /* the darkest colour */
  char             **rows;    /* (unowned texts) */
  char             **columns;
  const char        *row_title;
  const char        *column_title;
  ClvPlotBox box;
} Matrix;

static guint
last_stage (const ClvPlotSpec *spec)
{
  guint stage = 0;
  guint i;

  for (i = 0; i < spec->flows->len; i++)
    stage = MAX (stage, g_array_index (spec->flows, ClvPlotFlow, i).stage);

  return stage;
}

static const char *
stage_name (const ClvPlotSpec *spec,
            guint              stage)
{
  return stage < spec->stage_names->len ? g_ptr_array_index (spec->stage_names, stage) : NULL;
}

static void
read_flows (Matrix *self)
{
  const ClvPlotSpec *spec = self->spec;
  const guint n = spec->node_names->len;
  const guint n_to = n - MIN (spec->n_entry_nodes, n);
  guint stage = last_stage (spec);
  guint i;
  guint k;

  self->n_rows = n;
  self->n_columns = n_to;
  self->shares = g_new0 (double, (gsize) n * n_to + 1);
  self->amounts = g_new0 (double, (gsize) n * n_to + 1);
  self->rows = g_new0 (char *, (gsize) n + 1);
  self->columns = g_new0 (char *, (gsize) n_to + 1);
  self->row_title = stage_name (spec, stage);
  self->column_title = stage_name (spec, stage + 1);
  self->has_shares = TRUE;
  self->top_share = 1.0;
  for (i = 0; i < n; i++)
    self->rows[i] = g_ptr_array_index (spec->node_names, i);
  for (i = 0; i < n_to; i++)
    self->columns[i] = g_ptr_array_index (spec->node_names, i);
  for (i = 0; i < spec->flows->len; i++)
    {
      const ClvPlotFlow *flow = &g_array_index (spec->flows, ClvPlotFlow, i);

      if (flow->stage == stage && flow->from < n && flow->to < n_to && isfinite (flow->amount))
        self->amounts[flow->from * n_to + flow->to] += flow->amount;
    }
  for (i = 0; i < n; i++)
    {
      double total = 0.0;

      for (k = 0; k < n_to; k++)
        total += self->amounts[i * n_to + k];
      for (k = 0; k < n_to; k++)
        self->shares[i * n_to + k] = total > 0.0 ? self->amounts[i * n_to + k] / total : NAN;
    }
}

static void
read_series (Matrix *self)
{
  const ClvPlotSpec *spec = self->spec;
  const ClvPlotSeries *longest = NULL;
  guint i;
  guint k;

  for (k = 0; k < spec->series->len; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (spec->series, k);

      if (longest == NULL || series->n > longest->n)
        longest = series;
    }
  self->n_rows = spec->series->len;
  self->n_columns = longest != NULL ? longest->n : 0;
  self->shares = g_new0 (double, (gsize) self->n_rows * self->n_columns + 1);
  self->rows = g_new0 (char *, (gsize) self->n_rows + 1);
  self->columns = g_new0 (char *, (gsize) self->n_columns + 1);
  self->row_title = spec->y_title;
  self->column_title = spec->x_title;
  self->top_share = spec->y_unit == CLV_PLOT_UNIT_PERCENT ? 1.0 : 0.0;
  for (i = 0; i < self->n_columns; i++)
    self->columns[i] = longest->labels != NULL ? longest->labels[i] : NULL;
  for (k = 0; k < self->n_rows; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (spec->series, k);

      self->rows[k] = series->name;
      if (series->counts != NULL && self->amounts == NULL)
        self->amounts = g_new0 (double, (gsize) self->n_rows * self->n_columns + 1);
      for (i = 0; i < series->n && series->counts != NULL; i++)
        self->amounts[k * self->n_columns + i] = series->counts[i];
      for (i = 0; i < self->n_columns; i++)
        {
          double value = i < series->n && isfinite (series->y[i]) ? series->y[i] : NAN;

          self->shares[k * self->n_columns + i] = value;
          if (isfinite (value))
            self->top_share = MAX (self->top_share, value);
        }
    }
}

static ClvPlotColor
cell_color (const Matrix *self,
            double        share)
{
  const ClvPlotPalette *palette = self->canvas->palette;
  double at = self->top_share > 0.0 ? CLAMP (share / self->top_share, 0.0, 1.0) : 0.0;

  /* A steeper start tells 3 % from 10 %, where most moves are. */
  return clv_plot_color_mix (palette->heat_low, palette->heat_high, pow (at, 0.72));
}

static ClvPlotColor
cell_text_color (ClvPlotColor cell,
                 double       strength)
{
  ClvPlotColor dark = { 0.08, 0.08, 0.09, 1.0 };
  ClvPlotColor light = { 1.0, 1.0, 1.0, 1.0 };
  ClvPlotColor ink = clv_plot_color_contrast (cell, dark) >= clv_plot_color_contrast (cell, light)
                       ? dark : light;

  for (; strength < 1.0; strength += 0.1)
    if (clv_plot_color_contrast (clv_plot_color_mix (cell, ink, strength), cell) >= 4.5)
      break;

  return clv_plot_color_mix (cell, ink, MIN (strength, 1.0));
}

static char *
cell_text (const Matrix *self,
           double        value)
{
  if (!self->has_shares && self->spec->y_unit != CLV_PLOT_UNIT_PERCENT)
    return clv_plot_unit_format (self->spec->y_unit, value, self->spec->currency, TRUE);
  if (value > 0.0 && value < 0.005)
    {
      g_autofree char *one = clv_percent_format (0.01, 0);

      return g_strdup_printf ("<%s", one);
    }

  return clv_percent_format (value, 0);
}

static char *
say_cell (const Matrix *self,
          guint         row,
          guint         column)
{
  double value = self->shares[row * self->n_columns + column];
  const char *from = self->rows[row] != NULL ? self->rows[row] : "";
  const char *to = self->columns[column] != NULL ? self->columns[column] : "";
  g_autofree char *share = NULL;
  g_autofree char *number = NULL;

  if (!self->has_shares)
    {
      share = clv_plot_unit_format (self->spec->y_unit, value, self->spec->currency, FALSE);
      if (self->amounts == NULL)
        return g_strdup_printf (C_("row, column: value", "%s, %s: %s"), from, to, share);
      number = clv_plot_unit_format (CLV_PLOT_UNIT_COUNT,
                                     self->amounts[row * self->n_columns + column], NULL, FALSE);
      /* Translators: row, column, value, number, its noun: "3, 4–6: 82.3 % (12 customers)" */
      return g_strdup_printf (_("%s, %s: %s (%s %s)"), from, to, share, number,
                              self->spec->count_title != NULL ? self->spec->count_title : "");
    }
  share = clv_percent_format (value, 1);
  number = clv_plot_unit_format (self->spec->y_unit, self->amounts[row * self->n_columns + column],
                                 self->spec->currency, FALSE);
  if (self->spec->y_title == NULL)
    return g_strdup_printf (_("%s → %s: %s (%s of %s)"), from, to, number, share, from);

  return g_strdup_printf (_("%s → %s: %s %s (%s of %s)"), from, to, number, self->spec->y_title,
                          share, from);
}

static void
draw_cell (Matrix *self,
           guint   row,
           guint   column,
           double  width,
           double  height)
{
  ClvPlotCanvas *canvas = self->canvas;
  guint i = row * self->n_columns + column;
  double value = self->shares[i];
  double x = self->box.left + column * (width + GAP);
  double y = self->box.top + row * (height + GAP);
  gboolean is_beside = self->amounts != NULL && !self->has_shares;
  gboolean is_strong = is_beside ? self->amounts[i] > 0.0 : value >= 0.5 * self->top_share;
  gboolean has_count = is_beside ? is_strong && height >= 29.0 * canvas->scale
                                 : self->amounts != NULL && height >= 44.0 * canvas->scale;
  double apart = is_beside ? 0.8 * canvas->scale : canvas->scale;
  ClvPlotTextFlags flags = is_strong ? CLV_PLOT_TEXT_BOLD : CLV_PLOT_TEXT_NORMAL;
  ClvPlotColor color;
  ClvPlotColor ink;
  g_autofree char *text = NULL;
  guint item = canvas->items->len;

  if (!isfinite (value))
    return;
  color = cell_color (self, value);
  ink = cell_text_color (color, value < 0.005 ? 0.4 : 0.92);
  /* The others are not faded: their colours are read against the key. */
  if (canvas->highlight == (int) item)
    clv_plot_canvas_rect (canvas, x - 2.5, y - 2.5, width + 5.0, height + 5.0, 7.0, 7.0,
                          canvas->palette->ink);
  clv_plot_canvas_rect (canvas, x, y, width, height, 5.0, 5.0, color);
  clv_plot_canvas_add_item (canvas, x, y, width, height, row, column,
                            say_cell (self, row, column));

  text = cell_text (self, value);
  if (clv_plot_canvas_measure (canvas, flags, text) > width - 4.0)
    flags |= CLV_PLOT_TEXT_SMALL;
  if (clv_plot_canvas_measure (canvas, flags, text) > width - 2.0 || height < 13.0)
    return;
  clv_plot_canvas_text (canvas, x + width / 2.0,
                        y + height / 2.0 - (has_count ? 7.5 * apart : 0.0), 0.5, flags,
                        ink, text);
  if (has_count)
    {
      g_autofree char *count = clv_plot_unit_format (is_beside ? CLV_PLOT_UNIT_COUNT
                                                               : self->spec->y_unit,
                                                     self->amounts[i], self->spec->currency,
                                                     TRUE);

      clv_plot_canvas_text (canvas, x + width / 2.0, y + height / 2.0 + 8.5 * apart, 0.5,
                            CLV_PLOT_TEXT_SMALL, cell_text_color (color, 0.62), count);
    }
}

static void
draw_headers (Matrix *self,
              double  width,
              double  height)
{
  ClvPlotCanvas *canvas = self->canvas;
  double y = self->box.top - 15.0 * canvas->scale;
  guint stride = MAX (1, (guint) ceil (30.0 * canvas->scale / (width + GAP)));
  double room = (width + GAP) * stride - 6.0;
  guint i;

  for (i = 0; i < self->n_columns; i += stride)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *name = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_BOLD,
                                                   self->columns[i] != NULL ? self->columns[i]
                                                                            : number, room);

      clv_plot_canvas_text (canvas, self->box.left + i * (width + GAP) + width / 2.0, y, 0.5,
                            CLV_PLOT_TEXT_BOLD, canvas->palette->text, name);
    }
  stride = MAX (1, (guint) ceil (14.0 * canvas->scale / (height + GAP)));
  for (i = 0; i < self->n_rows; i += stride)
    {
      g_autofree char *name = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_BOLD, self->rows[i],
                                                   self->box.left - 20.0);

      clv_plot_canvas_text (canvas, self->box.left - 12.0,
                            self->box.top + i * (height + GAP) + height / 2.0, 1.0,
                            CLV_PLOT_TEXT_BOLD, canvas->palette->text, name);
    }
  if (self->row_title != NULL)
    {
      g_autofree char *title = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_NORMAL, self->row_title,
                                                    self->box.left - 16.0);

      clv_plot_canvas_text (canvas, self->box.left - 12.0, y, 1.0, CLV_PLOT_TEXT_NORMAL,
                            canvas->palette->secondary, title);
    }
  if (self->column_title != NULL)
    clv_plot_axis_draw_x_title (canvas, &self->box, self->column_title, 12.0 * canvas->scale);
}

static void
draw_key (Matrix *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  double x = self->box.right + 22.0;
  double height = self->box.bottom - self->box.top;
  guint n = 120;
  guint i;

  for (i = 0; i < n; i++)
    clv_plot_canvas_rect (canvas, x, self->box.top + height * i / n, 10.0, height / n + 0.4, 0.0,
                          0.0, cell_color (self, self->top_share * (1.0 - i / (n - 1.0))));
  for (i = 0; i <= 2; i++)
    {
      double y = self->box.top + 6.0 + (height - 12.0) * i / 2.0;
      g_autofree char *text = self->has_shares || self->spec->y_unit == CLV_PLOT_UNIT_PERCENT
                                ? clv_percent_format (self->top_share * (2 - i) / 2.0, 0)
                                : clv_plot_unit_format (self->spec->y_unit,
                                                        self->top_share * (2 - i) / 2.0,
                                                        self->spec->currency, TRUE);

      clv_plot_canvas_text (canvas, x + 18.0, y, 0.0, CLV_PLOT_TEXT_NORMAL,
                            canvas->palette->secondary, text);
    }
}

static void
draw_all (Matrix *self)
{
  ClvPlotCanvas *canvas = self->canvas;
  double widest = clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_NORMAL, self->row_title);
  gboolean has_key = canvas->width >= 560;
  double width;
  double height;
  guint i;

  for (i = 0; i < self->n_rows; i++)
    widest = MAX (widest, clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_BOLD, self->rows[i]));
  self->box.left = MIN (widest + 28.0, canvas->width * 0.30);
  self->box.right = canvas->width - (has_key ? 88.0 * canvas->scale : 12.0);
  self->box.top = (self->column_title != NULL ? 52.0 : 34.0) * canvas->scale;
  self->box.bottom = canvas->height - 12.0;
  width = (self->box.right - self->box.left + GAP) / self->n_columns - GAP;
  height = (self->box.bottom - self->box.top + GAP) / self->n_rows - GAP;

  draw_headers (self, width, height);
  for (i = 0; i < self->n_rows * self->n_columns; i++)
    draw_cell (self, i / self->n_columns, i % self->n_columns, width, height);
  if (has_key)
    draw_key (self);
}

static gboolean
has_any_value (const Matrix *self)
{
  guint i;

  for (i = 0; i < self->n_rows * self->n_columns; i++)
    if (isfinite (self->shares[i]))
      return TRUE;

  return FALSE;
}

/**
 * clv_plot_draw_matrix:
 *
 * From each row to each column as a coloured cell with its share of the row,
 * or a table of shares such as cohorts by month.
 */
void
clv_plot_draw_matrix (ClvPlotCanvas     *canvas,
                      const ClvPlotSpec *spec)
{
  Matrix self = { canvas, spec };

  if (spec->flows->len > 0)
    read_flows (&self);
  else
    read_series (&self);
  if (has_any_value (&self))
    draw_all (&self);
  else
    clv_plot_draw_message (canvas, NULL, _("There are no values to draw."));

  g_free (self.shares);
  g_free (self.amounts);
  g_free (self.rows);
  g_free (self.columns);
}
