/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-csv-reader.h"
#include "clv-hash.h"

G_BEGIN_DECLS

/**
 * ClvCustomerKey:
 *
 * What a plan says about cells that name a customer. The same customer has the same
 * key in every import under the same rule, whatever the kind of rows.
 */
typedef struct
{
  ClvKeyRule rule;
  const GPtrArray *guests;   /* (element-type utf8) (unowned): nobody in particular */
  gboolean is_mail;          /* the column says that it holds e-mail addresses */
  const guint8 *secret;      /* (nullable) (unowned): needed for CLV_KEY_HASHED */
  GString *text;             /* a key that is not in the cell as it is */
} ClvCustomerKey;

void     clv_customer_key_init (ClvCustomerKey      *self,
                                const ClvImportPlan *plan,
                                const char          *column);
void     clv_customer_key_clear (ClvCustomerKey      *self);
ClvCell  clv_customer_key_clean (ClvCell cell);
gboolean clv_customer_key_is_guest (const ClvCustomerKey *self,
                                    ClvCell               cell);
const char *clv_customer_key_find_guest (const ClvCustomerKey *self,
                                         ClvCell               cell);
ClvCell  clv_customer_key_make (ClvCustomerKey *self,
                                ClvCell         cell);

/* Whether an id is an e-mail address by its looks: something on both sides of the
 * sign. "@SUM(A1)" is none. */
static inline gboolean
clv_customer_key_looks_like_mail (ClvCell cell)
{
  const char *at = memchr (cell.text, '@', cell.length);

  return at != NULL && at > cell.text && at + 1 < cell.text + cell.length;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvCustomerKey, clv_customer_key_clear)

G_END_DECLS
