/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-panel.h"
#include "clv-race.h"
#include "clv-vector-log.h"

/* With lo the smaller of the two bases, hi the larger, κ = lo/hi and
 * v = lo (e^y − 1), everything is a function of y with one scale:
 *
 *   ln ((lo+v)/lo) = y,  ln ((hi+v)/hi) = ln (1 + c),  c = κ (e^y − 1),
 *   1/lo − 1/(lo+v) = (1 − e^−y) / lo,  1/hi − 1/(hi+v) = c / (1+c) / hi.
 *
 * The integrand is positive, so no digits are lost. Panels are cut so that it
 * decays by about e^−8 at most in each. From where e^−y is below the rounding of
 * κ it is a pure exponential and the rest of it is taken in closed form, which
 * saves thousands of panels where the shapes are tiny. */

#define DECAY 8.0
#define WIDEST 4.0        /* the nearest singularity is at a distance of π from the axis */
#define ENOUGH 40.0       /* e^−40 is below the rounding of the sum */
#define SUMS 15
#define STEEPEST 1e100    /* shapes beyond it are taken for it, so that sums stay finite */
#define NARROWEST 1e-280  /* likewise the ratio of the bases: e^y stays within a double */

typedef struct
{
  double P;               /* shape on the smaller base */
  double Q;               /* shape on the larger one */
  double lo;
  double hi;
  double kappa;
  gboolean is_winner_lo;
} Track;

/* e^z and e^z − 1 for z in [−708, 0], the latter with its own relative precision;
 * as clv_vector_exp(). */
CLV_VECTOR_INLINE void
exp_both (const ClvVector *z,
          ClvVector       *plain,
          ClvVector       *minus_one)
{
  const double magic = 6755399441055744.0;
  ClvVector shifted = *z * 1.4426950408889634 + magic;
  ClvVector k = shifted - magic;
  ClvVector r = (*z - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
  ClvVector sum = r * (1.0 / 6227020800.0) + 1.0 / 479001600.0;
  ClvMask bits;
  ClvVector power;

  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  sum = sum * r * r + r;

  memcpy (&bits, &shifted, sizeof bits);
  bits = (bits << 52) + ((gint64) 1023 << 52);
  memcpy (&power, &bits, sizeof power);
  *plain = power * sum + power;
  *minus_one = power * sum + (power - 1.0);
}

/* One panel: y in middle ± half. */
CLV_WIDE static void
add_panel (const Track *track,
           double       middle,
           double       half,
           double      *sums)
{
  ClvVector total[SUMS];

  memset (total, 0, sizeof total);
  for (guint start = 0; start < CLV_PANEL_NODES; start += CLV_LANES)
    {
      ClvVector y, weight, minus, e, x, c, inverse, D, f, g, exponent, power;
      ClvMask is_low;

      memcpy (&y, clv_panel_node + start, sizeof y);
      memcpy (&weight, clv_panel_weight + start, sizeof weight);
      y = middle + half * y;
      minus = -y;
      exp_both (&minus, &e, &x);
      c = (-track->kappa * x) / e;
      clv_vector_log_one_plus (&c, &D);
      inverse = 1.0 / (c + 1.0);
      f = x * (-1.0 / track->lo);
      g = c * inverse * (1.0 / track->hi);

      exponent = -(track->P * y + track->Q * D);
      is_low = exponent < -700.0;
      {
        ClvVector floor = exponent * 0.0 - 700.0;

        exponent = (ClvVector) (((ClvMask) floor & is_low) | ((ClvMask) exponent & ~is_low));
      }
      clv_vector_exp (&exponent, &power);
      weight = weight * half * power;
      if (!track->is_winner_lo)
        weight = weight * (inverse * track->kappa / e);

      total[0] += weight;
      total[1] += weight * y;
      total[2] += weight * D;
      total[3] += weight * f;
      total[4] += weight * g;
      total[5] += weight * y * y;
      total[6] += weight * y * D;
      total[7] += weight * y * f;
      total[8] += weight * y * g;
      total[9] += weight * D * D;
      total[10] += weight * D * f;
      total[11] += weight * D * g;
      total[12] += weight * f * f;
      total[13] += weight * f * g;
      total[14] += weight * g * g;
    }

  for (guint k = 0; k < SUMS; k++)
    sums[k] += clv_vector_sum (&total[k]);
}

/* y > @start, where the larger base has become negligible too: three Laguerre
 * nodes are exact for the second moments. */
static void
add_tail (const Track *track,
          double       start,
          double      *sums)
{
  static const double nodes[3] = { 0.415774556783479083, 2.29428036027904172, 6.2899450829374792 };
  static const double weights[3] = {
    0.711093009929173015, 0.278517733569240849, 0.0103892565015861357,
  };
  double slope = track->P + track->Q;
  double shift = log (track->kappa);
  double size = exp (-slope * start - track->Q * shift) / slope;

  for (guint i = 0; i < 3; i++)
    {
      double weight = size * weights[i];
      double value[4] = { start + nodes[i] / slope, 0.0, 1.0 / track->lo, 1.0 / track->hi };
      guint k = 5;

      value[1] = value[0] + shift;
      sums[0] += weight;
      for (guint a = 0; a < 4; a++)
        {
          sums[1 + a] += weight * value[a];
          for (guint b = a; b < 4; b++)
            sums[k++] += weight * value[a] * value[b];
        }
    }
}

/* Width of the panel from @y. The slope of A only grows. */
static double
choose_width (const Track *track,
              double       y)
{
  double rho = 1.0 / track->kappa - 1.0;
  double width = 0.0;

  width = MIN (WIDEST, DECAY / (track->P + track->Q / (1.0 + rho * exp (-y))));
  while ((track->P + track->Q / (1.0 + rho * exp (-y - width))) * width > 1.5 * DECAY)
    width *= 0.7;
  return width;
}

/* From the order lo, hi to the order winner, other. */
static void
fill_race (const Track  *track,
           const double *sums,
           ClvRace      *race)
{
  static const guint swapped[10] = { 9, 6, 11, 10, 5, 8, 7, 14, 13, 12 };
  double winner = track->is_winner_lo ? track->P : track->Q;

  race->log_p = MIN (log (winner) + log (sums[0]), 0.0);
  for (guint i = 0; i < 4; i++)
    race->mean[i] = sums[1 + (track->is_winner_lo ? i : i ^ 1u)] / sums[0];
  for (guint i = 0; i < 10; i++)
    race->second[i] = sums[track->is_winner_lo ? 5 + i : swapped[i]] / sums[0];
}

/**
 * clv_race_first:
 * @winner: shape W > 0
 * @winner_base: w > 0
 * @other: shape O > 0
 * @other_base: o > 0
 * @race: (out): the probability that the winner's time is the shorter, and moments
 *
 * Relative error below 1e-13 whatever the shapes and bases.
 */
void
clv_race_first (double   winner,
                double   winner_base,
                double   other,
                double   other_base,
                ClvRace *race)
{
  Track track;
  double sums[SUMS] = { 0.0 };
  double enough = 0.0;
  double y = 0.0;

  track.is_winner_lo = winner_base <= other_base;
  track.P = MIN (track.is_winner_lo ? winner : other, STEEPEST);
  track.Q = MIN (track.is_winner_lo ? other : winner, STEEPEST);
  track.lo = MIN (winner_base, other_base);
  track.hi = MAX (winner_base, other_base);
  track.kappa = MAX (track.lo / track.hi, NARROWEST);

  enough = ENOUGH - log (track.kappa);
  while (y < enough)
    {
      double decay = track.P * y + track.Q * log1p (track.kappa * expm1 (y));
      double width = 0.0;

      if (decay > enough)
        break;
      width = MIN (choose_width (&track, y), enough - y);
      add_panel (&track, y + 0.5 * width, 0.5 * width, sums);
      y += width;
    }
  if (y >= enough)
    add_tail (&track, enough, sums);
  fill_race (&track, sums, race);
}

/**
 * clv_race_differentiate:
 * @race: from clv_race_first()
 * @W: shape of the winner
 * @w: its base
 * @O: shape of the other
 * @o: its base
 * @first: (out) (array length=4): slopes of ln P with respect to W, w, O, o
 * @second: (out) (array length=10): curvatures, 00 01 02 03 11 12 13 22 23 33
 *
 * The density is W/(w+v) e^−A; with ℓ its logarithm,
 * ∇ ln P = E[∇ℓ] and ∇² ln P = E[∇²ℓ] + Cov[∇ℓ]. @race's moments are of
 * D = ln ((w+v)/w), C likewise of the other, e = 1/w − 1/(w+v) and h likewise:
 *
 *   ∂ℓ/∂W = 1/W − D, ∂ℓ/∂w = (W+1) e − 1/w, ∂ℓ/∂O = −C, ∂ℓ/∂o = O h.
 */
void
clv_race_differentiate (const ClvRace *race,
                        double         W,
                        double         w,
                        double         O,
                        double         o,
                        double        *first,
                        double        *second)
{
  const double *mean = race->mean;
  const double *m = race->second;
  double var_D = m[0] - mean[0] * mean[0];
  double cov_DC = m[1] - mean[0] * mean[1];
  double cov_De = m[2] - mean[0] * mean[2];
  double cov_Dh = m[3] - mean[0] * mean[3];
  double var_C = m[4] - mean[1] * mean[1];
  double cov_Ce = m[5] - mean[1] * mean[2];
  double cov_Ch = m[6] - mean[1] * mean[3];
  double var_e = m[7] - mean[2] * mean[2];
  double cov_eh = m[8] - mean[2] * mean[3];
  double var_h = m[9] - mean[3] * mean[3];

  first[0] = 1.0 / W - mean[0];
  first[1] = (W + 1.0) * mean[2] - 1.0 / w;
  first[2] = -mean[1];
  first[3] = O * mean[3];

  second[0] = var_D - 1.0 / (W * W);
  second[1] = mean[2] - (W + 1.0) * cov_De;
  second[2] = cov_DC;
  second[3] = -O * cov_Dh;
  second[4] = (W + 1.0) * (m[7] - 2.0 * mean[2] / w) + 1.0 / (w * w)
              + (W + 1.0) * (W + 1.0) * var_e;
  second[5] = -(W + 1.0) * cov_Ce;
  second[6] = (W + 1.0) * O * cov_eh;
  second[7] = var_C;
  second[8] = mean[3] - O * cov_Ch;
  second[9] = O * (m[9] - 2.0 * mean[3] / o) + O * O * var_h;
}
