/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make-csv ROWS [SEED]: an orders file on standard output, the same bytes for the same arguments on
 * every machine.
 *
 * Customers arrive over two years, buy at their own rate and drop out after a purchase with their
 * own probability, as the BG/NBD model supposes; rates and probabilities differ between them. Rows
 * come in the order of days, as a shop's export does, not sorted by customer. About ten rows a
 * customer. Only whole-number and +, −, ×, ÷ arithmetic decide the content, apart from log (),
 * whose last bit does not reach a day or a cent in practice.
 */
#include "config.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define N_DAYS 730
#define FIRST_YEAR_DAYS 366      /* 2024 */

typedef struct
{
  guint32 customer;
  guint32 cents;
  guint32 day;
} Row;

static guint64 state;

/* xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016. */
static double
draw_uniform (void)
{
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return ((double) ((state * G_GUINT64_CONSTANT (2685821657736338717)) >> 11) + 0.5)
         / 9007199254740992.0;
}

static double
draw_exponential (double mean)
{
  return -mean * log (draw_uniform ());
}

/* One customer's purchases from @rows on; how many there were. */
static gsize
add_customer (Row     *rows,
              gsize    room,
              guint32  customer)
{
  double mean_gap = 5.0 + draw_exponential (45.0);
  double p_leave = 0.01 + 0.13 * draw_uniform ();
  double typical_spend = 8.0 + draw_exponential (35.0);
  double day = draw_uniform () * (N_DAYS - 60);
  gsize n = 0;

  while (n < room && day < N_DAYS)
    {
      double spend = typical_spend * (0.4 + draw_exponential (0.6));

      rows[n].customer = customer;
      rows[n].day = (guint32) day;
      rows[n].cents = (guint32) (spend * 100.0) + 1;
      n++;
      if (draw_uniform () < p_leave)
        break;
      day += draw_exponential (mean_gap);
    }
  return n;
}

/* Positions of the rows in the order of their days: a stable counting sort. */
static gsize *
sort_by_day (const Row *rows,
             gsize      n)
{
  gsize *order = g_new (gsize, n);
  gsize *start = g_new0 (gsize, N_DAYS + 1);

  for (gsize i = 0; i < n; i++)
    start[rows[i].day + 1]++;
  for (gsize day = 0; day < N_DAYS; day++)
    start[day + 1] += start[day];
  for (gsize i = 0; i < n; i++)
    order[start[rows[i].day]++] = i;
  g_free (start);
  return order;
}

static void
print_rows (const Row   *rows,
            const gsize *order,
            gsize        n)
{
  static const int month_days[2][12] = {
    { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 },
    { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 },
  };

  puts ("order_id,customer_id,date,amount");
  for (gsize i = 0; i < n; i++)
    {
      const Row *row = &rows[order[i]];
      int is_second = row->day >= FIRST_YEAR_DAYS;
      int day = (int) row->day - (is_second ? FIRST_YEAR_DAYS : 0);
      int month = 0;

      while (day >= month_days[is_second][month])
        day -= month_days[is_second][month++];
      printf ("A%09" G_GSIZE_FORMAT ",C%07u,%d-%02d-%02d,%u.%02u\n", i + 1, row->customer,
              2024 + is_second, month + 1, day + 1, row->cents / 100, row->cents % 100);
    }
}

int
main (int    argc,
      char **argv)
{
  gsize n = argc > 1 ? (gsize) g_ascii_strtoull (argv[1], NULL, 10) : 0;
  guint32 customer = 0;
  Row *rows;
  gsize *order;

  if (n == 0)
    {
      fputs ("make-csv ROWS [SEED]\n", stderr);
      return 2;
    }
  state = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) * 2 + 1 : 20260101;
  rows = g_new (Row, n);
  for (gsize filled = 0; filled < n;)
    filled += add_customer (rows + filled, n - filled, customer++);
  order = sort_by_day (rows, n);
  print_rows (rows, order, n);
  fprintf (stderr, "%" G_GSIZE_FORMAT " rows, %u customers\n", n, customer);
  g_free (order);
  g_free (rows);
  return fflush (stdout) == 0 ? 0 : 1;
}
