/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-plot-spec.h"

G_BEGIN_DECLS

/* Invented charts, one a type and some awkward ones. */

typedef struct
{
  const char *name;
  ClvPlotSpec *(*create)(void);
} ChartSample;

const ChartSample *chart_samples_get (guint *n);

G_END_DECLS
