/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-fit-view.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "clv-columns.h"
#include "clv-fit-words.h"
#include "clv-hybrid.h"
#include "clv-money.h"
#include "clv-rows.h"

#define COLUMN_WIDTH 400

struct _ClvFitView
{
  AdwBin parent_instance;

  GtkBox *boxes[2];       /* beside each other where there is room */
  GPtrArray *estimates;   /* (element-type GtkLabel) (unowned): with "brief" and "full" */
};

G_DEFINE_FINAL_TYPE (ClvFitView, clv_fit_view, ADW_TYPE_BIN)

static AdwPreferencesGroup *
add_group (GtkBox     *box,
           const char *title,
           const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (box, group);

  return ADW_PREFERENCES_GROUP (group);
}

static GtkLabel *
add_value (AdwActionRow *row,
           const char   *value)
{
  GtkLabel *label = clv_row_add_number (row, value);

  gtk_label_set_selectable (label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);

  return label;
}

static AdwActionRow *
add_row (AdwPreferencesGroup *group,
         const char          *title,
         const char          *subtitle,
         const char          *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (value != NULL)
    add_value (ADW_ACTION_ROW (row), value);
  adw_preferences_group_add (group, row);

  return ADW_ACTION_ROW (row);
}

static void
add_icon (AdwActionRow *row,
          const char   *icon_name,
          const char   *css_class)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (icon, css_class);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 15);
  adw_action_row_add_prefix (row, icon);
}

/* The state's own sentence comes first, so it is not repeated as a diagnostic. */
static void
fill_findings (ClvFitView   *self,
               const ClvFit *fit)
{
  AdwPreferencesGroup *group = NULL;
  AdwActionRow *row = NULL;
  g_autofree char *title = NULL;
  g_autofree char *until = clv_date_to_display (fit->spec->until);
  g_autofree char *description = NULL;
  const char *state_id = clv_fit_state_get_id (fit->state);

  title = g_strdup_printf (_("Result: %s"), fit->kind->name);
  description = g_strdup_printf (_("Fit %" PRId64 ", on everything up to %s."), (gint64) fit->id,
                                 until);
  group = add_group (self->boxes[0], title, description);
  row = add_row (group, clv_fit_words_get_state (fit->state), clv_fit_state_describe (fit->state),
                 NULL);
  if (fit->state == CLV_FIT_CONVERGED)
    add_icon (row, "clv-passed-symbolic", "success");
  else
    add_icon (row, "clv-failed-symbolic", clv_fit_is_usable (fit) ? "warning" : "error");

  for (guint i = 0; i < fit->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *diagnostic = g_ptr_array_index (fit->diagnostics, i);

      if (g_strcmp0 (diagnostic->code, state_id) != 0)
        add_icon (add_row (group, _("Keep in mind"), diagnostic->message, NULL),
                  "clv-why-symbolic", "warning");
    }
}

static void
digits_cb (ClvFitView      *self,
           GtkToggleButton *button)
{
  const char *key = gtk_toggle_button_get_active (button) ? "full" : "brief";

  for (guint i = 0; i < self->estimates->len; i++)
    {
      GObject *label = g_ptr_array_index (self->estimates, i);

      gtk_label_set_text (GTK_LABEL (label), g_object_get_data (label, key));
    }
}

/* Four decimals are enough to read; whoever compares with another program wants all. */
static void
add_digits (ClvFitView          *self,
            AdwPreferencesGroup *group)
{
  GtkWidget *button = gtk_toggle_button_new_with_mnemonic (_("All _Digits"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Show seven digits of each estimate, to compare with "
                                         "another program"));
  g_signal_connect_object (button, "toggled", G_CALLBACK (digits_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (group, button);
}

static void
add_estimate (ClvFitView          *self,
              AdwPreferencesGroup *group,
              const char          *symbol,
              const char          *meaning,
              double               value,
              double               standard_error)
{
  g_autofree char *brief = clv_fit_words_format_estimate (value, standard_error);
  char *full = clv_fit_words_format_all_digits (value, standard_error);
  GtkLabel *label = add_value (add_row (group, symbol, meaning, NULL), brief);

  g_object_set_data_full (G_OBJECT (label), "brief", g_steal_pointer (&brief), g_free);
  g_object_set_data_full (G_OBJECT (label), "full", full, g_free);
  g_ptr_array_add (self->estimates, label);
}

static void
fill_spend (ClvFitView   *self,
            const ClvFit *fit,
            const char   *currency)
{
  static const char * const names[] = { "p", "q", "gamma" };
  AdwPreferencesGroup *group = add_group (self->boxes[1], _("Spend a purchase"),
                                          _("Gamma–Gamma, estimate ± standard error"));

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *meaning = clv_fit_words_describe_spend (fit, currency, i);

      add_estimate (self, group, clv_fit_words_get_symbol (names[i]), meaning,
                    fit->spend_parameters[i], fit->spend_standard_errors[i]);
    }
}

/* Of a fit of two parts each part with its own. */
static void
fill_parameters (ClvFitView   *self,
                 const ClvFit *fit)
{
  const gboolean is_contract = fit->kind->history == CLV_HISTORY_CONTRACT;
  AdwPreferencesGroup *group = NULL;

  group = add_group (self->boxes[1], is_contract ? _("Renewals") : _("Purchases"),
                     _("Estimate ± standard error"));
  if (self->estimates->len == 0)
    add_digits (self, group);
  for (guint i = 0; i < fit->kind->n_parameters; i++)
    {
      g_autofree char *meaning = clv_fit_words_describe_parameter (fit, i);

      add_estimate (self, group, clv_fit_words_get_symbol (fit->kind->parameter_names[i]), meaning,
                    fit->parameters[i], fit->standard_errors[i]);
    }
}

static void
add_number (AdwPreferencesGroup *group,
            const char          *title,
            const char          *subtitle,
            double               number,
            int                  decimals)
{
  g_autofree char *value = clv_number_format (number, decimals);

  add_row (group, title, subtitle, value);
}

static void
fill_facts (ClvFitView   *self,
            const ClvFit *fit)
{
  AdwPreferencesGroup *group = add_group (self->boxes[0], _("Facts"), NULL);
  g_autofree char *nested = NULL;
  g_autofree char *cpu = NULL;
  g_autofree char *seconds = NULL;
  g_autofree char *actual = clv_number_format (fit->in_sample_actual, 0);
  g_autofree char *actual_text = g_strdup_printf (_("There were %s"), actual);
  g_autofree char *repeat = clv_number_format (fit->n_repeat, 0);
  const gboolean is_contract = fit->kind->history == CLV_HISTORY_CONTRACT;
  g_autofree char *repeat_text = g_strdup_printf (is_contract ? _("%s of them renewed")
                                                              : _("%s of them bought again"),
                                                  repeat);

  add_number (group, is_contract ? _("Subscribers") : _("Customers"), repeat_text,
              fit->n_customers, 0);
  add_number (group, _("Distinct histories"),
              fit->hybrid != NULL
              ? _("Subscribers and buyers with the same past are computed once")
              : is_contract
              ? _("Subscribers with the same renewals and begin are computed once")
              : _("Customers with the same purchases, recency and age are computed once"),
              fit->n_cells, 0);
  if (isfinite (fit->nested_log_likelihood))
    {
      g_autofree char *number = clv_number_format (fit->nested_log_likelihood, 3);

      nested = g_strdup_printf (_("The simpler %s reaches %s"), fit->kind->nested_name, number);
    }
  if (isfinite (fit->log_likelihood))
    add_number (group, _("Log-likelihood"), nested, fit->log_likelihood, 3);
  add_number (group, fit->hybrid != NULL ? _("Renewals and purchases the model gives the past")
              : is_contract ? _("Renewals the model gives the past")
              : _("Repeat purchases the model gives the past"), actual_text,
              fit->in_sample_expected, 0);
  seconds = clv_number_format (fit->cpu_load + fit->cpu_summary + fit->cpu_fit, 3);
  cpu = g_strdup_printf (_("%s s"), seconds);
  add_row (group, _("Processor time"), _("Loading, summarising and fitting"), cpu);
}

static void
clv_fit_view_finalize (GObject *object)
{
  g_clear_pointer (&CLV_FIT_VIEW (object)->estimates, g_ptr_array_unref);

  G_OBJECT_CLASS (clv_fit_view_parent_class)->finalize (object);
}

static void
clv_fit_view_class_init (ClvFitViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clv_fit_view_finalize;
}

static void
clv_fit_view_init (ClvFitView *self)
{
  GtkWidget *columns = NULL;

  self->estimates = g_ptr_array_new ();
  columns = clv_columns_new (COLUMN_WIDTH, G_N_ELEMENTS (self->boxes));
  for (guint i = 0; i < G_N_ELEMENTS (self->boxes); i++)
    {
      self->boxes[i] = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
      gtk_widget_set_valign (GTK_WIDGET (self->boxes[i]), GTK_ALIGN_START);
      clv_columns_append (CLV_COLUMNS (columns), GTK_WIDGET (self->boxes[i]));
    }
  adw_bin_set_child (ADW_BIN (self), columns);
}

/**
 * clv_fit_view_new:
 *
 * Returns: (transfer floating): the widget, without a fit
 */
GtkWidget *
clv_fit_view_new (void)
{
  return g_object_new (CLV_TYPE_FIT_VIEW, NULL);
}

/**
 * clv_fit_view_set_fit:
 * @fit: (nullable): what to show
 * @currency: of the amounts
 */
void
clv_fit_view_set_fit (ClvFitView   *self,
                      const ClvFit *fit,
                      const char   *currency)
{
  g_return_if_fail (CLV_IS_FIT_VIEW (self));

  g_ptr_array_set_size (self->estimates, 0);
  for (guint i = 0; i < G_N_ELEMENTS (self->boxes); i++)
    clv_box_clear (self->boxes[i]);
  if (fit == NULL)
    return;

  fill_findings (self, fit);
  if (fit->hybrid != NULL)
    {
      fill_parameters (self, fit->hybrid->contract);
      fill_parameters (self, fit->hybrid->orders);
    }
  else
    {
      fill_parameters (self, fit);
    }
  if (fit->has_spend)
    fill_spend (self, fit, currency);
  fill_facts (self, fit);
}
