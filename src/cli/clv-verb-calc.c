/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-cli.h"
#include "clv-cnbd.h"

#define MAX_STEPS 20000

typedef struct
{
  const ClvModelKind *kind;
  double parameters[CLV_MAX_PARAMETERS];
  double horizon;
  double rate;
  double unit_days;
} Calculator;

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *sentence = NULL;
  va_list values;

  va_start (values, format);
  sentence = g_strdup_vprintf (format, values);
  va_end (values);
  g_set_error_literal (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID, sentence);

  return FALSE;
}

static gboolean
parse_number (const char *text,
              double     *value)
{
  char *end = NULL;

  *value = g_ascii_strtod (text, &end);
  if (end == text || !isfinite (*value))
    return FALSE;
  while (g_ascii_isspace (*end))
    end++;

  return *end == '\0';
}

static gboolean
parse_parameters (Calculator  *calculator,
                  const char  *text,
                  GError     **error)
{
  g_auto(GStrv) pairs = g_strsplit (text, ",", -1);
  guint found = 0;

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');
      double value;
      guint p = 0;

      if (equals == NULL)
        return refuse (error, _("--parameters wants pairs such as r=0.24, not “%s”."), pairs[i]);
      *equals = '\0';
      while (p < calculator->kind->n_parameters
             && !g_str_equal (calculator->kind->parameter_names[p], pairs[i]))
        p++;
      if (p == calculator->kind->n_parameters)
        return refuse (error, _("The model has no parameter “%s”."), pairs[i]);
      if (!parse_number (equals + 1, &value)
          || (value <= 0 && !calculator->kind->is_plain[p]))
        return refuse (error, _("A parameter is a number above zero, not “%s”."), equals + 1);
      if (calculator->kind->choose_regularity != NULL
          && p + 1 == calculator->kind->n_parameters
          && (value > CLV_CNBD_MOST_REGULAR || fabs (value - round (value)) > 0))
        return refuse (error, _("The regularity k is a whole number from 1 to %d, not “%s”."),
                       CLV_CNBD_MOST_REGULAR, equals + 1);
      calculator->parameters[p] = value;
      found |= 1u << p;
    }
  if (found != (1u << calculator->kind->n_parameters) - 1)
    return refuse (error, _("Not all parameters of the model are in “%s”."), text);
  if (calculator->kind->find_impossible != NULL)
    {
      g_autofree char *why = calculator->kind->find_impossible (calculator->kind,
                                                                calculator->parameters);

      if (why != NULL)
        return refuse (error, "%s", why);
    }

  return TRUE;
}

/* Renewals fall on the ends of periods, of which the age says when the next one is. */
static double
discounted_renewals (const Calculator *calculator,
                     double            x,
                     double            t,
                     double            age)
{
  const double first = floor (age + 1e-9) + 1.0 - age;
  double before = 0;
  double sum = 0;

  for (guint i = 0; i < MAX_STEPS && first + i <= calculator->horizon + 1e-9; i++)
    {
      double now = calculator->kind->expected_purchases (calculator->kind, calculator->parameters,
                                                         x, t, age, first + i);
      double years = (first + i) * calculator->unit_days / 365.25;

      sum += (now - before) * pow (1 + calculator->rate, -years);
      before = now;
    }

  return sum;
}

/* Purchases of each unit of time, discounted from its middle. */
static double
discounted_purchases (const Calculator *calculator,
                      double            x,
                      double            t,
                      double            age)
{
  guint steps = (guint) CLAMP (ceil (calculator->horizon), 1, MAX_STEPS);
  double width = calculator->horizon / steps;
  double before = 0;
  double sum = 0;

  for (guint i = 1; i <= steps; i++)
    {
      double now = calculator->kind->expected_purchases (calculator->kind, calculator->parameters,
                                                         x, t, age, i * width);
      double years = (i - 0.5) * width * calculator->unit_days / 365.25;

      sum += (now - before) * pow (1 + calculator->rate, -years);
      before = now;
    }

  return sum;
}

static void
calculate_row (ClvCli           *cli,
               const Calculator *calculator,
               double            x,
               double            t,
               double            age)
{
  const ClvModelKind *kind = calculator->kind;
  double ll = kind->log_likelihood_one != NULL
              ? kind->log_likelihood_one (kind, calculator->parameters, x, t, age) : NAN;
  double p_active = kind->p_active (kind, calculator->parameters, x, t, age);
  double expected = kind->expected_purchases (kind, calculator->parameters, x, t, age,
                                              calculator->horizon);
  double discounted = kind->history == CLV_HISTORY_CONTRACT
                      ? discounted_renewals (calculator, x, t, age)
                      : discounted_purchases (calculator, x, t, age);

  json_builder_begin_object (cli->json);
  clv_json_number (cli->json, "x", x);
  clv_json_number (cli->json, "t", t);
  clv_json_number (cli->json, "T", age);
  clv_json_number (cli->json, "log_likelihood", ll);
  clv_json_number (cli->json, "p_active", p_active);
  clv_json_number (cli->json, "expected_purchases", expected);
  clv_json_number (cli->json, "discounted_purchases", discounted);
  json_builder_end_object (cli->json);
  if (isfinite (ll))
    clv_cli_print (cli, _("x %g, t %g, T %g: log-likelihood %.10g, P(active) %.10g, expected "
                          "purchases %.10g, discounted %.10g\n"),
                   x, t, age, ll, p_active, expected, discounted);
  else
    clv_cli_print (cli, _("x %g, t %g, T %g: P(active) %.10g, expected purchases %.10g, "
                          "discounted %.10g\n"), x, t, age, p_active, expected, discounted);
}

static gboolean
are_opportunities (const double *row)
{
  for (guint i = 0; i < 3; i++)
    {
      if (fabs (row[i] - round (row[i])) > 1e-9)
        return FALSE;
    }

  return row[0] <= row[1] && (row[0] > 0.5 || row[1] < 0.5);
}

/* One is renewed at the end of each period, so that the last is the x-th. */
static gboolean
are_renewals (const double *row)
{
  return fabs (row[0] - round (row[0])) < 1e-9 && fabs (row[0] - row[1]) < 1e-9;
}

static gboolean
calculate (ClvCli            *cli,
           const Calculator  *calculator,
           const char        *path,
           GError           **error)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  json_builder_set_member_name (cli->json, "rows");
  json_builder_begin_array (cli->json);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) cells = NULL;
      double v[3];

      g_strstrip (lines[i]);
      cells = g_strsplit (lines[i], ",", -1);
      if (*lines[i] == '\0' || (i == 0 && !parse_number (cells[0], &v[0])))
        continue;
      if (g_strv_length (cells) < 3 || !parse_number (cells[0], &v[0])
          || !parse_number (cells[1], &v[1]) || !parse_number (cells[2], &v[2])
          || v[0] < 0 || v[1] < 0 || v[2] < v[1])
        {
          g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("Line %u of “%s” is not x, t, T with 0 ≤ t ≤ T. Nothing was computed."),
                       i + 1, path);
          return FALSE;
        }
      if (calculator->kind->history == CLV_HISTORY_OPPORTUNITIES && !are_opportunities (v))
        {
          g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("Line %u of “%s” does not count opportunities: x are used, t is the "
                         "number of the last one used, T are there, whole numbers with "
                         "x ≤ t ≤ T, and t = 0 where x = 0. Nothing was computed."), i + 1, path);
          return FALSE;
        }
      if (calculator->kind->history == CLV_HISTORY_CONTRACT && !are_renewals (v))
        {
          g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("Line %u of “%s” does not count renewals: x is their whole number, t the "
                         "periods up to the last one, which are as many, and T the periods since "
                         "the contract began. Nothing was computed."), i + 1, path);
          return FALSE;
        }
      calculate_row (cli, calculator, v[0], v[1], v[2]);
    }
  json_builder_end_array (cli->json);

  return TRUE;
}

static gboolean
prepare (Calculator  *calculator,
         const char  *kind,
         const char  *parameters,
         const char  *horizon,
         const char  *rate,
         const char  *unit,
         GError     **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();

  const ClvModelKind *found = kind != NULL ? clv_model_kind_find (kind) : NULL;

  if (unit == NULL && rate != NULL && found != NULL
      && found->history >= CLV_HISTORY_OPPORTUNITIES)
    return refuse (error, _("%s counts periods of the calendar, and a rate has to know how long "
                            "one is: say --unit day, week, month, quarter or year. Nothing was "
                            "computed."), found->name);
  /* Models that count by the calendar know more units. */
  if (unit != NULL && found != NULL && found->history >= CLV_HISTORY_OPPORTUNITIES)
    {
      calculator->unit_days = clv_opportunity_find (unit) == CLV_OPPORTUNITY_NONE
                              ? 0.0 : 365.25 / clv_opportunity_count_renewals
                                (clv_opportunity_find (unit), 365.2425);
      unit = calculator->unit_days > 0.0 ? NULL : unit;
    }
  if (!clv_cli_set_spec (spec, kind, NULL, NULL, unit != NULL ? unit : "week", error))
    return FALSE;
  calculator->kind = clv_model_kind_find (spec->kind);
  if (calculator->kind->joins_contract)
    return refuse (error, _("“%s” is two models. Ask for each: sbg or bdw for the contract, bg-nbd "
                            "or another for the orders; the values add up."), spec->kind);
  if (!(calculator->unit_days > 0.0))
    calculator->unit_days = spec->unit_days;
  calculator->horizon = 52;
  if (!parse_parameters (calculator, parameters, error))
    return FALSE;
  if (horizon != NULL && (!parse_number (horizon, &calculator->horizon)
                          || calculator->horizon <= 0))
    return refuse (error, _("--horizon is a number of time units above zero, not “%s”."), horizon);

  return rate == NULL || clv_rate_parse (rate, &calculator->rate, error);
}

int
clv_verb_calc (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *parameters = NULL;
  g_autofree char *rows = NULL;
  g_autofree char *horizon = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *unit = NULL;
  Calculator calculator = { 0 };
  const char *rows_help = N_("File of x,t,T: repeat purchases, time of the last one since the "
                             "first, time since the first; opportunities used, last one used, "
                             "all; or renewals, the last one, periods since the begin");
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &kind, N_("Model kind"), "bg-nbd|…" },
    { "parameters", 0, 0, G_OPTION_ARG_STRING, &parameters, N_("Parameters"), "r=…,alpha=…" },
    { "rows", 0, 0, G_OPTION_ARG_FILENAME, &rows, rows_help, "FILE.csv" },
    { "horizon", 0, 0, G_OPTION_ARG_STRING, &horizon, N_("Time units ahead, 52 otherwise"), "N" },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &rate, N_("Annual effective rate, 0 otherwise"), "10%" },
    { "unit", 0, 0, G_OPTION_ARG_STRING, &unit, N_("Time unit, week otherwise"), "day|week|…" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 0, 0, &error))
    return clv_cli_fail (cli, error);
  if (parameters == NULL || rows == NULL)
    {
      g_printerr ("%s\n", _("“calc” needs --parameters and --rows."));
      return CLV_EXIT_USAGE;
    }
  if (!prepare (&calculator, kind, parameters, horizon, rate, unit, &error)
      || !calculate (cli, &calculator, rows, &error))
    {
      clv_cli_fail (cli, error);
      return CLV_EXIT_USAGE;
    }

  return clv_cli_finish (cli);
}
