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

/* The best likelihood without drop-out, for nested_log_likelihood(). */
double clv_kind_nbd_fit_nested (const ClvModelKind *kind,
                                const ClvCells     *cells,
                                int                 unit_days);

/* For kinds whose expectations have no shorter way: P(active) times what forecast()
 * expects of who is active; a new customer is one of age 0. */
double clv_kind_expect_active (const ClvModelKind *kind,
                               const double       *parameters,
                               double              x,
                               double              recency,
                               double              age,
                               double              horizon);
double clv_kind_expect_new (const ClvModelKind *kind,
                            const double       *parameters,
                            double              horizon);

G_END_DECLS
