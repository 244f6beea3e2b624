/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-plan.h"

#define PLAIN_HASH "4a47b865189980c2c917841a14ae26b40a743fc61394b2f7674db22f4c73a807"

static ClvImportPlan *
full_plan (void)
{
  ClvImportPlan *plan = clv_import_plan_new ();
  ClvImportRate *rate = g_new0 (ClvImportRate, 1);
  ClvImportFilter *filter = NULL;

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
  plan->repair_mojibake = TRUE;
  plan->preset = g_strdup ("shop-orders");
  plan->zone = g_strdup ("America/New_York");
  plan->lines = CLV_LINES_ONCE;
  plan->tax = CLV_PART_SUBTRACT;
  plan->shipping = CLV_PART_SUBTRACT;
  plan->key = CLV_KEY_HASHED;
  g_ptr_array_add (plan->guests, g_strdup ("0"));
  g_ptr_array_add (plan->refund_events, g_strdup ("Refund;"));
  filter = clv_import_filter_new ("Mode; =", TRUE);
  g_ptr_array_add (filter->values, g_strdup (""));
  g_ptr_array_add (filter->values, g_strdup ("Live\n"));
  g_ptr_array_add (plan->filters, filter);
  g_assert_true (clv_import_rate_parse ("usd 2024-02-29 0.92", rate, NULL));
  g_ptr_array_add (plan->rates, rate);
  plan->earliest = clv_date_from_ymd (2020, 1, 1);
  plan->latest = clv_date_from_ymd (2026, 12, 31);

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

  g_assert_cmpstr (((ClvImportFilter *) g_ptr_array_index (read->filters, 0))->column, ==,
                   "Mode; =");
  g_assert_cmpint (((ClvImportRate *) g_ptr_array_index (read->rates, 0))->nano, ==, 920000000);

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

/* A plan that uses none of the rules has the text that it had before there were any. */
static void
test_defaults_are_silent (void)
{
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autofree char *hash = clv_import_plan_get_hash (plan);

  g_assert_cmpstr (hash, ==, PLAIN_HASH);
}

static void
test_set_rule (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportPlan) plan = full_plan ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_true (clv_import_plan_set_rule (&plan, "lines", "", &error));
  g_assert_no_error (error);
  g_assert_cmpint (plan->lines, ==, CLV_LINES_SUM);
  g_assert_true (clv_import_plan_set_rule (&plan, "excluded-statuses", "a;b c", &error));
  g_assert_cmpuint (plan->excluded_statuses->len, ==, 2);
  before = clv_import_plan_to_text (plan);
  g_assert_false (clv_import_plan_set_rule (&plan, "lines", "twice", &error));
  g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);
  g_clear_error (&error);
  g_assert_false (clv_import_plan_set_rule (&plan, "luck", "yes", &error));
  g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);
  after = clv_import_plan_to_text (plan);
  g_assert_cmpstr (after, ==, before);
}

static void
test_rates (void)
{
  static const struct { const char *text; const char *again; gint64 nano; } rows[] = {
    { "USD 0.92", "USD 0.92", 920000000 },
    { "jpy=0.0061", "JPY 0.0061", 6100000 },
    { "GBP 2026-01-31 1", "GBP 2026-01-31 1", 1000000000 },
    { "KWD 3.000000001", "KWD 3.000000001", 3000000001 },
    { "USD 0", NULL, 0 }, { "USD -1", NULL, 0 }, { "USD", NULL, 0 }, { "US 1", NULL, 0 },
    { "USD 1,5", NULL, 0 }, { "USD 2026-02-30 1", NULL, 0 }, { "USD 1.0000000001", NULL, 0 },
    { "USD 99999999999999999999", NULL, 0 }, { "", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      ClvImportRate rate;
      gboolean is_read = clv_import_rate_parse (rows[i].text, &rate, &error);
      g_autofree char *again = is_read ? clv_import_rate_to_text (&rate) : NULL;

      g_assert_cmpint (is_read, ==, rows[i].again != NULL);
      g_assert_cmpstr (again, ==, rows[i].again);
      if (is_read)
        g_assert_cmpint (rate.nano, ==, rows[i].nano);
      else
        g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);
    }
}

/* What a kind cannot do without is among what it uses, and each word leads back. */
static void
test_words (void)
{
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      ClvField field = CLV_FIELD_CUSTOMER;

      g_assert_true (clv_import_field_from_id (clv_import_field_get_id ((ClvField) i), &field));
      g_assert_cmpuint (field, ==, i);
    }
  for (guint i = 0; i < CLV_N_IMPORT_KINDS; i++)
    {
      ClvImportKind kind = CLV_IMPORT_KIND_ORDERS;
      guint n = 0;

      g_assert_true (clv_import_kind_from_id (clv_import_kind_get_id ((ClvImportKind) i), &kind));
      g_assert_cmpuint (kind, ==, i);
      for (guint k = 0; k < CLV_N_FIELDS; k++)
        n += clv_import_field_is_needed ((ClvField) k, kind);
      g_assert_cmpuint (n, >, 0);
    }
}

static void
test_lacks (void)
{
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();

  g_assert_true (clv_import_plan_lacks (plan, CLV_FIELD_AMOUNT));
  clv_import_plan_set_column (plan, CLV_FIELD_QUANTITY, "Quantity");
  g_assert_true (clv_import_plan_lacks (plan, CLV_FIELD_AMOUNT));
  clv_import_plan_set_column (plan, CLV_FIELD_PRICE, "Price");
  g_assert_false (clv_import_plan_lacks (plan, CLV_FIELD_AMOUNT));
  g_assert_true (clv_import_plan_lacks (plan, CLV_FIELD_DATE));
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
    "[Import plan]\nversion=1\nearliest=yesterday\n", "[Import plan]\nversion=1\nrates=USD\n",
    "[Import plan]\nversion=1\nfilter-1=sometimes;Mode;x\n",
    "[Import plan]\nversion=1\nfilter-1=only\n", "[Import plan]\nversion=1\nlines=thrice\n",
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/plan/round-trip", test_round_trip);
  g_test_add_func ("/import/plan/hash-changes", test_hash_changes);
  g_test_add_func ("/import/plan/without-part", test_without_part);
  g_test_add_func ("/import/plan/defaults-are-silent", test_defaults_are_silent);
  g_test_add_func ("/import/plan/set-rule", test_set_rule);
  g_test_add_func ("/import/plan/rates", test_rates);
  g_test_add_func ("/import/plan/words", test_words);
  g_test_add_func ("/import/plan/lacks", test_lacks);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *name = g_strdup_printf ("/import/plan/refuses/%u", i);

      g_test_add_data_func (name, bad[i], test_refuses);
    }

  return g_test_run ();
}
