/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The program's version and those of the libraries its results depend on. */
void clv_cli_print_versions (void);

G_END_DECLS
