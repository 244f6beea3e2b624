/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-columns-private.h"

#include <glib/gi18n-lib.h>

#include "clv-rows.h"
#include "clv-step-parts.h"

static gboolean
touch_cb (gpointer data)
{
  clv_import_draft_touch (CLV_IMPORT_DRAFT (data), CLV_TOPIC_MAPPING);

  return G_SOURCE_REMOVE;
}

/**
 * clv_columns_is_mapped:
 * @plan: a plan
 * @name: of a column
 *
 * Returns: whether the column is a field's
 */
gboolean
clv_columns_is_mapped (const ClvImportPlan *plan,
                       const char          *name)
{
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (g_strcmp0 (plan->columns[i], name) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * clv_columns_touch:
 * @self: the step, whose mapping was changed
 *
 * Takes effect when nothing is pressed any more.
 */
void
clv_columns_touch (ClvColumnsStep *self)
{
  clv_step_hold (GTK_WIDGET (self->box));
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, touch_cb, g_object_ref (self->draft), g_object_unref);
}

static void
selected_cb (GtkDropDown    *drop_down,
             GParamSpec     *pspec,
             ClvColumnsStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  ClvField field = (ClvField) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (drop_down), "field"));
  guint selected = gtk_drop_down_get_selected (drop_down);
  const char *name = NULL;
  guint position = 0;

  if (self->is_filling || detection == NULL || selected == GTK_INVALID_LIST_POSITION
      || selected > detection->columns->len)
    return;

  if (selected > 0)
    name = ((const ClvDetectedColumn *) g_ptr_array_index (detection->columns,
                                                           selected - 1))->name;
  /* A list that goes with the old rows speaks once more; only a new choice counts. */
  if (g_strcmp0 (name, plan->columns[field]) == 0)
    return;

  clv_import_plan_set_column (plan, field, name);
  if (name != NULL && g_ptr_array_find_with_equal_func (plan->attributes, name, g_str_equal,
                                                        &position))
    g_ptr_array_remove_index (plan->attributes, position);
  clv_columns_touch (self);
}

/**
 * clv_columns_describe:
 * @column: a column
 *
 * Returns: (transfer full): its first values
 */
char *
clv_columns_describe (const ClvDetectedColumn *column)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (column->samples) && column->samples[i] != NULL; i++)
    {
      g_autofree char *sample = g_utf8_strlen (column->samples[i], -1) > 24
                                ? g_utf8_substring (column->samples[i], 0, 23) : NULL;

      g_string_append (text, i > 0 ? " · " : "");
      g_string_append (text, sample != NULL ? sample : column->samples[i]);
      g_string_append (text, sample != NULL ? "…" : "");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_confidence (ClvConfidence confidence)
{
  static const struct
  {
    const char *word;
    const char *css_class;
  } marks[] = {
    [CLV_CONFIDENCE_NONE] = { N_("Chosen"), "dim-label" },
    [CLV_CONFIDENCE_LOW] = { N_("Guess"), "warning" },
    [CLV_CONFIDENCE_MEDIUM] = { N_("Likely"), "dim-label" },
    [CLV_CONFIDENCE_HIGH] = { N_("Sure"), "success" },
  };
  GtkWidget *label = gtk_label_new (_(marks[confidence].word));

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, marks[confidence].css_class);
  gtk_widget_set_tooltip_text (label, _("How well the column's name and its values fit"));

  return label;
}

static GtkWidget *
make_choices (ClvColumnsStep *self,
              ClvField        field,
              guint           selected)
{
  g_autoptr(GtkListItemFactory) factory = clv_step_choice_factory_new ();
  GtkWidget *drop_down = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (self->names)), NULL);
  g_autofree char *name = g_strconcat ("field-", clv_import_field_get_id (field), NULL);

  gtk_drop_down_set_factory (GTK_DROP_DOWN (drop_down), factory);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), selected);
  gtk_size_group_add_widget (self->choices, drop_down);
  gtk_widget_set_valign (drop_down, GTK_ALIGN_CENTER);
  clv_widget_name (drop_down, clv_import_field_get_label (field));
  gtk_widget_set_name (drop_down, name);
  g_object_set_data (G_OBJECT (drop_down), "field", GINT_TO_POINTER (field));
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (selected_cb), self, 0);

  return drop_down;
}

static void
add_field (ClvColumnsStep *self,
           GtkWidget      *group,
           ClvField        field)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  gboolean is_needed = clv_import_field_is_needed (field, plan->kind);
  guint position = 0;
  const ClvDetectedColumn *column = clv_detection_find_column (detection, plan->columns[field],
                                                               &position);
  const char *detected = detection->plan->columns[field];
  g_autofree char *title = NULL;
  g_autofree char *samples = NULL;
  GtkWidget *row = NULL;

  title = is_needed ? g_strdup_printf (_("%s (needed)"), clv_import_field_get_label (field))
          : g_strdup (clv_import_field_get_label (field));
  samples = column != NULL ? clv_columns_describe (column)
            : g_strdup (is_needed ? _("Choose the column that holds it.") : _("Optional"));
  row = clv_row_new (title, samples);
  if (column != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               make_confidence (g_strcmp0 (detected, column->name) == 0
                                                ? detection->confidence[field]
                                                : CLV_CONFIDENCE_NONE));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_choices (self, field, column != NULL ? position + 1 : 0));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* One list for all fields: a file may have thousands of columns. */
static void
list_names (ClvColumnsStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);

  g_clear_object (&self->names);
  self->names = gtk_string_list_new (NULL);
  gtk_string_list_append (self->names, _("Not in this file"));
  for (guint i = 0; i < detection->columns->len; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      gtk_string_list_append (self->names, column->name);
    }
}

/* Whether a field is worth a line before one asks for all. */
static gboolean
is_plain (const ClvImportPlan *plan,
          ClvField             field)
{
  static const ClvField usual[] = {
    CLV_FIELD_ORDER, CLV_FIELD_PRODUCT, CLV_FIELD_CURRENCY, CLV_FIELD_STATUS, CLV_FIELD_REFUNDED,
  };

  if (plan->columns[field] != NULL || clv_import_field_is_needed (field, plan->kind))
    return TRUE;
  if (plan->kind != CLV_IMPORT_KIND_ORDERS)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      if (usual[i] == field)
        return TRUE;
    }

  return FALSE;
}

static void
all_cb (ClvColumnsStep *self)
{
  self->shows_all = !self->shows_all;
  clv_columns_step_refill (self);
}

static void
add_all_button (ClvColumnsStep *self,
                GtkWidget      *group)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (self->shows_all ? _("Show _Fewer Fields")
                                                    : _("Show All _Fields"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (button, 12);
  gtk_widget_set_name (button, "all-fields");
  g_signal_connect_object (button, "clicked", G_CALLBACK (all_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), button);
}

/**
 * clv_columns_add_fields:
 * @self: the step
 *
 * What rows of the plan's kind can say, each with the column that holds it: first what is
 * needed, then what is used, then the rest where it is asked for.
 */
void
clv_columns_add_fields (ClvColumnsStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GtkWidget *group = clv_step_group_new (_("What the Columns Mean"),
                                         _("Each line is one thing that is needed or useful; "
                                           "choose the column that holds it."));
  gboolean has_more = FALSE;

  list_names (self);
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < CLV_N_FIELDS; i++)
        {
          ClvFieldUse use = clv_import_field_get_use ((ClvField) i, plan->kind);
          gboolean is_shown = is_plain (plan, (ClvField) i);

          if (use == CLV_FIELD_UNUSED || (use == CLV_FIELD_NEEDED) != (pass == 0))
            continue;
          has_more |= !is_shown;
          if (is_shown || self->shows_all)
            add_field (self, group, (ClvField) i);
        }
    }
  if (has_more)
    add_all_button (self, group);
  gtk_box_append (self->box, group);
}
