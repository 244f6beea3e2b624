/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-definition-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-check-button.h"
#include "clv-columns.h"
#include "clv-field-row.h"
#include "clv-money.h"
#include "clv-ui.h"
#include "clv-value-jobs.h"

/* Typing goes on for a moment; what is still computed after the limit waits for a button. */
#define SETTLE_MS 150
#define LIVE_LIMIT_US 300000

struct _ClvDefinitionView
{
  AdwBin parent_instance;

  ClvFieldRow *margin_row;
  ClvFieldRow *cost_row;
  GtkCheckButton *length_check;
  GtkCheckButton *date_check;
  GtkCheckButton *endless_check;
  ClvFieldRow *amount_row;
  GtkToggleButton *days_button;    /* seen where a horizon in days holds already */
  GtkToggleButton *weeks_button;
  GtkToggleButton *months_button;
  GtkToggleButton *years_button;
  ClvFieldRow *date_row;
  ClvFieldRow *rate_row;
  GtkToggleButton *start_button;
  GtkToggleButton *middle_button;
  GtkToggleButton *end_button;
  GtkWidget *effect_group;
  GtkLabel *before;
  AdwActionRow *after_row;
  GtkLabel *after;
  GtkLabel *difference;
  GtkWidget *recompute_button;
  GtkLabel *note;

  ClvSession *session;
  ClvValueState *state;
  guint effect_source;
  guint generation;         /* of the effect that counts */
  gint64 last_elapsed;      /* microseconds the last effect took */
  gboolean is_showing;      /* the fields are being filled, not typed into */
  gboolean is_applying;
};

G_DEFINE_FINAL_TYPE (ClvDefinitionView, clv_definition_view, ADW_TYPE_BIN)

static gboolean
has_effect (ClvDefinitionView *self)
{
  return self->state->fit != NULL && self->state->customers != NULL
         && clv_fit_is_usable (self->state->fit);
}

/* Reads a per cent or money field from @lo (reached where @may_be_lo) to @hi. */
static gboolean
read_number (ClvFieldRow *row,
             double       lo,
             gboolean     may_be_lo,
             double       hi,
             const char  *error,
             double      *number)
{
  const gboolean is_good = clv_field_row_get_number (row, number) && *number <= hi
                           && (*number > lo || (may_be_lo && *number >= lo));

  clv_field_row_set_error (row, is_good ? NULL : error);

  return is_good;
}

static gboolean
read_length (ClvDefinitionView  *self,
             ClvValueDefinition *definition)
{
  const char *unit = gtk_toggle_button_get_active (self->weeks_button) ? "w"
                     : gtk_toggle_button_get_active (self->years_button) ? "y"
                     : gtk_toggle_button_get_active (self->days_button) ? "d" : "m";
  g_autofree char *amount = g_strstrip (g_strdup (clv_field_row_get_text (self->amount_row)));
  g_autofree char *text = g_strconcat (amount, unit, NULL);
  const gboolean is_good = clv_duration_parse (text, &definition->horizon, NULL);

  clv_field_row_set_error (self->amount_row, is_good ? NULL
                           : _("Enter a whole number from 1 on; a hundred years is the longest."));

  return is_good;
}

static gboolean
read_date (ClvDefinitionView  *self,
           ClvValueDefinition *definition)
{
  const ClvTransactions *transactions = self->state->transactions;
  const ClvDate as_of = self->state->fit != NULL ? self->state->fit->spec->until
                                                 : transactions->last_day;
  const ClvDate date = clv_field_row_get_date (self->date_row);
  g_autofree char *last = clv_date_to_iso (as_of);
  g_autofree char *error = NULL;

  if (date == CLV_DATE_INVALID)
    error = g_strdup (_("This is no calendar day. Write it as 2026-12-31."));
  else if (as_of != CLV_DATE_INVALID && date <= as_of)
    error = g_strdup_printf (_("The horizon must end after the last day of the data, %s."), last);
  clv_field_row_set_error (self->date_row, error);
  definition->horizon_date = date;

  return error == NULL;
}

static gboolean
read_horizon (ClvDefinitionView  *self,
              ClvValueDefinition *definition)
{
  definition->horizon_date = CLV_DATE_INVALID;
  if (gtk_check_button_get_active (self->date_check))
    return read_date (self, definition);
  if (gtk_check_button_get_active (self->length_check))
    return read_length (self, definition);

  definition->horizon.amount = 0;
  definition->horizon.unit = CLV_DURATION_INFINITE;

  return TRUE;
}

static gboolean
read_rate (ClvDefinitionView  *self,
           ClvValueDefinition *definition)
{
  double percent = 0.0;
  g_autofree char *month = NULL;
  g_autofree char *help = NULL;

  if (gtk_check_button_get_active (self->endless_check))
    {
      if (!read_number (self->rate_row, 1.0, TRUE, 999.0,
                        _("Without an end the rate must be from 1 to 999."), &percent))
        return FALSE;
    }
  else if (!read_number (self->rate_row, 0.0, TRUE, 999.0, _("Enter a number from 0 to 999."),
                         &percent))
    {
      return FALSE;
    }

  definition->rate = percent / 100.0;
  month = clv_percent_format (clv_value_definition_get_monthly_rate (definition), 3);
  help = g_strdup_printf (_("Effective, the same as %s a month compounded."), month);
  clv_field_row_set_help (self->rate_row, help);

  return TRUE;
}

/* Every field is read, so that every wrong one is marked. */
static ClvValueDefinition *
read_fields (ClvDefinitionView *self)
{
  g_autoptr(ClvValueDefinition) definition = NULL;
  double margin = 0.0;
  double cost = 0.0;
  gboolean is_good = TRUE;

  definition = clv_value_definition_copy (self->state->definition);
  definition->id = 0;
  is_good &= read_number (self->margin_row, 0.0, FALSE, 100.0,
                          _("Enter a number above 0 and up to 100."), &margin);
  is_good &= read_number (self->cost_row, 0.0, TRUE, 1e9, _("Enter an amount from 0 on."), &cost);
  is_good &= read_horizon (self, definition);
  is_good &= read_rate (self, definition);
  if (!is_good)
    return NULL;

  definition->margin = margin / 100.0;
  definition->cost_to_serve = clv_money_from_major (cost, definition->currency);
  definition->timing = gtk_toggle_button_get_active (self->start_button) ? CLV_TIMING_START
                       : gtk_toggle_button_get_active (self->end_button) ? CLV_TIMING_END
                       : CLV_TIMING_MIDDLE;

  return clv_value_definition_validate (definition, NULL) ? g_steal_pointer (&definition) : NULL;
}

static gboolean
is_changed (ClvDefinitionView        *self,
            const ClvValueDefinition *definition)
{
  g_autofree char *ours = clv_value_definition_get_hash (definition);
  g_autofree char *theirs = clv_value_definition_get_hash (self->state->definition);

  return g_strcmp0 (ours, theirs) != 0;
}

static void
show_effect (ClvDefinitionView     *self,
             const ClvDefineEffect *effect)
{
  const char *currency = self->state->definition->currency;
  const double change = effect->after - effect->before;
  g_autofree char *before = clv_money_format_major (effect->before, currency);
  g_autofree char *after = clv_money_format_major (effect->after, currency);
  g_autofree char *amount = clv_money_format_major (change, currency);
  g_autofree char *share = NULL;
  g_autofree char *sum = NULL;
  g_autofree char *difference = NULL;

  if (fabs (effect->before) > 0.005)
    share = clv_percent_format (change / fabs (effect->before), 1);
  /* TRANSLATORS: a difference in money and in per cent: "€1,200.00 (3.1 %)" */
  sum = share != NULL ? g_strdup_printf (_("%s (%s)"), amount, share) : g_strdup (amount);
  difference = g_strconcat (change >= 0.005 ? "+" : "", sum, NULL);
  gtk_label_set_text (self->before, before);
  gtk_label_set_text (self->after, after);
  gtk_label_set_text (self->difference, difference);
  adw_action_row_set_subtitle (self->after_row, "");
  gtk_widget_set_visible (self->recompute_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->after), TRUE);
}

static void
show_no_effect (ClvDefinitionView *self,
                const char        *why,
                gboolean           can_recompute)
{
  gtk_label_set_text (self->after, "–");
  gtk_label_set_text (self->difference, "–");
  adw_action_row_set_subtitle (self->after_row, why);
  gtk_widget_set_visible (self->recompute_button, can_recompute);
  gtk_widget_set_visible (GTK_WIDGET (self->after), !can_recompute);
}

typedef struct
{
  ClvDefinitionView *view;
  guint generation;
} Effect;

static void
effect_done_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autofree Effect *wanted = user_data;
  g_autoptr(ClvDefinitionView) self = wanted->view;
  g_autoptr(GError) error = NULL;
  g_autofree ClvDefineEffect *effect = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                                   &error);

  if (self->session == NULL || wanted->generation != self->generation)
    return;

  if (effect == NULL)
    {
      show_no_effect (self, error->message, FALSE);
      return;
    }
  self->last_elapsed = effect->elapsed;
  show_effect (self, effect);
}

static void
run_effect (ClvDefinitionView *self)
{
  g_autoptr(ClvValueDefinition) definition = read_fields (self);
  Effect *wanted = NULL;

  if (definition == NULL || !has_effect (self))
    return;

  wanted = g_new0 (Effect, 1);
  wanted->view = g_object_ref (self);
  wanted->generation = ++self->generation;
  clv_session_run_job_without_workspace (self->session, NULL, clv_value_effect_in_thread,
                                         clv_define_input_new (self->state, definition, NULL),
                                         clv_define_input_free, g_free, effect_done_cb, wanted);
}

static void
effect_timeout_cb (gpointer data)
{
  ClvDefinitionView *self = data;

  self->effect_source = 0;
  run_effect (self);
}

static void
plan_effect (ClvDefinitionView *self)
{
  self->generation++;
  g_clear_handle_id (&self->effect_source, g_source_remove);
  if (self->last_elapsed > LIVE_LIMIT_US)
    show_no_effect (self, _("Out of date"), TRUE);
  else
    self->effect_source = g_timeout_add_once (SETTLE_MS, effect_timeout_cb, self);
}

static void
update (ClvDefinitionView *self)
{
  g_autoptr(ClvValueDefinition) definition = read_fields (self);
  const gboolean is_other = definition == NULL || is_changed (self, definition);
  const gboolean can_apply = definition != NULL && !self->is_applying
                             && (is_other || self->state->is_definition_newer);

  gtk_widget_set_visible (GTK_WIDGET (self->amount_row),
                          gtk_check_button_get_active (self->length_check));
  gtk_widget_set_visible (GTK_WIDGET (self->date_row),
                          gtk_check_button_get_active (self->date_check));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "definition.apply", can_apply);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "definition.reset",
                                 is_other && !self->is_applying);
  gtk_widget_set_visible (self->effect_group, has_effect (self));
  if (!has_effect (self))
    return;

  if (definition != NULL)
    {
      plan_effect (self);
    }
  else
    {
      self->generation++;
      show_no_effect (self, _("Mend what is marked first."), FALSE);
    }
}

static void
changed_cb (ClvDefinitionView *self)
{
  if (self->state != NULL && !self->is_showing)
    update (self);
}

static void
show_horizon (ClvDefinitionView        *self,
              const ClvValueDefinition *definition)
{
  const ClvDuration horizon = definition->horizon;
  g_autofree char *amount = NULL;
  ClvDate date = definition->horizon_date;
  ClvDate first = self->state->transactions->last_day;

  gtk_check_button_set_active (date != CLV_DATE_INVALID ? self->date_check
                               : horizon.unit == CLV_DURATION_INFINITE ? self->endless_check
                               : self->length_check, TRUE);
  if (date == CLV_DATE_INVALID && first != CLV_DATE_INVALID)
    date = clv_date_add_months (first, 12);
  clv_field_row_set_date (self->date_row, date);

  gtk_widget_set_visible (GTK_WIDGET (self->days_button), horizon.unit == CLV_DURATION_DAYS);
  gtk_toggle_button_set_active (horizon.unit == CLV_DURATION_DAYS ? self->days_button
                                : horizon.unit == CLV_DURATION_WEEKS ? self->weeks_button
                                : horizon.unit == CLV_DURATION_YEARS ? self->years_button
                                : self->months_button, TRUE);
  amount = g_strdup_printf ("%d", horizon.unit == CLV_DURATION_INFINITE ? 12 : horizon.amount);
  clv_field_row_set_text (self->amount_row, amount);
}

static void
show_definition (ClvDefinitionView *self)
{
  const ClvValueDefinition *definition = self->state->definition;

  self->is_showing = TRUE;
  clv_field_row_set_number (self->margin_row, 100.0 * definition->margin);
  clv_field_row_set_number (self->rate_row, 100.0 * definition->rate);
  clv_field_row_set_number (self->cost_row, clv_money_to_major (definition->cost_to_serve,
                                                                definition->currency));
  clv_field_row_set_unit (self->cost_row, definition->currency);
  gtk_toggle_button_set_active (definition->timing == CLV_TIMING_START ? self->start_button
                                : definition->timing == CLV_TIMING_END ? self->end_button
                                : self->middle_button, TRUE);
  show_horizon (self, definition);
  self->is_showing = FALSE;
}

static void
applied_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ClvDefinitionView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvScoreSet) scores = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                              &error);
  g_autofree char *customers = NULL;
  g_autofree char *text = NULL;

  self->is_applying = FALSE;
  if (self->session == NULL)
    return;

  if (error != NULL)
    clv_session_show_error (self->session, _("The value definition was not applied"), error);
  else if (scores == NULL)
    clv_session_toast (self->session, _("Saved; values follow when a model is fitted"));
  else
    {
      customers = clv_number_format (scores->n, 0);
      text = g_strdup_printf (_("Saved, and %s customers scored by it"), customers);
      clv_session_toast (self->session, text);
    }
  update (self);
}

static void
apply_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ClvDefinitionView *self = CLV_DEFINITION_VIEW (widget);
  g_autoptr(ClvValueDefinition) definition = clv_definition_view_dup_definition (self);

  if (definition == NULL || self->is_applying
      || clv_session_get_workspace (self->session) == NULL)
    return;

  self->is_applying = TRUE;
  update (self);
  clv_session_run_job (self->session, _("Scoring by the new definition"),
                       clv_value_define_in_thread,
                       clv_define_input_new (self->state, definition,
                                             clv_session_get_acting (self->session)),
                       clv_define_input_free, (GDestroyNotify) clv_score_set_unref, applied_cb,
                       g_object_ref (self));
}

static void
reset_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ClvDefinitionView *self = CLV_DEFINITION_VIEW (widget);

  show_definition (self);
  update (self);
}

static void
recompute_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  run_effect (CLV_DEFINITION_VIEW (widget));
}

static void
clv_definition_view_dispose (GObject *object)
{
  ClvDefinitionView *self = CLV_DEFINITION_VIEW (object);

  g_clear_handle_id (&self->effect_source, g_source_remove);
  g_clear_object (&self->session);
  g_clear_pointer (&self->state, clv_value_state_unref);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_DEFINITION_VIEW);

  G_OBJECT_CLASS (clv_definition_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, margin_row);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, cost_row);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, length_check);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, date_check);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, endless_check);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, amount_row);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, days_button);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, weeks_button);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, months_button);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, years_button);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, date_row);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, rate_row);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, start_button);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, middle_button);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, end_button);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, effect_group);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, before);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, after_row);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, after);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, difference);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, recompute_button);
  gtk_widget_class_bind_template_child (widget_class, ClvDefinitionView, note);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
clv_definition_view_class_init (ClvDefinitionViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_definition_view_dispose;

  g_type_ensure (CLV_TYPE_CHECK_BUTTON);
  g_type_ensure (CLV_TYPE_COLUMNS);
  g_type_ensure (CLV_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("value/clv-definition-view.ui"));
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "definition.apply", NULL, apply_action);
  gtk_widget_class_install_action (widget_class, "definition.reset", NULL, reset_action);
  gtk_widget_class_install_action (widget_class, "definition.recompute", NULL, recompute_action);
}

static void
clv_definition_view_init (ClvDefinitionView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_editable_set_width_chars (GTK_EDITABLE (clv_field_row_get_entry (self->amount_row)), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (clv_field_row_get_entry (self->amount_row)), 4);
}

/**
 * clv_definition_view_new:
 *
 * Returns: (transfer floating): the view; clv_definition_view_set_state() fills it
 */
GtkWidget *
clv_definition_view_new (void)
{
  return g_object_new (CLV_TYPE_DEFINITION_VIEW, NULL);
}

static void
show_note (ClvDefinitionView *self)
{
  gtk_label_set_text (self->note, has_effect (self)
                      ? _("Apply keeps this as a new version and scores everybody by it. "
                          "Approvals of earlier numbers do not cover the new ones.")
                      : _("Apply keeps this as a new version. Values follow when a model is "
                          "fitted."));
}

/**
 * clv_definition_view_set_state:
 * @session: where jobs run
 * @state: what to show
 *
 * What is being typed stays, unless another definition holds now.
 */
void
clv_definition_view_set_state (ClvDefinitionView *self,
                               ClvSession        *session,
                               ClvValueState     *state)
{
  g_autofree char *old_hash = NULL;
  g_autofree char *new_hash = NULL;

  g_return_if_fail (CLV_IS_DEFINITION_VIEW (self));
  g_return_if_fail (CLV_IS_SESSION (session));
  g_return_if_fail (state != NULL);

  if (self->state != NULL)
    old_hash = clv_value_definition_get_hash (self->state->definition);
  new_hash = clv_value_definition_get_hash (state->definition);
  g_set_object (&self->session, session);
  clv_value_state_ref (state);
  clv_value_state_unref (self->state);
  self->state = state;

  if (g_strcmp0 (old_hash, new_hash) != 0)
    show_definition (self);
  show_note (self);
  update (self);
}

ClvValueDefinition *
clv_definition_view_dup_definition (ClvDefinitionView *self)
{
  g_return_val_if_fail (CLV_IS_DEFINITION_VIEW (self), NULL);

  return self->state != NULL ? read_fields (self) : NULL;
}
