/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-secret.h"
#include "clv-statement.h"

/* Made when it is first needed, and never another one, so that a customer is the same
 * in every import of every kind. */
gboolean
clv_customer_secret_take (ClvWorkspace         *workspace,
                          const ClvImportPlan  *plan,
                          gboolean              is_dry,
                          ClvImportSink        *sink,
                          gboolean             *is_new,
                          GError              **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autofree char *hex = NULL;
  gboolean has_row = FALSE;

  *is_new = FALSE;
  if (plan->key != CLV_KEY_HASHED)
    return TRUE;

  statement = clv_statement_new (workspace, "SELECT value FROM meta WHERE name = 'customer_key'",
                                 error);
  if (statement == NULL || !clv_statement_step (statement, &has_row, error))
    return FALSE;
  sink->has_secret = has_row && clv_secret_from_hex (clv_statement_get_text (statement, 0),
                                                     sink->secret);
  if (sink->has_secret)
    return TRUE;

  clv_secret_make (sink->secret);
  sink->has_secret = TRUE;
  if (is_dry)
    return TRUE;

  g_clear_pointer (&statement, clv_statement_free);
  hex = clv_hex (sink->secret, CLV_SECRET_BYTES);
  statement = clv_statement_new (workspace,
                                 "INSERT INTO meta (name, value) VALUES ('customer_key', ?1)",
                                 error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_text (statement, 1, hex);
  *is_new = TRUE;
  return clv_statement_execute (statement, error);
}
