/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-date.h"
#include "clv-id-form.h"
#include "clv-import-pump.h"
#include "clv-zone-cache.h"

G_BEGIN_DECLS

typedef struct _ClvIdSet ClvIdSet;

/**
 * ClvBlockColumns:
 *
 * What is lent to the sink. With a helper there is one to be filled beside those
 * that are on their way. A column of ClvRowBlock that is kept anywhere else would
 * change while it is being written.
 */
typedef struct
{
  guint32 *customer;
  gint64 *time;             /* (nullable), as all that follow */
  gint64 *amount;
  guint64 *order_number;
  guint32 *order_length;
  const char **order;
  GString *order_text;
  char order_prefix[CLV_ID_PREFIX_MAX];
  guint32 *product;
  guint32 **attributes;
} ClvBlockColumns;

/**
 * ClvImportBlock:
 *
 * The rows being gathered for the sink, and what is counted over them. Rows are
 * put at index @n and then counted in; customers of the rows from @n_coded on
 * are still texts. Order ids are numbers as long as all of the block have the
 * form and the length of its first; with the first other one all become texts.
 */
typedef struct
{
  ClvImportPump *pump;
  ClvImportResult *result;
  ClvDictionary *customers;
  GTimeZone *zone;
  ClvZoneCache *zone_cache; /* (nullable): of @zone */

  ClvBlockColumns sets[CLV_PUMP_BLOCKS + 1];
  guint n_sets;
  guint set;                /* the one that is being filled; its pointers are below */

  guint32 n;
  guint32 n_coded;
  const char **texts;
  guint32 *lengths;
  guint32 *customer;
  gint64 *time;
  gint64 *amount;
  guint8 *has_clock;        /* a row: else the time is a midnight as written */
  gboolean any_clock;       /* once a row of the file had one, all blocks do */
  gboolean has_money;       /* kind "orders" */

  gboolean has_order;
  gboolean has_numbers;     /* the order ids of the block are numbers so far */
  ClvIdForm order_form;
  guint64 *order_number;
  gsize *order_at;          /* in @order_text */
  guint32 *order_length;
  const char **order;
  GString *order_text;
  ClvIdSet *order_ids;

  guint32 *product;         /* (nullable) */
  guint n_attributes;
  guint32 **attributes;     /* (nullable) */
  ClvDate first_day;        /* of the rows so far, in the zone of the block */
  ClvDate last_day;
} ClvImportBlock;

ClvImportBlock *clv_import_block_new (ClvImportPump       *pump,
                                      ClvImportResult     *result,
                                      const ClvImportHead *head,
                                      GTimeZone           *zone);
void            clv_import_block_free (ClvImportBlock  *self);
gboolean        clv_import_block_code (ClvImportBlock  *self,
                                       GError         **error);
gboolean        clv_import_block_flush (ClvImportBlock  *self,
                                        GError         **error);
gint64          clv_import_block_to_utc (ClvImportBlock *self,
                                         gint64          local);
ClvDate         clv_import_block_to_day (ClvImportBlock *self,
                                         gint64          time);
void            clv_import_block_finish (ClvImportBlock *self);
void            clv_import_block_set_other_order (ClvImportBlock *self,
                                                  ClvCell         order);

/* The row at index n is complete but for its customer, which lasts until
 * clv_import_block_code(). */
static inline void
clv_import_block_add (ClvImportBlock *self,
                      ClvCell         customer)
{
  self->texts[self->n] = customer.text;
  self->lengths[self->n] = customer.length;
  self->n++;
}

/* The order id of the row at index n, where it is like the first of the block.
 * Such a one needs no cleaning. */
static inline gboolean
clv_import_block_set_numbered_order (ClvImportBlock *self,
                                     ClvCell         order)
{
  return G_LIKELY (self->has_numbers) && order.length == self->order_form.first_length
         && clv_id_form_number (&self->order_form, order.text, order.length,
                                &self->order_number[self->n]);
}

/* The order id of the row at index n. */
static inline void
clv_import_block_set_order (ClvImportBlock *self,
                            ClvCell         order)
{
  if (!clv_import_block_set_numbered_order (self, order))
    clv_import_block_set_other_order (self, order);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvImportBlock, clv_import_block_free)

G_END_DECLS
