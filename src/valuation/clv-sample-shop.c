/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-sample-private.h"
#include "clv-sample-shop.h"

/* The shop's two years. Fixed, so that the same seed gives the same bytes. */
#define FIRST_YEAR 2024
#define LAST_YEAR 2025

/* Purchases follow BG/NBD (rate a day Gamma (r, α), drop-out Beta (a, b)) and
 * spends Gamma-Gamma (p, q, γ), so that a fit finds about these again. */
#define RATE_SHAPE 0.7
#define RATE_SCALE 55.0
#define DROPOUT_A 0.9
#define DROPOUT_B 3.2
#define SPEND_P 6.0
#define SPEND_Q 4.0
#define SPEND_GAMMA 22.0
#define REFUND_SHARE 0.03
/* Customers of this region buy rarely: the depot is far and parcels come late.
 * An audit by region is meant to notice it. */
#define SLOW_REGION 3
#define SLOW_FACTOR 0.55

static const char * const regions[] = { "North", "South", "West", "East" };
static const char * const ages[] = { "18-24", "25-34", "35-44", "45-54", "55-64", "65+" };
static const char * const channels[] = { "Search", "Newsletter", "Shop", "Social" };
static const char * const products[] = { "Garden", "Kitchen", "Books", "Toys", "Tools", "Linen" };

enum { ORDERS, CUSTOMERS };

typedef struct
{
  ClvDate day;
  guint customer;
  guint product;
  int cents;
} Sale;

/* Some autumn purchases wait for the presents of December. */
static ClvDate
shift_to_december (ClvRandom *random,
                   ClvDate    day)
{
  int year;
  int month;
  int date;

  clv_date_to_ymd (day, &year, &month, &date);
  if ((month == 10 || month == 11) && clv_random_uniform (random) < 0.15)
    return clv_date_from_ymd (year, 12, 1 + (int) clv_sample_pick (random, 24));

  return day;
}

static void
add_customer_sales (ClvRandom *random,
                    guint      customer,
                    guint      region,
                    GArray    *sales)
{
  ClvDate first = clv_date_from_ymd (FIRST_YEAR, 1, 1);
  ClvDate last = clv_date_from_ymd (LAST_YEAR, 12, 31);
  double rate = clv_random_gamma (random, RATE_SHAPE, RATE_SCALE);
  double dropout = clv_random_beta (random, DROPOUT_A, DROPOUT_B);
  double spend_rate = clv_random_gamma (random, SPEND_Q, SPEND_GAMMA);
  /* More customers come early, as they do in a list of those who ever came. */
  double day = first + (last - first) * pow (clv_random_uniform (random), 1.4);

  if (region == SLOW_REGION)
    rate *= SLOW_FACTOR;

  while (day <= last)
    {
      Sale sale = { .customer = customer,
                    .product = clv_sample_pick (random, G_N_ELEMENTS (products)) };
      double amount = clv_random_gamma (random, SPEND_P, spend_rate);

      sale.day = shift_to_december (random, (ClvDate) day);
      sale.cents = (int) (100.0 * CLAMP (amount, 1.0, 5000.0));
      g_array_append_val (sales, sale);
      if (clv_random_uniform (random) < dropout)
        break;
      day = MAX (day, sale.day) + clv_random_exponential (random, MAX (rate, 1e-6));
    }
}

static int
compare_sales (gconstpointer a,
               gconstpointer b)
{
  const Sale *one = a;
  const Sale *other = b;

  if (one->day != other->day)
    return one->day < other->day ? -1 : 1;
  if (one->customer != other->customer)
    return one->customer < other->customer ? -1 : 1;

  return one->cents < other->cents ? -1 : one->cents > other->cents;
}

static void
append_order (GString    *text,
              guint       number,
              const char *day,
              const Sale *sale,
              int         cents,
              const char *status)
{
  g_string_append_printf (text, "A%06u,%s,C%06u,%s,%s%d.%02d,%s\n", number, day,
                          sale->customer + 1, products[sale->product], cents < 0 ? "-" : "",
                          ABS (cents) / 100, ABS (cents) % 100, status);
}

/* Rows as every real file has a few of, so that there is something to look at. */
static void
append_dirt (GString *text)
{
  g_string_append (text,
                   "A900001,2025-02-30,C000001,Garden,19.90,completed\n"
                   "A900002,2025-03-14,C000002,Toys,to be invoiced,completed\n"
                   "A900003,2025-04-02,,Books,12.50,completed\n"
                   "A900004,0000-00-00,C000003,Books,24.00,completed\n");
}

static void
append_orders (GString   *text,
               ClvRandom *random,
               GArray    *sales)
{
  ClvDate last = clv_date_from_ymd (LAST_YEAR, 12, 31);
  guint number = 0;

  g_string_append (text, "order_id,order_date,customer_id,product,amount,status\n");
  g_array_sort (sales, compare_sales);
  for (guint i = 0; i < sales->len; i++)
    {
      const Sale *sale = &g_array_index (sales, Sale, i);
      g_autofree char *day = clv_date_to_iso (sale->day);

      append_order (text, ++number, day, sale, sale->cents, "completed");
      if (clv_random_uniform (random) < REFUND_SHARE)
        {
          ClvDate later = sale->day + 3 + (int) clv_sample_pick (random, 14);
          g_autofree char *back = clv_date_to_iso (MIN (later, last));
          gboolean is_whole = clv_random_uniform (random) < 0.7;

          /* As a shop writes it: the same order once more, at a negative amount. */
          append_order (text, number, back, sale, is_whole ? -sale->cents : -sale->cents / 2,
                        "refunded");
        }
    }
  append_dirt (text);
}

static void
append_customer (GString   *text,
                 ClvRandom *random,
                 guint      customer,
                 guint      region)
{
  gboolean knows_region = clv_random_uniform (random) >= 0.05;
  gboolean knows_age = clv_random_uniform (random) >= 0.12;
  guint age = clv_sample_pick (random, G_N_ELEMENTS (ages));
  guint channel = clv_sample_pick (random, G_N_ELEMENTS (channels));

  g_string_append_printf (text, "C%06u,%s,%s,%s\n", customer + 1,
                          knows_region ? regions[region] : "", knows_age ? ages[age] : "",
                          channels[channel]);
}

/*
 * clv_sample_shop_fill:
 * @texts: (array length=2): orders, customers; empty
 * @n_customers: how many
 * @random: where chance comes from
 * @progress: (nullable): how far
 * @error: return location, %G_IO_ERROR_CANCELLED
 *
 * A shop of the years 2024 and 2025: orders with refunds, under the number of the order
 * they take back, and four faulty rows; customers with region, age band and channel.
 */
gboolean
clv_sample_shop_fill (GString           **texts,
                      guint               n_customers,
                      ClvRandom          *random,
                      const ClvProgress  *progress,
                      GError            **error)
{
  g_autoptr(GArray) sales = g_array_new (FALSE, FALSE, sizeof (Sale));

  g_string_append (texts[CUSTOMERS], "customer_id,region,age_band,channel\n");
  for (guint i = 0; i < n_customers; i++)
    {
      guint region = clv_sample_pick (random, G_N_ELEMENTS (regions));

      if (i % 1024 == 0
          && !clv_progress_step (progress, 0.9 * i / n_customers, _("Inventing customers"), error))
        return FALSE;
      append_customer (texts[CUSTOMERS], random, i, region);
      add_customer_sales (random, i, region, sales);
    }
  append_orders (texts[ORDERS], random, sales);

  return TRUE;
}

/**
 * clv_sample_shop_write_csv:
 * @folder: where to; created where missing
 * @n_customers: how many, at least 1
 * @seed: of the random numbers
 * @files: (out) (optional) (element-type utf8) (transfer full): the paths
 * @progress: (nullable): where to tell how far it is
 * @error: return location
 *
 * clv_sample_write_csv() of the usual business.
 *
 * Returns: whether both files are there
 */
gboolean
clv_sample_shop_write_csv (const char         *folder,
                           guint               n_customers,
                           guint64             seed,
                           GPtrArray         **files,
                           const ClvProgress  *progress,
                           GError            **error)
{
  return clv_sample_write_csv (CLV_SAMPLE_RETAIL, folder, n_customers, seed, files, progress,
                               error);
}

/**
 * clv_sample_shop_create_workspace:
 * @path: the new workspace
 * @n_customers: how many, at least 1
 * @seed: of the random numbers
 * @progress: (nullable): where to tell how far it is
 * @error: return location
 *
 * clv_sample_create_workspace() of the usual business.
 *
 * Returns: whether the workspace is there; where not, no file is left
 */
gboolean
clv_sample_shop_create_workspace (const char         *path,
                                  guint               n_customers,
                                  guint64             seed,
                                  const ClvProgress  *progress,
                                  GError            **error)
{
  return clv_sample_create_workspace (CLV_SAMPLE_RETAIL, path, n_customers, seed, progress,
                                      error);
}
