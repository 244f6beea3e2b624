/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-calibration.h"
#include "clv-cell-table.h"
#include "clv-covariate-private.h"
#include "clv-contracts.h"
#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-fields.h"
#include "clv-fit-private.h"
#include "clv-hash.h"
#include "clv-hybrid-private.h"
#include "clv-money.h"
#include "clv-parallel.h"
#include "clv-trust-region.h"

#define COARSE_FROM 20000       /* cells from which a weekly start pays */
#define BESIDE_FROM 20000       /* customers from which a thread for their spend does */
#define TOTAL_NOTE 0.05
#define TOTAL_LIMIT 0.25

static void
diagnostic_free (gpointer data)
{
  ClvFitDiagnostic *self = data;

  g_free (self->code);
  g_free (self->message);
  g_free (self);
}

GPtrArray *
clv_fit_new_diagnostics (void)
{
  return g_ptr_array_new_with_free_func (diagnostic_free);
}

/* Takes @message. */
void
clv_fit_add_diagnostic (ClvFit     *self,
                        const char *code,
                        char       *message)
{
  ClvFitDiagnostic *diagnostic = g_new0 (ClvFitDiagnostic, 1);

  diagnostic->code = g_strdup (code);
  diagnostic->message = message;
  if (self->diagnostics == NULL)
    self->diagnostics = clv_fit_new_diagnostics ();
  g_ptr_array_add (self->diagnostics, diagnostic);
}

ClvFit *
clv_fit_ref (ClvFit *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
clv_fit_unref (ClvFit *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  clv_model_spec_free (self->spec);
  clv_covariates_unref (self->covariates);
  clv_hybrid_free (self->hybrid);
  g_clear_pointer (&self->periods, g_ptr_array_unref);
  g_free (self->data_hash);
  g_clear_pointer (&self->diagnostics, g_ptr_array_unref);
  g_free (self->created_at);
  g_free (self->content_hash);
  g_free (self);
}

const char *
clv_fit_state_get_id (ClvFitState state)
{
  static const char * const ids[] = {
    "converged", "boundary", "ridge", "nested-better", "total-off", "not-converged",
  };

  return ids[MIN (state, CLV_FIT_NOT_CONVERGED)];
}

const char *
clv_fit_state_describe (ClvFitState state)
{
  switch (state)
    {
    case CLV_FIT_CONVERGED:
      return _("The search ended at a well-determined maximum.");

    case CLV_FIT_BOUNDARY:
      return _("A parameter ran to its limit: the data ask for a simpler model. Totals can be "
               "used, single parameters cannot.");

    case CLV_FIT_RIDGE:
      return _("The parameters are not identified: several sets explain the data equally well. "
               "Totals can be used, single parameters cannot.");

    case CLV_FIT_NESTED_BETTER:
      return _("A simpler model explains the data as well. A longer history may show the "
               "difference.");

    case CLV_FIT_TOTAL_OFF:
      return _("The model does not give back the purchases it was fitted on, so its predictions "
               "are refused. Check the data for a break, or fit a shorter period.");

    case CLV_FIT_NOT_CONVERGED:
    default:
      return _("The search did not end at a maximum, so its result is refused. Check the data for "
               "impossible dates.");
    }
}

gboolean
clv_fit_is_usable (const ClvFit *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->state != CLV_FIT_TOTAL_OFF && self->state != CLV_FIT_NOT_CONVERGED;
}

double
clv_fit_expected_spend (const ClvFit *self,
                        guint32       x,
                        double        mean_spend)
{
  g_return_val_if_fail (self != NULL, 0.0);

  if (!self->has_spend)
    return mean_spend;
  return clv_gamma_gamma_expected (self->spend_parameters, x, x * mean_spend);
}

/* What the data must have before anything can be fitted. */
static gboolean
check_gates (const ClvCustomers *customers,
             GError            **error)
{
  g_autofree char *until = clv_date_to_iso (customers->until);
  g_autofree char *number = clv_number_format (customers->n, 0);
  g_autofree char *rows = clv_number_format ((double) customers->n_rows, 0);
  g_autofree char *message = NULL;

  if (customers->transactions->n_rows == 0 && !customers->is_counted)
    message = g_strdup (_("There are 0 customers with a purchase; a fit needs at least 2. Nothing "
                          "was fitted. Import orders first."));
  else if (customers->n_positive_rows == 0
           && (customers->n > 0 || customers->n_refund_rows > 0))
    message = g_strdup_printf (_("0 of %s rows up to %s have an amount above zero; a fit needs "
                                 "purchases. Nothing was fitted. Check which column was imported "
                                 "as the amount."),
                               rows, until);
  else if (customers->n == 0)
    message = g_strdup_printf (_("There are 0 customers with a purchase up to %s; a fit needs at "
                                 "least 2. Nothing was fitted. Import more orders or choose a "
                                 "later day."), until);
  else if (customers->n < 2)
    message = g_strdup_printf (_("There is 1 customer with a purchase up to %s; a fit needs at "
                                 "least 2. Nothing was fitted. Import more orders or choose a "
                                 "later day."), until);
  else if (customers->n_repeat == 0)
    message = g_strdup_printf (_("0 of %s customers bought again up to %s; a fit needs at least 1 "
                                 "repeat customer. Nothing was fitted. Import a longer history; "
                                 "the past value of each customer is still shown."),
                               number, until);
  if (message == NULL)
    return TRUE;
  g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE, message);
  return FALSE;
}

typedef struct
{
  const ClvModelKind *kind;
  gpointer prepared;
  double n;
  double parameters[CLV_MAX_PARAMETERS];    /* of them, those that are fixed */
} Search;

static guint
count_searched (const ClvModelKind *kind)
{
  return kind->n_parameters - kind->n_fixed;
}

static double
evaluate_mean (const double *point,
               double       *gradient,
               double       *hessian,
               gpointer      user_data)
{
  Search *search = user_data;
  guint n = count_searched (search->kind);
  double value = 0.0;

  for (guint i = 0; i < n; i++)
    search->parameters[i] = exp (point[i]);
  value = search->kind->evaluate (search->prepared, search->parameters, gradient, hessian);
  for (guint i = 0; i < n; i++)
    gradient[i] /= -search->n;
  for (guint i = 0; i < n * n; i++)
    hessian[i] /= -search->n;
  return -value / search->n;
}

/* Searches from @point, which ends at the best one. */
static gboolean
search_cells (ClvFit            *self,
              const ClvCells    *cells,
              double             tolerance,
              ClvTrustRegion    *region,
              double            *point,
              const ClvProgress *progress,
              GError           **error)
{
  Search search = { self->kind, self->kind->prepare (self->kind, cells, self->spec->unit_days),
                    self->n_customers, { 0.0 } };
  guint n = count_searched (self->kind);
  gboolean is_going = TRUE;

  for (guint i = n; i < self->kind->n_parameters; i++)
    search.parameters[i] = exp (point[i]);
  if (clv_trust_region_init (region, n, point, log (CLV_FIT_LOWEST),
                             log (CLV_FIT_HIGHEST),
                             evaluate_mean, &search))
    {
      for (guint i = 0; i < 200 && is_going && !clv_trust_region_test (region, tolerance); i++)
        {
          is_going = clv_progress_step (progress, -1.0, _("Fitting the model"), error);
          if (is_going && !clv_trust_region_iterate (region))
            break;
        }
    }
  self->kind->release (search.prepared);
  self->evaluations += region->evaluations;
  for (guint i = 0; i < n; i++)
    point[i] = region->point[i];
  return is_going;
}

double
clv_fit_sum_expected_past (const ClvFit       *self,
                           const ClvCustomers *customers)
{
  gint32 oldest = 0;
  g_autofree guint32 *count = NULL;
  double sum = 0.0;

  for (guint32 i = 0; i < customers->n; i++)
    oldest = MAX (oldest, customers->age_days[i]);
  count = g_new0 (guint32, (gsize) oldest + 1);
  for (guint32 i = 0; i < customers->n; i++)
    count[customers->age_days[i]]++;
  for (gint32 age = 1; age <= oldest; age++)
    {
      double scratch[CLV_MAX_PARAMETERS];

      if (count[age] == 0)
        continue;
      sum += count[age]
             * self->kind->expected_new (self->kind,
                                         clv_fit_get_parameters_at (self, customers->until - age,
                                                                    scratch),
                                         (double) age / self->spec->unit_days);
    }
  return sum;
}

static void
fill_errors (ClvFit         *self,
             ClvTrustRegion *region,
             gboolean       *is_ridge)
{
  guint n = self->kind->n_parameters;
  guint searched = count_searched (self->kind);
  double covariance[CLV_MAX_PARAMETERS * CLV_MAX_PARAMETERS] = { 0.0 };
  double smallest = 0.0;
  double largest = 0.0;
  gboolean is_sound = FALSE;

  for (guint i = 0; i < searched * searched; i++)
    region->hessian[i] *= self->n_customers;
  is_sound = clv_matrix_invert_positive (searched, region->hessian, covariance, &smallest,
                                         &largest);
  *is_ridge = !is_sound || smallest < 1.0 / (CLV_FIT_LOOSEST * CLV_FIT_LOOSEST);
  /* What is fixed does not vary. */
  for (guint i = 0; i < n; i++)
    {
      gboolean is_searched = i < searched;

      self->standard_errors[i] = *is_ridge || !is_searched
                                 ? NAN
                                 : self->parameters[i] * sqrt (covariance[i * searched + i]);
      for (guint j = 0; j < n; j++)
        self->covariance[i * n + j] = *is_ridge ? NAN
                                                : is_searched && j < searched
                                      ? covariance[i * searched + j] : 0.0;
    }
}

/* @sentence: about the state. */
void
clv_fit_note_state (ClvFit     *self,
                    const char *sentence)
{
  double off = self->in_sample_expected / self->in_sample_actual - 1.0;
  g_autofree char *share = NULL;

  if (self->state != CLV_FIT_CONVERGED)
    clv_fit_add_diagnostic (self, clv_fit_state_get_id (self->state),
                            g_strdup (sentence));
  if (self->state != CLV_FIT_TOTAL_OFF && fabs (off) > TOTAL_NOTE)
    clv_fit_add_diagnostic (self, "in-sample-total",
                            g_strdup_printf (_("The model gives the past %.0f repeat purchases "
                                               "where there were %.0f. Look at the back-test "
                                               "before using the total."),
                                             self->in_sample_expected, self->in_sample_actual));
  if (self->kind->is_one_time_artefact)
    {
      share = g_strdup_printf ("%.0f", 100.0 * (self->n_customers - self->n_repeat)
                               / self->n_customers);
      clv_fit_add_diagnostic (self, "one-time-buyers-active",
                              g_strdup_printf (_("%s calls every customer with one purchase "
                                                 "active (%s %% here), because drop-out follows a "
                                                 "repeat purchase. Read the mean probability of "
                                                 "being active with that in mind."),
                                               self->kind->name, share));
    }
}

/* How a search ended. */
typedef struct
{
  gboolean is_maximum;
  gboolean is_at_bound;
  gboolean is_ridge;
  const char *bound;      /* (nullable): a sentence about the bound */
} End;

static const char *
describe_end (const ClvFit *self,
              const End    *end)
{
  if (self->state == CLV_FIT_BOUNDARY && end->bound != NULL)
    return end->bound;
  if (self->state == CLV_FIT_NESTED_BETTER && self->kind->nested_better != NULL)
    return _(self->kind->nested_better);
  return clv_fit_state_describe (self->state);
}

static void
judge (ClvFit    *self,
       const End *end)
{
  double off = self->in_sample_expected / self->in_sample_actual - 1.0;
  double gain = self->log_likelihood - self->nested_log_likelihood;
  /* The box cuts the simpler model off by a little where it is the limit. */
  double slack = end->is_at_bound ? 1e-4 * self->n_customers
                             : 1e-6 * (1.0 + fabs (self->log_likelihood));

  if (!end->is_maximum || !isfinite (self->log_likelihood)
      || gain < -slack)
    self->state = CLV_FIT_NOT_CONVERGED;
  else if (!(fabs (off) <= TOTAL_LIMIT))
    self->state = CLV_FIT_TOTAL_OFF;
  else if (gain < 1.0)
    self->state = CLV_FIT_NESTED_BETTER;
  else if (end->is_at_bound)
    self->state = CLV_FIT_BOUNDARY;
  else if (end->is_ridge)
    self->state = CLV_FIT_RIDGE;
  else
    self->state = CLV_FIT_CONVERGED;
  clv_fit_note_state (self, describe_end (self, end));
}

/* Of the model with one tick a purchase where there are more, @known or NAN: how many were
 * asked for is no question of likelihood. Else of the kind's own simpler one, which its
 * search may have come by. */
static double
find_nested (const ClvFit   *self,
             const ClvCells *cells,
             double          known)
{
  if (self->kind->choose_regularity != NULL
      ? self->parameters[self->kind->n_parameters - 1] > 1.5 : isfinite (known))
    return known;
  return self->kind->nested_log_likelihood (self->kind, cells, self->spec->unit_days);
}

/* What the fit is judged by. */
static void
compare_with_past (ClvFit             *self,
                   const ClvCells     *cells,
                   const ClvCustomers *customers,
                   double              known)
{
  self->nested_log_likelihood = find_nested (self, cells, known);
  self->in_sample_actual = (double) customers->sum_x;
  self->in_sample_expected = clv_fit_sum_expected_past (self, customers);
}

typedef struct
{
  const ClvProgress *progress;
  GError **error;
} GoOn;

static gboolean
go_on (gpointer user_data)
{
  const GoOn *self = user_data;

  return clv_progress_step (self->progress, -1.0, _("Fitting the model"), self->error);
}

/* By the kind's own search, from @parameters. */
static gboolean
fit_by_kind (ClvFit             *self,
             const ClvCells     *cells,
             const ClvCustomers *customers,
             double             *parameters,
             const ClvProgress  *progress,
             GError            **error)
{
  guint n = self->kind->n_parameters;
  gpointer prepared = self->kind->prepare (self->kind, cells, self->spec->unit_days);
  GoOn step = { progress, error };
  End end = { FALSE, FALSE, FALSE, NULL };
  ClvKindMaximum maximum;
  gboolean is_done = FALSE;

  memset (&maximum, 0, sizeof maximum);
  maximum.nested = NAN;
  is_done = self->kind->search (prepared, CLV_FIT_LOOSEST, go_on, &step, parameters, &maximum);
  self->kind->release (prepared);
  if (!is_done)
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      double scale = self->kind->is_plain[i] ? 1.0 : parameters[i];

      self->parameters[i] = parameters[i];
      self->standard_errors[i] = maximum.is_determined
                                 ? scale * sqrt (maximum.covariance[i * n + i]) : NAN;
    }
  for (guint i = 0; i < n * n; i++)
    self->covariance[i] = maximum.is_determined ? maximum.covariance[i] : NAN;
  self->log_likelihood = maximum.log_likelihood;
  self->evaluations += maximum.evaluations;
  compare_with_past (self, cells, customers, maximum.nested);
  end.is_maximum = maximum.is_maximum;
  end.is_at_bound = maximum.is_at_bound;
  end.is_ridge = !maximum.is_determined;
  end.bound = maximum.bound;
  judge (self, &end);
  g_free (maximum.bound);
  return TRUE;
}

static gboolean
fit_purchases (ClvFit             *self,
               const ClvCustomers *customers,
               const ClvProgress  *progress,
               GError            **error)
{
  g_autoptr(ClvCells) cells = clv_cells_new_for_customers (customers, NULL);
  ClvTrustRegion region;
  double point[CLV_MAX_PARAMETERS];
  double mean_age = 0.0;
  double timing = 0.0;
  double of_one = NAN;
  End end = { FALSE, FALSE, FALSE, NULL };

  clv_cells_sort (cells);
  for (guint32 i = 0; i < cells->n; i++)
    mean_age += cells->weight[i] * cells->age_days[i];
  mean_age /= (double) self->n_customers * self->spec->unit_days;
  self->n_cells = cells->n;
  self->kind->start (self->kind, mean_age, point);
  if (self->kind->search != NULL)
    return fit_by_kind (self, cells, customers, point, progress, error);
  if (self->kind->choose_regularity != NULL
      && !clv_fit_set_regularity (self, customers, cells, point, &timing, &of_one, progress, error))
    return FALSE;
  for (guint i = 0; i < self->kind->n_parameters; i++)
    point[i] = log (point[i]);

  if (cells->n >= COARSE_FROM && !self->kind->is_stepped)
    {
      g_autoptr(ClvCells) coarse = clv_cells_new_coarse (cells);

      if (!search_cells (self, coarse, 1e-6, &region, point, progress, error))
        return FALSE;
    }
  if (!search_cells (self, cells, CLV_FIT_FLAT, &region, point, progress, error))
    return FALSE;

  for (guint i = 0; i < self->kind->n_parameters; i++)
    self->parameters[i] = exp (point[i]);
  for (guint i = count_searched (self->kind); i < self->kind->n_parameters; i++)
    self->parameters[i] = round (self->parameters[i]);
  self->log_likelihood = -region.value * self->n_customers + timing;
  compare_with_past (self, cells, customers, of_one);
  fill_errors (self, &region, &end.is_ridge);
  end.is_maximum = clv_trust_region_test (&region, CLV_FIT_NEARLY_FLAT);
  end.is_at_bound = clv_trust_region_is_at_bound (&region);
  judge (self, &end);
  if (self->kind->choose_regularity != NULL)
    clv_fit_tell_regularity (self, of_one);
  return TRUE;
}

/* A rule is right about the past by how it is made and has no likelihood to judge. */
static void
fit_rule (ClvFit             *self,
          const ClvCustomers *customers)
{
  g_autoptr(ClvCells) cells = clv_cells_new_for_customers (customers, NULL);

  clv_cells_sort (cells);
  self->n_cells = cells->n;
  self->kind->estimate (self->kind, cells, self->spec->unit_days, self->parameters);
  for (guint i = 0; i < self->kind->n_parameters; i++)
    self->standard_errors[i] = NAN;
  self->log_likelihood = NAN;
  self->nested_log_likelihood = NAN;
  self->in_sample_actual = (double) customers->sum_x;
  self->in_sample_expected = clv_fit_sum_expected_past (self, customers);
  self->state = CLV_FIT_CONVERGED;
  clv_fit_add_diagnostic (self, "rule",
                          g_strdup_printf (_("“%s” is a rule, no model: it has no likelihood and "
                                             "no standard errors, and takes everybody as active. "
                                             "Compare it with a model on a back-test."),
                                           _(self->kind->name)));
}

char *
clv_fit_compute_hash (const ClvFit *self)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("fit");
  g_autofree char *spec = clv_model_spec_to_text (self->spec);

  clv_hash_add_text (hash, spec);
  clv_hash_add_text (hash, self->data_hash);
  clv_hash_add_int64 (hash, self->n_customers);
  clv_hash_add_int64 (hash, self->state);
  for (guint i = 0; i < self->kind->n_parameters; i++)
    clv_hash_add_double (hash, self->parameters[i]);
  clv_hash_add_int64 (hash, self->has_spend);
  for (guint i = 0; i < 3; i++)
    clv_hash_add_double (hash, self->spend_parameters[i]);
  if (self->covariates != NULL)
    {
      g_autofree char *covariates = clv_covariates_to_text (self->covariates);

      clv_hash_add_text (hash, covariates);
    }
  if (self->hybrid != NULL)
    {
      clv_hash_add_text (hash, self->hybrid->contract->content_hash);
      clv_hash_add_text (hash, self->hybrid->orders->content_hash);
    }
  for (guint i = 0; self->periods != NULL && i < self->periods->len; i++)
    clv_hash_add_text (hash, ((const ClvFit *) self->periods->pdata[i])->content_hash);
  return clv_hash_finish (hash);
}

static gboolean
fit_times (ClvFit             *self,
           const ClvCustomers *customers,
           const ClvProgress  *progress,
           GError            **error)
{
  if (self->kind->estimate != NULL)
    fit_rule (self, customers);
  else if (!fit_purchases (self, customers, progress, error))
    return FALSE;
  if (self->kind->history <= CLV_HISTORY_GAPS)
    clv_fit_note_quiet_end (self, customers);
  return clv_fit_explain (self, customers, progress, error);
}

/* @spend: (nullable) (out): fitted at the same time where that pays */
static gboolean
fit_beside (ClvFit             *self,
            const ClvCustomers *customers,
            ClvFitSpend        *spend,
            const ClvProgress  *progress,
            GError            **error)
{
  ClvAside *aside = NULL;
  gboolean is_done = FALSE;

  if (spend != NULL && customers->n >= BESIDE_FROM)
    aside = clv_parallel_begin (clv_fit_spend_compute, spend);
  is_done = fit_times (self, customers, progress, error);
  if (aside != NULL)
    clv_parallel_end (aside);
  else if (spend != NULL && is_done)
    clv_fit_spend_compute (spend);
  return is_done;
}

/**
 * clv_fit_new:
 * @spec: what to fit
 * @customers: the summary up to the spec's last day, in the spec's unit
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR
 *
 * A search that fails is a fit with a state that says so; see
 * clv_fit_is_usable(). Equal input gives equal bits.
 *
 * Returns: (transfer full): the fit, %NULL where a data gate is shut
 */
ClvFit *
clv_fit_new (const ClvModelSpec *spec,
             ClvCustomers       *customers,
             const ClvProgress  *progress,
             GError            **error)
{
  g_autoptr(ClvFit) self = NULL;
  g_autoptr(ClvCustomers) counted = NULL;
  ClvFitSpend spend = { NULL, };
  gboolean has_spend = FALSE;
  double start = clv_cpu_seconds ();

  g_return_val_if_fail (spec != NULL, NULL);
  g_return_val_if_fail (customers != NULL, NULL);

  if (clv_model_kind_find (spec->kind) == NULL)
    {
      g_autofree char *ids = clv_model_kinds_dup_ids ();

      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("There is no model “%s”. Nothing was fitted. Choose one of %s."), spec->kind,
                   ids);
      return NULL;
    }
  if (clv_model_kind_find (spec->kind)->joins_contract)
    return clv_hybrid_fit_new (spec, customers, progress, error);
  if (clv_model_kind_find (spec->kind)->history == CLV_HISTORY_CONTRACT && !customers->is_counted
      ? !clv_fit_check_subscribers (customers, error) : !check_gates (customers, error))
    return NULL;
  counted = clv_customers_new_for_spec (customers, spec, progress, error);
  if (counted == NULL || (counted != customers && !check_gates (counted, error))
      || (clv_model_kind_find (spec->kind)->history == CLV_HISTORY_CONTRACT
          && !clv_fit_check_renewals (counted, error)))
    return NULL;
  customers = counted;

  self = g_new0 (ClvFit, 1);
  self->ref_count = 1;
  self->spec = clv_model_spec_copy (spec);
  self->spec->until = customers->until;
  self->spec->unit_days = customers->unit_days;
  self->spec->opportunity = customers->opportunity;
  self->kind = clv_model_kind_find (spec->kind);
  /* Who compares kinds passes one spec for all of them. */
  if (strcmp (spec->kind, "pareto-nbd") != 0)
    g_clear_pointer (&self->spec->calendar, clv_calendar_free);
  self->data_hash = g_strdup (customers->transactions->content_hash != NULL
                              ? customers->transactions->content_hash : "");
  self->n_customers = customers->n;
  self->n_repeat = customers->n_repeat;
  self->plain_log_likelihood = NAN;
  self->diagnostics = clv_fit_new_diagnostics ();
  for (guint i = 0; i < 3; i++)
    self->spend_standard_errors[i] = NAN;
  for (guint i = 0; i < 9; i++)
    self->spend_covariance[i] = NAN;

  /* A subscriber goes on paying what they pay. */
  spend.customers = customers;
  has_spend = strcmp (self->spec->spend, "gamma-gamma") == 0
              && self->kind->history != CLV_HISTORY_CONTRACT;
  if (!fit_beside (self, customers, has_spend ? &spend : NULL, progress, error))
    return NULL;
  if (self->kind->history == CLV_HISTORY_CONTRACT)
    {
      if (!clv_contracts_fit_others (self, spec, customers, progress, error))
        return NULL;
      clv_fit_tell_subscriptions (self, customers);
    }
  else if (customers->opportunity != CLV_OPPORTUNITY_NONE)
    clv_fit_tell_opportunity (self, customers, spec->opportunity);
  if (has_spend)
    clv_fit_take_spend (self, &spend);
  if (customers->n_rounded > 0)
    clv_fit_add_diagnostic (self, "times-rounded",
                            g_strdup_printf (ngettext ("%u customer was counted with a time that "
                                                       "is no whole number of days. It was "
                                                       "rounded to the nearest day.",
                                                       "%u customers were counted with times that "
                                                       "are no whole numbers of days. They were "
                                                       "rounded to the nearest day.",
                                                       customers->n_rounded),
                                             customers->n_rounded));
  self->cpu_fit = clv_cpu_seconds () - start;
  self->cpu_summary = customers->cpu_seconds;
  self->content_hash = clv_fit_compute_hash (self);
  return g_steal_pointer (&self);
}
