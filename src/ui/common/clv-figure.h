/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-why.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_FIGURE_NEUTRAL,
  CLV_FIGURE_GOOD,
  CLV_FIGURE_WARNING,
  CLV_FIGURE_BAD
} ClvFigureTone;

/**
 * ClvFigure:
 *
 * A key figure on a card: a small caption, the number, a line with its horizon
 * and convention, and a button that says where the number comes from. The tone
 * colours the line; its words must say the same.
 */
#define CLV_TYPE_FIGURE (clv_figure_get_type ())
G_DECLARE_FINAL_TYPE (ClvFigure, clv_figure, CLV, FIGURE, AdwBin)

GtkWidget *clv_figure_new (const char *caption);
void       clv_figure_set_caption (ClvFigure  *self,
                                   const char *caption);
void       clv_figure_set_value (ClvFigure  *self,
                                 const char *value);
void       clv_figure_set_detail (ClvFigure     *self,
                                  const char    *detail,
                                  ClvFigureTone  tone);
void       clv_figure_take_why (ClvFigure *self,
                                ClvWhy    *why);

G_END_DECLS
