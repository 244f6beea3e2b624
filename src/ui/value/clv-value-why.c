/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-value-why.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "clv-money.h"

static char *
dup_definition_source (const ClvValueState *state)
{
  return g_strdup_printf (_("Value definition %" PRId64), (gint64) state->scores->definition_id);
}

static char *
dup_fit_source (const ClvValueState *state)
{
  g_autofree char *until = clv_date_to_display (state->scores_fit->spec->until);

  return g_strdup_printf (_("%s, fit %" PRId64 ", on everything up to %s"),
                          state->scores_fit->kind->name, (gint64) state->scores->fit_id, until);
}

/* Whence the numbers come that are no model's. */
static char *
dup_data_source (const ClvValueState *state)
{
  const ClvTransactions *rows = clv_value_state_get_rows (state, state->scores_fit->kind);
  g_autofree char *number = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (state->source == CLV_VALUE_OF_COUNTED)
    {
      last = clv_date_to_display (state->last_day);
      return g_strdup_printf (_("Counted before the import of %s"), last);
    }
  if (rows == NULL)
    return g_strdup (_("Rows that are no longer there"));

  number = clv_number_format ((double) rows->n_rows, 0);
  first = clv_date_to_display (rows->first_day);
  last = clv_date_to_display (rows->last_day);

  return g_strdup_printf (clv_value_state_counts_renewals (state)
                          ? _("%s payments of the subscriptions, %s to %s")
                          : _("%s imported rows, %s to %s"), number, first, last);
}

static void
add_definition (ClvWhy              *why,
                const ClvValueState *state)
{
  g_autofree char *source = dup_definition_source (state);
  g_autofree char *margin = clv_percent_format (state->scores->margin, 1);
  g_autofree char *rate = clv_percent_format (state->scores->rate, 2);
  g_autofree char *rate_text = g_strdup_printf (_("%s a year effective"), rate);
  g_autofree char *horizon = clv_value_state_dup_horizon (state);

  clv_why_add_input (why, _("Margin"), margin, source);
  clv_why_add_input (why, _("Horizon"), horizon, source);
  clv_why_add_input (why, _("Discount rate"), rate_text, source);
}

static void
add_customers (ClvWhy              *why,
               const ClvValueState *state)
{
  g_autofree char *source = dup_data_source (state);
  g_autofree char *customers = clv_number_format (state->scores->n, 0);

  clv_why_add_input (why, _("Customers"), customers, source);
}

static void
add_purchases (ClvWhy              *why,
               const ClvValueState *state)
{
  g_autofree char *source = dup_fit_source (state);
  g_autofree char *number = clv_number_format (state->scores->total_expected_purchases, 1);

  clv_why_add_input (why, clv_value_state_counts_renewals (state) ? _("Expected renewals")
                                                                  : _("Expected purchases"),
                     number, source);
}

static void
set_convention (ClvWhy              *why,
                const ClvValueState *state)
{
  g_autofree char *convention = clv_figure_describe_scores (state->scores);

  clv_why_set_convention (why, convention);
}

static void
add_total_changes (ClvWhy              *why,
                   const ClvValueState *state)
{
  const char *currency = state->scores->currency;
  g_autofree char *point = clv_money_format_major (0.01 * state->gross_value, currency);
  g_autofree char *margin = g_strdup_printf (_("One point more margin raises it by %s, one point "
                                               "less lowers it by as much."), point);

  clv_why_add_change (why, margin);
  clv_why_add_change (why, _("A longer horizon raises it, a higher discount rate lowers it: try "
                             "both under Definition, which shows the effect before it holds."));
  clv_why_add_change (why, clv_value_state_counts_renewals (state)
                      ? _("New, ended or corrected subscriptions change it when the model is "
                          "fitted again.")
                      : _("New or corrected orders change it when the model is fitted again."));
}

/* The interval and its two parts as inputs, and what it holds. */
static void
add_interval (ClvWhy             *why,
              const ClvIntervals *intervals,
              const char         *lo,
              const char         *hi,
              const char         *chance,
              const char         *parameters)
{
  g_autofree char *level = clv_percent_format (intervals->level, 0);
  /* TRANSLATORS: a share such as "80 %" */
  g_autofree char *name = g_strdup_printf (_("%s interval"), level);
  /* TRANSLATORS: the low and the high end of an interval */
  g_autofree char *range = g_strdup_printf (_("%s to %s"), lo, hi);
  g_autofree char *text = clv_intervals_describe (intervals);

  clv_why_add_input (why, name, range, _("Both parts below together"));
  clv_why_add_input (why, _("Chance, as a standard deviation"), chance,
                     _("How purchases and spend vary under the model"));
  clv_why_add_input (why, _("Parameters, as a standard error"),
                     parameters != NULL ? parameters : _("not known"),
                     _("The covariance of the fit’s parameters"));
  clv_why_add_change (why, text);
}

static void
add_value_interval (ClvWhy             *why,
                    const ClvIntervals *intervals,
                    const char         *currency)
{
  const ClvInterval *interval = &intervals->total.value;
  g_autofree char *lo = clv_money_format_major (interval->lo, currency);
  g_autofree char *hi = clv_money_format_major (interval->hi, currency);
  g_autofree char *chance = clv_money_format_major (interval->process_error, currency);
  g_autofree char *parameters = NULL;

  if (isfinite (interval->parameter_error))
    parameters = clv_money_format_major (interval->parameter_error, currency);
  add_interval (why, intervals, lo, hi, chance, parameters);
}

static void
add_purchases_interval (ClvWhy             *why,
                        const ClvIntervals *intervals)
{
  const ClvInterval *interval = &intervals->total.purchases;
  g_autofree char *lo = clv_number_format (interval->lo, 1);
  g_autofree char *hi = clv_number_format (interval->hi, 1);
  g_autofree char *chance = clv_number_format (interval->process_error, 1);
  g_autofree char *parameters = NULL;

  if (isfinite (interval->parameter_error))
    parameters = clv_number_format (interval->parameter_error, 1);
  add_interval (why, intervals, lo, hi, chance, parameters);
}

ClvWhy *
clv_value_why_total (const ClvValueState *state,
                     const char          *value,
                     const ClvIntervals  *intervals)
{
  const ClvScoreSet *scores = state->scores;
  g_autofree char *customers = clv_number_format (scores->n, 0);
  g_autofree char *sentence = NULL;
  g_autofree char *gross = clv_money_format_major (state->gross_value, scores->currency);
  g_autofree char *margin = clv_percent_format (scores->margin, 1);
  g_autofree char *cost = clv_money_format_major (state->service_cost, scores->currency);
  g_autofree char *total = clv_money_format_major (scores->total_clv, scores->currency);
  g_autofree char *formula = NULL;
  g_autofree char *definition = dup_definition_source (state);
  g_autofree char *fit = dup_fit_source (state);
  ClvWhy *why = NULL;

  sentence = g_strdup_printf (_("What your %s customers together are expected to bring after the "
                                "last day of the data, after margin and cost to serve, in today’s "
                                "money. What they paid before is not in it."), customers);
  why = clv_why_new (_("Future value"), value, sentence);
  formula = g_strdup_printf (_("Σ expected spend × discounted purchases × margin − cost to serve\n"
                               "= %s × %s − %s\n= %s"), gross, margin, cost, total);
  clv_why_set_formula (why, formula);
  add_customers (why, state);
  add_purchases (why, state);
  clv_why_add_input (why, _("Their spend, discounted"), gross, fit);
  add_definition (why, state);
  clv_why_add_input (why, _("Cost to serve, discounted"), cost, definition);
  set_convention (why, state);
  if (intervals != NULL)
    add_value_interval (why, intervals, scores->currency);
  add_total_changes (why, state);

  return why;
}

ClvWhy *
clv_value_why_active (const ClvValueState *state,
                      const char          *value)
{
  const ClvScoreSet *scores = state->scores;
  g_autofree char *mean = clv_percent_format (scores->mean_p_active, 1);
  g_autofree char *customers = clv_number_format (scores->n, 0);
  g_autofree char *as_of = clv_date_to_display (scores->as_of);
  g_autofree char *once = clv_number_format (state->n_once, 0);
  g_autofree char *sentence = NULL;
  g_autofree char *formula = NULL;
  g_autofree char *caveat = NULL;
  g_autofree char *fit = dup_fit_source (state);
  const gboolean is_contract = clv_value_state_counts_renewals (state);
  ClvWhy *why = NULL;

  sentence = g_strdup_printf (is_contract
                              ? _("How many of your %s subscribers had not left by %s. Leaving is "
                                  "told, so nobody’s probability lies between.")
                              : _("How many of your %s customers are likely to be customers still "
                                  "on %s: the sum of their probabilities of being active. Nobody "
                                  "is counted in or out."), customers, as_of);
  why = clv_why_new (is_contract ? _("Active subscribers") : _("Active customers"), value,
                     sentence);
  formula = g_strdup_printf (_("mean probability of being active × customers\n= %s × %s\n= %s"),
                             mean, customers, value);
  clv_why_set_formula (why, formula);
  add_customers (why, state);
  clv_why_add_input (why, _("Mean probability of being active"), mean, fit);
  if (state->scores_fit->kind->is_one_time_artefact)
    {
      caveat = g_strdup_printf (_("%s gives each of the %s customers with one purchase day a "
                                  "probability of 100 %%, because in it drop-out follows a repeat "
                                  "purchase. Another model would count fewer."),
                                state->scores_fit->kind->name, once);
      clv_why_add_change (why, caveat);
    }
  clv_why_add_change (why, is_contract ? _("It falls with every subscription that ends.")
                                       : _("It falls with every day that passes without orders."));
  set_convention (why, state);

  return why;
}

ClvWhy *
clv_value_why_purchases (const ClvValueState *state,
                         const char          *value,
                         const ClvIntervals  *intervals)
{
  const gboolean is_contract = clv_value_state_counts_renewals (state);
  g_autofree char *horizon = clv_value_state_dup_horizon (state);
  g_autofree char *sentence = NULL;
  g_autofree char *formula = NULL;
  ClvWhy *why = NULL;

  sentence = g_strdup_printf (is_contract
                              ? _("How many times all who subscribe today are expected to renew in "
                                  "the horizon (%s), not discounted. Subscribers who are yet to "
                                  "come are not in it.")
                              : _("How many purchases all customers known today are expected to "
                                  "make in the horizon (%s), not discounted. Customers who are yet "
                                  "to come are not in it."), horizon);
  why = clv_why_new (is_contract ? _("Expected renewals") : _("Expected purchases"), value,
                     sentence);
  formula = g_strdup_printf (is_contract
                             ? _("Σ expected renewals of each who has not left\n= %s")
                             : _("Σ probability of being active × purchases of one who is active\n"
                                 "= %s"), value);
  clv_why_set_formula (why, formula);
  add_customers (why, state);
  add_purchases (why, state);
  add_definition (why, state);
  set_convention (why, state);
  if (intervals != NULL)
    add_purchases_interval (why, intervals);
  clv_why_add_change (why, _("A longer horizon raises it."));
  if (state->source != CLV_VALUE_OF_COUNTED)
    clv_why_add_change (why, _("Test it against the past under Hold-out."));

  return why;
}

ClvWhy *
clv_value_why_past (const ClvValueState *state,
                    const char          *value)
{
  const ClvScoreSet *scores = state->scores;
  g_autofree char *as_of = clv_date_to_display (scores->as_of);
  g_autofree char *exact = clv_money_format (state->past_value, scores->currency);
  g_autofree char *sentence = NULL;
  g_autofree char *formula = NULL;
  g_autofree char *convention = NULL;
  g_autofree char *source = dup_data_source (state);
  ClvWhy *why = NULL;

  sentence = g_strdup_printf (state->source == CLV_VALUE_OF_COUNTED
                              ? _("What the repeat purchases up to %s came to: frequency × mean "
                                  "value of each customer. What the first purchases came to is not "
                                  "in the file. It is a fact of the past, before margin, and never "
                                  "part of the future value.")
                              : _("What the customers paid up to %s, less refunds. It is a fact of "
                                  "the past, before margin, and never part of the future value."),
                              as_of);
  why = clv_why_new (_("Past revenue"), value, sentence);
  formula = g_strdup_printf (_("Σ amounts − refunds = %s"), exact);
  clv_why_set_formula (why, formula);
  clv_why_add_input (why, _("Net amounts"), exact, source);
  convention = g_strdup_printf (_("%s, past, net of refunds, up to %s, not discounted, before "
                                  "margin"), scores->currency, as_of);
  clv_why_set_convention (why, convention);
  clv_why_add_change (why, _("Undoing an import, or importing a corrected file, changes it."));

  return why;
}
