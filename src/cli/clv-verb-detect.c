/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-cli.h"
#include "clv-counts.h"
#include "clv-import-options.h"
#include "clv-preset-options.h"

static void
add_parts (ClvCli             *cli,
           const ClvDetection *detection)
{
  json_builder_set_member_name (cli->json, "parts");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < detection->parts->len; i++)
    {
      const ClvPart *part = g_ptr_array_index (detection->parts, i);
      g_autofree char *rows = part->n_rows >= 0 ? clv_count_rows ((guint64) part->n_rows) : NULL;

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "name", part->name);
      json_builder_set_member_name (cli->json, "rows");
      if (part->n_rows >= 0)
        json_builder_add_int_value (cli->json, part->n_rows);
      else
        json_builder_add_null_value (cli->json);
      json_builder_set_member_name (cli->json, "hidden");
      json_builder_add_boolean_value (cli->json, part->is_hidden);
      json_builder_end_object (cli->json);
      if (detection->parts->len > 1)
        clv_cli_print (cli, "“%s”: %s\n", part->name, rows != NULL ? rows : "–");
    }
  json_builder_end_array (cli->json);
}

static void
add_format (ClvCli             *cli,
            const ClvDetection *detection)
{
  const ClvImportPlan *plan = detection->plan;
  char delimiter[2] = { plan->delimiter, '\0' };
  char decimal[2] = { plan->decimal, '\0' };
  gboolean is_workbook = clv_container_is_workbook (detection->container);

  json_builder_set_member_name (cli->json, "format");
  json_builder_begin_object (cli->json);
  clv_json_text (cli->json, "encoding", is_workbook ? NULL : plan->encoding);
  clv_json_text (cli->json, "delimiter", is_workbook ? NULL : delimiter);
  clv_json_text (cli->json, "decimal", decimal);
  clv_json_text (cli->json, "date_order", clv_date_order_get_id (plan->date_order));
  clv_json_int (cli->json, "header_row", plan->header_row);
  clv_json_text (cli->json, "container", clv_container_get_id (detection->container));
  clv_json_text (cli->json, "sheet", detection->part);
  json_builder_set_member_name (cli->json, "mojibake");
  json_builder_add_boolean_value (cli->json, detection->has_mojibake);
  json_builder_end_object (cli->json);
  add_parts (cli, detection);
  clv_json_text (cli->json, "kind",
                 clv_import_kind_get_id (plan->kind));
  clv_preset_options_tell (cli, plan, detection->preset_diff);
  json_builder_set_member_name (cli->json, "mapping");
  json_builder_begin_object (cli->json);
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (plan->columns[i] != NULL || i <= CLV_FIELD_STATUS)
        clv_json_text (cli->json, clv_import_field_get_id (i), plan->columns[i]);
      if (plan->columns[i] != NULL)
        clv_cli_print (cli, _("%s: column “%s”\n"), clv_import_field_get_label (i),
                       plan->columns[i]);
    }
  json_builder_end_object (cli->json);
  json_builder_set_member_name (cli->json, "attributes");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < plan->attributes->len; i++)
    clv_json_text (cli->json, NULL, g_ptr_array_index (plan->attributes, i));
  json_builder_end_array (cli->json);
}

int
clv_verb_detect (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  ClvImportOptions options = { 0 };
  const GOptionEntry own[] = { G_OPTION_ENTRY_NULL };
  g_autofree GOptionEntry *entries = clv_import_options_new_entries (&options, own);

  if (clv_cli_parse (cli, entries, 1, 1, &error) && clv_import_options_apply (&options, &error))
    detection = clv_detection_new (cli->argv[1], options.choice, options.fixed, &cli->progress,
                                   &error);
  clv_import_options_clear (&options);
  if (detection == NULL)
    return clv_cli_fail (cli, error);

  add_format (cli, detection);
  clv_cli_add_warnings (cli, detection->warnings);
  json_builder_set_member_name (cli->json, "reasons");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < detection->reasons->len; i++)
    {
      const ClvReason *reason = g_ptr_array_index (detection->reasons, i);
      g_autofree char *text = g_strdup_printf (_("%s, because %s"), reason->value, reason->because);

      clv_json_text (cli->json, NULL, text);
      clv_cli_print (cli, "%s\n", text);
    }
  json_builder_end_array (cli->json);
  json_builder_set_member_name (cli->json, "questions");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < detection->questions->len; i++)
    {
      const ClvQuestion *question = g_ptr_array_index (detection->questions, i);
      g_autofree char *option = clv_import_option_for (question);
      g_autofree char *text = g_strdup_printf (_("%s Answer with %s."), question->text, option);

      clv_json_text (cli->json, NULL, text);
      clv_cli_print (cli, _("Question: %s\n"), text);
    }
  json_builder_end_array (cli->json);

  return clv_cli_finish (cli);
}
