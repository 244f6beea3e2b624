/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>

#include "clv-error.h"
#include "clv-ledger.h"
#include "clv-quality.h"

/* A healthy shop of 600 customers with two orders each within 58 weeks, to which
 * every case adds what a file can have wrong with it. */

#define N_CUSTOMERS 600
#define FIRST "2024-01-01"

typedef struct
{
  char *folder;
  ClvWorkspace *workspace;
  GString *rows;
  guint n_orders;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("test-quality-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "shop.perennial", NULL);
  fixture->workspace = clv_workspace_create (path, "EUR", "UTC", &error);
  g_assert_no_error (error);
  fixture->rows = g_string_new ("order,customer,date,amount\n");
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "shop.perennial", NULL);
  g_autofree char *csv = g_build_filename (fixture->folder, "orders.csv", NULL);

  g_assert_finalize_object (fixture->workspace);
  g_string_free (fixture->rows, TRUE);
  g_unlink (path);
  g_unlink (csv);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
add_order (Fixture    *fixture,
           const char *customer,
           int         day,
           double      amount)
{
  g_autofree char *date = clv_date_to_iso (clv_date_parse (FIRST) + day);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (fixture->rows, "A%u,%s,%s,%s\n", ++fixture->n_orders, customer, date,
                          g_ascii_formatd (number, sizeof number, "%.2f", amount));
}

static void
add_shop (Fixture *fixture,
          guint    n_customers,
          int      n_days)
{
  for (guint i = 0; i < n_customers; i++)
    {
      g_autofree char *customer = g_strdup_printf ("C%04u", i);
      int day = (int) (i * 7) % (n_days - 20);

      add_order (fixture, customer, day, 10 + i % 37);
      add_order (fixture, customer, day + 20, 12 + i % 41);
    }
}

static void
import (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "orders.csv", NULL);
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;

  clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "order");
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  g_assert_true (g_file_set_contents (path, fixture->rows->str, -1, NULL));
  result = clv_workspace_import (fixture->workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
}

static ClvDate
get_last (void)
{
  return clv_date_parse (FIRST) + 406;
}

static ClvQuality *
look (Fixture *fixture,
      ClvDate  until,
      ClvDate  today)
{
  g_autoptr(GError) error = NULL;
  ClvQuality *quality = clv_quality_load (fixture->workspace, until, today, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (clv_quality_get_gate (quality, CLV_QUALITY_REPEATS)->id, ==,
                   CLV_QUALITY_REPEATS);
  return quality;
}

typedef struct
{
  const char *name;
  void (*add)(Fixture *fixture);
  ClvQualityGateId gate;
  double value;
  ClvQualityState state;
  const char *says;
} Case;

static void
add_nothing (Fixture *fixture)
{
}

static void
add_text (Fixture    *fixture,
          guint       n,
          const char *row)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (fixture->rows, "X%u,%s\n", i, row);
}

static void
add_some_unreadable (Fixture *fixture)
{
  add_text (fixture, 100, "C0001,someday,5.00");
}

static void
add_much_unreadable (Fixture *fixture)
{
  add_text (fixture, 400, "C0001,someday,5.00");
}

/* What a rule leaves out is not missing. */
static void
add_by_rule (Fixture *fixture)
{
  add_text (fixture, 800, "C0001,2024-03-01,0.00");
}

static void
add_guests (Fixture *fixture)
{
  for (int i = 0; i < 80; i++)
    add_order (fixture, i % 2 == 0 ? "Guest" : "(not set)", i, 21.5 + i);
}

static void
add_crowd (Fixture *fixture)
{
  for (int i = 0; i < 800; i++)
    add_order (fixture, "till@shop.example", i / 2, 20.25 + i);
}

static void
add_twins (Fixture *fixture)
{
  for (int i = 0; i < 120; i++)
    {
      g_autofree char *customer = g_strdup_printf ("C%04d", i);

      add_order (fixture, customer, (i * 7) % 387, 10 + i % 37);
    }
}

/* Two of the same thing in one order are two rows. */
static void
add_items (Fixture *fixture)
{
  for (guint i = 0; i < 200; i++)
    g_string_append_printf (fixture->rows, "A%u,C%04u,%s,%u.00\n", 1 + 2 * (i / 2), i / 2,
                            FIRST, 9);
  for (guint i = 0; i < 100; i++)
    add_text (fixture, 2, "C0500,2024-05-05,7.77");
}

/* After the day that the case judges from. */
static void
add_future (Fixture *fixture)
{
  add_order (fixture, "C0003", 450, 20);
}

static void
add_early (Fixture *fixture)
{
  add_order (fixture, "C0003", -3000, 20);
}

static void
add_huge (Fixture *fixture)
{
  for (int i = 0; i < 100; i++)
    add_order (fixture, "C0003", i, 10000001 + i);
}

static void
add_large (Fixture *fixture)
{
  for (int i = 0; i < 30; i++)
    add_order (fixture, "C0003", i, 2000 + i);
}

static void
add_slip (Fixture *fixture)
{
  add_order (fixture, "C0003", 30, 29 * 1050.0);
}

static const Case cases[] = {
  { "all-is-well/completeness", add_nothing, CLV_QUALITY_COMPLETENESS, 1.0, CLV_QUALITY_GREEN,
    "Every row" },
  { "all-is-well/identity", add_nothing, CLV_QUALITY_IDENTITY, 1.0, CLV_QUALITY_GREEN,
    "No customer" },
  { "all-is-well/uniqueness", add_nothing, CLV_QUALITY_UNIQUENESS, 1.0, CLV_QUALITY_GREEN,
    "No row" },
  { "all-is-well/validity", add_nothing, CLV_QUALITY_VALIDITY, 1.0, CLV_QUALITY_GREEN,
    "Every row" },
  { "all-is-well/outliers", add_nothing, CLV_QUALITY_OUTLIERS, 0.0, CLV_QUALITY_GREEN,
    "none is far" },
  { "all-is-well/freshness", add_nothing, CLV_QUALITY_FRESHNESS, 5, CLV_QUALITY_GREEN,
    "longest pause" },
  { "all-is-well/history", add_nothing, CLV_QUALITY_HISTORY, 58, CLV_QUALITY_GREEN, "Orders go" },
  { "all-is-well/customers", add_nothing, CLV_QUALITY_CUSTOMERS, 600, CLV_QUALITY_GREEN,
    "enough" },
  { "all-is-well/repeats", add_nothing, CLV_QUALITY_REPEATS, 600, CLV_QUALITY_GREEN, "two days" },
  { "some-unreadable", add_some_unreadable, CLV_QUALITY_COMPLETENESS, 1200.0 / 1300,
    CLV_QUALITY_AMBER, "100 of 1,300 rows" },
  { "much-unreadable", add_much_unreadable, CLV_QUALITY_COMPLETENESS, 0.75, CLV_QUALITY_RED,
    "rejected rows" },
  { "left-out-by-rule", add_by_rule, CLV_QUALITY_COMPLETENESS, 1.0, CLV_QUALITY_GREEN,
    "Every row" },
  { "guests", add_guests, CLV_QUALITY_IDENTITY, 1200.0 / 1280, CLV_QUALITY_AMBER,
    "80 of 1,280 rows" },
  { "crowd", add_crowd, CLV_QUALITY_IDENTITY, 0.6, CLV_QUALITY_RED, "“till@shop.example” has 800" },
  { "twins", add_twins, CLV_QUALITY_UNIQUENESS, 1200.0 / 1320, CLV_QUALITY_AMBER, "overlap" },
  { "future", add_future, CLV_QUALITY_VALIDITY, 1200.0 / 1201, CLV_QUALITY_AMBER,
    "1 row lies in the future" },
  { "future/history", add_future, CLV_QUALITY_HISTORY, 58, CLV_QUALITY_GREEN, "Orders go" },
  { "early", add_early, CLV_QUALITY_VALIDITY, 1200.0 / 1201, CLV_QUALITY_AMBER,
    "1 row lies years" },
  { "early/history", add_early, CLV_QUALITY_HISTORY, 58, CLV_QUALITY_GREEN, "Orders go" },
  { "huge", add_huge, CLV_QUALITY_VALIDITY, 1200.0 / 1300, CLV_QUALITY_RED, "many millions" },
  { "large", add_large, CLV_QUALITY_OUTLIERS, 30.0 / 1230, CLV_QUALITY_AMBER, "30 rows above" },
  { "slip", add_slip, CLV_QUALITY_OUTLIERS, 1.0 / 1201, CLV_QUALITY_AMBER, "decimal mark" },
};

static void
test_case (Fixture       *fixture,
           gconstpointer  data)
{
  const Case *test = data;
  g_autoptr(ClvQuality) quality = NULL;
  const ClvQualityGate *gate = NULL;

  add_shop (fixture, N_CUSTOMERS, 407);
  test->add (fixture);
  import (fixture);
  quality = look (fixture, CLV_DATE_INVALID, get_last () + 5);
  gate = clv_quality_get_gate (quality, test->gate);
  g_assert_cmpfloat_with_epsilon (gate->value, test->value, 1e-9);
  g_assert_cmpint (gate->state, ==, test->state);
  if (strstr (gate->sentence, test->says) == NULL)
    g_error ("“%s” does not say “%s”", gate->sentence, test->says);
  g_assert_cmpint (quality->state, >=, gate->state);
  if (test->add == add_nothing)
    g_assert_cmpint (quality->state, ==, CLV_QUALITY_GREEN);
}

static void
test_items (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(ClvQuality) quality = NULL;

  add_items (fixture);
  import (fixture);
  quality = look (fixture, CLV_DATE_INVALID, get_last ());
  g_assert_cmpuint (quality->facts.n_twins, ==, 100);
}

/* Small data: what is too little, and what an earlier day or a later look says. */
static void
test_small (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(ClvQuality) quality = NULL;
  g_autoptr(ClvQuality) earlier = NULL;
  g_autoptr(ClvQuality) later = NULL;

  add_shop (fixture, 40, 407);
  import (fixture);
  quality = look (fixture, CLV_DATE_INVALID, get_last ());
  g_assert_cmpint (quality->state, ==, CLV_QUALITY_RED);
  g_assert_cmpint (clv_quality_get_gate (quality, CLV_QUALITY_CUSTOMERS)->state, ==,
                   CLV_QUALITY_RED);
  g_assert_cmpint (clv_quality_get_gate (quality, CLV_QUALITY_REPEATS)->state, ==,
                   CLV_QUALITY_AMBER);
  g_assert_nonnull (strstr (clv_quality_get_gate (quality, CLV_QUALITY_REPEATS)->sentence,
                            "40 of 500 repeat customers"));

  earlier = look (fixture, clv_date_parse (FIRST) + 49, get_last ());
  g_assert_cmpuint (earlier->facts.n_customers, ==, 8);
  g_assert_cmpint (clv_quality_get_gate (earlier, CLV_QUALITY_HISTORY)->state, ==, CLV_QUALITY_RED);
  g_assert_cmpint (clv_quality_get_gate (earlier, CLV_QUALITY_FRESHNESS)->state, ==,
                   CLV_QUALITY_GREEN);

  later = look (fixture, CLV_DATE_INVALID, get_last () + 900);
  g_assert_cmpint (clv_quality_get_gate (later, CLV_QUALITY_FRESHNESS)->state, ==,
                   CLV_QUALITY_AMBER);
}

/* Who sells twice a year is not out of date after three months. */
static void
test_rhythm (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(ClvQuality) quality = NULL;

  for (guint i = 0; i < N_CUSTOMERS; i++)
    {
      g_autofree char *customer = g_strdup_printf ("C%04u", i);

      for (int fair = 0; fair < 4; fair++)
        add_order (fixture, customer, 182 * fair, 20 + i % 9);
    }
  import (fixture);
  quality = look (fixture, CLV_DATE_INVALID, clv_date_parse (FIRST) + 182 * 3 + 100);
  g_assert_cmpint (quality->facts.usual_pause, ==, 182);
  g_assert_cmpint (clv_quality_get_gate (quality, CLV_QUALITY_FRESHNESS)->state, ==,
                   CLV_QUALITY_GREEN);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(ClvQuality) quality = look (fixture, CLV_DATE_INVALID, get_last ());
  g_autofree char *list = clv_quality_list (quality, CLV_QUALITY_RED);

  g_assert_cmpuint (quality->facts.n_rows, ==, 0);
  g_assert_cmpint (quality->state, ==, CLV_QUALITY_RED);
  g_assert_null (strstr (list, "nan"));
}

static const struct
{
  const char *text;
  ClvQualityGateId gate;
  double target;
  double limit;
} settings[] = {
  { "history=26", CLV_QUALITY_HISTORY, 52, 26 },
  { "history=200", CLV_QUALITY_HISTORY, 200, 200 },
  { "history.target=4", CLV_QUALITY_HISTORY, 4, 4 },
  { "completeness=90%", CLV_QUALITY_COMPLETENESS, 0.98, 0.9 },
  { "completeness = 0.9", CLV_QUALITY_COMPLETENESS, 0.98, 0.9 },
  { "outliers=10 %", CLV_QUALITY_OUTLIERS, 0.005, 0.1 },
  { "outliers=0.1%", CLV_QUALITY_OUTLIERS, 0.001, 0.001 },
  { "customers=none", CLV_QUALITY_CUSTOMERS, 500, NAN },
};

static const char * const nonsense[] = {
  "", "history", "history=", "history=x", "history=-1", "history=5%", "history.target=none",
  "completeness=101%", "completeness=98", "colour=5", "=5", "history=1e300", "history=nan",
};

static void
test_settings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr(GError) error = NULL;
      ClvQualityLimits limits;

      clv_quality_limits_init (&limits);
      g_assert_true (clv_quality_limits_parse (&limits, settings[i].text, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (limits.of[settings[i].gate].target, settings[i].target,
                                      1e-12);
      if (isnan (settings[i].limit))
        g_assert_true (isnan (limits.of[settings[i].gate].limit));
      else
        g_assert_cmpfloat_with_epsilon (limits.of[settings[i].gate].limit, settings[i].limit,
                                        1e-12);
    }
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr(GError) error = NULL;
      ClvQualityLimits limits;
      ClvQualityLimits before;

      clv_quality_limits_init (&limits);
      clv_quality_limits_init (&before);
      g_assert_false (clv_quality_limits_parse (&limits, nonsense[i], &error));
      g_assert_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID);
      g_assert_true (clv_quality_limits_equal (&limits, &before));
    }
}

static ClvEvent *
dup_newest (Fixture *fixture)
{
  g_autoptr(GPtrArray) events = clv_ledger_list (fixture->workspace, 0, NULL);

  return g_ptr_array_steal_index (events, events->len - 1);
}

/* The ledger is what holds the limits. */
static void
test_limits (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(ClvEvent) event = NULL;
  g_autoptr(ClvQuality) quality = NULL;
  g_autoptr(GError) error = NULL;
  ClvQualityLimits limits;
  ClvQualityLimits loaded;
  g_autofree char *words = NULL;
  gint64 n = 0;

  add_shop (fixture, 40, 407);
  import (fixture);
  n = clv_ledger_get_n (fixture->workspace);
  g_assert_true (clv_quality_limits_load (&limits, fixture->workspace, &error));
  g_assert_true (clv_quality_limits_save (&limits, fixture->workspace, "anna", &error));
  g_assert_cmpint (clv_ledger_get_n (fixture->workspace), ==, n);

  g_assert_true (clv_quality_limits_parse (&limits, "customers=20", &error));
  g_assert_true (clv_quality_limits_parse (&limits, "outliers=12.5%", &error));
  g_assert_true (clv_quality_limits_save (&limits, fixture->workspace, "anna", &error));
  g_assert_no_error (error);
  g_assert_true (clv_quality_limits_load (&loaded, fixture->workspace, &error));
  g_assert_true (clv_quality_limits_equal (&limits, &loaded));
  event = dup_newest (fixture);
  g_assert_cmpstr (event->act, ==, "quality_limits");
  g_assert_cmpstr (event->actor, ==, "anna");
  g_assert_nonnull (strstr (event->payload, "changed.limit.customers=50 to 20\n"));
  g_assert_nonnull (strstr (event->payload, "changed.limit.outliers=none to 0.125\n"));
  g_assert_null (strstr (event->payload, "changed.target"));
  words = clv_quality_limits_describe_changes (event->payload);
  g_assert_cmpstr (words, ==, "Outliers: 12.5\302\240% needed instead of – · "
                              "Customers: 20 needed instead of 50");
  g_assert_null (clv_quality_limits_describe_changes ("rows=3\nchanged.limit.x=1 to 2"));
  quality = look (fixture, CLV_DATE_INVALID, get_last ());
  g_assert_cmpint (quality->state, ==, CLV_QUALITY_AMBER);
}

static void
test_fit (Fixture       *fixture,
          gconstpointer  data)
{
  const char *reason = "A pilot with our forty best known buyers.";
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvQuality) quality = NULL;
  g_autoptr(ClvEvent) event = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvFit) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) too_short = NULL;
  g_autofree char *payload = NULL;
  const ClvFitDiagnostic *last = NULL;
  gint64 n = 0;

  add_shop (fixture, 40, 407);
  import (fixture);
  n = clv_ledger_get_n (fixture->workspace);
  g_assert_null (clv_quality_fit (fixture->workspace, spec, get_last (), NULL, "anna", NULL,
                                  &quality, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_assert_nonnull (strstr (error->message, "Customers: 40"));
  g_assert_cmpint (quality->state, ==, CLV_QUALITY_RED);
  g_assert_null (clv_quality_fit (fixture->workspace, spec, get_last (), "   because   ", "anna",
                                  NULL, NULL, &too_short));
  g_assert_error (too_short, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_assert_cmpint (clv_ledger_get_n (fixture->workspace), ==, n);

  g_clear_error (&error);
  fit = clv_quality_fit (fixture->workspace, spec, get_last (), reason, "anna", NULL, NULL, &error);
  g_assert_no_error (error);
  event = dup_newest (fixture);
  payload = g_strdup_printf ("fit=%d\ngates=customers\ncustomers=40 of 50\n", (int) fit->id);
  g_assert_cmpstr (event->act, ==, "override_quality");
  g_assert_cmpstr (event->actor, ==, "anna");
  g_assert_cmpstr (event->reason, ==, reason);
  g_assert_cmpstr (event->payload, ==, payload);
  g_assert_cmpstr (event->content_hash, ==, fit->content_hash);
  again = clv_fit_load (fixture->workspace, fit->id, &error);
  g_assert_no_error (error);
  last = g_ptr_array_index (again->diagnostics, again->diagnostics->len - 1);
  g_assert_cmpstr (last->code, ==, "quality-override");
  g_assert_nonnull (strstr (last->message, reason));
}

/* Good data need no reason, and keep none. */
static void
test_fit_good (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvEvent) event = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(GError) error = NULL;

  add_shop (fixture, N_CUSTOMERS, 407);
  import (fixture);
  fit = clv_quality_fit (fixture->workspace, spec, get_last (), "Not needed at all.", "anna", NULL,
                         NULL, &error);
  g_assert_no_error (error);
  event = dup_newest (fixture);
  g_assert_cmpstr (event->act, ==, "fit");
}

/* Of many rows a part of the customers stands for all. */
static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(ClvQuality) quality = NULL;

  for (guint i = 0; i < 1200000; i++)
    {
      guint customer = i % 20000;
      guint day = i / 20000;

      /* Each tenth row is the one before it once more. */
      if (day % 10 == 9)
        day--;
      g_string_append_printf (fixture->rows, "A%u,C%u,2024-%02u-%02u,%u.50\n", i, customer,
                              1 + day / 28, 1 + day % 28, 10 + customer % 50);
    }
  import (fixture);
  quality = look (fixture, CLV_DATE_INVALID, clv_date_parse ("2024-04-01"));
  g_assert_cmpuint (quality->facts.n_rows, ==, 1200000);
  g_assert_cmpuint (quality->facts.n_th_customer, ==, 4);
  g_assert_cmpuint (quality->facts.n_compared, >, 250000);
  g_assert_cmpuint (quality->facts.n_compared, <, 350000);
  g_assert_cmpuint (10 * quality->facts.n_twins, ==, quality->facts.n_compared);
}

#define ADD(name, function) \
  g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/valuation/quality/", cases[i].name, NULL);

      g_test_add (path, Fixture, &cases[i], fixture_set_up, test_case, fixture_tear_down);
    }
  ADD ("/valuation/quality/items-of-one-order", test_items);
  ADD ("/valuation/quality/small", test_small);
  ADD ("/valuation/quality/rhythm", test_rhythm);
  ADD ("/valuation/quality/empty", test_empty);
  ADD ("/valuation/quality/many", test_many);
  g_test_add_func ("/valuation/quality/settings", test_settings);
  ADD ("/valuation/quality/limits", test_limits);
  ADD ("/valuation/quality/fit", test_fit);
  ADD ("/valuation/quality/fit-good", test_fit_good);

  return g_test_run ();
}
