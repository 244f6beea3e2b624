/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ClvArchiveMember:
 *
 * One file in a ZIP archive, by what the archive's directory says of it.
 */
typedef struct
{
  char *name;             /* path inside the archive, UTF-8 made valid */
  guint64 size;           /* unpacked, as the directory says; 0 where it does not */
  gboolean is_encrypted;
} ClvArchiveMember;

/**
 * ClvUnpacker:
 *
 * The unpacked bytes of a compressed file or of one member of a ZIP archive, from
 * front to back, in little memory. Stops with an error at damage, at a
 * password, at what unpacks to absurd lengths, and when the thread's current
 * cancellable says so. Does not know what the bytes mean.
 */
typedef struct _ClvUnpacker ClvUnpacker;

GPtrArray   *clv_archive_list (const char  *path,
                               GError     **error);
const ClvArchiveMember *clv_archive_find (GPtrArray  *members,
                                          const char *name);
ClvUnpacker *clv_unpacker_new_for_gzip (const char  *path,
                                        GError     **error);
ClvUnpacker *clv_unpacker_new_for_filter (const char  *path,
                                          GError     **error);
ClvUnpacker *clv_unpacker_new_for_member (const char  *path,
                                          const char  *name,
                                          GError     **error);
void         clv_unpacker_free (ClvUnpacker *self);
gboolean     clv_unpacker_read (ClvUnpacker  *self,
                                void         *bytes,
                                gsize         size,
                                gsize        *n_read,
                                GError      **error);
double       clv_unpacker_get_fraction (const ClvUnpacker *self);
guint64      clv_unpacker_get_size (const ClvUnpacker *self);
void         clv_archive_set_damaged (GError     **error,
                                      const char  *path);
void         clv_archive_set_encrypted (GError     **error,
                                        const char  *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvUnpacker, clv_unpacker_free)

G_END_DECLS
