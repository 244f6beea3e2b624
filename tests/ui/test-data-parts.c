/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-draft.h"
#include "clv-import-parts.h"
#include "clv-import-work.h"
#include "data-fixture.h"

/* A workbook or an archive of several tables, of which all are imported at once. */

static GPtrArray *
list_batches (DataFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *batches = clv_workspace_list_batches (fixture->workspace, &error);

  g_assert_no_error (error);

  return batches;
}

static ClvWizard *
choose_all (DataFixture *fixture,
            const char  *path,
            const char  *label)
{
  ClvWizard *wizard = data_import (fixture, path);

  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (50);
  g_assert_false (data_can_continue (wizard));
  data_check (wizard, label);
  clv_ui_test_wait (data_can_continue, wizard);

  return wizard;
}

static gboolean
is_tried_out (gpointer wizard)
{
  return data_step_says (wizard, "What Would Be Imported");
}

/* However long the values beside it are, the chosen column is read in full. */
static void
assert_column_fits (ClvWizard *wizard)
{
  GtkWidget *drop_down = data_find_named (GTK_WIDGET (clv_wizard_get_page (wizard)), "field-date");
  g_autoptr(PangoLayout) layout = NULL;
  int least = 0;
  int needed = 0;

  g_assert_nonnull (drop_down);
  layout = gtk_widget_create_pango_layout (drop_down, "InvoiceDate");
  pango_layout_get_pixel_size (layout, &needed, NULL);
  gtk_widget_measure (drop_down, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, >=, needed);
}

/* The years of a shop share nine days: their orders are there once. */
static void
test_sheets (DataFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *path = data_make (fixture, "xlsx_overlapping");
  ClvWizard *wizard = choose_all (fixture, path, "All sheets (2)");
  g_autoptr(GPtrArray) batches = NULL;
  guint64 rows = 0;
  gint64 amount = 0;

  for (guint i = 0; i < 4; i++)
    {
      if (i == 2)
        assert_column_fits (wizard);
      data_next (wizard);
    }
  clv_ui_test_wait (is_tried_out, wizard);
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_true (data_step_says (wizard, "€49.00"));
  g_assert_true (data_step_says (wizard, "once in the workspace"));
  data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);

  batches = list_batches (fixture);
  g_assert_cmpuint (batches->len, ==, 2);
  for (guint i = 0; i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);

      g_assert_null (strstr (batch->plan, "part=all"));
      rows += batch->orders;
      amount += batch->net_amount;
    }
  g_assert_cmpuint (rows, ==, 4);
  g_assert_cmpint (amount, ==, 3200);
}

static void
test_archive (DataFixture   *fixture,
              gconstpointer  data)
{
  g_autofree char *path = data_make (fixture, "zip_of_two");
  ClvWizard *wizard = choose_all (fixture, path, "All files (2)");
  g_autoptr(GPtrArray) batches = NULL;

  for (guint i = 0; i < 5; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
  batches = list_batches (fixture);
  g_assert_cmpuint (batches->len, ==, 2);
}

typedef struct
{
  GCancellable *cancellable;
  ClvImportOrder *order;
} Stop;

/* Cancels once the first table is in. */
static void
stop_cb (double      fraction,
         const char *message,
         gpointer    user_data)
{
  Stop *stop = user_data;

  if (stop->order->done->len > 0)
    g_cancellable_cancel (stop->cancellable);
}

/* What was imported before stays and is told by name; the rest leaves nothing. */
static void
test_stop (DataFixture   *fixture,
           gconstpointer  data)
{
  g_autofree char *path = data_make (fixture, "xlsx_overlapping");
  g_autoptr(ClvImportPlan) all = clv_import_plan_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GPtrArray) batches = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *names = NULL;
  Stop stop = { cancellable, NULL };
  ClvProgress progress = { stop_cb, &stop, cancellable };

  all->part = g_strdup (CLV_PART_ALL);
  detection = clv_detection_new (path, all, 1u << CLV_TOPIC_PART, NULL, &error);
  g_assert_no_error (error);
  stop.order = clv_import_order_new (path, detection->plan, NULL);
  g_assert_null (clv_import_work_run (fixture->workspace, stop.order, &progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  names = clv_import_parts_join (stop.order->done);
  g_assert_cmpstr (names, ==, "“Year 2009-2010”");
  g_assert_nonnull (strstr (error->message, names));
  batches = list_batches (fixture);
  g_assert_cmpuint (batches->len, ==, 1);
  clv_import_order_free (stop.order);
}

/* Rows of other columns mean something else. */
static void
test_other_columns (DataFixture   *fixture,
                    gconstpointer  data)
{
  g_autofree char *path = data_make (fixture, "xlsx_overlapping");
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) parts = NULL;
  g_autoptr(GError) error = NULL;

  plan->part = g_strdup (CLV_PART_ALL);
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "Price");
  parts = clv_import_parts_list (path, plan, 0, warnings, NULL, &error);
  g_assert_null (parts);
  g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);
  g_assert_cmpuint (warnings->len, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (warnings, 0), "Price"));
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add ("/ui/data/parts/sheets", DataFixture, NULL, data_open, test_sheets, data_close);
  g_test_add ("/ui/data/parts/archive", DataFixture, NULL, data_open, test_archive, data_close);
  g_test_add ("/ui/data/parts/stop", DataFixture, NULL, data_open, test_stop, data_close);
  g_test_add ("/ui/data/parts/other-columns", DataFixture, NULL, data_open, test_other_columns,
              data_close);

  return g_test_run ();
}
