/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to the room: canonical text, one "key=value" a line, in a fixed order.
 * Doubles are the sixteen hex digits of their IEEE-754 bits, so that what is
 * read is what was written and equal objects have equal text. */

void        clv_fields_add (GString    *text,
                            const char *key,
                            const char *value);
void        clv_fields_add_int (GString    *text,
                                const char *key,
                                gint64      value);
void        clv_fields_add_double (GString    *text,
                                   const char *key,
                                   double      value);
/* (transfer full) (element-type utf8 utf8); NULL with error on a bad line. */
GHashTable *clv_fields_parse (const char *text,
                              GError    **error);
const char *clv_fields_get (GHashTable *fields,
                            const char *key,
                            const char *fallback);
gint64      clv_fields_get_int (GHashTable *fields,
                                const char *key,
                                gint64      fallback);
double      clv_fields_get_double (GHashTable *fields,
                                   const char *key,
                                   double      fallback);
char       *clv_now_utc (void);

G_END_DECLS
