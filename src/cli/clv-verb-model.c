/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-calendar-fit.h"
#include "clv-cli.h"
#include "clv-cnbd.h"
#include "clv-counts.h"
#include "clv-verb-covariates.h"
#include "clv-verb-hybrid.h"
#include "clv-verb-retention.h"
#include "clv-quality.h"
#include "clv-fit.h"

static void
add_spend (ClvCli       *cli,
           const ClvFit *fit)
{
  static const char * const names[] = { "p", "q", "gamma" };
  g_autofree char *customers = NULL;

  json_builder_set_member_name (cli->json, "spend");
  if (!fit->has_spend)
    {
      json_builder_add_null_value (cli->json);
      return;
    }

  json_builder_begin_object (cli->json);
  clv_json_parameters (cli->json, "parameters", 3, names, fit->spend_parameters);
  clv_json_parameters (cli->json, "standard_errors", 3, names, fit->spend_standard_errors);
  clv_json_number (cli->json, "log_likelihood", fit->spend_log_likelihood);
  clv_json_int (cli->json, "customers", fit->spend_n);
  clv_json_number (cli->json, "correlation", fit->spend_correlation);
  json_builder_end_object (cli->json);
  customers = clv_count_customers (fit->spend_n);
  clv_cli_print (cli, _("Spend: Gamma-Gamma p %.7g, q %.7g, gamma %.7g, log-likelihood %.6f "
                        "(%s); correlation of frequency and spend %.3f\n"),
                 fit->spend_parameters[0], fit->spend_parameters[1], fit->spend_parameters[2],
                 fit->spend_log_likelihood, customers, fit->spend_correlation);
}

static const char *
get_unit (const ClvFit *fit)
{
  if (fit->spec->opportunity != CLV_OPPORTUNITY_NONE && fit->hybrid == NULL)
    return clv_opportunity_get_id (fit->spec->opportunity);
  return fit->spec->unit_days == 7 ? "week" : "day";
}

static const char *
get_units (const ClvFit *fit)
{
  if (fit->spec->opportunity != CLV_OPPORTUNITY_NONE && fit->hybrid == NULL)
    return clv_opportunity_get_plural (fit->spec->opportunity);
  return fit->spec->unit_days == 7 ? _("weeks") : _("days");
}

static void
add_ratio (JsonBuilder *json,
           const char  *name,
           double       statistic,
           guint        df,
           double       p)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_object (json);
  clv_json_number (json, "statistic", statistic);
  clv_json_int (json, "df", df);
  clv_json_number (json, "p", p);
  json_builder_end_object (json);
}

/* Against neither columns nor calendar, of a fit with both. */
static void
add_ratio_of_both (ClvCli       *cli,
                   const ClvFit *fit)
{
  double statistic = 0.0;
  guint df = 0;
  double p = clv_explained_test_effects (fit, &statistic, &df);

  if (fit->covariates == NULL || fit->spec->calendar == NULL)
    return;
  add_ratio (cli->json, "likelihood_ratio_of_both", statistic, df, p);
  if (!isnan (p))
    clv_cli_print (cli, _("  Against the model with neither columns nor seasons: likelihood ratio "
                          "%.3f, %u degrees of freedom, p = %.3g\n"), statistic, df, p);
}

/* What seasons and promotions do; null where there are none. */
static void
add_calendar (ClvCli       *cli,
              const ClvFit *fit)
{
  const ClvCalendar *calendar = fit->spec->calendar;
  g_autoptr(GArray) effects = clv_calendar_list_effects (fit);
  double statistic = 0.0;
  double p = 0.0;
  guint df = 0;

  json_builder_set_member_name (cli->json, "calendar");
  if (calendar == NULL)
    {
      json_builder_add_null_value (cli->json);
      return;
    }

  json_builder_begin_object (cli->json);
  json_builder_set_member_name (cli->json, "effects");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < effects->len; i++)
    {
      const ClvCalendarEffect *effect = &g_array_index (effects, ClvCalendarEffect, i);
      const char *name = calendar->name[effect->event];
      g_autofree char *days = clv_calendar_dup_days (calendar, effect->event);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "name", name);
      clv_json_text (cli->json, "kind", calendar->type[effect->event] == CLV_CALENDAR_SEASON
                                        ? "season" : "promotion");
      clv_json_text (cli->json, "days", days);
      clv_json_text (cli->json, "process", effect->is_drop_out ? "drop-out" : "purchases");
      clv_json_number (cli->json, "coefficient", log (effect->factor));
      clv_json_number (cli->json, "standard_error", effect->standard_error / effect->factor);
      clv_json_number (cli->json, "lo", log (effect->lo));
      clv_json_number (cli->json, "hi", log (effect->hi));
      clv_json_number (cli->json, "factor", effect->factor);
      clv_json_number (cli->json, "factor_lo", effect->lo);
      clv_json_number (cli->json, "factor_hi", effect->hi);
      json_builder_end_object (cli->json);
      clv_cli_print (cli, effect->is_drop_out ? _("  %s, speed of dropping out: %.4g times\n")
                                              : _("  %s, speed of buying: %.4g times\n"),
                     name, effect->factor);
    }
  json_builder_end_array (cli->json);
  p = clv_calendar_test_effects (fit, &statistic, &df);
  add_ratio (cli->json, "likelihood_ratio", statistic, df, p);
  json_builder_end_object (cli->json);
  if (!isnan (p))
    clv_cli_print (cli, _("  Against the model without them: likelihood ratio %.3f, %u degrees of "
                          "freedom, p = %.3g\n"), statistic, df, p);
}

static void
add_fit (ClvCli       *cli,
         const ClvFit *fit)
{
  g_autofree char *until = clv_date_to_display (fit->spec->until);
  g_autofree char *customers = clv_count_customers (fit->n_customers);

  clv_json_int (cli->json, "fit", fit->id);
  clv_json_text (cli->json, "model", fit->spec->kind);
  clv_json_date (cli->json, "until", fit->spec->until);
  clv_json_text (cli->json, "unit", get_unit (fit));
  clv_json_int (cli->json, "customers", fit->n_customers);
  clv_json_int (cli->json, "repeat_customers", fit->n_repeat);
  clv_json_int (cli->json, "distinct_cells", fit->n_cells);
  clv_json_parameters (cli->json, "parameters", fit->kind->n_parameters, fit->kind->parameter_names,
                       fit->parameters);
  clv_json_parameters (cli->json, "standard_errors", fit->kind->n_parameters,
                       fit->kind->parameter_names, fit->standard_errors);
  clv_json_number (cli->json, "log_likelihood", fit->log_likelihood);
  clv_json_text (cli->json, "state", clv_fit_state_get_id (fit->state));
  clv_json_int (cli->json, "evaluations", fit->evaluations);
  if (isfinite (fit->log_likelihood))
    clv_cli_print (cli, _("%s on %s up to %s, time in %s, log-likelihood %.6f: %s\n"),
                   _(fit->kind->name), customers, until, get_units (fit), fit->log_likelihood,
                   clv_fit_state_describe (fit->state));
  else
    clv_cli_print (cli, _("%s on %s up to %s, time in %s\n"), _(fit->kind->name), customers, until,
                   get_units (fit));
  for (guint i = 0; i < MIN (fit->kind->n_parameters, fit->kind->is_dated ? 4 : G_MAXUINT); i++)
    clv_cli_print (cli, "  %s = %.7g\n", fit->kind->parameter_names[i], fit->parameters[i]);
  if (fit->covariates != NULL)
    clv_cli_add_covariates (cli, fit);
  clv_cli_add_hybrid_fit (cli, fit);
  clv_cli_add_periods (cli, fit, TRUE);
  add_calendar (cli, fit);
  add_ratio_of_both (cli, fit);
  add_spend (cli, fit);

  json_builder_set_member_name (cli->json, "diagnostics");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < fit->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *diagnostic = g_ptr_array_index (fit->diagnostics, i);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "code", diagnostic->code);
      clv_json_text (cli->json, "message", diagnostic->message);
      json_builder_end_object (cli->json);
      clv_cli_print (cli, _("Note: %s\n"), diagnostic->message);
    }
  json_builder_end_array (cli->json);
  json_builder_set_member_name (cli->json, "cpu_seconds");
  json_builder_begin_object (cli->json);
  clv_json_number (cli->json, "load", fit->cpu_load);
  clv_json_number (cli->json, "summary", fit->cpu_summary);
  clv_json_number (cli->json, "fit", fit->cpu_fit);
  json_builder_end_object (cli->json);
}

/* Who is refused by the quality gate is told how to fit all the same. */
static int
fail_fit (ClvCli           *cli,
          const ClvQuality *quality,
          const char       *reason,
          const GError     *error)
{
  g_autoptr(GError) with_hint = NULL;

  if (quality == NULL || quality->state != CLV_QUALITY_RED || reason != NULL
      || !g_error_matches (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE)
      || !clv_quality_is_possible (quality))
    return clv_cli_fail (cli, error);

  with_hint = g_error_new (error->domain, error->code,
                           _("%s To fit all the same, give a reason for the ledger: "
                             "--override-quality \"REASON\"."), error->message);

  return clv_cli_fail (cli, with_hint);
}

static gboolean
set_regularity (ClvModelSpec  *spec,
                int            regularity,
                GError       **error)
{
  const ClvModelKind *kind = clv_model_kind_find (spec->kind);

  if (regularity != 0 && (kind == NULL || kind->choose_regularity == NULL))
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("--regularity belongs to the models bg-cnbd and mbg-cnbd, not to %s. Nothing "
                     "was fitted."), spec->kind);
      return FALSE;
    }
  if (regularity < 0 || regularity > CLV_CNBD_MOST_REGULAR)
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("The regularity is a whole number from 1 to %d, or 0 for the one of greatest "
                     "likelihood. Nothing was fitted."), CLV_CNBD_MOST_REGULAR);
      return FALSE;
    }

  spec->regularity = (guint) regularity;
  return TRUE;
}

static gboolean
set_opportunity (ClvModelSpec  *spec,
                 const char    *opportunity,
                 GError       **error)
{
  const ClvModelKind *kind = clv_model_kind_find (spec->kind);

  if (opportunity == NULL)
    return TRUE;
  if (kind == NULL || (kind->history < CLV_HISTORY_OPPORTUNITIES && !kind->joins_contract))
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("--opportunity belongs to models that count by the calendar, not to %s. "
                     "Nothing was fitted."), spec->kind);
      return FALSE;
    }
  spec->opportunity = clv_opportunity_find (opportunity);
  if (spec->opportunity == CLV_OPPORTUNITY_NONE)
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("“%s” is no opportunity. It is day, week, month, quarter or year. Nothing was "
                     "fitted."), opportunity);
      return FALSE;
    }

  return TRUE;
}

int
clv_verb_fit (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvFit) fit = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *spend = NULL;
  g_autofree char *until = NULL;
  g_autofree char *unit = NULL;
  g_auto(ClvExplainOptions) explain = { NULL, };
  g_autofree GOptionEntry *all = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *opportunity = NULL;
  g_autofree char *contract = NULL;
  g_autofree char *orders = NULL;
  g_autofree char *orders_end = NULL;
  int regularity = 0;
  gboolean are_counted = FALSE;
  g_autoptr(ClvQuality) quality = NULL;
  g_autoptr(ClvRetention) retention = NULL;
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &kind, N_("Model kind"), "bg-nbd|…" },
    { "spend", 0, 0, G_OPTION_ARG_STRING, &spend, N_("Spend model"), "gamma-gamma|none" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &until, N_("Last day that is looked at"), "DATE" },
    { "unit", 0, 0, G_OPTION_ARG_STRING, &unit, N_("Time unit"), "day|week" },
    { "regularity", 0, 0, G_OPTION_ARG_INT, &regularity,
      N_("Ticks a purchase of the CNBD models, chosen by the likelihood otherwise"), "K" },
    { "opportunity", 0, 0, G_OPTION_ARG_STRING, &opportunity,
      N_("Calendar period of the models that count by them"), "day|week|month|quarter|year" },
    { "contract", 0, 0, G_OPTION_ARG_STRING, &contract, N_("Model of the contracts of hybrid"),
      "sbg|bdw" },
    { "orders", 0, 0, G_OPTION_ARG_STRING, &orders, N_("Model of the orders of hybrid"),
      "bg-nbd|mbg-nbd|pareto-nbd|nbd" },
    { "orders-end", 0, 0, G_OPTION_ARG_STRING, &orders_end,
      N_("What the end of a contract means for the orders of hybrid"),
      "by-data|alone|with-contract" },
    { "override-quality", 0, 0, G_OPTION_ARG_STRING, &reason,
      N_("Fit although the quality gate is red, and say why"), N_("REASON") },
    G_OPTION_ENTRY_NULL
  };

  all = clv_explain_options_join (&explain, entries);
  if (!clv_cli_parse (cli, all, 1, 1, &error)
      || !clv_cli_set_spec (spec, kind, spend, until, unit, &error)
      || !clv_explain_options_apply (&explain, spec, FALSE, &error))
    return clv_cli_fail (cli, error);
  if (!set_regularity (spec, regularity, &error) || !set_opportunity (spec, opportunity, &error)
      || !clv_cli_set_hybrid (spec, contract, orders, orders_end, &error))
    return clv_cli_fail (cli, error);
  if (clv_cli_open (cli, CLV_OPEN_READ_WRITE, &error) == NULL
      || !clv_customers_are_counted (cli->workspace, &are_counted, &error)
      || (!are_counted && !clv_cli_check_unit (spec, unit, &error)))
    return clv_cli_fail (cli, error);
  fit = clv_quality_fit (cli->workspace, spec, CLV_DATE_INVALID, reason, cli->actor,
                         &cli->progress, &quality, &error);
  if (fit == NULL)
    return fail_fit (cli, quality, reason, error);

  retention = clv_retention_load (cli->workspace, fit, &cli->progress, &error);
  if (error != NULL)
    return clv_cli_fail (cli, error);
  add_fit (cli, fit);
  clv_cli_add_retention (cli, retention);

  return clv_cli_finish (cli);
}
