/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-tiers.h"

static void
test_schemes (void)
{
  const ClvTierScheme **schemes = NULL;
  guint n = 0;
  guint i;
  guint t;

  schemes = clv_tier_schemes_list (&n);
  g_assert_cmpuint (n, >=, 2);
  for (i = 0; i < n; i++)
    {
      double sum = 0.0;

      for (t = 0; t < schemes[i]->n; t++)
        sum += schemes[i]->shares[t];
      g_assert_cmpfloat_with_epsilon (sum, 1.0, 1e-12);
      g_assert_true (clv_tier_scheme_find (schemes[i]->id) == schemes[i]);
    }

  g_assert_cmpstr (clv_tier_scheme_find (NULL)->id, ==, "20-60-20");
  g_assert_cmpuint (clv_tier_scheme_find ("platinum")->n, ==, 5);
  g_assert_null (clv_tier_scheme_find ("gold-rush"));
}

static void
test_counts (void)
{
  static const struct
  {
    guint32 n;
    guint32 count[3];
  } rows[] = {
    { 0, { 0, 0, 0 } },
    { 1, { 0, 1, 0 } },
    { 2, { 0, 2, 0 } },
    { 3, { 1, 1, 1 } },
    { 5, { 1, 3, 1 } },
    { 10, { 2, 6, 2 } },
    { 2357, { 471, 1415, 471 } },
  };
  guint i;
  guint32 k;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree double *values = g_new (double, MAX (rows[i].n, 1));
      g_autoptr(ClvTiers) tiers = NULL;

      for (k = 0; k < rows[i].n; k++)
        values[k] = k + 1.0;
      tiers = clv_tiers_new (clv_tier_scheme_find ("20-60-20"), values, rows[i].n);
      for (k = 0; k < 3; k++)
        {
          g_assert_cmpuint (tiers->count[k], ==, rows[i].count[k]);
          g_assert_true (isfinite (tiers->lower[k]));
        }
    }
}

static void
test_ranking (void)
{
  static const double values[] = { 5, 1, 5, 2, 9, 5, NAN, -3, 5, 0 };
  static const guint32 rank[] = { 2, 7, 3, 6, 1, 4, 10, 9, 5, 8 };
  static const guint8 tier[] = { 0, 1, 1, 1, 0, 1, 2, 2, 1, 1 };
  g_autoptr(ClvTiers) tiers = NULL;

  /* Of the four fives the first row is in the best tier, always. */
  tiers = clv_tiers_new (clv_tier_scheme_find ("20-60-20"), values, G_N_ELEMENTS (values));
  g_assert_cmpmem (tiers->rank, sizeof rank, rank, sizeof rank);
  g_assert_cmpmem (tiers->tier, sizeof tier, tier, sizeof tier);
  g_assert_cmpfloat (tiers->lower[0], ==, 5.0);
  g_assert_cmpfloat (tiers->lower[1], ==, 0.0);
  g_assert_cmpfloat (tiers->lower[2], ==, -3.0);
  g_assert_cmpfloat (tiers->value[0], ==, 14.0);
  g_assert_cmpfloat (tiers->value[2], ==, -3.0);
}

static void
test_frozen (void)
{
  static const double first[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
  static const double later[] = { 20, 9, 8.99, 3, 2.99, -5 };
  static const guint8 tier[] = { 0, 0, 1, 1, 2, 2 };
  g_autoptr(ClvTiers) reference = NULL;
  g_autoptr(ClvTiers) frozen = NULL;

  reference = clv_tiers_new (clv_tier_scheme_find (NULL), first, G_N_ELEMENTS (first));
  frozen = clv_tiers_new_frozen (reference, later, G_N_ELEMENTS (later));
  g_assert_cmpmem (frozen->tier, sizeof tier, tier, sizeof tier);
  g_assert_cmpfloat (frozen->lower[0], ==, 9.0);
  g_assert_cmpfloat (frozen->lower[1], ==, 3.0);
  g_assert_cmpuint (frozen->count[0], ==, 2);
}

static void
test_describe (void)
{
  static const double values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
  g_autoptr(ClvTiers) tiers = NULL;
  g_autofree char *text = NULL;

  tiers = clv_tiers_new (clv_tier_scheme_find (NULL), values, G_N_ELEMENTS (values));
  text = clv_tiers_describe (tiers, 8, 9.0, "EUR");
  g_assert_nonnull (strstr (text, "High"));
  g_assert_nonnull (strstr (text, "place 2 of 10"));
  g_assert_nonnull (strstr (text, "places 1 to 2"));
}

static void
test_gini (void)
{
  static const double even[] = { 4, 4, 4, 4 };
  static const double ten[] = { 10, 3, 1, 2, 9, 4, 8, 5, 7, 6 };
  static const double one[] = { 0, 0, 0, 12 };
  static const double negative[] = { -100, 0, 0, 12 };
  static const struct
  {
    const double *values;
    guint32 n;
    double gini;
    guint32 n_negative;
  } rows[] = {
    { ten, 10, 0.30, 0 },
    { even, 4, 0.0, 0 },
    { one, 4, 0.75, 0 },
    { negative, 4, 0.75, 1 },
    { NULL, 0, 0.0, 0 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvConcentration) result = NULL;

      result = clv_concentration_new (rows[i].values, rows[i].n, 101);
      g_assert_cmpfloat_with_epsilon (result->gini, rows[i].gini, 1e-12);
      g_assert_cmpuint (result->n_negative, ==, rows[i].n_negative);
      g_assert_cmpfloat (result->population[0], ==, 0.0);
      g_assert_cmpfloat (result->share[0], ==, 0.0);
      g_assert_cmpfloat_with_epsilon (result->share[result->n_points - 1], 1.0, 1e-12);
    }
}

static void
test_lorenz (void)
{
  static const double values[] = { 10, 3, 1, 2, 9, 4, 8, 5, 7, 6 };
  g_autoptr(ClvConcentration) all = clv_concentration_new (values, 10, 1000);
  g_autoptr(ClvConcentration) few = clv_concentration_new (values, 10, 3);

  /* One point a customer and the origin; the poorest half has 15 of 55. */
  g_assert_cmpuint (all->n_points, ==, 11);
  g_assert_cmpfloat_with_epsilon (all->share[5], 15.0 / 55.0, 1e-12);
  g_assert_cmpuint (few->n_points, ==, 3);
  g_assert_cmpfloat_with_epsilon (few->share[1], 15.0 / 55.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (few->gini, all->gini, 1e-15);
  g_assert_cmpfloat_with_epsilon (all->top_share[0], 1.0 / 55.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (all->top_share[1], 10.0 / 55.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (all->top_share[2], 19.0 / 55.0, 1e-12);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/insight/tiers/schemes", test_schemes);
  g_test_add_func ("/insight/tiers/counts", test_counts);
  g_test_add_func ("/insight/tiers/ranking", test_ranking);
  g_test_add_func ("/insight/tiers/frozen", test_frozen);
  g_test_add_func ("/insight/tiers/describe", test_describe);
  g_test_add_func ("/insight/concentration/gini", test_gini);
  g_test_add_func ("/insight/concentration/lorenz", test_lorenz);

  return g_test_run ();
}
