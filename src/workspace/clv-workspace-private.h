/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "clv-workspace.h"
#include "clv-statement.h"

G_BEGIN_DECLS

#define CLV_APPLICATION_ID 0x50524e4c /* "PRNL" */
#define CLV_LEDGER_GENESIS "0000000000000000000000000000000000000000000000000000000000000000"

struct _ClvWorkspace
{
  GObject parent_instance;

  sqlite3         *db;              /* NULL once closed */
  char            *path;
  char            *name;            /* base name for sentences */
  char            *currency;
  char            *time_zone;
  char            *uuid;
  char            *needed_version;  /* of the program, where the file is newer */
  const char      *actor;           /* interned; set and read atomically */
  gboolean is_read_only;

  GRecMutex lock;                   /* over everything below and the connection */
  GHashTable      *statements;      /* SQL text → idle sqlite3_stmt */
  guint depth;                      /* of nested transactions */
  gboolean anchor_is_stale;         /* events wait for their commit */
  ClvTransactions *cached;

  GThreadPool     *pool;            /* one exclusive thread, made when first needed */
  GThread         *worker;
  GMutex changed_lock;
  GMutex pool_lock;                 /* over pool alone; never held while work runs */
  GHashTable      *changed;         /* set of names whose emission is queued */
};

/* clv-connection.c */
#define CLV_CONNECTION_CACHE "-8192" /* KiB, for PRAGMA cache_size */

sqlite3 *clv_connection_open (const char   *path,
                              int           flags,
                              GError      **error);
gboolean clv_connection_execute (sqlite3      *db,
                                 const char   *name,
                                 const char   *sql,
                                 GError      **error);
void     clv_connection_set_error (sqlite3      *db,
                                   int           code,
                                   const char   *name,
                                   GError      **error);
gboolean clv_connection_inspect (const char   *path,
                                 int          *user_version,
                                 GError      **error);
void     clv_connection_push_cancellable (GCancellable  *cancellable,
                                          GCancellable **previous);
void     clv_connection_pop_cancellable (GCancellable *previous);
GCancellable *clv_connection_get_cancellable (void);

/* clv-schema.c */
int      clv_schema_get_version (void);
gboolean clv_schema_migrate (sqlite3     *db,
                             const char  *name,
                             int          from,
                             int          to,
                             GError     **error);
char    *clv_schema_dup_fingerprint (sqlite3     *db,
                                     gboolean     all,
                                     GError     **error);
char    *clv_schema_dup_computed (int          version,
                                  gboolean     all,
                                  GError     **error);
char    *clv_schema_dup_expected (int          version,
                                  GError     **error);

/* clv-statement.c */
gboolean clv_workspace_begin_read (ClvWorkspace  *self,
                                   GError       **error);

/* clv-ledger.c */
void     clv_ledger_keep_anchor (ClvWorkspace *workspace);

/* clv-transactions-table.c */
int      clv_transactions_table_register (ClvWorkspace *workspace);

G_END_DECLS
