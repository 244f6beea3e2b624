/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-distribution.h"
#include "clv-mixing.h"

#define DAYS_A_YEAR 365.2425
#define SHOWN 0.97        /* of the customers are on the curve */

typedef enum
{
  SHAPE_GAMMA,
  SHAPE_BETA,
  SHAPE_INVERSE_GAMMA,
  SHAPE_EVENT             /* 1 − e^(−Gamma): the chance that a rate's event happens */
} Shape;

typedef struct
{
  ClvMixingQuantity quantity;
  Shape shape;
  double first;
  double second;
} Spread;

static double
share_below (const Spread *spread,
             double        x)
{
  switch (spread->shape)
    {
    case SHAPE_BETA:
      return clv_beta_share_below (spread->first, spread->second, x);

    case SHAPE_INVERSE_GAMMA:
      return clv_inverse_gamma_share_below (spread->first, spread->second, x);

    case SHAPE_EVENT:
      return x < 1.0 ? clv_gamma_share_below (spread->first, spread->second, -log1p (-x)) : 1.0;

    case SHAPE_GAMMA:
    default:
      return clv_gamma_share_below (spread->first, spread->second, x);
    }
}

static double
quantile (const Spread *spread,
          double        share)
{
  switch (spread->shape)
    {
    case SHAPE_BETA:
      return clv_beta_value_at (spread->first, spread->second, share);

    case SHAPE_INVERSE_GAMMA:
      return clv_inverse_gamma_value_at (spread->first, spread->second, share);

    case SHAPE_EVENT:
      return -expm1 (-clv_gamma_value_at (spread->first, spread->second, share));

    case SHAPE_GAMMA:
    default:
      return clv_gamma_value_at (spread->first, spread->second, share);
    }
}

static double
find_mean (const Spread *spread)
{
  const double first = spread->first;
  const double second = spread->second;

  switch (spread->shape)
    {
    case SHAPE_BETA:
      return first / (first + second);

    case SHAPE_INVERSE_GAMMA:
      return first > 1.0 ? second / (first - 1.0) : INFINITY;

    case SHAPE_EVENT:
      return -expm1 (-first * log1p (1.0 / second));

    case SHAPE_GAMMA:
    default:
      return first / second;
    }
}

/* A kind by the names of its parameters, which mean the same in every kind that has
 * them; CNBD's rate is of ticks, k of which are a purchase. */
static double
get (const ClvFit *fit,
     const char   *name)
{
  for (guint i = 0; i < fit->kind->n_parameters; i++)
    if (g_str_equal (fit->kind->parameter_names[i], name))
      return fit->parameters[i];

  return NAN;
}

static guint
list_spreads (const ClvFit *fit,
              Spread       *spreads)
{
  const double a_year = DAYS_A_YEAR / fit->spec->unit_days;
  const double ticks = isfinite (get (fit, "k")) ? get (fit, "k") : 1.0;
  const char *id = fit->kind->id;
  guint n = 0;

  if (g_str_equal (id, "bg-bb"))
    {
      spreads[n++] = (Spread) { CLV_MIXING_CHANCE, SHAPE_BETA, get (fit, "alpha"),
                                get (fit, "beta") };
      spreads[n++] = (Spread) { CLV_MIXING_LEAVE_TURN, SHAPE_BETA, get (fit, "gamma"),
                                get (fit, "delta") };
    }
  else if (g_str_equal (id, "sbg") || g_str_equal (id, "bdw"))
    {
      spreads[n++] = (Spread) { CLV_MIXING_CHURN, SHAPE_BETA, get (fit, "a"), get (fit, "b") };
    }
  else if (isfinite (get (fit, "r")) && isfinite (get (fit, "alpha")))
    {
      spreads[n++] = (Spread) { CLV_MIXING_RATE, SHAPE_GAMMA, get (fit, "r"),
                                get (fit, "alpha") * ticks / a_year };
      if (isfinite (get (fit, "s")) && isfinite (get (fit, "beta")))
        spreads[n++] = (Spread) { CLV_MIXING_LEAVE_YEAR, SHAPE_EVENT, get (fit, "s"),
                                  get (fit, "beta") / a_year }
      ;
      if (isfinite (get (fit, "a")) && isfinite (get (fit, "b")))
        spreads[n++] = (Spread) { CLV_MIXING_LEAVE_BUY, SHAPE_BETA, get (fit, "a"),
                                  get (fit, "b") }
      ;
    }
  if (fit->has_spend)
    spreads[n++] = (Spread) { CLV_MIXING_SPEND, SHAPE_INVERSE_GAMMA, fit->spend_parameters[1],
                              fit->spend_parameters[0] * fit->spend_parameters[2] }
  ;

  return n;
}

static ClvMixing *
mixing_new (const Spread *spread)
{
  ClvMixing *self = g_new0 (ClvMixing, 1);
  const gboolean is_chance = spread->shape == SHAPE_BETA || spread->shape == SHAPE_EVENT;
  double end = is_chance ? 1.0 : quantile (spread, SHOWN);
  double before = 0.0;
  double width = 0.0;

  self->quantity = spread->quantity;
  self->mean = find_mean (spread);
  self->lower = quantile (spread, 0.1);
  self->median = quantile (spread, 0.5);
  self->upper = quantile (spread, 0.9);
  /* Chances that are all small are not squeezed into a corner. */
  if (is_chance)
    end = MIN (1.0, MAX (1.6 * self->upper, 0.01));
  width = end / CLV_MIXING_POINTS;
  for (guint i = 0; i < CLV_MIXING_POINTS; i++)
    {
      const double up_to = share_below (spread, (i + 1) * width);

      self->x[i] = (i + 0.5) * width;
      self->density[i] = (up_to - before) / width;
      self->below[i] = share_below (spread, self->x[i]);
      before = up_to;
    }

  return self;
}

/**
 * clv_mixing_list:
 * @fit: a fit
 *
 * The Gamma and Beta distributions of what customers differ in, as each model's paper
 * states them; mean spend by Fader & Hardie, "The Gamma-Gamma Model of Monetary Value"
 * (2013): p γ ÷ Gamma (q, 1). Rates are turned into a year of 365.2425 days. With
 * covariates the distributions are those of a customer at the baseline.
 *
 * Returns: (transfer full) (element-type ClvMixing): perhaps empty
 */
GPtrArray *
clv_mixing_list (const ClvFit *fit)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  Spread spreads[4];
  guint n = 0;

  g_return_val_if_fail (fit != NULL, list);

  n = list_spreads (fit, spreads);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (list, mixing_new (&spreads[i]));

  return list;
}

/* The share of customers below @x; NAN of a quantity that the fit does not have. */
double
clv_mixing_share_below (const ClvFit     *fit,
                        ClvMixingQuantity quantity,
                        double            x)
{
  Spread spreads[4];
  guint n = 0;

  g_return_val_if_fail (fit != NULL, NAN);

  n = list_spreads (fit, spreads);
  for (guint i = 0; i < n; i++)
    if (spreads[i].quantity == quantity)
      return share_below (&spreads[i], x);

  return NAN;
}
