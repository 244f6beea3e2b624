/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-approvals-view.h"

#include <glib/gi18n-lib.h>

#include "clv-act-window.h"
#include "clv-banner.h"
#include "clv-check-button.h"
#include "clv-compat.h"
#include "clv-gate-card.h"
#include "clv-govern-words.h"
#include "clv-package-card.h"
#include "clv-rows.h"
#include "clv-ui.h"

#define N_RISKS (CLV_RISK_HIGH + 1)
#define MAX_SCHEMES 8

struct _ClvApprovalsView
{
  AdwBin parent_instance;

  ClvBanner *refusal;
  ClvGateCard *gate_card;
  GtkFlowBox *risks;
  GtkFlowBox *schemes;
  GtkLabel *acting;
  GtkBox *packages;
  GtkCheckButton *risk_buttons[N_RISKS];
  GtkCheckButton *scheme_buttons[MAX_SCHEMES];

  ClvSession *session;
  ClvGovernState *state;
  gboolean is_running;
};

/* An act under way, for the callback. */
typedef struct
{
  ClvApprovalsView *view;
  const char *id;
} Running;

G_DEFINE_FINAL_TYPE (ClvApprovalsView, clv_approvals_view, ADW_TYPE_BIN)

static void
dismiss_cb (ClvApprovalsView *self)
{
  clv_banner_set_revealed (self->refusal, FALSE);
}

static void
show_refusal (ClvApprovalsView *self,
              const char       *text)
{
  clv_banner_set_title (self->refusal, text);
  clv_banner_set_revealed (self->refusal, TRUE);
  clv_compat_announce (GTK_WIDGET (self), text);
}

static void
done_cb (ClvApprovalsView *self,
         const char       *id)
{
  if (self->session == NULL)
    return;

  dismiss_cb (self);
  clv_session_toast (self->session, clv_act_get_done (id));
}

static void
act_done_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autofree Running *running = user_data;
  g_autoptr(ClvApprovalsView) self = running->view;
  g_autoptr(GError) error = NULL;

  clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  self->is_running = FALSE;
  if (self->session == NULL)
    return;

  if (error == NULL)
    done_cb (self, running->id);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_refusal (self, error->message);
}

static ClvRisk
get_risk (ClvApprovalsView *self)
{
  for (guint i = 0; i < N_RISKS; i++)
    if (gtk_check_button_get_active (self->risk_buttons[i]))
      return (ClvRisk) i;

  return CLV_RISK_LOW;
}

static const ClvTierScheme *
get_scheme (ClvApprovalsView *self)
{
  const ClvTierScheme **schemes = NULL;
  guint n = 0;

  schemes = clv_tier_schemes_list (&n);
  for (guint i = 0; i < MIN (n, MAX_SCHEMES); i++)
    if (gtk_check_button_get_active (self->scheme_buttons[i]))
      return schemes[i];

  return NULL;
}

static void
run_now (ClvApprovalsView *self,
         const char       *id,
         gint64            package)
{
  Running *running = NULL;
  ClvGovernAct *act = NULL;

  if (self->is_running)
    return;

  self->is_running = TRUE;
  running = g_new0 (Running, 1);
  running->view = g_object_ref (self);
  running->id = g_intern_string (id);
  act = clv_govern_act_new (id, package, clv_session_get_acting (self->session));
  act->risk = get_risk (self);
  act->scheme = get_scheme (self);
  clv_session_run_job (self->session,
                       g_str_equal (id, "propose") ? _("Proposing the current model") : NULL,
                       clv_govern_act_run, act, (GDestroyNotify) clv_govern_act_free, NULL,
                       act_done_cb, running);
}

static const ClvPackage *
find_package (ClvApprovalsView *self,
              gint64            id)
{
  for (guint i = 0; i < self->state->packages->len; i++)
    {
      const ClvPackage *package = g_ptr_array_index (self->state->packages, i);

      if (package->id == id)
        return package;
    }

  return NULL;
}

/* Asks in a window where the act needs a reason or the person a passphrase. */
static void
begin_act (ClvApprovalsView *self,
           const char       *id,
           gint64            package)
{
  const ClvPerson *person = NULL;
  ClvActWindow *window = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->state == NULL || clv_session_get_workspace (self->session) == NULL)
    return;

  person = clv_govern_state_find_person (self->state, clv_session_get_acting (self->session));
  if (!clv_act_needs_reason (id) && (person == NULL || !person->has_passphrase))
    {
      run_now (self, id, package);
      return;
    }

  window = clv_act_window_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->session,
                               self->state, find_package (self, package), id);
  clv_act_window_set_proposal (window, get_risk (self), get_scheme (self));
  g_signal_connect_object (window, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static void
act_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  const char *id = NULL;
  gint64 package = 0;

  g_variant_get (parameter, "(&sx)", &id, &package);
  begin_act (CLV_APPROVALS_VIEW (widget), id, package);
}

static void
propose_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  begin_act (CLV_APPROVALS_VIEW (widget), "propose", 0);
}

static void
update (ClvApprovalsView *self)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *login = clv_session_get_acting (self->session);
  g_autofree char *acting = g_strdup_printf (_("Acting: %s"), login);

  clv_box_clear (self->packages);
  /* While the workspace is still being read nobody is known to act. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "approvals.propose", self->state != NULL);
  clv_gate_card_set_gate (self->gate_card, self->state != NULL ? self->state->gate : NULL);
  gtk_label_set_text (self->acting, acting);
  if (self->state == NULL)
    return;

  if (clv_govern_state_find_person (self->state, login) == NULL)
    {
      g_autofree char *text = NULL;

      text = g_strdup_printf (_("Acting: %s, who is not a person of this workspace. Add people "
                                "with their roles under “People”."), login);
      gtk_label_set_text (self->acting, text);
    }
  for (guint i = 0; i < self->state->packages->len; i++)
    gtk_box_append (self->packages,
                    clv_package_card_new (g_ptr_array_index (self->state->packages, i),
                                          self->state, login, names));
  if (self->state->packages->len == 0)
    gtk_box_append (self->packages,
                    clv_label_new (_("None yet. Fit a model and score the customers, then propose "
                                     "what is there."), "dim-label"));
}

static void
clv_approvals_view_dispose (GObject *object)
{
  ClvApprovalsView *self = CLV_APPROVALS_VIEW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->state, clv_govern_state_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CLV_TYPE_APPROVALS_VIEW);

  G_OBJECT_CLASS (clv_approvals_view_parent_class)->dispose (object);
}

static void
clv_approvals_view_class_init (ClvApprovalsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_approvals_view_dispose;

  g_type_ensure (CLV_TYPE_BANNER);
  g_type_ensure (CLV_TYPE_GATE_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("govern/clv-approvals-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvApprovalsView, refusal);
  gtk_widget_class_bind_template_child (widget_class, ClvApprovalsView, gate_card);
  gtk_widget_class_bind_template_child (widget_class, ClvApprovalsView, risks);
  gtk_widget_class_bind_template_child (widget_class, ClvApprovalsView, schemes);
  gtk_widget_class_bind_template_child (widget_class, ClvApprovalsView, acting);
  gtk_widget_class_bind_template_child (widget_class, ClvApprovalsView, packages);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);

  /**
   * ClvApprovalsView|approvals.act:
   * @parameter: (act, package): "submit", "approve", "reject",
   *   "ask-changes", "suspend", "reinstate" or "retire", and the package's number
   */
  gtk_widget_class_install_action (widget_class, "approvals.act", "(sx)", act_action);

  /**
   * ClvApprovalsView|approvals.propose:
   *
   * Makes a draft of what is there now.
   */
  gtk_widget_class_install_action (widget_class, "approvals.propose", NULL, propose_action);
}

static void
add_schemes (ClvApprovalsView *self)
{
  const ClvTierScheme **schemes = NULL;
  guint n = 0;

  schemes = clv_tier_schemes_list (&n);
  for (guint i = 0; i < MIN (n, MAX_SCHEMES); i++)
    {
      g_autofree char *label = clv_words_scheme (schemes[i]);
      /* TRANSLATORS: names of tiers, best first */
      g_autofree char *name = g_strdup_printf (_("Tiers %s"), label);

      self->scheme_buttons[i] = GTK_CHECK_BUTTON (clv_check_button_new (label));
      clv_widget_name (GTK_WIDGET (self->scheme_buttons[i]), name);
      gtk_check_button_set_group (self->scheme_buttons[i], i > 0 ? self->scheme_buttons[0] : NULL);
      gtk_flow_box_append (self->schemes, GTK_WIDGET (self->scheme_buttons[i]));
    }
  gtk_check_button_set_active (self->scheme_buttons[0], TRUE);
}

static void
clv_approvals_view_init (ClvApprovalsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; i < N_RISKS; i++)
    {
      g_autofree char *asks = clv_words_risk ((ClvRisk) i);
      g_autofree char *label = NULL;

      /* TRANSLATORS: "Low risk", and what it asks for: "1 vote, 180 days" */
      label = g_strdup_printf (_("%s: %s"), clv_risk_get_label ((ClvRisk) i), asks);
      self->risk_buttons[i] = GTK_CHECK_BUTTON (clv_check_button_new (label));
      clv_widget_name (GTK_WIDGET (self->risk_buttons[i]), clv_risk_get_label ((ClvRisk) i));
      gtk_check_button_set_group (self->risk_buttons[i], i > 0 ? self->risk_buttons[0] : NULL);
      gtk_flow_box_append (self->risks, GTK_WIDGET (self->risk_buttons[i]));
    }
  gtk_check_button_set_active (self->risk_buttons[CLV_RISK_LOW], TRUE);
  add_schemes (self);
}

/**
 * clv_approvals_view_set_session:
 * @session: what the view works on; given once
 */
void
clv_approvals_view_set_session (ClvApprovalsView *self,
                                ClvSession       *session)
{
  g_return_if_fail (CLV_IS_APPROVALS_VIEW (self));

  if (!g_set_object (&self->session, session))
    return;

  g_signal_connect_object (session, "notify::acting", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

/**
 * clv_approvals_view_set_state:
 * @state: (nullable): what is there; %NULL while it is not known
 */
void
clv_approvals_view_set_state (ClvApprovalsView *self,
                              ClvGovernState   *state)
{
  g_return_if_fail (CLV_IS_APPROVALS_VIEW (self));

  g_clear_pointer (&self->state, clv_govern_state_unref);
  self->state = state != NULL ? clv_govern_state_ref (state) : NULL;
  update (self);
}

/**
 * clv_approvals_view_get_refusal:
 *
 * Returns: (transfer none) (nullable): the sentence with which the last act was
 *   refused, while it is shown
 */
const char *
clv_approvals_view_get_refusal (ClvApprovalsView *self)
{
  g_return_val_if_fail (CLV_IS_APPROVALS_VIEW (self), NULL);

  return clv_banner_get_revealed (self->refusal) ? clv_banner_get_title (self->refusal) : NULL;
}
