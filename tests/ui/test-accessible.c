/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-accessible.h"
#include "clv-switch-row.h"
#include "clv-ui-test.h"

static void
test_tooltips (void)
{
  static const struct { const char *tooltip; const char *name; } rows[] = {
    { "Import a sales file (Ctrl+I)", "Import a sales file" },
    { "Show the names (F9)", "Show the names" },
    { "Pin (for ever)", "Pin (for ever)" },
    { "Data", "Data" },
    { "(F1)", "(F1)" },
    { "", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = clv_accessible_dup_name_from_tooltip (rows[i].tooltip);

      g_assert_cmpstr (name, ==, rows[i].name);
    }
}

static void
assert_name (GtkWidget  *widget,
             const char *name)
{
  gtk_test_accessible_assert_property (widget, GTK_ACCESSIBLE_PROPERTY_LABEL, name);
  g_assert_false (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                                    GTK_ACCESSIBLE_RELATION_LABELLED_BY));
}

static GtkWidget *
show (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  clv_ui_test_run (50);

  return window;
}

static void
test_buttons (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *labelled = gtk_button_new_with_mnemonic ("_Open __ x…");
  GtkWidget *plain = gtk_button_new_with_label ("snake_case");
  GtkWidget *icon = gtk_button_new_from_icon_name ("clv-copy-symbolic");
  GtkWidget *given = gtk_button_new_with_mnemonic ("_Go");
  GtkWidget *menu = gtk_menu_button_new ();
  GtkWidget *check = gtk_check_button_new_with_mnemonic ("_Sure");
  GtkWidget *window = NULL;

  gtk_widget_set_tooltip_text (icon, "Copy (Ctrl+C)");
  gtk_accessible_update_property (GTK_ACCESSIBLE (given), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Go to the customer", -1);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (menu), "clv-menu-symbolic");
  gtk_widget_set_tooltip_text (menu, "Main menu");
  gtk_box_append (GTK_BOX (box), labelled);
  gtk_box_append (GTK_BOX (box), plain);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), given);
  gtk_box_append (GTK_BOX (box), menu);
  gtk_box_append (GTK_BOX (box), check);
  window = show (box);

  assert_name (labelled, "Open _ x…");
  assert_name (plain, "snake_case");
  assert_name (icon, "Copy");
  assert_name (given, "Go to the customer");
  assert_name (menu, "Main menu");
  assert_name (gtk_widget_get_first_child (menu), "Main menu");
  assert_name (check, "Sure");

  /* A name follows its label and its tooltip. */
  gtk_button_set_label (GTK_BUTTON (labelled), "_Close");
  assert_name (labelled, "Close");
  gtk_widget_set_tooltip_text (icon, "Copy again");
  assert_name (icon, "Copy again");

  gtk_window_destroy (GTK_WINDOW (window));
  clv_ui_test_run (20);
}

static void
test_controls (void)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();
  GtkWidget *search = gtk_search_entry_new ();
  GtkWidget *window = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "_Weekly");
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  g_object_set (search, "placeholder-text", "Search customers", NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("x"));
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_list_box_append (GTK_LIST_BOX (list), search);
  window = show (list);

  assert_name (toggle, "Weekly");
  assert_name (search, "Search customers");

  gtk_window_destroy (GTK_WINDOW (window));
  clv_ui_test_run (20);
}

/* Every control of the window, at its start and in each place. */
static void
test_window (void)
{
  static const char * const places[] = {
    "data", "customers", "value", "act", "govern", "reports",
  };
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  g_autofree char *folder = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_ui_test_new_workspace (&folder);
  ClvWindow *window = clv_window_new (NULL, settings);

  gtk_window_present (GTK_WINDOW (window));
  clv_ui_test_run (50);
  clv_ui_test_assert_named (GTK_WIDGET (window));
  clv_session_set_workspace (clv_window_get_session (window), workspace);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      clv_window_show_place (window, places[i]);
      clv_ui_test_run (100);
      clv_ui_test_assert_named (GTK_WIDGET (window));
    }
  clv_ui_test_wait (clv_ui_test_jobs_done, clv_window_get_session (window));

  gtk_window_destroy (GTK_WINDOW (window));
  clv_ui_test_run (100);
  g_clear_object (&workspace);
  clv_ui_test_remove (folder);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/accessible/tooltips", test_tooltips);
  g_test_add_func ("/ui/accessible/buttons", test_buttons);
  g_test_add_func ("/ui/accessible/controls", test_controls);
  g_test_add_func ("/ui/accessible/window", test_window);

  return g_test_run ();
}
