/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"

G_BEGIN_DECLS

#define CLV_AS_R_SCRIPT "model.R"
#define CLV_AS_R_DATA "cal.cbs.csv"

/**
 * ClvAsR:
 *
 * A fit as an R script that an analyst can run to check it, with its data: one row a
 * customer without any id. The script estimates with the packages BTYD or BTYDplus,
 * evaluates their likelihood at our estimates, and says what should come out. Nothing
 * is run here, and R need not be there.
 */
typedef struct
{
  char *script;
  char *data;              /* CSV: x, t.x, T.cal and m.x, the mean repeat purchase */
  const char *package;     /* (nullable): the R package that has the model */
} ClvAsR;

ClvAsR  *clv_as_r_new (const ClvFit       *fit,
                       const ClvCustomers *customers);
void     clv_as_r_free (ClvAsR             *self);
/* Writes both files into @folder, which is made where it is not there. */
gboolean clv_as_r_save (const ClvAsR  *self,
                        const char    *folder,
                        GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvAsR, clv_as_r_free)

G_END_DECLS
