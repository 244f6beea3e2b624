/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "clv-baseline-private.h"
#include "clv-netting.h"

#define MOST_STEPS 5
#define LEAST_STEPS 2

/* Of a cell, on average, before the steps are made coarser; and of a single one, before
 * it is merged. */
#define CUSTOMERS_A_CELL 20
#define LEAST_CUSTOMERS 100

typedef enum
{
  RECENCY,
  FREQUENCY,
  MONEY,
  N_AXES
} Axis;

typedef struct
{
  guint64 customers;
  guint64 purchases;
} Cell;

typedef struct
{
  guint steps;
  guint32 n;
  double *sorted[N_AXES];   /* [n] of those known when the window began */
  Cell cells[MOST_STEPS][MOST_STEPS][MOST_STEPS];
  Cell pairs[MOST_STEPS][MOST_STEPS];    /* recency and frequency */
  Cell rows[MOST_STEPS];                 /* recency alone */
  Cell all;
} Table;

typedef struct
{
  const ClvCustomers *customers;
  guint32 *purchases;
  guint32 row;
} Response;

static void
table_free (Table *self)
{
  for (guint axis = 0; axis < N_AXES; axis++)
    g_free (self->sorted[axis]);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Table, table_free)

/* Low is good of recency alone; the cells do not mind. */
static double
measure (const ClvCustomers *customers,
         guint32             row,
         Axis                axis)
{
  if (axis == RECENCY)
    return customers->age_days[row] - customers->recency_days[row];
  if (axis == FREQUENCY)
    return customers->x[row];

  return (double) customers->past_value[row] / (customers->x[row] + 1.0);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return first < second ? -1 : first > second;
}

/* The step of a value: which part of those in the table lies below it. Equal values are
 * in one step, whatever their number; what is above all is where the greatest is. */
static guint
find_step (const Table *table,
           Axis         axis,
           double       value)
{
  const double *sorted = table->sorted[axis];
  guint32 low = 0;
  guint32 high = table->n;

  value = MIN (value, sorted[table->n - 1]);
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (sorted[middle] < value)
        low = middle + 1;
      else
        high = middle;
    }

  return MIN ((guint) ((guint64) low * table->steps / table->n), table->steps - 1);
}

static void
count (Cell    *cell,
       guint32  purchases)
{
  cell->customers++;
  cell->purchases += purchases;
}

static Table *
table_new (const ClvCustomers *customers,
           const guint32      *purchases)
{
  Table *self = g_new0 (Table, 1);

  self->n = customers->n;
  self->steps = MOST_STEPS;
  while (self->steps > LEAST_STEPS
         && customers->n < CUSTOMERS_A_CELL * self->steps * self->steps * self->steps)
    self->steps--;
  for (guint axis = 0; axis < N_AXES; axis++)
    {
      self->sorted[axis] = g_new (double, self->n);
      for (guint32 i = 0; i < self->n; i++)
        self->sorted[axis][i] = measure (customers, i, axis);
      qsort (self->sorted[axis], self->n, sizeof (double), compare_doubles);
    }
  for (guint32 i = 0; i < self->n; i++)
    {
      guint r = find_step (self, RECENCY, measure (customers, i, RECENCY));
      guint f = find_step (self, FREQUENCY, measure (customers, i, FREQUENCY));
      guint m = find_step (self, MONEY, measure (customers, i, MONEY));

      count (&self->cells[r][f][m], purchases[i]);
      count (&self->pairs[r][f], purchases[i]);
      count (&self->rows[r], purchases[i]);
      count (&self->all, purchases[i]);
    }

  return self;
}

/* A thin cell is merged along the money, then along the frequency, then with all. */
static double
table_predict (const Table        *self,
               const ClvCustomers *customers,
               guint32             row)
{
  guint r = find_step (self, RECENCY, measure (customers, row, RECENCY));
  guint f = find_step (self, FREQUENCY, measure (customers, row, FREQUENCY));
  guint m = find_step (self, MONEY, measure (customers, row, MONEY));
  const Cell *levels[] = { &self->cells[r][f][m], &self->pairs[r][f], &self->rows[r], &self->all };
  guint level = 0;

  while (level + 1 < G_N_ELEMENTS (levels) && levels[level]->customers < CUSTOMERS_A_CELL)
    level++;

  return (double) levels[level]->purchases / (double) levels[level]->customers;
}

static void
count_response (const ClvNetted *netted,
                gpointer         user_data)
{
  Response *response = user_data;
  const ClvCustomers *customers = response->customers;

  while (response->row < customers->n && customers->code[response->row] < netted->code)
    response->row++;
  if (response->row >= customers->n || customers->code[response->row] != netted->code)
    return;

  for (guint32 i = 0; i < netted->n; i++)
    response->purchases[response->row] += netted->day[i] > customers->until;
}

static gboolean
refuse (gint32   days,
        gint32   needed,
        GError **error)
{
  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
               /* Translators: two numbers of days */
               _("RFM cells learn from a window as long as the hold-out that ends at the split, "
                 "and need half as many days before it: %d days of calibration where there are "
                 "%d. Choose a later split."), needed, days);

  return FALSE;
}

/*
 * clv_baseline_predict_rfm:
 *
 * Customers are put into cells by recency (days since the last purchase), frequency and
 * money (mean net amount a purchase), each in fifths of the customers as direct marketers
 * do it (Hughes 1994, Strategic Database Marketing, 5 × 5 × 5 cells; Fader, Hardie & Lee
 * 2005, Journal of Marketing Research 42, on what it leaves out). A cell's mean response is
 * learnt on a window as long as the hold-out that ends at the split: cells as of the day
 * before the window, purchases within it. At the split everybody is put into a cell by the
 * same borders and expected to respond as that cell did.
 *
 * With fewer than 20 customers a cell on average the steps are made coarser, 4 × 4 × 4 down
 * to 2 × 2 × 2; a cell of fewer than 20 is merged along the money, then the frequency. Ties
 * stay together: where four of five customers bought once there are two steps of frequency.
 *
 * Its limits: it must give up the latest window of the data to learn from, it cannot be asked
 * about another length of time, a season in one window is carried into the next, and within a
 * cell everybody is the same. No row after the split is looked at.
 */
gboolean
clv_baseline_predict_rfm (ClvTransactions    *transactions,
                          const ClvCustomers *customers,
                          ClvDate             until,
                          double             *predicted,
                          char              **note,
                          const ClvProgress  *progress,
                          GError            **error)
{
  const gint32 window = until - customers->until;
  const gint32 days = customers->until - transactions->first_day + 1;
  const gint32 needed = window + (window + 1) / 2;
  g_autoptr(ClvCustomers) before = NULL;
  g_autofree guint32 *purchases = NULL;
  g_autoptr(Table) table = NULL;
  Response response = { 0 };

  if (days < needed)
    return refuse (days, needed, error);
  before = clv_customers_new (transactions, customers->until - window, customers->unit_days,
                              progress, error);
  if (before == NULL)
    return FALSE;
  if (before->n < LEAST_CUSTOMERS)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                   ngettext ("RFM cells need %d customers known when the window they learn from "
                             "begins; there is %u.",
                             "RFM cells need %d customers known when the window they learn from "
                             "begins; there are %u.", before->n), LEAST_CUSTOMERS, before->n);
      return FALSE;
    }

  purchases = g_new0 (guint32, before->n);
  response.customers = before;
  response.purchases = purchases;
  if (!clv_netting_visit (transactions, customers->until, count_response, &response, progress,
                          error))
    return FALSE;
  table = table_new (before, purchases);
  for (guint32 i = 0; i < customers->n; i++)
    predicted[i] = table_predict (table, customers, i);
  /* Translators: three times the same number of steps, a number of customers */
  *note = g_strdup_printf (ngettext ("%u × %u × %u cells of recency, frequency and money, learnt "
                                     "from %u customer.",
                                     "%u × %u × %u cells of recency, frequency and money, learnt "
                                     "from %u customers.", before->n),
                           table->steps, table->steps, table->steps, before->n);

  return TRUE;
}
