/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-progress.h"

G_BEGIN_DECLS

/**
 * ClvCancelScope:
 *
 * Makes the cancellable of a progress the thread's current one until the scope
 * ends, so that unpacking deep below learns of it.
 */
typedef struct
{
  GCancellable *cancellable;   /* (nullable) */
} ClvCancelScope;

static inline ClvCancelScope
clv_cancel_scope_begin (const ClvProgress *progress)
{
  ClvCancelScope scope = { progress != NULL ? progress->cancellable : NULL };

  if (scope.cancellable != NULL)
    g_cancellable_push_current (scope.cancellable);

  return scope;
}

static inline void
clv_cancel_scope_end (ClvCancelScope *self)
{
  if (self->cancellable != NULL)
    g_cancellable_pop_current (self->cancellable);
  self->cancellable = NULL;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvCancelScope, clv_cancel_scope_end)

G_END_DECLS
