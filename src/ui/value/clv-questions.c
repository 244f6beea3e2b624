/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-questions.h"

#include <glib/gi18n-lib.h>

#include "clv-columns.h"

#define N_QUESTIONS 3

struct _ClvQuestions
{
  AdwBin parent_instance;

  GtkLabel *answers[N_QUESTIONS];
};

G_DEFINE_FINAL_TYPE (ClvQuestions, clv_questions, ADW_TYPE_BIN)

static GtkWidget *
make_answer (ClvQuestions *self,
             guint number,
             const char   *question)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *heading = gtk_label_new (question);
  GtkWidget *answer = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (heading), 0.0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_widget_add_css_class (heading, "caption-heading");
  gtk_label_set_xalign (GTK_LABEL (answer), 0.0);
  gtk_label_set_yalign (GTK_LABEL (answer), 0.0);
  gtk_label_set_wrap (GTK_LABEL (answer), TRUE);
  gtk_label_set_selectable (GTK_LABEL (answer), TRUE);
  gtk_widget_set_vexpand (answer, TRUE);
  gtk_widget_add_css_class (answer, "caption");
  gtk_widget_add_css_class (answer, "dim-label");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), answer);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (answer), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  heading, NULL, -1);
  self->answers[number] = GTK_LABEL (answer);

  return box;
}

static void
clv_questions_class_init (ClvQuestionsClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
clv_questions_init (ClvQuestions *self)
{
  GtkWidget *columns = clv_columns_new (220, N_QUESTIONS);

  gtk_widget_set_margin_top (columns, 12);
  gtk_widget_set_margin_bottom (columns, 12);
  gtk_widget_set_margin_start (columns, 16);
  gtk_widget_set_margin_end (columns, 16);
  clv_columns_append (CLV_COLUMNS (columns), make_answer (self, 0, _("What is it?")));
  clv_columns_append (CLV_COLUMNS (columns), make_answer (self, 1, _("How was it computed?")));
  clv_columns_append (CLV_COLUMNS (columns), make_answer (self, 2, _("What can I do with it?")));
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("About this result"), -1);
  adw_bin_set_child (ADW_BIN (self), columns);
}

/**
 * clv_questions_new:
 *
 * Returns: (transfer floating): the widget, without answers
 */
GtkWidget *
clv_questions_new (void)
{
  return g_object_new (CLV_TYPE_QUESTIONS, NULL);
}

/**
 * clv_questions_set_answers:
 * @what: what the result is
 * @how: how it was computed, with the user's own numbers
 * @use: what can be done with it
 */
void
clv_questions_set_answers (ClvQuestions *self,
                           const char   *what,
                           const char   *how,
                           const char   *use)
{
  g_return_if_fail (CLV_IS_QUESTIONS (self));

  gtk_label_set_text (self->answers[0], what);
  gtk_label_set_text (self->answers[1], how);
  gtk_label_set_text (self->answers[2], use);
}
