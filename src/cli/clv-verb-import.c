/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-cli.h"
#include "clv-counts.h"
#include "clv-import.h"
#include "clv-import-options.h"
#include "clv-import-rejects.h"
#include "clv-import-report.h"
#include "clv-money.h"
#include "clv-preset-options.h"

typedef struct
{
  ClvImportOptions reading;
  char *rejects;
  char *save_plan;
  char *save_preset;
  gboolean is_dry;
  gboolean is_all;         /* the plan is for each part of the file */
  guint n_done;
} Options;

static void
options_clear (Options *options)
{
  clv_import_options_clear (&options->reading);
  g_free (options->rejects);
  g_free (options->save_plan);
  g_free (options->save_preset);
}

/* What the file leaves open is asked; nothing is guessed. */
static gboolean
check_questions (const ClvDetection  *detection,
                 guint                fixed,
                 GError             **error)
{
  for (guint i = 0; i < detection->questions->len; i++)
    {
      const ClvQuestion *question = g_ptr_array_index (detection->questions, i);
      g_autoptr(GString) answers = g_string_new (NULL);
      g_autofree char *option = clv_import_option_for (question);

      if (question->topic != CLV_TOPIC_MAPPING && (fixed & (1u << question->topic)) != 0)
        continue;
      if (question->topic == CLV_TOPIC_MAPPING
          && detection->plan->columns[question->field] != NULL
          && (fixed & (1u << CLV_TOPIC_MAPPING)) != 0)
        continue;
      for (guint j = 0; j < question->answers->len; j++)
        {
          g_string_append_printf (answers, "%s%s", j > 0 ? ", " : "",
                                  (const char *) g_ptr_array_index (question->answers, j));
          if (question->topic == CLV_TOPIC_LINES)
            g_string_append_printf (answers, " (%s)",
                                    (const char *) g_ptr_array_index (question->examples, j));
        }
      if (question->answers->len > 1)
        g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_AMBIGUOUS,
                     _("%s Possible: %s. Answer with %s. Nothing was imported."), question->text,
                     answers->str, option);
      else
        g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_AMBIGUOUS,
                     _("%s Answer with %s. Nothing was imported."), question->text, option);
      return FALSE;
    }

  return TRUE;
}

/* Of rows that are neither orders nor customers. */
static void
print_records (ClvCli                *cli,
               const char            *file,
               ClvImportKind          kind,
               const ClvImportResult *result)
{
  g_autofree char *rows = clv_count_rows (result->rows_read);
  g_autofree char *added = clv_count_format (result->new_records);
  g_autofree char *present = clv_count_format (result->already_present);
  g_autofree char *changed = clv_count_format (result->changed_records);
  g_autofree char *rejected = clv_count_rows (result->rows_rejected);

  /* Translators: a file, number of rows, what they are ("Support tickets"), three numbers,
   * number of rows */
  clv_cli_print (cli, _("%s: %s read (%s); %s new, %s already present, %s changed, %s left "
                        "out.\n"),
                 file, rows, clv_import_kind_get_label (kind), added, present, changed, rejected);
}

static void
print_result (ClvCli                *cli,
              const char            *file,
              const ClvImportResult *result)
{
  g_autofree char *rows = clv_count_rows (result->rows_read);
  g_autofree char *orders = clv_count_orders (result->orders);
  g_autofree char *customers = clv_count_customers (result->customers);
  g_autofree char *amount = clv_money_format (result->net_amount, result->currency);
  g_autofree char *added = clv_count_format (result->new_orders);
  g_autofree char *present = clv_count_format (result->already_present);
  g_autofree char *changed = clv_count_format (result->changed_orders);
  g_autofree char *rejected = clv_count_rows (result->rows_rejected);

  if (result->orders == 0)
    /* Translators: a file, number of rows, of customers, of rows */
    clv_cli_print (cli, _("%s: %s read about %s; %s left out.\n"), file, rows, customers,
                   rejected);
  else
    /* Translators: a file, numbers of rows, orders, customers, money, three numbers of orders,
     * number of rows */
    clv_cli_print (cli, _("%s: %s read, %s of %s, %s net (past, before margin); %s new, %s "
                          "already present, %s changed, %s left out.\n"),
                   file, rows, orders, customers, amount, added, present, changed, rejected);
}

static void
add_result (ClvCli                *cli,
            const char            *file,
            const ClvImportPlan   *plan,
            const ClvImportResult *result)
{
  clv_json_text (cli->json, "file", file);
  clv_json_text (cli->json, "sheet", plan->part);
  clv_json_text (cli->json, "kind", clv_import_kind_get_id (plan->kind));
  clv_preset_options_tell (cli, plan, NULL);
  clv_json_int (cli->json, "batch", result->batch);
  clv_json_int (cli->json, "rows_read", (gint64) result->rows_read);
  clv_json_int (cli->json, "rows_kept", (gint64) result->rows_kept);
  clv_json_int (cli->json, "rows_rejected", (gint64) result->rows_rejected);
  clv_json_int (cli->json, "orders", (gint64) result->orders);
  clv_json_int (cli->json, "customers", (gint64) result->customers);
  clv_json_int (cli->json, "new_orders", (gint64) result->new_orders);
  clv_json_int (cli->json, "already_present", (gint64) result->already_present);
  clv_json_int (cli->json, "changed_orders", (gint64) result->changed_orders);
  clv_json_int (cli->json, "records", (gint64) result->records);
  clv_json_int (cli->json, "new_records", (gint64) result->new_records);
  clv_json_int (cli->json, "changed_records", (gint64) result->changed_records);
  clv_json_money (cli->json, "net_amount", result->net_amount, result->currency);
  clv_json_text (cli->json, "currency", result->currency);
  clv_json_date (cli->json, "first_date", result->first_date);
  clv_json_date (cli->json, "last_date", result->last_date);
  if (clv_import_kind_is_record (plan->kind))
    print_records (cli, file, plan->kind, result);
  else
    print_result (cli, file, result);
  clv_cli_add_warnings (cli, result->warnings);
  clv_import_report_add (cli, result);
}

static gboolean
import_one (ClvCli     *cli,
            Options    *options,
            const char *path,
            GError    **error)
{
  const ClvImportOptions *reading = &options->reading;
  g_autofree char *rejects = clv_rejects_name_file (options->rejects, options->n_done);
  g_autoptr(ClvImportPlan) plan = NULL;
  g_autoptr(ClvImportResult) result = NULL;

  if (reading->plan != NULL && !clv_preset_options_check_plan (path, reading->choice, error))
    return FALSE;
  if (reading->plan != NULL)
    plan = clv_import_plan_copy (reading->choice);
  else if (!clv_workspace_try_import (cli->workspace, path, reading->choice, reading->fixed,
                                      rejects, options->is_dry, &cli->progress, &plan,
                                      &result, error))
    return FALSE;

  /* The begin of the file did not tell how to read all of it. */
  if (plan == NULL)
    {
      g_autoptr(ClvDetection) detection = clv_detection_new (path, reading->choice, reading->fixed,
                                                             &cli->progress, error);

      if (detection == NULL)
        return FALSE;
      if (!check_questions (detection, reading->fixed, error))
        {
          if (detection->has_mojibake)
            g_prefix_error (error, "%s ", _("The file has text that was opened in a wrong encoding "
                                            "before; --repair-mojibake puts it right."));
          return FALSE;
        }
      plan = clv_import_plan_copy (detection->plan);
    }
  if (result == NULL)
    result = clv_workspace_import (cli->workspace, path, plan, rejects, options->is_dry,
                                   &cli->progress, error);
  if (result == NULL)
    return FALSE;
  if (result->rows_kept == 0)
    {
      const ClvReject *first = result->rejects->len > 0 ? g_ptr_array_index (result->rejects, 0)
                                                        : NULL;

      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_EMPTY,
                   _("No row of “%s” could be used, so nothing was imported. %s"), path,
                   first != NULL ? first->reason : "");
      return FALSE;
    }
  if (options->save_plan != NULL)
    {
      g_autoptr(ClvImportPlan) saved = clv_import_plan_copy (plan);
      g_autofree char *text = NULL;

      if (options->is_all)
        {
          g_free (saved->part);
          saved->part = g_strdup (CLV_PART_ALL);
        }
      text = clv_import_plan_to_text (saved);

      if (!g_file_set_contents (options->save_plan, text, -1, error))
        return FALSE;
    }
  add_result (cli, path, plan, result);

  return options->save_preset == NULL
         || clv_preset_options_save (options->save_preset, path, plan, error);
}

/* One import of several: what went before it stays. */
static gboolean
import_next (ClvCli     *cli,
             Options    *options,
             const char *path,
             GError    **error)
{
  json_builder_begin_object (cli->json);
  if (!import_one (cli, options, path, error))
    {
      if (options->n_done > 0 && !options->is_dry)
        /* Translators: precedes the reason why a further import failed */
        g_prefix_error (error, ngettext ("%u import before this one is done and stays. ",
                                         "%u imports before this one are done and stay. ",
                                         options->n_done), options->n_done);
      return FALSE;
    }
  json_builder_end_object (cli->json);
  options->n_done++;

  return TRUE;
}

/* Each sheet of a workbook, each file of an archive; orders that several of them
 * have are known by their numbers. */
static gboolean
import_parts (ClvCli     *cli,
              Options    *options,
              const char *path,
              GError    **error)
{
  ClvImportPlan *choice = options->reading.choice;
  g_autoptr(ClvPartList) list = clv_part_list_new (path, 2, error);
  g_autoptr(GPtrArray) parts = list != NULL ? clv_part_list_dup_candidates (list) : NULL;

  if (list == NULL)
    return FALSE;

  options->is_all = parts != NULL && list->parts->len > 0;
  for (guint i = 0; options->is_all && i < parts->len; i++)
    {
      g_free (choice->part);
      choice->part = g_strdup (((const ClvPart *) g_ptr_array_index (parts, i))->name);
      if (!import_next (cli, options, path, error))
        return FALSE;
    }
  if (options->is_all)
    return TRUE;

  g_free (choice->part);
  choice->part = list->parts->len > 0 ? g_strdup (CLV_PART_ALL) : NULL;

  return import_next (cli, options, path, error);
}

static gboolean
import_all (ClvCli   *cli,
            Options  *options,
            GError  **error)
{
  gboolean is_all;

  if (!clv_import_options_apply (&options->reading, error)
      || clv_cli_open (cli, CLV_OPEN_READ_WRITE, error) == NULL)
    return FALSE;
  /* Without the option the machine and the size of the file decide. */
  clv_import_set_threads ((guint) cli->n_threads);
  is_all = g_strcmp0 (options->reading.choice->part, CLV_PART_ALL) == 0;
  if (cli->argc == 3 && !is_all)
    return import_one (cli, options, cli->argv[2], error);

  json_builder_set_member_name (cli->json, "imports");
  json_builder_begin_array (cli->json);
  for (int i = 2; i < cli->argc; i++)
    {
      if (!(is_all ? import_parts : import_next)(cli, options, cli->argv[i], error))
        return FALSE;
    }
  json_builder_end_array (cli->json);

  return TRUE;
}

int
clv_verb_import (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  Options options = { 0 };
  const GOptionEntry own[] = {
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.is_dry, N_("Write nothing"), NULL },
    { "rejects", 0, 0, G_OPTION_ARG_FILENAME, &options.rejects, N_("Save the rows left out"),
      "FILE" },
    { "save-plan", 0, 0, G_OPTION_ARG_FILENAME, &options.save_plan, N_("Save how it was read"),
      "FILE" },
    { "save-preset", 0, 0, G_OPTION_ARG_STRING, &options.save_preset,
      N_("Read further files with these columns the same way"), "NAME" },
    G_OPTION_ENTRY_NULL
  };
  g_autofree GOptionEntry *entries = clv_import_options_new_entries (&options.reading, own);
  gboolean is_done;

  is_done = clv_cli_parse (cli, entries, 2, G_MAXINT, &error) && import_all (cli, &options, &error);
  options_clear (&options);

  return is_done ? clv_cli_finish (cli) : clv_cli_fail (cli, error);
}
