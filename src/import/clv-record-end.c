/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-error.h"
#include "clv-record-taker.h"

/*
 * clv_record_taker_check:
 * @file: its name, for messages
 * @error: return location, %CLV_IMPORT_ERROR_MAPPING or %CLV_IMPORT_ERROR_EMPTY
 *
 * A file of which most rows fail at the same column is read wrongly: taking the rest
 * would give figures that look right. One without any row that can be used is no use.
 */
gboolean
clv_record_taker_check (ClvRecordTaker  *self,
                        const char      *file,
                        GError         **error)
{
  const ClvReject *largest;

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (self->n_failed[i] * 2 <= self->result->rows_read)
        continue;

      /* Translators: a column, a file, what it should hold, a line, a cell */
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_MAPPING,
                   _("The column “%s” of “%s” does not hold what was chosen for it (%s): line %"
                     PRIu64 " has “%s”. Nothing was imported. Choose another column, another date "
                            "order or another decimal mark."),
                   self->names[i], file, clv_import_field_get_label ((ClvField) i),
                   self->failed_lines[i], self->failed_examples[i]);
      return FALSE;
    }
  if (self->result->rows_kept > 0)
    return TRUE;

  largest = clv_rejects_get_largest (self->rejects);
  if (largest == NULL)
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_EMPTY,
                 _("“%s” has a header but no rows of data. Nothing was imported. Export it again."),
                 file);
  else
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_MAPPING,
                 _("None of the %" PRIu64 " rows of “%s” can be used. Line %"
                   PRIu64 ": %s Nothing was imported. %s"),
                 self->result->rows_read, file, largest->lines[0], largest->reason,
                 largest->repair);
  return FALSE;
}

static ClvDate
taker_day_of (const ClvRecordTaker *self,
              gint64                time,
              gboolean              has_clock)
{
  return clv_zone_day (has_clock ? self->time_zone : NULL, time);
}

/*
 * clv_record_taker_finish:
 *
 * Completes the result's counts after the last flush.
 */
void
clv_record_taker_finish (ClvRecordTaker *self)
{
  ClvImportResult *result = self->result;
  int customer = clv_record_layout_find (self->layout, CLV_FIELD_CUSTOMER);
  int date = clv_record_layout_find (self->layout, CLV_FIELD_DATE);

  if (customer >= 0)
    result->customers = clv_dictionary_get_n (self->layout->columns[customer].texts);
  if (date >= 0 && self->first_time <= self->last_time)
    {
      result->first_date = taker_day_of (self, self->first_time, self->any_clock[date]);
      result->last_date = taker_day_of (self, self->last_time, self->any_clock[date]);
    }
}
