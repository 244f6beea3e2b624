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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/valuation/counted/same", Fixture, NULL, set_up, test_same, tear_down);
  g_test_add ("/valuation/counted/rounded", Fixture, NULL, set_up, test_rounded, tear_down);

  return g_test_run ();
}
