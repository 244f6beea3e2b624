/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kinds/clv-kinds.h"

double
clv_kind_expect_active (const ClvModelKind *kind,
                        const double       *parameters,
                        double              x,
                        double              recency,
                        double              age,
                        double              horizon)
{
  double mean = 0.0;
  double active = 0.0;
  double square = 0.0;

  kind->forecast (kind, parameters, x, recency, age, &horizon, 1, &mean, &active, &square);
  return kind->p_active (kind, parameters, x, recency, age) * mean;
}

double
clv_kind_expect_new (const ClvModelKind *kind,
                     const double       *parameters,
                     double              horizon)
{
  return kind->expected_purchases (kind, parameters, 0.0, 0.0, 0.0, horizon);
}
