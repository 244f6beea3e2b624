/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-between.h"
#include "kinds.h"

/* Two groups at 1 and −1 around 0 with variances ½ and ¼, weights 2 and 4:
 * T = (2 (1 − ½) + 4 (1 − ¼)) / 6 = 2/3, so that the groups keep 4/7 and 8/11. */
static void
test_two_groups (void)
{
  const double center = 0.0;
  const double values[2] = { 1.0, -1.0 };
  const double variances[2] = { 0.5, 0.25 };
  const double slope = 3.0;
  double between = 0.0;
  double shrunk = 0.0;

  clv_between_estimate (1, 2, &center, values, variances, 1e-4, &between);
  assert_near (between, 2.0 / 3.0, 1e-14);
  g_assert_true (clv_between_shrink (1, &center, &between, &values[0], &variances[0], &shrunk));
  assert_near (shrunk, 4.0 / 7.0, 1e-14);
  g_assert_true (clv_between_shrink (1, &center, &between, &values[1], &variances[1], &shrunk));
  assert_near (shrunk, -8.0 / 11.0, 1e-14);
  assert_near (clv_between_weigh (1, &between, &variances[0], &slope), 4.0 / 7.0, 1e-14);
}

/* Groups that differ by less than their errors: drawn together all but completely. */
static void
test_no_difference (void)
{
  const double center[2] = { 1.0, 2.0 };
  const double values[4] = { 1.1, 2.1, 0.9, 1.9 };
  const double variances[8] = { 1.0, 0.2, 0.2, 1.0, 1.0, 0.2, 0.2, 1.0 };
  double between[4];
  double shrunk[2];

  clv_between_estimate (2, 2, center, values, variances, 1e-4, between);
  assert_near (between[0], 1e-4, 1e-9);
  assert_near (between[3], 1e-4, 1e-9);
  g_assert_cmpfloat (fabs (between[1]), <, 1e-15);
  g_assert_true (clv_between_shrink (2, center, between, values, variances, shrunk));
  g_assert_cmpfloat (fabs (shrunk[0] - center[0]), <, 1e-4);
}

static void
test_limits (void)
{
  const double center[2] = { 1.0, -2.0 };
  const double value[2] = { 3.0, 0.5 };
  const double between[4] = { 0.3, 0.1, 0.1, 0.2 };
  const double slope[2] = { 1.0, -1.0 };
  const double none[4] = { 0.0, 0.0, 0.0, 0.0 };
  double variance[4] = { 1e12, 0.0, 0.0, 1e12 };
  double shrunk[2];

  g_assert_true (clv_between_shrink (2, center, between, value, none, shrunk));
  g_assert_cmpmem (shrunk, sizeof shrunk, value, sizeof value);
  g_assert_cmpfloat (clv_between_weigh (2, between, none, slope), ==, 1.0);
  g_assert_true (clv_between_shrink (2, center, between, value, variance, shrunk));
  for (guint i = 0; i < 2; i++)
    assert_near (shrunk[i], center[i], 1e-3);
  g_assert_cmpfloat (clv_between_weigh (2, between, variance, slope), <, 1e-11);
  /* In between, a parameter that nothing is known of follows one that is known. */
  variance[0] = 0.0;
  g_assert_true (clv_between_shrink (2, center, between, value, variance, shrunk));
  assert_near (shrunk[0], value[0], 1e-12);
  assert_near (shrunk[1], center[1] + 0.1 / 0.3 * (value[0] - center[0]), 1e-6);
}

/* A hundred draws of twelve groups with errors of very different size. */
static void
test_error (void)
{
  double raw = 0.0;
  double drawn = 0.0;

  for (guint seed = 0; seed < 100; seed++)
    {
      g_autoptr(ClvRandom) rng = clv_random_new (seed + 1);
      const double center[2] = { 0.0, 0.0 };
      double truth[24];
      double values[24];
      double variances[48] = { 0.0 };
      double between[4];

      for (guint g = 0; g < 12; g++)
        {
          double common = clv_random_normal (rng);
          double error = 0.1 * (1 + g);

          for (guint i = 0; i < 2; i++)
            {
              truth[2 * g + i] = 0.3 * common + 0.2 * clv_random_normal (rng);
              values[2 * g + i] = truth[2 * g + i] + error * clv_random_normal (rng);
              variances[4 * g + 3 * i] = error * error;
            }
        }
      clv_between_estimate (2, 12, center, values, variances, 1e-4, between);
      for (guint g = 0; g < 12; g++)
        {
          double shrunk[2];

          g_assert_true (clv_between_shrink (2, center, between, &values[2 * g],
                                             &variances[4 * g], shrunk));
          for (guint i = 0; i < 2; i++)
            {
              raw += pow (values[2 * g + i] - truth[2 * g + i], 2) / 2400;
              drawn += pow (shrunk[i] - truth[2 * g + i], 2) / 2400;
            }
        }
    }
  g_test_message ("mean squared error %.4f instead of %.4f", drawn, raw);
  g_assert_cmpfloat (drawn, <, 0.25 * raw);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/between/two-groups", test_two_groups);
  g_test_add_func ("/numerics/between/no-difference", test_no_difference);
  g_test_add_func ("/numerics/between/limits", test_limits);
  g_test_add_func ("/numerics/between/error", test_error);
  return g_test_run ();
}
