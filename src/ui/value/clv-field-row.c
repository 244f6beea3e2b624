/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-field-row.h"

#include <math.h>

struct _ClvFieldRow
{
  AdwActionRow parent_instance;

  GtkEntry *entry;
  GtkLabel *unit;

  char *help;
  gboolean is_invalid;
};

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_HELP,
  PROP_UNIT,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ACTIVATE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ClvFieldRow, clv_field_row, ADW_TYPE_ACTION_ROW)

static void
entry_changed_cb (ClvFieldRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
entry_activate_cb (ClvFieldRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

/* The entry is the row's control, so it is called what the row is called. */
static void
title_cb (ClvFieldRow *self)
{
  g_auto(GStrv) parts = g_strsplit (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)),
                                    "_", -1);
  g_autofree char *name = g_strjoinv ("", parts);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static void
show_line (ClvFieldRow *self,
           const char  *line)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), line != NULL ? line : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  line != NULL ? line : "", -1);
}

static void
clv_field_row_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ClvFieldRow *self = CLV_FIELD_ROW (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, clv_field_row_get_text (self));
      break;

    case PROP_HELP:
      g_value_set_string (value, clv_field_row_get_help (self));
      break;

    case PROP_UNIT:
      g_value_set_string (value, clv_field_row_get_unit (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_field_row_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  ClvFieldRow *self = CLV_FIELD_ROW (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      clv_field_row_set_text (self, g_value_get_string (value));
      break;

    case PROP_HELP:
      clv_field_row_set_help (self, g_value_get_string (value));
      break;

    case PROP_UNIT:
      clv_field_row_set_unit (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_field_row_finalize (GObject *object)
{
  g_clear_pointer (&CLV_FIELD_ROW (object)->help, g_free);

  G_OBJECT_CLASS (clv_field_row_parent_class)->finalize (object);
}

static void
clv_field_row_class_init (ClvFieldRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = clv_field_row_finalize;
  object_class->get_property = clv_field_row_get_property;
  object_class->set_property = clv_field_row_set_property;

  /**
   * ClvFieldRow:text:
   *
   * What is typed.
   */
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);

  /**
   * ClvFieldRow:help: (nullable)
   *
   * The line under the title while nothing is wrong.
   */
  properties[PROP_HELP] = g_param_spec_string ("help", NULL, NULL, NULL, flags);

  /**
   * ClvFieldRow:unit:
   *
   * Stands behind the entry: "%".
   */
  properties[PROP_UNIT] = g_param_spec_string ("unit", NULL, NULL, "", flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * ClvFieldRow::changed:
   *
   * The text changed.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", CLV_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * ClvFieldRow::entry-activate:
   *
   * Enter was pressed.
   */
  signals[SIGNAL_ACTIVATE] =
    g_signal_new ("entry-activate", CLV_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
clv_field_row_init (ClvFieldRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->entry = GTK_ENTRY (gtk_entry_new ());
  self->unit = GTK_LABEL (gtk_label_new (NULL));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 10);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 10);
  gtk_entry_set_alignment (self->entry, 1.0);
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "numeric");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->unit), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->unit), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->unit));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), box);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->entry));
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (entry_changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (entry_activate_cb), self);
  g_signal_connect (self, "notify::title", G_CALLBACK (title_cb), NULL);
}

/**
 * clv_field_row_new:
 * @title: what is asked for; may hold a mnemonic
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
clv_field_row_new (const char *title)
{
  return g_object_new (CLV_TYPE_FIELD_ROW, "title", title, NULL);
}

/**
 * clv_field_row_get_text:
 *
 * Returns: (transfer none): what is typed
 */
const char *
clv_field_row_get_text (ClvFieldRow *self)
{
  g_return_val_if_fail (CLV_IS_FIELD_ROW (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/**
 * clv_field_row_set_text:
 * @text: what to show as if it were typed
 */
void
clv_field_row_set_text (ClvFieldRow *self,
                        const char  *text)
{
  g_return_if_fail (CLV_IS_FIELD_ROW (self));

  text = text != NULL ? text : "";
  if (g_strcmp0 (clv_field_row_get_text (self), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

/**
 * clv_field_row_get_help:
 *
 * Returns: (transfer none) (nullable): the line under the title
 */
const char *
clv_field_row_get_help (ClvFieldRow *self)
{
  g_return_val_if_fail (CLV_IS_FIELD_ROW (self), NULL);

  return self->help;
}

/**
 * clv_field_row_set_help:
 * @help: (nullable): the line under the title while nothing is wrong
 */
void
clv_field_row_set_help (ClvFieldRow *self,
                        const char  *help)
{
  g_return_if_fail (CLV_IS_FIELD_ROW (self));

  if (g_strcmp0 (self->help, help) == 0)
    return;

  g_free (self->help);
  self->help = g_strdup (help);
  if (!self->is_invalid)
    show_line (self, help);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HELP]);
}

/**
 * clv_field_row_get_unit:
 *
 * Returns: (transfer none): what stands behind the entry
 */
const char *
clv_field_row_get_unit (ClvFieldRow *self)
{
  g_return_val_if_fail (CLV_IS_FIELD_ROW (self), NULL);

  return gtk_label_get_text (self->unit);
}

/**
 * clv_field_row_set_unit:
 * @unit: (nullable): what stands behind the entry
 */
void
clv_field_row_set_unit (ClvFieldRow *self,
                        const char  *unit)
{
  g_return_if_fail (CLV_IS_FIELD_ROW (self));

  unit = unit != NULL ? unit : "";
  if (g_strcmp0 (gtk_label_get_text (self->unit), unit) == 0)
    return;

  gtk_label_set_text (self->unit, unit);
  gtk_widget_set_visible (GTK_WIDGET (self->unit), *unit != '\0');
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNIT]);
}

/**
 * clv_field_row_set_error:
 * @error: (nullable): a sentence: what is wrong and what to enter; %NULL where nothing is
 */
void
clv_field_row_set_error (ClvFieldRow *self,
                         const char  *error)
{
  g_return_if_fail (CLV_IS_FIELD_ROW (self));

  self->is_invalid = error != NULL;
  if (self->is_invalid)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self), "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
      gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
    }
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               self->is_invalid ? GTK_ACCESSIBLE_INVALID_TRUE
                                                : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  show_line (self, self->is_invalid ? error : self->help);
}

/**
 * clv_field_row_is_valid:
 *
 * Returns: whether no error is shown
 */
gboolean
clv_field_row_is_valid (ClvFieldRow *self)
{
  g_return_val_if_fail (CLV_IS_FIELD_ROW (self), FALSE);

  return !self->is_invalid;
}

/**
 * clv_field_row_get_entry:
 *
 * Returns: (transfer none): where to type
 */
GtkWidget *
clv_field_row_get_entry (ClvFieldRow *self)
{
  g_return_val_if_fail (CLV_IS_FIELD_ROW (self), NULL);

  return GTK_WIDGET (self->entry);
}

/**
 * clv_field_row_get_number:
 * @number: (out): what was typed
 *
 * People write 7.5 and 7,5 and mean the same; thousands are not grouped here.
 *
 * Returns: whether a finite number was typed and nothing else
 */
gboolean
clv_field_row_get_number (ClvFieldRow *self,
                          double      *number)
{
  g_autofree char *text = NULL;
  char *end = NULL;

  g_return_val_if_fail (CLV_IS_FIELD_ROW (self), FALSE);
  g_return_val_if_fail (number != NULL, FALSE);

  text = g_strstrip (g_strdelimit (g_strdup (clv_field_row_get_text (self)), ",", '.'));
  if (*text == '\0' || strspn (text, "0123456789.-+") != strlen (text))
    return FALSE;
  *number = g_ascii_strtod (text, &end);

  return *end == '\0' && isfinite (*number);
}

/**
 * clv_field_row_set_number:
 * @number: what to show
 */
void
clv_field_row_set_number (ClvFieldRow *self,
                          double       number)
{
  g_autofree char *text = NULL;

  g_return_if_fail (CLV_IS_FIELD_ROW (self));

  text = g_strdup_printf ("%.10g", number);
  clv_field_row_set_text (self, text);
}

/**
 * clv_field_row_get_date:
 *
 * Returns: the day that was typed as 2025-12-31, or %CLV_DATE_INVALID
 */
ClvDate
clv_field_row_get_date (ClvFieldRow *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (CLV_IS_FIELD_ROW (self), CLV_DATE_INVALID);

  text = g_strstrip (g_strdup (clv_field_row_get_text (self)));

  return clv_date_parse (text);
}

/**
 * clv_field_row_set_date:
 * @date: what to show; nothing for %CLV_DATE_INVALID
 */
void
clv_field_row_set_date (ClvFieldRow *self,
                        ClvDate      date)
{
  g_autofree char *text = NULL;

  g_return_if_fail (CLV_IS_FIELD_ROW (self));

  text = clv_date_to_iso (date);
  clv_field_row_set_text (self, text);
}
