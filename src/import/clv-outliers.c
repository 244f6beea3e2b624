/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-outliers.h"

#define SAMPLE_ALL 4096
#define SAMPLE_STEP 16
#define STEPS 8

/* The logarithm to base 2, in eighths; a value is at least 1. */
static guint
bucket_of (gint64 value)
{
  guint octave = 63 - (guint) __builtin_clzll ((guint64) value);
  guint step = octave >= 3 ? (guint) (value >> (octave - 3)) & 7
               : ((guint) value << (3 - octave)) & 7;

  return octave * STEPS + step;
}

/*
 * clv_outliers_sample:
 * @n: how many
 * @values: in any order
 *
 * Lets some of the values say what is typical. Those of zero and less say nothing.
 */
void
clv_outliers_sample (ClvOutliers  *self,
                     guint32       n,
                     const gint64 *values)
{
  guint32 i = 0;

  while (i < n)
    {
      if (values[i] > 0)
        {
          self->buckets[bucket_of (values[i])]++;
          self->n_sampled++;
        }
      i += self->n_seen + i < SAMPLE_ALL ? 1 : SAMPLE_STEP;
    }
  self->n_seen += n;
}

/*
 * clv_outliers_add:
 * @value: one that clv_outliers_wants()
 * @line: where it stands
 *
 * Remembers it among the largest.
 */
void
clv_outliers_add (ClvOutliers *self,
                  gint64       value,
                  guint64      line)
{
  guint least = 0;

  if (value <= 0)
    return;
  if (self->n_largest < CLV_OUTLIERS_KEPT)
    {
      self->largest[self->n_largest] = value;
      self->lines[self->n_largest++] = line;
      if (self->n_largest < CLV_OUTLIERS_KEPT)
        return;
    }
  else
    {
      for (guint i = 1; i < CLV_OUTLIERS_KEPT; i++)
        least = self->largest[i] < self->largest[least] ? i : least;
      self->largest[least] = value;
      self->lines[least] = line;
    }

  self->least = G_MAXINT64;
  for (guint i = 0; i < CLV_OUTLIERS_KEPT; i++)
    self->least = MIN (self->least, self->largest[i]);
}

/*
 * clv_outliers_get_typical:
 *
 * Returns: about the median of the positive values, 0 where there are none
 */
gint64
clv_outliers_get_typical (const ClvOutliers *self)
{
  guint64 before = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->buckets); i++)
    {
      before += self->buckets[i];
      if (before * 2 >= self->n_sampled && self->n_sampled > 0)
        return (gint64) ldexp (1.0 + (i % STEPS + 0.5) / STEPS, (int) (i / STEPS));
    }

  return 0;
}

/*
 * clv_outliers_count:
 * @first_line: (out): of the first of them
 * @first_value: (out): that one
 *
 * Returns: how many values are at least CLV_OUTLIER_FACTOR times the typical one
 */
guint
clv_outliers_count (const ClvOutliers *self,
                    guint64           *first_line,
                    gint64            *first_value)
{
  gint64 typical = clv_outliers_get_typical (self);
  gint64 limit = 0;
  guint n = 0;

  if (typical == 0 || __builtin_mul_overflow (typical, (gint64) CLV_OUTLIER_FACTOR, &limit))
    return 0;

  for (guint i = 0; i < self->n_largest; i++)
    {
      if (self->largest[i] < limit)
        continue;
      if (n++ == 0 || self->lines[i] < *first_line)
        {
          *first_line = self->lines[i];
          *first_value = self->largest[i];
        }
    }

  return n;
}
