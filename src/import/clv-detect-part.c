/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-detect-part.h"
#include "clv-detect.h"

/* Where the sheets of spreadsheet programs end, today's and those of before 2007. */
#define ROWS_LIMIT 1048576
#define OLD_ROWS_LIMIT 65536

#define SHEET_TOPICS (1u << CLV_TOPIC_ENCODING | 1u << CLV_TOPIC_DELIMITER | 1u << CLV_TOPIC_QUOTE)

/*
 * clv_part_choice_make:
 * @path: a file
 * @fixed: (nullable): a plan the user has touched
 * @fixed_topics: what of it to keep
 * @error: return location
 *
 * Finds out what is in the file and which part of it to read. Where several are
 * possible, the one with most rows, so that there is something to show beside
 * the question.
 */
gboolean
clv_part_choice_make (ClvPartChoice        *self,
                      const char           *path,
                      const ClvImportPlan  *fixed,
                      guint                 fixed_topics,
                      GError              **error)
{
  gboolean is_fixed = fixed != NULL && (fixed_topics & 1u << CLV_TOPIC_PART) != 0;

  const char *name = is_fixed ? fixed->part : NULL;

  self->list = clv_part_list_new (path, G_MAXINT64, error);
  if (self->list == NULL)
    return FALSE;

  self->is_all = g_strcmp0 (name, CLV_PART_ALL) == 0 && !clv_part_list_has (self->list, name);
  if (self->is_all)
    name = NULL;
  self->is_named = name != NULL;
  if (!clv_part_list_choose (self->list, path, name, &self->part, &self->is_open, error))
    return FALSE;

  self->is_open &= !self->is_all;
  return TRUE;
}

/*
 * clv_part_choice_clear:
 */
void
clv_part_choice_clear (ClvPartChoice *self)
{
  g_clear_pointer (&self->list, clv_part_list_free);
  self->part = NULL;
}

/*
 * clv_part_choice_adapt:
 * @fixed: (nullable): a plan the user has touched
 * @fixed_topics: (inout): what of it to keep
 *
 * The plan under which the part is to be looked at: the text of a sheet is
 * written by this program and nothing about it is to be found out.
 *
 * Returns: (transfer full) (nullable): the plan; %NULL for a file that is text
 */
ClvImportPlan *
clv_part_choice_adapt (const ClvPartChoice *self,
                       const ClvImportPlan *fixed,
                       guint               *fixed_topics)
{
  ClvImportPlan *plan;

  if (self->list->container == CLV_CONTAINER_TEXT)
    return NULL;

  if (fixed == NULL)
    *fixed_topics = 0;
  plan = fixed != NULL ? clv_import_plan_copy (fixed) : clv_import_plan_new ();
  g_free (plan->part);
  plan->part = g_strdup (self->part != NULL ? self->part->name : NULL);
  if (clv_part_is_sheet (self->list, self->part))
    {
      g_free (plan->encoding);
      plan->encoding = g_strdup ("UTF-8");
      plan->delimiter = ',';
      plan->quote = '"';
      *fixed_topics |= SHEET_TOPICS;
    }

  return plan;
}

static char *
describe_rows (const ClvPart *part)
{
  if (part->n_rows < 0)
    return g_strdup (_("rows not counted"));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'" PRId64 " row", "%'" PRId64 " rows",
                                       (gulong) part->n_rows), part->n_rows);
}

static void
ask_part (const ClvPartChoice *self,
          ClvDetection        *detection)
{
  gboolean is_workbook = clv_container_is_workbook (self->list->container);
  ClvQuestion *question;

  question = clv_detection_add_question (detection, CLV_TOPIC_PART, CLV_FIELD_CUSTOMER,
                                         g_strdup (is_workbook
                                                   ? _("The workbook has several sheets with rows. "
                                                       "Which one is to be read?")
                                                   : _("The archive has several files with rows. "
                                                       "Which one is to be read?")));
  for (guint i = 0; i < self->list->parts->len; i++)
    {
      const ClvPart *part = g_ptr_array_index (self->list->parts, i);

      if (clv_part_is_candidate (self->list, part))
        clv_question_add_answer (question, part->name, describe_rows (part));
    }
}

/* A sheet has no encoding, and nobody asks how its text is written. */
static void
drop_reasons (ClvDetection *detection)
{
  for (guint i = detection->reasons->len; i > 0; i--)
    {
      const ClvReason *reason = g_ptr_array_index (detection->reasons, i - 1);

      if ((SHEET_TOPICS & 1u << reason->topic) != 0)
        g_ptr_array_remove_index (detection->reasons, i - 1);
    }
}

/*
 * clv_part_choice_tell:
 * @detection: what was found out about the part
 *
 * Adds what the file holds, which part was read, why, and the question where
 * others would do as well. A part that is the only one stays out of the plan,
 * so that next month's file may call its sheet otherwise.
 */
void
clv_part_choice_tell (const ClvPartChoice *self,
                      ClvDetection        *detection)
{
  const char *because = self->is_named ? _("you chose it")
                        : self->is_all ? _("it stands for all of them")
                        : self->is_open ? _("it has most rows; others have rows, too")
                        : self->list->parts->len > 1 ? _("it is the only one that is a table")
                        : _("it is the only one");

  detection->container = self->part != NULL && self->part->inner != NULL ? self->part->book
                                                                         : self->list->container;
  for (guint i = 0; i < self->list->parts->len; i++)
    {
      ClvPart *part = clv_part_copy (g_ptr_array_index (self->list->parts, i));

      /* A sole part was not counted beforehand. */
      if (part->n_rows < 0 && self->list->parts->len == 1)
        part->n_rows = (gint64) detection->n_lines;
      g_ptr_array_add (detection->parts, part);
    }
  if (clv_part_is_sheet (self->list, self->part))
    drop_reasons (detection);
  if (self->part == NULL)
    return;

  detection->part = g_strdup (self->part->name);
  if (!self->is_named && !self->is_open)
    g_clear_pointer (&detection->plan->part, g_free);
  if (self->is_all)
    detection->plan->part = g_strdup (CLV_PART_ALL);
  clv_detection_add_reason (detection, CLV_TOPIC_PART, self->part->name, g_strdup (because));
  if (self->is_open)
    ask_part (self, detection);
}

/*
 * clv_detect_warn_cut:
 * @warnings: (element-type utf8): gets a sentence
 * @name: of the file
 * @n_rows: of the table, with all above it
 *
 * Warns where a table ends exactly where a spreadsheet program cuts.
 */
void
clv_detect_warn_cut (GPtrArray  *warnings,
                     const char *name,
                     guint64     n_rows)
{
  char *text;

  if (n_rows != ROWS_LIMIT && n_rows != OLD_ROWS_LIMIT)
    return;

  text = g_strdup_printf (_("“%s” ends at row %u, where spreadsheet programs cut: this file is "
                            "probably cut, and later orders are missing. Export it as CSV, or "
                            "in parts."), name, (guint) n_rows);
  g_ptr_array_add (warnings, text);
}
