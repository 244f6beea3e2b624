/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "clv-customers.h"
#include "clv-error.h"
#include "clv-money.h"
#include "clv-quality.h"
#include "clv-sample-shop.h"
#include "clv-score-set.h"

/* Customers who were counted before the import give what their orders would. */

typedef struct
{
  char *folder;
  ClvWorkspace *shop;      /* with orders */
  ClvWorkspace *counted;   /* with what clv_customers_load() gives of them */
} Fixture;

static char *
write_summary (Fixture    *fixture,
               double      per_unit,
               const char *format)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvCustomers) customers = clv_customers_load (fixture->shop, CLV_DATE_INVALID, 7, TRUE,
                                                          NULL, &error);
  g_autoptr(GString) text = g_string_new ("customer_id,frequency,recency,T,monetary_value\n");
  char *path = g_build_filename (fixture->folder, "summary.csv", NULL);

  g_assert_no_error (error);
  for (guint32 i = 0; i < customers->n; i++)
    {
      char recency[G_ASCII_DTOSTR_BUF_SIZE];
      char age[G_ASCII_DTOSTR_BUF_SIZE];
      char mean[G_ASCII_DTOSTR_BUF_SIZE];
      double spend = clv_money_to_major (customers->repeat_spend[i], "EUR");

      g_ascii_formatd (recency, sizeof recency, format, customers->recency_days[i] / per_unit);
      g_ascii_formatd (age, sizeof age, format, customers->age_days[i] / per_unit);
      g_ascii_dtostr (mean, sizeof mean, customers->x[i] > 0 ? spend / customers->x[i] : 0.0);
      g_string_append_printf (text, "%s,%u,%s,%s,%s\n",
                              clv_dictionary_get (customers->transactions->customers,
                                                  customers->code[i], NULL),
                              customers->x[i], recency, age, mean);
    }
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, &error));
  return path;
}

static ClvImportResult *
import_summary (Fixture     *fixture,
                const char  *path,
                GError     **error)
{
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();

  plan->kind = CLV_IMPORT_KIND_SUMMARY;
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer_id");
  clv_import_plan_set_column (plan, CLV_FIELD_FREQUENCY, "frequency");
  clv_import_plan_set_column (plan, CLV_FIELD_RECENCY, "recency");
  clv_import_plan_set_column (plan, CLV_FIELD_AGE, "T");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "monetary_value");
  return clv_workspace_import (fixture->counted, path, plan, NULL, FALSE, NULL, error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *shop = NULL;
  g_autofree char *counted = NULL;

  fixture->folder = g_dir_make_tmp ("perennial-XXXXXX", &error);
  shop = g_build_filename (fixture->folder, "shop.perennial", NULL);
  counted = g_build_filename (fixture->folder, "counted.perennial", NULL);
  g_assert_true (clv_sample_shop_create_workspace (shop, 800, 3, NULL, &error));
  fixture->shop = clv_workspace_open (shop, CLV_OPEN_READ_WRITE, &error);
  fixture->counted = clv_workspace_create (counted, "EUR", "Europe/Berlin", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name = NULL;

  g_clear_object (&fixture->shop);
  g_clear_object (&fixture->counted);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static ClvFit *
fit (ClvWorkspace *workspace,
     ClvDate       until)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  ClvFit *result = NULL;

  spec->until = until;
  result = clv_quality_fit (workspace, spec, CLV_DATE_INVALID, "only a test", NULL, NULL, NULL,
                            &error);
  g_assert_no_error (error);
  return result;
}

static gboolean
has_diagnostic (const ClvFit *self,
                const char   *code)
{
  for (guint i = 0; i < self->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *diagnostic = g_ptr_array_index (self->diagnostics, i);

      if (g_str_equal (diagnostic->code, code))
        return TRUE;
    }
  return FALSE;
}

/* Weeks with all their digits are the days that they came from. */
static void
test_same (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = write_summary (fixture, 7.0, "%.17g");
  g_autoptr(ClvImportResult) result = import_summary (fixture, path, &error);
  g_autoptr(ClvFit) mine = NULL;
  g_autoptr(ClvFit) theirs = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (result->rows_rejected, ==, 0);
  theirs = fit (fixture->shop, CLV_DATE_INVALID);
  mine = fit (fixture->counted, theirs->spec->until);
  g_assert_cmpuint (mine->n_customers, ==, theirs->n_customers);
  g_assert_cmpuint (mine->n_repeat, ==, theirs->n_repeat);
  g_assert_cmpfloat_with_epsilon (mine->log_likelihood, theirs->log_likelihood, 1e-6);
  for (guint i = 0; i < mine->kind->n_parameters; i++)
    g_assert_cmpfloat_with_epsilon (mine->parameters[i], theirs->parameters[i], 1e-6);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (mine->spend_parameters[i] / theirs->spend_parameters[i], 1.0,
                                    1e-3);
  g_assert_false (has_diagnostic (mine, "times-rounded"));

  scores = clv_score_set_run (fixture->counted, 0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (scores->n, ==, mine->n_customers);
}

/* A fit says so where times were no whole days. */
static void
test_rounded (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = write_summary (fixture, 7.0, "%.0f");
  g_autofree char *months = NULL;
  g_autoptr(ClvImportResult) result = import_summary (fixture, path, &error);
  g_autoptr(ClvFit) whole = NULL;
  g_autoptr(ClvFit) parts = NULL;

  g_assert_no_error (error);
  whole = fit (fixture->counted, CLV_DATE_INVALID);
  g_assert_false (has_diagnostic (whole, "times-rounded"));
  g_assert_cmpint (whole->spec->until, !=, CLV_DATE_INVALID);
  g_assert_true (clv_workspace_undo_batch (fixture->counted, result->batch, NULL, &error));

  months = write_summary (fixture, 30.4375, "%.6f");
  g_clear_pointer (&result, clv_import_result_free);
  result = import_summary (fixture, months, &error);
  g_assert_no_error (error);
  parts = fit (fixture->counted, CLV_DATE_INVALID);
  g_assert_true (has_diagnostic (parts, "times-rounded"));
}

/* The table of donors by rows: frequency, recency, periods and how many they are. */
static char *
write_donations (Fixture *fixture)
{
  const char *folder = g_getenv ("PERENNIAL_BENCH_DATA");
  g_autofree char *source = g_build_filename (folder != NULL ? folder : "../shared/data",
                                              "donations.csv", NULL);
  g_autofree char *table = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GString) text = g_string_new ("customer_id,frequency,recency,T,monetary_value\n");
  char *path = NULL;
  guint donor = 0;

  if (!g_file_get_contents (source, &table, NULL, NULL))
    return NULL;
  lines = g_strsplit (table, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      int row[4];

      if (sscanf (lines[i], "%d,%d,%d,%d", &row[0], &row[1], &row[2], &row[3]) != 4)
        continue;
      for (int k = 0; k < row[3]; k++)
        g_string_append_printf (text, "d%u,%d,%d,%d,0\n", donor++, row[0], row[1], row[2]);
    }
  path = g_build_filename (fixture->folder, "donations.csv", NULL);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  return path;
}

/* Fader, Hardie & Shang 2010, on a later table of the same kind. */
static void
test_donations (Fixture       *fixture,
                gconstpointer  data)
{
  static const double published[] = { 1.2035224, 0.7497164, 0.6567182, 2.7834422 };
  g_autoptr(GError) error = NULL;
  g_autofree char *path = write_donations (fixture);
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autoptr(ClvFit) donors = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  double sum = 0.0;

  if (path == NULL)
    {
      g_test_skip ("the table of donations is not on this machine; set PERENNIAL_BENCH_DATA");
      return;
    }
  result = import_summary (fixture, path, &error);
  g_assert_no_error (error);
  g_free (spec->kind);
  spec->kind = g_strdup ("bg-bb");
  spec->opportunity = CLV_OPPORTUNITY_YEAR;
  donors = clv_fit_run (fixture->counted, spec, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (donors->n_customers, ==, 11104);
  g_assert_cmpint (donors->state, ==, CLV_FIT_CONVERGED);
  g_assert_cmpfloat (donors->log_likelihood, >, -33225.581275);
  g_assert_cmpfloat (donors->log_likelihood, >, donors->nested_log_likelihood + 100.0);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpfloat_with_epsilon (donors->parameters[i], published[i], 1e-4 * published[i]);
      g_assert_cmpfloat (donors->standard_errors[i], >, 0.0);
    }

  /* Five years bring five opportunities. */
  definition = clv_value_definition_new ("EUR");
  definition->horizon.amount = 5;
  definition->horizon.unit = CLV_DURATION_YEARS;
  scores = clv_score_set_run (fixture->counted, donors->id, definition, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint32 i = 0; i < scores->n; i++)
    sum += donors->kind->expected_purchases (donors->kind, donors->parameters, scores->x[i],
                                             scores->recency_days[i] / 7, scores->age_days[i] / 7,
                                             5.0);
  g_assert_cmpfloat_with_epsilon (scores->total_expected_purchases, sum, 1e-9 * sum);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/valuation/counted/same", Fixture, NULL, set_up, test_same, tear_down);
  g_test_add ("/valuation/counted/donations", Fixture, NULL, set_up, test_donations, tear_down);
  g_test_add ("/valuation/counted/rounded", Fixture, NULL, set_up, test_rounded, tear_down);

  return g_test_run ();
}
