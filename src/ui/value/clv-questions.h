/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ClvQuestions:
 *
 * The three questions a result answers, side by side where there is room: What
 * is it? How was it computed? What can I do with it?
 */
#define CLV_TYPE_QUESTIONS (clv_questions_get_type ())
G_DECLARE_FINAL_TYPE (ClvQuestions, clv_questions, CLV, QUESTIONS, AdwBin)

GtkWidget *clv_questions_new (void);
void       clv_questions_set_answers (ClvQuestions *self,
                                      const char   *what,
                                      const char   *how,
                                      const char   *use);

G_END_DECLS
