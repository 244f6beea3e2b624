/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-parallel.h"
#include "clv-race-table.h"
#include "clv-vector.h"

/* A probability is analytic in θ but for θ = ±iπ, …; its logarithm also but for zeros
 * of it, which come as near as the width in which one side begins to win always: about
 * √(1/R + 1/s). On a stretch of half the width h with nothing nearer than d,
 * interpolation at n Chebyshev points errs by (d/h + √((d/h)² + 1))^−n: 1e-17 for
 * sixteen at d = π and h = ½. Whether a stretch is as smooth as that is seen by its
 * last coefficients; on one that is not, every customer has an integral. */

#define NODES 16
#define FUNCTIONS 10          /* ln P, then by R, s, θ, then RR, Rs, Rθ, ss, sθ, θθ */
#define ROW (2 * CLV_LANES)
#define MANY 24               /* customers that a stretch is for: more than its nodes */
#define LAST_COUNT 4095       /* beyond it hardly anybody shares a count */
#define MOST_STRETCHES 1000000
#define SMOOTH 1e-14          /* last coefficients of ln P by its size, at most */
#define SMOOTH_SLOPES 1e-11   /* of derivatives */
#define NONE G_MAXUINT32

struct _ClvRaceTable
{
  ClvRaceWinner winner;
  double r;
  double s;
  double lowest;
  guint32 n_counts;      /* counts with stretches, 0 where there are none */
  double *width;         /* [n_counts] of a stretch */
  guint32 *first;        /* [n_counts + 1] stretch */
  guint32 *n_seen;       /* [stretches] */
  guint32 *panel_of;     /* [stretches] NONE where there is none */
  guint32 n_panels;
  guint32 *panel_x;      /* [n_panels] */
  guint32 *panel_at;     /* [n_panels] stretch within its count's */
  gboolean *is_smooth;   /* [n_panels] */
  double *rows;          /* [n_panels][NODES][ROW] coefficients, highest first */
};

/**
 * clv_race_table_new:
 * @winner: which race
 * @r: shape of the rate of purchases
 * @s: shape of the rate of drop-out
 * @max_x: greatest count of purchases
 * @lowest: least θ that will come
 * @highest: greatest one
 *
 * Returns: (transfer full): an empty table
 */
ClvRaceTable *
clv_race_table_new (ClvRaceWinner winner,
                    double        r,
                    double        s,
                    guint32       max_x,
                    double        lowest,
                    double        highest)
{
  ClvRaceTable *self = g_new0 (ClvRaceTable, 1);
  guint32 n = MIN (max_x, LAST_COUNT) + 1;
  double sum = 0.0;

  self->winner = winner;
  self->r = r;
  self->s = s;
  self->lowest = lowest;
  self->width = g_new0 (double, (gsize) n + 1);
  self->first = g_new0 (guint32, (gsize) n + 1);
  if (!(lowest <= highest))
    n = 0;
  for (guint32 x = 0; x < n; x++)
    {
      self->width[x] = MIN (1.0, 0.5 * sqrt (1.0 / (r + x) + 1.0 / s));
      sum += floor ((highest - lowest) / self->width[x]) + 1.0;
      if (!(sum <= MOST_STRETCHES))
        break;
      self->first[x + 1] = (guint32) sum;
    }
  self->n_counts = sum <= MOST_STRETCHES ? n : 0;
  self->n_seen = g_new0 (guint32, (gsize) self->first[self->n_counts] + 1);
  self->panel_of = g_new (guint32, (gsize) self->first[self->n_counts] + 1);
  return self;
}

void
clv_race_table_free (ClvRaceTable *self)
{
  if (self == NULL)
    return;
  g_free (self->width);
  g_free (self->first);
  g_free (self->n_seen);
  g_free (self->panel_of);
  g_free (self->panel_x);
  g_free (self->panel_at);
  g_free (self->is_smooth);
  g_free (self->rows);
  g_free (self);
}

/* The stretch of all and, in −1 … 1, the place on it; NONE where there is none. */
static inline guint32
find_stretch (const ClvRaceTable *self,
              guint32             x,
              double              theta,
              double             *place)
{
  double at = 0.0;
  double start = 0.0;

  if (x >= self->n_counts)
    return NONE;
  at = (theta - self->lowest) / self->width[x];
  if (!(at >= 0.0 && at < self->first[x + 1] - self->first[x]))
    return NONE;
  start = floor (at);
  *place = 2.0 * (at - start) - 1.0;
  return self->first[x] + (guint32) start;
}

/**
 * clv_race_table_count:
 * @self: a table that is not built yet
 * @x: purchases
 * @theta: ln ((β+u) / (α+u))
 *
 * Tells of one who will be asked for.
 */
void
clv_race_table_count (ClvRaceTable *self,
                      guint32       x,
                      double        theta)
{
  double place = 0.0;
  guint32 stretch = find_stretch (self, x, theta, &place);

  if (stretch != NONE)
    self->n_seen[stretch]++;
}

/* ln P and its derivatives by R, s and θ, by the base of the loser, whose slopes are
 * free of differences. */
static void
fill_node (const ClvRaceTable *self,
           guint32             x,
           double              theta,
           double             *row)
{
  double R = self->r + x;
  gboolean is_drop = self->winner == CLV_RACE_DROP;
  ClvParetoTerm term;
  double sign = is_drop ? -1.0 : 1.0;

  if (is_drop)
    clv_pareto_term_fill_drop (&term, R, 1.0, self->s, exp (theta));
  else
    clv_pareto_term_fill_purchase (&term, R, exp (-theta), self->s, 1.0);
  row[0] = term.value;
  row[1] = term.first[0];
  row[2] = term.first[2];
  row[3] = sign * term.first[is_drop ? 1 : 3];
  row[4] = term.second[0];
  row[5] = term.second[2];
  row[6] = sign * term.second[is_drop ? 1 : 3];
  row[7] = term.second[7];
  row[8] = sign * term.second[is_drop ? 5 : 8];
  row[9] = term.second[is_drop ? 4 : 9] + term.first[is_drop ? 1 : 3];
}

/* From values at the Chebyshev points to those of the Chebyshev polynomials. */
static void
transform (double       (*values)[ROW],
           double       (*coefficients)[ROW])
{
  for (guint k = 0; k < NODES; k++)
    {
      for (guint f = 0; f < FUNCTIONS; f++)
        {
          double sum = 0.0;

          for (guint j = 0; j < NODES; j++)
            sum += values[j][f] * cos (G_PI * k * (j + 0.5) / NODES);
          coefficients[k][f] = sum * (k == 0 ? 1.0 : 2.0) / NODES;
        }
    }
}

static gboolean
is_smooth (double (*coefficients)[ROW])
{
  for (guint f = 0; f < FUNCTIONS; f++)
    {
      double size = 0.0;
      double last = fabs (coefficients[NODES - 1][f]) + fabs (coefficients[NODES - 2][f]);

      for (guint k = 0; k < NODES; k++)
        size += fabs (coefficients[k][f]);
      if (!(last <= (f == 0 ? SMOOTH * (1.0 + size) : SMOOTH_SLOPES * size)))
        return FALSE;
    }
  return TRUE;
}

/* To powers of the place, highest first: T (k+1) = 2 u T (k) − T (k−1). */
static void
expand (double (*coefficients)[ROW],
        double (*powers)[ROW])
{
  double before[NODES] = { 0.0 };
  double here[NODES] = { 1.0 };

  memset (powers, 0, sizeof (double) * NODES * ROW);
  for (guint k = 0; k < NODES; k++)
    {
      double next[NODES] = { 0.0 };

      for (guint m = 0; m <= k; m++)
        {
          for (guint f = 0; f < FUNCTIONS; f++)
            powers[NODES - 1 - m][f] += coefficients[k][f] * here[m];
        }
      for (guint m = 0; m < NODES; m++)
        next[m] = (m > 0 ? (k == 0 ? 1.0 : 2.0) * here[m - 1] : 0.0) - before[m];
      memcpy (before, here, sizeof before);
      memcpy (here, next, sizeof here);
    }
}

static void
fill_panel (guint    panel,
            gpointer user_data)
{
  ClvRaceTable *self = user_data;
  guint32 x = self->panel_x[panel];
  double values[NODES][ROW] = { { 0.0 } };
  double coefficients[NODES][ROW];

  for (guint j = 0; j < NODES; j++)
    {
      double place = cos (G_PI * (j + 0.5) / NODES);

      fill_node (self, x,
                 self->lowest + self->width[x] * (self->panel_at[panel] + 0.5 * (1.0 + place)),
                 values[j]);
    }
  transform (values, coefficients);
  self->is_smooth[panel] = is_smooth (coefficients);
  expand (coefficients, (double (*)[ROW])(self->rows + (gsize) panel * NODES * ROW));
}

/**
 * clv_race_table_build:
 * @self: a table that has counted
 *
 * Takes the integrals of the stretches with many customers.
 */
void
clv_race_table_build (ClvRaceTable *self)
{
  guint32 n = 0;

  for (guint32 i = 0; i < self->first[self->n_counts]; i++)
    self->panel_of[i] = self->n_seen[i] >= MANY ? n++ : NONE;
  self->n_panels = n;
  self->panel_x = g_new (guint32, (gsize) n + 1);
  self->panel_at = g_new (guint32, (gsize) n + 1);
  self->is_smooth = g_new0 (gboolean, (gsize) n + 1);
  self->rows = g_new (double, (gsize) n * NODES * ROW + 1);
  for (guint32 x = 0; x < self->n_counts; x++)
    {
      for (guint32 i = self->first[x]; i < self->first[x + 1]; i++)
        {
          guint32 panel = self->panel_of[i];

          if (panel == NONE)
            continue;
          self->panel_x[panel] = x;
          self->panel_at[panel] = i - self->first[x];
        }
    }
  clv_parallel_run (n, fill_panel, self);
  for (guint32 i = 0; i < self->first[self->n_counts]; i++)
    {
      if (self->panel_of[i] != NONE && !self->is_smooth[self->panel_of[i]])
        self->panel_of[i] = NONE;
    }
}

/* All functions at once. */
CLV_WIDE static void
sum_powers (const double *rows,
            double        place,
            double       *values)
{
  ClvVector low, high, next[2];

  memcpy (&low, rows, sizeof low);
  memcpy (&high, rows + CLV_LANES, sizeof high);
  for (guint k = 1; k < NODES; k++)
    {
      memcpy (next, rows + k * ROW, sizeof next);
      low = low * place + next[0];
      high = high * place + next[1];
    }
  memcpy (values, &low, sizeof low);
  memcpy (values + CLV_LANES, &high, sizeof high);
}

/**
 * clv_race_table_fill:
 * @self: a table that is built
 * @x: purchases
 * @theta: ln ((β+u) / (α+u))
 * @inverse_alpha: 1 / (α+u)
 * @inverse_beta: 1 / (β+u)
 * @term: (out): ln P of the winner, and its derivatives by r, α, s and β
 */
void
clv_race_table_fill (const ClvRaceTable *self,
                     guint32             x,
                     double              theta,
                     double              inverse_alpha,
                     double              inverse_beta,
                     ClvParetoTerm      *term)
{
  const double a = inverse_alpha;
  const double b = inverse_beta;
  double place = 0.0;
  double v[ROW];
  guint32 stretch = find_stretch (self, x, theta, &place);

  if (stretch == NONE || self->panel_of[stretch] == NONE)
    {
      if (self->winner == CLV_RACE_DROP)
        clv_pareto_term_fill_drop (term, self->r + x, 1.0 / a, self->s, 1.0 / b);
      else
        clv_pareto_term_fill_purchase (term, self->r + x, 1.0 / a, self->s, 1.0 / b);
      return;
    }
  sum_powers (self->rows + (gsize) self->panel_of[stretch] * NODES * ROW, place, v);
  term->value = MIN (v[0], 0.0);
  term->first[0] = v[1];
  term->first[1] = -a * v[3];
  term->first[2] = v[2];
  term->first[3] = b * v[3];
  term->second[0] = v[4];
  term->second[1] = -a * v[6];
  term->second[2] = v[5];
  term->second[3] = b * v[6];
  term->second[4] = a * a * (v[9] + v[3]);
  term->second[5] = -a * v[8];
  term->second[6] = -a * b * v[9];
  term->second[7] = v[7];
  term->second[8] = b * v[8];
  term->second[9] = b * b * (v[9] - v[3]);
}

/**
 * clv_race_table_get_log:
 * @self: a table that is built
 * @x: purchases
 * @theta: ln (@beta / @alpha)
 * @alpha: α+u
 * @beta: β+u
 *
 * Returns: ln P of the winner
 */
double
clv_race_table_get_log (const ClvRaceTable *self,
                        guint32             x,
                        double              theta,
                        double              alpha,
                        double              beta)
{
  const double *row = NULL;
  double place = 0.0;
  double sum = 0.0;
  guint32 stretch = find_stretch (self, x, theta, &place);
  ClvRace race;

  if (stretch == NONE || self->panel_of[stretch] == NONE)
    {
      if (self->winner == CLV_RACE_DROP)
        clv_race_first (self->s, beta, self->r + x, alpha, &race);
      else
        clv_race_first (self->r + x, alpha, self->s, beta, &race);
      return race.log_p;
    }
  row = self->rows + (gsize) self->panel_of[stretch] * NODES * ROW;
  for (guint k = 0; k < NODES; k++)
    sum = sum * place + row[k * ROW];
  return MIN (sum, 0.0);
}
