/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-accessible.h"

#include <adwaita.h>

#define GIVEN_NAME "clv-given-name"
#define IS_WATCHED "clv-name-is-watched"

static gboolean
has_label (GtkWidget *widget)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static gboolean
has_name (GtkWidget *widget)
{
  return has_label (widget) ||
         gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                           GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static gboolean
label_is (GtkWidget  *widget,
          const char *text)
{
  g_autofree char *difference = NULL;

  difference = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                   GTK_ACCESSIBLE_PROPERTY_LABEL, text);

  return difference == NULL;
}

static gboolean
label_is_given (GtkWidget *widget)
{
  const char *given = g_object_get_data (G_OBJECT (widget), GIVEN_NAME);

  return given != NULL && label_is (widget, given);
}

static void
give_name (GtkWidget  *widget,
           const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  g_object_set_data_full (G_OBJECT (widget), GIVEN_NAME, g_strdup (name), g_free);
}

static char *
strip_mnemonic (const char *text)
{
  g_autoptr(GString) plain = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      /* Two underscores stand for one. */
      if (*p == '_' && p[1] != '\0')
        p++;
      g_string_append_c (plain, *p);
    }

  return g_string_free (g_steal_pointer (&plain), FALSE);
}

static char *
dup_row_title (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_ROW);
  const char *title = NULL;

  if (row == NULL)
    return NULL;

  title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  if (title == NULL || *title == '\0')
    return NULL;

  return adw_preferences_row_get_use_underline (ADW_PREFERENCES_ROW (row))
         ? strip_mnemonic (title) : g_strdup (title);
}

/* The button inside a GtkMenuButton is what a screen reader lands on. */
static char *
dup_menu_button_name (GtkMenuButton *button)
{
  const char *label = gtk_menu_button_get_label (button);

  if (label != NULL)
    return gtk_menu_button_get_use_underline (button) ? strip_mnemonic (label)
                                                      : g_strdup (label);

  return clv_accessible_dup_name_from_tooltip (gtk_widget_get_tooltip_text (GTK_WIDGET (button)));
}

static void
mend_menu_button (GtkMenuButton *button)
{
  g_autofree char *name = dup_menu_button_name (button);
  GtkWidget *inner = gtk_widget_get_first_child (GTK_WIDGET (button));

  if (name == NULL)
    return;

  if (!has_label (GTK_WIDGET (button)) || label_is_given (GTK_WIDGET (button)))
    give_name (GTK_WIDGET (button), name);
  if (inner != NULL)
    give_name (inner, name);
}

/* GTK writes the label with its underscore into the name each time it changes,
 * over whatever was there. Anything else in it is a name that a page gave. */
static void
mend_labelled (GtkWidget  *widget,
               const char *label,
               gboolean    use_underline)
{
  g_autofree char *name = use_underline ? strip_mnemonic (label) : g_strdup (label);

  if (!has_label (widget) || label_is (widget, label) || label_is_given (widget))
    give_name (widget, name);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static void
mend_button (GtkButton *button)
{
  GtkWidget *widget = GTK_WIDGET (button);
  const char *label = gtk_button_get_label (button);
  g_autofree char *name = NULL;

  if (label != NULL)
    {
      mend_labelled (widget, label, gtk_button_get_use_underline (button));
      return;
    }

  if (has_label (widget) && !label_is_given (widget))
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget),
                                     GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      return;
    }

  if (gtk_button_get_icon_name (button) == NULL && has_name (widget))
    return;

  name = clv_accessible_dup_name_from_tooltip (gtk_widget_get_tooltip_text (widget));
  if (name == NULL)
    name = dup_row_title (widget);
  if (name != NULL)
    give_name (widget, name);
}

/* Controls that carry no text of their own. */
static void
mend_control (GtkWidget *widget)
{
  g_autofree char *name = NULL;

  if (has_name (widget))
    return;

  name = dup_row_title (widget);
  if (name == NULL && (GTK_IS_ENTRY (widget) || GTK_IS_TEXT (widget) ||
                       GTK_IS_SEARCH_ENTRY (widget)))
    g_object_get (widget, "placeholder-text", &name, NULL);
  if (name == NULL || *name == '\0')
    {
      g_free (name);
      name = clv_accessible_dup_name_from_tooltip (gtk_widget_get_tooltip_text (widget));
    }
  if (name != NULL)
    give_name (widget, name);
}

/* A picture without a name is decoration; read aloud it is only noise. */
static void
mend_image (GtkWidget *widget)
{
  if (!has_name (widget))
    gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
}

static void
mend (GtkWidget *widget)
{
  if (GTK_IS_MENU_BUTTON (widget))
    mend_menu_button (GTK_MENU_BUTTON (widget));
  else if (GTK_IS_BUTTON (widget) && GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)))
    mend_menu_button (GTK_MENU_BUTTON (gtk_widget_get_parent (widget)));
  else if (GTK_IS_BUTTON (widget))
    mend_button (GTK_BUTTON (widget));
  else if (GTK_IS_CHECK_BUTTON (widget) &&
           gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)) != NULL)
    mend_labelled (widget, gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)),
                   gtk_check_button_get_use_underline (GTK_CHECK_BUTTON (widget)));
  else if (GTK_IS_SWITCH (widget) || GTK_IS_CHECK_BUTTON (widget) ||
           GTK_IS_SPIN_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_SCALE (widget) ||
           GTK_IS_ENTRY (widget) || GTK_IS_TEXT (widget) || GTK_IS_SEARCH_ENTRY (widget) ||
           GTK_IS_TEXT_VIEW (widget))
    mend_control (widget);
  else if (GTK_IS_IMAGE (widget))
    mend_image (widget);
}

static void
changed_cb (GtkWidget *widget)
{
  clv_accessible_mend (widget);
}

static void
watch (GtkWidget *widget)
{
  if (g_object_get_data (G_OBJECT (widget), IS_WATCHED) != NULL)
    return;

  g_object_set_data (G_OBJECT (widget), IS_WATCHED, GINT_TO_POINTER (1));
  if (GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget))
    {
      g_signal_connect (widget, "notify::label", G_CALLBACK (changed_cb), NULL);
      g_signal_connect (widget, "notify::tooltip-text", G_CALLBACK (changed_cb), NULL);
    }
}

static gboolean
mapped_cb (GSignalInvocationHint *hint,
           guint                  n_values,
           const GValue          *values,
           gpointer               data)
{
  clv_accessible_mend (g_value_get_object (&values[0]));

  return TRUE;
}

/**
 * clv_accessible_install:
 *
 * Mends the name of each widget when it comes into sight, and again when its
 * label or tooltip changes. A second call does nothing.
 */
void
clv_accessible_install (void)
{
  static gsize once = 0;

  if (!g_once_init_enter (&once))
    return;

  /* Without accessibility there is nothing to ask for names. */
  if (g_strcmp0 (g_getenv ("GTK_A11Y"), "none") != 0)
    {
      g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
      g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, mapped_cb, NULL,
                                  NULL);
    }

  g_once_init_leave (&once, 1);
}

/**
 * clv_accessible_mend:
 * @widget: any widget
 *
 * Gives a control the name a person would call it by; does nothing to other
 * widgets, nor to a name that was given on purpose.
 */
void
clv_accessible_mend (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  mend (widget);
  watch (widget);
}

/**
 * clv_accessible_dup_name_from_tooltip:
 * @tooltip: (nullable): a tooltip that may end in its key
 *
 * Returns: (transfer full) (nullable): the tooltip without the key; %NULL where
 *   nothing is left
 */
char *
clv_accessible_dup_name_from_tooltip (const char *tooltip)
{
  const char *open = NULL;
  gboolean is_key;

  if (tooltip == NULL || *tooltip == '\0')
    return NULL;

  open = strrchr (tooltip, '(');
  is_key = open != NULL && open != tooltip && g_str_has_suffix (tooltip, ")") &&
           (strchr (open, '+') != NULL || (open[1] == 'F' && g_ascii_isdigit (open[2])));
  if (!is_key)
    return g_strdup (tooltip);

  return g_strchomp (g_strndup (tooltip, (gsize) (open - tooltip)));
}
