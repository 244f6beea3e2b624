/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-cli.h"
#include "clv-counts.h"
#include "clv-figures.h"
#include "clv-interval-segments.h"
#include "clv-load.h"
#include "clv-money.h"
#include "clv-verb-interval.h"

/**
 * clv_json_pair:
 * @json: a builder in an object
 * @name: the key
 *
 * Adds [lo, hi].
 */
void
clv_json_pair (JsonBuilder *json,
               const char  *name,
               double       lo,
               double       hi)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  clv_json_number (json, NULL, lo);
  clv_json_number (json, NULL, hi);
  json_builder_end_array (json);
}

/* "80", "80%" or "0.8". */
gboolean
clv_cli_parse_level (const char  *text,
                     double      *level,
                     GError     **error)
{
  char *end = NULL;

  *level = CLV_INTERVAL_LEVEL;
  if (text == NULL)
    return TRUE;
  *level = g_ascii_strtod (text, &end);
  if (end != text && *level > 1.0)
    *level /= 100.0;
  if (end != text && *end == '%')
    end++;
  if (end != text && *end == '\0' && *level >= 0.01 && *level <= 0.999)
    return TRUE;
  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("“%s” is not a level of an interval. Write it as 80 or 95."), text);
  return FALSE;
}

void
clv_json_interval (JsonBuilder       *json,
                   const char        *name,
                   const ClvInterval *interval)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_object (json);
  clv_json_number (json, "expected", interval->expected);
  clv_json_pair (json, "interval", interval->lo, interval->hi);
  clv_json_pair (json, "process_interval", interval->process_lo, interval->process_hi);
  clv_json_pair (json, "parameter_interval", interval->parameter_lo, interval->parameter_hi);
  clv_json_number (json, "process_error", interval->process_error);
  clv_json_number (json, "parameter_error", interval->parameter_error);
  json_builder_end_object (json);
}

static void
print_segment (ClvCli                   *cli,
               const char               *name,
               const ClvSegmentInterval *segment,
               ClvCounted                counted,
               const char               *currency)
{
  g_autofree char *customers = clv_count_customers (segment->customers);
  g_autofree char *value = clv_money_format_major (segment->value.expected, currency);
  g_autofree char *lo = clv_money_format_major (segment->value.lo, currency);
  g_autofree char *hi = clv_money_format_major (segment->value.hi, currency);
  g_autofree char *purchases = clv_number_format (segment->purchases.expected, 1);
  g_autofree char *fewest = clv_number_format (segment->purchases.lo, 1);
  g_autofree char *most = clv_number_format (segment->purchases.hi, 1);

  /* Translators: a segment, number of customers, three amounts, "purchases" or "renewals",
   * three numbers of them */
  clv_cli_print (cli, _("%s: %s, value %s (%s to %s), expected %s %s (%s to %s)\n"), name,
                 customers, value, lo, hi, clv_counted_get_noun (counted), purchases, fewest, most);
}

/* The keys that other verbs give as well. */
void
clv_cli_add_intervals (ClvCli             *cli,
                       const ClvIntervals *intervals)
{
  const ClvSegmentInterval *total = &intervals->total;
  g_autofree char *text = clv_intervals_describe (intervals);

  clv_json_pair (cli->json, "total_clv_interval", total->value.lo, total->value.hi);
  clv_json_pair (cli->json, "expected_purchases_interval", total->purchases.lo,
                 total->purchases.hi);
  clv_json_number (cli->json, "interval_level", intervals->level);
  clv_json_bool (cli->json, "interval_has_parameters",
                 intervals->has_parameters && intervals->has_spend_parameters);
  clv_json_text (cli->json, "interval_includes", text);
}

/* The keys, and everybody's line with what it includes. */
void
clv_cli_print_intervals (ClvCli             *cli,
                         const ClvIntervals *intervals,
                         const char         *currency)
{
  g_autofree char *text = clv_intervals_describe (intervals);

  clv_cli_add_intervals (cli, intervals);
  print_segment (cli, _("Everybody"), &intervals->total, intervals->counted, currency);
  clv_cli_print (cli, "%s\n", text);
}

static void
print_intervals (ClvCli             *cli,
                 const ClvScoreSet  *scores,
                 const ClvIntervals *intervals,
                 char              **names)
{
  g_autofree char *text = clv_intervals_describe (intervals);
  g_autofree char *convention = clv_figure_describe_scores (scores);

  clv_json_int (cli->json, "score_set", scores->id);
  clv_json_int (cli->json, "customers", scores->n);
  clv_json_number (cli->json, "total_clv", intervals->total.value.expected);
  clv_json_number (cli->json, "expected_purchases", intervals->total.purchases.expected);
  clv_cli_add_intervals (cli, intervals);
  clv_json_interval (cli->json, "value", &intervals->total.value);
  clv_json_interval (cli->json, "purchases", &intervals->total.purchases);
  clv_json_number (cli->json, "nonlinearity", intervals->nonlinearity);
  clv_json_int (cli->json, "cells", intervals->n_cells);
  clv_json_int (cli->json, "grain_days", intervals->grain_days);
  clv_json_text (cli->json, "currency", scores->currency);
  clv_json_text (cli->json, "convention", convention);
  clv_json_number (cli->json, "cpu_seconds", intervals->cpu_seconds);
  clv_cli_print (cli, "%s\n", convention);
  print_segment (cli, _("Everybody"), &intervals->total, intervals->counted, scores->currency);
  json_builder_set_member_name (cli->json, "segments");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < intervals->n_segments; i++)
    {
      const ClvSegmentInterval *segment = &intervals->segments[i];
      gboolean is_known = names[i][0] != '\0';

      if (!is_known && segment->customers == 0)
        continue;
      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "name", is_known ? names[i] : NULL);
      clv_json_int (cli->json, "customers", segment->customers);
      clv_json_interval (cli->json, "value", &segment->value);
      clv_json_interval (cli->json, "purchases", &segment->purchases);
      json_builder_end_object (cli->json);
      print_segment (cli, is_known ? names[i] : _("Not known"), segment, intervals->counted,
                     scores->currency);
    }
  json_builder_end_array (cli->json);
  clv_cli_print (cli, "%s\n", text);
}

/* (transfer full): each row's tier. */
guint32 *
clv_cli_dup_tier_segments (const ClvTiers *tiers)
{
  guint32 *segments = g_new (guint32, MAX (tiers->n_customers, 1));

  for (guint32 i = 0; i < tiers->n_customers; i++)
    segments[i] = tiers->tier[i];
  return segments;
}

static ClvSegments *
new_tier_segments (const ClvTierScheme *scheme,
                   const ClvScoreSet   *scores)
{
  g_autoptr(ClvTiers) tiers = clv_tiers_new (scheme, scores->clv, scores->n);
  ClvSegments *self = g_new0 (ClvSegments, 1);

  self->n = scheme->n;
  self->names = g_new0 (char *, (gsize) scheme->n + 1);
  for (guint i = 0; i < scheme->n; i++)
    self->names[i] = g_strdup (clv_tier_scheme_get_name (scheme, i));
  self->segment_of = clv_cli_dup_tier_segments (tiers);
  return self;
}

/* %NULL without error: everybody together. */
static ClvSegments *
new_segments (ClvCli             *cli,
              const ClvScoreSet  *scores,
              const char         *scheme_name,
              const char         *column,
              const char         *ids,
              GError            **error)
{
  if (scheme_name != NULL)
    {
      const ClvTierScheme *scheme = clv_cli_find_scheme (scheme_name, error);

      return scheme != NULL ? new_tier_segments (scheme, scores) : NULL;
    }
  if (column != NULL)
    {
      g_autoptr(ClvTransactions) transactions =
        clv_workspace_load_transactions (cli->workspace, &cli->progress, error);

      if (transactions == NULL)
        return NULL;
      return clv_segments_new_for_attribute (scores, transactions, column, error);
    }
  if (ids != NULL)
    {
      g_auto(GStrv) list = g_strsplit (ids, ",", -1);

      return clv_segments_new_for_customers (scores, (const char * const *) list, error);
    }
  return NULL;
}

typedef struct
{
  char *level;
  char *scheme;
  char *column;
  char *customers;
} Options;

static gboolean
run_interval (ClvCli         *cli,
              const Options  *options,
              GError        **error)
{
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(ClvSegments) segments = NULL;
  g_autoptr(ClvIntervals) intervals = NULL;
  GError *local = NULL;
  double level = 0.0;

  if (!clv_cli_parse_level (options->level, &level, error))
    return FALSE;
  if ((options->scheme != NULL) + (options->column != NULL) + (options->customers != NULL) > 1)
    {
      g_set_error_literal (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                           _("Give one of --tiers, --group and --customers."));
      return FALSE;
    }
  if (clv_cli_open (cli, CLV_OPEN_READ_ONLY, error) == NULL)
    return FALSE;
  scores = clv_cli_load_scores (cli, error);
  if (scores == NULL)
    return FALSE;
  segments = new_segments (cli, scores, options->scheme, options->column, options->customers,
                           &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  intervals = clv_intervals_new_for_scores (cli->workspace, scores,
                                            segments != NULL ? segments->segment_of : NULL,
                                            segments != NULL ? segments->n : 0, level,
                                            &cli->progress, error);
  if (intervals == NULL)
    return FALSE;
  print_intervals (cli, scores, intervals, segments != NULL ? segments->names : NULL);
  return TRUE;
}

int
clv_verb_interval (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "level", 0, 0, G_OPTION_ARG_STRING, &options.level, N_("Share of the futures to cover"),
      "80" },
    { "tiers", 0, 0, G_OPTION_ARG_STRING, &options.scheme, N_("Of each tier as well"),
      "20-60-20|platinum" },
    { "group", 0, 0, G_OPTION_ARG_STRING, &options.column, N_("Of each value of an attribute"),
      "COLUMN" },
    { "customers", 0, 0, G_OPTION_ARG_STRING, &options.customers, N_("Of these customers"),
      "ID,ID,…" },
    G_OPTION_ENTRY_NULL
  };
  gboolean is_done = clv_cli_parse (cli, entries, 1, 1, &error)
                     && run_interval (cli, &options, &error);

  g_free (options.level);
  g_free (options.scheme);
  g_free (options.column);
  g_free (options.customers);
  return is_done ? clv_cli_finish (cli) : clv_cli_fail (cli, error);
}
