/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvNested:
 *
 * A workbook that lies in a ZIP archive, unpacked to a file for as long as this
 * lives: its parts are read in any order, which a stream cannot.
 */
typedef struct
{
  char *folder;
  char *path;
} ClvNested;

gboolean   clv_nested_is_book (const char *name);
ClvNested *clv_nested_new (const char  *path,
                           const char  *member,
                           GError     **error);
void       clv_nested_free (ClvNested *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvNested, clv_nested_free)

G_END_DECLS
