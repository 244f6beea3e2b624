/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-number.h"

G_BEGIN_DECLS

/**
 * ClvRecordZone:
 *
 * Times of a clock on the wall as UTC, with the offset of a day remembered.
 */
typedef struct _ClvRecordZone ClvRecordZone;

ClvRecordZone *clv_record_zone_new (GTimeZone *zone);
void           clv_record_zone_free (ClvRecordZone *self);
gint64         clv_record_zone_to_utc (ClvRecordZone *self,
                                       gint64         local);
ClvDate        clv_record_zone_get_day (ClvRecordZone *self,
                                        gint64         time);

ClvCell        clv_record_clean_text (ClvCell  cell,
                                      gboolean is_id);
ClvCellState   clv_record_parse_number (ClvCell   cell,
                                        char      decimal,
                                        gboolean  is_share,
                                        double   *number);
gboolean       clv_record_fast_time (ClvCell      cell,
                                     ClvCellTime *time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRecordZone, clv_record_zone_free)

G_END_DECLS
