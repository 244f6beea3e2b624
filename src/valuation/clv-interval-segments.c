/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-error.h"
#include "clv-interval-segments.h"
#include "clv-interval.h"

#define MOST_SEGMENTS 2000      /* more and a column is an identifier */

static ClvSegments *
alloc_segments (guint32 rows,
                guint   n)
{
  ClvSegments *self = g_new0 (ClvSegments, 1);

  self->n = n;
  self->names = g_new0 (char *, (gsize) n + 1);
  self->segment_of = g_new (guint32, MAX (rows, 1));
  return self;
}

void
clv_segments_free (ClvSegments *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->names);
  g_free (self->segment_of);
  g_free (self);
}

static void
set_no_attribute_error (const ClvTransactions *transactions,
                        const char            *column,
                        GError               **error)
{
  g_autoptr(GString) known = g_string_new (NULL);

  for (guint i = 0; transactions->attributes != NULL && i < transactions->attributes->len; i++)
    {
      const ClvAttribute *other = g_ptr_array_index (transactions->attributes, i);

      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", other->name);
    }
  if (known->len == 0)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                 _("There is no column “%s” to group customers by. Nothing was computed. Import a "
                   "customer table that has one."), column);
  else
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                 _("There is no column “%s” to group customers by. Known columns: %s."), column,
                 known->str);
}

/**
 * clv_segments_new_for_attribute:
 * @scores: whose rows
 * @transactions: whose attributes
 * @column: name of an attribute
 * @error: return location, %CLV_MODEL_ERROR
 *
 * Returns: (transfer full): a segment a value, the last one of those who have none
 */
ClvSegments *
clv_segments_new_for_attribute (const ClvScoreSet      *scores,
                                const ClvTransactions  *transactions,
                                const char             *column,
                                GError                **error)
{
  const ClvAttribute *attribute = clv_transactions_get_attribute (transactions, column);
  ClvSegments *self = NULL;
  guint n = 0;

  if (attribute == NULL)
    {
      set_no_attribute_error (transactions, column, error);
      return NULL;
    }
  n = clv_dictionary_get_n (attribute->values);
  if (n > MOST_SEGMENTS)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                   _("The column “%s” has %u different values; at most %u segments are told "
                     "apart. Choose a coarser column."), column, n, MOST_SEGMENTS);
      return NULL;
    }
  self = alloc_segments (scores->n, n + 1);
  for (guint i = 0; i < n; i++)
    self->names[i] = g_strdup (clv_dictionary_get (attribute->values, i, NULL));
  self->names[n] = g_strdup ("");
  for (guint32 row = 0; row < scores->n; row++)
    {
      gsize length = 0;
      const char *id = clv_dictionary_get (scores->customers, row, &length);
      guint32 code = clv_dictionary_lookup (transactions->customers, id, length);
      guint32 value = code < transactions->n_customers ? attribute->codes[code]
                                                       : CLV_DICTIONARY_NONE;

      self->segment_of[row] = value < n ? value : n;
    }
  return self;
}

ClvSegments *
clv_segments_new_for_customers (const ClvScoreSet   *scores,
                                const char * const  *ids,
                                GError             **error)
{
  guint n = g_strv_length ((char **) ids);
  g_autoptr(ClvSegments) self = alloc_segments (scores->n, n);

  for (guint32 row = 0; row < scores->n; row++)
    self->segment_of[row] = CLV_INTERVAL_NO_SEGMENT;
  for (guint i = 0; i < n; i++)
    {
      guint32 row = clv_dictionary_lookup (scores->customers, ids[i], strlen (ids[i]));

      if (row >= scores->n)
        {
          g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                       _("There is no customer “%s” in the newest score set. Ids are compared "
                         "letter by letter, leading zeros included."), ids[i]);
          return NULL;
        }
      if (self->segment_of[row] != CLV_INTERVAL_NO_SEGMENT)
        {
          g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                       _("Customer “%s” is named twice. Name each customer once."), ids[i]);
          return NULL;
        }
      self->segment_of[row] = i;
      self->names[i] = g_strdup (ids[i]);
    }
  return g_steal_pointer (&self);
}
