/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "clv-audit.h"
#include "clv-ledger.h"
#include "clv-migration.h"

#define N_CUSTOMERS 3000

static void
free_attribute (gpointer data)
{
  ClvAttribute *attribute = data;

  g_free (attribute->name);
  clv_dictionary_unref (attribute->values);
  g_free (attribute->codes);
  g_free (attribute);
}

/* Every customer has a region; of those in "south" half is not known. */
static void
add_regions (ClvTransactions *transactions)
{
  ClvAttribute *attribute = g_new0 (ClvAttribute, 1);
  static const char *regions[] = { "north", "south", "west" };
  guint32 i;

  attribute->name = g_strdup ("region");
  attribute->values = clv_dictionary_new ();
  attribute->codes = g_new (guint32, transactions->n_customers);
  for (i = 0; i < transactions->n_customers; i++)
    {
      attribute->codes[i] = clv_dictionary_add (attribute->values, regions[i % 3],
                                                strlen (regions[i % 3]));
      if (i % 6 == 1)
        attribute->codes[i] = CLV_DICTIONARY_NONE;
    }
  if (transactions->attributes == NULL)
    transactions->attributes = g_ptr_array_new_with_free_func (free_attribute);
  g_ptr_array_add (transactions->attributes, attribute);
}

/* A shop of a year and a half. What comes after @poison is multiplied. */
static ClvTransactions *
make_shop (ClvDate poison,
           gint64  factor)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (7);
  g_autoptr(GArray) customer = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GArray) day = g_array_new (FALSE, FALSE, sizeof (ClvDate));
  g_autoptr(GArray) amount = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(ClvDictionary) names = clv_dictionary_new ();
  ClvDate first = clv_date_from_ymd (2023, 1, 1);
  ClvDate last = clv_date_from_ymd (2024, 6, 30);
  ClvTransactions *transactions = NULL;
  guint32 i;

  for (i = 0; i < N_CUSTOMERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%05u", i);
      guint32 code = clv_dictionary_add (names, name, strlen (name));
      double rate = -log (1.0 - g_rand_double (random)) / 50.0 + 0.002;
      double level = 2000.0 + 8000.0 * g_rand_double (random);
      double time = first + g_rand_int_range (random, 0, 300);

      while (time <= last)
        {
          ClvDate date = (ClvDate) time;
          gint64 minor = (gint64) (level * (0.5 + g_rand_double (random)));

          if (date > poison)
            minor *= factor;
          g_array_append_val (customer, code);
          g_array_append_val (day, date);
          g_array_append_val (amount, minor);
          if (g_rand_double (random) < 0.2)
            break;
          time += 1.0 - log (1.0 - g_rand_double (random)) / rate;
        }
    }

  transactions = clv_transactions_new_for_rows (customer->len, (guint32 *) (void *) customer->data,
                                                (ClvDate *) (void *) day->data,
                                                (gint64 *) (void *) amount->data, names, "EUR");
  add_regions (transactions);

  return transactions;
}

static ClvMigration *
migrate (ClvTransactions *transactions,
         const ClvDate   *dates,
         guint            n_dates,
         gboolean         frozen,
         GError         **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");

  return clv_migration_new (transactions, spec, definition, clv_tier_scheme_find (NULL), dates,
                            n_dates, frozen, NULL, error);
}

static void
test_flows (void)
{
  g_autoptr(ClvTransactions) transactions = make_shop (CLV_DATE_INVALID, 1);
  g_autoptr(GArray) dates = clv_migration_suggest_dates (transactions);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvMigration) migration = NULL;
  guint32 arrived = 0;
  double value = 0.0;
  guint i;

  g_assert_cmpuint (dates->len, ==, 3);
  g_assert_cmpint (g_array_index (dates, ClvDate, 2), ==, clv_date_from_ymd (2024, 6, 30));
  migration = migrate (transactions, (ClvDate *) (void *) dates->data, dates->len, FALSE, &error);
  g_assert_no_error (error);

  /* Who is there at the later date comes from somewhere, once. */
  for (i = 0; i < migration->flows->len; i++)
    {
      const ClvFlow *flow = &g_array_index (migration->flows, ClvFlow, i);

      g_assert_cmpuint (flow->customers, >, 0);
      if (flow->date == 1)
        {
          arrived += flow->customers;
          value += flow->value;
        }
    }
  g_assert_cmpuint (arrived, ==, migration->tiers[2]->n_customers);
  g_assert_cmpfloat_with_epsilon (value / (migration->tiers[2]->value[0]
                                           + migration->tiers[2]->value[1]
                                           + migration->tiers[2]->value[2]), 1.0, 1e-9);
}

/* What happens after a date is not seen at that date. */
static void
test_poisoned_future (void)
{
  static const gboolean kinds[] = { FALSE, TRUE };
  ClvDate dates[2];
  guint i;

  dates[0] = clv_date_from_ymd (2023, 12, 31);
  dates[1] = clv_date_from_ymd (2024, 3, 31);
  for (i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(ClvTransactions) plain = make_shop (CLV_DATE_INVALID, 1);
      g_autoptr(ClvTransactions) poisoned = make_shop (dates[0], 1000);
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvMigration) first = migrate (plain, dates, 2, kinds[i], &error);
      g_autoptr(ClvMigration) second = NULL;

      g_assert_no_error (error);
      second = migrate (poisoned, dates, 2, kinds[i], &error);
      g_assert_no_error (error);
      g_assert_cmpmem (first->tiers[0]->tier, first->tiers[0]->n_customers,
                       second->tiers[0]->tier, second->tiers[0]->n_customers);
      g_assert_cmpmem (first->tiers[0]->lower, sizeof first->tiers[0]->lower,
                       second->tiers[0]->lower, sizeof second->tiers[0]->lower);
      g_assert_cmpmem (first->codes[0], first->tiers[0]->n_customers * sizeof (guint32),
                       second->codes[0], second->tiers[0]->n_customers * sizeof (guint32));
    }
}

static void
test_frozen_bounds (void)
{
  g_autoptr(ClvTransactions) transactions = make_shop (CLV_DATE_INVALID, 1);
  ClvDate dates[] = { clv_date_from_ymd (2023, 12, 31), clv_date_from_ymd (2024, 6, 30) };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvMigration) migration = migrate (transactions, dates, 2, TRUE, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (migration->tiers[0]->lower, sizeof migration->tiers[0]->lower,
                   migration->tiers[1]->lower, sizeof migration->tiers[1]->lower);
}

static void
test_errors (void)
{
  g_autoptr(ClvTransactions) transactions = make_shop (CLV_DATE_INVALID, 1);
  const ClvDate good = clv_date_from_ymd (2024, 3, 31);
  const struct
  {
    ClvDate dates[2];
    guint n;
    const char *words;
  } rows[] = {
    { { good, good }, 1, "two dates" },
    { { good, good }, 2, "in order" },
    { { good, clv_date_from_ymd (2030, 1, 1) }, 2, "2030" },
    /* One day of history: the gate's own words follow the date. */
    { { clv_date_from_ymd (2023, 1, 1), good }, 2, "2023" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (migrate (transactions, rows[i].dates, rows[i].n, FALSE, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, rows[i].words));
    }
}

static ClvAudit *
audit (ClvTransactions *transactions,
       const char      *column,
       guint64          seed,
       GError         **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  ClvAuditOptions options;

  clv_audit_options_init (&options);
  options.group_column = (char *) column;
  options.seed = seed;
  options.replicates = 500;

  return clv_audit_new (transactions, spec, definition, clv_tier_scheme_find (NULL), &options,
                        NULL, error);
}

static void
test_audit (void)
{
  g_autoptr(ClvTransactions) transactions = make_shop (CLV_DATE_INVALID, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvAudit) first = audit (transactions, "region", 1, &error);
  g_autoptr(ClvAudit) again = audit (transactions, "region", 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (first->cells->len, ==, 8);
  g_assert_cmpuint (first->family, ==, 8);
  g_assert_cmpfloat_with_epsilon (first->unknown_share, 1.0 / 6.0, 1e-9);
  /* The regions are drawn without regard to anything. */
  g_assert_cmpuint (clv_audit_count (first, CLV_VERDICT_ALERT), ==, 0);
  g_assert_cmpstr (first->content_hash, ==, again->content_hash);
  g_assert_true (first->split < first->as_of);

  g_assert_null (audit (transactions, "shoe size", 1, &error));
  g_assert_nonnull (strstr (error->message, "region"));
}

static void
test_audit_kept (void)
{
  g_autoptr(ClvTransactions) transactions = make_shop (CLV_DATE_INVALID, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvAudit) saved = audit (transactions, "region", G_MAXUINT64, &error);
  g_autoptr(ClvAudit) loaded = NULL;
  g_autoptr(ClvWorkspace) workspace = NULL;
  g_autoptr(GPtrArray) events = NULL;
  g_autofree char *folder = g_dir_make_tmp ("perennial-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "audit.perennial", NULL);
  guint i;

  workspace = clv_workspace_create (path, "EUR", "UTC", &error);
  g_assert_no_error (error);
  g_assert_null (clv_audit_load (workspace, 0, &error));
  g_assert_no_error (error);
  g_assert_true (clv_audit_save (saved, workspace, "anna", &error));
  g_assert_no_error (error);
  loaded = clv_audit_load (workspace, 0, &error);
  g_assert_no_error (error);

  g_assert_cmpint (loaded->id, ==, saved->id);
  g_assert_cmpstr (loaded->content_hash, ==, saved->content_hash);
  g_assert_cmpstr (loaded->headline, ==, saved->headline);
  g_assert_cmpuint (loaded->cells->len, ==, saved->cells->len);
  for (i = 0; i < saved->cells->len; i++)
    {
      const ClvAuditCell *a = g_ptr_array_index (saved->cells, i);
      const ClvAuditCell *b = g_ptr_array_index (loaded->cells, i);

      g_assert_cmpstr (a->sentence, ==, b->sentence);
      g_assert_cmpint (a->verdict, ==, b->verdict);
      g_assert_cmpmem (&a->estimate, sizeof (double), &b->estimate, sizeof (double));
    }

  events = clv_ledger_list (workspace, 0, &error);
  g_assert_cmpstr (((ClvEvent *) events->pdata[events->len - 1])->act, ==, "audit");
  g_assert_cmpstr (((ClvEvent *) events->pdata[events->len - 1])->actor, ==, "anna");

  g_assert_null (clv_audit_load (workspace, 99, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND);
  clv_workspace_close (workspace);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/insight/migration/flows", test_flows);
  g_test_add_func ("/insight/migration/poisoned-future", test_poisoned_future);
  g_test_add_func ("/insight/migration/frozen-bounds", test_frozen_bounds);
  g_test_add_func ("/insight/migration/errors", test_errors);
  g_test_add_func ("/insight/audit/of-a-model", test_audit);
  g_test_add_func ("/insight/audit/kept", test_audit_kept);

  return g_test_run ();
}
