/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-draft-private.h"

/* What the file could not decide. */

/* Of the detections after which something was decided only the first one's
 * question on a matter counts. */
static void
add_questions (GPtrArray          *questions,
               const ClvDetection *detection,
               ClvTopic            topic)
{
  for (guint i = 0; i < detection->questions->len; i++)
    {
      ClvQuestion *question = g_ptr_array_index (detection->questions, i);
      gboolean is_known = FALSE;

      for (guint j = 0; j < questions->len; j++)
        is_known |= ((ClvQuestion *) g_ptr_array_index (questions, j))->field == question->field;
      if (question->topic == topic && !is_known)
        g_ptr_array_add (questions, question);
    }
}

/**
 * clv_import_draft_list_questions:
 * @self: a draft
 * @topic: about what
 *
 * Returns: (transfer container) (element-type ClvQuestion): the questions, answered or not;
 *   they live until the draft changes
 */
GPtrArray *
clv_import_draft_list_questions (ClvImportDraft *self,
                                 ClvTopic        topic)
{
  g_autoptr(GPtrArray) questions = g_ptr_array_new ();

  if (self->detection != NULL)
    add_questions (questions, self->detection, topic);
  /* Old mappings may name columns that another delimiter took away. */
  if (topic != CLV_TOPIC_MAPPING && (self->topics & 1u << topic) != 0)
    for (guint i = self->asked->len; i > 0; i--)
      add_questions (questions, g_ptr_array_index (self->asked, i - 1), topic);

  return g_steal_pointer (&questions);
}

/**
 * clv_import_draft_is_open:
 * @self: a draft
 * @question: one of the detection's questions
 *
 * Returns: whether it is still to be answered
 */
gboolean
clv_import_draft_is_open (ClvImportDraft    *self,
                          const ClvQuestion *question)
{
  if (question->topic == CLV_TOPIC_MAPPING)
    return self->plan->columns[question->field] == NULL;

  return (self->topics & 1u << question->topic) == 0;
}
