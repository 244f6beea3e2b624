/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "clv-numerics.h"
#include "clv-random.h"

/**
 * clv_random_new:
 * @seed: any number; only its low 32 bits and a mix of the high ones are used
 *
 * Returns: (transfer full): a stream that is the same for the same seed
 */
ClvRandom *
clv_random_new (guint64 seed)
{
  gsl_rng *rng = NULL;

  clv_numerics_init ();
  rng = gsl_rng_alloc (gsl_rng_mt19937);
  gsl_rng_set (rng, (gulong) ((seed ^ (seed >> 32)) & 0xffffffffu));

  return (ClvRandom *) rng;
}

void
clv_random_free (ClvRandom *self)
{
  gsl_rng_free ((gsl_rng *) self);
}

/* In (0, 1): never an end, so that a logarithm is safe. */
double
clv_random_uniform (ClvRandom *self)
{
  return gsl_rng_uniform_pos ((gsl_rng *) self);
}

/* @rate: events per unit of time; the mean is 1 / @rate. */
double
clv_random_exponential (ClvRandom *self,
                        double     rate)
{
  return gsl_ran_exponential ((gsl_rng *) self, 1.0 / rate);
}

/* @rate: the inverse of the scale; the mean is @shape / @rate. */
double
clv_random_gamma (ClvRandom *self,
                  double     shape,
                  double     rate)
{
  return gsl_ran_gamma ((gsl_rng *) self, shape, 1.0 / rate);
}

double
clv_random_beta (ClvRandom *self,
                 double     a,
                 double     b)
{
  return gsl_ran_beta ((gsl_rng *) self, a, b);
}

double
clv_random_normal (ClvRandom *self)
{
  return gsl_ran_gaussian_ziggurat ((gsl_rng *) self, 1.0);
}
