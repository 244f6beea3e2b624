/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "kinds/clv-kind-rule.h"

/* Nobody has left as far as a rule knows. */
double
clv_kind_rule_p_active (const ClvModelKind *kind,
                        const double       *parameters,
                        double              x,
                        double              recency,
                        double              age)
{
  return 1.0;
}

/* Poisson. */
void
clv_kind_rule_pmf (double  mean,
                   guint   n,
                   double *chances)
{
  for (guint i = 0; i < n; i++)
    chances[i] = mean > 0.0 ? exp (i * log (mean) - mean - lgamma (i + 1.0)) : i == 0;
}

guint
clv_kind_rule_simulate (gpointer rng,
                        double   mean)
{
  double left = mean - clv_random_exponential (rng, 1.0);
  guint n = 0;

  for (; left > 0.0 && n < 1000000; n++)
    left -= clv_random_exponential (rng, 1.0);
  return n;
}
