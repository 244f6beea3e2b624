/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-calculator.h"
#include "clv-cnbd.h"
#include "clv-error.h"

#define MAX_STEPS 20000

gboolean
clv_calculator_refuse (GError     **error,
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

gboolean
clv_calculator_parse_number (const char *text,
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

gboolean
clv_calculator_parse (ClvCalculator  *self,
                      const char     *text,
                      GError        **error)
{
  g_auto(GStrv) pairs = g_strsplit (text, ",", -1);
  guint found = 0;

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');
      double value;
      guint p = 0;

      if (equals == NULL)
        return clv_calculator_refuse (error,
                                      _("--parameters wants pairs such as r=0.24, not “%s”."),
                                      pairs[i]);
      *equals = '\0';
      while (p < self->kind->n_parameters
             && !g_str_equal (self->kind->parameter_names[p], pairs[i]))
        p++;
      if (p == self->kind->n_parameters)
        return clv_calculator_refuse (error, _("The model has no parameter “%s”."), pairs[i]);
      if (!clv_calculator_parse_number (equals + 1, &value)
          || (value <= 0 && !self->kind->is_plain[p]))
        return clv_calculator_refuse (error,
                                      _("A parameter is a number above zero, not “%s”."),
                                      equals + 1);
      if (self->kind->choose_regularity != NULL
          && p + 1 == self->kind->n_parameters
          && (value > CLV_CNBD_MOST_REGULAR || fabs (value - round (value)) > 0))
        return clv_calculator_refuse (error,
                                      _("The regularity k is a whole number from 1 to %d, "
                                        "not “%s”."),
                                      CLV_CNBD_MOST_REGULAR, equals + 1);
      self->parameters[p] = value;
      found |= 1u << p;
    }
  if (found != (1u << self->kind->n_parameters) - 1)
    return clv_calculator_refuse (error, _("Not all parameters of the model are in “%s”."), text);
  if (self->kind->find_impossible != NULL)
    {
      g_autofree char *why = self->kind->find_impossible (self->kind,
                                                          self->parameters);

      if (why != NULL)
        return clv_calculator_refuse (error, "%s", why);
    }

  return TRUE;
}

/* Renewals fall on the ends of periods, of which the age says when the next one is. */
static double
discounted_renewals (const ClvCalculator *self,
                     double               x,
                     double               t,
                     double               age)
{
  const double first = floor (age + 1e-9) + 1.0 - age;
  double before = 0;
  double sum = 0;

  for (guint i = 0; i < MAX_STEPS && first + i <= self->horizon + 1e-9; i++)
    {
      double now = self->kind->expected_purchases (self->kind, self->parameters,
                                                   x, t, age, first + i);
      double years = (first + i) * self->unit_days / 365.25;

      sum += (now - before) * pow (1 + self->rate, -years);
      before = now;
    }

  return sum;
}

/* Purchases of each unit of time, discounted from its middle. */
static double
discounted_purchases (const ClvCalculator *self,
                      double               x,
                      double               t,
                      double               age)
{
  guint steps = (guint) CLAMP (ceil (self->horizon), 1, MAX_STEPS);
  double width = self->horizon / steps;
  double before = 0;
  double sum = 0;

  for (guint i = 1; i <= steps; i++)
    {
      double now = self->kind->expected_purchases (self->kind, self->parameters,
                                                   x, t, age, i * width);
      double years = (i - 0.5) * width * self->unit_days / 365.25;

      sum += (now - before) * pow (1 + self->rate, -years);
      before = now;
    }

  return sum;
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

gboolean
clv_calculator_can_have (const ClvCalculator *self,
                         const double        *row)
{
  if (row[0] < 0.0 || row[1] < 0.0 || row[2] < row[1])
    return FALSE;
  if (self->kind->history == CLV_HISTORY_OPPORTUNITIES)
    return are_opportunities (row);

  return self->kind->history != CLV_HISTORY_CONTRACT || are_renewals (row);
}

void
clv_calculator_compute (const ClvCalculator *self,
                        const double        *row,
                        ClvCalculation      *result)
{
  const ClvModelKind *kind = self->kind;

  result->log_likelihood = kind->log_likelihood_one != NULL
                           ? kind->log_likelihood_one (kind, self->parameters, row[0], row[1],
                                                       row[2]) : NAN;
  result->p_active = kind->p_active (kind, self->parameters, row[0], row[1], row[2]);
  result->purchases = kind->expected_purchases (kind, self->parameters, row[0], row[1], row[2],
                                                self->horizon);
  result->discounted = kind->history == CLV_HISTORY_CONTRACT
                       ? discounted_renewals (self, row[0], row[1], row[2])
                       : discounted_purchases (self, row[0], row[1], row[2]);
}

/* Of each unit of time, if the contract lasts to its middle. */
void
clv_calculator_limit (const ClvCalculator *self,
                      const double        *row,
                      const ClvCalculator *contract,
                      const double        *contract_row,
                      ClvCalculation      *result)
{
  const guint steps = (guint) CLAMP (ceil (self->horizon), 1, MAX_STEPS);
  const double width = self->horizon / steps;
  const double runs = contract->kind->p_active (contract->kind, contract->parameters,
                                                contract_row[0], contract_row[1],
                                                contract_row[2]);
  double before = 0.0;

  result->purchases = 0.0;
  result->discounted = 0.0;
  for (guint i = 1; i <= steps; i++)
    {
      const double middle = (i - 0.5) * width * self->unit_days;
      const double then = middle / contract->unit_days;
      const double now = self->kind->expected_purchases (self->kind, self->parameters, row[0],
                                                         row[1], row[2], i * width);
      double payments = 0.0;
      double lasts = 0.0;
      double square = 0.0;

      contract->kind->forecast (contract->kind, contract->parameters, contract_row[0],
                                contract_row[1], contract_row[2], &then, 1, &payments, &lasts,
                                &square);
      result->purchases += (now - before) * runs * lasts;
      result->discounted += (now - before) * runs * lasts * pow (1 + self->rate, -middle / 365.25);
      before = now;
    }
}
