/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

/* What kind of business is invented. */
typedef enum
{
  CLV_SAMPLE_RETAIL,  /* many customers, small orders: see clv-sample-shop.h */
  CLV_SAMPLE_SAAS,    /* subscriptions that are renewed or end, and what is done with them */
  CLV_SAMPLE_B2B,     /* few accounts, large and regular orders */
  CLV_N_SAMPLES
} ClvSampleKind;

const char *clv_sample_kind_get_id (ClvSampleKind kind);       /* "retail" … */
gboolean    clv_sample_kind_from_id (const char    *id,
                                     ClvSampleKind *kind);
/* Writes the files of an invented business, orders first, into @folder, which is created
 * where missing. The same bytes for the same number and seed. */
gboolean    clv_sample_write_csv (ClvSampleKind       kind,
                                  const char         *folder,
                                  guint               n_customers,
                                  guint64             seed,
                                  GPtrArray         **files,
                                  const ClvProgress  *progress,
                                  GError            **error);
/* A new workspace with those files imported through the ordinary importer, and a value
 * definition. Leaves no file behind where it fails. */
gboolean    clv_sample_create_workspace (ClvSampleKind       kind,
                                         const char         *path,
                                         guint               n_customers,
                                         guint64             seed,
                                         const ClvProgress  *progress,
                                         GError            **error);

G_END_DECLS
