/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-bootstrap-whole.h"
#include "clv-covariate.h"
#include "clv-error.h"
#include "clv-interval-private.h"
#include "clv-money.h"

/* Customers are drawn with what explains them, and the whole fit is done again: which
 * levels are frequent, how numbers are standardised and what the effects are is all
 * estimated, so it all moves when the past is another. */

gboolean
clv_bootstrap_whole_is_needed (const ClvFit *fit)
{
  return fit->covariates != NULL || fit->kind->is_dated;
}

/* By counting, so that rows of a customer keep their order. */
static void
sort_rows (ClvBootstrapWhole *self)
{
  const ClvTransactions *rows = self->rows;
  g_autofree guint64 *at = g_new0 (guint64, (gsize) rows->n_customers + 1);

  for (guint64 i = 0; i < rows->n_rows; i++)
    at[rows->customer[i] + 1]++;
  for (guint32 k = 0; k < rows->n_customers; k++)
    at[k + 1] += at[k];
  self->start = g_memdup2 (at, ((gsize) rows->n_customers + 1) * sizeof *at);
  self->order = g_new (guint64, MAX (rows->n_rows, 1));
  for (guint64 i = 0; i < rows->n_rows; i++)
    self->order[at[rows->customer[i]]++] = i;
}

ClvBootstrapWhole *
clv_bootstrap_whole_new (const ClvFit             *fit,
                         const ClvValueDefinition *definition,
                         const ClvScoreSet        *scores,
                         const ClvPeriods         *periods,
                         const ClvTransactions    *rows,
                         ClvBootstrapMethod        method,
                         ClvRandom                *rng,
                         GError                  **error)
{
  g_autoptr(ClvBootstrapWhole) self = g_new0 (ClvBootstrapWhole, 1);
  gboolean are_known = rows != NULL && (!fit->kind->is_dated || rows->customer != NULL);

  self->fit = fit;
  self->definition = definition;
  self->scores = scores;
  self->periods = periods;
  self->rows = rows;
  self->method = method;
  self->rng = rng;
  self->names = clv_dictionary_new ();
  self->code = g_new (guint32, MAX (scores->n, 1));
  for (guint32 i = 0; i < scores->n && are_known; i++)
    {
      gsize length = 0;
      const char *name = clv_dictionary_get (scores->customers, i, &length);
      g_autofree char *drawn = g_strdup_printf ("%u", i);

      self->code[i] = clv_dictionary_lookup (rows->customers, name, length);
      are_known = self->code[i] < rows->n_customers;
      clv_dictionary_add (self->names, drawn, strlen (drawn));
    }
  if (!are_known)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                           _("Customers who were scored are not in the data any more, so the model "
                             "cannot be fitted to other pasts of them. Score the customers "
                             "again."));
      return NULL;
    }
  if (fit->kind->is_dated)
    sort_rows (self);
  return g_steal_pointer (&self);
}

void
clv_bootstrap_whole_free (ClvBootstrapWhole *self)
{
  if (self == NULL)
    return;
  clv_dictionary_unref (self->names);
  g_free (self->code);
  g_free (self->start);
  g_free (self->order);
  g_free (self);
}

/* The columns of the fit, of those who were drawn. */
static void
lend_columns (const ClvBootstrapWhole *self,
              const guint32           *drawn,
              ClvTransactions         *to)
{
  const ClvCovariates *covariates = self->fit->covariates;

  for (guint c = 0; covariates != NULL && c < covariates->n_columns; c++)
    {
      const ClvAttribute *from = clv_transactions_get_attribute (self->rows,
                                                                 covariates->columns[c].name);
      ClvAttribute *attribute = NULL;

      if (from == NULL)
        continue;
      attribute = g_new0 (ClvAttribute, 1);
      attribute->name = g_strdup (from->name);
      attribute->values = clv_dictionary_ref (from->values);
      attribute->codes = g_new (guint32, MAX (self->scores->n, 1));
      for (guint32 i = 0; i < self->scores->n; i++)
        attribute->codes[i] = from->codes[self->code[drawn[i]]];
      g_ptr_array_add (to->attributes, attribute);
    }
}

/* Rows of the scores: each once of parametric pasts, which are of the same customers. */
static guint32 *
draw (const ClvBootstrapWhole *self)
{
  guint32 n = self->scores->n;
  guint32 *drawn = g_new (guint32, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    drawn[i] = self->method == CLV_BOOTSTRAP_PARAMETRIC
               ? i : MIN ((guint32) (clv_random_uniform (self->rng) * n), n - 1);
  return drawn;
}

/* A past that the customer's own parameters would have made, in whole days as data are. */
static void
draw_past (const ClvBootstrapWhole *self,
           guint32                  row,
           guint32                 *x,
           gint32                  *recency_days,
           double                  *spend)
{
  const ClvFit *fit = self->fit;
  gint32 age = self->scores->age_days[row];
  double unit = fit->spec->unit_days;
  double recency = 0.0;

  fit->kind->simulate_history (fit->kind, clv_score_set_get_parameters (self->scores, fit, row),
                               age / unit, self->rng, x, &recency);
  *recency_days = MIN ((gint32) (recency * unit + 0.5), age);
  *spend = 0.0;
  if (fit->has_spend && *x > 0)
    *spend = clv_random_gamma (self->rng, fit->spend_parameters[0] * *x,
                               clv_random_gamma (self->rng, fit->spend_parameters[1],
                                                 fit->spend_parameters[2]));
}

/* Summaries with columns, without rows. */
static ClvCustomers *
draw_summaries (const ClvBootstrapWhole *self)
{
  const ClvScoreSet *scores = self->scores;
  gsize n = MAX (scores->n, 1);
  double minor = 1.0 / clv_money_to_major (1, scores->currency);
  g_autofree guint32 *drawn = draw (self);
  guint32 *code = g_new (guint32, n);
  guint32 *x = g_new (guint32, n);
  gint32 *recency_days = g_new (gint32, n);
  gint32 *age_days = g_new (gint32, n);
  gint64 *spend = g_new (gint64, n);
  ClvCustomers *customers = g_new0 (ClvCustomers, 1);

  for (guint32 i = 0; i < scores->n; i++)
    {
      guint32 row = drawn[i];
      double total = scores->x[row] * scores->mean_spend[row];

      code[i] = i;
      x[i] = scores->x[row];
      recency_days[i] = scores->recency_days[row];
      age_days[i] = scores->age_days[row];
      if (self->method == CLV_BOOTSTRAP_PARAMETRIC)
        draw_past (self, row, &x[i], &recency_days[i], &total);
      spend[i] = (gint64) (total * minor + 0.5);
      customers->n_repeat += x[i] > 0;
      customers->sum_x += x[i];
    }
  customers->ref_count = 1;
  customers->n = scores->n;
  customers->code = code;
  customers->x = x;
  customers->recency_days = recency_days;
  customers->age_days = age_days;
  customers->repeat_spend = spend;
  customers->past_value = g_new0 (gint64, n);
  customers->transactions = clv_transactions_new_for_rows (0, NULL, NULL, NULL, self->names,
                                                           scores->currency);
  lend_columns (self, drawn, customers->transactions);
  customers->until = scores->as_of;
  customers->unit_days = self->fit->spec->unit_days;
  customers->is_counted = TRUE;
  customers->n_rows = customers->n_positive_rows = customers->sum_x + scores->n;
  return customers;
}

/* With each purchase's day. */
static ClvCustomers *
draw_rows (const ClvBootstrapWhole *self,
           const ClvProgress       *progress,
           GError                 **error)
{
  const ClvTransactions *rows = self->rows;
  g_autofree guint32 *drawn = draw (self);
  g_autoptr(GArray) customer = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GArray) day = g_array_new (FALSE, FALSE, sizeof (ClvDate));
  g_autoptr(GArray) amount = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(ClvTransactions) table = NULL;

  for (guint32 i = 0; i < self->scores->n; i++)
    {
      guint32 code = self->code[drawn[i]];

      for (guint64 k = self->start[code]; k < self->start[code + 1]; k++)
        {
          guint64 row = self->order[k];

          if (rows->day[row] > self->scores->as_of)
            continue;
          g_array_append_val (customer, i);
          g_array_append_val (day, rows->day[row]);
          g_array_append_val (amount, rows->amount[row]);
        }
    }
  table = clv_transactions_new_for_rows (day->len, (const guint32 *) (gpointer) customer->data,
                                         (const ClvDate *) (gpointer) day->data,
                                         (const gint64 *) (gpointer) amount->data, self->names,
                                         self->scores->currency);
  lend_columns (self, drawn, table);
  return clv_customers_new (table, self->scores->as_of, self->fit->spec->unit_days, progress,
                            error);
}

ClvFit *
clv_bootstrap_whole_fit (ClvBootstrapWhole *self,
                         const ClvProgress *progress,
                         GError           **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_copy (self->fit->spec);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvFit) fit = NULL;
  GError *failure = NULL;

  spec->until = self->scores->as_of;
  customers = self->fit->kind->is_dated ? draw_rows (self, progress, error)
                                        : draw_summaries (self);
  if (customers == NULL)
    return NULL;
  fit = clv_fit_new (spec, customers, progress, &failure);
  if (fit == NULL && failure->domain != CLV_MODEL_ERROR)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  g_clear_error (&failure);
  if (fit == NULL || !clv_fit_is_usable (fit) || (self->fit->has_spend && !fit->has_spend))
    return NULL;
  return g_steal_pointer (&fit);
}

void
clv_bootstrap_whole_sum (const ClvBootstrapWhole *self,
                         const ClvFit            *fit,
                         double                  *totals)
{
  double cost = clv_money_to_major (self->definition->cost_to_serve, self->scores->currency);
  g_autoptr(ClvFit) dated = clv_fit_ref_at (fit, self->scores->as_of);
  g_autoptr(ClvIntervalParts) parts = clv_interval_parts_new (dated, self->scores, self->rows,
                                                              NULL, FALSE, NULL);

  totals[0] = parts != NULL ? 0.0 : NAN;
  totals[1] = totals[0];
  for (guint p = 0; parts != NULL && p < parts->n; p++)
    {
      const ClvIntervalPart *part = &parts->parts[p];
      g_autofree double *p_active = g_new (double, MAX (part->cells->cells->n, 1));
      g_autofree ClvIntervalMean *means =
        clv_interval_cells_dup_means (part->cells, dated, part->parameters, self->periods,
                                      p_active);

      for (guint32 i = 0; i < part->cells->n_entries; i++)
        {
          const ClvIntervalEntry *entry = &part->cells->entries[i];
          const ClvIntervalMean *mean = &means[entry->cell];

          totals[0] += entry->count * mean->purchases;
          totals[1] += self->definition->margin * mean->discounted * part->spend[i]
                       - entry->count * cost * mean->active_years;
        }
    }
}
