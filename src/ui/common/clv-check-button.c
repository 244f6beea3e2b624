/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-check-button.h"

struct _ClvCheckButton
{
  GtkCheckButton parent_instance;
};

G_DEFINE_FINAL_TYPE (ClvCheckButton, clv_check_button, GTK_TYPE_CHECK_BUTTON)

static void
press_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  if (gtk_widget_is_sensitive (widget))
    gtk_widget_activate (widget);
}

static void
clv_check_button_class_init (ClvCheckButtonClass *klass)
{
  /**
   * ClvCheckButton|check.press:
   *
   * What a click does.
   */
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "check.press", NULL, press_action);
}

static void
clv_check_button_init (ClvCheckButton *self)
{
}

/**
 * clv_check_button_new:
 * @label: (nullable): plain text
 *
 * Returns: (transfer floating): a check button; a radio button once it has a group
 */
GtkWidget *
clv_check_button_new (const char *label)
{
  return g_object_new (CLV_TYPE_CHECK_BUTTON, "label", label, NULL);
}
