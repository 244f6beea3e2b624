/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a number format makes of a number. */
typedef enum
{
  CLV_FORMAT_NUMBER,
  CLV_FORMAT_DATE,
  CLV_FORMAT_TIME,
  CLV_FORMAT_DATE_TIME
} ClvFormatKind;

ClvFormatKind clv_format_kind_from_id (guint id);
ClvFormatKind clv_format_kind_from_code (const char *code,
                                         gsize       length);
void          clv_sheet_append_number (GString    *out,
                                       const char *text);
void          clv_sheet_append_serial (GString       *out,
                                       const char    *text,
                                       ClvFormatKind  kind,
                                       gboolean       is_1904);
void          clv_sheet_append_iso (GString    *out,
                                    const char *text,
                                    gsize       length);
gboolean      clv_sheet_append_duration (GString    *out,
                                         const char *text,
                                         gsize       length);
void          clv_sheet_append_text (GString    *out,
                                     const char *text,
                                     gsize       length);

G_END_DECLS
