/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-error.h"
#include "clv-import-rule.h"
#include "clv-money.h"

#define NANO G_GINT64_CONSTANT (1000000000)
#define RATE_MAX G_GINT64_CONSTANT (1000000)

/**
 * clv_import_filter_new:
 * @column: header name, or "#3"
 * @is_only: whether its values are the ones that stay
 *
 * Returns: (transfer full): a filter without values
 */
ClvImportFilter *
clv_import_filter_new (const char *column,
                       gboolean    is_only)
{
  ClvImportFilter *self = g_new0 (ClvImportFilter, 1);

  self->column = g_strdup (column);
  self->is_only = is_only;
  self->values = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * clv_import_filter_copy:
 * @self: a filter
 *
 * Returns: (transfer full): a deep copy
 */
ClvImportFilter *
clv_import_filter_copy (const ClvImportFilter *self)
{
  ClvImportFilter *copy = clv_import_filter_new (self->column, self->is_only);

  for (guint i = 0; i < self->values->len; i++)
    g_ptr_array_add (copy->values, g_strdup (g_ptr_array_index (self->values, i)));

  return copy;
}

/**
 * clv_import_filter_free:
 * @self: (nullable): a filter
 */
void
clv_import_filter_free (ClvImportFilter *self)
{
  if (self == NULL)
    return;

  g_free (self->column);
  g_ptr_array_unref (self->values);
  g_free (self);
}

/* Digits with a decimal point, at most nine behind it, exactly. */
static gboolean
parse_nano (const char *text,
            gint64     *nano)
{
  gint64 whole = 0;
  gint64 fraction = 0;
  gint64 unit = NANO;
  gboolean has_digit = FALSE;

  for (; g_ascii_isdigit (*text) && whole <= RATE_MAX; text++, has_digit = TRUE)
    whole = whole * 10 + (*text - '0');
  if (*text == '.')
    text++;
  for (; g_ascii_isdigit (*text) && unit > 1; text++, has_digit = TRUE)
    {
      unit /= 10;
      fraction += unit * (*text - '0');
    }
  *nano = whole * NANO + fraction;

  return has_digit && *text == '\0' && whole <= RATE_MAX && *nano > 0;
}

/**
 * clv_import_rate_parse:
 * @text: "USD 0.92" or "USD 2026-01-01 0.92"; a point is the decimal mark
 * @rate: (out): the rate
 * @error: return location, %CLV_IMPORT_ERROR_PLAN
 *
 * Returns: whether @text is a rate
 */
gboolean
clv_import_rate_parse (const char     *text,
                       ClvImportRate  *rate,
                       GError        **error)
{
  g_auto(GStrv) words = g_strsplit_set (text, " =", -1);
  guint n = g_strv_length (words);
  gboolean is_dated = n == 3;

  memset (rate, 0, sizeof *rate);
  rate->from = CLV_DATE_INVALID;
  if ((n == 2 || is_dated) && strlen (words[0]) == 3)
    {
      for (guint i = 0; i < 3; i++)
        rate->currency[i] = g_ascii_toupper (words[0][i]);
      if (is_dated)
        rate->from = clv_date_parse (words[1]);
      if (clv_currency_is_valid (rate->currency)
          && (!is_dated || rate->from != CLV_DATE_INVALID)
          && parse_nano (words[n - 1], &rate->nano))
        return TRUE;
    }

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
               _("“%s” is no exchange rate. Nothing was imported. Write the currency, the first "
                 "day where there are several, and what one unit is worth, such as “USD "
                 "2026-01-01 0.92”."), text);
  return FALSE;
}

/**
 * clv_import_rate_to_text:
 * @self: a rate
 *
 * Returns: (transfer full): what clv_import_rate_parse() reads
 */
char *
clv_import_rate_to_text (const ClvImportRate *self)
{
  g_autofree char *from = self->from != CLV_DATE_INVALID ? clv_date_to_iso (self->from) : NULL;
  g_autoptr(GString) text = g_string_new (self->currency);

  if (from != NULL)
    g_string_append_printf (text, " %s", from);
  g_string_append_printf (text, " %" PRId64 ".%09" PRId64, self->nano / NANO, self->nano % NANO);
  while (text->str[text->len - 1] == '0')
    g_string_truncate (text, text->len - 1);
  if (text->str[text->len - 1] == '.')
    g_string_truncate (text, text->len - 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
