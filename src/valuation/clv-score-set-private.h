/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-score-set.h"

G_BEGIN_DECLS

/* The columns of a score set by name, for storing and reading them alike. */
typedef struct
{
  const char *name;
  gsize offset;     /* of the pointer in ClvScoreSet */
  guint size;       /* bytes a row */
} ClvScoreColumn;

#define CLV_SCORE_COLUMNS 13

extern const ClvScoreColumn clv_score_columns[CLV_SCORE_COLUMNS];

gpointer *clv_score_set_get_column (ClvScoreSet *self,
                                    guint        column);
ClvScoreSet *clv_score_set_alloc (guint32 n);
char *clv_score_set_compute_hash (const ClvScoreSet        *self,
                                  const char               *fit_hash,
                                  const char               *definition_hash);

G_END_DECLS
