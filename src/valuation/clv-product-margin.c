/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-product-margin.h"
#include "clv-records.h"
#include "clv-statement.h"

/* What of the price is kept; FALSE where the row does not say. */
static gboolean
get_margin (const ClvRecords *products,
            guint64           row,
            double           *margin)
{
  gint64 price = 0;
  gint64 cost = 0;

  if (clv_records_get_number (products, CLV_FIELD_MARGIN, row, margin))
    return TRUE;
  if (!clv_records_get_int (products, CLV_FIELD_PRICE, row, &price) || price <= 0
      || !clv_records_get_int (products, CLV_FIELD_COST, row, &cost))
    return FALSE;

  *margin = 1.0 - (double) cost / (double) price;
  return TRUE;
}

/* (element-type utf8 double): lent texts. */
static GHashTable *
collect_margins (const ClvRecords *products)
{
  GHashTable *margins = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint64 i = 0; i < clv_records_get_n (products); i++)
    {
      const char *product = clv_records_get_text (products, CLV_FIELD_PRODUCT, i);
      double margin = 0.0;

      if (product != NULL && get_margin (products, i, &margin))
        g_hash_table_insert (margins, (gpointer) product, g_memdup2 (&margin, sizeof margin));
    }
  return margins;
}

/**
 * clv_product_margin_find:
 * @workspace: with orders and products
 * @found: (out caller-allocates): the margin
 * @progress: (nullable): how far
 * @error: return location
 *
 * Reads all orders, but only where there are products.
 *
 * Returns: %FALSE where the workspace cannot be read
 */
gboolean
clv_product_margin_find (ClvWorkspace       *workspace,
                         ClvProductMargin   *found,
                         const ClvProgress  *progress,
                         GError            **error)
{
  g_autoptr(ClvRecords) products = NULL;
  g_autoptr(GHashTable) margins = NULL;
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;
  double all = 0.0;
  double known = 0.0;
  double kept = 0.0;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace) && found != NULL, FALSE);

  *found = (ClvProductMargin) { 0, 0.0, 0.0 };
  products = clv_records_load (workspace, CLV_IMPORT_KIND_PRODUCTS, progress, error);
  if (products == NULL)
    return FALSE;
  margins = collect_margins (products);
  found->n_products = g_hash_table_size (margins);
  if (found->n_products == 0)
    return TRUE;

  statement = clv_statement_new (workspace, "SELECT product, SUM (amount_minor) FROM transactions "
                                            "GROUP BY product", error);
  if (statement == NULL)
    return FALSE;
  while (has_row)
    {
      const char *product = NULL;
      const double *margin = NULL;
      double amount = 0.0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      product = clv_statement_get_text (statement, 0);
      amount = MAX (clv_statement_get_double (statement, 1), 0.0);
      all += amount;
      margin = product != NULL ? g_hash_table_lookup (margins, product) : NULL;
      if (margin == NULL)
        continue;
      known += amount;
      kept += *margin * amount;
    }
  if (known > 0.0)
    {
      found->margin = kept / known;
      found->share = known / all;
    }
  return TRUE;
}
