/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customers-kinds.h"
#include "clv-hybrid-curves.h"
#include "clv-statement.h"
#include "members.h"

/* Each part is what its kind is alone, the likelihoods add, and it is read as it was. */
static void
test_fit (Fixture       *fixture,
          gconstpointer  data)
{
  static const struct
  {
    const char *orders;
    guint n;
    const char *last;
  } cases[] = {
    { NULL, 6, "orders.b" },
    { "pareto-nbd", 6, "orders.beta" },
    { "nbd", 4, "orders.alpha" },
  };
  const Club club = { 300, 100, 100, FALSE, FALSE, 3 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvFit) contract = NULL;

  import_club (fixture, &club);
  contract = fit (fixture, "sbg", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ClvFit) whole = fit (fixture, CLV_HYBRID, cases[i].orders, &error);
      g_autoptr(ClvFit) loaded = NULL;
      g_autoptr(ClvFit) orders = NULL;
      const ClvFitDiagnostic *tenure = NULL;

      g_assert_no_error (error);
      orders = fit (fixture, cases[i].orders != NULL ? cases[i].orders : "bg-nbd", NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (whole->kind->n_parameters, ==, cases[i].n);
      g_assert_cmpstr (whole->kind->parameter_names[0], ==, "contract.a");
      g_assert_cmpstr (whole->kind->parameter_names[cases[i].n - 1], ==, cases[i].last);
      for (guint k = 0; k < cases[i].n; k++)
        {
          const ClvFit *part = k < 2 ? contract : orders;

          assert_near (whole->parameters[k], part->parameters[k < 2 ? k : k - 2], 1e-12);
          assert_near (whole->standard_errors[k], part->standard_errors[k < 2 ? k : k - 2], 1e-9);
        }
      assert_near (whole->log_likelihood, contract->log_likelihood + orders->log_likelihood, 1e-12);
      g_assert_true (whole->has_spend);
      assert_near (whole->spend_parameters[0], orders->spend_parameters[0], 1e-12);
      g_assert_cmpuint (whole->n_customers, ==, 500);
      g_assert_cmpuint (whole->hybrid->facts.n_both, ==, 300);
      g_assert_cmpint (whole->spec->orders_end, ==, CLV_ORDERS_END_ALONE);
      g_assert_nonnull (find_diagnostic (whole, "hybrid-outside"));
      /* Made apart, they do not go together. */
      g_assert_cmpuint (whole->hybrid->facts.n_tenure, >, 150);
      g_assert_cmpfloat (fabs (whole->hybrid->facts.tenure_correlation), <, 0.15);
      tenure = find_diagnostic (whole, "hybrid-tenure");
      g_assert_true (tenure != NULL && strstr (tenure->message, "no connection") != NULL);

      loaded = clv_fit_load (fixture->workspace, whole->id, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (loaded->content_hash, ==, whole->content_hash);
      g_assert_true (loaded->kind == whole->kind);
      g_assert_cmpfloat (loaded->parameters[3], ==, whole->parameters[3]);
      g_assert_cmpstr (loaded->hybrid->orders->content_hash, ==,
                       whole->hybrid->orders->content_hash);
      g_assert_cmpuint (loaded->hybrid->facts.orders_during, ==,
                        whole->hybrid->facts.orders_during);
    }
}

/* Who has one part alone has its value, to the last bit; who has both has the sum, with
 * the cost of serving them once. */
static void
test_values (Fixture       *fixture,
             gconstpointer  data)
{
  const gboolean is_endless = GPOINTER_TO_INT (data);
  const Club club = { 200, 80, 80, FALSE, FALSE, 5 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvFit) whole = NULL;
  g_autoptr(ClvFit) contract = NULL;
  g_autoptr(ClvFit) orders = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvScoreSet) first = NULL;
  g_autoptr(ClvScoreSet) second = NULL;
  double sum = 0.0;

  import_club (fixture, &club);
  whole = fit (fixture, CLV_HYBRID, NULL, &error);
  g_assert_no_error (error);
  contract = fit (fixture, "sbg", NULL, &error);
  g_assert_no_error (error);
  orders = fit (fixture, "bg-nbd", NULL, &error);
  g_assert_no_error (error);
  definition->cost_to_serve = 600;
  definition->horizon.amount = is_endless ? 60 : 2;
  definition->horizon.unit = CLV_DURATION_YEARS;
  first = score (fixture, contract, definition);
  second = score (fixture, orders, definition);
  set = score (fixture, whole, definition);
  g_assert_cmpuint (set->n, ==, 360);
  for (guint i = 0; i < 360; i++)
    {
      const guint32 row = find_row (set, i);
      const guint32 c = find_row (first, i);
      const guint32 o = find_row (second, i);
      ClvHybridRow parts;

      clv_hybrid_scores_get_row (set, row, &parts);
      sum += set->clv[row];
      g_assert_cmpint (parts.has_contract, ==, c != CLV_DICTIONARY_NONE);
      g_assert_cmpint (parts.has_orders, ==, o != CLV_DICTIONARY_NONE);
      g_assert_cmpfloat (parts.contract_value + parts.orders_value, ==, set->clv[row]);
      assert_near (set->expected_spend[row] * set->discounted_purchases[row] * set->margin
                   - set->service_cost[row] + 1e3, set->clv[row] + 1e3, 1e-12);
      if (i >= 200)
        {
          const ClvScoreSet *one = i < 280 ? first : second;
          const guint32 k = i < 280 ? c : o;

          g_assert_cmpfloat (set->clv[row], ==, one->clv[k]);
          g_assert_cmpfloat (set->clv_lo[row], ==, one->clv_lo[k]);
          g_assert_cmpfloat (set->clv_hi[row], ==, one->clv_hi[k]);
          g_assert_cmpfloat (set->p_active[row], ==, one->p_active[k]);
          g_assert_cmpfloat (set->expected_purchases[row], ==, one->expected_purchases[k]);
          g_assert_cmpfloat (set->expected_spend[row], ==, one->expected_spend[k]);
          g_assert_cmpint (set->past_value[row], ==, one->past_value[k]);
          continue;
        }
      assert_near (1.0 - set->p_active[row],
                   (1.0 - first->p_active[c]) * (1.0 - second->p_active[o]), 1e-9);
      assert_near (set->expected_purchases[row],
                   first->expected_purchases[c] + second->expected_purchases[o], 1e-12);
      g_assert_cmpint (set->past_value[row], ==, first->past_value[c] + second->past_value[o]);
      /* Serving both costs at most as much as serving two, and at least as one of them. */
      g_assert_cmpfloat (set->service_cost[row], <=,
                         first->service_cost[c] + second->service_cost[o] + 1e-12);
      g_assert_cmpfloat (set->service_cost[row], >=,
                         MAX (first->service_cost[c], second->service_cost[o]) - 1e-9);
      if (first->p_active[c] > 0.5)
        {
          g_assert_cmpfloat (set->clv_hi[row], >, first->clv_lo[c] + second->clv_lo[o]);
          g_assert_cmpfloat (set->clv_hi[row] + set->service_cost[row], <,
                             1.1 * (first->clv_hi[c] + first->service_cost[c]
                                    + second->clv_hi[o] + second->service_cost[o]));
          g_assert_cmpfloat (set->clv_lo[row], <, set->clv[row]);
          g_assert_cmpfloat (set->clv_hi[row], >, set->clv[row]);
        }
      else
        {
          assert_near (set->clv[row] + 1e3, second->clv[o] + 1e3, 1e-12);
        }
    }
  assert_near (set->total_clv, sum, 1e-12);
  assert_near (set->hybrid->total_contract + set->hybrid->total_orders, set->total_clv, 1e-12);
}

/* Read from the file as it was, bit by bit; altered it is not read. */
static void
test_store (Fixture       *fixture,
            gconstpointer  data)
{
  const Club club = { 150, 50, 50, GPOINTER_TO_INT (data), FALSE, 7 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvFit) whole = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvScoreSet) loaded = NULL;
  g_autoptr(ClvStatement) statement = NULL;

  import_club (fixture, &club);
  whole = fit (fixture, CLV_HYBRID, NULL, &error);
  g_assert_no_error (error);
  definition->cost_to_serve = 600;
  set = score (fixture, whole, definition);
  loaded = clv_score_set_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (loaded->content_hash, ==, set->content_hash);
  g_assert_cmpuint (loaded->n, ==, set->n);
  for (guint32 i = 0; i < set->n; i++)
    {
      ClvHybridRow a;
      ClvHybridRow b;

      clv_hybrid_scores_get_row (set, i, &a);
      clv_hybrid_scores_get_row (loaded, i, &b);
      g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
      g_assert_cmpfloat (loaded->clv[i], ==, set->clv[i]);
      g_assert_cmpfloat (loaded->clv_hi[i], ==, set->clv_hi[i]);
      g_assert_cmpuint (loaded->x[i], ==, set->x[i]);
    }
  g_assert_cmpfloat (loaded->total_clv, ==, set->total_clv);
  g_assert_cmpfloat (loaded->hybrid->total_orders, ==, set->hybrid->total_orders);

  statement = clv_statement_new (fixture->workspace,
                                 "INSERT INTO score_segment (score_set, seq, column, bytes) "
                                 "VALUES (?, 1, 'shared.hi', x'00')", &error);
  g_assert_no_error (error);
  clv_statement_bind_int (statement, 1, set->id);
  g_assert_true (clv_statement_execute (statement, &error));
  g_clear_pointer (&loaded, clv_score_set_unref);
  loaded = clv_score_set_load (fixture->workspace, 0, &error);
  g_assert_null (loaded);
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED);
}

/* Orders that end with the contract are seen to do so, and are expected while it lasts. */
static void
test_end (Fixture       *fixture,
          gconstpointer  data)
{
  const Club club = { 500, 0, 60, TRUE, FALSE, 11 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvFit) whole = NULL;
  g_autoptr(ClvFit) alone = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) set = NULL;
  guint n_ended = 0;

  import_club (fixture, &club);
  whole = fit (fixture, CLV_HYBRID, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (whole->spec->orders_end, ==, CLV_ORDERS_END_WITH_CONTRACT);
  g_assert_cmpuint (whole->hybrid->facts.orders_after, ==, 0);
  g_assert_cmpfloat (clv_hybrid_facts_expect_after (&whole->hybrid->facts), >, 100.0);
  g_assert_cmpfloat (clv_hybrid_facts_get_outside_share (&whole->hybrid->facts), <, 0.2);
  /* Taken to go on, the silence after the end would look like leaving the shop. */
  g_free (spec->kind);
  spec->kind = g_strdup (CLV_HYBRID);
  spec->until = clv_date_parse (UNTIL);
  spec->orders_end = CLV_ORDERS_END_ALONE;
  alone = clv_quality_fit (fixture->workspace, spec, CLV_DATE_INVALID, "a made-up club for a test",
                           NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (alone->spec->orders_end, ==, CLV_ORDERS_END_ALONE);
  for (guint i = 0; i < 4; i++)
    {
      const double error_of = whole->standard_errors[2 + i];

      g_test_message ("%s %.4f ± %.4f, alone %.4f", whole->kind->parameter_names[2 + i],
                      whole->parameters[2 + i], error_of, alone->parameters[2 + i]);
      g_assert_cmpfloat (fabs (whole->parameters[2 + i] - orders_truth[i]), <, 3.0 * error_of);
    }

  set = score (fixture, whole, definition);
  for (guint32 i = 0; i < set->n; i++)
    {
      const ClvFit *contract = whole->hybrid->contract;
      const ClvHybridScores *hybrid = set->hybrid;
      const guint32 o = hybrid->orders_row[i];
      const guint32 c = hybrid->contract_row[i];
      ClvHybridRow parts;

      if (c == G_MAXUINT32)
        continue;
      clv_hybrid_scores_get_row (set, i, &parts);
      g_assert_cmpfloat (set->p_active[i], ==, hybrid->contract->p_active[c]);
      if (hybrid->contract->p_active[c] < 0.5)
        {
          n_ended++;
          g_assert_cmpfloat (parts.orders, ==, 0.0);
          g_assert_cmpfloat (set->clv[i], ==, 0.0);
          continue;
        }
      /* Fewer than without the contract's end, more than if only those who renew to the
       * end of the horizon ordered at all. */
      g_assert_cmpfloat (parts.orders, <=, hybrid->orders->expected_purchases[o]);
      g_assert_cmpfloat (parts.orders, >=,
                         hybrid->orders->expected_purchases[o]
                         * contract->kind->expected_purchases
                           (contract->kind, contract->parameters, hybrid->contract->x[c],
                           hybrid->contract->x[c], hybrid->contract->x[c], 12.0) / 12.0 - 1e-9);
    }
  g_assert_cmpuint (n_ended, >, 100);
}

/* Payments among the orders change nothing. */
static void
test_payments (Fixture       *fixture,
               gconstpointer  data)
{
  Club club = { 250, 60, 60, FALSE, TRUE, 13 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvFit) with = NULL;
  g_autoptr(ClvFit) without = NULL;
  Fixture other;

  import_club (fixture, &club);
  with = fit (fixture, CLV_HYBRID, NULL, &error);
  g_assert_no_error (error);
  set_up (&other, NULL);
  club.has_payments = FALSE;
  import_club (&other, &club);
  without = fit (&other, CLV_HYBRID, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (without->hybrid->facts.n_payment_rows, ==, 0);
  g_assert_null (find_diagnostic (without, "hybrid-payments"));
  g_assert_cmpuint (with->hybrid->facts.n_payment_rows, >, 2000);
  g_assert_nonnull (find_diagnostic (with, "hybrid-payments"));
  g_assert_cmpuint (with->hybrid->facts.orders_all, ==, without->hybrid->facts.orders_all);
  for (guint i = 0; i < 6; i++)
    assert_near (with->parameters[i], without->parameters[i], 1e-9);
  tear_down (&other, NULL);
}

/* Where nobody has both, nothing is said to show no connection. */
static void
test_strangers (Fixture       *fixture,
                gconstpointer  data)
{
  const Club club = { 0, 100, 150, FALSE, FALSE, 19 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvFit) whole = NULL;
  const ClvFitDiagnostic *tenure = NULL;

  import_club (fixture, &club);
  whole = fit (fixture, CLV_HYBRID, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (whole->hybrid->facts.n_tenure, ==, 0);
  tenure = find_diagnostic (whole, "hybrid-tenure");
  g_assert_true (tenure != NULL && strstr (tenure->message, "too few to see") != NULL);
}

static void
assert_refused (Fixture    *fixture,
                const char *sentence,
                const char *alternative)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvFit) none = fit (fixture, CLV_HYBRID, NULL, &error);

  g_assert_null (none);
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, sentence));
  g_assert_nonnull (strstr (error->message, alternative));
}

static void
test_gates (Fixture       *fixture,
            gconstpointer  data)
{
  const Club club = { 0, 60, 0, FALSE, TRUE, 17 };
  const Club shop = { 0, 0, 60, FALSE, FALSE, 17 };
  Fixture other;
  Past past;

  past_init (&past, &club);
  import (fixture, CLV_IMPORT_KIND_SUBSCRIPTIONS, past.subscriptions->str);
  assert_refused (fixture, "0 orders", "sbg");
  import (fixture, CLV_IMPORT_KIND_ORDERS, past.orders->str);
  assert_refused (fixture, "payments of subscriptions", "sbg");
  past_clear (&past);

  set_up (&other, NULL);
  past_init (&past, &shop);
  import (&other, CLV_IMPORT_KIND_ORDERS, past.orders->str);
  assert_refused (&other, "0 subscriptions", "bg-nbd");
  past_clear (&past);
  tear_down (&other, NULL);
}

/* The quantile of a sum, against sums that were drawn. */
static void
test_quantile (void)
{
  static const ClvHybridAmount amounts[][2] = {
    { { 1.0, 4.0, 0.3 }, { 0.6, 3.0, 0.8 } },
    { { 0.4, 2.0, 0.5 }, { 0.3, 5.0, 0.2 } },
    { { 1.0, 4.0, 0.01 }, { 0.9, 2.0, 0.4 } },
    { { 0.0, 0.0, 0.0 }, { 0.95, 3.0, 0.5 } },
  };
  static const double levels[] = { 0.1, 0.5, 0.9 };
  const guint n = 100000;

  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      g_autoptr(ClvRandom) rng = clv_random_new (i + 1);
      guint below[G_N_ELEMENTS (levels)] = { 0 };
      double found[G_N_ELEMENTS (levels)];

      for (guint l = 0; l < G_N_ELEMENTS (levels); l++)
        found[l] = clv_hybrid_find_quantile (&amounts[i][0], &amounts[i][1], levels[l]);
      for (guint k = 0; k < n; k++)
        {
          double sum = 0.0;

          for (guint j = 0; j < 2; j++)
            {
              const ClvHybridAmount *amount = &amounts[i][j];

              if (clv_random_uniform (rng) < amount->chance)
                sum += exp (amount->log_mean
                            + sqrt (amount->log_variance) * clv_random_normal (rng));
            }
          for (guint l = 0; l < G_N_ELEMENTS (levels); l++)
            below[l] += sum <= found[l];
        }
      for (guint l = 0; l < G_N_ELEMENTS (levels); l++)
        {
          g_test_message ("%u: %g below, asked %g", i, (double) below[l] / n, levels[l]);
          g_assert_cmpfloat ((double) below[l] / n, >=, levels[l] - 0.025);
          if (found[l] > 0.0)
            g_assert_cmpfloat ((double) below[l] / n, <=, levels[l] + 0.025);
        }
    }
}

static void
test_spec (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvModelSpec) read = NULL;
  g_autofree char *text = NULL;

  g_free (spec->kind);
  spec->kind = g_strdup (CLV_HYBRID);
  spec->contract = g_strdup ("bdw");
  spec->orders = g_strdup ("mbg-nbd");
  spec->orders_end = CLV_ORDERS_END_WITH_CONTRACT;
  text = clv_model_spec_to_text (spec);
  read = clv_model_spec_from_text (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->contract, ==, "bdw");
  g_assert_cmpstr (read->orders, ==, "mbg-nbd");
  g_assert_cmpint (read->orders_end, ==, CLV_ORDERS_END_WITH_CONTRACT);
  g_clear_pointer (&read, clv_model_spec_free);
  read = clv_model_spec_from_text ("kind=hybrid\norders=hybrid\n", &error);
  g_assert_null (read);
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
}

/* The same without what came after @last. */
static ClvTransactions *
cut (const ClvTransactions *from,
     ClvDate                last)
{
  g_autofree guint32 *customer = g_new (guint32, from->n_rows);
  g_autofree ClvDate *day = g_new (ClvDate, from->n_rows);
  g_autofree gint64 *amount = g_new (gint64, from->n_rows);
  ClvTransactions *self = NULL;
  guint64 n = 0;

  for (guint64 i = 0; i < from->n_rows; i++)
    {
      customer[n] = from->customer[i];
      day[n] = from->day[i];
      amount[n] = from->amount[i];
      n += from->day[i] <= last;
    }
  self = clv_transactions_new_for_rows (n, customer, day, amount, from->customers, from->currency);
  self->contract = from->contract != NULL ? cut (from->contract, last) : NULL;
  return self;
}

/* What is expected comes about, of both together, and nothing after the split is known. */
static void
test_backtest (gconstpointer data)
{
  const Club club = { 900, 150, 150, GPOINTER_TO_INT (data), FALSE, 31 };
  const ClvDate split = clv_date_from_ymd (2023, 12, 31);
  g_autoptr(ClvTransactions) rows = new_tables (&club);
  g_autoptr(ClvTransactions) known = cut (rows, split);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvBacktest) test = NULL;
  g_autoptr(ClvBacktest) blind = NULL;
  g_autoptr(GError) error = NULL;
  double actual = 0.0;

  g_free (spec->kind);
  spec->kind = g_strdup (CLV_HYBRID);
  test = clv_backtest_new (rows, spec, split, CLV_DATE_INVALID, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%.1f expected, %.0f actual; error %.3f, as before %.3f",
                  test->accuracy.predicted, test->accuracy.actual, test->accuracy.rmse,
                  test->naive_accuracy.rmse);
  g_assert_cmpuint (test->n, ==, 1200);
  for (guint64 i = 0; i < rows->contract->n_rows; i++)
    actual += rows->contract->day[i] > split;
  g_assert_cmpfloat (actual, >, 1000.0);
  g_assert_cmpfloat (test->accuracy.actual, >, actual);
  g_assert_cmpfloat (fabs (test->accuracy.bias), <, 0.08);
  g_assert_cmpfloat (test->accuracy.rmse, <, test->naive_accuracy.rmse);
  g_assert_cmpuint (test->deciles->len, ==, 10);
  g_assert_cmpint (test->weekly->len > 100, ==, !club.ends);
  if (test->weekly->len > 0)
    {
      const ClvBacktestPeriod *last = &g_array_index (test->weekly, ClvBacktestPeriod,
                                                      test->weekly->len - 1);

      assert_near (last->cumulative_expected, last->cumulative_actual, 0.05);
    }

  blind = clv_backtest_new (known, spec, split, rows->last_day, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (blind->fit->content_hash, ==, test->fit->content_hash);
  for (guint32 i = 0; i < test->n; i++)
    g_assert_cmpfloat (blind->predicted[i], ==, test->predicted[i]);
  g_assert_cmpfloat (blind->accuracy.actual, ==, 0.0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/hybrid/spec", test_spec);
  g_test_add_func ("/valuation/hybrid/quantile", test_quantile);
  g_test_add ("/valuation/hybrid/fit", Fixture, NULL, set_up, test_fit, tear_down);
  g_test_add ("/valuation/hybrid/values", Fixture, GINT_TO_POINTER (FALSE), set_up, test_values,
              tear_down);
  g_test_add ("/valuation/hybrid/values/sixty-years", Fixture, GINT_TO_POINTER (TRUE), set_up,
              test_values, tear_down);
  g_test_add ("/valuation/hybrid/store", Fixture, GINT_TO_POINTER (FALSE), set_up, test_store,
              tear_down);
  g_test_add ("/valuation/hybrid/store/end", Fixture, GINT_TO_POINTER (TRUE), set_up, test_store,
              tear_down);
  g_test_add ("/valuation/hybrid/end", Fixture, NULL, set_up, test_end, tear_down);
  g_test_add ("/valuation/hybrid/payments", Fixture, NULL, set_up, test_payments, tear_down);
  g_test_add ("/valuation/hybrid/strangers", Fixture, NULL, set_up, test_strangers, tear_down);
  g_test_add ("/valuation/hybrid/gates", Fixture, NULL, set_up, test_gates, tear_down);
  g_test_add_data_func ("/valuation/hybrid/backtest", GINT_TO_POINTER (FALSE), test_backtest);
  g_test_add_data_func ("/valuation/hybrid/backtest/end", GINT_TO_POINTER (TRUE), test_backtest);
  return g_test_run ();
}
