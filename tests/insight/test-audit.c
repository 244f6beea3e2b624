/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-audit-private.h"

/* A population drawn to order, without any model behind it. */
typedef struct
{
  const char *name;     /* "" = unknown */
  guint32 n;
  double rate;          /* of the high tier */
  double level;         /* mean spend */
  double bias;          /* predicted ÷ expected spend */
  gboolean is_exact;    /* the rate as a count instead of a draw */
} Planted;

typedef struct
{
  ClvGroups *groups;
  GArray *group;
  GArray *is_high;
  GArray *predicted;
  GArray *actual;
} Population;

static void
population_clear (Population *self)
{
  clv_groups_free (self->groups);
  g_array_unref (self->group);
  g_array_unref (self->is_high);
  g_array_unref (self->predicted);
  g_array_unref (self->actual);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Population, population_clear)

static double
draw_exponential (GRand *random)
{
  return -log (1.0 - g_rand_double (random));
}

static void
add_customer (Population    *self,
              GRand         *random,
              guint          number,
              const Planted *group,
              guint32        i)
{
  double mean = group->level * (0.5 + g_rand_double (random));
  double predicted = group->bias * mean;
  double actual = mean * draw_exponential (random);
  guint8 is_high = g_rand_double (random) < group->rate;

  if (group->is_exact)
    is_high = i < (guint32) (group->rate * group->n + 0.5);
  g_array_append_val (self->group, number);
  g_array_append_val (self->is_high, is_high);
  g_array_append_val (self->predicted, predicted);
  g_array_append_val (self->actual, actual);
}

static Population
plant (const Planted *planted,
       guint          n,
       guint32        seed)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);
  Population self = { 0 };
  guint g;
  guint32 i;

  self.groups = g_new0 (ClvGroups, 1);
  self.groups->n = n + 1;
  self.groups->names = g_new0 (char *, n + 2);
  self.groups->names[0] = g_strdup ("");
  self.group = g_array_new (FALSE, FALSE, sizeof (guint32));
  self.is_high = g_array_new (FALSE, FALSE, sizeof (guint8));
  self.predicted = g_array_new (FALSE, FALSE, sizeof (double));
  self.actual = g_array_new (FALSE, FALSE, sizeof (double));

  for (g = 0; g < n; g++)
    {
      self.groups->names[g + 1] = g_strdup (planted[g].name);
      for (i = 0; i < planted[g].n; i++)
        add_customer (&self, random, *planted[g].name == '\0' ? 0 : g + 1, &planted[g], i);
    }

  return self;
}

static ClvAudit *
audit (const Population *population,
       guint64           seed,
       guint             replicates)
{
  ClvAuditOptions options;
  ClvAuditInput input = { 0 };
  ClvAudit *self = NULL;

  clv_audit_options_init (&options);
  options.group_column = (char *) "region";
  options.seed = seed;
  options.replicates = replicates;
  input.n = input.n_holdout = population->group->len;
  input.group = input.holdout_group = (guint32 *) (void *) population->group->data;
  input.is_high = (guint8 *) population->is_high->data;
  input.predicted = (double *) (void *) population->predicted->data;
  input.actual = (double *) (void *) population->actual->data;

  self = clv_audit_alloc (&options);
  self->scheme = g_strdup ("20-60-20");
  self->currency = g_strdup ("EUR");
  g_assert_true (clv_audit_measure (self, population->groups, &input, NULL, NULL));
  clv_audit_judge (self);
  clv_audit_describe (self);
  self->content_hash = clv_audit_compute_hash (self);

  return self;
}

static const ClvAuditCell *
find (const ClvAudit *self,
      ClvMetric       metric,
      const char     *group)
{
  guint i;

  for (i = 0; i < self->cells->len; i++)
    {
      const ClvAuditCell *cell = g_ptr_array_index (self->cells, i);

      if (cell->metric == metric && g_str_equal (cell->group, group))
        return cell;
    }
  g_assert_not_reached ();
}

static void
test_planted (void)
{
  static const Planted planted[] = {
    { "equal", 4000, 0.20, 100.0, 1.0, TRUE },
    { "rare", 1000, 0.10, 100.0, 1.0, TRUE },
    { "undervalued", 2000, 0.20, 100.0, 0.7, TRUE },
    { "low spending", 3000, 0.08, 50.0, 1.0, TRUE },
    { "rest", 20000, 0.20, 100.0, 1.0, TRUE },
  };
  g_auto(Population) population = plant (planted, G_N_ELEMENTS (planted), 1);
  g_autoptr(ClvAudit) self = audit (&population, 1, 1000);
  static const struct
  {
    const char *group;
    ClvVerdict rate;
    ClvVerdict calibration;
  } rows[] = {
    { "equal", CLV_VERDICT_WITHIN, CLV_VERDICT_WITHIN },
    { "rare", CLV_VERDICT_ALERT, CLV_VERDICT_WITHIN },
    /* Equal tier rates pass the four-fifths look, the money does not. */
    { "undervalued", CLV_VERDICT_WITHIN, CLV_VERDICT_ALERT },
    /* Truly spends less: rarely in the tier, rightly predicted. */
    { "low spending", CLV_VERDICT_ALERT, CLV_VERDICT_WITHIN },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s: %s", rows[i].group,
                      find (self, CLV_METRIC_CALIBRATION, rows[i].group)->sentence);
      g_assert_cmpint (find (self, CLV_METRIC_TIER_RATE, rows[i].group)->verdict, ==,
                       rows[i].rate);
      g_assert_cmpint (find (self, CLV_METRIC_CALIBRATION, rows[i].group)->verdict, ==,
                       rows[i].calibration);
    }

  g_assert_nonnull (strstr (find (self, CLV_METRIC_TIER_RATE, "low spending")->sentence,
                            "your committee to decide"));
  g_assert_cmpfloat_with_epsilon (find (self, CLV_METRIC_CALIBRATION, "undervalued")->estimate,
                                  0.7, 0.1);
  g_assert_cmpuint (self->family, ==, 10);
  /* Worst first: the strongest alert leads. */
  g_assert_cmpint (((ClvAuditCell *) self->cells->pdata[0])->verdict, ==, CLV_VERDICT_ALERT);
}

static void
test_hidden (void)
{
  static const Planted planted[] = {
    { "seven", 7, 0.20, 100.0, 1.0, TRUE },
    { "sixty", 60, 0.20, 100.0, 1.0, TRUE },
    { "many", 5000, 0.20, 100.0, 1.0, TRUE },
    { "more", 6000, 0.20, 100.0, 1.0, TRUE },
  };
  g_auto(Population) population = plant (planted, G_N_ELEMENTS (planted), 2);
  g_autoptr(ClvAudit) self = audit (&population, 2, 200);
  guint metric;

  /* The seven could be had by subtracting everybody else, so the sixty go too,
   * and no figure of either is anywhere. */
  g_assert_cmpuint (self->hidden_groups, ==, 2);
  g_assert_cmpuint (self->hidden_customers, ==, 67);
  for (metric = 0; metric < CLV_N_METRICS; metric++)
    {
      static const char *hidden[] = { "seven", "sixty" };
      guint i;

      for (i = 0; i < G_N_ELEMENTS (hidden); i++)
        {
          const ClvAuditCell *cell = find (self, metric, hidden[i]);

          g_assert_cmpint (cell->verdict, ==, CLV_VERDICT_HIDDEN);
          g_assert_cmpuint (cell->n, ==, 0);
          g_assert_cmpuint (cell->events, ==, 0);
          g_assert_true (isnan (cell->estimate) && isnan (cell->lo) && isnan (cell->hi));
          g_assert_true (isnan (cell->p) && isnan (cell->q));
          g_assert_true (isnan (cell->group_value) && isnan (cell->other_value));
          g_assert_null (strpbrk (cell->sentence, "0123456789"));
        }
      g_assert_cmpint (find (self, metric, "many")->verdict, !=, CLV_VERDICT_HIDDEN);
    }
  g_assert_nonnull (strstr (self->headline, "Too small to be shown: 67 customers in 2 groups."));
}

static void
test_unknown (void)
{
  static const Planted planted[] = {
    { "", 3800, 0.20, 100.0, 1.0, TRUE },
    { "north", 3200, 0.20, 100.0, 1.0, TRUE },
    { "south", 3000, 0.20, 100.0, 1.0, TRUE },
  };
  g_auto(Population) population = plant (planted, G_N_ELEMENTS (planted), 3);
  g_autoptr(ClvAudit) self = audit (&population, 3, 200);
  const ClvAuditCell *cell = find (self, CLV_METRIC_TIER_RATE, "");

  g_assert_true (cell->is_unknown);
  g_assert_cmpuint (cell->n, ==, 3800);
  g_assert_cmpfloat_with_epsilon (self->unknown_share, 0.38, 1e-12);
  g_assert_nonnull (strstr (self->headline, "38"));
  g_assert_nonnull (strstr (self->headline, "region"));
}

static void
test_not_enough (void)
{
  static const Planted planted[] = {
    { "few", 99, 0.20, 100.0, 1.0, TRUE },          /* customers */
    { "no events", 90, 0.00, 100.0, 1.0, TRUE },
    { "few events", 180, 0.10, 100.0, 1.0, TRUE },  /* 18 where 36 are expected */
    { "excluded", 2000, 0.005, 100.0, 1.0, TRUE },  /* 10 where 400 are expected */
    { "wide", 150, 0.20, 100.0, 1.0, TRUE },        /* inside, its interval is not */
    { "rest", 20000, 0.20, 100.0, 1.0, TRUE },
  };
  g_auto(Population) population = plant (planted, G_N_ELEMENTS (planted), 4);
  g_autoptr(ClvAudit) self = audit (&population, 4, 500);
  const ClvAuditCell *cell = NULL;

  g_assert_cmpint (find (self, CLV_METRIC_TIER_RATE, "few")->verdict, ==, CLV_VERDICT_NOT_ENOUGH);
  g_assert_cmpint (find (self, CLV_METRIC_TIER_RATE, "few events")->verdict, ==,
                   CLV_VERDICT_NOT_ENOUGH);
  g_assert_cmpint (find (self, CLV_METRIC_TIER_RATE, "wide")->verdict, ==, CLV_VERDICT_NOT_ENOUGH);
  cell = find (self, CLV_METRIC_TIER_RATE, "no events");
  g_assert_cmpint (cell->verdict, ==, CLV_VERDICT_NOT_ENOUGH);
  g_assert_true (isfinite (cell->estimate) && cell->estimate > 0.0);
  g_assert_nonnull (strstr (cell->sentence, "This is not a pass."));
  g_assert_nonnull (strstr (cell->sentence, "Too few customers (90; 100 are needed)"));
  g_assert_nonnull (strstr (find (self, CLV_METRIC_TIER_RATE, "few events")->sentence,
                            "Too few of these 180 customers are in the tier (18; 20 are needed)"));
  g_assert_nonnull (strstr (find (self, CLV_METRIC_TIER_RATE, "wide")->sentence,
                            "inside your agreed range 0.80–1.25, but what is likely reaches "
                            "beyond it"));
  g_assert_null (strstr (find (self, CLV_METRIC_TIER_RATE, "wide")->sentence, "Too few"));

  /* Two thousand customers of whom nearly nobody gets in are not too few. */
  g_assert_cmpint (find (self, CLV_METRIC_TIER_RATE, "excluded")->verdict, ==, CLV_VERDICT_ALERT);
}

static void
test_small_mean_never_within (void)
{
  Planted planted[] = {
    { "small", 250, 0.20, 100.0, 1.0, TRUE },
    { "rest", 20000, 0.20, 100.0, 1.0, TRUE },
  };
  g_auto(Population) population = plant (planted, G_N_ELEMENTS (planted), 5);
  g_autoptr(ClvAudit) self = NULL;
  const ClvAuditCell *cell = NULL;
  guint i;

  /* Prediction and spend in step: the interval could not be narrower. */
  for (i = 0; i < population.predicted->len; i++)
    g_array_index (population.actual, double, i) =
      g_array_index (population.predicted, double, i) * (1.0 + 0.01 * (i % 3));
  self = audit (&population, 5, 500);
  cell = find (self, CLV_METRIC_CALIBRATION, "small");
  g_assert_cmpfloat (cell->lo, >, 0.9);
  g_assert_cmpfloat (cell->hi, <, 1.1);
  g_assert_cmpint (cell->verdict, ==, CLV_VERDICT_NOT_ENOUGH);
  g_assert_nonnull (strstr (cell->sentence, "Too few customers (250; 300 are needed) for a mean"));
  g_assert_cmpint (find (self, CLV_METRIC_CALIBRATION, "rest")->verdict, ==, CLV_VERDICT_WITHIN);
}

static void
test_one_group (void)
{
  static const Planted planted[] = { { "all", 500, 0.20, 100.0, 1.0, TRUE } };
  g_auto(Population) population = plant (planted, 1, 6);
  g_autoptr(ClvAudit) self = audit (&population, 6, 100);

  /* Nobody to compare with. */
  g_assert_cmpint (find (self, CLV_METRIC_TIER_RATE, "all")->verdict, ==, CLV_VERDICT_NOT_ENOUGH);
  g_assert_cmpint (find (self, CLV_METRIC_CALIBRATION, "all")->verdict, ==,
                   CLV_VERDICT_NOT_ENOUGH);
  g_assert_cmpuint (self->family, ==, 0);
}

static void
test_same_seed (void)
{
  static const Planted planted[] = {
    { "a", 400, 0.20, 100.0, 0.9, FALSE },
    { "b", 4000, 0.20, 100.0, 1.0, FALSE },
  };
  g_auto(Population) population = plant (planted, G_N_ELEMENTS (planted), 7);
  g_autoptr(ClvAudit) first = audit (&population, 7, 500);
  g_autoptr(ClvAudit) again = audit (&population, 7, 500);
  g_autoptr(ClvAudit) other = audit (&population, 8, 500);

  g_assert_cmpstr (first->content_hash, ==, again->content_hash);
  g_assert_cmpstr (first->content_hash, !=, other->content_hash);
}

enum { N_GROUPS = 40 };

static void
plan_groups (Planted *planted,
             char     names[N_GROUPS][8],
             guint    n_planted)
{
  guint g;

  for (g = 0; g < N_GROUPS; g++)
    {
      g_snprintf (names[g], sizeof names[g], "g%02u", g);
      planted[g].name = names[g];
      planted[g].n = 300;
      planted[g].rate = g < n_planted ? 0.12 : 0.20;
      planted[g].level = 100.0;
      planted[g].bias = 1.0;
      planted[g].is_exact = FALSE;
    }
}

/* Forty groups of 300 that do not differ: an alert in at most 15 of 100 audits.
* Four planted at a ratio of .6: at least three of them are found on average. */
static void
check_rates_of_error (guint seeds)
{
  char names[N_GROUPS][8];
  Planted planted[N_GROUPS];
  guint false_alarms = 0;
  guint found = 0;
  guint seed;
  guint i;

  for (seed = 0; seed < seeds; seed++)
    {
      g_auto(Population) same = { 0 };
      g_auto(Population) different = { 0 };
      g_autoptr(ClvAudit) quiet = NULL;
      g_autoptr(ClvAudit) loud = NULL;

      plan_groups (planted, names, 0);
      same = plant (planted, N_GROUPS, 1000 + seed);
      quiet = audit (&same, seed, 400);
      false_alarms += clv_audit_count (quiet, CLV_VERDICT_ALERT) > 0;

      plan_groups (planted, names, 4);
      different = plant (planted, N_GROUPS, 5000 + seed);
      loud = audit (&different, seed, 400);
      for (i = 0; i < 4; i++)
        found += find (loud, CLV_METRIC_TIER_RATE, names[i])->verdict == CLV_VERDICT_ALERT;
    }

  g_test_message ("%u of %u audits with a false alarm, %.2f of 4 planted groups found",
                  false_alarms, seeds, (double) found / seeds);
  g_assert_cmpfloat (false_alarms, <=, 0.15 * seeds);
  g_assert_cmpfloat (found, >=, 3.0 * seeds);
}

static void
test_rates_of_error (void)
{
  check_rates_of_error (g_test_slow () ? 100 : 25);
}

static void
test_words (void)
{
  static const char *banned[] = { "bias-free", " fair ", "compliant", "certified", "tamper-proof" };
  static const Planted planted[] = {
    { "a", 4000, 0.20, 100.0, 1.0, TRUE }, { "b", 4000, 0.10, 100.0, 0.7, TRUE },
    { "c", 50, 0.20, 100.0, 1.0, TRUE }, { "", 5, 0.20, 100.0, 1.0, TRUE },
  };
  g_auto(Population) population = plant (planted, G_N_ELEMENTS (planted), 9);
  g_autoptr(ClvAudit) self = audit (&population, 9, 200);
  guint i;
  guint k;

  for (i = 0; i < self->cells->len; i++)
    {
      const ClvAuditCell *cell = g_ptr_array_index (self->cells, i);

      g_assert_cmpstr (cell->sentence, !=, "");
      g_assert_null (strstr (cell->sentence, "nan"));
      for (k = 0; k < G_N_ELEMENTS (banned); k++)
        g_assert_null (strstr (cell->sentence, banned[k]));
    }
  g_assert_nonnull (strstr (clv_audit_get_note (), "not a legal test"));
}

/* A sanitizer makes everything several times slower, which says nothing. */
#ifdef __SANITIZE_ADDRESS__
#define MAX_SECONDS 60.0
#else
#define MAX_SECONDS 5.0
#endif

/* A hundred thousand customers in forty groups, two thousand samples. */
static void
test_speed (void)
{
  char names[N_GROUPS][8];
  Planted planted[N_GROUPS];
  g_auto(Population) population = { 0 };
  g_autoptr(ClvAudit) self = NULL;
  guint g;

  plan_groups (planted, names, 0);
  for (g = 0; g < N_GROUPS; g++)
    planted[g].n = 2500;
  population = plant (planted, N_GROUPS, 10);
  g_test_timer_start ();
  self = audit (&population, 10, 2000);
  g_test_minimized_result (g_test_timer_elapsed (), "100,000 customers × 40 groups × 2,000");
  g_assert_cmpfloat (g_test_timer_last (), <, MAX_SECONDS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/insight/audit/planted", test_planted);
  g_test_add_func ("/insight/audit/hidden", test_hidden);
  g_test_add_func ("/insight/audit/unknown", test_unknown);
  g_test_add_func ("/insight/audit/not-enough", test_not_enough);
  g_test_add_func ("/insight/audit/small-mean-never-within", test_small_mean_never_within);
  g_test_add_func ("/insight/audit/one-group", test_one_group);
  g_test_add_func ("/insight/audit/same-seed", test_same_seed);
  g_test_add_func ("/insight/audit/rates-of-error", test_rates_of_error);
  g_test_add_func ("/insight/audit/words", test_words);
  g_test_add_func ("/insight/audit/speed", test_speed);

  return g_test_run ();
}
