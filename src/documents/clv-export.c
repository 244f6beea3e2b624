/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "clv-export-writer.h"
#include "clv-figures.h"
#include "clv-hash.h"
#include "clv-money.h"
#include "clv-statement.h"

/* What one export works on; lives on the stack of clv_export_run(). */
typedef struct
{
  ClvWorkspace *workspace;
  ClvExportKind kind;
  const char *path;
  const char *today;
  guint tier_mask;
  const char * const *columns;
  ClvGate *gate;                  /* (nullable) */
  ClvScoreSet *scores;            /* (nullable) */
  ClvTransactions *transactions;  /* (nullable) */
  ClvTiers *tiers;                /* (nullable) */
  char *valid_until;
  char *convention;
  char *model_version;
  guint64 rows;
} Export;

typedef void (*WriteCell) (const Export    *self,
                           ClvExportWriter *writer,
                           guint64          row);

typedef struct
{
  const char *name;
  WriteCell write;
} Column;

static void
write_customer (const Export    *self,
                ClvExportWriter *writer,
                guint64          row)
{
  clv_export_writer_add_text (writer, clv_dictionary_get (self->scores->customers,
                                                          (guint32) row, NULL));
}

#define DEFINE_NUMBER(field)                                         \
  static void                                                        \
  write_ ## field (const Export    *self,                            \
                   ClvExportWriter *writer,                          \
                   guint64 row)                                      \
  {                                                                  \
    clv_export_writer_add_number (writer, self->scores->field[row]); \
  }

DEFINE_NUMBER (clv)
DEFINE_NUMBER (clv_lo)
DEFINE_NUMBER (clv_hi)
DEFINE_NUMBER (p_active)
DEFINE_NUMBER (expected_purchases)
DEFINE_NUMBER (discounted_purchases)
DEFINE_NUMBER (expected_spend)
DEFINE_NUMBER (x)

#undef DEFINE_NUMBER

static void
write_past (const Export    *self,
            ClvExportWriter *writer,
            guint64          row)
{
  clv_export_writer_add_money (writer, self->scores->past_value[row], self->scores->currency);
}

static void
write_currency (const Export    *self,
                ClvExportWriter *writer,
                guint64          row)
{
  clv_export_writer_add_text (writer, clv_workspace_get_currency (self->workspace));
}

static void
write_convention (const Export    *self,
                  ClvExportWriter *writer,
                  guint64          row)
{
  clv_export_writer_add_text (writer, self->convention);
}

static void
write_tier (const Export    *self,
            ClvExportWriter *writer,
            guint64          row)
{
  clv_export_writer_add_text (writer, clv_tier_scheme_get_name (self->tiers->scheme,
                                                                self->tiers->tier[row]));
}

static void
write_tier_reason (const Export    *self,
                   ClvExportWriter *writer,
                   guint64          row)
{
  g_autofree char *reason = clv_tiers_describe (self->tiers, (guint32) row,
                                                self->scores->clv[row], self->scores->currency);

  clv_export_writer_add_text (writer, reason);
}

static void
write_model (const Export    *self,
             ClvExportWriter *writer,
             guint64          row)
{
  clv_export_writer_add_text (writer, self->model_version);
}

static void
write_approved (const Export    *self,
                ClvExportWriter *writer,
                guint64          row)
{
  clv_export_writer_add_text (writer, self->gate->package->approved_on);
}

static void
write_valid (const Export    *self,
             ClvExportWriter *writer,
             guint64          row)
{
  clv_export_writer_add_text (writer, self->valid_until);
}

static void
write_attestation (const Export    *self,
                   ClvExportWriter *writer,
                   guint64          row)
{
  clv_export_writer_add_text (writer, clv_package_get_attestation (self->gate->package));
}

static void
write_as_of (const Export    *self,
             ClvExportWriter *writer,
             guint64          row)
{
  g_autofree char *iso = clv_date_to_iso (self->scores->as_of);

  clv_export_writer_add_text (writer, iso);
}

static void
write_row_customer (const Export    *self,
                    ClvExportWriter *writer,
                    guint64          row)
{
  clv_export_writer_add_text (writer, clv_dictionary_get (self->transactions->customers,
                                                          self->transactions->customer[row],
                                                          NULL));
}

static void
write_row_date (const Export    *self,
                ClvExportWriter *writer,
                guint64          row)
{
  g_autofree char *iso = clv_date_to_iso (self->transactions->day[row]);

  clv_export_writer_add_text (writer, iso);
}

static void
write_row_amount (const Export    *self,
                  ClvExportWriter *writer,
                  guint64          row)
{
  clv_export_writer_add_money (writer, self->transactions->amount[row],
                               self->transactions->currency);
}

static const Column score_columns[] = {
  { "customer_id", write_customer },
  { "clv", write_clv },
  { "clv_low", write_clv_lo },
  { "clv_high", write_clv_hi },
  { "past_value", write_past },
  { "currency", write_currency },
  { "tier", write_tier },
  { "tier_reason", write_tier_reason },
  { "p_active", write_p_active },
  { "expected_purchases", write_expected_purchases },
  { "discounted_purchases", write_discounted_purchases },
  { "expected_spend", write_expected_spend },
  { "repeat_purchases", write_x },
  { "as_of", write_as_of },
  { "convention", write_convention },
  { "model_version", write_model },
  { "approved_on", write_approved },
  { "valid_until", write_valid },
  { "attestation", write_attestation },
  { NULL }
};

static const Column audience_columns[] = {
  { "customer_id", write_customer },
  { "tier", write_tier },
  { "tier_reason", write_tier_reason },
  { "model_version", write_model },
  { "approved_on", write_approved },
  { "valid_until", write_valid },
  { "attestation", write_attestation },
  { NULL }
};

static const Column transaction_columns[] = {
  { "customer_id", write_row_customer },
  { "date", write_row_date },
  { "amount", write_row_amount },
  { "currency", write_currency },
  { NULL }
};

static const Column *
columns_of_kind (ClvExportKind kind)
{
  switch (kind)
    {
    case CLV_EXPORT_SCORES:
      return score_columns;

    case CLV_EXPORT_AUDIENCE:
      return audience_columns;

    case CLV_EXPORT_TRANSACTIONS:
    default:
      return transaction_columns;
    }
}

/* The chosen columns in the chosen order. A score never leaves without the
 * columns that say which model, when approved and until when it is valid. */
static GPtrArray *
choose_columns (const Export  *self,
                GError       **error)
{
  const Column *all = columns_of_kind (self->kind);
  g_autoptr(GPtrArray) chosen = g_ptr_array_new ();
  static const char * const bound[] = {
    "tier_reason", "model_version", "approved_on", "valid_until", "attestation", NULL
  };

  for (guint i = 0; self->columns != NULL && self->columns[i] != NULL; i++)
    {
      const Column *column = all;

      while (column->name != NULL && g_strcmp0 (column->name, self->columns[i]) != 0)
        column++;
      if (column->name == NULL)
        {
          g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                       _("There is no column “%s” in this export. Nothing was written."),
                       self->columns[i]);
          return NULL;
        }
      g_ptr_array_add (chosen, (gpointer) column);
    }
  for (const Column *column = all; column->name != NULL; column++)
    {
      if (self->columns == NULL
          || (g_strv_contains (bound, column->name) && !g_ptr_array_find (chosen, column, NULL)))
        g_ptr_array_add (chosen, (gpointer) column);
    }

  return g_steal_pointer (&chosen);
}

static void
refuse (const ClvGate  *gate,
        GError        **error)
{
  g_autoptr(GString) text = g_string_new (_("Scores may not be exported now."));

  for (guint i = 0; i < gate->reasons->len; i++)
    g_string_append_printf (text, " %s", (const char *) g_ptr_array_index (gate->reasons, i));
  g_string_append_printf (text, " %s", _("No file was written."));
  if (gate->who != NULL)
    g_string_append_printf (text, " %s", gate->who);

  g_set_error_literal (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_GATE, text->str);
}

static gboolean
load_scores (Export               *self,
             const ClvTierScheme  *scheme,
             GError              **error)
{
  g_autoptr(ClvFit) fit = NULL;
  g_autofree char *tiers = NULL;
  const ClvPackage *package;

  self->gate = clv_governance_check_gate (self->workspace, self->today, error);
  if (self->gate == NULL)
    return FALSE;
  if (!self->gate->is_open || self->gate->package == NULL)
    {
      refuse (self->gate, error);
      return FALSE;
    }

  package = self->gate->package;
  if (scheme == NULL)
    scheme = clv_package_get_scheme (package);
  if (scheme == NULL)
    scheme = clv_tier_scheme_find (NULL);
  tiers = clv_tier_scheme_get_hash (scheme);
  if (!clv_package_covers (package, "tiers", tiers))
    {
      g_set_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_GATE,
                   _("Package %" PRId64 " was approved with other tiers than %s. No file was "
                                        "written. Export with the approved tiers."),
                   package->id, scheme->id);
      return FALSE;
    }

  self->scores = clv_score_set_load (self->workspace, package->score_set_id, error);
  if (self->scores == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_GATE,
                     _("The approved package %d holds no scores. No file was written. Score the "
                       "customers and propose again."), (int) package->id);
      return FALSE;
    }
  self->valid_until = g_strdup (g_strcmp0 (self->scores->valid_until, package->valid_until) < 0
                                ? self->scores->valid_until : package->valid_until);
  if (g_strcmp0 (self->today, self->valid_until) > 0)
    {
      g_set_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_GATE,
                   _("The scores were valid until %s. No file was written. An analyst can score "
                     "again and propose the new scores."), self->valid_until);
      return FALSE;
    }

  fit = clv_fit_load (self->workspace, self->scores->fit_id, error);
  if (fit == NULL)
    return FALSE;
  self->model_version = g_strdup_printf ("%s #%" PRId64 " %.12s", fit->spec->kind,
                                         fit->id, fit->content_hash);
  self->convention = clv_figure_describe_scores (self->scores);
  self->tiers = clv_tiers_new (scheme, self->scores->clv, self->scores->n);

  return TRUE;
}

static gboolean
write_rows (Export             *self,
            ClvExportWriter    *writer,
            GPtrArray          *columns,
            const ClvProgress  *progress,
            GError            **error)
{
  guint64 n = self->scores != NULL ? self->scores->n : self->transactions->n_rows;

  for (guint i = 0; i < columns->len; i++)
    clv_export_writer_add_text (writer, ((const Column *) g_ptr_array_index (columns, i))->name);
  clv_export_writer_end_row (writer);

  for (guint64 row = 0; row < n; row++)
    {
      if (row % 4096 == 0
          && !clv_progress_step (progress, (double) row / (double) n, _("Writing rows"), error))
        return FALSE;
      if (self->kind == CLV_EXPORT_AUDIENCE
          && (self->tier_mask & (1u << self->tiers->tier[row])) == 0)
        continue;

      for (guint i = 0; i < columns->len; i++)
        ((const Column *) g_ptr_array_index (columns, i))->write (self, writer, row);
      clv_export_writer_end_row (writer);
      self->rows++;
    }

  return clv_export_writer_finish (writer, error);
}

static void
add_member (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_package (const Export *self,
             JsonBuilder  *builder)
{
  const ClvPackage *package = self->gate->package;

  json_builder_set_member_name (builder, "package");
  json_builder_add_int_value (builder, package->id);
  add_member (builder, "package_hash", package->content_hash);
  add_member (builder, "approved_on", package->approved_on);
  add_member (builder, "valid_until", self->valid_until);
  add_member (builder, "attestation", clv_package_get_attestation (package));
  add_member (builder, "model_version", self->model_version);
  add_member (builder, "convention", self->convention);
  add_member (builder, "interval", clv_figure_describe_interval ());
  add_member (builder, "score_set_hash", self->scores->content_hash);
}

static char *
build_manifest (const Export *self,
                const char   *sha256)
{
  static const char * const kinds[] = { "scores", "audience", "transactions" };
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *base = g_path_get_basename (self->path);
  g_autofree char *anchor = clv_ledger_dup_anchor (self->workspace);
  g_autofree char *data_hash = clv_workspace_dup_data_hash (self->workspace, NULL);

  json_builder_begin_object (builder);
  add_member (builder, "file", base);
  add_member (builder, "sha256", sha256);
  add_member (builder, "kind", kinds[self->kind]);
  json_builder_set_member_name (builder, "rows");
  json_builder_add_int_value (builder, (gint64) self->rows);
  add_member (builder, "currency", clv_workspace_get_currency (self->workspace));
  if (self->gate != NULL)
    add_package (self, builder);
  add_member (builder, "data_hash", data_hash);
  add_member (builder, "ledger_anchor", anchor);
  add_member (builder, "exported_on", self->today);
  add_member (builder, "program", "Perennial " PACKAGE_VERSION);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);

  return json_generator_to_data (generator, NULL);
}

static gboolean
record (Export      *self,
        const char  *acting,
        const char  *sha256,
        GError     **error)
{
  g_autoptr(ClvEvent) event = NULL;
  g_autofree char *base = g_path_get_basename (self->path);

  if (self->gate != NULL)
    return clv_governance_register_export (self->workspace, acting, self->gate->package->id,
                                           base, sha256, self->rows, error);

  event = g_new0 (ClvEvent, 1);
  event->actor = g_strdup (acting != NULL ? acting : "");
  event->act = g_strdup ("export-transactions");
  event->from_state = g_strdup ("");
  event->to_state = g_strdup ("");
  event->content_hash = g_strdup (sha256);
  event->meaning = g_strdup ("");
  event->reason = g_strdup ("");
  event->payload = g_strdup (base);

  return clv_ledger_append (self->workspace, event, error);
}

static gboolean
move_file (const char  *from,
           const char  *to,
           GError     **error)
{
  if (g_rename (from, to) == 0)
    return TRUE;

  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_READ_ONLY,
               _("The file “%s” cannot be written: %s. Nothing was exported."), to,
               g_strerror (errno));
  return FALSE;
}

/* Both files get their names, or neither: a manifest never stands alone. */
static gboolean
move_files (const Export  *self,
            const char    *data,
            const char    *manifest_draft,
            const char    *manifest,
            GError       **error)
{
  if (!move_file (data, self->path, error))
    return FALSE;
  if (move_file (manifest_draft, manifest, error))
    return TRUE;

  g_unlink (self->path);

  return FALSE;
}

/* Register and files belong together: the event is committed only when both
 * files have their names. */
static gboolean
publish (Export      *self,
         const char  *acting,
         const char  *sha256,
         const char  *data,
         const char  *manifest_draft,
         const char  *manifest,
         GError     **error)
{
  if (self->gate == NULL && clv_workspace_is_read_only (self->workspace))
    return move_files (self, data, manifest_draft, manifest, error);

  if (!clv_workspace_begin (self->workspace, error))
    return FALSE;
  if (record (self, acting, sha256, error)
      && move_files (self, data, manifest_draft, manifest, error))
    {
      if (clv_workspace_commit (self->workspace, error))
        return TRUE;
      /* The event is rolled back already. */
      g_unlink (self->path);
      g_unlink (manifest);
      return FALSE;
    }

  clv_workspace_rollback (self->workspace);

  return FALSE;
}

static ClvExportResult *
write_files (Export             *self,
             ClvExportFormat     format,
             const char         *acting,
             const ClvProgress  *progress,
             GError            **error)
{
  g_autoptr(ClvExportWriter) writer = NULL;
  g_autoptr(GPtrArray) columns = choose_columns (self, error);
  g_autofree char *data = g_strconcat (self->path, ".part", NULL);
  g_autofree char *manifest = g_strconcat (self->path, ".manifest.json", NULL);
  g_autofree char *draft = g_strconcat (manifest, ".part", NULL);
  g_autofree char *sha256 = NULL;
  g_autofree char *text = NULL;
  ClvExportResult *result = NULL;

  if (columns == NULL)
    return NULL;
  writer = clv_export_writer_new (data, format, error);
  if (writer == NULL)
    return NULL;

  if (write_rows (self, writer, columns, progress, error))
    sha256 = clv_sha256_file (data, error);
  if (sha256 != NULL)
    {
      text = build_manifest (self, sha256);
      if (g_file_set_contents (draft, text, -1, error)
          && publish (self, acting, sha256, data, draft, manifest, error))
        {
          result = g_new0 (ClvExportResult, 1);
          result->rows = self->rows;
          result->sha256 = g_steal_pointer (&sha256);
          result->manifest = g_steal_pointer (&manifest);
        }
    }

  g_unlink (data);
  g_unlink (draft);

  return result;
}

static void
export_clear (Export *self)
{
  g_clear_pointer (&self->gate, clv_gate_free);
  g_clear_pointer (&self->scores, clv_score_set_unref);
  g_clear_pointer (&self->transactions, clv_transactions_unref);
  g_clear_pointer (&self->tiers, clv_tiers_free);
  g_free (self->valid_until);
  g_free (self->convention);
  g_free (self->model_version);
}

/**
 * clv_export_run:
 * @workspace: an open workspace
 * @kind: what to export
 * @path: where to; an existing file is replaced
 * @format: CSV or XLSX
 * @columns: (nullable) (array zero-terminated): which columns, in this order; a
 *   score's model version, dates and tier reason always come along
 * @scheme: (nullable): tiers; those that were approved where %NULL
 * @tiers: bit set of tier indexes for an audience, ignored else
 * @acting: (nullable): who exports, an analyst; %NULL for transactions only
 * @today: (nullable): ISO date, today where %NULL
 * @progress: (nullable): where to tell how far it is
 * @error: return location, %CLV_GOVERNANCE_ERROR_GATE where the gate is closed
 *
 * Writes @path and its manifest through temporary files and enters both into
 * the ledger, in this order of safety: no entry, no file.
 *
 * Returns: (transfer full) (nullable): what was written
 */
ClvExportResult *
clv_export_run (ClvWorkspace        *workspace,
                ClvExportKind        kind,
                const char          *path,
                ClvExportFormat      format,
                const char * const  *columns,
                const ClvTierScheme *scheme,
                guint                tiers,
                const char          *acting,
                const char          *today,
                const ClvProgress   *progress,
                GError             **error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *now_text = g_date_time_format (now, "%Y-%m-%d");
  Export self = { .workspace = workspace, .kind = kind, .path = path, .tier_mask = tiers,
                  .columns = columns, .today = today != NULL ? today : now_text };
  ClvExportResult *result = NULL;
  gboolean is_loaded;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace) && path != NULL, NULL);

  if (kind == CLV_EXPORT_TRANSACTIONS)
    {
      self.transactions = clv_workspace_load_transactions (workspace, progress, error);
      is_loaded = self.transactions != NULL;
    }
  else
    is_loaded = load_scores (&self, scheme, error);
  if (is_loaded)
    result = write_files (&self, format, acting, progress, error);
  export_clear (&self);

  return result;
}

void
clv_export_result_free (ClvExportResult *self)
{
  g_free (self->sha256);
  g_free (self->manifest);
  g_free (self);
}
