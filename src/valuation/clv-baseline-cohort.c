/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-baseline-private.h"
#include "clv-money.h"
#include "clv-netting.h"

#define WEEK 7

/* Ages with fewer purchases, or of fewer customers, say nothing for themselves. */
#define LEAST_PURCHASES 30
#define LEAST_CUSTOMERS 30

/* A larger part of the days asked about that nobody has lived through is said. */
#define LARGE_SHARE 0.10

/* By days since the first purchase. */
typedef struct
{
  gint32 oldest;         /* the greatest age at the split */
  guint64 *purchases;    /* [oldest + 1] repeat purchases on that day of age */
  guint64 *customers;    /* [oldest + 2] who are at least as old */
  double *curve;         /* [oldest + 1] expected purchases since the first, a customer */
  double last_rate;      /* a day, of the oldest ages */
} Ages;

static void
ages_clear (Ages *self)
{
  g_free (self->purchases);
  g_free (self->customers);
  g_free (self->curve);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ages, ages_clear)

static void
count_purchases (const ClvNetted *netted,
                 gpointer         user_data)
{
  Ages *ages = user_data;

  for (guint32 i = 1; i < netted->n; i++)
    ages->purchases[netted->day[i] - netted->day[0]]++;
}

/* Weeks of age are pooled with the following ones until there is enough to go by; what
 * is left over at the end joins the last pool. */
static void
draw_curve (Ages *ages)
{
  gint32 from = 1;
  gint32 last_from = 1;
  guint64 purchases = 0;
  guint64 exposure = 0;   /* customer-days */
  guint64 last_purchases = 0;
  guint64 last_exposure = 0;

  for (gint32 day = 1; day <= ages->oldest; day++)
    {
      purchases += ages->purchases[day];
      exposure += ages->customers[day];
      if ((day % WEEK != 0 && day < ages->oldest)
          || ((purchases < LEAST_PURCHASES || ages->customers[day] < LEAST_CUSTOMERS)
              && day < ages->oldest))
        continue;
      if ((purchases < LEAST_PURCHASES || ages->customers[day] < LEAST_CUSTOMERS)
          && last_exposure > 0)
        {
          purchases += last_purchases;
          exposure += last_exposure;
          from = last_from;
        }
      ages->last_rate = exposure > 0 ? (double) purchases / (double) exposure : 0.0;
      for (gint32 i = from; i <= day; i++)
        ages->curve[i] = ages->curve[i - 1] + ages->last_rate;
      last_from = from;
      last_purchases = purchases;
      last_exposure = exposure;
      from = day + 1;
      purchases = 0;
      exposure = 0;
    }
}

static double
curve_at (const Ages *ages,
          gint32      age)
{
  if (age <= ages->oldest)
    return ages->curve[age];

  return ages->curve[ages->oldest] + (age - ages->oldest) * ages->last_rate;
}

static char *
tell_unseen (const Ages         *ages,
             const ClvCustomers *customers,
             gint32              horizon)
{
  g_autofree char *share = NULL;
  double unseen = 0.0;

  for (guint32 i = 0; i < customers->n; i++)
    unseen += CLAMP (customers->age_days[i] + horizon - ages->oldest, 0, horizon);
  unseen /= (double) horizon * MAX (customers->n, 1);
  if (unseen < LARGE_SHARE)
    return NULL;

  share = clv_percent_format (unseen, 0);
  /* Translators: a percentage */
  return g_strdup_printf (_("%s of the days it was asked about lie beyond the age of the oldest "
                            "customers at the split; the rate of the oldest ages stands in."),
                          share);
}

/*
 * clv_baseline_predict_cohort:
 *
 * The cohort curve: customers of one age are expected to buy as often as older cohorts did,
 * on average, when they were of that age. Each day of age has the rate (repeat purchases ÷
 * customers who had reached it by the split), so that cohorts which are seen for a short
 * time only are right-censored and count for the ages they reached, as in a life table
 * (Kaplan & Meier 1958, JASA 53; the cohort and incremental tracking curves of Fader, Hardie
 * & Lee 2005, Marketing Science 24, are its sums). Days are pooled to weeks, and weeks with
 * fewer than 30 purchases or 30 customers with their neighbours.
 *
 * Its limits: everybody of an age is expected the same, so it can be right about a total and
 * ranks customers by age alone; a cohort that is better than the older ones is not noticed;
 * beyond the age of the oldest customers their last rate is carried on. The margin, the price
 * and the season are not in it. No row after the split is looked at.
 */
gboolean
clv_baseline_predict_cohort (ClvTransactions    *transactions,
                             const ClvCustomers *customers,
                             ClvDate             until,
                             double             *predicted,
                             char              **note,
                             const ClvProgress  *progress,
                             GError            **error)
{
  const gint32 horizon = until - customers->until;
  g_auto(Ages) ages = { 0 };

  for (guint32 i = 0; i < customers->n; i++)
    ages.oldest = MAX (ages.oldest, customers->age_days[i]);
  ages.purchases = g_new0 (guint64, (gsize) ages.oldest + 1);
  ages.customers = g_new0 (guint64, (gsize) ages.oldest + 2);
  ages.curve = g_new0 (double, (gsize) ages.oldest + 1);
  for (guint32 i = 0; i < customers->n; i++)
    ages.customers[customers->age_days[i]]++;
  for (gint32 day = ages.oldest; day > 0; day--)
    ages.customers[day - 1] += ages.customers[day];
  if (!clv_netting_visit (transactions, customers->until, count_purchases, &ages, progress, error))
    return FALSE;

  draw_curve (&ages);
  for (guint32 i = 0; i < customers->n; i++)
    predicted[i] = curve_at (&ages, customers->age_days[i] + horizon)
                   - curve_at (&ages, customers->age_days[i]);
  *note = tell_unseen (&ages, customers, horizon);

  return TRUE;
}
