/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "clv-bg-nbd.h"
#include "clv-hash.h"
#include "clv-interval.h"
#include "clv-score-set-private.h"

/* CPU seconds of the steps from rows to scores on simulated customers, and the
 * same as a ratio to one evaluation of the log-likelihood written with libm for
 * every customer, run beside it: the ratio travels between machines.
 *
 *   bench-valuation [CUSTOMERS] [DAYS] [HORIZON]
 *   bench-valuation fit|score|load FILE.perennial
 *
 * The second form is one command on a workspace that has rows, stored as the
 * command stores it; under time(1) it gives the peak of memory.
 *
 * The last lines are digests of the columns: a change for speed must leave them
 * as they are. */

static double
now (void)
{
  struct timespec t = { 0, 0 };

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static ClvTransactions *
simulate (guint n,
          int   days)
{
  g_autoptr(ClvRandom) rng = clv_random_new (1);
  g_autoptr(ClvDictionary) names = clv_dictionary_new ();
  g_autoptr(GArray) customer = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GArray) day = g_array_new (FALSE, FALSE, sizeof (ClvDate));
  g_autoptr(GArray) amount = g_array_new (FALSE, FALSE, sizeof (gint64));
  int intake = days / 3;

  for (guint i = 0; i < n; i++)
    {
      char name[16];
      double rate = clv_random_gamma (rng, 0.25, 30.0);
      double drop = clv_random_beta (rng, 0.8, 2.4);
      double level = clv_random_gamma (rng, 3.7, 15.4);
      double time = intake * clv_random_uniform (rng);
      guint32 code = 0;

      g_snprintf (name, sizeof name, "C%07u", i);
      code = clv_dictionary_add (names, name, strlen (name));
      do
        {
          ClvDate date = 19000 + (ClvDate) time;
          gint64 cents = 1 + (gint64) (100.0 * clv_random_gamma (rng, 6.2, level));

          g_array_append_val (customer, code);
          g_array_append_val (day, date);
          g_array_append_val (amount, cents);
          time += clv_random_exponential (rng, MAX (rate, 1e-12));
        }
      while (time < days && clv_random_uniform (rng) > drop);
    }
  return clv_transactions_new_for_rows (customer->len, (guint32 *) (gpointer) customer->data,
                                        (ClvDate *) (gpointer) day->data,
                                        (gint64 *) (gpointer) amount->data, names, "EUR");
}

static void
print_digests (const ClvScoreSet *set)
{
  for (guint i = 0; i < CLV_SCORE_COLUMNS; i++)
    {
      gpointer *column = clv_score_set_get_column ((ClvScoreSet *) set, i);
      g_autofree char *digest = clv_sha256 (*column, (gsize) set->n * clv_score_columns[i].size);

      g_print ("%-20s %.16s\n", clv_score_columns[i].name, digest);
    }
}

static int
run_on_workspace (const char *verb,
                  const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvScoreSet) set = NULL;
  double start = now ();

  if (workspace != NULL && strcmp (verb, "fit") == 0)
    fit = clv_fit_run (workspace, spec, "bench", NULL, &error);
  else if (workspace != NULL && strcmp (verb, "load") == 0)
    set = clv_score_set_load (workspace, 0, &error);
  else if (workspace != NULL)
    set = clv_score_set_run_totals (workspace, 0, NULL, "bench", NULL, &error);

  if (fit != NULL)
    g_print ("load %.3f s, summary %.3f s, fit %.3f s; %u customers, %u cells, %s\n", fit->cpu_load,
             fit->cpu_summary, fit->cpu_fit, fit->n_customers, fit->n_cells, fit->content_hash);
  if (set != NULL)
    {
      g_print ("scores %.3f s; total clv %.6f\n", set->cpu_seconds, set->total_clv);
      if (set->clv != NULL)
        print_digests (set);
    }
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  g_print ("whole %.3f s\n", now () - start);
  return error != NULL;
}

int
main (int    argc,
      char **argv)
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 1000000;
  int days = argc > 2 ? atoi (argv[2]) : 540;
  g_autoptr(ClvTransactions) transactions = simulate (n, days);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvModelSpec) plain = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvFit) without = NULL;
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvScoreSet) totals = NULL;
  g_autoptr(ClvIntervals) intervals = NULL;
  double t[8];
  double sum = 0.0;

  if (argc == 3 && g_ascii_isalpha (argv[1][0]))
    return run_on_workspace (argv[1], argv[2]);
  if (argc > 3 && !clv_duration_parse (argv[3], &definition->horizon, NULL))
    return 2;
  t[0] = now ();
  customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL, NULL);
  plain = clv_model_spec_copy (spec);
  g_free (plain->spend);
  plain->spend = g_strdup ("none");
  t[1] = now ();
  fit = clv_fit_new (spec, customers, NULL, NULL);   /* cold: the figure that counts */
  t[2] = now ();
  without = clv_fit_new (plain, customers, NULL, NULL);
  t[3] = now ();
  set = clv_score_set_new (fit, definition, customers, NULL, NULL);
  t[4] = now ();
  for (guint32 i = 0; i < customers->n; i++)
    sum += clv_bg_nbd_log_likelihood (fit->parameters, customers->x[i],
                                      customers->recency_days[i] / 7.0,
                                      customers->age_days[i] / 7.0);
  t[5] = now ();
  totals = clv_score_set_compute (fit, definition, customers, FALSE, NULL, NULL, NULL);
  t[6] = now ();
  intervals = clv_intervals_new (fit, definition, set, NULL, 0, 0.8, NULL, NULL);
  t[7] = now ();

  g_print ("rows %lu customers %u repeat %u cells %u evaluations %u\n",
           (gulong) transactions->n_rows, customers->n, customers->n_repeat, fit->n_cells,
           fit->evaluations);
  g_print ("log-likelihood %.6f, direct %.6f (one direct evaluation %.4f s = 1)\n",
           fit->log_likelihood, sum, t[5] - t[4]);
  g_print ("summary      %.4f s  ratio %.2f  (%.1f ns a row)\n", t[1] - t[0],
           (t[1] - t[0]) / (t[5] - t[4]), 1e9 * (t[1] - t[0]) / (double) transactions->n_rows);
  g_print ("fit, both    %.4f s  ratio %.2f\n", t[2] - t[1], (t[2] - t[1]) / (t[5] - t[4]));
  g_print ("BG/NBD again %.4f s  ratio %.2f (the rest is Gamma-Gamma and warming up)\n",
           t[3] - t[2], (t[3] - t[2]) / (t[5] - t[4]));
  g_print ("scores       %.4f s  ratio %.2f\n", t[4] - t[3], (t[4] - t[3]) / (t[5] - t[4]));
  g_print ("totals alone %.4f s  ratio %.2f, as the command scores\n", t[6] - t[5],
           (t[6] - t[5]) / (t[5] - t[4]));
  g_print ("intervals    %.4f s  ratio %.2f, times to %d days in %u cells: %.2f to %.2f\n",
           t[7] - t[6], (t[7] - t[6]) / (t[5] - t[4]), intervals->grain_days, intervals->n_cells,
           intervals->total.value.lo, intervals->total.value.hi);
  g_print ("total clv %.2f, mean P(active) %.4f\n", set->total_clv, set->mean_p_active);
  print_digests (set);
  return 0;
}
