/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-field.h"

G_BEGIN_DECLS

/* From here on a name says exactly what the column is. */
#define CLV_NAME_EXACT 50
#define CLV_NAME_SIMILAR 40
/* Names that mean nothing but the date or the amount of a purchase. */
#define CLV_NAME_DATE 100
#define CLV_NAME_AMOUNT 94

char    *clv_detect_plain_name (const char *name);
gboolean clv_detect_lists_word (const char *words,
                                const char *plain,
                                gboolean    as_part);
int      clv_detect_name_score (ClvField    field,
                                const char *name);
gboolean clv_detect_is_private (const char *name);

G_END_DECLS
