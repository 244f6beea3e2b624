/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-bootstrap.h"
#include "simulated.h"

static ClvIntervals *
compute_delta (const Fixture *self,
               double         level)
{
  ClvIntervals *delta = clv_intervals_new (self->fit, self->definition, self->scores, NULL, 0,
                                           level, NULL, NULL);

  g_assert_nonnull (delta);
  return delta;
}

static ClvBootstrap *
compute (const Fixture      *self,
         const ClvIntervals *delta,
         ClvBootstrapMethod  method,
         guint               replicates,
         guint64             seed)
{
  GError *error = NULL;
  ClvBootstrap *bootstrap = clv_bootstrap_new (self->fit, self->definition, self->scores, method,
                                               replicates, delta->level, seed, delta, NULL, &error);

  g_assert_no_error (error);
  return bootstrap;
}

static double
get_width (const ClvInterval *interval)
{
  return interval->hi - interval->lo;
}

/* On data that the model made, both bootstraps agree with the delta method. */
static void
test_agrees (void)
{
  static const char * const kinds[] = { "bg-nbd", "mbg-nbd" };
  const guint replicates = g_test_slow () ? 1000 : 150;
  const guint customers = g_test_slow () ? 4000 : 1500;
  /* Of a standard deviation of so many, and some for what the delta method leaves out. */
  const double slack = 3.5 / sqrt (2.0 * replicates) + 0.1;

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr(ClvRandom) rng = clv_random_new (20);
      g_autoptr(ClvIntervals) delta = NULL;
      Fixture fixture;

      fixture_init (&fixture, kinds[k], customers, rng);
      delta = compute_delta (&fixture, 0.8);
      g_assert_true (delta->has_parameters);
      for (guint m = 0; m < 2; m++)
        {
          g_autoptr(ClvBootstrap) bootstrap = compute (&fixture, delta, m, replicates, 7);
          double purchases = bootstrap->purchases.parameter_error
                             / delta->total.purchases.parameter_error;
          double value = bootstrap->value.parameter_error / delta->total.value.parameter_error;
          double width = get_width (&bootstrap->value) / get_width (&delta->total.value);
          g_autofree char *text = clv_bootstrap_describe (bootstrap, delta);

          g_test_message ("%s %s: error of purchases %.3f, of value %.3f, width of the interval "
                          "%.3f times the delta method's; %u of %u", kinds[k],
                          clv_bootstrap_method_get_id (m), purchases, value, width,
                          bootstrap->n_used, bootstrap->n_asked);
          g_assert_cmpuint (bootstrap->n_used, >=, replicates * 95 / 100);
          /* MBG/NBD was not what made these data. */
          g_assert_true (width > 0.6 && width < 1.7);
          if (k == 1)
            continue;
          g_assert_cmpfloat (fabs (purchases - 1.0), <, slack);
          g_assert_cmpfloat (fabs (value - 1.0), <, slack);
          g_assert_cmpfloat (fabs (width - 1.0), <, slack);
          g_assert_nonnull (strstr (text, "they agree"));
          assert_near (bootstrap->value.expected, fixture.scores->total_clv, 1e-12);
          g_assert_cmpfloat (bootstrap->value.lo, <, bootstrap->value.parameter_lo);
          g_assert_cmpfloat (bootstrap->value.hi, >, bootstrap->value.parameter_hi);
        }
      fixture_clear (&fixture);
    }
}

/* Equal seeds, equal bits; another seed, others. */
static void
test_seed (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (21);
  g_autoptr(ClvIntervals) delta = NULL;
  Fixture fixture;

  fixture_init (&fixture, "bg-nbd", 500, rng);
  delta = compute_delta (&fixture, 0.9);
  for (guint m = 0; m < 2; m++)
    {
      g_autoptr(ClvBootstrap) one = compute (&fixture, delta, m, 25, 1);
      g_autoptr(ClvBootstrap) same = compute (&fixture, delta, m, 25, 1);
      g_autoptr(ClvBootstrap) other = compute (&fixture, delta, m, 25, 2);

      g_assert_cmpuint (one->n_used, ==, same->n_used);
      g_assert_cmpmem (one->value_totals, one->n_used * sizeof (double), same->value_totals,
                       same->n_used * sizeof (double));
      g_assert_cmpfloat (fabs (one->value_totals[0] - other->value_totals[0]), >, 0.0);
    }
  fixture_clear (&fixture);
}

static void
cancel_later (double      fraction,
              const char *message,
              gpointer    user_data)
{
  if (fraction > 0.2)
    g_cancellable_cancel (user_data);
}

static void
test_cancel (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (22);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  ClvProgress progress = { cancel_later, cancellable, cancellable };
  g_autoptr(ClvIntervals) delta = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  fixture_init (&fixture, "bg-nbd", 400, rng);
  delta = compute_delta (&fixture, 0.8);
  g_assert_null (clv_bootstrap_new (fixture.fit, fixture.definition, fixture.scores,
                                    CLV_BOOTSTRAP_PARAMETRIC, 50, 0.8, 1, delta, &progress,
                                    &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_clear (&fixture);
}

/* Where the delta method knows nothing of the parameters, the bootstrap still does;
 * a kind without simulated pasts can be resampled. */
static void
test_unknown (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (23);
  g_autoptr(ClvIntervals) delta = NULL;
  g_autoptr(ClvBootstrap) bootstrap = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  ClvModelKind kind;
  const ClvModelKind *old = NULL;
  Fixture fixture;

  fixture_init (&fixture, "bg-nbd", 500, rng);
  fixture.fit->state = CLV_FIT_RIDGE;
  delta = compute_delta (&fixture, 0.8);
  bootstrap = compute (&fixture, delta, CLV_BOOTSTRAP_RESAMPLING, 40, 1);
  g_assert_true (isnan (delta->total.value.parameter_error));
  g_assert_cmpfloat (bootstrap->value.parameter_error, >, 0.0);
  g_assert_cmpfloat (get_width (&bootstrap->value), >, get_width (&delta->total.value));
  text = clv_bootstrap_describe (bootstrap, delta);
  g_assert_nonnull (strstr (text, "chance alone"));

  old = fixture.fit->kind;
  kind = *old;
  kind.simulate_history = NULL;
  fixture.fit->kind = &kind;
  g_assert_true (clv_bootstrap_can (fixture.fit, CLV_BOOTSTRAP_RESAMPLING, NULL));
  g_assert_false (clv_bootstrap_can (fixture.fit, CLV_BOOTSTRAP_PARAMETRIC, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED);
  fixture.fit->kind = old;
  fixture_clear (&fixture);
}

/* Simulated pasts have the mean number of purchases that the kind expects. */
static void
test_histories (void)
{
  guint n_kinds = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n_kinds);
  guint tested = 0;

  for (guint k = 0; k < n_kinds; k++)
    {
      g_autoptr(ClvRandom) rng = clv_random_new (24);
      const guint n = 40000;
      double parameters[CLV_MAX_PARAMETERS] = { 0.8, 6.0, 0.9, 2.5, 2.0 };
      double sum = 0.0;
      double square = 0.0;

      if (kinds[k]->simulate_history == NULL)
        continue;
      tested++;
      for (guint i = 0; i < n; i++)
        {
          guint32 x = 0;
          double recency = 0.0;

          kinds[k]->simulate_history (kinds[k], parameters, 40.0, rng, &x, &recency);
          g_assert_cmpfloat (recency, <=, 40.0);
          g_assert_true ((x == 0) == !(recency > 0.0));
          sum += x;
          square += (double) x * x;
        }
      g_test_message ("%s: %.4f against %.4f", kinds[k]->id, sum / n,
                      kinds[k]->expected_new (kinds[k], parameters, 40.0));
      g_assert_cmpfloat (fabs (sum / n - kinds[k]->expected_new (kinds[k], parameters, 40.0)), <,
                         4.5 * sqrt (square / n - pow (sum / n, 2)) / sqrt (n));
    }
  g_assert_cmpuint (tested, >=, 6);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/bootstrap/agrees", test_agrees);
  g_test_add_func ("/valuation/bootstrap/seed", test_seed);
  g_test_add_func ("/valuation/bootstrap/cancel", test_cancel);
  g_test_add_func ("/valuation/bootstrap/unknown", test_unknown);
  g_test_add_func ("/valuation/bootstrap/histories", test_histories);
  return g_test_run ();
}
