/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-steps.h"

#include <glib/gi18n-lib.h>

#include "clv-check-button.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

/* So many columns are listed one by one. */
#define ATTRIBUTES_MAX 60
#define LEFT_OUT_MAX 40

/* The third step: which column holds what. */
struct _ClvColumnsStep
{
  ClvWizardPage parent_instance;

  ClvImportDraft *draft;
  GtkBox *box;
  GtkSizeGroup *choices;
  GtkStringList *names;      /* (nullable): what each field can choose from */
  gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (ClvColumnsStep, clv_columns_step, CLV_TYPE_WIZARD_PAGE)

static const ClvField order_fields[] = {
  CLV_FIELD_CUSTOMER, CLV_FIELD_DATE, CLV_FIELD_AMOUNT, CLV_FIELD_ORDER, CLV_FIELD_PRODUCT,
  CLV_FIELD_CURRENCY, CLV_FIELD_STATUS
};

static const ClvDetectedColumn *
find_column (const ClvDetection *detection,
             const char         *name,
             guint              *position)
{
  for (guint i = 0; name != NULL && i < detection->columns->len; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      if (g_str_equal (column->name, name))
        {
          *position = i;
          return column;
        }
    }

  return NULL;
}

static gboolean
is_mapped (const ClvImportPlan *plan,
           const char          *name)
{
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (g_strcmp0 (plan->columns[i], name) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_attribute (const ClvImportPlan *plan,
              const char          *name,
              guint               *position)
{
  return g_ptr_array_find_with_equal_func (plan->attributes, name, g_str_equal, position);
}

static gboolean
touch_cb (gpointer data)
{
  clv_import_draft_touch (CLV_IMPORT_DRAFT (data), CLV_TOPIC_MAPPING);

  return G_SOURCE_REMOVE;
}

static void
touch_later (ClvColumnsStep *self)
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
  if (name != NULL && is_attribute (plan, name, &position))
    g_ptr_array_remove_index (plan->attributes, position);
  touch_later (self);
}

static void
attribute_cb (GtkCheckButton *button,
              ClvColumnsStep *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const char *name = g_object_get_data (G_OBJECT (button), "column");
  gboolean is_on = gtk_check_button_get_active (button);
  guint position = 0;

  if (self->is_filling || plan == NULL || is_attribute (plan, name, &position) == is_on)
    return;

  if (is_on)
    g_ptr_array_add (plan->attributes, g_strdup (name));
  else
    g_ptr_array_remove_index (plan->attributes, position);
  touch_later (self);
}

static char *
describe_samples (const ClvDetectedColumn *column)
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

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 22);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  const char *name = gtk_string_object_get_string (gtk_list_item_get_item (item));
  GtkWidget *label = gtk_list_item_get_child (item);

  gtk_label_set_text (GTK_LABEL (label), name);
  gtk_widget_set_tooltip_text (label, name);
}

/* A column may be named by a whole sentence; the button stays a button. */
static GtkListItemFactory *
make_factory (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);

  return factory;
}

static GtkWidget *
make_choices (ClvColumnsStep *self,
              ClvField        field,
              guint           selected)
{
  g_autoptr(GtkListItemFactory) factory = make_factory ();
  GtkWidget *drop_down = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (self->names)), NULL);

  gtk_drop_down_set_factory (GTK_DROP_DOWN (drop_down), factory);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), selected);
  gtk_size_group_add_widget (self->choices, drop_down);
  gtk_widget_set_valign (drop_down, GTK_ALIGN_CENTER);
  clv_widget_name (drop_down, clv_import_field_get_label (field));
  gtk_widget_set_name (drop_down, clv_import_field_get_id (field));
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
  const ClvDetectedColumn *column = find_column (detection, plan->columns[field], &position);
  const char *detected = detection->plan->columns[field];
  g_autofree char *title = NULL;
  g_autofree char *samples = NULL;
  GtkWidget *row = NULL;

  title = is_needed ? g_strdup_printf (_("%s (needed)"), clv_import_field_get_label (field))
          : g_strdup (clv_import_field_get_label (field));
  samples = column != NULL ? describe_samples (column)
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

static void
add_fields (ClvColumnsStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  gboolean has_orders = plan->kind == CLV_IMPORT_KIND_ORDERS;
  GtkWidget *group = clv_step_group_new (_("What the Columns Mean"),
                                         _("Each line is one thing that is needed or useful; "
                                           "choose the column that holds it."));

  for (gsize i = 0; i < (has_orders ? G_N_ELEMENTS (order_fields) : 1); i++)
    add_field (self, group, order_fields[i]);
  gtk_box_append (self->box, group);
}

static void
keep_cb (GtkButton      *button,
         ClvColumnsStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  gboolean is_all = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "all"));

  if (detection == NULL || plan == NULL)
    return;

  g_ptr_array_set_size (plan->attributes, 0);
  for (guint i = 0; is_all && i < detection->columns->len; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      if (!is_mapped (plan, column->name))
        g_ptr_array_add (plan->attributes, g_strdup (column->name));
    }
  touch_later (self);
}

static GtkWidget *
make_keep (ClvColumnsStep *self,
           const char     *label,
           const char     *name,
           gboolean        is_all)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_name (button, name);
  g_object_set_data (G_OBJECT (button), "all", GINT_TO_POINTER (is_all));
  g_signal_connect_object (button, "clicked", G_CALLBACK (keep_cb), self, 0);

  return button;
}

static void
add_keep_buttons (ClvColumnsStep *self,
                  GtkWidget      *group)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_margin_start (box, 12);
  gtk_box_append (GTK_BOX (box), make_keep (self, _("Keep All"), "keep-all", TRUE));
  gtk_box_append (GTK_BOX (box), make_keep (self, _("Keep None"), "keep-none", FALSE));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), box);
}

static void
add_attribute (ClvColumnsStep          *self,
               GtkWidget               *group,
               const ClvDetectedColumn *column)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  g_autofree char *samples = describe_samples (column);
  GtkWidget *row = clv_row_new (column->name, samples);
  GtkWidget *button = clv_check_button_new (NULL);
  guint position = 0;

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                               is_attribute (plan, column->name, &position));
  clv_widget_name (button, column->name);
  gtk_widget_set_name (button, column->name);
  g_object_set_data_full (G_OBJECT (button), "column", g_strdup (column->name), g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (attribute_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_attributes (ClvColumnsStep *self,
                GPtrArray      *columns)
{
  GtkWidget *group = clv_step_group_new (_("Kept as Attributes of the Customer"),
                                         _("Attributes are for comparing groups, in charts and in "
                                           "the bias audit. Leave out what you may not use."));

  if (columns->len > 2)
    add_keep_buttons (self, group);
  for (guint i = 0; i < MIN (columns->len, ATTRIBUTES_MAX); i++)
    add_attribute (self, group, g_ptr_array_index (columns, i));
  gtk_box_append (self->box, group);

  if (columns->len > ATTRIBUTES_MAX)
    {
      g_autofree char *n = clv_step_count (columns->len - ATTRIBUTES_MAX);
      g_autofree char *text = g_strdup_printf (_("%s more columns are not listed here. “Keep All” "
                                                 "and “Keep None” hold for them too."), n);

      gtk_box_append (self->box, clv_label_new (text, "dim-label"));
    }
}

static void
add_left_out (ClvColumnsStep *self,
              GPtrArray      *columns)
{
  g_autoptr(GString) names = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < MIN (columns->len, LEFT_OUT_MAX); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((ClvDetectedColumn *) g_ptr_array_index (columns, i))->name);
  if (columns->len > LEFT_OUT_MAX)
    {
      g_autofree char *n = clv_step_count (columns->len - LEFT_OUT_MAX);

      /* Translators: names of columns, how many more. */
      text = g_strdup_printf (_("Not imported: %s and %s more"), names->str, n);
    }
  else
    {
      text = g_strdup_printf (_("Not imported: %s"), names->str);
    }
  gtk_box_append (self->box, clv_label_new (text, "dim-label"));
}

/* Columns that no field uses: attributes of customers, or left out by name. */
static void
add_rest (ClvColumnsStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  g_autoptr(GPtrArray) columns = g_ptr_array_new ();

  for (guint i = 0; i < detection->columns->len; i++)
    {
      ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      if (!is_mapped (plan, column->name))
        g_ptr_array_add (columns, column);
    }
  if (columns->len == 0)
    return;

  if (plan->kind == CLV_IMPORT_KIND_CUSTOMERS)
    add_attributes (self, columns);
  else
    add_left_out (self, columns);
}

static const char *
find_missing (const ClvImportPlan *plan)
{
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (clv_import_plan_lacks (plan, (ClvField) i))
        return clv_import_field_get_label ((ClvField) i);
    }

  return NULL;
}

static void
fill (ClvColumnsStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const char *missing = detection != NULL ? find_missing (plan) : NULL;
  char *focus = NULL;

  if (!clv_step_is_current (CLV_WIZARD_PAGE (self)))
    return;

  clv_wizard_page_set_can_continue (CLV_WIZARD_PAGE (self),
                                    missing == NULL && clv_import_draft_is_read (self->draft));
  if (detection == NULL)
    return;

  self->is_filling = TRUE;
  focus = clv_step_begin_fill (self->box);
  if (missing != NULL)
    {
      g_autofree char *text = g_strdup_printf (_("Still missing: %s. Choose its column to go on."),
                                               missing);

      gtk_box_append (self->box, clv_step_notice_new (text, FALSE));
    }
  clv_step_add_questions (self->box, self->draft, CLV_TOPIC_MAPPING);
  list_names (self);
  add_fields (self);
  add_rest (self);
  clv_step_end_fill (self->box, focus);
  self->is_filling = FALSE;
}

static void
clv_columns_step_prepare (ClvWizardPage *page)
{
  fill (CLV_COLUMNS_STEP (page));
}

static void
clv_columns_step_dispose (GObject *object)
{
  ClvColumnsStep *self = CLV_COLUMNS_STEP (object);

  g_clear_object (&self->choices);
  g_clear_object (&self->names);
  g_clear_object (&self->draft);

  G_OBJECT_CLASS (clv_columns_step_parent_class)->dispose (object);
}

static void
clv_columns_step_class_init (ClvColumnsStepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clv_columns_step_dispose;
  CLV_WIZARD_PAGE_CLASS (klass)->prepare = clv_columns_step_prepare;
}

static void
clv_columns_step_init (ClvColumnsStep *self)
{
  self->choices = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  clv_wizard_page_set_title (CLV_WIZARD_PAGE (self), _("Columns"));
  adw_bin_set_child (ADW_BIN (self), clv_step_column_new (&self->box));
}

/**
 * clv_columns_step_new:
 * @draft: what the steps share
 *
 * Returns: (transfer floating): the step
 */
ClvWizardPage *
clv_columns_step_new (ClvImportDraft *draft)
{
  ClvColumnsStep *self = g_object_new (CLV_TYPE_COLUMNS_STEP, NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);

  return CLV_WIZARD_PAGE (self);
}
