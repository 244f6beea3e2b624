/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-error.h"
#include "clv-import-rule.h"
#include "clv-rates-file.h"

/* Ten years of days of thirty currencies. */
#define RATES_MAX 200000

/* "USD,2026-01-01,0.92" as clv_import_rate_parse() reads it. */
static char *
plain_line (const char *line,
            char        delimiter)
{
  const char delimiters[] = { delimiter, '\0' };
  g_auto(GStrv) cells = g_strsplit (line, delimiters, -1);
  GString *plain = g_string_new (NULL);

  for (guint i = 0; cells[i] != NULL; i++)
    {
      g_strdelimit (cells[i], "\"", ' ');
      if (delimiter == ';')
        g_strdelimit (cells[i], ",", '.');
      g_strstrip (cells[i]);
      if (*cells[i] != '\0')
        g_string_append_printf (plain, plain->len > 0 ? " %s" : "%s", cells[i]);
    }

  return g_string_free (plain, FALSE);
}

/**
 * clv_rates_file_read:
 * @path: a table of currency, first day and rate, parted by commas or semicolons,
 *   with or without a header; a rate without a day holds always
 * @rates: (element-type ClvImportRate): where they are added
 * @error: return location, %CLV_IMPORT_ERROR or a #GFileError
 *
 * Returns: whether every line is a rate; the first may be names of columns
 */
gboolean
clv_rates_file_read (const char  *path,
                     GPtrArray   *rates,
                     GError     **error)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;

  lines = g_strsplit (g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text, "\n", RATES_MAX);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char delimiter = strchr (lines[i], ';') != NULL ? ';'
                       : strchr (lines[i], '\t') != NULL ? '\t' : ',';
      g_autofree char *plain = plain_line (lines[i], delimiter);
      g_autofree ClvImportRate *rate = g_new0 (ClvImportRate, 1);

      if (*plain == '\0' || (i == 0 && g_ascii_strncasecmp (plain, "currency", 8) == 0))
        continue;
      if (!clv_import_rate_parse (plain, rate, error))
        return FALSE;
      g_ptr_array_add (rates, g_steal_pointer (&rate));
    }
  if (rates->len > 0)
    return TRUE;

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_EMPTY,
               _("“%s” has no exchange rate. Nothing was imported. Write one a line: currency, "
                 "first day, and what one unit is worth, such as “USD,2026-01-01,0.92”."), path);
  return FALSE;
}
