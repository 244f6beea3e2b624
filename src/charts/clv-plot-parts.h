/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-plot-canvas.h"

G_BEGIN_DECLS

/* Private to this folder: scales, axes, and one drawing function a chart type. */

typedef enum
{
  CLV_PLOT_SCALE_LINEAR,
  CLV_PLOT_SCALE_SQRT,
  CLV_PLOT_SCALE_LOG
} ClvPlotScaleKind;

#define CLV_PLOT_MAX_TICKS 24

/**
 * ClvPlotScale:
 *
 * Values @lo … @hi on the pixels @from … @to, and where its ticks stand.
 */
typedef struct
{
  ClvPlotScaleKind kind;
  double lo;
  double hi;
  double from;
  double to;
  double step;  /* distance of linear ticks */
  guint n_ticks;
  double ticks[CLV_PLOT_MAX_TICKS];
} ClvPlotScale;

void     clv_plot_scale_init (ClvPlotScale     *self,
                              ClvPlotScaleKind  kind,
                              double            lo,
                              double            hi);
void     clv_plot_scale_set_ticks (ClvPlotScale *self,
                                   guint         n_wanted,
                                   gboolean      is_nice);
void     clv_plot_scale_set_week_ticks (ClvPlotScale *self,
                                        guint         n_wanted);
void     clv_plot_scale_set_date_ticks (ClvPlotScale *self,
                                        guint         n_wanted);
void     clv_plot_scale_set_ratio_ticks (ClvPlotScale *self,
                                         double        reference);
double   clv_plot_scale_position (const ClvPlotScale *self,
                                  double              value);
char    *clv_plot_scale_format (const ClvPlotScale *self,
                                ClvPlotUnit         unit,
                                const char         *currency,
                                double              value);

/* Axes. */
double   clv_plot_axis_width (ClvPlotCanvas      *canvas,
                              const ClvPlotScale *scale,
                              ClvPlotUnit         unit,
                              const char         *currency);
double   clv_plot_axis_title (ClvPlotCanvas *canvas,
                              const char    *title);
void     clv_plot_axis_draw_y (ClvPlotCanvas      *canvas,
                               const ClvPlotSpec  *spec,
                               const ClvPlotScale *scale,
                               const ClvPlotBox   *box);
void     clv_plot_axis_draw_x (ClvPlotCanvas      *canvas,
                               const ClvPlotSpec  *spec,
                               const ClvPlotScale *scale,
                               const ClvPlotBox   *box);
void     clv_plot_axis_draw_x_title (ClvPlotCanvas    *canvas,
                                     const ClvPlotBox *box,
                                     const char       *title,
                                     double            y);

typedef struct
{
  double height;   /* below the plot, without the title */
  guint n_lines;
  gboolean is_turned;
  guint stride;    /* every stride-th category gets its name */
} ClvPlotCategories;

void     clv_plot_categories_init (ClvPlotCategories   *self,
                                   ClvPlotCanvas       *canvas,
                                   const ClvPlotSeries *series,
                                   guint                n,
                                   double               slot);
void     clv_plot_categories_draw (const ClvPlotCategories *self,
                                   ClvPlotCanvas           *canvas,
                                   const ClvPlotSeries     *series,
                                   const ClvPlotBox        *box,
                                   guint                    n);

/* What the items say. */
char    *clv_plot_say_x (const ClvPlotSpec *spec,
                         double             x);
char    *clv_plot_say_bar (const ClvPlotSpec   *spec,
                           const ClvPlotSeries *series,
                           guint                point);

gboolean clv_plot_range (const ClvPlotSpec *spec,
                         double            *x_lo,
                         double            *x_hi,
                         double            *y_lo,
                         double            *y_hi);

void     clv_plot_draw_message (ClvPlotCanvas *canvas,
                                const char    *title,
                                const char    *text);
void     clv_plot_draw_lines (ClvPlotCanvas     *canvas,
                              const ClvPlotSpec *spec);
void     clv_plot_draw_lorenz (ClvPlotCanvas     *canvas,
                               const ClvPlotSpec *spec);
void     clv_plot_draw_scatter (ClvPlotCanvas     *canvas,
                                const ClvPlotSpec *spec);
void     clv_plot_draw_flows (ClvPlotCanvas     *canvas,
                              const ClvPlotSpec *spec);
void     clv_plot_draw_matrix (ClvPlotCanvas     *canvas,
                               const ClvPlotSpec *spec);
void     clv_plot_draw_intervals (ClvPlotCanvas     *canvas,
                                  const ClvPlotSpec *spec);
void     clv_plot_draw_bars (ClvPlotCanvas     *canvas,
                             const ClvPlotSpec *spec);
void     clv_plot_draw_density (ClvPlotCanvas     *canvas,
                                const ClvPlotSpec *spec);

G_END_DECLS
