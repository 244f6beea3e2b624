/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "members.h"

#define STRETCH 4            /* or 1.6 % of the orders would fall on the day of another */

/* Intervals of 95 % hold the truth of both processes about as often as they say. */
static void
test_recovery (gconstpointer data)
{
  static const char * const names[] = { "contract.a", "contract.b", "orders.r", "orders.alpha",
                                        "orders.a", "orders.b" };
  const gboolean ends = GPOINTER_TO_INT (data);
  const guint sets = g_test_slow () ? 500 : 40;
  guint inside[6] = { 0 };
  guint n = 0;
  guint all = 0;

  for (guint64 seed = 100; seed < 100 + sets; seed++)
    {
      const Club club = { 700, 0, 0, ends, FALSE, seed, STRETCH };
      g_autoptr(ClvTransactions) rows = new_tables (&club);
      g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
      g_autoptr(ClvCustomers) customers = NULL;
      g_autoptr(ClvFit) whole = NULL;
      g_autoptr(GError) error = NULL;

      g_free (spec->kind);
      spec->kind = g_strdup (CLV_HYBRID);
      customers = clv_customers_new (rows, CLV_DATE_INVALID, 7, NULL, &error);
      g_assert_no_error (error);
      whole = clv_fit_new (spec, customers, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (whole->spec->orders_end, ==, ends ? CLV_ORDERS_END_WITH_CONTRACT
                                                         : CLV_ORDERS_END_ALONE);
      if (whole->state != CLV_FIT_CONVERGED)
        continue;
      n++;
      for (guint i = 0; i < 6; i++)
        {
          const double truth = (i < 2 ? contract_truth[i] : orders_truth[i - 2])
                               * (i == 1 || i == 3 ? STRETCH : 1);
          const double spread = whole->standard_errors[i] / whole->parameters[i];

          inside[i] += fabs (log (whole->parameters[i] / truth)) < 1.96 * spread;
        }
    }
  g_assert_cmpfloat (n, >=, 0.9 * sets);
  for (guint i = 0; i < 6; i++)
    {
      g_test_message ("%s: %u of %u, %.1f %%", names[i], inside[i], n, 100.0 * inside[i] / n);
      g_assert_cmpfloat (inside[i], >=, (g_test_slow () ? 0.93 : 0.82) * n);
      all += inside[i];
    }
  g_assert_cmpfloat (all, >=, 0.91 * 6 * n);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/valuation/hybrid/recovery", GINT_TO_POINTER (FALSE), test_recovery);
  g_test_add_data_func ("/valuation/hybrid/recovery/end", GINT_TO_POINTER (TRUE), test_recovery);
  return g_test_run ();
}
