/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-migration-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-chart-card.h"
#include "clv-payments.h"
#include "clv-ui.h"

#define MAX_DATES 3

struct _ClvMigrationView
{
  AdwBin parent_instance;

  GtkLabel *hint;
  GtkEntry *first_date;
  GtkEntry *second_date;
  GtkEntry *third_date;
  GtkLabel *problem;
  GtkSwitch *frozen;
  GtkWidget *stale;
  GtkWidget *ribbons;
  GtkWidget *matrix;

  ClvSession *session;
  ClvCustomerData *data;
  gboolean is_suggested;
  gboolean is_running;
  gboolean has_result;
  guint computed;         /* counts results asked for, so that a late one is known */
};

typedef struct
{
  ClvMigrationView *self;
  guint computed;
} Asker;

/* What the worker needs: copies, so that nobody else touches them. */
typedef struct
{
  ClvDate dates[MAX_DATES];
  guint n_dates;
  gboolean is_frozen;
  const ClvTierScheme *scheme;
  ClvModelSpec *spec;
  ClvValueDefinition *definition;
} Question;

typedef struct
{
  ClvPlotSpec *ribbons;
  ClvPlotSpec *matrix;
} Answer;

typedef struct
{
  GArray *dates;
  ClvDate first;
  ClvDate last;
} Suggestion;

G_DEFINE_FINAL_TYPE (ClvMigrationView, clv_migration_view, ADW_TYPE_BIN)

static void
question_free (gpointer data)
{
  Question *question = data;

  clv_model_spec_free (question->spec);
  clv_value_definition_free (question->definition);
  g_free (question);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  clv_plot_spec_free (answer->ribbons);
  clv_plot_spec_free (answer->matrix);
  g_free (answer);
}

static void
suggestion_free (gpointer data)
{
  Suggestion *suggestion = data;

  g_array_unref (suggestion->dates);
  g_free (suggestion);
}

static GtkEntry *
get_entry (ClvMigrationView *self,
           guint             number)
{
  GtkEntry *entries[MAX_DATES] = { self->first_date, self->second_date, self->third_date };

  return entries[number];
}

static void
mark_entry (GtkEntry *entry,
            gboolean  is_wrong)
{
  if (is_wrong)
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               is_wrong ? GTK_ACCESSIBLE_INVALID_TRUE
                                        : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* (nullable) (transfer full): what is wrong, and at which entry */
static char *
read_dates (ClvMigrationView *self,
            ClvDate          *dates,
            guint            *n_dates,
            guint            *wrong)
{
  *n_dates = 0;
  for (guint i = 0; i < MAX_DATES; i++)
    {
      const char *text = gtk_editable_get_text (GTK_EDITABLE (get_entry (self, i)));
      g_autofree char *stripped = g_strstrip (g_strdup (text));
      ClvDate day = CLV_DATE_INVALID;

      if (*stripped == '\0' && i == MAX_DATES - 1)
        break;
      *wrong = i;
      day = clv_date_parse (stripped);
      if (*stripped == '\0')
        return g_strdup (_("Migration needs at least two dates."));
      if (day == CLV_DATE_INVALID)
        return g_strdup_printf (_("“%s” is not a date. Write year, month and day: 2026-03-31."),
                                stripped);
      if (*n_dates > 0 && day <= dates[*n_dates - 1])
        return g_strdup_printf (_("%s does not come after the date before it."), stripped);
      dates[(*n_dates)++] = day;
    }

  return NULL;
}

/* Whether an entry was written in, else there is nothing to complain about yet. */
static gboolean
is_untouched (ClvMigrationView *self)
{
  for (guint i = 0; i < MAX_DATES; i++)
    if (*gtk_editable_get_text (GTK_EDITABLE (get_entry (self, i))) != '\0')
      return FALSE;

  return TRUE;
}

static void
validate (ClvMigrationView *self)
{
  ClvDate dates[MAX_DATES];
  guint n_dates = 0;
  guint wrong = 0;
  g_autofree char *problem = read_dates (self, dates, &n_dates, &wrong);
  const gboolean is_shown = problem != NULL && !is_untouched (self);

  for (guint i = 0; i < MAX_DATES; i++)
    mark_entry (get_entry (self, i), is_shown && i == wrong);
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), is_shown);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "migration.compute",
                                 problem == NULL && self->data != NULL && !self->is_running);
}

static void
date_changed_cb (ClvMigrationView *self)
{
  gtk_widget_set_visible (self->stale, self->has_result);
  validate (self);
}

static gpointer
suggest_in_thread (ClvWorkspace       *workspace,
                   gpointer            input,
                   const ClvProgress  *progress,
                   GError            **error)
{
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(GError) local_error = NULL;
  Suggestion *suggestion = NULL;

  fit = clv_fit_load (workspace, 0, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  transactions = fit != NULL
                 ? clv_transactions_load_for_spec (workspace, fit->spec, progress, error)
                 : clv_workspace_load_transactions (workspace, progress, error);
  if (transactions == NULL)
    return NULL;

  suggestion = g_new0 (Suggestion, 1);
  suggestion->dates = clv_migration_suggest_dates (transactions);
  suggestion->first = transactions->first_day;
  suggestion->last = transactions->last_day;

  return suggestion;
}

static void
show_hint (ClvMigrationView *self,
           const Suggestion *suggestion)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *text = NULL;

  if (suggestion->last == CLV_DATE_INVALID)
    return;

  first = clv_date_to_display (suggestion->first);
  last = clv_date_to_display (suggestion->last);
  if (suggestion->dates->len < 2)
    text = g_strdup_printf (_("The sales go from %s to %s. That is short of two quarter ends with "
                              "half a year before the first, so no dates are suggested; you may "
                              "try your own."), first, last);
  else
    text = g_strdup_printf (_("Everybody is ranked as of each date, by what was known on that day. "
                              "The sales go from %s to %s; the dates suggested are its last "
                              "quarter ends."), first, last);
  gtk_label_set_label (self->hint, text);
}

static void
suggested_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ClvMigrationView) self = user_data;
  g_autoptr(GError) error = NULL;
  Suggestion *suggestion = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  if (suggestion == NULL)
    return;

  if (self->problem != NULL)
    {
      show_hint (self, suggestion);
      if (is_untouched (self))
        for (guint i = 0; i < MIN (suggestion->dates->len, MAX_DATES); i++)
          {
            g_autofree char *text = clv_date_to_iso (g_array_index (suggestion->dates, ClvDate, i));

            gtk_editable_set_text (GTK_EDITABLE (get_entry (self, i)), text);
          }
      validate (self);
    }
  suggestion_free (suggestion);
}

static void
suggest (ClvMigrationView *self)
{
  if (self->is_suggested || self->data == NULL || self->session == NULL ||
      clv_session_get_workspace (self->session) == NULL)
    return;

  self->is_suggested = TRUE;
  clv_session_run_job (self->session, NULL, suggest_in_thread, NULL, NULL, suggestion_free,
                       suggested_cb, g_object_ref (self));
}

static gpointer
compute_in_thread (ClvWorkspace       *workspace,
                   gpointer            input,
                   const ClvProgress  *progress,
                   GError            **error)
{
  const Question *question = input;
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvMigration) migration = NULL;
  Answer *answer = NULL;

  transactions = clv_transactions_load_for_spec (workspace, question->spec, progress, error);
  if (transactions == NULL)
    return NULL;
  migration = clv_migration_new (transactions, question->spec, question->definition,
                                 question->scheme, question->dates, question->n_dates,
                                 question->is_frozen, progress, error);
  if (migration == NULL)
    return NULL;

  answer = g_new0 (Answer, 1);
  answer->ribbons = clv_figure_migration (migration, FALSE);
  answer->matrix = clv_figure_migration (migration, TRUE);

  return answer;
}

static void
show_answer (ClvMigrationView *self,
             const Answer     *answer)
{
  clv_chart_card_set_spec (CLV_CHART_CARD (self->ribbons), answer->ribbons);
  clv_chart_card_set_spec (CLV_CHART_CARD (self->matrix), answer->matrix);
  gtk_widget_set_visible (self->ribbons, TRUE);
  gtk_widget_set_visible (self->matrix, TRUE);
  gtk_widget_set_visible (self->stale, FALSE);
  self->has_result = TRUE;
}

static void
computed_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Asker *asker = user_data;
  g_autoptr(ClvMigrationView) self = asker->self;
  const guint computed = asker->computed;
  g_autoptr(GError) error = NULL;
  Answer *answer = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  g_free (asker);
  if (self->problem != NULL && self->computed == computed)
    {
      self->is_running = FALSE;
      if (answer != NULL)
        show_answer (self, answer);
      else if (error != NULL)
        clv_session_show_error (CLV_SESSION (object), _("The migration was not computed"), error);
      validate (self);
    }
  g_clear_pointer (&answer, answer_free);
}

static Question *
make_question (ClvMigrationView *self)
{
  Question *question = g_new0 (Question, 1);
  guint wrong = 0;
  g_autofree char *problem = read_dates (self, question->dates, &question->n_dates, &wrong);

  question->is_frozen = gtk_switch_get_active (self->frozen);
  question->scheme = self->data->tiers->scheme;
  question->spec = self->data->fit != NULL ? clv_model_spec_copy (self->data->fit->spec)
                                           : clv_model_spec_new ();
  question->definition = self->data->definition != NULL
                         ? clv_value_definition_copy (self->data->definition)
                         : clv_value_definition_new (self->data->currency);
  if (problem == NULL)
    return question;

  question_free (question);

  return NULL;
}

static void
compute_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  ClvMigrationView *self = CLV_MIGRATION_VIEW (widget);
  Question *question = NULL;
  Asker *asker = NULL;

  if (self->data == NULL || self->is_running || self->session == NULL)
    return;
  question = make_question (self);
  if (question == NULL)
    {
      validate (self);
      return;
    }

  self->is_running = TRUE;
  validate (self);
  asker = g_new0 (Asker, 1);
  asker->self = g_object_ref (self);
  asker->computed = ++self->computed;
  clv_session_run_job (self->session, _("Computing who moved between tiers"), compute_in_thread,
                       question, question_free, answer_free, computed_cb, asker);
}

static void
entry_activated_cb (ClvMigrationView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "migration.compute", NULL);
}

static void
clv_migration_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (clv_migration_view_parent_class)->map (widget);

  suggest (CLV_MIGRATION_VIEW (widget));
}

static void
clv_migration_view_dispose (GObject *object)
{
  ClvMigrationView *self = CLV_MIGRATION_VIEW (object);

  self->computed++;
  g_clear_pointer (&self->data, clv_customer_data_unref);
  g_clear_object (&self->session);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CLV_TYPE_MIGRATION_VIEW);
  self->problem = NULL;

  G_OBJECT_CLASS (clv_migration_view_parent_class)->dispose (object);
}

static void
clv_migration_view_class_init (ClvMigrationViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_migration_view_dispose;
  widget_class->map = clv_migration_view_map;

  g_type_ensure (CLV_TYPE_CHART_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE
                                                 ("customers/clv-migration-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvMigrationView, hint);
  gtk_widget_class_bind_template_child (widget_class, ClvMigrationView, first_date);
  gtk_widget_class_bind_template_child (widget_class, ClvMigrationView, second_date);
  gtk_widget_class_bind_template_child (widget_class, ClvMigrationView, third_date);
  gtk_widget_class_bind_template_child (widget_class, ClvMigrationView, problem);
  gtk_widget_class_bind_template_child (widget_class, ClvMigrationView, frozen);
  gtk_widget_class_bind_template_child (widget_class, ClvMigrationView, stale);
  gtk_widget_class_bind_template_child (widget_class, ClvMigrationView, ribbons);
  gtk_widget_class_bind_template_child (widget_class, ClvMigrationView, matrix);
  gtk_widget_class_bind_template_callback (widget_class, date_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_install_action (widget_class, "migration.compute", NULL, compute_action);
}

static void
clv_migration_view_init (ClvMigrationView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  validate (self);
}

void
clv_migration_view_set_session (ClvMigrationView *self,
                                ClvSession       *session)
{
  g_return_if_fail (CLV_IS_MIGRATION_VIEW (self));

  g_set_object (&self->session, session);
}

/**
 * clv_migration_view_set_data:
 * @data: (nullable): model, value definition and tiers to compare under
 *
 * Charts of other data stay on screen, with a word that they are of before.
 */
void
clv_migration_view_set_data (ClvMigrationView *self,
                             ClvCustomerData  *data)
{
  g_return_if_fail (CLV_IS_MIGRATION_VIEW (self));

  if (self->data == data)
    return;

  g_clear_pointer (&self->data, clv_customer_data_unref);
  self->data = data != NULL ? clv_customer_data_ref (data) : NULL;
  if (data == NULL)
    {
      self->computed++;
      self->is_running = FALSE;
      self->is_suggested = FALSE;
      self->has_result = FALSE;
      gtk_widget_set_visible (self->ribbons, FALSE);
      gtk_widget_set_visible (self->matrix, FALSE);
      for (guint i = 0; i < MAX_DATES; i++)
        gtk_editable_set_text (GTK_EDITABLE (get_entry (self, i)), "");
    }
  gtk_widget_set_visible (self->stale, self->has_result);
  validate (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    suggest (self);
}

/**
 * clv_migration_view_has_result:
 *
 * Returns: whether charts are shown
 */
gboolean
clv_migration_view_has_result (ClvMigrationView *self)
{
  g_return_val_if_fail (CLV_IS_MIGRATION_VIEW (self), FALSE);

  return self->has_result;
}
