/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-cli.h"
#include "clv-counted.h"
#include "clv-counts.h"
#include "clv-figures.h"
#include "clv-money.h"
#include "clv-next-order.h"
#include "clv-verb-hybrid.h"
#include "clv-verb-interval.h"

static const char *
get_unit (const ClvFit *fit)
{
  if (fit->spec->opportunity != CLV_OPPORTUNITY_NONE)
    return clv_opportunity_get_id (fit->spec->opportunity);
  return fit->spec->unit_days == 7 ? "week" : "day";
}

static char *
dup_repeats (const ClvFit *fit,
             guint32       x)
{
  g_autofree char *number = clv_count_format (x);

  if (fit->kind->history == CLV_HISTORY_CONTRACT)
    return g_strdup_printf (ngettext ("%s renewal", "%s renewals", x), number);
  if (fit->kind->history == CLV_HISTORY_OPPORTUNITIES)
    /* TRANSLATORS: "weeks", a number */
    return g_strdup_printf (_("%s with a further purchase: %s"),
                            clv_opportunity_get_plural (fit->spec->opportunity), number);
  if (fit->kind->joins_contract)
    return g_strdup_printf (ngettext ("%s payment or order after the first",
                                      "%s payments and orders after the first", x), number);
  return g_strdup_printf (ngettext ("%s repeat purchase", "%s repeat purchases", x), number);
}

static void
print_customer (ClvCli            *cli,
                const ClvScoreSet *scores,
                const ClvFit      *fit,
                guint32            row)
{
  g_autoptr(ClvTiers) tiers = clv_tiers_new (clv_tier_scheme_find ("20-60-20"), scores->clv,
                                             scores->n);
  g_autofree char *convention = clv_figure_describe_scores (scores);
  g_autofree char *reason = clv_tiers_describe (tiers, row, scores->clv[row], scores->currency);
  g_autofree char *clv = clv_money_format_major (scores->clv[row], scores->currency);
  g_autofree char *lo = clv_money_format_major (scores->clv_lo[row], scores->currency);
  g_autofree char *hi = clv_money_format_major (scores->clv_hi[row], scores->currency);
  g_autofree char *past = clv_money_format (scores->past_value[row], scores->currency);
  const char *id = clv_dictionary_get (scores->customers, row, NULL);
  g_autofree char *repeats = dup_repeats (fit, scores->x[row]);
  double unit = fit->spec->unit_days;

  clv_json_text (cli->json, "id", id);
  clv_json_int (cli->json, "x", scores->x[row]);
  clv_json_number (cli->json, "t", scores->recency_days[row] / unit);
  clv_json_number (cli->json, "T", scores->age_days[row] / unit);
  clv_json_text (cli->json, "unit", get_unit (fit));
  clv_json_number (cli->json, "p_active", scores->p_active[row]);
  clv_json_number (cli->json, "expected_purchases", scores->expected_purchases[row]);
  clv_json_number (cli->json, "discounted_purchases", scores->discounted_purchases[row]);
  clv_json_number (cli->json, "expected_spend", scores->expected_spend[row]);
  clv_json_number (cli->json, "clv", scores->clv[row]);
  clv_json_pair (cli->json, "clv_interval", scores->clv_lo[row], scores->clv_hi[row]);
  clv_json_money (cli->json, "past_value", scores->past_value[row], scores->currency);
  clv_json_text (cli->json, "currency", scores->currency);
  clv_json_text (cli->json, "convention", convention);
  clv_json_text (cli->json, "tier", clv_tier_scheme_get_name (tiers->scheme, tiers->tier[row]));
  clv_json_text (cli->json, "tier_reason", reason);
  /* Translators: an id, what it did, two numbers, "purchases" or "renewals", four figures, a
   * tier and why */
  clv_cli_print (cli, _("Customer %s: %s. P(active) %.4f, %.4f expected %s.\n"
                        "Future: CLV %s, 80 %% interval %s to %s (%s).\n"
                        "Past: %s received, before margin; not part of the CLV.\n%s\n"),
                 id, repeats, scores->p_active[row], scores->expected_purchases[row],
                 clv_counted_get_noun (clv_counted_find_expected (fit->kind->id)), clv, lo, hi,
                 convention, past, reason);
  clv_cli_add_hybrid_row (cli, scores, row);
  clv_cli_print (cli, "%s\n", clv_figure_describe_interval ());
}

static void
print_outlook (ClvCli            *cli,
               const ClvScoreSet *scores,
               const ClvFit      *fit,
               guint32            row,
               ClvDate            on)
{
  ClvOutlook outlook;
  g_autofree char *day = NULL;

  json_builder_set_member_name (cli->json, "outlook");
  if (!clv_outlook_predict (scores, fit, row, on, &outlook))
    {
      json_builder_add_null_value (cli->json);
      return;
    }

  day = clv_date_to_display (outlook.on);
  json_builder_begin_object (cli->json);
  clv_json_date (cli->json, "on", outlook.on);
  clv_json_number (cli->json, "p_active", outlook.p_active);
  clv_json_number (cli->json, "p_active_if_silent", outlook.p_active_if_silent);
  clv_json_number (cli->json, "p_purchase", outlook.p_purchase);
  clv_json_number (cli->json, "expected_purchases", outlook.expected_purchases);
  json_builder_end_object (cli->json);
  /* Translators: a date, then four probabilities or numbers */
  clv_cli_print (cli, fit->kind->history == CLV_HISTORY_CONTRACT
                      ? _("By %s: still active %.4f (%.4f without a renewal until then), at least "
                          "one renewal %.4f, expected renewals %.4f.\n")
                      : _("By %s: still active %.4f (%.4f without an order until then), at least "
                          "one purchase %.4f, expected purchases %.4f.\n"),
                 day, outlook.p_active, outlook.p_active_if_silent, outlook.p_purchase,
                 outlook.expected_purchases);
}

/* A day that lies beyond what is worth telling is null. */
static void
print_next_order (ClvCli            *cli,
                  const ClvScoreSet *scores,
                  const ClvFit      *fit,
                  guint32            row)
{
  ClvNextOrder next;
  g_autofree char *from = NULL;
  g_autofree char *middle = NULL;
  g_autofree char *until = NULL;

  json_builder_set_member_name (cli->json, "next_order");
  if (!clv_next_order_predict (scores, fit, row, &next))
    {
      json_builder_add_null_value (cli->json);
      return;
    }

  json_builder_begin_object (cli->json);
  clv_json_date (cli->json, "from", next.from);
  clv_json_date (cli->json, "middle", next.middle);
  clv_json_date (cli->json, "until", next.until);
  clv_json_number (cli->json, "p_30_days", next.p_30_days);
  clv_json_number (cli->json, "p_90_days", next.p_90_days);
  json_builder_end_object (cli->json);
  if (next.until == CLV_DATE_INVALID || fit->kind->history == CLV_HISTORY_CONTRACT)
    return;
  from = clv_date_to_display (next.from);
  middle = clv_date_to_display (next.middle);
  until = clv_date_to_display (next.until);
  /* Translators: three dates */
  clv_cli_print (cli, _("If still active, the next order comes between %s and %s in 8 of 10 cases, "
                        "by %s in 5 of 10.\n"), from, until, middle);
}

/* Null where there is none to come. */
static void
print_renewal (ClvCli            *cli,
               const ClvScoreSet *scores,
               const ClvFit      *fit,
               guint32            row)
{
  ClvRenewal renewal;
  g_autofree char *on = NULL;
  g_autofree char *chance = NULL;

  json_builder_set_member_name (cli->json, "renewal");
  if (!clv_renewal_predict (scores, fit, row, &renewal))
    {
      json_builder_add_null_value (cli->json);
      if (fit->kind->history == CLV_HISTORY_CONTRACT && scores->p_active[row] < 0.5)
        clv_cli_print (cli, "%s\n", _("This subscriber has left: a renewal that was due did not "
                                      "come."));
      return;
    }

  json_builder_begin_object (cli->json);
  clv_json_date (cli->json, "on", renewal.on);
  clv_json_number (cli->json, "chance", renewal.chance);
  json_builder_end_object (cli->json);
  on = clv_date_to_display (renewal.on);
  chance = clv_percent_format (renewal.chance, 1);
  /* Translators: a date, a percentage */
  clv_cli_print (cli, _("Active for certain until the next renewal, on %s: %s of those who have "
                        "renewed as often are expected to renew then.\n"), on, chance);
}

/* Null where none is known. */
static void
print_end (ClvCli            *cli,
           const ClvScoreSet *scores,
           guint32            row)
{
  const ClvDate end = scores->ends != NULL ? scores->ends[row] : CLV_DATE_INVALID;
  g_autofree char *on = NULL;

  clv_json_date (cli->json, "contract_end", end);
  if (end == CLV_DATE_INVALID)
    return;
  on = clv_date_to_display (end);
  clv_cli_print (cli, _("The contract is known to end on %s: nothing is expected from that day "
                        "on.\n"), on);
}

int
clv_verb_customer (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(ClvFit) fit = NULL;
  const ClvFit *own = NULL;
  g_autofree char *on_text = NULL;
  ClvDate on = CLV_DATE_INVALID;
  guint32 row;
  const GOptionEntry entries[] = {
    { "on", 0, 0, G_OPTION_ARG_STRING, &on_text,
      N_("Day of the outlook, the end of the horizon otherwise"), "DATE" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 2, 2, &error)
      || !clv_cli_parse_date (on_text, "--on", &on, &error)
      || clv_cli_open (cli, CLV_OPEN_READ_ONLY, &error) == NULL)
    return clv_cli_fail (cli, error);
  scores = clv_score_set_load (cli->workspace, 0, &error);
  if (scores == NULL && error == NULL)
    g_set_error_literal (&error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                         _("Nobody was scored yet. Run “fit” and “score” first."));
  if (scores == NULL)
    return clv_cli_fail (cli, error);
  fit = clv_fit_load (cli->workspace, scores->fit_id, &error);
  if (fit == NULL)
    return clv_cli_fail (cli, error);

  row = clv_dictionary_lookup (scores->customers, cli->argv[2], strlen (cli->argv[2]));
  if (row == CLV_DICTIONARY_NONE || row >= scores->n)
    {
      g_set_error (&error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                   _("There is no customer “%s” in the newest score set. Ids are compared letter "
                     "by letter, leading zeros included."), cli->argv[2]);
      return clv_cli_fail (cli, error);
    }
  if (on_text != NULL && on <= scores->as_of)
    {
      g_autofree char *as_of = clv_date_to_iso (scores->as_of);

      g_set_error (&error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                   _("--on must be after %s, the day that the scores are as of."), as_of);
      return clv_cli_fail (cli, error);
    }
  own = clv_score_set_get_fit (scores, fit, row);
  print_customer (cli, scores, own, row);
  print_outlook (cli, scores, own, row, on_text != NULL ? on : scores->horizon_end);
  print_next_order (cli, scores, own, row);
  print_renewal (cli, scores, own, row);
  print_end (cli, scores, row);

  return clv_cli_finish (cli);
}
