/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-model-kind.h"

G_BEGIN_DECLS

/* Private to the room: the tables of the files in this folder. */
extern const ClvModelKind clv_kind_bg_bb;
extern const ClvModelKind clv_kind_bg_cnbd;
extern const ClvModelKind clv_kind_bg_nbd;
extern const ClvModelKind clv_kind_formula;
extern const ClvModelKind clv_kind_historic;
extern const ClvModelKind clv_kind_mbg_cnbd;
extern const ClvModelKind clv_kind_mbg_nbd;
extern const ClvModelKind clv_kind_nbd;
extern const ClvModelKind clv_kind_pareto_nbd;
extern const ClvModelKind clv_kind_pareto_nbd_correlated;
extern const ClvModelKind clv_kind_bdw;
extern const ClvModelKind clv_kind_hybrid;
extern const ClvModelKind clv_kind_sbg;
/* With seasons and promotions: [number of them − 1]; found by the spec, not by the id. */
extern const ClvModelKind clv_kinds_pareto_nbd_calendar[];

double clv_kind_nbd_fit_nested (const ClvCells *cells,
                                int             unit_days);

G_END_DECLS
