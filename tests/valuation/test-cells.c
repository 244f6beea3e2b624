/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-calibration.h"
#include "clv-cell-table.h"
#include "clv-random.h"

typedef struct
{
  guint32 n;
  guint32 most_x;
  gint32 most_days;
} Case;

static gint32
draw (ClvRandom *rng,
      gint32     most)
{
  return (gint32) (clv_random_uniform (rng) * most);
}

static int
compare (const ClvCells *cells,
         guint32         i,
         guint32         j)
{
  if (cells->age_days[i] != cells->age_days[j])
    return cells->age_days[i] < cells->age_days[j] ? -1 : 1;
  if (cells->x[i] != cells->x[j])
    return cells->x[i] < cells->x[j] ? -1 : 1;
  return cells->recency_days[i] < cells->recency_days[j] ? -1
         : cells->recency_days[i] > cells->recency_days[j];
}

static void
draw_cells (ClvCells   *cells,
            const Case *self)
{
  g_autoptr(ClvRandom) rng = clv_random_new (5);

  cells->n = self->n;
  cells->x = g_new (guint32, self->n + 1);
  cells->recency_days = g_new (gint32, self->n + 1);
  cells->age_days = g_new (gint32, self->n + 1);
  cells->weight = g_new (double, self->n + 1);
  for (guint32 i = 0; i < cells->n; i++)
    {
      cells->age_days[i] = draw (rng, self->most_days);
      cells->recency_days[i] = draw (rng, cells->age_days[i] + 1);
      cells->x[i] = (guint32) (clv_random_uniform (rng) * self->most_x);
      cells->weight[i] = cells->x[i] + 3.0 * cells->recency_days[i] + 7.0 * cells->age_days[i];
    }
}

static void
clear_cells (ClvCells *cells)
{
  g_free (cells->x);
  g_free (cells->recency_days);
  g_free (cells->age_days);
  g_free (cells->weight);
}

/* Every cell keeps its weight, which says what it was made of. */
static void
test_sort (gconstpointer data)
{
  ClvCells cells;
  double before = 0.0;
  double after = 0.0;

  draw_cells (&cells, data);
  for (guint32 i = 0; i < cells.n; i++)
    before += cells.weight[i];
  clv_cells_sort (&cells);
  for (guint32 i = 0; i < cells.n; i++)
    {
      g_assert_cmpfloat (cells.weight[i], ==, cells.x[i] + 3.0 * cells.recency_days[i]
                         + 7.0 * cells.age_days[i]);
      after += cells.weight[i];
      if (i > 0)
        g_assert_cmpint (compare (&cells, i - 1, i), <=, 0);
    }
  g_assert_cmpfloat (after, ==, before);
  clear_cells (&cells);
}

static gint32
round_to_week (gint32 days)
{
  return (days + 3) / 7 * 7;
}

/* Holds what cells were joined to against one look at each after the other. */
static void
assert_joined (const ClvCells *cells,
               const ClvCells *joined,
               gboolean        by_week,
               const guint32  *joined_as)
{
  g_autofree double *weight = g_new0 (double, joined->n + 1);
  guint32 n = 0;

  for (guint32 i = 0; i < cells->n; i++)
    {
      gint32 age = by_week ? round_to_week (cells->age_days[i]) : cells->age_days[i];
      gint32 recency = by_week ? round_to_week (cells->recency_days[i]) : 0;
      guint32 at = 0;

      while (at < n && (joined->x[at] != cells->x[i] || joined->age_days[at] != age
                        || joined->recency_days[at] != recency))
        at++;
      g_assert_cmpuint (at, <, joined->n);
      if (at == n)
        {
          g_assert_cmpuint (joined->x[at], ==, cells->x[i]);
          g_assert_cmpint (joined->age_days[at], ==, age);
          g_assert_cmpint (joined->recency_days[at], ==, recency);
          n++;
        }
      weight[at] += cells->weight[i];
      if (joined_as != NULL)
        g_assert_cmpuint (joined_as[i], ==, at);
    }
  g_assert_cmpuint (joined->n, ==, n);
  for (guint32 i = 0; i < n; i++)
    g_assert_cmpfloat (joined->weight[i], ==, weight[i]);
}

/* In a grid or, where it would be too large or the ages are in no order, without one. */
static void
test_join (gconstpointer data)
{
  ClvCells cells;

  draw_cells (&cells, data);
  for (guint sorted = 0; sorted < 2; sorted++)
    {
      g_autofree guint32 *pair_of = g_new (guint32, cells.n + 1);
      g_autoptr(ClvCells) coarse = NULL;
      g_autoptr(ClvCells) pairs = NULL;

      if (sorted)
        clv_cells_sort (&cells);
      coarse = clv_cells_new_coarse (&cells);
      assert_joined (&cells, coarse, TRUE, NULL);
      pairs = clv_cells_new_pairs (&cells, FALSE, pair_of);
      assert_joined (&cells, pairs, FALSE, pair_of);
    }
  clear_cells (&cells);
}

int
main (int   argc,
      char *argv[])
{
  /* The last has more digits than fit into a word. */
  static const Case cases[] = {
    { 0, 1, 1 }, { 1, 5, 100 }, { 2, 1, 1 }, { 1000, 3, 20 }, { 20000, 60, 730 },
    { 5000, 100000, 90000 }, { 3000, 4000000000u, 2000000000 },
  };

  static const Case joins[] = {
    { 0, 1, 1 }, { 1, 5, 100 }, { 3000, 4, 60 }, { 2000, 3, 400 }, { 500, 5000, 3000 },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (joins); i++)
    {
      g_autofree char *path = g_strdup_printf ("/valuation/cells/join-%u", i);

      g_test_add_data_func (path, &joins[i], test_join);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/valuation/cells/sort-%u", i);

      g_test_add_data_func (path, &cases[i], test_sort);
    }
  return g_test_run ();
}
