/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-preview.h"

#include <glib/gi18n-lib.h>

#include "clv-rows.h"

/* A table of thousands of columns helps nobody and is slow to lay out. */
#define COLUMNS_MAX 60
#define LINE_NUMBER -1
/* A column view does not ask for the height of its rows; nine are shown, and more are
 * for scrolling. */
#define ROWS_MAX 9u
#define ROW_HEIGHT 28
#define HEADER_HEIGHT 38

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  if (GPOINTER_TO_INT (column) == LINE_NUMBER)
    {
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "numeric");
      gtk_label_set_xalign (GTK_LABEL (label), 1.0);
    }
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  column)
{
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));
  GtkStringObject *holder = gtk_list_item_get_item (item);
  char **row = g_object_get_data (G_OBJECT (holder), "row");
  int at = GPOINTER_TO_INT (column);

  if (at == LINE_NUMBER)
    gtk_label_set_text (label, gtk_string_object_get_string (holder));
  else
    gtk_label_set_text (label, (guint) at < g_strv_length (row) ? row[at] : "");
}

static void
add_column (GtkColumnView *view,
            const char    *title,
            int            at,
            gboolean       is_last)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (at));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GINT_TO_POINTER (at));
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, at != LINE_NUMBER);
  gtk_column_view_column_set_expand (column, is_last);
  gtk_column_view_append_column (view, column);
}

static GListModel *
make_rows (const ClvDetection *detection)
{
  GListStore *store = g_list_store_new (GTK_TYPE_STRING_OBJECT);

  for (guint i = 0; i < detection->preview->len; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autoptr(GtkStringObject) holder = gtk_string_object_new (number);
      char **row = g_ptr_array_index (detection->preview, i);

      g_object_set_data_full (G_OBJECT (holder), "row", g_strdupv (row),
                              (GDestroyNotify) g_strfreev);
      g_list_store_append (store, holder);
    }

  return G_LIST_MODEL (store);
}

/**
 * clv_preview_new:
 * @detection: what was found; only read now
 *
 * Returns: (transfer floating): the table on a card
 */
GtkWidget *
clv_preview_new (const ClvDetection *detection)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (gtk_no_selection_new (make_rows (detection)));
  GtkWidget *view = gtk_column_view_new (model);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  guint n = MIN (detection->columns->len, COLUMNS_MAX);
  guint n_rows = CLAMP (detection->preview->len, 1u, ROWS_MAX);

  add_column (GTK_COLUMN_VIEW (view), _("Row"), LINE_NUMBER, n == 0);
  for (guint i = 0; i < n; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      add_column (GTK_COLUMN_VIEW (view), column->name, (int) i, i + 1 == n);
    }
  gtk_column_view_set_show_column_separators (GTK_COLUMN_VIEW (view), TRUE);
  gtk_widget_add_css_class (view, "clv-preview");
  clv_widget_name (view, _("First rows of the file"));

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled),
                                              HEADER_HEIGHT + ROW_HEIGHT * (int) n_rows);
  gtk_widget_set_overflow (scrolled, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (scrolled, "card");
  gtk_box_append (GTK_BOX (box), scrolled);
  if (detection->columns->len > COLUMNS_MAX)
    {
      g_autofree char *note = g_strdup_printf (_("The first %d of %u columns are shown; all are "
                                                 "read."), COLUMNS_MAX, detection->columns->len);

      gtk_box_append (GTK_BOX (box), clv_label_new (note, "dim-label"));
    }

  return box;
}
