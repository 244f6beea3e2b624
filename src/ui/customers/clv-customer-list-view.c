/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-list-view.h"

#include <glib/gi18n-lib.h>

#include "clv-compat.h"
#include "clv-customer-columns.h"
#include "clv-customer-inspector.h"
#include "clv-customer-row.h"
#include "clv-money.h"
#include "clv-ui.h"

#define NO_ROW G_MAXUINT32

/* The toolkit makes some 200 rows at once however few are in sight, a tenth of a
 * second: it gets them in parts, the first of which fills the window. */
#define ROWS_AT_ONCE 50
#define ROWS_MADE 250

struct _ClvCustomerListView
{
  AdwBin parent_instance;

  GtkEditable *search;
  GtkSpinner *spinner;
  GtkMenuButton *tier_button;
  GtkMenuButton *sort_button;
  GtkLabel *count;
  GtkStack *stack;
  GtkColumnView *view;
  GtkRevealer *revealer;
  ClvCustomerInspector *inspector;

  ClvSession *session;
  ClvCustomerData *data;
  ClvCustomerList *list;
  GtkSliceListModel *slice;       /* of the list, as much as is handed to the view */
  GtkSingleSelection *selection;
  guint growing;                  /* idle source, 0 for none */
  guint32 current;              /* row that is selected, NO_ROW for none */
};

enum
{
  PROP_0,
  PROP_SORT,
  PROP_DESCENDING,
  PROP_TIER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClvCustomerListView, clv_customer_list_view, ADW_TYPE_BIN)

static char *
dup_sort (ClvCustomerListView *self)
{
  for (guint i = 0; i < clv_customer_columns_get_n (); i++)
    if (clv_customer_columns_get_key (i) == clv_customer_list_get_key (self->list))
      return g_strdup (clv_customer_columns_get_id (i));

  return NULL;
}

static char *
dup_tier (ClvCustomerListView *self)
{
  const int tier = clv_customer_list_get_tier (self->list);

  return tier < 0 ? g_strdup ("all") : g_strdup_printf ("%d", tier);
}

/* Tells the view, which tells sorter_changed_cb(), which tells the list. */
static void
sort_view (ClvCustomerListView *self,
           const char          *id,
           gboolean             is_descending)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < clv_customer_columns_get_n (); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = NULL;

      if (g_strcmp0 (clv_customer_columns_get_id (i), id) != 0)
        continue;
      column = g_list_model_get_item (columns, i);
      gtk_column_view_sort_by_column (self->view, column, is_descending ? GTK_SORT_DESCENDING
                                                                        : GTK_SORT_ASCENDING);
    }
}

static void
sorter_changed_cb (ClvCustomerListView *self)
{
  guint column = 0;
  gboolean is_descending = FALSE;

  /* The view takes its columns down one by one when it goes. */
  if (self->view == NULL ||
      !clv_customer_columns_find_sort (self->view, self->data, &column, &is_descending))
    return;

  clv_customer_list_set_order (self->list, clv_customer_columns_get_key (column), is_descending);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCENDING]);
}

static void
update_count (ClvCustomerListView *self)
{
  const guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autofree char *all = NULL;
  g_autofree char *some = NULL;
  g_autofree char *who = NULL;
  g_autofree char *convention = NULL;
  g_autofree char *as_of = NULL;
  g_autofree char *text = NULL;

  if (self->data == NULL || self->data->scores == NULL)
    return;

  all = clv_number_format (self->data->scores->n, 0);
  if (shown == self->data->scores->n)
    {
      who = g_strdup_printf (ngettext ("%s customer", "%s customers", shown), all);
    }
  else
    {
      some = clv_number_format (shown, 0);
      /* TRANSLATORS: how many are shown of how many there are */
      who = g_strdup_printf (_("%s of %s customers"), some, all);
    }
  convention = clv_customer_data_dup_convention (self->data);
  as_of = clv_date_to_display (self->data->scores->as_of);
  /* TRANSLATORS: "5,000 customers", what a value means, the last day of the data */
  text = g_strdup_printf (_("%s · %s · as of %s"), who, convention, as_of);
  gtk_label_set_label (self->count, text);
}

static void
close_inspector (ClvCustomerListView *self)
{
  self->current = NO_ROW;
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->revealer), FALSE);
  clv_customer_inspector_clear (self->inspector);
  clv_customer_columns_set_brief (self->view, FALSE);
}

static void
open_inspector (ClvCustomerListView *self,
                guint32              row)
{
  if (self->current == row && gtk_revealer_get_reveal_child (self->revealer))
    return;

  self->current = row;
  clv_customer_columns_set_brief (self->view, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->revealer), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  clv_customer_inspector_show (self->inspector, self->data, row);
}

static void
selected_cb (ClvCustomerListView *self)
{
  ClvCustomerRow *row = gtk_single_selection_get_selected_item (self->selection);

  if (row != NULL)
    open_inspector (self, clv_customer_row_get_number (row));
}

/* Whoever was selected is selected again where they now stand. */
static void
reselect (ClvCustomerListView *self)
{
  guint now = GTK_INVALID_LIST_POSITION;

  if (self->current != NO_ROW)
    now = clv_customer_list_find (self->list, self->current);
  gtk_single_selection_set_selected (self->selection, now);
}

static gboolean
grow_cb (gpointer user_data)
{
  ClvCustomerListView *self = user_data;
  const guint size = gtk_slice_list_model_get_size (self->slice) + ROWS_AT_ONCE;

  if (size < ROWS_MADE)
    {
      gtk_slice_list_model_set_size (self->slice, size);
      return G_SOURCE_CONTINUE;
    }
  self->growing = 0;
  gtk_slice_list_model_set_size (self->slice, G_MAXUINT);

  return G_SOURCE_REMOVE;
}

/* The list became longer or shorter at its end. What the view has made rows for
 * already needs no parts. */
static void
length_changed_cb (ClvCustomerListView *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (n < MIN (gtk_slice_list_model_get_size (self->slice), ROWS_MADE))
    {
      g_clear_handle_id (&self->growing, g_source_remove);
      gtk_slice_list_model_set_size (self->slice, MAX (n, ROWS_AT_ONCE));
    }
  if (self->growing == 0 && gtk_slice_list_model_get_size (self->slice) < n)
    self->growing = g_idle_add (grow_cb, self);
}

/* The rows are the same and the customers others: who sorts wants to see who is
 * first now. */
static void
rows_changed_cb (ClvCustomerListView *self,
                 gboolean             is_moved)
{
  if (is_moved)
    {
      GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));

      gtk_adjustment_set_value (adjustment, 0.0);
      reselect (self);
    }
  clv_customer_columns_rewrite (self->view, !is_moved);
}

static void
items_changed_cb (ClvCustomerListView *self,
                  guint                position,
                  guint                removed,
                  guint                added)
{
  const gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0;

  if (removed > 0 && added == 0)
    return;

  reselect (self);
  gtk_stack_set_visible_child_name (self->stack, is_empty ? "nobody" : "table");
  update_count (self);
}

static void
list_changed_cb (ClvCustomerListView *self)
{
  const gboolean is_busy = clv_customer_list_is_busy (self->list);
  const gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
  if (!is_busy)
    {
      gtk_stack_set_visible_child_name (self->stack, is_empty ? "nobody" : "table");
      update_count (self);
    }
}

static void
search_changed_cb (ClvCustomerListView *self)
{
  clv_customer_list_set_search (self->list, gtk_editable_get_text (self->search));
}

static void
search_stopped_cb (ClvCustomerListView *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Enter in the search goes to the first who was found. */
static void
search_activated_cb (ClvCustomerListView *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    {
      gtk_single_selection_set_selected (self->selection, 0);
      gtk_widget_grab_focus (GTK_WIDGET (self->view));
    }
}

static void
activated_cb (ClvCustomerListView *self,
              guint                position)
{
  g_autoptr(ClvCustomerRow) row = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  if (row != NULL)
    open_inspector (self, clv_customer_row_get_number (row));
}

static void
inspector_closed_cb (ClvCustomerListView *self)
{
  close_inspector (self);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
comparable_chosen_cb (ClvCustomerListView *self,
                      guint                row)
{
  clv_customer_list_view_select (self, clv_customer_data_get_id (self->data, row));
}

static void
close_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ClvCustomerListView *self = CLV_CUSTOMER_LIST_VIEW (widget);

  if (self->current != NO_ROW)
    inspector_closed_cb (self);
}

static void
search_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  clv_customer_list_view_focus_search (CLV_CUSTOMER_LIST_VIEW (widget));
}

static void
show_all_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  ClvCustomerListView *self = CLV_CUSTOMER_LIST_VIEW (widget);

  gtk_editable_set_text (self->search, "");
  clv_customer_list_set_search (self->list, "");
  clv_customer_list_view_show_tier (self, -1);
}

/* The first customer of the list, for whoever cannot select a row. */
static void
open_first_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  search_activated_cb (CLV_CUSTOMER_LIST_VIEW (widget));
}

static void
hide_personal_cb (ClvCustomerListView *self)
{
  clv_customer_list_announce (self->list);
  if (self->current != NO_ROW)
    clv_customer_inspector_show (self->inspector, self->data, self->current);
}

static GMenuModel *
make_sort_menu (ClvCustomerListView *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) keys = g_menu_new ();
  g_autoptr(GMenu) ways = g_menu_new ();

  for (guint i = 0; i < clv_customer_columns_get_n (); i++)
    {
      g_autofree char *title = clv_customer_columns_dup_title (i, self->data);
      g_autofree char *action = g_strdup_printf ("list.sort::%s", clv_customer_columns_get_id (i));

      g_menu_append (keys, title, action);
    }
  g_menu_append (ways, _("_Greatest First"), "list.descending");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (keys));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (ways));

  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_tier_menu (const ClvTierScheme *scheme)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _("All Tiers"), "list.tier::all");
  for (guint i = 0; i < scheme->n; i++)
    {
      g_autofree char *action = g_strdup_printf ("list.tier::%u", i);

      g_menu_append (menu, clv_tier_scheme_get_name (scheme, i), action);
    }

  return G_MENU_MODEL (menu);
}

static void
update_menus (ClvCustomerListView *self)
{
  const int tier = clv_customer_list_get_tier (self->list);
  g_autoptr(GMenuModel) sorts = make_sort_menu (self);
  g_autoptr(GMenuModel) tiers = NULL;

  gtk_menu_button_set_menu_model (self->sort_button, sorts);
  if (self->data == NULL || self->data->tiers == NULL)
    return;
  tiers = make_tier_menu (self->data->tiers->scheme);
  gtk_menu_button_set_menu_model (self->tier_button, tiers);
  gtk_menu_button_set_label (self->tier_button,
                             tier < 0 ? _("All Tiers")
                                      : clv_tier_scheme_get_name (self->data->tiers->scheme,
                                                                  (guint) tier));
}

static void
clv_customer_list_view_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  ClvCustomerListView *self = CLV_CUSTOMER_LIST_VIEW (object);

  switch (prop_id)
    {
    case PROP_SORT:
      g_value_take_string (value, dup_sort (self));
      break;

    case PROP_DESCENDING:
      g_value_set_boolean (value, clv_customer_list_get_descending (self->list));
      break;

    case PROP_TIER:
      g_value_take_string (value, dup_tier (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_customer_list_view_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  ClvCustomerListView *self = CLV_CUSTOMER_LIST_VIEW (object);
  g_autofree char *sort = NULL;
  const char *text = NULL;

  switch (prop_id)
    {
    case PROP_SORT:
      sort_view (self, g_value_get_string (value),
                 clv_customer_list_get_descending (self->list));
      break;

    case PROP_DESCENDING:
      sort = dup_sort (self);
      sort_view (self, sort, g_value_get_boolean (value));
      break;

    case PROP_TIER:
      text = g_value_get_string (value);
      clv_customer_list_view_show_tier (self, g_strcmp0 (text, "all") == 0
                                              ? -1 : (int) g_ascii_strtoll (text, NULL, 10));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_customer_list_view_dispose (GObject *object)
{
  ClvCustomerListView *self = CLV_CUSTOMER_LIST_VIEW (object);

  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  g_clear_handle_id (&self->growing, g_source_remove);
  g_clear_object (&self->selection);
  g_clear_object (&self->slice);
  g_clear_object (&self->list);
  g_clear_object (&self->session);
  g_clear_pointer (&self->data, clv_customer_data_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CLV_TYPE_CUSTOMER_LIST_VIEW);
  self->view = NULL;

  G_OBJECT_CLASS (clv_customer_list_view_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (CLV_TYPE_CUSTOMER_INSPECTOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE
                                                 ("customers/clv-customer-list-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvCustomerListView, search);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomerListView, spinner);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomerListView, tier_button);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomerListView, sort_button);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomerListView, count);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomerListView, stack);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomerListView, view);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomerListView, revealer);
  gtk_widget_class_bind_template_child (widget_class, ClvCustomerListView, inspector);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, inspector_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, comparable_chosen_cb);
}

static void
clv_customer_list_view_class_init (ClvCustomerListViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = clv_customer_list_view_dispose;
  object_class->get_property = clv_customer_list_view_get_property;
  object_class->set_property = clv_customer_list_view_set_property;

  /**
   * ClvCustomerListView:sort:
   *
   * The id of the column that the list is sorted by: "value".
   */
  properties[PROP_SORT] = g_param_spec_string ("sort", NULL, NULL, "value", flags);

  /**
   * ClvCustomerListView:descending:
   *
   * Whether the greatest come first.
   */
  properties[PROP_DESCENDING] = g_param_spec_boolean ("descending", NULL, NULL, TRUE, flags);

  /**
   * ClvCustomerListView:tier:
   *
   * The number of the tier that is shown alone, or "all".
   */
  properties[PROP_TIER] = g_param_spec_string ("tier", NULL, NULL, "all", flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
  bind_template (widget_class);

  gtk_widget_class_install_property_action (widget_class, "list.sort", "sort");
  gtk_widget_class_install_property_action (widget_class, "list.descending", "descending");
  gtk_widget_class_install_property_action (widget_class, "list.tier", "tier");
  gtk_widget_class_install_action (widget_class, "list.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "list.show-all", NULL, show_all_action);
  gtk_widget_class_install_action (widget_class, "list.open-first", NULL, open_first_action);
  gtk_widget_class_install_action (widget_class, "list.close-customer", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "list.close-customer",
                                       NULL);
}

static void
clv_customer_list_view_init (ClvCustomerListView *self)
{
  self->current = NO_ROW;
  self->list = clv_customer_list_new ();
  self->slice = gtk_slice_list_model_new (G_LIST_MODEL (g_object_ref (self->list)), 0,
                                          ROWS_AT_ONCE);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->slice)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self->revealer), FALSE);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search),
                                           GTK_WIDGET (self->view));

  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                           self, G_CONNECT_SWAPPED);
  /* After the selection has heard of it. */
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb),
                           self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (length_changed_cb),
                           self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->list, "rows-changed", G_CALLBACK (rows_changed_cb),
                           self, G_CONNECT_SWAPPED);
  /* Also where nobody is left, which the rows themselves do not tell. */
  g_signal_connect_object (self->list, "notify", G_CALLBACK (list_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

/**
 * clv_customer_list_view_set_session:
 * @session: says how customers are called, and runs what takes long
 */
void
clv_customer_list_view_set_session (ClvCustomerListView *self,
                                    ClvSession          *session)
{
  g_return_if_fail (CLV_IS_CUSTOMER_LIST_VIEW (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  clv_customer_columns_append (self->view, session);
  clv_customer_inspector_set_session (self->inspector, session);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (sorter_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::hide-personal", G_CALLBACK (hide_personal_cb),
                           self, G_CONNECT_SWAPPED);
  sort_view (self, "value", TRUE);
}

/* (transfer full) (nullable): who is open, to find them in other data. */
static char *
dup_current_id (ClvCustomerListView *self)
{
  if (self->current == NO_ROW || self->data == NULL || self->data->scores == NULL)
    return NULL;

  return g_strdup (clv_customer_data_get_id (self->data, self->current));
}

/**
 * clv_customer_list_view_set_data:
 * @data: (nullable): whom to list; the one who was open stays open
 */
void
clv_customer_list_view_set_data (ClvCustomerListView *self,
                                 ClvCustomerData     *data)
{
  g_autofree char *open = NULL;

  g_return_if_fail (CLV_IS_CUSTOMER_LIST_VIEW (self));

  if (self->data == data)
    return;

  open = dup_current_id (self);
  close_inspector (self);
  g_clear_pointer (&self->data, clv_customer_data_unref);
  self->data = data != NULL ? clv_customer_data_ref (data) : NULL;
  if (data == NULL || data->tiers == NULL ||
      clv_customer_list_get_tier (self->list) >= (int) data->tiers->scheme->n)
    clv_customer_list_set_tier (self->list, -1);
  clv_customer_columns_set_data (self->view, data);
  clv_customer_list_set_data (self->list, data);
  update_menus (self);
  update_count (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIER]);
  if (open != NULL && data != NULL && data->scores != NULL)
    clv_customer_list_view_select (self, open);
}

/**
 * clv_customer_list_view_get_list:
 *
 * Returns: (transfer none): the rows
 */
ClvCustomerList *
clv_customer_list_view_get_list (ClvCustomerListView *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMER_LIST_VIEW (self), NULL);

  return self->list;
}

void
clv_customer_list_view_focus_search (ClvCustomerListView *self)
{
  g_return_if_fail (CLV_IS_CUSTOMER_LIST_VIEW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_select_region (self->search, 0, -1);
}

/**
 * clv_customer_list_view_select:
 * @customer_id: an id as imported
 *
 * Opens one customer, also where a search or tier leaves them out of the list.
 *
 * Returns: whether there is such a customer
 */
gboolean
clv_customer_list_view_select (ClvCustomerListView *self,
                               const char          *customer_id)
{
  guint32 row = CLV_DICTIONARY_NONE;
  guint position = G_MAXUINT;

  g_return_val_if_fail (CLV_IS_CUSTOMER_LIST_VIEW (self), FALSE);
  g_return_val_if_fail (customer_id != NULL, FALSE);

  if (self->data == NULL || self->data->scores == NULL)
    return FALSE;
  row = clv_dictionary_lookup (self->data->scores->customers, customer_id, strlen (customer_id));
  if (row >= self->data->scores->n)
    return FALSE;

  position = clv_customer_list_find (self->list, row);
  if (position != G_MAXUINT)
    gtk_single_selection_set_selected (self->selection, position);
  open_inspector (self, row);

  return TRUE;
}

/**
 * clv_customer_list_view_show_tier:
 * @tier: number of a tier, or −1 for all
 */
void
clv_customer_list_view_show_tier (ClvCustomerListView *self,
                                  int                  tier)
{
  g_return_if_fail (CLV_IS_CUSTOMER_LIST_VIEW (self));

  clv_customer_list_set_tier (self->list, tier);
  update_menus (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIER]);
}
