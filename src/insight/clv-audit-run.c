/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-audit-private.h"
#include "clv-backtest.h"
#include "clv-hybrid.h"
#include "clv-money.h"

/* A model's scores as of a day, and who they are of. */
typedef struct
{
  ClvCustomers *customers;
  ClvFit *fit;
  ClvScoreSet *scores;
} Scored;

static void
scored_clear (Scored *self)
{
  g_clear_pointer (&self->customers, clv_customers_unref);
  g_clear_pointer (&self->fit, clv_fit_unref);
  g_clear_pointer (&self->scores, clv_score_set_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scored, scored_clear)

static gboolean
score_as_of (Scored                   *self,
             ClvTransactions          *transactions,
             const ClvModelSpec       *spec,
             const ClvValueDefinition *definition,
             ClvDate                   until,
             const ClvProgress        *progress,
             GError                  **error)
{
  g_autoptr(ClvModelSpec) dated = clv_model_spec_copy (spec);
  g_autofree char *day = clv_date_to_display (until);
  gboolean done = FALSE;

  dated->until = until;
  self->customers = clv_customers_new (transactions, until, spec->unit_days, progress, error);
  if (self->customers != NULL)
    self->fit = clv_fit_new (dated, self->customers, progress, error);
  if (self->fit != NULL && !clv_fit_is_usable (self->fit))
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED,
                           clv_fit_state_describe (self->fit->state));
      g_clear_pointer (&self->fit, clv_fit_unref);
    }
  if (self->fit != NULL)
    self->scores = clv_score_set_new (self->fit, definition, self->customers, progress, error);
  /* Of contracts of several periods the rows are those of the usual one. */
  if (self->scores != NULL && (self->scores->hybrid != NULL || self->fit->periods != NULL))
    {
      clv_customers_unref (self->customers);
      self->customers = clv_hybrid_new_everybody (self->scores, transactions, spec->unit_days);
    }

  done = self->scores != NULL;
  if (!done)
    /* Translators: %s is a date; the reason follows */
    g_prefix_error (error, _("As of %s: "), day);

  return done;
}

/* Spend in the hold-out as it is: the whole of it, not discounted. */
static ClvValueDefinition *
spend_definition (const ClvTransactions *transactions,
                  ClvDate                until)
{
  ClvValueDefinition *definition = clv_value_definition_new (transactions->currency);

  definition->margin = 1.0;
  definition->rate = 0.0;
  definition->cost_to_serve = 0;
  definition->horizon_date = until;

  return definition;
}

static void
add_amounts (const ClvTransactions *transactions,
             ClvDate                split,
             ClvDate                until,
             gint64                *minor)
{
  for (guint64 i = 0; i < transactions->n_rows; i++)
    {
      if (transactions->day[i] > split && transactions->day[i] <= until)
        minor[transactions->customer[i]] += transactions->amount[i];
    }
}

/* Of the other periods what those brought that have a fit of their own. */
static void
add_periods (const ClvTransactions *transactions,
             const ClvFit          *fit,
             ClvDate                split,
             ClvDate                until,
             gint64                *minor)
{
  for (guint i = 0; fit->periods != NULL && i < fit->periods->len; i++)
    {
      const ClvFit *part = g_ptr_array_index (fit->periods, i);

      for (guint k = 0; transactions->others != NULL && k < transactions->others->len; k++)
        {
          const ClvTransactions *rows = g_ptr_array_index (transactions->others, k);

          if (rows->period == part->spec->opportunity)
            add_amounts (rows, split, until, minor);
        }
    }
}

static double *
sum_actual (const ClvTransactions *transactions,
            const ClvFit          *fit,
            const ClvCustomers    *customers,
            ClvDate                split,
            ClvDate                until)
{
  g_autofree gint64 *minor = g_new0 (gint64, MAX (transactions->n_customers, 1));
  double *actual = g_new (double, MAX (customers->n, 1));
  guint32 i;

  add_amounts (transactions, split, until, minor);
  if (transactions->contract != NULL)
    add_amounts (transactions->contract, split, until, minor);
  add_periods (transactions, fit, split, until, minor);
  for (i = 0; i < customers->n; i++)
    actual[i] = clv_money_to_major (minor[customers->code[i]], transactions->currency);

  return actual;
}

static guint32 *
groups_of (const ClvGroups    *groups,
           const ClvCustomers *customers)
{
  guint32 *group = g_new (guint32, MAX (customers->n, 1));
  guint32 i;

  for (i = 0; i < customers->n; i++)
    group[i] = groups->group[customers->code[i]];

  return group;
}

static gboolean
choose_split (ClvAudit              *self,
              const ClvTransactions *transactions,
              GError               **error)
{
  g_autofree char *day = NULL;

  self->split = self->options.split;
  if (self->split == CLV_DATE_INVALID)
    self->split = clv_backtest_suggest_split (transactions);

  if (self->split == CLV_DATE_INVALID)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                           _("The history is too short to hold a part of it out, and only a "
                             "hold-out can tell whether the model undervalues a group."));
      return FALSE;
    }

  if (self->split < transactions->first_day || self->split >= self->as_of)
    {
      day = clv_date_to_display (self->split);
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("%s leaves nothing before or nothing after it. Choose a day inside the "
                     "history."), day);
      return FALSE;
    }

  return TRUE;
}

static gboolean
measure_models (ClvAudit            *self,
                ClvTransactions     *transactions,
                const ClvGroups     *groups,
                const Scored        *now,
                const Scored        *then,
                const ClvTierScheme *scheme,
                const ClvProgress   *progress,
                GError             **error)
{
  g_autoptr(ClvTiers) tiers = clv_tiers_new (scheme, now->scores->clv, now->scores->n);
  g_autofree guint8 *is_high = g_new0 (guint8, MAX (tiers->n_customers, 1));
  g_autofree guint32 *group = groups_of (groups, now->customers);
  g_autofree guint32 *holdout_group = groups_of (groups, then->customers);
  g_autofree double *actual = sum_actual (transactions, then->fit, then->customers, self->split,
                                          self->as_of);
  ClvAuditInput input = { 0 };
  guint32 i;

  for (i = 0; i < tiers->n_customers; i++)
    is_high[i] = tiers->tier[i] == 0;

  input.n = tiers->n_customers;
  input.group = group;
  input.is_high = is_high;
  input.n_holdout = then->scores->n;
  input.holdout_group = holdout_group;
  input.predicted = then->scores->clv;
  input.actual = actual;

  return clv_audit_measure (self, groups, &input, progress, error);
}

/**
 * clv_audit_new:
 * @transactions: the data
 * @spec: the model to audit
 * @definition: what value means
 * @scheme: how customers are put into tiers
 * @options: column, seed, tolerances
 * @progress: (nullable): where to tell how far it is
 * @error: return location
 *
 * Fits the model twice: on everything, for the tiers that people are put in, and
 * on the days up to the split, for predictions that can be held against what
 * came. The same data, spec and seed give the same bytes.
 *
 * Returns: (transfer full): the audit, not yet stored
 */
ClvAudit *
clv_audit_new (ClvTransactions          *transactions,
               const ClvModelSpec       *spec,
               const ClvValueDefinition *definition,
               const ClvTierScheme      *scheme,
               const ClvAuditOptions    *options,
               const ClvProgress        *progress,
               GError                  **error)
{
  g_autoptr(ClvAudit) self = NULL;
  g_autoptr(ClvGroups) groups = NULL;
  g_autoptr(ClvValueDefinition) spend = NULL;
  g_auto(Scored) now = { 0 };
  g_auto(Scored) then = { 0 };

  g_return_val_if_fail (transactions != NULL && spec != NULL && definition != NULL, NULL);
  g_return_val_if_fail (scheme != NULL && options != NULL, NULL);
  g_return_val_if_fail (options->group_column != NULL, NULL);

  groups = clv_groups_new (transactions, options->group_column, error);
  if (groups == NULL)
    return NULL;

  self = clv_audit_alloc (options);
  self->as_of = spec->until != CLV_DATE_INVALID ? spec->until : transactions->last_day;
  self->scheme = g_strdup (scheme->id);
  self->currency = g_strdup (transactions->currency);
  self->data_hash = g_strdup (transactions->content_hash);
  if (!choose_split (self, transactions, error))
    return NULL;

  spend = spend_definition (transactions, self->as_of);
  if (!score_as_of (&now, transactions, spec, definition, self->as_of, progress, error)
      || !score_as_of (&then, transactions, spec, spend, self->split, progress, error))
    return NULL;

  self->fit_hash = g_strdup (now.fit->content_hash);
  self->split_fit_hash = g_strdup (then.fit->content_hash);
  if (!measure_models (self, transactions, groups, &now, &then, scheme, progress, error))
    return NULL;

  clv_audit_judge (self);
  clv_audit_describe (self);
  self->content_hash = clv_audit_compute_hash (self);

  return g_steal_pointer (&self);
}
