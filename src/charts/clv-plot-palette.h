/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-plot-renderer.h"

G_BEGIN_DECLS

/**
 * ClvPlotColor:
 *
 * Red, green, blue and opacity, each 0 … 1.
 */
typedef struct
{
  double r;
  double g;
  double b;
  double a;
} ClvPlotColor;

/**
 * ClvPlotPalette:
 *
 * Every colour a chart may use, for one appearance. Nothing is looked up in a
 * theme, so that a picture in a report looks like the one on screen.
 */
typedef struct
{
  ClvPlotColor card;      /* background, ring of dots, pills behind labels */
  ClvPlotColor text;      /* names and numbers */
  ClvPlotColor secondary; /* everything else that is read; at least 4.5:1 on the card */
  ClvPlotColor ink;       /* whiskers and the "actual" line */
  ClvPlotColor grid;
  ClvPlotColor base;      /* the axis line */
  ClvPlotColor shade;     /* the hold-out half */
  ClvPlotColor accent;
  ClvPlotColor context;
  ClvPlotColor good;
  ClvPlotColor warning;
  ClvPlotColor bad;
  ClvPlotColor heat_low;
  ClvPlotColor heat_high;
  double band_alpha;      /* interval bands */
  double bar_mix;         /* how much of the colour a bar keeps against the card */
  double stay_alpha;      /* ribbons of those who stay */
  double move_alpha;      /* ribbons of those who move */
  double line_width;
} ClvPlotPalette;

const ClvPlotPalette *clv_plot_palette_get (const ClvPlotStyle   *style);
ClvPlotColor          clv_plot_palette_role (const ClvPlotPalette *self,
                                             ClvPlotRole           role,
                                             guint                 index);
ClvPlotColor          clv_plot_palette_tier (const ClvPlotPalette *self,
                                             guint                 index);
ClvPlotColor          clv_plot_palette_readable (const ClvPlotPalette *self,
                                                 ClvPlotColor          color);
ClvPlotColor          clv_plot_color_mix (ClvPlotColor from,
                                          ClvPlotColor to,
                                          double       share);
ClvPlotColor          clv_plot_color_fade (ClvPlotColor color,
                                           double       alpha);
double                clv_plot_color_contrast (ClvPlotColor one,
                                               ClvPlotColor other);

G_END_DECLS
