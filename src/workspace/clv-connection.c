/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clv-workspace-private.h"

/* How a file is looked at before SQLite sees it, how a connection is hardened,
 * and what SQLite's result codes mean to a person. */

#define BUSY_MILLISECONDS 5000
#define PROGRESS_STEPS 4000
#define HEADER_BYTES 100

static GPrivate current_cancellable = G_PRIVATE_INIT (NULL);

/* The statements that this thread runs from now on stop when @cancellable is
 * cancelled. Pair with clv_connection_pop_cancellable(). */
void
clv_connection_push_cancellable (GCancellable  *cancellable,
                                 GCancellable **previous)
{
  *previous = g_private_get (&current_cancellable);
  if (cancellable != NULL)
    g_private_set (&current_cancellable, cancellable);
}

/* (nullable) (unowned): what stops the statements of this thread. */
GCancellable *
clv_connection_get_cancellable (void)
{
  return g_private_get (&current_cancellable);
}

void
clv_connection_pop_cancellable (GCancellable *previous)
{
  g_private_set (&current_cancellable, previous);
}

static int
progress_cb (gpointer data)
{
  GCancellable *cancellable = g_private_get (&current_cancellable);

  return cancellable != NULL && g_cancellable_is_cancelled (cancellable);
}

static void
set_full_error (const char  *name,
                GError     **error)
{
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FULL,
               _("The disk that holds “%s” is full. Nothing was changed. Make room and try again."),
               name);
}

static void
set_damaged_error (const char  *name,
                   GError     **error)
{
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
               _("“%s” is damaged and cannot be read. It was not changed. Restore a backup of it."),
               name);
}

static void
set_not_a_workspace_error (const char  *name,
                           GError     **error)
{
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_A_WORKSPACE,
               _("“%s” is not a Perennial workspace. It was not changed. Choose another file."),
               name);
}

static void
set_constraint_error (sqlite3     *db,
                      GError     **error)
{
  int extended = sqlite3_extended_errcode (db);
  const char *message = sqlite3_errmsg (db);

  if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY
      || extended == SQLITE_CONSTRAINT_ROWID)
    g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_EXISTS,
                 _("This is there already (%s). Nothing was changed."), message);
  else if (extended == SQLITE_CONSTRAINT_TRIGGER)
    /* The guards of the schema speak in sentences. */
    g_set_error_literal (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED, _(message));
  else
    g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                 _("The workspace does not accept this (%s). Nothing was changed."), message);
}

static void
set_io_error (sqlite3     *db,
              const char  *name,
              GError     **error)
{
  int number = sqlite3_system_errno (db);

  if (number == ENOSPC || number == EDQUOT)
    set_full_error (name, error);
  else if (sqlite3_extended_errcode (db) == SQLITE_IOERR_SHORT_READ
           || sqlite3_extended_errcode (db) == SQLITE_IOERR_CORRUPTFS)
    set_damaged_error (name, error);
  else
    g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                 _("“%s” could not be read or written (%s). Nothing was changed. "
                   "See that the disk is connected and try again."),
                 name, number != 0 ? g_strerror (number) : sqlite3_errmsg (db));
}

/* Turns the result @code of the last call on @db into a sentence about the file
 * @name. */
void
clv_connection_set_error (sqlite3     *db,
                          int          code,
                          const char  *name,
                          GError     **error)
{
  switch (code & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_BUSY,
                   _("Another program is using “%s”. Nothing was changed. "
                     "Close the other program or try again later."), name);
      break;
    case SQLITE_FULL:
      set_full_error (name, error);
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_READ_ONLY,
                   _("“%s” is open for reading only. Nothing was changed. "
                     "Get the right to write the file and its folder, and open it again."), name);
      break;
    case SQLITE_CANTOPEN:
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_READ_ONLY,
                   _("“%s” or its folder cannot be opened (%s). Nothing was changed. "
                     "Get the right to read and write them."),
                   name, g_strerror (sqlite3_system_errno (db)));
      break;
    case SQLITE_CORRUPT:
      set_damaged_error (name, error);
      break;
    case SQLITE_NOTADB:
      set_not_a_workspace_error (name, error);
      break;
    case SQLITE_IOERR:
      set_io_error (db, name, error);
      break;
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           _("The work was cancelled. Nothing was changed."));
      break;
    case SQLITE_CONSTRAINT:
      set_constraint_error (db, error);
      break;
    case SQLITE_TOOBIG:
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                   _("A text or a table is too large for “%s”. Nothing was changed."), name);
      break;
    default:
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                   _("“%s” reports: %s. Nothing was changed."), name, sqlite3_errmsg (db));
      break;
    }
}

/* Runs one or more statements that give no rows. */
gboolean
clv_connection_execute (sqlite3     *db,
                        const char  *name,
                        const char  *sql,
                        GError     **error)
{
  int code = sqlite3_exec (db, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;

  clv_connection_set_error (db, code, name, error);
  return FALSE;
}

static guint32
read_big_endian (const guint8 *bytes)
{
  return ((guint32) bytes[0] << 24) | ((guint32) bytes[1] << 16)
         | ((guint32) bytes[2] << 8) | bytes[3];
}

/* A header that promises more pages than there are is a file cut short, unless
 * a journal waits to put it right. */
static gboolean
size_is_plausible (const char   *path,
                   const guint8 *header,
                   goffset       size)
{
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  guint32 page_size = ((guint32) header[16] << 8) | header[17];
  GStatBuf status;

  if (g_stat (journal, &status) == 0 && status.st_size > 0)
    return TRUE;
  if (page_size == 1)
    page_size = 65536;
  if (page_size < 512 || (page_size & (page_size - 1)) != 0)
    return FALSE;
  return (guint64) read_big_endian (header + 28) * page_size <= (guint64) size;
}

static gboolean
read_header (const char   *path,
             const char   *name,
             guint8        header[HEADER_BYTES],
             gssize       *n_read,
             goffset      *size,
             GError      **error)
{
  GStatBuf status;
  int fd = -1;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_A_WORKSPACE,
                   _("“%s” is a folder. Choose a workspace file in it."), name);
      return FALSE;
    }
  /* A pipe or device must not block the program. */
  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (fd < 0 || fstat (fd, &status) != 0)
    {
      int number = errno;

      g_set_error (error, CLV_WORKSPACE_ERROR,
                   number == ENOENT ? CLV_WORKSPACE_ERROR_NOT_FOUND
                                    : CLV_WORKSPACE_ERROR_READ_ONLY,
                   _("“%s” cannot be opened: %s."), name, g_strerror (number));
      if (fd >= 0)
        close (fd);
      return FALSE;
    }

  *size = status.st_size;
  *n_read = S_ISREG (status.st_mode) ? read (fd, header, HEADER_BYTES) : 0;
  close (fd);
  return TRUE;
}

/* Looks at the first hundred bytes without SQLite: so that a foreign file is
 * never opened by it, let alone written. */
gboolean
clv_connection_inspect (const char  *path,
                        int         *user_version,
                        GError     **error)
{
  g_autofree char *name = g_path_get_basename (path);
  guint8 header[HEADER_BYTES] = { 0, };
  gssize n_read = 0;
  goffset size = 0;

  if (!read_header (path, name, header, &n_read, &size, error))
    return FALSE;
  if (n_read == 0)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_A_WORKSPACE,
                   _("“%s” is empty. Choose another file or restore a backup of it."), name);
      return FALSE;
    }
  if (memcmp (header, "SQLite format 3", MIN (n_read, 16)) != 0)
    {
      set_not_a_workspace_error (name, error);
      return FALSE;
    }
  if (n_read < HEADER_BYTES)
    {
      set_damaged_error (name, error);
      return FALSE;
    }
  if (read_big_endian (header + 68) != CLV_APPLICATION_ID)
    {
      set_not_a_workspace_error (name, error);
      return FALSE;
    }
  if (!size_is_plausible (path, header, size))
    {
      set_damaged_error (name, error);
      return FALSE;
    }

  *user_version = (int) read_big_endian (header + 60);
  return TRUE;
}

/* What a hostile file may make SQLite do. */
static void
harden (sqlite3 *db)
{
  static const struct { int id; int value; } limits[] = {
    { SQLITE_LIMIT_LENGTH, 256 * 1024 * 1024 },
    { SQLITE_LIMIT_SQL_LENGTH, 1000000 },
    { SQLITE_LIMIT_COLUMN, 200 },
    { SQLITE_LIMIT_EXPR_DEPTH, 200 },
    { SQLITE_LIMIT_COMPOUND_SELECT, 50 },
    { SQLITE_LIMIT_ATTACHED, 1 },
    { SQLITE_LIMIT_TRIGGER_DEPTH, 20 },
    { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000 },
  };
  guint i;

  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  for (i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (db, limits[i].id, limits[i].value);
}

/* Opens @path with @flags of sqlite3_open_v2(), hardened and with the pragmas
 * that every connection of ours has. */
sqlite3 *
clv_connection_open (const char  *path,
                     int          flags,
                     GError     **error)
{
  g_autofree char *name = g_path_get_basename (path);
  sqlite3 *db = NULL;
  int code = 0;

  code = sqlite3_open_v2 (path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
                          | SQLITE_OPEN_PRIVATECACHE, NULL);
  if (code != SQLITE_OK)
    {
      clv_connection_set_error (db, code, name, error);
      sqlite3_close (db);
      return NULL;
    }

  harden (db);
  sqlite3_busy_timeout (db, BUSY_MILLISECONDS);
  sqlite3_progress_handler (db, PROGRESS_STEPS, progress_cb, NULL);
  if (!clv_connection_execute (db, name,
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA secure_delete = ON;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA mmap_size = 0;"
                               "PRAGMA cache_size = " CLV_CONNECTION_CACHE ";", error)
      || ((flags & SQLITE_OPEN_READWRITE) != 0
          && !clv_connection_execute (db, name, "PRAGMA journal_mode = TRUNCATE;", error)))
    {
      sqlite3_close (db);
      return NULL;
    }
  return db;
}
