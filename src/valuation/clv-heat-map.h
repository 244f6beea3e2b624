/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"

G_BEGIN_DECLS

/**
 * ClvAgeGroup:
 *
 * Customers whose first purchase is about equally long ago.
 */
typedef struct
{
  gint32 from_days;    /* age of the youngest */
  gint32 to_days;      /* age of the oldest */
  gint32 middle_days;  /* half of them are at most as old */
  guint32 n;
} ClvAgeGroup;

/**
 * ClvHeatMap:
 *
 * What a fit says of customers of one age by the number of their repeat purchases
 * (rows) and the time since the last purchase (columns), and how many of the user's
 * customers are where. Times are in the fit's unit. A cell that nobody can be in, such
 * as a last purchase long before the end of somebody who bought once at the start, is
 * not a number.
 *
 * Row i is of @x_from … @x_to repeat purchases, computed at @x_from; the last may be
 * open, @x_to = G_MAXUINT32. Column k is of @since_from … @since_to, computed at
 * @since; who bought once has bought at the start, which is the last column.
 */
typedef struct
{
  ClvAgeGroup group;
  double age;             /* of the group's middle, at which everything is computed */
  double horizon;
  int unit_days;
  gboolean is_whole;      /* times are occasions: @since_to is within the column */
  guint n_rows;
  guint n_columns;
  guint32 *x_from;
  guint32 *x_to;
  double *since_from;
  double *since_to;
  double *since;
  double *p_active;       /* [n_rows × n_columns] row by row */
  double *expected;       /* purchases within the horizon */
  guint32 *customers;
} ClvHeatMap;

/* (element-type ClvAgeGroup) (transfer full): at most @n, youngest first; empty where
 * nobody is a day old. */
GArray     *clv_heat_map_list_ages (const ClvCustomers *customers,
                                    guint               n);
/* Whether a fit's kind knows a probability of being active by history. */
gboolean    clv_heat_map_is_possible (const ClvFit *fit);
ClvHeatMap *clv_heat_map_new (const ClvFit       *fit,
                              const ClvCustomers *customers,
                              const ClvAgeGroup  *group,
                              int                 horizon_days);
void        clv_heat_map_free (ClvHeatMap         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvHeatMap, clv_heat_map_free)

G_END_DECLS
