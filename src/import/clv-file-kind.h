/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean clv_file_kind_check (const char    *path,
                              gconstpointer  head,
                              gsize          size,
                              GError       **error);

G_END_DECLS
