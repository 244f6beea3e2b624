/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-pareto-nbd.h"
#include "varying.h"

/* Customers with a history each, and the plan of their fit. */
typedef struct
{
  guint n;
  guint n_covariates;
  guint n_paths;
  ClvVaryingPath *paths;
  double *end;
  double *value;
  guint32 *path;
  double *start;
  guint32 *x;
  double *recency;
  double *age;
  double *sums;              /* [n · n_covariates] */
  double total[CLV_VARYING_MAX_COVARIATES];
} Shop;

static void
shop_free (Shop *self)
{
  g_free (self->paths);
  g_free (self->end);
  g_free (self->value);
  g_free (self->path);
  g_free (self->start);
  g_free (self->x);
  g_free (self->recency);
  g_free (self->age);
  g_free (self->sums);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Shop, shop_free)

static ClvVaryingCustomers
shop_list (const Shop *self)
{
  const ClvVaryingCustomers customers = {
    self->n, self->n_paths, self->paths, self->path, self->start, self->x, self->recency,
    self->age, NULL, self->total,
  };

  return customers;
}

/* Weeks with a season of their own each year, sales at random, and (with @is_own) a
 * mailing that each customer gets in weeks of his own. */
static Shop *
shop_new (guint         n,
          guint         weeks,
          gboolean      is_own,
          const double *parameters,
          ClvRandom    *rng)
{
  Shop *self = g_new0 (Shop, 1);
  guint k = is_own ? 3 : 2;
  g_autofree double *times = g_new (double, 20000);

  self->n = n;
  self->n_covariates = k;
  self->n_paths = is_own ? n : 1;
  self->paths = g_new0 (ClvVaryingPath, self->n_paths);
  self->end = g_new (double, weeks);
  self->value = g_new0 (double, (gsize) self->n_paths * weeks * k);
  self->path = g_new0 (guint32, n);
  self->start = g_new (double, n);
  self->x = g_new (guint32, n);
  self->recency = g_new0 (double, n);
  self->age = g_new (double, n);
  self->sums = g_new0 (double, (gsize) n * k);
  for (guint w = 0; w < weeks; w++)
    {
      self->end[w] = w + 1.0;
      self->value[w * k] = w % 52 >= 44;
      self->value[w * k + 1] = clv_random_uniform (rng) < 0.25;
    }
  for (guint i = 0; i < self->n_paths; i++)
    {
      double *value = self->value + (gsize) i * weeks * k;

      memmove (value, self->value, (gsize) weeks * k * sizeof (double));
      for (guint w = 0; w < weeks && is_own; w++)
        value[w * k + 2] = clv_random_normal (rng);
      self->paths[i] = (ClvVaryingPath) { k, weeks, self->end, value };
    }

  for (guint i = 0; i < n; i++)
    {
      const ClvVaryingPath *own = &self->paths[is_own ? i : 0];
      g_autoptr(ClvVaryingClock) clock = clv_varying_clock_new (own, parameters);

      self->path[i] = is_own ? i : 0;
      self->start[i] = 26.0 * clv_random_uniform (rng);
      self->age[i] = weeks - self->start[i];
      self->x[i] = clv_varying_simulate (clock, self->start[i], 0.0, 0.0, 0.0, self->age[i], rng,
                                         20000, times);
      g_assert_cmpuint (self->x[i], <=, 20000);
      for (guint j = 0; j < self->x[i]; j++)
        {
          const double *z = clv_varying_path_get (own, self->start[i] + times[j]);

          self->recency[i] = times[j];
          for (guint c = 0; c < k; c++)
            {
              self->sums[i * k + c] += z[c];
              self->total[c] += z[c];
            }
        }
    }
  return self;
}

/* With coefficients as logarithms, so that all are positive like the others. */
static double
evaluate (gconstpointer plan,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  double natural[CLV_MAX_DIMENSIONS];
  double own_gradient[CLV_MAX_DIMENSIONS];
  const guint *n = plan;

  memcpy (natural, parameters, *n * sizeof (double));
  for (guint k = 4; k < *n; k++)
    natural[k] = log (parameters[k]);
  return clv_varying_plan_evaluate (*(gpointer const *) (n + 2), natural,
                                    gradient != NULL ? gradient : own_gradient, hessian);
}

typedef struct
{
  guint n;
  guint padding;
  ClvVaryingPlan *plan;
} Problem;

static const double truth[] = { 0.9, 8.0, 1.1, 30.0, 0.8, 0.5, 0.25, -0.7, 0.6, -0.3 };

/* The order of truth[] for two covariates. */
static void
pick_truth (guint   k,
            double *parameters)
{
  memcpy (parameters, truth, 4 * sizeof (double));
  memcpy (parameters + 4, truth + 4, k * sizeof (double));
  memcpy (parameters + 4 + k, truth + 7, k * sizeof (double));
}

static void
test_derivatives (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (5);

  for (guint own = 0; own < 2; own++)
    {
      double parameters[10];
      g_autoptr(Shop) shop = NULL;
      ClvVaryingCustomers customers;
      Problem problem = { own == 1 ? 10 : 8, 0, NULL };

      pick_truth (own + 2, parameters);
      shop = shop_new (40, 80, own == 1, parameters, rng);
      customers = shop_list (shop);
      problem.plan = clv_varying_plan_new (&customers);
      for (guint i = 0; i < 3; i++)
        {
          const Kind kind = { evaluate, &problem, problem.n, 1.0 };
          double point[10] = { 0.0 };

          memcpy (point, parameters, sizeof parameters);
          for (guint k = 4; k < problem.n; k++)
            point[k] = exp (i * 0.7 * parameters[k]);
          if (i == 2)
            memcpy (point, (const double[]){ 0.3, 0.5, 0.2, 300.0 }, 4 * sizeof (double));
          kind_check_derivatives (&kind, point, 2e-6);
        }
      clv_varying_plan_free (problem.plan);
    }
}

/* The sum over customers is that of single ones; equal ones may share a row; a piece
 * cut in two is the same piece. */
static void
test_arranged (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (6);
  double parameters[8];
  g_autoptr(Shop) shop = NULL;
  ClvVaryingCustomers customers;
  g_autoptr(ClvVaryingPlan) plan = NULL;
  g_autoptr(ClvVaryingPlan) doubled = NULL;
  g_autoptr(ClvVaryingPlan) cut = NULL;
  g_autoptr(ClvVaryingClock) clock = NULL;
  g_autofree double *two = NULL;
  double end[160];
  double values[320];
  double gradient[2][8];
  double hessian[2][64];
  double sum = 0.0;
  double value = 0.0;

  pick_truth (2, parameters);
  shop = shop_new (200, 80, FALSE, parameters, rng);
  customers = shop_list (shop);
  plan = clv_varying_plan_new (&customers);
  clock = clv_varying_clock_new (shop->paths, parameters);
  for (guint i = 0; i < shop->n; i++)
    sum += clv_varying_log_likelihood (clock, shop->start[i], shop->x[i], shop->recency[i],
                                       shop->age[i], shop->sums + 2 * i);
  value = clv_varying_plan_evaluate (plan, parameters, gradient[0], hessian[0]);
  assert_near (value, sum, 1e-13);
  assert_near (clv_varying_plan_evaluate (plan, parameters, NULL, NULL), value, 1e-14);

  two = g_new (double, shop->n);
  for (guint i = 0; i < shop->n; i++)
    two[i] = 2.0;
  customers.weight = two;
  shop->total[0] *= 2.0;
  shop->total[1] *= 2.0;
  doubled = clv_varying_plan_new (&customers);
  assert_near (clv_varying_plan_evaluate (doubled, parameters, gradient[1], hessian[1]),
               2.0 * value, 1e-13);
  for (guint i = 0; i < 64; i++)
    {
      assert_near (gradient[1][i / 8], 2.0 * gradient[0][i / 8], 1e-9);
      assert_near (hessian[1][i], 2.0 * hessian[0][i], 1e-9);
    }

  for (guint w = 0; w < 160; w++)
    {
      end[w] = w % 2 == 0 ? w / 2 + 0.37 : shop->end[w / 2];
      memcpy (values + 2 * w, shop->value + 2 * (w / 2), 2 * sizeof (double));
    }
  *shop->paths = (ClvVaryingPath) { 2, 160, end, values };
  cut = clv_varying_plan_new (&customers);
  assert_near (clv_varying_plan_evaluate (cut, parameters, gradient[0], hessian[0]),
               2.0 * value, 1e-13);
  for (guint i = 0; i < 64; i++)
    assert_near (hessian[0][i], hessian[1][i], 1e-9);
}

/* Without an effect, value and derivatives are those of the model without covariates. */
static void
test_plan_limit (void)
{
  static const double rows[][4] = {
    { 0, 0, 0, 3 }, { 0, 0, 700, 10 }, { 1, 1, 1, 2 }, { 1, 699, 700, 1 }, { 3, 20, 20, 5 },
    { 12, 241, 270, 4 }, { 26, 216, 217, 1 }, { 2, 14, 350, 7 }, { 5000, 5000, 9000, 1 },
  };
  g_autoptr(ClvCells) cells = cells_new (G_N_ELEMENTS (rows));
  double recency[G_N_ELEMENTS (rows)];
  double age[G_N_ELEMENTS (rows)];
  double start[G_N_ELEMENTS (rows)];
  const double none[COVARIATES] = { 0.0 };
  ClvVaryingCustomers customers = {
    G_N_ELEMENTS (rows), 1, &path, NULL, start, cells->x, recency, age, cells->weight, none,
  };
  g_autoptr(ClvParetoNbdPlan) plain = NULL;
  g_autoptr(ClvVaryingPlan) plan = NULL;

  for (guint i = 0; i < cells->n; i++)
    {
      cells_set (cells, i, (guint32) rows[i][0], (gint32) rows[i][1], (gint32) rows[i][2],
                 rows[i][3]);
      start[i] = starts[i % 3];
      recency[i] = rows[i][1] / 7.0;
      age[i] = rows[i][2] / 7.0;
    }
  plain = clv_pareto_nbd_plan_new (cells, 7);
  plan = clv_varying_plan_new (&customers);
  for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
    {
      double parameters[8];
      double gradient[2][8];
      double hessian[2][64];
      double size = 0.0;
      double values[2];

      fill (parameters, hostile_parameters[i], coefficients[0]);
      values[0] = clv_pareto_nbd_plan_evaluate (plain, parameters, gradient[0], hessian[0]);
      values[1] = clv_varying_plan_evaluate (plan, parameters, gradient[1], hessian[1]);
      for (guint k = 0; k < cells->n; k++)
        size += cells->weight[k] * fabs (lgamma (parameters[0] + cells->x[k] + 1.0));
      g_assert_cmpfloat (fabs (values[1] - values[0]), <=, 1e-12 * (size + fabs (values[0])));
      for (guint k = 0; k < 16; k++)
        {
          double scale = size + parameters[k / 4 & 2u] * 1e3;

          g_assert_cmpfloat (fabs (gradient[1][k / 4] - gradient[0][k / 4]), <=, 1e-11 * scale);
          g_assert_cmpfloat (fabs (hessian[1][k / 4 * 8 + k % 4] - hessian[0][k]), <=,
                             1e-9 * scale);
        }
    }
}

static void
test_starts (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (11);
  double parameters[10];
  guint runs = g_test_slow () ? 500 : 12;
  guint most = 0;
  double best = 0.0;
  g_autoptr(Shop) shop = NULL;
  ClvVaryingCustomers customers;
  Problem problem = { 10, 0, NULL };

  pick_truth (3, parameters);
  shop = shop_new (200, 65, TRUE, parameters, rng);
  customers = shop_list (shop);
  problem.plan = clv_varying_plan_new (&customers);
  for (guint run = 0; run < runs; run++)
    {
      Kind kind = { evaluate, &problem, 10, shop->n };
      double start[10];
      double found[10];
      double value = 0.0;
      guint evaluations = 0;

      for (guint k = 0; k < 10; k++)
        start[k] = (k < 4 ? 4.0 : 2.0) * (clv_random_uniform (rng) - 0.5);
      value = kind_fit (&kind, start, found, NULL, &evaluations);
      most = MAX (most, evaluations);
      if (run == 0)
        best = value;
      assert_near (value, best, 1e-10);
    }
  g_test_message ("all of %u starts, %u evaluations at most", runs, most);
  clv_varying_plan_free (problem.plan);
}

/* 95 % intervals cover what made the data. */
static void
test_recovery (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (2021);
  guint runs = g_test_slow () ? 300 : 20;
  guint inside[8] = { 0 };
  double parameters[8];

  pick_truth (2, parameters);
  for (guint run = 0; run < runs; run++)
    {
      g_autoptr(Shop) shop = shop_new (g_test_slow () ? 2000 : 600, 104, FALSE, parameters, rng);
      ClvVaryingCustomers customers = shop_list (shop);
      Problem problem = { 8, 0, clv_varying_plan_new (&customers) };
      Kind kind = { evaluate, &problem, 8, shop->n };
      const double start[8] = { 0.0, 1.0, 0.0, 1.0 };
      double found[8];
      double errors[8];

      kind_fit (&kind, start, found, errors, NULL);
      for (guint k = 0; k < 8; k++)
        {
          double expected = k < 4 ? log (parameters[k]) : parameters[k];
          double off = fabs (log (found[k]) - expected) / errors[k];

          g_assert_cmpfloat (off, <, 5.0);
          inside[k] += off < 1.959964;
        }
      clv_varying_plan_free (problem.plan);
    }
  for (guint k = 0; k < 8; k++)
    {
      g_test_message ("parameter %u: %.1f %%", k, 100.0 * inside[k] / runs);
      g_assert_cmpuint (inside[k], >=, (guint) ((g_test_slow () ? 0.92 : 0.75) * runs));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/pareto-nbd-varying-plan/derivatives", test_derivatives);
  g_test_add_func ("/numerics/pareto-nbd-varying-plan/arranged", test_arranged);
  g_test_add_func ("/numerics/pareto-nbd-varying-plan/limit", test_plan_limit);
  g_test_add_func ("/numerics/pareto-nbd-varying-plan/starts", test_starts);
  g_test_add_func ("/numerics/pareto-nbd-varying-plan/recovery", test_recovery);
  return g_test_run ();
}
