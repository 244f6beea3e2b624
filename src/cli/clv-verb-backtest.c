/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-cli.h"
#include "clv-payments.h"
#include "clv-comparison.h"
#include "clv-counts.h"
#include "clv-hybrid.h"
#include "clv-records.h"
#include "clv-rolling.h"
#include "clv-verb-covariates.h"
#include "clv-verb-hybrid.h"

static void
add_accuracy (ClvCli            *cli,
              const ClvAccuracy *accuracy)
{
  clv_json_number (cli->json, "predicted", accuracy->predicted);
  clv_json_number (cli->json, "actual", accuracy->actual);
  clv_json_number (cli->json, "aggregate_error", accuracy->bias);
  clv_json_number (cli->json, "mae", accuracy->mae);
  clv_json_number (cli->json, "rmse", accuracy->rmse);
  clv_json_number (cli->json, "spearman", accuracy->spearman);
  clv_json_number (cli->json, "gini", accuracy->gini);
  clv_json_number (cli->json, "lift", accuracy->lift);
}

/* "x" is where a group begins: purchases, or days since the last one. */
static void
add_groups (ClvCli       *cli,
            const char   *name,
            const GArray *groups)
{
  json_builder_set_member_name (cli->json, name);
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < groups->len; i++)
    {
      const ClvConditionalGroup *group = &g_array_index (groups, ClvConditionalGroup, i);

      json_builder_begin_object (cli->json);
      clv_json_int (cli->json, "x", group->from);
      json_builder_set_member_name (cli->json, "to");
      if (group->to == G_MAXUINT32)
        json_builder_add_null_value (cli->json);
      else
        json_builder_add_int_value (cli->json, group->to);
      clv_json_int (cli->json, "customers", group->customers);
      clv_json_number (cli->json, "predicted", group->predicted);
      clv_json_number (cli->json, "naive", group->naive);
      clv_json_number (cli->json, "actual", group->actual);
      clv_json_number (cli->json, "lo", group->lo);
      clv_json_number (cli->json, "hi", group->hi);
      json_builder_end_object (cli->json);
    }
  json_builder_end_array (cli->json);
}

static void
add_errors (ClvCli            *cli,
            const ClvBacktest *backtest)
{
  double too_many = 0.0;
  double too_few = 0.0;

  clv_backtest_get_misses (backtest, &too_many, &too_few);
  clv_json_number (cli->json, "too_many", too_many);
  clv_json_number (cli->json, "too_few", too_few);
  json_builder_set_member_name (cli->json, "errors");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < backtest->errors->len; i++)
    {
      const ClvErrorGroup *group = &g_array_index (backtest->errors, ClvErrorGroup, i);

      json_builder_begin_object (cli->json);
      clv_json_number (cli->json, "from", group->from);
      clv_json_number (cli->json, "to", group->to);
      clv_json_int (cli->json, "customers", group->customers);
      json_builder_end_object (cli->json);
    }
  json_builder_end_array (cli->json);
}

static void
add_backtest (ClvCli            *cli,
              const ClvBacktest *backtest)
{
  clv_json_text (cli->json, "note", backtest->note);
  clv_json_date (cli->json, "split", backtest->split);
  clv_json_date (cli->json, "until", backtest->until);
  clv_json_int (cli->json, "customers", backtest->n);
  add_accuracy (cli, &backtest->accuracy);
  clv_json_number (cli->json, "naive_mae", backtest->naive_accuracy.mae);
  clv_json_number (cli->json, "naive_total", backtest->naive_accuracy.predicted);
  json_builder_set_member_name (cli->json, "deciles");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < backtest->deciles->len; i++)
    {
      const ClvBacktestDecile *decile = &g_array_index (backtest->deciles, ClvBacktestDecile, i);

      json_builder_begin_object (cli->json);
      clv_json_int (cli->json, "customers", decile->customers);
      clv_json_number (cli->json, "predicted", decile->predicted);
      clv_json_number (cli->json, "actual", decile->actual);
      clv_json_number (cli->json, "lo", decile->lo);
      clv_json_number (cli->json, "hi", decile->hi);
      clv_json_number (cli->json, "lift", decile->lift);
      json_builder_end_object (cli->json);
    }
  json_builder_end_array (cli->json);
  clv_json_int (cli->json, "tenths_within_interval", clv_backtest_count_calibrated (backtest));
  add_groups (cli, "by_frequency", backtest->by_frequency);
  add_groups (cli, "by_recency", backtest->by_recency);
  add_errors (cli, backtest);
  json_builder_set_member_name (cli->json, "weekly");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < backtest->weekly->len; i++)
    {
      const ClvBacktestPeriod *period = &g_array_index (backtest->weekly, ClvBacktestPeriod, i);

      json_builder_begin_object (cli->json);
      clv_json_date (cli->json, "end", period->end);
      clv_json_number (cli->json, "actual", period->actual);
      clv_json_number (cli->json, "expected", period->expected);
      clv_json_number (cli->json, "cumulative_actual", period->cumulative_actual);
      clv_json_number (cli->json, "cumulative_expected", period->cumulative_expected);
      clv_json_number (cli->json, "lo", period->lo);
      clv_json_number (cli->json, "hi", period->hi);
      clv_json_bool (cli->json, "holdout", period->is_holdout);
      json_builder_end_object (cli->json);
    }
  json_builder_end_array (cli->json);
}

typedef struct
{
  ClvDate split;
  ClvDate until;
  ClvCounted counted;
} Days;

/* A month may end a few days after its last sale. */
#define GRACE_DAYS 7

#define ORIGINS 12
#define UNASKED G_MININT

/* Where there are no orders, what a rule can be tested on: payments of subscriptions. */
static gboolean
load_instead (ClvCli           *cli,
              const char       *kind,
              Days             *days,
              ClvTransactions **transactions,
              GError          **error)
{
  guint64 n_counted = 0;
  guint64 n_subscriptions = 0;

  if (!clv_records_count (cli->workspace, CLV_IMPORT_KIND_SUMMARY, &n_counted, error)
      || !clv_records_count (cli->workspace, CLV_IMPORT_KIND_SUBSCRIPTIONS, &n_subscriptions,
                             error))
    return FALSE;
  if (n_subscriptions > 0 && clv_model_kind_find (kind) == NULL)
    {
      days->counted = CLV_COUNTS_RENEWALS;
      clv_transactions_unref (*transactions);
      *transactions = clv_transactions_load_for_kind (cli->workspace, "sbg", &cli->progress,
                                                      error);
      return *transactions != NULL;
    }
  if (n_counted > 0)
    g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                         _("The customers were counted before the import, so nothing is known of "
                           "what they did after a split. Nothing was tested. Import the orders "
                           "themselves."));
  else if (n_subscriptions > 0)
    g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                         _("There are subscriptions and no orders in this workspace. Nothing was "
                           "tested. Take sbg or bdw, which are fitted on subscriptions, or import "
                           "orders."));
  else
    g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                         _("There are no orders in this workspace. Nothing was tested. "
                           "Import orders first."));
  return FALSE;
}

/* What is not known yet did not fail to happen. */
static gboolean
check_until (const Days             *days,
             const ClvTransactions  *transactions,
             GError                **error)
{
  g_autofree char *until = NULL;
  g_autofree char *last = NULL;

  if (days->until == CLV_DATE_INVALID || days->counted != CLV_COUNTS_PURCHASES
      || days->until <= transactions->last_day + GRACE_DAYS)
    return TRUE;
  until = clv_date_to_iso (days->until);
  last = clv_date_to_iso (transactions->last_day);
  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("What happened up to %s is not known: the data end on %s. Nothing was tested. "
                 "Choose an earlier --until."), until, last);
  return FALSE;
}

/* The rows and the days; the split that fits the history where none is given,
 * CLV_DATE_INVALID where it is too short. */
static gboolean
load (ClvCli           *cli,
      const char       *kind,
      const char       *split,
      const char       *until,
      Days             *days,
      ClvTransactions **transactions,
      GError          **error)
{
  if (!clv_cli_parse_date (split, "--split", &days->split, error)
      || !clv_cli_parse_date (until, "--until", &days->until, error)
      || clv_cli_open (cli, CLV_OPEN_READ_ONLY, error) == NULL)
    return FALSE;
  days->counted = clv_counted_find (kind);
  *transactions = clv_transactions_load_for_kind (cli->workspace, kind, &cli->progress, error);
  if (*transactions == NULL
      || ((*transactions)->n_rows == 0 && !load_instead (cli, kind, days, transactions, error))
      || !check_until (days, *transactions, error))
    return FALSE;

  return TRUE;
}

/* A sentence where no split can be suggested. */
static gboolean
suggest_split (Days                   *days,
               const ClvTransactions  *transactions,
               GError                **error)
{
  if (days->split == CLV_DATE_INVALID)
    days->split = clv_backtest_suggest_split (transactions);
  if (days->split != CLV_DATE_INVALID
      && (days->until == CLV_DATE_INVALID || days->split < days->until))
    return TRUE;
  g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                       days->split != CLV_DATE_INVALID
                       ? _("The end of the hold-out leaves nothing after the split that fits this "
                           "history. Nothing was tested. Give an earlier --split.")
                       : _("The history is too short to suggest a split. Nothing was tested. Give "
                           "one by --split."));
  return FALSE;
}

/* What to test: a kind, or a way of predicting that is no model. */
static gboolean
set_spec (ClvModelSpec  *spec,
          const char    *kind,
          const char    *unit,
          GError       **error)
{
  static const char * const baselines[] = {
    CLV_BASELINE_HISTORIC, CLV_BASELINE_COHORT, CLV_BASELINE_RFM, NULL
  };
  const gboolean is_baseline = kind != NULL && clv_model_kind_find (kind) == NULL
                               && g_strv_contains (baselines, kind);

  if (!clv_cli_set_spec (spec, is_baseline ? NULL : kind, NULL, NULL, unit, error))
    return FALSE;
  if (is_baseline)
    {
      g_free (spec->kind);
      spec->kind = g_strdup (kind);
    }

  return clv_cli_check_unit (spec, unit, error);
}

static void
add_origin (ClvCli          *cli,
            const ClvOrigin *origin)
{
  g_autofree char *split = clv_date_to_display (origin->split);

  json_builder_begin_object (cli->json);
  clv_json_date (cli->json, "split", origin->split);
  clv_json_date (cli->json, "until", origin->until);
  clv_json_text (cli->json, "problem", origin->problem);
  if (origin->problem == NULL)
    {
      clv_json_text (cli->json, "note", origin->note);
      clv_json_int (cli->json, "customers", origin->n);
      add_accuracy (cli, &origin->accuracy);
      clv_json_number (cli->json, "naive_rmse", origin->naive.rmse);
      clv_json_number (cli->json, "naive_mae", origin->naive.mae);
      clv_json_number (cli->json, "naive_total", origin->naive.predicted);
      clv_cli_print (cli, "%-14s %10.1f %10.0f %+9.2f %% %9.4f %9.4f\n", split,
                     origin->accuracy.predicted, origin->accuracy.actual,
                     100 * origin->accuracy.bias, origin->accuracy.rmse, origin->naive.rmse);
      if (origin->note != NULL && origin->fit_hash != NULL)
        clv_cli_print (cli, "%s\n", origin->note);
    }
  else
    {
      clv_cli_print (cli, "%-14s %s\n", split, origin->problem);
    }
  json_builder_end_object (cli->json);
}

static void
add_rolling (ClvCli           *cli,
             const ClvRolling *rolling,
             ClvCounted        counted)
{
  const ClvModelKind *kind = clv_model_kind_find (rolling->kind);
  g_autofree char *window = clv_duration_describe (rolling->window);

  /* Translators: a model, "purchases" or "renewals", a length of time such as "6 months" */
  clv_cli_print (cli, _("%s from splits a month apart. Counted are %s; hold-out after each split: "
                        "%s.\n"),
                 kind != NULL ? _(kind->name) : clv_baseline_get_name (rolling->kind),
                 clv_counted_get_noun (counted), window);
  clv_cli_print (cli, "%-14s %10s %10s %11s %9s %9s\n", _("Split"), _("expected"), _("actual"),
                 _("total"), "RMSE", _("baseline"));
  json_builder_set_member_name (cli->json, "origins");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < rolling->origins->len; i++)
    add_origin (cli, g_ptr_array_index (rolling->origins, i));
  json_builder_end_array (cli->json);
  clv_json_int (cli->json, "usable", rolling->n_usable);
  clv_json_int (cli->json, "better_than_naive", rolling->n_better);
  clv_json_number (cli->json, "mean_error", rolling->mean_bias);
  clv_json_number (cli->json, "worst_error", rolling->worst_bias);
  if (rolling->n_usable > 0)
    clv_cli_print (cli, _("The total was off by %+.1f %% on average and by %+.1f %% at worst.\n"),
                   100 * rolling->mean_bias, 100 * rolling->worst_bias);
  if (rolling->n_usable > 0 && !g_str_equal (rolling->kind, CLV_BASELINE_HISTORIC))
    clv_cli_print (cli, _("The squared error is smaller than that of “as often as before” at %u of "
                          "%u splits.\n"), rolling->n_better, rolling->n_usable);
}

static int
test_rolling (ClvCli             *cli,
              ClvTransactions    *transactions,
              const ClvModelSpec *spec,
              const Days         *days,
              const char         *window_text,
              int                 n_origins)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvRolling) rolling = NULL;
  ClvDuration window = { 0 };

  if (!clv_duration_parse (window_text, &window, &error))
    return clv_cli_fail (cli, error);
  if (window.unit == CLV_DURATION_INFINITE || n_origins < 1 || n_origins > CLV_ROLLING_ORIGINS_MAX)
    {
      g_printerr (_("--rolling wants the length of a hold-out, such as 6m, and --origins 1 to %d. "
                    "Nothing was tested.\n"), CLV_ROLLING_ORIGINS_MAX);
      return CLV_EXIT_USAGE;
    }
  rolling = clv_rolling_new_for_days (transactions, spec, window, (guint) n_origins, days->split,
                                      days->until, &cli->progress, &error);
  if (rolling == NULL)
    return clv_cli_fail (cli, error);

  clv_json_text (cli->json, "model", spec->kind);
  clv_json_text (cli->json, "window", window_text);
  clv_json_text (cli->json, "counted", clv_counted_get_id (days->counted));
  add_rolling (cli, rolling, days->counted);

  return clv_cli_finish (cli);
}

static gboolean
check_origins (const char  *rolling,
               int          n_origins,
               GError     **error)
{
  if (rolling != NULL || n_origins == UNASKED)
    return TRUE;
  g_set_error_literal (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("--origins goes with --rolling. Nothing was tested. Say how long each "
                         "hold-out is, such as --rolling 6m."));
  return FALSE;
}

typedef struct
{
  char *contract;
  char *orders;
  char *orders_end;
} Parts;

static void
parts_clear (Parts *self)
{
  g_free (self->contract);
  g_free (self->orders);
  g_free (self->orders_end);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

int
clv_verb_backtest (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvBacktest) backtest = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *split = NULL;
  g_autofree char *until = NULL;
  g_autofree char *customers = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *rolling = NULL;
  g_autofree char *split_text = NULL;
  g_autofree char *until_text = NULL;
  int n_origins = UNASKED;
  g_auto(ClvExplainOptions) explain = { NULL, };
  g_auto(Parts) parts = { NULL, };
  g_autofree GOptionEntry *all = NULL;
  Days days = { CLV_DATE_INVALID, CLV_DATE_INVALID, CLV_COUNTS_PURCHASES };
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &kind, N_("Model kind or baseline"),
      "bg-nbd|…|historic|cohort|rfm" },
    { "split", 0, 0, G_OPTION_ARG_STRING, &split, N_("Last day of the calibration"), "DATE" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &until, N_("Last day of the hold-out"), "DATE" },
    { "unit", 0, 0, G_OPTION_ARG_STRING, &unit, N_("Time unit"), "day|week" },
    { "contract", 0, 0, G_OPTION_ARG_STRING, &parts.contract,
      N_("Model of the contracts of hybrid"), "sbg|bdw" },
    { "orders", 0, 0, G_OPTION_ARG_STRING, &parts.orders, N_("Model of the orders of hybrid"),
      "bg-nbd|mbg-nbd|pareto-nbd|nbd" },
    { "orders-end", 0, 0, G_OPTION_ARG_STRING, &parts.orders_end,
      N_("What the end of a contract means for the orders of hybrid"),
      "by-data|alone|with-contract" },
    { "rolling", 0, 0, G_OPTION_ARG_STRING, &rolling,
      N_("Several splits a month apart, each with a hold-out so long"), "6m" },
    { "origins", 0, 0, G_OPTION_ARG_INT, &n_origins, N_("How many such splits at most"), "12" },
    G_OPTION_ENTRY_NULL
  };

  all = clv_explain_options_join (&explain, entries);
  if (!clv_cli_parse (cli, all, 1, 1, &error)
      || !check_origins (rolling, n_origins, &error)
      || !set_spec (spec, kind, unit, &error)
      || !clv_cli_set_hybrid (spec, parts.contract, parts.orders, parts.orders_end, &error)
      || !clv_explain_options_apply (&explain, spec, FALSE, &error)
      || !load (cli, spec->kind, split, until, &days, &transactions, &error))
    return clv_cli_fail (cli, error);
  if (rolling != NULL)
    return test_rolling (cli, transactions, spec, &days, rolling,
                         n_origins != UNASKED ? n_origins : ORIGINS);
  if (!suggest_split (&days, transactions, &error))
    return clv_cli_fail (cli, error);
  backtest = clv_backtest_new (transactions, spec, days.split, days.until, &cli->progress,
                               &error);
  if (backtest == NULL)
    return clv_cli_fail (cli, error);

  clv_json_text (cli->json, "model", backtest->id);
  clv_json_text (cli->json, "counted", clv_counted_get_id (days.counted));
  add_backtest (cli, backtest);
  customers = clv_count_customers (backtest->n);
  split_text = clv_date_to_display (backtest->split);
  until_text = clv_date_to_display (backtest->until);
  /* Translators: a model, two days, "2,199 customers", numbers, "purchases" or "renewals" */
  clv_cli_print (cli, _("%s fitted on the days up to %s. After it up to %s, of the %s known then: "
                        "%.4f %s expected, %.0f actual (%+.3f %%). Mean absolute error %.6f a "
                        "customer, root mean square %.6f; “as often as before” has %.6f and "
                        "%.6f.\n"),
                 backtest->name, split_text, until_text, customers, backtest->accuracy.predicted,
                 clv_counted_get_noun (days.counted), backtest->accuracy.actual,
                 100 * backtest->accuracy.bias, backtest->accuracy.mae, backtest->accuracy.rmse,
                 backtest->naive_accuracy.mae, backtest->naive_accuracy.rmse);
  if (backtest->note != NULL)
    clv_cli_print (cli, "%s\n", backtest->note);

  return clv_cli_finish (cli);
}

static void
add_contender (ClvCli             *cli,
               const ClvContender *contender)
{
  const ClvFit *fit = contender->test != NULL ? contender->test->fit : NULL;
  g_autofree char *likelihood = fit != NULL && isfinite (fit->log_likelihood)
                                ? g_strdup_printf ("%.3f", fit->log_likelihood) : g_strdup ("–");

  json_builder_begin_object (cli->json);
  clv_json_text (cli->json, "model", contender->id);
  clv_json_text (cli->json, "kind", contender->kind);
  if (contender->test != NULL)
    add_backtest (cli, contender->test);
  if (contender->test == NULL && contender->problem == NULL)
    add_accuracy (cli, &contender->accuracy);
  clv_json_text (cli->json, "name", contender->name);
  clv_json_bool (cli->json, "baseline", contender->is_baseline);
  clv_json_number (cli->json, "log_likelihood", contender->log_likelihood);
  clv_json_number (cli->json, "bic", contender->bic);
  clv_json_text (cli->json, "state", fit != NULL ? clv_fit_state_get_id (fit->state) : NULL);
  clv_json_text (cli->json, "problem", contender->problem);
  clv_json_number (cli->json, "standard_errors_behind", contender->behind);
  clv_json_bool (cli->json, "as_good", contender->is_as_good);
  json_builder_end_object (cli->json);

  if (contender->problem != NULL)
    clv_cli_print (cli, _("%-22s cannot be used\n"), contender->name);
  else
    clv_cli_print (cli, "%-22s %12.1f %+9.2f %% %9.4f %9.4f %8.3f %8.3f %14s\n",
                   contender->name, contender->accuracy.predicted, 100 * contender->accuracy.bias,
                   contender->accuracy.mae, contender->accuracy.rmse, contender->accuracy.spearman,
                   contender->accuracy.gini, likelihood);
}

static void
add_comparison (ClvCli              *cli,
                const ClvComparison *comparison)
{
  g_autofree char *text = clv_comparison_describe (comparison);

  clv_json_date (cli->json, "split", comparison->split);
  clv_json_date (cli->json, "until", comparison->until);
  clv_json_int (cli->json, "customers", comparison->n);
  clv_json_text (cli->json, "counted", clv_counted_get_id (comparison->counted));
  clv_cli_print (cli, "%s\n", text);
  clv_cli_print (cli, "%-22s %12s %11s %9s %9s %8s %8s %14s\n", _("Model"), _("expected"),
                 _("total"), "MAE", "RMSE", "Spearman", "Gini", "LL");
  json_builder_set_member_name (cli->json, "models");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < comparison->contenders->len; i++)
    add_contender (cli, g_ptr_array_index (comparison->contenders, i));
  json_builder_end_array (cli->json);
  clv_json_text (cli->json, "recommended", comparison->recommended);
  clv_json_texts (cli->json, "reasons", comparison->reasons);
  for (guint i = 0; i < comparison->reasons->len; i++)
    clv_cli_print (cli, "%s\n", (const char *) g_ptr_array_index (comparison->reasons, i));
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const ClvContender *contender = g_ptr_array_index (comparison->contenders, i);

      if (contender->test != NULL && contender->test->note != NULL && !contender->is_baseline)
        clv_cli_print (cli, "%s: %s\n", contender->name, contender->test->note);
    }
}

/* The rows: of both, where a hybrid takes part, or all do and there are both; else the
 * first kind says whether orders or payments of subscriptions are compared. */
static gboolean
load_compared (ClvCli           *cli,
               char            **kinds,
               const char       *split,
               const char       *until,
               Days             *days,
               ClvTransactions **transactions,
               GError          **error)
{
  const gboolean is_asked = kinds != NULL
                            && g_strv_contains ((const char * const *) kinds, CLV_HYBRID);
  g_autoptr(GError) problem = NULL;
  guint64 n_subscriptions = 0;

  if (kinds != NULL && !is_asked)
    return load (cli, kinds[0] != NULL ? kinds[0] : CLV_BASELINE_COHORT, split, until, days,
                 transactions, error);
  if (is_asked)
    return load (cli, CLV_HYBRID, split, until, days, transactions, error);
  if (clv_cli_open (cli, CLV_OPEN_READ_ONLY, error) == NULL
      || !clv_records_count (cli->workspace, CLV_IMPORT_KIND_SUBSCRIPTIONS, &n_subscriptions,
                             error))
    return FALSE;
  if (n_subscriptions > 0 && load (cli, CLV_HYBRID, split, until, days, transactions, &problem))
    return TRUE;
  if (problem != NULL && !g_error_matches (problem, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  g_clear_pointer (transactions, clv_transactions_unref);
  return load (cli, CLV_BASELINE_COHORT, split, until, days, transactions, error);
}

int
clv_verb_compare (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvComparison) comparison = NULL;
  g_autofree char *models = NULL;
  g_auto(GStrv) kinds = NULL;
  g_auto(ClvExplainOptions) explain = { NULL, };
  g_auto(Parts) parts = { NULL, };
  g_autofree GOptionEntry *all = NULL;
  Days days = { CLV_DATE_INVALID, CLV_DATE_INVALID, CLV_COUNTS_PURCHASES };
  g_autofree char *split = NULL;
  g_autofree char *until = NULL;
  g_autofree char *unit = NULL;
  const GOptionEntry entries[] = {
    { "models", 0, 0, G_OPTION_ARG_STRING, &models, N_("Model kinds, all without it"),
      "bg-nbd,pareto-nbd,…" },
    { "split", 0, 0, G_OPTION_ARG_STRING, &split, N_("Last day of the calibration"), "DATE" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &until, N_("Last day of the hold-out"), "DATE" },
    { "unit", 0, 0, G_OPTION_ARG_STRING, &unit, N_("Time unit"), "day|week" },
    { "contract", 0, 0, G_OPTION_ARG_STRING, &parts.contract,
      N_("Model of the contracts of hybrid"), "sbg|bdw" },
    { "orders", 0, 0, G_OPTION_ARG_STRING, &parts.orders, N_("Model of the orders of hybrid"),
      "bg-nbd|mbg-nbd|pareto-nbd|nbd" },
    { "orders-end", 0, 0, G_OPTION_ARG_STRING, &parts.orders_end,
      N_("What the end of a contract means for the orders of hybrid"),
      "by-data|alone|with-contract" },
    G_OPTION_ENTRY_NULL
  };

  all = clv_explain_options_join (&explain, entries);
  if (!clv_cli_parse (cli, all, 1, 1, &error)
      || !clv_cli_set_spec (spec, NULL, NULL, NULL, unit, &error)
      || !clv_explain_options_apply (&explain, spec, TRUE, &error))
    return clv_cli_fail (cli, error);
  if (models != NULL)
    kinds = g_strsplit (models, ",", -1);
  /* The comparison asks for the kind of nobody but the hybrid. */
  g_free (spec->kind);
  spec->kind = g_strdup (CLV_HYBRID);
  if (!clv_cli_set_hybrid (spec, parts.contract, parts.orders, parts.orders_end, &error)
      || !load_compared (cli, kinds, split, until, &days, &transactions, &error)
      || !suggest_split (&days, transactions, &error))
    return clv_cli_fail (cli, error);
  if (models == NULL && days.counted == CLV_COUNTS_RENEWALS)
    kinds = g_strsplit ("sbg,bdw", ",", -1);
  comparison = clv_comparison_new_for_spec (transactions, (const char * const *) kinds, spec,
                                            days.split, days.until, &cli->progress, &error);
  if (comparison == NULL)
    return clv_cli_fail (cli, error);

  add_comparison (cli, comparison);

  return clv_cli_finish (cli);
}
