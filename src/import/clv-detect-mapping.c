/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-detect-map.h"
#include "clv-detect-names.h"

/* The values alone make it a guess. */
#define SCORE_VALUES 10
/* A name that says "amount" and not that it is the price of one piece. */
#define SCORE_PRICE 60

static gboolean
values_fit (ClvField              field,
            const ClvColumnFacts *facts)
{
  if (facts->n_filled == 0)
    return FALSE;
  if (field == CLV_FIELD_DATE)
    return facts->type == CLV_COLUMN_DATE;
  if (field == CLV_FIELD_AMOUNT)
    return facts->type == CLV_COLUMN_NUMBER;
  if (field == CLV_FIELD_CUSTOMER)
    return facts->type != CLV_COLUMN_DATE || facts->n_fractions == 0;
  if (field == CLV_FIELD_QUANTITY || field == CLV_FIELD_PRICE || field == CLV_FIELD_REFUNDED
      || field == CLV_FIELD_TAX || field == CLV_FIELD_SHIPPING)
    return facts->type == CLV_COLUMN_NUMBER;
  if (field == CLV_FIELD_CANCELLED)
    return facts->type == CLV_COLUMN_DATE;
  if (field == CLV_FIELD_TIME)
    return facts->n_clocks > 0 && facts->n_clocks * 10 >= facts->n_sample * 9;

  return TRUE;
}

/* Fields of which two columns are asked about; of others the first is taken. */
static gboolean
is_asked (ClvField field)
{
  return field <= CLV_FIELD_ORDER || field == CLV_FIELD_CURRENCY || field == CLV_FIELD_STATUS;
}

/* Whether the values alone make the column a guess worth offering. */
static gboolean
values_suggest (ClvField              field,
                const ClvColumnFacts *facts,
                const char           *name)
{
  if (!clv_detect_can_hold (field, name) || !values_fit (field, facts))
    return FALSE;
  if (field == CLV_FIELD_DATE)
    return TRUE;
  if (field == CLV_FIELD_AMOUNT)
    return facts->n_fractions > 0;

  return field == CLV_FIELD_CUSTOMER && facts->type != CLV_COLUMN_DATE && facts->n_fractions == 0
         && facts->n_distinct > 1;
}

static void
add_collision (ClvDetection         *detection,
               ClvField              field,
               GPtrArray            *names,
               const ClvColumnFacts *columns,
               const int            *scores,
               int                   best)
{
  const char *label = clv_import_field_get_label (field);
  ClvQuestion *question;

  question = clv_detection_add_question (detection, CLV_TOPIC_MAPPING, field,
                                         g_strdup_printf (_("Which column holds this: %s? "
                                                            "Several fit equally well."), label));
  for (guint i = 0; i < names->len; i++)
    {
      GPtrArray *samples = columns[i].samples;
      GString *example;

      if (scores[i] != best)
        continue;
      example = g_string_new (NULL);
      for (guint k = 0; k < samples->len; k++)
        g_string_append_printf (example, k > 0 ? ", %s" : "%s",
                                (const char *) g_ptr_array_index (samples, k));
      clv_question_add_answer (question, g_ptr_array_index (names, i),
                               g_string_free (example, FALSE));
    }
}

/* The column whose name alone says that it holds a date or an amount, whatever
 * its values: -1 where there is none. Only names that mean nothing else. */
static int
find_named (ClvField   field,
            GPtrArray *names)
{
  int best = field == CLV_FIELD_DATE ? CLV_NAME_DATE : CLV_NAME_AMOUNT;
  int index = -1;

  for (guint i = 0; i < names->len; i++)
    {
      int score = clv_detect_name_score (field, g_ptr_array_index (names, i));

      if (score > best || (score == best && index < 0))
        {
          best = score;
          index = (int) i;
        }
    }

  return index;
}

/* A column that should hold dates or amounts and does not is no reason to take
 * the rows for customers: it is asked about by its name. */
static void
ask_about_unreadable (ClvDetection         *detection,
                      ClvField              field,
                      GPtrArray            *names,
                      const ClvColumnFacts *columns)
{
  int index = find_named (field, names);
  const char *name;
  const char *example;
  char *text;
  ClvQuestion *question;

  if (detection->plan->columns[field] != NULL || index < 0)
    return;
  for (guint i = 0; i < detection->columns->len; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      /* Another column would do, or several and that is asked already. */
      if (column->field_is_candidate[field])
        return;
    }

  name = g_ptr_array_index (names, (guint) index);
  example = field == CLV_FIELD_DATE ? columns[index].not_date : columns[index].not_number;
  if (example == NULL)
    {
      example = _("(empty)");
      text = g_strdup_printf (_("The column “%s” is empty. Which column holds this: %s?"), name,
                              clv_import_field_get_label (field));
    }
  else
    text = g_strdup_printf (field == CLV_FIELD_DATE
                            ? _("The column “%s” has cells that cannot be read as dates, such as "
                                "“%s”. Which column holds this: %s?")
                            : _("The column “%s” has cells that cannot be read as amounts, such as "
                                "“%s”. Which column holds this: %s?"), name, example,
                            clv_import_field_get_label (field));
  question = clv_detection_add_question (detection, CLV_TOPIC_MAPPING, field, text);
  clv_question_add_answer (question, name, g_strdup (example));
}

static ClvConfidence
confidence_of (int score)
{
  if (score >= CLV_NAME_EXACT)
    return CLV_CONFIDENCE_HIGH;

  return score >= CLV_NAME_SIMILAR ? CLV_CONFIDENCE_MEDIUM : CLV_CONFIDENCE_LOW;
}

static void
map_field (ClvDetection         *detection,
           ClvField              field,
           GPtrArray            *names,
           const ClvColumnFacts *columns)
{
  gboolean is_needed = clv_import_field_is_needed (field, CLV_IMPORT_KIND_ORDERS);
  g_autofree int *scores = g_new0 (int, names->len);
  int best = 0;
  guint n_best = 0;
  guint at = 0;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      scores[i] = values_fit (field, &columns[i]) ? clv_detect_name_score (field, name) : 0;
      if (scores[i] == 0 && is_needed && values_suggest (field, &columns[i], name))
        scores[i] = SCORE_VALUES;
      column->field_is_candidate[field] = scores[i] > 0;
      if (scores[i] > best)
        {
          best = scores[i];
          n_best = 0;
          at = i;   /* of equal ones the first */
        }
      n_best += scores[i] > 0 && scores[i] == best;
    }
  if (best == 0)
    return;
  if (n_best > 1 && is_asked (field))
    {
      add_collision (detection, field, names, columns, scores, best);
      return;
    }

  clv_import_plan_set_column (detection->plan, field, g_ptr_array_index (names, at));
  detection->confidence[field] = confidence_of (best);
  clv_detection_add_reason (detection, CLV_TOPIC_MAPPING, g_ptr_array_index (names, at),
                            g_strdup_printf (best >= CLV_NAME_SIMILAR
                                             ? _("%s: the column's name says so and its values fit")
                                             : _("%s: it is the only column whose values fit"),
                                             clv_import_field_get_label (field)));
}

static gboolean
has_candidate (const ClvDetectContext *self,
               ClvField                field)
{
  for (guint i = 0; i < self->detection->columns->len; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (self->detection->columns, i);

      if (column->field_is_candidate[field])
        return TRUE;
    }

  return FALSE;
}

static void
choose_kind (const ClvDetectContext *self)
{
  ClvImportPlan *plan = self->detection->plan;
  gboolean has_money = has_candidate (self, CLV_FIELD_AMOUNT);
  gboolean has_date = has_candidate (self, CLV_FIELD_DATE);

  if (clv_detect_is_fixed (self, CLV_TOPIC_KIND))
    {
      clv_detect_tell_kind (self, _("you chose it"));
      return;
    }
  if (clv_detect_guess_kind (self, &plan->kind))
    {
      clv_detect_tell_kind (self, _("the columns are named so"));
      return;
    }

  plan->kind = (has_date || find_named (CLV_FIELD_DATE, self->names) >= 0)
               && (has_money || find_named (CLV_FIELD_AMOUNT, self->names) >= 0)
               ? CLV_IMPORT_KIND_ORDERS : CLV_IMPORT_KIND_CUSTOMERS;
  if (plan->kind == CLV_IMPORT_KIND_ORDERS)
    clv_detect_tell_kind (self, has_date && has_money
                          ? _("the rows have a date and an amount")
                          : _("the columns are named like a date and an amount"));
  else
    clv_detect_tell_kind (self, has_date ? _("the rows have no amount")
                                         : _("the rows have no date of a purchase"));
}

/* Drops what is asked about columns, but for one field. */
static void
drop_questions (ClvDetection *detection,
                ClvField      kept)
{
  for (guint i = detection->questions->len; i > 0; i--)
    {
      ClvQuestion *question = g_ptr_array_index (detection->questions, i - 1);

      if (question->topic == CLV_TOPIC_MAPPING && question->field != kept)
        g_ptr_array_remove_index (detection->questions, i - 1);
    }
}

static void
drop_reason (ClvDetection *detection,
             const char   *column)
{
  for (guint i = detection->reasons->len; i > 0; i--)
    {
      const ClvReason *reason = g_ptr_array_index (detection->reasons, i - 1);

      if (reason->topic == CLV_TOPIC_MAPPING && g_strcmp0 (reason->value, column) == 0)
        g_ptr_array_remove_index (detection->reasons, i - 1);
    }
}

static void
unmap (ClvDetection *detection,
       ClvField      field)
{
  g_autofree char *column = g_strdup (detection->plan->columns[field]);

  if (column == NULL)
    return;

  drop_reason (detection, column);
  clv_import_plan_set_column (detection->plan, field, NULL);
  detection->confidence[field] = CLV_CONFIDENCE_NONE;
}

static gboolean
is_asked_about (const ClvDetection *detection,
                ClvField            field)
{
  for (guint i = 0; i < detection->questions->len; i++)
    {
      const ClvQuestion *question = g_ptr_array_index (detection->questions, i);

      if (question->topic == CLV_TOPIC_MAPPING && question->field == field)
        return TRUE;
    }

  return FALSE;
}

/* Pieces times their price is the amount only where nothing else is. */
static void
settle_amount (ClvDetection *detection)
{
  ClvImportPlan *plan = detection->plan;
  const char *amount = plan->columns[CLV_FIELD_AMOUNT];
  const char *price = plan->columns[CLV_FIELD_PRICE];
  const char *quantity = plan->columns[CLV_FIELD_QUANTITY];

  if (quantity != NULL && price != NULL && !is_asked_about (detection, CLV_FIELD_AMOUNT)
      && (amount == NULL || g_str_equal (amount, price))
      && clv_detect_name_score (CLV_FIELD_AMOUNT, price) <= SCORE_PRICE)
    {
      g_autofree char *kept = g_strdup (price);

      unmap (detection, CLV_FIELD_AMOUNT);
      clv_import_plan_set_column (plan, CLV_FIELD_PRICE, kept);
      clv_detection_add_reason (detection, CLV_TOPIC_MAPPING, kept,
                                g_strdup_printf (_("%s: no column has the amount of a row, so it "
                                                   "is “%s” times “%s”"),
                                                 clv_import_field_get_label (CLV_FIELD_PRICE),
                                                 quantity, kept));
      return;
    }

  if (price != NULL && g_strcmp0 (price, amount) != 0)
    unmap (detection, CLV_FIELD_PRICE);
  else
    clv_import_plan_set_column (plan, CLV_FIELD_PRICE, NULL);
  unmap (detection, CLV_FIELD_QUANTITY);
}

/* A column that only its values suggest is no customer where several are alike and none
 * of them is named so: then the file has none, and there is nothing to ask. */
static void
settle_customer (const ClvDetectContext *self)
{
  guint n_alike = 0;

  if (self->detection->plan->header_row < 0
      || self->detection->plan->columns[CLV_FIELD_CUSTOMER] != NULL)
    return;

  for (guint i = 0; i < self->names->len; i++)
    {
      const char *name = g_ptr_array_index (self->names, i);

      if (clv_detect_name_score (CLV_FIELD_CUSTOMER, name) > 0)
        return;
      n_alike += clv_detect_can_hold (CLV_FIELD_CUSTOMER, name);
    }
  if (n_alike == 0)
    drop_questions (self->detection, CLV_N_FIELDS);
}

/* Columns of orders that help with others, and only where they do. */
static void
settle_helpers (const ClvDetectContext *self)
{
  ClvDetection *detection = self->detection;
  int date = clv_header_find (self->names, detection->plan->columns[CLV_FIELD_DATE]);

  settle_amount (detection);
  /* The date has its own clock. */
  if (date < 0 || (self->columns[date].samples->len > 0
                   && strchr (g_ptr_array_index (self->columns[date].samples, 0), ':') != NULL))
    unmap (detection, CLV_FIELD_TIME);
  if (detection->plan->columns[CLV_FIELD_TIME] == NULL && date < 0)
    unmap (detection, CLV_FIELD_ZONE);
  clv_detect_choose_events (self);
}

/*
 * clv_detect_is_fixed:
 *
 * Whether the user chose what @topic is about.
 */
gboolean
clv_detect_is_fixed (const ClvDetectContext *self,
                     ClvTopic                topic)
{
  return (self->fixed_topics & (1u << topic)) != 0;
}

/* What the user mapped stands; the rest is looked at for what may be offered. */
static void
restore_columns (ClvDetection        *detection,
                 const ClvImportPlan *chosen)
{
  drop_questions (detection, CLV_N_FIELDS);
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    clv_import_plan_set_column (detection->plan, (ClvField) i, chosen->columns[i]);
}

static void
map_orders (const ClvDetectContext *self)
{
  ClvDetection *detection = self->detection;

  settle_helpers (self);
  settle_customer (self);
  if (!clv_detect_is_fixed (self, CLV_TOPIC_RULES))
    {
      clv_detect_choose_statuses (self);
      clv_detect_choose_lines (self);
    }
  ask_about_unreadable (detection, CLV_FIELD_DATE, self->names, self->columns);
  if (clv_import_plan_lacks (detection->plan, CLV_FIELD_AMOUNT))
    ask_about_unreadable (detection, CLV_FIELD_AMOUNT, self->names, self->columns);
}

static void
map_customers (const ClvDetectContext *self)
{
  drop_questions (self->detection, CLV_FIELD_CUSTOMER);
  for (guint i = CLV_FIELD_CUSTOMER + 1; i < CLV_N_FIELDS; i++)
    clv_import_plan_set_column (self->detection->plan, (ClvField) i, NULL);
  clv_detect_choose_attributes (self);
}

static void
map_by_preset (const ClvDetectContext *self)
{
  ClvDetection *detection = self->detection;

  drop_questions (detection, CLV_N_FIELDS);
  clv_detect_map_preset (self);
  if (detection->plan->kind == CLV_IMPORT_KIND_ORDERS
      && !clv_detect_is_fixed (self, CLV_TOPIC_RULES) && self->preset->won->len == 0)
    clv_detect_choose_statuses (self);
  if (detection->plan->kind == CLV_IMPORT_KIND_CUSTOMERS && detection->plan->attributes->len == 0
      && !clv_detect_is_fixed (self, CLV_TOPIC_MAPPING))
    clv_detect_choose_attributes (self);
}

/*
 * clv_detect_map:
 *
 * Decides what the rows are and which column holds what: by the preset where one fits,
 * else by the names and the cells. Two columns that fit equally well become a question.
 */
void
clv_detect_map (const ClvDetectContext *self)
{
  ClvDetection *detection = self->detection;
  gboolean is_fixed = clv_detect_is_fixed (self, CLV_TOPIC_MAPPING);
  g_autoptr(ClvImportPlan) chosen = is_fixed ? clv_import_plan_copy (detection->plan) : NULL;
  guint n_reasons = detection->reasons->len;

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    map_field (detection, (ClvField) i, self->names, self->columns);
  if (self->preset != NULL)
    {
      g_ptr_array_set_size (detection->reasons, (int) n_reasons);
      if (is_fixed)
        restore_columns (detection, chosen);
      map_by_preset (self);
      clv_detect_warn_of_customers (self);
      return;
    }

  choose_kind (self);
  if (is_fixed)
    restore_columns (detection, chosen);
  else if (detection->plan->kind == CLV_IMPORT_KIND_ORDERS)
    map_orders (self);
  else if (detection->plan->kind == CLV_IMPORT_KIND_CUSTOMERS)
    map_customers (self);
  else
    {
      drop_questions (detection, CLV_N_FIELDS);
      g_ptr_array_set_size (detection->reasons, (int) n_reasons);
      clv_detect_map_kind (self);
      choose_kind (self);
    }
  clv_detect_warn_of_customers (self);
}
