/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-tiers-view.h"

#include <glib/gi18n-lib.h>

#include "clv-chart-card.h"
#include "clv-customer-parts.h"
#include "clv-money.h"
#include "clv-tier-label.h"
#include "clv-ui.h"

struct _ClvTiersView
{
  AdwBin parent_instance;

  GtkLabel *convention;
  GtkBox *schemes;
  GtkLabel *sentence;
  GtkGrid *grid;
  ClvChartCard *concentration;
  ClvChartCard *p_active_value;

  ClvCustomerData *data;
};

enum
{
  SIGNAL_TIER_CHOSEN,
  SIGNAL_SCHEME_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ClvTiersView, clv_tiers_view, ADW_TYPE_BIN)

static void
scheme_toggled_cb (ClvTiersView    *self,
                   GtkToggleButton *button)
{
  if (gtk_toggle_button_get_active (button))
    g_signal_emit (self, signals[SIGNAL_SCHEME_CHOSEN], 0,
                   g_object_get_data (G_OBJECT (button), "clv-scheme"));
}

/* "High · Middle · Low" */
static char *
describe_scheme (const ClvTierScheme *scheme)
{
  if (scheme->n > 3)
    /* TRANSLATORS: first and last tier of a scheme: "Platinum … Basic" */
    return g_strdup_printf (_("%s … %s"), clv_tier_scheme_get_name (scheme, 0),
                            clv_tier_scheme_get_name (scheme, scheme->n - 1));

  return g_strdup_printf ("%s · %s · %s", clv_tier_scheme_get_name (scheme, 0),
                          clv_tier_scheme_get_name (scheme, 1),
                          clv_tier_scheme_get_name (scheme, 2));
}

static void
add_scheme_buttons (ClvTiersView *self)
{
  GtkToggleButton *first = NULL;
  guint n = 0;
  const ClvTierScheme **schemes = clv_tier_schemes_list (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = describe_scheme (schemes[i]);
      GtkWidget *button = gtk_toggle_button_new_with_label (label);

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == 0);
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);
      if (first == NULL)
        first = GTK_TOGGLE_BUTTON (button);
      gtk_widget_set_tooltip_text (button, _("Cut the list of customers this way"));
      g_object_set_data (G_OBJECT (button), "clv-scheme", (gpointer) schemes[i]->id);
      g_signal_connect_object (button, "toggled", G_CALLBACK (scheme_toggled_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (self->schemes, button);
    }
}

static void
show_tier_cb (ClvTiersView *self,
              GtkButton    *button)
{
  g_signal_emit (self, signals[SIGNAL_TIER_CHOSEN], 0,
                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "clv-tier")));
}

static void
attach_text (ClvTiersView *self,
             const char   *text,
             int           column,
             int           row,
             gboolean      is_heading)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0.0 : 1.0);
  gtk_widget_set_hexpand (label, TRUE);
  if (is_heading)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_justify (GTK_LABEL (label), column == 0 ? GTK_JUSTIFY_LEFT
                                                            : GTK_JUSTIFY_RIGHT);
      gtk_widget_add_css_class (label, "caption-heading");
      gtk_widget_add_css_class (label, "dim-label");
    }
  else
    {
      gtk_widget_add_css_class (label, "numeric");
    }
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
}

static void
attach_headings (ClvTiersView *self)
{
  const char * const headings[] = {
    _("Tier"), _("Customers"), _("of all"), _("Begins at"), _("Future value"), _("of all value"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    attach_text (self, headings[i], (int) i, 0, TRUE);
}

static void
attach_button (ClvTiersView *self,
               guint         tier)
{
  const char *name = clv_tier_scheme_get_name (self->data->tiers->scheme, tier);
  GtkWidget *button = gtk_button_new_with_label (_("Show"));
  g_autofree char *label = NULL;

  /* TRANSLATORS: %s is a tier: "Show the customers of High" */
  label = g_strdup_printf (_("Show the customers of %s"), name);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "clv-tier", GINT_TO_POINTER ((int) tier));
  g_signal_connect_object (button, "clicked", G_CALLBACK (show_tier_cb), self, G_CONNECT_SWAPPED);
  gtk_grid_attach (self->grid, button, 7, (int) tier + 1, 1, 1);
}

static void
why_clicked_cb (ClvTiersView *self,
                GtkButton    *button)
{
  const guint tier = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "clv-tier"));
  g_autoptr(ClvWhy) why = NULL;

  if (self->data == NULL || tier >= self->data->tiers->scheme->n)
    return;
  why = clv_customer_why_tier (self->data, tier);
  clv_why_present (why, GTK_WIDGET (button));
}

static void
attach_why (ClvTiersView *self,
            guint         tier)
{
  const char *name = clv_tier_scheme_get_name (self->data->tiers->scheme, tier);
  GtkWidget *button = gtk_button_new_from_icon_name ("clv-why-symbolic");
  g_autofree char *label = NULL;

  /* TRANSLATORS: %s is a tier */
  label = g_strdup_printf (_("Why this number? Future value of %s"), name);
  gtk_widget_set_tooltip_text (button, _("Why this number?"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  g_object_set_data (G_OBJECT (button), "clv-tier", GUINT_TO_POINTER (tier));
  g_signal_connect_object (button, "clicked", G_CALLBACK (why_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_grid_attach (self->grid, button, 6, (int) tier + 1, 1, 1);
}

static void
attach_tier (ClvTiersView *self,
             guint         tier)
{
  const ClvTiers *tiers = self->data->tiers;
  const double all = self->data->scores->total_clv;
  const int row = (int) tier + 1;
  GtkWidget *name = clv_tier_label_new ();
  g_autofree char *count = clv_number_format (tiers->count[tier], 0);
  g_autofree char *share = clv_percent_format (tiers->n_customers > 0
                                               ? (double) tiers->count[tier] / tiers->n_customers
                                               : 0.0, 1);
  g_autofree char *lower = clv_money_format_major (tiers->lower[tier], self->data->currency);
  g_autofree char *value = clv_money_format_major (tiers->value[tier], self->data->currency);
  g_autofree char *of_value = clv_percent_format (all > 0.0 ? tiers->value[tier] / all : 0.0, 1);

  clv_tier_label_set_tier (CLV_TIER_LABEL (name), tiers->scheme, tier);
  gtk_grid_attach (self->grid, name, 0, row, 1, 1);
  attach_text (self, count, 1, row, FALSE);
  attach_text (self, share, 2, row, FALSE);
  attach_text (self, lower, 3, row, FALSE);
  attach_text (self, value, 4, row, FALSE);
  attach_text (self, all > 0.0 ? of_value : "–", 5, row, FALSE);
  attach_why (self, tier);
  attach_button (self, tier);
}

static void
show_sentence (ClvTiersView *self)
{
  const ClvTiers *tiers = self->data->tiers;
  const double all = self->data->scores->total_clv;
  g_autofree char *text = NULL;
  g_autofree char *people = NULL;
  g_autofree char *value = NULL;
  g_autofree char *amount = clv_money_format_major (tiers->value[0], self->data->currency);

  if (all <= 0.0 || tiers->n_customers == 0)
    {
      gtk_label_set_label (self->sentence, _("All values together are zero or less, so there are "
                                             "no shares of value to show."));
      return;
    }
  people = clv_percent_format ((double) tiers->count[0] / tiers->n_customers, 0);
  value = clv_percent_format (tiers->value[0] / all, 0);
  /* TRANSLATORS: the best tier, its share of customers, of value, and its value */
  text = g_strdup_printf (_("%s: %s of the customers bring %s of the future value, %s."),
                          clv_tier_scheme_get_name (tiers->scheme, 0), people, value, amount);
  gtk_label_set_label (self->sentence, text);
}

static void
choose_button (ClvTiersView *self)
{
  GtkWidget *button = NULL;

  for (button = gtk_widget_get_first_child (GTK_WIDGET (self->schemes)); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (button), "clv-scheme"),
                   self->data->tiers->scheme->id) == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

static void
clear_grid (ClvTiersView *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
}

static void
clv_tiers_view_dispose (GObject *object)
{
  ClvTiersView *self = CLV_TIERS_VIEW (object);

  g_clear_pointer (&self->data, clv_customer_data_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CLV_TYPE_TIERS_VIEW);

  G_OBJECT_CLASS (clv_tiers_view_parent_class)->dispose (object);
}

static void
clv_tiers_view_class_init (ClvTiersViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_tiers_view_dispose;

  /**
   * ClvTiersView::tier-chosen:
   * @tier: whose customers the person wants to see
   */
  signals[SIGNAL_TIER_CHOSEN] = g_signal_new ("tier-chosen", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  /**
   * ClvTiersView::scheme-chosen:
   * @scheme: id of the scheme to cut by
   */
  signals[SIGNAL_SCHEME_CHOSEN] = g_signal_new ("scheme-chosen", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (CLV_TYPE_CHART_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("customers/clv-tiers-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvTiersView, convention);
  gtk_widget_class_bind_template_child (widget_class, ClvTiersView, schemes);
  gtk_widget_class_bind_template_child (widget_class, ClvTiersView, sentence);
  gtk_widget_class_bind_template_child (widget_class, ClvTiersView, grid);
  gtk_widget_class_bind_template_child (widget_class, ClvTiersView, concentration);
  gtk_widget_class_bind_template_child (widget_class, ClvTiersView, p_active_value);
}

static void
clv_tiers_view_init (ClvTiersView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_scheme_buttons (self);
}

/**
 * clv_tiers_view_set_data:
 * @data: (nullable): whose tiers
 */
void
clv_tiers_view_set_data (ClvTiersView    *self,
                         ClvCustomerData *data)
{
  g_autofree char *convention = NULL;
  g_autofree char *subtitle = NULL;

  g_return_if_fail (CLV_IS_TIERS_VIEW (self));

  if (self->data == data)
    return;

  g_clear_pointer (&self->data, clv_customer_data_unref);
  clear_grid (self);
  if (data == NULL)
    return;

  self->data = clv_customer_data_ref (data);
  convention = clv_customer_data_dup_convention (data);
  /* TRANSLATORS: %s is "future value in EUR, 40 % margin, 12 months …" */
  subtitle = g_strdup_printf (_("Ranked by %s"), convention);
  gtk_label_set_label (self->convention, subtitle);
  show_sentence (self);
  attach_headings (self);
  for (guint i = 0; i < data->tiers->scheme->n; i++)
    attach_tier (self, i);
  choose_button (self);
  clv_chart_card_set_spec (self->concentration, data->concentration);
  clv_chart_card_set_spec (self->p_active_value, data->p_active_value);
}
