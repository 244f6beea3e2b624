/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"
#include "clv-horizon-rule.h"
#include "clv-random.h"

G_BEGIN_DECLS

/* Pareto/NBD whose rates of purchase and of drop-out are correlated by a density
 * of Sarmanov's family: Park & Fader, "Modeling Browsing Behavior at Multiple
 * Websites", Marketing Science 23 (2004); Bachmann, Meierer & Näf, "The Role of
 * Time-Varying Contextual Factors in Latent Attrition Models", Marketing Science
 * 40 (2021). With λ ~ Gamma (r, rate α) and μ ~ Gamma (s, rate β) the joint density is
 *
 *   g (λ) h (μ) [1 + κ (e^−λ − E e^−λ) (e^−μ − E e^−μ)],
 *
 * in the unit of time that the parameters are in. The margins stay what they are.
 *
 * Parameters in the order r, α, s, β, cor. The last one is the correlation of λ
 * and μ, cor = κ M N √(r s) / ((α+1) (β+1)) with M = E e^−λ = (α/(α+1))^r and
 * N = E e^−μ = (β/(β+1))^s. A density that is negative nowhere leaves it little
 * room: see clv_pareto_nbd_correlated_bounds(). */
#define CLV_PARETO_NBD_CORRELATED_PARAMETERS 5

typedef struct _ClvParetoNbdCorrelatedPlan ClvParetoNbdCorrelatedPlan;

typedef enum
{
  CLV_CORRELATION_INSIDE,   /* the maximum has a correlation between its bounds */
  CLV_CORRELATION_HIGHEST,  /* it lies on the upper bound */
  CLV_CORRELATION_LOWEST    /* it lies on the lower bound */
} ClvCorrelationEnd;

/**
 * ClvParetoNbdCorrelatedFit:
 *
 * Where a search ended. The covariance is of ln r, ln α, ln s, ln β and cor; on a
 * bound it is of what can move along the bound, so that its rank is lower.
 */
typedef struct
{
  double parameters[CLV_PARETO_NBD_CORRELATED_PARAMETERS];
  double log_likelihood;
  double independent;       /* log-likelihood of Pareto/NBD, where the search began */
  gboolean is_maximum;      /* flat, and no way inside is better */
  gboolean is_extreme;      /* one of r, α, s, β ran to the side of its box */
  gboolean is_determined;   /* the covariance is one */
  ClvCorrelationEnd end;
  guint evaluations;
  double covariance[CLV_PARETO_NBD_CORRELATED_PARAMETERS * CLV_PARETO_NBD_CORRELATED_PARAMETERS];
} ClvParetoNbdCorrelatedFit;

/* FALSE stops a search. */
typedef gboolean (*ClvGoOn) (gpointer user_data);

void     clv_pareto_nbd_correlated_bounds (const double *parameters,
                                           double       *lowest,
                                           double       *highest);
double   clv_pareto_nbd_correlated_weight (const double *parameters);

ClvParetoNbdCorrelatedPlan *
clv_pareto_nbd_correlated_plan_new (const ClvCells *cells,
                                    int             unit_days);
void
clv_pareto_nbd_correlated_plan_free (ClvParetoNbdCorrelatedPlan *self);
double
clv_pareto_nbd_correlated_plan_get_n (const ClvParetoNbdCorrelatedPlan *self);
double
clv_pareto_nbd_correlated_plan_evaluate (const ClvParetoNbdCorrelatedPlan *self,
                                         const double                     *parameters,
                                         double                           *gradient,
                                         double                           *hessian);
double
clv_pareto_nbd_correlated_plan_evaluate_weight (const ClvParetoNbdCorrelatedPlan *self,
                                                const double                     *parameters,
                                                double                            weight,
                                                double                           *gradient,
                                                double                           *hessian);
double
clv_pareto_nbd_correlated_plan_evaluate_independent (const ClvParetoNbdCorrelatedPlan *self,
                                                     const double                     *parameters,
                                                     double                           *gradient,
                                                     double                           *hessian);
gboolean
clv_pareto_nbd_correlated_fit (const ClvParetoNbdCorrelatedPlan *plan,
                               const double                     *start,
                               double                            looseness,
                               ClvGoOn                           go_on,
                               gpointer                          user_data,
                               ClvParetoNbdCorrelatedFit        *fit);

double clv_pareto_nbd_correlated_log_likelihood (const double *parameters,
                                                 double        x,
                                                 double        recency,
                                                 double        age);
double clv_pareto_nbd_correlated_p_active (const double *parameters,
                                           double        x,
                                           double        recency,
                                           double        age);
void   clv_pareto_nbd_correlated_p_active_many (const double  *parameters,
                                                guint32        n,
                                                const guint32 *x,
                                                const gint32  *recency_days,
                                                const gint32  *age_days,
                                                int            unit_days,
                                                double        *p_active);
void   clv_pareto_nbd_correlated_forecast (const double *parameters,
                                           double        x,
                                           double        age,
                                           const double *horizons,
                                           guint         n,
                                           double       *purchases,
                                           double       *still_active,
                                           double       *second_moment);
void   clv_pareto_nbd_correlated_sum_horizons (const double         *parameters,
                                               double                age,
                                               guint                 n,
                                               const guint32        *x,
                                               const ClvHorizonRule *discounted,
                                               const ClvHorizonRule *active,
                                               double                last,
                                               double               *purchases,
                                               double               *discounted_sum,
                                               double               *active_sum);
double clv_pareto_nbd_correlated_expected (const double *parameters,
                                           double        x,
                                           double        recency,
                                           double        age,
                                           double        horizon);
double clv_pareto_nbd_correlated_expected_new (const double *parameters,
                                               double        horizon);
double clv_pareto_nbd_correlated_discounted (const double *parameters,
                                             double        x,
                                             double        recency,
                                             double        age,
                                             double        horizon,
                                             double        rate);
void   clv_pareto_nbd_correlated_pmf (const double *parameters,
                                      double        x,
                                      double        age,
                                      double        horizon,
                                      guint         n,
                                      double       *pmf);
void   clv_pareto_nbd_correlated_draw (const double *parameters,
                                       double        x,
                                       double        age,
                                       ClvRandom    *rng,
                                       double       *rate,
                                       double       *drop_rate);
guint  clv_pareto_nbd_correlated_simulate (const double *parameters,
                                           double        x,
                                           double        recency,
                                           double        age,
                                           double        horizon,
                                           ClvRandom    *rng);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvParetoNbdCorrelatedPlan, clv_pareto_nbd_correlated_plan_free)

G_END_DECLS
