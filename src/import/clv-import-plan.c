/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-hash.h"
#include "clv-import-plan.h"

#define PLAN_GROUP "Import plan"
#define COLUMN_GROUP "Columns"
#define PLAN_VERSION "1"

/* One saved word of a choice. Tables end with a NULL id. */
typedef struct
{
  const char *id;
  int value;
} PlanWord;

static const PlanWord kind_words[] = {
  { "orders", CLV_IMPORT_KIND_ORDERS },
  { "customers", CLV_IMPORT_KIND_CUSTOMERS },
  { NULL, 0 },
};

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

static const char * const field_ids[CLV_N_FIELDS] = {
  "customer", "date", "amount", "order", "product", "currency", "status",
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
  g_key_file_set_string (file, PLAN_GROUP, "kind", word_for_value (kind_words, self->kind));
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

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (self->columns[i] != NULL)
        g_key_file_set_string (file, COLUMN_GROUP, field_ids[i], self->columns[i]);
    }

  return g_key_file_to_data (file, NULL, NULL);
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

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
               _("The saved import plan says “%s=%s”, which this version does not know. "
                 "Nothing was imported. Choose the settings again and save the plan anew."),
               key, id);
  return FALSE;
}

static gboolean
load_words (GKeyFile       *file,
            ClvImportPlan  *plan,
            GError        **error)
{
  int kind = (int) plan->kind;
  int delimiter = plan->delimiter;
  int quote = plan->quote;
  int decimal = plan->decimal;
  int order = (int) plan->date_order;
  int refunds = (int) plan->refunds;
  int zeros = (int) plan->zeros;

  if (!load_word (file, "kind", kind_words, &kind, error)
      || !load_word (file, "delimiter", delimiter_words, &delimiter, error)
      || !load_word (file, "quote", quote_words, &quote, error)
      || !load_word (file, "decimal", decimal_words, &decimal, error)
      || !load_word (file, "date-order", order_words, &order, error)
      || !load_word (file, "refunds", refund_words, &refunds, error)
      || !load_word (file, "zeros", zero_words, &zeros, error))
    return FALSE;

  plan->kind = (ClvImportKind) kind;
  plan->delimiter = (char) delimiter;
  plan->quote = (char) quote;
  plan->decimal = (char) decimal;
  plan->date_order = (ClvDateOrder) order;
  plan->refunds = (ClvRefundRule) refunds;
  plan->zeros = (ClvZeroRule) zeros;

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

  if (!load_words (file, plan, error) || !load_header_row (file, plan, error))
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
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    plan->columns[i] = g_key_file_get_string (file, COLUMN_GROUP, field_ids[i], NULL);

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
 * clv_import_field_get_id:
 * @field: a field
 *
 * Returns: its word on the command line and in saved plans: "customer" …
 */
const char *
clv_import_field_get_id (ClvField field)
{
  g_return_val_if_fail (field < CLV_N_FIELDS, NULL);

  return field_ids[field];
}

/**
 * clv_import_field_get_label:
 * @field: a field
 *
 * Returns: its translated name
 */
const char *
clv_import_field_get_label (ClvField field)
{
  static const char * const labels[CLV_N_FIELDS] = {
    N_("Customer"), N_("Date"), N_("Amount"), N_("Order"), N_("Product"), N_("Currency"),
    N_("Status"),
  };

  g_return_val_if_fail (field < CLV_N_FIELDS, NULL);

  return _(labels[field]);
}

/**
 * clv_import_field_is_needed:
 * @field: a field
 * @kind: what the rows are
 *
 * Returns: whether a file of @kind cannot be imported without @field
 */
gboolean
clv_import_field_is_needed (ClvField      field,
                            ClvImportKind kind)
{
  if (field == CLV_FIELD_CUSTOMER)
    return TRUE;

  return kind == CLV_IMPORT_KIND_ORDERS
         && (field == CLV_FIELD_DATE || field == CLV_FIELD_AMOUNT);
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
