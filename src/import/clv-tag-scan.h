/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-archive.h"

G_BEGIN_DECLS

/* A tag as it stands between its angle brackets. */
typedef struct
{
  const char *name;         /* without its prefix */
  gsize name_length;
  const char *attributes;   /* lent, to the end of the tag */
  gsize length;
  gboolean is_close;        /* </name> */
  gboolean is_empty;        /* <name/> */
} ClvTag;

/* Returns FALSE to end the scan. */
typedef gboolean (*ClvTagFunc) (const ClvTag *tag,
                                gpointer      user_data);

gboolean clv_tag_scan (const char  *path,
                       const char  *member,
                       ClvTagFunc   func,
                       gpointer     user_data,
                       gboolean    *is_readable,
                       GError     **error);
gboolean clv_tag_is (const ClvTag *tag,
                     const char   *name);
char    *clv_tag_dup_attribute (const ClvTag *tag,
                                const char   *name);
gboolean clv_tag_has_attribute (const ClvTag *tag,
                                const char   *name);

G_END_DECLS
