/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a fuzz target gives: seeds without NUL bytes, a NULL at the end, and the
 * function that takes one input. */
extern const char * const fuzz_seeds[];

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

G_END_DECLS
