/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "clv-cells.h"
#include "clv-horizon-rule.h"
#include "clv-random.h"

G_BEGIN_DECLS

#define CLV_MAX_PARAMETERS 81
#define CLV_MAX_PROCESSES 3

/* What a kind asks of the data beside the summary of each customer. */
typedef enum
{
  CLV_HISTORY_SUMMARY,      /* nothing: x, recency and age will do */
  CLV_HISTORY_GAPS,         /* the times between purchases, for the regularity */
  CLV_HISTORY_OPPORTUNITIES,    /* purchases by calendar periods, see ClvOpportunity */
  CLV_HISTORY_CONTRACT      /* renewals by the periods of a contract; rows are payments */
} ClvHistory;

/* FALSE stops a search. */
typedef gboolean (*ClvKindGoOn) (gpointer user_data);

/**
 * ClvKindMaximum:
 *
 * Where a kind's own search ended.
 */
typedef struct
{
  double log_likelihood;
  double nested;                /* NAN, or the greatest one of the simpler model within it */
  gboolean is_maximum;          /* flat, and no way from a bound is better */
  gboolean is_at_bound;
  gboolean is_determined;       /* @covariance is one */
  guint evaluations;
  char *bound;                  /* (nullable) (transfer full): a sentence about the bound */
  double covariance[CLV_MAX_PARAMETERS * CLV_MAX_PARAMETERS];
} ClvKindMaximum;

typedef struct _ClvModelKind ClvModelKind;

/**
 * ClvKindTables:
 *
 * Forecasts of many customers by tables, of kinds whose forecasts need the recency. Those
 * of equal x share one table, and all of them what share() makes, which may be %NULL where
 * there are none. Numbers are those of forecast(), to 1e-10.
 */
typedef struct
{
  gpointer (*share)(const ClvModelKind   *kind,
                    const double         *parameters,
                    double                most_x,
                    double                youngest,
                    double                longest,
                    const ClvHorizonRule *discounted,
                    const ClvHorizonRule *active);
  void (*release_shared)(gpointer shared);
  gpointer (*make)(gconstpointer shared,
                   double        x);
  void (*release)(gpointer table);
  /* As forecast() of the kind. */
  void (*forecast)(gpointer      table,
                   double        recency,
                   double        age,
                   const double *horizons,
                   guint         n,
                   double       *purchases,
                   double       *still_active,
                   double       *second_moment);
  /* Sums of purchases over the first rule, of being active over the second. */
  void (*sum)(gpointer table,
              double   recency,
              double   age,
              double  *discounted,
              double  *active);
} ClvKindTables;

/**
 * ClvModelKind:
 *
 * A purchase model as a table of functions. One file under kinds/ holds one
 * table, or two that differ by one number; clv-model-kinds.c lists them. A function
 * is given its kind, or what its prepare() made for it. Times are in
 * the model's unit, parameters in natural scale and in the order of @parameter_names.
 *
 * A function that is %NULL is something the kind cannot do.
 */
struct _ClvModelKind
{
  const char *id;               /* "bg-nbd" */
  const char *name;             /* "BG/NBD" */
  const char *summary;          /* translatable sentence for people */
  guint n_parameters;
  /* Of them, the last ones, which no search moves: counts. Derivatives are by the
   * others alone. */
  guint n_fixed;
  const char *parameter_names[CLV_MAX_PARAMETERS];
  /* Which of them may be negative: derivatives and covariance are by it, not by its
   * logarithm. A kind that has one searches by itself. */
  gboolean is_plain[CLV_MAX_PARAMETERS];

  /* Weighted log-likelihood over cells of @unit_days; gradient[n] and hessian[n*n]
   * with respect to the n log parameters that are not fixed, both nullable. */
  double (*log_likelihood)(const ClvModelKind *kind,
                           const ClvCells     *cells,
                           int                 unit_days,
                           const double       *parameters,
                           double             *gradient,
                           double             *hessian);
  double (*p_active)(const ClvModelKind *kind,
                     const double       *parameters,
                     double              x,
                     double              recency,
                     double              age);
  /* Expected purchases in (age, age + horizon]. */
  double (*expected_purchases)(const ClvModelKind *kind,
                               const double       *parameters,
                               double              x,
                               double              recency,
                               double              age,
                               double              horizon);
  /* Same of a customer not yet seen, in (0, horizon]. */
  double (*expected_new)(const ClvModelKind *kind,
                         const double       *parameters,
                         double              horizon);
  /* One simulated future: number of purchases; @rng is a ClvRandom. */
  guint (*simulate)(const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age,
                    double              horizon,
                    gpointer            rng);

  /* Nullable: a past that the model would have made, see clv-history.h. */
  void (*simulate_history)(const ClvModelKind *kind,
                           const double       *parameters,
                           double              age,
                           ClvRandom          *rng,
                           guint32            *x,
                           double             *recency);

  /* Arranges cells once for the many evaluations of a fit; evaluate() gives what
   * log_likelihood() gives. */
  gpointer (*prepare)(const ClvModelKind *kind,
                      const ClvCells     *cells,
                      int                 unit_days);
  double (*evaluate)(gconstpointer prepared,
                     const double *parameters,
                     double       *gradient,
                     double       *hessian);
  void (*release)(gpointer prepared);
  /* Nullable: the same of groups of cells, @start[n_groups + 1] into them, whose
   * parameters differ by what processes move alone: of every @stride-th group with
   * @parameters[n] each, value, gradient[n] and hessian[n*n] one after the other. */
  gpointer (*prepare_groups)(const ClvModelKind *kind,
                             const ClvCells     *cells,
                             guint32             n_groups,
                             const guint32      *start,
                             int                 unit_days);
  void (*evaluate_groups)(gconstpointer prepared,
                          guint32       stride,
                          const double *parameters,
                          double       *sums);
  void (*release_groups)(gpointer prepared);
  /* Where a search may start, given the mean age in the model's unit. */
  void (*start)(const ClvModelKind *kind,
                double              mean_age,
                double             *parameters);
  /* Nullable: the kind's own search, for parameters that bound each other, from
   * @parameters to the maximum. @looseness: standard error from which a parameter
   * is not determined. %FALSE where @go_on stopped it. */
  gboolean (*search)(gconstpointer   prepared,
                     double          looseness,
                     ClvKindGoOn     go_on,
                     gpointer        user_data,
                     double         *parameters,
                     ClvKindMaximum *maximum);
  /* Nullable: a sentence why no model has @parameters, NULL where one may have. */
  char *(*find_impossible)(const ClvModelKind *kind,
                           const double       *parameters);
  /* One customer's part of the log-likelihood. */
  double (*log_likelihood_one)(const ClvModelKind *kind,
                               const double       *parameters,
                               double              x,
                               double              recency,
                               double              age);
  /* Of a customer who is active now, for each of @n horizons: expected purchases,
   * probability of being active at the end, expected square of the purchases.
   * P(active) times each is what holds for one who may not be. Without
   * @needs_recency it is the same for any @recency. */
  void (*forecast)(const ClvModelKind *kind,
                   const double       *parameters,
                   double              x,
                   double              recency,
                   double              age,
                   const double       *horizons,
                   guint               n,
                   double             *purchases,
                   double             *still_active,
                   double             *second_moment);
  /* Nullable: p_active() of many, to the same bits where they are few; else to 1e-12. */
  void (*p_active_many)(const ClvModelKind *kind,
                        const double       *parameters,
                        guint32             n,
                        const guint32      *x,
                        const gint32       *recency_days,
                        const gint32       *age_days,
                        int                 unit_days,
                        double             *p_active);
  /* Nullable: forecast() over the horizons of two rules and a last one, for
   * ascending @x of one @age at once. */
  void (*sum_horizons)(const ClvModelKind   *kind,
                       const double         *parameters,
                       double                age,
                       guint                 n,
                       const guint32        *x,
                       const ClvHorizonRule *discounted,
                       const ClvHorizonRule *active,
                       double                last,
                       double               *purchases,
                       double               *discounted_sum,
                       double               *active_sum);
  const ClvKindTables *tables;      /* (nullable) */
  /* Probabilities of 0, 1 … n−1 purchases of a customer who is active now. */
  void (*pmf)(const ClvModelKind *kind,
              const double       *parameters,
              double              x,
              double              recency,
              double              age,
              double              horizon,
              guint               n,
              double             *pmf);
  /* Nullable: a rule without a likelihood has this instead of log_likelihood(),
   * prepare(), evaluate(), release(), start(), log_likelihood_one() and
   * nested_log_likelihood(). */
  void (*estimate)(const ClvModelKind *kind,
                   const ClvCells     *cells,
                   int                 unit_days,
                   double             *parameters);
  /* Nullable: sets the last parameter to the best number of ticks a purchase and the
   * others to where a search may start. @sum_log_gaps: of all times between purchases;
   * @of_one: (out): the greatest log-likelihood with one tick. */
  guint (*choose_regularity)(const ClvModelKind *kind,
                             const ClvCells     *cells,
                             int                 unit_days,
                             double              sum_log_gaps,
                             double             *parameters,
                             double             *of_one);
  /* The greatest log-likelihood of the simpler model within this one. */
  double (*nested_log_likelihood)(const ClvModelKind *kind,
                                  const ClvCells     *cells,
                                  int                 unit_days);
  const char *nested_name;      /* "NBD" */
  const char *nested_better;    /* (nullable): translatable, where it does as well and is not NBD */
  ClvHistory history;
  gboolean is_stepped;          /* what it expects of a horizon has jumps or kinks */
  gboolean needs_recency;       /* the future of an active customer depends on it */
  gboolean is_dated;            /* parameters are as of a day: clv_fit_get_parameters_at() */
  /* Processes that a customer's covariates can move, none where @n_processes is 0:
   * the parameter θ_j becomes θ_j · exp (effect_sign[j] · γ'z) with the γ of
   * process_of[j], counted from 1; 0 stays. */
  guint n_processes;
  const char *process_names[CLV_MAX_PROCESSES];
  guint8 process_of[CLV_MAX_PARAMETERS];
  gint8 effect_sign[CLV_MAX_PARAMETERS];
  gboolean joins_contract;      /* orders and contracts, see clv-hybrid.h: has no functions */
  gboolean is_one_time_artefact;  /* says P(active) = 1 of every one-time buyer */
};

const ClvModelKind  *clv_model_kind_find (const char *id);
const ClvModelKind **clv_model_kinds_list (guint      *n);
char *clv_model_kinds_dup_ids (void);
void clv_model_kind_move (const ClvModelKind *self,
                          double             *parameters,
                          guint               parameter,
                          double              step);
void clv_model_kind_predict (const ClvModelKind *self,
                             const double       *parameters,
                             double              x,
                             double              recency,
                             double              age,
                             double              horizon,
                             double             *mean,
                             double             *variance);
double clv_model_kind_expected_discounted (const ClvModelKind *self,
                                           const double       *parameters,
                                           double              x,
                                           double              recency,
                                           double              age,
                                           double              horizon,
                                           int                 unit_days,
                                           double              rate);

G_END_DECLS
