/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-figure.h"

#include <glib/gi18n-lib.h>

#include "clv-ui.h"

struct _ClvFigure
{
  AdwBin parent_instance;

  GtkLabel *caption;
  GtkLabel *value;
  GtkLabel *detail;
  GtkButton *why_button;

  ClvWhy *why;
};

enum
{
  PROP_0,
  PROP_CAPTION,
  PROP_VALUE,
  PROP_DETAIL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClvFigure, clv_figure, ADW_TYPE_BIN)

static void
why_clicked_cb (ClvFigure *self)
{
  if (self->why != NULL)
    clv_why_present (self->why, GTK_WIDGET (self));
}

/* A screen reader hears the card as one thing: "Active customers: 17,206". */
static void
update_name (ClvFigure *self)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", gtk_label_get_text (self->caption),
                                           gtk_label_get_text (self->value));
  g_autofree char *why_name = g_strdup_printf ("%s %s", _("Why this number?"),
                                               gtk_label_get_text (self->caption));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_label_get_text (self->detail), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->why_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, why_name, -1);
}

static void
set_text (ClvFigure  *self,
          GtkLabel   *label,
          const char *text,
          guint       property)
{
  text = text != NULL ? text : "";
  if (g_strcmp0 (gtk_label_get_text (label), text) == 0)
    return;

  gtk_label_set_text (label, text);
  update_name (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
clv_figure_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  ClvFigure *self = CLV_FIGURE (object);

  switch (prop_id)
    {
    case PROP_CAPTION:
      g_value_set_string (value, gtk_label_get_text (self->caption));
      break;

    case PROP_VALUE:
      g_value_set_string (value, gtk_label_get_text (self->value));
      break;

    case PROP_DETAIL:
      g_value_set_string (value, gtk_label_get_text (self->detail));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_figure_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  ClvFigure *self = CLV_FIGURE (object);

  switch (prop_id)
    {
    case PROP_CAPTION:
      clv_figure_set_caption (self, g_value_get_string (value));
      break;

    case PROP_VALUE:
      clv_figure_set_value (self, g_value_get_string (value));
      break;

    case PROP_DETAIL:
      clv_figure_set_detail (self, g_value_get_string (value), CLV_FIGURE_NEUTRAL);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_figure_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_FIGURE);

  G_OBJECT_CLASS (clv_figure_parent_class)->dispose (object);
}

static void
clv_figure_finalize (GObject *object)
{
  g_clear_pointer (&CLV_FIGURE (object)->why, clv_why_free);

  G_OBJECT_CLASS (clv_figure_parent_class)->finalize (object);
}

static void
clv_figure_class_init (ClvFigureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = clv_figure_dispose;
  object_class->finalize = clv_figure_finalize;
  object_class->get_property = clv_figure_get_property;
  object_class->set_property = clv_figure_set_property;

  /**
   * ClvFigure:caption:
   *
   * What the number is: "Portfolio value, 12 months".
   */
  properties[PROP_CAPTION] = g_param_spec_string ("caption", NULL, NULL, "", flags);

  /**
   * ClvFigure:value:
   *
   * The number with its unit.
   */
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, "", flags);

  /**
   * ClvFigure:detail:
   *
   * Unit, horizon, convention or change.
   */
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, "", flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("common/clv-figure.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvFigure, caption);
  gtk_widget_class_bind_template_child (widget_class, ClvFigure, value);
  gtk_widget_class_bind_template_child (widget_class, ClvFigure, detail);
  gtk_widget_class_bind_template_child (widget_class, ClvFigure, why_button);
  gtk_widget_class_bind_template_callback (widget_class, why_clicked_cb);
}

static void
clv_figure_init (ClvFigure *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_figure_new:
 * @caption: what the number is
 *
 * Returns: (transfer floating): a card that shows a dash until it has a value
 */
GtkWidget *
clv_figure_new (const char *caption)
{
  return g_object_new (CLV_TYPE_FIGURE, "caption", caption, NULL);
}

/**
 * clv_figure_set_caption:
 * @caption: what the number is
 */
void
clv_figure_set_caption (ClvFigure  *self,
                        const char *caption)
{
  g_return_if_fail (CLV_IS_FIGURE (self));

  set_text (self, self->caption, caption, PROP_CAPTION);
}

/**
 * clv_figure_set_value:
 * @value: (nullable): the number with its unit; %NULL shows a dash
 */
void
clv_figure_set_value (ClvFigure  *self,
                      const char *value)
{
  g_return_if_fail (CLV_IS_FIGURE (self));

  set_text (self, self->value, value != NULL ? value : "–", PROP_VALUE);
}

/**
 * clv_figure_set_detail:
 * @detail: (nullable): unit, horizon, convention or change, in words
 * @tone: how it is coloured
 */
void
clv_figure_set_detail (ClvFigure     *self,
                       const char    *detail,
                       ClvFigureTone  tone)
{
  static const char * const classes[] = { "dim-label", "success", "warning", "error" };

  g_return_if_fail (CLV_IS_FIGURE (self));

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->detail), classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->detail), classes[tone]);
  set_text (self, self->detail, detail, PROP_DETAIL);
}

/**
 * clv_figure_take_why:
 * @why: (transfer full) (nullable): where the number comes from; %NULL hides the button
 */
void
clv_figure_take_why (ClvFigure *self,
                     ClvWhy    *why)
{
  g_return_if_fail (CLV_IS_FIGURE (self));

  g_clear_pointer (&self->why, clv_why_free);
  self->why = why;
  gtk_widget_set_visible (GTK_WIDGET (self->why_button), why != NULL);
}
