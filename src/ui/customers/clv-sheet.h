/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-plot-spec.h"

G_BEGIN_DECLS

/**
 * ClvSheet:
 *
 * A paper in the making: headings, figures, lines and charts, one below the
 * other on as many A4 pages as it takes, with a footer that counts them. Plain
 * data while it is filled; clv_sheet_write() may then run on any thread. It
 * knows nothing of customers. All texts are plain, not markup.
 */
typedef struct _ClvSheet ClvSheet;

ClvSheet *clv_sheet_new (const char *title,
                         const char *subtitle);
void      clv_sheet_free (ClvSheet *self);
void      clv_sheet_add_heading (ClvSheet   *self,
                                 const char *text);
void      clv_sheet_add_text (ClvSheet   *self,
                              const char *text);
/* Figures that follow one another stand side by side, three in a line. */
void      clv_sheet_add_figure (ClvSheet   *self,
                                const char *caption,
                                const char *value,
                                const char *detail);
/* A name on the left, with more below it, and an amount on the right. */
void      clv_sheet_add_row (ClvSheet   *self,
                             const char *name,
                             const char *more,
                             const char *amount);
void      clv_sheet_add_chart (ClvSheet          *self,
                               const ClvPlotSpec *spec);
/* At the foot of each page: conventions and hashes. */
void      clv_sheet_set_footer (ClvSheet   *self,
                                const char *text);
gboolean  clv_sheet_write (const ClvSheet *self,
                           const char     *path,
                           guint          *n_pages,
                           GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvSheet, clv_sheet_free)

G_END_DECLS
