/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-error.h"
#include "clv-import-totals.h"
#include "clv-import.h"
#include "clv-money.h"

static gboolean
drop_head (ClvImportSink       *sink,
           const ClvImportHead *head,
           GError             **error)
{
  return TRUE;
}

static gboolean
drop_block (ClvImportSink     *sink,
            const ClvRowBlock *block,
            GError           **error)
{
  return TRUE;
}

static gboolean
drop_result (ClvImportSink   *sink,
             ClvImportResult *result,
             GError         **error)
{
  return TRUE;
}

static void
drop_nothing (ClvImportSink *sink)
{
}

/* What the rows add up to whoever bought: each day is taken for a customer. */
static ClvImportResult *
add_up (const char          *path,
        const ClvImportPlan *plan,
        const char          *currency,
        const ClvProgress   *progress)
{
  ClvImportSink sink = { drop_head, drop_block, drop_result, drop_nothing };
  g_autoptr(ClvImportPlan) anonymous = clv_import_plan_copy (plan);

  clv_import_plan_set_column (anonymous, CLV_FIELD_CUSTOMER, plan->columns[CLV_FIELD_DATE]);
  clv_import_plan_set_column (anonymous, CLV_FIELD_REFERENCE, NULL);
  g_ptr_array_set_size (anonymous->guests, 0);
  anonymous->key = CLV_KEY_AS_WRITTEN;

  return clv_import_run (path, anonymous, NULL, currency, NULL, &sink, progress, NULL);
}

/*
 * clv_import_set_no_customers:
 * @error: return location
 * @path: a file of orders
 * @plan: how it is read
 * @currency: (nullable): ISO code of the workspace
 * @progress: (nullable): whose cancellable is heeded
 *
 * Says that the file cannot tell customers apart, and what it can tell.
 */
void
clv_import_set_no_customers (GError             **error,
                             const char          *path,
                             const ClvImportPlan *plan,
                             const char          *currency,
                             const ClvProgress   *progress)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr(ClvImportResult) result = add_up (path, plan, currency, progress);
  g_autofree char *orders = NULL;
  g_autofree char *amount = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (result == NULL)
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_MAPPING,
                   _("“%s” can't tell customers apart: no column says who bought. The lifetime "
                     "value of individual customers is not possible with it, and nothing was "
                     "imported. Export a file with a customer number or an e-mail address."),
                   name);
      return;
    }

  orders = g_strdup_printf ("%'" PRIu64, result->orders);
  amount = clv_money_format (result->net_amount, result->currency);
  first = clv_date_to_iso (result->first_date);
  last = clv_date_to_iso (result->last_date);
  /* Translators: a file, a number, money, two dates */
  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_MAPPING,
               _("“%s” can't tell customers apart: no column says who bought. The lifetime value "
                 "of individual customers is not possible with it, and nothing was imported. You "
                 "can still use its totals: %s orders of %s together, from %s to %s. For the "
                 "value of customers, export a file with a customer number or an e-mail "
                 "address."), name, orders, amount, first, last);
}
