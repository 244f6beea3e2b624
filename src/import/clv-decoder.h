/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest that one unit of any supported encoding becomes, or needs. */
#define CLV_DECODER_UNIT 16

/**
 * ClvDecoder:
 *
 * Turns bytes of one encoding into UTF-8. What the encoding leaves undefined
 * becomes U+FFFD. Does not know files; not for UTF-8, which needs no decoding.
 */
typedef struct _ClvDecoder ClvDecoder;

gboolean    clv_encoding_is_utf8 (const char *encoding);
gboolean    clv_utf8_is_valid (const char  *text,
                               gsize        size,
                               const char **end);
ClvDecoder *clv_decoder_new (const char  *encoding,
                             GError     **error);
void        clv_decoder_free (ClvDecoder *self);
gsize       clv_decoder_take_mark (ClvDecoder   *self,
                                   const guchar *head,
                                   gsize         size);
gsize       clv_decoder_decode (ClvDecoder   *self,
                                const guchar *raw,
                                gsize         length,
                                gboolean      at_end,
                                char         *bytes,
                                gsize         size,
                                gsize        *n_used);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvDecoder, clv_decoder_free)

G_END_DECLS
