/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-backtest.h"
#include "clv-hash.h"
#include "clv-hybrid.h"
#include "clv-score-set-private.h"

G_BEGIN_DECLS

/* Private to the room. */

/* clv-hybrid.c */
gboolean      clv_hybrid_check (const ClvTransactions *transactions,
                                GError               **error);
ClvCustomers *clv_hybrid_new_subscribers (const ClvCustomers *customers,
                                          const ClvModelSpec *contract,
                                          const ClvProgress  *progress,
                                          GError            **error);
/* Where they end with the contract: seen until its end and no longer. */
ClvCustomers *clv_hybrid_new_orders (ClvCustomers       *customers,
                                     ClvOpportunity      period,
                                     gboolean            ends_with_contract,
                                     const ClvProgress  *progress,
                                     GError            **error);
gboolean      clv_hybrid_measure (ClvHybridFacts     *self,
                                  const ClvCustomers *customers,
                                  ClvOpportunity      period,
                                  const ClvProgress  *progress,
                                  GError            **error);
gboolean      clv_hybrid_facts_show_end (const ClvHybridFacts *self);

/* clv-hybrid-fit.c */
const ClvModelKind *clv_hybrid_get_kind (const ClvModelSpec *spec);
gboolean clv_hybrid_check_spec (const ClvModelSpec *spec,
                                GError            **error);
ClvModelSpec *clv_hybrid_new_spec (const ClvModelSpec *spec,
                                   gboolean            of_contract);
ClvFit *clv_hybrid_fit_new (const ClvModelSpec *spec,
                            ClvCustomers       *customers,
                            const ClvProgress  *progress,
                            GError            **error);
void    clv_hybrid_bind (ClvFit *fit);
void    clv_hybrid_free (ClvHybrid *self);

/* clv-hybrid-score.c */
ClvScoreSet *clv_hybrid_score (const ClvFit             *fit,
                               const ClvValueDefinition *definition,
                               ClvCustomers             *customers,
                               const ClvProgress        *progress,
                               GError                  **error);
double       clv_hybrid_p_active_at (const ClvScoreSet *self,
                                     const ClvFit      *fit,
                                     guint32            row,
                                     int                days);
void         clv_hybrid_scores_free (ClvHybridScores *self);
void         clv_hybrid_fill (ClvScoreSet              *self,
                              const ClvFit             *fit,
                              const ClvValueDefinition *definition,
                              ClvScoreTotals           *totals);
gboolean     clv_hybrid_map_rows (ClvHybridScores *self,
                                  guint32          n);

/* clv-hybrid-backtest.c */
gboolean     clv_hybrid_backtest (ClvBacktest        *self,
                                  ClvTransactions    *transactions,
                                  const ClvModelSpec *spec,
                                  const ClvProgress  *progress,
                                  GError            **error);

ClvTransactions *clv_hybrid_join_rows (const ClvTransactions *transactions);
gboolean     clv_hybrid_recount (ClvBacktest        *self,
                                 ClvTransactions    *transactions,
                                 const ClvProgress  *progress,
                                 GError            **error);

typedef enum
{
  CLV_HYBRID_YEARS,         /* discounted, in which both are active */
  CLV_HYBRID_ORDERS,        /* expected */
  CLV_HYBRID_DISCOUNTED,
  CLV_HYBRID_LO,            /* quantiles of the margin of both */
  CLV_HYBRID_HI,
  CLV_HYBRID_SHARED
} ClvHybridShared;

/* clv-hybrid-store.c: everything that is stored of the scores but the names. */
typedef gboolean (*ClvHybridBlobFunc) (const char   *name,
                                       guint32       seq,
                                       gconstpointer bytes,
                                       gsize         size,
                                       gpointer      user_data);

gboolean clv_hybrid_scores_visit (const ClvScoreSet *self,
                                  ClvHybridBlobFunc  visit,
                                  gpointer           user_data);
char    *clv_hybrid_scores_digest (const ClvScoreSet *self);
void     clv_hybrid_scores_add_sizes (const ClvScoreSet *self,
                                      GString           *text);
gboolean clv_hybrid_scores_read_sizes (ClvScoreSet *self,
                                       GHashTable  *fields,
                                       gint64       n);
gboolean clv_hybrid_scores_read_blob (ClvScoreSet  *self,
                                      const char   *name,
                                      guint32       seq,
                                      gconstpointer bytes,
                                      gsize         size);
gboolean clv_hybrid_scores_finish (ClvScoreSet              *self,
                                   const ClvFit             *fit,
                                   const ClvValueDefinition *definition,
                                   ClvScoreTotals           *totals);

G_END_DECLS
