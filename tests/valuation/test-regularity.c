/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-futures.h"
#include "clv-backtest.h"
#include "clv-cnbd.h"
#include "clv-score-set.h"
#include "shop.h"

/* BG/CNBD-k and MBG/CNBD-k from orders to values. */

#define N_CUSTOMERS 3000
#define N_DAYS 730

static ClvModelSpec *
new_spec (const char *kind,
          guint       regularity)
{
  ClvModelSpec *spec = clv_model_spec_new ();

  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  spec->regularity = regularity;
  return spec;
}

static gboolean
has_diagnostic (const ClvFit *fit,
                const char   *code)
{
  for (guint i = 0; i < fit->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *diagnostic = g_ptr_array_index (fit->diagnostics, i);

      if (g_str_equal (diagnostic->code, code))
        return TRUE;
    }
  return FALSE;
}

/* Everybody buys first in the first year, every @k-th tick of a clock is a purchase. */
static ClvTransactions *
new_shop (guint    k,
          gboolean is_modified,
          guint64  seed)
{
  const ClvDate origin = clv_date_from_ymd (2020, 1, 1);
  g_autoptr(ClvRandom) rng = clv_random_new (seed);
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < N_CUSTOMERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i);
      double day = clv_random_uniform (rng) * 200.0;
      double rate = clv_random_gamma (rng, 1.2, 1.2 / (0.02 * k));
      double p = clv_random_beta (rng, 1.0, 4.0);
      gboolean is_first = TRUE;

      while (day <= N_DAYS)
        {
          shop_add (&shop, name, origin + (ClvDate) floor (day), 1000);
          if ((!is_first || is_modified) && clv_random_uniform (rng) < p)
            break;
          is_first = FALSE;
          day += clv_random_gamma (rng, k, rate);
        }
    }
  shop_add (&shop, "c0", origin + N_DAYS, 1000);
  return shop_finish (&shop, "EUR");
}

static ClvFit *
fit_shop (ClvTransactions *shop,
          const char      *kind,
          guint            regularity)
{
  g_autoptr(ClvModelSpec) spec = new_spec (kind, regularity);
  g_autoptr(ClvCustomers) customers = clv_customers_new (shop, CLV_DATE_INVALID, 7, NULL, NULL);
  g_autoptr(GError) error = NULL;
  ClvFit *fit = clv_fit_new (spec, customers, NULL, &error);

  g_assert_no_error (error);
  return fit;
}

/* With one tick a purchase they are BG/NBD and MBG/NBD. */
static void
test_one_tick (void)
{
  static const char * const kinds[][2] = { { "bg-cnbd", "bg-nbd" }, { "mbg-cnbd", "mbg-nbd" } };
  static const double published[] = { -9582.429207, -9582.135716 };
  g_autoptr(ClvTransactions) cdnow = shop_new_cdnow ();

  if (cdnow == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const ClvDate split = clv_date_from_ymd (1997, 9, 30);
      g_autoptr(ClvModelSpec) regular = new_spec (kinds[i][0], 1);
      g_autoptr(ClvModelSpec) plain = new_spec (kinds[i][1], 0);
      g_autoptr(ClvBacktest) mine = clv_backtest_new (cdnow, regular, split, CLV_DATE_INVALID,
                                                      NULL, NULL);
      g_autoptr(ClvBacktest) theirs = clv_backtest_new (cdnow, plain, split, CLV_DATE_INVALID,
                                                        NULL, NULL);

      g_assert_cmpfloat (fabs (mine->fit->log_likelihood - published[i]), <, 2e-6);
      g_assert_cmpint (mine->fit->state, ==, CLV_FIT_CONVERGED);
      for (guint k = 0; k < 4; k++)
        {
          assert_near (mine->fit->parameters[k], theirs->fit->parameters[k], 1e-7);
          assert_near (mine->fit->standard_errors[k], theirs->fit->standard_errors[k], 1e-6);
        }
      g_assert_cmpfloat (mine->fit->parameters[4], ==, 1.0);
      g_assert_true (isnan (mine->fit->standard_errors[4]));
      for (guint32 row = 0; row < mine->n; row++)
        assert_near (mine->predicted[row], theirs->predicted[row], 1e-6);
    }
}

static void
test_recovery (void)
{
  static const guint ticks[] = { 1, 3, 6 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (ticks); i++)
    {
      const guint k = ticks[i / 2];
      const gboolean is_modified = i % 2 == 1;
      g_autoptr(ClvTransactions) shop = new_shop (k, is_modified, 7 + i);
      g_autoptr(ClvFit) fit = fit_shop (shop, is_modified ? "mbg-cnbd" : "bg-cnbd", 0);
      g_autoptr(ClvFit) given = fit_shop (shop, fit->kind->id, k);

      g_assert_cmpfloat (fit->parameters[4], ==, k);
      g_assert_true (clv_fit_is_usable (fit));
      g_assert_true (has_diagnostic (fit, k == 1 ? "not-regular" : "regular"));
      assert_near (fit->parameters[2] / (fit->parameters[2] + fit->parameters[3]), 0.2, 0.15);
      assert_near (given->log_likelihood, fit->log_likelihood, 1e-9);
      g_assert_false (has_diagnostic (given, "regularity-given"));
      if (k > 1)
        {
          g_assert_cmpfloat (fit->log_likelihood, >, fit->nested_log_likelihood + 10.0);
          g_assert_cmpfloat (fit->covariance[24], ==, 0.0);
        }
    }
}

/* The future of a cell depends on its recency, and a stored spec on its regularity. */
static void
test_scores (void)
{
  g_autoptr(ClvTransactions) shop = new_shop (3, FALSE, 5);
  g_autoptr(ClvFit) fit = fit_shop (shop, "bg-cnbd", 3);
  g_autoptr(ClvFit) other = NULL;
  g_autoptr(ClvCustomers) customers = clv_customers_new (shop, CLV_DATE_INVALID, 7, NULL, NULL);
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) set = NULL;
  g_autofree char *text = clv_model_spec_to_text (fit->spec);
  g_autoptr(ClvModelSpec) read = clv_model_spec_from_text (text, NULL);
  g_autoptr(ClvModelSpec) plain = new_spec ("bg-cnbd", 0);
  g_autofree char *without = clv_model_spec_to_text (plain);

  g_assert_cmpuint (read->regularity, ==, 3);
  g_assert_null (strstr (without, "regularity"));

  other = fit_shop (shop, "bg-cnbd", 6);
  g_assert_true (has_diagnostic (other, "regularity-given"));

  definition->horizon.amount = 20;
  definition->horizon.unit = CLV_DURATION_WEEKS;
  set = clv_score_set_new (fit, definition, customers, NULL, NULL);
  for (guint32 i = 0; i < set->n; i += 97)
    assert_near (set->expected_purchases[i],
                 fit->kind->expected_purchases (fit->kind, fit->parameters, set->x[i],
                                                set->recency_days[i] / 7.0,
                                                set->age_days[i] / 7.0, 20.0), 1e-9);
}

/* Tables for customers who bought equally often give what forecasts of each give. */
static void
test_tables (void)
{
  g_autoptr(ClvTransactions) shop = new_shop (3, FALSE, 5);
  g_autoptr(ClvFit) fit = fit_shop (shop, "bg-cnbd", 3);
  g_autoptr(ClvCustomers) customers = clv_customers_new (shop, CLV_DATE_INVALID, 7, NULL, NULL);
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  const ClvModelKind *kind = fit->kind;
  ClvModelKind plain = *kind;
  guint32 n = MIN (customers->n, 100);
  ClvCells cells = { .n = n, .x = (guint32 *) customers->x,
                     .recency_days = (gint32 *) customers->recency_days,
                     .age_days = (gint32 *) customers->age_days };

  plain.tables = NULL;
  for (guint horizon = 0; horizon < 3; horizon++)
    {
      g_autoptr(ClvPeriods) periods = NULL;
      g_autofree ClvFuture *found = NULL;
      g_autofree ClvFuture *expected = NULL;

      definition->horizon.amount = 1 + 4 * horizon;
      definition->horizon.unit = horizon < 2 ? CLV_DURATION_YEARS : CLV_DURATION_INFINITE;
      periods = clv_periods_new_for_fit (definition, customers->until, fit);
      fit->kind = kind;
      found = clv_futures_new (fit, periods, &cells);
      fit->kind = &plain;
      expected = clv_futures_new (fit, periods, &cells);
      fit->kind = kind;
      for (guint32 i = 0; i < n; i++)
        {
          assert_near (found[i].purchases, expected[i].purchases, 1e-10);
          assert_near (found[i].discounted, expected[i].discounted, 1e-10);
          assert_near (found[i].active_years, expected[i].active_years, 1e-10);
          assert_near (found[i].p_none, expected[i].p_none, 1e-12);
          assert_near (found[i].log_mean, expected[i].log_mean, 1e-9);
          assert_near (found[i].log_variance, expected[i].log_variance, 1e-8);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/regularity/one-tick", test_one_tick);
  g_test_add_func ("/valuation/regularity/recovery", test_recovery);
  g_test_add_func ("/valuation/regularity/scores", test_scores);
  g_test_add_func ("/valuation/regularity/tables", test_tables);
  return g_test_run ();
}
