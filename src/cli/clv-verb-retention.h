/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cli.h"
#include "clv-retention.h"

G_BEGIN_DECLS

void clv_cli_add_retention (ClvCli             *cli,
                            const ClvRetention *self);

G_END_DECLS
