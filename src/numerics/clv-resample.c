/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-resample.h"

#include "clv-tests.h"

#include <math.h>
#include <stdlib.h>

#define ALPHA 0.05

/* More undefined replicates than this share and the interval means nothing. */
#define MAX_UNDEFINED 0.05

/* Rounding alone leaves standard errors of this size. */
#define TINY_ERROR 1e-7

/* xoshiro256++ (Blackman & Vigna 2019), seeded by SplitMix64. An audit draws two
 * hundred million numbers; a generator that the compiler can inline costs a
 * fifth of one behind a function pointer. Each stream is a function of seed and
 * stream number alone, so the result does not depend on who computes it when. */
typedef struct
{
  guint64 s[4];
} Generator;

static guint64
split_mix (guint64 *state)
{
  guint64 z;

  *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = *state;
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return z ^ (z >> 31);
}

static void
generator_seed (Generator *self,
                guint64    seed,
                guint64    stream)
{
  guint64 state = seed;
  guint i;

  state = split_mix (&state) ^ stream;
  for (i = 0; i < G_N_ELEMENTS (self->s); i++)
    self->s[i] = split_mix (&state);
}

static inline guint64
rotate_left (guint64 x,
             int     k)
{
  return (x << k) | (x >> (64 - k));
}

static inline guint64
generator_next (Generator *self)
{
  guint64 result = rotate_left (self->s[0] + self->s[3], 23) + self->s[0];
  guint64 t = self->s[1] << 17;

  self->s[2] ^= self->s[0];
  self->s[3] ^= self->s[1];
  self->s[1] ^= self->s[2];
  self->s[0] ^= self->s[3];
  self->s[2] ^= t;
  self->s[3] = rotate_left (self->s[3], 45);

  return result;
}

/* Two indexes below @n from one draw, by multiplication of the high and the low
 * half (Lemire 2019). Without rejection the unevenness is under n / 2^32, one
 * part in forty thousand at a hundred thousand customers. */
static inline guint32
scale_down (guint32 random,
            guint32 n)
{
  return (guint32) (((guint64) random * n) >> 32);
}

/**
 * clv_pair_sums_add:
 * @self: the sums
 * @a: first of a pair
 * @b: second
 *
 * Takes one pair in.
 */
void
clv_pair_sums_add (ClvPairSums *self,
                   double       a,
                   double       b)
{
  self->n += 1.0;
  self->a += a;
  self->b += b;
  self->aa += a * a;
  self->bb += b * b;
  self->ab += a * b;
}

typedef struct
{
  double a;
  double b;
} Pair;

static ClvPairSums
draw_sample (Generator  *generator,
             const Pair *pairs,
             guint32     n)
{
  ClvPairSums sums = { 0 };
  guint64 random = 0;
  guint32 index;
  guint32 i;

  for (i = 0; i < n; i++)
    {
      random = i % 2 == 0 ? generator_next (generator) : random << 32;
      index = scale_down ((guint32) (random >> 32), n);
      clv_pair_sums_add (&sums, pairs[index].a, pairs[index].b);
    }

  return sums;
}

/**
 * clv_resample_pairs:
 * @a: (array length=n): first values
 * @b: (array length=n): second values of the same individuals
 * @n: number of individuals
 * @seed: seed of the whole analysis
 * @stream: number of this sample within it
 * @replicates: how many samples to draw
 * @sums: (out) (array length=replicates): the sums of each sample
 *
 * Paired bootstrap (Efron & Tibshirani 1993): draws individuals with
 * replacement, @n a sample, keeping their two values together. The same seed
 * and stream give the same bits.
 */
void
clv_resample_pairs (const double *a,
                    const double *b,
                    guint32       n,
                    guint64       seed,
                    guint64       stream,
                    guint         replicates,
                    ClvPairSums  *sums)
{
  g_autofree Pair *pairs = g_new (Pair, MAX (n, 1));
  Generator generator;
  guint32 i;
  guint r;

  for (i = 0; i < n; i++)
    {
      pairs[i].a = a[i];
      pairs[i].b = b[i];
    }

  generator_seed (&generator, seed, stream);
  for (r = 0; r < replicates; r++)
    sums[r] = draw_sample (&generator, pairs, n);
}

/* Variance of ln(Σa / Σb) by the delta method: Σ(a/ā − b/b̄)² / n². */
static double
log_ratio_variance (const ClvPairSums *sums)
{
  return sums->aa / (sums->a * sums->a) + sums->bb / (sums->b * sums->b)
         - 2.0 * sums->ab / (sums->a * sums->b);
}

static gboolean
is_defined (const ClvPairSums *group,
            const ClvPairSums *other)
{
  return group->a > 0.0 && group->b > 0.0 && other->a > 0.0 && other->b > 0.0;
}

static double
log_relative (const ClvPairSums *group,
              const ClvPairSums *other)
{
  return log (group->a / group->b) - log (other->a / other->b);
}

static double
standard_error (const ClvPairSums *group,
                const ClvPairSums *other)
{
  return sqrt (MAX (0.0, log_ratio_variance (group)) + MAX (0.0, log_ratio_variance (other)));
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

/**
 * clv_sorted_quantile:
 * @sorted: (array length=n): ascending values
 * @n: how many, at least 1
 * @probability: 0 … 1
 *
 * Returns: the quantile, interpolated between the order statistics
 */
double
clv_sorted_quantile (const double *sorted,
                     guint         n,
                     double        probability)
{
  double position = 0.0;
  guint below = 0;

  g_return_val_if_fail (n > 0, NAN);

  position = CLAMP (probability, 0.0, 1.0) * (n - 1);
  below = (guint) position;
  if (below + 1 >= n)
    return sorted[n - 1];

  return sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
}

/* Two-sided p of @observed among the replicates. Where no replicate lies beyond
 * it, B replicates can only say "at most 2/(B+1)"; the normal tail of @z then
 * keeps the order of strong findings, which a large family of comparisons needs. */
static double
two_sided_p (const double *sorted,
             guint         n,
             double        observed,
             double        z)
{
  double floor = 2.0 / (n + 1.0);
  double p;
  guint at_most = 0;
  guint at_least = 0;
  guint i;

  for (i = 0; i < n; i++)
    {
      at_most += sorted[i] <= observed;
      at_least += sorted[i] >= observed;
    }

  p = 2.0 * (MIN (at_most, at_least) + 1.0) / (n + 1.0);
  if (MIN (at_most, at_least) == 0)
    p = MIN (floor, clv_normal_two_sided_p (z));

  return MIN (p, 1.0);
}

static void
finish_interval (ClvRatioInterval *interval,
                 const double     *sorted,
                 guint             n,
                 double            theta,
                 double            error)
{
  double lower = clv_sorted_quantile (sorted, n, ALPHA / 2.0);
  double upper = clv_sorted_quantile (sorted, n, 1.0 - ALPHA / 2.0);

  if (interval->is_studentised)
    {
      interval->lo = exp (theta - upper * error);
      interval->hi = exp (theta - lower * error);
      interval->p = two_sided_p (sorted, n, theta / error, theta / error);
    }
  else
    {
      interval->lo = exp (lower);
      interval->hi = exp (upper);
      interval->p = two_sided_p (sorted, n, 0.0, theta / error);
    }
}

/* Fills @values with the log ratios of the samples, studentised around @theta
 * where @studentise, and returns how many of them are defined. */
static guint
collect_replicates (const ClvPairSums *group_sums,
                    const ClvPairSums *other_sums,
                    guint              replicates,
                    gboolean           studentise,
                    double             theta,
                    double            *values)
{
  double error = 0.0;
  guint n = 0;
  guint r;

  for (r = 0; r < replicates; r++)
    {
      if (!is_defined (&group_sums[r], &other_sums[r]))
        continue;

      values[n] = log_relative (&group_sums[r], &other_sums[r]);
      if (studentise)
        {
          error = standard_error (&group_sums[r], &other_sums[r]);
          if (error <= 0.0)
            continue;
          values[n] = (values[n] - theta) / error;
        }
      n++;
    }

  return n;
}

/**
 * clv_relative_ratio_interval:
 * @group: sums of the group as observed
 * @other: sums of everybody else as observed
 * @group_sums: (array length=replicates): sums of the group's samples
 * @other_sums: (array length=replicates): sums of the others' samples
 * @replicates: number of samples
 * @studentise: bootstrap-t on the logarithm instead of percentiles; better
 *   below some 300 individuals of a skewed quantity
 *
 * Interval of (Σa/Σb of the group) ÷ (Σa/Σb of everybody else) at 95 %, and the
 * two-sided p value of no difference.
 *
 * Returns: the interval; everything NAN where a sum is not above zero, and all
 * but the estimate NAN where more than 5 % of the samples are undefined
 */
ClvRatioInterval
clv_relative_ratio_interval (const ClvPairSums *group,
                             const ClvPairSums *other,
                             const ClvPairSums *group_sums,
                             const ClvPairSums *other_sums,
                             guint              replicates,
                             gboolean           studentise)
{
  ClvRatioInterval interval = { NAN, NAN, NAN, NAN, studentise };
  g_autofree double *values = g_new (double, MAX (replicates, 1));
  double theta = 0.0;
  double error = 0.0;
  guint n = 0;

  if (!is_defined (group, other))
    return interval;

  theta = log_relative (group, other);
  error = standard_error (group, other);
  interval.estimate = exp (theta);

  /* Everybody's a is the same multiple of b: nothing to resample. */
  if (error < TINY_ERROR)
    {
      interval.lo = interval.hi = interval.estimate;
      interval.p = fabs (theta) < TINY_ERROR ? 1.0 : 0.0;
      return interval;
    }

  n = collect_replicates (group_sums, other_sums, replicates, studentise, theta, values);
  if (n < 2 || n < replicates * (1.0 - MAX_UNDEFINED))
    return interval;

  qsort (values, n, sizeof (double), compare_doubles);
  finish_interval (&interval, values, n, theta, error);

  return interval;
}
