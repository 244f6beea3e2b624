/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The Gamma-Gamma model of spend of Fader & Hardie, "The Gamma-Gamma Model of
 * Monetary Value" (2013): one purchase is Gamma (p, rate ν), ν differs between
 * customers as Gamma (q, rate γ). Parameters in the order p, q, γ; amounts in
 * major units. Assumes that spend and frequency are independent. */

typedef struct
{
  double parameters[3];
  double standard_errors[3];    /* NAN where not identified */
  double covariance[9];         /* of the log parameters, likewise */
  double log_likelihood;
  guint32 n;                    /* customers that took part */
  guint evaluations;
  gboolean is_converged;
} ClvGammaGammaFit;

typedef struct _ClvGammaGammaPlan ClvGammaGammaPlan;

ClvGammaGammaPlan *clv_gamma_gamma_plan_new (guint32        n,
                                             const guint32 *x,
                                             const double  *total_spend);
void               clv_gamma_gamma_plan_free (ClvGammaGammaPlan *self);
double             clv_gamma_gamma_plan_evaluate (const ClvGammaGammaPlan *self,
                                                  const double            *parameters,
                                                  double                  *gradient,
                                                  double                  *hessian);
void               clv_gamma_gamma_fit (const ClvGammaGammaPlan *plan,
                                        ClvGammaGammaFit        *fit);
double             clv_gamma_gamma_expected (const double *parameters,
                                             double        x,
                                             double        total_spend);
void               clv_gamma_gamma_expected_many (const double  *parameters,
                                                  guint32        n,
                                                  const guint32 *x,
                                                  const double  *mean_spend,
                                                  double        *expected);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvGammaGammaPlan, clv_gamma_gamma_plan_free)

G_END_DECLS
