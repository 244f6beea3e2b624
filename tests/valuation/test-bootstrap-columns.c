/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-bootstrap.h"
#include "clv-error.h"
#include "explained.h"

/* Fits with columns and with seasons again, to other pasts. */

#define DAYS 600

typedef struct
{
  ClvTransactions *shop;
  ClvFit *fit;
  ClvValueDefinition *definition;
  ClvScoreSet *scores;
  ClvIntervals *delta;
} Fixture;

static void
fixture_init (Fixture            *self,
              guint               n,
              const ClvModelSpec *spec)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvCustomers) customers = NULL;

  self->shop = explained_new_shop (n, DAYS, 21);
  customers = clv_customers_new (self->shop, CLV_DATE_INVALID, spec->unit_days, NULL, &error);
  self->fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (self->fit->state, ==, CLV_FIT_CONVERGED);
  self->definition = clv_value_definition_new ("EUR");
  self->scores = clv_score_set_new (self->fit, self->definition, customers, NULL, &error);
  self->delta = clv_intervals_new_for_columns (self->fit, self->definition, self->scores,
                                               self->shop, NULL, 0, 0.8, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (self->delta->has_parameters);
}

static void
fixture_clear (Fixture *self)
{
  clv_intervals_free (self->delta);
  clv_score_set_unref (self->scores);
  clv_value_definition_free (self->definition);
  clv_fit_unref (self->fit);
  clv_transactions_unref (self->shop);
}

static ClvBootstrap *
compute (const Fixture      *self,
         ClvBootstrapMethod  method,
         guint               replicates,
         guint64             seed)
{
  g_autoptr(GError) error = NULL;
  ClvBootstrap *bootstrap = clv_bootstrap_new_for_rows (self->fit, self->definition, self->scores,
                                                        self->shop, method, replicates, 0.8, seed,
                                                        self->delta, NULL, &error);

  g_assert_no_error (error);
  return bootstrap;
}

/* As wide as the delta method has it, but for what so few replicates can tell. */
static void
assert_agrees (const Fixture      *self,
               ClvBootstrapMethod  method,
               guint               replicates)
{
  g_autoptr(ClvBootstrap) bootstrap = compute (self, method, replicates, 5);
  double slack = 3.5 / sqrt (2.0 * replicates) + 0.1;
  double purchases = bootstrap->purchases.parameter_error
                     / self->delta->total.purchases.parameter_error;
  double value = bootstrap->value.parameter_error / self->delta->total.value.parameter_error;

  g_test_message ("%s, %s: %u of %u, %.2f and %.2f times as wide", self->fit->kind->id,
                  clv_bootstrap_method_get_id (method), bootstrap->n_used, replicates, purchases,
                  value);
  g_assert_cmpuint (bootstrap->n_used, >=, replicates * 4 / 5);
  g_assert_cmpfloat (fabs (log (purchases)), <, slack);
  g_assert_cmpfloat (fabs (log (value)), <, slack);
  g_assert_true (bootstrap->value.lo < bootstrap->value.expected
                 && bootstrap->value.expected < bootstrap->value.hi);
}

static void
test_columns (void)
{
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", "region", NULL, FALSE);
  g_autoptr(ClvBootstrap) one = NULL;
  g_autoptr(ClvBootstrap) same = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  fixture_init (&fixture, 600, spec);
  assert_agrees (&fixture, CLV_BOOTSTRAP_RESAMPLING, 30);
  assert_agrees (&fixture, CLV_BOOTSTRAP_PARAMETRIC, 25);
  one = compute (&fixture, CLV_BOOTSTRAP_RESAMPLING, 24, 9);
  same = compute (&fixture, CLV_BOOTSTRAP_RESAMPLING, 24, 9);
  g_assert_cmpmem (one->value_totals, one->n_used * sizeof (double), same->value_totals,
                   same->n_used * sizeof (double));
  g_assert_null (clv_bootstrap_new (fixture.fit, fixture.definition, fixture.scores,
                                    CLV_BOOTSTRAP_RESAMPLING, 20, 0.8, 1, fixture.delta, NULL,
                                    &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA);
  fixture_clear (&fixture);
}

static void
test_seasons (void)
{
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", NULL, NULL, TRUE);
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  fixture_init (&fixture, 200, spec);
  assert_agrees (&fixture, CLV_BOOTSTRAP_RESAMPLING, 25);
  g_assert_false (clv_bootstrap_can (fixture.fit, CLV_BOOTSTRAP_PARAMETRIC, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED);
  /* Without them the kind can, so that its name alone would be untrue. */
  g_assert_nonnull (strstr (error->message, "seasons or promotions"));
  fixture_clear (&fixture);
}

/* Customers are drawn with their columns and with the days of their purchases. */
static void
test_both (void)
{
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", "region", NULL, TRUE);
  Fixture fixture;

  fixture_init (&fixture, 250, spec);
  assert_agrees (&fixture, CLV_BOOTSTRAP_RESAMPLING, 25);
  g_assert_false (clv_bootstrap_can (fixture.fit, CLV_BOOTSTRAP_PARAMETRIC, NULL));
  fixture_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/bootstrap-columns/columns", test_columns);
  g_test_add_func ("/valuation/bootstrap-columns/seasons", test_seasons);
  g_test_add_func ("/valuation/bootstrap-columns/both", test_both);
  return g_test_run ();
}
