/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-job-runner.h"

/* Twenty looks a second are enough for a bar. */
#define REPORT_INTERVAL_MS 50

/* What the worker said last. The worker writes, a timeout on the main context
 * reads; one timeout is pending at most, however often the worker reports. */
typedef struct
{
  gatomicrefcount ref_count;
  GMutex mutex;
  GWeakRef job;
  double fraction;
  char *message;
  gboolean is_pending;
} Reporter;

typedef struct
{
  ClvWorkspace *workspace;
  ClvJobFunc func;
  gpointer input;
  GDestroyNotify input_free;
  GDestroyNotify result_free;
  Reporter *reporter;
} Run;

static Reporter *
reporter_new (ClvJob *job)
{
  Reporter *reporter = g_new0 (Reporter, 1);

  g_atomic_ref_count_init (&reporter->ref_count);
  g_mutex_init (&reporter->mutex);
  g_weak_ref_init (&reporter->job, job);
  reporter->fraction = -1.0;

  return reporter;
}

static void
reporter_unref (gpointer data)
{
  Reporter *reporter = data;

  if (!g_atomic_ref_count_dec (&reporter->ref_count))
    return;

  g_mutex_clear (&reporter->mutex);
  g_weak_ref_clear (&reporter->job);
  g_free (reporter->message);
  g_free (reporter);
}

static void
run_free (gpointer data)
{
  Run *run = data;

  if (run->input_free != NULL)
    run->input_free (run->input);
  g_clear_object (&run->workspace);
  reporter_unref (run->reporter);
  g_free (run);
}

static gboolean
report_on_main_cb (gpointer data)
{
  Reporter *reporter = data;
  g_autoptr(ClvJob) job = NULL;
  g_autofree char *message = NULL;
  double fraction;

  g_mutex_lock (&reporter->mutex);
  fraction = reporter->fraction;
  message = g_steal_pointer (&reporter->message);
  reporter->is_pending = FALSE;
  g_mutex_unlock (&reporter->mutex);

  job = g_weak_ref_get (&reporter->job);
  if (job != NULL && clv_job_get_state (job) == CLV_JOB_RUNNING)
    clv_job_update (job, fraction, message);

  return G_SOURCE_REMOVE;
}

static void
report_cb (double      fraction,
           const char *message,
           gpointer    user_data)
{
  Reporter *reporter = user_data;

  g_mutex_lock (&reporter->mutex);
  reporter->fraction = fraction;
  if (message != NULL)
    {
      g_free (reporter->message);
      reporter->message = g_strdup (message);
    }
  if (!reporter->is_pending)
    {
      reporter->is_pending = TRUE;
      g_atomic_ref_count_inc (&reporter->ref_count);
      g_timeout_add_full (G_PRIORITY_DEFAULT, REPORT_INTERVAL_MS, report_on_main_cb, reporter,
                          reporter_unref);
    }
  g_mutex_unlock (&reporter->mutex);
}

static void
run_in_thread_cb (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer result;
  ClvProgress progress = {
    .func = report_cb,
    .user_data = run->reporter,
    .cancellable = g_task_get_cancellable (task),
  };

  if (g_cancellable_set_error_if_cancelled (progress.cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  result = run->func (run->workspace, run->input, &progress, &error);
  if (error != NULL)
    {
      if (result != NULL && run->result_free != NULL)
        run->result_free (result);
      g_task_return_error (task, error);
    }
  else
    {
      g_task_return_pointer (task, result, run->result_free);
    }
}

/**
 * clv_job_run_async:
 * @workspace: (nullable): runs on its worker thread; without one, on a thread of its own
 * @func: the work
 * @input: (transfer full) (nullable): handed to @func
 * @input_free: (nullable): frees @input
 * @result_free: (nullable): frees a result that nobody fetches
 * @callback: called on the main thread
 *
 * Runs @func. A cancel that arrives after the work was done changes nothing:
 * what was written is reported as written.
 */
void
clv_job_run_async (ClvJob             *job,
                   ClvWorkspace       *workspace,
                   ClvJobFunc          func,
                   gpointer            input,
                   GDestroyNotify      input_free,
                   GDestroyNotify      result_free,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  Run *run = NULL;

  g_return_if_fail (CLV_IS_JOB (job));
  g_return_if_fail (func != NULL);

  run = g_new0 (Run, 1);
  run->workspace = workspace != NULL ? g_object_ref (workspace) : NULL;
  run->func = func;
  run->input = input;
  run->input_free = input_free;
  run->result_free = result_free;
  run->reporter = reporter_new (job);

  task = g_task_new (job, clv_job_get_cancellable (job), callback, user_data);
  g_task_set_source_tag (task, clv_job_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, run_free);

  if (workspace != NULL)
    clv_workspace_run_async (workspace, task, run_in_thread_cb);
  else
    g_task_run_in_thread (task, run_in_thread_cb);
}

/**
 * clv_job_run_finish:
 *
 * Ends the job in its list.
 *
 * Returns: (transfer full) (nullable): what the work returned
 */
gpointer
clv_job_run_finish (ClvJob        *job,
                    GAsyncResult  *result,
                    GError       **error)
{
  g_autoptr(GError) local_error = NULL;
  gpointer value;

  g_return_val_if_fail (CLV_IS_JOB (job), NULL);
  g_return_val_if_fail (g_task_is_valid (result, job), NULL);

  value = g_task_propagate_pointer (G_TASK (result), &local_error);
  clv_job_finish (job, local_error);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return value;
}
