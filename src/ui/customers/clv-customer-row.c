/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-row.h"

struct _ClvCustomerRow
{
  GObject parent_instance;

  ClvCustomerData *data;
  guint32 number;
};

G_DEFINE_FINAL_TYPE (ClvCustomerRow, clv_customer_row, G_TYPE_OBJECT)

static void
clv_customer_row_finalize (GObject *object)
{
  ClvCustomerRow *self = CLV_CUSTOMER_ROW (object);

  g_clear_pointer (&self->data, clv_customer_data_unref);

  G_OBJECT_CLASS (clv_customer_row_parent_class)->finalize (object);
}

static void
clv_customer_row_class_init (ClvCustomerRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clv_customer_row_finalize;
}

static void
clv_customer_row_init (ClvCustomerRow *self)
{
}

/**
 * clv_customer_row_new:
 * @data: what the row points into
 * @number: which row
 *
 * Returns: (transfer full): a row
 */
ClvCustomerRow *
clv_customer_row_new (ClvCustomerData *data,
                      guint32          number)
{
  ClvCustomerRow *self = NULL;

  g_return_val_if_fail (data != NULL && data->scores != NULL, NULL);
  g_return_val_if_fail (number < data->scores->n, NULL);

  self = g_object_new (CLV_TYPE_CUSTOMER_ROW, NULL);
  self->data = clv_customer_data_ref (data);
  self->number = number;

  return self;
}

/**
 * clv_customer_row_get_data:
 *
 * Returns: (transfer none): what the row points into
 */
ClvCustomerData *
clv_customer_row_get_data (ClvCustomerRow *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMER_ROW (self), NULL);

  return self->data;
}

/**
 * clv_customer_row_get_number:
 *
 * Returns: the row of the score set
 */
guint32
clv_customer_row_get_number (ClvCustomerRow *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMER_ROW (self), 0);

  return self->number;
}

/**
 * clv_customer_row_set_number:
 * @number: which row it is from now on
 *
 * Tells nobody: the list does, once for all its rows.
 */
void
clv_customer_row_set_number (ClvCustomerRow *self,
                             guint32         number)
{
  g_return_if_fail (CLV_IS_CUSTOMER_ROW (self));
  g_return_if_fail (number < self->data->scores->n);

  self->number = number;
}
