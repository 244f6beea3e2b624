/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-history.h"

#define MOST_PURCHASES 1000000    /* of a customer whose rate has no end */

typedef struct
{
  double rate;      /* ticks in a unit of time */
  double ticks;     /* a purchase */
  double drop;      /* chance to drop out after a repeat purchase */
} Buyer;

static void
walk (const Buyer *buyer,
      double       end,
      ClvRandom   *rng,
      guint32     *x,
      double      *recency)
{
  double time = 0.0;

  *x = 0;
  *recency = 0.0;
  if (!(buyer->rate > 0.0))
    return;
  while (*x < MOST_PURCHASES)
    {
      time += buyer->ticks > 1.0 ? clv_random_gamma (rng, buyer->ticks, buyer->rate)
                                 : clv_random_exponential (rng, buyer->rate);
      if (!(time <= end))
        return;
      *x += 1;
      *recency = time;
      if (buyer->drop > 0.0 && clv_random_uniform (rng) < buyer->drop)
        return;
    }
}

void
clv_history_nbd (const double *parameters,
                 double        age,
                 ClvRandom    *rng,
                 guint32      *x,
                 double       *recency)
{
  Buyer buyer = { clv_random_gamma (rng, parameters[0], parameters[1]), 1.0, 0.0 };

  walk (&buyer, age, rng, x, recency);
}

void
clv_history_cnbd (ClvCnbdVariant variant,
                  const double  *parameters,
                  double         age,
                  ClvRandom     *rng,
                  guint32       *x,
                  double        *recency)
{
  double rate = clv_random_gamma (rng, parameters[0], parameters[1]);
  Buyer buyer = { rate, variant.k, clv_random_beta (rng, parameters[2], parameters[3]) };

  *x = 0;
  *recency = 0.0;
  if (variant.is_modified && clv_random_uniform (rng) < buyer.drop)
    return;
  walk (&buyer, age, rng, x, recency);
}

void
clv_history_pareto_nbd (const double *parameters,
                        double        age,
                        ClvRandom    *rng,
                        guint32      *x,
                        double       *recency)
{
  Buyer buyer = { clv_random_gamma (rng, parameters[0], parameters[1]), 1.0, 0.0 };
  double death = clv_random_gamma (rng, parameters[2], parameters[3]);
  double life = death > 0.0 ? clv_random_exponential (rng, death) : INFINITY;

  walk (&buyer, MIN (age, life), rng, x, recency);
}
