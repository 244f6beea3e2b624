/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-draft.h"
#include "data-fixture.h"

#define SHOP "customer,date,amount,order,status\n" \
             "ann,2025-01-03,10.00,o1,paid\n"      \
             "bob,2025-01-04,20.50,o2,paid\n"      \
             "ann,2025-02-23,5.25,o3,paid\n"       \
             "ann,2025-03-01,-5.25,o4,paid\n"      \
             "cem,2025-03-02,0.00,o5,paid\n"       \
             "dee,2025-03-09,7.00,o6,cancelled\n"  \
             "eva,someday,7.00,o7,paid\n"

/* Through all five steps, and the last one's verb. */
static void
walk (ClvWizard *wizard)
{
  for (guint i = 0; i < 5; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

static void
import_text (DataFixture *fixture,
             const char  *name,
             const char  *text)
{
  g_autofree char *path = data_write (fixture, name, text, -1);

  walk (data_import (fixture, path));
}

static gboolean
page_shows_batch (gpointer data)
{
  DataFixture *fixture = data;

  return data_says (GTK_WIDGET (clv_window_get_page (fixture->window, "data")), "shop.csv");
}

static void
test_imports (DataFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr(ClvBatch) batch = NULL;

  import_text (fixture, "shop.csv", SHOP);
  batch = data_dup_newest (fixture);
  g_assert_nonnull (batch);
  g_assert_cmpstr (batch->file_name, ==, "shop.csv");
  g_assert_cmpstr (batch->kind, ==, "orders");
  g_assert_cmpint (batch->first_date, ==, clv_date_from_ymd (2025, 1, 3));
  g_assert_cmpuint (batch->rejected, >=, 1);
  clv_ui_test_wait (page_shows_batch, fixture);
}

static void
test_steps (DataFixture   *fixture,
            gconstpointer  data)
{
  static const char * const titles[] = {
    "File", "Read As", "Columns", "Rules", "Check and Import",
  };
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = data_import (fixture, path);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_assert_cmpstr (clv_wizard_page_get_title (clv_wizard_get_page (wizard)), ==, titles[i]);
      clv_ui_test_wait (data_can_continue, wizard);
      if (i + 1 < G_N_ELEMENTS (titles))
        data_next (wizard);
    }
  g_assert_cmpstr (clv_wizard_page_get_verb (clv_wizard_get_page (wizard)), ==, "_Import");
  g_assert_true (data_step_says (wizard, "not a date"));
  g_assert_nonnull (data_find (GTK_WIDGET (wizard), GTK_TYPE_BUTTON, "Cancel"));
  g_assert_nonnull (data_find (GTK_WIDGET (wizard), GTK_TYPE_BUTTON, "Back"));
  g_assert_nonnull (data_find (GTK_WIDGET (wizard), GTK_TYPE_BUTTON, "Import"));

  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  g_assert_null (data_dup_newest (fixture));
}

/* 03/04 can be read twice, and the file says nothing more. */
static void
test_asks (DataFixture   *fixture,
           gconstpointer  data)
{
  const gboolean is_day_first = GPOINTER_TO_INT (data);
  g_autoptr(ClvBatch) batch = NULL;
  g_autofree char *path = data_write (fixture, "shop.csv",
                                      "customer,date,amount\n"
                                      "ann,03/04/2025,10.50\nbob,05/06/2025,20.50\n", -1);
  ClvWizard *wizard = data_import (fixture, path);

  data_next (wizard);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (50);
  g_assert_false (data_can_continue (wizard));
  g_assert_true (data_step_says (wizard, "Please decide"));
  data_check (wizard, is_day_first ? "Day first" : "Month first");
  clv_ui_test_wait (data_can_continue, wizard);

  /* Back and forth loses nothing. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.back", NULL));
  data_next (wizard);
  g_assert_true (data_can_continue (wizard));
  for (guint i = 0; i < 4; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);

  batch = data_dup_newest (fixture);
  g_assert_cmpint (batch->first_date, ==, is_day_first ? clv_date_from_ymd (2025, 4, 3)
                                                       : clv_date_from_ymd (2025, 3, 4));
}

/* Both readings stay open to choose after one was chosen. */
static void
test_answer_can_change (DataFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr(ClvBatch) batch = NULL;
  g_autofree char *path = data_write (fixture, "shop.csv",
                                      "customer,date,amount\n"
                                      "ann,03/04/2025,10.50\nbob,05/06/2025,20.50\n", -1);
  ClvWizard *wizard = data_import (fixture, path);

  data_next (wizard);
  data_check (wizard, "Day first");
  clv_ui_test_wait (data_can_continue, wizard);
  data_check (wizard, "Month first");
  for (guint i = 0; i < 4; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  batch = data_dup_newest (fixture);
  g_assert_cmpint (batch->first_date, ==, clv_date_from_ymd (2025, 3, 4));
}

typedef struct
{
  const char *name;
  const char *text;
  gssize length;
  const char *says;    /* part of the sentence */
} BadFile;

static const BadFile bad_files[] = {
  { "nothing.csv", "", 0, "Nothing was imported" },
  { "picture.csv", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "Nothing was imported" },
  { "book.xlsx", "PK\003\004\0\0\0\0", 8, "Nothing was imported" },
  { "header.csv", "customer,date,amount\n", -1, "Nothing was imported" },
};

static void
test_bad_file (DataFixture   *fixture,
               gconstpointer  data)
{
  const BadFile *bad = data;
  g_autofree char *path = data_write (fixture, bad->name, bad->text, bad->length);
  ClvWizard *wizard = data_import (fixture, path);

  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (50);
  g_assert_true (data_step_says (wizard, bad->says));
  g_assert_false (data_can_continue (wizard));
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  g_assert_null (data_dup_newest (fixture));
}

/* A rule is tried out, and holds in what is imported. */
static void
test_rules (DataFixture   *fixture,
            gconstpointer  data)
{
  const char *rule = data;
  g_autoptr(ClvBatch) batch = NULL;
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = data_import (fixture, path);

  for (guint i = 0; i < 3; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  data_check (wizard, rule);
  for (guint i = 0; i < 2; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  batch = data_dup_newest (fixture);
  g_assert_cmpint (batch->net_amount, ==,
                   g_str_equal (rule, "Leave refund rows out") ? 3575 : 3050);
}

/* With or without tax: a choice among the file's columns, with what it moves. */
static void
test_amount (DataFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv",
                                      "customer,date,amount,amount net,status\n"
                                      "ann,2025-01-03,11.90,10.00,paid\n"
                                      "bob,2025-01-04,23.80,20.00,paid\n", -1);
  g_autoptr(ClvBatch) batch = NULL;
  ClvWizard *wizard = data_import (fixture, path);

  for (guint i = 0; i < 3; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_true (data_step_says (wizard, "€35.70"));
  g_assert_true (data_step_says (wizard, "All amounts are taken as EUR"));
  g_assert_true (data_step_says (wizard, "midnight in UTC"));
  data_check (wizard, "amount net");
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_true (data_step_says (wizard, "−€5.70"));
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (100);
  g_assert_true (data_step_says (wizard, "2 rows, €30.00"));
  for (guint i = 0; i < 2; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  batch = data_dup_newest (fixture);
  g_assert_cmpint (batch->net_amount, ==, 3000);
}

/* What was rounded is said before it is imported. */
static void
test_decimals (DataFixture   *fixture,
               gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv",
                                      "customer,date,amount\n"
                                      "ann,2025-01-03,11.905\nbob,2025-01-04,23.80\n", -1);
  ClvWizard *wizard = data_import (fixture, path);

  for (guint i = 0; i < 4; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_true (data_step_says (wizard, "more decimals than EUR"));
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

static gboolean
offers_rare_status (gpointer wizard)
{
  return data_find (GTK_WIDGET (wizard), GTK_TYPE_CHECK_BUTTON, "returned") != NULL;
}

/* A status is offered even if it stands far below the rows of the preview, and what
 * leaving it out moves is said. */
static void
test_rare_status (DataFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new ("customer,date,amount,order,status\n");
  g_autofree char *path = NULL;
  ClvWizard *wizard = NULL;
  GtkWidget *button = NULL;

  for (guint i = 0; i < 300; i++)
    g_string_append_printf (text, "c%u,2025-01-%02u,10.00,o%u,%s\n", i % 40, 1 + i % 28, i,
                            i == 290 ? "\"returned\"" : "paid");
  path = data_write (fixture, "shop.csv", text->str, -1);
  wizard = data_import (fixture, path);
  for (guint i = 0; i < 3; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  clv_ui_test_wait (offers_rare_status, wizard);
  g_assert_true (data_step_says (wizard, "299 rows, €2,990.00"));
  button = data_find (GTK_WIDGET (wizard), GTK_TYPE_CHECK_BUTTON, "returned");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), FALSE);
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_true (data_step_says (wizard, "€2,990.00"));
  g_assert_true (data_step_says (wizard, "−€10.00"));
  g_assert_true (data_step_says (wizard, "Left Out by These Rules"));
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

/* A choice rebuilds the step, and the keyboard stays where it was. */
static void
test_focus (DataFixture   *fixture,
            gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = data_import (fixture, path);
  g_autoptr(GtkWidget) before = NULL;
  GtkWidget *after = NULL;

  for (guint i = 0; i < 3; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  before = g_object_ref (data_find (GTK_WIDGET (wizard), GTK_TYPE_CHECK_BUTTON,
                                    "Leave refund rows out"));
  gtk_widget_grab_focus (before);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (before), TRUE);
  clv_ui_test_wait (data_can_continue, wizard);
  after = data_find (GTK_WIDGET (wizard), GTK_TYPE_CHECK_BUTTON, "Leave refund rows out");
  g_assert_nonnull (after);
  g_assert_true (after != before);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (wizard)) == after);
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

static void
test_customers (DataFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(ClvBatch) batch = NULL;

  import_text (fixture, "people.csv", "customer,region\nann,North\nbob,South\ncem,North\n");
  batch = data_dup_newest (fixture);
  g_assert_cmpstr (batch->kind, ==, "customers");
  g_assert_cmpuint (batch->customers, ==, 3);
}

static void
append_number (GByteArray *bytes,
               guint32     number,
               guint       n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    {
      guint8 byte = (guint8) (number >> 8 * i);

      g_byte_array_append (bytes, &byte, 1);
    }
}

static guint32
crc_of (const char *text)
{
  guint32 crc = 0xffffffff;

  for (const char *at = text; *at != '\0'; at++)
    {
      crc ^= (guint8) *at;
      for (guint i = 0; i < 8; i++)
        crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
    }

  return ~crc;
}

/* What the local and the central header of a stored file share. */
static void
append_head (GByteArray *bytes,
             const char *name,
             const char *text)
{
  append_number (bytes, 20, 2);
  append_number (bytes, 0, 2);
  append_number (bytes, 0, 2);
  append_number (bytes, 0, 4);
  append_number (bytes, crc_of (text), 4);
  append_number (bytes, (guint32) strlen (text), 4);
  append_number (bytes, (guint32) strlen (text), 4);
  append_number (bytes, (guint32) strlen (name), 2);
  append_number (bytes, 0, 2);
}

/* A ZIP archive of two files, not compressed. */
static char *
write_archive (DataFixture        *fixture,
               const char * const *names,
               const char * const *texts)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GByteArray) directory = g_byte_array_new ();
  guint32 start = 0;

  for (guint i = 0; i < 2; i++)
    {
      append_number (directory, 0x02014b50, 4);
      append_number (directory, 20, 2);
      append_head (directory, names[i], texts[i]);
      append_number (directory, 0, 2);
      append_number (directory, 0, 4);
      append_number (directory, 0, 4);
      append_number (directory, bytes->len, 4);
      g_byte_array_append (directory, (const guint8 *) names[i], (guint) strlen (names[i]));

      append_number (bytes, 0x04034b50, 4);
      append_head (bytes, names[i], texts[i]);
      g_byte_array_append (bytes, (const guint8 *) names[i], (guint) strlen (names[i]));
      g_byte_array_append (bytes, (const guint8 *) texts[i], (guint) strlen (texts[i]));
    }
  start = bytes->len;
  g_byte_array_append (bytes, directory->data, directory->len);
  append_number (bytes, 0x06054b50, 4);
  append_number (bytes, 0, 4);
  append_number (bytes, 2, 2);
  append_number (bytes, 2, 2);
  append_number (bytes, directory->len, 4);
  append_number (bytes, start, 4);
  append_number (bytes, 0, 2);

  return data_write (fixture, "months.zip", (const char *) bytes->data, (gssize) bytes->len);
}

/* Which file of an archive is meant is asked on the first step, and can be changed. */
static void
test_archive (DataFixture   *fixture,
              gconstpointer  data)
{
  static const char * const names[] = { "january.csv", "february.csv" };
  static const char * const texts[] = {
    "customer,date,amount,state\nann,2025-01-03,10.00,paid\nbob,2025-01-04,20.50,open\n"
    "cem,2025-01-05,1.00,paid\n",
    "customer,date,amount,state\nann,2025-02-03,10.00,paid\nbob,2025-02-04,20.50,void\n",
  };
  g_autofree char *path = write_archive (fixture, names, texts);
  g_autoptr(ClvBatch) batch = NULL;
  ClvWizard *wizard = data_import (fixture, path);

  clv_ui_test_run (50);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (50);
  g_assert_false (data_can_continue (wizard));
  g_assert_true (data_step_says (wizard, "Which one is to be read?"));
  data_check (wizard, "january.csv");
  clv_ui_test_wait (data_can_continue, wizard);
  data_check (wizard, "february.csv");
  walk (wizard);
  batch = data_dup_newest (fixture);
  g_assert_cmpuint (batch->orders, ==, 2);
  g_assert_cmpint (batch->first_date, ==, clv_date_from_ymd (2025, 2, 3));
}

static gboolean
offers_settings (gpointer wizard)
{
  return data_can_continue (wizard)
         && data_find (GTK_WIDGET (wizard), GTK_TYPE_BUTTON, "Use Its Settings") != NULL;
}

static gboolean
says_used (gpointer wizard)
{
  return data_can_continue (wizard) && data_step_says (wizard, "Those of “january.csv” are used");
}

/* Next month's file has the same columns: what was decided is offered, with what is
 * otherwise, and holds when it is taken. */
static void
test_earlier (DataFixture   *fixture,
              gconstpointer  data)
{
  g_autofree char *january = data_write (fixture, "january.csv",
                                         "customer,date,net,gross\n"
                                         "ann,03/04/2025,10.00,11.90\nann,05/06/2025,-2.00,-2.38\n"
                                         "bob,05/06/2025,20.50,24.40\n", -1);
  g_autofree char *february = data_write (fixture, "february.csv",
                                          "date,customer,gross,net\n"
                                          "07/08/2025,ann,11.90,10.00\n"
                                          "07/09/2025,bob,-1.19,-1.00\n", -1);
  g_autoptr(ClvBatch) batch = NULL;
  ClvWizard *wizard = data_import (fixture, january);
  GtkWidget *choice = NULL;

  data_next (wizard);
  data_check (wizard, "Month first");
  clv_ui_test_wait (data_can_continue, wizard);
  data_next (wizard);
  choice = data_find (GTK_WIDGET (clv_wizard_get_page (wizard)), GTK_TYPE_DROP_DOWN, "Amount");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 3);
  clv_ui_test_run (50);
  data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  data_check (wizard, "Leave refund rows out");
  for (guint i = 0; i < 2; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);

  wizard = data_import (fixture, february);
  clv_ui_test_wait (offers_settings, wizard);
  g_assert_true (data_step_says (wizard, "Refunds: left out instead of taken off"));
  g_signal_emit_by_name (data_find (GTK_WIDGET (wizard), GTK_TYPE_BUTTON, "Use Its Settings"),
                         "clicked");
  clv_ui_test_wait (says_used, wizard);
  walk (wizard);
  batch = data_dup_newest (fixture);
  g_assert_cmpstr (batch->file_name, ==, "february.csv");
  g_assert_cmpint (batch->first_date, ==, clv_date_from_ymd (2025, 7, 8));
  g_assert_cmpint (batch->net_amount, ==, 1000);
}

static void
test_compare (void)
{
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportPlan) other = clv_import_plan_new ();
  g_autoptr(GPtrArray) sentences = clv_saved_plans_compare (plan, other);

  g_assert_cmpuint (sentences->len, ==, 0);
  g_ptr_array_unref (sentences);
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "Total");
  plan->date_order = CLV_DATE_ORDER_DMY;
  g_ptr_array_add (plan->excluded_statuses, g_strdup ("void"));
  sentences = clv_saved_plans_compare (plan, other);
  g_assert_cmpuint (sentences->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (sentences, 0), ==, "Amount: Total instead of none");
  g_assert_cmpstr (g_ptr_array_index (sentences, 1), ==,
                   "Order of dates: day first instead of year first");
  g_assert_cmpstr (g_ptr_array_index (sentences, 2), ==, "Statuses left out: void instead of none");
}

/* A plan that does not fit the file, or is none, is refused with the reason. */
static void
test_plan_file (DataFixture   *fixture,
                gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  g_autofree char *other = data_write (fixture, "other.plan", "", -1);
  g_autoptr(ClvImportDraft) draft = clv_import_draft_new (fixture->session, path);
  g_autoptr(ClvImportPlan) plan = NULL;
  g_autofree char *text = NULL;

  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (50);
  clv_import_draft_use_plan_file (draft, other);
  g_assert_error (clv_import_draft_get_error (draft), CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);

  plan = clv_import_plan_copy (clv_import_draft_get_plan (draft));
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "Total");
  text = clv_import_plan_to_text (plan);
  g_assert_true (g_file_set_contents (other, text, -1, NULL));
  clv_import_draft_use_plan_file (draft, other);
  g_assert_error (clv_import_draft_get_error (draft), CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);
  g_assert_nonnull (strstr (clv_import_draft_get_error (draft)->message, "“Total”"));
  g_assert_null (clv_import_draft_get_used (draft));

  g_free (text);
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  plan->refunds = CLV_REFUNDS_IGNORE;
  text = clv_import_plan_to_text (plan);
  g_assert_true (g_file_set_contents (other, text, -1, NULL));
  clv_import_draft_use_plan_file (draft, other);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (50);
  g_assert_null (clv_import_draft_get_error (draft));
  g_assert_cmpstr (clv_import_draft_get_used (draft), ==, "other.plan");
  g_assert_cmpint (clv_import_draft_get_plan (draft)->refunds, ==, CLV_REFUNDS_IGNORE);
  clv_import_draft_close (draft);
}

static gboolean
newest_is_undone (gpointer data)
{
  g_autoptr(ClvBatch) batch = data_dup_newest (data);

  return batch->undone;
}

static void
test_undo (DataFixture   *fixture,
           gconstpointer  data)
{
  GtkWidget *button = NULL;

  import_text (fixture, "shop.csv", SHOP);
  clv_ui_test_wait (page_shows_batch, fixture);
  button = data_find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, "Undo import of shop.csv");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  clv_ui_test_wait (newest_is_undone, fixture);
}

/* The same file twice: the second import changes nothing, and says so before. */
static void
test_twice (DataFixture   *fixture,
            gconstpointer  data)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = NULL;

  walk (data_import (fixture, path));
  wizard = data_import (fixture, path);
  for (guint i = 0; i < 4; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_true (data_step_says (wizard, "would change nothing"));
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

static void
test_cdnow (DataFixture   *fixture,
            gconstpointer  data)
{
  const char *folder = g_getenv ("PERENNIAL_BENCH_DATA");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "cdnow_sample.csv", NULL)
                          : g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "data",
                                                   "cdnow_sample.csv", NULL);
  g_autoptr(ClvBatch) batch = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the CDNOW sample is not here");
      return;
    }

  walk (data_import (fixture, path));
  batch = data_dup_newest (fixture);
  g_assert_cmpuint (batch->customers, ==, 2357);
  g_assert_cmpuint (batch->rows, ==, 6919);
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

  add ("/ui/data/wizard/imports", NULL, test_imports);
  add ("/ui/data/wizard/steps", NULL, test_steps);
  add ("/ui/data/wizard/asks/day-first", GINT_TO_POINTER (TRUE), test_asks);
  add ("/ui/data/wizard/asks/month-first", GINT_TO_POINTER (FALSE), test_asks);
  add ("/ui/data/wizard/asks/again", NULL, test_answer_can_change);
  for (guint i = 0; i < G_N_ELEMENTS (bad_files); i++)
    {
      g_autofree char *path = g_strconcat ("/ui/data/wizard/bad-file/", bad_files[i].name, NULL);

      add (path, &bad_files[i], test_bad_file);
    }
  add ("/ui/data/wizard/rules/refunds", "Leave refund rows out", test_rules);
  add ("/ui/data/wizard/rules/zeros", "Count them as purchases", test_rules);
  add ("/ui/data/wizard/rules/amount", NULL, test_amount);
  add ("/ui/data/wizard/rules/decimals", NULL, test_decimals);
  add ("/ui/data/wizard/rules/rare-status", NULL, test_rare_status);
  add ("/ui/data/wizard/rules/focus", NULL, test_focus);
  add ("/ui/data/wizard/customers", NULL, test_customers);
  add ("/ui/data/wizard/archive", NULL, test_archive);
  add ("/ui/data/wizard/earlier", NULL, test_earlier);
  g_test_add_func ("/ui/data/wizard/compare", test_compare);
  add ("/ui/data/wizard/plan-file", NULL, test_plan_file);
  add ("/ui/data/wizard/twice", NULL, test_twice);
  add ("/ui/data/wizard/cdnow", NULL, test_cdnow);
  add ("/ui/data/page/undo", NULL, test_undo);

  return g_test_run ();
}
