/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a quantity is spread over customers: shares below a value, and the value that a
 * share lies below. Arguments beyond a distribution's range give its ends, and nothing
 * is ever not finite. */

double clv_gamma_share_below (double shape,
                              double rate,
                              double x);
double clv_gamma_value_at (double shape,
                           double rate,
                           double share);
double clv_beta_share_below (double a,
                             double b,
                             double x);
double clv_beta_value_at (double a,
                          double b,
                          double share);
double clv_inverse_gamma_share_below (double shape,
                                      double scale,
                                      double x);
double clv_inverse_gamma_value_at (double shape,
                                   double scale,
                                   double share);

G_END_DECLS
