/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-pareto-nbd-varying.h"
#include "kinds.h"

G_BEGIN_DECLS

/* A path of covariates, parameters and rows that are hard on the arithmetic. */

#define PIECES 7
#define COVARIATES 2

static const double piece_end[PIECES] = { -5.0, 3.0, 10.0, 10.5, 40.0, 400.0, 1e9 };
static const double piece_value[PIECES * COVARIATES] = {
  0, 0, 1, 0, 0, 1, 1, 1, 0, -0.5, 0.25, 0, 0, 1,
};
static const ClvVaryingPath path = { COVARIATES, PIECES, piece_end, piece_value };

static const double coefficients[][2 * COVARIATES] = {
  { 0.0, 0.0, 0.0, 0.0 }, { 0.7, -0.4, -0.9, 1.3 }, { 5.0, -3.0, 2.0, -6.0 },
};

static const double starts[] = { 0.0, 2.9, -20.0 };

static const double hostile_parameters[][4] = {
  { 0.5532770, 10.5776835, 0.6062400, 11.6687356 },
  { 0.02, 0.02, 0.02, 0.02 },
  { 1e5, 1e5, 1e5, 1e5 },
  { 0.02, 1e5, 1.0, 0.02 },
  { 1e5, 0.02, 0.02, 1e5 },
  { 0.02, 0.02, 1e5, 1e5 },
  { 3.0, 10.0, 1.0, 10.0 },
  { 1.0, 50.0, 2.0, 0.02 },
  { 0.5, 0.02, 1e5, 1e5 },
  { 2.0, 7.0, 1.0 + 1e-9, 7.0 + 1e-9 },
};

static const double hostile_rows[][3] = {
  { 0, 0, 0 }, { 0, 0, 1e-6 }, { 0, 0, 100 }, { 1, 0, 0 }, { 1, 30, 30 }, { 1, 29.999999, 30 },
  { 3, 0, 1e6 }, { 26, 30.86, 31 }, { 5000, 5000, 5000.000001 }, { 5000, 1, 5000 },
  { 5000, 4990, 5000 }, { 300, 400, 400 }, { 2, 0.001, 5000 },
};

static inline void
fill (double       *parameters,
      const double *rates,
      const double *slopes)
{
  memcpy (parameters, rates, 4 * sizeof (double));
  memcpy (parameters + 4, slopes, 2 * COVARIATES * sizeof (double));
}

G_END_DECLS
