/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-list.h"

#include "clv-customer-row.h"

/* Up to here sorting takes less than a frame, and a thread would only flicker. */
#define ROWS_AT_ONCE 10000

struct _ClvCustomerList
{
  GObject parent_instance;

  ClvCustomerData *data;
  ClvCustomerKey key;
  gboolean is_descending;
  char *search;
  int tier;

  GBytes *order;        /* (nullable): guint32 [scores->n], under key */
  guint32 *shown;       /* [n_shown] rows */
  guint32 n_shown;
  GHashTable *places;   /* position → Place, of the rows that a view holds */

  GCancellable *running;
};

/* A row object that somebody holds, and where it stands. */
typedef struct
{
  GHashTable *places;   /* those it is among */
  guint32 position;
  ClvCustomerRow *row;  /* lent */
} Place;

/* What a thread gets and gives; nobody else touches it meanwhile. */
typedef struct
{
  ClvCustomerData *data;
  ClvCustomerKey key;
  gboolean is_descending;
  char *search;
  int tier;
  GBytes *order;
  guint32 *shown;
  guint32 n_shown;
} Wish;

enum
{
  PROP_0,
  PROP_IS_BUSY,
  PROP_SEARCH,
  PROP_TIER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint rows_changed_signal;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  clv_customer_data_unref (wish->data);
  g_clear_pointer (&wish->order, g_bytes_unref);
  g_free (wish->shown);
  g_free (wish->search);
  g_free (wish);
}

static GType
get_item_type (GListModel *model)
{
  return CLV_TYPE_CUSTOMER_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return CLV_CUSTOMER_LIST (model)->n_shown;
}

static void
row_gone_cb (gpointer  data,
             GObject  *row)
{
  Place *place = data;

  place->row = NULL;
  g_hash_table_remove (place->places, GUINT_TO_POINTER (place->position));
}

static void
place_free (gpointer data)
{
  Place *place = data;

  if (place->row != NULL)
    g_object_weak_unref (G_OBJECT (place->row), row_gone_cb, place);
  g_free (place);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ClvCustomerList *self = CLV_CUSTOMER_LIST (model);

  Place *place = NULL;

  if (position >= self->n_shown)
    return NULL;

  place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (position));
  if (place != NULL)
    return g_object_ref (place->row);

  place = g_new0 (Place, 1);
  place->places = self->places;
  place->position = position;
  place->row = clv_customer_row_new (self->data, self->shown[position]);
  g_object_weak_ref (G_OBJECT (place->row), row_gone_cb, place);
  g_hash_table_insert (self->places, GUINT_TO_POINTER (position), place);

  return place->row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ClvCustomerList, clv_customer_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
fulfil (Wish *wish)
{
  const guint32 *order = NULL;

  if (wish->order == NULL)
    {
      guint32 *rows = clv_customer_order_sort (wish->data, wish->key, wish->is_descending);

      wish->order = g_bytes_new_take (rows, wish->data->scores->n * sizeof (guint32));
    }
  order = g_bytes_get_data (wish->order, NULL);
  wish->shown = clv_customer_order_filter (wish->data, order, wish->search, wish->tier,
                                           &wish->n_shown);
}

static gboolean
is_beyond (gpointer key,
           gpointer value,
           gpointer n)
{
  return GPOINTER_TO_UINT (key) >= GPOINTER_TO_UINT (n);
}

/* Lets the rows that views hold stand for whoever is at their places now. */
static void
move_customers (ClvCustomerList *self)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Place *place = value;

      clv_customer_row_set_number (place->row, self->shown[place->position]);
    }
}

/* The end away first, then there: see the type's comment. */
static void
replace_shown (ClvCustomerList *self,
               guint32         *shown,
               guint32          n_shown)
{
  const guint32 n_old = self->n_shown;
  const guint32 n_kept = MIN (n_old, n_shown);

  g_hash_table_foreach_remove (self->places, is_beyond, GUINT_TO_POINTER (n_kept));
  g_free (self->shown);
  self->shown = shown;
  self->n_shown = n_kept;
  move_customers (self);
  if (n_old > n_kept)
    g_list_model_items_changed (G_LIST_MODEL (self), n_kept, n_old - n_kept, 0);

  self->n_shown = n_shown;
  if (n_shown > n_kept)
    g_list_model_items_changed (G_LIST_MODEL (self), n_kept, 0, n_shown - n_kept);
  if (n_kept > 0)
    g_signal_emit (self, rows_changed_signal, 0, TRUE);
}

static void
take_wish (ClvCustomerList *self,
           Wish            *wish)
{
  g_clear_pointer (&self->order, g_bytes_unref);
  self->order = g_steal_pointer (&wish->order);
  replace_shown (self, g_steal_pointer (&wish->shown), wish->n_shown);
}

static void
fulfil_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  if (!g_task_return_error_if_cancelled (task))
    {
      fulfil (task_data);
      g_task_return_boolean (task, TRUE);
    }
}

static void
fulfilled_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  ClvCustomerList *self = CLV_CUSTOMER_LIST (object);
  GTask *task = G_TASK (result);

  /* A newer wish has cancelled this one, or the data went. */
  if (g_task_get_cancellable (task) != self->running)
    return;

  g_clear_object (&self->running);
  if (g_task_propagate_boolean (task, NULL))
    take_wish (self, g_task_get_task_data (task));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_BUSY]);
}

static void
cancel (ClvCustomerList *self)
{
  if (self->running == NULL)
    return;

  g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_BUSY]);
}

static void
update (ClvCustomerList *self)
{
  g_autoptr(GTask) task = NULL;
  Wish *wish = NULL;

  cancel (self);
  if (self->data == NULL || self->data->scores == NULL)
    {
      replace_shown (self, NULL, 0);
      return;
    }

  wish = g_new0 (Wish, 1);
  wish->data = clv_customer_data_ref (self->data);
  wish->key = self->key;
  wish->is_descending = self->is_descending;
  wish->search = g_strdup (self->search);
  wish->tier = self->tier;
  wish->order = self->order != NULL ? g_bytes_ref (self->order) : NULL;

  if (self->data->scores->n <= ROWS_AT_ONCE)
    {
      fulfil (wish);
      take_wish (self, wish);
      wish_free (wish);
      return;
    }

  self->running = g_cancellable_new ();
  task = g_task_new (self, self->running, fulfilled_cb, NULL);
  g_task_set_source_tag (task, update);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, wish, wish_free);
  g_task_run_in_thread (task, fulfil_in_thread);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_BUSY]);
}

static void
clv_customer_list_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ClvCustomerList *self = CLV_CUSTOMER_LIST (object);

  switch (prop_id)
    {
    case PROP_IS_BUSY:
      g_value_set_boolean (value, clv_customer_list_is_busy (self));
      break;

    case PROP_SEARCH:
      g_value_set_string (value, clv_customer_list_get_search (self));
      break;

    case PROP_TIER:
      g_value_set_int (value, clv_customer_list_get_tier (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_customer_list_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  ClvCustomerList *self = CLV_CUSTOMER_LIST (object);

  switch (prop_id)
    {
    case PROP_SEARCH:
      clv_customer_list_set_search (self, g_value_get_string (value));
      break;

    case PROP_TIER:
      clv_customer_list_set_tier (self, g_value_get_int (value));
      break;

    case PROP_IS_BUSY:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clv_customer_list_finalize (GObject *object)
{
  ClvCustomerList *self = CLV_CUSTOMER_LIST (object);

  g_clear_pointer (&self->data, clv_customer_data_unref);
  g_clear_pointer (&self->order, g_bytes_unref);
  g_clear_object (&self->running);
  g_hash_table_unref (self->places);
  g_free (self->shown);
  g_free (self->search);

  G_OBJECT_CLASS (clv_customer_list_parent_class)->finalize (object);
}

static void
clv_customer_list_class_init (ClvCustomerListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = clv_customer_list_finalize;
  object_class->get_property = clv_customer_list_get_property;
  object_class->set_property = clv_customer_list_set_property;

  /**
   * ClvCustomerList:is-busy:
   *
   * Whether a thread sorts or searches; what the list shows is of before.
   */
  properties[PROP_IS_BUSY] =
    g_param_spec_boolean ("is-busy", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * ClvCustomerList:search:
   *
   * Shows customers alone whose id holds this.
   */
  properties[PROP_SEARCH] = g_param_spec_string ("search", NULL, NULL, "", flags);

  /**
   * ClvCustomerList:tier:
   *
   * Shows customers of this tier alone; −1 for all.
   */
  properties[PROP_TIER] = g_param_spec_int ("tier", NULL, NULL, -1, CLV_MAX_TIERS - 1, -1, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * ClvCustomerList::rows-changed:
   * @is_moved: whether the rows hold other customers than before; else the same
   *   ones are to be written differently
   *
   * What has been written of any row no longer holds.
   */
  rows_changed_signal = g_signal_new ("rows-changed", G_TYPE_FROM_CLASS (klass),
                                      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                      G_TYPE_BOOLEAN);
}

static void
clv_customer_list_init (ClvCustomerList *self)
{
  self->places = g_hash_table_new_full (NULL, NULL, NULL, place_free);
  self->key = CLV_CUSTOMER_KEY_VALUE;
  self->is_descending = TRUE;
  self->search = g_strdup ("");
  self->tier = -1;
}

/**
 * clv_customer_list_new:
 *
 * Returns: (transfer full): an empty list, the greatest value first
 */
ClvCustomerList *
clv_customer_list_new (void)
{
  return g_object_new (CLV_TYPE_CUSTOMER_LIST, NULL);
}

/**
 * clv_customer_list_get_data:
 *
 * Returns: (transfer none) (nullable): whose rows these are
 */
ClvCustomerData *
clv_customer_list_get_data (ClvCustomerList *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMER_LIST (self), NULL);

  return self->data;
}

/**
 * clv_customer_list_set_data:
 * @data: (nullable): other customers
 *
 * Rows of the data before go at once, so that none points past the end.
 */
void
clv_customer_list_set_data (ClvCustomerList *self,
                            ClvCustomerData *data)
{
  g_return_if_fail (CLV_IS_CUSTOMER_LIST (self));

  if (self->data == data)
    return;

  replace_shown (self, NULL, 0);
  g_clear_pointer (&self->order, g_bytes_unref);
  g_clear_pointer (&self->data, clv_customer_data_unref);
  self->data = data != NULL ? clv_customer_data_ref (data) : NULL;
  update (self);
}

ClvCustomerKey
clv_customer_list_get_key (ClvCustomerList *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMER_LIST (self), CLV_CUSTOMER_KEY_ID);

  return self->key;
}

gboolean
clv_customer_list_get_descending (ClvCustomerList *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMER_LIST (self), FALSE);

  return self->is_descending;
}

/**
 * clv_customer_list_set_order:
 * @key: by what
 * @is_descending: greatest first
 */
void
clv_customer_list_set_order (ClvCustomerList *self,
                             ClvCustomerKey   key,
                             gboolean         is_descending)
{
  g_return_if_fail (CLV_IS_CUSTOMER_LIST (self));
  g_return_if_fail (key < CLV_N_CUSTOMER_KEYS);

  if (self->key == key && self->is_descending == !!is_descending)
    return;

  self->key = key;
  self->is_descending = !!is_descending;
  g_clear_pointer (&self->order, g_bytes_unref);
  update (self);
}

const char *
clv_customer_list_get_search (ClvCustomerList *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMER_LIST (self), NULL);

  return self->search;
}

/**
 * clv_customer_list_set_search:
 * @search: (nullable): a part of an id, in any case
 */
void
clv_customer_list_set_search (ClvCustomerList *self,
                              const char      *search)
{
  g_return_if_fail (CLV_IS_CUSTOMER_LIST (self));

  if (search == NULL)
    search = "";
  if (g_strcmp0 (self->search, search) == 0)
    return;

  g_free (self->search);
  self->search = g_strdup (search);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH]);
}

int
clv_customer_list_get_tier (ClvCustomerList *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMER_LIST (self), -1);

  return self->tier;
}

/**
 * clv_customer_list_set_tier:
 * @tier: number of a tier, or −1 for all
 */
void
clv_customer_list_set_tier (ClvCustomerList *self,
                            int              tier)
{
  g_return_if_fail (CLV_IS_CUSTOMER_LIST (self));

  if (self->tier == tier)
    return;

  self->tier = tier;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIER]);
}

gboolean
clv_customer_list_is_busy (ClvCustomerList *self)
{
  g_return_val_if_fail (CLV_IS_CUSTOMER_LIST (self), FALSE);

  return self->running != NULL;
}

/**
 * clv_customer_list_find:
 * @row: a row of the score set
 *
 * Returns: where it stands, or %G_MAXUINT where it is not shown
 */
guint
clv_customer_list_find (ClvCustomerList *self,
                        guint32          row)
{
  g_return_val_if_fail (CLV_IS_CUSTOMER_LIST (self), G_MAXUINT);

  for (guint32 i = 0; i < self->n_shown; i++)
    if (self->shown[i] == row)
      return i;

  return G_MAXUINT;
}

/**
 * clv_customer_list_announce:
 *
 * Makes views write every row again, as when personal data gets hidden.
 */
void
clv_customer_list_announce (ClvCustomerList *self)
{
  g_return_if_fail (CLV_IS_CUSTOMER_LIST (self));

  g_signal_emit (self, rows_changed_signal, 0, FALSE);
}
