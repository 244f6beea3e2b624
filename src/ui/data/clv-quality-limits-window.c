/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-quality-limits-window.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-check-button.h"
#include "clv-rows.h"
#include "clv-spin-row.h"
#include "clv-ui.h"

#define MOST 1000000.0

/* The two numbers of a check, and whether the second one counts. */
typedef struct
{
  ClvSpinRow *target;
  ClvSpinRow *limit;
  GtkCheckButton *stops;
} Fields;

struct _ClvQualityLimitsWindow
{
  AdwWindow parent_instance;

  GtkLabel *problem;
  GtkBox *groups;
  Fields fields[CLV_N_QUALITY_GATES];

  ClvSession *session;
  ClvQualityLimits before;
  gboolean is_filling;
  gboolean is_running;
};

G_DEFINE_FINAL_TYPE (ClvQualityLimitsWindow, clv_quality_limits_window, ADW_TYPE_WINDOW)

static double
get_scale (ClvQualityGateId gate)
{
  return clv_quality_gate_get_unit (gate) == CLV_QUALITY_UNIT_SHARE ? 100.0 : 1.0;
}

static const char *
get_unit_words (ClvQualityGateId gate)
{
  switch (clv_quality_gate_get_unit (gate))
    {
    case CLV_QUALITY_UNIT_DAYS:
      return _("Days");
    case CLV_QUALITY_UNIT_WEEKS:
      return _("Weeks");
    case CLV_QUALITY_UNIT_CUSTOMERS:
      return _("Customers");
    case CLV_QUALITY_UNIT_SHARE:
    default:
      return _("Percent of the rows");
    }
}

/* What stays as it is keeps all its digits, of which the field shows two. */
static double
read_field (ClvSpinRow *row,
            double      before,
            double      scale)
{
  double shown = clv_spin_row_get_value (row);

  return !isnan (before) && fabs (shown - before * scale) < 0.00501 ? before : shown / scale;
}

static void
read_limits (ClvQualityLimitsWindow *self,
             ClvQualityLimits       *limits)
{
  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    {
      const Fields *fields = &self->fields[i];
      const ClvQualityLimit *before = &self->before.of[i];
      double scale = get_scale ((ClvQualityGateId) i);

      limits->of[i].target = read_field (fields->target, before->target, scale);
      limits->of[i].limit = gtk_check_button_get_active (fields->stops)
                            ? read_field (fields->limit, before->limit, scale) : NAN;
    }
}

/* (nullable): what is wrong; marks the fields that are. */
static char *
check_limits (ClvQualityLimitsWindow *self,
              const ClvQualityLimits *limits)
{
  char *problem = NULL;

  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    {
      GtkWidget *row = GTK_WIDGET (self->fields[i].limit);
      const gboolean is_at_least = clv_quality_gate_is_at_least ((ClvQualityGateId) i);
      double target = limits->of[i].target;
      double limit = limits->of[i].limit;

      if (isnan (limit) || (is_at_least ? limit <= target : limit >= target))
        {
          gtk_widget_remove_css_class (row, "error");
          gtk_accessible_reset_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID);
          continue;
        }
      gtk_widget_add_css_class (row, "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
      if (problem == NULL)
        problem = g_strdup_printf (is_at_least
                                   ? _("%s: more is needed than is wanted. Raise what is wanted, "
                                       "or lower what is needed.")
                                   : _("%s: less is allowed than is wanted. Lower what is wanted, "
                                       "or raise what is allowed."),
                                   clv_quality_gate_get_title ((ClvQualityGateId) i));
    }
  return problem;
}

static void
update_cb (ClvQualityLimitsWindow *self)
{
  g_autofree char *problem = NULL;
  ClvQualityLimits limits;

  if (self->is_filling)
    return;

  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    {
      GtkWidget *spin = adw_action_row_get_activatable_widget (
        ADW_ACTION_ROW (self->fields[i].limit));

      gtk_widget_set_sensitive (spin, gtk_check_button_get_active (self->fields[i].stops));
    }
  read_limits (self, &limits);
  problem = check_limits (self, &limits);
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "limits.save",
                                 problem == NULL && !self->is_running
                                 && !clv_quality_limits_equal (&limits, &self->before));
}

static void
fill (ClvQualityLimitsWindow *self,
      const ClvQualityLimits *limits)
{
  self->is_filling = TRUE;
  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    {
      const Fields *fields = &self->fields[i];
      double scale = get_scale ((ClvQualityGateId) i);
      double limit = limits->of[i].limit;

      clv_spin_row_set_value (fields->target, scale * limits->of[i].target);
      clv_spin_row_set_value (fields->limit, scale * (isnan (limit) ? limits->of[i].target
                                                                    : limit));
      gtk_check_button_set_active (fields->stops, !isnan (limit));
    }
  self->is_filling = FALSE;
  update_cb (self);
}

typedef struct
{
  ClvQualityLimits limits;
  char *actor;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;

  g_free (input->actor);
  g_free (input);
}

static gpointer
save_in_thread (ClvWorkspace      *workspace,
                gpointer           data,
                const ClvProgress *progress,
                GError           **error)
{
  const Input *input = data;

  clv_quality_limits_save (&input->limits, workspace, input->actor, error);

  return NULL;
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ClvQualityLimitsWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  if (self->session == NULL)
    return;

  self->is_running = FALSE;
  update_cb (self);
  if (error != NULL)
    {
      gtk_label_set_text (self->problem, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
      return;
    }
  clv_session_toast (CLV_SESSION (object), _("Limits saved"));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
save_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ClvQualityLimitsWindow *self = CLV_QUALITY_LIMITS_WINDOW (widget);
  Input *input = NULL;

  if (self->is_running || clv_session_get_workspace (self->session) == NULL)
    return;

  input = g_new0 (Input, 1);
  read_limits (self, &input->limits);
  input->actor = g_strdup (clv_session_get_acting (self->session));
  self->is_running = TRUE;
  update_cb (self);
  clv_session_run_job (self->session, NULL, save_in_thread, input, free_input, NULL, saved_cb,
                       g_object_ref (self));
}

static void
restore_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  ClvQualityLimits limits;

  clv_quality_limits_init (&limits);
  fill (CLV_QUALITY_LIMITS_WINDOW (widget), &limits);
}

static void
clv_quality_limits_window_dispose (GObject *object)
{
  ClvQualityLimitsWindow *self = CLV_QUALITY_LIMITS_WINDOW (object);

  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_QUALITY_LIMITS_WINDOW);

  G_OBJECT_CLASS (clv_quality_limits_window_parent_class)->dispose (object);
}

static void
clv_quality_limits_window_class_init (ClvQualityLimitsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_quality_limits_window_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, CLV_UI_RESOURCE ("data/clv-quality-limits-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvQualityLimitsWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityLimitsWindow, groups);
  gtk_widget_class_install_action (widget_class, "limits.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "limits.restore", NULL, restore_action);
}

static ClvSpinRow *
add_field (ClvQualityLimitsWindow *self,
           AdwPreferencesGroup    *group,
           ClvQualityGateId        gate,
           const char             *title)
{
  const gboolean is_share = get_scale (gate) > 1.0;
  GtkWidget *row = clv_spin_row_new (gtk_adjustment_new (0, 0, is_share ? 100 : MOST,
                                                         is_share ? 0.5 : 1, 10, 0),
                                     is_share ? 2 : 0);
  /* Translators: a check of the data, "At least wanted", "Weeks" */
  g_autofree char *name = g_strdup_printf (_("%s: %s, %s"), clv_quality_gate_get_title (gate),
                                           title, get_unit_words (gate));
  GtkWidget *spin = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), get_unit_words (gate));
  spin = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 7);
  gtk_editable_set_alignment (GTK_EDITABLE (spin), 1.0);
  clv_widget_name (spin, name);
  g_signal_connect_object (row, "notify::value", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);

  return CLV_SPIN_ROW (row);
}

static void
add_group (ClvQualityLimitsWindow *self,
           ClvQualityGateId        gate)
{
  Fields *fields = &self->fields[gate];
  const gboolean is_at_least = clv_quality_gate_is_at_least (gate);
  const char *title = clv_quality_gate_get_title (gate);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkWidget *check = clv_check_button_new (NULL);
  g_autofree char *name = g_strdup_printf (_("%s can stop a fit"), title);

  adw_preferences_group_set_title (group, title);
  fields->target = add_field (self, group, gate, is_at_least ? _("At least wanted")
                                                             : _("At most wanted"));
  fields->limit = add_field (self, group, gate, is_at_least ? _("At least needed for a fit")
                                                            : _("At most allowed for a fit"));
  clv_widget_name (check, name);
  gtk_widget_set_tooltip_text (check, name);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_signal_connect_object (check, "toggled", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (fields->limit), check);
  fields->stops = GTK_CHECK_BUTTON (check);
  gtk_box_append (self->groups, GTK_WIDGET (group));
}

static void
clv_quality_limits_window_init (ClvQualityLimitsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->is_filling = TRUE;
  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    add_group (self, (ClvQualityGateId) i);
}

/**
 * clv_quality_limits_window_new:
 * @parent: (nullable): the window it belongs to
 * @session: where the limits are saved, and by whom
 * @limits: that hold now
 *
 * Returns: (transfer none): the window, not yet shown
 */
GtkWindow *
clv_quality_limits_window_new (GtkWindow              *parent,
                               ClvSession             *session,
                               const ClvQualityLimits *limits)
{
  ClvQualityLimitsWindow *self = NULL;

  g_return_val_if_fail (CLV_IS_SESSION (session), NULL);
  g_return_val_if_fail (limits != NULL, NULL);

  self = g_object_new (CLV_TYPE_QUALITY_LIMITS_WINDOW, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->before = *limits;
  fill (self, limits);

  return GTK_WINDOW (self);
}
