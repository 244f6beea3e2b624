/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double clv_log_gamma_ratio (double z,
                            double a);
double clv_digamma_ratio (double z,
                          double a);
double clv_trigamma_ratio (double z,
                           double a);

G_END_DECLS
