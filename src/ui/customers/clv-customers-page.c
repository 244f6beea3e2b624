/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customers-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-banner.h"
#include "clv-empty-state.h"
#include "clv-migration-view.h"
#include "clv-money.h"
#include "clv-quality.h"
#include "clv-tiers-view.h"
#include "clv-ui.h"

struct _ClvCustomersPage
{
  ClvPage parent_instance;

  GtkWidget *switcher;
  ClvBanner *banner;
  GtkStack *stack;
  ClvEmptyState *empty;
  AdwViewStack *views;
  ClvCustomerListView *list_view;
  ClvTiersView *tiers_view;
  ClvMigrationView *migration_view;

  ClvCustomerData *data;
  const ClvTierScheme *scheme;
  char *wanted;            /* (nullable): item to show once the data is there */
  guint asked;             /* counts loads, so that a late answer is known as one */
  gboolean is_scoring;
};

typedef struct
{
  ClvCustomersPage *self;
  guint asked;
} Asker;

/* What the worker cuts again: the same values under another scheme. */
typedef struct
{
  ClvCustomerData *data;    /* (nullable): to read the workspace */
  const ClvTierScheme *scheme;
} Question;

G_DEFINE_FINAL_TYPE (ClvCustomersPage, clv_customers_page, CLV_TYPE_PAGE)

static void
show_no_sales (ClvCustomersPage *self)
{
  clv_empty_state_set_texts (self->empty, "clv-customers-symbolic", _("No Customers Yet"),
                             _("Customers appear here as soon as a sales file was imported."));
  clv_empty_state_add_gate (self->empty, _("Sales"), _("none imported"), FALSE);
  clv_empty_state_set_possible (self->empty, NULL);
  clv_empty_state_set_button (self->empty, _("_Import Sales…"), "win.import");
}

/* Of subscribers, and of customers who were counted before the import. */
static void
show_no_values_without_orders (ClvCustomersPage *self)
{
  const gboolean is_contract = self->data->source == CLV_VALUE_OF_SUBSCRIPTIONS;
  g_autofree char *customers = clv_number_format (self->data->n_customers, 0);
  g_autofree char *imported = NULL;

  imported = g_strdup_printf (ngettext ("%s customer", "%s customers", self->data->n_customers),
                              customers);
  clv_empty_state_add_gate (self->empty, is_contract ? _("Subscriptions imported")
                                                     : _("Counted before the import"),
                            imported, TRUE);
  clv_empty_state_add_gate (self->empty, _("Model"),
                            self->data->fit != NULL ? _("fitted") : _("not fitted yet"),
                            self->data->fit != NULL);
  clv_empty_state_add_gate (self->empty, _("Values"), _("not computed yet"), FALSE);
  clv_empty_state_set_texts (self->empty, "clv-customers-symbolic", _("No Values Yet"),
                             is_contract
                             ? _("The subscriptions are here. What each customer is worth needs a "
                                 "model of renewals and a value definition.")
                             : _("The customers are here with their frequency, recency and T. What "
                                 "each is worth needs a purchase model and a value definition."));
  if (!self->data->can_fit)
    {
      clv_empty_state_set_possible (self->empty, _("No model can learn from them yet; Value says "
                                                   "what is missing."));
      clv_empty_state_set_button (self->empty, _("Go to _Value"), "win.show-place::value");
      return;
    }
  clv_empty_state_set_possible (self->empty, _("This uses the usual model and today’s value "
                                               "definition; both can be changed in Value at any "
                                               "time."));
  clv_empty_state_set_button (self->empty, _("_Fit and Score Now"), "customers.fit-and-score");
}

static void
show_no_values (ClvCustomersPage *self)
{
  g_autofree char *customers = clv_number_format (self->data->n_customers, 0);
  g_autofree char *repeat = clv_number_format (self->data->n_repeat, 0);
  g_autofree char *imported = NULL;
  g_autofree char *again = NULL;

  imported = g_strdup_printf (ngettext ("%s customer", "%s customers", self->data->n_customers),
                              customers);
  /* TRANSLATORS: customers who bought again, of all */
  again = g_strdup_printf (_("%s of %s, at least 1 needed"), repeat, customers);
  clv_empty_state_add_gate (self->empty, _("Sales imported"), imported, TRUE);
  clv_empty_state_add_gate (self->empty, _("Customers who bought again"), again,
                            self->data->n_repeat > 0);
  clv_empty_state_add_gate (self->empty, _("Purchase model"),
                            self->data->fit != NULL ? _("fitted") : _("not fitted yet"),
                            self->data->fit != NULL);
  clv_empty_state_add_gate (self->empty, _("Values"), _("not computed yet"), FALSE);
  if (self->data->n_repeat == 0)
    {
      clv_empty_state_set_texts (self->empty, "clv-customers-symbolic",
                                 _("Nobody Came Back Yet"),
                                 _("A purchase model learns from customers who buy a second time. "
                                   "In these sales nobody does."));
      clv_empty_state_set_possible (self->empty, _("What each customer paid so far can be seen in "
                                                   "the imported sales."));
      clv_empty_state_set_button (self->empty, _("_Import More Sales…"), "win.import");
      return;
    }

  clv_empty_state_set_texts (self->empty, "clv-customers-symbolic", _("No Values Yet"),
                             _("The sales are here. What each customer is worth needs a purchase "
                               "model and a value definition."));
  clv_empty_state_set_possible (self->empty, _("This uses the usual model and today’s value "
                                               "definition; both can be changed in Value at any "
                                               "time."));
  clv_empty_state_set_button (self->empty, _("_Fit and Score Now"), "customers.fit-and-score");
}

static const char *
find_state (ClvCustomersPage *self)
{
  if (self->data == NULL)
    return "loading";

  return self->data->scores == NULL ? "empty" : "ready";
}

static void
show_wanted (ClvCustomersPage *self)
{
  g_autofree char *wanted = g_steal_pointer (&self->wanted);

  if (wanted == NULL || self->data == NULL || self->data->scores == NULL)
    {
      self->wanted = g_steal_pointer (&wanted);
      return;
    }
  if (g_str_equal (wanted, "list") || g_str_equal (wanted, "tiers") ||
      g_str_equal (wanted, "migration"))
    {
      clv_customers_page_set_view (self, wanted);
      return;
    }
  clv_customers_page_set_view (self, "list");
  if (!clv_customer_list_view_select (self->list_view, wanted))
    clv_session_toast (clv_page_get_session (CLV_PAGE (self)),
                       _("This customer is not among those with a value."));
}

static void
show_data (ClvCustomersPage *self)
{
  const gboolean is_ready = self->data != NULL && self->data->scores != NULL;

  clv_empty_state_clear_gates (self->empty);
  if (self->data != NULL && self->data->scores == NULL)
    {
      if (self->data->n_customers == 0)
        show_no_sales (self);
      else if (self->data->source != CLV_VALUE_OF_ORDERS)
        show_no_values_without_orders (self);
      else
        show_no_values (self);
    }
  clv_customer_list_view_set_data (self->list_view, is_ready ? self->data : NULL);
  clv_tiers_view_set_data (self->tiers_view, is_ready ? self->data : NULL);
  clv_migration_view_set_data (self->migration_view, is_ready ? self->data : NULL);
  clv_banner_set_revealed (self->banner, is_ready && self->data->is_outdated);
  gtk_widget_set_visible (self->switcher, is_ready);
  gtk_stack_set_visible_child_name (self->stack, find_state (self));
  show_wanted (self);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->data, clv_customer_data_unref);
  g_free (question);
}

static gpointer
answer (ClvWorkspace       *workspace,
        gpointer            input,
        const ClvProgress  *progress,
        GError            **error)
{
  const Question *question = input;

  if (question->data != NULL)
    return clv_customer_data_new_for_scheme (question->data, question->scheme);

  return clv_customer_data_load (workspace, question->scheme, progress, error);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Asker *asker = user_data;
  g_autoptr(ClvCustomersPage) self = asker->self;
  const guint asked = asker->asked;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvCustomerData) data = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                                &error);

  g_free (asker);
  if (self->stack == NULL || self->asked != asked)
    return;

  if (error != NULL)
    clv_session_show_error (CLV_SESSION (object), _("The customers were not read"), error);
  if (data == NULL)
    return;

  g_clear_pointer (&self->data, clv_customer_data_unref);
  self->data = g_steal_pointer (&data);
  show_data (self);
}

static void
ask (ClvCustomersPage *self,
     ClvCustomerData  *data)
{
  Question *question = g_new0 (Question, 1);
  Asker *asker = g_new0 (Asker, 1);

  question->data = data != NULL ? clv_customer_data_ref (data) : NULL;
  question->scheme = self->scheme;
  asker->self = g_object_ref (self);
  asker->asked = ++self->asked;
  clv_session_run_job (clv_page_get_session (CLV_PAGE (self)), NULL, answer, question,
                       question_free, (GDestroyNotify) clv_customer_data_unref, answered_cb,
                       asker);
}

static gpointer
fit_and_score_in_thread (ClvWorkspace       *workspace,
                         gpointer            input,
                         const ClvProgress  *progress,
                         GError            **error)
{
  g_autoptr(ClvModelSpec) spec = NULL;
  g_autoptr(ClvValueState) state = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvQuality) quality = NULL;
  g_autoptr(GError) local = NULL;

  state = clv_value_state_load_in_thread (workspace, NULL, progress, error);
  if (state == NULL)
    return NULL;
  spec = clv_value_state_dup_spec (state);
  spec->until = CLV_DATE_INVALID;
  fit = clv_quality_fit (workspace, spec, CLV_DATE_INVALID, NULL, input, progress, &quality,
                         &local);
  if (fit == NULL)
    {
      /* Translators: why nothing was fitted */
      if (quality != NULL && quality->state == CLV_QUALITY_RED && clv_quality_is_possible (quality))
        g_set_error (error, local->domain, local->code,
                     _("%s To fit all the same, fit under Value, Model, and give a reason."),
                     local->message);
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }

  return clv_score_set_run (workspace, 0, NULL, input, progress, error);
}

/* The workspace says "score" meanwhile, and the page reads it again. */
static void
scored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ClvCustomersPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvScoreSet) scores = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                              &error);

  self->is_scoring = FALSE;
  if (self->stack == NULL)
    return;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customers.fit-and-score", TRUE);
  if (scores == NULL)
    clv_session_show_error (CLV_SESSION (object), _("The customers got no values"), error);
  else
    clv_session_toast (CLV_SESSION (object), _("Everybody has a value"));
}

static void
fit_and_score (ClvCustomersPage *self)
{
  ClvSession *session = clv_page_get_session (CLV_PAGE (self));

  if (self->is_scoring || clv_session_get_workspace (session) == NULL)
    return;

  self->is_scoring = TRUE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customers.fit-and-score", FALSE);
  clv_session_run_job (session, _("Fitting the model and scoring the customers"),
                       fit_and_score_in_thread, g_strdup (clv_session_get_acting (session)),
                       g_free, (GDestroyNotify) clv_score_set_unref, scored_cb,
                       g_object_ref (self));
}

static void
fit_and_score_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  fit_and_score (CLV_CUSTOMERS_PAGE (widget));
}

static void
score_again_cb (ClvCustomersPage *self)
{
  fit_and_score (self);
}

static void
tier_chosen_cb (ClvCustomersPage *self,
                int               tier)
{
  clv_customer_list_view_show_tier (self->list_view, tier);
  clv_customers_page_set_view (self, "list");
}

static void
scheme_chosen_cb (ClvCustomersPage *self,
                  const char       *scheme)
{
  self->scheme = clv_tier_scheme_find (scheme);
  if (self->data != NULL && self->data->scores != NULL &&
      self->data->tiers->scheme != self->scheme)
    ask (self, self->data);
}

static gboolean
search_shortcut_cb (GtkWidget *widget,
                    GVariant  *arguments,
                    gpointer   user_data)
{
  ClvCustomersPage *self = CLV_CUSTOMERS_PAGE (widget);

  if (!gtk_widget_get_mapped (widget) || !g_str_equal (find_state (self), "ready"))
    return GDK_EVENT_PROPAGATE;

  clv_customers_page_set_view (self, "list");
  clv_customer_list_view_focus_search (self->list_view);

  return GDK_EVENT_STOP;
}

static void
clv_customers_page_refresh (ClvPage    *page,
                            const char *what)
{
  ClvCustomersPage *self = CLV_CUSTOMERS_PAGE (page);

  if (g_strcmp0 (what, "ledger") == 0 || g_strcmp0 (what, "setting") == 0)
    return;

  if (g_strcmp0 (what, "workspace") == 0)
    {
      g_clear_pointer (&self->data, clv_customer_data_unref);
      self->asked++;
      show_data (self);
    }
  if (clv_page_get_workspace (page) != NULL)
    ask (self, NULL);
}

static void
clv_customers_page_focus_default (ClvPage *page)
{
  ClvCustomersPage *self = CLV_CUSTOMERS_PAGE (page);

  if (g_str_equal (find_state (self), "ready") &&
      g_str_equal (clv_customers_page_get_view (self), "list"))
    clv_customer_list_view_focus_search (self->list_view);
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
clv_customers_page_show_item (ClvPage    *page,
                              const char *item)
{
  ClvCustomersPage *self = CLV_CUSTOMERS_PAGE (page);

  g_free (self->wanted);
  self->wanted = g_strdup (item);
  show_wanted (self);
}

static void
clv_customers_page_constructed (GObject *object)
{
  ClvCustomersPage *self = CLV_CUSTOMERS_PAGE (object);
  ClvSession *session = clv_page_get_session (CLV_PAGE (self));

  G_OBJECT_CLASS (clv_customers_page_parent_class)->constructed (object);

  clv_customer_list_view_set_session (self->list_view, session);
  clv_migration_view_set_session (self->migration_view, session);
  clv_page_set_title_widget (CLV_PAGE (self), self->switcher);
}

static void
clv_customers_page_dispose (GObject *object)
{
  ClvCustomersPage *self = CLV_CUSTOMERS_PAGE (object);

  self->asked++;
  g_clear_pointer (&self->data, clv_customer_data_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CLV_TYPE_CUSTOMERS_PAGE);
  self->stack = NULL;

  G_OBJECT_CLASS (clv_customers_page_parent_class)->dispose (object);
}

static void
clv_customers_page_finalize (GObject *object)
{
  g_free (CLV_CUSTOMERS_PAGE (object)->wanted);

  G_OBJECT_CLASS (clv_customers_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (CLV_TYPE_BANNER);
  g_type_ensure (CLV_TYPE_CUSTOMER_LIST_VIEW);
  g_type_ensure (CLV_TYPE_EMPTY_STATE);
  g_type_ensure (CLV_TYPE_MIGRATION_VIEW);
  g_type_ensure (CLV_TYPE_TIERS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE
                                                 ("customers/clv-customers-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvCustomersPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomersPage, banner);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomersPage, empty);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomersPage, views);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomersPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomersPage, tiers_view);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomersPage, migration_view);
  gtk_widget_class_bind_template_callback (widget_class, score_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, tier_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, scheme_chosen_cb);
}

static void
clv_customers_page_class_init (ClvCustomersPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ClvPageClass *page_class = CLV_PAGE_CLASS (klass);

  object_class->constructed = clv_customers_page_constructed;
  object_class->dispose = clv_customers_page_dispose;
  object_class->finalize = clv_customers_page_finalize;
  page_class->refresh = clv_customers_page_refresh;
  page_class->focus_default = clv_customers_page_focus_default;
  page_class->show_item = clv_customers_page_show_item;

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "customers.fit-and-score", NULL,
                                   fit_and_score_action);
}

static void
clv_customers_page_init (ClvCustomersPage *self)
{
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  self->scheme = clv_tier_scheme_find (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (self->switcher, FALSE);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                     GTK_SHORTCUT_SCOPE_MANAGED);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                        gtk_shortcut_new (gtk_keyval_trigger_new
                                                            (GDK_KEY_f, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new
                                                            (search_shortcut_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), shortcuts);
}

/**
 * clv_customers_page_get_list_view:
 *
 * Returns: (transfer none): the list
 */
ClvCustomerListView *
clv_customers_page_get_list_view (ClvCustomersPage *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMERS_PAGE (self), NULL);

  return self->list_view;
}

/**
 * clv_customers_page_get_state:
 *
 * Returns: (transfer none): "loading", "empty" or "ready"
 */
const char *
clv_customers_page_get_state (ClvCustomersPage *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMERS_PAGE (self), NULL);

  return find_state (self);
}

/**
 * clv_customers_page_get_view:
 *
 * Returns: (transfer none): "list", "tiers" or "migration"
 */
const char *
clv_customers_page_get_view (ClvCustomersPage *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMERS_PAGE (self), NULL);

  return adw_view_stack_get_visible_child_name (self->views);
}

void
clv_customers_page_set_view (ClvCustomersPage *self,
                             const char       *view)
{
  g_return_if_fail (CLV_IS_CUSTOMERS_PAGE (self));

  adw_view_stack_set_visible_child_name (self->views, view);
}
