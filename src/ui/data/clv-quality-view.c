/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-quality-view.h"

#include <glib/gi18n-lib.h>

#include "clv-empty-state.h"
#include "clv-money.h"
#include "clv-quality-limits-window.h"
#include "clv-quality-row.h"
#include "clv-quality-why.h"
#include "clv-rows.h"
#include "clv-step-parts.h"
#include "clv-ui.h"

struct _ClvQualityView
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkSpinner *spinner;
  ClvEmptyState *empty_state;
  GtkWidget *summary;
  GtkImage *icon;
  GtkLabel *headline;
  GtkLabel *basis;
  GtkButton *next_button;
  GtkListBox *checks;
  GtkWidget *outliers_group;
  GtkListBox *outliers;

  ClvSession *session;
  ClvQuality *quality;      /* (nullable): what is shown */
  ClvWorkspace *shown;      /* (unowned) (nullable): whose; only compared */
  ClvDate today;
  guint generation;         /* of the look that counts */
};

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClvQualityView, clv_quality_view, ADW_TYPE_BIN)

static gboolean
has_data (const ClvQuality *quality)
{
  return quality->facts.n_rows > 0 || quality->facts.is_counted;
}

static void
show_summary (ClvQualityView *self)
{
  const ClvQuality *quality = self->quality;
  g_autofree char *headline = clv_quality_describe (quality);
  g_autofree char *rows = clv_step_count (quality->facts.n_rows);
  g_autofree char *today = clv_date_to_display (quality->today);
  g_autofree char *customers = clv_step_count (quality->facts.n_customers);
  g_autofree char *basis = quality->facts.is_counted
                           ? g_strdup_printf (_("Judged on %s from %s customers who were counted "
                                                "before the import"), today, customers)
                           : g_strdup_printf (_("Judged on %s from %s rows in force"), today, rows);
  const gboolean is_red = quality->state == CLV_QUALITY_RED;

  for (guint i = 0; i <= CLV_QUALITY_RED; i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon),
                                 clv_quality_state_get_style ((ClvQualityState) i));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon),
                            clv_quality_state_get_style (quality->state));
  gtk_image_set_from_icon_name (self->icon, clv_quality_state_get_icon (quality->state));
  gtk_label_set_text (self->headline, headline);
  gtk_label_set_text (self->basis, basis);
  gtk_button_set_label (self->next_button, is_red ? _("_Add a File…") : _("Go to _Value"));
  /* An action is looked up as soon as its name is there, so its target comes first. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->next_button), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->next_button),
                                          is_red ? NULL : g_variant_new_string ("value"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->next_button),
                                  is_red ? "win.import" : "win.show-place");
  clv_widget_name (self->summary, headline);
}

/* The worst first, in their own order else. */
static void
show_checks (ClvQualityView *self)
{
  clv_list_clear (self->checks);
  for (int state = CLV_QUALITY_RED; state >= CLV_QUALITY_GREEN; state--)
    for (guint i = 0; i < self->quality->gates->len; i++)
      {
        const ClvQualityGate *gate = clv_quality_get_gate (self->quality, (ClvQualityGateId) i);
        GtkWidget *row = NULL;

        if (gate->state != (ClvQualityState) state)
          continue;
        row = clv_quality_row_new (gate);
        clv_quality_row_take_why (CLV_QUALITY_ROW (row), clv_quality_why (self->quality, gate));
        gtk_list_box_append (self->checks, row);
      }
}

static GtkWidget *
make_outlier (ClvQualityView          *self,
              const ClvQualityOutlier *outlier)
{
  g_autofree char *who = clv_session_dup_customer_label (self->session, outlier->customer);
  g_autofree char *day = clv_date_to_display (outlier->day);
  g_autofree char *amount = clv_money_format (outlier->amount, self->quality->currency);
  g_autofree char *name = g_strdup_printf (_("Show customer %s"), who);
  GtkWidget *row = clv_row_new (who, day);
  GtkWidget *button = gtk_button_new_from_icon_name ("clv-next-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  clv_widget_name (button, name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "quality.show-customer");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", outlier->customer);
  clv_row_add_number (ADW_ACTION_ROW (row), amount);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

static void
show_outliers (ClvQualityView *self)
{
  const GArray *outliers = self->quality->facts.outliers;

  clv_list_clear (self->outliers);
  for (guint i = 0; i < outliers->len; i++)
    gtk_list_box_append (self->outliers,
                         make_outlier (self, &g_array_index (outliers, ClvQualityOutlier, i)));
  gtk_widget_set_visible (self->outliers_group, outliers->len > 0);
}

static void
show_quality (ClvQualityView *self)
{
  ClvWorkspace *workspace = clv_session_get_workspace (self->session);

  gtk_spinner_stop (self->spinner);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quality.edit-limits",
                                 workspace != NULL && !clv_workspace_is_read_only (workspace));
  if (has_data (self->quality))
    {
      show_summary (self);
      show_checks (self);
      show_outliers (self);
    }
  gtk_stack_set_visible_child_name (self->stack, has_data (self->quality) ? "checks" : "empty");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

typedef struct
{
  ClvQualityView *view;
  guint generation;
} Look;

static gpointer
look_in_thread (ClvWorkspace      *workspace,
                gpointer           input,
                const ClvProgress *progress,
                GError           **error)
{
  return clv_quality_load (workspace, CLV_DATE_INVALID, *(const ClvDate *) input, progress, error);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Look *look = user_data;
  g_autoptr(ClvQualityView) self = look->view;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvQuality) quality = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                              &error);

  if (look->generation != self->generation || self->session == NULL
      || clv_session_get_workspace (self->session) == NULL)
    return;

  if (quality == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        clv_session_show_error (self->session, _("The data cannot be checked"), error);
      return;
    }
  clv_quality_unref (self->quality);
  self->quality = g_steal_pointer (&quality);
  show_quality (self);
}

static void
edit_limits_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  ClvQualityView *self = CLV_QUALITY_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->quality != NULL && clv_session_get_workspace (self->session) != NULL)
    gtk_window_present (clv_quality_limits_window_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root)
                                                                            : NULL,
                                                       self->session, &self->quality->limits));
}

static void
show_customer_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  clv_session_show_place (CLV_QUALITY_VIEW (widget)->session, "customers",
                          g_variant_get_string (parameter, NULL));
}

static void
clv_quality_view_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  ClvQualityView *self = CLV_QUALITY_VIEW (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_string (value, clv_quality_view_get_state (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_quality_view_dispose (GObject *object)
{
  ClvQualityView *self = CLV_QUALITY_VIEW (object);

  self->generation++;
  g_clear_object (&self->session);
  g_clear_pointer (&self->quality, clv_quality_unref);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_QUALITY_VIEW);

  G_OBJECT_CLASS (clv_quality_view_parent_class)->dispose (object);
}

static void
clv_quality_view_class_init (ClvQualityViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = clv_quality_view_get_property;
  object_class->dispose = clv_quality_view_dispose;

  properties[PROP_STATE] =
    g_param_spec_string ("state", NULL, NULL, "loading",
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (CLV_TYPE_EMPTY_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("data/clv-quality-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvQualityView, stack);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityView, spinner);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityView, empty_state);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityView, summary);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityView, icon);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityView, headline);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityView, basis);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityView, next_button);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityView, checks);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityView, outliers_group);
  gtk_widget_class_bind_template_child (widget_class, ClvQualityView, outliers);

  /**
   * ClvQualityView|quality.edit-limits:
   *
   * Opens the window with the limits of this workspace.
   */
  gtk_widget_class_install_action (widget_class, "quality.edit-limits", NULL, edit_limits_action);
  gtk_widget_class_install_action (widget_class, "quality.show-customer", "s",
                                   show_customer_action);
}

static void
clv_quality_view_init (ClvQualityView *self)
{
  self->today = CLV_DATE_INVALID;
  gtk_widget_init_template (GTK_WIDGET (self));
  clv_empty_state_set_texts (self->empty_state, "clv-data-symbolic", _("No Orders to Check"),
                             _("Here nine checks will say whether the data are fit for a model: "
                               "whether they are complete, unique and recent, and whether there "
                               "are enough customers who came back."));
  clv_empty_state_set_possible (self->empty_state,
                                _("Limits can be set already. Each change stands in the ledger."));
  clv_empty_state_set_button (self->empty_state, _("_Import a File…"), "win.import");
}

GtkWidget *
clv_quality_view_new (void)
{
  return g_object_new (CLV_TYPE_QUALITY_VIEW, NULL);
}

/**
 * clv_quality_view_refresh:
 * @session: where the workspace is
 *
 * Looks at the data again, and shows what it finds when it is done.
 */
void
clv_quality_view_refresh (ClvQualityView *self,
                          ClvSession     *session)
{
  ClvWorkspace *workspace = NULL;
  Look *look = NULL;

  g_return_if_fail (CLV_IS_QUALITY_VIEW (self));
  g_return_if_fail (CLV_IS_SESSION (session));

  g_set_object (&self->session, session);
  workspace = clv_session_get_workspace (session);
  self->generation++;
  if (workspace != self->shown)
    {
      self->shown = workspace;
      g_clear_pointer (&self->quality, clv_quality_unref);
      gtk_spinner_start (self->spinner);
      gtk_stack_set_visible_child_name (self->stack, "loading");
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  if (workspace == NULL)
    return;

  look = g_new0 (Look, 1);
  look->view = g_object_ref (self);
  look->generation = self->generation;
  clv_session_run_job (session, NULL, look_in_thread,
                       g_memdup2 (&self->today, sizeof self->today), g_free,
                       (GDestroyNotify) clv_quality_unref, looked_cb, look);
}

const char *
clv_quality_view_get_state (ClvQualityView *self)
{
  g_return_val_if_fail (CLV_IS_QUALITY_VIEW (self), NULL);

  if (self->quality == NULL)
    return "loading";

  return has_data (self->quality) ? clv_quality_state_get_name (self->quality->state) : "empty";
}

void
clv_quality_view_set_today (ClvQualityView *self,
                            ClvDate         today)
{
  g_return_if_fail (CLV_IS_QUALITY_VIEW (self));

  self->today = today;
  if (self->session != NULL)
    clv_quality_view_refresh (self, self->session);
}
