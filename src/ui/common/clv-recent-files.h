/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The sales files that were imported of late, the newest first. They are offered at the
 * next import, and to bring an undone one back. */

#define CLV_RECENT_FILES_MAX 8

void   clv_recent_files_add (GSettings  *settings,
                             const char *path);
GStrv  clv_recent_files_list (GSettings *settings);
char  *clv_recent_files_find (GSettings  *settings,
                              const char *file_name);

G_END_DECLS
