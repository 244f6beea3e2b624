/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ClvProgressFunc:
 * @fraction: 0 … 1, or negative where the end cannot be foreseen
 * @message: (nullable): what is being done, translated, or %NULL to keep the last one
 * @user_data: the user's data
 *
 * Called from the thread that does the work, as often as the work likes;
 * the receiver thins it out.
 */
typedef void (*ClvProgressFunc) (double      fraction,
                                 const char *message,
                                 gpointer    user_data);

/**
 * ClvProgress:
 *
 * How a long piece of work tells its caller how far it is, and learns that it
 * should stop. A plain struct on the caller's stack; every function that takes
 * one takes %NULL as well.
 */
typedef struct
{
  ClvProgressFunc func;         /* (nullable) */
  gpointer user_data;
  GCancellable   *cancellable;  /* (nullable) (unowned) */
} ClvProgress;

gboolean clv_progress_step (const ClvProgress  *self,
                            double              fraction,
                            const char         *message,
                            GError            **error);
gboolean clv_progress_is_cancelled (const ClvProgress  *self);

G_END_DECLS
