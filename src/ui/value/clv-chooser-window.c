/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-chooser-window.h"

#include <glib/gi18n-lib.h>

#include "clv-check-button.h"
#include "clv-chooser-cards.h"
#include "clv-compat.h"
#include "clv-model-kind.h"
#include "clv-rows.h"
#include "clv-ui.h"

#define N_ANSWERS 3
#define N_PURPOSES 4

struct _ClvChooserWindow
{
  AdwWindow parent_instance;

  GtkStack *stack;
  GtkSpinner *spinner;
  GtkLabel *failure;
  GtkBox *questions_box;
  GtkLabel *last_label;
  GtkBox *methods_box;

  AdwPreferencesGroup *groups[CLV_N_QUESTIONS];
  AdwActionRow *open_rows[CLV_N_QUESTIONS];
  GtkCheckButton *checks[CLV_N_QUESTIONS][N_ANSWERS];
  GtkCheckButton *purpose_checks[N_PURPOSES];
  ClvSession *session;
  ClvMethodFacts facts;
  ClvChoice *choice;         /* (nullable): what is shown */
  gboolean is_filling;       /* answers are being set: show the outcome once */
  gboolean is_recording;
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (ClvChooserWindow, clv_chooser_window, ADW_TYPE_WINDOW)

static ClvAnswers
get_answers (ClvChooserWindow *self)
{
  ClvAnswers answers = { { 0 } };

  for (guint q = 0; q < CLV_N_QUESTIONS; q++)
    for (guint a = 0; a < N_ANSWERS; a++)
      if (gtk_check_button_get_active (self->checks[q][a]))
        answers.of[q] = (ClvAnswer) a;
  for (guint p = 0; p < N_PURPOSES; p++)
    if (gtk_check_button_get_active (self->purpose_checks[p]))
      answers.purpose = (ClvPurpose) p;
  return answers;
}

static void
update (ClvChooserWindow *self)
{
  const ClvAnswers answers = get_answers (self);
  g_autofree char *before = self->choice != NULL ? g_strdup (self->choice->recommended) : NULL;
  g_autofree char *text = NULL;

  clv_choice_free (self->choice);
  self->choice = clv_choice_new (&self->facts, &answers);
  clv_chooser_cards_fill (self->methods_box, self->choice);
  if (self->choice->recommended == NULL || g_strcmp0 (before, self->choice->recommended) == 0)
    return;
  text = g_strdup_printf (_("Recommended: %s"),
                          clv_choice_find (self->choice, self->choice->recommended)->name);
  clv_compat_announce (GTK_WIDGET (self), text);
}

static void
toggled_cb (ClvChooserWindow *self,
            GtkCheckButton   *check)
{
  if (!self->is_filling && gtk_check_button_get_active (check))
    update (self);
}

static GtkCheckButton *
add_option (ClvChooserWindow     *self,
            AdwPreferencesGroup  *group,
            GtkCheckButton       *first,
            const char           *question,
            const char           *option,
            const char           *example,
            AdwActionRow        **kept)
{
  GtkWidget *row = clv_row_new (option, example);
  GtkWidget *check = clv_check_button_new (NULL);
  g_autofree char *name = g_strdup_printf ("%s %s", question, option);

  clv_widget_name (check, name);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  if (first != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), first);
  else
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
  if (kept != NULL)
    *kept = ADW_ACTION_ROW (row);
  return GTK_CHECK_BUTTON (check);
}

static AdwPreferencesGroup *
add_group (ClvChooserWindow *self,
           const char       *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (self->questions_box, group);
  return ADW_PREFERENCES_GROUP (group);
}

static void
add_questions (ClvChooserWindow *self)
{
  AdwPreferencesGroup *group = NULL;

  for (guint q = 0; q < CLV_N_QUESTIONS; q++)
    {
      const ClvQuestion question = (ClvQuestion) q;
      const char *text = clv_question_get_text (question);

      self->groups[q] = add_group (self, text);
      for (guint a = 0; a < N_ANSWERS; a++)
        self->checks[q][a] = add_option (self, self->groups[q], self->checks[q][0], text,
                                         clv_question_get_option (question, (ClvAnswer) a),
                                         clv_question_get_example (question, (ClvAnswer) a),
                                         a == CLV_ANSWER_OPEN ? &self->open_rows[q] : NULL);
    }
  group = add_group (self, clv_purpose_get_question ());
  for (guint p = 0; p < N_PURPOSES; p++)
    self->purpose_checks[p] = add_option (self, group, self->purpose_checks[0],
                                          clv_purpose_get_question (),
                                          clv_purpose_get_text ((ClvPurpose) p),
                                          clv_purpose_get_example ((ClvPurpose) p), NULL);
}

/* What the data answer where the person does not. */
static void
show_facts (ClvChooserWindow *self)
{
  const char *names[] = {
    [CLV_QUESTION_CONTRACT] = "subscribers",
    [CLV_QUESTION_OCCASIONS] = "occasions",
    /* Without subscriptions there is nothing that orders could be beside of. */
    [CLV_QUESTION_BESIDE] = self->facts.n_subscribers > 0 ? "repeat-customers" : "subscribers",
    [CLV_QUESTION_ATTRIBUTES] = "attributes",
  };
  g_autoptr(GPtrArray) list = clv_method_facts_list (&self->facts);
  const ClvAnswers nothing = { { 0 } };

  for (guint q = 0; q < CLV_N_QUESTIONS; q++)
    {
      const gboolean is_yes = clv_answers_decide (&nothing, &self->facts, (ClvQuestion) q);
      g_autofree char *taken = NULL;

      taken = g_strdup_printf (_("Taken from the data, here: %s"),
                               clv_question_get_option ((ClvQuestion) q,
                                                        is_yes ? CLV_ANSWER_YES : CLV_ANSWER_NO));
      adw_action_row_set_subtitle (self->open_rows[q], taken);
      for (guint i = 0; i < list->len; i++)
        {
          const ClvMethodFact *fact = g_ptr_array_index (list, i);
          g_autofree char *text = NULL;

          if (!g_str_equal (fact->name, names[q]))
            continue;
          /* TRANSLATORS: what was measured, and its value */
          text = g_strdup_printf (_("In your data · %s: %s"), fact->title, fact->text);
          adw_preferences_group_set_description (self->groups[q], text);
        }
    }
}

/* What the job reads. */
typedef struct
{
  ClvDate until;
  ClvMethodFacts facts;
  ClvAnswers answers;
  char *last;            /* (nullable): the newest choice */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *self = data;

  if (self == NULL)
    return;

  g_free (self->last);
  g_free (self);
}

static gpointer
read_in_thread (ClvWorkspace       *workspace,
                gpointer            input,
                const ClvProgress  *progress,
                GError            **error)
{
  const ClvDate *until = input;
  Reading *reading = g_new0 (Reading, 1);

  if (clv_method_facts_load (&reading->facts, workspace, *until, progress, error)
      && clv_choice_load_answers (&reading->answers, workspace, &reading->last, error))
    return reading;

  reading_free (reading);
  return NULL;
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ClvChooserWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  Reading *reading = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  if (self->session != NULL)
    {
      gtk_spinner_stop (self->spinner);
      if (reading == NULL)
        {
          gtk_label_set_text (self->failure, error != NULL ? error->message : "");
          gtk_stack_set_visible_child_name (self->stack, "failure");
          return;
        }
      self->facts = reading->facts;
      show_facts (self);
      gtk_label_set_text (self->last_label, reading->last != NULL ? reading->last : "");
      gtk_widget_set_visible (GTK_WIDGET (self->last_label), reading->last != NULL);
      clv_chooser_window_set_answers (self, &reading->answers);
      gtk_stack_set_visible_child_name (self->stack, "content");
    }
  reading_free (reading);
}

typedef struct
{
  ClvChoice *choice;
  char *kind;
  char *actor;
} Record;

static void
record_free (gpointer data)
{
  Record *self = data;

  if (self == NULL)
    return;

  clv_choice_free (self->choice);
  g_free (self->kind);
  g_free (self->actor);
  g_free (self);
}

/* Gives the id of the kind. */
static gpointer
record_in_thread (ClvWorkspace       *workspace,
                  gpointer            input,
                  const ClvProgress  *progress,
                  GError            **error)
{
  const Record *record = input;

  if (!clv_choice_record (record->choice, workspace, record->kind, record->actor, error))
    return NULL;
  return g_strdup (record->kind);
}

static void
recorded_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ClvChooserWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *kind = clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  g_autofree char *text = NULL;

  self->is_recording = FALSE;
  if (self->session == NULL)
    return;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chooser.use", TRUE);
  if (kind == NULL)
    {
      clv_session_show_error (self->session, _("The method was not chosen"), error);
      return;
    }
  text = g_strdup_printf (_("%s is set for the next fit; the ledger keeps why"),
                          _(clv_model_kind_find (kind)->name));
  clv_session_toast (self->session, text);
  g_signal_emit (self, chosen_signal, 0, kind);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
use_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  clv_chooser_window_use (CLV_CHOOSER_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
clv_chooser_window_dispose (GObject *object)
{
  ClvChooserWindow *self = CLV_CHOOSER_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->choice, clv_choice_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_CHOOSER_WINDOW);

  G_OBJECT_CLASS (clv_chooser_window_parent_class)->dispose (object);
}

static void
clv_chooser_window_class_init (ClvChooserWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_chooser_window_dispose;

  /**
   * ClvChooserWindow::chosen:
   * @kind: id of a model kind; the choice is recorded
   */
  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("value/clv-chooser-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvChooserWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ClvChooserWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, ClvChooserWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, ClvChooserWindow, questions_box);
  gtk_widget_class_bind_template_child (widget_class, ClvChooserWindow, last_label);
  gtk_widget_class_bind_template_child (widget_class, ClvChooserWindow, methods_box);

  /**
   * ClvChooserWindow|chooser.use:
   * @kind: id of a model kind
   *
   * Records the choice and closes.
   */
  gtk_widget_class_install_action (widget_class, "chooser.use", "s", use_action);
}

static void
clv_chooser_window_init (ClvChooserWindow *self)
{
  clv_method_facts_init (&self->facts);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_questions (self);
}

/**
 * clv_chooser_window_new:
 * @parent: (nullable): the window it belongs to
 * @session: where jobs run
 * @until: the last day that counts; %CLV_DATE_INVALID for that of the data
 *
 * Returns: (transfer none): the window, not yet shown, which begins to measure
 */
ClvChooserWindow *
clv_chooser_window_new (GtkWindow  *parent,
                        ClvSession *session,
                        ClvDate     until)
{
  ClvChooserWindow *self = NULL;
  ClvDate *input = g_new (ClvDate, 1);

  g_return_val_if_fail (CLV_IS_SESSION (session), NULL);

  *input = until;
  self = g_object_new (CLV_TYPE_CHOOSER_WINDOW, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  gtk_spinner_start (self->spinner);
  clv_session_run_job (session, _("Measuring what the data show"), read_in_thread, input, g_free,
                       reading_free, read_cb, g_object_ref (self));

  return self;
}

const ClvChoice *
clv_chooser_window_get_choice (ClvChooserWindow *self)
{
  g_return_val_if_fail (CLV_IS_CHOOSER_WINDOW (self), NULL);

  return self->choice;
}

/**
 * clv_chooser_window_set_answers:
 * @answers: what to mark
 *
 * Shows what they lead to.
 */
void
clv_chooser_window_set_answers (ClvChooserWindow *self,
                                const ClvAnswers *answers)
{
  g_return_if_fail (CLV_IS_CHOOSER_WINDOW (self) && answers != NULL);

  self->is_filling = TRUE;
  for (guint q = 0; q < CLV_N_QUESTIONS; q++)
    gtk_check_button_set_active (self->checks[q][answers->of[q]], TRUE);
  gtk_check_button_set_active (self->purpose_checks[answers->purpose], TRUE);
  self->is_filling = FALSE;
  update (self);
}

void
clv_chooser_window_use (ClvChooserWindow *self,
                        const char       *kind)
{
  Record *record = NULL;

  g_return_if_fail (CLV_IS_CHOOSER_WINDOW (self));

  if (self->choice == NULL || self->is_recording)
    return;

  self->is_recording = TRUE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chooser.use", FALSE);
  record = g_new0 (Record, 1);
  record->choice = clv_choice_new (&self->choice->facts, &self->choice->answers);
  record->kind = g_strdup (kind);
  record->actor = g_strdup (clv_session_get_acting (self->session));
  clv_session_run_job (self->session, _("Recording the choice"), record_in_thread, record,
                       record_free, g_free, recorded_cb, g_object_ref (self));
}
