/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-date.h"

G_BEGIN_DECLS

/* How amounts are written in a column. */
typedef struct
{
  char decimal;           /* '.' or ',' */
  int exponent;           /* digits of the minor unit */
  const char *currency;   /* (nullable): ISO code; NULL takes any */
} ClvNumberRules;

/* Which currencies a sign can stand for: ISO codes parted by blanks, @length bytes,
 * never freed and not ended by a NUL. */
typedef struct
{
  const char *codes;
  guint length;
} ClvMoneySign;

ClvCellState clv_cell_number_parse (ClvCell               cell,
                                    const ClvNumberRules *rules,
                                    gint64               *minor);
ClvCellState clv_cell_number_parse_full (ClvCell               cell,
                                         const ClvNumberRules *rules,
                                         gint64               *minor,
                                         gboolean             *is_rounded);
ClvCellState clv_cell_number_parse_money (ClvCell               cell,
                                          const ClvNumberRules *rules,
                                          gint64               *minor,
                                          gboolean             *is_rounded,
                                          ClvMoneySign         *money);

/* "123.45" up to eight characters, for two decimals: one load and three
 * multiplications. The eight bytes that end with the cell must be readable. */
static inline gboolean
clv_cell_number_fast (ClvCell  cell,
                      char     decimal,
                      gint64  *minor)
{
  guint64 word;
  guint64 digits;
  guint spare;

  if (cell.length < 4 || cell.length > 8 || cell.text[cell.length - 3] != decimal)
    return FALSE;

  memcpy (&word, cell.text + cell.length - 8, 8);
  word = GUINT64_FROM_LE (word);

  /* The last two digits stay, the mark goes, what is before it moves up, and
   * what is before the cell becomes zeros. */
  digits = (word & G_GUINT64_CONSTANT (0xffff000000000000))
           | (word & G_GUINT64_CONSTANT (0x000000ffffffffff)) << 8;
  spare = (9 - cell.length) * 8;
  digits ^= G_GUINT64_CONSTANT (0x3030303030303030);
  digits = digits >> spare << spare;
  if ((((digits + G_GUINT64_CONSTANT (0x7676767676767676)) | digits)
       & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
    return FALSE;

  /* Pairs, then fours, then eights. */
  digits = (digits * 10 + (digits >> 8)) & G_GUINT64_CONSTANT (0x00ff00ff00ff00ff);
  digits = (digits * 100 + (digits >> 16)) & G_GUINT64_CONSTANT (0x0000ffff0000ffff);
  *minor = (gint64) ((digits * 10000 + (digits >> 32)) & G_GUINT64_CONSTANT (0xffffffff));

  return TRUE;
}

G_END_DECLS
