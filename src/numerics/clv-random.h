/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvRandom:
 *
 * A stream of random numbers: a gsl_rng (Mersenne twister) under a name that
 * rooms without GSL can use. Equal seeds give equal streams on every machine.
 */
typedef struct _ClvRandom ClvRandom;

ClvRandom *clv_random_new (guint64 seed);
void       clv_random_free (ClvRandom *self);
double     clv_random_uniform (ClvRandom *self);
double     clv_random_exponential (ClvRandom *self,
                                   double     rate);
double     clv_random_gamma (ClvRandom *self,
                             double     shape,
                             double     rate);
double     clv_random_beta (ClvRandom *self,
                            double     a,
                            double     b);
double     clv_random_normal (ClvRandom *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRandom, clv_random_free)

G_END_DECLS
