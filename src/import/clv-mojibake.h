/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Runs of characters beyond ASCII, and how many of them were UTF-8 once. */
typedef struct
{
  guint64 n_runs;
  guint64 n_damaged;
  gsize first;       /* where the first damaged run begins in the text last counted */
  guint64 n_lost;    /* runs with U+FFFD, of which nobody knows what it was */
  gsize first_lost;
} ClvMojibakeCount;

void  clv_mojibake_count (ClvMojibakeCount *self,
                          const char       *text,
                          gsize             length);
gsize clv_mojibake_repair (char  *text,
                           gsize  length);

G_END_DECLS
