/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-detect.h"
#include "clv-detect-part.h"
#include "clv-detect-text.h"
#include "clv-detector.h"

G_BEGIN_DECLS

struct _ClvDetector
{
  ClvPartChoice choice;
  ClvImportPlan *adapted;        /* (nullable): what is fixed where the file is not simply text */
  const char *path;              /* (unowned), as the next three */
  const ClvImportPlan *fixed;
  guint fixed_topics;
  const ClvProgress *progress;
  gint64 reported_at;
  char *name;
  ClvFormatFacts format;
  GPtrArray *names;
  ClvColumnFacts *columns;
  guint n_columns;
  guint64 n_rows;            /* of data */
  guint64 n_lines;
  GPtrArray *sample;         /* (element-type GStrv): rows of the begin */
  guint n_sample_cells;
  ClvTextFacts text;
  GPtrArray *warnings;       /* (element-type utf8): of the reader, when all was read */
  gboolean is_settled;       /* the sample is through */
  gboolean is_through;       /* the whole file is */
  GBytes *not_utf8;          /* (nullable): where UTF-8 turned out to be wrong */
  GString *scratch;

  /* While watching: the columns that rows of the common shape tell nothing about
   * by their shape alone, and of those that they do, which. */
  guint *open_columns;
  guint n_open_columns;
  int plain_date;            /* -1 where not weighed */
  int plain_amount;
  char plain_decimal;
  ClvDateOrder plain_order;
};

gboolean clv_detector_guessed_utf8 (const ClvDetector *self);
void     clv_detector_weigh_cell (ClvDetector *self,
                                  ClvCsvSlice *slice,
                                  guint32      row,
                                  guint64      line,
                                  guint32      column);
void     clv_detector_weigh_row (ClvDetector *self,
                                 ClvCsvSlice *slice,
                                 guint32      row);

G_END_DECLS
