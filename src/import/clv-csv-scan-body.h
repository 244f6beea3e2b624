/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The loop over blocks of 64 bytes, included once an instruction set with
 *   SCAN_NAME    the function's name
 *   SCAN_TARGET  its attributes
 *   SCAN_LOAD    (text, delimiter, quote, block): fills a ScanBlock
 */

SCAN_TARGET static ClvCsvScanState
SCAN_NAME (const char  *text,
           guint32      start,
           guint32      end,
           char         delimiter,
           char         quote,
           ClvCsvMarks *marks)
{
  ScanMachine machine = { SCAN_OUTSIDE, start, 0, FALSE };
  guint32 *ends = marks->ends;
  guint32 *rows = marks->rows;
  guint32 n_ends = marks->n_ends;
  guint32 n_rows = marks->n_rows;
  guint64 high = 0;

  for (guint32 at = start; at < end; at += 64)
    {
      guint64 keep = end - at >= 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << (end - at)) - 1;
      ScanBlock block;
      guint64 lines;
      guint64 marked;

      SCAN_LOAD (text + at, delimiter, quote, &block);
      lines = block.line_feeds & keep;
      high |= block.high & keep;
      if (G_UNLIKELY (block.special != 0))
        {
          /* A CR counts on its own only where no LF follows. */
          guint64 next_is_feed = (block.line_feeds >> 1)
                                 | ((guint64) (text[at + 64] == '\n') << 63);

          lines |= block.returns & ~next_is_feed & keep;
          marks->any_nul |= (block.nuls & keep) != 0;
        }
      marked = (block.delimiters & keep) | lines;

      if (G_UNLIKELY ((block.quotes & keep) != 0 || machine.state != SCAN_OUTSIDE))
        {
          marks->n_ends = n_ends;
          marks->n_rows = n_rows;
          marks->any_high |= high != 0;
          if (!machine_run (&machine, text, at, marked, lines, block.quotes & keep, marks))
            return CLV_CSV_SCAN_BROKEN;
          n_ends = marks->n_ends;
          n_rows = marks->n_rows;
          continue;
        }

      while (lines != 0)
        {
          guint64 below = (lines & -lines) - 1;

          rows[n_rows++] = n_ends + (guint32) __builtin_popcountll (marked & below);
          lines &= lines - 1;
        }
      while (marked != 0)
        {
          ends[n_ends++] = at + (guint32) __builtin_ctzll (marked);
          marked &= marked - 1;
        }
      machine.cell_start = n_ends > 0 ? MAX (ends[n_ends - 1] + 1, start) : start;
    }

  marks->n_ends = n_ends;
  marks->n_rows = n_rows;
  marks->any_high |= high != 0;

  return machine.state == SCAN_INSIDE ? CLV_CSV_SCAN_OPEN : CLV_CSV_SCAN_DONE;
}
