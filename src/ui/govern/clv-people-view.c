/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-people-view.h"

#include <glib/gi18n-lib.h>

#include "clv-banner.h"
#include "clv-check-button.h"
#include "clv-compat.h"
#include "clv-govern-words.h"
#include "clv-rows.h"
#include "clv-ui.h"

struct _ClvPeopleView
{
  AdwBin parent_instance;

  ClvBanner *refusal;
  AdwPreferencesGroup *people_group;
  GtkListBox *people;
  GtkEditable *name_row;
  GtkFlowBox *roles;
  GtkEditable *passphrase_row;
  GtkWidget *add_button;
  AdwPreferencesGroup *roles_group;
  GtkCheckButton *role_buttons[CLV_N_ROLES];

  ClvSession *session;
  ClvGovernState *state;
  GCancellable *cancellable;    /* of the question */
  gboolean is_running;
};

/* What a person is given or loses, on the worker. */
typedef struct
{
  char *acting;
  char *login;
  char *passphrase;   /* (nullable) */
  ClvRole role;
  gboolean is_revoked;
} Grant;

/* In the order of ClvRole. */
static const char * const explanations[CLV_N_ROLES] = {
  N_("Looks at totals and charts."),
  N_("Imports, fits, scores, proposes a model version, submits it, and exports while the gate is "
     "open. Does not vote."),
  N_("Sets the value definition: margin, discount rate, horizon and cost to serve."),
  N_("Votes on versions they had no part in. One reviewer alone may suspend a version."),
  N_("Answers what is kept about a person, and erases."),
  N_("Gives and takes roles. Has no vote by that, and no exemption from any rule."),
};

G_DEFINE_FINAL_TYPE (ClvPeopleView, clv_people_view, ADW_TYPE_BIN)

static void
grant_free (gpointer data)
{
  Grant *self = data;

  if (self->passphrase != NULL)
    explicit_bzero (self->passphrase, strlen (self->passphrase));
  g_free (self->passphrase);
  g_free (self->acting);
  g_free (self->login);
  g_free (self);
}

/* A name that is not a person here is nobody to the rules. */
static gpointer
run_grant (ClvWorkspace       *workspace,
           gpointer            input,
           const ClvProgress  *progress,
           GError            **error)
{
  const Grant *grant = input;
  g_autoptr(GPtrArray) persons = clv_governance_list_persons (workspace, error);
  const char *acting = NULL;

  if (persons == NULL)
    return NULL;

  for (guint i = 0; i < persons->len; i++)
    if (g_strcmp0 (((const ClvPerson *) g_ptr_array_index (persons, i))->login, grant->acting) == 0)
      acting = grant->acting;

  if (grant->is_revoked)
    clv_governance_revoke_role (workspace, acting, grant->login, grant->role, error);
  else
    clv_governance_add_person (workspace, acting, grant->login, grant->role, grant->passphrase,
                               error);

  return NULL;
}

static void
dismiss_cb (ClvPeopleView *self)
{
  clv_banner_set_revealed (self->refusal, FALSE);
}

static void
update_add_cb (ClvPeopleView *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));

  gtk_widget_set_sensitive (self->add_button, *name != '\0' && !self->is_running);
}

static void
grant_done_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(ClvPeopleView) self = user_data;
  g_autoptr(GError) error = NULL;

  clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  self->is_running = FALSE;
  if (self->session == NULL)
    return;

  if (error != NULL)
    {
      clv_banner_set_title (self->refusal, error->message);
      clv_banner_set_revealed (self->refusal, TRUE);
      clv_compat_announce (GTK_WIDGET (self), error->message);
    }
  else
    {
      dismiss_cb (self);
      gtk_editable_set_text (self->name_row, "");
      gtk_editable_set_text (self->passphrase_row, "");
      clv_session_toast (self->session, _("Roles changed and recorded in the ledger"));
    }
  update_add_cb (self);
}

static void
run (ClvPeopleView *self,
     Grant         *grant)
{
  self->is_running = TRUE;
  update_add_cb (self);
  grant->acting = g_strdup (clv_session_get_acting (self->session));
  clv_session_run_job (self->session, NULL, run_grant, grant, grant_free, NULL, grant_done_cb,
                       g_object_ref (self));
}

static void
add_clicked_cb (ClvPeopleView *self)
{
  const char *passphrase = gtk_editable_get_text (self->passphrase_row);
  Grant *grant = NULL;

  update_add_cb (self);
  if (!gtk_widget_get_sensitive (self->add_button)
      || clv_session_get_workspace (self->session) == NULL)
    return;

  grant = g_new0 (Grant, 1);
  grant->login = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  grant->passphrase = *passphrase != '\0' ? g_strdup (passphrase) : NULL;
  for (guint i = 0; i < CLV_N_ROLES; i++)
    if (gtk_check_button_get_active (self->role_buttons[i]))
      grant->role = (ClvRole) i;
  run (self, grant);
}

static void
act_as_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  ClvPeopleView *self = CLV_PEOPLE_VIEW (widget);
  g_autofree char *text = NULL;

  clv_session_set_acting (self->session, g_variant_get_string (parameter, NULL));
  text = g_strdup_printf (_("Acting as %s from now on"), clv_session_get_acting (self->session));
  clv_session_toast (self->session, text);
}

/* A role that is about to be taken away, while the question is open. */
typedef struct
{
  ClvPeopleView *view;
  Grant *grant;
} Question;

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr(ClvPeopleView) self = question->view;
  g_autofree char *answer = clv_compat_confirm_finish (GTK_WINDOW (object), result, NULL);

  if (self->session != NULL && !self->is_running && g_strcmp0 (answer, "verb") == 0)
    run (self, g_steal_pointer (&question->grant));
  g_clear_pointer (&question->grant, grant_free);
}

/* What the role was good for, so that nobody takes it away by a slip. */
static char *
describe_loss (ClvPeopleView *self,
               const Grant   *grant)
{
  guint n_open = 0;

  for (guint i = 0; i < self->state->packages->len; i++)
    {
      const ClvPackage *package = g_ptr_array_index (self->state->packages, i);

      n_open += package->state == CLV_STATE_UNDER_REVIEW;
    }
  if (grant->role == CLV_ROLE_REVIEWER && n_open > 0)
    /* TRANSLATORS: a person */
    return g_strdup_printf (_("%s can no longer vote, and votes of theirs on versions that are "
                              "under review no longer count. What was decided stays decided. The "
                              "ledger records it, and the role can be given again."),
                            grant->login);

  /* TRANSLATORS: a person, what a role is for */
  return g_strdup_printf (_("%s loses what the role is for: %s\n\nThe ledger records it, and the "
                            "role can be given again."), grant->login,
                          _(explanations[grant->role]));
}

static void
revoke_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  ClvPeopleView *self = CLV_PEOPLE_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  const char *login = NULL;
  const char *role = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  Question *question = NULL;
  Grant *grant = NULL;

  if (self->is_running || self->state == NULL || !GTK_IS_WINDOW (root))
    return;

  g_variant_get (parameter, "(&s&s)", &login, &role);
  grant = g_new0 (Grant, 1);
  grant->login = g_strdup (login);
  grant->is_revoked = TRUE;
  clv_role_parse (role, &grant->role);
  question = g_new0 (Question, 1);
  question->view = g_object_ref (self);
  question->grant = grant;
  /* TRANSLATORS: a role and a person */
  heading = g_strdup_printf (_("Take the Role “%s” from %s?"), clv_role_get_label (grant->role),
                             login);
  body = describe_loss (self, grant);
  clv_compat_confirm_async (GTK_WINDOW (root), heading, body, _("_Take Away"), NULL,
                            CLV_COMPAT_DESTRUCTIVE, self->cancellable, asked_cb, question);
}

static GtkWidget *
make_menu (const ClvPerson *person)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();
  g_autofree char *tooltip = g_strdup_printf (_("Roles of %s"), person->login);

  for (guint i = 0; i < CLV_N_ROLES; i++)
    {
      g_autoptr(GMenuItem) item = NULL;
      g_autofree char *label = NULL;

      if ((person->roles & (1u << i)) == 0)
        continue;
      label = g_strdup_printf (_("Take away the role “%s”"), clv_role_get_label ((ClvRole) i));
      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "people.revoke", "(ss)", person->login,
                                         clv_role_get_id ((ClvRole) i));
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "clv-menu-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");

  return button;
}

static GtkWidget *
make_person (ClvPeopleView   *self,
             const ClvPerson *person)
{
  const gboolean is_acting = g_strcmp0 (person->login, clv_session_get_acting (self->session)) == 0;
  g_autofree char *roles = clv_words_roles (person->roles);
  g_autofree char *day = g_strndup (person->since, 10);
  g_autofree char *since = clv_words_date (day);
  g_autofree char *subtitle = NULL;
  g_autofree char *label = NULL;
  GtkWidget *row = NULL;
  GtkWidget *button = NULL;

  /* TRANSLATORS: roles, since when, whether a passphrase was set */
  subtitle = g_strdup_printf (_("%s · since %s · %s"), roles, since,
                              person->has_passphrase ? _("with a passphrase")
                                                     : _("without a passphrase"));
  if (is_acting)
    {
      g_autofree char *plain = g_steal_pointer (&subtitle);

      subtitle = g_strdup_printf ("%s · %s", _("Acting now"), plain);
    }
  row = clv_row_new (person->login, subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), adw_avatar_new (32, person->login, TRUE));
  if (is_acting)
    {
      GtkWidget *mark = gtk_image_new_from_icon_name ("clv-passed-symbolic");

      /* What it means is in the text beside it. */
      gtk_widget_add_css_class (mark, "success");
      gtk_accessible_update_state (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
    }
  label = g_strdup_printf (_("Act as %s"), person->login);
  button = gtk_button_new_with_label (label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "people.act-as");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", person->login);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  if (person->roles != 0)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_menu (person));

  return row;
}

static void
update (ClvPeopleView *self)
{
  const char *acting = clv_session_get_acting (self->session);
  g_autofree char *text = NULL;

  clv_list_clear (self->people);
  if (self->state == NULL)
    return;

  for (guint i = 0; i < self->state->persons->len; i++)
    gtk_list_box_append (self->people,
                         make_person (self, g_ptr_array_index (self->state->persons, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->people), self->state->persons->len > 0);

  if (self->state->persons->len == 0)
    text = g_strdup_printf (_("Nobody yet. You act as “%s”, after your account on this computer. "
                              "Add yourself first, then somebody who can look at your work."),
                            acting);
  else if (self->state->is_solo)
    text = g_strdup (_("One person alone: nobody else can look, so an approval is recorded as "
                       "“Self-attested — not independently reviewed” and shown so on every page "
                       "and exported row. Add a second person as reviewer for an independent "
                       "vote."));
  else if (clv_govern_state_find_person (self->state, acting) == NULL)
    text = g_strdup_printf (_("You act as “%s”, who is not a person here. Choose who you are."),
                            acting);
  else
    text = g_strdup_printf (_("You act as %s. Whoever acts is written into the ledger together "
                              "with the account of this computer."), acting);
  adw_preferences_group_set_description (self->people_group, text);
}

static void
clv_people_view_dispose (GObject *object)
{
  ClvPeopleView *self = CLV_PEOPLE_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->state, clv_govern_state_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CLV_TYPE_PEOPLE_VIEW);

  G_OBJECT_CLASS (clv_people_view_parent_class)->dispose (object);
}

static void
clv_people_view_class_init (ClvPeopleViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_people_view_dispose;

  g_type_ensure (CLV_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("govern/clv-people-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvPeopleView, refusal);
  gtk_widget_class_bind_template_child (widget_class, ClvPeopleView, people_group);
  gtk_widget_class_bind_template_child (widget_class, ClvPeopleView, people);
  gtk_widget_class_bind_template_child (widget_class, ClvPeopleView, name_row);
  gtk_widget_class_bind_template_child (widget_class, ClvPeopleView, roles);
  gtk_widget_class_bind_template_child (widget_class, ClvPeopleView, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, ClvPeopleView, add_button);
  gtk_widget_class_bind_template_child (widget_class, ClvPeopleView, roles_group);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_add_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);

  /**
   * ClvPeopleView|people.act-as:
   * @parameter: a login
   */
  gtk_widget_class_install_action (widget_class, "people.act-as", "s", act_as_action);

  /**
   * ClvPeopleView|people.revoke:
   * @parameter: (login, role)
   */
  gtk_widget_class_install_action (widget_class, "people.revoke", "(ss)", revoke_action);
}

static void
clv_people_view_init (ClvPeopleView *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  clv_widget_name (GTK_WIDGET (gtk_editable_get_delegate (self->name_row)), _("Name"));
  clv_widget_name (GTK_WIDGET (gtk_editable_get_delegate (self->passphrase_row)),
                   _("Passphrase of the new person"));
  for (guint i = 0; i < CLV_N_ROLES; i++)
    {
      const char *label = clv_role_get_label ((ClvRole) i);

      self->role_buttons[i] = GTK_CHECK_BUTTON (clv_check_button_new (label));
      gtk_check_button_set_group (self->role_buttons[i], i > 0 ? self->role_buttons[0] : NULL);
      gtk_flow_box_append (self->roles, GTK_WIDGET (self->role_buttons[i]));
      adw_preferences_group_add (self->roles_group, clv_row_new (label, _(explanations[i])));
    }
  gtk_check_button_set_active (self->role_buttons[CLV_ROLE_ANALYST], TRUE);
}

/**
 * clv_people_view_set_session:
 * @session: what the view works on; given once
 */
void
clv_people_view_set_session (ClvPeopleView *self,
                             ClvSession    *session)
{
  g_return_if_fail (CLV_IS_PEOPLE_VIEW (self));

  if (!g_set_object (&self->session, session))
    return;

  g_signal_connect_object (session, "notify::acting", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
}

/**
 * clv_people_view_set_state:
 * @state: (nullable): what is there; %NULL while it is not known
 */
void
clv_people_view_set_state (ClvPeopleView  *self,
                           ClvGovernState *state)
{
  g_return_if_fail (CLV_IS_PEOPLE_VIEW (self));

  g_clear_pointer (&self->state, clv_govern_state_unref);
  self->state = state != NULL ? clv_govern_state_ref (state) : NULL;
  update (self);
}

/**
 * clv_people_view_get_refusal:
 *
 * Returns: (transfer none) (nullable): the sentence with which the last change
 *   was refused, while it is shown
 */
const char *
clv_people_view_get_refusal (ClvPeopleView *self)
{
  g_return_val_if_fail (CLV_IS_PEOPLE_VIEW (self), NULL);

  return clv_banner_get_revealed (self->refusal) ? clv_banner_get_title (self->refusal) : NULL;
}
