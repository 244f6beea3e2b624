/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-inspector.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-chart-card.h"
#include "clv-customer-parts.h"
#include "clv-figure.h"
#include "clv-money.h"
#include "clv-tier-label.h"
#include "clv-ui.h"

/* More than these are in the export; here they would only fill the panel. */
#define MAX_ORDERS 60

struct _ClvCustomerInspector
{
  AdwBin parent_instance;

  GtkLabel *name;
  ClvTierLabel *tier;
  GtkScrolledWindow *scroller;
  GtkLabel *tier_why;
  ClvFigure *value;
  ClvFigure *past;
  ClvFigure *active;
  ClvFigure *purchases;
  ClvFigure *spend;
  GtkWidget *note;
  GtkLabel *note_text;
  AdwPreferencesGroup *parts_group;
  AdwActionRow *spend_row;
  AdwActionRow *purchases_row;
  AdwActionRow *margin_row;
  AdwActionRow *service_row;
  AdwActionRow *value_row;
  ClvChartCard *timeline;
  ClvChartCard *curve;
  AdwPreferencesGroup *orders_group;
  GtkListBox *orders;

  ClvSession *session;
  ClvCustomerData *data;
  guint32 row;
  guint shown;        /* counts shows, so that a late answer is known as one */
};

/* What the worker reads of one customer. */
typedef struct
{
  char *id;
  ClvDate until;
} Question;

typedef struct
{
  ClvCustomerInspector *self;
  guint shown;
} Asker;

static guint closed_signal;

G_DEFINE_FINAL_TYPE (ClvCustomerInspector, clv_customer_inspector, ADW_TYPE_BIN)

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->id);
  g_free (question);
}

static gpointer
read_purchases (ClvWorkspace       *workspace,
                gpointer            input,
                const ClvProgress  *progress,
                GError            **error)
{
  const Question *question = input;
  g_autoptr(ClvTransactions) transactions = NULL;
  guint32 code = CLV_DICTIONARY_NONE;

  transactions = clv_workspace_load_transactions (workspace, progress, error);
  if (transactions == NULL)
    return NULL;
  code = clv_dictionary_lookup (transactions->customers, question->id, strlen (question->id));
  if (code == CLV_DICTIONARY_NONE)
    return g_array_new (FALSE, FALSE, sizeof (ClvPurchase));

  return clv_customers_dup_purchases (transactions, code, question->until);
}

static void
set_suffix (AdwActionRow *row,
            const char   *text,
            gboolean      is_total)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (row), "clv-suffix");

  if (label == NULL)
    {
      label = gtk_label_new (NULL);
      gtk_widget_add_css_class (label, "numeric");
      if (is_total)
        gtk_widget_add_css_class (label, "heading");
      adw_action_row_add_suffix (row, label);
      g_object_set_data (G_OBJECT (row), "clv-suffix", label);
    }
  gtk_label_set_label (GTK_LABEL (label), text);
}

static GtkWidget *
make_order_row (const ClvPurchase *purchase,
                const char        *currency)
{
  g_autofree char *day = clv_date_to_display (purchase->day);
  g_autofree char *net = clv_money_format (purchase->net, currency);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), day);
  if (purchase->refunded < 0)
    {
      g_autofree char *refunded = clv_money_format (-purchase->refunded, currency);
      g_autofree char *text = NULL;

      text = g_strdup_printf (purchase->counts ? _("%s of it refunded")
                                               : _("%s refunded; no longer a purchase"), refunded);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
    }
  set_suffix (ADW_ACTION_ROW (row), net, FALSE);

  return row;
}

static void
clear_orders (ClvCustomerInspector *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->orders))) != NULL)
    gtk_list_box_remove (self->orders, child);
}

static void
show_orders (ClvCustomerInspector *self,
             const GArray         *purchases)
{
  g_autoptr(ClvPlotSpec) spec = clv_figure_timeline (purchases, self->data->currency);
  const guint n = MIN (purchases->len, MAX_ORDERS);
  g_autofree char *described = NULL;

  clv_chart_card_set_spec (self->timeline, spec);
  clear_orders (self);
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (self->orders,
                         make_order_row (&g_array_index (purchases, ClvPurchase,
                                                         purchases->len - 1 - i),
                                         self->data->currency));
  if (n < purchases->len)
    described = g_strdup_printf (_("One line a day, after refunds; the latest %u of %u"), n,
                                 purchases->len);
  else
    described = g_strdup (_("One line a day, after refunds"));
  adw_preferences_group_set_description (self->orders_group, described);
  gtk_widget_set_visible (GTK_WIDGET (self->orders_group), purchases->len > 0);
}

static void
purchases_read_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Asker *asker = user_data;
  g_autoptr(ClvCustomerInspector) self = asker->self;
  const guint shown = asker->shown;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) purchases = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  g_free (asker);
  if (self->data == NULL || self->shown != shown)
    return;

  if (purchases != NULL)
    show_orders (self, purchases);
  else if (error != NULL)
    clv_session_show_error (self->session, _("The customer’s purchases were not read"), error);
}

static void
ask_for_purchases (ClvCustomerInspector *self)
{
  Question *question = NULL;
  Asker *asker = NULL;

  if (self->session == NULL || clv_session_get_workspace (self->session) == NULL)
    return;

  question = g_new0 (Question, 1);
  question->id = g_strdup (clv_customer_data_get_id (self->data, self->row));
  question->until = self->data->scores->as_of;
  asker = g_new0 (Asker, 1);
  asker->self = g_object_ref (self);
  asker->shown = self->shown;
  clv_session_run_job (self->session, NULL, read_purchases, question, question_free,
                       (GDestroyNotify) g_array_unref, purchases_read_cb, asker);
}

static void
show_value_figures (ClvCustomerInspector *self)
{
  const ClvScoreSet *scores = self->data->scores;
  const char *currency = self->data->currency;
  g_autofree char *value = clv_money_format_major (scores->clv[self->row], currency);
  g_autofree char *lo = clv_money_format_major (scores->clv_lo[self->row], currency);
  g_autofree char *hi = clv_money_format_major (scores->clv_hi[self->row], currency);
  g_autofree char *past = clv_money_format (scores->past_value[self->row], currency);
  g_autofree char *horizon = clv_customer_data_dup_horizon (self->data);
  g_autofree char *caption = g_strdup_printf (_("Future value, %s"), horizon);
  g_autofree char *interval = NULL;

  /* TRANSLATORS: low and high end of an 80 % interval */
  interval = g_strdup_printf (_("80 %% interval: %s – %s"), lo, hi);
  clv_figure_set_caption (self->value, caption);
  clv_figure_set_value (self->value, value);
  clv_figure_set_detail (self->value, interval, CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->value, clv_customer_why_value (self->data, self->row));

  clv_figure_set_value (self->past, past);
  clv_figure_set_detail (self->past, _("Already paid, before margin"), CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->past, clv_customer_why_past (self->data, self->row));
}

static void
show_other_figures (ClvCustomerInspector *self)
{
  const ClvScoreSet *scores = self->data->scores;
  const guint32 row = self->row;
  g_autofree char *active = clv_percent_format (scores->p_active[row], 1);
  g_autofree char *purchases = clv_number_format (scores->expected_purchases[row], 2);
  g_autofree char *spend = clv_money_format_major (scores->expected_spend[row],
                                                   self->data->currency);
  g_autofree char *mean = clv_money_format_major (scores->mean_spend[row], self->data->currency);
  g_autofree char *as_of = clv_date_to_display (scores->as_of);
  g_autofree char *on_day = g_strdup_printf (_("On %s"), as_of);
  g_autofree char *horizon = clv_customer_data_dup_horizon (self->data);
  g_autofree char *within = g_strdup_printf (_("Future, %s"), horizon);
  g_autofree char *own = NULL;

  if (scores->x[row] > 0)
    /* TRANSLATORS: %s is a customer's mean spend a purchase */
    own = g_strdup_printf (_("A purchase, before margin; so far %s"), mean);
  else
    own = g_strdup (_("Before margin; as all customers on average"));

  clv_figure_set_value (self->active, active);
  clv_figure_set_detail (self->active, on_day, CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->active, clv_customer_why_active (self->data, row));
  clv_figure_set_value (self->purchases, purchases);
  clv_figure_set_detail (self->purchases, within, CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->purchases, clv_customer_why_purchases (self->data, row));
  clv_figure_set_value (self->spend, spend);
  clv_figure_set_detail (self->spend, own, CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->spend, clv_customer_why_spend (self->data, row));
}

static void
show_parts (ClvCustomerInspector *self)
{
  g_autoptr(ClvCustomerParts) parts = clv_customer_parts_new (self->data, self->row);

  set_suffix (self->spend_row, parts->spend, FALSE);
  set_suffix (self->purchases_row, parts->purchases, FALSE);
  set_suffix (self->margin_row, parts->margin, FALSE);
  set_suffix (self->service_row, parts->service, FALSE);
  set_suffix (self->value_row, parts->value, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->service_row), parts->has_service);
  adw_preferences_group_set_description (self->parts_group,
                                         _("The numbers below make the value to the last cent."));
}

static void
show_note (ClvCustomerInspector *self)
{
  const gboolean is_artefact = clv_customer_is_one_time_artefact (self->data, self->row);

  gtk_widget_set_visible (self->note, is_artefact);
  if (is_artefact)
    {
      g_autofree char *text = NULL;

      text = g_strdup_printf (_("This customer bought once. %s says P(active) = 100 %% of "
                                "everybody who did, since in that model people leave after a "
                                "repeat purchase only. It is a property of the model, not "
                                "something seen of this customer; the expected purchases are the "
                                "better guide."),
                              self->data->fit->kind->name);
      gtk_label_set_label (self->note_text, text);
    }
}

static void
show_curve (ClvCustomerInspector *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->curve), self->data->fit != NULL);
  if (self->data->fit != NULL)
    {
      g_autoptr(ClvPlotSpec) spec = clv_figure_p_active_curve (self->data->scores, self->data->fit,
                                                               self->row);

      clv_chart_card_set_spec (self->curve, spec);
    }
}

static void
close_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  g_signal_emit (widget, closed_signal, 0);
}

static void
clv_customer_inspector_dispose (GObject *object)
{
  ClvCustomerInspector *self = CLV_CUSTOMER_INSPECTOR (object);

  g_clear_pointer (&self->data, clv_customer_data_unref);
  g_clear_object (&self->session);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CLV_TYPE_CUSTOMER_INSPECTOR);

  G_OBJECT_CLASS (clv_customer_inspector_parent_class)->dispose (object);
}

#define BIND(child) gtk_widget_class_bind_template_child (widget_class, ClvCustomerInspector, child)

static void
clv_customer_inspector_class_init (ClvCustomerInspectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_customer_inspector_dispose;

  /**
   * ClvCustomerInspector::closed:
   *
   * The person is done with this customer.
   */
  closed_signal = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CLV_TYPE_CHART_CARD);
  g_type_ensure (CLV_TYPE_FIGURE);
  g_type_ensure (CLV_TYPE_TIER_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE
                                                 ("customers/clv-customer-inspector.ui"));
  BIND (name);
  BIND (tier);
  BIND (scroller);
  BIND (tier_why);
  BIND (value);
  BIND (past);
  BIND (active);
  BIND (purchases);
  BIND (spend);
  BIND (note);
  BIND (note_text);
  BIND (parts_group);
  BIND (spend_row);
  BIND (purchases_row);
  BIND (margin_row);
  BIND (service_row);
  BIND (value_row);
  BIND (timeline);
  BIND (curve);
  BIND (orders_group);
  BIND (orders);
  gtk_widget_class_install_action (widget_class, "inspector.close", NULL, close_action);
}

static void
clv_customer_inspector_init (ClvCustomerInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
clv_customer_inspector_set_session (ClvCustomerInspector *self,
                                    ClvSession           *session)
{
  g_return_if_fail (CLV_IS_CUSTOMER_INSPECTOR (self));

  g_set_object (&self->session, session);
}

/**
 * clv_customer_inspector_show:
 * @data: the values
 * @row: whom to show
 */
void
clv_customer_inspector_show (ClvCustomerInspector *self,
                             ClvCustomerData      *data,
                             guint32               row)
{
  g_autofree char *why = NULL;
  g_autofree char *label = NULL;
  const char *id = NULL;

  g_return_if_fail (CLV_IS_CUSTOMER_INSPECTOR (self));
  g_return_if_fail (data != NULL && data->scores != NULL && row < data->scores->n);

  clv_customer_data_ref (data);
  g_clear_pointer (&self->data, clv_customer_data_unref);
  self->data = data;
  self->row = row;
  self->shown++;

  id = clv_customer_data_get_id (data, row);
  label = self->session != NULL ? clv_session_dup_customer_label (self->session, id)
                                : g_strdup (id);
  gtk_label_set_label (self->name, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  clv_tier_label_set_tier (self->tier, data->tiers->scheme, data->tiers->tier[row]);
  why = clv_tiers_describe (data->tiers, row, data->scores->clv[row], data->currency);
  gtk_label_set_label (self->tier_why, why);
  show_value_figures (self);
  show_other_figures (self);
  show_parts (self);
  show_note (self);
  show_curve (self);
  ask_for_purchases (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0.0);
}

/**
 * clv_customer_inspector_clear:
 *
 * Forgets the customer; what the worker still reads of them is dropped.
 */
void
clv_customer_inspector_clear (ClvCustomerInspector *self)
{
  g_return_if_fail (CLV_IS_CUSTOMER_INSPECTOR (self));

  g_clear_pointer (&self->data, clv_customer_data_unref);
  self->shown++;
}
