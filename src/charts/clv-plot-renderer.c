/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-plot-renderer.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <plplot.h>
#include <string.h>
#include <unistd.h>

#include "clv-plot-parts.h"

#define MIN_SIZE 16
#define MAX_SIZE 16000
#define MIN_READABLE_WIDTH 260.0
#define MIN_READABLE_HEIGHT 150.0
/* A saved PNG has twice the pixels, so that it prints well. */
#define PNG_FACTOR 2.0
#define POINTS_PER_PIXEL 0.75

/* PLplot has one global state: one drawing at a time, in whatever thread. */
static GMutex plplot_lock;

static void
draw_chart (ClvPlotCanvas     *canvas,
            const ClvPlotSpec *spec)
{
  if (spec->empty != NULL && *spec->empty != '\0')
    {
      clv_plot_draw_message (canvas, NULL, spec->empty);
      return;
    }

  switch (spec->type)
    {
    case CLV_PLOT_LORENZ:
      clv_plot_draw_lorenz (canvas, spec);
      break;
    case CLV_PLOT_SCATTER:
      clv_plot_draw_scatter (canvas, spec);
      break;
    case CLV_PLOT_FLOWS:
      clv_plot_draw_flows (canvas, spec);
      break;
    case CLV_PLOT_MATRIX:
      clv_plot_draw_matrix (canvas, spec);
      break;
    case CLV_PLOT_INTERVALS:
      clv_plot_draw_intervals (canvas, spec);
      break;
    case CLV_PLOT_BARS:
      clv_plot_draw_bars (canvas, spec);
      break;
    case CLV_PLOT_DENSITY:
      clv_plot_draw_density (canvas, spec);
      break;
    case CLV_PLOT_LINES:
    default:
      clv_plot_draw_lines (canvas, spec);
      break;
    }
}

static void
paint_background (cairo_t            *cr,
                  const ClvPlotStyle *style,
                  int                 width,
                  int                 height)
{
  ClvPlotColor card = clv_plot_palette_get (style)->card;

  cairo_save (cr);
  cairo_rectangle (cr, 0.0, 0.0, width, height);
  cairo_set_source_rgb (cr, card.r, card.g, card.b);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* Labels need room. A smaller picture is a larger one seen from further away. */
static double
shrink_factor (const ClvPlotStyle *style,
               int                 width,
               int                 height)
{
  double scale = style->text_scale > 0.0 ? style->text_scale : 1.0;

  return MAX (1.0, MAX (MIN_READABLE_WIDTH * scale / width, MIN_READABLE_HEIGHT * scale / height));
}

static void
shrink_items (GPtrArray *items,
              double     factor)
{
  guint i;
  guint k;

  for (i = 0; i < items->len && factor > 1.0; i++)
    {
      ClvPlotItem *item = g_ptr_array_index (items, i);

      item->x /= factor;
      item->y /= factor;
      item->width /= factor;
      item->height /= factor;
      for (k = 0; k < 2 * item->n_outline; k++)
        item->outline[k] /= factor;
    }
}

/**
 * clv_plot_render:
 * @spec: what to draw
 * @style: how it should look
 * @highlight: index into the items of the last drawing, -1 for none
 * @items: (out) (optional) (element-type ClvPlotItem) (transfer full): in reading order
 *
 * Draws @spec into @cr, @width × @height pixels, with PLplot. May be called
 * from any thread as long as each has its own cairo context.
 *
 * Returns: whether it was drawn; %CLV_PLOT_ERROR_SPEC for a size nobody can
 *   draw, %CLV_PLOT_ERROR_FORMAT where PLplot's driver is missing
 */
gboolean
clv_plot_render (const ClvPlotSpec  *spec,
                 const ClvPlotStyle *style,
                 cairo_t            *cr,
                 int                 width,
                 int                 height,
                 int                 highlight,
                 GPtrArray         **items,
                 GError            **error)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)
                                                               clv_plot_item_free);
  ClvPlotCanvas canvas;
  gboolean is_begun;
  double factor;

  g_return_val_if_fail (spec != NULL && style != NULL && cr != NULL, FALSE);

  if (width < MIN_SIZE || height < MIN_SIZE || width > MAX_SIZE || height > MAX_SIZE)
    {
      g_set_error (error, CLV_PLOT_ERROR, CLV_PLOT_ERROR_SPEC,
                   _("A chart of %d × %d pixels cannot be drawn. Choose a size from %d to %d."),
                   width, height, MIN_SIZE, MAX_SIZE);
      return FALSE;
    }

  if (style->has_background)
    paint_background (cr, style, width, height);

  factor = shrink_factor (style, width, height);
  locker = g_mutex_locker_new (&plplot_lock);
  cairo_save (cr);
  cairo_scale (cr, 1.0 / factor, 1.0 / factor);
  is_begun = clv_plot_canvas_begin (&canvas, style, cr, (int) (width * factor),
                                    (int) (height * factor), error);
  if (is_begun)
    {
      canvas.items = found;
      canvas.highlight = highlight;
      draw_chart (&canvas, spec);
      clv_plot_canvas_end (&canvas);
      shrink_items (found, factor);
    }
  cairo_restore (cr);
  if (!is_begun)
    return FALSE;

  if (items != NULL)
    *items = g_steal_pointer (&found);

  return TRUE;
}

void
clv_plot_item_free (ClvPlotItem *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self->outline);
  g_free (self);
}

static gboolean
outline_contains (const ClvPlotItem *self,
                  double             x,
                  double             y)
{
  gboolean is_inside = FALSE;
  guint i;
  guint j = self->n_outline - 1;

  for (i = 0; i < self->n_outline; j = i++)
    {
      double xi = self->outline[2 * i];
      double yi = self->outline[2 * i + 1];
      double xj = self->outline[2 * j];
      double yj = self->outline[2 * j + 1];

      if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi)
        is_inside = !is_inside;
    }

  return is_inside;
}

/**
 * clv_plot_items_find:
 * @items: (element-type ClvPlotItem): what clv_plot_render() gave
 *
 * Where several items lie on each other, the smallest is meant: a thin ribbon
 * is drawn above a broad one.
 *
 * Returns: the index of the item at @x, @y, or -1
 */
int
clv_plot_items_find (const GPtrArray *items,
                     double           x,
                     double           y)
{
  double least = G_MAXDOUBLE;
  int found = -1;
  guint i;

  g_return_val_if_fail (items != NULL, -1);

  for (i = 0; i < items->len; i++)
    {
      const ClvPlotItem *item = g_ptr_array_index (items, i);
      double area = item->width * item->height;

      if (x < item->x || y < item->y || x >= item->x + item->width || y >= item->y + item->height)
        continue;
      if (item->n_outline > 0)
        {
          if (!outline_contains (item, x, y))
            continue;
          area = fabs (item->outline[1] - item->outline[2 * item->n_outline - 1]);
        }
      if (area < least)
        {
          least = area;
          found = (int) i;
        }
    }

  return found;
}

/**
 * clv_plot_render_image:
 * @factor: pixels of the image a pixel of the chart: 2 for a sharp copy
 *
 * Returns: (transfer full): an image surface of @width × @factor by @height × @factor
 *   pixels, or %NULL
 */
cairo_surface_t *
clv_plot_render_image (const ClvPlotSpec  *spec,
                       const ClvPlotStyle *style,
                       int                 width,
                       int                 height,
                       double              factor,
                       GError            **error)
{
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;
  gboolean is_drawn;

  g_return_val_if_fail (spec != NULL && style != NULL, NULL);

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width * factor),
                                        (int) ceil (height * factor));
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      g_set_error_literal (error, CLV_PLOT_ERROR, CLV_PLOT_ERROR_SPEC,
                           _("The picture is too large to draw. Choose a smaller size."));
      cairo_surface_destroy (surface);
      return NULL;
    }
  cr = cairo_create (surface);
  cairo_scale (cr, factor, factor);
  is_drawn = clv_plot_render (spec, style, cr, width, height, -1, NULL, error);
  cairo_destroy (cr);
  if (!is_drawn)
    g_clear_pointer (&surface, cairo_surface_destroy);

  return surface;
}

static cairo_status_t
append_bytes_cb (void                *closure,
                 const unsigned char *data,
                 unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static gboolean
render_vector (const ClvPlotSpec  *spec,
               const ClvPlotStyle *style,
               gboolean            is_pdf,
               int                 width,
               int                 height,
               GByteArray         *bytes,
               GError            **error)
{
  double factor = is_pdf ? POINTS_PER_PIXEL : 1.0;
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;
  gboolean is_drawn;

  if (is_pdf)
    {
      surface = cairo_pdf_surface_create_for_stream (append_bytes_cb, bytes, width * factor,
                                                     height * factor);
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE,
                                      spec->title != NULL ? spec->title : "");
      /* Equal charts give equal files: no time of day in them. */
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                      "1970-01-01T00:00:00Z");
    }
  else
    {
      surface = cairo_svg_surface_create_for_stream (append_bytes_cb, bytes, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
    }
  cr = cairo_create (surface);
  cairo_scale (cr, factor, factor);
  is_drawn = clv_plot_render (spec, style, cr, width, height, -1, NULL, error);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);

  return is_drawn;
}

static gboolean
render_png (const ClvPlotSpec  *spec,
            const ClvPlotStyle *style,
            int                 width,
            int                 height,
            GByteArray         *bytes,
            GError            **error)
{
  cairo_surface_t *surface = clv_plot_render_image (spec, style, width, height, PNG_FACTOR,
                                                    error);

  if (surface == NULL)
    return FALSE;

  cairo_surface_write_to_png_stream (surface, append_bytes_cb, bytes);
  cairo_surface_destroy (surface);

  return TRUE;
}

static gboolean
render_file (const ClvPlotSpec  *spec,
             const ClvPlotStyle *style,
             const char         *path,
             int                 width,
             int                 height,
             GByteArray         *bytes,
             GError            **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  ClvPlotStyle opaque = *style;

  opaque.has_background = TRUE;
  if (g_str_has_suffix (lower, ".csv"))
    {
      g_autofree char *csv = clv_plot_spec_to_csv (spec);

      g_byte_array_append (bytes, (const guint8 *) csv, strlen (csv));
      return TRUE;
    }
  if (g_str_has_suffix (lower, ".png"))
    return render_png (spec, &opaque, width, height, bytes, error);
  if (g_str_has_suffix (lower, ".svg"))
    return render_vector (spec, &opaque, FALSE, width, height, bytes, error);
  if (g_str_has_suffix (lower, ".pdf"))
    return render_vector (spec, &opaque, TRUE, width, height, bytes, error);

  {
    g_autofree char *name = g_filename_display_basename (path);

    g_set_error (error, CLV_PLOT_ERROR, CLV_PLOT_ERROR_FORMAT,
                 _("“%s” does not say which kind of file is wanted, so nothing was saved. "
                   "Let the name end in .svg, .png, .pdf or .csv."), name);
  }

  return FALSE;
}

/* A new file beside the old one takes its place when it is complete: whoever
 * had a chart before keeps it if the disk is full. */
static gboolean
write_file (const char *path,
            GByteArray *bytes,
            GError    **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *name = NULL;

  if (g_file_set_contents_full (path, (const char *) bytes->data, bytes->len,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0666, &local_error))
    return TRUE;

  name = g_filename_display_name (path);
  g_set_error (error, CLV_PLOT_ERROR, CLV_PLOT_ERROR_WRITE,
               _("The chart could not be saved as “%s”: %s. Nothing was changed there. "
                 "Choose another folder or make room on the disk."), name, local_error->message);

  return FALSE;
}

/**
 * clv_plot_save:
 * @path: where to save; the ending .svg, .png, .pdf or .csv says as what
 *
 * Draws @spec with its background and writes it through a temporary file. A
 * PNG has twice @width × @height pixels; a PDF page is as large as the chart.
 *
 * Returns: whether it was saved; %CLV_PLOT_ERROR_FORMAT for another ending,
 *   %CLV_PLOT_ERROR_WRITE where the file cannot be written
 */
gboolean
clv_plot_save (const ClvPlotSpec  *spec,
               const ClvPlotStyle *style,
               const char         *path,
               int                 width,
               int                 height,
               GError            **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  g_return_val_if_fail (spec != NULL && style != NULL && path != NULL, FALSE);

  return render_file (spec, style, path, width, height, bytes, error) &&
         write_file (path, bytes, error);
}

/**
 * clv_plot_dup_version:
 *
 * Returns: (transfer full): the version of PLplot that runs, and the one at build time
 */
char *
clv_plot_dup_version (void)
{
  /* PLplot writes at most this many bytes: its manual, plgver(). */
  char version[80] = "";

  plgver (version);

  return g_strdup_printf ("PLplot %s (built with %s)", version, PLPLOT_VERSION);
}
