/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ClvRecent:
 *
 * A workspace that was open once.
 */
typedef struct
{
  char *path;
  gboolean is_pinned;
  gint64 opened;      /* seconds since 1970, UTC */
} ClvRecent;

/* At most this many that are not pinned. */
#define CLV_RECENT_MAX 10

void       clv_recent_free (ClvRecent *self);
/* (element-type ClvRecent): pinned ones first, then the newest first. */
GPtrArray *clv_recent_list (GSettings *settings);
void       clv_recent_add (GSettings  *settings,
                           const char *path,
                           gint64      now);
void       clv_recent_remove (GSettings  *settings,
                              const char *path);
void       clv_recent_set_pinned (GSettings  *settings,
                                  const char *path,
                                  gboolean    is_pinned);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRecent, clv_recent_free)

G_END_DECLS
