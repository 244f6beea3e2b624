/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <unistd.h>

#include <glib/gstdio.h>

#include "clv-import-draft.h"
#include "clv-sample-shop.h"
#include "data-fixture.h"

/* Input of which nothing, or not all, can be made, in the window: a sentence that names
 * file, line or column, nothing written, nothing that looks like a number and is none. */

#define HEAD "customer,date,amount\n"

typedef struct
{
  const char *name;
  const char *text;
  gssize length;        /* −1 for a string */
  const char *says[3];  /* parts of the sentence */
} Refused;

static const Refused refused[] = {
  { "empty.csv", "", 0, { "empty.csv", "Nothing was imported" } },
  { "header.csv", HEAD, -1, { "header.csv", "no rows of data", "Nothing was imported" } },
  { "nul.csv", HEAD "\0\0\0", sizeof HEAD + 2,
    { "Still missing: Date", "“date” has cells that cannot be read as dates" } },
  { "picture.csv", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, { "picture.csv", "Nothing was imported" } },
  { "no-date.csv", HEAD "ann,soon,10.00\nbob,later,2.50\n", -1, { "Date" } },
  { "no-amount.csv", HEAD "ann,2025-01-01,x\nbob,2025-01-02,y\n", -1, { "Amount" } },
};

static gboolean
is_settled (gpointer data)
{
  DataFixture *fixture = data;

  return clv_ui_test_jobs_done (fixture->session);
}

/* A busy machine under a sanitizer needs a while for thousands of columns. */
static void
wait_long (DataFixture *fixture)
{
  for (guint i = 0; i < 600 && !is_settled (fixture); i++)
    clv_ui_test_run (100);
  g_assert_true (is_settled (fixture));
}

/* As far as the wizard lets one go. */
static void
walk (DataFixture *fixture,
      ClvWizard   *wizard)
{
  for (guint i = 0; i < 4; i++)
    {
      clv_ui_test_run (30);
      wait_long (fixture);
      clv_ui_test_run (30);
      if (!data_can_continue (wizard))
        return;
      data_next (wizard);
    }
}

static void
close_wizard (ClvWizard *wizard)
{
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

static void
test_refused (DataFixture   *fixture,
              gconstpointer  data)
{
  const Refused *row = data;
  g_autofree char *path = data_write (fixture, row->name, row->text, row->length);
  ClvWizard *wizard = data_import (fixture, path);

  walk (fixture, wizard);
  g_assert_false (data_can_continue (wizard));
  for (guint i = 0; i < G_N_ELEMENTS (row->says) && row->says[i] != NULL; i++)
    {
      g_test_message ("%s: %s", row->name, row->says[i]);
      g_assert_true (data_step_says (wizard, row->says[i]));
    }
  close_wizard (wizard);
  g_assert_null (data_dup_newest (fixture));
}

/* Whoever insists that a column of words holds dates is told of the first word. */
static void
test_insists (DataFixture   *fixture,
              gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "words.csv",
                                      HEAD "ann,soon,10.00\nbob,later,2.50\n", -1);
  ClvWizard *wizard = data_import (fixture, path);
  GtkWidget *choice = NULL;

  for (guint i = 0; i < 2; i++)
    data_next (wizard);
  choice = data_find (GTK_WIDGET (clv_wizard_get_page (wizard)), GTK_TYPE_DROP_DOWN, "Date");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 2);
  clv_ui_test_wait (data_can_continue, wizard);
  data_next (wizard);
  clv_ui_test_wait (is_settled, fixture);
  clv_ui_test_run (50);
  g_assert_false (data_can_continue (wizard));
  g_assert_true (data_step_says (wizard, "The column “date” of “words.csv” does not hold dates"));
  g_assert_true (data_step_says (wizard, "line 2 has “soon”"));
  close_wizard (wizard);
  g_assert_null (data_dup_newest (fixture));
}

static void
test_absent (DataFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "absent.csv", NULL);
  ClvWizard *wizard = data_import (fixture, path);

  walk (fixture, wizard);
  g_assert_false (data_can_continue (wizard));
  g_assert_true (data_step_says (wizard, "absent.csv"));
  close_wizard (wizard);
}

/* For root no file is closed, so somebody else reads it meanwhile. */
static void
test_unreadable (DataFixture   *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "closed.csv", HEAD "ann,2025-01-01,5.00\n", -1);
  ClvWizard *wizard = NULL;

  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
  if (geteuid () == 0 && seteuid (65534) != 0)
    {
      g_test_skip ("no way to become another user");
      return;
    }
  wizard = data_import (fixture, path);
  walk (fixture, wizard);
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_false (data_can_continue (wizard));
  g_assert_true (data_step_says (wizard, "closed.csv"));
  g_assert_true (data_step_says (wizard, "Permission denied"));
  close_wizard (wizard);
  g_assert_null (data_dup_newest (fixture));
}

/* A row of which the end is missing, and one with a NUL byte, are left out and shown with
 * their line; the others are imported. */
static void
test_left_out (DataFixture   *fixture,
               gconstpointer  data)
{
  const gboolean is_cut = GPOINTER_TO_INT (data);
  g_autoptr(GString) text = g_string_new (HEAD);
  g_autoptr(ClvBatch) batch = NULL;
  g_autofree char *path = NULL;
  ClvWizard *wizard = NULL;

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (text, "c%u,2025-01-%02u,5.00\n", i, i + 1);
  if (is_cut)
    g_string_append (text, "c20,2025-0");
  else
    g_string_append_len (text, "c\0,2025-01-01,5.00\n", 19);
  path = data_write (fixture, "rows.csv", text->str, (gssize) text->len);
  wizard = data_import (fixture, path);
  walk (fixture, wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_true (data_step_says (wizard, "Rows Left Out"));
  g_assert_true (data_step_says (wizard, "Line 22"));
  data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  batch = data_dup_newest (fixture);
  g_assert_cmpuint (batch->orders, ==, 20);
  g_assert_cmpuint (batch->rejected, ==, 1);
}

static gboolean
file_exists (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* The rows left out, saved, mended and imported, join what is there; what was there is not
 * counted twice. */
static void
test_mended (DataFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv",
                                      "customer,date,amount,order\nann,2025-01-03,10.00,o1\n"
                                      "bob,someday,20.50,o2\ncem,2025-01-05,1.00,o3\n", -1);
  g_autofree char *rejects = g_build_filename (fixture->folder, "left-out.csv", NULL);
  g_autoptr(ClvImportDraft) draft = clv_import_draft_new (fixture->session, path);
  g_autoptr(ClvBatch) batch = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) parts = NULL;
  ClvWizard *wizard = data_import (fixture, path);

  walk (fixture, wizard);
  data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);

  clv_import_draft_save_rejects (draft, rejects);
  clv_ui_test_wait (file_exists, rejects);
  clv_import_draft_close (draft);
  g_assert_true (g_file_get_contents (rejects, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "customer,date,amount,order,line,reason\n"));
  g_assert_nonnull (strstr (text, "bob,someday,20.50,o2,3,"));

  parts = g_strsplit (text, "someday", 2);
  g_free (text);
  text = g_strjoinv ("2025-01-04", parts);
  g_assert_true (g_file_set_contents (rejects, text, -1, NULL));
  wizard = data_import (fixture, rejects);
  walk (fixture, wizard);
  data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  batch = data_dup_newest (fixture);
  g_assert_cmpuint (batch->orders, ==, 1);
  g_assert_cmpuint (batch->rejected, ==, 0);
  g_assert_cmpint (batch->net_amount, ==, 2050);
}

/* Thousands of columns are no reason to stand still: a part of them is listed. */
static void
test_wide (DataFixture   *fixture,
           gconstpointer  data)
{
  const gboolean has_customers = GPOINTER_TO_INT (data);
  g_autoptr(GString) text = g_string_new (has_customers ? "customer" : "c0");
  g_autofree char *path = NULL;
  ClvWizard *wizard = NULL;

  for (guint i = 1; i < 4000; i++)
    g_string_append_printf (text, ",c%u", i);
  for (guint row = 0; row < 3; row++)
    {
      g_string_append_printf (text, has_customers ? "\nann%u" : "\n1", row);
      for (guint i = 1; i < 4000; i++)
        g_string_append (text, ",1");
    }
  path = data_write (fixture, "wide.csv", text->str, -1);
  wizard = data_import (fixture, path);
  clv_ui_test_run (50);
  wait_long (fixture);
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_true (data_step_says (wizard, "4,000 columns"));
  for (guint i = 0; i < 2; i++)
    data_next (wizard);
  g_assert_true (has_customers == data_can_continue (wizard));
  g_assert_true (data_step_says (wizard, has_customers ? "3,939 more columns are not listed"
                                         : "Still missing: Customer"));
  close_wizard (wizard);
}

static void
test_long_line (DataFixture   *fixture,
                gconstpointer  data)
{
  const gsize length = 100 * 1000 * 1000;
  g_autoptr(GString) text = g_string_sized_new (length + 100);
  g_autofree char *path = NULL;
  ClvWizard *wizard = NULL;

  g_string_append (text, HEAD);
  memset (text->str + text->len, 'a', length);
  text->len += length;
  text->str[text->len] = '\0';
  g_string_append (text, ",2025-01-01,5.00\n");
  path = data_write (fixture, "long.csv", text->str, (gssize) text->len);
  wizard = data_import (fixture, path);
  walk (fixture, wizard);
  g_assert_false (data_can_continue (wizard));
  g_assert_true (data_step_says (wizard, "Line 2"));
  g_assert_true (data_step_says (wizard, "long.csv"));
  close_wizard (wizard);
  g_assert_null (data_dup_newest (fixture));
}

static void
assert_no_nan (GtkWidget  *widget,
               const char *place)
{
  if (!gtk_widget_get_visible (widget))
    return;
  if (GTK_IS_LABEL (widget))
    {
      g_autofree char *text = g_ascii_strdown (gtk_label_get_text (GTK_LABEL (widget)), -1);

      g_test_message ("%s: %s", place, text);
      g_assert_false (g_regex_match_simple ("(^|[^a-z])(nan|inf)([^a-z]|$)", text, 0, 0));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_no_nan (child, place);
}

/* These can be imported and hold nothing to fit: every place says so in words. */
static const struct
{
  const char *name;
  const char *text;
} unfit[] = {
  { "one-customer", HEAD "a,2025-01-01,5\n" },
  { "no-repeat", HEAD "a,2025-01-01,5\nb,2025-01-02,5\n" },
  { "zero", HEAD "a,2025-01-01,0\nb,2025-01-02,0\nb,2025-02-02,0\n" },
  { "negative", HEAD "a,2025-01-01,-1\nb,2025-01-02,-5\nb,2025-02-02,-5\n" },
};

static void
test_unfit (DataFixture   *fixture,
            gconstpointer  data)
{
  static const char * const places[] = {
    "data", "customers", "value", "act", "govern", "reports",
  };
  g_autofree char *path = data_write (fixture, "shop.csv", data, -1);
  ClvWizard *wizard = data_import (fixture, path);
  g_autoptr(ClvBatch) batch = NULL;

  walk (fixture, wizard);
  assert_no_nan (GTK_WIDGET (wizard), "wizard");
  data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  batch = data_dup_newest (fixture);
  g_assert_nonnull (batch);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      clv_window_show_place (fixture->window, places[i]);
      clv_ui_test_run (200);
      clv_ui_test_wait (is_settled, fixture);
      clv_ui_test_run (50);
      assert_no_nan (GTK_WIDGET (clv_window_get_page (fixture->window, places[i])), places[i]);
    }
  g_assert_true (data_says (GTK_WIDGET (clv_window_get_page (fixture->window, "value")),
                            "What is still possible")
                 || data_says (GTK_WIDGET (clv_window_get_page (fixture->window, "value")),
                               "bought again"));
}

typedef struct
{
  const char *heading;
  GtkWindow *found;
} Search;

static gboolean
finds_window (gpointer data)
{
  Search *search = data;
  GListModel *windows = gtk_window_get_toplevels ();

  search->found = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (!CLV_IS_WINDOW (window) && data_says (window, search->heading))
        search->found = GTK_WINDOW (window);
    }

  return search->found != NULL;
}

/* What is no workspace, or half of one, is refused with its name and not touched. */
static void
assert_not_opened (DataFixture *fixture,
                   const char  *path,
                   const char  *bytes,
                   gsize        length)
{
  Search search = { "The workspace was not opened", NULL };
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *after = NULL;
  gsize after_length = 0;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  clv_window_open_path (fixture->window, path);
  clv_ui_test_wait (finds_window, &search);
  g_assert_true (data_says (GTK_WIDGET (search.found), name));
  gtk_window_destroy (search.found);
  clv_ui_test_run (50);
  g_assert_true (clv_session_get_workspace (fixture->session) == fixture->workspace);
  g_assert_true (g_file_get_contents (path, &after, &after_length, NULL));
  g_assert_cmpmem (after, after_length, bytes, length);
}

static void
test_workspace (DataFixture   *fixture,
                gconstpointer  data)
{
  static const gsize lengths[] = { 1, 99, 100, 4095, 4096, 12288 };
  g_autofree char *whole = g_build_filename (fixture->folder, "whole.perennial", NULL);
  g_autofree char *half = g_build_filename (fixture->folder, "half.perennial", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length = 0;

  clv_sample_shop_create_workspace (whole, 60, CLV_SAMPLE_SHOP_SEED, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (whole, &bytes, &length, NULL));

  assert_not_opened (fixture, half, HEAD "a,2025-01-01,5\n", strlen (HEAD) + 15);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    assert_not_opened (fixture, half, bytes, MIN (lengths[i], length - 1));
  assert_not_opened (fixture, half, bytes, length / 2);
  assert_not_opened (fixture, half, bytes, length - 1);
}

/* The whole window takes files. */
static void
test_drop (DataFixture   *fixture,
           gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "dropped.csv", HEAD, -1);
  GtkWidget *window = GTK_WIDGET (fixture->window);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (window);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GSList) files = g_slist_append (NULL, file);
  g_auto(GValue) value = G_VALUE_INIT;
  gboolean is_taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 5.0, 5.0, &is_taken);
    }
  g_assert_true (is_taken);
  g_assert_nonnull (data_get_wizard ());
  walk (fixture, data_get_wizard ());
  g_assert_true (data_step_says (data_get_wizard (), "dropped.csv"));
  g_assert_true (data_step_says (data_get_wizard (), "no rows of data"));
  close_wizard (data_get_wizard ());
}

static void
add (const char     *path,
     gconstpointer data,
     void (*func)(DataFixture *, gconstpointer))
{
  g_test_add (path, DataFixture, data, data_open, func, data_close);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/ui/data/bad/refused/", refused[i].name, NULL);

      add (path, &refused[i], test_refused);
    }
  add ("/ui/data/bad/insists", NULL, test_insists);
  add ("/ui/data/bad/absent", NULL, test_absent);
  add ("/ui/data/bad/unreadable", NULL, test_unreadable);
  add ("/ui/data/bad/cut", GINT_TO_POINTER (TRUE), test_left_out);
  add ("/ui/data/bad/nul", GINT_TO_POINTER (FALSE), test_left_out);
  add ("/ui/data/bad/mended", NULL, test_mended);
  add ("/ui/data/bad/wide", GINT_TO_POINTER (FALSE), test_wide);
  add ("/ui/data/bad/wide-customers", GINT_TO_POINTER (TRUE), test_wide);
  add ("/ui/data/bad/long-line", NULL, test_long_line);
  for (guint i = 0; i < G_N_ELEMENTS (unfit); i++)
    {
      g_autofree char *path = g_strconcat ("/ui/data/bad/unfit/", unfit[i].name, NULL);

      add (path, unfit[i].text, test_unfit);
    }
  add ("/ui/data/bad/workspace", NULL, test_workspace);
  add ("/ui/data/bad/drop", NULL, test_drop);

  return g_test_run ();
}
