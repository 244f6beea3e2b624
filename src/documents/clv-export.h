/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-governance.h"
#include "clv-tiers.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_EXPORT_SCORES,       /* one row a customer; needs an open gate */
  CLV_EXPORT_AUDIENCE,     /* ids of the customers of some tiers; needs an open gate */
  CLV_EXPORT_TRANSACTIONS, /* what was imported; no gate: these are the user's own data */
} ClvExportKind;

typedef enum
{
  CLV_EXPORT_CSV,
  CLV_EXPORT_XLSX
} ClvExportFormat;

typedef struct
{
  guint64 rows;
  char   *sha256;
  char   *manifest;  /* path of FILE.manifest.json */
} ClvExportResult;

/* Writes @path and its manifest through temporary files, so that a failure
 * leaves neither. Cells that a spreadsheet would evaluate get a leading quote.
 *
 * @tiers: bit set of tier indexes of @scheme for an audience, else ignored
 * @columns: (nullable) (array zero-terminated): which columns, in this order */
ClvExportResult *clv_export_run (ClvWorkspace        *workspace,
                                 ClvExportKind        kind,
                                 const char          *path,
                                 ClvExportFormat      format,
                                 const char * const  *columns,
                                 const ClvTierScheme *scheme,
                                 guint                tiers,
                                 const char          *acting,
                                 const char          *today,
                                 const ClvProgress   *progress,
                                 GError             **error);
void             clv_export_result_free (ClvExportResult     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvExportResult, clv_export_result_free)

G_END_DECLS
