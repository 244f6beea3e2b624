/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-backtest.h"
#include "clv-baseline.h"
#include "shop.h"

#define DAY(n) (clv_date_from_ymd (2024, 1, 1) + (n))

static ClvBacktest *
test_one (ClvTransactions  *transactions,
          const char       *id,
          ClvDate           split,
          ClvDate           until,
          GError          **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();

  g_free (spec->kind);
  spec->kind = g_strdup (id);

  return clv_backtest_new (transactions, spec, split, until, NULL, error);
}

static double
predicted_of (const ClvBacktest *test,
              const char        *name)
{
  guint32 code = clv_dictionary_lookup (test->customers->transactions->customers, name,
                                        strlen (name));
  guint32 row = clv_customers_find (test->customers, code);

  g_assert_cmpuint (row, <, test->n);

  return test->predicted[row];
}

/* Sixty customers come on day 0, buy three days later, half of them again in the second
 * week; forty come on day 14, which is the split. A week of age is a pool of its own where
 * thirty purchases of thirty customers are in it. */
static void
test_cohort_by_age (void)
{
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvBacktest) week = NULL;
  g_autoptr(ClvBacktest) fortnight = NULL;
  g_autoptr(GError) error = NULL;
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%02u", i < 60 ? "old" : "new", i);

      shop_add (&shop, name, i < 60 ? DAY (0) : DAY (14), 100);
      if (i < 60)
        shop_add (&shop, name, DAY (3), 100);
      if (i < 30)
        shop_add (&shop, name, DAY (10), 100);
    }
  shop_add (&shop, "old00", DAY (40), 100);
  transactions = shop_finish (&shop, "EUR");

  week = test_one (transactions, "cohort", DAY (14), DAY (21), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (week->id, ==, "cohort");
  g_assert_null (week->fit);
  g_assert_cmpuint (week->n, ==, 100);
  g_assert_cmpuint (week->weekly->len, ==, 0);
  assert_near (predicted_of (week, "new60"), 1.0, 1e-12);
  assert_near (predicted_of (week, "old00"), 0.5, 1e-12);
  assert_near (predicted_of (week, "old59"), 0.5, 1e-12);
  /* Nobody is older than a fortnight: sixty of the hundred are asked about unseen ages. */
  g_assert_nonnull (strstr (week->note, "60"));

  fortnight = test_one (transactions, "cohort", DAY (14), DAY (28), &error);
  g_assert_no_error (error);
  assert_near (predicted_of (fortnight, "new60"), 1.5, 1e-12);
  assert_near (predicted_of (fortnight, "old00"), 1.0, 1e-12);
}

/* Too few for a curve: one rate for all ages, 2 purchases in 20 + 10 + 10 days. Who came
 * late counts for the days that were seen. */
static void
test_cohort_pooled (void)
{
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvBacktest) test = NULL;
  g_autoptr(GError) error = NULL;
  Shop shop;

  shop_init (&shop);
  shop_add (&shop, "a", DAY (0), 100);
  shop_add (&shop, "a", DAY (5), 100);
  shop_add (&shop, "a", DAY (15), 100);
  shop_add (&shop, "b", DAY (10), 100);
  shop_add (&shop, "c", DAY (10), 100);
  shop_add (&shop, "c", DAY (60), 100);
  transactions = shop_finish (&shop, "EUR");
  test = test_one (transactions, "cohort", DAY (20), DAY (40), &error);
  g_assert_no_error (error);
  for (guint32 i = 0; i < test->n; i++)
    assert_near (test->predicted[i], 20 * 2.0 / 40.0, 1e-12);
}

/* A hundred buy every ten days, a hundred bought once. One of the good ones spends a lot,
 * one has the money of the good ones and bought once: cells of one are merged. */
static ClvTransactions *
make_two_groups (int days)
{
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%03u", i < 100 ? "good" : "once", i);

      for (int day = 0; day < (i < 100 ? days : 1); day += 10)
        shop_add (&shop, name, DAY (day), i % 2 == 0 ? 1000 + i : 100 + i);
    }

  return shop_finish (&shop, "EUR");
}

static void
test_rfm_response (void)
{
  g_autoptr(ClvTransactions) transactions = make_two_groups (400);
  g_autoptr(ClvBacktest) test = NULL;
  g_autoptr(GError) error = NULL;

  test = test_one (transactions, "rfm", DAY (249), DAY (299), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (test->id, ==, "rfm");
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%03u", i < 100 ? "good" : "once", i);

      g_assert_cmpfloat_with_epsilon (predicted_of (test, name), i < 100 ? 5.0 : 0.0, 1e-12);
    }
  g_assert_cmpfloat_with_epsilon (test->accuracy.rmse, 0.0, 1e-12);
  g_assert_nonnull (strstr (test->note, "2 × 2 × 2"));
}

/* One customer of a kind of its own says nothing: the cells along the money are merged. */
static void
test_rfm_thin_cell (void)
{
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvBacktest) test = NULL;
  g_autoptr(GError) error = NULL;
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03u", i);
      /* The first 30 buy on in the window and pay little as most do, the next one pays much. */
      const gboolean is_good = i < 30;
      const gint64 amount = is_good || i >= 100 ? 10 : 1000;

      shop_add (&shop, name, DAY (0), amount);
      if (i < 31)
        {
          for (int day = 10; day <= 190; day += 10)
            shop_add (&shop, name, DAY (day), amount);
          for (int day = 210; day <= (is_good ? 290 : 220); day += 10)
            shop_add (&shop, name, DAY (day), amount);
        }
    }
  shop_add (&shop, "199", DAY (500), 10);
  transactions = shop_finish (&shop, "EUR");
  test = test_one (transactions, "rfm", DAY (299), DAY (399), &error);
  g_assert_no_error (error);
  /* 31 in the pair of recency and frequency: 30 × 9 + 2 purchases. */
  assert_near (predicted_of (test, "000"), 9.0, 1e-12);
  assert_near (predicted_of (test, "030"), 272.0 / 31.0, 1e-12);
  g_assert_cmpfloat (predicted_of (test, "100"), <, 1e-12);
}

static void
test_rfm_too_short (void)
{
  g_autoptr(ClvTransactions) transactions = make_two_groups (400);
  g_autoptr(ClvBacktest) test = NULL;
  g_autoptr(GError) error = NULL;

  test = test_one (transactions, "rfm", DAY (120), DAY (220), &error);
  g_assert_null (test);
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_assert_nonnull (strstr (error->message, "150"));
  g_assert_nonnull (strstr (error->message, "121"));
}

static void
test_rfm_too_few (void)
{
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvBacktest) test = NULL;
  g_autoptr(GError) error = NULL;
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < 99; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03u", i);

      shop_add (&shop, name, DAY (0), 10);
      shop_add (&shop, name, DAY (i), 10);
    }
  shop_add (&shop, "000", DAY (300), 10);
  transactions = shop_finish (&shop, "EUR");
  test = test_one (transactions, "rfm", DAY (200), DAY (250), &error);
  g_assert_null (test);
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_assert_nonnull (strstr (error->message, "99"));
}

static void
test_names (void)
{
  g_assert_true (clv_baseline_is ("historic") && clv_baseline_is ("cohort"));
  g_assert_true (clv_baseline_is ("rfm") && clv_baseline_is ("formula"));
  g_assert_false (clv_baseline_is ("bg-nbd"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/baseline/names", test_names);
  g_test_add_func ("/valuation/baseline/cohort-by-age", test_cohort_by_age);
  g_test_add_func ("/valuation/baseline/cohort-pooled", test_cohort_pooled);
  g_test_add_func ("/valuation/baseline/rfm-response", test_rfm_response);
  g_test_add_func ("/valuation/baseline/rfm-thin-cell", test_rfm_thin_cell);
  g_test_add_func ("/valuation/baseline/rfm-too-short", test_rfm_too_short);
  g_test_add_func ("/valuation/baseline/rfm-too-few", test_rfm_too_few);

  return g_test_run ();
}
