/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvPartStream:
 *
 * The bytes of what is packed in a file: of a gzip file's text, of a file in a
 * ZIP archive, of a sheet written as comma-separated UTF-8.
 */
typedef struct _ClvPartStream ClvPartStream;

ClvPartStream *clv_part_stream_new (const char  *path,
                                    const char  *part,
                                    GError     **error);
void           clv_part_stream_free (ClvPartStream *self);
const char    *clv_part_stream_peek (ClvPartStream  *self,
                                     gsize           size,
                                     gsize          *n_head,
                                     GError        **error);
void           clv_part_stream_skip (ClvPartStream *self,
                                     gsize          n);
gboolean       clv_part_stream_read (ClvPartStream  *self,
                                     char           *bytes,
                                     gsize           size,
                                     gsize          *n_read,
                                     GError        **error);
void           clv_part_stream_add_warnings (const ClvPartStream *self,
                                             const char          *path,
                                             GPtrArray           *warnings);
double         clv_part_stream_get_fraction (const ClvPartStream *self);
guint64        clv_part_stream_get_size (const ClvPartStream *self);
gboolean       clv_part_stream_is_sheet (const ClvPartStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPartStream, clv_part_stream_free)

G_END_DECLS
