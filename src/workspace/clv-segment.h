/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The coding of one column of up to 65,536 values as bytes. Private to this
 * room. */

#define CLV_SEGMENT_ROWS 65536

typedef enum
{
  CLV_SEGMENT_CUSTOMER = 1,
  CLV_SEGMENT_TIME = 2,
  CLV_SEGMENT_AMOUNT = 3,
  CLV_SEGMENT_ORDER = 4,
  CLV_SEGMENT_PRODUCT = 5,
  CLV_SEGMENT_ATTRIBUTE = 16  /* + number of the attribute */
} ClvSegmentField;

/**
 * ClvSegmentView:
 *
 * A coded column, checked against its size, over bytes that it does not own.
 */
typedef struct
{
  guint field;
  guint kind;
  guint width;
  guint32 n;
  gint64 base;
  guint64 scale;
  gboolean has_clock;
  guint digits;
  guint prefix_length;
  guint32 text_size;
  const guint8 *prefix;
  const guint8 *packed;
  const guint8 *text;
} ClvSegmentView;

/* Each replaces the content of @out. */
void     clv_segment_encode_ints (GByteArray   *out,
                                  guint         field,
                                  guint32       n,
                                  const gint64 *values);
void     clv_segment_encode_times (GByteArray   *out,
                                   guint32       n,
                                   const gint64 *values,
                                   gboolean      has_clock);
/* Says of coded integers that they are times with a clock. */
void     clv_segment_set_clock (GByteArray *coded,
                                gboolean    has_clock);
void     clv_segment_encode_codes (GByteArray    *out,
                                   guint          field,
                                   guint32        n,
                                   const guint32 *codes,
                                   gboolean       may_be_none);
void     clv_segment_encode_numbered (GByteArray   *out,
                                      guint         field,
                                      guint32       n,
                                      const gint64 *numbers,
                                      const char   *prefix,
                                      guint32       prefix_length,
                                      guint         digits);
void     clv_segment_encode_texts (GByteArray         *out,
                                   guint               field,
                                   guint32             n,
                                   const char * const *texts,
                                   const guint32      *lengths);

gboolean clv_segment_view (ClvSegmentView *self,
                           gconstpointer   bytes,
                           gsize           size,
                           guint           field);
void     clv_segment_get_offsets (const ClvSegmentView *self,
                                  guint32               start,
                                  guint32               n,
                                  guint64              *offsets);
void     clv_segment_get_ints (const ClvSegmentView *self,
                               gint64               *values);
void     clv_segment_get_codes (const ClvSegmentView *self,
                                gboolean              may_be_none,
                                guint32              *codes);
/* Whether texts are a prefix and a number. */
gboolean clv_segment_is_numbered (const ClvSegmentView *self);
gboolean clv_segment_measure_texts (const ClvSegmentView *self,
                                    gsize                *size);
void     clv_segment_write_texts (const ClvSegmentView *self,
                                  char                 *out,
                                  guint32               from,
                                  guint32              *ends);
gboolean clv_segment_append_texts (const ClvSegmentView *self,
                                   GByteArray           *heap);

G_END_DECLS
