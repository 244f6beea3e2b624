/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-step-parts.h"

#include <glib/gi18n-lib.h>

#include "clv-check-button.h"
#include "clv-import-parts.h"
#include "clv-money.h"
#include "clv-rows.h"
#include "clv-wizard.h"

#define COLUMN_WIDTH 720

/**
 * clv_step_group_new:
 * @title: plain text
 * @description: (nullable): plain text
 *
 * Returns: (transfer floating): an #AdwPreferencesGroup
 */
GtkWidget *
clv_step_group_new (const char *title,
                    const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *text_markup = g_markup_escape_text (description != NULL ? description : "", -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title_markup);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), text_markup);

  return group;
}

/**
 * clv_step_column_new:
 * @box: (out) (transfer none): where the groups go
 *
 * Returns: (transfer floating): the step's content
 */
GtkWidget *
clv_step_column_new (GtkBox **box)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  gtk_widget_set_margin_top (column, 24);
  gtk_widget_set_margin_bottom (column, 24);
  gtk_widget_set_margin_start (column, 18);
  gtk_widget_set_margin_end (column, 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), COLUMN_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), column);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  *box = GTK_BOX (column);

  return scrolled;
}

/**
 * clv_step_choice_new:
 * @group: an #AdwPreferencesGroup
 * @first: (nullable): the set's first button
 * @title: plain text, also the button's name
 * @subtitle: (nullable): plain text
 *
 * Returns: (transfer none): the radio button
 */
GtkWidget *
clv_step_choice_new (GtkWidget      *group,
                     GtkCheckButton *first,
                     const char     *title,
                     const char     *subtitle)
{
  GtkWidget *row = clv_row_new (title, subtitle);
  GtkWidget *button = clv_check_button_new (NULL);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), first);
  clv_widget_name (button, title);
  gtk_widget_set_name (button, title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return button;
}

/**
 * clv_step_notice_new:
 * @text: plain text
 * @is_error: whether something failed, rather than waits for an answer
 *
 * Returns: (transfer floating): a line on a card
 */
GtkWidget *
clv_step_notice_new (const char *text,
                     gboolean    is_error)
{
  GtkWidget *line = clv_label_new_with_icon (is_error ? "clv-failed-symbolic"
                                             : "clv-why-symbolic", text, NULL);

  gtk_widget_add_css_class (line, "card");
  gtk_widget_add_css_class (line, "notice");

  return line;
}

static void
add_stopped (GtkBox         *box,
             ClvImportDraft *draft)
{
  GPtrArray *done = clv_import_draft_get_done (draft);
  g_autofree char *names = done != NULL && done->len > 0 ? clv_import_parts_join (done) : NULL;
  g_autofree char *text = names != NULL
                          /* Translators: names of tables */
                          ? g_strdup_printf (_("Stopped after %s, which stays. Nothing else was "
                                               "changed."), names)
                          : g_strdup (_("Stopped. Nothing was changed."));
  GtkWidget *line = clv_step_notice_new (text, FALSE);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("Try _Again"));

  g_signal_connect_object (button, "clicked", G_CALLBACK (clv_import_draft_try_again), draft,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), button);
  gtk_box_append (box, line);
}

/**
 * clv_step_add_status:
 * @box: the step's column
 * @draft: the draft
 * @waiting: (nullable): what is being waited for, where there is nothing yet
 */
void
clv_step_add_status (GtkBox         *box,
                     ClvImportDraft *draft,
                     const char     *waiting)
{
  const GError *error = clv_import_draft_get_error (draft);

  if (error != NULL)
    gtk_box_append (box, clv_step_notice_new (error->message, TRUE));
  else if (clv_import_draft_is_stopped (draft))
    add_stopped (box, draft);
  else if (waiting != NULL)
    gtk_box_append (box, clv_step_notice_new (waiting, FALSE));
}

/**
 * clv_step_begin_fill:
 * @box: the step's column
 *
 * Empties it.
 *
 * Returns: (transfer full) (nullable): the name of the control that had the keyboard
 */
char *
clv_step_begin_fill (GtkBox *box)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (box));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  char *name = NULL;

  if (focus != NULL && !gtk_widget_is_ancestor (focus, GTK_WIDGET (box)))
    focus = NULL;
  for (; focus != NULL && focus != GTK_WIDGET (box) && name == NULL;
       focus = gtk_widget_get_parent (focus))
    {
      if (g_strcmp0 (gtk_widget_get_name (focus), G_OBJECT_TYPE_NAME (focus)) != 0)
        name = g_strdup (gtk_widget_get_name (focus));
    }
  /* Else the window keeps the button that goes, and the new one does not get it. */
  if (name != NULL)
    gtk_root_set_focus (root, NULL);
  clv_box_clear (box);

  return name;
}

static gboolean
focus_named (GtkWidget  *widget,
             const char *name)
{
  if (g_str_equal (gtk_widget_get_name (widget), name))
    return gtk_widget_grab_focus (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (focus_named (child, name))
        return TRUE;
    }

  return FALSE;
}

/**
 * clv_step_end_fill:
 * @box: the step's column, filled
 * @focus: (transfer full) (nullable): from clv_step_begin_fill()
 */
void
clv_step_end_fill (GtkBox *box,
                   char   *focus)
{
  if (focus != NULL)
    focus_named (GTK_WIDGET (box), focus);
  g_free (focus);
}

/**
 * clv_step_is_current:
 * @step: a step of a wizard
 *
 * A file of thousands of columns would else be laid out five times at every change.
 *
 * Returns: whether the person is at this step
 */
gboolean
clv_step_is_current (ClvWizardPage *step)
{
  GtkWidget *wizard = gtk_widget_get_ancestor (GTK_WIDGET (step), CLV_TYPE_WIZARD);

  return wizard != NULL && clv_wizard_get_page (CLV_WIZARD (wizard)) == step;
}

/**
 * clv_step_has_open_question:
 * @draft: the draft
 * @topics: bit set of #ClvTopic
 *
 * Returns: whether the file left one of them to be decided, and nobody did yet
 */
gboolean
clv_step_has_open_question (ClvImportDraft *draft,
                            guint           topics)
{
  const ClvDetection *detection = clv_import_draft_get_detection (draft);

  for (guint i = 0; detection != NULL && i < detection->questions->len; i++)
    {
      const ClvQuestion *question = g_ptr_array_index (detection->questions, i);

      if ((topics & 1u << question->topic) != 0 && clv_import_draft_is_open (draft, question))
        return TRUE;
    }

  return FALSE;
}

/**
 * clv_step_add_warnings:
 * @box: the step's column
 * @warnings: (nullable) (element-type utf8): sentences
 */
void
clv_step_add_warnings (GtkBox    *box,
                       GPtrArray *warnings)
{
  for (guint i = 0; warnings != NULL && i < warnings->len; i++)
    gtk_box_append (box, clv_step_notice_new (g_ptr_array_index (warnings, i), FALSE));
}

/**
 * clv_step_hold:
 * @widget: what was just changed on a step
 *
 * A change takes effect in an idle, since it rebuilds the step; whoever is quicker must
 * not go on under the old choice.
 */
void
clv_step_hold (GtkWidget *widget)
{
  GtkWidget *step = gtk_widget_get_ancestor (widget, CLV_TYPE_WIZARD_PAGE);

  if (step != NULL)
    clv_wizard_page_set_can_continue (CLV_WIZARD_PAGE (step), FALSE);
}

/**
 * clv_step_say:
 * @widget: on a step
 * @text: plain text
 *
 * Says what happened in a toast over the wizard: the window's own are behind it.
 */
void
clv_step_say (GtkWidget  *widget,
              const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (markup));
}

/**
 * clv_step_count:
 *
 * Returns: (transfer full): a count in the display locale
 */
char *
clv_step_count (guint64 n)
{
  return clv_number_format ((double) n, 0);
}

/* Only rows with @value in @column count. */
static void
choose_only (ClvImportPlan *plan,
             const char    *column,
             const char    *value)
{
  ClvImportFilter *filter = clv_import_filter_new (column, TRUE);

  for (guint i = plan->filters->len; i > 0; i--)
    {
      const ClvImportFilter *other = g_ptr_array_index (plan->filters, i - 1);

      if (other->is_only && g_strcmp0 (other->column, column) == 0)
        g_ptr_array_remove_index (plan->filters, i - 1);
    }
  g_ptr_array_add (filter->values, g_strdup (value));
  g_ptr_array_add (plan->filters, filter);
}

static gboolean
is_only (const ClvImportPlan *plan,
         const char          *column,
         const char          *value)
{
  for (guint i = 0; i < plan->filters->len; i++)
    {
      const ClvImportFilter *filter = g_ptr_array_index (plan->filters, i);

      if (filter->is_only && g_strcmp0 (filter->column, column) == 0)
        return g_ptr_array_find_with_equal_func (filter->values, value, g_str_equal, NULL);
    }

  return FALSE;
}

static void
set_choice (GObject        *object,
            ClvImportDraft *draft,
            ClvTopic        topic,
            ClvField        field,
            const char     *answer)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (draft);

  if (topic == CLV_TOPIC_DATE_ORDER)
    clv_date_order_from_id (answer, &plan->date_order);
  else if (topic == CLV_TOPIC_DECIMAL)
    plan->decimal = answer[0];
  else if (topic == CLV_TOPIC_KIND)
    clv_import_kind_from_id (answer, &plan->kind);
  else if (topic == CLV_TOPIC_PART)
    {
      g_free (plan->part);
      plan->part = g_strdup (answer);
    }
  else if (topic == CLV_TOPIC_LINES)
    plan->lines = g_str_equal (answer, "once") ? CLV_LINES_ONCE : CLV_LINES_SUM;
  else if (topic == CLV_TOPIC_CURRENCY)
    g_ptr_array_set_size (plan->rates, 0);
  else if (topic == CLV_TOPIC_RULES)
    choose_only (plan, plan->columns[field], answer);
  else
    clv_import_plan_set_column (plan, field, answer);
}

/* An idle: deciding rebuilds the step, and with it the button that is pressed. */
static gboolean
decide_cb (gpointer data)
{
  GObject *button = data;
  ClvImportDraft *draft = g_object_get_data (button, "draft");
  ClvTopic topic = (ClvTopic) GPOINTER_TO_INT (g_object_get_data (button, "topic"));

  set_choice (button, draft, topic,
              (ClvField) GPOINTER_TO_INT (g_object_get_data (button, "field")),
              g_object_get_data (button, "answer"));
  if (topic == CLV_TOPIC_MAPPING)
    clv_import_draft_touch (draft, topic);
  else
    clv_import_draft_decide (draft, topic);

  return G_SOURCE_REMOVE;
}

static void
answered_cb (GtkCheckButton *button)
{
  if (!gtk_check_button_get_active (button))
    return;

  clv_step_hold (GTK_WIDGET (button));
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, decide_cb, g_object_ref (button), g_object_unref);
}

static const char *
get_answer_label (const ClvQuestion *question,
                  const char        *answer)
{
  static const struct
  {
    ClvTopic topic;
    const char *id;
    const char *label;
  } labels[] = {
    { CLV_TOPIC_DECIMAL, ".", N_("Decimal point") },
    { CLV_TOPIC_DECIMAL, ",", N_("Decimal comma") },
    { CLV_TOPIC_LINES, "sum", N_("Their amounts add up") },
    { CLV_TOPIC_LINES, "once", N_("Each repeats the order's total") },
    { CLV_TOPIC_CURRENCY, "leave-out", N_("Leave other currencies out") },
    { CLV_TOPIC_CURRENCY, "rates", N_("Convert them by exchange rates") },
  };
  ClvDateOrder order;
  ClvImportKind kind;

  if (question->topic == CLV_TOPIC_DATE_ORDER && clv_date_order_from_id (answer, &order))
    return clv_date_order_get_label (order);
  if (question->topic == CLV_TOPIC_KIND && clv_import_kind_from_id (answer, &kind))
    return clv_import_kind_get_label (kind);

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      if (labels[i].topic == question->topic && g_str_equal (labels[i].id, answer))
        return _(labels[i].label);
    }

  return answer;
}

/* Whether @answer stands in the plan now. */
static gboolean
is_answer (ClvImportDraft    *draft,
           const ClvQuestion *question,
           const char        *answer)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (draft);

  if (clv_import_draft_is_open (draft, question))
    return FALSE;
  if (question->topic == CLV_TOPIC_DATE_ORDER)
    return g_str_equal (clv_date_order_get_id (plan->date_order), answer);
  if (question->topic == CLV_TOPIC_DECIMAL)
    return plan->decimal == answer[0];
  if (question->topic == CLV_TOPIC_KIND)
    return g_str_equal (clv_import_kind_get_id (plan->kind), answer);

  if (question->topic == CLV_TOPIC_PART)
    return g_strcmp0 (plan->part, answer) == 0;
  if (question->topic == CLV_TOPIC_LINES)
    return g_str_equal (answer, plan->lines == CLV_LINES_ONCE ? "once" : "sum");
  if (question->topic == CLV_TOPIC_RULES)
    return is_only (plan, plan->columns[question->field], answer);
  if (question->topic == CLV_TOPIC_CURRENCY)
    return g_str_equal (answer, plan->rates->len > 0 ? "rates" : "leave-out");

  return g_strcmp0 (plan->columns[question->field], answer) == 0;
}

static GtkWidget *
add_answer (GtkWidget         *group,
            GtkCheckButton    *first,
            ClvImportDraft    *draft,
            const ClvQuestion *question,
            const char        *answer,
            const char        *label,
            const char        *example)
{
  GtkWidget *button = clv_step_choice_new (group, first, label, example);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), is_answer (draft, question, answer));
  g_object_set_data_full (G_OBJECT (button), "draft", g_object_ref (draft), g_object_unref);
  g_object_set_data_full (G_OBJECT (button), "answer", g_strdup (answer), g_free);
  g_object_set_data (G_OBJECT (button), "topic", GINT_TO_POINTER (question->topic));
  g_object_set_data (G_OBJECT (button), "field", GINT_TO_POINTER (question->field));
  g_signal_connect (button, "toggled", G_CALLBACK (answered_cb), NULL);

  return button;
}

/* Beside the tables themselves: all of them, one import each. */
static void
add_all (GtkWidget         *group,
         GtkCheckButton    *first,
         ClvImportDraft    *draft,
         const ClvQuestion *question)
{
  const ClvDetection *detection = clv_import_draft_get_detection (draft);
  const guint n = question->answers->len;
  g_autofree char *label = NULL;

  if (n < 2 || g_ptr_array_find_with_equal_func (question->answers, CLV_PART_ALL, g_str_equal,
                                                 NULL))
    return;

  label = g_strdup_printf (clv_container_is_workbook (detection->container)
                           ? _("All sheets (%u)") : _("All files (%u)"), n);
  gtk_widget_set_name (add_answer (group, first, draft, question, CLV_PART_ALL, label,
                                   _("Read the same way, one import each; orders that several "
                                     "have are imported once")), "all-parts");
}

static void
add_question (GtkBox            *box,
              ClvImportDraft    *draft,
              const ClvQuestion *question)
{
  GtkWidget *group = clv_step_group_new (clv_import_draft_is_open (draft, question)
                                         ? _("Please Decide") : _("You Decided"), question->text);
  GtkCheckButton *first = NULL;

  for (guint i = 0; i < question->answers->len; i++)
    {
      const char *answer = g_ptr_array_index (question->answers, i);
      const char *example = i < question->examples->len
                            ? g_ptr_array_index (question->examples, i) : NULL;
      GtkWidget *button = add_answer (group, first, draft, question, answer,
                                      get_answer_label (question, answer), example);

      first = first != NULL ? first : GTK_CHECK_BUTTON (button);
    }
  if (question->topic == CLV_TOPIC_PART)
    add_all (group, first, draft, question);
  gtk_box_append (box, group);
}

/**
 * clv_step_add_questions:
 * @box: the step's column
 * @draft: the draft
 * @topic: whose questions
 *
 * Answered ones stay, so that the answer can be changed.
 */
void
clv_step_add_questions (GtkBox         *box,
                        ClvImportDraft *draft,
                        ClvTopic        topic)
{
  g_autoptr(GPtrArray) questions = clv_import_draft_list_questions (draft, topic);

  for (guint i = 0; i < questions->len; i++)
    add_question (box, draft, g_ptr_array_index (questions, i));
}

static void
choice_setup_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 22);
  /* Long texts beside it wrap; what was chosen is read at one glance. */
  gtk_label_set_width_chars (GTK_LABEL (label), 14);
  gtk_list_item_set_child (item, label);
}

static void
choice_bind_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  const char *name = gtk_string_object_get_string (gtk_list_item_get_item (item));
  GtkWidget *label = gtk_list_item_get_child (item);

  gtk_label_set_text (GTK_LABEL (label), name);
  gtk_widget_set_tooltip_text (label, name);
}

/*
 * clv_step_choice_factory_new:
 *
 * Shows strings to choose among. One may be a whole sentence: the button stays a
 * button, and what stands beside it does not squeeze it to nothing.
 *
 * Returns: (transfer full): a factory
 */
GtkListItemFactory *
clv_step_choice_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (choice_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (choice_bind_cb), NULL);

  return factory;
}
