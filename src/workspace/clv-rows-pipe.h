/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-transactions-visit.h"

G_BEGIN_DECLS

/* Private to the room: shows rows to the functions of a visitor on threads of their own,
 * in the order in which they were read, while the next ones are being read. */
typedef struct _ClvRowsPipe ClvRowsPipe;

ClvRowsPipe   *clv_rows_pipe_new (const ClvRowsVisitor *visitor,
                                  gpointer              user_data);
ClvRowsVisitor clv_rows_pipe_get_visitor (const ClvRowsPipe *self);
void           clv_rows_pipe_free (ClvRowsPipe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRowsPipe, clv_rows_pipe_free)

G_END_DECLS
