/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-customers-kinds.h"
#include "clv-retention.h"

#define TO_COME 5       /* renewals that the model is asked for beyond the data */

static void
cohort_free (gpointer data)
{
  ClvRetentionCohort *self = data;

  g_free (self->name);
  g_array_unref (self->rows);
  g_free (self);
}

static ClvRetentionCohort *
cohort_new (char *name)
{
  ClvRetentionCohort *self = g_new0 (ClvRetentionCohort, 1);

  self->name = name;
  self->rows = g_array_new (FALSE, TRUE, sizeof (ClvRetentionRow));
  return self;
}

/* @due: renewals due so far; who has left was at risk of the first that did not come. */
static void
cohort_add (ClvRetentionCohort *self,
            guint32             x,
            guint32             due)
{
  const guint32 last = MIN (x + 1, due);

  self->customers++;
  self->active += x >= due;
  if (self->rows->len < last)
    g_array_set_size (self->rows, last);
  for (guint32 i = 0; i < last; i++)
    {
      ClvRetentionRow *row = &g_array_index (self->rows, ClvRetentionRow, i);

      row->at_risk++;
      row->renewed += i < x;
    }
}

/* Kaplan & Meier 1958 beside the model. @survival: of the model, from S (0) on. */
static void
cohort_finish (ClvRetentionCohort *self,
               const double       *survival)
{
  double observed = 1.0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      ClvRetentionRow *row = &g_array_index (self->rows, ClvRetentionRow, i);

      row->tenure = i + 1;
      observed = row->at_risk > 0 ? observed * row->renewed / row->at_risk : NAN;
      row->survival = observed;
      row->model_survival = survival[i + 1];
      row->model_retention = survival[i] > 0.0 ? survival[i + 1] / survival[i] : 0.0;
    }
}

/* The year or month that a contract began in, from the places since. */
static char *
name_begin (const ClvFit *fit,
            ClvDate       until,
            gint32        age)
{
  const ClvOpportunity period = fit->spec->opportunity;
  const int places = clv_opportunity_get_places (period);
  const gint64 since = (gint64) age * places / fit->spec->unit_days;
  int year = 0;
  int month = 0;
  int day = 0;

  if (period < CLV_OPPORTUNITY_MONTH)
    clv_date_to_ymd ((ClvDate) (until - since), &year, &month, &day);
  else
    clv_opportunity_find_month (period, until, since, &year, &month);
  return period == CLV_OPPORTUNITY_YEAR ? g_strdup_printf ("%04d", year)
                                        : g_strdup_printf ("%04d-%02d", year, month);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const ClvRetentionCohort *first = *(const ClvRetentionCohort * const *) a;
  const ClvRetentionCohort *second = *(const ClvRetentionCohort * const *) b;

  return g_strcmp0 (first->name, second->name);
}

static void
count (ClvRetention       *self,
       const ClvFit       *fit,
       const ClvCustomers *customers)
{
  g_autoptr(GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint32 i = 0; i < customers->n; i++)
    {
      const guint32 due = (guint32) (customers->age_days[i] / fit->spec->unit_days);
      g_autofree char *name = name_begin (fit, customers->until, customers->age_days[i]);
      ClvRetentionCohort *cohort = g_hash_table_lookup (by_name, name);

      if (cohort == NULL)
        {
          cohort = cohort_new (g_steal_pointer (&name));
          g_hash_table_insert (by_name, cohort->name, cohort);
          g_ptr_array_add (self->cohorts, cohort);
        }
      cohort_add (cohort, customers->x[i], due);
      cohort_add (self->all, customers->x[i], due);
    }
  g_ptr_array_sort (self->cohorts, compare_names);
}

/**
 * clv_retention_new:
 * @fit: of a kind of contracts
 * @customers: counted as @fit counts them
 *
 * Returns: (transfer full) (nullable): the table, %NULL where the kind knows no contracts
 */
ClvRetention *
clv_retention_new (const ClvFit       *fit,
                   const ClvCustomers *customers)
{
  ClvRetention *self = NULL;
  g_autofree double *scratch = NULL;
  guint n = 0;

  g_return_val_if_fail (fit != NULL && customers != NULL, NULL);

  if (fit->kind->history != CLV_HISTORY_CONTRACT
      || fit->spec->opportunity == CLV_OPPORTUNITY_NONE)
    return NULL;
  self = g_new0 (ClvRetention, 1);
  self->period = fit->spec->opportunity;
  self->all = cohort_new (NULL);
  self->cohorts = g_ptr_array_new_with_free_func (cohort_free);
  count (self, fit, customers);
  g_array_set_size (self->all->rows, self->all->rows->len + TO_COME);

  n = self->all->rows->len + 1;
  scratch = g_new (double, 4 * (gsize) n);
  for (guint i = 0; i < n; i++)
    scratch[i] = i;
  fit->kind->forecast (fit->kind, fit->parameters, 0.0, 0.0, 0.0, scratch, n, scratch + n,
                       scratch + 2 * (gsize) n, scratch + 3 * (gsize) n);
  cohort_finish (self->all, scratch + 2 * (gsize) n);
  for (guint i = 0; i < self->cohorts->len; i++)
    cohort_finish (g_ptr_array_index (self->cohorts, i), scratch + 2 * (gsize) n);
  return self;
}

/**
 * clv_retention_load:
 * @workspace: where
 * @fit: a fit of its subscriptions
 * @progress: (nullable): how far
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the table; %NULL without @error where there is none
 */
ClvRetention *
clv_retention_load (ClvWorkspace      *workspace,
                    const ClvFit      *fit,
                    const ClvProgress *progress,
                    GError           **error)
{
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvCustomers) counted = NULL;

  g_return_val_if_fail (workspace != NULL && fit != NULL, NULL);

  if (fit->kind->history != CLV_HISTORY_CONTRACT)
    return NULL;
  customers = clv_customers_load_for_spec (workspace, fit->spec, TRUE, progress, error);
  if (customers == NULL)
    return NULL;
  counted = clv_customers_new_for_spec (customers, fit->spec, progress, error);
  /* Who was counted before the import has no calendar. */
  return counted == NULL || counted->is_counted ? NULL : clv_retention_new (fit, counted);
}

void
clv_retention_free (ClvRetention *self)
{
  if (self == NULL)
    return;
  cohort_free (self->all);
  g_ptr_array_unref (self->cohorts);
  g_free (self);
}
