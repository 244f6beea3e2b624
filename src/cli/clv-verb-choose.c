/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-chooser.h"
#include "clv-cli.h"

static void
add_facts (ClvCli               *cli,
           const ClvMethodFacts *facts)
{
  g_autoptr(GPtrArray) list = clv_method_facts_list (facts);

  json_builder_set_member_name (cli->json, "facts");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < list->len; i++)
    {
      const ClvMethodFact *fact = g_ptr_array_index (list, i);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "name", fact->name);
      clv_json_number (cli->json, "value", fact->value);
      clv_json_text (cli->json, "unit", fact->unit);
      clv_json_text (cli->json, "text", fact->text);
      clv_json_text (cli->json, "meaning", fact->meaning);
      json_builder_end_object (cli->json);
      clv_cli_print (cli, "%s: %s\n    %s\n", fact->title, fact->text, fact->meaning);
    }
  json_builder_end_array (cli->json);
}

/* What was answered, and what is taken from the data instead. */
static void
add_answers (ClvCli          *cli,
             const ClvChoice *choice)
{
  clv_cli_print (cli, "\n");
  json_builder_set_member_name (cli->json, "answers");
  json_builder_begin_object (cli->json);
  for (guint i = 0; i < CLV_N_QUESTIONS; i++)
    {
      const ClvQuestion question = (ClvQuestion) i;
      const gboolean is_open = choice->answers.of[i] == CLV_ANSWER_OPEN;
      const gboolean is_yes = clv_answers_decide (&choice->answers, &choice->facts, question);
      const char *option = clv_question_get_option (question,
                                                    is_yes ? CLV_ANSWER_YES : CLV_ANSWER_NO);

      json_builder_set_member_name (cli->json, clv_question_get_name (question));
      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "answer", clv_answer_get_name (choice->answers.of[i]));
      clv_json_bool (cli->json, "taken_for", is_yes);
      json_builder_end_object (cli->json);
      clv_cli_print (cli, "%s %s%s\n", clv_question_get_text (question), option,
                     is_open ? _(" (taken from the data)") : "");
    }
  clv_json_text (cli->json, "purpose", clv_purpose_get_name (choice->answers.purpose));
  json_builder_end_object (cli->json);
  clv_cli_print (cli, "%s %s\n\n", clv_purpose_get_question (),
                 clv_purpose_get_text (choice->answers.purpose));
}

static void
add_reasons (ClvCli          *cli,
             const ClvMethod *method)
{
  json_builder_set_member_name (cli->json, "reasons");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < method->reasons->len; i++)
    {
      const ClvMethodReason *reason = g_ptr_array_index (method->reasons, i);

      json_builder_add_string_value (cli->json, reason->text);
      clv_cli_print (cli, "    %s %s\n", reason->is_for ? "+" : "−", reason->text);
    }
  json_builder_end_array (cli->json);
}

static void
add_gates (ClvCli          *cli,
           const ClvMethod *method)
{
  json_builder_set_member_name (cli->json, "gates");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < method->gates->len; i++)
    {
      const ClvMethodGate *gate = g_ptr_array_index (method->gates, i);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "name", gate->name);
      clv_json_number (cli->json, "value", gate->value);
      clv_json_number (cli->json, "need", gate->need);
      clv_json_number (cli->json, "least", gate->least);
      clv_json_bool (cli->json, "ok", gate->is_ok);
      clv_json_bool (cli->json, "possible", gate->is_possible);
      clv_json_text (cli->json, "text", gate->text);
      json_builder_end_object (cli->json);
    }
  json_builder_end_array (cli->json);
}

static void
add_methods (ClvCli          *cli,
             const ClvChoice *choice)
{
  json_builder_set_member_name (cli->json, "methods");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < choice->methods->len; i++)
    {
      const ClvMethod *method = g_ptr_array_index (choice->methods, i);
      g_autofree char *rank = method->rank > 0 ? g_strdup_printf ("%u.", method->rank)
                                               : g_strdup ("–");

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "model", method->id);
      clv_json_text (cli->json, "name", method->name);
      if (method->rank > 0)
        clv_json_int (cli->json, "rank", method->rank);
      else
        clv_json_text (cli->json, "rank", NULL);
      clv_json_text (cli->json, "verdict", clv_method_verdict_get_name (method->verdict));
      clv_json_bool (cli->json, "can_be_fitted", method->is_kind);
      clv_cli_print (cli, "%-3s %s: %s\n", rank, method->name,
                     clv_method_verdict_describe (method->verdict));
      add_reasons (cli, method);
      add_gates (cli, method);
      json_builder_end_object (cli->json);
    }
  json_builder_end_array (cli->json);
  clv_json_text (cli->json, "recommended", choice->recommended);
  if (choice->recommended == NULL)
    clv_cli_print (cli, "%s\n", _("No method can be recommended: what each lacks stands beside "
                                  "it."));
}

static gboolean
set_usage_error (GError     **error,
                 const char  *option,
                 const char  *text,
                 const char  *wanted)
{
  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("--%s takes %s, not “%s”. Nothing was chosen."), option, wanted, text);
  return FALSE;
}

static gboolean
read_answers (ClvAnswers *answers,
              char      **texts,
              const char *purpose,
              GError    **error)
{
  for (guint i = 0; i < CLV_N_QUESTIONS; i++)
    if (!clv_answer_parse (texts[i], &answers->of[i]))
      return set_usage_error (error, clv_question_get_name ((ClvQuestion) i), texts[i],
                              "yes|no|open");
  if (!clv_purpose_parse (purpose, &answers->purpose))
    return set_usage_error (error, "purpose", purpose, "ranking|total|average|open");
  return TRUE;
}

static void
free_texts (char **texts)
{
  for (guint i = 0; i < CLV_N_QUESTIONS; i++)
    g_free (texts[i]);
}

static int
choose (ClvCli           *cli,
        const ClvAnswers *answers,
        ClvDate           until,
        const char       *kind)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvChoice) choice = NULL;
  ClvMethodFacts facts;

  if (clv_cli_open (cli, kind != NULL ? CLV_OPEN_READ_WRITE : CLV_OPEN_READ_ONLY, &error) == NULL
      || !clv_method_facts_load (&facts, cli->workspace, until, &cli->progress, &error))
    return clv_cli_fail (cli, error);
  choice = clv_choice_new (&facts, answers);
  if (kind != NULL && !clv_choice_record (choice, cli->workspace, kind, cli->actor, &error))
    return clv_cli_fail (cli, error);

  add_facts (cli, &facts);
  add_answers (cli, choice);
  add_methods (cli, choice);
  clv_json_text (cli->json, "recorded", kind);
  clv_json_number (cli->json, "cpu_seconds", facts.cpu_seconds);
  if (kind != NULL)
    clv_cli_print (cli, _("Recorded in the ledger: %s. “perennial-cli fit WS --model %s” fits "
                          "it.\n"), clv_choice_find (choice, kind)->name, kind);
  clv_cli_finish (cli);

  return choice->recommended != NULL ? CLV_EXIT_DONE : CLV_EXIT_NO;
}

int
clv_verb_choose (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  char *texts[CLV_N_QUESTIONS] = { NULL };
  g_autofree char *purpose = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *until_text = NULL;
  ClvDate until = CLV_DATE_INVALID;
  ClvAnswers answers = { { 0 } };
  gboolean is_understood = FALSE;
  const GOptionEntry entries[] = {
    { "contract", 0, 0, G_OPTION_ARG_STRING, &texts[CLV_QUESTION_CONTRACT],
      N_("Whether customers tell you when they leave"), "yes|no" },
    { "occasions", 0, 0, G_OPTION_ARG_STRING, &texts[CLV_QUESTION_OCCASIONS],
      N_("Whether they can buy at set occasions only"), "yes|no" },
    { "orders-beside", 0, 0, G_OPTION_ARG_STRING, &texts[CLV_QUESTION_BESIDE],
      N_("Whether there is a subscription and orders beside it"), "yes|no" },
    { "attributes", 0, 0, G_OPTION_ARG_STRING, &texts[CLV_QUESTION_ATTRIBUTES],
      N_("Whether you know what may explain how customers buy"), "yes|no" },
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &purpose, N_("How the number will be used"),
      "ranking|total|average" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &until_text, N_("Last day that is looked at"), "DATE" },
    { "record", 0, 0, G_OPTION_ARG_STRING, &kind, N_("Record in the ledger what was chosen"),
      N_("KIND") },
    G_OPTION_ENTRY_NULL
  };

  is_understood = clv_cli_parse (cli, entries, 1, 1, &error)
                  && clv_cli_parse_date (until_text, "--until", &until, &error)
                  && read_answers (&answers, texts, purpose, &error);
  free_texts (texts);
  if (!is_understood)
    return clv_cli_fail (cli, error);

  return choose (cli, &answers, until, kind);
}
