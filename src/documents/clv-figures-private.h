/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-figures.h"

G_BEGIN_DECLS

/* Private to the figures: a spec's axes and texts. */

static inline void
set_axes (ClvPlotSpec *spec,
          const char  *x_title,
          ClvPlotUnit  x_unit,
          const char  *y_title,
          ClvPlotUnit  y_unit)
{
  g_free (spec->x_title);
  spec->x_title = g_strdup (x_title);
  spec->x_unit = x_unit;
  g_free (spec->y_title);
  spec->y_title = g_strdup (y_title);
  spec->y_unit = y_unit;
}

static inline void
take_texts (ClvPlotSpec *spec,
            char        *subtitle,
            char        *description)
{
  g_free (spec->subtitle);
  spec->subtitle = subtitle;
  g_free (spec->description);
  spec->description = description;
}

static inline void
set_empty (ClvPlotSpec *spec,
           const char  *why)
{
  g_free (spec->empty);
  spec->empty = g_strdup (why);
  g_free (spec->description);
  spec->description = g_strdup (why);
}

G_END_DECLS
