/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-model-pictures.h"

#include <glib/gi18n-lib.h>

#include "clv-chart-card.h"
#include "clv-columns.h"
#include "clv-customers-kinds.h"
#include "clv-money.h"
#include "clv-questions.h"
#include "clv-rows.h"
#include "clv-wrap-layout.h"

#define N_AGES 4
#define HORIZON_DAYS 365
#define MAP_HEIGHT 520
#define CURVE_HEIGHT 330
#define STAY_HEIGHT 380

/* The pictures of one fit: specs of the heat map by age, P(active) and expected
 * purchases one after the other; specs of the curves. */
typedef struct
{
  GArray *ages;       /* (element-type ClvAgeGroup) */
  GPtrArray *maps;    /* (element-type ClvPlotSpec) */
  GPtrArray *curves;  /* (element-type ClvPlotSpec) */
} Pictures;

struct _ClvModelPictures
{
  AdwBin parent_instance;

  GtkWidget *map_group;
  GtkWidget *choices;
  GtkWidget *age_box;
  GtkToggleButton *expected_button;
  ClvChartCard *map_card;
  ClvQuestions *map_questions;
  GtkWidget *curve_group;
  ClvColumns *curve_columns;

  ClvValueState *state;
  Pictures *pictures;       /* (nullable) */
  guint age;                /* of the map that is shown */
  guint n_running;          /* jobs: what the last one draws is shown */
};

G_DEFINE_FINAL_TYPE (ClvModelPictures, clv_model_pictures, ADW_TYPE_BIN)

static void
pictures_free (gpointer data)
{
  Pictures *self = data;

  if (self == NULL)
    return;

  g_array_unref (self->ages);
  g_ptr_array_unref (self->maps);
  g_ptr_array_unref (self->curves);
  g_free (self);
}

/* A ClvJobFunc; needs no workspace. */
static gpointer
draw_in_thread (ClvWorkspace      *unused,
                gpointer           input,
                const ClvProgress *progress,
                GError           **error)
{
  ClvValueState *state = input;
  g_autoptr(GPtrArray) mixings = clv_mixing_list (state->fit);
  g_autoptr(ClvCustomers) customers = NULL;
  const char *currency = state->transactions->currency;
  Pictures *self = NULL;

  customers = clv_customers_new_for_spec (state->customers, state->fit->spec, progress, error);
  if (customers == NULL)
    return NULL;
  self = g_new0 (Pictures, 1);
  self->ages = clv_heat_map_list_ages (customers, N_AGES);
  self->maps = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_plot_spec_free);
  self->curves = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_plot_spec_free);
  if (!clv_heat_map_is_possible (state->fit))
    g_array_set_size (self->ages, 0);
  if (state->fit->kind->history == CLV_HISTORY_CONTRACT)
    {
      g_ptr_array_add (self->maps, clv_figure_stay (state->fit, customers));
      g_ptr_array_add (self->maps, clv_figure_stay (state->fit, customers));
    }
  for (guint i = 0; i < MAX (self->ages->len, 1) && self->maps->len == 2 * i; i++)
    {
      g_autoptr(ClvHeatMap) map = NULL;

      if (i < self->ages->len)
        map = clv_heat_map_new (state->fit, customers,
                                &g_array_index (self->ages, ClvAgeGroup, i), HORIZON_DAYS);
      g_ptr_array_add (self->maps, clv_figure_heat_map (state->fit, map, FALSE));
      g_ptr_array_add (self->maps, clv_figure_heat_map (state->fit, map, TRUE));
    }
  for (guint i = 0; i < mixings->len; i++)
    g_ptr_array_add (self->curves, clv_figure_mixing (state->fit, g_ptr_array_index (mixings, i),
                                                      currency));

  return self;
}

static void
show_map (ClvModelPictures *self)
{
  const guint is_expected = gtk_toggle_button_get_active (self->expected_button) ? 1 : 0;

  if (self->pictures == NULL || self->pictures->maps->len <= 2 * self->age + is_expected)
    return;

  clv_chart_card_set_spec (self->map_card,
                           g_ptr_array_index (self->pictures->maps, 2 * self->age + is_expected));
}

static void
answer_map (ClvModelPictures *self)
{
  const ClvFit *fit = self->state->fit;
  const ClvAgeGroup *group = NULL;
  g_autofree char *customers = NULL;
  g_autofree char *what = NULL;
  g_autofree char *how = NULL;

  if (self->pictures->ages->len <= self->age)
    return;

  group = &g_array_index (self->pictures->ages, ClvAgeGroup, self->age);
  customers = clv_number_format (group->n, 0);
  what = g_strdup_printf (_("What the model says of every past that a customer of this age can "
                            "have, and where your %s customers of about this age stand."),
                          customers);
  how = g_strdup_printf (_("%s is asked once a cell, with its number of repeat purchases and the "
                           "middle of its time; of several numbers the lowest. One-time buyers "
                           "bought at the start, so they are in the last column."),
                         _(fit->kind->name));
  clv_questions_set_answers (self->map_questions, what, how,
                             _("Look for cells with many customers where the probability has begun "
                               "to fall: those who came often and are late are the first to write "
                               "to. Where it is near zero most are gone."));
}

/* The line of those who stay, with the fit's own numbers. */
static void
answer_stay (ClvModelPictures *self)
{
  const ClvFit *fit = self->state->fit;
  g_autofree char *customers = clv_number_format (fit->n_customers, 0);
  g_autofree char *renewed = clv_number_format (fit->n_repeat, 0);
  g_autofree char *a = clv_number_format (fit->parameters[0], 2);
  g_autofree char *b = clv_number_format (fit->parameters[1], 2);
  g_autofree char *what = NULL;
  g_autofree char *how = NULL;

  what = g_strdup_printf (_("Of all who begin a subscription, the share that is still there after "
                            "so many renewals. %s of your %s subscribers renewed at least once."),
                          renewed, customers);
  how = g_strdup_printf (_("What happened: of those whose renewal was due, the share who renewed, "
                           "multiplied from renewal to renewal (Kaplan and Meier 1958). %s: the "
                           "mean over all chances to leave, with a = %s and b = %s. It goes on "
                           "where nobody has been seen yet."), _(fit->kind->name), a, b);
  clv_questions_set_answers (self->map_questions, what, how,
                             _("Where the line falls steeply subscribers leave: give them a "
                               "reason to stay before those renewals. Where the two lines part, "
                               "rely less on what the model says of later ones."));
}

static void
age_cb (ClvModelPictures *self,
        GtkToggleButton  *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;

  self->age = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "age"));
  show_map (self);
  answer_map (self);
}

/* "27–54 weeks". Where a group ends within a unit that unit is named by the older group
 * alone, so that groups do not overlap. */
static char *
name_age (ClvModelPictures *self,
          guint             number)
{
  const GArray *ages = self->pictures->ages;
  const ClvAgeGroup *group = &g_array_index (ages, ClvAgeGroup, number);
  const int unit = self->state->fit->spec->unit_days;
  const int from = group->from_days / unit;
  int to = group->to_days / unit;

  if (number + 1 < ages->len)
    to = MAX (from, MIN (to, g_array_index (ages, ClvAgeGroup, number + 1).from_days / unit - 1));

  if (self->state->fit->spec->opportunity != CLV_OPPORTUNITY_NONE)
    return g_strdup_printf ("%d–%d %s", from, to,
                            clv_opportunity_get_plural (self->state->fit->spec->opportunity));

  return g_strdup_printf (unit == 7 ? _("%d–%d weeks") : _("%d–%d days"), from, to);
}

/* The customers who are known longest come first: they have the most to tell. */
static void
fill_ages (ClvModelPictures *self)
{
  const GArray *ages = self->pictures->ages;
  GtkToggleButton *first = NULL;

  clv_box_clear (GTK_BOX (self->age_box));
  for (guint i = ages->len; i-- > 0;)
    {
      g_autofree char *name = name_age (self, i);
      g_autofree char *long_name = g_strdup_printf (_("First bought %s ago"), name);
      GtkWidget *button = gtk_toggle_button_new_with_label (name);

      g_object_set_data (G_OBJECT (button), "age", GUINT_TO_POINTER (i));
      clv_widget_name (button, long_name);
      gtk_widget_set_tooltip_text (button, long_name);
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);
      if (first == NULL)
        first = GTK_TOGGLE_BUTTON (button);
      gtk_box_append (GTK_BOX (self->age_box), button);
      g_signal_connect_object (button, "toggled", G_CALLBACK (age_cb), self, G_CONNECT_SWAPPED);
    }
  self->age = ages->len > 0 ? ages->len - 1 : 0;
  if (first != NULL)
    gtk_toggle_button_set_active (first, TRUE);
  gtk_widget_set_visible (self->choices, ages->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->map_questions),
                          ages->len > 0
                          || self->state->fit->kind->history == CLV_HISTORY_CONTRACT);
}

/* (transfer full): what the curves say of all customers and how they come about. */
static ClvQuestions *
make_curve_answers (ClvModelPictures *self)
{
  const ClvFit *fit = self->state->fit;
  const gboolean is_contract = fit->kind->history == CLV_HISTORY_CONTRACT;
  const ClvPlotSpec *first = g_ptr_array_index (self->pictures->curves, 0);
  g_autofree char *customers = clv_number_format (fit->n_customers, 0);
  g_autofree char *what = NULL;
  g_autofree char *how = NULL;
  ClvQuestions *questions = CLV_QUESTIONS (clv_questions_new ());

  what = g_strdup_printf (is_contract
                          ? _("Your %s subscribers are not alike. The curve says how their chance "
                              "not to renew is spread over all who began, those who left "
                              "included. %s")
                          : _("Your %s customers are not alike. Each curve says how one trait is "
                              "spread over all of them, those who left included. %s"), customers,
                          first->description);
  how = g_strdup_printf (is_contract
                         ? _("It is the distribution that the estimates of %s mean. It is not "
                             "counted from single subscribers, who leave once at most.")
                         : _("They are the distributions that the estimates of %s mean, rates "
                             "turned into a year. They are not counted from single customers, "
                             "whose own pasts are too short for it."), _(fit->kind->name));
  clv_questions_set_answers (questions, what, how, is_contract
                             ? _("Where the mean lies far from the middle subscriber, plan for "
                                 "groups instead of the average: some leave early, and most of "
                                 "the others stay long.")
                             : _("Where the mean lies far from the middle customer, plan for "
                                 "groups instead of the average: a few customers make most of the "
                                 "business."));

  return questions;
}

static void
fill_curves (ClvModelPictures *self)
{
  const GPtrArray *curves = self->pictures->curves;

  clv_columns_clear (self->curve_columns);
  for (guint i = 0; i < curves->len; i++)
    {
      GtkWidget *card = clv_chart_card_new ();

      gtk_widget_set_size_request (card, -1, CURVE_HEIGHT);
      clv_chart_card_set_spec (CLV_CHART_CARD (card), g_ptr_array_index (curves, i));
      clv_columns_append (self->curve_columns, card);
    }
  gtk_widget_set_visible (self->curve_group, curves->len > 0);
  /* Beside an odd curve, where else nothing would be. */
  if (curves->len > 0)
    clv_columns_append (self->curve_columns, GTK_WIDGET (make_curve_answers (self)));
}

/* Who has left is known of subscribers; how long they stay is what there is to see. */
static void
show_group (ClvModelPictures *self)
{
  const gboolean is_contract = self->state->fit->kind->history == CLV_HISTORY_CONTRACT;
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self->map_group);

  adw_preferences_group_set_title (group, is_contract ? _("How long your subscribers stay")
                                                      : _("Who is active, and who will buy"));
  adw_preferences_group_set_description (group, is_contract
                                         ? _("What happened, and what the model says.")
                                         : _("By how often customers came back and how long ago "
                                             "they last bought."));
  gtk_widget_set_size_request (GTK_WIDGET (self->map_card), -1,
                               is_contract ? STAY_HEIGHT : MAP_HEIGHT);
  gtk_widget_set_visible (self->map_group, TRUE);
  group = ADW_PREFERENCES_GROUP (self->curve_group);
  adw_preferences_group_set_title (group, is_contract ? _("How your subscribers differ")
                                                      : _("How your customers differ"));
  adw_preferences_group_set_description (group, is_contract
                                         ? _("What the estimates mean.")
                                         : _("What the estimates mean, in a year’s units."));
  if (is_contract)
    answer_stay (self);
}

static void
drawn_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ClvModelPictures) self = user_data;
  g_autoptr(GError) error = NULL;
  Pictures *pictures = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  self->n_running--;
  /* Where another state came meanwhile its own job draws it. */
  if (pictures == NULL || self->state == NULL || self->state->fit == NULL || self->n_running > 0)
    {
      pictures_free (pictures);
      return;
    }

  pictures_free (self->pictures);
  self->pictures = pictures;
  fill_ages (self);
  show_map (self);
  answer_map (self);
  fill_curves (self);
  show_group (self);
}

static GtkWidget *
add_group (GtkBox     *box,
           const char *title,
           const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_widget_set_visible (group, FALSE);
  gtk_box_append (box, group);

  return group;
}

static GtkWidget *
make_choices (ClvModelPictures *self)
{
  GtkWidget *choices = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *measures = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *active = gtk_toggle_button_new_with_mnemonic (_("_Active"));
  GtkWidget *expected = gtk_toggle_button_new_with_mnemonic (_("_Purchases"));

  gtk_widget_set_layout_manager (choices, clv_wrap_layout_new (12));
  gtk_widget_set_margin_bottom (choices, 12);
  gtk_widget_add_css_class (measures, "linked");
  clv_widget_name (active, _("Probability of being active"));
  clv_widget_name (expected, _("Expected purchases within a year"));
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (expected), GTK_TOGGLE_BUTTON (active));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (active), TRUE);
  gtk_box_append (GTK_BOX (measures), active);
  gtk_box_append (GTK_BOX (measures), expected);
  self->expected_button = GTK_TOGGLE_BUTTON (expected);
  g_signal_connect_object (expected, "toggled", G_CALLBACK (show_map), self, G_CONNECT_SWAPPED);
  self->age_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->age_box, "linked");
  gtk_box_append (GTK_BOX (choices), measures);
  gtk_box_append (GTK_BOX (choices), self->age_box);

  return choices;
}

static void
clv_model_pictures_dispose (GObject *object)
{
  ClvModelPictures *self = CLV_MODEL_PICTURES (object);

  g_clear_pointer (&self->state, clv_value_state_unref);
  g_clear_pointer (&self->pictures, pictures_free);

  G_OBJECT_CLASS (clv_model_pictures_parent_class)->dispose (object);
}

static void
clv_model_pictures_class_init (ClvModelPicturesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clv_model_pictures_dispose;
}

static void
clv_model_pictures_init (ClvModelPictures *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->map_group = add_group (GTK_BOX (box), _("Who is active, and who will buy"),
                               _("By how often customers came back and how long ago they last "
                                 "bought."));
  self->choices = make_choices (self);
  self->map_card = CLV_CHART_CARD (clv_chart_card_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->map_card), -1, MAP_HEIGHT);
  self->map_questions = CLV_QUESTIONS (clv_questions_new ());
  gtk_widget_set_margin_top (GTK_WIDGET (self->map_questions), 12);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->map_group), self->choices);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->map_group),
                             GTK_WIDGET (self->map_card));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->map_group),
                             GTK_WIDGET (self->map_questions));

  self->curve_group = add_group (GTK_BOX (box), _("How your customers differ"),
                                 _("What the estimates mean, in a year’s units."));
  self->curve_columns = CLV_COLUMNS (clv_columns_new (330, 2));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->curve_group),
                             GTK_WIDGET (self->curve_columns));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * clv_model_pictures_new:
 *
 * Returns: (transfer floating): the widget, without pictures
 */
GtkWidget *
clv_model_pictures_new (void)
{
  return g_object_new (CLV_TYPE_MODEL_PICTURES, NULL);
}

/**
 * clv_model_pictures_set_state:
 * @session: where they are computed
 * @state: whose fit is shown
 */
void
clv_model_pictures_set_state (ClvModelPictures *self,
                              ClvSession       *session,
                              ClvValueState    *state)
{
  g_return_if_fail (CLV_IS_MODEL_PICTURES (self));
  g_return_if_fail (state != NULL);

  clv_value_state_ref (state);
  g_clear_pointer (&self->state, clv_value_state_unref);
  self->state = state;
  if (state->fit == NULL || state->customers == NULL || !clv_fit_is_usable (state->fit))
    {
      gtk_widget_set_visible (self->map_group, FALSE);
      gtk_widget_set_visible (self->curve_group, FALSE);
      return;
    }

  self->n_running++;
  clv_session_run_job_without_workspace (session, NULL, draw_in_thread, clv_value_state_ref (state),
                                         (GDestroyNotify) clv_value_state_unref, pictures_free,
                                         drawn_cb, g_object_ref (self));
}
