/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-model-view.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "clv-as-r-window.h"
#include "clv-customers-kinds.h"
#include "clv-chooser-window.h"
#include "clv-fit-view.h"
#include "clv-kind-rows.h"
#include "clv-model-dialog.h"
#include "clv-model-pictures.h"
#include "clv-money.h"
#include "clv-override-window.h"
#include "clv-questions.h"
#include "clv-spec-words.h"
#include "clv-ui.h"
#include "clv-value-jobs.h"
#include "clv-wrap-layout.h"

#define WIDTH_ALONE 600
#define WIDTH_WITH_RESULT 1040

struct _ClvModelView
{
  AdwBin parent_instance;

  AdwClamp *clamp;
  GtkLabel *kind_label;
  GtkLabel *summary_label;
  GtkLabel *spec_label;
  GtkLabel *note;
  GtkWidget *button_box;
  GtkWidget *fit_button;
  GtkWidget *result_box;
  ClvFitView *fit_view;
  ClvQuestions *questions;
  ClvModelPictures *pictures;
  GtkWidget *r_button;

  ClvSession *session;
  ClvValueState *state;
  ClvModelSpec *spec;       /* (nullable): of the next fit */
  char *reason;             /* (nullable): to fit next although the data are not fit for it */
  gboolean is_running;
};

G_DEFINE_FINAL_TYPE (ClvModelView, clv_model_view, ADW_TYPE_BIN)

static gboolean
can_fit_kind (ClvModelView *self)
{
  const ClvModelKind *kind = self->spec != NULL ? clv_model_kind_find (self->spec->kind) : NULL;
  g_autofree char *lack = kind != NULL ? clv_kind_rows_describe_lack (self->state, kind) : NULL;

  return kind != NULL && lack == NULL;
}

static void
update_actions (ClvModelView *self)
{
  const gboolean can_fit = self->state != NULL && clv_value_state_can_fit (self->state)
                           && can_fit_kind (self) && !self->is_running;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "model.fit", can_fit);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "model.configure",
                                 self->state != NULL && self->spec != NULL && !self->is_running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "model.show-r",
                                 self->state != NULL && self->state->fit != NULL
                                 && self->state->customers != NULL);
}

/* Whether the next fit is of other settings than the one that is shown below. */
static gboolean
is_changed (ClvModelView *self)
{
  g_autoptr(ClvModelSpec) fitted = clv_value_state_dup_spec (self->state);
  g_autoptr(ClvModelSpec) wanted = clv_model_spec_copy (self->spec);
  g_autofree char *before = NULL;
  g_autofree char *now = NULL;

  /* A fit leaves behind what it found, which is no setting of its kind. */
  clv_spec_words_drop_unused (fitted);
  clv_spec_words_drop_unused (wanted);
  before = clv_model_spec_to_text (fitted);
  now = clv_model_spec_to_text (wanted);

  return self->state->fit != NULL && strcmp (before, now) != 0;
}

/* What the button does, or why it cannot, or that the result below is of other settings. */
static void
show_note (ClvModelView       *self,
           const ClvModelKind *kind)
{
  g_autofree char *lack = kind != NULL ? clv_kind_rows_describe_lack (self->state, kind) : NULL;
  g_autofree char *text = g_steal_pointer (&lack);
  const char *classes[] = { "caption", "warning", NULL };

  if (text == NULL && is_changed (self))
    text = g_strdup_printf (_("Not fitted yet: what stands below is of fit %" PRId64 ", %s."),
                            (gint64) self->state->fit->id, _(self->state->fit->kind->name));
  if (text == NULL)
    {
      text = g_strdup (_("Fits the model and then scores every customer. Nothing imported is "
                         "changed."));
      classes[1] = "dim-label";
    }
  gtk_label_set_text (self->note, text);
  gtk_widget_set_css_classes (GTK_WIDGET (self->note), classes);
}

static void
show_spec (ClvModelView *self)
{
  const ClvModelKind *kind = clv_model_kind_find (self->spec->kind);
  const ClvDate last_day = clv_value_state_get_last_day (self->state, kind);
  g_autofree char *words = clv_spec_words_describe (self->spec, last_day);

  gtk_label_set_text (self->kind_label, kind != NULL ? _(kind->name) : self->spec->kind);
  gtk_label_set_text (self->summary_label, kind != NULL ? _(kind->summary) : "");
  gtk_label_set_text (self->spec_label, words);
  show_note (self, kind);
}

/* Takes @spec. */
static void
take_spec (ClvModelView *self,
           ClvModelSpec *spec)
{
  clv_model_spec_free (self->spec);
  self->spec = spec;
  show_spec (self);
  update_actions (self);
}

static void
applied_cb (ClvModelView *self,
            const char   *text)
{
  g_autoptr(GError) error = NULL;
  ClvModelSpec *spec = clv_model_spec_from_text (text, &error);

  if (spec != NULL)
    take_spec (self, spec);
  else
    clv_session_show_error (self->session, _("The model stays as it was"), error);
}

static void
columns_found_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GWeakRef *where = user_data;
  g_autoptr(ClvModelDialog) dialog = g_weak_ref_get (where);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) columns = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  if (dialog != NULL && (columns != NULL || error != NULL))
    clv_model_dialog_set_columns (dialog, columns, columns == NULL ? error->message : NULL);
  g_weak_ref_clear (where);
  g_free (where);
}

/* @dialog may be closed before the columns are found. */
static void
find_columns (ClvModelView   *self,
              ClvModelDialog *dialog)
{
  GWeakRef *where = g_new0 (GWeakRef, 1);

  g_weak_ref_init (where, dialog);
  clv_session_run_job_without_workspace (self->session, NULL, clv_value_columns_in_thread,
                                         clv_holdout_input_new (self->state, self->spec,
                                                                CLV_DATE_INVALID),
                                         clv_holdout_input_free,
                                         (GDestroyNotify) g_ptr_array_unref, columns_found_cb,
                                         where);
}

static void
configure_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  ClvModelView *self = CLV_MODEL_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  const ClvTransactions *transactions = self->state->transactions;
  ClvModelDialog *dialog = NULL;

  dialog = clv_model_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->spec,
                                 transactions->first_day, self->state->last_day);
  clv_model_dialog_set_state (dialog, self->state);
  g_signal_connect_object (dialog, "applied", G_CALLBACK (applied_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  find_columns (self, dialog);
}

static void
chosen_cb (ClvModelView *self,
           const char   *kind)
{
  clv_model_view_choose_kind (self, kind);
}

static void
choose_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  ClvModelView *self = CLV_MODEL_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  ClvChooserWindow *window = NULL;

  if (self->spec == NULL || clv_session_get_workspace (self->session) == NULL)
    return;

  window = clv_chooser_window_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->session,
                                   self->spec->until);
  g_signal_connect_object (window, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
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

  text = g_strdup_printf (_("Fitted %s and scored %s customers"), _(outcome->fit->kind->name),
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
      update_actions (self);
    }
  clv_fit_outcome_free (outcome);
}

/* A ClvJobFunc; needs no workspace. */
static gpointer
write_r_in_thread (ClvWorkspace      *unused,
                   gpointer           input,
                   const ClvProgress *progress,
                   GError           **error)
{
  const ClvValueState *state = input;
  g_autoptr(ClvCustomers) customers = NULL;

  customers = clv_customers_new_for_spec (state->customers, state->fit->spec, progress, error);
  if (customers == NULL)
    return NULL;

  return clv_as_r_new (state->fit, customers);
}

static void
r_written_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ClvModelView) self = user_data;
  g_autoptr(GError) error = NULL;
  ClvAsR *as_r = clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (as_r == NULL || self->session == NULL)
    {
      clv_as_r_free (as_r);
      return;
    }
  gtk_window_present (clv_as_r_window_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                           self->session, as_r));
}

static void
show_r_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  ClvModelView *self = CLV_MODEL_VIEW (widget);

  clv_session_run_job_without_workspace (self->session, NULL, write_r_in_thread,
                                         clv_value_state_ref (self->state),
                                         (GDestroyNotify) clv_value_state_unref,
                                         (GDestroyNotify) clv_as_r_free, r_written_cb,
                                         g_object_ref (self));
}

static void
fit_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  clv_model_view_fit (CLV_MODEL_VIEW (widget));
}

static void
clv_model_view_dispose (GObject *object)
{
  ClvModelView *self = CLV_MODEL_VIEW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->state, clv_value_state_unref);
  g_clear_pointer (&self->spec, clv_model_spec_free);
  g_clear_pointer (&self->reason, g_free);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_MODEL_VIEW);

  G_OBJECT_CLASS (clv_model_view_parent_class)->dispose (object);
}

static void
clv_model_view_class_init (ClvModelViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_model_view_dispose;

  g_type_ensure (CLV_TYPE_FIT_VIEW);
  g_type_ensure (CLV_TYPE_MODEL_PICTURES);
  g_type_ensure (CLV_TYPE_QUESTIONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("value/clv-model-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, clamp);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, kind_label);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, summary_label);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, spec_label);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, note);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, button_box);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, fit_button);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, result_box);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, fit_view);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, questions);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, pictures);
  gtk_widget_class_bind_template_child (widget_class, ClvModelView, r_button);

  /**
   * ClvModelView|model.fit:
   *
   * Fits what is set now, and scores everybody.
   */
  gtk_widget_class_install_action (widget_class, "model.fit", NULL, fit_action);

  /**
   * ClvModelView|model.configure:
   *
   * Opens the dialog that edits what is fitted next.
   */
  gtk_widget_class_install_action (widget_class, "model.configure", NULL, configure_action);

  /**
   * ClvModelView|model.choose:
   *
   * Opens the window that says which method fits.
   */
  gtk_widget_class_install_action (widget_class, "model.choose", NULL, choose_action);

  /**
   * ClvModelView|model.show-r:
   *
   * Shows the newest fit as an R script.
   */
  gtk_widget_class_install_action (widget_class, "model.show-r", NULL, show_r_action);
}

static void
clv_model_view_init (ClvModelView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->button_box, clv_wrap_layout_new (6));
  update_actions (self);
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

/* (transfer full): what the fit describes. */
static char *
tell_what (const ClvFit  *fit,
           ClvValueSource source)
{
  g_autofree char *customers = clv_number_format (fit->n_customers, 0);
  g_autofree char *until = clv_date_to_display (fit->spec->until);

  switch (source)
    {
    case CLV_VALUE_OF_SUBSCRIPTIONS:
      return g_strdup_printf (_("A description of how long your %s subscribers stayed up to %s: "
                                "how many renew each time, and how "
                                "differently."), customers, until);

    case CLV_VALUE_OF_COUNTED:
      return g_strdup_printf (_("A description of your %s customers as they were counted up to %s: "
                                "how often they buy, how differently, and how soon they stop."),
                              customers, until);

    case CLV_VALUE_OF_ORDERS:
    default:
      return g_strdup_printf (_("A description of how your %s customers bought up to %s: how "
                                "often, how differently, and how soon they "
                                "stop."), customers, until);
    }
}

static void
show_answers (ClvModelView *self)
{
  const ClvFit *fit = self->state->fit;
  g_autofree char *cells = clv_number_format (fit->n_cells, 0);
  g_autofree char *what = tell_what (fit, self->state->source);
  g_autofree char *how = NULL;

  how = g_strdup_printf (_("The parameters under which this past is most likely were searched, on "
                           "%s distinct histories. %s"), cells, _(fit->kind->summary));
  clv_questions_set_answers (self->questions, what, how,
                             self->state->source == CLV_VALUE_OF_COUNTED
                             ? _("Every customer’s value comes from it. It cannot be tested "
                                 "against the past here: for that, import the orders into another "
                                 "workspace.")
                             : _("Every customer’s value comes from it. Test it against the past "
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
  gboolean is_other = TRUE;

  g_return_if_fail (CLV_IS_MODEL_VIEW (self));
  g_return_if_fail (CLV_IS_SESSION (session));
  g_return_if_fail (state != NULL);

  is_other = self->state == NULL
             || !clv_value_state_is_same_data (self->state, state)
             || (self->state->fit != NULL ? self->state->fit->id : 0)
             != (state->fit != NULL ? state->fit->id : 0);
  g_set_object (&self->session, session);
  clv_value_state_ref (state);
  clv_value_state_unref (self->state);
  self->state = state;

  if (is_other)
    {
      take_spec (self, clv_value_state_dup_spec (state));
      clv_fit_view_set_fit (self->fit_view, state->fit, state->transactions->currency);
      clv_model_pictures_set_state (self->pictures, session, state);
    }
  gtk_widget_set_visible (self->result_box, state->fit != NULL);
  gtk_widget_set_visible (self->r_button, state->fit != NULL);
  adw_clamp_set_tightening_threshold (self->clamp, state->fit != NULL ? WIDTH_WITH_RESULT
                                                                      : WIDTH_ALONE);
  adw_clamp_set_maximum_size (self->clamp, state->fit != NULL ? WIDTH_WITH_RESULT : WIDTH_ALONE);
  if (state->fit != NULL)
    show_answers (self);
  update_actions (self);
}

ClvModelSpec *
clv_model_view_dup_spec (ClvModelView *self)
{
  g_return_val_if_fail (CLV_IS_MODEL_VIEW (self), NULL);

  return self->spec != NULL ? clv_model_spec_copy (self->spec) : NULL;
}

/**
 * clv_model_view_choose_kind:
 * @kind: id of a model kind
 *
 * Takes it for the next fit; nothing is fitted.
 */
void
clv_model_view_choose_kind (ClvModelView *self,
                            const char   *kind)
{
  ClvModelSpec *spec = NULL;

  g_return_if_fail (CLV_IS_MODEL_VIEW (self));

  if (self->spec == NULL || clv_model_kind_find (kind) == NULL)
    return;

  spec = clv_model_spec_copy (self->spec);
  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  clv_spec_words_drop_unused (spec);
  take_spec (self, spec);
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
  update_actions (self);
  title = g_strdup_printf (_("Fitting %s"),
                           clv_model_kind_find (spec->kind)->name);
  input = clv_fit_input_new (spec, clv_session_get_acting (self->session));
  input->reason = g_steal_pointer (&reason);
  clv_session_run_job (self->session, title, clv_value_fit_in_thread, input, clv_fit_input_free,
                       clv_fit_outcome_free, fit_done_cb, g_object_ref (self));
}
