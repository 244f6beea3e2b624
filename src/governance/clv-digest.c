/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "clv-governance-private.h"
#include "clv-hash.h"
#include "clv-hybrid.h"
#include "clv-records.h"

/* What the numbers are made of, whichever files it came from and in whatever
 * order: each customer by id, with attributes, then days and amounts in order, then
 * who was counted already and the subscriptions.
 * The workspace's own hash tells imports apart and is cheaper; this one is asked
 * only when that differs. */

typedef struct
{
  gint64 day;
  gint64 amount;
} Row;

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const Row *first = a;
  const Row *second = b;

  if (first->day != second->day)
    return first->day < second->day ? -1 : 1;

  return (first->amount > second->amount) - (first->amount < second->amount);
}

typedef struct
{
  const char *id;
  guint32 code;
} Named;

static int
compare_named (gconstpointer a,
               gconstpointer b)
{
  return strcmp (((const Named *) a)->id, ((const Named *) b)->id);
}

static Named *
sort_customers (const ClvTransactions *transactions)
{
  Named *named = g_new (Named, MAX (transactions->n_customers, 1));
  guint32 i;

  for (i = 0; i < transactions->n_customers; i++)
    {
      named[i].id = clv_dictionary_get (transactions->customers, i, NULL);
      named[i].code = i;
    }
  qsort (named, transactions->n_customers, sizeof (Named), compare_named);

  return named;
}

/* Rows grouped by customer: those of code c are [start[c], start[c + 1]). */
static Row *
group_rows (const ClvTransactions *transactions,
            guint64               *start)
{
  g_autofree guint64 *next = g_new (guint64, (gsize) transactions->n_customers + 1);
  Row *rows = g_new (Row, MAX (transactions->n_rows, 1));
  guint64 i;

  for (i = 0; i < transactions->n_rows; i++)
    start[transactions->customer[i] + 1]++;
  for (i = 0; i < transactions->n_customers; i++)
    start[i + 1] += start[i];
  memcpy (next, start, ((gsize) transactions->n_customers + 1) * sizeof (guint64));

  for (i = 0; i < transactions->n_rows; i++)
    {
      Row *row = &rows[next[transactions->customer[i]]++];

      row->day = transactions->day[i];
      row->amount = transactions->amount[i];
    }

  return rows;
}

static void
add_text (ClvBulkHash *hash,
          const char  *text)
{
  guint64 length = text != NULL ? strlen (text) + 1 : 0;
  guint64 stored = GUINT64_TO_LE (length);

  clv_bulk_hash_add (hash, &stored, sizeof stored);
  if (text != NULL)
    clv_bulk_hash_add (hash, text, length);
}

static int
compare_attributes (gconstpointer a,
                    gconstpointer b)
{
  const ClvAttribute *first = *(ClvAttribute * const *) a;
  const ClvAttribute *second = *(ClvAttribute * const *) b;

  return strcmp (first->name, second->name);
}

static GPtrArray *
sort_attributes (const ClvTransactions *transactions)
{
  GPtrArray *sorted = g_ptr_array_new ();
  guint i;

  for (i = 0; transactions->attributes != NULL && i < transactions->attributes->len; i++)
    g_ptr_array_add (sorted, g_ptr_array_index (transactions->attributes, i));
  g_ptr_array_sort (sorted, compare_attributes);

  return sorted;
}

static void
add_attributes (ClvBulkHash *hash,
                GPtrArray   *attributes,
                guint32      code)
{
  guint i;

  for (i = 0; i < attributes->len; i++)
    {
      const ClvAttribute *attribute = g_ptr_array_index (attributes, i);
      guint32 value = attribute->codes[code];

      add_text (hash, value != CLV_DICTIONARY_NONE
                ? clv_dictionary_get (attribute->values, value, NULL) : NULL);
    }
}

static void
add_rows (ClvBulkHash *hash,
          Row         *rows,
          gsize        n)
{
  gsize i;
  guint64 count = GUINT64_TO_LE (n);

  qsort (rows, n, sizeof (Row), compare_rows);
  for (i = 0; i < n; i++)
    {
      rows[i].day = GINT64_TO_LE (rows[i].day);
      rows[i].amount = GINT64_TO_LE (rows[i].amount);
    }
  clv_bulk_hash_add (hash, &count, sizeof count);
  clv_bulk_hash_add (hash, rows, n * sizeof (Row));
}

/* "customer=anna\ndate=1718064000\n…", its empty cells left out. */
static char *
record_to_text (const ClvRecords *records,
                guint64           row)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      const ClvField field = (ClvField) i;
      const gint64 *values = clv_records_get_values (records, field);
      const char *cell = clv_records_get_text (records, field, row);

      if (cell != NULL)
        g_string_append_printf (text, "%s=%s\n", clv_import_field_get_id (field), cell);
      else if (values != NULL && values[row] != CLV_RECORD_NONE)
        g_string_append_printf (text, "%s=%" G_GINT64_FORMAT "\n",
                                clv_import_field_get_id (field), values[row]);
    }

  return g_string_free (text, FALSE);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* Nothing where there are none, so that orders alone have the digest that they always
 * had. */
static gboolean
add_records (ClvBulkHash   *hash,
             ClvWorkspace  *workspace,
             ClvImportKind  kind,
             GError       **error)
{
  g_autoptr(ClvRecords) records = clv_records_load (workspace, kind, NULL, error);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (records == NULL)
    return FALSE;
  if (clv_records_get_n (records) == 0)
    return TRUE;

  for (guint64 i = 0; i < clv_records_get_n (records); i++)
    g_ptr_array_add (texts, record_to_text (records, i));
  g_ptr_array_sort (texts, compare_texts);
  add_text (hash, clv_import_kind_get_id (kind));
  for (guint i = 0; i < texts->len; i++)
    add_text (hash, g_ptr_array_index (texts, i));

  return TRUE;
}

/**
 * clv_data_digest:
 * @workspace: the workspace
 * @error: return location
 *
 * Returns: (transfer full): BLAKE2b-256 of the active data in canonical order,
 *   hex; equal for equal data, however they were imported
 */
char *
clv_data_digest (ClvWorkspace *workspace,
                 GError      **error)
{
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvBulkHash) hash = NULL;
  g_autoptr(GPtrArray) attributes = NULL;
  g_autofree Named *customers = NULL;
  g_autofree guint64 *start = NULL;
  g_autofree Row *rows = NULL;
  guint32 i;

  transactions = clv_workspace_load_transactions (workspace, NULL, error);
  if (transactions == NULL)
    return NULL;

  start = g_new0 (guint64, (gsize) transactions->n_customers + 1);
  rows = group_rows (transactions, start);
  customers = sort_customers (transactions);
  attributes = sort_attributes (transactions);
  hash = clv_bulk_hash_new ();
  add_text (hash, "clv-content-v1");
  add_text (hash, transactions->currency);
  for (i = 0; i < attributes->len; i++)
    add_text (hash, ((ClvAttribute *) g_ptr_array_index (attributes, i))->name);

  for (i = 0; i < transactions->n_customers; i++)
    {
      guint32 code = customers[i].code;

      add_text (hash, customers[i].id);
      add_attributes (hash, attributes, code);
      add_rows (hash, rows + start[code], start[code + 1] - start[code]);
    }
  if (!add_records (hash, workspace, CLV_IMPORT_KIND_SUMMARY, error)
      || !add_records (hash, workspace, CLV_IMPORT_KIND_SUBSCRIPTIONS, error))
    return NULL;

  return clv_bulk_hash_finish (hash);
}

/* The fit as numbers: the same settings and the same parameters bit for bit,
 * whichever imports they were found on. */
char *
clv_fit_identity (const ClvFit *fit)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("clv-fit-identity-v1");
  g_autofree char *spec = clv_model_spec_to_text (fit->spec);
  guint i;

  clv_hash_add_text (hash, spec);
  clv_hash_add_int64 (hash, fit->n_customers);
  for (i = 0; i < fit->kind->n_parameters; i++)
    clv_hash_add_double (hash, fit->parameters[i]);
  clv_hash_add_int64 (hash, fit->has_spend);
  for (i = 0; fit->has_spend && i < G_N_ELEMENTS (fit->spend_parameters); i++)
    clv_hash_add_double (hash, fit->spend_parameters[i]);
  if (fit->covariates != NULL)
    {
      for (i = 0; i < fit->covariates->n_processes * fit->covariates->n_terms; i++)
        clv_hash_add_double (hash, fit->covariates->coefficients[i]);
    }
  if (fit->hybrid != NULL)
    {
      g_autofree char *contract = clv_fit_identity (fit->hybrid->contract);
      g_autofree char *orders = clv_fit_identity (fit->hybrid->orders);

      clv_hash_add_text (hash, contract);
      clv_hash_add_text (hash, orders);
    }
  for (i = 0; fit->periods != NULL && i < fit->periods->len; i++)
    {
      g_autofree char *part = clv_fit_identity (g_ptr_array_index (fit->periods, i));

      clv_hash_add_text (hash, part);
    }

  return clv_hash_finish (hash);
}
