/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>
#include <stdio.h>

#include "../numerics/cdnow.h"
#include "clv-random.h"
#include "clv-transactions.h"

#define assert_near(value, expected, tolerance)                                            \
  G_STMT_START {                                                                           \
    double v_ = (value);                                                                   \
    double e_ = (expected);                                                                \
    if (!(fabs (v_ - e_) <= (tolerance) * MAX (1e-300, fabs (e_))))                        \
    g_error ("%s:%d: %.17g is not near %.17g (relative %.3g)", __FILE__, __LINE__, v_, e_, \
             fabs (v_ / e_ - 1.0));                                                        \
  } G_STMT_END

/* Rows collected one by one, then made into a table. */
typedef struct
{
  GArray *customer;
  GArray *day;
  GArray *amount;
  ClvDictionary *names;
} Shop;

static inline void
shop_init (Shop *self)
{
  self->customer = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->day = g_array_new (FALSE, FALSE, sizeof (ClvDate));
  self->amount = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->names = clv_dictionary_new ();
}

static inline void
shop_add (Shop       *self,
          const char *customer,
          ClvDate     day,
          gint64      amount)
{
  guint32 code = clv_dictionary_add (self->names, customer, strlen (customer));

  g_array_append_val (self->customer, code);
  g_array_append_val (self->day, day);
  g_array_append_val (self->amount, amount);
}

static inline ClvTransactions *
shop_finish (Shop       *self,
             const char *currency)
{
  ClvTransactions *transactions = NULL;

  transactions = clv_transactions_new_for_rows (self->day->len,
                                                (const guint32 *) (gpointer) self->customer->data,
                                                (const ClvDate *) (gpointer) self->day->data,
                                                (const gint64 *) (gpointer) self->amount->data,
                                                self->names, currency);
  g_array_unref (self->customer);
  g_array_unref (self->day);
  g_array_unref (self->amount);
  clv_dictionary_unref (self->names);
  return transactions;
}

/* (nullable): the CDNOW sample. */
static inline ClvTransactions *
shop_new_cdnow (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  Shop shop;

  if (cdnow == NULL)
    return NULL;
  shop_init (&shop);
  for (guint i = 0; i < cdnow->n; i++)
    shop_add (&shop, cdnow->ids[cdnow->customer[i]], cdnow->day[i], cdnow->amount[i]);
  return shop_finish (&shop, "USD");
}

/* @n customers who live by BG/NBD and Gamma-Gamma: first purchases in the first
 * @intake days, all observed for @days. Rates are per day. */
static inline ClvTransactions *
shop_new_simulated (guint         n,
                    int           intake,
                    int           days,
                    const double *parameters,
                    const double *spend,
                    guint64       seed)
{
  g_autoptr(ClvRandom) rng = clv_random_new (seed);
  ClvDate first = clv_date_from_ymd (2023, 1, 1);
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < n; i++)
    {
      char name[16];
      double rate = clv_random_gamma (rng, parameters[0], parameters[1]);
      double drop = clv_random_beta (rng, parameters[2], parameters[3]);
      double level = clv_random_gamma (rng, spend[1], spend[2]);
      double time = (double) (i % (guint) intake) + 0.5;
      gboolean is_active = TRUE;

      g_snprintf (name, sizeof name, "c%06u", i);
      while (time < days)
        {
          gint64 amount = (gint64) (100.0 * clv_random_gamma (rng, spend[0], level) + 0.5);

          shop_add (&shop, name, first + (ClvDate) time, MAX (amount, 1));
          if (!is_active)
            break;
          time += rate > 0.0 ? clv_random_exponential (rng, rate) : 1e9;
          is_active = clv_random_uniform (rng) > drop;
        }
    }
  return shop_finish (&shop, "EUR");
}
