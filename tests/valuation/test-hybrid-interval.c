/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-bootstrap.h"
#include "clv-hybrid-spread.h"
#include "clv-interval.h"
#include "members.h"

#define STRETCH 4
#define COST 300              /* a year, minor units */

typedef struct
{
  ClvTransactions *rows;
  ClvFit *fit;
  ClvValueDefinition *definition;
  ClvScoreSet *scores;
  double n;                   /* that came within the horizon */
  double value;
} World;

static void
world_clear (World *self)
{
  g_clear_pointer (&self->rows, clv_transactions_unref);
  g_clear_pointer (&self->fit, clv_fit_unref);
  g_clear_pointer (&self->definition, clv_value_definition_free);
  g_clear_pointer (&self->scores, clv_score_set_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

/* Two years of the future, not discounted, all of it margin. */
static void
world_init (World *self,
            Club  *club,
            int    cost)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(GError) error = NULL;
  const ClvDate until = clv_date_parse (UNTIL);

  self->definition = clv_value_definition_new ("EUR");
  self->definition->margin = 1.0;
  self->definition->rate = 0.0;
  self->definition->cost_to_serve = cost;
  self->definition->horizon.amount = 2;
  self->definition->horizon.unit = CLV_DURATION_YEARS;
  club->future = clv_value_definition_get_end (self->definition, until) - until;
  self->rows = new_tables_with_future (club, &self->n, &self->value);
  g_free (spec->kind);
  spec->kind = g_strdup (CLV_HYBRID);
  customers = clv_customers_new (self->rows, CLV_DATE_INVALID, 7, NULL, &error);
  g_assert_no_error (error);
  self->fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  self->scores = clv_score_set_new (self->fit, self->definition, customers, NULL, &error);
  g_assert_no_error (error);
}

static ClvIntervals *
compute (const World   *world,
         const guint32 *segment_of,
         guint          n_segments,
         double         level)
{
  g_autoptr(GError) error = NULL;
  ClvIntervals *self = clv_intervals_new (world->fit, world->definition, world->scores, segment_of,
                                          n_segments, level, NULL, &error);

  g_assert_no_error (error);
  return self;
}

/* What the intervals sum up is what the scores say, and a part's slope is that of the
 * whole. */
static void
test_sums (gconstpointer data)
{
  Club club = { 220, 60, 60, GPOINTER_TO_INT (data), FALSE, 41, STRETCH };
  g_auto(World) world = { NULL, };
  g_autoptr(ClvHybridSpread) spread = NULL;
  g_autoptr(GError) error = NULL;
  double totals[CLV_INTERVAL_MEASURES];

  world_init (&world, &club, COST);
  g_assert_cmpint (world.scores->hybrid->ends_with_contract, ==, club.ends);
  spread = clv_hybrid_spread_new (world.fit, world.definition, world.scores, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (spread->grain_days, ==, 1);
  g_assert_cmpuint (spread->together->len, >, 20);
  clv_hybrid_spread_sum (spread, world.fit->hybrid->contract, world.fit->hybrid->orders, totals);
  assert_near (totals[CLV_INTERVAL_PURCHASES], world.scores->total_expected_purchases, 1e-9);
  assert_near (totals[CLV_INTERVAL_VALUE], world.scores->total_clv, 1e-9);
}

/* Of customers who have one part alone, what is not known adds up as of two businesses. */
static void
test_strangers (void)
{
  Club club = { 0, 250, 250, FALSE, FALSE, 43, STRETCH };
  g_auto(World) world = { NULL, };
  g_autoptr(ClvIntervals) both = NULL;
  double process[CLV_INTERVAL_MEASURES] = { 0.0, };
  double parameters[CLV_INTERVAL_MEASURES] = { 0.0, };

  world_init (&world, &club, COST);
  both = compute (&world, NULL, 0, 0.8);
  for (guint p = 0; p < 2; p++)
    {
      const ClvFit *fit = p == 0 ? world.fit->hybrid->contract : world.fit->hybrid->orders;
      const ClvScoreSet *scores = p == 0 ? world.scores->hybrid->contract
                                         : world.scores->hybrid->orders;
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvIntervals) one = clv_intervals_new (fit, world.definition, scores, NULL, 0,
                                                       0.8, NULL, &error);

      g_assert_no_error (error);
      process[0] += one->total.purchases.process_error * one->total.purchases.process_error;
      process[1] += one->total.value.process_error * one->total.value.process_error;
      parameters[0] += one->total.purchases.parameter_error * one->total.purchases.parameter_error;
      parameters[1] += one->total.value.parameter_error * one->total.value.parameter_error;
    }
  assert_near (both->total.purchases.process_error, sqrt (process[0]), 1e-9);
  assert_near (both->total.value.process_error, sqrt (process[1]), 1e-9);
  assert_near (both->total.purchases.parameter_error, sqrt (parameters[0]), 1e-9);
  assert_near (both->total.value.parameter_error, sqrt (parameters[1]), 1e-9);
  assert_near (both->total.value.expected, world.scores->total_clv, 1e-12);
  g_assert_true (both->joins_contract && both->has_parameters && both->has_spend_parameters);
}

/* Segments of a few and of one, and all of them together. */
static void
test_segments (gconstpointer data)
{
  Club club = { 200, 50, 50, GPOINTER_TO_INT (data), FALSE, 47, STRETCH };
  g_auto(World) world = { NULL, };
  g_autoptr(ClvIntervals) intervals = NULL;
  g_autofree guint32 *segment_of = NULL;
  g_autofree char *text = NULL;
  double variance = 0.0;
  double value = 0.0;

  world_init (&world, &club, 0);
  segment_of = g_new (guint32, world.scores->n);
  for (guint32 i = 0; i < world.scores->n; i++)
    segment_of[i] = i == 0 ? 2 : i % 2;
  intervals = compute (&world, segment_of, 3, 0.8);
  for (guint s = 0; s < 3; s++)
    {
      const ClvInterval *one = &intervals->segments[s].value;

      variance += one->process_error * one->process_error;
      value += one->expected;
      g_assert_cmpfloat (one->lo, <=, one->expected);
      g_assert_cmpfloat (one->hi, >=, one->expected);
    }
  assert_near (intervals->total.value.process_error, sqrt (variance), 1e-9);
  assert_near (intervals->total.value.expected, value, 1e-9);
  g_assert_cmpuint (intervals->segments[2].customers, ==, 1);
  text = clv_intervals_describe (intervals);
  g_assert_nonnull (strstr (text, club.ends ? "while the contract lasts; that"
                                            : "nothing to do with"));
}

/* Payments and orders of two years to come, of many clubs: the intervals hold as many of
 * them as they say. */
static void
test_coverage (gconstpointer data)
{
  const guint sets = g_test_slow () ? 500 : 25;
  static const double levels[] = { 0.8, 0.95 };
  guint inside[2][CLV_INTERVAL_MEASURES] = { { 0 } };
  guint n = 0;

  for (guint64 seed = 500; seed < 500 + sets; seed++)
    {
      Club club = { 500, 100, 100, GPOINTER_TO_INT (data), FALSE, seed, STRETCH };
      g_auto(World) world = { NULL, };

      world_init (&world, &club, 0);
      if (world.scores->hybrid->ends_with_contract != club.ends
          || world.fit->state != CLV_FIT_CONVERGED || !world.fit->has_spend)
        continue;
      n++;
      for (guint l = 0; l < G_N_ELEMENTS (levels); l++)
        {
          g_autoptr(ClvIntervals) of = compute (&world, NULL, 0, levels[l]);

          inside[l][0] += world.n >= of->total.purchases.lo && world.n <= of->total.purchases.hi;
          inside[l][1] += world.value >= of->total.value.lo && world.value <= of->total.value.hi;
        }
    }
  g_assert_cmpfloat (n, >=, 0.8 * sets);
  for (guint l = 0; l < G_N_ELEMENTS (levels); l++)
    {
      const double spread = sqrt (levels[l] * (1.0 - levels[l]) / n);

      g_test_message ("%g: %.1f %% of the purchases, %.1f %% of the values, of %u", levels[l],
                      100.0 * inside[l][0] / n, 100.0 * inside[l][1] / n, n);
      for (guint m = 0; m < CLV_INTERVAL_MEASURES; m++)
        g_assert_cmpfloat (fabs ((double) inside[l][m] / n - levels[l]), <, 3.0 * spread + 0.01);
    }
}

/* Customers drawn again, with what they have of both parts, say what the delta method says. */
static void
test_bootstrap (gconstpointer data)
{
  Club club = { 500, 150, 150, GPOINTER_TO_INT (data), FALSE, 53, STRETCH };
  g_auto(World) world = { NULL, };
  g_autoptr(ClvIntervals) delta = NULL;
  g_autoptr(ClvBootstrap) drawn = NULL;
  g_autoptr(ClvBootstrap) again = NULL;
  g_autoptr(GError) error = NULL;

  world_init (&world, &club, COST);
  g_assert_cmpint (world.scores->hybrid->ends_with_contract, ==, club.ends);
  g_assert_cmpint (world.fit->state, ==, CLV_FIT_CONVERGED);
  delta = compute (&world, NULL, 0, 0.8);
  drawn = clv_bootstrap_new (world.fit, world.definition, world.scores, CLV_BOOTSTRAP_RESAMPLING,
                             150, 0.8, 5, delta, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (drawn->n_used, >=, 145);
  g_test_message ("errors of the value %.1f and %.1f, of the purchases %.2f and %.2f",
                  drawn->value.parameter_error, delta->total.value.parameter_error,
                  drawn->purchases.parameter_error, delta->total.purchases.parameter_error);
  assert_near (drawn->value.parameter_error, delta->total.value.parameter_error, 0.25);
  assert_near (drawn->purchases.parameter_error, delta->total.purchases.parameter_error, 0.25);
  assert_near (drawn->value.hi - drawn->value.lo, delta->total.value.hi - delta->total.value.lo,
               0.2);

  again = clv_bootstrap_new (world.fit, world.definition, world.scores, CLV_BOOTSTRAP_RESAMPLING,
                             20, 0.8, 5, delta, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpfloat (again->value_totals[i], ==, drawn->value_totals[i]);
  g_assert_false (clv_bootstrap_can (world.fit, CLV_BOOTSTRAP_PARAMETRIC, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/valuation/hybrid/interval/sums", GINT_TO_POINTER (FALSE), test_sums);
  g_test_add_data_func ("/valuation/hybrid/interval/sums/end", GINT_TO_POINTER (TRUE), test_sums);
  g_test_add_func ("/valuation/hybrid/interval/strangers", test_strangers);
  g_test_add_data_func ("/valuation/hybrid/interval/segments", GINT_TO_POINTER (FALSE),
                        test_segments);
  g_test_add_data_func ("/valuation/hybrid/interval/segments/end", GINT_TO_POINTER (TRUE),
                        test_segments);
  g_test_add_data_func ("/valuation/hybrid/interval/coverage", GINT_TO_POINTER (FALSE),
                        test_coverage);
  g_test_add_data_func ("/valuation/hybrid/interval/coverage/end", GINT_TO_POINTER (TRUE),
                        test_coverage);
  g_test_add_data_func ("/valuation/hybrid/bootstrap", GINT_TO_POINTER (FALSE), test_bootstrap);
  g_test_add_data_func ("/valuation/hybrid/bootstrap/end", GINT_TO_POINTER (TRUE),
                        test_bootstrap);
  return g_test_run ();
}
