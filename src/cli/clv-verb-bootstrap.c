/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-bootstrap.h"
#include "clv-cli.h"
#include "clv-covariate.h"
#include "clv-figures.h"
#include "clv-load.h"
#include "clv-money.h"
#include "clv-verb-interval.h"

typedef struct
{
  char *replicates;
  char *level;
  char *method;
  char *seed;
} Options;

typedef struct
{
  gint64 replicates;
  gint64 seed;
  double level;
  gboolean methods[2];
} Choice;

static gboolean
read_options (const Options  *options,
              const ClvFit   *fit,
              Choice         *choice,
              GError        **error)
{
  choice->replicates = CLV_BOOTSTRAP_REPLICATES;
  choice->seed = (gint64) fit->spec->seed;
  choice->methods[CLV_BOOTSTRAP_PARAMETRIC] = clv_bootstrap_can (fit, CLV_BOOTSTRAP_PARAMETRIC,
                                                                 NULL);
  choice->methods[CLV_BOOTSTRAP_RESAMPLING] = TRUE;
  if (options->replicates != NULL
      && !g_ascii_string_to_signed (options->replicates, 10, 20, 100000, &choice->replicates, NULL))
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("“%s” is not a number of replicates, which is 20 to 100000."),
                   options->replicates);
      return FALSE;
    }
  if (options->seed != NULL
      && !g_ascii_string_to_signed (options->seed, 10, 0, G_MAXINT64, &choice->seed, NULL))
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("“%s” is not a seed, which is a whole number."), options->seed);
      return FALSE;
    }
  if (options->method != NULL)
    {
      for (guint i = 0; i < 2; i++)
        choice->methods[i] = g_str_equal (options->method, clv_bootstrap_method_get_id (i));
      if (!choice->methods[0] && !choice->methods[1])
        {
          g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("“%s” is not a method. It is parametric or resampling."),
                       options->method);
          return FALSE;
        }
    }
  return clv_cli_parse_level (options->level, &choice->level, error);
}

static double
find_ratio (const ClvInterval *one,
            const ClvInterval *other)
{
  return (one->hi - one->lo) / (other->hi - other->lo);
}

static void
add_bootstrap (ClvCli             *cli,
               const ClvBootstrap *bootstrap,
               const ClvIntervals *delta,
               const char         *currency)
{
  g_autofree char *lo = clv_money_format_major (bootstrap->value.lo, currency);
  g_autofree char *hi = clv_money_format_major (bootstrap->value.hi, currency);
  g_autofree char *fewest = clv_number_format (bootstrap->purchases.lo, 1);
  g_autofree char *most = clv_number_format (bootstrap->purchases.hi, 1);
  g_autofree char *text = clv_bootstrap_describe (bootstrap, delta);
  const char *id = clv_bootstrap_method_get_id (bootstrap->method);

  json_builder_set_member_name (cli->json, id);
  json_builder_begin_object (cli->json);
  clv_json_int (cli->json, "replicates", bootstrap->n_asked);
  clv_json_int (cli->json, "used", bootstrap->n_used);
  clv_json_interval (cli->json, "value", &bootstrap->value);
  clv_json_interval (cli->json, "purchases", &bootstrap->purchases);
  clv_json_number (cli->json, "ratio", find_ratio (&bootstrap->value, &delta->total.value));
  clv_json_number (cli->json, "purchases_ratio",
                   find_ratio (&bootstrap->purchases, &delta->total.purchases));
  clv_json_number (cli->json, "parameter_ratio",
                   bootstrap->value.parameter_error / delta->total.value.parameter_error);
  clv_json_text (cli->json, "conclusion", text);
  clv_json_number (cli->json, "cpu_seconds", bootstrap->cpu_seconds);
  json_builder_end_object (cli->json);
  /* Translators: a method, number of pasts, number asked for, two amounts, "purchases" or
   * "renewals", two numbers of them, a sentence */
  clv_cli_print (cli, _("%s, %u of %u pasts fitted: value %s to %s, expected %s %s to %s. %s\n"),
                 bootstrap->method == CLV_BOOTSTRAP_PARAMETRIC
                 ? _("Pasts that the model would have made") : _("Customers drawn again"),
                 bootstrap->n_used, bootstrap->n_asked, lo, hi,
                 clv_counted_get_noun (delta->counted), fewest, most, text);
}

static gboolean
run_bootstrap (ClvCli         *cli,
               const Options  *options,
               GError        **error)
{
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autoptr(ClvCustomers) customers = NULL;
  const ClvTransactions *rows = NULL;
  g_autoptr(ClvIntervals) delta = NULL;
  g_autofree char *convention = NULL;
  Choice choice;

  if (clv_cli_open (cli, CLV_OPEN_READ_ONLY, error) == NULL)
    return FALSE;
  scores = clv_cli_load_scores (cli, error);
  fit = scores != NULL ? clv_fit_load (cli->workspace, scores->fit_id, error) : NULL;
  definition = fit != NULL ? clv_value_definition_load (cli->workspace, scores->definition_id,
                                                        error) : NULL;
  if (definition == NULL || !read_options (options, fit, &choice, error))
    return FALSE;
  /* Before anything is printed. */
  for (guint i = 0; i < 2; i++)
    {
      if (choice.methods[i] && !clv_bootstrap_can (fit, i, error))
        return FALSE;
    }
  if (fit->covariates != NULL || fit->spec->calendar != NULL)
    {
      customers = clv_covariate_load_customers (cli->workspace, scores->as_of,
                                                fit->spec->unit_days, &cli->progress, error);
      if (customers == NULL)
        return FALSE;
      rows = customers->transactions;
    }
  delta = clv_intervals_new_for_columns (fit, definition, scores, rows, NULL, 0, choice.level,
                                         &cli->progress, error);
  if (delta == NULL)
    return FALSE;
  convention = clv_figure_describe_scores (scores);
  clv_json_int (cli->json, "score_set", scores->id);
  clv_json_text (cli->json, "model", fit->kind->id);
  clv_json_int (cli->json, "seed", choice.seed);
  clv_json_text (cli->json, "currency", scores->currency);
  clv_json_text (cli->json, "convention", convention);
  clv_cli_print (cli, "%s\n", convention);
  clv_cli_print_intervals (cli, delta, scores->currency);
  json_builder_set_member_name (cli->json, "delta");
  json_builder_begin_object (cli->json);
  clv_json_interval (cli->json, "value", &delta->total.value);
  clv_json_interval (cli->json, "purchases", &delta->total.purchases);
  clv_json_number (cli->json, "cpu_seconds", delta->cpu_seconds);
  json_builder_end_object (cli->json);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(ClvBootstrap) bootstrap = NULL;

      if (!choice.methods[i])
        continue;
      bootstrap = clv_bootstrap_new_for_rows (fit, definition, scores, rows, i,
                                              (guint) choice.replicates, choice.level,
                                              (guint64) choice.seed, delta, &cli->progress,
                                              error);
      if (bootstrap == NULL)
        return FALSE;
      add_bootstrap (cli, bootstrap, delta, scores->currency);
    }
  return TRUE;
}

int
clv_verb_bootstrap (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "replicates", 0, 0, G_OPTION_ARG_STRING, &options.replicates,
      N_("How many other pasts; 200 otherwise"), "N" },
    { "level", 0, 0, G_OPTION_ARG_STRING, &options.level, N_("Share of the futures to cover"),
      "80" },
    { "method", 0, 0, G_OPTION_ARG_STRING, &options.method, N_("One method; both otherwise"),
      "parametric|resampling" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &options.seed, N_("Of the random numbers"), "N" },
    G_OPTION_ENTRY_NULL
  };
  gboolean is_done = clv_cli_parse (cli, entries, 1, 1, &error)
                     && run_bootstrap (cli, &options, &error);

  g_free (options.replicates);
  g_free (options.level);
  g_free (options.method);
  g_free (options.seed);
  return is_done ? clv_cli_finish (cli) : clv_cli_fail (cli, error);
}
