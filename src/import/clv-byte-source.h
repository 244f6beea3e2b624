/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvByteSource:
 *
 * The bytes of a regular file, or of the table packed in it, as UTF-8, from front
 * to back, whatever encoding they are in. A byte order mark is left out. Does not
 * know rows.
 */
typedef struct _ClvByteSource ClvByteSource;

ClvByteSource *clv_byte_source_new (const char     *path,
                                    const char     *part,
                                    const char     *encoding,
                                    GError        **error);
void           clv_byte_source_free (ClvByteSource  *self);
void           clv_byte_source_set_repair (ClvByteSource *self);
gboolean       clv_byte_source_read (ClvByteSource  *self,
                                     char           *bytes,
                                     gsize           size,
                                     gsize          *n_read,
                                     GError        **error);
gboolean       clv_byte_source_is_sheet (const ClvByteSource *self);
void           clv_byte_source_add_warnings (const ClvByteSource *self,
                                             GPtrArray           *warnings);
guint64        clv_byte_source_get_size (const ClvByteSource *self);
double         clv_byte_source_get_fraction (const ClvByteSource *self);
gboolean       clv_byte_source_read_raw (const char  *path,
                                         char        *bytes,
                                         gsize        size,
                                         gsize       *n_read,
                                         GError     **error);
GBytes        *clv_byte_source_read_head (const char  *path,
                                          const char  *part,
                                          gsize        size,
                                          GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvByteSource, clv_byte_source_free)

G_END_DECLS
