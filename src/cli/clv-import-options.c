/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-error.h"
#include "clv-import-options.h"
#include "clv-preset-options.h"
#include "clv-rates-file.h"

/* Frees what @options hold. */
void
clv_import_options_clear (ClvImportOptions *options)
{
  g_free (options->map);
  g_free (options->plan);
  g_free (options->preset);
  g_free (options->date_order);
  g_free (options->decimal);
  g_free (options->kind);
  g_free (options->sheet);
  g_free (options->encoding);
  g_free (options->delimiter);
  g_free (options->header_line);
  g_free (options->zeros);
  g_free (options->rates);
  g_free (options->currency_rule);
  g_strfreev (options->rules);
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
refuse_field (const char  *id,
              GError     **error)
{
  g_autoptr(GString) known = g_string_new (NULL);

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    g_string_append_printf (known, i > 0 ? ", %s" : "%s", clv_import_field_get_id ((ClvField) i));

  return refuse_option (error, _("--map knows %s, not “%s”."), known->str, id);
}

static gboolean
apply_map (ClvImportOptions  *options,
           GError           **error)
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
      if (!clv_import_field_from_id (pairs[i], &field))
        return refuse_field (pairs[i], error);
      clv_import_plan_set_column (options->choice, field, equals + 1);
    }
  options->fixed |= 1u << CLV_TOPIC_MAPPING;

  return TRUE;
}

static gboolean
apply_kind (ClvImportOptions  *options,
            GError           **error)
{
  if (!clv_import_kind_from_id (options->kind, &options->choice->kind))
    {
      g_autoptr(GString) known = g_string_new (NULL);

      for (guint i = 0; i < CLV_N_IMPORT_KINDS; i++)
        g_string_append_printf (known, i > 0 ? ", %s" : "%s",
                                clv_import_kind_get_id ((ClvImportKind) i));
      return refuse_option (error, _("--kind is one of %s, not “%s”."), known->str, options->kind);
    }
  options->fixed |= 1u << CLV_TOPIC_KIND;

  return TRUE;
}

/* A rule that says what is also detected is not detected any more. */
static guint
topic_of_rule (const char *key)
{
  static const struct
  {
    const char *key;
    ClvTopic topic;
  } rules[] = {
    { "lines", CLV_TOPIC_LINES },
    { "zone", CLV_TOPIC_ZONE },
    { "rates", CLV_TOPIC_CURRENCY },
    { "excluded-statuses", CLV_TOPIC_STATUSES },
    { "encoding", CLV_TOPIC_ENCODING },
    { "delimiter", CLV_TOPIC_DELIMITER },
    { "quote", CLV_TOPIC_QUOTE },
    { "header-row", CLV_TOPIC_HEADER },
    { "decimal", CLV_TOPIC_DECIMAL },
    { "date-order", CLV_TOPIC_DATE_ORDER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      if (g_str_equal (rules[i].key, key))
        return 1u << rules[i].topic;
    }

  return 0;
}

static gboolean
apply_rules (ClvImportOptions  *options,
             GError           **error)
{
  for (guint i = 0; options->rules != NULL && options->rules[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (options->rules[i], "=", 2);

      if (parts[0] == NULL || parts[1] == NULL)
        return refuse_option (error, _("--rule wants KEY=VALUE, such as refunds=ignore, not “%s”."),
                              options->rules[i]);
      if (!clv_import_plan_set_rule (&options->choice, parts[0], parts[1], error))
        return FALSE;
      options->fixed |= topic_of_rule (parts[0]);
    }

  return TRUE;
}

/* What amounts in other currencies count. */
static gboolean
apply_currencies (ClvImportOptions  *options,
                  GError           **error)
{
  GPtrArray *rates = options->choice->rates;

  if (options->rates != NULL && !clv_rates_file_read (options->rates, rates, error))
    return FALSE;
  if (options->currency_rule != NULL)
    {
      gboolean leaves_out = g_str_equal (options->currency_rule, "leave-out");

      if (!leaves_out && !g_str_equal (options->currency_rule, "convert"))
        return refuse_option (error, _("--currency-rule is leave-out or convert and not “%s”."),
                              options->currency_rule);
      if (!leaves_out && rates->len == 0)
        return refuse_option (error, _("--currency-rule convert wants exchange rates: give them "
                                       "with --rates FILE or --rule rates=“USD 0.92;GBP 1.15”."));
      if (leaves_out)
        g_ptr_array_set_size (rates, 0);
    }
  if (options->rates != NULL || options->currency_rule != NULL)
    options->fixed |= 1u << CLV_TOPIC_CURRENCY;

  return TRUE;
}

static gboolean
apply_delimiter (ClvImportOptions  *options,
                 GError           **error)
{
  const char *text = options->delimiter;
  gboolean is_tab = g_ascii_strcasecmp (text, "tab") == 0 || g_str_equal (text, "\\t");
  char delimiter = is_tab ? '\t' : *text;

  if ((delimiter != '\t' && strlen (text) != 1) || strchr (",;\t|", delimiter) == NULL)
    return refuse_option (error, _("--delimiter is , or ; or | or tab and not “%s”."), text);
  options->choice->delimiter = delimiter;
  options->fixed |= 1u << CLV_TOPIC_DELIMITER;

  return TRUE;
}

/* How the bytes become rows. */
static gboolean
apply_format (ClvImportOptions  *options,
              GError           **error)
{
  guint64 line = 0;

  if (options->sheet != NULL)
    {
      g_free (options->choice->part);
      options->choice->part = g_strdup (options->sheet);
      options->fixed |= 1u << CLV_TOPIC_PART;
    }
  if (options->encoding != NULL)
    {
      g_free (options->choice->encoding);
      options->choice->encoding = g_strdup (options->encoding);
      options->fixed |= 1u << CLV_TOPIC_ENCODING;
    }
  if (options->repairs)
    options->choice->repair_mojibake = TRUE;
  if (options->header_line != NULL)
    {
      if (!g_ascii_string_to_unsigned (options->header_line, 10, 0, 100000, &line, NULL))
        return refuse_option (error, _("--header-line is the number of a line, or 0 where there is "
                                       "none, and not “%s”."), options->header_line);
      options->choice->header_row = (int) line - 1;
      options->fixed |= 1u << CLV_TOPIC_HEADER;
    }

  return options->delimiter == NULL || apply_delimiter (options, error);
}

/* Makes the choice of what the options say; a saved plan is where it begins. */
gboolean
clv_import_options_apply (ClvImportOptions  *options,
                          GError           **error)
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

  if (!apply_format (options, error))
    return FALSE;
  if (options->zeros != NULL)
    {
      if (!g_str_equal (options->zeros, "keep") && !g_str_equal (options->zeros, "exclude"))
        return refuse_option (error, _("--zeros is keep or exclude and not “%s”."), options->zeros);
      options->choice->zeros = g_str_equal (options->zeros, "keep") ? CLV_ZERO_KEEP
                                                                    : CLV_ZERO_EXCLUDE;
    }

  if (!clv_preset_options_apply (options, error) || !apply_rules (options, error)
      || !apply_currencies (options, error)
      || (options->kind != NULL && !apply_kind (options, error)))
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
      if (!clv_date_order_from_id (options->date_order, &options->choice->date_order))
        return refuse_option (error, _("--date-order is dmy, mdy, ymd, excel, excel-1904, unix or "
                                       "unix-ms and not “%s”."), options->date_order);
      options->fixed |= 1u << CLV_TOPIC_DATE_ORDER;
    }

  return TRUE;
}

/* "--date-order dmy|mdy" */
static char *
list_option (const char *option,
             GPtrArray  *answers)
{
  GString *text = g_string_new (option);

  for (guint i = 0; i < answers->len; i++)
    g_string_append_printf (text, i > 0 ? "|%s" : "%s",
                            (const char *) g_ptr_array_index (answers, i));

  return g_string_free (text, FALSE);
}

/* The option that answers a question, with what it wants. */
char *
clv_import_option_for (const ClvQuestion *question)
{
  if (question->topic == CLV_TOPIC_DATE_ORDER)
    return list_option ("--date-order ", question->answers);
  if (question->topic == CLV_TOPIC_DECIMAL)
    return g_strdup ("--decimal .|,");
  if (question->topic == CLV_TOPIC_KIND)
    return g_strdup ("--kind orders|customers");
  if (question->topic == CLV_TOPIC_MAPPING)
    return g_strdup_printf ("--map %s=COLUMN", clv_import_field_get_id (question->field));
  if (question->topic == CLV_TOPIC_PART)
    return g_strdup (_("--sheet NAME, or --sheet all"));
  if (question->topic == CLV_TOPIC_CURRENCY)
    return g_strdup (_("--rates FILE, or --currency-rule leave-out"));

  return g_strdup ("--plan FILE");
}

#define N_FILLED 15

/* Puts the options that say how a file is read in front of @own, which ends with
 * an entry without a name. */
GOptionEntry *
clv_import_options_new_entries (ClvImportOptions   *options,
                                const GOptionEntry *own)
{
  const GOptionEntry entries[N_FILLED] = {
    { "map", 0, 0, G_OPTION_ARG_STRING, &options->map, N_("Which column holds what"),
      "customer=COL,date=COL,amount=COL" },
    { "plan", 0, 0, G_OPTION_ARG_FILENAME, &options->plan, N_("Read as this saved plan says"),
      "FILE" },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &options->preset, N_("Use a preset, or none"),
      "NAME|FILE|none" },
    { "date-order", 0, 0, G_OPTION_ARG_STRING, &options->date_order,
      N_("Order of day and month, or what dates count"),
      "dmy|mdy|ymd" },
    { "decimal", 0, 0, G_OPTION_ARG_STRING, &options->decimal, N_("Decimal mark"), ".|," },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options->kind, N_("What a row is"),
      "orders|customers|…" },
    { "sheet", 0, 0, G_OPTION_ARG_STRING, &options->sheet,
      N_("Sheet of a workbook, or file in a ZIP archive; all reads each of them"), "NAME" },
    { "zeros", 0, 0, G_OPTION_ARG_STRING, &options->zeros, N_("Rows of amount zero"),
      "keep|exclude" },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &options->encoding,
      N_("Encoding of the file, such as windows-1252"), "NAME" },
    { "delimiter", 0, 0, G_OPTION_ARG_STRING, &options->delimiter,
      N_("What parts the cells of a row"), ",|;|tab" },
    { "header-line", 0, 0, G_OPTION_ARG_STRING, &options->header_line,
      N_("Line of the header, or 0 where there is none"), "N" },
    { "repair-mojibake", 0, 0, G_OPTION_ARG_NONE, &options->repairs,
      N_("Put right text that was opened in a wrong encoding before"), NULL },
    { "rates", 0, 0, G_OPTION_ARG_FILENAME, &options->rates,
      N_("Exchange rates: a table of currency, first day and rate"), "FILE" },
    { "currency-rule", 0, 0, G_OPTION_ARG_STRING, &options->currency_rule,
      N_("Amounts in other currencies"), "leave-out|convert" },
    { "rule", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->rules,
      N_("Set a rule as a saved plan would say it; may be given several times"), "KEY=VALUE" },
  };
  GOptionEntry *all = NULL;
  guint n_own = 0;

  while (own[n_own].long_name != NULL)
    n_own++;
  all = g_new0 (GOptionEntry, N_FILLED + n_own + 1);
  memcpy (all, entries, sizeof entries);
  memcpy (all + N_FILLED, own, n_own * sizeof *own);

  return all;
}
