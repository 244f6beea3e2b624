/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "clv-error.h"
#include "clv-hybrid.h"
#include "clv-model-kind.h"
#include "clv-money.h"
#include "clv-payments.h"
#include "clv-records.h"

/* A subscription pays on its first day and after each period, as long as it has not
 * ended by then: one that ends on a day of renewal was not renewed. A file may have a
 * row for each subscription or for each renewal: a row without an end ends where the
 * next one of the same customer, subscription and product begins. */

#define MOST_PAYMENTS 40000      /* of one subscription */

typedef struct
{
  guint32 customer;
  guint32 order;
  guint32 product;
  ClvDate begin;
  ClvDate end;             /* CLV_DATE_INVALID = none yet */
  gint64 amount;
  ClvOpportunity period;
} Subscription;

/* A file that does not say counts by months; what nobody knows cannot be counted. */
static ClvOpportunity
parse_period (const char *text)
{
  static const struct
  {
    const char *begin;
    ClvOpportunity period;
  } words[] = {
    { "day", CLV_OPPORTUNITY_DAY }, { "dai", CLV_OPPORTUNITY_DAY }, { "tag", CLV_OPPORTUNITY_DAY },
    { "täg", CLV_OPPORTUNITY_DAY }, { "week", CLV_OPPORTUNITY_WEEK },
    { "woche", CLV_OPPORTUNITY_WEEK }, { "wöch", CLV_OPPORTUNITY_WEEK },
    { "month", CLV_OPPORTUNITY_MONTH }, { "monat", CLV_OPPORTUNITY_MONTH },
    { "1 month", CLV_OPPORTUNITY_MONTH }, { "p1m", CLV_OPPORTUNITY_MONTH },
    { "quarter", CLV_OPPORTUNITY_QUARTER }, { "quartal", CLV_OPPORTUNITY_QUARTER },
    { "vierteljähr", CLV_OPPORTUNITY_QUARTER }, { "3 month", CLV_OPPORTUNITY_QUARTER },
    { "3 monat", CLV_OPPORTUNITY_QUARTER }, { "p3m", CLV_OPPORTUNITY_QUARTER },
    { "year", CLV_OPPORTUNITY_YEAR }, { "annual", CLV_OPPORTUNITY_YEAR },
    { "jahr", CLV_OPPORTUNITY_YEAR }, { "jähr", CLV_OPPORTUNITY_YEAR },
    { "12 month", CLV_OPPORTUNITY_YEAR }, { "12 monat", CLV_OPPORTUNITY_YEAR },
    { "1 year", CLV_OPPORTUNITY_YEAR }, { "1 jahr", CLV_OPPORTUNITY_YEAR },
    { "p1y", CLV_OPPORTUNITY_YEAR }, { "p12m", CLV_OPPORTUNITY_YEAR },
  };
  g_autofree char *folded = g_utf8_casefold (text != NULL ? text : "", -1);
  const char *word = g_strstrip (folded);

  if (g_str_has_prefix (word, "every "))
    word += strlen ("every ");
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_str_has_prefix (word, words[i].begin))
        return words[i].period;
    }
  return *word == '\0' ? CLV_OPPORTUNITY_MONTH : CLV_OPPORTUNITY_NONE;
}

static guint32
get_code (const ClvRecords *records,
          ClvField          field,
          guint64           row)
{
  const guint32 *codes = clv_records_get_codes (records, field);

  return codes != NULL ? codes[row] : CLV_DICTIONARY_NONE;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Subscription *x = a;
  const Subscription *y = b;

  if (x->customer != y->customer)
    return x->customer < y->customer ? -1 : 1;
  if (x->order != y->order)
    return x->order < y->order ? -1 : 1;
  if (x->product != y->product)
    return x->product < y->product ? -1 : 1;
  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  return x->end < y->end ? -1 : x->end > y->end;
}

static GArray *
read_subscriptions (const ClvRecords *records)
{
  GArray *list = g_array_new (FALSE, TRUE, sizeof (Subscription));

  for (guint64 i = 0; i < clv_records_get_n (records); i++)
    {
      Subscription one = { 0, };

      one.customer = get_code (records, CLV_FIELD_CUSTOMER, i);
      one.order = get_code (records, CLV_FIELD_ORDER, i);
      one.product = get_code (records, CLV_FIELD_PRODUCT, i);
      one.begin = clv_records_get_day (records, CLV_FIELD_DATE, i);
      one.end = clv_records_get_day (records, CLV_FIELD_ENDED, i);
      one.period = parse_period (clv_records_get_text (records, CLV_FIELD_INTERVAL, i));
      clv_records_get_int (records, CLV_FIELD_AMOUNT, i, &one.amount);
      if (one.begin != CLV_DATE_INVALID
          && clv_records_get_text (records, CLV_FIELD_CUSTOMER, i) != NULL)
        g_array_append_val (list, one);
    }
  qsort (list->data, list->len, sizeof (Subscription), compare);
  for (guint i = 0; i + 1 < list->len; i++)
    {
      Subscription *one = &g_array_index (list, Subscription, i);
      const Subscription *next = one + 1;

      if (one->end == CLV_DATE_INVALID && next->customer == one->customer
          && next->order == one->order && next->product == one->product)
        one->end = next->begin;
    }
  return list;
}

/* Of the most subscriptions that are not of the period @but. */
static ClvOpportunity
find_most (const guint64  *counts,
           ClvOpportunity  but)
{
  guint best = CLV_OPPORTUNITY_NONE;

  for (guint i = CLV_OPPORTUNITY_DAY; i <= CLV_OPPORTUNITY_YEAR; i++)
    {
      if (i != but && counts[i] > counts[best])
        best = i;
    }
  return (ClvOpportunity) best;
}

/* Where no subscription has the period that is asked for the file does not say how
 * they are renewed, and whoever asks knows. */
static void
find_period (ClvPayments    *self,
             const GArray   *list,
             ClvOpportunity  wanted)
{
  guint64 counts[CLV_OPPORTUNITY_YEAR + 1] = { 0 };

  for (guint i = 0; i < list->len; i++)
    counts[g_array_index (list, Subscription, i).period]++;
  self->period = wanted != CLV_OPPORTUNITY_NONE && counts[wanted] > 0
                 ? wanted : find_most (counts, CLV_OPPORTUNITY_NONE);
  self->other_period = find_most (counts, self->period);
  self->n_other = list->len - counts[self->period];
}

/* The day of the last import, or the last day on which something happened if that is
 * earlier: an end may be known before it comes. */
static ClvDate
find_last (ClvWorkspace *workspace,
           const GArray *list,
           GError      **error)
{
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (workspace, error);
  ClvDate imported = CLV_DATE_INVALID;
  ClvDate last = CLV_DATE_INVALID;

  for (guint i = 0; batches != NULL && i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);
      g_autofree char *at = g_strndup (batch->imported_at, 10);

      if (!batch->undone
          && g_str_equal (batch->kind, clv_import_kind_get_id (CLV_IMPORT_KIND_SUBSCRIPTIONS)))
        imported = clv_date_parse (at);
    }
  for (guint i = 0; i < list->len; i++)
    {
      const Subscription *one = &g_array_index (list, Subscription, i);

      last = MAX (last, MAX (one->begin, one->end));
    }
  return imported != CLV_DATE_INVALID ? MIN (imported, last) : last;
}

typedef struct
{
  GArray *customer;
  GArray *day;
  GArray *amount;
} Rows;

static void
add_payments (const Subscription *one,
              guint32             customer,
              ClvDate             until,
              Rows               *rows)
{
  const gint64 amount = MAX (one->amount, 0);

  for (int n = 0; n < MOST_PAYMENTS; n++)
    {
      ClvDate day = clv_opportunity_add (one->period, one->begin, n);

      if (day == CLV_DATE_INVALID || day > until
          || (one->end != CLV_DATE_INVALID && day >= one->end))
        break;
      g_array_append_val (rows->customer, customer);
      g_array_append_val (rows->day, day);
      g_array_append_val (rows->amount, amount);
    }
}

/* Of the subscriptions of the usual period, or of those of the others. */
static ClvTransactions *
new_rows (ClvPayments      *self,
          const ClvRecords *records,
          const GArray     *list,
          gboolean          is_usual,
          ClvWorkspace     *workspace)
{
  const ClvDictionary *texts = clv_records_get_texts (records, CLV_FIELD_CUSTOMER);
  g_autoptr(ClvDictionary) names = clv_dictionary_new ();
  g_autoptr(GArray) customer = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GArray) day = g_array_new (FALSE, FALSE, sizeof (ClvDate));
  g_autoptr(GArray) amount = g_array_new (FALSE, FALSE, sizeof (gint64));
  Rows rows = { customer, day, amount };

  for (guint i = 0; i < list->len; i++)
    {
      const Subscription *one = &g_array_index (list, Subscription, i);
      gsize length = 0;
      const char *name = clv_dictionary_get (texts, one->customer, &length);

      if (one->period != CLV_OPPORTUNITY_NONE && (one->period == self->period) == is_usual)
        add_payments (one, clv_dictionary_add (names, name, length), self->until, &rows);
    }
  return clv_transactions_new_for_rows (day->len, (const guint32 *) (gpointer) customer->data,
                                        (const ClvDate *) (gpointer) day->data,
                                        (const gint64 *) (gpointer) amount->data, names,
                                        clv_workspace_get_currency (workspace));
}

void
clv_payments_free (ClvPayments *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, clv_transactions_unref);
  g_clear_pointer (&self->other_rows, clv_transactions_unref);
  g_free (self);
}

/**
 * clv_payments_load:
 * @workspace: where
 * @period: of which subscriptions; %CLV_OPPORTUNITY_NONE for that of most of them
 * @until: last day to look at; %CLV_DATE_INVALID for the last of which something is known
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR_GATE where there are no subscriptions
 *
 * Subscriptions of another period cannot be counted with them and are left out.
 *
 * Returns: (transfer full): the payments
 */
ClvPayments *
clv_payments_load (ClvWorkspace      *workspace,
                   ClvOpportunity     period,
                   ClvDate            until,
                   const ClvProgress *progress,
                   GError           **error)
{
  g_autoptr(ClvPayments) self = g_new0 (ClvPayments, 1);
  g_autoptr(ClvRecords) records = NULL;
  g_autoptr(GArray) list = NULL;
  g_autofree char *hash = NULL;

  records = clv_records_load (workspace, CLV_IMPORT_KIND_SUBSCRIPTIONS, progress, error);
  if (records == NULL)
    return NULL;
  if (clv_records_get_n (records) == 0)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                           _("There are 0 subscriptions in this workspace; a model of renewals "
                             "needs them. Nothing was computed. Import a file of subscriptions "
                             "first."));
      return NULL;
    }
  hash = clv_workspace_dup_data_hash (workspace, error);
  if (hash == NULL)
    return NULL;

  list = read_subscriptions (records);
  find_period (self, list, period);
  if (self->period == CLV_OPPORTUNITY_NONE)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                           _("No subscription says how it is renewed in a way that is known: "
                             "daily, weekly, monthly, quarterly or yearly. Nothing was computed. "
                             "Write the interval so in the file, and import it again."));
      return NULL;
    }
  self->until = until != CLV_DATE_INVALID ? until : find_last (workspace, list, error);
  if (self->until == CLV_DATE_INVALID)
    return NULL;
  self->rows = new_rows (self, records, list, TRUE, workspace);
  self->other_rows = new_rows (self, records, list, FALSE, workspace);
  g_free (self->rows->content_hash);
  self->rows->content_hash = g_steal_pointer (&hash);
  return g_steal_pointer (&self);
}

/**
 * clv_payments_describe_left_out:
 * @n: subscriptions of other periods than the one that was counted, at least one
 * @period: of most of them; %CLV_OPPORTUNITY_NONE for nobody knows
 *
 * Returns: (transfer full): a sentence of who has no value, and what to do
 */
char *
clv_payments_describe_left_out (guint64        n,
                                ClvOpportunity period)
{
  g_autofree char *number = clv_number_format ((double) n, 0);

  if (period == CLV_OPPORTUNITY_NONE)
    return g_strdup_printf (ngettext ("%s subscription is renewed after another period and was "
                                      "left out: it has no value here.",
                                      "%s subscriptions are renewed after another period and were "
                                      "left out: they have no value here.", (gulong) n), number);
  /* TRANSLATORS: a number and months, years …, which are named twice */
  return g_strdup_printf (ngettext ("%s subscription is renewed after another period (%s) and was "
                                    "left out: it has no value here. Choose %s as the calendar "
                                    "period to value it.",
                                    "%s subscriptions are renewed after another period (most: %s) "
                                    "and were left out: they have no value here. Choose %s as the "
                                    "calendar period to value those.", (gulong) n),
                          number, clv_opportunity_get_plural (period),
                          clv_opportunity_get_plural (period));
}

/**
 * clv_transactions_load_for_kind:
 * @workspace: where
 * @kind: id of a kind of model
 * @progress: (nullable): how far
 * @error: return location
 *
 * Returns: (transfer full): orders, or what subscriptions brought, or both
 */
ClvTransactions *
clv_transactions_load_for_kind (ClvWorkspace      *workspace,
                                const char        *kind,
                                const ClvProgress *progress,
                                GError           **error)
{
  const ClvModelKind *found = clv_model_kind_find (kind);
  g_autoptr(ClvPayments) payments = NULL;

  if (found != NULL && found->joins_contract)
    return clv_hybrid_load_rows (workspace, CLV_DATE_INVALID, progress, error);
  if (found == NULL || found->history != CLV_HISTORY_CONTRACT)
    return clv_workspace_load_transactions (workspace, progress, error);
  payments = clv_payments_load (workspace, CLV_OPPORTUNITY_NONE, CLV_DATE_INVALID, progress, error);

  return payments != NULL ? clv_transactions_ref (payments->rows) : NULL;
}
