/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-date.h"
#include "clv-shrinkage.h"
#include "shop.h"

#define SEGMENTS 8

/* Rates a day of BG/NBD. */
static const double typical[4] = { 0.8, 40.0, 0.9, 3.0 };

static void
add_customer (Shop         *shop,
              const double *p,
              guint         segment,
              guint         number,
              double        begin,
              double        end,
              ClvRandom    *rng)
{
  const ClvDate first = clv_date_from_ymd (2023, 1, 1);
  g_autofree char *name = g_strdup_printf ("%02u-%05u", segment, number);
  double rate = clv_random_gamma (rng, p[0], p[1]);
  double drop = clv_random_beta (rng, p[2], p[3]);

  shop_add (shop, name, first + (ClvDate) begin, 1000);
  for (double time = begin + clv_random_exponential (rng, rate + 1e-12); time < end;
       time += clv_random_exponential (rng, rate))
    {
      shop_add (shop, name, first + (ClvDate) time, 1000);
      if (clv_random_uniform (rng) < drop)
        break;
    }
}

/* By the two digits that a name begins with; customers are in the order of their codes. */
static ClvGrouping *
new_grouping (const ClvCustomers *customers,
              guint               n)
{
  ClvGrouping *self = g_new0 (ClvGrouping, 1);

  self->n = n;
  self->names = g_new0 (char *, n + 1);
  self->segment_of = g_new0 (guint32, customers->n);
  for (guint i = 0; i < n; i++)
    self->names[i] = g_strdup_printf ("segment %u", i);
  for (guint32 i = 0; i < customers->n; i++)
    self->segment_of[i] = (guint32) atoi (clv_dictionary_get (customers->transactions->customers,
                                                              customers->code[i], NULL));
  return self;
}

static ClvShrinkage *
shrink (ClvCustomers *customers,
        ClvGrouping  *grouping)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(GError) error = NULL;
  ClvShrinkage *shrinkage = NULL;

  spec->unit_days = 7;
  shrinkage = clv_shrinkage_new (spec, customers, grouping, 364, NULL, &error);
  g_assert_no_error (error);
  return shrinkage;
}

static ClvCustomers *
summarise (Shop *shop)
{
  g_autoptr(ClvTransactions) transactions = shop_finish (shop, "EUR");
  g_autoptr(GError) error = NULL;
  ClvCustomers *customers = NULL;

  customers = clv_customers_new (transactions, clv_date_from_ymd (2024, 6, 30), 7, NULL, &error);
  g_assert_no_error (error);
  return customers;
}

/* Nobody: the whole, to the last bit. Very many: nearly the segment's own fit. */
static void
test_limits (void)
{
  const guint sizes[4] = { 20000, 30, 0, 8 };
  const double other[4] = { 1.6, 40.0, 0.9, 3.0 };
  g_autoptr(ClvRandom) rng = clv_random_new (9);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvShrinkage) shrinkage = NULL;
  const ClvShrunkSegment *segments = NULL;
  Shop shop;

  shop_init (&shop);
  for (guint g = 0; g < 4; g++)
    {
      for (guint i = 0; i < sizes[g]; i++)
        add_customer (&shop, g == 0 ? other : typical, g, i, 90.0 * clv_random_uniform (rng), 545.0,
                      rng);
    }
  /* And one of those who never came back. */
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("04-%05u", i);

      shop_add (&shop, name, clv_date_from_ymd (2023, 2, 1), 500);
    }
  customers = summarise (&shop);
  shrinkage = shrink (customers, new_grouping (customers, 5));
  segments = shrinkage->segments;
  g_assert_cmpuint (segments[0].customers, ==, 20000);
  g_assert_true (segments[0].has_own);
  g_assert_cmpfloat (segments[0].weight, >, 0.5);
  assert_near (segments[0].shrunk_purchases, segments[0].raw_purchases, 0.01);

  g_assert_cmpuint (segments[2].customers, ==, 0);
  g_assert_cmpfloat (segments[2].weight, ==, 0.0);
  g_assert_cmpfloat (segments[2].shrunk_purchases, ==, shrinkage->whole_purchases);
  g_assert_cmpmem (segments[2].shrunk, 4 * sizeof (double), shrinkage->whole->parameters,
                   4 * sizeof (double));

  /* A fit that cannot be: the whole stands in, and a sentence says so. */
  g_assert_cmpuint (segments[4].repeat_customers, ==, 0);
  g_assert_false (segments[4].has_own);
  g_assert_true (isnan (segments[4].raw_purchases));
  g_assert_cmpfloat (segments[4].weight, ==, 0.0);
  g_assert_cmpfloat (segments[4].shrunk_purchases, ==, shrinkage->whole_purchases);
  g_assert_nonnull (segments[4].note);
  for (guint g = 0; g < 5; g++)
    {
      g_assert_true (isfinite (segments[g].shrunk_purchases));
      g_assert_true (segments[g].weight >= 0.0 && segments[g].weight <= 1.0);
      g_assert_true (segments[g].has_own == isfinite (segments[g].raw_purchases));
      if (!segments[g].has_own && segments[g].customers > 0)
        g_assert_nonnull (segments[g].note);
    }
}

/* Segments of very different size whose rates differ somewhat: drawn together they are
 * nearer to the truth than each alone. */
static void
test_error (void)
{
  const guint seeds = g_test_slow () ? 400 : 100;
  double raw = 0.0;
  double shrunk = 0.0;
  guint n = 0;
  guint better = 0;

  for (guint seed = 0; seed < seeds; seed++)
    {
      g_autoptr(ClvRandom) rng = clv_random_new (1000 + seed);
      g_autoptr(ClvCustomers) customers = NULL;
      g_autoptr(ClvShrinkage) shrinkage = NULL;
      const ClvModelKind *kind = clv_model_kind_find ("bg-nbd");
      double truth[SEGMENTS];
      double errors[2] = { 0.0, 0.0 };
      Shop shop;

      shop_init (&shop);
      for (guint g = 0; g < SEGMENTS; g++)
        {
          double p[4];

          memcpy (p, typical, sizeof p);
          p[0] *= exp (0.2 * clv_random_normal (rng));
          p[2] *= exp (0.2 * clv_random_normal (rng));
          truth[g] = kind->expected_new (kind, p, 364.0);
          for (guint i = 0; i < 40 + 40 * g; i++)
            add_customer (&shop, p, g, i, 180.0 * clv_random_uniform (rng), 545.0, rng);
        }
      customers = summarise (&shop);
      shrinkage = shrink (customers, new_grouping (customers, SEGMENTS));
      for (guint g = 0; g < SEGMENTS; g++)
        {
          const ClvShrunkSegment *segment = &shrinkage->segments[g];

          if (!segment->has_own)
            continue;
          errors[0] += pow (log (segment->raw_purchases / truth[g]), 2);
          errors[1] += pow (log (segment->shrunk_purchases / truth[g]), 2);
          n++;
        }
      raw += errors[0];
      shrunk += errors[1];
      better += errors[1] < errors[0];
    }
  g_test_message ("%u fits of %u: mean squared error of the logarithm %.5f raw, %.5f shrunk, "
                  "shrunk is better in %u of %u", n, seeds * SEGMENTS, raw / n, shrunk / n, better,
                  seeds);
  g_assert_cmpuint (n, >, seeds * SEGMENTS / 2);
  g_assert_cmpfloat (shrunk, <, 0.8 * raw);
  g_assert_cmpuint (better, >, seeds * 6 / 10);
}

/* Nobody of one segment ever leaves, which alone puts a parameter at its limit: its
 * purchases still tell it from the others. */
static void
test_unsure (void)
{
  const double loyal[4] = { 0.8, 80.0, 1e-5, 10.0 };
  g_autoptr(ClvRandom) rng = clv_random_new (12);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvShrinkage) shrinkage = NULL;
  const ClvShrunkSegment *segment = NULL;
  Shop shop;

  shop_init (&shop);
  for (guint g = 0; g < 5; g++)
    {
      double p[4];

      memcpy (p, typical, sizeof p);
      p[0] *= exp (0.3 * clv_random_normal (rng));
      p[2] *= exp (0.3 * clv_random_normal (rng));
      for (guint i = 0; i < 600; i++)
        add_customer (&shop, g == 4 ? loyal : p, g, i, 180.0 * clv_random_uniform (rng), 545.0,
                      rng);
    }
  customers = summarise (&shop);
  shrinkage = shrink (customers, new_grouping (customers, 5));
  segment = &shrinkage->segments[4];
  g_assert_false (segment->has_own);
  g_assert_nonnull (strstr (segment->note, "in common"));
  g_assert_cmpfloat (segment->weight, >, 0.3);
  g_assert_cmpfloat (segment->weight, <, 1.0);
  g_test_message ("%.3f expected, %.3f of all, weight %.3f", segment->shrunk_purchases,
                  shrinkage->whole_purchases, segment->weight);
  g_assert_cmpfloat (fabs (segment->shrunk_purchases - 0.8 / 80.0 * 364.0), <, 0.8);
}

/* Quarters of first purchases; what has not been seen for the year says so. */
static void
test_cohorts (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (77);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvShrinkage) shrinkage = NULL;
  ClvGrouping *grouping = NULL;
  guint n_recent = 0;
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < 4000; i++)
    add_customer (&shop, typical, 0, i, 540.0 * clv_random_uniform (rng), 545.0, rng);
  customers = summarise (&shop);
  grouping = clv_grouping_new_for_cohorts (customers);
  g_assert_cmpuint (grouping->n, ==, 6);
  g_assert_cmpstr (grouping->names[0], ==, "2023-Q1");
  g_assert_cmpstr (grouping->names[5], ==, "2024-Q2");
  for (guint32 i = 0; i < customers->n; i++)
    {
      ClvDate first = customers->until - customers->age_days[i];
      g_autofree char *iso = clv_date_to_iso (first);
      guint month = (guint) atoi (iso + 5);

      g_assert_cmpuint (grouping->segment_of[i], ==,
                        4 * (iso[3] == '4') + (month - 1) / 3);
    }
  shrinkage = shrink (customers, grouping);
  for (guint g = 0; g < 6; g++)
    {
      const ClvShrunkSegment *segment = &shrinkage->segments[g];

      n_recent += segment->is_recent;
      g_assert_true (segment->is_recent == (segment->seen_days < 364));
      if (segment->is_recent)
        g_assert_nonnull (strstr (segment->note, "of 52 weeks"));
    }
  g_assert_cmpuint (n_recent, ==, 3);
  /* All cohorts live alike, so that they keep little of their own. */
  g_test_message ("%.3f of the youngest is its own", shrinkage->segments[5].weight);
  g_assert_cmpfloat (shrinkage->segments[5].weight, <, shrinkage->segments[0].weight);
}

static void
test_attribute (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (5);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(GError) error = NULL;
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < 20; i++)
    add_customer (&shop, typical, 0, i, 0.0, 545.0, rng);
  customers = summarise (&shop);
  g_assert_null (clv_grouping_new_for_attribute (customers, "region", &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA);
  g_assert_nonnull (strstr (error->message, "cohort"));
}

/* Columns and seasons of the newest fit take no part: a segment is what a column says,
 * and the events of purchases are counted of everybody. */
static void
test_columns (void)
{
  static const char * const columns[] = { "region", NULL };
  g_autoptr(ClvRandom) rng = clv_random_new (6);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvShrinkage) shrinkage = NULL;
  g_autoptr(GError) error = NULL;
  Shop shop;

  shop_init (&shop);
  for (guint g = 0; g < 2; g++)
    {
      for (guint i = 0; i < 1500; i++)
        add_customer (&shop, typical, g, i, 90.0 * clv_random_uniform (rng), 545.0, rng);
    }
  customers = summarise (&shop);
  spec->covariates = g_strdupv ((char **) columns);
  g_free (spec->kind);
  spec->kind = g_strdup ("pareto-nbd");
  spec->calendar = clv_calendar_new ();
  g_assert_true (clv_calendar_add (spec->calendar, CLV_CALENDAR_SEASON, "spring=03-01..04-30",
                                   &error));
  shrinkage = clv_shrinkage_new (spec, customers, new_grouping (customers, 2), 364, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (shrinkage->whole->covariates);
  g_assert_null (shrinkage->whole->spec->calendar);
  g_assert_cmpuint (shrinkage->whole->kind->n_parameters, ==, 4);
}

/* As add_customer(), with two ticks a purchase: twice as fast, and each second one counts. */
static void
add_regular (Shop         *shop,
             const double *p,
             guint         segment,
             guint         number,
             double        begin,
             double        end,
             ClvRandom    *rng)
{
  const ClvDate first = clv_date_from_ymd (2023, 1, 1);
  g_autofree char *name = g_strdup_printf ("%02u-%05u", segment, number);
  double rate = 2.0 * clv_random_gamma (rng, p[0], p[1]) + 1e-12;
  double drop = clv_random_beta (rng, p[2], p[3]);
  double time = begin;

  shop_add (shop, name, first + (ClvDate) begin, 1000);
  while (TRUE)
    {
      time += clv_random_exponential (rng, rate) + clv_random_exponential (rng, rate);
      if (time >= end)
        break;
      shop_add (shop, name, first + (ClvDate) time, 1000);
      if (clv_random_uniform (rng) < drop)
        break;
    }
}

/* Regular buyers: all segments have the ticks of everybody, and their own of the rest.
 * With one tick a purchase the model is BG/NBD, and so are its segments. */
static void
test_ticks (void)
{
  static const double other[4] = { 0.8, 20.0, 0.9, 3.0 };
  g_autoptr(ClvRandom) rng = clv_random_new (8);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvShrinkage) plain = NULL;
  g_autoptr(ClvShrinkage) one = NULL;
  g_autoptr(ClvShrinkage) two = NULL;
  g_autoptr(GError) error = NULL;
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < 2400; i++)
    add_regular (&shop, i % 3 == 0 ? other : typical, i % 3, i, 90.0 * clv_random_uniform (rng),
                 545.0, rng);
  customers = summarise (&shop);
  plain = shrink (customers, new_grouping (customers, 3));
  spec->unit_days = 7;
  g_free (spec->kind);
  spec->kind = g_strdup ("bg-cnbd");
  spec->regularity = 1;
  one = clv_shrinkage_new (spec, customers, new_grouping (customers, 3), 364, NULL, &error);
  g_assert_no_error (error);
  spec->regularity = 0;
  two = clv_shrinkage_new (spec, customers, new_grouping (customers, 3), 364, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (one->n_searched, ==, 4);
  for (guint g = 0; g < 3; g++)
    {
      g_assert_true (one->segments[g].has_own && two->segments[g].has_own);
      assert_near (one->segments[g].shrunk_purchases, plain->segments[g].shrunk_purchases, 1e-5);
      assert_near (one->segments[g].raw_purchases, plain->segments[g].raw_purchases, 1e-5);
      g_assert_cmpfloat (one->segments[g].own[4], ==, 1.0);
      g_assert_cmpfloat (two->segments[g].own[4], ==, 2.0);
      g_assert_cmpfloat (two->segments[g].shrunk[4], ==, 2.0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/shrinkage/limits", test_limits);
  g_test_add_func ("/valuation/shrinkage/error", test_error);
  g_test_add_func ("/valuation/shrinkage/unsure", test_unsure);
  g_test_add_func ("/valuation/shrinkage/cohorts", test_cohorts);
  g_test_add_func ("/valuation/shrinkage/attribute", test_attribute);
  g_test_add_func ("/valuation/shrinkage/columns", test_columns);
  g_test_add_func ("/valuation/shrinkage/ticks", test_ticks);
  return g_test_run ();
}
