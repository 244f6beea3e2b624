/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean clv_plain_text_check (const char  *path,
                               const char  *text,
                               gsize        length,
                               GError     **error);

G_END_DECLS
