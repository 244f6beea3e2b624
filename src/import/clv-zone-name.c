/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-clock.h"
#include "clv-zone-name.h"
#include "clv-zone-names.h"

#define NAME_BYTES_MAX 96

/* First parts of ids, in the order in which a city is looked for. */
static const char * const areas[] = {
  "Europe", "America", "Asia", "Australia", "Africa", "Pacific", "Atlantic", "Indian", "Arctic",
  "Antarctica", "Etc", "US", "Canada", "Brazil", "Chile", "Mexico",
};

/* Cities are looked for in so many of them. */
#define N_CITY_AREAS 8

/* Letters and digits in lower case; the name of summer time is that of the zone. */
static char *
fold_name (const char *text,
           gsize       length)
{
  static const char * const summers[] = { "daylighttime", "summertime" };
  GString *folded = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isalnum (text[i]) || (guchar) text[i] >= 0x80)
        g_string_append_c (folded, g_ascii_tolower (text[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (summers); i++)
    g_string_replace (folded, summers[i], "standardtime", 1);

  return g_string_free (folded, FALSE);
}

static gpointer
make_table (gpointer data)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (clv_zone_names); i++)
    g_hash_table_insert (table,
                         fold_name (clv_zone_names[i].name, strlen (clv_zone_names[i].name)),
                         (gpointer) clv_zone_names[i].id);

  return table;
}

static const char *
find_in_table (const char *text,
               gsize       length)
{
  static GOnce once = G_ONCE_INIT;
  g_autofree char *folded = fold_name (text, length);

  g_once (&once, make_table, NULL);

  return *folded != '\0' ? g_hash_table_lookup (once.retval, folded) : NULL;
}

/* Asks the database. Only for names that look like its ids: they are file names. */
static const char *
find_in_database (const char *id)
{
  g_autoptr(GTimeZone) zone = NULL;

  for (const char *at = id; *at != '\0'; at++)
    {
      if (!g_ascii_isalnum (*at) && strchr ("_+-/", *at) == NULL)
        return NULL;
      if (*at == '/' && (at[1] == '/' || at[1] == '\0'))
        return NULL;
    }

  zone = g_time_zone_new_identifier (id);
  return zone != NULL ? g_intern_string (id) : NULL;
}

/* "new york" is filed under New_York. */
static char *
spell_like_database (const char *text,
                     gsize       length)
{
  GString *id = g_string_sized_new (length);
  gboolean is_begin = TRUE;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i] == ' ' ? '_' : text[i];

      g_string_append_c (id, is_begin ? g_ascii_toupper (c) : g_ascii_tolower (c));
      is_begin = !g_ascii_isalnum (c);
    }

  return g_string_free (id, FALSE);
}

static const char *
find_id (const char *text,
         gsize       length)
{
  const char *slash = memchr (text, '/', length);
  g_autofree char *written = NULL;
  g_autofree char *spelt = NULL;
  const char *found;

  if (slash == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (areas); i++)
    {
      if (strlen (areas[i]) != (gsize) (slash - text)
          || g_ascii_strncasecmp (areas[i], text, strlen (areas[i])) != 0)
        continue;
      written = g_strndup (text, length);
      found = find_in_database (written);
      if (found != NULL)
        return found;
      spelt = spell_like_database (text, length);
      return find_in_database (spelt);
    }

  return NULL;
}

static const char *
find_city (const char *text,
           gsize       length)
{
  const char *comma = memchr (text, ',', length);
  g_autofree char *city = NULL;

  if (comma != NULL)
    length = (gsize) (comma - text);
  if (length < 4 || memchr (text, '/', length) != NULL)
    return NULL;

  city = spell_like_database (text, length);
  for (guint i = 0; i < N_CITY_AREAS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s/%s", areas[i], city);
      const char *found = find_in_database (id);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Etc/GMT+8 is eight hours west of UTC: the signs there are those of POSIX. */
static const char *
id_of_offset (gint32 seconds)
{
  g_autofree char *id = NULL;
  gint32 minutes = ABS (seconds) / 60;

  if (seconds == 0)
    return "UTC";
  if (minutes % 60 == 0 && seconds <= 14 * 3600 && seconds >= -12 * 3600)
    id = g_strdup_printf ("Etc/GMT%c%d", seconds < 0 ? '+' : '-', minutes / 60);
  else
    id = g_strdup_printf ("%c%02d:%02d", seconds < 0 ? '-' : '+', minutes / 60, minutes % 60);

  return g_intern_string (id);
}

/* Behind "(GMT-05:00)", which stands before names in lists of zones. */
static ClvCell
skip_offset (ClvCell cell)
{
  const char *close;
  ClvCell inner;
  gint32 seconds;

  if (cell.length == 0 || *cell.text != '(')
    return cell;
  close = memchr (cell.text, ')', cell.length);
  if (close == NULL || close + 1 == cell.text + cell.length)
    return cell;

  inner.text = cell.text + 1;
  inner.length = (guint32) (close - inner.text);
  if (!clv_cell_offset_parse (inner, &seconds))
    return cell;

  cell.length -= (guint32) (close + 1 - cell.text);
  cell.text = close + 1;
  return clv_cell_trim (cell);
}

/*
 * clv_zone_name_find:
 * @cell: what a column of time zones holds
 *
 * Knows ids of the IANA database, offsets ("UTC+2", "-08:00"), abbreviations that
 * mean one offset and are taken for it whatever the season ("PST", "CEST"; "CST" is
 * none), the names that Rails and Windows give zones, and cities of the database.
 * Looks into files: callers remember what they found.
 *
 * Returns: (nullable): an id for g_time_zone_new_identifier(), never freed: of the
 *   IANA database, or an offset such as "+05:30" that it has no id for
 */
const char *
clv_zone_name_find (ClvCell cell)
{
  gint32 seconds = 0;
  const char *found;

  cell = clv_cell_plain (cell);
  if (clv_cell_is_missing (cell) || cell.length > NAME_BYTES_MAX
      || memchr (cell.text, '\0', cell.length) != NULL)
    return NULL;
  if (clv_cell_offset_parse (cell, &seconds))
    return id_of_offset (seconds);

  cell = skip_offset (cell);
  found = find_in_table (cell.text, cell.length);
  if (found == NULL)
    found = find_id (cell.text, cell.length);
  if (found == NULL)
    found = find_city (cell.text, cell.length);

  return found;
}

static gboolean
ends_in_word (const char *name,
              const char *word)
{
  gsize length = strlen (name);
  gsize n = strlen (word);
  char before;

  if (length <= n || g_ascii_strcasecmp (name + length - n, word) != 0)
    return FALSE;

  /* created_utc, Date UTC, createdAtUtc; not "Outc" */
  before = name[length - n - 1];
  return !g_ascii_isalnum (before)
         || (g_ascii_isupper (name[length - n]) && g_ascii_islower (before));
}

/*
 * clv_zone_from_header:
 * @name: of a column
 *
 * What the name of a column of dates says about their zone: "Created (UTC)",
 * "order_date_gmt", "Date (Europe/Berlin)".
 *
 * Returns: (nullable): as clv_zone_name_find()
 */
const char *
clv_zone_from_header (const char *name)
{
  ClvCell cell = { name, (guint32) strlen (name) };
  const char *open;

  cell = clv_cell_trim (cell);
  if (cell.length > 2 && cell.text[cell.length - 1] == ')')
    {
      open = g_strrstr_len (cell.text, cell.length, "(");
      if (open == NULL)
        return NULL;
      cell.length = (guint32) (cell.text + cell.length - 1 - open - 1);
      cell.text = open + 1;

      return clv_zone_name_find (cell);
    }

  return ends_in_word (name, "utc") || ends_in_word (name, "gmt") ? "UTC" : NULL;
}
