/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cli.h"
#include "clv-interval.h"
#include "clv-tiers.h"

G_BEGIN_DECLS

/* What verbs with intervals share. */
void     clv_json_pair (JsonBuilder *json,
                        const char  *name,
                        double       lo,
                        double       hi);
gboolean clv_cli_parse_level (const char  *text,
                              double      *level,
                              GError     **error);
void     clv_json_interval (JsonBuilder       *json,
                            const char        *name,
                            const ClvInterval *interval);
guint32 *clv_cli_dup_tier_segments (const ClvTiers *tiers);
void     clv_cli_print_intervals (ClvCli             *cli,
                                  const ClvIntervals *intervals,
                                  const char         *currency);
void     clv_cli_add_intervals (ClvCli             *cli,
                                const ClvIntervals *intervals);

G_END_DECLS
