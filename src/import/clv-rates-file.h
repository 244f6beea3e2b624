/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean clv_rates_file_read (const char  *path,
                              GPtrArray   *rates,
                              GError     **error);

G_END_DECLS
