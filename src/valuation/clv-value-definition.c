/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-error.h"
#include "clv-fields.h"
#include "clv-hash.h"
#include "clv-money.h"
#include "clv-value-definition.h"

static const char * const timings[] = { "start", "mid", "end" };

/**
 * clv_value_definition_new:
 * @currency: ISO 4217 code
 *
 * Returns: (transfer full): 40 % margin, 12 months, 10 % a year, mid-month
 */
ClvValueDefinition *
clv_value_definition_new (const char *currency)
{
  ClvValueDefinition *self = g_new0 (ClvValueDefinition, 1);

  self->margin = 0.4;
  self->horizon.amount = 12;
  self->horizon.unit = CLV_DURATION_MONTHS;
  self->horizon_date = CLV_DATE_INVALID;
  self->rate = 0.1;
  self->timing = CLV_TIMING_MIDDLE;
  self->currency = g_strdup (currency);
  return self;
}

ClvValueDefinition *
clv_value_definition_copy (const ClvValueDefinition *self)
{
  ClvValueDefinition *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->currency = g_strdup (self->currency);
  copy->created_at = g_strdup (self->created_at);
  return copy;
}

void
clv_value_definition_free (ClvValueDefinition *self)
{
  if (self == NULL)
    return;
  g_free (self->currency);
  g_free (self->created_at);
  g_free (self);
}

/**
 * clv_value_definition_to_text:
 * @self: a definition
 *
 * Returns: (transfer full): canonical text without id and time of creation
 */
char *
clv_value_definition_to_text (const ClvValueDefinition *self)
{
  GString *text = g_string_new (NULL);
  g_autofree char *horizon = NULL;
  g_autofree char *date = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  horizon = clv_duration_to_text (self->horizon);
  date = self->horizon_date == CLV_DATE_INVALID ? g_strdup ("")
                                                : clv_date_to_iso (self->horizon_date);
  clv_fields_add_double (text, "margin", self->margin);
  clv_fields_add (text, "horizon", horizon);
  clv_fields_add (text, "horizon-date", date);
  clv_fields_add_double (text, "rate", self->rate);
  clv_fields_add (text, "timing", timings[self->timing]);
  clv_fields_add_int (text, "cost-to-serve", self->cost_to_serve);
  clv_fields_add (text, "currency", self->currency);
  return g_string_free (text, FALSE);
}

/**
 * clv_value_definition_from_text:
 * @text: what clv_value_definition_to_text() wrote
 * @error: return location
 *
 * Returns: (transfer full): a valid definition
 */
ClvValueDefinition *
clv_value_definition_from_text (const char *text,
                                GError    **error)
{
  g_autoptr(GHashTable) fields = clv_fields_parse (text, error);
  g_autoptr(ClvValueDefinition) self = NULL;
  const char *date = NULL;
  const char *timing = NULL;

  if (fields == NULL)
    return NULL;

  self = clv_value_definition_new (clv_fields_get (fields, "currency", "EUR"));
  self->margin = clv_fields_get_double (fields, "margin", self->margin);
  self->rate = clv_fields_get_double (fields, "rate", self->rate);
  self->cost_to_serve = clv_fields_get_int (fields, "cost-to-serve", 0);
  if (!clv_duration_parse (clv_fields_get (fields, "horizon", "12m"), &self->horizon, error))
    return NULL;
  date = clv_fields_get (fields, "horizon-date", "");
  if (*date != '\0')
    self->horizon_date = clv_date_parse (date);
  timing = clv_fields_get (fields, "timing", "mid");
  for (guint i = 0; i < G_N_ELEMENTS (timings); i++)
    {
      if (strcmp (timing, timings[i]) == 0)
        self->timing = (ClvTiming) i;
    }
  if (!clv_value_definition_validate (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

char *
clv_value_definition_get_hash (const ClvValueDefinition *self)
{
  g_autofree char *text = clv_value_definition_to_text (self);
  g_autoptr(ClvHash) hash = clv_hash_new ("value-definition");

  clv_hash_add_text (hash, text);
  return clv_hash_finish (hash);
}

/**
 * clv_value_definition_validate:
 * @self: a definition
 * @error: return location, %CLV_MODEL_ERROR_SPEC
 *
 * Returns: whether a value can be computed by it
 */
gboolean
clv_value_definition_validate (const ClvValueDefinition *self,
                               GError                  **error)
{
  const char *message = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!(self->margin > 0.0 && self->margin <= 1.0))
    /* xgettext: no-c-format */
    message = _("The margin must be above 0 % and at most 100 % of the spend. "
                "Nothing was saved. Enter for example 40%.");
  else if (!(self->rate >= 0.0 && self->rate < 10.0))
    /* xgettext: no-c-format */
    message = _("The discount rate must be at least 0 % and below 1000 % a year. "
                "Nothing was saved. Enter for example 10%.");
  else if (self->horizon_date == CLV_DATE_INVALID && self->horizon.unit == CLV_DURATION_INFINITE
           && self->rate < 0.01)
    /* xgettext: no-c-format */
    message = _("Without a discount rate of at least 1 % a year, a horizon without end has no "
                "finite value. Nothing was saved. Enter a rate or an end.");
  else if (self->cost_to_serve < 0)
    message = _("The cost to serve cannot be below zero. Nothing was saved.");
  else if (self->currency == NULL || !clv_currency_is_valid (self->currency))
    message = _("The value definition names no known currency. Nothing was saved.");
  else
    return TRUE;

  g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC, message);
  return FALSE;
}

/**
 * clv_value_definition_describe:
 * @self: a definition
 *
 * Returns: (transfer full): the convention, to print beside every value
 */
char *
clv_value_definition_describe (const ClvValueDefinition *self)
{
  static const char * const labels[] = {
    N_("start of month"), N_("mid-month"), N_("end of month"),
  };
  g_autofree char *margin = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *horizon = NULL;
  g_autofree char *cost = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  margin = clv_percent_format (self->margin, fabs (remainder (self->margin, 0.01)) > 1e-9 ? 1 : 0);
  rate = clv_percent_format (self->rate, fabs (remainder (self->rate, 0.01)) > 1e-9 ? 2 : 0);
  if (self->horizon_date != CLV_DATE_INVALID)
    {
      g_autofree char *date = clv_date_to_display (self->horizon_date);

      horizon = g_strdup_printf (_("until %s"), date);
    }
  else
    {
      horizon = clv_duration_describe (self->horizon);
    }

  if (self->cost_to_serve == 0)
    {
      /* Translators: margin, horizon, discount rate, where in the month money falls */
      return g_strdup_printf (_("%s margin, %s, %s a year effective, %s"), margin, horizon, rate,
                              _(labels[self->timing]));
    }
  cost = clv_money_format (self->cost_to_serve, self->currency);
  /* Translators: margin, horizon, discount rate, where in the month, cost to serve */
  return g_strdup_printf (_("%s margin, %s, %s a year effective, %s, %s a year to serve"), margin,
                          horizon, rate, _(labels[self->timing]), cost);
}

double
clv_value_definition_get_monthly_rate (const ClvValueDefinition *self)
{
  g_return_val_if_fail (self != NULL, 0.0);
  return expm1 (log1p (self->rate) / 12.0);
}

ClvDate
clv_value_definition_get_end (const ClvValueDefinition *self,
                              ClvDate                   as_of)
{
  g_return_val_if_fail (self != NULL, CLV_DATE_INVALID);

  if (self->horizon_date != CLV_DATE_INVALID)
    return self->horizon_date;
  if (self->horizon.unit == CLV_DURATION_INFINITE)
    return CLV_DATE_INVALID;
  return clv_duration_end (self->horizon, as_of);
}

/**
 * clv_rate_parse:
 * @text: "10%", "10 %" or "0.1"
 * @rate: (out): 0.1
 * @error: return location, %CLV_TEXT_ERROR
 *
 * A number of 1 or more without a percent sign is refused, since it could mean
 * either.
 *
 * Returns: whether the text is a rate from 0 to below 1000 %
 */
gboolean
clv_rate_parse (const char *text,
                double     *rate,
                GError    **error)
{
  char *end = NULL;
  double value = 0.0;
  gboolean is_percent = FALSE;

  g_return_val_if_fail (text != NULL, FALSE);

  value = g_ascii_strtod (text, &end);
  if (end != text)
    {
      while (g_ascii_isspace (*end))
        end++;
      is_percent = *end == '%';
      end += is_percent;
      while (g_ascii_isspace (*end))
        end++;
      if (is_percent)
        value /= 100.0;
      if (*end == '\0' && value >= 0.0 && value < (is_percent ? 10.0 : 1.0))
        {
          *rate = value;
          return TRUE;
        }
    }

  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("“%s” is not a rate. Write for example 10%% or 0.1."), text);
  return FALSE;
}
