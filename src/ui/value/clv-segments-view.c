/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-segments-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-chart-card.h"
#include "clv-empty-state.h"
#include "clv-figures.h"
#include "clv-money.h"
#include "clv-questions.h"
#include "clv-rows.h"
#include "clv-segments-words.h"
#include "clv-shrinkage.h"
#include "clv-wrap-layout.h"

#define WIDTH 1100
#define CHART_HEIGHT 400
#define YEAR 365
#define N_COLUMNS 5
#define COHORTS ""            /* no column: none has this name */
#define FALLBACK_KIND "bg-nbd"

struct _ClvSegmentsView
{
  AdwBin parent_instance;

  GtkStack *stack;
  ClvEmptyState *impossible;
  AdwPreferencesGroup *group;
  GtkWidget *choices;
  GtkWidget *problem;           /* why there is no result */
  GtkWidget *result;
  ClvChartCard *chart;
  GtkGrid *grid;
  ClvQuestions *questions;

  GPtrArray *buttons;           /* (element-type GtkToggleButton) (unowned) in @choices */
  ClvSession *session;
  ClvValueState *state;
  guint generation;             /* of the job that counts */
  gboolean is_computed;         /* or being so */
};

G_DEFINE_FINAL_TYPE (ClvSegmentsView, clv_segments_view, ADW_TYPE_BIN)

typedef struct
{
  ClvValueState *state;
  ClvModelSpec *spec;
  char *column;
} Input;

static void
input_free (gpointer data)
{
  Input *self = data;

  clv_value_state_unref (self->state);
  clv_model_spec_free (self->spec);
  g_free (self->column);
  g_free (self);
}

/* A ClvJobFunc; needs no workspace. */
static gpointer
shrink_in_thread (ClvWorkspace      *unused,
                  gpointer           data,
                  const ClvProgress *progress,
                  GError           **error)
{
  const Input *input = data;
  const ClvValueState *state = input->state;
  g_autoptr(ClvCustomers) customers = NULL;
  ClvGrouping *grouping = NULL;

  if (state->source == CLV_VALUE_OF_COUNTED)
    customers = clv_customers_ref (state->customers);
  else
    customers = clv_customers_new (state->orders, input->spec->until, input->spec->unit_days,
                                   progress, error);
  if (customers == NULL)
    return NULL;
  if (*input->column == '\0')
    grouping = clv_grouping_new_for_cohorts (customers);
  else
    grouping = clv_grouping_new_for_attribute (customers, input->column, error);
  if (grouping == NULL)
    return NULL;

  return clv_shrinkage_new (input->spec, customers, grouping, YEAR, progress, error);
}

static void
attach (ClvSegmentsView *self,
        const char      *text,
        int              column,
        int              row,
        gboolean         is_heading)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0.0f : 1.0f);
  gtk_widget_set_hexpand (label, column > 0);
  if (is_heading)
    {
      gtk_widget_add_css_class (label, "caption-heading");
      gtk_widget_add_css_class (label, "dim-label");
    }
  else if (column > 0)
    {
      gtk_widget_add_css_class (label, "numeric");
    }
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
}

/* What is missing of the segment, over the whole width below its numbers. */
static void
attach_note (ClvSegmentsView *self,
             const char      *text,
             int              row)
{
  GtkWidget *label = clv_label_new (text, "caption");

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_bottom (label, 6);
  gtk_grid_attach (self->grid, label, 0, row, N_COLUMNS, 1);
}

static void
attach_segment (ClvSegmentsView        *self,
                const ClvShrunkSegment *segment,
                int                    *row)
{
  g_autofree char *customers = clv_number_format (segment->customers, 0);
  g_autofree char *raw = segment->has_own ? clv_number_format (segment->raw_purchases, 2)
                                          : g_strdup ("–");
  g_autofree char *shrunk = clv_number_format (segment->shrunk_purchases, 2);
  g_autofree char *weight = clv_percent_format (segment->weight, 0);
  const char *texts[N_COLUMNS] = { clv_segments_words_get_name (segment), customers, raw, shrunk,
                                   weight };

  for (int column = 0; column < N_COLUMNS; column++)
    attach (self, texts[column], column, *row, FALSE);
  (*row)++;
  if (segment->note != NULL)
    attach_note (self, segment->note, (*row)++);
}

static void
show_table (ClvSegmentsView    *self,
            const ClvShrinkage *shrinkage)
{
  const char *headings[N_COLUMNS] = {
    shrinkage->grouping->is_cohort ? _("First purchase") : _("Segment"), _("Customers"),
    _("Alone"), _("Drawn together"), _("Its own part")
  };
  GtkWidget *child = NULL;
  int row = 1;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  for (int column = 0; column < N_COLUMNS; column++)
    attach (self, headings[column], column, 0, TRUE);
  for (guint i = 0; i < shrinkage->n; i++)
    if (shrinkage->segments[i].customers > 0)
      attach_segment (self, &shrinkage->segments[i], &row);
}

static void
show_shrinkage (ClvSegmentsView    *self,
                const ClvShrinkage *shrinkage)
{
  g_autoptr(ClvPlotSpec) spec = clv_figure_shrinkage (shrinkage);
  g_autofree char *what = clv_segments_words_tell_what (shrinkage);
  g_autofree char *how = clv_segments_words_tell_how (shrinkage);
  g_autofree char *use = clv_segments_words_tell_use (shrinkage);

  clv_chart_card_set_spec (self->chart, spec);
  show_table (self, shrinkage);
  clv_questions_set_answers (self->questions, what, how, use);
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_set_visible (self->result, TRUE);
}

typedef struct
{
  ClvSegmentsView *view;
  guint generation;
} Ask;

static void
shrunk_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Ask *ask = user_data;
  g_autoptr(ClvSegmentsView) self = ask->view;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvShrinkage) shrinkage = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                                  &error);

  if (ask->generation != self->generation || self->session == NULL)
    return;
  if (shrinkage != NULL)
    {
      show_shrinkage (self, shrinkage);
      return;
    }

  gtk_label_set_text (GTK_LABEL (self->problem),
                      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                      ? _("Stopped. Choose again by what to group.") : error->message);
  gtk_widget_set_visible (self->problem, TRUE);
  gtk_widget_set_visible (self->result, FALSE);
}

/* (nullable) (transfer full): what segments are fitted with. */
static ClvModelSpec *
make_spec (const ClvValueState *state)
{
  g_autoptr(ClvModelSpec) spec = clv_value_state_dup_spec (state);
  const ClvModelKind *kind = clv_model_kind_find (spec->kind);
  ClvModelSpec *other = NULL;

  if (kind != NULL && kind->expected_new != NULL && kind->estimate == NULL
      && !kind->joins_contract && kind->history <= CLV_HISTORY_GAPS)
    return g_steal_pointer (&spec);

  /* A rule has no errors, and occasions are counted of everybody. */
  other = clv_model_spec_new ();
  g_free (other->kind);
  other->kind = g_strdup (FALLBACK_KIND);
  other->until = spec->until;
  if (spec->unit_days == 1)
    other->unit_days = 1;

  return other;
}

static void
choose_cb (ClvSegmentsView *self,
           GtkToggleButton *button)
{
  Input *input = NULL;
  Ask *ask = NULL;

  if (!gtk_toggle_button_get_active (button) || self->session == NULL)
    return;

  input = g_new0 (Input, 1);
  input->state = clv_value_state_ref (self->state);
  input->spec = make_spec (self->state);
  input->column = g_strdup (g_object_get_data (G_OBJECT (button), "column"));
  ask = g_new0 (Ask, 1);
  ask->view = g_object_ref (self);
  ask->generation = ++self->generation;
  self->is_computed = TRUE;
  clv_session_run_job_without_workspace (self->session, _("Drawing segments together"),
                                         shrink_in_thread, input, input_free,
                                         (GDestroyNotify) clv_shrinkage_free, shrunk_cb, ask);
}

static void
compute_first (ClvSegmentsView *self)
{
  if (!self->is_computed && self->buttons->len > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_toggle_button_set_active (g_ptr_array_index (self->buttons, 0), TRUE);
}

static void
add_choice (ClvSegmentsView *self,
            const char      *column,
            const char      *label,
            const char      *tooltip)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  g_object_set_data_full (G_OBJECT (button), "column", g_strdup (column), g_free);
  gtk_widget_set_tooltip_text (button, tooltip);
  if (self->buttons->len > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button),
                                 g_ptr_array_index (self->buttons, 0));
  g_ptr_array_add (self->buttons, button);
  g_signal_connect_object (button, "toggled", G_CALLBACK (choose_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->choices), button);
}

static void
fill_choices (ClvSegmentsView *self)
{
  const ClvTransactions *rows = self->state->source == CLV_VALUE_OF_COUNTED
                                ? self->state->customers->transactions : self->state->orders;
  const guint n = rows->attributes != NULL ? rows->attributes->len : 0;

  clv_box_clear (GTK_BOX (self->choices));
  g_ptr_array_set_size (self->buttons, 0);
  add_choice (self, COHORTS, _("Quarters of first purchases"),
              _("Customers who came in the same quarter of a year"));
  for (guint i = 0; i < n; i++)
    {
      const ClvAttribute *attribute = g_ptr_array_index (rows->attributes, i);
      const guint values = clv_dictionary_get_n (attribute->values);
      g_autofree char *tooltip = g_strdup_printf (ngettext ("%u value", "%u different values",
                                                            values), values);

      if (values > 1)
        add_choice (self, attribute->name, attribute->name, tooltip);
    }
}

static void
show_model (ClvSegmentsView *self)
{
  g_autoptr(ClvModelSpec) spec = make_spec (self->state);
  const ClvModelKind *kind = clv_model_kind_find (spec->kind);
  g_autofree char *text = NULL;

  if (self->state->fit == NULL || g_strcmp0 (self->state->fit->spec->kind, spec->kind) == 0)
    text = g_strdup_printf (_("Each segment is fitted alone with %s, and drawn toward the whole as "
                              "far as few customers or a short history leave it open."),
                            kind->name);
  else
    /* TRANSLATORS: a model, the model of the newest fit */
    text = g_strdup_printf (_("Each segment is fitted alone with %s, since %s cannot be split, and "
                              "drawn toward the whole as far as few customers or a short history "
                              "leave it open."), kind->name, _(self->state->fit->kind->name));
  adw_preferences_group_set_description (self->group, text);
}

static void
show_impossible (ClvSegmentsView *self)
{
  const ClvValueState *state = self->state;
  g_autofree char *subscribers = clv_number_format (state->customers != NULL
                                                    ? state->customers->n : 0, 0);
  g_autofree char *text = NULL;

  text = g_strdup_printf (_("Segments are drawn together by how often their customers buy. The %s "
                            "customers of this workspace renew a subscription, and no orders of "
                            "theirs are known."), subscribers);
  clv_empty_state_clear_gates (self->impossible);
  clv_empty_state_set_texts (self->impossible, "clv-filter-symbolic", _("No segments here"), text);
  clv_empty_state_add_gate (self->impossible, _("Orders"), _("0 of at least 2"), FALSE);
  clv_empty_state_set_possible (self->impossible,
                                _("All subscribers together can be fitted and valued; each has a "
                                  "chance to leave of their own."));
  clv_empty_state_set_button (self->impossible, _("Go to the _Model"), "value.show-view::model");
  gtk_stack_set_visible_child_name (self->stack, "impossible");
}

static void
clv_segments_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (clv_segments_view_parent_class)->map (widget);
  compute_first (CLV_SEGMENTS_VIEW (widget));
}

static void
clv_segments_view_dispose (GObject *object)
{
  ClvSegmentsView *self = CLV_SEGMENTS_VIEW (object);

  self->generation++;
  g_clear_object (&self->session);
  g_clear_pointer (&self->state, clv_value_state_unref);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);

  G_OBJECT_CLASS (clv_segments_view_parent_class)->dispose (object);
}

static void
clv_segments_view_class_init (ClvSegmentsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clv_segments_view_dispose;
  GTK_WIDGET_CLASS (klass)->map = clv_segments_view_map;
}

static GtkWidget *
make_table (ClvSegmentsView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *title = clv_label_new (_("In numbers"), "heading");

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "clv-tiers");
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 18);
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Segments alone and drawn together"), -1);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->grid));

  return box;
}

static GtkWidget *
make_result (ClvSegmentsView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->chart = CLV_CHART_CARD (clv_chart_card_new ());
  self->questions = CLV_QUESTIONS (clv_questions_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->chart), -1, CHART_HEIGHT);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->chart));
  gtk_box_append (GTK_BOX (box), make_table (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->questions));
  gtk_widget_set_visible (box, FALSE);

  return box;
}

static GtkWidget *
make_page (ClvSegmentsView *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", WIDTH,
                                   "tightening-threshold", WIDTH, "margin-top", 18,
                                   "margin-bottom", 24, "margin-start", 18, "margin-end", 18,
                                   NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _("Segments drawn together"));
  self->choices = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_layout_manager (self->choices, clv_wrap_layout_new (6));
  adw_preferences_group_add (self->group, self->choices);
  self->problem = clv_label_new (NULL, "dim-label");
  gtk_widget_set_visible (self->problem, FALSE);
  self->result = make_result (self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->group));
  gtk_box_append (GTK_BOX (box), self->problem);
  gtk_box_append (GTK_BOX (box), self->result);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);

  return scrolled;
}

static void
clv_segments_view_init (ClvSegmentsView *self)
{
  self->buttons = g_ptr_array_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  self->impossible = CLV_EMPTY_STATE (clv_empty_state_new ("clv-filter-symbolic", "", ""));
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, make_page (self), "segments");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->impossible), "impossible");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

/**
 * clv_segments_view_new:
 *
 * Returns: (transfer floating): the view; clv_segments_view_set_state() fills it
 */
GtkWidget *
clv_segments_view_new (void)
{
  return g_object_new (CLV_TYPE_SEGMENTS_VIEW, NULL);
}

static gboolean
is_same_fit (const ClvValueState *self,
             const ClvValueState *other)
{
  return (self->fit != NULL ? self->fit->id : 0) == (other->fit != NULL ? other->fit->id : 0);
}

/**
 * clv_segments_view_set_state:
 * @session: where it is computed
 * @state: whose customers
 *
 * A result stays as long as the data and the fit do.
 */
void
clv_segments_view_set_state (ClvSegmentsView *self,
                             ClvSession      *session,
                             ClvValueState   *state)
{
  gboolean is_other = TRUE;

  g_return_if_fail (CLV_IS_SEGMENTS_VIEW (self));
  g_return_if_fail (CLV_IS_SESSION (session) && state != NULL);

  is_other = self->state == NULL || !is_same_fit (self->state, state)
             || !clv_value_state_is_same_data (self->state, state);
  g_set_object (&self->session, session);
  clv_value_state_ref (state);
  clv_value_state_unref (self->state);
  self->state = state;
  if (!is_other)
    return;

  self->generation++;
  self->is_computed = FALSE;
  gtk_widget_set_visible (self->result, FALSE);
  gtk_widget_set_visible (self->problem, FALSE);
  if (state->source != CLV_VALUE_OF_COUNTED && state->orders->n_rows == 0)
    {
      show_impossible (self);
      return;
    }
  fill_choices (self);
  show_model (self);
  gtk_stack_set_visible_child_name (self->stack, "segments");
  compute_first (self);
}
