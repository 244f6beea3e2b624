/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-detect-map.h"
#include "clv-money.h"

/* A file of more currencies than that does not list them. */
#define CURRENCIES_MAX 300

/* The codes that the cells of the column hold, upper case. */
static GPtrArray *
list_codes (const ClvColumnFacts *facts)
{
  GPtrArray *codes = g_ptr_array_new_with_free_func (g_free);
  guint32 n = MIN (clv_dictionary_get_n (facts->distinct), CURRENCIES_MAX);

  for (guint32 i = 0; i < n; i++)
    {
      gsize length = 0;
      const char *text = clv_dictionary_get (facts->distinct, i, &length);
      ClvCell cell = clv_cell_trim ((ClvCell) { text, (guint32) length });
      g_autofree char *code = g_ascii_strup (cell.text, cell.length);

      if (clv_currency_is_valid (code)
          && !g_ptr_array_find_with_equal_func (codes, code, g_str_equal, NULL))
        g_ptr_array_add (codes, g_steal_pointer (&code));
    }

  return codes;
}

static void
add_question (const ClvDetectContext *self,
              char                   *text)
{
  ClvQuestion *question;

  question = clv_detection_add_question (self->detection, CLV_TOPIC_CURRENCY, CLV_FIELD_CURRENCY,
                                         text);
  clv_question_add_answer (question, "leave-out",
                           g_strdup (_("Only those in the currency of the workspace")));
  clv_question_add_answer (question, "rates",
                           g_strdup (_("All, converted by exchange rates that you give")));
}

/* The first code of a sign, and that there are more. */
static char *
describe_sign (const ClvMoneySeen *seen)
{
  return g_strdup_printf (seen->sign.length > 3 ? "%.3s …" : "%.3s", seen->sign.codes);
}

/* Without a column of currencies: what the signs beside the amounts say. */
static void
tell_signs (const ClvDetectContext *self,
            const ClvColumnFacts   *facts,
            const char             *column)
{
  const ClvMoneySeen *first = &facts->money[0];
  const ClvMoneySeen *other = &facts->money[MAX (facts->n_money, 1) - 1];
  g_autofree char *codes = clv_column_facts_dup_currencies (facts);
  g_autofree char *first_name = NULL;
  g_autofree char *other_name = NULL;
  char *text;

  if (codes == NULL)
    return;
  if (*codes != '\0')
    {
      clv_detection_add_reason (self->detection, CLV_TOPIC_CURRENCY, codes,
                                strlen (codes) > 3
                                ? g_strdup_printf (_("the sign of money in line %" PRIu64
                                                     " can stand for each of them"), first->line)
                                : g_strdup_printf (_("amounts carry its sign or code, first in "
                                                     "line %" PRIu64), first->line));
      return;
    }
  if (self->detection->plan->rates->len > 0 || clv_detect_is_fixed (self, CLV_TOPIC_CURRENCY))
    return;

  first_name = describe_sign (first);
  other_name = describe_sign (other);
  text = g_strdup_printf (_("The amounts in the column “%s” are in several currencies, such as "
                            "%s in line %" PRIu64 " and %s in line %" PRIu64
                            ". They are never added up as they are. Which amounts count?"),
                          column, first_name, first->line, other_name, other->line);
  add_question (self, text);
}

/*
 * clv_detect_ask_currency:
 *
 * Amounts of several currencies are never added up as they are: whether there are
 * exchange rates, or only one of the currencies counts, is asked.
 */
void
clv_detect_ask_currency (const ClvDetectContext *self)
{
  const ClvImportPlan *plan = self->detection->plan;
  const char *column = plan->columns[CLV_FIELD_CURRENCY];
  int index = column != NULL ? clv_header_find (self->names, column) : -1;
  int amount = clv_header_find (self->names, plan->columns[CLV_FIELD_AMOUNT]);
  g_autoptr(GPtrArray) codes = NULL;
  g_autofree char *list = NULL;
  char *text;

  if (plan->kind == CLV_IMPORT_KIND_ORDERS && index < 0 && amount >= 0)
    tell_signs (self, &self->columns[amount], plan->columns[CLV_FIELD_AMOUNT]);
  if (plan->kind != CLV_IMPORT_KIND_ORDERS || index < 0 || plan->rates->len > 0
      || clv_detect_is_fixed (self, CLV_TOPIC_CURRENCY) || self->columns[index].distinct == NULL)
    return;

  codes = list_codes (&self->columns[index]);
  if (codes->len < 2)
    return;

  g_ptr_array_add (codes, NULL);
  list = g_strjoinv (", ", (char **) codes->pdata);
  text = g_strdup_printf (_("The column “%s” has several currencies: %s. They are never added "
                            "up as they are. Which amounts count?"), column, list);
  add_question (self, text);
}
