/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-reconcile.h"

G_BEGIN_DECLS

/**
 * ClvReconcileWindow:
 *
 * "Your shop's own report says …": an import held against the totals of another report,
 * the difference by cause, and what is not explained. It can be copied.
 */
#define CLV_TYPE_RECONCILE_WINDOW (clv_reconcile_window_get_type ())
G_DECLARE_FINAL_TYPE (ClvReconcileWindow, clv_reconcile_window, CLV, RECONCILE_WINDOW, AdwWindow)

GtkWindow *clv_reconcile_window_new (GtkWindow        *parent,
                                     const ClvAccount *account,
                                     const char       *title);

G_END_DECLS
