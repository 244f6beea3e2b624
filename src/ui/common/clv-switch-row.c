/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-switch-row.h"

struct _ClvSwitchRow
{
  AdwActionRow parent_instance;

  GtkSwitch *toggle;
};

enum
{
  PROP_0,
  PROP_ACTIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClvSwitchRow, clv_switch_row, ADW_TYPE_ACTION_ROW)

static void
toggle_active_cb (ClvSwitchRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static void
clv_switch_row_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, clv_switch_row_get_active (CLV_SWITCH_ROW (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_switch_row_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_ACTIVE:
      clv_switch_row_set_active (CLV_SWITCH_ROW (object), g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_switch_row_class_init (ClvSwitchRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = clv_switch_row_get_property;
  object_class->set_property = clv_switch_row_set_property;

  /**
   * ClvSwitchRow:active:
   *
   * Whether the switch is on.
   */
  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clv_switch_row_init (ClvSwitchRow *self)
{
  self->toggle = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->toggle), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (toggle_active_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->toggle));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->toggle));
}

/**
 * clv_switch_row_new:
 *
 * Returns: (transfer floating): a row that is off
 */
GtkWidget *
clv_switch_row_new (void)
{
  return g_object_new (CLV_TYPE_SWITCH_ROW, NULL);
}

/**
 * clv_switch_row_get_active:
 *
 * Returns: whether the switch is on
 */
gboolean
clv_switch_row_get_active (ClvSwitchRow *self)
{
  g_return_val_if_fail (CLV_IS_SWITCH_ROW (self), FALSE);

  return gtk_switch_get_active (self->toggle);
}

/**
 * clv_switch_row_set_active:
 *
 * Sets the switch.
 */
void
clv_switch_row_set_active (ClvSwitchRow *self,
                           gboolean      active)
{
  g_return_if_fail (CLV_IS_SWITCH_ROW (self));

  gtk_switch_set_active (self->toggle, active);
}
