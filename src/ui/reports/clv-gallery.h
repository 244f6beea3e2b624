/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-value-state.h"

G_BEGIN_DECLS

/**
 * ClvGalleryChart:
 *
 * One chart of the gallery: drawn, or why not and where to mend that.
 */
typedef struct
{
  char        *id;          /* "tracking": also the name of its file */
  char        *title;
  ClvPlotSpec *spec;        /* (nullable) */
  char        *why_not;     /* (nullable): a sentence, where there is no spec */
  const char  *place;       /* where to go for it: "value" */
} ClvGalleryChart;

/**
 * ClvGallery:
 *
 * All charts that a workspace has something to say for. Immutable.
 */
typedef struct
{
  char          *key;       /* equal for equal content */
  ClvValueState *state;
  GPtrArray     *charts;    /* (element-type ClvGalleryChart) */
} ClvGallery;

/* A ClvJobFunc; @input is the key of the gallery that is shown, or NULL. Gives a
 * ClvGallery, or NULL without error where nothing changed since. */
gpointer clv_gallery_make_in_thread (ClvWorkspace       *workspace,
                                     gpointer            input,
                                     const ClvProgress  *progress,
                                     GError            **error);
void     clv_gallery_free (ClvGallery *self);
guint    clv_gallery_count_drawn (const ClvGallery *self);

/* What clv_gallery_save_in_thread() takes: its own copies. */
typedef struct
{
  GPtrArray *names;         /* (element-type utf8) */
  GPtrArray *specs;         /* (element-type ClvPlotSpec) */
  char *folder;             /* in which a new folder is made */
} ClvGallerySaveInput;

ClvGallerySaveInput *clv_gallery_save_input_new (const ClvGallery *gallery,
                                                 const char       *folder);
void                 clv_gallery_save_input_free (gpointer data);
/* A ClvJobFunc without a workspace: writes an SVG and a CSV a chart into a new
 * folder and gives its path; where one fails, takes the others away again. */
gpointer             clv_gallery_save_in_thread (ClvWorkspace       *unused,
                                                 gpointer            input,
                                                 const ClvProgress  *progress,
                                                 GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvGallery, clv_gallery_free)

G_END_DECLS
