/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-covariate-private.h"
#include "clv-error.h"
#include "clv-interval.h"
#include "clv-score-set.h"
#include "explained.h"

/* Intervals of customers who have parameters of their own, by their columns. */

#define STEP 1e-4
#define DAYS 500

typedef struct
{
  ClvTransactions *shop;
  ClvModelSpec *spec;
  ClvCustomers *customers;
  ClvFit *fit;
  ClvValueDefinition *definition;
  ClvScoreSet *scores;
  ClvCovariateGroups *groups;
} Fixture;

/* A column that nearly everybody has another number of. */
static void
add_distance (ClvTransactions *shop)
{
  ClvAttribute *distance = explained_add_column (shop, "distance");

  for (guint32 i = 0; i < shop->n_customers; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u.%u", (i * 7919u) % 997u, i % 10);

      explained_set (distance, i, text);
    }
}

static void
fixture_init (Fixture    *self,
              const char *kind,
              const char *columns,
              gboolean    is_same)
{
  g_autoptr(GError) error = NULL;

  self->shop = explained_new_shop (900, DAYS, 12);
  add_distance (self->shop);
  self->spec = explained_new_spec (kind, columns, NULL, FALSE);
  self->spec->has_same_effect = is_same;
  self->spec->unit_days = 7;
  self->customers = clv_customers_new (self->shop, CLV_DATE_INVALID, 7, NULL, &error);
  g_assert_no_error (error);
  self->fit = clv_fit_new (self->spec, self->customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (self->fit->state, ==, CLV_FIT_CONVERGED);
  self->definition = clv_value_definition_new ("EUR");
  self->scores = clv_score_set_new (self->fit, self->definition, self->customers, NULL, &error);
  g_assert_no_error (error);
  self->groups = clv_covariate_groups_new (self->fit->covariates, self->fit->kind,
                                           self->fit->parameters, self->customers);
}

static void
fixture_clear (Fixture *self)
{
  clv_covariate_groups_free (self->groups);
  clv_score_set_unref (self->scores);
  clv_value_definition_free (self->definition);
  clv_fit_unref (self->fit);
  clv_customers_unref (self->customers);
  clv_model_spec_free (self->spec);
  clv_transactions_unref (self->shop);
}

static ClvIntervals *
get_intervals (const Fixture *self,
               const guint32 *segment_of,
               guint          n)
{
  g_autoptr(GError) error = NULL;
  ClvIntervals *intervals = clv_intervals_new_for_columns (self->fit, self->definition,
                                                           self->scores, self->shop, segment_of, n,
                                                           0.8, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (intervals->has_parameters && intervals->has_spend_parameters);
  return intervals;
}

/* Everybody's expected purchases, or those of one segment, customer by customer. */
static double
sum_expected (const Fixture *self,
              const guint32 *segment_of,
              guint32        segment)
{
  const ClvScoreSet *scores = self->scores;
  double horizon = (scores->horizon_end - scores->as_of) / 7.0;
  double sum = 0.0;

  clv_covariates_fill_parameters (self->fit->covariates, self->fit->kind, self->fit->parameters,
                                  self->groups);
  for (guint32 i = 0; i < scores->n; i++)
    {
      const double *parameters = clv_covariate_groups_get_parameters (self->groups, i);

      if (segment_of == NULL || segment_of[i] == segment)
        sum += self->fit->kind->expected_purchases (self->fit->kind, parameters, scores->x[i],
                                                    scores->recency_days[i] / 7.0,
                                                    scores->age_days[i] / 7.0, horizon);
    }
  return sum;
}

/* Coordinates of the covariance: log parameters, then effects. */
static double
sum_moved (Fixture       *self,
           guint          coordinate,
           double         step,
           const guint32 *segment_of,
           guint32        segment)
{
  guint n = self->fit->kind->n_parameters;
  double *at = coordinate < n ? &self->fit->parameters[coordinate]
                              : &self->fit->covariates->coefficients[coordinate - n];
  double before = *at;
  double sum = 0.0;

  *at = coordinate < n ? before * exp (step) : before + step;
  sum = sum_expected (self, segment_of, segment);
  *at = before;
  return sum;
}

/* The delta method by brute force. */
static double
measure_error (Fixture       *self,
               const guint32 *segment_of,
               guint32        segment)
{
  const ClvCovariates *covariates = self->fit->covariates;
  guint n = self->fit->kind->n_parameters + covariates->n_processes * covariates->n_terms;
  g_autofree double *gradient = g_new (double, n);
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    gradient[i] = (sum_moved (self, i, STEP, segment_of, segment)
                   - sum_moved (self, i, -STEP, segment_of, segment)) / (2.0 * STEP);
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        sum += gradient[i] * covariates->covariance[i * n + j] * gradient[j];
    }
  return sqrt (sum);
}

static void
test_delta (void)
{
  static const struct
  {
    const char *kind;
    const char *columns;
    gboolean is_same;
    double tolerance;     /* of the parameter error: beyond, times are rounded */
  } rows[] = {
    { "bg-nbd", "region", FALSE, 1e-3 },
    { "bg-nbd", "region,age", TRUE, 1e-3 },
    { "pareto-nbd", "region,age", FALSE, 1e-3 },
    { "pareto-nbd", "distance,region", FALSE, 2e-2 },
  };

  for (guint r = 0; r < G_N_ELEMENTS (rows); r++)
    {
      g_autofree guint32 *segment_of = NULL;
      g_autoptr(ClvIntervals) intervals = NULL;
      const ClvAttribute *region = NULL;
      double variance = 0.0;
      Fixture fixture;

      fixture_init (&fixture, rows[r].kind, rows[r].columns, rows[r].is_same);
      region = clv_transactions_get_attribute (fixture.shop, "region");
      segment_of = g_new (guint32, fixture.scores->n);
      for (guint32 i = 0; i < fixture.scores->n; i++)
        segment_of[i] = region->codes[fixture.customers->code[i]];
      intervals = get_intervals (&fixture, segment_of, 2);
      g_test_message ("%s %s: %u groups, %u cells", rows[r].kind, rows[r].columns,
                      fixture.groups->n, intervals->n_cells);
      assert_near (intervals->total.purchases.parameter_error, measure_error (&fixture, NULL, 0),
                   rows[r].tolerance);
      for (guint s = 0; s < 2; s++)
        assert_near (intervals->segments[s].purchases.parameter_error,
                     measure_error (&fixture, segment_of, s), rows[r].tolerance);

      sum_expected (&fixture, NULL, 0);
      for (guint32 i = 0; i < fixture.scores->n; i++)
        {
          double mean = 0.0;
          double of_one = 0.0;
          const ClvScoreSet *scores = fixture.scores;

          clv_model_kind_predict (fixture.fit->kind,
                                  clv_covariate_groups_get_parameters (fixture.groups, i),
                                  scores->x[i], scores->recency_days[i] / 7.0,
                                  scores->age_days[i] / 7.0,
                                  (scores->horizon_end - scores->as_of) / 7.0, &mean, &of_one);
          variance += of_one;
        }
      assert_near (intervals->total.purchases.process_error, sqrt (variance), 5e-3);
      g_assert_true (intervals->total.value.lo < intervals->total.value.expected
                     && intervals->total.value.expected < intervals->total.value.hi);
      g_assert_cmpfloat (intervals->total.value.parameter_error, >, 0.0);
      fixture_clear (&fixture);
    }
}

/* Columns that say something else than when the scores were made. */
static void
test_changed (void)
{
  g_autoptr(GError) error = NULL;
  ClvAttribute *region = NULL;
  Fixture fixture;

  fixture_init (&fixture, "bg-nbd", "region", FALSE);
  g_assert_null (clv_intervals_new (fixture.fit, fixture.definition, fixture.scores, NULL, 0, 0.8,
                                    NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA);
  g_clear_error (&error);
  region = g_ptr_array_index (fixture.shop->attributes, 0);
  region->codes[5] = 1 - region->codes[5];
  g_assert_null (clv_intervals_new_for_columns (fixture.fit, fixture.definition, fixture.scores,
                                                fixture.shop, NULL, 0, 0.8, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA);
  fixture_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/interval-columns/delta", test_delta);
  g_test_add_func ("/valuation/interval-columns/changed", test_changed);
  return g_test_run ();
}
