/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-spin-row.h"

struct _ClvSpinRow
{
  AdwActionRow parent_instance;

  GtkSpinButton *spin;
};

enum
{
  PROP_0,
  PROP_ADJUSTMENT,
  PROP_DIGITS,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClvSpinRow, clv_spin_row, ADW_TYPE_ACTION_ROW)

static void
spin_value_cb (ClvSpinRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

/* The spin button is the row's control, so it is called what the row is called. */
static void
title_cb (ClvSpinRow *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), -1);
}

static void
clv_spin_row_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  ClvSpinRow *self = CLV_SPIN_ROW (object);

  switch (prop_id)
    {
    case PROP_ADJUSTMENT:
      g_value_set_object (value, clv_spin_row_get_adjustment (self));
      break;

    case PROP_DIGITS:
      g_value_set_uint (value, clv_spin_row_get_digits (self));
      break;

    case PROP_VALUE:
      g_value_set_double (value, clv_spin_row_get_value (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_spin_row_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  ClvSpinRow *self = CLV_SPIN_ROW (object);

  switch (prop_id)
    {
    case PROP_ADJUSTMENT:
      clv_spin_row_set_adjustment (self, g_value_get_object (value));
      break;

    case PROP_DIGITS:
      clv_spin_row_set_digits (self, g_value_get_uint (value));
      break;

    case PROP_VALUE:
      clv_spin_row_set_value (self, g_value_get_double (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_spin_row_class_init (ClvSpinRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = clv_spin_row_get_property;
  object_class->set_property = clv_spin_row_set_property;

  /**
   * ClvSpinRow:adjustment:
   *
   * Range, step and value.
   */
  properties[PROP_ADJUSTMENT] =
    g_param_spec_object ("adjustment", NULL, NULL, GTK_TYPE_ADJUSTMENT, flags);

  /**
   * ClvSpinRow:digits:
   *
   * Decimals shown.
   */
  properties[PROP_DIGITS] = g_param_spec_uint ("digits", NULL, NULL, 0, 20, 0, flags);

  /**
   * ClvSpinRow:value:
   *
   * The number.
   */
  properties[PROP_VALUE] =
    g_param_spec_double ("value", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0.0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clv_spin_row_init (ClvSpinRow *self)
{
  self->spin = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (0.0, 100.0, 1.0));
  gtk_widget_set_valign (GTK_WIDGET (self->spin), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->spin, "value-changed", G_CALLBACK (spin_value_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::title", G_CALLBACK (title_cb), NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->spin));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->spin));
}

/**
 * clv_spin_row_new:
 * @adjustment: (nullable): range, step and value; 0 … 100 by 1 without
 * @digits: decimals shown
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
clv_spin_row_new (GtkAdjustment *adjustment,
                  guint          digits)
{
  ClvSpinRow *self = g_object_new (CLV_TYPE_SPIN_ROW, NULL);

  if (adjustment != NULL)
    clv_spin_row_set_adjustment (self, adjustment);
  clv_spin_row_set_digits (self, digits);

  return GTK_WIDGET (self);
}

/**
 * clv_spin_row_get_adjustment:
 *
 * Returns: (transfer none): range, step and value
 */
GtkAdjustment *
clv_spin_row_get_adjustment (ClvSpinRow *self)
{
  g_return_val_if_fail (CLV_IS_SPIN_ROW (self), NULL);

  return gtk_spin_button_get_adjustment (self->spin);
}

/**
 * clv_spin_row_set_adjustment:
 * @adjustment: range, step and value
 */
void
clv_spin_row_set_adjustment (ClvSpinRow    *self,
                             GtkAdjustment *adjustment)
{
  g_return_if_fail (CLV_IS_SPIN_ROW (self));
  g_return_if_fail (GTK_IS_ADJUSTMENT (adjustment));

  if (gtk_spin_button_get_adjustment (self->spin) == adjustment)
    return;

  gtk_spin_button_configure (self->spin, adjustment,
                             gtk_adjustment_get_step_increment (adjustment),
                             gtk_spin_button_get_digits (self->spin));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADJUSTMENT]);
}

/**
 * clv_spin_row_get_digits:
 *
 * Returns: decimals shown
 */
guint
clv_spin_row_get_digits (ClvSpinRow *self)
{
  g_return_val_if_fail (CLV_IS_SPIN_ROW (self), 0);

  return gtk_spin_button_get_digits (self->spin);
}

/**
 * clv_spin_row_set_digits:
 * @digits: decimals to show
 */
void
clv_spin_row_set_digits (ClvSpinRow *self,
                         guint       digits)
{
  g_return_if_fail (CLV_IS_SPIN_ROW (self));

  if (gtk_spin_button_get_digits (self->spin) == digits)
    return;

  gtk_spin_button_set_digits (self->spin, digits);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIGITS]);
}

/**
 * clv_spin_row_get_value:
 *
 * Returns: the number
 */
double
clv_spin_row_get_value (ClvSpinRow *self)
{
  g_return_val_if_fail (CLV_IS_SPIN_ROW (self), 0.0);

  return gtk_spin_button_get_value (self->spin);
}

/**
 * clv_spin_row_set_value:
 * @value: the number; kept within the range
 */
void
clv_spin_row_set_value (ClvSpinRow *self,
                        double      value)
{
  g_return_if_fail (CLV_IS_SPIN_ROW (self));

  gtk_spin_button_set_value (self->spin, value);
}
