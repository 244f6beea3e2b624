/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-workspace-private.h"

int
clv_transactions_table_register (ClvWorkspace *workspace)
{
  return SQLITE_OK;
}
