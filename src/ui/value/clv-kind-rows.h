/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-value-state.h"

G_BEGIN_DECLS

/**
 * ClvKindRows:
 *
 * All kinds of model as radio rows, one group a family. Those that cannot be fitted on
 * the data are greyed out and say why. Emits `changed` when another is chosen.
 */
#define CLV_TYPE_KIND_ROWS (clv_kind_rows_get_type ())
G_DECLARE_FINAL_TYPE (ClvKindRows, clv_kind_rows, CLV, KIND_ROWS, AdwBin)

const ClvModelKind *clv_kind_rows_get_kind (ClvKindRows *self);
void                clv_kind_rows_set_kind (ClvKindRows *self,
                                            const char  *id);
/* Says by the data which kinds there are; until then all are. */
void                clv_kind_rows_set_state (ClvKindRows         *self,
                                             const ClvValueState *state);
/* Whether the one that is chosen can be fitted. */
gboolean            clv_kind_rows_is_valid (ClvKindRows *self);

/* (transfer full) (nullable): a sentence why @kind cannot be fitted on the data. */
char               *clv_kind_rows_describe_lack (const ClvValueState *state,
                                                 const ClvModelKind  *kind);
/* A row with a radio button in the group of @first, whose "toggled" is @toggled_cb's. */
GtkWidget          *clv_kind_rows_add_radio (AdwPreferencesGroup *group,
                                             GtkCheckButton      *first,
                                             const char          *title,
                                             const char          *subtitle);

G_END_DECLS
