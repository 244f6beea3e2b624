/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-bg-nbd.h"
#include "clv-trust-region.h"

/* Do the 95 % intervals cover the truth in 93 to 97 % of 500 simulated data sets?
 * Times are in days and finely cut, so that rounding does not bias the rates. */

#define RUNS 500
#define CUSTOMERS 4000
#define GRID 1000     /* "days" in a unit of time: as good as continuous */

static const double truth[4] = { 0.8, 4.0, 0.9, 3.0 };

typedef struct
{
  guint32 x[CUSTOMERS];
  gint32 recency[CUSTOMERS];
  gint32 age[CUSTOMERS];
  double weight[CUSTOMERS];
} People;

static void
simulate (People    *people,
          ClvRandom *rng)
{
  for (guint i = 0; i < CUSTOMERS; i++)
    {
      double rate = clv_random_gamma (rng, truth[0], truth[1]);
      double drop = clv_random_beta (rng, truth[2], truth[3]);
      double age = 40.0 + 40.0 * clv_random_uniform (rng);
      double time = clv_random_exponential (rng, MAX (rate, 1e-12));

      people->age[i] = (gint32) (age * GRID);
      people->x[i] = 0;
      people->recency[i] = 0;
      people->weight[i] = 1.0;
      while (time < age)
        {
          people->x[i]++;
          people->recency[i] = MIN ((gint32) (time * GRID), people->age[i]);
          if (clv_random_uniform (rng) < drop)
            break;
          time += clv_random_exponential (rng, rate);
        }
    }
}

static double
evaluate_mean (const double *point,
               double       *gradient,
               double       *hessian,
               gpointer      user_data)
{
  double parameters[4] = { exp (point[0]), exp (point[1]), exp (point[2]), exp (point[3]) };
  double value = clv_bg_nbd_plan_evaluate (user_data, parameters, gradient, hessian);

  for (guint i = 0; i < 4; i++)
    gradient[i] /= -(double) CUSTOMERS;
  for (guint i = 0; i < 16; i++)
    hessian[i] /= -(double) CUSTOMERS;
  return -value / CUSTOMERS;
}

static void
test_cover (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (1234);
  g_autofree People *people = g_new0 (People, 1);
  ClvCells cells = { CUSTOMERS, people->x, people->recency, people->age, people->weight };
  guint inside[4] = { 0 };

  for (guint run = 0; run < RUNS; run++)
    {
      g_autoptr(ClvBgNbdPlan) plan = NULL;
      const double start[4] = { 0.0, 1.0, 0.0, 1.0 };
      double covariance[16];
      double smallest = 0.0;
      double largest = 0.0;
      ClvTrustRegion search;

      simulate (people, rng);
      plan = clv_bg_nbd_plan_new (&cells, GRID);
      g_assert_true (clv_trust_region_init (&search, 4, start, -10.0, 12.0, evaluate_mean, plan));
      while (!clv_trust_region_test (&search, 1e-10) && clv_trust_region_iterate (&search))
        g_assert_cmpuint (search.evaluations, <, 200);
      for (guint i = 0; i < 16; i++)
        search.hessian[i] *= CUSTOMERS;
      g_assert_true (clv_matrix_invert_positive (4, search.hessian, covariance, &smallest,
                                                 &largest));
      for (guint i = 0; i < 4; i++)
        inside[i] += fabs (search.point[i] - log (truth[i])) < 1.959964 * sqrt (covariance[i * 5]);
    }
  for (guint i = 0; i < 4; i++)
    {
      g_test_message ("parameter %u: %.1f %%", i, 100.0 * inside[i] / RUNS);
      g_assert_cmpuint (inside[i], >=, (guint) (0.93 * RUNS));
      g_assert_cmpuint (inside[i], <=, (guint) (0.97 * RUNS));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/recovery/cover", test_cover);
  return g_test_run ();
}
