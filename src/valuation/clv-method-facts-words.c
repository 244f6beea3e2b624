/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-method-facts.h"
#include "clv-money.h"

/* A correlation as weak as this leaves a spend model its assumption. */
#define WEAK_CORRELATION 0.3

static const char *
get_month_name (int month)
{
  static const char * const names[] = {
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
    N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
  };

  g_return_val_if_fail (month >= 1 && month <= 12, NULL);

  return _(names[month - 1]);
}

void
clv_method_fact_free (ClvMethodFact *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self->meaning);
  g_free (self);
}

/* Takes @text and @meaning; @text is NULL for a plain number. */
static void
add (GPtrArray  *list,
     const char *name,
     const char *title,
     double      value,
     const char *unit,
     char       *text,
     char       *meaning)
{
  ClvMethodFact *fact = g_new0 (ClvMethodFact, 1);

  fact->name = name;
  fact->title = title;
  fact->value = value;
  fact->unit = unit;
  fact->text = text != NULL ? text : isfinite (value) ? clv_number_format (value, 0)
                                                      : g_strdup (_("not known"));
  fact->meaning = meaning;
  g_ptr_array_add (list, fact);
}

static void
add_customers (GPtrArray            *list,
               const ClvMethodFacts *facts)
{
  const double once = clv_method_facts_get_once_share (facts);
  g_autofree char *day = clv_date_to_display (facts->until);
  char *meaning = NULL;

  if (facts->is_counted)
    meaning = g_strdup (_("They were counted before the import: how often and how long is known, "
                          "single purchases are not."));
  else if (facts->n_customers > 0)
    meaning = g_strdup_printf (_("Everybody who bought by %s."), day);
  else
    meaning = g_strdup (_("There are no orders."));
  add (list, "customers", _("Customers"), facts->n_customers, "customers", NULL, meaning);
  add (list, "repeat-customers", _("Customers who came back"), facts->n_repeat, "customers", NULL,
       g_strdup (_("How often customers buy is learned from those who bought again.")));
  if (isfinite (once))
    add (list, "one-time-share", _("Bought once only"), once, "share",
         clv_percent_format (once, 0),
         g_strdup (once >= 0.5
                   ? _("Whether these are gone or slow weighs most in the result.")
                   : _("Most customers have shown how often they buy.")));
}

static void
add_history (GPtrArray            *list,
             const ClvMethodFacts *facts)
{
  const double weeks = facts->history_days / 7.0;
  const double n_gaps = clv_method_facts_get_n_gaps (facts);
  g_autofree char *weeks_text = clv_number_format (weeks, 0);
  g_autofree char *gap_text = isfinite (facts->usual_gap)
                              ? clv_number_format (facts->usual_gap, 0) : NULL;

  if (!facts->is_counted)
    {
      add (list, "history", _("Length of history"), weeks, "weeks",
           g_strdup_printf (ngettext ("%s week", "%s weeks", (gulong) round (weeks)), weeks_text),
           g_strdup (_("From the first order to the last day that counts.")));
      add (list, "usual-gap", _("Usual gap between purchases"), facts->usual_gap, "days",
           gap_text != NULL
           ? g_strdup_printf (ngettext ("%s day", "%s days", (gulong) round (facts->usual_gap)),
                              gap_text) : NULL,
           g_strdup (_("Half of all repeat purchases came within it.")));
    }
  add (list, "history-in-gaps", _("History in usual gaps"), n_gaps, "gaps",
       clv_number_format (n_gaps, 1),
       g_strdup (_("Who has stayed away for several usual gaps has perhaps left: a method that "
                   "tells leaving from a pause needs to have seen that.")));
}

/**
 * clv_method_facts_format_regularity:
 * @facts: facts with a regularity
 * @decimals: how exactly
 *
 * Returns: (transfer full): k; beyond what a purchase can be, "> 20"
 */
char *
clv_method_facts_format_regularity (const ClvMethodFacts *facts,
                                    int                   decimals)
{
  g_autofree char *most = clv_number_format (CLV_CLOCKWORK, 0);

  return clv_method_facts_is_clockwork (facts) ? g_strdup_printf ("> %s", most)
                                               : clv_number_format (facts->regularity, decimals);
}

static void
add_regularity (GPtrArray            *list,
                const ClvMethodFacts *facts)
{
  char *text = NULL;
  char *meaning = NULL;

  if (!isfinite (facts->regularity))
    {
      meaning = g_strdup (facts->is_counted
                          ? _("Single purchases are not known.")
                          : _("Too few customers bought three times or more."));
    }
  else
    {
      g_autofree char *k = clv_method_facts_format_regularity (facts, 2);
      g_autofree char *error = clv_number_format (facts->regularity_error, 2);
      const gboolean is_clockwork = clv_method_facts_is_clockwork (facts);

      text = is_clockwork ? g_strdup_printf ("k %s", k)
                          : g_strdup_printf ("k = %s ± %s", k, error);
      if (is_clockwork)
        meaning = g_strdup (_("1 is as irregular as chance. These gaps are as even as a clock: "
                              "bills of a subscription rather than purchases that somebody decides "
                              "on."));
      else if (clv_method_facts_is_regular (facts))
        meaning = g_strdup (_("1 is as irregular as chance. Your customers buy more regularly, so "
                              "a gap that is too long is noticed earlier."));
      else if (facts->regularity < 0.7)
        meaning = g_strdup (_("1 is as irregular as chance. Your customers buy in bursts with long "
                              "pauses, which no method here expects: test it against the past."));
      else
        meaning = g_strdup (_("1 is as irregular as chance, 2 and more is regular. Your customers "
                              "buy about as irregularly as chance."));
    }
  add (list, "regularity", _("Regularity of the gaps"), facts->regularity, "k", text, meaning);
}

static void
add_rhythm (GPtrArray            *list,
            const ClvMethodFacts *facts)
{
  static const char * const meanings[] = {
    [CLV_RHYTHM_NONE] = N_("No set occasions can be seen: this share on the fullest days of a "
                           "week, month, quarter or year is not enough for that."),
    [CLV_RHYTHM_WEEK] = N_("This share of all purchases falls on one day of the week."),
    [CLV_RHYTHM_MONTH] = N_("This share of all purchases falls within three days of the month."),
    [CLV_RHYTHM_QUARTER] = N_("This share of all purchases falls within one week of the quarter."),
    [CLV_RHYTHM_YEAR] = N_("This share of all purchases falls within two weeks of the year."),
  };

  if (facts->is_counted)
    return;
  add (list, "occasions", _("Purchases on set occasions"), facts->rhythm_share, "share",
       isfinite (facts->rhythm_share) ? clv_percent_format (facts->rhythm_share, 0) : NULL,
       g_strdup (isfinite (facts->rhythm_share) ? _(meanings[facts->rhythm])
                                                : _("There are too few purchases to see any.")));
}

static void
add_season (GPtrArray            *list,
            const ClvMethodFacts *facts)
{
  g_autofree char *times = NULL;
  char *meaning = NULL;

  if (facts->is_counted)
    return;
  if (!isfinite (facts->season_peak))
    {
      add (list, "season", _("Season"), NAN, "ratio", NULL,
           g_strdup (_("Needs two whole years of orders.")));
      return;
    }
  times = clv_number_format (facts->season_peak, 1);
  if (facts->season_month > 0)
    /* TRANSLATORS: the name of a month */
    meaning = g_strdup_printf (_("%s stands out from the months around it. Choose a horizon of "
                                 "whole years, so that the season is in it."),
                               get_month_name (facts->season_month));
  else
    meaning = g_strdup (_("The strongest month against the months around it: none stands out."));
  add (list, "season", _("Season"), facts->season_peak, "ratio",
       g_strdup_printf ("%s ×", times), meaning);
}

static void
add_spend (GPtrArray            *list,
           const ClvMethodFacts *facts)
{
  const double r = facts->spend_correlation;

  add (list, "spend-correlation", _("Spend and frequency"), r, "correlation",
       isfinite (r) ? clv_number_format (r, 2) : NULL,
       g_strdup (!isfinite (r) ? _("Too few customers came back with an amount above 0 to tell.")
                 : fabs (r) < WEAK_CORRELATION
                 ? _("Those who buy often spend about as much a time as others, as the Gamma–Gamma "
                     "spend model assumes.")
                 : _("Those who buy often spend differently from others. The Gamma–Gamma spend "
                     "model assumes that they do not: compare it with each customer’s own mean.")));
}

static void
add_contract (GPtrArray            *list,
              const ClvMethodFacts *facts)
{
  add (list, "attributes", _("Columns about customers"), facts->n_attributes, "attributes", NULL,
       g_strdup (facts->n_attributes > 0
                 ? _("Their values, such as a region, are shared by some customers.")
                 : _("Nothing but their orders. A file of customers would add to it.")));
  add (list, "subscribers", _("Customers with a subscription"), facts->n_subscribers, "customers",
       NULL, g_strdup (facts->n_subscribers > 0
                       ? _("Their begin and end are known by the day.")
                       : _("No subscriptions were imported.")));
  if (facts->n_subscribers > 0)
    {
      add (list, "left", _("Subscriptions ended"), facts->n_left, "customers", NULL,
           g_strdup (_("Customers whose every subscription has ended.")));
      add (list, "terms", _("Renewals at most"), facts->n_terms, "renewals", NULL,
           g_strdup (_("That the oldest subscription could have had.")));
    }
}

/**
 * clv_method_facts_list:
 * @facts: facts
 *
 * Returns: (transfer full) (element-type ClvMethodFact): them for people, the most
 *   telling first
 */
GPtrArray *
clv_method_facts_list (const ClvMethodFacts *facts)
{
  GPtrArray *list = NULL;

  g_return_val_if_fail (facts != NULL, NULL);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_method_fact_free);
  add_customers (list, facts);
  if (facts->n_customers > 0)
    {
      add_history (list, facts);
      add_regularity (list, facts);
      add_rhythm (list, facts);
      add_season (list, facts);
      add_spend (list, facts);
    }
  add_contract (list, facts);
  return list;
}
