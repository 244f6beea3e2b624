/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-error.h"
#include "clv-shrinkage.h"

#define MOST_SEGMENTS 200      /* each is fitted */

static ClvGrouping *
alloc_grouping (const ClvCustomers *customers,
                guint               n)
{
  ClvGrouping *self = g_new0 (ClvGrouping, 1);

  self->n = n;
  self->names = g_new0 (char *, (gsize) n + 1);
  self->segment_of = g_new0 (guint32, (gsize) customers->n + 1);
  return self;
}

void
clv_grouping_free (ClvGrouping *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->names);
  g_free (self->segment_of);
  g_free (self);
}

/* Quarters since the year 0. */
static int
get_quarter (ClvDate day)
{
  int year = 0;
  int month = 0;
  int unused = 0;

  clv_date_to_ymd (day, &year, &month, &unused);
  return 4 * year + (month - 1) / 3;
}

/**
 * clv_grouping_new_for_cohorts:
 * @customers: customers
 *
 * Returns: (transfer full): a segment a quarter in which somebody bought for the first
 *   time, and the quarters between them
 */
ClvGrouping *
clv_grouping_new_for_cohorts (const ClvCustomers *customers)
{
  ClvGrouping *self = NULL;
  gint32 oldest = 0;
  gint32 youngest = G_MAXINT32;
  int first = 0;
  guint n = 0;

  for (guint32 i = 0; i < customers->n; i++)
    {
      oldest = MAX (oldest, customers->age_days[i]);
      youngest = MIN (youngest, customers->age_days[i]);
    }
  if (customers->n > 0)
    {
      first = get_quarter (customers->until - oldest);
      n = (guint) (get_quarter (customers->until - youngest) - first + 1);
    }
  self = alloc_grouping (customers, n);
  self->is_cohort = TRUE;
  for (guint i = 0; i < n; i++)
    self->names[i] = g_strdup_printf ("%d-Q%d", (first + (int) i) / 4, (first + (int) i) % 4 + 1);
  for (guint32 i = 0; i < customers->n; i++)
    self->segment_of[i] = (guint32) (get_quarter (customers->until - customers->age_days[i])
                                     - first);
  return self;
}

static void
set_no_column_error (const ClvTransactions *transactions,
                     const char            *column,
                     GError               **error)
{
  g_autoptr(GString) known = g_string_new ("cohort");

  for (guint i = 0; transactions->attributes != NULL && i < transactions->attributes->len; i++)
    {
      const ClvAttribute *other = g_ptr_array_index (transactions->attributes, i);

      g_string_append_printf (known, ", %s", other->name);
    }
  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
               _("There is no column “%s” to group customers by. Nothing was fitted. Choose one of "
                 "%s."), column, known->str);
}

/**
 * clv_grouping_new_for_attribute:
 * @customers: customers with their attributes
 * @column: name of an attribute
 * @error: return location, %CLV_MODEL_ERROR
 *
 * Returns: (transfer full): a segment a value, and one of those who have none
 */
ClvGrouping *
clv_grouping_new_for_attribute (const ClvCustomers  *customers,
                                const char          *column,
                                GError             **error)
{
  const ClvAttribute *attribute = clv_transactions_get_attribute (customers->transactions, column);
  ClvGrouping *self = NULL;
  guint n = 0;

  if (attribute == NULL)
    {
      set_no_column_error (customers->transactions, column, error);
      return NULL;
    }
  n = clv_dictionary_get_n (attribute->values);
  if (n > MOST_SEGMENTS)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                   _("The column “%s” has %u different values, and at most %u segments are fitted. "
                     "Nothing was fitted. Choose a coarser column."), column, n, MOST_SEGMENTS);
      return NULL;
    }
  self = alloc_grouping (customers, n + 1);
  for (guint i = 0; i < n; i++)
    self->names[i] = g_strdup (clv_dictionary_get (attribute->values, i, NULL));
  self->names[n] = g_strdup ("");
  for (guint32 i = 0; i < customers->n; i++)
    self->segment_of[i] = MIN (attribute->codes[customers->code[i]], n);
  return self;
}
