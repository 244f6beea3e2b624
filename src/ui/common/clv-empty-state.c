/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-empty-state.h"

#include <glib/gi18n-lib.h>

#include "clv-ui.h"

struct _ClvEmptyState
{
  AdwBin parent_instance;

  AdwStatusPage *status;
  GtkListBox *gates;
  GtkLabel *possible;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (ClvEmptyState, clv_empty_state, ADW_TYPE_BIN)

static void
clv_empty_state_dispose (GObject *object)
{
  /* AdwBin would unparent its child once more after the template did. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_EMPTY_STATE);

  G_OBJECT_CLASS (clv_empty_state_parent_class)->dispose (object);
}

static void
clv_empty_state_class_init (ClvEmptyStateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_empty_state_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("common/clv-empty-state.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvEmptyState, status);
  gtk_widget_class_bind_template_child (widget_class, ClvEmptyState, gates);
  gtk_widget_class_bind_template_child (widget_class, ClvEmptyState, possible);
  gtk_widget_class_bind_template_child (widget_class, ClvEmptyState, button);
}

static void
clv_empty_state_init (ClvEmptyState *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_empty_state_new:
 * @icon_name: (nullable): a symbolic icon
 * @title: what is missing, in a few words
 * @description: (nullable): why, and what to do
 *
 * Returns: (transfer floating): the widget
 */
GtkWidget *
clv_empty_state_new (const char *icon_name,
                     const char *title,
                     const char *description)
{
  ClvEmptyState *self = g_object_new (CLV_TYPE_EMPTY_STATE, NULL);

  clv_empty_state_set_texts (self, icon_name, title, description);

  return GTK_WIDGET (self);
}

/**
 * clv_empty_state_set_texts:
 * @icon_name: (nullable): a symbolic icon
 * @title: what is missing, in a few words
 * @description: (nullable): why, and what to do
 */
void
clv_empty_state_set_texts (ClvEmptyState *self,
                           const char    *icon_name,
                           const char    *title,
                           const char    *description)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (CLV_IS_EMPTY_STATE (self));

  adw_status_page_set_icon_name (self->status, icon_name);
  adw_status_page_set_title (self->status, title);
  if (description != NULL)
    markup = g_markup_escape_text (description, -1);
  adw_status_page_set_description (self->status, markup);
}

/**
 * clv_empty_state_clear_gates:
 *
 * Removes all gates, before a refresh adds them again.
 */
void
clv_empty_state_clear_gates (ClvEmptyState *self)
{
  GtkListBoxRow *row = NULL;

  g_return_if_fail (CLV_IS_EMPTY_STATE (self));

  while ((row = gtk_list_box_get_row_at_index (self->gates, 0)) != NULL)
    gtk_list_box_remove (self->gates, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (self->gates), FALSE);
}

/**
 * clv_empty_state_add_gate:
 * @name: what is asked for: "Repeat customers"
 * @value_against_need: "214 of 500"
 * @passed: whether this one is fulfilled
 *
 * Adds a line to the list of needs.
 */
void
clv_empty_state_add_gate (ClvEmptyState *self,
                          const char    *name,
                          const char    *value_against_need,
                          gboolean       passed)
{
  GtkWidget *row = NULL;
  GtkWidget *icon = NULL;
  GtkWidget *value = NULL;

  g_return_if_fail (CLV_IS_EMPTY_STATE (self));

  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), passed ? _("Fulfilled") : _("Not yet enough"));
  icon = gtk_image_new_from_icon_name (passed ? "clv-passed-symbolic" : "clv-failed-symbolic");
  gtk_widget_add_css_class (icon, passed ? "success" : "error");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  value = gtk_label_new (value_against_need);
  gtk_widget_add_css_class (value, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
  gtk_list_box_append (self->gates, row);
  gtk_widget_set_visible (GTK_WIDGET (self->gates), TRUE);
}

/**
 * clv_empty_state_set_possible:
 * @text: (nullable): what can be done meanwhile
 */
void
clv_empty_state_set_possible (ClvEmptyState *self,
                              const char    *text)
{
  g_return_if_fail (CLV_IS_EMPTY_STATE (self));

  gtk_label_set_text (self->possible, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->possible), text != NULL);
}

/* GTK's own function sets the name before the target, and warns where the action
 * is there already and wants one. */
static void
set_action (ClvEmptyState *self,
            const char    *detailed_action)
{
  GtkActionable *actionable = GTK_ACTIONABLE (self->button);
  g_autofree char *name = NULL;
  g_autoptr(GVariant) target = NULL;

  gtk_actionable_set_action_name (actionable, NULL);
  if (detailed_action == NULL
      || !g_action_parse_detailed_name (detailed_action, &name, &target, NULL))
    return;

  gtk_actionable_set_action_target_value (actionable, target);
  gtk_actionable_set_action_name (actionable, name);
}

/**
 * clv_empty_state_set_button:
 * @label: (nullable): a verb with a mnemonic; %NULL for no button
 * @detailed_action: what it does: "win.import" or "win.show-place::data"
 */
void
clv_empty_state_set_button (ClvEmptyState *self,
                            const char    *label,
                            const char    *detailed_action)
{
  g_return_if_fail (CLV_IS_EMPTY_STATE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->button), label != NULL);
  if (label == NULL)
    return;

  gtk_button_set_label (self->button, label);
  set_action (self, detailed_action);
}
