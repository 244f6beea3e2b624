/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-import-plan.h"

/**
 * clv_date_order_from_id:
 * @id: such as "dmy"
 * @order: (out): the order
 *
 * Returns: whether there is one of that name
 */
gboolean
clv_date_order_from_id (const char   *id,
                        ClvDateOrder *order)
{
  g_return_val_if_fail (id != NULL, FALSE);

  for (guint i = 0; i < CLV_N_DATE_ORDERS; i++)
    {
      if (g_str_equal (clv_date_order_get_id ((ClvDateOrder) i), id))
        {
          *order = (ClvDateOrder) i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * clv_date_order_get_label:
 * @order: an order
 *
 * Returns: its translated name, for a list of choices
 */
const char *
clv_date_order_get_label (ClvDateOrder order)
{
  static const char * const labels[CLV_N_DATE_ORDERS] = {
    [CLV_DATE_ORDER_YMD] = N_("Year first"),
    [CLV_DATE_ORDER_DMY] = N_("Day first"),
    [CLV_DATE_ORDER_MDY] = N_("Month first"),
    [CLV_DATE_ORDER_EXCEL] = N_("Day numbers of a spreadsheet"),
    [CLV_DATE_ORDER_EXCEL_1904] = N_("Day numbers of a spreadsheet that counts from 1904"),
    [CLV_DATE_ORDER_UNIX] = N_("Seconds since 1970"),
    [CLV_DATE_ORDER_UNIX_MS] = N_("Thousandths of a second since 1970"),
  };

  g_return_val_if_fail (order < CLV_N_DATE_ORDERS, "");

  return _(labels[order]);
}
