/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-job-bar.h"

#include <glib/gi18n-lib.h>

#include "clv-ui.h"

/* A bar that flashes up for a tenth of a second tells nobody anything. */
#define REVEAL_DELAY_MS 400

struct _ClvJobBar
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkListBox *list;

  ClvJobList *jobs;
  guint reveal_source;
};

enum
{
  PROP_0,
  PROP_JOBS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClvJobBar, clv_job_bar, ADW_TYPE_BIN)

static void
job_fraction_cb (GtkProgressBar *bar,
                 GParamSpec     *pspec,
                 ClvJob         *job)
{
  const double fraction = clv_job_get_fraction (job);

  if (fraction < 0.0)
    gtk_progress_bar_pulse (bar);
  else
    gtk_progress_bar_set_fraction (bar, fraction);
}

static GtkWidget *
make_labels (ClvJob *job)
{
  GtkWidget *labels = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (clv_job_get_title (job));
  GtkWidget *status = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (title), 0.0);
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (status), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (status), 1.0);
  gtk_widget_set_hexpand (status, TRUE);
  gtk_widget_add_css_class (status, "dim-label");
  gtk_widget_add_css_class (status, "numeric");
  g_object_bind_property (job, "status", status, "label", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (labels), title);
  gtk_box_append (GTK_BOX (labels), status);

  return labels;
}

static GtkWidget *
make_row (gpointer item,
          gpointer user_data)
{
  ClvJob *job = item;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *bar = gtk_progress_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_("_Cancel"));
  GtkWidget *row = gtk_list_box_row_new ();

  g_signal_connect_object (job, "notify::fraction", G_CALLBACK (job_fraction_cb), bar,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::message", G_CALLBACK (job_fraction_cb), bar,
                           G_CONNECT_SWAPPED);
  job_fraction_cb (GTK_PROGRESS_BAR (bar), NULL, job);
  gtk_progress_bar_set_pulse_step (GTK_PROGRESS_BAR (bar), 0.1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  clv_job_get_title (job), -1);

  gtk_widget_set_hexpand (column, TRUE);
  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (column), make_labels (job));
  gtk_box_append (GTK_BOX (column), bar);

  gtk_widget_set_valign (cancel, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (cancel, _("Stop; nothing half-done stays behind"));
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (clv_job_cancel), job, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), column);
  gtk_box_append (GTK_BOX (box), cancel);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);

  return row;
}

static void
reveal_cb (gpointer data)
{
  ClvJobBar *self = data;

  self->reveal_source = 0;
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

static void
items_changed_cb (ClvJobBar *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));

  if (n == 0)
    {
      g_clear_handle_id (&self->reveal_source, g_source_remove);
      gtk_revealer_set_reveal_child (self->revealer, FALSE);
    }
  else if (self->reveal_source == 0 && !gtk_revealer_get_reveal_child (self->revealer))
    {
      self->reveal_source = g_timeout_add_once (REVEAL_DELAY_MS, reveal_cb, self);
    }
}

static void
clv_job_bar_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_JOBS:
      g_value_set_object (value, clv_job_bar_get_jobs (CLV_JOB_BAR (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_job_bar_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_JOBS:
      clv_job_bar_set_jobs (CLV_JOB_BAR (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_job_bar_dispose (GObject *object)
{
  ClvJobBar *self = CLV_JOB_BAR (object);

  g_clear_handle_id (&self->reveal_source, g_source_remove);
  /* AdwBin would unparent its child once more after the template did. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_JOB_BAR);
  g_clear_object (&self->jobs);

  G_OBJECT_CLASS (clv_job_bar_parent_class)->dispose (object);
}

static void
clv_job_bar_class_init (ClvJobBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_job_bar_dispose;
  object_class->get_property = clv_job_bar_get_property;
  object_class->set_property = clv_job_bar_set_property;

  /**
   * ClvJobBar:jobs: (nullable)
   *
   * What to show.
   */
  properties[PROP_JOBS] =
    g_param_spec_object ("jobs", NULL, NULL, CLV_TYPE_JOB_LIST,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("common/clv-job-bar.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvJobBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, ClvJobBar, list);
}

static void
clv_job_bar_init (ClvJobBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_job_bar_get_jobs:
 *
 * Returns: (transfer none) (nullable): what is shown
 */
ClvJobList *
clv_job_bar_get_jobs (ClvJobBar *self)
{
  g_return_val_if_fail (CLV_IS_JOB_BAR (self), NULL);

  return self->jobs;
}

/**
 * clv_job_bar_set_jobs:
 * @jobs: what to show
 */
void
clv_job_bar_set_jobs (ClvJobBar  *self,
                      ClvJobList *jobs)
{
  g_return_if_fail (CLV_IS_JOB_BAR (self));

  if (!g_set_object (&self->jobs, jobs))
    return;

  gtk_list_box_bind_model (self->list, G_LIST_MODEL (jobs), make_row, NULL, NULL);
  if (jobs != NULL)
    {
      g_signal_connect_object (jobs, "items-changed", G_CALLBACK (items_changed_cb), self,
                               G_CONNECT_SWAPPED);
      items_changed_cb (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOBS]);
}
