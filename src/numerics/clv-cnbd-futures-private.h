/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cnbd-futures.h"

G_BEGIN_DECLS

/* The notation is that of clv-cnbd.c. Given the rate λ of the ticks, the ticks in a
 * horizon h are Poisson with mean μ = λh, so that what is expected of the horizon is a
 * function of μ, of the ticks j since the last purchase and of x, which the posterior of
 * p depends on, but of no date: it is tabulated by ln μ. λ and j have the joint weight
 *
 *   λ^(R−1) e^(−Aλ) (λτ)^j / j!,   τ = T − t,
 *
 * whose integral is taken by the trapezoidal rule in ln λ. Its step is one for all of
 * equal x, so that sums over the horizons of a rule are tabulated by its nodes as well.
 *
 * For small μ the table is a sum over ticks, of which what does not depend on x is
 * kept. Beyond, the phases of the purchases are lost: of the roots of q in clv-cnbd.c
 * there remains the real one to better than e^−50, and
 *
 *   Φ_j = C ζ^j e^(−μ(1−ζ)),   ζ = q^(1/k),   C = 1/k Σ_{i<k} ζ^−i,
 *
 * is integrated over p by the trapezoidal rule in its log odds. */

#define CLV_CNBD_PHASES CLV_CNBD_MOST_REGULAR     /* those beyond k − 1 are 0 */
#define CLV_CNBD_NODES 16
#define CLV_CNBD_TINY (-9.0)              /* ln μ, below which a few ticks are all */
#define CLV_CNBD_SMALL 1.0
#define CLV_CNBD_LARGE 6.0
#define CLV_CNBD_N_TINY 20                /* of width 1/2 */
#define CLV_CNBD_N_SMALL 20               /* of width 1/4: purchases come in phase there */
#define CLV_CNBD_N_TICKS (CLV_CNBD_N_TINY + CLV_CNBD_N_SMALL)

/* One log odds of p, and what of it all μ and all x share. */
typedef struct
{
  double y;
  double p;
  double q;
  double log_c;
  double slope_c;          /* d ln C / d ln ζ */
  double zeta;
  double gap;              /* 1 − ζ */
  double power[CLV_CNBD_PHASES];         /* ζ^j */
  double loss[CLV_CNBD_PHASES];          /* (1 − ζ^j) / p */
} ClvCnbdPoint;

struct _ClvCnbdFutures
{
  ClvCnbdVariant variant;
  double parameters[4];
  double longest;
  const ClvHorizonRule *rules[2];
  double node[CLV_CNBD_NODES];              /* Chebyshev's, in [−1, 1] */
  double barycentric[CLV_CNBD_NODES];
  guint n_panels;
  guint n_purchases;               /* rows of a node of ticks */
  guint used[CLV_CNBD_N_TICKS * CLV_CNBD_NODES];     /* of them */
  double *ticks;                   /* [node][M][j]: P(M) */
  guint n_points;
  double step;
  ClvCnbdPoint *points;
};

/* Where a panel begins, in ln μ, and which one that is in. */
double clv_cnbd_futures_get_panel (guint   panel,
                                   double *width);
guint  clv_cnbd_futures_find_panel (const ClvCnbdFutures *self,
                                    double                log_mu);

G_END_DECLS
