/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-chooser.h"

static const struct
{
  const char *name;
  const char *text;
  const char *options[3];    /* by ClvAnswer */
  const char *examples[3];
} questions[CLV_N_QUESTIONS] = {
  [CLV_QUESTION_CONTRACT] = {
    "contract", N_("Do customers tell you when they leave?"),
    { N_("Not sure"), N_("No, they just stop buying"), N_("Yes, they cancel") },
    { N_("Taken from the data: yes, where subscriptions were imported."),
      N_("Such as a shop, a restaurant, a donor: nobody says goodbye."),
      N_("Such as a subscription, a membership, an insurance: the last day is known.") },
  },
  [CLV_QUESTION_OCCASIONS] = {
    "occasions", N_("When can they buy?"),
    { N_("Not sure"), N_("At any time"), N_("At set occasions only") },
    { N_("Taken from the data: set occasions, where purchases fall on the same days."),
      N_("Such as an online shop: on any day, as often as they like."),
      N_("Such as a yearly conference, a monthly box, a call for donations each spring.") },
  },
  [CLV_QUESTION_BESIDE] = {
    "orders-beside", N_("Is there a subscription and orders beside it?"),
    { N_("Not sure"), N_("No, one or the other"), N_("Yes, both") },
    { N_("Taken from the data: yes, where subscriptions and repeated orders were imported."),
      N_("The fee is all there is, or there is no fee at all."),
      N_("Such as a membership with purchases beside the fee.") },
  },
  [CLV_QUESTION_ATTRIBUTES] = {
    "attributes", N_("Do you know things about customers that may explain how they buy?"),
    { N_("Not sure"), N_("No"), N_("Yes") },
    { N_("Taken from the data: yes, where there are columns about customers."),
      N_("Only their orders are known."),
      N_("Such as the channel that brought them, their region, their first product.") },
  },
};

static const char * const answers[] = { "open", "no", "yes" };

static const struct
{
  const char *name;
  const char *text;
  const char *example;
} purposes[] = {
  [CLV_PURPOSE_OPEN] = { "open", N_("Several of these"),
                         N_("The methods are judged on all of them.") },
  [CLV_PURPOSE_RANKING] = { "ranking", N_("To rank people"),
                            N_("Whom to call first, who gets the better offer.") },
  [CLV_PURPOSE_TOTAL] = { "total", N_("For a budget total"),
                          N_("What all customers together will bring in a year.") },
  [CLV_PURPOSE_AVERAGE] = { "average", N_("For one average"),
                            N_("What a new customer may cost at most.") },
};

const char *
clv_question_get_name (ClvQuestion question)
{
  g_return_val_if_fail ((guint) question < CLV_N_QUESTIONS, NULL);

  return questions[question].name;
}

const char *
clv_question_get_text (ClvQuestion question)
{
  g_return_val_if_fail ((guint) question < CLV_N_QUESTIONS, NULL);

  return _(questions[question].text);
}

const char *
clv_question_get_option (ClvQuestion question,
                         ClvAnswer   answer)
{
  g_return_val_if_fail ((guint) question < CLV_N_QUESTIONS, NULL);
  g_return_val_if_fail ((guint) answer < G_N_ELEMENTS (answers), NULL);

  return _(questions[question].options[answer]);
}

const char *
clv_question_get_example (ClvQuestion question,
                          ClvAnswer   answer)
{
  g_return_val_if_fail ((guint) question < CLV_N_QUESTIONS, NULL);
  g_return_val_if_fail ((guint) answer < G_N_ELEMENTS (answers), NULL);

  return _(questions[question].examples[answer]);
}

const char *
clv_answer_get_name (ClvAnswer answer)
{
  g_return_val_if_fail ((guint) answer < G_N_ELEMENTS (answers), NULL);

  return answers[answer];
}

/**
 * clv_answer_parse:
 * @text: (nullable): "yes", "no" or "open"; %NULL is open
 * @answer: (out): the answer
 *
 * Returns: whether @text is one
 */
gboolean
clv_answer_parse (const char *text,
                  ClvAnswer  *answer)
{
  *answer = CLV_ANSWER_OPEN;
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (answers); i++)
    if (g_ascii_strcasecmp (text, answers[i]) == 0)
      {
        *answer = (ClvAnswer) i;
        return TRUE;
      }
  return text == NULL;
}

const char *
clv_purpose_get_question (void)
{
  return _("How will the number be used?");
}

const char *
clv_purpose_get_name (ClvPurpose purpose)
{
  g_return_val_if_fail ((guint) purpose < G_N_ELEMENTS (purposes), NULL);

  return purposes[purpose].name;
}

const char *
clv_purpose_get_text (ClvPurpose purpose)
{
  g_return_val_if_fail ((guint) purpose < G_N_ELEMENTS (purposes), NULL);

  return _(purposes[purpose].text);
}

const char *
clv_purpose_get_example (ClvPurpose purpose)
{
  g_return_val_if_fail ((guint) purpose < G_N_ELEMENTS (purposes), NULL);

  return _(purposes[purpose].example);
}

gboolean
clv_purpose_parse (const char *text,
                   ClvPurpose *purpose)
{
  *purpose = CLV_PURPOSE_OPEN;
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (purposes); i++)
    if (g_ascii_strcasecmp (text, purposes[i].name) == 0)
      {
        *purpose = (ClvPurpose) i;
        return TRUE;
      }
  return text == NULL;
}

/**
 * clv_answers_decide:
 * @self: answers
 * @facts: what was measured
 * @question: which one
 *
 * Returns: whether it is taken for yes: as answered, or as the data show
 */
gboolean
clv_answers_decide (const ClvAnswers     *self,
                    const ClvMethodFacts *facts,
                    ClvQuestion           question)
{
  g_return_val_if_fail (self != NULL && facts != NULL, FALSE);
  g_return_val_if_fail ((guint) question < CLV_N_QUESTIONS, FALSE);

  if (self->of[question] != CLV_ANSWER_OPEN)
    return self->of[question] == CLV_ANSWER_YES;
  switch (question)
    {
    case CLV_QUESTION_CONTRACT:
      return facts->n_subscribers > 0;
    case CLV_QUESTION_OCCASIONS:
      return facts->rhythm != CLV_RHYTHM_NONE;
    case CLV_QUESTION_BESIDE:
      /* Orders with the gaps of bills are the fees themselves. */
      return facts->n_subscribers > 0 && facts->n_repeat > 0
             && !clv_method_facts_is_clockwork (facts);
    case CLV_QUESTION_ATTRIBUTES:
      return facts->n_attributes > 0;
    case CLV_N_QUESTIONS:
    default:
      return FALSE;
    }
}
