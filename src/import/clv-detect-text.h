/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-detection.h"
#include "clv-csv-reader.h"
#include "clv-mojibake.h"

G_BEGIN_DECLS

/**
 * ClvTextFacts:
 *
 * What the characters beyond ASCII say of the encoding: some cells to judge it by,
 * and whether they had been read wrongly before the file was saved. Private to this
 * room.
 */
typedef struct
{
  char *samples[3];          /* (nullable): first distinct cells with such characters */
  guint n_looked_at;         /* cells, for samples */
  ClvMojibakeCount count;
  char *damaged;             /* (nullable): the first cell that is mojibake */
  guint64 damaged_line;
  char *lost;                /* (nullable): the first cell with a character that is lost */
  guint64 lost_line;
} ClvTextFacts;

void     clv_text_facts_clear (ClvTextFacts *self);
void     clv_text_facts_see (ClvTextFacts *self,
                             ClvCsvSlice  *slice);
gboolean clv_text_facts_is_damaged (const ClvTextFacts *self);
char    *clv_text_facts_explain (const ClvTextFacts *self,
                                 char               *because);
void     clv_text_facts_warn (const ClvTextFacts *self,
                              const char         *name,
                              const char         *encoding,
                              GPtrArray          *warnings);
void     clv_detect_follow_names (ClvImportPlan *plan,
                                  GPtrArray     *names);

G_END_DECLS
