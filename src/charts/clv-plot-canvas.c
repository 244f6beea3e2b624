/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-plot-canvas.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <plplot.h>
#include <string.h>

#define FONT_FAMILY "Cantarell"
#define TEXT_SIZE 12.0
/* The driver refuses 500 and more characters; '#' counts twice. */
#define MAX_TEXT_CHARS 240

static void
on_plplot_abort_cb (PLCHAR_VECTOR message)
{
  g_debug ("PLplot left something out: %s", message);
}

static int
on_plplot_exit_cb (PLCHAR_VECTOR message)
{
  g_debug ("PLplot gave up: %s", message);

  return 0;
}

static gboolean
has_device (const char *name)
{
  const char **menu = NULL;
  const char **names = NULL;
  int n = 64;
  int i;
  gboolean found = FALSE;

  /* PLplot wants room for all its devices and their menu texts. */
  menu = g_new0 (const char *, n);
  names = g_new0 (const char *, n);
  plgDevs (&menu, &names, &n);
  for (i = 0; i < n && !found; i++)
    found = g_strcmp0 (names[i], name) == 0;
  g_free (menu);
  g_free (names);

  return found;
}

/* Without the driver PLplot would ask for another one on standard input and
 * then end the program, so look before the first page. */
static gboolean
prepare_library (void)
{
  static gsize state = 0;

  if (g_once_init_enter (&state))
    {
      /* Tabular figures, so that digits stand in columns. The driver pastes the
      * family into Pango markup, which is what carries the second attribute. */
      g_setenv ("PLPLOT_FREETYPE_SANS_FAMILY", FONT_FAMILY "\" font_features=\"tnum=1", TRUE);
      plsexit (on_plplot_exit_cb);
      plsabort (on_plplot_abort_cb);
      g_once_init_leave (&state, has_device ("extcairo") ? 2 : 1);
    }

  return state == 2;
}

/**
 * clv_plot_canvas_begin:
 * @cr: where to draw; its state is restored by clv_plot_canvas_end()
 *
 * Opens a PLplot page of @width × @height pixels on @cr. The caller holds the
 * lock of the renderer.
 *
 * Returns: whether PLplot can draw here
 */
gboolean
clv_plot_canvas_begin (ClvPlotCanvas       *self,
                       const ClvPlotStyle  *style,
                       cairo_t             *cr,
                       int                  width,
                       int                  height,
                       GError             **error)
{
  cairo_font_options_t *options = NULL;
  cairo_surface_t *surface = NULL;

  memset (self, 0, sizeof *self);
  if (!prepare_library ())
    {
      g_set_error_literal (error, CLV_PLOT_ERROR, CLV_PLOT_ERROR_FORMAT,
                           _("The chart cannot be drawn because PLplot’s cairo driver is not "
                             "installed. Install the package plplot-driver-cairo and try again."));
      return FALSE;
    }

  self->cr = cr;
  self->width = width;
  self->height = height;
  self->scale = style->text_scale > 0.0 ? style->text_scale : 1.0;
  self->palette = clv_plot_palette_get (style);
  self->highlight = -1;

  surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  self->ruler = cairo_create (surface);
  cairo_surface_destroy (surface);
  options = cairo_font_options_create ();
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options (self->ruler, options);
  cairo_font_options_destroy (options);

  cairo_save (cr);
  plsstrm (0);
  plsdev ("extcairo");
  plspage (0, 0, width, height, 0, 0);
  plsetopt ("drvopt", "text_clipping=0");
  plscolbga (255, 255, 255, 0);
  plinit ();
  pl_cmd (PLESC_DEVINIT, cr);
  pladv (0);
  clv_plot_canvas_clip (self, NULL);

  return TRUE;
}

void
clv_plot_canvas_end (ClvPlotCanvas *self)
{
  plend1 ();
  cairo_restore (self->cr);
  g_clear_pointer (&self->ruler, cairo_destroy);
}

/**
 * clv_plot_canvas_clip:
 * @box: (nullable): the part of the page lines and areas may touch, %NULL for all of it
 *
 * Pixel coordinates stay the same; texts are never clipped.
 */
void
clv_plot_canvas_clip (ClvPlotCanvas    *self,
                      const ClvPlotBox *box)
{
  ClvPlotBox page = { 0.0, 0.0, self->width, self->height };
  ClvPlotBox area = box != NULL ? *box : page;

  /* PLplot takes no window without extent, nor one that leaves the page. */
  area.left = CLAMP (area.left, 0.0, self->width);
  area.top = CLAMP (area.top, 0.0, self->height);
  area.right = CLAMP (area.right, 0.0, self->width);
  area.bottom = CLAMP (area.bottom, 0.0, self->height);
  if (area.right - area.left < 1.0 || area.bottom - area.top < 1.0)
    area = page;
  plvpor (area.left / self->width, area.right / self->width,
          1.0 - area.bottom / self->height, 1.0 - area.top / self->height);
  plwind (area.left, area.right, area.bottom, area.top);
}

static void
set_color (ClvPlotColor color)
{
  plscol0a (1, (int) lround (color.r * 255.0), (int) lround (color.g * 255.0),
            (int) lround (color.b * 255.0), CLAMP (color.a, 0.0, 1.0));
  plcol0 (1);
}

void
clv_plot_canvas_line (ClvPlotCanvas *self,
                      double         x1,
                      double         y1,
                      double         x2,
                      double         y2,
                      double         width,
                      ClvPlotColor   color)
{
  double x[2] = { x1, x2 };
  double y[2] = { y1, y2 };

  clv_plot_canvas_polyline (self, 2, x, y, width, color);
}

void
clv_plot_canvas_polyline (ClvPlotCanvas *self,
                          guint          n,
                          const double  *x,
                          const double  *y,
                          double         width,
                          ClvPlotColor   color)
{
  if (n < 2)
    return;

  set_color (color);
  plwidth (width);
  plline ((int) n, x, y);
}

/**
 * clv_plot_canvas_dashes:
 *
 * A line of dashes @on pixels long with @off pixels between them, measured
 * along the line. PLplot's own dashes depend on the page's resolution.
 */
void
clv_plot_canvas_dashes (ClvPlotCanvas *self,
                        guint          n,
                        const double  *x,
                        const double  *y,
                        double         on,
                        double         off,
                        double         width,
                        ClvPlotColor   color)
{
  double phase = 0.0;
  guint i;

  set_color (color);
  plwidth (width);
  for (i = 1; i < n; i++)
    {
      double dx = x[i] - x[i - 1];
      double dy = y[i] - y[i - 1];
      double length = hypot (dx, dy);
      double at = 0.0;

      while (at < length)
        {
          gboolean is_on = phase < on;
          double step = MIN (length - at, (is_on ? on : on + off) - phase);

          if (is_on)
            pljoin (x[i - 1] + dx * at / length, y[i - 1] + dy * at / length,
                    x[i - 1] + dx * (at + step) / length, y[i - 1] + dy * (at + step) / length);
          at += MAX (step, 1e-6);
          phase += step;
          if (phase >= on + off - 1e-9)
            phase = 0.0;
        }
    }
}

void
clv_plot_canvas_fill (ClvPlotCanvas *self,
                      guint          n,
                      const double  *x,
                      const double  *y,
                      ClvPlotColor   color)
{
  if (n < 3)
    return;

  /* An area also strokes its edge: with a hair line, or opacity doubles there. */
  set_color (color);
  plwidth (0.01);
  plfill ((int) n, x, y);
}

/**
 * clv_plot_canvas_fill_gradient:
 * @axis: x and y where @from is pure, x and y where @to is pure
 *
 * PLplot's gradients leak a pattern each, which a chart that redraws on every
 * hover cannot afford; this one area goes to cairo directly.
 */
void
clv_plot_canvas_fill_gradient (ClvPlotCanvas *self,
                               guint          n,
                               const double  *x,
                               const double  *y,
                               const double   axis[4],
                               ClvPlotColor   from,
                               ClvPlotColor   to)
{
  cairo_pattern_t *pattern = NULL;
  guint i;

  cairo_save (self->cr);
  /* PLplot turned the page upside down; turn it back. */
  cairo_translate (self->cr, 0.0, self->height);
  cairo_scale (self->cr, 1.0, -1.0);
  cairo_new_path (self->cr);
  for (i = 0; i < n; i++)
    cairo_line_to (self->cr, x[i], y[i]);
  cairo_close_path (self->cr);

  pattern = cairo_pattern_create_linear (axis[0], axis[1], axis[2], axis[3]);
  cairo_pattern_add_color_stop_rgba (pattern, 0.0, from.r, from.g, from.b, from.a);
  cairo_pattern_add_color_stop_rgba (pattern, 1.0, to.r, to.g, to.b, to.a);
  cairo_set_source (self->cr, pattern);
  cairo_fill (self->cr);
  cairo_pattern_destroy (pattern);
  cairo_restore (self->cr);
}

static guint
add_corner (double *px,
            double *py,
            guint   n,
            double  cx,
            double  cy,
            double  radius,
            double  from)
{
  guint i;
  guint steps = radius > 0.0 ? 5 : 0;

  for (i = 0; i <= steps; i++)
    {
      double angle = from + (steps > 0 ? G_PI_2 * i / steps : 0.0);

      px[n] = cx + radius * cos (angle);
      py[n] = cy + radius * sin (angle);
      n++;
    }

  return n;
}

/**
 * clv_plot_canvas_rect:
 * @radius_top: radius of the two upper corners
 * @radius_bottom: radius of the two lower corners
 */
void
clv_plot_canvas_rect (ClvPlotCanvas *self,
                      double         x,
                      double         y,
                      double         width,
                      double         height,
                      double         radius_top,
                      double         radius_bottom,
                      ClvPlotColor   color)
{
  double px[32];
  double py[32];
  double limit = MIN (width, height) / 2.0;
  double top = MIN (radius_top, limit);
  double bottom = MIN (radius_bottom, limit);
  guint n = 0;

  if (width <= 0.0 || height <= 0.0)
    return;

  n = add_corner (px, py, n, x + width - bottom, y + height - bottom, bottom, 0.0);
  n = add_corner (px, py, n, x + bottom, y + height - bottom, bottom, G_PI_2);
  n = add_corner (px, py, n, x + top, y + top, top, G_PI);
  n = add_corner (px, py, n, x + width - top, y + top, top, -G_PI_2);
  clv_plot_canvas_fill (self, n, px, py, color);
}

void
clv_plot_canvas_dot (ClvPlotCanvas *self,
                     double         x,
                     double         y,
                     double         radius,
                     ClvPlotColor   color)
{
  double px[28];
  double py[28];
  guint n = radius < 2.5 ? 10 : G_N_ELEMENTS (px);
  guint i;

  for (i = 0; i < n; i++)
    {
      px[i] = x + radius * cos (2.0 * G_PI * i / n);
      py[i] = y + radius * sin (2.0 * G_PI * i / n);
    }
  clv_plot_canvas_fill (self, n, px, py, color);
}

/* A dot with a ring of the card's colour, so that lines behind it stop short. */
void
clv_plot_canvas_ringed_dot (ClvPlotCanvas *self,
                            double         x,
                            double         y,
                            double         radius,
                            ClvPlotColor   color)
{
  ClvPlotColor opaque = clv_plot_color_mix (self->palette->card, color, color.a);

  opaque.a = 1.0;
  clv_plot_canvas_dot (self, x, y, radius + 2.0, self->palette->card);
  clv_plot_canvas_dot (self, x, y, radius, opaque);
}

static double
text_size (const ClvPlotCanvas *self,
           ClvPlotTextFlags     flags)
{
  double size = TEXT_SIZE * self->scale;

  if (flags & CLV_PLOT_TEXT_SMALL)
    size *= 11.0 / 12.0;
  if (flags & CLV_PLOT_TEXT_LARGE)
    size *= 14.0 / 12.0;

  return size;
}

/* '#' starts PLplot's escapes; line ends and tabs have no place in a label. */
static char *
escape_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *escaped = g_string_new (NULL);
  const char *p = NULL;
  guint n = 0;

  for (p = valid; *p != '\0' && n < MAX_TEXT_CHARS; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '#')
        g_string_append (escaped, "##");
      else
        g_string_append_unichar (escaped, g_unichar_iscntrl (c) ? ' ' : c);
    }

  return g_string_free (escaped, FALSE);
}

/**
 * clv_plot_canvas_text:
 * @y: the middle of the small letters
 * @just: 0 to begin at @x, 0.5 to stand on it, 1 to end there
 */
void
clv_plot_canvas_text (ClvPlotCanvas    *self,
                      double            x,
                      double            y,
                      double            just,
                      ClvPlotTextFlags  flags,
                      ClvPlotColor      color,
                      const char       *text)
{
  clv_plot_canvas_text_rotated (self, x, y, 1.0, 0.0, just, flags, color, text);
}

void
clv_plot_canvas_text_rotated (ClvPlotCanvas    *self,
                              double            x,
                              double            y,
                              double            dx,
                              double            dy,
                              double            just,
                              ClvPlotTextFlags  flags,
                              ClvPlotColor      color,
                              const char       *text)
{
  g_autofree char *escaped = NULL;

  if (text == NULL || *text == '\0')
    return;

  escaped = escape_text (text);
  set_color (color);
  plsfont (PL_FCI_SANS, PL_FCI_UPRIGHT,
           flags & CLV_PLOT_TEXT_BOLD ? PL_FCI_BOLD : PL_FCI_MEDIUM);
  plschr (text_size (self, flags) * 25.4 / 96.0, 1.0);
  plptex (x, y, dx, dy, just, escaped);
}

/**
 * clv_plot_canvas_measure:
 *
 * Returns: the width of @text in pixels
 */
double
clv_plot_canvas_measure (ClvPlotCanvas    *self,
                         ClvPlotTextFlags  flags,
                         const char       *text)
{
  cairo_text_extents_t extents;

  if (text == NULL || *text == '\0')
    return 0.0;

  cairo_select_font_face (self->ruler, FONT_FAMILY, CAIRO_FONT_SLANT_NORMAL,
                          flags & CLV_PLOT_TEXT_BOLD ? CAIRO_FONT_WEIGHT_BOLD
                                                     : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (self->ruler, text_size (self, flags));
  cairo_text_extents (self->ruler, text, &extents);

  /* Tabular figures are a little wider than the ones measured here. */
  return extents.x_advance * 1.02 + 1.0;
}

/**
 * clv_plot_canvas_fit:
 *
 * Returns: (transfer full): @text, with its end replaced by an ellipsis where
 *   it is wider than @width; empty where not even two letters fit
 */
char *
clv_plot_canvas_fit (ClvPlotCanvas    *self,
                     ClvPlotTextFlags  flags,
                     const char       *text,
                     double            width)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  glong low = 0;
  glong high = MIN (g_utf8_strlen (valid, -1), MAX_TEXT_CHARS);

  if (g_utf8_strlen (valid, -1) <= MAX_TEXT_CHARS &&
      clv_plot_canvas_measure (self, flags, valid) <= width)
    return g_steal_pointer (&valid);

  while (low < high)
    {
      glong middle = (low + high + 1) / 2;
      g_autofree char *start = g_utf8_substring (valid, 0, middle);
      g_autofree char *tried = g_strconcat (g_strchomp (start), "…", NULL);

      if (clv_plot_canvas_measure (self, flags, tried) <= width)
        low = middle;
      else
        high = middle - 1;
    }
  if (low < 2)
    return g_strdup ("");

  {
    g_autofree char *start = g_utf8_substring (valid, 0, low);

    return g_strconcat (g_strchomp (start), "…", NULL);
  }
}

/* A word wider than the line is cut with a hyphen, as long as both parts say something. */
static char *
break_word (ClvPlotCanvas    *self,
            ClvPlotTextFlags  flags,
            const char       *text,
            double            width,
            gsize            *cut)
{
  glong n = g_utf8_strlen (text, -1);
  glong i;

  for (i = MIN (n - 3, 40); i >= 4; i--)
    {
      g_autofree char *start = g_utf8_substring (text, 0, i);
      g_autofree char *line = g_strconcat (start, "-", NULL);

      if (clv_plot_canvas_measure (self, flags, line) > width)
        continue;
      *cut = strlen (start);
      return g_steal_pointer (&line);
    }

  return NULL;
}

/**
 * clv_plot_canvas_wrap:
 * @n_lines: how many lines there may be
 *
 * Breaks @text at spaces, after hyphens and, if it must, inside a word; what
 * does not fit ends in an ellipsis.
 *
 * Returns: (transfer full): 1 … @n_lines lines
 */
GStrv
clv_plot_canvas_wrap (ClvPlotCanvas    *self,
                      ClvPlotTextFlags  flags,
                      const char       *text,
                      double            width,
                      guint             n_lines)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *rest = g_strdup (text != NULL ? text : "");

  while (*rest != '\0' && lines->len + 1 < n_lines &&
         clv_plot_canvas_measure (self, flags, rest) > width)
    {
      gsize cut = 0;
      gsize i;
      char *next = NULL;

      for (i = 1; rest[i] != '\0'; i++)
        {
          g_autofree char *start = NULL;

          if (rest[i] != ' ' && rest[i - 1] != '-')
            continue;
          start = g_strndup (rest, i);
          if (clv_plot_canvas_measure (self, flags, start) > width)
            break;
          cut = i;
        }
      if (cut == 0)
        {
          char *start = break_word (self, flags, rest, width, &cut);

          if (start == NULL)
            break;
          g_ptr_array_add (lines, start);
          next = g_strdup (rest + cut);
          g_free (rest);
          rest = next;
          continue;
        }

      g_ptr_array_add (lines, g_strchomp (g_strndup (rest, cut)));
      next = g_strdup (rest + cut + (rest[cut] == ' ' ? 1 : 0));
      g_free (rest);
      rest = next;
    }
  g_ptr_array_add (lines, clv_plot_canvas_fit (self, flags, rest, width));
  g_ptr_array_add (lines, NULL);

  return (GStrv) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}

/**
 * clv_plot_canvas_add_item:
 * @text: (transfer full): what the item says
 *
 * Remembers a place that can be pointed at, cut to the page.
 *
 * Returns: (transfer none): the item
 */
ClvPlotItem *
clv_plot_canvas_add_item (ClvPlotCanvas *self,
                          double         x,
                          double         y,
                          double         width,
                          double         height,
                          guint          series,
                          guint          point,
                          char          *text)
{
  ClvPlotItem *item = g_new0 (ClvPlotItem, 1);

  item->x = CLAMP (x, 0.0, self->width - 1.0);
  item->y = CLAMP (y, 0.0, self->height - 1.0);
  item->width = CLAMP (x + width, item->x + 1.0, self->width) - item->x;
  item->height = CLAMP (y + height, item->y + 1.0, self->height) - item->y;
  item->series = series;
  item->point = point;
  item->text = text;
  g_ptr_array_add (self->items, item);

  return item;
}

/* The true shape, where the rectangle holds much that is not the item. */
void
clv_plot_item_set_outline (ClvPlotItem  *self,
                           guint         n,
                           const double *x,
                           const double *y)
{
  guint i;

  self->n_outline = n;
  self->outline = g_new (double, 2 * (gsize) n);
  for (i = 0; i < n; i++)
    {
      self->outline[2 * i] = x[i];
      self->outline[2 * i + 1] = y[i];
    }
}

/**
 * clv_plot_canvas_is_faded:
 * @item: index of the item about to be drawn
 *
 * Returns: whether another item is highlighted
 */
gboolean
clv_plot_canvas_is_faded (const ClvPlotCanvas *self,
                          guint                item)
{
  return self->highlight >= 0 && (guint) self->highlight != item;
}

/* The middle of the pixel: where a thin line is sharp. */
double
clv_plot_snap (double pixel)
{
  return floor (pixel) + 0.5;
}
