/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CLV_PLOT_LINES,      /* time or number axis, lines with interval bands, a split line */
  CLV_PLOT_LORENZ,     /* share against share, diagonal, Gini in the label */
  CLV_PLOT_SCATTER,    /* density of points: P(active) × value */
  CLV_PLOT_FLOWS,      /* ribbons between stages: CLV migration */
  CLV_PLOT_MATRIX,     /* heat matrix with numbers */
  CLV_PLOT_INTERVALS,  /* bars from a reference with whiskers and a tolerance band */
  CLV_PLOT_BARS,       /* plain bars by category */
  CLV_PLOT_DENSITY     /* how a quantity is spread: a filled curve with marks */
} ClvPlotType;

/* How a value is written on axes, in tooltips and in the table twin. */
typedef enum
{
  CLV_PLOT_UNIT_NUMBER,
  CLV_PLOT_UNIT_COUNT,
  CLV_PLOT_UNIT_PERCENT, /* values are fractions */
  CLV_PLOT_UNIT_MONEY,   /* major units of spec->currency */
  CLV_PLOT_UNIT_DATE,    /* ClvDate */
  CLV_PLOT_UNIT_RATIO
} ClvPlotUnit;

typedef enum
{
  CLV_PLOT_ROLE_ACCENT,  /* "us": the model */
  CLV_PLOT_ROLE_ACTUAL,  /* near-black (light), near-white (dark) */
  CLV_PLOT_ROLE_CONTEXT, /* grey */
  CLV_PLOT_ROLE_GOOD,
  CLV_PLOT_ROLE_WARNING,
  CLV_PLOT_ROLE_BAD,
  CLV_PLOT_ROLE_TIER     /* the palette's n-th tier colour, n = index */
} ClvPlotRole;

/**
 * ClvPlotSeries:
 *
 * One line, one set of points, or one row of bars; lengths are @n.
 */
typedef struct
{
  char       *name;
  char       *note;     /* (nullable): second line of its label: "95 % interval" */
  ClvPlotRole role;
  guint index;          /* for CLV_PLOT_ROLE_TIER */
  guint n;
  double     *x;        /* (nullable) for bars */
  double     *y;
  double     *lo;       /* (nullable) */
  double     *hi;       /* (nullable) */
  double     *from;     /* (nullable) [n] where each value was moved from; NAN = from nowhere */
  char      **labels;   /* (nullable) [n] category or point names */
  char      **notes;    /* (nullable) [n] second lines: "n = 1,204" */
  char      **verdicts; /* (nullable) [n] words such as "Alert" */
  double     *counts;   /* (nullable) [n] how many stand behind each value */
  ClvPlotRole *roles;   /* (nullable) [n] colour of each bar */
  gboolean is_dashed;
} ClvPlotSeries;

typedef struct
{
  guint stage;    /* from stage to stage + 1 */
  guint from;
  guint to;
  double amount;  /* width of the ribbon */
  double value;   /* second figure for the tooltip, in x_unit; 0 for none */
} ClvPlotFlow;

/**
 * ClvPlotSpec:
 *
 * What to draw, as plain data: it knows neither models nor widgets. Everything
 * a chart shows is in here, so the table twin, the CSV and the spoken
 * description come from the same numbers.
 *
 * Which fields a type reads:
 *  - LINES: series with x; lo and hi as a band; the split; x_is_weeks
 *  - LORENZ: the first series, cumulative shares, lowest value first
 *  - SCATTER: series with x and y; labels where points are few; is_log
 *  - FLOWS, MATRIX: stage_names, node_names, flows; amounts are in y_unit and
 *    y_title is their noun ("customers"). A MATRIX without flows takes one row
 *    a series and one column a label (a cohort table, a heat map); counts as the
 *    second line of a cell, with count_title as their noun.
 *  - INTERVALS: one series with labels, lo and hi; band, reference, is_log. With from,
 *    arrows from there to the value instead of bars from the reference
 *  - BARS: series with labels; lo and hi as whiskers; several series stand side by side
 *  - DENSITY: the first series is the curve, with what is said at each point in
 *    notes; the second holds the marks, x with labels; the band is filled stronger
 *
 * A value that is not a number is a gap: it is neither drawn nor listed.
 */
typedef struct
{
  ClvPlotType type;
  char       *title;
  char       *subtitle;     /* unit, horizon, convention */
  char       *description;  /* one sentence: what the chart shows with these numbers */
  char       *empty;        /* (nullable): set where there is nothing to draw, and why */
  char       *x_title;
  char       *y_title;
  ClvPlotUnit x_unit;
  ClvPlotUnit y_unit;
  char       *currency;     /* (nullable) */
  GPtrArray  *series;       /* (element-type ClvPlotSeries) */
  /* a vertical split line: calibration | hold-out */
  gboolean has_split;
  double split;
  char       *split_before; /* (nullable) */
  char       *split_after;  /* (nullable) */
  /* tolerance band and reference of CLV_PLOT_INTERVALS */
  gboolean has_band;
  double band_lo;
  double band_hi;
  char       *band_name;    /* (nullable) "Tolerance" */
  double reference;
  gboolean is_log;          /* ratio axis */
  gboolean x_is_weeks;      /* x counts weeks: ticks W13, W26 … */
  /* CLV_PLOT_FLOWS and CLV_PLOT_MATRIX */
  GPtrArray  *stage_names;  /* (element-type utf8) */
  GPtrArray  *node_names;   /* (element-type utf8), best first */
  gboolean has_grey_node;   /* the last of five or more nodes is "lapsed": TRUE at first */
  char       *count_title;  /* (nullable) "customers" */
  char       *verdict_title;   /* (nullable): of the verdicts in the table */
  guint n_entry_nodes;      /* the last so many nodes are only ever left ("New"): no target of
                             * a matrix */
  GArray     *flows;        /* (element-type ClvPlotFlow) */
} ClvPlotSpec;

ClvPlotSpec   *clv_plot_spec_new (ClvPlotType         type,
                                  const char         *title);
ClvPlotSpec   *clv_plot_spec_copy (const ClvPlotSpec  *self);
void           clv_plot_spec_free (ClvPlotSpec        *self);
/* Copies the arrays; @x, @lo and @hi may be NULL. */
ClvPlotSeries *clv_plot_spec_add_series (ClvPlotSpec        *self,
                                         const char         *name,
                                         ClvPlotRole         role,
                                         guint               n,
                                         const double       *x,
                                         const double       *y,
                                         const double       *lo,
                                         const double       *hi);
void           clv_plot_series_set_texts (ClvPlotSeries      *self,
                                          const char * const *labels,
                                          const char * const *notes,
                                          const char * const *verdicts);
void           clv_plot_series_set_from (ClvPlotSeries      *self,
                                         const double       *from);
void           clv_plot_series_set_counts (ClvPlotSeries      *self,
                                           const double       *counts);
void           clv_plot_series_set_roles (ClvPlotSeries      *self,
                                          const ClvPlotRole  *roles);
void           clv_plot_spec_add_flow (ClvPlotSpec        *self,
                                       guint               stage,
                                       guint               from,
                                       guint               to,
                                       double              amount,
                                       double              value);
void           clv_plot_spec_set_split (ClvPlotSpec        *self,
                                        double              split,
                                        const char         *before,
                                        const char         *after);
void           clv_plot_spec_set_band (ClvPlotSpec        *self,
                                       double              lo,
                                       double              hi,
                                       const char         *name);
/* The table twin: first row is the header. (element-type GStrv) */
GPtrArray     *clv_plot_spec_dup_table (const ClvPlotSpec  *self);
/* The same as CSV text with machine numbers. */
char          *clv_plot_spec_to_csv (const ClvPlotSpec  *self);
char          *clv_plot_unit_format (ClvPlotUnit         unit,
                                     double              value,
                                     const char         *currency,
                                     gboolean            is_short);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPlotSpec, clv_plot_spec_free)

G_END_DECLS
