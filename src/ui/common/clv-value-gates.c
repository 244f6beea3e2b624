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

/* They can be valued, but not here: who asks why is told where. */
static void
fill_subscriptions (ClvEmptyState *page)
{
  clv_empty_state_set_texts (page, "clv-value-symbolic", _("Subscriptions without orders"),
                             _("This workspace holds subscriptions, but no orders. The window fits "
                               "models to orders alone."));
  clv_empty_state_set_possible (page, _("perennial-cli fit --model sbg and perennial-cli score "
                                        "value the subscribers on the same file."));
  clv_empty_state_set_button (page, _("Go to _Data"), "win.show-place::data");
}

static void
fill_counted (ClvEmptyState *page)
{
  clv_empty_state_set_texts (page, "clv-value-symbolic", _("Customers counted already"),
                             _("This workspace holds customers with their frequency, recency and "
                               "T instead of orders. The window fits models to orders alone."));
  clv_empty_state_set_possible (page, _("perennial-cli fit and perennial-cli score value these "
                                        "customers on the same file."));
  clv_empty_state_set_button (page, _("Go to _Data"), "win.show-place::data");
}

void
clv_value_gates_fill (ClvEmptyState       *page,
                      const ClvValueState *state)
{
  const ClvCustomers *customers = state->customers;
  const guint32 n = customers != NULL ? customers->n : 0;

  clv_empty_state_clear_gates (page);
  if (state->are_counted)
    {
      fill_counted (page);
      return;
    }
  if (n == 0 && state->n_subscriptions > 0)
    {
      fill_subscriptions (page);
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
