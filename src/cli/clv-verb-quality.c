/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-cli.h"
#include "clv-money.h"
#include "clv-quality.h"
#include "clv-records.h"

static void
add_gate (ClvCli               *cli,
          const ClvQualityGate *gate)
{
  json_builder_begin_object (cli->json);
  clv_json_text (cli->json, "name", gate->name);
  clv_json_text (cli->json, "title", gate->title);
  clv_json_number (cli->json, "value", gate->value);
  clv_json_number (cli->json, "limit", gate->limit);
  clv_json_number (cli->json, "target", gate->target);
  clv_json_text (cli->json, "direction", gate->is_at_least ? "at-least" : "at-most");
  clv_json_text (cli->json, "unit", clv_quality_unit_get_name (gate->unit));
  clv_json_text (cli->json, "state", clv_quality_state_get_name (gate->state));
  clv_json_text (cli->json, "sentence", gate->sentence);
  json_builder_end_object (cli->json);
  clv_cli_print (cli, "%-13s %s: %s (%s)\n              %s\n",
                 clv_quality_state_describe (gate->state), gate->title, gate->value_text,
                 gate->need_text, gate->sentence);
}

static void
add_outliers (ClvCli           *cli,
              const ClvQuality *quality)
{
  json_builder_set_member_name (cli->json, "outliers");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < quality->facts.outliers->len; i++)
    {
      const ClvQualityOutlier *outlier = &g_array_index (quality->facts.outliers,
                                                         ClvQualityOutlier, i);
      g_autofree char *amount = clv_money_format (outlier->amount, quality->currency);
      g_autofree char *day = clv_date_to_display (outlier->day);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "customer", outlier->customer);
      clv_json_date (cli->json, "date", outlier->day);
      clv_json_money (cli->json, "amount", outlier->amount, quality->currency);
      json_builder_end_object (cli->json);
      if (i == 0)
        clv_cli_print (cli, "%s\n", _("The largest outliers:"));
      clv_cli_print (cli, "              %s  %s  %s\n", amount, day, outlier->customer);
    }
  json_builder_end_array (cli->json);
}

static void
add_quality (ClvCli           *cli,
             const ClvQuality *quality,
             guint64           n_subscriptions)
{
  const char *note = NULL;
  g_autofree char *words = clv_quality_describe (quality);

  clv_json_text (cli->json, "state", clv_quality_state_get_name (quality->state));
  clv_json_date (cli->json, "today", quality->today);
  clv_json_int (cli->json, "rows", (gint64) quality->facts.n_rows);
  json_builder_set_member_name (cli->json, "gates");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < quality->gates->len; i++)
    add_gate (cli, clv_quality_get_gate (quality, (ClvQualityGateId) i));
  json_builder_end_array (cli->json);
  add_outliers (cli, quality);
  json_builder_set_member_name (cli->json, "cpu_seconds");
  json_builder_begin_object (cli->json);
  clv_json_number (cli->json, "quality", quality->cpu_seconds);
  json_builder_end_object (cli->json);
  clv_cli_print (cli, "%s\n", words);
  note = n_subscriptions > 0 && quality->facts.n_rows == 0 && !quality->facts.is_counted
         ? _("The checks are of orders, and there are none. The subscriptions of this workspace "
             "need none: fit sbg or bdw.") : NULL;
  clv_json_text (cli->json, "note", note);
  if (note != NULL)
    clv_cli_print (cli, _("Note: %s\n"), note);
}

/* All settings, or none of them. */
static gboolean
set_limits (ClvCli  *cli,
            GStrv    settings,
            GError **error)
{
  ClvQualityLimits limits;

  if (!clv_quality_limits_load (&limits, cli->workspace, error))
    return FALSE;
  for (guint i = 0; settings[i] != NULL; i++)
    if (!clv_quality_limits_parse (&limits, settings[i], error))
      return FALSE;
  return clv_quality_limits_save (&limits, cli->workspace, cli->actor, error);
}

int
clv_verb_quality (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvQuality) quality = NULL;
  g_auto(GStrv) settings = NULL;
  g_autofree char *until_text = NULL;
  g_autofree char *today_text = NULL;
  guint64 n_subscriptions = 0;
  ClvDate until = CLV_DATE_INVALID;
  ClvDate today = CLV_DATE_INVALID;
  const GOptionEntry entries[] = {
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &settings,
      N_("Set what is needed, or with NAME.target what is wanted; can be repeated"),
      N_("NAME=LIMIT") },
    { "until", 0, 0, G_OPTION_ARG_STRING, &until_text, N_("Last day that is looked at"), "DATE" },
    { "today", 0, 0, G_OPTION_ARG_STRING, &today_text, N_("The day to judge from"), "DATE" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 1, 1, &error)
      || !clv_cli_parse_date (until_text, "--until", &until, &error)
      || !clv_cli_parse_date (today_text, "--today", &today, &error)
      || clv_cli_open (cli, settings != NULL ? CLV_OPEN_READ_WRITE : CLV_OPEN_READ_ONLY,
                       &error) == NULL)
    return clv_cli_fail (cli, error);
  if (settings != NULL && !set_limits (cli, settings, &error))
    return clv_cli_fail (cli, error);
  quality = clv_quality_load (cli->workspace, until, today, &cli->progress, &error);
  if (quality == NULL)
    return clv_cli_fail (cli, error);

  if (!clv_records_count (cli->workspace, CLV_IMPORT_KIND_SUBSCRIPTIONS, &n_subscriptions, &error))
    return clv_cli_fail (cli, error);
  add_quality (cli, quality, n_subscriptions);
  clv_cli_finish (cli);

  return quality->state == CLV_QUALITY_RED ? CLV_EXIT_NO : CLV_EXIT_DONE;
}
