/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a thread takes of them at once; whole vectors. Sums go by chunk, so that their
 * bits are the same on any number of threads. */
#define CLV_CHUNK_CELLS 16384

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
