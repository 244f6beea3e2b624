/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>

#include "clv-cli.h"
#include "clv-cli-versions.h"

const ClvVerb clv_verbs[] = {
  { "new", N_("WS"), N_("Create an empty workspace"), clv_verb_new },
  { "sample", N_("[WS]"), N_("Create a workspace with a generated sample shop"), clv_verb_sample },
  { "detect", N_("FILE"), N_("Say how a file would be read"), clv_verb_detect },
  { "import", N_("WS FILE…"), N_("Import files, each as one batch"), clv_verb_import },
  { "batches", N_("WS"), N_("List the imports"), clv_verb_batches },
  { "undo", N_("WS BATCH"), N_("Take one import back"), clv_verb_undo },
  { "quality", N_("WS"), N_("Check whether the data are fit for a model"), clv_verb_quality },
  { "define", N_("WS"), N_("Show or set what a customer's value means"), clv_verb_define },
  { "fit", N_("WS"), N_("Fit a model"), clv_verb_fit },
  { "score", N_("WS"), N_("Compute every customer's value"), clv_verb_score },
  { "customer", N_("WS ID"), N_("Show one customer"), clv_verb_customer },
  { "interval", N_("WS"), N_("Say how far values may be from what will come"), clv_verb_interval },
  { "bootstrap", N_("WS"), N_("Check the intervals by fitting again to other pasts"),
    clv_verb_bootstrap },
  { "backtest", N_("WS"), N_("Fit before a day and compare after it"), clv_verb_backtest },
  { "compare", N_("WS"), N_("Compare model kinds on the days after a split"), clv_verb_compare },
  { "shrink", N_("WS"), N_("Fit segments, drawn together as far as little is known of them"),
    clv_verb_shrink },
  { "choose", N_("WS"), N_("Say which method fits the customers, and why"), clv_verb_choose },
  { "calc", "", N_("Compute rows of x, t, T without a workspace"), clv_verb_calc },
  { "tiers", N_("WS"), N_("Show tiers and their cut-offs"), clv_verb_tiers },
  { "migration", N_("WS"), N_("Show who moved between tiers"), clv_verb_migration },
  { "audit", N_("WS"), N_("Compare groups of customers"), clv_verb_audit },
  { "person", N_("WS add NAME"), N_("Add a person with a role"), clv_verb_person },
  { "propose", N_("WS"), N_("Propose the current values for approval"), clv_verb_propose },
  { "submit", N_("WS PACKAGE"), N_("Hand a package in for review"), clv_verb_submit },
  { "vote", N_("WS PACKAGE"), N_("Vote on a package"), clv_verb_vote },
  { "packages", N_("WS"), N_("List the packages"), clv_verb_packages },
  { "export", N_("WS scores|audience|transactions|rejected FILE"),
    N_("Write a file for other programs"), clv_verb_export },
  { "chart", N_("WS KIND FILE"), N_("Draw a chart"), clv_verb_chart },
  { "as-r", N_("WS FOLDER"), N_("Write a fit as an R script with its data"), clv_verb_as_r },
  { "verify", N_("WS"), N_("Check the file and its ledger"), clv_verb_verify },
  { NULL }
};

/* Verbs run on the main thread, so somebody else must hear the signal. */
static gpointer
listen_thread (gpointer user_data)
{
  sigset_t signals;
  int number;

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  while (sigwait (&signals, &number) == 0)
    g_cancellable_cancel (user_data);

  return NULL;
}

/* Every thread that starts later keeps the signal for the one that waits. */
static void
listen_for_interrupt (GCancellable *cancellable)
{
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);
  g_thread_unref (g_thread_new ("interrupt", listen_thread, cancellable));
}

static void
print_help (void)
{
  g_print ("%s\n\n", _("Usage: perennial-cli VERB [WORKSPACE] [ARGUMENTS]"));
  for (const ClvVerb *verb = clv_verbs; verb->name != NULL; verb++)
    g_print ("  %-10s %s\n", verb->name, _(verb->summary));
  g_print ("\n%s\n", _("“perennial-cli VERB --help” tells a verb's options. Exit status: 0 done, "
                       "1 the answer is no, 2 wrong usage or unreadable input, 3 a newer version "
                       "is needed, 4 cancelled."));
}

static int
run_verb (const ClvVerb *verb,
          int            argc,
          char         **argv)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(JsonBuilder) json = json_builder_new ();
  ClvCli cli = { .verb = verb, .argc = argc, .argv = argv, .cancellable = cancellable,
                 .json = json };
  int status;

  listen_for_interrupt (cancellable);
  status = verb->run (&cli);
  if (cli.workspace != NULL)
    clv_workspace_close (cli.workspace);
  g_clear_object (&cli.workspace);
  g_free (cli.actor);
  if (cli.passphrase != NULL)
    explicit_bzero (cli.passphrase, strlen (cli.passphrase));
  g_free (cli.passphrase);

  return status;
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc < 2)
    {
      g_printerr ("%s\n", _("Which verb? “perennial-cli --help” lists them."));
      return CLV_EXIT_USAGE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      clv_cli_print_versions ();
      return CLV_EXIT_DONE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_help ();
      return CLV_EXIT_DONE;
    }
  for (const ClvVerb *verb = clv_verbs; verb->name != NULL; verb++)
    {
      if (g_str_equal (verb->name, argv[1]))
        return run_verb (verb, argc - 1, argv + 1);
    }

  g_printerr (_("There is no verb “%s”. “perennial-cli --help” lists them.\n"), argv[1]);

  return CLV_EXIT_USAGE;
}
