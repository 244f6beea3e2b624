/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"

G_BEGIN_DECLS

/* A fit in plain words, with its own numbers. All (transfer full), translated. */

/* "r", "α", "β", as people write it. (transfer none) */
const char *clv_fit_words_get_symbol (const char *parameter);
/* What a parameter of the purchase model says. */
char       *clv_fit_words_describe_parameter (const ClvFit *fit,
                                              guint         parameter);
/* What parameter 0 … 2 of the spend model says: p, q, γ. */
char       *clv_fit_words_describe_spend (const ClvFit *fit,
                                          const char   *currency,
                                          guint         parameter);
/* "0.2426 ± 0.0126", or without the error where it is not known. */
char       *clv_fit_words_format_estimate (double value,
                                           double standard_error);
/* "0.2425945 ± 0.0125621": seven digits of the estimate. */
char       *clv_fit_words_format_all_digits (double value,
                                             double standard_error);
/* What a person calls the state: "Converged". (transfer none) */
const char *clv_fit_words_get_state (ClvFitState state);

G_END_DECLS
