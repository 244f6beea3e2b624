/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-model-spec.h"
#include "shop.h"

/* A shop of Pareto/NBD customers who buy faster before Christmas, those of the region
 * "south" faster all the year and those of an age faster the older they are. */

#define EXPLAINED_SEASON "christmas=11-20..12-31"
#define EXPLAINED_FASTER 2.5     /* in the season */
#define EXPLAINED_SOUTH 0.9      /* effect of the region on buying, and against leaving */
#define EXPLAINED_AGE 0.3        /* of ten years */
#define EXPLAINED_INTAKE 250     /* days */

static const double explained_truth[4] = { 0.9, 40.0, 1.2, 300.0 };     /* days */

static inline ClvAttribute *
explained_add_column (ClvTransactions *transactions,
                      const char      *name)
{
  ClvAttribute *attribute = g_new0 (ClvAttribute, 1);

  attribute->name = g_strdup (name);
  attribute->values = clv_dictionary_new ();
  attribute->codes = g_new (guint32, MAX (transactions->n_customers, 1));
  for (guint32 i = 0; i < transactions->n_customers; i++)
    attribute->codes[i] = CLV_DICTIONARY_NONE;
  g_ptr_array_add (transactions->attributes, attribute);
  return attribute;
}

static inline void
explained_set (ClvAttribute *attribute,
               guint32       customer,
               const char   *value)
{
  attribute->codes[customer] = clv_dictionary_add (attribute->values, value, strlen (value));
}

static inline gboolean
explained_is_season (ClvDate date)
{
  int year = 0;
  int month = 0;
  int day = 0;

  clv_date_to_ymd (date, &year, &month, &day);
  return month * 100 + day >= 1120;
}

/* @n customers from 2023 on for @days days: the season by thinning. */
static inline ClvTransactions *
explained_new_shop (guint   n,
                    int     days,
                    guint64 seed)
{
  g_autoptr(ClvRandom) rng = clv_random_new (seed);
  g_autofree guint8 *is_south = g_new (guint8, n);
  g_autofree int *decade = g_new (int, n);
  ClvDate first = clv_date_from_ymd (2023, 1, 1);
  ClvTransactions *transactions = NULL;
  ClvAttribute *region = NULL;
  ClvAttribute *age = NULL;
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%06u", i);
      double time = EXPLAINED_INTAKE * clv_random_uniform (rng);
      double shift = 0.0;
      double rate = 0.0;
      double end = 0.0;

      is_south[i] = clv_random_uniform (rng) < 0.4;
      decade[i] = (int) (6.0 * clv_random_uniform (rng));
      shift = (is_south[i] ? EXPLAINED_SOUTH : 0.0) + EXPLAINED_AGE * (decade[i] - 2.5);
      rate = clv_random_gamma (rng, explained_truth[0], explained_truth[1]) * exp (shift)
             * EXPLAINED_FASTER;
      end = time + clv_random_exponential (rng, MAX (clv_random_gamma (rng, explained_truth[2],
                                                                       explained_truth[3])
                                                     * exp (-shift), 1e-9));
      shop_add (&shop, name, first + (ClvDate) time, 2000);
      end = MIN (end, days);
      for (;;)
        {
          ClvDate day = 0;

          time += clv_random_exponential (rng, MAX (rate, 1e-9));
          if (time >= end)
            break;
          day = first + (ClvDate) time;
          if (explained_is_season (day) || clv_random_uniform (rng) * EXPLAINED_FASTER < 1.0)
            shop_add (&shop, name, day,
                      MAX ((gint64) (1000.0 * clv_random_gamma (rng, 4.0, 2.0)), 1));
        }
    }
  transactions = shop_finish (&shop, "EUR");
  region = explained_add_column (transactions, "region");
  age = explained_add_column (transactions, "age");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%06u", i);
      g_autofree char *years = g_strdup_printf ("%d", 25 + 10 * decade[i]);
      guint32 code = clv_dictionary_lookup (transactions->customers, name, strlen (name));

      explained_set (region, code, is_south[i] ? "south" : "north");
      explained_set (age, code, years);
    }
  return transactions;
}

static inline ClvModelSpec *
explained_new_spec (const char *kind,
                    const char *columns,
                    const char *promotion,
                    gboolean    with_season)
{
  ClvModelSpec *spec = clv_model_spec_new ();

  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  if (columns != NULL)
    spec->covariates = g_strsplit (columns, ",", -1);
  if (with_season || promotion != NULL)
    spec->calendar = clv_calendar_new ();
  if (with_season)
    g_assert_true (clv_calendar_add (spec->calendar, CLV_CALENDAR_SEASON, EXPLAINED_SEASON, NULL));
  if (promotion != NULL)
    g_assert_true (clv_calendar_add (spec->calendar, CLV_CALENDAR_PROMOTION, promotion, NULL));
  return spec;
}
