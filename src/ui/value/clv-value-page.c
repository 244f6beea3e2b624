/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-value-page.h"

#include <glib/gi18n-lib.h>

#include "clv-banner.h"
#include "clv-definition-view.h"
#include "clv-holdout-view.h"
#include "clv-model-view.h"
#include "clv-overview-view.h"
#include "clv-segments-view.h"
#include "clv-ui.h"
#include "clv-value-gates.h"
#include "clv-value-jobs.h"
#include "clv-value-state.h"

/* One act says "changed" several times: wait until it has said all. */
#define SETTLE_MS 60

struct _ClvValuePage
{
  ClvPage parent_instance;

  GtkStack *root_stack;
  GtkSpinner *spinner;
  ClvEmptyState *gates;
  ClvBanner *banner;
  AdwViewStack *view_stack;
  ClvOverviewView *overview_view;
  ClvDefinitionView *definition_view;
  ClvModelView *model_view;
  ClvSegmentsView *segments_view;
  ClvHoldoutView *holdout_view;

  ClvWorkspace *shown;      /* (unowned) (nullable): whose state is shown; only compared */
  gboolean has_begun;       /* the first state of @shown was shown */
  guint load_source;
  guint generation;         /* of the load that counts */
};

G_DEFINE_FINAL_TYPE (ClvValuePage, clv_value_page, CLV_TYPE_PAGE)

/* Numbers that no longer say what they seem to say are marked on every view. */
static void
show_banner (ClvValuePage        *self,
             const ClvValueState *state)
{
  const char *title = NULL;

  if (state->is_data_newer)
    title = _("The data changed since the model was fitted: the values below are of the old data.");
  else if (state->scores != NULL && state->is_fit_newer)
    title = _("The newest fit was not scored: the values below are of an earlier one.");
  else if (state->scores != NULL && state->is_definition_newer)
    title = _("Another value definition holds now: the values below are of an earlier one.");
  if (title != NULL)
    clv_banner_set_title (self->banner, title);
  clv_banner_set_revealed (self->banner, title != NULL);
}

typedef struct
{
  ClvValuePage *page;
  ClvValueState *state;
  guint generation;
} Measure;

static void
measured_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autofree Measure *measure = user_data;
  g_autoptr(ClvValuePage) self = measure->page;
  g_autoptr(ClvValueState) state = measure->state;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvIntervals) intervals = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                                  &error);

  if (measure->generation != self->generation || clv_page_get_workspace (CLV_PAGE (self)) == NULL)
    return;
  if (intervals != NULL)
    clv_overview_view_set_intervals (self->overview_view, state, intervals);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    clv_session_show_error (CLV_SESSION (object), _("The intervals cannot be computed"), error);
}

/* The totals are shown at once, how sure they are when that is known. */
static void
measure_intervals (ClvValuePage  *self,
                   ClvValueState *state)
{
  Measure *measure = NULL;

  if (state->scores == NULL || state->scores_fit == NULL || state->scores_definition == NULL
      || state->scores->n == 0)
    return;
  measure = g_new0 (Measure, 1);
  measure->page = g_object_ref (self);
  measure->state = clv_value_state_ref (state);
  measure->generation = self->generation;
  clv_session_run_job_without_workspace (clv_page_get_session (CLV_PAGE (self)), NULL,
                                         clv_value_intervals_in_thread,
                                         clv_value_state_ref (state),
                                         (GDestroyNotify) clv_value_state_unref,
                                         (GDestroyNotify) clv_intervals_free, measured_cb,
                                         measure);
}

static void
show_views (ClvValuePage  *self,
            ClvValueState *state)
{
  ClvSession *session = clv_page_get_session (CLV_PAGE (self));

  clv_overview_view_set_state (self->overview_view, state);
  measure_intervals (self, state);
  clv_definition_view_set_state (self->definition_view, session, state);
  clv_model_view_set_state (self->model_view, session, state);
  clv_segments_view_set_state (self->segments_view, session, state);
  clv_holdout_view_set_state (self->holdout_view, session, state);
  show_banner (self, state);
  /* Without a fit there is one thing to do. */
  if (!self->has_begun)
    adw_view_stack_set_visible_child_name (self->view_stack,
                                           state->scores != NULL ? "overview" : "model");
  self->has_begun = TRUE;
  gtk_stack_set_visible_child_name (self->root_stack, "views");
}

static void
show_state (ClvValuePage  *self,
            ClvValueState *state)
{
  GtkWidget *switcher = clv_page_get_title_widget (CLV_PAGE (self));
  const gboolean can_show = clv_value_state_can_fit (state) || state->scores != NULL;

  gtk_spinner_stop (self->spinner);
  gtk_widget_set_visible (switcher, can_show);
  if (can_show)
    {
      show_views (self, state);
      return;
    }

  clv_value_gates_fill (self->gates, state);
  gtk_stack_set_visible_child_name (self->root_stack, "gates");
}

static void
show_failure (ClvValuePage *self,
              const GError *error)
{
  gtk_spinner_stop (self->spinner);
  clv_empty_state_clear_gates (self->gates);
  clv_empty_state_set_texts (self->gates, "clv-failed-symbolic",
                             _("The values cannot be read"), error->message);
  clv_empty_state_set_possible (self->gates, NULL);
  clv_empty_state_set_button (self->gates, _("Go to _Data"), "win.show-place::data");
  gtk_stack_set_visible_child_name (self->root_stack, "gates");
}

typedef struct
{
  ClvValuePage *page;
  guint generation;
} Load;

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Load *load = user_data;
  g_autoptr(ClvValuePage) self = load->page;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvValueState) state = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                               &error);

  if (load->generation != self->generation
      || clv_page_get_workspace (CLV_PAGE (self)) == NULL)
    return;

  if (state != NULL)
    show_state (self, state);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_failure (self, error);
}

static void
load_cb (gpointer data)
{
  ClvValuePage *self = data;
  Load *load = NULL;

  self->load_source = 0;
  if (clv_page_get_workspace (CLV_PAGE (self)) == NULL)
    return;

  load = g_new0 (Load, 1);
  load->page = g_object_ref (self);
  load->generation = ++self->generation;
  clv_session_run_job (clv_page_get_session (CLV_PAGE (self)), NULL,
                       clv_value_state_load_in_thread, NULL, NULL,
                       (GDestroyNotify) clv_value_state_unref, loaded_cb, load);
}

static void
clv_value_page_refresh (ClvPage    *page,
                        const char *what)
{
  ClvValuePage *self = CLV_VALUE_PAGE (page);
  ClvWorkspace *workspace = clv_page_get_workspace (page);

  if (g_strcmp0 (what, "ledger") == 0 || g_strcmp0 (what, "setting") == 0)
    return;

  if (workspace != self->shown)
    {
      self->shown = workspace;
      self->has_begun = FALSE;
      self->generation++;
      gtk_spinner_start (self->spinner);
      gtk_stack_set_visible_child_name (self->root_stack, "loading");
    }
  if (self->load_source == 0 && workspace != NULL)
    self->load_source = g_timeout_add_once (SETTLE_MS, load_cb, self);
}

/* "overview", "definition", "model", "segments" or "holdout". */
static void
clv_value_page_show_item (ClvPage    *page,
                          const char *item)
{
  ClvValuePage *self = CLV_VALUE_PAGE (page);

  if (item != NULL && adw_view_stack_get_child_by_name (self->view_stack, item) != NULL)
    adw_view_stack_set_visible_child_name (self->view_stack, item);
}

static void
show_view_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  clv_value_page_show_item (CLV_PAGE (widget), g_variant_get_string (parameter, NULL));
}

/* "bg-nbd": what a comparison recommends is one step from being fitted. */
static void
use_kind_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  clv_model_view_choose_kind (CLV_VALUE_PAGE (widget)->model_view,
                              g_variant_get_string (parameter, NULL));
  clv_value_page_show_item (CLV_PAGE (widget), "model");
}

static void
refit_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  clv_model_view_fit (CLV_VALUE_PAGE (widget)->model_view);
}

static void
clv_value_page_dispose (GObject *object)
{
  ClvValuePage *self = CLV_VALUE_PAGE (object);

  g_clear_handle_id (&self->load_source, g_source_remove);
  self->generation++;
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_VALUE_PAGE);

  G_OBJECT_CLASS (clv_value_page_parent_class)->dispose (object);
}

static void
clv_value_page_class_init (ClvValuePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_value_page_dispose;
  CLV_PAGE_CLASS (klass)->refresh = clv_value_page_refresh;
  CLV_PAGE_CLASS (klass)->show_item = clv_value_page_show_item;

  g_type_ensure (CLV_TYPE_BANNER);
  g_type_ensure (CLV_TYPE_DEFINITION_VIEW);
  g_type_ensure (CLV_TYPE_EMPTY_STATE);
  g_type_ensure (CLV_TYPE_HOLDOUT_VIEW);
  g_type_ensure (CLV_TYPE_MODEL_VIEW);
  g_type_ensure (CLV_TYPE_OVERVIEW_VIEW);
  g_type_ensure (CLV_TYPE_SEGMENTS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("value/clv-value-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvValuePage, root_stack);
  gtk_widget_class_bind_template_child (widget_class, ClvValuePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ClvValuePage, gates);
  gtk_widget_class_bind_template_child (widget_class, ClvValuePage, banner);
  gtk_widget_class_bind_template_child (widget_class, ClvValuePage, view_stack);
  gtk_widget_class_bind_template_child (widget_class, ClvValuePage, overview_view);
  gtk_widget_class_bind_template_child (widget_class, ClvValuePage, definition_view);
  gtk_widget_class_bind_template_child (widget_class, ClvValuePage, model_view);
  gtk_widget_class_bind_template_child (widget_class, ClvValuePage, segments_view);
  gtk_widget_class_bind_template_child (widget_class, ClvValuePage, holdout_view);
  gtk_widget_class_install_action (widget_class, "value.show-view", "s", show_view_action);
  gtk_widget_class_install_action (widget_class, "value.refit", NULL, refit_action);
  gtk_widget_class_install_action (widget_class, "value.use-kind", "s", use_kind_action);
}

static void
clv_value_page_init (ClvValuePage *self)
{
  GtkWidget *switcher = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  clv_banner_set_button_label (self->banner, _("Fit and Score Again"));
  clv_banner_set_detailed_action (self->banner, "value.refit");
  switcher = g_object_new (ADW_TYPE_VIEW_SWITCHER,
                           "stack", self->view_stack,
                           "policy", ADW_VIEW_SWITCHER_POLICY_NARROW,
                           "visible", FALSE,
                           NULL);
  clv_page_set_title_widget (CLV_PAGE (self), switcher);
}
