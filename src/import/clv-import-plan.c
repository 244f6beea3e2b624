/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-hash.h"
#include "clv-import-plan.h"

#define PLAN_GROUP "Import plan"
#define COLUMN_GROUP "Columns"
#define PLAN_VERSION "1"
#define FILTER_ONLY "only"
#define FILTER_LEAVE_OUT "leave-out"
#define SECONDS_PER_DAY 86400

/* Until so many hours ago nowhere on Earth is it the day yet. */
#define HOURS_AHEAD 14

/* One saved word of a choice. Tables end with a NULL id. */
typedef struct
{
  const char *id;
  int value;
} PlanWord;

static const PlanWord delimiter_words[] = {
  { "comma", ',' },
  { "semicolon", ';' },
  { "tab", '\t' },
  { "pipe", '|' },
  { NULL, 0 },
};

static const PlanWord quote_words[] = {
  { "double", '"' },
  { "single", '\'' },
  { "none", 0 },
  { NULL, 0 },
};

static const PlanWord decimal_words[] = {
  { "point", '.' },
  { "comma", ',' },
  { NULL, 0 },
};

static const PlanWord order_words[] = {
  { "ymd", CLV_DATE_ORDER_YMD },
  { "dmy", CLV_DATE_ORDER_DMY },
  { "mdy", CLV_DATE_ORDER_MDY },
  { "excel", CLV_DATE_ORDER_EXCEL },
  { "excel-1904", CLV_DATE_ORDER_EXCEL_1904 },
  { "unix", CLV_DATE_ORDER_UNIX },
  { "unix-ms", CLV_DATE_ORDER_UNIX_MS },
  { NULL, 0 },
};

static const PlanWord refund_words[] = {
  { "net", CLV_REFUNDS_NET },
  { "ignore", CLV_REFUNDS_IGNORE },
  { NULL, 0 },
};

static const PlanWord zero_words[] = {
  { "exclude", CLV_ZERO_EXCLUDE },
  { "keep", CLV_ZERO_KEEP },
  { NULL, 0 },
};

static const PlanWord line_words[] = {
  { "sum", CLV_LINES_SUM },
  { "once", CLV_LINES_ONCE },
  { NULL, 0 },
};

static const PlanWord part_words[] = {
  { "keep", CLV_PART_KEEP },
  { "subtract", CLV_PART_SUBTRACT },
  { NULL, 0 },
};

static const PlanWord key_words[] = {
  { "as-written", CLV_KEY_AS_WRITTEN },
  { "plain-email", CLV_KEY_PLAIN_EMAIL },
  { "hashed", CLV_KEY_HASHED },
  { NULL, 0 },
};

static const PlanWord repair_words[] = {
  { "no", FALSE },
  { "yes", TRUE },
  { NULL, 0 },
};

static const char *
word_for_value (const PlanWord *words,
                int             value)
{
  for (guint i = 0; words[i].id != NULL; i++)
    {
      if (words[i].value == value)
        return words[i].id;
    }

  return words[0].id;
}

static GPtrArray *
copy_strings (GPtrArray *strings)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; strings != NULL && i < strings->len; i++)
    g_ptr_array_add (copy, g_strdup (g_ptr_array_index (strings, i)));

  return copy;
}

/**
 * clv_import_plan_new:
 *
 * A plan with the defaults: orders in UTF-8, comma, double quotes, header in the
 * first line, decimal point, year-month-day, refunds netted, zero rows left out.
 *
 * Returns: (transfer full): a new plan
 */
ClvImportPlan *
clv_import_plan_new (void)
{
  ClvImportPlan *self = g_new0 (ClvImportPlan, 1);

  self->kind = CLV_IMPORT_KIND_ORDERS;
  self->encoding = g_strdup ("UTF-8");
  self->delimiter = ',';
  self->quote = '"';
  self->decimal = '.';
  self->attributes = g_ptr_array_new_with_free_func (g_free);
  self->excluded_statuses = g_ptr_array_new_with_free_func (g_free);
  /* A purchase of no value (a voucher, a free sample) is a purchase all the same:
   * counts follow the shop's own; only the spend model leaves it out. */
  self->zeros = CLV_ZERO_KEEP;
  self->guests = g_ptr_array_new_with_free_func (g_free);
  self->refund_events = g_ptr_array_new_with_free_func (g_free);
  self->filters = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_import_filter_free);
  self->rates = g_ptr_array_new_with_free_func (g_free);
  self->earliest = CLV_DATE_INVALID;
  self->latest = CLV_DATE_INVALID;

  return self;
}

/**
 * clv_import_plan_copy:
 * @self: a plan
 *
 * Returns: (transfer full): a deep copy
 */
ClvImportPlan *
clv_import_plan_copy (const ClvImportPlan *self)
{
  ClvImportPlan *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (ClvImportPlan, 1);
  *copy = *self;
  copy->part = g_strdup (self->part);
  copy->encoding = g_strdup (self->encoding);
  copy->currency = g_strdup (self->currency);
  copy->attributes = copy_strings (self->attributes);
  copy->excluded_statuses = copy_strings (self->excluded_statuses);
  copy->preset = g_strdup (self->preset);
  copy->zone = g_strdup (self->zone);
  copy->guests = copy_strings (self->guests);
  copy->refund_events = copy_strings (self->refund_events);
  copy->filters = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_import_filter_free);
  for (guint i = 0; i < self->filters->len; i++)
    g_ptr_array_add (copy->filters, clv_import_filter_copy (g_ptr_array_index (self->filters, i)));
  copy->rates = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->rates->len; i++)
    g_ptr_array_add (copy->rates,
                     g_memdup2 (g_ptr_array_index (self->rates, i), sizeof (ClvImportRate)));
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    copy->columns[i] = g_strdup (self->columns[i]);

  return copy;
}

/**
 * clv_import_plan_free:
 * @self: (nullable): a plan
 *
 * Frees the plan and all it owns.
 */
void
clv_import_plan_free (ClvImportPlan *self)
{
  if (self == NULL)
    return;

  g_free (self->part);
  g_free (self->encoding);
  g_free (self->currency);
  g_clear_pointer (&self->attributes, g_ptr_array_unref);
  g_clear_pointer (&self->excluded_statuses, g_ptr_array_unref);
  g_free (self->preset);
  g_free (self->zone);
  g_clear_pointer (&self->guests, g_ptr_array_unref);
  g_clear_pointer (&self->refund_events, g_ptr_array_unref);
  g_clear_pointer (&self->filters, g_ptr_array_unref);
  g_clear_pointer (&self->rates, g_ptr_array_unref);
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    g_free (self->columns[i]);
  g_free (self);
}

static void
save_list (GKeyFile   *file,
           const char *key,
           GPtrArray  *strings)
{
  if (strings == NULL || strings->len == 0)
    return;

  g_key_file_set_string_list (file, PLAN_GROUP, key,
                              (const char * const *) strings->pdata, strings->len);
}

static void
save_choice (GKeyFile       *file,
             const char     *key,
             const PlanWord *words,
             int             value)
{
  if (value != words[0].value)
    g_key_file_set_string (file, PLAN_GROUP, key, word_for_value (words, value));
}

static void
save_day (GKeyFile   *file,
          const char *key,
          ClvDate     day)
{
  g_autofree char *text = day != CLV_DATE_INVALID ? clv_date_to_iso (day) : NULL;

  if (text != NULL)
    g_key_file_set_string (file, PLAN_GROUP, key, text);
}

/* A filter is "leave-out" or "only", the column, and the values. */
static void
save_filters (const ClvImportPlan *self,
              GKeyFile            *file)
{
  for (guint i = 0; i < self->filters->len; i++)
    {
      const ClvImportFilter *filter = g_ptr_array_index (self->filters, i);
      g_autofree char *key = g_strdup_printf ("filter-%u", i + 1);
      g_autoptr(GPtrArray) words = g_ptr_array_new ();

      g_ptr_array_add (words, (char *) (filter->is_only ? FILTER_ONLY : FILTER_LEAVE_OUT));
      g_ptr_array_add (words, filter->column);
      for (guint k = 0; k < filter->values->len; k++)
        g_ptr_array_add (words, g_ptr_array_index (filter->values, k));
      save_list (file, key, words);
    }
}

/* Rules that came with later versions: their default is not written, so that a plan
 * keeps the text and the hash that it had. */
static void
save_rules (const ClvImportPlan *self,
            GKeyFile            *file)
{
  g_autoptr(GPtrArray) rates = g_ptr_array_new_with_free_func (g_free);

  if (self->preset != NULL)
    g_key_file_set_string (file, PLAN_GROUP, "preset", self->preset);
  save_choice (file, "repair-mojibake", repair_words, self->repair_mojibake);
  if (self->zone != NULL)
    g_key_file_set_string (file, PLAN_GROUP, "zone", self->zone);
  save_choice (file, "lines", line_words, (int) self->lines);
  save_choice (file, "tax", part_words, (int) self->tax);
  save_choice (file, "shipping", part_words, (int) self->shipping);
  save_choice (file, "key", key_words, (int) self->key);
  save_list (file, "guests", self->guests);
  save_list (file, "refund-events", self->refund_events);
  save_filters (self, file);
  for (guint i = 0; i < self->rates->len; i++)
    g_ptr_array_add (rates, clv_import_rate_to_text (g_ptr_array_index (self->rates, i)));
  save_list (file, "rates", rates);
  save_day (file, "earliest", self->earliest);
  save_day (file, "latest", self->latest);
}

/**
 * clv_import_plan_to_text:
 * @self: a plan
 *
 * The canonical text: the same plan always gives the same bytes, keys in a
 * fixed order, no numbers but the header line.
 *
 * Returns: (transfer full): the text, UTF-8
 */
char *
clv_import_plan_to_text (const ClvImportPlan *self)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();

  g_return_val_if_fail (self != NULL, NULL);

  g_key_file_set_string (file, PLAN_GROUP, "version", PLAN_VERSION);
  g_key_file_set_string (file, PLAN_GROUP, "kind", clv_import_kind_get_id (self->kind));
  if (self->part != NULL)
    g_key_file_set_string (file, PLAN_GROUP, "part", self->part);
  g_key_file_set_string (file, PLAN_GROUP, "encoding", self->encoding);
  g_key_file_set_string (file, PLAN_GROUP, "delimiter",
                         word_for_value (delimiter_words, self->delimiter));
  g_key_file_set_string (file, PLAN_GROUP, "quote", word_for_value (quote_words, self->quote));
  g_key_file_set_integer (file, PLAN_GROUP, "header-row", self->header_row);
  g_key_file_set_string (file, PLAN_GROUP, "decimal",
                         word_for_value (decimal_words, self->decimal));
  g_key_file_set_string (file, PLAN_GROUP, "date-order",
                         word_for_value (order_words, (int) self->date_order));
  if (self->currency != NULL)
    g_key_file_set_string (file, PLAN_GROUP, "currency", self->currency);
  g_key_file_set_string (file, PLAN_GROUP, "refunds",
                         word_for_value (refund_words, (int) self->refunds));
  g_key_file_set_string (file, PLAN_GROUP, "zeros",
                         word_for_value (zero_words, (int) self->zeros));
  save_list (file, "excluded-statuses", self->excluded_statuses);
  save_list (file, "attributes", self->attributes);
  save_rules (self, file);

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (self->columns[i] != NULL)
        g_key_file_set_string (file, COLUMN_GROUP, clv_import_field_get_id ((ClvField) i),
                               self->columns[i]);
    }

  return g_key_file_to_data (file, NULL, NULL);
}

static gboolean
refuse_word (const char  *key,
             const char  *word,
             GError     **error)
{
  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
               _("The saved import plan says “%s=%s”, which this version does not know. "
                 "Nothing was imported. Choose the settings again and save the plan anew."),
               key, word);
  return FALSE;
}

static gboolean
load_word (GKeyFile        *file,
           const char      *key,
           const PlanWord  *words,
           int             *value,
           GError         **error)
{
  g_autofree char *id = g_key_file_get_string (file, PLAN_GROUP, key, NULL);

  if (id == NULL)
    return TRUE;

  for (guint i = 0; words[i].id != NULL; i++)
    {
      if (g_str_equal (words[i].id, id))
        {
          *value = words[i].value;
          return TRUE;
        }
    }

  return refuse_word (key, id, error);
}

static gboolean
load_kind (GKeyFile       *file,
           ClvImportPlan  *plan,
           GError        **error)
{
  g_autofree char *id = g_key_file_get_string (file, PLAN_GROUP, "kind", NULL);

  return id == NULL || clv_import_kind_from_id (id, &plan->kind)
         || refuse_word ("kind", id, error);
}

static gboolean
load_day (GKeyFile    *file,
          const char  *key,
          ClvDate     *day,
          GError     **error)
{
  g_autofree char *text = g_key_file_get_string (file, PLAN_GROUP, key, NULL);

  if (text == NULL || *text == '\0')
    return TRUE;

  *day = clv_date_parse (text);
  return *day != CLV_DATE_INVALID || refuse_word (key, text, error);
}

static gboolean
load_rates (GKeyFile       *file,
            ClvImportPlan  *plan,
            GError        **error)
{
  g_auto(GStrv) texts = g_key_file_get_string_list (file, PLAN_GROUP, "rates", NULL, NULL);

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autofree ClvImportRate *rate = g_new0 (ClvImportRate, 1);

      if (!clv_import_rate_parse (texts[i], rate, error))
        return FALSE;
      g_ptr_array_add (plan->rates, g_steal_pointer (&rate));
    }

  return TRUE;
}

static gboolean
load_filters (GKeyFile       *file,
              ClvImportPlan  *plan,
              GError        **error)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *key = g_strdup_printf ("filter-%u", i);
      g_auto(GStrv) words = g_key_file_get_string_list (file, PLAN_GROUP, key, NULL, NULL);
      gboolean is_only;
      ClvImportFilter *filter;

      if (words == NULL || words[0] == NULL)
        return TRUE;
      is_only = g_str_equal (words[0], FILTER_ONLY);
      if ((!is_only && !g_str_equal (words[0], FILTER_LEAVE_OUT)) || words[1] == NULL)
        return refuse_word (key, words[0], error);

      filter = clv_import_filter_new (words[1], is_only);
      for (guint k = 2; words[k] != NULL; k++)
        g_ptr_array_add (filter->values, g_strdup (words[k]));
      g_ptr_array_add (plan->filters, filter);
    }
}

static gboolean
load_words (GKeyFile       *file,
            ClvImportPlan  *plan,
            GError        **error)
{
  int delimiter = plan->delimiter;
  int quote = plan->quote;
  int decimal = plan->decimal;
  int order = (int) plan->date_order;
  int refunds = (int) plan->refunds;
  int zeros = (int) plan->zeros;
  int repair = plan->repair_mojibake;
  int lines = (int) plan->lines;
  int tax = (int) plan->tax;
  int shipping = (int) plan->shipping;
  int key = (int) plan->key;

  if (!load_kind (file, plan, error)
      || !load_word (file, "delimiter", delimiter_words, &delimiter, error)
      || !load_word (file, "quote", quote_words, &quote, error)
      || !load_word (file, "decimal", decimal_words, &decimal, error)
      || !load_word (file, "date-order", order_words, &order, error)
      || !load_word (file, "refunds", refund_words, &refunds, error)
      || !load_word (file, "zeros", zero_words, &zeros, error)
      || !load_word (file, "repair-mojibake", repair_words, &repair, error)
      || !load_word (file, "lines", line_words, &lines, error)
      || !load_word (file, "tax", part_words, &tax, error)
      || !load_word (file, "shipping", part_words, &shipping, error)
      || !load_word (file, "key", key_words, &key, error))
    return FALSE;

  plan->delimiter = (char) delimiter;
  plan->quote = (char) quote;
  plan->decimal = (char) decimal;
  plan->date_order = (ClvDateOrder) order;
  plan->refunds = (ClvRefundRule) refunds;
  plan->zeros = (ClvZeroRule) zeros;
  plan->repair_mojibake = repair;
  plan->lines = (ClvLineRule) lines;
  plan->tax = (ClvPartRule) tax;
  plan->shipping = (ClvPartRule) shipping;
  plan->key = (ClvKeyRule) key;

  return TRUE;
}

static void
load_list (GKeyFile   *file,
           const char *key,
           GPtrArray  *strings)
{
  g_auto(GStrv) values = g_key_file_get_string_list (file, PLAN_GROUP, key, NULL, NULL);

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    g_ptr_array_add (strings, g_strdup (values[i]));
}

static gboolean
load_header_row (GKeyFile       *file,
                 ClvImportPlan  *plan,
                 GError        **error)
{
  g_autofree char *text = g_key_file_get_string (file, PLAN_GROUP, "header-row", NULL);
  gint64 row = 0;

  if (text == NULL)
    return TRUE;

  if (!g_ascii_string_to_signed (text, 10, -1, 1000000, &row, NULL))
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                   _("The saved import plan gives “%s” as the line of the header, which is no "
                     "line number. Nothing was imported. Write -1 for a file without a header."),
                   text);
      return FALSE;
    }

  plan->header_row = (int) row;
  return TRUE;
}

/**
 * clv_import_plan_from_text:
 * @text: what clv_import_plan_to_text() gave
 * @error: return location, %CLV_IMPORT_ERROR_PLAN
 *
 * Reads a saved plan. Keys that are missing keep their default, keys that this
 * version does not know are passed over, and choices it does not know are refused.
 *
 * Returns: (transfer full) (nullable): the plan
 */
ClvImportPlan *
clv_import_plan_from_text (const char  *text,
                           GError     **error)
{
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *version = NULL;
  g_autofree char *encoding = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL)
      || !g_key_file_has_group (file, PLAN_GROUP))
    {
      g_set_error_literal (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                           _("This is not a saved import plan. Nothing was imported. Choose a "
                             "plan that Perennial saved."));
      return NULL;
    }

  version = g_key_file_get_string (file, PLAN_GROUP, "version", NULL);
  if (g_strcmp0 (version, PLAN_VERSION) != 0)
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                   _("The saved import plan is of version “%s”; this program reads version %s. "
                     "Nothing was imported. Save the plan again with this program."),
                   version != NULL ? version : "", PLAN_VERSION);
      return NULL;
    }

  if (!load_words (file, plan, error) || !load_header_row (file, plan, error)
      || !load_day (file, "earliest", &plan->earliest, error)
      || !load_day (file, "latest", &plan->latest, error)
      || !load_rates (file, plan, error) || !load_filters (file, plan, error))
    return NULL;

  plan->part = g_key_file_get_string (file, PLAN_GROUP, "part", NULL);
  encoding = g_key_file_get_string (file, PLAN_GROUP, "encoding", NULL);
  if (encoding != NULL && *encoding != '\0')
    {
      g_free (plan->encoding);
      plan->encoding = g_steal_pointer (&encoding);
    }
  plan->currency = g_key_file_get_string (file, PLAN_GROUP, "currency", NULL);
  load_list (file, "excluded-statuses", plan->excluded_statuses);
  load_list (file, "attributes", plan->attributes);
  plan->preset = g_key_file_get_string (file, PLAN_GROUP, "preset", NULL);
  plan->zone = g_key_file_get_string (file, PLAN_GROUP, "zone", NULL);
  load_list (file, "guests", plan->guests);
  load_list (file, "refund-events", plan->refund_events);
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    plan->columns[i] = g_key_file_get_string (file, COLUMN_GROUP,
                                              clv_import_field_get_id ((ClvField) i), NULL);

  return g_steal_pointer (&plan);
}

/**
 * clv_import_plan_get_hash:
 * @self: a plan
 *
 * Returns: (transfer full): SHA-256 of the canonical text, lower-case hex
 */
char *
clv_import_plan_get_hash (const ClvImportPlan *self)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("clv-import-plan-v1");
  g_autofree char *text = clv_import_plan_to_text (self);

  clv_hash_add_text (hash, text);

  return clv_hash_finish (hash);
}

/**
 * clv_import_plan_get_days:
 * @self: a plan
 * @first: (out): the first day that its rules take
 * @last: (out): the last one
 *
 * What began is over, so without a rule tomorrow is the last day of a file; only a
 * subscription may begin later.
 */
void
clv_import_plan_get_days (const ClvImportPlan *self,
                          ClvDate             *first,
                          ClvDate             *last)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  g_return_if_fail (self != NULL && first != NULL && last != NULL);

  *first = self->earliest != CLV_DATE_INVALID ? self->earliest : G_MININT32;
  if (self->latest != CLV_DATE_INVALID)
    *last = self->latest;
  else if (self->kind == CLV_IMPORT_KIND_SUBSCRIPTIONS)
    *last = G_MAXINT32;
  else
    *last = (ClvDate) ((now + HOURS_AHEAD * 3600) / SECONDS_PER_DAY) + 1;
}

/**
 * clv_import_plan_set_column:
 * @self: a plan
 * @field: which field
 * @column: (nullable): header name, or "#3", or %NULL for none
 *
 * Says which column holds @field.
 */
void
clv_import_plan_set_column (ClvImportPlan *self,
                            ClvField       field,
                            const char    *column)
{
  char *copy = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (field < CLV_N_FIELDS);

  copy = g_strdup (column);
  g_free (self->columns[field]);
  self->columns[field] = copy;
}

/**
 * clv_import_plan_lacks:
 * @self: a plan
 * @field: a field
 *
 * Returns: whether the rows cannot be imported because @field has no column. The
 *   amount of an order may be a quantity times a price
 */
gboolean
clv_import_plan_lacks (const ClvImportPlan *self,
                       ClvField             field)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->columns[field] != NULL || !clv_import_field_is_needed (field, self->kind))
    return FALSE;

  return field != CLV_FIELD_AMOUNT || self->kind != CLV_IMPORT_KIND_ORDERS
         || self->columns[CLV_FIELD_QUANTITY] == NULL || self->columns[CLV_FIELD_PRICE] == NULL;
}

/**
 * clv_import_plan_set_rule:
 * @self: (inout): a plan; replaced by one with the rule
 * @key: a key of the saved text: "refunds", "lines", "filter-1" …
 * @value: what it shall be, as in the saved text; "" is the default
 * @error: return location, %CLV_IMPORT_ERROR_PLAN; then @self is as before
 *
 * Sets what the saved text of a plan can say, so that the command line need not have
 * an option for each rule.
 *
 * Returns: whether there is such a rule, and it can have this value
 */
gboolean
clv_import_plan_set_rule (ClvImportPlan **self,
                          const char     *key,
                          const char     *value,
                          GError        **error)
{
  static const char * const keys[] = {
    "encoding", "delimiter", "quote", "header-row", "decimal", "date-order", "currency", "refunds",
    "zeros", "excluded-statuses", "attributes", "repair-mojibake", "zone", "lines", "tax",
    "shipping", "key", "guests", "refund-events", "rates", "earliest", "latest", NULL
  };
  g_autofree char *text = clv_import_plan_to_text (*self);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *changed = NULL;
  ClvImportPlan *plan = NULL;

  if (!g_strv_contains (keys, key) && !g_str_has_prefix (key, "filter-"))
    {
      g_autofree char *known = g_strjoinv (", ", (char **) keys);

      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                   _("There is no rule “%s”. Nothing was imported. The rules are %s and filter-1, "
                     "filter-2 …"), key, known);
      return FALSE;
    }

  g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL);
  if (*value == '\0')
    g_key_file_remove_key (file, PLAN_GROUP, key, NULL);
  else
    g_key_file_set_value (file, PLAN_GROUP, key, value);
  changed = g_key_file_to_data (file, NULL, NULL);
  plan = clv_import_plan_from_text (changed, error);
  if (plan == NULL)
    return FALSE;

  clv_import_plan_free (*self);
  *self = plan;
  return TRUE;
}

/**
 * clv_date_order_get_id:
 * @order: an order
 *
 * Returns: "ymd", "dmy" or "mdy"
 */
const char *
clv_date_order_get_id (ClvDateOrder order)
{
  return word_for_value (order_words, (int) order);
}
