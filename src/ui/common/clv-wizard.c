/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-wizard.h"

#include <glib/gi18n-lib.h>

#include "clv-compat.h"
#include "clv-ui.h"

typedef struct
{
  AdwWindowTitle *heading;
  GtkButton *back_button;
  GtkButton *next_button;
  GtkStack *stack;
  ClvJobBar *job_bar;

  GPtrArray *pages;       /* (element-type ClvWizardPage) (unowned): the stack owns them */
  GSignalGroup *signals;  /* of the page in sight */
  guint position;
} ClvWizardPrivate;

static guint finished_signal;

G_DEFINE_TYPE_WITH_PRIVATE (ClvWizard, clv_wizard, ADW_TYPE_WINDOW)

static void
update (ClvWizard *self)
{
  ClvWizardPrivate *priv = clv_wizard_get_instance_private (self);
  ClvWizardPage *page = clv_wizard_get_page (self);
  const char *verb = NULL;
  g_autofree char *step = NULL;

  if (page == NULL)
    return;

  /* TRANSLATORS: under a wizard's heading: "Step 2 of 5" */
  step = g_strdup_printf (_("Step %u of %u"), priv->position + 1, priv->pages->len);
  verb = clv_wizard_page_get_verb (page);
  adw_window_title_set_title (priv->heading, clv_wizard_page_get_title (page));
  adw_window_title_set_subtitle (priv->heading, step);
  gtk_button_set_label (priv->next_button, verb != NULL ? verb : _("_Next"));
  gtk_widget_set_visible (GTK_WIDGET (priv->back_button), priv->position > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.back", priv->position > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.next",
                                 clv_wizard_page_get_can_continue (page));
}

static void
set_position (ClvWizard *self,
              guint      position)
{
  ClvWizardPrivate *priv = clv_wizard_get_instance_private (self);
  ClvWizardPage *page = g_ptr_array_index (priv->pages, position);

  priv->position = position;
  g_signal_group_set_target (priv->signals, page);
  clv_wizard_page_prepare (page);
  gtk_stack_set_visible_child (priv->stack, GTK_WIDGET (page));
  update (self);
  clv_compat_announce (GTK_WIDGET (self), clv_wizard_page_get_title (page));
  gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
}

static void
next_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ClvWizardPage *page = clv_wizard_get_page (CLV_WIZARD (widget));

  if (page != NULL && clv_wizard_page_commit (page))
    clv_wizard_go_on (CLV_WIZARD (widget));
}

static void
back_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  clv_wizard_go_back (CLV_WIZARD (widget));
}

static void
clv_wizard_dispose (GObject *object)
{
  ClvWizardPrivate *priv = clv_wizard_get_instance_private (CLV_WIZARD (object));

  g_clear_object (&priv->signals);
  g_ptr_array_set_size (priv->pages, 0);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_WIZARD);

  G_OBJECT_CLASS (clv_wizard_parent_class)->dispose (object);
}

static void
clv_wizard_finalize (GObject *object)
{
  ClvWizardPrivate *priv = clv_wizard_get_instance_private (CLV_WIZARD (object));

  g_clear_pointer (&priv->pages, g_ptr_array_unref);

  G_OBJECT_CLASS (clv_wizard_parent_class)->finalize (object);
}

static void
clv_wizard_class_init (ClvWizardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_wizard_dispose;
  object_class->finalize = clv_wizard_finalize;

  /**
   * ClvWizard::finished:
   *
   * The last page was committed. The window closes after this.
   */
  finished_signal = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  g_type_ensure (CLV_TYPE_JOB_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("common/clv-wizard.ui"));
  gtk_widget_class_bind_template_child_private (widget_class, ClvWizard, heading);
  gtk_widget_class_bind_template_child_private (widget_class, ClvWizard, back_button);
  gtk_widget_class_bind_template_child_private (widget_class, ClvWizard, next_button);
  gtk_widget_class_bind_template_child_private (widget_class, ClvWizard, stack);
  gtk_widget_class_bind_template_child_private (widget_class, ClvWizard, job_bar);
  gtk_widget_class_install_action (widget_class, "wizard.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "wizard.back", NULL, back_action);
}

static void
clv_wizard_init (ClvWizard *self)
{
  ClvWizardPrivate *priv = clv_wizard_get_instance_private (self);

  priv->pages = g_ptr_array_new ();
  priv->signals = g_signal_group_new (CLV_TYPE_WIZARD_PAGE);
  g_signal_group_connect_swapped (priv->signals, "notify::can-continue", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (priv->signals, "notify::verb", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (priv->signals, "notify::title", G_CALLBACK (update), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_wizard_new:
 * @parent: (nullable): the window it belongs to
 * @title: what it does
 *
 * Returns: (transfer none): a wizard without pages, not yet presented
 */
ClvWizard *
clv_wizard_new (GtkWindow  *parent,
                const char *title)
{
  return g_object_new (CLV_TYPE_WIZARD, "transient-for", parent, "title", title, NULL);
}

/**
 * clv_wizard_set_jobs:
 * @jobs: what runs; shown below every page, since the window's own bar is behind
 */
void
clv_wizard_set_jobs (ClvWizard  *self,
                     ClvJobList *jobs)
{
  ClvWizardPrivate *priv = clv_wizard_get_instance_private (self);

  g_return_if_fail (CLV_IS_WIZARD (self));

  clv_job_bar_set_jobs (priv->job_bar, jobs);
}

/**
 * clv_wizard_add_page:
 * @page: (transfer floating): the next step
 *
 * The first page added is shown.
 */
void
clv_wizard_add_page (ClvWizard     *self,
                     ClvWizardPage *page)
{
  ClvWizardPrivate *priv = clv_wizard_get_instance_private (self);

  g_return_if_fail (CLV_IS_WIZARD (self));
  g_return_if_fail (CLV_IS_WIZARD_PAGE (page));

  gtk_stack_add_child (priv->stack, GTK_WIDGET (page));
  g_ptr_array_add (priv->pages, page);
  if (priv->pages->len == 1)
    set_position (self, 0);
  else
    update (self);
}

/**
 * clv_wizard_get_page:
 *
 * Returns: (transfer none) (nullable): the page in sight
 */
ClvWizardPage *
clv_wizard_get_page (ClvWizard *self)
{
  ClvWizardPrivate *priv = clv_wizard_get_instance_private (self);

  g_return_val_if_fail (CLV_IS_WIZARD (self), NULL);

  return priv->position < priv->pages->len ? g_ptr_array_index (priv->pages, priv->position)
                                           : NULL;
}

/**
 * clv_wizard_show_page:
 * @page: one of the pages
 *
 * Goes straight to a page, e.g. to one whose choice turned out wrong.
 */
void
clv_wizard_show_page (ClvWizard     *self,
                      ClvWizardPage *page)
{
  ClvWizardPrivate *priv = clv_wizard_get_instance_private (self);
  guint position = 0;

  g_return_if_fail (CLV_IS_WIZARD (self));
  g_return_if_fail (g_ptr_array_find (priv->pages, page, &position));

  set_position (self, position);
}

/**
 * clv_wizard_go_on:
 *
 * Shows the next page, or after the last one finishes. Called by a page whose
 * commit had to work first.
 */
void
clv_wizard_go_on (ClvWizard *self)
{
  ClvWizardPrivate *priv = clv_wizard_get_instance_private (self);

  g_return_if_fail (CLV_IS_WIZARD (self));

  if (priv->position + 1 < priv->pages->len)
    {
      set_position (self, priv->position + 1);
      return;
    }

  g_signal_emit (self, finished_signal, 0);
  gtk_window_close (GTK_WINDOW (self));
}

/**
 * clv_wizard_go_back:
 *
 * Shows the page before; its choices are as they were.
 */
void
clv_wizard_go_back (ClvWizard *self)
{
  ClvWizardPrivate *priv = clv_wizard_get_instance_private (self);

  g_return_if_fail (CLV_IS_WIZARD (self));

  if (priv->position > 0)
    set_position (self, priv->position - 1);
}
