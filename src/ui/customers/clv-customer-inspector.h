/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-customer-data.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvCustomerInspector:
 *
 * One customer: what they are worth and why, what they bought, and how sure it
 * is that they still buy. Reads their orders on the worker; the rest is there at
 * once. Emits `closed` where the person is done with it.
 */
#define CLV_TYPE_CUSTOMER_INSPECTOR (clv_customer_inspector_get_type ())
G_DECLARE_FINAL_TYPE (ClvCustomerInspector, clv_customer_inspector, CLV, CUSTOMER_INSPECTOR, AdwBin)

void       clv_customer_inspector_set_session (ClvCustomerInspector *self,
                                               ClvSession           *session);
void       clv_customer_inspector_show (ClvCustomerInspector *self,
                                        ClvCustomerData      *data,
                                        guint32               row);
void       clv_customer_inspector_clear (ClvCustomerInspector *self);

G_END_DECLS
