/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-job-list.h"

struct _ClvJobList
{
  GObject parent_instance;

  GPtrArray *jobs;
};

static GType
clv_job_list_get_item_type (GListModel *model)
{
  return CLV_TYPE_JOB;
}

static guint
clv_job_list_get_n_items (GListModel *model)
{
  return CLV_JOB_LIST (model)->jobs->len;
}

static gpointer
clv_job_list_get_item (GListModel *model,
                       guint       position)
{
  ClvJobList *self = CLV_JOB_LIST (model);

  if (position >= self->jobs->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->jobs, position));
}

static void
clv_job_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = clv_job_list_get_item_type;
  iface->get_n_items = clv_job_list_get_n_items;
  iface->get_item = clv_job_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ClvJobList, clv_job_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, clv_job_list_model_init))

static void
job_state_cb (ClvJobList *self,
              GParamSpec *pspec,
              ClvJob     *job)
{
  guint position = 0;

  if (!g_ptr_array_find (self->jobs, job, &position))
    return;

  g_signal_handlers_disconnect_by_func (job, job_state_cb, self);
  g_ptr_array_remove_index (self->jobs, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
clv_job_list_finalize (GObject *object)
{
  ClvJobList *self = CLV_JOB_LIST (object);

  g_clear_pointer (&self->jobs, g_ptr_array_unref);

  G_OBJECT_CLASS (clv_job_list_parent_class)->finalize (object);
}

static void
clv_job_list_class_init (ClvJobListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clv_job_list_finalize;
}

static void
clv_job_list_init (ClvJobList *self)
{
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * clv_job_list_new:
 *
 * Returns: (transfer full): an empty list
 */
ClvJobList *
clv_job_list_new (void)
{
  return g_object_new (CLV_TYPE_JOB_LIST, NULL);
}

/**
 * clv_job_list_add:
 * @job: a running job
 *
 * Shows @job until it ends.
 */
void
clv_job_list_add (ClvJobList *self,
                  ClvJob     *job)
{
  g_return_if_fail (CLV_IS_JOB_LIST (self));
  g_return_if_fail (CLV_IS_JOB (job));

  g_signal_connect_object (job, "notify::state", G_CALLBACK (job_state_cb), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->jobs, g_object_ref (job));
  g_list_model_items_changed (G_LIST_MODEL (self), self->jobs->len - 1, 0, 1);
}

/**
 * clv_job_list_cancel_all:
 *
 * Asks every job to stop, as when the window closes.
 */
void
clv_job_list_cancel_all (ClvJobList *self)
{
  g_return_if_fail (CLV_IS_JOB_LIST (self));

  for (guint i = 0; i < self->jobs->len; i++)
    clv_job_cancel (g_ptr_array_index (self->jobs, i));
}
