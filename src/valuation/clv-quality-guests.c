/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-error.h"
#include "clv-parallel.h"
#include "clv-quality-guests.h"

/* Shops book what they cannot give to anybody under one id. A model would take it
 * for the most faithful customer of all. */

#define LONGEST_WORD 16

/* Nobody has both a twentieth of all rows and twenty times what the others have
 * on average; below thirty rows it may be chance. */
#define CROWD_ROWS 30
#define CROWD_SHARE 0.05
#define CROWD_FACTOR 20.0

/* “guest-17” is somebody: the guests of a shop that counts them. */
static const char * const guests[] = {
  "", "-", "--", "-1", "0", "0.0", "00", "000", "0000", "?", "anon", "anonym", "anonymous",
  "barverkauf", "cash customer", "default", "gast", "guest", "guest customer", "guest user",
  "invitado", "invite", "laufkunde", "laufkundschaft", "n/a", "na", "nan", "nil", "no customer",
  "nobody", "none", "not set", "(not set)", "null", "undefined", "unbekannt", "unknown",
  "walk in", "walk-in", "walkin",
};

/**
 * clv_quality_is_guest:
 * @id: a customer's id
 * @length: its bytes
 *
 * Returns: whether it is a word for nobody in particular, in whatever case
 */
gboolean
clv_quality_is_guest (const char *id,
                      gsize       length)
{
  if (length > LONGEST_WORD || (length > 4 && g_ascii_isdigit (id[length - 1])))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (guests); i++)
    if (strlen (guests[i]) == length && g_ascii_strncasecmp (id, guests[i], length) == 0)
      return TRUE;
  return FALSE;
}

/* Customers that a thread looks at once. */
#define CHUNK_CUSTOMERS 65536

enum
{
  SUM_CUSTOMERS,
  SUM_REPEAT,
  SUM_GUEST_ROWS,
  N_SUMS
};

typedef struct
{
  const ClvCustomerSums *sums;
  const ClvDictionary *names;
} Counting;

static void
count_chunk (guint    chunk,
             double  *counts,
             gpointer user_data)
{
  const Counting *counting = user_data;
  const ClvCustomerSums *sums = counting->sums;
  guint32 first = chunk * CHUNK_CUSTOMERS;
  guint32 n = 0;
  guint32 n_repeat = 0;
  guint64 n_guest_rows = 0;

  for (guint32 i = first; i < MIN (first + CHUNK_CUSTOMERS, sums->n); i++)
    {
      gsize length = 0;
      const char *name = clv_dictionary_get (counting->names, i, &length);

      n += sums->sums[i].n > 0;
      n_repeat += sums->sums[i].n > 1;
      if (clv_quality_is_guest (name, length))
        n_guest_rows += sums->sums[i].n_rows;
    }
  counts[SUM_CUSTOMERS] = n;
  counts[SUM_REPEAT] = n_repeat;
  counts[SUM_GUEST_ROWS] = (double) n_guest_rows;
}

static void
count_crowds (ClvQualityFacts       *facts,
              const ClvCustomerSums *sums,
              const ClvDictionary   *names)
{
  double n_all = (double) facts->n_rows;

  for (guint32 i = 0; i < sums->n && facts->n_customers > 1; i++)
    {
      double n = sums->sums[i].n_rows;
      gsize length = 0;
      const char *name = NULL;

      if (n < CROWD_ROWS || n < CROWD_SHARE * n_all
          || n < CROWD_FACTOR * (n_all - n) / (facts->n_customers - 1))
        continue;
      name = clv_dictionary_get (names, i, &length);
      if (clv_quality_is_guest (name, length))
        continue;
      facts->n_crowd_rows += sums->sums[i].n_rows;
      if (sums->sums[i].n_rows > facts->n_crowd)
        {
          facts->n_crowd = sums->sums[i].n_rows;
          g_free (facts->crowd);
          facts->crowd = g_strndup (name, length);
        }
    }
}

/**
 * clv_quality_count_customers:
 * @facts: with the number of rows
 * @sums: of each customer
 * @names: their ids
 *
 * How many there are, how many came back, and the rows of those who are nobody.
 */
void
clv_quality_count_customers (ClvQualityFacts       *facts,
                             const ClvCustomerSums *sums,
                             const ClvDictionary   *names)
{
  Counting counting = { sums, names };
  double counts[N_SUMS];

  clv_parallel_sum ((guint) (((guint64) sums->n + CHUNK_CUSTOMERS - 1) / CHUNK_CUSTOMERS), N_SUMS,
                    count_chunk, &counting, counts);
  facts->n_customers = (guint32) counts[SUM_CUSTOMERS];
  facts->n_repeat = (guint32) counts[SUM_REPEAT];
  facts->n_guest_rows = (guint64) counts[SUM_GUEST_ROWS];
  count_crowds (facts, sums, names);
}

static void
clear_outlier (gpointer data)
{
  g_free (((ClvQualityOutlier *) data)->customer);
}

GArray *
clv_quality_outliers_new (void)
{
  GArray *outliers = g_array_new (FALSE, TRUE, sizeof (ClvQualityOutlier));

  g_array_set_clear_func (outliers, clear_outlier);
  return outliers;
}

void
clv_quality_set_no_memory (GError **error)
{
  g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
                       _("There is not enough memory to check so many orders. Nothing was changed. "
                         "Close other programs and try again."));
}
