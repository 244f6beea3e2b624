/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-pareto-nbd.h"

G_BEGIN_DECLS

/* What clv_pareto_nbd_rows_evaluate() tells of a group: the log-likelihood, its
 * gradient, and its Hessian row by row. */
#define CLV_PARETO_NBD_ROW_SUMS \
  (1 + CLV_PARETO_NBD_PARAMETERS + CLV_PARETO_NBD_PARAMETERS * CLV_PARETO_NBD_PARAMETERS)

/**
 * ClvParetoNbdRows:
 *
 * Customers of groups, each with an α and a β of its own and all with one r and s:
 * what a clv_pareto_nbd_plan_new() of each group would say, for thousands of groups
 * of a few customers.
 */
typedef struct _ClvParetoNbdRows ClvParetoNbdRows;

ClvParetoNbdRows *clv_pareto_nbd_rows_new (const ClvCells *cells,
                                           guint32         n_groups,
                                           const guint32  *start,
                                           int             unit_days);
void              clv_pareto_nbd_rows_free (ClvParetoNbdRows *self);
void              clv_pareto_nbd_rows_evaluate (const ClvParetoNbdRows *self,
                                                guint32                 stride,
                                                const double           *parameters,
                                                double                 *sums);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvParetoNbdRows, clv_pareto_nbd_rows_free)

G_END_DECLS
