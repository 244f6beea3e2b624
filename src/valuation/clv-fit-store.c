/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-calendar-private.h"
#include "clv-contracts.h"
#include "clv-covariate-private.h"
#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-fields.h"
#include "clv-fit-private.h"
#include "clv-hybrid-private.h"
#include "clv-parallel.h"
#include "clv-record.h"
#include "clv-statement.h"

#define PERIOD "period."       /* before the period of a part */

static void
add_doubles (GString      *text,
             const char   *key,
             const double *values,
             guint         n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%u", key, i);

      clv_fields_add_double (text, name, values[i]);
    }
}

static void
get_doubles (GHashTable *fields,
             const char *key,
             double     *values,
             guint       n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%u", key, i);

      values[i] = clv_fields_get_double (fields, name, NAN);
    }
}

static void
add_facts (GString              *text,
           const ClvHybridFacts *facts)
{
  clv_fields_add_int (text, "hybrid-payment-rows", (gint64) facts->n_payment_rows);
  clv_fields_add_int (text, "hybrid-contract", facts->n_contract);
  clv_fields_add_int (text, "hybrid-orders", facts->n_orders);
  clv_fields_add_int (text, "hybrid-both", facts->n_both);
  clv_fields_add_int (text, "hybrid-orders-all", (gint64) facts->orders_all);
  clv_fields_add_int (text, "hybrid-orders-outside", (gint64) facts->orders_outside);
  clv_fields_add_int (text, "hybrid-orders-during", (gint64) facts->orders_during);
  clv_fields_add_int (text, "hybrid-orders-after", (gint64) facts->orders_after);
  clv_fields_add_double (text, "hybrid-years-during", facts->years_during);
  clv_fields_add_double (text, "hybrid-years-after", facts->years_after);
  clv_fields_add_int (text, "hybrid-tenure", facts->n_tenure);
  clv_fields_add_double (text, "hybrid-tenure-correlation", facts->tenure_correlation);
}

static void
read_facts (ClvHybridFacts *facts,
            GHashTable     *fields)
{
  facts->n_payment_rows = (guint64) clv_fields_get_int (fields, "hybrid-payment-rows", 0);
  facts->n_contract = (guint32) clv_fields_get_int (fields, "hybrid-contract", 0);
  facts->n_orders = (guint32) clv_fields_get_int (fields, "hybrid-orders", 0);
  facts->n_both = (guint32) clv_fields_get_int (fields, "hybrid-both", 0);
  facts->orders_all = (guint64) clv_fields_get_int (fields, "hybrid-orders-all", 0);
  facts->orders_outside = (guint64) clv_fields_get_int (fields, "hybrid-orders-outside", 0);
  facts->orders_during = (guint64) clv_fields_get_int (fields, "hybrid-orders-during", 0);
  facts->orders_after = (guint64) clv_fields_get_int (fields, "hybrid-orders-after", 0);
  facts->years_during = clv_fields_get_double (fields, "hybrid-years-during", 0.0);
  facts->years_after = clv_fields_get_double (fields, "hybrid-years-after", 0.0);
  facts->n_tenure = (guint32) clv_fields_get_int (fields, "hybrid-tenure", 0);
  facts->tenure_correlation = clv_fields_get_double (fields, "hybrid-tenure-correlation", 0.0);
}

/* A part of a hybrid by its own text, with its spec. */
static void
add_part (GString      *text,
          const char   *name,
          const ClvFit *part,
          const char   *result)
{
  g_autofree char *spec = clv_model_spec_to_text (part->spec);
  g_autofree char *spec_key = g_strconcat (name, "-spec", NULL);
  g_autofree char *hash_key = g_strconcat (name, "-hash", NULL);

  clv_fields_add (text, spec_key, spec);
  clv_fields_add (text, name, result);
  clv_fields_add (text, hash_key, part->content_hash);
}

static char *
result_to_text (const ClvFit *self)
{
  GString *text = g_string_new (NULL);
  guint n = self->kind->n_parameters;

  clv_fields_add (text, "state", clv_fit_state_get_id (self->state));
  clv_fields_add_int (text, "customers", self->n_customers);
  clv_fields_add_int (text, "repeat-customers", self->n_repeat);
  clv_fields_add_int (text, "cells", self->n_cells);
  clv_fields_add_int (text, "evaluations", self->evaluations);
  clv_fields_add_double (text, "log-likelihood", self->log_likelihood);
  clv_fields_add_double (text, "nested-log-likelihood", self->nested_log_likelihood);
  if (self->spec->calendar != NULL)
    clv_fields_add_double (text, "calendar-null-log-likelihood",
                           self->calendar_null_log_likelihood);
  if (self->spec->calendar != NULL && self->covariates != NULL)
    clv_fields_add_double (text, "plain-log-likelihood", self->plain_log_likelihood);
  clv_fields_add_double (text, "in-sample-expected", self->in_sample_expected);
  clv_fields_add_double (text, "in-sample-actual", self->in_sample_actual);
  add_doubles (text, "parameter", self->parameters, n);
  add_doubles (text, "standard-error", self->standard_errors, n);
  add_doubles (text, "covariance", self->covariance, n * n);
  if (self->covariates != NULL)
    {
      g_autofree char *covariates = clv_covariates_to_text (self->covariates);

      clv_fields_add (text, "covariates", covariates);
    }
  if (self->hybrid != NULL)
    {
      g_autofree char *contract = result_to_text (self->hybrid->contract);
      g_autofree char *orders = result_to_text (self->hybrid->orders);

      add_part (text, "contract", self->hybrid->contract, contract);
      add_part (text, "orders", self->hybrid->orders, orders);
      add_facts (text, &self->hybrid->facts);
    }
  for (guint i = 0; self->periods != NULL && i < self->periods->len; i++)
    {
      const ClvFit *part = g_ptr_array_index (self->periods, i);
      g_autofree char *name = g_strconcat (PERIOD, clv_opportunity_get_id (part->spec->opportunity),
                                           NULL);
      g_autofree char *result = result_to_text (part);

      add_part (text, name, part, result);
    }
  clv_fields_add_int (text, "has-spend", self->has_spend);
  clv_fields_add_int (text, "spend-customers", self->spend_n);
  add_doubles (text, "spend-parameter", self->spend_parameters, 3);
  add_doubles (text, "spend-standard-error", self->spend_standard_errors, 3);
  add_doubles (text, "spend-covariance", self->spend_covariance, 9);
  clv_fields_add_double (text, "spend-log-likelihood", self->spend_log_likelihood);
  clv_fields_add_double (text, "spend-correlation", self->spend_correlation);
  clv_fields_add_double (text, "cpu-load", self->cpu_load);
  clv_fields_add_double (text, "cpu-summary", self->cpu_summary);
  clv_fields_add_double (text, "cpu-fit", self->cpu_fit);
  for (guint i = 0; i < self->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *diagnostic = g_ptr_array_index (self->diagnostics, i);
      g_autofree char *code = g_strdup_printf ("diagnostic.%u.code", i);
      g_autofree char *message = g_strdup_printf ("diagnostic.%u.message", i);

      clv_fields_add (text, code, diagnostic->code);
      clv_fields_add (text, message, diagnostic->message);
    }
  return g_string_free (text, FALSE);
}

static void
result_from_fields (ClvFit     *self,
                    GHashTable *fields)
{
  const char *state = clv_fields_get (fields, "state", "not-converged");
  guint n = self->kind->n_parameters;

  self->state = CLV_FIT_NOT_CONVERGED;
  for (guint i = 0; i <= CLV_FIT_NOT_CONVERGED; i++)
    {
      if (strcmp (state, clv_fit_state_get_id ((ClvFitState) i)) == 0)
        self->state = (ClvFitState) i;
    }
  self->n_customers = (guint32) clv_fields_get_int (fields, "customers", 0);
  self->n_repeat = (guint32) clv_fields_get_int (fields, "repeat-customers", 0);
  self->n_cells = (guint32) clv_fields_get_int (fields, "cells", 0);
  self->evaluations = (guint) clv_fields_get_int (fields, "evaluations", 0);
  self->log_likelihood = clv_fields_get_double (fields, "log-likelihood", NAN);
  self->nested_log_likelihood = clv_fields_get_double (fields, "nested-log-likelihood", NAN);
  self->calendar_null_log_likelihood = clv_fields_get_double (fields,
                                                              "calendar-null-log-likelihood", NAN);
  self->plain_log_likelihood = clv_fields_get_double (fields, "plain-log-likelihood", NAN);
  self->in_sample_expected = clv_fields_get_double (fields, "in-sample-expected", NAN);
  self->in_sample_actual = clv_fields_get_double (fields, "in-sample-actual", NAN);
  get_doubles (fields, "parameter", self->parameters, n);
  get_doubles (fields, "standard-error", self->standard_errors, n);
  get_doubles (fields, "covariance", self->covariance, n * n);
  self->has_spend = clv_fields_get_int (fields, "has-spend", 0) != 0;
  self->spend_n = (guint32) clv_fields_get_int (fields, "spend-customers", 0);
  get_doubles (fields, "spend-parameter", self->spend_parameters, 3);
  get_doubles (fields, "spend-standard-error", self->spend_standard_errors, 3);
  get_doubles (fields, "spend-covariance", self->spend_covariance, 9);
  self->spend_log_likelihood = clv_fields_get_double (fields, "spend-log-likelihood", NAN);
  self->spend_correlation = clv_fields_get_double (fields, "spend-correlation", 0.0);
  self->cpu_load = clv_fields_get_double (fields, "cpu-load", 0.0);
  self->cpu_summary = clv_fields_get_double (fields, "cpu-summary", 0.0);
  self->cpu_fit = clv_fields_get_double (fields, "cpu-fit", 0.0);
  for (guint i = 0;; i++)
    {
      g_autofree char *code = g_strdup_printf ("diagnostic.%u.code", i);
      g_autofree char *message = g_strdup_printf ("diagnostic.%u.message", i);

      if (clv_fields_get (fields, code, NULL) == NULL)
        break;
      clv_fit_add_diagnostic (self, clv_fields_get (fields, code, ""),
                              g_strdup (clv_fields_get (fields, message, "")));
    }
}

static gboolean
set_altered (const ClvFit *self,
             GError      **error)
{
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
               _("Fit %lld does not match its content hash: it was altered outside the "
                 "program. Fit the model again or restore a backup."), (long long) self->id);
  return FALSE;
}

/* The part has the id of the whole: it is stored with it. */
static ClvFit *
read_part (const ClvFit *whole,
           GHashTable   *fields,
           const char   *name,
           GError      **error)
{
  g_autofree char *spec_key = g_strconcat (name, "-spec", NULL);
  g_autofree char *hash_key = g_strconcat (name, "-hash", NULL);
  g_autofree char *hash = NULL;
  g_autoptr(GHashTable) own = clv_fields_parse (clv_fields_get (fields, name, ""), error);
  g_autoptr(ClvFit) self = g_new0 (ClvFit, 1);

  self->ref_count = 1;
  if (own == NULL)
    return NULL;
  self->spec = clv_model_spec_from_text (clv_fields_get (fields, spec_key, ""), error);
  if (self->spec == NULL)
    return NULL;
  self->kind = clv_model_kind_find (self->spec->kind);
  self->id = whole->id;
  self->data_hash = g_strdup (whole->data_hash);
  self->content_hash = g_strdup (clv_fields_get (fields, hash_key, ""));
  self->created_at = g_strdup (whole->created_at);
  result_from_fields (self, own);
  if (self->diagnostics == NULL)
    self->diagnostics = clv_fit_new_diagnostics ();
  hash = clv_fit_compute_hash (self);
  if (self->kind->joins_contract || g_strcmp0 (hash, self->content_hash) != 0)
    {
      set_altered (whole, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* What the whole says of its parts is what they say. */
static gboolean
read_parts (ClvFit     *self,
            GHashTable *fields,
            GError    **error)
{
  self->hybrid = g_new0 (ClvHybrid, 1);
  self->hybrid->contract = read_part (self, fields, "contract", error);
  if (self->hybrid->contract == NULL)
    return FALSE;
  self->hybrid->orders = read_part (self, fields, "orders", error);
  if (self->hybrid->orders == NULL)
    return FALSE;
  read_facts (&self->hybrid->facts, fields);
  if (self->hybrid->contract->kind->n_parameters + self->hybrid->orders->kind->n_parameters
      != clv_hybrid_get_kind (self->spec)->n_parameters)
    return set_altered (self, error);
  clv_hybrid_bind (self);
  return TRUE;
}

/* Those of contracts of other periods. */
static gboolean
read_periods (ClvFit     *self,
              GHashTable *fields,
              GError    **error)
{
  for (guint i = CLV_OPPORTUNITY_DAY; i <= CLV_OPPORTUNITY_YEAR; i++)
    {
      g_autofree char *name = g_strconcat (PERIOD, clv_opportunity_get_id ((ClvOpportunity) i),
                                           NULL);
      ClvFit *part = NULL;

      if (clv_fields_get (fields, name, NULL) == NULL)
        continue;
      part = read_part (self, fields, name, error);
      if (part == NULL)
        return FALSE;
      clv_contracts_add (self, part);
      if (part->kind != self->kind || part->spec->opportunity != i)
        return set_altered (self, error);
    }
  return TRUE;
}

static gboolean
insert (ClvFit       *self,
        ClvWorkspace *workspace,
        const char   *actor,
        GError      **error)
{
  g_autofree char *spec = clv_model_spec_to_text (self->spec);
  g_autofree char *result = result_to_text (self);
  g_autofree char *payload = NULL;
  g_autoptr(ClvStatement) statement = NULL;

  statement = clv_statement_new (workspace,
                                 "INSERT INTO fit (spec, kind, data_hash, content_hash, result, "
                                 "created_at, actor) VALUES (?, ?, ?, ?, ?, ?, ?)", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_text (statement, 1, spec);
  clv_statement_bind_text (statement, 2, self->kind->id);
  clv_statement_bind_text (statement, 3, self->data_hash);
  clv_statement_bind_text (statement, 4, self->content_hash);
  clv_statement_bind_text (statement, 5, result);
  clv_statement_bind_text (statement, 6, self->created_at);
  clv_statement_bind_text (statement, 7, actor != NULL ? actor : "");
  if (!clv_statement_execute (statement, error))
    return FALSE;
  self->id = clv_workspace_get_last_rowid (workspace);
  if (self->hybrid != NULL)
    self->hybrid->contract->id = self->hybrid->orders->id = self->id;
  for (guint i = 0; self->periods != NULL && i < self->periods->len; i++)
    ((ClvFit *) self->periods->pdata[i])->id = self->id;
  payload = g_strdup_printf ("fit=%lld\nstate=%s\n", (long long) self->id,
                             clv_fit_state_get_id (self->state));
  return clv_record_event (workspace, actor, "fit", self->content_hash, payload, "fit",
                           self->id, error);
}

/**
 * clv_fit_save:
 * @self: a fit that is not stored yet
 * @workspace: where
 * @actor: (nullable): who
 * @error: return location
 *
 * Row and ledger event in one transaction.
 *
 * Returns: whether it is stored; sets id and created_at
 */
gboolean
clv_fit_save (ClvFit       *self,
              ClvWorkspace *workspace,
              const char   *actor,
              GError      **error)
{
  g_return_val_if_fail (self != NULL && self->id == 0, FALSE);

  if (!clv_workspace_begin (workspace, error))
    return FALSE;
  if (self->created_at == NULL)
    self->created_at = clv_now_utc ();
  if (!insert (self, workspace, actor, error))
    {
      self->id = 0;
      clv_workspace_rollback (workspace);
      return FALSE;
    }
  if (!clv_workspace_commit (workspace, error))
    {
      self->id = 0;
      return FALSE;
    }
  clv_workspace_emit_changed (workspace, "fit");
  return TRUE;
}

static ClvFit *
read_row (ClvStatement *statement,
          GError      **error)
{
  g_autoptr(ClvFit) self = g_new0 (ClvFit, 1);
  g_autoptr(GHashTable) fields = NULL;
  g_autofree char *hash = NULL;
  const char *covariates = NULL;

  self->ref_count = 1;
  self->spec = clv_model_spec_from_text (clv_statement_get_text (statement, 1), error);
  if (self->spec == NULL)
    return NULL;
  fields = clv_fields_parse (clv_statement_get_text (statement, 4), error);
  if (fields == NULL)
    return NULL;
  self->kind = clv_model_kind_find (self->spec->kind);
  clv_calendar_bind (self);
  self->id = clv_statement_get_int (statement, 0);
  self->data_hash = g_strdup (clv_statement_get_text (statement, 2));
  self->content_hash = g_strdup (clv_statement_get_text (statement, 3));
  self->created_at = g_strdup (clv_statement_get_text (statement, 5));
  if (self->kind->joins_contract)
    self->kind = clv_hybrid_get_kind (self->spec);
  result_from_fields (self, fields);
  if (self->kind->joins_contract && !read_parts (self, fields, error))
    return NULL;
  if (self->kind->history == CLV_HISTORY_CONTRACT && !read_periods (self, fields, error))
    return NULL;
  covariates = clv_fields_get (fields, "covariates", NULL);
  if (covariates != NULL)
    {
      self->covariates = clv_covariates_from_text (covariates, self->kind, error);
      if (self->covariates == NULL)
        return NULL;
    }
  if (self->diagnostics == NULL)
    self->diagnostics = g_ptr_array_new ();

  hash = clv_fit_compute_hash (self);
  if (g_strcmp0 (hash, self->content_hash) != 0)
    {
      set_altered (self, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * clv_fit_load:
 * @workspace: where
 * @id: which, 0 for the newest
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the fit; %NULL without @error where @id is 0
 *   and there is none
 */
ClvFit *
clv_fit_load (ClvWorkspace *workspace,
              gint64        id,
              GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (workspace,
                                 "SELECT id, spec, data_hash, content_hash, result, created_at "
                                 "FROM fit WHERE id = CASE ?1 WHEN 0 THEN "
                                 "(SELECT max (id) FROM fit) ELSE ?1 END", error);
  if (statement == NULL)
    return NULL;
  clv_statement_bind_int (statement, 1, id);
  if (!clv_statement_step (statement, &has_row, error))
    return NULL;
  if (has_row)
    return read_row (statement, error);
  if (id != 0)
    g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                 _("There is no fit %lld in this workspace."), (long long) id);
  return NULL;
}

/**
 * clv_fit_run:
 * @workspace: where
 * @spec: what to fit
 * @actor: (nullable): who
 * @progress: (nullable): how far
 * @error: return location
 *
 * Returns: (transfer full): the stored fit, whatever its state
 */
ClvFit *
clv_fit_run (ClvWorkspace       *workspace,
             const ClvModelSpec *spec,
             const char         *actor,
             const ClvProgress  *progress,
             GError            **error)
{
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvFit) fit = NULL;
  double start = clv_cpu_seconds ();
  double load = 0.0;

  customers = clv_customers_load_for_spec (workspace, spec, TRUE, progress, error);
  if (customers == NULL)
    return NULL;
  load = clv_cpu_seconds () - start - customers->cpu_seconds;
  fit = clv_fit_new (spec, customers, progress, error);
  if (fit == NULL)
    return NULL;
  fit->cpu_load = load;
  if (!clv_fit_save (fit, workspace, actor, error))
    return NULL;
  return g_steal_pointer (&fit);
}
