/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-chooser.h"
#include "clv-error.h"
#include "clv-fields.h"
#include "clv-hash.h"
#include "clv-ledger.h"
#include "clv-model-kind.h"
#include "clv-statement.h"

#define ACT "choose_method"
#define NEWEST "SELECT payload, actor, at FROM event WHERE act = '" ACT "' ORDER BY seq DESC " \
                                                                        "LIMIT 1"

static void
add_answers (const ClvChoice *self,
             GString         *text)
{
  for (guint i = 0; i < CLV_N_QUESTIONS; i++)
    g_string_append_printf (text, "answer.%s=%s\n", clv_question_get_name ((ClvQuestion) i),
                            clv_answer_get_name (self->answers.of[i]));
  g_string_append_printf (text, "answer.purpose=%s\n",
                          clv_purpose_get_name (self->answers.purpose));
}

static void
add_facts (const ClvChoice *self,
           GString         *text)
{
  g_autoptr(GPtrArray) facts = clv_method_facts_list (&self->facts);

  for (guint i = 0; i < facts->len; i++)
    {
      const ClvMethodFact *fact = g_ptr_array_index (facts, i);
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (text, "fact.%s=%s\n", fact->name,
                              isfinite (fact->value)
                              ? g_ascii_formatd (number, sizeof number, "%.6g", fact->value)
                              : "unknown");
    }
}

static void
add_methods (const ClvChoice *self,
             GString         *text)
{
  for (guint i = 0; i < self->methods->len; i++)
    {
      const ClvMethod *method = g_ptr_array_index (self->methods, i);

      g_string_append_printf (text, "method.%02u=%s %s\n", i + 1, method->id,
                              clv_method_verdict_get_name (method->verdict));
    }
}

/**
 * clv_choice_record:
 * @self: what was weighed
 * @workspace: where
 * @kind: id of the method that was chosen, one that can be fitted
 * @actor: (nullable): who chose
 * @error: return location
 *
 * Appends an event to the ledger with the answers, the facts, all verdicts, what was
 * recommended and what was chosen. Nothing is fitted, and nothing else holds it that
 * could be edited.
 *
 * Returns: whether it is recorded
 */
gboolean
clv_choice_record (const ClvChoice  *self,
                   ClvWorkspace     *workspace,
                   const char       *kind,
                   const char       *actor,
                   GError          **error)
{
  const ClvMethod *method = NULL;
  g_autoptr(ClvEvent) event = NULL;
  g_autoptr(ClvHash) hash = NULL;
  g_autoptr(GString) text = NULL;

  g_return_val_if_fail (self != NULL && CLV_IS_WORKSPACE (workspace), FALSE);

  method = clv_choice_find (self, kind);
  if (method == NULL || !method->is_kind)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
                   _("“%s” is no method that this version can fit, so the choice was not recorded. "
                     "Choose one that is not marked as missing."), kind != NULL ? kind : "");
      return FALSE;
    }

  text = g_string_new (NULL);
  g_string_append_printf (text, "chosen=%s\nname=%s\nverdict=%s\nrecommended=%s\n", method->id,
                          method->name, clv_method_verdict_get_name (method->verdict),
                          self->recommended != NULL ? self->recommended : "none");
  add_answers (self, text);
  add_facts (self, text);
  add_methods (self, text);

  hash = clv_hash_new ("method-choice");
  clv_hash_add_text (hash, text->str);
  event = g_new0 (ClvEvent, 1);
  event->actor = g_strdup (actor != NULL ? actor : "");
  event->act = g_strdup (ACT);
  event->content_hash = clv_hash_finish (hash);
  event->payload = g_strdup (text->str);
  if (!clv_ledger_append (workspace, event, error))
    return FALSE;
  clv_workspace_emit_changed (workspace, "ledger");
  return TRUE;
}

static const char *
get_name (const char *id,
          const char *fallback)
{
  const ClvModelKind *kind = clv_model_kind_find (id);

  return kind != NULL ? _(kind->name) : fallback;
}

/**
 * clv_choice_describe_event:
 * @payload: (nullable): of an event
 *
 * Returns: (transfer full) (nullable): what was chosen, translated
 */
char *
clv_choice_describe_event (const char *payload)
{
  g_autoptr(GHashTable) fields = clv_fields_parse (payload != NULL ? payload : "", NULL);
  const char *chosen = NULL;
  const char *name = NULL;
  const char *recommended = NULL;

  chosen = fields != NULL ? clv_fields_get (fields, "chosen", NULL) : NULL;
  if (chosen == NULL)
    return NULL;
  name = get_name (chosen, clv_fields_get (fields, "name", chosen));
  recommended = clv_fields_get (fields, "recommended", "none");
  if (g_str_equal (chosen, recommended))
    /* TRANSLATORS: a method */
    return g_strdup_printf (_("Chose the method %s, as recommended"), name);
  if (g_str_equal (recommended, "none"))
    return g_strdup_printf (_("Chose the method %s; none was recommended"), name);
  /* TRANSLATORS: a method and another one */
  return g_strdup_printf (_("Chose the method %s instead of the recommended %s"), name,
                          get_name (recommended, recommended));
}

static void
read_answers (ClvAnswers *answers,
              GHashTable *fields)
{
  for (guint i = 0; i < CLV_N_QUESTIONS; i++)
    {
      g_autofree char *key = g_strdup_printf ("answer.%s",
                                              clv_question_get_name ((ClvQuestion) i));

      clv_answer_parse (clv_fields_get (fields, key, NULL), &answers->of[i]);
    }
  clv_purpose_parse (clv_fields_get (fields, "answer.purpose", NULL), &answers->purpose);
}

/**
 * clv_choice_load_answers:
 * @answers: (out): those of the newest choice; nothing answered where there is none
 * @workspace: where
 * @words: (out) (optional) (nullable) (transfer full): what was chosen, when and by whom
 * @error: return location
 *
 * Returns: whether the ledger could be read
 */
gboolean
clv_choice_load_answers (ClvAnswers    *answers,
                         ClvWorkspace  *workspace,
                         char         **words,
                         GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autoptr(GHashTable) fields = NULL;
  g_autofree char *what = NULL;
  g_autofree char *day = NULL;
  g_autofree char *at = NULL;
  const char *actor = NULL;
  gboolean has_row = FALSE;

  g_return_val_if_fail (answers != NULL && CLV_IS_WORKSPACE (workspace), FALSE);

  memset (answers, 0, sizeof *answers);
  if (words != NULL)
    *words = NULL;
  statement = clv_statement_new (workspace, NEWEST, error);
  if (statement == NULL || !clv_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  fields = clv_fields_parse (clv_statement_get_text (statement, 0), error);
  if (fields == NULL)
    return FALSE;
  read_answers (answers, fields);
  if (words == NULL)
    return TRUE;

  what = clv_choice_describe_event (clv_statement_get_text (statement, 0));
  actor = clv_statement_get_text (statement, 1);
  at = g_strndup (clv_statement_get_text (statement, 2), 10);
  day = clv_date_to_display (clv_date_parse (at));
  if (what != NULL && actor != NULL && *actor != '\0')
    /* TRANSLATORS: what was chosen, a day, a person */
    *words = g_strdup_printf (_("%s, on %s by %s"), what, day, actor);
  else if (what != NULL)
    *words = g_strdup_printf (_("%s, on %s"), what, day);
  return TRUE;
}
