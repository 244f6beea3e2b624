/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-sheet-value.h"
#include "clv-xml.h"

G_BEGIN_DECLS

/* A cell longer than this is cut: the programs stop at 32,767 characters. */
#define CLV_XLSX_TEXT_MAX (1024 * 1024)

typedef struct
{
  char *name;
  char *relation;
  char *member;          /* (nullable): not a sheet of cells */
  gboolean is_hidden;
} ClvXlsxSheet;

/**
 * ClvXlsxBook:
 *
 * What the sheets of an Office Open XML workbook share: their list, strings,
 * number formats and calendar.
 */
typedef struct
{
  char *path;
  GPtrArray *members;    /* (element-type ClvArchiveMember) */
  GPtrArray *sheets;     /* (element-type ClvXlsxSheet) */
  char *workbook;        /* members */
  char *strings_member;  /* (nullable) */
  char *styles_member;   /* (nullable) */
  gboolean is_1904;

  GArray *formats;       /* of guint8: ClvFormatKind by cell style */
  GString *strings;      /* shared strings as far as they are loaded, as cells of
                          * comma-separated text */
  GArray *string_ends;   /* of guint32 */
  struct _ClvXlsxStrings *source;  /* (nullable): where further ones come from */
} ClvXlsxBook;

ClvXlsxBook  *clv_xlsx_book_new (const char  *path,
                                 GPtrArray   *members,
                                 GError     **error);
void          clv_xlsx_book_free (ClvXlsxBook *self);
gboolean      clv_xlsx_book_load (ClvXlsxBook  *self,
                                  GError      **error);
gboolean      clv_xlsx_book_check (ClvXlsxBook  *self,
                                   GError      **error);
const char   *clv_xlsx_book_get_string (ClvXlsxBook *self,
                                        const char  *number,
                                        gsize       *length,
                                        GError     **error);
ClvFormatKind clv_xlsx_book_get_format (const ClvXlsxBook *self,
                                        guint              style);
void          clv_xlsx_append_text (GString *out,
                                    GString *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvXlsxBook, clv_xlsx_book_free)

G_END_DECLS
