/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvStatement:
 *
 * A prepared statement borrowed from the workspace's cache. Parameters count
 * from 1, columns from 0. Every value is bound, never pasted into the text.
 * Freeing resets it and gives it back.
 *
 * Holding one holds the workspace's lock, so keep it short.
 */
typedef struct _ClvStatement ClvStatement;

ClvStatement *clv_statement_new (ClvWorkspace  *workspace,
                                 const char    *sql,
                                 GError       **error);
void          clv_statement_free (ClvStatement  *self);
void          clv_statement_bind_int (ClvStatement  *self,
                                      int            parameter,
                                      gint64         value);
void          clv_statement_bind_double (ClvStatement  *self,
                                         int            parameter,
                                         double         value);
/* NULL binds SQL NULL. The text is copied. */
void          clv_statement_bind_text (ClvStatement  *self,
                                       int            parameter,
                                       const char    *value);
/* CLV_DATE_INVALID binds SQL NULL. */
void          clv_statement_bind_date (ClvStatement  *self,
                                       int            parameter,
                                       ClvDate        value);
/* The bytes are lent until the statement is stepped or freed. */
void          clv_statement_bind_blob (ClvStatement  *self,
                                       int            parameter,
                                       gconstpointer  bytes,
                                       gsize          size);
/* Returns TRUE and sets @has_row. */
gboolean      clv_statement_step (ClvStatement  *self,
                                  gboolean      *has_row,
                                  GError       **error);
/* Steps a statement that gives no rows, and resets it for the next binding. */
gboolean      clv_statement_execute (ClvStatement  *self,
                                     GError       **error);
int           clv_statement_get_n_columns (ClvStatement  *self);
gboolean      clv_statement_is_null (ClvStatement  *self,
                                     int            column);
gint64        clv_statement_get_int (ClvStatement  *self,
                                     int            column);
double        clv_statement_get_double (ClvStatement  *self,
                                        int            column);
const char   *clv_statement_get_text (ClvStatement  *self,
                                      int            column);
gconstpointer clv_statement_get_blob (ClvStatement  *self,
                                      int            column,
                                      gsize         *size);

/* The first number of the first row, 0 without one. @texts: (nullable): parameters from
 * 1 on, ended by NULL. */
gboolean      clv_statement_read_int (ClvWorkspace        *workspace,
                                      const char          *sql,
                                      const char * const  *texts,
                                      gint64              *number,
                                      GError             **error);

/* Appends the first number of each row that is left to @numbers (gint64). */
gboolean      clv_statement_read_ints (ClvStatement  *self,
                                       GArray        *numbers,
                                       GError       **error);

/* Transactions: BEGIN IMMEDIATE. clv_workspace_begin() takes the lock that
 * commit or rollback gives back. They nest through savepoints. */
gboolean      clv_workspace_begin (ClvWorkspace  *self,
                                   GError       **error);
gboolean      clv_workspace_commit (ClvWorkspace  *self,
                                    GError       **error);
void          clv_workspace_rollback (ClvWorkspace  *self);
gint64        clv_workspace_get_last_rowid (ClvWorkspace  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvStatement, clv_statement_free)

G_END_DECLS
