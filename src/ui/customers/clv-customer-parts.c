/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-parts.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-money.h"
#include "clv-hybrid.h"
#include "clv-next-order.h"

#define MOST_DECIMALS 9
#define PURCHASE_DECIMALS 3

static double
round_to (double value,
          int    decimals)
{
  const double scale = pow (10.0, decimals);

  return round (value * scale) / scale;
}

/* Money with more digits than its smallest coin, in the locale's own form. */
static char *
format_money_finely (double      major,
                     const char *currency,
                     int         decimals)
{
  const int usual = clv_currency_get_exponent (currency);
  g_autofree char *money = clv_money_format_major (major, currency);
  g_autofree char *coarse = clv_number_format (fabs (major), usual);
  g_autofree char *fine = clv_number_format (fabs (major), decimals);
  const char *found = strstr (money, coarse);

  if (decimals <= usual)
    return g_steal_pointer (&money);
  if (found == NULL)
    return g_strdup_printf ("%s%s %s", major < 0.0 ? "−" : "", fine, currency);

  return g_strdup_printf ("%.*s%s%s", (int) (found - money), money, fine,
                          found + strlen (coarse));
}

/* As many digits as the margin has, so that it is exact as written. */
static int
find_percent_decimals (double fraction)
{
  int decimals = 0;

  while (decimals < 4 && fabs (round_to (fraction, decimals + 2) - fraction) > 1e-12)
    decimals++;

  return decimals;
}

/* Whether @product is written as @value is, and not so near to a half coin that
 * a pocket calculator might round it the other way. */
static gboolean
is_written_alike (double      product,
                  double      value,
                  const char *currency)
{
  const double coins = fabs (product) * pow (10.0, clv_currency_get_exponent (currency));
  g_autofree char *one = clv_money_format_major (product, currency);
  g_autofree char *other = clv_money_format_major (value, currency);

  return strcmp (one, other) == 0 && fabs (coins - floor (coins) - 0.5) > 1e-6;
}

/**
 * clv_customer_parts_new:
 * @data: the values
 * @row: whose
 *
 * Writes each part with as few digits as make the product right to the last
 * coin of the currency.
 *
 * Returns: (transfer full): the parts
 */
ClvCustomerParts *
clv_customer_parts_new (const ClvCustomerData *data,
                        guint32                row)
{
  const ClvScoreSet *scores = NULL;
  ClvCustomerParts *self = NULL;
  int usual = 0;
  int percent = 0;
  int more = 0;

  g_return_val_if_fail (data != NULL && data->scores != NULL, NULL);
  g_return_val_if_fail (row < data->scores->n, NULL);

  scores = data->scores;
  usual = clv_currency_get_exponent (data->currency);
  percent = find_percent_decimals (scores->margin);
  self = g_new0 (ClvCustomerParts, 1);
  for (more = 0; more + MAX (usual, PURCHASE_DECIMALS) <= MOST_DECIMALS; more++)
    {
      self->product = round_to (scores->expected_spend[row], usual + more)
                      * round_to (scores->discounted_purchases[row], PURCHASE_DECIMALS + more)
                      * round_to (scores->margin, percent + 2)
                      - round_to (scores->service_cost[row], usual + more);
      if (is_written_alike (self->product, scores->clv[row], data->currency))
        break;
    }
  more = MIN (more, MOST_DECIMALS - MAX (usual, PURCHASE_DECIMALS));

  self->spend = format_money_finely (scores->expected_spend[row], data->currency, usual + more);
  self->purchases = clv_number_format (scores->discounted_purchases[row],
                                       PURCHASE_DECIMALS + more);
  self->margin = clv_percent_format (scores->margin, percent);
  self->service = format_money_finely (scores->service_cost[row], data->currency, usual + more);
  self->value = clv_money_format_major (scores->clv[row], data->currency);
  self->has_service = scores->service_cost[row] > 0.0;

  return self;
}

/**
 * clv_customer_parts_free:
 * @self: (transfer full): the parts
 */
void
clv_customer_parts_free (ClvCustomerParts *self)
{
  g_free (self->spend);
  g_free (self->purchases);
  g_free (self->margin);
  g_free (self->service);
  g_free (self->value);
  g_free (self);
}

char *
clv_customer_parts_dup_formula (const ClvCustomerParts *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->has_service)
    return g_strdup_printf ("%s × %s × %s − %s = %s", self->spend, self->purchases, self->margin,
                            self->service, self->value);

  return g_strdup_printf ("%s × %s × %s = %s", self->spend, self->purchases, self->margin,
                          self->value);
}

gboolean
clv_customer_is_one_time_artefact (const ClvCustomerData *data,
                                   guint32                row)
{
  g_return_val_if_fail (data != NULL && data->scores != NULL, FALSE);

  return data->fit != NULL && data->fit->kind->is_one_time_artefact && data->scores->x[row] == 0;
}

char *
clv_customer_dup_refund (const ClvPurchase *purchase,
                         const char        *currency)
{
  g_autofree char *refunded = NULL;

  if (purchase->refunded >= 0)
    return NULL;
  refunded = clv_money_format (-purchase->refunded, currency);

  return g_strdup_printf (purchase->counts ? _("%s of it refunded")
                                           : _("%s refunded; no longer a purchase"), refunded);
}

static char *
dup_model_source (const ClvCustomerData *data)
{
  g_autofree char *until = clv_date_to_display (data->scores->as_of);

  if (data->fit == NULL)
    return g_strdup (_("The model"));

  /* TRANSLATORS: a model's name, a number and the last day it saw */
  return g_strdup_printf (_("%s, fit %d, data up to %s"), data->fit->kind->name,
                          (int) data->fit->id, until);
}

static char *
dup_definition_source (const ClvCustomerData *data)
{
  if (data->definition == NULL)
    return g_strdup (_("The value definition"));

  return g_strdup_printf (_("Value definition %d"), (int) data->definition->id);
}

static void
add_past_inputs (ClvWhy                *why,
                 const ClvCustomerData *data,
                 guint32                row)
{
  const ClvScoreSet *scores = data->scores;
  const char *source = _("The imported sales");
  g_autofree char *repeats = clv_number_format (scores->x[row], 0);
  g_autofree char *recency = clv_number_format (scores->recency_days[row], 0);
  g_autofree char *age = clv_number_format (scores->age_days[row], 0);

  clv_why_add_input (why, _("Repeat purchases, x"), repeats, source);
  clv_why_add_input (why, _("Days from the first to the last purchase, t"), recency, source);
  clv_why_add_input (why, _("Days from the first purchase to the last day of the data, T"), age,
                     source);
}

/* As the formulas write it. */
static const char *
get_symbol (const char *name)
{
  if (strcmp (name, "alpha") == 0)
    return "α";

  return strcmp (name, "beta") == 0 ? "β" : name;
}

static void
add_parameters (ClvWhy       *why,
                const ClvFit *fit,
                const double *parameters,
                const char   *source)
{
  for (guint i = 0; i < fit->kind->n_parameters; i++)
    {
      g_autofree char *value = clv_number_format (parameters[i], 4);

      clv_why_add_input (why, get_symbol (fit->kind->parameter_names[i]), value, source);
    }
}

static void
add_value_changes (ClvWhy                *why,
                   const ClvCustomerData *data,
                   guint32                row)
{
  const ClvScoreSet *scores = data->scores;
  g_autofree char *point = NULL;
  g_autofree char *text = NULL;

  point = clv_money_format_major (0.01 * scores->expected_spend[row]
                                  * scores->discounted_purchases[row], data->currency);
  text = g_strdup_printf (_("One percentage point of margin moves it by %s."), point);
  clv_why_add_change (why, text);
  clv_why_add_change (why, _("A longer horizon adds the purchases expected in the time added; a "
                             "higher discount rate makes later ones count less."));
  clv_why_add_change (why, _("Another purchase in the data raises it; time without one lowers "
                             "it."));
}

char *
clv_customer_dup_interval (const ClvCustomerData *data,
                           guint32                row)
{
  g_autofree char *lo = clv_money_format_major (data->scores->clv_lo[row], data->currency);
  g_autofree char *hi = clv_money_format_major (data->scores->clv_hi[row], data->currency);

  /* TRANSLATORS: from the low to the high end of an interval */
  return g_strdup_printf (_("%s – %s"), lo, hi);
}

/* Of a subscription with orders beside it: what each brings. */
static void
add_hybrid_values (ClvWhy                *why,
                   const ClvCustomerData *data,
                   guint32                row,
                   const char            *model)
{
  ClvHybridRow parts;
  g_autofree char *contract = NULL;
  g_autofree char *orders = NULL;

  if (data->scores->hybrid == NULL)
    return;
  clv_hybrid_scores_get_row (data->scores, row, &parts);
  contract = clv_money_format_major (parts.contract_value, data->currency);
  orders = clv_money_format_major (parts.orders_value, data->currency);
  clv_why_add_input (why, _("Of it from the contract"), contract,
                     parts.has_contract ? model : _("There is no contract"));
  clv_why_add_input (why, _("Of it from orders"), orders,
                     parts.has_orders ? model : _("There was no order, so none is expected"));
}

/* (nullable) */
static char *
dup_hybrid_formula (const ClvCustomerData *data,
                    guint32                row,
                    const char            *value)
{
  ClvHybridRow parts;
  g_autofree char *contract = NULL;
  g_autofree char *orders = NULL;

  if (data->scores->hybrid == NULL)
    return NULL;
  clv_hybrid_scores_get_row (data->scores, row, &parts);
  contract = clv_percent_format (parts.contract_active, 1);
  orders = clv_percent_format (parts.orders_active, 1);
  if (parts.has_contract && data->scores->hybrid->ends_with_contract)
    return g_strdup_printf (_("%s, since orders end with the contract"), value);
  /* TRANSLATORS: two probabilities and what follows */
  return g_strdup_printf (_("1 − (1 − contract runs) × (1 − still orders)\n"
                            "= 1 − (1 − %s) × (1 − %s) = %s"), contract, orders, value);
}

ClvWhy *
clv_customer_why_value (const ClvCustomerData *data,
                        guint32                row)
{
  g_autoptr(ClvCustomerParts) parts = clv_customer_parts_new (data, row);
  g_autofree char *formula = clv_customer_parts_dup_formula (parts);
  g_autofree char *model = dup_model_source (data);
  g_autofree char *definition = dup_definition_source (data);
  g_autofree char *described = clv_customer_data_dup_convention (data);
  g_autofree char *as_of = clv_date_to_display (data->scores->as_of);
  g_autofree char *interval = clv_customer_dup_interval (data, row);
  g_autofree char *convention = NULL;
  ClvWhy *why = clv_why_new (_("Future value"), parts->value,
                             _("What this customer is expected to bring within the horizon, after "
                               "costs, in money of the day the values are as of."));

  /* TRANSLATORS: a day, then "future value in EUR, 40 % margin, 12 months …" */
  convention = g_strdup_printf (_("As of %s; %s. Past purchases are not in it."), as_of, described);
  clv_why_set_formula (why, formula);
  clv_why_add_input (why, _("Expected spend a purchase"), parts->spend, model);
  clv_why_add_input (why, _("Expected purchases, discounted"), parts->purchases, model);
  add_hybrid_values (why, data, row, model);
  clv_why_add_input (why, _("Margin"), parts->margin, definition);
  clv_why_add_input (why, _("Cost to serve within the horizon"), parts->service, definition);
  /* xgettext: no-c-format */
  clv_why_add_input (why, _("80 % interval"), interval, clv_figure_describe_interval ());
  clv_why_set_convention (why, convention);
  add_value_changes (why, data, row);

  return why;
}

ClvWhy *
clv_customer_why_past (const ClvCustomerData *data,
                       guint32                row)
{
  const ClvScoreSet *scores = data->scores;
  g_autofree char *value = clv_money_format (scores->past_value[row], data->currency);
  g_autofree char *days = clv_number_format (scores->x[row] + 1.0, 0);
  g_autofree char *as_of = clv_date_to_display (scores->as_of);
  g_autofree char *convention = NULL;
  ClvWhy *why = clv_why_new (_("Past value"), value,
                             _("What this customer has paid already, refunds taken off. It is "
                               "revenue, before margin, and is never added to the future value."));

  convention = g_strdup_printf (_("Past only; %s; up to %s; not discounted; before margin."),
                                data->currency, as_of);
  clv_why_set_formula (why, _("Sum of all purchases − refunds"));
  clv_why_add_input (why, _("Purchase days"), days, _("The imported sales"));
  clv_why_set_convention (why, convention);
  clv_why_add_change (why, _("A refund that is imported later lowers it."));

  return why;
}

/* What one customer's history is in the unit of the model. */
typedef struct
{
  const double *p;
  double x;
  double t;
  double T;
} History;

/* BG/NBD: Fader, Hardie & Lee 2005. MBG/NBD, where a customer has passed one
 * occasion to leave more: Batislam, Denizel & Filiztekin 2007. */
static char *
dup_dropout_formula (const History *h,
                     gboolean       is_modified,
                     const char    *value)
{
  const double *p = h->p;

  if (!is_modified && h->x < 1.0)
    return g_strdup_printf (_("%s, since x = 0: in this model customers leave after a repeat "
                              "purchase only"), value);

  return g_strdup_printf ("1 ÷ (1 + a ÷ (b + x%s) × ((α + T) ÷ (α + t))^(r + x))\n"
                          "= 1 ÷ (1 + %.4g ÷ %.4g × (%.4g ÷ %.4g)^%.4g) = %s",
                          is_modified ? "" : " − 1", p[2], p[3] + h->x - (is_modified ? 0.0 : 1.0),
                          p[1] + h->T, p[1] + h->t, p[0] + h->x, value);
}

/* Schmittlein, Morrison & Colombo 1987, with their two hypergeometric functions
 * written as the integral they stand for. */
static char *
dup_pareto_formula (const History *h,
                    double         p_active,
                    const char    *value)
{
  static const char formula[] = "1 ÷ (1 + s × ∫ₜᵀ ((α + T) ÷ (α + u))^(r + x) "
                                "× ((β + T) ÷ (β + u))^s ÷ (β + u) du)";
  const double odds = 1.0 / p_active - 1.0;

  if (!isfinite (odds))
    return g_strdup_printf ("%s = %s", formula, value);

  return g_strdup_printf ("%s\n= 1 ÷ (1 + %.4g × %.4g) = %s", formula, h->p[2], odds / h->p[2],
                          value);
}

static char *
dup_active_formula (const ClvCustomerData *data,
                    guint32                row,
                    const char            *value)
{
  const char *kind = data->fit->kind->id;
  const double unit = data->fit->spec->unit_days;
  const History history = {
    clv_score_set_get_parameters (data->scores, data->fit, row), data->scores->x[row],
    data->scores->recency_days[row] / unit, data->scores->age_days[row] / unit
  };

  if (data->scores->hybrid != NULL)
    return dup_hybrid_formula (data, row, value);
  if (strcmp (kind, "bg-nbd") == 0 || strcmp (kind, "mbg-nbd") == 0)
    return dup_dropout_formula (&history, kind[0] == 'm', value);
  if (data->fit->kind->is_dated)
    return NULL;
  if (strcmp (kind, "pareto-nbd") == 0)
    return dup_pareto_formula (&history, data->scores->p_active[row], value);
  if (strcmp (kind, "nbd") == 0 || data->fit->kind->estimate != NULL)
    return g_strdup_printf (_("%s, since in this model nobody leaves"), value);

  return NULL;
}

static ClvWhy *
why_inferred (const ClvCustomerData *data,
              guint32                row)
{
  g_autofree char *value = clv_percent_format (data->scores->p_active[row], 1);
  g_autofree char *model = dup_model_source (data);
  ClvWhy *why = clv_why_new (_("Probability of being active"), value,
                             _("How likely it is that this customer still buys here at all, judged "
                               "by how often and how recently they bought. Nobody is seen leaving; "
                               "this is an inference."));

  add_past_inputs (why, data, row);
  if (data->fit != NULL)
    {
      g_autofree char *formula = dup_active_formula (data, row, value);

      clv_why_set_formula (why, formula);
      add_parameters (why, data->fit,
                      clv_score_set_get_parameters (data->scores, data->fit, row), model);
      clv_why_set_convention (why, data->fit->spec->unit_days == 7
                                   ? _("Of the last day of the data; t and T enter in weeks.")
                                   : _("Of the last day of the data; t and T enter in days."));
    }
  if (data->fit != NULL && (strcmp (data->fit->kind->id, "nbd") == 0
                            || data->fit->kind->estimate != NULL))
    clv_why_add_change (why, _("Nothing within this model. A model in which customers leave gives "
                               "less to those who have not bought for long."));
  else
    clv_why_add_change (why, _("Each week without a purchase lowers it, sooner for those who used "
                               "to buy often. A purchase raises it."));

  return why;
}

/* A contract tells; the model says what comes of it later. */
static ClvWhy *
why_under_contract (const ClvCustomerData *data,
                    guint32                row)
{
  const ClvFit *fit = clv_score_set_get_fit (data->scores, data->fit, row);
  const double unit = fit->spec->unit_days;
  const ClvDate end = data->scores->ends != NULL ? data->scores->ends[row] : CLV_DATE_INVALID;
  g_autofree char *value = clv_percent_format (data->scores->p_active[row], 1);
  g_autofree char *renewals = clv_number_format (data->scores->x[row], 0);
  g_autofree char *age = clv_number_format (data->scores->age_days[row] / unit, 2);
  g_autofree char *periods = NULL;
  ClvRenewal renewal;
  ClvWhy *why = clv_why_new (_("Probability of being active"), value,
                             _("Whether this subscriber is there is seen, not inferred: who paid "
                               "the last renewal that was due is active, who did not has left. "
                               "Nobody leaves before a renewal is due."));

  /* TRANSLATORS: %s: months, years */
  periods = g_strdup_printf (_("Time since the contract began, in %s"),
                             clv_opportunity_get_plural (fit->spec->opportunity));
  clv_why_add_input (why, _("Renewals, x"), renewals, _("The imported subscriptions"));
  clv_why_add_input (why, periods, age, _("The imported subscriptions"));
  if (clv_renewal_predict (data->scores, fit, row, &renewal))
    {
      g_autofree char *on = clv_date_to_display (renewal.on);
      g_autofree char *chance = clv_percent_format (renewal.chance, 1);

      clv_why_add_input (why, _("Next renewal"), on, _("The imported subscriptions"));
      clv_why_add_input (why, _("Chance that it is paid"), chance, _(fit->kind->name));
    }
  if (end != CLV_DATE_INVALID)
    {
      g_autofree char *last = clv_date_to_display (end);

      clv_why_add_input (why, _("Known end of the contract"), last,
                         _("The imported subscriptions"));
    }
  clv_why_set_convention (why, _("Of the last day of the data."));
  clv_why_add_change (why, _("A renewal that is due and not paid makes it 0 %. Later it steps down "
                             "on the day of each renewal, by the chance that it is paid."));

  return why;
}

ClvWhy *
clv_customer_why_active (const ClvCustomerData *data,
                         guint32                row)
{
  if (data->fit != NULL && data->fit->kind->history == CLV_HISTORY_CONTRACT)
    return why_under_contract (data, row);
  return why_inferred (data, row);
}

ClvWhy *
clv_customer_why_purchases (const ClvCustomerData *data,
                            guint32                row)
{
  const ClvScoreSet *scores = data->scores;
  const double p = scores->p_active[row];
  const double of_active = p > 0.0 ? scores->expected_purchases[row] / p : 0.0;
  g_autofree char *value = clv_number_format (scores->expected_purchases[row], 2);
  g_autofree char *active = clv_percent_format (p, 2);
  g_autofree char *if_active = clv_number_format (of_active, 3);
  g_autofree char *discounted = clv_number_format (scores->discounted_purchases[row], 3);
  g_autofree char *model = dup_model_source (data);
  g_autofree char *horizon = clv_customer_data_dup_horizon (data);
  g_autofree char *formula = NULL;
  g_autofree char *convention = NULL;
  ClvWhy *why = clv_why_new (_("Expected purchases"), value,
                             _("How many purchase days this customer is expected to have within "
                               "the horizon. Two orders on one day count once."));

  formula = g_strdup_printf ("%s × %s = %s", active, if_active, value);
  convention = g_strdup_printf (_("Future only; horizon: %s; counted, not discounted. The value "
                                  "uses %s: each purchase at its worth on the day the values "
                                  "are as of."), horizon, discounted);
  clv_why_set_formula (why, formula);
  clv_why_add_input (why, _("Probability of being active"), active, model);
  clv_why_add_input (why, _("Purchases of one who is active"), if_active, model);
  clv_why_set_convention (why, convention);
  clv_why_add_change (why, _("A longer horizon raises it, less than in proportion, since people "
                             "leave."));

  return why;
}

ClvWhy *
clv_customer_why_spend (const ClvCustomerData *data,
                        guint32                row)
{
  const ClvScoreSet *scores = data->scores;
  g_autofree char *value = clv_money_format_major (scores->expected_spend[row], data->currency);
  g_autofree char *mean = clv_money_format_major (scores->mean_spend[row], data->currency);
  g_autofree char *repeats = clv_number_format (scores->x[row], 0);
  g_autofree char *model = dup_model_source (data);
  ClvWhy *why = clv_why_new (_("Expected spend"), value,
                             _("What one purchase day of this customer is expected to come to: "
                               "their own average, drawn towards that of all customers, the more "
                               "the fewer purchases there are to go by."));

  if (data->fit != NULL && data->fit->has_spend)
    {
      static const char * const names[] = { "p", "q", "γ" };
      const double *s = data->fit->spend_parameters;
      g_autofree char *formula = NULL;

      formula = g_strdup_printf ("p (γ + x m) ÷ (p x + q − 1)\n"
                                 "= %.4g × (%.4g + %u × %.6g) ÷ (%.4g × %u + %.4g − 1) = %s", s[0],
                                 s[2], scores->x[row], scores->mean_spend[row], s[0],
                                 scores->x[row], s[1], value);
      clv_why_set_formula (why, formula);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          g_autofree char *number = clv_number_format (s[i], 4);

          clv_why_add_input (why, names[i], number, model);
        }
    }
  clv_why_add_input (why, _("Repeat purchases, x"), repeats, _("The imported sales"));
  clv_why_add_input (why, _("Their mean, m"), mean, _("The imported sales"));
  clv_why_set_convention (why, _("A purchase day, before margin, refunds taken off; the first "
                                 "purchase is left out."));
  clv_why_add_change (why, _("Larger repeat purchases raise it, each one less than the one "
                             "before."));

  return why;
}

ClvWhy *
clv_customer_why_tier (const ClvCustomerData *data,
                       guint                  tier)
{
  const ClvTiers *tiers = data->tiers;
  const char *name = clv_tier_scheme_get_name (tiers->scheme, tier);
  const guint32 n = tiers->count[tier];
  g_autofree char *value = clv_money_format_major (tiers->value[tier], data->currency);
  g_autofree char *mean = clv_money_format_major (n > 0 ? tiers->value[tier] / n : 0.0,
                                                  data->currency);
  g_autofree char *number = clv_number_format (n, 0);
  g_autofree char *lower = clv_money_format_major (tiers->lower[tier], data->currency);
  g_autofree char *share = clv_percent_format (tiers->scheme->shares[tier], 0);
  g_autofree char *described = clv_customer_data_dup_convention (data);
  g_autofree char *as_of = clv_date_to_display (data->scores->as_of);
  g_autofree char *model = dup_model_source (data);
  /* TRANSLATORS: %s is a tier */
  g_autofree char *title = g_strdup_printf (_("Future value of %s"), name);
  g_autofree char *formula = NULL;
  g_autofree char *convention = NULL;
  ClvWhy *why = clv_why_new (title, value,
                             _("What the customers of this tier are expected to bring together. "
                               "Everybody is ranked by future value, and the list is cut by shares "
                               "of customers."));

  /* TRANSLATORS: a number of customers, their mean value, the total */
  formula = g_strdup_printf (_("%s customers × %s on average ≈ %s"), number, mean, value);
  convention = g_strdup_printf (_("As of %s; %s. Past purchases are not in it."), as_of, described);
  clv_why_set_formula (why, formula);
  clv_why_add_input (why, _("Share of the customers"), share, _("The tier scheme"));
  clv_why_add_input (why, _("Smallest value in the tier"), lower, model);
  clv_why_set_convention (why, convention);
  clv_why_add_change (why, _("Whoever is near the cut-off may be on either side of it by chance; "
                             "the total of a tier is far surer than the place of one customer."));
  clv_why_add_change (why, _("Other shares, under the other scheme, move the cut-offs."));

  return why;
}
