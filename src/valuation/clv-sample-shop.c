/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>

#include "clv-random.h"
#include "clv-sample-shop.h"
#include "clv-value-definition.h"

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

typedef struct
{
  ClvDate day;
  guint customer;
  guint product;
  int cents;
} Sale;

static guint
pick (ClvRandom *random,
      guint      n)
{
  guint place = (guint) (clv_random_uniform (random) * n);

  return MIN (place, n - 1);
}

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
    return clv_date_from_ymd (year, 12, 1 + (int) pick (random, 24));

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
      Sale sale = { .customer = customer, .product = pick (random, G_N_ELEMENTS (products)) };
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

static char *
build_orders (ClvRandom *random,
              GArray    *sales)
{
  GString *text = g_string_new ("order_id,order_date,customer_id,product,amount,status\n");
  ClvDate last = clv_date_from_ymd (LAST_YEAR, 12, 31);
  guint number = 0;

  g_array_sort (sales, compare_sales);
  for (guint i = 0; i < sales->len; i++)
    {
      const Sale *sale = &g_array_index (sales, Sale, i);
      g_autofree char *day = clv_date_to_iso (sale->day);

      append_order (text, ++number, day, sale, sale->cents, "completed");
      if (clv_random_uniform (random) < REFUND_SHARE)
        {
          ClvDate later = sale->day + 3 + (int) pick (random, 14);
          g_autofree char *back = clv_date_to_iso (MIN (later, last));
          gboolean is_whole = clv_random_uniform (random) < 0.7;

          /* As a shop writes it: the same order once more, at a negative amount. */
          append_order (text, number, back, sale, is_whole ? -sale->cents : -sale->cents / 2,
                        "refunded");
        }
    }
  append_dirt (text);

  return g_string_free (text, FALSE);
}

static void
append_customer (GString   *text,
                 ClvRandom *random,
                 guint      customer,
                 guint      region)
{
  gboolean knows_region = clv_random_uniform (random) >= 0.05;
  gboolean knows_age = clv_random_uniform (random) >= 0.12;
  guint age = pick (random, G_N_ELEMENTS (ages));
  guint channel = pick (random, G_N_ELEMENTS (channels));

  g_string_append_printf (text, "C%06u,%s,%s,%s\n", customer + 1,
                          knows_region ? regions[region] : "", knows_age ? ages[age] : "",
                          channels[channel]);
}

static gboolean
write_file (const char  *folder,
            const char  *name,
            const char  *text,
            GPtrArray   *files,
            GError     **error)
{
  char *path = g_build_filename (folder, name, NULL);

  g_ptr_array_add (files, path);

  return g_file_set_contents (path, text, -1, error);
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
 * An invented shop of the years 2024 and 2025 in EUR: orders.csv with refunds,
 * under the number of the order they take back, and four faulty rows;
 * customers.csv with region, age band and channel.
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
  g_autoptr(ClvRandom) random = clv_random_new (seed);
  g_autoptr(GArray) sales = g_array_new (FALSE, FALSE, sizeof (Sale));
  g_autoptr(GString) customers = g_string_new ("customer_id,region,age_band,channel\n");
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *orders = NULL;

  g_return_val_if_fail (folder != NULL && n_customers > 0, FALSE);

  for (guint i = 0; i < n_customers; i++)
    {
      guint region = pick (random, G_N_ELEMENTS (regions));

      if (i % 1024 == 0
          && !clv_progress_step (progress, 0.9 * i / n_customers, _("Inventing customers"), error))
        return FALSE;
      append_customer (customers, random, i, region);
      add_customer_sales (random, i, region, sales);
    }
  orders = build_orders (random, sales);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_READ_ONLY,
                   _("The folder “%s” cannot be created. Nothing was written. Choose another."),
                   folder);
      return FALSE;
    }
  if (!write_file (folder, "orders.csv", orders, paths, error)
      || !write_file (folder, "customers.csv", customers->str, paths, error))
    return FALSE;
  if (files != NULL)
    *files = g_steal_pointer (&paths);

  return TRUE;
}

/* Plans are what the importer would find out; a test compares them with that. */
static ClvImportPlan *
plan_orders (void)
{
  static const char * const columns[CLV_N_FIELDS] = {
    [CLV_FIELD_CUSTOMER] = "customer_id", [CLV_FIELD_DATE] = "order_date",
    [CLV_FIELD_AMOUNT] = "amount", [CLV_FIELD_ORDER] = "order_id",
    [CLV_FIELD_PRODUCT] = "product", [CLV_FIELD_STATUS] = "status",
  };
  ClvImportPlan *plan = clv_import_plan_new ();

  plan->kind = CLV_IMPORT_KIND_ORDERS;
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    clv_import_plan_set_column (plan, (ClvField) i, columns[i]);

  return plan;
}

static ClvImportPlan *
plan_customers (void)
{
  ClvImportPlan *plan = clv_import_plan_new ();

  plan->kind = CLV_IMPORT_KIND_CUSTOMERS;
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer_id");
  g_ptr_array_add (plan->attributes, g_strdup ("region"));
  g_ptr_array_add (plan->attributes, g_strdup ("age_band"));
  g_ptr_array_add (plan->attributes, g_strdup ("channel"));

  return plan;
}

static gboolean
import_file (ClvWorkspace         *workspace,
             const char           *path,
             const ClvImportPlan  *plan,
             const ClvProgress    *progress,
             GError              **error)
{
  g_autoptr(ClvImportResult) result = NULL;

  result = clv_workspace_import (workspace, path, plan, NULL, FALSE, progress, error);

  return result != NULL;
}

static gboolean
fill_workspace (ClvWorkspace       *workspace,
                GPtrArray          *files,
                const ClvProgress  *progress,
                GError            **error)
{
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvImportPlan) orders = plan_orders ();
  g_autoptr(ClvImportPlan) customers = plan_customers ();

  definition->margin = 0.4;
  definition->rate = 0.1;

  return import_file (workspace, g_ptr_array_index (files, 0), orders, progress, error)
         && import_file (workspace, g_ptr_array_index (files, 1), customers, progress,
                         error)
         && clv_value_definition_save (definition, workspace, "", error);
}

/**
 * clv_sample_shop_create_workspace:
 * @path: the new workspace
 * @n_customers: how many, at least 1
 * @seed: of the random numbers
 * @progress: (nullable): where to tell how far it is
 * @error: return location
 *
 * Generates the files in a temporary folder and imports them as a person would.
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
  g_autofree char *folder = g_dir_make_tmp ("perennial-sample-XXXXXX", error);
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(ClvWorkspace) workspace = NULL;
  gboolean is_done = FALSE;

  if (folder == NULL)
    return FALSE;
  if (clv_sample_shop_write_csv (folder, n_customers, seed, &files, progress, error))
    workspace = clv_workspace_create (path, "EUR", "Europe/Berlin", error);
  if (workspace != NULL)
    {
      is_done = fill_workspace (workspace, files, progress, error);
      clv_workspace_close (workspace);
      if (!is_done)
        g_unlink (path);
    }
  for (guint i = 0; files != NULL && i < files->len; i++)
    g_unlink (g_ptr_array_index (files, i));
  g_rmdir (folder);

  return is_done;
}
