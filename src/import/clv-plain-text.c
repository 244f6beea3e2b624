/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-file-kind.h"
#include "clv-plain-text.h"

#define LINES_MAX 200
#define LINES_MIN 3

/* A name of a customer has fewer. */
#define PROSE_WORDS 4

/* What stands in a line between blanks. */
typedef struct
{
  guint n_words;      /* of two letters and more */
  guint n_numbers;
  guint n_all;
} LineFacts;

static const char *
weigh_line (const char *at,
            const char *end,
            LineFacts  *facts)
{
  memset (facts, 0, sizeof *facts);
  while (at < end && *at != '\n' && *at != '\r')
    {
      const char *begin;
      gboolean is_word;

      while (at < end && *at == ' ')
        at++;
      begin = at;
      while (at < end && *at != ' ' && *at != '\n' && *at != '\r')
        at++;
      if (at == begin)
        break;
      is_word = at - begin > 1 && (g_ascii_isalpha (begin[0]) || (guchar) begin[0] >= 0x80)
                && (g_ascii_isalpha (begin[1]) || (guchar) begin[1] >= 0x80);
      facts->n_all++;
      facts->n_words += is_word;
      facts->n_numbers += g_ascii_isdigit (*begin) || (*begin == '-' && at - begin > 1);
    }
  while (at < end && (*at == '\n' || *at == '\r'))
    at++;

  return at;
}

/*
 * clv_plain_text_check:
 * @path: the file's name, for the message
 * @text: the begin of a text in which no delimiter makes columns, as UTF-8
 * @length: in bytes
 * @error: return location, %CLV_IMPORT_ERROR_WRONG_KIND
 *
 * Refuses letters and other prose, and tables whose columns are parted by blanks;
 * both would pass for a list of customers.
 */
gboolean
clv_plain_text_check (const char  *path,
                      const char  *text,
                      gsize        length,
                      GError     **error)
{
  const char *end = text + length;
  guint n_lines = 0;
  guint n_prose = 0;
  guint n_alike = 0;
  guint width = 0;

  for (const char *at = text; at < end && n_lines < LINES_MAX;)
    {
      LineFacts facts;

      at = weigh_line (at, end, &facts);
      if (facts.n_all == 0)
        continue;
      n_lines++;
      n_prose += facts.n_words >= PROSE_WORDS;
      if (facts.n_numbers >= 2 && facts.n_all >= 3)
        {
          width = width > 0 ? width : facts.n_all;
          n_alike += facts.n_all == width;
        }
    }
  if (n_lines < LINES_MIN)
    return TRUE;

  if (n_prose * 2 >= n_lines)
    clv_file_kind_set_wrong (error, path, N_("a text without columns"),
                             N_("Ask the program or the shop for an export of orders as CSV or "
                                "Excel (.xlsx), and open that file."));
  else if (n_alike * 10 >= n_lines * 8)
    clv_file_kind_set_wrong (error, path, N_("a text whose columns are parted by blanks"),
                             N_("In a spreadsheet program open it with columns of a fixed width, "
                                "save it as CSV and open that file."));
  else
    return TRUE;

  return FALSE;
}
