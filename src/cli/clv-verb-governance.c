/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-load.h"

static gboolean
need_actor (ClvCli  *cli,
            GError **error)
{
  if (cli->actor != NULL && *cli->actor != '\0')
    return TRUE;

  g_set_error_literal (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("Who acts? Say it with --as NAME."));

  return FALSE;
}

static void
add_event (ClvCli *cli)
{
  clv_json_int (cli->json, "event", clv_ledger_get_n (cli->workspace));
}

static void
add_package (ClvCli           *cli,
             const ClvPackage *package)
{
  json_builder_begin_object (cli->json);
  clv_json_int (cli->json, "id", package->id);
  clv_json_text (cli->json, "title", package->title);
  clv_json_text (cli->json, "state", clv_package_state_get_id (package->state));
  clv_json_text (cli->json, "content_hash", package->content_hash);
  clv_json_bool (cli->json, "usable", package->is_usable);
  clv_json_bool (cli->json, "stale", package->is_stale);
  clv_json_bool (cli->json, "expired", package->is_expired);
  clv_json_bool (cli->json, "self_attested", package->is_self_attested);
  clv_json_text (cli->json, "attestation", clv_package_get_attestation (package));
  clv_json_text (cli->json, "approved_on", package->approved_on);
  clv_json_text (cli->json, "valid_until", package->valid_until);
  clv_json_texts (cli->json, "stale_because", package->stale_because);
  json_builder_end_object (cli->json);
  clv_cli_print (cli, _("%" PRId64 "  %s  %s, %s\n"), package->id, package->title,
                 clv_package_state_get_label (package->state),
                 package->is_usable ? _("usable") : _("not usable"));
  for (guint i = 0; i < package->stale_because->len; i++)
    clv_cli_print (cli, "   %s\n", (const char *) g_ptr_array_index (package->stale_because, i));
}

static gboolean
add_packages (ClvCli  *cli,
              gint64   only,
              GError **error)
{
  g_autoptr(GPtrArray) packages = clv_governance_list_packages (cli->workspace, NULL, error);

  if (packages == NULL)
    return FALSE;
  json_builder_set_member_name (cli->json, "packages");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < packages->len; i++)
    {
      const ClvPackage *package = g_ptr_array_index (packages, i);

      if (only == 0 || only == package->id)
        add_package (cli, package);
    }
  json_builder_end_array (cli->json);
  if (packages->len == 0)
    clv_cli_print (cli, "%s\n", _("Nothing was proposed yet."));

  return TRUE;
}

int
clv_verb_packages (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;

  if (!clv_cli_parse (cli, NULL, 1, 1, &error)
      || clv_cli_open (cli, CLV_OPEN_READ_ONLY, &error) == NULL
      || !add_packages (cli, 0, &error))
    return clv_cli_fail (cli, error);

  return clv_cli_finish (cli);
}

int
clv_verb_person (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *role_text = NULL;
  ClvRole role = CLV_ROLE_VIEWER;
  const GOptionEntry entries[] = {
    { "role", 0, 0, G_OPTION_ARG_STRING, &role_text, N_("Role"),
      "viewer|analyst|finance|reviewer|privacy|admin" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 3, 3, &error))
    return clv_cli_fail (cli, error);
  if (!g_str_equal (cli->argv[2], "add") || role_text == NULL
      || !clv_role_parse (role_text, &role))
    {
      g_printerr ("%s\n", _("“person” is used as: WS add NAME --role viewer, analyst, finance, "
                            "reviewer, privacy or admin."));
      return CLV_EXIT_USAGE;
    }
  if (clv_cli_open (cli, CLV_OPEN_READ_WRITE, &error) == NULL
      || !clv_governance_add_person (cli->workspace, cli->actor, cli->argv[3], role,
                                     g_getenv (CLV_CLI_PASSPHRASE), &error))
    return clv_cli_fail (cli, error);

  clv_json_text (cli->json, "person", cli->argv[3]);
  clv_json_text (cli->json, "role", clv_role_get_id (role));
  add_event (cli);
  clv_cli_print (cli, _("%s now has the role “%s”.\n"), cli->argv[3], clv_role_get_label (role));

  return clv_cli_finish (cli);
}

int
clv_verb_propose (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *risk_text = NULL;
  g_autofree char *scheme_name = NULL;
  const ClvTierScheme *scheme = NULL;
  ClvRisk risk = CLV_RISK_LOW;
  gint64 package;
  const GOptionEntry entries[] = {
    { "risk", 0, 0, G_OPTION_ARG_STRING, &risk_text, N_("Risk: 1, 2 or 3 votes"),
      "low|medium|high" },
    { "scheme", 0, 0, G_OPTION_ARG_STRING, &scheme_name, N_("Tier scheme"), "20-60-20|platinum" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 1, 1, &error) || !need_actor (cli, &error))
    return clv_cli_fail (cli, error);
  while (risk_text != NULL && risk <= CLV_RISK_HIGH
         && !g_str_equal (clv_risk_get_id (risk), risk_text))
    risk++;
  if (risk > CLV_RISK_HIGH)
    {
      g_printerr ("%s\n", _("--risk is low, medium or high."));
      return CLV_EXIT_USAGE;
    }
  scheme = clv_cli_find_scheme (scheme_name, &error);
  if (scheme == NULL || clv_cli_open (cli, CLV_OPEN_READ_WRITE, &error) == NULL)
    return clv_cli_fail (cli, error);
  package = clv_governance_propose (cli->workspace, cli->actor, risk, scheme,
                                    clv_cli_get_passphrase (cli), &error);
  if (package <= 0)
    return clv_cli_fail (cli, error);
  clv_json_int (cli->json, "package", package);
  add_event (cli);
  if (!add_packages (cli, package, &error))
    return clv_cli_fail (cli, error);

  return clv_cli_finish (cli);
}

static int
finish_act (ClvCli *cli,
            gint64  package)
{
  g_autoptr(GError) error = NULL;

  clv_json_int (cli->json, "package", package);
  add_event (cli);
  if (!add_packages (cli, package, &error))
    return clv_cli_fail (cli, error);

  return clv_cli_finish (cli);
}

int
clv_verb_submit (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  gint64 package = 0;

  if (!clv_cli_parse (cli, NULL, 2, 2, &error) || !need_actor (cli, &error)
      || !clv_cli_parse_id (cli->argv[2], _("package"), &package, &error)
      || clv_cli_open (cli, CLV_OPEN_READ_WRITE, &error) == NULL
      || !clv_governance_submit (cli->workspace, package, cli->actor,
                                 clv_cli_get_passphrase (cli), &error))
    return clv_cli_fail (cli, error);

  return finish_act (cli, package);
}

typedef struct
{
  gboolean approve;
  gboolean reject;
  gboolean ask;
  char *decision;
} Decision;

/* Exactly one of them, whichever way it is said. */
static gboolean
parse_decision (Decision *decision)
{
  if (decision->decision != NULL)
    {
      if (g_str_equal (decision->decision, "approve"))
        decision->approve = TRUE;
      else if (g_str_equal (decision->decision, "reject"))
        decision->reject = TRUE;
      else if (g_str_equal (decision->decision, "ask-changes"))
        decision->ask = TRUE;
      else
        return FALSE;
    }

  return decision->approve + decision->reject + decision->ask == 1;
}

static gboolean
vote (ClvCli          *cli,
      gint64           package,
      const Decision  *decision,
      const char      *reason,
      GError         **error)
{
  const char *passphrase = NULL;

  if (clv_cli_open (cli, CLV_OPEN_READ_WRITE, error) == NULL)
    return FALSE;
  passphrase = clv_cli_get_passphrase (cli);
  if (decision->ask)
    return clv_governance_step (cli->workspace, package, CLV_STEP_ASK_CHANGES, cli->actor, reason,
                                passphrase, error);

  return clv_governance_vote (cli->workspace, package, cli->actor, decision->approve, reason,
                              passphrase, error);
}

int
clv_verb_vote (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *reason = NULL;
  Decision decision = { FALSE };
  gint64 package = 0;
  gboolean is_clear;
  const GOptionEntry entries[] = {
    { "approve", 0, 0, G_OPTION_ARG_NONE, &decision.approve, N_("Vote for it"), NULL },
    { "reject", 0, 0, G_OPTION_ARG_NONE, &decision.reject, N_("Vote against it"), NULL },
    { "ask-changes", 0, 0, G_OPTION_ARG_NONE, &decision.ask,
      N_("Hand it back to its author"), NULL },
    { "decision", 0, 0, G_OPTION_ARG_STRING, &decision.decision, N_("The same as a word"),
      "approve|reject|ask-changes" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_("Why"), "TEXT" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 2, 2, &error) || !need_actor (cli, &error)
      || !clv_cli_parse_id (cli->argv[2], _("package"), &package, &error))
    {
      g_free (decision.decision);
      return clv_cli_fail (cli, error);
    }
  is_clear = parse_decision (&decision);
  g_clear_pointer (&decision.decision, g_free);
  if (!is_clear)
    {
      g_printerr ("%s\n", _("“vote” needs one of --approve, --reject and --ask-changes."));
      return CLV_EXIT_USAGE;
    }
  if (!vote (cli, package, &decision, reason != NULL ? reason : "", &error))
    return clv_cli_fail (cli, error);

  return finish_act (cli, package);
}

static void
print_texts (ClvCli          *cli,
             const char      *title,
             const GPtrArray *texts)
{
  if (texts->len > 0)
    clv_cli_print (cli, "%s\n", title);
  for (guint i = 0; i < texts->len; i++)
    clv_cli_print (cli, "  %s\n", (const char *) g_ptr_array_index (texts, i));
}

/* A slip of the pen in the anchor is no evidence against the file. */
static gboolean
check_anchor (const char  *anchor,
              GError     **error)
{
  const char *hash = anchor != NULL ? strchr (anchor, ':') : NULL;

  if (anchor == NULL
      || (hash != NULL && hash > anchor && strspn (anchor, "0123456789") == (gsize) (hash - anchor)
          && strspn (hash + 1, "0123456789abcdef") == 64 && hash[65] == '\0'))
    return TRUE;

  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("“%s” is not an anchor. One looks like 12:3f9c… with 64 digits. Nothing was "
                 "checked."), anchor);
  return FALSE;
}

int
clv_verb_verify (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvVerification) verification = NULL;
  g_autofree char *anchor = NULL;
  const GOptionEntry entries[] = {
    { "anchor", 0, 0, G_OPTION_ARG_STRING, &anchor, N_("Anchor kept elsewhere"), "SEQ:HASH" },
    G_OPTION_ENTRY_NULL
  };

  /* This verb alone tells wrong usage from an unreadable file. */
  if (!clv_cli_parse (cli, entries, 1, 1, &error) || !check_anchor (anchor, &error))
    {
      clv_cli_fail (cli, error);
      return 4;
    }
  if (clv_cli_open (cli, CLV_OPEN_READ_ONLY, &error) == NULL)
    return clv_cli_fail (cli, error);
  if (clv_workspace_get_needed_version (cli->workspace) != NULL)
    {
      g_printerr (_("The workspace was made by a newer program and needs version %s. It was not "
                    "changed.\n"), clv_workspace_get_needed_version (cli->workspace));
      return CLV_EXIT_NEWER;
    }
  verification = clv_governance_verify (cli->workspace, anchor, &cli->progress, &error);
  if (verification == NULL)
    return clv_cli_fail (cli, error);

  clv_json_text (cli->json, "state", verification->is_clean ? "clean" : "tampered");
  clv_json_int (cli->json, "events", verification->n_events);
  clv_json_texts (cli->json, "not_checked", verification->not_checked);
  clv_json_texts (cli->json, "checked", verification->checked);
  clv_json_texts (cli->json, "findings", verification->findings);
  print_texts (cli, _("Not checked:"), verification->not_checked);
  print_texts (cli, _("Checked:"), verification->checked);
  print_texts (cli, _("Found:"), verification->findings);
  clv_cli_print (cli, "%s\n", verification->is_clean
                 ? _("Nothing was found that contradicts the ledger.")
                 : _("The file does not agree with its ledger."));
  clv_cli_finish (cli);

  return verification->is_clean ? CLV_EXIT_DONE : CLV_EXIT_NO;
}
