/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-wizard-page.h"

typedef struct
{
  char *title;
  char *verb;
  gboolean can_continue;
} ClvWizardPagePrivate;

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_VERB,
  PROP_CAN_CONTINUE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ClvWizardPage, clv_wizard_page, ADW_TYPE_BIN)

static void
clv_wizard_page_finalize (GObject *object)
{
  ClvWizardPagePrivate *priv = clv_wizard_page_get_instance_private (CLV_WIZARD_PAGE (object));

  g_clear_pointer (&priv->title, g_free);
  g_clear_pointer (&priv->verb, g_free);

  G_OBJECT_CLASS (clv_wizard_page_parent_class)->finalize (object);
}

static void
clv_wizard_page_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  ClvWizardPage *self = CLV_WIZARD_PAGE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, clv_wizard_page_get_title (self));
      break;

    case PROP_VERB:
      g_value_set_string (value, clv_wizard_page_get_verb (self));
      break;

    case PROP_CAN_CONTINUE:
      g_value_set_boolean (value, clv_wizard_page_get_can_continue (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_wizard_page_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  ClvWizardPage *self = CLV_WIZARD_PAGE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      clv_wizard_page_set_title (self, g_value_get_string (value));
      break;

    case PROP_VERB:
      clv_wizard_page_set_verb (self, g_value_get_string (value));
      break;

    case PROP_CAN_CONTINUE:
      clv_wizard_page_set_can_continue (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_wizard_page_class_init (ClvWizardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = clv_wizard_page_finalize;
  object_class->get_property = clv_wizard_page_get_property;
  object_class->set_property = clv_wizard_page_set_property;

  /**
   * ClvWizardPage:title:
   *
   * The step's name.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * ClvWizardPage:verb: (nullable)
   *
   * What the button that goes on says, with a mnemonic.
   */
  properties[PROP_VERB] = g_param_spec_string ("verb", NULL, NULL, NULL, flags);

  /**
   * ClvWizardPage:can-continue:
   *
   * Whether the choices are valid. The page says beside the control what is wrong.
   */
  properties[PROP_CAN_CONTINUE] =
    g_param_spec_boolean ("can-continue", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clv_wizard_page_init (ClvWizardPage *self)
{
}

/**
 * clv_wizard_page_get_title:
 *
 * Returns: (transfer none) (nullable): the step's name
 */
const char *
clv_wizard_page_get_title (ClvWizardPage *self)
{
  ClvWizardPagePrivate *priv = clv_wizard_page_get_instance_private (self);

  g_return_val_if_fail (CLV_IS_WIZARD_PAGE (self), NULL);

  return priv->title;
}

/**
 * clv_wizard_page_set_title:
 * @title: the step's name, translated
 */
void
clv_wizard_page_set_title (ClvWizardPage *self,
                           const char    *title)
{
  ClvWizardPagePrivate *priv = clv_wizard_page_get_instance_private (self);

  g_return_if_fail (CLV_IS_WIZARD_PAGE (self));

  if (g_strcmp0 (priv->title, title) == 0)
    return;

  g_free (priv->title);
  priv->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * clv_wizard_page_get_verb:
 *
 * Returns: (transfer none) (nullable): what the button says; %NULL for "Next"
 */
const char *
clv_wizard_page_get_verb (ClvWizardPage *self)
{
  ClvWizardPagePrivate *priv = clv_wizard_page_get_instance_private (self);

  g_return_val_if_fail (CLV_IS_WIZARD_PAGE (self), NULL);

  return priv->verb;
}

/**
 * clv_wizard_page_set_verb:
 * @verb: (nullable): a verb with a mnemonic, translated
 */
void
clv_wizard_page_set_verb (ClvWizardPage *self,
                          const char    *verb)
{
  ClvWizardPagePrivate *priv = clv_wizard_page_get_instance_private (self);

  g_return_if_fail (CLV_IS_WIZARD_PAGE (self));

  if (g_strcmp0 (priv->verb, verb) == 0)
    return;

  g_free (priv->verb);
  priv->verb = g_strdup (verb);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERB]);
}

/**
 * clv_wizard_page_get_can_continue:
 *
 * Returns: whether one may go on
 */
gboolean
clv_wizard_page_get_can_continue (ClvWizardPage *self)
{
  ClvWizardPagePrivate *priv = clv_wizard_page_get_instance_private (self);

  g_return_val_if_fail (CLV_IS_WIZARD_PAGE (self), FALSE);

  return priv->can_continue;
}

/**
 * clv_wizard_page_set_can_continue:
 *
 * Called by the page itself whenever a choice changed.
 */
void
clv_wizard_page_set_can_continue (ClvWizardPage *self,
                                  gboolean       can_continue)
{
  ClvWizardPagePrivate *priv = clv_wizard_page_get_instance_private (self);

  g_return_if_fail (CLV_IS_WIZARD_PAGE (self));

  can_continue = !!can_continue;
  if (priv->can_continue == can_continue)
    return;

  priv->can_continue = can_continue;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_CONTINUE]);
}

/**
 * clv_wizard_page_prepare:
 *
 * Called by the wizard when the page comes into sight.
 */
void
clv_wizard_page_prepare (ClvWizardPage *self)
{
  g_return_if_fail (CLV_IS_WIZARD_PAGE (self));

  if (CLV_WIZARD_PAGE_GET_CLASS (self)->prepare != NULL)
    CLV_WIZARD_PAGE_GET_CLASS (self)->prepare (self);
}

/**
 * clv_wizard_page_commit:
 *
 * Returns: whether the next page may come
 */
gboolean
clv_wizard_page_commit (ClvWizardPage *self)
{
  g_return_val_if_fail (CLV_IS_WIZARD_PAGE (self), FALSE);

  if (CLV_WIZARD_PAGE_GET_CLASS (self)->commit == NULL)
    return TRUE;

  return CLV_WIZARD_PAGE_GET_CLASS (self)->commit (self);
}
