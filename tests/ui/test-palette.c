/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-palette.h"
#include "clv-palette-row.h"
#include "clv-ui-test.h"

static ClvPalette *
make (ClvWindow *window,
      gboolean   has_workspace)
{
  ClvPalette *palette = clv_palette_new (window != NULL ? GTK_WINDOW (window) : NULL,
                                         has_workspace);

  gtk_window_present (GTK_WINDOW (palette));
  clv_ui_test_run (50);

  return palette;
}

static void
test_finds (void)
{
  static const struct { const char *text; gboolean has_workspace; guint n; } rows[] = {
    { "discount rate", TRUE, 2 },    /* the command, and a customer of that id */
    { "Rate DISCOUNT", TRUE, 2 },
    { "discount rate", FALSE, 0 },
    { "10432", TRUE, 1 },
    { "10432", FALSE, 0 },
    { "demo", FALSE, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ClvPalette *palette = make (NULL, rows[i].has_workspace);

      clv_palette_search (palette, rows[i].text);
      g_assert_cmpuint (clv_palette_get_n_found (palette), ==, rows[i].n);
      clv_ui_test_assert_named (GTK_WIDGET (palette));
      gtk_window_destroy (GTK_WINDOW (palette));
      clv_ui_test_run (20);
    }
}

static GtkWidget *
find_type (GtkWidget *widget,
           GType      type)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_child_visible (widget))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);

  return found;
}

/* Every command names an action that the window or the application has. */
static void
test_actions (void)
{
  static const char * const application_actions[] = {
    "app.hide-personal-data", "app.preferences", "app.about", "app.quit",
    "win.show-help-overlay", NULL,
  };
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GTypeClass) klass = g_type_class_ref (CLV_TYPE_WINDOW);
  ClvPalette *palette = make (NULL, TRUE);
  GtkWidget *list = gtk_widget_get_parent (find_type (GTK_WIDGET (palette),
                                                      CLV_TYPE_PALETTE_ROW));
  GtkListBoxRow *row = NULL;
  const char *name = NULL;
  const char *property = NULL;
  const GVariantType *type = NULL;
  GType owner;

  for (guint i = 0; application_actions[i] != NULL; i++)
    g_hash_table_add (known, (gpointer) application_actions[i]);
  for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_CLASS (klass), i, &owner, &name,
                                                   &type, &property); i++)
    g_hash_table_add (known, (gpointer) name);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), i)) != NULL; i++)
    g_assert_true (g_hash_table_contains (known,
                                          clv_palette_row_get_action (CLV_PALETTE_ROW (row))));

  gtk_window_destroy (GTK_WINDOW (palette));
  clv_ui_test_run (20);
}

static void
test_runs (void)
{
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  g_autofree char *folder = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_ui_test_new_workspace (&folder);
  ClvWindow *window = clv_window_new (NULL, settings);
  ClvPalette *palette = NULL;

  gtk_window_present (GTK_WINDOW (window));
  clv_session_set_workspace (clv_window_get_session (window), workspace);
  palette = make (window, TRUE);
  g_object_add_weak_pointer (G_OBJECT (palette), (gpointer *) &palette);
  clv_palette_search (palette, "go to govern");
  gtk_widget_activate_action (find_type (GTK_WIDGET (palette), CLV_TYPE_PALETTE_ROW),
                              "command.run", NULL);
  clv_ui_test_run (100);
  g_assert_null (palette);
  g_assert_cmpstr (clv_window_get_place (window), ==, "govern");

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

  g_test_add_func ("/ui/palette/finds", test_finds);
  g_test_add_func ("/ui/palette/actions", test_actions);
  g_test_add_func ("/ui/palette/runs", test_runs);

  return g_test_run ();
}
