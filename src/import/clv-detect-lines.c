/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-detect-map.h"
#include "clv-detect-names.h"

/* From so many orders on whose rows all have the same amount it is no coincidence. */
#define ORDERS_ENOUGH 3
#define EXAMPLES_MAX 3

/* The rows of one order in the sample. */
typedef struct
{
  const char *amount;      /* of its first row, as written (unowned) */
  GPtrArray *rows;         /* (element-type GStrv) (unowned): with an amount */
  gboolean differs;        /* its rows have several amounts */
  gboolean has_items;      /* its rows differ in something else */
} OrderRows;

typedef struct
{
  const ClvDetectContext *context;
  int order;
  int amount;
  int quantity;
  int price;
  ClvNumberRules rules;
  GHashTable *by_id;       /* (element-type utf8 OrderRows) */
  GPtrArray *orders;       /* (element-type OrderRows) (unowned): as they came */
} LinesView;

static void
order_rows_free (gpointer data)
{
  OrderRows *self = data;

  g_ptr_array_unref (self->rows);
  g_free (self);
}

static const char *
cell_of (char **row,
         int    column)
{
  if (column < 0 || (guint) column >= g_strv_length (row))
    return "";

  return row[column];
}

static gboolean
read_number (const LinesView *self,
             const char      *text,
             gint64          *value)
{
  ClvCell cell = clv_cell_trim ((ClvCell) { text, (guint32) strlen (text) });

  return cell.length > 0 && clv_cell_number_parse (cell, &self->rules, value) == CLV_CELL_OK;
}

static gboolean
rows_differ (char **a,
             char **b)
{
  return !g_strv_equal ((const char * const *) a, (const char * const *) b);
}

static void
gather (LinesView *self)
{
  GPtrArray *sample = self->context->sample;

  for (guint i = 0; i < sample->len; i++)
    {
      char **row = g_ptr_array_index (sample, i);
      const char *id = cell_of (row, self->order);
      const char *amount = cell_of (row, self->amount);
      OrderRows *order;
      gint64 value;

      /* A row of an order without an amount is no row of its own, and a refund may be a
       * part of it. */
      if (*id == '\0' || !read_number (self, amount, &value) || value <= 0)
        continue;
      order = g_hash_table_lookup (self->by_id, id);
      if (order == NULL)
        {
          order = g_new0 (OrderRows, 1);
          order->amount = amount;
          order->rows = g_ptr_array_new ();
          g_hash_table_insert (self->by_id, (gpointer) id, order);
          g_ptr_array_add (self->orders, order);
        }
      else
        {
          order->differs |= !g_str_equal (order->amount, amount);
          order->has_items |= rows_differ (g_ptr_array_index (order->rows, 0), row);
        }
      g_ptr_array_add (order->rows, row);
    }
}

/* What pieces and prices say of an order whose rows have one amount: 1 that it is the
 * amount of each row, -1 that it is the total of the order, 0 nothing. */
static int
weigh_items (const LinesView *self,
             const OrderRows *order)
{
  gint64 sum = 0;
  gint64 amount = 0;
  gboolean is_each = TRUE;

  if (self->price < 0 || !read_number (self, order->amount, &amount))
    return 0;

  for (guint i = 0; i < order->rows->len; i++)
    {
      char **row = g_ptr_array_index (order->rows, i);
      gint64 price = 0;
      gint64 pieces = 1;

      if (!read_number (self, cell_of (row, self->price), &price))
        return 0;
      /* Numbers are read in millionths, pieces as well. */
      if (self->quantity >= 0 && read_number (self, cell_of (row, self->quantity), &pieces))
        pieces /= 1000000;
      is_each &= price == amount || price * pieces == amount;
      sum += price * pieces;
    }
  if (is_each)
    return 1;

  /* Shipping, tax and discounts may be a part of it. */
  return amount > sum / 2 && amount < sum * 2 && sum != amount * (gint64) order->rows->len ? -1 : 0;
}

static void
say_once (const LinesView *self,
          char            *because)
{
  self->context->detection->plan->lines = CLV_LINES_ONCE;
  clv_detection_add_reason (self->context->detection, CLV_TOPIC_LINES,
                            _("Once an order"), because);
}

static char *
format_sum (gint64 sum)
{
  return g_strdup_printf ("%" PRId64 ".%02d", sum / 1000000, (int) (sum % 1000000 / 10000));
}

/* "1001 · 50.00 · Tea" of three rows, for either answer what comes of them. */
static void
ask (const LinesView *self,
     const OrderRows *order,
     gint64           sum,
     gint64           once)
{
  g_autofree char *sum_text = format_sum (sum);
  g_autofree char *once_text = format_sum (once);
  g_autoptr(GString) rows = g_string_new (NULL);
  ClvQuestion *question;

  for (guint i = 0; i < MIN (order->rows->len, EXAMPLES_MAX); i++)
    {
      g_autofree char *row = g_strjoinv (" · ", g_ptr_array_index (order->rows, i));

      g_string_append_printf (rows, i > 0 ? " | %s" : "%s", row);
    }
  question = clv_detection_add_question (self->context->detection, CLV_TOPIC_LINES,
                                         CLV_FIELD_AMOUNT,
                                         /* Translators: an amount, the rows of a file */
                                         g_strdup_printf (_("Is %s the amount of each row, or "
                                                            "does each row repeat the total "
                                                            "of its order? %s"),
                                                          order->amount, rows->str));
  clv_question_add_answer (question, "sum",
                           g_strdup_printf (_("the rows of an order add up: %s at the begin of "
                                              "the file"), sum_text));
  clv_question_add_answer (question, "once",
                           g_strdup_printf (_("the total counts once an order: %s at the begin of "
                                              "the file"), once_text));
}

/* Whether the name says that the amount is that of an order, or that of a row. */
static int
weigh_name (const LinesView *self)
{
  g_autofree char *plain = clv_detect_plain_name (g_ptr_array_index (self->context->names,
                                                                     (guint) self->amount));

  if (clv_detect_lists_word ("line item position artikel zeile row", plain, TRUE))
    return 1;

  return clv_detect_lists_word ("ordertotal grandtotal gesamtbetrag gesamtsumme ordervalue "
                                "bestellwert auftragswert orderamount invoicetotal "
                                "rechnungsbetrag", plain, TRUE) ? -1 : 0;
}

static void
decide (const LinesView *self)
{
  const OrderRows *example = NULL;
  guint n_repeated = 0;
  gint64 once = 0;
  gint64 sum = 0;
  int by_items = 0;
  int by_name = weigh_name (self);
  gboolean is_one_amount = TRUE;

  for (guint i = 0; i < self->orders->len; i++)
    {
      const OrderRows *order = g_ptr_array_index (self->orders, i);
      gint64 amount = 0;

      if (order->differs)
        return;
      read_number (self, order->amount, &amount);
      once += amount;
      sum += amount * (gint64) order->rows->len;
      if (!order->has_items)
        continue;
      n_repeated++;
      by_items += weigh_items (self, order);
      is_one_amount &= example == NULL || g_str_equal (example->amount, order->amount);
      if (example == NULL)
        example = order;
    }
  if (n_repeated == 0 || by_items > 0 || (by_items == 0 && by_name > 0))
    return;

  if (by_items < 0 || by_name < 0 || (n_repeated >= ORDERS_ENOUGH && !is_one_amount))
    say_once (self,
              /* Translators: a number; an order id */
              g_strdup_printf (ngettext ("%u order has the same amount on each of its rows, "
                                         "though their items differ",
                                         "%u orders have the same amount on each of their rows, "
                                         "though their items differ", n_repeated), n_repeated));
  else
    ask (self, example, sum, once);
}

/*
 * clv_detect_choose_lines:
 *
 * Whether the amounts of one order add up, or each row repeats its total: by orders of
 * several rows at the begin of the file. One whose rows have different amounts settles
 * that they add up.
 */
void
clv_detect_choose_lines (const ClvDetectContext *self)
{
  const ClvImportPlan *plan = self->detection->plan;
  const ClvColumnFacts *facts;
  LinesView view = { .context = self };

  view.order = clv_header_find (self->names, plan->columns[CLV_FIELD_ORDER]);
  view.amount = clv_header_find (self->names, plan->columns[CLV_FIELD_AMOUNT]);
  if (clv_detect_is_fixed (self, CLV_TOPIC_LINES) || plan->lines != CLV_LINES_SUM
      || plan->header_row < 0 || view.order < 0 || view.amount < 0)
    return;

  facts = &self->columns[view.amount];
  view.rules.decimal = facts->commas.n > facts->points.n ? ',' : '.';
  view.rules.exponent = 6;
  view.quantity = -1;
  view.price = -1;
  for (guint i = 0; i < self->names->len; i++)
    {
      const char *name = g_ptr_array_index (self->names, i);

      if (view.quantity < 0 && clv_detect_name_score (CLV_FIELD_QUANTITY, name) > 0)
        view.quantity = (int) i;
      if (view.price < 0 && (int) i != view.amount
          && clv_detect_name_score (CLV_FIELD_PRICE, name) > 0)
        view.price = (int) i;
    }
  view.by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, order_rows_free);
  view.orders = g_ptr_array_new ();
  gather (&view);
  decide (&view);
  g_ptr_array_unref (view.orders);
  g_hash_table_unref (view.by_id);
}
