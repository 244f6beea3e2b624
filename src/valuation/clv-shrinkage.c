/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-between.h"
#include "clv-error.h"
#include "clv-money.h"
#include "clv-shrinkage-private.h"

/* A segment's own parameters are the truth with an error of covariance V; the truths of
 * the segments lie around the whole's with covariance T. The best guess is
 * whole + T (T + V)⁻¹ (own − whole): nobody's fit is thrown away, and none of a few
 * customers is believed as if it were of many. All in the coordinates of a fit's
 * covariance, the logarithms of the parameters. */

#define LEAST 1e-2          /* segments differ by a tenth at least in any direction */
#define EXTREME_LOW 1e-4    /* parameters beyond these say that there was no maximum */
#define EXTREME_HIGH 1e5
#define NUDGE 1e-4
#define FEWEST 2            /* segments that tell how much segments differ */

/* What takes part of one segment. */
typedef struct
{
  gboolean is_own;
  gboolean is_unsure;         /* there is a fit, but not one whose error is known */
  double values[CLV_MAX_PARAMETERS];
  double variance[CLV_MAX_PARAMETERS * CLV_MAX_PARAMETERS];
} Own;

void
clv_shrinkage_free (ClvShrinkage *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n && self->segments != NULL; i++)
    g_free (self->segments[i].note);
  g_free (self->segments);
  g_clear_pointer (&self->whole, clv_fit_unref);
  g_clear_pointer (&self->grouping, clv_grouping_free);
  g_free (self);
}

/* The ticks a purchase are of everybody: what segments differ in is the rest. */
static gboolean
has_ticks (const ClvModelKind *kind)
{
  return kind->history == CLV_HISTORY_GAPS;
}

/* Customers of one segment, with the table that all are from. How regular purchases are
 * is read from that of everybody: of a segment nothing of it is looked at. */
static ClvCustomers *
new_segment (const ClvCustomers *customers,
             const ClvGrouping  *grouping,
             guint32             segment,
             guint32             n,
             gboolean            is_timed)
{
  ClvCustomers *self = g_new0 (ClvCustomers, 1);
  guint32 *code = g_new (guint32, (gsize) n + 1);
  guint32 *x = g_new (guint32, (gsize) n + 1);
  gint32 *recency = g_new (gint32, (gsize) n + 1);
  gint32 *age = g_new (gint32, (gsize) n + 1);

  *self = *customers;
  self->ref_count = 1;
  self->n = 0;
  self->n_repeat = 0;
  self->sum_x = 0;
  self->n_rounded = 0;
  self->cpu_seconds = 0.0;
  self->is_counted = customers->is_counted || is_timed;
  for (guint32 i = 0; i < customers->n; i++)
    {
      if (grouping->segment_of[i] != segment)
        continue;
      code[self->n] = customers->code[i];
      x[self->n] = customers->x[i];
      recency[self->n] = customers->recency_days[i];
      age[self->n] = customers->age_days[i];
      self->n_repeat += customers->x[i] > 0;
      self->sum_x += customers->x[i];
      self->n++;
    }
  self->code = code;
  self->x = x;
  self->recency_days = recency;
  self->age_days = age;
  self->repeat_spend = g_new0 (gint64, (gsize) n + 1);
  self->past_value = g_new0 (gint64, (gsize) n + 1);
  clv_transactions_ref (self->transactions);
  return self;
}

static double
to_coordinate (const ClvModelKind *kind,
               guint               i,
               double              parameter)
{
  return kind->is_plain[i] ? parameter : log (parameter);
}

static double
from_coordinate (const ClvModelKind *kind,
                 guint               i,
                 double              value)
{
  return kind->is_plain[i] ? value : exp (value);
}

static double
expect (const ClvShrinkage *self,
        const double       *parameters)
{
  return self->whole->kind->expected_new (self->whole->kind, parameters,
                                          (double) self->horizon_days
                                          / self->whole->spec->unit_days);
}

/* Whether the fit of a segment is one whose error is known. */
static gboolean
is_own (const ClvFit *fit,
        guint         n)
{
  if (!clv_fit_is_usable (fit))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (!isfinite (fit->standard_errors[i]))
        return FALSE;
      if (!fit->kind->is_plain[i]
          && !(fit->parameters[i] > EXTREME_LOW && fit->parameters[i] < EXTREME_HIGH))
        return FALSE;
    }
  return TRUE;
}

static void
read_own (const ClvShrinkage *self,
          const ClvFit       *fit,
          Own                *own,
          ClvShrunkSegment   *segment)
{
  guint n = self->n_searched;
  guint stride = fit->kind->n_parameters;

  own->is_own = TRUE;
  for (guint i = 0; i < n; i++)
    {
      own->values[i] = to_coordinate (fit->kind, i, fit->parameters[i]);
      for (guint j = 0; j < n; j++)
        own->variance[i * n + j] = fit->covariance[i * stride + j];
    }
  memcpy (segment->own, fit->parameters, sizeof segment->own);
  segment->has_own = TRUE;
  segment->raw_purchases = expect (self, fit->parameters);
}

/* A segment's fit, or a sentence why it has none. FALSE = stopped. */
static gboolean
fit_segment (const ClvShrinkage *self,
             const ClvCustomers *customers,
             guint32             index,
             ClvShrunkSegment   *segment,
             Own                *own,
             const ClvProgress  *progress,
             GError            **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_copy (self->whole->spec);
  g_autoptr(ClvCustomers) few = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(GError) local = NULL;

  g_free (spec->spend);
  spec->spend = g_strdup ("none");
  if (has_ticks (self->whole->kind))
    spec->regularity = (guint) self->whole->parameters[self->n_searched];
  few = new_segment (customers, self->grouping, index, segment->customers,
                     has_ticks (self->whole->kind));
  fit = clv_fit_new (spec, few, progress, &local);
  if (local != NULL && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (fit != NULL && is_own (fit, self->n_searched))
    {
      read_own (self, fit, own, segment);
      return TRUE;
    }
  own->is_unsure = fit != NULL;
  if (fit == NULL)
    segment->note = g_strdup (_("None of its customers bought again, or there is one alone: the "
                                "values of all customers stand in."));
  return TRUE;
}

/* Logarithmic slope of the expected purchases at the whole. */
static void
find_slope (const ClvShrinkage *self,
            double             *slope)
{
  for (guint i = 0; i < self->n_searched; i++)
    {
      double values[2];

      for (guint side = 0; side < 2; side++)
        {
          double moved[CLV_MAX_PARAMETERS];

          memcpy (moved, self->whole->parameters, sizeof moved);
          clv_model_kind_move (self->whole->kind, moved, i, side == 0 ? NUDGE : -NUDGE);
          values[side] = log (expect (self, moved));
        }
      slope[i] = (values[0] - values[1]) / (2.0 * NUDGE);
    }
}

static void
note_recent (const ClvShrinkage *self,
             ClvShrunkSegment   *segment)
{
  char *before = segment->note;
  g_autofree char *own = clv_percent_format (segment->weight, 0);
  g_autofree char *recent = NULL;

  if (!segment->is_recent || segment->customers == 0)
    return;
  recent = g_strdup_printf (_("Seen for %d of %d weeks: what it lacks is filled in by the others; "
                              "%s of its value is its own."), segment->seen_days / 7,
                            self->horizon_days / 7, own);
  segment->note = before == NULL ? g_steal_pointer (&recent)
                                 : g_strdup_printf ("%s %s", before, recent);
  g_free (before);
}

/* Toward the whole from where its own customers put it, in @shrunk; @variance of them. */
static gboolean
draw (const ClvShrinkage *self,
      const ClvCustomers *customers,
      const double       *center,
      const double       *slope,
      guint               index,
      const Own          *own,
      double             *shrunk)
{
  ClvShrunkSegment *segment = &self->segments[index];
  guint n = self->n_searched;
  double variance[CLV_MAX_PARAMETERS * CLV_MAX_PARAMETERS];
  double left = 0.0;
  double all = 0.0;
  g_autoptr(ClvCustomers) few = NULL;

  if (own->is_own)
    {
      segment->weight = clv_between_weigh (n, self->between, own->variance, slope);
      return clv_between_shrink (n, center, self->between, own->values, own->variance, shrunk);
    }
  if (!own->is_unsure || self->n_own < FEWEST)
    return FALSE;
  few = new_segment (customers, self->grouping, index, segment->customers,
                     has_ticks (self->whole->kind));
  if (!clv_shrinkage_find_mode (self->whole->spec, self->whole->kind, few, n,
                                self->whole->parameters, center, self->between, shrunk, variance))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          left += slope[i] * variance[i * n + j] * slope[j];
          all += slope[i] * self->between[i * n + j] * slope[j];
        }
    }
  segment->weight = all > 0.0 ? CLAMP (1.0 - left / all, 0.0, 1.0) : 0.0;
  return TRUE;
}

static void
shrink_segment (const ClvShrinkage *self,
                const ClvCustomers *customers,
                const double       *center,
                const double       *slope,
                guint               index,
                const Own          *own)
{
  ClvShrunkSegment *segment = &self->segments[index];
  double shrunk[CLV_MAX_PARAMETERS];
  gboolean is_drawn = draw (self, customers, center, slope, index, own, shrunk);

  memcpy (segment->shrunk, self->whole->parameters, sizeof segment->shrunk);
  for (guint i = 0; i < self->n_searched && is_drawn; i++)
    segment->shrunk[i] = from_coordinate (self->whole->kind, i, shrunk[i]);
  segment->shrunk_purchases = is_drawn ? expect (self, segment->shrunk) : self->whole_purchases;
  if (!is_drawn)
    segment->weight = 0.0;
  if (!own->is_unsure)
    return;
  segment->note = g_strdup (is_drawn
                            ? _("Alone it has no fit that says anything sure. What its customers "
                                "did is taken together with what segments have in common.")
                            : _("Alone it has no fit that says anything sure: the values of all "
                                "customers stand in."));
}

static void
draw_together (ClvShrinkage       *self,
               const ClvCustomers *customers,
               const Own          *owns)
{
  guint n = self->n_searched;
  double center[CLV_MAX_PARAMETERS];
  double slope[CLV_MAX_PARAMETERS];
  g_autofree double *values = g_new (double, (gsize) self->n * n + 1);
  g_autofree double *variances = g_new (double, (gsize) self->n * n * n + 1);

  for (guint i = 0; i < n; i++)
    center[i] = to_coordinate (self->whole->kind, i, self->whole->parameters[i]);
  for (guint g = 0; g < self->n; g++)
    {
      if (!owns[g].is_own)
        continue;
      memcpy (values + (gsize) self->n_own * n, owns[g].values, n * sizeof (double));
      memcpy (variances + (gsize) self->n_own * n * n, owns[g].variance,
              (gsize) n * n * sizeof (double));
      self->n_own++;
    }
  clv_between_estimate (n, self->n_own, center, values, variances, LEAST, self->between);
  find_slope (self, slope);
  for (guint g = 0; g < self->n; g++)
    {
      shrink_segment (self, customers, center, slope, g, &owns[g]);
      note_recent (self, &self->segments[g]);
    }
}

static void
count_segments (ClvShrinkage       *self,
                const ClvCustomers *customers)
{
  for (guint g = 0; g < self->n; g++)
    {
      self->segments[g].name = self->grouping->names[g];
      self->segments[g].raw_purchases = NAN;
    }
  for (guint32 i = 0; i < customers->n; i++)
    {
      ClvShrunkSegment *segment = &self->segments[self->grouping->segment_of[i]];

      segment->customers++;
      segment->repeat_customers += customers->x[i] > 0;
      segment->seen_days = MAX (segment->seen_days, customers->age_days[i]);
    }
  /* In whole weeks, as it is told. */
  for (guint g = 0; g < self->n; g++)
    self->segments[g].is_recent = self->grouping->is_cohort
                                  && self->segments[g].seen_days / 7 < self->horizon_days / 7;
}

static gboolean
check_kind (const ClvModelKind *kind,
            GError            **error)
{
  if (kind != NULL && kind->evaluate != NULL && kind->expected_new != NULL
      && kind->history <= CLV_HISTORY_GAPS)
    return TRUE;

  if (kind != NULL && kind->estimate != NULL)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
                   _("“%s” is a rule without a likelihood, which would say how far a segment is to "
                     "be drawn to the others. Nothing was computed. Choose a model, such as BG/NBD "
                     "or Pareto/NBD."), _(kind->name));
      return FALSE;
    }
  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
               _("%s cannot be fitted by segment. Nothing was computed. Choose another model, "
                 "such as BG/NBD or Pareto/NBD."), kind != NULL ? _(kind->name) : "?");
  return FALSE;
}

static gboolean
check (const ClvFit *whole,
       GError      **error)
{
  if (is_own (whole, whole->kind->n_parameters - whole->kind->n_fixed))
    return TRUE;

  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED,
               _("The fit of all customers cannot be what segments are drawn to: %s Nothing was "
                 "computed. Choose another model or a longer period."),
               clv_fit_state_describe (whole->state));
  return FALSE;
}

/**
 * clv_shrinkage_new:
 * @spec: what to fit; its spend model, columns, seasons and promotions are left out
 * @customers: everybody
 * @grouping: (transfer full): their segments
 * @horizon_days: a new customer's purchases in these are told
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR
 *
 * Fits the whole and each segment, with as many ticks a purchase as the whole where the
 * kind has them, estimates how much segments differ beyond the errors
 * of their fits, and draws each toward the whole by that. A segment without customers
 * has the whole's values, one with very many its own. Of a segment whose own fit is a
 * ridge or at a limit, what its customers do say is taken together with what segments
 * have in common; one that cannot be fitted has the whole's values. A note says so.
 *
 * Returns: (transfer full): segments, %NULL where the whole cannot be fitted
 */
ClvShrinkage *
clv_shrinkage_new (const ClvModelSpec *spec,
                   ClvCustomers       *customers,
                   ClvGrouping        *grouping,
                   int                 horizon_days,
                   const ClvProgress  *progress,
                   GError            **error)
{
  g_autoptr(ClvShrinkage) self = g_new0 (ClvShrinkage, 1);
  g_autoptr(ClvModelSpec) alone = clv_model_spec_copy (spec);
  g_autofree Own *owns = g_new0 (Own, (gsize) grouping->n + 1);

  g_return_val_if_fail (horizon_days > 0, NULL);

  self->grouping = grouping;
  if (!check_kind (clv_model_kind_find (spec->kind), error))
    return NULL;
  self->n = grouping->n;
  self->horizon_days = horizon_days;
  self->segments = g_new0 (ClvShrunkSegment, (gsize) self->n + 1);
  g_free (alone->spend);
  alone->spend = g_strdup ("none");
  /* A segment may be what a column says, and events are counted of everybody. */
  g_clear_pointer (&alone->covariates, g_strfreev);
  alone->has_same_effect = FALSE;
  alone->penalty = 0.0;
  g_clear_pointer (&alone->calendar, clv_calendar_free);
  self->whole = clv_fit_new (alone, customers, progress, error);
  if (self->whole == NULL || !check (self->whole, error))
    return NULL;
  self->n_searched = self->whole->kind->n_parameters - self->whole->kind->n_fixed;
  self->whole_purchases = expect (self, self->whole->parameters);

  count_segments (self, customers);
  for (guint g = 0; g < self->n; g++)
    {
      if (self->segments[g].customers > 0
          && !fit_segment (self, customers, g, &self->segments[g], &owns[g], progress, error))
        return NULL;
    }
  draw_together (self, customers, owns);
  return g_steal_pointer (&self);
}
