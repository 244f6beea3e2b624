/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "clv-csv-reader.h"

G_BEGIN_DECLS

/* A place in a cell, for the parsers of dates and times. Nothing here asks for
 * the locale. */
typedef struct
{
  const char *at;
  const char *end;
} ClvCellCursor;

/* Words of cells, with what they stand for; in lower case, ended by NULL. */
typedef struct
{
  const char *text;
  int value;
} ClvCellWord;

static inline gboolean
clv_cell_cursor_is (const ClvCellCursor *cursor,
                    const char          *characters)
{
  return cursor->at < cursor->end && *cursor->at != '\0'
         && strchr (characters, *cursor->at) != NULL;
}

static inline gboolean
clv_cell_cursor_is_digit (const ClvCellCursor *cursor)
{
  return cursor->at < cursor->end && g_ascii_isdigit (*cursor->at);
}

/* Any of @characters, and blanks of any kind where there is one among them. */
static inline gboolean
clv_cell_cursor_skip (ClvCellCursor *cursor,
                      const char    *characters)
{
  const char *from = cursor->at;
  gboolean has_blank = strchr (characters, ' ') != NULL;

  while (cursor->at < cursor->end)
    {
      gsize left = (gsize) (cursor->end - cursor->at);

      if (clv_cell_cursor_is (cursor, characters))
        cursor->at++;
      else if (has_blank && left >= 2 && memcmp (cursor->at, "\xc2\xa0", 2) == 0)
        cursor->at += 2;
      else if (has_blank && left >= 3 && (memcmp (cursor->at, "\xe2\x80\xaf", 3) == 0
                                          || memcmp (cursor->at, "\xe2\x80\x89", 3) == 0))
        cursor->at += 3;
      else
        break;
    }

  return cursor->at > from;
}

/* Up to nine digits; returns how many. */
static inline guint
clv_cell_cursor_number (ClvCellCursor *cursor,
                        int           *value)
{
  guint digits = 0;

  *value = 0;
  while (digits < 9 && clv_cell_cursor_is_digit (cursor))
    {
      *value = *value * 10 + (*cursor->at - '0');
      cursor->at++;
      digits++;
    }

  return digits;
}

static inline gboolean
clv_cell_cursor_take (ClvCellCursor *cursor,
                      const char    *text)
{
  gsize length = strlen (text);

  if ((gsize) (cursor->end - cursor->at) < length
      || g_ascii_strncasecmp (cursor->at, text, length) != 0)
    return FALSE;

  cursor->at += length;
  return TRUE;
}

/* Bytes of the letters at the cursor, ASCII or not; no-break blanks are none. */
static inline gsize
clv_cell_cursor_word (const ClvCellCursor *cursor)
{
  ClvCellCursor at = *cursor;

  while (at.at < at.end && (g_ascii_isalpha (*at.at) || (guchar) *at.at >= 0x80))
    {
      ClvCellCursor blank = at;

      if (clv_cell_cursor_skip (&blank, " "))
        break;
      at.at++;
    }

  return (gsize) (at.at - cursor->at);
}

/* The whole word at the cursor, if it is one of @words. */
static inline gboolean
clv_cell_cursor_take_word (ClvCellCursor     *cursor,
                           const ClvCellWord *words,
                           int               *value)
{
  gsize length = clv_cell_cursor_word (cursor);

  for (guint i = 0; length > 0 && words[i].text != NULL; i++)
    {
      if (strlen (words[i].text) == length
          && g_ascii_strncasecmp (words[i].text, cursor->at, length) == 0)
        {
          cursor->at += length;
          *value = words[i].value;
          return TRUE;
        }
    }

  return FALSE;
}

G_END_DECLS
