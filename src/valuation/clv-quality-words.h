/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-quality.h"

G_BEGIN_DECLS

/* Private to the room: what gates say. */
char *clv_quality_describe_need (const ClvQualityGate *gate);
char *clv_quality_describe_gate (const ClvQuality     *self,
                                 const ClvQualityGate *gate);

G_END_DECLS
