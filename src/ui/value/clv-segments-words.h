/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-shrinkage.h"

G_BEGIN_DECLS

/* The answers to the three questions about segments that were drawn together, in
 * sentences; all (transfer full). */

char *clv_segments_words_tell_what (const ClvShrinkage *shrinkage);
char *clv_segments_words_tell_how (const ClvShrinkage *shrinkage);
char *clv_segments_words_tell_use (const ClvShrinkage *shrinkage);
/* "2024-Q1", or what those are called who have no value. (transfer none) */
const char *clv_segments_words_get_name (const ClvShrunkSegment *segment);

G_END_DECLS
