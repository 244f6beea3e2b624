/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "clv-cli.h"
#include "clv-counts.h"
#include "clv-money.h"
#include "clv-sample.h"

int
clv_verb_new (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *currency = NULL;
  g_autofree char *zone = NULL;
  const GOptionEntry entries[] = {
    { "currency", 0, 0, G_OPTION_ARG_STRING, &currency, N_("ISO code of all amounts"), "EUR" },
    { "time-zone", 0, 0, G_OPTION_ARG_STRING, &zone, N_("Zone of the calendar days"),
      "Europe/Berlin" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 1, 1, &error))
    return clv_cli_fail (cli, error);

  cli->workspace = clv_workspace_create (cli->argv[1], currency != NULL ? currency : "EUR",
                                         zone != NULL ? zone : "Europe/Berlin", &error);
  if (cli->workspace == NULL)
    return clv_cli_fail (cli, error);

  clv_json_text (cli->json, "workspace", cli->argv[1]);
  clv_json_text (cli->json, "currency", clv_workspace_get_currency (cli->workspace));
  clv_json_text (cli->json, "time_zone", clv_workspace_get_time_zone (cli->workspace));
  clv_cli_print (cli, _("Created the empty workspace “%s”: amounts in %s, days of %s.\n"),
                 cli->argv[1], clv_workspace_get_currency (cli->workspace),
                 clv_workspace_get_time_zone (cli->workspace));

  return clv_cli_finish (cli);
}

static gboolean
count_sample (ClvCli  *cli,
              GError **error)
{
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autofree char *customers = NULL;
  g_autofree char *rows = NULL;

  if (clv_cli_open (cli, CLV_OPEN_READ_ONLY, error) == NULL)
    return FALSE;
  transactions = clv_workspace_load_transactions (cli->workspace, &cli->progress, error);
  if (transactions == NULL)
    return FALSE;

  clv_json_text (cli->json, "workspace", cli->argv[1]);
  clv_json_int (cli->json, "customers", transactions->n_customers);
  clv_json_int (cli->json, "transactions", (gint64) transactions->n_rows);
  customers = clv_count_customers (transactions->n_customers);
  rows = clv_count_rows (transactions->n_rows);
  /* Translators: a file, number of customers, of rows, a currency */
  clv_cli_print (cli, _("Created the sample shop “%s”: %s, %s in %s. All of it is invented.\n"),
                 cli->argv[1], customers, rows, transactions->currency);

  return TRUE;
}

/* Lines of the file of orders without its head; 0 where it cannot be read. */
static gint64
count_lines (const char *path)
{
  g_autoptr(GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  const char *next = file != NULL ? g_mapped_file_get_contents (file) : NULL;
  const char *end = next != NULL ? next + g_mapped_file_get_length (file) : NULL;
  gint64 n = 0;

  while (next != NULL && next < end && (next = memchr (next, '\n', (gsize) (end - next))) != NULL)
    {
      next++;
      n++;
    }

  return MAX (n - 1, 0);
}

int
clv_verb_sample (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *folder = NULL;
  ClvSampleKind sample = CLV_SAMPLE_RETAIL;
  int n = 5000;
  gint64 seed = 1;
  const GOptionEntry entries[] = {
    { "kind", 0, 0, G_OPTION_ARG_STRING, &kind, N_("Kind of business"), "retail|saas|b2b" },
    { "customers", 0, 0, G_OPTION_ARG_INT, &n, N_("How many customers"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_("Seed of the random numbers"), "N" },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("Write CSV files to this folder"), "DIR" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 0, 1, &error))
    return clv_cli_fail (cli, error);
  if (kind != NULL && !clv_sample_kind_from_id (kind, &sample))
    {
      g_printerr (_("--kind is retail, saas or b2b, not “%s”. Nothing was written.\n"), kind);
      return CLV_EXIT_USAGE;
    }
  if (n < 1 || n > 10000000 || seed < 0 || (cli->argc < 2 && folder == NULL))
    {
      g_printerr ("%s\n", _("“sample” needs a workspace to create or --csv FOLDER, 1 to 10,000,000 "
                            "customers and a seed of 0 or more."));
      return CLV_EXIT_USAGE;
    }

  if (folder != NULL
      && !clv_sample_write_csv (sample, folder, (guint) n, (guint64) seed, &files, &cli->progress,
                                &error))
    return clv_cli_fail (cli, error);
  if (cli->argc > 1
      && (!clv_sample_create_workspace (sample, cli->argv[1], (guint) n, (guint64) seed,
                                        &cli->progress, &error)
          || !count_sample (cli, &error)))
    return clv_cli_fail (cli, error);
  if (cli->argc < 2)
    {
      clv_json_int (cli->json, "customers", n);
      clv_json_int (cli->json, "transactions", count_lines (g_ptr_array_index (files, 0)));
    }
  clv_json_texts (cli->json, "files", files);
  for (guint i = 0; files != NULL && i < files->len; i++)
    clv_cli_print (cli, _("Wrote “%s”.\n"), (const char *) g_ptr_array_index (files, i));

  return clv_cli_finish (cli);
}

static void
print_batch (ClvCli         *cli,
             const ClvBatch *batch)
{
  g_autofree char *amount = clv_money_format (batch->net_amount, batch->currency);
  g_autofree char *orders = clv_count_orders (batch->orders);
  g_autofree char *others = g_str_equal (batch->kind, "customers")
                            ? clv_count_customers (batch->customers) : clv_count_rows (batch->rows);
  const char *undone = batch->undone ? _(" (undone)") : "";

  if (batch->orders == 0)
    clv_cli_print (cli, "%" PRId64 "  %s  %s  %s  %s%s\n", batch->id, batch->imported_at,
                   batch->kind, batch->file_name, others, undone);
  else
    clv_cli_print (cli, _("%" PRId64 "  %s  %s  %s  %s, %s net%s\n"), batch->id,
                   batch->imported_at, batch->kind, batch->file_name, orders, amount, undone);
}

int
clv_verb_batches (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) batches = NULL;

  if (!clv_cli_parse (cli, NULL, 1, 1, &error)
      || clv_cli_open (cli, CLV_OPEN_READ_ONLY, &error) == NULL)
    return clv_cli_fail (cli, error);
  batches = clv_workspace_list_batches (cli->workspace, &error);
  if (batches == NULL)
    return clv_cli_fail (cli, error);

  json_builder_set_member_name (cli->json, "batches");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);

      json_builder_begin_object (cli->json);
      clv_json_int (cli->json, "batch", batch->id);
      clv_json_text (cli->json, "file", batch->file_name);
      clv_json_text (cli->json, "kind", batch->kind);
      clv_json_text (cli->json, "imported_at", batch->imported_at);
      clv_json_int (cli->json, "rows", (gint64) batch->rows);
      clv_json_int (cli->json, "orders", (gint64) batch->orders);
      clv_json_int (cli->json, "customers", (gint64) batch->customers);
      clv_json_int (cli->json, "rows_rejected", (gint64) batch->rejected);
      clv_json_int (cli->json, "changed_orders", (gint64) batch->changed_orders);
      clv_json_money (cli->json, "net_amount", batch->net_amount, batch->currency);
      clv_json_text (cli->json, "currency", batch->currency);
      clv_json_date (cli->json, "first_date", batch->first_date);
      clv_json_date (cli->json, "last_date", batch->last_date);
      clv_json_bool (cli->json, "undone", batch->undone);
      json_builder_end_object (cli->json);
      print_batch (cli, batch);
    }
  json_builder_end_array (cli->json);
  if (batches->len == 0)
    clv_cli_print (cli, "%s\n", _("Nothing was imported yet."));

  return clv_cli_finish (cli);
}

/* Rows of an import, which are gone once it is undone. */
static guint64
count_batch_rows (ClvCli *cli,
                  gint64  id)
{
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (cli->workspace, NULL);

  for (guint i = 0; batches != NULL && i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);

      if (batch->id == id)
        return batch->rows;
    }

  return 0;
}

int
clv_verb_undo (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *taken = NULL;
  gint64 batch = 0;
  guint64 removed = 0;
  guint64 n_rows = 0;

  if (!clv_cli_parse (cli, NULL, 2, 2, &error)
      || !clv_cli_parse_id (cli->argv[2], _("batch"), &batch, &error)
      || clv_cli_open (cli, CLV_OPEN_READ_WRITE, &error) == NULL)
    return clv_cli_fail (cli, error);

  n_rows = count_batch_rows (cli, batch);
  if (!clv_workspace_undo_batch (cli->workspace, batch, &removed, &error))
    return clv_cli_fail (cli, error);

  clv_json_int (cli->json, "batch", batch);
  clv_json_int (cli->json, "removed_orders", (gint64) removed);
  clv_json_int (cli->json, "removed_rows", (gint64) n_rows);
  taken = removed > 0 ? clv_count_orders (removed) : clv_count_rows (n_rows);
  clv_cli_print (cli, _("Took back batch %" PRId64 ": %s.\n"), batch, taken);

  return clv_cli_finish (cli);
}
