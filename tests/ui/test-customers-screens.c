/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "customers-fixture.h"

/* Pictures of the Customers place: light and dark, wide and narrow. One row a
 * state that a person can reach. */
typedef struct
{
  const char *name;
  guint n_customers;
  gboolean is_scored;
  const char *item;       /* (nullable): handed to show_item() */
  int open;               /* position of the customer to open, −1 for none */
  const char *action;     /* (nullable): activated before the picture */
  const char *search;     /* (nullable) */
  gboolean is_hidden;     /* personal data */
} Screen;

static const Screen screens[] = {
  { "customers-nothing", 0, FALSE, NULL, -1, NULL, NULL, FALSE },
  { "customers-unscored", 3000, FALSE, NULL, -1, NULL, NULL, FALSE },
  { "customers-list", 3000, TRUE, "list", -1, NULL, NULL, FALSE },
  { "customers-inspector", 3000, TRUE, "list", 2, NULL, NULL, FALSE },
  { "customers-one-time", 3000, TRUE, "list", 2900, NULL, NULL, TRUE },
  { "customers-nobody", 3000, TRUE, "list", -1, NULL, "zzz", FALSE },
  { "customers-tiers", 3000, TRUE, "tiers", -1, NULL, NULL, FALSE },
  { "customers-migration-before", 3000, TRUE, "migration", -1, NULL, NULL, FALSE },
  { "customers-migration", 3000, TRUE, "migration", -1, "migration.compute", NULL, FALSE },
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

static void
test_screen (gconstpointer data)
{
  const Screen *screen = data;
  CustomersFixture fixture = { 0 };

  customers_open (&fixture, screen->n_customers, screen->is_scored);
  g_settings_set_boolean (fixture.settings, "hide-personal-data", screen->is_hidden);
  if (screen->item != NULL)
    clv_page_show_item (CLV_PAGE (fixture.page), screen->item);
  if (screen->open >= 0)
    {
      g_autofree char *id = customers_dup_id (&fixture, (guint) screen->open);

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
