/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-model-spec.h"

G_BEGIN_DECLS

/**
 * ClvCovariateRows:
 *
 * Which columns of the customers explain, and how: one check row a column, those that
 * cannot be used with the reason. It reads no data; until the columns are told, what
 * a spec names stays as it is. Emits `changed` when something is chosen otherwise.
 */
#define CLV_TYPE_COVARIATE_ROWS (clv_covariate_rows_get_type ())
G_DECLARE_FINAL_TYPE (ClvCovariateRows, clv_covariate_rows, CLV, COVARIATE_ROWS,
                      AdwPreferencesGroup)

/* @columns: (nullable) (element-type ClvCovariateInfo), of clv_covariates_list();
 * @error: (nullable): a sentence why there are none. */
void     clv_covariate_rows_set_columns (ClvCovariateRows   *self,
                                         GPtrArray          *columns,
                                         const char         *error);
void     clv_covariate_rows_set_spec (ClvCovariateRows   *self,
                                      const ClvModelSpec *spec);
/* Writes what is chosen into @spec. */
void     clv_covariate_rows_read (ClvCovariateRows   *self,
                                  ClvModelSpec       *spec);
/* Says by the kind of @spec what can be chosen, and what a fit would refuse. */
void     clv_covariate_rows_check (ClvCovariateRows   *self,
                                   const ClvModelSpec *spec);
gboolean clv_covariate_rows_is_valid (ClvCovariateRows *self);

G_END_DECLS
