/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-sample-private.h"

#define FIRST_YEAR 2022
#define LAST_YEAR 2025

/* Firms order more regularly than people do: gaps are Erlang with two stages, as in
 * the condensed models of Platzer and Reutterer (2016); amounts are Gamma-Gamma. */
#define STAGES 2
#define RATE_SHAPE 1.4
#define RATE_SCALE 30.0
#define DROPOUT_A 0.6
#define DROPOUT_B 9.0
#define SPEND_P 4.0
#define SPEND_Q 3.0
#define SPEND_GAMMA 1500.0
#define CREDIT_SHARE 0.02
/* Every so often a project brings one order of many times the usual size. */
#define PROJECT_SHARE 0.01
#define PROJECT_FACTOR 12.0

static const char * const industries[] = { "Machinery", "Food", "Chemicals", "Retail", "Public" };
static const char * const regions[] = { "North", "South", "West", "East", "Export" };
static const char * const managers[] = { "KAM-1", "KAM-2", "KAM-3", "KAM-4" };
static const char * const groups[] = { "Pumps", "Valves", "Seals", "Service" };

enum { ORDERS, ACCOUNTS };

typedef struct
{
  ClvDate day;
  guint account;
  guint group;
  gint64 cents;
} Order;

static int
compare_orders (gconstpointer a,
                gconstpointer b)
{
  const Order *one = a;
  const Order *other = b;

  if (one->day != other->day)
    return one->day < other->day ? -1 : 1;
  if (one->account != other->account)
    return one->account < other->account ? -1 : 1;

  return one->cents < other->cents ? -1 : one->cents > other->cents;
}

/* No firm orders on a Saturday or a Sunday; 1970-01-01 was a Thursday. */
static ClvDate
next_working_day (ClvDate day)
{
  int weekday = (int) (((gint64) day + 3) % 7);

  return weekday >= 5 ? day + 7 - weekday : day;
}

static void
add_account (GArray    *orders,
             ClvRandom *random,
             guint      account)
{
  ClvDate first = clv_date_from_ymd (FIRST_YEAR, 1, 3);
  ClvDate last = clv_date_from_ymd (LAST_YEAR, 12, 31);
  double rate = STAGES * clv_random_gamma (random, RATE_SHAPE, RATE_SCALE);
  double dropout = clv_random_beta (random, DROPOUT_A, DROPOUT_B);
  double spend_rate = clv_random_gamma (random, SPEND_Q, SPEND_GAMMA);
  double day = first + (last - first) * pow (clv_random_uniform (random), 2.0);

  while (next_working_day ((ClvDate) day) <= last)
    {
      Order order = { .day = next_working_day ((ClvDate) day), .account = account };
      double amount = clv_random_gamma (random, SPEND_P, spend_rate);

      if (clv_random_uniform (random) < PROJECT_SHARE)
        amount *= PROJECT_FACTOR;
      order.group = clv_sample_pick (random, G_N_ELEMENTS (groups));
      order.cents = (gint64) (100.0 * CLAMP (amount, 50.0, 500000.0));
      g_array_append_val (orders, order);
      if (clv_random_uniform (random) < dropout)
        return;
      for (guint i = 0; i < STAGES; i++)
        day += clv_random_exponential (random, MAX (rate, 1e-6));
      day = MAX (day, order.day + 1.0);
    }
}

static void
append_order (GString     *text,
              guint        number,
              const Order *order,
              ClvDate      day,
              gint64       cents,
              const char  *type)
{
  g_autofree char *iso = clv_date_to_iso (day);

  g_string_append_printf (text, "PO-%06u,%s,K%04u,%s,", number, iso, order->account + 1,
                          groups[order->group]);
  clv_sample_append_money (text, cents);
  g_string_append_printf (text, ",%s\n", type);
}

static void
append_orders (GString   *text,
               ClvRandom *random,
               GArray    *orders)
{
  ClvDate last = clv_date_from_ymd (LAST_YEAR, 12, 31);

  g_array_sort (orders, compare_orders);
  for (guint i = 0; i < orders->len; i++)
    {
      const Order *order = &g_array_index (orders, Order, i);

      append_order (text, i + 1, order, order->day, order->cents, "invoice");
      if (clv_random_uniform (random) < CREDIT_SHARE)
        append_order (text, i + 1, order, MIN (order->day + 10, last), -order->cents / 4,
                      "credit note");
    }
}

/*
 * clv_sample_b2b_fill:
 * @texts: (array length=2): orders, accounts; empty
 * @n_customers: how many accounts
 * @random: where chance comes from
 * @progress: (nullable): how far
 * @error: return location, %G_IO_ERROR_CANCELLED
 *
 * A supplier of firms: large orders at regular gaps, credit notes under the number
 * of their order.
 */
gboolean
clv_sample_b2b_fill (GString           **texts,
                     guint               n_customers,
                     ClvRandom          *random,
                     const ClvProgress  *progress,
                     GError            **error)
{
  g_autoptr(GArray) orders = g_array_new (FALSE, FALSE, sizeof (Order));

  g_string_append (texts[ORDERS], "order_id,order_date,account_id,product,amount,type\n");
  g_string_append (texts[ACCOUNTS], "account_id,industry,region,key_account_manager\n");
  for (guint i = 0; i < n_customers; i++)
    {
      if (i % 1024 == 0
          && !clv_progress_step (progress, 0.9 * i / n_customers, _("Inventing customers"), error))
        return FALSE;
      g_string_append_printf (texts[ACCOUNTS], "K%04u,%s,%s,%s\n", i + 1,
                              industries[clv_sample_pick (random, G_N_ELEMENTS (industries))],
                              regions[clv_sample_pick (random, G_N_ELEMENTS (regions))],
                              managers[clv_sample_pick (random, G_N_ELEMENTS (managers))]);
      add_account (orders, random, i);
    }
  append_orders (texts[ORDERS], random, orders);

  return TRUE;
}
