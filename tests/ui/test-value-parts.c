/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-columns.h"
#include "clv-field-row.h"
#include "clv-ui-test.h"

/* What the Value place is put together from. */

static void
test_columns (void)
{
  static const struct { int width; guint n; int columns; } rows[] = {
    { 800, 4, 4 }, { 799, 4, 2 }, { 300, 4, 1 }, { 2000, 4, 4 }, { 700, 3, 3 }, { 500, 3, 2 },
    { 900, 1, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GtkWidget *columns = g_object_ref_sink (clv_columns_new (191, 4));
      GtkWidget *first = NULL;
      int height = 0;
      const int expected = (rows[i].width - 12 * (rows[i].columns - 1)) / rows[i].columns;

      for (guint j = 0; j < rows[i].n; j++)
        {
          GtkWidget *child = gtk_label_new ("x");

          clv_columns_append (CLV_COLUMNS (columns), child);
          first = first != NULL ? first : child;
        }
      gtk_widget_measure (columns, GTK_ORIENTATION_HORIZONTAL, -1, &height, NULL, NULL, NULL);
      gtk_widget_measure (columns, GTK_ORIENTATION_VERTICAL, rows[i].width, &height, NULL, NULL,
                          NULL);
      gtk_widget_size_allocate (columns, &(GtkAllocation) { 0, 0, rows[i].width, height }, -1);
      g_assert_cmpint (gtk_widget_get_width (first), ==, expected);
      g_assert_finalize_object (columns);
    }
}

static void
count_notify_cb (GObject    *object,
                 GParamSpec *pspec,
                 guint      *count)
{
  (*count)++;
}

static void
test_field_row (void)
{
  static const struct { const char *text; gboolean is_number; double number; } rows[] = {
    { "7.5", TRUE, 7.5 }, { " 7,5 ", TRUE, 7.5 }, { "-2", TRUE, -2.0 }, { "", FALSE, 0.0 },
    { "1.2.3", FALSE, 0.0 }, { "ten", FALSE, 0.0 }, { "inf", FALSE, 0.0 }, { "0x10", FALSE, 0.0 },
  };
  ClvFieldRow *row = CLV_FIELD_ROW (g_object_ref_sink (clv_field_row_new ("_Margin")));
  guint count = 0;
  double number = 0.0;

  gtk_test_accessible_assert_property (clv_field_row_get_entry (row),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Margin");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      clv_field_row_set_text (row, rows[i].text);
      g_assert_cmpint (clv_field_row_get_number (row, &number), ==, rows[i].is_number);
      if (rows[i].is_number)
        g_assert_cmpfloat_with_epsilon (number, rows[i].number, 1e-12);
    }

  g_signal_connect (row, "notify::help", G_CALLBACK (count_notify_cb), &count);
  clv_field_row_set_help (row, "The share that is kept.");
  clv_field_row_set_help (row, "The share that is kept.");
  g_assert_cmpuint (count, ==, 1);
  clv_field_row_set_error (row, "Enter a number.");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "Enter a number.");
  clv_field_row_set_error (row, NULL);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "The share that is kept.");
  g_assert_finalize_object (row);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/columns/layout", test_columns);
  g_test_add_func ("/ui/field-row/text", test_field_row);

  return g_test_run ();
}
