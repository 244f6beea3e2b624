/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-csv-reader.h"

G_BEGIN_DECLS

const char *clv_zone_name_find (ClvCell cell);
const char *clv_zone_from_header (const char *name);

G_END_DECLS
