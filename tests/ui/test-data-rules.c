/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-draft.h"
#include "data-fixture.h"

/* The rules step: each option says what the whole file comes to under it, chosen or not,
 * and a rule that is set holds in what is imported. */

#define SHOP "customer,date,amount,order,status,channel\n" \
             "ann,2025-01-03,10.00,o1,paid,web\n"          \
             "bob,2025-01-04,20.50,o2,paid,web\n"          \
             "ann,2025-02-23,5.25,o3,paid,shop\n"          \
             "ann,2025-03-01,-5.25,o4,paid,web\n"          \
             "cem,2025-03-02,0.00,o5,paid,web\n"           \
             "0,2025-03-03,3.00,o7,paid,shop\n"            \
             "dee,2025-03-09,7.00,o6,cancelled,web\n"

static ClvWizard *
go_to_rules (DataFixture *fixture)
{
  g_autofree char *path = data_write (fixture, "shop.csv", SHOP, -1);
  ClvWizard *wizard = data_import (fixture, path);

  for (guint i = 0; i < 3; i++)
    data_next (wizard);
  clv_ui_test_wait (data_can_continue, wizard);

  return wizard;
}

static void
finish (ClvWizard *wizard)
{
  for (guint i = 0; i < 2; i++)
    data_next (wizard);
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

static void
close_wizard (ClvWizard *wizard)
{
  gtk_window_close (GTK_WINDOW (wizard));
  clv_ui_test_wait (data_wizard_is_gone, NULL);
}

/* The row of the button that is called @name says @text. */
typedef struct
{
  ClvWizard *wizard;
  const char *name;
  const char *text;
} Says;

static gboolean
row_says (gpointer data)
{
  Says *says = data;
  GtkWidget *button = data_find (GTK_WIDGET (clv_wizard_get_page (says->wizard)),
                                 GTK_TYPE_CHECK_BUTTON, says->name);

  return button != NULL
         && data_says (gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW), says->text);
}

static void
assert_row_says (ClvWizard  *wizard,
                 const char *name,
                 const char *text)
{
  Says says = { wizard, name, text };

  g_test_message ("%s: %s", name, text);
  clv_ui_test_wait (row_says, &says);
}

static void
test_effects (DataFixture   *fixture,
              gconstpointer  data)
{
  ClvWizard *wizard = go_to_rules (fixture);

  assert_row_says (wizard, "Take them off the customer's purchases", "6 orders · €33.50");
  assert_row_says (wizard, "Leave refund rows out", "5 orders · €38.75");
  assert_row_says (wizard, "Leave refund rows out", "−1 order · +€5.25");
  assert_row_says (wizard, "Leave out rows of amount zero", "−1 order · −1 customer · €0.00");
  assert_row_says (wizard, "cancelled", "+1 order · +1 customer · +€7.00");
  assert_row_says (wizard, "paid", "nothing could be imported");
  close_wizard (wizard);
}

static void
set_entry (ClvWizard  *wizard,
           const char *name,
           const char *text)
{
  GtkWidget *step = GTK_WIDGET (clv_wizard_get_page (wizard));
  GtkWidget *row = data_find_named (step, name);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_emit_by_name (row, "apply");
  clv_ui_test_run (50);
}

/* A guest is nobody, so that guests are not one big customer. */
static void
test_guest (DataFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr(ClvBatch) batch = NULL;
  ClvWizard *wizard = go_to_rules (fixture);

  set_entry (wizard, "guest", " 0 ");
  clv_ui_test_wait (data_can_continue, wizard);
  assert_row_says (wizard, "“0” is nobody: its rows are left out",
                   "+1 order · +1 customer · +€3.00");
  finish (wizard);
  batch = data_dup_newest (fixture);
  g_assert_cmpint (batch->net_amount, ==, 3050);
  g_assert_cmpuint (batch->customers, ==, 3);
}

static void
test_days (DataFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr(ClvBatch) batch = NULL;
  ClvWizard *wizard = go_to_rules (fixture);

  set_entry (wizard, "first-day", "someday");
  g_assert_true (gtk_widget_has_css_class (data_find_named (GTK_WIDGET (wizard), "first-day"),
                                           "error"));
  set_entry (wizard, "first-day", "2025-02-01");
  clv_ui_test_wait (data_can_continue, wizard);
  assert_row_says (wizard, "Leave out what was before", "+2 orders · +1 customer · +€30.50");
  finish (wizard);
  batch = data_dup_newest (fixture);
  g_assert_cmpint (batch->first_date, ==, clv_date_from_ymd (2025, 2, 23));
}

/* Rows of one channel are left out by what another column says. */
static void
test_filter (DataFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(ClvBatch) batch = NULL;
  ClvWizard *wizard = go_to_rules (fixture);
  GtkWidget *columns = data_find_named (GTK_WIDGET (wizard), "filter-column");

  gtk_drop_down_set_selected (GTK_DROP_DOWN (columns), 1);
  assert_row_says (wizard, "shop", "−2 orders · −1 customer · −€8.25");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (data_find (GTK_WIDGET (wizard),
                                                            GTK_TYPE_CHECK_BUTTON, "shop")),
                               FALSE);
  clv_ui_test_run (50);
  clv_ui_test_wait (data_can_continue, wizard);
  finish (wizard);
  batch = data_dup_newest (fixture);
  g_assert_cmpint (batch->net_amount, ==, 2525);
}

/* Two changes before the step was filled anew: both hold. */
static void
test_quick (DataFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr(ClvBatch) batch = NULL;
  ClvWizard *wizard = go_to_rules (fixture);
  GtkWidget *step = GTK_WIDGET (clv_wizard_get_page (wizard));
  GtkWidget *refunds = data_find (step, GTK_TYPE_CHECK_BUTTON, "Leave refund rows out");
  GtkWidget *status = data_find (step, GTK_TYPE_CHECK_BUTTON, "cancelled");

  gtk_check_button_set_active (GTK_CHECK_BUTTON (refunds), TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (status), TRUE);
  clv_ui_test_run (100);
  clv_ui_test_wait (data_can_continue, wizard);
  finish (wizard);
  batch = data_dup_newest (fixture);
  g_assert_cmpint (batch->net_amount, ==, 4575);
}

/* Who closes the wizard while it counts waits for nothing. */
static void
test_closed (DataFixture   *fixture,
             gconstpointer  data)
{
  close_wizard (go_to_rules (fixture));
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
}

static void
add (const char *path,
     void (*func)(DataFixture *, gconstpointer))
{
  g_test_add (path, DataFixture, NULL, data_open, func, data_close);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  add ("/ui/data/rules/effects", test_effects);
  add ("/ui/data/rules/guest", test_guest);
  add ("/ui/data/rules/days", test_days);
  add ("/ui/data/rules/filter", test_filter);
  add ("/ui/data/rules/quick", test_quick);
  add ("/ui/data/rules/closed", test_closed);

  return g_test_run ();
}
