/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-detection.h"
#include "clv-recent-files.h"
#include "clv-reconcile-window.h"
#include "clv-sample-shop.h"
#include "data-fixture.h"

/* Pictures of the Data place and of every step of the import, light and dark, wide
 * and narrow. One row a state that a person can reach. */
typedef struct
{
  const char *name;
  const char *file;     /* one of the sample shop's, or of those below */
  guint n_next;         /* how often to press Next */
  double scrolled;      /* how far down, 0 … 1 */
} Screen;

static const Screen screens[] = {
  { "import-file", "orders.csv", 0, 0.0 },
  { "import-read", "orders.csv", 1, 0.0 },
  { "import-read-end", "orders.csv", 1, 1.0 },
  { "import-columns", "orders.csv", 2, 0.0 },
  { "import-columns-end", "orders.csv", 2, 1.0 },
  { "import-rules", "orders.csv", 3, 0.0 },
  { "import-rules-end", "mixed.csv", 3, 1.0 },
  { "import-check", "orders.csv", 4, 0.0 },
  { "import-check-rejects", "mixed.csv", 4, 1.0 },
  { "import-customers-columns", "customers.csv", 2, 0.0 },
  { "import-customers-check", "customers.csv", 4, 0.0 },
  { "import-asks", "twice.csv", 1, 0.0 },
  { "import-bad-file", "report.pdf", 0, 0.0 },
  { "import-shopify-file", "shopify-orders.csv", 0, 0.0 },
  { "import-shopify-columns", "shopify-orders.csv", 2, 0.0 },
  { "import-shopify-rules", "shopify-orders.csv", 3, 0.0 },
  { "import-shopify-check", "shopify-orders.csv", 4, 0.4 },
  { "import-erp-file", "german-erp.csv", 0, 0.0 },
  { "import-erp-read", "german-erp.csv", 1, 1.0 },
  { "import-erp-check", "german-erp.csv", 4, 0.0 },
  { "import-xlsx-file", "retail.xlsx", 0, 0.0 },
  { "import-xlsx-read", "retail.xlsx", 1, 0.0 },
  { "import-xlsx-columns", "retail.xlsx", 2, 0.0 },
  { "import-xlsx-rules", "retail.xlsx", 3, 0.0 },
  { "import-xlsx-rules-end", "retail.xlsx", 3, 1.0 },
  { "import-xlsx-check", "retail.xlsx", 4, 0.0 },
};

static const struct
{
  const char *name;
  const char *text;
} files[] = {
  { "mixed.csv", "Order number,Customer,Date of purchase,Total,State,A remark of many words\n"
                 "A-1001,maria.gruber@example.org,2025-01-03,1249.00,paid,wants it by Friday\n"
                 "A-1002,sam@example.org,2025-01-04,20.50,paid,\n"
                 "A-1003,maria.gruber@example.org,2025-02-23,5.25,paid,\n"
                 "A-1004,maria.gruber@example.org,2025-03-01,-5.25,refunded,came back\n"
                 "A-1005,lee@example.org,2025-03-02,0.00,paid,voucher\n"
                 "A-1006,kim@example.org,2025-03-09,7.00,cancelled,\n"
                 "A-1007,eva@example.org,someday,7.00,paid,\n"
                 "A-1008,,2025-03-10,12.00,paid,from the counter\n"
                 "A-1009,ugo@example.org,2025-03-11,a lot,paid,\n" },
  { "twice.csv", "customer,date,amount\nann,03/04/2025,10.50\nbob,05/06/2025,20.50\n" },
  { "report.pdf", "%PDF-1.7\n" },
};

static void
open_sample_shop (DataFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "Garden shop.perennial", NULL);

  clv_sample_shop_create_workspace (path, 600, CLV_SAMPLE_SHOP_SEED, NULL, &error);
  g_assert_no_error (error);
  g_set_object (&fixture->workspace, NULL);
  fixture->workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
  clv_session_set_workspace (fixture->session, fixture->workspace);
  clv_window_show_place (fixture->window, "data");
  clv_ui_test_run (300);
}

static void
write_files (DataFixture *fixture)
{
  g_autoptr(GError) error = NULL;

  clv_sample_shop_write_csv (fixture->folder, 600, CLV_SAMPLE_SHOP_SEED, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = data_write (fixture, files[i].name, files[i].text, -1);

      g_assert_nonnull (path);
    }
}

/* The scrolled windows of the step, and not those within them. */
static void
scroll (GtkWidget *widget,
        double     share)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_SCROLLED_WINDOW (widget))
    {
      GtkAdjustment *vertical = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));

      gtk_adjustment_set_value (vertical, share * (gtk_adjustment_get_upper (vertical)
                                                   - gtk_adjustment_get_page_size (vertical)));
      return;
    }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    scroll (child, share);
}

/* As clv_ui_test_save_all(); how far it is scrolled is said anew for every size. */
static void
save_step (ClvWizard    *wizard,
           const Screen *screen)
{
  clv_ui_test_run (100);
  scroll (GTK_WIDGET (clv_wizard_get_page (wizard)), screen->scrolled);
  clv_ui_test_run (50);
  clv_ui_test_assert_named (GTK_WIDGET (wizard));
  clv_ui_test_save_all (GTK_WINDOW (wizard), screen->name);
}

/* Of a workbook of two sheets both are imported, whatever the answer is called
 * in the language of the pictures. */
static void
choose_all (DataFixture *fixture,
            ClvWizard   *wizard)
{
  GtkWidget *button = NULL;

  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (50);
  button = data_find_named (GTK_WIDGET (clv_wizard_get_page (wizard)), "all-parts");
  g_assert_nonnull (button);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
  clv_ui_test_wait (data_can_continue, wizard);
}

static void
test_step (DataFixture   *fixture,
           gconstpointer  data)
{
  const Screen *screen = data;
  g_autofree char *path = NULL;
  ClvWizard *wizard = NULL;

  write_files (fixture);
  path = g_build_filename (fixture->folder, screen->file, NULL);
  if (g_str_has_suffix (path, ".xlsx"))
    {
      g_free (path);
      path = data_make (fixture, "xlsx_overlapping");
    }
  else if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_free (path);
      path = g_test_build_filename (G_TEST_DIST, "matrix", "M06", screen->file, NULL);
    }
  wizard = data_import (fixture, path);
  if (g_str_has_suffix (path, ".xlsx"))
    choose_all (fixture, wizard);
  for (guint i = 0; i < screen->n_next; i++)
    data_next (wizard);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  save_step (wizard, screen);
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

/* The first step with all that it can offer: files of late, and settings of an earlier
 * import. */
static void
test_offers (DataFixture   *fixture,
             gconstpointer  data)
{
  static const Screen screen = { "import-file-offers", "orders.csv", 0, 0.0 };
  g_autofree char *path = g_build_filename (fixture->folder, "orders.csv", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "customers.csv", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(ClvImportPlan) plan = NULL;
  g_autoptr(ClvImportResult) result = NULL;
  ClvWizard *wizard = NULL;

  write_files (fixture);
  detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  plan = clv_import_plan_copy (detection->plan);
  plan->refunds = CLV_REFUNDS_IGNORE;
  g_ptr_array_add (plan->excluded_statuses, g_strdup ("cancelled"));
  result = clv_workspace_import (fixture->workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  clv_recent_files_add (fixture->settings, other);
  wizard = data_import (fixture, path);
  clv_ui_test_wait (data_can_continue, wizard);
  clv_ui_test_run (100);
  save_step (wizard, &screen);
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

/* An import held against the shop's own report, with the answer. */
static void
test_reconcile (DataFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(ClvImportResult) result = clv_import_result_new ();
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvAccount) account = NULL;
  GtkWindow *window = NULL;

  result->orders = 48211;
  result->customers = 12040;
  result->net_amount = 318420775;
  result->already_present = 1204;
  result->currency = g_strdup ("EUR");
  result->first_date = clv_date_from_ymd (2025, 1, 1);
  result->last_date = clv_date_from_ymd (2025, 12, 31);
  account = clv_account_new (result, plan);
  clv_account_add (account, "refunds", "Refunds taken off", 4210050);
  clv_account_add (account, "tax", "Tax taken off the amounts", 50840295);
  clv_account_add (account, "status", "The column “Status” says “cancelled”, a status that the "
                                      "rules leave out.", 1733120)->orders = 214;
  window = clv_reconcile_window_new (GTK_WINDOW (fixture->window), account, "shop-2025.csv");
  gtk_window_present (window);
  gtk_editable_set_text (GTK_EDITABLE (data_find_named (GTK_WIDGET (window), "orders")), "48425");
  gtk_editable_set_text (GTK_EDITABLE (data_find_named (GTK_WIDGET (window), "amount")),
                         "3709941.90");
  g_signal_emit_by_name (data_find_named (GTK_WIDGET (window), "compare"), "clicked");
  clv_ui_test_run (100);
  clv_ui_test_assert_named (GTK_WIDGET (window));
  clv_ui_test_save_all (window, "data-reconcile");
  gtk_window_destroy (window);
}

static void
test_page (DataFixture   *fixture,
           gconstpointer  data)
{
  open_sample_shop (fixture);
  clv_ui_test_assert_named (GTK_WIDGET (fixture->window));
  clv_ui_test_save_all (GTK_WINDOW (fixture->window), "data-full");
}

static void
expand_first (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);
  for (; child != NULL && !ADW_IS_EXPANDER_ROW (widget);
       child = gtk_widget_get_next_sibling (child))
    expand_first (child);
}

static void
test_page_details (DataFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  open_sample_shop (fixture);
  g_assert_true (clv_workspace_undo_batch (fixture->workspace, 2, NULL, &error));
  g_assert_no_error (error);
  clv_ui_test_run (300);
  expand_first (GTK_WIDGET (clv_window_get_page (fixture->window, "data")));
  clv_ui_test_run (300);
  clv_ui_test_save_all (GTK_WINDOW (fixture->window), "data-details");
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add ("/screens/data/full", DataFixture, NULL, data_open, test_page, data_close);
  g_test_add ("/screens/data/reconcile", DataFixture, NULL, data_open, test_reconcile, data_close);
  g_test_add ("/screens/data/offers", DataFixture, NULL, data_open, test_offers, data_close);
  g_test_add ("/screens/data/details", DataFixture, NULL, data_open, test_page_details,
              data_close);
  for (guint i = 0; i < G_N_ELEMENTS (screens); i++)
    {
      g_autofree char *path = g_strconcat ("/screens/data/", screens[i].name, NULL);

      g_test_add (path, DataFixture, &screens[i], data_open, test_step, data_close);
    }

  return g_test_run ();
}
