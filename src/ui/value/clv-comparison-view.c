/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-comparison-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-money.h"

#define COLUMN_CHIP 1
#define COLUMN_FIRST_FIGURE 2
#define COLUMN_USE 7

struct _ClvComparisonView
{
  AdwBin parent_instance;

  GtkLabel *description;
  GtkGrid *grid;
  GtkBox *reasons;
};

G_DEFINE_FINAL_TYPE (ClvComparisonView, clv_comparison_view, ADW_TYPE_BIN)

static void
attach_text (ClvComparisonView *self,
             const char        *text,
             int                column,
             int                row,
             gboolean           is_heading)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0.0f : 1.0f);
  if (is_heading)
    {
      gtk_widget_add_css_class (label, "caption-heading");
      gtk_widget_add_css_class (label, "dim-label");
    }
  else if (column > 0)
    {
      gtk_widget_add_css_class (label, "numeric");
    }
  gtk_widget_set_hexpand (label, column > 0);
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
}

static void
attach_headings (ClvComparisonView *self)
{
  attach_text (self, _("Model"), 0, 0, TRUE);
  attach_text (self, _("Expected"), COLUMN_FIRST_FIGURE, 0, TRUE);
  attach_text (self, _("Total off by"), COLUMN_FIRST_FIGURE + 1, 0, TRUE);
  attach_text (self, _("RMSE"), COLUMN_FIRST_FIGURE + 2, 0, TRUE);
  attach_text (self, _("MAE"), COLUMN_FIRST_FIGURE + 3, 0, TRUE);
  attach_text (self, _("Ranking"), COLUMN_FIRST_FIGURE + 4, 0, TRUE);
}

static void
use_cb (ClvComparisonView *self,
        GtkButton         *button)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "value.use-kind", "s",
                              g_object_get_data (G_OBJECT (button), "clv-kind"));
}

static void
attach_use (ClvComparisonView  *self,
            const ClvContender *contender,
            gboolean            is_recommended,
            int                 row)
{
  GtkWidget *button = gtk_button_new_with_label (_("Use"));
  g_autofree char *label = NULL;

  /* TRANSLATORS: %s is a model: "Use Pareto/NBD" */
  label = g_strdup_printf (_("Use %s"), contender->name);
  gtk_widget_set_tooltip_text (button, _("Choose this model for the next fit"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (!is_recommended)
    gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "clv-kind", (gpointer) contender->kind);
  g_signal_connect_object (button, "clicked", G_CALLBACK (use_cb), self, G_CONNECT_SWAPPED);
  gtk_grid_attach (self->grid, button, COLUMN_USE, row, 1, 1);
}

static void
attach_chip (ClvComparisonView *self,
             const char        *text,
             int                row)
{
  GtkWidget *chip = gtk_label_new (text);

  gtk_widget_add_css_class (chip, "clv-chip");
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  gtk_grid_attach (self->grid, chip, COLUMN_CHIP, row, 1, 1);
}

static void
attach_figures (ClvComparisonView *self,
                const ClvAccuracy *accuracy,
                int                row)
{
  g_autofree char *expected = clv_number_format (accuracy->predicted, 0);
  g_autofree char *off = clv_percent_format (accuracy->bias, 1);
  g_autofree char *bias = g_strconcat (accuracy->bias >= 0.0005 ? "+" : "", off, NULL);
  g_autofree char *rmse = clv_number_format (accuracy->rmse, 3);
  g_autofree char *mae = clv_number_format (accuracy->mae, 3);
  g_autofree char *rank = clv_number_format (accuracy->spearman, 2);

  attach_text (self, expected, COLUMN_FIRST_FIGURE, row, FALSE);
  attach_text (self, isfinite (accuracy->bias) ? bias : "–", COLUMN_FIRST_FIGURE + 1, row, FALSE);
  attach_text (self, rmse, COLUMN_FIRST_FIGURE + 2, row, FALSE);
  attach_text (self, mae, COLUMN_FIRST_FIGURE + 3, row, FALSE);
  attach_text (self, rank, COLUMN_FIRST_FIGURE + 4, row, FALSE);
}

static void
attach_contender (ClvComparisonView   *self,
                  const ClvComparison *comparison,
                  const ClvContender  *contender,
                  int                  row)
{
  const gboolean is_recommended = g_strcmp0 (contender->id, comparison->recommended) == 0;

  attach_text (self, contender->name, 0, row, FALSE);
  if (contender->problem != NULL)
    {
      attach_chip (self, _("Cannot be used"), row);
      return;
    }

  if (is_recommended)
    attach_chip (self, _("Recommended"), row);
  else if (contender->is_baseline)
    attach_chip (self, _("Baseline"), row);
  else if (contender->is_as_good)
    attach_chip (self, _("As good"), row);
  attach_figures (self, &contender->accuracy, row);
  if (!contender->is_baseline)
    attach_use (self, contender, is_recommended, row);
}

static void
add_reason (ClvComparisonView *self,
            const char        *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (self->reasons, label);
}

static void
clear (ClvComparisonView *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->reasons))) != NULL)
    gtk_box_remove (self->reasons, child);
}

static void
clv_comparison_view_class_init (ClvComparisonViewClass *klass)
{
}

/* A table that is too wide is scrolled by itself, not the page with it. */
static GtkWidget *
make_table (ClvComparisonView *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_grid_set_row_spacing (self->grid, 3);
  /* Rows without a button are as high as those with one. */
  gtk_grid_set_row_homogeneous (self->grid, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Models compared"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->grid));

  return scrolled;
}

static void
clv_comparison_view_init (ClvComparisonView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *title = gtk_label_new (_("All models on the same split"));

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "clv-tiers");
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_box_append (GTK_BOX (box), title);

  self->description = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->description, 0.0f);
  gtk_label_set_wrap (self->description, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->description), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->description));

  gtk_box_append (GTK_BOX (box), make_table (self));
  self->reasons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_set_margin_top (GTK_WIDGET (self->reasons), 6);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->reasons));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * clv_comparison_view_new:
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
clv_comparison_view_new (void)
{
  return g_object_new (CLV_TYPE_COMPARISON_VIEW, NULL);
}

/**
 * clv_comparison_view_show:
 * @comparison: what to show; only read
 */
void
clv_comparison_view_show (ClvComparisonView   *self,
                          const ClvComparison *comparison)
{
  g_autofree char *text = NULL;

  g_return_if_fail (CLV_IS_COMPARISON_VIEW (self));
  g_return_if_fail (comparison != NULL);

  clear (self);
  text = clv_comparison_describe (comparison);
  gtk_label_set_label (self->description, text);
  attach_headings (self);
  for (guint i = 0; i < comparison->contenders->len; i++)
    attach_contender (self, comparison, g_ptr_array_index (comparison->contenders, i),
                      (int) i + 1);
  for (guint i = 0; i < comparison->reasons->len; i++)
    add_reason (self, g_ptr_array_index (comparison->reasons, i));
}
