/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-holdout-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-figures.h"
#include "clv-money.h"

/* A total so near is called right. */
#define RIGHT_TOTAL 0.05

struct _ClvHoldoutWords
{
  AdwBin parent_instance;

  GtkBox *box;          /* a title, then the sentences */
  GPtrArray *labels;    /* (element-type GtkWidget) (unowned) */
};

G_DEFINE_FINAL_TYPE (ClvHoldoutWords, clv_holdout_words, ADW_TYPE_BIN)

char *
clv_holdout_words_format_bias (double bias)
{
  g_autofree char *number = NULL;

  if (!isfinite (bias))
    return g_strdup ("–");
  number = clv_percent_format (bias, 1);

  return g_strconcat (bias >= 0.0005 ? "+" : "", number, NULL);
}

static char *
tell_customers (const ClvBacktest *backtest)
{
  const double mean = backtest->accuracy.actual / MAX (backtest->n, 1);
  const gboolean is_right = fabs (backtest->accuracy.bias) <= RIGHT_TOTAL;
  g_autofree char *bias = clv_holdout_words_format_bias (backtest->accuracy.bias);
  g_autofree char *mae = clv_number_format (backtest->accuracy.mae, 2);
  g_autofree char *average = clv_number_format (mean, 2);
  g_autofree char *share = clv_percent_format (backtest->accuracy.mae / mean, 0);
  g_autofree char *many = NULL;
  g_autofree char *few = NULL;
  double too_many = 0.0;
  double too_few = 0.0;

  clv_backtest_get_misses (backtest, &too_many, &too_few);
  many = clv_number_format (too_many, 0);
  few = clv_number_format (too_few, 0);
  if (clv_figure_counts_renewals (backtest->id))
    return g_strdup_printf (is_right
                            /* TRANSLATORS: a percentage, two numbers, a percentage, two numbers */
                            ? _("The total is right and single customers are not: it is off by %s, "
                                "yet one customer is missed by %s renewals on average, where the "
                                "average customer renewed %s times (%s of it). %s renewals too "
                                "many and %s too few cancel.")
                            /* TRANSLATORS: a percentage, two numbers, a percentage, two numbers */
                            : _("The total is off by %s. Single customers are further off: one is "
                                "missed by %s renewals on average, where the average customer "
                                "renewed %s times (%s of it). %s renewals too many and %s too few "
                                "cancel in part."), bias, mae, average, share, many, few);

  return g_strdup_printf (is_right
                          /* TRANSLATORS: a percentage, two numbers, a percentage, two numbers */
                          ? _("The total is right and single customers are not: it is off by %s, "
                              "yet one customer is missed by %s purchases on average, where the "
                              "average customer made %s (%s of it). %s purchases too many and %s "
                              "too few cancel.")
                          /* TRANSLATORS: a percentage, two numbers, a percentage, two numbers */
                          : _("The total is off by %s. Single customers are further off: one is "
                              "missed by %s purchases on average, where the average customer made "
                              "%s (%s of it). %s purchases too many and %s too few cancel in "
                              "part."), bias, mae, average, share, many, few);
}

static char *
tell_order (const ClvBacktest *backtest)
{
  const double factor = backtest->accuracy.actual / backtest->accuracy.predicted;
  g_autofree char *lift = clv_number_format (backtest->accuracy.lift, 1);
  g_autofree char *gini = clv_percent_format (backtest->accuracy.gini, 0);
  g_autofree char *times = clv_number_format (factor, 2);

  if (fabs (backtest->accuracy.bias) <= RIGHT_TOTAL && clv_figure_counts_renewals (backtest->id))
    /* TRANSLATORS: a number and a percentage */
    return g_strdup_printf (_("The order of the customers is a question of its own: the tenth of "
                              "which most was expected renewed %s times as often as the average, "
                              "and the ordering is %s as good as a perfect one."), lift, gini);
  if (fabs (backtest->accuracy.bias) <= RIGHT_TOTAL)
    /* TRANSLATORS: a number and a percentage */
    return g_strdup_printf (_("The order of the customers is a question of its own: the tenth of "
                              "which most was expected bought %s times the average, and the "
                              "ordering is %s as good as a perfect one."), lift, gini);

  if (clv_figure_counts_renewals (backtest->id))
    /* TRANSLATORS: a number, a percentage, a factor */
    return g_strdup_printf (_("The order can be right while the total is wrong: the tenth of which "
                              "most was expected renewed %s times as often as the average, and the "
                              "ordering is %s as good as a perfect one. Multiplying every "
                              "expectation by %s would have set the total right and changed "
                              "nothing in the order."), lift, gini, times);

  /* TRANSLATORS: a number, a percentage, a factor */
  return g_strdup_printf (_("The order can be right while the total is wrong: the tenth of which "
                            "most was expected bought %s times the average, and the ordering is %s "
                            "as good as a perfect one. Multiplying every expectation by %s would "
                            "have set the total right and changed nothing in the order."), lift,
                          gini, times);
}

static char *
tell_tenths (const ClvBacktest *backtest)
{
  const guint n = clv_backtest_count_calibrated (backtest);

  return g_strdup_printf (ngettext ("In %u of %u tenths of the customers the expectation lies "
                                    "within the interval of what happened.",
                                    "In %u of %u tenths of the customers the expectation lies "
                                    "within the interval of what happened.", n),
                          n, backtest->deciles->len);
}

static char *
tell_baseline (const ClvBacktest *backtest)
{
  const double ratio = backtest->accuracy.rmse / backtest->naive_accuracy.rmse;
  g_autofree char *bias = clv_holdout_words_format_bias (backtest->naive_accuracy.bias);
  g_autofree char *share = clv_percent_format (fabs (1.0 - ratio), 0);

  if (ratio < 1.0)
    /* TRANSLATORS: a percentage and another */
    return g_strdup_printf (_("“As often as before” has a total that is off by %s. On single "
                              "customers the model errs %s less (root mean square)."), bias, share);

  /* TRANSLATORS: a percentage and another */
  return g_strdup_printf (_("“As often as before” has a total that is off by %s. On single "
                            "customers the model errs %s more (root mean square): it adds nothing "
                            "here."), bias, share);
}

GPtrArray *
clv_holdout_words_list (const ClvBacktest *backtest)
{
  GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (backtest != NULL, sentences);

  if (!(backtest->accuracy.actual > 0.0) || !(backtest->accuracy.predicted > 0.0))
    {
      g_ptr_array_add (sentences, g_strdup (_("Nobody bought again after the split, so there is "
                                              "nothing to hold the expectation against. Choose "
                                              "an earlier split.")));
      return sentences;
    }
  g_ptr_array_add (sentences, tell_customers (backtest));
  g_ptr_array_add (sentences, tell_order (backtest));
  g_ptr_array_add (sentences, tell_tenths (backtest));
  if (backtest->naive_accuracy.rmse > 0.0)
    g_ptr_array_add (sentences, tell_baseline (backtest));

  return sentences;
}

static void
clv_holdout_words_finalize (GObject *object)
{
  g_clear_pointer (&CLV_HOLDOUT_WORDS (object)->labels, g_ptr_array_unref);

  G_OBJECT_CLASS (clv_holdout_words_parent_class)->finalize (object);
}

static void
clv_holdout_words_class_init (ClvHoldoutWordsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clv_holdout_words_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
clv_holdout_words_init (ClvHoldoutWords *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (_("In plain words"));

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "clv-tiers");
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_box_append (GTK_BOX (box), title);
  self->box = GTK_BOX (box);
  self->labels = g_ptr_array_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("In plain words"), -1);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * clv_holdout_words_new:
 *
 * Returns: (transfer floating): the widget, without sentences
 */
GtkWidget *
clv_holdout_words_new (void)
{
  return g_object_new (CLV_TYPE_HOLDOUT_WORDS, NULL);
}

/**
 * clv_holdout_words_show:
 * @backtest: what to tell of; only read
 */
void
clv_holdout_words_show (ClvHoldoutWords   *self,
                        const ClvBacktest *backtest)
{
  g_autoptr(GPtrArray) sentences = NULL;

  g_return_if_fail (CLV_IS_HOLDOUT_WORDS (self));
  g_return_if_fail (backtest != NULL);

  for (guint i = 0; i < self->labels->len; i++)
    gtk_box_remove (self->box, g_ptr_array_index (self->labels, i));
  g_ptr_array_set_size (self->labels, 0);
  sentences = clv_holdout_words_list (backtest);
  for (guint i = 0; i < sentences->len; i++)
    {
      GtkWidget *label = gtk_label_new (g_ptr_array_index (sentences, i));

      gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_box_append (self->box, label);
      g_ptr_array_add (self->labels, label);
    }
}
