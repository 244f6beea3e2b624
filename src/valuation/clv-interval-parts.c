/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clv-covariate.h"
#include "clv-error.h"
#include "clv-interval-private.h"

/* Customers of equal covariates share parameters. Of more groups than that, those with
 * parameters near to each other are one part with the mean of their logarithms: the
 * list is halved where the parameter that differs most does so, again and again. Each
 * part has its own cells, so that work and memory do not grow with the customers. */

#define MOST_CELLS 20000
#define MOST_FUTURES 2000   /* where the future depends on recency, and costs more */
#define FEWEST_CELLS 2500   /* of a part: rounding times costs more than sharing parameters */
#define MOST_PARTS 16

typedef struct
{
  guint32 group;
  guint32 size;
  const double *parameters;
  double value;           /* what they are sorted by */
} Member;

static int
compare_members (gconstpointer a,
                 gconstpointer b)
{
  const Member *x = a;
  const Member *y = b;

  if (x->value < y->value)
    return -1;
  if (x->value > y->value)
    return 1;
  return x->group < y->group ? -1 : x->group > y->group;
}

static double
get_log (const Member *member,
         guint         parameter)
{
  return log (MAX (member->parameters[parameter], 1e-300));
}

/* By the parameter that differs most. */
static void
sort_members (Member *members,
              guint32 n,
              guint   n_parameters)
{
  double widest = -1.0;
  guint by = 0;

  for (guint k = 0; k < n_parameters; k++)
    {
      double lo = INFINITY;
      double hi = -INFINITY;

      for (guint32 i = 0; i < n; i++)
        {
          lo = MIN (lo, get_log (&members[i], k));
          hi = MAX (hi, get_log (&members[i], k));
        }
      if (hi - lo > widest)
        {
          widest = hi - lo;
          by = k;
        }
    }
  for (guint32 i = 0; i < n; i++)
    members[i].value = get_log (&members[i], by);
  qsort (members, n, sizeof *members, compare_members);
}

/* Numbers the parts of @members from @first on; returns how many there are. */
static guint
halve (Member  *members,
       guint32  n,
       guint    most,
       guint    n_parameters,
       guint    first,
       guint32 *part_of)
{
  guint64 customers = 0;
  guint64 half = 0;
  guint32 at = 0;
  guint n_left = 0;

  if (n <= most)
    {
      for (guint32 i = 0; i < n; i++)
        part_of[members[i].group] = first + i;
      return n;
    }
  if (most == 1)
    {
      for (guint32 i = 0; i < n; i++)
        part_of[members[i].group] = first;
      return 1;
    }
  sort_members (members, n, n_parameters);
  for (guint32 i = 0; i < n; i++)
    customers += members[i].size;
  while (at < n - 1 && (at == 0 || 2 * half < customers))
    half += members[at++].size;
  n_left = halve (members, at, most / 2, n_parameters, first, part_of);
  return n_left + halve (members + at, n - at, most - most / 2, n_parameters, first + n_left,
                         part_of);
}

/* (transfer full): the part of each group. */
static guint32 *
divide_groups (const ClvCovariateGroups *groups,
               guint                     n_parameters,
               guint                    *n_parts)
{
  guint32 *part_of = g_new0 (guint32, MAX (groups->n, 1));
  g_autofree Member *members = g_new (Member, MAX (groups->n, 1));

  for (guint32 g = 0; g < groups->n; g++)
    members[g] = (Member) { g, 0, groups->parameters + (gsize) g * groups->n_parameters, 0.0 }
  ;
  for (guint32 i = 0; i < groups->n_rows; i++)
    members[groups->group_of[i]].size++;
  *n_parts = halve (members, groups->n, MOST_PARTS, n_parameters, 0, part_of);
  return part_of;
}

/* The means of the logarithms, by customers; of one group its own to the last digit.
 * Behind the @n parameters of the kind all groups have the same. */
static void
fill_parameters (ClvIntervalParts         *self,
                 const ClvCovariateGroups *groups,
                 guint                     n,
                 const guint32            *part_of)
{
  g_autofree guint32 *n_groups = g_new0 (guint32, MAX (self->n, 1));
  g_autofree double *sums = g_new0 (double, (gsize) self->n * n + 1);
  g_autofree double *weight = g_new0 (double, MAX (self->n, 1));
  g_autofree guint32 *size = g_new0 (guint32, MAX (groups->n, 1));

  for (guint32 i = 0; i < groups->n_rows; i++)
    size[groups->group_of[i]]++;
  for (guint32 g = 0; g < groups->n; g++)
    {
      guint32 p = part_of[g];
      const double *parameters = groups->parameters + (gsize) g * groups->n_parameters;

      n_groups[p]++;
      weight[p] += size[g];
      for (guint k = 0; k < n; k++)
        sums[p * n + k] += size[g] * log (MAX (parameters[k], 1e-300));
      memcpy (self->parts[p].parameters, parameters, groups->n_parameters * sizeof (double));
    }
  for (guint p = 0; p < self->n; p++)
    {
      for (guint k = 0; k < n && n_groups[p] > 1; k++)
        self->parts[p].parameters[k] = exp (sums[p * n + k] / weight[p]);
    }
}

/* (transfer full): rows of each part together. */
static guint32 *
sort_rows (const ClvCovariateGroups *groups,
           const guint32            *part_of,
           guint                     n_parts,
           guint32                  *start)
{
  guint32 *rows = g_new (guint32, MAX (groups->n_rows, 1));
  g_autofree guint32 *at = g_new0 (guint32, (gsize) n_parts + 1);

  for (guint32 i = 0; i < groups->n_rows; i++)
    at[part_of[groups->group_of[i]] + 1]++;
  for (guint p = 0; p < n_parts; p++)
    at[p + 1] += at[p];
  memcpy (start, at, ((gsize) n_parts + 1) * sizeof *start);
  for (guint32 i = 0; i < groups->n_rows; i++)
    rows[at[part_of[groups->group_of[i]]]++] = i;
  return rows;
}

/* Whether the columns still say what they said when the scores were made. */
static gboolean
are_same (const ClvScoreSet        *scores,
          const ClvCovariateGroups *groups,
          guint                     n_parameters)
{
  if (scores->group == NULL || scores->n_parameters != n_parameters)
    return FALSE;
  for (guint32 i = 0; i < scores->n; i++)
    {
      const double *then = scores->group_parameters
                           + (gsize) scores->group[i] * scores->n_parameters;
      const double *now = clv_covariate_groups_get_parameters (groups, i);

      for (guint k = 0; k < scores->n_parameters; k++)
        {
          if (!(fabs (then[k] - now[k]) <= 1e-9 * fabs (then[k])))
            return FALSE;
        }
    }
  return TRUE;
}

static ClvCovariateGroups *
find_groups (const ClvFit          *fit,
             const ClvScoreSet     *scores,
             const ClvTransactions *columns,
             gboolean               is_of_scores,
             GError               **error)
{
  g_autofree guint32 *code = g_new (guint32, MAX (scores->n, 1));
  ClvCustomers customers = { .n = scores->n, .code = code,
                             .transactions = (ClvTransactions *) columns };
  g_autoptr(ClvCovariateGroups) groups = NULL;
  gboolean are_known = columns != NULL;

  for (guint32 i = 0; i < scores->n && are_known; i++)
    {
      gsize length = 0;
      const char *name = clv_dictionary_get (scores->customers, i, &length);

      code[i] = clv_dictionary_lookup (columns->customers, name, length);
      are_known = code[i] < columns->n_customers;
    }
  if (are_known)
    {
      groups = clv_covariate_groups_new (fit->covariates, fit->kind, fit->parameters, &customers);
      are_known = !is_of_scores || are_same (scores, groups, fit->kind->n_parameters);
    }
  if (are_known)
    return g_steal_pointer (&groups);

  g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                       _("The columns that explain are not those any more that the scores were "
                         "made with. No intervals were computed. Score the customers again."));
  return NULL;
}

static void
fill_part (ClvIntervalParts      *self,
           ClvIntervalPart       *part,
           const ClvFit          *fit,
           const ClvIntervalRows *rows)
{
  guint32 most = fit->kind->needs_recency ? MOST_FUTURES : MOST_CELLS;
  guint32 n = 0;

  part->cells = clv_interval_cells_new (rows, fit->kind->needs_recency,
                                        MAX (most / MAX (self->n, 1), FEWEST_CELLS));
  n = MAX (part->cells->n_entries, 1);
  part->spend = g_new (double, n);
  part->spend_square = g_new (double, n);
  for (guint32 i = 0; i < part->cells->n_entries; i++)
    {
      const ClvIntervalEntry *entry = &part->cells->entries[i];

      clv_interval_entry_get_spend (entry, fit, part->cells->cells->x[entry->cell],
                                    &part->spend[i], &part->spend_square[i]);
    }
  self->n_cells += part->cells->cells->n;
  self->grain_days = MAX (self->grain_days, part->cells->grain_days);
}

ClvIntervalParts *
clv_interval_parts_new (const ClvFit          *fit,
                        const ClvScoreSet     *scores,
                        const ClvTransactions *columns,
                        const guint32         *segment_of,
                        gboolean               is_of_scores,
                        GError               **error)
{
  g_autoptr(ClvIntervalParts) self = g_new0 (ClvIntervalParts, 1);
  g_autoptr(ClvCovariateGroups) groups = NULL;
  g_autofree guint32 *part_of = NULL;
  g_autofree guint32 *start = NULL;
  g_autofree guint32 *sorted = NULL;
  ClvIntervalRows rows = { scores->n, NULL, scores->x, scores->recency_days, scores->age_days,
                           fit->has_spend ? scores->mean_spend : scores->expected_spend,
                           fit->has_spend, segment_of, NULL };

  self->n = 1;
  if (fit->covariates != NULL)
    {
      groups = find_groups (fit, scores, columns, is_of_scores, error);
      if (groups == NULL)
        return NULL;
      self->n_terms = groups->n_terms;
      part_of = divide_groups (groups, fit->kind->n_parameters, &self->n);
      start = g_new (guint32, (gsize) self->n + 1);
      sorted = sort_rows (groups, part_of, self->n, start);
    }
  self->parts = g_new0 (ClvIntervalPart, MAX (self->n, 1));
  if (groups != NULL)
    fill_parameters (self, groups, fit->kind->n_parameters, part_of);
  else
    memcpy (self->parts[0].parameters, fit->parameters, sizeof self->parts[0].parameters);
  for (guint p = 0; p < self->n; p++)
    {
      if (groups != NULL)
        {
          rows.n = start[p + 1] - start[p];
          rows.rows = sorted + start[p];
          rows.groups = groups;
        }
      fill_part (self, &self->parts[p], fit, &rows);
    }
  return g_steal_pointer (&self);
}

void
clv_interval_parts_free (ClvIntervalParts *self)
{
  if (self == NULL)
    return;
  for (guint p = 0; p < self->n && self->parts != NULL; p++)
    {
      clv_interval_cells_free (self->parts[p].cells);
      g_free (self->parts[p].spend);
      g_free (self->parts[p].spend_square);
    }
  g_free (self->parts);
  g_free (self);
}
