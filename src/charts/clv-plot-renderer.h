/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "clv-error.h"
#include "clv-plot-spec.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_dark;
  gboolean is_high_contrast;
  gboolean has_background; /* exports paint one, the widget sits on its card */
  double text_scale;       /* 1.0 = 12 px */
} ClvPlotStyle;

/**
 * ClvPlotItem:
 *
 * One thing of a drawn chart that can be pointed at, walked to with the arrow
 * keys and read aloud. Rectangles are in the chart's pixels.
 */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
  guint series;    /* or flow index, CLV_PLOT_ITEM_NODE for a node of a flow chart */
  guint point;     /* or stage * number of nodes + node */
  char  *text;     /* translated: "Week 39: 4,120 actual, 4,055 expected" */
  guint n_outline; /* 0 where the rectangle is the shape */
  double *outline; /* (nullable) x and y of the true shape's corners */
} ClvPlotItem;

#define CLV_PLOT_ITEM_NODE G_MAXUINT

void clv_plot_item_free (ClvPlotItem     *self);
int  clv_plot_items_find (const GPtrArray *items,
                          double           x,
                          double           y);

/**
 * clv_plot_render:
 * @highlight: index into the items of the last drawing, -1 for none
 * @items: (out) (optional) (element-type ClvPlotItem) (transfer full): in reading order
 *
 * Draws @spec into @cr, @width × @height pixels, with PLplot. May be called from
 * any thread: PLplot has global state, so one lock lets one drawing in at a time.
 */
gboolean clv_plot_render (const ClvPlotSpec  *spec,
                          const ClvPlotStyle *style,
                          cairo_t            *cr,
                          int                 width,
                          int                 height,
                          int                 highlight,
                          GPtrArray         **items,
                          GError            **error);
cairo_surface_t *clv_plot_render_image (const ClvPlotSpec  *spec,
                                        const ClvPlotStyle *style,
                                        int                 width,
                                        int                 height,
                                        double              factor,
                                        GError            **error);
/* (transfer full): "PLplot 5.15.0 (built with 5.15.0)" */
char            *clv_plot_dup_version (void);
/* Writes SVG, PNG, PDF or CSV by the ending of @path, through a temporary file. */
gboolean clv_plot_save (const ClvPlotSpec  *spec,
                        const ClvPlotStyle *style,
                        const char         *path,
                        int                 width,
                        int                 height,
                        GError            **error);

G_END_DECLS
