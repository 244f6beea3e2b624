/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-next.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-money.h"

char *
clv_customer_next_dup_window (const ClvNextOrder *next)
{
  g_autofree char *from = NULL;
  g_autofree char *until = NULL;

  if (next->from == CLV_DATE_INVALID)
    return g_strdup (_("Not within ten years"));
  from = clv_date_to_display (next->from);
  if (next->until == CLV_DATE_INVALID)
    /* TRANSLATORS: %s is a day */
    return g_strdup_printf (_("From %s on"), from);
  until = clv_date_to_display (next->until);

  /* TRANSLATORS: from one day to another */
  return g_strdup_printf (_("%s – %s"), from, until);
}

char *
clv_customer_next_dup_detail (const ClvNextOrder *next)
{
  g_autofree char *soon = clv_percent_format (next->p_30_days, 0);
  g_autofree char *middle = NULL;

  if (next->middle == CLV_DATE_INVALID)
    return g_strdup_printf (_("Eight in ten buy then. A purchase within 30 days: %s"), soon);
  middle = clv_date_to_display (next->middle);

  /* TRANSLATORS: a day, then a probability */
  return g_strdup_printf (_("Eight in ten buy then, half by %s. A purchase within 30 days: %s"),
                          middle, soon);
}

/* Of one who is active, not none within h: whoever can leave only at a purchase
* (Fader, Hardie & Lee 2005), or never, waits as a buyer of the NBD does; in the
* Pareto/NBD they may leave before it (Schmittlein, Morrison & Colombo 1987). */
static char *
dup_formula (const ClvCustomerData *data,
             guint32                row,
             const ClvNextOrder    *next)
{
  const double *p = clv_score_set_get_parameters (data->scores, data->fit, row);
  const double unit = data->fit->spec->unit_days;
  const double scale = p[1] + data->scores->age_days[row] / unit;
  const double shape = p[0] + data->scores->x[row];
  const double p_active = data->scores->p_active[row];
  g_autofree char *active = clv_percent_format (p_active, 2);
  g_autofree char *within = clv_percent_format (next->p_30_days, 1);

  /* In a calendar the clocks of buying and leaving run at many speeds. */
  if (data->fit->kind->is_dated)
    return NULL;
  if (strcmp (data->fit->kind->id, "pareto-nbd") == 0)
    return g_strdup_printf ("P(active) × (r + x) × ∫₀ʰ ((α + T) ÷ (α + T + u))^(r + x) "
                            "× ((β + T) ÷ (β + T + u))^s ÷ (α + T + u) du\n"
                            "= %s × %.4g × %.4g = %s", active, shape,
                            p_active > 0.0 ? next->p_30_days / (p_active * shape) : 0.0, within);
  if (strcmp (data->fit->kind->id, "bg-nbd") != 0 && strcmp (data->fit->kind->id, "mbg-nbd") != 0 &&
      strcmp (data->fit->kind->id, "nbd") != 0)
    return NULL;

  return g_strdup_printf ("P(active) × (1 − ((α + T) ÷ (α + T + h))^(r + x))\n"
                          "= %s × (1 − (%.4g ÷ (%.4g + %.4g))^%.4g) = %s", active, scale, scale,
                          30.0 / unit, shape, within);
}

ClvWhy *
clv_customer_why_next (const ClvCustomerData *data,
                       guint32                row,
                       const ClvNextOrder    *next)
{
  const ClvScoreSet *scores = data->scores;
  g_autofree char *window = clv_customer_next_dup_window (next);
  g_autofree char *formula = dup_formula (data, row, next);
  g_autofree char *repeats = clv_number_format (scores->x[row], 0);
  g_autofree char *active = clv_percent_format (scores->p_active[row], 1);
  g_autofree char *soon = clv_percent_format (next->p_30_days, 1);
  g_autofree char *later = clv_percent_format (next->p_90_days, 1);
  g_autofree char *as_of = clv_date_to_display (scores->as_of);
  g_autofree char *convention = NULL;
  ClvWhy *why = clv_why_new (_("Next purchase"), window,
                             _("The days between which the next purchase falls for eight of ten "
                               "customers like this one who are still active: one of the ten "
                               "bought before, one buys later. Who has left does not come at all; "
                               "the probabilities below take that into account."));

  convention = g_strdup_printf (_("Future only, counted from %s, the last day of the data. One "
                                  "customer’s own rate is uncertain, which makes the window wide. "
                                  "The parameters of the model are taken as they were estimated."),
                                as_of);
  clv_why_set_formula (why, formula);
  clv_why_add_input (why, _("Repeat purchases, x"), repeats, _("The imported sales"));
  clv_why_add_input (why, _("Probability of being active"), active, data->fit->kind->name);
  clv_why_add_input (why, _("A purchase within 30 days"), soon, data->fit->kind->name);
  clv_why_add_input (why, _("A purchase within 90 days"), later, data->fit->kind->name);
  clv_why_set_convention (why, convention);
  clv_why_add_change (why, _("More purchases in the same time bring it nearer and make it "
                             "narrower. It knows no season and no offer."));

  return why;
}

char *
clv_customer_renewal_dup_day (const ClvRenewal *renewal)
{
  return clv_date_to_display (renewal->on);
}

char *
clv_customer_renewal_dup_detail (const ClvRenewal *renewal)
{
  g_autofree char *chance = clv_percent_format (renewal->chance, 0);

  return g_strdup_printf (_("The next renewal; %s of those who have renewed as often renew then"),
                          chance);
}

ClvWhy *
clv_customer_why_renewal (const ClvCustomerData *data,
                          guint32                row,
                          const ClvRenewal      *renewal)
{
  g_autofree char *on = clv_date_to_display (renewal->on);
  g_autofree char *renewals = clv_number_format (data->scores->x[row], 0);
  g_autofree char *chance = clv_percent_format (renewal->chance, 1);
  ClvWhy *why = clv_why_new (_("Next renewal"), on,
                             _("The first day after the last one of the data on which the contract "
                               "is renewed or ends. The day is known from its begin; what the "
                               "model adds is the chance that it is paid."));

  clv_why_add_input (why, _("Renewals, x"), renewals, _("The imported subscriptions"));
  clv_why_add_input (why, _("Chance that it is paid"), chance, _(data->fit->kind->name));
  clv_why_add_change (why, _("Another renewal changes the chance of the next one, as the curve of "
                             "the fit says."));

  return why;
}
