/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-cli.h"
#include "clv-counts.h"
#include "clv-detection.h"
#include "clv-money.h"

typedef struct
{
  char *map;
  char *plan;
  char *preset;
  char *date_order;
  char *decimal;
  char *kind;
  char *sheet;
  char *zeros;
  char *rejects;
  char *save_plan;
  gboolean is_dry;
  guint fixed;             /* bit set of 1 << ClvTopic */
  ClvImportPlan *choice;   /* what the options decided */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->map);
  g_free (options->plan);
  g_free (options->preset);
  g_free (options->date_order);
  g_free (options->decimal);
  g_free (options->kind);
  g_free (options->sheet);
  g_free (options->zeros);
  g_free (options->rejects);
  g_free (options->save_plan);
  g_clear_pointer (&options->choice, clv_import_plan_free);
}

G_GNUC_PRINTF (2, 3)
static gboolean
refuse_option (GError     **error,
               const char  *format,
               ...)
{
  g_autofree char *text = NULL;
  va_list values;

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  g_set_error_literal (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID, text);

  return FALSE;
}

static gboolean
apply_map (Options  *options,
           GError  **error)
{
  g_auto(GStrv) pairs = g_strsplit (options->map, ",", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');
      ClvField field = CLV_FIELD_CUSTOMER;

      if (equals == NULL)
        return refuse_option (error, _("--map wants pairs such as customer=COLUMN, not “%s”."),
                              pairs[i]);
      *equals = '\0';
      while (field < CLV_N_FIELDS && !g_str_equal (clv_import_field_get_id (field), pairs[i]))
        field++;
      if (field == CLV_N_FIELDS)
        return refuse_option (error, _("--map knows customer, date, amount, order, product, "
                                       "currency and status, not “%s”."), pairs[i]);
      clv_import_plan_set_column (options->choice, field, equals + 1);
    }
  options->fixed |= 1u << CLV_TOPIC_MAPPING;

  return TRUE;
}

static gboolean
apply_kind (Options  *options,
            GError  **error)
{
  static const char * const planned[] = {
    "spend", "tickets", "events", "products", "subscriptions", "summary", NULL
  };

  if (g_str_equal (options->kind, "orders"))
    options->choice->kind = CLV_IMPORT_KIND_ORDERS;
  else if (g_str_equal (options->kind, "customers"))
    options->choice->kind = CLV_IMPORT_KIND_CUSTOMERS;
  else if (g_strv_contains (planned, options->kind))
    return refuse_option (error, _("This version reads files of orders and of customers. It does "
                                   "not read this kind yet: “%s”."), options->kind);
  else
    return refuse_option (error, _("--kind is orders or customers, not “%s”."), options->kind);
  options->fixed |= 1u << CLV_TOPIC_KIND;

  return TRUE;
}

static gboolean
apply_options (Options  *options,
               GError  **error)
{
  if (options->plan != NULL)
    {
      g_autofree char *text = NULL;

      if (!g_file_get_contents (options->plan, &text, NULL, error))
        return FALSE;
      options->choice = clv_import_plan_from_text (text, error);
      if (options->choice == NULL)
        return FALSE;
    }
  else
    options->choice = clv_import_plan_new ();

  if (options->sheet != NULL)
    {
      g_free (options->choice->part);
      options->choice->part = g_strdup (options->sheet);
      options->fixed |= 1u << CLV_TOPIC_PART;
    }
  if (options->zeros != NULL)
    {
      if (!g_str_equal (options->zeros, "keep") && !g_str_equal (options->zeros, "exclude"))
        return refuse_option (error, _("--zeros is keep or exclude and not “%s”."), options->zeros);
      options->choice->zeros = g_str_equal (options->zeros, "keep") ? CLV_ZERO_KEEP
                                                                    : CLV_ZERO_EXCLUDE;
    }

  if (options->preset != NULL)
    return refuse_option (error, _("This version has no preset of that name; use --map or --plan. "
                                   "Asked for was “%s”."), options->preset);
  if (options->kind != NULL && !apply_kind (options, error))
    return FALSE;
  if (options->map != NULL && !apply_map (options, error))
    return FALSE;
  if (options->decimal != NULL)
    {
      if (!g_str_equal (options->decimal, ".") && !g_str_equal (options->decimal, ","))
        return refuse_option (error, _("--decimal is . or , and not “%s”."), options->decimal);
      options->choice->decimal = options->decimal[0];
      options->fixed |= 1u << CLV_TOPIC_DECIMAL;
    }
  if (options->date_order != NULL)
    {
      ClvDateOrder order = CLV_DATE_ORDER_YMD;

      while (order <= CLV_DATE_ORDER_MDY
             && !g_str_equal (clv_date_order_get_id (order), options->date_order))
        order++;
      if (order > CLV_DATE_ORDER_MDY)
        return refuse_option (error, _("--date-order is dmy, mdy or ymd and not “%s”."),
                              options->date_order);
      options->choice->date_order = order;
      options->fixed |= 1u << CLV_TOPIC_DATE_ORDER;
    }

  return TRUE;
}

static char *
option_for (const ClvQuestion *question)
{
  if (question->topic == CLV_TOPIC_DATE_ORDER)
    return g_strdup ("--date-order dmy|mdy|ymd");
  if (question->topic == CLV_TOPIC_DECIMAL)
    return g_strdup ("--decimal .|,");
  if (question->topic == CLV_TOPIC_KIND)
    return g_strdup ("--kind orders|customers");
  if (question->topic == CLV_TOPIC_MAPPING)
    return g_strdup_printf ("--map %s=COLUMN", clv_import_field_get_id (question->field));
  if (question->topic == CLV_TOPIC_PART)
    return g_strdup ("--sheet NAME");

  return g_strdup ("--plan FILE");
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
      g_autofree char *option = option_for (question);

      if (question->topic != CLV_TOPIC_MAPPING && (fixed & (1u << question->topic)) != 0)
        continue;
      if (question->topic == CLV_TOPIC_MAPPING
          && detection->plan->columns[question->field] != NULL
          && (fixed & (1u << CLV_TOPIC_MAPPING)) != 0)
        continue;
      for (guint j = 0; j < question->answers->len; j++)
        g_string_append_printf (answers, "%s%s", j > 0 ? ", " : "",
                                (const char *) g_ptr_array_index (question->answers, j));
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

static void
add_rejects (ClvCli                *cli,
             const ClvImportResult *result)
{
  json_builder_set_member_name (cli->json, "rejected");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < result->rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (result->rejects, i);
      g_autofree char *rows = NULL;
      g_autofree char *line = NULL;

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "reason", reject->reason);
      clv_json_int (cli->json, "rows", (gint64) reject->n_rows);
      clv_json_int (cli->json, "example_line", (gint64) reject->lines[0]);
      clv_json_text (cli->json, "repair", reject->repair);
      json_builder_end_object (cli->json);
      rows = clv_count_rows (reject->n_rows);
      line = clv_count_format (reject->lines[0]);
      /* Translators: number of rows, number of a line, why they were left out */
      clv_cli_print (cli, _("  left out: %s, first in line %s: %s\n"), rows, line,
                     reject->reason);
    }
  json_builder_end_array (cli->json);
}

static void
add_warnings (ClvCli    *cli,
              GPtrArray *warnings)
{
  json_builder_set_member_name (cli->json, "warnings");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < warnings->len; i++)
    {
      const char *warning = g_ptr_array_index (warnings, i);

      clv_json_text (cli->json, NULL, warning);
      clv_cli_print (cli, _("Warning: %s\n"), warning);
    }
  json_builder_end_array (cli->json);
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
            const ClvImportResult *result)
{
  clv_json_text (cli->json, "file", file);
  clv_json_int (cli->json, "batch", result->batch);
  clv_json_int (cli->json, "rows_read", (gint64) result->rows_read);
  clv_json_int (cli->json, "rows_kept", (gint64) result->rows_kept);
  clv_json_int (cli->json, "rows_rejected", (gint64) result->rows_rejected);
  clv_json_int (cli->json, "orders", (gint64) result->orders);
  clv_json_int (cli->json, "customers", (gint64) result->customers);
  clv_json_int (cli->json, "new_orders", (gint64) result->new_orders);
  clv_json_int (cli->json, "already_present", (gint64) result->already_present);
  clv_json_int (cli->json, "changed_orders", (gint64) result->changed_orders);
  clv_json_money (cli->json, "net_amount", result->net_amount, result->currency);
  clv_json_text (cli->json, "currency", result->currency);
  clv_json_date (cli->json, "first_date", result->first_date);
  clv_json_date (cli->json, "last_date", result->last_date);
  print_result (cli, file, result);
  add_warnings (cli, result->warnings);
  add_rejects (cli, result);
}

static gboolean
import_one (ClvCli     *cli,
            Options    *options,
            const char *path,
            GError    **error)
{
  g_autoptr(ClvImportPlan) plan = NULL;
  g_autoptr(ClvImportResult) result = NULL;

  if (options->plan != NULL)
    plan = clv_import_plan_copy (options->choice);
  else if (!clv_workspace_try_import (cli->workspace, path, options->choice, options->fixed,
                                      options->rejects, options->is_dry, &cli->progress, &plan,
                                      &result, error))
    return FALSE;

  /* The begin of the file did not tell how to read all of it. */
  if (plan == NULL)
    {
      g_autoptr(ClvDetection) detection = clv_detection_new (path, options->choice, options->fixed,
                                                             &cli->progress, error);

      if (detection == NULL || !check_questions (detection, options->fixed, error))
        return FALSE;
      plan = clv_import_plan_copy (detection->plan);
      plan->zeros = options->choice->zeros;
    }
  if (result == NULL)
    result = clv_workspace_import (cli->workspace, path, plan, options->rejects, options->is_dry,
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
      g_autofree char *text = clv_import_plan_to_text (plan);

      if (!g_file_set_contents (options->save_plan, text, -1, error))
        return FALSE;
    }
  add_result (cli, path, result);

  return TRUE;
}

static gboolean
import_all (ClvCli   *cli,
            Options  *options,
            GError  **error)
{
  if (!apply_options (options, error)
      || clv_cli_open (cli, CLV_OPEN_READ_WRITE, error) == NULL)
    return FALSE;
  if (cli->argc == 3)
    return import_one (cli, options, cli->argv[2], error);

  json_builder_set_member_name (cli->json, "imports");
  json_builder_begin_array (cli->json);
  for (int i = 2; i < cli->argc; i++)
    {
      json_builder_begin_object (cli->json);
      if (!import_one (cli, options, cli->argv[i], error))
        return FALSE;
      json_builder_end_object (cli->json);
    }
  json_builder_end_array (cli->json);

  return TRUE;
}

int
clv_verb_import (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "map", 0, 0, G_OPTION_ARG_STRING, &options.map, N_("Which column holds what"),
      "customer=COL,date=COL,amount=COL" },
    { "plan", 0, 0, G_OPTION_ARG_FILENAME, &options.plan, N_("Read as this saved plan says"),
      "FILE" },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &options.preset, N_("Use a preset"), "NAME" },
    { "date-order", 0, 0, G_OPTION_ARG_STRING, &options.date_order, N_("Order of day and month"),
      "dmy|mdy|ymd" },
    { "decimal", 0, 0, G_OPTION_ARG_STRING, &options.decimal, N_("Decimal mark"), ".|," },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, N_("What a row is"), "orders|customers" },
    { "sheet", 0, 0, G_OPTION_ARG_STRING, &options.sheet,
      N_("Sheet of a workbook, or file in a ZIP archive"), "NAME" },
    { "zeros", 0, 0, G_OPTION_ARG_STRING, &options.zeros, N_("Rows of amount zero"),
      "keep|exclude" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.is_dry, N_("Write nothing"), NULL },
    { "rejects", 0, 0, G_OPTION_ARG_FILENAME, &options.rejects, N_("Save the rows left out"),
      "FILE" },
    { "save-plan", 0, 0, G_OPTION_ARG_FILENAME, &options.save_plan, N_("Save how it was read"),
      "FILE" },
    G_OPTION_ENTRY_NULL
  };
  gboolean is_done;

  is_done = clv_cli_parse (cli, entries, 2, G_MAXINT, &error) && import_all (cli, &options, &error);
  options_clear (&options);

  return is_done ? clv_cli_finish (cli) : clv_cli_fail (cli, error);
}

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
  json_builder_end_object (cli->json);
  add_parts (cli, detection);
  clv_json_text (cli->json, "kind",
                 plan->kind == CLV_IMPORT_KIND_ORDERS ? "orders" : "customers");
  clv_json_text (cli->json, "preset", detection->preset);
  json_builder_set_member_name (cli->json, "mapping");
  json_builder_begin_object (cli->json);
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      clv_json_text (cli->json, clv_import_field_get_id (i), plan->columns[i]);
      if (plan->columns[i] != NULL)
        clv_cli_print (cli, _("%s: column “%s”\n"), clv_import_field_get_label (i),
                       plan->columns[i]);
    }
  json_builder_end_object (cli->json);
}

int
clv_verb_detect (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(ClvImportPlan) choice = clv_import_plan_new ();
  const GOptionEntry entries[] = {
    { "sheet", 0, 0, G_OPTION_ARG_STRING, &choice->part,
      N_("Sheet of a workbook, or file in a ZIP archive"), "NAME" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 1, 1, &error))
    return clv_cli_fail (cli, error);
  detection = clv_detection_new (cli->argv[1], choice, choice->part != NULL ? 1u << CLV_TOPIC_PART
                                                                            : 0,
                                 &cli->progress, &error);
  if (detection == NULL)
    return clv_cli_fail (cli, error);

  add_format (cli, detection);
  add_warnings (cli, detection->warnings);
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
      g_autofree char *option = option_for (question);
      g_autofree char *text = g_strdup_printf (_("%s Answer with %s."), question->text, option);

      clv_json_text (cli->json, NULL, text);
      clv_cli_print (cli, _("Question: %s\n"), text);
    }
  json_builder_end_array (cli->json);

  return clv_cli_finish (cli);
}
