/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-counts.h"
#include "clv-import-report.h"
#include "clv-money.h"

static void
add_reject (ClvCli          *cli,
            const ClvReject *reject)
{
  g_autofree char *rows = clv_count_rows (reject->n_rows);
  g_autofree char *line = clv_count_format (reject->lines[0]);
  g_autofree char *amount = clv_money_format (reject->amount, reject->currency);

  json_builder_begin_object (cli->json);
  clv_json_text (cli->json, "id", reject->id);
  clv_json_text (cli->json, "group", reject->group);
  clv_json_text (cli->json, "reason", reject->reason);
  clv_json_text (cli->json, "column", reject->column);
  clv_json_text (cli->json, "value", reject->value);
  clv_json_int (cli->json, "rows", (gint64) reject->n_rows);
  clv_json_int (cli->json, "rows_with_amount", (gint64) reject->n_with_amount);
  clv_json_money (cli->json, "amount", reject->amount, reject->currency);
  clv_json_text (cli->json, "currency", reject->currency);
  clv_json_int (cli->json, "example_line", (gint64) reject->lines[0]);
  clv_json_text (cli->json, "repair", reject->repair);
  json_builder_end_object (cli->json);
  if (reject->n_with_amount > 0)
    /* Translators: number of rows, money, number of a line, why they were left out */
    clv_cli_print (cli, _("  left out: %s of %s, first in line %s: %s\n"), rows, amount, line,
                   reject->reason);
  else
    /* Translators: number of rows, number of a line, why they were left out */
    clv_cli_print (cli, _("  left out: %s, first in line %s: %s\n"), rows, line, reject->reason);
}

static void
add_adjustments (ClvCli                *cli,
                 const ClvImportResult *result)
{
  json_builder_set_member_name (cli->json, "adjustments");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < result->adjustments->len; i++)
    {
      const ClvAdjustment *adjustment = g_ptr_array_index (result->adjustments, i);
      g_autofree char *rows = clv_count_rows (adjustment->n_rows);
      g_autofree char *amount = clv_money_format (adjustment->amount, result->currency);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "id", adjustment->id);
      clv_json_text (cli->json, "label", adjustment->label);
      clv_json_int (cli->json, "rows", (gint64) adjustment->n_rows);
      clv_json_money (cli->json, "amount", adjustment->amount, result->currency);
      json_builder_end_object (cli->json);
      /* Translators: what was done to amounts, number of rows, money */
      clv_cli_print (cli, _("  %s: %s, %s\n"), adjustment->label, rows, amount);
    }
  json_builder_end_array (cli->json);
}

static void
add_currencies (ClvCli                *cli,
                const ClvImportResult *result)
{
  json_builder_set_member_name (cli->json, "currencies");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < result->currencies->len; i++)
    {
      const ClvCurrencyTotal *total = g_ptr_array_index (result->currencies, i);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "currency", total->currency);
      clv_json_int (cli->json, "rows", (gint64) total->n_rows);
      clv_json_money (cli->json, "amount", total->amount, total->currency);
      clv_json_int (cli->json, "converted_rows", (gint64) total->n_converted);
      clv_json_money (cli->json, "converted_amount", total->converted, result->currency);
      json_builder_end_object (cli->json);
    }
  json_builder_end_array (cli->json);
}

/* What was left out and changed, so that the file's own sum is accounted for:
 * plain_amount is net_amount, the amounts of "rejected" in the same currency, and the
 * adjustments. */
void
clv_import_report_add (ClvCli                *cli,
                       const ClvImportResult *result)
{
  clv_json_money (cli->json, "plain_amount", result->plain_amount, result->currency);
  json_builder_set_member_name (cli->json, "rejected");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < result->rejects->len; i++)
    add_reject (cli, g_ptr_array_index (result->rejects, i));
  json_builder_end_array (cli->json);
  add_adjustments (cli, result);
  add_currencies (cli, result);
}
