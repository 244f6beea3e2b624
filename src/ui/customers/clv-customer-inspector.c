/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-inspector.h"

#include <glib/gi18n-lib.h>

#include "clv-chart-card.h"
#include "clv-comparables-group.h"
#include "clv-compat.h"
#include "clv-customer-dossier.h"
#include "clv-customer-next.h"
#include "clv-customer-parts.h"
#include "clv-customer-sheet.h"
#include "clv-figure.h"
#include "clv-money.h"
#include "clv-notes.h"
#include "clv-notes-group.h"
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
  ClvFigure *next;
  GtkLabel *interval_note;
  GtkWidget *note;
  GtkLabel *note_text;
  AdwPreferencesGroup *parts_group;
  AdwActionRow *spend_row;
  AdwActionRow *purchases_row;
  AdwActionRow *margin_row;
  AdwActionRow *service_row;
  AdwActionRow *value_row;
  ClvChartCard *course;
  ClvChartCard *timeline;
  ClvChartCard *curve;
  ClvComparablesGroup *comparables;
  ClvNotesGroup *notes;
  AdwPreferencesGroup *orders_group;
  GtkListBox *orders;

  ClvSession *session;
  ClvCustomerData *data;
  ClvCustomerDossier *dossier;    /* (nullable) while it is read */
  guint32 row;
  guint shown;        /* counts shows, so that a late answer is known as one */
};

typedef struct
{
  ClvCustomerInspector *self;
  guint shown;
} Asker;

/* A paper on its way into a file. */
typedef struct
{
  ClvSheet *sheet;
  char *customer;     /* (nullable): whose notes go on it */
  char *path;
} Paper;

static guint closed_signal;
static guint chosen_signal;

G_DEFINE_FINAL_TYPE (ClvCustomerInspector, clv_customer_inspector, ADW_TYPE_BIN)

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
  g_autofree char *refund = clv_customer_dup_refund (purchase, currency);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), day);
  if (refund != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), refund);
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
  gtk_widget_set_visible (GTK_WIDGET (self->course), self->data->fit != NULL);
  if (self->data->fit != NULL)
    {
      g_autoptr(ClvPlotSpec) course = clv_figure_course (self->data->scores, self->data->fit,
                                                         self->row, purchases);

      clv_chart_card_set_spec (self->course, course);
    }
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
dossier_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Asker *asker = user_data;
  g_autoptr(ClvCustomerInspector) self = asker->self;
  const guint shown = asker->shown;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvCustomerDossier) dossier = clv_session_run_job_finish (CLV_SESSION (object),
                                                                      result, &error);

  g_free (asker);
  if (self->data == NULL || self->shown != shown)
    return;

  if (dossier != NULL)
    {
      show_orders (self, dossier->purchases);
      clv_comparables_group_show (self->comparables, self->session, self->data, dossier->alike);
      self->dossier = g_steal_pointer (&dossier);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.save-pdf", TRUE);
    }
  else if (error != NULL)
    {
      clv_session_show_error (self->session, _("The customer’s purchases were not read"), error);
    }
}

static void
ask_for_dossier (ClvCustomerInspector *self)
{
  Asker *asker = NULL;

  g_clear_pointer (&self->dossier, clv_customer_dossier_unref);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.save-pdf", FALSE);
  clv_comparables_group_show (self->comparables, NULL, NULL, NULL);
  if (self->session == NULL || clv_session_get_workspace (self->session) == NULL)
    return;

  asker = g_new0 (Asker, 1);
  asker->self = g_object_ref (self);
  asker->shown = self->shown;
  clv_session_run_job (self->session, NULL, clv_customer_dossier_read,
                       clv_customer_question_new (self->data, self->row),
                       (GDestroyNotify) clv_customer_question_free,
                       (GDestroyNotify) clv_customer_dossier_unref, dossier_read_cb, asker);
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
show_next (ClvCustomerInspector *self)
{
  ClvNextOrder next;
  ClvRenewal renewal;
  const gboolean is_renewed = self->data->fit != NULL
                              && clv_renewal_predict (self->data->scores, self->data->fit,
                                                      self->row, &renewal);
  const gboolean is_known = self->data->fit != NULL && !is_renewed
                            && self->data->fit->kind->history != CLV_HISTORY_CONTRACT
                            && clv_next_order_predict (self->data->scores, self->data->fit,
                                                       self->row, &next);

  gtk_widget_set_visible (GTK_WIDGET (self->next), is_known || is_renewed);
  if (is_renewed)
    {
      g_autofree char *day = clv_customer_renewal_dup_day (&renewal);
      g_autofree char *detail = clv_customer_renewal_dup_detail (&renewal);

      clv_figure_set_value (self->next, day);
      clv_figure_set_detail (self->next, detail, CLV_FIGURE_NEUTRAL);
      clv_figure_take_why (self->next, clv_customer_why_renewal (self->data, self->row, &renewal));
    }
  if (is_known)
    {
      g_autofree char *window = clv_customer_next_dup_window (&next);
      g_autofree char *detail = clv_customer_next_dup_detail (&next);

      clv_figure_set_value (self->next, window);
      clv_figure_set_detail (self->next, detail, CLV_FIGURE_NEUTRAL);
      clv_figure_take_why (self->next, clv_customer_why_next (self->data, self->row, &next));
    }
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
add_figure (ClvSheet  *sheet,
            ClvFigure *figure)
{
  g_autofree char *caption = NULL;
  g_autofree char *value = NULL;
  g_autofree char *detail = NULL;

  if (!gtk_widget_get_visible (GTK_WIDGET (figure)))
    return;
  g_object_get (figure, "caption", &caption, "value", &value, "detail", &detail, NULL);
  clv_sheet_add_figure (sheet, caption, value, detail);
}

static ClvSheet *
make_sheet (ClvCustomerInspector *self)
{
  ClvSheet *sheet = clv_customer_sheet_new (self->data, self->row,
                                            gtk_label_get_text (self->name));
  ClvFigure *figures[] = { self->value, self->past, self->active, self->purchases, self->spend,
                           self->next };

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    add_figure (sheet, figures[i]);
  if (gtk_widget_get_visible (self->note))
    clv_sheet_add_text (sheet, gtk_label_get_text (self->note_text));
  clv_customer_sheet_add_rest (sheet, self->data, self->row, self->dossier, self->session);

  return sheet;
}

static void
paper_free (gpointer data)
{
  Paper *paper = data;

  clv_sheet_free (paper->sheet);
  g_free (paper->customer);
  g_free (paper->path);
  g_free (paper);
}

/* Gives the file's name for people. */
static gpointer
write_paper (ClvWorkspace       *workspace,
             gpointer            input,
             const ClvProgress  *progress,
             GError            **error)
{
  const Paper *paper = input;

  if (paper->customer != NULL)
    {
      g_autoptr(GPtrArray) notes = clv_notes_list (workspace, paper->customer, error);

      if (notes == NULL)
        return NULL;
      clv_customer_sheet_add_notes (paper->sheet, notes);
    }

  return clv_sheet_write (paper->sheet, paper->path, NULL, error)
         ? g_filename_display_basename (paper->path) : NULL;
}

static void
paper_written_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  ClvSession *session = CLV_SESSION (object);
  g_autoptr(GError) error = NULL;
  g_autofree char *name = clv_session_run_job_finish (session, result, &error);

  if (name != NULL)
    {
      g_autofree char *text = g_strdup_printf (_("Saved as “%s”."), name);

      clv_session_toast (session, text);
    }
  else if (error != NULL)
    {
      clv_session_show_error (session, _("The customer was not saved"), error);
    }
}

static void
path_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(ClvCustomerInspector) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = clv_compat_save_file_finish (GTK_WINDOW (source), result, &error);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    clv_customer_inspector_save_pdf (self, path);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
           && self->session != NULL)
    clv_session_show_error (self->session, _("The customer was not saved"), error);
}

static void
save_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ClvCustomerInspector *self = CLV_CUSTOMER_INSPECTOR (widget);
  g_autofree char *name = NULL;

  if (self->data == NULL || self->dossier == NULL)
    return;

  name = g_strdup_printf ("%s.pdf", gtk_label_get_text (self->name));
  g_strdelimit (name, "/\\:", '-');
  clv_compat_save_file_async (GTK_WINDOW (gtk_widget_get_root (widget)), _("Save Customer"), name,
                              NULL, path_chosen_cb, g_object_ref (self));
}

static void
comparable_chosen_cb (ClvCustomerInspector *self,
                      guint                 row)
{
  if (self->data != NULL)
    g_signal_emit (self, chosen_signal, 0, row);
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

  g_clear_pointer (&self->dossier, clv_customer_dossier_unref);
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

  /**
   * ClvCustomerInspector::chosen:
   * @row: row of the score set
   *
   * The person wants to see this other customer.
   */
  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (CLV_TYPE_CHART_CARD);
  g_type_ensure (CLV_TYPE_COMPARABLES_GROUP);
  g_type_ensure (CLV_TYPE_NOTES_GROUP);
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
  BIND (next);
  BIND (interval_note);
  BIND (note);
  BIND (note_text);
  BIND (parts_group);
  BIND (spend_row);
  BIND (purchases_row);
  BIND (margin_row);
  BIND (service_row);
  BIND (value_row);
  BIND (course);
  BIND (timeline);
  BIND (curve);
  BIND (comparables);
  BIND (notes);
  BIND (orders_group);
  BIND (orders);
  gtk_widget_class_bind_template_callback (widget_class, comparable_chosen_cb);
  gtk_widget_class_install_action (widget_class, "inspector.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "inspector.save-pdf", NULL, save_action);
}

static void
clv_customer_inspector_init (ClvCustomerInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_label (self->interval_note, clv_figure_describe_interval ());
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.save-pdf", FALSE);
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
  show_next (self);
  show_parts (self);
  show_note (self);
  show_curve (self);
  clv_notes_group_show (self->notes, self->session, id);
  ask_for_dossier (self);
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

  clv_notes_group_show (self->notes, self->session, NULL);
  g_clear_pointer (&self->dossier, clv_customer_dossier_unref);
  g_clear_pointer (&self->data, clv_customer_data_unref);
  self->shown++;
}

/**
 * clv_customer_inspector_save_pdf:
 * @path: the file to write
 *
 * Writes what is shown as a PDF, on the worker; a toast tells when it is there.
 * Notes go with it unless personal data is hidden. Does nothing while the
 * customer is still being read.
 */
void
clv_customer_inspector_save_pdf (ClvCustomerInspector *self,
                                 const char           *path)
{
  Paper *paper = NULL;

  g_return_if_fail (CLV_IS_CUSTOMER_INSPECTOR (self) && path != NULL);

  if (self->data == NULL || self->dossier == NULL || self->session == NULL)
    return;

  paper = g_new0 (Paper, 1);
  paper->sheet = make_sheet (self);
  paper->path = g_strdup (path);
  if (!clv_session_get_hide_personal (self->session))
    paper->customer = g_strdup (clv_customer_data_get_id (self->data, self->row));
  clv_session_run_job (self->session, NULL, write_paper, paper, paper_free, g_free,
                       paper_written_cb, NULL);
}
