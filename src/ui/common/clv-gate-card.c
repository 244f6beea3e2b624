/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-gate-card.h"

#include <glib/gi18n-lib.h>

#include "clv-govern-words.h"
#include "clv-rows.h"
#include "clv-ui.h"

struct _ClvGateCard
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkBox *reasons;
};

G_DEFINE_FINAL_TYPE (ClvGateCard, clv_gate_card, ADW_TYPE_BIN)

static void
clv_gate_card_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_GATE_CARD);

  G_OBJECT_CLASS (clv_gate_card_parent_class)->dispose (object);
}

static void
clv_gate_card_class_init (ClvGateCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_gate_card_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("common/clv-gate-card.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvGateCard, icon);
  gtk_widget_class_bind_template_child (widget_class, ClvGateCard, title);
  gtk_widget_class_bind_template_child (widget_class, ClvGateCard, reasons);
}

static void
clv_gate_card_init (ClvGateCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_gate_card_new:
 *
 * Returns: (transfer floating): a card that says nothing yet
 */
GtkWidget *
clv_gate_card_new (void)
{
  return g_object_new (CLV_TYPE_GATE_CARD, NULL);
}

static char *
describe_open (const ClvPackage *package)
{
  g_autofree char *approved = clv_words_date (package->approved_on);
  g_autofree char *until = clv_words_date (package->valid_until);

  /* TRANSLATORS: number of the package, its title, two dates */
  return g_strdup_printf (_("Package %d, %s: approved on %s, valid until %s."), (int) package->id,
                          package->title, approved, until);
}

/**
 * clv_gate_describe:
 *
 * Returns: (transfer full): all reasons of a closed gate and who can mend them,
 *   in one text; what an open gate rests on
 */
char *
clv_gate_describe (const ClvGate *gate)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_return_val_if_fail (gate != NULL, NULL);

  if (gate->is_open && gate->package != NULL)
    return describe_open (gate->package);

  for (guint i = 0; i < gate->reasons->len; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                            (const char *) g_ptr_array_index (gate->reasons, i));
  if (gate->who != NULL)
    g_string_append_printf (text, " %s", gate->who);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_open (ClvGateCard   *self,
           const ClvGate *gate)
{
  g_autofree char *text = NULL;
  const char *attestation = NULL;

  if (gate->package == NULL)
    return;

  text = describe_open (gate->package);
  gtk_box_append (self->reasons, clv_label_new (text, NULL));
  attestation = clv_package_get_attestation (gate->package);
  if (attestation != NULL)
    gtk_box_append (self->reasons,
                    clv_label_new_with_icon ("clv-why-symbolic", attestation, "warning"));
}

static void
show_closed (ClvGateCard   *self,
             const ClvGate *gate)
{
  for (guint i = 0; i < gate->reasons->len; i++)
    gtk_box_append (self->reasons, clv_label_new (g_ptr_array_index (gate->reasons, i), NULL));
  if (gate->who != NULL)
    gtk_box_append (self->reasons, clv_label_new (gate->who, "dim-label"));
}

/**
 * clv_gate_card_set_gate:
 * @gate: (nullable): %NULL while it is not known
 */
void
clv_gate_card_set_gate (ClvGateCard   *self,
                        const ClvGate *gate)
{
  const char *title = _("Looking whether scores may leave…");
  g_autofree char *text = NULL;

  g_return_if_fail (CLV_IS_GATE_CARD (self));

  clv_box_clear (self->reasons);
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "success");
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "warning");
  gtk_image_set_from_icon_name (self->icon, "clv-clock-symbolic");
  if (gate != NULL)
    {
      title = gate->is_open ? _("Scores may leave: the export gate is open")
                            : _("Scores may not leave: the export gate is closed");
      gtk_image_set_from_icon_name (self->icon, gate->is_open ? "clv-passed-symbolic"
                                                              : "clv-lock-symbolic");
      gtk_widget_add_css_class (GTK_WIDGET (self->icon), gate->is_open ? "success" : "warning");
      if (gate->is_open)
        show_open (self, gate);
      else
        show_closed (self, gate);
      text = clv_gate_describe (gate);
    }
  gtk_label_set_text (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "",
                                  -1);
}
