/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-fit-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-money.h"

static const struct
{
  const char *name;
  const char *symbol;
} symbols[] = {
  { "alpha", "α" },
  { "beta", "β" },
  { "gamma", "γ" },
  { "delta", "δ" },
  { "cor", "ρ" },
};

const char *
clv_fit_words_get_symbol (const char *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    if (g_strcmp0 (symbols[i].name, parameter) == 0)
      return symbols[i].symbol;

  return parameter;
}

static gboolean
is_named (const ClvFit *fit,
          guint         parameter,
          const char   *name)
{
  return g_strcmp0 (fit->kind->parameter_names[parameter], name) == 0;
}

/* The first of a pair tells its mean, the second how alike customers are. */
static char *
describe_chance (const double *pair,
                 gboolean      is_leaving,
                 gboolean      is_second)
{
  g_autofree char *mean = clv_percent_format (pair[0] / (pair[0] + pair[1]), 1);

  if (is_second)
    return g_strdup (_("How alike these chances are: the larger the pair, the more alike the "
                       "customers."));

  return g_strdup_printf (is_leaving
                          ? _("With δ the chance to leave before an occasion: %s on average.")
                          : _("With β the chance to buy at an occasion, while active: %s on "
                              "average."), mean);
}

/* r and α are the gamma distribution of the purchase rates in every kind that
 * has them; a and b the beta distribution of the chances to drop out. */
char *
clv_fit_words_describe_parameter (const ClvFit *fit,
                                  guint         parameter)
{
  const double *values = fit->parameters;
  g_autofree char *number = NULL;

  g_return_val_if_fail (parameter < fit->kind->n_parameters, NULL);

  if (is_named (fit, parameter, "r"))
    return g_strdup (_("How alike the customers’ purchase rates are: the smaller, the more a few "
                       "buy much oftener than most."));
  if (is_named (fit, parameter, "alpha") && parameter == 1)
    {
      number = clv_number_format (values[0] / values[1], 3);
      return g_strdup_printf (fit->spec->unit_days == 7
                              ? _("The scale of the rates: while active, r ÷ α = %s purchases a "
                                  "week on average.")
                              : _("The scale of the rates: while active, r ÷ α = %s purchases a "
                                  "day on average."), number);
    }
  if (is_named (fit, parameter, "a") && parameter == 2)
    {
      number = clv_percent_format (values[2] / (values[2] + values[3]), 1);
      return g_strdup_printf (_("With b the chance to drop out after a purchase: a ÷ (a + b) = %s "
                                "on average."), number);
    }
  if (is_named (fit, parameter, "b"))
    return g_strdup (fit->kind->history == CLV_HISTORY_CONTRACT
                     ? _("How alike these chances are: the larger a and b together, the more alike "
                         "the subscribers.")
                     : _("How alike these chances are: the larger a and b together, the more alike "
                         "the customers."));
  if (is_named (fit, parameter, "cor"))
    return g_strdup (_("The correlation of buying and leaving: above 0, those who buy often leave "
                       "sooner; below 0, they stay longer."));

  if (g_str_equal (fit->kind->id, "bg-bb"))
    return describe_chance (values + (parameter & 2), parameter >= 2, parameter & 1);
  if (is_named (fit, parameter, "a") && parameter == 0)
    {
      number = clv_percent_format (values[0] / (values[0] + values[1]), 1);
      return g_strdup_printf (_("With b the chance not to renew the first time: a ÷ (a + b) = %s "
                                "on average."), number);
    }
  if (is_named (fit, parameter, "c"))
    return g_strdup (_("How a subscriber’s own chance to leave changes with time: above 1 it "
                       "grows, below 1 it falls."));
  if (is_named (fit, parameter, "rate") || is_named (fit, parameter, "frequency"))
    {
      number = clv_number_format (values[parameter] * 365.2425 / fit->spec->unit_days, 2);
      return g_strdup_printf (_("All customers together: %s purchases a year."), number);
    }
  if (is_named (fit, parameter, "lifespan"))
    {
      number = clv_number_format (values[parameter] * fit->spec->unit_days / 365.2425, 1);
      return g_strdup_printf (_("How long a customer buys from now on, the same for everybody: %s "
                                "years."), number);
    }
  if (is_named (fit, parameter, "s"))
    return g_strdup (_("How alike the customers’ ways of leaving are: the smaller, the more a few "
                       "leave much sooner than most."));
  if (is_named (fit, parameter, "beta") && parameter == 3
      && is_named (fit, 2, "s"))
    {
      number = clv_percent_format (-expm1 (-values[2] * log1p (365.2425 / fit->spec->unit_days
                                                               / values[3])), 1);
      return g_strdup_printf (_("The scale of leaving: of customers who are all active today, s "
                                "and β say that %s leave within a year."), number);
    }
  if (is_named (fit, parameter, "k"))
    return g_strdup (_("How regular the times between purchases are: 1 is not at all, 12 is like a "
                       "clock."));
  if (fit->kind->is_dated && parameter >= 4)
    {
      const ClvCalendar *calendar = fit->spec->calendar;
      const guint event = parameter - 4;

      return event < calendar->n_events
             ? g_strdup_printf (_("How many times as fast customers buy during “%s” as on other "
                                  "days."), calendar->name[event])
             : g_strdup_printf (_("How many times as fast customers leave during “%s” as on "
                                  "other days."), calendar->name[event - calendar->n_events]);
    }

  return g_strdup (_("A parameter of this model; the manual says what it means."));
}

char *
clv_fit_words_describe_spend (const ClvFit *fit,
                              const char   *currency,
                              guint         parameter)
{
  const double *values = fit->spend_parameters;
  g_autofree char *mean = NULL;

  switch (parameter)
    {
    case 0:
      return g_strdup (_("How steady one customer’s amounts are: the larger, the steadier."));

    case 1:
      return g_strdup (_("How alike the customers’ mean amounts are: the larger, the more alike. "
                         "Above 1, or there is no mean."));

    case 2:
    default:
      mean = clv_money_format_major (values[0] * values[2] / (values[1] - 1.0), currency);
      return g_strdup_printf (_("The scale of the amounts: p × γ ÷ (q − 1) = %s is the mean "
                                "customer’s mean purchase."), mean);
    }
}

static char *
format (double value,
        double standard_error,
        int    decimals)
{
  g_autofree char *estimate = clv_number_format (value, decimals);
  g_autofree char *error = NULL;

  if (!isfinite (standard_error))
    return g_steal_pointer (&estimate);

  error = clv_number_format (standard_error, decimals);

  return g_strdup_printf ("%s ± %s", estimate, error);
}

char *
clv_fit_words_format_estimate (double value,
                               double standard_error)
{
  return format (value, standard_error, fabs (value) < 100.0 ? 4 : 1);
}

char *
clv_fit_words_format_all_digits (double value,
                                 double standard_error)
{
  const double size = MAX (fabs (value), 1e-6);

  return format (value, standard_error, CLAMP (6 - (int) floor (log10 (size)), 0, 12));
}

const char *
clv_fit_words_get_state (ClvFitState state)
{
  switch (state)
    {
    case CLV_FIT_CONVERGED:
      return _("Converged");

    case CLV_FIT_BOUNDARY:
      return _("A parameter at its limit");

    case CLV_FIT_RIDGE:
      return _("Parameters not identified");

    case CLV_FIT_NESTED_BETTER:
      return _("A simpler model does as well");

    case CLV_FIT_TOTAL_OFF:
      return _("Refused: total is off");

    case CLV_FIT_NOT_CONVERGED:
    default:
      return _("Refused: not converged");
    }
}
