/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-contracts.h"
#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-fit-private.h"
#include "clv-money.h"
#include "clv-payments.h"

/* Takes @part. */
void
clv_contracts_add (ClvFit *self,
                   ClvFit *part)
{
  if (self->periods == NULL)
    self->periods = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_fit_unref);
  g_ptr_array_add (self->periods, part);
}

static void
tell_refused (ClvFit         *self,
              ClvOpportunity  period,
              const char     *why)
{
  /* TRANSLATORS: "months", "years" …, then a sentence of the reason */
  clv_fit_add_diagnostic (self, "period-left-out",
                          g_strdup_printf (_("Subscriptions that are counted in %s have no value: "
                                             "%s"), clv_opportunity_get_plural (period), why));
}

/* NULL without error where too little is known of that period. */
static ClvFit *
fit_other (ClvFit             *self,
           const ClvModelSpec *spec,
           const ClvCustomers *customers,
           ClvTransactions    *rows,
           const ClvProgress  *progress,
           GError            **error)
{
  const ClvOpportunity period = (ClvOpportunity) rows->period;
  g_autoptr(ClvModelSpec) own = clv_model_spec_copy (spec);
  g_autoptr(ClvCustomers) other = NULL;
  g_autoptr(ClvFit) part = NULL;
  g_autoptr(GError) problem = NULL;

  own->opportunity = period;
  own->has_every_period = FALSE;
  other = clv_customers_new (rows, customers->until, spec->unit_days, progress, error);
  if (other == NULL)
    return NULL;
  part = clv_fit_new (own, other, progress, &problem);
  if (g_error_matches (problem, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE))
    tell_refused (self, period, problem->message);
  else if (part == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (!clv_fit_is_usable (part))
    tell_refused (self, period, clv_fit_state_describe (part->state));
  else
    return g_steal_pointer (&part);
  return NULL;
}

/**
 * clv_contracts_fit_others:
 * @self: a fit of the contracts of the usual period
 * @spec: what was asked for; a period of it is fitted alone
 * @customers: those of the usual period
 * @progress: (nullable): how far
 * @error: return location
 *
 * Fits the other periods too. One that has too few customers is told of, and has no
 * value.
 *
 * Returns: %FALSE where it was cancelled
 */
gboolean
clv_contracts_fit_others (ClvFit             *self,
                          const ClvModelSpec *spec,
                          const ClvCustomers *customers,
                          const ClvProgress  *progress,
                          GError            **error)
{
  const GPtrArray *others = customers->transactions->others;

  self->spec->has_every_period = FALSE;
  if (others == NULL
      || (spec->opportunity != CLV_OPPORTUNITY_NONE && !spec->has_every_period))
    return TRUE;
  self->spec->has_every_period = TRUE;
  for (guint i = 0; i < others->len; i++)
    {
      g_autoptr(GError) problem = NULL;
      ClvFit *part = fit_other (self, spec, customers, others->pdata[i], progress, &problem);

      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (part != NULL)
        clv_contracts_add (self, part);
    }
  return TRUE;
}

static const ClvFit *
find_part (const ClvFit *self,
           guint         period)
{
  for (guint i = 0; self->periods != NULL && i < self->periods->len; i++)
    {
      const ClvFit *part = g_ptr_array_index (self->periods, i);

      if (part->spec->opportunity == period)
        return part;
    }
  return NULL;
}

/**
 * clv_contracts_count_left_out:
 * @self: a fit of contracts
 * @customers: those of the usual period, of the same rows
 * @most: (out): the period of most of those, %CLV_OPPORTUNITY_NONE for one that is unknown
 *
 * Returns: how many contracts are of a period that the fit says nothing of
 */
guint64
clv_contracts_count_left_out (const ClvFit       *self,
                              const ClvCustomers *customers,
                              ClvOpportunity     *most)
{
  const GPtrArray *others = customers->transactions->others;
  guint64 n = customers->n_left_out;
  guint64 unknown = n;
  guint64 largest = 0;

  *most = CLV_OPPORTUNITY_NONE;
  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      const ClvTransactions *rows = g_ptr_array_index (others, i);

      unknown -= MIN (unknown, rows->n_contracts);
      if (find_part (self, rows->period) != NULL)
        n -= MIN (n, rows->n_contracts);
      else if (rows->n_contracts > largest)
        {
          largest = rows->n_contracts;
          *most = (ClvOpportunity) rows->period;
        }
    }
  /* What it was refused for stands beside it: asking for that period alone is no help. */
  if (unknown > largest || self->spec->has_every_period)
    *most = CLV_OPPORTUNITY_NONE;
  return n;
}

/**
 * clv_fit_describe_periods:
 * @self: a fit
 *
 * Returns: (transfer full) (nullable): "months: 812 customers, years: 114 customers",
 *   %NULL where it is not of several periods
 */
char *
clv_fit_describe_periods (const ClvFit *self)
{
  GString *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->periods == NULL)
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i <= self->periods->len; i++)
    {
      const ClvFit *part = i == 0 ? self : g_ptr_array_index (self->periods, i - 1);
      g_autofree char *number = clv_number_format (part->n_customers, 0);

      if (i > 0)
        g_string_append (text, ", ");
      /* TRANSLATORS: "months", "years" …, then how many */
      g_string_append_printf (text, ngettext ("%s: %s customer", "%s: %s customers",
                                              part->n_customers),
                              clv_opportunity_get_plural (part->spec->opportunity), number);
    }
  return g_string_free (text, FALSE);
}

/* Of the others what is odd, and who has no value. */
void
clv_contracts_tell (ClvFit             *self,
                    const ClvCustomers *customers)
{
  g_autofree char *periods = clv_fit_describe_periods (self);
  ClvOpportunity most = CLV_OPPORTUNITY_NONE;
  const guint64 n = clv_contracts_count_left_out (self, customers, &most);

  if (periods != NULL)
    clv_fit_add_diagnostic (self, "periods",
                            g_strdup_printf (_("Contracts are renewed after different periods. "
                                               "Those of each period are fitted by themselves, and "
                                               "scores value all of them: %s."), periods));
  for (guint i = 0; self->periods != NULL && i < self->periods->len; i++)
    {
      const ClvFit *part = g_ptr_array_index (self->periods, i);

      for (guint k = 0; k < part->diagnostics->len; k++)
        {
          const ClvFitDiagnostic *one = g_ptr_array_index (part->diagnostics, k);

          if (g_str_equal (one->code, "renewal-rows"))
            continue;
          /* TRANSLATORS: "months", "years" …, then a sentence */
          clv_fit_add_diagnostic (self, one->code,
                                  g_strdup_printf (_("Of those counted in %s: %s"),
                                                   clv_opportunity_get_plural
                                                     (part->spec->opportunity), one->message));
        }
    }
  if (n > 0)
    clv_fit_add_diagnostic (self, "other-period", clv_payments_describe_left_out (n, most));
}
