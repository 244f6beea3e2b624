/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-calibration.h"
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

/* Every cell keeps its weight, which says what it was made of. */
static void
test_sort (gconstpointer data)
{
  const Case *self = data;
  g_autoptr(ClvRandom) rng = clv_random_new (5);
  ClvCells cells = { self->n, g_new (guint32, self->n + 1), g_new (gint32, self->n + 1),
                     g_new (gint32, self->n + 1), g_new (double, self->n + 1) };
  double before = 0.0;
  double after = 0.0;

  for (guint32 i = 0; i < cells.n; i++)
    {
      cells.age_days[i] = draw (rng, self->most_days);
      cells.recency_days[i] = draw (rng, cells.age_days[i] + 1);
      cells.x[i] = (guint32) (clv_random_uniform (rng) * self->most_x);
      cells.weight[i] = cells.x[i] + 3.0 * cells.recency_days[i] + 7.0 * cells.age_days[i];
      before += cells.weight[i];
    }
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
  g_free (cells.x);
  g_free (cells.recency_days);
  g_free (cells.age_days);
  g_free (cells.weight);
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

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/valuation/cells/sort-%u", i);

      g_test_add_data_func (path, &cases[i], test_sort);
    }
  return g_test_run ();
}
