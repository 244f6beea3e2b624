/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-model-spec.h"
#include "clv-periods.h"
#include "shop.h"

static ClvPeriods *
new_periods (double      rate,
             const char *horizon,
             ClvTiming   timing)
{
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");

  definition->rate = rate;
  definition->timing = timing;
  g_assert_true (clv_duration_parse (horizon, &definition->horizon, NULL));
  return clv_periods_new (definition, clv_date_from_ymd (2025, 12, 31), 7);
}

/* Worked examples: so much a month, so many months, a share lost every month. */
static void
test_arithmetic (void)
{
  static const struct
  {
    double monthly;
    const char *horizon;
    double kept;
    double rate;
    ClvTiming timing;
    double value;
  } rows[] = {
    { 10, "36m", 1.0, 0.10, CLV_TIMING_END, 311.86 },
    { 10, "3y", 1.0, 0.10, CLV_TIMING_END, 311.86 },
    { 100, "24m", 0.95, 0.00, CLV_TIMING_START, 1416.02 },
    { 100, "24m", 0.95, 0.10, CLV_TIMING_START, 1319.10 },
    { 100, "24m", 0.95, 0.12, CLV_TIMING_START, 1301.94 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvPeriods) periods = new_periods (rows[i].rate, rows[i].horizon, rows[i].timing);
      double sum = 0.0;
      double kept = 1.0;

      for (guint k = 0; k < periods->n; k++)
        {
          sum += rows[i].monthly * kept * periods->discount[k];
          kept *= rows[i].kept;
        }
      g_assert_cmpfloat (fabs (sum - rows[i].value), <, 0.005);
    }
}

static void
test_monthly_rate (void)
{
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");

  definition->rate = 0.12;
  assert_near (clv_value_definition_get_monthly_rate (definition), 0.0094888, 1e-6);
}

static void
test_horizon (void)
{
  static const struct
  {
    const char *horizon;
    int year, month, day;
  } rows[] = {
    { "12m", 2026, 12, 31 }, { "39w", 2026, 9, 30 }, { "1m", 2026, 1, 31 }, { "2m", 2026, 2, 28 },
    { "3y", 2028, 12, 31 }, { "10d", 2026, 1, 10 },
  };
  ClvDate as_of = clv_date_from_ymd (2025, 12, 31);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
      g_autoptr(ClvPeriods) periods = NULL;
      ClvDate end = clv_date_from_ymd (rows[i].year, rows[i].month, rows[i].day);

      g_assert_true (clv_duration_parse (rows[i].horizon, &definition->horizon, NULL));
      g_assert_cmpint (clv_value_definition_get_end (definition, as_of), ==, end);
      periods = clv_periods_new (definition, as_of, 7);
      assert_near (periods->end[periods->n - 1], (end - as_of) / 7.0, 1e-14);
      for (guint k = 1; k < periods->n; k++)
        {
          g_assert_cmpfloat (periods->end[k], >, periods->end[k - 1]);
          g_assert_cmpfloat (periods->discount[k], <, periods->discount[k - 1]);
        }
    }
}

/* A steady stream without end is worth rate / (force of interest). */
static void
test_endless (void)
{
  static const double rates[] = { 0.01, 0.1, 0.5 };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autoptr(ClvPeriods) periods = new_periods (rates[i], "infinite", CLV_TIMING_MIDDLE);
      double sum = 0.0;
      double weight = 0.0;

      /* However many months there are, few points stand for them. */
      g_assert_cmpuint (periods->discounted->n, <, 150);
      g_assert_cmpuint (periods->active->n, <, 150);
      for (guint k = 0; k < periods->n; k++)
        {
          sum += periods->years[k] * periods->discount[k];
          g_assert_cmpfloat (periods->years[k], >, 0.07);
          g_assert_cmpfloat (periods->years[k], <, 0.095);
        }
      for (guint k = 0; k < periods->discounted->n; k++)
        weight += periods->discounted->weight[k];
      assert_near (weight, periods->discount[0], 1e-12);
      /* Months differ in length, discounts count months. */
      assert_near (sum, 1.0 / log1p (rates[i]), 2e-3);
    }
}

static void
test_text (void)
{
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvValueDefinition) copy = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *copy_hash = NULL;
  g_autofree char *words = NULL;

  definition->margin = 0.1 + 0.2;
  definition->horizon_date = clv_date_from_ymd (2027, 2, 28);
  definition->timing = CLV_TIMING_END;
  definition->cost_to_serve = 1234;
  text = clv_value_definition_to_text (definition);
  copy = clv_value_definition_from_text (text, &error);
  g_assert_no_error (error);
  g_assert_true (memcmp (&copy->margin, &definition->margin, sizeof (double)) == 0);
  hash = clv_value_definition_get_hash (definition);
  copy_hash = clv_value_definition_get_hash (copy);
  g_assert_cmpstr (hash, ==, copy_hash);
  words = clv_value_definition_describe (copy);
  g_test_message ("%s", words);

  copy->margin = 0.0;
  g_assert_false (clv_value_definition_validate (copy, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
}

static void
test_rate_parse (void)
{
  static const struct
  {
    const char *text;
    double rate;    /* negative: refused */
  } rows[] = {
    { "10%", 0.1 }, { "10 %", 0.1 }, { "0.1", 0.1 }, { "0", 0.0 }, { "150%", 1.5 }, { "10", -1 },
    { "-1%", -1 }, { "", -1 }, { "ten", -1 }, { "1000%", -1 }, { "nan", -1 }, { "5%x", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      double rate = -5.0;

      if (rows[i].rate < 0.0)
        {
          g_assert_false (clv_rate_parse (rows[i].text, &rate, &error));
          g_assert_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID);
        }
      else
        {
          g_assert_true (clv_rate_parse (rows[i].text, &rate, &error));
          g_assert_cmpfloat_with_epsilon (rate, rows[i].rate, 1e-15);
        }
    }
}

static void
test_spec_text (void)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvModelSpec) copy = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  spec->until = clv_date_from_ymd (2024, 2, 29);
  spec->unit_days = 1;
  spec->seed = G_MAXUINT64;
  text = clv_model_spec_to_text (spec);
  copy = clv_model_spec_from_text (text, &error);
  g_assert_no_error (error);
  again = clv_model_spec_to_text (copy);
  g_assert_cmpstr (text, ==, again);
  g_assert_null (clv_model_spec_from_text ("kind=crystal-ball\n", &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
  g_clear_error (&error);
  g_assert_null (clv_model_spec_from_text ("unit-days=3\n", &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/definition/arithmetic", test_arithmetic);
  g_test_add_func ("/valuation/definition/monthly-rate", test_monthly_rate);
  g_test_add_func ("/valuation/definition/horizon", test_horizon);
  g_test_add_func ("/valuation/definition/endless", test_endless);
  g_test_add_func ("/valuation/definition/text", test_text);
  g_test_add_func ("/valuation/definition/rate-parse", test_rate_parse);
  g_test_add_func ("/valuation/spec/text", test_spec_text);
  return g_test_run ();
}
