/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "clv-covariate.h"
#include "clv-error.h"
#include "clv-hybrid.h"
#include "clv-payments.h"

/* Orders may hold the payments of contracts too, from the same shop system. A row is a
 * payment where the customer had one of the same amount due within a few days; each
 * payment explains one row at most. Subscriptions that are left out of the model, since
 * most have another period, explain their rows all the same. */

#define NEAR_DAYS 3

typedef struct
{
  guint32 customer;
  ClvDate day;
  gint64 amount;
  gboolean is_used;
} Due;

static int
compare_due (gconstpointer a,
             gconstpointer b)
{
  const Due *x = a;
  const Due *y = b;

  if (x->customer != y->customer)
    return x->customer < y->customer ? -1 : 1;
  if (x->amount != y->amount)
    return x->amount < y->amount ? -1 : 1;
  return x->day < y->day ? -1 : x->day > y->day;
}

static void
add_dues (GArray                *dues,
          const ClvTransactions *payments,
          const ClvDictionary   *customers)
{
  for (guint64 i = 0; i < payments->n_rows; i++)
    {
      gsize length = 0;
      const char *name = clv_dictionary_get (payments->customers, payments->customer[i], &length);
      Due due = { clv_dictionary_lookup (customers, name, length), payments->day[i],
                  payments->amount[i], FALSE };

      if (due.customer != CLV_DICTIONARY_NONE && due.amount > 0)
        g_array_append_val (dues, due);
    }
}

/* The first due of the customer and amount, from @day on. */
static guint
find_due (const GArray *dues,
          guint32       customer,
          ClvDate       day,
          gint64        amount)
{
  const Due wanted = { customer, day, amount, FALSE };
  guint lo = 0;
  guint hi = dues->len;

  while (lo < hi)
    {
      guint middle = lo + (hi - lo) / 2;

      if (compare_due (&g_array_index (dues, Due, middle), &wanted) < 0)
        lo = middle + 1;
      else
        hi = middle;
    }
  return lo;
}

/* The nearest one that is not used yet. */
static gboolean
take_due (GArray  *dues,
          guint32  customer,
          ClvDate  day,
          gint64   amount)
{
  Due *best = NULL;

  for (guint i = find_due (dues, customer, day - NEAR_DAYS, amount); i < dues->len; i++)
    {
      Due *due = &g_array_index (dues, Due, i);

      if (due->customer != customer || due->amount != amount || due->day > day + NEAR_DAYS)
        break;
      if (!due->is_used && (best == NULL || abs (due->day - day) < abs (best->day - day)))
        best = due;
    }
  if (best == NULL)
    return FALSE;
  best->is_used = TRUE;
  return TRUE;
}

/* The names of both, those of @first with the codes that they have. */
static ClvDictionary *
join_names (const ClvDictionary *first,
            const ClvDictionary *second)
{
  const ClvDictionary *both[] = { first, second };
  ClvDictionary *names = clv_dictionary_new ();

  for (guint k = 0; k < G_N_ELEMENTS (both); k++)
    {
      for (guint32 i = 0; i < clv_dictionary_get_n (both[k]); i++)
        {
          gsize length = 0;
          const char *name = clv_dictionary_get (both[k], i, &length);

          clv_dictionary_add (names, name, length);
        }
    }
  return names;
}

/* A row of the orders that may be a payment. */
typedef struct
{
  guint64 row;
  ClvDate day;
} Candidate;

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *x = a;
  const Candidate *y = b;

  if (x->day != y->day)
    return x->day < y->day ? -1 : 1;
  return x->row < y->row ? -1 : x->row > y->row;
}

/* Which rows are payments, the earlier ones first, so that a later row changes nothing of
 * what is known on a day. (nullable): none */
static guint8 *
mark_payments (const ClvTransactions *from,
               GArray                *dues)
{
  g_autoptr(GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  guint8 *is_payment = NULL;

  for (guint64 i = 0; i < from->n_rows; i++)
    {
      const guint at = find_due (dues, from->customer[i], from->day[i] - NEAR_DAYS,
                                 from->amount[i]);
      const Due *due = at < dues->len ? &g_array_index (dues, Due, at) : NULL;
      const Candidate candidate = { i, from->day[i] };

      if (due != NULL && due->customer == from->customer[i] && due->amount == from->amount[i]
          && due->day <= from->day[i] + NEAR_DAYS)
        g_array_append_val (candidates, candidate);
    }
  if (candidates->len == 0)
    return NULL;
  qsort (candidates->data, candidates->len, sizeof (Candidate), compare_candidates);
  is_payment = g_new0 (guint8, from->n_rows);
  for (guint i = 0; i < candidates->len; i++)
    {
      const guint64 row = g_array_index (candidates, Candidate, i).row;

      if (take_due (dues, from->customer[row], from->day[row], from->amount[row]))
        is_payment[row] = 1;
    }
  return is_payment;
}

/* The rows up to @until, without those that @dues explains, with the codes of @names,
 * which where there are dues are those of @from. */
static ClvTransactions *
new_rows (const ClvTransactions *from,
          ClvDictionary         *names,
          ClvDate                until,
          GArray                *dues)
{
  g_autofree guint32 *customer = g_new (guint32, MAX (from->n_rows, 1));
  g_autofree ClvDate *day = g_new (ClvDate, MAX (from->n_rows, 1));
  g_autofree gint64 *amount = g_new (gint64, MAX (from->n_rows, 1));
  g_autofree guint8 *is_payment = dues != NULL ? mark_payments (from, dues) : NULL;
  ClvTransactions *self = NULL;
  guint64 n = 0;
  guint64 n_taken = 0;

  for (guint64 i = 0; i < from->n_rows; i++)
    {
      gsize length = 0;
      const char *name = clv_dictionary_get (from->customers, from->customer[i], &length);

      if (from->day[i] > until)
        continue;
      customer[n] = clv_dictionary_lookup (names, name, length);
      day[n] = from->day[i];
      amount[n] = from->amount[i];
      if (is_payment != NULL && is_payment[i])
        n_taken++;
      else
        n++;
    }
  self = clv_transactions_new_for_rows (n, customer, day, amount, names, from->currency);
  g_free (self->content_hash);
  self->content_hash = g_strdup (from->content_hash);
  self->n_payment_rows = n_taken;
  self->is_row_a_renewal = from->is_row_a_renewal;
  self->last_day = until;
  return self;
}

static gboolean
check_orders (guint64   n_rows,
              guint64   n_payments,
              GError  **error)
{
  if (n_rows > 0)
    return TRUE;
  if (n_payments > 0)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                 _("All %llu orders in this workspace are payments of subscriptions; “hybrid” "
                   "needs others beside them. Nothing was computed. Take sbg or bdw, which value "
                   "the subscriptions."), (unsigned long long) n_payments);
  else
    g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                         _("There are 0 orders in this workspace; “hybrid” needs them beside the "
                           "subscriptions. Nothing was computed. Import orders, or take sbg or "
                           "bdw, which value the subscriptions."));
  return FALSE;
}

/* Of rows that are there, but later than @until. */
static gboolean
check_early (const ClvTransactions *self,
             ClvDate                until,
             GError               **error)
{
  g_autofree char *day = clv_date_to_iso (until);

  if (self->contract->n_rows == 0)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                 _("0 subscriptions began up to %s; “hybrid” needs them beside the orders. Nothing "
                   "was computed. Choose a later day, or take bg-nbd or another model of orders."),
                 day);
  else if (self->n_rows == 0 && self->n_payment_rows == 0)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                 _("0 orders were placed up to %s; “hybrid” needs them beside the subscriptions. "
                   "Nothing was computed. Choose a later day, or take sbg or bdw, which value the "
                   "subscriptions."), day);
  else
    return TRUE;
  return FALSE;
}

static ClvPayments *
load_payments (ClvWorkspace      *workspace,
               ClvDate            until,
               const ClvProgress *progress,
               GError           **error)
{
  g_autoptr(GError) problem = NULL;
  ClvPayments *self = clv_payments_load (workspace, CLV_OPPORTUNITY_NONE, until, progress,
                                         &problem);

  if (self != NULL)
    return self;
  if (!g_error_matches (problem, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE))
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                         _("There are 0 subscriptions in this workspace; “hybrid” needs them "
                           "beside the orders. Nothing was computed. Import a file of "
                           "subscriptions, or take bg-nbd or another model of orders."));
  return NULL;
}

/**
 * clv_hybrid_load_rows:
 * @workspace: where
 * @until: last day to look at; %CLV_DATE_INVALID for the last of which both are known,
 *   orders and subscriptions
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR_GATE where there are none of either
 *
 * Returns: (transfer full): the orders that are no payments; what subscriptions brought
 *   is their #ClvTransactions.contract
 */
ClvTransactions *
clv_hybrid_load_rows (ClvWorkspace      *workspace,
                      ClvDate            until,
                      const ClvProgress *progress,
                      GError           **error)
{
  g_autoptr(ClvPayments) payments = load_payments (workspace, until, progress, error);
  g_autoptr(ClvTransactions) all = NULL;
  g_autoptr(ClvTransactions) self = NULL;
  g_autoptr(ClvDictionary) names = NULL;
  g_autoptr(GArray) dues = g_array_new (FALSE, FALSE, sizeof (Due));

  if (payments == NULL)
    return NULL;
  all = clv_workspace_load_transactions (workspace, progress, error);
  if (all == NULL || !check_orders (all->n_rows, 0, error))
    return NULL;
  if (until == CLV_DATE_INVALID)
    until = MIN (payments->until, all->last_day);

  names = join_names (all->customers, payments->rows->customers);
  add_dues (dues, payments->rows, names);
  add_dues (dues, payments->other_rows, names);
  if (dues->len > 0)
    qsort (dues->data, dues->len, sizeof (Due), compare_due);
  self = new_rows (all, names, until, dues);
  self->contract = new_rows (payments->rows, names, until, NULL);
  if (!check_early (self, until, error)
      || !check_orders (self->n_rows, self->n_payment_rows, error))
    return NULL;
  clv_transactions_lend_attributes (self, all);
  self->n_left_out = payments->n_other;
  return g_steal_pointer (&self);
}
