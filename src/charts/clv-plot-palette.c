/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-plot-palette.h"

#include <math.h>

#define RGB(hex)                                                                           \
  { (((hex) >> 16) & 0xff) / 255.0, (((hex) >> 8) & 0xff) / 255.0, ((hex) & 0xff) / 255.0, \
    1.0 }
#define BLACK(alpha) { 0.0, 0.0, 0.0, alpha }
#define WHITE(alpha) { 1.0, 1.0, 1.0, alpha }

static const ClvPlotPalette light_palette = {
  .card = RGB (0xffffff), .text = BLACK (.82), .secondary = BLACK (.60), .ink = BLACK (.84),
  .grid = BLACK (.075), .base = BLACK (.22), .shade = BLACK (.024),
  .accent = RGB (0x1c71d8), .context = RGB (0x9a9996), .good = RGB (0x1f9d61),
  .warning = RGB (0xe5a50a), .bad = RGB (0xc01c28),
  .heat_low = RGB (0xf1f6fe), .heat_high = RGB (0x1a5fb4),
  .band_alpha = .16, .bar_mix = .74, .stay_alpha = .19, .move_alpha = .36, .line_width = 2.0
};

static const ClvPlotPalette dark_palette = {
  .card = RGB (0x363636), .text = WHITE (.94), .secondary = WHITE (.70), .ink = WHITE (.95),
  .grid = WHITE (.085), .base = WHITE (.26), .shade = WHITE (.030),
  .accent = RGB (0x62a0ea), .context = RGB (0x9a9996), .good = RGB (0x57d391),
  .warning = RGB (0xf8d24a), .bad = RGB (0xff7b63),
  .heat_low = RGB (0x424446), .heat_high = RGB (0x62a0ea),
  .band_alpha = .27, .bar_mix = .80, .stay_alpha = .25, .move_alpha = .42, .line_width = 2.0
};

static const ClvPlotPalette light_contrast_palette = {
  .card = RGB (0xffffff), .text = BLACK (1.0), .secondary = BLACK (.86), .ink = BLACK (1.0),
  .grid = BLACK (.30), .base = BLACK (.80), .shade = BLACK (.06),
  .accent = RGB (0x0a4aa0), .context = RGB (0x5e5c64), .good = RGB (0x0f6b3c),
  .warning = RGB (0x8a5a00), .bad = RGB (0xa00f1c),
  .heat_low = RGB (0xf1f6fe), .heat_high = RGB (0x0a4aa0),
  .band_alpha = .26, .bar_mix = 1.0, .stay_alpha = .34, .move_alpha = .58, .line_width = 2.6
};

static const ClvPlotPalette dark_contrast_palette = {
  .card = RGB (0x1e1e1e), .text = WHITE (1.0), .secondary = WHITE (.90), .ink = WHITE (1.0),
  .grid = WHITE (.30), .base = WHITE (.80), .shade = WHITE (.08),
  .accent = RGB (0x99c1f1), .context = RGB (0xc0bfbc), .good = RGB (0x8ff0a4),
  .warning = RGB (0xf9f06b), .bad = RGB (0xff9d8a),
  .heat_low = RGB (0x2c2e30), .heat_high = RGB (0x99c1f1),
  .band_alpha = .36, .bar_mix = 1.0, .stay_alpha = .36, .move_alpha = .58, .line_width = 2.6
};

/* Neighbours differ in lightness as well as in hue, so the order holds for
 * people who do not see red and green apart. */
static const ClvPlotColor light_tiers[] = {
  RGB (0x1c71d8), RGB (0x2190a4), RGB (0x26a269), RGB (0xe5a50a),
  RGB (0xa6573c), RGB (0x9141ac), RGB (0x5e5c64), RGB (0xc64600)
};
static const ClvPlotColor dark_tiers[] = {
  RGB (0x62a0ea), RGB (0x5bc8d8), RGB (0x57d391), RGB (0xf8d24a),
  RGB (0xe0947a), RGB (0xc88fe0), RGB (0xc0bfbc), RGB (0xffa348)
};

/**
 * clv_plot_palette_get:
 * @style: how the chart should look
 *
 * Returns: (transfer none): the colours for @style
 */
const ClvPlotPalette *
clv_plot_palette_get (const ClvPlotStyle *style)
{
  if (style->is_high_contrast)
    return style->is_dark ? &dark_contrast_palette : &light_contrast_palette;

  return style->is_dark ? &dark_palette : &light_palette;
}

static gboolean
palette_is_dark (const ClvPlotPalette *self)
{
  return self->card.r < 0.5;
}

/**
 * clv_plot_palette_tier:
 *
 * Returns: the @index-th tier colour, best tier first; colours repeat after the eighth
 */
ClvPlotColor
clv_plot_palette_tier (const ClvPlotPalette *self,
                       guint                 index)
{
  if (palette_is_dark (self))
    return dark_tiers[index % G_N_ELEMENTS (dark_tiers)];

  return light_tiers[index % G_N_ELEMENTS (light_tiers)];
}

/**
 * clv_plot_palette_role:
 *
 * Returns: the colour of a line or bar with @role; @index matters to tiers only
 */
ClvPlotColor
clv_plot_palette_role (const ClvPlotPalette *self,
                       ClvPlotRole           role,
                       guint                 index)
{
  switch (role)
    {
    case CLV_PLOT_ROLE_ACTUAL:
      return self->ink;
    case CLV_PLOT_ROLE_CONTEXT:
      return self->context;
    case CLV_PLOT_ROLE_GOOD:
      return self->good;
    case CLV_PLOT_ROLE_WARNING:
      return self->warning;
    case CLV_PLOT_ROLE_BAD:
      return self->bad;
    case CLV_PLOT_ROLE_TIER:
      return clv_plot_palette_tier (self, index);
    case CLV_PLOT_ROLE_ACCENT:
    default:
      return self->accent;
    }
}

/**
 * clv_plot_color_mix:
 *
 * Returns: @from moved by @share (0 … 1) towards @to
 */
ClvPlotColor
clv_plot_color_mix (ClvPlotColor from,
                    ClvPlotColor to,
                    double       share)
{
  ClvPlotColor mixed;

  mixed.r = from.r + (to.r - from.r) * share;
  mixed.g = from.g + (to.g - from.g) * share;
  mixed.b = from.b + (to.b - from.b) * share;
  mixed.a = from.a + (to.a - from.a) * share;

  return mixed;
}

/**
 * clv_plot_color_fade:
 *
 * Returns: @color with its opacity multiplied by @alpha
 */
ClvPlotColor
clv_plot_color_fade (ClvPlotColor color,
                     double       alpha)
{
  color.a *= alpha;

  return color;
}

static double
linear_light (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (ClvPlotColor color)
{
  return 0.2126 * linear_light (color.r) + 0.7152 * linear_light (color.g) +
         0.0722 * linear_light (color.b);
}

/**
 * clv_plot_color_contrast:
 *
 * The contrast ratio of two opaque colours as the Web Content Accessibility
 * Guidelines 2.1 define it.
 *
 * Returns: 1 … 21
 */
double
clv_plot_color_contrast (ClvPlotColor one,
                         ClvPlotColor other)
{
  double first = luminance (one);
  double second = luminance (other);

  return (MAX (first, second) + 0.05) / (MIN (first, second) + 0.05);
}

/**
 * clv_plot_palette_readable:
 *
 * A line may be pale where a word in its colour may not.
 *
 * Returns: @color, moved towards the text colour until it stands 4.5:1 off the card
 */
ClvPlotColor
clv_plot_palette_readable (const ClvPlotPalette *self,
                           ClvPlotColor          color)
{
  ClvPlotColor opaque = clv_plot_color_mix (self->card, color, color.a);
  ClvPlotColor ink = clv_plot_color_mix (self->card, self->text, self->text.a);
  guint step;

  opaque.a = 1.0;
  ink.a = 1.0;
  for (step = 0; step < 20 && clv_plot_color_contrast (opaque, self->card) < 4.5; step++)
    opaque = clv_plot_color_mix (opaque, ink, 0.1);

  return opaque;
}
