/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-error.h"
#include "clv-fields.h"

/* Line breaks and backslashes in a value are escaped, so a value is one line. */
void
clv_fields_add (GString    *text,
                const char *key,
                const char *value)
{
  g_string_append (text, key);
  g_string_append_c (text, '=');
  for (const char *p = value; p != NULL && *p != '\0'; p++)
    {
      if (*p == '\n')
        g_string_append (text, "\\n");
      else if (*p == '\\')
        g_string_append (text, "\\\\");
      else
        g_string_append_c (text, *p);
    }
  g_string_append_c (text, '\n');
}

void
clv_fields_add_int (GString    *text,
                    const char *key,
                    gint64      value)
{
  g_string_append_printf (text, "%s=%" G_GINT64_FORMAT "\n", key, value);
}

void
clv_fields_add_double (GString    *text,
                       const char *key,
                       double      value)
{
  guint64 bits = 0;

  memcpy (&bits, &value, sizeof bits);
  g_string_append_printf (text, "%s=%016" G_GINT64_MODIFIER "x\n", key, bits);
}

static char *
unescape (const char *value)
{
  GString *text = g_string_new (NULL);

  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        {
          p++;
          g_string_append_c (text, *p == 'n' ? '\n' : *p);
        }
      else
        {
          g_string_append_c (text, *p);
        }
    }
  return g_string_free (text, FALSE);
}

GHashTable *
clv_fields_parse (const char *text,
                  GError    **error)
{
  g_autoptr(GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *equals = strchr (lines[i], '=');

      if (*lines[i] == '\0')
        continue;
      if (equals == NULL || !g_utf8_validate (lines[i], -1, NULL))
        {
          g_autofree char *line = g_utf8_make_valid (lines[i], -1);

          g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("Line %u of the saved settings, “%s”, is not of the form key=value. "
                         "Nothing was changed."),
                       i + 1, line);
          return NULL;
        }
      g_hash_table_replace (fields, g_strndup (lines[i], (gsize) (equals - lines[i])),
                            unescape (equals + 1));
    }
  return g_steal_pointer (&fields);
}

const char *
clv_fields_get (GHashTable *fields,
                const char *key,
                const char *fallback)
{
  const char *value = g_hash_table_lookup (fields, key);

  return value != NULL ? value : fallback;
}

gint64
clv_fields_get_int (GHashTable *fields,
                    const char *key,
                    gint64      fallback)
{
  const char *value = g_hash_table_lookup (fields, key);

  return value != NULL ? g_ascii_strtoll (value, NULL, 10) : fallback;
}

double
clv_fields_get_double (GHashTable *fields,
                       const char *key,
                       double      fallback)
{
  const char *value = g_hash_table_lookup (fields, key);
  guint64 bits = 0;
  double result = fallback;

  if (value != NULL && strlen (value) == 16)
    {
      bits = g_ascii_strtoull (value, NULL, 16);
      memcpy (&result, &bits, sizeof result);
    }
  return result;
}

/* (transfer full): ISO 8601, UTC, seconds. */
char *
clv_now_utc (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}
