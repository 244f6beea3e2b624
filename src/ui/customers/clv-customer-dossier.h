/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customer-data.h"
#include "clv-job-runner.h"

G_BEGIN_DECLS

/**
 * ClvCustomerDossier:
 *
 * What takes reading to know of one customer: their purchases and who is like
 * them. Immutable, reference counted.
 */
typedef struct
{
  GArray *purchases;    /* (element-type ClvPurchase) */
  GArray *alike;        /* (element-type guint32): rows, the most similar first */
  gint ref_count;
} ClvCustomerDossier;

/* Whom to read of. */
typedef struct
{
  ClvCustomerData *data;
  guint32 row;
} ClvCustomerQuestion;

ClvCustomerQuestion *clv_customer_question_new (ClvCustomerData *data,
                                                guint32          row);
void                 clv_customer_question_free (ClvCustomerQuestion *self);
/* A ClvJobFunc; @input is a #ClvCustomerQuestion. */
gpointer             clv_customer_dossier_read (ClvWorkspace       *workspace,
                                                gpointer            input,
                                                const ClvProgress  *progress,
                                                GError            **error);
ClvCustomerDossier  *clv_customer_dossier_ref (ClvCustomerDossier *self);
void                 clv_customer_dossier_unref (ClvCustomerDossier *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCustomerDossier, clv_customer_dossier_unref)

G_END_DECLS
