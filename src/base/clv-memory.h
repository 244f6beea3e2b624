/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gpointer clv_try_alloc_large (gsize n,
                              gsize size);
gpointer clv_alloc_large (gsize n,
                          gsize size);

#define clv_new_large(Type, n) ((Type *) clv_alloc_large ((gsize) (n), sizeof (Type)))

G_END_DECLS
