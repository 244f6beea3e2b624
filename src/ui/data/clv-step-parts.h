/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-draft.h"
#include "clv-wizard-page.h"

G_BEGIN_DECLS

/* Widgets that several steps of the import wizard are built of. */

/* A group of a step: title and description are plain text. */
GtkWidget *clv_step_group_new (const char *title,
                               const char *description);
/* A scrolled column of groups, as wide as is good to read; its box takes them. */
GtkWidget *clv_step_column_new (GtkBox **box);
/* A radio button as a row of a group; @first begins a set and is NULL for its first. */
GtkWidget *clv_step_choice_new (GtkWidget      *group,
                                GtkCheckButton *first,
                                const char     *title,
                                const char     *subtitle);
/* What keeps the person from going on, with an icon. */
GtkWidget *clv_step_notice_new (const char *text,
                                gboolean    is_error);
/* What a step shows while it has nothing: @waiting, why it failed, or that it was stopped
 * and a button to go on. Nothing where all is well. */
void       clv_step_add_status (GtkBox         *box,
                                ClvImportDraft *draft,
                                const char     *waiting);
/* Empties a step's box and, when it is filled again, gives the keyboard back to the
 * control of the same name: begin returns what end takes. */
char      *clv_step_begin_fill (GtkBox *box);
void       clv_step_end_fill (GtkBox *box,
                              char   *focus);
/* Whether @step is the one in sight: the others fill themselves when they come. */
gboolean   clv_step_is_current (ClvWizardPage *step);
/* Whether a question of one of @topics, a bit set, waits for an answer. */
gboolean   clv_step_has_open_question (ClvImportDraft *draft,
                                       guint           topics);
/* What is to be read of the file or of its import, one notice a sentence. */
void       clv_step_add_warnings (GtkBox    *box,
                                  GPtrArray *warnings);
/* The step that @widget is on may not be left until it is filled again. */
void       clv_step_hold (GtkWidget *widget);
/* A toast over the wizard that @widget is in: the window's own are behind it. */
void       clv_step_say (GtkWidget  *widget,
                         const char *text);
/* "1,234" */
char      *clv_step_count (guint64 n);
/* The questions of @topic as groups of radio buttons in @box. */
void       clv_step_add_questions (GtkBox         *box,
                                   ClvImportDraft *draft,
                                   ClvTopic        topic);
GtkListItemFactory *clv_step_choice_factory_new (void);

G_END_DECLS
