/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>

#include "clv-governance-private.h"
#include "clv-hash.h"
#include "clv-statement.h"
#include "clv-tiers.h"

/* Everything that a package covers, as it stands now. */
typedef struct
{
  GPtrArray *batches;
  char *data_hash;      /* of the imports */
  char *digest;         /* of what they amount to */
  ClvFit *fit;
  ClvValueDefinition *definition;
  ClvScoreSet *scores;
  const ClvTierScheme *scheme;
} Parts;

static void
parts_clear (Parts *self)
{
  g_clear_pointer (&self->batches, g_ptr_array_unref);
  g_clear_pointer (&self->data_hash, g_free);
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->fit, clv_fit_unref);
  g_clear_pointer (&self->definition, clv_value_definition_free);
  g_clear_pointer (&self->scores, clv_score_set_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static gboolean
find_score_set (ClvWorkspace *workspace,
                gint64        fit,
                gint64        definition,
                gint64       *id,
                GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  *id = 0;
  statement = clv_statement_new (workspace,
                                 "SELECT id FROM score_set WHERE fit = ?1 AND definition = ?2"
                                 " ORDER BY id DESC LIMIT 1", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_int (statement, 1, fit);
  clv_statement_bind_int (statement, 2, definition);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    *id = clv_statement_get_int (statement, 0);

  return TRUE;
}

/* Where nobody defined value yet, the default is what is proposed. */
static gboolean
load_definition (Parts        *parts,
                 ClvWorkspace *workspace,
                 const char   *author,
                 GError      **error)
{
  parts->definition = clv_value_definition_load (workspace, 0, error);

  return parts->definition != NULL
         && (parts->definition->id != 0
             || clv_value_definition_save (parts->definition, workspace, author, error));
}

static gboolean
load_parts (Parts        *parts,
            ClvWorkspace *workspace,
            const char   *author,
            GError      **error)
{
  g_autoptr(GError) problem = NULL;
  gint64 score_set = 0;

  parts->batches = clv_workspace_list_batches (workspace, error);
  if (parts->batches == NULL)
    return FALSE;
  parts->data_hash = clv_workspace_dup_data_hash (workspace, error);
  if (parts->data_hash == NULL)
    return FALSE;

  parts->fit = clv_fit_load (workspace, 0, &problem);
  if (parts->fit == NULL && problem == NULL)
    {
      g_set_error_literal (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED,
                           _("There is no fitted model to propose yet. Fit one and score the "
                             "customers first."));
      return FALSE;
    }
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (g_strcmp0 (parts->fit->data_hash, parts->data_hash) != 0)
    {
      g_set_error_literal (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED,
                           _("The data changed after the newest model was fitted, so there is "
                             "nothing to propose. Fit the model again and score the customers."));
      return FALSE;
    }

  parts->digest = clv_data_digest (workspace, error);
  if (parts->digest == NULL)
    return FALSE;
  if (!load_definition (parts, workspace, author, error)
      || !find_score_set (workspace, parts->fit->id, parts->definition->id, &score_set, error))
    return FALSE;

  /* What is proposed are scores; a fit without them is scored on the way. */
  parts->scores = score_set != 0
                  ? clv_score_set_load (workspace, score_set, error)
                  : clv_score_set_run (workspace, parts->fit->id, parts->definition, author, NULL,
                                       error);

  return parts->scores != NULL;
}

static void
begin_item (JsonBuilder *builder,
            ClvContent  *content,
            const char  *kind,
            const char  *hash)
{
  g_hash_table_replace (content->items, g_strdup (kind), g_strdup (hash));
  json_builder_set_member_name (builder, kind);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "hash");
  json_builder_add_string_value (builder, hash);
}

static void
add_text (JsonBuilder *builder,
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
add_int (JsonBuilder *builder,
         const char  *name,
         gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_double (JsonBuilder *builder,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_date (JsonBuilder *builder,
          const char  *name,
          ClvDate      date)
{
  g_autofree char *text = date != CLV_DATE_INVALID ? clv_date_to_iso (date) : NULL;

  add_text (builder, name, text);
}

static void
add_data (JsonBuilder *builder,
          ClvContent  *content,
          const Parts *parts)
{
  ClvDate first = CLV_DATE_INVALID;
  ClvDate last = CLV_DATE_INVALID;
  guint64 rows = 0;
  guint i;

  begin_item (builder, content, "data", parts->digest);
  add_text (builder, "imports", parts->data_hash);
  json_builder_set_member_name (builder, "batches");
  json_builder_begin_array (builder);
  for (i = 0; i < parts->batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (parts->batches, i);

      if (batch->undone)
        continue;
      json_builder_add_int_value (builder, batch->id);
      rows += batch->rows;
      if (batch->first_date != CLV_DATE_INVALID
          && (first == CLV_DATE_INVALID || batch->first_date < first))
        first = batch->first_date;
      if (batch->last_date != CLV_DATE_INVALID && batch->last_date > last)
        last = batch->last_date;
    }
  json_builder_end_array (builder);
  add_int (builder, "rows", (gint64) rows);
  add_date (builder, "first_date", first);
  add_date (builder, "last_date", last);
  json_builder_end_object (builder);
}

static void
add_fit (JsonBuilder *builder,
         ClvContent  *content,
         const Parts *parts)
{
  const ClvFit *fit = parts->fit;
  g_autofree char *identity = clv_fit_identity (fit);
  guint i;

  begin_item (builder, content, "fit", fit->content_hash);
  add_text (builder, "identity", identity);
  add_int (builder, "id", fit->id);
  add_text (builder, "model", fit->kind->id);
  add_date (builder, "until", fit->spec->until);
  add_int (builder, "customers", fit->n_customers);
  add_double (builder, "log_likelihood", fit->log_likelihood);
  add_text (builder, "state", clv_fit_state_get_id (fit->state));
  json_builder_set_member_name (builder, "parameters");
  json_builder_begin_object (builder);
  for (i = 0; i < fit->kind->n_parameters; i++)
    add_double (builder, fit->kind->parameter_names[i], fit->parameters[i]);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_definition (JsonBuilder *builder,
                ClvContent  *content,
                const Parts *parts)
{
  g_autofree char *hash = clv_value_definition_get_hash (parts->definition);
  g_autofree char *text = clv_value_definition_to_text (parts->definition);
  g_autofree char *description = clv_value_definition_describe (parts->definition);

  begin_item (builder, content, "definition", hash);
  add_int (builder, "id", parts->definition->id);
  add_text (builder, "text", text);
  add_text (builder, "description", description);
  json_builder_end_object (builder);
}

static void
add_scores (JsonBuilder *builder,
            ClvContent  *content,
            const Parts *parts)
{
  const ClvScoreSet *scores = parts->scores;

  begin_item (builder, content, "scores", scores->content_hash);
  add_int (builder, "id", scores->id);
  add_int (builder, "customers", scores->n);
  add_date (builder, "as_of", scores->as_of);
  add_date (builder, "horizon_end", scores->horizon_end);
  add_double (builder, "total_clv", scores->total_clv);
  add_text (builder, "currency", scores->currency);
  json_builder_end_object (builder);
}

static void
add_rest (JsonBuilder *builder,
          ClvContent  *content,
          const Parts *parts)
{
  g_autofree char *mapping = clv_mapping_hash (parts->batches);
  g_autofree char *tiers = clv_tier_scheme_get_hash (parts->scheme);
  g_autofree char *program = clv_sha256 (PACKAGE_VERSION, sizeof PACKAGE_VERSION - 1);

  begin_item (builder, content, "mapping", mapping);
  json_builder_end_object (builder);
  begin_item (builder, content, "tiers", tiers);
  add_text (builder, "scheme", parts->scheme->id);
  json_builder_end_object (builder);
  begin_item (builder, content, "program", program);
  add_text (builder, "version", PACKAGE_VERSION);
  json_builder_end_object (builder);
}

static char *
make_title (const Parts *parts)
{
  g_autofree char *until = clv_date_to_display (parts->fit->spec->until);
  g_autofree char *horizon = NULL;

  if (parts->definition->horizon_date != CLV_DATE_INVALID)
    horizon = clv_date_to_display (parts->definition->horizon_date);
  else
    horizon = clv_duration_describe (parts->definition->horizon);

  /* Translators: model, last day of its data, horizon */
  return g_strdup_printf (_("%s until %s, %s"), parts->fit->kind->name, until, horizon);
}

static void
write_manifest (ClvContent  *content,
                const Parts *parts)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_int (builder, "format", 1);
  add_text (builder, "title", content->title);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_object (builder);
  add_data (builder, content, parts);
  add_fit (builder, content, parts);
  add_definition (builder, content, parts);
  add_scores (builder, content, parts);
  add_rest (builder, content, parts);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  content->manifest = json_to_string (root, TRUE);
}

static void
add_contributor (ClvContent *content,
                 const char *login,
                 const char *part)
{
  if (login == NULL || *login == '\0' || g_hash_table_contains (content->contributors, login))
    return;

  g_hash_table_insert (content->contributors, g_strdup (login), g_strdup (part));
}

/* Whoever @sql names, where they are persons here. */
static gboolean
add_contributors (ClvContent   *content,
                  ClvWorkspace *workspace,
                  const char   *sql,
                  gint64        id,
                  const char   *part,
                  GError      **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (workspace, sql, error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;

  clv_statement_bind_int (statement, 1, id);
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (has_row)
        add_contributor (content, clv_statement_get_text (statement, 0), part);
    }

  return TRUE;
}

/* Author, and everybody who made one of the parts or had a hand in data or
 * assumptions since a package was last approved. */
static gboolean
find_contributors (ClvContent   *content,
                   ClvWorkspace *workspace,
                   const char   *author,
                   const Parts  *parts,
                   GError      **error)
{
  gint64 approved = 0;

  add_contributor (content, author, "author");
  if (!clv_query_count (workspace,
                        "SELECT COALESCE (MAX (seq), 0) FROM event WHERE act = 'decide_approve'",
                        0, NULL, &approved, error))
    return FALSE;

  return add_contributors (content, workspace,
                           "SELECT p.login FROM fit f JOIN person p ON p.login = f.actor"
                           " WHERE f.id = ?1", parts->fit->id, "fit", error)
         && add_contributors (content, workspace,
                              "SELECT p.login FROM value_definition d"
                              " JOIN person p ON p.login = d.actor WHERE d.id = ?1",
                              parts->definition->id, "definition", error)
         && add_contributors (content, workspace,
                              "SELECT DISTINCT p.login FROM event e"
                              " JOIN person p ON p.login = e.actor"
                              " WHERE e.seq > ?1 AND e.act = 'define'",
                              approved, "definition", error)
         && add_contributors (content, workspace,
                              "SELECT DISTINCT p.login FROM event e"
                              " JOIN person p ON p.login = e.actor"
                              " WHERE e.seq > ?1 AND e.act IN ('import', 'undo')",
                              approved, "data", error);
}

/**
 * clv_content_gather:
 * @workspace: the workspace
 * @author: who proposes
 * @scheme: (nullable): the tiers, 20-60-20 where %NULL
 * @error: return location
 *
 * Takes stock of data, mapping, newest fit, current definition, tiers and
 * scores. Refuses where they do not belong together.
 *
 * Returns: (transfer full): the content, sealed
 */
ClvContent *
clv_content_gather (ClvWorkspace        *workspace,
                    const char          *author,
                    const ClvTierScheme *scheme,
                    GError             **error)
{
  g_autoptr(ClvContent) content = clv_content_new ();
  g_auto(Parts) parts = { 0 };

  parts.scheme = scheme != NULL ? scheme : clv_tier_scheme_find (NULL);
  if (!load_parts (&parts, workspace, author, error)
      || !find_contributors (content, workspace, author, &parts, error))
    return NULL;

  content->fit_id = parts.fit->id;
  content->definition_id = parts.definition->id;
  content->score_set_id = parts.scores->id;
  content->title = make_title (&parts);
  write_manifest (content, &parts);
  clv_content_seal (content);

  return g_steal_pointer (&content);
}
