/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-covariate-private.h"
#include "clv-error.h"
#include "columns.h"

/* Scores of everybody are those of each group by itself, with the group's parameters. */
static void
test_scores (gconstpointer data)
{
  const Truth *truth = data;
  g_autoptr(ClvCustomers) customers = customers_new (truth, 800, 37);
  g_autoptr(ClvFit) fit = fit_columns (customers, truth->kind, "age,region");
  g_autoptr(ClvFit) plain = fit_columns (customers, truth->kind, NULL);
  g_autoptr(ClvCovariateGroups) groups = NULL;

  groups = clv_covariate_groups_new (fit->covariates, fit->kind, fit->parameters, customers);
  g_assert_cmpuint (groups->n, >, 20);
  for (guint is_infinite = 0; is_infinite < 2; is_infinite++)
    {
      g_autoptr(ClvScoreSet) set = score (fit, customers, is_infinite == 1);

      g_assert_cmpuint (set->n_groups, ==, groups->n);
      for (guint32 g = 0; g < groups->n; g += 7)
        {
          g_autoptr(ClvScoreSet) alone = NULL;

          memcpy (plain->parameters, groups->parameters + (gsize) g * groups->n_parameters,
                  groups->n_parameters * sizeof (double));
          alone = score (plain, customers, is_infinite == 1);
          for (guint32 i = 0; i < customers->n; i++)
            {
              if (groups->group_of[i] != g)
                continue;
              assert_near (set->p_active[i], alone->p_active[i], 1e-12);
              assert_near (set->expected_purchases[i], alone->expected_purchases[i], 1e-10);
              assert_near (set->clv[i], alone->clv[i], 1e-10);
              assert_near (set->clv_hi[i], alone->clv_hi[i], 1e-9);
              assert_near (clv_score_set_p_active_at (set, fit, i, 30),
                           clv_score_set_p_active_at (alone, plain, i, 30), 1e-12);
              g_assert_cmpmem (clv_score_set_get_parameters (set, fit, i),
                               groups->n_parameters * sizeof (double),
                               groups->parameters + (gsize) g * groups->n_parameters,
                               groups->n_parameters * sizeof (double));
            }
        }
    }
}

/* A later table without the column, and with a level that the fit has not seen. */
static void
test_unknown (void)
{
  g_autoptr(ClvCustomers) customers = customers_new (&truths[0], 2000, 41);
  g_autoptr(ClvCustomers) later = customers_new (&truths[0], 500, 43);
  g_autoptr(ClvFit) fit = fit_columns (customers, "bg-nbd", "region");
  g_autoptr(ClvScoreSet) set = NULL;
  ClvAttribute *region = g_ptr_array_index (later->transactions->attributes, 1);
  guint32 north = clv_dictionary_lookup (region->values, "north", 5);
  guint32 west = clv_dictionary_add (region->values, "west", 4);

  for (guint32 i = 0; i < later->n; i++)
    region->codes[i] = i < 100 ? CLV_DICTIONARY_NONE : i < 150 ? west : north;
  set = score (fit, later, FALSE);
  g_assert_cmpuint (set->n_unknown_levels, ==, 50);
  for (guint32 i = 0; i < later->n; i++)
    g_assert_cmpmem (clv_score_set_get_parameters (set, fit, i), 4 * sizeof (double),
                     fit->parameters, 4 * sizeof (double));
}

/* Fit and scores through a workspace and back. */
static void
test_stored (void)
{
  g_autofree char *folder = g_dir_make_tmp ("clv-covariates-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "w.perennial", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_workspace_create (path, "EUR", "UTC", &error);
  g_autoptr(ClvCustomers) customers = customers_new (&truths[2], 2000, 47);
  g_autoptr(ClvFit) fit = fit_columns (customers, "pareto-nbd", "age,region");
  g_autoptr(ClvFit) read = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvScoreSet) loaded = NULL;

  g_assert_no_error (error);
  g_assert_true (clv_fit_save (fit, workspace, "Ada", &error));
  read = clv_fit_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->covariates->n_terms, ==, 2);
  g_assert_cmpfloat (read->covariates->statistic, ==, fit->covariates->statistic);
  g_assert_true (clv_value_definition_save (definition, workspace, "Ada", &error));
  set = clv_score_set_new (read, definition, customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (clv_score_set_save (set, workspace, "Ada", &error));
  loaded = clv_score_set_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (loaded->n_groups, ==, set->n_groups);
  g_assert_cmpmem (loaded->group, loaded->n * 4, set->group, set->n * 4);
  g_assert_cmpmem (loaded->clv, loaded->n * 8, set->clv, set->n * 8);
  for (guint32 i = 0; i < set->n; i++)
    g_assert_cmpfloat (clv_score_set_p_active_at (loaded, read, i, 10), ==,
                       clv_score_set_p_active_at (set, fit, i, 10));
  /* The columns are not in this workspace, or no longer. */
  g_assert_null (clv_score_set_run (workspace, 0, NULL, "Ada", NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA);
  g_assert_nonnull (strstr (error->message, fit->spec->covariates[0]));
  clv_workspace_close (workspace);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_for_kinds ("/valuation/covariate-scores/groups", test_scores);
  g_test_add_func ("/valuation/covariate-scores/unknown", test_unknown);
  g_test_add_func ("/valuation/covariate-scores/stored", test_stored);
  return g_test_run ();
}
