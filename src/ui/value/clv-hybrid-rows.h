/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-model-spec.h"

G_BEGIN_DECLS

/**
 * ClvHybridRows:
 *
 * Of what a subscription with orders beside it is made: the model of the contracts, that
 * of the orders, and what the end of a contract means for these. It says nothing of
 * whether there is either. Emits `changed` when something is chosen otherwise.
 */
#define CLV_TYPE_HYBRID_ROWS (clv_hybrid_rows_get_type ())
G_DECLARE_FINAL_TYPE (ClvHybridRows, clv_hybrid_rows, CLV, HYBRID_ROWS, AdwPreferencesGroup)

void clv_hybrid_rows_set_spec (ClvHybridRows      *self,
                               const ClvModelSpec *spec);
/* Writes what is chosen into @spec; what is usual is left out of it. */
void clv_hybrid_rows_read (ClvHybridRows *self,
                           ClvModelSpec  *spec);

G_END_DECLS
