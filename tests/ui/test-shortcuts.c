/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-application.h"
#include "clv-chart-view.h"
#include "clv-page.h"
#include "clv-ui-test.h"
#include "clv-ui.h"

/* The window of shortcuts lists what works, and all of it. */

/* What GTK itself gives, for which there is no binding of ours. */
static const char * const given[] = { "F10" };

/* A second key for something that is listed under its first. */
static const char * const second[] = { "<Control>F1" };

static char *
normalize (const char *accelerator)
{
  guint key = 0;
  GdkModifierType modifiers = 0;

  g_assert_true (gtk_accelerator_parse (accelerator, &key, &modifiers));

  return gtk_accelerator_name (gdk_keyval_to_lower (key), modifiers);
}

static void
add (GHashTable *set,
     const char *accelerator)
{
  g_hash_table_add (set, normalize (accelerator));
}

/* "<Alt>1...6", or some with blanks between them. */
static void
add_listed (GHashTable *set,
            const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, " ", -1);
  const char *range = strstr (text, "...");

  if (range != NULL)
    {
      for (char key = range[-1]; key <= range[3]; key++)
        {
          g_autofree char *one = g_strdup_printf ("%.*s%c", (int) (range - 1 - text), text, key);

          add (set, one);
        }
      return;
    }
  for (guint i = 0; parts[i] != NULL; i++)
    add (set, parts[i]);
}

static GHashTable *
read_listed (void)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GtkBuilder) builder =
    gtk_builder_new_from_resource (CLV_UI_RESOURCE ("gtk/help-overlay.ui"));
  GSList *objects = gtk_builder_get_objects (builder);

  for (GSList *link = objects; link != NULL; link = link->next)
    {
      g_autofree char *accelerator = NULL;

      if (!GTK_IS_SHORTCUTS_SHORTCUT (link->data))
        continue;
      g_object_get (link->data, "accelerator", &accelerator, NULL);
      add_listed (set, accelerator);
    }
  g_slist_free (objects);
  gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay")));

  return set;
}

/* Bindings to actions of ours, and those that a page adds itself. */
static gboolean
is_ours (GtkWidget   *widget,
         GtkShortcut *shortcut)
{
  GtkShortcutAction *action = gtk_shortcut_get_action (shortcut);
  static const char * const prefixes[] = { "win.", "chart.", "list.close", "app." };

  if (GTK_IS_CALLBACK_ACTION (action))
    return CLV_IS_PAGE (widget);
  for (guint i = 0; GTK_IS_NAMED_ACTION (action) && i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (gtk_named_action_get_action_name (GTK_NAMED_ACTION (action)),
                          prefixes[i]))
      return TRUE;

  return FALSE;
}

static void
collect (GtkWidget  *widget,
         GHashTable *set)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          g_autofree char *text = gtk_shortcut_trigger_to_string
                                    (gtk_shortcut_get_trigger (shortcut));

          if (is_ours (widget, shortcut))
            add (set, text);
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, set);
}

static void
collect_accels (GHashTable *set)
{
  ClvApplication *application = clv_application_new ();
  g_auto(GStrv) actions = NULL;

  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  actions = gtk_application_list_action_descriptions (GTK_APPLICATION (application));
  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto(GStrv) accels = gtk_application_get_accels_for_action (GTK_APPLICATION (application),
                                                                    actions[i]);

      for (guint k = 0; accels[k] != NULL; k++)
        add (set, accels[k]);
    }
  g_object_unref (application);
}

static GHashTable *
collect_working (void)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  g_autofree char *folder = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_ui_test_new_workspace (&folder);
  ClvWindow *window = clv_window_new (NULL, settings);
  GtkWidget *chart = g_object_ref_sink (g_object_new (CLV_TYPE_CHART_VIEW, NULL));

  gtk_window_present (GTK_WINDOW (window));
  clv_session_set_workspace (clv_window_get_session (window), workspace);
  clv_window_show_place (window, "customers");
  collect (GTK_WIDGET (window), set);
  collect (chart, set);
  g_object_unref (chart);
  clv_ui_test_wait (clv_ui_test_jobs_done, clv_window_get_session (window));
  gtk_window_destroy (GTK_WINDOW (window));
  clv_ui_test_run (100);
  g_clear_object (&workspace);
  clv_ui_test_remove (folder);
  collect_accels (set);

  return set;
}

static void
assert_subset (GHashTable         *set,
               GHashTable         *of,
               const char * const *more,
               guint               n_more,
               const char         *what)
{
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gboolean is_there = g_hash_table_contains (of, key);

      for (guint i = 0; i < n_more && !is_there; i++)
        {
          g_autofree char *name = normalize (more[i]);

          is_there = g_str_equal (name, key);
        }
      if (!is_there)
        {
          g_test_message ("%s %s", (char *) key, what);
          g_test_fail ();
        }
    }
}

static void
test_list (void)
{
  g_autoptr(GHashTable) listed = read_listed ();
  g_autoptr(GHashTable) working = collect_working ();

  g_assert_cmpuint (g_hash_table_size (listed), >, 20);
  assert_subset (listed, working, given, G_N_ELEMENTS (given), "is listed and does nothing");
  assert_subset (working, listed, second, G_N_ELEMENTS (second), "works and is not listed");
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/shortcuts/list", test_list);

  return g_test_run ();
}
