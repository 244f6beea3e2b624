/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-plan.h"

static ClvImportPlan *
full_plan (void)
{
  ClvImportPlan *plan = clv_import_plan_new ();

  plan->kind = CLV_IMPORT_KIND_CUSTOMERS;
  plan->part = g_strdup (" März; 2024\n");
  g_free (plan->encoding);
  plan->encoding = g_strdup ("windows-1252");
  plan->delimiter = '\t';
  plan->quote = 0;
  plan->header_row = -1;
  plan->decimal = ',';
  plan->date_order = CLV_DATE_ORDER_MDY;
  plan->currency = g_strdup ("EUR");
  plan->refunds = CLV_REFUNDS_IGNORE;
  plan->zeros = CLV_ZERO_EXCLUDE;
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, " Kunde; „Nr“\n=x ");
  clv_import_plan_set_column (plan, CLV_FIELD_STATUS, "#3");
  g_ptr_array_add (plan->attributes, g_strdup ("Stadt;Land"));
  g_ptr_array_add (plan->attributes, g_strdup ("é"));
  g_ptr_array_add (plan->excluded_statuses, g_strdup ("void"));

  return plan;
}

static void
test_round_trip (void)
{
  g_autoptr(ClvImportPlan) plan = full_plan ();
  g_autofree char *text = clv_import_plan_to_text (plan);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportPlan) read = clv_import_plan_from_text (text, &error);
  g_autoptr(ClvImportPlan) copy = NULL;
  g_autofree char *again = NULL;
  g_autofree char *copied = NULL;

  g_assert_no_error (error);
  again = clv_import_plan_to_text (read);
  g_assert_cmpstr (again, ==, text);
  g_assert_cmpstr (read->part, ==, " März; 2024\n");
  g_assert_cmpstr (read->columns[CLV_FIELD_CUSTOMER], ==, " Kunde; „Nr“\n=x ");
  g_assert_cmpint (read->quote, ==, 0);
  g_assert_cmpuint (read->attributes->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (read->attributes, 0), ==, "Stadt;Land");

  copy = clv_import_plan_copy (read);
  copied = clv_import_plan_to_text (copy);
  g_assert_cmpstr (copied, ==, text);
}

static void
test_hash_changes (void)
{
  g_autoptr(ClvImportPlan) plan = full_plan ();
  g_autofree char *first = clv_import_plan_get_hash (plan);
  g_autofree char *same = clv_import_plan_get_hash (plan);
  g_autofree char *other = NULL;

  g_assert_cmpstr (first, ==, same);
  g_assert_cmpuint (strlen (first), ==, 64);
  clv_import_plan_set_column (plan, CLV_FIELD_STATUS, NULL);
  other = clv_import_plan_get_hash (plan);
  g_assert_cmpstr (first, !=, other);
}

/* A plan without a part has the text and the hash that it had before there were
 * parts, and such a text still reads. */
static void
test_without_part (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportPlan) plan = full_plan ();
  g_autoptr(ClvImportPlan) read = NULL;
  g_autofree char *text = NULL;
  g_autofree char *with = clv_import_plan_get_hash (plan);
  g_autofree char *without = NULL;

  g_clear_pointer (&plan->part, g_free);
  text = clv_import_plan_to_text (plan);
  g_assert_null (strstr (text, "part="));
  without = clv_import_plan_get_hash (plan);
  g_assert_cmpstr (with, !=, without);
  read = clv_import_plan_from_text (text, &error);
  g_assert_no_error (error);
  g_assert_null (read->part);
}

static void
test_refuses (gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportPlan) plan = clv_import_plan_from_text (data, &error);

  g_assert_null (plan);
  g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);
  g_assert_nonnull (strstr (error->message, "Nothing was imported"));
}

int
main (int    argc,
      char **argv)
{
  static const char * const bad[] = {
    "", "rubbish", "[Other]\nversion=1\n", "[Import plan]\nversion=9\n",
    "[Import plan]\nversion=1\nkind=dreams\n", "[Import plan]\nversion=1\nheader-row=x\n",
    "[Import plan]\nversion=1\nheader-row=99999999999\n",
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/plan/round-trip", test_round_trip);
  g_test_add_func ("/import/plan/hash-changes", test_hash_changes);
  g_test_add_func ("/import/plan/without-part", test_without_part);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *name = g_strdup_printf ("/import/plan/refuses/%u", i);

      g_test_add_data_func (name, bad[i], test_refuses);
    }

  return g_test_run ();
}
