/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-money.h"
#include "clv-quality-words.h"

/* ngettext() takes a long, which is 32 bits on some machines. */
#define PLURAL(n) ((gulong) MIN (n, 1000000 + n % 1000000))

const char *
clv_quality_state_get_name (ClvQualityState state)
{
  static const char * const names[] = { "green", "amber", "red" };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (names), NULL);
  return names[state];
}

const char *
clv_quality_state_describe (ClvQualityState state)
{
  static const char * const words[] = { N_("Passed"), N_("Wants a look"), N_("Stops a fit") };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (words), NULL);
  return _(words[state]);
}

char *
clv_quality_describe_need (const ClvQualityGate *gate)
{
  g_autofree char *target = clv_quality_format (gate->unit, gate->target);
  g_autofree char *limit = clv_quality_format (gate->unit, gate->limit);

  if (isnan (gate->limit))
    return g_strdup_printf (gate->is_at_least ? _("at least %s wanted") : _("at most %s wanted"),
                            target);
  /* Translators: "at least 98 % wanted, 80 % needed" */
  return g_strdup_printf (gate->is_at_least ? _("at least %s wanted, %s needed")
                                            : _("at most %s wanted, %s allowed"), target, limit);
}

static char *
count (guint64 n)
{
  return clv_number_format ((double) n, 0);
}

static char *
money (const ClvQuality *self,
       double            minor)
{
  return clv_money_format (isfinite (minor) ? (gint64) llround (MIN (minor, 9e18)) : 0,
                           self->currency);
}

static char *
describe_completeness (const ClvQuality     *self,
                       const ClvQualityGate *gate)
{
  const ClvQualityFacts *facts = &self->facts;
  g_autofree char *unusable = count (facts->n_unusable);
  g_autofree char *read = count (facts->n_read);

  if (facts->n_unusable == 0)
    return g_strdup (_("Every row that was read could be used."));
  return g_strdup_printf (gate->state == CLV_QUALITY_GREEN
                          ? _("%s of %s rows could not be used. That hardly changes a value.")
                          : _("%s of %s rows could not be used: what they would have said is "
                              "missing. Save the rejected rows of the import, mend them and "
                              "import them again."), unusable, read);
}

static char *
describe_identity (const ClvQuality     *self,
                   const ClvQualityGate *gate)
{
  const ClvQualityFacts *facts = &self->facts;
  g_autofree char *guests = count (facts->n_guest_rows);
  g_autofree char *n_crowd = count (facts->n_crowd);
  g_autofree char *rows = count (facts->n_rows);

  if (facts->n_crowd > 0)
    return g_strdup_printf (_("The customer “%s” has %s of %s rows, far more than anybody else. It "
                              "looks like a collective account, which a model would take for one "
                              "very faithful customer. Import again with another column as the "
                              "customer, or leave these rows out."),
                            facts->crowd, n_crowd, rows);
  if (facts->n_guest_rows > 0)
    return g_strdup_printf (_("%s of %s rows belong to an id such as “guest” or “0”: many people, "
                              "whom a model would take for one. Map another column as the "
                              "customer, for example the e-mail address, or leave these rows "
                              "out."), guests, rows);
  return g_strdup (_("No customer looks like a collective account."));
}

static char *
describe_uniqueness (const ClvQuality     *self,
                     const ClvQualityGate *gate)
{
  const ClvQualityFacts *facts = &self->facts;
  g_autofree char *twins = count (facts->n_twins);
  g_autofree char *compared = count (facts->n_compared);
  g_autofree char *nth = count (facts->n_th_customer);
  const char *hint = NULL;
  g_autofree char *text = NULL;

  if (facts->n_twins == 0)
    text = g_strdup (_("No row looks like another one."));
  else
    text = g_strdup_printf (ngettext ("%s of %s rows has the customer, the time and the amount of "
                                      "an earlier one.",
                                      "%s of %s rows have the customer, the time and the amount "
                                      "of an earlier one.", PLURAL (facts->n_twins)),
                            twins, compared);
  if (facts->n_twins > 0 && !facts->has_clock && !facts->has_orders)
    hint = _("The data have neither order ids nor times, so two equal purchases of one day look "
             "the same.");
  else if (gate->state != CLV_QUALITY_GREEN)
    hint = _("Were two files imported that overlap? Undo one of them in the list of imports.");
  if (hint != NULL)
    {
      char *both = g_strdup_printf ("%s %s", text, hint);

      g_free (text);
      text = both;
    }
  if (facts->n_th_customer <= 1)
    return g_steal_pointer (&text);
  /* Translators: a sentence; one of how many customers was looked at */
  return g_strdup_printf (_("%s (Looked at: one customer in %s.)"), text, nth);
}

static char *
describe_validity (const ClvQuality     *self,
                   const ClvQualityGate *gate)
{
  const ClvQualityFacts *facts = &self->facts;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *future = count (facts->n_future);
  g_autofree char *early = count (facts->n_early);
  g_autofree char *huge = count (facts->n_huge);

  if (facts->n_future > 0)
    g_string_append_printf (text, ngettext ("%s row lies in the future. A model takes the last "
                                            "day for today, and everybody for gone.",
                                            "%s rows lie in the future. A model takes the last "
                                            "day for today, and everybody for gone.",
                                            PLURAL (facts->n_future)), future);
  if (facts->n_early > 0)
    {
      g_string_append (text, text->len > 0 ? " " : "");
      g_string_append_printf (text,
                              ngettext ("%s row lies years before all others or before 1990.",
                                        "%s rows lie years before all others or before 1990.",
                                        PLURAL (facts->n_early)), early);
    }
  if (facts->n_huge > 0)
    {
      g_string_append (text, text->len > 0 ? " " : "");
      g_string_append_printf (text, ngettext ("%s row has an amount of many millions.",
                                              "%s rows have an amount of many millions.",
                                              PLURAL (facts->n_huge)), huge);
    }
  if (text->len == 0)
    return g_strdup (_("Every row has a day and an amount that can be right."));
  g_string_append_printf (text, " %s", facts->n_future > 0
                          ? _("Undo the import, mend these rows in the file and import it again; "
                              "or fit up to a day before them.")
                          : _("Undo the import, mend these rows in the file and import it again."));
  return g_strdup (text->str);
}

static char *
describe_outliers (const ClvQuality     *self,
                   const ClvQualityGate *gate)
{
  const ClvQualityFacts *facts = &self->facts;
  g_autofree char *n = count (facts->n_outliers);
  g_autofree char *fence = money (self, facts->fence);
  g_autofree char *median = money (self, facts->median);
  g_autofree char *share = clv_quality_format (CLV_QUALITY_UNIT_SHARE,
                                               MIN (1.0, facts->outlier_money));
  g_autofree char *slips = count (facts->n_slips);

  if (facts->n_priced == 0)
    return g_strdup (_("No row has an amount above zero."));
  if (facts->n_outliers == 0)
    return g_strdup_printf (_("Half of the rows are below about %s, and none is far beyond the "
                              "others."), median);
  if (facts->n_slips > 0)
    return g_strdup_printf (ngettext ("%s row is more than a thousand times the usual %s: a "
                                      "decimal mark may have slipped. Look at the largest below; "
                                      "nothing is taken out.",
                                      "%s rows are more than a thousand times the usual %s: a "
                                      "decimal mark may have slipped. Look at the largest below; "
                                      "nothing is taken out.", PLURAL (facts->n_slips)),
                            slips, median);
  return g_strdup_printf (ngettext ("%s row above %s, where half are below about %s, brings %s of "
                                    "the money. It is kept; look whether it is a customer like "
                                    "the others.",
                                    "%s rows above %s, where half are below about %s, bring %s of "
                                    "the money. They are kept; look whether they are of customers "
                                    "like the others.", PLURAL (facts->n_outliers)),
                          n, fence, median, share);
}

static char *
describe_freshness (const ClvQuality     *self,
                    const ClvQualityGate *gate)
{
  const ClvQualityFacts *facts = &self->facts;
  g_autofree char *day = NULL;
  g_autofree char *pause = clv_quality_format (CLV_QUALITY_UNIT_DAYS, facts->longest_pause);

  if (facts->last_day == CLV_DATE_INVALID)
    return g_strdup (_("There are no orders yet."));
  day = clv_date_to_display (facts->last_day);
  if (gate->state == CLV_QUALITY_GREEN)
    return g_strdup_printf (_("The last order is of %s. The longest pause between two days with "
                              "orders was %s."), day, pause);
  return g_strdup_printf (_("The last order is of %s; the longest pause before was %s. Values will "
                            "be those of that day. Import newer orders if there are any."), day,
                          pause);
}

static char *
describe_history (const ClvQuality     *self,
                  const ClvQualityGate *gate)
{
  const ClvQualityFacts *facts = &self->facts;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (facts->first_day == CLV_DATE_INVALID)
    return g_strdup (_("There are no orders yet."));
  first = clv_date_to_display (facts->first_day);
  last = clv_date_to_display (facts->last_day);
  if (gate->state == CLV_QUALITY_GREEN)
    return g_strdup_printf (_("Orders go from %s to %s."), first, last);
  if (gate->state == CLV_QUALITY_AMBER)
    return g_strdup_printf (_("Orders go from %s to %s. A season that the data do not hold cannot "
                              "be foreseen. Import earlier orders if there are any."),
                            first, last);
  return g_strdup_printf (_("Orders go from %s to %s. In so short a time hardly anybody has had "
                            "the occasion to buy again, so nobody who is gone can be told from "
                            "somebody who waits. Import earlier orders."), first, last);
}

static char *
describe_customers (const ClvQuality     *self,
                    const ClvQualityGate *gate)
{
  if (gate->state == CLV_QUALITY_GREEN)
    return g_strdup (_("There are enough customers to tell kinds of them apart."));
  if (gate->state == CLV_QUALITY_AMBER)
    return g_strdup (_("Values of single customers will be uncertain; the total is surer. A longer "
                       "history or further shops help."));
  return g_strdup (_("A model describes how many customers differ. So few are better known by "
                     "name. Import a longer history, or further shops."));
}

static char *
describe_repeats (const ClvQuality     *self,
                  const ClvQualityGate *gate)
{
  g_autofree char *target = clv_quality_format (gate->unit, gate->target);

  if (gate->state == CLV_QUALITY_GREEN)
    return g_strdup (self->facts.is_counted
                     ? _("A model learns from those who came back.")
                     : _("A model learns from those who bought on two days or more."));
  if (gate->state == CLV_QUALITY_AMBER)
    return g_strdup_printf (_("%s of %s repeat customers. A model learns from those who bought "
                              "again; with fewer its intervals are wide. A longer history helps."),
                            gate->value_text, target);
  return g_strdup_printf (_("%s of %s repeat customers. A model learns from those who bought "
                            "again; here it would be guessing. What customers brought in so far is "
                            "known without one. Import a longer history."),
                          gate->value_text, target);
}

char *
clv_quality_describe_gate (const ClvQuality     *self,
                           const ClvQualityGate *gate)
{
  static char *(* const describe[CLV_N_QUALITY_GATES]) (const ClvQuality     *self,
                                                        const ClvQualityGate *gate) = {
    [CLV_QUALITY_COMPLETENESS] = describe_completeness,
    [CLV_QUALITY_IDENTITY] = describe_identity,
    [CLV_QUALITY_UNIQUENESS] = describe_uniqueness,
    [CLV_QUALITY_VALIDITY] = describe_validity,
    [CLV_QUALITY_OUTLIERS] = describe_outliers,
    [CLV_QUALITY_FRESHNESS] = describe_freshness,
    [CLV_QUALITY_HISTORY] = describe_history,
    [CLV_QUALITY_CUSTOMERS] = describe_customers,
    [CLV_QUALITY_REPEATS] = describe_repeats,
  };

  if (self->facts.is_counted && isnan (gate->value))
    return g_strdup (_("Not asked: these customers were counted before the import, so there are "
                       "no rows."));
  return describe[gate->id] (self, gate);
}

static char *
join_titles (const ClvQuality *self,
             ClvQualityState   state)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->gates->len; i++)
    {
      const ClvQualityGate *gate = clv_quality_get_gate (self, (ClvQualityGateId) i);

      if (gate->state == state)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", gate->title);
    }
  return g_string_free (text, FALSE);
}

/**
 * clv_quality_describe:
 * @self: a judgement
 *
 * Returns: (transfer full): the whole of it, translated
 */
char *
clv_quality_describe (const ClvQuality *self)
{
  g_autofree char *red = NULL;
  g_autofree char *amber = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  red = join_titles (self, CLV_QUALITY_RED);
  amber = join_titles (self, CLV_QUALITY_AMBER);
  switch (self->state)
    {
    case CLV_QUALITY_RED:
      return g_strdup_printf (_("These data are not fit for a model: %s."), red);
    case CLV_QUALITY_AMBER:
      return g_strdup_printf (_("A model can be fitted. Look first at: %s."), amber);
    case CLV_QUALITY_GREEN:
    default:
      return g_strdup (_("A model can be fitted: every check is passed."));
    }
}

char *
clv_quality_list (const ClvQuality *self,
                  ClvQualityState   state)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->gates->len; i++)
    {
      const ClvQualityGate *gate = clv_quality_get_gate (self, (ClvQualityGateId) i);

      if (gate->state == state)
        /* Translators: title, value, need, sentence of a check of the data */
        g_string_append_printf (text, _("%s: %s, %s. %s\n"), gate->title, gate->value_text,
                                gate->need_text, gate->sentence);
    }
  return g_string_free (text, FALSE);
}
