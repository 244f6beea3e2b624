/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

#include "clv-counts.h"
#include "clv-customers-kinds.h"
#include "clv-figures.h"
#include "clv-hybrid.h"
#include "clv-load.h"
#include "clv-payments.h"
#include "clv-plot-renderer.h"

static gboolean
parse_tiers (const ClvTierScheme  *scheme,
             const char           *text,
             guint                *mask,
             GError              **error)
{
  g_auto(GStrv) names = g_strsplit (text != NULL ? text : scheme->names[0], ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint tier = 0;

      while (tier < scheme->n
             && g_ascii_strcasecmp (scheme->names[tier], names[i]) != 0
             && g_strcmp0 (clv_tier_scheme_get_name (scheme, tier), names[i]) != 0)
        tier++;
      if (tier == scheme->n)
        {
          g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("The tiers “%s” have no tier “%s”."), scheme->id, names[i]);
          return FALSE;
        }
      *mask |= 1u << tier;
    }

  return TRUE;
}

static gboolean
parse_kind (const char     *text,
            ClvExportKind  *kind,
            GError        **error)
{
  static const char * const names[] = { "scores", "audience", "transactions" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_equal (names[i], text))
        {
          *kind = i;
          return TRUE;
        }
    }

  if (g_str_equal (text, "rejected"))
    g_set_error_literal (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                         _("The workspace does not keep rows that were left out. Write them while "
                           "importing: “import WS FILE --dry-run --rejects REJECTED.csv”."));
  else
    g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                 _("“%s” cannot be exported; scores, audience and transactions can."), text);

  return FALSE;
}

/* Where one person alone may export, it is they. */
static gboolean
find_actor (ClvCli  *cli,
            GError **error)
{
  g_autoptr(GPtrArray) persons = NULL;
  const ClvPerson *only = NULL;
  guint n = 0;

  if (cli->actor != NULL)
    return TRUE;

  persons = clv_governance_list_persons (cli->workspace, error);
  if (persons == NULL)
    return FALSE;
  for (guint i = 0; i < persons->len; i++)
    {
      const ClvPerson *person = g_ptr_array_index (persons, i);

      if ((person->roles & (1u << CLV_ROLE_ANALYST)) == 0)
        continue;
      only = person;
      n++;
    }
  if (n == 1)
    {
      cli->actor = g_strdup (only->login);
      clv_workspace_set_actor (cli->workspace, cli->actor);
    }

  return TRUE;
}

/* The tiers that were approved, where others were not asked for. */
static const ClvTierScheme *
find_scheme (ClvCli      *cli,
             const char  *name,
             GError     **error)
{
  g_autoptr(GPtrArray) packages = NULL;
  const ClvTierScheme *scheme = NULL;

  if (name != NULL)
    return clv_cli_find_scheme (name, error);

  packages = clv_governance_list_packages (cli->workspace, NULL, error);
  if (packages == NULL)
    return NULL;
  for (guint i = 0; i < packages->len && scheme == NULL; i++)
    {
      const ClvPackage *package = g_ptr_array_index (packages, i);

      if (package->is_usable)
        scheme = clv_package_get_scheme (package);
    }

  return scheme != NULL ? scheme : clv_cli_find_scheme (NULL, error);
}

static ClvExportResult *
export (ClvCli      *cli,
        const char  *format,
        const char  *columns,
        const char  *scheme_name,
        const char  *tiers,
        GError     **error)
{
  g_auto(GStrv) names = columns != NULL ? g_strsplit (columns, ",", -1) : NULL;
  const ClvTierScheme *scheme = NULL;
  ClvExportKind kind = CLV_EXPORT_SCORES;
  ClvExportFormat file_format = CLV_EXPORT_CSV;
  guint mask = 0;

  if (!parse_kind (cli->argv[2], &kind, error)
      || (scheme_name != NULL && clv_cli_find_scheme (scheme_name, error) == NULL))
    return NULL;
  if (format != NULL ? g_str_equal (format, "xlsx") : g_str_has_suffix (cli->argv[3], ".xlsx"))
    file_format = CLV_EXPORT_XLSX;
  else if (format != NULL && !g_str_equal (format, "csv"))
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("“%s” is not a format. It is csv or xlsx."), format);
      return NULL;
    }
  if (clv_cli_open (cli, CLV_OPEN_READ_WRITE, error) == NULL)
    return NULL;
  if (kind != CLV_EXPORT_TRANSACTIONS)
    {
      scheme = find_scheme (cli, scheme_name, error);
      if (scheme == NULL || !parse_tiers (scheme, tiers, &mask, error) || !find_actor (cli, error))
        return NULL;
    }

  return clv_export_run (cli->workspace, kind, cli->argv[3], file_format,
                         (const char * const *) names, scheme, mask, cli->actor, NULL,
                         &cli->progress, error);
}

int
clv_verb_export (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvExportResult) result = NULL;
  g_autofree char *format = NULL;
  g_autofree char *columns = NULL;
  g_autofree char *scheme = NULL;
  g_autofree char *tiers = NULL;
  g_autofree char *rows = NULL;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_("File format"), "csv|xlsx" },
    { "columns", 0, 0, G_OPTION_ARG_STRING, &columns, N_("Columns in this order"), "A,B,…" },
    { "scheme", 0, 0, G_OPTION_ARG_STRING, &scheme, N_("Tier scheme"), "20-60-20|platinum" },
    { "tiers", 0, 0, G_OPTION_ARG_STRING, &tiers, N_("Tiers of an audience"), "NAME,…" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 3, 3, &error))
    return clv_cli_fail (cli, error);
  result = export (cli, format, columns, scheme, tiers, &error);
  if (result == NULL)
    return clv_cli_fail (cli, error);

  clv_json_int (cli->json, "rows", (gint64) result->rows);
  clv_json_text (cli->json, "sha256", result->sha256);
  clv_json_text (cli->json, "manifest", result->manifest);
  rows = clv_count_rows (result->rows);
  /* Translators: number of rows, a file, a hash, a file */
  clv_cli_print (cli, _("Wrote %s to “%s” (SHA-256 %s) and “%s”.\n"), rows, cli->argv[3],
                 result->sha256, result->manifest);

  return clv_cli_finish (cli);
}

typedef struct
{
  char *split;
  char *dates;
  char *group;
  char *metric;
  char *of;
  int age;
} ChartOptions;

/* Charts of a back-test, in the order of their names. */
typedef enum
{
  CHART_TRACKING,
  CHART_TRACKING_WEEKLY,
  CHART_CALIBRATION,
  CHART_CONDITIONAL,
  CHART_CONDITIONAL_RECENCY,
  CHART_ERRORS,
  N_BACKTEST_CHARTS
} BacktestChart;

static const char * const backtest_charts[] = {
  "tracking", "tracking-weekly", "calibration", "conditional", "conditional-recency", "errors"
};

static ClvPlotSpec *
draw_backtest (ClvCli              *cli,
               BacktestChart        chart,
               const ChartOptions  *options,
               GError             **error)
{
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvModelSpec) spec = clv_cli_load_spec (cli, error);
  g_autoptr(ClvBacktest) backtest = NULL;
  ClvDate split = CLV_DATE_INVALID;

  if (spec == NULL || !clv_cli_parse_date (options->split, "--split", &split, error))
    return NULL;
  transactions = clv_transactions_load_for_spec (cli->workspace, spec, &cli->progress, error);
  if (transactions == NULL)
    return NULL;
  if (split == CLV_DATE_INVALID)
    split = clv_backtest_suggest_split (transactions);
  if (split == CLV_DATE_INVALID || transactions->n_rows == 0)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                           transactions->n_rows == 0
                           ? _("There are no rows with days to compare a model with, as of "
                               "customers who were counted before the import. No chart was "
                               "written. Import orders.")
                           : _("The history is too short to compare a model with. No chart was "
                               "written. Give a split by --split."));
      return NULL;
    }
  backtest = clv_backtest_new (transactions, spec, split, CLV_DATE_INVALID, &cli->progress, error);
  if (backtest == NULL)
    return NULL;

  switch (chart)
    {
    case CHART_TRACKING_WEEKLY:
      return clv_figure_tracking_weekly (backtest);
    case CHART_CALIBRATION:
      return clv_figure_deciles (backtest);
    case CHART_CONDITIONAL:
      return clv_figure_conditional (backtest, FALSE);
    case CHART_CONDITIONAL_RECENCY:
      return clv_figure_conditional (backtest, TRUE);
    case CHART_ERRORS:
      return clv_figure_errors (backtest);
    case CHART_TRACKING:
    case N_BACKTEST_CHARTS:
    default:
      return clv_figure_tracking (backtest);
    }
}

static ClvPlotSpec *
draw_audit (ClvCli              *cli,
            const ChartOptions  *options,
            GError             **error)
{
  g_autoptr(ClvAudit) audit = NULL;
  g_autoptr(GError) local = NULL;
  ClvMetric metric = CLV_METRIC_TIER_RATE;

  while (options->metric != NULL && metric < CLV_N_METRICS
         && !g_str_equal (clv_metric_get_id (metric), options->metric))
    metric++;
  if (metric == CLV_N_METRICS)
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("An audit has no metric “%s”."), options->metric);
      return NULL;
    }
  if (options->group != NULL)
    audit = clv_cli_compute_audit (cli, options->group, NULL, 1, &local);
  else
    audit = clv_audit_load (cli->workspace, 0, &local);
  if (audit == NULL && local == NULL)
    g_set_error_literal (&local, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                         _("There is no audit yet. Run “audit” or name an attribute by --group."));
  if (audit == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }

  return clv_figure_audit (audit, metric);
}

/* (nullable): none where the fit says nothing of it. */
static ClvPlotSpec *
find_mixing (const ClvFit *fit,
             const char   *currency,
             const char   *of)
{
  static const char * const ids[] = {
    "rate", "chance", "leave", "leave", "leave", "churn", "spend"
  };
  g_autoptr(GPtrArray) list = clv_mixing_list (fit);

  for (guint i = 0; i < list->len; i++)
    {
      const ClvMixing *mixing = g_ptr_array_index (list, i);

      if (of == NULL || g_str_equal (of, ids[mixing->quantity]))
        return clv_figure_mixing (fit, mixing, currency);
    }
  return NULL;
}

/* The part of the model's heterogeneity that --of names, else the first; of a hybrid that
 * of the orders before that of the contract. */
static ClvPlotSpec *
draw_mixing (const ClvFit  *fit,
             const char    *currency,
             const char    *of,
             GError       **error)
{
  ClvPlotSpec *spec = find_mixing (fit, currency, of);

  if (spec == NULL && fit->hybrid != NULL)
    spec = find_mixing (fit->hybrid->orders, currency, of);
  if (spec == NULL && fit->hybrid != NULL)
    spec = find_mixing (fit->hybrid->contract, currency, of);
  if (spec != NULL)
    return spec;

  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("Fit %" PRId64 " by %s says nothing of how customers differ in “%s”. No chart was "
                                "written. There are rate, chance, leave, churn and spend."),
               (gint64) fit->id, _(fit->kind->name), of != NULL ? of : "rate");

  return NULL;
}

static ClvPlotSpec *
draw_model (ClvCli              *cli,
            const ChartOptions  *options,
            GError             **error)
{
  const char *kind = cli->argv[2];
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvCustomers) loaded = NULL;
  g_autoptr(ClvCustomers) customers = NULL;

  fit = clv_cli_load_fit (cli, 0, error);
  if (fit == NULL)
    return NULL;
  loaded = clv_customers_load_for_spec (cli->workspace, fit->spec, TRUE, &cli->progress, error);
  if (loaded == NULL)
    return NULL;
  customers = clv_customers_new_for_spec (loaded, fit->spec, &cli->progress, error);
  if (customers == NULL)
    return NULL;
  if (g_str_equal (kind, "heterogeneity"))
    return draw_mixing (fit, customers->transactions->currency, options->of, error);

  return clv_figure_heat_map_of_age (fit, customers, options->age,
                                     g_str_equal (kind, "heatmap-expected"));
}

static ClvPlotSpec *
draw_segments (ClvCli              *cli,
               const ChartOptions  *options,
               GError             **error)
{
  g_autoptr(ClvModelSpec) spec = clv_cli_load_spec (cli, error);
  g_autoptr(ClvShrinkage) shrinkage = NULL;

  if (spec == NULL)
    return NULL;
  shrinkage = clv_cli_compute_shrinkage (cli, spec,
                                         options->group != NULL ? options->group : "cohort", error);
  return shrinkage != NULL ? clv_figure_shrinkage (shrinkage) : NULL;
}

static ClvPlotSpec *
draw (ClvCli              *cli,
      const ChartOptions  *options,
      GError             **error)
{
  const char *kind = cli->argv[2];

  for (BacktestChart i = 0; i < N_BACKTEST_CHARTS; i++)
    {
      if (g_str_equal (kind, backtest_charts[i]))
        return draw_backtest (cli, i, options, error);
    }
  if (g_str_equal (kind, "audit"))
    return draw_audit (cli, options, error);
  if (g_str_equal (kind, "heatmap") || g_str_equal (kind, "heatmap-expected")
      || g_str_equal (kind, "heterogeneity"))
    return draw_model (cli, options, error);
  if (g_str_equal (kind, "segments"))
    return draw_segments (cli, options, error);
  if (g_str_equal (kind, "migration") || g_str_equal (kind, "migration-matrix"))
    {
      g_autoptr(ClvMigration) migration =
        clv_cli_compute_migration (cli, options->dates, NULL, FALSE, error);

      return migration != NULL
             ? clv_figure_migration (migration, g_str_equal (kind, "migration-matrix")) : NULL;
    }
  if (g_str_equal (kind, "concentration") || g_str_equal (kind, "p-active-value"))
    {
      g_autoptr(ClvScoreSet) scores = clv_cli_load_scores (cli, error);

      if (scores == NULL)
        return NULL;
      return g_str_equal (kind, "concentration") ? clv_figure_concentration (scores)
                                                 : clv_figure_p_active_value (scores);
    }

  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("There is no chart “%s”. There are tracking, tracking-weekly, calibration, "
                 "conditional, conditional-recency, errors, concentration, p-active-value, "
                 "migration, migration-matrix, audit, segments, heatmap, heatmap-expected "
                 "and heterogeneity."), kind);

  return NULL;
}

static gboolean
chart (ClvCli              *cli,
       const ChartOptions  *options,
       const char          *size,
       gboolean             is_dark,
       GError             **error)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  ClvPlotStyle style = { .is_dark = is_dark, .has_background = TRUE, .text_scale = 1.0 };
  int width = 900;
  int height = 500;

  if (size != NULL
      && (sscanf (size, "%dx%d", &width, &height) != 2 || width < 100 || width > 10000
          || height < 100 || height > 10000))
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("“%s” is not a size. Write it as 900x500, 100 to 10,000 each way."), size);
      return FALSE;
    }
  if (clv_cli_open (cli, CLV_OPEN_READ_ONLY, error) == NULL)
    return FALSE;
  spec = draw (cli, options, error);
  if (spec == NULL || !clv_plot_save (spec, &style, cli->argv[3], width, height, error))
    return FALSE;

  clv_json_text (cli->json, "file", cli->argv[3]);
  clv_json_text (cli->json, "title", spec->title);
  clv_json_text (cli->json, "subtitle", spec->subtitle);
  clv_json_text (cli->json, "description", spec->description);
  clv_cli_print (cli, _("Wrote “%s”. %s\n"), cli->argv[3],
                 spec->description != NULL ? spec->description : "");

  return TRUE;
}

int
clv_verb_chart (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *size = NULL;
  gboolean is_dark = FALSE;
  gboolean is_done;
  ChartOptions options = { 0 };
  const GOptionEntry entries[] = {
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, N_("Size in pixels"), "900x500" },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &is_dark, N_("On a dark background"), NULL },
    { "split", 0, 0, G_OPTION_ARG_STRING, &options.split, N_("Split of the tracking"), "DATE" },
    { "dates", 0, 0, G_OPTION_ARG_STRING, &options.dates, N_("Dates of the migration"), "D1,D2" },
    { "group", 0, 0, G_OPTION_ARG_STRING, &options.group, N_("Attribute of the audit"), "COLUMN" },
    { "metric", 0, 0, G_OPTION_ARG_STRING, &options.metric, N_("Metric of the audit"), "METRIC" },
    { "of", 0, 0, G_OPTION_ARG_STRING, &options.of, N_("What customers differ in"),
      "rate|leave|spend" },
    { "age", 0, 0, G_OPTION_ARG_INT, &options.age, N_("Age of the heat map's customers"), "DAYS" },
    G_OPTION_ENTRY_NULL
  };

  is_done = clv_cli_parse (cli, entries, 3, 3, &error)
            && chart (cli, &options, size, is_dark, &error);
  g_free (options.split);
  g_free (options.dates);
  g_free (options.group);
  g_free (options.metric);
  g_free (options.of);

  return is_done ? clv_cli_finish (cli) : clv_cli_fail (cli, error);
}
