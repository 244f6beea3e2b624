/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "customers-fixture.h"

#include "clv-notes.h"

#define ONE_TIME -2

/* Pictures of the Customers place: light and dark, wide and narrow. One row a
 * state that a person can reach. */
typedef struct
{
  const char *name;
  guint n_customers;
  gboolean is_scored;
  const char *item;       /* (nullable): handed to show_item() */
  int open;               /* position of the customer to open, −1 for none, or ONE_TIME */
  const char *action;     /* (nullable): activated before the picture */
  const char *search;     /* (nullable) */
  gboolean is_hidden;     /* personal data */
  double scrolled;        /* how far down, 0 … 1 */
} Screen;

static const Screen screens[] = {
  { "customers-nothing", 0, FALSE, NULL, -1, NULL, NULL, FALSE, 0.0 },
  { "customers-unscored", 3000, FALSE, NULL, -1, NULL, NULL, FALSE, 0.0 },
  { "customers-list", 3000, TRUE, "list", -1, NULL, NULL, FALSE, 0.0 },
  { "customers-inspector", 3000, TRUE, "list", 2, NULL, NULL, FALSE, 0.0 },
  { "customers-inspector-charts", 3000, TRUE, "list", 2, NULL, NULL, FALSE, 0.22 },
  { "customers-inspector-more", 3000, TRUE, "list", 2, NULL, NULL, FALSE, 0.52 },
  { "customers-inspector-end", 3000, TRUE, "list", 2, NULL, NULL, FALSE, 1.0 },
  { "customers-one-time", 3000, TRUE, "list", ONE_TIME, NULL, NULL, TRUE, 0.0 },
  { "customers-nobody", 3000, TRUE, "list", -1, NULL, "zzz", FALSE, 0.0 },
  { "customers-tiers", 3000, TRUE, "tiers", -1, NULL, NULL, FALSE, 0.0 },
  { "customers-tiers-end", 3000, TRUE, "tiers", -1, NULL, NULL, FALSE, 1.0 },
  { "customers-migration-before", 3000, TRUE, "migration", -1, NULL, NULL, FALSE, 0.0 },
  { "customers-migration", 3000, TRUE, "migration", -1, "migration.compute", NULL, FALSE, 0.0 },
  { "customers-migration-end", 3000, TRUE, "migration", -1, "migration.compute", NULL, FALSE, 1.0 },
};

/* Activates a class action of any widget below. */
static gboolean
activate_below (GtkWidget  *widget,
                const char *action)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (gtk_widget_activate_action (widget, action, NULL))
    return TRUE;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (activate_below (child, action))
      return TRUE;

  return FALSE;
}

/* The last of the scrolled windows in sight: a place's own, or the inspector's. */
static void
scroll_below (GtkWidget *widget,
              double     share)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (!gtk_widget_get_mapped (widget) || GTK_IS_COLUMN_VIEW (widget))
    return;
  if (GTK_IS_SCROLLED_WINDOW (widget))
    {
      GtkAdjustment *vertical = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));

      if (GTK_IS_VIEWPORT (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (widget))))
        gtk_adjustment_set_value (vertical, share * (gtk_adjustment_get_upper (vertical)
                                                     - gtk_adjustment_get_page_size (vertical)));
    }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    scroll_below (child, share);
}

static char *
dup_one_time_id (CustomersFixture *fixture)
{
  ClvCustomerListView *view = clv_customers_page_get_list_view (fixture->page);
  ClvCustomerData *data = clv_customer_list_get_data (clv_customer_list_view_get_list (view));

  for (guint32 row = 0; row < data->scores->n; row++)
    if (data->scores->x[row] == 0)
      return g_strdup (clv_customer_data_get_id (data, row));

  g_assert_not_reached ();
}

static void
test_screen (gconstpointer data)
{
  const Screen *screen = data;
  CustomersFixture fixture = { 0 };

  customers_open (&fixture, screen->n_customers, screen->is_scored);
  g_settings_set_boolean (fixture.settings, "hide-personal-data", screen->is_hidden);
  if (screen->item != NULL)
    clv_page_show_item (CLV_PAGE (fixture.page), screen->item);
  if (screen->open != -1)
    {
      g_autofree char *id = screen->open == ONE_TIME
                            ? dup_one_time_id (&fixture)
                            : customers_dup_id (&fixture, (guint) screen->open);

      if (screen->open >= 0)
        clv_notes_add (fixture.workspace, id, "Asked for the roses of last spring; ring up when "
                                              "they are back.", "ann", NULL);
      clv_page_show_item (CLV_PAGE (fixture.page), id);
    }
  if (screen->search != NULL)
    clv_customer_list_set_search (clv_customer_list_view_get_list
                                    (clv_customers_page_get_list_view (fixture.page)),
                                  screen->search);
  clv_ui_test_run (300);
  if (screen->action != NULL)
    g_assert_true (activate_below (GTK_WIDGET (fixture.page), screen->action));
  clv_ui_test_run (100);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture.session);
  clv_ui_test_run (300);
  if (screen->scrolled > 0.0)
    {
      scroll_below (GTK_WIDGET (fixture.page), screen->scrolled);
      clv_ui_test_run (200);
    }
  clv_ui_test_save_all (GTK_WINDOW (fixture.window), screen->name);
  customers_close (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (screens); i++)
    {
      g_autofree char *path = g_strconcat ("/screens/", screens[i].name, NULL);

      g_test_add_data_func (path, &screens[i], test_screen);
    }

  return g_test_run ();
}
