/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-govern-page.h"

#include <glib/gi18n-lib.h>

#include "clv-approvals-view.h"
#include "clv-audit-view.h"
#include "clv-ledger-view.h"
#include "clv-people-view.h"
#include "clv-rows.h"
#include "clv-ui.h"

struct _ClvGovernPage
{
  ClvPage parent_instance;

  AdwViewStack *stack;
  ClvApprovalsView *approvals;
  ClvAuditView *audit;
  ClvPeopleView *people;
  ClvLedgerView *ledger;
  GtkMenuButton *acting_button;

  ClvGovernState *state;
  gboolean is_loading;
  gboolean is_outdated;   /* changed again while it was being read */
};

G_DEFINE_FINAL_TYPE (ClvGovernPage, clv_govern_page, CLV_TYPE_PAGE)

static void
update_acting (ClvGovernPage *self)
{
  const char *acting = clv_session_get_acting (clv_page_get_session (CLV_PAGE (self)));
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) people = g_menu_new ();
  g_autofree char *text = g_strdup_printf (_("Acting: %s"), acting);
  GtkWidget *avatar = adw_avatar_new (24, acting, TRUE);

  for (guint i = 0; self->state != NULL && i < self->state->persons->len; i++)
    {
      const ClvPerson *person = g_ptr_array_index (self->state->persons, i);
      g_autofree char *label = g_strdup_printf (_("Act as %s"), person->login);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "acting.as", "s", person->login);
      g_menu_append_item (people, item);
    }
  g_menu_append_section (menu, text, G_MENU_MODEL (people));
  gtk_menu_button_set_menu_model (self->acting_button, G_MENU_MODEL (menu));
  gtk_menu_button_set_child (self->acting_button, avatar);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->acting_button), text);
  clv_widget_name (GTK_WIDGET (self->acting_button), text);
}

static void
act_as_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  ClvSession *session = clv_page_get_session (CLV_PAGE (user_data));

  if (session != NULL)
    clv_session_set_acting (session, g_variant_get_string (parameter, NULL));
}

/* The header is outside the page, so the menu brings its action along. */
static void
make_acting_button (ClvGovernPage *self)
{
  static const GActionEntry entries[] = { { "as", act_as_cb, "s", NULL, NULL, { 0 } } };
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  self->acting_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_widget_insert_action_group (GTK_WIDGET (self->acting_button), "acting",
                                  G_ACTION_GROUP (group));
  clv_page_set_end_widget (CLV_PAGE (self), GTK_WIDGET (self->acting_button));
}

static void
show_state (ClvGovernPage *self)
{
  clv_approvals_view_set_state (self->approvals, self->state);
  clv_people_view_set_state (self->people, self->state);
  clv_ledger_view_set_state (self->ledger, self->state);
  update_acting (self);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ClvGovernPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvGovernState) state = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                                &error);

  self->is_loading = FALSE;
  if (clv_page_get_session (CLV_PAGE (self)) == NULL)
    return;

  if (error != NULL)
    {
      clv_session_show_error (CLV_SESSION (object), _("The approvals could not be read"), error);
    }
  else if (state != NULL)
    {
      g_clear_pointer (&self->state, clv_govern_state_unref);
      self->state = g_steal_pointer (&state);
      show_state (self);
    }
  if (self->is_outdated)
    clv_page_refresh (CLV_PAGE (self), NULL);
}

static void
clv_govern_page_refresh (ClvPage    *page,
                         const char *what)
{
  ClvGovernPage *self = CLV_GOVERN_PAGE (page);

  if (g_strcmp0 (what, "workspace") == 0 || clv_page_get_workspace (page) == NULL)
    {
      g_clear_pointer (&self->state, clv_govern_state_unref);
      show_state (self);
    }
  clv_audit_view_refresh (self->audit, what);
  self->is_outdated = self->is_loading;
  if (self->is_loading || clv_page_get_workspace (page) == NULL)
    return;

  self->is_loading = TRUE;
  clv_session_run_job (clv_page_get_session (page), NULL, clv_govern_state_load, NULL, NULL,
                       (GDestroyNotify) clv_govern_state_unref, loaded_cb, g_object_ref (self));
}

static void
clv_govern_page_show_item (ClvPage    *page,
                           const char *item)
{
  ClvGovernPage *self = CLV_GOVERN_PAGE (page);

  if (item != NULL && adw_view_stack_get_child_by_name (self->stack, item) != NULL)
    adw_view_stack_set_visible_child_name (self->stack, item);
}

static void
clv_govern_page_constructed (GObject *object)
{
  ClvGovernPage *self = CLV_GOVERN_PAGE (object);
  ClvSession *session = clv_page_get_session (CLV_PAGE (object));

  G_OBJECT_CLASS (clv_govern_page_parent_class)->constructed (object);

  clv_approvals_view_set_session (self->approvals, session);
  clv_audit_view_set_session (self->audit, session);
  clv_people_view_set_session (self->people, session);
  clv_ledger_view_set_session (self->ledger, session);
  g_signal_connect_object (session, "notify::acting", G_CALLBACK (update_acting), self,
                           G_CONNECT_SWAPPED);
  update_acting (self);
}

static void
clv_govern_page_dispose (GObject *object)
{
  ClvGovernPage *self = CLV_GOVERN_PAGE (object);

  g_clear_pointer (&self->state, clv_govern_state_unref);
  if (self->acting_button != NULL)
    {
      gtk_widget_insert_action_group (GTK_WIDGET (self->acting_button), "acting", NULL);
      self->acting_button = NULL;
    }
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CLV_TYPE_GOVERN_PAGE);

  G_OBJECT_CLASS (clv_govern_page_parent_class)->dispose (object);
}

static void
clv_govern_page_class_init (ClvGovernPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ClvPageClass *page_class = CLV_PAGE_CLASS (klass);

  object_class->constructed = clv_govern_page_constructed;
  object_class->dispose = clv_govern_page_dispose;
  page_class->refresh = clv_govern_page_refresh;
  page_class->show_item = clv_govern_page_show_item;

  g_type_ensure (CLV_TYPE_APPROVALS_VIEW);
  g_type_ensure (CLV_TYPE_AUDIT_VIEW);
  g_type_ensure (CLV_TYPE_PEOPLE_VIEW);
  g_type_ensure (CLV_TYPE_LEDGER_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("govern/clv-govern-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvGovernPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ClvGovernPage, approvals);
  gtk_widget_class_bind_template_child (widget_class, ClvGovernPage, audit);
  gtk_widget_class_bind_template_child (widget_class, ClvGovernPage, people);
  gtk_widget_class_bind_template_child (widget_class, ClvGovernPage, ledger);
}

static void
clv_govern_page_init (ClvGovernPage *self)
{
  GtkWidget *switcher = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));

  switcher = g_object_new (ADW_TYPE_VIEW_SWITCHER, "stack", self->stack, "policy",
                           ADW_VIEW_SWITCHER_POLICY_NARROW, NULL);
  clv_page_set_title_widget (CLV_PAGE (self), switcher);
  make_acting_button (self);
}

/**
 * clv_govern_page_new:
 * @session: what to work on
 *
 * Returns: (transfer floating): the page
 */
ClvPage *
clv_govern_page_new (ClvSession *session)
{
  return g_object_new (CLV_TYPE_GOVERN_PAGE, "session", session, NULL);
}

/**
 * clv_govern_page_get_view:
 * @name: "approvals", "audit", "people" or "ledger"
 *
 * Returns: (transfer none) (nullable): one of its views
 */
GtkWidget *
clv_govern_page_get_view (ClvGovernPage *self,
                          const char    *name)
{
  g_return_val_if_fail (CLV_IS_GOVERN_PAGE (self), NULL);

  return adw_view_stack_get_child_by_name (self->stack, name);
}

/**
 * clv_govern_page_is_loaded:
 *
 * Returns: whether the page shows what is in the workspace and reads nothing
 */
gboolean
clv_govern_page_is_loaded (ClvGovernPage *self)
{
  g_return_val_if_fail (CLV_IS_GOVERN_PAGE (self), FALSE);

  return self->state != NULL && !self->is_loading;
}
