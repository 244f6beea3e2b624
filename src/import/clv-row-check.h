/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-date.h"
#include "clv-import-rejects.h"

G_BEGIN_DECLS

/**
 * ClvRowCheck:
 *
 * What a rule of the plan says about the cells of one column. Values are compared
 * without regard to case and to blanks around them.
 */
typedef struct
{
  ClvRejectKind kind;
  int column;
  const char *name;        /* of the column */
  gboolean is_only;        /* other values than these are left out */
  gboolean is_filled;      /* any value is left out */
  GPtrArray *values;       /* (element-type utf8) (nullable) (unowned) */
  GPtrArray *folded;       /* as they are compared */
  GString *passed;         /* the cell that was let through last */
  gboolean has_passed;
} ClvRowCheck;

void     clv_row_check_init (ClvRowCheck   *self,
                             ClvRejectKind  kind,
                             int            column,
                             const char    *name,
                             GPtrArray     *values,
                             gboolean       is_only);
void     clv_row_check_clear (ClvRowCheck *self);
gboolean clv_row_check_passes (ClvRowCheck  *self,
                               ClvCell       cell,
                               const char  **value);

/* Whether the cell is the one that was let through last. */
static inline gboolean
clv_row_check_is_known (const ClvRowCheck *self,
                        ClvCell            cell)
{
  return self->has_passed && cell.length == self->passed->len
         && memcmp (cell.text, self->passed->str, cell.length) == 0;
}

G_END_DECLS
