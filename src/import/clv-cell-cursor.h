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

/* Words of cells, with what they stand for; in lower case, ended by an empty one. */
typedef struct
{
  const char *text;
  guint length;
  int value;
} ClvCellWord;

#define CLV_CELL_WORD(text, value) { text, sizeof text - 1, value }
#define CLV_CELL_WORDS_END { NULL, 0, 0 }

/* @characters is a literal of few: the loop is none. */
static G_ALWAYS_INLINE inline gboolean
clv_cell_cursor_is (const ClvCellCursor *cursor,
                    const char          *characters)
{
  char c = cursor->at < cursor->end ? *cursor->at : '\0';

  for (guint i = 0; characters[i] != '\0'; i++)
    {
      if (c == characters[i])
        return TRUE;
    }

  return FALSE;
}

static inline gboolean
clv_cell_cursor_is_digit (const ClvCellCursor *cursor)
{
  return cursor->at < cursor->end && g_ascii_isdigit (*cursor->at);
}

/* Length of a blank that is no ASCII character, or 0. */
static inline gsize
clv_cell_cursor_wide_blank (const ClvCellCursor *cursor)
{
  gsize left = (gsize) (cursor->end - cursor->at);

  if (left >= 2 && memcmp (cursor->at, "\xc2\xa0", 2) == 0)
    return 2;
  if (left >= 3 && (memcmp (cursor->at, "\xe2\x80\xaf", 3) == 0
                    || memcmp (cursor->at, "\xe2\x80\x89", 3) == 0))
    return 3;

  return 0;
}

/* Any of @characters, and blanks of any kind where there is one among them. */
static G_ALWAYS_INLINE inline gboolean
clv_cell_cursor_skip (ClvCellCursor *cursor,
                      const char    *characters)
{
  const char *from = cursor->at;

  while (cursor->at < cursor->end)
    {
      gsize length = 0;

      if (clv_cell_cursor_is (cursor, characters))
        length = 1;
      else if ((guchar) *cursor->at >= 0x80 && strchr (characters, ' ') != NULL)
        length = clv_cell_cursor_wide_blank (cursor);
      if (length == 0)
        break;
      cursor->at += length;
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

  while (at.at < at.end
         && (g_ascii_isalpha (*at.at)
             || ((guchar) *at.at >= 0x80 && clv_cell_cursor_wide_blank (&at) == 0)))
    at.at++;

  return (gsize) (at.at - cursor->at);
}

/* The whole word at the cursor, if it is one of @words. */
static inline gboolean
clv_cell_cursor_take_word (ClvCellCursor     *cursor,
                           const ClvCellWord *words,
                           int               *value)
{
  gsize length = clv_cell_cursor_word (cursor);
  char first = length > 0 ? g_ascii_tolower (*cursor->at) : '\0';

  for (guint i = 0; length > 0 && words[i].length > 0; i++)
    {
      if (words[i].length == length && words[i].text[0] == first
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
