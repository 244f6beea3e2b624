/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-chooser.h"

G_BEGIN_DECLS

/* Private to the room: what a method can be used for. */
typedef enum
{
  CLV_METHOD_ANY_TIME,     /* customers who leave without a word and buy on any day */
  CLV_METHOD_OCCASIONS,    /* who leave without a word and buy at set occasions */
  CLV_METHOD_CONTRACT,     /* who tell when they leave */
  CLV_METHOD_BOTH,         /* a subscription and orders beside it */
  CLV_METHOD_RULE,         /* no model: a rule of thumb for each customer */
  CLV_METHOD_AVERAGE,      /* a rule that gives everybody the same */
  CLV_METHOD_CELLS         /* a table of groups */
} ClvMethodFamily;

/**
 * ClvMethodInfo:
 *
 * What is known of a method before any data.
 */
typedef struct
{
  const char *id;
  const char *name;            /* where the registry does not tell */
  ClvMethodFamily family;
  double merit;
  gboolean is_regular;         /* expects regular gaps */
  gboolean is_artefact;        /* says that every one-time buyer is active */
  gboolean is_slow;            /* needs more returning customers than the others */
  gboolean never_leaves;       /* a yardstick */
} ClvMethodInfo;

void clv_method_add_reason (ClvMethod *self,
                            gboolean   is_for,
                            char      *text);
void clv_method_add_gates (ClvMethod            *self,
                           const ClvMethodInfo  *info,
                           const ClvMethodFacts *facts);
void clv_method_gate_free (ClvMethodGate *self);

G_END_DECLS
