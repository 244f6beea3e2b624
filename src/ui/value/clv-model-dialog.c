/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-model-dialog.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-check-button.h"
#include "clv-covariate-rows.h"
#include "clv-field-row.h"
#include "clv-hybrid-rows.h"
#include "clv-kind-rows.h"
#include "clv-model-kind.h"
#include "clv-spec-words.h"
#include "clv-ui.h"

#define MOST_REGULAR 12   /* CLV_CNBD_MOST_REGULAR, which is not for windows */

struct _ClvModelDialog
{
  AdwWindow parent_instance;

  ClvKindRows *kind_rows;
  ClvHybridRows *hybrid_rows;
  GtkWidget *spend_group;
  GtkCheckButton *gamma_gamma_check;
  GtkCheckButton *own_mean_check;
  ClvFieldRow *until_row;
  GtkWidget *unit_row;
  GtkToggleButton *day_button;
  GtkToggleButton *week_button;
  AdwPreferencesGroup *opportunity_group;
  GtkCheckButton *opportunity_checks[CLV_OPPORTUNITY_YEAR + 1];
  GtkWidget *calendar_group;
  ClvFieldRow *seasons_row;
  ClvFieldRow *promotions_row;
  ClvCovariateRows *covariate_rows;
  GtkWidget *regularity_group;
  ClvFieldRow *regularity_row;
  GtkLabel *text_label;
  GtkLabel *hash_label;

  ClvValueState *state;            /* (nullable): what there is to fit */
  ClvModelSpec *spec;              /* what nothing on the dialog shows is kept from it */
  ClvDate first_day;
  ClvDate last_day;
  ClvDate shown_last;              /* the last day that "all of the data" means now */
  gboolean is_filling;
};

static guint applied_signal;

G_DEFINE_FINAL_TYPE (ClvModelDialog, clv_model_dialog, ADW_TYPE_WINDOW)

static const ClvModelKind *
get_kind (ClvModelDialog *self)
{
  return clv_kind_rows_get_kind (self->kind_rows);
}

static gboolean
is_contract (ClvModelDialog *self)
{
  return get_kind (self)->history == CLV_HISTORY_CONTRACT;
}

/* The days of what the kind is fitted on; of customers counted already the last alone. */
static void
get_days (ClvModelDialog *self,
          ClvDate        *first,
          ClvDate        *last)
{
  const ClvTransactions *rows = NULL;

  *first = self->first_day;
  *last = self->last_day;
  if (self->state == NULL)
    return;
  rows = clv_value_state_get_rows (self->state, get_kind (self));
  *first = rows != NULL ? rows->first_day : CLV_DATE_INVALID;
  *last = clv_value_state_get_last_day (self->state, get_kind (self));
}

static gboolean
is_counted (ClvModelDialog *self)
{
  return self->state != NULL && self->state->source == CLV_VALUE_OF_COUNTED;
}

/* (nullable): what is wrong with the day. */
static char *
check_until (ClvModelDialog *self)
{
  const ClvDate day = clv_field_row_get_date (self->until_row);
  ClvDate first_day = CLV_DATE_INVALID;
  ClvDate last_day = CLV_DATE_INVALID;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  get_days (self, &first_day, &last_day);
  if (*clv_field_row_get_text (self->until_row) == '\0')
    return NULL;
  if (day == CLV_DATE_INVALID)
    return g_strdup (_("This is no calendar day. Write it as 2025-12-31."));
  last = clv_date_to_iso (last_day);
  if (is_counted (self))
    return day <= last_day ? NULL
           : g_strdup_printf (_("The customers were imported on %s. Choose that day or an earlier "
                                "one."), last);
  if (day > first_day && day <= last_day)
    return NULL;

  first = clv_date_to_iso (first_day);

  return g_strdup_printf (_("The data go from %s to %s. Choose a day after the first."), first,
                          last);
}

static void
show_days (ClvModelDialog *self)
{
  ClvDate first_day = CLV_DATE_INVALID;
  ClvDate last_day = CLV_DATE_INVALID;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *help = NULL;

  get_days (self, &first_day, &last_day);
  last = clv_date_to_display (last_day);
  if (is_counted (self))
    {
      help = g_strdup_printf (_("The day up to which the customers were counted. The file does not "
                                "say it; they were imported on %s."), last);
    }
  else
    {
      first = clv_date_to_display (first_day);
      help = g_strdup_printf (_("Last day that counts. The data go from %s to %s."), first, last);
    }
  clv_field_row_set_help (self->until_row, help);
}

/* (nullable): what is wrong with the regularity. */
static char *
check_regularity (ClvModelDialog *self)
{
  double number = 0.0;

  if (*clv_field_row_get_text (self->regularity_row) == '\0'
      || !clv_spec_words_uses_regularity (get_kind (self)->id))
    return NULL;
  if (clv_field_row_get_number (self->regularity_row, &number) && number >= 1.0
      && number <= MOST_REGULAR && fabs (number - rint (number)) < 1e-9)
    return NULL;

  return g_strdup_printf (_("Write a whole number from 1 to %d, or nothing."), MOST_REGULAR);
}

/* Adds what a row lists to @calendar; marks the row where that is wrong. */
static void
read_events (ClvFieldRow    *row,
             ClvCalendarType type,
             ClvCalendar    *calendar)
{
  g_auto(GStrv) events = g_strsplit (clv_field_row_get_text (row), ",", -1);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; events[i] != NULL && error == NULL; i++)
    if (*g_strstrip (events[i]) != '\0')
      clv_calendar_add (calendar, type, events[i], &error);
  clv_field_row_set_error (row, error != NULL ? error->message : NULL);
}

/* (transfer full) (nullable): none where nothing is listed. */
static ClvCalendar *
read_calendar (ClvModelDialog *self)
{
  g_autoptr(ClvCalendar) calendar = clv_calendar_new ();

  read_events (self->seasons_row, CLV_CALENDAR_SEASON, calendar);
  read_events (self->promotions_row, CLV_CALENDAR_PROMOTION, calendar);

  return calendar->n_events > 0 ? g_steal_pointer (&calendar) : NULL;
}

static void
show_events (ClvFieldRow       *row,
             ClvCalendarType    type,
             const ClvCalendar *calendar)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; calendar != NULL && i < calendar->n_events; i++)
    {
      g_autofree char *days = clv_calendar_dup_days (calendar, i);

      if (calendar->type[i] == type)
        g_string_append_printf (text, "%s%s=%s", text->len > 0 ? ", " : "", calendar->name[i],
                                days);
    }
  clv_field_row_set_text (row, text->str);
}

/* Contracts of every period are what the data suggested, and stay so. */
static void
read_opportunity (ClvModelDialog *self,
                  ClvModelSpec   *spec)
{
  if (self->spec->has_every_period && is_contract (self)
      && gtk_check_button_get_active (self->opportunity_checks[CLV_OPPORTUNITY_NONE]))
    return;

  spec->has_every_period = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (self->opportunity_checks); i++)
    if (gtk_check_button_get_active (self->opportunity_checks[i]))
      spec->opportunity = (ClvOpportunity) i;
}

/* (transfer full): as it stands, right or wrong. */
static ClvModelSpec *
make_spec (ClvModelDialog *self)
{
  ClvModelSpec *spec = clv_model_spec_copy (self->spec);
  ClvDate first_day = CLV_DATE_INVALID;
  ClvDate last_day = CLV_DATE_INVALID;
  ClvDate until = CLV_DATE_INVALID;
  double regularity = 0.0;

  get_days (self, &first_day, &last_day);
  g_free (spec->kind);
  spec->kind = g_strdup (get_kind (self)->id);
  g_free (spec->spend);
  spec->spend = g_strdup (gtk_check_button_get_active (self->own_mean_check) ? "none"
                                                                             : "gamma-gamma");
  until = clv_field_row_get_date (self->until_row);
  spec->until = until == last_day ? CLV_DATE_INVALID : until;
  spec->unit_days = gtk_toggle_button_get_active (self->day_button) ? 1 : 7;
  read_opportunity (self, spec);
  spec->regularity = clv_field_row_get_number (self->regularity_row, &regularity)
                     ? (guint) lrint (regularity) : 0;
  clv_calendar_free (spec->calendar);
  spec->calendar = read_calendar (self);
  clv_covariate_rows_read (self->covariate_rows, spec);
  clv_hybrid_rows_read (self->hybrid_rows, spec);
  clv_spec_words_drop_unused (spec);

  return spec;
}

static gboolean
is_valid (ClvModelDialog *self)
{
  const gboolean has_calendar = clv_spec_words_uses_calendar (get_kind (self)->id);

  return clv_kind_rows_is_valid (self->kind_rows)
         && clv_field_row_is_valid (self->until_row)
         && clv_field_row_is_valid (self->regularity_row)
         && (!has_calendar || (clv_field_row_is_valid (self->seasons_row)
                               && clv_field_row_is_valid (self->promotions_row)))
         && clv_covariate_rows_is_valid (self->covariate_rows);
}

static void
show_details (ClvModelDialog *self)
{
  g_autoptr(ClvModelSpec) spec = clv_model_dialog_dup_spec (self);
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;

  if (spec == NULL)
    {
      gtk_label_set_text (self->text_label, _("Something above is not valid."));
      gtk_label_set_text (self->hash_label, "");
      return;
    }

  text = g_strchomp (clv_model_spec_to_text (spec));
  hash = clv_model_spec_get_hash (spec);
  gtk_label_set_text (self->text_label, text);
  gtk_label_set_text (self->hash_label, hash);
}

static void
update_cb (ClvModelDialog *self)
{
  g_autofree char *until_error = NULL;
  g_autofree char *regularity_error = NULL;
  g_autoptr(ClvModelSpec) spec = NULL;

  if (self->is_filling)
    return;

  until_error = check_until (self);
  regularity_error = check_regularity (self);
  clv_field_row_set_error (self->until_row, until_error);
  clv_field_row_set_error (self->regularity_row, regularity_error);
  spec = make_spec (self);
  clv_covariate_rows_check (self->covariate_rows, spec);
  gtk_widget_set_visible (GTK_WIDGET (self->hybrid_rows), get_kind (self)->joins_contract);
  gtk_widget_set_visible (self->spend_group, !is_contract (self));
  gtk_widget_set_visible (self->calendar_group, !is_counted (self)
                          && clv_spec_words_uses_calendar (get_kind (self)->id));
  gtk_widget_set_visible (GTK_WIDGET (self->opportunity_group),
                          clv_spec_words_uses_opportunity (get_kind (self)->id));
  gtk_widget_set_visible (self->regularity_group,
                          clv_spec_words_uses_regularity (get_kind (self)->id));
  gtk_widget_set_visible (self->unit_row, clv_spec_words_uses_unit (get_kind (self)->id));
  show_details (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "spec.apply", is_valid (self));
}

/* All of the data stays all of the data where another kind is fitted on others. */
static void
kind_changed_cb (ClvModelDialog *self)
{
  ClvDate first_day = CLV_DATE_INVALID;
  ClvDate last_day = CLV_DATE_INVALID;
  const gboolean was_filling = self->is_filling;

  get_days (self, &first_day, &last_day);
  self->is_filling = TRUE;
  if (last_day != self->shown_last
      && clv_field_row_get_date (self->until_row) == self->shown_last)
    clv_field_row_set_date (self->until_row, last_day);
  self->shown_last = last_day;
  show_days (self);
  self->is_filling = was_filling;
  update_cb (self);
}

static void
fill (ClvModelDialog     *self,
      const ClvModelSpec *spec)
{
  ClvDate first_day = CLV_DATE_INVALID;
  ClvDate last_day = CLV_DATE_INVALID;

  self->is_filling = TRUE;
  clv_model_spec_free (self->spec);
  self->spec = clv_model_spec_copy (spec);
  clv_kind_rows_set_kind (self->kind_rows, spec->kind);
  gtk_check_button_set_active (g_strcmp0 (spec->spend, "none") == 0 ? self->own_mean_check
                                                                    : self->gamma_gamma_check,
                               TRUE);
  gtk_toggle_button_set_active (spec->unit_days == 1 ? self->day_button : self->week_button, TRUE);
  gtk_check_button_set_active (self->opportunity_checks[spec->has_every_period
                                                        ? CLV_OPPORTUNITY_NONE
                                                        : spec->opportunity], TRUE);
  get_days (self, &first_day, &last_day);
  clv_field_row_set_date (self->until_row, spec->until != CLV_DATE_INVALID ? spec->until
                                                                           : last_day);
  self->shown_last = last_day;
  show_events (self->seasons_row, CLV_CALENDAR_SEASON, spec->calendar);
  show_events (self->promotions_row, CLV_CALENDAR_PROMOTION, spec->calendar);
  clv_covariate_rows_set_spec (self->covariate_rows, spec);
  clv_hybrid_rows_set_spec (self->hybrid_rows, spec);
  if (spec->regularity != 0)
    clv_field_row_set_number (self->regularity_row, spec->regularity);
  else
    clv_field_row_set_text (self->regularity_row, "");
  self->is_filling = FALSE;
  update_cb (self);
}

static void
apply_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ClvModelDialog *self = CLV_MODEL_DIALOG (widget);
  g_autoptr(ClvModelSpec) spec = clv_model_dialog_dup_spec (self);
  g_autofree char *text = NULL;

  if (spec == NULL)
    return;

  text = clv_model_spec_to_text (spec);
  g_signal_emit (self, applied_signal, 0, text);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
reset_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ClvModelDialog *self = CLV_MODEL_DIALOG (widget);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();

  if (self->state != NULL)
    {
      g_free (spec->kind);
      spec->kind = g_strdup (clv_value_state_get_default_kind (self->state));
    }
  fill (self, spec);
}

static void
copy_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ClvModelDialog *self = CLV_MODEL_DIALOG (widget);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n", gtk_label_get_text (self->text_label),
                                           gtk_label_get_text (self->hash_label));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
add_opportunities (ClvModelDialog *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->opportunity_checks); i++)
    {
      const ClvOpportunity opportunity = (ClvOpportunity) i;
      GtkWidget *check = clv_kind_rows_add_radio (self->opportunity_group,
                                                  self->opportunity_checks[0],
                                                  i == 0 ? _("As the data suggest")
                                                  : clv_opportunity_get_plural (opportunity),
                                                  NULL);

      self->opportunity_checks[i] = GTK_CHECK_BUTTON (check);
      g_signal_connect_object (check, "toggled", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
    }
}

static void
clv_model_dialog_dispose (GObject *object)
{
  ClvModelDialog *self = CLV_MODEL_DIALOG (object);

  /* What the template drops on its way out says "toggled" no more. */
  self->is_filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_MODEL_DIALOG);

  G_OBJECT_CLASS (clv_model_dialog_parent_class)->dispose (object);
}

static void
clv_model_dialog_finalize (GObject *object)
{
  ClvModelDialog *self = CLV_MODEL_DIALOG (object);

  g_clear_pointer (&self->state, clv_value_state_unref);
  g_clear_pointer (&self->spec, clv_model_spec_free);

  G_OBJECT_CLASS (clv_model_dialog_parent_class)->finalize (object);
}

static void
clv_model_dialog_class_init (ClvModelDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_model_dialog_dispose;
  object_class->finalize = clv_model_dialog_finalize;

  /**
   * ClvModelDialog::applied:
   * @text: canonical text of the spec
   */
  applied_signal = g_signal_new ("applied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (CLV_TYPE_CHECK_BUTTON);
  g_type_ensure (CLV_TYPE_COVARIATE_ROWS);
  g_type_ensure (CLV_TYPE_FIELD_ROW);
  g_type_ensure (CLV_TYPE_HYBRID_ROWS);
  g_type_ensure (CLV_TYPE_KIND_ROWS);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("value/clv-model-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, kind_rows);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, hybrid_rows);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, spend_group);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, gamma_gamma_check);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, own_mean_check);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, until_row);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, unit_row);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, day_button);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, week_button);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, opportunity_group);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, calendar_group);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, seasons_row);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, promotions_row);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, covariate_rows);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, regularity_group);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, regularity_row);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, text_label);
  gtk_widget_class_bind_template_child (widget_class, ClvModelDialog, hash_label);
  gtk_widget_class_bind_template_callback (widget_class, kind_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);

  /**
   * ClvModelDialog|spec.apply:
   *
   * Hands the spec over and closes the dialog.
   */
  gtk_widget_class_install_action (widget_class, "spec.apply", NULL, apply_action);
  gtk_widget_class_install_action (widget_class, "spec.reset", NULL, reset_action);
  gtk_widget_class_install_action (widget_class, "spec.copy", NULL, copy_action);
}

static void
clv_model_dialog_init (ClvModelDialog *self)
{
  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  add_opportunities (self);
}

/**
 * clv_model_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @spec: what to begin with; only read
 * @first_day: of the data
 * @last_day: of the data
 *
 * Returns: (transfer none): the dialog, not yet shown
 */
ClvModelDialog *
clv_model_dialog_new (GtkWindow          *parent,
                      const ClvModelSpec *spec,
                      ClvDate             first_day,
                      ClvDate             last_day)
{
  ClvModelDialog *self = NULL;

  g_return_val_if_fail (spec != NULL, NULL);

  self = g_object_new (CLV_TYPE_MODEL_DIALOG, "transient-for", parent, NULL);
  self->first_day = first_day;
  self->last_day = last_day;
  fill (self, spec);
  show_days (self);

  return self;
}

/**
 * clv_model_dialog_set_state:
 * @state: what there is to fit
 *
 * Greys out the kinds that cannot be fitted on it, each with the reason, and says
 * which days the others are of.
 */
void
clv_model_dialog_set_state (ClvModelDialog *self,
                            ClvValueState  *state)
{
  g_autoptr(ClvModelSpec) spec = NULL;

  g_return_if_fail (CLV_IS_MODEL_DIALOG (self) && state != NULL);

  spec = clv_model_spec_copy (self->spec);
  clv_value_state_ref (state);
  clv_value_state_unref (self->state);
  self->state = state;
  clv_kind_rows_set_state (self->kind_rows, state);
  fill (self, spec);
  show_days (self);
}

void
clv_model_dialog_set_columns (ClvModelDialog *self,
                              GPtrArray      *columns,
                              const char     *error)
{
  g_return_if_fail (CLV_IS_MODEL_DIALOG (self));

  clv_covariate_rows_set_columns (self->covariate_rows, columns, error);
}

ClvModelSpec *
clv_model_dialog_dup_spec (ClvModelDialog *self)
{
  g_return_val_if_fail (CLV_IS_MODEL_DIALOG (self), NULL);

  return is_valid (self) ? make_spec (self) : NULL;
}
