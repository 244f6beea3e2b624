/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

#include "clv-customers.h"
#include "clv-random.h"

/* Invented customers with attributes, as a summary: their times are rounded to days
 * and nothing else, so that parameters come back as they went in. */

typedef struct
{
  guint32 n;
  guint32 *x;
  gint32 *recency;
  gint32 *age;
  ClvDictionary *names;
  GPtrArray *attributes;    /* ClvAttribute */
} Buyers;

static inline void
buyers_init (Buyers *self,
             guint32 n)
{
  self->n = n;
  self->x = g_new0 (guint32, (gsize) n + 1);
  self->recency = g_new0 (gint32, (gsize) n + 1);
  self->age = g_new0 (gint32, (gsize) n + 1);
  self->names = clv_dictionary_new ();
  self->attributes = g_ptr_array_new ();
  for (guint32 i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%06u", i);

      clv_dictionary_add (self->names, name, strlen (name));
    }
}

static inline ClvAttribute *
buyers_add_column (Buyers     *self,
                   const char *name)
{
  ClvAttribute *attribute = g_new0 (ClvAttribute, 1);

  attribute->name = g_strdup (name);
  attribute->values = clv_dictionary_new ();
  attribute->codes = g_new (guint32, self->n);
  for (guint32 i = 0; i < self->n; i++)
    attribute->codes[i] = CLV_DICTIONARY_NONE;
  g_ptr_array_add (self->attributes, attribute);
  return attribute;
}

static inline void
buyers_set (ClvAttribute *attribute,
            guint32       i,
            const char   *value)
{
  attribute->codes[i] = clv_dictionary_add (attribute->values, value, strlen (value));
}

/* One life: @is_pareto with a drop-out time, else with a chance after each purchase,
 * after the first too where @is_modified. Rates are per day. */
static inline void
buyers_live (Buyers       *self,
             guint32       i,
             ClvRandom    *rng,
             const double *parameters,
             const char   *kind,
             gint32        age)
{
  gboolean is_pareto = strcmp (kind, "pareto-nbd") == 0;
  double rate = clv_random_gamma (rng, parameters[0], parameters[1]);
  double leave = is_pareto ? clv_random_gamma (rng, parameters[2], parameters[3])
                 : strcmp (kind, "nbd") == 0 ? 0.0
                                             : clv_random_beta (rng, parameters[2], parameters[3]);
  double end = is_pareto && leave > 1e-12 ? clv_random_exponential (rng, leave) : age;
  double time = 0.0;
  gboolean is_active = strcmp (kind, "mbg-nbd") != 0 || clv_random_uniform (rng) > leave;

  end = MIN (end, age);
  self->age[i] = age;
  while (is_active)
    {
      time += rate > 1e-12 ? clv_random_exponential (rng, rate) : 1e12;
      if (time > end)
        break;
      self->x[i]++;
      self->recency[i] = MIN ((gint32) ceil (time), age);
      is_active = is_pareto || clv_random_uniform (rng) > leave;
    }
}

/* Frees @self. */
static inline ClvCustomers *
buyers_finish (Buyers *self)
{
  ClvCustomers *customers = g_new0 (ClvCustomers, 1);
  ClvTransactions *transactions = clv_transactions_new_for_rows (0, NULL, NULL, NULL, self->names,
                                                                 "EUR");
  guint32 *code = g_new (guint32, self->n);
  gint64 *spend = g_new (gint64, self->n);
  gint64 *past = g_new (gint64, self->n);

  g_free (transactions->content_hash);
  transactions->content_hash = g_strdup ("buyers");
  for (guint i = 0; i < self->attributes->len; i++)
    g_ptr_array_add (transactions->attributes, g_ptr_array_index (self->attributes, i));
  for (guint32 i = 0; i < self->n; i++)
    {
      code[i] = i;
      spend[i] = (gint64) self->x[i] * (1000 + i % 977);
      past[i] = spend[i] + 1000;
      customers->n_repeat += self->x[i] > 0;
      customers->sum_x += self->x[i];
    }
  customers->ref_count = 1;
  customers->n = self->n;
  customers->code = code;
  customers->x = self->x;
  customers->recency_days = self->recency;
  customers->age_days = self->age;
  customers->repeat_spend = spend;
  customers->past_value = past;
  customers->transactions = transactions;
  customers->until = clv_date_from_ymd (2024, 12, 31);
  customers->unit_days = 7;
  customers->is_counted = TRUE;
  customers->n_rows = customers->n_positive_rows = customers->sum_x + self->n;
  clv_dictionary_unref (self->names);
  g_ptr_array_unref (self->attributes);
  return customers;
}
