/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "clv-cli.h"
#include "clv-counted.h"
#include "clv-verb-covariates.h"
#include "clv-counts.h"
#include "clv-endless.h"
#include "clv-figures.h"
#include "clv-money.h"
#include "clv-payments.h"
#include "clv-product-margin.h"
#include "clv-verb-hybrid.h"
#include "clv-verb-interval.h"

static const char * const timings[] = { "start", "mid", "end" };

static gboolean
set_horizon (ClvValueDefinition  *definition,
             const char          *text,
             GError             **error)
{
  ClvDate date = clv_date_parse (text);

  definition->horizon_date = date;
  if (date != CLV_DATE_INVALID)
    return TRUE;

  return clv_duration_parse (text, &definition->horizon, error);
}

static gboolean
set_rate (ClvValueDefinition  *definition,
          const char          *text,
          gboolean             is_monthly,
          GError             **error)
{
  if (!clv_rate_parse (text, &definition->rate, error))
    return FALSE;
  /* Nominal a month: twelve of them, one on top of the other, make a year. */
  if (is_monthly)
    definition->rate = pow (1 + definition->rate, 12) - 1;

  return TRUE;
}

static void
add_definition (ClvCli                   *cli,
                const ClvValueDefinition *definition)
{
  g_autofree char *horizon = NULL;

  if (definition->horizon_date != CLV_DATE_INVALID)
    horizon = clv_date_to_iso (definition->horizon_date);
  else
    horizon = clv_duration_to_text (definition->horizon);
  clv_json_int (cli->json, "definition", definition->id);
  clv_json_number (cli->json, "margin", definition->margin);
  clv_json_text (cli->json, "horizon", horizon);
  clv_json_number (cli->json, "rate", definition->rate);
  clv_json_number (cli->json, "monthly_rate", clv_value_definition_get_monthly_rate (definition));
  clv_json_text (cli->json, "timing", timings[definition->timing]);
  clv_json_money (cli->json, "cost_to_serve", definition->cost_to_serve, definition->currency);
  clv_json_text (cli->json, "currency", definition->currency);
}

/* What the products that were imported say beside it. */
static gboolean
add_product_margin (ClvCli   *cli,
                    GError  **error)
{
  ClvProductMargin found;
  g_autofree char *margin = NULL;
  g_autofree char *share = NULL;

  if (!clv_product_margin_find (cli->workspace, &found, &cli->progress, error))
    return FALSE;
  if (found.share <= 0.0)
    return TRUE;

  clv_json_number (cli->json, "products_margin", found.margin);
  clv_json_number (cli->json, "products_share", found.share);
  margin = clv_percent_format (found.margin, 1);
  share = clv_percent_format (found.share, 0);
  /* Translators: a share such as "41.2 %", another one */
  clv_cli_print (cli, _("The imported products give a margin of %s, weighted by sales; they are %s "
                        "of them.\n"), margin, share);
  return TRUE;
}

typedef struct
{
  char *margin;
  char *horizon;
  char *rate;
  char *timing;
  char *cost;
  gboolean is_monthly;
} DefineOptions;

static gboolean
apply_definition (ClvValueDefinition   *definition,
                  const DefineOptions  *options,
                  GError              **error)
{
  if (options->margin != NULL && !clv_rate_parse (options->margin, &definition->margin, error))
    return FALSE;
  if (options->horizon != NULL && !set_horizon (definition, options->horizon, error))
    return FALSE;
  if (options->rate != NULL && !set_rate (definition, options->rate, options->is_monthly, error))
    return FALSE;
  if (options->timing != NULL)
    {
      guint i = 0;

      while (i < G_N_ELEMENTS (timings) && !g_str_equal (timings[i], options->timing))
        i++;
      if (i == G_N_ELEMENTS (timings))
        {
          g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("“%s” is not a timing. It is start, mid or end."), options->timing);
          return FALSE;
        }
      definition->timing = i;
    }
  if (options->cost != NULL)
    {
      char *end = NULL;
      double cost = g_ascii_strtod (options->cost, &end);

      if (end == options->cost || *end != '\0' || !(cost >= 0 && cost < 1e12))
        {
          g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("“%s” is not an amount a year. Write it as 12.50."), options->cost);
          return FALSE;
        }
      definition->cost_to_serve = clv_money_from_major (cost, definition->currency);
    }

  return clv_value_definition_validate (definition, error);
}

static gboolean
define (ClvCli               *cli,
        const DefineOptions  *options,
        GError              **error)
{
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autofree char *text = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *monthly = NULL;
  gboolean is_change = options->margin != NULL || options->horizon != NULL
                       || options->rate != NULL || options->timing != NULL
                       || options->cost != NULL;

  if (clv_cli_open (cli, is_change ? CLV_OPEN_READ_WRITE : CLV_OPEN_READ_ONLY, error) == NULL)
    return FALSE;
  definition = clv_value_definition_load (cli->workspace, 0, error);
  if (definition == NULL || !apply_definition (definition, options, error))
    return FALSE;
  if (is_change && !clv_value_definition_save (definition, cli->workspace, cli->actor, error))
    return FALSE;

  add_definition (cli, definition);
  text = clv_value_definition_describe (definition);
  rate = clv_percent_format (definition->rate, 2);
  monthly = clv_percent_format (clv_value_definition_get_monthly_rate (definition), 5);
  clv_cli_print (cli, _("Value definition %" PRId64 ": %s. %s a year is %s a month.\n"),
                 definition->id, text, rate, monthly);

  return add_product_margin (cli, error);
}

int
clv_verb_define (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  DefineOptions options = { 0 };
  const GOptionEntry entries[] = {
    { "margin", 0, 0, G_OPTION_ARG_STRING, &options.margin, N_("Share of the spend kept"), "40%" },
    { "horizon", 0, 0, G_OPTION_ARG_STRING, &options.horizon, N_("How far into the future"),
      "39w|12m|3y|infinite|DATE" },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &options.rate, N_("Discount rate, annual effective"),
      "10%" },
    { "nominal-monthly", 0, 0, G_OPTION_ARG_NONE, &options.is_monthly,
      N_("The rate given is one a month"), NULL },
    { "timing", 0, 0, G_OPTION_ARG_STRING, &options.timing, N_("Where in a month money falls"),
      "start|mid|end" },
    { "cost-to-serve", 0, 0, G_OPTION_ARG_STRING, &options.cost,
      N_("Amount a year while active"), "AMOUNT" },
    G_OPTION_ENTRY_NULL
  };
  gboolean is_done;

  is_done = clv_cli_parse (cli, entries, 1, 1, &error) && define (cli, &options, &error);
  g_free (options.margin);
  g_free (options.horizon);
  g_free (options.rate);
  g_free (options.timing);
  g_free (options.cost);

  return is_done ? clv_cli_finish (cli) : clv_cli_fail (cli, error);
}

static ClvScoreSet *
score (ClvCli      *cli,
       const char  *fit_text,
       const char  *horizon,
       const char  *rate,
       gboolean     with_columns,
       GError     **error)
{
  g_autoptr(ClvValueDefinition) definition = NULL;
  gint64 fit = 0;

  if (fit_text != NULL && !clv_cli_parse_id (fit_text, _("fit"), &fit, error))
    return NULL;
  if (clv_cli_open (cli, CLV_OPEN_READ_WRITE, error) == NULL)
    return NULL;
  definition = clv_value_definition_load (cli->workspace, 0, error);
  if (definition == NULL)
    return NULL;
  /* It is stored with the scores by it. */
  if ((horizon != NULL && !set_horizon (definition, horizon, error))
      || (rate != NULL && !set_rate (definition, rate, FALSE, error))
      || !clv_value_definition_validate (definition, error))
    return NULL;

  if (with_columns)
    return clv_score_set_run (cli->workspace, fit, definition, cli->actor, &cli->progress, error);
  return clv_score_set_run_totals (cli->workspace, fit, definition, cli->actor, &cli->progress,
                                   error);
}

/* What the horizon means for the kind, as a sentence or null. */
static gboolean
add_endless (ClvCli            *cli,
             const ClvScoreSet *scores,
             const ClvFit      *fit,
             GError           **error)
{
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autofree char *endless = NULL;
  g_autofree char *worthless = NULL;

  definition = clv_value_definition_load (cli->workspace, scores->definition_id, error);
  if (definition == NULL)
    return FALSE;
  endless = clv_fit_describe_endless (fit, definition);
  worthless = clv_score_set_describe_worthless (scores, definition);
  clv_json_text (cli->json, "horizon_note", endless);
  if (endless != NULL)
    clv_cli_print (cli, _("Note: %s\n"), endless);
  clv_json_text (cli->json, "value_note", worthless);
  if (worthless != NULL)
    clv_cli_print (cli, _("Note: %s\n"), worthless);
  return TRUE;
}

/* Contracts of several periods, each valued by a fit of its own. */
static void
add_periods (ClvCli       *cli,
             const ClvFit *fit)
{
  g_autofree char *periods = clv_fit_describe_periods (fit);

  clv_cli_add_periods (cli, fit, FALSE);
  if (periods != NULL)
    /* Translators: "months: 812 customers, years: 114 customers" */
    clv_cli_print (cli, _("Contracts of each period by their own fit: %s.\n"), periods);
}

/* Subscriptions that have no value by this fit. */
static void
add_left_out (ClvCli            *cli,
              const ClvScoreSet *scores)
{
  g_autofree char *sentence = NULL;

  clv_json_int (cli->json, "left_out", (gint64) scores->n_left_out);
  if (scores->n_left_out == 0)
    return;
  sentence = clv_payments_describe_left_out (scores->n_left_out, scores->left_out);
  clv_cli_print (cli, _("Note: %s\n"), sentence);
}

int
clv_verb_score (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(ClvIntervals) intervals = NULL;
  g_autoptr(ClvFit) used = NULL;
  g_autoptr(GError) unread = NULL;
  gboolean with_interval = FALSE;
  g_autofree char *fit = NULL;
  g_autofree char *horizon = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *convention = NULL;
  g_autofree char *total = NULL;
  g_autofree char *customers = NULL;
  g_autofree char *purchases = NULL;
  const GOptionEntry entries[] = {
    { "fit", 0, 0, G_OPTION_ARG_STRING, &fit, N_("Which fit; the newest otherwise"), "ID" },
    { "horizon", 0, 0, G_OPTION_ARG_STRING, &horizon, N_("Another horizon"), "39w|12m|DATE" },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &rate, N_("Another annual effective rate"), "10%" },
    { "interval", 0, 0, G_OPTION_ARG_NONE, &with_interval, N_("Say how sure the totals are"),
      NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 1, 1, &error))
    return clv_cli_fail (cli, error);
  scores = score (cli, fit, horizon, rate, with_interval, &error);
  if (scores != NULL && with_interval)
    intervals = clv_intervals_new_for_scores (cli->workspace, scores, NULL, 0, CLV_INTERVAL_LEVEL,
                                              &cli->progress, &error);
  if (scores == NULL
      || (error != NULL
          && !g_error_matches (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED)))
    return clv_cli_fail (cli, error);

  used = clv_fit_load (cli->workspace, scores->fit_id, &unread);
  if (used == NULL)
    return clv_cli_fail (cli, unread);
  convention = clv_figure_describe_scores (scores);
  total = clv_money_format_major (scores->total_clv, scores->currency);
  customers = clv_count_customers (scores->n);
  purchases = clv_number_format (scores->total_expected_purchases, 2);
  clv_json_int (cli->json, "score_set", scores->id);
  clv_json_int (cli->json, "fit", scores->fit_id);
  clv_json_int (cli->json, "definition", scores->definition_id);
  clv_json_int (cli->json, "customers", scores->n);
  clv_json_number (cli->json, "expected_purchases", scores->total_expected_purchases);
  clv_json_text (cli->json, "counted",
                 clv_counted_get_id (clv_counted_find_expected (used->kind->id)));
  clv_json_number (cli->json, "total_clv", scores->total_clv);
  clv_json_text (cli->json, "currency", scores->currency);
  clv_json_text (cli->json, "convention", convention);
  clv_json_number (cli->json, "mean_p_active", scores->mean_p_active);
  clv_json_date (cli->json, "as_of", scores->as_of);
  clv_json_date (cli->json, "horizon_end", scores->horizon_end);
  clv_json_text (cli->json, "valid_until", scores->valid_until);
  clv_json_number (cli->json, "cpu_seconds", scores->cpu_seconds);
  clv_cli_print (cli,
                 /* Translators: a number, "300 customers", a number, "purchases" or "renewals",
                  * an amount, its convention, a day */
                 _("Score set %d: %s, %s expected %s, %s in total (%s), valid until %s.\n"),
                 (int) scores->id, customers, purchases,
                 clv_counted_get_noun (clv_counted_find_expected (used->kind->id)), total,
                 convention, scores->valid_until);
  clv_cli_add_hybrid_totals (cli, scores);
  add_periods (cli, used);
  if (intervals != NULL)
    clv_cli_print_intervals (cli, intervals, scores->currency);
  if (error != NULL)
    clv_cli_print (cli, _("Note: %s\n"), error->message);
  clv_cli_add_unknown_levels (cli, scores);
  add_left_out (cli, scores);
  g_clear_error (&error);
  if (!add_endless (cli, scores, used, &error))
    return clv_cli_fail (cli, error);

  return clv_cli_finish (cli);
}
