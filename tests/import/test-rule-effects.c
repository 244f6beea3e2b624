/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-rule-effects.h"
#include "import-fixture.h"

#define SHOP "id,date,amount,order,status\n"  \
             "ann,2025-01-03,10.00,o1,paid\n" \
             "bob,2025-01-04,20.50,o2,paid\n" \
             "ann,2025-02-23,5.25,o3,paid\n"  \
             "ann,2025-03-01,-5.25,o4,paid\n" \
             "cem,2025-03-02,0.00,o5,paid\n"  \
             "dee,2025-03-09,7.00,o6,cancelled\n"

/* One rule of the plan, and what the file comes to with it. */
typedef struct
{
  const char *name;
  const char *key;
  const char *value;
  guint64 rows;
  guint64 customers;
  gint64 net_amount;
  const char *failure;
} EffectRow;

static const EffectRow rows[] = {
  { "as-it-is", "refunds", "net", 6, 4, 3750, NULL },
  { "refunds-left-out", "refunds", "ignore", 5, 4, 4275, NULL },
  { "zeros-left-out", "zeros", "exclude", 5, 3, 3750, NULL },
  { "status-left-out", "excluded-statuses", "cancelled", 5, 3, 3050, NULL },
  { "nothing-left", "excluded-statuses", "cancelled;paid", 0, 0, 0, "Nothing was imported" },
};

static ClvImportPlan *
make_plan (const EffectRow *row)
{
  ClvImportPlan *plan = fixture_plan ("id", "date", "amount");
  g_autoptr(GError) error = NULL;

  clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "order");
  clv_import_plan_set_column (plan, CLV_FIELD_STATUS, "status");
  g_assert_true (clv_import_plan_set_rule (&plan, row->key, row->value, &error));
  g_assert_no_error (error);

  return plan;
}

static void
test_count (gconstpointer data)
{
  const EffectRow *row = data;
  g_autofree char *path = fixture_write ("shop.csv", SHOP, -1);
  g_autoptr(ClvImportPlan) plan = make_plan (row);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvRuleEffect) effect = clv_rule_effect_count (path, plan, "UTC", "EUR", NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (effect);
  g_assert_cmpuint (effect->rows_kept, ==, row->rows);
  g_assert_cmpuint (effect->customers, ==, row->customers);
  g_assert_cmpint (effect->net_amount, ==, row->net_amount);
  g_assert_cmpstr (effect->currency, ==, "EUR");
  if (row->failure != NULL)
    g_assert_nonnull (strstr (effect->failure, row->failure));
  else
    g_assert_null (effect->failure);
}

static void
test_cancelled (void)
{
  g_autofree char *path = fixture_write ("shop.csv", SHOP, -1);
  g_autoptr(ClvImportPlan) plan = make_plan (&rows[0]);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  ClvProgress progress = { NULL, NULL, cancellable };
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (clv_rule_effect_count (path, plan, "UTC", "EUR", &progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* An effect holds for this plan of this file, and no other. */
static void
test_cache (void)
{
  g_autofree char *path = fixture_write ("cache.csv", SHOP, -1);
  g_autoptr(ClvImportPlan) plan = make_plan (&rows[0]);
  g_autoptr(ClvImportPlan) other = make_plan (&rows[2]);
  g_autoptr(ClvRuleEffects) effects = clv_rule_effects_new ();
  g_autofree char *key = clv_rule_effects_make_key (path, plan);
  g_autofree char *other_key = clv_rule_effects_make_key (path, other);
  ClvRuleEffect *effect = g_new0 (ClvRuleEffect, 1);

  effect->orders = 17;
  clv_rule_effects_take (effects, key, effect);
  g_assert_true (clv_rule_effects_find (effects, key) == effect);
  g_assert_null (clv_rule_effects_find (effects, other_key));

  g_free (key);
  g_assert_true (g_file_set_contents (path, SHOP "eve,2025-03-10,1.00,o7,paid\n", -1, NULL));
  key = clv_rule_effects_make_key (path, plan);
  g_assert_null (clv_rule_effects_find (effects, key));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/import/rule-effects/count/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_count);
    }
  g_test_add_func ("/import/rule-effects/cancelled", test_cancelled);
  g_test_add_func ("/import/rule-effects/cache", test_cache);

  return g_test_run ();
}
