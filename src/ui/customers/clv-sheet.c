/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-sheet.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>

#include "clv-plot-renderer.h"

/* A4 in points, and the chart's pixels in them. */
#define PAGE_WIDTH 595.0
#define PAGE_HEIGHT 842.0
#define MARGIN 48.0
#define CONTENT_WIDTH (PAGE_WIDTH - 2 * MARGIN)
#define FOOTER_HEIGHT 44.0
#define BOTTOM (PAGE_HEIGHT - MARGIN - FOOTER_HEIGHT)
#define POINTS_PER_PIXEL 0.75
#define CHART_HEIGHT 200.0
#define FIGURES_IN_LINE 3
#define GAP 12.0

typedef enum
{
  BLOCK_HEADING,
  BLOCK_TEXT,
  BLOCK_FIGURE,
  BLOCK_ROW,
  BLOCK_CHART
} BlockKind;

typedef struct
{
  BlockKind kind;
  char *name;
  char *more;
  char *amount;
  ClvPlotSpec *spec;
} Block;

struct _ClvSheet
{
  char *title;
  char *subtitle;
  char *footer;
  GPtrArray *blocks;    /* (element-type Block) */
};

/* How a text looks; tones are grey values, 0 = black. */
typedef struct
{
  double size;
  gboolean is_bold;
  double tone;
} Face;

static const Face title_face = { 18.0, TRUE, 0.1 };
static const Face heading_face = { 11.5, TRUE, 0.1 };
static const Face text_face = { 9.5, FALSE, 0.15 };
static const Face small_face = { 8.0, FALSE, 0.4 };
static const Face value_face = { 14.0, TRUE, 0.1 };

/* One pass over the blocks, on paper or to count the pages. */
typedef struct
{
  const ClvSheet *sheet;
  cairo_t *cr;
  double y;
  guint page;       /* from 1 */
  guint n_pages;    /* 0 while they are counted */
} Pen;

static void
block_free (gpointer data)
{
  Block *block = data;

  g_free (block->name);
  g_free (block->more);
  g_free (block->amount);
  g_clear_pointer (&block->spec, clv_plot_spec_free);
  g_free (block);
}

static void
add_block (ClvSheet          *self,
           BlockKind          kind,
           const char        *name,
           const char        *more,
           const char        *amount,
           const ClvPlotSpec *spec)
{
  Block *block = g_new0 (Block, 1);

  block->kind = kind;
  block->name = g_strdup (name);
  block->more = g_strdup (more);
  block->amount = g_strdup (amount);
  block->spec = spec != NULL ? clv_plot_spec_copy (spec) : NULL;
  g_ptr_array_add (self->blocks, block);
}

/* Draws a text that wraps, unless @is_measured alone. Returns its height. */
static double
put_text (Pen            *pen,
          const Face     *face,
          double          x,
          double          y,
          double          width,
          PangoAlignment  alignment,
          const char     *text,
          gboolean        is_measured)
{
  g_autoptr(PangoLayout) layout = pango_cairo_create_layout (pen->cr);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans");
  int height = 0;

  if (text == NULL || *text == '\0')
    {
      pango_font_description_free (font);
      return 0.0;
    }
  pango_font_description_set_absolute_size (font, face->size * PANGO_SCALE);
  pango_font_description_set_weight (font, face->is_bold ? PANGO_WEIGHT_BOLD
                                                         : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, alignment);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &height);
  if (!is_measured)
    {
      cairo_set_source_rgb (pen->cr, face->tone, face->tone, face->tone);
      cairo_move_to (pen->cr, x, y);
      pango_cairo_show_layout (pen->cr, layout);
    }

  return (double) height / PANGO_SCALE;
}

static double
measure (Pen        *pen,
         const Face *face,
         double      width,
         const char *text)
{
  return put_text (pen, face, 0.0, 0.0, width, PANGO_ALIGN_LEFT, text, TRUE);
}

static void
draw_rule (Pen   *pen,
           double y)
{
  cairo_set_source_rgb (pen->cr, 0.82, 0.82, 0.82);
  cairo_set_line_width (pen->cr, 0.5);
  cairo_move_to (pen->cr, MARGIN, y);
  cairo_line_to (pen->cr, PAGE_WIDTH - MARGIN, y);
  cairo_stroke (pen->cr);
}

static void
end_page (Pen *pen)
{
  const double y = PAGE_HEIGHT - MARGIN - FOOTER_HEIGHT + GAP;
  g_autofree char *number = NULL;

  /* TRANSLATORS: page number, how many pages there are */
  number = g_strdup_printf (_("Page %u of %u"), pen->page, pen->n_pages);
  draw_rule (pen, y - 6.0);
  put_text (pen, &small_face, MARGIN, y, CONTENT_WIDTH - 80.0, PANGO_ALIGN_LEFT,
            pen->sheet->footer, FALSE);
  put_text (pen, &small_face, PAGE_WIDTH - MARGIN - 76.0, y, 76.0, PANGO_ALIGN_RIGHT, number,
            FALSE);
  cairo_show_page (pen->cr);
}

/* Goes to the next page where @height does not fit below. */
static void
need (Pen   *pen,
      double height)
{
  if (pen->y + height <= BOTTOM || pen->y <= MARGIN)
    return;

  end_page (pen);
  pen->page++;
  pen->y = MARGIN;
}

static void
draw_title (Pen *pen)
{
  pen->y += put_text (pen, &title_face, MARGIN, pen->y, CONTENT_WIDTH, PANGO_ALIGN_LEFT,
                      pen->sheet->title, FALSE);
  pen->y += 4.0;
  pen->y += put_text (pen, &text_face, MARGIN, pen->y, CONTENT_WIDTH, PANGO_ALIGN_LEFT,
                      pen->sheet->subtitle, FALSE);
  pen->y += GAP;
}

/* A heading alone at the foot of a page heads nothing. */
static void
draw_heading (Pen         *pen,
              const Block *block)
{
  need (pen, 64.0);
  pen->y += GAP / 2;
  pen->y += put_text (pen, &heading_face, MARGIN, pen->y, CONTENT_WIDTH, PANGO_ALIGN_LEFT,
                      block->name, FALSE);
  pen->y += 4.0;
}

static void
draw_paragraph (Pen         *pen,
                const Block *block)
{
  need (pen, measure (pen, &text_face, CONTENT_WIDTH, block->name));
  pen->y += put_text (pen, &text_face, MARGIN, pen->y, CONTENT_WIDTH, PANGO_ALIGN_LEFT,
                      block->name, FALSE);
  pen->y += 6.0;
}

static double
draw_figure (Pen         *pen,
             const Block *block,
             double       x,
             double       width,
             gboolean     is_measured)
{
  /* A value that takes two lines is written smaller: a window of days. */
  const gboolean is_long = measure (pen, &value_face, width, block->amount)
                           > 2.0 * value_face.size;
  double y = pen->y;

  y += put_text (pen, &small_face, x, y, width, PANGO_ALIGN_LEFT, block->name, is_measured);
  y += put_text (pen, is_long ? &heading_face : &value_face, x, y, width, PANGO_ALIGN_LEFT,
                 block->amount, is_measured);
  y += put_text (pen, &small_face, x, y, width, PANGO_ALIGN_LEFT, block->more, is_measured);

  return y - pen->y;
}

/* Those from @first on that stand in one line. Returns how many. */
static guint
draw_figures (Pen   *pen,
              guint  first)
{
  const GPtrArray *blocks = pen->sheet->blocks;
  const double width = (CONTENT_WIDTH - (FIGURES_IN_LINE - 1) * GAP) / FIGURES_IN_LINE;
  double height = 0.0;
  guint n = 0;

  while (n < FIGURES_IN_LINE && first + n < blocks->len
         && ((const Block *) g_ptr_array_index (blocks, first + n))->kind == BLOCK_FIGURE)
    {
      height = MAX (height, draw_figure (pen, g_ptr_array_index (blocks, first + n), MARGIN, width,
                                         TRUE));
      n++;
    }
  need (pen, height);
  for (guint i = 0; i < n; i++)
    draw_figure (pen, g_ptr_array_index (blocks, first + i), MARGIN + i * (width + GAP), width,
                 FALSE);
  pen->y += height + GAP;

  return n;
}

static void
draw_row (Pen         *pen,
          const Block *block)
{
  const double amount_width = 120.0;
  const double width = CONTENT_WIDTH - amount_width - GAP;
  const double height = measure (pen, &text_face, width, block->name)
                        + measure (pen, &small_face, width, block->more) + 8.0;
  double y = 0.0;

  need (pen, height);
  y = pen->y + 4.0;
  y += put_text (pen, &text_face, MARGIN, y, width, PANGO_ALIGN_LEFT, block->name, FALSE);
  put_text (pen, &small_face, MARGIN, y, width, PANGO_ALIGN_LEFT, block->more, FALSE);
  put_text (pen, &text_face, PAGE_WIDTH - MARGIN - amount_width, pen->y + 4.0, amount_width,
            PANGO_ALIGN_RIGHT, block->amount, FALSE);
  pen->y += height;
  draw_rule (pen, pen->y);
}

static gboolean
draw_chart (Pen          *pen,
            const Block  *block,
            GError      **error)
{
  const ClvPlotStyle style = { FALSE, FALSE, FALSE, 1.0 };
  const ClvPlotSpec *spec = block->spec;
  gboolean is_drawn = FALSE;

  need (pen, CHART_HEIGHT + 60.0);
  pen->y += GAP / 2;
  pen->y += put_text (pen, &heading_face, MARGIN, pen->y, CONTENT_WIDTH, PANGO_ALIGN_LEFT,
                      spec->title, FALSE);
  pen->y += put_text (pen, &small_face, MARGIN, pen->y, CONTENT_WIDTH, PANGO_ALIGN_LEFT,
                      spec->subtitle, FALSE);
  pen->y += 2.0;
  pen->y += put_text (pen, &text_face, MARGIN, pen->y, CONTENT_WIDTH, PANGO_ALIGN_LEFT,
                      spec->description, FALSE);
  pen->y += 4.0;
  cairo_save (pen->cr);
  cairo_translate (pen->cr, MARGIN, pen->y);
  cairo_scale (pen->cr, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
  is_drawn = clv_plot_render (spec, &style, pen->cr, (int) (CONTENT_WIDTH / POINTS_PER_PIXEL),
                              (int) (CHART_HEIGHT / POINTS_PER_PIXEL), -1, NULL, error);
  cairo_restore (pen->cr);
  pen->y += CHART_HEIGHT + GAP;

  return is_drawn;
}

static gboolean
draw_block (Pen          *pen,
            guint        *i,
            GError      **error)
{
  const Block *block = g_ptr_array_index (pen->sheet->blocks, *i);

  switch (block->kind)
    {
    case BLOCK_HEADING:
      draw_heading (pen, block);
      break;

    case BLOCK_TEXT:
      draw_paragraph (pen, block);
      break;

    case BLOCK_FIGURE:
      *i += draw_figures (pen, *i);
      return TRUE;

    case BLOCK_ROW:
      draw_row (pen, block);
      break;

    case BLOCK_CHART:
      if (!draw_chart (pen, block, error))
        return FALSE;
      break;

    default:
      g_assert_not_reached ();
    }
  (*i)++;

  return TRUE;
}

static cairo_status_t
append_bytes_cb (void                *closure,
                 const unsigned char *data,
                 unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

/* Draws everything on a fresh PDF. The first time the number of pages is not
 * known; it comes out of it. */
static gboolean
draw_sheet (const ClvSheet *self,
            GByteArray     *bytes,
            guint          *n_pages,
            GError        **error)
{
  cairo_surface_t *surface = NULL;
  gboolean is_drawn = TRUE;
  Pen pen = { self, NULL, MARGIN, 1, *n_pages };

  surface = cairo_pdf_surface_create_for_stream (append_bytes_cb, bytes, PAGE_WIDTH, PAGE_HEIGHT);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  /* Equal content gives equal files: no time of day in them. */
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "1970-01-01T00:00:00Z");
  pen.cr = cairo_create (surface);
  draw_title (&pen);
  for (guint i = 0; is_drawn && i < self->blocks->len;)
    is_drawn = draw_block (&pen, &i, error);
  end_page (&pen);
  *n_pages = pen.page;
  cairo_destroy (pen.cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);

  return is_drawn;
}

/**
 * clv_sheet_new:
 * @title: what it is about
 * @subtitle: (nullable): a line below
 *
 * Returns: (transfer full): a paper without content
 */
ClvSheet *
clv_sheet_new (const char *title,
               const char *subtitle)
{
  ClvSheet *self = g_new0 (ClvSheet, 1);

  self->title = g_strdup (title);
  self->subtitle = g_strdup (subtitle);
  self->blocks = g_ptr_array_new_with_free_func (block_free);

  return self;
}

void
clv_sheet_free (ClvSheet *self)
{
  g_ptr_array_unref (self->blocks);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->footer);
  g_free (self);
}

void
clv_sheet_add_heading (ClvSheet   *self,
                       const char *text)
{
  add_block (self, BLOCK_HEADING, text, NULL, NULL, NULL);
}

void
clv_sheet_add_text (ClvSheet   *self,
                    const char *text)
{
  add_block (self, BLOCK_TEXT, text, NULL, NULL, NULL);
}

void
clv_sheet_add_figure (ClvSheet   *self,
                      const char *caption,
                      const char *value,
                      const char *detail)
{
  add_block (self, BLOCK_FIGURE, caption, detail, value, NULL);
}

void
clv_sheet_add_row (ClvSheet   *self,
                   const char *name,
                   const char *more,
                   const char *amount)
{
  add_block (self, BLOCK_ROW, name, more, amount, NULL);
}

void
clv_sheet_add_chart (ClvSheet          *self,
                     const ClvPlotSpec *spec)
{
  add_block (self, BLOCK_CHART, NULL, NULL, NULL, spec);
}

void
clv_sheet_set_footer (ClvSheet   *self,
                      const char *text)
{
  g_free (self->footer);
  self->footer = g_strdup (text);
}

/**
 * clv_sheet_write:
 * @path: where; a file that is there is replaced when the new one is complete
 * @n_pages: (out) (optional): how many pages it took
 * @error: return location
 *
 * Returns: whether it was written
 */
gboolean
clv_sheet_write (const ClvSheet *self,
                 const char     *path,
                 guint          *n_pages,
                 GError        **error)
{
  g_autoptr(GByteArray) counted = g_byte_array_new ();
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GError) local = NULL;
  guint n = 0;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  if (!draw_sheet (self, counted, &n, error) || !draw_sheet (self, bytes, &n, error))
    return FALSE;
  if (n_pages != NULL)
    *n_pages = n;
  if (!g_file_set_contents_full (path, (const char *) bytes->data, bytes->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                 0600, &local))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, CLV_PLOT_ERROR, CLV_PLOT_ERROR_WRITE,
                   _("“%s” could not be written: %s. Nothing was changed there. Choose another "
                     "folder or make room on the disk."), name, local->message);
      return FALSE;
    }

  return TRUE;
}
