/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "buyers.h"
#include "clv-parallel.h"
#include "clv-score-set.h"
#include "shop.h"

/* Enough for every way of cutting the work: parts of the histogram, chunks of cells,
 * slices of pairs. */
#define N_CUSTOMERS 210000

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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/valuation/threads/same-bytes", test_same_bytes);
  g_test_add_func ("/valuation/threads/same-bytes/column", test_same_bytes_with_column);

  return g_test_run ();
}
