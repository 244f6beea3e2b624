/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-columns-private.h"

#include <glib/gi18n-lib.h>

#include "clv-check-button.h"
#include "clv-detect-names.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

/* So many columns are listed one by one. */
#define ATTRIBUTES_MAX 60
#define LEFT_OUT_MAX 40

/* The third step: which column holds what. */
G_DEFINE_FINAL_TYPE (ClvColumnsStep, clv_columns_step, CLV_TYPE_WIZARD_PAGE)

static gboolean
is_attribute (const ClvImportPlan *plan,
              const char          *name,
              guint               *position)
{
  return g_ptr_array_find_with_equal_func (plan->attributes, name, g_str_equal, position);
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
  clv_columns_touch (self);
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

      if (!clv_columns_is_mapped (plan, column->name) && !clv_detect_is_private (column->name))
        g_ptr_array_add (plan->attributes, g_strdup (column->name));
    }
  clv_columns_touch (self);
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
  g_autofree char *samples = clv_columns_describe (column);
  g_autofree char *subtitle = clv_detect_is_private (column->name)
                              ? g_strdup_printf (_("Private · %s"), samples) : NULL;
  GtkWidget *row = clv_row_new (column->name, subtitle != NULL ? subtitle : samples);
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
                                           "the bias audit. Leave out what you may not use; names, "
                                           "addresses, phones and cards are left out unless "
                                           "you mark them."));

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

      if (!clv_columns_is_mapped (plan, column->name))
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
      /* Among them what a file without customers is still good for. */
      clv_step_add_warnings (self->box, detection->warnings);
    }
  clv_step_add_questions (self->box, self->draft, CLV_TOPIC_MAPPING);
  clv_columns_add_keys (self);
  clv_columns_add_fields (self);
  add_rest (self);
  clv_step_end_fill (self->box, focus);
  self->is_filling = FALSE;
}

static gboolean
refill_cb (gpointer data)
{
  ClvColumnsStep *self = data;

  if (self->draft != NULL)
    fill (self);

  return G_SOURCE_REMOVE;
}

/**
 * clv_columns_step_refill:
 * @self: the step
 *
 * Fills it again when nothing is pressed any more.
 */
void
clv_columns_step_refill (ClvColumnsStep *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, refill_cb, g_object_ref (self), g_object_unref);
}

static void
counted_cb (ClvColumnsStep *self)
{
  if (self->awaits_keys)
    fill (self);
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
  g_signal_connect_object (clv_import_draft_get_counter (draft), "counted",
                           G_CALLBACK (counted_cb), self, G_CONNECT_SWAPPED);

  return CLV_WIZARD_PAGE (self);
}
