/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-comparison.h"

G_BEGIN_DECLS

/* Not one with a problem. */
gboolean      clv_contender_is_usable (const ClvContender *self);
guint         clv_contender_count_parameters (const ClvContender *self);

/* Lends a contender of which nothing is known yet. @id and @name are kept for ever. */
ClvContender *clv_comparison_add (ClvComparison *self,
                                  const char    *id,
                                  const char    *name);

/* FALSE with @error where a kind is unknown. */
gboolean      clv_comparison_check_kinds (const char * const *kinds,
                                          GError            **error);
/* FALSE with @error where none of @kinds takes the columns or the calendar of @wanted. */
gboolean      clv_comparison_check_explained (const char * const *kinds,
                                              const ClvModelSpec *wanted,
                                              GError            **error);
/* All of @kinds that can be held against each other on these rows; the others are told
 * with their problem. FALSE with @error only where the work was stopped. */
gboolean      clv_comparison_add_tests (ClvComparison      *self,
                                        ClvTransactions    *transactions,
                                        const char * const *kinds,
                                        const ClvModelSpec *wanted,
                                        const ClvProgress  *progress,
                                        GError            **error);

/* The reasons for @chosen, NULL where no model does better than the baselines. */
void          clv_comparison_tell (ClvComparison      *self,
                                   const ClvContender *chosen);

G_END_DECLS
