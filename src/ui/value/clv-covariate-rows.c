/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-covariate-rows.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-check-button.h"
#include "clv-covariate.h"
#include "clv-money.h"
#include "clv-rows.h"
#include "clv-spec-words.h"
#include "clv-spin-row.h"
#include "clv-switch-row.h"

#define PENALTY_DIGITS 4

struct _ClvCovariateRows
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *note_row;          /* what is said in place of columns */
  GtkWidget *same_row;
  GtkWidget *penalty_row;
  GtkWidget *problem_row;       /* what a fit would refuse */

  GPtrArray *rows;              /* (element-type GtkWidget) (unowned): of the columns */
  GPtrArray *checks;            /* (element-type GtkCheckButton) (unowned): in them */
  GPtrArray *names;             /* (element-type utf8): of the columns */
  GPtrArray *columns;           /* (nullable) (element-type ClvCovariateInfo) */
  char *error;                  /* (nullable): why there are none */
  ClvModelSpec *spec;           /* what was chosen at first */
  gboolean is_filling;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (ClvCovariateRows, clv_covariate_rows, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
was_chosen (ClvCovariateRows *self,
            const char       *name)
{
  return self->spec != NULL && self->spec->covariates != NULL
         && g_strv_contains ((const char * const *) self->spec->covariates, name);
}

static gboolean
is_chosen (ClvCovariateRows *self,
           guint             i)
{
  return gtk_check_button_get_active (g_ptr_array_index (self->checks, i));
}

static const ClvCovariateInfo *
get_column (ClvCovariateRows *self,
            guint             i)
{
  return self->columns != NULL && i < self->columns->len ? g_ptr_array_index (self->columns, i)
                                                         : NULL;
}

/* What may not be chosen can still be taken back. */
static void
update_rows (ClvCovariateRows *self)
{
  gboolean has_chosen = self->columns == NULL && self->spec != NULL
                        && self->spec->covariates != NULL;

  for (guint i = 0; i < self->checks->len; i++)
    {
      const ClvCovariateInfo *column = get_column (self, i);

      has_chosen = has_chosen || is_chosen (self, i);
      gtk_widget_set_sensitive (g_ptr_array_index (self->rows, i),
                                (column != NULL && column->is_usable) || is_chosen (self, i));
    }
  gtk_widget_set_sensitive (self->same_row, has_chosen);
  gtk_widget_set_sensitive (self->penalty_row, has_chosen);
}

static void
changed_cb (ClvCovariateRows *self)
{
  if (self->is_filling)
    return;

  update_rows (self);
  g_signal_emit (self, changed_signal, 0);
}

/* "4 different values · 12 customers without one · 3 effects" */
static char *
describe_column (const ClvCovariateInfo *column)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *values = NULL;
  g_autofree char *missing = NULL;

  if (!column->is_usable)
    return g_strdup (column->reason);

  values = clv_number_format (column->n_values, 0);
  missing = clv_number_format (column->n_missing, 0);
  g_string_append_printf (text, column->type == CLV_COVARIATE_NUMBER
                          ? ngettext ("%s number", "%s different numbers", column->n_values)
                          : ngettext ("%s value", "%s different values", column->n_values), values);
  if (column->n_missing > 0)
    g_string_append_printf (text, ngettext (" · %s customer without one",
                                            " · %s customers without one", column->n_missing),
                            missing);
  g_string_append_printf (text, ngettext (" · %u effect", " · %u effects", column->n_terms),
                          column->n_terms);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_column (ClvCovariateRows *self,
            const char       *name,
            const char       *subtitle)
{
  GtkWidget *row = clv_row_new (name, subtitle);
  GtkWidget *check = clv_check_button_new (NULL);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  clv_widget_name (check, name);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), was_chosen (self, name));
  g_signal_connect_object (check, "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->names, g_strdup (name));
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->checks, check);
}

static void
add_columns (ClvCovariateRows *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      const ClvCovariateInfo *column = g_ptr_array_index (self->columns, i);
      g_autofree char *subtitle = describe_column (column);

      add_column (self, column->name, subtitle);
    }
  for (guint i = 0; self->spec != NULL && self->spec->covariates != NULL
       && self->spec->covariates[i] != NULL; i++)
    {
      if (!g_ptr_array_find_with_equal_func (self->names, self->spec->covariates[i], g_str_equal,
                                             NULL))
        add_column (self, self->spec->covariates[i], _("There is no such column any more."));
    }
}

static void
set_note (ClvCovariateRows *self)
{
  const char *note = NULL;

  if (self->error != NULL)
    note = self->error;
  else if (self->columns == NULL)
    note = _("Looking at what is known…");
  else if (self->names->len == 0)
    note = _("There are no columns yet. Import a table with one row a customer under Data: its "
             "columns, such as a region or an age, appear here.");
  gtk_widget_set_visible (self->note_row, note != NULL);
  if (note != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->note_row), note);
}

/* The columns stand above the switch: a group only takes rows at its end. */
static void
rebuild (ClvCovariateRows *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);
  GtkWidget *last[] = { self->same_row, self->penalty_row, self->problem_row };

  self->is_filling = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->checks, 0);
  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; i < G_N_ELEMENTS (last); i++)
    {
      g_object_ref (last[i]);
      adw_preferences_group_remove (group, last[i]);
    }
  if (self->columns != NULL)
    add_columns (self);
  for (guint i = 0; i < G_N_ELEMENTS (last); i++)
    {
      adw_preferences_group_add (group, last[i]);
      g_object_unref (last[i]);
    }
  set_note (self);
  update_rows (self);
  self->is_filling = FALSE;
}

static void
clv_covariate_rows_finalize (GObject *object)
{
  ClvCovariateRows *self = CLV_COVARIATE_ROWS (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->spec, clv_model_spec_free);
  g_clear_pointer (&self->error, g_free);

  G_OBJECT_CLASS (clv_covariate_rows_parent_class)->finalize (object);
}

static void
clv_covariate_rows_class_init (ClvCovariateRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clv_covariate_rows_finalize;

  /**
   * ClvCovariateRows::changed:
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
clv_covariate_rows_init (ClvCovariateRows *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  self->rows = g_ptr_array_new ();
  self->checks = g_ptr_array_new ();
  self->names = g_ptr_array_new_with_free_func (g_free);
  adw_preferences_group_set_title (group, _("What is known of customers"));
  adw_preferences_group_set_description (group,
                                         _("Columns that may explain why customers differ in how "
                                           "often they buy and how soon they leave. How much each "
                                           "does is estimated."));
  self->note_row = clv_row_new ("", NULL);
  gtk_widget_add_css_class (self->note_row, "dim-label");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->note_row), 0);
  self->same_row = clv_switch_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->same_row),
                                 _("Same effect in buying and leaving"));
  g_signal_connect_object (self->same_row, "notify::active", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->penalty_row = clv_spin_row_new (gtk_adjustment_new (0.0, 0.0, CLV_PENALTY_MAX, 0.01, 0.1,
                                                            0.0), PENALTY_DIGITS);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->penalty_row), _("Penalty"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->penalty_row),
                               _("Above zero it draws the effects towards zero and so changes the "
                                 "answer."));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->penalty_row), 0);
  g_signal_connect_object (self->penalty_row, "notify::value", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->problem_row = clv_row_new ("", NULL);
  gtk_widget_add_css_class (self->problem_row, "error");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->problem_row), 0);
  gtk_widget_set_visible (self->problem_row, FALSE);
  adw_preferences_group_add (group, self->note_row);
  adw_preferences_group_add (group, self->same_row);
  adw_preferences_group_add (group, self->penalty_row);
  adw_preferences_group_add (group, self->problem_row);
  set_note (self);
}

void
clv_covariate_rows_set_columns (ClvCovariateRows *self,
                                GPtrArray        *columns,
                                const char       *error)
{
  g_autoptr(ClvModelSpec) now = NULL;

  g_return_if_fail (CLV_IS_COVARIATE_ROWS (self));

  if (self->spec != NULL)
    {
      now = clv_model_spec_copy (self->spec);
      clv_covariate_rows_read (self, now);
      clv_model_spec_free (self->spec);
      self->spec = g_steal_pointer (&now);
    }
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  self->columns = columns != NULL ? g_ptr_array_ref (columns) : NULL;
  g_free (self->error);
  self->error = g_strdup (error);
  rebuild (self);
  g_signal_emit (self, changed_signal, 0);
}

void
clv_covariate_rows_set_spec (ClvCovariateRows   *self,
                             const ClvModelSpec *spec)
{
  g_return_if_fail (CLV_IS_COVARIATE_ROWS (self));

  clv_model_spec_free (self->spec);
  self->spec = clv_model_spec_copy (spec);
  self->is_filling = TRUE;
  clv_switch_row_set_active (CLV_SWITCH_ROW (self->same_row), spec->has_same_effect);
  clv_spin_row_set_value (CLV_SPIN_ROW (self->penalty_row), spec->penalty);
  self->is_filling = FALSE;
  rebuild (self);
}

/* The order in a spec is part of its hash: it changes only with the choice. */
static gboolean
is_choice_as_before (ClvCovariateRows *self)
{
  if (self->columns == NULL)
    return TRUE;
  for (guint i = 0; i < self->names->len; i++)
    if (is_chosen (self, i) != was_chosen (self, g_ptr_array_index (self->names, i)))
      return FALSE;

  return TRUE;
}

void
clv_covariate_rows_read (ClvCovariateRows *self,
                         ClvModelSpec     *spec)
{
  double penalty = 0.0;
  g_autoptr(GPtrArray) names = NULL;

  g_return_if_fail (CLV_IS_COVARIATE_ROWS (self) && spec != NULL && self->spec != NULL);

  names = g_ptr_array_new ();
  for (guint i = 0; i < self->names->len; i++)
    if (is_chosen (self, i))
      g_ptr_array_add (names, g_strdup (g_ptr_array_index (self->names, i)));
  g_strfreev (spec->covariates);
  spec->covariates = NULL;
  if (is_choice_as_before (self))
    {
      g_ptr_array_set_free_func (names, g_free);
      spec->covariates = g_strdupv (self->spec->covariates);
    }
  else if (names->len > 0)
    {
      g_ptr_array_add (names, NULL);
      spec->covariates = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
    }
  spec->has_same_effect = clv_switch_row_get_active (CLV_SWITCH_ROW (self->same_row));
  /* A finer one than the row shows is kept. */
  penalty = clv_spin_row_get_value (CLV_SPIN_ROW (self->penalty_row));
  spec->penalty = fabs (penalty - self->spec->penalty) < 0.5 * pow (10.0, -PENALTY_DIGITS)
                  ? self->spec->penalty : penalty;
}

static guint
count_terms (ClvCovariateRows *self)
{
  guint n = 0;

  for (guint i = 0; i < self->checks->len; i++)
    {
      const ClvCovariateInfo *column = get_column (self, i);

      if (column != NULL && column->is_usable && is_chosen (self, i))
        n += column->n_terms;
    }

  return n;
}

/* (nullable): what a fit would refuse. */
static char *
find_problem (ClvCovariateRows   *self,
              const ClvModelSpec *spec)
{
  g_autoptr(GError) error = NULL;

  if (spec->covariates == NULL)
    return NULL;
  if (!clv_covariates_check (spec, count_terms (self), &error))
    return g_strdup (error->message);
  for (guint i = 0; i < self->checks->len; i++)
    {
      const ClvCovariateInfo *column = get_column (self, i);

      if (is_chosen (self, i) && (column == NULL || !column->is_usable))
        /* Translators: a column */
        return g_strdup_printf (_("“%s” cannot be used. Take the mark off it."),
                                (const char *) g_ptr_array_index (self->names, i));
    }

  return NULL;
}

void
clv_covariate_rows_check (ClvCovariateRows   *self,
                          const ClvModelSpec *spec)
{
  const ClvModelKind *kind = NULL;
  g_autofree char *problem = NULL;
  gboolean is_used = FALSE;

  g_return_if_fail (CLV_IS_COVARIATE_ROWS (self) && spec != NULL);

  kind = clv_model_kind_find (spec->kind);
  is_used = clv_spec_words_uses_covariates (spec->kind);
  gtk_widget_set_visible (GTK_WIDGET (self), is_used);
  gtk_widget_set_visible (self->same_row, kind != NULL && kind->n_processes > 1);
  problem = is_used ? find_problem (self, spec) : NULL;
  if (problem != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->problem_row), problem);
  gtk_widget_set_visible (self->problem_row, problem != NULL);
}

gboolean
clv_covariate_rows_is_valid (ClvCovariateRows *self)
{
  g_return_val_if_fail (CLV_IS_COVARIATE_ROWS (self), FALSE);

  return !gtk_widget_get_visible (self->problem_row);
}
