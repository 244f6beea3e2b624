/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "clv-money.h"
#include "clv-plot-parts.h"

#define NODE_WIDTH 10.0
#define CURVE_POINTS 41

typedef struct
{
  double amount;
  double y;
  double height;
  double out_at; /* where the next ribbon leaves */
  double in_at;  /* where the next ribbon arrives */
} Node;

typedef struct
{
  const ClvPlotFlow *flow;
  guint index;
  guint item;    /* index of its item */
  double y_from;
  double y_to;
  double thickness;
} Ribbon;

typedef struct
{
  ClvPlotCanvas     *canvas;
  const ClvPlotSpec *spec;
  guint n_stages;
  guint n_nodes;
  Node              *nodes;   /* [n_stages × n_nodes] */
  Ribbon            *ribbons;
  guint n_ribbons;
  double left;                /* of the first column */
  double right;               /* right edge of the last column */
  double top;
  double scale;               /* pixels a unit */
} Flows;

static Node *
node_at (Flows *self,
         guint  stage,
         guint  node)
{
  return &self->nodes[stage * self->n_nodes + node];
}

static const char *
node_name (const Flows *self,
           guint        node)
{
  return g_ptr_array_index (self->spec->node_names, node);
}

static const char *
stage_name (const Flows *self,
            guint        stage)
{
  return stage < self->spec->stage_names->len
           ? g_ptr_array_index (self->spec->stage_names, stage) : "";
}

static gboolean
is_grey (const Flows *self,
         guint        node)
{
  return self->spec->has_grey_node && self->n_nodes >= 5 && node + 1 == self->n_nodes;
}

static ClvPlotColor
node_color (const Flows *self,
            guint        node)
{
  return is_grey (self, node) ? self->canvas->palette->context
                              : clv_plot_palette_tier (self->canvas->palette, node);
}

static gboolean
is_drawable (const Flows       *self,
             const ClvPlotFlow *flow)
{
  return isfinite (flow->amount) && flow->amount > 0.0 && flow->from < self->n_nodes &&
         flow->to < self->n_nodes && flow->stage + 1 < self->n_stages;
}

static int
compare_ribbons (gconstpointer a,
                 gconstpointer b)
{
  const ClvPlotFlow *first = ((const Ribbon *) a)->flow;
  const ClvPlotFlow *second = ((const Ribbon *) b)->flow;

  if (first->stage != second->stage)
    return first->stage < second->stage ? -1 : 1;
  if (first->from != second->from)
    return first->from < second->from ? -1 : 1;

  return (first->to > second->to) - (first->to < second->to);
}

static void
sum_nodes (Flows *self)
{
  g_autofree double *in = g_new0 (double, (gsize) self->n_stages * self->n_nodes);
  g_autofree double *out = g_new0 (double, (gsize) self->n_stages * self->n_nodes);
  guint i;

  for (i = 0; i < self->spec->flows->len; i++)
    {
      const ClvPlotFlow *flow = &g_array_index (self->spec->flows, ClvPlotFlow, i);

      if (!is_drawable (self, flow))
        continue;
      self->ribbons[self->n_ribbons].flow = flow;
      self->ribbons[self->n_ribbons].index = i;
      self->n_ribbons++;
      out[flow->stage * self->n_nodes + flow->from] += flow->amount;
      in[(flow->stage + 1) * self->n_nodes + flow->to] += flow->amount;
    }
  for (i = 0; i < self->n_stages * self->n_nodes; i++)
    self->nodes[i].amount = MAX (in[i], out[i]);
  qsort (self->ribbons, self->n_ribbons, sizeof *self->ribbons, compare_ribbons);
}

static void
place_nodes (Flows *self)
{
  double bottom = self->canvas->height - 10.0;
  double gap = CLAMP ((bottom - self->top) / (self->n_nodes * 4.0), 2.0, 12.0);
  double largest = 0.0;
  guint stage;
  guint node;

  for (stage = 0; stage < self->n_stages; stage++)
    {
      double total = 0.0;

      for (node = 0; node < self->n_nodes; node++)
        total += node_at (self, stage, node)->amount;
      largest = MAX (largest, total);
    }
  self->scale = (bottom - self->top - gap * (self->n_nodes - 1)) / largest;

  for (stage = 0; stage < self->n_stages; stage++)
    {
      double y = self->top;

      for (node = 0; node < self->n_nodes; node++)
        {
          Node *place = node_at (self, stage, node);

          place->y = place->out_at = place->in_at = y;
          place->height = place->amount * self->scale;
          y += place->height + gap;
        }
    }
}

static void
place_ribbons (Flows *self)
{
  guint i;
  guint from;

  for (i = 0; i < self->n_ribbons; i++)
    {
      Ribbon *ribbon = &self->ribbons[i];
      Node *source = node_at (self, ribbon->flow->stage, ribbon->flow->from);

      ribbon->thickness = ribbon->flow->amount * self->scale;
      ribbon->y_from = source->out_at;
      source->out_at += ribbon->thickness;
    }
  /* They arrive in the order of where they come from, so that few cross. */
  for (from = 0; from < self->n_nodes; from++)
    for (i = 0; i < self->n_ribbons; i++)
      {
        Ribbon *ribbon = &self->ribbons[i];
        Node *target = NULL;

        if (ribbon->flow->from != from)
          continue;
        target = node_at (self, ribbon->flow->stage + 1, ribbon->flow->to);
        ribbon->y_to = target->in_at;
        target->in_at += ribbon->thickness;
      }
}

static double
stage_x (const Flows *self,
         guint        stage)
{
  return self->left + (self->right - NODE_WIDTH - self->left) * stage / (self->n_stages - 1);
}

static void
trace_ribbon (const Flows  *self,
              const Ribbon *ribbon,
              double       *x,
              double       *y)
{
  double x0 = stage_x (self, ribbon->flow->stage) + NODE_WIDTH;
  double x1 = stage_x (self, ribbon->flow->stage + 1);
  double thickness = MAX (ribbon->thickness, 0.7);
  guint i;

  for (i = 0; i < CURVE_POINTS; i++)
    {
      double t = i / (CURVE_POINTS - 1.0);
      double bend = t * t * (3.0 - 2.0 * t);

      x[i] = x0 + (x1 - x0) * t;
      y[i] = ribbon->y_from + (ribbon->y_to - ribbon->y_from) * bend;
      x[2 * CURVE_POINTS - 1 - i] = x[i];
      y[2 * CURVE_POINTS - 1 - i] = y[i] + thickness;
    }
}

static void
draw_ribbon (Flows        *self,
             const Ribbon *ribbon)
{
  const ClvPlotPalette *palette = self->canvas->palette;
  gboolean is_stay = ribbon->flow->from == ribbon->flow->to;
  double alpha = is_stay ? palette->stay_alpha : palette->move_alpha;
  double x[2 * CURVE_POINTS];
  double y[2 * CURVE_POINTS];
  double axis[4];

  if (self->canvas->highlight == (int) ribbon->item)
    alpha = .80;
  else if (clv_plot_canvas_is_faded (self->canvas, ribbon->item))
    alpha *= .45;
  trace_ribbon (self, ribbon, x, y);
  if (is_stay)
    {
      clv_plot_canvas_fill (self->canvas, 2 * CURVE_POINTS, x, y,
                            clv_plot_color_fade (node_color (self, ribbon->flow->from), alpha));
      return;
    }
  axis[0] = x[0];
  axis[2] = x[CURVE_POINTS - 1];
  axis[1] = axis[3] = 0.0;
  clv_plot_canvas_fill_gradient (self->canvas, 2 * CURVE_POINTS, x, y, axis,
                                 clv_plot_color_fade (node_color (self, ribbon->flow->from), alpha),
                                 clv_plot_color_fade (node_color (self, ribbon->flow->to), alpha));
}

static void
draw_ribbons (Flows *self)
{
  guint pass;
  guint i;

  /* Those who stay below, those who move above, the one pointed at on top. */
  for (pass = 0; pass < 3; pass++)
    for (i = 0; i < self->n_ribbons; i++)
      {
        gboolean is_raised = self->canvas->highlight == (int) self->ribbons[i].item;
        gboolean is_stay = self->ribbons[i].flow->from == self->ribbons[i].flow->to;

        if (pass == (is_raised ? 2u : is_stay ? 0u : 1u))
          draw_ribbon (self, &self->ribbons[i]);
      }
}

static char *
say_amount (const ClvPlotSpec *spec,
            double             amount)
{
  g_autofree char *number = clv_plot_unit_format (spec->y_unit, amount, spec->currency, FALSE);

  if (spec->y_title == NULL || *spec->y_title == '\0')
    return g_steal_pointer (&number);

  return g_strdup_printf (C_("number and noun", "%s %s"), number, spec->y_title);
}

static char *
say_ribbon (Flows        *self,
            const Ribbon *ribbon)
{
  const ClvPlotSpec *spec = self->spec;
  double total = 0.0;
  g_autofree char *amount = say_amount (spec, ribbon->flow->amount);
  g_autofree char *share = NULL;
  GString *text = g_string_new (NULL);
  guint i;

  for (i = 0; i < self->n_ribbons; i++)
    if (self->ribbons[i].flow->stage == ribbon->flow->stage &&
        self->ribbons[i].flow->from == ribbon->flow->from)
      total += self->ribbons[i].flow->amount;
  share = clv_percent_format (ribbon->flow->amount / total, 0);
  /* Translators: "Silver → Gold: 420 customers (8 % of Silver)" */
  g_string_append_printf (text, _("%s → %s: %s (%s of %s)"), node_name (self, ribbon->flow->from),
                          node_name (self, ribbon->flow->to), amount, share,
                          node_name (self, ribbon->flow->from));
  if (isfinite (ribbon->flow->value) && fabs (ribbon->flow->value) > 0.0)
    {
      g_autofree char *value = clv_plot_unit_format (spec->x_unit, ribbon->flow->value,
                                                     spec->currency, FALSE);

      g_string_append_printf (text, ", %s", value);
    }
  g_string_append (text, ", ");
  g_string_append_printf (text, _("%s to %s"), stage_name (self, ribbon->flow->stage),
                          stage_name (self, ribbon->flow->stage + 1));

  return g_string_free (text, FALSE);
}

static void
add_node_items (Flows *self,
                guint  stage)
{
  guint node;

  for (node = 0; node < self->n_nodes; node++)
    {
      Node *place = node_at (self, stage, node);
      g_autofree char *amount = say_amount (self->spec, place->amount);

      clv_plot_canvas_add_item (self->canvas, stage_x (self, stage), place->y, NODE_WIDTH,
                                MAX (place->height, 2.0), CLV_PLOT_ITEM_NODE,
                                stage * self->n_nodes + node,
                                g_strdup_printf (_("%s, %s: %s"), stage_name (self, stage),
                                                 node_name (self, node), amount));
    }
}

static void
add_items (Flows *self)
{
  guint stage;
  guint i = 0;

  for (stage = 0; stage < self->n_stages; stage++)
    {
      add_node_items (self, stage);
      for (; i < self->n_ribbons && self->ribbons[i].flow->stage == stage; i++)
        {
          Ribbon *ribbon = &self->ribbons[i];
          double x[2 * CURVE_POINTS];
          double y[2 * CURVE_POINTS];
          double top = MIN (ribbon->y_from, ribbon->y_to);
          ClvPlotItem *item = NULL;

          trace_ribbon (self, ribbon, x, y);
          ribbon->item = self->canvas->items->len;
          item = clv_plot_canvas_add_item (self->canvas, x[0], top, x[CURVE_POINTS - 1] - x[0],
                                           MAX (ribbon->y_from, ribbon->y_to) - top +
                                           MAX (ribbon->thickness, 0.7),
                                           ribbon->index, 0, say_ribbon (self, ribbon));
          clv_plot_item_set_outline (item, 2 * CURVE_POINTS, x, y);
        }
    }
}

static gboolean
has_two_lines (const Flows *self,
               const Node  *place)
{
  return place->height >= 26.0 * self->canvas->scale;
}

static void
draw_change (Flows *self,
             guint  node,
             double x,
             double y)
{
  const ClvPlotPalette *palette = self->canvas->palette;
  double before = node_at (self, 0, node)->amount;
  double after = node_at (self, self->n_stages - 1, node)->amount;
  double change = before > 0.0 ? after / before - 1.0 : 0.0;
  gboolean is_good = is_grey (self, node) ? change < 0.0 : change > 0.0;
  g_autofree char *share = NULL;
  g_autofree char *text = NULL;

  if (before <= 0.0)
    return;
  share = clv_percent_format (fabs (change), 0);
  if (fabs (change) < 0.005)
    text = g_strdup_printf ("±%s", share);
  else
    text = g_strdup_printf ("%s%s", change > 0.0 ? "+" : "−", share);
  clv_plot_canvas_text (self->canvas, x, y, 0.0, CLV_PLOT_TEXT_BOLD,
                        fabs (change) < 0.005
                          ? palette->secondary
                          : clv_plot_palette_readable (palette,
                                                       is_good ? palette->good : palette->bad),
                        text);
}

/* The widest label that still leaves half of the chart to the ribbons. */
static double
label_room (Flows   *self,
            gboolean is_right)
{
  double widest = 0.0;
  guint node;

  for (node = 0; node < self->n_nodes; node++)
    {
      Node *place = node_at (self, is_right ? self->n_stages - 1 : 0, node);
      double width = clv_plot_canvas_measure (self->canvas, CLV_PLOT_TEXT_BOLD,
                                              node_name (self, node));
      double figures = clv_plot_canvas_measure (self->canvas, CLV_PLOT_TEXT_BOLD,
                                                is_right ? "88.8k  +88 %" : "88.8k");

      widest = MAX (widest, has_two_lines (self, place) ? MAX (width, figures)
                                                        : width + figures + 4.0);
    }

  return MIN (widest + 20.0, self->canvas->width * 0.27);
}

static void
draw_label (Flows   *self,
            guint    node,
            gboolean is_right,
            double   room)
{
  ClvPlotCanvas *canvas = self->canvas;
  Node *place = node_at (self, is_right ? self->n_stages - 1 : 0, node);
  double line = 14.5 * canvas->scale;
  double x = is_right ? self->right + 10.0 : self->left - 10.0;
  double y = place->y + place->height / 2.0;
  double just = is_right ? 0.0 : 1.0;
  g_autofree char *name = clv_plot_canvas_fit (canvas, CLV_PLOT_TEXT_BOLD, node_name (self, node),
                                               room - 14.0);
  g_autofree char *amount = NULL;

  if (place->height < 11.0 * canvas->scale && place->amount <= 0.0)
    return;
  if (has_two_lines (self, place))
    y -= line / 2.0;
  clv_plot_canvas_text (canvas, x, y, just, CLV_PLOT_TEXT_BOLD, canvas->palette->text, name);

  amount = clv_plot_unit_format (self->spec->y_unit, place->amount, self->spec->currency, TRUE);
  if (has_two_lines (self, place))
    {
      y += line;
    }
  else
    {
      double width = clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_BOLD, name) + 7.0;

      if (width + clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_NORMAL, amount) > room - 12.0)
        return;
      x += is_right ? width : -width;
      room -= width;
    }
  clv_plot_canvas_text (canvas, x, y, just, CLV_PLOT_TEXT_NORMAL, canvas->palette->secondary,
                        amount);
  x += clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_NORMAL, amount) + 7.0 * canvas->scale;
  if (is_right && x + clv_plot_canvas_measure (canvas, CLV_PLOT_TEXT_BOLD, "+88 %") < canvas->width)
    draw_change (self, node, x, y);
}

static void
draw_nodes (Flows *self,
            double left_room,
            double right_room)
{
  guint stage;
  guint node;

  for (stage = 0; stage < self->n_stages; stage++)
    {
      double x = stage_x (self, stage);
      double just = stage == 0 ? 0.0 : stage + 1 == self->n_stages ? 1.0 : 0.5;
      double column = (self->right - self->left) / (self->n_stages - 1) * 0.9 - 6.0;
      g_autofree char *name = clv_plot_canvas_fit (self->canvas, CLV_PLOT_TEXT_BOLD,
                                                   stage_name (self, stage),
                                                   self->n_stages == 2 ? column * .55 : column);

      clv_plot_canvas_text (self->canvas, x + NODE_WIDTH * just, 12.0 * self->canvas->scale, just,
                            CLV_PLOT_TEXT_BOLD, self->canvas->palette->text, name);
      for (node = 0; node < self->n_nodes; node++)
        {
          Node *place = node_at (self, stage, node);

          if (place->height > 0.0)
            clv_plot_canvas_rect (self->canvas, x, place->y, NODE_WIDTH, MAX (place->height, 1.0),
                                  3.0, 3.0, node_color (self, node));
        }
    }
  for (node = 0; node < self->n_nodes; node++)
    {
      draw_label (self, node, FALSE, left_room);
      draw_label (self, node, TRUE, right_room);
    }
}

static guint
count_stages (const ClvPlotSpec *spec)
{
  guint n = 0;
  guint i;

  for (i = 0; i < spec->flows->len; i++)
    {
      const ClvPlotFlow *flow = &g_array_index (spec->flows, ClvPlotFlow, i);

      if (flow->amount > 0.0 && flow->stage < 64)
        n = MAX (n, flow->stage + 2);
    }

  return n;
}

/**
 * clv_plot_draw_flows:
 *
 * Ribbons between stages: who stays and who moves, as wide as they are many.
 */
void
clv_plot_draw_flows (ClvPlotCanvas     *canvas,
                     const ClvPlotSpec *spec)
{
  Flows self = { canvas, spec };
  double left_room;
  double right_room;

  self.n_stages = count_stages (spec);
  self.n_nodes = spec->node_names->len;
  self.nodes = g_new0 (Node, (gsize) self.n_stages * self.n_nodes + 1);
  self.ribbons = g_new0 (Ribbon, (gsize) spec->flows->len + 1);
  if (self.n_stages >= 2 && self.n_nodes > 0)
    sum_nodes (&self);
  if (self.n_ribbons == 0)
    {
      clv_plot_draw_message (canvas, NULL, _("There are no movements to draw."));
    }
  else
    {
      self.top = 34.0 * canvas->scale;
      place_nodes (&self);
      left_room = label_room (&self, FALSE);
      right_room = label_room (&self, TRUE);
      self.left = left_room;
      self.right = canvas->width - right_room;
      place_ribbons (&self);
      add_items (&self);
      draw_ribbons (&self);
      draw_nodes (&self, left_room, right_room);
    }
  g_free (self.nodes);
  g_free (self.ribbons);
}
