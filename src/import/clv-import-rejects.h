/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-csv-reader.h"
#include "clv-import-sink.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_REJECT_SHORT,
  CLV_REJECT_LONG,
  CLV_REJECT_NUL,
  CLV_REJECT_ENCODING,
  CLV_REJECT_CUT,
  CLV_REJECT_UNCLOSED,
  CLV_REJECT_EMPTY,
  CLV_REJECT_NOT_DATE,
  CLV_REJECT_NO_SUCH_DAY,
  CLV_REJECT_DATE_RANGE,
  CLV_REJECT_NOT_NUMBER,
  CLV_REJECT_OTHER_MARK,
  CLV_REJECT_TOO_LARGE,
  CLV_REJECT_CURRENCY,
  CLV_REJECT_REPEATED_HEADER,
  CLV_REJECT_NOTE,
  CLV_REJECT_STATUS,
  CLV_REJECT_ZERO,
  CLV_REJECT_REFUND,
  CLV_REJECT_CONTINUATION,
  CLV_REJECT_NO_DATE,
  CLV_REJECT_FUTURE,
  CLV_REJECT_TOO_EARLY,
  CLV_REJECT_TOO_LATE,
  CLV_REJECT_NOT_TIME,
  CLV_REJECT_ZONE,
  CLV_REJECT_NO_RATE,
  CLV_REJECT_NO_CUSTOMER,
  CLV_REJECT_GUEST,
  CLV_REJECT_CANCELLED,
  CLV_REJECT_FILTER,
  CLV_REJECT_OTHER_VALUE,
  CLV_REJECT_ORPHAN_LINE,
  CLV_REJECT_REPEATED_TOTAL,
  CLV_REJECT_OTHER_TOTAL,
  CLV_REJECT_TWICE,
  CLV_REJECT_NOT_WHOLE,
  CLV_REJECT_SUMMARY,
  CLV_REJECT_UNKNOWN_ORDER,
  CLV_REJECT_ENDS_FIRST,
  CLV_N_REJECTS
} ClvRejectKind;

/**
 * ClvRejects:
 *
 * Rows left out, grouped by reason, and the file of them where one is wanted.
 * The file appears under its name only with clv_rejects_finish().
 */
typedef struct _ClvRejects ClvRejects;

char       *clv_rejects_name_file (const char *path,
                                   guint       number);
ClvRejects *clv_rejects_new (const char      *path,
                             GPtrArray       *names,
                             char             delimiter,
                             char             quote,
                             GError         **error);
void        clv_rejects_free (ClvRejects    *self);
void        clv_rejects_add (ClvRejects    *self,
                             ClvRejectKind  kind,
                             const char    *subject,
                             ClvCsvSlice   *slice,
                             guint32        row);
ClvReject  *clv_rejects_add_value (ClvRejects    *self,
                                   ClvRejectKind  kind,
                                   const char    *column,
                                   const char    *value,
                                   ClvCsvSlice   *slice,
                                   guint32        row);
void        clv_rejects_set_currency (ClvRejects *self,
                                      const char *currency);
guint       clv_rejects_hold (ClvRejects    *self,
                              ClvCsvSlice   *slice,
                              guint32        row);
ClvReject  *clv_rejects_settle (ClvRejects    *self,
                                guint          held,
                                ClvRejectKind  kind,
                                const char    *column);
gboolean    clv_rejects_seal (ClvRejects    *self,
                              GError       **error);
gboolean    clv_rejects_finish (ClvRejects       *self,
                                ClvImportResult  *result,
                                GError          **error);
const ClvReject *clv_rejects_get_largest (ClvRejects *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRejects, clv_rejects_free)

G_END_DECLS
