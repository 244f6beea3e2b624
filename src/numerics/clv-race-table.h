/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-pareto-nbd-term.h"

G_BEGIN_DECLS

/**
 * ClvRaceTable:
 *
 * One of the two races of Pareto/NBD for many customers: who wins depends on the two
 * shapes and on the ratio of the two bases alone, and the shapes differ by the count
 * of purchases. So ln P and its derivatives are functions of θ = ln ((β+u) / (α+u)),
 * one set for each count, and these are smooth: where many customers share a count, a
 * stretch of θ costs sixteen integrals and everybody on it a polynomial.
 *
 * What is interpolated depends on the customers and not on the threads. A table serves
 * one thread while it counts and any number of threads after it is built.
 */
typedef struct _ClvRaceTable ClvRaceTable;

typedef enum
{
  CLV_RACE_DROP,       /* drop-out wins: q of a recency */
  CLV_RACE_PURCHASE    /* a purchase wins: p of an age */
} ClvRaceWinner;

ClvRaceTable *clv_race_table_new (ClvRaceWinner winner,
                                  double        r,
                                  double        s,
                                  guint32       max_x,
                                  double        lowest,
                                  double        highest);
void          clv_race_table_free (ClvRaceTable *self);
void          clv_race_table_count (ClvRaceTable *self,
                                    guint32       x,
                                    double        theta);
void          clv_race_table_build (ClvRaceTable *self);
void          clv_race_table_fill (const ClvRaceTable *self,
                                   guint32             x,
                                   double              theta,
                                   double              inverse_alpha,
                                   double              inverse_beta,
                                   ClvParetoTerm      *term);
double        clv_race_table_get_log (const ClvRaceTable *self,
                                      guint32             x,
                                      double              theta,
                                      double              alpha,
                                      double              beta);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRaceTable, clv_race_table_free)

G_END_DECLS
