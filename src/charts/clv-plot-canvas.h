/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-plot-palette.h"

G_BEGIN_DECLS

/* Private to this folder: one drawing in progress. */

typedef enum
{
  CLV_PLOT_TEXT_NORMAL = 0,
  CLV_PLOT_TEXT_BOLD = 1 << 0,
  CLV_PLOT_TEXT_SMALL = 1 << 1,
  CLV_PLOT_TEXT_LARGE = 1 << 2
} ClvPlotTextFlags;

typedef struct
{
  double left;
  double top;
  double right;
  double bottom;
} ClvPlotBox;

/**
 * ClvPlotCanvas:
 *
 * A PLplot page on a cairo context, addressed in pixels with y growing
 * downwards. Lives on the stack of clv_plot_render(), under its lock.
 */
typedef struct
{
  cairo_t              *cr;
  cairo_t              *ruler;      /* measures texts, never seen */
  int width;
  int height;
  double scale;                     /* text and line scale, 1.0 = 12 px */
  const ClvPlotPalette *palette;
  int highlight;                    /* index into items, -1 for none */
  GPtrArray            *items;      /* (element-type ClvPlotItem) */
} ClvPlotCanvas;

gboolean     clv_plot_canvas_begin (ClvPlotCanvas       *self,
                                    const ClvPlotStyle  *style,
                                    cairo_t             *cr,
                                    int                  width,
                                    int                  height,
                                    GError             **error);
void         clv_plot_canvas_end (ClvPlotCanvas *self);

void         clv_plot_canvas_clip (ClvPlotCanvas    *self,
                                   const ClvPlotBox *box);
void         clv_plot_canvas_line (ClvPlotCanvas *self,
                                   double         x1,
                                   double         y1,
                                   double         x2,
                                   double         y2,
                                   double         width,
                                   ClvPlotColor   color);
void         clv_plot_canvas_polyline (ClvPlotCanvas *self,
                                       guint          n,
                                       const double  *x,
                                       const double  *y,
                                       double         width,
                                       ClvPlotColor   color);
void         clv_plot_canvas_dashes (ClvPlotCanvas *self,
                                     guint          n,
                                     const double  *x,
                                     const double  *y,
                                     double         on,
                                     double         off,
                                     double         width,
                                     ClvPlotColor   color);
void         clv_plot_canvas_fill (ClvPlotCanvas *self,
                                   guint          n,
                                   const double  *x,
                                   const double  *y,
                                   ClvPlotColor   color);
void         clv_plot_canvas_fill_gradient (ClvPlotCanvas *self,
                                            guint          n,
                                            const double  *x,
                                            const double  *y,
                                            const double   axis[4],
                                            ClvPlotColor   from,
                                            ClvPlotColor   to);
void         clv_plot_canvas_rect (ClvPlotCanvas *self,
                                   double         x,
                                   double         y,
                                   double         width,
                                   double         height,
                                   double         radius_top,
                                   double         radius_bottom,
                                   ClvPlotColor   color);
void         clv_plot_canvas_dot (ClvPlotCanvas *self,
                                  double         x,
                                  double         y,
                                  double         radius,
                                  ClvPlotColor   color);
void         clv_plot_canvas_ringed_dot (ClvPlotCanvas *self,
                                         double         x,
                                         double         y,
                                         double         radius,
                                         ClvPlotColor   color);

void         clv_plot_canvas_text (ClvPlotCanvas    *self,
                                   double            x,
                                   double            y,
                                   double            just,
                                   ClvPlotTextFlags  flags,
                                   ClvPlotColor      color,
                                   const char       *text);
void         clv_plot_canvas_text_rotated (ClvPlotCanvas    *self,
                                           double            x,
                                           double            y,
                                           double            dx,
                                           double            dy,
                                           double            just,
                                           ClvPlotTextFlags  flags,
                                           ClvPlotColor      color,
                                           const char       *text);
double       clv_plot_canvas_measure (ClvPlotCanvas    *self,
                                      ClvPlotTextFlags  flags,
                                      const char       *text);
char        *clv_plot_canvas_fit (ClvPlotCanvas    *self,
                                  ClvPlotTextFlags  flags,
                                  const char       *text,
                                  double            width);
GStrv        clv_plot_canvas_wrap (ClvPlotCanvas    *self,
                                   ClvPlotTextFlags  flags,
                                   const char       *text,
                                   double            width,
                                   guint             n_lines);

ClvPlotItem *clv_plot_canvas_add_item (ClvPlotCanvas *self,
                                       double         x,
                                       double         y,
                                       double         width,
                                       double         height,
                                       guint          series,
                                       guint          point,
                                       char          *text);
void         clv_plot_item_set_outline (ClvPlotItem  *self,
                                        guint         n,
                                        const double *x,
                                        const double *y);
gboolean     clv_plot_canvas_is_faded (const ClvPlotCanvas *self,
                                       guint                item);
double       clv_plot_snap (double pixel);

G_END_DECLS
