/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-job.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _ClvJob
{
  GObject parent_instance;

  char *title;
  char *message;
  double fraction;
  ClvJobState state;
  gint64 started;
  GCancellable *cancellable;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_FRACTION,
  PROP_MESSAGE,
  PROP_STATE,
  PROP_STATUS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClvJob, clv_job, G_TYPE_OBJECT)

static void
clv_job_finalize (GObject *object)
{
  ClvJob *self = CLV_JOB (object);

  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (clv_job_parent_class)->finalize (object);
}

static void
clv_job_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  ClvJob *self = CLV_JOB (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, clv_job_get_title (self));
      break;

    case PROP_FRACTION:
      g_value_set_double (value, clv_job_get_fraction (self));
      break;

    case PROP_MESSAGE:
      g_value_set_string (value, clv_job_get_message (self));
      break;

    case PROP_STATE:
      g_value_set_int (value, clv_job_get_state (self));
      break;

    case PROP_STATUS:
      g_value_take_string (value, clv_job_dup_status (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_job_class_init (ClvJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = clv_job_finalize;
  object_class->get_property = clv_job_get_property;

  /**
   * ClvJob:title:
   *
   * What is being done: "Importing orders.csv".
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * ClvJob:fraction:
   *
   * 0 … 1, or −1 while the end cannot be foreseen.
   */
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1.0, 1.0, -1.0, flags);

  /**
   * ClvJob:message:
   *
   * The step at hand: "312,000 of 1,040,000 rows".
   */
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);

  /**
   * ClvJob:state:
   *
   * A #ClvJobState.
   */
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, CLV_JOB_RUNNING,
                                             CLV_JOB_CANCELLED, CLV_JOB_RUNNING, flags);

  /**
   * ClvJob:status:
   *
   * The message and the time left in one line, for a label.
   */
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clv_job_init (ClvJob *self)
{
  self->fraction = -1.0;
  self->started = g_get_monotonic_time ();
  self->cancellable = g_cancellable_new ();
}

/**
 * clv_job_new:
 * @title: what is being done, translated
 *
 * Returns: (transfer full): a running job
 */
ClvJob *
clv_job_new (const char *title)
{
  ClvJob *self = g_object_new (CLV_TYPE_JOB, NULL);

  self->title = g_strdup (title);

  return self;
}

/**
 * clv_job_get_title:
 *
 * Returns: (transfer none): what is being done
 */
const char *
clv_job_get_title (ClvJob *self)
{
  g_return_val_if_fail (CLV_IS_JOB (self), NULL);

  return self->title;
}

/**
 * clv_job_get_fraction:
 *
 * Returns: 0 … 1, or −1 where unknown
 */
double
clv_job_get_fraction (ClvJob *self)
{
  g_return_val_if_fail (CLV_IS_JOB (self), -1.0);

  return self->fraction;
}

/**
 * clv_job_get_message:
 *
 * Returns: (transfer none) (nullable): the step at hand
 */
const char *
clv_job_get_message (ClvJob *self)
{
  g_return_val_if_fail (CLV_IS_JOB (self), NULL);

  return self->message;
}

/**
 * clv_job_get_state:
 *
 * Returns: whether it runs, or how it ended
 */
ClvJobState
clv_job_get_state (ClvJob *self)
{
  g_return_val_if_fail (CLV_IS_JOB (self), CLV_JOB_FAILED);

  return self->state;
}

/**
 * clv_job_get_cancellable:
 *
 * Returns: (transfer none): what the worker watches
 */
GCancellable *
clv_job_get_cancellable (ClvJob *self)
{
  g_return_val_if_fail (CLV_IS_JOB (self), NULL);

  return self->cancellable;
}

/**
 * clv_job_describe_time_left:
 * @elapsed: microseconds since the start
 * @fraction: 0 … 1 done, or negative
 *
 * Projects the speed so far. Says nothing in the first second and below 2 %,
 * where the projection would jump about.
 *
 * Returns: (transfer full) (nullable): a translated phrase
 */
char *
clv_job_describe_time_left (gint64 elapsed,
                            double fraction)
{
  double left;
  guint minutes;

  if (elapsed < G_USEC_PER_SEC || fraction < 0.02 || fraction >= 1.0)
    return NULL;

  left = elapsed / (double) G_USEC_PER_SEC * (1.0 - fraction) / fraction;
  if (left < 5.0)
    return g_strdup (_("a few seconds left"));
  if (left < 50.0)
    return g_strdup_printf (ngettext ("about %u second left", "about %u seconds left",
                                      (guint) (ceil (left / 10.0) * 10.0)),
                            (guint) (ceil (left / 10.0) * 10.0));

  minutes = (guint) MIN (lround (left / 60.0), 6000);
  minutes = MAX (minutes, 1);
  return g_strdup_printf (ngettext ("about %u minute left", "about %u minutes left", minutes),
                          minutes);
}

/**
 * clv_job_dup_status:
 *
 * Returns: (transfer full): the message and the time left in one line
 */
char *
clv_job_dup_status (ClvJob *self)
{
  g_autofree char *left = NULL;
  const char *message = NULL;

  g_return_val_if_fail (CLV_IS_JOB (self), NULL);

  if (g_cancellable_is_cancelled (self->cancellable))
    return g_strdup (_("Stopping…"));

  message = self->message != NULL ? self->message : "";
  left = clv_job_describe_time_left (g_get_monotonic_time () - self->started, self->fraction);
  if (left == NULL)
    return g_strdup (message);
  if (*message == '\0')
    return g_steal_pointer (&left);

  return g_strdup_printf ("%s · %s", message, left);
}

/**
 * clv_job_update:
 * @fraction: 0 … 1, or negative where unknown
 * @message: (nullable): the step at hand, translated; %NULL keeps the last
 *
 * Called on the main thread.
 */
void
clv_job_update (ClvJob     *self,
                double      fraction,
                const char *message)
{
  g_return_if_fail (CLV_IS_JOB (self));

  g_object_freeze_notify (G_OBJECT (self));

  fraction = fraction < 0.0 ? -1.0 : MIN (fraction, 1.0);
  if (fabs (self->fraction - fraction) > 0.0)
    {
      self->fraction = fraction;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
    }
  if (message != NULL && g_strcmp0 (self->message, message) != 0)
    {
      g_free (self->message);
      self->message = g_strdup (message);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);

  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * clv_job_finish:
 * @error: (nullable): why it ended early
 *
 * Ends the job; a second call does nothing.
 */
void
clv_job_finish (ClvJob       *self,
                const GError *error)
{
  g_return_if_fail (CLV_IS_JOB (self));

  if (self->state != CLV_JOB_RUNNING)
    return;

  if (error == NULL)
    self->state = CLV_JOB_DONE;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->state = CLV_JOB_CANCELLED;
  else
    self->state = CLV_JOB_FAILED;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * clv_job_cancel:
 *
 * Asks the worker to stop. It ends some moments later.
 */
void
clv_job_cancel (ClvJob *self)
{
  g_return_if_fail (CLV_IS_JOB (self));

  if (self->state != CLV_JOB_RUNNING)
    return;

  g_cancellable_cancel (self->cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}
