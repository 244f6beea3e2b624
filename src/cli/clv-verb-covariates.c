/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-counts.h"
#include "clv-verb-covariates.h"

#define Z95 1.959963984540054

static gboolean
read_columns (const char   *columns,
              ClvModelSpec *spec,
              GError      **error)
{
  g_auto(GStrv) names = g_strsplit (columns, ",", -1);
  gboolean is_sound = names[0] != NULL;

  for (guint i = 0; names[i] != NULL; i++)
    is_sound = *g_strstrip (names[i]) != '\0' && is_sound;
  if (!is_sound)
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("“%s” is not a list of columns such as region,age. Nothing was fitted."),
                   columns);
      return FALSE;
    }
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!g_strv_contains ((const char * const *) names + i + 1, names[i]))
        continue;
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("The column “%s” is named twice. A column explains once. Nothing was "
                     "fitted."), names[i]);
      return FALSE;
    }
  spec->covariates = g_steal_pointer (&names);
  return TRUE;
}

static gboolean
read_penalty (const char   *text,
              ClvModelSpec *spec,
              GError      **error)
{
  char *end = NULL;

  spec->penalty = g_ascii_strtod (text, &end);
  if (*text != '\0' && *end == '\0' && spec->penalty >= 0.0 && spec->penalty <= CLV_PENALTY_MAX)
    return TRUE;
  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("“%s” is not a penalty from 0 to %g. Nothing was fitted."), text,
               CLV_PENALTY_MAX);
  return FALSE;
}

static gboolean
set_columns (const ClvExplainOptions *self,
             ClvModelSpec            *spec,
             GError                 **error)
{
  if (self->columns == NULL && (self->is_same || self->penalty != NULL))
    {
      g_set_error_literal (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                           _("--same-effect and --penalty belong to --covariates. Nothing was "
                             "fitted. Name the columns, or leave them out."));
      return FALSE;
    }
  spec->has_same_effect = self->is_same;
  return (self->columns == NULL || read_columns (self->columns, spec, error))
         && (self->penalty == NULL || read_penalty (self->penalty, spec, error));
}

static gboolean
set_calendar (const ClvExplainOptions *self,
              ClvModelSpec            *spec,
              gboolean                 is_for_all,
              GError                 **error)
{
  char **lists[] = { self->seasons, self->promotions };

  if (self->seasons == NULL && self->promotions == NULL)
    return TRUE;
  if (!is_for_all && !g_str_equal (spec->kind, CLV_CALENDAR_KIND))
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
                   _("--season and --promotion belong to the model pareto-nbd, not to %s. Nothing "
                     "was fitted."), spec->kind);
      return FALSE;
    }

  spec->calendar = clv_calendar_new ();
  for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
    {
      for (guint i = 0; lists[k] != NULL && lists[k][i] != NULL; i++)
        {
          if (!clv_calendar_add (spec->calendar,
                                 k == 0 ? CLV_CALENDAR_SEASON : CLV_CALENDAR_PROMOTION,
                                 lists[k][i], error))
            return FALSE;
        }
    }
  return TRUE;
}

GOptionEntry *
clv_explain_options_join (ClvExplainOptions  *self,
                          const GOptionEntry *entries)
{
  const GOptionEntry own[] = {
    { "covariates", 0, 0, G_OPTION_ARG_STRING, &self->columns,
      N_("Columns of the customers that explain"), "COL,COL" },
    { "same-effect", 0, 0, G_OPTION_ARG_NONE, &self->is_same,
      N_("One effect of a column on buying and on leaving"), NULL },
    { "penalty", 0, 0, G_OPTION_ARG_STRING, &self->penalty,
      N_("Draws effects towards zero, 0 by default"), "L" },
    { "season", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->seasons,
      N_("Days of each year in which customers may buy or leave faster, may be repeated"),
      "NAME=MM-DD..MM-DD" },
    { "promotion", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->promotions,
      N_("The same on given days, past and planned, may be repeated"),
      "NAME=DATE..DATE+DATE..DATE" },
    G_OPTION_ENTRY_NULL
  };
  gsize n = 0;
  GOptionEntry *joined = NULL;

  while (entries[n].long_name != NULL)
    n++;
  joined = g_new (GOptionEntry, n + G_N_ELEMENTS (own));
  memcpy (joined, entries, n * sizeof *entries);
  memcpy (joined + n, own, sizeof own);
  return joined;
}

gboolean
clv_explain_options_apply (const ClvExplainOptions *self,
                           ClvModelSpec            *spec,
                           gboolean                 is_for_all,
                           GError                 **error)
{
  return set_calendar (self, spec, is_for_all, error) && set_columns (self, spec, error);
}

void
clv_explain_options_clear (ClvExplainOptions *self)
{
  g_clear_pointer (&self->columns, g_free);
  g_clear_pointer (&self->penalty, g_free);
  g_clear_pointer (&self->seasons, g_strfreev);
  g_clear_pointer (&self->promotions, g_strfreev);
}

/* An effect that is not identified has no number. */
static void
add_effect (ClvCli       *cli,
            const ClvFit *fit,
            guint         process,
            guint         t)
{
  const ClvCovariates *covariates = fit->covariates;
  const ClvCovariateTerm *term = &covariates->terms[t];
  const ClvCovariateColumn *column = &covariates->columns[term->column];
  const char *name = clv_covariates_get_process_name (covariates, fit->kind, process);
  g_autofree char *level = clv_covariates_dup_term_name (covariates, t);
  g_autofree char *who = NULL;
  double se = covariates->standard_errors[process * covariates->n_terms + t];
  double value = isnan (se) ? NAN : covariates->coefficients[process * covariates->n_terms + t];

  json_builder_begin_object (cli->json);
  clv_json_text (cli->json, "column", column->name);
  if (level != NULL)
    clv_json_text (cli->json, "level", level);
  if (level != NULL && column->baseline != NULL && column->type == CLV_COVARIATE_LEVELS)
    clv_json_text (cli->json, "baseline", column->baseline);
  if (level == NULL)
    {
      clv_json_number (cli->json, "mean", column->mean);
      clv_json_number (cli->json, "sd", column->sd);
    }
  clv_json_text (cli->json, "process", name);
  clv_json_int (cli->json, "customers", term->n_customers);
  clv_json_number (cli->json, "coefficient", value);
  clv_json_number (cli->json, "standard_error", se);
  clv_json_number (cli->json, "lo", value - Z95 * se);
  clv_json_number (cli->json, "hi", value + Z95 * se);
  json_builder_end_object (cli->json);

  who = level != NULL ? g_strdup_printf ("%s = %s", column->name, level) : g_strdup (column->name);
  if (isnan (se))
    /* Translators: a column with its level, a process such as "purchase" */
    clv_cli_print (cli, _("  %s, %s: not identified\n"), who, name);
  else
    /* Translators: a column with its level, a process such as "purchase", its effect with
     * the 95 % interval, and what that multiplies by */
    clv_cli_print (cli, _("  %s, %s: %.4f (%.4f to %.4f), times %.3f\n"), who, name, value,
                   value - Z95 * se, value + Z95 * se, exp (value));
}

static void
add_columns (ClvCli              *cli,
             const ClvCovariates *covariates)
{
  for (guint i = 0; i < covariates->n_columns; i++)
    {
      const ClvCovariateColumn *column = &covariates->columns[i];

      if (column->type == CLV_COVARIATE_NUMBER)
        clv_cli_print (cli, _("%s: per standard deviation of %.6g around the mean %.6g\n"),
                       column->name, column->sd, column->mean);
      else
        clv_cli_print (cli, _("%s: against “%s”, which most customers have\n"), column->name,
                       column->baseline);
    }
}

void
clv_cli_add_covariates (ClvCli       *cli,
                        const ClvFit *fit)
{
  const ClvCovariates *covariates = fit->covariates;

  add_columns (cli, covariates);
  json_builder_set_member_name (cli->json, "covariates");
  json_builder_begin_array (cli->json);
  for (guint q = 0; q < covariates->n_processes; q++)
    {
      for (guint t = 0; t < covariates->n_terms; t++)
        add_effect (cli, fit, q, t);
    }
  json_builder_end_array (cli->json);
  clv_json_number (cli->json, "penalty", covariates->penalty);
  json_builder_set_member_name (cli->json, "same_effect");
  json_builder_add_boolean_value (cli->json, covariates->has_same_effect);
  json_builder_set_member_name (cli->json, "likelihood_ratio");
  json_builder_begin_object (cli->json);
  clv_json_number (cli->json, "log_likelihood_without", covariates->null_log_likelihood);
  clv_json_number (cli->json, "statistic", covariates->statistic);
  clv_json_int (cli->json, "df", covariates->df);
  clv_json_number (cli->json, "p", covariates->p);
  json_builder_end_object (cli->json);
  if (isnan (covariates->p))
    clv_cli_print (cli, _("Without the columns the log-likelihood is %.6f.\n"),
                   covariates->null_log_likelihood);
  else
    clv_cli_print (cli, _("Against no columns: likelihood ratio %.4f, %u degrees of freedom, "
                          "p = %.4g\n"), covariates->statistic, covariates->df, covariates->p);
}

/* Customers scored as if their values were rare ones, since the fit had not seen them. */
void
clv_cli_add_unknown_levels (ClvCli            *cli,
                            const ClvScoreSet *scores)
{
  g_autofree char *number = clv_count_format (scores->n_unknown_levels);

  clv_json_int (cli->json, "unknown_levels", scores->n_unknown_levels);
  if (scores->n_unknown_levels > 0)
    clv_cli_print (cli, ngettext ("Note: %s value of a column is one that the fit has not seen. "
                                  "Its customer was scored as one with a rare value.\n",
                                  "Note: %s values of columns are ones that the fit has not seen. "
                                  "Their customers were scored as ones with a rare value.\n",
                                  scores->n_unknown_levels), number);
}
