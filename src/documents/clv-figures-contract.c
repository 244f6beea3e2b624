/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-figures-private.h"
#include "clv-money.h"
#include "clv-retention.h"

/* How many stay, by the renewals of a contract. */

#define FEWEST 10             /* at risk, or what happened to them says little */

/* Renewals of which enough could have had each. */
static guint
count_seen (const ClvRetention *retention)
{
  guint n = 0;

  while (n < retention->all->rows->len
         && g_array_index (retention->all->rows, ClvRetentionRow, n).at_risk >= FEWEST)
    n++;

  return n;
}

static char *
describe (const ClvFit       *fit,
          const ClvRetention *retention,
          guint               n_seen)
{
  const guint last = MIN (n_seen, 12);
  const ClvRetentionRow *first = &g_array_index (retention->all->rows, ClvRetentionRow, 0);
  const ClvRetentionRow *row = first + last - 1;
  g_autofree char *once = clv_percent_format (first->survival, 0);
  g_autofree char *actual = clv_percent_format (row->survival, 0);
  g_autofree char *expected = clv_percent_format (row->model_survival, 0);

  /* TRANSLATORS: two percentages, a number of renewals, a model, a percentage */
  return g_strdup_printf (ngettext ("Of all subscribers %s renew at least once and %s at least %u "
                                    "time, of which %s says %s.",
                                    "Of all subscribers %s renew at least once and %s at least %u "
                                    "times, of which %s says %s.", last),
                          once, actual, last, fit->kind->name, expected);
}

/* From everybody at the begin: what was seen, and the model up to the renewals to come. */
static void
add_series (ClvPlotSpec        *spec,
            const ClvFit       *fit,
            const ClvRetention *retention,
            guint               n_seen)
{
  const guint n = retention->all->rows->len;
  g_autofree double *x = g_new (double, (gsize) n + 1);
  g_autofree double *actual = g_new (double, (gsize) n + 1);
  g_autofree double *expected = g_new (double, (gsize) n + 1);

  x[0] = 0.0;
  actual[0] = expected[0] = 1.0;
  for (guint i = 0; i < n; i++)
    {
      const ClvRetentionRow *row = &g_array_index (retention->all->rows, ClvRetentionRow, i);

      x[i + 1] = row->tenure;
      actual[i + 1] = row->survival;
      expected[i + 1] = row->model_survival;
    }
  clv_plot_spec_add_series (spec, _("Actual"), CLV_PLOT_ROLE_ACTUAL, n_seen + 1, x, actual, NULL,
                            NULL);
  clv_plot_spec_add_series (spec, fit->kind->name, CLV_PLOT_ROLE_ACCENT, n + 1, x, expected, NULL,
                            NULL);
}

/**
 * clv_figure_stay:
 * @fit: of a kind of contracts
 * @customers: its customers as the kind counts them
 *
 * The share of the subscribers who stayed for so many renewals, and what the model says.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_stay (const ClvFit       *fit,
                 const ClvCustomers *customers)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autoptr(ClvRetention) retention = NULL;
  g_autofree char *number = NULL;
  g_autofree char *title = NULL;
  guint n_seen = 0;

  g_return_val_if_fail (fit != NULL && customers != NULL, NULL);

  retention = clv_retention_new (fit, customers);
  n_seen = retention != NULL ? count_seen (retention) : 0;
  spec = clv_plot_spec_new (CLV_PLOT_LINES, _("How long subscribers stay"));
  title = g_strdup_printf (_("Renewals, counted in %s"),
                           clv_opportunity_get_plural (fit->spec->opportunity));
  set_axes (spec, title, CLV_PLOT_UNIT_COUNT, _("Subscribers who stayed"), CLV_PLOT_UNIT_PERCENT);
  if (n_seen == 0)
    {
      set_empty (spec, _("Fewer than ten subscriptions could have been renewed."));
      return g_steal_pointer (&spec);
    }

  add_series (spec, fit, retention, n_seen);
  number = clv_number_format (customers->n, 0);
  take_texts (spec, g_strdup_printf (_("%s subscribers; those who still run count as long as they "
                                       "have been seen"), number),
              describe (fit, retention, n_seen));

  return g_steal_pointer (&spec);
}
