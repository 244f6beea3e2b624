/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-csv-scan.h"

#define SIZE 700

typedef struct
{
  ClvCsvMarks marks;
  ClvCsvScanState state;
} Scan;

static Scan
scan (ClvCsvLevel level,
      const char *text,
      guint32     length,
      char        quote)
{
  Scan self = { 0 };

  self.marks.ends = g_new0 (guint32, length + 64);
  self.marks.rows = g_new0 (guint32, length + 64);
  self.state = clv_csv_scan (level, text, 0, length, ',', quote, &self.marks);

  return self;
}

static void
scan_clear (Scan *self)
{
  g_free (self->marks.ends);
  g_free (self->marks.rows);
}

static void
compare (const char *text,
         guint32     length,
         char        quote,
         ClvCsvLevel level)
{
  Scan wanted = scan (CLV_CSV_LEVEL_SCALAR, text, length, quote);
  Scan got = scan (level, text, length, quote);

  g_assert_cmpint (got.state, ==, wanted.state);
  g_assert_cmpuint (got.marks.n_ends, ==, wanted.marks.n_ends);
  g_assert_cmpuint (got.marks.n_rows, ==, wanted.marks.n_rows);
  g_assert_cmpint (memcmp (got.marks.ends, wanted.marks.ends,
                           wanted.marks.n_ends * sizeof (guint32)), ==, 0);
  g_assert_cmpint (memcmp (got.marks.rows, wanted.marks.rows,
                           wanted.marks.n_rows * sizeof (guint32)), ==, 0);
  if (wanted.state != CLV_CSV_SCAN_BROKEN)
    {
      g_assert_cmpint (got.marks.any_nul, ==, wanted.marks.any_nul);
      g_assert_cmpint (got.marks.any_high, ==, wanted.marks.any_high);
      g_assert_cmpint (got.marks.any_quote, ==, wanted.marks.any_quote);
      g_assert_cmpint (got.marks.any_quoted_line, ==, wanted.marks.any_quoted_line);
    }
  scan_clear (&wanted);
  scan_clear (&got);
}

/* Random texts of the characters that matter, thick and thin, of every length
 * about a block's, against the scanner that goes byte by byte. */
static void
test_agrees (gconstpointer data)
{
  static const char thick[] = ",\"\n\r,\"\n\rab\0\xc3";
  static const char thin[] = "abcdefghijklmnopqrstuvwxyz0123456789,\"\n\r";
  ClvCsvLevel level = (ClvCsvLevel) GPOINTER_TO_INT (data);
  g_autoptr(GRand) random = g_rand_new_with_seed (7);
  g_autofree char *text = g_malloc0 (SIZE + 2 * CLV_CSV_PADDING);

  if (!clv_csv_level_is_there (level))
    {
      g_test_skip ("this processor lacks the instructions");
      return;
    }

  for (guint i = 0; i < 20000; i++)
    {
      guint32 length = (guint32) g_rand_int_range (random, 0, i % 4 == 0 ? SIZE : 140);

      memset (text, 0, SIZE + 2 * CLV_CSV_PADDING);
      for (guint32 k = 0; k < length; k++)
        text[k] = i % 2 == 0 ? thick[g_rand_int_range (random, 0, sizeof thick - 1)]
                  : thin[g_rand_int_range (random, 0, sizeof thin - 1)];
      compare (text, length, i % 5 == 0 ? 0 : '"', level);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/import/scan/sse2-agrees", GINT_TO_POINTER (CLV_CSV_LEVEL_SSE2),
                        test_agrees);
  g_test_add_data_func ("/import/scan/avx2-agrees", GINT_TO_POINTER (CLV_CSV_LEVEL_AVX2),
                        test_agrees);

  return g_test_run ();
}
