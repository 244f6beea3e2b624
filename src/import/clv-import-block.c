/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-error.h"
#include "clv-id-set.h"
#include "clv-import-block.h"

static void
columns_init (ClvBlockColumns     *columns,
              const ClvImportHead *head)
{
  columns->customer = g_new (guint32, CLV_BLOCK_ROWS);
  if (head->plan->kind == CLV_IMPORT_KIND_ORDERS)
    {
      columns->time = g_new (gint64, CLV_BLOCK_ROWS);
      columns->amount = g_new (gint64, CLV_BLOCK_ROWS);
      if (head->plan->columns[CLV_FIELD_ORDER] != NULL)
        {
          columns->order_number = g_new (guint64, CLV_BLOCK_ROWS);
          columns->order_length = g_new (guint32, CLV_BLOCK_ROWS);
          columns->order = g_new (const char *, CLV_BLOCK_ROWS);
          columns->order_text = g_string_new (NULL);
        }
    }
  if (head->products != NULL)
    columns->product = g_new (guint32, CLV_BLOCK_ROWS);
  if (head->n_attributes > 0)
    columns->attributes = g_new (guint32 *, head->n_attributes);
  for (guint i = 0; i < head->n_attributes; i++)
    columns->attributes[i] = g_new (guint32, CLV_BLOCK_ROWS);
}

static void
columns_clear (ClvBlockColumns *columns,
               guint            n_attributes)
{
  g_free (columns->customer);
  g_free (columns->time);
  g_free (columns->amount);
  g_free (columns->order_number);
  g_free (columns->order_length);
  g_free (columns->order);
  if (columns->order_text != NULL)
    g_string_free (columns->order_text, TRUE);
  g_free (columns->product);
  for (guint i = 0; i < n_attributes; i++)
    g_free (columns->attributes[i]);
  g_free (columns->attributes);
}

static void
block_use_set (ClvImportBlock *self,
               guint           set)
{
  ClvBlockColumns *columns = &self->sets[set];

  self->set = set;
  self->customer = columns->customer;
  self->time = columns->time;
  self->amount = columns->amount;
  self->order_number = columns->order_number;
  self->order_length = columns->order_length;
  self->order = columns->order;
  self->order_text = columns->order_text;
  self->product = columns->product;
  self->attributes = columns->attributes;
}

/*
 * clv_import_block_new:
 * @pump: (unowned): where full blocks go
 * @result: (unowned): what is counted
 * @head: what is the same for the run
 * @zone: (nullable): the zone of times without an offset; UTC where %NULL
 *
 * An empty block.
 */
ClvImportBlock *
clv_import_block_new (ClvImportPump       *pump,
                      ClvImportResult     *result,
                      const ClvImportHead *head,
                      GTimeZone           *zone)
{
  ClvImportBlock *self = g_new0 (ClvImportBlock, 1);

  self->pump = pump;
  self->result = result;
  self->customers = head->customers;
  self->zone = zone != NULL ? g_time_zone_ref (zone) : NULL;
  self->zone_cache = zone != NULL ? clv_zone_cache_new (zone) : NULL;

  self->texts = g_new (const char *, CLV_BLOCK_ROWS);
  self->lengths = g_new (guint32, CLV_BLOCK_ROWS);
  self->has_money = head->plan->kind == CLV_IMPORT_KIND_ORDERS;
  if (self->has_money)
    self->has_clock = g_new (guint8, CLV_BLOCK_ROWS);
  if (self->has_money && head->plan->columns[CLV_FIELD_ORDER] != NULL)
    {
      self->has_order = TRUE;
      self->order_at = g_new (gsize, CLV_BLOCK_ROWS);
      self->order_ids = clv_id_set_new ();
    }
  self->n_attributes = head->n_attributes;
  self->n_sets = clv_import_pump_has_helper (pump) ? G_N_ELEMENTS (self->sets) : 1;
  for (guint i = 0; i < self->n_sets; i++)
    columns_init (&self->sets[i], head);
  block_use_set (self, 0);
  self->first_day = G_MAXINT32;
  self->last_day = G_MININT32;

  return self;
}

/*
 * clv_import_block_free:
 */
void
clv_import_block_free (ClvImportBlock *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->zone_cache, clv_zone_cache_free);
  g_free (self->texts);
  g_free (self->lengths);
  g_free (self->has_clock);
  g_free (self->order_at);
  g_clear_pointer (&self->order_ids, clv_id_set_free);
  for (guint i = 0; i < self->n_sets; i++)
    columns_clear (&self->sets[i], self->n_attributes);
  g_free (self);
}

/*
 * clv_import_block_to_utc:
 * @local: seconds as a clock on the wall would count them
 *
 * The same moment in UTC, by the zone of the block.
 */
gint64
clv_import_block_to_utc (ClvImportBlock *self,
                         gint64          local)
{
  return self->zone_cache != NULL ? clv_zone_cache_to_utc (self->zone_cache, local) : local;
}

/*
 * clv_import_block_to_day:
 * @time: in UTC
 *
 * The day that it then is in the zone of the block.
 */
ClvDate
clv_import_block_to_day (ClvImportBlock *self,
                         gint64          time)
{
  return clv_zone_day (self->zone, time);
}

/*
 * clv_import_block_code:
 * @error: return location, %CLV_IMPORT_ERROR_TOO_LARGE
 *
 * Numbers the customers that are still texts.
 */
gboolean
clv_import_block_code (ClvImportBlock  *self,
                       GError         **error)
{
  guint32 from = self->n_coded;
  guint32 largest = 0;

  if (self->n == from)
    return TRUE;

  clv_dictionary_add_many (self->customers, self->n - from, self->texts + from,
                           self->lengths + from, self->customer + from);
  self->n_coded = self->n;
  for (guint32 i = from; i < self->n; i++)
    largest = MAX (largest, self->customer[i]);
  if (largest < CLV_DICTIONARY_FULL)
    return TRUE;

  g_set_error_literal (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_TOO_LARGE,
                       _("The file has more different customers than fit. Nothing was imported. "
                         "Split the file."));
  return FALSE;
}

static void
add_saturated (gint64 *sum,
               gint64  value)
{
  if (__builtin_add_overflow (*sum, value, sum))
    *sum = value > 0 ? G_MAXINT64 : G_MININT64;
}

static ClvDate
local_date (ClvImportBlock *self,
            gint64          time)
{
  return clv_zone_day (self->any_clock ? self->zone : NULL, time);
}

static void
block_count_money (ClvImportBlock *self)
{
  ClvImportResult *result = self->result;
  gint64 first = G_MAXINT64;
  gint64 last = G_MININT64;

  for (guint32 i = 0; i < self->n; i++)
    {
      gint64 amount = self->amount[i];

      add_saturated (&result->net_amount, amount);
      if (amount < 0)
        {
          result->refund_rows++;
          add_saturated (&result->refund_amount, amount);
        }
      first = MIN (first, self->time[i]);
      last = MAX (last, self->time[i]);
    }
  /* Blocks before the first clock hold midnights as written, those after it moments. */
  self->first_day = MIN (self->first_day, local_date (self, first));
  self->last_day = MAX (self->last_day, local_date (self, last));
}

static void
block_settle_clock (ClvImportBlock *self)
{
  guint8 any = 0;

  for (guint32 i = 0; i < self->n; i++)
    any |= self->has_clock[i];
  self->any_clock |= any != 0;
  if (!self->any_clock)
    return;

  for (guint32 i = 0; i < self->n; i++)
    {
      if (!self->has_clock[i])
        self->time[i] = clv_import_block_to_utc (self, self->time[i]);
    }
}

static void
append_order_text (ClvImportBlock *self,
                   guint32         row,
                   gsize           from)
{
  self->order_at[row] = from;
  self->order_length[row] = (guint32) (self->order_text->len - from);
}

/*
 * clv_import_block_set_other_order:
 *
 * The order id of the row at index n, where it is the first of the block or not of
 * the form of the first.
 */
void
clv_import_block_set_other_order (ClvImportBlock *self,
                                  ClvCell         order)
{
  const ClvIdForm *form = &self->order_form;
  gsize from = 0;

  if (self->n == 0)
    {
      clv_id_form_learn (&self->order_form, order.text, order.length);
      /* Behind a point, a single zero would have to be cleaned away. */
      self->has_numbers = clv_id_form_number (form, order.text, order.length,
                                              &self->order_number[0])
                          && (form->prefix_length == 0
                              || form->prefix[form->prefix_length - 1] != '.');
      if (self->has_numbers)
        return;
    }

  for (guint32 i = 0; self->has_numbers && i < self->n; i++)
    {
      from = self->order_text->len;
      clv_id_append (self->order_text, form->prefix, form->prefix_length,
                     form->first_length - form->prefix_length, self->order_number[i]);
      append_order_text (self, i, from);
    }
  self->has_numbers = FALSE;
  from = self->order_text->len;
  g_string_append_len (self->order_text, order.text, order.length);
  append_order_text (self, self->n, from);
}

static void
block_settle_orders (ClvImportBlock *self)
{
  if (self->has_numbers)
    {
      clv_id_set_add_numbers (self->order_ids, &self->order_form, self->n, self->order_number);
      return;
    }

  for (guint32 i = 0; i < self->n; i++)
    {
      self->order[i] = self->order_text->str + self->order_at[i];
      /* A row without an id is an order of its own. */
      self->result->orders += self->order_length[i] == 0;
    }
  clv_id_set_add_many (self->order_ids, self->n, self->order, self->order_length);
}

/*
 * clv_import_block_flush:
 * @error: return location
 *
 * Hands the rows to the sink and starts a new block.
 */
gboolean
clv_import_block_flush (ClvImportBlock  *self,
                        GError         **error)
{
  ClvRowBlock block = { 0 };

  if (!clv_import_block_code (self, error))
    return FALSE;
  if (self->n == 0)
    return TRUE;

  if (self->has_money)
    {
      block_settle_clock (self);
      block_count_money (self);
    }
  if (self->has_order)
    block_settle_orders (self);
  else
    self->result->orders += self->has_money ? self->n : 0;

  block.n_rows = self->n;
  block.customer = self->customer;
  block.time = self->time;
  block.amount = self->amount;
  block.has_clock = self->any_clock;
  if (self->has_order && self->has_numbers)
    {
      memcpy (self->sets[self->set].order_prefix, self->order_form.prefix, CLV_ID_PREFIX_MAX);
      block.order_number = self->order_number;
      block.order_prefix = self->sets[self->set].order_prefix;
      block.order_prefix_length = self->order_form.prefix_length;
      block.order_digits = self->order_form.first_length - self->order_form.prefix_length;
    }
  else
    {
      block.order = self->order;
      block.order_length = self->order_length;
    }
  block.product = self->product;
  block.attributes = (const guint32 **) self->attributes;
  if (!clv_import_pump_add_block (self->pump, &block, error))
    return FALSE;

  block_use_set (self, (self->set + 1) % self->n_sets);
  self->result->rows_kept += self->n;
  if (self->has_order)
    g_string_truncate (self->order_text, 0);
  self->has_numbers = FALSE;
  self->n = 0;
  self->n_coded = 0;

  return TRUE;
}

/*
 * clv_import_block_finish:
 *
 * Completes the result's counts after the last flush.
 */
void
clv_import_block_finish (ClvImportBlock *self)
{
  ClvImportResult *result = self->result;

  result->customers = clv_dictionary_get_n (self->customers);
  if (self->order_ids != NULL)
    result->orders += clv_id_set_get_n (self->order_ids);
  if (self->has_money && self->first_day <= self->last_day)
    {
      result->first_date = self->first_day;
      result->last_date = self->last_day;
    }
}
