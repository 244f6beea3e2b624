/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "kinds/clv-kinds.h"

static const ClvModelKind *kinds[] = {
  &clv_kind_bg_nbd,
};

/**
 * clv_model_kind_find:
 * @id: such as "bg-nbd"
 *
 * Returns: (nullable) (transfer none): the kind
 */
const ClvModelKind *
clv_model_kind_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_strcmp0 (kinds[i]->id, id) == 0)
        return kinds[i];
    }
  return NULL;
}

/**
 * clv_model_kinds_list:
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): all kinds, simplest first
 */
const ClvModelKind **
clv_model_kinds_list (guint *n)
{
  *n = G_N_ELEMENTS (kinds);
  return kinds;
}
