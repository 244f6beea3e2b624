/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-plan.h"
#include "club.h"

/* Imports rows of customer, begin, end, amount and interval. */
static inline void
import (Fixture    *fixture,
        const char *rows)
{
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "subscriptions.csv", NULL);
  g_autofree char *text = g_strconcat ("customer,start,end,amount,interval\n", rows, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  plan->kind = CLV_IMPORT_KIND_SUBSCRIPTIONS;
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "start");
  clv_import_plan_set_column (plan, CLV_FIELD_ENDED, "end");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  clv_import_plan_set_column (plan, CLV_FIELD_INTERVAL, "interval");
  result = clv_workspace_import (fixture->workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->rows_rejected, ==, 0);
}
