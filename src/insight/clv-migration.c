/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-migration.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-hybrid.h"

/* A first date earlier than this after the first day has hardly any history. */
#define MIN_HISTORY_DAYS 180
#define N_SUGGESTED 3

/* A month may end a few days after its last sale. */
#define GRACE_DAYS 7

#define NO_TIER G_MAXUINT8

static gboolean
check_dates (const ClvTransactions *transactions,
             const ClvDate         *dates,
             guint                  n_dates,
             GError               **error)
{
  guint i;

  if (n_dates < 2)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                           _("Migration needs at least two dates. Add another date."));
      return FALSE;
    }

  for (i = 0; i < n_dates; i++)
    {
      g_autofree char *day = clv_date_to_display (dates[i]);

      if (i > 0 && dates[i] <= dates[i - 1])
        {
          g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                       _("%s does not come after the date before it. Put the dates in order."),
                       day);
          return FALSE;
        }
      if (dates[i] < transactions->first_day || dates[i] > transactions->last_day + GRACE_DAYS)
        {
          g_autofree char *first = clv_date_to_display (transactions->first_day);
          g_autofree char *last = clv_date_to_display (transactions->last_day);

          g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                       _("%s is not within the data, which go from %s to %s."), day, first, last);
          return FALSE;
        }
    }

  return TRUE;
}

static ClvFit *
fit_as_of (const ClvModelSpec *spec,
           ClvCustomers       *customers,
           const ClvProgress  *progress,
           GError            **error)
{
  g_autoptr(ClvModelSpec) dated = clv_model_spec_copy (spec);
  g_autoptr(ClvFit) fit = NULL;

  dated->until = customers->until;
  fit = clv_fit_new (dated, customers, progress, error);
  if (fit == NULL)
    return NULL;

  if (!clv_fit_is_usable (fit))
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED,
                           clv_fit_state_describe (fit->state));
      return NULL;
    }

  return g_steal_pointer (&fit);
}

/* What stays the same from date to date. */
typedef struct
{
  ClvTransactions *transactions;
  const ClvModelSpec *spec;
  const ClvValueDefinition *definition;
  const ClvProgress *progress;
  ClvFit *frozen_fit;      /* of the first date, where frozen */
} Run;

static void
run_clear (Run *self)
{
  g_clear_pointer (&self->frozen_fit, clv_fit_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* Everything about one date, from the rows up to that date alone: the summary
 * does not look further, and neither fit nor scores see anything but it. */
static gboolean
add_date (ClvMigration *self,
          Run          *run,
          guint         i,
          double      **values,
          GError      **error)
{
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;

  customers = clv_customers_new (run->transactions, self->dates[i], run->spec->unit_days,
                                 run->progress, error);
  if (customers == NULL)
    return FALSE;

  fit = run->frozen_fit != NULL ? clv_fit_ref (run->frozen_fit)
                                : fit_as_of (run->spec, customers, run->progress, error);
  if (fit == NULL)
    return FALSE;
  if (self->frozen && run->frozen_fit == NULL)
    run->frozen_fit = clv_fit_ref (fit);

  scores = clv_score_set_new (fit, run->definition, customers, run->progress, error);
  if (scores == NULL)
    return FALSE;
  /* Of contracts of several periods the rows are those of the usual one. */
  if (scores->hybrid != NULL || fit->periods != NULL)
    {
      clv_customers_unref (customers);
      customers = clv_hybrid_new_everybody (scores, run->transactions, run->spec->unit_days);
    }

  if (self->frozen && i > 0)
    self->tiers[i] = clv_tiers_new_frozen (self->tiers[0], scores->clv, scores->n);
  else
    self->tiers[i] = clv_tiers_new (self->scheme, scores->clv, scores->n);

  self->codes[i] = g_new (guint32, MAX (scores->n, 1));
  *values = g_new (double, MAX (scores->n, 1));
  memcpy (self->codes[i], customers->code, scores->n * sizeof (guint32));
  memcpy (*values, scores->clv, scores->n * sizeof (double));

  return TRUE;
}

/* Flows between date @i − 1 and date @i. Customers that the later date does not
 * know (all their purchases were refunded since) flow nowhere. */
static void
add_flows (ClvMigration *self,
           guint32       n_codes,
           guint         i,
           const double *values)
{
  g_autofree guint8 *before = g_new (guint8, MAX (n_codes, 1));
  ClvFlow flows[CLV_MAX_TIERS + 1][CLV_MAX_TIERS] = { 0 };
  guint n_tiers = self->scheme->n;
  guint from;
  guint to;
  guint32 row;

  memset (before, NO_TIER, MAX (n_codes, 1));
  for (row = 0; row < self->tiers[i - 1]->n_customers; row++)
    before[self->codes[i - 1][row]] = self->tiers[i - 1]->tier[row];

  for (row = 0; row < self->tiers[i]->n_customers; row++)
    {
      from = before[self->codes[i][row]] == NO_TIER ? n_tiers : before[self->codes[i][row]];
      to = self->tiers[i]->tier[row];
      flows[from][to].customers++;
      flows[from][to].value += values[row];
    }

  for (from = 0; from <= n_tiers; from++)
    {
      for (to = 0; to < n_tiers; to++)
        {
          flows[from][to].date = i - 1;
          flows[from][to].from = from;
          flows[from][to].to = to;
          if (flows[from][to].customers > 0)
            g_array_append_val (self->flows, flows[from][to]);
        }
    }
}

static ClvMigration *
migration_alloc (const ClvTierScheme *scheme,
                 const ClvDate       *dates,
                 guint                n_dates,
                 gboolean             frozen,
                 const char          *currency)
{
  ClvMigration *self = g_new0 (ClvMigration, 1);

  self->n_dates = n_dates;
  self->dates = g_memdup2 (dates, n_dates * sizeof (ClvDate));
  self->scheme = scheme;
  self->frozen = frozen;
  self->tiers = g_new0 (ClvTiers *, n_dates);
  self->codes = g_new0 (guint32 *, n_dates);
  self->flows = g_array_new (FALSE, FALSE, sizeof (ClvFlow));
  self->currency = g_strdup (currency);

  return self;
}

/**
 * clv_migration_new:
 * @transactions: the data
 * @spec: the model; its until is not used
 * @definition: what value means
 * @scheme: how to put customers into tiers
 * @dates: (array length=n_dates): ascending as-of days within the data, or up to
 *   a week after its last day
 * @n_dates: how many, at least 2
 * @frozen: keep the first date's fit and cut-offs, so that only behaviour moves
 *   customers and not the model
 * @progress: (nullable): where to tell how far it is
 * @error: return location; names the date that failed and why
 *
 * Returns: (transfer full): tiers at each date and the flows between them
 */
ClvMigration *
clv_migration_new (ClvTransactions          *transactions,
                   const ClvModelSpec       *spec,
                   const ClvValueDefinition *definition,
                   const ClvTierScheme      *scheme,
                   const ClvDate            *dates,
                   guint                     n_dates,
                   gboolean                  frozen,
                   const ClvProgress        *progress,
                   GError                  **error)
{
  g_autoptr(ClvMigration) self = NULL;
  g_auto(Run) run = { transactions, spec, definition, NULL, NULL };
  ClvProgress quiet = { 0 };
  guint i;

  g_return_val_if_fail (transactions != NULL && spec != NULL && definition != NULL, NULL);
  g_return_val_if_fail (scheme != NULL && (dates != NULL || n_dates == 0), NULL);

  if (!check_dates (transactions, dates, n_dates, error))
    return NULL;

  /* Each date's own steps would let the bar run back; only the cancelling is
   * handed on. */
  quiet.cancellable = progress != NULL ? progress->cancellable : NULL;
  run.progress = &quiet;
  self = migration_alloc (scheme, dates, n_dates, frozen, transactions->currency);

  for (i = 0; i < n_dates; i++)
    {
      g_autofree double *values = NULL;
      g_autofree char *day = clv_date_to_display (dates[i]);
      g_autofree char *message = NULL;

      /* Translators: %s is a date */
      message = g_strdup_printf (_("Valuing customers as of %s"), day);
      if (!clv_progress_step (progress, (double) i / n_dates, message, error))
        return NULL;

      if (!add_date (self, &run, i, &values, error))
        {
          /* Translators: %s is a date; the reason follows */
          if (error == NULL || !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            g_prefix_error (error, _("As of %s: "), day);
          return NULL;
        }

      if (i > 0)
        add_flows (self, transactions->n_customers, i, values);
    }

  return g_steal_pointer (&self);
}

/**
 * clv_migration_free:
 * @self: (nullable): a migration
 */
void
clv_migration_free (ClvMigration *self)
{
  guint i;

  if (self == NULL)
    return;

  for (i = 0; i < self->n_dates; i++)
    {
      clv_tiers_free (self->tiers[i]);
      g_free (self->codes[i]);
    }
  g_free (self->tiers);
  g_free (self->codes);
  g_free (self->dates);
  g_array_unref (self->flows);
  g_free (self->currency);
  g_free (self);
}

static ClvDate
quarter_end (int year,
             int quarter)
{
  ClvDate start = clv_date_from_ymd (year, 3 * quarter + 1, 1);

  return clv_date_add_months (start, 3) - 1;
}

/**
 * clv_migration_suggest_dates:
 * @transactions: the data
 *
 * The last three quarter ends within the data that have at least half a year of
 * history before them; fewer where the history is short.
 *
 * Returns: (transfer full) (element-type ClvDate): ascending days, perhaps none
 */
GArray *
clv_migration_suggest_dates (const ClvTransactions *transactions)
{
  GArray *dates = g_array_new (FALSE, FALSE, sizeof (ClvDate));
  ClvDate day = CLV_DATE_INVALID;
  int year = 0;
  int month = 0;
  int unused = 0;
  int quarter = 0;

  g_return_val_if_fail (transactions != NULL, dates);

  if (transactions->last_day == CLV_DATE_INVALID)
    return dates;

  clv_date_to_ymd (transactions->last_day, &year, &month, &unused);
  quarter = (month - 1) / 3;
  day = quarter_end (year, quarter);

  while (dates->len < N_SUGGESTED && day - transactions->first_day >= MIN_HISTORY_DAYS)
    {
      if (day <= transactions->last_day + GRACE_DAYS)
        g_array_prepend_val (dates, day);

      quarter--;
      if (quarter < 0)
        {
          quarter = 3;
          year--;
        }
      day = quarter_end (year, quarter);
    }

  return dates;
}
