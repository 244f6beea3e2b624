/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-audit.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-audit-private.h"
#include "clv-backtest.h"
#include "clv-hash.h"
#include "clv-money.h"

#define DEFAULT_REPLICATES 2000
#define DEFAULT_SEED 20240229

static const struct
{
  const char *id;
  const char *label;
} verdicts[] = {
  [CLV_VERDICT_WITHIN] = { "within", N_("within tolerance") },
  [CLV_VERDICT_WATCH] = { "watch", N_("watch") },
  [CLV_VERDICT_ALERT] = { "alert", N_("alert") },
  [CLV_VERDICT_NOT_ENOUGH] = { "not-enough", N_("not enough data") },
  [CLV_VERDICT_HIDDEN] = { "hidden", N_("hidden") },
};

static const struct
{
  const char *id;
  const char *label;
} metrics[] = {
  [CLV_METRIC_TIER_RATE] = { "tier-rate-ratio", N_("How often are they put in the best tier?") },
  [CLV_METRIC_CALIBRATION] = { "calibration-ratio", N_("Does the model undervalue them?") },
};

/**
 * clv_verdict_get_id:
 * @verdict: a verdict
 *
 * Returns: (transfer none): "within", "watch", "alert", "not-enough", "hidden"
 */
const char *
clv_verdict_get_id (ClvVerdict verdict)
{
  g_return_val_if_fail (verdict < G_N_ELEMENTS (verdicts), "");

  return verdicts[verdict].id;
}

/**
 * clv_verdict_get_label:
 * @verdict: a verdict
 *
 * Returns: (transfer none): its name in the user's language, lower case
 */
const char *
clv_verdict_get_label (ClvVerdict verdict)
{
  g_return_val_if_fail (verdict < G_N_ELEMENTS (verdicts), "");

  return _(verdicts[verdict].label);
}

/* The most cautious one where the text is not known. */
ClvVerdict
clv_verdict_parse (const char *id)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      if (g_strcmp0 (verdicts[i].id, id) == 0)
        return i;
    }

  return CLV_VERDICT_NOT_ENOUGH;
}

/**
 * clv_metric_get_id:
 * @metric: a metric
 *
 * Returns: (transfer none): "tier-rate-ratio", "calibration-ratio"
 */
const char *
clv_metric_get_id (ClvMetric metric)
{
  g_return_val_if_fail (metric < CLV_N_METRICS, "");

  return metrics[metric].id;
}

/**
 * clv_metric_get_label:
 * @metric: a metric
 *
 * Returns: (transfer none): the question it answers, in the user's language
 */
const char *
clv_metric_get_label (ClvMetric metric)
{
  g_return_val_if_fail (metric < CLV_N_METRICS, "");

  return _(metrics[metric].label);
}

ClvMetric
clv_metric_parse (const char *id)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (metrics); i++)
    {
      if (g_strcmp0 (metrics[i].id, id) == 0)
        return i;
    }

  return CLV_N_METRICS;
}

/**
 * clv_audit_options_init:
 * @options: (out): what to fill
 *
 * Fills in the defaults: tolerance 0.80 … 1.25, q ≤ 0.10, groups under ten
 * hidden, 2,000 samples, a fixed seed.
 */
void
clv_audit_options_init (ClvAuditOptions *options)
{
  guint m;

  g_return_if_fail (options != NULL);

  options->group_column = NULL;
  options->seed = DEFAULT_SEED;
  options->replicates = DEFAULT_REPLICATES;
  options->k_hidden = 10;
  options->q_limit = 0.10;
  options->split = CLV_DATE_INVALID;
  for (m = 0; m < CLV_N_METRICS; m++)
    {
      options->lo[m] = 0.80;
      options->hi[m] = 1.25;
    }
}

void
clv_audit_cell_free (ClvAuditCell *self)
{
  if (self == NULL)
    return;

  g_free (self->group);
  g_free (self->sentence);
  g_free (self);
}

ClvAudit *
clv_audit_alloc (const ClvAuditOptions *options)
{
  ClvAudit *self = g_new0 (ClvAudit, 1);

  self->options = *options;
  self->options.group_column = g_strdup (options->group_column);
  self->cells = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_audit_cell_free);
  self->as_of = CLV_DATE_INVALID;
  self->split = CLV_DATE_INVALID;

  return self;
}

/**
 * clv_audit_free:
 * @self: (nullable): an audit
 */
void
clv_audit_free (ClvAudit *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->cells);
  g_free (self->options.group_column);
  g_free (self->headline);
  g_free (self->scheme);
  g_free (self->currency);
  g_free (self->data_hash);
  g_free (self->fit_hash);
  g_free (self->split_fit_hash);
  g_free (self->created_at);
  g_free (self->content_hash);
  g_free (self->actor);
  g_free (self);
}

/**
 * clv_audit_count:
 * @self: an audit
 * @verdict: a verdict
 *
 * Returns: how many comparisons have that verdict
 */
guint
clv_audit_count (const ClvAudit *self,
                 ClvVerdict      verdict)
{
  guint n = 0;
  guint i;

  g_return_val_if_fail (self != NULL, 0);

  for (i = 0; i < self->cells->len; i++)
    n += ((ClvAuditCell *) g_ptr_array_index (self->cells, i))->verdict == verdict;

  return n;
}

static void
hash_cell (ClvHash            *hash,
           const ClvAuditCell *cell)
{
  const double figures[] = {
    cell->estimate, cell->lo, cell->hi, cell->p, cell->q, cell->group_value, cell->other_value
  };
  guint i;

  clv_hash_add_text (hash, clv_metric_get_id (cell->metric));
  clv_hash_add_text (hash, cell->group);
  clv_hash_add_int64 (hash, cell->is_unknown);
  clv_hash_add_int64 (hash, cell->n);
  clv_hash_add_int64 (hash, cell->events);
  clv_hash_add_text (hash, clv_verdict_get_id (cell->verdict));
  for (i = 0; i < G_N_ELEMENTS (figures); i++)
    clv_hash_add_double (hash, isnan (figures[i]) ? 0.0 : figures[i]);
}

/* Covers what went in and every figure that came out, not the words. */
char *
clv_audit_compute_hash (const ClvAudit *self)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("audit");
  const ClvAuditOptions *options = &self->options;
  guint i;

  clv_hash_add_text (hash, options->group_column);
  clv_hash_add_int64 (hash, (gint64) options->seed);
  clv_hash_add_int64 (hash, options->replicates);
  clv_hash_add_int64 (hash, options->k_hidden);
  clv_hash_add_double (hash, options->q_limit);
  for (i = 0; i < CLV_N_METRICS; i++)
    {
      clv_hash_add_double (hash, options->lo[i]);
      clv_hash_add_double (hash, options->hi[i]);
    }
  clv_hash_add_text (hash, self->scheme != NULL ? self->scheme : "");
  clv_hash_add_text (hash, self->data_hash != NULL ? self->data_hash : "");
  clv_hash_add_text (hash, self->fit_hash != NULL ? self->fit_hash : "");
  clv_hash_add_text (hash, self->split_fit_hash != NULL ? self->split_fit_hash : "");
  clv_hash_add_int64 (hash, self->as_of);
  clv_hash_add_int64 (hash, self->split);
  for (i = 0; i < self->cells->len; i++)
    hash_cell (hash, g_ptr_array_index (self->cells, i));

  return clv_hash_finish (hash);
}

/* A model's scores as of a day, and who they are of. */
typedef struct
{
  ClvCustomers *customers;
  ClvFit *fit;
  ClvScoreSet *scores;
} Scored;

static void
scored_clear (Scored *self)
{
  g_clear_pointer (&self->customers, clv_customers_unref);
  g_clear_pointer (&self->fit, clv_fit_unref);
  g_clear_pointer (&self->scores, clv_score_set_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scored, scored_clear)

static gboolean
score_as_of (Scored                   *self,
             ClvTransactions          *transactions,
             const ClvModelSpec       *spec,
             const ClvValueDefinition *definition,
             ClvDate                   until,
             const ClvProgress        *progress,
             GError                  **error)
{
  g_autoptr(ClvModelSpec) dated = clv_model_spec_copy (spec);
  g_autofree char *day = clv_date_to_display (until);
  gboolean done = FALSE;

  dated->until = until;
  self->customers = clv_customers_new (transactions, until, spec->unit_days, progress, error);
  if (self->customers != NULL)
    self->fit = clv_fit_new (dated, self->customers, progress, error);
  if (self->fit != NULL && !clv_fit_is_usable (self->fit))
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED,
                           clv_fit_state_describe (self->fit->state));
      g_clear_pointer (&self->fit, clv_fit_unref);
    }
  if (self->fit != NULL)
    self->scores = clv_score_set_new (self->fit, definition, self->customers, progress, error);

  done = self->scores != NULL;
  if (!done)
    /* Translators: %s is a date; the reason follows */
    g_prefix_error (error, _("As of %s: "), day);

  return done;
}

/* Spend in the hold-out as it is: the whole of it, not discounted. */
static ClvValueDefinition *
spend_definition (const ClvTransactions *transactions,
                  ClvDate                until)
{
  ClvValueDefinition *definition = clv_value_definition_new (transactions->currency);

  definition->margin = 1.0;
  definition->rate = 0.0;
  definition->cost_to_serve = 0;
  definition->horizon_date = until;

  return definition;
}

static double *
sum_actual (const ClvTransactions *transactions,
            const ClvCustomers    *customers,
            ClvDate                split,
            ClvDate                until)
{
  g_autofree gint64 *minor = g_new0 (gint64, MAX (transactions->n_customers, 1));
  double *actual = g_new (double, MAX (customers->n, 1));
  guint64 i;

  for (i = 0; i < transactions->n_rows; i++)
    {
      if (transactions->day[i] > split && transactions->day[i] <= until)
        minor[transactions->customer[i]] += transactions->amount[i];
    }
  for (i = 0; i < customers->n; i++)
    actual[i] = clv_money_to_major (minor[customers->code[i]], transactions->currency);

  return actual;
}

static guint32 *
groups_of (const ClvGroups    *groups,
           const ClvCustomers *customers)
{
  guint32 *group = g_new (guint32, MAX (customers->n, 1));
  guint32 i;

  for (i = 0; i < customers->n; i++)
    group[i] = groups->group[customers->code[i]];

  return group;
}

static gboolean
choose_split (ClvAudit              *self,
              const ClvTransactions *transactions,
              GError               **error)
{
  g_autofree char *day = NULL;

  self->split = self->options.split;
  if (self->split == CLV_DATE_INVALID)
    self->split = clv_backtest_suggest_split (transactions);

  if (self->split == CLV_DATE_INVALID)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                           _("The history is too short to hold a part of it out, and only a "
                             "hold-out can tell whether the model undervalues a group."));
      return FALSE;
    }

  if (self->split < transactions->first_day || self->split >= self->as_of)
    {
      day = clv_date_to_display (self->split);
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("%s leaves nothing before or nothing after it. Choose a day inside the "
                     "history."), day);
      return FALSE;
    }

  return TRUE;
}

static gboolean
measure_models (ClvAudit            *self,
                ClvTransactions     *transactions,
                const ClvGroups     *groups,
                const Scored        *now,
                const Scored        *then,
                const ClvTierScheme *scheme,
                const ClvProgress   *progress,
                GError             **error)
{
  g_autoptr(ClvTiers) tiers = clv_tiers_new (scheme, now->scores->clv, now->scores->n);
  g_autofree guint8 *is_high = g_new0 (guint8, MAX (tiers->n_customers, 1));
  g_autofree guint32 *group = groups_of (groups, now->customers);
  g_autofree guint32 *holdout_group = groups_of (groups, then->customers);
  g_autofree double *actual = sum_actual (transactions, then->customers, self->split, self->as_of);
  ClvAuditInput input = { 0 };
  guint32 i;

  for (i = 0; i < tiers->n_customers; i++)
    is_high[i] = tiers->tier[i] == 0;

  input.n = tiers->n_customers;
  input.group = group;
  input.is_high = is_high;
  input.n_holdout = then->scores->n;
  input.holdout_group = holdout_group;
  input.predicted = then->scores->clv;
  input.actual = actual;

  return clv_audit_measure (self, groups, &input, progress, error);
}

/**
 * clv_audit_new:
 * @transactions: the data
 * @spec: the model to audit
 * @definition: what value means
 * @scheme: how customers are put into tiers
 * @options: column, seed, tolerances
 * @progress: (nullable): where to tell how far it is
 * @error: return location
 *
 * Fits the model twice: on everything, for the tiers that people are put in, and
 * on the days up to the split, for predictions that can be held against what
 * came. The same data, spec and seed give the same bytes.
 *
 * Returns: (transfer full): the audit, not yet stored
 */
ClvAudit *
clv_audit_new (ClvTransactions          *transactions,
               const ClvModelSpec       *spec,
               const ClvValueDefinition *definition,
               const ClvTierScheme      *scheme,
               const ClvAuditOptions    *options,
               const ClvProgress        *progress,
               GError                  **error)
{
  g_autoptr(ClvAudit) self = NULL;
  g_autoptr(ClvGroups) groups = NULL;
  g_autoptr(ClvValueDefinition) spend = NULL;
  g_auto(Scored) now = { 0 };
  g_auto(Scored) then = { 0 };

  g_return_val_if_fail (transactions != NULL && spec != NULL && definition != NULL, NULL);
  g_return_val_if_fail (scheme != NULL && options != NULL, NULL);
  g_return_val_if_fail (options->group_column != NULL, NULL);

  groups = clv_groups_new (transactions, options->group_column, error);
  if (groups == NULL)
    return NULL;

  self = clv_audit_alloc (options);
  self->as_of = spec->until != CLV_DATE_INVALID ? spec->until : transactions->last_day;
  self->scheme = g_strdup (scheme->id);
  self->currency = g_strdup (transactions->currency);
  self->data_hash = g_strdup (transactions->content_hash);
  if (!choose_split (self, transactions, error))
    return NULL;

  spend = spend_definition (transactions, self->as_of);
  if (!score_as_of (&now, transactions, spec, definition, self->as_of, progress, error)
      || !score_as_of (&then, transactions, spec, spend, self->split, progress, error))
    return NULL;

  self->fit_hash = g_strdup (now.fit->content_hash);
  self->split_fit_hash = g_strdup (then.fit->content_hash);
  if (!measure_models (self, transactions, groups, &now, &then, scheme, progress, error))
    return NULL;

  clv_audit_judge (self);
  clv_audit_describe (self);
  self->content_hash = clv_audit_compute_hash (self);

  return g_steal_pointer (&self);
}
