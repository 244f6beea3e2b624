/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-quality-why.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-money.h"
#include "clv-step-parts.h"

/* What each check is, in words and as a formula, and what it counts. */
static const struct
{
  const char *sentence;
  const char *formula;
  const char *change;
} texts[CLV_N_QUALITY_GATES] = {
  [CLV_QUALITY_COMPLETENESS] = {
    N_("The share of the rows in your files that could be used. Rows that a rule leaves out on "
       "purpose do not count as missing."),
    N_("1 − unusable rows ÷ rows read"),
    N_("Mending rejected rows and importing them again")
  },
  [CLV_QUALITY_IDENTITY] = {
    N_("The share of the rows that belong to somebody. Ids such as “guest”, “0” or “unknown” stand "
       "for many people, and so does an id with a twentieth of all rows and twenty times what the "
       "others have."),
    N_("1 − (rows of guests + rows of collective accounts) ÷ rows"),
    N_("Importing again with another column as the customer")
  },
  [CLV_QUALITY_UNIQUENESS] = {
    N_("The share of the rows that look like no earlier one: the same customer, the same time and "
       "the same amount, but not two items of one order."),
    N_("1 − rows like an earlier one ÷ rows compared"),
    N_("Undoing one of two imports that overlap")
  },
  [CLV_QUALITY_VALIDITY] = {
    N_("The share of the rows whose day and amount can be right: no day after tomorrow, none "
       "before 1990 or years before all others, and no amount of many millions."),
    N_("1 − (future + early + huge) ÷ rows"),
    N_("Mending the days in the file and importing it again")
  },
  [CLV_QUALITY_OUTLIERS] = {
    N_("The share of the amounts that are far above the others: their modified z score is above "
       "3.5 (Iglewicz and Hoaglin 1993), taken on the logarithm because amounts are skewed, and "
       "they are at least ten times the median."),
    N_("0.6745 × (ln amount − ln median) ÷ MAD > 3.5"),
    N_("Mending amounts whose decimal mark slipped")
  },
  [CLV_QUALITY_FRESHNESS] = {
    N_("The days since the last order. The longest pause that the data themselves show is never "
       "held against them."),
    N_("today − last day with an order"),
    N_("Importing newer orders")
  },
  [CLV_QUALITY_HISTORY] = {
    N_("The time from the first order to the last, without days that cannot be right. A model "
       "wants a few times the usual pause between two purchases of a customer."),
    N_("(last day − first day) ÷ 7"),
    N_("Importing earlier orders")
  },
  [CLV_QUALITY_CUSTOMERS] = {
    N_("Customers with a purchase, after refunds."),
    NULL,
    N_("Importing a longer history, or further shops")
  },
  [CLV_QUALITY_REPEATS] = {
    N_("Customers who bought on two days or more, after refunds. They alone show how soon somebody "
       "comes back, and when somebody is gone."),
    NULL,
    N_("Importing a longer history, or further shops")
  },
};

static void
add_count (ClvWhy     *why,
           const char *label,
           guint64     n)
{
  g_autofree char *text = clv_step_count (n);

  clv_why_add_input (why, label, text, NULL);
}

static void
add_amount (ClvWhy           *why,
            const ClvQuality *quality,
            const char       *label,
            double            minor,
            const char       *source)
{
  g_autofree char *text = clv_money_format ((gint64) llround (MIN (minor, 9e18)),
                                            quality->currency);

  clv_why_add_input (why, label, text, source);
}

static void
add_day (ClvWhy     *why,
         const char *label,
         ClvDate     day)
{
  g_autofree char *text = NULL;

  if (day == CLV_DATE_INVALID)
    return;
  text = clv_date_to_display (day);
  clv_why_add_input (why, label, text, NULL);
}

static void
add_days (ClvWhy     *why,
          const char *label,
          int         n)
{
  g_autofree char *text = clv_quality_format (CLV_QUALITY_UNIT_DAYS, n);

  clv_why_add_input (why, label, text, NULL);
}

static void
add_facts (ClvWhy           *why,
           const ClvQuality *quality,
           ClvQualityGateId  id)
{
  const ClvQualityFacts *facts = &quality->facts;

  switch (id)
    {
    case CLV_QUALITY_COMPLETENESS:
      add_count (why, _("Rows read, without those a rule left out"), facts->n_read);
      add_count (why, _("Unusable rows"), facts->n_unusable);
      break;
    case CLV_QUALITY_IDENTITY:
      add_count (why, _("Rows of guests"), facts->n_guest_rows);
      add_count (why, _("Rows of collective accounts"), facts->n_crowd_rows);
      break;
    case CLV_QUALITY_UNIQUENESS:
      add_count (why, _("Rows compared"), facts->n_compared);
      add_count (why, _("Rows like an earlier one"), facts->n_twins);
      break;
    case CLV_QUALITY_VALIDITY:
      add_count (why, _("Rows in the future"), facts->n_future);
      add_count (why, _("Rows too early"), facts->n_early);
      add_count (why, _("Rows of many millions"), facts->n_huge);
      break;
    case CLV_QUALITY_OUTLIERS:
      add_amount (why, quality, _("Median"), facts->median, _("Within a third of a percent"));
      add_amount (why, quality, _("Outlier above"), facts->fence, NULL);
      add_count (why, _("Rows above it"), facts->n_outliers);
      break;
    case CLV_QUALITY_FRESHNESS:
      add_day (why, _("Today"), quality->today);
      add_day (why, _("Last day with an order"), facts->last_day);
      add_days (why, _("Usual pause between days with orders"), facts->usual_pause);
      add_days (why, _("Longest pause"), facts->longest_pause);
      break;
    case CLV_QUALITY_HISTORY:
      add_day (why, _("First day with an order"), facts->first_day);
      add_day (why, _("Last day with an order"), facts->last_day);
      break;
    case CLV_QUALITY_CUSTOMERS:
    case CLV_QUALITY_REPEATS:
    case CLV_N_QUALITY_GATES:
    default:
      break;
    }
  add_count (why, _("Rows in force"), facts->n_rows);
}

ClvWhy *
clv_quality_why (const ClvQuality     *quality,
                 const ClvQualityGate *gate)
{
  ClvWhy *why = clv_why_new (gate->title, gate->value_text, _(texts[gate->id].sentence));

  if (texts[gate->id].formula != NULL)
    clv_why_set_formula (why, _(texts[gate->id].formula));
  add_facts (why, quality, gate->id);
  clv_why_add_input (why, _("Need"), gate->need_text, _("Limits of this workspace"));
  clv_why_set_convention (why, _("Past; all rows in force, before margin; days in the workspace's "
                                 "time zone"));
  clv_why_add_change (why, _(texts[gate->id].change));
  clv_why_add_change (why, _("Importing a file, or undoing an import"));

  return why;
}
