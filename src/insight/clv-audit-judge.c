/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-audit-private.h"
#include "clv-tests.h"

/* A group that would have this many events at the others' rate and has fewer
 * than the least is not small: its events are what is missing. */
#define PLENTY_EXPECTED (5 * CLV_AUDIT_MIN_EVENTS)

/*
 * clv_audit_cell_has_enough_events:
 *
 * Whether enough happened in the group to compare it.
 */
gboolean
clv_audit_cell_has_enough_events (const ClvAuditCell *cell)
{
  if (cell->events >= CLV_AUDIT_MIN_EVENTS)
    return TRUE;

  return cell->metric == CLV_METRIC_TIER_RATE
         && cell->n * cell->other_value >= PLENTY_EXPECTED;
}

static ClvVerdict
decide (const ClvAuditCell    *cell,
        const ClvAuditOptions *options)
{
  double lower = options->lo[cell->metric];
  double upper = options->hi[cell->metric];

  if (cell->verdict == CLV_VERDICT_HIDDEN)
    return CLV_VERDICT_HIDDEN;

  if (isnan (cell->estimate) || isnan (cell->lo) || isnan (cell->hi)
      || cell->n < CLV_AUDIT_MIN_CUSTOMERS || !clv_audit_cell_has_enough_events (cell))
    return CLV_VERDICT_NOT_ENOUGH;

  if (cell->estimate < lower || cell->estimate > upper)
    return cell->q <= options->q_limit ? CLV_VERDICT_ALERT : CLV_VERDICT_WATCH;

  if (cell->metric == CLV_METRIC_CALIBRATION && cell->n < CLV_AUDIT_MIN_FOR_A_MEAN)
    return CLV_VERDICT_NOT_ENOUGH;

  return lower <= cell->lo && cell->hi <= upper ? CLV_VERDICT_WITHIN : CLV_VERDICT_NOT_ENOUGH;
}

static int
severity (ClvVerdict verdict)
{
  switch (verdict)
    {
    case CLV_VERDICT_ALERT:
      return 0;
    case CLV_VERDICT_WATCH:
      return 1;
    case CLV_VERDICT_NOT_ENOUGH:
      return 2;
    case CLV_VERDICT_WITHIN:
      return 3;
    case CLV_VERDICT_HIDDEN:
    default:
      return 4;
    }
}

static double
distance (const ClvAuditCell *cell)
{
  return isnan (cell->estimate) ? -1.0 : fabs (log (cell->estimate));
}

static int
compare_cells (gconstpointer a,
               gconstpointer b)
{
  const ClvAuditCell *first = *(ClvAuditCell * const *) a;
  const ClvAuditCell *second = *(ClvAuditCell * const *) b;
  int by_severity = severity (first->verdict) - severity (second->verdict);

  if (first->metric != second->metric)
    return first->metric < second->metric ? -1 : 1;
  if (by_severity != 0)
    return by_severity;
  if (distance (first) > distance (second))
    return -1;
  if (distance (first) < distance (second))
    return 1;

  return strcmp (first->group, second->group);
}

/* Adjusts the p values of one metric. Each metric is a class of its own: false
 * alarms held at one share in every class are held at it in the whole (Efron
 * 2008, "Simultaneous inference: when should hypothesis testing problems be
 * combined?"), while one pool of all would pay for each metric added with power.
 * In forty groups of 300 with four at a ratio of 0.6, classes find 3.2 of the
 * four and raise a false alarm in 8 of 100 audits without a difference; one pool
 * finds 2.8, and no sharper test brings it to three: 2.9 with exact mid-p or the
 * likelihood ratio, 2.97 with Storey's share of true nulls on top. */
static guint
adjust_metric (ClvAudit  *self,
               ClvMetric  metric)
{
  guint n = self->cells->len;
  g_autofree double *p = g_new (double, MAX (n, 1));
  g_autofree double *q = g_new (double, MAX (n, 1));
  guint n_compared = 0;
  guint i;

  for (i = 0; i < n; i++)
    {
      const ClvAuditCell *cell = g_ptr_array_index (self->cells, i);

      p[i] = cell->metric == metric ? cell->p : NAN;
      n_compared += !isnan (p[i]);
    }
  clv_benjamini_hochberg (p, n, q);

  for (i = 0; i < n; i++)
    {
      ClvAuditCell *cell = g_ptr_array_index (self->cells, i);

      if (cell->metric == metric)
        cell->q = q[i];
    }

  return n_compared;
}

/**
 * clv_audit_judge:
 * @self: an audit with measured cells
 *
 * Adjusts the p values for the number of comparisons and gives each cell its
 * verdict:
 *
 * - hidden: fewer than k customers, or could be had by subtraction
 * - not enough: under 100 customers or 20 events, or inside the tolerance while
 *   the interval is not; never a pass
 * - alert: outside the tolerance and q ≤ the limit
 * - watch: outside, and may be chance
 * - within: the whole 95 % interval inside, which is more than "no difference
 *   found"
 *
 * A group with under 20 events that would have a hundred at the others' rate is
 * judged like any other: the lack of events is the finding. A mean of under 300
 * customers is never within. Sorts the cells, worst first within a metric.
 */
void
clv_audit_judge (ClvAudit *self)
{
  guint metric;
  guint i;

  self->family = 0;
  for (metric = 0; metric < CLV_N_METRICS; metric++)
    self->family += adjust_metric (self, metric);

  for (i = 0; i < self->cells->len; i++)
    {
      ClvAuditCell *cell = g_ptr_array_index (self->cells, i);

      cell->verdict = decide (cell, &self->options);
    }

  g_ptr_array_sort (self->cells, compare_cells);
}
