/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cancel-scope.h"
#include "clv-detect.h"
#include "clv-detector.h"

static void
column_free (gpointer data)
{
  ClvDetectedColumn *column = data;

  g_free (column->name);
  for (guint i = 0; i < G_N_ELEMENTS (column->samples); i++)
    g_free (column->samples[i]);
  g_free (column);
}

static void
reason_free (gpointer data)
{
  ClvReason *reason = data;

  g_free (reason->value);
  g_free (reason->because);
  g_free (reason);
}

static void
question_free (gpointer data)
{
  ClvQuestion *question = data;

  g_free (question->text);
  g_ptr_array_unref (question->answers);
  g_ptr_array_unref (question->examples);
  g_free (question);
}

/*
 * clv_detection_alloc:
 *
 * An empty detection whose plan is a copy of @fixed, or new.
 */
ClvDetection *
clv_detection_alloc (const char          *path,
                     const ClvImportPlan *fixed)
{
  ClvDetection *self = g_new0 (ClvDetection, 1);

  self->ref_count = 1;
  self->path = g_strdup (path);
  self->plan = fixed != NULL ? clv_import_plan_copy (fixed) : clv_import_plan_new ();
  self->columns = g_ptr_array_new_with_free_func (column_free);
  self->reasons = g_ptr_array_new_with_free_func (reason_free);
  self->questions = g_ptr_array_new_with_free_func (question_free);
  self->preview = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_part_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->preset_notes = g_ptr_array_new_with_free_func (g_free);
  self->preset_diff = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/*
 * clv_detection_add_reason:
 * @because: (transfer full): translated clause
 */
void
clv_detection_add_reason (ClvDetection *self,
                          ClvTopic      topic,
                          const char   *value,
                          char         *because)
{
  ClvReason *reason = g_new0 (ClvReason, 1);

  reason->topic = topic;
  reason->value = g_strdup (value);
  reason->because = because;
  g_ptr_array_add (self->reasons, reason);
}

/*
 * clv_detection_add_question:
 * @text: (transfer full): translated question
 *
 * Returns: (transfer none): the question, still without answers
 */
ClvQuestion *
clv_detection_add_question (ClvDetection *self,
                            ClvTopic      topic,
                            ClvField      field,
                            char         *text)
{
  ClvQuestion *question = g_new0 (ClvQuestion, 1);

  question->topic = topic;
  question->field = field;
  question->text = text;
  question->answers = g_ptr_array_new_with_free_func (g_free);
  question->examples = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->questions, question);

  return question;
}

/*
 * clv_question_add_answer:
 * @example: (transfer full): one line
 */
void
clv_question_add_answer (ClvQuestion *self,
                         const char  *id,
                         char        *example)
{
  g_ptr_array_add (self->answers, g_strdup (id));
  g_ptr_array_add (self->examples, example);
}

/**
 * clv_detection_new:
 * @path: a file
 * @fixed: (nullable): a plan the user has touched
 * @fixed_topics: a bit set of 1 << #ClvTopic: what of it to keep
 * @progress: (nullable): told how far the file is
 * @error: return location, %CLV_IMPORT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finds out how to read a delimited text file, over the whole of it, and says
 * why. What the file leaves open becomes a question.
 *
 * Returns: (transfer full) (nullable): what the importer would assume
 */
ClvDetection *
clv_detection_new (const char           *path,
                   const ClvImportPlan  *fixed,
                   guint                 fixed_topics,
                   const ClvProgress    *progress,
                   GError              **error)
{
  G_GNUC_UNUSED g_auto(ClvCancelScope) scope = clv_cancel_scope_begin (progress);
  g_autoptr(ClvDetector) detector = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  detector = clv_detector_new (path, fixed, fixed_topics, progress, error);
  if (detector == NULL || !clv_detector_read (detector, FALSE, error))
    return NULL;

  return clv_detector_decide (detector, error);
}

/**
 * clv_detection_read_header:
 * @path: a file
 * @plan: how its bytes are read
 * @error: return location, %CLV_IMPORT_ERROR
 *
 * Reads the begin of the file.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the names of its columns
 */
GPtrArray *
clv_detection_read_header (const char           *path,
                           const ClvImportPlan  *plan,
                           GError              **error)
{
  guint topics = 1u << CLV_TOPIC_ENCODING | 1u << CLV_TOPIC_DELIMITER | 1u << CLV_TOPIC_QUOTE
                 | 1u << CLV_TOPIC_HEADER | 1u << CLV_TOPIC_PRESET | 1u << CLV_TOPIC_MAPPING;
  g_autoptr(ClvImportPlan) fixed = clv_import_plan_copy (plan);
  g_autoptr(ClvDetector) detector = NULL;

  if (fixed->part != NULL)
    topics |= 1u << CLV_TOPIC_PART;
  detector = clv_detector_new (path, fixed, topics, NULL, error);
  if (detector == NULL || !clv_detector_read (detector, TRUE, error))
    return NULL;

  return clv_detector_dup_names (detector);
}

/**
 * clv_detection_ref:
 * @self: a detection
 *
 * Returns: (transfer full): @self
 */
ClvDetection *
clv_detection_ref (ClvDetection *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * clv_detection_unref:
 * @self: (nullable): a detection
 *
 * Drops a reference.
 */
void
clv_detection_unref (ClvDetection *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  clv_import_plan_free (self->plan);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->reasons);
  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->preview);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->warnings);
  g_free (self->part);
  g_free (self->preset);
  g_ptr_array_unref (self->preset_notes);
  g_ptr_array_unref (self->preset_diff);
  g_free (self->path);
  g_free (self);
}

/**
 * clv_detection_find_column:
 * @self: a detection
 * @name: (nullable): of a column
 * @position: (out) (optional): where it stands in the file, counted from 0, if there is one
 *
 * Returns: (transfer none) (nullable): the column
 */
const ClvDetectedColumn *
clv_detection_find_column (const ClvDetection *self,
                           const char         *name,
                           guint              *position)
{
  for (guint i = 0; name != NULL && i < self->columns->len; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (self->columns, i);

      if (!g_str_equal (column->name, name))
        continue;
      if (position != NULL)
        *position = i;
      return column;
    }

  return NULL;
}

/**
 * clv_detection_list_names:
 * @self: a detection, which owns the names
 *
 * Returns: (transfer container) (element-type utf8): of the columns, as they stand in the file
 */
GPtrArray *
clv_detection_list_names (const ClvDetection *self)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < self->columns->len; i++)
    g_ptr_array_add (names, ((ClvDetectedColumn *) g_ptr_array_index (self->columns, i))->name);

  return names;
}

/**
 * clv_detection_get_reason:
 * @self: a detection
 * @topic: which setting
 *
 * Returns: (transfer none) (nullable): why it was decided so
 */
const ClvReason *
clv_detection_get_reason (const ClvDetection *self,
                          ClvTopic            topic)
{
  for (guint i = 0; i < self->reasons->len; i++)
    {
      const ClvReason *reason = g_ptr_array_index (self->reasons, i);

      if (reason->topic == topic)
        return reason;
    }

  return NULL;
}

/**
 * clv_detection_get_question:
 * @self: a detection
 * @topic: which setting
 *
 * Returns: (transfer none) (nullable): the first open question about it
 */
const ClvQuestion *
clv_detection_get_question (const ClvDetection *self,
                            ClvTopic            topic)
{
  for (guint i = 0; i < self->questions->len; i++)
    {
      const ClvQuestion *question = g_ptr_array_index (self->questions, i);

      if (question->topic == topic)
        return question;
    }

  return NULL;
}
