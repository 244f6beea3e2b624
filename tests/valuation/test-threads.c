/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "buyers.h"
#include "clv-parallel.h"
#include "clv-quality.h"
#include "clv-score-set.h"
#include "clv-statement.h"
#include "shop.h"

/* Enough for every way of cutting the work: parts of the histogram, chunks of cells,
 * slices of pairs. */
#define N_CUSTOMERS 210000
#define N_ROWS 264000

static const double truth[] = { 0.8, 30.0, 0.9, 3.0 };      /* a day */
static const double spend_truth[] = { 5.0, 4.0, 60.0 };

static ClvFit *
fit (ClvTransactions *transactions,
     const char      *kind,
     guint            threads)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(GError) error = NULL;
  ClvFit *self = NULL;

  clv_parallel_set_threads (threads);
  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  spec->unit_days = 1;
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 1, NULL, &error);
  g_assert_no_error (error);
  self = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (clv_fit_is_usable (self));
  return self;
}

static char *
score (ClvTransactions *transactions,
       const ClvFit    *self,
       gboolean         is_infinite)
{
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(GError) error = NULL;

  if (is_infinite)
    definition->horizon.unit = CLV_DURATION_INFINITE;
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 1, NULL, &error);
  scores = clv_score_set_new (self, definition, customers, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (scores->content_hash);
}

/* The same bytes from one thread and from several. */
static void
test_same_bytes (void)
{
  static const char * const kinds[] = { "bg-nbd", "mbg-nbd", "pareto-nbd", "nbd" };
  static const guint threads[] = { 2, 5 };
  g_autoptr(ClvTransactions) transactions = NULL;

  transactions = shop_new_simulated (N_CUSTOMERS, 200, 500, truth, spend_truth, 9);
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr(ClvFit) alone = fit (transactions, kinds[k], 1);
      g_autofree char *scores = score (transactions, alone, k % 2 > 0);

      g_assert_cmpuint (alone->n_cells, >, 2 * CLV_CHUNK_CELLS);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        {
          g_autoptr(ClvFit) together = fit (transactions, kinds[k], threads[i]);
          g_autofree char *others = score (transactions, together, k % 2 > 0);

          g_assert_cmpmem (together->parameters, sizeof alone->parameters,
                           alone->parameters, sizeof alone->parameters);
          g_assert_cmpmem (together->covariance, sizeof alone->covariance,
                           alone->covariance, sizeof alone->covariance);
          g_assert_cmpmem (together->spend_parameters, sizeof alone->spend_parameters,
                           alone->spend_parameters, sizeof alone->spend_parameters);
          g_assert_cmpstr (together->content_hash, ==, alone->content_hash);
          g_assert_cmpstr (others, ==, scores);
        }
    }
  clv_parallel_set_threads (0);
}

static ClvFit *
fit_column (ClvCustomers *customers,
            const char   *kind,
            guint         threads)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(GError) error = NULL;
  ClvFit *self = NULL;

  clv_parallel_set_threads (threads);
  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  g_free (spec->spend);
  spec->spend = g_strdup ("none");
  spec->covariates = g_strsplit ("score", ",", -1);
  self = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  return self;
}

/* A column with a value of its own for almost everybody. */
static void
test_same_bytes_with_column (void)
{
  static const char * const kinds[] = { "bg-nbd", "pareto-nbd" };
  static const double parameters[] = { 0.6, 40.0, 0.6, 80.0 };
  g_autoptr(ClvRandom) rng = clv_random_new (12);
  g_autoptr(ClvCustomers) customers = NULL;
  ClvAttribute *score = NULL;
  Buyers buyers;

  buyers_init (&buyers, 5000);
  score = buyers_add_column (&buyers, "score");
  for (guint32 i = 0; i < buyers.n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%.4f", clv_random_normal (rng));

      buyers_set (score, i, text);
      buyers_live (&buyers, i, rng, parameters, "pareto-nbd", 200 + (gint32) (i % 400));
    }
  customers = buyers_finish (&buyers);
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr(ClvFit) alone = fit_column (customers, kinds[k], 1);
      g_autoptr(ClvFit) together = fit_column (customers, kinds[k], 3);

      g_assert_cmpstr (together->content_hash, ==, alone->content_hash);
      g_assert_cmpmem (together->covariance, sizeof alone->covariance,
                       alone->covariance, sizeof alone->covariance);
    }
  clv_parallel_set_threads (0);
}

/* More rows than one thread reads alone: with refunds, days in no order, twins, guests, and
 * large amounts of which the first five are named. */
static ClvWorkspace *
new_workspace (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "a.perennial", NULL);
  g_autofree char *csv = g_build_filename (folder, "a.csv", NULL);
  g_autofree char *content = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  GString *text = g_string_new ("customer,id,date,amount\n");
  ClvWorkspace *workspace = clv_workspace_create (path, "EUR", "UTC", &error);

  for (guint i = 0; i < N_ROWS; i++)
    {
      guint who = (guint) (((guint64) i * i + i / 3) % 60013);
      guint day = 730 * (i / 1000) / (N_ROWS / 1000) + i * 7 % 11;
      g_autofree char *date = clv_date_to_iso (clv_date_from_ymd (2022, 1, 1) + (ClvDate) day);

      g_string_append_printf (text, "%s%u,O%u-%u,%s %02u:%02u,%s%u.00\n",
                              i % 7001 == 0 ? "guest " : "C", who, i / 2, i % 2, date, i % 24,
                              i % 60, i % 97 == 0 ? "-" : "",
                              i % 30011 == 30000 ? 4000000 : 5 + who % 40);
      if (i % 301 == 0)
        g_string_append_printf (text, "C%u,T%u,%s 00:00,%u.00\nC%u,U%u,%s 00:00,%u.00\n", who, i,
                                date, 3 + who % 9, who, i, date, 3 + who % 9);
    }
  content = g_string_free (text, FALSE);
  g_assert_true (g_file_set_contents (csv, content, -1, NULL));
  clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "id");
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  result = clv_workspace_import (workspace, csv, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_remove (csv);
  return workspace;
}

static char *
list_facts (const ClvQuality *quality)
{
  const ClvQualityFacts *facts = &quality->facts;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%lu rows, %lu compared, %lu twins, %lu of guests, %lu outliers\n",
                          (gulong) facts->n_rows, (gulong) facts->n_compared,
                          (gulong) facts->n_twins, (gulong) facts->n_guest_rows,
                          (gulong) facts->n_outliers);
  g_string_append_printf (text, "%u customers, %u repeat, median %.17g\n", facts->n_customers,
                          facts->n_repeat, facts->median);
  for (guint i = 0; i < facts->outliers->len; i++)
    {
      const ClvQualityOutlier *outlier = &g_array_index (facts->outliers, ClvQualityOutlier, i);

      g_string_append_printf (text, "%s %d %" G_GINT64_FORMAT "\n", outlier->customer, outlier->day,
                              outlier->amount);
    }
  return g_string_free (text, FALSE);
}

static gint64
count_segments (ClvWorkspace *workspace)
{
  gint64 n = -1;

  g_assert_true (clv_statement_read_int (workspace, "SELECT (SELECT count (*) FROM score_segment) "
                                                    "+ (SELECT count (*) FROM score_set)",
                                         NULL, &n, NULL));
  return n;
}

/* It is noticed when half is computed, of which some is in the file. */
static void
cancel_cb (double      fraction,
           const char *message,
           gpointer    user_data)
{
  if (g_strcmp0 (message, "Scoring customers") == 0)
    g_cancellable_cancel (user_data);
}

/* Who cancels while scores are computed and stored at once leaves nothing behind. */
static void
assert_cancelled (ClvWorkspace *workspace,
                  gint64        fit)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  const ClvProgress progress = { cancel_cb, cancellable, cancellable };
  g_autoptr(ClvValueDefinition) wanted = NULL;
  g_autoptr(ClvValueDefinition) current = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n = count_segments (workspace);

  /* A meaning that nobody defined so far. */
  wanted = clv_value_definition_load (workspace, 0, &error);
  g_assert_no_error (error);
  wanted->margin = 0.123;
  g_assert_null (clv_score_set_run (workspace, fit, wanted, NULL, &progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count_segments (workspace), ==, n);
  g_clear_error (&error);
  current = clv_value_definition_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (current->margin, !=, 0.123);
}

/* From the file: what the gate counts, the fit and the stored scores. */
static void
test_same_from_file (void)
{
  static const guint threads[] = { 1, 2, 3, 8 };
  g_autofree char *folder = g_dir_make_tmp ("clv-XXXXXX", NULL);
  g_autoptr(ClvWorkspace) workspace = new_workspace (folder);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autofree char *facts = NULL;
  g_autofree char *fits = NULL;
  g_autofree char *scores = NULL;
  g_autofree char *path = g_strdup (clv_workspace_get_path (workspace));

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvQuality) quality = NULL;
      g_autoptr(ClvFit) own = NULL;
      g_autoptr(ClvScoreSet) set = NULL;
      g_autofree char *own_facts = NULL;

      clv_parallel_set_threads (threads[i]);
      own = clv_quality_fit (workspace, spec, clv_date_from_ymd (2024, 1, 9),
                             "The test asks for a fit, whatever the data are like.", NULL, NULL,
                             &quality, &error);
      g_assert_no_error (error);
      own_facts = list_facts (quality);
      assert_cancelled (workspace, own->id);
      set = clv_score_set_run_totals (workspace, own->id, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      if (i == 0)
        {
          g_assert_cmpuint (quality->facts.n_rows, >, 4 * 65536);
          g_assert_cmpuint (quality->facts.n_twins, >, 100);
          g_assert_cmpuint (quality->facts.outliers->len, ==, 5);
          facts = g_strdup (own_facts);
          fits = g_strdup (own->content_hash);
          scores = g_strdup (set->content_hash);
        }
      g_assert_cmpstr (own_facts, ==, facts);
      g_assert_cmpstr (own->content_hash, ==, fits);
      /* The fit has another number, nothing else. */
      g_assert_cmpstr (set->content_hash, ==, scores);
    }
  clv_parallel_set_threads (0);
  clv_workspace_close (workspace);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/valuation/threads/same-bytes", test_same_bytes);
  g_test_add_func ("/valuation/threads/same-from-file", test_same_from_file);
  g_test_add_func ("/valuation/threads/same-bytes/column", test_same_bytes_with_column);

  return g_test_run ();
}
