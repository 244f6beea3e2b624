/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-import-field.h"

#define BIT(kind) (1u << CLV_IMPORT_KIND_ ## kind)
#define ALL_BUT(kinds) (((1u << CLV_N_IMPORT_KINDS) - 1) & ~(kinds))

typedef struct
{
  const char *id;
  const char *label;
  guint needed;     /* bit set of kinds that cannot do without */
  guint optional;   /* that can use it */
} FieldInfo;

static const FieldInfo fields[CLV_N_FIELDS] = {
  [CLV_FIELD_CUSTOMER] = { "customer", N_("Customer"),
                           ALL_BUT (BIT (REFUNDS) | BIT (SPEND) | BIT (PRODUCTS)), 0 },
  [CLV_FIELD_DATE] = { "date", N_("Date"),
                       ALL_BUT (BIT (CUSTOMERS) | BIT (PRODUCTS) | BIT (SUMMARY)), 0 },
  [CLV_FIELD_AMOUNT] = { "amount", N_("Amount"), BIT (ORDERS) | BIT (REFUNDS) | BIT (SPEND),
                         BIT (SUBSCRIPTIONS) | BIT (SUMMARY) | BIT (EVENTS) },
  [CLV_FIELD_ORDER] = { "order", N_("Order"), 0,
                        BIT (ORDERS) | BIT (SUBSCRIPTIONS) | BIT (TICKETS) },
  [CLV_FIELD_PRODUCT] = { "product", N_("Product"), BIT (PRODUCTS),
                          BIT (ORDERS) | BIT (SUBSCRIPTIONS) | BIT (EVENTS) },
  [CLV_FIELD_CURRENCY] = { "currency", N_("Currency"), 0,
                           BIT (ORDERS) | BIT (REFUNDS) | BIT (SPEND) | BIT (PRODUCTS)
                           | BIT (SUBSCRIPTIONS) },
  [CLV_FIELD_STATUS] = { "status", N_("Status"), 0,
                         BIT (ORDERS) | BIT (REFUNDS) | BIT (TICKETS) | BIT (SUBSCRIPTIONS) },
  [CLV_FIELD_TIME] = { "time", N_("Time of day"), 0,
                       BIT (ORDERS) | BIT (REFUNDS) | BIT (TICKETS) | BIT (EVENTS) },
  [CLV_FIELD_ZONE] = { "zone", N_("Time zone"), 0,
                       BIT (ORDERS) | BIT (REFUNDS) | BIT (TICKETS) | BIT (EVENTS) },
  [CLV_FIELD_QUANTITY] = { "quantity", N_("Quantity"), 0, BIT (ORDERS) },
  [CLV_FIELD_PRICE] = { "price", N_("Price of one piece"), 0, BIT (ORDERS) | BIT (PRODUCTS) },
  [CLV_FIELD_REFUNDED] = { "refunded", N_("Refunded so far"), 0, BIT (ORDERS) },
  [CLV_FIELD_REFERENCE] = { "reference", N_("Order that a refund is about"), BIT (REFUNDS),
                            BIT (ORDERS) },
  [CLV_FIELD_EVENT] = { "event", N_("What happened"), BIT (EVENTS), BIT (ORDERS) },
  [CLV_FIELD_CANCELLED] = { "cancelled", N_("Cancelled at"), 0, BIT (ORDERS) },
  [CLV_FIELD_TAX] = { "tax", N_("Tax"), 0, BIT (ORDERS) },
  [CLV_FIELD_SHIPPING] = { "shipping", N_("Shipping"), 0, BIT (ORDERS) },
  [CLV_FIELD_CHANNEL] = { "channel", N_("Channel"), BIT (SPEND), BIT (TICKETS) | BIT (EVENTS) },
  [CLV_FIELD_CAMPAIGN] = { "campaign", N_("Campaign"), 0, BIT (SPEND) },
  [CLV_FIELD_ENDED] = { "ended", N_("Ended or closed"), 0, BIT (TICKETS) | BIT (SUBSCRIPTIONS) },
  [CLV_FIELD_NAME] = { "name", N_("Name"), 0, BIT (PRODUCTS) },
  [CLV_FIELD_CATEGORY] = { "category", N_("Category"), 0, BIT (PRODUCTS) | BIT (TICKETS) },
  [CLV_FIELD_COST] = { "cost", N_("Cost of one piece"), 0, BIT (PRODUCTS) },
  [CLV_FIELD_MARGIN] = { "margin", N_("Margin"), 0, BIT (PRODUCTS) },
  [CLV_FIELD_INTERVAL] = { "interval", N_("Billing interval"), 0, BIT (SUBSCRIPTIONS) },
  [CLV_FIELD_RATING] = { "rating", N_("Rating"), 0, BIT (TICKETS) },
  [CLV_FIELD_IMPRESSIONS] = { "impressions", N_("Impressions"), 0, BIT (SPEND) },
  [CLV_FIELD_CLICKS] = { "clicks", N_("Clicks"), 0, BIT (SPEND) },
  [CLV_FIELD_FREQUENCY] = { "frequency", N_("Repeat purchases"), BIT (SUMMARY), 0 },
  [CLV_FIELD_RECENCY] = { "recency", N_("Time of the last purchase"), BIT (SUMMARY), 0 },
  [CLV_FIELD_AGE] = { "T", N_("Time observed"), BIT (SUMMARY), 0 },
};

typedef struct
{
  const char *id;
  const char *label;
} KindInfo;

static const KindInfo kinds[CLV_N_IMPORT_KINDS] = {
  [CLV_IMPORT_KIND_ORDERS] = { "orders", N_("Orders") },
  [CLV_IMPORT_KIND_CUSTOMERS] = { "customers", N_("Customers") },
  [CLV_IMPORT_KIND_REFUNDS] = { "refunds", N_("Refunds") },
  [CLV_IMPORT_KIND_SPEND] = { "spend", N_("Marketing spend") },
  [CLV_IMPORT_KIND_TICKETS] = { "tickets", N_("Support tickets") },
  [CLV_IMPORT_KIND_EVENTS] = { "events", N_("Behaviour events") },
  [CLV_IMPORT_KIND_PRODUCTS] = { "products", N_("Products") },
  [CLV_IMPORT_KIND_SUBSCRIPTIONS] = { "subscriptions", N_("Subscriptions") },
  [CLV_IMPORT_KIND_SUMMARY] = { "summary", N_("Customers counted already") },
};

/**
 * clv_import_field_get_id:
 * @field: a field
 *
 * Returns: its word on the command line and in saved plans: "customer" …
 */
const char *
clv_import_field_get_id (ClvField field)
{
  g_return_val_if_fail (field < CLV_N_FIELDS, NULL);

  return fields[field].id;
}

/**
 * clv_import_field_from_id:
 * @id: a word, in any case
 * @field: (out): the field
 *
 * Returns: whether there is such a field
 */
gboolean
clv_import_field_from_id (const char *id,
                          ClvField   *field)
{
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (g_ascii_strcasecmp (fields[i].id, id) == 0)
        {
          *field = (ClvField) i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * clv_import_field_get_label:
 * @field: a field
 *
 * Returns: its translated name
 */
const char *
clv_import_field_get_label (ClvField field)
{
  g_return_val_if_fail (field < CLV_N_FIELDS, NULL);

  return _(fields[field].label);
}

/**
 * clv_import_field_get_use:
 * @field: a field
 * @kind: what the rows are
 *
 * Returns: whether a file of @kind can do with or without @field. A file of orders
 *   has its amount also from a quantity and a price: see clv_import_plan_lacks()
 */
ClvFieldUse
clv_import_field_get_use (ClvField      field,
                          ClvImportKind kind)
{
  g_return_val_if_fail (field < CLV_N_FIELDS, CLV_FIELD_UNUSED);
  g_return_val_if_fail (kind < CLV_N_IMPORT_KINDS, CLV_FIELD_UNUSED);

  if ((fields[field].needed & (1u << kind)) != 0)
    return CLV_FIELD_NEEDED;

  return (fields[field].optional & (1u << kind)) != 0 ? CLV_FIELD_OPTIONAL : CLV_FIELD_UNUSED;
}

/**
 * clv_import_field_is_needed:
 * @field: a field
 * @kind: what the rows are
 *
 * Returns: whether a file of @kind cannot be imported without @field
 */
gboolean
clv_import_field_is_needed (ClvField      field,
                            ClvImportKind kind)
{
  return clv_import_field_get_use (field, kind) == CLV_FIELD_NEEDED;
}

/**
 * clv_import_kind_get_id:
 * @kind: what the rows are
 *
 * Returns: its word on the command line, in saved plans and in the workspace
 */
const char *
clv_import_kind_get_id (ClvImportKind kind)
{
  g_return_val_if_fail (kind < CLV_N_IMPORT_KINDS, NULL);

  return kinds[kind].id;
}

/**
 * clv_import_kind_from_id:
 * @id: a word
 * @kind: (out): the kind
 *
 * Returns: whether there is such a kind
 */
gboolean
clv_import_kind_from_id (const char    *id,
                         ClvImportKind *kind)
{
  for (guint i = 0; i < CLV_N_IMPORT_KINDS; i++)
    {
      if (g_str_equal (kinds[i].id, id))
        {
          *kind = (ClvImportKind) i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * clv_import_kind_get_label:
 * @kind: what the rows are
 *
 * Returns: its translated name
 */
const char *
clv_import_kind_get_label (ClvImportKind kind)
{
  g_return_val_if_fail (kind < CLV_N_IMPORT_KINDS, NULL);

  return _(kinds[kind].label);
}
