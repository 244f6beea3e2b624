/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-tag-scan.h"

#define BUFFER_SIZE (256 * 1024)

/* What stands behind the "<" decides what ends it. */
typedef struct
{
  const char *begin;
  const char *end;
} Special;

static const Special specials[] = {
  { "!--", "-->" },
  { "![CDATA[", "]]>" },
  { "?", "?>" },
  { "!", ">" },
};

static const char *
find_tag_end (const char *at,
              const char *end)
{
  char quote = 0;

  for (; at < end; at++)
    {
      if (quote != 0)
        quote = *at == quote ? 0 : quote;
      else if (*at == '"' || *at == '\'')
        quote = *at;
      else if (*at == '>')
        return at;
    }

  return NULL;
}

/* Returns what stands behind the whole of it, or NULL where its end is not there
 * yet; @is_tag is FALSE for comments and their kin. */
static const char *
find_end (const char *at,
          const char *end,
          gboolean   *is_tag)
{
  const char *close;

  for (guint i = 0; i < G_N_ELEMENTS (specials) && at < end && (*at == '!' || *at == '?'); i++)
    {
      gsize length = strlen (specials[i].begin);

      if (at + length > end || memcmp (at, specials[i].begin, length) != 0)
        continue;
      *is_tag = FALSE;
      close = memmem (at, (gsize) (end - at), specials[i].end, strlen (specials[i].end));
      return close != NULL ? close + strlen (specials[i].end) : NULL;
    }

  *is_tag = TRUE;
  close = find_tag_end (at, end);
  return close != NULL ? close + 1 : NULL;
}

static ClvTag
split_tag (const char *at,
           const char *end)
{
  ClvTag tag = { at, 0, at, 0, FALSE, FALSE };
  const char *stop;

  tag.is_close = at < end && *at == '/';
  at += tag.is_close;
  tag.is_empty = end > at && end[-1] == '/';
  tag.name = at;
  for (stop = at; stop < end && *stop > ' ' && *stop != '/'; stop++)
    {
      if (*stop == ':')
        tag.name = stop + 1;
    }
  tag.name_length = (gsize) (stop - tag.name);
  tag.attributes = stop;
  tag.length = (gsize) (end - stop);

  return tag;
}

/* Takes all whole tags; returns what is left to take, or NULL to end. */
static const char *
take_tags (const char *at,
           const char *end,
           ClvTagFunc  func,
           gpointer    user_data)
{
  while (TRUE)
    {
      const char *open = memchr (at, '<', (gsize) (end - at));
      const char *behind;
      gboolean is_tag = FALSE;
      ClvTag tag;

      if (open == NULL)
        return end;
      /* The longest begin of a special thing must be there to be known. */
      if (end - open < 2 || (open[1] == '!' && end - open < 10))
        return open;
      behind = find_end (open + 1, end, &is_tag);
      if (behind == NULL)
        return open;
      at = behind;
      if (!is_tag)
        continue;
      tag = split_tag (open + 1, behind - 1);
      if (!func (&tag, user_data))
        return NULL;
    }
}

/*
 * clv_tag_scan:
 * @path: a ZIP archive
 * @member: an XML file in it
 * @func: called for each tag
 * @is_readable: (out): FALSE where the text is in an encoding of two bytes
 * @error: return location
 *
 * Looks over tags, several times faster than a parser. For counts and names
 * only: nothing is checked, and entities stay.
 */
gboolean
clv_tag_scan (const char  *path,
              const char  *member,
              ClvTagFunc   func,
              gpointer     user_data,
              gboolean    *is_readable,
              GError     **error)
{
  g_autoptr(ClvUnpacker) unpacker = clv_unpacker_new_for_member (path, member, error);
  g_autofree char *buffer = NULL;
  gsize length = 0;
  gboolean is_first = TRUE;

  *is_readable = TRUE;
  if (unpacker == NULL)
    return FALSE;

  buffer = g_malloc (BUFFER_SIZE);
  while (length < BUFFER_SIZE)
    {
      const char *rest;
      gsize n = 0;

      if (!clv_unpacker_read (unpacker, buffer + length, BUFFER_SIZE - length, &n, error))
        return FALSE;
      if (n == 0)
        return TRUE;
      length += n;
      if (is_first && memchr (buffer, '\0', MIN (length, 16)) != NULL)
        {
          *is_readable = FALSE;
          return TRUE;
        }
      is_first = FALSE;

      rest = take_tags (buffer, buffer + length, func, user_data);
      if (rest == NULL)
        return TRUE;
      length = (gsize) (buffer + length - rest);
      memmove (buffer, rest, length);
    }

  /* A tag that fills the buffer is none that a table has. */
  *is_readable = FALSE;
  return TRUE;
}

/*
 * clv_tag_is:
 *
 * Whether the tag's local name is @name.
 */
gboolean
clv_tag_is (const ClvTag *tag,
            const char   *name)
{
  return strlen (name) == tag->name_length && memcmp (tag->name, name, tag->name_length) == 0;
}

static const char *
find_attribute (const ClvTag *tag,
                const char   *name,
                gsize        *length)
{
  const char *at = tag->attributes;
  const char *end = at + tag->length;
  gsize n_name = strlen (name);

  while (at < end)
    {
      const char *equals = memchr (at, '=', (gsize) (end - at));
      const char *open = equals != NULL && equals + 1 < end ? equals + 1 : NULL;
      const char *close = open != NULL && (*open == '"' || *open == '\'')
                          ? memchr (open + 1, *open, (gsize) (end - open - 1)) : NULL;

      if (close == NULL)
        return NULL;
      if ((gsize) (equals - at) > n_name && memcmp (equals - n_name, name, n_name) == 0
          && (equals[-(gssize) n_name - 1] == ':' || (guchar) equals[-(gssize) n_name - 1] <= ' '))
        {
          *length = (gsize) (close - open - 1);
          return open + 1;
        }
      at = close + 1;
    }

  return NULL;
}

/*
 * clv_tag_dup_attribute:
 * @name: a local name
 *
 * Returns: (transfer full) (nullable): the attribute's value, with entities
 */
char *
clv_tag_dup_attribute (const ClvTag *tag,
                       const char   *name)
{
  gsize length = 0;
  const char *value = find_attribute (tag, name, &length);

  return value != NULL ? g_strndup (value, length) : NULL;
}

/*
 * clv_tag_has_attribute:
 * @name: a local name
 *
 * Whether the attribute is there.
 */
gboolean
clv_tag_has_attribute (const ClvTag *tag,
                       const char   *name)
{
  gsize length = 0;

  return find_attribute (tag, name, &length) != NULL;
}
