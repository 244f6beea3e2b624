/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "clv-conditional.h"

#define Z95 1.959963984540054

/* −ln 0.025: of a Poisson mean when nothing happened. */
#define MOST_OF_NONE 3.688879454113936

/* 0, 1, … 6, and 7 or more: the groups of Fader, Hardie & Lee. */
#define FREQUENCIES 8
#define RECENCIES 5
#define ERRORS 7

/**
 * clv_conditional_interval:
 * @sum: of what @n customers did
 * @squares: sum of its squares
 * @n: customers, > 0
 * @lo: (out): lower end
 * @hi: (out): upper end
 *
 * The 95 % sampling interval of a mean, from the spread of the customers themselves. Where
 * nobody bought the spread says nothing: then the upper end is that of a Poisson mean
 * (Garwood 1936, Biometrika 28), 3.69 ÷ n.
 */
void
clv_conditional_interval (double   sum,
                          double   squares,
                          guint32  n,
                          double  *lo,
                          double  *hi)
{
  const double mean = sum / n;
  const double spread = n > 1 ? MAX (squares - sum * mean, 0.0) / (n - 1.0) : mean;
  const double half = Z95 * sqrt (spread / n);

  *lo = MAX (mean - half, 0.0);
  *hi = sum > 0.0 ? mean + half : MOST_OF_NONE / n;
}

/* Sums while customers are added. */
static void
group_add (ClvConditionalGroup *group,
           double              *squares,
           double               predicted,
           double               naive,
           double               actual)
{
  group->customers++;
  group->predicted += predicted;
  group->naive += naive;
  group->actual += actual;
  *squares += actual * actual;
}

/* Means of the sums; groups of nobody are left out. */
static GArray *
finish (ClvConditionalGroup *groups,
        const double        *squares,
        guint                n)
{
  GArray *finished = g_array_new (FALSE, FALSE, sizeof (ClvConditionalGroup));

  for (guint i = 0; i < n; i++)
    {
      ClvConditionalGroup *group = &groups[i];

      if (group->customers == 0)
        continue;
      clv_conditional_interval (group->actual, squares[i], group->customers, &group->lo,
                                &group->hi);
      group->predicted /= group->customers;
      group->naive /= group->customers;
      group->actual /= group->customers;
      g_array_append_val (finished, *group);
    }

  return finished;
}

/**
 * clv_conditional_by_frequency:
 * @customers: as they stood at the split
 * @predicted: expected purchases of each after it
 * @naive: the same by the baseline
 * @actual: what each did
 *
 * The conditional expectation by repeat purchases before the split (Fader, Hardie & Lee
 * 2005, Marketing Science 24, figure 4): a model can be right about all of them together
 * and wrong about those who bought once and those who bought often.
 *
 * Returns: (transfer full) (element-type ClvConditionalGroup): 0, 1, … 6, and 7 or more
 */
GArray *
clv_conditional_by_frequency (const ClvCustomers *customers,
                              const double       *predicted,
                              const double       *naive,
                              const double       *actual)
{
  ClvConditionalGroup groups[FREQUENCIES] = { { 0 } };
  double squares[FREQUENCIES] = { 0.0 };

  for (guint i = 0; i < FREQUENCIES; i++)
    {
      groups[i].from = i;
      groups[i].to = i + 1 < FREQUENCIES ? i : G_MAXUINT32;
    }
  for (guint32 i = 0; i < customers->n; i++)
    {
      const guint32 group = MIN (customers->x[i], FREQUENCIES - 1);

      group_add (&groups[group], &squares[group], predicted[i], naive[i], actual[i]);
    }

  return finish (groups, squares, FREQUENCIES);
}

static int
compare_days (gconstpointer a,
              gconstpointer b)
{
  guint32 first = *(const guint32 *) a;
  guint32 second = *(const guint32 *) b;

  return first < second ? -1 : first > second;
}

static guint32
since_last (const ClvCustomers *customers,
            guint32             row)
{
  return (guint32) (customers->age_days[row] - customers->recency_days[row]);
}

/**
 * clv_conditional_by_recency:
 * @customers: as they stood at the split
 * @predicted: expected purchases of each after it
 * @naive: the same by the baseline
 * @actual: what each did
 *
 * The same by days since the last purchase, in fifths of the customers, the latest buyers
 * first. Customers with the same day are in one group, so there may be fewer.
 *
 * Returns: (transfer full) (element-type ClvConditionalGroup): the groups
 */
GArray *
clv_conditional_by_recency (const ClvCustomers *customers,
                            const double       *predicted,
                            const double       *naive,
                            const double       *actual)
{
  ClvConditionalGroup groups[RECENCIES] = { { 0 } };
  double squares[RECENCIES] = { 0.0 };
  g_autofree guint32 *days = g_new (guint32, MAX (customers->n, 1));

  for (guint32 i = 0; i < customers->n; i++)
    days[i] = since_last (customers, i);
  qsort (days, customers->n, sizeof *days, compare_days);
  for (guint i = 0; i < RECENCIES && customers->n > 0; i++)
    {
      const guint64 last = MAX ((guint64) customers->n * (i + 1) / RECENCIES, 1) - 1;

      groups[i].to = days[last];
      groups[i].from = i == 0 ? days[0] : groups[i - 1].to + 1;
    }
  for (guint32 i = 0; i < customers->n; i++)
    {
      guint group = 0;

      while (since_last (customers, i) > groups[group].to)
        group++;
      group_add (&groups[group], &squares[group], predicted[i], naive[i], actual[i]);
    }

  return finish (groups, squares, RECENCIES);
}

/**
 * clv_conditional_errors:
 * @predicted: (array length=n): expected of each customer
 * @actual: (array length=n): what each did
 * @n: customers
 *
 * How many customers were missed by how much: within half a purchase, up to one and a half
 * and so on, too few on the left, too many on the right.
 *
 * Returns: (transfer full) (element-type ClvErrorGroup): seven groups
 */
GArray *
clv_conditional_errors (const double *predicted,
                        const double *actual,
                        guint32       n)
{
  GArray *errors = g_array_sized_new (FALSE, TRUE, sizeof (ClvErrorGroup), ERRORS);

  g_array_set_size (errors, ERRORS);
  for (guint i = 0; i < ERRORS; i++)
    {
      ClvErrorGroup *group = &g_array_index (errors, ClvErrorGroup, i);

      group->from = i == 0 ? -INFINITY : i - ERRORS / 2.0;
      group->to = i + 1 == ERRORS ? INFINITY : i + 1 - ERRORS / 2.0;
    }
  for (guint32 i = 0; i < n; i++)
    {
      const double place = floor (predicted[i] - actual[i] + ERRORS / 2.0);

      g_array_index (errors, ClvErrorGroup, (guint) CLAMP (place, 0.0, ERRORS - 1.0)).customers++;
    }

  return errors;
}
