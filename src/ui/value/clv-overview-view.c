/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-overview-view.h"

#include <glib/gi18n-lib.h>

#include "clv-chart-card.h"
#include "clv-columns.h"
#include "clv-empty-state.h"
#include "clv-endless.h"
#include "clv-figure.h"
#include "clv-money.h"
#include "clv-payments.h"
#include "clv-questions.h"
#include "clv-ui.h"
#include "clv-value-why.h"

struct _ClvOverviewView
{
  AdwBin parent_instance;

  GtkStack *stack;
  ClvEmptyState *empty;
  ClvFigure *total;
  ClvFigure *active;
  ClvFigure *purchases;
  ClvFigure *past;
  GtkLabel *convention;
  ClvChartCard *concentration;
  ClvQuestions *questions;
};

G_DEFINE_FINAL_TYPE (ClvOverviewView, clv_overview_view, ADW_TYPE_BIN)

/* @detail: (transfer full): what the figure says without an interval. */
static char *
add_range (char               *detail,
           const ClvIntervals *intervals,
           const char         *lo,
           const char         *hi)
{
  g_autofree char *level = clv_percent_format (intervals->level, 0);
  /* TRANSLATORS: a share such as "80 %", the low and the high end of an interval */
  g_autofree char *range = g_strdup_printf (_("%s interval: %s to %s"), level, lo, hi);
  char *both = g_strdup_printf ("%s\n%s", detail, range);

  g_free (detail);
  return both;
}

static void
show_total (ClvOverviewView     *self,
            const ClvValueState *state,
            const ClvIntervals  *intervals)
{
  const char *currency = state->scores->currency;
  g_autofree char *value = clv_money_format_short (state->scores->total_clv, currency);
  g_autofree char *horizon = clv_value_state_dup_horizon (state);
  /* TRANSLATORS: under the total; %s is the horizon: "12 months" */
  g_autofree char *detail = g_strdup_printf (_("Future, %s, discounted"), horizon);

  if (intervals != NULL)
    {
      g_autofree char *lo = clv_money_format_short (intervals->total.value.lo, currency);
      g_autofree char *hi = clv_money_format_short (intervals->total.value.hi, currency);

      detail = add_range (detail, intervals, lo, hi);
    }
  clv_figure_set_value (self->total, value);
  clv_figure_set_detail (self->total, detail, CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->total, clv_value_why_total (state, value, intervals));
}

static void
show_active (ClvOverviewView     *self,
             const ClvValueState *state)
{
  const ClvScoreSet *scores = state->scores;
  const gboolean is_artefact = scores->n > 0 && state->scores_fit->kind->is_one_time_artefact;
  g_autofree char *value = clv_number_format (scores->mean_p_active * scores->n, 0);
  g_autofree char *share = clv_percent_format (scores->mean_p_active, 0);
  g_autofree char *customers = clv_number_format (scores->n, 0);
  g_autofree char *as_of = clv_date_to_display (scores->as_of);
  g_autofree char *detail = NULL;

  if (is_artefact)
    detail = g_strdup_printf (_("%s of %s on %s; counts all one-time buyers as active"), share,
                              customers, as_of);
  else
    detail = g_strdup_printf (_("%s of %s on %s"), share, customers, as_of);
  clv_figure_set_caption (self->active, clv_value_state_counts_renewals (state)
                          ? _("Active subscribers") : _("Active customers"));
  clv_figure_set_value (self->active, value);
  clv_figure_set_detail (self->active, detail,
                         is_artefact ? CLV_FIGURE_WARNING : CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->active, clv_value_why_active (state, value));
}

static void
show_purchases (ClvOverviewView     *self,
                const ClvValueState *state,
                const ClvIntervals  *intervals)
{
  g_autofree char *value = clv_number_format (state->scores->total_expected_purchases, 0);
  g_autofree char *horizon = clv_value_state_dup_horizon (state);
  /* TRANSLATORS: under a number of purchases; %s is the horizon: "12 months" */
  g_autofree char *detail = g_strdup_printf (_("Future, %s, not discounted"), horizon);

  if (intervals != NULL)
    {
      g_autofree char *lo = clv_number_format (intervals->total.purchases.lo, 0);
      g_autofree char *hi = clv_number_format (intervals->total.purchases.hi, 0);

      detail = add_range (detail, intervals, lo, hi);
    }
  clv_figure_set_caption (self->purchases, clv_value_state_counts_renewals (state)
                          ? _("Expected renewals") : _("Expected purchases"));
  clv_figure_set_value (self->purchases, value);
  clv_figure_set_detail (self->purchases, detail, CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->purchases, clv_value_why_purchases (state, value, intervals));
}

static void
show_past (ClvOverviewView     *self,
           const ClvValueState *state)
{
  const char *currency = state->scores->currency;
  g_autofree char *value = NULL;
  g_autofree char *as_of = clv_date_to_display (state->scores->as_of);
  g_autofree char *detail = g_strdup_printf (state->source == CLV_VALUE_OF_COUNTED
                                             ? _("Past, repeat purchases up to %s, before margin")
                                             : _("Past, up to %s, before margin"), as_of);

  value = clv_money_format_short (clv_money_to_major (state->past_value, currency), currency);
  clv_figure_set_value (self->past, value);
  clv_figure_set_detail (self->past, detail, CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->past, clv_value_why_past (state, value));
}

static void
show_answers (ClvOverviewView     *self,
              const ClvValueState *state)
{
  const ClvScoreSet *scores = state->scores;
  g_autofree char *total = clv_money_format_major (scores->total_clv, scores->currency);
  g_autofree char *each = NULL;
  g_autofree char *customers = clv_number_format (scores->n, 0);
  g_autofree char *convention = clv_value_definition_describe (state->scores_definition);
  g_autofree char *what = NULL;
  g_autofree char *how = NULL;

  each = clv_money_format_major (scores->total_clv / MAX (scores->n, 1), scores->currency);
  what = g_strdup_printf (_("%s that %s customers are expected to bring in future, %s each on "
                            "average. An expectation, not a promise."), total, customers, each);
  how = g_strdup_printf (clv_value_state_counts_renewals (state)
                         ? _("%s says how long each subscriber will stay, their payments so far "
                             "what a renewal comes to; valued with %s.")
                         : _("%s says how often and how long each customer will buy, the spend "
                             "model what a purchase comes to; valued with %s."),
                         _(state->scores_fit->kind->name), convention);
  clv_questions_set_answers (self->questions, what, how,
                             _("Compare it with what winning or keeping customers costs, see who "
                               "carries it under Customers, and have it approved under Govern "
                               "before it leaves the house."));
}

/* @sentence: (transfer full) (nullable) */
static void
take_line (GString *lines,
           char    *sentence)
{
  if (sentence != NULL)
    g_string_append_printf (lines, "\n%s", sentence);
  g_free (sentence);
}

static void
show_convention (ClvOverviewView     *self,
                 const ClvValueState *state)
{
  g_autofree char *meaning = clv_value_definition_describe (state->scores_definition);
  g_autofree char *as_of = clv_date_to_display (state->scores->as_of);
  g_autofree char *periods = clv_fit_describe_periods (state->scores_fit);
  g_autofree char *text = NULL;
  g_autoptr(GString) lines = NULL;

  /* TRANSLATORS: the convention, the day of the data, the model's name */
  text = g_strdup_printf (_("%s · as of %s · %s"), meaning, as_of,
                          _(state->scores_fit->kind->name));
  lines = g_string_new (text);
  if (periods != NULL)
    /* TRANSLATORS: "months: 812 customers, years: 114 customers" */
    take_line (lines, g_strdup_printf (_("Contracts of each period by their own fit: %s."),
                                       periods));
  if (state->scores->n_left_out > 0)
    take_line (lines, clv_payments_describe_left_out (state->scores->n_left_out,
                                                      state->scores->left_out));
  take_line (lines, clv_fit_describe_endless (state->scores_fit, state->scores_definition));
  take_line (lines, clv_score_set_describe_worthless (state->scores, state->scores_definition));
  gtk_label_set_text (self->convention, lines->str);
}

static char *
tell_enough (const ClvValueState *state)
{
  g_autofree char *number = NULL;

  if (state->source == CLV_VALUE_OF_SUBSCRIPTIONS)
    {
      number = clv_number_format (state->n_left, 0);
      return g_strdup_printf (_("The data are enough: %s subscribers left, from whom leaving is "
                                "learned. Fit a model, and everybody’s future value is computed."),
                              number);
    }

  number = clv_number_format (state->customers != NULL ? state->customers->n_repeat : 0, 0);

  return g_strdup_printf (_("The data are enough: %s customers bought again. Fit a model, and "
                            "everybody’s future value is computed."), number);
}

static void
show_missing (ClvOverviewView     *self,
              const ClvValueState *state)
{
  g_autofree char *text = tell_enough (state);

  clv_empty_state_set_texts (self->empty, "clv-value-symbolic", _("No values yet"), text);
  clv_empty_state_set_button (self->empty, _("Go to the _Model"), "value.show-view::model");
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
clv_overview_view_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_OVERVIEW_VIEW);

  G_OBJECT_CLASS (clv_overview_view_parent_class)->dispose (object);
}

static void
clv_overview_view_class_init (ClvOverviewViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_overview_view_dispose;

  g_type_ensure (CLV_TYPE_CHART_CARD);
  g_type_ensure (CLV_TYPE_COLUMNS);
  g_type_ensure (CLV_TYPE_EMPTY_STATE);
  g_type_ensure (CLV_TYPE_FIGURE);
  g_type_ensure (CLV_TYPE_QUESTIONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("value/clv-overview-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvOverviewView, stack);
  gtk_widget_class_bind_template_child (widget_class, ClvOverviewView, empty);
  gtk_widget_class_bind_template_child (widget_class, ClvOverviewView, total);
  gtk_widget_class_bind_template_child (widget_class, ClvOverviewView, active);
  gtk_widget_class_bind_template_child (widget_class, ClvOverviewView, purchases);
  gtk_widget_class_bind_template_child (widget_class, ClvOverviewView, past);
  gtk_widget_class_bind_template_child (widget_class, ClvOverviewView, convention);
  gtk_widget_class_bind_template_child (widget_class, ClvOverviewView, concentration);
  gtk_widget_class_bind_template_child (widget_class, ClvOverviewView, questions);
}

static void
clv_overview_view_init (ClvOverviewView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_overview_view_new:
 *
 * Returns: (transfer floating): the view; clv_overview_view_set_state() fills it
 */
GtkWidget *
clv_overview_view_new (void)
{
  return g_object_new (CLV_TYPE_OVERVIEW_VIEW, NULL);
}

/**
 * clv_overview_view_set_state:
 * @state: what to show
 */
void
clv_overview_view_set_state (ClvOverviewView     *self,
                             const ClvValueState *state)
{
  g_return_if_fail (CLV_IS_OVERVIEW_VIEW (self));
  g_return_if_fail (state != NULL);

  if (state->scores == NULL)
    {
      show_missing (self, state);
      return;
    }

  show_total (self, state, NULL);
  show_active (self, state);
  show_purchases (self, state, NULL);
  show_past (self, state);
  show_answers (self, state);
  show_convention (self, state);
  clv_chart_card_set_spec (self->concentration, state->concentration);
  gtk_stack_set_visible_child_name (self->stack, "figures");
}

/**
 * clv_overview_view_set_intervals:
 * @state: what is shown
 * @intervals: of its scores
 */
void
clv_overview_view_set_intervals (ClvOverviewView     *self,
                                 const ClvValueState *state,
                                 const ClvIntervals  *intervals)
{
  g_return_if_fail (CLV_IS_OVERVIEW_VIEW (self));
  g_return_if_fail (state != NULL && state->scores != NULL && intervals != NULL);

  show_total (self, state, intervals);
  show_purchases (self, state, intervals);
}
