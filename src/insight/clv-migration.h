/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-tiers.h"

G_BEGIN_DECLS

typedef struct
{
  guint date;          /* index of the earlier date */
  guint from;          /* tier index; n_tiers = "New" (not yet a customer) */
  guint to;            /* tier index */
  guint32 customers;
  double value;        /* their value at the later date, major units */
} ClvFlow;

/**
 * ClvMigration:
 *
 * Tiers at two or more as-of dates and who moved between them. At each date the
 * model is fitted and everybody scored on the days up to that date only, so a
 * tier is what would have been said then. Frozen: the first date's fit and
 * cut-offs are kept for all dates.
 */
typedef struct
{
  guint n_dates;
  ClvDate             *dates;
  const ClvTierScheme *scheme;
  gboolean frozen;
  ClvTiers           **tiers;      /* [n_dates] of the customers known then */
  guint32            **codes;      /* [n_dates] transaction codes of those rows */
  GArray              *flows;      /* (element-type ClvFlow) every pair, zero flows left out */
  char                *currency;
} ClvMigration;

ClvMigration *clv_migration_new (ClvTransactions          *transactions,
                                 const ClvModelSpec       *spec,
                                 const ClvValueDefinition *definition,
                                 const ClvTierScheme      *scheme,
                                 const ClvDate            *dates,
                                 guint                     n_dates,
                                 gboolean                  frozen,
                                 const ClvProgress        *progress,
                                 GError                  **error);
void          clv_migration_free (ClvMigration             *self);
/* Three quarter ends that this history can bear, ascending; n may be 0. */
GArray       *clv_migration_suggest_dates (const ClvTransactions *transactions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvMigration, clv_migration_free)

G_END_DECLS
