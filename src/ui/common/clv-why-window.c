/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-why-window.h"

#include "clv-ui.h"

struct _ClvWhyWindow
{
  AdwWindow parent_instance;

  GtkLabel *title;
  GtkLabel *value;
  GtkLabel *sentence;
  AdwPreferencesGroup *formula_group;
  GtkLabel *formula;
  AdwPreferencesGroup *inputs_group;
  AdwPreferencesGroup *convention_group;
  GtkLabel *convention;
  AdwPreferencesGroup *changes_group;

  char *text;
};

G_DEFINE_FINAL_TYPE (ClvWhyWindow, clv_why_window, ADW_TYPE_WINDOW)

static void
copy_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), CLV_WHY_WINDOW (widget)->text);
}

static void
add_row (AdwPreferencesGroup *group,
         const char          *title,
         const char          *subtitle,
         const char          *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (value != NULL)
    {
      GtkWidget *label = gtk_label_new (value);

      gtk_widget_add_css_class (label, "numeric");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  adw_preferences_group_add (group, row);
}

static void
fill (ClvWhyWindow *self,
      const ClvWhy *why)
{
  self->text = clv_why_to_text (why);
  gtk_label_set_text (self->title, why->title);
  gtk_label_set_text (self->value, why->value);
  gtk_label_set_text (self->sentence, why->sentence);
  gtk_label_set_text (self->formula, why->formula != NULL ? why->formula : "");
  gtk_widget_set_visible (GTK_WIDGET (self->formula_group), why->formula != NULL);
  gtk_label_set_text (self->convention, why->convention != NULL ? why->convention : "");
  gtk_widget_set_visible (GTK_WIDGET (self->convention_group), why->convention != NULL);

  for (guint i = 0; i < why->inputs->len; i++)
    {
      const ClvWhyInput *input = g_ptr_array_index (why->inputs, i);

      add_row (self->inputs_group, input->label, input->source, input->value);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->inputs_group), why->inputs->len > 0);

  for (guint i = 0; i < why->changes->len; i++)
    add_row (self->changes_group, g_ptr_array_index (why->changes, i), NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->changes_group), why->changes->len > 0);
}

static void
clv_why_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_WHY_WINDOW);

  G_OBJECT_CLASS (clv_why_window_parent_class)->dispose (object);
}

static void
clv_why_window_finalize (GObject *object)
{
  g_clear_pointer (&CLV_WHY_WINDOW (object)->text, g_free);

  G_OBJECT_CLASS (clv_why_window_parent_class)->finalize (object);
}

static void
clv_why_window_class_init (ClvWhyWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_why_window_dispose;
  object_class->finalize = clv_why_window_finalize;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("common/clv-why-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvWhyWindow, title);
  gtk_widget_class_bind_template_child (widget_class, ClvWhyWindow, value);
  gtk_widget_class_bind_template_child (widget_class, ClvWhyWindow, sentence);
  gtk_widget_class_bind_template_child (widget_class, ClvWhyWindow, formula_group);
  gtk_widget_class_bind_template_child (widget_class, ClvWhyWindow, formula);
  gtk_widget_class_bind_template_child (widget_class, ClvWhyWindow, inputs_group);
  gtk_widget_class_bind_template_child (widget_class, ClvWhyWindow, convention_group);
  gtk_widget_class_bind_template_child (widget_class, ClvWhyWindow, convention);
  gtk_widget_class_bind_template_child (widget_class, ClvWhyWindow, changes_group);
  gtk_widget_class_install_action (widget_class, "why.copy", NULL, copy_action);
}

static void
clv_why_window_init (ClvWhyWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_why_window_new:
 * @why: the answer; only read
 *
 * Returns: (transfer none): a window, not yet presented
 */
GtkWidget *
clv_why_window_new (const ClvWhy *why)
{
  ClvWhyWindow *self = NULL;

  g_return_val_if_fail (why != NULL, NULL);

  self = g_object_new (CLV_TYPE_WHY_WINDOW, NULL);
  fill (self, why);

  return GTK_WIDGET (self);
}
