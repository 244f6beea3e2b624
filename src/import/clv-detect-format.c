/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <uchardet.h>

#include "clv-byte-source.h"
#include "clv-decoder.h"
#include "clv-detect.h"
#include "clv-plain-text.h"

#define TEXT_SIZE (256 * 1024)
#define HEADER_ROWS 30

static const char delimiters[] = { ',', ';', '\t', '|' };

/* What one delimiter makes of the begin of the file. */
typedef struct
{
  guint32 n_rows;        /* that are not blank */
  guint32 n_common;      /* of them with the most common number of cells */
  guint32 n_cells;       /* that number */
  guint32 n_in_numbers;  /* delimiters between two digits */
  guint32 n_delimiters;
} DelimiterFacts;

/*
 * clv_evidence_add:
 *
 * Counts a cell; the first is remembered.
 */
void
clv_evidence_add (ClvEvidence *self,
                  guint64      line,
                  ClvCell      cell)
{
  if (self->n++ > 0)
    return;

  self->line = line;
  self->example = g_utf8_make_valid (cell.text, MIN (cell.length, 60));
}

static gboolean
is_utf8 (const char *text,
         gsize       size,
         gboolean    is_whole)
{
  const char *end = NULL;

  if (clv_utf8_is_valid (text, size, &end))
    return TRUE;

  /* A character that the end of the sample cuts is no error. */
  return !is_whole && text + size - end < 4
         && g_utf8_get_char_validated (end, text + size - end) == (gunichar) -2;
}

/* UTF-16 without a mark: mostly ASCII, so one byte of each pair is 0. */
static const char *
guess_wide (const guchar *text,
            gsize         size)
{
  gsize n_zero[2] = { 0, 0 };

  for (gsize i = 0; i < size; i++)
    n_zero[i & 1] += text[i] == 0;

  if (n_zero[1] * 4 > size && n_zero[0] * 20 < size)
    return "UTF-16LE";
  if (n_zero[0] * 4 > size && n_zero[1] * 20 < size)
    return "UTF-16BE";

  return NULL;
}

/* Letters and signs that western files have, by their place in Windows-1252. */
static gboolean
is_western (const guchar *text,
            gsize         size,
            gsize        *n_high,
            gboolean     *has_control)
{
  static const guchar letters[] =
    "\xe4\xf6\xfc\xc4\xd6\xdc\xdf\xe0\xe1\xe2\xe3\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf1"
    "\xf2\xf3\xf4\xf5\xf8\xf9\xfa\xfb\xc0\xc1\xc5\xc6\xc7\xc8\xc9\xca\xcd\xd1\xd3\xd8\xda\x80\xa3"
    "\xa0\xa4\xa5\xa7\xa9\xab\xbb\xb0\xb4\x91\x92\x93\x94\x96\x97\x84\xad\xae\xbf\xba\xaa";
  gboolean is_plain = TRUE;

  *n_high = 0;
  *has_control = FALSE;
  for (gsize i = 0; i < size; i++)
    {
      if (text[i] < 0x80)
        continue;
      (*n_high)++;
      *has_control |= text[i] < 0xa0;
      is_plain &= memchr (letters, text[i], sizeof letters - 1) != NULL;
    }

  return is_plain;
}

/* In ISO-8859-15, and nowhere near it, these bytes are the euro sign and letters
 * which stand in the middle or at the begin of words: Œ œ Š Ÿ. Windows-1252 has the
 * sign of no currency and fractions there, and its own signs where ISO-8859-15 has
 * none. */
static gboolean
is_latin_9 (const guchar *text,
            gsize         size)
{
  gsize n_euro = 0;
  gsize n_letters = 0;

  for (gsize i = 0; i < size; i++)
    {
      gboolean is_in_word = i + 1 < size && g_ascii_isalpha (text[i + 1]);
      gboolean is_behind_letter = i > 0 && g_ascii_isalpha (text[i - 1]);
      gboolean is_behind_number = i > 0 && g_ascii_isdigit (text[i - 1]);
      gboolean is_beside_high = (i > 0 && text[i - 1] > 0xa0)
                                || (i + 1 < size && text[i + 1] > 0xa0);

      /* Signs of Windows-1252, or half a character of two bytes. */
      if ((text[i] >= 0x80 && text[i] < 0xa0) || (text[i] == 0xa4 && is_beside_high))
        return FALSE;
      n_euro += text[i] == 0xa4;
      if (is_in_word && !is_beside_high)
        n_letters += text[i] == 0xa6 || (text[i] == 0xbc && !is_behind_number)
                     || (is_behind_letter && (text[i] == 0xbd || text[i] == 0xbe));
    }

  return n_euro > 0 || n_letters > 0;
}

static char *
ask_uchardet (const char *text,
              gsize       size)
{
  uchardet_t detector = uchardet_new ();
  char *name = NULL;

  if (uchardet_handle_data (detector, text, size) == 0)
    {
      uchardet_data_end (detector);
      name = g_strdup (uchardet_get_charset (detector));
    }
  uchardet_delete (detector);
  if (name != NULL && *name == '\0')
    g_clear_pointer (&name, g_free);

  return name;
}

static gboolean
is_latin (const char *name)
{
  static const char * const latin[] = {
    "ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-9", "ISO-8859-10",
    "ISO-8859-13", "ISO-8859-15", "ISO-8859-16", "WINDOWS-1250", "WINDOWS-1252", "WINDOWS-1254",
    "WINDOWS-1257", "WINDOWS-1258", "ASCII", "MAC-CENTRALEUROPE", "IBM852", "IBM850",
  };

  for (guint i = 0; i < G_N_ELEMENTS (latin); i++)
    {
      if (g_ascii_strcasecmp (latin[i], name) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Whether whole lines of it are Japanese as Windows writes it, with signs that the
 * statistics do not know. */
static gboolean
is_shift_jis (const char *text,
              gsize       size)
{
  g_autofree char *converted = NULL;
  gsize n_letters = 0;
  gsize n_others = 0;

  while (size > 0 && text[size - 1] != '\n')
    size--;
  converted = g_convert (text, (gssize) size, "UTF-8", "CP932", NULL, NULL, NULL);
  for (const char *at = converted; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      n_letters += (c >= 0x3040 && c < 0x3100) || (c >= 0x4e00 && c < 0xa000);
      n_others += c >= 0x80 && (c < 0x2000 || (c >= 0xff61 && c < 0xffa0));
    }

  return n_letters > 3 && n_letters > 4 * n_others;
}

static char *
guess_narrow (const char  *text,
              gsize        size,
              char       **because)
{
  g_autofree char *name = ask_uchardet (text, size);
  gsize n_high = 0;
  gboolean has_control = FALSE;
  gboolean is_plain = is_western ((const guchar *) text, size, &n_high, &has_control);

  *because = g_strdup_printf (ngettext ("%zu byte is no UTF-8 and makes sense this way",
                                        "%zu bytes are no UTF-8 and make sense this "
                                        "way", n_high), n_high);

  if (!is_plain && (name == NULL || is_latin (name)) && is_shift_jis (text, size))
    return g_strdup ("SHIFT_JIS");
  if ((name == NULL || is_latin (name) || (is_plain && n_high < 20))
      && is_latin_9 ((const guchar *) text, size))
    {
      g_free (*because);
      *because = g_strdup (_("it has the euro sign or letters such as œ where only this encoding "
                             "has them"));
      return g_strdup ("ISO-8859-15");
    }

  /* A few accents say too little for statistics; in a western table they are
   * western. Windows-1252 contains ISO-8859-1. */
  if (name == NULL || g_ascii_strcasecmp (name, "ISO-8859-1") == 0
      || g_ascii_strcasecmp (name, "windows-1252") == 0
      || (is_plain && (is_latin (name) || n_high < 20)
          && (has_control || g_ascii_strcasecmp (name, "ISO-8859-15") != 0)))
    return g_strdup ("windows-1252");

  return g_steal_pointer (&name);
}

/*
 * clv_detect_encoding:
 * @head: the first bytes of the file, or those that turned out to be no UTF-8
 * @is_whole: whether that is the whole file
 * @because: (out): why, translated
 *
 * Returns: (transfer full): IANA name
 */
char *
clv_detect_encoding (GBytes    *head,
                     gboolean   is_whole,
                     char     **because)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (head, &size);
  const char *wide;

  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 && is_utf8 (text, size, is_whole))
    {
      *because = g_strdup (_("the file begins with the mark of UTF-8"));
      return g_strdup ("UTF-8");
    }
  if (size >= 4 && (memcmp (text, "\xff\xfe\0\0", 4) == 0
                    || memcmp (text, "\0\0\xfe\xff", 4) == 0))
    {
      *because = g_strdup (_("the file begins with the mark of UTF-32"));
      return g_strdup (text[0] == '\0' ? "UTF-32BE" : "UTF-32LE");
    }
  if (size >= 2 && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0))
    {
      *because = g_strdup (_("the file begins with the mark of UTF-16"));
      return g_strdup (text[0] == '\xff' ? "UTF-16LE" : "UTF-16BE");
    }

  wide = guess_wide ((const guchar *) text, size);
  if (wide != NULL)
    {
      *because = g_strdup (_("every second byte is zero"));
      return g_strdup (wide);
    }
  if (is_utf8 (text, size, is_whole))
    {
      *because = g_strdup (_("every character is valid UTF-8"));
      return g_strdup ("UTF-8");
    }

  return guess_narrow (text, size, because);
}

/* The begin of the file as UTF-8, to the last whole line, with padding behind. */
static GString *
read_text (const char  *path,
           const char  *part,
           const char  *encoding,
           gboolean     repairs,
           GError     **error)
{
  g_autoptr(ClvByteSource) source = clv_byte_source_new (path, part, encoding, error);
  GString *text;
  gsize n = 1;
  gboolean is_whole = FALSE;

  if (source == NULL)
    return NULL;

  if (repairs)
    clv_byte_source_set_repair (source);
  text = g_string_sized_new (TEXT_SIZE + 2 * CLV_CSV_PADDING);
  while (n > 0 && text->len + CLV_CSV_PADDING < TEXT_SIZE)
    {
      if (!clv_byte_source_read (source, text->str + text->len, TEXT_SIZE - text->len, &n, error))
        {
          g_string_free (text, TRUE);
          return NULL;
        }
      text->len += n;
      is_whole = n == 0;
    }
  if (!is_whole)
    {
      gsize end = text->len;

      while (end > 0 && text->str[end - 1] != '\n' && text->str[end - 1] != '\r')
        end--;
      text->len = end > 0 ? end : text->len;
    }
  if (text->len > 0 && text->str[text->len - 1] != '\n' && text->str[text->len - 1] != '\r')
    text->str[text->len++] = '\n';
  memset (text->str + text->len, 0, CLV_CSV_PADDING);

  return text;
}

static void
scan_text (const GString *text,
           char           delimiter,
           char           quote,
           ClvCsvSlice   *slice)
{
  memset (slice, 0, sizeof *slice);
  slice->text = text->str;
  slice->quote = quote;
  slice->first_line = 1;
  slice->line = 1;
  slice->marks.ends = g_new (guint32, text->len + CLV_CSV_PADDING);
  slice->marks.rows = g_new (guint32, text->len + CLV_CSV_PADDING);
  clv_csv_scan (clv_csv_level_best (), text->str, 0, (guint32) text->len, delimiter, quote,
                &slice->marks);
}

static void
clear_slice (ClvCsvSlice *slice)
{
  g_free (slice->marks.ends);
  g_free (slice->marks.rows);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvCsvSlice, clear_slice)

static DelimiterFacts
weigh_delimiter (const GString *text,
                 char           delimiter,
                 char           quote)
{
  g_auto(ClvCsvSlice) slice = { 0 };
  DelimiterFacts facts = { 0 };
  g_autofree guint32 *counts = NULL;
  guint32 widest = 1;

  scan_text (text, delimiter, quote, &slice);
  for (guint32 row = 0; row < slice.marks.n_rows; row++)
    widest = MAX (widest, clv_csv_slice_n_cells (&slice, row));
  counts = g_new0 (guint32, widest + 1);
  for (guint32 row = 0; row < slice.marks.n_rows; row++)
    {
      guint32 n = clv_csv_slice_n_cells (&slice, row);

      if (clv_csv_slice_row_is_blank (&slice, row))
        continue;
      facts.n_rows++;
      counts[n]++;
      facts.n_delimiters += n - 1;
    }
  for (guint32 n = 2; n <= widest; n++)
    {
      if (counts[n] > facts.n_common)
        {
          facts.n_common = counts[n];
          facts.n_cells = n;
        }
    }
  for (gsize i = 1; i + 1 < text->len; i++)
    facts.n_in_numbers += text->str[i] == delimiter && g_ascii_isdigit (text->str[i - 1])
                          && g_ascii_isdigit (text->str[i + 1]);

  return facts;
}

static double
delimiter_score (const DelimiterFacts *facts)
{
  if (facts->n_rows == 0 || facts->n_cells < 2)
    return 0;

  /* Agreement first; of two that agree, the one that makes more cells. */
  return (double) facts->n_common / facts->n_rows + MIN (facts->n_cells, 100) * 1e-4;
}

static gboolean
delimiter_from_hint (const GString *text,
                     char          *delimiter)
{
  const char *at = text->str;

  if (*at == '"')
    at++;
  if (text->len < 6 || g_ascii_strncasecmp (at, "sep=", 4) != 0
      || memchr (delimiters, at[4], sizeof delimiters) == NULL)
    return FALSE;

  *delimiter = at[4];
  return TRUE;
}

static char
choose_delimiter (const GString  *text,
                  char            quote,
                  char          **because)
{
  DelimiterFacts best = { 0 };
  char chosen = ',';

  if (delimiter_from_hint (text, &chosen))
    {
      *because = g_strdup (_("the first line says so"));
      return chosen;
    }

  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    {
      DelimiterFacts facts = weigh_delimiter (text, delimiters[i], quote);
      gboolean was_decimal = chosen == ',' && best.n_cells > 0
                             && best.n_in_numbers * 10 > best.n_delimiters * 8
                             && delimiter_score (&facts) > 0.9;

      if (delimiter_score (&facts) > delimiter_score (&best) || was_decimal)
        {
          best = facts;
          chosen = delimiters[i];
        }
    }

  if (best.n_cells < 2)
    *because = g_strdup (_("no other sign parts the lines into cells"));
  else
    *because = g_strdup_printf (_("it gives %u cells in %u of the first %u lines"),
                                best.n_cells, best.n_common, best.n_rows);

  return chosen;
}

static gboolean
is_value (ClvCell cell)
{
  static const ClvNumberRules point = { '.', 2, NULL };
  static const ClvNumberRules comma = { ',', 2, NULL };
  ClvDateParts parts;
  gint64 minor;

  return clv_cell_date_scan (cell, &parts) == CLV_CELL_OK
         || clv_cell_number_parse (cell, &point, &minor) == CLV_CELL_OK
         || clv_cell_number_parse (cell, &comma, &minor) == CLV_CELL_OK;
}

static void
count_cells (const ClvCsvSlice *slice,
             guint32            row,
             guint             *n_filled,
             guint             *n_values)
{
  g_autoptr(GString) scratch = g_string_new (NULL);
  guint32 first = clv_csv_slice_first_cell (slice, row);
  guint32 n = clv_csv_slice_n_cells (slice, row);

  *n_filled = 0;
  *n_values = 0;
  for (guint32 i = 0; i < n; i++)
    {
      ClvCell cell = clv_csv_slice_cell_at (slice, first + i, i + 1 == n);

      g_string_truncate (scratch, 0);
      cell = clv_cell_trim (clv_cell_decode (cell, slice->quote, scratch));
      *n_filled += cell.length > 0;
      *n_values += cell.length > 0 && is_value (cell);
    }
}

/* How many cells a row has at most that are ever filled: some programs end each row
 * with a delimiter, but not the header. */
static guint32
trim_width (const ClvCsvSlice *slice,
            guint32            n_cells)
{
  guint32 widest = 0;

  for (guint32 row = 0; row < slice->marks.n_rows; row++)
    {
      guint32 first = clv_csv_slice_first_cell (slice, row);
      guint32 n = clv_csv_slice_n_cells (slice, row);

      while (n > widest
             && clv_cell_trim (clv_csv_slice_cell_at (slice, first + n - 1, TRUE)).length == 0)
        n--;
      widest = MAX (widest, n);
    }

  return MIN (n_cells, MAX (widest, 1));
}

/* Spreadsheets fill lines above the table up to its width: "Exported by", "Anna", and
 * nothing. Such a line leaves cells empty that the header below it names. */
static gboolean
is_above_header (const ClvCsvSlice *slice,
                 guint32            row,
                 guint32            n_rows,
                 guint32            n_cells,
                 guint              n_filled)
{
  if (n_filled * 4 >= n_cells * 3)
    return FALSE;

  for (guint32 below = row + 1; below < n_rows; below++)
    {
      guint n_below = 0;
      guint n_values = 0;

      if (clv_csv_slice_n_cells (slice, below) < n_cells)
        continue;
      count_cells (slice, below, &n_below, &n_values);
      if (n_below * 10 >= n_cells * 9)
        return n_values == 0;
    }

  return FALSE;
}

/* The first line that has as many cells as the table and no value in them. */
static void
choose_header (ClvCsvSlice    *slice,
               guint32         n_cells,
               ClvFormatFacts *facts)
{
  guint32 n = MIN (slice->marks.n_rows, HEADER_ROWS);

  for (guint32 row = 0; row < n; row++)
    {
      guint n_filled = 0;
      guint n_values = 0;

      if (clv_csv_slice_n_cells (slice, row) < n_cells || clv_header_row_is_hint (slice, row))
        continue;
      count_cells (slice, row, &n_filled, &n_values);
      if (n_filled * 2 < n_cells || n_filled == 0
          || is_above_header (slice, row, n, n_cells, n_filled))
        continue;
      if (n_values > 0)
        {
          facts->header_row = -1;
          facts->header_because = g_strdup_printf (_("line %" PRIu64 " already has "
                                                                     "numbers or dates"),
                                                   clv_csv_slice_get_line (slice, row));
          return;
        }
      facts->header_row = (int) clv_csv_slice_get_line (slice, row) - 1;
      facts->header_because = g_strdup_printf (_("line %d has a text in every column and no "
                                                 "number or date"), facts->header_row + 1);
      return;
    }

  facts->header_row = 0;
  facts->header_because = g_strdup (_("no line says otherwise"));
}

/*
 * clv_detect_format:
 * @path: the file
 * @fixed: (nullable): what the user chose
 * @fixed_topics: which of it counts
 * @encoding: what the file is in
 * @facts: (inout): delimiter and header are filled in
 * @error: return location
 *
 * Looks at the first 256 KiB for the delimiter and the header.
 */
gboolean
clv_detect_format (const char           *path,
                   const ClvImportPlan  *fixed,
                   guint                 fixed_topics,
                   const char           *encoding,
                   ClvFormatFacts       *facts,
                   GError              **error)
{
  GString *text = read_text (path, fixed != NULL ? fixed->part : NULL, encoding,
                             fixed != NULL && fixed->repair_mojibake, error);
  gboolean keeps_delimiter = (fixed_topics & (1u << CLV_TOPIC_DELIMITER)) != 0;
  char quote = (fixed_topics & (1u << CLV_TOPIC_QUOTE)) != 0 ? fixed->quote : '"';
  g_auto(ClvCsvSlice) slice = { 0 };
  DelimiterFacts shape;

  if (text == NULL)
    return FALSE;

  if (keeps_delimiter)
    {
      facts->delimiter = fixed->delimiter;
      facts->delimiter_because = g_strdup (_("you chose it"));
    }
  else
    facts->delimiter = choose_delimiter (text, quote, &facts->delimiter_because);

  shape = weigh_delimiter (text, facts->delimiter, quote);
  if (!keeps_delimiter && shape.n_cells <= 3 && shape.n_common * 10 < shape.n_rows * 9
      && !clv_plain_text_check (path, text->str, text->len, error))
    {
      g_string_free (text, TRUE);
      return FALSE;
    }
  scan_text (text, facts->delimiter, quote, &slice);
  for (gsize i = 0; quote != 0 && i < text->len; i++)
    facts->n_quoted += text->str[i] == quote;
  if ((fixed_topics & (1u << CLV_TOPIC_HEADER)) != 0)
    {
      facts->header_row = fixed->header_row;
      facts->header_because = g_strdup (_("you chose it"));
    }
  else
    choose_header (&slice, trim_width (&slice, MAX (shape.n_cells, 1)), facts);
  g_string_free (text, TRUE);

  return TRUE;
}
