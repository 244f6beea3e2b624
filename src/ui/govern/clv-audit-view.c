/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-audit-view.h"

#include <glib/gi18n-lib.h>

#include "clv-audit-job.h"
#include "clv-audit-results.h"
#include "clv-check-button.h"
#include "clv-empty-state.h"
#include "clv-money.h"
#include "clv-rows.h"
#include "clv-spin-row.h"
#include "clv-ui.h"

struct _ClvAuditView
{
  AdwBin parent_instance;

  GtkStack *stack;
  ClvEmptyState *empty;
  GtkListBox *columns;
  GtkLabel *columns_note;
  ClvSpinRow *seed_row;
  GtkWidget *run_button;
  GtkBox *results;
  GPtrArray *column_buttons;   /* (element-type GtkCheckButton) (unowned) */

  ClvSession *session;
  ClvAuditInfo *info;
  char *column;                /* (nullable): chosen */
  gboolean is_stale;
  gboolean is_loading;
  gboolean is_running;
};

G_DEFINE_FINAL_TYPE (ClvAuditView, clv_audit_view, ADW_TYPE_BIN)

static void
show_results (ClvAuditView   *self,
              const ClvAudit *audit)
{
  clv_box_clear (self->results);
  if (audit != NULL)
    clv_audit_results_fill (self->results, audit);
}

static void
column_toggled_cb (ClvAuditView   *self,
                   GtkCheckButton *button)
{
  if (!gtk_check_button_get_active (button))
    return;

  g_free (self->column);
  self->column = g_strdup (g_object_get_data (G_OBJECT (button), "column"));
}

static void
add_column (ClvAuditView         *self,
            const ClvAuditColumn *column)
{
  GtkWidget *button = clv_check_button_new (NULL);
  g_autofree char *unknown = clv_percent_format (column->unknown_share, 0);
  g_autofree char *text = g_strdup_printf (_("%u groups, %s of the customers unknown"),
                                           column->n_groups, unknown);
  GtkWidget *row = clv_row_new (column->name, text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "column", g_strdup (column->name), g_free);
  clv_widget_name (button, column->name);
  if (self->column_buttons->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button),
                                g_ptr_array_index (self->column_buttons, 0));
  g_signal_connect_object (button, "toggled", G_CALLBACK (column_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (self->columns, row);
  g_ptr_array_add (self->column_buttons, button);
}

/* The column of before stays chosen; else that of the audit shown; else the first. */
static void
choose_column (ClvAuditView *self)
{
  g_autofree char *wanted = g_strdup (self->column);
  guint chosen = 0;

  if (wanted == NULL && self->info->audit != NULL)
    wanted = g_strdup (self->info->audit->options.group_column);
  for (guint i = 0; i < self->info->columns->len; i++)
    if (g_strcmp0 (((ClvAuditColumn *) g_ptr_array_index (self->info->columns, i))->name,
                   wanted) == 0)
      chosen = i;
  gtk_check_button_set_active (g_ptr_array_index (self->column_buttons, chosen), TRUE);
}

/* Without a group column there is no audit, and the page says so. */
static void
show_empty (ClvAuditView *self)
{
  const gboolean has_columns = self->info->columns->len > 0;

  clv_empty_state_set_texts (self->empty, "clv-chart-symbolic",
                             has_columns ? _("No model to audit yet")
                                         : _("No groups to compare"),
                             has_columns ? _("An audit compares what a model expects of groups of "
                                             "customers.")
                                         : _("Without a column that groups customers there is no "
                                             "bias audit by that group. Nothing is guessed from "
                                             "names or addresses."));
  clv_empty_state_clear_gates (self->empty);
  clv_empty_state_add_gate (self->empty, _("Columns with 2 to 50 groups"),
                            has_columns ? _("there are some") : _("0 of 1"), has_columns);
  clv_empty_state_add_gate (self->empty, _("Fitted models"),
                            self->info->has_fit ? _("there is one") : _("0 of 1"),
                            self->info->has_fit);
  clv_empty_state_set_possible (self->empty,
                                _("Values, tiers and approvals work without an audit; the approval "
                                  "then says nothing about groups."));
  if (has_columns)
    clv_empty_state_set_button (self->empty, _("_Fit a model…"), "win.show-place('value')");
  else
    clv_empty_state_set_button (self->empty, _("_Import customer attributes…"), "win.import");
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
show_info (ClvAuditView *self)
{
  clv_list_clear (self->columns);
  g_ptr_array_set_size (self->column_buttons, 0);
  if ((self->info->columns->len == 0 || !self->info->has_fit) && self->info->audit == NULL)
    {
      show_empty (self);
      return;
    }

  for (guint i = 0; i < self->info->columns->len; i++)
    add_column (self, g_ptr_array_index (self->info->columns, i));
  if (self->info->columns->len > 0)
    choose_column (self);
  gtk_widget_set_visible (GTK_WIDGET (self->columns), self->info->columns->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->columns_note), self->info->n_unfit > 0);
  if (self->info->n_unfit > 0)
    {
      g_autofree char *text =
        g_strdup_printf (ngettext ("%u further column has one value only or more than 50, and "
                                   "tells customers rather than groups.",
                                   "%u further columns have one value only or more than 50, and "
                                   "tell customers rather than groups.", self->info->n_unfit),
                         self->info->n_unfit);

      gtk_label_set_text (self->columns_note, text);
    }
  gtk_widget_set_sensitive (self->run_button,
                            !self->is_running && self->info->columns->len > 0
                            && self->info->has_fit);
  show_results (self, self->info->audit);
  gtk_stack_set_visible_child_name (self->stack, "audit");
}

static void
info_loaded_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(ClvAuditView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvAuditInfo) info = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  self->is_loading = FALSE;
  if (self->session == NULL)
    return;

  if (info == NULL)
    {
      clv_session_show_error (self->session, _("The groups could not be read"), error);
      return;
    }

  g_clear_pointer (&self->info, clv_audit_info_free);
  self->info = g_steal_pointer (&info);
  show_info (self);
  if (self->is_stale && gtk_widget_get_mapped (GTK_WIDGET (self)))
    clv_audit_view_refresh (self, "data");
}

static void
load (ClvAuditView *self)
{
  if (self->is_loading || clv_session_get_workspace (self->session) == NULL)
    return;

  self->is_stale = FALSE;
  self->is_loading = TRUE;
  clv_session_run_job (self->session, NULL, clv_audit_info_load, NULL, NULL,
                       (GDestroyNotify) clv_audit_info_free, info_loaded_cb, g_object_ref (self));
}

static void
audited_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ClvAuditView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvAudit) audit = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  self->is_running = FALSE;
  if (self->session == NULL)
    return;

  gtk_widget_set_sensitive (self->run_button, TRUE);
  if (audit == NULL)
    {
      clv_session_show_error (self->session, _("The audit was not run"), error);
      return;
    }

  show_results (self, audit);
  clv_session_toast (self->session, _("Audit stored and recorded in the ledger"));
  if (self->info != NULL)
    {
      clv_audit_free (self->info->audit);
      self->info->audit = g_steal_pointer (&audit);
    }
}

static void
run_clicked_cb (ClvAuditView *self)
{
  ClvAuditRequest *request = NULL;

  if (self->is_running || self->column == NULL
      || clv_session_get_workspace (self->session) == NULL)
    return;

  self->is_running = TRUE;
  gtk_widget_set_sensitive (self->run_button, FALSE);
  request = g_new0 (ClvAuditRequest, 1);
  request->column = g_strdup (self->column);
  request->acting = g_strdup (clv_session_get_acting (self->session));
  request->seed = (guint64) clv_spin_row_get_value (self->seed_row);
  clv_session_run_job (self->session, _("Comparing groups of customers"), clv_audit_request_run,
                       request, (GDestroyNotify) clv_audit_request_free,
                       (GDestroyNotify) clv_audit_free, audited_cb, g_object_ref (self));
}

static void
clv_audit_view_map (GtkWidget *widget)
{
  ClvAuditView *self = CLV_AUDIT_VIEW (widget);

  GTK_WIDGET_CLASS (clv_audit_view_parent_class)->map (widget);

  if (self->is_stale && self->session != NULL)
    load (self);
}

static void
clv_audit_view_dispose (GObject *object)
{
  ClvAuditView *self = CLV_AUDIT_VIEW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->info, clv_audit_info_free);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CLV_TYPE_AUDIT_VIEW);

  G_OBJECT_CLASS (clv_audit_view_parent_class)->dispose (object);
}

static void
clv_audit_view_finalize (GObject *object)
{
  ClvAuditView *self = CLV_AUDIT_VIEW (object);

  g_ptr_array_unref (self->column_buttons);
  g_free (self->column);

  G_OBJECT_CLASS (clv_audit_view_parent_class)->finalize (object);
}

static void
clv_audit_view_class_init (ClvAuditViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_audit_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = clv_audit_view_finalize;
  widget_class->map = clv_audit_view_map;

  g_type_ensure (CLV_TYPE_EMPTY_STATE);
  g_type_ensure (CLV_TYPE_SPIN_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("govern/clv-audit-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvAuditView, stack);
  gtk_widget_class_bind_template_child (widget_class, ClvAuditView, empty);
  gtk_widget_class_bind_template_child (widget_class, ClvAuditView, columns);
  gtk_widget_class_bind_template_child (widget_class, ClvAuditView, columns_note);
  gtk_widget_class_bind_template_child (widget_class, ClvAuditView, seed_row);
  gtk_widget_class_bind_template_child (widget_class, ClvAuditView, run_button);
  gtk_widget_class_bind_template_child (widget_class, ClvAuditView, results);
  gtk_widget_class_bind_template_callback (widget_class, run_clicked_cb);
}

static void
clv_audit_view_init (ClvAuditView *self)
{
  self->is_stale = TRUE;
  self->column_buttons = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_audit_view_set_session:
 * @session: what the view works on; given once
 */
void
clv_audit_view_set_session (ClvAuditView *self,
                            ClvSession   *session)
{
  g_return_if_fail (CLV_IS_AUDIT_VIEW (self));

  g_set_object (&self->session, session);
}

/**
 * clv_audit_view_refresh:
 * @what: (nullable): what changed, as in #ClvSession::workspace-changed
 *
 * Reads again what an audit stands on, at once where the view can be seen.
 */
void
clv_audit_view_refresh (ClvAuditView *self,
                        const char   *what)
{
  g_return_if_fail (CLV_IS_AUDIT_VIEW (self));

  /* An audit that was run here is shown already. */
  if (g_strcmp0 (what, "ledger") == 0 || g_strcmp0 (what, "setting") == 0)
    return;

  if (g_strcmp0 (what, "workspace") == 0)
    {
      g_clear_pointer (&self->info, clv_audit_info_free);
      g_clear_pointer (&self->column, g_free);
      clv_box_clear (self->results);
    }
  self->is_stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    load (self);
}

/**
 * clv_audit_view_get_audit:
 *
 * Returns: (transfer none) (nullable): the audit that is shown
 */
const ClvAudit *
clv_audit_view_get_audit (ClvAuditView *self)
{
  g_return_val_if_fail (CLV_IS_AUDIT_VIEW (self), NULL);

  return self->info != NULL ? self->info->audit : NULL;
}
