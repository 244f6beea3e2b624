/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-error.h"
#include "clv-score-set.h"
#include "shop.h"

static const double truth[] = { 0.8, 30.0, 0.9, 3.0 };      /* a day */
static const double spend_truth[] = { 5.0, 4.0, 60.0 };

static ClvFit *
fit_table (ClvTransactions *transactions,
           GError         **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) customers = NULL;

  spec->unit_days = 1;
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 1, NULL, error);
  return clv_fit_new (spec, customers, NULL, error);
}

static void
test_gates (void)
{
  static const struct
  {
    const char *name;
    int n;
    int rows[4][3];   /* customer, day, amount */
    const char *says;
  } gates[] = {
    { "nobody", 0, { { 0 } }, "0 customers" },
    { "one", 2, { { 1, 10, 5 }, { 1, 20, 5 } }, "1 customer" },
    { "no-repeat", 3, { { 1, 10, 5 }, { 2, 20, 5 }, { 2, 20, 5 } }, "0 of 2 customers" },
    { "nothing", 3, { { 1, 10, 0 }, { 1, 20, 0 }, { 2, 20, -5 } }, "0 of 3 rows" },
    { "refunds", 2, { { 1, 10, -1 }, { 2, 20, -5 } }, "0 of 2 rows" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (gates); i++)
    {
      g_autoptr(ClvTransactions) transactions = NULL;
      g_autoptr(GError) error = NULL;
      Shop shop;

      shop_init (&shop);
      for (int k = 0; k < gates[i].n; k++)
        shop_add (&shop, gates[i].rows[k][0] == 1 ? "a" : "b", gates[i].rows[k][1],
                  gates[i].rows[k][2]);
      transactions = shop_finish (&shop, "EUR");
      g_assert_null (fit_table (transactions, &error));
      g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
      g_test_message ("%s: %s", gates[i].name, error->message);
      g_assert_nonnull (strstr (error->message, gates[i].says));
    }
}

/* Small and odd tables end in a named state with finite numbers. */
static void
test_odd_tables (void)
{
  for (guint kind = 0; kind < 4; kind++)
    {
      g_autoptr(ClvTransactions) transactions = NULL;
      g_autoptr(ClvCustomers) customers = NULL;
      g_autoptr(ClvFit) fit = NULL;
      g_autoptr(GError) error = NULL;
      Shop shop;

      shop_init (&shop);
      for (guint i = 0; i < 40; i++)
        {
          char name[8];

          g_snprintf (name, sizeof name, "%u", i);
          for (ClvDate day = 0; day <= 100; day += kind == 0 ? 10 : kind == 1 ? 100 : 7 + (int) i)
            shop_add (&shop, name, day, kind == 3 ? 1 : 1000 + 10 * i);
        }
      transactions = shop_finish (&shop, "EUR");
      fit = fit_table (transactions, &error);
      g_assert_no_error (error);
      g_test_message ("%u: %s", kind, clv_fit_state_get_id (fit->state));
      g_assert_cmpint (fit->state, !=, CLV_FIT_NOT_CONVERGED);
      for (guint k = 0; k < 4; k++)
        g_assert_true (isfinite (fit->parameters[k]) && fit->parameters[k] > 0.0);
      if (clv_fit_is_usable (fit))
        {
          g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
          g_autoptr(ClvScoreSet) set = NULL;

          customers = clv_customers_new (transactions, CLV_DATE_INVALID, 1, NULL, NULL);
          set = clv_score_set_new (fit, definition, customers, NULL, &error);
          g_assert_no_error (error);
          for (guint32 i = 0; i < set->n; i++)
            {
              g_assert_true (isfinite (set->clv[i]) && set->clv[i] >= 0.0);
              g_assert_true (isfinite (set->clv_lo[i]) && isfinite (set->clv_hi[i]));
            }
        }
    }
}

static void
test_recovery (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (8000, 200, 600, truth, spend_truth,
                                                                42);
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(GError) error = NULL;

  fit = fit_table (transactions, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fit->state, ==, CLV_FIT_CONVERGED);
  for (guint i = 0; i < 4; i++)
    {
      g_test_message ("%s %.4f of %.4f (%.4f)", fit->kind->parameter_names[i], fit->parameters[i],
                      truth[i], fit->standard_errors[i]);
      /* Same-day purchases merge, hence the margin beside the standard errors. */
      g_assert_cmpfloat (fabs (fit->parameters[i] - truth[i]), <,
                         4.0 * fit->standard_errors[i] + 0.05 * truth[i]);
    }
  g_assert_true (fit->has_spend);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (fabs (fit->spend_parameters[i] - spend_truth[i]), <,
                       5.0 * fit->spend_standard_errors[i] + 0.05 * spend_truth[i]);
}

/* Purchases that nobody drops out of: the simpler model does as well, said so. */
static void
test_nested (void)
{
  const double loyal[] = { 2.0, 60.0, 1e-4, 10.0 };
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (3000, 100, 400, loyal, spend_truth,
                                                                5);
  g_autoptr(ClvFit) fit = NULL;

  fit = fit_table (transactions, NULL);
  g_test_message ("%s, %g beyond the simpler model", clv_fit_state_get_id (fit->state),
                  fit->log_likelihood - fit->nested_log_likelihood);
  g_assert_cmpint (fit->state, ==, CLV_FIT_NESTED_BETTER);
  g_assert_true (clv_fit_is_usable (fit));
  g_assert_cmpfloat (fit->log_likelihood, >=, fit->nested_log_likelihood - 1e-3);
}

/* Amounts with no mean: refused by name, the customer's own mean in its place. */
static void
test_spend_no_mean (void)
{
  const double wild[] = { 5.0, 0.7, 10.0 };
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (4000, 100, 400, truth, wild, 6);
  g_autoptr(ClvFit) fit = NULL;
  gboolean is_said = FALSE;

  fit = fit_table (transactions, NULL);
  g_assert_false (fit->has_spend);
  for (guint i = 0; i < fit->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *diagnostic = g_ptr_array_index (fit->diagnostics, i);

      is_said = is_said || strcmp (diagnostic->code, "spend-no-mean") == 0;
    }
  g_assert_true (is_said);
  assert_near (clv_fit_expected_spend (fit, 3, 12.5), 12.5, 1e-15);
}

/* The calculator's figure lies between discounting all at the start and at the
 * end, and without a rate is the expectation. */
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

/* A last day long after the end of the data is told, the end itself is not. */
static void
test_quiet_end (void)
{
  static const struct
  {
    int days_after;
    gboolean is_told;
  } rows[] = { { 0, FALSE }, { 20, FALSE }, { 40, TRUE }, { 4000, TRUE } };
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (1000, 200, 500, truth, spend_truth,
                                                                9);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
      g_autoptr(ClvCustomers) customers = NULL;
      g_autoptr(ClvFit) fit = NULL;
      g_autoptr(GError) error = NULL;

      customers = clv_customers_new (transactions, transactions->last_day + rows[i].days_after,
                                     spec->unit_days, NULL, &error);
      g_assert_no_error (error);
      fit = clv_fit_new (spec, customers, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (has_diagnostic (fit, "quiet-end"), ==, rows[i].is_told);
    }
}

static void
test_calculator (void)
{
  const ClvModelKind *kind = clv_model_kind_find ("bg-nbd");
  const double parameters[] = { 0.2425945, 4.4136019, 0.7929199, 2.4258881 };
  double plain = 0.0;
  double discounted = 0.0;

  g_assert_nonnull (kind);
  g_assert_null (clv_model_kind_find ("crystal-ball"));
  plain = clv_model_kind_expected_discounted (kind, parameters, 2, 30.43, 38.86, 39, 7, 0.0);
  discounted = clv_model_kind_expected_discounted (kind, parameters, 2, 30.43, 38.86, 39, 7, 0.1);
  assert_near (plain, kind->expected_purchases (kind, parameters, 2, 30.43, 38.86, 39), 1e-13);
  g_assert_cmpfloat (discounted, <, plain);
  g_assert_cmpfloat (discounted, >, plain * pow (1.1, -0.75));
  assert_near (discounted / plain, pow (1.1, -0.36), 0.01);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/fit/gates", test_gates);
  g_test_add_func ("/valuation/fit/odd-tables", test_odd_tables);
  g_test_add_func ("/valuation/fit/recovery", test_recovery);
  g_test_add_func ("/valuation/fit/nested", test_nested);
  g_test_add_func ("/valuation/fit/spend-no-mean", test_spend_no_mean);
  g_test_add_func ("/valuation/fit/quiet-end", test_quiet_end);
  g_test_add_func ("/valuation/model-kind/calculator", test_calculator);
  return g_test_run ();
}
