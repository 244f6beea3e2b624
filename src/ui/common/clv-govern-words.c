/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-govern-words.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "clv-chooser.h"
#include "clv-money.h"
#include "clv-quality-limits.h"

static const struct
{
  const char *act;
  const char *words;
} acts[] = {
  { "create", N_("Created the workspace") },
  { "migrate", N_("Brought the workspace up to a newer format") },
  { "import", N_("Imported a file") },
  { "undo", N_("Undid an import") },
  { "define", N_("Changed the value definition") },
  { "quality_limits", N_("Changed the limits of the quality gate") },
  { "override_quality", N_("Fitted although the quality gate was red") },
  { "choose_method", N_("Chose a method") },
  { "fit", N_("Fitted a model") },
  { "score", N_("Scored the customers") },
  { "audit", N_("Ran a bias audit") },
  { "note", N_("Wrote a note about a customer") },
  { "remove_note", N_("Took a note back") },
  { "export-transactions", N_("Exported the imported rows") },
  { "grant_role", N_("Gave a role") },
  { "revoke_role", N_("Took a role away") },
  { "set_passphrase", N_("Set a passphrase") },
  { "propose", N_("Proposed a model version") },
  { "submit", N_("Submitted for review") },
  { "take_up", N_("Took up for review") },
  { "vote", N_("Voted") },
  { "ask_changes", N_("Asked for changes") },
  { "decide_approve", N_("Approved by the votes") },
  { "decide_reject", N_("Rejected by the votes") },
  { "suspend", N_("Suspended") },
  { "reinstate", N_("Reinstated for a new vote") },
  { "supersede", N_("Superseded") },
  { "retire", N_("Retired") },
  { "export", N_("Exported scores") },
};

static const struct
{
  const char *meaning;
  const char *words;
} meanings[] = {
  { "author", N_("as its author") },
  { "approve", N_("approve") },
  { "reject", N_("reject") },
  { "self-attested", N_("self-attested, nobody else could look") },
};

/**
 * clv_words_time:
 * @iso: (nullable): ISO 8601 in UTC
 *
 * Returns: (transfer full): local time with its offset from UTC, seconds included
 */
char *
clv_words_time (const char *iso)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = iso != NULL ? g_date_time_new_from_iso8601 (iso, utc) : NULL;
  g_autoptr(GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  if (local == NULL)
    return g_strdup (iso != NULL ? iso : "");

  /* TRANSLATORS: date, time and offset from UTC: "22 Nov 2026, 14:05:09 UTC+01:00" */
  return g_date_time_format (local, _("%-d %b %Y, %H:%M:%S UTC%:z"));
}

/**
 * clv_words_date:
 * @iso: (nullable): an ISO date
 *
 * Returns: (transfer full): the date as people read it
 */
char *
clv_words_date (const char *iso)
{
  const ClvDate date = iso != NULL ? clv_date_parse (iso) : CLV_DATE_INVALID;

  return date != CLV_DATE_INVALID ? clv_date_to_display (date) : g_strdup (iso != NULL ? iso : "–");
}

/**
 * clv_words_hash:
 * @hash: (nullable): a hash of 64 digits
 *
 * Returns: (transfer full): its first twelve digits in groups of four
 */
char *
clv_words_hash (const char *hash)
{
  if (hash == NULL || strlen (hash) < 12)
    return g_strdup (hash != NULL ? hash : "");

  return g_strdup_printf ("%.4s %.4s %.4s", hash, hash + 4, hash + 8);
}

/**
 * clv_words_meaning:
 * @meaning: as in the ledger
 *
 * Returns: (transfer none): the meaning of a signature, translated
 */
const char *
clv_words_meaning (const char *meaning)
{
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_strcmp0 (meanings[i].meaning, meaning) == 0)
      return _(meanings[i].words);

  return meaning != NULL ? meaning : "";
}

static char *
describe_role_event (const ClvEvent *event)
{
  g_auto(GStrv) parts = g_strsplit (event->payload != NULL ? event->payload : "", " ", 2);
  ClvRole role = CLV_ROLE_VIEWER;

  if (g_strv_length (parts) != 2 || !clv_role_parse (parts[0], &role))
    return NULL;

  if (g_str_equal (event->act, "grant_role"))
    /* TRANSLATORS: a role and a person */
    return g_strdup_printf (_("Gave the role “%s” to %s"), clv_role_get_label (role), parts[1]);

  return g_strdup_printf (_("Took the role “%s” from %s"), clv_role_get_label (role), parts[1]);
}

static char *
describe_import (const ClvEvent *event)
{
  g_autofree char *file = clv_words_payload (event, "file");

  if (file == NULL)
    return NULL;

  /* TRANSLATORS: a file name */
  return g_strdup_printf (_("Imported %s"), file);
}

/**
 * clv_words_event:
 *
 * Returns: (transfer full): what was done: "Voted on package 2"
 */
char *
clv_words_event (const ClvEvent *event)
{
  char *text = NULL;

  g_return_val_if_fail (event != NULL, NULL);

  if (g_str_equal (event->act, "grant_role") || g_str_equal (event->act, "revoke_role"))
    text = describe_role_event (event);
  else if (g_str_equal (event->act, "import"))
    text = describe_import (event);
  else if (g_str_equal (event->act, "quality_limits"))
    text = clv_quality_limits_describe_changes (event->payload);
  else if (g_str_equal (event->act, "choose_method"))
    text = clv_choice_describe_event (event->payload);
  if (text != NULL)
    return text;

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      if (!g_str_equal (acts[i].act, event->act))
        continue;
      if (event->package == 0)
        return g_strdup (_(acts[i].words));

      /* TRANSLATORS: what was done, and to which package: "Voted · package 2" */
      return g_strdup_printf (_("%s · package %d"), _(acts[i].words), (int) event->package);
    }

  return g_strdup (event->act);
}

/**
 * clv_words_payload:
 * @name: "file", "rows" …
 *
 * Looks a fact up in an event's payload, which has one a line, "name=value" or
 * "name value".
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
clv_words_payload (const ClvEvent *event,
                   const char     *name)
{
  g_auto(GStrv) lines = NULL;
  const gsize length = strlen (name);

  g_return_val_if_fail (event != NULL, NULL);

  lines = g_strsplit (event->payload != NULL ? event->payload : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], name) && (lines[i][length] == '=' || lines[i][length] == ' '))
      return g_strdup (lines[i] + length + 1);

  return NULL;
}

/**
 * clv_words_roles:
 * @roles: bit set of 1 << #ClvRole
 *
 * Returns: (transfer full): "Analyst, Reviewer"
 */
char *
clv_words_roles (guint roles)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint role = 0; role < CLV_N_ROLES; role++)
    if (roles & (1u << role))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              clv_role_get_label ((ClvRole) role));

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup (_("No role"));
}

/**
 * clv_words_risk:
 *
 * Returns: (transfer full): what a risk asks for: "1 vote, 180 days"
 */
char *
clv_words_risk (ClvRisk risk)
{
  switch (risk)
    {
    case CLV_RISK_MEDIUM:
      return g_strdup (_("2 votes, 90 days"));
    case CLV_RISK_HIGH:
      return g_strdup (_("3 votes, 30 days"));
    case CLV_RISK_LOW:
    default:
      return g_strdup (_("1 vote, 180 days"));
    }
}

/**
 * clv_words_scheme:
 *
 * Returns: (transfer full): its tiers, best first: "High · Middle · Low"
 */
char *
clv_words_scheme (const ClvTierScheme *scheme)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < scheme->n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", clv_tier_scheme_get_name (scheme, i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
count (JsonObject *item,
       const char *name)
{
  return clv_number_format ((double) json_object_get_int_member_with_default (item, name, 0), 0);
}

static char *
date (JsonObject *item,
      const char *name)
{
  return clv_words_date (json_object_get_string_member_with_default (item, name, NULL));
}

static char *
describe_data (JsonObject *item)
{
  g_autofree char *rows = count (item, "rows");
  g_autofree char *first = date (item, "first_date");
  g_autofree char *last = date (item, "last_date");
  JsonArray *batches = json_object_has_member (item, "batches")
                       ? json_object_get_array_member (item, "batches") : NULL;
  const guint n = batches != NULL ? json_array_get_length (batches) : 0;

  /* TRANSLATORS: number of rows, first day, last day */
  return g_strdup_printf (ngettext ("%s rows from %s to %s, of one import",
                                    "%s rows from %s to %s, of several imports", n),
                          rows, first, last);
}

static char *
describe_fit (JsonObject *item)
{
  g_autofree char *customers = count (item, "customers");
  g_autofree char *until = date (item, "until");
  g_autofree char *likelihood =
    clv_number_format (json_object_get_double_member_with_default (item, "log_likelihood", 0.0), 1);

  return g_strdup_printf (_("Fit %d of %s on data until %s: %s customers, log-likelihood %s"),
                          (int) json_object_get_int_member_with_default (item, "id", 0),
                          json_object_get_string_member_with_default (item, "model", "–"), until,
                          customers, likelihood);
}

static char *
describe_scores (JsonObject *item)
{
  g_autofree char *customers = count (item, "customers");
  g_autofree char *as_of = date (item, "as_of");
  const char *currency = json_object_get_string_member_with_default (item, "currency", "EUR");
  const double sum = json_object_get_double_member_with_default (item, "total_clv", 0.0);
  g_autofree char *total = clv_money_format_major (sum, currency);

  return g_strdup_printf (_("%s customers as of %s, together %s of future value"), customers,
                          as_of, total);
}

static char *
describe_definition (JsonObject *item)
{
  return g_strdup (json_object_get_string_member_with_default (item, "description", "–"));
}

static char *
describe_mapping (JsonObject *item)
{
  return g_strdup (_("Columns, currency and rules by which the files were read"));
}

static char *
describe_tiers (JsonObject *item)
{
  return g_strdup_printf (_("Cut into tiers by the scheme %s"),
                          json_object_get_string_member_with_default (item, "scheme", "–"));
}

static char *
describe_program (JsonObject *item)
{
  return g_strdup_printf (_("Computed by Perennial %s"),
                          json_object_get_string_member_with_default (item, "version", "–"));
}

static const struct
{
  const char *kind;
  const char *title;
  char *(*describe)(JsonObject *item);
} items[] = {
  { "data", N_("Data"), describe_data },
  { "mapping", N_("Reading of the files"), describe_mapping },
  { "fit", N_("Model"), describe_fit },
  { "definition", N_("Value definition"), describe_definition },
  { "scores", N_("Scores"), describe_scores },
  { "tiers", N_("Tiers"), describe_tiers },
  { "program", N_("Program"), describe_program },
};

/**
 * clv_words_manifest:
 * @manifest: (nullable): JSON of a package
 *
 * What a package covers, item by item.
 *
 * Returns: (transfer full) (element-type utf8): title, words, short hash, and so
 *   on; empty where the manifest cannot be read
 */
GPtrArray *
clv_words_manifest (const char *manifest)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(JsonNode) root = manifest != NULL ? json_from_string (manifest, NULL) : NULL;
  JsonObject *object = NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)
      || !json_object_has_member (json_node_get_object (root), "items"))
    return g_steal_pointer (&texts);

  object = json_object_get_object_member (json_node_get_object (root), "items");
  for (guint i = 0; object != NULL && i < G_N_ELEMENTS (items); i++)
    {
      JsonNode *node = json_object_get_member (object, items[i].kind);
      JsonObject *item = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                         ? json_node_get_object (node) : NULL;

      if (item == NULL)
        continue;
      g_ptr_array_add (texts, g_strdup (_(items[i].title)));
      g_ptr_array_add (texts, items[i].describe (item));
      g_ptr_array_add (texts, clv_words_hash (
                         json_object_get_string_member_with_default (item, "hash", "")));
    }

  return g_steal_pointer (&texts);
}
