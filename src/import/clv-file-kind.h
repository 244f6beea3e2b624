/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean clv_file_kind_check (const char    *path,
                              gconstpointer  head,
                              gsize          size,
                              GError       **error);
void     clv_file_kind_set_wrong (GError     **error,
                                  const char  *path,
                                  const char  *what,
                                  const char  *repair);

G_END_DECLS
