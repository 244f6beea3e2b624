/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-tier-label.h"

struct _ClvTierLabel
{
  AdwBin parent_instance;

  GtkWidget *dot;
  GtkLabel *name;
  const char *tier_class;   /* (nullable): of the dot */
};

G_DEFINE_FINAL_TYPE (ClvTierLabel, clv_tier_label, ADW_TYPE_BIN)

/* In the order of the charts' tier colours; see common/style.css. */
static const char * const tier_classes[CLV_MAX_TIERS] = {
  "tier-0", "tier-1", "tier-2", "tier-3", "tier-4", "tier-5"
};

static void
clv_tier_label_class_init (ClvTierLabelClass *klass)
{
}

static void
clv_tier_label_init (ClvTierLabel *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new (NULL);

  self->name = GTK_LABEL (name);
  self->dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->dot, "clv-tier-dot");
  gtk_widget_set_valign (self->dot, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->name, 0.0);
  gtk_label_set_width_chars (self->name, 6);
  gtk_box_append (GTK_BOX (box), self->dot);
  gtk_box_append (GTK_BOX (box), name);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * clv_tier_label_new:
 *
 * Returns: (transfer floating): a label without a tier
 */
GtkWidget *
clv_tier_label_new (void)
{
  return g_object_new (CLV_TYPE_TIER_LABEL, NULL);
}

/**
 * clv_tier_label_set_tier:
 * @scheme: how customers are cut
 * @tier: which of its tiers, 0 = best
 */
void
clv_tier_label_set_tier (ClvTierLabel        *self,
                         const ClvTierScheme *scheme,
                         guint                tier)
{
  g_return_if_fail (CLV_IS_TIER_LABEL (self));
  g_return_if_fail (scheme != NULL && tier < scheme->n);

  /* Each change of a class makes the toolkit work out the looks anew. */
  if (self->tier_class != tier_classes[tier])
    {
      if (self->tier_class != NULL)
        gtk_widget_remove_css_class (self->dot, self->tier_class);
      self->tier_class = tier_classes[tier];
      gtk_widget_add_css_class (self->dot, self->tier_class);
    }
  gtk_label_set_label (self->name, clv_tier_scheme_get_name (scheme, tier));
}
