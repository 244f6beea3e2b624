/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-backtest.h"
#include "clv-hybrid.h"
#include "clv-payments.h"
#include "clv-quality.h"
#include "clv-score-set.h"
#include "club.h"
#include "shop.h"

/* A club whose members pay by the month and order beside it. */

#define UNTIL "2024-06-30"
#define FEE 1500

typedef struct
{
  guint n_both;
  guint n_contract;          /* alone */
  guint n_orders;            /* alone */
  gboolean ends;             /* orders with the contract */
  gboolean has_payments;     /* among the orders */
  guint64 seed;
  guint stretch;             /* how many times slower all is: days are shorter, see simulated.h */
  int future;                /* days after UNTIL that are told in sums alone */
} Club;

static const double contract_truth[] = { 1.2, 9.0 };
static const double orders_truth[] = { 0.9, 8.0, 0.8, 3.0 };

/* What a club leaves: rows of a file of each kind, and the same as tables. */
typedef struct
{
  GString *subscriptions;
  GString *orders;
  Shop payments;
  Shop purchases;
  double n;                  /* payments and orders after UNTIL */
  double value;              /* what they came to */
} Past;

/* Whether it is to come, and so is told in sums alone. */
static inline gboolean
is_future (Past    *past,
           ClvDate  day,
           gint64   amount)
{
  if (day <= clv_date_parse (UNTIL))
    return FALSE;
  past->n += 1.0;
  past->value += amount / 100.0;
  return TRUE;
}

static inline void
add_order (Past       *past,
           const char *name,
           ClvDate     day,
           gint64      amount)
{
  g_autofree char *iso = clv_date_to_iso (day);

  g_string_append_printf (past->orders, "%s,%s,%d.%02d\n", name, iso, (int) (amount / 100),
                          (int) (amount % 100));
  shop_add (&past->purchases, name, day, amount);
}

/* Returns the day on which it ends, after @until where it runs. */
static inline ClvDate
add_contract (Past       *past,
              const Club *club,
              ClvRandom  *rng,
              const char *name,
              ClvDate     begin,
              ClvDate     until)
{
  const double leave = clv_random_beta (rng, contract_truth[0],
                                        contract_truth[1] * MAX (club->stretch, 1));
  g_autofree char *from = clv_date_to_iso (begin);
  ClvDate day = begin;

  for (int n = 0; day <= until + club->future; n++)
    {
      const gboolean is_past = !is_future (past, day, FEE);

      if (is_past)
        shop_add (&past->payments, name, day, FEE);
      if (is_past && club->has_payments)
        add_order (past, name, day + 1, FEE);
      day = clv_opportunity_add (CLV_OPPORTUNITY_MONTH, begin, n + 1);
      if (clv_random_uniform (rng) < leave)
        break;
    }
  g_string_append_printf (past->subscriptions, "%s,%s,", name, from);
  if (day <= until)
    {
      g_autofree char *end = clv_date_to_iso (day);

      g_string_append (past->subscriptions, end);
    }
  g_string_append_printf (past->subscriptions, ",%d.%02d,month\n", FEE / 100, FEE % 100);
  return day;
}

static inline void
add_orders (Past       *past,
            const Club *club,
            ClvRandom  *rng,
            const char *name,
            ClvDate     first,
            ClvDate     last)
{
  const double rate = clv_random_gamma (rng, orders_truth[0], 7.0 * orders_truth[1]
                                        * MAX (club->stretch, 1));
  const double drop = clv_random_beta (rng, orders_truth[2], orders_truth[3]);
  const double level = clv_random_gamma (rng, 4.0, 15.0);
  double time = 0.0;
  gboolean is_active = TRUE;
  ClvDate before = 0;

  while (first + (ClvDate) (time + 0.5) <= last)
    {
      const ClvDate day = first + (ClvDate) (time + 0.5);
      gint64 amount = (gint64) (100.0 * clv_random_gamma (rng, 6.0, level) + 0.5);

      /* None that could be taken for a payment. */
      amount = MAX (amount == FEE ? amount + 1 : amount, 1);
      if (!is_future (past, day, amount))
        add_order (past, name, day, amount);
      /* Of one day they are one. */
      else if (day == before)
        past->n -= 1.0;
      before = day;
      if (!is_active)
        break;
      time += clv_random_exponential (rng, rate) + 1e-9;
      is_active = clv_random_uniform (rng) > drop;
      if (!(time < 1e6))
        break;
    }
}

static inline void
past_init (Past       *past,
           const Club *club)
{
  g_autoptr(ClvRandom) rng = clv_random_new (club->seed);
  const ClvDate until = clv_date_parse (UNTIL);
  const int stretch = (int) MAX (club->stretch, 1);
  const ClvDate start = until - stretch * (until - clv_date_from_ymd (2022, 1, 1));

  past->subscriptions = g_string_new ("customer,start,end,amount,interval\n");
  past->orders = g_string_new ("customer,date,amount\n");
  past->n = 0.0;
  past->value = 0.0;
  shop_init (&past->payments);
  shop_init (&past->purchases);
  for (guint i = 0; i < club->n_both + club->n_contract + club->n_orders; i++)
    {
      const ClvDate begin = start + (ClvDate) (i * 7 % 400) * stretch;
      ClvDate end = until + club->future + 1;
      char name[16];

      g_snprintf (name, sizeof name, "c%05u", i);
      /* The last day of all is one on which somebody orders and somebody pays. */
      if (i < club->n_both + club->n_contract)
        end = add_contract (past, club, rng, name, begin, until);
      if (i < club->n_both)
        add_orders (past, club, rng, name, begin + 3,
                    club->ends ? MIN (end - 1, until + club->future) : until + club->future);
      else if (i >= club->n_both + club->n_contract)
        add_orders (past, club, rng, name, begin + 3, until + club->future);
    }
}

static inline void
past_clear (Past *past)
{
  g_string_free (past->subscriptions, TRUE);
  g_string_free (past->orders, TRUE);
  g_array_unref (past->payments.customer);
  g_array_unref (past->payments.day);
  g_array_unref (past->payments.amount);
  clv_dictionary_unref (past->payments.names);
  g_array_unref (past->purchases.customer);
  g_array_unref (past->purchases.day);
  g_array_unref (past->purchases.amount);
  clv_dictionary_unref (past->purchases.names);
}

static inline void
import (Fixture      *fixture,
        ClvImportKind kind,
        const char   *text)
{
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "rows.csv", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  plan->kind = kind;
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  if (kind == CLV_IMPORT_KIND_SUBSCRIPTIONS)
    {
      clv_import_plan_set_column (plan, CLV_FIELD_DATE, "start");
      clv_import_plan_set_column (plan, CLV_FIELD_ENDED, "end");
      clv_import_plan_set_column (plan, CLV_FIELD_INTERVAL, "interval");
    }
  else
    {
      clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
    }
  result = clv_workspace_import (fixture->workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->rows_rejected, ==, 0);
}

static inline void
import_club (Fixture    *fixture,
             const Club *club)
{
  Past past;

  past_init (&past, club);
  import (fixture, CLV_IMPORT_KIND_SUBSCRIPTIONS, past.subscriptions->str);
  import (fixture, CLV_IMPORT_KIND_ORDERS, past.orders->str);
  past_clear (&past);
}

static inline ClvFit *
fit (Fixture     *fixture,
     const char  *kind,
     const char  *orders,
     GError     **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();

  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  spec->orders = g_strdup (orders);
  spec->until = clv_date_parse (UNTIL);
  return clv_quality_fit (fixture->workspace, spec, CLV_DATE_INVALID, "a made-up club for a test",
                          NULL, NULL, NULL, error);
}

static inline const ClvFitDiagnostic *
find_diagnostic (const ClvFit *self,
                 const char   *code)
{
  for (guint i = 0; i < self->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *one = g_ptr_array_index (self->diagnostics, i);

      if (g_str_equal (one->code, code))
        return one;
    }
  return NULL;
}

static inline ClvScoreSet *
score (Fixture                  *fixture,
       const ClvFit             *of,
       const ClvValueDefinition *definition)
{
  g_autoptr(GError) error = NULL;
  ClvScoreSet *set = clv_score_set_run (fixture->workspace, of->id, definition, NULL, NULL,
                                        &error);

  g_assert_no_error (error);
  return set;
}

static inline guint32
find_row (const ClvScoreSet *set,
          guint              customer)
{
  char name[16];

  g_snprintf (name, sizeof name, "c%05u", customer);
  return clv_dictionary_lookup (set->customers, name, strlen (name));
}

/* The tables of a club, as a workspace would give them. */
static inline ClvTransactions *
new_tables_with_future (const Club *club,
                        double     *n,
                        double     *value)
{
  Past past;
  ClvTransactions *self = NULL;

  past_init (&past, club);
  for (guint i = 0; i < past.payments.customer->len; i++)
    {
      guint32 *code = &g_array_index (past.payments.customer, guint32, i);
      gsize length = 0;
      const char *name = clv_dictionary_get (past.payments.names, *code, &length);

      *code = clv_dictionary_add (past.purchases.names, name, length);
    }
  clv_dictionary_unref (past.payments.names);
  past.payments.names = clv_dictionary_ref (past.purchases.names);
  g_string_free (past.subscriptions, TRUE);
  g_string_free (past.orders, TRUE);
  self = shop_finish (&past.purchases, "EUR");
  self->contract = shop_finish (&past.payments, "EUR");
  self->last_day = self->contract->last_day = clv_date_parse (UNTIL);
  *n = past.n;
  *value = past.value;
  return self;
}

static inline ClvTransactions *
new_tables (const Club *club)
{
  double n = 0.0;
  double value = 0.0;

  return new_tables_with_future (club, &n, &value);
}
