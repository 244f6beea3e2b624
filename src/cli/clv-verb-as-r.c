/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-as-r.h"
#include "clv-customers-kinds.h"
#include "clv-load.h"

static gboolean
write_script (ClvCli  *cli,
              gint64   id,
              GError **error)
{
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvCustomers) loaded = NULL;
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvAsR) as_r = NULL;
  g_autofree char *script = g_build_filename (cli->argv[2], CLV_AS_R_SCRIPT, NULL);
  g_autofree char *data = g_build_filename (cli->argv[2], CLV_AS_R_DATA, NULL);

  if (clv_cli_open (cli, CLV_OPEN_READ_ONLY, error) == NULL)
    return FALSE;
  fit = clv_cli_load_fit (cli, id, error);
  if (fit == NULL)
    return FALSE;
  loaded = clv_customers_load_for_spec (cli->workspace, fit->spec, TRUE, &cli->progress, error);
  if (loaded == NULL)
    return FALSE;
  customers = clv_customers_new_for_spec (loaded, fit->spec, &cli->progress, error);
  if (customers == NULL)
    return FALSE;
  as_r = clv_as_r_new (fit, customers);
  if (!clv_as_r_save (as_r, cli->argv[2], error))
    return FALSE;

  clv_json_int (cli->json, "fit", fit->id);
  clv_json_text (cli->json, "model", fit->kind->id);
  clv_json_text (cli->json, "script", script);
  clv_json_text (cli->json, "data", data);
  clv_json_text (cli->json, "package", as_r->package);
  if (as_r->package != NULL)
    /* Translators: two files, a package of R */
    clv_cli_print (cli, _("Wrote “%s” and “%s”, without customer ids. The script needs R with the "
                          "package %s.\n"), script, data, as_r->package);
  else
    /* Translators: two files, a model */
    clv_cli_print (cli, _("Wrote “%s” and “%s”, without customer ids. BTYD and BTYDplus do not "
                          "fit %s as it was fitted here; the script holds our estimates.\n"),
                   script, data, fit->kind->name);

  return TRUE;
}

int
clv_verb_as_r (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  gint64 id = 0;
  const GOptionEntry entries[] = {
    { "fit", 0, 0, G_OPTION_ARG_INT64, &id, N_("A fit that is not the newest"), N_("ID") },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 2, 2, &error) || !write_script (cli, id, &error))
    return clv_cli_fail (cli, error);

  return clv_cli_finish (cli);
}
