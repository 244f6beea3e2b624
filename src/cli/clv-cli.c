/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "clv-cli.h"
#include "clv-money.h"
#include "clv-parallel.h"

#define BAR_WIDTH 30
#define BAR_INTERVAL (G_USEC_PER_SEC / 20)

static void
set_usage_error (GError     **error,
                 const char  *verb,
                 const char  *sentence)
{
  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("%s “perennial-cli %s --help” tells how it is used."), sentence, verb);
}

static void
show_progress (double      fraction,
               const char *message,
               gpointer    user_data)
{
  ClvCli *cli = user_data;
  gint64 now = g_get_monotonic_time ();

  if (now - cli->shown_at < BAR_INTERVAL)
    return;

  cli->shown_at = now;
  cli->bar_is_shown = TRUE;
  if (fraction < 0)
    g_printerr ("\r\033[K%s…", message != NULL ? message : cli->verb->name);
  else
    {
      int filled = (int) (CLAMP (fraction, 0, 1) * BAR_WIDTH);

      g_printerr ("\r\033[K[%.*s%*s] %3.0f %% %s", filled, "##############################",
                  BAR_WIDTH - filled, "", 100 * CLAMP (fraction, 0, 1),
                  message != NULL ? message : "");
    }
}

/**
 * clv_cli_parse:
 * @cli: the command line
 * @entries: (nullable) (array zero-terminated): the verb's own options
 * @n_min: fewest arguments after the verb
 * @n_max: most
 * @error: return location
 *
 * Takes the options out of argv, so that argv[1] is the first argument.
 *
 * Returns: whether all were understood
 */
gboolean
clv_cli_parse (ClvCli             *cli,
               const GOptionEntry *entries,
               int                 n_min,
               int                 n_max,
               GError            **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (cli->verb->arguments);
  g_autoptr(GError) local = NULL;
  int threads = -1;
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->is_json, N_("Print one JSON object"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->is_quiet, N_("Print no text"), NULL },
    { "as", 0, 0, G_OPTION_ARG_STRING, &cli->actor, N_("Who acts"), N_("NAME") },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads,
      N_("At most so many threads; the results are the same"), "1…8" },
    G_OPTION_ENTRY_NULL
  };
  g_autofree char *name = g_strconcat ("perennial-cli ", cli->verb->name, NULL);

  g_set_prgname (name);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _(cli->verb->summary));
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &cli->argc, &cli->argv, &local))
    {
      g_autofree char *sentence = g_strconcat (local->message, ".", NULL);

      set_usage_error (error, cli->verb->name, sentence);
      return FALSE;
    }
  if (threads != -1 && (threads < 1 || threads > CLV_MOST_THREADS))
    {
      g_autofree char *sentence = g_strdup_printf (_("--threads is 1 to %d and not “%d”."),
                                                   CLV_MOST_THREADS, threads);

      set_usage_error (error, cli->verb->name, sentence);
      return FALSE;
    }
  cli->n_threads = MAX (threads, 0);
  clv_parallel_set_threads ((guint) cli->n_threads);
  if (cli->argc > 1 && g_str_equal (cli->argv[1], "--"))
    {
      cli->argv++;
      cli->argc--;
    }
  if (cli->argc - 1 < n_min || cli->argc - 1 > n_max)
    {
      g_autofree char *sentence =
        g_strdup_printf (_("“%s” needs: %s."), cli->verb->name, cli->verb->arguments);

      set_usage_error (error, cli->verb->name, sentence);
      return FALSE;
    }

  cli->progress.cancellable = cli->cancellable;
  cli->progress.user_data = cli;
  if (!cli->is_quiet && isatty (STDERR_FILENO))
    cli->progress.func = show_progress;
  json_builder_begin_object (cli->json);

  return TRUE;
}

/**
 * clv_cli_open:
 * @cli: the command line, whose first argument is the workspace
 * @mode: whether it is written
 * @error: return location
 *
 * Returns: (transfer none) (nullable): the workspace, closed by the program's end
 */
ClvWorkspace *
clv_cli_open (ClvCli       *cli,
              ClvOpenMode   mode,
              GError      **error)
{
  cli->workspace = clv_workspace_open (cli->argv[1], mode, error);
  if (cli->workspace != NULL && cli->actor != NULL)
    clv_workspace_set_actor (cli->workspace, cli->actor);

  return cli->workspace;
}

static gboolean
has_passphrase (ClvCli *cli)
{
  g_autoptr(GPtrArray) persons = clv_governance_list_persons (cli->workspace, NULL);

  for (guint i = 0; persons != NULL && i < persons->len; i++)
    {
      const ClvPerson *person = g_ptr_array_index (persons, i);

      if (g_strcmp0 (person->login, cli->actor) == 0)
        return person->has_passphrase;
    }

  return FALSE;
}

/* Reads a line from the terminal without showing it. */
static char *
ask_passphrase (const char *login)
{
  struct termios shown;
  struct termios hidden;
  char line[1024] = { 0 };
  char *typed = NULL;

  if (tcgetattr (STDIN_FILENO, &shown) != 0)
    return NULL;
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  /* Translators: a person */
  g_printerr (_("Passphrase of %s: "), login);
  if (fgets (line, sizeof line, stdin) != NULL)
    typed = g_strndup (line, strcspn (line, "\r\n"));
  explicit_bzero (line, sizeof line);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  g_printerr ("\n");

  return typed;
}

/**
 * clv_cli_get_passphrase:
 * @cli: the command line with its workspace
 *
 * Returns: (nullable): what PERENNIAL_PASSPHRASE holds, or where who acts has set
 *   one, what they type
 */
const char *
clv_cli_get_passphrase (ClvCli *cli)
{
  const char *given = g_getenv (CLV_CLI_PASSPHRASE);

  if (given != NULL)
    return given;
  if (cli->passphrase == NULL && isatty (STDIN_FILENO) && isatty (STDERR_FILENO)
      && has_passphrase (cli))
    cli->passphrase = ask_passphrase (cli->actor);

  return cli->passphrase;
}

static ClvExit
exit_of_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CLV_EXIT_CANCELLED;
  if (g_error_matches (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NEWER))
    return CLV_EXIT_NEWER;
  if (error->domain == CLV_GOVERNANCE_ERROR
      || g_error_matches (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE)
      || g_error_matches (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA)
      || g_error_matches (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED))
    return CLV_EXIT_NO;

  return CLV_EXIT_USAGE;
}

static void
end_bar (ClvCli *cli)
{
  if (cli->bar_is_shown)
    g_printerr ("\r\033[K");
  cli->bar_is_shown = FALSE;
}

/**
 * clv_cli_fail:
 * @cli: the command line
 * @error: what went wrong
 *
 * Tells @error on standard error.
 *
 * Returns: the exit status that belongs to it
 */
int
clv_cli_fail (ClvCli       *cli,
              const GError *error)
{
  end_bar (cli);
  g_printerr ("%s\n", error->message);

  return exit_of_error (error);
}

/**
 * clv_cli_parse_date:
 * @text: (nullable): an ISO date; %NULL leaves @date alone
 * @option: what to call it in a message
 * @date: (out): the day
 * @error: return location
 *
 * Returns: whether @text is a date
 */
gboolean
clv_cli_parse_date (const char  *text,
                    const char  *option,
                    ClvDate     *date,
                    GError     **error)
{
  ClvDate parsed;

  if (text == NULL)
    return TRUE;

  parsed = clv_date_parse (text);
  if (parsed == CLV_DATE_INVALID)
    {
      g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("“%s” is not a date for %s. Write it as 1997-09-30."), text, option);
      return FALSE;
    }
  *date = parsed;

  return TRUE;
}

gboolean
clv_cli_parse_id (const char  *text,
                  const char  *what,
                  gint64      *id,
                  GError     **error)
{
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, id, NULL))
    return TRUE;

  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("“%s” is not the number of a %s, which is 1, 2, 3 …"), text, what);

  return FALSE;
}

/**
 * clv_cli_set_spec:
 * @spec: to fill
 * @kind: (nullable): model kind
 * @spend: (nullable): "gamma-gamma" or "none"
 * @until: (nullable): ISO date
 * @unit: (nullable): "day" or "week"
 * @error: return location
 *
 * Returns: whether all of it makes sense
 */
gboolean
clv_cli_set_spec (ClvModelSpec  *spec,
                  const char    *kind,
                  const char    *spend,
                  const char    *until,
                  const char    *unit,
                  GError       **error)
{
  if (kind != NULL)
    {
      if (clv_model_kind_find (kind) == NULL)
        {
          g_autofree char *ids = clv_model_kinds_dup_ids ();

          g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
                       _("This version cannot fit the model “%s”. It knows: %s."), kind, ids);
          return FALSE;
        }
      g_free (spec->kind);
      spec->kind = g_strdup (kind);
    }
  if (spend != NULL)
    {
      if (!g_str_equal (spend, "gamma-gamma") && !g_str_equal (spend, "none"))
        {
          g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("“%s” is not a spend model. It is gamma-gamma or none."), spend);
          return FALSE;
        }
      g_free (spec->spend);
      spec->spend = g_strdup (spend);
    }
  if (unit != NULL)
    {
      if (!g_str_equal (unit, "day") && !g_str_equal (unit, "week"))
        {
          g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("“%s” is not a time unit. It is day or week."), unit);
          return FALSE;
        }
      spec->unit_days = g_str_equal (unit, "week") ? 7 : 1;
    }

  return clv_cli_parse_date (until, "--until", &spec->until, error);
}

/**
 * clv_cli_check_unit:
 * @spec: what will be fitted
 * @unit: (nullable): the time unit that was asked for
 * @error: return location
 *
 * Returns: %FALSE where the kind counts by the calendar and would pass over @unit
 */
gboolean
clv_cli_check_unit (const ClvModelSpec *spec,
                    const char         *unit,
                    GError            **error)
{
  const ClvModelKind *kind = clv_model_kind_find (spec->kind);

  if (unit == NULL || kind == NULL || kind->history < CLV_HISTORY_OPPORTUNITIES)
    return TRUE;
  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("%s counts by the calendar and would pass over --unit %s. Nothing was fitted. "
                 "Leave it out; “fit --opportunity” names the calendar period."), kind->name, unit);
  return FALSE;
}

/**
 * clv_cli_print:
 * @cli: the command line
 * @format: printf format of text for people
 * @...: its values
 *
 * Prints to standard output unless JSON or silence was asked for.
 */
void
clv_cli_print (ClvCli     *cli,
               const char *format,
               ...)
{
  va_list values;
  g_autofree char *text = NULL;

  if (cli->is_json || cli->is_quiet)
    return;

  end_bar (cli);
  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  g_print ("%s", text);
}

/**
 * clv_cli_finish:
 * @cli: the command line
 *
 * Prints the JSON object where it was asked for.
 *
 * Returns: %CLV_EXIT_DONE
 */
int
clv_cli_finish (ClvCli *cli)
{
  end_bar (cli);
  json_builder_end_object (cli->json);
  if (cli->is_json)
    {
      g_autoptr(JsonGenerator) generator = json_generator_new ();
      g_autoptr(JsonNode) root = json_builder_get_root (cli->json);
      g_autofree char *text = NULL;

      json_generator_set_root (generator, root);
      json_generator_set_pretty (generator, TRUE);
      text = json_generator_to_data (generator, NULL);
      g_print ("%s\n", text);
    }

  return CLV_EXIT_DONE;
}

/**
 * clv_json_number:
 * @json: a builder in an object, or in an array where @name is %NULL
 * @name: (nullable): the key
 * @value: a number; null where it is not finite
 *
 * Adds a number with all its digits.
 */
void
clv_json_number (JsonBuilder *json,
                 const char  *name,
                 double       value)
{
  if (name != NULL)
    json_builder_set_member_name (json, name);
  if (isfinite (value))
    json_builder_add_double_value (json, value);
  else
    json_builder_add_null_value (json);
}

void
clv_json_int (JsonBuilder *json,
              const char  *name,
              gint64       value)
{
  if (name != NULL)
    json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, value);
}

void
clv_json_text (JsonBuilder *json,
               const char  *name,
               const char  *value)
{
  if (name != NULL)
    json_builder_set_member_name (json, name);
  if (value != NULL)
    json_builder_add_string_value (json, value);
  else
    json_builder_add_null_value (json);
}

void
clv_json_bool (JsonBuilder *json,
               const char  *name,
               gboolean     value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_boolean_value (json, value);
}

void
clv_json_date (JsonBuilder *json,
               const char  *name,
               ClvDate      value)
{
  g_autofree char *iso = value != CLV_DATE_INVALID ? clv_date_to_iso (value) : NULL;

  clv_json_text (json, name, iso);
}

void
clv_json_money (JsonBuilder *json,
                const char  *name,
                gint64       minor,
                const char  *currency)
{
  clv_json_number (json, name, clv_money_to_major (minor, currency));
}

/**
 * clv_json_parameters:
 * @json: a builder in an object
 * @name: the key
 * @n: how many
 * @names: (array length=n): of the parameters
 * @values: (array length=n): likewise
 *
 * Adds an object with a number for each name.
 */
void
clv_json_parameters (JsonBuilder        *json,
                     const char         *name,
                     guint               n,
                     const char * const *names,
                     const double       *values)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_object (json);
  for (guint i = 0; i < n; i++)
    clv_json_number (json, names[i], values[i]);
  json_builder_end_object (json);
}

void
clv_json_texts (JsonBuilder     *json,
                const char      *name,
                const GPtrArray *texts)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (guint i = 0; texts != NULL && i < texts->len; i++)
    json_builder_add_string_value (json, g_ptr_array_index (texts, i));
  json_builder_end_array (json);
}

/* Warnings of a detection or an import: the key "warnings", and a line each. */
void
clv_cli_add_warnings (ClvCli    *cli,
                      GPtrArray *warnings)
{
  json_builder_set_member_name (cli->json, "warnings");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < warnings->len; i++)
    {
      const char *warning = g_ptr_array_index (warnings, i);

      clv_json_text (cli->json, NULL, warning);
      clv_cli_print (cli, _("Warning: %s\n"), warning);
    }
  json_builder_end_array (cli->json);
}
