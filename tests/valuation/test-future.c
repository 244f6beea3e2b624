/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "clv-comparison.h"
#include "clv-rolling.h"
#include "explained.h"

/* The future of a hold-out is changed in wild ways. Whatever is fitted or predicted
 * from the days before it must stay the same to the last bit. */

#define N_CUSTOMERS 600
#define INTAKE 200
#define DAYS 540
#define N_POISONS G_N_ELEMENTS (poisons)

typedef struct
{
  const char *customer;   /* interned */
  ClvDate day;
  gint64 amount;
} Row;

typedef struct
{
  GArray *rows;           /* (element-type Row) */
  ClvDate first;
  ClvDate last;
  ClvDate split;
  ClvRandom *rng;
} World;

typedef void (*Poison) (World *world);

static ClvDate
draw_day (World *world)
{
  guint days = (guint) (world->last - world->split);

  return world->split + 1 + (ClvDate) (clv_random_uniform (world->rng) * days);
}

static void
add_row (World      *world,
         const char *customer,
         ClvDate     day,
         gint64      amount)
{
  const Row row = { g_intern_string (customer), day, amount };

  g_array_append_val (world->rows, row);
}

static void
leave_alone (World *world)
{
}

static void
remove_all (World *world)
{
  for (guint i = world->rows->len; i > 0; i--)
    {
      if (g_array_index (world->rows, Row, i - 1).day > world->split)
        g_array_remove_index_fast (world->rows, i - 1);
    }
}

static void
change_amounts (World *world)
{
  for (guint i = 0; i < world->rows->len; i++)
    {
      Row *row = &g_array_index (world->rows, Row, i);

      if (row->day > world->split)
        row->amount = (gint64) (1e9 * (clv_random_uniform (world->rng) - 0.5));
    }
}

static void
change_days (World *world)
{
  for (guint i = 0; i < world->rows->len; i++)
    {
      Row *row = &g_array_index (world->rows, Row, i);

      if (row->day > world->split)
        row->day = draw_day (world);
    }
}

static void
change_owners (World *world)
{
  for (guint i = 0; i < world->rows->len; i++)
    {
      Row *row = &g_array_index (world->rows, Row, i);
      guint other = (guint) (clv_random_uniform (world->rng) * world->rows->len);

      if (row->day > world->split)
        row->customer = g_array_index (world->rows, Row, other).customer;
    }
}

/* More than everybody ever paid, on the first day after the split. */
static void
refund_everything (World *world)
{
  const guint n = world->rows->len;

  for (guint i = 0; i < n; i++)
    {
      const Row row = g_array_index (world->rows, Row, i);

      if (row.day <= world->split)
        add_row (world, row.customer, world->split + 1, -2 * ABS (row.amount) - 1);
    }
}

static void
buy_every_day (World *world)
{
  const guint n = world->rows->len;

  for (guint i = 0; i < n; i += 7)
    {
      const char *customer = g_array_index (world->rows, Row, i).customer;

      for (ClvDate day = world->split + 1; day <= world->last; day += 3)
        add_row (world, customer, day, 99);
    }
}

/* First seen after the split, under names that come before all others, and in rows that
 * come before all others. */
static void
add_strangers (World *world)
{
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *name = g_strdup_printf ("!%03u", i % 250);
      const Row row = { g_intern_string (name), draw_day (world), i % 5 == 0 ? -100 : 100 };

      g_array_prepend_val (world->rows, row);
    }
}

/* The future first, so that customers are met in another order. */
static int
compare_late_first (gconstpointer a,
                    gconstpointer b)
{
  const Row *first = a;
  const Row *second = b;

  return first->day > second->day ? -1 : first->day < second->day;
}

static void
turn_around (World *world)
{
  g_autoptr(GArray) late = g_array_new (FALSE, FALSE, sizeof (Row));

  for (guint i = 0; i < world->rows->len; i++)
    {
      const Row row = g_array_index (world->rows, Row, i);

      if (row.day > world->split)
        g_array_append_val (late, row);
    }
  g_array_sort (late, compare_late_first);
  remove_all (world);
  g_array_prepend_vals (world->rows, late->data, late->len);
}

/* Still a shop that a model can be fitted to. */
static void
mix_up (World *world)
{
  change_owners (world);
  change_days (world);
  add_strangers (world);
  turn_around (world);
}

static void
do_everything (World *world)
{
  change_amounts (world);
  refund_everything (world);
  buy_every_day (world);
  mix_up (world);
}

static const struct
{
  const char *name;
  Poison apply;
} poisons[] = {
  { "untouched", leave_alone },
  { "removed", remove_all },
  { "amounts", change_amounts },
  { "days", change_days },
  { "owners", change_owners },
  { "refunded", refund_everything },
  { "every-day", buy_every_day },
  { "strangers", add_strangers },
  { "turned-around", turn_around },
  { "everything", do_everything },
};

static void
add_past (World *world)
{
  static const double parameters[] = { 0.6, 30.0, 0.9, 3.0 };
  static const double spend[] = { 6.2, 3.7, 15.4 };
  g_autoptr(ClvTransactions) shop = shop_new_simulated (N_CUSTOMERS, INTAKE, DAYS, parameters,
                                                        spend, 11);

  world->first = shop->first_day;
  world->last = shop->last_day;
  world->split = shop->first_day + 360;
  for (guint64 i = 0; i < shop->n_rows; i++)
    {
      const char *name = clv_dictionary_get (shop->customers, shop->customer[i], NULL);

      add_row (world, name, shop->day[i], shop->amount[i]);
      /* Refunds on both sides of the split. */
      if (i % 23 == 0 && shop->day[i] + 4 <= world->last)
        add_row (world, name, shop->day[i] + 4, i % 2 == 0 ? -shop->amount[i] : -100);
    }
}

/* The last day stays, so that the same days are asked about. */
static ClvTransactions *
make_world (Poison  apply,
            ClvDate split,
            guint64 seed)
{
  g_autoptr(ClvRandom) rng = clv_random_new (seed);
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  World world = { .rows = rows, .rng = rng };
  Shop shop;

  add_past (&world);
  if (split != CLV_DATE_INVALID)
    world.split = split;
  apply (&world);
  add_row (&world, "the last one", world.last, 500);
  shop_init (&shop);
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);

      shop_add (&shop, row->customer, row->day, row->amount);
    }

  return shop_finish (&shop, "EUR");
}

static ClvDate
find_split (const ClvTransactions *transactions)
{
  return transactions->first_day + 360;
}

/* Codes are given in the order of the rows, so a customer is found by name. */
static void
assert_same_rows (const ClvBacktest *one,
                  const ClvBacktest *other)
{
  g_assert_cmpuint (one->n, ==, other->n);
  for (guint32 i = 0; i < one->n; i++)
    {
      const char *name = clv_dictionary_get (one->customers->transactions->customers,
                                             one->customers->code[i], NULL);
      const guint32 code = clv_dictionary_lookup (other->customers->transactions->customers, name,
                                                  strlen (name));
      const guint32 row = clv_customers_find (other->customers, code);

      g_assert_cmpuint (row, <, other->n);
      g_assert_cmpmem (&one->predicted[i], sizeof (double), &other->predicted[row],
                       sizeof (double));
      g_assert_cmpmem (&one->naive[i], sizeof (double), &other->naive[row], sizeof (double));
    }
}

static void
assert_same_fit (const ClvFit *one,
                 const ClvFit *other)
{
  if (one == NULL || other == NULL)
    {
      g_assert_true (one == other);
      return;
    }
  g_assert_cmpmem (one->parameters, sizeof one->parameters, other->parameters,
                   sizeof other->parameters);
  g_assert_cmpmem (one->covariance, sizeof one->covariance, other->covariance,
                   sizeof other->covariance);
  g_assert_cmpmem (one->standard_errors, sizeof one->standard_errors, other->standard_errors,
                   sizeof other->standard_errors);
  g_assert_cmpmem (&one->log_likelihood, sizeof (double), &other->log_likelihood, sizeof (double));
  g_assert_cmpmem (&one->in_sample_expected, sizeof (double), &other->in_sample_expected,
                   sizeof (double));
  g_assert_cmpint (one->state, ==, other->state);
  g_assert_cmpstr (one->data_hash, ==, other->data_hash);
  g_assert_cmpstr (one->content_hash, ==, other->content_hash);
}

/* Two columns: of the customers of the past by their names, so that they are the same in
 * every world; of those who come later with values that nobody had before. */
static void
add_columns (ClvTransactions *transactions)
{
  ClvAttribute *region = explained_add_column (transactions, "region");
  ClvAttribute *age = explained_add_column (transactions, "age");

  for (guint32 i = 0; i < transactions->n_customers; i++)
    {
      const char *name = clv_dictionary_get (transactions->customers, i, NULL);
      const guint hash = g_str_hash (name) * 2654435761u >> 8;
      const gboolean is_stranger = *name == '!';
      g_autofree char *years = g_strdup_printf ("%u", is_stranger ? 1000 + i : 20 + hash % 50);

      explained_set (region, i, is_stranger ? "moon" : hash % 7 < 3 ? "south" : "north");
      explained_set (age, i, years);
    }
}

static ClvBacktest *
test_one (ClvTransactions *transactions,
          const char      *kind)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(GError) error = NULL;
  ClvBacktest *test = NULL;

  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  test = clv_backtest_new (transactions, spec, find_split (transactions), CLV_DATE_INVALID, NULL,
                           &error);
  g_assert_no_error (error);

  return test;
}

static void
test_backtest (void)
{
  g_autoptr(ClvTransactions) untouched = make_world (leave_alone, CLV_DATE_INVALID, 1);
  g_autoptr(ClvBacktest) expected = test_one (untouched, "bg-nbd");

  for (guint i = 1; i < N_POISONS; i++)
    {
      g_autoptr(ClvTransactions) poisoned = make_world (poisons[i].apply, CLV_DATE_INVALID, i);
      g_autoptr(ClvBacktest) test = test_one (poisoned, "bg-nbd");

      g_test_message ("%s: %.0f purchases after the split instead of %.0f", poisons[i].name,
                      test->accuracy.actual, expected->accuracy.actual);
      g_assert_cmpstr (poisoned->content_hash, !=, untouched->content_hash);
      assert_same_fit (expected->fit, test->fit);
      assert_same_rows (expected, test);
    }
}

static ClvBacktest *
test_explained_one (ClvTransactions    *transactions,
                    const ClvModelSpec *spec)
{
  g_autoptr(GError) error = NULL;
  ClvBacktest *test = clv_backtest_new (transactions, spec, find_split (transactions),
                                        CLV_DATE_INVALID, NULL, &error);

  g_assert_no_error (error);
  return test;
}

/* Columns are of customers and the calendar is of days: neither lets the future in, and a
 * promotion that begins after the split is not fitted. */
static void
test_explained (void)
{
  g_autoptr(ClvTransactions) untouched = make_world (leave_alone, CLV_DATE_INVALID, 1);
  ClvModelSpec *specs[] = {
    explained_new_spec ("bg-nbd", "region,age", NULL, FALSE),
    explained_new_spec ("pareto-nbd", NULL, "sale=2024-02-01..2024-02-20", TRUE),
    explained_new_spec ("pareto-nbd", "region,age", "sale=2024-02-01..2024-02-20", TRUE),
  };

  add_columns (untouched);
  for (guint k = 0; k < G_N_ELEMENTS (specs); k++)
    {
      g_autoptr(ClvBacktest) expected = test_explained_one (untouched, specs[k]);

      g_assert_true ((expected->fit->covariates != NULL) == (k != 1));
      g_assert_true (expected->fit->kind->is_dated == (k != 0));
      /* A calendar costs more: three of them, the last one is all at once. */
      for (guint i = 1; i < N_POISONS; i += k == 0 ? 1 : 4)
        {
          g_autoptr(ClvTransactions) poisoned = make_world (poisons[i].apply, CLV_DATE_INVALID, i);
          g_autoptr(ClvBacktest) test = NULL;

          add_columns (poisoned);
          test = test_explained_one (poisoned, specs[k]);
          g_test_message ("%s, %s", specs[k]->kind, poisons[i].name);
          assert_same_fit (expected->fit, test->fit);
          assert_same_rows (expected, test);
        }
    }
  for (guint k = 0; k < G_N_ELEMENTS (specs); k++)
    clv_model_spec_free (specs[k]);
}

/* What is compared does change: the test would see a leak. */
static void
test_sees_a_leak (void)
{
  g_autoptr(ClvTransactions) untouched = make_world (leave_alone, CLV_DATE_INVALID, 1);
  const ClvDate split = find_split (untouched);
  g_autoptr(ClvTransactions) leaking = make_world (buy_every_day, split - 30, 1);
  g_autoptr(ClvTransactions) bought = make_world (buy_every_day, CLV_DATE_INVALID, 1);
  g_autoptr(ClvBacktest) expected = test_one (untouched, "bg-nbd");
  g_autoptr(ClvBacktest) leaked = test_one (leaking, "bg-nbd");
  g_autoptr(ClvBacktest) more = test_one (bought, "bg-nbd");

  g_assert_cmpstr (expected->fit->content_hash, !=, leaked->fit->content_hash);
  g_assert_cmpstr (expected->fit->data_hash, !=, leaked->fit->data_hash);
  g_assert_cmpfloat (expected->accuracy.actual, <, more->accuracy.actual);
}

static const ClvContender *
find (const ClvComparison *comparison,
      const char          *id)
{
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const ClvContender *contender = g_ptr_array_index (comparison->contenders, i);

      if (g_str_equal (contender->id, id))
        return contender;
    }

  g_assert_not_reached ();
}

static ClvComparison *
compare_all (ClvTransactions *transactions)
{
  g_autoptr(GError) error = NULL;
  ClvComparison *comparison = clv_comparison_new (transactions, NULL, 7,
                                                  find_split (transactions), CLV_DATE_INVALID,
                                                  NULL, &error);

  g_assert_no_error (error);

  return comparison;
}

static void
test_comparison (void)
{
  g_autoptr(ClvTransactions) untouched = make_world (leave_alone, CLV_DATE_INVALID, 1);
  g_autoptr(ClvComparison) expected = compare_all (untouched);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(ClvTransactions) poisoned = make_world (i == 0 ? do_everything : remove_all,
                                                        CLV_DATE_INVALID, 5);
      g_autoptr(ClvComparison) comparison = compare_all (poisoned);

      g_assert_cmpuint (comparison->contenders->len, ==, expected->contenders->len);
      for (guint j = 0; j < expected->contenders->len; j++)
        {
          const ClvContender *one = g_ptr_array_index (expected->contenders, j);
          const ClvContender *other = find (comparison, one->id);

          g_assert_cmpstr (one->problem, ==, other->problem);
          g_assert_true ((one->test == NULL) == (other->test == NULL));
          if (one->test == NULL)
            continue;
          assert_same_fit (one->test->fit, other->test->fit);
          assert_same_rows (one->test, other->test);
        }
    }
}

/* An origin knows nothing of what lies after its own split, though later origins do. */
static void
test_rolling (void)
{
  g_autoptr(ClvTransactions) untouched = make_world (leave_alone, CLV_DATE_INVALID, 1);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvRolling) expected = NULL;
  g_autoptr(GError) error = NULL;
  const ClvDuration window = { .unit = CLV_DURATION_MONTHS, .amount = 4 };

  expected = clv_rolling_new (untouched, spec, window, 4, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (expected->origins->len, ==, 4);
  for (guint i = 0; i < expected->origins->len; i++)
    {
      const ClvOrigin *latest = g_ptr_array_index (expected->origins, i);
      g_autoptr(ClvTransactions) poisoned = make_world (mix_up, latest->split, i + 1);
      g_autoptr(ClvRolling) rolling = clv_rolling_new (poisoned, spec, window, 4, NULL, &error);

      g_assert_no_error (error);
      for (guint j = 0; j < expected->origins->len; j++)
        {
          const ClvOrigin *one = g_ptr_array_index (expected->origins, j);
          const ClvOrigin *other = g_ptr_array_index (rolling->origins, j);

          g_assert_cmpint (one->split, ==, other->split);
          if (j <= i)
            g_assert_cmpstr (one->fit_hash, ==, other->fit_hash);
          else
            g_assert_cmpstr (one->fit_hash, !=, other->fit_hash);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/future/backtest", test_backtest);
  g_test_add_func ("/valuation/future/explained", test_explained);
  g_test_add_func ("/valuation/future/sees-a-leak", test_sees_a_leak);
  g_test_add_func ("/valuation/future/comparison", test_comparison);
  g_test_add_func ("/valuation/future/rolling", test_rolling);

  return g_test_run ();
}
