/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-counts.h"

#include <glib/gi18n-lib.h>

#include "clv-money.h"

/* ngettext() takes a long, which is 32 bits on some machines. */
#define PLURAL(n) ((gulong) MIN (n, 1000000 + n % 1000000))

/**
 * clv_count_format:
 * @n: how many
 *
 * Returns: (transfer full): the number with groups of digits, as on the screens
 */
char *
clv_count_format (guint64 n)
{
  return clv_number_format ((double) n, 0);
}

/**
 * clv_count_customers:
 * @n: how many
 *
 * Returns: (transfer full): "1,988 customers"
 */
char *
clv_count_customers (guint64 n)
{
  g_autofree char *number = clv_count_format (n);

  return g_strdup_printf (ngettext ("%s customer", "%s customers", PLURAL (n)), number);
}

/**
 * clv_count_orders:
 * @n: how many
 *
 * Returns: (transfer full): "879 orders"
 */
char *
clv_count_orders (guint64 n)
{
  g_autofree char *number = clv_count_format (n);

  return g_strdup_printf (ngettext ("%s order", "%s orders", PLURAL (n)), number);
}

/**
 * clv_count_rows:
 * @n: how many
 *
 * Returns: (transfer full): "6,095 rows"
 */
char *
clv_count_rows (guint64 n)
{
  g_autofree char *number = clv_count_format (n);

  return g_strdup_printf (ngettext ("%s row", "%s rows", PLURAL (n)), number);
}
