/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-resample.h"

typedef struct
{
  ClvPairSums observed;
  ClvPairSums *samples;
} Sample;

/* A skewed spend by inversion of an exponential, and a prediction of it. */
static void
fill_pairs (GRand  *random,
            double *predicted,
            double *actual,
            guint   n,
            double  bias)
{
  double level = 0.0;
  guint i;

  for (i = 0; i < n; i++)
    {
      level = -log (1.0 - g_rand_double (random)) * 50.0;
      predicted[i] = bias * (level + 10.0);
      actual[i] = (level + 10.0) * -log (1.0 - g_rand_double (random));
    }
}

static void
sample_fill (Sample *self,
             GRand  *random,
             guint   n,
             double  bias,
             guint64 stream,
             guint   replicates)
{
  g_autofree double *predicted = g_new (double, n);
  g_autofree double *actual = g_new (double, n);
  guint i;

  fill_pairs (random, predicted, actual, n, bias);
  memset (&self->observed, 0, sizeof self->observed);
  for (i = 0; i < n; i++)
    clv_pair_sums_add (&self->observed, predicted[i], actual[i]);
  clv_resample_pairs (predicted, actual, n, 7, stream, replicates, self->samples);
}

static double
measure_coverage (guint    n,
                  gboolean studentise)
{
  enum { RUNS = 400, REPLICATES = 400 };
  g_autoptr(GRand) random = g_rand_new_with_seed (n);
  g_autofree ClvPairSums *group_samples = g_new (ClvPairSums, REPLICATES);
  g_autofree ClvPairSums *other_samples = g_new (ClvPairSums, REPLICATES);
  Sample group = { .samples = group_samples };
  Sample other = { .samples = other_samples };
  ClvRatioInterval interval;
  guint covered = 0;
  guint i;

  for (i = 0; i < RUNS; i++)
    {
      sample_fill (&group, random, n, 0.7, 2 * i, REPLICATES);
      sample_fill (&other, random, 1000, 1.0, 2 * i + 1, REPLICATES);
      interval = clv_relative_ratio_interval (&group.observed, &other.observed, group_samples,
                                              other_samples, REPLICATES, studentise);
      covered += interval.lo <= 0.7 && 0.7 <= interval.hi;
    }

  return (double) covered / RUNS;
}

static void
test_coverage (void)
{
  g_assert_cmpfloat (measure_coverage (100, TRUE), >=, 0.90);
  g_assert_cmpfloat (measure_coverage (300, FALSE), >=, 0.90);
}

static void
test_same_seed (void)
{
  static const double a[] = { 1, 2, 3, 4, 5 };
  static const double b[] = { 2, 2, 4, 4, 6 };
  ClvPairSums first[50];
  ClvPairSums second[50];

  clv_resample_pairs (a, b, 5, 1, 0, 50, first);
  clv_resample_pairs (a, b, 5, 1, 0, 50, second);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);

  clv_resample_pairs (a, b, 5, 1, 1, 50, second);
  g_assert_cmpint (memcmp (first, second, sizeof first), !=, 0);
}

static void
test_draws_evenly (void)
{
  double indicator[7] = { 0 };
  double ones[7] = { 1, 1, 1, 1, 1, 1, 1 };
  g_autofree ClvPairSums *sums = g_new (ClvPairSums, 10000);
  double total = 0.0;
  guint i;
  guint r;

  for (i = 0; i < 7; i++)
    {
      memset (indicator, 0, sizeof indicator);
      indicator[i] = 1.0;
      clv_resample_pairs (indicator, ones, 7, 3, 0, 10000, sums);
      for (r = 0, total = 0.0; r < 10000; r++)
        total += sums[r].a;
      /* 70,000 draws at 1/7: mean 10,000, s.d. 93 */
      g_assert_cmpfloat (fabs (total - 10000.0), <, 400.0);
      g_assert_cmpfloat (sums[0].b, ==, 7.0);
    }
}

static void
test_undefined (void)
{
  ClvPairSums empty = { 0 };
  ClvPairSums some = { 0 };
  ClvPairSums samples[10] = { 0 };
  ClvRatioInterval interval;
  guint i;

  clv_pair_sums_add (&some, 1.0, 2.0);
  clv_pair_sums_add (&some, 2.0, 3.0);

  interval = clv_relative_ratio_interval (&empty, &some, samples, samples, 10, FALSE);
  g_assert_true (isnan (interval.estimate));

  /* Defined itself, but none of the samples is. */
  interval = clv_relative_ratio_interval (&some, &some, samples, samples, 10, FALSE);
  g_assert_cmpfloat (interval.estimate, ==, 1.0);
  g_assert_true (isnan (interval.lo) && isnan (interval.p));

  /* Prediction is exactly half of what came: no uncertainty to speak of. */
  memset (&some, 0, sizeof some);
  for (i = 1; i <= 5; i++)
    clv_pair_sums_add (&some, i, 2.0 * i);
  interval = clv_relative_ratio_interval (&some, &some, samples, samples, 10, TRUE);
  g_assert_cmpfloat (interval.lo, ==, 1.0);
  g_assert_cmpfloat (interval.p, ==, 1.0);
}

static void
test_quantile (void)
{
  static const double sorted[] = { 1.0, 2.0, 4.0, 8.0, 16.0 };

  g_assert_cmpfloat (clv_sorted_quantile (sorted, 5, 0.0), ==, 1.0);
  g_assert_cmpfloat (clv_sorted_quantile (sorted, 5, 0.5), ==, 4.0);
  g_assert_cmpfloat (clv_sorted_quantile (sorted, 5, 0.625), ==, 6.0);
  g_assert_cmpfloat (clv_sorted_quantile (sorted, 5, 1.0), ==, 16.0);
  g_assert_cmpfloat (clv_sorted_quantile (sorted, 1, 0.3), ==, 1.0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/numerics/resample/same-seed", test_same_seed);
  g_test_add_func ("/numerics/resample/draws-evenly", test_draws_evenly);
  g_test_add_func ("/numerics/resample/undefined", test_undefined);
  g_test_add_func ("/numerics/resample/quantile", test_quantile);
  g_test_add_func ("/numerics/resample/coverage", test_coverage);

  return g_test_run ();
}
