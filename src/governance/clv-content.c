/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "clv-governance-private.h"
#include "clv-hash.h"

ClvContent *
clv_content_new (void)
{
  ClvContent *self = g_new0 (ClvContent, 1);

  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->contributors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
clv_content_free (ClvContent *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->manifest);
  g_free (self->content_hash);
  g_hash_table_unref (self->items);
  g_hash_table_unref (self->contributors);
  g_free (self);
}

/* SHA-256 over (kind, hash) in the order of the kinds. */
char *
clv_items_hash (GHashTable *items)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("clv-package-v1");
  g_autoptr(GList) kinds = g_list_sort (g_hash_table_get_keys (items), (GCompareFunc) strcmp);
  GList *link = NULL;

  for (link = kinds; link != NULL; link = link->next)
    {
      clv_hash_add_text (hash, link->data);
      clv_hash_add_text (hash, g_hash_table_lookup (items, link->data));
    }

  return clv_hash_finish (hash);
}

void
clv_content_seal (ClvContent *self)
{
  g_free (self->content_hash);
  self->content_hash = clv_items_hash (self->items);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* How the active imports were read: the distinct plans, whatever their order. */
char *
clv_mapping_hash (GPtrArray *batches)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("clv-mapping-v1");
  g_autoptr(GPtrArray) plans = g_ptr_array_new ();
  const char *last = NULL;
  guint i;

  for (i = 0; i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);

      if (!batch->undone)
        g_ptr_array_add (plans, batch->plan != NULL ? batch->plan : (char *) "");
    }
  g_ptr_array_sort (plans, compare_texts);

  for (i = 0; i < plans->len; i++)
    {
      const char *plan = g_ptr_array_index (plans, i);

      if (g_strcmp0 (plan, last) != 0)
        clv_hash_add_text (hash, plan);
      last = plan;
    }

  return clv_hash_finish (hash);
}
