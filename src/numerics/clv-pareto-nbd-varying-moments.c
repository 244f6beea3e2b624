/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-panel.h"
#include "clv-pareto-nbd-varying-private.h"
#include "clv-vector-log.h"

/* The integrals over one piece of time. The integrand is positive and falls; it is
 * singular only where one of the clocks would be at −α or −β, before the first
 * purchase. A panel that is short against the distance from there and in which the
 * integrand falls by no more than a few e is integrated to the rounding by 16 nodes,
 * a very short one, such as a single week, by 8. */

#define DECAY 6.0
#define SHORT_DECAY 1.0
#define SHORT 0.25
#define ENOUGH 45.0

/* The 8-point Gauss-Legendre rule: one vector. */
static const double short_node[CLV_LANES] = {
  -0.960289856497536232, -0.796666477413626740, -0.525532409916328986, -0.183434642495649805,
  0.183434642495649805, 0.525532409916328986, 0.796666477413626740, 0.960289856497536232,
};

static const double short_weight[CLV_LANES] = {
  0.101228536290376259, 0.222381034453374471, 0.313706645877887287, 0.362683783378361983,
  0.362683783378361983, 0.313706645877887287, 0.222381034453374471, 0.101228536290376259,
};

typedef struct
{
  double start;
  double width;
  gboolean is_short;
} Panel;

static double
decay_at (const ClvVaryingStretch *self,
          double                   v)
{
  return self->shape * log1p (self->buy + self->buy_speed * v)
         + self->drop_shape * log1p (self->drop + self->drop_speed * v);
}

/* What is left of the density from @v on is below e^−decay, whatever comes. */
static gboolean
is_over (const ClvVaryingStretch *self,
         double                   v,
         double                   sum)
{
  double decay = decay_at (self, v);

  return !(decay < 700.0) || (decay > ENOUGH && exp (-decay) < 1e-18 * sum);
}

/* How much the logarithm falls from @v to @v + @width. */
static double
fall (const ClvVaryingStretch *self,
      double                   v,
      double                   width)
{
  return self->shape * log1p (self->buy_speed * width / (1.0 + self->buy + self->buy_speed * v))
         + (self->drop_shape + 1.0)
         * log1p (self->drop_speed * width / (1.0 + self->drop + self->drop_speed * v));
}

/* The panel that begins at @panel's start, whose slope is the steepest in it. */
static void
choose_panel (const ClvVaryingStretch *self,
              double                   length,
              Panel                   *panel)
{
  double v = panel->start;
  double buy = self->buy_speed / (1.0 + self->buy + self->buy_speed * v);
  double drop = self->drop_speed / (1.0 + self->drop + self->drop_speed * v);
  double nearest = MAX (buy, drop);   /* one over the distance of the singularity */
  double slope = self->shape * buy + (self->drop_shape + 1.0) * drop;
  double width = length - v;

  panel->is_short = width * nearest <= SHORT && width * slope <= SHORT_DECAY;
  if (!panel->is_short)
    {
      width = MIN (width, 1.0 / nearest);
      while (width * slope > DECAY && fall (self, v, width) > DECAY)
        width *= 0.6;
    }
  panel->width = width;
}

CLV_WIDE static void
add_panel (const ClvVaryingStretch *self,
           const Panel             *panel,
           double                  *sums)
{
  const double *nodes = panel->is_short ? short_node : clv_panel_node;
  const double *weights = panel->is_short ? short_weight : clv_panel_weight;
  guint count = panel->is_short ? CLV_LANES : CLV_PANEL_NODES;
  double half = 0.5 * panel->width;
  double middle = panel->start + half;
  double scale = half * self->drop_shape * self->drop_speed;
  ClvVector total[CLV_VARYING_SUMS];

  memset (total, 0, sizeof total);
  for (guint start = 0; start < count; start += CLV_LANES)
    {
      ClvVector v, weight, c, y, w, F, G, exponent, power;
      ClvMask is_low;

      memcpy (&v, nodes + start, sizeof v);
      memcpy (&weight, weights + start, sizeof weight);
      v = middle + half * v;
      c = self->buy + self->buy_speed * v;
      clv_vector_log_one_plus (&c, &y);
      F = 1.0 / (c + 1.0);
      c = self->drop + self->drop_speed * v;
      clv_vector_log_one_plus (&c, &w);
      G = 1.0 / (c + 1.0);

      exponent = -(self->shape * y + self->drop_shape * w);
      is_low = exponent < -700.0;
      {
        ClvVector floor = exponent * 0.0 - 700.0;

        exponent = (ClvVector) (((ClvMask) floor & is_low) | ((ClvMask) exponent & ~is_low));
      }
      clv_vector_exp (&exponent, &power);
      weight = weight * scale * power * G;

      total[0] += weight;
      total[1] += weight * y;
      total[2] += weight * w;
      total[3] += weight * F;
      total[4] += weight * G;
      total[5] += weight * y * y;
      total[6] += weight * y * w;
      total[7] += weight * y * F;
      total[8] += weight * y * G;
      total[9] += weight * w * w;
      total[10] += weight * w * F;
      total[11] += weight * w * G;
      total[12] += weight * F * F;
      total[13] += weight * F * G;
      total[14] += weight * G * G;
    }
  for (guint k = 0; k < CLV_VARYING_SUMS; k++)
    sums[k] += clv_vector_sum (&total[k]);
}

/**
 * clv_varying_add_moments:
 * @stretch: time within one piece
 * @length: how much of it
 * @sums: (inout) (array length=15): what is added to
 *
 * What is left out is below 1e-18 of the sum so far.
 */
void
clv_varying_add_moments (const ClvVaryingStretch *stretch,
                         double                   length,
                         double                  *sums)
{
  Panel panel = { 0.0, 0.0, FALSE };

  while (panel.start < length && !is_over (stretch, panel.start, sums[CLV_VARYING_ALL]))
    {
      choose_panel (stretch, length, &panel);
      add_panel (stretch, &panel, sums);
      if (panel.start + panel.width <= panel.start)
        break;
      panel.start += panel.width;
    }
}

static double
sum_panel (const ClvVaryingStretch *self,
           const Panel             *panel,
           gboolean                 is_purchase)
{
  double half = 0.5 * panel->width;
  double sum = 0.0;

  for (guint i = 0; i < CLV_PANEL_NODES; i++)
    {
      double v = panel->start + half * (1.0 + clv_panel_node[i]);
      double buy = self->buy + self->buy_speed * v;
      double drop = self->drop + self->drop_speed * v;

      sum += half * clv_panel_weight[i]
             * (is_purchase ? self->shape * self->buy_speed / (1.0 + buy)
                : self->drop_shape * self->drop_speed / (1.0 + drop))
             * exp (-self->shape * log1p (buy) - self->drop_shape * log1p (drop));
    }
  return sum;
}

/**
 * clv_varying_sum_density:
 * @stretch: time within one piece
 * @length: how much of it
 * @is_purchase: of what: the next purchase before drop-out, or drop-out before it
 *
 * Returns: the probability that it happens within the stretch, seen from the last
 *   purchase on
 */
double
clv_varying_sum_density (const ClvVaryingStretch *stretch,
                         double                   length,
                         gboolean                 is_purchase)
{
  Panel panel = { 0.0, 0.0, FALSE };
  double sum = 0.0;

  while (panel.start < length && !is_over (stretch, panel.start, sum))
    {
      choose_panel (stretch, length, &panel);
      sum += sum_panel (stretch, &panel, is_purchase);
      if (panel.start + panel.width <= panel.start)
        break;
      panel.start += panel.width;
    }
  return sum;
}
