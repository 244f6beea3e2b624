/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-load.h"

#include "clv-covariate.h"
#include "clv-customers-kinds.h"
#include "clv-payments.h"

#define YEAR 365      /* days of which a new customer's purchases are told */

/**
 * clv_cli_find_scheme:
 * @name: (nullable): id of a tier scheme, "20-60-20" where %NULL
 * @error: return location
 *
 * Returns: (transfer none) (nullable): the scheme
 */
const ClvTierScheme *
clv_cli_find_scheme (const char  *name,
                     GError     **error)
{
  const ClvTierScheme *scheme = clv_tier_scheme_find (name != NULL ? name : "20-60-20");

  if (scheme == NULL)
    g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                 _("There is no tier scheme “%s”. There are 20-60-20 and platinum."), name);

  return scheme;
}

/**
 * clv_cli_load_scores:
 *
 * Returns: (transfer full) (nullable): the newest score set
 */
ClvScoreSet *
clv_cli_load_scores (ClvCli  *cli,
                     GError **error)
{
  GError *local = NULL;
  ClvScoreSet *scores = clv_score_set_load (cli->workspace, 0, &local);

  if (scores == NULL && local == NULL)
    g_set_error_literal (&local, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                         _("Nobody was scored yet. Run “fit” and “score” first."));
  if (local != NULL)
    g_propagate_error (error, local);

  return scores;
}

/**
 * clv_cli_load_fit:
 * @id: of a fit, 0 for the newest
 *
 * Returns: (transfer full): the fit; %NULL with @error also where there is none
 */
ClvFit *
clv_cli_load_fit (ClvCli  *cli,
                  gint64   id,
                  GError **error)
{
  g_autoptr(GError) local = NULL;
  ClvFit *fit = clv_fit_load (cli->workspace, id, &local);

  if (fit == NULL && local == NULL)
    g_set_error_literal (&local, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                         _("There is no fitted model yet. Run “fit” first."));
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));

  return fit;
}

/**
 * clv_cli_load_spec:
 *
 * Returns: (transfer full) (nullable): the newest fit's spec, or the default
 */
ClvModelSpec *
clv_cli_load_spec (ClvCli  *cli,
                   GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(ClvFit) fit = clv_fit_load (cli->workspace, 0, &local);
  ClvModelSpec *spec;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  spec = fit != NULL ? clv_model_spec_copy (fit->spec) : clv_model_spec_new ();
  spec->until = CLV_DATE_INVALID;

  return spec;
}

static GArray *
parse_dates (const char             *text,
             const ClvTransactions  *transactions,
             GError                **error)
{
  g_autoptr(GArray) dates = NULL;
  g_auto(GStrv) parts = NULL;

  if (text == NULL)
    dates = clv_migration_suggest_dates (transactions);
  else
    {
      parts = g_strsplit (text, ",", -1);
      dates = g_array_new (FALSE, FALSE, sizeof (ClvDate));
      for (guint i = 0; parts[i] != NULL; i++)
        {
          ClvDate date = CLV_DATE_INVALID;

          if (!clv_cli_parse_date (parts[i], "--dates", &date, error))
            return NULL;
          g_array_append_val (dates, date);
        }
    }
  if (transactions->n_rows == 0)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                           _("There are no rows with days, of which tiers at several dates could "
                             "be made. Nothing was computed. Import orders, or fit sbg or bdw "
                             "where there are subscriptions."));
      return NULL;
    }
  if (text == NULL && dates->len < 2)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                           _("The history does not reach over two quarter ends with half a year "
                             "before them. Nothing was computed. Give dates, such as --dates "
                             "2025-06-30,2025-12-31."));
      return NULL;
    }
  if (dates == NULL || dates->len < 2)
    {
      g_set_error_literal (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                           _("Migration needs at least two dates, such as --dates "
                             "2025-06-30,2025-12-31."));
      return NULL;
    }

  return g_steal_pointer (&dates);
}

/**
 * clv_cli_compute_migration:
 * @cli: the command line with its workspace
 * @dates: (nullable): "D1,D2,…", quarter ends where %NULL
 * @scheme: (nullable): id of a tier scheme
 * @is_frozen: whether the first date's model and cut-offs stay
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the migration
 */
ClvMigration *
clv_cli_compute_migration (ClvCli      *cli,
                           const char  *dates,
                           const char  *scheme,
                           gboolean     is_frozen,
                           GError     **error)
{
  const ClvTierScheme *tiers = clv_cli_find_scheme (scheme, error);
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvModelSpec) spec = NULL;
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autoptr(GArray) days = NULL;

  if (tiers == NULL)
    return NULL;
  spec = clv_cli_load_spec (cli, error);
  if (spec == NULL)
    return NULL;
  transactions = clv_transactions_load_for_spec (cli->workspace, spec, &cli->progress, error);
  if (transactions == NULL)
    return NULL;
  days = parse_dates (dates, transactions, error);
  if (days == NULL)
    return NULL;
  definition = clv_value_definition_load (cli->workspace, 0, error);
  if (definition == NULL)
    return NULL;

  return clv_migration_new (transactions, spec, definition, tiers,
                            (const ClvDate *) (gconstpointer) days->data, days->len, is_frozen,
                            &cli->progress, error);
}

/**
 * clv_cli_compute_audit:
 * @cli: the command line with its workspace
 * @group: the attribute to compare by
 * @scheme: (nullable): id of a tier scheme
 * @seed: of the bootstrap
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the audit, not stored
 */
ClvAudit *
clv_cli_compute_audit (ClvCli      *cli,
                       const char  *group,
                       const char  *scheme,
                       guint64      seed,
                       GError     **error)
{
  const ClvTierScheme *tiers = clv_cli_find_scheme (scheme, error);
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvModelSpec) spec = NULL;
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autofree char *column = g_strdup (group);
  ClvAuditOptions options;

  if (tiers == NULL)
    return NULL;
  spec = clv_cli_load_spec (cli, error);
  if (spec == NULL)
    return NULL;
  transactions = clv_transactions_load_for_groups (cli->workspace, spec, &cli->progress,
                                                   error);
  if (transactions == NULL)
    return NULL;
  definition = clv_value_definition_load (cli->workspace, 0, error);
  if (definition == NULL)
    return NULL;
  clv_audit_options_init (&options);
  options.group_column = column;
  options.seed = seed;

  return clv_audit_new (transactions, spec, definition, tiers, &options, &cli->progress, error);
}

static ClvCustomers *
load_customers (ClvCli              *cli,
                const ClvModelSpec  *spec,
                GError             **error)
{
  return clv_covariate_load_customers (cli->workspace, spec->until, spec->unit_days,
                                       &cli->progress, error);
}

/**
 * clv_cli_compute_shrinkage:
 * @cli: the command line with its workspace
 * @spec: what to fit
 * @group: an attribute, or "cohort" for the quarters of the first purchase
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the segments, drawn together
 */
ClvShrinkage *
clv_cli_compute_shrinkage (ClvCli              *cli,
                           const ClvModelSpec  *spec,
                           const char          *group,
                           GError             **error)
{
  g_autoptr(ClvCustomers) customers = load_customers (cli, spec, error);
  ClvGrouping *grouping = NULL;

  if (customers == NULL)
    return NULL;
  grouping = g_str_equal (group, "cohort")
             ? clv_grouping_new_for_cohorts (customers)
             : clv_grouping_new_for_attribute (customers, group, error);
  if (grouping == NULL)
    return NULL;
  return clv_shrinkage_new (spec, customers, grouping, YEAR, &cli->progress, error);
}
