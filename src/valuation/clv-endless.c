/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-endless.h"
#include "clv-hybrid.h"

#define VERY_LONG 1e5      /* units of time, nineteen centuries of weeks */

/**
 * clv_fit_describe_endless:
 * @fit: a fit
 * @definition: what a value means
 *
 * What a horizon without an end means where nobody leaves, or all leave at once: such
 * a value is made by the discount rate, or by the lifespan, and not by the horizon.
 *
 * Returns: (transfer full) (nullable): a sentence, %NULL where there is nothing to say
 */
char *
clv_fit_describe_endless (const ClvFit             *fit,
                          const ClvValueDefinition *definition)
{
  const double horizon = VERY_LONG;
  double purchases = 0.0;
  double still_active = 0.0;
  double square = 0.0;

  g_return_val_if_fail (fit != NULL && definition != NULL, NULL);

  if (definition->horizon_date != CLV_DATE_INVALID
      || definition->horizon.unit != CLV_DURATION_INFINITE
      || fit->kind->history != CLV_HISTORY_SUMMARY || fit->kind->is_dated)
    return NULL;
  /* Contracts end; the orders beside them are a model of their own. */
  if (fit->hybrid != NULL)
    return clv_fit_describe_endless (fit->hybrid->orders, definition);
  if (strcmp (fit->kind->id, "formula") == 0)
    return g_strdup_printf (_("%s counts its lifespan from today on, %.1f %s, the same for "
                              "everybody, and nothing after it: a horizon beyond changes nothing."),
                            _(fit->kind->name), fit->parameters[1],
                            fit->spec->unit_days == 7 ? _("weeks") : _("days"));
  fit->kind->forecast (fit->kind, fit->parameters, 1.0, 1.0, 1.0, &horizon, 1, &purchases,
                       &still_active, &square);
  if (still_active < 1.0)
    return NULL;
  return g_strdup_printf (_("In “%s” nobody leaves: without an end everybody buys for ever, and "
                            "the value is finite through the discount rate alone. Read it as an "
                            "upper bound, set an end to the horizon, or fit a model in which "
                            "customers leave."), _(fit->kind->name));
}

/**
 * clv_score_set_describe_worthless:
 * @scores: scores
 * @definition: what a value means in them
 *
 * Why everybody is worth nothing although something is expected of them.
 *
 * Returns: (transfer full) (nullable): a sentence, %NULL where there is nothing to say
 */
char *
clv_score_set_describe_worthless (const ClvScoreSet        *scores,
                                  const ClvValueDefinition *definition)
{
  g_return_val_if_fail (scores != NULL && definition != NULL, NULL);

  if (scores->total_clv < 0.0 || scores->total_clv > 0.0
      || !(scores->total_expected_purchases > 0.0))
    return NULL;
  return g_strdup (definition->margin > 0.0
                   ? _("Every value is 0, since no amount above 0 is known of these customers. "
                       "Rank them by how often they are expected to come, or import amounts.")
                   : _("Every value is 0, since nothing of the spend is kept by the value "
                       "definition. Set a margin above 0."));
}
