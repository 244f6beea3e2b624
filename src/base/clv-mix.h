/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A bijection that spreads each bit over all 64: Stafford's variant 13 of the murmur3
 * finaliser, as in SplitMix64 (Steele, Lea & Flood 2014). */
static inline guint64
clv_mix (guint64 value)
{
  value = (value ^ (value >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  value = (value ^ (value >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return value ^ (value >> 31);
}

G_END_DECLS
