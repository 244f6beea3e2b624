/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-audit-job.h"

#include <glib/gi18n-lib.h>

#include "clv-customers-kinds.h"

/* More values than this and a column tells customers rather than groups. */
#define MAX_GROUPS 50

static void
column_free (gpointer data)
{
  ClvAuditColumn *self = data;

  g_free (self->name);
  g_free (self);
}

/**
 * clv_audit_info_free:
 * @self: (nullable): what an audit would stand on
 */
void
clv_audit_info_free (ClvAuditInfo *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->columns);
  clv_audit_free (self->audit);
  g_free (self);
}

static void
add_column (ClvAuditInfo       *self,
            const ClvAttribute *attribute)
{
  ClvAuditColumn *column = NULL;
  guint32 n_unknown = 0;
  const guint n_groups = clv_dictionary_get_n (attribute->values);

  if (n_groups < 2 || n_groups > MAX_GROUPS)
    {
      self->n_unfit++;
      return;
    }

  for (guint32 i = 0; i < self->n_customers; i++)
    if (attribute->codes[i] == CLV_DICTIONARY_NONE)
      n_unknown++;
  column = g_new0 (ClvAuditColumn, 1);
  column->name = g_strdup (attribute->name);
  column->n_groups = n_groups;
  column->unknown_share = self->n_customers > 0 ? (double) n_unknown / self->n_customers : 0.0;
  g_ptr_array_add (self->columns, column);
}

/**
 * clv_audit_info_load:
 *
 * Returns: (transfer full): a #ClvAuditInfo
 */
gpointer
clv_audit_info_load (ClvWorkspace       *workspace,
                     gpointer            input,
                     const ClvProgress  *progress,
                     GError            **error)
{
  g_autoptr(ClvAuditInfo) self = g_new0 (ClvAuditInfo, 1);
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(GError) problem = NULL;

  self->columns = g_ptr_array_new_with_free_func (column_free);
  transactions = clv_workspace_load_transactions (workspace, progress, error);
  if (transactions == NULL)
    return NULL;

  self->n_customers = transactions->n_customers;
  for (guint i = 0; transactions->attributes != NULL && i < transactions->attributes->len; i++)
    add_column (self, g_ptr_array_index (transactions->attributes, i));

  fit = clv_fit_load (workspace, 0, &problem);
  self->has_fit = fit != NULL;
  g_clear_error (&problem);
  self->audit = clv_audit_load (workspace, 0, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * clv_audit_request_free:
 * @self: (nullable): a request
 */
void
clv_audit_request_free (ClvAuditRequest *self)
{
  if (self == NULL)
    return;

  g_free (self->column);
  g_free (self->acting);
  g_free (self);
}

/**
 * clv_audit_request_run:
 *
 * Audits the newest model under the current value definition, and stores it.
 *
 * Returns: (transfer full): a #ClvAudit
 */
gpointer
clv_audit_request_run (ClvWorkspace       *workspace,
                       gpointer            input,
                       const ClvProgress  *progress,
                       GError            **error)
{
  const ClvAuditRequest *request = input;
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autoptr(ClvAudit) audit = NULL;
  ClvAuditOptions options;

  fit = clv_fit_load (workspace, 0, error);
  if (fit == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                             _("There is no fitted model to audit. Nothing was changed. Fit one "
                               "first."));
      return NULL;
    }
  transactions = clv_transactions_load_for_groups (workspace, fit->spec, progress, error);
  if (transactions == NULL)
    return NULL;
  definition = clv_value_definition_load (workspace, 0, error);
  if (definition == NULL)
    return NULL;

  clv_audit_options_init (&options);
  options.group_column = request->column;
  options.seed = request->seed;
  audit = clv_audit_new (transactions, fit->spec, definition, clv_tier_scheme_find (NULL),
                         &options, progress, error);
  if (audit == NULL || !clv_audit_save (audit, workspace, request->acting, error))
    return NULL;

  return g_steal_pointer (&audit);
}
