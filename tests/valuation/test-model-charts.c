/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customers-kinds.h"
#include "clv-heat-map.h"
#include "clv-mixing.h"
#include "shop.h"

/* The numbers behind the heat map and the heterogeneity curves. */

static const double parameters[] = { 0.6, 40.0, 0.9, 3.0 };
static const double spend[] = { 6.0, 4.0, 15.0 };

static ClvCustomers *
make_customers (int unit_days)
{
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (900, 300, 500, parameters, spend,
                                                                7);
  g_autoptr(GError) error = NULL;
  ClvCustomers *customers = clv_customers_new (transactions, CLV_DATE_INVALID, unit_days, NULL,
                                               &error);

  g_assert_no_error (error);
  return customers;
}

static ClvFit *
fit_kind (ClvCustomers *customers,
          const char   *kind)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(GError) error = NULL;
  ClvFit *fit = NULL;

  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  spec->unit_days = customers->unit_days;
  fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  return fit;
}

/* The groups hold everybody who is a day old, once, and are about equally large. */
static void
test_ages (void)
{
  g_autoptr(ClvCustomers) customers = make_customers (7);
  guint32 n_old = 0;

  for (guint32 i = 0; i < customers->n; i++)
    n_old += customers->age_days[i] > 0;
  for (guint n = 1; n <= 5; n++)
    {
      g_autoptr(GArray) groups = clv_heat_map_list_ages (customers, n);
      guint32 sum = 0;

      g_assert_cmpuint (groups->len, ==, n);
      for (guint i = 0; i < groups->len; i++)
        {
          const ClvAgeGroup *group = &g_array_index (groups, ClvAgeGroup, i);
          guint32 inside = 0;
          guint32 younger = 0;

          for (guint32 k = 0; k < customers->n; k++)
            {
              inside += customers->age_days[k] >= group->from_days
                        && customers->age_days[k] <= group->to_days;
              younger += customers->age_days[k] >= group->from_days
                         && customers->age_days[k] <= group->middle_days;
            }
          g_assert_cmpuint (inside, ==, group->n);
          g_assert_cmpuint (2 * younger, >=, group->n);
          g_assert_cmpuint (group->n, >, n_old / n * 8 / 10);
          sum += group->n;
        }
      g_assert_cmpuint (sum, ==, n_old);
    }
}

static void
check_map (const ClvFit     *fit,
           const ClvHeatMap *map)
{
  guint32 sum = 0;

  for (guint i = 0; i < map->n_rows; i++)
    for (guint k = 0; k < map->n_columns; k++)
      {
        const guint cell = i * map->n_columns + k;
        const double recency = i == 0 ? 0.0 : map->age - map->since[k];

        sum += map->customers[cell];
        if (i == 0 && k + 1 < map->n_columns)
          {
            g_assert_true (isnan (map->p_active[cell]));
            g_assert_cmpuint (map->customers[cell], ==, 0);
            continue;
          }
        g_assert_cmpfloat (map->p_active[cell], ==,
                           fit->kind->p_active (fit->kind, fit->parameters, map->x_from[i], recency,
                                                map->age));
        g_assert_cmpfloat (map->expected[cell], ==,
                           fit->kind->expected_purchases (fit->kind, fit->parameters,
                                                          map->x_from[i], recency, map->age,
                                                          map->horizon));
      }
  g_assert_cmpuint (sum, ==, map->group.n);
}

static void
test_values (void)
{
  static const char * const kinds[] = { "bg-nbd", "mbg-nbd", "pareto-nbd", "nbd" };
  static const int units[] = { 1, 7 };

  for (guint u = 0; u < G_N_ELEMENTS (units); u++)
    {
      g_autoptr(ClvCustomers) customers = make_customers (units[u]);
      g_autoptr(GArray) groups = clv_heat_map_list_ages (customers, 3);

      for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        {
          g_autoptr(ClvFit) fit = fit_kind (customers, kinds[i]);

          g_assert_true (clv_heat_map_is_possible (fit));
          for (guint k = 0; k < groups->len; k++)
            {
              g_autoptr(ClvHeatMap) map =
                clv_heat_map_new (fit, customers, &g_array_index (groups, ClvAgeGroup, k), 365);

              g_assert_cmpfloat_with_epsilon (map->horizon, 365.0 / units[u], 1e-12);
              g_assert_cmpuint (map->n_columns, <=, 12);
              g_assert_cmpuint (map->n_rows, >=, 5);
              g_assert_cmpfloat (map->since_to[map->n_columns - 1], ==, map->age);
              check_map (fit, map);
            }
        }
    }
}

/* Where purchases are counted by months, times are whole and nobody bought oftener than
 * there were months up to his last one. */
static void
test_occasions (void)
{
  g_autoptr(ClvCustomers) customers = make_customers (7);
  g_autoptr(ClvFit) fit = fit_kind (customers, "bg-bb");
  g_autoptr(ClvCustomers) counted = clv_customers_new_for_spec (customers, fit->spec, NULL, NULL);
  g_autoptr(GArray) groups = clv_heat_map_list_ages (counted, 1);
  g_autoptr(ClvHeatMap) map = clv_heat_map_new (fit, counted,
                                                &g_array_index (groups, ClvAgeGroup, 0), 365);
  g_autoptr(GPtrArray) list = clv_mixing_list (fit);
  guint32 sum = 0;

  g_assert_true (map->is_whole);
  g_assert_cmpfloat (map->age, ==, rint (map->age));
  g_assert_cmpuint (list->len, >=, 2);
  for (guint i = 0; i < map->n_rows; i++)
    for (guint k = 0; k < map->n_columns; k++)
      {
        const guint cell = i * map->n_columns + k;
        const double recency = i == 0 ? 0.0 : map->age - map->since[k];

        sum += map->customers[cell];
        if ((i == 0 && k + 1 < map->n_columns) || map->x_from[i] > recency)
          g_assert_true (isnan (map->p_active[cell]));
        else
          g_assert_cmpfloat (map->p_active[cell], ==,
                             fit->kind->p_active (fit->kind, fit->parameters, map->x_from[i],
                                                  recency, map->age));
      }
  g_assert_cmpuint (sum, ==, map->group.n);
}

/* A customer stands in the cell of his own history. */
static void
test_places (void)
{
  g_autoptr(ClvCustomers) customers = make_customers (7);
  g_autoptr(ClvFit) fit = fit_kind (customers, "bg-nbd");
  g_autoptr(GArray) groups = clv_heat_map_list_ages (customers, 1);
  g_autoptr(ClvHeatMap) map = clv_heat_map_new (fit, customers,
                                                &g_array_index (groups, ClvAgeGroup, 0), 365);
  guint32 n_two_recent = 0;

  for (guint32 i = 0; i < customers->n; i++)
    n_two_recent += customers->age_days[i] > 0 && customers->x[i] == 2
                    && (customers->age_days[i] - customers->recency_days[i]) / 7.0
                    < map->since_to[0];
  g_assert_cmpuint (n_two_recent, >, 0);
  g_assert_cmpuint (map->customers[2 * map->n_columns], ==, n_two_recent);
}

static gboolean
has_mixing (GPtrArray        *list,
            ClvMixingQuantity quantity)
{
  for (guint i = 0; i < list->len; i++)
    if (((const ClvMixing *) g_ptr_array_index (list, i))->quantity == quantity)
      return TRUE;

  return FALSE;
}

static const ClvMixing *
get_mixing (GPtrArray        *list,
            ClvMixingQuantity quantity)
{
  guint i = 0;

  while (i + 1 < list->len
         && ((const ClvMixing *) g_ptr_array_index (list, i))->quantity != quantity)
    i++;

  return g_ptr_array_index (list, i);
}

static void
check_mixing (const ClvFit    *fit,
              const ClvMixing *mixing)
{
  const double width = mixing->x[1] - mixing->x[0];
  double sum = 0.0;

  assert_near (clv_mixing_share_below (fit, mixing->quantity, mixing->lower), 0.1, 1e-7);
  assert_near (clv_mixing_share_below (fit, mixing->quantity, mixing->median), 0.5, 1e-7);
  assert_near (clv_mixing_share_below (fit, mixing->quantity, mixing->upper), 0.9, 1e-7);
  for (guint i = 0; i < CLV_MIXING_POINTS; i++)
    {
      g_assert_true (mixing->density[i] >= 0.0 && isfinite (mixing->density[i]));
      sum += mixing->density[i] * width;
    }
  assert_near (sum, clv_mixing_share_below (fit, mixing->quantity,
                                            mixing->x[CLV_MIXING_POINTS - 1] + width / 2), 1e-12);
}

/* Means in the user's units are those of the papers; drawn customers agree. */
static void
test_mixing (void)
{
  g_autoptr(ClvCustomers) customers = make_customers (7);
  g_autoptr(ClvFit) bg = fit_kind (customers, "bg-nbd");
  g_autoptr(ClvFit) pareto = fit_kind (customers, "pareto-nbd");
  g_autoptr(GPtrArray) list = clv_mixing_list (bg);
  g_autoptr(GPtrArray) other = clv_mixing_list (pareto);
  g_autoptr(ClvRandom) rng = clv_random_new (3);
  const ClvMixing *mixing = NULL;
  const double *p = bg->parameters;
  const double *s = bg->spend_parameters;
  const double weeks = 365.2425 / 7.0;
  const guint n = 40000;
  guint below = 0;
  double sum = 0.0;

  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpuint (other->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      check_mixing (bg, g_ptr_array_index (list, i));
      check_mixing (pareto, g_ptr_array_index (other, i));
    }

  assert_near (get_mixing (list, CLV_MIXING_RATE)->mean, p[0] / p[1] * weeks, 1e-12);
  assert_near (get_mixing (list, CLV_MIXING_LEAVE_BUY)->mean, p[2] / (p[2] + p[3]), 1e-12);
  mixing = get_mixing (list, CLV_MIXING_SPEND);
  assert_near (mixing->mean, s[0] * s[2] / (s[1] - 1.0), 1e-12);
  for (guint i = 0; i < n; i++)
    below += s[0] / clv_random_gamma (rng, s[1], s[2]) < mixing->median;
  assert_near ((double) below / n, 0.5, 0.02);

  mixing = get_mixing (other, CLV_MIXING_LEAVE_YEAR);
  p = pareto->parameters;
  for (guint i = 0; i < n; i++)
    sum += -expm1 (-clv_random_gamma (rng, p[2], p[3]) * weeks);
  assert_near (sum / n, mixing->mean, 0.03);
  g_assert_false (has_mixing (other, CLV_MIXING_LEAVE_BUY));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/heat-map/ages", test_ages);
  g_test_add_func ("/valuation/heat-map/values", test_values);
  g_test_add_func ("/valuation/heat-map/occasions", test_occasions);
  g_test_add_func ("/valuation/heat-map/places", test_places);
  g_test_add_func ("/valuation/mixing/shares", test_mixing);

  return g_test_run ();
}
