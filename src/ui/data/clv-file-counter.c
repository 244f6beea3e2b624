/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-file-counter.h"

#include "clv-import-parts.h"
#include "clv-import-work.h"

typedef enum
{
  COUNT_EFFECT,
  COUNT_VALUES,
  COUNT_KEYS
} CountKind;

/* One question on its way to the thread and back. */
typedef struct
{
  CountKind kind;
  char *key;
  char *path;
  ClvImportPlan *plan;
  char **columns;              /* (nullable) */
  char *time_zone;
  char *currency;
  GCancellable *cancellable;
} Count;

struct _ClvFileCounter
{
  GObject parent_instance;

  ClvSession *session;
  ClvRuleEffects *effects;
  GHashTable *values;          /* (element-type utf8 GPtrArray): of ClvValueCount, by key */
  GHashTable *keys;            /* (element-type utf8 ClvKeyReport) */
  GQueue *waiting;             /* (element-type Count) */
  char *running;               /* (nullable): the key of what is being counted */
  GCancellable *cancellable;   /* of it */
  gboolean is_stopped;
};

enum
{
  COUNTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ClvFileCounter, clv_file_counter, G_TYPE_OBJECT)

static void
count_free (gpointer data)
{
  Count *count = data;

  g_free (count->key);
  g_free (count->path);
  clv_import_plan_free (count->plan);
  g_strfreev (count->columns);
  g_free (count->time_zone);
  g_free (count->currency);
  g_clear_object (&count->cancellable);
  g_free (count);
}

/* What the answer is handed back with. */
typedef struct
{
  ClvFileCounter *counter;
  CountKind kind;
  char *key;
} Wait;

static void
wait_free (Wait *wait)
{
  g_object_unref (wait->counter);
  g_free (wait->key);
  g_free (wait);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wait, wait_free)

/* Of several tables those of the largest; who bought is told in all of them the same way. */
static gpointer
count_keys (const Count        *count,
            const ClvProgress  *progress,
            GError            **error)
{
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) parts = clv_import_parts_list (count->path, count->plan, 0, warnings,
                                                      progress, error);
  const ClvImportPart *largest = NULL;

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const ClvImportPart *part = g_ptr_array_index (parts, i);

      if (largest == NULL || part->n_rows > largest->n_rows)
        largest = part;
    }

  return largest != NULL
         ? clv_key_report_new (count->path, largest->plan, (const char * const *) count->columns,
                               progress, error) : NULL;
}

static gpointer
count_in_thread (ClvWorkspace       *unused,
                 gpointer            input,
                 const ClvProgress  *progress,
                 GError            **error)
{
  Count *count = input;
  gulong handler = clv_import_work_follow_cancel (count->cancellable, progress);
  gpointer answer = NULL;

  if (count->kind == COUNT_EFFECT)
    answer = clv_import_parts_count_effect (count->path, count->plan, count->time_zone,
                                            count->currency, progress, error);
  else if (count->kind == COUNT_VALUES)
    answer = clv_import_parts_count_values (count->path, count->plan, count->columns[0],
                                            count->currency, progress, error);
  else
    answer = count_keys (count, progress, error);
  g_cancellable_disconnect (count->cancellable, handler);

  return answer;
}

static void
free_effect (gpointer data)
{
  clv_rule_effect_free (data);
}

static void
free_values (gpointer data)
{
  g_ptr_array_unref (data);
}

static void
free_keys (gpointer data)
{
  clv_key_report_free (data);
}

static void
take_answer (ClvFileCounter *self,
             const Wait     *wait,
             gpointer        answer)
{
  if (wait->kind == COUNT_EFFECT)
    clv_rule_effects_take (self->effects, wait->key, answer);
  else if (wait->kind == COUNT_VALUES)
    g_hash_table_replace (self->values, g_strdup (wait->key), answer);
  else
    g_hash_table_replace (self->keys, g_strdup (wait->key), answer);
}

/* A file that cannot be read has nothing to choose from; the dry run says why. */
static gpointer
make_nothing (CountKind kind)
{
  ClvKeyReport *report = NULL;

  if (kind == COUNT_EFFECT)
    return g_new0 (ClvRuleEffect, 1);
  if (kind == COUNT_VALUES)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) clv_value_count_free);

  report = g_new0 (ClvKeyReport, 1);
  report->candidates = g_ptr_array_new ();
  report->clashes = g_ptr_array_new ();

  return report;
}

static void
counted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Wait) wait = user_data;
  g_autoptr(GError) error = NULL;
  ClvFileCounter *self = wait->counter;
  gpointer answer = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  g_clear_pointer (&self->running, g_free);
  g_clear_object (&self->cancellable);
  if (answer == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    answer = make_nothing (wait->kind);
  if (answer != NULL)
    take_answer (self, wait, answer);
  g_signal_emit (self, signals[COUNTED], 0);
}

/* Chain: ask → (thread) count_in_thread → counted_cb → `counted`, whose own handler runs
 * what waits next. */
static void
run_next (ClvFileCounter *self)
{
  static const GDestroyNotify frees[] = { free_effect, free_values, free_keys };
  Count *count = NULL;
  Wait *wait = NULL;

  if (self->running != NULL || self->is_stopped)
    return;

  count = g_queue_pop_head (self->waiting);
  if (count == NULL)
    return;

  self->running = g_strdup (count->key);
  g_set_object (&self->cancellable, count->cancellable);
  wait = g_new0 (Wait, 1);
  wait->counter = g_object_ref (self);
  wait->kind = count->kind;
  wait->key = g_strdup (count->key);
  clv_session_run_job_without_workspace (self->session, NULL, count_in_thread, count, count_free,
                                         frees[wait->kind], counted_cb, wait);
}

static int
compare_key (gconstpointer count,
             gconstpointer key)
{
  return g_strcmp0 (((const Count *) count)->key, key);
}

static void
ask (ClvFileCounter      *self,
     CountKind            kind,
     const char          *key,
     const char          *path,
     const ClvImportPlan *plan,
     const char * const  *columns)
{
  ClvWorkspace *workspace = clv_session_get_workspace (self->session);
  Count *count = NULL;

  if (self->is_stopped || workspace == NULL || g_strcmp0 (self->running, key) == 0
      || g_queue_find_custom (self->waiting, key, compare_key) != NULL)
    return;

  count = g_new0 (Count, 1);
  count->kind = kind;
  count->key = g_strdup (key);
  count->path = g_strdup (path);
  count->plan = clv_import_plan_copy (plan);
  count->columns = g_strdupv ((char **) columns);
  count->time_zone = g_strdup (clv_workspace_get_time_zone (workspace));
  count->currency = g_strdup (clv_workspace_get_currency (workspace));
  count->cancellable = g_cancellable_new ();
  g_queue_push_tail (self->waiting, count);
  run_next (self);
}

/* Only how the bytes are read and where the money is matters to counting values. */
static char *
make_format_key (const char          *path,
                 const ClvImportPlan *plan,
                 const char * const  *columns)
{
  g_autoptr(ClvImportPlan) format = clv_import_plan_new ();
  g_autofree char *names = g_strjoinv ("\n", (char **) columns);
  g_autofree char *key = NULL;

  format->part = g_strdup (plan->part);
  g_free (format->encoding);
  format->encoding = g_strdup (plan->encoding);
  format->delimiter = plan->delimiter;
  format->quote = plan->quote;
  format->header_row = plan->header_row;
  format->decimal = plan->decimal;
  format->repair_mojibake = plan->repair_mojibake;
  clv_import_plan_set_column (format, CLV_FIELD_AMOUNT, plan->columns[CLV_FIELD_AMOUNT]);
  key = clv_rule_effects_make_key (path, format);

  return g_strconcat (key, names, NULL);
}

static void
clv_file_counter_dispose (GObject *object)
{
  ClvFileCounter *self = CLV_FILE_COUNTER (object);

  g_queue_clear_full (self->waiting, count_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (clv_file_counter_parent_class)->dispose (object);
}

static void
clv_file_counter_finalize (GObject *object)
{
  ClvFileCounter *self = CLV_FILE_COUNTER (object);

  g_clear_pointer (&self->effects, clv_rule_effects_free);
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_clear_pointer (&self->waiting, g_queue_free);
  g_free (self->running);

  G_OBJECT_CLASS (clv_file_counter_parent_class)->finalize (object);
}

static void
clv_file_counter_class_init (ClvFileCounterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clv_file_counter_dispose;
  G_OBJECT_CLASS (klass)->finalize = clv_file_counter_finalize;

  signals[COUNTED] = g_signal_new_class_handler ("counted", G_TYPE_FROM_CLASS (klass),
                                                 G_SIGNAL_RUN_LAST, G_CALLBACK (run_next), NULL,
                                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
clv_file_counter_init (ClvFileCounter *self)
{
  self->effects = clv_rule_effects_new ();
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_values);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_keys);
  self->waiting = g_queue_new ();
}

/**
 * clv_file_counter_new:
 * @session: the window's session
 *
 * Returns: (transfer full): a counter that knows nothing yet
 */
ClvFileCounter *
clv_file_counter_new (ClvSession *session)
{
  ClvFileCounter *self = g_object_new (CLV_TYPE_FILE_COUNTER, NULL);

  self->session = g_object_ref (session);

  return self;
}

/**
 * clv_file_counter_get_effect:
 * @self: a counter
 * @path: a sales file
 * @plan: rules
 *
 * Returns: (transfer none) (nullable): what the file comes to under @plan, or %NULL while
 *   it is being counted
 */
const ClvRuleEffect *
clv_file_counter_get_effect (ClvFileCounter      *self,
                             const char          *path,
                             const ClvImportPlan *plan)
{
  g_autofree char *key = clv_rule_effects_make_key (path, plan);
  const ClvRuleEffect *effect = clv_rule_effects_find (self->effects, key);

  if (effect == NULL)
    ask (self, COUNT_EFFECT, key, path, plan, NULL);

  return effect;
}

/**
 * clv_file_counter_get_values:
 * @self: a counter
 * @path: a sales file
 * @plan: how to read it
 * @column: one of its columns
 *
 * Returns: (transfer none) (nullable) (element-type ClvValueCount): the values of the column,
 *   or %NULL while they are being counted
 */
GPtrArray *
clv_file_counter_get_values (ClvFileCounter      *self,
                             const char          *path,
                             const ClvImportPlan *plan,
                             const char          *column)
{
  const char * const columns[] = { column, NULL };
  g_autofree char *key = make_format_key (path, plan, columns);
  GPtrArray *values = g_hash_table_lookup (self->values, key);

  if (values == NULL)
    ask (self, COUNT_VALUES, key, path, plan, columns);

  return values;
}

/**
 * clv_file_counter_get_keys:
 * @self: a counter
 * @path: a sales file
 * @plan: how to read it
 * @columns: (array zero-terminated=1): columns that could say who bought
 *
 * Returns: (transfer none) (nullable): the report, or %NULL while it is being counted
 */
const ClvKeyReport *
clv_file_counter_get_keys (ClvFileCounter      *self,
                           const char          *path,
                           const ClvImportPlan *plan,
                           const char * const  *columns)
{
  g_autofree char *key = make_format_key (path, plan, columns);
  const ClvKeyReport *report = g_hash_table_lookup (self->keys, key);

  if (report == NULL)
    ask (self, COUNT_KEYS, key, path, plan, columns);

  return report;
}

/**
 * clv_file_counter_forget_waiting:
 * @self: a counter
 *
 * What was asked for and has not begun is nobody's question any more.
 */
void
clv_file_counter_forget_waiting (ClvFileCounter *self)
{
  g_queue_clear_full (self->waiting, count_free);
}

/**
 * clv_file_counter_stop:
 * @self: a counter
 *
 * Nobody looks any more: what runs is cancelled, and nothing begins.
 */
void
clv_file_counter_stop (ClvFileCounter *self)
{
  self->is_stopped = TRUE;
  clv_file_counter_forget_waiting (self);
  g_cancellable_cancel (self->cancellable);
}
