/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "clv-covariate-private.h"

/* Customers come in the order of the file, which rows after a fit's last day change as
 * well. Sums are rounded in the order of their terms, so those of a fit go through the
 * groups by their covariates, and through the cells of one by what they are. */

typedef struct
{
  const double *z;
  guint n_terms;
  guint32 size;
  guint32 group;
} Ranked;

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const Ranked *x = a;
  const Ranked *y = b;

  for (guint i = 0; i < x->n_terms; i++)
    {
      if (x->z[i] < y->z[i])
        return -1;
      if (x->z[i] > y->z[i])
        return 1;
    }
  if (x->size != y->size)
    return x->size < y->size ? -1 : 1;
  return x->group < y->group ? -1 : x->group > y->group;
}

void
clv_covariate_groups_sort (ClvCovariateGroups *self)
{
  gsize n = self->n_terms;
  g_autofree Ranked *order = g_new (Ranked, MAX (self->n, 1));
  g_autofree guint32 *place_of = g_new (guint32, MAX (self->n, 1));
  double *z = g_new (double, MAX (self->n * n, 1));

  for (guint32 g = 0; g < self->n; g++)
    order[g] = (Ranked) { self->z + g * n, self->n_terms, 0, g }
  ;
  for (guint32 i = 0; i < self->n_rows; i++)
    order[self->group_of[i]].size++;
  qsort (order, self->n, sizeof *order, compare_groups);
  for (guint32 g = 0; g < self->n; g++)
    {
      place_of[order[g].group] = g;
      memcpy (z + g * n, order[g].z, n * sizeof (double));
    }
  for (guint32 i = 0; i < self->n_rows; i++)
    self->group_of[i] = place_of[self->group_of[i]];
  g_free (self->z);
  self->z = z;
}

typedef struct
{
  guint32 x;
  gint32 recency_days;
  gint32 age_days;
  double weight;
} Cell;

static int
compare_cells (gconstpointer a,
               gconstpointer b)
{
  const Cell *x = a;
  const Cell *y = b;

  if (x->age_days != y->age_days)
    return x->age_days < y->age_days ? -1 : 1;
  if (x->x != y->x)
    return x->x < y->x ? -1 : 1;
  return x->recency_days < y->recency_days ? -1 : x->recency_days > y->recency_days;
}

void
clv_group_cells_sort (ClvGroupCells *self)
{
  g_autofree Cell *cells = g_new (Cell, MAX (self->cells->n, 1));

  for (guint32 g = 0; g < self->n_groups; g++)
    {
      ClvCells own = clv_group_cells_get (self, g);

      if (own.n < 2)
        continue;
      for (guint32 i = 0; i < own.n; i++)
        cells[i] = (Cell) { own.x[i], own.recency_days[i], own.age_days[i], own.weight[i] }
      ;
      qsort (cells, own.n, sizeof *cells, compare_cells);
      for (guint32 i = 0; i < own.n; i++)
        {
          own.x[i] = cells[i].x;
          own.recency_days[i] = cells[i].recency_days;
          own.age_days[i] = cells[i].age_days;
          own.weight[i] = cells[i].weight;
        }
    }
}
