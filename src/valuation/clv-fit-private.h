/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"
#include "clv-gamma-gamma.h"

G_BEGIN_DECLS

#define CLV_FIT_LOWEST 1e-5             /* of a parameter */
#define CLV_FIT_HIGHEST 1e6
#define CLV_FIT_FLAT 1e-11              /* slope of the mean log-likelihood */
#define CLV_FIT_NEARLY_FLAT 1e-7
#define CLV_FIT_LOOSEST 5.0             /* standard error of a log parameter before it is a ridge */

GPtrArray *clv_fit_new_diagnostics (void);
char *clv_fit_compute_hash (const ClvFit *self);
void  clv_fit_add_diagnostic (ClvFit     *self,
                              const char *code,
                              char       *message);
/* Says what the state is, and what is odd about the totals. */
void  clv_fit_note_state (ClvFit     *self,
                          const char *sentence);

/* clv-fit-spend.c */
typedef struct
{
  const ClvCustomers *customers;
  ClvGammaGammaFit fit;
  guint32 n;                    /* customers who take part */
  double correlation;           /* of spend and frequency */
} ClvFitSpend;

/* Purchases that the model gives everybody's past, by distinct age. */
double clv_fit_sum_expected_past (const ClvFit       *self,
                                  const ClvCustomers *customers);
void clv_fit_spend_compute (gpointer user_data);
void clv_fit_take_spend (ClvFit            *self,
                         const ClvFitSpend *spend);
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
/* clv-fit-explained.c: from the fit without them to that with the columns and the calendar
 * of its spec. */
gboolean clv_fit_explain (ClvFit             *self,
                          const ClvCustomers *customers,
                          const ClvProgress  *progress,
                          GError            **error);
/* clv-fit-quiet.c */
void     clv_fit_note_quiet_end (ClvFit             *self,
                                 const ClvCustomers *customers);
/* clv-fit-counted.c */
gboolean clv_fit_check_subscribers (const ClvCustomers *customers,
                                    GError            **error);
gboolean clv_fit_check_renewals (const ClvCustomers *customers,
                                 GError            **error);
void     clv_fit_tell_subscriptions (ClvFit             *self,
                                     const ClvCustomers *customers);
void     clv_fit_tell_opportunity (ClvFit             *self,
                                   const ClvCustomers *customers,
                                   ClvOpportunity      asked);

G_END_DECLS
