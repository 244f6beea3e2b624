/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-customer-data.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvCustomerInspector:
 *
 * One customer: what they are worth and why, what they bought, when they may buy
 * next, who is like them, and what people noted. Reads on the worker what takes
 * reading; the rest is there at once. Emits `closed` where the person is done
 * with it and `chosen (row)` where they want to see another customer.
 */
#define CLV_TYPE_CUSTOMER_INSPECTOR (clv_customer_inspector_get_type ())
G_DECLARE_FINAL_TYPE (ClvCustomerInspector, clv_customer_inspector, CLV, CUSTOMER_INSPECTOR, AdwBin)

void       clv_customer_inspector_set_session (ClvCustomerInspector *self,
                                               ClvSession           *session);
void       clv_customer_inspector_show (ClvCustomerInspector *self,
                                        ClvCustomerData      *data,
                                        guint32               row);
void       clv_customer_inspector_clear (ClvCustomerInspector *self);
void       clv_customer_inspector_save_pdf (ClvCustomerInspector *self,
                                            const char           *path);

G_END_DECLS
