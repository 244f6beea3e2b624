/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-fields.h"
#include "clv-parallel.h"
#include "clv-quality-guests.h"
#include "clv-quality-measure.h"
#include "clv-quality-words.h"

static double
share_of (guint64 part,
          guint64 all)
{
  return all > 0 ? (double) part / (double) all : 0.0;
}

static double
get_value (const ClvQuality *self,
           ClvQualityGateId  id)
{
  const ClvQualityFacts *facts = &self->facts;
  const gboolean has_days = facts->first_day != CLV_DATE_INVALID;

  if (facts->is_counted && id != CLV_QUALITY_CUSTOMERS && id != CLV_QUALITY_REPEATS)
    return NAN;
  switch (id)
    {
    case CLV_QUALITY_COMPLETENESS:
      return 1.0 - share_of (facts->n_unusable, facts->n_read);
    case CLV_QUALITY_IDENTITY:
      return 1.0 - share_of (facts->n_guest_rows + facts->n_crowd_rows, facts->n_rows);
    case CLV_QUALITY_UNIQUENESS:
      return 1.0 - share_of (facts->n_twins, facts->n_compared);
    case CLV_QUALITY_VALIDITY:
      return 1.0 - share_of (facts->n_future + facts->n_early + facts->n_huge, facts->n_rows);
    case CLV_QUALITY_OUTLIERS:
      return share_of (facts->n_outliers, facts->n_priced);
    case CLV_QUALITY_FRESHNESS:
      return has_days ? MAX (0, self->today - facts->last_day) : 0.0;
    case CLV_QUALITY_HISTORY:
      return has_days ? (facts->last_day - facts->first_day) / 7.0 : 0.0;
    case CLV_QUALITY_CUSTOMERS:
      return facts->n_customers;
    case CLV_QUALITY_REPEATS:
      return facts->n_repeat;
    case CLV_N_QUALITY_GATES:
    default:
      g_return_val_if_reached (0.0);
    }
}

static gboolean
falls_short (const ClvQualityGate *gate,
             double                limit)
{
  return gate->is_at_least ? gate->value < limit - 1e-12 : gate->value > limit + 1e-12;
}

/* Whoever counted customers has judged their rows; how many there are can still
 * be asked, but stops nobody. */
static ClvQualityState
judge_counted (const ClvQualityGate *gate)
{
  return !isnan (gate->value) && falls_short (gate, gate->target) ? CLV_QUALITY_AMBER
                                                                  : CLV_QUALITY_GREEN;
}

static ClvQualityState
judge (const ClvQuality     *self,
       const ClvQualityGate *gate)
{
  if (self->facts.is_counted)
    return judge_counted (gate);
  if (!isnan (gate->limit) && falls_short (gate, gate->limit))
    return CLV_QUALITY_RED;
  if (falls_short (gate, gate->target))
    return CLV_QUALITY_AMBER;
  /* One slip of the decimal mark can outweigh a year. */
  if (gate->id == CLV_QUALITY_OUTLIERS && self->facts.n_slips > 0)
    return CLV_QUALITY_AMBER;
  return CLV_QUALITY_GREEN;
}

static void
free_gate (gpointer data)
{
  ClvQualityGate *gate = data;

  g_free (gate->value_text);
  g_free (gate->need_text);
  g_free (gate->sentence);
  g_free (gate);
}

static ClvQualityGate *
make_gate (const ClvQuality *self,
           ClvQualityGateId  id)
{
  ClvQualityGate *gate = g_new0 (ClvQualityGate, 1);

  gate->id = id;
  gate->name = clv_quality_gate_get_name (id);
  gate->title = clv_quality_gate_get_title (id);
  gate->unit = clv_quality_gate_get_unit (id);
  gate->is_at_least = clv_quality_gate_is_at_least (id);
  gate->value = get_value (self, id);
  gate->target = self->limits.of[id].target;
  gate->limit = self->limits.of[id].limit;
  /* Who sells twice a year has not stopped after two months. */
  if (id == CLV_QUALITY_FRESHNESS)
    gate->target = MAX (gate->target, self->facts.longest_pause);
  gate->state = judge (self, gate);
  gate->value_text = clv_quality_format (gate->unit, gate->value);
  gate->need_text = clv_quality_describe_need (gate);
  gate->sentence = clv_quality_describe_gate (self, gate);
  return gate;
}

/**
 * clv_quality_facts_clear:
 * @facts: what was counted
 */
void
clv_quality_facts_clear (ClvQualityFacts *facts)
{
  g_clear_pointer (&facts->crowd, g_free);
  g_clear_pointer (&facts->outliers, g_array_unref);
}

/**
 * clv_quality_new_for_facts:
 * @facts: what was counted; its contents are taken
 * @limits: what is asked for
 * @currency: of the amounts
 * @until: last day that was looked at, or %CLV_DATE_INVALID
 * @today: the day of the look
 *
 * Returns: (transfer full): the judgement
 */
ClvQuality *
clv_quality_new_for_facts (ClvQualityFacts        *facts,
                           const ClvQualityLimits *limits,
                           const char             *currency,
                           ClvDate                 until,
                           ClvDate                 today)
{
  ClvQuality *self = NULL;

  g_return_val_if_fail (facts != NULL && limits != NULL, NULL);

  self = g_new0 (ClvQuality, 1);
  self->ref_count = 1;
  self->facts = *facts;
  facts->crowd = NULL;
  facts->outliers = NULL;
  self->limits = *limits;
  self->currency = g_strdup (currency);
  self->until = until;
  self->today = today;
  self->gates = g_ptr_array_new_with_free_func (free_gate);
  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    {
      ClvQualityGate *gate = make_gate (self, (ClvQualityGateId) i);

      g_ptr_array_add (self->gates, gate);
      self->state = MAX (self->state, gate->state);
    }
  return self;
}

/* What is known of customers who were counted before the import. */
static gboolean
count_counted (ClvQualityFacts   *facts,
               ClvWorkspace      *workspace,
               const ClvProgress *progress,
               GError           **error)
{
  g_autoptr(ClvCustomers) customers = NULL;

  customers = clv_customers_load (workspace, CLV_DATE_INVALID, 1, FALSE, progress, error);
  if (customers == NULL)
    return FALSE;
  facts->is_counted = TRUE;
  facts->first_day = CLV_DATE_INVALID;
  facts->last_day = CLV_DATE_INVALID;
  facts->outliers = clv_quality_outliers_new ();
  facts->n_customers = customers->n;
  facts->n_repeat = customers->n_repeat;
  facts->n_priced = customers->n;
  return TRUE;
}

static ClvDate
get_today (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  return clv_date_from_ymd (g_date_time_get_year (now), g_date_time_get_month (now),
                            g_date_time_get_day_of_month (now));
}

/**
 * clv_quality_load:
 * @workspace: whose data
 * @until: last day to look at; %CLV_DATE_INVALID for all
 * @today: the day of the look; %CLV_DATE_INVALID for that of the clock
 * @progress: (nullable): how far
 * @error: return location
 *
 * Looks at every row in force once. For rows up to an earlier day that day takes
 * the place of today: nobody expects orders after it.
 *
 * Returns: (transfer full) (nullable): the judgement; without rows a red one
 */
ClvQuality *
clv_quality_load (ClvWorkspace      *workspace,
                  ClvDate            until,
                  ClvDate            today,
                  const ClvProgress *progress,
                  GError           **error)
{
  return clv_quality_load_with_customers (workspace, until, today, 1, NULL, progress, error);
}

/* With the summary of the same rows, for who fits next. */
ClvQuality *
clv_quality_load_with_customers (ClvWorkspace      *workspace,
                                 ClvDate            until,
                                 ClvDate            today,
                                 int                unit_days,
                                 ClvCustomers     **customers,
                                 const ClvProgress *progress,
                                 GError           **error)
{
  ClvQuality *self = NULL;
  gboolean are_counted = FALSE;
  ClvQualityLimits limits;
  ClvQualityFacts facts = { 0, };
  double start = clv_cpu_seconds ();

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), NULL);

  if (today == CLV_DATE_INVALID)
    today = get_today ();
  if (until != CLV_DATE_INVALID)
    today = MIN (today, until);
  if (clv_customers_are_counted (workspace, &are_counted, error)
      && clv_quality_limits_load (&limits, workspace, error)
      && (are_counted && customers == NULL
          ? count_counted (&facts, workspace, progress, error)
          : clv_quality_measure (&facts, workspace, until, today, unit_days, customers, progress,
                                 error)))
    {
      self = clv_quality_new_for_facts (&facts, &limits, clv_workspace_get_currency (workspace),
                                        until, today);
      self->cpu_seconds = clv_cpu_seconds () - start;
    }
  clv_quality_facts_clear (&facts);
  return self;
}

ClvQuality *
clv_quality_ref (ClvQuality *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
clv_quality_unref (ClvQuality *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  clv_quality_facts_clear (&self->facts);
  g_ptr_array_unref (self->gates);
  g_free (self->currency);
  g_free (self);
}

const ClvQualityGate *
clv_quality_get_gate (const ClvQuality *self,
                      ClvQualityGateId  gate)
{
  g_return_val_if_fail (self != NULL && (guint) gate < self->gates->len, NULL);
  return g_ptr_array_index (self->gates, gate);
}
