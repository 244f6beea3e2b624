/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"

G_BEGIN_DECLS

char *clv_fit_compute_hash (const ClvFit *self);
void  clv_fit_add_diagnostic (ClvFit     *self,
                              const char *code,
                              char       *message);

/* clv-fit-regularity.c: sets the ticks a purchase, the last of @parameters; @timing: (out):
 * what they add to the log-likelihood; @of_one: (out): the greatest one with one tick,
 * NAN where it is not known. */
gboolean clv_fit_set_regularity (ClvFit             *self,
                                 const ClvCustomers *customers,
                                 const ClvCells     *cells,
                                 double             *parameters,
                                 double             *timing,
                                 double             *of_one,
                                 const ClvProgress  *progress,
                                 GError            **error);
void     clv_fit_tell_regularity (ClvFit *self,
                                  double  of_one);
/* clv-fit-counted.c */
gboolean clv_fit_check_renewals (const ClvCustomers *customers,
                                 GError            **error);
void     clv_fit_tell_subscriptions (ClvFit             *self,
                                     const ClvCustomers *customers);
void     clv_fit_tell_opportunity (ClvFit             *self,
                                   const ClvCustomers *customers,
                                   ClvOpportunity      asked);

G_END_DECLS
