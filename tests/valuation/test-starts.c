/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-table.h"
#include "clv-model-kind.h"
#include "clv-trust-region.h"
#include "shop.h"

/* Wherever a search begins, within e^±3 in each parameter, it ends at the same maximum:
 * 500 starts of every kind (the slow suite; some of them always). */

#define FEW 40
#define MANY 500
#define LOWEST 1e-5
#define HIGHEST 1e6

typedef struct
{
  const char *kind;
  double fixed;        /* the parameter that is not searched, if there is one */
} Case;

static const Case cases[] = {
  { "bg-nbd", 0 },
  { "mbg-nbd", 0 },
  { "pareto-nbd", 0 },
  { "nbd", 0 },
  { "bg-cnbd", 2 },
  { "mbg-cnbd", 2 },
  { "mbg-cnbd", 3 },
};

typedef struct
{
  const ClvModelKind *kind;
  gpointer prepared;
  double fixed;
  double n_customers;
} Search;

static double
evaluate_mean (const double *point,
               double       *gradient,
               double       *hessian,
               gpointer      user_data)
{
  const Search *search = user_data;
  guint n = search->kind->n_parameters - search->kind->n_fixed;
  double parameters[CLV_MAX_PARAMETERS] = { 0.0 };
  double value = 0.0;

  for (guint i = 0; i < n; i++)
    parameters[i] = exp (point[i]);
  parameters[n] = search->fixed;
  value = search->kind->evaluate (search->prepared, parameters, gradient, hessian);
  for (guint i = 0; i < n; i++)
    gradient[i] /= -search->n_customers;
  for (guint i = 0; i < n * n; i++)
    hessian[i] /= -search->n_customers;
  return -value / search->n_customers;
}

static void
run (const Search   *search,
     const double   *start,
     ClvTrustRegion *region)
{
  guint n = search->kind->n_parameters - search->kind->n_fixed;

  g_assert_true (clv_trust_region_init (region, n, start, log (LOWEST), log (HIGHEST),
                                        evaluate_mean, (gpointer) search));
  for (guint i = 0; i < 200 && !clv_trust_region_test (region, 1e-11); i++)
    {
      if (!clv_trust_region_iterate (region))
        break;
    }
}

static ClvCells *
new_cells (void)
{
  static const double truth[] = { 0.8, 30.0, 0.9, 3.0 };      /* a day */
  static const double spend[] = { 5.0, 4.0, 60.0 };
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvCustomers) customers = NULL;

  /* The published data where they are at hand. */
  if (transactions == NULL)
    transactions = shop_new_simulated (2500, 200, 500, truth, spend, 9);
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL, NULL);
  return clv_cells_new_for_customers (customers, NULL);
}

static void
test_starts (gconstpointer data)
{
  const Case *self = data;
  g_autoptr(ClvCells) cells = new_cells ();
  g_autoptr(ClvRandom) rng = clv_random_new (20240201);
  const ClvModelKind *kind = clv_model_kind_find (self->kind);
  Search search = { kind, NULL, self->fixed, 0.0 };
  guint n = kind->n_parameters - kind->n_fixed;
  guint runs = g_test_slow () ? MANY : FEW;
  double best[CLV_MAX_PARAMETERS] = { 0.0 };
  double value = 0.0;
  guint most = 0;

  for (guint32 i = 0; i < cells->n; i++)
    search.n_customers += cells->weight[i];
  search.prepared = kind->prepare (kind, cells, 7);
  for (guint i = 0; i < runs; i++)
    {
      double start[CLV_MAX_PARAMETERS];
      ClvTrustRegion region;

      for (guint k = 0; k < n; k++)
        start[k] = 6.0 * clv_random_uniform (rng) - 3.0;
      run (&search, start, &region);
      most = MAX (most, region.evaluations);
      g_assert_true (clv_trust_region_test (&region, 1e-8));
      g_assert_false (clv_trust_region_is_at_bound (&region));
      for (guint k = 0; k < n && i == 0; k++)
        best[k] = region.point[k];
      if (i == 0)
        value = region.value;
      g_assert_cmpfloat (fabs (region.value - value), <, 1e-11);
      for (guint k = 0; k < n; k++)
        g_assert_cmpfloat (fabs (region.point[k] - best[k]), <, 1e-4);
    }
  kind->release (search.prepared);
  g_test_message ("%s: %u of %u starts, %u evaluations at most", self->kind, runs, runs, most);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/valuation/starts/%s-%.0f", cases[i].kind,
                                               cases[i].fixed);

      g_test_add_data_func (path, &cases[i], test_starts);
    }
  return g_test_run ();
}
