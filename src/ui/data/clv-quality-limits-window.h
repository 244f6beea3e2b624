/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-quality-limits.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvQualityLimitsWindow:
 *
 * What is wanted and what is needed of each check, to be changed together; saving
 * is one event in the ledger.
 */
#define CLV_TYPE_QUALITY_LIMITS_WINDOW (clv_quality_limits_window_get_type ())
G_DECLARE_FINAL_TYPE (ClvQualityLimitsWindow, clv_quality_limits_window, CLV,
                      QUALITY_LIMITS_WINDOW, AdwWindow)

GtkWindow *clv_quality_limits_window_new (GtkWindow              *parent,
                                          ClvSession             *session,
                                          const ClvQualityLimits *limits);

G_END_DECLS
