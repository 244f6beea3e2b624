/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-value-gates.h"

#include <glib/gi18n-lib.h>

#include "clv-money.h"

static void
add_gate (ClvEmptyState *page,
          const char    *name,
          guint64        value,
          guint          need)
{
  g_autofree char *number = clv_number_format ((double) value, 0);
  /* TRANSLATORS: what there is against what is needed: "1 of at least 2" */
  g_autofree char *text = g_strdup_printf (_("%s of at least %u"), number, need);

  clv_empty_state_add_gate (page, name, text, value >= need);
}

/* What leaving is learned from. */
static void
fill_subscriptions (ClvEmptyState       *page,
                    const ClvValueState *state)
{
  if (state->customers->n >= 2 && state->n_left == 0)
    clv_empty_state_set_texts (page, "clv-value-symbolic", _("Nobody has left yet"),
                               _("A model of subscriptions learns from those that ended. In these "
                                 "data every one still runs."));
  else
    clv_empty_state_set_texts (page, "clv-value-symbolic", _("Not enough data for a model"),
                               _("Too few subscriptions could be renewed for a model to learn from "
                                 "them."));
  add_gate (page, _("Subscribers"), state->customers->n, 2);
  add_gate (page, _("Subscribers who left"), state->n_left, 1);
  add_gate (page, _("Renewals that the oldest could have had"), (guint64) state->most_renewals,
            CLV_VALUE_FEWEST_RENEWALS);
  clv_empty_state_set_possible (page, _("Import the subscriptions that ended, too, or a longer "
                                        "history."));
  clv_empty_state_set_button (page, _("Go to _Data"), "win.show-place::data");
}

static void
fill_counted (ClvEmptyState       *page,
              const ClvValueState *state)
{
  clv_empty_state_set_texts (page, "clv-value-symbolic", _("Not enough data for a model"),
                             _("A model learns from customers who buy again. Too few of those who "
                               "were counted before the import did."));
  add_gate (page, _("Customers with a purchase"), state->customers->n, 2);
  add_gate (page, _("Customers who bought again"), state->customers->n_repeat, 1);
  clv_empty_state_set_possible (page, _("Import more of these customers, or their orders into "
                                        "another workspace."));
  clv_empty_state_set_button (page, _("Go to _Data"), "win.show-place::data");
}

void
clv_value_gates_fill (ClvEmptyState       *page,
                      const ClvValueState *state)
{
  const ClvCustomers *customers = state->customers;
  const guint32 n = customers != NULL ? customers->n : 0;

  clv_empty_state_clear_gates (page);
  if (state->source == CLV_VALUE_OF_COUNTED)
    {
      fill_counted (page, state);
      return;
    }
  if (state->source == CLV_VALUE_OF_SUBSCRIPTIONS)
    {
      fill_subscriptions (page, state);
      return;
    }
  if (customers == NULL)
    clv_empty_state_set_texts (page, "clv-value-symbolic", _("No value yet"),
                               _("A value is computed from what customers bought. Import a sales "
                                 "file: one row an order, with a customer, a date and an amount."));
  else if (n >= 2 && customers->n_repeat == 0)
    clv_empty_state_set_texts (page, "clv-value-symbolic", _("Nobody came back yet"),
                               _("A model learns from customers who buy again. In these data "
                                 "every customer bought on one day only."));
  else
    clv_empty_state_set_texts (page, "clv-value-symbolic", _("Not enough data for a model"),
                               _("Too few customers bought something for a model to learn from "
                                 "them."));

  add_gate (page, _("Rows with an amount above zero"),
            customers != NULL ? customers->n_positive_rows : 0, 1);
  add_gate (page, _("Customers with a purchase"), n, 2);
  add_gate (page, _("Customers who bought again"), customers != NULL ? customers->n_repeat : 0, 1);
  clv_empty_state_set_possible (page, customers == NULL
                                ? _("The definition of value can be set once there are sales.")
                                : _("What each customer brought in the past is known: see Data. "
                                    "A longer history, or another shop’s, may be enough."));
  clv_empty_state_set_button (page, customers == NULL ? _("_Import…") : _("Go to _Data"),
                              customers == NULL ? "win.import" : "win.show-place::data");
}
