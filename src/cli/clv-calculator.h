/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-model-kind.h"

G_BEGIN_DECLS

/* What a model with given parameters says of a customer, without a workspace. */
typedef struct
{
  const ClvModelKind *kind;
  double parameters[CLV_MAX_PARAMETERS];
  double horizon;                 /* in units of time */
  double rate;
  double unit_days;
} ClvCalculator;

typedef struct
{
  double log_likelihood;          /* NAN of a kind without one */
  double p_active;
  double purchases;
  double discounted;
} ClvCalculation;

/* FALSE with a sentence. */
gboolean clv_calculator_refuse (GError     **error,
                                const char  *format,
                                ...) G_GNUC_PRINTF (2, 3);
gboolean clv_calculator_parse_number (const char *text,
                                      double     *value);
/* "r=…,alpha=…": all parameters of the kind. */
gboolean clv_calculator_parse (ClvCalculator  *self,
                               const char     *text,
                               GError        **error);
/* FALSE where @row (x, t, T) cannot be one of the kind. */
gboolean clv_calculator_can_have (const ClvCalculator *self,
                                  const double        *row);
void     clv_calculator_compute (const ClvCalculator *self,
                                 const double        *row,
                                 ClvCalculation      *result);
/* The orders of @self while a contract lasts, into @result. */
void     clv_calculator_limit (const ClvCalculator *self,
                               const double        *row,
                               const ClvCalculator *contract,
                               const double        *contract_row,
                               ClvCalculation      *result);

G_END_DECLS
