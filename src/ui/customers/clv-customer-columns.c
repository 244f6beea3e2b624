/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-columns.h"

#include <glib/gi18n-lib.h>

#include "clv-customer-parts.h"
#include "clv-customer-row.h"
#include "clv-money.h"
#include "clv-tier-label.h"

typedef struct
{
  const char *id;
  const char *title;      /* in two lines; with %s for the horizon where has_horizon */
  ClvCustomerKey key;
  guint chars;            /* width that the usual amounts need */
  gboolean is_number;
  gboolean is_brief;      /* stays beside an open inspector */
  gboolean has_horizon;
} Column;

static const Column columns[] = {
  { "customer", N_("Customer"), CLV_CUSTOMER_KEY_ID, 12, FALSE, TRUE, FALSE },
  { "tier", N_("Tier"), CLV_CUSTOMER_KEY_TIER, 6, FALSE, TRUE, FALSE },
  /* TRANSLATORS: %s is a horizon: "12 months" */
  { "value", N_("Future value,\n%s"), CLV_CUSTOMER_KEY_VALUE, 10, TRUE, TRUE, TRUE },
  { "interval", N_("80 %\ninterval"), CLV_CUSTOMER_KEY_INTERVAL, 19, TRUE, FALSE, FALSE },
  { "p-active", N_("P(active)"), CLV_CUSTOMER_KEY_P_ACTIVE, 7, TRUE, FALSE, FALSE },
  { "purchases", N_("Exp.\npurchases"), CLV_CUSTOMER_KEY_PURCHASES, 6, TRUE, FALSE, FALSE },
  { "spend", N_("Exp.\nspend"), CLV_CUSTOMER_KEY_SPEND, 9, TRUE, FALSE, FALSE },
  { "past", N_("Past\nvalue"), CLV_CUSTOMER_KEY_PAST, 9, TRUE, FALSE, FALSE },
  { "last", N_("Last\npurchase"), CLV_CUSTOMER_KEY_LAST_DAY, 11, TRUE, FALSE, FALSE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (columns) == CLV_N_CUSTOMER_KEYS);

/* A compare function that knows no rows: it notes that it was asked, and so
 * tells which column the view sorts by first. The note is the view's. */
#define NOTE_KEY "clv-asked-column"

typedef struct
{
  int column;   /* −1 = none was asked */
} Note;

typedef struct
{
  Note *note;   /* a g_rc_box */
  int column;
} Probe;

guint
clv_customer_columns_get_n (void)
{
  return G_N_ELEMENTS (columns);
}

const char *
clv_customer_columns_get_id (guint column)
{
  g_return_val_if_fail (column < G_N_ELEMENTS (columns), NULL);

  return columns[column].id;
}

ClvCustomerKey
clv_customer_columns_get_key (guint column)
{
  g_return_val_if_fail (column < G_N_ELEMENTS (columns), CLV_CUSTOMER_KEY_ID);

  return columns[column].key;
}

/* What stands in a column, for who rests on its header. */
static char *
dup_tooltip (guint column)
{
  switch (columns[column].key)
    {
    case CLV_CUSTOMER_KEY_VALUE:
      return g_strdup (_("What is expected within the horizon, discounted, after margin and cost "
                         "to serve"));
    case CLV_CUSTOMER_KEY_INTERVAL:
      return g_strdup (clv_figure_describe_interval ());
    case CLV_CUSTOMER_KEY_P_ACTIVE:
      return g_strdup (_("How likely it is that the customer still buys here at all"));
    case CLV_CUSTOMER_KEY_PURCHASES:
      return g_strdup (_("Future purchase days within the horizon, not discounted"));
    case CLV_CUSTOMER_KEY_SPEND:
      return g_strdup (_("What one future purchase day comes to, before margin"));
    case CLV_CUSTOMER_KEY_PAST:
      return g_strdup (_("Already paid, before margin, refunds taken off; never part of the future "
                         "value"));
    case CLV_CUSTOMER_KEY_ID:
    case CLV_CUSTOMER_KEY_TIER:
    case CLV_CUSTOMER_KEY_LAST_DAY:
    case CLV_N_CUSTOMER_KEYS:
    default:
      return NULL;
    }
}

static gboolean
counts_renewals (const ClvCustomerData *data)
{
  return data != NULL && data->fit != NULL && clv_figure_counts_renewals (data->fit->kind->id);
}

/* In two lines, since the headers are wider than what stands below them. */
static char *
dup_header (guint                  column,
            const ClvCustomerData *data)
{
  g_return_val_if_fail (column < G_N_ELEMENTS (columns), NULL);

  if (columns[column].has_horizon)
    {
      g_autofree char *horizon = NULL;

      if (data == NULL || data->scores == NULL)
        return g_strdup (_("Future value"));
      horizon = clv_customer_data_dup_horizon (data);
      return g_strdup_printf (_("Future value,\n%s"), horizon);
    }

  if (counts_renewals (data) && columns[column].key == CLV_CUSTOMER_KEY_PURCHASES)
    return g_strdup (_("Exp.\nrenewals"));
  if (counts_renewals (data) && columns[column].key == CLV_CUSTOMER_KEY_LAST_DAY)
    return g_strdup (_("Last\nrenewal"));

  return g_strdup (_(columns[column].title));
}

char *
clv_customer_columns_dup_title (guint                  column,
                                const ClvCustomerData *data)
{
  return g_strdelimit (dup_header (column, data), "\n", ' ');
}

char *
clv_customer_columns_dup_text (guint                  column,
                               const ClvCustomerData *data,
                               guint32                row,
                               ClvSession            *session)
{
  const ClvScoreSet *scores = data->scores;
  const char *id = NULL;

  g_return_val_if_fail (column < G_N_ELEMENTS (columns), NULL);
  g_return_val_if_fail (row < scores->n, NULL);

  switch (columns[column].key)
    {
    case CLV_CUSTOMER_KEY_ID:
      id = clv_customer_data_get_id (data, row);
      return session != NULL ? clv_session_dup_customer_label (session, id) : g_strdup (id);
    case CLV_CUSTOMER_KEY_TIER:
      return g_strdup (clv_tier_scheme_get_name (data->tiers->scheme, data->tiers->tier[row]));
    case CLV_CUSTOMER_KEY_VALUE:
      return clv_money_format_major (scores->clv[row], data->currency);
    case CLV_CUSTOMER_KEY_INTERVAL:
      return clv_customer_dup_interval (data, row);
    case CLV_CUSTOMER_KEY_P_ACTIVE:
      return clv_percent_format (scores->p_active[row], 1);
    case CLV_CUSTOMER_KEY_PURCHASES:
      return clv_number_format (scores->expected_purchases[row], 2);
    case CLV_CUSTOMER_KEY_SPEND:
      return clv_money_format_major (scores->expected_spend[row], data->currency);
    case CLV_CUSTOMER_KEY_PAST:
      return clv_money_format (scores->past_value[row], data->currency);
    case CLV_CUSTOMER_KEY_LAST_DAY:
      return clv_date_to_display (clv_customer_data_get_last_day (data, row));
    case CLV_N_CUSTOMER_KEYS:
    default:
      g_return_val_if_reached (NULL);
    }
}

/* What the cells of one column need. */
typedef struct
{
  guint column;
  ClvSession *session;
  GHashTable *written;    /* GtkListItem, lent → number of its customer and 1 */
} Cells;

#define CELLS_KEY "clv-cells"

static void
cells_free (gpointer data)
{
  Cells *cells = data;

  g_clear_object (&cells->session);
  g_hash_table_unref (cells->written);
  g_free (cells);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          Cells                    *cells)
{
  const Column *column = &columns[cells->column];
  GtkWidget *cell = NULL;

  if (column->key == CLV_CUSTOMER_KEY_TIER)
    {
      gtk_list_item_set_child (item, clv_tier_label_new ());
      return;
    }

  cell = gtk_inscription_new (NULL);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), column->is_number ? column->chars : 9);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), column->chars);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  if (column->is_number)
    {
      gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), 1.0);
      gtk_widget_add_css_class (cell, "numeric");
    }
  gtk_list_item_set_child (item, cell);
}

static void
write_cell (Cells       *cells,
            GtkListItem *item)
{
  ClvCustomerRow *row = gtk_list_item_get_item (item);
  const ClvCustomerData *data = clv_customer_row_get_data (row);
  const guint32 number = clv_customer_row_get_number (row);
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *text = NULL;

  if (CLV_IS_TIER_LABEL (cell))
    {
      clv_tier_label_set_tier (CLV_TIER_LABEL (cell), data->tiers->scheme,
                               data->tiers->tier[number]);
      return;
    }
  text = clv_customer_columns_dup_text (cells->column, data, number, cells->session);
  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
}

static gpointer
get_mark (GtkListItem *item)
{
  ClvCustomerRow *row = gtk_list_item_get_item (item);

  return GSIZE_TO_POINTER ((gsize) clv_customer_row_get_number (row) + 1);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         Cells                    *cells)
{
  write_cell (cells, item);
  g_hash_table_insert (cells->written, item, get_mark (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           Cells                    *cells)
{
  g_hash_table_remove (cells->written, item);
}

static Cells *
cells_new (guint       column,
           ClvSession *session)
{
  Cells *cells = g_new0 (Cells, 1);

  cells->column = column;
  cells->session = session != NULL ? g_object_ref (session) : NULL;
  cells->written = g_hash_table_new (NULL, NULL);

  return cells;
}

static int
probe (gconstpointer a,
       gconstpointer b,
       gpointer      user_data)
{
  const Probe *self = user_data;

  if (self->note->column < 0)
    self->note->column = self->column;

  return 1;
}

static void
probe_free (gpointer data)
{
  Probe *self = data;

  g_rc_box_release (self->note);
  g_free (self);
}

static GtkSorter *
make_sorter (Note  *note,
             guint  column)
{
  Probe *data = g_new0 (Probe, 1);

  data->note = g_rc_box_acquire (note);
  data->column = (int) column;

  return GTK_SORTER (gtk_custom_sorter_new (probe, data, probe_free));
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
      GtkLabel *label = find_label (child);

      if (label != NULL)
        return label;
    }

  return NULL;
}

/* The toolkit has no way to say it: a header stands over its numbers, with the
 * arrow of the sort before it. */
static void
align_header (GtkLabel *label)
{
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (label));

  gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
  gtk_label_set_xalign (label, 1.0);
  gtk_label_set_justify (label, GTK_JUSTIFY_RIGHT);
  if (GTK_IS_BOX (box))
    gtk_box_reorder_child_after (GTK_BOX (box), GTK_WIDGET (label),
                                 gtk_widget_get_last_child (box));
}

static void
furnish_headers (GtkColumnView *view)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  for (guint i = 0; title != NULL && i < G_N_ELEMENTS (columns);
       i++, title = gtk_widget_get_next_sibling (title))
    {
      GtkLabel *label = find_label (title);
      g_autofree char *tooltip = dup_tooltip (i);

      if (label != NULL && columns[i].is_number)
        align_header (label);
      gtk_widget_set_tooltip_text (title, tooltip);
    }
}

/**
 * clv_customer_columns_append:
 * @view: an empty view
 * @session: (nullable): says how customers are called
 *
 * Gives @view all columns.
 */
void
clv_customer_columns_append (GtkColumnView *view,
                             ClvSession    *session)
{
  Note *note = NULL;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  note = g_rc_box_new0 (Note);
  note->column = -1;
  g_object_set_data_full (G_OBJECT (view), NOTE_KEY, note, g_rc_box_release);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autofree char *title = dup_header (i, NULL);
      g_autoptr(GtkColumnViewColumn) column = NULL;
      g_autoptr(GtkSorter) sorter = make_sorter (note, i);

      Cells *cells = cells_new (i, session);

      g_object_set_data_full (G_OBJECT (factory), CELLS_KEY, cells, cells_free);
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), cells);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), cells);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), cells);
      column = gtk_column_view_column_new (title, factory);
      gtk_column_view_column_set_sorter (column, sorter);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_expand (column, columns[i].key == CLV_CUSTOMER_KEY_ID);
      gtk_column_view_append_column (view, column);
    }
  furnish_headers (view);
}

static GtkColumnViewColumn *
dup_column (GtkColumnView *view,
            guint          number)
{
  return g_list_model_get_item (gtk_column_view_get_columns (view), number);
}

/**
 * clv_customer_columns_set_data:
 * @data: (nullable): whose horizon the headers name
 */
void
clv_customer_columns_set_data (GtkColumnView         *view,
                               const ClvCustomerData *data)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = dup_column (view, i);
      g_autofree char *title = dup_header (i, data);

      if (g_strcmp0 (gtk_column_view_column_get_title (column), title) != 0)
        gtk_column_view_column_set_title (column, title);
    }
}

static void
rewrite_cells (Cells    *cells,
               gboolean  is_forced)
{
  GHashTableIter iter;
  gpointer item = NULL;
  gpointer mark = NULL;

  g_hash_table_iter_init (&iter, cells->written);
  while (g_hash_table_iter_next (&iter, &item, &mark))
    if (is_forced || mark != get_mark (item))
      {
        write_cell (cells, item);
        g_hash_table_iter_replace (&iter, get_mark (item));
      }
}

/**
 * clv_customer_columns_rewrite:
 * @is_forced: also where a row still stands for the same customer
 *
 * Writes into the cells that there are what their rows now stand for.
 */
void
clv_customer_columns_rewrite (GtkColumnView *view,
                              gboolean       is_forced)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = dup_column (view, i);
      GtkListItemFactory *factory = gtk_column_view_column_get_factory (column);

      rewrite_cells (g_object_get_data (G_OBJECT (factory), CELLS_KEY), is_forced);
    }
}

void
clv_customer_columns_set_brief (GtkColumnView *view,
                                gboolean       is_brief)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = dup_column (view, i);

      gtk_column_view_column_set_visible (column, columns[i].is_brief || !is_brief);
    }
}

gboolean
clv_customer_columns_find_sort (GtkColumnView   *view,
                                ClvCustomerData *data,
                                guint           *column,
                                gboolean        *is_descending)
{
  g_autoptr(ClvCustomerRow) row = NULL;
  g_autoptr(ClvCustomerRow) other = NULL;
  GtkOrdering ordering = GTK_ORDERING_EQUAL;
  Note *note = NULL;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), FALSE);

  note = g_object_get_data (G_OBJECT (view), NOTE_KEY);

  if (data == NULL || data->scores == NULL || data->scores->n == 0)
    return FALSE;

  /* Two objects: a sorter does not ask about one and the same. */
  row = clv_customer_row_new (data, 0);
  other = clv_customer_row_new (data, 0);
  note->column = -1;
  ordering = gtk_sorter_compare (gtk_column_view_get_sorter (view), row, other);
  if (note->column < 0)
    return FALSE;

  *column = (guint) note->column;
  *is_descending = ordering == GTK_ORDERING_SMALLER;

  return TRUE;
}
