/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-value-state.h"

#include <glib/gi18n-lib.h>

#include "clv-covariate.h"
#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-hybrid.h"
#include "clv-records.h"

#define CONTRACT_KIND "sbg"

ClvValueState *
clv_value_state_ref (ClvValueState *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
clv_value_state_unref (ClvValueState *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_clear_pointer (&self->orders, clv_transactions_unref);
  g_clear_pointer (&self->payments, clv_payments_free);
  g_clear_pointer (&self->both, clv_transactions_unref);
  g_clear_pointer (&self->transactions, clv_transactions_unref);
  g_clear_pointer (&self->customers, clv_customers_unref);
  g_clear_pointer (&self->fit, clv_fit_unref);
  g_clear_pointer (&self->scores, clv_score_set_unref);
  g_clear_pointer (&self->scores_fit, clv_fit_unref);
  g_clear_pointer (&self->definition, clv_value_definition_free);
  g_clear_pointer (&self->scores_definition, clv_value_definition_free);
  g_clear_pointer (&self->concentration, clv_plot_spec_free);
  g_free (self);
}

static void
sum_scores (ClvValueState *self)
{
  const ClvScoreSet *scores = self->scores;

  for (guint32 i = 0; i < scores->n; i++)
    {
      self->past_value += scores->past_value[i];
      self->gross_value += scores->expected_spend[i] * scores->discounted_purchases[i];
      self->service_cost += scores->service_cost[i];
      self->n_once += scores->x[i] == 0;
    }
}

static gboolean
load_scores (ClvValueState *self,
             ClvWorkspace  *workspace,
             GError       **error)
{
  g_autoptr(GError) local_error = NULL;

  self->scores = clv_score_set_load (workspace, 0, &local_error);
  /* What an older version stored is made again by scoring. */
  if (local_error != NULL
      && !g_error_matches (local_error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_OLDER))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (self->scores == NULL)
    return TRUE;

  self->scores_fit = clv_fit_load (workspace, self->scores->fit_id, error);
  if (self->scores_fit == NULL)
    return FALSE;
  self->scores_definition = clv_value_definition_load (workspace, self->scores->definition_id,
                                                       error);
  if (self->scores_definition == NULL)
    return FALSE;

  sum_scores (self);
  self->concentration = clv_figure_concentration (self->scores);
  self->is_definition_newer = self->definition->id != self->scores->definition_id;
  self->is_fit_newer = self->fit != NULL && self->fit->id != self->scores->fit_id;

  return TRUE;
}

/* Whether a renewal was missed. */
static gboolean
is_gone (const ClvCustomers *renewals,
         guint32             i)
{
  return renewals->age_days[i] - renewals->recency_days[i] >= renewals->unit_days;
}

/* What tells whether contracts can be fitted. */
static gboolean
count_renewals (ClvValueState     *self,
                const ClvProgress *progress,
                GError           **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) renewals = NULL;

  g_free (spec->kind);
  spec->kind = g_strdup (CONTRACT_KIND);
  renewals = clv_customers_new_for_spec (self->customers, spec, progress, error);
  if (renewals == NULL)
    return FALSE;

  for (guint32 i = 0; i < renewals->n; i++)
    {
      self->n_left += is_gone (renewals, i);
      self->most_renewals = MAX (self->most_renewals,
                                 renewals->age_days[i] / renewals->unit_days);
    }

  return TRUE;
}

static gboolean
load_subscribers (ClvValueState     *self,
                  const ClvProgress *progress,
                  GError           **error)
{
  const ClvDate until = self->fit != NULL ? self->fit->spec->until : self->payments->until;
  const int unit_days = self->fit != NULL ? self->fit->spec->unit_days : 7;

  self->source = CLV_VALUE_OF_SUBSCRIPTIONS;
  self->transactions = clv_transactions_ref (self->payments->rows);
  self->last_day = self->payments->until;
  self->suggested_split = clv_backtest_suggest_split (self->transactions);
  /* What its values would be is asked of the fit's own customers. */
  self->customers = clv_customers_new (self->transactions, until, unit_days, progress, error);

  return self->customers != NULL && count_renewals (self, progress, error);
}

static gboolean
load_buyers (ClvValueState     *self,
             const ClvProgress *progress,
             GError           **error)
{
  const ClvDate until = self->fit != NULL ? self->fit->spec->until : CLV_DATE_INVALID;
  const int unit_days = self->fit != NULL ? self->fit->spec->unit_days : 7;

  self->source = CLV_VALUE_OF_ORDERS;
  self->transactions = clv_transactions_ref (self->fit != NULL && self->fit->hybrid != NULL
                                             && self->both != NULL ? self->both : self->orders);
  self->last_day = self->transactions->last_day;
  if (self->orders->n_rows == 0)
    return TRUE;

  self->suggested_split = clv_backtest_suggest_split (self->transactions);
  self->customers = clv_customers_new (self->transactions, until, unit_days, progress, error);

  return self->customers != NULL;
}

/* Of purchases it cannot be that every customer has one in each unit of time. */
static gboolean
find_renewals (const ClvCustomers *customers)
{
  guint32 n_left = 0;

  for (guint32 i = 0; i < customers->n; i++)
    {
      if (customers->recency_days[i] != (gint32) customers->x[i] * customers->unit_days)
        return FALSE;
      n_left += is_gone (customers, i);
    }

  return n_left > 0 && n_left < customers->n;
}

static gboolean
load_counted (ClvValueState     *self,
              ClvWorkspace      *workspace,
              const ClvProgress *progress,
              GError           **error)
{
  const ClvModelSpec *spec = self->fit != NULL ? self->fit->spec : NULL;

  self->source = CLV_VALUE_OF_COUNTED;
  self->customers = clv_covariate_load_customers (workspace, CLV_DATE_INVALID, 7, progress, error);
  if (self->customers == NULL)
    return FALSE;
  self->last_day = self->customers->until;
  self->is_by_renewals = find_renewals (self->customers);
  if (spec != NULL && (spec->until != self->last_day || spec->unit_days != 7))
    {
      clv_customers_unref (self->customers);
      self->customers = clv_covariate_load_customers (workspace, spec->until, spec->unit_days,
                                                      progress, error);
      if (self->customers == NULL)
        return FALSE;
    }
  self->transactions = clv_transactions_ref (self->customers->transactions);

  return TRUE;
}

static gboolean
is_of_contracts (const ClvValueState *self)
{
  return self->fit != NULL
         && clv_model_kind_find (self->fit->spec->kind)->history == CLV_HISTORY_CONTRACT;
}

/* Of the subscriptions that the fit is of. */
static ClvOpportunity
get_period (const ClvValueState *self)
{
  return is_of_contracts (self) ? self->fit->spec->opportunity : CLV_OPPORTUNITY_NONE;
}

/* NULL without error where no subscription can be paid for. */
static gboolean
load_payments (ClvValueState     *self,
               ClvWorkspace      *workspace,
               const ClvProgress *progress,
               GError           **error)
{
  g_autoptr(ClvPayments) payments = NULL;
  g_autoptr(GError) local_error = NULL;
  guint64 n = 0;

  if (!clv_records_count (workspace, CLV_IMPORT_KIND_SUBSCRIPTIONS, &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  payments = clv_payments_load (workspace, get_period (self), CLV_DATE_INVALID, progress,
                                &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (payments != NULL && payments->rows->n_rows > 0)
    self->payments = g_steal_pointer (&payments);

  return TRUE;
}

/* NULL without error where all orders are payments. */
static gboolean
load_both (ClvValueState     *self,
           ClvWorkspace      *workspace,
           const ClvProgress *progress,
           GError           **error)
{
  g_autoptr(GError) local_error = NULL;

  if (self->payments == NULL || self->orders->n_rows == 0)
    return TRUE;
  self->both = clv_hybrid_load_rows (workspace, CLV_DATE_INVALID, progress, &local_error);
  if (local_error != NULL
      && !g_error_matches (local_error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

/* What the fit is of; without one orders where there are any. */
static gboolean
load_customers (ClvValueState     *self,
                ClvWorkspace      *workspace,
                const ClvProgress *progress,
                GError           **error)
{
  gboolean are_counted = FALSE;

  if (!clv_customers_are_counted (workspace, &are_counted, error)
      || !load_payments (self, workspace, progress, error))
    return FALSE;
  if (are_counted)
    return load_counted (self, workspace, progress, error);
  if (!load_both (self, workspace, progress, error))
    return FALSE;
  if (self->payments != NULL
      && (is_of_contracts (self) || (self->fit == NULL && self->orders->n_rows == 0)))
    return load_subscribers (self, progress, error);

  return load_buyers (self, progress, error);
}

gpointer
clv_value_state_load_in_thread (ClvWorkspace       *workspace,
                                gpointer            input,
                                const ClvProgress  *progress,
                                GError            **error)
{
  g_autoptr(ClvValueState) self = g_new0 (ClvValueState, 1);
  g_autoptr(GError) local_error = NULL;

  self->ref_count = 1;
  self->suggested_split = CLV_DATE_INVALID;
  self->orders = clv_workspace_load_transactions (workspace, progress, error);
  if (self->orders == NULL)
    return NULL;
  self->definition = clv_value_definition_load (workspace, 0, error);
  if (self->definition == NULL)
    return NULL;
  self->fit = clv_fit_load (workspace, 0, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  self->is_data_newer = self->fit != NULL
                        && g_strcmp0 (self->fit->data_hash, self->orders->content_hash) != 0;
  if (!load_customers (self, workspace, progress, error)
      || !load_scores (self, workspace, error))
    return NULL;

  return g_steal_pointer (&self);
}

gboolean
clv_value_state_can_fit (const ClvValueState *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->customers == NULL || self->customers->n < 2)
    return FALSE;
  if (self->source == CLV_VALUE_OF_SUBSCRIPTIONS)
    return self->n_left > 0 && self->most_renewals >= CLV_VALUE_FEWEST_RENEWALS;

  return self->customers->n_positive_rows > 0 && self->customers->n_repeat > 0;
}

ClvTransactions *
clv_value_state_get_rows (const ClvValueState *self,
                          const ClvModelKind  *kind)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->source == CLV_VALUE_OF_COUNTED)
    return self->transactions;
  if (kind != NULL && kind->joins_contract)
    return self->both;
  if (kind == NULL || kind->history != CLV_HISTORY_CONTRACT)
    return self->orders;

  return self->payments != NULL ? self->payments->rows : NULL;
}

ClvDate
clv_value_state_get_last_day (const ClvValueState *self,
                              const ClvModelKind  *kind)
{
  g_return_val_if_fail (self != NULL, CLV_DATE_INVALID);

  if (self->source == CLV_VALUE_OF_COUNTED)
    return self->last_day;
  if (kind != NULL && kind->joins_contract)
    return self->both != NULL ? self->both->last_day : CLV_DATE_INVALID;
  if (kind == NULL || kind->history != CLV_HISTORY_CONTRACT)
    return self->orders->last_day;

  return self->payments != NULL ? self->payments->until : CLV_DATE_INVALID;
}

gboolean
clv_value_state_is_same_data (const ClvValueState *self,
                              const ClvValueState *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  /* Rows that a workspace keeps are the same; those of subscriptions are made anew. */
  return self->source == other->source
         && (self->source == CLV_VALUE_OF_ORDERS
             ? self->transactions == other->transactions
             : self->last_day == other->last_day
             && self->transactions->n_rows == other->transactions->n_rows
             && g_strcmp0 (self->transactions->content_hash,
                           other->transactions->content_hash) == 0);
}

gboolean
clv_value_state_counts_renewals (const ClvValueState *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->scores_fit != NULL && self->scores_fit->kind->history == CLV_HISTORY_CONTRACT;
}

const char *
clv_value_state_get_default_kind (const ClvValueState *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->source == CLV_VALUE_OF_SUBSCRIPTIONS ? CONTRACT_KIND : "bg-nbd";
}

ClvModelSpec *
clv_value_state_dup_spec (const ClvValueState *self)
{
  ClvModelSpec *spec = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->fit == NULL)
    {
      spec = clv_model_spec_new ();
      g_free (spec->kind);
      spec->kind = g_strdup (clv_value_state_get_default_kind (self));
      return spec;
    }

  spec = clv_model_spec_copy (self->fit->spec);
  /* A fit that took everything there was is of everything there is next time. */
  if (self->is_data_newer || spec->until == self->last_day)
    spec->until = CLV_DATE_INVALID;

  return spec;
}

char *
clv_value_state_dup_horizon (const ClvValueState *self)
{
  g_autofree char *end = NULL;

  g_return_val_if_fail (self != NULL && self->scores != NULL, NULL);

  if (self->scores_definition->horizon_date == CLV_DATE_INVALID)
    return clv_duration_describe (self->scores_definition->horizon);

  end = clv_date_to_display (self->scores_definition->horizon_date);

  /* TRANSLATORS: a horizon that ends on a day: "up to 31 Dec 2026" */
  return g_strdup_printf (_("up to %s"), end);
}
