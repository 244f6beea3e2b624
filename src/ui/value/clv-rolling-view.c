/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-rolling-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-chart-card.h"
#include "clv-figures.h"
#include "clv-holdout-words.h"
#include "clv-money.h"

#define N_COLUMNS 6

struct _ClvRollingView
{
  AdwBin parent_instance;

  ClvChartCard *chart;
  GtkGrid *grid;
  GtkLabel *summary;
};

G_DEFINE_FINAL_TYPE (ClvRollingView, clv_rolling_view, ADW_TYPE_BIN)

static GtkWidget *
attach (ClvRollingView *self,
        const char     *text,
        int column,
        int row,
        int width)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 || width > 1 ? 0.0f : 1.0f);
  gtk_widget_set_hexpand (label, column > 0);
  gtk_grid_attach (self->grid, label, column, row, width, 1);

  return label;
}

static void
attach_headings (ClvRollingView *self)
{
  const char *headings[N_COLUMNS] = {
    _("Last day seen"), _("Expected"), _("Actual"), _("Total off by"), _("RMSE"),
    _("RMSE as before")
  };

  for (int column = 0; column < N_COLUMNS; column++)
    {
      GtkWidget *label = attach (self, headings[column], column, 0, 1);

      gtk_widget_add_css_class (label, "caption-heading");
      gtk_widget_add_css_class (label, "dim-label");
    }
}

static void
attach_origin (ClvRollingView  *self,
               const ClvOrigin *origin,
               int              row)
{
  g_autofree char *split = clv_date_to_display (origin->split);
  g_autofree char *expected = clv_number_format (origin->accuracy.predicted, 0);
  g_autofree char *actual = clv_number_format (origin->accuracy.actual, 0);
  g_autofree char *bias = clv_holdout_words_format_bias (origin->accuracy.bias);
  g_autofree char *rmse = clv_number_format (origin->accuracy.rmse, 3);
  g_autofree char *naive = clv_number_format (origin->naive.rmse, 3);
  const char *texts[N_COLUMNS] = { split, expected, actual, bias, rmse, naive };

  if (origin->problem != NULL)
    {
      GtkWidget *label = NULL;

      attach (self, split, 0, row, 1);
      label = attach (self, origin->problem, 1, row, N_COLUMNS - 1);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "dim-label");
      return;
    }
  for (int column = 0; column < N_COLUMNS; column++)
    {
      GtkWidget *label = attach (self, texts[column], column, row, 1);

      if (column > 0)
        gtk_widget_add_css_class (label, "numeric");
    }
}

static void
clv_rolling_view_class_init (ClvRollingViewClass *klass)
{
}

static void
clv_rolling_view_init (ClvRollingView *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *title = gtk_label_new (_("Several splits, a month apart"));
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "clv-tiers");
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_box_append (GTK_BOX (box), title);
  self->summary = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->summary, 0.0f);
  gtk_label_set_wrap (self->summary, TRUE);
  gtk_label_set_selectable (self->summary, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->summary));

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 18);
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Splits compared"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->grid));
  gtk_box_append (GTK_BOX (box), scrolled);

  self->chart = CLV_CHART_CARD (clv_chart_card_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->chart), -1, 340);
  gtk_box_append (GTK_BOX (outer), box);
  gtk_box_append (GTK_BOX (outer), GTK_WIDGET (self->chart));
  adw_bin_set_child (ADW_BIN (self), outer);
}

/**
 * clv_rolling_view_new:
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
clv_rolling_view_new (void)
{
  return g_object_new (CLV_TYPE_ROLLING_VIEW, NULL);
}

static char *
summarise (const ClvRolling *rolling)
{
  g_autofree char *mean = clv_holdout_words_format_bias (rolling->mean_bias);
  g_autofree char *worst = clv_holdout_words_format_bias (rolling->worst_bias);

  if (rolling->n_usable == 0)
    return g_strdup (_("At none of these splits could the model be fitted."));

  /* TRANSLATORS: a number, two percentages, two numbers */
  return g_strdup_printf (ngettext ("At %u split the total was off by %s on average and by %s at "
                                    "worst. On single customers the model beats “as often as "
                                    "before” at %u of %u.",
                                    "At %u splits the total was off by %s on average and by %s at "
                                    "worst. On single customers the model beats “as often as "
                                    "before” at %u of %u.", rolling->n_usable),
                          rolling->n_usable, mean, worst, rolling->n_better, rolling->n_usable);
}

/**
 * clv_rolling_view_show:
 * @rolling: what to show; only read
 */
void
clv_rolling_view_show (ClvRollingView   *self,
                       const ClvRolling *rolling)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autofree char *summary = NULL;
  GtkWidget *child = NULL;

  g_return_if_fail (CLV_IS_ROLLING_VIEW (self));
  g_return_if_fail (rolling != NULL);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  summary = summarise (rolling);
  gtk_label_set_label (self->summary, summary);
  attach_headings (self);
  for (guint i = 0; i < rolling->origins->len; i++)
    attach_origin (self, g_ptr_array_index (rolling->origins, i), (int) i + 1);
  spec = clv_figure_rolling (rolling);
  clv_chart_card_set_spec (self->chart, spec);
  gtk_widget_set_visible (GTK_WIDGET (self->chart), spec->empty == NULL);
}
