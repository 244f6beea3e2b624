/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cnbd.h"
#include "kinds/clv-kinds.h"

G_BEGIN_DECLS

/* Private to the folder: what BG/CNBD-k and MBG/CNBD-k share. */
ClvCnbdVariant clv_kind_cnbd_get_variant (const double *parameters,
                                          gboolean      is_modified);
gpointer clv_kind_cnbd_prepare (const ClvCells *cells,
                                int             unit_days,
                                gboolean        is_modified);
void     clv_kind_cnbd_release (gpointer prepared);
double   clv_kind_cnbd_evaluate (gconstpointer prepared,
                                 const double *parameters,
                                 double       *gradient,
                                 double       *hessian);
void     clv_kind_cnbd_start (double  mean_age,
                              double *parameters);
void     clv_kind_cnbd_forecast (gboolean      is_modified,
                                 const double *parameters,
                                 double        x,
                                 double        recency,
                                 double        age,
                                 const double *horizons,
                                 guint         n,
                                 double       *purchases,
                                 double       *still_active,
                                 double       *second_moment);
double   clv_kind_cnbd_expected (gboolean      is_modified,
                                 const double *parameters,
                                 double        x,
                                 double        recency,
                                 double        age,
                                 double        horizon);
guint    clv_kind_cnbd_choose_regularity (const ClvCells *cells,
                                          int             unit_days,
                                          gboolean        is_modified,
                                          double          sum_log_gaps,
                                          double         *parameters,
                                          double         *of_one);

G_END_DECLS
