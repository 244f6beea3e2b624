/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-counts.h"
#include "clv-hybrid.h"
#include "clv-money.h"
#include "clv-verb-hybrid.h"

gboolean
clv_cli_set_hybrid (ClvModelSpec  *spec,
                    const char    *contract,
                    const char    *orders,
                    const char    *orders_end,
                    GError       **error)
{
  if (contract == NULL && orders == NULL && orders_end == NULL)
    return TRUE;
  if (!g_str_equal (spec->kind, CLV_HYBRID))
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
                   _("--contract, --orders and --orders-end belong to the model hybrid, not to "
                     "%s. Nothing was computed."), spec->kind);
      return FALSE;
    }
  if (orders_end != NULL && !clv_orders_end_find (orders_end, &spec->orders_end))
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("“%s” is not what the end of a contract can mean for orders. It is by-data, "
                     "alone or with-contract. Nothing was computed."), orders_end);
      return FALSE;
    }
  spec->contract = g_strdup (contract);
  spec->orders = g_strdup (orders);

  return TRUE;
}

static void
add_part (ClvCli       *cli,
          const char   *member,
          const ClvFit *part,
          const char   *unit)
{
  json_builder_set_member_name (cli->json, member);
  json_builder_begin_object (cli->json);
  clv_json_text (cli->json, "model", part->kind->id);
  clv_json_text (cli->json, "unit", unit);
  clv_json_int (cli->json, "customers", part->n_customers);
  clv_json_number (cli->json, "log_likelihood", part->log_likelihood);
  clv_json_text (cli->json, "state", clv_fit_state_get_id (part->state));
  json_builder_end_object (cli->json);
  clv_cli_print (cli, _("  %s of %u customers, log-likelihood %.6f: %s\n"), part->kind->name,
                 part->n_customers, part->log_likelihood, clv_fit_state_describe (part->state));
}

/* What stands beside the parameters of the usual period. */
static void
print_periods (ClvCli       *cli,
               const ClvFit *fit)
{
  for (guint i = 0; fit->periods != NULL && i < fit->periods->len; i++)
    {
      const ClvFit *part = g_ptr_array_index (fit->periods, i);
      g_autofree char *customers = clv_count_customers (part->n_customers);

      /* Translators: a number of customers, "years" … */
      clv_cli_print (cli, _("  And on %s whose contracts are counted in %s, log-likelihood %.6f: "
                            "%s\n"), customers,
                     clv_opportunity_get_plural (part->spec->opportunity), part->log_likelihood,
                     clv_fit_state_describe (part->state));
      for (guint k = 0; k < part->kind->n_parameters; k++)
        clv_cli_print (cli, "    %s = %.7g\n", part->kind->parameter_names[k],
                       part->parameters[k]);
    }
}

void
clv_cli_add_periods (ClvCli       *cli,
                     const ClvFit *fit,
                     gboolean      with_parameters)
{
  const guint n = fit->periods != NULL ? fit->periods->len : 0;

  json_builder_set_member_name (cli->json, "periods");
  if (fit->kind->history != CLV_HISTORY_CONTRACT)
    {
      json_builder_add_null_value (cli->json);
      return;
    }
  json_builder_begin_array (cli->json);
  for (guint i = 0; i <= n; i++)
    {
      const ClvFit *part = i == 0 ? fit : g_ptr_array_index (fit->periods, i - 1);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "period", clv_opportunity_get_id (part->spec->opportunity));
      clv_json_int (cli->json, "customers", part->n_customers);
      clv_json_number (cli->json, "log_likelihood", part->log_likelihood);
      clv_json_text (cli->json, "state", clv_fit_state_get_id (part->state));
      json_builder_set_member_name (cli->json, "parameters");
      json_builder_begin_object (cli->json);
      for (guint k = 0; k < part->kind->n_parameters; k++)
        clv_json_number (cli->json, part->kind->parameter_names[k], part->parameters[k]);
      json_builder_end_object (cli->json);
      json_builder_end_object (cli->json);
    }
  json_builder_end_array (cli->json);
  if (with_parameters)
    print_periods (cli, fit);
}

void
clv_cli_add_hybrid_fit (ClvCli       *cli,
                        const ClvFit *fit)
{
  const ClvHybridFacts *facts = NULL;

  json_builder_set_member_name (cli->json, "hybrid");
  if (fit->hybrid == NULL)
    {
      json_builder_add_null_value (cli->json);
      return;
    }

  facts = &fit->hybrid->facts;
  json_builder_begin_object (cli->json);
  add_part (cli, "contract", fit->hybrid->contract,
            clv_opportunity_get_id (fit->hybrid->contract->spec->opportunity));
  add_part (cli, "orders", fit->hybrid->orders, fit->spec->unit_days == 7 ? "week" : "day");
  clv_json_text (cli->json, "orders_end", clv_orders_end_get_id (fit->spec->orders_end));
  clv_json_int (cli->json, "both", facts->n_both);
  clv_json_int (cli->json, "payment_rows", (gint64) facts->n_payment_rows);
  clv_json_int (cli->json, "orders_all", (gint64) facts->orders_all);
  clv_json_int (cli->json, "orders_outside_contract", (gint64) facts->orders_outside);
  clv_json_int (cli->json, "orders_after_end", (gint64) facts->orders_after);
  clv_json_number (cli->json, "orders_after_end_expected", clv_hybrid_facts_expect_after (facts));
  clv_json_number (cli->json, "tenure_correlation", facts->tenure_correlation);
  json_builder_end_object (cli->json);
}

void
clv_cli_add_hybrid_totals (ClvCli            *cli,
                           const ClvScoreSet *scores)
{
  g_autofree char *contract = NULL;
  g_autofree char *orders = NULL;

  json_builder_set_member_name (cli->json, "parts");
  if (scores->hybrid == NULL)
    {
      json_builder_add_null_value (cli->json);
      return;
    }

  contract = clv_money_format_major (scores->hybrid->total_contract, scores->currency);
  orders = clv_money_format_major (scores->hybrid->total_orders, scores->currency);
  json_builder_begin_object (cli->json);
  clv_json_number (cli->json, "contract", scores->hybrid->total_contract);
  clv_json_number (cli->json, "orders", scores->hybrid->total_orders);
  json_builder_end_object (cli->json);
  /* Translators: two amounts */
  clv_cli_print (cli, _("Of it %s from contracts and %s from orders.\n"), contract, orders);
}

void
clv_cli_add_hybrid_row (ClvCli            *cli,
                        const ClvScoreSet *scores,
                        guint32            row)
{
  ClvHybridRow parts;
  g_autofree char *contract = NULL;
  g_autofree char *orders = NULL;

  json_builder_set_member_name (cli->json, "parts");
  if (scores->hybrid == NULL)
    {
      json_builder_add_null_value (cli->json);
      return;
    }

  clv_hybrid_scores_get_row (scores, row, &parts);
  contract = clv_money_format_major (parts.contract_value, scores->currency);
  orders = clv_money_format_major (parts.orders_value, scores->currency);
  json_builder_begin_object (cli->json);
  json_builder_set_member_name (cli->json, "contract");
  json_builder_begin_object (cli->json);
  clv_json_number (cli->json, "p_active", parts.contract_active);
  clv_json_number (cli->json, "expected_payments", parts.payments);
  clv_json_number (cli->json, "expected_payment", parts.fee);
  clv_json_number (cli->json, "clv", parts.contract_value);
  json_builder_end_object (cli->json);
  json_builder_set_member_name (cli->json, "orders");
  json_builder_begin_object (cli->json);
  clv_json_number (cli->json, "p_active", parts.orders_active);
  clv_json_number (cli->json, "expected_orders", parts.orders);
  clv_json_number (cli->json, "expected_spend", parts.order_spend);
  clv_json_number (cli->json, "clv", parts.orders_value);
  json_builder_end_object (cli->json);
  json_builder_end_object (cli->json);
  if (!parts.has_contract)
    clv_cli_print (cli, "%s\n", _("No contract: all of it comes from orders."));
  else if (!parts.has_orders)
    clv_cli_print (cli, "%s\n", _("No order beside the contract, so none is expected: all of it "
                                  "comes from the contract."));
  else
    /* Translators: an amount, a number, a probability, and the same again */
    clv_cli_print (cli, _("From the contract %s (%.4f payments, running with %.4f), from orders %s "
                          "(%.4f orders, still ordering with %.4f).\n"), contract, parts.payments,
                   parts.contract_active, orders, parts.orders, parts.orders_active);
}
