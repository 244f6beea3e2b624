/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-hybrid-curves.h"
#include "clv-numerics.h"

/* Both parts count time in units of their own; the ends of the months of the horizon are
 * the same days for both. Of a horizon up to ten years all of them are looked at. A longer
 * one bends ever less: quarters after three years, years after ten, ten of them after 40. */

#define EVERY_MONTH 120
#define HALVINGS 48
#define FAR 12.0              /* standard deviations, beyond which nothing is */

static guint64
get_key (guint32 x,
         gint32  age_days)
{
  return (guint64) x << 32 | (guint32) age_days;
}

static gboolean
is_looked_at (guint month,
              guint months)
{
  const guint passed = month + 1;

  if (months <= EVERY_MONTH || passed == months || passed <= 36)
    return TRUE;
  return passed % (passed <= EVERY_MONTH ? 3 : passed <= 480 ? 12 : 120) == 0;
}

ClvHybridCurves *
clv_hybrid_curves_new (const ClvFit             *fit,
                       const ClvValueDefinition *definition,
                       ClvDate                   as_of)
{
  ClvHybridCurves *self = g_new0 (ClvHybridCurves, 1);
  guint months = 0;

  self->fit = fit;
  self->periods = clv_periods_new_for_fit (definition, as_of, fit);
  self->cells = g_new0 (ClvCells, 1);
  self->index = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  months = self->periods->n;
  self->month = g_new (guint, months);
  for (guint i = 0; i < months; i++)
    {
      if (is_looked_at (i, months))
        self->month[self->n++] = i;
    }
  return self;
}

void
clv_hybrid_curves_free (ClvHybridCurves *self)
{
  if (self == NULL)
    return;
  clv_periods_free (self->periods);
  clv_cells_free (self->cells);
  g_free (self->futures);
  g_hash_table_unref (self->index);
  g_free (self->month);
  g_free (self->active);
  g_free (self->purchases);
  g_free (self->squares);
  g_free (self);
}

void
clv_hybrid_curves_add (ClvHybridCurves *self,
                       guint32          x,
                       gint32           age_days)
{
  const guint64 key = get_key (x, age_days);

  if (!g_hash_table_contains (self->index, &key))
    g_hash_table_insert (self->index, g_memdup2 (&key, sizeof key),
                         GUINT_TO_POINTER (self->cells->n++));
}

static void
list_cells (ClvHybridCurves *self)
{
  ClvCells *cells = self->cells;
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;

  cells->x = g_new (guint32, MAX (cells->n, 1));
  cells->recency_days = g_new (gint32, MAX (cells->n, 1));
  cells->age_days = g_new (gint32, MAX (cells->n, 1));
  cells->weight = g_new (double, MAX (cells->n, 1));
  g_hash_table_iter_init (&iter, self->index);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const guint64 both = *(const guint64 *) key;
      const guint i = GPOINTER_TO_UINT (value);

      cells->x[i] = (guint32) (both >> 32);
      cells->age_days[i] = (gint32) (both & G_MAXUINT32);
      /* One who is active: recency tells nothing more of the kinds that are parts. */
      cells->recency_days[i] = cells->age_days[i];
      cells->weight[i] = 1.0;
    }
}

/* Of all that were added; without @with_days their futures alone. */
void
clv_hybrid_curves_compute (ClvHybridCurves *self,
                           gboolean         with_days)
{
  const ClvFit *fit = self->fit;
  const double unit = fit->spec->unit_days;
  g_autofree double *horizons = g_new (double, self->n);

  list_cells (self);
  self->futures = clv_futures_new (fit, self->periods, self->cells);
  if (!with_days)
    return;
  self->active = g_new (double, (gsize) MAX (self->cells->n, 1) * self->n);
  self->purchases = g_new (double, (gsize) MAX (self->cells->n, 1) * self->n);
  self->squares = g_new (double, (gsize) MAX (self->cells->n, 1) * self->n);
  for (guint k = 0; k < self->n; k++)
    horizons[k] = self->periods->end[self->month[k]];
  for (guint32 i = 0; i < self->cells->n; i++)
    fit->kind->forecast (fit->kind, fit->parameters, self->cells->x[i],
                         self->cells->recency_days[i] / unit, self->cells->age_days[i] / unit,
                         horizons, self->n, self->purchases + (gsize) i * self->n,
                         self->active + (gsize) i * self->n, self->squares + (gsize) i * self->n);
}

guint32
clv_hybrid_curves_find (const ClvHybridCurves *self,
                        guint32                x,
                        gint32                 age_days)
{
  const guint64 key = get_key (x, age_days);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->index, &key));
}

/* The discounted years up to a day, from the one before it; @years: the years. */
double
clv_hybrid_curves_sum_years (const ClvHybridCurves *self,
                             guint                  k,
                             double                *years)
{
  double discounted = 0.0;

  *years = 0.0;
  for (guint m = k > 0 ? self->month[k - 1] + 1 : 0; m <= self->month[k]; m++)
    {
      discounted += self->periods->discount[m] * self->periods->years[m];
      *years += self->periods->years[m];
    }
  return discounted;
}

/* The trapezoid, as of one part alone. */
double
clv_hybrid_curves_share_years (const ClvHybridCurves *a,
                               guint32                cell_a,
                               const ClvHybridCurves *b,
                               guint32                cell_b)
{
  const double *first = a->active + (gsize) cell_a * a->n;
  const double *second = b->active + (gsize) cell_b * b->n;
  double before = 1.0;
  double sum = 0.0;

  for (guint k = 0; k < a->n; k++)
    {
      const double both = first[k] * second[k];
      double years = 0.0;

      sum += clv_hybrid_curves_sum_years (a, k, &years) * 0.5 * (before + both);
      before = both;
    }
  return sum;
}

void
clv_hybrid_curves_limit (const ClvHybridCurves *orders,
                         guint32                order_cell,
                         const ClvHybridCurves *contract,
                         guint32                contract_cell,
                         double                *purchases,
                         double                *discounted)
{
  const double *expected = orders->purchases + (gsize) order_cell * orders->n;
  const double *lasts = contract->active + (gsize) contract_cell * contract->n;
  double made = 0.0;
  double before = 1.0;

  *purchases = 0.0;
  *discounted = 0.0;
  for (guint k = 0; k < orders->n; k++)
    {
      const double more = (expected[k] - made) * 0.5 * (before + lasts[k]);
      double years = 0.0;
      double worth = clv_hybrid_curves_sum_years (orders, k, &years);

      worth = years > 0.0 ? worth / years : orders->periods->discount[orders->month[k]];
      *purchases += more;
      *discounted += more * worth;
      made = expected[k];
      before = lasts[k];
    }
}

static double
chance_below (const ClvHybridAmount *amount,
              double                 log_value)
{
  const double spread = MAX (sqrt (amount->log_variance), 1e-9);

  return 0.5 * erfc ((amount->log_mean - log_value) / spread * M_SQRT1_2);
}

/* The lognormal of the same mean and variance (Fenton 1960, The sum of log-normal
 * probability distributions, IRE Transactions on Communications Systems 8(1)). */
static ClvHybridAmount
add_amounts (const ClvHybridAmount *a,
             const ClvHybridAmount *b)
{
  const double top = MAX (a->log_mean, b->log_mean);
  const double mean_a = exp (a->log_mean - top + 0.5 * a->log_variance);
  const double mean_b = exp (b->log_mean - top + 0.5 * b->log_variance);
  const double mean = mean_a + mean_b;
  const double variance = mean_a * mean_a * expm1 (a->log_variance)
                          + mean_b * mean_b * expm1 (b->log_variance);
  ClvHybridAmount sum = { a->chance * b->chance, 0.0, log1p (variance / (mean * mean)) };

  sum.log_mean = top + log (mean) - 0.5 * sum.log_variance;
  return sum;
}

static double
find_alone (const ClvHybridAmount *amount,
            double                 level)
{
  const double inner = amount->chance > 0.0
                       ? (level - (1.0 - amount->chance)) / amount->chance : 0.0;

  return inner > 0.0 ? exp (amount->log_mean
                            + clv_normal_quantile (inner) * sqrt (amount->log_variance)) : 0.0;
}

double
clv_hybrid_find_quantile (const ClvHybridAmount *a,
                          const ClvHybridAmount *b,
                          double                 level)
{
  const double none = (1.0 - a->chance) * (1.0 - b->chance);
  ClvHybridAmount sum;
  double lo = 0.0;
  double hi = 0.0;

  if (!(a->chance > 0.0) || !(b->chance > 0.0))
    return find_alone (a->chance > 0.0 ? a : b, level);
  if (level <= none)
    return 0.0;
  sum = add_amounts (a, b);
  lo = MIN (a->log_mean - FAR * sqrt (a->log_variance), b->log_mean - FAR * sqrt (b->log_variance));
  hi = sum.log_mean + FAR * MAX (sqrt (sum.log_variance),
                                 MAX (sqrt (a->log_variance), sqrt (b->log_variance))) + 1.0;
  for (guint i = 0; i < HALVINGS; i++)
    {
      const double middle = 0.5 * (lo + hi);
      const double chance = none + a->chance * (1.0 - b->chance) * chance_below (a, middle)
                            + (1.0 - a->chance) * b->chance * chance_below (b, middle)
                            + sum.chance * chance_below (&sum, middle);

      if (chance < level)
        lo = middle;
      else
        hi = middle;
    }
  return exp (0.5 * (lo + hi));
}
