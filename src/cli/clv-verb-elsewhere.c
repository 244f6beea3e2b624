/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "clv-cli.h"

/* The verbs of clv-verb-export.c, as perennial-cli has them: it becomes the
 * program that is linked with what draws and what writes workbooks. */

#define PROGRAM "perennial-cli-export"

/* Beside this program in a build tree, else where it was installed. */
static char *
find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (self != NULL ? self : "");
  g_autofree char *beside = g_build_filename (folder, PROGRAM, NULL);

  if (g_path_is_absolute (beside) && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return g_build_filename (CLV_CLI_EXPORT_FOLDER, PROGRAM, NULL);
}

/* Comes back only when it did not work. The signals that main() blocks stay so, and
 * the other program waits for them in the same way. */
static int
become (ClvCli *cli)
{
  g_autofree char *program = find_program ();
  g_autofree char **arguments = g_new0 (char *, cli->argc + 2);
  g_autoptr(GError) error = NULL;
  int number = 0;

  arguments[0] = (char *) "perennial-cli";
  memcpy (arguments + 1, cli->argv, cli->argc * sizeof *arguments);
  execv (program, arguments);

  number = errno;
  /* Translators: a program, why not */
  g_set_error (&error, G_FILE_ERROR, g_file_error_from_errno (number),
               _("“%s” cannot be started: %s. Nothing was written. Install Perennial again."),
               program, g_strerror (number));
  return clv_cli_fail (cli, error);
}

int
clv_verb_export (ClvCli *cli)
{
  return become (cli);
}

int
clv_verb_chart (ClvCli *cli)
{
  return become (cli);
}
