/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-key-report.h"
#include "import-fixture.h"

static const char * const columns[] = { "id", "mail", NULL };

#define SHOP "id,date,mail\n"                 \
             "17850.0,2025-01-03,Ann@x.org\n" \
             "17850,2025-01-04, ann@x.org\n"  \
             "12,2025-01-05,bob@x.org\n"      \
             "13,2025-01-06,bob@x.org\n"      \
             "14,2025-01-07,bob@x.org\n"      \
             "15,2025-01-08,\n"               \
             ",2025-01-09,cem@x.org\n"        \
             "15,2025-01-10,dee@x.org\n"      \
             "15,2025-01-11,eve@x.org\n"

static const ClvKeyClash *
find_clash (const ClvKeyReport *report,
            guint               of)
{
  for (guint i = 0; i < report->clashes->len; i++)
    {
      const ClvKeyClash *clash = g_ptr_array_index (report->clashes, i);

      if (clash->of == of)
        return clash;
    }

  g_assert_not_reached ();
}

static void
test_counts (void)
{
  g_autofree char *path = fixture_write ("keys.csv", SHOP, -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "mail");
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvKeyReport) report = clv_key_report_new (path, plan, columns, NULL, &error);
  const ClvKeyCandidate *candidate = NULL;
  const ClvKeyClash *clash = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (report->n_rows, ==, 9);
  g_assert_cmpuint (report->candidates->len, ==, 2);
  candidate = g_ptr_array_index (report->candidates, 0);
  g_assert_cmpstr (candidate->column, ==, "id");
  g_assert_cmpuint (candidate->n_distinct, ==, 5);
  g_assert_cmpuint (candidate->n_blank, ==, 1);
  candidate = g_ptr_array_index (report->candidates, 1);
  g_assert_cmpuint (candidate->n_distinct, ==, 5);
  g_assert_cmpuint (candidate->n_blank, ==, 1);

  /* Of ids one has several addresses, of addresses one has several ids. */
  clash = find_clash (report, 0);
  g_assert_cmpuint (clash->to, ==, 1);
  g_assert_cmpuint (clash->n, ==, 1);
  g_assert_cmpstr (clash->examples[0], ==, "15");
  g_assert_cmpstr (clash->others[0], ==, "dee@x.org, eve@x.org");
  clash = find_clash (report, 1);
  g_assert_cmpuint (clash->n, ==, 1);
  g_assert_cmpstr (clash->examples[0], ==, "bob@x.org");
  g_assert_cmpstr (clash->others[0], ==, "12, 13");
  g_assert_null (clash->examples[1]);
}

/* Columns that agree have no clash; a file without a header is read by places. */
static void
test_agree (void)
{
  static const char * const places[] = { "#1", "#3", NULL };
  g_autofree char *path = fixture_write ("agree.csv",
                                         "1,2025-01-03,a@x\n2,2025-01-03,b@x\n1,,a@x\n", -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("#1", "#2", "#3");
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvKeyReport) report = NULL;

  plan->header_row = -1;
  report = clv_key_report_new (path, plan, places, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->n_rows, ==, 3);
  g_assert_cmpuint (report->clashes->len, ==, 0);
  g_assert_cmpuint (((ClvKeyCandidate *) g_ptr_array_index (report->candidates, 1))->n_distinct,
                    ==, 2);
}

static void
test_cancelled (void)
{
  g_autofree char *path = fixture_write ("keys.csv", SHOP, -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "mail");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  ClvProgress progress = { NULL, NULL, cancellable };
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (clv_key_report_new (path, plan, columns, &progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/import/key-report/counts", test_counts);
  g_test_add_func ("/import/key-report/agree", test_agree);
  g_test_add_func ("/import/key-report/cancelled", test_cancelled);

  return g_test_run ();
}
