/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-detect-map.h"
#include "clv-detect-names.h"

/* So many stages are offered as answers. */
#define STAGES_MAX 12

static const ClvColumnFacts *
facts_of (const ClvDetectContext *self,
          ClvField                field)
{
  int index = clv_header_find (self->names, self->detection->plan->columns[field]);

  return index >= 0 ? &self->columns[index] : NULL;
}

/* The value with number @i of a column, and as words are compared. */
static char *
dup_value (const ClvColumnFacts  *facts,
           guint32                i,
           char                 **plain)
{
  gsize length = 0;
  const char *text = clv_dictionary_get (facts->distinct, i, &length);
  g_autofree char *value = g_utf8_make_valid (text, (gssize) length);

  g_strstrip (value);
  *plain = clv_detect_plain_name (value);

  return g_steal_pointer (&value);
}

static gboolean
has_string (GPtrArray  *strings,
            const char *wanted)
{
  for (guint i = 0; i < strings->len; i++)
    {
      if (g_ascii_strcasecmp (g_ptr_array_index (strings, i), wanted) == 0)
        return TRUE;
    }

  return FALSE;
}

/*
 * clv_detect_choose_statuses:
 *
 * Leaves out orders that came to nothing: what the preset lists, and what the file has
 * besides.
 */
void
clv_detect_choose_statuses (const ClvDetectContext *self)
{
  static const char nothing[] = "cancelled canceled voided failed storniert abgebrochen "
                                "fehlgeschlagen wccancelled wcfailed expired declined abgelehnt";
  GPtrArray *excluded = self->detection->plan->excluded_statuses;
  const ClvColumnFacts *facts = facts_of (self, CLV_FIELD_STATUS);

  if (facts == NULL || facts->distinct == NULL || clv_detect_is_fixed (self, CLV_TOPIC_STATUSES))
    return;

  for (guint32 i = 0; i < clv_dictionary_get_n (facts->distinct); i++)
    {
      g_autofree char *plain = NULL;
      g_autofree char *status = dup_value (facts, i, &plain);

      if (*plain != '\0' && clv_detect_lists_word (nothing, plain, FALSE)
          && !has_string (excluded, status))
        g_ptr_array_add (excluded, g_steal_pointer (&status));
    }
}

static gboolean
looks_won (const ClvPreset *preset,
           const char      *plain)
{
  if (clv_detect_lists_word ("lost verloren notwon nichtgewonnen", plain, TRUE))
    return FALSE;

  for (guint i = 0; i < preset->won->len; i++)
    {
      if (strstr (plain, g_ptr_array_index (preset->won, i)) != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_filter (const ClvImportPlan *plan,
            const char          *column)
{
  for (guint i = 0; i < plan->filters->len; i++)
    {
      const ClvImportFilter *filter = g_ptr_array_index (plan->filters, i);

      if (g_ascii_strcasecmp (filter->column, column) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
ask_about_stages (const ClvDetectContext *self,
                  const ClvColumnFacts   *facts,
                  const char             *column)
{
  ClvQuestion *question;

  question = clv_detection_add_question (self->detection, CLV_TOPIC_RULES, CLV_FIELD_STATUS,
                                         g_strdup_printf (_("Which value of “%s” says that a deal "
                                                            "is won? Only these are revenue."),
                                                          column));
  for (guint32 i = 0; i < MIN (clv_dictionary_get_n (facts->distinct), STAGES_MAX); i++)
    {
      g_autofree char *plain = NULL;
      g_autofree char *value = dup_value (facts, i, &plain);

      if (*value != '\0')
        clv_question_add_answer (question, value, g_strdup (value));
    }
}

/*
 * clv_detect_choose_won:
 *
 * Of deals only those are revenue whose stage is won. Everybody calls their stages as
 * they like: where none looks won it is asked.
 */
void
clv_detect_choose_won (const ClvDetectContext *self)
{
  ClvImportPlan *plan = self->detection->plan;
  const char *column = plan->columns[CLV_FIELD_STATUS];
  const ClvColumnFacts *facts = facts_of (self, CLV_FIELD_STATUS);
  ClvImportFilter *filter;

  if (self->preset == NULL || self->preset->won->len == 0 || facts == NULL
      || facts->distinct == NULL || has_filter (plan, column) || plan->excluded_statuses->len > 0)
    return;

  filter = clv_import_filter_new (column, TRUE);
  for (guint32 i = 0; i < clv_dictionary_get_n (facts->distinct); i++)
    {
      g_autofree char *plain = NULL;
      g_autofree char *value = dup_value (facts, i, &plain);

      if (looks_won (self->preset, plain) && !has_string (filter->values, value))
        g_ptr_array_add (filter->values, g_steal_pointer (&value));
    }
  if (filter->values->len == 0)
    {
      clv_import_filter_free (filter);
      ask_about_stages (self, facts, column);
      return;
    }

  g_ptr_array_add (plan->filters, filter);
  clv_detection_add_reason (self->detection, CLV_TOPIC_RULES,
                            g_ptr_array_index (filter->values, 0),
                            g_strdup_printf (_("only deals of this stage are revenue (column "
                                               "“%s”)"), column));
}

/*
 * clv_detect_choose_events:
 *
 * A column that says of each row whether it is a sale or a refund: which values mean a
 * refund. Without such values the column is of no use.
 */
void
clv_detect_choose_events (const ClvDetectContext *self)
{
  static const char refunds[] = "refund erstattung gutschrift creditnote chargeback retoure "
                                "rückerstattung rueckerstattung storno";
  ClvImportPlan *plan = self->detection->plan;
  const ClvColumnFacts *facts = facts_of (self, CLV_FIELD_EVENT);
  guint n_found = 0;

  if (facts == NULL || plan->refund_events->len > 0)
    return;

  for (guint32 i = 0; facts->distinct != NULL && i < clv_dictionary_get_n (facts->distinct); i++)
    {
      g_autofree char *plain = NULL;
      g_autofree char *value = dup_value (facts, i, &plain);

      /* No word of "not refunded" or "refundable". */
      if (!clv_detect_lists_word (refunds, plain, TRUE)
          || clv_detect_lists_word ("refundable not nicht", plain, TRUE))
        continue;
      g_ptr_array_add (plan->refund_events, g_steal_pointer (&value));
      n_found++;
    }
  if (n_found == 0)
    {
      clv_import_plan_set_column (plan, CLV_FIELD_EVENT, NULL);
      return;
    }

  clv_detection_add_reason (self->detection, CLV_TOPIC_RULES,
                            g_ptr_array_index (plan->refund_events, 0),
                            g_strdup_printf (_("rows of this kind take money back (column “%s”)"),
                                             plan->columns[CLV_FIELD_EVENT]));
}

/*
 * clv_detect_choose_attributes:
 *
 * Every column of a list of customers that is filled and nobody's business: not their
 * addresses and numbers.
 */
void
clv_detect_choose_attributes (const ClvDetectContext *self)
{
  ClvImportPlan *plan = self->detection->plan;
  int customer = clv_header_find (self->names, plan->columns[CLV_FIELD_CUSTOMER]);

  for (guint i = 0; i < self->names->len; i++)
    {
      const char *name = g_ptr_array_index (self->names, i);

      if ((int) i != customer && self->columns[i].n_filled > 0 && !clv_detect_is_private (name))
        g_ptr_array_add (plan->attributes, g_strdup (name));
    }
}

/* Two people of one name cannot be told apart. */
static void
warn_of_names (const ClvDetectContext *self)
{
  const char *column = self->detection->plan->columns[CLV_FIELD_CUSTOMER];
  g_autofree char *plain = clv_detect_plain_name (column);

  if (clv_detect_lists_word ("name customername kundenname fullname buyername clientname "
                             "billtoname shipname shippingname billingname", plain, FALSE))
    g_ptr_array_add (self->detection->warnings,
                     g_strdup_printf (_("Only a name says who bought (column “%s”): two people of "
                                        "the same name count as one. A customer number or an "
                                        "e-mail address tells them apart."), column));
}

/*
 * clv_detect_warn_of_customers:
 *
 * What a file of orders cannot give when no column says who bought, or only a name.
 */
void
clv_detect_warn_of_customers (const ClvDetectContext *self)
{
  const ClvImportPlan *plan = self->detection->plan;

  if (plan->kind != CLV_IMPORT_KIND_ORDERS)
    return;
  if (plan->columns[CLV_FIELD_CUSTOMER] != NULL)
    {
      warn_of_names (self);
      return;
    }

  for (guint i = 0; i < self->detection->questions->len; i++)
    {
      const ClvQuestion *question = g_ptr_array_index (self->detection->questions, i);

      if (question->topic == CLV_TOPIC_MAPPING && question->field == CLV_FIELD_CUSTOMER)
        return;
    }
  g_ptr_array_add (self->detection->warnings, clv_detect_no_customers ());
}

/*
 * clv_detect_no_customers:
 *
 * Returns: (transfer full): the translated sentences for a file of orders without
 *   customers
 */
char *
clv_detect_no_customers (void)
{
  return g_strdup (_("This file can’t tell customers apart – individual CLV is not possible. You "
                     "can still use its totals, or import it once it has a column that says who "
                     "bought: an e-mail address, a customer number, a loyalty card."));
}
