/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-rejects.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;      /* a word that stays the same */
  const char *group;   /* a word for what repairs it */
  const char *reason;  /* with a %s for the subject, or two for column and value, or none */
  const char *repair;
  gboolean is_rule;
} ClvRejectText;

const ClvRejectText *clv_reject_text_get (ClvRejectKind kind);

G_END_DECLS
