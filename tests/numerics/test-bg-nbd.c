/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gsl/gsl_multimin.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cdnow.h"
#include "clv-bg-nbd.h"
#include "clv-cnbd.h"
#include "clv-nbd.h"
#include "clv-trust-region.h"

static const double published[] = { 0.2425945, 4.4136019, 0.7929199, 2.4258881 };

#define assert_near(value, expected, tolerance)                                            \
  G_STMT_START {                                                                           \
    double v_ = (value);                                                                   \
    double e_ = (expected);                                                                \
    if (!(fabs (v_ - e_) <= (tolerance) * MAX (1e-300, fabs (e_))))                        \
    g_error ("%s:%d: %.17g is not near %.17g (relative %.3g)", __FILE__, __LINE__, v_, e_, \
             fabs (v_ / e_ - 1.0));                                                        \
  } G_STMT_END

static void
cells_free (ClvCells *cells)
{
  g_free (cells->x);
  g_free (cells->recency_days);
  g_free (cells->age_days);
  g_free (cells->weight);
  g_free (cells);
}

static ClvCells *
cells_new (guint n)
{
  ClvCells *cells = g_new0 (ClvCells, 1);

  cells->n = n;
  cells->x = g_new0 (guint32, n);
  cells->recency_days = g_new0 (gint32, n);
  cells->age_days = g_new0 (gint32, n);
  cells->weight = g_new0 (double, n);
  return cells;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCells, cells_free)

/* The sample's rows are in customer and date order. */
static ClvCells *
cells_for_cdnow (const Cdnow *cdnow,
                 gint32 until)
{
  ClvCells *cells = cells_new (cdnow->n_customers);
  gint32 first = 0;
  gint32 last = 0;
  guint n = 0;

  for (guint i = 0; i < cdnow->n; i++)
    {
      if (i == 0 || cdnow->customer[i] != cdnow->customer[i - 1])
        {
          first = cdnow->day[i];
          last = first;
          if (first > until)
            continue;
          cells->age_days[n] = until - first;
          cells->weight[n] = 1.0;
          n++;
        }
      else if (cdnow->day[i] <= until && cdnow->day[i] != last)
        {
          last = cdnow->day[i];
          cells->x[n - 1]++;
          cells->recency_days[n - 1] = last - first;
        }
    }
  cells->n = n;
  return cells;
}

static double
evaluate_mean (const double *point,
               double       *gradient,
               double       *hessian,
               gpointer      user_data)
{
  double parameters[4];
  double value = 0.0;

  for (guint i = 0; i < 4; i++)
    parameters[i] = exp (point[i]);
  value = clv_bg_nbd_plan_evaluate (user_data, parameters, gradient, hessian);
  for (guint i = 0; i < 4; i++)
    gradient[i] /= -2357.0;
  for (guint i = 0; i < 16; i++)
    hessian[i] /= -2357.0;
  return -value / 2357.0;
}

static double
fit (ClvBgNbdPlan *plan,
     const double *start,
     double       *parameters,
     double       *errors,
     guint        *evaluations)
{
  ClvTrustRegion search;
  double covariance[16];
  double smallest = 0.0;
  double largest = 0.0;

  g_assert_true (clv_trust_region_init (&search, 4, start, log (1e-6), log (1e7), evaluate_mean,
                                        plan));
  while (!clv_trust_region_test (&search, 1e-11) && clv_trust_region_iterate (&search))
    g_assert_cmpuint (search.evaluations, <, 200);
  g_assert_true (clv_trust_region_test (&search, 1e-8));
  g_assert_false (clv_trust_region_is_at_bound (&search));
  for (guint i = 0; i < 16; i++)
    search.hessian[i] *= 2357.0;
  g_assert_true (clv_matrix_invert_positive (4, search.hessian, covariance, &smallest, &largest));
  for (guint i = 0; i < 4; i++)
    {
      parameters[i] = exp (search.point[i]);
      errors[i] = parameters[i] * sqrt (covariance[i * 5]);
    }
  *evaluations = search.evaluations;
  return -search.value * 2357.0;
}

static void
test_fit_published (void)
{
  static const struct
  {
    const char *until;
    double parameters[4];
    double errors[4];
    double log_likelihood;
  } rows[] = {
    { "1997-09-30", { 0.2425945, 4.4136019, 0.7929199, 2.4258881 },
      { 0.0125574, 0.3782239, 0.1857328, 0.7054068 }, -9582.429207 },
    { "1998-06-30", { 0.2535612, 5.4472575, 0.6073654, 2.6472345 }, { 0 }, -17138.233965 },
  };
  g_autofree Cdnow *cdnow = cdnow_load ();

  if (cdnow == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvCells) cells = cells_for_cdnow (cdnow, cdnow_parse_day (rows[i].until));
      g_autoptr(ClvBgNbdPlan) plan = clv_bg_nbd_plan_new (cells, 7);
      const double start[4] = { 0.0, 2.0, 0.0, 0.0 };
      double parameters[4];
      double errors[4];
      guint evaluations = 0;
      double value = fit (plan, start, parameters, errors, &evaluations);

      g_assert_cmpuint (cells->n, ==, 2357);
      g_test_message ("%u evaluations: %.7f %.7f %.7f %.7f LL %.6f", evaluations, parameters[0],
                      parameters[1], parameters[2], parameters[3], value);
      g_assert_cmpuint (evaluations, <=, 20);
      g_assert_cmpfloat (fabs (value - rows[i].log_likelihood), <, 2e-6);
      for (guint k = 0; k < 4; k++)
        {
          assert_near (parameters[k], rows[i].parameters[k], 1e-5);
          if (rows[i].errors[k] > 0.0)
            assert_near (errors[k], rows[i].errors[k], 1e-4);
        }
    }
}

static void
test_fit_random_starts (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autoptr(ClvCells) cells = NULL;
  g_autoptr(ClvBgNbdPlan) plan = NULL;
  g_autoptr(ClvRandom) rng = clv_random_new (20240201);
  guint starts = g_test_slow () ? 500 : 100;
  guint most = 0;

  if (cdnow == NULL)
    return;
  cells = cells_for_cdnow (cdnow, cdnow_parse_day ("1997-09-30"));
  plan = clv_bg_nbd_plan_new (cells, 7);
  for (guint i = 0; i < starts; i++)
    {
      double start[4];
      double parameters[4];
      double errors[4];
      guint evaluations = 0;

      for (guint k = 0; k < 4; k++)
        start[k] = 6.0 * clv_random_uniform (rng) - 3.0;
      fit (plan, start, parameters, errors, &evaluations);
      most = MAX (most, evaluations);
      for (guint k = 0; k < 4; k++)
        assert_near (parameters[k], published[k], 1e-5);
    }
  g_test_message ("all of %u starts, %u evaluations at most", starts, most);
}

static double
simplex_value (const gsl_vector *point,
               void             *user_data)
{
  double parameters[4];

  for (guint i = 0; i < 4; i++)
    parameters[i] = exp (gsl_vector_get (point, i));
  return -clv_bg_nbd_plan_evaluate (user_data, parameters, NULL, NULL) / 2357.0;
}

static void
test_fit_simplex (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autoptr(ClvCells) cells = NULL;
  g_autoptr(ClvBgNbdPlan) plan = NULL;
  gsl_multimin_fminimizer *search = NULL;
  gsl_multimin_function function = { simplex_value, 4, NULL };
  gsl_vector *start = NULL;
  gsl_vector *size = NULL;

  if (cdnow == NULL)
    return;
  cells = cells_for_cdnow (cdnow, cdnow_parse_day ("1997-09-30"));
  plan = clv_bg_nbd_plan_new (cells, 7);
  function.params = plan;
  start = gsl_vector_calloc (4);
  size = gsl_vector_alloc (4);
  gsl_vector_set_all (size, 0.5);
  search = gsl_multimin_fminimizer_alloc (gsl_multimin_fminimizer_nmsimplex2, 4);
  gsl_multimin_fminimizer_set (search, &function, start, size);
  for (guint i = 0; i < 2000 && gsl_multimin_fminimizer_size (search) > 1e-9; i++)
    gsl_multimin_fminimizer_iterate (search);
  for (guint i = 0; i < 4; i++)
    assert_near (exp (gsl_vector_get (search->x, i)), published[i], 2e-5);
  gsl_multimin_fminimizer_free (search);
  gsl_vector_free (start);
  gsl_vector_free (size);
}

/* Sum of the one-customer form with lgamma against the arranged form. */
static ClvCells *
hostile_cells (void)
{
  static const struct
  {
    guint32 x;
    gint32 recency;
    gint32 age;
    double weight;
  } rows[] = {
    { 0, 0, 0, 3 }, { 0, 0, 700, 10 }, { 1, 1, 1, 2 }, { 1, 699, 700, 1 }, { 3, 20, 20, 5 },
    { 12, 241, 270, 4 }, { 26, 216, 217, 1 }, { 5000, 6000, 6001, 1 }, { 5000, 5000, 9000, 1 },
    { 2, 14, 350, 7 }, { 4, 9, 5000000, 1 },
  };
  ClvCells *cells = cells_new (G_N_ELEMENTS (rows));

  for (guint i = 0; i < cells->n; i++)
    {
      cells->x[i] = rows[i].x;
      cells->recency_days[i] = rows[i].recency;
      cells->age_days[i] = rows[i].age;
      cells->weight[i] = rows[i].weight;
    }
  return cells;
}

static const double hostile_parameters[][4] = {
  { 0.2425945, 4.4136019, 0.7929199, 2.4258881 },
  { 0.02, 0.02, 0.02, 0.02 },
  { 1e5, 1e5, 1e5, 1e5 },
  { 0.02, 1e5, 1.0, 1e5 },
  { 1e5, 0.02, 1e5, 0.02 },
  { 3.0, 10.0, 1.0, 2.0 },
  { 1.0, 50.0, 0.02, 1e5 },
};

static void
test_likelihood_arranged (void)
{
  g_autoptr(ClvCells) cells = hostile_cells ();
  g_autoptr(ClvBgNbdPlan) plan = clv_bg_nbd_plan_new (cells, 7);

  for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
    {
      const double *p = hostile_parameters[i];
      double sum = 0.0;
      double size = 0.0;
      double value = clv_bg_nbd_plan_evaluate (plan, p, NULL, NULL);

      for (guint k = 0; k < cells->n; k++)
        {
          double one = clv_bg_nbd_log_likelihood (p, cells->x[k], cells->recency_days[k] / 7.0,
                                                  cells->age_days[k] / 7.0);

          sum += cells->weight[k] * one;
          size += cells->weight[k] * (fabs (one) + lgamma (MAX (p[0], p[3]) + cells->x[k]));
        }
      g_assert_true (isfinite (value));
      g_assert_cmpfloat (fabs (value - sum), <=, 1e-12 * size);
    }
}

static void
test_likelihood_derivatives (void)
{
  g_autoptr(ClvCells) cells = hostile_cells ();
  g_autoptr(ClvBgNbdPlan) plan = NULL;
  static const double points[][4] = {
    { 0.2425945, 4.4136019, 0.7929199, 2.4258881 }, { 3.0, 10.0, 1.0, 2.0 }, { 0.3, 0.5, 0.2, 7.0 },
  };

  cells->n = 7;   /* the mild rows: finite differences need digits */
  plan = clv_bg_nbd_plan_new (cells, 7);
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      double gradient[4];
      double hessian[16];
      const double h = 1e-4;

      clv_bg_nbd_plan_evaluate (plan, points[i], gradient, hessian);
      for (guint k = 0; k < 4; k++)
        {
          double value[2];
          double slopes[2][4];

          for (guint side = 0; side < 2; side++)
            {
              double moved[4] = { points[i][0], points[i][1], points[i][2], points[i][3] };

              moved[k] *= exp (side == 0 ? h : -h);
              value[side] = clv_bg_nbd_plan_evaluate (plan, moved, slopes[side], NULL);
            }
          g_assert_cmpfloat (fabs ((value[0] - value[1]) / (2 * h) - gradient[k]), <,
                             1e-5 * (1.0 + fabs (gradient[k])));
          for (guint j = 0; j < 4; j++)
            g_assert_cmpfloat (fabs ((slopes[0][j] - slopes[1][j]) / (2 * h) - hessian[k * 4 + j]),
                               <, 1e-5 * (1.0 + fabs (hessian[k * 4 + j])));
        }
    }
}

static void
test_customers_published (void)
{
  static const struct
  {
    double x;
    double recency_days;
    double age_days;
    double expected;
    double p_active;
  } rows[] = {
    { 2, 213, 272, 1.2259933, 0.7266198 },
    { 1, 12, 272, 0.2034180, 0.2123902 },
    { 12, 241, 270, 7.2292265, 0.8304033 },
    { 26, 216, 217, 20.7489166, 0.9688545 },
  };
  static const double lengths[] = { 1, 10, 39, 52, 78 };
  static const double means[] = { 0.0531847, 0.4317610, 1.1950162, 1.4440208, 1.8579717 };
  static const double chances[] = { 0.5743073, 0.1991931, 0.0853224, 0.0457972, 0.0276312 };
  double pmf[5];

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double t = rows[i].recency_days / 7.0;
      double T = rows[i].age_days / 7.0;

      assert_near (clv_bg_nbd_p_active (published, rows[i].x, t, T), rows[i].p_active, 1e-6);
      assert_near (clv_bg_nbd_expected (published, rows[i].x, t, T, 39.0), rows[i].expected, 1e-6);
    }
  /* The source printed these at parameters that differ in the sixth digit. */
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    assert_near (clv_bg_nbd_expected_new (published, lengths[i]), means[i], 1e-5);
  clv_bg_nbd_pmf (published, 0.0, 0.0, 39.0, 5, pmf);
  for (guint i = 0; i < G_N_ELEMENTS (chances); i++)
    assert_near (pmf[i], chances[i], 1e-5);
}

static void
test_holdout_published (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autoptr(ClvCells) cells = NULL;
  double total = 0.0;

  if (cdnow == NULL)
    return;
  cells = cells_for_cdnow (cdnow, cdnow_parse_day ("1997-09-30"));
  for (guint i = 0; i < cells->n; i++)
    total += clv_bg_nbd_expected (published, cells->x[i], cells->recency_days[i] / 7.0,
                                  cells->age_days[i] / 7.0, 39.0);
  assert_near (total, 1653.4078, 1e-6);
}

/* Independent of the code under test: Simpson's rule over ln (p/q) in extended
* precision with the textbook conditional mean, and lgammal for the weights. */
static long double
oracle_mean (const double *p,
             double        x,
             double        age,
             double        horizon)
{
  long double R = p[0] + x;
  long double k = horizon / ((long double) p[1] + age);
  long double a = p[2];
  long double b = (long double) p[3] + x;
  long double sum = 0.0L;
  long double weights = 0.0L;
  long double peak = logl (a / b);
  long double width = sqrtl ((a + b) / (a * b));
  long double step = MIN (0.02L, width / 12.0L);
  long double reach = 50.0L * MAX (1.0L / MIN (a, b), width) + 10.0L;
  long n = (long) ceill (reach / step);

  for (long i = -n; i <= n; i++)
    {
      long double y = peak + i * step;
      long double log_p = -(fmaxl (-y, 0.0L) + log1pl (expl (-fabsl (y))));
      long double log_q = -(fmaxl (y, 0.0L) + log1pl (expl (-fabsl (y))));
      long double chance = expl (log_p);
      long double exponent = R * log1pl (chance * k);
      long double log_weight = a * (log_p - (logl (a) - logl (a + b)))
                               + b * (log_q - (logl (b) - logl (a + b)));
      long double simpson = i == -n || i == n ? 1.0L : i % 2 == 0 ? 2.0L : 4.0L;
      long double weight = simpson * expl (log_weight);
      long double mean = chance * k * R < 1e-15L ? R * k : -expm1l (-exponent) / chance;

      if (log_weight < -60.0L)
        continue;
      weights += weight;
      sum += weight * mean;
    }
  return sum / weights;
}

static void
test_expected_hostile (void)
{
  static const double rows[][3] = {   /* x, age, horizon */
    { 0, 0, 0.01 }, { 0, 0, 52 }, { 0, 100, 5200 }, { 1, 38.9, 39 }, { 26, 31, 39 },
    { 300, 400, 52 }, { 5000, 5001, 52 }, { 5000, 5001, 5000 }, { 3, 0.0, 39 }, { 40, 1000, 1e-6 },
  };
  double worst = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
        {
          const double *p = hostile_parameters[i];
          double mean = 0.0;
          double active = 0.0;
          double square = 0.0;
          double expected = 0.0;

          clv_bg_nbd_forecast (p, rows[k][0], rows[k][1], &rows[k][2], 1, &mean, &active, &square);
          expected = (double) oracle_mean (p, rows[k][0], rows[k][1], rows[k][2]);
          g_assert_true (isfinite (mean) && isfinite (active) && isfinite (square));
          g_assert_cmpfloat (active, >=, 0.0);
          g_assert_cmpfloat (active, <=, 1.0 + 1e-12);
          g_assert_cmpfloat (square, >=, mean * (1.0 - 1e-9));
          g_assert_cmpfloat (square, >=, mean * mean * (1.0 - 1e-9));
          if (fabs (mean / expected - 1.0) > 1e-9)
            g_error ("parameters %u row %u: %.17g against %.17g, relative %.3g", i, k, mean,
                     expected, mean / expected - 1.0);
          worst = MAX (worst, fabs (mean / expected - 1.0));
        }
    }
  g_test_message ("worst relative error %.3g", worst);
}

/* Where a search runs to its bound the mixing density is almost all at the ends of
 * [0, 1]. Values by mpmath with 40 digits. */
static void
test_bound (void)
{
  static const struct { double p[4]; double x; double age; double horizon; double mean;
                        double active; double square; } rows[] = {
    { { 0.6, 5, 1e-5, 2 }, 0, 0, 4000, 479.97407155783673, 0.99995206537287271,
      614839.9412393293 },
    { { 0.6, 5, 1e-5, 1e-5 }, 0, 0, 4000, 240.47564036181434, 0.50902436593048432,
      307417.39703766401 },
    { { 0.6, 0.05, 1e-5, 1e-3 }, 0, 0, 500, 5940.0745939151536, 0.9900568010255748,
      95045905.434366861 },
    { { 900, 30, 1e-5, 0.02 }, 40, 12, 300, 6714.005633474051, 0.99994859703842649,
      45134208.058038602 },
    { { 0.6, 5, 3, 1e-5 }, 0, 0, 20000, 0.99310731842349374, 0.006897632325071482,
      0.99312679153689642 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double mean = 0.0;
      double active = 0.0;
      double square = 0.0;

      clv_bg_nbd_forecast (rows[i].p, rows[i].x, rows[i].age, &rows[i].horizon, 1, &mean, &active,
                           &square);
      assert_near (mean, rows[i].mean, 1e-11);
      assert_near (active, rows[i].active, 1e-11);
      assert_near (square, rows[i].square, 1e-10);
      clv_cnbd_forecast ((ClvCnbdVariant) { 1, FALSE }, rows[i].p, rows[i].x, 0.0, rows[i].age,
                         &rows[i].horizon, 1, &mean, &active, &square);
      assert_near (mean, rows[i].mean, 1e-9);
      assert_near (active, rows[i].active, 1e-9);
      assert_near (square, rows[i].square, 1e-5);
    }
}

static void
test_p_active_hostile (void)
{
  static const double rows[][3] = {
    { 0, 0, 0 }, { 1, 0, 0 }, { 1, 30, 30 }, { 1, 29.999999, 30 }, { 5000, 5000, 5000.000001 },
    { 5000, 1, 5000 }, { 3, 0, 1e6 }, { 26, 30.86, 31 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
        {
          const double *p = hostile_parameters[i];
          double value = clv_bg_nbd_p_active (p, rows[k][0], rows[k][1], rows[k][2]);
          long double z = 0.0L;
          long double expected = 1.0L;

          if (rows[k][0] > 0.0)
            {
              long double gap = (long double) rows[k][2] - rows[k][1];

              z = logl (p[2]) - logl ((long double) p[3] + rows[k][0] - 1.0L)
                  + ((long double) p[0] + rows[k][0])
                  * log1pl (gap / ((long double) p[1] + rows[k][1]));
              expected = 1.0L / (1.0L + expl (z));
            }
          g_assert_true (isfinite (value) && value >= 0.0 && value <= 1.0);
          if (expected > 1e-300L)
            g_assert_cmpfloat (fabs (value / (double) expected - 1.0), <, 1e-9);
        }
    }
}

static void
test_forecast_moments (void)
{
  const double parameters[4] = { 0.24, 4.4, 1.0, 2.4 };   /* a on the textbook's pole */
  double pmf[400];
  double horizons[9] = { 1, 4, 8, 13, 26, 39, 52, 78, 104 };
  double mean[9];
  double active[9];
  double square[9];

  clv_bg_nbd_forecast (parameters, 3, 20, horizons, 9, mean, active, square);
  for (guint i = 0; i < 9; i++)
    {
      double sums[3] = { 0.0, 0.0, 0.0 };

      clv_bg_nbd_pmf (parameters, 3, 20, horizons[i], 400, pmf);
      for (guint y = 0; y < 400; y++)
        {
          sums[0] += pmf[y];
          sums[1] += pmf[y] * y;
          sums[2] += pmf[y] * y * y;
        }
      assert_near (sums[0], 1.0, 1e-10);
      assert_near (sums[1], mean[i], 1e-9);
      assert_near (sums[2], square[i], 1e-8);
      g_assert_cmpfloat (active[i], <, i == 0 ? 1.0 : active[i - 1]);
    }
}

static void
test_simulate_moments (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (7);
  double mean = 0.0;
  double square = 0.0;
  double active = 0.0;
  double horizon = 39.0;
  double p_active = clv_bg_nbd_p_active (published, 12, 241 / 7.0, 270 / 7.0);
  double sums[2] = { 0.0, 0.0 };
  const guint n = 40000;

  clv_bg_nbd_forecast (published, 12, 270 / 7.0, &horizon, 1, &mean, &active, &square);
  for (guint i = 0; i < n; i++)
    {
      guint y = clv_bg_nbd_simulate (published, 12, 241 / 7.0, 270 / 7.0, horizon, rng);

      sums[0] += y;
      sums[1] += (double) y * y;
    }
  /* Four standard errors of the two sums. */
  assert_near (sums[0] / n, p_active * mean, 4.0 * sqrt (square / n) / (p_active * mean));
  assert_near (sums[1] / n, p_active * square, 0.06);
}

static void
test_nbd_published (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autoptr(ClvCells) cells = NULL;
  double parameters[2];

  if (cdnow == NULL)
    return;
  cells = cells_for_cdnow (cdnow, cdnow_parse_day ("1997-09-30"));
  g_assert_cmpfloat (fabs (clv_nbd_fit (cells, 7, parameters) - -9763.657615), <, 2e-6);
  assert_near (parameters[0], 0.3847659, 1e-5);
  assert_near (parameters[1], 12.0720137, 1e-5);
}

/* Many at once are the same bits as one by one, few or many purchases. */
static void
test_p_active_many (void)
{
  const guint n = 3000;
  g_autofree guint32 *x = g_new (guint32, n);
  g_autofree gint32 *recency = g_new (gint32, n);
  g_autofree gint32 *age = g_new (gint32, n);
  g_autofree double *many = g_new (double, n);

  for (guint i = 0; i < n; i++)
    {
      x[i] = i % 7 == 0 ? 0 : i % 300;
      age[i] = (gint32) (i * 37 % 900);
      recency[i] = x[i] == 0 ? 0 : (gint32) (i * 11) % (age[i] + 1);
    }
  clv_bg_nbd_p_active_many (published, n, x, recency, age, 7, many);
  for (guint i = 0; i < n; i++)
    {
      double one = clv_bg_nbd_p_active (published, x[i], recency[i] * (1.0 / 7.0),
                                        age[i] * (1.0 / 7.0));

      g_assert_true (memcmp (&one, &many[i], sizeof one) == 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/bg-nbd/bound", test_bound);
  g_test_add_func ("/numerics/bg-nbd/fit-published", test_fit_published);
  g_test_add_func ("/numerics/bg-nbd/fit-random-starts", test_fit_random_starts);
  g_test_add_func ("/numerics/bg-nbd/fit-simplex", test_fit_simplex);
  g_test_add_func ("/numerics/bg-nbd/likelihood-arranged", test_likelihood_arranged);
  g_test_add_func ("/numerics/bg-nbd/likelihood-derivatives", test_likelihood_derivatives);
  g_test_add_func ("/numerics/bg-nbd/customers-published", test_customers_published);
  g_test_add_func ("/numerics/bg-nbd/holdout-published", test_holdout_published);
  g_test_add_func ("/numerics/bg-nbd/expected-hostile", test_expected_hostile);
  g_test_add_func ("/numerics/bg-nbd/p-active-hostile", test_p_active_hostile);
  g_test_add_func ("/numerics/bg-nbd/p-active-many", test_p_active_many);
  g_test_add_func ("/numerics/bg-nbd/forecast-moments", test_forecast_moments);
  g_test_add_func ("/numerics/bg-nbd/simulate-moments", test_simulate_moments);
  g_test_add_func ("/numerics/nbd/fit-published", test_nbd_published);
  return g_test_run ();
}
