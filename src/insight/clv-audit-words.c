/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-audit-private.h"
#include "clv-money.h"

/* The money that a calibration sentence speaks of. */
#define PER_AMOUNT 100.0

static char *
name_group (const ClvAudit     *self,
            const ClvAuditCell *cell)
{
  if (cell->is_unknown)
    /* Translators: the group of customers whose value in a column is not known */
    return g_strdup_printf (_("without a known “%s”"), self->options.group_column);

  /* Translators: a group of customers, as in "Customers in “North”" */
  return g_strdup_printf (_("in “%s”"), cell->group);
}

static char *
format_range (const ClvAudit     *self,
              const ClvAuditCell *cell)
{
  g_autofree char *lower = clv_number_format (self->options.lo[cell->metric], 2);
  g_autofree char *upper = clv_number_format (self->options.hi[cell->metric], 2);

  return g_strdup_printf ("%s–%s", lower, upper);
}

/* Why a cell could not be judged: too few customers, too little that happened,
 * or an answer that is wider than the range. The first that holds is the one
 * that the verdict came from. */
static char *
describe_not_enough (const ClvAudit     *self,
                     const ClvAuditCell *cell)
{
  g_autofree char *range = format_range (self, cell);
  g_autofree char *n = clv_number_format (cell->n, 0);
  g_autofree char *events = clv_number_format (cell->events, 0);

  if (cell->n < CLV_AUDIT_MIN_CUSTOMERS)
    return g_strdup_printf (_("Too few customers (%s; %d are needed) to say either way. This is "
                              "not a pass."), n, CLV_AUDIT_MIN_CUSTOMERS);
  if (!clv_audit_cell_has_enough_events (cell) && cell->metric == CLV_METRIC_TIER_RATE)
    return g_strdup_printf (_("Too few of these %s customers are in the tier (%s; %d are needed) "
                              "to say either way. This is not a pass."),
                            n, events, CLV_AUDIT_MIN_EVENTS);
  if (!clv_audit_cell_has_enough_events (cell))
    return g_strdup_printf (_("Too few of these %s customers bought anything in the hold-out (%s; "
                              "%d are needed) to say either way. This is not a pass."),
                            n, events, CLV_AUDIT_MIN_EVENTS);
  if (isnan (cell->estimate) || isnan (cell->lo) || isnan (cell->hi))
    return g_strdup_printf (_("The ratio cannot be computed for these %s customers. This is not a "
                              "pass."), n);
  if (self->options.lo[cell->metric] <= cell->lo && cell->hi <= self->options.hi[cell->metric])
    return g_strdup_printf (_("Too few customers (%s; %d are needed) for a mean of amounts that "
                              "differ this much. This is not a pass."),
                            n, CLV_AUDIT_MIN_FOR_A_MEAN);

  return g_strdup_printf (_("The estimate is inside your agreed range %s, but what is likely "
                            "reaches beyond it, so nothing can be said either way with these %s "
                            "customers. This is not a pass."), range, n);
}

/* What follows from the verdict, in the same words for every metric. */
static char *
describe_verdict (const ClvAudit     *self,
                  const ClvAuditCell *cell)
{
  g_autofree char *range = format_range (self, cell);

  switch (cell->verdict)
    {
    case CLV_VERDICT_ALERT:
      return g_strdup_printf (ngettext ("This is outside your agreed range %s and is unlikely to "
                                        "be chance. %u comparison was made in this audit. It does "
                                        "not by itself prove unequal treatment.",
                                        "This is outside your agreed range %s and is unlikely to "
                                        "be chance, even after allowing for the %u comparisons in "
                                        "this audit. It does not by itself prove unequal "
                                        "treatment.", self->family), range, self->family);

    case CLV_VERDICT_WATCH:
      return g_strdup_printf (ngettext ("This is outside your agreed range %s, but it may be "
                                        "chance. %u comparison was made in this audit.",
                                        "This is outside your agreed range %s, but it may be "
                                        "chance when one allows for the %u comparisons in this "
                                        "audit.", self->family), range, self->family);

    case CLV_VERDICT_WITHIN:
      return g_strdup (_("We can be fairly sure any difference is smaller than your agreed "
                         "range."));

    case CLV_VERDICT_NOT_ENOUGH:
    case CLV_VERDICT_HIDDEN:
    default:
      return describe_not_enough (self, cell);
    }
}

static char *
describe_rate (const ClvAudit     *self,
               const ClvAuditCell *cell,
               const char         *group)
{
  const ClvTierScheme *scheme = clv_tier_scheme_find (self->scheme);
  const char *tier = scheme != NULL ? clv_tier_scheme_get_name (scheme, 0) : "";
  g_autofree char *estimate = clv_number_format (cell->estimate, 2);
  g_autofree char *lower = clv_number_format (cell->lo, 2);
  g_autofree char *upper = clv_number_format (cell->hi, 2);

  /* Translators: group ("in “North”"), tier, ratio, lower, upper */
  return g_strdup_printf (_("Customers %s are put in %s %s times as often as other customers "
                            "(likely between %s and %s)."), group, tier, estimate, lower, upper);
}

static char *
format_amount (const ClvAudit *self,
               double          ratio)
{
  return clv_money_format_major (ratio * PER_AMOUNT, self->currency);
}

static char *
describe_calibration (const ClvAudit     *self,
                      const ClvAuditCell *cell,
                      const char         *group)
{
  g_autofree char *spent = format_amount (self, 1.0);
  g_autofree char *predicted = format_amount (self, cell->group_value);
  g_autofree char *lower = format_amount (self, cell->lo * cell->other_value);
  g_autofree char *upper = format_amount (self, cell->hi * cell->other_value);
  g_autofree char *others = format_amount (self, cell->other_value);

  /* Translators: amount, group ("in “North”"), four amounts */
  return g_strdup_printf (_("For every %s customers %s really spent, the model had predicted %s "
                            "(%s–%s). For everybody else: %s."),
                          spent, group, predicted, lower, upper, others);
}

static const ClvAuditCell *
find_cell (const ClvAudit     *self,
           ClvMetric           metric,
           const ClvAuditCell *like)
{
  guint i;

  for (i = 0; i < self->cells->len; i++)
    {
      const ClvAuditCell *cell = g_ptr_array_index (self->cells, i);

      if (cell->metric == metric && cell->is_unknown == like->is_unknown
          && g_str_equal (cell->group, like->group))
        return cell;
    }

  return NULL;
}

/* A difference of rates means one thing where the model is right about the
 * group and another where it undervalues it; so the one points to the other. */
static const char *
point_to_calibration (const ClvAudit     *self,
                      const ClvAuditCell *cell)
{
  const ClvAuditCell *calibration = find_cell (self, CLV_METRIC_CALIBRATION, cell);

  if (cell->verdict != CLV_VERDICT_ALERT && cell->verdict != CLV_VERDICT_WATCH)
    return NULL;
  if (calibration == NULL)
    return NULL;

  if (calibration->verdict == CLV_VERDICT_WITHIN)
    return _("The model does not misjudge what they spend. Whether the difference is right is for "
             "your committee to decide, and its decision is recorded.");
  if (calibration->verdict == CLV_VERDICT_ALERT && calibration->estimate < 1.0)
    return _("The model also expects less of them than they really spend.");
  if (calibration->verdict == CLV_VERDICT_ALERT)
    return _("The model expects more of them than they really spend.");

  return _("Look next at “Does the model undervalue them?”.");
}

static char *
describe_cell (const ClvAudit     *self,
               const ClvAuditCell *cell)
{
  g_autofree char *group = name_group (self, cell);
  g_autofree char *figures = NULL;
  g_autofree char *verdict = NULL;
  const char *next = NULL;

  if (cell->verdict == CLV_VERDICT_HIDDEN)
    /* Translators: group ("in “North”") */
    return g_strdup_printf (_("Customers %s are too few to be shown, or could be told from the "
                              "others by subtraction."), group);

  verdict = describe_verdict (self, cell);
  if (isnan (cell->estimate) || isnan (cell->lo) || isnan (cell->group_value)
      || isnan (cell->other_value))
    return g_strdup_printf (_("Customers %s: %s"), group, verdict);

  figures = cell->metric == CLV_METRIC_CALIBRATION ? describe_calibration (self, cell, group)
                                                   : describe_rate (self, cell, group);
  next = cell->metric == CLV_METRIC_TIER_RATE ? point_to_calibration (self, cell) : NULL;

  return g_strjoin (" ", figures, verdict, next, NULL);
}

static void
append_count (GString    *text,
              guint       n,
              const char *label)
{
  if (n > 0)
    g_string_append_printf (text, "%s%u %s", text->len > 0 ? ", " : "", n, label);
}

/* Two numbers, so two phrases: a sentence has one plural. */
static char *
dup_hidden (const ClvAudit *self)
{
  g_autofree char *number = clv_number_format (self->hidden_customers, 0);
  g_autofree char *customers = NULL;
  g_autofree char *groups = NULL;

  customers = g_strdup_printf (ngettext ("%s customer", "%s customers", self->hidden_customers),
                               number);
  groups = g_strdup_printf (ngettext ("%u group", "%u groups", self->hidden_groups),
                            self->hidden_groups);

  /* TRANSLATORS: "67 customers", "2 groups" */
  return g_strdup_printf (_("Too small to be shown: %s in %s."), customers, groups);
}

static char *
describe_headline (const ClvAudit *self)
{
  g_autoptr(GString) counts = g_string_new (NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *percent = NULL;
  guint verdict;

  for (verdict = 0; verdict < CLV_VERDICT_HIDDEN; verdict++)
    {
      /* The worst first: alert, watch, within, not enough. */
      static const ClvVerdict order[] = {
        CLV_VERDICT_ALERT, CLV_VERDICT_WATCH, CLV_VERDICT_WITHIN, CLV_VERDICT_NOT_ENOUGH
      };

      append_count (counts, clv_audit_count (self, order[verdict]),
                    clv_verdict_get_label (order[verdict]));
    }

  /* Translators: number of comparisons, column, "2 alert, 1 watch, …" */
  g_string_append_printf (text, ngettext ("%u comparison by “%s”: %s.",
                                          "%u comparisons by “%s”: %s.", self->family),
                          self->family, self->options.group_column,
                          counts->len > 0 ? counts->str : _("nothing to compare"));

  if (self->unknown_share > 0.0)
    {
      percent = clv_percent_format (self->unknown_share, 0);
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _("%s of the customers have no known “%s”; they are shown as a "
                                      "group of their own."), percent, self->options.group_column);
    }

  if (self->hidden_groups > 0)
    {
      g_autofree char *hidden = dup_hidden (self);

      g_string_append_printf (text, " %s", hidden);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * clv_audit_describe:
 * @self: a judged audit
 *
 * Writes the sentences of all cells and the headline, in the language of now,
 * from fixed templates.
 */
void
clv_audit_describe (ClvAudit *self)
{
  guint i;

  for (i = 0; i < self->cells->len; i++)
    {
      ClvAuditCell *cell = g_ptr_array_index (self->cells, i);

      g_free (cell->sentence);
      cell->sentence = describe_cell (self, cell);
    }

  g_free (self->headline);
  self->headline = describe_headline (self);
}

/**
 * clv_audit_get_note:
 *
 * Returns: (transfer none): what to print below every audit, translated
 */
const char *
clv_audit_get_note (void)
{
  return _("0.80 comes from US hiring rules. It is used here only as a reminder to look closer; it "
           "is not a legal test for marketing. When groups truly spend different amounts, no model "
           "can be equal on all these measures at once. Your committee chooses which matters, and "
           "the choice is recorded.");
}
