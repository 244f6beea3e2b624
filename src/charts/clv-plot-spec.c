/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-plot-spec.h"

#include <string.h>

static char **
dup_texts (guint               n,
           const char * const *texts)
{
  char **copy = NULL;
  guint i;

  if (texts == NULL)
    return NULL;

  copy = g_new0 (char *, (gsize) n + 1);
  for (i = 0; i < n; i++)
    copy[i] = g_strdup (texts[i] != NULL ? texts[i] : "");

  return copy;
}

static double *
dup_values (guint         n,
            const double *values)
{
  double *copy = NULL;

  if (values == NULL)
    return NULL;

  copy = g_new (double, (gsize) n + 1);
  memcpy (copy, values, n * sizeof *values);
  copy[n] = 0.0;

  return copy;
}

static void
series_free (ClvPlotSeries *self)
{
  g_free (self->name);
  g_free (self->note);
  g_free (self->x);
  g_free (self->y);
  g_free (self->lo);
  g_free (self->hi);
  g_free (self->from);
  g_strfreev (self->labels);
  g_strfreev (self->notes);
  g_strfreev (self->verdicts);
  g_free (self->counts);
  g_free (self->roles);
  g_free (self);
}

/**
 * clv_plot_spec_new:
 * @title: what the chart is called, translated
 *
 * A chart without data. Units are plain numbers, shares for
 * %CLV_PLOT_LORENZ, counts for flows, ratios around 1 for intervals.
 *
 * Returns: (transfer full): the spec; free with clv_plot_spec_free()
 */
ClvPlotSpec *
clv_plot_spec_new (ClvPlotType type,
                   const char *title)
{
  ClvPlotSpec *self = g_new0 (ClvPlotSpec, 1);

  self->type = type;
  self->title = g_strdup (title);
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify) series_free);
  self->stage_names = g_ptr_array_new_with_free_func (g_free);
  self->node_names = g_ptr_array_new_with_free_func (g_free);
  self->flows = g_array_new (FALSE, FALSE, sizeof (ClvPlotFlow));
  self->has_grey_node = TRUE;

  if (type == CLV_PLOT_LORENZ)
    {
      self->x_unit = CLV_PLOT_UNIT_PERCENT;
      self->y_unit = CLV_PLOT_UNIT_PERCENT;
    }
  else if (type == CLV_PLOT_FLOWS || type == CLV_PLOT_MATRIX)
    {
      self->y_unit = CLV_PLOT_UNIT_COUNT;
    }
  else if (type == CLV_PLOT_INTERVALS)
    {
      self->y_unit = CLV_PLOT_UNIT_RATIO;
      self->reference = 1.0;
    }

  return self;
}

static void
copy_texts (ClvPlotSpec       *copy,
            const ClvPlotSpec *self)
{
  copy->title = g_strdup (self->title);
  copy->subtitle = g_strdup (self->subtitle);
  copy->description = g_strdup (self->description);
  copy->empty = g_strdup (self->empty);
  copy->x_title = g_strdup (self->x_title);
  copy->y_title = g_strdup (self->y_title);
  copy->currency = g_strdup (self->currency);
  copy->split_before = g_strdup (self->split_before);
  copy->split_after = g_strdup (self->split_after);
  copy->band_name = g_strdup (self->band_name);
  copy->count_title = g_strdup (self->count_title);
  copy->verdict_title = g_strdup (self->verdict_title);
}

static gpointer
copy_string (gconstpointer text,
             gpointer      user_data)
{
  return g_strdup (text);
}

static gpointer
copy_series (gconstpointer item,
             gpointer      user_data)
{
  const ClvPlotSeries *series = item;
  ClvPlotSeries *copy = g_new0 (ClvPlotSeries, 1);

  *copy = *series;
  copy->name = g_strdup (series->name);
  copy->note = g_strdup (series->note);
  copy->x = dup_values (series->n, series->x);
  copy->y = dup_values (series->n, series->y);
  copy->lo = dup_values (series->n, series->lo);
  copy->hi = dup_values (series->n, series->hi);
  copy->from = dup_values (series->n, series->from);
  copy->labels = dup_texts (series->n, (const char * const *) series->labels);
  copy->notes = dup_texts (series->n, (const char * const *) series->notes);
  copy->verdicts = dup_texts (series->n, (const char * const *) series->verdicts);
  copy->counts = dup_values (series->n, series->counts);
  copy->roles = NULL;
  clv_plot_series_set_roles (copy, series->roles);

  return copy;
}

/**
 * clv_plot_spec_copy:
 *
 * Returns: (transfer full): a deep copy, to hand to another thread
 */
ClvPlotSpec *
clv_plot_spec_copy (const ClvPlotSpec *self)
{
  ClvPlotSpec *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (ClvPlotSpec, 1);
  *copy = *self;
  copy_texts (copy, self);
  copy->series = g_ptr_array_copy (self->series, (GCopyFunc) copy_series, NULL);
  g_ptr_array_set_free_func (copy->series, (GDestroyNotify) series_free);
  copy->stage_names = g_ptr_array_copy (self->stage_names, (GCopyFunc) copy_string, NULL);
  g_ptr_array_set_free_func (copy->stage_names, g_free);
  copy->node_names = g_ptr_array_copy (self->node_names, (GCopyFunc) copy_string, NULL);
  g_ptr_array_set_free_func (copy->node_names, g_free);
  copy->flows = g_array_copy (self->flows);

  return copy;
}

void
clv_plot_spec_free (ClvPlotSpec *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->description);
  g_free (self->empty);
  g_free (self->x_title);
  g_free (self->y_title);
  g_free (self->currency);
  g_free (self->split_before);
  g_free (self->split_after);
  g_free (self->band_name);
  g_free (self->count_title);
  g_free (self->verdict_title);
  g_ptr_array_unref (self->series);
  g_ptr_array_unref (self->stage_names);
  g_ptr_array_unref (self->node_names);
  g_array_unref (self->flows);
  g_free (self);
}

/**
 * clv_plot_spec_add_series:
 * @name: (nullable): what the line or the bars are called
 * @x: (nullable) (array length=n): positions, %NULL for categories
 * @y: (array length=n): values
 * @lo: (nullable) (array length=n): lower end of the interval
 * @hi: (nullable) (array length=n): upper end of the interval
 *
 * Returns: (transfer none): the new series, for its further fields
 */
ClvPlotSeries *
clv_plot_spec_add_series (ClvPlotSpec  *self,
                          const char   *name,
                          ClvPlotRole   role,
                          guint         n,
                          const double *x,
                          const double *y,
                          const double *lo,
                          const double *hi)
{
  ClvPlotSeries *series = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n == 0 || y != NULL, NULL);

  series = g_new0 (ClvPlotSeries, 1);
  series->name = g_strdup (name);
  series->role = role;
  series->n = n;
  series->x = dup_values (n, x);
  series->y = dup_values (n, y);
  series->lo = dup_values (n, lo);
  series->hi = dup_values (n, hi);
  g_ptr_array_add (self->series, series);

  return series;
}

/**
 * clv_plot_series_set_texts:
 * @labels: (nullable): category or point names, as many as the series has points
 * @notes: (nullable): second lines such as "n = 1,204"
 * @verdicts: (nullable): words such as "Alert"
 */
void
clv_plot_series_set_texts (ClvPlotSeries      *self,
                           const char * const *labels,
                           const char * const *notes,
                           const char * const *verdicts)
{
  g_return_if_fail (self != NULL);

  g_strfreev (self->labels);
  g_strfreev (self->notes);
  g_strfreev (self->verdicts);
  self->labels = dup_texts (self->n, labels);
  self->notes = dup_texts (self->n, notes);
  self->verdicts = dup_texts (self->n, verdicts);
}

/**
 * clv_plot_series_set_from:
 * @from: (nullable): where each value was moved from, as many as the series has points
 */
void
clv_plot_series_set_from (ClvPlotSeries *self,
                          const double  *from)
{
  g_return_if_fail (self != NULL);

  g_free (self->from);
  self->from = dup_values (self->n, from);
}

/**
 * clv_plot_series_set_counts:
 * @counts: (nullable): how many stand behind each value, as many as the series has points
 */
void
clv_plot_series_set_counts (ClvPlotSeries *self,
                            const double  *counts)
{
  g_return_if_fail (self != NULL);

  g_free (self->counts);
  self->counts = dup_values (self->n, counts);
}

/**
 * clv_plot_series_set_roles:
 * @roles: (nullable): the colour of each bar, as many as the series has points
 */
void
clv_plot_series_set_roles (ClvPlotSeries     *self,
                           const ClvPlotRole *roles)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->roles, g_free);
  if (roles != NULL)
    {
      self->roles = g_new (ClvPlotRole, (gsize) self->n + 1);
      memcpy (self->roles, roles, self->n * sizeof *roles);
    }
}

/**
 * clv_plot_spec_add_flow:
 * @stage: the flow goes from this stage to the next
 * @amount: width of the ribbon, in y_unit
 * @value: second figure, in x_unit; 0 for none
 */
void
clv_plot_spec_add_flow (ClvPlotSpec *self,
                        guint        stage,
                        guint        from,
                        guint        to,
                        double       amount,
                        double       value)
{
  ClvPlotFlow flow = { stage, from, to, amount, value };

  g_return_if_fail (self != NULL);

  g_array_append_val (self->flows, flow);
}

/**
 * clv_plot_spec_set_split:
 * @split: where on the x axis
 * @before: (nullable): the word left of the line, "Calibration"
 * @after: (nullable): the word right of it, "Hold-out"
 */
void
clv_plot_spec_set_split (ClvPlotSpec *self,
                         double       split,
                         const char  *before,
                         const char  *after)
{
  g_return_if_fail (self != NULL);

  self->has_split = TRUE;
  self->split = split;
  g_free (self->split_before);
  g_free (self->split_after);
  self->split_before = g_strdup (before);
  self->split_after = g_strdup (after);
}

/**
 * clv_plot_spec_set_band:
 * @name: (nullable): what the band is called, "Tolerance"
 *
 * The band of values that are as they should be.
 */
void
clv_plot_spec_set_band (ClvPlotSpec *self,
                        double       lo,
                        double       hi,
                        const char  *name)
{
  g_return_if_fail (self != NULL);

  self->has_band = TRUE;
  self->band_lo = lo;
  self->band_hi = hi;
  g_free (self->band_name);
  self->band_name = g_strdup (name);
}
