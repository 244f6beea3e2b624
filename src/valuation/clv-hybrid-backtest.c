/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-baseline.h"
#include "clv-calibration.h"
#include "clv-error.h"
#include "clv-hybrid-private.h"
#include "clv-netting.h"
#include "clv-tracking.h"

/* The test of what is used: payments and orders together, as the scores of the split's
 * day expect them up to the last day, against what came of both. */

typedef struct
{
  ClvBacktest *self;
  ClvDate first;
  guint64 *repeats_by_day;
  guint32 row;
} Counter;

/* Both visits are in the order of codes, so the rows advance together. */
static void
count_customer (const ClvNetted *netted,
                gpointer         user_data)
{
  Counter *counter = user_data;
  ClvBacktest *self = counter->self;
  const ClvCustomers *customers = self->customers;

  while (counter->row < customers->n && customers->code[counter->row] < netted->code)
    counter->row++;
  if (counter->row >= customers->n || customers->code[counter->row] != netted->code)
    return;
  for (guint32 i = 0; i < netted->n; i++)
    {
      self->actual[counter->row] += netted->day[i] > self->split;
      if (i > 0)
        counter->repeats_by_day[netted->day[i] - counter->first]++;
    }
}

/* Half the width of the interval of a sum. */
static void
add_periods (ClvBacktestPeriod       *sum,
             const ClvBacktestPeriod *one)
{
  const double below = hypot (sum->cumulative_expected - sum->lo,
                              one->cumulative_expected - one->lo);
  const double above = hypot (sum->hi - sum->cumulative_expected,
                              one->hi - one->cumulative_expected);

  sum->actual += one->actual;
  sum->expected += one->expected;
  sum->cumulative_actual += one->cumulative_actual;
  sum->cumulative_expected += one->cumulative_expected;
  sum->lo = MAX (sum->cumulative_expected - below, 0.0);
  sum->hi = sum->cumulative_expected + above;
}

/* What came of one part, and what would have come as before. @repeats: of each day from
 * @first on */
static gboolean
count_part (ClvBacktest        *self,
            ClvTransactions    *rows,
            const ClvCustomers *known,
            ClvDate             first,
            guint64            *repeats,
            const ClvProgress  *progress,
            GError            **error)
{
  g_autofree double *naive = g_new0 (double, MAX (known->n, 1));
  Counter counter = { self, first, repeats, 0 };
  guint32 row = 0;

  if (!clv_baseline_predict (CLV_BASELINE_HISTORIC, rows, known, self->until, naive, NULL,
                             progress, error)
      || !clv_netting_visit (rows, self->until, count_customer, &counter, progress, error))
    return FALSE;
  for (guint32 i = 0; i < known->n; i++)
    {
      while (row < self->n && self->customers->code[row] < known->code[i])
        row++;
      if (row < self->n && self->customers->code[row] == known->code[i])
        self->naive[row] += naive[i];
    }
  return TRUE;
}

/* The same with the weeks. */
static gboolean
add_part (ClvBacktest        *self,
          const ClvFit       *fit,
          ClvTransactions    *rows,
          const ClvCustomers *known,
          ClvDate             first,
          const ClvProgress  *progress,
          GError            **error)
{
  g_autofree guint64 *repeats = g_new0 (guint64, (gsize) (self->until - first) + 1);
  g_autoptr(GArray) weekly = NULL;

  if (!count_part (self, rows, known, first, repeats, progress, error))
    return FALSE;
  /* Orders that end with the contract are not those of their part alone. */
  if (self->fit->spec->orders_end == CLV_ORDERS_END_WITH_CONTRACT)
    return TRUE;
  weekly = clv_tracking_new (fit, known, first, self->split, self->until, repeats);
  for (guint i = 0; i < weekly->len; i++)
    {
      const ClvBacktestPeriod *one = &g_array_index (weekly, ClvBacktestPeriod, i);

      if (i < self->weekly->len)
        add_periods (&g_array_index (self->weekly, ClvBacktestPeriod, i), one);
      else
        g_array_append_val (self->weekly, *one);
    }
  return TRUE;
}

/* Payments and orders as rows of one table, for models that take each as a purchase. */
ClvTransactions *
clv_hybrid_join_rows (const ClvTransactions *transactions)
{
  const ClvTransactions *parts[] = { transactions, transactions->contract };
  const guint64 n = transactions->n_rows + transactions->contract->n_rows;
  g_autofree guint32 *customer = g_new (guint32, MAX (n, 1));
  g_autofree ClvDate *day = g_new (ClvDate, MAX (n, 1));
  g_autofree gint64 *amount = g_new (gint64, MAX (n, 1));
  ClvTransactions *self = NULL;
  guint64 at = 0;

  for (guint p = 0; p < G_N_ELEMENTS (parts); p++)
    {
      memcpy (customer + at, parts[p]->customer, parts[p]->n_rows * sizeof *customer);
      memcpy (day + at, parts[p]->day, parts[p]->n_rows * sizeof *day);
      memcpy (amount + at, parts[p]->amount, parts[p]->n_rows * sizeof *amount);
      at += parts[p]->n_rows;
    }
  self = clv_transactions_new_for_rows (n, customer, day, amount, transactions->customers,
                                        transactions->currency);
  self->last_day = transactions->last_day;
  return self;
}

/* What came of both, each counted by itself, as the back-test of a hybrid has it. */
gboolean
clv_hybrid_recount (ClvBacktest        *self,
                    ClvTransactions    *transactions,
                    const ClvProgress  *progress,
                    GError            **error)
{
  ClvTransactions *parts[] = { transactions, transactions->contract };
  const ClvDate first = MIN (transactions->first_day, transactions->contract->first_day);
  g_autofree guint64 *repeats = g_new0 (guint64, (gsize) (self->until - first) + 1);

  memset (self->actual, 0, self->n * sizeof (double));
  memset (self->naive, 0, self->n * sizeof (double));
  for (guint p = 0; p < G_N_ELEMENTS (parts); p++)
    {
      g_autoptr(ClvCustomers) known = clv_customers_new (parts[p], self->split,
                                                         self->customers->unit_days, progress,
                                                         error);

      if (known == NULL || !count_part (self, parts[p], known, first, repeats, progress, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fit (ClvBacktest        *self,
     const ClvModelSpec *spec,
     ClvCustomers       *buyers,
     const ClvCustomers *subscribers,
     const ClvProgress  *progress,
     GError            **error)
{
  g_autoptr(ClvModelSpec) dated = clv_model_spec_copy (spec);
  ClvHybrid *hybrid = NULL;

  dated->until = self->split;
  /* Purchases are compared, not money. */
  g_free (dated->spend);
  dated->spend = g_strdup ("none");
  self->fit = clv_fit_new (dated, buyers, progress, error);
  if (self->fit == NULL)
    return FALSE;
  if (!clv_fit_is_usable (self->fit))
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED,
                   _("Nothing was compared. %s"), clv_fit_state_describe (self->fit->state));
      return FALSE;
    }
  hybrid = self->fit->hybrid;
  clv_calibration_bind (hybrid->contract, subscribers);
  clv_calibration_bind (hybrid->orders, buyers);
  clv_calibration_bind (self->fit, buyers);
  self->id = self->fit->kind->id;
  self->name = _(self->fit->kind->name);
  return TRUE;
}

/* Fills all but what follows from predicted, naive and actual. No row after the split
 * takes part in the fit or in the predictions. */
gboolean
clv_hybrid_backtest (ClvBacktest        *self,
                     ClvTransactions    *transactions,
                     const ClvModelSpec *spec,
                     const ClvProgress  *progress,
                     GError            **error)
{
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autoptr(ClvCustomers) buyers = NULL;
  g_autoptr(ClvCustomers) subscribers = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  ClvDate first = 0;

  if (!clv_hybrid_check (transactions, error))
    return FALSE;
  buyers = clv_customers_new (transactions, self->split, spec->unit_days, progress, error);
  if (buyers == NULL)
    return FALSE;
  subscribers = clv_customers_new (transactions->contract, self->split, spec->unit_days, progress,
                                   error);
  if (subscribers == NULL || !fit (self, spec, buyers, subscribers, progress, error))
    return FALSE;

  definition = clv_value_definition_new (transactions->currency);
  definition->margin = 1.0;
  definition->rate = 0.0;
  definition->horizon_date = self->until;
  scores = clv_score_set_new (self->fit, definition, buyers, progress, error);
  if (scores == NULL)
    return FALSE;
  self->n = scores->n;
  self->customers = clv_hybrid_new_everybody (scores, transactions, spec->unit_days);
  self->predicted = g_memdup2 (scores->expected_purchases, MAX (scores->n, 1) * sizeof (double));
  self->naive = g_new0 (double, MAX (self->n, 1));
  self->actual = g_new0 (double, MAX (self->n, 1));
  self->weekly = g_array_new (FALSE, FALSE, sizeof (ClvBacktestPeriod));
  first = MIN (transactions->first_day, transactions->contract->first_day);
  return add_part (self, self->fit->hybrid->contract, transactions->contract, subscribers, first,
                   progress, error)
         && add_part (self, self->fit->hybrid->orders, transactions, buyers, first, progress,
                      error);
}
