/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-calendar-private.h"
#include "clv-cell-table.h"
#include "clv-covariate.h"
#include "clv-fit.h"

G_BEGIN_DECLS

/* The histogram of each group of equal covariates, one after the other. */
typedef struct
{
  ClvCells *cells;
  guint32 n_groups;
  guint32 *start;         /* [n_groups + 1] into the cells */
} ClvGroupCells;

/* @cell_of: (out) (optional) (array length=n): each customer's cell. */
ClvGroupCells *clv_group_cells_new (const ClvCustomers       *customers,
                                    const ClvCovariateGroups *groups,
                                    guint32                  *cell_of);
void           clv_group_cells_free (ClvGroupCells *self);
/* Lends the cells of one group. */
ClvCells       clv_group_cells_get (const ClvGroupCells *self,
                                    guint32              group);

/* Into an order that rows after the fit's last day do not change. */
void           clv_covariate_groups_sort (ClvCovariateGroups *self);
/* Likewise; nobody may rely on the order yet. */
void           clv_group_cells_sort (ClvGroupCells *self);
gboolean       clv_covariate_parse_number (const char *text,
                                           double     *number);
const char    *clv_covariate_get_value (const ClvAttribute *attribute,
                                        guint32             customer,
                                        guint32            *code);
/* The terms of @columns; NULL with error where there is no such column, or none
 * left that differs between customers. @constant: (out): names of those. */
ClvCovariates *clv_covariates_design (const char * const  *columns,
                                      const ClvCustomers  *customers,
                                      GPtrArray           *constant,
                                      GError             **error);
/* Marks terms that others add up to. */
void           clv_covariates_drop_collinear (ClvCovariates            *self,
                                              const ClvCovariateGroups *groups);
void           clv_covariates_fill_parameters (const ClvCovariates *self,
                                               const ClvModelKind  *kind,
                                               const double        *parameters,
                                               ClvCovariateGroups  *groups);

/* The likelihood of all groups as a function of (log parameters, γ of the terms
 * that are not dropped), for the search and the tests. */
typedef struct
{
  const ClvModelKind *kind;
  int unit_days;
  const ClvCovariates *covariates;
  const ClvCovariateGroups *groups;
  const ClvGroupCells *cells;
  gpointer *plans;        /* [n_groups] (nullable): where the kind takes one at a time */
  gpointer all;           /* (nullable): where it takes all groups at once */
  const ClvCalendarPast *past;   /* (nullable): of a kind with a calendar */
  ClvVaryingPlan *varying;       /* (nullable): of the same */
  guint32 stride;         /* between the groups that are looked at */
  double weight;          /* customers in them */
  double share;           /* of all customers */
  guint n_active;
  guint *active;          /* terms */
  guint n;                /* dimensions */
} ClvCovariateLikelihood;

void   clv_covariate_likelihood_init (ClvCovariateLikelihood   *self,
                                      const ClvModelKind       *kind,
                                      int                       unit_days,
                                      const ClvCovariates      *covariates,
                                      const ClvCovariateGroups *groups,
                                      const ClvGroupCells      *cells);
/* Of a kind with a calendar, before anything is evaluated. */
void   clv_covariate_likelihood_set_past (ClvCovariateLikelihood *self,
                                          const ClvCalendarPast  *past);
void   clv_covariate_likelihood_set_stride (ClvCovariateLikelihood *self,
                                            guint32                 stride);
void   clv_covariate_likelihood_clear (ClvCovariateLikelihood *self);
/* gradient and hessian nullable; NAN where a group's parameters are beyond reason. */
double clv_covariate_likelihood_evaluate (const ClvCovariateLikelihood *self,
                                          const double                 *point,
                                          double                       *gradient,
                                          double                       *hessian);

/* Fits the covariates of self->spec from the fit without them, which @self is. @past:
 * (nullable): of a fit with a calendar; @start: (nullable): effects to start from, of the
 * same columns without the calendar. */
gboolean clv_covariate_fit (ClvFit                *self,
                            const ClvCustomers    *customers,
                            const ClvCalendarPast *past,
                            const ClvCovariates   *start,
                            const ClvProgress     *progress,
                            GError               **error);

char          *clv_covariates_to_text (const ClvCovariates *self);
ClvCovariates *clv_covariates_from_text (const char         *text,
                                         const ClvModelKind *kind,
                                         GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvGroupCells, clv_group_cells_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvCovariateLikelihood, clv_covariate_likelihood_clear)

G_END_DECLS
