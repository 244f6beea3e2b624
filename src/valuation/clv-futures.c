/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clv-futures.h"
#include "clv-memory.h"
#include "clv-parallel.h"

/* Up to ten years every month is forecast. Beyond, the sums over months are taken
 * by the rules of #ClvPeriods, for all numbers of purchases of one age at once
 * where the kind of model can do that. A kind that has tables for customers who bought
 * equally often is asked by x. */

#define WINDOW 8
#define TABLE_WINDOW 2          /* with a table each month has its price */
#define FEW_FORECASTS 100       /* of one x: no table for them */
#define FEW_IN_ALL 1000
#define CHUNK_PAIRS 256         /* that a thread takes at once, of a horizon in months */
#define FIRST_GUESS 12

typedef struct
{
  const ClvFit *fit;
  const double *parameters;
  const ClvPeriods *periods;
  gpointer table;         /* (nullable): of the kind, for one x */
  double *purchases;      /* [n periods] scratch */
  double *active;
  double *square;
} Forecaster;

/* Into the scratch. */
static void
forecast (const Forecaster *self,
          double            x,
          double            recency,
          double            age,
          const double     *horizons,
          guint             n)
{
  const ClvModelKind *kind = self->fit->kind;

  if (self->table != NULL)
    kind->tables->forecast (self->table, recency, age, horizons, n, self->purchases, self->active,
                            self->square);
  else
    kind->forecast (kind, self->parameters, x, recency, age, horizons, n, self->purchases,
                    self->active, self->square);
}

/* Expected square of the purchases in the undiscounted horizon that brings as many
 * as the discounted one: distant purchases hardly count, so neither does their
 * spread. Of the first @n months of the scratch. */
static double
find_discounted_square (const Forecaster *self,
                        guint             n,
                        double            discounted)
{
  double before = 0.0;
  double square = 0.0;

  for (guint i = 0; i < n; i++)
    {
      if (self->purchases[i] >= discounted)
        {
          double share = (discounted - before) / MAX (self->purchases[i] - before, 1e-300);

          return square + MIN (share, 1.0) * (self->square[i] - square);
        }
      before = self->purchases[i];
      square = self->square[i];
    }
  return square;
}

/* The number of purchases given at least one, then the gamma sum over them: shape
 * p · Y has mean p E[Y] and variance p E[Y] + p² Var[Y]. Divided by p. */
static void
finish_future (const Forecaster *self,
               double            x,
               double            recency,
               double            age,
               double            square,
               ClvFuture        *future)
{
  const ClvFit *fit = self->fit;
  const ClvPeriods *periods = self->periods;
  double p = fit->has_spend ? fit->spend_parameters[0] : INFINITY;
  double mean = 0.0;
  double variance = 0.0;

  fit->kind->pmf (fit->kind, self->parameters, x, recency, age, periods->end[periods->n - 1], 1,
                  &future->p_none);
  mean = future->discounted / MAX (1.0 - future->p_none, 1e-300);
  square /= MAX (1.0 - future->p_none, 1e-300);
  variance = MAX (square - mean * mean, 0.0) + mean / p;
  future->log_variance = log1p (variance / (mean * mean));
  future->log_mean = log (mean) - 0.5 * future->log_variance;
}

static void
find_by_months (const Forecaster *self,
                double            x,
                double            recency,
                double            age,
                ClvFuture        *future)
{
  const ClvPeriods *periods = self->periods;
  guint n = periods->n;
  double before = 1.0;

  future->discounted = 0.0;
  future->active_years = 0.0;
  forecast (self, x, recency, age, periods->end, n);
  for (guint i = 0; i < n; i++)
    {
      future->discounted += periods->weight[i] * self->purchases[i];
      /* The trapezoid of the probability of being active within a month. */
      future->active_years += periods->discount[i] * periods->years[i]
                              * 0.5 * (before + self->active[i]);
      before = self->active[i];
    }
  future->purchases = self->purchases[n - 1];
  finish_future (self, x, recency, age, find_discounted_square (self, n, future->discounted),
                 future);
}

/* As find_discounted_square() over all months, of which it forecasts a few around
 * the right one; @guess: a month to begin with, then the right one. */
static double
search_discounted_square (const Forecaster *self,
                          double            x,
                          double            recency,
                          double            age,
                          double            discounted,
                          guint            *guess)
{
  const guint window = self->table != NULL ? TABLE_WINDOW : WINDOW;
  guint low = 0;                      /* the month that reaches it is from here */
  guint high = self->periods->n;      /* to before here, or there is none */
  guint stride = window;

  while (low < high)
    {
      guint start = CLAMP (*guess, low + 1, high) - 1;
      guint n = 0;
      guint from = start > 0 ? start - 1 : 0;

      from = MIN (from, self->periods->n - MIN (window, self->periods->n));
      n = MIN (window, self->periods->n - from);
      forecast (self, x, recency, age, self->periods->end + from, n);
      if (self->purchases[n - 1] < discounted)
        {
          low = from + n;
          if (low >= self->periods->n)
            return self->square[n - 1];
          *guess = high < self->periods->n ? low + (high - low) / 2 : low + stride;
          stride *= 2;
        }
      else if (from > 0 && self->purchases[0] >= discounted)
        {
          high = from + 1;
          *guess = low + (high - low) / 2;
        }
      else
        {
          guint i = 0;

          while (self->purchases[i] < discounted)
            i++;
          *guess = from + i;
          return find_discounted_square (self, n, discounted);
        }
    }
  return self->square[0];
}

typedef struct
{
  guint32 x;
  gint32 recency;
  gint32 age;
  guint32 pair;
} Place;

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const Place *x = a;
  const Place *y = b;

  if (x->age != y->age)
    return x->age < y->age ? -1 : 1;
  return x->x < y->x ? -1 : x->x > y->x;
}

static int
compare_by_x (gconstpointer a,
              gconstpointer b)
{
  const Place *x = a;
  const Place *y = b;

  if (x->x != y->x)
    return x->x < y->x ? -1 : 1;
  if (x->age != y->age)
    return x->age < y->age ? -1 : 1;
  return x->recency < y->recency ? -1 : x->recency > y->recency;
}

/* The sums of one age by forecasts at the horizons of the rules. */
static void
sum_by_forecasts (const Forecaster *self,
                  double            age,
                  guint             n,
                  const Place      *places,
                  double           *purchases,
                  double           *discounted,
                  double           *active)
{
  const ClvFit *fit = self->fit;
  const ClvHorizonRule *rules[] = { self->periods->discounted, self->periods->active };

  for (guint i = 0; i < n; i++)
    {
      double x = places[i].x;
      double recency = (double) places[i].recency / fit->spec->unit_days;

      discounted[i] = 0.0;
      active[i] = 0.0;
      forecast (self, x, recency, age, rules[0]->horizon, rules[0]->n);
      for (guint k = 0; k < rules[0]->n; k++)
        discounted[i] += rules[0]->weight[k] * self->purchases[k];
      forecast (self, x, recency, age, rules[1]->horizon, rules[1]->n);
      for (guint k = 0; k < rules[1]->n; k++)
        active[i] += rules[1]->weight[k] * self->active[k];
      forecast (self, x, recency, age, self->periods->end + self->periods->n - 1, 1);
      purchases[i] = self->purchases[0];
    }
}

/* What follows from the sums over the months. */
static void
finish_place (const Forecaster *self,
              const Place      *place,
              const double     *sums,       /* purchases, discounted, active */
              guint            *guess,
              ClvFuture        *futures)
{
  const ClvPeriods *periods = self->periods;
  ClvFuture *future = &futures[place->pair];
  double unit_days = self->fit->spec->unit_days;
  double recency = place->recency / unit_days;
  double age = place->age / unit_days;

  future->purchases = sums[0];
  future->discounted = sums[1];
  /* The trapezoid begins with one who is active now. */
  future->active_years = sums[2] + 0.5 * periods->discount[0] * periods->years[0];
  finish_future (self, place->x, recency, age,
                 search_discounted_square (self, place->x, recency, age, sums[1], guess),
                 future);
}

/* All pairs of one age. */
static void
find_age (const Forecaster *self,
          const Place      *places,
          guint             n,
          guint            *guess,
          ClvFuture        *futures)
{
  const ClvFit *fit = self->fit;
  const ClvPeriods *periods = self->periods;
  double age = (double) places[0].age / fit->spec->unit_days;
  g_autofree guint32 *x = g_new (guint32, n);
  g_autofree double *sums = g_new (double, 3 * (gsize) n);

  for (guint i = 0; i < n; i++)
    x[i] = places[i].x;
  if (fit->kind->sum_horizons != NULL)
    fit->kind->sum_horizons (fit->kind, self->parameters, age, n, x, periods->discounted,
                             periods->active, periods->end[periods->n - 1], sums, sums + n,
                             sums + 2 * (gsize) n);
  else
    sum_by_forecasts (self, age, n, places, sums, sums + n, sums + 2 * (gsize) n);
  for (guint i = 0; i < n; i++)
    {
      const double of_place[] = { sums[i], sums[n + i], sums[2 * (gsize) n + i] };

      finish_place (self, &places[i], of_place, guess, futures);
    }
}

/* The work, and where the chunks of it begin. */
typedef struct
{
  const ClvFit *fit;
  const double *parameters;
  const ClvPeriods *periods;
  const ClvCells *pairs;
  const Place *places;
  const guint32 *starts;     /* [chunks + 1] */
  gconstpointer shared;      /* (nullable): what tables of the kind share */
  ClvFuture *futures;
} Chunks;

static Forecaster *
forecaster_new (const Chunks *chunks)
{
  gsize n = chunks->periods->n;
  Forecaster *self = g_new (Forecaster, 1);

  self->fit = chunks->fit;
  self->parameters = chunks->parameters;
  self->periods = chunks->periods;
  self->table = NULL;
  self->purchases = g_new (double, 3 * n);
  self->active = self->purchases + n;
  self->square = self->active + n;
  return self;
}

static void
forecaster_free (Forecaster *self)
{
  g_free (self->purchases);
  g_free (self);
}

/* The pairs of one age. */
static void
find_age_chunk (guint    chunk,
                gpointer user_data)
{
  const Chunks *chunks = user_data;
  Forecaster *forecaster = forecaster_new (chunks);
  guint guess = FIRST_GUESS;

  find_age (forecaster, chunks->places + chunks->starts[chunk],
            chunks->starts[chunk + 1] - chunks->starts[chunk], &guess, chunks->futures);
  forecaster_free (forecaster);
}

/* All of one x, by a table where there is enough to ask of it. */
static void
find_x_chunk (guint    chunk,
              gpointer user_data)
{
  const Chunks *chunks = user_data;
  const ClvPeriods *periods = chunks->periods;
  const ClvKindTables *tables = chunks->fit->kind->tables;
  const Place *places = chunks->places + chunks->starts[chunk];
  const double unit_days = chunks->fit->spec->unit_days;
  Forecaster *forecaster = forecaster_new (chunks);
  guint n = chunks->starts[chunk + 1] - chunks->starts[chunk];
  guint guess = FIRST_GUESS;

  if ((gsize) n * periods->n >= FEW_FORECASTS)
    forecaster->table = tables->make (chunks->shared, places->x);
  for (guint i = 0; i < n; i++)
    {
      const Place *place = &places[i];
      double recency = place->recency / unit_days;
      double age = place->age / unit_days;
      double sums[3];

      if (forecaster->table == NULL)
        {
          find_by_months (forecaster, place->x, recency, age, &chunks->futures[place->pair]);
          continue;
        }
      tables->sum (forecaster->table, recency, age, &sums[1], &sums[2]);
      forecast (forecaster, place->x, recency, age, periods->end + periods->n - 1, 1);
      sums[0] = forecaster->purchases[0];
      finish_place (forecaster, place, sums, &guess, chunks->futures);
    }
  g_clear_pointer (&forecaster->table, tables->release);
  forecaster_free (forecaster);
}

static Place *
new_places (const ClvCells *pairs,
            int (*compare)(gconstpointer, gconstpointer))
{
  Place *places = clv_new_large (Place, pairs->n);

  for (guint32 i = 0; i < pairs->n; i++)
    {
      places[i].x = pairs->x[i];
      places[i].recency = pairs->recency_days[i];
      places[i].age = pairs->age_days[i];
      places[i].pair = i;
    }
  qsort (places, pairs->n, sizeof *places, compare);
  return places;
}

static void
find_by_rules (Chunks *chunks)
{
  guint32 n_pairs = chunks->pairs->n;
  g_autofree Place *places = new_places (chunks->pairs, compare_places);
  g_autofree guint32 *starts = g_new (guint32, (gsize) n_pairs + 1);
  guint n = 0;

  for (guint32 i = 0; i < n_pairs; i++)
    {
      if (i == 0 || places[i].age != places[i - 1].age)
        starts[n++] = i;
    }
  starts[n] = n_pairs;
  chunks->places = places;
  chunks->starts = starts;
  clv_parallel_run (n, find_age_chunk, chunks);
}

/* FALSE where the kind has no tables, or none for these parameters. Up to ten years the
 * rules are all months. */
static gboolean
find_by_tables (Chunks *chunks)
{
  const ClvKindTables *tables = chunks->fit->kind->tables;
  const ClvPeriods *periods = chunks->periods;
  guint32 n_pairs = chunks->pairs->n;
  double unit_days = chunks->fit->spec->unit_days;
  gint32 youngest = G_MAXINT32;
  gpointer shared = NULL;
  g_autoptr(ClvHorizonRule) discounted = NULL;
  g_autoptr(ClvHorizonRule) active = NULL;
  g_autofree Place *places = NULL;
  g_autofree guint32 *starts = NULL;
  guint n = 0;

  if (tables == NULL || (gsize) n_pairs * periods->n < FEW_IN_ALL)
    return FALSE;
  places = new_places (chunks->pairs, compare_by_x);
  for (guint32 i = 0; i < n_pairs; i++)
    youngest = MIN (youngest, places[i].age);
  if (periods->discounted == NULL)
    {
      discounted = clv_periods_new_rule (periods, FALSE);
      active = clv_periods_new_rule (periods, TRUE);
    }
  shared = tables->share (chunks->fit->kind, chunks->parameters, places[n_pairs - 1].x,
                          youngest / unit_days, periods->end[periods->n - 1],
                          discounted != NULL ? discounted : periods->discounted,
                          active != NULL ? active : periods->active);
  if (shared == NULL)
    return FALSE;
  starts = g_new (guint32, (gsize) n_pairs + 1);
  for (guint32 i = 0; i < n_pairs; i++)
    {
      if (i == 0 || places[i].x != places[i - 1].x)
        starts[n++] = i;
    }
  starts[n] = n_pairs;
  chunks->places = places;
  chunks->starts = starts;
  chunks->shared = shared;
  clv_parallel_run (n, find_x_chunk, chunks);
  tables->release_shared (shared);
  return TRUE;
}

static void
find_months_chunk (guint    chunk,
                   gpointer user_data)
{
  const Chunks *chunks = user_data;
  const ClvCells *pairs = chunks->pairs;
  Forecaster *forecaster = forecaster_new (chunks);
  int unit_days = chunks->fit->spec->unit_days;
  guint32 first = chunk * CHUNK_PAIRS;

  for (guint32 i = first; i < MIN (first + CHUNK_PAIRS, pairs->n); i++)
    find_by_months (forecaster, pairs->x[i], (double) pairs->recency_days[i] / unit_days,
                    (double) pairs->age_days[i] / unit_days, &chunks->futures[i]);
  forecaster_free (forecaster);
}

ClvFuture *
clv_futures_new_for_parameters (const ClvFit     *fit,
                                const double     *parameters,
                                const ClvPeriods *periods,
                                const ClvCells   *pairs)
{
  ClvFuture *futures = clv_new_large (ClvFuture, pairs->n);
  Chunks chunks = { fit, parameters, periods, pairs, NULL, NULL, NULL, futures };

  if (find_by_tables (&chunks))
    return futures;
  if (periods->discounted != NULL)
    find_by_rules (&chunks);
  else
    clv_parallel_run ((pairs->n + CHUNK_PAIRS - 1) / CHUNK_PAIRS, find_months_chunk, &chunks);
  return futures;
}

ClvFuture *
clv_futures_new (const ClvFit     *fit,
                 const ClvPeriods *periods,
                 const ClvCells   *pairs)
{
  return clv_futures_new_for_parameters (fit, fit->parameters, periods, pairs);
}
