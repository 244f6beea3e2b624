/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-model-view.h"

#include <glib/gi18n-lib.h>

#include "clv-check-button.h"
#include "clv-columns.h"
#include "clv-field-row.h"
#include "clv-fit-view.h"
#include "clv-fit-words.h"
#include "clv-money.h"
#include "clv-override-window.h"
#include "clv-questions.h"
#include "clv-ui.h"
#include "clv-value-jobs.h"

#define WIDTH_ALONE 600
#define WIDTH_WITH_RESULT 1040

struct _ClvModelView
{
  AdwBin parent_instance;

  AdwClamp *clamp;
  AdwPreferencesGroup *kind_group;
  GtkCheckButton *no_kind_check;   /* never seen: makes even a single kind a radio button */
  GtkCheckButton *gamma_gamma_check;
  GtkCheckButton *own_mean_check;
  ClvFieldRow *until_row;
  GtkToggleButton *day_button;
  GtkToggleButton *week_button;
  GtkWidget *fit_button;
  GtkLabel *note;
  GtkWidget *result_box;
  ClvFitView *fit_view;
  ClvQuestions *questions;

  GPtrArray *kind_checks;   /* (element-type GtkCheckButton) (unowned) in the registry's order */
  ClvSession *session;
  ClvValueState *state;
  guint64 seed;
  char *reason;             /* (nullable): to fit next although the data are not fit for it */
  gboolean is_running;
};

G_DEFINE_FINAL_TYPE (ClvModelView, clv_model_view, ADW_TYPE_BIN)

static void
update_action (ClvModelView *self)
{
  const gboolean can_fit = self->state != NULL && clv_value_state_can_fit (self->state)
                           && clv_field_row_is_valid (self->until_row) && !self->is_running;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "model.fit", can_fit);
}

/* (nullable): what is wrong with the day. */
static char *
check_until (ClvModelView *self)
{
  const ClvDate day = clv_field_row_get_date (self->until_row);
  const ClvTransactions *transactions = self->state->transactions;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (*clv_field_row_get_text (self->until_row) == '\0')
    return NULL;
  if (day == CLV_DATE_INVALID)
    return g_strdup (_("This is no calendar day. Write it as 2025-12-31."));
  if (day > transactions->first_day && day <= transactions->last_day)
    return NULL;

  first = clv_date_to_iso (transactions->first_day);
  last = clv_date_to_iso (transactions->last_day);

  return g_strdup_printf (_("The data go from %s to %s. Choose a day after the first."), first,
                          last);
}

static void
until_changed_cb (ClvModelView *self)
{
  g_autofree char *error = NULL;

  if (self->state == NULL || self->state->transactions->n_rows == 0)
    return;

  error = check_until (self);
  clv_field_row_set_error (self->until_row, error);
  update_action (self);
}

static const ClvModelKind *
get_kind (ClvModelView *self)
{
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  for (guint i = 0; i < self->kind_checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->kind_checks, i)))
      return kinds[i];

  return kinds[0];
}

static void
say_outcome (ClvModelView        *self,
             const ClvFitOutcome *outcome)
{
  g_autofree char *customers = clv_number_format (outcome->fit->n_customers, 0);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  if (outcome->scores == NULL)
    {
      error = g_error_new (CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED,
                           _("%s Earlier values stay as they are."), outcome->why_not);
      clv_session_show_error (self->session, _("The model was fitted, but nobody was scored"),
                              error);
      return;
    }

  text = g_strdup_printf (_("Fitted %s and scored %s customers"), outcome->fit->kind->name,
                          customers);
  clv_session_toast_with_action (self->session, text, _("Show Customers"),
                                 "win.show-place::customers");
}

static void
accepted_cb (ClvModelView *self,
             const char   *reason)
{
  g_free (self->reason);
  self->reason = g_strdup (reason);
  clv_model_view_fit (self);
}

/* The quality gate is red: asks for a reason to fit all the same. */
static void
ask_for_reason (ClvModelView     *self,
                const ClvQuality *quality)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  ClvOverrideWindow *window = NULL;

  window = clv_override_window_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, quality,
                                    clv_session_get_acting (self->session));
  g_signal_connect_object (window, "accepted", G_CALLBACK (accepted_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static void
fit_done_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ClvModelView) self = user_data;
  g_autoptr(GError) error = NULL;
  ClvFitOutcome *outcome = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  self->is_running = FALSE;
  if (self->session != NULL)
    {
      if (outcome == NULL)
        clv_session_show_error (self->session, _("The model was not fitted"), error);
      else if (outcome->refused != NULL)
        ask_for_reason (self, outcome->refused);
      else
        say_outcome (self, outcome);
      update_action (self);
    }
  clv_fit_outcome_free (outcome);
}

static void
fit_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  clv_model_view_fit (CLV_MODEL_VIEW (widget));
}

static void
add_kinds (ClvModelView *self)
{
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = clv_check_button_new (NULL);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), kinds[i]->name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(kinds[i]->summary));
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      kinds[i]->name, -1);
      gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->no_kind_check);
      if (i == 0)
        gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      adw_preferences_group_add (self->kind_group, row);
      g_ptr_array_add (self->kind_checks, check);
    }
}

static void
clv_model_view_dispose (GObject *object)
{
  ClvModelView *self = CLV_MODEL_VIEW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->state, clv_value_state_unref);
  g_clear_pointer (&self->reason, g_free);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_MODEL_VIEW);

  G_OBJECT_CLASS (clv_model_view_parent_class)->dispose (object);
}

static void
clv_model_view_finalize (GObject *object)
{
  g_clear_pointer (&CLV_MODEL_VIEW (object)->kind_checks, g_ptr_array_unref);

  G_OBJECT_CLASS (clv_model_view_parent_class)->finalize (object);
}

static void
clv_model_view_class_init (ClvModelViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_model_view_dispose;
  object_class->finalize = clv_model_view_finalize;

  g_type_ensure (CLV_TYPE_CHECK_BUTTON);
  g_type_ensure (CLV_TYPE_COLUMNS);
  g_type_ensure (CLV_TYPE_FIELD_ROW);
  g_type_ensure (CLV_TYPE_FIT_VIEW);
  g_type_ensure (CLV_TYPE_QUESTIONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("value/clv-model-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, clamp);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, kind_group);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, no_kind_check);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, gamma_gamma_check);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, own_mean_check);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, until_row);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, day_button);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, week_button);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, fit_button);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, note);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, result_box);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, fit_view);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, questions);
  gtk_widget_class_bind_template_callback (widget_class, until_changed_cb);

  /**
   * ClvModelView|model.fit:
   *
   * Fits what is set now, and scores everybody.
   */
  gtk_widget_class_install_action (widget_class, "model.fit", NULL, fit_action);
}

static void
clv_model_view_init (ClvModelView *self)
{
  self->kind_checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_kinds (self);
  update_action (self);
}

/**
 * clv_model_view_new:
 *
 * Returns: (transfer floating): the view; clv_model_view_set_state() fills it
 */
GtkWidget *
clv_model_view_new (void)
{
  return g_object_new (CLV_TYPE_MODEL_VIEW, NULL);
}

static void
show_spec (ClvModelView       *self,
           const ClvModelSpec *spec)
{
  const ClvTransactions *transactions = self->state->transactions;
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);
  g_autofree char *first = clv_date_to_display (transactions->first_day);
  g_autofree char *last = clv_date_to_display (transactions->last_day);
  g_autofree char *help = g_strdup_printf (_("Last day that counts. The data go from %s to %s."),
                                           first, last);

  self->seed = spec->seed;
  for (guint i = 0; i < n; i++)
    gtk_check_button_set_active (g_ptr_array_index (self->kind_checks, i),
                                 g_strcmp0 (kinds[i]->id, spec->kind) == 0);
  gtk_check_button_set_active (g_strcmp0 (spec->spend, "none") == 0 ? self->own_mean_check
                                                                    : self->gamma_gamma_check,
                               TRUE);
  gtk_toggle_button_set_active (spec->unit_days == 7 ? self->week_button : self->day_button, TRUE);
  clv_field_row_set_help (self->until_row, help);
  clv_field_row_set_date (self->until_row, spec->until != CLV_DATE_INVALID
                                           ? spec->until : transactions->last_day);
}

static void
show_answers (ClvModelView *self)
{
  const ClvFit *fit = self->state->fit;
  g_autofree char *customers = clv_number_format (fit->n_customers, 0);
  g_autofree char *cells = clv_number_format (fit->n_cells, 0);
  g_autofree char *until = clv_date_to_display (fit->spec->until);
  g_autofree char *what = NULL;
  g_autofree char *how = NULL;

  what = g_strdup_printf (_("A description of how your %s customers bought up to %s: how often, "
                            "how differently, and how soon they stop."), customers, until);
  how = g_strdup_printf (_("The parameters under which this past is most likely were searched, on "
                           "%s distinct histories. %s"), cells, _(fit->kind->summary));
  clv_questions_set_answers (self->questions, what, how,
                             _("Every customer’s value comes from it. Test it against the past "
                               "under Hold-out before you trust its total."));
}

/**
 * clv_model_view_set_state:
 * @session: where jobs run
 * @state: what to show
 *
 * What is being edited stays, unless there is another fit or other data.
 */
void
clv_model_view_set_state (ClvModelView  *self,
                          ClvSession    *session,
                          ClvValueState *state)
{
  g_autoptr(ClvModelSpec) spec = NULL;
  gboolean is_other = TRUE;

  g_return_if_fail (CLV_IS_MODEL_VIEW (self));
  g_return_if_fail (CLV_IS_SESSION (session));
  g_return_if_fail (state != NULL);

  is_other = self->state == NULL
             || self->state->transactions != state->transactions
             || (self->state->fit != NULL ? self->state->fit->id : 0)
             != (state->fit != NULL ? state->fit->id : 0);
  g_set_object (&self->session, session);
  clv_value_state_ref (state);
  clv_value_state_unref (self->state);
  self->state = state;

  if (is_other)
    {
      spec = clv_value_state_dup_spec (state);
      show_spec (self, spec);
      clv_fit_view_set_fit (self->fit_view, state->fit, state->transactions->currency);
    }
  gtk_widget_set_visible (self->result_box, state->fit != NULL);
  adw_clamp_set_tightening_threshold (self->clamp, state->fit != NULL ? WIDTH_WITH_RESULT
                                                                      : WIDTH_ALONE);
  adw_clamp_set_maximum_size (self->clamp, state->fit != NULL ? WIDTH_WITH_RESULT : WIDTH_ALONE);
  if (state->fit != NULL)
    show_answers (self);
  until_changed_cb (self);
  update_action (self);
}

ClvModelSpec *
clv_model_view_dup_spec (ClvModelView *self)
{
  ClvModelSpec *spec = NULL;
  ClvDate until = CLV_DATE_INVALID;

  g_return_val_if_fail (CLV_IS_MODEL_VIEW (self), NULL);

  if (self->state == NULL || !clv_field_row_is_valid (self->until_row))
    return NULL;

  spec = clv_model_spec_new ();
  g_free (spec->kind);
  spec->kind = g_strdup (get_kind (self)->id);
  g_free (spec->spend);
  spec->spend = g_strdup (gtk_check_button_get_active (self->own_mean_check) ? "none"
                                                                             : "gamma-gamma");
  until = clv_field_row_get_date (self->until_row);
  spec->until = until == self->state->transactions->last_day ? CLV_DATE_INVALID : until;
  spec->unit_days = gtk_toggle_button_get_active (self->day_button) ? 1 : 7;
  if (self->seed != 0)
    spec->seed = self->seed;

  return spec;
}

/**
 * clv_model_view_choose_kind:
 * @kind: id of a model kind
 *
 * Marks it for the next fit; nothing is fitted.
 */
void
clv_model_view_choose_kind (ClvModelView *self,
                            const char   *kind)
{
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  g_return_if_fail (CLV_IS_MODEL_VIEW (self));

  for (guint i = 0; i < n; i++)
    {
      if (g_strcmp0 (kinds[i]->id, kind) == 0)
        gtk_check_button_set_active (g_ptr_array_index (self->kind_checks, i), TRUE);
    }
}

void
clv_model_view_fit (ClvModelView *self)
{
  g_autoptr(ClvModelSpec) spec = NULL;
  g_autofree char *title = NULL;
  g_autofree char *reason = NULL;
  ClvFitInput *input = NULL;

  g_return_if_fail (CLV_IS_MODEL_VIEW (self));

  reason = g_steal_pointer (&self->reason);

  spec = clv_model_view_dup_spec (self);
  if (spec == NULL || self->is_running || clv_session_get_workspace (self->session) == NULL)
    return;

  self->is_running = TRUE;
  update_action (self);
  title = g_strdup_printf (_("Fitting %s"), get_kind (self)->name);
  input = clv_fit_input_new (spec, clv_session_get_acting (self->session));
  input->reason = g_steal_pointer (&reason);
  clv_session_run_job (self->session, title, clv_value_fit_in_thread, input, clv_fit_input_free,
                       clv_fit_outcome_free, fit_done_cb, g_object_ref (self));
}
