/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-banner.h"

#include "clv-compat.h"
#include "clv-ui.h"

struct _ClvBanner
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkLabel *title;
  GtkButton *button;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_BUTTON_LABEL,
  PROP_REVEALED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint button_clicked_signal;

G_DEFINE_FINAL_TYPE (ClvBanner, clv_banner, ADW_TYPE_BIN)

static void
button_clicked_cb (ClvBanner *self)
{
  g_signal_emit (self, button_clicked_signal, 0);
}

static void
clv_banner_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  ClvBanner *self = CLV_BANNER (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, clv_banner_get_title (self));
      break;

    case PROP_BUTTON_LABEL:
      g_value_set_string (value, clv_banner_get_button_label (self));
      break;

    case PROP_REVEALED:
      g_value_set_boolean (value, clv_banner_get_revealed (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_banner_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  ClvBanner *self = CLV_BANNER (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      clv_banner_set_title (self, g_value_get_string (value));
      break;

    case PROP_BUTTON_LABEL:
      clv_banner_set_button_label (self, g_value_get_string (value));
      break;

    case PROP_REVEALED:
      clv_banner_set_revealed (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_banner_dispose (GObject *object)
{
  /* AdwBin would unparent its child once more after the template did. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_BANNER);

  G_OBJECT_CLASS (clv_banner_parent_class)->dispose (object);
}

static void
clv_banner_class_init (ClvBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = clv_banner_dispose;
  object_class->get_property = clv_banner_get_property;
  object_class->set_property = clv_banner_set_property;

  /**
   * ClvBanner:title:
   *
   * The sentence.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * ClvBanner:button-label: (nullable)
   *
   * The verb, with a mnemonic.
   */
  properties[PROP_BUTTON_LABEL] = g_param_spec_string ("button-label", NULL, NULL, NULL, flags);

  /**
   * ClvBanner:revealed:
   *
   * Whether it can be seen.
   */
  properties[PROP_REVEALED] = g_param_spec_boolean ("revealed", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * ClvBanner::button-clicked:
   *
   * The button was pressed.
   */
  button_clicked_signal = g_signal_new ("button-clicked", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("common/clv-banner.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, ClvBanner, title);
  gtk_widget_class_bind_template_child (widget_class, ClvBanner, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
}

static void
clv_banner_init (ClvBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_banner_new:
 * @title: the sentence
 *
 * Returns: (transfer floating): a banner that is not revealed yet
 */
GtkWidget *
clv_banner_new (const char *title)
{
  return g_object_new (CLV_TYPE_BANNER, "title", title, NULL);
}

/**
 * clv_banner_get_title:
 *
 * Returns: (transfer none): the sentence
 */
const char *
clv_banner_get_title (ClvBanner *self)
{
  g_return_val_if_fail (CLV_IS_BANNER (self), NULL);

  return gtk_label_get_text (self->title);
}

/**
 * clv_banner_set_title:
 * @title: the sentence, plain text
 */
void
clv_banner_set_title (ClvBanner  *self,
                      const char *title)
{
  g_return_if_fail (CLV_IS_BANNER (self));

  if (g_strcmp0 (gtk_label_get_text (self->title), title != NULL ? title : "") == 0)
    return;

  gtk_label_set_text (self->title, title != NULL ? title : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * clv_banner_get_button_label:
 *
 * Returns: (transfer none) (nullable): the verb
 */
const char *
clv_banner_get_button_label (ClvBanner *self)
{
  g_return_val_if_fail (CLV_IS_BANNER (self), NULL);

  return gtk_button_get_label (self->button);
}

/**
 * clv_banner_set_button_label:
 * @label: (nullable): the verb, with a mnemonic; %NULL for no button
 */
void
clv_banner_set_button_label (ClvBanner  *self,
                             const char *label)
{
  g_return_if_fail (CLV_IS_BANNER (self));

  if (g_strcmp0 (gtk_button_get_label (self->button), label) == 0)
    return;

  gtk_button_set_label (self->button, label != NULL ? label : "");
  gtk_widget_set_visible (GTK_WIDGET (self->button), label != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUTTON_LABEL]);
}

/**
 * clv_banner_set_detailed_action:
 * @detailed_action: (nullable): what the button does besides the signal
 */
void
clv_banner_set_detailed_action (ClvBanner  *self,
                                const char *detailed_action)
{
  g_return_if_fail (CLV_IS_BANNER (self));

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), detailed_action);
}

/**
 * clv_banner_get_revealed:
 *
 * Returns: whether it can be seen
 */
gboolean
clv_banner_get_revealed (ClvBanner *self)
{
  g_return_val_if_fail (CLV_IS_BANNER (self), FALSE);

  return gtk_revealer_get_reveal_child (self->revealer);
}

/**
 * clv_banner_set_revealed:
 *
 * Shows or hides it; when shown, a screen reader says the sentence.
 */
void
clv_banner_set_revealed (ClvBanner *self,
                         gboolean   revealed)
{
  g_return_if_fail (CLV_IS_BANNER (self));

  revealed = !!revealed;
  if (gtk_revealer_get_reveal_child (self->revealer) == revealed)
    return;

  gtk_revealer_set_reveal_child (self->revealer, revealed);
  if (revealed)
    clv_compat_announce (GTK_WIDGET (self), gtk_label_get_text (self->title));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVEALED]);
}
