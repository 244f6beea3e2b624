/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-contract.h"
#include "kinds.h"

/* Survivors of 1,000, from Fader & Hardie (2007). */
static const double regular[] = {
  1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173,
};
static const double high_end[] = {
  1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394,
};

typedef struct
{
  ClvContractCounts counts;
  double left[7];
  double stayed[7];
  guint n_parameters;
} Cohort;

static void
cohort_init (Cohort       *self,
             const double *survivors,
             guint         n_parameters)
{
  memset (self, 0, sizeof *self);
  self->counts.n = 7;
  self->counts.left = self->left;
  self->counts.stayed = self->stayed;
  self->n_parameters = n_parameters;
  for (guint i = 0; i < 7; i++)
    self->left[i] = survivors[i] - survivors[i + 1];
  self->stayed[6] = survivors[7];
}

static double
evaluate (gconstpointer plan,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  const Cohort *cohort = plan;

  return clv_contract_log_likelihood (&cohort->counts, cohort->n_parameters, parameters, gradient,
                                      hessian);
}

static void
test_fit_published (void)
{
  static const struct
  {
    const double *survivors;
    guint n_parameters;
    double parameters[3];
    double log_likelihood;
    double survival;
    double lifetime;
  } rows[] = {
    { regular, CLV_CONTRACT_SBG, { 0.704077, 1.182043 }, -1680.265188, 0.22008, 3.694908 },
    { regular, CLV_CONTRACT_BDW, { 0.455614, 0.779325, 1.283451 }, -1679.602833, 0.22335, 0 },
    { high_end, CLV_CONTRACT_SBG, { 0.668088, 3.806095 }, -1611.158147, 0.46044, 5.922254 },
    { high_end, CLV_CONTRACT_BDW, { 0.214253, 1.426575, 1.723565 }, -1605.314213, 0.46775, 0 },
  };
  g_autoptr(ClvRandom) rng = clv_random_new (20240201);
  guint starts = g_test_slow () ? 500 : 30;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Cohort cohort;
      guint most = 0;
      double parameters[3];

      cohort_init (&cohort, rows[i].survivors, rows[i].n_parameters);
      for (guint run = 0; run < starts; run++)
        {
          Kind kind = { evaluate, &cohort, rows[i].n_parameters, 1000.0 };
          double start[3];
          double value = 0.0;
          guint evaluations = 0;

          for (guint k = 0; k < 3; k++)
            start[k] = (k < 2 ? 4.0 : 2.0) * clv_random_uniform (rng) - (k < 2 ? 2.0 : 1.0);
          value = kind_fit (&kind, start, parameters, NULL, &evaluations);
          most = MAX (most, evaluations);
          g_assert_cmpfloat (fabs (value - rows[i].log_likelihood), <, 2e-6);
          for (guint k = 0; k < rows[i].n_parameters; k++)
            assert_near (parameters[k], rows[i].parameters[k], 1e-4);
        }
      assert_near (clv_contract_survival (rows[i].n_parameters, parameters, 0, 8),
                   rows[i].survival, 5e-5);
      if (rows[i].lifetime > 0.0)
        assert_near (1.0 + clv_contract_discounted (rows[i].n_parameters, parameters, 0, INFINITY,
                                                    0.1), rows[i].lifetime, 1e-6);
      g_test_message ("all of %u starts, %u evaluations at most", starts, most);
    }
}

static void
test_derivatives (void)
{
  static const double points[][3] = {
    { 0.7, 1.2, 1.0 }, { 0.2, 1.4, 1.7 }, { 5.0, 20.0, 0.6 }, { 0.05, 0.3, 2.5 },
    { 30.0, 2.0, 1.0 },
  };

  for (guint n = 2; n <= 3; n++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (points); i++)
        {
          Cohort cohort;
          Kind kind = { evaluate, &cohort, n, 1.0 };

          cohort_init (&cohort, high_end, n);
          cohort.stayed[2] = 40.0;   /* censored early */
          kind_check_derivatives (&kind, points[i], 1e-5);
        }
    }
}

/* E[q^τ₀ (1 − q^(τ₁−τ₀))] and E[q^τ₁] by the trapezoidal rule over the log odds of
 * q's complement in extended precision. */
static void
oracle (const double *p,
        long double   tau0,
        long double   tau1,
        long double  *leave,
        long double  *stay)
{
  long double a = p[0];
  long double b = p[1];
  long double peak = logl (a / b);
  long double width = sqrtl ((a + b) / (a * b));
  long double step = MIN (0.1L, width / 12.0L);
  long double reach = 60.0L * MAX (1.0L / MIN (a, b), width) + 10.0L;
  long n = (long) ceill (reach / step);
  long double sums[3] = { 0.0L, 0.0L, 0.0L };

  for (long i = -n; i <= n; i++)
    {
      long double y = peak + i * step;
      long double log_p = -(fmaxl (-y, 0.0L) + log1pl (expl (-fabsl (y))));
      long double log_q = -(fmaxl (y, 0.0L) + log1pl (expl (-fabsl (y))));
      long double weight = expl (a * (log_p - logl (a / (a + b)))
                                 + b * (log_q - logl (b / (a + b))));

      sums[0] += weight;
      sums[1] += weight * expl (tau0 * log_q) * -expm1l ((tau1 - tau0) * log_q);
      sums[2] += weight * expl (tau1 * log_q);
    }
  *leave = sums[1] / sums[0];
  *stay = sums[2] / sums[0];
}

static void
test_hostile (void)
{
  static const double points[][3] = {
    { 0.7, 1.2, 1.0 }, { 0.02, 0.02, 1.0 }, { 1e5, 1e5, 1.0 }, { 0.02, 1e5, 1.0 },
    { 1e5, 0.5, 1.0 },
    { 0.2, 1.4, 1.7 }, { 0.02, 1e5, 0.5 }, { 1e5, 1e5, 1.3 }, { 3.0, 0.02, 0.05 },
    { 1.0, 2.0, 3.0 },
  };
  static const guint times[] = { 1, 2, 7, 60, 5000 };
  double worst = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (times); k++)
        {
          guint n = i < 5 ? CLV_CONTRACT_SBG : CLV_CONTRACT_BDW;
          double t = times[k];
          g_autofree double *left = g_new0 (double, times[k]);
          g_autofree double *stayed = g_new0 (double, times[k]);
          ClvContractCounts counts = { times[k], left, stayed };
          long double tau0 = powl (t - 1.0L, n == 3 ? points[i][2] : 1.0L);
          long double tau1 = powl (t, n == 3 ? points[i][2] : 1.0L);
          long double leave = 0.0L;
          long double stay = 0.0L;
          double expected[3];
          double found[3];

          oracle (points[i], tau0, tau1, &leave, &stay);
          left[times[k] - 1] = 1.0;
          found[0] = clv_contract_log_likelihood (&counts, n, points[i], NULL, NULL);
          expected[0] = (double) logl (leave);
          left[times[k] - 1] = 0.0;
          stayed[times[k] - 1] = 1.0;
          found[1] = clv_contract_log_likelihood (&counts, n, points[i], NULL, NULL);
          expected[1] = (double) (stay > 0.5L ? 0.0L : logl (stay));
          found[2] = clv_contract_survival (n, points[i], 0, t);
          expected[2] = (double) stay;
          for (guint j = 0; j < 3; j++)
            {
              double off = fabs (found[j] - expected[j]) / MAX (fabs (expected[j]), 1e-290);

              g_assert_true (isfinite (found[j]));
              /* Where the oracle's probability underflows, or is 1 but for little, only
               * its own size can be compared. */
              if (leave < 1e-4000L || (j == 1 && stay > 0.5L) || fabs (expected[j]) < 1e-280)
                continue;
              worst = MAX (worst, off);
              if (off > 1e-9)
                g_error ("row %u time %g measure %u: %.17g against %.17g, relative %.3g", i, t, j,
                         found[j], expected[j], off);
            }
        }
    }
  g_test_message ("worst relative error %.2g", worst);
}

static void
test_sums (void)
{
  static const double points[][3] = {
    { 0.7, 1.2, 1.0 }, { 0.2, 1.4, 1.7 }, { 2.5, 4.0, 1.0 }, { 2.5, 4.0, 0.9 },
    { 400.0, 100.0, 1.0 },
  };
  const double d = 0.0007;

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      for (guint n = 2; n <= 3; n++)
        {
          double sums[2] = { 0.0, 0.0 };
          double log_stay = 0.0;

          for (guint t = 1; t <= 60000; t++)
            {
              log_stay += log (clv_contract_survival (n, points[i], 3.0 + t - 1.0, 1.0));
              if (t <= 30000)
                sums[0] += exp (log_stay);
              sums[1] += exp (log_stay - t * log1p (d));
              if (log_stay < -60.0)
                break;
            }
          assert_near (clv_contract_expected (n, points[i], 3.0, 30000.0), sums[0], 1e-9);
          assert_near (clv_contract_discounted (n, points[i], 3.0, INFINITY, d), sums[1], 1e-9);
        }
    }
  /* Σ S(t) of sBG from 1 on is b/(a−1). */
  assert_near (clv_contract_expected (2, points[2], 0.0, INFINITY), 4.0 / 1.5, 1e-9);
  g_assert_true (isinf (clv_contract_expected (2, points[0], 0.0, INFINITY)));
}

static void
test_simulate (void)
{
  static const double points[][3] = { { 0.7, 1.2, 1.0 }, { 0.2, 1.4, 1.7 } };
  g_autoptr(ClvRandom) rng = clv_random_new (5);
  const guint n = 40000;

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      double sum = 0.0;
      double expected = clv_contract_expected (2 + i, points[i], 2.0, 10.0);

      for (guint k = 0; k < n; k++)
        sum += clv_contract_simulate (2 + i, points[i], 2.0, 10, rng);
      /* A standard deviation is below 5. */
      g_assert_cmpfloat (fabs (sum / n - expected), <, 4.0 * 5.0 / sqrt (n));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/contract/fit-published", test_fit_published);
  g_test_add_func ("/numerics/contract/derivatives", test_derivatives);
  g_test_add_func ("/numerics/contract/hostile", test_hostile);
  g_test_add_func ("/numerics/contract/sums", test_sums);
  g_test_add_func ("/numerics/contract/simulate", test_simulate);
  return g_test_run ();
}
