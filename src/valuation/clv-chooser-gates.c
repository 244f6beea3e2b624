/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-chooser-private.h"
#include "clv-money.h"

/* What each family needs. `need` is wanted, below `least` nothing can be told.
 *
 * Customers and repeat customers: as in the quality gate, ours; with 500 who came back
 * the usual models leave about a tenth of uncertainty in their total.
 * History in usual gaps: ours. Leaving is read from an absence that is long for the
 * customer, so a history of two usual gaps shows none, and one of four a few.
 * Three purchases: at k = 1 the standard error of the Wheat & Morrison (1990) estimate is
 * 1.34/√n, so that 100 customers tell k to ±0.13 and 30 to ±0.24.
 * Occasions: six as in Fader, Hardie & Shang (2010); with fewer than three a customer
 * who stayed away cannot be told from one who left.
 * Renewals: sBG has two parameters and BdW three, so they need as many observed
 * renewals at least; Fader & Hardie (2007, 2018) fit seven.
 * Cells of the 5×5×5 recency–frequency–money table: one customer each at least, four wanted. */
typedef struct
{
  const char *name;
  double need;
  double least;
} Need;

#define MAX_NEEDS 7

static const Need needs[][MAX_NEEDS] = {
  [CLV_METHOD_ANY_TIME] = { { "repeat-customers", 500, 30 }, { "customers", 500, 50 },
                            { "history-in-gaps", 4, 2 } },
  [CLV_METHOD_OCCASIONS] = { { "repeat-customers", 500, 30 }, { "customers", 500, 50 },
                             { "occasions", 6, 3 } },
  [CLV_METHOD_CONTRACT] = { { "subscribers", 500, 30 }, { "left", 30, 1 }, { "terms", 3, 2 } },
  [CLV_METHOD_BOTH] = { { "repeat-customers", 500, 30 }, { "history-in-gaps", 4, 2 },
                        { "subscribers", 500, 30 }, { "left", 30, 1 }, { "terms", 3, 2 } },
  [CLV_METHOD_RULE] = { { "customers", 50, 1 }, { "history-in-gaps", 4, 0 } },
  [CLV_METHOD_AVERAGE] = { { "customers", 50, 1 }, { "repeat-customers", 30, 1 } },
  [CLV_METHOD_CELLS] = { { "customers", 500, 125 }, { "history", 52, 26 } },
};

static const Need regular_needs[] = { { "three-purchases", 100, 30 } };
static const Need slow_terms = { "terms", 4, 3 };

static double
get_value (const ClvMethodFacts *facts,
           const char           *name)
{
  if (g_str_equal (name, "repeat-customers"))
    return facts->n_repeat;
  if (g_str_equal (name, "customers"))
    return facts->n_customers;
  if (g_str_equal (name, "history-in-gaps"))
    return clv_method_facts_get_n_gaps (facts);
  if (g_str_equal (name, "history"))
    return facts->history_days / 7;
  if (g_str_equal (name, "three-purchases"))
    return facts->n_regularity;
  if (g_str_equal (name, "occasions"))
    return clv_method_facts_get_n_occasions (facts);
  if (g_str_equal (name, "subscribers"))
    return facts->n_subscribers;
  if (g_str_equal (name, "left"))
    return facts->n_left;
  return facts->n_terms;
}

static const char *
get_noun (const char *name)
{
  static const struct
  {
    const char *name;
    const char *noun;
  } nouns[] = {
    { "repeat-customers", N_("customers who came back") },
    { "customers", N_("customers") },
    { "history-in-gaps", N_("usual gaps of history") },
    { "history", N_("weeks of history") },
    { "three-purchases", N_("customers with three purchases") },
    { "occasions", N_("occasions") },
    { "subscribers", N_("customers with a subscription") },
    { "left", N_("ended subscriptions") },
    { "terms", N_("renewals") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (nouns); i++)
    if (g_str_equal (nouns[i].name, name))
      return _(nouns[i].noun);
  g_assert_not_reached ();
}

void
clv_method_gate_free (ClvMethodGate *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self);
}

static void
add_gate (ClvMethod            *self,
          const Need           *need,
          const ClvMethodFacts *facts)
{
  ClvMethodGate *gate = g_new0 (ClvMethodGate, 1);
  g_autofree char *value = NULL;
  g_autofree char *wanted = NULL;
  double shown = 0.0;

  gate->name = need->name;
  gate->value = get_value (facts, need->name);
  gate->need = need->need;
  gate->least = need->least;
  gate->is_ok = gate->value >= need->need;
  gate->is_possible = gate->value >= need->least;
  shown = gate->is_possible ? gate->need : gate->least;
  value = clv_number_format (gate->value, g_str_equal (need->name, "history-in-gaps") ? 1 : 0);
  wanted = clv_number_format (shown, 0);
  if (gate->is_ok)
    /* TRANSLATORS: what there is, of what, what is needed: "2,978 customers, 500 wanted" */
    gate->text = g_strdup_printf (_("%s %s, %s wanted"), value, get_noun (need->name), wanted);
  else
    /* TRANSLATORS: what there is, what is needed, of what: "214 of 500 customers who came back" */
    gate->text = g_strdup_printf (_("%s of %s %s"), value, wanted, get_noun (need->name));
  g_ptr_array_add (self->gates, gate);
}

/*
 * clv_method_add_gates:
 * @self: a method
 * @info: what it is
 * @facts: what there is
 *
 * Adds what it needs, with what there is.
 */
void
clv_method_add_gates (ClvMethod            *self,
                      const ClvMethodInfo  *info,
                      const ClvMethodFacts *facts)
{
  const Need *list = needs[info->family];

  for (guint i = 0; i < MAX_NEEDS && list[i].name != NULL; i++)
    add_gate (self, info->is_slow && g_str_equal (list[i].name, "terms") ? &slow_terms : &list[i],
              facts);
  for (guint i = 0; info->is_regular && i < G_N_ELEMENTS (regular_needs); i++)
    add_gate (self, &regular_needs[i], facts);
}
