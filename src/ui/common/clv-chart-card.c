/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-chart-card.h"

#include <glib/gi18n-lib.h>

#include "clv-compat.h"
#include "clv-ui.h"

#define SAVE_WIDTH 960
#define SAVE_HEIGHT 480

struct _ClvChartCard
{
  AdwBin parent_instance;

  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *description;
  GtkToggleButton *table_button;
  GtkMenuButton *menu_button;
  GtkStack *stack;
  ClvChartView *view;
  GtkScrolledWindow *table_window;
  GtkColumnView *table;
};

G_DEFINE_FINAL_TYPE (ClvChartCard, clv_chart_card, ADW_TYPE_BIN)

static GtkWindow *
get_window (ClvChartCard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
show_message (ClvChartCard *self,
              const char   *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (text));
  else
    gtk_label_set_text (self->description, text);
}

/* A cell is a number when it has digits and at most a unit beside them. */
static gboolean
is_number (const char *cell)
{
  guint letters = 0;
  guint digits = 0;

  for (; *cell != '\0'; cell = g_utf8_next_char (cell))
    {
      letters += g_unichar_isalpha (g_utf8_get_char (cell)) ? 1 : 0;
      digits += g_unichar_isdigit (g_utf8_get_char (cell)) ? 1 : 0;
    }

  return digits > 0 && letters <= 3;
}

static gboolean
is_number_column (const GPtrArray *rows,
                  guint            column)
{
  guint i;

  for (i = 1; i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);

      if (*row[column] != '\0' && g_strcmp0 (row[column], "–") != 0)
        return is_number (row[column]);
    }

  return FALSE;
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item,
               gpointer                  user_data)
{
  GtkWidget *label = gtk_label_new (NULL);
  gboolean is_right = g_object_get_data (G_OBJECT (factory), "is-number") != NULL;

  gtk_label_set_xalign (GTK_LABEL (label), is_right ? 1.0 : 0.0);
  if (is_right)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cell_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item,
              gpointer                  user_data)
{
  GtkStringList *row = GTK_STRING_LIST (gtk_list_item_get_item (item));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_list_get_string (row, GPOINTER_TO_UINT (user_data)));
}

static void
add_column (ClvChartCard    *self,
            const GPtrArray *rows,
            guint            column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkColumnViewColumn) added = NULL;
  char **header = g_ptr_array_index (rows, 0);

  if (is_number_column (rows, column))
    g_object_set_data (G_OBJECT (factory), "is-number", factory);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), GUINT_TO_POINTER (column));
  added = gtk_column_view_column_new (header[column], factory);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_column_set_expand (added, TRUE);
  gtk_column_view_append_column (self->table, added);
}

static GtkLabel *
find_label (GtkWidget *widget)
{
  GtkWidget *child = NULL;

  if (GTK_IS_LABEL (widget))
    return GTK_LABEL (widget);
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkLabel *found = find_label (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The toolkit has no way to say it: the header stands over its numbers. */
static void
align_headers (ClvChartCard    *self,
               const GPtrArray *rows)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->table));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;
  guint column;

  for (column = 0; title != NULL; column++, title = gtk_widget_get_next_sibling (title))
    {
      GtkLabel *label = find_label (title);

      if (label == NULL || !is_number_column (rows, column))
        continue;
      gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
      gtk_label_set_xalign (label, 1.0);
    }
}

static void
clear_table (ClvChartCard *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);

  gtk_column_view_set_model (self->table, NULL);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->table, column);
    }
}

static void
fill_table (ClvChartCard *self)
{
  const ClvPlotSpec *spec = clv_chart_view_get_spec (self->view);
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GListStore) store = g_list_store_new (GTK_TYPE_STRING_LIST);
  GtkSelectionModel *selection = NULL;
  guint n_columns;
  guint i;

  clear_table (self);
  if (spec == NULL)
    return;

  rows = clv_plot_spec_dup_table (spec);
  n_columns = g_strv_length (g_ptr_array_index (rows, 0));
  for (i = 1; i < rows->len; i++)
    {
      g_autoptr(GtkStringList) row = gtk_string_list_new (g_ptr_array_index (rows, i));

      g_list_store_append (store, row);
    }
  for (i = 0; i < n_columns; i++)
    add_column (self, rows, i);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_steal_pointer (&store))));
  gtk_column_view_set_model (self->table, selection);
  g_object_unref (selection);
  align_headers (self, rows);
}

static void
table_toggled_cb (ClvChartCard *self)
{
  gboolean is_table = gtk_toggle_button_get_active (self->table_button);

  if (is_table)
    fill_table (self);
  gtk_stack_set_visible_child (self->stack, is_table ? GTK_WIDGET (self->table_window)
                                                     : GTK_WIDGET (self->view));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->table_button),
                               is_table ? _("Show as chart") : _("Show as table"));
}

static void
copy_image_cb (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  ClvChartCard *self = CLV_CHART_CARD (widget);
  const ClvPlotSpec *spec = clv_chart_view_get_spec (self->view);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  cairo_surface_t *surface = NULL;
  ClvPlotStyle style;

  if (spec == NULL)
    return;

  clv_chart_view_get_style (self->view, &style);
  surface = clv_plot_render_image (spec, &style, SAVE_WIDTH, SAVE_HEIGHT, 2.0, &error);
  if (surface == NULL)
    {
      show_message (self, error->message);
      return;
    }
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface),
                       (gsize) cairo_image_surface_get_stride (surface) *
                       (gsize) cairo_image_surface_get_height (surface));
  texture = gdk_memory_texture_new (cairo_image_surface_get_width (surface),
                                    cairo_image_surface_get_height (surface), GDK_MEMORY_DEFAULT,
                                    bytes, (gsize) cairo_image_surface_get_stride (surface));
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
  cairo_surface_destroy (surface);
  show_message (self, _("The image was copied."));
}

static void
copy_data_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ClvChartCard *self = CLV_CHART_CARD (widget);
  const ClvPlotSpec *spec = clv_chart_view_get_spec (self->view);
  g_autofree char *csv = NULL;

  if (spec == NULL)
    return;

  csv = clv_plot_spec_to_csv (spec);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
  show_message (self, _("The data were copied."));
}

static void
save_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(ClvChartCard) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = clv_compat_save_file_finish (get_window (self), result, &error);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  const ClvPlotSpec *spec = clv_chart_view_get_spec (self->view);
  ClvPlotStyle style;

  if (path == NULL || spec == NULL)
    {
      if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_message (self, error->message);
      return;
    }
  /* Paper is white, whatever the screen is. */
  clv_chart_view_get_style (self->view, &style);
  style.is_dark = FALSE;
  style.text_scale = 1.0;
  if (clv_plot_save (spec, &style, path, SAVE_WIDTH, SAVE_HEIGHT, &error))
    {
      g_autofree char *name = g_filename_display_basename (path);
      g_autofree char *text = g_strdup_printf (_("Saved as “%s”."), name);

      show_message (self, text);
    }
  else
    {
      show_message (self, error->message);
    }
}

static void
save_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  ClvChartCard *self = CLV_CHART_CARD (widget);
  const char *ending = g_variant_get_string (parameter, NULL);
  const char *title = gtk_label_get_text (self->title);
  g_autofree char *name = g_strdup_printf ("%s.%s", *title != '\0' ? title : _("Chart"), ending);

  g_strdelimit (name, "/\\:", '-');
  clv_compat_save_file_async (get_window (self), _("Save Chart"), name, NULL, save_chosen_cb,
                              g_object_ref (self));
}

static void
clv_chart_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_CHART_CARD);

  G_OBJECT_CLASS (clv_chart_card_parent_class)->dispose (object);
}

static void
clv_chart_card_class_init (ClvChartCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_chart_card_dispose;

  g_type_ensure (CLV_TYPE_CHART_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("common/clv-chart-card.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvChartCard, title);
  gtk_widget_class_bind_template_child (widget_class, ClvChartCard, subtitle);
  gtk_widget_class_bind_template_child (widget_class, ClvChartCard, description);
  gtk_widget_class_bind_template_child (widget_class, ClvChartCard, table_button);
  gtk_widget_class_bind_template_child (widget_class, ClvChartCard, menu_button);
  gtk_widget_class_bind_template_child (widget_class, ClvChartCard, stack);
  gtk_widget_class_bind_template_child (widget_class, ClvChartCard, view);
  gtk_widget_class_bind_template_child (widget_class, ClvChartCard, table_window);
  gtk_widget_class_bind_template_child (widget_class, ClvChartCard, table);
  gtk_widget_class_bind_template_callback (widget_class, table_toggled_cb);
  gtk_widget_class_install_action (widget_class, "card.copy-image", NULL, copy_image_cb);
  gtk_widget_class_install_action (widget_class, "card.copy-data", NULL, copy_data_cb);
  gtk_widget_class_install_action (widget_class, "card.save", "s", save_cb);
}

static void
clv_chart_card_init (ClvChartCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_chart_card_new:
 *
 * Returns: (transfer floating): a card without a chart
 */
GtkWidget *
clv_chart_card_new (void)
{
  return g_object_new (CLV_TYPE_CHART_CARD, NULL);
}

static void
set_label (GtkLabel   *label,
           const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/**
 * clv_chart_card_set_spec:
 * @spec: (nullable): what to show; it is copied
 *
 * Where @spec says why it is empty, there is nothing to tabulate, copy or save.
 */
void
clv_chart_card_set_spec (ClvChartCard      *self,
                         const ClvPlotSpec *spec)
{
  gboolean has_data;

  g_return_if_fail (CLV_IS_CHART_CARD (self));

  has_data = spec != NULL && spec->empty == NULL;
  clv_chart_view_set_spec (self->view, spec);
  set_label (self->title, spec != NULL ? spec->title : NULL);
  set_label (self->subtitle, spec != NULL ? spec->subtitle : NULL);
  set_label (self->description, has_data ? spec->description : NULL);
  if (!has_data)
    gtk_toggle_button_set_active (self->table_button, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->table_button), has_data);
  gtk_widget_set_sensitive (GTK_WIDGET (self->menu_button), has_data);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.copy-image", has_data);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.copy-data", has_data);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.save", has_data);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (self->title), -1);
  if (gtk_toggle_button_get_active (self->table_button))
    fill_table (self);
}

/**
 * clv_chart_card_get_view:
 *
 * Returns: (transfer none): the chart, for its item-activated signal
 */
ClvChartView *
clv_chart_card_get_view (ClvChartCard *self)
{
  g_return_val_if_fail (CLV_IS_CHART_CARD (self), NULL);

  return self->view;
}
