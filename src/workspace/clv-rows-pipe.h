/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-transactions-private.h"
#include "clv-zone.h"

G_BEGIN_DECLS

#define CLV_ROWS_FIELDS (CLV_SEGMENT_ORDER + 1)

/**
 * ClvRowsColumns:
 *
 * Room for the rows of one segment. @time is %NULL, like @order, where nobody asks for
 * marks.
 */
typedef struct
{
  guint32 *customer;
  ClvDate *day;
  gint64 *amount;
  gint64 *time;
  guint64 *order;
  ClvZone *zone;        /* of the days */
} ClvRowsColumns;

/**
 * ClvRowsBlock:
 *
 * One segment on its way from the file to a visitor: what was read of each field, and
 * is to be decoded by any thread; or, in @own, the rows where they could not wait.
 */
typedef struct
{
  guint32 n_customers;  /* every code is below it */
  guint32 n;
  guint32 n_stored;     /* before those that were replaced are taken out */
  ClvRowSource *source;
  GByteArray *raw[CLV_ROWS_FIELDS];
  gboolean is_decoded;
  ClvRowsColumns own;

  guint number;         /* of the segment, from 0 on */
  int state;
} ClvRowsBlock;

/* FALSE after the last segment and where it cannot be read. */
typedef gboolean (*ClvRowsFetchFunc) (ClvRowsBlock *block,
                                      gpointer      user_data);
/* FALSE where the block is damaged. */
typedef gboolean (*ClvRowsDecodeFunc) (const ClvRowsBlock *block,
                                       ClvRowsColumns     *columns);

typedef struct
{
  const char *time_zone;
  ClvRowsFetchFunc fetch;       /* called by the caller's thread alone, in order */
  ClvRowsDecodeFunc decode;
  gpointer user_data;           /* of @fetch */
} ClvRowsSupply;

void                clv_rows_columns_init (ClvRowsColumns *self,
                                           const char     *time_zone,
                                           gboolean        with_marks);
void                clv_rows_columns_clear (ClvRowsColumns *self);
const ClvRowSource *clv_rows_pipe_run (const ClvRowsVisitor *visitor,
                                       gpointer              user_data,
                                       gboolean              is_again,
                                       guint                 n_threads,
                                       const ClvRowsSupply  *supply);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvRowsColumns, clv_rows_columns_clear)

G_END_DECLS
