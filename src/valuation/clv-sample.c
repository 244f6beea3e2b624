/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "clv-sample-private.h"
#include "clv-value-definition.h"

#define FILES_MAX 4

typedef struct
{
  const char *id;
  double margin;
  ClvSampleFile files[FILES_MAX + 1];   /* ended by a name of NULL */
  gboolean (*fill)(GString           **texts,
                   guint               n_customers,
                   ClvRandom          *random,
                   const ClvProgress  *progress,
                   GError            **error);
} Sample;

static const Sample samples[CLV_N_SAMPLES] = {
  [CLV_SAMPLE_RETAIL] = {
    "retail", 0.4,
    { { "orders.csv", CLV_IMPORT_KIND_ORDERS,
        { [CLV_FIELD_CUSTOMER] = "customer_id", [CLV_FIELD_DATE] = "order_date",
          [CLV_FIELD_AMOUNT] = "amount", [CLV_FIELD_ORDER] = "order_id",
          [CLV_FIELD_PRODUCT] = "product", [CLV_FIELD_STATUS] = "status" }, { NULL } },
      { "customers.csv", CLV_IMPORT_KIND_CUSTOMERS, { [CLV_FIELD_CUSTOMER] = "customer_id" },
        { "region", "age_band", "channel" } } },
    clv_sample_shop_fill,
  },
  [CLV_SAMPLE_SAAS] = {
    "saas", 0.8,
    { { "invoices.csv", CLV_IMPORT_KIND_ORDERS,
        { [CLV_FIELD_CUSTOMER] = "account_id", [CLV_FIELD_DATE] = "invoice_date",
          [CLV_FIELD_AMOUNT] = "amount", [CLV_FIELD_ORDER] = "invoice_id",
          [CLV_FIELD_PRODUCT] = "plan", [CLV_FIELD_STATUS] = "status" }, { NULL } },
      { "accounts.csv", CLV_IMPORT_KIND_CUSTOMERS, { [CLV_FIELD_CUSTOMER] = "account_id" },
        { "company_size", "country", "source" } },
      { "subscriptions.csv", CLV_IMPORT_KIND_SUBSCRIPTIONS,
        { [CLV_FIELD_CUSTOMER] = "account_id", [CLV_FIELD_DATE] = "started",
          [CLV_FIELD_ENDED] = "ended", [CLV_FIELD_AMOUNT] = "amount",
          [CLV_FIELD_INTERVAL] = "interval", [CLV_FIELD_STATUS] = "status",
          [CLV_FIELD_ORDER] = "subscription_id", [CLV_FIELD_PRODUCT] = "plan" }, { NULL } },
      { "events.csv", CLV_IMPORT_KIND_EVENTS,
        { [CLV_FIELD_CUSTOMER] = "account_id", [CLV_FIELD_DATE] = "time",
          [CLV_FIELD_EVENT] = "event" }, { NULL } } },
    clv_sample_saas_fill,
  },
  [CLV_SAMPLE_B2B] = {
    "b2b", 0.25,
    { { "orders.csv", CLV_IMPORT_KIND_ORDERS,
        { [CLV_FIELD_CUSTOMER] = "account_id", [CLV_FIELD_DATE] = "order_date",
          [CLV_FIELD_AMOUNT] = "amount", [CLV_FIELD_ORDER] = "order_id",
          [CLV_FIELD_PRODUCT] = "product" }, { NULL } },
      { "accounts.csv", CLV_IMPORT_KIND_CUSTOMERS, { [CLV_FIELD_CUSTOMER] = "account_id" },
        { "industry", "region", "key_account_manager" } } },
    clv_sample_b2b_fill,
  },
};

guint
clv_sample_pick (ClvRandom *random,
                 guint      n)
{
  guint place = (guint) (clv_random_uniform (random) * n);

  return MIN (place, n - 1);
}

void
clv_sample_append_money (GString *text,
                         gint64   cents)
{
  gint64 size = ABS (cents);

  g_string_append_printf (text, "%s%" G_GINT64_FORMAT ".%02d", cents < 0 ? "-" : "", size / 100,
                          (int) (size % 100));
}

/**
 * clv_sample_kind_get_id:
 * @kind: a kind of business
 *
 * Returns: its word on the command line
 */
const char *
clv_sample_kind_get_id (ClvSampleKind kind)
{
  g_return_val_if_fail (kind < CLV_N_SAMPLES, NULL);

  return samples[kind].id;
}

/**
 * clv_sample_kind_from_id:
 * @id: a word
 * @kind: (out): the kind of business
 *
 * Returns: whether there is such a kind
 */
gboolean
clv_sample_kind_from_id (const char    *id,
                         ClvSampleKind *kind)
{
  for (guint i = 0; i < CLV_N_SAMPLES; i++)
    {
      if (g_str_equal (samples[i].id, id))
        {
          *kind = (ClvSampleKind) i;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
write_files (const Sample  *sample,
             const char    *folder,
             GString      **texts,
             GPtrArray     *files,
             GError       **error)
{
  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_READ_ONLY,
                   _("The folder “%s” cannot be created. Nothing was written. Choose another."),
                   folder);
      return FALSE;
    }
  for (guint i = 0; sample->files[i].name != NULL; i++)
    {
      char *path = g_build_filename (folder, sample->files[i].name, NULL);

      g_ptr_array_add (files, path);
      if (!g_file_set_contents (path, texts[i]->str, (gssize) texts[i]->len, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * clv_sample_write_csv:
 * @kind: of business
 * @folder: where to; created where missing
 * @n_customers: how many, at least 1
 * @seed: of the random numbers
 * @files: (out) (optional) (element-type utf8) (transfer full): the paths, orders first
 * @progress: (nullable): where to tell how far it is
 * @error: return location
 *
 * Invents a business in EUR: the same bytes for the same number and seed.
 *
 * Returns: whether all files are there
 */
gboolean
clv_sample_write_csv (ClvSampleKind       kind,
                      const char         *folder,
                      guint               n_customers,
                      guint64             seed,
                      GPtrArray         **files,
                      const ClvProgress  *progress,
                      GError            **error)
{
  g_autoptr(ClvRandom) random = NULL;
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  GString *texts[FILES_MAX] = { NULL };
  gboolean is_done = FALSE;

  g_return_val_if_fail (folder != NULL && n_customers > 0, FALSE);

  random = clv_random_new (seed);
  for (guint i = 0; i < FILES_MAX; i++)
    texts[i] = g_string_new (NULL);
  is_done = samples[kind].fill (texts, n_customers, random, progress, error)
            && write_files (&samples[kind], folder, texts, paths, error);
  for (guint i = 0; i < FILES_MAX; i++)
    g_string_free (texts[i], TRUE);
  if (is_done && files != NULL)
    *files = g_steal_pointer (&paths);

  return is_done;
}

static gboolean
import_file (ClvWorkspace         *workspace,
             const char           *path,
             const ClvSampleFile  *file,
             const ClvProgress    *progress,
             GError              **error)
{
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;

  plan->kind = file->kind;
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    clv_import_plan_set_column (plan, (ClvField) i, file->columns[i]);
  for (guint i = 0; i < G_N_ELEMENTS (file->attributes) && file->attributes[i] != NULL; i++)
    g_ptr_array_add (plan->attributes, g_strdup (file->attributes[i]));
  result = clv_workspace_import (workspace, path, plan, NULL, FALSE, progress, error);

  return result != NULL;
}

static gboolean
fill_workspace (const Sample       *sample,
                ClvWorkspace       *workspace,
                GPtrArray          *files,
                const ClvProgress  *progress,
                GError            **error)
{
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");

  definition->margin = sample->margin;
  definition->rate = 0.1;
  for (guint i = 0; i < files->len; i++)
    {
      if (!import_file (workspace, g_ptr_array_index (files, i), &sample->files[i], progress,
                        error))
        return FALSE;
    }

  return clv_value_definition_save (definition, workspace, "", error);
}

/**
 * clv_sample_create_workspace:
 * @kind: of business
 * @path: the new workspace
 * @n_customers: how many, at least 1
 * @seed: of the random numbers
 * @progress: (nullable): where to tell how far it is
 * @error: return location
 *
 * Generates the files in a temporary folder and imports them as a person would.
 *
 * Returns: whether the workspace is there; where not, no file is left
 */
gboolean
clv_sample_create_workspace (ClvSampleKind       kind,
                             const char         *path,
                             guint               n_customers,
                             guint64             seed,
                             const ClvProgress  *progress,
                             GError            **error)
{
  g_autofree char *folder = NULL;
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(ClvWorkspace) workspace = NULL;
  gboolean is_done = FALSE;

  folder = g_dir_make_tmp ("perennial-sample-XXXXXX", error);
  if (folder == NULL)
    return FALSE;
  if (clv_sample_write_csv (kind, folder, n_customers, seed, &files, progress, error))
    workspace = clv_workspace_create (path, "EUR", "Europe/Berlin", error);
  if (workspace != NULL)
    {
      is_done = fill_workspace (&samples[kind], workspace, files, progress, error);
      clv_workspace_close (workspace);
      if (!is_done)
        g_unlink (path);
    }
  for (guint i = 0; i < G_N_ELEMENTS (samples[kind].files) && samples[kind].files[i].name != NULL;
       i++)
    {
      g_autofree char *file = g_build_filename (folder, samples[kind].files[i].name, NULL);

      g_unlink (file);
    }
  g_rmdir (folder);

  return is_done;
}
