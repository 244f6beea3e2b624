/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-audit-results.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-chart-card.h"
#include "clv-figures.h"
#include "clv-govern-words.h"
#include "clv-money.h"
#include "clv-rows.h"

/* In the order of ClvVerdict: icon, colour; the word comes from the engine. */
static const struct
{
  const char *icon;
  const char *css_class;
} looks[] = {
  [CLV_VERDICT_WITHIN] = { "clv-passed-symbolic", "success" },
  [CLV_VERDICT_WATCH] = { "clv-why-symbolic", "warning" },
  [CLV_VERDICT_ALERT] = { "clv-failed-symbolic", "error" },
  [CLV_VERDICT_NOT_ENOUGH] = { "clv-clock-symbolic", "dim-label" },
  [CLV_VERDICT_HIDDEN] = { "clv-lock-symbolic", "dim-label" },
};

static void
add_head (GtkBox         *box,
          const ClvAudit *audit)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *customers = clv_number_format ((double) audit->n_customers, 0);
  g_autofree char *as_of = clv_date_to_display (audit->as_of);
  g_autofree char *split = clv_date_to_display (audit->split);
  g_autofree char *when = clv_words_time (audit->created_at);
  g_autofree char *seed = NULL;
  g_autofree char *text = NULL;

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "clv-form");
  gtk_box_append (GTK_BOX (card), clv_label_new (audit->headline, "title-4"));
  /* TRANSLATORS: customers, day, scheme of the tiers, day */
  text = g_strdup_printf (_("%s customers as of %s, tiers %s; predictions made on %s and compared "
                            "with what was spent since, net of refunds."), customers, as_of,
                          audit->scheme, split);
  gtk_box_append (GTK_BOX (card), clv_label_new (text, "dim-label"));
  g_free (text);
  seed = g_strdup_printf ("%" G_GUINT64_FORMAT, audit->options.seed);
  /* TRANSLATORS: number of the audit, person, time, number */
  text = g_strdup_printf (_("Audit %d · %s · %s · seed %s"), (int) audit->id,
                          audit->actor != NULL ? audit->actor : "–", when, seed);
  gtk_box_append (GTK_BOX (card), clv_label_new (text, "dim-label"));
  gtk_box_append (box, card);
}

static char *
describe_estimate (const ClvAuditCell *cell)
{
  g_autofree char *estimate = NULL;
  g_autofree char *lo = NULL;
  g_autofree char *hi = NULL;

  if (cell->verdict == CLV_VERDICT_HIDDEN || !isfinite (cell->estimate))
    return g_strdup ("–");

  estimate = clv_number_format (cell->estimate, 2);
  if (!isfinite (cell->lo) || !isfinite (cell->hi))
    return g_steal_pointer (&estimate);

  lo = clv_number_format (cell->lo, 2);
  hi = clv_number_format (cell->hi, 2);

  /* TRANSLATORS: a ratio and its interval */
  return g_strdup_printf (_("%s (%s to %s)"), estimate, lo, hi);
}

static GtkWidget *
make_cell (const ClvAuditCell *cell)
{
  const char *verdict = clv_verdict_get_label (cell->verdict);
  g_autofree char *estimate = describe_estimate (cell);
  g_autofree char *n = clv_number_format ((double) cell->n, 0);
  g_autofree char *title = NULL;
  GtkWidget *row = NULL;
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *label = NULL;
  GtkWidget *mark = NULL;

  if (cell->verdict == CLV_VERDICT_HIDDEN)
    title = g_strdup (cell->is_unknown ? _("Unknown") : cell->group);
  else
    /* TRANSLATORS: a group and its number of customers */
    title = g_strdup_printf (_("%s · %s customers"), cell->is_unknown ? _("Unknown") : cell->group,
                             n);
  row = clv_row_new (title, cell->sentence);

  mark = clv_label_new_with_icon (looks[cell->verdict].icon, verdict,
                                  looks[cell->verdict].css_class);
  gtk_widget_set_halign (mark, GTK_ALIGN_END);
  gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_last_child (mark)), FALSE);
  gtk_box_append (GTK_BOX (side), mark);
  label = clv_label_new (estimate, "numeric");
  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  gtk_label_set_xalign (GTK_LABEL (label), 1.0);
  gtk_box_append (GTK_BOX (side), label);
  gtk_widget_set_valign (side, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), side);

  return row;
}

static void
add_metric (GtkBox         *box,
            const ClvAudit *audit,
            ClvMetric       metric)
{
  g_autoptr(ClvPlotSpec) spec = clv_figure_audit (audit, metric);
  GtkWidget *card = clv_chart_card_new ();
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *lo = clv_number_format (audit->options.lo[metric], 2);
  g_autofree char *hi = clv_number_format (audit->options.hi[metric], 2);
  g_autofree char *text = g_strdup_printf (_("The worst first. The agreed range is %s to "
                                             "%s; intervals are of 95 %%."), lo, hi);

  clv_chart_card_set_spec (CLV_CHART_CARD (card), spec);
  gtk_box_append (box, card);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), text);
  for (guint i = 0; i < audit->cells->len; i++)
    {
      const ClvAuditCell *cell = g_ptr_array_index (audit->cells, i);

      if (cell->metric == metric)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_cell (cell));
    }
  gtk_box_append (box, group);
}

static void
add_notes (GtkBox *box)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "clv-form");
  gtk_box_append (GTK_BOX (card), clv_label_new (_("To keep in mind"), "heading"));
  gtk_box_append (GTK_BOX (card), clv_label_new (clv_audit_get_note (), NULL));
  gtk_box_append (GTK_BOX (card), clv_label_new (_("What it does not say"), "heading"));
  gtk_box_append (GTK_BOX (card),
                  clv_label_new (_("It shows how groups differ and how sure that is. It does not "
                                   "show why, nor whether it is right; it says nothing of columns "
                                   "that were not compared, and it is no legal judgement. “Not "
                                   "enough data” is not a pass."), NULL));
  gtk_box_append (box, card);
}

/**
 * clv_audit_results_fill:
 * @box: an empty box
 *
 * Shows an audit, the worst first within each metric.
 */
void
clv_audit_results_fill (GtkBox         *box,
                        const ClvAudit *audit)
{
  g_return_if_fail (GTK_IS_BOX (box));
  g_return_if_fail (audit != NULL);

  add_head (box, audit);
  for (guint metric = 0; metric < CLV_N_METRICS; metric++)
    add_metric (box, audit, (ClvMetric) metric);
  add_notes (box);
}
