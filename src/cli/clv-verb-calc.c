/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-calculator.h"
#include "clv-cli.h"
#include "clv-hybrid.h"
#include "clv-verb-hybrid.h"

#define COLUMNS 3             /* of a part: x, t and T */
#define DAYS_A_YEAR 365.25
#define MOST_PARTS 2

/* One model, or of a hybrid the contract's and that of the orders. */
typedef struct
{
  guint n;
  ClvCalculator parts[MOST_PARTS];
  gboolean ends_with_contract;
} Calculator;

/* What is known of one customer. */
typedef struct
{
  double values[MOST_PARTS][COLUMNS];
  gboolean has[MOST_PARTS];
} Row;

static void
add_row (ClvCli       *cli,
         const double *values)
{
  clv_json_number (cli->json, "x", values[0]);
  clv_json_number (cli->json, "t", values[1]);
  clv_json_number (cli->json, "T", values[2]);
}

static void
add_calculation (ClvCli               *cli,
                 const ClvCalculation *result)
{
  clv_json_number (cli->json, "log_likelihood", result->log_likelihood);
  clv_json_number (cli->json, "p_active", result->p_active);
  clv_json_number (cli->json, "expected_purchases", result->purchases);
  clv_json_number (cli->json, "discounted_purchases", result->discounted);
}

static void
print_one (ClvCli               *cli,
           const double         *row,
           const ClvCalculation *result)
{
  if (isfinite (result->log_likelihood))
    clv_cli_print (cli, _("x %g, t %g, T %g: log-likelihood %.10g, P(active) %.10g, expected "
                          "purchases %.10g, discounted %.10g\n"),
                   row[0], row[1], row[2], result->log_likelihood, result->p_active,
                   result->purchases, result->discounted);
  else
    clv_cli_print (cli, _("x %g, t %g, T %g: P(active) %.10g, expected purchases %.10g, "
                          "discounted %.10g\n"), row[0], row[1], row[2], result->p_active,
                   result->purchases, result->discounted);
}

/* Of one model, or of both added up. */
static void
calculate_row (ClvCli           *cli,
               const Calculator *calculator,
               const Row        *row)
{
  ClvCalculation of[MOST_PARTS] = { { 0.0, } };
  ClvCalculation all = { 0.0, };

  for (guint p = 0; p < calculator->n; p++)
    {
      if (row->has[p])
        clv_calculator_compute (&calculator->parts[p], row->values[p], &of[p]);
    }
  json_builder_begin_object (cli->json);
  if (calculator->n == 1)
    {
      add_row (cli, row->values[0]);
      add_calculation (cli, &of[0]);
      json_builder_end_object (cli->json);
      print_one (cli, row->values[0], &of[0]);
      return;
    }

  if (calculator->ends_with_contract && row->has[0] && row->has[1])
    clv_calculator_limit (&calculator->parts[1], row->values[1], &calculator->parts[0],
                          row->values[0], &of[1]);
  all.log_likelihood = of[0].log_likelihood + of[1].log_likelihood;
  all.p_active = calculator->ends_with_contract && row->has[0]
                 ? of[0].p_active : 1.0 - (1.0 - of[0].p_active) * (1.0 - of[1].p_active);
  all.purchases = of[0].purchases + of[1].purchases;
  all.discounted = of[0].discounted + of[1].discounted;
  add_calculation (cli, &all);
  for (guint p = 0; p < MOST_PARTS; p++)
    {
      json_builder_set_member_name (cli->json, p == 0 ? "contract" : "orders");
      if (!row->has[p])
        {
          json_builder_add_null_value (cli->json);
          continue;
        }
      json_builder_begin_object (cli->json);
      add_row (cli, row->values[p]);
      add_calculation (cli, &of[p]);
      json_builder_end_object (cli->json);
    }
  json_builder_end_object (cli->json);
  clv_cli_print (cli, _("Log-likelihood %.10g, P(active) %.10g, expected payments %.10g and orders "
                        "%.10g, discounted %.10g and %.10g\n"),
                 all.log_likelihood, all.p_active, of[0].purchases, of[1].purchases,
                 of[0].discounted, of[1].discounted);
}

static void
set_wrong_line (GError     **error,
                ClvHistory   history,
                guint        line,
                const char  *path)
{
  if (history == CLV_HISTORY_OPPORTUNITIES)
    clv_calculator_refuse (error,
                           _("Line %u of “%s” does not count opportunities: x are used, t is the "
                             "number of the last one used, T are there, whole numbers with "
                             "x ≤ t ≤ T, and t = 0 where x = 0. Nothing was computed."), line,
                           path);
  else if (history == CLV_HISTORY_CONTRACT)
    clv_calculator_refuse (error,
                           _("Line %u of “%s” does not count renewals: x is their whole number, t "
                             "the periods up to the last one, which are as many, and T the periods "
                             "since the contract began. Nothing was computed."), line, path);
  else
    clv_calculator_refuse (error,
                           _("Line %u of “%s” is not x, t, T with 0 ≤ t ≤ T. Nothing was "
                             "computed."), line, path);
}

/* The three cells of a part, which one of two may leave empty. */
static gboolean
parse_part (const ClvCalculator  *part,
            char                **cells,
            gboolean              is_needed,
            double               *values,
            gboolean             *has,
            gboolean             *is_number)
{
  *has = is_needed;
  *is_number = TRUE;
  for (guint i = 0; i < COLUMNS; i++)
    *has = *has || *g_strstrip (cells[i]) != '\0';
  if (!*has)
    return TRUE;
  for (guint i = 0; i < COLUMNS && *is_number; i++)
    *is_number = clv_calculator_parse_number (cells[i], &values[i]);
  *is_number = *is_number && values[0] >= 0.0 && values[1] >= 0.0 && values[2] >= values[1];
  return *is_number && clv_calculator_can_have (part, values);
}

static gboolean
parse_line (const Calculator  *calculator,
            const char        *text,
            guint              line,
            const char        *path,
            Row               *row,
            GError           **error)
{
  g_auto(GStrv) cells = g_strsplit (text, ",", -1);
  const gboolean is_alone = calculator->n == 1;

  memset (row, 0, sizeof *row);
  if (g_strv_length (cells) < calculator->n * COLUMNS)
    {
      if (!is_alone)
        return clv_calculator_refuse (error,
                                      _("Line %u of “%s” is not x, t, T of the contract and then "
                                        "x, t, T of the orders, where what a customer has none of "
                                        "is empty. Nothing was computed."), line, path);
      set_wrong_line (error, CLV_HISTORY_SUMMARY, line, path);
      return FALSE;
    }
  for (guint p = 0; p < calculator->n; p++)
    {
      const ClvCalculator *part = &calculator->parts[p];
      gboolean is_number = FALSE;

      if (parse_part (part, cells + p * COLUMNS, is_alone || (p == 1 && !row->has[0]),
                      row->values[p], &row->has[p], &is_number))
        continue;
      set_wrong_line (error, is_number ? part->kind->history : CLV_HISTORY_SUMMARY, line, path);
      return FALSE;
    }
  return TRUE;
}

/* All lines before the first is computed, so that a wrong one leaves nothing behind. */
static GArray *
parse_file (const Calculator  *calculator,
            const char        *path,
            GError           **error)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) cells = NULL;
      gboolean is_header = i == 0;
      double value = 0.0;
      Row row;

      g_strstrip (lines[i]);
      cells = g_strsplit (lines[i], ",", -1);
      /* Of a hybrid the first part may be empty. */
      for (guint k = 0; cells[k] != NULL && (k == 0 || calculator->n > 1); k++)
        is_header = is_header && !clv_calculator_parse_number (cells[k], &value);
      if (*lines[i] == '\0' || is_header)
        continue;
      if (!parse_line (calculator, lines[i], i + 1, path, &row, error))
        return NULL;
      g_array_append_val (rows, row);
    }
  return g_steal_pointer (&rows);
}

static gboolean
calculate (ClvCli            *cli,
           const Calculator  *calculator,
           const char        *path,
           GError           **error)
{
  g_autoptr(GArray) rows = parse_file (calculator, path, error);

  if (rows == NULL)
    return FALSE;
  json_builder_set_member_name (cli->json, "rows");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < rows->len; i++)
    calculate_row (cli, calculator, &g_array_index (rows, Row, i));
  json_builder_end_array (cli->json);

  return TRUE;
}

typedef struct
{
  char *kind;
  char *parameters;
  char *rows;
  char *horizon;
  char *rate;
  char *unit;
  char *opportunity;
  char *contract;
  char *orders;
  char *orders_end;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->kind);
  g_free (self->parameters);
  g_free (self->rows);
  g_free (self->horizon);
  g_free (self->rate);
  g_free (self->unit);
  g_free (self->opportunity);
  g_free (self->contract);
  g_free (self->orders);
  g_free (self->orders_end);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Of "contract.a=…,orders.r=…" those of one part, without its name. */
static char *
dup_pairs (const char *text,
           const char *prefix)
{
  g_auto(GStrv) pairs = g_strsplit (text, ",", -1);
  GString *own = g_string_new (NULL);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      if (!g_str_has_prefix (g_strstrip (pairs[i]), prefix))
        continue;
      if (own->len > 0)
        g_string_append_c (own, ',');
      g_string_append (own, pairs[i] + strlen (prefix));
    }
  return g_string_free (own, FALSE);
}

static gboolean
check_prefixes (const char  *text,
                GError     **error)
{
  g_auto(GStrv) pairs = g_strsplit (text, ",", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_strstrip (pairs[i]);
      if (!g_str_has_prefix (pairs[i], "contract.") && !g_str_has_prefix (pairs[i], "orders."))
        return clv_calculator_refuse (error,
                                      _("The parameters of “hybrid” are named contract.a=… and "
                                        "orders.r=…, not “%s”. Nothing was computed."), pairs[i]);
    }
  return TRUE;
}

/* The horizon and the unit are those of the orders. */
static gboolean
prepare_hybrid (Calculator          *calculator,
                const ClvModelSpec  *spec,
                const Options       *options,
                GError             **error)
{
  const ClvOpportunity period = options->opportunity != NULL
                                ? clv_opportunity_find (options->opportunity)
                                : CLV_OPPORTUNITY_MONTH;
  g_autofree char *first = dup_pairs (options->parameters, "contract.");
  g_autofree char *second = dup_pairs (options->parameters, "orders.");
  const char * const *contracts = clv_hybrid_list_contracts ();
  const char * const *others = clv_hybrid_list_orders ();
  const char *contract_id = spec->contract != NULL ? spec->contract : contracts[0];
  const char *orders_id = spec->orders != NULL ? spec->orders : others[0];
  ClvCalculator *contract = &calculator->parts[0];
  ClvCalculator *orders = &calculator->parts[1];

  if (!g_strv_contains (contracts, contract_id))
    return clv_calculator_refuse (error, _("“%s” is no model of contracts. It is sbg or bdw. "
                                           "Nothing was computed."), contract_id);
  if (!g_strv_contains (others, orders_id))
    return clv_calculator_refuse (error, _("“%s” is no model for the orders of “hybrid”. It is "
                                           "bg-nbd, mbg-nbd, pareto-nbd or nbd. Nothing was "
                                           "computed."), orders_id);
  if (period == CLV_OPPORTUNITY_NONE)
    return clv_calculator_refuse (error,
                                  _("“%s” is not a period of contracts. It is day, week, month, "
                                    "quarter or year. Nothing was computed."),
                                  options->opportunity);
  if (!check_prefixes (options->parameters, error))
    return FALSE;
  calculator->n = 2;
  calculator->ends_with_contract = spec->orders_end == CLV_ORDERS_END_WITH_CONTRACT;
  contract->kind = clv_model_kind_find (contract_id);
  orders->kind = clv_model_kind_find (orders_id);
  orders->unit_days = spec->unit_days;
  contract->unit_days = DAYS_A_YEAR / clv_opportunity_count_renewals (period, 365.2425);
  contract->horizon = orders->horizon * orders->unit_days / contract->unit_days;
  contract->rate = orders->rate;

  return clv_calculator_parse (contract, first, error)
         && clv_calculator_parse (orders, second, error);
}

/* Models that count by the calendar know more units. */
static gboolean
find_unit (ClvCalculator       *self,
           const ClvModelKind  *kind,
           const char         **unit,
           const char          *rate,
           GError             **error)
{
  if (kind == NULL || kind->history < CLV_HISTORY_OPPORTUNITIES)
    return TRUE;
  if (*unit == NULL && rate != NULL)
    return clv_calculator_refuse (error,
                                  _("%s counts periods of the calendar, and a rate has to know how "
                                    "long one is: say --unit day, week, month, quarter or year. "
                                    "Nothing was computed."), kind->name);
  if (*unit == NULL)
    return TRUE;
  self->unit_days = clv_opportunity_find (*unit) == CLV_OPPORTUNITY_NONE
                    ? 0.0 : DAYS_A_YEAR / clv_opportunity_count_renewals
                      (clv_opportunity_find (*unit), 365.2425);
  *unit = self->unit_days > 0.0 ? NULL : *unit;
  return TRUE;
}

static gboolean
prepare (Calculator     *calculator,
         const Options  *options,
         GError        **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  const ClvModelKind *found = options->kind != NULL ? clv_model_kind_find (options->kind) : NULL;
  const gboolean is_hybrid = found != NULL && found->joins_contract;
  ClvCalculator *own = &calculator->parts[is_hybrid ? 1 : 0];
  const char *unit = options->unit;

  if (!find_unit (own, found, &unit, options->rate, error)
      || !clv_cli_set_spec (spec, options->kind, NULL, NULL, unit != NULL ? unit : "week", error)
      || !clv_cli_set_hybrid (spec, options->contract, options->orders, options->orders_end, error))
    return FALSE;
  if (options->opportunity != NULL && !is_hybrid)
    return clv_calculator_refuse (error,
                                  _("--opportunity is the period of the contracts of “hybrid”; of "
                                    "other models it is --unit. Nothing was computed."));
  own->horizon = 52;
  if (options->horizon != NULL
      && (!clv_calculator_parse_number (options->horizon, &own->horizon) || own->horizon <= 0))
    return clv_calculator_refuse (error,
                                  _("--horizon is a number of time units above zero, not “%s”."),
                                  options->horizon);
  if (options->rate != NULL && !clv_rate_parse (options->rate, &own->rate, error))
    return FALSE;
  if (is_hybrid)
    return prepare_hybrid (calculator, spec, options, error);
  calculator->n = 1;
  own->kind = clv_model_kind_find (spec->kind);
  if (!(own->unit_days > 0.0))
    own->unit_days = spec->unit_days;

  return clv_calculator_parse (own, options->parameters, error);
}

int
clv_verb_calc (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_auto(Options) options = { NULL, };
  Calculator calculator = { 0 };
  const char *rows_help = N_("File of x,t,T: repeat purchases, time of the last one since the "
                             "first, time since the first; opportunities used, last one used, "
                             "all; or renewals, the last one, periods since the begin; of hybrid "
                             "those of the contract and then those of the orders");
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &options.kind, N_("Model kind"), "bg-nbd|…" },
    { "parameters", 0, 0, G_OPTION_ARG_STRING, &options.parameters, N_("Parameters"),
      "r=…,alpha=…" },
    { "rows", 0, 0, G_OPTION_ARG_FILENAME, &options.rows, rows_help, "FILE.csv" },
    { "horizon", 0, 0, G_OPTION_ARG_STRING, &options.horizon,
      N_("Time units ahead, 52 otherwise"), "N" },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &options.rate, N_("Annual effective rate, 0 otherwise"),
      "10%" },
    { "unit", 0, 0, G_OPTION_ARG_STRING, &options.unit, N_("Time unit, week otherwise"),
      "day|week|…" },
    { "opportunity", 0, 0, G_OPTION_ARG_STRING, &options.opportunity,
      N_("Period of the contracts of hybrid, month otherwise"), "month|…" },
    { "contract", 0, 0, G_OPTION_ARG_STRING, &options.contract,
      N_("Model of the contracts of hybrid"), "sbg|bdw" },
    { "orders", 0, 0, G_OPTION_ARG_STRING, &options.orders, N_("Model of the orders of hybrid"),
      "bg-nbd|…" },
    { "orders-end", 0, 0, G_OPTION_ARG_STRING, &options.orders_end,
      N_("What the end of a contract means for the orders of hybrid"), "alone|with-contract" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 0, 0, &error))
    return clv_cli_fail (cli, error);
  if (options.parameters == NULL || options.rows == NULL)
    {
      g_printerr ("%s\n", _("“calc” needs --parameters and --rows."));
      return CLV_EXIT_USAGE;
    }
  if (!prepare (&calculator, &options, &error)
      || !calculate (cli, &calculator, options.rows, &error))
    {
      clv_cli_fail (cli, error);
      return CLV_EXIT_USAGE;
    }

  return clv_cli_finish (cli);
}
