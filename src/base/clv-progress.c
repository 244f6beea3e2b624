/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-progress.h"

/**
 * clv_progress_step:
 * @self: (nullable): where to report
 * @fraction: 0 … 1, or negative where unknown
 * @message: (nullable): what is being done, translated
 * @error: return location, set to %G_IO_ERROR_CANCELLED
 *
 * Reports and asks whether to go on.
 *
 * Returns: %FALSE when the work was cancelled
 */
gboolean
clv_progress_step (const ClvProgress  *self,
                   double              fraction,
                   const char         *message,
                   GError            **error)
{
  if (self == NULL)
    return TRUE;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  if (self->func != NULL)
    self->func (fraction, message, self->user_data);

  return TRUE;
}

/**
 * clv_progress_is_cancelled:
 * @self: (nullable): where to ask
 *
 * Returns: whether the caller wants the work to stop
 */
gboolean
clv_progress_is_cancelled (const ClvProgress *self)
{
  return self != NULL && g_cancellable_is_cancelled (self->cancellable);
}
