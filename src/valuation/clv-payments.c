/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include "clv-error.h"
#include "clv-hybrid.h"
#include "clv-model-kind.h"
#include "clv-money.h"
#include "clv-payments.h"
#include "clv-subscriptions.h"

/* A subscription pays on its first day and after each period, as long as it has not
 * ended by then: one that ends on a day of renewal was not renewed. A row of a renewal
 * pays once, and a refund is a payment below nothing. */

#define MOST_PAYMENTS 40000      /* of one subscription */

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
  guint64 n = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const ClvSubscription *one = &g_array_index (list, ClvSubscription, i);

      counts[one->period] += one->amount >= 0;
      n += one->amount >= 0;
    }
  self->period = wanted != CLV_OPPORTUNITY_NONE && counts[wanted] > 0
                 ? wanted : find_most (counts, CLV_OPPORTUNITY_NONE);
  self->other_period = find_most (counts, self->period);
  self->n_other = n - counts[self->period];
}

/* The day of the last import of subscriptions. */
static gboolean
find_import (ClvWorkspace *workspace,
             ClvDate      *day,
             GError      **error)
{
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (workspace, error);

  *day = CLV_DATE_INVALID;
  for (guint i = 0; batches != NULL && i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);
      g_autofree char *at = g_strndup (batch->imported_at, 10);

      if (!batch->undone
          && g_str_equal (batch->kind, clv_import_kind_get_id (CLV_IMPORT_KIND_SUBSCRIPTIONS)))
        *day = MAX (*day, clv_date_parse (at));
    }
  return batches != NULL;
}

/* Nobody knows yet who will have paid. */
static gboolean
check_until (ClvDate   until,
             ClvDate   known,
             gboolean  is_row_a_renewal,
             GError  **error)
{
  g_autofree char *asked = clv_date_to_display (until);
  g_autofree char *last = clv_date_to_display (known);

  if (until <= known || known == CLV_DATE_INVALID)
    return TRUE;
  if (is_row_a_renewal)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                 _("The last renewal in the file was on %s. Who renews up to %s is not known: "
                   "everybody would seem to have left. Nothing was computed. Choose %s or an "
                   "earlier day as the last one, or import the renewals since."),
                 last, asked, last);
  else
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                 _("The subscriptions were imported on %s. What is paid up to %s is not known: "
                   "it would count as paid. Nothing was computed. Choose %s or an earlier day as "
                   "the last one."), last, asked, last);
  return FALSE;
}

/* The day of the last import, or the last day on which something happened if that is
 * earlier: an end may be known before it comes. A file of renewals says nothing of the
 * days after the last one. */
static gboolean
find_until (ClvPayments            *self,
            ClvWorkspace           *workspace,
            const ClvSubscriptions *subscriptions,
            ClvDate                 until,
            ClvDate                *imported,
            GError                **error)
{
  if (!find_import (workspace, imported, error))
    return FALSE;
  self->until = until != CLV_DATE_INVALID ? until
                : *imported != CLV_DATE_INVALID ? MIN (*imported, subscriptions->last)
                : subscriptions->last;
  return check_until (until, subscriptions->is_row_a_renewal ? subscriptions->last : *imported,
                      subscriptions->is_row_a_renewal, error);
}

typedef struct
{
  GArray *customer;
  GArray *day;
  GArray *amount;
} Rows;

static void
add_payments (const ClvSubscription *one,
              guint32                customer,
              ClvDate                until,
              Rows                  *rows)
{
  for (int n = 0; n < MOST_PAYMENTS; n++)
    {
      const ClvDate day = clv_subscription_get_payment (one, n);

      if (day == CLV_DATE_INVALID || day > until)
        break;
      g_array_append_val (rows->customer, customer);
      g_array_append_val (rows->day, day);
      g_array_append_val (rows->amount, one->amount);
    }
}

/* Everybody, so that a code is the same customer whatever the period. */
static ClvDictionary *
new_names (const ClvRecords *records,
           const GArray     *list)
{
  const ClvDictionary *texts = clv_records_get_texts (records, CLV_FIELD_CUSTOMER);
  ClvDictionary *names = clv_dictionary_new ();

  for (guint i = 0; i < list->len; i++)
    {
      gsize length = 0;
      const char *name = clv_dictionary_get (texts, g_array_index (list, ClvSubscription,
                                                                   i).customer, &length);

      clv_dictionary_add (names, name, length);
    }
  return names;
}

typedef struct
{
  const ClvRecords *records;
  const ClvSubscriptions *subscriptions;
  ClvDictionary *names;
  const char *currency;
  const char *content_hash;
  ClvDate known;           /* the day of the import */
} Source;

/* What is known of a customer's contracts that run. */
typedef enum
{
  ENDS_NONE,
  ENDS_KNOWN,
  ENDS_OPEN
} Ends;

/* The last day of each customer's contracts that run, where all of them have one that was
 * known when they were imported. One that has passed since the last day is none: who asks
 * for that day asks what was known then. */
static void
fill_ends (ClvTransactions *self,
           const Source    *source,
           guint            periods,
           ClvDate          until)
{
  const ClvDictionary *texts = clv_records_get_texts (source->records, CLV_FIELD_CUSTOMER);
  const GArray *list = source->subscriptions->list;
  g_autofree ClvDate *ends = g_new (ClvDate, MAX (self->n_customers, 1));
  g_autofree guint8 *states = g_new0 (guint8, MAX (self->n_customers, 1));
  gboolean is_any = FALSE;

  for (guint i = 0; i < list->len; i++)
    {
      const ClvSubscription *one = &g_array_index (list, ClvSubscription, i);
      gsize length = 0;
      const char *name = clv_dictionary_get (texts, one->customer, &length);
      const guint32 code = clv_dictionary_lookup (source->names, name, length);

      if ((periods & (1u << one->period)) == 0 || one->amount < 0 || one->begin > until
          || (one->end != CLV_DATE_INVALID && one->end <= until))
        continue;
      if (!one->is_known_end || one->end <= source->known || states[code] == ENDS_OPEN)
        {
          states[code] = ENDS_OPEN;
          continue;
        }
      ends[code] = states[code] == ENDS_KNOWN ? MAX (ends[code], one->end) : one->end;
      states[code] = ENDS_KNOWN;
    }
  for (guint32 i = 0; i < self->n_customers; i++)
    {
      if (states[i] != ENDS_KNOWN)
        ends[i] = CLV_DATE_INVALID;
      is_any |= states[i] == ENDS_KNOWN;
    }
  if (!is_any || source->subscriptions->is_row_a_renewal)
    return;
  self->ends = g_steal_pointer (&ends);
  self->ends_from = until;
}

/* Of the subscriptions whose period's bit is in @periods. */
static ClvTransactions *
new_rows (const Source *source,
          guint         periods,
          ClvDate       until)
{
  const ClvDictionary *texts = clv_records_get_texts (source->records, CLV_FIELD_CUSTOMER);
  const GArray *list = source->subscriptions->list;
  g_autoptr(GArray) customer = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GArray) day = g_array_new (FALSE, FALSE, sizeof (ClvDate));
  g_autoptr(GArray) amount = g_array_new (FALSE, FALSE, sizeof (gint64));
  Rows rows = { customer, day, amount };
  ClvTransactions *self = NULL;
  guint64 n = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const ClvSubscription *one = &g_array_index (list, ClvSubscription, i);
      gsize length = 0;
      const char *name = clv_dictionary_get (texts, one->customer, &length);

      if ((periods & (1u << one->period)) == 0)
        continue;
      n += one->amount >= 0;
      add_payments (one, clv_dictionary_lookup (source->names, name, length), until, &rows);
    }
  self = clv_transactions_new_for_rows (day->len, (const guint32 *) (gpointer) customer->data,
                                        (const ClvDate *) (gpointer) day->data,
                                        (const gint64 *) (gpointer) amount->data, source->names,
                                        source->currency);
  g_free (self->content_hash);
  self->content_hash = g_strdup (source->content_hash);
  self->is_row_a_renewal = source->subscriptions->is_row_a_renewal;
  self->n_contracts = n;
  fill_ends (self, source, periods, until);
  return self;
}

static void
fill_rows (ClvPayments  *self,
           const Source *source)
{
  const guint known = ((2u << CLV_OPPORTUNITY_YEAR) - 1) & ~(1u << CLV_OPPORTUNITY_NONE);

  self->rows = new_rows (source, 1u << self->period, self->until);
  self->rows->period = self->period;
  self->other_rows = new_rows (source, known & ~(1u << self->period), self->until);
  for (guint i = CLV_OPPORTUNITY_DAY; i <= CLV_OPPORTUNITY_YEAR; i++)
    {
      g_autoptr(ClvTransactions) other = NULL;

      if (i == self->period)
        continue;
      other = new_rows (source, 1u << i, self->until);
      if (other->n_contracts == 0)
        continue;
      if (self->rows->others == NULL)
        self->rows->others = g_ptr_array_new_with_free_func ((GDestroyNotify)
                                                             clv_transactions_unref);
      other->period = i;
      g_ptr_array_add (self->rows->others, g_steal_pointer (&other));
    }
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
 * Subscriptions of another period cannot be counted with them: those of each are the
 * #ClvTransactions.others of the rows.
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
  g_autoptr(ClvSubscriptions) subscriptions = NULL;
  g_autoptr(ClvDictionary) names = NULL;
  ClvDate imported = CLV_DATE_INVALID;
  g_autofree char *hash = NULL;

  records = clv_records_load (workspace, CLV_IMPORT_KIND_SUBSCRIPTIONS, progress, error);
  if (records == NULL)
    return NULL;
  subscriptions = clv_subscriptions_new (records);
  /* Refunds are none. */
  if (subscriptions->list->len == subscriptions->n_refunds)
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

  find_period (self, subscriptions->list, period);
  if (self->period == CLV_OPPORTUNITY_NONE)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                           _("No subscription says how it is renewed in a way that is known: "
                             "daily, weekly, monthly, quarterly or yearly. Nothing was computed. "
                             "Write the interval so in the file, and import it again."));
      return NULL;
    }
  if (!find_until (self, workspace, subscriptions, until, &imported, error))
    return NULL;
  names = new_names (records, subscriptions->list);
  fill_rows (self, &(Source) { records, subscriptions, names,
                               clv_workspace_get_currency (workspace), hash, imported });
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

static ClvTransactions *
load_rows (ClvWorkspace      *workspace,
           const char        *kind,
           ClvOpportunity     period,
           const ClvProgress *progress,
           GError           **error)
{
  const ClvModelKind *found = clv_model_kind_find (kind);
  g_autoptr(ClvPayments) payments = NULL;

  if (found != NULL && found->joins_contract)
    return clv_hybrid_load_rows (workspace, CLV_DATE_INVALID, progress, error);
  if (found == NULL || found->history != CLV_HISTORY_CONTRACT)
    return clv_workspace_load_transactions (workspace, progress, error);
  payments = clv_payments_load (workspace, period, CLV_DATE_INVALID, progress, error);

  return payments != NULL ? clv_transactions_ref (payments->rows) : NULL;
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
  return load_rows (workspace, kind, CLV_OPPORTUNITY_NONE, progress, error);
}

/**
 * clv_transactions_load_for_spec:
 * @workspace: where
 * @spec: what was fitted
 * @progress: (nullable): how far
 * @error: return location
 *
 * clv_transactions_load_for_kind() for contracts of the period that @spec names, which
 * may not be that of most.
 *
 * Returns: (transfer full): orders, or what subscriptions brought, or both, of all days
 */
ClvTransactions *
clv_transactions_load_for_spec (ClvWorkspace       *workspace,
                                const ClvModelSpec *spec,
                                const ClvProgress  *progress,
                                GError            **error)
{
  g_return_val_if_fail (workspace != NULL && spec != NULL, NULL);

  return load_rows (workspace, spec->kind, spec->opportunity, progress, error);
}
