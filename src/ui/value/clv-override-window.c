/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-override-window.h"

#include <glib/gi18n-lib.h>

#include "clv-quality-row.h"
#include "clv-rows.h"
#include "clv-ui.h"

struct _ClvOverrideWindow
{
  AdwWindow parent_instance;

  GtkLabel *summary;
  GtkListBox *checks;
  GtkEditable *reason_row;
};

static guint accepted_signal;

G_DEFINE_FINAL_TYPE (ClvOverrideWindow, clv_override_window, ADW_TYPE_WINDOW)

static void
update_cb (ClvOverrideWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "override.accept",
                                 clv_quality_reason_is_valid (
                                   gtk_editable_get_text (self->reason_row)));
}

static void
accept_cb (ClvOverrideWindow *self)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason_row)));

  if (!clv_quality_reason_is_valid (reason))
    return;

  g_signal_emit (self, accepted_signal, 0, reason);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
accept_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  accept_cb (CLV_OVERRIDE_WINDOW (widget));
}

static void
clv_override_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_OVERRIDE_WINDOW);

  G_OBJECT_CLASS (clv_override_window_parent_class)->dispose (object);
}

static void
clv_override_window_class_init (ClvOverrideWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_override_window_dispose;

  /**
   * ClvOverrideWindow::accepted:
   * @reason: why to fit all the same
   */
  accepted_signal = g_signal_new ("accepted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("value/clv-override-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvOverrideWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, ClvOverrideWindow, checks);
  gtk_widget_class_bind_template_child (widget_class, ClvOverrideWindow, reason_row);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, accept_cb);
  gtk_widget_class_install_action (widget_class, "override.accept", NULL, accept_action);
}

static void
clv_override_window_init (ClvOverrideWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  clv_widget_name (GTK_WIDGET (self->reason_row), _("Reason"));
  clv_widget_name (GTK_WIDGET (gtk_editable_get_delegate (self->reason_row)), _("Reason"));
  update_cb (self);
}

/**
 * clv_override_window_new:
 * @parent: (nullable): the window it belongs to
 * @quality: a judgement that is red; only read now
 * @acting: (nullable): who gives the reason
 *
 * Returns: (transfer none): the window, not yet shown
 */
ClvOverrideWindow *
clv_override_window_new (GtkWindow        *parent,
                         const ClvQuality *quality,
                         const char       *acting)
{
  ClvOverrideWindow *self = NULL;
  g_autofree char *words = NULL;
  g_autofree char *summary = NULL;

  g_return_val_if_fail (quality != NULL, NULL);

  self = g_object_new (CLV_TYPE_OVERRIDE_WINDOW, "transient-for", parent, NULL);
  words = clv_quality_describe (quality);
  if (acting != NULL && *acting != '\0')
    summary = g_strdup_printf (_("Nothing was fitted. %s\n\nActing: %s"), words, acting);
  else
    summary = g_strdup_printf (_("Nothing was fitted. %s"), words);
  gtk_label_set_text (self->summary, summary);
  for (guint i = 0; i < quality->gates->len; i++)
    {
      const ClvQualityGate *gate = clv_quality_get_gate (quality, (ClvQualityGateId) i);

      if (gate->state == CLV_QUALITY_RED)
        gtk_list_box_append (self->checks, clv_quality_row_new (gate));
    }

  return self;
}
