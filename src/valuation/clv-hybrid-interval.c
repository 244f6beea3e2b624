/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-hybrid-spread.h"

/* How far the total of contracts and orders may be from what will come. The parts are
 * fitted apart, so that what is not known of their parameters adds up as well. */

typedef struct
{
  const ClvHybridSpread *spread;
  guint part;                     /* whose parameters are moved */
} More;

static void
add_together (gconstpointer  data,
              const ClvFit  *moved,
              double        *totals)
{
  const More *more = data;
  const ClvHybrid *hybrid = more->spread->fit->hybrid;

  clv_hybrid_spread_add_together (more->spread,
                                  more->part == CLV_HYBRID_CONTRACT ? moved : hybrid->contract,
                                  more->part == CLV_HYBRID_OTHER ? moved : hybrid->orders, totals);
}

/* Chance and parameters of one part, into the sums of both. */
static gboolean
add_part (ClvIntervalWork       *both,
          const ClvHybridSpread *spread,
          guint                  part,
          ClvIntervals          *self,
          const ClvProgress     *progress,
          GError               **error)
{
  const ClvHybridLone *lone = &spread->lone[part];
  const More more = { spread, part };
  const gsize n_sums = (gsize) spread->n + 1;
  g_autofree ClvIntervalSums *sums = g_new0 (ClvIntervalSums, n_sums);
  g_autofree double *together = g_new0 (double, n_sums * CLV_INTERVAL_MEASURES);
  ClvIntervalWork work = { lone->fit, spread->definition, lone->periods, lone->cells, spread->cost,
                           spread->n, sums, 0.0, add_together, &more };

  self->has_spend_variance &= clv_interval_add_process (&work, &lone->cells->parts[0]);
  if (part == CLV_HYBRID_OTHER)
    self->has_spend_variance &= clv_hybrid_spread_add_process (spread, sums);
  /* What second differences are taken from. */
  clv_hybrid_spread_add_together (spread, spread->fit->hybrid->contract,
                                  spread->fit->hybrid->orders, together);
  sums[spread->n].mean[CLV_INTERVAL_VALUE]
    += together[spread->n * CLV_INTERVAL_MEASURES + CLV_INTERVAL_VALUE];
  if (self->has_parameters && !clv_interval_add_parameters (&work, progress, error))
    return FALSE;
  if (self->has_parameters && lone->fit->has_spend)
    self->has_spend_parameters = clv_interval_add_spend_parameters (&work,
                                                                    spread->scores->hybrid->orders);
  both->curvature += work.curvature;
  for (gsize s = 0; s < n_sums; s++)
    {
      for (guint m = 0; m < CLV_INTERVAL_MEASURES; m++)
        {
          both->sums[s].variance[m] += sums[s].variance[m];
          both->sums[s].parameter_variance[m] += sums[s].parameter_variance[m];
        }
      both->sums[s].log_none += sums[s].log_none;
    }
  return TRUE;
}

/* As clv_intervals_new_for_columns(), of scores of a hybrid. */
gboolean
clv_hybrid_compute_intervals (ClvIntervals             *self,
                              const ClvFit             *fit,
                              const ClvValueDefinition *definition,
                              const ClvScoreSet        *scores,
                              const guint32            *segment_of,
                              const ClvProgress        *progress,
                              GError                  **error)
{
  g_autoptr(ClvHybridSpread) spread = NULL;
  g_autofree ClvIntervalSums *sums = g_new0 (ClvIntervalSums, (gsize) self->n_segments + 1);
  ClvIntervalWork both = { .fit = fit, .definition = definition, .n = self->n_segments,
                           .sums = sums };

  spread = clv_hybrid_spread_new (fit, definition, scores, segment_of, self->n_segments, error);
  if (spread == NULL)
    return FALSE;
  both.cost = spread->cost;
  self->joins_contract = TRUE;
  self->orders_end_with_contract = scores->hybrid->ends_with_contract;
  self->grain_days = spread->grain_days;
  self->n_cells = spread->n_cells;
  self->has_spend_variance = TRUE;
  self->has_spend_parameters = TRUE;
  self->has_parameters = clv_interval_are_parameters_known (fit->hybrid->contract)
                         && clv_interval_are_parameters_known (fit->hybrid->orders);
  for (guint p = 0; p < CLV_HYBRID_PARTS; p++)
    {
      if (!add_part (&both, spread, p, self, progress, error))
        return FALSE;
    }
  clv_interval_finish (&both, scores, segment_of, self);
  return TRUE;
}
