/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Eight doubles at once, as GCC's and clang's vector extension. The compiler
 * lowers them to whatever the machine has; every lane does the same IEEE
 * operations in the same order whatever that is (the room is compiled with
 * -ffp-contract=off), so SSE2, AVX2 and AVX-512 give identical bits. */
#define CLV_LANES 8

typedef double ClvVector __attribute__ ((vector_size (8 * CLV_LANES), aligned (8)));
typedef gint64 ClvMask __attribute__ ((vector_size (8 * CLV_LANES), aligned (8)));

/* Picks the widest variant when the program starts. Address sanitizer does not
 * see through the resolver, so it gets the plain variant. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) \
  && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CLV_WIDE __attribute__ ((target_clones ("avx512f", "avx2", "default")))
#else
#define CLV_WIDE
#endif

#define CLV_VECTOR_INLINE static inline __attribute__ ((always_inline))

/* For @z in [−708, 0]; relative error below 2e-16. e^z = 2^k · e^r with
 * |r| ≤ ln 2 / 2 and the Taylor polynomial of degree 13 (remainder 4e-18). */
CLV_VECTOR_INLINE void
clv_vector_exp (const ClvVector *z,
                ClvVector       *result)
{
  const double magic = 6755399441055744.0;   /* 1.5 · 2^52: adding it rounds */
  ClvVector shifted = *z * 1.4426950408889634 + magic;
  ClvVector k = shifted - magic;
  ClvVector r = (*z - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
  ClvVector sum = r * (1.0 / 6227020800.0) + 1.0 / 479001600.0;
  ClvMask bits;
  ClvVector power;

  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  sum = sum * r * r + r;

  memcpy (&bits, &shifted, sizeof bits);
  bits = (bits << 52) + ((gint64) 1023 << 52);
  memcpy (&power, &bits, sizeof power);
  *result = power * sum + power;
}

/* ln (1 + e) for e in [0, 1]: 2 atanh (s), s = e / (2 + e) ≤ 1/3. All terms have
 * one sign, so small e keep their digits; relative error below 4e-16. */
CLV_VECTOR_INLINE void
clv_vector_log1p (const ClvVector *e,
                  ClvVector       *result)
{
  ClvVector s = *e / (*e + 2.0);
  ClvVector q = s * s;
  ClvVector sum = q * (1.0 / 35.0) + 1.0 / 33.0;

  sum = sum * q + 1.0 / 31.0;
  sum = sum * q + 1.0 / 29.0;
  sum = sum * q + 1.0 / 27.0;
  sum = sum * q + 1.0 / 25.0;
  sum = sum * q + 1.0 / 23.0;
  sum = sum * q + 1.0 / 21.0;
  sum = sum * q + 1.0 / 19.0;
  sum = sum * q + 1.0 / 17.0;
  sum = sum * q + 1.0 / 15.0;
  sum = sum * q + 1.0 / 13.0;
  sum = sum * q + 1.0 / 11.0;
  sum = sum * q + 1.0 / 9.0;
  sum = sum * q + 1.0 / 7.0;
  sum = sum * q + 1.0 / 5.0;
  sum = sum * q + 1.0 / 3.0;
  *result = 2.0 * s + 2.0 * s * (q * sum);
}

/* Sum of the lanes in one fixed order. */
CLV_VECTOR_INLINE double
clv_vector_sum (const ClvVector *v)
{
  double lane[CLV_LANES];

  memcpy (lane, v, sizeof lane);
  return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

G_END_DECLS
