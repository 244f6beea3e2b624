/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-governance.h"

G_BEGIN_DECLS

/* Acts of the ledger and what a package covers, in words for people. */

char      *clv_words_time (const char *iso);
char      *clv_words_date (const char *iso);
char      *clv_words_hash (const char *hash);
char      *clv_words_event (const ClvEvent *event);
char      *clv_words_payload (const ClvEvent *event,
                              const char     *name);
char      *clv_words_roles (guint roles);
char      *clv_words_risk (ClvRisk risk);
char      *clv_words_scheme (const ClvTierScheme *scheme);
const char *clv_words_meaning (const char *meaning);
GPtrArray *clv_words_manifest (const char *manifest);

G_END_DECLS
