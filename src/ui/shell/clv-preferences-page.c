/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-preferences-page.h"

#include "clv-switch-row.h"
#include "clv-ui.h"

struct _ClvPreferencesPage
{
  AdwPreferencesPage parent_instance;

  AdwComboRow *scheme_row;
  ClvSwitchRow *hide_row;
  AdwEntryRow *acting_row;
};

/* In the order of the row's list. */
static const char * const schemes[] = { "system", "light", "dark" };

G_DEFINE_FINAL_TYPE (ClvPreferencesPage, clv_preferences_page, ADW_TYPE_PREFERENCES_PAGE)

static gboolean
scheme_from_setting (GValue   *value,
                     GVariant *variant,
                     gpointer  user_data)
{
  const char *scheme = g_variant_get_string (variant, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_strcmp0 (schemes[i], scheme) == 0)
      {
        g_value_set_uint (value, i);
        return TRUE;
      }

  return FALSE;
}

static GVariant *
scheme_to_setting (const GValue       *value,
                   const GVariantType *type,
                   gpointer            user_data)
{
  const guint selected = g_value_get_uint (value);

  return selected < G_N_ELEMENTS (schemes) ? g_variant_new_string (schemes[selected]) : NULL;
}

static void
clv_preferences_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_PREFERENCES_PAGE);

  G_OBJECT_CLASS (clv_preferences_page_parent_class)->dispose (object);
}

static void
clv_preferences_page_class_init (ClvPreferencesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_preferences_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("shell/clv-preferences-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvPreferencesPage, scheme_row);
  gtk_widget_class_bind_template_child (widget_class, ClvPreferencesPage, hide_row);
  gtk_widget_class_bind_template_child (widget_class, ClvPreferencesPage, acting_row);
}

static void
clv_preferences_page_init (ClvPreferencesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_preferences_page_new:
 * @settings: the program's settings
 *
 * Returns: (transfer floating): the page; what is changed there holds at once
 */
GtkWidget *
clv_preferences_page_new (GSettings *settings)
{
  ClvPreferencesPage *self = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (CLV_TYPE_PREFERENCES_PAGE, NULL);
  g_settings_bind_with_mapping (settings, "color-scheme", self->scheme_row, "selected",
                                G_SETTINGS_BIND_DEFAULT, scheme_from_setting, scheme_to_setting,
                                NULL, NULL);
  g_settings_bind (settings, "hide-personal-data", self->hide_row, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "acting-person", self->acting_row, "text", G_SETTINGS_BIND_DEFAULT);

  return GTK_WIDGET (self);
}
