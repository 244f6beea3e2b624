/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CLV_MAX_PARAMETERS 8

/**
 * ClvCells:
 *
 * Distinct (x, recency, age) triples in days with how many customers each
 * stands for: what a fit needs of a million customers.
 */
typedef struct
{
  guint32 n;
  guint32 *x;
  gint32  *recency_days;
  gint32  *age_days;
  double  *weight;
} ClvCells;

/**
 * ClvModelKind:
 *
 * A purchase model as a table of functions. One file under kinds/ holds one
 * table; clv-model-kinds.c lists them. Times are in the model's unit, parameters
 * in natural scale and in the order of @parameter_names.
 *
 * A function that is %NULL is something the kind cannot do.
 */
typedef struct
{
  const char *id;               /* "bg-nbd" */
  const char *name;             /* "BG/NBD" */
  const char *summary;          /* translatable sentence for people */
  guint n_parameters;
  const char *parameter_names[CLV_MAX_PARAMETERS];

  /* Weighted log-likelihood over cells of @unit_days; gradient[n] and
  * hessian[n*n] with respect to the log parameters, both nullable. */
  double (*log_likelihood)(const ClvCells *cells,
                           int             unit_days,
                           const double   *parameters,
                           double         *gradient,
                           double         *hessian);
  double (*p_active)(const double *parameters,
                     double        x,
                     double        recency,
                     double        age);
  /* Expected purchases in (age, age + horizon]. */
  double (*expected_purchases)(const double *parameters,
                               double        x,
                               double        recency,
                               double        age,
                               double        horizon);
  /* Same of a customer not yet seen, in (0, horizon]. */
  double (*expected_new)(const double *parameters,
                         double        horizon);
  /* Mean and variance of the purchases in the horizon, given the history. */
  void (*predict)(const double *parameters,
                  double        x,
                  double        recency,
                  double        age,
                  double        horizon,
                  double       *mean,
                  double       *variance);
  /* One simulated future: number of purchases; @rng is a gsl_rng. */
  guint (*simulate)(const double *parameters,
                    double        x,
                    double        recency,
                    double        age,
                    double        horizon,
                    gpointer      rng);
} ClvModelKind;

const ClvModelKind  *clv_model_kind_find (const char *id);
const ClvModelKind **clv_model_kinds_list (guint      *n);

G_END_DECLS
