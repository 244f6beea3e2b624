/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-data-page.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-batch-row.h"
#include "clv-data-actions.h"
#include "clv-data-state.h"
#include "clv-empty-state.h"
#include "clv-figure.h"
#include "clv-import-wizard.h"
#include "clv-money.h"
#include "clv-quality-view.h"
#include "clv-recent-files.h"
#include "clv-rows.h"
#include "clv-step-parts.h"
#include "clv-ui.h"

struct _ClvDataPage
{
  ClvPage parent_instance;

  GtkStack *stack;
  ClvEmptyState *empty_state;
  AdwViewStack *view_stack;
  AdwViewStackPage *quality_page;
  ClvQualityView *quality_view;
  GtkFlowBox *figures;
  GtkListBox *batches;
  ClvFigure *orders;
  ClvFigure *customers;
  ClvFigure *revenue;
  ClvFigure *history;
};

G_DEFINE_FINAL_TYPE (ClvDataPage, clv_data_page, CLV_TYPE_PAGE)

static char *
describe_span (const ClvDataState *state)
{
  g_autofree char *first = clv_date_to_display (state->first_day);
  g_autofree char *last = clv_date_to_display (state->last_day);

  return g_strdup_printf (_("%s to %s"), first, last);
}

static ClvWhy *
explain (const ClvDataState *state,
         const char         *title,
         const char         *value,
         const char         *sentence)
{
  ClvWhy *why = clv_why_new (title, value, sentence);
  g_autofree char *span = describe_span (state);

  clv_why_set_convention (why, _("Past; as imported, before margin; days in the workspace's time "
                                 "zone"));
  for (guint i = 0; i < state->batches->len && i < 8; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (state->batches, i);
      g_autofree char *rows = clv_step_count (batch->rows);
      g_autofree char *label = g_strdup_printf (_("Import #%" PRId64), batch->id);
      g_autofree char *text = g_strdup_printf (ngettext ("%s row", "%s rows",
                                                         (gulong) batch->rows), rows);

      if (!batch->undone)
        clv_why_add_input (why, label, text, batch->file_name);
    }
  clv_why_add_input (why, _("Days"), span, _("First and last order"));
  clv_why_add_change (why, _("Importing a file, or undoing an import"));

  return why;
}

static void
show_orders (ClvDataPage        *self,
             const ClvDataState *state)
{
  g_autofree char *value = clv_step_count (state->rows);
  g_autofree char *rejected = clv_step_count (state->rejected);
  g_autofree char *detail = state->rejected > 0
                            ? g_strdup_printf (_("%s more were left out"), rejected)
                            : g_strdup (_("None were left out"));

  clv_figure_set_value (self->orders, value);
  clv_figure_set_detail (self->orders, detail, CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->orders,
                       explain (state, _("Order rows"), value,
                                _("Rows of orders and refunds in force: imported, not undone and "
                                  "not replaced by a later import.")));
}

static void
show_customers (ClvDataPage        *self,
                const ClvDataState *state)
{
  g_autofree char *value = clv_step_count (state->customers);
  g_autofree char *share = clv_percent_format (state->customers > 0
                                               ? (double) state->repeaters / state->customers : 0,
                                               1);
  g_autofree char *detail = g_strdup_printf (_("%s bought again"), share);
  ClvWhy *why = explain (state, _("Customers"), value,
                         _("Different customers with at least one order. “Bought again” are those "
                           "with orders on two days or more: what a model of repeat purchases "
                           "learns from."));

  clv_figure_set_value (self->customers, value);
  clv_figure_set_detail (self->customers, detail, CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->customers, why);
}

static void
show_revenue (ClvDataPage        *self,
              const ClvDataState *state)
{
  double major = clv_money_to_major (state->net_amount, state->currency);
  g_autofree char *brief = clv_money_format_short (major, state->currency);
  g_autofree char *full = clv_money_format (state->net_amount, state->currency);

  clv_figure_set_value (self->revenue, brief);
  clv_figure_set_detail (self->revenue, _("Past, before margin"), CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->revenue,
                       explain (state, _("Net revenue"), full,
                                _("The sum of all order rows in force, refunds taken off. It is "
                                  "what came in, not what is expected.")));
}

static void
show_history (ClvDataPage        *self,
              const ClvDataState *state)
{
  int days = state->last_day - state->first_day + 1;
  g_autofree char *weeks = clv_number_format (days / 7.0, 0);
  g_autofree char *value = g_strdup_printf (ngettext ("%s week", "%s weeks",
                                                      (gulong) MAX (1, days / 7)), weeks);
  g_autofree char *detail = describe_span (state);

  clv_figure_set_value (self->history, value);
  clv_figure_set_detail (self->history, detail, CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->history,
                       explain (state, _("History"), value,
                                _("From the first to the last day with an order. A model wants at "
                                  "least a few times the usual pause between two purchases.")));
}

static void
show_state (ClvDataPage        *self,
            const ClvDataState *state)
{
  GSettings *settings = clv_session_get_settings (clv_page_get_session (CLV_PAGE (self)));
  gboolean has_orders = state->rows > 0;

  clv_list_clear (self->batches);
  for (guint i = 0; i < state->batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (state->batches, i);
      g_autofree char *path = NULL;

      if (batch->undone)
        path = clv_recent_files_find (settings, batch->file_name);
      gtk_list_box_append (self->batches, clv_batch_row_new (batch, path));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->figures), has_orders);
  if (has_orders)
    {
      show_orders (self, state);
      show_customers (self, state);
      show_revenue (self, state);
      show_history (self, state);
    }
  gtk_stack_set_visible_child_name (self->stack, state->batches->len > 0 ? "batches" : "empty");
  gtk_widget_set_visible (clv_page_get_title_widget (CLV_PAGE (self)), state->batches->len > 0);
}

/* A red gate is seen from the list of imports too. */
static void
quality_state_cb (ClvDataPage *self)
{
  const char *state = clv_quality_view_get_state (self->quality_view);

  adw_view_stack_page_set_needs_attention (self->quality_page, g_str_equal (state, "red"));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ClvDataPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDataState) state = NULL;

  state = clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  if (clv_page_get_workspace (CLV_PAGE (self)) == NULL)
    return;

  if (state != NULL)
    show_state (self, state);
  else
    clv_session_show_error (CLV_SESSION (object), _("The imports cannot be read"), error);
}

static void
clv_data_page_refresh (ClvPage    *page,
                       const char *what)
{
  const gboolean is_data = what == NULL || g_str_equal (what, "data")
                           || g_str_equal (what, "workspace");

  if (is_data || g_str_equal (what, "setting"))
    clv_quality_view_refresh (CLV_DATA_PAGE (page)->quality_view, clv_page_get_session (page));
  if (clv_page_get_workspace (page) == NULL || !is_data)
    return;

  clv_session_run_job (clv_page_get_session (page), NULL, clv_data_state_load_in_thread, NULL,
                       NULL, (GDestroyNotify) clv_data_state_free, loaded_cb,
                       g_object_ref (page));
}

/* "imports" or "quality". */
static void
clv_data_page_show_item (ClvPage    *page,
                         const char *item)
{
  ClvDataPage *self = CLV_DATA_PAGE (page);

  if (item != NULL && adw_view_stack_get_child_by_name (self->view_stack, item) != NULL)
    adw_view_stack_set_visible_child_name (self->view_stack, item);
}

static gboolean
clv_data_page_import_path (ClvPage    *page,
                           const char *path)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));

  if (path == NULL)
    return gtk_widget_activate_action (GTK_WIDGET (page), "win.import", NULL);

  gtk_window_present (clv_import_wizard_new (GTK_WINDOW (root), clv_page_get_session (page),
                                             path));

  return TRUE;
}

static void
clv_data_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_DATA_PAGE);

  G_OBJECT_CLASS (clv_data_page_parent_class)->dispose (object);
}

static void
clv_data_page_class_init (ClvDataPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ClvPageClass *page_class = CLV_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_data_page_dispose;
  page_class->refresh = clv_data_page_refresh;
  page_class->show_item = clv_data_page_show_item;
  page_class->import_path = clv_data_page_import_path;
  clv_data_actions_install (widget_class);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("data/clv-data-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvDataPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ClvDataPage, empty_state);
  gtk_widget_class_bind_template_child (widget_class, ClvDataPage, view_stack);
  gtk_widget_class_bind_template_child (widget_class, ClvDataPage, quality_page);
  gtk_widget_class_bind_template_child (widget_class, ClvDataPage, quality_view);
  gtk_widget_class_bind_template_callback (widget_class, quality_state_cb);
  gtk_widget_class_bind_template_child (widget_class, ClvDataPage, figures);
  gtk_widget_class_bind_template_child (widget_class, ClvDataPage, batches);
}

static ClvFigure *
add_figure (ClvDataPage *self,
            const char  *caption)
{
  GtkWidget *figure = clv_figure_new (caption);

  gtk_flow_box_append (self->figures, figure);
  gtk_widget_set_focusable (gtk_widget_get_parent (figure), FALSE);

  return CLV_FIGURE (figure);
}

static void
clv_data_page_init (ClvDataPage *self)
{
  GtkWidget *switcher = NULL;

  g_type_ensure (CLV_TYPE_EMPTY_STATE);
  g_type_ensure (CLV_TYPE_QUALITY_VIEW);
  gtk_widget_init_template (GTK_WIDGET (self));
  clv_page_set_title (CLV_PAGE (self), _("Data"));
  switcher = g_object_new (ADW_TYPE_VIEW_SWITCHER,
                           "stack", self->view_stack,
                           "policy", ADW_VIEW_SWITCHER_POLICY_NARROW,
                           "visible", FALSE,
                           NULL);
  clv_page_set_title_widget (CLV_PAGE (self), switcher);

  self->orders = add_figure (self, _("Order rows"));
  self->customers = add_figure (self, _("Customers"));
  self->revenue = add_figure (self, _("Net revenue"));
  self->history = add_figure (self, _("History"));

  clv_empty_state_set_texts (self->empty_state, "clv-data-symbolic", _("No Sales Yet"),
                             _("Drop a sales file on this window: one row an order, with who "
                               "bought, when and for how much."));
  clv_empty_state_set_possible (self->empty_state,
                                _("Excel and OpenDocument sheets, CSV and other text can be read, "
                                  "from any shop, also in gzip and ZIP. The wizard shows how the "
                                  "file is understood before anything is written."));
  clv_empty_state_set_button (self->empty_state, _("_Import a File…"), "win.import");
}
