/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-error.h"
#include "clv-import.h"
#include "clv-transactions.h"

G_BEGIN_DECLS

/**
 * ClvWorkspace:
 *
 * The one open workspace file (NAME.perennial) and the only door to SQLite.
 *
 * Synchronous calls may come from any thread; a recursive lock lets one in at a
 * time, and a #GCancellable interrupts the statement that runs. A program with
 * a main loop sends its work through clv_workspace_run_async(), which queues it
 * on the workspace's single worker thread.
 *
 * It knows nothing of models; the rooms above keep their own tables through
 * #ClvStatement.
 */
#define CLV_TYPE_WORKSPACE (clv_workspace_get_type ())
G_DECLARE_FINAL_TYPE (ClvWorkspace, clv_workspace, CLV, WORKSPACE, GObject)

typedef enum
{
  CLV_OPEN_READ_WRITE,
  CLV_OPEN_READ_ONLY
} ClvOpenMode;

typedef struct
{
  gint64 id;
  char   *file_name;      /* base name only */
  char   *kind;           /* "orders", "customers" */
  char   *imported_at;    /* ISO 8601, UTC */
  guint64 rows;           /* that this batch added */
  guint64 orders;
  guint64 customers;
  guint64 rejected;
  guint64 changed_orders; /* orders of earlier batches that it replaced */
  gint64 net_amount;
  char   *currency;
  ClvDate first_date;
  ClvDate last_date;
  char   *content_hash;
  char   *plan;           /* ClvImportPlan text */
  gboolean undone;
} ClvBatch;

void          clv_batch_free (ClvBatch            *self);

ClvWorkspace *clv_workspace_create (const char          *path,
                                    const char          *currency,
                                    const char          *time_zone,
                                    GError             **error);
ClvWorkspace *clv_workspace_open (const char          *path,
                                  ClvOpenMode          mode,
                                  GError             **error);
void          clv_workspace_close (ClvWorkspace        *self);
const char   *clv_workspace_get_path (ClvWorkspace        *self);
const char   *clv_workspace_get_currency (ClvWorkspace        *self);
const char   *clv_workspace_get_time_zone (ClvWorkspace        *self);
gboolean      clv_workspace_is_read_only (ClvWorkspace        *self);
/* (nullable): the program version that a file of a newer format asks for. Such
 * a file opens with CLV_OPEN_READ_ONLY alone. */
const char   *clv_workspace_get_needed_version (ClvWorkspace        *self);
/* Random, given at creation; the same in every copy of the file. */
const char   *clv_workspace_get_uuid (ClvWorkspace        *self);
/* Whose login the events of imports and undos carry; "" at first. */
const char   *clv_workspace_get_actor (ClvWorkspace        *self);
void          clv_workspace_set_actor (ClvWorkspace        *self,
                                       const char          *login);

/* (transfer full): "SQLite 3.40.1 (built with 3.40.1)" */
char         *clv_workspace_dup_sqlite_version (void);

/* Settings of this workspace: short texts by name. */
char         *clv_workspace_dup_setting (ClvWorkspace        *self,
                                         const char          *name);
gboolean      clv_workspace_set_setting (ClvWorkspace        *self,
                                         const char          *name,
                                         const char          *value,
                                         GError             **error);

/* Import: one batch, one transaction. A dry run writes nothing. */
ClvImportResult *clv_workspace_import (ClvWorkspace        *self,
                                       const char          *path,
                                       const ClvImportPlan *plan,
                                       const char          *rejects_path,
                                       gboolean             dry_run,
                                       const ClvProgress   *progress,
                                       GError             **error);
gboolean      clv_workspace_try_import (ClvWorkspace        *self,
                                        const char          *path,
                                        const ClvImportPlan *fixed,
                                        guint                fixed_topics,
                                        const char          *rejects_path,
                                        gboolean             dry_run,
                                        const ClvProgress   *progress,
                                        ClvImportPlan      **plan,
                                        ClvImportResult    **result,
                                        GError             **error);
GPtrArray    *clv_workspace_list_batches (ClvWorkspace        *self,
                                          GError             **error);
gboolean      clv_workspace_undo_batch (ClvWorkspace        *self,
                                        gint64               batch,
                                        guint64             *removed_orders,
                                        GError             **error);

/* Everything imported and not undone or replaced, as immutable columns. Cached:
 * the same reference comes back until the next import or undo. */
ClvTransactions *clv_workspace_load_transactions (ClvWorkspace      *self,
                                                  const ClvProgress *progress,
                                                  GError           **error);
/* The hash of the active data without loading it; equal for equal content. */
char         *clv_workspace_dup_data_hash (ClvWorkspace        *self,
                                           GError             **error);
/* Recomputes every segment's digest from its bytes: FALSE + error names the
 * first batch that differs. */
gboolean      clv_workspace_verify_data (ClvWorkspace        *self,
                                         const ClvProgress   *progress,
                                         GError             **error);
/* PRAGMA integrity_check and foreign_key_check, and the fingerprint of triggers
 * and views. */
gboolean      clv_workspace_verify_file (ClvWorkspace        *self,
                                         GError             **error);

/* Runs @func on the workspace's worker thread; @func gives its result with
 * g_task_return_… on the task it is handed. */
void          clv_workspace_run_async (ClvWorkspace        *self,
                                       GTask               *task,
                                       GTaskThreadFunc      func);

/**
 * ClvWorkspace::changed:
 *
 * Data, fits, definitions or the ledger changed through this object. Emitted on
 * the main context. @what is one of "data", "fit", "definition", "score",
 * "ledger", "setting".
 */
void          clv_workspace_emit_changed (ClvWorkspace        *self,
                                          const char          *what);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvBatch, clv_batch_free)

G_END_DECLS
