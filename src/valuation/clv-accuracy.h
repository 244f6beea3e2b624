/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvAccuracy:
 *
 * How predictions of many customers compare with what they did. A figure that the
 * data do not allow is NAN.
 */
typedef struct
{
  double predicted;    /* sum */
  double actual;       /* sum */
  double bias;         /* predicted / actual − 1; NAN where nothing happened */
  double mae;          /* mean absolute error a customer */
  double rmse;         /* root of the mean squared error */
  double spearman;     /* rank correlation */
  double gini;         /* share of the ordering that a perfect one would have, 1 = perfect */
  double lift;         /* the best-ranked tenth's mean over the mean of all */
} ClvAccuracy;

void   clv_accuracy_measure (ClvAccuracy  *self,
                             const double *predicted,
                             const double *actual,
                             guint32       n);
double clv_accuracy_compare (const double *predicted,
                             const double *other,
                             const double *actual,
                             guint32       n);

G_END_DECLS
