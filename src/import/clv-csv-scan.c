/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-csv-scan.h"

/* Splitting a text into cells goes over blocks of 64 bytes: vector compares give
 * one bit a byte for each character that matters, and only those bits are then
 * looked at. Blocks without a quote, which is most of them, need no state at
 * all; the others go through a small machine, bit by bit. A quote opens a cell
 * only as its first character, so that 5" stays what it is. */

#if defined (__x86_64__) && (defined (__GNUC__) || defined (__clang__))
#define CLV_HAVE_X86 1
#include <immintrin.h>
#endif

typedef struct
{
  guint64 delimiters;
  guint64 line_feeds;
  guint64 returns;   /* only where special */
  guint64 quotes;    /* only where special */
  guint64 nuls;      /* only where special */
  guint64 special;   /* any of the three above */
  guint64 high;
} ScanBlock;

typedef enum
{
  SCAN_OUTSIDE,
  SCAN_INSIDE,
  SCAN_MAYBE_CLOSED /* the last quote closes the cell, unless the next byte is one */
} ScanState;

typedef struct
{
  ScanState state;
  guint32 cell_start;
  guint32 close_at;
  gboolean has_line;  /* the quoted cell holds a line end */
} ScanMachine;

/* One character that matters. FALSE where a cell that swallowed a line end
 * closes in its middle: then the opening quote was none. */
static inline gboolean
machine_step (ScanMachine *machine,
              const char  *text,
              guint32      at,
              gboolean     is_quote,
              gboolean     is_line,
              ClvCsvMarks *marks)
{
  if (machine->state == SCAN_MAYBE_CLOSED)
    {
      gboolean is_next = at == machine->close_at + 1;
      gboolean is_crlf = is_line && at == machine->close_at + 2 && text[at - 1] == '\r';

      if (is_quote && is_next)
        {
          machine->state = SCAN_INSIDE;
          return TRUE;
        }
      if (machine->has_line && (is_quote || !(is_next || is_crlf)))
        return FALSE;
      machine->state = SCAN_OUTSIDE;
    }

  if (is_quote)
    {
      if (machine->state == SCAN_INSIDE)
        {
          machine->state = SCAN_MAYBE_CLOSED;
          machine->close_at = at;
        }
      else if (at == machine->cell_start)
        {
          machine->state = SCAN_INSIDE;
          machine->has_line = FALSE;
        }
      return TRUE;
    }

  if (machine->state == SCAN_INSIDE)
    {
      machine->has_line |= is_line;
      marks->any_quoted_line |= is_line;
      return TRUE;
    }

  if (is_line)
    marks->rows[marks->n_rows++] = marks->n_ends;
  marks->ends[marks->n_ends++] = at;
  machine->cell_start = at + 1;

  return TRUE;
}

G_GNUC_UNUSED static gboolean
machine_run (ScanMachine *machine,
             const char  *text,
             guint32      at,
             guint64      marked,
             guint64      lines,
             guint64      quotes,
             ClvCsvMarks *marks)
{
  guint64 all = marked | quotes;

  marks->any_quote |= quotes != 0;
  while (all != 0)
    {
      guint64 bit = all & -all;

      if (!machine_step (machine, text, at + (guint32) __builtin_ctzll (all),
                         (quotes & bit) != 0, (lines & bit) != 0, marks))
        return FALSE;
      all &= all - 1;
    }

  return TRUE;
}

static ClvCsvScanState
scan_scalar (const char  *text,
             guint32      start,
             guint32      end,
             char         delimiter,
             char         quote,
             ClvCsvMarks *marks)
{
  ScanMachine machine = { SCAN_OUTSIDE, start, 0, FALSE };

  for (guint32 at = start; at < end; at++)
    {
      char c = text[at];
      gboolean is_quote = quote != 0 && c == quote;
      gboolean is_line = c == '\n' || (c == '\r' && text[at + 1] != '\n');

      marks->any_nul |= c == '\0';
      marks->any_high |= (guchar) c >= 0x80;
      marks->any_quote |= is_quote;
      if ((is_quote || is_line || c == delimiter)
          && !machine_step (&machine, text, at, is_quote, is_line, marks))
        return CLV_CSV_SCAN_BROKEN;
    }

  return machine.state == SCAN_INSIDE ? CLV_CSV_SCAN_OPEN : CLV_CSV_SCAN_DONE;
}

#ifdef CLV_HAVE_X86

static inline guint64
match_sse2 (const __m128i *bytes,
            __m128i        wanted)
{
  guint64 a = (guint16) _mm_movemask_epi8 (_mm_cmpeq_epi8 (bytes[0], wanted));
  guint64 b = (guint16) _mm_movemask_epi8 (_mm_cmpeq_epi8 (bytes[1], wanted));
  guint64 c = (guint16) _mm_movemask_epi8 (_mm_cmpeq_epi8 (bytes[2], wanted));
  guint64 d = (guint16) _mm_movemask_epi8 (_mm_cmpeq_epi8 (bytes[3], wanted));

  return a | b << 16 | c << 32 | d << 48;
}

static inline void
load_sse2 (const char *text,
           char        delimiter,
           char        quote,
           ScanBlock  *block)
{
  __m128i wanted_quote = _mm_set1_epi8 (quote);
  __m128i wanted_return = _mm_set1_epi8 ('\r');
  __m128i zero = _mm_setzero_si128 ();
  __m128i any = zero;
  __m128i bytes[4];

  for (guint i = 0; i < 4; i++)
    {
      memcpy (&bytes[i], text + 16 * i, 16);
      any = _mm_or_si128 (any, _mm_or_si128 (_mm_cmpeq_epi8 (bytes[i], wanted_quote),
                                             _mm_or_si128 (_mm_cmpeq_epi8 (bytes[i], wanted_return),
                                                           _mm_cmpeq_epi8 (bytes[i], zero))));
    }

  block->delimiters = match_sse2 (bytes, _mm_set1_epi8 (delimiter));
  block->line_feeds = match_sse2 (bytes, _mm_set1_epi8 ('\n'));
  block->high = (guint64) _mm_movemask_epi8 (bytes[0])
                | (guint64) _mm_movemask_epi8 (bytes[1]) << 16
                | (guint64) _mm_movemask_epi8 (bytes[2]) << 32
                | (guint64) _mm_movemask_epi8 (bytes[3]) << 48;
  block->special = (guint64) _mm_movemask_epi8 (any);
  block->quotes = 0;
  if (block->special != 0)
    {
      block->returns = match_sse2 (bytes, wanted_return);
      block->nuls = match_sse2 (bytes, zero);
      block->quotes = quote != 0 ? match_sse2 (bytes, wanted_quote) : 0;
    }
}

__attribute__ ((target ("avx2,bmi,popcnt"))) static inline guint64
match_avx2 (__m256i low,
            __m256i high,
            __m256i wanted)
{
  guint64 a = (guint32) _mm256_movemask_epi8 (_mm256_cmpeq_epi8 (low, wanted));
  guint64 b = (guint32) _mm256_movemask_epi8 (_mm256_cmpeq_epi8 (high, wanted));

  return a | b << 32;
}

__attribute__ ((target ("avx2,bmi,popcnt"))) static inline void
load_avx2 (const char *text,
           char        delimiter,
           char        quote,
           ScanBlock  *block)
{
  __m256i wanted_quote = _mm256_set1_epi8 (quote);
  __m256i wanted_return = _mm256_set1_epi8 ('\r');
  __m256i zero = _mm256_setzero_si256 ();
  __m256i low;
  __m256i high;
  __m256i any;

  memcpy (&low, text, 32);
  memcpy (&high, text + 32, 32);
  any = _mm256_or_si256 (_mm256_cmpeq_epi8 (low, wanted_quote),
                         _mm256_cmpeq_epi8 (high, wanted_quote));
  any = _mm256_or_si256 (any, _mm256_cmpeq_epi8 (low, wanted_return));
  any = _mm256_or_si256 (any, _mm256_cmpeq_epi8 (high, wanted_return));
  any = _mm256_or_si256 (any, _mm256_cmpeq_epi8 (_mm256_min_epu8 (low, high), zero));

  block->delimiters = match_avx2 (low, high, _mm256_set1_epi8 (delimiter));
  block->line_feeds = match_avx2 (low, high, _mm256_set1_epi8 ('\n'));
  block->high = (guint32) _mm256_movemask_epi8 (low)
                | (guint64) (guint32) _mm256_movemask_epi8 (high) << 32;
  block->special = (guint32) _mm256_movemask_epi8 (any);
  block->quotes = 0;
  if (block->special != 0)
    {
      block->returns = match_avx2 (low, high, wanted_return);
      block->nuls = match_avx2 (low, high, zero);
      block->quotes = quote != 0 ? match_avx2 (low, high, wanted_quote) : 0;
    }
}

#define SCAN_NAME scan_sse2
#define SCAN_TARGET
#define SCAN_LOAD load_sse2
#include "clv-csv-scan-body.h"
#undef SCAN_NAME
#undef SCAN_TARGET
#undef SCAN_LOAD

#define SCAN_NAME scan_avx2
#define SCAN_TARGET __attribute__ ((target ("avx2,bmi,popcnt")))
#define SCAN_LOAD load_avx2
#include "clv-csv-scan-body.h"
#undef SCAN_NAME
#undef SCAN_TARGET
#undef SCAN_LOAD

#endif /* CLV_HAVE_X86 */

/*
 * clv_csv_level_is_there:
 *
 * Whether this processor can run @level.
 */
gboolean
clv_csv_level_is_there (ClvCsvLevel level)
{
  if (level == CLV_CSV_LEVEL_SCALAR)
    return TRUE;

#ifdef CLV_HAVE_X86
  if (level == CLV_CSV_LEVEL_SSE2)
    return TRUE;
  if (level == CLV_CSV_LEVEL_AVX2)
    return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("bmi")
           && __builtin_cpu_supports ("popcnt");
#endif

  return FALSE;
}

/*
 * clv_csv_level_best:
 *
 * The fastest level of this processor.
 */
ClvCsvLevel
clv_csv_level_best (void)
{
  if (clv_csv_level_is_there (CLV_CSV_LEVEL_AVX2))
    return CLV_CSV_LEVEL_AVX2;
  if (clv_csv_level_is_there (CLV_CSV_LEVEL_SSE2))
    return CLV_CSV_LEVEL_SSE2;

  return CLV_CSV_LEVEL_SCALAR;
}

/*
 * clv_csv_scan:
 * @text: a text, readable for CLV_CSV_PADDING bytes behind @end
 * @start: offset of the first byte, which begins a row
 * @end: offset behind the last byte
 * @delimiter: what parts cells
 * @quote: what encloses them, or 0
 * @marks: where to append
 *
 * Finds the ends of the cells and rows. The byte at @end is looked at to tell a
 * lone CR from the first half of a CR LF. After BROKEN the marks hold what was
 * found before; those behind the last whole row are of no use.
 */
ClvCsvScanState
clv_csv_scan (ClvCsvLevel  level,
              const char  *text,
              guint32      start,
              guint32      end,
              char         delimiter,
              char         quote,
              ClvCsvMarks *marks)
{
#ifdef CLV_HAVE_X86
  if (level == CLV_CSV_LEVEL_AVX2)
    return scan_avx2 (text, start, end, delimiter, quote, marks);
  if (level == CLV_CSV_LEVEL_SSE2)
    return scan_sse2 (text, start, end, delimiter, quote, marks);
#endif

  return scan_scalar (text, start, end, delimiter, quote, marks);
}
