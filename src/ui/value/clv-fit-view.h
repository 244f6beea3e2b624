/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-fit.h"

G_BEGIN_DECLS

/**
 * ClvFitView:
 *
 * Shows one #ClvFit: how the search ended, what the user must know, the
 * parameters with their errors and meaning, and the facts of the fit.
 */
#define CLV_TYPE_FIT_VIEW (clv_fit_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvFitView, clv_fit_view, CLV, FIT_VIEW, AdwBin)

GtkWidget *clv_fit_view_new (void);
/* @fit: (nullable) */
void       clv_fit_view_set_fit (ClvFitView   *self,
                                 const ClvFit *fit,
                                 const char   *currency);

G_END_DECLS
