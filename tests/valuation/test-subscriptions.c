/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customers-kinds.h"
#include "clv-payments.h"
#include "clv-quality.h"
#include "clv-score-set.h"
#include "club-file.h"

/* What rows of subscriptions and renewals mean, by hand: who paid when. */

/* Others of a file that has a row a renewal, so that it can be known as one. */
#define RENEWALS                                                                      \
  "p,2024-01-10,,10.00,month\np,2024-02-10,,10.00,month\np,2024-03-10,,10.00,month\n" \
  "p,2024-04-10,,10.00,month\np,2024-05-10,,10.00,month\nq,2024-01-12,,10.00,month\n" \
  "q,2024-02-12,,10.00,month\n"
/* Of one that has a row a subscription. */
#define CONTRACTS                                                    \
  "p,2024-01-10,,10.00,month\nq,2024-01-12,2024-03-12,10.00,month\n" \
  "r,2024-02-01,,10.00,month\ns,2024-02-10,,10.00,month\n"

static const struct
{
  const char *name;
  const char *rows;
  ClvOpportunity period;
  const char *payments;      /* of "a", up to near the end of May */
} cases[] = {
  { "row-a-renewal/stays",
    RENEWALS "a,2024-03-20,,10.00,month\na,2024-04-20,,10.00,month\n", CLV_OPPORTUNITY_NONE,
    "2024-03-20 1000, 2024-04-20 1000" },
  { "row-a-renewal/left-last",
    RENEWALS "a,2024-02-20,,10.00,month\na,2024-03-20,,10.00,month\n", CLV_OPPORTUNITY_NONE,
    "2024-02-20 1000, 2024-03-20 1000" },
  { "row-a-renewal/never-renewed", RENEWALS "a,2024-02-20,,10.00,month\n", CLV_OPPORTUNITY_NONE,
    "2024-02-20 1000" },
  { "row-a-renewal/paid-until", RENEWALS "a,2024-02-20,2024-03-20,10.00,month\n"
                                         "a,2024-03-20,2024-04-20,10.00,month\n"
                                         "", CLV_OPPORTUNITY_NONE,
    "2024-02-20 1000, 2024-03-20 1000" },
  { "row-a-renewal/paused", RENEWALS "a,2024-01-20,,10.00,month\na,2024-04-20,,10.00,month\n",
    CLV_OPPORTUNITY_NONE, "2024-01-20 1000, 2024-04-20 1000" },
  { "row-a-renewal/month-end", RENEWALS "a,2024-01-31,,10.00,month\na,2024-02-29,,10.00,month\n"
                                        "a,2024-03-31,,10.00,month\na,2024-04-30,,10.00,month\n"
                                        "", CLV_OPPORTUNITY_NONE,
    "2024-01-31 1000, 2024-02-29 1000, 2024-03-31 1000, 2024-04-30 1000" },
  { "contract/month-end", CONTRACTS "a,2024-01-31,,10.00,month\n", CLV_OPPORTUNITY_NONE,
    "2024-01-31 1000, 2024-02-29 1000, 2024-03-31 1000, 2024-04-30 1000" },
  { "contract/month-end-in-rows", CONTRACTS "a,2024-01-31,,10.00,month\n"
                                            "a,2024-02-29,,10.00,month\n"
                                            "a,2024-03-31,,10.00,month\n", CLV_OPPORTUNITY_NONE,
    "2024-01-31 1000, 2024-02-29 1000, 2024-03-31 1000, 2024-04-30 1000" },
  { "contract/month-end-by-its-end", CONTRACTS "a,2024-02-29,2024-03-31,10.00,month\n",
    CLV_OPPORTUNITY_NONE, "2024-02-29 1000" },
  { "contract/ends-in-the-next-month", CONTRACTS "a,2024-02-29,2024-04-02,10.00,month\n",
    CLV_OPPORTUNITY_NONE, "2024-02-29 1000, 2024-03-29 1000" },
  { "two-periods/monthly", CONTRACTS "a,2024-03-05,,10.00,month\na,2024-04-20,,99.00,year\n",
    CLV_OPPORTUNITY_NONE, "2024-03-05 1000, 2024-04-05 1000, 2024-05-05 1000" },
  { "two-periods/yearly", CONTRACTS "a,2023-04-20,,99.00,year\na,2024-03-05,,10.00,month\n",
    CLV_OPPORTUNITY_YEAR, "2023-04-20 9900, 2024-04-20 9900" },
  { "two-periods/one-day", CONTRACTS "a,2024-03-05,,10.00,month\na,2024-03-05,,99.00,year\n",
    CLV_OPPORTUNITY_NONE, "2024-03-05 1000, 2024-04-05 1000, 2024-05-05 1000" },
  { "change", CONTRACTS "a,2024-03-05,,10.00,month\na,2024-04-20,,20.00,month\n",
    CLV_OPPORTUNITY_NONE, "2024-03-05 1000, 2024-04-05 1000, 2024-04-20 2000, 2024-05-20 2000" },
  { "refund/part", CONTRACTS "a,2024-03-05,,10.00,month\na,2024-04-06,,-4.00,month\n",
    CLV_OPPORTUNITY_NONE,
    "2024-03-05 1000, 2024-04-05 1000, 2024-04-06 -400, 2024-05-05 1000" },
  { "refund/of-a-year", CONTRACTS "a,2023-05-05,,99.00,year\na,2023-05-06,,-9.00,\n",
    CLV_OPPORTUNITY_YEAR, "2023-05-05 9900, 2023-05-06 -900, 2024-05-05 9900" },
};

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

static char *
list_payments (const ClvTransactions *rows,
               const char            *customer)
{
  const guint32 code = clv_dictionary_lookup (rows->customers, customer, strlen (customer));
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_free);

  for (guint64 i = 0; i < rows->n_rows; i++)
    {
      g_autofree char *day = clv_date_to_iso (rows->day[i]);

      if (rows->customer[i] == code)
        g_ptr_array_add (list, g_strdup_printf ("%s %" G_GINT64_FORMAT, day, rows->amount[i]));
    }
  g_ptr_array_sort (list, compare_texts);
  g_ptr_array_add (list, NULL);
  return g_strjoinv (", ", (char **) list->pdata);
}

static void
test_payments (Fixture       *fixture,
               gconstpointer  data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvPayments) payments = NULL;
  g_autofree char *list = NULL;

  import (fixture, cases[i].rows);
  payments = clv_payments_load (fixture->workspace, cases[i].period,
                                clv_date_parse (g_str_has_prefix (cases[i].name, "row")
                                                ? "2024-05-10" : "2024-05-30"), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (payments->rows->is_row_a_renewal, ==,
                   g_str_has_prefix (cases[i].name, "row"));
  list = list_payments (payments->rows, "a");
  g_assert_cmpstr (list, ==, cases[i].payments);
}

static gboolean
has_diagnostic (const ClvFit *fit,
                const char   *code)
{
  for (guint i = 0; i < fit->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *one = g_ptr_array_index (fit->diagnostics, i);

      if (g_str_equal (one->code, code))
        return TRUE;
    }
  return FALSE;
}

/* Who has left, who is there, and what the fit says of the file. */
static void
test_left (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct
  {
    const char *name;
    guint32 x;
    gboolean has_left;
    gint64 past;
  } expected[] = {
    { "p", 4, FALSE, 5000 },
    { "q", 1, TRUE, 2000 },
    { "late", 2, FALSE, 3000 },
    { "once", 0, TRUE, 1000 },
    { "new", 0, FALSE, 1000 },
    { "month-end", 4, FALSE, 5000 },
    { "part", 1, FALSE, 1600 },
    { "back", 0, TRUE, 1000 },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvCustomers) base = NULL;
  g_autoptr(ClvCustomers) counted = NULL;
  g_autoptr(ClvFit) sbg = NULL;

  import (fixture, RENEWALS
          "late,2024-02-20,,10.00,month\nlate,2024-03-21,,10.00,month\n"
          "late,2024-04-23,,10.00,month\nonce,2024-03-20,,10.00,month\n"
          "new,2024-04-20,,10.00,month\n"
          "month-end,2023-12-31,,10.00,month\nmonth-end,2024-01-31,,10.00,month\n"
          "month-end,2024-02-29,,10.00,month\nmonth-end,2024-03-31,,10.00,month\n"
          "month-end,2024-04-30,,10.00,month\n"
          "part,2024-03-25,,10.00,month\npart,2024-04-25,,10.00,month\n"
          "part,2024-04-27,,-4.00,month\n"
          "back,2024-03-05,,10.00,month\nback,2024-04-05,,10.00,month\n"
          "back,2024-04-06,,-10.00,month\n");
  g_free (spec->kind);
  spec->kind = g_strdup ("sbg");
  base = clv_customers_load_for_spec (fixture->workspace, spec, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (base->until, ==, clv_date_parse ("2024-05-10"));
  counted = clv_customers_new_for_spec (base, spec, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counted->n, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const guint32 code = clv_dictionary_lookup (base->transactions->customers, expected[i].name,
                                                  strlen (expected[i].name));
      const guint32 row = clv_customers_find (counted, code);

      g_test_message ("%s", expected[i].name);
      g_assert_cmpuint (counted->x[row], ==, expected[i].x);
      g_assert_cmpint (counted->age_days[row] - counted->recency_days[row] >= counted->unit_days,
                       ==, expected[i].has_left);
      g_assert_cmpint (counted->past_value[row], ==, expected[i].past);
    }
  sbg = clv_fit_new (spec, base, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (has_diagnostic (sbg, "renewal-rows"));
  g_assert_true (has_diagnostic (sbg, "refunded-fees"));
}

/* Of days to come nobody knows who will have paid. */
static void
test_future (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *rows;
    const char *until;
    const char *said;          /* NULL: it is taken */
  } rows[] = {
    { CONTRACTS, "2024-12-31", NULL },
    { CONTRACTS, "2090-01-01", "would count as paid" },
    { RENEWALS, "2024-05-10", NULL },
    { RENEWALS, "2024-05-11", "would seem to have left" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvPayments) payments = NULL;
      Fixture own = { NULL, NULL };

      g_test_message ("%s", rows[i].until);
      set_up (&own, NULL);
      import (&own, rows[i].rows);
      payments = clv_payments_load (own.workspace, CLV_OPPORTUNITY_NONE,
                                    clv_date_parse (rows[i].until), NULL, &error);
      if (rows[i].said == NULL)
        g_assert_no_error (error);
      else
        {
          g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
          g_assert_nonnull (strstr (error->message, rows[i].said));
        }
      tear_down (&own, NULL);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/valuation/subscriptions/%s", cases[i].name);

      g_test_add (name, Fixture, GUINT_TO_POINTER (i), set_up, test_payments, tear_down);
    }
  g_test_add ("/valuation/subscriptions/left", Fixture, NULL, set_up, test_left, tear_down);
  g_test_add ("/valuation/subscriptions/future", Fixture, NULL, NULL, test_future, NULL);
  return g_test_run ();
}
