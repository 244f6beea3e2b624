/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-audit.h"
#include "clv-cli.h"
#include "clv-counts.h"
#include "clv-figures.h"
#include "clv-load.h"
#include "clv-money.h"
#include "clv-verb-interval.h"

/* Nothing where a fit has no intervals. */
static char *
dup_interval (const ClvIntervals *intervals,
              guint               segment,
              const char         *currency)
{
  g_autofree char *lo = NULL;
  g_autofree char *hi = NULL;

  if (intervals == NULL)
    return g_strdup ("");
  lo = clv_money_format_major (intervals->segments[segment].value.lo, currency);
  hi = clv_money_format_major (intervals->segments[segment].value.hi, currency);
  /* Translators: an interval of two amounts, after another amount */
  return g_strdup_printf (_(" (%s to %s)"), lo, hi);
}

int
clv_verb_tiers (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(ClvTiers) tiers = NULL;
  g_autoptr(ClvIntervals) intervals = NULL;
  g_autofree guint32 *segment_of = NULL;
  g_autofree char *includes = NULL;
  g_autofree char *ties = NULL;
  g_autofree char *name = NULL;
  g_autofree char *convention = NULL;
  const ClvTierScheme *scheme;
  const GOptionEntry entries[] = {
    { "scheme", 0, 0, G_OPTION_ARG_STRING, &name, N_("Tier scheme"), "20-60-20|platinum" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 1, 1, &error))
    return clv_cli_fail (cli, error);
  scheme = clv_cli_find_scheme (name, &error);
  scores = scheme != NULL && clv_cli_open (cli, CLV_OPEN_READ_ONLY, &error) != NULL
           ? clv_cli_load_scores (cli, &error) : NULL;
  if (scores == NULL)
    return clv_cli_fail (cli, error);

  tiers = clv_tiers_new (scheme, scores->clv, scores->n);
  segment_of = clv_cli_dup_tier_segments (tiers);
  intervals = clv_intervals_new_for_scores (cli->workspace, scores, segment_of, scheme->n,
                                            CLV_INTERVAL_LEVEL, &cli->progress, &error);
  if (intervals == NULL && !g_error_matches (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED))
    return clv_cli_fail (cli, error);
  convention = clv_figure_describe_scores (scores);
  clv_json_text (cli->json, "scheme", scheme->id);
  clv_json_text (cli->json, "currency", scores->currency);
  clv_json_text (cli->json, "convention", convention);
  json_builder_set_member_name (cli->json, "tiers");
  json_builder_begin_array (cli->json);
  clv_cli_print (cli, "%s\n", convention);
  for (guint i = 0; i < scheme->n; i++)
    {
      g_autofree char *lower = clv_money_format_major (tiers->lower[i], scores->currency);
      g_autofree char *value = clv_money_format_major (tiers->value[i], scores->currency);
      g_autofree char *interval = dup_interval (intervals, i, scores->currency);
      g_autofree char *customers = clv_count_customers (tiers->count[i]);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "name", clv_tier_scheme_get_name (scheme, i));
      clv_json_int (cli->json, "customers", tiers->count[i]);
      clv_json_number (cli->json, "lower", tiers->lower[i]);
      clv_json_number (cli->json, "value", tiers->value[i]);
      if (intervals != NULL)
        clv_json_pair (cli->json, "value_interval", intervals->segments[i].value.lo,
                       intervals->segments[i].value.hi);
      json_builder_end_object (cli->json);
      /* Translators: a tier, number of customers, two amounts, perhaps their interval */
      clv_cli_print (cli, _("%s: %s from %s, together %s%s\n"),
                     clv_tier_scheme_get_name (scheme, i), customers, lower, value, interval);
    }
  json_builder_end_array (cli->json);
  ties = clv_tiers_describe_ties (tiers, scores->clv, scores->currency);
  clv_json_text (cli->json, "ties", ties);
  if (ties != NULL)
    clv_cli_print (cli, _("Note: %s\n"), ties);
  includes = intervals != NULL ? clv_intervals_describe (intervals) : g_strdup (error->message);
  if (intervals != NULL)
    clv_cli_add_intervals (cli, intervals);
  clv_cli_print (cli, "%s\n", includes);

  return clv_cli_finish (cli);
}

static void
add_migration (ClvCli             *cli,
               const ClvMigration *migration)
{
  json_builder_set_member_name (cli->json, "dates");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < migration->n_dates; i++)
    clv_json_date (cli->json, NULL, migration->dates[i]);
  json_builder_end_array (cli->json);
  json_builder_set_member_name (cli->json, "tiers");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < migration->scheme->n; i++)
    clv_json_text (cli->json, NULL, clv_tier_scheme_get_name (migration->scheme, i));
  json_builder_end_array (cli->json);
  clv_json_text (cli->json, "currency", migration->currency);
  json_builder_set_member_name (cli->json, "flows");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < migration->flows->len; i++)
    {
      const ClvFlow *flow = &g_array_index (migration->flows, ClvFlow, i);
      const char *from = flow->from < migration->scheme->n
                         ? clv_tier_scheme_get_name (migration->scheme, flow->from) : _("New");
      const char *to = clv_tier_scheme_get_name (migration->scheme, flow->to);
      g_autofree char *value = clv_money_format_major (flow->value, migration->currency);
      g_autofree char *customers = clv_count_customers (flow->customers);
      g_autofree char *first = clv_date_to_iso (migration->dates[flow->date]);
      g_autofree char *second = clv_date_to_iso (migration->dates[flow->date + 1]);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "from_date", first);
      clv_json_text (cli->json, "to_date", second);
      clv_json_text (cli->json, "from", from);
      clv_json_text (cli->json, "to", to);
      clv_json_int (cli->json, "customers", flow->customers);
      clv_json_number (cli->json, "value", flow->value);
      json_builder_end_object (cli->json);
      /* Translators: two days, two tiers, number of customers, money */
      clv_cli_print (cli, _("%s → %s: %s → %s: %s, future value %s at the later date\n"), first,
                     second, from, to, customers, value);
    }
  json_builder_end_array (cli->json);
}

/* What the values of the flows are. */
static gboolean
add_meaning (ClvCli    *cli,
             gboolean   is_frozen,
             GError   **error)
{
  g_autoptr(ClvModelSpec) spec = clv_cli_load_spec (cli, error);
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autofree char *meaning = NULL;
  const ClvModelKind *kind = NULL;

  if (spec == NULL)
    return FALSE;
  definition = clv_value_definition_load (cli->workspace, 0, error);
  if (definition == NULL)
    return FALSE;
  meaning = clv_value_definition_describe (definition);
  kind = clv_model_kind_find (spec->kind);
  clv_json_text (cli->json, "model", spec->kind);
  clv_json_text (cli->json, "convention", meaning);
  /* Translators: a model, what a value means: horizon, margin, discount rate */
  clv_cli_print (cli, is_frozen
                 ? _("%s as of the first date; future value after each date: %s.\n")
                 : _("%s as of each date; future value after it: %s.\n"),
                 kind != NULL ? _(kind->name) : spec->kind, meaning);
  return TRUE;
}

int
clv_verb_migration (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvMigration) migration = NULL;
  g_autofree char *dates = NULL;
  g_autofree char *name = NULL;
  gboolean is_frozen = FALSE;
  const GOptionEntry entries[] = {
    { "dates", 0, 0, G_OPTION_ARG_STRING, &dates, N_("As-of dates, ascending"), "D1,D2,…" },
    { "scheme", 0, 0, G_OPTION_ARG_STRING, &name, N_("Tier scheme"), "20-60-20|platinum" },
    { "frozen", 0, 0, G_OPTION_ARG_NONE, &is_frozen, N_("Keep the first date's model"), NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 1, 1, &error)
      || clv_cli_open (cli, CLV_OPEN_READ_ONLY, &error) == NULL)
    return clv_cli_fail (cli, error);
  migration = clv_cli_compute_migration (cli, dates, name, is_frozen, &error);
  if (migration == NULL || !add_meaning (cli, is_frozen, &error))
    return clv_cli_fail (cli, error);
  add_migration (cli, migration);

  return clv_cli_finish (cli);
}

static void
add_audit (ClvCli         *cli,
           const ClvAudit *audit)
{
  clv_json_int (cli->json, "audit", audit->id);
  clv_json_text (cli->json, "group", audit->options.group_column);
  clv_json_int (cli->json, "family", audit->family);
  clv_json_text (cli->json, "headline", audit->headline);
  json_builder_set_member_name (cli->json, "cells");
  json_builder_begin_array (cli->json);
  clv_cli_print (cli, "%s\n", audit->headline);
  for (guint i = 0; i < audit->cells->len; i++)
    {
      const ClvAuditCell *cell = g_ptr_array_index (audit->cells, i);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "metric", clv_metric_get_id (cell->metric));
      clv_json_text (cli->json, "group", cell->is_unknown ? NULL : cell->group);
      clv_json_bool (cli->json, "is_unknown", cell->is_unknown);
      clv_json_int (cli->json, "n", cell->n);
      clv_json_number (cli->json, "estimate", cell->estimate);
      clv_json_number (cli->json, "lo", cell->lo);
      clv_json_number (cli->json, "hi", cell->hi);
      clv_json_number (cli->json, "q", cell->q);
      clv_json_text (cli->json, "verdict", clv_verdict_get_id (cell->verdict));
      clv_json_text (cli->json, "sentence", cell->sentence);
      json_builder_end_object (cli->json);
      clv_cli_print (cli, "%s · %s · %s: %s\n", clv_metric_get_label (cell->metric),
                     cell->is_unknown ? _("Unknown") : cell->group,
                     clv_verdict_get_label (cell->verdict), cell->sentence);
    }
  json_builder_end_array (cli->json);
  clv_json_int (cli->json, "hidden_groups", audit->hidden_groups);
  clv_json_int (cli->json, "hidden_customers", audit->hidden_customers);
  clv_json_number (cli->json, "unknown_share", audit->unknown_share);
  clv_cli_print (cli, "%s\n", clv_audit_get_note ());
}

int
clv_verb_audit (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvAudit) audit = NULL;
  g_autofree char *group = NULL;
  g_autofree char *name = NULL;
  gint64 seed = 1;
  const GOptionEntry entries[] = {
    { "group", 0, 0, G_OPTION_ARG_STRING, &group, N_("Attribute to compare by"), "COLUMN" },
    { "scheme", 0, 0, G_OPTION_ARG_STRING, &name, N_("Tier scheme"), "20-60-20|platinum" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_("Seed of the bootstrap"), "N" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 1, 1, &error))
    return clv_cli_fail (cli, error);
  if (group == NULL || seed < 0)
    {
      g_printerr ("%s\n", _("“audit” needs --group with the name of an attribute."));
      return CLV_EXIT_USAGE;
    }
  if (clv_cli_open (cli, CLV_OPEN_READ_WRITE, &error) == NULL)
    return clv_cli_fail (cli, error);
  audit = clv_cli_compute_audit (cli, group, name, (guint64) seed, &error);
  if (audit == NULL || !clv_audit_save (audit, cli->workspace, cli->actor, &error))
    return clv_cli_fail (cli, error);
  add_audit (cli, audit);

  return clv_cli_finish (cli);
}
