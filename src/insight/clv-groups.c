/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-audit-private.h"

/* More groups than this and the column is an identifier, not a group. */
#define MAX_GROUPS 2000

static const ClvAttribute *
find_attribute (const ClvTransactions *transactions,
                const char            *name,
                GError               **error)
{
  const ClvAttribute *attribute = clv_transactions_get_attribute (transactions, name);
  g_autoptr(GString) known = NULL;
  guint i;

  if (attribute != NULL)
    return attribute;

  known = g_string_new (NULL);
  for (i = 0; transactions->attributes != NULL && i < transactions->attributes->len; i++)
    {
      const ClvAttribute *other = g_ptr_array_index (transactions->attributes, i);

      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", other->name);
    }

  if (known->len == 0)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                 _("There is no column “%s” to group customers by. Without a group column there "
                   "is no audit by that group: import a customer table that has one."), name);
  else
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                 _("There is no column “%s” to group customers by. Known columns: %s."),
                 name, known->str);

  return NULL;
}

/* Turns value codes into group numbers in the order of the names, so that the
 * audit does not depend on the order in which values were first read. */
static gboolean
number_groups (ClvGroups   *self,
               GHashTable  *names,
               const char **name_of_customer,
               GError     **error)
{
  g_autoptr(GList) sorted = NULL;
  GList *link = NULL;
  guint32 i;

  if (g_hash_table_size (names) > MAX_GROUPS)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                   _("The column has %u different values; an audit compares at most %u groups. "
                     "Choose a coarser column."), g_hash_table_size (names), MAX_GROUPS);
      return FALSE;
    }

  sorted = g_list_sort (g_hash_table_get_keys (names), (GCompareFunc) strcmp);
  self->names = g_new0 (char *, g_list_length (sorted) + 2);
  self->names[0] = g_strdup ("");
  self->n = 1;
  for (link = sorted; link != NULL; link = link->next)
    {
      g_hash_table_insert (names, link->data, GUINT_TO_POINTER (self->n));
      self->names[self->n++] = g_strdup (link->data);
    }

  for (i = 0; i < self->n_customers; i++)
    {
      if (name_of_customer[i] != NULL)
        self->group[i] = GPOINTER_TO_UINT (g_hash_table_lookup (names, name_of_customer[i]));
    }

  return TRUE;
}

static const char *
get_value (const ClvAttribute *attribute,
           guint32             customer)
{
  const char *text = NULL;

  if (attribute->codes[customer] == CLV_DICTIONARY_NONE)
    return NULL;

  text = clv_dictionary_get (attribute->values, attribute->codes[customer], NULL);

  return text != NULL && *text != '\0' ? text : NULL;
}

static char *
combine_values (const ClvAttribute *first,
                const ClvAttribute *second,
                guint32             customer)
{
  g_autofree char *copy = g_strdup (get_value (first, customer));
  const char *other = second != NULL ? get_value (second, customer) : NULL;

  if (copy == NULL || (second != NULL && other == NULL))
    return NULL;
  if (second == NULL)
    return g_steal_pointer (&copy);

  return g_strconcat (copy, " × ", other, NULL);
}

static gboolean
find_columns (const ClvTransactions *transactions,
              const char            *column,
              const ClvAttribute   **first,
              const ClvAttribute   **second,
              GError               **error)
{
  g_auto(GStrv) parts = NULL;

  *second = NULL;
  if (strchr (column, ',') == NULL || clv_transactions_get_attribute (transactions, column) != NULL)
    {
      *first = find_attribute (transactions, column, error);
      return *first != NULL;
    }

  parts = g_strsplit (column, ",", -1);
  if (g_strv_length (parts) > 2)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("An audit compares the values of one column or the combinations of two, "
                     "not “%s”."), column);
      return FALSE;
    }

  *first = find_attribute (transactions, g_strstrip (parts[0]), error);
  if (*first != NULL)
    *second = find_attribute (transactions, g_strstrip (parts[1]), error);

  return *first != NULL && *second != NULL;
}

/**
 * clv_groups_new:
 * @transactions: the data with its customers' attributes
 * @column: an attribute's name, or two with a comma between for combinations
 * @error: return location
 *
 * Returns: (transfer full): each customer's group
 */
ClvGroups *
clv_groups_new (const ClvTransactions *transactions,
                const char            *column,
                GError               **error)
{
  g_autoptr(ClvGroups) self = NULL;
  g_autoptr(GHashTable) names = NULL;
  g_autoptr(GStringChunk) texts = NULL;
  g_autofree const char **name_of_customer = NULL;
  const ClvAttribute *first = NULL;
  const ClvAttribute *second = NULL;
  guint32 i;

  if (!find_columns (transactions, column, &first, &second, error))
    return NULL;

  self = g_new0 (ClvGroups, 1);
  self->n_customers = transactions->n_customers;
  self->group = g_new0 (guint32, MAX (self->n_customers, 1));
  name_of_customer = g_new0 (const char *, MAX (self->n_customers, 1));
  texts = g_string_chunk_new (4096);
  names = g_hash_table_new (g_str_hash, g_str_equal);

  for (i = 0; i < self->n_customers; i++)
    {
      g_autofree char *name = combine_values (first, second, i);

      if (name == NULL)
        continue;
      name_of_customer[i] = g_string_chunk_insert_const (texts, name);
      g_hash_table_add (names, (gpointer) name_of_customer[i]);
    }

  if (!number_groups (self, names, name_of_customer, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * clv_groups_free:
 * @self: (nullable): groups
 */
void
clv_groups_free (ClvGroups *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->names);
  g_free (self->group);
  g_free (self);
}
