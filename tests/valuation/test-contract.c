/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-backtest.h"
#include "clv-customers-kinds.h"
#include "clv-payments.h"
#include "clv-quality.h"
#include "clv-retention.h"
#include "clv-score-set.h"
#include "club-file.h"
#include "shop.h"

/* Subscriptions from a file to values by sBG and BdW. */

static ClvFit *
fit (Fixture     *fixture,
     const char  *kind,
     const char  *until,
     GError     **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();

  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  spec->until = clv_date_parse (until);
  return clv_quality_fit (fixture->workspace, spec, CLV_DATE_INVALID, NULL, NULL, NULL, NULL,
                          error);
}

/* Fader & Hardie 2007: who is still there of 1,000 after 0 … 12 years. */
static const struct
{
  const char *name;
  int survivors[13];
  double sbg[3];        /* a, b, log-likelihood */
  double bdw[4];
  double lifetime;      /* expected, discounted at 10 %, the first year included */
} clubs[] = {
  { "Regular", { 1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173 },
    { 0.704077, 1.182043, -1680.265188 }, { 0.455614, 0.779325, 1.283451, -1679.602833 },
    3.694908 },
  { "High-End", { 1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394 },
    { 0.668088, 3.806095, -1611.158147 }, { 0.214253, 1.426575, 1.723565, -1605.314213 },
    5.922254 },
};

static void
import_club (Fixture *fixture,
             guint    club)
{
  g_autoptr(GString) rows = g_string_new (NULL);
  const int *survivors = clubs[club].survivors;

  for (int i = 0; i < 1000; i++)
    {
      int year = 1;

      while (year <= 12 && i < survivors[year])
        year++;
      g_string_append_printf (rows, "m%d,2000-03-01,", i);
      if (year <= 12)
        g_string_append_printf (rows, "%d-03-01", 2000 + year);
      g_string_append (rows, ",120.00,year\n");
    }
  import (fixture, rows->str);
}

static void
test_published (Fixture       *fixture,
                gconstpointer  data)
{
  const guint club = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvFit) sbg = NULL;
  g_autoptr(ClvFit) bdw = NULL;
  double lifetime = 1.0;
  int renewals = 0;

  import_club (fixture, club);
  sbg = fit (fixture, "sbg", "2007-03-01", &error);
  g_assert_no_error (error);
  bdw = fit (fixture, "bdw", "2007-03-01", &error);
  g_assert_no_error (error);
  g_assert_cmpint (sbg->spec->opportunity, ==, CLV_OPPORTUNITY_YEAR);
  g_assert_cmpuint (sbg->n_customers, ==, 1000);
  for (guint i = 0; i < 2; i++)
    assert_near (sbg->parameters[i], clubs[club].sbg[i], 1e-4);
  for (guint i = 0; i < 3; i++)
    assert_near (bdw->parameters[i], clubs[club].bdw[i], 1e-4);
  g_assert_cmpfloat (sbg->log_likelihood, >, clubs[club].sbg[2] - 1e-6);
  g_assert_cmpfloat (bdw->log_likelihood, >, clubs[club].bdw[3] - 1e-6);
  assert_near (bdw->nested_log_likelihood, sbg->log_likelihood, 1e-9);
  g_assert_cmpfloat (sbg->nested_log_likelihood, <, sbg->log_likelihood);
  for (guint year = 1; year <= 7; year++)
    renewals += clubs[club].survivors[year];
  g_assert_cmpfloat (sbg->in_sample_actual, ==, renewals);
  assert_near (sbg->in_sample_expected, sbg->in_sample_actual, 0.02);

  for (int year = 2000; year > 0; year--)
    lifetime += pow (1.1, -year)
                * (sbg->kind->expected_new (sbg->kind, sbg->parameters, year)
                   - sbg->kind->expected_new (sbg->kind, sbg->parameters, year - 1));
  assert_near (lifetime, clubs[club].lifetime, 1e-5);
}

/* Who left is worth nothing more, who is there renews as the model says; later renewals
 * are those that came. */
static void
test_values (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvFit) bdw = NULL;
  g_autoptr(ClvModelSpec) spec = NULL;
  g_autoptr(ClvTransactions) rows = NULL;
  g_autoptr(ClvBacktest) test = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) set = NULL;
  guint active = 0;

  import_club (fixture, 0);
  bdw = fit (fixture, "bdw", "2007-03-01", &error);
  g_assert_no_error (error);
  definition->horizon.amount = 2;
  definition->horizon.unit = CLV_DURATION_YEARS;
  set = clv_score_set_run (fixture->workspace, bdw->id, definition, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (set->n, ==, 1000);
  for (guint32 i = 0; i < set->n; i++)
    {
      g_assert_true (set->p_active[i] < 0.5 ? set->clv[i] <= 0.0 : set->clv[i] > 0.0);
      active += set->p_active[i] > 0.5;
      if (set->p_active[i] > 0.5)
        {
          assert_near (set->expected_purchases[i],
                       bdw->kind->expected_purchases (bdw->kind, bdw->parameters, 7, 7, 7, 2.0),
                       1e-9);
          assert_near (set->expected_spend[i], 120.0, 1e-9);
          g_assert_cmpint (set->past_value[i], ==, 8 * 12000);
        }
    }
  g_assert_cmpuint (active, ==, 241);

  rows = clv_transactions_load_for_kind (fixture->workspace, "bdw", NULL, &error);
  g_assert_no_error (error);
  spec = clv_model_spec_copy (bdw->spec);
  test = clv_backtest_new (rows, spec, clv_date_parse ("2007-03-01"),
                           clv_date_parse ("2012-03-01"), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (test->accuracy.actual, ==, 223 + 207 + 194 + 183 + 173);
  g_assert_cmpfloat (fabs (test->accuracy.bias), <, 0.03);
}

/* S(t) by the gamma functions of the papers. */
static double
survive (const ClvFit *fit,
         int           year)
{
  const double *p = fit->parameters;
  const double time = fit->kind->n_parameters > 2 ? pow (year, p[2]) : year;

  return exp (lgamma (p[1] + time) + lgamma (p[0] + p[1])
              - lgamma (p[0] + p[1] + time) - lgamma (p[1]));
}

/* Everybody renews on the first of March. Of those who are there after seven years, as many
 * are expected to renew as the published forecasts say: none until the day, one chance from
 * it on, whatever the day that the data end on. */
static void
test_renewal_dates (Fixture       *fixture,
                    gconstpointer  data)
{
  static const struct
  {
    const char *split;
    const char *until;
    int chances;
  } rows[] = {
    { "2007-03-01", "2008-02-29", 0 },
    { "2007-03-01", "2008-03-01", 1 },
    { "2007-06-30", "2008-03-01", 1 },
    { "2007-06-30", "2009-02-28", 1 },
    { "2007-12-31", "2009-03-01", 2 },
    { "2008-02-29", "2012-02-29", 4 },
    { "2008-02-29", "2012-03-01", 5 },
  };
  static const double eighth[2][2] = { { 0.22008, 0.22335 }, { 0.46044, 0.46775 } };
  const guint club = GPOINTER_TO_UINT (data) / 2;
  const gboolean is_bdw = GPOINTER_TO_UINT (data) % 2;
  const int *survivors = clubs[club].survivors;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvTransactions) transactions = NULL;

  import_club (fixture, club);
  transactions = clv_transactions_load_for_kind (fixture->workspace, is_bdw ? "bdw" : "sbg", NULL,
                                                 &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
      g_autoptr(ClvBacktest) test = NULL;
      const ClvBacktestPeriod *first = NULL;
      const ClvBacktestPeriod *last = NULL;
      double expected = 0.0;
      double since_the_first = 0.0;
      int actual = 0;

      g_test_message ("%s to %s", rows[i].split, rows[i].until);
      g_free (spec->kind);
      spec->kind = g_strdup (is_bdw ? "bdw" : "sbg");
      test = clv_backtest_new (transactions, spec, clv_date_parse (rows[i].split),
                               clv_date_parse (rows[i].until), NULL, &error);
      g_assert_no_error (error);
      assert_near (survive (test->fit, 8), eighth[club][is_bdw], 3e-5);
      for (int year = 1; year <= 7 + rows[i].chances; year++)
        {
          since_the_first += 1000.0 * survive (test->fit, year);
          if (year <= 7)
            continue;
          expected += survivors[7] * survive (test->fit, year) / survive (test->fit, 7);
          actual += survivors[year];
        }
      g_assert_cmpfloat (test->accuracy.actual, ==, actual);
      g_assert_cmpfloat_with_epsilon (test->accuracy.predicted, expected, 1e-6);
      /* Week by week: nobody before the first anniversary, and all of the curve at the end. */
      first = &g_array_index (test->weekly, ClvBacktestPeriod, 51);
      last = &g_array_index (test->weekly, ClvBacktestPeriod, test->weekly->len - 1);
      g_assert_cmpfloat (first->cumulative_expected, ==, 0.0);
      assert_near (last->cumulative_expected, since_the_first, 1e-9);
    }
}

/* The values know the day as well: a half-year that has it, and one that has not. */
static void
test_half_years (Fixture       *fixture,
                 gconstpointer  data)
{
  static const struct
  {
    const char *until;
    int chances;
  } rows[] = { { "2007-06-30", 0 }, { "2007-12-31", 1 } };

  import_club (fixture, 0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvFit) sbg = fit (fixture, "sbg", rows[i].until, &error);
      g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
      g_autoptr(ClvScoreSet) set = NULL;

      g_assert_no_error (error);
      definition->horizon.amount = 6;
      definition->horizon.unit = CLV_DURATION_MONTHS;
      set = clv_score_set_run (fixture->workspace, sbg->id, definition, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (set->total_expected_purchases,
                                      rows[i].chances * 241.0 * survive (sbg, 8)
                                      / survive (sbg, 7), 1e-6);
      /* The first of March of the year after, and the day before. */
      for (guint32 row = 0; row < set->n; row++)
        {
          const int days = clv_date_parse ("2008-03-01") - set->as_of;

          g_assert_cmpfloat (clv_score_set_p_active_at (set, sbg, row, days - 1), ==,
                             set->p_active[row]);
          g_assert_cmpfloat_with_epsilon (clv_score_set_p_active_at (set, sbg, row, days),
                                          set->p_active[row] * survive (sbg, 8)
                                          / survive (sbg, 7), 1e-12);
        }
    }
}

/* By hand, months: ends, a break, a renewal a row, another period. */
static void
test_counts (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *name;
    guint32 x;
    int recency;
    int age;            /* in places, 31 a month: the last day is at the last */
    gint64 past;
  } expected[] = {
    { "stays", 3, 3, 3 * 31, 4000 },
    { "left", 1, 1, 3 * 31 + 16, 2000 },
    { "back", 1, 1, 31 + 11, 3000 },
    { "rows", 3, 3, 3 * 31 + 21, 4000 },
    { "trial", 0, 0, 2 * 31 + 21, 1000 },
    { "moved", 2, 2, 2 * 31 + 21, 6000 },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) base = NULL;
  g_autoptr(ClvCustomers) counted = NULL;
  g_autoptr(ClvPayments) payments = NULL;

  import (fixture,
          "stays,2024-01-31,,10.00,month\n"
          "left,2024-01-15,2024-03-15,10.00,monthly\n"
          "back,2023-10-05,2023-11-05,10.00,Monat\n"
          "back,2024-03-20,,10.00,month\n"
          "rows,2024-01-10,,10.00,month\n"
          "rows,2024-02-10,,10.00,month\n"
          "rows,2024-03-10,,10.00,month\n"
          "rows,2024-04-10,,10.00,month\n"
          "trial,2024-02-10,2024-02-20,10.00,month\n"
          "never,2024-02-10,2024-02-10,10.00,month\n"
          "moved,2024-01-25,2024-03-10,10.00,month\n"
          "moved,2024-03-10,,20.00,month\n"
          "yearly,2023-01-01,,99.00,Every year\n"
          "quarterly,2023-01-01,,99.00,vierteljährlich\n"
          "strange,2023-01-01,,99.00,every 2 weeks\n");
  g_free (spec->kind);
  spec->kind = g_strdup ("sbg");
  spec->until = clv_date_parse ("2024-04-30");
  base = clv_customers_load_for_spec (fixture->workspace, spec, TRUE, NULL, &error);
  g_assert_no_error (error);
  counted = clv_customers_new_for_spec (base, spec, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (base->n_left_out, ==, 3);
  payments = clv_payments_load (fixture->workspace, CLV_OPPORTUNITY_NONE, spec->until, NULL,
                                &error);
  g_assert_no_error (error);
  g_assert_cmpuint (payments->other_rows->n_rows, ==, 2 + 6);
  g_assert_cmpuint (counted->n, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      guint32 code = clv_dictionary_lookup (base->transactions->customers, expected[i].name,
                                            strlen (expected[i].name));
      guint32 row = clv_customers_find (counted, code);

      g_test_message ("%s", expected[i].name);
      g_assert_cmpuint (counted->x[row], ==, expected[i].x);
      g_assert_cmpint (counted->recency_days[row], ==, 31 * expected[i].recency);
      g_assert_cmpint (counted->age_days[row], ==, expected[i].age);
      g_assert_cmpint (counted->past_value[row], ==, expected[i].past);
    }
}

/* Where one period is asked for who is renewed after another is not counted and told of. */
static void
test_periods (Fixture       *fixture,
              gconstpointer  data)
{
  static const struct
  {
    ClvOpportunity asked;
    ClvOpportunity counted;
    guint32 n;
    guint64 n_left_out;
    ClvOpportunity left_out;
  } cases[] = {
    { CLV_OPPORTUNITY_NONE, CLV_OPPORTUNITY_MONTH, 7, 0, CLV_OPPORTUNITY_NONE },
    { CLV_OPPORTUNITY_MONTH, CLV_OPPORTUNITY_MONTH, 4, 3, CLV_OPPORTUNITY_YEAR },
    { CLV_OPPORTUNITY_YEAR, CLV_OPPORTUNITY_YEAR, 3, 4, CLV_OPPORTUNITY_MONTH },
    /* The file says that of none, so whoever asks knows better. */
    { CLV_OPPORTUNITY_QUARTER, CLV_OPPORTUNITY_QUARTER, 4, 3, CLV_OPPORTUNITY_YEAR },
  };
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autoptr(GError) error = NULL;

  import (fixture,
          "a,2022-01-10,,10.00,month\n"
          "b,2022-01-10,2022-09-10,10.00,month\n"
          "c,2022-03-01,2023-01-01,10.00,month\n"
          "d,2022-03-01,2023-09-01,10.00,month\n"
          "e,2020-01-01,,99.00,year\n"
          "f,2020-03-01,2022-03-01,99.00,year\n"
          "g,2021-01-01,2023-01-01,99.00,year\n");
  definition = clv_value_definition_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
      g_autoptr(ClvFit) fitted = NULL;
      g_autoptr(ClvScoreSet) scores = NULL;
      g_autoptr(ClvScoreSet) stored = NULL;

      g_test_message ("%s", clv_opportunity_get_id (cases[i].asked));
      g_free (spec->kind);
      spec->kind = g_strdup ("sbg");
      spec->until = clv_date_parse ("2023-12-31");
      spec->opportunity = cases[i].asked;
      fitted = clv_fit_run (fixture->workspace, spec, "tester", NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (fitted->spec->opportunity, ==, cases[i].counted);
      scores = clv_score_set_run (fixture->workspace, fitted->id, definition, "tester", NULL,
                                  &error);
      g_assert_no_error (error);
      stored = clv_score_set_load (fixture->workspace, scores->id, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (stored->n, ==, cases[i].n);
      g_assert_cmpuint (stored->n_left_out, ==, cases[i].n_left_out);
      g_assert_cmpint (stored->left_out, ==, cases[i].left_out);
    }
}

/* By hand: two cohorts of months, one of which is cut off by the end of the data, and who
 * began on a last of January. */
static void
test_cohorts (Fixture       *fixture,
              gconstpointer  data)
{
  static const guint32 of_january[][2] = { { 4, 3 }, { 3, 2 }, { 2, 2 } };
  static const guint32 of_march[][2] = { { 3, 2 } };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvFit) sbg = NULL;
  g_autoptr(ClvRetention) self = NULL;
  const ClvRetentionCohort *cohort = NULL;

  import (fixture,
          "a,2024-01-31,,10.00,month\n"
          "b,2024-01-01,,10.00,month\n"
          "c,2024-01-10,2024-03-10,10.00,month\n"
          "d,2024-01-10,2024-02-10,10.00,month\n"
          "e,2024-03-01,,10.00,month\n"
          "f,2024-03-20,,10.00,month\n"
          "g,2024-03-30,2024-04-30,10.00,month\n");
  sbg = fit (fixture, "sbg", "2024-04-30", &error);
  g_assert_no_error (error);
  self = clv_retention_load (fixture->workspace, sbg, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->cohorts->len, ==, 2);
  cohort = g_ptr_array_index (self->cohorts, 0);
  g_assert_cmpstr (cohort->name, ==, "2024-01");
  g_assert_cmpuint (cohort->customers, ==, 4);
  g_assert_cmpuint (cohort->active, ==, 2);
  g_assert_cmpuint (cohort->rows->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const ClvRetentionRow *row = &g_array_index (cohort->rows, ClvRetentionRow, i);

      g_assert_cmpuint (row->tenure, ==, i + 1);
      g_assert_cmpuint (row->at_risk, ==, of_january[i][0]);
      g_assert_cmpuint (row->renewed, ==, of_january[i][1]);
      g_assert_cmpfloat_with_epsilon (row->model_survival, survive (sbg, (int) i + 1), 1e-12);
    }
  g_assert_cmpfloat_with_epsilon (g_array_index (cohort->rows, ClvRetentionRow, 2).survival,
                                  0.5, 1e-12);
  cohort = g_ptr_array_index (self->cohorts, 1);
  g_assert_cmpstr (cohort->name, ==, "2024-03");
  g_assert_cmpuint (cohort->rows->len, ==, 1);
  g_assert_cmpuint (g_array_index (cohort->rows, ClvRetentionRow, 0).at_risk, ==, of_march[0][0]);
  g_assert_cmpuint (g_array_index (cohort->rows, ClvRetentionRow, 0).renewed, ==, of_march[0][1]);
  g_assert_cmpuint (g_array_index (self->all->rows, ClvRetentionRow, 0).at_risk, ==, 7);
}

static void
test_gates (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (fit (fixture, "sbg", "2024-04-30", &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_assert_nonnull (strstr (error->message, "0 subscriptions"));
  g_clear_error (&error);

  import (fixture, "a,2024-01-01,,10.00,month\nb,2024-01-01,,10.00,month\n"
                   "c,2024-02-01,,10.00,month\n");
  g_assert_null (fit (fixture, "sbg", "2024-06-30", &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_assert_nonnull (strstr (error->message, "0 of 3 subscribers have left"));
  g_clear_error (&error);
  g_assert_null (fit (fixture, "sbg", "2024-02-15", &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_assert_nonnull (strstr (error->message, "at least 2"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (clubs); i++)
    {
      g_autofree char *name = g_strdup_printf ("/valuation/contract/%s", clubs[i].name);

      g_test_add (name, Fixture, GUINT_TO_POINTER (i), set_up, test_published, tear_down);
    }
  for (guint i = 0; i < 2 * G_N_ELEMENTS (clubs); i++)
    {
      g_autofree char *name = g_strdup_printf ("/valuation/contract/renewal-dates/%s/%s",
                                               clubs[i / 2].name, i % 2 ? "bdw" : "sbg");

      g_test_add (name, Fixture, GUINT_TO_POINTER (i), set_up, test_renewal_dates, tear_down);
    }
  g_test_add ("/valuation/contract/half-years", Fixture, NULL, set_up, test_half_years, tear_down);
  g_test_add ("/valuation/contract/values", Fixture, NULL, set_up, test_values, tear_down);
  g_test_add ("/valuation/contract/counts", Fixture, NULL, set_up, test_counts, tear_down);
  g_test_add ("/valuation/contract/periods", Fixture, NULL, set_up, test_periods, tear_down);
  g_test_add ("/valuation/contract/cohorts", Fixture, NULL, set_up, test_cohorts, tear_down);
  g_test_add ("/valuation/contract/gates", Fixture, NULL, set_up, test_gates, tear_down);
  return g_test_run ();
}
