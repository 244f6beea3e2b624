/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-rolling.h"

static void
origin_free (ClvOrigin *self)
{
  g_free (self->fit_hash);
  g_free (self->note);
  g_free (self->problem);
  g_free (self);
}

/**
 * clv_rolling_free:
 * @self: (nullable): back-tests
 */
void
clv_rolling_free (ClvRolling *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->origins);
  g_free (self->kind);
  g_free (self);
}

/* The last split after which the whole window is in the days up to @until. */
static ClvDate
find_last_split (const ClvTransactions *transactions,
                 ClvDuration            window,
                 ClvDate                until)
{
  ClvDate split = until;

  while (split > transactions->first_day && clv_duration_end (window, split) > until)
    split--;

  return split;
}

/* That no hold-out reaches into days of which nothing is known, or none is asked for. */
static gboolean
check_days (const ClvTransactions *transactions,
            ClvDuration            window,
            ClvDate                split,
            ClvDate                until,
            GError               **error)
{
  const ClvDate end = split != CLV_DATE_INVALID ? clv_duration_end (window, split) : until;
  const ClvDate limit = until != CLV_DATE_INVALID ? until : transactions->last_day;
  g_autofree char *length = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *last = NULL;

  if (transactions->n_rows == 0
      || ((split == CLV_DATE_INVALID || split >= transactions->first_day)
          && (end == CLV_DATE_INVALID || end <= limit)))
    return TRUE;

  last = clv_date_to_iso (limit);
  if (split < transactions->first_day)
    {
      from = clv_date_to_iso (split);
      to = clv_date_to_iso (transactions->first_day);
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("The split (%s) is before the first day of the data, %s. Nothing was tested. "
                     "Choose a later split."), from, to);
      return FALSE;
    }
  length = clv_duration_describe (window);
  from = clv_date_to_iso (split);
  to = clv_date_to_iso (end);
  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
               /* Translators: a day, a length of time such as "6 months", two days */
               _("After the split (%s) the hold-out (%s) would end on %s, and the last day that "
                 "can be compared is %s. Nothing was tested. Choose an earlier split or a shorter "
                 "hold-out."), from, length, to, last);
  return FALSE;
}

/* FALSE with @error where the work was stopped. */
static gboolean
add_origin (ClvRolling         *self,
            ClvTransactions    *transactions,
            const ClvModelSpec *spec,
            ClvDate             split,
            ClvDate             until,
            const ClvProgress  *progress,
            GError            **error)
{
  g_autoptr(GError) failure = NULL;
  g_autoptr(ClvBacktest) test = NULL;
  ClvOrigin *origin = g_new0 (ClvOrigin, 1);

  g_ptr_array_insert (self->origins, 0, origin);
  origin->split = split;
  origin->until = until;
  test = clv_backtest_new (transactions, spec, split, until, progress, &failure);
  if (test == NULL)
    {
      if (failure->domain != CLV_MODEL_ERROR)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      origin->problem = g_strdup (failure->message);
      return TRUE;
    }

  origin->n = test->n;
  origin->note = g_strdup (test->note);
  if (test->fit != NULL)
    origin->fit_hash = g_strdup (test->fit->content_hash);
  origin->accuracy = test->accuracy;
  origin->naive = test->naive_accuracy;
  return TRUE;
}

static void
sum_up (ClvRolling *self)
{
  for (guint i = 0; i < self->origins->len; i++)
    {
      const ClvOrigin *origin = g_ptr_array_index (self->origins, i);

      if (origin->problem != NULL || !isfinite (origin->accuracy.bias))
        continue;
      self->n_usable++;
      self->n_better += origin->accuracy.rmse < origin->naive.rmse;
      self->mean_bias += origin->accuracy.bias;
      if (fabs (origin->accuracy.bias) > fabs (self->worst_bias))
        self->worst_bias = origin->accuracy.bias;
    }
  self->mean_bias = self->n_usable > 0 ? self->mean_bias / self->n_usable : NAN;
}

/**
 * clv_rolling_new_for_days:
 * @transactions: rows
 * @spec: what to fit; its last day is replaced by each split
 * @window: how long each hold-out is
 * @n_origins: how many splits at most, a month apart
 * @split: the last of them; %CLV_DATE_INVALID for as late as @window allows
 * @until: last day that is looked at; %CLV_DATE_INVALID for the last of the data
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Splits with less history before them than behind are left out. Each origin is a
 * clv_backtest_new() of its own: no row after its split takes part in its fit.
 *
 * Returns: (transfer full) (nullable): the back-tests
 */
ClvRolling *
clv_rolling_new_for_days (ClvTransactions    *transactions,
                          const ClvModelSpec *spec,
                          ClvDuration         window,
                          guint               n_origins,
                          ClvDate             split,
                          ClvDate             until,
                          const ClvProgress  *progress,
                          GError            **error)
{
  g_autoptr(ClvRolling) self = g_new0 (ClvRolling, 1);
  ClvDate last = split;

  g_return_val_if_fail (transactions != NULL && spec != NULL, NULL);
  g_return_val_if_fail (window.unit != CLV_DURATION_INFINITE, NULL);

  self->kind = g_strdup (spec->kind);
  self->window = window;
  self->origins = g_ptr_array_new_with_free_func ((GDestroyNotify) origin_free);
  if (!check_days (transactions, window, split, until, error))
    return NULL;
  if (transactions->n_rows == 0)
    last = CLV_DATE_INVALID;
  else if (split == CLV_DATE_INVALID)
    last = find_last_split (transactions, window,
                            until != CLV_DATE_INVALID ? until : transactions->last_day);
  for (guint i = 0; i < MIN (n_origins, CLV_ROLLING_ORIGINS_MAX) && last != CLV_DATE_INVALID; i++)
    {
      const ClvDate day = clv_date_add_months (last, -(int) i);
      const ClvDate end = clv_duration_end (window, day);

      if (day - transactions->first_day < end - day)
        break;
      if (!clv_progress_step (progress, (double) i / n_origins, NULL, error)
          || !add_origin (self, transactions, spec, day, end, progress, error))
        return NULL;
    }
  if (self->origins->len == 0)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                           split != CLV_DATE_INVALID
                           ? _("There is less history before the split than its hold-out is long. "
                               "Nothing was tested. Choose a later split or a shorter hold-out.")
                           : _("The history is shorter than two such windows, so no split leaves "
                               "as much before it as behind. Nothing was tested. Choose a shorter "
                               "window."));
      return NULL;
    }

  sum_up (self);
  return g_steal_pointer (&self);
}

/**
 * clv_rolling_new:
 * @transactions: rows
 * @spec: what to fit; its last day is replaced by each split
 * @window: how long each hold-out is
 * @n_origins: how many splits at most, a month apart, the last as late as @window allows
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * clv_rolling_new_for_days() up to the last day of the data.
 *
 * Returns: (transfer full) (nullable): the back-tests
 */
ClvRolling *
clv_rolling_new (ClvTransactions    *transactions,
                 const ClvModelSpec *spec,
                 ClvDuration         window,
                 guint               n_origins,
                 const ClvProgress  *progress,
                 GError            **error)
{
  return clv_rolling_new_for_days (transactions, spec, window, n_origins, CLV_DATE_INVALID,
                                   CLV_DATE_INVALID, progress, error);
}
