/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-csv-reader.h"
#include "clv-detection.h"

G_BEGIN_DECLS

/**
 * ClvDetector:
 *
 * Gathers what a file says about itself and decides from that how to read it. It
 * either reads the file, or watches an import that reads it anyway. Private to
 * this room.
 */
typedef struct _ClvDetector ClvDetector;

ClvDetector  *clv_detector_new (const char           *path,
                                const ClvImportPlan  *fixed,
                                guint                 fixed_topics,
                                const ClvProgress    *progress,
                                GError              **error);
void          clv_detector_free (ClvDetector  *self);
gboolean      clv_detector_read (ClvDetector  *self,
                                 gboolean      only_sample,
                                 GError      **error);
GPtrArray    *clv_detector_dup_names (const ClvDetector *self);
gboolean      clv_detector_is_through (const ClvDetector *self);
ClvDetection *clv_detector_decide (ClvDetector  *self,
                                   GError      **error);

/* While an import reads the rest of the file. */
void          clv_detector_watch (ClvDetector         *self,
                                  const ClvImportPlan *plan);
gboolean      clv_detector_watch_slice (ClvDetector *self,
                                        ClvCsvSlice *slice,
                                        gboolean     is_valid,
                                        gboolean    *is_new);
void          clv_detector_watch_row (ClvDetector *self,
                                      ClvCsvSlice *slice,
                                      guint32      row);
void          clv_detector_watch_plain_rows (ClvDetector *self,
                                             ClvCsvSlice *slice,
                                             guint32      from,
                                             guint32      to);
gboolean      clv_detector_confirms (ClvDetector         *self,
                                     const ClvImportPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvDetector, clv_detector_free)

G_END_DECLS
