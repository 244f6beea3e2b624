/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-parallel.h"
#include "clv-pareto-nbd-rows.h"
#include "clv-race-table.h"
#include "kinds.h"

#define UNIT 7
#define SUMS CLV_PARETO_NBD_ROW_SUMS

static void
fill_directly (ClvRaceWinner  winner,
               double         r,
               double         s,
               guint32        x,
               double         alpha,
               double         beta,
               ClvParetoTerm *term)
{
  if (winner == CLV_RACE_DROP)
    clv_pareto_term_fill_drop (term, r + x, alpha, s, beta);
  else
    clv_pareto_term_fill_purchase (term, r + x, alpha, s, beta);
}

/* By the logarithms of the parameters, so that a slope is compared with what it does. */
static void
check_term (const ClvParetoTerm *found,
            const ClvParetoTerm *expected,
            const double        *scale)
{
  guint k = 0;

  g_assert_cmpfloat (fabs (found->value - expected->value), <,
                     1e-13 * (1.0 + fabs (expected->value)));
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpfloat (scale[i] * fabs (found->first[i] - expected->first[i]), <, 1e-12);
      for (guint j = i; j < 4; j++, k++)
        g_assert_cmpfloat (scale[i] * scale[j] * fabs (found->second[k] - expected->second[k]), <,
                           1e-9);
    }
}

/* Polynomials where many ask, the integrals elsewhere, and both the same. */
static void
test_table (void)
{
  static const double shapes[][2] = {
    { 0.55, 0.6 }, { 0.02, 0.02 }, { 3.0, 1.0 }, { 30.0, 20.0 }, { 2.0, 1.000000001 },
    { 0.5, 300.0 }, { 1e5, 1e5 }, { 1e5, 0.02 }, { 0.02, 1e5 },
  };
  static const guint32 counts[] = { 0, 1, 2, 7, 60, 5000 };
  static const double alpha = 7.0;
  const ClvRaceWinner winners[] = { CLV_RACE_DROP, CLV_RACE_PURCHASE };
  g_autoptr(ClvRandom) rng = clv_random_new (5);

  for (guint i = 0; i < G_N_ELEMENTS (shapes) * 2; i++)
    {
      double r = shapes[i / 2][0];
      double s = shapes[i / 2][1];
      g_autoptr(ClvRaceTable) table = clv_race_table_new (winners[i % 2], r, s, 5000, -6.0, 6.0);
      double theta[600];

      for (guint k = 0; k < G_N_ELEMENTS (theta); k++)
        {
          theta[k] = k == 0 ? -6.0 : k == 1 ? 6.0 : 12.0 * clv_random_uniform (rng) - 6.0;
          for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
            clv_race_table_count (table, counts[c], theta[k]);
        }
      clv_race_table_build (table);
      for (guint k = 0; k < 120; k++)
        {
          for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
            {
              double beta = alpha * exp (theta[k]);
              const double scale[4] = { 1.0, alpha / (r + counts[c]), 1.0, beta / s };
              ClvParetoTerm found;
              ClvParetoTerm expected;

              clv_race_table_fill (table, counts[c], theta[k], 1.0 / alpha, 1.0 / beta, &found);
              fill_directly (winners[i % 2], r, s, counts[c], alpha, beta, &expected);
              check_term (&found, &expected, scale);
            }
        }
    }
}

/* Nobody, and what was not told of beforehand. */
static void
test_table_empty (void)
{
  g_autoptr(ClvRaceTable) nobody = clv_race_table_new (CLV_RACE_DROP, 1.0, 1.0, 0, INFINITY,
                                                       -INFINITY);
  g_autoptr(ClvRaceTable) narrow = clv_race_table_new (CLV_RACE_DROP, 1.0, 1.0, 3, 0.0, 0.0);
  ClvParetoTerm found;
  ClvParetoTerm expected;

  clv_race_table_count (nobody, 0, 0.3);
  clv_race_table_build (nobody);
  for (guint i = 0; i < 100; i++)
    clv_race_table_count (narrow, 3, 0.0);
  clv_race_table_build (narrow);
  fill_directly (CLV_RACE_DROP, 1.0, 1.0, 9, 2.0, 5.0, &expected);
  clv_race_table_fill (nobody, 9, log (2.5), 0.5, 0.2, &found);
  assert_near (found.value, expected.value, 1e-15);
  clv_race_table_fill (narrow, 9, log (2.5), 0.5, 0.2, &found);
  assert_near (found.value, expected.value, 1e-15);
}

typedef struct
{
  ClvCells *cells;
  guint32 n_groups;
  guint32 *start;
  double *parameters;
} Groups;

/* Groups of one to three customers each, some of none. */
static void
groups_init (Groups       *self,
             guint32       n,
             const double *shapes,
             ClvRandom    *rng)
{
  self->cells = cells_new (3 * n);
  self->cells->n = 0;
  self->n_groups = n;
  self->start = g_new0 (guint32, n + 1);
  self->parameters = g_new (double, 4 * n);
  for (guint32 g = 0; g < n; g++)
    {
      guint size = g % 97 == 5 ? 0 : 1 + g % 3;
      double *p = self->parameters + 4 * (gsize) g;

      p[0] = shapes[0];
      p[1] = 8.0 * exp (2.0 * clv_random_uniform (rng) - 1.0);
      p[2] = shapes[1];
      p[3] = 12.0 * exp (3.0 * clv_random_uniform (rng) - 1.5);
      for (guint i = 0; i < size; i++)
        {
          gint32 age = (gint32) (700.0 * clv_random_uniform (rng));
          guint32 x = g == 11 ? 4500 : (guint32) (6.0 * clv_random_uniform (rng));
          gint32 recency = x == 0 ? 0 : (gint32) (age * clv_random_uniform (rng));

          cells_set (self->cells, self->cells->n++, x, recency, age, 1.0 + g % 2);
        }
      self->start[g + 1] = self->cells->n;
    }
}

static void
groups_clear (Groups *self)
{
  cells_free (self->cells);
  g_free (self->start);
  g_free (self->parameters);
}

static void
check_group (const Groups *groups,
             guint32       g,
             const double *sums)
{
  guint32 start = groups->start[g];
  const ClvCells *all = groups->cells;
  ClvCells cells = {
    groups->start[g + 1] - start, all->x + start, all->recency_days + start, all->age_days + start,
    all->weight + start,
  };
  g_autoptr(ClvParetoNbdPlan) plan = clv_pareto_nbd_plan_new (&cells, UNIT);
  double gradient[4];
  double hessian[16];
  double value = clv_pareto_nbd_plan_evaluate (plan, groups->parameters + 4 * (gsize) g, gradient,
                                               hessian);

  g_assert_cmpfloat (fabs (sums[0] - value), <=, 1e-12 * (1.0 + fabs (value)));
  for (guint k = 0; k < 4; k++)
    g_assert_cmpfloat (fabs (sums[1 + k] - gradient[k]), <=, 1e-11 * (1.0 + fabs (gradient[k])));
  for (guint k = 0; k < 16; k++)
    g_assert_cmpfloat (fabs (sums[5 + k] - hessian[k]), <=, 1e-10 * (1.0 + fabs (hessian[k])));
}

/* Each group says what a plan of it alone would say. */
static void
test_rows (void)
{
  static const double shapes[][2] = { { 0.55, 0.6 }, { 4.0, 9.0 }, { 0.03, 1.0 }, { 60.0, 400.0 } };
  g_autoptr(ClvRandom) rng = clv_random_new (77);

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      Groups groups;
      g_autoptr(ClvParetoNbdRows) rows = NULL;
      g_autofree double *sums = NULL;

      groups_init (&groups, 1500, shapes[i], rng);
      rows = clv_pareto_nbd_rows_new (groups.cells, groups.n_groups, groups.start, UNIT);
      sums = g_new (double, groups.n_groups * SUMS);
      clv_pareto_nbd_rows_evaluate (rows, 1, groups.parameters, sums);
      for (guint32 g = 0; g < groups.n_groups; g++)
        check_group (&groups, g, sums + (gsize) g * SUMS);
      groups_clear (&groups);
    }
}

/* Some of the groups alone, and the same bits from any number of threads. */
static void
test_rows_stride (void)
{
  static const double shapes[2] = { 0.55, 0.6 };
  g_autoptr(ClvRandom) rng = clv_random_new (78);
  g_autoptr(ClvParetoNbdRows) rows = NULL;
  g_autofree double *sums = NULL;
  g_autofree double *again = NULL;
  Groups groups;

  groups_init (&groups, 4000, shapes, rng);
  rows = clv_pareto_nbd_rows_new (groups.cells, groups.n_groups, groups.start, UNIT);
  sums = g_new (double, groups.n_groups * SUMS);
  again = g_new (double, groups.n_groups * SUMS);
  clv_parallel_set_threads (1);
  clv_pareto_nbd_rows_evaluate (rows, 1, groups.parameters, sums);
  clv_parallel_set_threads (3);
  clv_pareto_nbd_rows_evaluate (rows, 1, groups.parameters, again);
  clv_parallel_set_threads (0);
  g_assert_cmpmem (sums, groups.n_groups * SUMS * sizeof (double), again,
                   groups.n_groups * SUMS * sizeof (double));

  for (guint32 g = 0, k = 0; g < groups.n_groups; g += 7, k++)
    memmove (groups.parameters + 4 * (gsize) k, groups.parameters + 4 * (gsize) g,
             4 * sizeof (double));
  clv_pareto_nbd_rows_evaluate (rows, 7, groups.parameters, again);
  for (guint32 g = 0, k = 0; g < groups.n_groups; g += 7, k++)
    {
      for (guint i = 0; i < SUMS; i++)
        g_assert_cmpfloat (fabs (again[(gsize) k * SUMS + i] - sums[(gsize) g * SUMS + i]), <=,
                           1e-10 * (1.0 + fabs (sums[(gsize) g * SUMS + i])));
    }
  groups_clear (&groups);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/race-table/agrees-with-integrals", test_table);
  g_test_add_func ("/numerics/race-table/empty", test_table_empty);
  g_test_add_func ("/numerics/pareto-nbd-rows/agree-with-plans", test_rows);
  g_test_add_func ("/numerics/pareto-nbd-rows/stride-and-threads", test_rows_stride);
  return g_test_run ();
}
