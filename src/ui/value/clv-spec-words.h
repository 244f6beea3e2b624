/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-model-kind.h"
#include "clv-model-spec.h"

G_BEGIN_DECLS

/* What a model spec asks for, in plain words, and which of its settings a kind uses. */

typedef enum
{
  CLV_FAMILY_ANY_TIME,    /* customers buy when they like and leave without telling */
  CLV_FAMILY_OCCASIONS,   /* they can buy at set occasions only */
  CLV_FAMILY_CONTRACT,    /* they tell when they leave */
  CLV_FAMILY_RULES,       /* no likelihood: a rule of thumb */
  CLV_N_FAMILIES
} ClvKindFamily;

ClvKindFamily clv_spec_words_get_family (const char *kind);
/* (transfer none), translated. */
const char   *clv_spec_words_get_family_title (ClvKindFamily family);
const char   *clv_spec_words_get_family_description (ClvKindFamily family);
/* Whether the parameters are stated in days or weeks, as the spec says. */
gboolean      clv_spec_words_uses_unit (const char *kind);
/* Whether purchases or renewals are counted by calendar periods. */
gboolean      clv_spec_words_uses_opportunity (const char *kind);
/* Whether seasons and promotions can be told. */
gboolean      clv_spec_words_uses_calendar (const char *kind);
/* Whether columns of the customers can explain. */
gboolean      clv_spec_words_uses_covariates (const char *kind);
/* Whether the times between purchases may be regular. */
gboolean      clv_spec_words_uses_regularity (const char *kind);
/* Sets everything that the spec's kind does not use to its default. */
void          clv_spec_words_drop_unused (ClvModelSpec *spec);
/* One sentence; @last_day is that of the data. (transfer full) */
char         *clv_spec_words_describe (const ClvModelSpec *spec,
                                       ClvDate             last_day);

G_END_DECLS
