/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-page.h"

typedef struct
{
  ClvSession *session;
  char *title;
  char *help;
  GtkWidget *title_widget;
  GtkWidget *end_widget;
  gboolean is_stale;
} ClvPagePrivate;

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_WORKSPACE,
  PROP_TITLE,
  PROP_TITLE_WIDGET,
  PROP_END_WIDGET,
  PROP_HELP,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ClvPage, clv_page, ADW_TYPE_BIN)

static void
workspace_changed_cb (ClvPage    *self,
                      const char *what)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  if (g_strcmp0 (what, "workspace") == 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORKSPACE]);

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    clv_page_refresh (self, what);
  else
    priv->is_stale = TRUE;
}

static void
set_session (ClvPage    *self,
             ClvSession *session)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  if (session == NULL)
    return;

  priv->session = g_object_ref (session);
  g_signal_connect_object (session, "workspace-changed", G_CALLBACK (workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
clv_page_map (GtkWidget *widget)
{
  ClvPage *self = CLV_PAGE (widget);
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  GTK_WIDGET_CLASS (clv_page_parent_class)->map (widget);

  if (priv->is_stale)
    clv_page_refresh (self, NULL);
}

static void
clv_page_dispose (GObject *object)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (CLV_PAGE (object));

  g_clear_object (&priv->title_widget);
  g_clear_object (&priv->end_widget);
  g_clear_object (&priv->session);

  G_OBJECT_CLASS (clv_page_parent_class)->dispose (object);
}

static void
clv_page_finalize (GObject *object)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (CLV_PAGE (object));

  g_clear_pointer (&priv->title, g_free);
  g_clear_pointer (&priv->help, g_free);

  G_OBJECT_CLASS (clv_page_parent_class)->finalize (object);
}

static void
clv_page_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  ClvPage *self = CLV_PAGE (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, clv_page_get_session (self));
      break;

    case PROP_WORKSPACE:
      g_value_set_object (value, clv_page_get_workspace (self));
      break;

    case PROP_TITLE:
      g_value_set_string (value, clv_page_get_title (self));
      break;

    case PROP_TITLE_WIDGET:
      g_value_set_object (value, clv_page_get_title_widget (self));
      break;

    case PROP_END_WIDGET:
      g_value_set_object (value, clv_page_get_end_widget (self));
      break;

    case PROP_HELP:
      g_value_set_string (value, clv_page_get_help (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_page_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  ClvPage *self = CLV_PAGE (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      set_session (self, g_value_get_object (value));
      break;

    case PROP_TITLE:
      clv_page_set_title (self, g_value_get_string (value));
      break;

    case PROP_TITLE_WIDGET:
      clv_page_set_title_widget (self, g_value_get_object (value));
      break;

    case PROP_END_WIDGET:
      clv_page_set_end_widget (self, g_value_get_object (value));
      break;

    case PROP_HELP:
      clv_page_set_help (self, g_value_get_string (value));
      break;

    case PROP_WORKSPACE:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_page_real_focus_default (ClvPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
clv_page_class_init (ClvPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = clv_page_dispose;
  object_class->finalize = clv_page_finalize;
  object_class->get_property = clv_page_get_property;
  object_class->set_property = clv_page_set_property;
  widget_class->map = clv_page_map;
  klass->focus_default = clv_page_real_focus_default;

  /**
   * ClvPage:session:
   *
   * What the page works on. Given once, at construction.
   */
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CLV_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * ClvPage:workspace: (nullable)
   *
   * The session's open workspace.
   */
  properties[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, CLV_TYPE_WORKSPACE,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * ClvPage:title:
   *
   * Shown in the header bar.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * ClvPage:title-widget: (nullable)
   *
   * Shown in the header bar in place of the title, as an #AdwViewSwitcher.
   */
  properties[PROP_TITLE_WIDGET] =
    g_param_spec_object ("title-widget", NULL, NULL, GTK_TYPE_WIDGET, flags);

  /**
   * ClvPage:end-widget: (nullable)
   *
   * Shown at the end of the header bar, as a search button.
   */
  properties[PROP_END_WIDGET] =
    g_param_spec_object ("end-widget", NULL, NULL, GTK_TYPE_WIDGET, flags);

  /**
   * ClvPage:help: (nullable)
   *
   * The manual's page that F1 opens here, without ".page".
   */
  properties[PROP_HELP] = g_param_spec_string ("help", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clv_page_init (ClvPage *self)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  priv->is_stale = TRUE;
}

/**
 * clv_page_get_session:
 *
 * Returns: (transfer none): what the page works on
 */
ClvSession *
clv_page_get_session (ClvPage *self)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  g_return_val_if_fail (CLV_IS_PAGE (self), NULL);

  return priv->session;
}

/**
 * clv_page_get_workspace:
 *
 * Returns: (transfer none) (nullable): the open workspace
 */
ClvWorkspace *
clv_page_get_workspace (ClvPage *self)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  g_return_val_if_fail (CLV_IS_PAGE (self), NULL);

  return priv->session != NULL ? clv_session_get_workspace (priv->session) : NULL;
}

/**
 * clv_page_get_title:
 *
 * Returns: (transfer none) (nullable): the place's name
 */
const char *
clv_page_get_title (ClvPage *self)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  g_return_val_if_fail (CLV_IS_PAGE (self), NULL);

  return priv->title;
}

/**
 * clv_page_set_title:
 * @title: the place's name, translated
 */
void
clv_page_set_title (ClvPage    *self,
                    const char *title)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  g_return_if_fail (CLV_IS_PAGE (self));

  if (g_strcmp0 (priv->title, title) == 0)
    return;

  g_free (priv->title);
  priv->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * clv_page_get_title_widget:
 *
 * Returns: (transfer none) (nullable): what stands in the title's place
 */
GtkWidget *
clv_page_get_title_widget (ClvPage *self)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  g_return_val_if_fail (CLV_IS_PAGE (self), NULL);

  return priv->title_widget;
}

/**
 * clv_page_set_title_widget:
 * @widget: (nullable): a widget without a parent
 */
void
clv_page_set_title_widget (ClvPage   *self,
                           GtkWidget *widget)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  g_return_if_fail (CLV_IS_PAGE (self));

  if (priv->title_widget == widget)
    return;

  g_clear_object (&priv->title_widget);
  if (widget != NULL)
    priv->title_widget = g_object_ref_sink (widget);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE_WIDGET]);
}

/**
 * clv_page_get_end_widget:
 *
 * Returns: (transfer none) (nullable): the page's own control in the header bar
 */
GtkWidget *
clv_page_get_end_widget (ClvPage *self)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  g_return_val_if_fail (CLV_IS_PAGE (self), NULL);

  return priv->end_widget;
}

/**
 * clv_page_set_end_widget:
 * @widget: (nullable): a widget without a parent
 */
void
clv_page_set_end_widget (ClvPage   *self,
                         GtkWidget *widget)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  g_return_if_fail (CLV_IS_PAGE (self));

  if (priv->end_widget == widget)
    return;

  g_clear_object (&priv->end_widget);
  if (widget != NULL)
    priv->end_widget = g_object_ref_sink (widget);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_END_WIDGET]);
}

/**
 * clv_page_get_help:
 *
 * Returns: (transfer none) (nullable): the manual's page for this place
 */
const char *
clv_page_get_help (ClvPage *self)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  g_return_val_if_fail (CLV_IS_PAGE (self), NULL);

  return priv->help;
}

/**
 * clv_page_set_help:
 * @help: (nullable): the manual's page for this place, without ".page"
 */
void
clv_page_set_help (ClvPage    *self,
                   const char *help)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  g_return_if_fail (CLV_IS_PAGE (self));

  if (g_strcmp0 (priv->help, help) == 0)
    return;

  g_free (priv->help);
  priv->help = g_strdup (help);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HELP]);
}

/**
 * clv_page_refresh:
 * @what: (nullable): what changed
 *
 * Reads the workspace again.
 */
void
clv_page_refresh (ClvPage    *self,
                  const char *what)
{
  ClvPagePrivate *priv = clv_page_get_instance_private (self);

  g_return_if_fail (CLV_IS_PAGE (self));

  priv->is_stale = FALSE;
  if (CLV_PAGE_GET_CLASS (self)->refresh != NULL)
    CLV_PAGE_GET_CLASS (self)->refresh (self, what);
}

/**
 * clv_page_focus_default:
 *
 * Puts the keyboard where work begins.
 */
void
clv_page_focus_default (ClvPage *self)
{
  g_return_if_fail (CLV_IS_PAGE (self));

  CLV_PAGE_GET_CLASS (self)->focus_default (self);
}

/**
 * clv_page_import_path:
 * @path: (nullable): a sales file; %NULL where the page should ask
 *
 * Returns: whether the page imports
 */
gboolean
clv_page_import_path (ClvPage    *self,
                      const char *path)
{
  g_return_val_if_fail (CLV_IS_PAGE (self), FALSE);

  if (CLV_PAGE_GET_CLASS (self)->import_path == NULL)
    return FALSE;

  return CLV_PAGE_GET_CLASS (self)->import_path (self, path);
}

/**
 * clv_page_show_item:
 * @item: what to show, in the page's own words
 */
void
clv_page_show_item (ClvPage    *self,
                    const char *item)
{
  g_return_if_fail (CLV_IS_PAGE (self));
  g_return_if_fail (item != NULL);

  if (CLV_PAGE_GET_CLASS (self)->show_item != NULL)
    CLV_PAGE_GET_CLASS (self)->show_item (self, item);
}
