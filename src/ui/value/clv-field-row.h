/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-date.h"

G_BEGIN_DECLS

/**
 * ClvFieldRow:
 *
 * A row with a title, a line of help, and an entry with its unit beside it. What
 * is typed wrong is said in the line of help, and the entry is marked invalid
 * for eye and screen reader.
 *
 * It does not judge what was typed: its owner does, and calls
 * clv_field_row_set_error(). Emits `changed` when the text changes, however it
 * does, and `entry-activate` on Enter.
 */
#define CLV_TYPE_FIELD_ROW (clv_field_row_get_type ())
G_DECLARE_FINAL_TYPE (ClvFieldRow, clv_field_row, CLV, FIELD_ROW, AdwActionRow)

GtkWidget  *clv_field_row_new (const char *title);
const char *clv_field_row_get_text (ClvFieldRow *self);
void        clv_field_row_set_text (ClvFieldRow *self,
                                    const char  *text);
const char *clv_field_row_get_help (ClvFieldRow *self);
void        clv_field_row_set_help (ClvFieldRow *self,
                                    const char  *help);
const char *clv_field_row_get_unit (ClvFieldRow *self);
void        clv_field_row_set_unit (ClvFieldRow *self,
                                    const char  *unit);
/* (nullable): what is wrong; NULL where nothing is. */
void        clv_field_row_set_error (ClvFieldRow *self,
                                     const char  *error);
gboolean    clv_field_row_is_valid (ClvFieldRow *self);
GtkWidget  *clv_field_row_get_entry (ClvFieldRow *self);
/* What was typed as a number, with a point or a comma. */
gboolean    clv_field_row_get_number (ClvFieldRow *self,
                                      double      *number);
/* Without needless zeros: 7.5, 40. */
void        clv_field_row_set_number (ClvFieldRow *self,
                                      double       number);
/* What was typed as 2025-12-31, or CLV_DATE_INVALID. */
ClvDate     clv_field_row_get_date (ClvFieldRow *self);
void        clv_field_row_set_date (ClvFieldRow *self,
                                    ClvDate      date);

G_END_DECLS
