/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-next-order.h"

/* The published fit of BG/NBD on CDNOW, in weeks. */
static const double cdnow[] = { 0.2425945, 4.4136019, 0.7929199, 2.4258881 };

typedef struct
{
  guint32 x;
  gint32 recency_days;
  gint32 age_days;
  double p_active;
} Customer;

typedef struct
{
  ClvModelSpec spec;
  ClvFit fit;
  ClvScoreSet scores;
} World;

/* One customer with the published parameters. */
static void
world_init (World          *world,
            const Customer *customer,
            int             unit_days)
{
  memset (world, 0, sizeof *world);
  world->spec.unit_days = unit_days;
  world->fit.spec = &world->spec;
  world->fit.kind = clv_model_kind_find ("bg-nbd");
  for (guint i = 0; i < G_N_ELEMENTS (cdnow); i++)
    world->fit.parameters[i] = cdnow[i];
  world->scores.n = 1;
  world->scores.as_of = 10000;
  world->scores.x = &customer->x;
  world->scores.recency_days = &customer->recency_days;
  world->scores.age_days = &customer->age_days;
  world->scores.p_active = &customer->p_active;
}

static void
predict (const Customer *customer,
         int             unit_days,
         ClvNextOrder   *next)
{
  World world;

  world_init (&world, customer, unit_days);
  g_assert_true (clv_next_order_predict (&world.scores, &world.fit, 0, next));
}

/* Against the closed form: h = (α + T) ((1 − share)^(−1/(r + x)) − 1). */
static void
test_closed_form (void)
{
  static const Customer customers[] = {
    { 2, 213, 272, 0.7266198 },
    { 12, 241, 270, 0.8304033 },
    { 26, 216, 217, 0.9688545 },
  };
  static const double shares[] = { 0.1, 0.5, 0.9 };

  for (guint i = 0; i < G_N_ELEMENTS (customers); i++)
    {
      const double scale = 7.0 * cdnow[1] + customers[i].age_days;
      const double shape = cdnow[0] + customers[i].x;
      const double none = pow (scale / (scale + 30.0), shape);
      ClvNextOrder next;
      ClvDate days[3];

      predict (&customers[i], 7, &next);
      days[0] = next.from;
      days[1] = next.middle;
      days[2] = next.until;
      for (guint s = 0; s < G_N_ELEMENTS (shares); s++)
        {
          const double exact = scale * (pow (1.0 - shares[s], -1.0 / shape) - 1.0);

          g_assert_cmpint (days[s], ==, 10000 + (int) ceil (exact));
        }
      g_assert_cmpfloat_with_epsilon (next.p_30_days, customers[i].p_active * (1.0 - none), 1e-12);
      g_assert_cmpfloat (next.p_30_days, <, next.p_90_days);
    }
}

/* Bought once two years ago: nine of ten take longer than is worth telling. */
static void
test_no_end (void)
{
  const Customer customer = { 0, 0, 730, 1.0 };
  ClvNextOrder next;

  predict (&customer, 7, &next);
  g_assert_cmpint (next.from, !=, CLV_DATE_INVALID);
  g_assert_cmpint (next.from, >, 10000);
  g_assert_cmpint (next.until, ==, CLV_DATE_INVALID);
}

static void
test_unsupported (void)
{
  const Customer customer = { 1, 10, 20, 0.5 };
  ClvModelKind kind = { 0 };
  ClvModelSpec spec = { 0 };
  ClvFit fit = { 0 };
  ClvScoreSet scores = { 0 };
  ClvNextOrder next;

  spec.unit_days = 7;
  fit.spec = &spec;
  fit.kind = &kind;
  scores.n = 1;
  scores.x = &customer.x;
  scores.age_days = &customer.age_days;
  scores.p_active = &customer.p_active;
  g_assert_false (clv_next_order_predict (&scores, &fit, 0, &next));
}

/* E[X] of the published customers in 39 weeks; P(none) in closed form. */
static void
test_outlook (void)
{
  static const Customer customers[] = {
    { 2, 213, 272, 0.7266198 },
    { 12, 241, 270, 0.8304033 },
    { 26, 216, 217, 0.9688545 },
  };
  static const double expected[] = { 1.2259933, 7.2292265, 20.7489166 };
  const ClvDate on = 10000 + 39 * 7;

  for (guint i = 0; i < G_N_ELEMENTS (customers); i++)
    {
      const double scale = 7.0 * cdnow[1] + customers[i].age_days;
      const double none = pow (scale / (scale + 39.0 * 7.0), cdnow[0] + customers[i].x);
      World world;
      ClvOutlook outlook;

      world_init (&world, &customers[i], 7);
      g_assert_true (clv_outlook_predict (&world.scores, &world.fit, 0, on, &outlook));
      g_assert_cmpint (outlook.on, ==, on);
      g_assert_cmpfloat_with_epsilon (outlook.expected_purchases, expected[i], 1e-4 * expected[i]);
      g_assert_cmpfloat_with_epsilon (outlook.p_purchase, customers[i].p_active * (1.0 - none),
                                      1e-12);
      g_assert_cmpfloat (outlook.p_active, <, customers[i].p_active);
      g_assert_cmpfloat (outlook.p_active_if_silent, <, outlook.p_active);
      g_assert_false (clv_outlook_predict (&world.scores, &world.fit, 0, 10000, &outlook));
      g_assert_false (clv_outlook_predict (&world.scores, &world.fit, 0, CLV_DATE_INVALID,
                                           &outlook));
    }
}

/* Of a fit with columns that explain each customer has parameters of their own. */
static void
test_outlook_of_groups (void)
{
  const Customer customer = { 2, 213, 272, 0.7266198 };
  const ClvDate on = 10000 + 39 * 7;
  World world;
  ClvOutlook alone;
  ClvOutlook grouped;
  double own[G_N_ELEMENTS (cdnow)];
  guint32 group = 0;

  world_init (&world, &customer, 7);
  g_assert_true (clv_outlook_predict (&world.scores, &world.fit, 0, on, &alone));
  memcpy (own, cdnow, sizeof own);
  world.scores.group = &group;
  world.scores.group_parameters = own;
  world.scores.n_groups = 1;
  world.scores.n_parameters = G_N_ELEMENTS (cdnow);
  for (guint i = 0; i < G_N_ELEMENTS (cdnow); i++)
    world.fit.parameters[i] = 10.0 * (i + 1.0);
  g_assert_true (clv_outlook_predict (&world.scores, &world.fit, 0, on, &grouped));
  g_assert_cmpfloat (grouped.expected_purchases, ==, alone.expected_purchases);
  g_assert_cmpfloat (grouped.p_active, ==, alone.p_active);
  g_assert_cmpfloat (grouped.p_active_if_silent, ==, alone.p_active_if_silent);
  g_assert_cmpfloat (grouped.p_purchase, ==, alone.p_purchase);
}

/* A quarter of the running period is over: until the renewal the subscriber is there for
 * certain, whatever is bought; then as sBG says, b + 7 of a + b + 7, once a period. Who
 * has not renewed then is gone. */
static void
test_outlook_of_contract (void)
{
  static const struct
  {
    int days;
    double p_active;
    double p_purchase;
    double p_silent;
  } rows[] = {
    { 1, 1.0, 0.0, 1.0 },
    { 269, 1.0, 0.0, 1.0 },
    { 270, 10.0 / 11.0, 10.0 / 11.0, 0.0 },
    { 629, 10.0 / 11.0, 10.0 / 11.0, 0.0 },
    { 630, 10.0 / 12.0, 10.0 / 11.0, 0.0 },
  };
  const Customer customer = { 7, 7 * 360, 7 * 360 + 90, 1.0 };
  World world;
  ClvOutlook outlook;
  ClvRenewal renewal;

  world_init (&world, &customer, 360);
  g_assert_false (clv_renewal_predict (&world.scores, &world.fit, 0, &renewal));
  world.fit.kind = clv_model_kind_find ("sbg");
  world.fit.parameters[0] = 1.0;
  world.fit.parameters[1] = 3.0;
  g_assert_true (clv_renewal_predict (&world.scores, &world.fit, 0, &renewal));
  g_assert_cmpint (renewal.on, ==, 10000 + 270);
  g_assert_cmpfloat_with_epsilon (renewal.chance, 10.0 / 11.0, 1e-12);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_true (clv_outlook_predict (&world.scores, &world.fit, 0, 10000 + rows[i].days,
                                          &outlook));
      g_assert_cmpfloat_with_epsilon (outlook.p_purchase, rows[i].p_purchase, 1e-12);
      g_assert_cmpfloat_with_epsilon (outlook.p_active, rows[i].p_active, 1e-12);
      g_assert_cmpfloat_with_epsilon (outlook.p_active_if_silent, rows[i].p_silent, 1e-12);
      /* What the curve shows. */
      g_assert_cmpfloat_with_epsilon (clv_score_set_p_active_at (&world.scores, &world.fit, 0,
                                                                 rows[i].days),
                                      rows[i].p_active, 1e-12);
    }
}

/* Twelve months are twelve renewals and no more, as in the scores, whatever a mean month
 * has days; half-way to the end of the first week is half an occasion. */
static void
test_calendar_units (void)
{
  const Customer customer = { 7, 7 * 30, 7 * 30, 1.0 };
  const ClvDate on = clv_date_add_months (10000, 12);
  World world;
  ClvOutlook outlook;

  world_init (&world, &customer, 30);
  world.spec.opportunity = CLV_OPPORTUNITY_MONTH;
  world.fit.kind = clv_model_kind_find ("sbg");
  world.fit.parameters[0] = 1.0;
  world.fit.parameters[1] = 3.0;
  g_assert_true (clv_outlook_predict (&world.scores, &world.fit, 0, on, &outlook));
  g_assert_cmpfloat_with_epsilon (outlook.expected_purchases,
                                  world.fit.kind->expected_purchases (world.fit.kind,
                                                                      world.fit.parameters, 7.0,
                                                                      7.0, 7.0, 12.0), 1e-12);
  world.spec.unit_days = 7;
  world.spec.opportunity = CLV_OPPORTUNITY_WEEK;
  world.fit.kind = clv_model_kind_find ("bg-bb");
  g_assert_cmpfloat (clv_outlook_count_units (&world.fit, 10000, 365), ==, 52.0);
  g_assert_cmpfloat (clv_outlook_count_units (&world.fit, clv_date_from_ymd (2024, 3, 3), 3), ==,
                     3.0 / 7.0);
}

/* Formula's life ends, whether customers buy or not. */
static void
test_outlook_of_rule (void)
{
  const Customer customer = { 2, 213, 272, 1.0 };
  World world;
  ClvOutlook outlook;

  world_init (&world, &customer, 7);
  world.fit.kind = clv_model_kind_find ("formula");
  world.fit.parameters[0] = 0.1;
  world.fit.parameters[1] = 20.0;
  g_assert_true (clv_outlook_predict (&world.scores, &world.fit, 0, 10000 + 210, &outlook));
  g_assert_cmpfloat (outlook.p_active_if_silent, ==, outlook.p_active);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/insight/next-order/closed-form", test_closed_form);
  g_test_add_func ("/insight/next-order/outlook", test_outlook);
  g_test_add_func ("/insight/next-order/outlook-of-groups", test_outlook_of_groups);
  g_test_add_func ("/insight/next-order/outlook-of-contract", test_outlook_of_contract);
  g_test_add_func ("/insight/next-order/outlook-of-rule", test_outlook_of_rule);
  g_test_add_func ("/insight/next-order/calendar-units", test_calendar_units);
  g_test_add_func ("/insight/next-order/no-end", test_no_end);
  g_test_add_func ("/insight/next-order/unsupported", test_unsupported);

  return g_test_run ();
}
