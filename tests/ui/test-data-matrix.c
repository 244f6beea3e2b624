/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-draft.h"
#include "clv-money.h"
#include "clv-preset.h"
#include "data-fixture.h"

/* Files of the matrix, tests/matrix, walked through the wizard's steps: what it asks is
 * answered as the case says, and the figures in the last step are those expected. */

typedef enum
{
  CASE_NAME,
  CASE_FILE,
  CASE_KIND,
  CASE_MAP,
  CASE_ANSWER,
  CASE_ORDERS,
  CASE_CUSTOMERS,
  CASE_NET,
  CASE_PRESET,
  CASE_ERROR,
  CASE_N_PARTS
} CasePart;

static GPtrArray *cases;   /* (element-type GStrv): the lines of data-matrix.py */
static char *made;         /* the folder of files that were made */

static gboolean
is_settled (gpointer data)
{
  return clv_ui_test_jobs_done (((DataFixture *) data)->session);
}

static void
settle (DataFixture *fixture)
{
  for (guint i = 0; i < 600 && !is_settled (fixture); i++)
    clv_ui_test_run (100);
  g_assert_true (is_settled (fixture));
  clv_ui_test_run (50);
}

static GtkWidget *
get_step (ClvWizard *wizard)
{
  return GTK_WIDGET (clv_wizard_get_page (wizard));
}

static void
click (ClvWizard  *wizard,
       const char *name)
{
  GtkWidget *button = data_find_named (get_step (wizard), name);

  if (button != NULL)
    g_signal_emit_by_name (button, "clicked");
  clv_ui_test_run (50);
}

/* The first step: what is in the file. */
static void
choose_kind (DataFixture *fixture,
             ClvWizard   *wizard,
             const char  *id)
{
  ClvImportKind kind = CLV_IMPORT_KIND_ORDERS;
  GtkWidget *button = NULL;

  if (*id == '\0')
    return;

  g_assert_true (clv_import_kind_from_id (id, &kind));
  click (wizard, "all-kinds");
  button = data_find (get_step (wizard), GTK_TYPE_CHECK_BUTTON, clv_import_kind_get_label (kind));
  g_assert_nonnull (button);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
  clv_ui_test_run (50);
  settle (fixture);
}

static void
choose_column (ClvWizard  *wizard,
               const char *field,
               const char *column)
{
  g_autofree char *id = g_strconcat ("field-", field, NULL);
  GtkWidget *drop_down = data_find_named (get_step (wizard), id);
  GListModel *names = NULL;

  g_assert_nonnull (drop_down);
  names = gtk_drop_down_get_model (GTK_DROP_DOWN (drop_down));
  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    {
      g_autoptr(GtkStringObject) name = g_list_model_get_item (names, i);

      if (g_str_equal (gtk_string_object_get_string (name), column))
        gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), i);
    }
  clv_ui_test_run (60);
}

/* The third step: which column holds what. */
static void
choose_columns (DataFixture *fixture,
                ClvWizard   *wizard,
                const char  *map)
{
  g_auto(GStrv) pairs = g_strsplit (map, ",", -1);

  if (*map == '\0')
    return;

  click (wizard, "all-fields");
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (pairs[i], "=", 2);

      choose_column (wizard, words[0], words[1]);
    }
  settle (fixture);
}

/* Whatever this step asks. */
static void
answer (DataFixture *fixture,
        ClvWizard   *wizard,
        const char  *label)
{
  GtkWidget *button = *label != '\0' ? data_find (get_step (wizard), GTK_TYPE_CHECK_BUTTON, label)
                                     : NULL;

  if (button == NULL)
    return;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
  clv_ui_test_run (50);
  settle (fixture);
}

/* As far as the file lets one go. Returns: whether that is the last step */
static gboolean
walk (DataFixture *fixture,
      ClvWizard   *wizard,
      char       **parts)
{
  for (guint i = 0; i < 5; i++)
    {
      settle (fixture);
      if (i == 0)
        choose_kind (fixture, wizard, parts[CASE_KIND]);
      if (i == 2)
        choose_columns (fixture, wizard, parts[CASE_MAP]);
      answer (fixture, wizard, parts[CASE_ANSWER]);
      clv_ui_test_run (50);
      if (!data_can_continue (wizard))
        return FALSE;
      if (i < 4)
        data_next (wizard);
    }

  return TRUE;
}

/* Whether the row that is titled @title says @value. */
static gboolean
row_says (GtkWidget  *widget,
          const char *title,
          const char *value)
{
  if (ADW_IS_ACTION_ROW (widget)
      && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return data_says (widget, value);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (row_says (child, title, value))
      return TRUE;

  return FALSE;
}

static void
assert_count (ClvWizard  *wizard,
              const char *title,
              const char *expected)
{
  g_autofree char *text = *expected != '\0' ? clv_number_format (g_ascii_strtod (expected, NULL), 0)
                          : NULL;

  g_test_message ("%s: %s", title, expected);
  g_assert_true (text == NULL || row_says (get_step (wizard), title, text));
}

static void
assert_refused (ClvWizard  *wizard,
                const char *error)
{
  /* The wizard writes another apostrophe than the command line. */
  const char *word = strchr (error, '\'') != NULL ? strchr (error, '\'') + 1 : error;
  g_autofree char *begin = g_strndup (word, strcspn (word, "€"));

  g_test_message ("refused: %s", error);
  g_assert_true (data_step_says (wizard, g_strchomp (begin)));
}

static void
test_case (DataFixture   *fixture,
           gconstpointer  data)
{
  char **parts = (char **) data;
  ClvWizard *wizard = data_import (fixture, parts[CASE_FILE]);
  gboolean is_through = walk (fixture, wizard, parts);

  if (*parts[CASE_ERROR] != '\0')
    {
      g_assert_false (is_through);
      assert_refused (wizard, parts[CASE_ERROR]);
    }
  else
    {
      double net = g_ascii_strtod (parts[CASE_NET], NULL);
      g_autofree char *money = clv_money_format_major (net, "EUR");

      g_assert_true (is_through);
      assert_count (wizard, "Orders", parts[CASE_ORDERS]);
      assert_count (wizard, "Customers", parts[CASE_CUSTOMERS]);
      g_test_message ("Net revenue: %s", money);
      g_assert_true (*parts[CASE_NET] == '\0' || row_says (get_step (wizard), "Net revenue",
                                                           money));
    }
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

/* The first step names the preset by itself. */
static void
test_preset (DataFixture   *fixture,
             gconstpointer  data)
{
  char **parts = (char **) data;
  const ClvPreset *preset = clv_preset_find (parts[CASE_PRESET]);
  ClvWizard *wizard = data_import (fixture, parts[CASE_FILE]);
  g_autofree char *title = NULL;

  g_assert_nonnull (preset);
  title = g_strdup_printf ("This Looks Like: %s", clv_preset_get_name (preset));
  settle (fixture);
  g_test_message ("%s", title);
  g_assert_true (data_step_says (wizard, title));
  g_assert_nonnull (data_find (get_step (wizard), GTK_TYPE_BUTTON,
                               "Read the file without this preset"));
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

/* Without the preset the file is read by what its columns are called and hold. */
static void
test_refuse_preset (DataFixture   *fixture,
                    gconstpointer  data)
{
  char **parts = (char **) data;
  ClvWizard *wizard = data_import (fixture, parts[CASE_FILE]);

  settle (fixture);
  g_signal_emit_by_name (data_find (get_step (wizard), GTK_TYPE_BUTTON,
                                    "Read the file without this preset"), "clicked");
  clv_ui_test_run (50);
  settle (fixture);
  g_assert_false (data_step_says (wizard, "This Looks Like"));
  g_assert_true (data_step_says (wizard, "Presets That Fit"));
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

static gboolean
list_cases (void)
{
  g_autofree char *program = g_test_build_filename (G_TEST_DIST, "ui", "data-matrix.py", NULL);
  g_autofree char *output = NULL;
  g_auto(GStrv) lines = NULL;
  int status = 0;
  char *argv[] = { (char *) "python3", (char *) "-B", program, NULL, NULL };

  made = g_dir_make_tmp ("test-matrix-XXXXXX", NULL);
  argv[3] = made;
  cases = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status,
                     NULL) || status != 0)
    return FALSE;

  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (lines[i], "\t", -1);

      if (g_strv_length (parts) == CASE_N_PARTS)
        g_ptr_array_add (cases, g_steal_pointer (&parts));
    }

  return cases->len > 0;
}

/* Some of the files lie in folders of their own. */
static void
remove_made (void)
{
  char *argv[] = { (char *) "rm", (char *) "-r", (char *) "--", made, NULL };

  g_assert_true (g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                               NULL));
  g_free (made);
}

static void
add (const char     *name,
     const char     *what,
     char          **parts,
     void (*func)(DataFixture *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/ui/data/matrix/%s/%s", what, name);

  g_test_add (path, DataFixture, parts, data_open, func, data_close);
}

int
main (int   argc,
      char *argv[])
{
  int result = 0;
  char **first = NULL;

  clv_ui_test_init (&argc, &argv);
  if (!list_cases ())
    {
      g_print ("1..0 # SKIP the cases of tests/matrix cannot be listed\n");
      return 0;
    }

  for (guint i = 0; i < cases->len; i++)
    {
      char **parts = g_ptr_array_index (cases, i);
      gboolean is_preset = g_str_has_prefix (parts[CASE_NAME], "preset:");

      if (!is_preset && (*parts[CASE_ORDERS] != '\0' || g_str_has_prefix (parts[CASE_NAME], "M")))
        add (parts[CASE_NAME], "walk", parts, test_case);
      if (*parts[CASE_PRESET] != '\0')
        {
          add (parts[CASE_NAME] + (is_preset ? strlen ("preset:") : 0), "preset", parts,
               test_preset);
          first = first != NULL ? first : parts;
        }
    }
  if (first != NULL)
    add (first[CASE_NAME], "refuse", first, test_refuse_preset);
  result = g_test_run ();
  remove_made ();
  g_ptr_array_unref (cases);

  return result;
}
