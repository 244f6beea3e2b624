/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "clv-csv-reader.h"

G_BEGIN_DECLS

#define CLV_CELL_YEAR_MIN 1900
#define CLV_CELL_YEAR_MAX 2200

/* A longer cell is no date: "Mon Sep 23 2024 14:21:24 GMT+0200 (Central European
 * Summer Time)" is the longest that programs write. */
#define CLV_CELL_DATE_LENGTH_MAX 80

/* From here on a date can be nothing else; those before are left to the exact way. */
#define CLV_CELL_FAST_YEAR 1971

/* How reading a cell went. */
typedef enum
{
  CLV_CELL_OK,
  CLV_CELL_EMPTY,          /* nothing, or a word for nothing */
  CLV_CELL_INVALID,        /* not of this type at all */
  CLV_CELL_IMPOSSIBLE,     /* February 30, 25:00 */
  CLV_CELL_RANGE,          /* too early, too late, too large */
  CLV_CELL_OTHER_MARK,     /* a number by the other decimal mark only */
  CLV_CELL_OTHER_CURRENCY, /* a number in another currency */
  CLV_CELL_NO_DATE,        /* a date that stands for none: 0000-00-00, 1970-01-01 */
  CLV_CELL_FUTURE,         /* a date after CLV_CELL_YEAR_MAX */
  CLV_N_CELL_STATES
} ClvCellState;

typedef struct
{
  gint32 days;       /* since 1970-01-01, as written */
  gint32 seconds;    /* of the day, as written */
  gint32 offset;     /* seconds east of UTC, where has_offset */
  gboolean has_clock;
  gboolean has_offset;
} ClvCellTime;

/**
 * ClvDateParts:
 *
 * A date as it stands, before anybody decided which number is the day.
 */
typedef struct
{
  int numbers[3];
  guint digits[3];
  gboolean is_year_first;  /* no order can change it */
  gboolean is_named;       /* the month is a word: numbers are year, month, day */
  ClvCellTime time;        /* without days */
} ClvDateParts;

extern gint32 clv_cell_month_starts[(CLV_CELL_YEAR_MAX - CLV_CELL_YEAR_MIN + 1) * 12 + 1];

void         clv_cell_date_init (void);
ClvCellState clv_cell_date_scan (ClvCell       cell,
                                 ClvDateParts *parts);
ClvCellState clv_cell_date_resolve (const ClvDateParts *parts,
                                    ClvDateOrder        order,
                                    ClvCellTime        *time);
ClvCellState clv_cell_date_parse (ClvCell       cell,
                                  ClvDateOrder  order,
                                  ClvCellTime  *time);
gboolean     clv_cell_is_missing (ClvCell cell);
ClvCell      clv_cell_plain (ClvCell cell);

/* YYYY-MM-DD from 1971 on in two loads and no loop; anything else is FALSE and left
 * to clv_cell_date_parse(). Needs clv_cell_date_init(). */
static inline gboolean
clv_cell_date_fast (ClvCell  cell,
                    gint32  *days)
{
  guint64 word;
  guint16 tail;
  guint year;
  guint month;
  guint day;
  guint index;

  if (cell.length != 10)
    return FALSE;

  memcpy (&word, cell.text, 8);
  memcpy (&tail, cell.text + 8, 2);
  word = GUINT64_FROM_LE (word) ^ G_GUINT64_CONSTANT (0x2d30302d30303030);
  tail = GUINT16_FROM_LE (tail) ^ 0x3030;

  /* Every byte is now a digit's value, or 0 at the two hyphens. */
  if ((((word + G_GUINT64_CONSTANT (0x7f76767f76767676)) | word)
       & G_GUINT64_CONSTANT (0x8080808080808080)) != 0
      || (((tail + 0x7676u) | tail) & 0x8080u) != 0)
    return FALSE;

  year = (guint) (word & 0xf) * 1000 + (guint) (word >> 8 & 0xf) * 100
         + (guint) (word >> 16 & 0xf) * 10 + (guint) (word >> 24 & 0xf);
  month = (guint) (word >> 40 & 0xf) * 10 + (guint) (word >> 48 & 0xf);
  day = (guint) (tail & 0xf) * 10 + (guint) (tail >> 8 & 0xf);
  if (year < CLV_CELL_FAST_YEAR || year > CLV_CELL_YEAR_MAX || month - 1 > 11)
    return FALSE;

  index = (year - CLV_CELL_YEAR_MIN) * 12 + month - 1;
  if (day - 1 >= (guint) (clv_cell_month_starts[index + 1] - clv_cell_month_starts[index]))
    return FALSE;

  *days = clv_cell_month_starts[index] + (gint32) day - 1;
  return TRUE;
}

G_END_DECLS
