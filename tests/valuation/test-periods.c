/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-backtest.h"
#include "clv-customers-kinds.h"
#include "clv-payments.h"
#include "clv-quality.h"
#include "clv-score-set.h"
#include "clv-statement.h"
#include "club-file.h"

/* Contracts of several periods in one workspace, and contracts whose end is known. */

#define UNTIL "2024-06-20"

/* 60 monthly and 40 yearly ones, of whom some leave by a rule. */
static void
add_clubs (GString *rows)
{
  for (int i = 0; i < 60; i++)
    {
      const int begin = i % 30;
      const int stays = 1 + (i * 7) % 23;
      const int end = begin + stays;

      g_string_append_printf (rows, "m%d,%d-%02d-15,", i, 2022 + begin / 12, begin % 12 + 1);
      if (end < 29)
        g_string_append_printf (rows, "%d-%02d-15", 2022 + end / 12, end % 12 + 1);
      g_string_append (rows, ",10.00,month\n");
    }
  for (int i = 0; i < 40; i++)
    {
      const int begin = 2014 + i % 8;
      const int end = begin + 1 + (i * 5) % 9;

      g_string_append_printf (rows, "y%d,%d-03-01,", i, begin);
      if (end <= 2024)
        g_string_append_printf (rows, "%d-03-01", end);
      g_string_append (rows, ",99.00,year\n");
    }
}

static ClvFit *
fit (Fixture        *fixture,
     ClvOpportunity  period)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(GError) error = NULL;
  ClvFit *self = NULL;

  g_free (spec->kind);
  spec->kind = g_strdup ("sbg");
  spec->until = clv_date_parse (UNTIL);
  spec->opportunity = period;
  self = clv_fit_run (fixture->workspace, spec, "tester", NULL, &error);
  g_assert_no_error (error);
  return self;
}

static ClvScoreSet *
score (Fixture *fixture,
       gint64   fit_id,
       int      months,
       ClvDate  last)
{
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) made = NULL;
  g_autoptr(GError) error = NULL;
  ClvScoreSet *self = NULL;

  definition->horizon.amount = months;
  definition->horizon.unit = CLV_DURATION_MONTHS;
  definition->horizon_date = last;
  definition->cost_to_serve = 50;
  made = clv_score_set_run (fixture->workspace, fit_id, definition, "tester", NULL, &error);
  g_assert_no_error (error);
  self = clv_score_set_load (fixture->workspace, made->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (self->content_hash, ==, made->content_hash);
  return self;
}

static guint32
find_row (const ClvScoreSet *scores,
          const char        *name)
{
  return clv_dictionary_lookup (scores->customers, name, strlen (name));
}

static const char *
find_diagnostic (const ClvFit *self,
                 const char   *code)
{
  for (guint i = 0; i < self->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *one = g_ptr_array_index (self->diagnostics, i);

      if (g_str_equal (one->code, code))
        return one->message;
    }
  return NULL;
}

static void
assert_same_row (const ClvScoreSet *all,
                 const ClvFit      *all_fit,
                 const ClvScoreSet *alone,
                 const ClvFit      *alone_fit,
                 guint32            i)
{
  const char *name = clv_dictionary_get (alone->customers, i, NULL);
  const guint32 row = find_row (all, name);

  g_assert_cmpuint (row, <, all->n);
  g_assert_cmpfloat (all->clv[row], ==, alone->clv[i]);
  g_assert_cmpfloat (all->clv_lo[row], ==, alone->clv_lo[i]);
  g_assert_cmpfloat (all->expected_purchases[row], ==, alone->expected_purchases[i]);
  g_assert_cmpint (all->past_value[row], ==, alone->past_value[i]);
  for (int days = 0; days < 800; days += 97)
    g_assert_cmpfloat (clv_score_set_p_active_at (all, all_fit, row, days), ==,
                       clv_score_set_p_active_at (alone, alone_fit, i, days));
}

static void
run_sql (ClvWorkspace *workspace,
         const char   *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvStatement) statement = clv_statement_new (workspace, sql, &error);

  g_assert_no_error (error);
  g_assert_true (clv_statement_execute (statement, &error));
}

/* Whose period and end a contract is belongs to the content. */
static void
assert_edits_refused (ClvWorkspace *workspace)
{
  static const char * const columns[] = { "period", "end" };

  run_sql (workspace, "DROP TRIGGER score_segment_no_update");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *sql = g_strdup_printf ("UPDATE score_segment SET bytes = zeroblob (length "
                                              "(bytes)) WHERE score_set = 1 AND column = '%s'",
                                              columns[i]);

      run_sql (workspace, sql);
      g_assert_null (clv_score_set_load (workspace, 1, &error));
      g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED);
    }
}

/* Each has the value by the fit of the own period, and the total is the sum. */
static void
test_mixed (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GString) rows = g_string_new (NULL);
  g_autoptr(ClvFit) all = NULL;
  g_autoptr(ClvFit) stored = NULL;
  g_autoptr(ClvFit) again = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(GError) error = NULL;
  double total = 0.0;

  add_clubs (rows);
  import (fixture, rows->str);
  all = fit (fixture, CLV_OPPORTUNITY_NONE);
  g_assert_cmpuint (all->periods->len, ==, 1);
  g_assert_nonnull (strstr (find_diagnostic (all, "periods"), "months: 60 customers, "
                                                              "years: 40 customers"));
  stored = clv_fit_load (fixture->workspace, all->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stored->periods->len, ==, 1);
  scores = score (fixture, all->id, 24, CLV_DATE_INVALID);
  g_assert_cmpuint (scores->n, ==, 100);
  g_assert_cmpuint (scores->n_left_out, ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      const ClvOpportunity period = i == 0 ? CLV_OPPORTUNITY_MONTH : CLV_OPPORTUNITY_YEAR;
      const ClvFit *part = i == 0 ? stored : g_ptr_array_index (stored->periods, 0);
      g_autoptr(ClvFit) alone = fit (fixture, period);
      g_autoptr(ClvScoreSet) own = score (fixture, alone->id, 24, CLV_DATE_INVALID);

      g_assert_null (alone->periods);
      g_assert_cmpstr (alone->content_hash, !=, stored->content_hash);
      for (guint k = 0; k < 2; k++)
        g_assert_cmpfloat (part->parameters[k], ==, alone->parameters[k]);
      for (guint32 k = 0; k < own->n; k++)
        assert_same_row (scores, stored, own, alone, k);
      total += own->total_clv;
    }
  g_assert_cmpfloat_with_epsilon (scores->total_clv, total, 1e-9 * total);
  assert_edits_refused (fixture->workspace);
  /* A spec that is fitted again does the same. */
  again = clv_fit_run (fixture->workspace, stored->spec, "tester", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->content_hash, ==, stored->content_hash);
}

/* What is not in the test is said. */
static void
test_tested (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GString) rows = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvBacktest) test = NULL;

  add_clubs (rows);
  import (fixture, rows->str);
  g_free (spec->kind);
  spec->kind = g_strdup ("sbg");
  transactions = clv_transactions_load_for_kind (fixture->workspace, "sbg", NULL, &error);
  g_assert_no_error (error);
  test = clv_backtest_new (transactions, spec, clv_date_parse ("2023-12-31"), CLV_DATE_INVALID,
                           NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (test->note, "counted in months"));
}

/* Who has contracts of both periods brings both, and who changed the one that runs. */
static void
test_both (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GString) rows = g_string_new (NULL);
  g_autoptr(ClvFit) all = NULL;
  g_autoptr(ClvFit) of_months = NULL;
  g_autoptr(ClvFit) of_years = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(ClvScoreSet) months = NULL;
  g_autoptr(ClvScoreSet) years = NULL;
  guint32 both = 0;
  guint32 changed = 0;
  guint32 m = 0;
  guint32 y = 0;

  add_clubs (rows);
  g_string_append (rows, "both,2023-01-10,,10.00,month\nboth,2021-05-10,,99.00,year\n"
                         "changed,2023-01-10,2024-01-10,10.00,month\n"
                         "changed,2024-01-10,,99.00,year\n");
  import (fixture, rows->str);
  all = fit (fixture, CLV_OPPORTUNITY_NONE);
  of_months = fit (fixture, CLV_OPPORTUNITY_MONTH);
  of_years = fit (fixture, CLV_OPPORTUNITY_YEAR);
  scores = score (fixture, all->id, 24, CLV_DATE_INVALID);
  months = score (fixture, of_months->id, 24, CLV_DATE_INVALID);
  years = score (fixture, of_years->id, 24, CLV_DATE_INVALID);
  g_assert_cmpuint (scores->n, ==, 102);
  both = find_row (scores, "both");
  m = find_row (months, "both");
  y = find_row (years, "both");
  g_assert_cmpfloat_with_epsilon (scores->expected_purchases[both],
                                  months->expected_purchases[m] + years->expected_purchases[y],
                                  1e-12);
  g_assert_cmpfloat_with_epsilon (scores->clv[both] + scores->service_cost[both],
                                  months->clv[m] + months->service_cost[m] + years->clv[y]
                                  + years->service_cost[y], 1e-9);
  /* Serving costs once. */
  g_assert_cmpfloat (scores->service_cost[both], ==,
                     MAX (months->service_cost[m], years->service_cost[y]));
  g_assert_cmpint (scores->past_value[both], ==, months->past_value[m] + years->past_value[y]);
  changed = find_row (scores, "changed");
  y = find_row (years, "changed");
  g_assert_cmpfloat (scores->p_active[changed], ==, 1.0);
  g_assert_cmpfloat (scores->clv[changed], ==, years->clv[y]);
  g_assert_cmpfloat (scores->expected_spend[changed], ==, 99.0);
  g_assert_cmpint (scores->past_value[changed], ==, 12 * 1000 + 9900);
}

/* A period of too few customers says why they have no value. */
static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GString) rows = g_string_new (NULL);
  g_autoptr(ClvFit) all = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;

  add_clubs (rows);
  g_string_append (rows, "q1,2023-01-10,,25.00,quarter\nq2,2023-01-10,,25.00,quarter\n");
  import (fixture, rows->str);
  all = fit (fixture, CLV_OPPORTUNITY_NONE);
  g_assert_nonnull (strstr (find_diagnostic (all, "period-left-out"), "0 of 2 subscribers"));
  g_assert_nonnull (find_diagnostic (all, "other-period"));
  scores = score (fixture, all->id, 12, CLV_DATE_INVALID);
  g_assert_cmpuint (scores->n, ==, 100);
  g_assert_cmpuint (scores->n_left_out, ==, 2);
  g_assert_cmpuint (find_row (scores, "q1"), ==, CLV_DICTIONARY_NONE);
}

/* Nothing is expected from a known end on: the value is that of a horizon which stops on
 * the day before. A day of renewal on which the contract ends brings nothing. */
static void
test_known_end (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) later = g_date_time_add_months (now, 2);
  /* A day of renewal that is to come. */
  const ClvDate due = clv_date_from_ymd (g_date_time_get_year (later),
                                         g_date_time_get_month (later), 15);
  g_autoptr(GString) rows = g_string_new (NULL);
  g_autoptr(ClvFit) all = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  guint32 open = 0;
  double before = 0.0;

  add_clubs (rows);
  g_string_append (rows, "open,2023-01-15,,10.00,month\nquiet,2023-01-15,2023-09-15,10.00,month\n");
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *end = clv_date_to_iso (due + i);

      g_string_append_printf (rows, "k%d,2023-01-15,%s,10.00,month\n", i, end);
    }
  import (fixture, rows->str);
  all = fit (fixture, CLV_OPPORTUNITY_MONTH);
  scores = score (fixture, all->id, 12 * 100, CLV_DATE_INVALID);
  open = find_row (scores, "open");
  g_assert_nonnull (scores->ends);
  g_assert_cmpint (scores->ends[open], ==, CLV_DATE_INVALID);
  g_assert_cmpint (scores->ends[find_row (scores, "quiet")], ==, CLV_DATE_INVALID);
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("k%d", i);
      g_autoptr(ClvScoreSet) shorter = score (fixture, all->id, 12, due + i - 1);
      const guint32 row = find_row (scores, name);
      const int days = due + i - scores->as_of;

      g_assert_cmpint (scores->ends[row], ==, due + i);
      g_assert_cmpfloat (scores->clv[row], ==, shorter->clv[find_row (shorter, "open")]);
      g_assert_cmpfloat (scores->clv[row], <, scores->clv[open]);
      g_assert_cmpfloat (scores->expected_purchases[row], >, before);
      before = scores->expected_purchases[row];
      g_assert_cmpfloat (clv_score_set_p_active_at (scores, all, row, days - 1), >, 0.0);
      g_assert_cmpfloat (clv_score_set_p_active_at (scores, all, row, days), ==, 0.0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/valuation/periods/mixed", Fixture, NULL, set_up, test_mixed, tear_down);
  g_test_add ("/valuation/periods/tested", Fixture, NULL, set_up, test_tested, tear_down);
  g_test_add ("/valuation/periods/both", Fixture, NULL, set_up, test_both, tear_down);
  g_test_add ("/valuation/periods/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/valuation/periods/known-end", Fixture, NULL, set_up, test_known_end, tear_down);
  return g_test_run ();
}
