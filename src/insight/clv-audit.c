/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-audit.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-audit-private.h"
#include "clv-hash.h"

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
