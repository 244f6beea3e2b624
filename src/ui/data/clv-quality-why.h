/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-quality.h"
#include "clv-why.h"

G_BEGIN_DECLS

/* (transfer full): where the value of a check comes from. */
ClvWhy *clv_quality_why (const ClvQuality     *quality,
                         const ClvQualityGate *gate);

G_END_DECLS
