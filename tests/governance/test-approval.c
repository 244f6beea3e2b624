/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-import-plan.h"
#include "clv-test-workspace.h"

#define N_CUSTOMERS 1500

/* One order of the shop: the lines of the CSV, so that a test can change one. */
static GPtrArray *
make_orders (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20240229);
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  ClvDate start = clv_date_from_ymd (2022, 1, 1);
  ClvDate end = clv_date_from_ymd (2023, 6, 30);
  guint customer;

  for (customer = 0; customer < N_CUSTOMERS; customer++)
    {
      double rate = -log (1.0 - g_rand_double (random)) / 60.0 + 0.002;
      double level = 20.0 + 60.0 * g_rand_double (random);
      double day = start + g_rand_int_range (random, 0, 180);

      while (day <= end)
        {
          g_autofree char *date = clv_date_to_iso ((ClvDate) day);

          g_ptr_array_add (lines, g_strdup_printf ("c%04u,o%05u,%s,%.2f", customer, lines->len,
                                                   date,
                                                   level * (0.5 + g_rand_double (random))));
          if (g_rand_double (random) < 0.25)
            break;
          day += 1.0 - log (1.0 - g_rand_double (random)) / rate;
        }
    }

  return lines;
}

static char *
write_file (TestWorkspace *test,
            const char    *name,
            GPtrArray     *lines,
            guint          from,
            guint          n)
{
  g_autoptr(GString) text = g_string_new ("customer,order,date,amount\n");
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename (test->folder, name, NULL);
  guint i;

  for (i = from; i < MIN (from + n, lines->len); i++)
    g_string_append_printf (text, "%s\n", (char *) g_ptr_array_index (lines, i));
  g_file_set_contents (path, text->str, -1, &error);
  g_assert_no_error (error);

  return path;
}

static void
import_otherwise (TestWorkspace *test,
                  const char    *path,
                  ClvZeroRule    zeros,
                  const char    *actor)
{
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;

  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "order");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  plan->zeros = zeros;
  clv_workspace_set_actor (test->workspace, actor);
  result = clv_workspace_import (test->workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
}

static void
import_file (TestWorkspace *test,
             const char    *path,
             const char    *actor)
{
  import_otherwise (test, path, CLV_ZERO_KEEP, actor);
}

static void
define (TestWorkspace *test,
        double         rate,
        const char    *actor)
{
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(GError) error = NULL;

  definition->rate = rate;
  clv_value_definition_save (definition, test->workspace, actor, &error);
  g_assert_no_error (error);
}

static void
fit (TestWorkspace *test,
     ClvDate        until,
     const char    *actor)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvFit) result = NULL;
  g_autoptr(GError) error = NULL;

  spec->until = until;
  result = clv_fit_run (test->workspace, spec, actor, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (clv_fit_is_usable (result));
}

/* A shop with scores that ben approved; @lines are its orders. */
static gint64
approve_shop (TestWorkspace *test,
              GPtrArray     *lines)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  gint64 package = 0;

  test_workspace_init (test);
  test_workspace_add (test, "anna", CLV_ROLE_ANALYST);
  test_workspace_add (test, "ben", CLV_ROLE_REVIEWER);
  test_workspace_add (test, "cleo", CLV_ROLE_REVIEWER);
  path = write_file (test, "orders.csv", lines, 0, lines->len - 50);
  import_file (test, path, "anna");
  define (test, 0.08, "anna");
  fit (test, CLV_DATE_INVALID, "anna");

  package = clv_governance_propose (test->workspace, "anna", CLV_RISK_LOW, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (package, >, 0);
  clv_governance_submit (test->workspace, package, "anna", NULL, &error);
  g_assert_no_error (error);
  clv_governance_vote (test->workspace, package, "ben", TRUE, "seen", NULL, &error);
  g_assert_no_error (error);

  return package;
}

static void
assert_open (TestWorkspace *test)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvGate) gate = clv_governance_check_gate (test->workspace, NULL, &error);

  g_assert_no_error (error);
  if (!gate->is_open)
    g_error ("closed: %s", (char *) g_ptr_array_index (gate->reasons, gate->reasons->len - 1));
  g_assert_cmpuint (gate->reasons->len, ==, 0);
}

static void
assert_closed (TestWorkspace *test,
               const char    *words)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvGate) gate = clv_governance_check_gate (test->workspace, NULL, &error);
  g_autoptr(GString) all = g_string_new (NULL);
  guint i;

  g_assert_no_error (error);
  g_assert_false (gate->is_open);
  g_assert_nonnull (gate->who);
  for (i = 0; i < gate->reasons->len; i++)
    g_string_append_printf (all, "%s\n", (char *) g_ptr_array_index (gate->reasons, i));
  if (strstr (all->str, words) == NULL)
    g_error ("“%s” does not say “%s”", all->str, words);
}

static void
test_data_changed (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GPtrArray) lines = make_orders ();
  g_autofree char *original = g_strdup (g_ptr_array_index (lines, 3));
  g_autofree char *fix = NULL;
  g_autofree char *more = NULL;
  g_autofree char *again = NULL;
  g_autoptr(GError) error = NULL;
  gint64 package = approve_shop (&test, lines);
  char *comma = NULL;

  assert_open (&test);
  g_assert_true (clv_governance_register_export (test.workspace, "anna", package, "scores.csv",
                                                 "00", 10, &error));
  g_assert_no_error (error);

  /* One order changes; the gate says which import did it. */
  comma = strrchr (g_ptr_array_index (lines, 3), ',');
  strcpy (comma, ",9.5");
  fix = write_file (&test, "orders-fix.csv", lines, 3, 1);
  import_file (&test, fix, "anna");
  assert_closed (&test, "1 order changed by import #2 (orders-fix.csv) since the approval.");
  g_assert_false (clv_governance_register_export (test.workspace, "anna", package, "scores.csv",
                                                  "00", 10, &error));
  g_assert_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_GATE);
  g_clear_error (&error);

  /* The original once more: the same data, the same approval, no new vote. */
  g_free (lines->pdata[3]);
  lines->pdata[3] = g_strdup (original);
  again = write_file (&test, "orders-again.csv", lines, 3, 1);
  import_file (&test, again, "anna");
  assert_open (&test);

  more = write_file (&test, "more.csv", lines, lines->len - 50, 50);
  import_file (&test, more, "anna");
  assert_closed (&test, "50 orders added by import #4 (more.csv) since the approval.");
  g_assert_true (clv_workspace_undo_batch (test.workspace, 4, NULL, &error));
  assert_open (&test);

  /* Newest first: an import that others replaced rows of is undone after them. */
  g_assert_true (clv_workspace_undo_batch (test.workspace, 3, NULL, &error));
  assert_closed (&test, "1 order changed by import #2 (orders-fix.csv)");
  g_assert_true (clv_workspace_undo_batch (test.workspace, 2, NULL, &error));
  assert_open (&test);
  g_assert_true (clv_workspace_undo_batch (test.workspace, 1, NULL, &error));
  assert_closed (&test, "Import #1 (orders.csv) was undone.");
}

static void
test_definition_and_fit_changed (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GPtrArray) lines = make_orders ();
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvPackage) package = NULL;
  gint64 again = 0;

  approve_shop (&test, lines);
  define (&test, 0.10, "anna");
  assert_closed (&test, "The discount rate changed from 8");
  define (&test, 0.08, "anna");
  assert_open (&test);

  fit (&test, clv_date_from_ymd (2023, 3, 31), "anna");
  assert_closed (&test, "The model was fitted again");
  fit (&test, CLV_DATE_INVALID, "anna");
  assert_open (&test);

  /* Nothing new to say. */
  again = clv_governance_propose (test.workspace, "anna", CLV_RISK_LOW, NULL, NULL, &error);
  g_assert_cmpint (again, ==, 0);
  g_assert_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED);
}

static void
test_expiry (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GPtrArray) lines = make_orders ();
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvPackage) now = NULL;
  g_autoptr(ClvPackage) last_day = NULL;
  g_autoptr(ClvPackage) later = NULL;
  g_autofree char *after = NULL;
  g_autoptr(ClvGate) gate = NULL;
  gint64 id = approve_shop (&test, lines);

  now = clv_governance_load_package (test.workspace, id, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (now->is_usable);
  g_assert_false (now->is_self_attested);
  g_assert_null (clv_package_get_attestation (now));
  g_assert_cmpint (clv_date_parse (now->valid_until) - clv_date_parse (now->approved_on), ==, 180);
  g_assert_cmpuint (now->votes->len, ==, 1);
  g_assert_nonnull (strstr (now->manifest, "\"definition\""));

  last_day = clv_governance_load_package (test.workspace, id, now->valid_until, &error);
  g_assert_true (last_day->is_usable);
  after = clv_date_to_iso (clv_date_parse (now->valid_until) + 1);
  later = clv_governance_load_package (test.workspace, id, after, &error);
  g_assert_true (later->is_expired);
  g_assert_false (later->is_usable);
  gate = clv_governance_check_gate (test.workspace, after, &error);
  g_assert_false (gate->is_open);
}

/* An import is undone: the gate names that, and does not say that a file was read
 * in another way; that it says where the file comes again by other rules. */
static void
test_undone (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GPtrArray) lines = make_orders ();
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvPackage) package = NULL;
  g_autoptr(ClvPackage) other = NULL;
  guint64 removed = 0;
  gint64 id = approve_shop (&test, lines);

  g_assert_true (clv_workspace_undo_batch (test.workspace, 1, &removed, &error));
  package = clv_governance_load_package (test.workspace, id, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (package->is_stale);
  g_assert_cmpuint (package->stale_because->len, ==, 1);
  g_assert_cmpstr (package->stale_because->pdata[0], ==, "Import #1 (orders.csv) was undone.");

  path = write_file (&test, "orders.csv", lines, 0, lines->len - 60);
  import_otherwise (&test, path, CLV_ZERO_EXCLUDE, "anna");
  other = clv_governance_load_package (test.workspace, id, NULL, &error);
  g_assert_cmpstr (g_ptr_array_index (other->stale_because, other->stale_because->len - 1), ==,
                   "A file was read by other rules or columns than those approved.");
}

static void
import_subscriptions (TestWorkspace *test,
                      const char    *name,
                      const char    *rows)
{
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (test->folder, name, NULL);
  g_autofree char *text = g_strconcat ("customer,start,end,amount,interval\n", rows, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  plan->kind = CLV_IMPORT_KIND_SUBSCRIPTIONS;
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "start");
  clv_import_plan_set_column (plan, CLV_FIELD_ENDED, "end");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  clv_import_plan_set_column (plan, CLV_FIELD_INTERVAL, "interval");
  result = clv_workspace_import (test->workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
}

/* Subscriptions are what values are made of, as orders are. */
static void
test_subscriptions (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GPtrArray) lines = make_orders ();
  g_autofree char *before = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *after = NULL;
  g_autofree char *now = NULL;
  g_autofree char *other_order = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvPackage) package = NULL;
  g_autoptr(ClvPackage) undone = NULL;
  gint64 id = approve_shop (&test, lines);
  guint64 removed = 0;

  before = clv_workspace_dup_data_hash (test.workspace, &error);
  digest = clv_data_digest (test.workspace, &error);
  import_subscriptions (&test, "club.csv", "anna,2024-01-10,,10.00,month\n"
                                           "bert,2024-02-01,2024-04-01,10.00,month\n");
  after = clv_workspace_dup_data_hash (test.workspace, &error);
  now = clv_data_digest (test.workspace, &error);
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpstr (digest, !=, now);
  package = clv_governance_load_package (test.workspace, id, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (package->is_stale);
  g_assert_cmpstr (package->stale_because->pdata[0], ==,
                   "Import #2 (club.csv) changed the data since the approval.");

  g_assert_true (clv_workspace_undo_batch (test.workspace, 2, &removed, &error));
  undone = clv_governance_load_package (test.workspace, id, NULL, &error);
  g_assert_false (undone->is_stale);
  import_subscriptions (&test, "two.csv", "bert,2024-02-01,2024-04-01,10.00,month\n"
                                          "anna,2024-01-10,,10.00,month\n");
  other_order = clv_data_digest (test.workspace, &error);
  g_assert_cmpstr (other_order, ==, now);
}

/* The tiers are part of what is approved. */
static void
test_tiers (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GPtrArray) lines = make_orders ();
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvPackage) first = NULL;
  g_autoptr(ClvPackage) second = NULL;
  gint64 id = approve_shop (&test, lines);

  first = clv_governance_load_package (test.workspace, id, NULL, &error);
  g_assert_true (clv_package_get_scheme (first) == clv_tier_scheme_find ("20-60-20"));
  id = clv_governance_propose (test.workspace, "anna", CLV_RISK_LOW,
                               clv_tier_scheme_find ("platinum"), NULL, &error);
  g_assert_no_error (error);
  second = clv_governance_load_package (test.workspace, id, NULL, &error);
  g_assert_true (clv_package_get_scheme (second) == clv_tier_scheme_find ("platinum"));
  g_assert_cmpstr (first->content_hash, !=, second->content_hash);
}

/* Somebody who had a hand in the assumptions or the data may not vote. */
static void
test_contributors (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GPtrArray) lines = make_orders ();
  g_autofree char *more = NULL;
  g_autoptr(GError) error = NULL;
  gint64 package = approve_shop (&test, lines);

  define (&test, 0.10, "ben");
  define (&test, 0.12, "anna");
  more = write_file (&test, "more.csv", lines, lines->len - 50, 50);
  import_file (&test, more, "anna");
  package = clv_governance_propose (test.workspace, "anna", CLV_RISK_LOW, NULL, NULL, &error);
  g_assert_cmpint (package, ==, 0);
  g_assert_nonnull (strstr (error->message, "Fit the model again"));
  g_clear_error (&error);

  fit (&test, CLV_DATE_INVALID, "anna");
  package = clv_governance_propose (test.workspace, "anna", CLV_RISK_LOW, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (clv_governance_submit (test.workspace, package, "anna", NULL, &error));
  g_assert_false (clv_governance_vote (test.workspace, package, "ben", TRUE, "seen", NULL,
                                       &error));
  g_assert_nonnull (strstr (error->message, "contributed"));
  g_clear_error (&error);
  g_assert_true (clv_governance_vote (test.workspace, package, "cleo", TRUE, "seen", NULL,
                                      &error));
  g_assert_no_error (error);
  assert_open (&test);
}

static void
test_self_attested (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GPtrArray) lines = make_orders ();
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvPackage) package = NULL;
  g_autoptr(ClvVerification) report = NULL;
  gint64 id = 0;

  test_workspace_init (&test);
  assert_closed (&test, "No scores have been proposed");
  test_workspace_add (&test, "sol", CLV_ROLE_ANALYST);
  test_workspace_add (&test, "sol", CLV_ROLE_REVIEWER);
  path = write_file (&test, "orders.csv", lines, 0, lines->len);
  import_file (&test, path, "sol");
  fit (&test, CLV_DATE_INVALID, "sol");
  id = clv_governance_propose (test.workspace, "sol", CLV_RISK_MEDIUM, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_closed (&test, "draft");
  g_assert_true (clv_governance_submit (test.workspace, id, "sol", NULL, &error));
  assert_closed (&test, "waits for votes");
  g_assert_true (clv_governance_vote (test.workspace, id, "sol", TRUE, NULL, NULL, &error));
  g_assert_no_error (error);

  package = clv_governance_load_package (test.workspace, id, NULL, &error);
  g_assert_true (package->is_usable);
  g_assert_true (package->is_self_attested);
  g_assert_cmpstr (clv_package_get_attestation (package), ==,
                   "Self-attested — not independently reviewed");

  report = clv_governance_verify (test.workspace, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (report->is_clean);
}

/* The file is edited behind the guards: the gate closes whatever was approved. */
static void
test_tampered (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GPtrArray) lines = make_orders ();
  g_autofree char *message = NULL;

  approve_shop (&test, lines);
  assert_open (&test);
  message = test_workspace_raw (&test,
                                "DROP TRIGGER event_no_update;"
                                "UPDATE event SET reason = 'nicer' WHERE act = 'vote';");
  g_assert_cmpstr (message, ==, NULL);
  assert_closed (&test, "does not verify");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/governance/approval/data-changed", test_data_changed);
  g_test_add_func ("/governance/approval/definition-and-fit-changed",
                   test_definition_and_fit_changed);
  g_test_add_func ("/governance/approval/expiry", test_expiry);
  g_test_add_func ("/governance/approval/undone", test_undone);
  g_test_add_func ("/governance/approval/subscriptions", test_subscriptions);
  g_test_add_func ("/governance/approval/tiers", test_tiers);
  g_test_add_func ("/governance/approval/contributors", test_contributors);
  g_test_add_func ("/governance/approval/self-attested", test_self_attested);
  g_test_add_func ("/governance/approval/tampered", test_tampered);

  return g_test_run ();
}
