/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-vector.h"

G_BEGIN_DECLS

/* ln (1 + c) for c ≥ 0, with relative precision at both ends: the logarithm of
 * the rounded u = 1 + c from its exponent and 2 atanh of what is left, then what
 * the rounding took away. */
CLV_VECTOR_INLINE void
clv_vector_log_one_plus (const ClvVector *c,
                         ClvVector       *result)
{
  const gint64 offset = 0x3fe6a09e667f3bcd;   /* the bits of √½ */
  const double magic = 6755399441055744.0;
  ClvVector u = *c + 1.0;
  ClvVector lost = (*c - (u - 1.0)) / u;
  ClvVector m, k, s, q, sum;
  ClvMask bits, exponent;

  memcpy (&bits, &u, sizeof bits);
  exponent = (bits - offset) >> 52;
  bits -= exponent << 52;
  memcpy (&m, &bits, sizeof m);
  /* An integer below 2^51 becomes a double by its bits. */
  bits = exponent + 0x4338000000000000;
  memcpy (&k, &bits, sizeof k);
  k -= magic;

  s = (m - 1.0) / (m + 1.0);
  q = s * s;
  sum = q * (1.0 / 21.0) + 1.0 / 19.0;
  sum = sum * q + 1.0 / 17.0;
  sum = sum * q + 1.0 / 15.0;
  sum = sum * q + 1.0 / 13.0;
  sum = sum * q + 1.0 / 11.0;
  sum = sum * q + 1.0 / 9.0;
  sum = sum * q + 1.0 / 7.0;
  sum = sum * q + 1.0 / 5.0;
  sum = sum * q + 1.0 / 3.0;
  *result = k * 6.93147180369123816490e-01
            + (2.0 * s + (2.0 * s * (q * sum) + (k * 1.90821492927058770002e-10 + lost)));
}

G_END_DECLS
