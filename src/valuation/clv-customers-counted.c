/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-customers.h"
#include "clv-error.h"
#include "clv-fields.h"
#include "clv-money.h"
#include "clv-parallel.h"
#include "clv-records.h"

/* Customers who were counted already: a file with frequency, recency, T and the mean
 * value of the repeat purchases of each, taken as it is. Times are in the unit of the
 * model. They are kept in days, as those of counted orders are, so a time that is no
 * whole number of days moves by at most half of one.
 *
 * Fader, P. S., Hardie, B. G. S., Lee, K. L. (2005), "Counting Your Customers" the Easy
 * Way, Marketing Science 24(2): what such a summary is. */

/* A time is a whole number of days where it was written with three decimals or more. */
#define WHOLE 0.01

/* What a time or count beyond cannot be. */
#define DAYS_MAX 100000.0
#define COUNT_MAX 1000000000

static gboolean
get_cells (const ClvRecords *records,
           guint64           row,
           gint64           *x,
           double           *recency,
           double           *age,
           double           *mean)
{
  *mean = 0.0;
  clv_records_get_number (records, CLV_FIELD_AMOUNT, row, mean);
  return clv_records_get_int (records, CLV_FIELD_FREQUENCY, row, x)
         && clv_records_get_number (records, CLV_FIELD_RECENCY, row, recency)
         && clv_records_get_number (records, CLV_FIELD_AGE, row, age)
         && clv_records_get_text (records, CLV_FIELD_CUSTOMER, row) != NULL;
}

static gboolean
refuse_row (const ClvRecords *records,
            guint64           row,
            GError          **error)
{
  const char *customer = clv_records_get_text (records, CLV_FIELD_CUSTOMER, row);

  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
               _("The figures of customer “%s” are beyond what can be: more than %d days or a "
                 "thousand million purchases. Nothing was changed. Check the unit of time, or undo "
                 "the import."), customer != NULL ? customer : "", (int) DAYS_MAX);
  return FALSE;
}

/* One row a customer, in the order of their codes. */
static gboolean
fill_columns (ClvCustomers     *self,
              const ClvRecords *records,
              GError          **error)
{
  guint32 n = (guint32) clv_records_get_n (records);
  guint32 *code = g_new (guint32, MAX (n, 1));
  guint32 *x = g_new (guint32, MAX (n, 1));
  gint32 *recency_days = g_new (gint32, MAX (n, 1));
  gint32 *age_days = g_new (gint32, MAX (n, 1));
  gint64 *repeat_spend = g_new (gint64, MAX (n, 1));
  gint64 *past_value = g_new (gint64, MAX (n, 1));

  self->code = code;
  self->x = x;
  self->recency_days = recency_days;
  self->age_days = age_days;
  self->repeat_spend = repeat_spend;
  self->past_value = past_value;
  for (guint32 i = 0; i < n; i++)
    {
      gint64 purchases = 0;
      double recency = 0.0;
      double age = 0.0;
      double mean = 0.0;

      if (!get_cells (records, i, &purchases, &recency, &age, &mean)
          || purchases > COUNT_MAX || recency < 0.0 || recency > age
          || age * self->unit_days > DAYS_MAX || fabs (mean) * (double) purchases > 1e15)
        return refuse_row (records, i, error);

      recency *= self->unit_days;
      age *= self->unit_days;
      self->n_rounded += fabs (recency - round (recency)) > WHOLE
                         || fabs (age - round (age)) > WHOLE;
      code[i] = i;
      x[i] = (guint32) purchases;
      recency_days[i] = (gint32) round (recency);
      age_days[i] = (gint32) round (age);
      repeat_spend[i] = clv_money_from_major (mean * (double) purchases,
                                              self->transactions->currency);
      past_value[i] = repeat_spend[i];
      self->n_repeat += purchases > 0;
      self->sum_x += (guint64) purchases;
      self->n++;
    }
  self->n_rows = self->n_positive_rows = self->sum_x + self->n;
  return TRUE;
}

/* The day on which the newest of them was imported: what they were counted up to is
 * not in them. */
static ClvDate
find_day (ClvWorkspace  *workspace,
          GError       **error)
{
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (workspace, error);
  ClvDate day = CLV_DATE_INVALID;

  for (guint i = 0; batches != NULL && i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);
      g_autofree char *at = g_strndup (batch->imported_at, 10);

      if (!batch->undone
          && g_str_equal (batch->kind, clv_import_kind_get_id (CLV_IMPORT_KIND_SUMMARY)))
        day = clv_date_parse (at);
    }
  return day;
}

/* No rows, only who the customers are, in the order of the records. */
static ClvTransactions *
name_customers (ClvWorkspace     *workspace,
                const ClvRecords *records,
                GError          **error)
{
  g_autoptr(ClvDictionary) customers = clv_dictionary_new ();
  g_autofree char *hash = clv_workspace_dup_data_hash (workspace, error);
  ClvTransactions *transactions = NULL;

  if (hash == NULL)
    return NULL;
  for (guint64 i = 0; i < clv_records_get_n (records); i++)
    {
      const char *customer = clv_records_get_text (records, CLV_FIELD_CUSTOMER, i);

      if (customer != NULL)
        clv_dictionary_add (customers, customer, strlen (customer));
    }
  transactions = clv_transactions_new_for_rows (0, NULL, NULL, NULL, customers,
                                                clv_workspace_get_currency (workspace));
  g_free (transactions->content_hash);
  transactions->content_hash = g_steal_pointer (&hash);
  return transactions;
}

/**
 * clv_customers_are_counted:
 * @workspace: where
 * @are_counted: (out): whether its customers were counted already, so that there are
 *   no orders
 * @error: return location
 *
 * Returns: %FALSE where the workspace cannot be read
 */
gboolean
clv_customers_are_counted (ClvWorkspace  *workspace,
                           gboolean      *are_counted,
                           GError       **error)
{
  guint64 n = 0;

  g_return_val_if_fail (are_counted != NULL, FALSE);

  if (!clv_records_count (workspace, CLV_IMPORT_KIND_SUMMARY, &n, error))
    return FALSE;
  *are_counted = n > 0;
  return TRUE;
}

/**
 * clv_customers_load_counted:
 * @workspace: where the customers are
 * @until: the day up to which they were counted; %CLV_DATE_INVALID for the day of
 *   their import
 * @unit_days: days in the unit of time in which they were counted, 1 or 7
 * @progress: (nullable): how far
 * @error: return location
 *
 * Of the past value only the repeat purchases are known.
 *
 * Returns: (transfer full): one row a customer who was counted already
 */
ClvCustomers *
clv_customers_load_counted (ClvWorkspace      *workspace,
                            ClvDate            until,
                            int                unit_days,
                            const ClvProgress *progress,
                            GError           **error)
{
  double start = clv_cpu_seconds ();
  g_autoptr(ClvRecords) records = NULL;
  g_autoptr(ClvCustomers) self = NULL;

  g_return_val_if_fail (workspace != NULL, NULL);
  g_return_val_if_fail (unit_days > 0, NULL);

  records = clv_records_load (workspace, CLV_IMPORT_KIND_SUMMARY, progress, error);
  if (records == NULL)
    return NULL;

  self = g_new0 (ClvCustomers, 1);
  self->ref_count = 1;
  self->is_counted = TRUE;
  self->unit_days = unit_days;
  self->transactions = name_customers (workspace, records, error);
  if (self->transactions == NULL)
    return NULL;
  self->until = until == CLV_DATE_INVALID ? find_day (workspace, error) : until;
  if (self->until == CLV_DATE_INVALID || !fill_columns (self, records, error))
    return NULL;
  self->cpu_seconds = clv_cpu_seconds () - start;
  return g_steal_pointer (&self);
}
