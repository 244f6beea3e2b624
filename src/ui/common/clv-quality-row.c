/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-quality-row.h"

#include <glib/gi18n-lib.h>

#include "clv-rows.h"
#include "clv-ui.h"

struct _ClvQualityRow
{
  AdwPreferencesRow parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *value;
  GtkLabel *state;
  GtkLabel *need;
  GtkLabel *sentence;
  GtkWidget *why_button;

  ClvWhy *why;
};

G_DEFINE_FINAL_TYPE (ClvQualityRow, clv_quality_row, ADW_TYPE_PREFERENCES_ROW)

const char *
clv_quality_state_get_icon (ClvQualityState state)
{
  static const char * const names[] = { "clv-passed-symbolic", "clv-failed-symbolic",
                                        "clv-stop-symbolic" };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (names), NULL);

  return names[state];
}

/* The style that goes with the icon and the words, and never stands alone. */
const char *
clv_quality_state_get_style (ClvQualityState state)
{
  static const char * const names[] = { "success", "warning", "error" };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (names), NULL);

  return names[state];
}

static void
why_clicked_cb (ClvQualityRow *self)
{
  if (self->why != NULL)
    clv_why_present (self->why, GTK_WIDGET (self));
}

static void
clv_quality_row_dispose (GObject *object)
{
  ClvQualityRow *self = CLV_QUALITY_ROW (object);

  g_clear_pointer (&self->why, clv_why_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_QUALITY_ROW);

  G_OBJECT_CLASS (clv_quality_row_parent_class)->dispose (object);
}

static void
clv_quality_row_class_init (ClvQualityRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_quality_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("common/clv-quality-row.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvQualityRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityRow, title);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityRow, value);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityRow, state);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityRow, need);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityRow, sentence);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityRow, why_button);
  gtk_widget_class_bind_template_callback (widget_class, why_clicked_cb);
}

static void
clv_quality_row_init (ClvQualityRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_quality_row_new:
 * @gate: a check; only read now
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
clv_quality_row_new (const ClvQualityGate *gate)
{
  ClvQualityRow *self = g_object_new (CLV_TYPE_QUALITY_ROW, NULL);
  const char *style = NULL;
  const char *state = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (gate != NULL, NULL);

  style = clv_quality_state_get_style (gate->state);
  state = clv_quality_state_describe (gate->state);
  gtk_image_set_from_icon_name (self->icon, clv_quality_state_get_icon (gate->state));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), style);
  gtk_widget_add_css_class (GTK_WIDGET (self->state), style);
  gtk_label_set_text (self->title, gate->title);
  gtk_label_set_text (self->value, gate->value_text);
  gtk_label_set_text (self->state, state);
  gtk_label_set_text (self->need, gate->need_text);
  gtk_label_set_text (self->sentence, gate->sentence);
  /* Translators: a check of the data, its state, its value, what is needed */
  name = g_strdup_printf (_("%s: %s. %s, %s"), gate->title, state, gate->value_text,
                          gate->need_text);
  clv_widget_name (GTK_WIDGET (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gate->sentence, -1);

  return GTK_WIDGET (self);
}

/**
 * clv_quality_row_take_why:
 * @why: (transfer full): where the value comes from
 */
void
clv_quality_row_take_why (ClvQualityRow *self,
                          ClvWhy        *why)
{
  g_autofree char *name = NULL;

  g_return_if_fail (CLV_IS_QUALITY_ROW (self));

  g_clear_pointer (&self->why, clv_why_free);
  self->why = why;
  name = g_strdup_printf ("%s %s", _("Why this number?"), gtk_label_get_text (self->title));
  clv_widget_name (self->why_button, name);
  gtk_widget_set_visible (self->why_button, why != NULL);
}
