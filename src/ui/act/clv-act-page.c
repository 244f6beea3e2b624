/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-act-page.h"

#include <glib/gi18n-lib.h>

#include "clv-act-data.h"
#include "clv-banner.h"
#include "clv-check-button.h"
#include "clv-compat.h"
#include "clv-empty-state.h"
#include "clv-gate-card.h"
#include "clv-govern-words.h"
#include "clv-money.h"
#include "clv-rows.h"
#include "clv-ui.h"
#include "clv-wrap-layout.h"

/* The register shows the newest; the ledger has them all. */
#define MAX_EXPORTS 20

struct _ClvActPage
{
  ClvPage parent_instance;

  ClvBanner *refusal;
  GtkStack *stack;
  ClvEmptyState *empty;
  ClvGateCard *gate_card;
  AdwPreferencesGroup *audience_group;
  GtkBox *schemes;
  GtkListBox *tiers;
  GtkLabel *total;
  GtkLabel *convention;
  GtkCheckButton *csv_button;
  GtkCheckButton *xlsx_button;
  AdwPreferencesGroup *register_group;
  GtkListBox *register_list;
  GtkCheckButton *tier_buttons[CLV_MAX_TIERS];

  ClvActData *data;
  ClvActRequest *request;   /* (nullable): under way: gate, file name, writing */
  gint64 package;           /* that was approved when the scheme was chosen */
  guint scheme;             /* chosen */
  guint chosen;             /* bit set of its tiers */
  gboolean is_loading;
  gboolean is_outdated;
};

G_DEFINE_FINAL_TYPE (ClvActPage, clv_act_page, CLV_TYPE_PAGE)

static void
update_total (ClvActPage *self)
{
  guint64 count = 0;
  double value = 0.0;
  g_autofree char *count_text = NULL;
  g_autofree char *value_text = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->data->schemes[self->scheme]->n; i++)
    if (self->chosen & (1u << i))
      {
        count += self->data->count[self->scheme][i];
        value += self->data->value[self->scheme][i];
      }
  count_text = clv_number_format ((double) count, 0);
  value_text = clv_money_format_major (value, self->data->currency);
  /* TRANSLATORS: number of customers, money */
  text = g_strdup_printf (ngettext ("%s customer · %s expected value",
                                    "%s customers · %s expected value", (gulong) count),
                          count_text, value_text);
  gtk_label_set_text (self->total, text);
}

static void
tier_toggled_cb (ClvActPage *self)
{
  self->chosen = 0;
  for (guint i = 0; i < self->data->schemes[self->scheme]->n; i++)
    if (gtk_check_button_get_active (self->tier_buttons[i]))
      self->chosen |= 1u << i;
  update_total (self);
}

static GtkWidget *
make_tier (ClvActPage *self,
           guint       tier)
{
  const ClvTierScheme *scheme = self->data->schemes[self->scheme];
  const char *name = clv_tier_scheme_get_name (scheme, tier);
  g_autofree char *count = clv_number_format (self->data->count[self->scheme][tier], 0);
  g_autofree char *value = clv_money_format_major (self->data->value[self->scheme][tier],
                                                   self->data->currency);
  g_autofree char *share = clv_percent_format (scheme->shares[tier], 0);
  /* TRANSLATORS: number of customers, share of all customers */
  g_autofree char *text = g_strdup_printf (_("%s customers, %s of all"), count, share);
  GtkWidget *row = clv_row_new (name, text);
  GtkWidget *button = clv_check_button_new (NULL);
  GtkWidget *label = clv_label_new (value, "numeric");

  self->tier_buttons[tier] = GTK_CHECK_BUTTON (button);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  clv_widget_name (button, name);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), (self->chosen & (1u << tier)) != 0);
  g_signal_connect_object (button, "toggled", G_CALLBACK (tier_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);

  return row;
}

static void
fill_tiers (ClvActPage *self)
{
  clv_list_clear (self->tiers);
  for (guint i = 0; i < self->data->schemes[self->scheme]->n; i++)
    gtk_list_box_append (self->tiers, make_tier (self, i));
  update_total (self);
}

static void
scheme_toggled_cb (ClvActPage     *self,
                   GtkCheckButton *button)
{
  const guint scheme = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "scheme"));

  if (!gtk_check_button_get_active (button) || scheme == self->scheme)
    return;

  self->scheme = scheme;
  self->chosen = 1;
  fill_tiers (self);
}

/* The tiers that may leave, where any may. */
static const ClvTierScheme *
get_approved (ClvActPage *self)
{
  return self->data->gate->is_open ? clv_package_get_scheme (self->data->gate->package) : NULL;
}

/* A newly approved version brings its tiers along. */
static void
choose_scheme (ClvActPage *self)
{
  const ClvTierScheme *approved = get_approved (self);
  const gint64 package = approved != NULL ? self->data->gate->package->id : 0;

  for (guint i = 0; approved != NULL && package != self->package && i < self->data->n_schemes; i++)
    if (self->data->schemes[i] == approved && i != self->scheme)
      {
        self->scheme = i;
        self->chosen = 1;
      }
  self->package = package;
}

static void
fill_schemes (ClvActPage *self)
{
  const ClvTierScheme *approved = get_approved (self);
  GtkCheckButton *first = NULL;

  clv_box_clear (self->schemes);
  self->scheme = MIN (self->scheme, self->data->n_schemes - 1);
  for (guint i = 0; i < self->data->n_schemes; i++)
    {
      g_autofree char *names = clv_words_scheme (self->data->schemes[i]);
      g_autofree char *label = NULL;
      GtkWidget *button = NULL;

      if (self->data->schemes[i] == approved)
        /* TRANSLATORS: names of tiers */
        label = g_strdup_printf (_("%s (approved)"), names);
      button = clv_check_button_new (label != NULL ? label : names);
      g_object_set_data (G_OBJECT (button), "scheme", GUINT_TO_POINTER (i));
      gtk_check_button_set_group (GTK_CHECK_BUTTON (button), first);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (button), i == self->scheme);
      g_signal_connect_object (button, "toggled", G_CALLBACK (scheme_toggled_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (self->schemes, button);
      if (first == NULL)
        first = GTK_CHECK_BUTTON (button);
    }
}

static void
fill_register (ClvActPage *self)
{
  const guint n = self->data->exports->len;
  g_autofree char *count = clv_number_format (n, 0);
  g_autofree char *text = NULL;

  clv_list_clear (self->register_list);
  for (guint i = 0; i < MIN (n, MAX_EXPORTS); i++)
    {
      const ClvEvent *event = g_ptr_array_index (self->data->exports, i);
      g_autofree char *when = clv_words_time (event->at);
      g_autofree char *rows = clv_words_payload (event, "rows");
      g_autofree char *sha256 = clv_words_payload (event, "sha256");
      g_autofree char *hash = clv_words_hash (sha256);
      g_autofree char *title = NULL;
      g_autofree char *subtitle = NULL;
      GtkWidget *label = clv_label_new (hash, "monospace");
      GtkWidget *row = NULL;

      /* TRANSLATORS: number of rows, number of a package */
      title = g_strdup_printf (_("%s rows of package %d"), rows != NULL ? rows : "–",
                               (int) event->package);
      subtitle = g_strdup_printf ("%s · %s", *event->actor != '\0' ? event->actor
                                                                   : event->os_identity, when);
      row = clv_row_new (title, subtitle);
      gtk_label_set_wrap (GTK_LABEL (label), FALSE);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_set_tooltip_text (label, sha256);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
      gtk_list_box_append (self->register_list, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->register_list), n > 0);
  if (n == 0)
    text = g_strdup (_("Nothing has left yet. Every export is entered here and in the ledger."));
  else
    text = g_strdup_printf (ngettext ("%s export, with the hash of its file.",
                                      "%s exports, newest first, with the hash of each file.", n),
                            count);
  adw_preferences_group_set_description (self->register_group, text);
}

static void
show_empty (ClvActPage *self)
{
  clv_empty_state_set_texts (self->empty, "clv-act-symbolic", _("Nothing to act on yet"),
                             _("Audiences and exports build on the customers’ values."));
  clv_empty_state_clear_gates (self->empty);
  clv_empty_state_add_gate (self->empty, _("Imported sales"),
                            self->data->has_data ? _("there are some") : _("none"),
                            self->data->has_data);
  clv_empty_state_add_gate (self->empty, _("Scored customers"), _("none"), FALSE);
  clv_empty_state_set_possible (self->empty, NULL);
  if (self->data->has_data)
    clv_empty_state_set_button (self->empty, _("_Fit and score…"), "win.show-place('value')");
  else
    clv_empty_state_set_button (self->empty, _("_Import sales…"), "win.import");
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
show_data (ClvActPage *self)
{
  g_autofree char *text = NULL;

  if (self->data->gate->is_open)
    clv_banner_set_revealed (self->refusal, FALSE);
  if (self->data->score_set_id == 0)
    {
      show_empty (self);
      return;
    }

  clv_gate_card_set_gate (self->gate_card, self->data->gate);
  choose_scheme (self);
  fill_schemes (self);
  fill_tiers (self);
  fill_register (self);
  /* TRANSLATORS: the convention under which values were computed, a day */
  text = g_strdup_printf (_("%s · as of %s"), self->data->convention, self->data->as_of);
  gtk_label_set_text (self->convention, text);
  if (self->data->gate->is_open)
    adw_preferences_group_set_description (self->audience_group,
                                           _("Tiers of the approved scores, best first."));
  else
    adw_preferences_group_set_description (self->audience_group,
                                           _("Tiers of the newest scores, best first. They may be "
                                             "looked at, but not leave."));
  gtk_stack_set_visible_child_name (self->stack, "act");
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ClvActPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvActData) data = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  self->is_loading = FALSE;
  if (clv_page_get_session (CLV_PAGE (self)) == NULL)
    return;

  if (data == NULL)
    {
      clv_session_show_error (CLV_SESSION (object), _("The scores could not be read"), error);
    }
  else
    {
      g_clear_pointer (&self->data, clv_act_data_free);
      self->data = g_steal_pointer (&data);
      show_data (self);
    }
  if (self->is_outdated)
    clv_page_refresh (CLV_PAGE (self), NULL);
}

static void
clv_act_page_refresh (ClvPage    *page,
                      const char *what)
{
  ClvActPage *self = CLV_ACT_PAGE (page);

  self->is_outdated = self->is_loading;
  if (self->is_loading || clv_page_get_workspace (page) == NULL)
    return;

  if (g_strcmp0 (what, "workspace") == 0)
    clv_banner_set_revealed (self->refusal, FALSE);
  self->is_loading = TRUE;
  clv_session_run_job (clv_page_get_session (page), NULL, clv_act_data_load, NULL, NULL,
                       (GDestroyNotify) clv_act_data_free, loaded_cb, g_object_ref (self));
}

static void
refuse (ClvActPage *self,
        const char *reason)
{
  ClvSession *session = clv_page_get_session (CLV_PAGE (self));

  clv_banner_set_title (self->refusal, reason);
  clv_banner_set_revealed (self->refusal, TRUE);
  clv_compat_announce (GTK_WIDGET (self), reason);
  clv_session_toast (session, _("Nothing was exported; the reason is above"));
}

static void
go_to_approvals_cb (ClvActPage *self)
{
  clv_session_show_place (clv_page_get_session (CLV_PAGE (self)), "govern", "approvals");
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ClvActPage) self = user_data;
  g_autoptr(ClvActRequest) request = g_steal_pointer (&self->request);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvExportResult) export = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                                  &error);

  if (clv_page_get_session (CLV_PAGE (self)) == NULL)
    return;

  if (export != NULL)
    {
      g_autofree char *name = g_path_get_basename (request->path);
      g_autofree char *rows = clv_number_format ((double) export->rows, 0);
      g_autofree char *text = NULL;

      /* TRANSLATORS: number of rows, file name */
      text = g_strdup_printf (ngettext ("%s row exported to %s", "%s rows exported to %s",
                                        (gulong) export->rows), rows, name);
      clv_banner_set_revealed (self->refusal, FALSE);
      clv_session_toast (CLV_SESSION (object), text);
    }
  else if (error->domain == CLV_GOVERNANCE_ERROR)
    {
      refuse (self, error->message);
    }
  else
    {
      clv_session_show_error (CLV_SESSION (object), _("Nothing was exported"), error);
    }
}

/* The request is lent to the job: it stays until the callback. */
static void
write_file (ClvActPage *self,
            const char *path)
{
  if (path != self->request->path)
    {
      g_free (self->request->path);
      self->request->path = g_strdup (path);
    }
  clv_session_run_job (clv_page_get_session (CLV_PAGE (self)), _("Exporting"), clv_act_request_run,
                       self->request, NULL, (GDestroyNotify) clv_export_result_free, exported_cb,
                       g_object_ref (self));
}

static void
file_chosen_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(ClvActPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = clv_compat_save_file_finish (GTK_WINDOW (object), result, &error);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  ClvSession *session = clv_page_get_session (CLV_PAGE (self));

  if (path != NULL && session != NULL && clv_session_get_workspace (session) != NULL)
    {
      write_file (self, path);
      return;
    }

  g_clear_pointer (&self->request, clv_act_request_free);
  if (file != NULL && path == NULL && session != NULL)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                 _("That place is not a folder of this computer. Nothing was "
                                   "exported. Choose another folder."));
  if (error != NULL && session != NULL)
    clv_session_show_error (session, _("Nothing was exported"), error);
}

static void
ask_file (ClvActPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const gboolean is_scores = self->request->kind == CLV_EXPORT_SCORES;
  g_autofree char *name = NULL;

  if (!GTK_IS_WINDOW (root))
    {
      g_clear_pointer (&self->request, clv_act_request_free);
      return;
    }

  name = g_strconcat (is_scores ? _("scores") : _("audience"),
                      self->request->format == CLV_EXPORT_XLSX ? ".xlsx" : ".csv", NULL);
  clv_compat_save_file_async (GTK_WINDOW (root),
                              is_scores ? _("Export scores") : _("Export audience"), name, NULL,
                              file_chosen_cb, g_object_ref (self));
}

static void
gate_checked_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(ClvActPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvGate) gate = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  if (gate != NULL && gate->is_open && clv_page_get_session (CLV_PAGE (self)) != NULL)
    {
      if (self->request->path != NULL)
        write_file (self, self->request->path);
      else
        ask_file (self);
      return;
    }

  g_clear_pointer (&self->request, clv_act_request_free);
  if (clv_page_get_session (CLV_PAGE (self)) == NULL)
    return;

  if (gate != NULL)
    {
      g_autofree char *reason = clv_gate_describe (gate);

      clv_gate_card_set_gate (self->gate_card, gate);
      refuse (self, reason);
    }
  else
    {
      clv_session_show_error (CLV_SESSION (object), _("Nothing was exported"), error);
    }
}

/* Chain: gate_checked_cb → file_chosen_cb → exported_cb. The gate is asked anew,
 * since what the page shows may be a moment old. */
static void
begin_export (ClvActPage    *self,
              ClvExportKind  kind,
              const char    *path)
{
  ClvSession *session = clv_page_get_session (CLV_PAGE (self));

  if (self->request != NULL || self->data == NULL || clv_session_get_workspace (session) == NULL)
    return;
  if (kind == CLV_EXPORT_AUDIENCE && self->chosen == 0)
    {
      clv_session_toast (session, _("Choose at least one tier first"));
      return;
    }

  self->request = g_new0 (ClvActRequest, 1);
  self->request->kind = kind;
  self->request->format = gtk_check_button_get_active (self->xlsx_button) ? CLV_EXPORT_XLSX
                                                                          : CLV_EXPORT_CSV;
  self->request->scheme = self->data->n_schemes > 0 ? self->data->schemes[self->scheme] : NULL;
  self->request->tiers = self->chosen;
  self->request->path = g_strdup (path);
  self->request->acting = g_strdup (clv_session_get_acting (session));
  clv_session_run_job (session, NULL, clv_act_check_gate, NULL, NULL,
                       (GDestroyNotify) clv_gate_free, gate_checked_cb, g_object_ref (self));
}

static void
export_scores_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  begin_export (CLV_ACT_PAGE (widget), CLV_EXPORT_SCORES, NULL);
}

static void
export_audience_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  begin_export (CLV_ACT_PAGE (widget), CLV_EXPORT_AUDIENCE, NULL);
}

static void
clv_act_page_dispose (GObject *object)
{
  ClvActPage *self = CLV_ACT_PAGE (object);

  g_clear_pointer (&self->data, clv_act_data_free);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CLV_TYPE_ACT_PAGE);

  G_OBJECT_CLASS (clv_act_page_parent_class)->dispose (object);
}

static void
clv_act_page_finalize (GObject *object)
{
  g_clear_pointer (&CLV_ACT_PAGE (object)->request, clv_act_request_free);

  G_OBJECT_CLASS (clv_act_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, refusal);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, empty);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, gate_card);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, audience_group);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, schemes);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, tiers);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, total);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, convention);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, csv_button);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, xlsx_button);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, register_group);
  gtk_widget_class_bind_template_child (widget_class, ClvActPage, register_list);
}

static void
clv_act_page_class_init (ClvActPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_act_page_dispose;
  object_class->finalize = clv_act_page_finalize;
  CLV_PAGE_CLASS (klass)->refresh = clv_act_page_refresh;

  g_type_ensure (CLV_TYPE_BANNER);
  g_type_ensure (CLV_TYPE_CHECK_BUTTON);
  g_type_ensure (CLV_TYPE_EMPTY_STATE);
  g_type_ensure (CLV_TYPE_GATE_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("act/clv-act-page.ui"));
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, go_to_approvals_cb);

  /**
   * ClvActPage|act.export-scores:
   *
   * Exports everybody's scores, where the gate is open.
   */
  gtk_widget_class_install_action (widget_class, "act.export-scores", NULL, export_scores_action);

  /**
   * ClvActPage|act.export-audience:
   *
   * Exports the customers of the chosen tiers, where the gate is open.
   */
  gtk_widget_class_install_action (widget_class, "act.export-audience", NULL,
                                   export_audience_action);
}

static void
clv_act_page_init (ClvActPage *self)
{
  self->chosen = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->schemes), clv_wrap_layout_new (18));
}

/**
 * clv_act_page_new:
 * @session: what to work on
 *
 * Returns: (transfer floating): the page
 */
ClvPage *
clv_act_page_new (ClvSession *session)
{
  return g_object_new (CLV_TYPE_ACT_PAGE, "session", session, NULL);
}

/**
 * clv_act_page_get_refusal:
 *
 * Returns: (transfer none) (nullable): why the last export was refused, while
 *   it is shown
 */
const char *
clv_act_page_get_refusal (ClvActPage *self)
{
  g_return_val_if_fail (CLV_IS_ACT_PAGE (self), NULL);

  return clv_banner_get_revealed (self->refusal) ? clv_banner_get_title (self->refusal) : NULL;
}

/**
 * clv_act_page_export_to:
 * @path: where to
 *
 * Exports the chosen audience without asking for a file name.
 */
void
clv_act_page_export_to (ClvActPage *self,
                        const char *path)
{
  g_return_if_fail (CLV_IS_ACT_PAGE (self));

  begin_export (self, CLV_EXPORT_AUDIENCE, path);
}
