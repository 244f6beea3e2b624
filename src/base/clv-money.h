/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Money is a gint64 of minor units (cents) beside its ISO 4217 code. Figures
 * that a model expects are doubles in *major* units (euros). */

gboolean  clv_currency_is_valid (const char *code);
int       clv_currency_get_exponent (const char *code);
double    clv_money_to_major (gint64      minor,
                              const char *code);
gint64    clv_money_from_major (double      major,
                                const char *code);
char     *clv_money_format (gint64      minor,
                            const char *code);
char     *clv_money_format_major (double      major,
                                  const char *code);
char     *clv_money_format_short (double      major,
                                  const char *code);
char     *clv_money_to_machine (gint64      minor,
                                const char *code);
char     *clv_number_format (double value,
                             int    decimals);
char     *clv_number_format_short (double value);
char     *clv_percent_format (double fraction,
                              int    decimals);

G_END_DECLS
