/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-figures-private.h"
#include "clv-money.h"

#define MOST_ARROWS 24        /* the largest segments */

static int
compare_sizes (gconstpointer a,
               gconstpointer b)
{
  const ClvShrunkSegment *first = *(const ClvShrunkSegment * const *) a;
  const ClvShrunkSegment *second = *(const ClvShrunkSegment * const *) b;

  return (first->customers < second->customers) - (first->customers > second->customers);
}

/* Segments that somebody is in, at most so many: cohorts in their order and the latest of
 * them, others by their size. */
static GPtrArray *
list_segments (const ClvShrinkage *shrinkage)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < shrinkage->n; i++)
    {
      if (shrinkage->segments[i].customers > 0)
        g_ptr_array_add (list, &shrinkage->segments[i]);
    }
  if (!shrinkage->grouping->is_cohort)
    g_ptr_array_sort (list, compare_sizes);
  if (list->len > MOST_ARROWS && shrinkage->grouping->is_cohort)
    g_ptr_array_remove_range (list, 0, list->len - MOST_ARROWS);
  else if (list->len > MOST_ARROWS)
    g_ptr_array_set_size (list, MOST_ARROWS);
  return list;
}

/* Who moved most, or why nobody did. */
static char *
describe (const ClvShrinkage *shrinkage,
          const GPtrArray    *list)
{
  const ClvShrunkSegment *most = NULL;
  double farthest = 0.0;
  g_autofree char *raw = NULL;
  g_autofree char *shrunk = NULL;
  g_autofree char *own = NULL;
  g_autofree char *all = clv_number_format (shrinkage->whole_purchases, 2);

  for (guint i = 0; i < list->len; i++)
    {
      const ClvShrunkSegment *segment = g_ptr_array_index (list, i);
      double moved = fabs (segment->shrunk_purchases - segment->raw_purchases);

      if (segment->has_own && moved >= farthest)
        {
          farthest = moved;
          most = segment;
        }
    }
  if (most == NULL)
    return g_strdup_printf (_("No segment has a fit of its own; a new customer of all is expected "
                              "to buy again %s times."), all);
  raw = clv_number_format (most->raw_purchases, 2);
  shrunk = clv_number_format (most->shrunk_purchases, 2);
  own = clv_percent_format (most->weight, 0);
  return g_strdup_printf (_("%s moves most, from %s to %s: %s of that is its own. All together "
                            "expect %s."), *most->name == '\0' ? _("Unknown") : most->name, raw,
                          shrunk, own, all);
}

/**
 * clv_figure_shrinkage:
 * @shrinkage: segments drawn together
 *
 * What a new customer of each segment is expected to buy again: an arrow from the
 * segment's own fit to what is left of it.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_shrinkage (const ClvShrinkage *shrinkage)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GPtrArray) labels = g_ptr_array_new ();
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) weights = g_ptr_array_new_with_free_func (g_free);
  g_autofree ClvPlotRole *roles = NULL;
  g_autofree double *raw = NULL;
  g_autofree double *shrunk = NULL;
  ClvPlotSeries *series = NULL;

  g_return_val_if_fail (shrinkage != NULL, NULL);

  list = list_segments (shrinkage);
  raw = g_new (double, (gsize) list->len + 1);
  shrunk = g_new (double, (gsize) list->len + 1);
  roles = g_new (ClvPlotRole, (gsize) list->len + 1);
  spec = clv_plot_spec_new (CLV_PLOT_INTERVALS, _("Segments drawn together"));
  set_axes (spec, _("Segment"), CLV_PLOT_UNIT_COUNT, _("Expected repeat purchases"),
            CLV_PLOT_UNIT_NUMBER);
  spec->reference = shrinkage->whole_purchases;
  for (guint i = 0; i < list->len; i++)
    {
      const ClvShrunkSegment *segment = g_ptr_array_index (list, i);
      g_autofree char *number = clv_number_format (segment->customers, 0);

      raw[i] = segment->raw_purchases;
      shrunk[i] = segment->shrunk_purchases;
      g_ptr_array_add (labels, (gpointer) (*segment->name == '\0' ? _("Unknown") : segment->name));
      g_ptr_array_add (notes, g_strdup_printf (segment->is_recent ? _("n = %s, recent")
                                                                  : _("n = %s"), number));
      g_ptr_array_add (weights, clv_percent_format (segment->weight, 0));
      roles[i] = segment->is_recent ? CLV_PLOT_ROLE_CONTEXT : CLV_PLOT_ROLE_ACCENT;
    }
  g_ptr_array_add (labels, NULL);
  g_ptr_array_add (notes, NULL);
  g_ptr_array_add (weights, NULL);
  spec->verdict_title = g_strdup (_("Its own part"));
  if (list->len == 0)
    set_empty (spec, _("No segment has a customer."));
  else
    {
      series = clv_plot_spec_add_series (spec, _("Drawn together"), CLV_PLOT_ROLE_ACCENT, list->len,
                                         NULL, shrunk, NULL, NULL);
      clv_plot_series_set_from (series, raw);
      clv_plot_series_set_texts (series, (const char * const *) labels->pdata,
                                 (const char * const *) notes->pdata,
                                 (const char * const *) weights->pdata);
      clv_plot_series_set_roles (series, roles);
    }
  take_texts (spec,
              g_strdup_printf (_("%s, of a new customer in %d days; arrows from each segment’s own "
                                 "fit, the line is all customers"), shrinkage->whole->kind->name,
                               shrinkage->horizon_days), describe (shrinkage, list));
  return g_steal_pointer (&spec);
}
