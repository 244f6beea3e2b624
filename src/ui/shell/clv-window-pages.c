/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-window-private.h"

#include <glib/gi18n-lib.h>

#include "clv-place-row.h"
#include "clv-act-page.h"
#include "clv-govern-page.h"
#include "clv-customers-page.h"
#include "clv-data-page.h"
#include "clv-reports-page.h"
#include "clv-value-page.h"

/* The six places. A place's page is made from its type when it is first visited. */
typedef struct
{
  const char *id;
  const char *title;
  const char *icon;
  const char *help;
  GType (*get_type)(void);
} Place;

static const Place places[CLV_N_PLACES] = {
  { "data", N_("Data"), "clv-data-symbolic", "data", clv_data_page_get_type },
  { "customers", N_("Customers"), "clv-customers-symbolic", "customers",
    clv_customers_page_get_type },
  { "value", N_("Value"), "clv-value-symbolic", "value", clv_value_page_get_type },
  { "act", N_("Act"), "clv-act-symbolic", "act", clv_act_page_get_type },
  { "govern", N_("Govern"), "clv-govern-symbolic", "govern", clv_govern_page_get_type },
  { "reports", N_("Reports"), "clv-reports-symbolic", "reports", clv_reports_page_get_type },
};

static int
find_place (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i].id, id) == 0)
      return (int) i;

  return -1;
}

static ClvPage *
make_page (ClvWindow   *self,
           const Place *place)
{
  ClvPage *page = g_object_new (place->get_type (), "session", self->session, NULL);

  if (clv_page_get_title (page) == NULL)
    clv_page_set_title (page, _(place->title));
  if (clv_page_get_help (page) == NULL)
    clv_page_set_help (page, place->help);

  return page;
}

static ClvPage *
ensure_page (ClvWindow *self,
             guint      number)
{
  if (self->pages[number] == NULL)
    {
      self->pages[number] = make_page (self, &places[number]);
      gtk_stack_add_named (self->place_stack, GTK_WIDGET (self->pages[number]), places[number].id);
    }

  return self->pages[number];
}

static void
place_selected_cb (ClvWindow     *self,
                   GtkListBoxRow *row)
{
  if (row != NULL && self->session != NULL &&
      clv_session_get_workspace (self->session) != NULL)
    clv_window_show_place_number (self, (guint) gtk_list_box_row_get_index (row));
}

static void
sidebar_toggled_cb (ClvWindow *self)
{
  clv_window_set_sidebar_small (self, !gtk_toggle_button_get_active (self->sidebar_button));
}

void
clv_window_pages_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, place_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, sidebar_toggled_cb);
}

void
clv_window_pages_init (ClvWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    gtk_list_box_append (self->place_list,
                         clv_place_row_new (places[i].icon, _(places[i].title), i + 1));

  self->is_sidebar_small = TRUE;
  clv_window_set_sidebar_small (self, FALSE);
}

/* Icons alone, or icons and names. */
void
clv_window_set_sidebar_small (ClvWindow *self,
                              gboolean   small)
{
  if (self->is_sidebar_small == small)
    return;

  self->is_sidebar_small = small;
  gtk_widget_set_size_request (self->sidebar, small ? -1 : 220, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->workspace_title), !small);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->place_list, (int) i);

      clv_place_row_set_small (CLV_PLACE_ROW (row), small);
    }
  if (small)
    gtk_widget_add_css_class (self->sidebar, "small");
  else
    gtk_widget_remove_css_class (self->sidebar, "small");
  gtk_toggle_button_set_active (self->sidebar_button, !small);
}

/* Shows a place: 0 is Data. */
void
clv_window_show_place_number (ClvWindow *self,
                              guint      place)
{
  ClvPage *page = NULL;
  GtkWidget *title_widget = NULL;

  g_return_if_fail (place < CLV_N_PLACES);

  self->place = place;
  gtk_list_box_select_row (self->place_list,
                           gtk_list_box_get_row_at_index (self->place_list, (int) place));

  page = ensure_page (self, place);
  gtk_stack_set_visible_child (self->place_stack, GTK_WIDGET (page));
  adw_window_title_set_title (self->title, clv_page_get_title (page));
  title_widget = clv_page_get_title_widget (page);
  adw_header_bar_set_title_widget (self->header, title_widget != NULL
                                                 ? title_widget : GTK_WIDGET (self->title));
  adw_bin_set_child (self->end_bin, clv_page_get_end_widget (page));
}

/**
 * clv_window_get_place:
 *
 * Returns: (transfer none): the id of the place at hand
 */
const char *
clv_window_get_place (ClvWindow *self)
{
  g_return_val_if_fail (CLV_IS_WINDOW (self), NULL);

  return places[self->place].id;
}

/**
 * clv_window_show_place:
 * @place: "data", "customers", "value", "act", "govern" or "reports"
 *
 * Goes to a place. Without a workspace the start page stays.
 */
void
clv_window_show_place (ClvWindow  *self,
                       const char *place)
{
  const int number = find_place (place);

  g_return_if_fail (CLV_IS_WINDOW (self));
  g_return_if_fail (number >= 0);

  if (clv_session_get_workspace (self->session) != NULL)
    clv_window_show_place_number (self, (guint) number);
}

/**
 * clv_window_get_page:
 * @place: a place's id
 *
 * Makes the page where it was not visited yet.
 *
 * Returns: (transfer none) (nullable): the page; %NULL where the place is unknown
 */
ClvPage *
clv_window_get_page (ClvWindow  *self,
                     const char *place)
{
  const int number = find_place (place);

  g_return_val_if_fail (CLV_IS_WINDOW (self), NULL);

  return number < 0 ? NULL : ensure_page (self, (guint) number);
}
