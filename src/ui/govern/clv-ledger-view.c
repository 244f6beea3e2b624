/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-ledger-view.h"

#include <glib/gi18n-lib.h>

#include "clv-govern-words.h"
#include "clv-money.h"
#include "clv-rows.h"
#include "clv-ui.h"

/* Rows at a time: each is a handful of widgets. */
#define STEP 50

struct _ClvLedgerView
{
  AdwBin parent_instance;

  AdwActionRow *anchor_row;
  GtkEditable *given_row;
  GtkWidget *verify_button;
  GtkBox *result;
  AdwPreferencesGroup *list_group;
  GtkListBox *list;
  GtkWidget *more_button;

  ClvSession *session;
  ClvGovernState *state;
  guint n_wanted;
  guint n_shown;
};

G_DEFINE_FINAL_TYPE (ClvLedgerView, clv_ledger_view, ADW_TYPE_BIN)

static gpointer
run_verify (ClvWorkspace       *workspace,
            gpointer            input,
            const ClvProgress  *progress,
            GError            **error)
{
  return clv_governance_verify (workspace, input, progress, error);
}

static void
add_texts (ClvLedgerView *self,
           const char    *heading,
           GPtrArray     *texts,
           const char    *icon_name,
           const char    *css_class)
{
  GtkWidget *label = NULL;

  if (texts->len == 0)
    return;

  label = clv_label_new (heading, "heading");
  gtk_widget_set_margin_top (label, 4);
  gtk_box_append (self->result, label);
  for (guint i = 0; i < texts->len; i++)
    gtk_box_append (self->result, clv_label_new_with_icon (icon_name, g_ptr_array_index (texts, i),
                                                           css_class));
}

/* What could not be looked at comes before what was. */
static void
show_verification (ClvLedgerView         *self,
                   const ClvVerification *verification)
{
  g_autofree char *n = clv_number_format ((double) verification->n_events, 0);
  g_autofree char *text = NULL;

  clv_box_clear (self->result);
  if (verification->is_clean)
    text = g_strdup_printf (_("No sign of tampering in %s acts, as far as could be checked"), n);
  else
    text = g_strdup_printf (_("The file does not verify: see the findings among %s acts"), n);
  gtk_box_append (self->result,
                  clv_label_new_with_icon (verification->is_clean ? "clv-passed-symbolic"
                                                                  : "clv-failed-symbolic", text,
                                           verification->is_clean ? "success" : "error"));
  add_texts (self, _("Findings"), verification->findings, "clv-failed-symbolic", "error");
  add_texts (self, _("Not checked"), verification->not_checked, "clv-why-symbolic", NULL);
  add_texts (self, _("Checked"), verification->checked, "clv-passed-symbolic", NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->result), TRUE);
}

static void
verified_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ClvLedgerView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvVerification) verification = clv_session_run_job_finish (CLV_SESSION (object),
                                                                        result, &error);

  if (self->session == NULL)
    return;

  gtk_widget_set_sensitive (self->verify_button, TRUE);
  if (verification != NULL)
    show_verification (self, verification);
  else
    clv_session_show_error (self->session, _("The file was not checked"), error);
}

static void
verify_clicked_cb (ClvLedgerView *self)
{
  g_autofree char *given = g_strstrip (g_strdup (gtk_editable_get_text (self->given_row)));

  if (clv_session_get_workspace (self->session) == NULL
      || !gtk_widget_get_sensitive (self->verify_button))
    return;

  gtk_widget_set_sensitive (self->verify_button, FALSE);
  clv_session_run_job (self->session, _("Verifying the file"), run_verify,
                       *given != '\0' ? g_steal_pointer (&given) : NULL, g_free,
                       (GDestroyNotify) clv_verification_free, verified_cb, g_object_ref (self));
}

static void
copy_anchor_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  ClvLedgerView *self = CLV_LEDGER_VIEW (widget);

  if (self->state == NULL || self->state->anchor == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->state->anchor);
  clv_session_toast (self->session, _("Code copied: keep it outside this file"));
}

static char *
describe_actor (const ClvEvent *event)
{
  if (event->actor == NULL || *event->actor == '\0')
    /* TRANSLATORS: an account of the computer: "ann@desk" */
    return g_strdup_printf (_("nobody named (account %s)"), event->os_identity);

  return g_strdup_printf (_("%s (account %s)"), event->actor, event->os_identity);
}

static GtkWidget *
make_event (const ClvEvent *event)
{
  g_autofree char *what = clv_words_event (event);
  g_autofree char *when = clv_words_time (event->at);
  g_autofree char *who = describe_actor (event);
  g_autofree char *number = g_strdup_printf ("%d", (int) event->seq);
  g_autofree char *hash = clv_words_hash (event->hash);
  g_autoptr(GString) subtitle = g_string_new (when);
  g_autoptr(GString) title = g_string_new (what);
  GtkWidget *row = NULL;
  GtkWidget *label = NULL;

  if (event->meaning != NULL && *event->meaning != '\0')
    g_string_append_printf (title, ": %s", clv_words_meaning (event->meaning));
  g_string_append_printf (subtitle, " · %s", who);
  if (event->reason != NULL && *event->reason != '\0')
    {
      g_string_append_c (subtitle, '\n');
      /* TRANSLATORS: a reason, in the quotation marks of your language */
      g_string_append_printf (subtitle, _("“%s”"), event->reason);
    }

  row = clv_row_new (title->str, subtitle->str);
  label = clv_label_new (number, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_width_chars (GTK_LABEL (label), 4);
  gtk_label_set_xalign (GTK_LABEL (label), 1.0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), label);
  label = clv_label_new (hash, "monospace");
  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_tooltip_text (label, event->hash);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);

  return row;
}

static void
show_more (ClvLedgerView *self)
{
  const guint n = self->state->events->len;

  while (self->n_shown < MIN (n, self->n_wanted))
    {
      self->n_shown++;
      gtk_list_box_append (self->list,
                           make_event (g_ptr_array_index (self->state->events, n - self->n_shown)));
    }
  gtk_widget_set_visible (self->more_button, self->n_shown < n);
}

static void
more_clicked_cb (ClvLedgerView *self)
{
  self->n_wanted += STEP;
  if (self->state != NULL)
    show_more (self);
}

static void
update (ClvLedgerView *self)
{
  g_autofree char *n = NULL;
  g_autofree char *text = NULL;

  clv_list_clear (self->list);
  self->n_shown = 0;
  gtk_widget_set_visible (self->more_button, FALSE);
  adw_action_row_set_subtitle (self->anchor_row, "");
  if (self->state == NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->result), FALSE);
      return;
    }

  adw_action_row_set_subtitle (self->anchor_row,
                               self->state->anchor != NULL ? self->state->anchor : "–");
  n = clv_number_format ((double) self->state->events->len, 0);
  text = g_strdup_printf (_("%s acts, newest first. Nothing here is ever changed or removed."), n);
  adw_preferences_group_set_description (self->list_group, text);
  show_more (self);
}

static void
clv_ledger_view_dispose (GObject *object)
{
  ClvLedgerView *self = CLV_LEDGER_VIEW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->state, clv_govern_state_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CLV_TYPE_LEDGER_VIEW);

  G_OBJECT_CLASS (clv_ledger_view_parent_class)->dispose (object);
}

static void
clv_ledger_view_class_init (ClvLedgerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_ledger_view_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("govern/clv-ledger-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvLedgerView, anchor_row);
  gtk_widget_class_bind_template_child (widget_class, ClvLedgerView, given_row);
  gtk_widget_class_bind_template_child (widget_class, ClvLedgerView, verify_button);
  gtk_widget_class_bind_template_child (widget_class, ClvLedgerView, result);
  gtk_widget_class_bind_template_child (widget_class, ClvLedgerView, list_group);
  gtk_widget_class_bind_template_child (widget_class, ClvLedgerView, list);
  gtk_widget_class_bind_template_child (widget_class, ClvLedgerView, more_button);
  gtk_widget_class_bind_template_callback (widget_class, verify_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);

  /**
   * ClvLedgerView|ledger.copy-anchor:
   *
   * Copies the code of the newest act.
   */
  gtk_widget_class_install_action (widget_class, "ledger.copy-anchor", NULL, copy_anchor_action);
}

static void
clv_ledger_view_init (ClvLedgerView *self)
{
  self->n_wanted = STEP;
  gtk_widget_init_template (GTK_WIDGET (self));
  clv_widget_name (GTK_WIDGET (gtk_editable_get_delegate (self->given_row)),
                   _("Code from elsewhere"));
}

/**
 * clv_ledger_view_set_session:
 * @session: what the view works on; given once
 */
void
clv_ledger_view_set_session (ClvLedgerView *self,
                             ClvSession    *session)
{
  g_return_if_fail (CLV_IS_LEDGER_VIEW (self));

  g_set_object (&self->session, session);
}

/**
 * clv_ledger_view_set_state:
 * @state: (nullable): what is there; %NULL while it is not known
 */
void
clv_ledger_view_set_state (ClvLedgerView  *self,
                           ClvGovernState *state)
{
  g_return_if_fail (CLV_IS_LEDGER_VIEW (self));

  g_clear_pointer (&self->state, clv_govern_state_unref);
  self->state = state != NULL ? clv_govern_state_ref (state) : NULL;
  update (self);
}
