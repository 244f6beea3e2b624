/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cli.h"
#include "clv-import-sink.h"

G_BEGIN_DECLS

void clv_import_report_add (ClvCli                *cli,
                            const ClvImportResult *result);

G_END_DECLS
