/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-sample-private.h"

/* Three years, so that yearly plans are renewed at least once. Fixed, so that the
 * same seed gives the same bytes. */
#define FIRST_YEAR 2023
#define LAST_YEAR 2025

/* The chance to leave at a renewal is Beta distributed over the customers, constant
 * for each: the shifted beta-geometric of Fader and Hardie (2007). */
#define MONTHLY_A 0.8
#define MONTHLY_B 9.0
#define YEARLY_A 0.7
#define YEARLY_B 3.5
#define YEARLY_SHARE 0.35
/* Who used the product little in the month before leaves more often. */
#define LAZY_FACTOR 1.8
#define EVENTS_A_MONTH 6.0

typedef struct
{
  const char *name;
  int monthly_cents;
} Plan;

static const Plan plans[] = { { "Starter", 1900 }, { "Team", 7900 }, { "Business", 24900 } };
static const char * const sizes[] = { "1-9", "10-49", "50-249", "250+" };
static const char * const countries[] = { "DE", "AT", "CH", "NL", "FR" };
static const char * const sources[] = { "Search", "Referral", "Partner", "Event" };
static const char * const actions[] = { "Report created", "User invited", "Export", "Login" };

enum { INVOICES, ACCOUNTS, SUBSCRIPTIONS, EVENTS };

static void
append_day (GString *text,
            ClvDate  day)
{
  g_autofree char *iso = clv_date_to_iso (day);

  g_string_append (text, iso);
}

static void
append_invoice (GString *text,
                guint   *number,
                guint    customer,
                ClvDate  day,
                gint64   cents,
                guint    plan)
{
  g_string_append_printf (text, "I%07u,", ++*number);
  append_day (text, day);
  g_string_append_printf (text, ",ACC%05u,%s,", customer + 1, plans[plan].name);
  clv_sample_append_money (text, cents);
  g_string_append (text, ",paid\n");
}

static void
append_events (GString   *text,
               ClvRandom *random,
               guint      customer,
               ClvDate    from,
               ClvDate    to,
               double     rate)
{
  double day = from;

  for (;;)
    {
      int seconds;

      day += clv_random_exponential (random, rate);
      if (day >= to)
        return;
      seconds = (int) ((day - floor (day)) * 86400.0);
      append_day (text, (ClvDate) floor (day));
      g_string_append_printf (text, "T%02d:%02d:%02dZ,ACC%05u,%s\n", seconds / 3600,
                              seconds / 60 % 60, seconds % 60, customer + 1,
                              actions[clv_sample_pick (random, G_N_ELEMENTS (actions))]);
    }
}

/* One subscription from its begin to its end, or to the end of the data. */
static void
append_subscription (GString  **texts,
                     ClvRandom *random,
                     guint      customer,
                     guint     *n_invoices)
{
  ClvDate first = clv_date_from_ymd (FIRST_YEAR, 1, 1);
  ClvDate last = clv_date_from_ymd (LAST_YEAR, 12, 31);
  gboolean is_yearly = clv_random_uniform (random) < YEARLY_SHARE;
  guint plan = clv_sample_pick (random, G_N_ELEMENTS (plans));
  double leave = is_yearly ? clv_random_beta (random, YEARLY_A, YEARLY_B)
                           : clv_random_beta (random, MONTHLY_A, MONTHLY_B);
  double use = clv_random_gamma (random, 1.5, 1.5) * EVENTS_A_MONTH / 30.0;
  ClvDate start = first + (ClvDate) ((last - first) * clv_random_uniform (random));
  int months = is_yearly ? 12 : 1;
  gint64 cents = is_yearly ? 10 * plans[plan].monthly_cents : plans[plan].monthly_cents;
  ClvDate ended = CLV_DATE_INVALID;

  if (use * 30.0 < 2.0)
    leave = MIN (leave * LAZY_FACTOR, 0.95);
  for (int n = 0; ended == CLV_DATE_INVALID; n++)
    {
      ClvDate due = clv_date_add_months (start, n * months);
      ClvDate next = clv_date_add_months (start, (n + 1) * months);

      if (due > last)
        break;
      append_invoice (texts[INVOICES], n_invoices, customer, due, cents, plan);
      append_events (texts[EVENTS], random, customer, due, MIN (next, last), use);
      if (clv_random_uniform (random) < leave && next <= last)
        ended = next;
    }

  g_string_append_printf (texts[SUBSCRIPTIONS], "S%05u,ACC%05u,%s,", customer + 1, customer + 1,
                          plans[plan].name);
  append_day (texts[SUBSCRIPTIONS], start);
  g_string_append_c (texts[SUBSCRIPTIONS], ',');
  if (ended != CLV_DATE_INVALID)
    append_day (texts[SUBSCRIPTIONS], ended);
  g_string_append_c (texts[SUBSCRIPTIONS], ',');
  clv_sample_append_money (texts[SUBSCRIPTIONS], cents);
  g_string_append_printf (texts[SUBSCRIPTIONS], ",%s,%s\n", is_yearly ? "year" : "month",
                          ended != CLV_DATE_INVALID ? "canceled" : "active");
}

/*
 * clv_sample_saas_fill:
 * @texts: (array length=4): invoices, accounts, subscriptions, events; empty
 * @n_customers: how many accounts
 * @random: where chance comes from
 * @progress: (nullable): how far
 * @error: return location, %G_IO_ERROR_CANCELLED
 *
 * A service that is paid for by the month or by the year.
 */
gboolean
clv_sample_saas_fill (GString           **texts,
                      guint               n_customers,
                      ClvRandom          *random,
                      const ClvProgress  *progress,
                      GError            **error)
{
  guint n_invoices = 0;

  g_string_append (texts[INVOICES], "invoice_id,invoice_date,account_id,plan,amount,status\n");
  g_string_append (texts[ACCOUNTS], "account_id,company_size,country,source\n");
  g_string_append (texts[SUBSCRIPTIONS],
                   "subscription_id,account_id,plan,started,ended,amount,interval,status\n");
  g_string_append (texts[EVENTS], "time,account_id,event\n");
  for (guint i = 0; i < n_customers; i++)
    {
      if (i % 1024 == 0
          && !clv_progress_step (progress, 0.9 * i / n_customers, _("Inventing customers"), error))
        return FALSE;
      g_string_append_printf (texts[ACCOUNTS], "ACC%05u,%s,%s,%s\n", i + 1,
                              sizes[clv_sample_pick (random, G_N_ELEMENTS (sizes))],
                              countries[clv_sample_pick (random, G_N_ELEMENTS (countries))],
                              sources[clv_sample_pick (random, G_N_ELEMENTS (sources))]);
      append_subscription (texts, random, i, &n_invoices);
    }

  return TRUE;
}
