/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-order.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  guint64 key;
  guint32 row;
} Keyed;

/* The order of doubles as that of unsigned numbers: all bits turned where the
 * sign is set, else the sign alone. */
static guint64
key_of_double (double value)
{
  union { double value; guint64 bits; } both = { value + 0.0 };

  return both.bits ^ ((both.bits >> 63) != 0 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << 63));
}

static guint64
key_of_int (gint64 value)
{
  return (guint64) value ^ (G_GUINT64_CONSTANT (1) << 63);
}

/* How many bytes all ids begin with alike. */
static gsize
find_common_prefix (const ClvDictionary *ids)
{
  const guint32 n = clv_dictionary_get_n (ids);
  gsize length = 0;
  const char *first = n > 0 ? clv_dictionary_get (ids, 0, &length) : NULL;

  for (guint32 i = 1; i < n && length > 0; i++)
    {
      const char *id = clv_dictionary_get (ids, i, NULL);
      gsize same = 0;

      while (same < length && id[same] == first[same])
        same++;
      length = same;
    }

  return length;
}

/* Whether all ids are plain numbers, which people want in the order of numbers. */
static gboolean
are_numbers (const ClvDictionary *ids)
{
  const guint32 n = clv_dictionary_get_n (ids);

  for (guint32 i = 0; i < n; i++)
    {
      gsize length = 0;
      const char *id = clv_dictionary_get (ids, i, &length);

      if (length == 0 || length > 18 || strspn (id, "0123456789") != length)
        return FALSE;
    }

  return TRUE;
}

static void
fill_id_keys (const ClvDictionary *ids,
              Keyed               *keyed,
              guint32              n,
              gboolean             as_numbers)
{
  const gsize prefix = as_numbers ? 0 : find_common_prefix (ids);

  for (guint32 i = 0; i < n; i++)
    {
      gsize length = 0;
      const char *id = clv_dictionary_get (ids, i, &length);
      guint64 key = 0;

      if (as_numbers)
        key = g_ascii_strtoull (id, NULL, 10);
      else
        for (gsize j = 0; j < 8; j++)
          key = key << 8 | (prefix + j < length ? (guint8) id[prefix + j] : 0);
      keyed[i].key = key;
    }
}

static guint64
find_key (const ClvCustomerData *data,
          ClvCustomerKey         key,
          guint32                row)
{
  const ClvScoreSet *scores = data->scores;

  switch (key)
    {
    case CLV_CUSTOMER_KEY_VALUE:
      return key_of_double (scores->clv[row]);
    case CLV_CUSTOMER_KEY_INTERVAL:
      return key_of_double (scores->clv_lo[row]);
    case CLV_CUSTOMER_KEY_TIER:
      /* The best tier and rank are the greatest. */
      return G_MAXUINT32 - data->tiers->rank[row];
    case CLV_CUSTOMER_KEY_P_ACTIVE:
      return key_of_double (scores->p_active[row]);
    case CLV_CUSTOMER_KEY_PURCHASES:
      return key_of_double (scores->expected_purchases[row]);
    case CLV_CUSTOMER_KEY_SPEND:
      return key_of_double (scores->expected_spend[row]);
    case CLV_CUSTOMER_KEY_PAST:
      return key_of_int (scores->past_value[row]);
    case CLV_CUSTOMER_KEY_LAST_DAY:
      return key_of_int (clv_customer_data_get_last_day (data, row));
    case CLV_CUSTOMER_KEY_ID:
    case CLV_N_CUSTOMER_KEYS:
    default:
      return 0;
    }
}

/* Least significant byte first; a byte that is the same everywhere costs nothing. */
static void
radix_sort (Keyed  **keyed,
            guint32  n)
{
  g_autofree guint32 *counts = g_new0 (guint32, 8 * 256);
  Keyed *other = g_new (Keyed, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    for (guint byte = 0; byte < 8; byte++)
      counts[byte * 256 + (((*keyed)[i].key >> (8 * byte)) & 0xff)]++;

  for (guint byte = 0; byte < 8; byte++)
    {
      guint32 *count = &counts[byte * 256];
      Keyed *swapped = *keyed;
      guint32 begin = 0;

      if (n == 0 || count[((*keyed)[0].key >> (8 * byte)) & 0xff] == n)
        continue;
      for (guint digit = 0; digit < 256; digit++)
        {
          const guint32 size = count[digit];

          count[digit] = begin;
          begin += size;
        }
      for (guint32 i = 0; i < n; i++)
        other[count[((*keyed)[i].key >> (8 * byte)) & 0xff]++] = (*keyed)[i];
      *keyed = other;
      other = swapped;
    }
  g_free (other);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b,
             gpointer      ids)
{
  const Keyed *first = a;
  const Keyed *second = b;
  const int order = strcmp (clv_dictionary_get (ids, first->row, NULL),
                            clv_dictionary_get (ids, second->row, NULL));

  return order != 0 ? order : (first->row < second->row ? -1 : 1);
}

/* Ids that are alike in the eight bytes of their keys. */
static void
sort_alike (const ClvDictionary *ids,
            Keyed               *keyed,
            guint32              n)
{
  guint32 begin = 0;

  while (begin < n)
    {
      guint32 end = begin + 1;

      while (end < n && keyed[end].key == keyed[begin].key)
        end++;
      if (end - begin > 1)
        qsort_r (&keyed[begin], end - begin, sizeof (Keyed), compare_ids, (gpointer) ids);
      begin = end;
    }
}

guint32 *
clv_customer_order_sort (const ClvCustomerData *data,
                         ClvCustomerKey         key,
                         gboolean               is_descending)
{
  const guint32 n = data->scores->n;
  const ClvDictionary *ids = data->scores->customers;
  Keyed *keyed = g_new (Keyed, MAX (n, 1));
  guint32 *order = g_new (guint32, MAX (n, 1));
  const gboolean is_text = key == CLV_CUSTOMER_KEY_ID && !are_numbers (ids);

  for (guint32 i = 0; i < n; i++)
    keyed[i].row = i;
  if (key == CLV_CUSTOMER_KEY_ID)
    fill_id_keys (ids, keyed, n, !is_text);
  else
    for (guint32 i = 0; i < n; i++)
      keyed[i].key = find_key (data, key, i);
  /* Turned keys rather than a turned list: equal rows stay in order. */
  if (is_descending && !is_text)
    for (guint32 i = 0; i < n; i++)
      keyed[i].key = ~keyed[i].key;

  radix_sort (&keyed, n);
  if (is_text)
    sort_alike (ids, keyed, n);
  for (guint32 i = 0; i < n; i++)
    order[i] = keyed[is_descending && is_text ? n - 1 - i : i].row;
  g_free (keyed);

  return order;
}

guint32 *
clv_customer_order_filter (const ClvCustomerData *data,
                           const guint32         *order,
                           const char            *needle,
                           int                    tier,
                           guint32               *n_kept)
{
  const ClvDictionary *ids = data->scores->customers;
  gsize heap_size = 0;
  const char *heap = clv_dictionary_get_heap (ids, &heap_size);
  g_autofree char *folded = needle != NULL ? g_ascii_strdown (needle, -1) : NULL;
  const gsize folded_length = folded != NULL ? strlen (folded) : 0;
  guint32 *kept = g_new (guint32, MAX (data->scores->n, 1));
  guint32 n = 0;

  for (guint32 i = 0; i < data->scores->n; i++)
    {
      const guint32 row = order[i];
      gsize length = 0;
      const char *id = NULL;

      if (tier >= 0 && data->tiers->tier[row] != tier)
        continue;
      if (folded_length > 0)
        {
          id = data->folded_ids + (clv_dictionary_get (ids, row, &length) - heap);
          if (memmem (id, length, folded, folded_length) == NULL)
            continue;
        }
      kept[n++] = row;
    }
  *n_kept = n;

  return kept;
}
