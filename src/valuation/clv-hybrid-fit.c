/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-fit-private.h"
#include "clv-hybrid-private.h"
#include "clv-money.h"
#include "clv-parallel.h"

/* Contracts and orders are taken to have nothing to do with each other, so that the
 * likelihood of both is a product and each part is fitted by itself. Where the past says
 * that orders end with the contract they are modelled while it runs: whose contract has
 * ended was seen until then. */

#define CORRELATED 0.1
#define FEWEST_TENURE 10     /* customers, below whom a correlation says nothing */

static const char * const contracts[] = { "sbg", "bdw", NULL };
static const char * const orders[] = { "bg-nbd", "mbg-nbd", "pareto-nbd", "nbd", NULL };

const char * const *
clv_hybrid_list_contracts (void)
{
  return contracts;
}

const char * const *
clv_hybrid_list_orders (void)
{
  return orders;
}

static const char *
get_contract (const ClvModelSpec *spec)
{
  return spec->contract != NULL ? spec->contract : contracts[0];
}

static const char *
get_orders (const ClvModelSpec *spec)
{
  return spec->orders != NULL ? spec->orders : orders[0];
}

static void
add_parameters (ClvModelKind       *self,
                const char         *prefix,
                const ClvModelKind *part)
{
  for (guint i = 0; i < part->n_parameters; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%s", prefix, part->parameter_names[i]);

      self->is_plain[self->n_parameters] = part->is_plain[i];
      self->parameter_names[self->n_parameters++] = g_intern_string (name);
    }
}

/* Never freed: there are as many as ways to join two kinds. */
const ClvModelKind *
clv_hybrid_get_kind (const ClvModelSpec *spec)
{
  static GHashTable *kinds = NULL;
  static GMutex mutex;
  g_autofree char *key = g_strconcat (get_contract (spec), "+", get_orders (spec), NULL);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mutex);
  ClvModelKind *self = NULL;

  if (kinds == NULL)
    kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self = g_hash_table_lookup (kinds, key);
  if (self != NULL)
    return self;
  self = g_memdup2 (clv_model_kind_find (CLV_HYBRID), sizeof *self);
  self->n_parameters = 0;
  add_parameters (self, "contract", clv_model_kind_find (get_contract (spec)));
  add_parameters (self, "orders", clv_model_kind_find (get_orders (spec)));
  g_hash_table_insert (kinds, g_steal_pointer (&key), self);
  return self;
}

ClvModelSpec *
clv_hybrid_new_spec (const ClvModelSpec *spec,
                     gboolean            of_contract)
{
  ClvModelSpec *self = clv_model_spec_new ();

  g_free (self->kind);
  g_free (self->spend);
  self->kind = g_strdup (of_contract ? get_contract (spec) : get_orders (spec));
  self->spend = g_strdup (of_contract ? "none" : spec->spend);
  self->until = spec->until;
  self->unit_days = of_contract ? 7 : spec->unit_days;
  self->seed = spec->seed;
  self->opportunity = of_contract ? spec->opportunity : CLV_OPPORTUNITY_NONE;
  return self;
}

void
clv_hybrid_free (ClvHybrid *self)
{
  if (self == NULL)
    return;
  clv_fit_unref (self->contract);
  clv_fit_unref (self->orders);
  g_free (self);
}

/* What a fit of two parts says of both at once. */
void
clv_hybrid_bind (ClvFit *fit)
{
  const ClvFit *parts[] = { fit->hybrid->contract, fit->hybrid->orders };
  guint n = 0;
  guint first = 0;

  fit->kind = clv_hybrid_get_kind (fit->spec);
  n = fit->kind->n_parameters;
  for (guint k = 0; k < G_N_ELEMENTS (parts); k++)
    {
      const guint own = parts[k]->kind->n_parameters;

      for (guint i = 0; i < own; i++)
        {
          fit->parameters[first + i] = parts[k]->parameters[i];
          fit->standard_errors[first + i] = parts[k]->standard_errors[i];
          for (guint j = 0; j < own; j++)
            fit->covariance[(first + i) * n + first + j] = parts[k]->covariance[i * own + j];
        }
      first += own;
    }
}

static void
take_spend (ClvFit       *self,
            const ClvFit *from)
{
  self->has_spend = from->has_spend;
  self->spend_n = from->spend_n;
  self->spend_log_likelihood = from->spend_log_likelihood;
  self->spend_correlation = from->spend_correlation;
  memcpy (self->spend_parameters, from->spend_parameters, sizeof self->spend_parameters);
  memcpy (self->spend_standard_errors, from->spend_standard_errors,
          sizeof self->spend_standard_errors);
  memcpy (self->spend_covariance, from->spend_covariance, sizeof self->spend_covariance);
}

static void
take_diagnostics (ClvFit       *self,
                  const ClvFit *from,
                  gboolean      is_contract)
{
  for (guint i = 0; i < from->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *one = g_ptr_array_index (from->diagnostics, i);
      g_autofree char *code = g_strconcat (is_contract ? "contract." : "orders.", one->code, NULL);

      /* TRANSLATORS: %s is a sentence */
      clv_fit_add_diagnostic (self, code,
                              is_contract ? g_strdup_printf (_("Subscriptions: %s"), one->message)
                                          : g_strdup_printf (_("Orders: %s"), one->message));
    }
}

static void
tell_payments (ClvFit *self)
{
  const guint64 n = self->hybrid->facts.n_payment_rows;
  g_autofree char *number = clv_number_format ((double) n, 0);

  if (n > 0)
    clv_fit_add_diagnostic (self, "hybrid-payments",
                            g_strdup_printf (_("%s rows of the orders are payments of "
                                               "subscriptions: the same customer, the same amount, "
                                               "within 3 days of one that was due. They count "
                                               "once, with the contract."), number));
}

/* Whether who stays long orders more, which the model takes not to be. */
static void
tell_tenure (ClvFit *self)
{
  const ClvHybridFacts *facts = &self->hybrid->facts;
  const double r = facts->tenure_correlation;
  const double t = r * sqrt (MAX (facts->n_tenure, 3) - 2.0) / sqrt (1.0 - r * r + 1e-12);
  g_autofree char *measured = clv_number_format (facts->n_tenure, 0);

  if (facts->n_tenure < FEWEST_TENURE)
    clv_fit_add_diagnostic (self, "hybrid-tenure",
                            g_strdup_printf (ngettext ("%s customer has both orders and a contract "
                                                       "that ran for 90 days: too few to see "
                                                       "whether time under contract and orders go "
                                                       "together. The model assumes that they do "
                                                       "not.",
                                                       "%s customers have both orders and a "
                                                       "contract that ran for 90 days: too few to "
                                                       "see whether time under contract and "
                                                       "orders go together. The model assumes "
                                                       "that they do not.",
                                                       (gulong) facts->n_tenure),
                                             measured));
  else if (fabs (t) > 1.96 && fabs (r) >= CORRELATED)
    clv_fit_add_diagnostic (self, "hybrid-tenure",
                            g_strdup_printf (_("Time under contract and orders in its first 90 "
                                               "days go together (rank correlation %.2f, %s "
                                               "customers); the two parts are fitted as if they "
                                               "did not. Values of those with long contracts may "
                                               "be somewhat off."),
                                             r, measured));
  else
    clv_fit_add_diagnostic (self, "hybrid-tenure",
                            g_strdup_printf (_("Time under contract and orders in its first 90 "
                                               "days show no connection (rank correlation %.2f, "
                                               "%s customers), as the model assumes."),
                                             r, measured));
}

/* The assumption, and what can be seen of it. */
static void
tell_facts (ClvFit *self)
{
  const ClvHybridFacts *facts = &self->hybrid->facts;
  const double expected = clv_hybrid_facts_expect_after (facts);
  g_autofree char *outside = clv_number_format ((double) facts->orders_outside, 0);
  g_autofree char *all = clv_number_format ((double) facts->orders_all, 0);
  g_autofree char *share = clv_percent_format (clv_hybrid_facts_get_outside_share (facts), 0);
  g_autofree char *both = clv_number_format (facts->n_both, 0);
  g_autofree char *subscribers = clv_number_format (facts->n_contract, 0);
  g_autofree char *buyers = clv_number_format (facts->n_orders, 0);
  g_autofree char *after = clv_number_format ((double) facts->orders_after, 0);
  g_autofree char *pace = clv_number_format (expected, 0);

  clv_fit_add_diagnostic (self, "hybrid-outside",
                          g_strdup_printf (_("%s of %s orders (%s) were placed on a day without a "
                                             "running contract. %s customers have both, %s a "
                                             "contract, %s an order."), outside, all, share,
                                           both, subscribers, buyers));
  if (self->spec->orders_end == CLV_ORDERS_END_WITH_CONTRACT)
    clv_fit_add_diagnostic (self, "hybrid-end",
                            g_strdup_printf (_("Orders are taken to end with the contract: after "
                                               "its end %s would have come at the pace before, "
                                               "%s did. Only orders while the contract lasts are "
                                               "expected."), pace, after));
  else
    clv_fit_add_diagnostic (self, "hybrid-end",
                            g_strdup_printf (_("Orders are taken to go on without the contract: "
                                               "after its end %s would have come at the pace "
                                               "before, %s did."), pace, after));
  tell_tenure (self);
}

gboolean
clv_hybrid_check_spec (const ClvModelSpec *spec,
                       GError            **error)
{
  if (spec->covariates != NULL || spec->calendar != NULL)
    g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
                         _("“hybrid” takes no columns that explain, no seasons and no promotions. "
                           "Nothing was fitted. Leave them out, or fit the orders alone."));
  else if (!g_strv_contains (contracts, get_contract (spec)))
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                 _("“%s” is no model of contracts. It is sbg or bdw. Nothing was fitted."),
                 get_contract (spec));
  else if (!g_strv_contains (orders, get_orders (spec)))
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                 _("“%s” is no model for the orders of “hybrid”. It is bg-nbd, mbg-nbd, pareto-nbd "
                   "or nbd. Nothing was fitted."), get_orders (spec));
  else
    return TRUE;
  return FALSE;
}

static gboolean
fit_parts (ClvFit            *self,
           ClvCustomers      *customers,
           const ClvProgress *progress,
           GError           **error)
{
  ClvHybrid *hybrid = self->hybrid;
  g_autoptr(ClvModelSpec) contract = clv_hybrid_new_spec (self->spec, TRUE);
  g_autoptr(ClvModelSpec) other = clv_hybrid_new_spec (self->spec, FALSE);
  g_autoptr(ClvCustomers) subscribers = NULL;
  g_autoptr(ClvCustomers) buyers = NULL;

  subscribers = clv_hybrid_new_subscribers (customers, contract, progress, error);
  if (subscribers == NULL)
    return FALSE;
  hybrid->contract = clv_fit_new (contract, subscribers, progress, error);
  if (hybrid->contract == NULL)
    {
      g_prefix_error (error, "%s ", _("Of the subscriptions:"));
      return FALSE;
    }
  self->spec->opportunity = hybrid->contract->spec->opportunity;
  if (!clv_hybrid_measure (&hybrid->facts, customers, self->spec->opportunity, progress, error))
    return FALSE;
  if (self->spec->orders_end == CLV_ORDERS_END_BY_DATA)
    self->spec->orders_end = clv_hybrid_facts_show_end (&hybrid->facts)
                             ? CLV_ORDERS_END_WITH_CONTRACT : CLV_ORDERS_END_ALONE;
  buyers = clv_hybrid_new_orders (customers, self->spec->opportunity,
                                  self->spec->orders_end == CLV_ORDERS_END_WITH_CONTRACT, progress,
                                  error);
  if (buyers == NULL)
    return FALSE;
  hybrid->orders = clv_fit_new (other, buyers, progress, error);
  if (hybrid->orders == NULL)
    g_prefix_error (error, "%s ", _("Of the orders:"));
  return hybrid->orders != NULL;
}

static void
add_up (ClvFit *self)
{
  const ClvFit *contract = self->hybrid->contract;
  const ClvFit *other = self->hybrid->orders;

  clv_hybrid_bind (self);
  self->n_customers = self->hybrid->facts.n_contract + self->hybrid->facts.n_orders
                      - self->hybrid->facts.n_both;
  self->n_repeat = other->n_repeat;
  self->n_cells = contract->n_cells + other->n_cells;
  self->log_likelihood = contract->log_likelihood + other->log_likelihood;
  self->nested_log_likelihood = NAN;
  self->in_sample_actual = contract->in_sample_actual + other->in_sample_actual;
  self->in_sample_expected = contract->in_sample_expected + other->in_sample_expected;
  self->evaluations = contract->evaluations + other->evaluations;
  /* The worse of the two. */
  self->state = MAX (contract->state, other->state);
  take_spend (self, other);
  tell_payments (self);
  tell_facts (self);
  take_diagnostics (self, contract, TRUE);
  take_diagnostics (self, other, FALSE);
}

/* As clv_fit_new(), of customers whose transactions have contracts. */
ClvFit *
clv_hybrid_fit_new (const ClvModelSpec *spec,
                    ClvCustomers       *customers,
                    const ClvProgress  *progress,
                    GError            **error)
{
  g_autoptr(ClvFit) self = NULL;
  double start = clv_cpu_seconds ();

  if (!clv_hybrid_check_spec (spec, error) || !clv_hybrid_check (customers->transactions, error))
    return NULL;
  self = g_new0 (ClvFit, 1);
  self->ref_count = 1;
  self->spec = clv_model_spec_copy (spec);
  self->spec->until = customers->until;
  self->spec->unit_days = customers->unit_days;
  self->data_hash = g_strdup (customers->transactions->content_hash != NULL
                              ? customers->transactions->content_hash : "");
  self->diagnostics = clv_fit_new_diagnostics ();
  self->hybrid = g_new0 (ClvHybrid, 1);
  if (!fit_parts (self, customers, progress, error))
    return NULL;
  add_up (self);
  self->cpu_fit = clv_cpu_seconds () - start;
  self->cpu_summary = customers->cpu_seconds;
  self->content_hash = clv_fit_compute_hash (self);
  return g_steal_pointer (&self);
}
