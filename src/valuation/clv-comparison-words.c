/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-comparison-private.h"
#include "clv-model-kind.h"
#include "clv-money.h"

/* Totals further off are said. */
#define LARGE_BIAS 0.10

G_GNUC_PRINTF (2, 3)
static void
add_reason (ClvComparison *self,
            const char    *format,
            ...)
{
  va_list values;

  va_start (values, format);
  g_ptr_array_add (self->reasons, g_strdup_vprintf (format, values));
  va_end (values);
}

static void
tell_choice (ClvComparison      *self,
             const ClvContender *chosen)
{
  const ClvContender *closest = g_ptr_array_index (self->contenders, 0);

  if (closest == chosen)
    /* Translators: a model, a number, "purchases" or "renewals" */
    add_reason (self, _("%s is the closest for single customers: its root mean squared error is "
                        "%.3f %s."), chosen->name, chosen->accuracy.rmse,
                clv_counted_get_noun (self->counted));
  else if (closest->is_baseline
           && fabs (chosen->accuracy.bias) >= fabs (closest->accuracy.bias))
    /* Translators: two ways of predicting */
    add_reason (self, _("%s is as close to single customers as “%s”, as far as these customers can "
                        "tell, and gives probabilities and intervals as well."), chosen->name,
                closest->name);
  else
    /* Translators: two models; two percentages */
    add_reason (self, _("%s is as close to single customers as %s, as far as these customers can "
                        "tell, and its total is nearer to what happened: %+.1f %% instead of "
                        "%+.1f %%."), chosen->name, closest->name, 100 * chosen->accuracy.bias,
                100 * closest->accuracy.bias);
}

/* Also where nothing is recommended: who asked for a kind wants to know. */
static void
tell_unusable (ClvComparison *self)
{
  for (guint i = 0; i < self->contenders->len; i++)
    {
      const ClvContender *other = g_ptr_array_index (self->contenders, i);

      if (!clv_contender_is_usable (other))
        add_reason (self, _("%s cannot be used. %s"), other->name, other->problem);
    }
}

static void
tell_others (ClvComparison      *self,
             const ClvContender *chosen)
{
  for (guint i = 0; i < self->contenders->len; i++)
    {
      const ClvContender *other = g_ptr_array_index (self->contenders, i);

      if (other == chosen || !clv_contender_is_usable (other))
        continue;
      if (other->is_as_good)
        add_reason (self, _("%s does as well on single customers (%.3f); its total is off by "
                            "%+.1f %%."), other->name, other->accuracy.rmse,
                    100 * other->accuracy.bias);
      else
        add_reason (self, _("%s is further off by more than chance explains: %.3f, %.1f standard "
                            "errors behind."), other->name, other->accuracy.rmse, other->behind);
    }
}

static ClvHistory
get_history (const ClvContender *contender)
{
  const ClvModelKind *kind = clv_model_kind_find (contender->kind);

  return kind != NULL ? kind->history : CLV_HISTORY_SUMMARY;
}

/* Likelihoods of other data are in another unit: BG/BB says how likely the periods with
 * purchases are, the others how likely the days of the purchases. */
static void
tell_likelihoods (ClvComparison *self)
{
  const char *name = NULL;
  gboolean has_days = FALSE;

  for (guint i = 0; i < self->contenders->len; i++)
    {
      const ClvContender *contender = g_ptr_array_index (self->contenders, i);

      if (!isfinite (contender->log_likelihood))
        continue;
      if (get_history (contender) == CLV_HISTORY_OPPORTUNITIES)
        name = contender->name;
      else
        has_days = TRUE;
    }
  if (self->counted == CLV_COUNTS_BOTH)
    add_reason (self, _("What customers pay for subscriptions and what they order are compared "
                        "together. “%s” models each by itself, the other models take both as "
                        "purchases: its log-likelihood (LL) cannot be held against theirs."),
                _(clv_model_kind_find ("hybrid")->name));
  if (name != NULL && has_days)
    /* Translators: a model */
    add_reason (self, _("The log-likelihood (LL) of %s is of the periods in which somebody bought, "
                        "that of the others of the days: it cannot be held against theirs."),
                name);
}

void
clv_comparison_tell (ClvComparison      *self,
                     const ClvContender *chosen)
{
  const ClvContender *closest = g_ptr_array_index (self->contenders, 0);

  if (chosen == NULL)
    {
      add_reason (self, _("No model does better than “%s” on these customers. Look for what the "
                          "models assume and the data break: contracts, seasons, one large "
                          "promotion."), closest->name);
      tell_unusable (self);
      return;
    }

  tell_choice (self, chosen);
  tell_others (self, chosen);
  tell_likelihoods (self);
  tell_unusable (self);
  if (fabs (chosen->accuracy.bias) > LARGE_BIAS)
    add_reason (self, _("The order of customers can be right while the total is wrong: here the "
                        "total is off by %+.1f %%, and a budget should be corrected for it."),
                100 * chosen->accuracy.bias);
  else
    add_reason (self, _("A total that is right says nothing of single customers: the mean error "
                        "of one is %.2f %s, up or down."), chosen->accuracy.mae,
                clv_counted_get_noun (self->counted));
}

/**
 * clv_comparison_describe:
 * @self: a comparison
 *
 * Returns: (transfer full): what was compared with what
 */
char *
clv_comparison_describe (const ClvComparison *self)
{
  const ClvContender *first = NULL;
  g_autofree char *split = NULL;
  g_autofree char *until = NULL;
  g_autofree char *customers = NULL;
  g_autofree char *actual = NULL;

  g_return_val_if_fail (self != NULL && self->contenders->len > 0, NULL);

  first = g_ptr_array_index (self->contenders, 0);
  split = clv_date_to_display (self->split);
  until = clv_date_to_display (self->until);
  customers = clv_number_format (self->n, 0);
  actual = clv_number_format (first->accuracy.actual, 0);
  /* Translators: a day, a number of customers, a day, a number, "purchases" or "renewals" */
  return g_strdup_printf (_("Each was fitted on the days up to %s and compared with what the %s "
                            "customers known then did up to %s: %s %s."),
                          split, customers, until, actual, clv_counted_get_noun (self->counted));
}
