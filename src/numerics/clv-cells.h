/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvCells:
 *
 * Distinct (x, recency, age) triples in days with how many customers each
 * stands for: what a fit needs of a million customers.
 */
typedef struct
{
  guint32 n;
  guint32 *x;
  gint32  *recency_days;
  gint32  *age_days;
  double  *weight;
} ClvCells;

G_END_DECLS
