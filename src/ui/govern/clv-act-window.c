/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-act-window.h"

#include <glib/gi18n-lib.h>

#include "clv-rows.h"
#include "clv-ui.h"

struct _ClvActWindow
{
  AdwWindow parent_instance;

  GtkButton *verb_button;
  GtkLabel *summary;
  GtkLabel *warning;
  AdwPreferencesGroup *group;
  GtkEditable *reason_row;
  GtkEditable *passphrase_row;
  GtkLabel *problem;

  ClvSession *session;
  const char *id;
  gint64 package;
  ClvRisk risk;
  const ClvTierScheme *scheme;
  gboolean is_running;
};

static guint done_signal;

/* act → its window */
static const struct
{
  const char *id;
  const char *heading;
  const char *verb;
  const char *meaning;
  const char *done;
  gboolean has_reason;
  gboolean needs_reason;
  const char *css_class;
} texts[] = {
  { "propose", N_("Propose the current model"), N_("_Propose"),
    N_("You propose what is there now: data, model, value definition, tiers and scores."),
    N_("Proposed as a draft"), FALSE, FALSE, "suggested-action" },
  { "submit", N_("Submit for review"), N_("_Submit"),
    N_("You hand the draft to the reviewers, as its author."),
    N_("Submitted for review"), FALSE, FALSE, "suggested-action" },
  { "approve", N_("Approve"), N_("Record _vote"),
    N_("You say that you have looked at this version and that its scores may be used."),
    N_("Vote recorded: approve"), TRUE, FALSE, "suggested-action" },
  { "reject", N_("Reject"), N_("Record _vote"),
    N_("You say that its scores may not be used. The reason tells the author what to mend."),
    N_("Vote recorded: reject"), TRUE, TRUE, "destructive-action" },
  { "ask-changes", N_("Ask for changes"), N_("_Ask for changes"),
    N_("You hand this version back to its author as a draft, with what you want changed. Votes "
       "cast so far no longer count; changed numbers make a new version."),
    N_("Handed back to the author"), TRUE, TRUE, "suggested-action" },
  { "suspend", N_("Suspend"), N_("_Suspend"),
    N_("You stop the use of this version at once. One reviewer alone may do so; to go on takes a "
       "new vote."), N_("Suspended"), TRUE, TRUE, "destructive-action" },
  { "reinstate", N_("Reinstate"), N_("_Reinstate"),
    N_("You bring this version back under review. Earlier votes no longer count."),
    N_("Under review again"), TRUE, FALSE, "suggested-action" },
  { "retire", N_("Retire"), N_("_Retire"),
    N_("You take this version out of use for good. What was exported stays in the register."),
    N_("Retired"), TRUE, FALSE, "destructive-action" },
};

G_DEFINE_FINAL_TYPE (ClvActWindow, clv_act_window, ADW_TYPE_WINDOW)

static guint
find_text (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].id, id))
      return i;

  g_return_val_if_reached (0);
}

/**
 * clv_act_needs_reason:
 * @id: an act
 *
 * Returns: whether the act asks for a reason, so that its button opens a window
 */
gboolean
clv_act_needs_reason (const char *id)
{
  return texts[find_text (id)].has_reason;
}

/**
 * clv_act_get_done:
 * @id: an act
 *
 * Returns: (transfer none): what to say once it is done, translated
 */
const char *
clv_act_get_done (const char *id)
{
  return _(texts[find_text (id)].done);
}

static void
update_cb (ClvActWindow *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->verb_button), !self->is_running);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
}

static void
show_problem (ClvActWindow *self,
              const char   *text)
{
  gtk_label_set_text (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
}

static void
act_done_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ClvActWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  if (self->session == NULL)
    return;

  self->is_running = FALSE;
  update_cb (self);
  if (error != NULL)
    {
      show_problem (self, error->message);
      return;
    }

  g_signal_emit (self, done_signal, 0, self->id);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
verb_clicked_cb (ClvActWindow *self)
{
  ClvGovernAct *act = NULL;

  if (self->is_running || clv_session_get_workspace (self->session) == NULL)
    return;

  act = clv_govern_act_new (self->id, self->package, clv_session_get_acting (self->session));
  act->risk = self->risk;
  act->scheme = self->scheme;
  act->reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason_row)));
  if (gtk_widget_get_visible (GTK_WIDGET (self->passphrase_row)))
    act->passphrase = g_strdup (gtk_editable_get_text (self->passphrase_row));

  self->is_running = TRUE;
  update_cb (self);
  clv_session_run_job (self->session,
                       g_str_equal (self->id, "propose") ? _("Proposing the current model") : NULL,
                       clv_govern_act_run, act, (GDestroyNotify) clv_govern_act_free, NULL,
                       act_done_cb, g_object_ref (self));
}

static void
clv_act_window_dispose (GObject *object)
{
  ClvActWindow *self = CLV_ACT_WINDOW (object);

  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_ACT_WINDOW);

  G_OBJECT_CLASS (clv_act_window_parent_class)->dispose (object);
}

static void
clv_act_window_class_init (ClvActWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_act_window_dispose;

  /**
   * ClvActWindow::done:
   * @id: the act that was done
   */
  done_signal = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("govern/clv-act-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvActWindow, verb_button);
  gtk_widget_class_bind_template_child (widget_class, ClvActWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, ClvActWindow, warning);
  gtk_widget_class_bind_template_child (widget_class, ClvActWindow, group);
  gtk_widget_class_bind_template_child (widget_class, ClvActWindow, reason_row);
  gtk_widget_class_bind_template_child (widget_class, ClvActWindow, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, ClvActWindow, problem);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, verb_clicked_cb);
}

static void
name_entry (GtkEditable *row,
            const char  *name)
{
  clv_widget_name (GTK_WIDGET (row), name);
  clv_widget_name (GTK_WIDGET (gtk_editable_get_delegate (row)), name);
}

static void
clv_act_window_init (ClvActWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  name_entry (self->reason_row, _("Reason"));
  name_entry (self->passphrase_row, _("Passphrase"));
}

static void
fill_texts (ClvActWindow         *self,
            const ClvGovernState *state,
            const ClvPackage     *package)
{
  const guint i = find_text (self->id);
  const char *acting = clv_session_get_acting (self->session);
  const ClvPerson *person = clv_govern_state_find_person (state, acting);
  const gboolean asks = person != NULL && person->has_passphrase;
  g_autofree char *summary = NULL;

  if (package != NULL)
    /* TRANSLATORS: what it means, number and title of a package, a person */
    summary = g_strdup_printf (_("%s\n\nPackage %d: %s\nActing: %s"), _(texts[i].meaning),
                               (int) package->id, package->title, acting);
  else
    summary = g_strdup_printf (_("%s\n\nActing: %s"), _(texts[i].meaning), acting);
  gtk_label_set_text (self->summary, summary);
  gtk_window_set_title (GTK_WINDOW (self), _(texts[i].heading));
  gtk_button_set_label (self->verb_button, _(texts[i].verb));
  gtk_widget_add_css_class (GTK_WIDGET (self->verb_button), texts[i].css_class);

  gtk_widget_set_visible (GTK_WIDGET (self->reason_row), texts[i].has_reason);
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase_row), asks);
  gtk_widget_set_visible (GTK_WIDGET (self->group), asks || texts[i].has_reason);
  if (texts[i].needs_reason)
    adw_preferences_group_set_description (self->group,
                                           _("A reason of at least ten characters is needed."));
  if (g_str_equal (self->id, "approve") && state->is_solo)
    {
      gtk_label_set_text (self->warning,
                          _("You are the only person here, so nobody else can look. Your vote is "
                            "recorded as “Self-attested — not independently reviewed” and shown so "
                            "on every page and exported row."));
      gtk_widget_set_visible (GTK_WIDGET (self->warning), TRUE);
    }
}

/**
 * clv_act_window_new:
 * @parent: (nullable): the window it belongs to
 * @state: what is known of the workspace
 * @package: (nullable): on what; %NULL for a proposal
 * @id: the act
 *
 * Returns: (transfer none): the window, not yet shown
 */
ClvActWindow *
clv_act_window_new (GtkWindow            *parent,
                    ClvSession           *session,
                    const ClvGovernState *state,
                    const ClvPackage     *package,
                    const char           *id)
{
  ClvActWindow *self = NULL;

  g_return_val_if_fail (CLV_IS_SESSION (session), NULL);
  g_return_val_if_fail (state != NULL, NULL);

  self = g_object_new (CLV_TYPE_ACT_WINDOW, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->id = texts[find_text (id)].id;
  self->package = package != NULL ? package->id : 0;
  fill_texts (self, state, package);

  return self;
}

/**
 * clv_act_window_set_proposal:
 * @risk: of a proposal
 * @scheme: its tiers
 */
void
clv_act_window_set_proposal (ClvActWindow        *self,
                             ClvRisk              risk,
                             const ClvTierScheme *scheme)
{
  g_return_if_fail (CLV_IS_ACT_WINDOW (self));

  self->risk = risk;
  self->scheme = scheme;
}
