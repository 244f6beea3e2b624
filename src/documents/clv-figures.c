/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-figures-private.h"
#include "clv-money.h"

/* More points than this say nothing more on a screen. */
#define MAX_SCATTER_POINTS 4000

/**
 * clv_figure_describe_scores:
 * @scores: a score set
 *
 * The convention to print beside every value: currency, horizon, margin, rate,
 * and that it speaks of the future.
 *
 * Returns: (transfer full): a translated phrase
 */
char *
clv_figure_describe_scores (const ClvScoreSet *scores)
{
  g_autofree char *from = NULL;
  g_autofree char *margin = NULL;
  g_autofree char *rate = NULL;

  g_return_val_if_fail (scores != NULL, NULL);

  from = clv_date_to_display (scores->as_of);
  margin = clv_percent_format (scores->margin, 1);
  rate = clv_percent_format (scores->rate, 2);

  if (scores->horizon_end == CLV_DATE_INVALID)
    return g_strdup_printf (_("%s, future value after %s without an end, %s margin, "
                              "discounted at %s a year effective"),
                            scores->currency, from, margin, rate);
  else
    {
      g_autofree char *until = clv_date_to_display (scores->horizon_end);

      return g_strdup_printf (_("%s, future value after %s up to %s, %s margin, "
                                "discounted at %s a year effective"),
                              scores->currency, from, until, margin, rate);
    }
}

const char *
clv_figure_describe_interval (void)
{
  /* xgettext: no-c-format */
  return _("The 80 % interval is about chance: eight of ten customers with this past are expected "
           "to bring an amount within it, depending on whether they stay, how often they come and "
           "what they spend. How sure the model’s own parameters are is not in it.");
}

/**
 * clv_figure_concentration:
 * @scores: a score set
 *
 * The Lorenz curve of CLV.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_concentration (const ClvScoreSet *scores)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autoptr(ClvConcentration) lorenz = NULL;
  g_autofree char *top = NULL;
  g_autofree char *number = NULL;
  g_autofree char *gini = NULL;
  ClvPlotSeries *series;

  g_return_val_if_fail (scores != NULL, NULL);

  spec = clv_plot_spec_new (CLV_PLOT_LORENZ, _("Concentration of value"));
  set_axes (spec, _("Customers, lowest value first"), CLV_PLOT_UNIT_PERCENT,
            _("Cumulative share of CLV"), CLV_PLOT_UNIT_PERCENT);
  spec->currency = g_strdup (scores->currency);
  if (scores->n > 0)
    lorenz = clv_concentration_new (scores->clv, scores->n, 201);
  if (lorenz == NULL || lorenz->n_points < 2 || !(lorenz->total > 0))
    {
      set_empty (spec, _("No customer has a value above zero, so there is no share to draw."));
      return g_steal_pointer (&spec);
    }

  top = clv_percent_format (lorenz->top_share[1], 0);
  number = clv_number_format (scores->n, 0);
  gini = clv_number_format (lorenz->gini, 2);
  series = clv_plot_spec_add_series (spec, _("Customers"), CLV_PLOT_ROLE_ACCENT,
                                     lorenz->n_points, lorenz->population, lorenz->share,
                                     NULL, NULL);
  g_free (series->note);
  series->note = g_strdup_printf (_("Gini %s"), gini);
  take_texts (spec, clv_figure_describe_scores (scores),
              g_strdup_printf (_("The most valuable 10 %% of %s customers hold %s of the total "
                                 "CLV; the Gini coefficient is %s."), number, top, gini));

  return g_steal_pointer (&spec);
}

/**
 * clv_figure_p_active_value:
 * @scores: a score set
 *
 * Every customer as a point: how sure it is that they are active, and what they
 * are worth. Of many customers every k-th is drawn, so that equal sets give
 * equal charts.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_p_active_value (const ClvScoreSet *scores)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autoptr(GArray) x = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) y = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *total = NULL;
  g_autofree char *convention = NULL;
  g_autofree char *each = NULL;
  g_autofree char *sure = NULL;
  g_autofree char *all = NULL;
  guint32 stride;
  guint32 n_sure = 0;

  g_return_val_if_fail (scores != NULL, NULL);

  spec = clv_plot_spec_new (CLV_PLOT_SCATTER, _("Probability of being active and value"));
  set_axes (spec, _("Probability of being active"), CLV_PLOT_UNIT_PERCENT,
            _("CLV"), CLV_PLOT_UNIT_MONEY);
  spec->currency = g_strdup (scores->currency);
  if (scores->n == 0)
    {
      set_empty (spec, _("There is no scored customer to draw."));
      return g_steal_pointer (&spec);
    }

  stride = (scores->n + MAX_SCATTER_POINTS - 1) / MAX_SCATTER_POINTS;
  for (guint32 i = 0; i < scores->n; i++)
    {
      n_sure += scores->p_active[i] >= 0.5;
      if (i % stride == 0 && isfinite (scores->p_active[i]) && isfinite (scores->clv[i]))
        {
          g_array_append_val (x, scores->p_active[i]);
          g_array_append_val (y, scores->clv[i]);
        }
    }

  clv_plot_spec_add_series (spec, _("Customers"), CLV_PLOT_ROLE_ACCENT, x->len,
                            (const double *) (gconstpointer) x->data,
                            (const double *) (gconstpointer) y->data, NULL, NULL);
  total = clv_money_format_major (scores->total_clv, scores->currency);
  convention = clv_figure_describe_scores (scores);
  each = clv_number_format (stride, 0);
  sure = clv_number_format (n_sure, 0);
  all = clv_number_format (scores->n, 0);
  take_texts (spec,
              stride > 1
              ? g_strdup_printf (_("%s; one point stands for %s customers"), convention, each)
              : g_strdup (convention),
              g_strdup_printf (_("More likely active than not: %s of %s customers. All together "
                                 "are worth %s."), sure, all, total));

  return g_steal_pointer (&spec);
}

static ClvPlotRole
role_of_verdict (ClvVerdict verdict)
{
  switch (verdict)
    {
    case CLV_VERDICT_ALERT:
      return CLV_PLOT_ROLE_BAD;

    case CLV_VERDICT_WATCH:
      return CLV_PLOT_ROLE_WARNING;

    case CLV_VERDICT_WITHIN:
      return CLV_PLOT_ROLE_GOOD;

    case CLV_VERDICT_NOT_ENOUGH:
    case CLV_VERDICT_HIDDEN:
    default:
      return CLV_PLOT_ROLE_CONTEXT;
    }
}

typedef struct
{
  GArray *estimate;
  GArray *lo;
  GArray *hi;
  GArray *roles;
  GPtrArray *labels;
  GPtrArray *notes;
  GPtrArray *verdicts;
} AuditRows;

static void
audit_rows_init (AuditRows *rows)
{
  rows->estimate = g_array_new (FALSE, FALSE, sizeof (double));
  rows->lo = g_array_new (FALSE, FALSE, sizeof (double));
  rows->hi = g_array_new (FALSE, FALSE, sizeof (double));
  rows->roles = g_array_new (FALSE, FALSE, sizeof (ClvPlotRole));
  rows->labels = g_ptr_array_new_with_free_func (g_free);
  rows->notes = g_ptr_array_new_with_free_func (g_free);
  rows->verdicts = g_ptr_array_new_with_free_func (g_free);
}

static void
audit_rows_clear (AuditRows *rows)
{
  g_array_unref (rows->estimate);
  g_array_unref (rows->lo);
  g_array_unref (rows->hi);
  g_array_unref (rows->roles);
  g_ptr_array_unref (rows->labels);
  g_ptr_array_unref (rows->notes);
  g_ptr_array_unref (rows->verdicts);
}

static void
audit_rows_add (AuditRows          *rows,
                const ClvAuditCell *cell)
{
  ClvPlotRole role = role_of_verdict (cell->verdict);
  g_autofree char *number = clv_number_format (cell->n, 0);

  g_array_append_val (rows->estimate, cell->estimate);
  g_array_append_val (rows->lo, cell->lo);
  g_array_append_val (rows->hi, cell->hi);
  g_array_append_val (rows->roles, role);
  g_ptr_array_add (rows->labels,
                   g_strdup (cell->is_unknown ? _("Unknown") : cell->group));
  g_ptr_array_add (rows->notes, g_strdup_printf (_("n = %s"), number));
  g_ptr_array_add (rows->verdicts, g_strdup (clv_verdict_get_label (cell->verdict)));
}

/* What this metric alone says: the headline is the whole audit's. @cell: the
 * first of those drawn, which is the worst. */
static char *
describe_metric (const ClvAudit     *audit,
                 const ClvAuditCell *cell,
                 guint               n)
{
  g_autofree char *name = g_strdup (cell->is_unknown ? _("Unknown") : cell->group);
  g_autofree char *ratio = clv_number_format (cell->estimate, 2);
  g_autofree char *lo = NULL;
  g_autofree char *hi = NULL;
  guint n_out = 0;

  for (guint i = 0; i < audit->cells->len; i++)
    {
      const ClvAuditCell *other = g_ptr_array_index (audit->cells, i);

      n_out += other->metric == cell->metric && (other->verdict == CLV_VERDICT_ALERT
                                                 || other->verdict == CLV_VERDICT_WATCH);
    }
  if (!isfinite (cell->lo) || !isfinite (cell->hi))
    return g_strdup_printf (ngettext ("Outside the agreed range: %u of %u group.",
                                      "Outside the agreed range: %u of %u groups.", n), n_out, n);
  lo = clv_number_format (cell->lo, 2);
  hi = clv_number_format (cell->hi, 2);

  /* TRANSLATORS: two numbers of groups, a group, its ratio, the ends of its interval */
  return g_strdup_printf (ngettext ("Outside the agreed range: %u of %u group. “%s” has a ratio of "
                                    "%s (%s to %s).",
                                    "Outside the agreed range: %u of %u groups. Look first at "
                                    "“%s” with a ratio of %s (%s to %s).", n),
                          n_out, n, name, ratio, lo, hi);
}

static char *
describe_hidden (guint hidden)
{
  if (hidden == 0)
    return g_strdup ("");

  return g_strdup_printf (ngettext ("; %u group too small to be shown",
                                    "; %u groups too small to be shown", hidden), hidden);
}

/**
 * clv_figure_audit:
 * @audit: an audit
 * @metric: which of its metrics
 *
 * Each group's ratio to everybody else with its 95 % interval and the agreed
 * range. Hidden groups and undefined ratios are counted in the subtitle, not
 * drawn.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_audit (const ClvAudit *audit,
                  ClvMetric       metric)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autofree char *as_of = NULL;
  g_autofree char *hidden = NULL;
  const ClvAuditCell *worst = NULL;
  AuditRows rows;
  ClvPlotSeries *series;

  g_return_val_if_fail (audit != NULL && metric < CLV_N_METRICS, NULL);

  spec = clv_plot_spec_new (CLV_PLOT_INTERVALS, clv_metric_get_label (metric));
  set_axes (spec, audit->options.group_column, CLV_PLOT_UNIT_COUNT,
            _("Ratio to everybody else"), CLV_PLOT_UNIT_RATIO);
  spec->reference = 1.0;
  spec->is_log = TRUE;
  clv_plot_spec_set_band (spec, audit->options.lo[metric], audit->options.hi[metric],
                          _("Tolerance"));

  audit_rows_init (&rows);
  for (guint i = 0; i < audit->cells->len; i++)
    {
      const ClvAuditCell *cell = g_ptr_array_index (audit->cells, i);

      if (cell->metric == metric && cell->verdict != CLV_VERDICT_HIDDEN
          && isfinite (cell->estimate) && cell->estimate > 0)
        {
          worst = worst != NULL ? worst : cell;
          audit_rows_add (&rows, cell);
        }
    }

  if (rows.labels->len == 0)
    set_empty (spec, _("No group has enough customers for this comparison."));
  else
    {
      guint n = rows.labels->len;

      g_ptr_array_add (rows.labels, NULL);
      g_ptr_array_add (rows.notes, NULL);
      g_ptr_array_add (rows.verdicts, NULL);
      series = clv_plot_spec_add_series (spec, clv_metric_get_label (metric),
                                         CLV_PLOT_ROLE_ACCENT, n, NULL,
                                         (const double *) (gconstpointer) rows.estimate->data,
                                         (const double *) (gconstpointer) rows.lo->data,
                                         (const double *) (gconstpointer) rows.hi->data);
      clv_plot_series_set_texts (series, (const char * const *) rows.labels->pdata,
                                 (const char * const *) rows.notes->pdata,
                                 (const char * const *) rows.verdicts->pdata);
      clv_plot_series_set_roles (series,
                                 (const ClvPlotRole *) (gconstpointer) rows.roles->data);
      as_of = clv_date_to_display (audit->as_of);
      hidden = describe_hidden (audit->hidden_groups);
      take_texts (spec,
                  g_strdup_printf (_("Ratio to everybody else by %s, 95 %% interval, as of %s%s"),
                                   audit->options.group_column, as_of, hidden),
                  describe_metric (audit, worst, n));
    }
  audit_rows_clear (&rows);

  return g_steal_pointer (&spec);
}

static void
add_flows (ClvPlotSpec        *spec,
           const ClvMigration *migration,
           gboolean            matrix)
{
  for (guint i = 0; i < migration->flows->len; i++)
    {
      const ClvFlow *flow = &g_array_index (migration->flows, ClvFlow, i);

      /* A matrix compares the first with the last step it is given: one pair. */
      if (!matrix || flow->date == migration->n_dates - 2)
        clv_plot_spec_add_flow (spec, matrix ? 0 : flow->date, flow->from, flow->to,
                                flow->customers, flow->value);
    }
}

static char *
describe_migration (const ClvMigration *migration)
{
  guint32 up = 0;
  guint32 down = 0;
  guint32 stayed = 0;
  guint32 joined = 0;
  guint last = migration->n_dates - 2;
  g_autofree char *from = clv_date_to_display (migration->dates[last]);
  g_autofree char *to = clv_date_to_display (migration->dates[last + 1]);
  g_autofree char *same = NULL;
  g_autofree char *higher = NULL;
  g_autofree char *lower = NULL;
  g_autofree char *new_ones = NULL;

  for (guint i = 0; i < migration->flows->len; i++)
    {
      const ClvFlow *flow = &g_array_index (migration->flows, ClvFlow, i);

      if (flow->date != last)
        continue;

      if (flow->from >= migration->scheme->n)
        joined += flow->customers;
      else if (flow->from == flow->to)
        stayed += flow->customers;
      else if (flow->to < flow->from)
        up += flow->customers;
      else
        down += flow->customers;
    }

  same = clv_number_format (stayed, 0);
  higher = clv_number_format (up, 0);
  lower = clv_number_format (down, 0);
  new_ones = clv_number_format (joined, 0);

  /* TRANSLATORS: two days and four numbers of customers */
  return g_strdup_printf (_("Customers from %s to %s: %s in the same tier, %s in a higher one, %s "
                            "in a lower one, %s new."), from, to, same, higher, lower, new_ones);
}

/* How many of each tier were still in it: the diagonal in words. */
static char *
describe_stayers (const ClvMigration *migration)
{
  const guint last = migration->n_dates - 2;
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint tier = 0; tier < migration->scheme->n; tier++)
    {
      double all = 0.0;
      double stayed = 0.0;
      g_autofree char *share = NULL;

      for (guint i = 0; i < migration->flows->len; i++)
        {
          const ClvFlow *flow = &g_array_index (migration->flows, ClvFlow, i);

          if (flow->date != last || flow->from != tier)
            continue;
          all += flow->customers;
          stayed += flow->to == tier ? flow->customers : 0.0;
        }
      if (!(all > 0.0))
        continue;
      share = clv_percent_format (stayed / all, 0);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "",
                              clv_tier_scheme_get_name (migration->scheme, tier), share);
    }

  return g_strdup_printf (_("Still in the same tier: %s."),
                          text->len > 0 ? text->str : _("nobody"));
}

/**
 * clv_figure_migration:
 * @migration: tiers at two or more dates
 * @matrix: draw the last two dates as a heat matrix instead of ribbons
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_migration (const ClvMigration *migration,
                      gboolean            matrix)
{
  g_autoptr(ClvPlotSpec) spec = NULL;

  g_return_val_if_fail (migration != NULL, NULL);

  spec = matrix ? clv_plot_spec_new (CLV_PLOT_MATRIX,
                                     _("Where each tier went between the last two dates"))
                : clv_plot_spec_new (CLV_PLOT_FLOWS, _("CLV migration"));
  set_axes (spec, _("Value at the later date"), CLV_PLOT_UNIT_MONEY,
            _("customers"), CLV_PLOT_UNIT_COUNT);
  spec->currency = g_strdup (migration->currency);
  spec->has_grey_node = TRUE;
  spec->n_entry_nodes = 1;
  if (migration->n_dates < 2 || migration->flows->len == 0)
    {
      set_empty (spec, _("Migration needs at least two dates with customers on them."));
      return g_steal_pointer (&spec);
    }

  for (guint i = matrix ? migration->n_dates - 2 : 0; i < migration->n_dates; i++)
    g_ptr_array_add (spec->stage_names, clv_date_to_display (migration->dates[i]));
  for (guint i = 0; i < migration->scheme->n; i++)
    g_ptr_array_add (spec->node_names, g_strdup (clv_tier_scheme_get_name (migration->scheme, i)));
  g_ptr_array_add (spec->node_names, g_strdup (_("New")));
  add_flows (spec, migration, matrix);
  take_texts (spec,
              g_strdup_printf (migration->frozen
                               ? _("Customers by tier; future value in %s; model and cut-offs of "
                                   "the first date kept")
                               : _("Customers by tier; future value in %s; each date as it would "
                                   "have been said then"),
                               migration->currency),
              matrix ? describe_stayers (migration) : describe_migration (migration));

  return g_steal_pointer (&spec);
}
