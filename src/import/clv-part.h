/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* In place of the name of a part: each of them in turn, a batch each. A plan that is
 * to be run must name one. */
#define CLV_PART_ALL "all"

typedef enum
{
  CLV_CONTAINER_TEXT,
  CLV_CONTAINER_GZIP,
  CLV_CONTAINER_ZIP,   /* of text files */
  CLV_CONTAINER_XLSX,
  CLV_CONTAINER_ODS,
  CLV_CONTAINER_BZIP2,
  CLV_CONTAINER_XZ,
  CLV_CONTAINER_ZSTD
} ClvContainer;

/**
 * ClvPart:
 *
 * One table in a file that can hold several: a sheet of a workbook or a file in
 * a ZIP archive.
 */
typedef struct
{
  char *name;            /* as people see it */
  char *member;          /* where it lies in the archive */
  char *inner;           /* (nullable): sheet of the workbook that the member is */
  ClvContainer book;     /* of which kind that workbook is */
  guint index;           /* of the sheet in its file */
  gint64 n_rows;         /* that are not empty, the header too; -1 where not counted */
  gboolean is_hidden;    /* a sheet that the program does not show */
  gboolean is_table;     /* its first lines look like rows of cells */
} ClvPart;

/**
 * ClvPartList:
 *
 * What a file can hold several of, in the order of its tabs or of the archive.
 * Text and compressed text have no parts.
 */
typedef struct
{
  ClvContainer container;
  GPtrArray *parts;      /* (element-type ClvPart) */
  GPtrArray *members;    /* (nullable) (element-type ClvArchiveMember) */
} ClvPartList;

gboolean     clv_part_is_sheet (const ClvPartList *self,
                                const ClvPart     *part);
ClvPart     *clv_part_new (const char *name);
ClvPart     *clv_part_copy (const ClvPart *self);
void         clv_part_free (ClvPart *self);

ClvPartList *clv_part_list_new (const char  *path,
                                gint64       enough,
                                GError     **error);
void         clv_part_list_free (ClvPartList *self);
gboolean     clv_part_is_candidate (const ClvPartList *self,
                                    const ClvPart     *part);
GPtrArray   *clv_part_list_dup_candidates (const ClvPartList *self);
gboolean     clv_part_list_has (const ClvPartList *self,
                                const char        *name);
gboolean     clv_part_list_choose (const ClvPartList  *self,
                                   const char         *path,
                                   const char         *name,
                                   const ClvPart     **part,
                                   gboolean           *is_open,
                                   GError            **error);
ClvContainer clv_container_from_head (const void *head,
                                      gsize       size);
const char  *clv_container_get_id (ClvContainer container);
gboolean     clv_container_is_workbook (ClvContainer container);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPart, clv_part_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPartList, clv_part_list_free)

G_END_DECLS
