/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvRace:
 *
 * Two things that may happen, each after an exponential time whose rate is
 * gamma distributed: the winner's rate is Gamma (W, rate w), the other's
 * Gamma (O, rate o). What is told is the probability that the winner is first,
 *
 *   P = ∫ W/(w+v) e^−A(v) dv over v > 0,  A = W ln ((w+v)/w) + O ln ((o+v)/o),
 *
 * with moments, over the density that is integrated, of
 *   [0] ln ((w+v)/w), [1] ln ((o+v)/o), [2] 1/w − 1/(w+v), [3] 1/o − 1/(o+v),
 * from which all derivatives of ln P follow.
 */
typedef struct
{
  double log_p;
  double mean[4];
  double second[10];   /* of products 00 01 02 03 11 12 13 22 23 33 */
} ClvRace;

void clv_race_first (double   winner,
                     double   winner_base,
                     double   other,
                     double   other_base,
                     ClvRace *race);
void clv_race_differentiate (const ClvRace *race,
                             double         W,
                             double         w,
                             double         O,
                             double         o,
                             double        *first,
                             double        *second);

G_END_DECLS
