/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-bg-bb.h"
#include "clv-cnbd.h"
#include "clv-contract.h"
#include "clv-nbd-model.h"
#include "clv-pareto-nbd.h"
#include "kinds.h"

/* Does a fit find the parameters that made the data, and do its 95 % intervals cover
 * them in 93 to 97 % of 500 data sets (the slow suite)? Times are cut so finely that
 * the rounding does not bias the rates. */

#define FEW 5
#define MANY 500
#define GRID 1000     /* "days" in a unit of time: as good as continuous */

typedef struct _Recovery Recovery;

struct _Recovery
{
  const char *name;
  guint n_customers;
  guint n_parameters;
  double truth[4];
  /* Simulates customers and arranges them for evaluate(). */
  gpointer (*prepare)(const Recovery *self,
                      ClvRandom      *rng);
  KindEvaluate evaluate;
  GDestroyNotify release;
  ClvCnbdVariant variant;
};

/* Customers of an age between 40 and 80 who have not bought again yet. */
static ClvCells *
new_customers (guint      n,
               ClvRandom *rng)
{
  ClvCells *cells = cells_new (n);

  for (guint i = 0; i < n; i++)
    cells_set (cells, i, 0, 0, (gint32) (GRID * (40.0 + 40.0 * clv_random_uniform (rng))), 1.0);
  return cells;
}

/* FALSE where it is too late for one. */
static gboolean
add_purchase (ClvCells *cells,
              guint     i,
              double    time)
{
  if (time * GRID > cells->age_days[i])
    return FALSE;
  cells->x[i]++;
  cells->recency_days[i] = (gint32) (time * GRID);
  return TRUE;
}

static gpointer
prepare_nbd (const Recovery *self,
             ClvRandom      *rng)
{
  g_autoptr(ClvCells) cells = new_customers (self->n_customers, rng);

  for (guint i = 0; i < cells->n; i++)
    {
      double rate = MAX (clv_random_gamma (rng, self->truth[0], self->truth[1]), 1e-12);
      double time = clv_random_exponential (rng, rate);

      while (add_purchase (cells, i, time))
        time += clv_random_exponential (rng, rate);
    }
  return clv_nbd_plan_new (cells, GRID);
}

static double
evaluate_nbd (gconstpointer plan,
              const double *parameters,
              double       *gradient,
              double       *hessian)
{
  return clv_nbd_plan_evaluate (plan, parameters, gradient, hessian);
}

static gpointer
prepare_pareto_nbd (const Recovery *self,
                    ClvRandom      *rng)
{
  g_autoptr(ClvCells) cells = new_customers (self->n_customers, rng);

  for (guint i = 0; i < cells->n; i++)
    {
      double rate = MAX (clv_random_gamma (rng, self->truth[0], self->truth[1]), 1e-12);
      double drop = MAX (clv_random_gamma (rng, self->truth[2], self->truth[3]), 1e-12);
      double life = clv_random_exponential (rng, drop);
      double time = clv_random_exponential (rng, rate);

      while (time < life && add_purchase (cells, i, time))
        time += clv_random_exponential (rng, rate);
    }
  return clv_pareto_nbd_plan_new (cells, GRID);
}

static double
evaluate_pareto_nbd (gconstpointer plan,
                     const double *parameters,
                     double       *gradient,
                     double       *hessian)
{
  return clv_pareto_nbd_plan_evaluate (plan, parameters, gradient, hessian);
}

static gpointer
prepare_cnbd (const Recovery *self,
              ClvRandom      *rng)
{
  g_autoptr(ClvCells) cells = new_customers (self->n_customers, rng);

  for (guint i = 0; i < cells->n; i++)
    {
      double rate = MAX (clv_random_gamma (rng, self->truth[0], self->truth[1]), 1e-12);
      double drop = clv_random_beta (rng, self->truth[2], self->truth[3]);
      double time = 0.0;

      if (self->variant.is_modified && clv_random_uniform (rng) < drop)
        continue;
      do
        time += clv_random_gamma (rng, self->variant.k, rate);
      while (add_purchase (cells, i, time) && clv_random_uniform (rng) > drop);
    }
  return clv_cnbd_plan_new (cells, GRID, self->variant);
}

static double
evaluate_cnbd (gconstpointer plan,
               const double *parameters,
               double       *gradient,
               double       *hessian)
{
  return clv_cnbd_plan_evaluate (plan, parameters, gradient, hessian);
}

static gpointer
prepare_bg_bb (const Recovery *self,
               ClvRandom      *rng)
{
  ClvCells *cells = cells_new (13 * 13);

  for (guint x = 0; x <= 12; x++)
    {
      for (guint last = 0; last <= 12; last++)
        cells_set (cells, x * 13 + last, MIN (x, last), (gint32) (x == 0 ? 0 : last), 12, 0.0);
    }
  for (guint i = 0; i < self->n_customers; i++)
    {
      double buy = clv_random_beta (rng, self->truth[0], self->truth[1]);
      double drop = clv_random_beta (rng, self->truth[2], self->truth[3]);
      guint x = 0;
      guint last = 0;

      for (guint n = 1; n <= 12 && clv_random_uniform (rng) > drop; n++)
        {
          if (clv_random_uniform (rng) < buy)
            {
              x++;
              last = n;
            }
        }
      cells->weight[x * 13 + last] += 1.0;
    }
  return cells;
}

static double
evaluate_bg_bb (gconstpointer plan,
                const double *parameters,
                double       *gradient,
                double       *hessian)
{
  return clv_bg_bb_cells_evaluate (plan, 1, parameters, gradient, hessian);
}

static void
release_cells (gpointer plan)
{
  cells_free (plan);
}

typedef struct
{
  ClvContractCounts counts;
  double left[12];
  double stayed[12];
  guint n_parameters;
} Contracts;

static gpointer
prepare_contract (const Recovery *self,
                  ClvRandom      *rng)
{
  Contracts *plan = g_new0 (Contracts, 1);

  plan->counts.n = 12;
  plan->counts.left = plan->left;
  plan->counts.stayed = plan->stayed;
  plan->n_parameters = self->n_parameters;
  for (guint i = 0; i < self->n_customers; i++)
    {
      guint seen = 4 + i % 9;     /* cohorts of 4 to 12 periods */
      guint n = clv_contract_simulate (self->n_parameters, self->truth, 0.0, seen, rng);

      if (n < seen)
        plan->left[n] += 1.0;
      else
        plan->stayed[seen - 1] += 1.0;
    }
  return plan;
}

static double
evaluate_contract (gconstpointer plan,
                   const double *parameters,
                   double       *gradient,
                   double       *hessian)
{
  const Contracts *contracts = plan;

  return clv_contract_log_likelihood (&contracts->counts, contracts->n_parameters, parameters,
                                      gradient, hessian);
}

static const Recovery recoveries[] = {
  { "nbd", 3000, 2, { 0.8, 6.0 }, prepare_nbd, evaluate_nbd,
    (GDestroyNotify) clv_nbd_plan_free },
  { "pareto-nbd", 4000, 4, { 0.8, 5.0, 1.2, 20.0 }, prepare_pareto_nbd, evaluate_pareto_nbd,
    (GDestroyNotify) clv_pareto_nbd_plan_free },
  { "mbg-nbd", 4000, 4, { 0.8, 4.0, 0.9, 2.5 }, prepare_cnbd, evaluate_cnbd,
    (GDestroyNotify) clv_cnbd_plan_free, { 1, TRUE } },
  { "bg-cnbd-2", 4000, 4, { 1.2, 3.0, 0.9, 3.0 }, prepare_cnbd, evaluate_cnbd,
    (GDestroyNotify) clv_cnbd_plan_free, { 2, FALSE } },
  { "mbg-cnbd-3", 4000, 4, { 1.5, 3.0, 0.9, 2.5 }, prepare_cnbd, evaluate_cnbd,
    (GDestroyNotify) clv_cnbd_plan_free, { 3, TRUE } },
  { "bg-bb", 6000, 4, { 1.2, 1.5, 0.8, 4.0 }, prepare_bg_bb, evaluate_bg_bb, release_cells },
  { "sbg", 4000, 2, { 0.8, 2.0 }, prepare_contract, evaluate_contract, g_free },
  { "bdw", 8000, 3, { 0.8, 2.0, 1.4 }, prepare_contract, evaluate_contract, g_free },
};

static void
test_recovery (gconstpointer data)
{
  const Recovery *self = data;
  g_autoptr(ClvRandom) rng = clv_random_new (1234);
  guint runs = g_test_slow () ? MANY : FEW;
  guint inside[4] = { 0 };

  for (guint run = 0; run < runs; run++)
    {
      gpointer plan = self->prepare (self, rng);
      Kind kind = { self->evaluate, plan, self->n_parameters, self->n_customers };
      const double start[4] = { 0.0, 1.0, 0.0, 1.0 };
      double parameters[4];
      double errors[4];

      kind_fit (&kind, start, parameters, errors, NULL);
      for (guint i = 0; i < self->n_parameters; i++)
        {
          double off = fabs (log (parameters[i] / self->truth[i])) / errors[i];

          g_assert_cmpfloat (off, <, 5.0);
          inside[i] += off < 1.959964;
        }
      self->release (plan);
    }
  for (guint i = 0; i < self->n_parameters; i++)
    {
      g_test_message ("%s parameter %u: %.1f %%", self->name, i, 100.0 * inside[i] / runs);
      if (!g_test_slow ())
        continue;
      g_assert_cmpuint (inside[i], >=, (guint) (0.93 * runs));
      g_assert_cmpuint (inside[i], <=, (guint) (0.97 * runs));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (recoveries); i++)
    {
      g_autofree char *path = g_strdup_printf ("/numerics/recovery/%s", recoveries[i].name);

      g_test_add_data_func (path, &recoveries[i], test_recovery);
    }
  return g_test_run ();
}
